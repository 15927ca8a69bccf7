//! The law of the project: documents under `data/`, checked when this crate is built, and embedded in the
//! prepared form (SPEC 12.6), which is read without TOML and without a time-zone database.
//!
//! ```
//! let corpus = lawful_corpus::ruleset();
//! println!("{} as of {}", corpus.title().get("en").unwrap_or_default(), corpus.as_of());
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
