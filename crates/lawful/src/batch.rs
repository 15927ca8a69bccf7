//! Many questions at once, over columns (SPEC 10.6).
//!
//! A batch is made for its dictionaries: every entry is resolved once, and everything that a combination of entries
//! can ask is found out beforehand. Then a row is a few look-ups and at most two searches.

mod columns;
mod latest;
mod planes;
mod wide;

use std::collections::HashMap;

use crate::decision::{self, Ground};
use crate::error::{Code, Error, Errors};
use crate::evaluate::record::Ground as GroundRow;
use crate::evaluate::table::PointsOf;
use crate::ruleset::Ruleset;
use crate::time::Instant;
use crate::transaction::{FactValue, fact_value};
use crate::vocabulary::{FactId, fact};
use columns::{Columns, INVALID};
use latest::Latest;
use planes::{CHUNK, Planes, PlanesBuilder};

/// Unless the caller says otherwise, a batch takes at most so many bytes.
const DEFAULT_MEMORY_CAP: usize = 1 << 30;

/// Builds a [`Batch`] from the dictionaries of its columns.
#[must_use]
pub struct BatchBuilder {
    rules: Ruleset,
    columns: Vec<NamedColumn>,
    memory_cap: usize,
    allow_invalid: bool,
}

struct NamedColumn {
    fact: String,
    entries: Vec<FactValue>,
    nullable: bool,
}

/// A dictionary entry that names nothing that the rule set knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvalidEntry {
    /// The number of the column.
    pub column: usize,
    /// The code of the entry.
    pub code: u32,
    /// What is wrong with it.
    pub error: Error,
}

/// The columns of a table: codes into the dictionaries, and instants in seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// One slice for each column, in the order in which the columns were given; `u32::MAX` in a nullable column: not
    /// stated.
    pub codes: &'a [&'a [u32]],
    /// When the conduct takes place.
    pub at: &'a [i64],
    /// As known when; `None`: all that the rule set holds.
    pub known: Option<&'a [i64]>,
}

/// Where the answers go; what is `None` is not written. All slices are as long as the rows.
#[derive(Default, Debug)]
pub struct Answers<'a> {
    /// The numbers of SPEC 10.6; 0 where an invalid entry was allowed.
    pub verdict: &'a mut [u8],
    /// The number of the least possible verdict.
    pub at_least: Option<&'a mut [u8]>,
    /// The number of the greatest possible verdict.
    pub at_most: Option<&'a mut [u8]>,
    /// The end of the run of the possible set in seconds since 1970; `i64::MAX`: no known end.
    pub valid_until: Option<&'a mut [i64]>,
    /// Into [`Batch::grounds`].
    pub ground: Option<&'a mut [u32]>,
}

/// Answers for every combination of some dictionaries. Immutable; to be shared between threads.
#[derive(Debug)]
pub struct Batch {
    rules: Ruleset,
    columns: Columns,
    invalid: Vec<InvalidEntry>,
    /// By cell: its plane.
    cells: Vec<u32>,
    latest: Latest,
    planes: Planes,
    grounds: Vec<Box<[GroundRow]>>,
}

/// A cell takes at most so many bytes: in `cells`, and in `latest`.
const CELL_BYTES: usize = size_of::<u32>() + size_of::<(u32, u32)>();

impl Ruleset {
    /// Starts a batch: add the columns, then build.
    pub fn batch(&self) -> BatchBuilder {
        BatchBuilder {
            rules: self.clone(),
            columns: Vec::new(),
            memory_cap: DEFAULT_MEMORY_CAP,
            allow_invalid: false,
        }
    }
}

impl BatchBuilder {
    /// Adds a column: the id of a fact, and its dictionary. Facts without a column are not stated.
    pub fn column<V: Into<FactValue>>(self, fact: &str, entries: impl IntoIterator<Item = V>) -> Self {
        self.add(fact, entries, false)
    }

    /// Adds a column of which some rows are not stated (`u32::MAX`).
    pub fn nullable_column<V: Into<FactValue>>(
        self,
        fact: &str,
        entries: impl IntoIterator<Item = V>,
    ) -> Self {
        self.add(fact, entries, true)
    }

    /// At most so many bytes for the batch; 1 GiB unless set.
    pub fn memory_cap(mut self, bytes: usize) -> Self {
        self.memory_cap = bytes;
        self
    }

    /// Entries that name nothing known are no error of the batch: rows with such a code get verdict 0, and
    /// [`Batch::invalid`] lists them.
    pub fn allow_invalid(mut self) -> Self {
        self.allow_invalid = true;
        self
    }

    fn add<V: Into<FactValue>>(
        mut self,
        fact: &str,
        entries: impl IntoIterator<Item = V>,
        nullable: bool,
    ) -> Self {
        let entries = entries.into_iter().map(Into::into).collect();
        self.columns.push(NamedColumn { fact: fact.to_owned(), entries, nullable });
        self
    }

    /// Resolves every entry and finds out everything that their combinations can ask.
    ///
    /// # Errors
    /// As [`crate::TransactionBuilder::build`], for all columns and entries at once; `E-limit` if the batch would
    /// take more memory than allowed, with the column that is to blame.
    pub fn build(self) -> Result<Batch, Errors> {
        let model = self.rules.model();
        let table = self.rules.table();
        let mut errors: Vec<Error> = Vec::new();
        let mut invalid: Vec<InvalidEntry> = Vec::new();
        let mut resolved: Vec<Resolved> = Vec::new();
        for (number, column) in self.columns.iter().enumerate() {
            let Some(fact) = model.vocabulary.fact_named(&column.fact) else {
                errors.extend(fact_value(model, &column.fact, &FactValue::Flag(false)).err());
                continue;
            };
            if resolved.iter().any(|other| other.fact == fact) {
                errors.push(Error::new(Code::Value, format!("there are two columns `{}`", column.fact)));
            }
            let points = match fact {
                fact::APP => Some(table.apps()),
                fact::ACTIVITY => Some(table.activities()),
                _ => table.others().iter().find(|points| points.fact == fact),
            };
            let mut column_points = Distinct::default();
            let mut classes: Vec<Option<u32>> = Vec::with_capacity(column.entries.len());
            for (code, entry) in column.entries.iter().enumerate() {
                match fact_value(model, &column.fact, entry) {
                    Ok((_, value)) => {
                        let point = points.map_or(0, |points| points.of(Some(value)));
                        classes.push(Some(column_points.class(point)));
                    }
                    Err(error) => {
                        classes.push(None);
                        invalid.push(InvalidEntry { column: number, code: code as u32, error });
                    }
                }
            }
            let not_stated = column.nullable.then(|| column_points.class(0));
            resolved.push(Resolved { fact, points: column_points.points, classes, not_stated });
        }
        if !self.allow_invalid {
            errors.extend(invalid.iter().map(|entry| entry.error.clone()));
        }
        Errors::check(errors)?;
        let size =
            resolved.iter().try_fold(1usize, |size, column| size.checked_mul(column.points.len().max(1)));
        let size = size.filter(|size| {
            *size < INVALID as usize / 2
                && size.checked_mul(CELL_BYTES).is_some_and(|bytes| bytes <= self.memory_cap)
        });
        let Some(size) = size else {
            return Err(too_large(&self.columns, &resolved, self.memory_cap).into());
        };
        let mut builder = PlanesBuilder::default();
        let Some(cells) = cells(&self.rules, &resolved, size, self.memory_cap, &mut builder) else {
            return Err(too_large(&self.columns, &resolved, self.memory_cap).into());
        };
        let mut stride = 1;
        let mut columns = Columns::default();
        for column in &resolved {
            let adds = |class: Option<u32>| class.map_or(INVALID, |class| class * stride);
            let not_stated = column.not_stated.map(|class| class * stride);
            columns.add(column.classes.iter().copied().map(adds), not_stated);
            stride *= column.points.len().max(1) as u32;
        }
        // What only makes it quicker takes what is left.
        let needed = cells.len() * CELL_BYTES
            + columns.bytes()
            + builder.planes.bytes()
            + bytes_of_grounds(&builder.grounds);
        let room = self.memory_cap.saturating_sub(needed) / 2;
        columns.finish(room);
        // With invalid entries, cells are needed: only they tell which rows have one.
        let by_codes = columns.together().filter(|_| invalid.is_empty());
        let latest = Latest::of(&cells, &builder.planes, by_codes, room);
        let batch = Batch {
            columns,
            invalid,
            cells,
            latest,
            planes: builder.planes,
            grounds: builder.grounds,
            rules: self.rules.clone(),
        };
        if batch.bytes() > self.memory_cap {
            return Err(too_large(&self.columns, &resolved, self.memory_cap).into());
        }
        Ok(batch)
    }
}

impl Batch {
    /// The rule set.
    #[must_use]
    pub fn ruleset(&self) -> &Ruleset {
        &self.rules
    }

    /// The entries that name nothing known, if these were allowed.
    #[must_use]
    pub fn invalid(&self) -> &[InvalidEntry] {
        &self.invalid
    }

    /// How many different sets of grounds there are.
    #[must_use]
    pub fn ground_sets(&self) -> usize {
        self.grounds.len()
    }

    /// A set of grounds by its number, as rows have it; `None` above [`Batch::ground_sets`].
    #[must_use]
    pub fn grounds(&self, ground: u32) -> Option<Vec<Ground<'_>>> {
        self.grounds.get(ground as usize).map(|rows| decision::grounds(&self.rules, rows))
    }

    /// The bytes that it takes, but for the rule set.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let planes = &self.planes;
        self.cells.len() * size_of::<u32>()
            + self.latest.bytes()
            + self.columns.bytes()
            + planes.bytes()
            + bytes_of_grounds(&self.grounds)
    }

    /// The number of the combination that the codes of one row are, one code for each column: wherever it is the same,
    /// no provision tells the rows apart. `None` for an invalid entry, and where the codes do not fit the columns.
    #[must_use]
    pub fn cell(&self, codes: impl ExactSizeIterator<Item = u32>) -> Option<u32> {
        if codes.len() != self.columns.len() {
            return None;
        }
        let mut cell = 0u32;
        for (column, code) in codes.enumerate() {
            cell = cell.saturating_add(self.columns.adds(column, code)?);
        }
        (cell < INVALID).then_some(cell)
    }

    /// Answers every row. Nothing is written unless all rows are well-formed; nothing is allocated.
    ///
    /// # Errors
    /// `E-limit` if slices have different lengths, `E-unknown-reference` if a code is beyond its dictionary (or not
    /// stated in a column that is not nullable), `E-instant` if an instant is outside of the years 1 to 9999.
    pub fn decide(&self, rows: &Rows<'_>, answers: &mut Answers<'_>) -> Result<(), Error> {
        self.check(rows, answers)?;
        self.decide_from(rows, 0, answers);
        Ok(())
    }

    /// Answers the rows from `offset` on, as many as there is room for.
    fn decide_from(&self, rows: &Rows<'_>, offset: usize, answers: &mut Answers<'_>) {
        let count = answers.verdict.len();
        let mut first = 0;
        while first < count {
            let end = (first + CHUNK).min(count);
            self.decide_chunk(rows, offset, answers, first, end);
            first = end;
        }
    }

    fn check(&self, rows: &Rows<'_>, answers: &Answers<'_>) -> Result<(), Error> {
        let count = rows.at.len();
        let length = |what: std::fmt::Arguments<'_>, found: usize| {
            if found == count {
                Ok(())
            } else {
                Err(Error::new(Code::Limit, format!("{what} has {found} rows, `at` has {count}")))
            }
        };
        if rows.codes.len() != self.columns.len() {
            let message = format!("{} columns for a batch of {}", rows.codes.len(), self.columns.len());
            return Err(Error::new(Code::Limit, message));
        }
        for (number, codes) in rows.codes.iter().enumerate() {
            length(format_args!("column {number}"), codes.len())?;
        }
        if let Some(known) = rows.known {
            length(format_args!("`known`"), known.len())?;
        }
        length(format_args!("`verdict`"), answers.verdict.len())?;
        let optional = [
            ("`at_least`", answers.at_least.as_deref().map(<[u8]>::len)),
            ("`at_most`", answers.at_most.as_deref().map(<[u8]>::len)),
            ("`valid_until`", answers.valid_until.as_deref().map(<[i64]>::len)),
            ("`ground`", answers.ground.as_deref().map(<[u32]>::len)),
        ];
        for (what, found) in optional {
            found.map_or(Ok(()), |found| length(format_args!("{what}"), found))?;
        }
        for (number, codes) in rows.codes.iter().enumerate() {
            if !self.columns.has_all(number, codes) {
                let entries = self.columns.entries(number);
                let message = format!("column {number} has a code beyond its dictionary of {entries}");
                return Err(Error::new(Code::UnknownReference, message));
            }
        }
        for instants in [Some(rows.at), rows.known].into_iter().flatten() {
            if any_out_of_range(instants) {
                for instant in instants {
                    Instant::from_unix_seconds(*instant)?;
                }
            }
        }
        Ok(())
    }

    /// Stage by stage, so that the rows of a chunk wait for memory together.
    fn decide_chunk(
        &self,
        rows: &Rows<'_>,
        offset: usize,
        answers: &mut Answers<'_>,
        first: usize,
        end: usize,
    ) {
        let read = offset + first..offset + end;
        let at = &rows.at[read.clone()];
        let planes = &self.planes;
        let (mut cell, mut run) = ([0u32; CHUNK], [0u32; CHUNK]);
        let cells = &mut cell[..end - first];
        let grid = match &self.latest {
            Latest::Grid(grid) if rows.known.is_none() => Some(grid),
            _ => None,
        };
        match grid.and_then(|grid| Some((grid, grid.by_codes()?))) {
            Some((grid, by_codes)) => {
                let codes = self.columns.side_by_side(rows.codes, &read);
                grid.find_by_codes(by_codes, &codes, at, &mut run);
            }
            None => {
                if self.invalid.is_empty() {
                    // No sum is beyond the number of cells.
                    self.columns.add_up(rows.codes, &read, cells, u32::wrapping_add);
                } else {
                    self.columns.add_up(rows.codes, &read, cells, u32::saturating_add);
                }
                match (rows.known, &self.latest) {
                    (Some(known), _) => {
                        let plane = |cell: &u32| self.cells.get(*cell as usize).copied().unwrap_or(0);
                        planes.find(cells.iter().map(plane), &known[read], at, &mut run);
                    }
                    (None, Latest::Grid(grid)) => grid.find(cells, at, &mut run),
                    (None, Latest::Lists(lists)) => {
                        let list = |cell: &u32| lists.get(*cell as usize).copied().unwrap_or((0, 1));
                        planes.find_latest(cells.iter().map(list), at, &mut run);
                    }
                }
            }
        }
        let (runs, valid_until) = match grid {
            Some(grid) => (grid.runs.as_slice(), grid.valid_until.as_slice()),
            None => (planes.runs.as_slice(), planes.valid_until.as_slice()),
        };
        let results = |n: usize| &runs[run[n] as usize];
        let verdicts = &mut answers.verdict[first..end];
        match grid {
            Some(grid) => grid.verdicts(&run, verdicts),
            None => verdicts.iter_mut().enumerate().for_each(|(n, verdict)| *verdict = results(n).verdict),
        }
        let wanted = [(&mut answers.at_least, false), (&mut answers.at_most, true)];
        for (column, most) in wanted {
            if let Some(column) = column {
                for (n, bound) in column[first..end].iter_mut().enumerate() {
                    *bound = if most { results(n).at_most } else { results(n).at_least };
                }
            }
        }
        if let Some(column) = &mut answers.valid_until {
            for (n, until) in column[first..end].iter_mut().enumerate() {
                *until = valid_until[run[n] as usize];
            }
        }
        if let Some(column) = &mut answers.ground {
            for (n, ground) in column[first..end].iter_mut().enumerate() {
                *ground = results(n).ground;
            }
        }
        if !self.invalid.is_empty() {
            for (n, cell) in cells.iter().enumerate() {
                if *cell >= INVALID {
                    answers.blank(first + n);
                }
            }
        }
    }
}

impl Answers<'_> {
    fn blank(&mut self, row: usize) {
        self.verdict[row] = 0;
        for column in [&mut self.at_least, &mut self.at_most].into_iter().flatten() {
            column[row] = 0;
        }
        if let Some(column) = &mut self.valid_until {
            column[row] = i64::MAX;
        }
        if let Some(column) = &mut self.ground {
            column[row] = 0;
        }
    }
}

/// Whether any instant is outside of the years 1 to 9999: then one of the differences is negative.
fn any_out_of_range(instants: &[i64]) -> bool {
    let (least, greatest) = (Instant::MIN.unix_seconds(), Instant::MAX.unix_seconds());
    let signs = wide::run(
        #[inline(always)]
        || {
            instants.iter().fold(0, |signs, instant| {
                signs | instant.wrapping_sub(least) | greatest.wrapping_sub(*instant)
            })
        },
    );
    signs < 0
}

struct Resolved {
    fact: FactId,
    /// By class.
    points: Vec<u32>,
    /// By code.
    classes: Vec<Option<u32>>,
    /// Of what is not stated, if that may be.
    not_stated: Option<u32>,
}

/// Points, each numbered when it first comes.
#[derive(Default)]
struct Distinct {
    points: Vec<u32>,
    known: HashMap<u32, u32>,
}

impl Distinct {
    fn class(&mut self, point: u32) -> u32 {
        *self.known.entry(point).or_insert_with(|| {
            self.points.push(point);
            self.points.len() as u32 - 1
        })
    }
}

/// The plane of every combination; the first column changes fastest. `None` as soon as they take more than `cap` bytes.
fn cells(
    rules: &Ruleset,
    columns: &[Resolved],
    size: usize,
    cap: usize,
    builder: &mut PlanesBuilder,
) -> Option<Vec<u32>> {
    let table = rules.table();
    let mut others = vec![0; table.others().len()];
    let place = |fact| table.others().iter().position(|points| points.fact == fact);
    let places: Vec<Option<usize>> = columns.iter().map(|column| place(column.fact)).collect();
    let mut digits = vec![0usize; columns.len()];
    let mut cells = Vec::with_capacity(size);
    for _ in 0..size {
        let (mut app, mut activity) = (0, 0);
        for ((column, digit), place) in columns.iter().zip(&digits).zip(&places) {
            let point = column.points.get(*digit).copied().unwrap_or(0);
            match (column.fact, place) {
                (fact::APP, _) => app = point,
                (fact::ACTIVITY, _) => activity = point,
                (_, Some(place)) => others[*place] = point,
                (_, None) => {}
            }
        }
        let block = table.block(rules.model(), rules.index(), app, activity);
        let points = PointsOf { app, activity, others: &others };
        cells.push(builder.number(table.plane_of(block, rules.model(), rules.index(), points)));
        if size * CELL_BYTES + builder.planes.bytes() > cap {
            return None;
        }
        for (column, digit) in columns.iter().zip(&mut digits) {
            *digit += 1;
            if *digit < column.points.len().max(1) {
                break;
            }
            *digit = 0;
        }
    }
    Some(cells)
}

fn bytes_of_grounds(grounds: &[Box<[GroundRow]>]) -> usize {
    grounds.iter().map(|set| set.len() * size_of::<GroundRow>() + 16).sum()
}

fn too_large(named: &[NamedColumn], columns: &[Resolved], cap: usize) -> Error {
    let widest = columns.iter().zip(named).max_by_key(|(column, _)| column.points.len());
    let (count, name) = widest.map_or((0, ""), |(column, named)| (column.points.len(), named.fact.as_str()));
    let message = format!(
        "the batch would take more than {cap} bytes; column `{name}` alone has {count} kinds of values"
    );
    Error::new(Code::Limit, message).with_hint("ask in several batches, or allow more memory")
}

#[cfg(feature = "rayon")]
impl Batch {
    /// [`Batch::decide`] over all cores of the current rayon pool.
    ///
    /// # Errors
    /// As [`Batch::decide`].
    pub fn decide_in_parallel(&self, rows: &Rows<'_>, answers: &mut Answers<'_>) -> Result<(), Error> {
        self.check(rows, answers)?;
        self.split(rows, 0, answers);
        Ok(())
    }

    /// Answers the rows from `first` on, as many as there is room for.
    fn split(&self, rows: &Rows<'_>, first: usize, answers: &mut Answers<'_>) {
        const LEAST: usize = 1 << 15;
        let count = answers.verdict.len();
        if count <= LEAST {
            return self.decide_from(rows, first, answers);
        }
        let (mut left, mut right) = answers.split_at(count / 2);
        rayon::join(
            || self.split(rows, first, &mut left),
            || self.split(rows, first + count / 2, &mut right),
        );
    }
}

#[cfg(feature = "rayon")]
impl Answers<'_> {
    fn split_at(&mut self, middle: usize) -> (Answers<'_>, Answers<'_>) {
        fn halves<'s, T>(
            column: &'s mut Option<&mut [T]>,
            middle: usize,
        ) -> (Option<&'s mut [T]>, Option<&'s mut [T]>) {
            match column {
                Some(column) => {
                    let (left, right) = column.split_at_mut(middle);
                    (Some(left), Some(right))
                }
                None => (None, None),
            }
        }
        let verdict = self.verdict.split_at_mut(middle);
        let at_least = halves(&mut self.at_least, middle);
        let at_most = halves(&mut self.at_most, middle);
        let valid_until = halves(&mut self.valid_until, middle);
        let ground = halves(&mut self.ground, middle);
        let left = Answers {
            verdict: verdict.0,
            at_least: at_least.0,
            at_most: at_most.0,
            valid_until: valid_until.0,
            ground: ground.0,
        };
        let right = Answers {
            verdict: verdict.1,
            at_least: at_least.1,
            at_most: at_most.1,
            valid_until: valid_until.1,
            ground: ground.1,
        };
        (left, right)
    }
}
