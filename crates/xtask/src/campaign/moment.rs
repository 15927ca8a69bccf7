//! The few instants of a campaign, so close that boundaries collide, and the ways in which documents write them.

use lawful::Instant;

use super::chance::Chance;
use super::description::Value;

/// There are so many.
pub(crate) const COUNT: usize = 12;
/// Seconds between two of them.
const STEP: i64 = 10;
/// The one that is a midnight, so that dates meet the others.
const MIDNIGHT: usize = 6;
/// 2030-01-01T00:00:00Z.
const MIDNIGHT_SECONDS: i64 = 1_893_456_000;

/// A number below [`COUNT`] as an instant.
pub(crate) fn instant(n: usize) -> Instant {
    let seconds = MIDNIGHT_SECONDS + STEP * (n as i64 - MIDNIGHT as i64);
    shifted(Instant::MIN, seconds - Instant::MIN.unix_seconds())
}

/// So many seconds later, within the years that there are.
pub(crate) fn shifted(at: Instant, seconds: i64) -> Instant {
    let wanted =
        (at.unix_seconds() + seconds).clamp(Instant::MIN.unix_seconds(), Instant::MAX.unix_seconds());
    Instant::from_unix_seconds(wanted).unwrap_or(at)
}

/// An instant at, just before or just after one of the pool, or anywhere near.
pub(crate) fn near(chance: &mut Chance) -> Instant {
    // Rather late, when there is something to find.
    let n = chance.below(COUNT).max(chance.below(COUNT));
    match chance.below(12) {
        0 if chance.percent(30) => shifted(instant(0), -1000),
        1 => shifted(instant(COUNT - 1), 200_000),
        2 => shifted(instant(n), chance.between(0, 9) as i64),
        3..=5 => shifted(instant(n), -1),
        6 => shifted(instant(n), 1),
        _ => instant(n),
    }
}

/// One exact second, written in one of the ways of SPEC 1.3. All documents have the zone UTC.
pub(crate) fn exact(n: usize, chance: &mut Chance) -> Value {
    if n == MIDNIGHT && chance.percent(30) {
        return match chance.below(2) {
            0 => Value::plain("2030-01-01"),
            _ => Value::table([("after", Value::plain("2029-12-30")), ("days", Value::plain(2))]),
        };
    }
    written(n, chance)
}

/// A date-time, with an offset or without.
fn written(n: usize, chance: &mut Chance) -> Value {
    let text = instant(n).to_string();
    match chance.below(4) {
        0 => Value::plain(text.trim_end_matches('Z')),
        1 => Value::plain(shifted(instant(n), 3600).to_string().replace('Z', "+01:00")),
        _ => Value::plain(text),
    }
}

/// An unknown second of `[a, b)` (SPEC 1.4).
pub(crate) fn between(a: usize, b: usize, chance: &mut Chance) -> Value {
    let bounds = vec![written(a, chance), written(b, chance)];
    Value::table([("between", Value::List(bounds))])
}

/// The whole day that begins in the middle of the pool, as `issued` or `public` mean a date.
pub(crate) fn day() -> Value {
    Value::plain("2030-01-01")
}

/// The value of `through` that ends at the midnight of the pool.
pub(crate) fn through_midnight() -> Value {
    Value::plain("2029-12-31")
}

/// Whether `through` may end what begins at a number.
pub(crate) fn before_midnight(n: usize) -> bool {
    n < MIDNIGHT
}

/// The number of the midnight.
pub(crate) fn midnight() -> usize {
    MIDNIGHT
}

/// The earliest and the latest second of an `issued` or `public`, as a document writes it (SPEC 1.3, 1.4).
pub(crate) fn event(value: &Value) -> Option<(Instant, Instant)> {
    match value {
        Value::Plain(text) if *value == day() => {
            let midnight = text.parse().unwrap_or(instant(MIDNIGHT));
            Some((midnight, shifted(midnight, 86_400)))
        }
        Value::Plain(text) => resolved(text).map(|at| (at, at)),
        Value::Table(entries) => match entries.first() {
            Some((key, Value::List(bounds))) if key == "between" => match bounds.as_slice() {
                [Value::Plain(a), Value::Plain(b)] => Some((resolved(a)?, resolved(b)?)),
                _ => None,
            },
            _ => None,
        },
        Value::Text(_) | Value::List(_) => None,
    }
}

/// Every second that a bound of a window or of an edge may be; a date is its midnight.
pub(crate) fn bounds(value: &Value) -> Vec<Instant> {
    match value {
        Value::Plain(text) => resolved(text).into_iter().collect(),
        Value::Table(entries) if entries.iter().any(|(key, _)| key == "after") => vec![instant(MIDNIGHT)],
        Value::Table(entries) => entries.iter().flat_map(|(_, value)| bounds(value)).collect(),
        Value::List(list) => list.iter().flat_map(bounds).collect(),
        Value::Text(_) => Vec::new(),
    }
}

fn resolved(text: &str) -> Option<Instant> {
    match text {
        "2030-01-01" => Some(instant(MIDNIGHT)),
        _ if text.contains('Z') || text.contains('+') => text.parse().ok(),
        _ => format!("{text}Z").parse().ok(),
    }
}
