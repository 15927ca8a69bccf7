//! The immutable rule set.

use std::sync::Arc;

use crate::batch::{self, BatchAnswer, Question};
use crate::checker::Checker;
use crate::decision::{Decision, owned};
use crate::engine::Engine;
use crate::error::LawfulError;
use crate::explain::Language;
use crate::guard;
use crate::prepared::Prepared;
use crate::time::{Instant, known as checked_known};
use crate::transaction::Transaction;

/// A checked, immutable set of rules. Any number of threads may use it at once.
#[derive(uniffi::Object)]
pub struct RuleSet {
    rules: lawful::Ruleset,
    origin: Origin,
}

/// Which rule set it is.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Identity {
    /// SHA-256 of the content in lower-case hexadecimal digits (SPEC 9.3). Equal hashes, equal decisions.
    pub content_hash: String,
    /// The counting number of the revision.
    pub revision: u64,
    /// Until when the law was followed.
    pub as_of: Instant,
    /// The version of the time-zone database with which its documents were read (SPEC 1.5).
    pub time_zones: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a rule set comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Origin {
    /// It is compiled in.
    CompiledIn,
    /// The app gave it as bytes.
    Bytes,
}

impl RuleSet {
    pub(crate) fn core(&self) -> &lawful::Ruleset {
        &self.rules
    }

    pub(crate) fn read(bytes: &[u8]) -> Result<RuleSet, lawful::Error> {
        Ok(RuleSet { rules: lawful::Ruleset::from_prepared(bytes)?, origin: Origin::Bytes })
    }
}

#[uniffi::export]
impl RuleSet {
    /// The rule set that is compiled in: that of the project, unless the builder chose another. Each call reads it anew: an app opens it once and keeps it.
    ///
    /// Errors: `NoCorpus` if this build has none.
    #[uniffi::constructor]
    pub fn compiled_in() -> Result<Arc<RuleSet>, LawfulError> {
        guard::call(|| Ok(Arc::new(RuleSet { rules: compiled_in()?, origin: Origin::CompiledIn })))
    }

    /// Reads a rule set in the prepared form (SPEC 12.6), as `lawful export --prepared` writes it.
    ///
    /// Errors: `E-format` if the bytes are not a whole, undamaged prepared form of this version.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Arc<RuleSet>, LawfulError> {
        guard::call(|| Ok(Arc::new(RuleSet::read(&bytes)?)))
    }

    /// Which rule set it is.
    pub fn identity(&self) -> Identity {
        Identity {
            content_hash: self.rules.content_hash().to_owned(),
            revision: self.rules.revision(),
            as_of: self.rules.as_of().into(),
            time_zones: self.rules.tzdb().to_owned(),
            origin: self.origin,
        }
    }

    /// The title in a language; empty where it has none.
    pub fn title(&self, language: Language) -> String {
        self.rules.title().get(language.core().tag()).unwrap_or_default().to_owned()
    }

    /// How many seconds lie between the `as_of` of the rule set and an instant, which is the app's idea of now. A
    /// negative age means that the clock is behind the rule set, and wrong.
    ///
    /// Errors: `E-instant`.
    pub fn age_seconds(&self, at: Instant) -> Result<i64, LawfulError> {
        guard::call(|| Ok(at.checked()?.unix_seconds() - self.rules.as_of().unix_seconds()))
    }

    /// The facts that an app must be able to state so that no answer for an activity is ever indeterminate for lack of
    /// them; sorted.
    ///
    /// Errors: `E-unknown-reference` or `E-id` if there is no such activity.
    pub fn required_facts(&self, activity: &str) -> Result<Vec<String>, LawfulError> {
        guard::call(|| Ok(owned(&self.rules.required_facts(activity)?)))
    }

    /// Checks a transaction, and finds out its answers over all time beforehand.
    ///
    /// Errors: every mistake at once: `E-unknown-fact`, `E-unknown-reference`, `E-region`, `E-id`, `E-type`, `E-value`,
    /// `E-limit`.
    pub fn prepare(&self, transaction: &Transaction) -> Result<Arc<Prepared>, LawfulError> {
        guard::call(|| Ok(Prepared::new(transaction.build(&self.rules)?.prepare())))
    }

    /// Prepares one app in one place for several activities, which `place` does not state.
    ///
    /// Errors: as [`RuleSet::prepare`], of all activities at once.
    pub fn checker(&self, place: &Transaction, activities: Vec<String>) -> Result<Arc<Checker>, LawfulError> {
        guard::call(|| Checker::new(&self.rules, place, activities).map(Arc::new))
    }

    /// Starts an engine with this rule set.
    pub fn engine(self: Arc<Self>) -> Arc<Engine> {
        Engine::new(self)
    }

    /// The full decision on a transaction that is asked once. `known`: what was public by then counts; absent, all that
    /// the rule set holds.
    ///
    /// Errors: as [`RuleSet::prepare`], and `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn decide(
        &self,
        transaction: &Transaction,
        at: Instant,
        known: Option<Instant>,
    ) -> Result<Decision, LawfulError> {
        guard::call(|| {
            let (at, known) = (at.checked()?, checked_known(known)?);
            Ok(Decision::of(&transaction.build(&self.rules)?.decide(at, known)))
        })
    }

    /// Many questions in one call; the answers come in their order. A question that is wrong does not keep the others
    /// from being answered.
    pub fn decide_batch(&self, questions: Vec<Question>) -> Result<Vec<BatchAnswer>, LawfulError> {
        guard::call(|| batch::decide(&self.rules, &questions))
    }
}

/// What the builder chose (`build.rs`).
#[cfg(chosen_rules)]
fn compiled_in() -> Result<lawful::Ruleset, LawfulError> {
    Ok(lawful::Ruleset::from_prepared(include_bytes!(concat!(env!("OUT_DIR"), "/chosen.prepared")))?)
}

#[cfg(all(feature = "corpus", not(chosen_rules)))]
fn compiled_in() -> Result<lawful::Ruleset, LawfulError> {
    Ok(lawful_corpus::ruleset())
}

#[cfg(not(any(feature = "corpus", chosen_rules)))]
fn compiled_in() -> Result<lawful::Ruleset, LawfulError> {
    Err(LawfulError::NoCorpus)
}
