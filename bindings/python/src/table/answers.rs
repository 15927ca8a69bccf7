//! What goes out: the answers, column by column. The core's numbers of some rows are made into what stays while they are
//! near, and no column is gone over again.

use std::sync::Arc;

use arrow_array::types::{Int8Type, Int32Type, TimestampMicrosecondType};
use arrow_array::{ArrayRef, BooleanArray, PrimitiveArray};
use arrow_schema::{ArrowError, Field};
use indexmap::IndexSet;
use lawful::{Answers, Batch, Ruleset, Verdict};

use super::bits::Bits;
use super::keys::Keys;
use super::lists::Lists;
use super::one_by_one::{Answer, OneByOne};
use super::output::PyTable;
use super::{Fault, Options, Told, room};
use crate::posture::verdicts;

/// The names of all columns of answers, in the order in which they stand.
pub(crate) const NAMES: [&str; 8] =
    ["verdict", "at_least", "at_most", "valid_until", "ground", "grounds", "missing", "covered"];

/// Which columns are wanted, by their place in [`NAMES`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted([bool; NAMES.len()]);

impl Wanted {
    /// Those of these names; the name that is none is an error.
    pub(crate) fn of(names: &[String]) -> Result<Wanted, &str> {
        let mut wanted = [false; NAMES.len()];
        for name in names {
            let place = NAMES.iter().position(|other| other == name).ok_or(name.as_str())?;
            wanted[place] = true;
        }
        Ok(Wanted(wanted))
    }

    fn has(self, name: &str) -> bool {
        NAMES.iter().zip(self.0).any(|(other, wanted)| wanted && *other == name)
    }
}

/// The number of no set of grounds.
const NO_SET: u32 = u32::MAX;
/// What no known end is for the core.
const NO_END: i64 = i64::MAX;
/// The key of no name.
const NO_KEY: i32 = -1;

/// Columns that grow as rows are answered.
pub(crate) struct Columns {
    wanted: Wanted,
    numbers: Numbers,
    /// How many rows are finished.
    rows: usize,
    verdict: Keys<Int8Type>,
    at_least: Keys<Int8Type>,
    at_most: Keys<Int8Type>,
    answered: Bits,
    valid_until: Vec<i64>,
    ends: Bits,
    ground: Keys<Int32Type>,
    has_ground: Bits,
    grounds: Lists,
    missing: Lists,
    covered: Bits,
    /// What is wrong with rows, if that is a column.
    errors: Option<Errors>,
    sets: GroundSets,
}

/// The rows at hand, as the core answers them; what is not wanted is empty.
#[derive(Default)]
struct Numbers {
    verdict: Vec<u8>,
    at_least: Vec<u8>,
    at_most: Vec<u8>,
    valid_until: Vec<i64>,
    ground: Vec<u32>,
    /// Of each row the key of the first ground.
    ground_key: Vec<i32>,
    /// Of the rows that lack facts, in their order, with the number of the set of these.
    missing: Vec<(usize, u32)>,
    covered: Vec<bool>,
    /// What is wrong with each row.
    error: Vec<i32>,
}

struct Errors {
    keys: Keys<Int32Type>,
    wrong: Bits,
    texts: IndexSet<String>,
}

/// Sets of grounds by number: those of the batch, then those of rows that were answered one by one.
#[derive(Default)]
struct GroundSets {
    of_batch: usize,
    names: Vec<Vec<String>>,
    /// The key of the first of each set among `first`, by which tables are joined.
    keys: Vec<i32>,
    first: IndexSet<String>,
}

impl Columns {
    /// Without rows, and with room for so many.
    pub(crate) fn new(rows: usize, options: &Options, batch: Option<&Batch>) -> Columns {
        let wanted = options.wanted;
        let room = |name: &str| if wanted.has(name) { rows } else { 0 };
        Columns {
            wanted,
            numbers: Numbers::default(),
            rows: 0,
            verdict: Keys::with_capacity(room("verdict")),
            at_least: Keys::with_capacity(room("at_least")),
            at_most: Keys::with_capacity(room("at_most")),
            answered: Bits::new(rows),
            valid_until: room::with_capacity(room("valid_until")),
            ends: Bits::new(rows),
            ground: Keys::with_capacity(room("ground")),
            has_ground: Bits::new(rows),
            grounds: Lists::with_capacity(room("grounds")),
            missing: Lists::with_capacity(room("missing")),
            covered: Bits::new(rows),
            errors: options.null.then(|| Errors {
                keys: Keys::with_capacity(rows),
                wrong: Bits::new(rows),
                texts: IndexSet::new(),
            }),
            sets: GroundSets::of(batch, wanted),
        }
    }

    /// Whether rows must be told apart by their values and not only by what provisions tell apart.
    pub(crate) fn by_values(&self) -> bool {
        self.wanted.has("covered")
    }

    /// Begins with so many further rows; from here to [`Columns::finish_rows`] rows are counted from the first of them.
    pub(crate) fn begin(&mut self, rows: usize) {
        let Columns { wanted, numbers, errors, .. } = self;
        let room = |name: &str| if wanted.has(name) { rows } else { 0 };
        numbers.verdict.resize(rows, 0);
        numbers.at_least.resize(room("at_least"), 0);
        numbers.at_most.resize(room("at_most"), 0);
        numbers.valid_until.resize(room("valid_until"), 0);
        numbers.ground.resize(room("ground").max(room("grounds")), 0);
        numbers.missing.clear();
        numbers.covered.clear();
        numbers.covered.resize(room("covered"), false);
        numbers.error.clear();
        numbers.error.resize(if errors.is_some() { rows } else { 0 }, NO_KEY);
    }

    /// Room for the answers of all rows at hand.
    pub(crate) fn room(&mut self) -> Answers<'_> {
        let Columns { wanted, numbers, .. } = self;
        let with_ground = wanted.has("ground") || wanted.has("grounds");
        Answers {
            verdict: &mut numbers.verdict,
            at_least: wanted.has("at_least").then_some(&mut numbers.at_least),
            at_most: wanted.has("at_most").then_some(&mut numbers.at_most),
            valid_until: wanted.has("valid_until").then_some(&mut numbers.valid_until),
            ground: with_ground.then_some(&mut numbers.ground),
        }
    }

    /// Writes the answer of one row that was looked up.
    pub(crate) fn put(&mut self, row: usize, answer: &Answer) {
        let ground = self.sets.of_batch as u32 + answer.grounds;
        self.write(row, answer.verdict, answer.at_least, answer.at_most, answer.valid_until, ground);
    }

    /// There is no answer for a row.
    pub(crate) fn blank(&mut self, row: usize) {
        self.write(row, 0, 0, 0, NO_END, NO_SET);
    }

    fn write(&mut self, row: usize, verdict: u8, at_least: u8, at_most: u8, valid_until: i64, ground: u32) {
        let numbers = &mut self.numbers;
        numbers.verdict[row] = verdict;
        numbers.at_least.get_mut(row).into_iter().for_each(|place| *place = at_least);
        numbers.at_most.get_mut(row).into_iter().for_each(|place| *place = at_most);
        numbers.valid_until.get_mut(row).into_iter().for_each(|place| *place = valid_until);
        numbers.ground.get_mut(row).into_iter().for_each(|place| *place = ground);
    }

    /// The rows without an answer.
    pub(crate) fn blank_rows(&self) -> Vec<usize> {
        memchr::memchr_iter(0, &self.numbers.verdict).collect()
    }

    /// Keeps what is wrong with a row, if that is a column.
    pub(crate) fn note(&mut self, row: usize, column: &str, why: &Told) {
        if let Some(errors) = &mut self.errors {
            let (code, message, _) = why.parts();
            let text = format!("{}: {message} (column `{column}`)", code.as_str());
            // The first mistake of a row counts; the others stand in the exception of whoever asks again.
            if self.numbers.error[row] == NO_KEY {
                self.numbers.error[row] = errors.texts.insert_full(text).0 as i32;
            }
        }
    }

    /// Finds out what a batch does not tell, for the rows that need it, from answers that are looked up one by one: the
    /// number of the set of missing facts, and whether the row is covered.
    pub(crate) fn complete(
        &mut self,
        mut look_up: impl FnMut(usize) -> Result<(u32, bool), Fault>,
    ) -> Result<(), Fault> {
        let Numbers { verdict, missing, covered, .. } = &mut self.numbers;
        if self.wanted.has("covered") {
            for row in (0..verdict.len()).filter(|row| verdict[*row] != 0) {
                let set;
                (set, covered[row]) = look_up(row)?;
                missing.push((row, set));
            }
        } else if self.wanted.has("missing") {
            // Nothing else depends on a fact that is missing.
            for row in memchr::memchr_iter(Verdict::Indeterminate.number(), verdict) {
                missing.push((row, look_up(row)?.0));
            }
        }
        Ok(())
    }

    /// Makes the rows at hand into what stays.
    pub(crate) fn finish_rows(&mut self, one_by_one: &OneByOne) -> Result<(), Fault> {
        for row in self.blank_rows() {
            self.blank(row);
        }
        let Columns { wanted, numbers, .. } = self;
        let first = self.rows;
        self.rows += numbers.verdict.len();
        self.answered.extend(&numbers.verdict, |number| *number != 0);
        if wanted.has("verdict") {
            self.verdict.extend(keys(&numbers.verdict));
        }
        self.at_least.extend(keys(&numbers.at_least));
        self.at_most.extend(keys(&numbers.at_most));
        if wanted.has("valid_until") {
            self.ends.extend(&numbers.valid_until, |second| *second != NO_END);
            let ticks = |second: &i64| if *second == NO_END { 0 } else { *second * 1_000_000 };
            self.valid_until.extend(numbers.valid_until.iter().map(ticks));
        }
        let sets = &mut self.sets;
        sets.extend(one_by_one, *wanted);
        if wanted.has("ground") {
            let key = |set: &u32| sets.keys.get(*set as usize).copied().unwrap_or(NO_KEY);
            numbers.ground_key.clear();
            numbers.ground_key.extend(numbers.ground.iter().map(key));
            self.has_ground.extend(&numbers.ground_key, |key| *key != NO_KEY);
            self.ground.extend(numbers.ground_key.iter().map(|key| (*key).max(0)));
        }
        if wanted.has("grounds") {
            for set in &numbers.ground {
                let names = sets.names.get(*set as usize).map(Vec::as_slice).unwrap_or_default();
                self.grounds.push(names)?;
            }
        }
        if wanted.has("missing") {
            for (row, set) in &numbers.missing {
                self.missing.fill(first + row);
                self.missing.push(one_by_one.missing(*set))?;
            }
            self.missing.fill(self.rows);
        }
        if wanted.has("covered") {
            self.covered.extend(&numbers.covered, |covered| *covered);
        }
        if let Some(errors) = &mut self.errors {
            errors.wrong.extend(&numbers.error, |key| *key != NO_KEY);
            errors.keys.extend(numbers.error.iter().map(|key| (*key).max(0)));
        }
        Ok(())
    }

    /// The table.
    pub(crate) fn finish(self, rules: &Ruleset) -> Result<PyTable, Fault> {
        let rows = self.rows;
        Ok(PyTable::of(rules, rows, self.arrays()?)?)
    }

    fn arrays(self) -> Result<Vec<(Field, ArrayRef)>, ArrowError> {
        let (wanted, nulls) = (self.wanted, self.answered.nulls());
        let mut made: Vec<(Field, ArrayRef)> = Vec::new();
        let mut add = |name: &str, array: ArrayRef| {
            made.push((Field::new(name, array.data_type().clone(), true), array));
        };
        for (name, keys) in
            [("verdict", self.verdict), ("at_least", self.at_least), ("at_most", self.at_most)]
        {
            if wanted.has(name) {
                add(name, keys.finish(nulls.clone(), verdicts())?);
            }
        }
        if wanted.has("valid_until") {
            let ends = self.ends.nulls();
            let array = PrimitiveArray::<TimestampMicrosecondType>::try_new(self.valid_until.into(), ends)?;
            add("valid_until", Arc::new(array.with_timezone("UTC")));
        }
        if wanted.has("ground") {
            add("ground", self.ground.finish(self.has_ground.nulls(), &self.sets.first)?);
        }
        for (name, lists) in [("grounds", self.grounds), ("missing", self.missing)] {
            if wanted.has(name) {
                add(name, lists.finish(nulls.clone())?);
            }
        }
        if wanted.has("covered") {
            add("covered", Arc::new(BooleanArray::new(self.covered.finish(), nulls)));
        }
        if let Some(Errors { keys, wrong, texts }) = self.errors {
            add("error", keys.finish(wrong.nulls(), &texts)?);
        }
        Ok(made)
    }
}

impl GroundSets {
    /// Those of a batch, as far as anybody wants them.
    fn of(batch: Option<&Batch>, wanted: Wanted) -> GroundSets {
        let mut sets = GroundSets::default();
        if let Some(batch) = batch {
            sets.of_batch = batch.ground_sets();
            if wanted.has("ground") || wanted.has("grounds") {
                for set in 0..sets.of_batch as u32 {
                    let grounds = batch.grounds(set).unwrap_or_default();
                    sets.push(grounds.iter().map(|ground| ground.id));
                }
            }
        }
        sets
    }

    /// And those that were found one by one since.
    fn extend(&mut self, one_by_one: &OneByOne, wanted: Wanted) {
        if wanted.has("ground") || wanted.has("grounds") {
            let known = self.names.len() - self.of_batch;
            for names in one_by_one.grounds().skip(known) {
                self.push(names.iter().map(String::as_str));
            }
        }
    }

    fn push<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        let names: Vec<String> = names.map(str::to_owned).collect();
        self.keys.push(names.first().map_or(NO_KEY, |id| self.first.insert_full(id.clone()).0 as i32));
        self.names.push(names);
    }
}

/// Numbers of verdicts as keys of a dictionary of their words.
fn keys(numbers: &[u8]) -> impl Iterator<Item = i8> {
    numbers.iter().map(|number| number.saturating_sub(1) as i8)
}

/// The words of verdicts, by their numbers.
pub(crate) fn words(numbers: &[u8]) -> Result<ArrayRef, ArrowError> {
    let mut words = Keys::<Int8Type>::with_capacity(numbers.len());
    words.extend(keys(numbers));
    words.finish(None, verdicts())
}
