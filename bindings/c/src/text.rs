//! Texts as C has them: where they begin, and how many bytes they have.

use std::ffi::c_char;

use crate::error::Fault;
use crate::pointer::In;

/// A text: UTF-8, not ended by NUL. Print it with `printf("%.*s", (int)text.length, text.data)`.
///
/// As an input, `data` may be NULL if `length` is 0. As an output it is borrowed: for how long is said where it is
/// handed out.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_text {
    /// Its first byte.
    pub data: In<c_char>,
    /// How many bytes it has.
    pub length: usize,
}

impl lawful_text {
    /// The text that the caller passed.
    pub(crate) fn get(&self) -> Result<&str, Fault> {
        self.data.text(self.length)
    }
}
