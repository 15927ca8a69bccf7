//! How things are named in a language: apps, places, provisions, questions, lists of them.

use super::language::Language;
use super::message::{Message, Term, Word};
use super::verdict_name;
use crate::decision::Ground;
use crate::model::{Effect, Grant, Relief};
use crate::ruleset::{ProvisionView, Ruleset};
use crate::time::Instant;
use crate::transaction::{FactValue, Readings, Transaction};
use crate::verdict::{Possible, Status, Verdict};
use crate::vocabulary::{Domain, Text, Tree};

/// Names what a rule set holds, in one language.
#[derive(Clone, Copy)]
pub(super) struct Wording<'r> {
    pub(super) rules: &'r Ruleset,
    pub(super) language: Language,
}

impl<'r> Wording<'r> {
    pub(super) fn say(&self, message: Message<'_>) -> String {
        self.language.say(message)
    }

    pub(super) fn word(&self, word: Word) -> &'static str {
        self.language.word(word)
    }

    /// A text of a document, as one line; `None` if there is none in any language.
    pub(super) fn text(&self, text: &Text) -> Option<String> {
        text.get(self.language.tag()).map(line).filter(|text| !text.is_empty())
    }

    /// The conduct that is asked about, with all that is stated.
    pub(super) fn conduct(&self, transaction: &Transaction) -> String {
        let stated =
            |wanted: &str| transaction.stated().find(|(fact, _)| *fact == wanted).map(|(_, value)| value);
        let app = stated("app").map(|value| self.value("app", value));
        let app_or_any = app.as_deref().unwrap_or(self.word(Word::AnApp));
        let mut conduct = match (stated("activity"), &app) {
            (Some(activity), _) => {
                let id = activity.to_string();
                let conduct = self.language.activity(&id, app_or_any).unwrap_or_else(|| {
                    let name = self.node_name(Tree::Activity, &id).unwrap_or_else(|| id.clone());
                    self.say(Message::ConductOther { activity: &name, app: app_or_any })
                });
                self.say(Message::Conduct { conduct: &conduct, activity: &id })
            }
            (None, Some(app)) => self.say(Message::ConductWithApp { app }),
            (None, None) => self.word(Word::WithoutFacts).to_owned(),
        };
        if let Some(place) = stated("location") {
            conduct =
                self.say(Message::ConductIn { conduct: &conduct, place: &self.value("location", place) });
        }
        let others =
            transaction.stated().filter(|(fact, _)| !matches!(*fact, "app" | "activity" | "location"));
        let mut facts: Vec<String> = others
            .map(|(fact, value)| {
                let label = self.language.term(Term::Fact, fact).unwrap_or(fact);
                self.say(Message::FactIs { fact: label, value: &self.value(fact, value) })
            })
            .collect();
        match transaction.readings() {
            Readings::Presumed => {}
            Readings::Open => facts.push(self.word(Word::AllOpen).to_owned()),
            Readings::Given { answers, rest_open } => {
                let given = |(question, answer): (&String, &String)| {
                    self.say(Message::ReadingGiven { question, answer })
                };
                facts.extend(answers.iter().map(given));
                facts.extend(rest_open.then(|| self.word(Word::RestOpen).to_owned()));
            }
        }
        if facts.is_empty() {
            return conduct;
        }
        let facts = self.joined(&facts, |first, next| Message::Comma { first, next });
        self.say(Message::ConductWith { conduct: &conduct, facts: &facts })
    }

    /// What counts as known.
    pub(super) fn known(&self, at: Option<Instant>, known: Option<Instant>) -> String {
        match known {
            None => self.word(Word::Hindsight).to_owned(),
            Some(known) if Some(known) == at => self.word(Word::KnownThen).to_owned(),
            Some(known) => self.say(Message::KnownAt { known: &known.to_string() }),
        }
    }

    /// A value of a fact, with the name of what it names.
    pub(super) fn value(&self, fact: &str, value: &FactValue) -> String {
        let vocabulary = &self.rules.model().vocabulary;
        let domain = vocabulary.fact_named(fact).map(|id| &vocabulary.fact(id).domain);
        match (value, domain) {
            (FactValue::Text(id), Some(Domain::Node(tree))) => self.node(*tree, id),
            (FactValue::Number(number), Some(Domain::Number { unit })) => {
                self.say(Message::Number { number: &number.to_string(), unit })
            }
            (FactValue::Text(_) | FactValue::Flag(_) | FactValue::Number(_), _) => value.to_string(),
        }
    }

    /// A node with its name, where it has one.
    pub(super) fn node(&self, tree: Tree, id: &str) -> String {
        match self.node_name(tree, id) {
            Some(name) if name == id => name,
            Some(name) if tree == Tree::Region => self.say(Message::Place { name: &name, id }),
            Some(name) => self.say(Message::Named { name: &name, id }),
            None => id.to_owned(),
        }
    }

    fn node_name(&self, tree: Tree, id: &str) -> Option<String> {
        if let Some(id) = id.strip_prefix("other:") {
            return self.node_name(tree, id).map(|name| self.say(Message::RestOf { name: &name }));
        }
        let table = self.rules.model().vocabulary.tree(tree);
        let registered = table.named(id).and_then(|node| self.text(&table.node(node).name));
        let own = || {
            (tree == Tree::Actor).then(|| self.language.term(Term::Actor, id)).flatten().map(str::to_owned)
        };
        registered.or_else(own)
    }

    /// A provision: its title, or that of its instrument, and its id.
    pub(super) fn provision(&self, id: &str) -> String {
        let title = self.rules.provision(id).and_then(|provision| {
            self.text(provision.title()).or_else(|| self.text(provision.instrument().title()))
        });
        self.titled(title, id)
    }

    /// A provision: the titles of its instrument and of itself, and its id.
    pub(super) fn provision_of_instrument(&self, id: &str) -> String {
        let title = self.rules.provision(id).and_then(|provision| {
            let (own, instrument) = (self.text(provision.title()), self.text(provision.instrument().title()));
            match (instrument, own) {
                (Some(instrument), Some(title)) => {
                    Some(self.say(Message::TitledIn { instrument: &instrument, title: &title }))
                }
                (instrument, own) => instrument.or(own),
            }
        });
        self.titled(title, id)
    }

    /// What a question or fact asks, and its id.
    pub(super) fn question(&self, id: &str) -> String {
        let vocabulary = &self.rules.model().vocabulary;
        let asks = match (vocabulary.question_named(id), vocabulary.fact_named(id)) {
            (Some(question), _) => self.text(&vocabulary.question(question).asks),
            (None, Some(fact)) => self
                .text(&vocabulary.fact(fact).asks)
                .or_else(|| self.language.term(Term::Asks, id).map(str::to_owned)),
            (None, None) => None,
        };
        self.titled(asks, id)
    }

    fn titled(&self, title: Option<String>, id: &str) -> String {
        title.map_or_else(|| id.to_owned(), |title| self.say(Message::Titled { title: &title, id }))
    }

    /// What an effect is called: an injunction, a general licence.
    pub(super) fn kind(&self, id: &str) -> &'static str {
        let provisions = &self.rules.model().provisions;
        self.word(
            match provisions.iter().find(|provision| provision.id == id).map(|provision| &provision.effect) {
                Some(Effect::Exemption { .. }) => Word::Exemption,
                Some(Effect::License { grant: Grant::General, .. }) => Word::GeneralLicence,
                Some(Effect::License { grant: Grant::Specific, .. }) => Word::SpecificLicence,
                Some(Effect::Suspension { relief: Relief::Injunction, .. }) => Word::Injunction,
                Some(Effect::Suspension { relief: Relief::Stay, .. }) => Word::Stay,
                Some(Effect::Suspension { relief: Relief::Issuer, .. }) => Word::IssuerSuspension,
                Some(Effect::Forbearance { .. }) => Word::Forbearance,
                Some(
                    Effect::Prohibition
                    | Effect::End { .. }
                    | Effect::Annulment { .. }
                    | Effect::Answer { .. }
                    | Effect::Reserve
                    | Effect::Challenge { .. }
                    | Effect::Statement { .. },
                )
                | None => Word::OtherProvision,
            },
        )
    }

    /// The name of whoever issued a provision, or the id.
    pub(super) fn issuer(&self, provision: &ProvisionView<'r>) -> Option<String> {
        let id = provision.instrument().issuer()?;
        Some(self.rules.issuer_name(id).and_then(|name| self.text(name)).unwrap_or_else(|| id.to_owned()))
    }

    /// What brings a status about, by kind and issuer, each once: `injunction (District Court …)`.
    pub(super) fn holders(&self, grounds: &[Ground<'_>], status: Status) -> String {
        let mut holders: Vec<String> = Vec::new();
        for id in grounds.iter().filter(|ground| ground.status == status).flat_map(|ground| &ground.by) {
            let kind = self.kind(id);
            let issuer = self.rules.provision(id).and_then(|provision| self.issuer(&provision));
            let holder = issuer.map_or_else(
                || kind.to_owned(),
                |issuer| self.say(Message::Holder { kind, issuer: &issuer }),
            );
            if !holders.contains(&holder) {
                holders.push(holder);
            }
        }
        self.all(&holders)
    }

    pub(super) fn status(&self, status: Status) -> &'static str {
        verdict_name(Verdict::Determinate(status), self.language)
    }

    /// The verdicts of a set, from least to most: `unregulated or suspended`.
    pub(super) fn possible(&self, possible: Possible) -> String {
        let names: Vec<String> = possible.iter().map(|status| self.status(status).to_owned()).collect();
        self.any(&names)
    }

    /// `a, b and c`.
    pub(super) fn all(&self, items: &[String]) -> String {
        self.enumerated(items, |first, next| Message::And { first, next })
    }

    /// `a, b or c`.
    pub(super) fn any(&self, items: &[String]) -> String {
        self.enumerated(items, |first, next| Message::Or { first, next })
    }

    /// `a; b; c`.
    pub(super) fn parts(&self, items: &[String]) -> String {
        self.joined(items, |first, next| Message::Semicolon { first, next })
    }

    fn enumerated(&self, items: &[String], last: impl for<'a> Fn(&'a str, &'a str) -> Message<'a>) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., next] => {
                let first = self.joined(first, |first, next| Message::Comma { first, next });
                self.say(last(&first, next))
            }
        }
    }

    fn joined(&self, items: &[String], with: impl for<'a> Fn(&'a str, &'a str) -> Message<'a>) -> String {
        let mut items = items.iter();
        let first = items.next().cloned().unwrap_or_default();
        items.fold(first, |first, next| self.say(with(&first, next)))
    }
}

/// Texts come from whoever wrote the documents: none may break a line, or send a terminal anything but words.
pub(super) fn line(text: &str) -> String {
    let printable = text.replace(|c: char| c.is_control(), " ");
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_document_is_one_line_of_words() {
        assert_eq!(line(" two\n  lines\u{1b}[31m\t\u{7f}"), "two lines [31m");
    }
}
