//! Questions: points on which the law or its text is open (SPEC 2.7).

use serde::{Deserialize, Serialize};

use super::text::Text;

/// Index of a question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct QuestionId(u32);

impl QuestionId {
    pub(crate) const fn from_index(index: usize) -> QuestionId {
        assert!(index <= u32::MAX as usize);
        QuestionId(index as u32)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An open point with a closed list of answers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Question {
    pub(crate) id: String,
    pub(crate) answers: Vec<String>,
    /// Index of the presumed answer, where the better view is clear.
    pub(crate) presumed: Option<u32>,
    pub(crate) asks: Text,
}
