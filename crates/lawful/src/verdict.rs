//! The six verdicts and sets of them (SPEC 6, 7.1, 10.6).

use std::fmt;

/// What holds for a transaction at an instant, from least to most residual risk (SPEC 6.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Status {
    /// No prohibition reaches it.
    Unregulated = 1,
    /// A prohibition reaches it, but an exemption carves it out; or an exemption speaks.
    Exempt = 2,
    /// A prohibition reaches it, but a licence permits it; or a licence speaks.
    Licensed = 3,
    /// The prohibition has no force while a suspension lasts.
    Suspended = 4,
    /// The prohibition stands, and the enforcer has bound itself not to enforce it.
    Unenforced = 5,
    /// Prohibited.
    Prohibited = 6,
}

impl Status {
    /// All, from least to most (SPEC 6.2).
    pub const ALL: [Status; 6] = [
        Status::Unregulated,
        Status::Exempt,
        Status::Licensed,
        Status::Suspended,
        Status::Unenforced,
        Status::Prohibited,
    ];

    /// The word: `unregulated`, `exempt`, `licensed`, `suspended`, `unenforced`, `prohibited`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Unregulated => "unregulated",
            Status::Exempt => "exempt",
            Status::Licensed => "licensed",
            Status::Suspended => "suspended",
            Status::Unenforced => "unenforced",
            Status::Prohibited => "prohibited",
        }
    }

    /// The number for wires and columns, from 1 to 6 (SPEC 10.6).
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    pub(crate) const fn from_number(number: u8) -> Option<Status> {
        match number {
            1 => Some(Status::Unregulated),
            2 => Some(Status::Exempt),
            3 => Some(Status::Licensed),
            4 => Some(Status::Suspended),
            5 => Some(Status::Unenforced),
            6 => Some(Status::Prohibited),
            _ => None,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The answer: one of the six, or `indeterminate` where what is not known decides (SPEC 7.1).
///
/// It has no truth value and no order: a caller that must act states a [`Posture`](crate::Posture).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// The same in every world.
    Determinate(Status),
    /// It depends on what is not known.
    Indeterminate,
}

impl Verdict {
    /// The word: that of the status, or `indeterminate`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Determinate(status) => status.as_str(),
            Verdict::Indeterminate => "indeterminate",
        }
    }

    /// The number for wires and columns, from 1 to 7; 0 is never an answer (SPEC 10.6).
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Verdict::Determinate(status) => status.number(),
            Verdict::Indeterminate => 7,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A set of possible verdicts; never empty where the library hands it out (SPEC 7.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possible(u8);

impl Possible {
    pub(crate) const NONE: Possible = Possible(0);
    pub(crate) const ALL: Possible = Possible(0b11_1111);

    pub(crate) const fn of(status: Status) -> Possible {
        Possible(1 << (status.number() - 1))
    }

    pub(crate) const fn with(self, status: Status) -> Possible {
        Possible(self.0 | Possible::of(status).0)
    }

    pub(crate) const fn union(self, other: Possible) -> Possible {
        Possible(self.0 | other.0)
    }

    /// The byte of SPEC 10.6: bit n−1 for verdict n.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u8) -> Possible {
        Possible(bits & Possible::ALL.0)
    }

    /// Whether the verdict is possible.
    #[must_use]
    pub const fn contains(self, status: Status) -> bool {
        self.0 & Possible::of(status).0 != 0
    }

    /// Its members, from least to most.
    pub fn iter(self) -> impl Iterator<Item = Status> {
        Status::ALL.into_iter().filter(move |status| self.contains(*status))
    }

    /// The least member.
    #[must_use]
    pub fn at_least(self) -> Status {
        Status::from_number(self.0.trailing_zeros() as u8 + 1).unwrap_or(Status::Unregulated)
    }

    /// The greatest member.
    #[must_use]
    pub fn at_most(self) -> Status {
        Status::from_number(8 - self.0.leading_zeros() as u8).unwrap_or(Status::Prohibited)
    }

    /// The verdict: the only member, or `indeterminate`.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        if self.0.count_ones() == 1 { Verdict::Determinate(self.at_least()) } else { Verdict::Indeterminate }
    }
}

impl fmt::Debug for Possible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_possible_set_knows_its_bounds_and_its_verdict() {
        for (n, status) in Status::ALL.into_iter().enumerate() {
            let one = Possible::of(status);
            assert_eq!((one.at_least(), one.at_most()), (status, status));
            assert_eq!(one.verdict(), Verdict::Determinate(status));
            assert_eq!(one.bits(), 1 << n);
        }
        let some = Possible::of(Status::Exempt).with(Status::Unenforced);
        assert_eq!((some.at_least(), some.at_most()), (Status::Exempt, Status::Unenforced));
        assert_eq!(some.verdict(), Verdict::Indeterminate);
    }
}
