//! Where every call begins and ends: no panic leaves.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::LawfulError;

/// Runs the work of a call.
///
/// What the work can reach is immutable, or locked by itself, so that a panic leaves nothing half done.
pub(crate) fn call<T>(work: impl FnOnce() -> Result<T, LawfulError>) -> Result<T, LawfulError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let detail = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        // Dropping what was thrown could throw again.
        std::mem::forget(payload);
        Err(LawfulError::Internal { detail })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_what_it_said() {
        let thrown: Result<(), LawfulError> = call(|| panic!("thrown in a test, {}", 1));
        assert_eq!(thrown, Err(LawfulError::Internal { detail: "thrown in a test, 1".to_owned() }));
        assert_eq!(call(|| Ok(7)), Ok(7));
    }
}
