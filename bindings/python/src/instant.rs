//! Instants as Python has them: an aware `datetime`, a whole second of the years 1 to 9999 (SPEC 1.1).

use lawful::{Code, Instant, Interval};
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDateTime, PyDelta, PyString, PyTuple, PyTzInfo};

use crate::error;

/// Midnight on 1 January 1970, UTC.
fn epoch(py: Python<'_>) -> PyResult<&Bound<'_, PyDateTime>> {
    static EPOCH: PyOnceLock<Py<PyDateTime>> = PyOnceLock::new();
    let made = || {
        let utc = PyTzInfo::utc(py)?;
        PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&utc)).map(Bound::unbind)
    };
    EPOCH.get_or_try_init(py, made).map(|epoch| epoch.bind(py))
}

/// The instant of an aware `datetime`.
pub(crate) fn read(value: &Bound<'_, PyAny>) -> PyResult<Instant> {
    let py = value.py();
    // Nearly always a datetime itself, which is quicker to see.
    let plain = value.is_exact_instance_of::<PyDateTime>();
    if !plain && !value.is_instance_of::<PyDateTime>() {
        let name = value.get_type().name()?.to_string();
        let message = format!("an instant is an aware datetime, not `{name}`");
        let hint = "a date without a time and an offset is no instant: write datetime(2020, 9, 21, 12, tzinfo=timezone.utc)";
        return Err(error::raise(
            py,
            "InstantError",
            &[error::Problem {
                code: Code::Type,
                message: &message,
                hint: Some(hint),
                at: error::At::Nowhere,
            }],
        ));
    }
    // What is naive cannot be subtracted from what is aware; whether it is, only its zone knows.
    let since = match value.sub(epoch(py)?) {
        Ok(since) => since,
        Err(failure) if failure.is_instance_of::<PyTypeError>(py) => return Err(naive(py, value)),
        Err(failure) => return Err(failure),
    };
    // What stands for a missing time is a datetime for Python too, and its difference has no number of days.
    let part = |name: &Bound<'_, PyString>| -> PyResult<i64> {
        since.getattr(name)?.extract().map_err(|_| {
            let message = format!("`{value}` is no instant");
            error::instant(py, Code::Type, &message, Some("what is not known when is left out, or None"))
        })
    };
    let days = part(intern!(py, "days"))?;
    let seconds = part(intern!(py, "seconds"))?;
    let microseconds = part(intern!(py, "microseconds"))?;
    // A subclass may be finer than a datetime is.
    let finer =
        !plain && since.getattr(intern!(py, "nanoseconds")).is_ok_and(|n| n.is_truthy().unwrap_or(true));
    if microseconds != 0 || finer {
        let message = format!("`{}` has a fraction of a second", value.str()?);
        let hint = "an instant is a whole second: use .replace(microsecond=0)";
        return Err(error::instant(py, Code::Time, &message, Some(hint)));
    }
    Instant::from_unix_seconds(days * 86_400 + seconds)
        .map_err(|failure| error::of_one(py, "InstantError", &failure))
}

fn naive(py: Python<'_>, value: &Bound<'_, PyAny>) -> PyErr {
    let shown = value.str().map(|text| text.to_string()).unwrap_or_default();
    let message =
        format!("`{shown}` is naive: it says no offset or zone, so that it could be any of about 27 hours");
    let hint = "give it a zone: .replace(tzinfo=timezone.utc), or ZoneInfo(\"America/New_York\")";
    error::instant(py, Code::Zone, &message, Some(hint))
}

/// The same, where it may be absent.
pub(crate) fn optional(value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Instant>> {
    value.map(read).transpose()
}

/// An aware `datetime` in UTC.
pub(crate) fn write(py: Python<'_>, instant: Instant) -> PyResult<Bound<'_, PyAny>> {
    let seconds = instant.unix_seconds();
    let (days, seconds) = (seconds.div_euclid(86_400) as i32, seconds.rem_euclid(86_400) as i32);
    epoch(py)?.as_any().add(PyDelta::new(py, days, seconds, 0, false)?)
}

/// The same, or `None`.
pub(crate) fn write_optional(py: Python<'_>, instant: Option<Instant>) -> PyResult<Bound<'_, PyAny>> {
    instant.map_or_else(|| Ok(py.None().into_bound(py)), |instant| write(py, instant))
}

/// `(from, until)`, with `None` for no known bound.
pub(crate) fn span(py: Python<'_>, span: Interval) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, [write_optional(py, span.from)?, write_optional(py, span.until)?])
}
