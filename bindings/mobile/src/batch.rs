//! Many questions in one call: from Kotlin, a call costs tens of microseconds, whatever it does.

use crate::error::{LawfulError, Problem};
use crate::posture::{PostureCase, posture_case};
use crate::time::{Instant, known as checked_known};
use crate::transaction::Transaction;
use crate::verdict::Outcome;

/// One question of a batch.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Question {
    /// What is asked.
    pub transaction: Transaction,
    /// When the conduct takes place.
    pub at: Instant,
    /// What was public by then counts; absent: all that the rule set holds.
    #[uniffi(default = None)]
    pub known: Option<Instant>,
}

/// What one question of a batch comes to.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum BatchAnswer {
    /// It has an answer.
    Answered {
        /// The short answer.
        outcome: Outcome,
        /// Whether the record covers the place and the activity (SPEC 7.6).
        covered: bool,
        /// Which action of a posture it calls for.
        posture_case: PostureCase,
    },
    /// It is wrong: every mistake at once; at least one.
    Refused {
        /// The mistakes.
        problems: Vec<Problem>,
    },
}

/// The answers, in the order of the questions.
pub(crate) fn decide(
    rules: &lawful::Ruleset,
    questions: &[Question],
) -> Result<Vec<BatchAnswer>, LawfulError> {
    let answer = |question: &Question| match answered(rules, question) {
        Err(LawfulError::Refused { problems }) => Ok(BatchAnswer::Refused { problems }),
        other => other,
    };
    questions.iter().map(answer).collect()
}

fn answered(rules: &lawful::Ruleset, question: &Question) -> Result<BatchAnswer, LawfulError> {
    let (at, known) = (question.at.checked()?, checked_known(question.known)?);
    let transaction = question.transaction.build(rules)?;
    let outcome = Outcome::of(transaction.verdict(at, known));
    let covered = transaction.covered(at, known);
    let posture_case = posture_case(outcome.verdict, covered);
    Ok(BatchAnswer::Answered { outcome, covered, posture_case })
}
