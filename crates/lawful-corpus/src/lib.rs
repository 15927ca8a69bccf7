//! The law of the project: documents under `data/`, checked when this crate is built, and embedded in the
//! prepared form (SPEC 12.6), which is read without TOML and without a time-zone database.
//!
//! ```
//! use lawful::{Instant, Status, Verdict};
//!
//! let corpus = lawful_corpus::ruleset();
//! let download = corpus
//!     .transaction()
//!     .app("wechat")
//!     .activity("app-store/download")
//!     .actor("app-store")
//!     .location("US")
//!     .storefront("US")
//!     .build()?;
//! let at: Instant = "2020-09-21T12:00:00Z".parse()?;
//! assert_eq!(download.decide(at, None).verdict(), Verdict::Determinate(Status::Suspended));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it promises
//!
//! It is a dated record, and no legal advice: what the public record was found to say by [`Ruleset::as_of`]. Every date
//! of an instrument names its source and how well that was verified (SPEC 12.4). A point on which sources or texts
//! leave room is a question, not a date. Where nobody has looked, a decision says so (`covered`, SPEC 7.6).
//!
//! # With rules of one's own
//!
//! With the feature `authoring`, the documents can be composed with others (SPEC 12.7). Documents of one's own take
//! paths that the corpus has not.
//!
//! ```
//! # #[cfg(feature = "authoring")]
//! # fn main() -> Result<(), lawful::Problems> {
//! use lawful::Ruleset;
//! use lawful::document::Documents;
//!
//! let acme = r#"
//!     format = "lawful/1"
//!     party = [{ id = "acme", name = { en = "Acme" } }]
//! "#;
//! let mut texts = lawful_corpus::documents();
//! texts.push(("register/acme.toml".to_owned(), acme.to_owned()));
//! let rules = Ruleset::from_documents(&Documents::from_texts(texts))?;
//! # assert_eq!(rules.revision(), lawful_corpus::ruleset().revision());
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "authoring"))]
//! # fn main() {}
//! ```
#![forbid(unsafe_code)]

use lawful::Ruleset;

/// The rule set in the prepared form, for whoever opens it in another process or another language.
#[must_use]
pub fn prepared() -> &'static [u8] {
    include_bytes!(concat!(env!("OUT_DIR"), "/corpus.prepared"))
}

/// Opens the rule set.
///
/// Each call reads the prepared form anew, since the library keeps no global state; a program opens it once and
/// clones the handle, which copies a pointer.
///
/// # Panics
/// Never because of anything that a caller does. The build refuses to embed bytes that it cannot read back, so if
/// these are refused here, then the program itself is damaged.
#[must_use]
pub fn ruleset() -> Ruleset {
    match Ruleset::from_prepared(prepared()) {
        Ok(ruleset) => ruleset,
        Err(error) => panic!("the embedded corpus is damaged, which the build had excluded: {error}"),
    }
}

/// The documents as they were written: paths relative to the rule set's folder, sorted, and their TOML.
#[cfg(feature = "authoring")]
#[must_use]
pub fn documents() -> Vec<(String, String)> {
    const DOCUMENTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/documents.rs"));
    DOCUMENTS.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The examples of README.md in Rust, run as tests.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
