#![expect(unsafe_code, reason = "an exported name; no unsafe block stands here")]
//! Many questions at once, over the Arrow C Data Interface: a table goes in, a table comes out.

use std::collections::HashMap;
use std::ffi::{c_char, c_void};

use lawful::{Answers, Batch, FactValue, Rows};

use crate::arrow_read::{Cell, Column, Table};
use crate::arrow_write::{self, Field, Validity};
use crate::batch::LAWFUL_NOT_STATED;
use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::pointer::{In, Out, Stretch};
use crate::ruleset::lawful_ruleset;
use crate::status::{LAWFUL_E_ENUM, LAWFUL_E_LIMIT, LAWFUL_E_MISSING_KEY, LAWFUL_E_VALUE, lawful_status};

/// A column of the Arrow C Data Interface, whose names these are.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct ArrowArray {
    pub(crate) length: i64,
    pub(crate) null_count: i64,
    pub(crate) offset: i64,
    pub(crate) n_buffers: i64,
    pub(crate) n_children: i64,
    pub(crate) buffers: In<In<u8>>,
    pub(crate) children: In<In<ArrowArray>>,
    pub(crate) dictionary: In<ArrowArray>,
    pub(crate) release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    pub(crate) private_data: *mut c_void,
}

/// The name and the type of a column of the Arrow C Data Interface.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct ArrowSchema {
    pub(crate) format: In<c_char>,
    pub(crate) name: In<c_char>,
    pub(crate) metadata: In<c_char>,
    pub(crate) flags: i64,
    pub(crate) n_children: i64,
    pub(crate) children: In<In<ArrowSchema>>,
    pub(crate) dictionary: In<ArrowSchema>,
    pub(crate) release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    pub(crate) private_data: *mut c_void,
}

/// Answers every row of a table, a struct array of the Arrow C Data Interface. Facts without a column are not stated;
/// readings are as presumed.
///
/// The columns of `rows`, told by their names: `at`, when the conduct takes place, which is needed; `known`, as known
/// when; every other is a fact. Instants are timestamps with a time zone, of which whole seconds count, rounded down, or
/// integers, which are seconds. Texts are utf8, large utf8 or utf8 views, flags are booleans, numbers are integers; each
/// may be encoded by a dictionary. Null in the column of a fact: not stated.
///
/// The columns of `answers`, in this order: `verdict`, `at_least` and `at_most` (uint8), `valid_until` (timestamp in
/// seconds, UTC; null: no known end), and `ground` (utf8 by a dictionary: the ids of the grounds, highest status first,
/// a space between). With `allow_invalid` 1, values that name nothing known are no error: their rows are null in every
/// column. `memory_cap` bounds the bytes of the tables that are made for the call; 0 stands for 1 GiB.
///
/// - Owns: `rows` and `schema` are looked at during the call only, and stay the caller's to release. The caller gets
///   `answers` and `answers_schema`, and calls the `release` of each; whatever they hold before is overwritten.
/// - Threads: any, at once; any thread may release what the caller got.
/// - NULL: `LAWFUL_E_NULL` for `ruleset`, `rows`, `schema`, `answers` and `answers_schema`, and for a buffer that is
///   needed; `error` may be NULL.
/// - Errors: as `lawful_batch_new`; `LAWFUL_E_MISSING_KEY` without `at`; `LAWFUL_E_TYPE` for a column of another type,
///   and where array and schema do not fit; `LAWFUL_E_ZONE` for timestamps without a time zone; `LAWFUL_E_VALUE` for
///   null in `at` or `known` or as a whole row, and for texts that lie outside of their buffers;
///   `LAWFUL_E_UNKNOWN_REFERENCE` for an index beyond its dictionary; `LAWFUL_E_LIMIT` for a column that is shorter
///   than the table; `LAWFUL_E_INSTANT`; `LAWFUL_E_HANDLE` for what was released; `LAWFUL_E_OVERLAP` if `answers` or
///   `answers_schema` is one of the inputs; `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
#[allow(clippy::too_many_arguments, reason = "a table is two structs in C")]
#[unsafe(no_mangle)]
pub extern "C" fn lawful_verdict_arrow(
    ruleset: In<lawful_ruleset>,
    rows: In<ArrowArray>,
    schema: In<ArrowSchema>,
    allow_invalid: u32,
    memory_cap: usize,
    answers: Out<ArrowArray>,
    answers_schema: Out<ArrowSchema>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let (place, schema_place) = (answers.place()?, answers_schema.place()?);
        let outputs = [Stretch::of_out(answers, 1), Stretch::of_out(answers_schema, 1)];
        for output in outputs {
            output.apart(Stretch::of(rows, 1))?;
            output.apart(Stretch::of(schema, 1))?;
        }
        outputs[0].apart(outputs[1])?;
        let rules = &ruleset.get()?.rules;
        let table = Table::read(rows.one()?, schema.one()?)?;
        let mut builder = rules.batch();
        let (mut codes, mut at, mut known) = (Vec::new(), None, None);
        for column in &table.columns {
            let times = match column.name {
                "at" => &mut at,
                "known" => &mut known,
                fact => {
                    let (entries, by_row) = encode(column, table.length)?;
                    builder = match by_row.contains(&LAWFUL_NOT_STATED) {
                        true => builder.nullable_column(fact, entries),
                        false => builder.column(fact, entries),
                    };
                    codes.push(by_row);
                    continue;
                }
            };
            if times.replace(column.instants(table.length)?).is_some() {
                return Err(Fault::new(LAWFUL_E_VALUE, format!("there are two columns `{}`", column.name)));
            }
        }
        if memory_cap > 0 {
            builder = builder.memory_cap(memory_cap);
        }
        let batch = match allow_invalid {
            0 => builder.build()?,
            1 => builder.allow_invalid().build()?,
            _ => return Err(Fault::Own(LAWFUL_E_ENUM, "`allow_invalid` is 0 or 1")),
        };
        let at = at.ok_or(Fault::Own(LAWFUL_E_MISSING_KEY, "the table has no column `at`"))?;
        let codes: Vec<&[u32]> = codes.iter().map(Vec::as_slice).collect();
        let fields = answer(&batch, &Rows { codes: &codes, at: &at, known: known.as_deref() })?;
        let (array, schema) = arrow_write::table(fields, table.length);
        place.put(array);
        schema_place.put(schema);
        Ok(())
    })
}

/// The values of a column, each once, and for each row which it has.
fn encode(column: &Column<'_>, length: usize) -> Result<(Vec<FactValue>, Vec<u32>), Fault> {
    let mut entries: Vec<FactValue> = Vec::new();
    let mut seen: HashMap<Cell<'_>, u32> = HashMap::new();
    // A dictionary has each value once for many rows, so that its index is looked up instead of the value.
    let mut by_index: Vec<Option<u32>> = vec![None; column.dictionary_length()];
    let mut by_row = Vec::with_capacity(length);
    for row in 0..length {
        let index = column.index(row)?;
        if let Some(code) = index.and_then(|index| by_index[index]) {
            by_row.push(code);
            continue;
        }
        let code = match column.cell(row)? {
            None => LAWFUL_NOT_STATED,
            Some(cell) => match seen.get(&cell) {
                Some(code) => *code,
                None => {
                    let code = u32::try_from(entries.len()).ok().filter(|code| *code < LAWFUL_NOT_STATED);
                    let code = code.ok_or(Fault::Own(LAWFUL_E_LIMIT, "a column has too many values"))?;
                    entries.push(cell.value());
                    seen.insert(cell, code);
                    code
                }
            },
        };
        if let Some(index) = index {
            by_index[index] = Some(code);
        }
        by_row.push(code);
    }
    Ok((entries, by_row))
}

fn answer(batch: &Batch, rows: &Rows<'_>) -> Result<Vec<Field>, Fault> {
    let length = rows.at.len();
    let (mut verdict, mut at_least, mut at_most) = (vec![0; length], vec![0; length], vec![0; length]);
    let (mut valid_until, mut ground) = (vec![0; length], vec![0; length]);
    batch.decide(
        rows,
        &mut Answers {
            verdict: &mut verdict,
            at_least: Some(&mut at_least),
            at_most: Some(&mut at_most),
            valid_until: Some(&mut valid_until),
            ground: Some(&mut ground),
        },
    )?;
    let answered = |row: usize| verdict[row] > 0;
    let ends = Validity::of(length, |row| answered(row) && valid_until[row] < i64::MAX);
    let all = Validity::of(length, answered);
    let sets = (0..batch.ground_sets()).map(|set| {
        let grounds = u32::try_from(set).ok().and_then(|set| batch.grounds(set)).unwrap_or_default();
        grounds.iter().map(|ground| ground.id).collect::<Vec<_>>().join(" ")
    });
    let sets: Vec<String> = sets.collect();
    Ok(vec![
        Field::bytes(c"verdict", verdict, all.clone()),
        Field::bytes(c"at_least", at_least, all.clone()),
        Field::bytes(c"at_most", at_most, all.clone()),
        Field::seconds(c"valid_until", valid_until, ends),
        Field::texts(c"ground", &sets, &ground, all)?,
    ])
}
