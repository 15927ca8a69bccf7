//! The calls of the library that are measured.

use lawful::document::Documents;
use lawful::{
    Answers, Batch, Decision, FactValue, Instant, Lookup, Outcome, Prepared, Rows, Ruleset, Transaction,
};

use crate::floors::Columns;
use crate::world::{COLUMNS, EXEMPT, Question, World};

/// Reads and checks TOML documents.
pub fn from_texts(texts: Vec<(String, String)>) -> Ruleset {
    Ruleset::from_documents(&Documents::from_texts(texts)).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Reads and checks the interchange form.
pub fn from_interchange(json: &str) -> Ruleset {
    let documents = Documents::from_interchange(json).unwrap_or_else(|problems| panic!("{problems}"));
    Ruleset::from_documents(&documents).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Reads the prepared form.
pub fn from_prepared(bytes: &[u8]) -> Ruleset {
    Ruleset::from_prepared(bytes).unwrap_or_else(|error| panic!("{error}"))
}

/// Makes what the library makes when it is first asked, so that a measurement of building has it in.
pub fn warm(rules: &Ruleset, world: &World) {
    let question = world.questions(1, 1)[0];
    std::hint::black_box(transaction(rules, world, &question).prepare());
}

/// The instant of that second.
pub fn instant(seconds: i64) -> Instant {
    Instant::from_unix_seconds(seconds).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether a column is of a flag.
fn is_flag(world: &World, column: usize) -> bool {
    world.dimensions[column].values == ["false", "true"]
}

/// A value as a fact.
fn value(world: &World, column: usize, code: u32) -> FactValue {
    if is_flag(world, column) {
        FactValue::Flag(code == 1)
    } else {
        FactValue::Text(world.dimensions[column].values[code as usize].clone())
    }
}

/// A question as a transaction.
pub fn transaction(rules: &Ruleset, world: &World, question: &Question) -> Transaction {
    open_transaction(rules, world, &question.codes)
}

/// A question of which some columns may be `u32::MAX`: not stated.
pub fn open_transaction(rules: &Ruleset, world: &World, codes: &[u32; COLUMNS]) -> Transaction {
    let mut builder = rules.transaction();
    for (column, code) in codes.iter().enumerate().filter(|(_, code)| **code != u32::MAX) {
        builder = builder.fact(world.dimensions[column].fact.as_str(), value(world, column, *code));
    }
    builder.build().unwrap_or_else(|errors| panic!("{errors}"))
}

/// A question in words, as a host has it before it asks.
pub struct Words {
    names: [String; 5],
    party: bool,
    facts: [(String, FactValue); 1],
    pub at: Instant,
    pub known: Instant,
}

impl Words {
    /// The columns of generated worlds: app, activity, location, actor, party and a flag; of the corpus: app, activity,
    /// location, actor, storefront and a flag.
    pub fn of(world: &World, question: &Question) -> Words {
        let name = |n: usize| world.dimensions[n].values[question.codes[n] as usize].clone();
        Words {
            names: [0, 1, 2, 3, 4].map(name),
            party: world.dimensions[4].fact == "party",
            facts: [(world.dimensions[5].fact.clone(), value(world, 5, question.codes[5]))],
            at: instant(question.at),
            known: instant(question.known),
        }
    }

    /// Verdict and ids of the grounds, with nothing prepared: the number of bytes of the ids is returned, so that each
    /// was looked at.
    #[inline]
    pub fn look_up(&self, rules: &Ruleset) -> (Outcome, usize) {
        let facts = [(self.facts[0].0.as_str(), self.facts[0].1.clone())];
        let [app, activity, location, actor, fifth] = &self.names;
        let (party, storefront) = if self.party { (Some(fifth), None) } else { (None, Some(fifth)) };
        let lookup = Lookup {
            app: Some(app),
            activity: Some(activity),
            location: Some(location),
            actor: Some(actor),
            party: party.map(String::as_str),
            storefront: storefront.map(String::as_str),
            facts: &facts,
            ..Lookup::default()
        };
        let found = rules.look_up(&lookup, self.at, Some(self.known)).unwrap_or_else(|errors| panic!("{errors}"));
        (found.outcome(), found.ground_ids().map(str::len).sum())
    }

    /// The ids, for checking.
    pub fn ids(&self, rules: &Ruleset) -> (u8, Vec<String>) {
        let facts = [(self.facts[0].0.as_str(), self.facts[0].1.clone())];
        let [app, activity, location, actor, fifth] = &self.names;
        let (party, storefront) = if self.party { (Some(fifth), None) } else { (None, Some(fifth)) };
        let lookup = Lookup {
            app: Some(app),
            activity: Some(activity),
            location: Some(location),
            actor: Some(actor),
            party: party.map(String::as_str),
            storefront: storefront.map(String::as_str),
            facts: &facts,
            ..Lookup::default()
        };
        let found = rules.look_up(&lookup, self.at, Some(self.known)).unwrap_or_else(|errors| panic!("{errors}"));
        let verdict = found.outcome().verdict().number();
        (verdict, reasons(world_kind(self), verdict, found.ground_ids()))
    }
}

fn world_kind(words: &Words) -> bool {
    words.party
}

/// What the oracle calls reasons: in a generated world the exemptions where the verdict is exempt, else all grounds.
fn reasons<'a>(generated: bool, verdict: u8, ids: impl Iterator<Item = &'a str>) -> Vec<String> {
    let counts = |id: &str| !generated || verdict != EXEMPT || id.contains("#e");
    let mut ids: Vec<String> = ids.filter(|id| counts(id)).map(str::to_owned).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Verdict and reasons of a decision.
pub fn read(world: &World, decision: &Decision) -> (u8, Vec<String>) {
    let verdict = decision.verdict().number();
    let grounds = decision.grounds();
    (verdict, reasons(world.reasons.is_empty(), verdict, grounds.iter().map(|ground| ground.id)))
}

/// Verdict and ids of all grounds.
pub fn read_all(decision: &Decision) -> (u8, Vec<String>) {
    let verdict = decision.verdict().number();
    let grounds = decision.grounds();
    (verdict, reasons(false, verdict, grounds.iter().map(|ground| ground.id)))
}

/// The number of a verdict.
#[inline]
pub fn number(outcome: &Outcome) -> u32 {
    u32::from(outcome.verdict().number())
}

/// A prepared question.
pub fn prepare(rules: &Ruleset, world: &World, question: &Question) -> Prepared {
    transaction(rules, world, question).prepare()
}

/// A batch over the world's columns; `open` columns may be not stated.
pub fn batch(rules: &Ruleset, world: &World, open: bool) -> Batch {
    let mut builder = rules.batch().memory_cap(8 << 30);
    for (column, dimension) in world.dimensions.iter().enumerate() {
        let values: Vec<FactValue> =
            (0..dimension.values.len() as u32).map(|code| value(world, column, code)).collect();
        builder = if open {
            builder.nullable_column(&dimension.fact, values)
        } else {
            builder.column(&dimension.fact, values)
        };
    }
    builder.build().unwrap_or_else(|errors| panic!("{errors}"))
}

/// Verdict and ground of every row.
pub fn decide(batch: &Batch, columns: &Columns, verdicts: &mut [u8], grounds: &mut [u32]) {
    let codes: [&[u32]; COLUMNS] = std::array::from_fn(|n| columns.codes[n].as_slice());
    let rows = Rows { codes: &codes, at: &columns.at, known: Some(&columns.known) };
    let mut answers = Answers { verdict: verdicts, ground: Some(grounds), ..Answers::default() };
    batch.decide(&rows, &mut answers).unwrap_or_else(|error| panic!("{error}"));
}

/// The reasons of a row by its ground.
pub fn reasons_of_row(world: &World, batch: &Batch, verdict: u8, ground: u32) -> Vec<String> {
    let grounds = batch.grounds(ground).unwrap_or_else(|| panic!("ground {ground}"));
    reasons(world.reasons.is_empty(), verdict, grounds.iter().map(|ground| ground.id))
}
