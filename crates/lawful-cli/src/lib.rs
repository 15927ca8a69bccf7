//! What the command `lawful` shares with tools that run the same case files (SPEC 13): the comparison of cases.
#![forbid(unsafe_code)]

pub mod cases;
