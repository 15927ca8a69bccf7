//! From a question to its answer: force, verdict, unknowns, time (SPEC 5 to 9).
//!
//! [`naive`] follows the clauses literally; the rest is the engine that answers, and is tested against it.

mod bits;
pub(crate) mod coverage;
pub(crate) mod decide;
mod force;
pub(crate) mod graph;
pub(crate) mod index;
mod labels;
pub(crate) mod lens;
#[cfg(any(test, feature = "twin"))]
pub(crate) mod naive;
pub(crate) mod plane;
mod planes;
pub(crate) mod points;
mod program;
pub(crate) mod question;
pub(crate) mod record;
mod sight;
pub(crate) mod slots;
pub(crate) mod table;
mod variable;
