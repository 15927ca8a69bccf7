//! Asking: what a transaction can be asked, and which part of the engine answers.

use std::sync::Arc;

use crate::decision::{Decision, Timeline};
use crate::error::{Code, Error};
use crate::evaluate::lens::Asking;
#[cfg(feature = "twin")]
use crate::evaluate::naive;
use crate::evaluate::plane::Plane;
use crate::evaluate::question::{Reading, When};
use crate::evaluate::{coverage, decide};
use crate::ruleset::Outcome;
use crate::time::Instant;
use crate::transaction::Transaction;
use crate::verdict::Possible;

impl Transaction {
    /// The full decision (SPEC 10).
    #[must_use]
    pub fn decide(&self, at: Instant, known: Option<Instant>) -> Decision {
        let when = When { at, known: known.unwrap_or(Instant::MAX) };
        Decision::new(self.clone(), at, known, Arc::new(decide::decide(self.asking(), when)))
    }

    /// The short answer to a question that is one of many alike, with nothing prepared by the caller. With presumed
    /// readings, its answers over all time are made the first time, and kept with the rule set.
    #[must_use]
    pub fn verdict(&self, at: Instant, known: Option<Instant>) -> Outcome {
        let known = known.unwrap_or(Instant::MAX);
        let presumed = self.question().reading == Reading::PRESUMED;
        let kept = presumed.then(|| self.ruleset().table().keep(self.asking())).flatten();
        let (possible, valid_until) = match kept {
            Some(plane) => {
                let run = plane.at(at, known);
                (run.possible, run.valid_until)
            }
            None => {
                let (possible, valid_until, _) = decide::brief(self.asking(), When { at, known });
                (possible, valid_until)
            }
        };
        Outcome { possible, valid_until }
    }

    /// Whether the record covers the place and the activity (SPEC 7.6), as a [`crate::Posture`] needs it.
    #[must_use]
    pub fn covered(&self, at: Instant, known: Option<Instant>) -> bool {
        let when = When { at, known: known.unwrap_or(Instant::MAX) };
        coverage::covered(self.asking(), when, decide::CAP)
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
        Decision::new(self.clone(), at, known, Arc::new(record))
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
