//! Asking: what a transaction can be asked, and which part of the engine answers.

use crate::decision::{Decision, Timeline};
use crate::error::{Code, Error};
use crate::evaluate::decide;
use crate::evaluate::lens::Asking;
#[cfg(feature = "twin")]
use crate::evaluate::naive;
use crate::evaluate::plane::Plane;
use crate::evaluate::question::{Reading, When};
use crate::time::Instant;
use crate::transaction::Transaction;
use crate::verdict::Possible;

impl Transaction {
    /// The full decision (SPEC 10).
    #[must_use]
    pub fn decide(&self, at: Instant, known: Option<Instant>) -> Decision {
        let when = When { at, known: known.unwrap_or(Instant::MAX) };
        Decision::new(self.clone(), at, known, decide::decide(self.asking(), when))
    }

    /// The verdicts over all time (SPEC 8.1).
    #[must_use]
    pub fn timeline(&self, known: Option<Instant>) -> Timeline {
        let runs = decide::timeline(self.asking(), known.unwrap_or(Instant::MAX));
        Timeline::new(self.clone(), known, runs)
    }

    /// The union of what is possible over `[from, until)`, for a clock that is not trusted (SPEC 8.3).
    ///
    /// # Errors
    /// `E-window` if the range is empty.
    pub fn decide_over(
        &self,
        from: Instant,
        until: Instant,
        known: Option<Instant>,
    ) -> Result<Possible, Error> {
        if from >= until {
            return Err(Error::new(Code::Window, format!("the range from {from} until {until} is empty")));
        }
        Ok(decide::decide_over(self.asking(), known.unwrap_or(Instant::MAX), (from, until)))
    }

    /// The answers over all time and all knowledge, shared with all questions that no provision tells from this one.
    pub(crate) fn plane(&self) -> Plane {
        if self.question().reading == Reading::PRESUMED {
            self.ruleset().table().plane(self.asking())
        } else {
            self.ruleset().table().unkept(self.asking())
        }
    }

    pub(crate) fn asking(&self) -> Asking<'_> {
        Asking { model: self.ruleset().model(), index: self.ruleset().index(), question: self.question() }
    }
}

/// The naive twin, for tests: the same answers by brute force.
#[cfg(feature = "twin")]
impl Transaction {
    /// [`Transaction::decide`], straight from the clauses.
    #[must_use]
    pub fn decide_naively(&self, at: Instant, known: Option<Instant>) -> Decision {
        let when = When { at, known: known.unwrap_or(Instant::MAX) };
        let record =
            naive::decide(self.ruleset().model(), &self.ruleset().index().graph, self.question(), when);
        Decision::new(self.clone(), at, known, record)
    }

    /// [`Transaction::timeline`], straight from the clauses.
    #[must_use]
    pub fn timeline_naively(&self, known: Option<Instant>) -> Timeline {
        let rules = self.ruleset();
        let known_at = known.unwrap_or(Instant::MAX);
        let runs = naive::timeline(rules.model(), &rules.index().graph, self.question(), known_at);
        Timeline::new(self.clone(), known, runs)
    }

    /// [`Transaction::decide_over`], straight from the clauses.
    ///
    /// # Errors
    /// `E-window` if the range is empty.
    pub fn decide_over_naively(
        &self,
        from: Instant,
        until: Instant,
        known: Option<Instant>,
    ) -> Result<Possible, Error> {
        if from >= until {
            return Err(Error::new(Code::Window, format!("the range from {from} until {until} is empty")));
        }
        let rules = self.ruleset();
        let known = known.unwrap_or(Instant::MAX);
        Ok(naive::decide_over(rules.model(), &rules.index().graph, self.question(), known, (from, until)))
    }
}
