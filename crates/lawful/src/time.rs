//! Instants and half-open intervals (SPEC 1.1, 1.2). The core knows UTC seconds only: no zones, no clock.

use std::fmt;
use std::str::FromStr;

use crate::error::{Code, Error, shown};

/// A whole second of UTC, from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z (SPEC 1.1).
///
/// The value is always in range: constructors refuse everything else and never clamp.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Instant = Instant(-62_135_596_800);
    /// 9999-12-31T23:59:59Z.
    pub const MAX: Instant = Instant(253_402_300_799);

    /// The instant that many seconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// `E-instant` outside of [`Instant::MIN`]..=[`Instant::MAX`].
    #[inline]
    pub fn from_unix_seconds(seconds: i64) -> Result<Instant, Error> {
        if (Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            Ok(Instant(seconds))
        } else {
            Err(out_of_range(seconds))
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0
    }

    /// The instant one second earlier, or `None` at [`Instant::MIN`].
    #[must_use]
    pub fn before(self) -> Option<Instant> {
        (self > Self::MIN).then(|| Instant(self.0 - 1))
    }

    /// The instant of a UTC civil time, or `None` if there is no such time.
    pub(crate) fn from_civil(year: i64, month: i64, day: i64, second_of_day: i64) -> Option<Instant> {
        if !(1..=9999).contains(&year)
            || !(1..=12).contains(&month)
            || !(1..=days_in_month(year, month)).contains(&day)
        {
            return None;
        }
        Some(Instant(days_from_civil(year, month, day) * 86_400 + second_of_day))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.0.div_euclid(86_400), self.0.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        )
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = Error;

    /// Reads an RFC 3339 date-time with an offset: `2020-09-21T12:00:00Z`, `2020-09-20T23:59:00-04:00`; the
    /// seconds may be left out.
    ///
    /// # Errors
    /// `E-time` for anything else: no offset, fractions of a second, a second 60, a day that does not exist.
    /// `E-instant` if the instant is outside of the years 1 to 9999.
    fn from_str(text: &str) -> Result<Instant, Error> {
        let bad = |why: &str| {
            Error::new(Code::Time, format!("`{}` is not an instant: {why}", shown(text)))
                .with_hint("write a date, a time and an offset, such as 2020-09-21T12:00:00Z")
        };
        let bytes = text.as_bytes();
        let number = |range: std::ops::Range<usize>| -> Option<i64> {
            let part = bytes.get(range)?;
            part.iter()
                .all(u8::is_ascii_digit)
                .then(|| part.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
        };
        let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|b| wanted.contains(b));
        let date = (number(0..4), number(5..7), number(8..10));
        let (Some(year), Some(month), Some(day)) = date else {
            return Err(bad("it does not begin with a date"));
        };
        if !is(4, b"-") || !is(7, b"-") || !is(10, b"Tt ") {
            return Err(bad("a date is followed by `T` and a time"));
        }
        let (Some(hour), Some(minute)) = (number(11..13), number(14..16)) else {
            return Err(bad("the time is not hours and minutes"));
        };
        if !is(13, b":") {
            return Err(bad("the time is not hours and minutes"));
        }
        let (second, rest) = if is(16, b":") {
            (number(17..19).ok_or_else(|| bad("the seconds are not two digits"))?, 19)
        } else {
            (0, 16)
        };
        if is(rest, b".,") {
            return Err(bad("fractions of a second are not accepted"));
        }
        if hour > 23 || minute > 59 || second > 59 {
            return Err(bad("there is no such time of day"));
        }
        let offset = match bytes.get(rest) {
            None => return Err(bad("it has no offset")),
            Some(b'Z' | b'z') if bytes.len() == rest + 1 => 0,
            Some(sign @ (b'+' | b'-')) if bytes.len() == rest + 6 && is(rest + 3, b":") => {
                match (number(rest + 1..rest + 3), number(rest + 4..rest + 6)) {
                    (Some(h), Some(m)) if h <= 23 && m <= 59 => {
                        (h * 60 + m) * 60 * if *sign == b'-' { -1 } else { 1 }
                    }
                    _ => return Err(bad("there is no such offset")),
                }
            }
            Some(_) => return Err(bad("what follows the time is not an offset")),
        };
        if year == 0 {
            return Err(Error::new(Code::Instant, format!("`{}` is before the year 1", shown(text))));
        }
        let civil = Instant::from_civil(year, month, day, (hour * 60 + minute) * 60 + second)
            .ok_or_else(|| bad("there is no such day"))?;
        Instant::from_unix_seconds(civil.0 - offset)
    }
}

impl serde::Serialize for Instant {
    /// As RFC 3339 text, or in binary formats as seconds.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> serde::Deserialize<'de> for Instant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        use serde::de::Error as _;
        if deserializer.is_human_readable() {
            let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
            text.parse().map_err(D::Error::custom)
        } else {
            Instant::from_unix_seconds(i64::deserialize(deserializer)?).map_err(D::Error::custom)
        }
    }
}

/// A half-open span `[from, until)`; an absent bound is no known bound (SPEC 1.2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Interval {
    /// The first second, or `None`: since ever.
    pub from: Option<Instant>,
    /// The first second after the span, or `None`: no known end.
    pub until: Option<Instant>,
}

impl Interval {
    /// All instants.
    pub const ALWAYS: Interval = Interval { from: None, until: None };

    /// Whether the instant lies in the span.
    #[must_use]
    pub fn contains(&self, at: Instant) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// Away from what is asked often.
#[cold]
fn out_of_range(seconds: i64) -> Error {
    Error::new(Code::Instant, format!("{seconds} seconds from 1970 is outside of the years 1 to 9999"))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar; years start in March so that leap days come last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let month = if m < 10 { m + 3 } else { m - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_year - (153 * m + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_and_written_alike() {
        for text in
            ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2020-02-29T23:59:59Z", "9999-12-31T23:59:59Z"]
        {
            assert_eq!(text.parse::<Instant>().unwrap().to_string(), text);
        }
        let start: Instant = "2020-09-20T23:59:00-04:00".parse().unwrap();
        assert_eq!(start.to_string(), "2020-09-21T03:59:00Z");
        assert_eq!("2020-09-21T12:00Z".parse::<Instant>().unwrap().to_string(), "2020-09-21T12:00:00Z");
    }

    #[test]
    fn what_is_no_instant_is_refused_and_never_clamped() {
        let codes = |text: &str| text.parse::<Instant>().unwrap_err().code();
        for text in [
            "",
            "2020-09-21",
            "2020-09-21T12:00:00",
            "2020-02-30T00:00:00Z",
            "2020-01-01T23:59:60Z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:00:00.5Z",
            "2020-01-01T00:00:00+0100",
            "2020-01-01T00:00:00Zz",
            "２020-01-01T00:00:00Z",
        ] {
            assert_eq!(codes(text), Code::Time, "{text}");
        }
        assert_eq!(codes("0000-01-01T00:00:00Z"), Code::Instant);
        assert_eq!(codes("9999-12-31T23:59:59-00:01"), Code::Instant);
        assert_eq!(codes("0001-01-01T00:00:00+00:01"), Code::Instant);
        assert!(
            Instant::from_unix_seconds(i64::MAX).is_err() && Instant::from_unix_seconds(i64::MIN).is_err()
        );
    }
}
