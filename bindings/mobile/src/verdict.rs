//! Verdicts, sets of them, and the short answer (SPEC 6, 7.1, 10.6).

use std::fmt;

use crate::time::Instant;

/// The six verdicts, from least to most residual risk (SPEC 6.2). It prints as its word, such as `suspended`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
#[uniffi::export(Display)]
pub enum Status {
    /// No prohibition reaches the transaction.
    Unregulated,
    /// A prohibition reaches it, but an exemption carves it out; or an exemption speaks.
    Exempt,
    /// A prohibition reaches it, but a licence permits it; or a licence speaks.
    Licensed,
    /// The prohibition has no force while a suspension lasts.
    Suspended,
    /// The prohibition stands, and the enforcer has bound itself not to enforce it.
    Unenforced,
    /// The prohibition stands.
    Prohibited,
}

/// The answer: one of the six, or indeterminate where what is not known decides (SPEC 7.1). It prints as its word.
///
/// It has no truth value: a caller that must act states a posture.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
#[uniffi::export(Display)]
pub enum Verdict {
    /// The same in every world.
    Determinate {
        /// Which it is.
        status: Status,
    },
    /// It depends on what is not known.
    Indeterminate,
}

/// The short answer (SPEC 10.6).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// The verdicts of all worlds, from least to most; at least one.
    pub possible: Vec<Status>,
    /// The end of the run of `possible` that contains the instant asked about; absent: no known end (SPEC 8.2).
    pub valid_until: Option<Instant>,
}

/// The short answer over a range, for a clock that is not trusted (SPEC 8.3).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct OutcomeOver {
    /// The verdict, if it is the same at every instant of the range and in every world.
    pub verdict: Verdict,
    /// Every verdict that is possible anywhere in the range, from least to most; at least one.
    pub possible: Vec<Status>,
    /// Whether the record covers the place and the activity in the whole range (SPEC 7.6).
    pub covered: bool,
}

impl Outcome {
    pub(crate) fn of(outcome: lawful::Outcome) -> Outcome {
        Outcome {
            verdict: outcome.verdict().into(),
            possible: possible(outcome.possible),
            valid_until: outcome.valid_until.map(Instant::from),
        }
    }
}

/// The members of a set, from least to most.
pub(crate) fn possible(possible: lawful::Possible) -> Vec<Status> {
    possible.iter().map(Status::from).collect()
}

impl From<lawful::Status> for Status {
    fn from(status: lawful::Status) -> Status {
        match status {
            lawful::Status::Unregulated => Status::Unregulated,
            lawful::Status::Exempt => Status::Exempt,
            lawful::Status::Licensed => Status::Licensed,
            lawful::Status::Suspended => Status::Suspended,
            lawful::Status::Unenforced => Status::Unenforced,
            lawful::Status::Prohibited => Status::Prohibited,
        }
    }
}

impl From<Status> for lawful::Status {
    fn from(status: Status) -> lawful::Status {
        match status {
            Status::Unregulated => lawful::Status::Unregulated,
            Status::Exempt => lawful::Status::Exempt,
            Status::Licensed => lawful::Status::Licensed,
            Status::Suspended => lawful::Status::Suspended,
            Status::Unenforced => lawful::Status::Unenforced,
            Status::Prohibited => lawful::Status::Prohibited,
        }
    }
}

impl From<lawful::Verdict> for Verdict {
    fn from(verdict: lawful::Verdict) -> Verdict {
        match verdict {
            lawful::Verdict::Determinate(status) => Verdict::Determinate { status: status.into() },
            lawful::Verdict::Indeterminate => Verdict::Indeterminate,
        }
    }
}

impl From<Verdict> for lawful::Verdict {
    fn from(verdict: Verdict) -> lawful::Verdict {
        match verdict {
            Verdict::Determinate { status } => lawful::Verdict::Determinate(status.into()),
            Verdict::Indeterminate => lawful::Verdict::Indeterminate,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(lawful::Status::from(*self).as_str())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(lawful::Verdict::from(*self).as_str())
    }
}
