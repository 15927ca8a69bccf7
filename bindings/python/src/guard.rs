//! No panic reaches Python as a `PanicException`, which is no `Exception` there: it becomes an `InternalError`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::prelude::*;

use crate::error;

/// Panics inside of a call: the tests look at what Python sees of it.
#[pyfunction(name = "_panic")]
pub(crate) fn panic(py: Python<'_>) -> PyResult<()> {
    call(py, || panic!("asked to"))
}

/// Does some work of the core.
///
/// What the work can reach is immutable, or locked by itself, so that a panic leaves nothing half done.
#[inline]
pub(crate) fn call<T>(py: Python<'_>, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result,
        Err(payload) => {
            // Dropping what was thrown could throw again.
            std::mem::forget(payload);
            Err(error::internal(py))
        }
    }
}
