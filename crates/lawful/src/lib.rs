//! `lawful` answers, from the public record: may this app be served, here, to this person, at that moment? By which
//! provision? What if the injunction falls? Until when does the answer hold?
//!
//! It is no legal advice. It says what a rule set holds, and a rule set holds what somebody wrote into it.
//!
//! # A first example
//!
//! A ban, and an injunction against it, as documents; then the same question as the record stood on two days.
//!
//! ```
//! # #[cfg(feature = "authoring")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use lawful::document::Documents;
//! use lawful::{Instant, Ruleset, Status, Verdict};
//!
//! let texts = [
//!     ("rules.toml", r#"
//!         format = "lawful/1"
//!         title = { en = "An invented ban" }
//!         revision = 1
//!         as_of = 2020-10-01T00:00:00Z
//!     "#),
//!     ("register/names.toml", r#"
//!         format = "lawful/1"
//!         app = [{ id = "parrot" }]
//!         issuer = [{ id = "us/ministry" }, { id = "us/court" }]
//!     "#),
//!     ("us/ban.toml", r#"
//!         format = "lawful/1"
//!         [instrument]
//!         kind = "order"
//!         title = { en = "No parrots" }
//!         issuer = "us/ministry"
//!         zone = "America/New_York"
//!         issued = 2020-09-18
//!         [[prohibition]]
//!         id = "1"
//!         from = 2020-09-20T23:59:00
//!         when = { app = "parrot", activity = "app-store/download", location = "US" }
//!     "#),
//!     ("us/injunction.toml", r#"
//!         format = "lawful/1"
//!         [instrument]
//!         kind = "court-order"
//!         title = { en = "Parrots for the time being" }
//!         issuer = "us/court"
//!         zone = "America/Los_Angeles"
//!         issued = 2020-09-19T21:00:00
//!         [[suspension]]
//!         id = "1"
//!         relief = "injunction"
//!         of = ["us/ban#1"]
//!     "#),
//! ];
//! let texts = texts.map(|(path, text)| (path.to_owned(), text.to_owned()));
//! let rules = Ruleset::from_documents(&Documents::from_texts(texts))?;
//!
//! let download = rules.transaction().app("parrot").activity("app-store/download").location("US").build()?;
//! let monday: Instant = "2020-09-21T12:00:00Z".parse()?;
//!
//! let decision = download.decide(monday, None);
//! assert_eq!(decision.verdict(), Verdict::Determinate(Status::Suspended));
//! assert_eq!(decision.grounds()[0].id, "us/ban#1");
//! assert_eq!(decision.grounds()[0].by, ["us/injunction#1"]);
//!
//! let saturday: Instant = "2020-09-19T12:00:00Z".parse()?;
//! let decision = download.decide(monday, Some(saturday));
//! assert_eq!(decision.verdict(), Verdict::Determinate(Status::Prohibited));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "authoring"))]
//! # fn main() {}
//! ```
//!
//! Who wants the law and not the format of documents takes the crate `lawful-corpus`, which has the record of the
//! project ready to be asked.
//!
//! # The words of the field
//!
//! An **instrument** is a document of the law: an order, an identification, a court order, a license (SPEC 3.1). It
//! carries **provisions**: prohibitions, exemptions, licenses, suspensions, ends, annulments, forbearances, answers,
//! reserves, challenges, statements (SPEC 3.2, [`ProvisionKind`]). What one provision does to another it says by
//! name: a suspension names what it suspends, so that a stay of an injunction lets the ban stand again (SPEC 5.4).
//!
//! A **transaction** is what somebody does with an app, as far as it is stated ([`Transaction`], SPEC 4.1). It is asked
//! **at** an instant, when the conduct takes place, and **known** at an instant, what was public by then; without a
//! `known`, with all that is on record (SPEC 4.2). The two times are independent: "was it prohibited on Monday?" and
//! "could one know on Saturday that it would be?" are two questions.
//!
//! There are six verdicts ([`Status`], SPEC 6), each with more residual risk than the one before:
//!
//! | verdict | what it says |
//! |---|---|
//! | `unregulated` | no prohibition reaches it |
//! | `exempt` | an exemption carves it out |
//! | `licensed` | a license permits it |
//! | `suspended` | the prohibition has no force while a court or the issuer holds it |
//! | `unenforced` | the prohibition stands, and the enforcer has bound itself not to enforce it |
//! | `prohibited` | the prohibition stands |
//!
//! A [`Decision`] tells the verdict, the provisions that bring it about ([`Decision::grounds`]), until when it holds
//! and what comes then ([`Decision::valid`], [`Decision::next`]), what was ended ([`Decision::lifted`]), what is pending
//! ([`Decision::outlook`]), and whether anybody looked at that place ([`Decision::covered`], SPEC 7.6). It holds ids;
//! [`Decision::explain`] says it in words, in English and in Simplified and Traditional Chinese.
//!
//! # What is not known
//!
//! A fact that is not stated is open, and so is a question on which the law itself is open (SPEC 4.3). Every
//! combination of what is open is a **world**, and the answer is the set of verdicts over all worlds
//! ([`Decision::possible`], SPEC 7.1). If they agree, that is the verdict, however much is open. If not, the verdict
//! is `indeterminate`, with its bounds, and [`Decision::missing`] and [`Decision::open_questions`] name exactly what it
//! depends on (SPEC 7.2). An unknown never makes a prohibition disappear (SPEC 7.5).
//!
//! Some facts and questions have a presumed value. With [`Readings::Presumed`] it is taken, and
//! [`Decision::hinges_on`] says where another value would change the answer (SPEC 7.3); with [`Readings::Open`]
//! nothing is presumed. A place that is wider than an atom (`US`, when a state has a law of its own) leaves the atoms
//! in it open. An event whose second is not known counts on the safe side: a ban at its earliest, relief at its
//! latest ([`Decision::assumed`], SPEC 1.4).
//!
//! Up to 65,536 worlds, after those that no provision tells apart are merged, the answer is exact. Beyond, it is a
//! superset, and [`Decision::exact`] is false (SPEC 7.4).
//!
//! There is no bare yes or no. A caller that must act states once what it does for each verdict, without default:
//!
//! ```
//! use lawful::{Posture, Status, Verdict};
//!
//! let serve = Posture {
//!     unregulated: true,
//!     exempt: true,
//!     licensed: true,
//!     suspended: true,
//!     unenforced: false,
//!     prohibited: false,
//!     indeterminate: false,
//!     not_covered: false,
//! };
//! assert!(serve.action(Verdict::Determinate(Status::Suspended), true));
//! ```
//!
//! # Asking often
//!
//! | who asks | what to take | what it costs |
//! |---|---|---|
//! | one question, everything about it | [`Transaction::decide`] | labels for each world |
//! | the same question at many times | [`Transaction::prepare`], then [`Prepared::verdict`] | two binary searches, nothing allocated |
//! | names that differ from call to call | [`Ruleset::look_up`] | names to numbers, then the same; the first time a combination comes, its answers over all time are made and kept |
//! | a table of rows | [`Ruleset::batch`], then [`Batch::decide`] | per row a few look-ups and at most two searches; nothing allocated |
//!
//! A [`Ruleset`] is immutable and `Send + Sync`; cloning it copies a pointer. A server that replaces its rule set while
//! it answers keeps it in an [`Engine`]: a reader takes a [`Snapshot`] and never waits, and an old set is freed by the
//! thread that replaces, never by a reader.
//!
//! # Errors
//!
//! Everything that can fail fails before a decision (SPEC 11.1). Reading documents reports every [`Problem`] of all
//! documents at once, each with file, line, column, a [`Code`] and where possible a hint; nothing is half loaded.
//! Building a [`Transaction`] reports every mistake of the question at once ([`Errors`]): an unknown region is
//! an error, never "nowhere". Deciding is total: no error, no clock, no lock. Codes and their numbers never change
//! (SPEC 11.4).
//!
//! # Features
//!
//! - `authoring` (on by default): reading documents in TOML and in the interchange form (SPEC 12), with the time-zone
//!   database. Without it, rule sets come in the prepared form ([`Ruleset::from_prepared`], SPEC 12.6), and errors have
//!   fewer suggestions.
//! - `rayon`: a batch over all cores.
//! - `simd`: a batch with AVX2 where the processor has it, found out where it runs.
//! - `twin`: the naive engine, which follows the clauses literally, for tests.
//!
//! SPEC is `docs/spec.md` of the project; clauses are cited by number.
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
mod json;
mod lookup;
mod model;
mod order;
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
pub use error::{Code, Error, Errors, Place, Problem, Problems, shown};
pub use explain::{Explanation, Language};
pub use id::MAX_ID_BYTES;
#[cfg(feature = "authoring")]
pub use id::nearest;
pub use lookup::{Found, Lookup};
pub use model::{Grant, InstrumentKind, ProvisionKind, Relief};
pub use posture::Posture;
pub use prepared::{Prepared, Stretches};
pub use ruleset::{
    AppView, CoverageView, FactView, InstrumentView, Outcome, ProvisionView, QuestionView, Ruleset,
    SourceView, Stats,
};
pub use time::{Instant, Interval};
pub use transaction::{FactValue, MAX_FACTS, Readings, Transaction, TransactionBuilder};
pub use verdict::{Possible, Status, Verdict};
pub use vocabulary::{Text, Tree};
