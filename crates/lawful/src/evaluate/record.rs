//! What an engine finds out, as indices into the model. A `Decision` shows it with names.

use crate::model::ProvisionId;
use crate::order;
use crate::time::{Instant, Interval};
use crate::verdict::{Possible, Status};
use crate::vocabulary::{FactId, QuestionId};

/// Everything that a decision tells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Record {
    pub(crate) possible: Possible,
    pub(crate) exact: bool,
    pub(crate) grounds: Vec<Ground>,
    pub(crate) missing: Vec<FactId>,
    pub(crate) open_questions: Vec<QuestionId>,
    pub(crate) hinges: Vec<Hinge>,
    pub(crate) lifted: Vec<ProvisionId>,
    pub(crate) outlook: Outlook,
    pub(crate) covered: bool,
    pub(crate) retroactive: bool,
    pub(crate) valid: Interval,
    pub(crate) same: Interval,
    pub(crate) next: Option<Next>,
    pub(crate) assumed: Vec<Instant>,
}

/// Why (SPEC 10.2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Ground {
    pub(crate) provision: ProvisionId,
    pub(crate) status: Status,
    /// Sorted.
    pub(crate) by: Vec<ProvisionId>,
    pub(crate) certain: bool,
}

/// Highest status first (SPEC 10.2).
pub(crate) fn sort_grounds(grounds: &mut [Ground]) {
    order::sort_by(grounds, |a, b| (b.status, a.provision) < (a.status, b.provision));
}

/// The grounds of all worlds together, from those of some of the worlds in each set.
pub(crate) fn union_of_grounds(sets: &[Vec<Ground>]) -> Vec<Ground> {
    let mut union: Vec<(Ground, usize)> = Vec::new();
    for ground in sets.iter().flatten() {
        let same = |(other, _): &&mut (Ground, usize)| {
            (other.provision, other.status) == (ground.provision, ground.status)
        };
        match union.iter_mut().find(same) {
            Some((known, certain)) => {
                known.by.extend(&ground.by);
                *certain += usize::from(ground.certain);
            }
            None => union.push((ground.clone(), usize::from(ground.certain))),
        }
    }
    let mut union: Vec<Ground> = union
        .into_iter()
        .map(|(mut ground, certain)| {
            ground.certain = certain == sets.len();
            ground.by.sort_unstable();
            ground.by.dedup();
            ground
        })
        .collect();
    sort_grounds(&mut union);
    union
}

/// What was presumed and would change the answer (SPEC 7.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Hinge {
    pub(crate) on: HingeOn,
    pub(crate) presumed: u32,
    /// Every other value, with the possible set that it would make.
    pub(crate) others: Vec<(u32, Possible)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum HingeOn {
    Fact(FactId),
    Question(QuestionId),
}

/// What is pending (SPEC 10.4).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Outlook {
    pub(crate) challenges: Vec<ProvisionId>,
    pub(crate) reserves: Vec<ProvisionId>,
    pub(crate) scheduled: Vec<ProvisionId>,
    pub(crate) statements: Vec<ProvisionId>,
}

/// The run that follows (SPEC 8.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Next {
    pub(crate) at: Instant,
    pub(crate) possible: Possible,
    pub(crate) grounds: Vec<Ground>,
}

/// A maximal run of the possible set (SPEC 8.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    pub(crate) span: Interval,
    pub(crate) possible: Possible,
    /// At the start of the run.
    pub(crate) grounds: Vec<Ground>,
}
