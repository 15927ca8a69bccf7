//! What a caller does with an answer (SPEC 10.5): which of the actions of a posture an answer calls for. The actions
//! themselves are values of the app, and stay in its language.

use crate::verdict::Verdict;

/// The cases for which a posture has an action (SPEC 10.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum PostureCase {
    /// No prohibition reaches the transaction, in a place and for an activity that the record covers.
    Unregulated,
    /// An exemption carves it out.
    Exempt,
    /// A licence permits it.
    Licensed,
    /// A suspension lasts.
    Suspended,
    /// Prohibited, and not enforced.
    Unenforced,
    /// Prohibited.
    Prohibited,
    /// It depends on what is not known.
    Indeterminate,
    /// Free of prohibitions as far as is known, where nobody has looked (SPEC 7.6).
    NotCovered,
}

/// The case of an answer: its verdict, and whether the record covers it.
#[uniffi::export]
pub fn posture_case(verdict: Verdict, covered: bool) -> PostureCase {
    *CASES.action(verdict.into(), covered)
}

/// A posture whose actions are the cases.
const CASES: lawful::Posture<PostureCase> = lawful::Posture {
    unregulated: PostureCase::Unregulated,
    exempt: PostureCase::Exempt,
    licensed: PostureCase::Licensed,
    suspended: PostureCase::Suspended,
    unenforced: PostureCase::Unenforced,
    prohibited: PostureCase::Prohibited,
    indeterminate: PostureCase::Indeterminate,
    not_covered: PostureCase::NotCovered,
};
