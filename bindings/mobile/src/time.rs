//! Instants and spans (SPEC 1.1, 1.2).

use crate::error::LawfulError;

/// A whole second of UTC. Where it is given, it is checked by the call: an instant outside of the years 1 to 9999 is
/// `E-instant`. Where it is told, it is in range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instant {
    /// Seconds since 1970-01-01T00:00:00Z.
    pub unix_seconds: i64,
}

uniffi::custom_type!(
    /// A whole second of UTC, in the years 1 to 9999. A fraction of a second is dropped, rounding down.
    Instant, i64, {
        lower: |instant| instant.unix_seconds,
        try_lift: |unix_seconds| Ok(Instant { unix_seconds }),
    }
);

/// A half-open span; an absent bound is no known bound (SPEC 1.2).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Span {
    /// The first second; absent: since ever.
    pub from: Option<Instant>,
    /// The first second after the span; absent: no known end.
    pub until: Option<Instant>,
}

impl Instant {
    pub(crate) fn checked(self) -> Result<lawful::Instant, LawfulError> {
        Ok(lawful::Instant::from_unix_seconds(self.unix_seconds)?)
    }
}

/// What was public by then counts; absent: all that the rule set holds.
pub(crate) fn known(known: Option<Instant>) -> Result<Option<lawful::Instant>, LawfulError> {
    known.map(Instant::checked).transpose()
}

impl From<lawful::Instant> for Instant {
    fn from(instant: lawful::Instant) -> Instant {
        Instant { unix_seconds: instant.unix_seconds() }
    }
}

impl From<lawful::Interval> for Span {
    fn from(interval: lawful::Interval) -> Span {
        Span { from: interval.from.map(Instant::from), until: interval.until.map(Instant::from) }
    }
}
