//! A transaction with its answers over all time and all knowledge.

use std::sync::Arc;

use crate::decision::Decision;
use crate::error::LawfulError;
use crate::explain::{Explanation, Language};
use crate::guard;
use crate::time::{Instant, known as checked_known};
use crate::timeline::Timeline;
use crate::transaction::Transaction;
use crate::verdict::{OutcomeOver, possible};

/// A transaction that was checked against a rule set, on which it holds on. Immutable: any number of threads may use it
/// at once. `known` in its calls: what was public by then counts; absent, all that the rule set holds.
#[derive(uniffi::Object)]
pub struct Prepared {
    prepared: lawful::Prepared,
}

impl Prepared {
    pub(crate) fn new(prepared: lawful::Prepared) -> Arc<Prepared> {
        Arc::new(Prepared { prepared })
    }
}

#[uniffi::export]
impl Prepared {
    /// What `verdict` of the layers for Kotlin and Swift makes its `Outcome` of: two binary searches, whatever the law, and
    /// one number to hand over, while a record takes memory on either side. Its lowest 8 bits are what is possible, bit
    /// n-1 for verdict n (SPEC 10.6); those above, with their sign, are the end of the run in seconds since 1970, or
    /// 2^55-1 where no end is known. `known` is in seconds too, and the largest number stands for an absent one.
    ///
    /// Errors: `E-instant`.
    pub fn verdict_packed(&self, at: Instant, known: i64) -> Result<i64, LawfulError> {
        guard::call(|| {
            let known = (known != i64::MAX).then_some(Instant { unix_seconds: known });
            Ok(packed(self.prepared.verdict(at.checked()?, checked_known(known)?)))
        })
    }

    /// Whether the record covers the place and the activity (SPEC 7.6), as a posture needs it.
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn covered(&self, at: Instant, known: Option<Instant>) -> Result<bool, LawfulError> {
        guard::call(|| Ok(self.prepared.covered(at.checked()?, checked_known(known)?)))
    }

    /// The full decision (SPEC 10).
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn decide(&self, at: Instant, known: Option<Instant>) -> Result<Decision, LawfulError> {
        guard::call(|| Ok(Decision::of(&self.decision(at, known)?)))
    }

    /// What is possible anywhere in the range from `from` until `until`, for a clock that is not trusted (SPEC 8.3).
    ///
    /// Errors: `E-window` if the range is empty, `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn decide_over(
        &self,
        from: Instant,
        until: Instant,
        known: Option<Instant>,
    ) -> Result<OutcomeOver, LawfulError> {
        guard::call(|| decide_over(&self.prepared, from, until, known))
    }

    /// How the answer changes over time (SPEC 8.1).
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn timeline(&self, known: Option<Instant>) -> Result<Timeline, LawfulError> {
        guard::call(|| Ok(Timeline::of(&self.prepared.transaction().timeline(checked_known(known)?))))
    }

    /// The decision as canonical JSON (SPEC 10.1): equal decisions are equal bytes.
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn canonical_json(&self, at: Instant, known: Option<Instant>) -> Result<String, LawfulError> {
        guard::call(|| Ok(self.decision(at, known)?.to_canonical_json()))
    }

    /// The timeline as canonical JSON (SPEC 10.1): equal timelines are equal bytes.
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn timeline_json(&self, known: Option<Instant>) -> Result<String, LawfulError> {
        guard::call(|| Ok(self.prepared.transaction().timeline(checked_known(known)?).to_canonical_json()))
    }

    /// The decision in words.
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn explain(
        &self,
        language: Language,
        at: Instant,
        known: Option<Instant>,
    ) -> Result<Explanation, LawfulError> {
        guard::call(|| Ok(Explanation::of(self.decision(at, known)?.explain(language.core()))))
    }

    /// The timeline in words: a line for each run.
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn explain_timeline(
        &self,
        language: Language,
        known: Option<Instant>,
    ) -> Result<Explanation, LawfulError> {
        guard::call(|| {
            let timeline = self.prepared.transaction().timeline(checked_known(known)?);
            Ok(Explanation::of(timeline.explain(language.core())))
        })
    }

    /// What was asked, with canonical ids; [`crate::RuleSet::prepare`] puts it to another rule set, such as a newer one.
    pub fn transaction(&self) -> Transaction {
        Transaction::of(self.prepared.transaction())
    }
}

impl Prepared {
    fn decision(&self, at: Instant, known: Option<Instant>) -> Result<lawful::Decision, LawfulError> {
        Ok(self.prepared.decide(at.checked()?, checked_known(known)?))
    }
}

/// Instants are far from filling 55 bits.
fn packed(outcome: lawful::Outcome) -> i64 {
    const NO_END: i64 = i64::MAX >> 8;
    let until = outcome.valid_until.map_or(NO_END, lawful::Instant::unix_seconds);
    until << 8 | i64::from(outcome.possible.bits())
}

pub(crate) fn decide_over(
    prepared: &lawful::Prepared,
    from: Instant,
    until: Instant,
    known: Option<Instant>,
) -> Result<OutcomeOver, LawfulError> {
    let (from, until, known) = (from.checked()?, until.checked()?, checked_known(known)?);
    let set = prepared.transaction().decide_over(from, until, known)?;
    Ok(OutcomeOver {
        verdict: set.verdict().into(),
        possible: possible(set),
        covered: prepared.covered_over(from, until, known),
    })
}
