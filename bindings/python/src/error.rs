//! Errors of the core as exceptions of `lawful._errors`.

use lawful::{Code, Error, Errors, Place, Problems};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};

/// What a mistake is about, as far as it is known.
pub(crate) enum At<'a> {
    /// Nothing that could be pointed at.
    Nowhere,
    /// A document.
    Document(&'a Place),
    /// A column of a table.
    Column(&'a str),
    /// A row of a table, counted from 0, and a column of it.
    Row(usize, &'a str),
}

/// One entry of `ValidationError.errors()`.
pub(crate) struct Problem<'a> {
    pub(crate) code: Code,
    pub(crate) message: &'a str,
    pub(crate) hint: Option<&'a str>,
    pub(crate) at: At<'a>,
}

impl<'a> Problem<'a> {
    pub(crate) fn of(error: &'a Error, at: At<'a>) -> Problem<'a> {
        Problem { code: error.code(), message: error.message(), hint: error.hint(), at }
    }

    fn entry<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let entry = PyDict::new(py);
        entry.set_item("code", self.code.as_str())?;
        entry.set_item("message", self.message)?;
        entry.set_item("hint", self.hint)?;
        let place = PyDict::new(py);
        match self.at {
            At::Nowhere => {}
            At::Document(at) => {
                place.set_item("file", &at.file)?;
                place.set_item("line", at.line)?;
                place.set_item("column", at.column)?;
            }
            At::Column(column) => place.set_item("column", column)?,
            At::Row(row, column) => {
                place.set_item("row", row)?;
                place.set_item("column", column)?;
            }
        }
        entry.set_item("place", if place.is_empty() { None } else { Some(place) })?;
        Ok(entry)
    }
}

/// An exception of the package that lists what is wrong.
pub(crate) fn raise(py: Python<'_>, class: &str, problems: &[Problem<'_>]) -> PyErr {
    let made = || {
        let entries =
            PyList::new(py, problems.iter().map(|problem| problem.entry(py)).collect::<PyResult<Vec<_>>>()?)?;
        let exception = py.import("lawful._errors")?.getattr(class)?.call1((entries,))?;
        Ok(PyErr::from_value(exception))
    };
    made().unwrap_or_else(|error: PyErr| error)
}

/// A mistake in a question.
pub(crate) fn question(py: Python<'_>, code: Code, message: &str, hint: Option<&str>) -> PyErr {
    raise(py, "QuestionError", &[Problem { code, message, hint, at: At::Nowhere }])
}

/// A mistake in an instant.
pub(crate) fn instant(py: Python<'_>, code: Code, message: &str, hint: Option<&str>) -> PyErr {
    raise(py, "InstantError", &[Problem { code, message, hint, at: At::Nowhere }])
}

/// A mistake in a table or one of its columns.
pub(crate) fn table(py: Python<'_>, code: Code, message: &str, hint: Option<&str>, at: At<'_>) -> PyErr {
    raise(py, "TableError", &[Problem { code, message, hint, at }])
}

/// What the core says about a question.
pub(crate) fn of_question(py: Python<'_>, errors: &Errors) -> PyErr {
    let problems: Vec<Problem<'_>> = errors.iter().map(|error| Problem::of(error, At::Nowhere)).collect();
    raise(py, "QuestionError", &problems)
}

/// What the core says about one value.
pub(crate) fn of_one(py: Python<'_>, class: &str, error: &Error) -> PyErr {
    raise(py, class, &[Problem::of(error, At::Nowhere)])
}

/// What the core says about documents.
pub(crate) fn of_documents(py: Python<'_>, problems: &Problems) -> PyErr {
    let problems: Vec<Problem<'_>> =
        problems.iter().map(|problem| Problem::of(&problem.error, At::Document(&problem.place))).collect();
    raise(py, "DocumentError", &problems)
}

/// A bug of the library.
pub(crate) fn internal(py: Python<'_>) -> PyErr {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let made = || {
        let class = CLASS.get_or_try_init(py, || {
            Ok::<_, PyErr>(py.import("lawful._errors")?.getattr("InternalError")?.unbind())
        })?;
        Ok(PyErr::from_value(class.bind(py).call1((INTERNAL,))?))
    };
    made().unwrap_or_else(|_: PyErr| PyRuntimeError::new_err(INTERNAL))
}

const INTERNAL: &str = "a bug of the library; the objects stay usable";

/// The codes of mistakes with their numbers (SPEC 11.4): stable, never reused.
///
/// >>> import lawful
/// >>> lawful.codes()["E-region"] > 0
/// True
#[pyfunction]
pub(crate) fn codes(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let codes = PyDict::new(py);
    for code in Code::ALL {
        codes.set_item(code.as_str(), code.number())?;
    }
    Ok(codes)
}
