//! `lawful` for Kotlin and Swift, by UniFFI: the answer on the phone, offline.
//!
//! Everything here converts, calls the core and converts back. Rule sets, prepared transactions and checkers are
//! immutable objects that any number of threads may use at once; everything else is a value. Calls are synchronous,
//! never wait for a network, a clock or a sensor, and call nothing back. What can be wrong with a call is a
//! [`LawfulError`], a bug of the library included: no panic leaves a call that works something out. What only hands out
//! what is held gives no `Result`, so that a language has it without `try`.
//!
//! No call takes an object as an argument: the Kotlin that UniFFI writes looks whether the object that is called was
//! closed, and not whether an argument was. `bindgen/tests` holds it.

mod batch;
mod checker;
mod decision;
mod engine;
mod error;
mod explain;
mod guard;
mod posture;
mod prepared;
mod ruleset;
mod time;
mod timeline;
mod transaction;
mod verdict;

pub use batch::{BatchAnswer, Question};
pub use checker::{Check, CheckOver, Checker};
pub use decision::{Decision, Ground, Hinge, Next, OtherReading, Outlook};
pub use engine::{Engine, Offer, Refusal};
pub use error::{Code, LawfulError, Problem};
pub use explain::{Explanation, Item, Language, Section, language_of, verdict_name};
pub use posture::{PostureCase, posture_case};
pub use prepared::Prepared;
pub use ruleset::{Identity, Origin, RuleSet};
pub use time::{Instant, Span};
pub use timeline::{Run, Timeline};
pub use transaction::{Fact, FactValue, Readings, Transaction};
pub use verdict::{Outcome, OutcomeOver, Status, Verdict};

uniffi::setup_scaffolding!("lawful");
