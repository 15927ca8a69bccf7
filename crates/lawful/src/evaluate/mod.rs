//! From a question to its answer: force, verdict, unknowns, time (SPEC 5 to 9).

pub(crate) mod graph;
pub(crate) mod naive;
pub(crate) mod question;
pub(crate) mod record;
