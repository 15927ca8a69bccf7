//! Putting the rows to the core, stretch by stretch, so that nothing is held but what comes in and what goes out.

use std::ops::Range;

use lawful::{Batch, Code, Error, FactValue, Rows, Ruleset};
use pyo3::prelude::*;

use super::answers::Columns;
use super::codes::{Coded, NEEDED, NOT_STATED};
use super::input::{Asked, Input, Stream, interrupted};
use super::kept::Kept;
use super::moments::{Moments, NoInstant, Seconds};
use super::one_by_one::OneByOne;
use super::output::PyTable;
use super::{Fault, Options, RowFault, Told};

/// So many rows are put to the core together: their codes fit into a near cache.
const ROWS: usize = 1 << 15;
/// The same where each may need a decision of its own, and whoever waits wants to know how far it went.
const FEW_ROWS: usize = 1 << 10;
/// After so many rows of a batch, whoever waits may interrupt, and is told how far it went.
const TICK: usize = 1 << 19;
/// So many mistakes in rows are listed.
const NOTED: usize = 100;

/// Answers all rows against one rule set.
pub(crate) fn decide(
    rules: &Ruleset,
    kept: &Kept,
    stream: Stream,
    asked: &Asked,
    options: &Options,
    tick: Option<&Py<PyAny>>,
) -> Result<PyTable, Fault> {
    let input = stream.read(asked)?;
    let at = asked.at.as_ref().ok_or(Fault::Internal)?;
    let at = Moments::find("at", at, None, &input)?;
    // What is not stated about knowledge is what is not stated at all: everything that is on record.
    let all = Some(lawful::Instant::MAX);
    let known = asked.known.as_ref().map(|known| Moments::find("known", known, all, &input)).transpose()?;
    let facts = asked.facts.iter().map(|(fact, source)| Coded::find(fact, source, &input));
    let facts = facts.collect::<Result<Vec<Coded>, Fault>>()?;
    let batch = batch(rules, &facts, options.batch_bytes)?;
    let mut columns = Columns::new(input.rows, options, batch.as_ref());
    let mut pass = Pass {
        rules,
        kept,
        invalid: invalid(rules, &facts, batch.as_ref())?,
        at,
        known,
        facts,
        batch,
        floor: options.floor,
        one_by_one: OneByOne::default(),
        noted: Vec::new(),
        wrong: 0,
        scratch: Scratch::default(),
    };
    let mut ticked = 0;
    let (most, tick_after) = if pass.batch.is_some() { (ROWS, TICK) } else { (FEW_ROWS, 0) };
    for stretch in stretches(&input, asked, most) {
        let end = stretch.first + stretch.len;
        pass.answer(&stretch, &mut columns)?;
        if end - ticked >= tick_after || end == input.rows {
            ticked = end;
            interrupted()?;
            if let Some(tick) = tick {
                Python::attach(|py| tick.call1(py, (end, input.rows)).map(drop)).map_err(Fault::Raised)?;
            }
        }
    }
    if pass.wrong > 0 && !options.null {
        return Err(Fault::Rows { noted: pass.noted, count: pass.wrong });
    }
    columns.finish(rules)
}

/// Rows that lie in one chunk of every column.
struct Stretch {
    first: usize,
    len: usize,
    /// The chunk of `at`, of `known` and of the facts, and the first row in each.
    places: Vec<(usize, usize)>,
}

impl Stretch {
    fn place(&self, column: usize) -> (usize, Range<usize>) {
        let (chunk, row) = self.places[column];
        (chunk, row..row + self.len)
    }
}

fn stretches<'a>(input: &'a Input, asked: &Asked, most: usize) -> impl Iterator<Item = Stretch> + use<'a> {
    let moments =
        [&asked.at, &asked.known].into_iter().map(|source| source.as_ref().and_then(|s| s.column()));
    let names = moments.chain(asked.facts.iter().map(|(_, source)| source.column()));
    let lengths = |name: &str| -> Vec<usize> {
        let column = input.column(name).ok();
        column.map(|column| column.arrays.iter().map(|array| array.len()).collect()).unwrap_or_default()
    };
    // A constant is one chunk of all rows.
    let chunks: Vec<Vec<usize>> = names.map(|name| name.map_or_else(|| vec![input.rows], lengths)).collect();
    let mut places = vec![(0usize, 0usize); chunks.len()];
    let mut first = 0;
    std::iter::from_fn(move || {
        if first >= input.rows {
            return None;
        }
        for ((chunk, row), lengths) in places.iter_mut().zip(&chunks) {
            while *chunk < lengths.len() && *row >= lengths[*chunk] {
                (*chunk, *row) = (*chunk + 1, 0);
            }
        }
        let left = |((chunk, row), lengths): (&(usize, usize), &Vec<usize>)| {
            lengths.get(*chunk).map_or(0, |length| length - row)
        };
        let len = places.iter().zip(&chunks).map(left).min().unwrap_or(0).min(most).min(input.rows - first);
        if len == 0 {
            return None;
        }
        let stretch = Stretch { first, len, places: places.clone() };
        first += len;
        places.iter_mut().for_each(|(_, row)| *row += len);
        Some(stretch)
    })
}

/// The combinations of all values, found out beforehand; `None` if they are too many, or too open.
fn batch(rules: &Ruleset, facts: &[Coded], bytes: usize) -> Result<Option<Batch>, Fault> {
    let stated = |needed: &&str| facts.iter().any(|fact| fact.fact == **needed && fact.has_entries());
    let open = !NEEDED.iter().all(stated);
    let mut builder = rules.batch().allow_invalid().memory_cap(if open { 0 } else { bytes });
    for fact in facts {
        let entries = fact.entries.values.iter().cloned();
        builder = if fact.nullable && !fact.is_needed() {
            builder.nullable_column(&fact.fact, entries)
        } else {
            builder.column(&fact.fact, entries)
        };
    }
    match builder.build() {
        Ok(batch) => Ok(Some(batch)),
        Err(errors) if errors.iter().all(|error| error.code() == Code::Limit) => Ok(None),
        Err(errors) => Err(Fault::Question(errors)),
    }
}

/// A value of a fact that names nothing known.
struct Invalid {
    fact: usize,
    code: u32,
    error: Error,
}

/// All of them, sorted by fact and code.
fn invalid(rules: &Ruleset, facts: &[Coded], batch: Option<&Batch>) -> Result<Vec<Invalid>, Fault> {
    if let Some(batch) = batch {
        let entries = batch.invalid().iter();
        return Ok(entries
            .map(|entry| Invalid { fact: entry.column, code: entry.code, error: entry.error.clone() })
            .collect());
    }
    let alone = |fact: &str, value: &FactValue| rules.transaction().fact(fact, value.clone()).build().err();
    let mut invalid = Vec::new();
    for (number, fact) in facts.iter().enumerate() {
        for (code, value) in (0u32..).zip(&fact.entries.values) {
            if code.is_multiple_of(FEW_ROWS as u32) {
                interrupted()?;
            }
            if let Some(errors) = alone(&fact.fact, value) {
                invalid.push(Invalid { fact: number, code, error: errors.first().clone() });
            }
        }
    }
    Ok(invalid)
}

/// What goes over the rows.
struct Pass<'a> {
    rules: &'a Ruleset,
    kept: &'a Kept,
    at: Moments,
    known: Option<Moments>,
    facts: Vec<Coded>,
    batch: Option<Batch>,
    invalid: Vec<Invalid>,
    floor: bool,
    one_by_one: OneByOne,
    noted: Vec<RowFault>,
    wrong: usize,
    scratch: Scratch,
}

/// Room for what does not lie in memory as the core needs it.
#[derive(Default)]
struct Scratch {
    codes: Vec<Vec<u32>>,
    at: Seconds,
    known: Seconds,
    no_instant: Vec<NoInstant>,
}

impl Pass<'_> {
    fn answer(&mut self, stretch: &Stretch, columns: &mut Columns) -> Result<(), Fault> {
        let Pass { rules, kept, facts, one_by_one, .. } = self;
        let Scratch { codes, at, known, no_instant } = &mut self.scratch;
        codes.resize_with(facts.len(), Vec::new);
        let (chunk, rows) = stretch.place(0);
        let at = self.at.seconds(chunk, rows, self.floor, at, no_instant)?;
        let without_at = no_instant.len();
        let known = match &self.known {
            Some(moments) => {
                let (chunk, rows) = stretch.place(1);
                Some(moments.seconds(chunk, rows, self.floor, known, no_instant)?)
            }
            None => None,
        };
        let mut coded: Vec<&[u32]> = Vec::with_capacity(facts.len());
        for ((n, fact), scratch) in facts.iter().enumerate().zip(codes) {
            let (chunk, rows) = stretch.place(2 + n);
            coded.push(fact.codes(chunk, rows, self.batch.as_ref(), scratch)?);
        }
        let rows = Rows { codes: &coded, at, known };
        columns.begin(stretch.len);
        let open: Vec<usize> = match &self.batch {
            Some(batch) => {
                let open = open_rows(facts, &coded, stretch.len);
                // A batch is not asked about these; it gets any value for them.
                let closed = |codes: &&[u32]| {
                    codes.iter().map(|code| if *code == NOT_STATED { 0 } else { *code }).collect()
                };
                let needed =
                    facts.iter().zip(&coded).filter(|(fact, _)| fact.is_needed() && !open.is_empty());
                let needed: Vec<Vec<u32>> = needed.map(|(_, codes)| closed(codes)).collect();
                let mut closed = needed.iter();
                let codes = facts.iter().zip(&coded).map(|(fact, codes)| {
                    if fact.is_needed() { closed.next().map_or(*codes, Vec::as_slice) } else { codes }
                });
                let rows = Rows { codes: &codes.collect::<Vec<&[u32]>>(), at, known };
                batch.decide(&rows, &mut columns.room()).map_err(beyond)?;
                open
            }
            None => (0..stretch.len).collect(),
        };
        for row in open {
            columns.put(row, one_by_one.tuple(rules, kept, facts, &rows, row)?);
        }
        let mut note = |columns: &mut Columns, row: usize, column: &str, error: Told| {
            columns.note(row, column, &error);
            if self.noted.len() < NOTED {
                let (row, column) = (stretch.first + row, column.to_owned());
                self.noted.push(RowFault { row, column, error });
            }
        };
        let any = !no_instant.is_empty() || !self.invalid.is_empty() || self.batch.is_none();
        for (n, wrong) in no_instant.drain(..).enumerate() {
            let of_known = self.known.as_ref().filter(|_| n >= without_at);
            columns.blank(wrong.row);
            note(columns, wrong.row, &of_known.unwrap_or(&self.at).name, wrong.why);
        }
        for row in if any { columns.blank_rows() } else { Vec::new() } {
            self.wrong += 1;
            for ((n, codes), fact) in coded.iter().enumerate().zip(facts.iter()) {
                let key = (n, codes[row]);
                let place = self.invalid.binary_search_by_key(&key, |entry| (entry.fact, entry.code));
                if let Ok(place) = place {
                    note(columns, row, &fact.name, Told::Core(self.invalid[place].error.clone()));
                }
            }
        }
        let by_values = columns.by_values();
        columns.complete(|row| {
            let batch = self.batch.as_ref().filter(|_| !by_values);
            let cell = batch.and_then(|batch| batch.cell(coded.iter().map(|codes| codes[row])));
            let answer = match cell {
                Some(cell) => one_by_one.cell(rules, kept, facts, &rows, row, cell)?,
                None => one_by_one.tuple(rules, kept, facts, &rows, row)?,
            };
            Ok((answer.missing, answer.covered))
        })?;
        columns.finish_rows(one_by_one)
    }
}

/// The rows that do not state what is needed.
fn open_rows(facts: &[Coded], codes: &[&[u32]], rows: usize) -> Vec<usize> {
    let needed = facts.iter().zip(codes).filter(|(fact, _)| fact.is_needed() && fact.nullable);
    // All are looked at, which is quicker than to stop at the first; mostly there is none.
    let any = |codes: &[u32]| codes.iter().fold(0, |most, code| most.max(*code)) == NOT_STATED;
    let needed: Vec<&&[u32]> = needed.map(|(_, codes)| codes).filter(|codes| any(codes)).collect();
    if needed.is_empty() {
        return Vec::new();
    }
    (0..rows).filter(|row| needed.iter().any(|codes| codes[*row] == NOT_STATED)).collect()
}

/// What the core refuses of rows of which the instants were looked at: a dictionary is not what it says.
fn beyond(error: Error) -> Fault {
    Fault::Column {
        code: error.code(),
        message: format!("the table does not hang together: {}", error.message()),
        hint: None,
        column: None,
    }
}
