//! One interpreter of a process has the package: what is looked up once for each process belongs to it.
#![expect(unsafe_code, reason = "asks Python which interpreter runs")]

use std::sync::atomic::{AtomicI64, Ordering};

use pyo3::exceptions::PyImportError;
use pyo3::ffi;
use pyo3::prelude::*;

/// No interpreter has this number.
const NONE: i64 = -1;

/// An `ImportError` in every interpreter but the first that imports the package.
pub(crate) fn check(_py: Python<'_>) -> PyResult<()> {
    static FIRST: AtomicI64 = AtomicI64::new(NONE);
    // SAFETY: the thread is attached to an interpreter, as the argument proves; that is the one that is asked.
    let current = unsafe { ffi::PyInterpreterState_GetID(ffi::PyInterpreterState_Get()) };
    match FIRST.compare_exchange(NONE, current, Ordering::SeqCst, Ordering::SeqCst) {
        Err(first) if first != current => {
            Err(PyImportError::new_err("lawful cannot be imported in a second interpreter of a process"))
        }
        _ => Ok(()),
    }
}
