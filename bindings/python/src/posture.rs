//! What a caller does with an answer (SPEC 10.5): the core says which of its actions counts.

use lawful::{Posture, Status, Verdict};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

const FIELDS: Posture<&str> = Posture {
    unregulated: "unregulated",
    exempt: "exempt",
    licensed: "licensed",
    suspended: "suspended",
    unenforced: "unenforced",
    prohibited: "prohibited",
    indeterminate: "indeterminate",
    not_covered: "not_covered",
};

/// The words of the verdicts, by number from 1 up (SPEC 10.6).
#[pyfunction]
pub(crate) fn verdicts() -> [&'static str; 7] {
    let [a, b, c, d, e, f] = Status::ALL.map(Status::as_str);
    [a, b, c, d, e, f, Verdict::Indeterminate.as_str()]
}

/// The field of a posture that holds the action for an answer.
#[pyfunction]
pub(crate) fn posture_field(verdict: &str, covered: bool) -> PyResult<&'static str> {
    let statuses = Status::ALL.into_iter().map(Verdict::Determinate);
    let mut all = statuses.chain([Verdict::Indeterminate]);
    let verdict = all.find(|other| other.as_str() == verdict);
    let verdict = verdict.ok_or_else(|| PyValueError::new_err("this is no verdict"))?;
    Ok(*FIELDS.action(verdict, covered))
}
