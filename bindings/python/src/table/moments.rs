//! The instants of a column, in seconds since 1970, whatever the unit of its timestamps.

use std::ops::Range;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::{NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, TimeUnit};
use lawful::{Code, Instant};

use super::input::{Chunked, Input, Source};
use super::{Fault, Told};

/// What stands where there is no instant; the row is not answered.
const ANY: i64 = 0;

/// A column of instants, or one instant.
pub(crate) struct Moments {
    pub(crate) name: String,
    /// Where a row says nothing, this holds; `None`: it is a mistake.
    absent: Option<i64>,
    chunks: Vec<Chunk>,
}

enum Chunk {
    One(i64),
    Stamps { ticks: ScalarBuffer<i64>, per_second: i64, nulls: Option<NullBuffer> },
}

/// Room for the seconds of some rows.
#[derive(Default)]
pub(crate) struct Seconds {
    seconds: Vec<i64>,
    /// Ticks without those that lie under nulls.
    masked: Vec<i64>,
}

/// A row without an instant.
pub(crate) struct NoInstant {
    /// From the first of the rows asked for.
    pub(crate) row: usize,
    pub(crate) why: Told,
}

impl Moments {
    /// Reads a column; `absent` is what a null stands for, if it is no mistake.
    pub(crate) fn find(
        fact: &str,
        source: &Source<Instant>,
        absent: Option<Instant>,
        input: &Input,
    ) -> Result<Moments, Fault> {
        let absent = absent.map(Instant::unix_seconds);
        match source {
            Source::Constant(instant) => {
                let chunks = vec![Chunk::One(instant.unix_seconds())];
                Ok(Moments { name: fact.to_owned(), absent, chunks })
            }
            Source::Column(name) => {
                let column = input.column(name)?;
                let chunks = column.arrays.iter().map(|array| chunk(column, array));
                let mut chunks = chunks.collect::<Result<Vec<Chunk>, Fault>>()?;
                if chunks.is_empty() {
                    chunks.push(Chunk::One(ANY));
                }
                Ok(Moments { name: name.clone(), absent, chunks })
            }
        }
    }

    /// The seconds of some rows of a chunk, in `room` where they do not lie in memory as they are; and the rows that
    /// have none.
    pub(crate) fn seconds<'a>(
        &'a self,
        chunk: usize,
        rows: Range<usize>,
        floor: bool,
        room: &'a mut Seconds,
        wrong: &mut Vec<NoInstant>,
    ) -> Result<&'a [i64], Fault> {
        let Seconds { seconds, masked } = room;
        let chunk = self.chunks.get(chunk).or(self.chunks.first()).ok_or(Fault::Internal)?;
        let (ticks, per_second, nulls) = match chunk {
            Chunk::One(second) => {
                seconds.clear();
                seconds.resize(rows.len(), *second);
                return Ok(seconds);
            }
            Chunk::Stamps { ticks, per_second, nulls } => {
                let ticks = ticks.get(rows.clone()).ok_or(Fault::Internal)?;
                (ticks, *per_second, nulls.as_ref().map(|nulls| nulls.slice(rows.start, rows.len())))
            }
        };
        if per_second == 1 && nulls.is_none() && all_in_range(ticks) {
            return Ok(ticks);
        }
        let there: &[i64] = match &nulls {
            // What lies under a null is not looked at.
            Some(nulls) => {
                masked.clear();
                masked.extend(ticks.iter().zip(nulls).map(|(tick, there)| if there { *tick } else { ANY }));
                masked
            }
            None => ticks,
        };
        seconds.clear();
        let whole = match per_second {
            1 => divided::<1>(there, seconds),
            1_000 => divided::<1_000>(there, seconds),
            1_000_000 => divided::<1_000_000>(there, seconds),
            _ => divided::<1_000_000_000>(there, seconds),
        };
        if !(whole || floor && all_in_range(seconds)) || nulls.is_some() && self.absent.is_none() {
            self.mend(there, per_second, nulls.as_ref(), floor, seconds, wrong);
        }
        if let (Some(nulls), Some(absent)) = (&nulls, self.absent) {
            let rows = seconds.iter_mut().zip(nulls);
            rows.for_each(|(second, there)| *second = if there { *second } else { absent });
        }
        Ok(seconds)
    }

    /// Takes out what is no instant.
    fn mend(
        &self,
        ticks: &[i64],
        per_second: i64,
        nulls: Option<&NullBuffer>,
        floor: bool,
        seconds: &mut [i64],
        wrong: &mut Vec<NoInstant>,
    ) {
        for (row, second) in seconds.iter_mut().enumerate() {
            let why = if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                if self.absent.is_some() {
                    continue;
                }
                let message = format!("`{}` is null: nobody can say when it was", self.name);
                own(Code::MissingKey, message, None)
            } else if !in_range(second) {
                match Instant::from_unix_seconds(*second) {
                    Ok(_) => continue,
                    Err(error) => Told::Core(error),
                }
            } else if !floor && ticks[row].rem_euclid(per_second) != 0 {
                let message = format!("`{}` has a fraction of a second", self.name);
                own(
                    Code::Time,
                    message,
                    Some("instants are whole seconds: truncate the column, or ask with fractions=\"floor\""),
                )
            } else {
                continue;
            };
            *second = ANY;
            wrong.push(NoInstant { row, why });
        }
    }
}

fn own(code: Code, message: String, hint: Option<&'static str>) -> Told {
    Told::Own { code, message, hint }
}

#[inline]
fn in_range(second: &i64) -> bool {
    (Instant::MIN.unix_seconds()..=Instant::MAX.unix_seconds()).contains(second)
}

/// Without an early end, so that many are looked at together.
fn all_in_range(seconds: &[i64]) -> bool {
    seconds.iter().fold(true, |all, second| all & in_range(second))
}

/// Seconds, rounded down; and whether all are known to be instants from which nothing was cut off.
fn divided<const PER_SECOND: i64>(ticks: &[i64], seconds: &mut Vec<i64>) -> bool {
    if exact::<PER_SECOND>(ticks, seconds) {
        return true;
    }
    seconds.clear();
    seconds.extend(ticks.iter().map(|tick| tick.div_euclid(PER_SECOND)));
    false
}

/// Divides ticks that are whole seconds; whether all are, and instants: else the quotients are of no use.
///
/// To divide by an odd number without remainder is to multiply by its inverse modulo 2^64, which takes a fraction of the
/// time. A product that is an instant, times the divisor, is below 2^63 and thus no other number than the tick.
fn exact<const PER_SECOND: i64>(ticks: &[i64], seconds: &mut Vec<i64>) -> bool {
    let shift = PER_SECOND.trailing_zeros();
    let inverse = const { inverse(PER_SECOND >> PER_SECOND.trailing_zeros()) };
    let (least, greatest) = (Instant::MIN.unix_seconds(), Instant::MAX.unix_seconds());
    // Of all ticks together: what was shifted out, and the signs of the distances to the bounds.
    let (rest, beyond) = pulp::Arch::new().dispatch(
        #[inline(always)]
        || {
            let (mut rest, mut beyond) = (0, 0);
            seconds.extend(ticks.iter().map(|tick| {
                let second = (tick >> shift).wrapping_mul(inverse);
                rest |= tick;
                beyond |= second.wrapping_sub(least) | greatest.wrapping_sub(second);
                second
            }));
            (rest, beyond)
        },
    );
    rest & ((1 << shift) - 1) == 0 && beyond >= 0
}

/// The inverse of an odd number modulo 2^64.
const fn inverse(odd: i64) -> i64 {
    // It is right in its lowest three bits; each step doubles them.
    let mut inverse = odd;
    let mut bits = 3;
    while bits < 64 {
        inverse = inverse.wrapping_mul(2i64.wrapping_sub(odd.wrapping_mul(inverse)));
        bits *= 2;
    }
    inverse
}

fn chunk(column: &Chunked, array: &ArrayRef) -> Result<Chunk, Fault> {
    let name = &column.name;
    let DataType::Timestamp(unit, zone) = array.data_type() else {
        let message =
            format!("the column `{name}` is {}, not a timestamp with a time zone", array.data_type());
        let hint = "a date or a text is no instant: make it a timestamp in UTC first";
        return Err(Fault::column(Code::Type, name, message, hint));
    };
    if zone.is_none() {
        let message = format!(
            "the timestamps of `{name}` are naive: they have no time zone, so that each could be any of about 27 hours"
        );
        let hint =
            "say which zone they are in, such as .dt.replace_time_zone(\"UTC\") or .dt.tz_localize(\"UTC\")";
        return Err(Fault::column(Code::Zone, name, message, hint));
    }
    let (ticks, per_second) = match unit {
        TimeUnit::Second => (array.as_primitive::<TimestampSecondType>().values(), 1),
        TimeUnit::Millisecond => (array.as_primitive::<TimestampMillisecondType>().values(), 1_000),
        TimeUnit::Microsecond => (array.as_primitive::<TimestampMicrosecondType>().values(), 1_000_000),
        TimeUnit::Nanosecond => (array.as_primitive::<TimestampNanosecondType>().values(), 1_000_000_000),
    };
    let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0).cloned();
    Ok(Chunk::Stamps { ticks: ticks.clone(), per_second, nulls })
}
