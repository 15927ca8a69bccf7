//! `lawful` answers, from the public record: may this app be served, here, to this person, at that moment? By which
//! provision? What if the injunction falls? Until when does the answer hold?
#![forbid(unsafe_code)]
// What only builds rule sets from documents, or only the naive twin uses, stands unused without these features.
#![cfg_attr(not(all(feature = "authoring", feature = "twin")), allow(dead_code, unused_imports))]

mod ask;
mod batch;
pub mod decision;
#[cfg(feature = "authoring")]
pub mod document;
mod engine;
mod error;
mod evaluate;
pub mod explain;
mod id;
mod lookup;
mod model;
mod posture;
mod prepared;
mod required;
mod ruleset;
mod time;
mod transaction;
mod verdict;
mod vocabulary;

pub use batch::{Answers, Batch, BatchBuilder, InvalidEntry, Rows};
pub use decision::{Decision, Timeline};
pub use engine::{Engine, Snapshot};
pub use error::{Code, Error, Errors, Place, Problem, Problems};
pub use explain::{Explanation, Language};
pub use id::MAX_ID_BYTES;
pub use lookup::{Found, Lookup};
pub use model::{Grant, InstrumentKind, ProvisionKind, Relief};
pub use posture::Posture;
pub use prepared::Prepared;
pub use ruleset::{
    AppView, CoverageView, FactView, InstrumentView, Outcome, ProvisionView, QuestionView, Ruleset,
    SourceView, Stats,
};
pub use time::{Instant, Interval};
pub use transaction::{FactValue, MAX_FACTS, Readings, Transaction, TransactionBuilder};
pub use verdict::{Possible, Status, Verdict};
pub use vocabulary::{Text, Tree};
