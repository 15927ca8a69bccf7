//! Times of the law: exact, or at an unknown second (SPEC 1.3, 1.4).

use serde::{Deserialize, Serialize};

use crate::time::Instant;
use crate::vocabulary::QuestionId;

/// For which side an unknown second counts (SPEC 1.4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Side {
    /// What is labelled burdens: it begins as early and ends as late as it may.
    Burden,
    /// What is labelled relieves: it begins as late and ends as early as it may.
    Relieve,
}

impl Side {
    pub(crate) const BOTH: [Side; 2] = [Side::Burden, Side::Relieve];

    pub(crate) const fn other(self) -> Side {
        match self {
            Side::Burden => Side::Relieve,
            Side::Relieve => Side::Burden,
        }
    }
}

/// An exact instant, or an unknown second of `[a, b)`; `a < b`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Moment {
    Exact(Instant),
    Between(Instant, Instant),
}

impl Moment {
    /// The earliest second that it may be.
    pub(crate) fn earliest(self) -> Instant {
        match self {
            Moment::Exact(at) | Moment::Between(at, _) => at,
        }
    }

    /// The second from which it certainly has happened.
    pub(crate) fn latest(self) -> Instant {
        match self {
            Moment::Exact(at) | Moment::Between(_, at) => at,
        }
    }

    /// The second at which it counts as a beginning, for a side. As an end it counts for the other one.
    pub(crate) fn begin(self, side: Side) -> Instant {
        match side {
            Side::Burden => self.earliest(),
            Side::Relieve => self.latest(),
        }
    }

    pub(crate) fn end(self, side: Side) -> Instant {
        self.begin(side.other())
    }

    pub(crate) fn is_exact(self) -> bool {
        matches!(self, Moment::Exact(_))
    }
}

/// A bound of a window; it may depend on the answer to a question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum LegalTime {
    Fixed(Moment),
    /// One moment for every answer, in the order of the question's answers.
    Asked(QuestionId, Vec<Moment>),
}

impl LegalTime {
    /// The moment, given the answers that hold.
    pub(crate) fn under(&self, answer: impl Fn(QuestionId) -> u32) -> Moment {
        match self {
            LegalTime::Fixed(moment) => *moment,
            LegalTime::Asked(question, moments) => moments[answer(*question) as usize],
        }
    }

    /// What it depends on.
    pub(crate) fn question(&self) -> Option<QuestionId> {
        match self {
            LegalTime::Fixed(_) => None,
            LegalTime::Asked(question, _) => Some(*question),
        }
    }

    /// Every moment that it may be.
    pub(crate) fn moments(&self) -> &[Moment] {
        match self {
            LegalTime::Fixed(moment) => std::slice::from_ref(moment),
            LegalTime::Asked(_, moments) => moments,
        }
    }
}
