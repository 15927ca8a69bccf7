//! `lawful` answers, from the public record: may this app be served, here, to this person, at that moment? By which
//! provision? What if the injunction falls? Until when does the answer hold?
#![forbid(unsafe_code)]

pub mod decision;
#[cfg(feature = "authoring")]
pub mod document;
mod error;
mod evaluate;
mod id;
mod model;
mod posture;
mod ruleset;
mod time;
mod transaction;
mod verdict;
mod vocabulary;

pub use decision::{Decision, Timeline};
pub use error::{Code, Error, Errors, Place, Problem, Problems};
pub use id::MAX_ID_BYTES;
pub use model::{Grant, InstrumentKind, ProvisionKind, Relief};
pub use posture::Posture;
pub use ruleset::{
    AppView, CoverageView, FactView, InstrumentView, Outcome, ProvisionView, QuestionView, Ruleset, SourceView,
};
pub use time::{Instant, Interval};
pub use transaction::{FactValue, MAX_FACTS, Readings, Transaction, TransactionBuilder};
pub use verdict::{Possible, Status, Verdict};
pub use vocabulary::{Text, Tree};
