//! The neutral tree: what a document says, whether it was written as TOML or as JSON (SPEC 12.5).

use toml::de::{DeTable, DeValue};
use toml_parser::lexer::TokenKind;

use super::report::{Report, Spot};
use super::stamp::Stamp;
use crate::error::{Code, Error, shown};

/// The largest document (SPEC 11.3).
pub(super) const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Lists and tables in each other: twice the levels that SPEC 3.7 allows to conditions, and what is around them.
pub(super) const MOST_LEVELS: usize = 64;
/// Parts of a dotted key. The TOML reader bounds brackets by itself; dots in each bracket multiply them.
const MOST_KEY_PARTS: usize = 8;
/// A text that is not TOML at all would report every word of it.
const MOST_SYNTAX_ERRORS: usize = 20;

/// A value and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) spot: Spot,
}

#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    Text(String),
    Integer(i64),
    /// A decimal as it was written, but for zeros at its end; never `50.0`.
    Decimal(String),
    Flag(bool),
    /// Only of TOML: in JSON, times are texts.
    Time(Stamp),
    List(Vec<Value>),
    Table(Table),
    /// JSON's null, which no key may have.
    Null,
    /// Was reported when it was read.
    Broken,
}

/// A table; its keys are sorted and differ.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Table(Vec<(Key, Value)>);

#[derive(Clone, PartialEq, Debug)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) spot: Spot,
}

impl Kind {
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Kind::Text(_) => "a string",
            Kind::Integer(_) => "a whole number",
            Kind::Decimal(_) => "a decimal",
            Kind::Flag(_) => "true or false",
            Kind::Time(_) => "a time",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
            Kind::Null => "null",
            Kind::Broken => "malformed",
        }
    }

    /// The decimal that a number's text means, without zeros at its end.
    pub(super) fn decimal(written: &str) -> Kind {
        let written = written.strip_prefix('+').unwrap_or(written);
        let plain = written.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
        match written.split_once('.') {
            Some((whole, decimals)) if plain => match decimals.trim_end_matches('0') {
                "" => whole.parse().map_or_else(|_| Kind::Decimal(whole.to_owned()), Kind::Integer),
                decimals => Kind::Decimal(format!("{whole}.{decimals}")),
            },
            // JSON's 50.0 comes as 50.
            None if plain => {
                written.parse().map_or_else(|_| Kind::Decimal(written.to_owned()), Kind::Integer)
            }
            _ => Kind::Decimal(written.to_owned()),
        }
    }
}

impl Table {
    /// From keys that differ.
    pub(super) fn from_entries(mut entries: Vec<(Key, Value)>) -> Table {
        entries.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        Table(entries)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entry(key).map(|(_, value)| value)
    }

    pub(super) fn entry(&self, key: &str) -> Option<&(Key, Value)> {
        self.0.binary_search_by(|(other, _)| other.name.as_str().cmp(key)).ok().and_then(|n| self.0.get(n))
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, (Key, Value)> {
        self.0.iter()
    }

    pub(super) fn into_entries(self) -> Vec<(Key, Value)> {
        self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Says of everything in it that it stands in that document.
    pub(super) fn place_in(&mut self, spot: Spot) {
        for (key, value) in &mut self.0 {
            key.spot = spot;
            value.place_in(spot);
        }
    }
}

impl Value {
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Lists and tables in each other; a single value has one level.
    pub(super) fn levels(&self) -> usize {
        let inner = match &self.kind {
            Kind::List(list) => list.iter().map(Value::levels).max(),
            Kind::Table(table) => table.iter().map(|(_, value)| value.levels()).max(),
            _ => None,
        };
        1 + inner.unwrap_or(0)
    }

    fn place_in(&mut self, spot: Spot) {
        self.spot = spot;
        match &mut self.kind {
            Kind::List(list) => list.iter_mut().for_each(|value| value.place_in(spot)),
            Kind::Table(table) => table.place_in(spot),
            _ => {}
        }
    }
}

/// Reads TOML. Every problem of its syntax is reported; `None` if nothing could be read at all.
pub(super) fn from_toml(text: &str, document: Spot, report: &mut Report) -> Option<Table> {
    let spot = |offset: usize| Spot { document: document.document, offset: offset as u32 };
    if text.len() > MOST_BYTES {
        let message = format!("the document has {} bytes; a document has at most {MOST_BYTES}", text.len());
        report.add_to_document(document, Error::new(Code::Limit, message));
        report.give_up_on(document);
        return None;
    }
    if let Some(offset) = long_key(text) {
        let message = format!("a key has more than {MOST_KEY_PARTS} parts");
        report.add_anyway(spot(offset), Error::new(Code::Limit, message));
        report.give_up_on(document);
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut lost = false;
    for error in errors.iter().take(MOST_SYNTAX_ERRORS) {
        let span = error.span().unwrap_or_default();
        let written = text.get(span.clone()).unwrap_or_default();
        let message = error.message();
        let error = if message.contains("recurs") {
            lost = true;
            Error::new(Code::Limit, "lists and tables are nested too deeply")
                .with_hint(format!("documents have at most {MOST_LEVELS} levels"))
        } else if message == "duplicate key" {
            Error::new(Code::Syntax, format!("duplicate key `{}`", shown(written)))
        } else if looks_like_a_date(written) {
            Error::new(Code::Time, format!("`{}` is not a time: {message}", shown(written)))
        } else {
            lost = true;
            Error::new(Code::Syntax, message)
        };
        report.add_anyway(spot(span.start), error);
    }
    if lost {
        report.give_up_on(document);
    }
    if let Some(offset) = too_deep(root.get_ref()) {
        let message = format!("lists and tables are nested more than {MOST_LEVELS} levels deep");
        report.add_anyway(spot(offset), Error::new(Code::Limit, message));
        report.give_up_on(document);
        return None;
    }
    Some(convert_table(root.get_ref(), document, report))
}

fn looks_like_a_date(written: &str) -> bool {
    let pattern = b"0000-00-00";
    written.len() >= pattern.len()
        && written.bytes().zip(pattern).all(|(b, p)| if *p == b'0' { b.is_ascii_digit() } else { b == *p })
}

/// Where a dotted key with too many parts begins to have them.
fn long_key(text: &str) -> Option<usize> {
    // A key stands in one line.
    if text.lines().all(|line| line.bytes().filter(|byte| *byte == b'.').count() < MOST_KEY_PARTS) {
        return None;
    }
    let mut dots = 0;
    for token in toml_parser::Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => dots += 1,
            TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString | TokenKind::Whitespace => {}
            _ => dots = 0,
        }
        if dots >= MOST_KEY_PARTS {
            return Some(token.span().start());
        }
    }
    None
}

/// Where the nesting becomes too deep; without recursion.
fn too_deep(root: &DeTable<'_>) -> Option<usize> {
    let mut open: Vec<(&DeValue<'_>, usize, usize)> =
        root.iter().map(|(key, value)| (value.get_ref(), key.span().start, 1)).collect();
    while let Some((value, offset, level)) = open.pop() {
        if level > MOST_LEVELS {
            return Some(offset);
        }
        match value {
            DeValue::Array(list) => {
                open.extend(list.iter().map(|value| (value.get_ref(), value.span().start, level + 1)));
            }
            DeValue::Table(table) => {
                open.extend(table.iter().map(|(key, value)| (value.get_ref(), key.span().start, level + 1)));
            }
            _ => {}
        }
    }
    None
}

fn convert_table(table: &DeTable<'_>, document: Spot, report: &mut Report) -> Table {
    let entries = table.iter().map(|(key, value)| {
        let spot = Spot { document: document.document, offset: key.span().start as u32 };
        let key = Key { name: key.get_ref().to_string(), spot };
        (key, convert(value.get_ref(), value.span().start, document, report))
    });
    Table::from_entries(entries.collect())
}

fn convert(value: &DeValue<'_>, offset: usize, document: Spot, report: &mut Report) -> Value {
    let spot = Spot { document: document.document, offset: offset as u32 };
    let kind = match value {
        DeValue::String(text) => Kind::Text(text.to_string()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Kind::Integer(number),
            Err(_) => {
                let message = format!("`{}` does not fit in 64 bits", shown(&number.to_string()));
                report.problem(spot, Code::Value, message);
                Kind::Broken
            }
        },
        DeValue::Float(number) if !number.as_str().bytes().any(|b| b.is_ascii_digit()) => {
            report.problem(spot, Code::Value, format!("`{}` is no decimal", shown(number.as_str())));
            Kind::Broken
        }
        DeValue::Float(number) => Kind::decimal(number.as_str()),
        DeValue::Boolean(flag) => Kind::Flag(*flag),
        // A malformed one was reported as a matter of syntax and has no part at all.
        DeValue::Datetime(time) if time.date.is_none() && time.time.is_none() => Kind::Broken,
        DeValue::Datetime(time) => {
            match Stamp::of(time).map_or_else(|| Stamp::parse(&time.to_string()), Ok) {
                Ok(stamp) => Kind::Time(stamp),
                Err(error) => {
                    report.add(spot, error);
                    Kind::Broken
                }
            }
        }
        DeValue::Array(list) => {
            Kind::List(list.iter().map(|v| convert(v.get_ref(), v.span().start, document, report)).collect())
        }
        DeValue::Table(table) => Kind::Table(convert_table(table, document, report)),
    };
    Value { kind, spot }
}
