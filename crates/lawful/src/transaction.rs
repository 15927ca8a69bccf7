//! Transactions and readings: what a question states, resolved against a rule set (SPEC 4.1, 4.2).
//!
//! Everything that can be wrong with a question is an error here; deciding cannot fail any more (SPEC 11.1).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::error::{Code, Error, Errors, shown};
use crate::evaluate::question::{Question, Reading, Value};
use crate::id;
use crate::model::Model;
use crate::ruleset::Ruleset;
use crate::vocabulary::{Atom, Domain, FactId, NodeId, Tree, TreeTable};

/// A transaction states at most so many facts (SPEC 11.3).
pub const MAX_FACTS: usize = 64;

/// What is asked, but for the times: stated facts with canonical names, and readings; checked against one rule set,
/// to which it holds on. Cheap to clone.
#[derive(Clone)]
pub struct Transaction {
    rules: Ruleset,
    inner: Arc<Inner>,
}

struct Inner {
    question: Question,
    /// By fact, sorted.
    stated: Vec<(String, FactValue)>,
    readings: Readings,
}

/// A value of a fact as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FactValue {
    /// Of a node or a choice: its id.
    Text(String),
    /// Of a flag.
    Flag(bool),
    /// Of a number, in the unit of its fact.
    Number(i64),
}

/// How what is not stated is read (SPEC 4.2).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Readings {
    /// Each question takes its presumed answer, each unstated fact its presumed value; without one it is open.
    #[default]
    Presumed,
    /// All are open.
    Open,
    /// These answers, by the id of the question; the rest as `Presumed`, or open.
    Given {
        /// Answers by the full id of the question.
        answers: BTreeMap<String, String>,
        /// Whether the rest is open.
        rest_open: bool,
    },
}

/// Builds a [`Transaction`]. Setters never fail; [`TransactionBuilder::build`] reports every mistake at once.
#[derive(Clone)]
#[must_use]
pub struct TransactionBuilder {
    rules: Ruleset,
    stated: Vec<(String, FactValue)>,
    readings: Readings,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        pub fn $name(self, id: impl Into<String>) -> Self {
            self.fact(stringify!($name), id.into())
        })*
    };
}

impl Ruleset {
    /// Starts a transaction that is checked against this rule set.
    pub fn transaction(&self) -> TransactionBuilder {
        TransactionBuilder { rules: self.clone(), stated: Vec::new(), readings: Readings::Presumed }
    }
}

impl TransactionBuilder {
    setters! {
        /// The app: its id, a store identifier (`android:com.tencent.mm`), or any well-formed id (SPEC 2.5).
        app;
        /// The kind of conduct (SPEC 2.4).
        activity;
        /// The kind of actor (SPEC 2.4).
        actor;
        /// Who acts.
        party;
        /// The other side; where it is not stated, it is the publisher of the app.
        counterparty;
        /// The publisher, for an app for which the register names none (SPEC 2.5).
        publisher;
        /// Where the person reached by the conduct is: an ISO 3166 code or a group (SPEC 2.3).
        location;
        /// The territory of the store account: an ISO 3166 code or a group (SPEC 2.3).
        storefront;
    }

    /// States any fact, built in or declared.
    pub fn fact(mut self, id: impl Into<String>, value: impl Into<FactValue>) -> Self {
        self.stated.push((id.into(), value.into()));
        self
    }

    /// How what is not stated is read; [`Readings::Presumed`] unless set.
    pub fn readings(mut self, readings: Readings) -> Self {
        self.readings = readings;
        self
    }

    /// Checks everything against the rule set.
    ///
    /// # Errors
    /// `E-unknown-fact`, `E-unknown-reference` (an activity, actor kind, choice, question or answer that does not
    /// exist), `E-region`, `E-id`, `E-type`, `E-value` (a fact stated twice), `E-limit` (more than 64 facts, an id
    /// of more than 256 bytes). All of them at once.
    pub fn build(self) -> Result<Transaction, Errors> {
        let model = self.rules.model();
        let mut errors = Vec::new();
        if self.stated.len() > MAX_FACTS {
            let message =
                format!("{} facts are stated; a transaction has at most {MAX_FACTS}", self.stated.len());
            return Err(Error::new(Code::Limit, message).into());
        }
        let mut question =
            Question { stated: Vec::new(), unregistered: Vec::new(), reading: Reading::PRESUMED };
        let mut stated: Vec<(String, FactValue)> = Vec::new();
        for (name, value) in &self.stated {
            match resolve_fact(model, name, value) {
                Ok(resolved) => {
                    match stated.binary_search_by(|(other, _)| other.cmp(name)) {
                        Ok(_) => {
                            errors
                                .push(Error::new(Code::Value, format!("`{}` is stated twice", shown(name))));
                        }
                        Err(place) => stated.insert(place, (name.clone(), resolved.canonical)),
                    }
                    if resolved.unregistered {
                        question.unregistered.push(resolved.fact);
                    }
                    question.state(resolved.fact, resolved.value);
                }
                Err(error) => errors.push(error),
            }
        }
        let readings = match resolve_readings(model, &self.readings) {
            Ok((reading, canonical)) => {
                question.reading = reading;
                canonical
            }
            Err(mut wrong) => {
                errors.append(&mut wrong);
                Readings::Presumed
            }
        };
        Errors::check(errors)?;
        let inner = Inner { question, stated, readings };
        Ok(Transaction { rules: self.rules, inner: Arc::new(inner) })
    }
}

impl Transaction {
    /// The rule set against which it was checked.
    #[must_use]
    pub fn ruleset(&self) -> &Ruleset {
        &self.rules
    }

    /// What is stated, sorted by fact, with canonical ids; nothing derived is filled in.
    pub fn stated(&self) -> impl Iterator<Item = (&str, &FactValue)> {
        self.inner.stated.iter().map(|(fact, value)| (fact.as_str(), value))
    }

    /// The readings, with full ids.
    #[must_use]
    pub fn readings(&self) -> &Readings {
        &self.inner.readings
    }

    /// The same question put to another rule set.
    ///
    /// # Errors
    /// As [`TransactionBuilder::build`]: the other rule set may lack what is named.
    pub fn rebind(&self, rules: &Ruleset) -> Result<Transaction, Errors> {
        let stated = self.inner.stated.clone();
        TransactionBuilder { rules: rules.clone(), stated, readings: self.inner.readings.clone() }.build()
    }

    pub(crate) fn question(&self) -> &Question {
        &self.inner.question
    }
}

impl fmt::Debug for Transaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction")
            .field("stated", &self.stated().collect::<BTreeMap<_, _>>())
            .field("readings", &self.inner.readings)
            .finish_non_exhaustive()
    }
}

impl From<&str> for FactValue {
    fn from(text: &str) -> FactValue {
        FactValue::Text(text.to_owned())
    }
}

impl From<String> for FactValue {
    fn from(text: String) -> FactValue {
        FactValue::Text(text)
    }
}

impl From<bool> for FactValue {
    fn from(flag: bool) -> FactValue {
        FactValue::Flag(flag)
    }
}

impl From<i64> for FactValue {
    fn from(number: i64) -> FactValue {
        FactValue::Number(number)
    }
}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FactValue::Text(text) => f.write_str(text),
            FactValue::Flag(flag) => write!(f, "{flag}"),
            FactValue::Number(number) => write!(f, "{number}"),
        }
    }
}

struct Resolved {
    fact: FactId,
    value: Value,
    canonical: FactValue,
    unregistered: bool,
}

fn resolve_fact(model: &Model, name: &str, value: &FactValue) -> Result<Resolved, Error> {
    let vocabulary = &model.vocabulary;
    let fact = vocabulary.fact_named(name).ok_or_else(|| {
        let error = Error::new(Code::UnknownFact, format!("there is no fact `{}`", shown(name)));
        suggest(error, id::nearest(name, vocabulary.facts.iter().map(|fact| fact.id.as_str())))
    })?;
    let plain = |value, canonical| Ok(Resolved { fact, value, canonical, unregistered: false });
    let wrong = |wanted: &str| {
        Err(Error::new(Code::Type, format!("`{}` is {wanted}, not `{}`", name, shown(&value.to_string()))))
    };
    match (&vocabulary.fact(fact).domain, value) {
        (Domain::Flag, FactValue::Flag(flag)) => plain(Value::Flag(*flag), value.clone()),
        (Domain::Flag, _) => wrong("a flag (true or false)"),
        (Domain::Number { .. }, FactValue::Number(number)) => plain(Value::Number(*number), value.clone()),
        (Domain::Number { .. }, _) => wrong("a whole number"),
        (Domain::Choice(answers), FactValue::Text(text)) => {
            let choice = answers.iter().position(|answer| answer == text).ok_or_else(|| {
                let message = format!("`{}` is none of the answers of `{name}`", shown(text));
                Error::new(Code::UnknownReference, message)
                    .with_hint(format!("one of {}", answers.join(", ")))
            })?;
            plain(Value::Choice(choice as u32), value.clone())
        }
        (Domain::Choice(_), _) => wrong("a choice"),
        (Domain::Node(tree), FactValue::Text(text)) => resolve_node(model, *tree, fact, text),
        (Domain::Node(tree), _) => wrong(&format!("an id of the tree `{}`", tree.as_str())),
    }
}

/// The fact of that name with that value, as a question takes it.
pub(crate) fn fact_value(model: &Model, name: &str, value: &FactValue) -> Result<(FactId, Value), Error> {
    resolve_fact(model, name, value).map(|resolved| (resolved.fact, resolved.value))
}

/// The value of a node fact by its name; `None` if that is no good.
pub(crate) fn node_value(model: &Model, fact: FactId, name: &str) -> Option<Value> {
    let Domain::Node(tree) = model.vocabulary.fact(fact).domain else { return None };
    match model.vocabulary.tree(tree).named(name) {
        Some(node) => Some(Value::Atom(Atom::of(node))),
        None => resolve_node(model, tree, fact, name).ok().map(|resolved| resolved.value),
    }
}

/// A node, `other:ID`, or what no register has (SPEC 2.2, 2.3, 2.5, 2.6).
fn resolve_node(model: &Model, tree: Tree, fact: FactId, text: &str) -> Result<Resolved, Error> {
    let table = model.vocabulary.tree(tree);
    let resolved = |atom, canonical: String, unregistered| {
        Ok(Resolved { fact, value: Value::Atom(atom), canonical: FactValue::Text(canonical), unregistered })
    };
    if text.len() > id::MAX_ID_BYTES {
        id::check_id(text)?;
    }
    if let Some(name) = text.strip_prefix("other:") {
        let node = table.named(name).ok_or_else(|| unknown_node(tree, table, name))?;
        let row = table.node(node);
        if row.exhaustive {
            let message = format!("nothing of `{}` lies outside of its parts", shown(name));
            let code = if tree == Tree::Region { Code::Region } else { Code::UnknownReference };
            return Err(Error::new(code, message));
        }
        if table.children(node).is_empty() && node != NodeId::ROOT {
            // Where it has no children it is the node itself (SPEC 2.2).
            return resolved(Atom::of(node), row.id.clone(), false);
        }
        return resolved(Atom::other(node), format!("other:{}", row.id), false);
    }
    let canonical = if tree == Tree::App { id::canonical_app(text)? } else { text.to_owned() };
    if let Some(node) = table.named(&canonical) {
        return resolved(Atom::of(node), table.node(node).id.clone(), false);
    }
    match tree {
        Tree::App => resolved(Atom::other(NodeId::ROOT), canonical, false),
        Tree::Party => {
            id::check_id(text)?;
            if text.contains('#') {
                return Err(Error::new(Code::Id, format!("`{}` is not the id of a party", shown(text))));
            }
            resolved(Atom::other(NodeId::ROOT), canonical, true)
        }
        Tree::Region => match id::subdivision_country(text).and_then(|country| table.named(country)) {
            Some(country) if !lists_subdivisions(table, country) => {
                resolved(Atom::of(country), canonical, false)
            }
            _ => Err(unknown_node(tree, table, text)),
        },
        Tree::Activity | Tree::Actor => {
            id::check_id(text)?;
            Err(unknown_node(tree, table, text))
        }
    }
}

/// Whether any register lists a subdivision of a country (SPEC 2.3).
fn lists_subdivisions(table: &TreeTable, country: NodeId) -> bool {
    let prefix = format!("{}-", table.node(country).id);
    table.nodes().any(|(_, node)| node.id.starts_with(&prefix))
}

fn unknown_node(tree: Tree, table: &TreeTable, text: &str) -> Error {
    let code = if tree == Tree::Region { Code::Region } else { Code::UnknownReference };
    let error = Error::new(code, format!("there is no {} `{}`", tree.as_str(), shown(text)));
    suggest(error, id::nearest(text, table.names()))
}

fn suggest(error: Error, nearest: Option<&str>) -> Error {
    match nearest {
        Some(nearest) => error.with_hint(format!("did you mean `{nearest}`?")),
        None => error,
    }
}

fn resolve_readings(model: &Model, readings: &Readings) -> Result<(Reading, Readings), Vec<Error>> {
    let (answers, rest_open) = match readings {
        Readings::Presumed => return Ok((Reading::PRESUMED, Readings::Presumed)),
        Readings::Open => return Ok((Reading { presume: false, given: Vec::new() }, Readings::Open)),
        Readings::Given { answers, rest_open } => (answers, *rest_open),
    };
    let mut given = Vec::new();
    let mut errors = Vec::new();
    for (name, answer) in answers {
        let vocabulary = &model.vocabulary;
        let Some(question) = vocabulary.question_named(name) else {
            let error = Error::new(Code::UnknownReference, format!("there is no question `{}`", shown(name)));
            let ids = vocabulary.questions.iter().map(|question| question.id.as_str());
            errors.push(suggest(error, id::nearest(name, ids)));
            continue;
        };
        let possible = &vocabulary.question(question).answers;
        match possible.iter().position(|other| other == answer) {
            Some(index) => given.push((question, index as u32)),
            None => errors.push(
                Error::new(
                    Code::UnknownReference,
                    format!("`{}` is none of the answers to `{name}`", shown(answer)),
                )
                .with_hint(format!("one of {}", possible.join(", "))),
            ),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    given.sort_unstable();
    let canonical = match (given.is_empty(), rest_open) {
        (true, true) => Readings::Open,
        (true, false) => Readings::Presumed,
        (false, _) => readings.clone(),
    };
    Ok((Reading { presume: !rest_open, given }, canonical))
}
