//! What the law that ships with the library promises of itself, read as plain TOML and so without trusting the
//! reader that built it.
#![expect(clippy::unwrap_used, reason = "a failing test may stop at once")]

mod names;
mod prepared;
mod sources;
mod words;

use toml::{Table, Value};

/// The kinds of provisions (SPEC 3.2).
const PROVISIONS: [&str; 11] = [
    "prohibition",
    "exemption",
    "license",
    "suspension",
    "end",
    "annulment",
    "forbearance",
    "answer",
    "reserve",
    "challenge",
    "statement",
];

/// A document of the corpus.
struct Document {
    path: String,
    table: Table,
}

impl Document {
    /// The id of the instrument, or where the register lies (SPEC 12.1).
    fn id(&self) -> &str {
        self.path.trim_end_matches(".toml")
    }

    fn instrument(&self) -> Option<&Table> {
        self.table.get("instrument")?.as_table()
    }

    /// The rows of one kind, such as `prohibition` or `app`.
    fn rows(&self, kind: &str) -> impl Iterator<Item = &Table> {
        rows(&self.table, kind)
    }

    fn provisions(&self) -> impl Iterator<Item = (&'static str, &Table)> {
        PROVISIONS.into_iter().flat_map(|kind| self.rows(kind).map(move |row| (kind, row)))
    }
}

fn documents() -> Vec<Document> {
    let read = |(path, text): (String, String)| Document { table: text.parse().unwrap(), path };
    lawful_corpus::documents().into_iter().map(read).collect()
}

/// The tables in the list that stands under a key; none if there is no such key.
fn rows<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn text<'a>(table: &'a Table, key: &str) -> &'a str {
    table.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The strings of a list.
fn texts<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Fails with all that is wrong at once, one line each.
fn assert_none(what: &str, wrong: &[String]) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}
