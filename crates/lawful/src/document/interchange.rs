//! The interchange form (SPEC 12.5): reading and writing JSON, and the content hash (SPEC 9.3).

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use sha2::{Digest, Sha256};

use super::report::Spot;
use super::tree::{Key, Kind, MOST_LEVELS, Table, Value};
use super::{Document, FORMAT, Role};
use crate::error::{Code, Error};
use crate::id::shown;

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
    let mut out = String::new();
    write_value(&mut out, value, false);
    out
}

/// All documents as one object.
pub(super) fn write(documents: &[Document]) -> String {
    let mut out = String::new();
    write_documents(&mut out, documents, None);
    out
}

/// SPEC 9.3.
pub(super) fn content_hash(documents: &[Document], tzdb: &str) -> [u8; 32] {
    let mut out = String::new();
    write_documents(&mut out, documents, Some(tzdb));
    Sha256::digest(out.as_bytes()).into()
}

/// With a version of the time-zone database: as it is hashed.
fn write_documents(out: &mut String, documents: &[Document], tzdb: Option<&str>) {
    let hashed = tzdb.is_some();
    let write_document = |out: &mut String, document: &Document| {
        if hashed {
            write_table(out, &read_part(&document.table), true);
        } else {
            write_table(out, &document.table, false);
        }
    };
    out.push_str("{\"format\":");
    write_text(out, FORMAT);
    for (key, role) in [("instruments", Role::Instrument), ("registers", Role::Register)] {
        out.push_str(&format!(",\"{key}\":{{"));
        for (n, document) in documents.iter().filter(|document| document.role == role).enumerate() {
            if n > 0 {
                out.push(',');
            }
            write_text(out, &document.id);
            out.push(':');
            write_document(out, document);
        }
        out.push('}');
    }
    out.push_str(",\"rules\":");
    match documents.iter().find(|document| document.role == Role::Rules) {
        Some(rules) => write_document(out, rules),
        None => out.push_str("{}"),
    }
    if let Some(tzdb) = tzdb {
        out.push_str(",\"tzdb\":");
        write_text(out, tzdb);
    }
    out.push('}');
}

/// A document without what no decision reads. Conditions, and times by answer, keep all of their keys.
fn read_part(document: &Table) -> Table {
    let rows = |value: &Value| {
        map_tables(value, |row| {
            without_unread(row, |key, value| {
                if EDGES.contains(&key) {
                    map_tables(value, |edge| without_unread(edge, |_, value| value.clone()))
                } else {
                    value.clone()
                }
            })
        })
    };
    without_unread(document, |_, value| rows(value))
}

fn without_unread(table: &Table, inner: impl Fn(&str, &Value) -> Value) -> Table {
    let kept = table.iter().filter(|(key, _)| !UNREAD.contains(&key.name.as_str()));
    Table::from_entries(kept.map(|(key, value)| (key.clone(), inner(&key.name, value))).collect())
}

/// A table, or each table of a list, changed.
fn map_tables(value: &Value, change: impl Fn(&Table) -> Table) -> Value {
    let change = |value: &Value| match &value.kind {
        Kind::Table(table) => Value { kind: Kind::Table(change(table)), spot: value.spot },
        _ => value.clone(),
    };
    match &value.kind {
        Kind::List(list) => Value { kind: Kind::List(list.iter().map(change).collect()), spot: value.spot },
        _ => change(value),
    }
}

fn write_table(out: &mut String, table: &Table, sorted: bool) {
    out.push('{');
    for (n, (key, value)) in table.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write_text(out, &key.name);
        out.push(':');
        match &value.kind {
            Kind::List(range) if key.name == "between" => write_list(out, range, false),
            _ => write_value(out, value, sorted),
        }
    }
    out.push('}');
}

fn write_list(out: &mut String, list: &[Value], sorted: bool) {
    let mut entries: Vec<String> = list
        .iter()
        .map(|value| {
            let mut out = String::new();
            write_value(&mut out, value, sorted);
            out
        })
        .collect();
    if sorted {
        entries.sort();
    }
    out.push('[');
    out.push_str(&entries.join(","));
    out.push(']');
}

fn write_value(out: &mut String, value: &Value, sorted: bool) {
    match &value.kind {
        Kind::Text(text) => write_text(out, text),
        Kind::Integer(number) => out.push_str(&number.to_string()),
        Kind::Decimal(text) => out.push_str(text),
        Kind::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Kind::Time(stamp) => write_text(out, &stamp.to_string()),
        Kind::List(list) => write_list(out, list, sorted),
        Kind::Table(table) => write_table(out, table, sorted),
        Kind::Null | Kind::Broken => out.push_str("null"),
    }
}

fn write_text(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
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
