//! Where every exported function begins and ends: no panic leaves, and what went wrong becomes a status.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::{Fault, lawful_error};
use crate::pointer::Out;
use crate::status::{LAWFUL_E_INTERNAL, LAWFUL_OK, lawful_status};

/// Runs the work of a function.
///
/// What the work can reach is immutable, or locked by itself, so that a panic leaves nothing half done.
#[inline]
pub(crate) fn call(error: Out<*mut lawful_error>, work: impl FnOnce() -> Result<(), Fault>) -> lawful_status {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => LAWFUL_OK,
        Ok(Err(fault)) => report(error, fault),
        Err(payload) => {
            // Dropping what was thrown could throw again.
            std::mem::forget(payload);
            report(error, INTERNAL)
        }
    }
}

/// Runs the work of a function that has no room to say more than a status.
pub(crate) fn plain(work: impl FnOnce() -> Result<(), Fault>) -> lawful_status {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_or_else(|fault| fault.status(), |()| LAWFUL_OK),
        Err(payload) => {
            std::mem::forget(payload);
            LAWFUL_E_INTERNAL
        }
    }
}

/// Runs work that tells its failure by a value.
#[inline]
pub(crate) fn value<T>(otherwise: T, work: impl FnOnce() -> Result<T, Fault>) -> T {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => value,
        Ok(Err(_)) => otherwise,
        Err(payload) => {
            std::mem::forget(payload);
            otherwise
        }
    }
}

const INTERNAL: Fault = Fault::Own(LAWFUL_E_INTERNAL, "a bug of the library; the handles stay usable");

#[cold]
fn report(error: Out<*mut lawful_error>, fault: Fault) -> lawful_status {
    let status = fault.status();
    if !error.is_null() {
        let written = catch_unwind(AssertUnwindSafe(|| error.place().map(|place| place.give(fault.told()))));
        if let Err(payload) = written {
            std::mem::forget(payload);
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_status() {
        assert_eq!(plain(|| panic!("thrown in a test")), LAWFUL_E_INTERNAL);
        assert_eq!(value(7, || panic!("thrown in a test")), 7);
        assert_eq!(plain(|| Ok(())), LAWFUL_OK);
    }
}
