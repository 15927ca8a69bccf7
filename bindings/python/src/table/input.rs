//! What comes in: a table, column by column in chunks, and what its columns stand for.

use arrow_array::{Array, ArrayRef};
use indexmap::IndexSet;
use lawful::{Code, FactValue, Instant, Ruleset};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyString};

use super::Fault;
use crate::capsule::{self, Batches, Chunks};
use crate::{error, instant, value};

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Source<T> {
    /// From the column of that name.
    Column(String),
    /// It is the same in every row.
    Constant(T),
}

/// What is asked of every row.
pub(crate) struct Asked {
    /// When the conduct takes place; `None` where only facts are looked at.
    pub(crate) at: Option<Source<Instant>>,
    /// As known when.
    pub(crate) known: Option<Source<Instant>>,
    /// The facts, each once.
    pub(crate) facts: Vec<(String, Source<FactValue>)>,
}

impl Asked {
    /// Reads the arguments: a string names a column, `lawful.lit` and what is no string is the same in every row.
    pub(crate) fn read(
        rules: &Ruleset,
        at: &Bound<'_, PyAny>,
        known: Option<&Bound<'_, PyAny>>,
        facts: &Bound<'_, PyDict>,
    ) -> PyResult<Asked> {
        let mut asked = Asked::facts_only(rules, facts)?;
        asked.at = Some(moment(at)?);
        asked.known = known.map(moment).transpose()?;
        Ok(asked)
    }

    /// The facts alone.
    pub(crate) fn facts_only(rules: &Ruleset, facts: &Bound<'_, PyDict>) -> PyResult<Asked> {
        let mut read: Vec<(String, Source<FactValue>)> = Vec::new();
        for (name, source) in facts {
            let name = value::fact_name(rules, &name.extract::<String>()?);
            if source.is_none() {
                continue;
            }
            let source = match source.cast::<PyString>() {
                Ok(column) => Source::Column(column.to_string()),
                Err(_) => Source::Constant(value::fact(&name, &unwrapped(&source)?)?),
            };
            if read.iter().any(|(other, _)| *other == name) {
                let message = format!("`{name}` is stated twice");
                return Err(error::question(facts.py(), Code::Value, &message, None));
            }
            read.push((name, source));
        }
        Ok(Asked { at: None, known: None, facts: read })
    }

    /// The columns that are read, each once.
    fn columns(&self) -> Vec<&str> {
        let moments = [&self.at, &self.known].into_iter().flatten().filter_map(Source::column);
        let names = moments.chain(self.facts.iter().filter_map(|(_, source)| source.column()));
        names.collect::<IndexSet<&str>>().into_iter().collect()
    }
}

impl<T> Source<T> {
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Source::Column(name) => Some(name),
            Source::Constant(_) => None,
        }
    }
}

fn moment(source: &Bound<'_, PyAny>) -> PyResult<Source<Instant>> {
    match source.cast::<PyString>() {
        Ok(column) => Ok(Source::Column(column.to_string())),
        Err(_) => instant::read(&unwrapped(source)?).map(Source::Constant),
    }
}

/// The value in a `lawful.lit`.
fn unwrapped<'py>(source: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let literal = source.py().import("lawful._tables")?.getattr("Literal")?;
    if source.is_instance(&literal)? { source.getattr("value") } else { Ok(source.clone()) }
}

/// A table that was not read yet.
pub(crate) enum Stream {
    Batches(Batches),
    /// Columns one by one, with their names.
    Columns(Vec<(String, Chunks)>),
}

impl Stream {
    /// Takes what has the Arrow PyCapsule interface, or a mapping of names to columns that have it.
    pub(crate) fn open(table: &Bound<'_, PyAny>) -> PyResult<Stream> {
        let py = table.py();
        let broken = |failure| Fault::Stream(failure).raise(py);
        if let Some(batches) = capsule::read_table(table)? {
            return batches.map(Stream::Batches).map_err(broken);
        }
        let kind = table.get_type().name()?.to_string();
        let Ok(columns) = table.cast::<PyMapping>() else {
            let message = format!("`{kind}` has no Arrow PyCapsule interface (`__arrow_c_stream__`)");
            let hint =
                "a table of pyarrow, polars, pandas, DuckDB or arro3 has it; a lazy frame is collected first";
            return Err(error::table(py, Code::Type, &message, Some(hint), error::At::Nowhere));
        };
        let mut read = Vec::new();
        for entry in columns.items()?.iter() {
            let (name, column): (String, Bound<'_, PyAny>) = entry.extract()?;
            let Some(chunks) = capsule::read_column(&column)? else {
                let message = format!("the column `{name}` has no Arrow PyCapsule interface");
                let at = error::At::Column(&name);
                return Err(error::table(py, Code::Type, &message, None, at));
            };
            read.push((name, chunks.map_err(broken)?));
        }
        Ok(Stream::Columns(read))
    }

    /// Reads the columns that are asked about, and lets go of the others.
    pub(crate) fn read(self, asked: &Asked) -> Result<Input, Fault> {
        let names = asked.columns();
        let mut input = Input {
            rows: 0,
            columns: names
                .iter()
                .map(|name| Chunked { name: (*name).to_owned(), arrays: Vec::new() })
                .collect(),
        };
        match self {
            Stream::Batches(table) => input.read_batches(table)?,
            Stream::Columns(columns) => input.read_columns(columns)?,
        }
        Ok(input)
    }
}

/// A column in chunks.
pub(crate) struct Chunked {
    pub(crate) name: String,
    pub(crate) arrays: Vec<ArrayRef>,
}

/// The columns that are asked about. All have the same number of rows.
pub(crate) struct Input {
    pub(crate) rows: usize,
    columns: Vec<Chunked>,
}

impl Input {
    fn read_batches(&mut self, table: Batches) -> Result<(), Fault> {
        let place = |column: &Chunked| {
            let mut same = (0..).zip(&table.fields).filter(|(_, field)| *field.name() == column.name);
            let Some((place, _)) = same.next() else { return Err(absent(&column.name)) };
            if same.next().is_some() {
                let message = format!("the table has two columns `{}`", column.name);
                let hint = "give its columns different names";
                return Err(Fault::column(Code::Value, &column.name, message, hint));
            }
            Ok(place)
        };
        let places = self.columns.iter().map(place).collect::<Result<Vec<usize>, Fault>>()?;
        for batch in table.batches {
            let batch = batch.map_err(Fault::Stream)?;
            for (column, place) in self.columns.iter_mut().zip(&places) {
                column.arrays.push(batch.column(*place).clone());
            }
            self.rows += batch.num_rows();
            interrupted()?;
        }
        Ok(())
    }

    fn read_columns(&mut self, columns: Vec<(String, Chunks)>) -> Result<(), Fault> {
        let there = |column: &&Chunked| columns.iter().any(|(name, _)| *name == column.name);
        if let Some(column) = self.columns.iter().find(|column| !there(column)) {
            return Err(absent(&column.name));
        }
        let mut first: Option<(String, usize)> = None;
        for (name, chunks) in columns {
            let arrays = chunks.collect::<Result<Vec<ArrayRef>, _>>().map_err(Fault::Stream)?;
            let rows = arrays.iter().map(|array| array.len()).sum();
            let (other, expected) = first.get_or_insert_with(|| (name.clone(), rows));
            if rows != *expected {
                let message = format!("`{name}` has {rows} rows, `{other}` has {expected}");
                return Err(Fault::column(Code::Limit, &name, message, "all columns have the same length"));
            }
            if let Some(column) = self.columns.iter_mut().find(|column| column.name == name) {
                column.arrays = arrays;
            }
            interrupted()?;
        }
        self.rows = first.map_or(0, |(_, rows)| rows);
        Ok(())
    }

    /// The column of that name, which was asked about.
    pub(crate) fn column(&self, name: &str) -> Result<&Chunked, Fault> {
        self.columns.iter().find(|column| column.name == name).ok_or_else(|| absent(name))
    }
}

fn absent(name: &str) -> Fault {
    let hint = "a string names a column; write lawful.lit(\"…\") for what is the same in every row";
    Fault::column(Code::UnknownReference, name, format!("the table has no column `{name}`"), hint)
}

/// What a keyboard interrupt raises, if there was one.
pub(crate) fn interrupted() -> Result<(), Fault> {
    Python::attach(|py| py.check_signals()).map_err(Fault::Raised)
}
