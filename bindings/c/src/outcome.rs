#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Verdicts, sets of them, and the short answer (SPEC 10.6).

use lawful::{Outcome, Possible, Status};

use crate::instant::LAWFUL_NO_END;
use crate::pointer::Lent;

/// No answer: never a verdict.
pub const LAWFUL_NO_VERDICT: u8 = 0;
/// No prohibition reaches the transaction.
pub const LAWFUL_UNREGULATED: u8 = 1;
/// An exemption carves it out.
pub const LAWFUL_EXEMPT: u8 = 2;
/// A licence permits it.
pub const LAWFUL_LICENSED: u8 = 3;
/// The prohibition has no force while a suspension lasts.
pub const LAWFUL_SUSPENDED: u8 = 4;
/// The prohibition stands, and the enforcer has bound itself not to enforce it.
pub const LAWFUL_UNENFORCED: u8 = 5;
/// The prohibition stands.
pub const LAWFUL_PROHIBITED: u8 = 6;
/// It depends on what is not known.
pub const LAWFUL_INDETERMINATE: u8 = 7;

/// The short answer.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_outcome {
    /// The end of the run of `possible` that contains the instant asked about, or `LAWFUL_NO_END`.
    pub valid_until: i64,
    /// The verdict, from 1 to 7; 0 where the call failed.
    pub verdict: u8,
    /// The verdicts of all worlds: bit n-1 for verdict n.
    pub possible: u8,
    /// The least possible verdict.
    pub at_least: u8,
    /// The greatest possible verdict.
    pub at_most: u8,
    /// Always 0.
    pub reserved: u32,
}

impl lawful_outcome {
    /// No answer.
    pub(crate) const NONE: lawful_outcome = lawful_outcome {
        valid_until: 0,
        verdict: LAWFUL_NO_VERDICT,
        possible: 0,
        at_least: LAWFUL_NO_VERDICT,
        at_most: LAWFUL_NO_VERDICT,
        reserved: 0,
    };

    #[inline]
    pub(crate) fn of(outcome: Outcome) -> lawful_outcome {
        lawful_outcome {
            valid_until: outcome.valid_until.map_or(LAWFUL_NO_END, lawful::Instant::unix_seconds),
            ..lawful_outcome::of_possible(outcome.possible)
        }
    }

    #[inline]
    pub(crate) fn of_possible(possible: Possible) -> lawful_outcome {
        lawful_outcome {
            valid_until: LAWFUL_NO_END,
            verdict: possible.verdict().number(),
            possible: possible.bits(),
            at_least: possible.at_least().number(),
            at_most: possible.at_most().number(),
            reserved: 0,
        }
    }
}

/// The word for a verdict: `unregulated` … `prohibited`, `indeterminate`; empty for a number that is no verdict.
///
/// - Owns: the text lives as long as the library.
/// - Threads: any, at once.
/// - NULL: takes no pointer.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_verdict_name(verdict: u8) -> Lent {
    let status = Status::ALL.into_iter().find(|status| status.number() == verdict);
    Lent::of(match (status, verdict) {
        (Some(status), _) => status.as_str(),
        (None, LAWFUL_INDETERMINATE) => lawful::Verdict::Indeterminate.as_str(),
        (None, _) => "",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SPEC 10.6. A match without wildcard: a new status does not compile here.
    #[test]
    fn verdicts_have_the_numbers_of_the_core() {
        for status in Status::ALL {
            let number = match status {
                Status::Unregulated => LAWFUL_UNREGULATED,
                Status::Exempt => LAWFUL_EXEMPT,
                Status::Licensed => LAWFUL_LICENSED,
                Status::Suspended => LAWFUL_SUSPENDED,
                Status::Unenforced => LAWFUL_UNENFORCED,
                Status::Prohibited => LAWFUL_PROHIBITED,
            };
            assert_eq!(number, status.number());
        }
        assert_eq!(LAWFUL_INDETERMINATE, lawful::Verdict::Indeterminate.number());
    }
}
