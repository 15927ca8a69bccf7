//! A time as it is written: a date, a local date-time or an offset date-time (SPEC 1.3, 12.5). Nothing is resolved.

use std::fmt;

use jiff::civil::{Date, DateTime};

use crate::error::{Code, Error, shown};
use crate::time::Instant;

/// A date that exists, with or without a time of day, and that with or without an offset from UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stamp {
    Date(Date),
    Local(DateTime),
    /// The offset in minutes, east of UTC positive.
    Offset(DateTime, i32),
}

impl Stamp {
    pub(super) fn date(self) -> Date {
        match self {
            Stamp::Date(date) => date,
            Stamp::Local(time) | Stamp::Offset(time, _) => time.date(),
        }
    }

    /// What TOML read, if it is whole and of whole seconds; [`Stamp::parse`] says of the rest what is wrong with it.
    pub(super) fn of(read: &toml_datetime::Datetime) -> Option<Stamp> {
        let date = read.date?;
        let date = Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()?;
        let Some(time) = read.time else { return Some(Stamp::Date(date)) };
        if time.nanosecond.is_some() {
            return None;
        }
        let (hour, minute, second) = (time.hour as i8, time.minute as i8, time.second.unwrap_or(0) as i8);
        let time = DateTime::from_parts(date, jiff::civil::Time::new(hour, minute, second, 0).ok()?);
        match read.offset {
            None => Some(Stamp::Local(time)),
            Some(toml_datetime::Offset::Z) => Some(Stamp::Offset(time, 0)),
            Some(toml_datetime::Offset::Custom { minutes }) => {
                (minutes.abs() < 24 * 60).then_some(Stamp::Offset(time, minutes.into()))
            }
        }
    }

    /// Reads the text form, which TOML, JSON and the command line share. Seconds may be left out.
    pub(super) fn parse(text: &str) -> Result<Stamp, Error> {
        let bad = |why: &str| {
            Error::new(Code::Time, format!("`{}` is not a time: {why}", shown(text)))
                .with_hint("write 2020-09-20, 2020-09-20T23:59:00 or 2020-09-20T23:59:00-04:00")
        };
        let bytes = text.as_bytes();
        let date = date(bytes).ok_or_else(|| bad("it does not begin with a date that exists"))?;
        let Some(rest) = bytes.get(10..).filter(|rest| !rest.is_empty()) else {
            return Ok(Stamp::Date(date));
        };
        let Some((b'T' | b't' | b' ', rest)) = rest.split_first().map(|(first, rest)| (*first, rest)) else {
            return Err(bad("a date is followed by `T` and a time of day"));
        };
        let (hour, minute) = match (digits(rest, 0, 2), rest.get(2), digits(rest, 3, 2)) {
            (Some(hour), Some(b':'), Some(minute)) => (hour, minute),
            _ => return Err(bad("the time of day is not hours and minutes")),
        };
        let (second, rest) = match rest.get(5) {
            Some(b':') => {
                (digits(rest, 6, 2).ok_or_else(|| bad("the seconds are not two digits"))?, rest.get(8..))
            }
            _ => (0, rest.get(5..)),
        };
        let rest = rest.unwrap_or_default();
        if matches!(rest.first(), Some(b'.' | b',')) {
            return Err(bad("fractions of a second are not accepted"));
        }
        let time =
            DateTime::new(date.year(), date.month(), date.day(), hour as i8, minute as i8, second as i8, 0)
                .map_err(|_| bad("there is no such time of day"))?;
        match rest {
            [] => Ok(Stamp::Local(time)),
            [b'Z' | b'z'] => Ok(Stamp::Offset(time, 0)),
            [sign @ (b'+' | b'-'), _, _, b':', _, _] => match (digits(rest, 1, 2), digits(rest, 4, 2)) {
                (Some(h), Some(m)) if h < 24 && m < 60 => {
                    Ok(Stamp::Offset(time, (h * 60 + m) * if *sign == b'-' { -1 } else { 1 }))
                }
                _ => Err(bad("there is no such offset")),
            },
            _ => Err(bad("what follows the time of day is not an offset")),
        }
    }
}

/// With `T`, seconds, and offset zero as `Z` (SPEC 12.5).
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stamp::Date(date) => fmt::Display::fmt(date, f),
            Stamp::Local(time) | Stamp::Offset(time, _) => fmt::Display::fmt(time, f),
        }?;
        match self {
            Stamp::Offset(_, 0) => f.write_str("Z"),
            Stamp::Offset(_, minutes) => {
                let sign = if *minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
            Stamp::Date(_) | Stamp::Local(_) => Ok(()),
        }
    }
}

/// The instant of a civil time at an offset in seconds.
pub(super) fn instant(civil: DateTime, offset_seconds: i64) -> Result<Instant, Error> {
    let of_day = (i64::from(civil.hour()) * 60 + i64::from(civil.minute())) * 60 + i64::from(civil.second())
        - offset_seconds;
    let midnight = Instant::from_civil(civil.year().into(), civil.month().into(), civil.day().into(), 0);
    match midnight {
        Some(midnight) => Instant::from_unix_seconds(midnight.unix_seconds() + of_day),
        None => Err(Error::new(Code::Instant, format!("`{civil}` is outside of the years 1 to 9999"))),
    }
}

fn date(bytes: &[u8]) -> Option<Date> {
    if bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
        return None;
    }
    let (year, month, day) = (digits(bytes, 0, 4)?, digits(bytes, 5, 2)?, digits(bytes, 8, 2)?);
    Date::new(year as i16, month as i8, day as i8).ok()
}

/// A number of that many digits; at most four.
fn digits(bytes: &[u8], at: usize, count: usize) -> Option<i32> {
    let part = bytes.get(at..at + count)?;
    part.iter()
        .all(u8::is_ascii_digit)
        .then(|| part.iter().fold(0, |n, digit| n * 10 + i32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_with_seconds_and_zulu_as_12_5_wants() {
        for (text, written) in [
            ("2020-09-20", "2020-09-20"),
            ("2020-09-20 23:59", "2020-09-20T23:59:00"),
            ("2020-09-20t23:59:07z", "2020-09-20T23:59:07Z"),
            ("2020-09-20T23:59:00-00:00", "2020-09-20T23:59:00Z"),
            ("2020-09-20T23:59+05:30", "2020-09-20T23:59:00+05:30"),
        ] {
            assert_eq!(Stamp::parse(text).unwrap().to_string(), written);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2020",
            "2020-02-30",
            "2020-9-1",
            "2020-09-20T",
            "2020-09-20T24:00",
            "2020-09-20T23:59:60",
            "2020-09-20T1:1",
            "2020-09-20T12:00:00.0Z",
            "2020-09-20T12:00:00+0100",
            "2020-09-20T12:00:00+24:00",
            "2020-09-20T12:00 x",
            "２020-01-01",
        ] {
            assert_eq!(Stamp::parse(text).unwrap_err().code(), Code::Time, "{text}");
        }
    }
}
