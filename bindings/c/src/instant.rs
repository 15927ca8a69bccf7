#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Instants: whole seconds since 1970-01-01T00:00:00Z, from the year 1 to the year 9999.

use std::ffi::c_char;

use lawful::{Instant, Interval};

use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::pointer::{In, Out};
use crate::status::{LAWFUL_E_BUFFER, lawful_status};

/// As `known`: all that the rule set holds (SPEC 4.2).
pub const LAWFUL_KNOWN_ALL: i64 = 9223372036854775807;
/// As the end of a span: no known end.
pub const LAWFUL_NO_END: i64 = 9223372036854775807;
/// As the start of a span: no known start.
pub const LAWFUL_NO_START: i64 = -9223372036854775807;
/// How many bytes the text of an instant takes, with the NUL that ends it.
pub const LAWFUL_INSTANT_SIZE: usize = 21;

#[inline]
pub(crate) fn at(seconds: i64) -> Result<Instant, Fault> {
    Ok(Instant::from_unix_seconds(seconds)?)
}

#[inline]
pub(crate) fn known(seconds: i64) -> Result<Option<Instant>, Fault> {
    if seconds == LAWFUL_KNOWN_ALL { Ok(None) } else { at(seconds).map(Some) }
}

pub(crate) fn known_seconds(known: Option<Instant>) -> i64 {
    known.map_or(LAWFUL_KNOWN_ALL, Instant::unix_seconds)
}

pub(crate) fn span(interval: Interval) -> (i64, i64) {
    let from = interval.from.map_or(LAWFUL_NO_START, Instant::unix_seconds);
    (from, interval.until.map_or(LAWFUL_NO_END, Instant::unix_seconds))
}

/// Reads an RFC 3339 date-time with an offset, such as `2020-09-20T23:59:00-04:00`.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `text` unless `length` is 0, and for `seconds`; `error` may be NULL.
/// - Errors: `LAWFUL_E_TIME`, `LAWFUL_E_INSTANT`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_instant_parse(
    text: In<c_char>,
    length: usize,
    seconds: Out<i64>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, seconds, || Ok(text.text(length)?.parse::<Instant>()?.unix_seconds()))
}

/// Writes an instant as `2020-09-21T03:59:00Z`, ended by NUL, into a buffer of at least `LAWFUL_INSTANT_SIZE` bytes.
///
/// - Owns: the text is copied into the caller's buffer.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `buffer`; `error` may be NULL.
/// - Errors: `LAWFUL_E_BUFFER` if `capacity` is too small, `LAWFUL_E_LENGTH`, `LAWFUL_E_INSTANT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_instant_text(
    seconds: i64,
    buffer: Out<c_char>,
    capacity: usize,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let at = at(seconds)?;
        if isize::try_from(capacity).is_err() {
            return Err(Fault::Own(crate::status::LAWFUL_E_LENGTH, "a length is larger than memory can be"));
        }
        if capacity < LAWFUL_INSTANT_SIZE {
            return Err(Fault::Own(LAWFUL_E_BUFFER, "the buffer is too small for the text of an instant"));
        }
        buffer.place()?.copy(&at.to_string());
        Ok(())
    })
}
