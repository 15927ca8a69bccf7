//! What goes out: the answers, column by column, written where they stay.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::{Int8Type, Int32Type, TimestampMicrosecondType};
use arrow_array::{
    ArrayRef, BooleanArray, DictionaryArray, PrimitiveArray, RecordBatch, RecordBatchOptions, StringArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use lawful::{Answers, Batch, Ruleset};

use super::lists::{Lists, Names};
use super::one_by_one::{Answer, OneByOne};
use super::output::{Metadata, PyTable};
use super::{Fault, Options, Told};
use crate::posture::VERDICTS;

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
    missing: Option<Lists>,
    covered: Option<Vec<bool>>,
    /// What is wrong with a row, from 1 up; 0: nothing. Only where wrong rows are null.
    error: Option<Vec<u32>>,
    errors: Names,
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
            missing: wanted.has("missing").then(|| Lists::with_capacity(rows)),
            covered: wanted.has("covered").then(|| vec![false; rows]),
            error: options.null.then(|| vec![0; rows]),
            errors: Names::default(),
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
                error[row] = self.errors.number(&text) + 1;
            }
        }
    }

    /// Writes what a batch does not tell, for the rows that need it, from answers that are looked up one by one.
    pub(crate) fn complete(
        &mut self,
        rows: Range<usize>,
        mut look_up: impl FnMut(usize) -> Result<(Vec<u32>, bool), Fault>,
    ) -> Result<(), Fault> {
        const INDETERMINATE: u8 = 7;
        let open = self.missing.is_some() && self.verdict[rows.clone()].contains(&INDETERMINATE);
        if !open && self.covered.is_none() {
            self.missing.iter_mut().for_each(|missing| missing.push_empty(rows.len()));
            return Ok(());
        }
        for row in rows {
            let verdict = self.verdict[row];
            if verdict == 0 || (self.covered.is_none() && verdict != INDETERMINATE) {
                self.missing.iter_mut().for_each(|missing| missing.push_empty(1));
                continue;
            }
            let (missing, covered) = look_up(row)?;
            self.missing.iter_mut().for_each(|lists| lists.push(&missing));
            self.covered.iter_mut().for_each(|column| column[row] = covered);
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
        let mut sets: Vec<Vec<String>> = Vec::new();
        if let Some(batch) = batch {
            sets.extend((0..batch.ground_sets() as u32).map(|set| of_batch(batch, set)));
        }
        sets.extend(one_by_one.sets.all.iter().cloned());
        let made = self.arrays(&sets, &one_by_one.facts.all);
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) =
            made.map_err(|_| Fault::Internal)?.into_iter().unzip();
        let schema = Arc::new(Schema::new(fields).with_metadata(Metadata::of(rules)));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), arrays, &options);
        Ok(PyTable::new(schema, vec![batch.map_err(|_| Fault::Internal)?]))
    }

    fn arrays(self, sets: &[Vec<String>], facts: &[String]) -> Result<Vec<(Field, ArrayRef)>, ArrowError> {
        let Columns { wanted, verdict, ground, error, .. } = self;
        let answered = verdict.iter().all(|number| *number != 0);
        let nulls = (!answered)
            .then(|| NullBuffer::new(BooleanBuffer::collect_bool(verdict.len(), |row| verdict[row] != 0)));
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
        if let Some(column) = ground {
            if wanted.has("grounds") {
                add("grounds", all_grounds(&column, sets, nulls.clone())?);
            }
            if wanted.has("ground") {
                add("ground", leading_ground(column, sets, nulls.as_ref())?);
            }
        }
        if let Some(column) = self.missing {
            add("missing", column.finish(facts, nulls.clone())?);
        }
        if let Some(column) = self.covered {
            add("covered", Arc::new(BooleanArray::new(BooleanBuffer::from(column), nulls.clone())));
        }
        if wanted.has("verdict") {
            add("verdict", words(verdict, nulls)?);
        }
        let place = |field: &Field| NAMES.iter().position(|name| name == field.name());
        made.sort_by_key(|(field, _)| place(field));
        if let Some(column) = error {
            let nulls = NullBuffer::new(BooleanBuffer::collect_bool(column.len(), |row| column[row] != 0));
            let column = keys(column.into_iter().map(|number| number.saturating_sub(1)).collect());
            let words = StringArray::from_iter_values(&self.errors.all);
            let array = DictionaryArray::<Int32Type>::try_new(
                PrimitiveArray::new(column, Some(nulls)),
                Arc::new(words),
            )?;
            made.push((Field::new("error", array_type(), true), Arc::new(array)));
        }
        Ok(made)
    }
}

fn array_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

/// Numbers of verdicts become keys of a dictionary of their words, where they lie.
pub(crate) fn words(mut numbers: Vec<u8>, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
    numbers.iter_mut().for_each(|number| *number = number.saturating_sub(1));
    let rows = numbers.len();
    let keys = PrimitiveArray::<Int8Type>::new(ScalarBuffer::new(Buffer::from_vec(numbers), 0, rows), nulls);
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(StringArray::from(VERDICTS.to_vec())))?))
}

fn until(mut seconds: Vec<i64>, nulls: Option<&NullBuffer>) -> ArrayRef {
    let ends = |row: usize| seconds[row] != i64::MAX && nulls.is_none_or(|nulls| nulls.is_valid(row));
    let nulls = NullBuffer::new(BooleanBuffer::collect_bool(seconds.len(), ends));
    for second in &mut seconds {
        *second = if *second == i64::MAX { 0 } else { *second * 1_000_000 };
    }
    let array = PrimitiveArray::<TimestampMicrosecondType>::new(seconds.into(), Some(nulls));
    Arc::new(array.with_timezone("UTC"))
}

/// The first of each set, by which tables are joined.
fn leading_ground(
    mut numbers: Vec<u32>,
    sets: &[Vec<String>],
    nulls: Option<&NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let mut names = Names::default();
    let leading: Vec<Option<u32>> = sets.iter().map(|set| set.first().map(|id| names.number(id))).collect();
    let of = |number: u32| leading.get(number as usize).copied().flatten();
    let has = |row: usize| of(numbers[row]).is_some() && nulls.is_none_or(|nulls| nulls.is_valid(row));
    let nulls = NullBuffer::new(BooleanBuffer::collect_bool(numbers.len(), has));
    numbers.iter_mut().for_each(|number| *number = of(*number).unwrap_or(0));
    let keys = PrimitiveArray::<Int32Type>::new(keys(numbers), Some(nulls));
    Ok(Arc::new(DictionaryArray::try_new(keys, Arc::new(StringArray::from_iter_values(&names.all)))?))
}

fn all_grounds(
    numbers: &[u32],
    sets: &[Vec<String>],
    nulls: Option<NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let (mut names, mut lists) = (Names::default(), Lists::with_capacity(numbers.len()));
    let sets: Vec<Vec<u32>> =
        sets.iter().map(|set| set.iter().map(|id| names.number(id)).collect()).collect();
    for (row, number) in numbers.iter().enumerate() {
        let answered = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
        match sets.get(*number as usize) {
            Some(set) if answered => lists.push(set),
            _ => lists.push_empty(1),
        }
    }
    lists.finish(&names.all, nulls)
}

/// Keys of dictionaries are signed, as most readers want them; there are fewer than would not fit.
fn keys(numbers: Vec<u32>) -> ScalarBuffer<i32> {
    let rows = numbers.len();
    ScalarBuffer::new(Buffer::from_vec(numbers), 0, rows)
}
