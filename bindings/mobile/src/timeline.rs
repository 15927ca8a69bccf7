//! How an answer changes over time (SPEC 8.1).

use crate::decision::{Ground, grounds};
use crate::time::{Instant, Span};
use crate::verdict::{Status, Verdict, possible};

/// How the answer to one question changes over time.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Timeline {
    /// What was public by then counts; absent: all that the rule set holds.
    pub known: Option<Instant>,
    /// The rule set by which it is decided (SPEC 9.3).
    pub content_hash: String,
    /// The runs, earliest first; at least one. They cover all instants without gap.
    pub runs: Vec<Run>,
}

/// One run of a timeline.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Run {
    /// When it holds.
    pub span: Span,
    /// The verdict in it.
    pub verdict: Verdict,
    /// What is possible in it, from least to most.
    pub possible: Vec<Status>,
    /// The grounds at its first second.
    pub grounds: Vec<Ground>,
}

impl Timeline {
    pub(crate) fn of(timeline: &lawful::Timeline) -> Timeline {
        Timeline {
            known: timeline.known().map(Instant::from),
            content_hash: timeline.transaction().ruleset().content_hash().to_owned(),
            runs: timeline
                .runs()
                .map(|run| Run {
                    span: run.span.into(),
                    verdict: run.possible.verdict().into(),
                    possible: possible(run.possible),
                    grounds: grounds(&run.grounds),
                })
                .collect(),
        }
    }
}
