//! The interchange form (SPEC 12.5): reading and writing JSON, and the content hash (SPEC 9.3).

use std::fmt;
use std::io::Write as _;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use sha2::{Digest, Sha256};

use super::report::Spot;
use super::tree::{Key, Kind, MOST_LEVELS, Table, Value};
use super::{Document, FORMAT, Role};
use crate::error::{Code, Error, shown};

/// What no decision reads, in documents, rows and edges (SPEC 9.3).
const UNREAD: [&str; 9] =
    ["title", "name", "cite", "citations", "source", "confidence", "note", "asks", "issuer"];
/// The dated edges of rows.
const EDGES: [&str; 3] = ["publisher", "owner", "members"];

/// Reads any JSON value; objects with two equal keys are errors.
pub(super) fn parse(json: &str) -> Result<Value, Error> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let value = Value::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    let value = value.map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&place).unwrap_or(&message);
        let code = if message.contains("recursion limit") { Code::Limit } else { Code::Syntax };
        Error::new(code, format!("{message}, in line {}, column {}", error.line(), error.column()))
    })?;
    // Documents stand two levels down; serde_json bounds the levels that are counted here.
    if value.levels() > MOST_LEVELS + 3 {
        let message =
            format!("objects and arrays are nested more than {MOST_LEVELS} levels deep in a document");
        return Err(Error::new(Code::Limit, message));
    }
    Ok(value)
}

/// The canonical text of a value (SPEC 10.1): keys sorted, no blanks.
pub(super) fn canonical(value: &Value) -> String {
    let mut out = Writer::new(Part::Whole);
    out.value(value, Part::Whole);
    out.finish()
}

/// All documents as one object.
pub(super) fn write(documents: &[Document]) -> String {
    let mut out = Writer::new(Part::Whole);
    out.documents(documents, None);
    out.finish()
}

/// SPEC 9.3.
pub(super) fn content_hash(documents: &[Document], tzdb: &str) -> [u8; 32] {
    let mut out = Writer::new(Part::Document);
    out.documents(documents, Some(tzdb));
    Sha256::digest(&out.bytes).into()
}

/// How far inside of a document something stands, where it is written to be hashed (SPEC 9.3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Written as it is, not to be hashed.
    Whole,
    /// Of these three, what no decision reads is left out.
    Document,
    Row,
    Edge,
    /// Conditions, times by answer and the like: all keys count.
    Inside,
}

impl Part {
    fn hashed(self) -> bool {
        self != Part::Whole
    }

    fn leaves_out(self, key: &str) -> bool {
        matches!(self, Part::Document | Part::Row | Part::Edge) && UNREAD.contains(&key)
    }

    /// What the tables under a key of this part are, and the tables of a list there.
    fn under(self, key: &str) -> Part {
        match self {
            Part::Whole => Part::Whole,
            Part::Document => Part::Row,
            Part::Row if EDGES.contains(&key) => Part::Edge,
            Part::Row | Part::Edge | Part::Inside => Part::Inside,
        }
    }
}

/// Writes canonical JSON.
struct Writer {
    bytes: Vec<u8>,
    document: Part,
}

impl Writer {
    fn new(document: Part) -> Writer {
        Writer { bytes: Vec::new(), document }
    }

    fn finish(self) -> String {
        String::from_utf8(self.bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// With a version of the time-zone database: as it is hashed.
    fn documents(&mut self, documents: &[Document], tzdb: Option<&str>) {
        self.raw("{\"format\":");
        self.text(FORMAT);
        for (key, role) in [("instruments", Role::Instrument), ("registers", Role::Register)] {
            self.raw(",\"");
            self.raw(key);
            self.raw("\":{");
            for (n, document) in documents.iter().filter(|document| document.role == role).enumerate() {
                if n > 0 {
                    self.raw(",");
                }
                self.text(&document.id);
                self.raw(":");
                self.table(&document.table, self.document);
            }
            self.raw("}");
        }
        self.raw(",\"rules\":");
        match documents.iter().find(|document| document.role == Role::Rules) {
            Some(rules) => self.table(&rules.table, self.document),
            None => self.raw("{}"),
        }
        if let Some(tzdb) = tzdb {
            self.raw(",\"tzdb\":");
            self.text(tzdb);
        }
        self.raw("}");
    }

    fn table(&mut self, table: &Table, part: Part) {
        self.raw("{");
        let kept = table.iter().filter(|(key, _)| !part.leaves_out(&key.name));
        for (n, (key, value)) in kept.enumerate() {
            if n > 0 {
                self.raw(",");
            }
            self.text(&key.name);
            self.raw(":");
            match &value.kind {
                // The two times of a range have their order.
                Kind::List(range) if key.name == "between" => self.list(range, part.under(&key.name), false),
                _ => self.value(value, part.under(&key.name)),
            }
        }
        self.raw("}");
    }

    /// What is hashed has its lists sorted, by the text of their entries.
    fn list(&mut self, list: &[Value], part: Part, sorted: bool) {
        self.raw("[");
        let first = self.bytes.len();
        let mut entries = Vec::with_capacity(if sorted { list.len() } else { 0 });
        for (n, value) in list.iter().enumerate() {
            if n > 0 {
                self.raw(",");
            }
            let start = self.bytes.len() - first;
            // A list in a list has no tables of the part.
            let part = if part.hashed() && matches!(value.kind, Kind::List(_)) { Part::Inside } else { part };
            self.value(value, part);
            if sorted {
                entries.push(start..self.bytes.len() - first);
            }
        }
        let written = &self.bytes[first..];
        if !entries.is_sorted_by(|a, b| written[a.clone()] <= written[b.clone()]) {
            let written = self.bytes.split_off(first);
            entries.sort_by(|a, b| written[a.clone()].cmp(&written[b.clone()]));
            for (n, entry) in entries.into_iter().enumerate() {
                if n > 0 {
                    self.raw(",");
                }
                self.bytes.extend_from_slice(&written[entry]);
            }
        }
        self.raw("]");
    }

    fn value(&mut self, value: &Value, part: Part) {
        match &value.kind {
            Kind::Text(text) => self.text(text),
            Kind::Integer(number) => self.shown(number),
            Kind::Decimal(text) => self.raw(text),
            Kind::Flag(flag) => self.raw(if *flag { "true" } else { "false" }),
            Kind::Time(stamp) => {
                self.raw("\"");
                self.shown(stamp);
                self.raw("\"");
            }
            Kind::List(list) => self.list(list, part, part.hashed()),
            Kind::Table(table) => self.table(table, part),
            Kind::Null | Kind::Broken => self.raw("null"),
        }
    }

    fn text(&mut self, text: &str) {
        // Writing a string to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.bytes, text);
    }

    fn shown(&mut self, what: impl fmt::Display) {
        let _ = write!(self.bytes, "{what}");
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Anything).map(|kind| Value { kind, spot: Spot::default() })
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Kind, E> {
        Ok(Kind::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Kind, E> {
        Ok(Kind::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Kind, E> {
        Ok(Kind::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Kind, E> {
        Ok(i64::try_from(number).map_or_else(|_| Kind::Decimal(number.to_string()), Kind::Integer))
    }

    /// The shortest decimal that reads as this number: up to fifteen digits, what was written.
    fn visit_f64<E>(self, number: f64) -> Result<Kind, E> {
        Ok(Kind::decimal(&number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Kind, E> {
        Ok(Kind::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Kind, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element::<Value>()? {
            values.push(value);
        }
        Ok(Kind::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Kind, A::Error> {
        let mut entries: Vec<(Key, Value)> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        while let Some(name) = object.next_key::<String>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format!("duplicate key `{}`", shown(&name))));
            }
            let value = object.next_value::<Value>()?;
            // How serde_json shows numbers where another crate has switched on its `arbitrary_precision`.
            if name == "$serde_json::private::Number"
                && let Kind::Text(number) = &value.kind
            {
                return Ok(Kind::decimal(number));
            }
            entries.push((Key { name, spot: Spot::default() }, value));
        }
        Ok(Kind::Table(Table::from_entries(entries)))
    }
}
