#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Many questions at once, over columns (SPEC 10.6).

use lawful::{Answers, Batch, FactValue, Rows};

use crate::decision::{lawful_ground, nth};
use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::pointer::{Handle, In, Lent, Out, Own, Stretch, fits};
use crate::ruleset::lawful_ruleset;
use crate::status::{self, LAWFUL_E_ENUM, LAWFUL_E_INDEX, LAWFUL_E_LIMIT, LAWFUL_E_NULL, lawful_status};
use crate::text::lawful_text;
use crate::transaction::{LAWFUL_FLAG, LAWFUL_NUMBER, LAWFUL_TEXT, UNKNOWN_KIND, flag};

/// Answers for every combination of some dictionaries. Immutable: any number of threads may use it at once.
pub struct lawful_batch {
    _opaque: (),
}

impl Handle for lawful_batch {
    type Value = Batch;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulBA");
}

/// In a nullable column: not stated.
pub const LAWFUL_NOT_STATED: u32 = 4294967295;
/// More columns than that no batch has.
pub const LAWFUL_MAX_COLUMNS: usize = 64;

/// A column of a batch: a fact, and the dictionary of its values.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_column {
    /// The id of the fact.
    pub fact: lawful_text,
    /// The entries, if `kind` is `LAWFUL_TEXT`.
    pub texts: In<lawful_text>,
    /// The entries, if `kind` is `LAWFUL_FLAG` (0 or 1) or `LAWFUL_NUMBER`.
    pub numbers: In<i64>,
    /// How many entries there are.
    pub count: usize,
    /// What the entries are.
    pub kind: u32,
    /// 1 if a row may be `LAWFUL_NOT_STATED`, else 0.
    pub nullable: u32,
}

/// The codes of a column: for each row, the index of an entry of its dictionary.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_codes {
    /// The codes.
    pub codes: In<u32>,
    /// How many rows there are.
    pub count: usize,
}

/// The columns that are asked.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_rows {
    /// The codes, column by column, in the order of `lawful_batch_new`.
    pub columns: In<lawful_codes>,
    /// How many columns there are.
    pub column_count: usize,
    /// When the conduct takes place.
    pub at: In<i64>,
    /// How many rows `at` has.
    pub at_count: usize,
    /// As known when; NULL: all that the rule set holds.
    pub known: In<i64>,
    /// How many rows `known` has; not looked at if it is NULL.
    pub known_count: usize,
}

/// Where the answers go. All columns have `count` rows; those that are NULL are not written, except `verdict`, which
/// is needed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_columns_out {
    /// How many rows there is room for.
    pub count: usize,
    /// The verdict, from 1 to 7; 0 where an invalid entry was allowed.
    pub verdict: Out<u8>,
    /// The least possible verdict.
    pub at_least: Out<u8>,
    /// The greatest possible verdict.
    pub at_most: Out<u8>,
    /// The end of the run of the possible set, or `LAWFUL_NO_END`.
    pub valid_until: Out<i64>,
    /// The number of the set of grounds, for `lawful_batch_ground`.
    pub ground: Out<u32>,
}

/// An entry of a dictionary that names nothing known. The text is borrowed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_invalid {
    /// What is wrong with it.
    pub message: Lent,
    /// The number of the column.
    pub column: usize,
    /// The code of the entry.
    pub code: u32,
    /// What kind of mistake it is.
    pub status: lawful_status,
}

/// Makes a batch for the dictionaries of some columns. Facts without a column are not stated; readings are as
/// presumed.
///
/// With `allow_invalid` 1, entries that name nothing known are no error: their rows get verdict 0, and
/// `lawful_batch_invalid` lists them. `memory_cap` bounds the bytes of the batch; 0 stands for 1 GiB.
///
/// - Owns: the caller gets the batch, and frees it with `lawful_batch_free`. It keeps the rule set alive; nothing else
///   of the inputs is kept.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `batch`, for `columns` unless `column_count` is 0, and for the entries of
///   a column unless its `count` is 0; `error` may be NULL.
/// - Errors: as `lawful_transaction_new`, for all columns and entries at once; `LAWFUL_E_LIMIT` if there are more than
///   `LAWFUL_MAX_COLUMNS` columns, or the batch would take more memory; `LAWFUL_E_ENUM` for an unknown kind, and where
///   `nullable` or `allow_invalid` is neither 0 nor 1; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_batch_new(
    ruleset: In<lawful_ruleset>,
    columns: In<lawful_column>,
    column_count: usize,
    allow_invalid: u32,
    memory_cap: usize,
    batch: Out<*mut lawful_batch>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, batch, || {
        let mut builder = ruleset.get()?.rules.batch();
        let columns = columns.slice(column_count)?;
        if column_count > LAWFUL_MAX_COLUMNS {
            return Err(TOO_MANY_COLUMNS);
        }
        for column in columns {
            let (fact, entries) = (column.fact.get()?, column.entries()?);
            builder = match column.nullable {
                0 => builder.column(fact, entries),
                1 => builder.nullable_column(fact, entries),
                _ => return Err(Fault::Own(LAWFUL_E_ENUM, "`nullable` is 0 or 1")),
            };
        }
        if memory_cap > 0 {
            builder = builder.memory_cap(memory_cap);
        }
        Ok(match allow_invalid {
            0 => builder.build()?,
            1 => builder.allow_invalid().build()?,
            _ => return Err(Fault::Own(LAWFUL_E_ENUM, "`allow_invalid` is 0 or 1")),
        })
    })
}

/// Answers every row. Allocates nothing and waits for nobody, unless it fails with `error` not NULL.
///
/// - Owns: nothing changes hands. The columns of `answers` that are not NULL are all zero before any work, and so
///   wherever the call fails after it has found that they can be written.
/// - Threads: any, at once, each with answers of its own.
/// - NULL: `LAWFUL_E_NULL` for `batch`, `rows`, `answers` and its `verdict`, and for columns of `rows` that are not
///   empty; `known`, the other columns of `answers` and `error` may be NULL.
/// - Errors: `LAWFUL_E_LIMIT` if columns have different lengths or are not as many as the batch has;
///   `LAWFUL_E_UNKNOWN_REFERENCE` if a code is beyond its dictionary, or not stated in a column that is not nullable;
///   `LAWFUL_E_INSTANT`; `LAWFUL_E_OVERLAP` if what is written overlaps what is read or written; `LAWFUL_E_HANDLE`,
///   `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_LENGTH`. Either all rows are answered or none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_verdict_batch(
    batch: In<lawful_batch>,
    rows: In<lawful_rows>,
    answers: In<lawful_columns_out>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let batch = batch.get()?;
        let (rows, mut answers) = (*rows.one()?, *answers.one()?);
        let columns = rows.columns.slice(rows.column_count)?;
        if columns.len() > LAWFUL_MAX_COLUMNS {
            return Err(TOO_MANY_COLUMNS);
        }
        let mut codes: [&[u32]; LAWFUL_MAX_COLUMNS] = [&[]; LAWFUL_MAX_COLUMNS];
        for (codes, column) in codes.iter_mut().zip(columns) {
            *codes = column.codes.slice(column.count)?;
        }
        let asked = Rows {
            codes: &codes[..columns.len()],
            at: rows.at.slice(rows.at_count)?,
            known: rows.known.optional(rows.known_count)?,
        };
        answers.lie_apart(&rows, columns)?;
        let count = answers.count;
        let verdict = answers.verdict.zeroed(count)?;
        let mut out = Answers {
            verdict: verdict.ok_or(Fault::Own(LAWFUL_E_NULL, "the column of verdicts is NULL"))?,
            at_least: answers.at_least.zeroed(count)?,
            at_most: answers.at_most.zeroed(count)?,
            valid_until: answers.valid_until.zeroed(count)?,
            ground: answers.ground.zeroed(count)?,
        };
        batch.decide(&asked, &mut out)?;
        Ok(())
    })
}

/// How many entries of the dictionaries of a batch name nothing known, and the one of that index, from 0. To learn
/// only the number, pass NULL for `invalid`.
///
/// - Owns: the text is borrowed from the batch, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `batch` and `count`; `invalid` and `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if `invalid` is not NULL and `index` is not below the count; `LAWFUL_E_HANDLE`,
///   `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_batch_invalid(
    batch: In<lawful_batch>,
    index: usize,
    invalid: Out<lawful_invalid>,
    count: Out<usize>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let count = count.place()?;
        let place = if invalid.is_null() { None } else { Some(invalid.place()?) };
        let entries = batch.get()?.invalid();
        if let Some(place) = place {
            let entry = nth(entries, index)?;
            place.put(lawful_invalid {
                message: Lent::of(entry.error.message()),
                column: entry.column,
                code: entry.code,
                status: status::of(entry.error.code()),
            });
        }
        count.put(entries.len());
        Ok(())
    })
}

/// A ground of the set of that number, as the column `ground` has it; and how many grounds the set has. To learn only
/// the number, pass NULL for `ground`.
///
/// - Owns: the text is borrowed from the batch, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `batch` and `count`; `ground` and `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if there is no such set, or `ground` is not NULL and `index` is not below the count;
///   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_batch_ground(
    batch: In<lawful_batch>,
    set: u32,
    index: usize,
    ground: Out<lawful_ground>,
    count: Out<usize>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let count = count.place()?;
        let place = if ground.is_null() { None } else { Some(ground.place()?) };
        let grounds = batch.get()?.grounds(set);
        let grounds = grounds.ok_or(Fault::Own(LAWFUL_E_INDEX, "the batch has no such set of grounds"))?;
        if let Some(place) = place {
            place.put(lawful_ground::of(nth(&grounds, index)?));
        }
        count.put(grounds.len());
        Ok(())
    })
}

/// Frees a batch.
///
/// - Owns: takes it; texts borrowed from it end.
/// - Threads: any, when no other call uses it.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_batch_free(batch: Own<lawful_batch>) -> lawful_status {
    guard::plain(|| batch.end())
}

const TOO_MANY_COLUMNS: Fault = Fault::Own(LAWFUL_E_LIMIT, "there are more than 64 columns");

impl lawful_column {
    fn entries(&self) -> Result<Vec<FactValue>, Fault> {
        match self.kind {
            LAWFUL_TEXT => self.texts.slice(self.count)?.iter().map(|text| Ok(text.get()?.into())).collect(),
            LAWFUL_FLAG => self.numbers.slice(self.count)?.iter().map(|number| flag(*number)).collect(),
            LAWFUL_NUMBER => {
                Ok(self.numbers.slice(self.count)?.iter().map(|number| (*number).into()).collect())
            }
            _ => Err(UNKNOWN_KIND),
        }
    }
}

impl lawful_columns_out {
    /// An error if a column that is written is larger than memory, or shares some with another or with one that is
    /// read.
    fn lie_apart(&self, rows: &lawful_rows, columns: &[lawful_codes]) -> Result<(), Fault> {
        fits::<i64>(self.count)?;
        let written = [
            Stretch::of_out(self.verdict, self.count),
            Stretch::of_out(self.at_least, self.count),
            Stretch::of_out(self.at_most, self.count),
            Stretch::of_out(self.valid_until, self.count),
            Stretch::of_out(self.ground, self.count),
        ];
        for (n, stretch) in written.iter().enumerate() {
            written[..n].iter().try_for_each(|other| stretch.apart(*other))?;
            stretch.apart(Stretch::of(rows.at, rows.at_count))?;
            stretch.apart(Stretch::of(rows.known, rows.known_count))?;
            stretch.apart(Stretch::of(rows.columns, rows.column_count))?;
            columns.iter().try_for_each(|column| stretch.apart(Stretch::of(column.codes, column.count)))?;
        }
        Ok(())
    }
}
