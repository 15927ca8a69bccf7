//! Rows that are answered one by one: where combinations are too many for a batch, and for what a batch does not tell.

use hashbrown::HashMap;
use lawful::{Code, Instant, Rows, Ruleset, Stretches, Transaction};

use super::Fault;
use super::codes::{Coded, NOT_STATED};
use super::lists::Names;

/// At most so many questions are kept at a time.
const KEPT: usize = 1 << 13;

/// Questions that came, with their answers for every stretch of time that came.
#[derive(Default)]
pub(crate) struct OneByOne {
    /// By the codes of a row, or by what its batch does not tell apart.
    looked_up: HashMap<Box<[u32]>, Looked>,
    /// Sets of grounds, as numbers in `grounds` of an answer; the first is empty.
    pub(crate) sets: Sets,
    /// Names of facts, as numbers in `missing` of an answer.
    pub(crate) facts: Names,
    key: Vec<u32>,
}

/// Sets of ids, each numbered when it first comes.
#[derive(Default)]
pub(crate) struct Sets {
    pub(crate) all: Vec<Vec<String>>,
    numbers: HashMap<Vec<String>, u32>,
}

struct Looked {
    /// `None`: a value names nothing known.
    asked: Option<(Transaction, Stretches)>,
    answers: HashMap<usize, Answer>,
}

/// The answer for a stretch.
#[derive(Clone)]
pub(crate) struct Answer {
    /// The numbers of SPEC 10.6; 0 where there is no answer.
    pub(crate) verdict: u8,
    pub(crate) at_least: u8,
    pub(crate) at_most: u8,
    /// In seconds since 1970; `i64::MAX`: no known end.
    pub(crate) valid_until: i64,
    pub(crate) grounds: u32,
    pub(crate) missing: Vec<u32>,
    pub(crate) covered: bool,
}

static NONE: Answer = Answer {
    verdict: 0,
    at_least: 0,
    at_most: 0,
    valid_until: i64::MAX,
    grounds: 0,
    missing: Vec::new(),
    covered: false,
};

impl Sets {
    pub(crate) fn number(&mut self, set: Vec<String>) -> u32 {
        if let Some(number) = self.numbers.get(&set) {
            return *number;
        }
        self.all.push(set.clone());
        let number = self.all.len() as u32 - 1;
        self.numbers.insert(set, number);
        number
    }
}

impl OneByOne {
    /// The answer for a row, by its values.
    pub(crate) fn tuple(
        &mut self,
        rules: &Ruleset,
        facts: &[Coded],
        rows: &Rows<'_>,
        row: usize,
    ) -> Result<&Answer, Fault> {
        self.key.clear();
        self.key.extend(rows.codes.iter().map(|codes| codes[row]));
        self.answer(rules, facts, rows, row)
    }

    /// The answer for a row, by the number of the combination that a batch has for it: no provision tells rows of one
    /// number apart, so one of them answers for all. Whether it is covered is not among what they share.
    pub(crate) fn cell(
        &mut self,
        rules: &Ruleset,
        facts: &[Coded],
        rows: &Rows<'_>,
        row: usize,
        cell: u32,
    ) -> Result<&Answer, Fault> {
        self.key.clear();
        self.key.push(cell);
        self.answer(rules, facts, rows, row)
    }

    fn answer(
        &mut self,
        rules: &Ruleset,
        facts: &[Coded],
        rows: &Rows<'_>,
        row: usize,
    ) -> Result<&Answer, Fault> {
        let at = Instant::from_unix_seconds(rows.at[row]).map_err(|_| Fault::Internal)?;
        let known = rows.known.map(|known| Instant::from_unix_seconds(known[row])).transpose();
        let known = known.map_err(|_| Fault::Internal)?;
        if !self.looked_up.contains_key(&self.key[..]) {
            if self.looked_up.len() >= KEPT {
                self.looked_up.clear();
            }
            let asked = ask(rules, facts, rows, row)?;
            self.looked_up.insert(self.key[..].into(), Looked { asked, answers: HashMap::new() });
        }
        let looked = self.looked_up.get_mut(&self.key[..]).ok_or(Fault::Internal)?;
        let Some((transaction, stretches)) = &looked.asked else { return Ok(&NONE) };
        let (sets, names) = (&mut self.sets, &mut self.facts);
        let answer = looked.answers.entry(stretches.number(at, known));
        Ok(answer.or_insert_with(|| {
            let decision = transaction.decide(at, known);
            let possible = decision.possible();
            let grounds = decision.grounds().iter().map(|ground| ground.id.to_owned()).collect();
            Answer {
                verdict: possible.verdict().number(),
                at_least: possible.at_least().number(),
                at_most: possible.at_most().number(),
                valid_until: decision.valid().until.map_or(i64::MAX, Instant::unix_seconds),
                grounds: sets.number(grounds),
                missing: decision.missing().into_iter().map(|fact| names.number(fact)).collect(),
                covered: decision.covered(),
            }
        }))
    }
}

/// What the values of a row ask; `None` if one names nothing known, an error if a code is beyond its dictionary.
fn ask(
    rules: &Ruleset,
    facts: &[Coded],
    rows: &Rows<'_>,
    row: usize,
) -> Result<Option<(Transaction, Stretches)>, Fault> {
    let mut builder = rules.transaction();
    for (fact, codes) in facts.iter().zip(rows.codes) {
        if codes[row] != NOT_STATED {
            let value = fact.entries.values.get(codes[row] as usize).ok_or_else(|| beyond(&fact.name))?;
            builder = builder.fact(&fact.fact, value.clone());
        }
    }
    Ok(builder.build().ok().map(|transaction| {
        let stretches = transaction.stretches();
        (transaction, stretches)
    }))
}

fn beyond(column: &str) -> Fault {
    Fault::Column {
        code: Code::UnknownReference,
        message: "the table does not hang together: a code is beyond its dictionary".to_owned(),
        hint: None,
        column: Some(column.to_owned()),
    }
}
