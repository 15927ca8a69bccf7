//! Conditions (SPEC 3.6), normalised: a table is all of its entries, a list is any of them.

use super::check::MOST_LEVELS;
use super::interchange;
use super::register::{self, Lexicon};
use super::report::{Report, Spot};
use super::tree::{Kind, Table, Value};
use crate::error::{Code, Error, shown};
use crate::model::{Condition, Range, Test};
use crate::vocabulary::{Domain, FactId, Group, NodeId, Share, Tree};

/// Reads the condition of a provision of that document.
pub(super) fn read(
    value: &Value,
    document: &str,
    lexicon: &mut Lexicon<'_>,
    report: &mut Report,
) -> Option<Condition> {
    let mut condition = Reader { document, lexicon, report }.table(value, "`when`", 1)?;
    condition.shrink();
    Some(condition)
}

struct Reader<'r, 'a> {
    document: &'r str,
    lexicon: &'r mut Lexicon<'a>,
    report: &'r mut Report,
}

/// What the values of an entry are compared with.
#[derive(Clone, Copy)]
enum Subject {
    Fact(FactId),
    Question(crate::vocabulary::QuestionId),
}

impl Reader<'_, '_> {
    fn table(&mut self, value: &Value, what: &str, level: usize) -> Option<Condition> {
        let table = self.report.table(value, what)?;
        self.check_level(value.spot, level)?;
        let parts: Vec<Option<Condition>> = table
            .iter()
            .map(|(key, value)| match key.name.as_str() {
                "all" => self.nested(value, "`all`", level).map(all),
                "any" => self.nested(value, "`any`", level).map(any),
                "not" => self.table(value, "`not`", level + 1).map(|part| Condition::Not(Box::new(part))),
                name => {
                    let subject = match name.strip_prefix('?') {
                        Some(question) => Subject::Question(self.lexicon.questions.resolve(
                            question,
                            self.document,
                            key.spot,
                            self.report,
                        )?),
                        None => Subject::Fact(self.fact(name, key.spot)?),
                    };
                    // What names a fact or a question is well-formed.
                    self.value(subject, value, &format!("`{name}`"), level)
                }
            })
            .collect();
        parts.into_iter().collect::<Option<Vec<_>>>().map(all)
    }

    fn check_level(&mut self, spot: Spot, level: usize) -> Option<()> {
        if level > MOST_LEVELS {
            let message = format!("the condition has more than {MOST_LEVELS} levels");
            self.report.problem(spot, Code::Limit, message);
            return None;
        }
        Some(())
    }

    /// The tables under `all` and `any`.
    fn nested(&mut self, value: &Value, what: &str, level: usize) -> Option<Vec<Condition>> {
        let list = self.entries(value, what)?;
        let entry = format!("an entry of {what}");
        let parts: Vec<Option<Condition>> =
            list.into_iter().map(|value| self.table(value, &entry, level + 1)).collect();
        parts.into_iter().collect()
    }

    /// The entries of a list that is not empty, in an order that does not depend on how it was written.
    fn entries<'v>(&mut self, value: &'v Value, what: &str) -> Option<Vec<&'v Value>> {
        let list = self.report.list(value, what)?;
        if list.is_empty() {
            let error = Error::new(Code::Value, format!("{what} is an empty list"));
            self.report.add(value.spot, error.with_hint("leave it out, or say what it is"));
            return None;
        }
        let mut entries: Vec<&Value> = list.iter().collect();
        if list.iter().all(|value| value.as_text().is_some()) {
            entries.sort_by_key(|value| value.as_text());
        } else {
            entries.sort_by_cached_key(|value| interchange::canonical(value));
        }
        Some(entries)
    }

    fn fact(&mut self, name: &str, spot: Spot) -> Option<FactId> {
        let found = self.lexicon.fact_ids.get(name).copied();
        if found.is_none() {
            let message = format!("there is no fact `{}`", shown(name));
            let words = ["all", "any", "not"];
            let facts = self.lexicon.facts.iter().map(|fact| fact.id.as_str()).chain(words);
            self.report.unknown(spot, Code::UnknownFact, message, name, facts);
        }
        found
    }

    /// One value, a list of values, or `{ not = … }`.
    fn value(&mut self, subject: Subject, value: &Value, what: &str, level: usize) -> Option<Condition> {
        match &value.kind {
            Kind::List(_) => {
                let values = self.entries(value, what)?;
                let parts: Vec<Option<Condition>> =
                    values.into_iter().map(|value| self.single(subject, value, what, level)).collect();
                parts.into_iter().collect::<Option<Vec<_>>>().map(any)
            }
            _ => self.single(subject, value, what, level),
        }
    }

    fn single(&mut self, subject: Subject, value: &Value, what: &str, level: usize) -> Option<Condition> {
        if let Kind::Table(table) = &value.kind
            && let Some(inner) = table.get("not")
        {
            self.report.closed(table, &format!("{what} with `not`"), &["not"]);
            self.check_level(value.spot, level + 1)?;
            return self.value(subject, inner, what, level + 1).map(|part| Condition::Not(Box::new(part)));
        }
        let fact = match subject {
            Subject::Fact(fact) => fact,
            Subject::Question(question) => {
                let answer = self.lexicon.questions.answer(question, value, what, self.report)?;
                return Some(Condition::Test(Test::Question(question, answer)));
            }
        };
        let test = match (&self.lexicon.fact(fact).domain, &value.kind) {
            (Domain::Node(Tree::Party), Kind::Table(table)) => {
                let group = self.group(table, value.spot)?;
                Test::Member(fact, self.lexicon.intern(group))
            }
            (Domain::Node(tree), _) => {
                let name = self.report.text(value, what)?;
                let node = self.lexicon.trees.named(*tree, name, value.spot, self.report)?;
                if *tree == Tree::Party && node != NodeId::ROOT {
                    Test::Party(fact, node)
                } else {
                    Test::Under(fact, node)
                }
            }
            (Domain::Flag, _) => Test::Flag(fact, self.report.flag(value, what)?),
            (Domain::Choice(answers), _) => {
                let message = format!("is not an answer to `{}`", self.lexicon.fact(fact).id);
                Test::Choice(fact, super::question::answer(answers, value, what, &message, self.report)?)
            }
            (Domain::Number { .. }, Kind::Table(table)) => {
                Test::Number(fact, self.range(table, value.spot, what)?)
            }
            (Domain::Number { .. }, _) => {
                let number = self.report.integer(value, what)?;
                Test::Number(fact, Range { least: number, greatest: number })
            }
        };
        Some(Condition::Test(test))
    }

    fn range(&mut self, table: &Table, spot: Spot, what: &str) -> Option<Range> {
        self.report.closed(table, what, &["at_least", "above", "at_most", "below"]);
        let mut bound =
            |key: &str| table.get(key).map(|value| self.report.integer(value, &format!("`{key}`")));
        let (at_least, above) = (bound("at_least"), bound("above"));
        let (at_most, below) = (bound("at_most"), bound("below"));
        if [at_least, above, at_most, below].iter().all(Option::is_none) {
            let message = format!("{what} has none of `at_least`, `above`, `at_most`, `below`");
            self.report.problem(spot, Code::MissingKey, message);
            return None;
        }
        let unless_broken = |bound: Option<Option<i64>>| match bound {
            Some(None) => None,
            Some(bound) => Some(bound),
            None => Some(None),
        };
        let (at_least, above) = (unless_broken(at_least)?, unless_broken(above)?);
        let (at_most, below) = (unless_broken(at_most)?, unless_broken(below)?);
        // In i128 nothing overflows: above the greatest number lies nothing.
        let least = at_least.map(i128::from).into_iter().chain(above.map(|n| i128::from(n) + 1)).max();
        let greatest = at_most.map(i128::from).into_iter().chain(below.map(|n| i128::from(n) - 1)).min();
        let least = least.unwrap_or_else(|| i64::MIN.into());
        let greatest = greatest.unwrap_or_else(|| i64::MAX.into());
        match (i64::try_from(least), i64::try_from(greatest)) {
            (Ok(least), Ok(greatest)) if least <= greatest => Some(Range { least, greatest }),
            _ => {
                self.report.problem(spot, Code::Window, format!("no number lies in the range of {what}"));
                None
            }
        }
    }

    /// SPEC 2.6.
    fn group(&mut self, table: &Table, spot: Spot) -> Option<Group> {
        let what = "a group of parties";
        self.report.closed(table, what, &["group", "at_least", "above", "or_control"]);
        let or_control = table.get("or_control").map(|value| self.report.flag(value, "`or_control`"));
        let threshold = self.threshold(table, spot);
        let names = self.report.required(table, spot, what, "group")?;
        let names = self.report.text_or_texts(names, "`group`")?;
        let roots: Vec<Option<NodeId>> = names
            .into_iter()
            .map(|(name, spot)| {
                let root = self.lexicon.trees.named(Tree::Party, name, spot, self.report)?;
                if root == NodeId::ROOT {
                    self.report.problem(
                        spot,
                        Code::Value,
                        format!("`{name}` is no party that could own another"),
                    );
                    return None;
                }
                Some(root)
            })
            .collect();
        let mut roots = roots.into_iter().collect::<Option<Vec<_>>>()?;
        roots.sort_unstable();
        roots.dedup();
        let (threshold, strict) = threshold?;
        Some(Group { roots, threshold, strict, or_control: or_control.flatten().unwrap_or(false) })
    }

    fn threshold(&mut self, table: &Table, spot: Spot) -> Option<(Share, bool)> {
        let (value, strict) = match (table.get("at_least"), table.get("above")) {
            (Some(value), None) => (value, false),
            (None, Some(value)) => (value, true),
            (None, None) => {
                self.report.problem(
                    spot,
                    Code::MissingKey,
                    "a group of parties has no `at_least` and no `above`",
                );
                return None;
            }
            (Some(_), Some(_)) => {
                self.report.problem(spot, Code::Value, "a group of parties has both `at_least` and `above`");
                return None;
            }
        };
        let share = register::share(value, "a threshold", self.report)?;
        if share == Share::default() {
            let error = Error::new(Code::Value, "a threshold of 0 would take in everybody");
            self.report.add(value.spot, error.with_hint("write a share above 0, such as at_least = 50"));
            return None;
        }
        Some((share, strict))
    }
}

fn all(mut parts: Vec<Condition>) -> Condition {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            Condition::All(parts)
        }
    }
}

fn any(mut parts: Vec<Condition>) -> Condition {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            Condition::Any(parts)
        }
    }
}
