//! The C ABI of `lawful`: one header, `include/lawful.h`, generated from this crate.
//!
//! Everything here converts, calls the core and converts back. Pointers are read and written in `pointer.rs`, and those
//! of tables that are handed out in `arrow_write.rs`: the other modules see them as values that only a C caller can
//! make, whose contract the header states.
#![allow(non_camel_case_types, reason = "the names are those of the header")]

mod arrow;
mod arrow_read;
mod arrow_view;
mod arrow_write;
mod batch;
mod decision;
mod engine;
mod error;
mod guard;
mod instant;
mod json;
mod outcome;
mod pointer;
mod posture;
mod ruleset;
mod status;
mod text;
mod timeline;
mod transaction;
mod version;
mod words;

pub use arrow::*;
pub use batch::*;
pub use decision::*;
pub use engine::*;
pub use error::*;
pub use instant::*;
pub use outcome::*;
pub use posture::*;
pub use ruleset::*;
pub use status::*;
pub use text::lawful_text;
pub use timeline::*;
pub use transaction::*;
pub use version::*;
