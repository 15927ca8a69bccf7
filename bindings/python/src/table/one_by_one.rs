//! Rows that are answered one by one: where combinations are too many for a batch, and for what a batch does not tell.

use std::sync::Arc;

use hashbrown::HashMap;
use hashbrown::hash_map::{Entry, EntryRef};
use indexmap::IndexSet;
use lawful::{FactValue, Instant, Rows, Ruleset};

use super::Fault;
use super::codes::{Coded, NOT_STATED, beyond};
use super::input::interrupted;
use super::kept::{Decided, Kept, Question};

/// At most so many questions are kept at a time.
const KEPT: usize = 1 << 13;

/// Questions that came, with their answers for every stretch of time that came.
pub(crate) struct OneByOne {
    /// By the codes of a row.
    tuples: HashMap<Vec<u32>, Looked>,
    /// By the number of what a batch does not tell apart.
    cells: HashMap<u32, Looked>,
    sets: Sets,
    /// The codes of the row that is looked at.
    key: Vec<u32>,
}

/// Sets of ids, each numbered when it first comes.
struct Sets {
    grounds: IndexSet<Vec<String>>,
    /// Of facts; the first is empty.
    missing: IndexSet<Vec<String>>,
}

struct Looked {
    /// `None`: a value names nothing known.
    asked: Option<Arc<Question>>,
    /// By stretch.
    answers: HashMap<usize, Answer>,
}

/// The answer for a stretch.
pub(crate) struct Answer {
    /// The numbers of SPEC 10.6; 0 where there is no answer.
    pub(crate) verdict: u8,
    pub(crate) at_least: u8,
    pub(crate) at_most: u8,
    /// In seconds since 1970; `i64::MAX`: no known end.
    pub(crate) valid_until: i64,
    /// Into [`OneByOne::grounds`].
    pub(crate) grounds: u32,
    /// Into [`OneByOne::missing`].
    pub(crate) missing: u32,
    pub(crate) covered: bool,
}

static NONE: Answer = Answer {
    verdict: 0,
    at_least: 0,
    at_most: 0,
    valid_until: i64::MAX,
    grounds: 0,
    missing: 0,
    covered: false,
};

impl Default for OneByOne {
    fn default() -> OneByOne {
        let sets = Sets { grounds: IndexSet::new(), missing: IndexSet::from([Vec::new()]) };
        OneByOne { tuples: HashMap::new(), cells: HashMap::new(), sets, key: Vec::new() }
    }
}

impl OneByOne {
    /// Sets of grounds, by their numbers.
    pub(crate) fn grounds(&self) -> impl Iterator<Item = &Vec<String>> {
        self.sets.grounds.iter()
    }

    /// The set of facts of that number; the first is empty.
    pub(crate) fn missing(&self, set: u32) -> &[String] {
        self.sets.missing.get_index(set as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The answer for a row, by its values.
    pub(crate) fn tuple(
        &mut self,
        rules: &Ruleset,
        kept: &Kept,
        facts: &[Coded],
        rows: &Rows<'_>,
        row: usize,
    ) -> Result<&Answer, Fault> {
        self.key.clear();
        self.key.extend(rows.codes.iter().map(|codes| codes[row]));
        let key = &self.key[..];
        if self.tuples.len() >= KEPT && !self.tuples.contains_key(key) {
            self.tuples.clear();
        }
        let looked = match self.tuples.entry_ref(key) {
            EntryRef::Occupied(looked) => looked.into_mut(),
            EntryRef::Vacant(place) => place.insert(Looked::ask(rules, kept, facts, rows, row)?),
        };
        looked.answer(kept, &mut self.sets, rows, row)
    }

    /// The answer for a row, by the number of the combination that a batch has for it: no provision tells rows of one
    /// number apart, so one of them answers for all. Whether it is covered is not among what they share.
    pub(crate) fn cell(
        &mut self,
        rules: &Ruleset,
        kept: &Kept,
        facts: &[Coded],
        rows: &Rows<'_>,
        row: usize,
        cell: u32,
    ) -> Result<&Answer, Fault> {
        if self.cells.len() >= KEPT && !self.cells.contains_key(&cell) {
            self.cells.clear();
        }
        let looked = match self.cells.entry(cell) {
            Entry::Occupied(looked) => looked.into_mut(),
            Entry::Vacant(place) => place.insert(Looked::ask(rules, kept, facts, rows, row)?),
        };
        looked.answer(kept, &mut self.sets, rows, row)
    }
}

impl Looked {
    fn ask(
        rules: &Ruleset,
        kept: &Kept,
        facts: &[Coded],
        rows: &Rows<'_>,
        row: usize,
    ) -> Result<Looked, Fault> {
        Ok(Looked { asked: ask(rules, kept, facts, rows, row)?, answers: HashMap::new() })
    }

    fn answer(
        &mut self,
        kept: &Kept,
        sets: &mut Sets,
        rows: &Rows<'_>,
        row: usize,
    ) -> Result<&Answer, Fault> {
        let at = Instant::from_unix_seconds(rows.at[row]).map_err(|_| Fault::Internal)?;
        let known = rows.known.map(|known| Instant::from_unix_seconds(known[row])).transpose();
        let known = known.map_err(|_| Fault::Internal)?;
        let Some(question) = &self.asked else { return Ok(&NONE) };
        let stretch = question.stretch(at, known);
        match self.answers.entry(stretch) {
            Entry::Occupied(answer) => Ok(answer.into_mut()),
            Entry::Vacant(place) => {
                // A decision takes its time, and there may be one for every row.
                interrupted()?;
                Ok(place.insert(sets.answer(&question.decide(kept, stretch, at, known))))
            }
        }
    }
}

impl Sets {
    fn answer(&mut self, decided: &Decided) -> Answer {
        let number = |sets: &mut IndexSet<Vec<String>>, set: &Vec<String>| {
            let known = sets.get_index_of(set);
            known.unwrap_or_else(|| sets.insert_full(set.clone()).0) as u32
        };
        Answer {
            verdict: decided.verdict,
            at_least: decided.at_least,
            at_most: decided.at_most,
            valid_until: decided.valid_until,
            grounds: number(&mut self.grounds, &decided.grounds),
            missing: number(&mut self.missing, &decided.missing),
            covered: decided.covered,
        }
    }
}

/// What the values of a row ask; `None` if one names nothing known, an error if a code is beyond its dictionary.
fn ask(
    rules: &Ruleset,
    kept: &Kept,
    facts: &[Coded],
    rows: &Rows<'_>,
    row: usize,
) -> Result<Option<Arc<Question>>, Fault> {
    let mut stated: Vec<(&str, &FactValue)> = Vec::with_capacity(facts.len());
    for (fact, codes) in facts.iter().zip(rows.codes) {
        if codes[row] != NOT_STATED {
            let value = fact.entries.values.get(codes[row] as usize).ok_or_else(|| beyond(&fact.name))?;
            stated.push((&fact.fact, value));
        }
    }
    stated.sort_unstable_by_key(|(fact, _)| *fact);
    let transaction = || {
        let builder = rules.transaction();
        let builder =
            stated.iter().fold(builder, |builder, (fact, value)| builder.fact(*fact, (*value).clone()));
        builder.build().ok()
    };
    // Debugging quotes texts, so that no two questions have one key.
    Ok(kept.question(&format!("{stated:?}"), transaction))
}
