//! What a provision says, told in ids: two rule sets number what they name each in its own way.

use serde_json::{Value, json};

use super::view::{ProvisionView, SourceView};
use crate::model::{Carrier, Condition, Effect, LegalTime, Model, Moment, Side, Test};
use crate::vocabulary::{Domain, FactId, GroupId, NodeId, QuestionId, Text};

impl ProvisionView<'_> {
    /// All that it says, as JSON: its texts and sources, when it became public, its window, its condition and what it
    /// does (SPEC 3.2 to 3.6), as the rule set resolved them. Equal content in two rule sets: the provision says the
    /// same in both. It is meant to be compared and shown; it is no form that is read back.
    #[must_use]
    pub fn content(&self) -> Value {
        let (row, ids) = (self.row(), Ids(self.rules().model()));
        json!({
            "carrier": match row.carrier {
                Carrier::Instrument(id) => &ids.0.instrument(id).id,
                Carrier::Provision(id) => &ids.0.provision(id).id,
            },
            "cite": row.cite,
            "does": ids.effect(&row.effect),
            "from": ids.time(&row.from),
            "id": row.id,
            "kind": self.kind().as_str(),
            "of": self.targets(),
            "public": moment(row.public),
            "sources": self.sources().iter().map(source).collect::<Vec<Value>>(),
            "title": text(&row.title),
            "until": row.until.as_ref().map(|until| ids.time(until)),
            "when": ids.condition(&row.when),
        })
    }
}

/// The ids behind the numbers of a model.
struct Ids<'r>(&'r Model);

impl Ids<'_> {
    /// Beside the kind and the targets, which all have.
    fn effect(&self, effect: &Effect) -> Value {
        match effect {
            Effect::Prohibition
            | Effect::Annulment { of: _ }
            | Effect::Forbearance { of: _ }
            | Effect::Reserve
            | Effect::Challenge { of: _ }
            | Effect::Statement { of: _ } => Value::Null,
            Effect::Exemption { lifts: _, declares } => json!({ "declares": declares }),
            Effect::License { lifts: _, declares, grant } => {
                json!({ "declares": declares, "grant": grant.as_str() })
            }
            Effect::Suspension { of: _, relief } => json!({ "relief": relief.as_str() }),
            Effect::End { of: _, revives, counts } => {
                let counts = counts.map(|side| match side {
                    Side::Burden => "burden",
                    Side::Relieve => "relieve",
                });
                json!({ "counts": counts, "revives": revives })
            }
            Effect::Answer { question, is } => json!({ "answer": self.answer(*question, *is) }),
        }
    }

    fn time(&self, time: &LegalTime) -> Value {
        match time {
            LegalTime::Fixed(fixed) => moment(*fixed),
            LegalTime::Asked(question, moments) => {
                let answers = (0..).zip(moments);
                let moments = answers.map(|(is, at)| json!([self.answer(*question, is), moment(*at)]));
                moments.collect()
            }
        }
    }

    fn condition(&self, condition: &Condition) -> Value {
        let all = |parts: &[Condition]| parts.iter().map(|part| self.condition(part)).collect::<Value>();
        match condition {
            Condition::All(parts) => json!({ "all": all(parts) }),
            Condition::Any(parts) => json!({ "any": all(parts) }),
            Condition::Not(part) => json!({ "not": self.condition(part) }),
            Condition::Test(test) => self.test(test),
        }
    }

    fn test(&self, test: &Test) -> Value {
        let fact = |fact: FactId| &self.0.vocabulary.fact(fact).id;
        match test {
            Test::Under(id, node) => json!({ "fact": fact(*id), "under": self.node(*id, *node) }),
            Test::Party(id, node) => json!({ "fact": fact(*id), "is": self.node(*id, *node) }),
            Test::Member(id, group) => {
                json!({ "fact": fact(*id), "member": self.group(*id, *group) })
            }
            Test::Flag(id, is) => json!({ "fact": fact(*id), "is": is }),
            Test::Choice(id, is) => match &self.0.vocabulary.fact(*id).domain {
                Domain::Choice(values) => json!({ "fact": fact(*id), "is": values.get(*is as usize) }),
                Domain::Flag | Domain::Number { .. } | Domain::Node(_) => {
                    json!({ "fact": fact(*id), "is": is })
                }
            },
            Test::Number(id, range) => {
                json!({ "fact": fact(*id), "between": [range.least, range.greatest] })
            }
            Test::Question(question, is) => json!({ "answer": self.answer(*question, *is) }),
        }
    }

    fn group(&self, fact: FactId, group: GroupId) -> Value {
        let group = &self.0.vocabulary.groups[group.index()];
        let roots: Vec<Option<&str>> = group.roots.iter().map(|root| self.node(fact, *root)).collect();
        json!({
            "or_control": group.or_control,
            "roots": roots,
            "strict": group.strict,
            "threshold": group.threshold.to_string(),
        })
    }

    fn node(&self, fact: FactId, node: NodeId) -> Option<&str> {
        match self.0.vocabulary.fact(fact).domain {
            Domain::Node(tree) => Some(&self.0.vocabulary.tree(tree).node(node).id),
            Domain::Flag | Domain::Choice(_) | Domain::Number { .. } => None,
        }
    }

    fn answer(&self, question: QuestionId, is: u32) -> [Option<&str>; 2] {
        let question = self.0.vocabulary.question(question);
        [Some(&question.id), question.answers.get(is as usize).map(String::as_str)]
    }
}

fn moment(moment: Moment) -> Value {
    match moment {
        Moment::Exact(at) => json!(at.to_string()),
        Moment::Between(from, until) => json!([from.to_string(), until.to_string()]),
    }
}

fn text(text: &Text) -> Value {
    text.iter().map(|(language, text)| (language.to_owned(), text.to_owned())).collect()
}

fn source(source: &SourceView<'_>) -> Value {
    json!([source.url, source.says, source.supports, source.confidence])
}

#[cfg(test)]
#[cfg(feature = "authoring")]
mod tests {
    use crate::document::Documents;
    use crate::ruleset::Ruleset;

    const REGISTER: &str = "format = 'lawful/1'\nissuer = [{ id = 'court' }]\n\
         app = [{ id = 'wechat' }, { id = 'wechat-lite', part_of = 'wechat' }]\n\
         party = [{ id = 'tencent' }]\nfact = [{ id = 'user-age', domain = 'number', unit = 'years' }]\n";
    const HEADER: &str = "format = 'lawful/1'\n[instrument]\nkind = 'order'\ntitle = { en = 'x' }\nissuer = 'court'\n\
         zone = 'UTC'\nissued = 2020-09-18\n";
    const PROVISIONS: &str = "\
        [[prohibition]]\nid = '2'\nwhen = { app = ['wechat', 'wechat-lite'], user-age = { below = 18 } }\n\
        [[prohibition]]\nid = '1'\nwhen = { party = { group = 'tencent', at_least = 50.0 } }\n\
        [[license]]\nid = '0'\ngrant = 'general'\nlifts = ['a', 'a#2']\n\
        until = { question = 'q', yes = 2021-01-01, no = { after = 2020-11-01, days = 16 } }\n\
        [[challenge]]\nid = 'c'\nof = ['a#1', 'a']\n\
        [[question]]\nid = 'q'\nanswers = ['yes', 'no']\nasks = { en = 'Q?' }\n";

    /// The provisions above in an instrument `a`, and more documents.
    fn rules(provisions: &str, more: &[(&str, String)]) -> Ruleset {
        let rules = "format = 'lawful/1'\ntitle = { en = 't' }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n";
        let base = [
            ("rules.toml", rules.to_owned()),
            ("register/b.toml", REGISTER.to_owned()),
            ("a.toml", format!("{HEADER}{provisions}")),
        ];
        let texts = base.iter().chain(more).map(|(path, text)| ((*path).to_owned(), text.clone()));
        Ruleset::from_documents(&Documents::from_texts(texts)).unwrap_or_else(|problems| panic!("{problems}"))
    }

    /// The provisions of one that another does not have, or has with other content.
    fn changed(old: &Ruleset, new: &Ruleset) -> Vec<String> {
        let same = |id: &str| Some(old.provision(id)?.content() == new.provision(id)?.content());
        let ids = new.provisions().map(|provision| provision.id().to_owned());
        ids.filter(|id| same(id) != Some(true)).collect()
    }

    #[test]
    fn how_a_rule_set_numbers_what_it_names_is_no_content() {
        let old = rules(PROVISIONS, &[]);
        let register = "format = 'lawful/1'\napp = [{ id = 'a' }]\nparty = [{ id = 'a' }]\nquestion = [{ id = 'a', answers = ['b', 'c'] }]\n\
             fact = [{ id = 'a', domain = 'flag' }]\n";
        let order = format!("{HEADER}[[prohibition]]\nid = 'a'\nwhen = {{ app = 'a', a = true }}\n");
        let more = [("register/a.toml", register.to_owned()), ("a/a.toml", order)];
        assert_eq!(changed(&old, &rules(PROVISIONS, &more)), ["a/a#a"]);
    }

    #[test]
    fn whatever_a_provision_says_is_its_content() {
        let old = rules(PROVISIONS, &[]);
        assert_eq!(changed(&old, &rules(PROVISIONS, &[])), [""; 0]);
        for (was, is, expected) in [
            ("app = ['wechat', 'wechat-lite']", "app = 'wechat'", ["a#2"].as_slice()),
            ("below = 18", "below = 21", &["a#2"]),
            ("at_least = 50.0", "above = 50.0", &["a#1"]),
            ("at_least = 50.0", "at_least = 51.0", &["a#1"]),
            ("days = 16", "days = 17", &["a#0"]),
            ("yes = 2021-01-01", "yes = 2021-01-02", &["a#0"]),
            ("lifts = ['a', 'a#2']", "lifts = ['a#2']", &["a#0"]),
            ("of = ['a#1', 'a']", "of = ['a#1']", &["a#c"]),
            ("id = '1'", "id = '1'\ncite = '§ 1'", &["a#1"]),
            ("id = '1'", "id = '1'\ntitle = { en = 'first' }", &["a#1"]),
            ("id = '1'", "id = '1'\nfrom = 2020-09-21", &["a#1"]),
        ] {
            assert!(PROVISIONS.contains(was), "{was}");
            assert_eq!(changed(&old, &rules(&PROVISIONS.replace(was, is), &[])), expected, "{was} → {is}");
        }
    }
}
