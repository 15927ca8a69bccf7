//! What a caller does with an answer: stated once, without default (SPEC 10.5).

use crate::verdict::{Status, Verdict};

/// An action for every verdict, for `indeterminate` and for what is not covered.
///
/// There is no default: leaving a field out does not compile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Posture<A> {
    /// No prohibition reaches the transaction, in a place and for an activity that the record covers.
    pub unregulated: A,
    /// An exemption carves it out.
    pub exempt: A,
    /// A licence permits it.
    pub licensed: A,
    /// A suspension lasts.
    pub suspended: A,
    /// Prohibited, and not enforced.
    pub unenforced: A,
    /// Prohibited.
    pub prohibited: A,
    /// It depends on what is not known.
    pub indeterminate: A,
    /// Free of prohibitions as far as is known (`unregulated`, `exempt`, `licensed`), where nobody has looked
    /// (SPEC 7.6).
    pub not_covered: A,
}

impl<A> Posture<A> {
    /// The action for an answer. What would be free is `not_covered` where nobody has looked: a law that is not on
    /// record may prohibit it. What is restricted is so, covered or not.
    #[must_use]
    pub fn action(&self, verdict: Verdict, covered: bool) -> &A {
        match verdict {
            Verdict::Determinate(Status::Unregulated | Status::Exempt | Status::Licensed) if !covered => {
                &self.not_covered
            }
            Verdict::Determinate(Status::Unregulated) => &self.unregulated,
            Verdict::Determinate(Status::Exempt) => &self.exempt,
            Verdict::Determinate(Status::Licensed) => &self.licensed,
            Verdict::Determinate(Status::Suspended) => &self.suspended,
            Verdict::Determinate(Status::Unenforced) => &self.unenforced,
            Verdict::Determinate(Status::Prohibited) => &self.prohibited,
            Verdict::Indeterminate => &self.indeterminate,
        }
    }
}
