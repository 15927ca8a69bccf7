//! Several activities with one app in one place, answered in one call.

use crate::error::LawfulError;
use crate::guard;
use crate::posture::{PostureCase, posture_case};
use crate::prepared;
use crate::time::{Instant, known as checked_known};
use crate::transaction::Transaction;
use crate::verdict::{Outcome, OutcomeOver};

/// One app in one place, prepared for some activities: what an app asks before it shows its buttons. Immutable: any
/// number of threads may use it at once.
#[derive(uniffi::Object)]
pub struct Checker {
    prepared: Vec<(String, lawful::Prepared)>,
}

/// The short answer for one activity.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Check {
    /// The activity, as it was given.
    pub activity: String,
    /// The short answer.
    pub outcome: Outcome,
    /// Whether the record covers the place and the activity (SPEC 7.6).
    pub covered: bool,
    /// Which action of a posture it calls for.
    pub posture_case: PostureCase,
}

/// The short answer for one activity over a range.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct CheckOver {
    /// The activity, as it was given.
    pub activity: String,
    /// The short answer.
    pub outcome: OutcomeOver,
    /// Which action of a posture it calls for.
    pub posture_case: PostureCase,
}

impl Checker {
    pub(crate) fn new(
        rules: &lawful::Ruleset,
        place: &Transaction,
        activities: Vec<String>,
    ) -> Result<Checker, LawfulError> {
        let (mut prepared, mut problems) = (Vec::new(), Vec::new());
        for activity in activities {
            match place.with("activity", &activity).build(rules) {
                Ok(transaction) => prepared.push((activity, transaction.prepare())),
                // What is wrong with the place is wrong for every activity, and told once.
                Err(LawfulError::Refused { problems: more }) => {
                    problems.extend(
                        more.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>(),
                    );
                }
                Err(other) => return Err(other),
            }
        }
        if problems.is_empty() { Ok(Checker { prepared }) } else { Err(LawfulError::Refused { problems }) }
    }
}

#[uniffi::export]
impl Checker {
    /// The short answers, in the order of the activities.
    ///
    /// Errors: `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn check(&self, at: Instant, known: Option<Instant>) -> Result<Vec<Check>, LawfulError> {
        guard::call(|| {
            let (at, known) = (at.checked()?, checked_known(known)?);
            let check = |(activity, prepared): &(String, lawful::Prepared)| {
                let outcome = Outcome::of(prepared.verdict(at, known));
                let covered = prepared.covered(at, known);
                let posture_case = posture_case(outcome.verdict, covered);
                Check { activity: activity.clone(), outcome, covered, posture_case }
            };
            Ok(self.prepared.iter().map(check).collect())
        })
    }

    /// The short answers over the range from `from` until `until`, for a clock that is not trusted (SPEC 8.3), in the
    /// order of the activities.
    ///
    /// Errors: `E-window` if the range is empty, `E-instant`.
    #[uniffi::method(default(known = None))]
    pub fn check_over(
        &self,
        from: Instant,
        until: Instant,
        known: Option<Instant>,
    ) -> Result<Vec<CheckOver>, LawfulError> {
        guard::call(|| {
            let check = |(activity, prepared): &(String, lawful::Prepared)| {
                let outcome = prepared::decide_over(prepared, from, until, known)?;
                let posture_case = posture_case(outcome.verdict, outcome.covered);
                Ok(CheckOver { activity: activity.clone(), outcome, posture_case })
            };
            self.prepared.iter().map(check).collect()
        })
    }
}
