//! Where every exported function begins and ends: no panic leaves, and what went wrong becomes a status.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::thread;

use crate::error::{Fault, lawful_error};
use crate::pointer::{Handle, Out};
use crate::status::{LAWFUL_E_INTERNAL, LAWFUL_OK, lawful_status};

thread_local! {
    /// Whether this thread is in a function of this library.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// As `std::panic::catch_unwind`, without a line on stderr: a host is told by the status alone. Panics of others that
/// share this copy of the standard library, as they may in a static link, are told as before.
#[inline]
fn catch_unwind<T>(work: impl FnOnce() -> T) -> thread::Result<T> {
    static QUIET: Once = Once::new();
    if !QUIET.is_completed() && !thread::panicking() {
        QUIET.call_once(keep_quiet_inside);
    }
    let before = INSIDE.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(before);
    result
}

#[cold]
fn keep_quiet_inside() {
    let others = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !INSIDE.get() {
            others(info);
        }
    }));
}

/// Runs the work of a function.
///
/// What the work can reach is immutable, or locked by itself, so that a panic leaves nothing half done.
#[inline]
pub(crate) fn call(error: Out<*mut lawful_error>, work: impl FnOnce() -> Result<(), Fault>) -> lawful_status {
    match catch_unwind(work) {
        Ok(Ok(())) => LAWFUL_OK,
        Ok(Err(fault)) => report(error, fault),
        Err(payload) => {
            // Dropping what was thrown could throw again.
            std::mem::forget(payload);
            report(error, INTERNAL)
        }
    }
}

/// Runs the work of a function with one output, which gets what the work comes to. Whether it can be written is found out
/// before.
#[inline]
pub(crate) fn put<T>(
    error: Out<*mut lawful_error>,
    output: Out<T>,
    work: impl FnOnce() -> Result<T, Fault>,
) -> lawful_status {
    call(error, || {
        let place = output.place()?;
        place.put(work()?);
        Ok(())
    })
}

/// As [`put`], where the output is a new handle.
pub(crate) fn give<H: Handle>(
    error: Out<*mut lawful_error>,
    output: Out<*mut H>,
    work: impl FnOnce() -> Result<H::Value, Fault>,
) -> lawful_status {
    call(error, || {
        let place = output.place()?;
        place.give(work()?);
        Ok(())
    })
}

/// Runs the work of a function that has no room to say more than a status.
pub(crate) fn plain(work: impl FnOnce() -> Result<(), Fault>) -> lawful_status {
    match catch_unwind(work) {
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
    match catch_unwind(work) {
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
        let written = catch_unwind(|| error.place().map(|place| place.give(fault.told())));
        if let Err(payload) = written {
            std::mem::forget(payload);
        }
    }
    status
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::*;

    #[test]
    fn a_panic_prints_nothing() {
        let program = std::env::current_exe().unwrap();
        let arguments = ["--exact", "guard::tests::a_panic_becomes_a_status", "--nocapture"];
        let output = std::process::Command::new(program).args(arguments).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        assert!(!said.contains("thrown in a test"), "{said}");
    }

    #[test]
    fn a_panic_becomes_a_status() {
        assert_eq!(plain(|| panic!("thrown in a test")), LAWFUL_E_INTERNAL);
        assert_eq!(value(7, || panic!("thrown in a test")), 7);
        assert_eq!(plain(|| Ok(())), LAWFUL_OK);
    }
}
