//! The naive engine, straight from the clauses: every world by itself, no tables, nothing remembered.
//!
//! It is the twin against which the compiled engine is tested, and the reference when a clause is in doubt.

mod decide;
mod force;
mod outlook;
mod status;
mod world;

pub(crate) use decide::{decide, decide_over, timeline};
