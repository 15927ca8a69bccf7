//! What the package defines in Python and the native part hands out: verdicts, grounds, runs.

use lawful::decision::{Ground, Hinge, Outlook};
use lawful::{Possible, Status, Verdict};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;

use crate::posture::verdicts;

struct Objects {
    /// By number, from 1 up.
    verdicts: Vec<Py<PyAny>>,
    ground: Py<PyAny>,
    hinge: Py<PyAny>,
    outlook: Py<PyAny>,
    next: Py<PyAny>,
    run: Py<PyAny>,
}

/// Looked up once in each process.
fn objects(py: Python<'_>) -> PyResult<&Objects> {
    static OBJECTS: PyOnceLock<Objects> = PyOnceLock::new();
    OBJECTS.get_or_try_init(py, || {
        let module = py.import("lawful._objects")?;
        let class = |name: &str| module.getattr(name).map(Bound::unbind);
        let verdict = module.getattr("Verdict")?;
        let member = |word: &'static str| verdict.call1((word,)).map(Bound::unbind);
        let verdicts = verdicts().into_iter().map(member).collect::<PyResult<Vec<_>>>()?;
        Ok(Objects {
            verdicts,
            ground: class("Ground")?,
            hinge: class("Hinge")?,
            outlook: class("Outlook")?,
            next: class("Next")?,
            run: class("Run")?,
        })
    })
}

/// The member of `Verdict`.
#[inline]
pub(crate) fn verdict(py: Python<'_>, verdict: Verdict) -> PyResult<Py<PyAny>> {
    let number = usize::from(verdict.number());
    Ok(objects(py)?.verdicts[number - 1].clone_ref(py))
}

/// The member of `Verdict`.
pub(crate) fn status(py: Python<'_>, status: Status) -> PyResult<Py<PyAny>> {
    verdict(py, Verdict::Determinate(status))
}

/// Members of `Verdict`, from least to most.
pub(crate) fn possible(py: Python<'_>, possible: Possible) -> PyResult<Bound<'_, PyTuple>> {
    PyTuple::new(py, possible.iter().map(|one| status(py, one)).collect::<PyResult<Vec<_>>>()?)
}

/// A tuple of `Ground`.
pub(crate) fn grounds<'py>(py: Python<'py>, grounds: &[Ground<'_>]) -> PyResult<Bound<'py, PyTuple>> {
    let class = objects(py)?.ground.bind(py);
    let made: PyResult<Vec<_>> = grounds
        .iter()
        .map(|ground| {
            let by = PyTuple::new(py, &ground.by)?;
            class.call1((ground.id, status(py, ground.status)?, by, ground.certain))
        })
        .collect();
    PyTuple::new(py, made?)
}

/// A tuple of `Hinge`.
pub(crate) fn hinges<'py>(py: Python<'py>, hinges: &[Hinge<'_>]) -> PyResult<Bound<'py, PyTuple>> {
    let class = objects(py)?.hinge.bind(py);
    let made: PyResult<Vec<_>> = hinges
        .iter()
        .map(|hinge| {
            let others: PyResult<Vec<_>> =
                hinge.others.iter().map(|(value, set)| Ok((*value, possible(py, *set)?))).collect();
            class.call1((hinge.id, hinge.presumed, PyTuple::new(py, others?)?))
        })
        .collect();
    PyTuple::new(py, made?)
}

/// An `Outlook`.
pub(crate) fn outlook<'py>(py: Python<'py>, outlook: &Outlook<'_>) -> PyResult<Bound<'py, PyAny>> {
    let ids = |ids: &[&str]| PyTuple::new(py, ids);
    objects(py)?.outlook.bind(py).call1((
        ids(&outlook.challenges)?,
        ids(&outlook.reserves)?,
        ids(&outlook.scheduled)?,
        ids(&outlook.statements)?,
    ))
}

/// A `Next`.
pub(crate) fn next<'py>(
    py: Python<'py>,
    at: Bound<'py, PyAny>,
    set: Possible,
    whose: &[Ground<'_>],
) -> PyResult<Bound<'py, PyAny>> {
    let class = objects(py)?.next.bind(py);
    class.call1((at, verdict(py, set.verdict())?, possible(py, set)?, grounds(py, whose)?))
}

/// A `Run`.
pub(crate) fn run<'py>(
    py: Python<'py>,
    (from, until): (Bound<'py, PyAny>, Bound<'py, PyAny>),
    set: Possible,
    whose: &[Ground<'_>],
) -> PyResult<Bound<'py, PyAny>> {
    let class = objects(py)?.run.bind(py);
    class.call1((from, until, verdict(py, set.verdict())?, possible(py, set)?, grounds(py, whose)?))
}
