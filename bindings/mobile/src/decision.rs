//! The full answer as a value (SPEC 10).

use crate::posture::{PostureCase, posture_case};
use crate::time::{Instant, Span};
use crate::verdict::{Status, Verdict, possible};

/// The full answer to one question at one instant.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Decision {
    /// When the conduct takes place.
    pub at: Instant,
    /// What was public by then counts; absent: all that the rule set holds.
    pub known: Option<Instant>,
    /// The rule set by which it is decided (SPEC 9.3).
    pub content_hash: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdicts of all worlds, from least to most; at least one.
    pub possible: Vec<Status>,
    /// Whether `possible`, `missing` and `open_questions` are exact; else they are supersets (SPEC 7.4).
    pub exact: bool,
    /// Whether the record covers the place and the activity (SPEC 7.6). An uncovered `unregulated` means that nobody has
    /// looked.
    pub covered: bool,
    /// Which action of a posture it calls for.
    pub posture_case: PostureCase,
    /// Whether the law changed for the past since `at` (SPEC 9.2).
    pub retroactive: bool,
    /// Why, highest status first (SPEC 10.2).
    pub grounds: Vec<Ground>,
    /// Prohibitions that would reach the transaction, and were ended or annulled (SPEC 10.3); sorted.
    pub lifted: Vec<String>,
    /// Open facts on which the answer depends (SPEC 7.2); sorted.
    pub missing: Vec<String>,
    /// Open questions on which the answer depends (SPEC 7.2); sorted.
    pub open_questions: Vec<String>,
    /// Presumptions on which the answer hinges (SPEC 7.3); sorted by id.
    pub hinges_on: Vec<Hinge>,
    /// What is pending (SPEC 10.4).
    pub outlook: Outlook,
    /// The maximal run of the possible set that contains `at` (SPEC 8.2).
    pub valid: Span,
    /// The maximal run around `at` in which the grounds are equal too (SPEC 8.2).
    pub same: Span,
    /// The run that follows `valid`; absent where none does (SPEC 8.2).
    pub next: Option<Next>,
    /// The bounds of `valid` and `same` that rest on an unknown second (SPEC 1.4); sorted.
    pub assumed: Vec<Instant>,
}

/// A provision that brings the verdict about in some world (SPEC 10.2).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Ground {
    /// The prohibition, or the exemption or licence that speaks by itself.
    pub id: String,
    /// Its status, which is the verdict in that world.
    pub status: Status,
    /// What brings the status about; sorted.
    pub by: Vec<String>,
    /// Whether it is so in every world.
    pub certain: bool,
}

/// A presumption on which the answer hinges (SPEC 7.3).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Hinge {
    /// The question or fact.
    pub id: String,
    /// What was presumed.
    pub presumed: String,
    /// Every other value, sorted.
    pub others: Vec<OtherReading>,
}

/// Another value of a presumption.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct OtherReading {
    /// The value.
    pub value: String,
    /// The possible set that it would make, from least to most.
    pub possible: Vec<Status>,
}

/// What is pending (SPEC 10.4); ids, sorted.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Outlook {
    /// Pending attacks on what is relevant.
    pub challenges: Vec<String>,
    /// Powers to prohibit later.
    pub reserves: Vec<String>,
    /// Prohibitions whose window starts after `at`.
    pub scheduled: Vec<String>,
    /// Statements about what is relevant.
    pub statements: Vec<String>,
}

/// The run that follows the present one (SPEC 8.2).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Next {
    /// Its first second.
    pub at: Instant,
    /// The verdict then.
    pub verdict: Verdict,
    /// What is possible then, from least to most.
    pub possible: Vec<Status>,
    /// The grounds at its first second.
    pub grounds: Vec<Ground>,
}

impl Decision {
    pub(crate) fn of(decision: &lawful::Decision) -> Decision {
        let outlook = decision.outlook();
        let verdict = decision.verdict().into();
        Decision {
            at: decision.at().into(),
            known: decision.known().map(Instant::from),
            content_hash: decision.transaction().ruleset().content_hash().to_owned(),
            verdict,
            possible: possible(decision.possible()),
            exact: decision.exact(),
            covered: decision.covered(),
            posture_case: posture_case(verdict, decision.covered()),
            retroactive: decision.retroactive(),
            grounds: grounds(&decision.grounds()),
            lifted: owned(&decision.lifted()),
            missing: owned(&decision.missing()),
            open_questions: owned(&decision.open_questions()),
            hinges_on: decision.hinges_on().iter().map(Hinge::of).collect(),
            outlook: Outlook {
                challenges: owned(&outlook.challenges),
                reserves: owned(&outlook.reserves),
                scheduled: owned(&outlook.scheduled),
                statements: owned(&outlook.statements),
            },
            valid: decision.valid().into(),
            same: decision.same().into(),
            next: decision.next().map(|next| Next {
                at: next.at.into(),
                verdict: next.possible.verdict().into(),
                possible: possible(next.possible),
                grounds: grounds(&next.grounds),
            }),
            assumed: decision.assumed().iter().map(|at| Instant::from(*at)).collect(),
        }
    }
}

impl Hinge {
    fn of(hinge: &lawful::decision::Hinge<'_>) -> Hinge {
        let other = |(value, set): &(&str, lawful::Possible)| OtherReading {
            value: (*value).to_owned(),
            possible: possible(*set),
        };
        Hinge {
            id: hinge.id.to_owned(),
            presumed: hinge.presumed.to_owned(),
            others: hinge.others.iter().map(other).collect(),
        }
    }
}

pub(crate) fn grounds(grounds: &[lawful::decision::Ground<'_>]) -> Vec<Ground> {
    let ground = |ground: &lawful::decision::Ground<'_>| Ground {
        id: ground.id.to_owned(),
        status: ground.status.into(),
        by: owned(&ground.by),
        certain: ground.certain,
    };
    grounds.iter().map(ground).collect()
}

pub(crate) fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}
