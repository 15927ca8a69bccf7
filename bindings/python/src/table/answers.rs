//! What goes out: the answers, column by column, written where they stay.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::{Int8Type, Int32Type, TimestampMicrosecondType};
use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, Field};
use indexmap::IndexSet;
use lawful::{Answers, Batch, Ruleset, Verdict};

use super::lists::lists_of_sets;
use super::one_by_one::{Answer, OneByOne};
use super::output::PyTable;
use super::{Fault, Options, Told};
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

/// Columns with room for all rows.
pub(crate) struct Columns {
    wanted: Wanted,
    verdict: Vec<u8>,
    at_least: Option<Vec<u8>>,
    at_most: Option<Vec<u8>>,
    valid_until: Option<Vec<i64>>,
    ground: Option<Vec<u32>>,
    /// Numbers of sets of facts; the first is empty.
    missing: Option<Vec<u32>>,
    covered: Option<Vec<bool>>,
    /// What is wrong with a row, from 1 up; 0: nothing. Only where wrong rows are null.
    error: Option<Vec<u32>>,
    errors: IndexSet<String>,
}

impl Columns {
    pub(crate) fn new(rows: usize, options: &Options) -> Columns {
        let wanted = options.wanted;
        let bytes = |name| wanted.has(name).then(|| vec![0u8; rows]);
        Columns {
            wanted,
            verdict: vec![0; rows],
            at_least: bytes("at_least"),
            at_most: bytes("at_most"),
            valid_until: wanted.has("valid_until").then(|| vec![0; rows]),
            ground: (wanted.has("ground") || wanted.has("grounds")).then(|| vec![0; rows]),
            missing: wanted.has("missing").then(|| vec![0; rows]),
            covered: wanted.has("covered").then(|| vec![false; rows]),
            error: options.null.then(|| vec![0; rows]),
            errors: IndexSet::new(),
        }
    }

    /// Whether rows must be told apart by their values and not only by what provisions tell apart.
    pub(crate) fn by_values(&self) -> bool {
        self.covered.is_some()
    }

    /// Room for the answers of some rows.
    pub(crate) fn room(&mut self, rows: Range<usize>) -> Answers<'_> {
        Answers {
            verdict: &mut self.verdict[rows.clone()],
            at_least: self.at_least.as_mut().map(|column| &mut column[rows.clone()]),
            at_most: self.at_most.as_mut().map(|column| &mut column[rows.clone()]),
            valid_until: self.valid_until.as_mut().map(|column| &mut column[rows.clone()]),
            ground: self.ground.as_mut().map(|column| &mut column[rows]),
        }
    }

    /// Writes the answer of one row that was looked up; its sets of grounds are numbered after those of the batch.
    pub(crate) fn put(&mut self, row: usize, answer: &Answer, sets: u32) {
        self.verdict[row] = answer.verdict;
        for (column, bound) in [(&mut self.at_least, answer.at_least), (&mut self.at_most, answer.at_most)] {
            column.iter_mut().for_each(|column| column[row] = bound);
        }
        self.valid_until.iter_mut().for_each(|column| column[row] = answer.valid_until);
        self.ground.iter_mut().for_each(|column| column[row] = sets + answer.grounds);
    }

    /// There is no answer for a row.
    pub(crate) fn blank(&mut self, row: usize) {
        self.verdict[row] = 0;
    }

    /// Whether there is no answer for a row.
    pub(crate) fn is_blank(&self, row: usize) -> bool {
        self.verdict[row] == 0
    }

    /// Keeps what is wrong with a row, if that is a column.
    pub(crate) fn note(&mut self, row: usize, column: &str, why: &Told) {
        if let Some(error) = &mut self.error {
            let (code, message, _) = why.parts();
            let text = format!("{}: {message} (column `{column}`)", code.as_str());
            // The first mistake of a row counts; the others stand in the exception of whoever asks again.
            if error[row] == 0 {
                error[row] = self.errors.insert_full(text).0 as u32 + 1;
            }
        }
    }

    /// Writes what a batch does not tell, for the rows that need it, from answers that are looked up one by one: the
    /// number of the set of missing facts, and whether the row is covered.
    pub(crate) fn complete(
        &mut self,
        rows: Range<usize>,
        mut look_up: impl FnMut(usize) -> Result<(u32, bool), Fault>,
    ) -> Result<(), Fault> {
        let Columns { verdict, missing, covered, .. } = self;
        if let Some(covered) = covered {
            for row in rows.filter(|row| verdict[*row] != 0) {
                let set;
                (set, covered[row]) = look_up(row)?;
                missing.iter_mut().for_each(|missing| missing[row] = set);
            }
        } else if let Some(missing) = missing {
            // Nothing else depends on a fact that is missing.
            for place in memchr::memchr_iter(Verdict::Indeterminate.number(), &verdict[rows.clone()]) {
                let row = rows.start + place;
                missing[row] = look_up(row)?.0;
            }
        }
        Ok(())
    }

    /// The table.
    pub(crate) fn finish(
        self,
        rules: &Ruleset,
        batch: Option<&Batch>,
        one_by_one: &OneByOne,
    ) -> Result<PyTable, Fault> {
        let rows = self.verdict.len();
        let of_batch = |batch: &Batch, set| {
            let grounds = batch.grounds(set).unwrap_or_default();
            grounds.iter().map(|ground| ground.id.to_owned()).collect()
        };
        let mut grounds: Vec<Vec<String>> = Vec::new();
        if let Some(batch) = batch {
            grounds.extend((0..batch.ground_sets() as u32).map(|set| of_batch(batch, set)));
        }
        grounds.extend(one_by_one.grounds().cloned());
        let missing: Vec<&Vec<String>> = one_by_one.missing().collect();
        Ok(PyTable::of(rules, rows, self.arrays(&grounds, &missing)?)?)
    }

    fn arrays(
        self,
        grounds: &[Vec<String>],
        missing: &[&Vec<String>],
    ) -> Result<Vec<(Field, ArrayRef)>, ArrowError> {
        let Columns { wanted, mut verdict, ground, error, .. } = self;
        let nulls = match memchr::memchr(0, &verdict) {
            Some(_) => validity(&mut verdict, |number| *number != 0),
            None => None,
        };
        let mut made: Vec<(Field, ArrayRef)> = Vec::new();
        let mut add = |name: &str, array: ArrayRef| {
            made.push((Field::new(name, array.data_type().clone(), true), array));
        };
        for (name, column) in [("at_least", self.at_least), ("at_most", self.at_most)] {
            if let Some(column) = column {
                add(name, words(column, nulls.clone())?);
            }
        }
        if let Some(column) = self.valid_until {
            add("valid_until", until(column, nulls.as_ref()));
        }
        if let Some(mut column) = ground {
            if wanted.has("grounds") {
                let numbers = if wanted.has("ground") { column.clone() } else { std::mem::take(&mut column) };
                add("grounds", lists_of_sets(numbers, grounds, nulls.clone())?);
            }
            if wanted.has("ground") {
                add("ground", leading_ground(column, grounds, nulls.as_ref())?);
            }
        }
        if let Some(column) = self.missing {
            add("missing", lists_of_sets(column, missing, nulls.clone())?);
        }
        if let Some(column) = self.covered {
            add("covered", Arc::new(BooleanArray::new(BooleanBuffer::from(column), nulls.clone())));
        }
        if wanted.has("verdict") {
            add("verdict", words(verdict, nulls)?);
        }
        let place = |field: &Field| NAMES.iter().position(|name| name == field.name());
        made.sort_by_key(|(field, _)| place(field));
        if let Some(mut column) = error {
            let nulls = validity(&mut column, |number| {
                let wrong = *number != 0;
                *number = number.saturating_sub(1);
                wrong
            });
            let array = by_dictionary(column, nulls, self.errors.iter())?;
            made.push((Field::new("error", array.data_type().clone(), true), array));
        }
        Ok(made)
    }
}

/// Which values are there: what `of` says of each, which may replace it; `None` if all are.
fn validity<T>(values: &mut [T], of: impl Fn(&mut T) -> bool) -> Option<NullBuffer> {
    let mut words: Vec<u64> = Vec::with_capacity(values.len().div_ceil(64));
    words.extend(values.chunks_mut(64).map(|chunk| {
        let bits = chunk.iter_mut().enumerate();
        bits.fold(0, |word, (bit, value)| word | u64::from(of(value)) << bit)
    }));
    let nulls = NullBuffer::new(BooleanBuffer::new(words.into(), 0, values.len()));
    (nulls.null_count() > 0).then_some(nulls)
}

/// Numbers of verdicts become keys of a dictionary of their words, where they lie.
pub(crate) fn words(mut numbers: Vec<u8>, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
    numbers.iter_mut().for_each(|number| *number = number.saturating_sub(1));
    let rows = numbers.len();
    let keys = PrimitiveArray::<Int8Type>::new(ScalarBuffer::new(Buffer::from_vec(numbers), 0, rows), nulls);
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(StringArray::from(verdicts().to_vec())))?))
}

fn until(mut seconds: Vec<i64>, answered: Option<&NullBuffer>) -> ArrayRef {
    let ends = validity(&mut seconds, |second| {
        let ends = *second != i64::MAX;
        *second = if ends { *second * 1_000_000 } else { 0 };
        ends
    });
    let nulls = NullBuffer::union(ends.as_ref(), answered);
    let array = PrimitiveArray::<TimestampMicrosecondType>::new(seconds.into(), nulls);
    Arc::new(array.with_timezone("UTC"))
}

/// The first of each set, by which tables are joined.
fn leading_ground(
    mut numbers: Vec<u32>,
    sets: &[Vec<String>],
    answered: Option<&NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    const NO_GROUND: u32 = u32::MAX;
    let mut names: IndexSet<&str> = IndexSet::new();
    let leading = sets.iter().map(|set| set.first().map_or(NO_GROUND, |id| names.insert_full(id).0 as u32));
    // Rows without an answer may have any number.
    let leading: Vec<u32> = leading.chain([NO_GROUND]).collect();
    let last = leading.len() - 1;
    let has = validity(&mut numbers, |number| {
        let ground = leading[(*number as usize).min(last)];
        *number = if ground == NO_GROUND { 0 } else { ground };
        ground != NO_GROUND
    });
    by_dictionary(numbers, NullBuffer::union(has.as_ref(), answered), names.iter())
}

/// Numbers become keys of a dictionary, where they lie. Keys are signed, as most readers want them; there are fewer
/// than would not fit.
fn by_dictionary(
    numbers: Vec<u32>,
    nulls: Option<NullBuffer>,
    names: impl Iterator<Item: AsRef<str>>,
) -> Result<ArrayRef, ArrowError> {
    let rows = numbers.len();
    let keys = ScalarBuffer::new(Buffer::from_vec(numbers), 0, rows);
    let keys = PrimitiveArray::<Int32Type>::new(keys, nulls);
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(StringArray::from_iter_values(names)))?))
}
