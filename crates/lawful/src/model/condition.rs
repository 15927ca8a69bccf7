//! Conditions (SPEC 3.6).

use serde::{Deserialize, Serialize};

use crate::vocabulary::{FactId, GroupId, NodeId, QuestionId};

/// What must hold for a provision to reach a transaction. An empty `All` holds always.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Test),
}

/// A test of one fact or question.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
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

/// A condition in one row, each part after what it stands in, so that it is read without recursion (SPEC 12.6).
#[derive(Serialize, Deserialize)]
enum Token {
    /// With the number of parts.
    All(u32),
    Any(u32),
    Not,
    Test(Test),
}

/// Deeper conditions than documents may have are not read (SPEC 3.7: 16 levels, each a list and a `not` here).
const MAX_DEPTH: usize = 64;

impl Serialize for Condition {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut tokens = Vec::new();
        let mut open = vec![self];
        while let Some(condition) = open.pop() {
            tokens.push(match condition {
                Condition::All(parts) => {
                    open.extend(parts.iter().rev());
                    Token::All(parts.len() as u32)
                }
                Condition::Any(parts) => {
                    open.extend(parts.iter().rev());
                    Token::Any(parts.len() as u32)
                }
                Condition::Not(part) => {
                    open.push(part);
                    Token::Not
                }
                Condition::Test(test) => Token::Test(*test),
            });
        }
        tokens.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
        let tokens = Vec::<Token>::deserialize(deserializer)?;
        from_tokens(tokens).ok_or_else(|| serde::de::Error::custom("a malformed condition"))
    }
}

/// Builds from the last token to the first: what a part needs is then already there.
fn from_tokens(tokens: Vec<Token>) -> Option<Condition> {
    // The newest is at the end; with each its depth.
    let mut built: Vec<(Condition, usize)> = Vec::new();
    for token in tokens.into_iter().rev() {
        let mut take = |count: u32| -> Option<(Vec<Condition>, usize)> {
            let rest = built.len().checked_sub(count as usize)?;
            let (parts, depths): (Vec<Condition>, Vec<usize>) = built.drain(rest..).rev().unzip();
            let depth = depths.into_iter().max().unwrap_or(0) + 1;
            (depth <= MAX_DEPTH).then_some((parts, depth))
        };
        let next = match token {
            Token::All(count) => take(count).map(|(parts, depth)| (Condition::All(parts), depth))?,
            Token::Any(count) => take(count).map(|(parts, depth)| (Condition::Any(parts), depth))?,
            Token::Not => {
                let (mut parts, depth) = take(1)?;
                (Condition::Not(Box::new(parts.pop()?)), depth)
            }
            Token::Test(test) => (Condition::Test(test), 1),
        };
        built.push(next);
    }
    let (condition, _) = built.pop()?;
    built.is_empty().then_some(condition)
}

impl Condition {
    pub(crate) const ALWAYS: Condition = Condition::All(Vec::new());

    /// Gives back the memory that reading took and that is not needed; documents bound how deep it goes.
    #[cfg(feature = "authoring")]
    pub(crate) fn shrink(&mut self) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => {
                parts.shrink_to_fit();
                parts.iter_mut().for_each(Condition::shrink);
            }
            Condition::Not(part) => part.shrink(),
            Condition::Test(_) => {}
        }
    }

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
