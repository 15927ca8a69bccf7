//! The immutable rule set: the only way to ask, and only to be had from a check that passed.

mod content;
mod prepared;
mod stats;
mod view;

use std::fmt;
use std::sync::{Arc, OnceLock};

#[cfg(feature = "authoring")]
use crate::document::{self, Documents};
use crate::error::Error;
#[cfg(feature = "authoring")]
use crate::error::Problems;
use crate::evaluate::index::Index;
use crate::evaluate::table::Table;
use crate::model::Model;
use crate::time::Instant;
use crate::verdict::{Possible, Status, Verdict};
use crate::vocabulary::Text;

pub use stats::Stats;
pub use view::{AppView, CoverageView, FactView, InstrumentView, ProvisionView, QuestionView, SourceView};

/// A checked, immutable set of rules. `Send + Sync`; cloning it copies a pointer.
#[derive(Clone)]
pub struct Ruleset(Arc<Inner>);

struct Inner {
    model: Model,
    index: Index,
    /// Made when the first question is prepared.
    table: OnceLock<Table>,
    content_hash: String,
}

/// The short answer (SPEC 10.6): what a row of a table or a hot path needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The verdicts of all worlds.
    pub possible: Possible,
    /// The end of the run of `possible` that contains `at`, or `None`: no known end (SPEC 8.2).
    pub valid_until: Option<Instant>,
}

impl Outcome {
    /// The verdict.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.possible.verdict()
    }

    /// The least possible verdict.
    #[must_use]
    pub fn at_least(&self) -> Status {
        self.possible.at_least()
    }

    /// The greatest possible verdict.
    #[must_use]
    pub fn at_most(&self) -> Status {
        self.possible.at_most()
    }
}

impl Ruleset {
    /// Reads and checks documents (SPEC 12).
    ///
    /// # Errors
    /// Every problem of every document at once.
    #[cfg(feature = "authoring")]
    pub fn from_documents(documents: &Documents) -> Result<Ruleset, Problems> {
        document::read(documents).map(Ruleset::from_model)
    }

    /// Reads the prepared form (SPEC 12.6).
    ///
    /// # Errors
    /// `E-format` if the bytes are not a whole, undamaged prepared form of this version.
    pub fn from_prepared(bytes: &[u8]) -> Result<Ruleset, Error> {
        prepared::read(bytes).map(Ruleset::from_model)
    }

    /// Writes the prepared form (SPEC 12.6). Equal content gives equal bytes.
    #[must_use]
    pub fn to_prepared(&self) -> Vec<u8> {
        prepared::write(self.model())
    }

    pub(crate) fn from_model(mut model: Model) -> Ruleset {
        // What was read one by one has room for more.
        model.provisions.shrink_to_fit();
        model.instruments.shrink_to_fit();
        let content_hash = model.content_hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ruleset(Arc::new(Inner { index: Index::of(&model), table: OnceLock::new(), content_hash, model }))
    }

    /// SHA-256 of the content in lower-case hexadecimal digits (SPEC 9.3). Equal hashes, equal decisions.
    #[must_use]
    pub fn content_hash(&self) -> &str {
        &self.0.content_hash
    }

    /// The title, by language.
    #[must_use]
    pub fn title(&self) -> &Text {
        &self.model().title
    }

    /// The counting number of the revision.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.model().revision
    }

    /// Until when the law was followed.
    #[must_use]
    pub fn as_of(&self) -> Instant {
        self.model().as_of
    }

    /// The version of the time-zone database with which the documents were read (SPEC 1.5).
    #[must_use]
    pub fn tzdb(&self) -> &str {
        &self.model().tzdb
    }

    pub(crate) fn model(&self) -> &Model {
        &self.0.model
    }

    /// Whether it is the very same set, not only an equal one.
    pub(crate) fn is_the_same(&self, other: &Ruleset) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether nobody else holds it.
    pub(crate) fn is_unshared(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    pub(crate) fn index(&self) -> &Index {
        &self.0.index
    }

    pub(crate) fn made_table(&self) -> Option<&Table> {
        self.0.table.get()
    }

    pub(crate) fn table(&self) -> &Table {
        self.0.table.get_or_init(|| Table::of(self.model(), self.index()))
    }
}

impl fmt::Debug for Ruleset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ruleset")
            .field("revision", &self.revision())
            .field("as_of", &self.as_of())
            .field("content_hash", &self.content_hash())
            .finish_non_exhaustive()
    }
}
