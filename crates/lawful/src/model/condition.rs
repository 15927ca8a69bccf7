//! Conditions (SPEC 3.6).

use serde::{Deserialize, Serialize};

use crate::vocabulary::{FactId, GroupId, NodeId, QuestionId};

/// What must hold for a provision to reach a transaction. An empty `All` holds always.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Test),
}

/// A test of one fact or question.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Test {
    /// The atom is under the node as of `at` (regions, activities, actors, apps; of parties only the root).
    Under(FactId, NodeId),
    /// That party alone.
    Party(FactId, NodeId),
    /// A member of the group as of `at`.
    Member(FactId, GroupId),
    Flag(FactId, bool),
    /// The index of the answer.
    Choice(FactId, u32),
    Number(FactId, Range),
    /// The index of the answer.
    Question(QuestionId, u32),
}

/// A closed range of whole numbers; `least <= greatest`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Range {
    pub(crate) least: i64,
    pub(crate) greatest: i64,
}

impl Range {
    pub(crate) fn contains(self, number: i64) -> bool {
        (self.least..=self.greatest).contains(&number)
    }
}

impl Condition {
    pub(crate) const ALWAYS: Condition = Condition::All(Vec::new());

    /// All tests in it, from left to right.
    pub(crate) fn tests(&self) -> Vec<&Test> {
        let mut tests = Vec::new();
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            match condition {
                Condition::All(parts) | Condition::Any(parts) => open.extend(parts.iter().rev()),
                Condition::Not(part) => open.push(part),
                Condition::Test(test) => tests.push(test),
            }
        }
        tests
    }

    /// Whether it holds, given what each test says.
    pub(crate) fn holds(&self, test: &mut impl FnMut(&Test) -> bool) -> bool {
        match self {
            Condition::All(parts) => parts.iter().all(|part| part.holds(test)),
            Condition::Any(parts) => parts.iter().any(|part| part.holds(test)),
            Condition::Not(part) => !part.holds(test),
            Condition::Test(leaf) => test(leaf),
        }
    }
}

impl Test {
    /// The fact that is tested; `None` for a question.
    pub(crate) fn fact(&self) -> Option<FactId> {
        match self {
            Test::Under(fact, _)
            | Test::Party(fact, _)
            | Test::Member(fact, _)
            | Test::Flag(fact, _)
            | Test::Choice(fact, _)
            | Test::Number(fact, _) => Some(*fact),
            Test::Question(..) => None,
        }
    }
}
