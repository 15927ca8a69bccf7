//! Tables: rows in, answers out (SPEC 10.6).

mod answers;
mod ask;
mod bits;
mod codes;
mod input;
mod kept;
mod keys;
mod lists;
mod moments;
mod one_by_one;
mod output;
mod questions;
mod room;

pub(crate) use answers::{Wanted, words};
pub(crate) use input::interrupted;
pub(crate) use kept::Kept;
pub(crate) use lists::lists;
pub(crate) use output::PyTable;
pub(crate) use questions::Questions;

use arrow_schema::ArrowError;
use lawful::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::{self, At, Problem};
use crate::ruleset::PyRuleset;

/// What may be wrong with a table.
pub(crate) enum Fault {
    /// A column, or the table as a whole.
    Column { code: Code, message: String, hint: Option<&'static str>, column: Option<String> },
    /// Rows, with all that is wrong as far as it was noted, and how many rows are wrong in all.
    Rows { noted: Vec<RowFault>, count: usize },
    /// Questions that cannot be asked of this rule set at all.
    Question(lawful::Errors),
    /// The producer of the table failed.
    Stream(ArrowError),
    /// Python raised, such as on a keyboard interrupt.
    Raised(PyErr),
    /// A bug of the library.
    Internal,
}

/// A mistake in a row.
pub(crate) struct RowFault {
    pub(crate) row: usize,
    pub(crate) column: String,
    pub(crate) error: Told,
}

/// A mistake that the core told, or one of this binding.
#[derive(Clone)]
pub(crate) enum Told {
    Core(Error),
    Own { code: Code, message: String, hint: Option<&'static str> },
}

impl Told {
    fn parts(&self) -> (Code, &str, Option<&str>) {
        match self {
            Told::Core(error) => (error.code(), error.message(), error.hint()),
            Told::Own { code, message, hint } => (*code, message, *hint),
        }
    }
}

impl Fault {
    /// Something is wrong with a column as a whole.
    pub(crate) fn column(code: Code, column: &str, message: impl Into<String>, hint: &'static str) -> Fault {
        Fault::Column { code, message: message.into(), hint: Some(hint), column: Some(column.to_owned()) }
    }

    /// The exception for it.
    pub(crate) fn raise(self, py: Python<'_>) -> PyErr {
        match self {
            Fault::Column { code, message, hint, column } => {
                let at = column.as_deref().map_or(At::Nowhere, At::Column);
                error::table(py, code, &message, hint, at)
            }
            Fault::Rows { noted, count } => rows(py, &noted, count),
            Fault::Question(errors) => error::of_question(py, &errors),
            Fault::Stream(failure) => {
                let message = format!("the table broke off while it was read: {failure}");
                error::table(py, Code::Io, &message, None, At::Nowhere)
            }
            Fault::Raised(failure) => failure,
            Fault::Internal => error::internal(py),
        }
    }
}

fn rows(py: Python<'_>, noted: &[RowFault], count: usize) -> PyErr {
    let problems: Vec<Problem<'_>> = noted
        .iter()
        .map(|fault| {
            let (code, message, hint) = fault.error.parts();
            Problem { code, message, hint, at: At::Row(fault.row, &fault.column) }
        })
        .collect();
    let failure = error::raise(py, "TableError", &problems);
    // How many there are in all: only so many are listed.
    let _ = failure.value(py).setattr("row_count", count);
    failure
}

/// What is to be done with rows that cannot be answered, and with what.
pub(crate) struct Options {
    /// Their answers are null, and a column says why; else they are an exception.
    pub(crate) null: bool,
    /// A fraction of a second is cut off; else it is a mistake.
    pub(crate) floor: bool,
    /// Which answers are wanted.
    pub(crate) wanted: Wanted,
    /// At most so many bytes for what is found out about combinations beforehand; with more, rows are looked up.
    pub(crate) batch_bytes: usize,
}

/// Answers the rows of a table; what Python calls is `Ruleset.decide_table`, which checks and completes its
/// arguments in `lawful._tables`.
pub(crate) fn decide(
    rules: &Bound<'_, PyRuleset>,
    table: &Bound<'_, PyAny>,
    at: &Bound<'_, PyAny>,
    known: Option<&Bound<'_, PyAny>>,
    facts: &Bound<'_, PyDict>,
    options: &Options,
    tick: Option<Py<PyAny>>,
) -> PyResult<PyTable> {
    let py = rules.py();
    let asked = input::Asked::read(&rules.get().inner, at, known, facts)?;
    let stream = input::Stream::open(table)?;
    let rules = rules.get();
    let answered =
        py.detach(move || ask::decide(&rules.inner, &rules.kept, stream, &asked, options, tick.as_ref()));
    answered.map_err(|fault| fault.raise(py))
}

/// The distinct questions of a table: what is asked of the facts, without the times.
pub(crate) fn distinct(
    rules: &Bound<'_, PyRuleset>,
    table: &Bound<'_, PyAny>,
    facts: &Bound<'_, PyDict>,
) -> PyResult<Questions> {
    let py = rules.py();
    let asked = input::Asked::facts_only(&rules.get().inner, facts)?;
    let stream = input::Stream::open(table)?;
    let found = py.detach(move || questions::distinct(stream, &asked));
    found.map_err(|fault| fault.raise(py))
}
