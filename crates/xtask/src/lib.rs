//! What the tasks of the project share with its tests: campaigns (SPEC 14).
#![forbid(unsafe_code)]

pub mod campaign;
