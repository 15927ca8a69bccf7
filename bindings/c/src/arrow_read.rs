//! A table as the Arrow C Data Interface hands it in. What can be told of a breach of that interface is told.

use lawful::FactValue;

use crate::arrow::{ArrowArray, ArrowSchema};
use crate::arrow_view::Views;
use crate::error::Fault;
use crate::pointer::{In, Plain, fits};
use crate::status::{
    LAWFUL_E_HANDLE, LAWFUL_E_LENGTH, LAWFUL_E_LIMIT, LAWFUL_E_NULL, LAWFUL_E_TYPE,
    LAWFUL_E_UNKNOWN_REFERENCE, LAWFUL_E_UTF8, LAWFUL_E_VALUE, LAWFUL_E_ZONE,
};

/// The columns of a struct array.
pub(crate) struct Table<'a> {
    /// How many rows it has.
    pub(crate) length: usize,
    pub(crate) columns: Vec<Column<'a>>,
}

/// A column, as far as the rows of its table go.
pub(crate) struct Column<'a> {
    pub(crate) name: &'a str,
    validity: Option<Bits<'a>>,
    values: Values<'a>,
}

/// A value that is stated.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Flag(bool),
    Number(i64),
}

enum Values<'a> {
    Integers(Integers<'a>),
    /// With so many units in a second.
    Instants(Integers<'a>, i64),
    Flags(Bits<'a>),
    Texts(Integers<'a>, &'a [u8]),
    Views(Views<'a>),
    /// Indices, the entries, and how many there are.
    Dictionary(Integers<'a>, Box<Column<'a>>, usize),
}

enum Integers<'a> {
    I8(&'a [i8]),
    U8(&'a [u8]),
    I16(&'a [i16]),
    U16(&'a [u16]),
    I32(&'a [i32]),
    U32(&'a [u32]),
    I64(&'a [i64]),
    U64(&'a [u64]),
}

struct Bits<'a> {
    bytes: &'a [u8],
    first: usize,
}

/// The rows of an array that count.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    first: usize,
    length: usize,
}

impl<'a> Table<'a> {
    pub(crate) fn read(array: &'a ArrowArray, schema: &'a ArrowSchema) -> Result<Table<'a>, Fault> {
        alive(array, schema)?;
        let format = schema.format.ended_text()?;
        if format != "+s" {
            let message = format!("the rows are of the type `{}`, not a struct", format.escape_debug());
            return Err(Fault::new(LAWFUL_E_TYPE, message));
        }
        let rows = Span { first: size(array.offset)?, length: size(array.length)? };
        if let Some(validity) = validity(array, buffers(array, 1)?, rows)?
            && (0..rows.length).any(|row| !validity.get(row))
        {
            return Err(Fault::Own(LAWFUL_E_VALUE, "a row is null as a whole"));
        }
        let children = array.children.slice(size(array.n_children)?)?;
        let types = schema.children.slice(size(schema.n_children)?)?;
        if children.len() != types.len() {
            return Err(Fault::Own(LAWFUL_E_TYPE, "array and schema have different numbers of columns"));
        }
        let columns =
            children.iter().zip(types).map(|(array, schema)| Column::read(array.one()?, schema.one()?, rows));
        Ok(Table { length: rows.length, columns: columns.collect::<Result<_, Fault>>()? })
    }
}

impl<'a> Column<'a> {
    /// A column of a table whose rows those are.
    fn read(array: &'a ArrowArray, schema: &'a ArrowSchema, rows: Span) -> Result<Column<'a>, Fault> {
        if schema.dictionary.is_null() {
            return Column::plain(array, schema, rows);
        }
        let mut column = Column::plain(array, schema, rows)?;
        let Values::Integers(indices) = column.values else {
            return Err(wrong_type(column.name, "has indices that are no integers"));
        };
        let entries = array.dictionary.one()?;
        let length = size(entries.length)?;
        let entries = Column::plain(entries, schema.dictionary.one()?, Span { first: 0, length })?;
        column.values = Values::Dictionary(indices, Box::new(entries), length);
        Ok(column)
    }

    /// A column whose own dictionary, if it has one, is not looked at.
    fn plain(array: &'a ArrowArray, schema: &'a ArrowSchema, rows: Span) -> Result<Column<'a>, Fault> {
        alive(array, schema)?;
        let name = schema.name.ended_text()?;
        let end = rows.first.checked_add(rows.length);
        if end.is_none_or(|end| size(array.length).is_ok_and(|length| length < end)) {
            return Err(Fault::new(
                LAWFUL_E_LIMIT,
                format!("column `{}` is shorter than the table", name.escape_debug()),
            ));
        }
        let first = size(array.offset)?.checked_add(rows.first).ok_or(TOO_LONG)?;
        let rows = Span { first, length: rows.length };
        let format = schema.format.ended_text()?;
        let needed = if matches!(format, "u" | "U") { 3 } else { 2 };
        let buffers = buffers(array, needed)?;
        let data = &buffers[1];
        let values = match format {
            "b" => Values::Flags(Bits::read(data, rows)?),
            "u" => texts(Integers::I32(offsets(data, rows)?), &buffers[2], rows)?,
            "U" => texts(Integers::I64(offsets(data, rows)?), &buffers[2], rows)?,
            "vu" => Values::Views(Views::read(buffers, rows)?),
            _ => match (Integers::read(format, data, rows)?, instants(format)) {
                (Some(integers), _) => Values::Integers(integers),
                (None, Some((_, ""))) => {
                    let message =
                        format!("column `{}` has timestamps without a time zone", name.escape_debug());
                    return Err(Fault::new(LAWFUL_E_ZONE, message));
                }
                (None, Some((units, _))) => Values::Instants(Integers::I64(slice(data, rows)?), units),
                (None, None) => {
                    return Err(wrong_type(name, &format!("is of the type `{}`", format.escape_debug())));
                }
            },
        };
        Ok(Column { name, validity: validity(array, buffers, rows)?, values })
    }

    /// How many entries its dictionary has; 0 without one.
    pub(crate) fn dictionary_length(&self) -> usize {
        if let Values::Dictionary(_, _, length) = self.values { length } else { 0 }
    }

    /// The index into its dictionary, below its length, if it has one, and the row is not null.
    pub(crate) fn index(&self, row: usize) -> Result<Option<usize>, Fault> {
        match &self.values {
            Values::Dictionary(indices, _, length) if self.is_stated(row) => {
                let index = indices.get(row).and_then(|index| usize::try_from(index).ok());
                match index.filter(|index| index < length) {
                    Some(index) => Ok(Some(index)),
                    None => Err(Fault::new(
                        LAWFUL_E_UNKNOWN_REFERENCE,
                        format!("column `{}` has an index beyond its dictionary", self.name.escape_debug()),
                    )),
                }
            }
            _ => Ok(None),
        }
    }

    /// The value of a row; `None` if it is null.
    pub(crate) fn cell(&self, row: usize) -> Result<Option<Cell<'a>>, Fault> {
        if !self.is_stated(row) {
            return Ok(None);
        }
        match &self.values {
            Values::Dictionary(_, entries, _) => match self.index(row)? {
                Some(index) => entries.cell(index),
                None => Ok(None),
            },
            Values::Flags(flags) => Ok(Some(Cell::Flag(flags.get(row)))),
            Values::Integers(integers) => {
                integers.get(row).map(|number| Some(Cell::Number(number))).ok_or(TOO_LARGE)
            }
            Values::Texts(offsets, bytes) => text(offsets, bytes, row).map(|text| Some(Cell::Text(text))),
            Values::Views(views) => views.get(row).map(|text| Some(Cell::Text(text))),
            Values::Instants(..) => Err(wrong_type(self.name, "has instants; only `at` and `known` do")),
        }
    }

    /// The instants of all rows, in seconds.
    pub(crate) fn instants(&self, length: usize) -> Result<Vec<i64>, Fault> {
        (0..length).map(|row| self.instant(row)).collect()
    }

    fn instant(&self, row: usize) -> Result<i64, Fault> {
        if !self.is_stated(row) {
            return Err(Fault::new(
                LAWFUL_E_VALUE,
                format!("column `{}` has null", self.name.escape_debug()),
            ));
        }
        match &self.values {
            Values::Integers(seconds) => seconds.get(row).ok_or(TOO_LARGE),
            Values::Instants(time, units) => {
                time.get(row).map(|time| time.div_euclid(*units)).ok_or(TOO_LARGE)
            }
            Values::Dictionary(_, entries, _) => match self.index(row)? {
                Some(index) => entries.instant(index),
                None => Err(TOO_LARGE),
            },
            Values::Flags(_) | Values::Texts(..) | Values::Views(_) => {
                Err(wrong_type(self.name, "has no instants"))
            }
        }
    }

    fn is_stated(&self, row: usize) -> bool {
        self.validity.as_ref().is_none_or(|bits| bits.get(row))
    }
}

impl Cell<'_> {
    pub(crate) fn value(self) -> FactValue {
        match self {
            Cell::Text(text) => text.into(),
            Cell::Flag(flag) => flag.into(),
            Cell::Number(number) => number.into(),
        }
    }
}

impl<'a> Integers<'a> {
    /// `None` if it is no format of integers.
    fn read(format: &str, data: &'a In<u8>, rows: Span) -> Result<Option<Integers<'a>>, Fault> {
        Ok(Some(match format {
            "c" => Integers::I8(slice(data, rows)?),
            "C" => Integers::U8(slice(data, rows)?),
            "s" => Integers::I16(slice(data, rows)?),
            "S" => Integers::U16(slice(data, rows)?),
            "i" => Integers::I32(slice(data, rows)?),
            "I" => Integers::U32(slice(data, rows)?),
            "l" => Integers::I64(slice(data, rows)?),
            "L" => Integers::U64(slice(data, rows)?),
            _ => return Ok(None),
        }))
    }

    /// `None` if there is no such row, or the number is larger than an `i64`.
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Integers::I8(numbers) => numbers.get(row).copied().map(i64::from),
            Integers::U8(numbers) => numbers.get(row).copied().map(i64::from),
            Integers::I16(numbers) => numbers.get(row).copied().map(i64::from),
            Integers::U16(numbers) => numbers.get(row).copied().map(i64::from),
            Integers::I32(numbers) => numbers.get(row).copied().map(i64::from),
            Integers::U32(numbers) => numbers.get(row).copied().map(i64::from),
            Integers::I64(numbers) => numbers.get(row).copied(),
            Integers::U64(numbers) => numbers.get(row).and_then(|number| i64::try_from(*number).ok()),
        }
    }
}

impl<'a> Bits<'a> {
    fn read(data: &'a In<u8>, rows: Span) -> Result<Bits<'a>, Fault> {
        let bytes = if rows.length == 0 { 0 } else { rows.end()?.div_ceil(8) };
        Ok(Bits { bytes: data.slice(bytes)?, first: rows.first })
    }

    fn get(&self, row: usize) -> bool {
        let bit = self.first + row;
        self.bytes.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }
}

impl Span {
    fn end(self) -> Result<usize, Fault> {
        self.first.checked_add(self.length).ok_or(TOO_LONG)
    }
}

const TOO_LONG: Fault = Fault::Own(LAWFUL_E_LENGTH, "a length is larger than memory can be");
const TOO_LARGE: Fault = Fault::Own(LAWFUL_E_VALUE, "a number is larger than 64 bits with a sign hold");
pub(crate) const TOO_FEW_BUFFERS: Fault =
    Fault::Own(LAWFUL_E_TYPE, "an array has fewer buffers than its type needs");
pub(crate) const TEXT_NOT_UTF8: Fault = Fault::Own(LAWFUL_E_UTF8, "a text is not UTF-8");
const BAD_OFFSETS: Fault = Fault::Own(LAWFUL_E_VALUE, "the offsets of a column of texts do not rise");

fn wrong_type(name: &str, why: &str) -> Fault {
    Fault::new(LAWFUL_E_TYPE, format!("column `{}` {why}", name.escape_debug()))
}

fn alive(array: &ArrowArray, schema: &ArrowSchema) -> Result<(), Fault> {
    if array.release.is_none() || schema.release.is_none() {
        return Err(Fault::Own(LAWFUL_E_HANDLE, "an array or a schema was released or moved"));
    }
    Ok(())
}

pub(crate) fn size(number: i64) -> Result<usize, Fault> {
    usize::try_from(number).map_err(|_| Fault::Own(LAWFUL_E_LENGTH, "a length is below 0"))
}

/// The buffers of an array, at least so many.
fn buffers(array: &ArrowArray, needed: usize) -> Result<&[In<u8>], Fault> {
    let buffers = array.buffers.slice(size(array.n_buffers)?)?;
    if buffers.len() < needed {
        return Err(TOO_FEW_BUFFERS);
    }
    Ok(buffers)
}

/// `None` if nothing is null.
fn validity<'a>(array: &ArrowArray, buffers: &'a [In<u8>], rows: Span) -> Result<Option<Bits<'a>>, Fault> {
    match (array.null_count, &buffers[0]) {
        (0, _) => Ok(None),
        (1.., bits) if bits.is_null() => {
            Err(Fault::Own(LAWFUL_E_NULL, "an array with nulls does not say where"))
        }
        (_, bits) if bits.is_null() => Ok(None),
        (_, bits) => Bits::read(bits, rows).map(Some),
    }
}

/// The values of the rows.
pub(crate) fn slice<T: Plain>(data: &In<u8>, rows: Span) -> Result<&[T], Fault> {
    if rows.length == 0 {
        return Ok(&[]);
    }
    let all: &[T] = data.cast::<T>().slice(rows.end()?)?;
    Ok(&all[rows.first..])
}

/// Where the texts of the rows begin, and where the last ends. An array without rows may have none.
fn offsets<T: Plain>(data: &In<u8>, rows: Span) -> Result<&[T], Fault> {
    let length = if rows.length == 0 { 0 } else { rows.length.checked_add(1).ok_or(TOO_LONG)? };
    slice(data, Span { length, ..rows })
}

fn texts<'a>(offsets: Integers<'a>, data: &'a In<u8>, rows: Span) -> Result<Values<'a>, Fault> {
    let bytes = if rows.length == 0 { 0 } else { offset(&offsets, rows.length)? };
    fits::<u8>(bytes)?;
    Ok(Values::Texts(offsets, data.slice(bytes)?))
}

fn text<'a>(offsets: &Integers<'_>, bytes: &'a [u8], row: usize) -> Result<&'a str, Fault> {
    let (start, end) = (offset(offsets, row)?, offset(offsets, row + 1)?);
    let bytes = bytes.get(start..end).ok_or(BAD_OFFSETS)?;
    std::str::from_utf8(bytes).map_err(|_| TEXT_NOT_UTF8)
}

fn offset(offsets: &Integers<'_>, row: usize) -> Result<usize, Fault> {
    offsets.get(row).and_then(|offset| usize::try_from(offset).ok()).ok_or(BAD_OFFSETS)
}

/// Of a format of timestamps, how many units a second has, and the time zone.
fn instants(format: &str) -> Option<(i64, &str)> {
    let (unit, zone) = format.strip_prefix("ts")?.split_once(':')?;
    let units = match unit {
        "s" => 1,
        "m" => 1_000,
        "u" => 1_000_000,
        "n" => 1_000_000_000,
        _ => return None,
    };
    Some((units, zone))
}
