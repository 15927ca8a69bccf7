//! Ownership and groups of parties (SPEC 2.6).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::question::QuestionId;
use super::tree::{NodeId, Span};

/// An exact share in percent, from 0 to 100, in billionths of a percent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Share(i64);

impl Share {
    const SCALE: i64 = 1_000_000_000;
    pub(crate) const WHOLE: Share = Share(100 * Self::SCALE);

    #[cfg(feature = "authoring")]
    pub(crate) const fn billionths(self) -> i64 {
        self.0
    }

    /// Also of a sum above 100, for a message.
    #[cfg(feature = "authoring")]
    pub(crate) const fn from_billionths(billionths: i64) -> Share {
        Share(billionths)
    }

    /// Reads a decimal with at most nine decimal places; `None` for anything else and outside of 0 to 100.
    pub(crate) fn parse(text: &str) -> Option<Share> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || decimals.len() > 9 || !digits(whole) || !digits(decimals) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let decimals: i64 = format!("{decimals:0<9}").parse().ok()?;
        let share = Share(whole * Self::SCALE + decimals);
        (share <= Self::WHOLE).then_some(share)
    }

    /// Sums; at most a few million owners of a whole each fit.
    pub(crate) fn sum(shares: impl Iterator<Item = Share>) -> Share {
        Share(shares.fold(0, |sum, share| sum.saturating_add(share.0)))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:09}", self.0 % Self::SCALE);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{}", self.0 / Self::SCALE),
            decimals => write!(f, "{}.{decimals}", self.0 / Self::SCALE),
        }
    }
}

/// A share that is known, or that depends on the answer to a question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Stake {
    Known(Share),
    /// One share for every answer, in the order of the question's answers.
    Asked(QuestionId, Vec<Share>),
}

impl Stake {
    pub(crate) fn under(&self, answer: impl Fn(QuestionId) -> u32) -> Share {
        match self {
            Stake::Known(share) => *share,
            Stake::Asked(question, shares) => shares[answer(*question) as usize],
        }
    }
}

/// A dated owner of a party.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Owner {
    pub(crate) party: NodeId,
    pub(crate) share: Stake,
    pub(crate) control: bool,
    pub(crate) span: Span,
}

/// Index of a group condition's group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct GroupId(u32);

impl GroupId {
    pub(crate) const fn from_index(index: usize) -> GroupId {
        assert!(index <= u32::MAX as usize);
        GroupId(index as u32)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The least set that contains the roots and what members own enough of.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) roots: Vec<NodeId>,
    pub(crate) threshold: Share,
    /// `above` instead of `at_least`.
    pub(crate) strict: bool,
    pub(crate) or_control: bool,
}

impl Group {
    pub(crate) fn reaches(&self, sum: Share) -> bool {
        if self.strict { sum > self.threshold } else { sum >= self.threshold }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact_decimals() {
        for (text, shown) in
            [("50", "50"), ("33.330", "33.33"), ("0.000000001", "0.000000001"), ("100.0", "100")]
        {
            assert_eq!(Share::parse(text).map(|s| s.to_string()).as_deref(), Some(shown));
        }
        for text in ["", "-1", "100.1", "101", "1e1", "0.0000000001", "+5", "nan"] {
            assert!(Share::parse(text).is_none(), "{text}");
        }
    }
}
