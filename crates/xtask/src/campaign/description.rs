//! A rule set as a campaign holds it: documents of rows, which are changed as data and rendered to TOML.

use std::fmt::Write as _;

use lawful::document::Documents;
use lawful::{Problems, Ruleset};

/// A value of a document.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value {
    Text(String),
    /// A number, a flag or a time, as TOML writes it.
    Plain(String),
    List(Vec<Value>),
    Table(Entries),
}

/// The keys of a row, in the order in which they are written.
pub(crate) type Entries = Vec<(String, Value)>;

/// One `[[kind]]` of a document.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Row {
    pub(crate) kind: String,
    pub(crate) entries: Entries,
}

/// A document: `rules.toml`, a register or an instrument.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Document {
    /// Its path without `.toml`.
    pub(crate) id: String,
    /// The keys of `[instrument]`; of `rules.toml` and of a register, those at the top.
    pub(crate) head: Entries,
    pub(crate) rows: Vec<Row>,
}

/// All documents of a rule set.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) documents: Vec<Document>,
}

/// The kinds of provisions (SPEC 3.2).
pub(crate) const KINDS: [&str; 11] = [
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

/// The keys by which a provision names others.
pub(crate) const REFERENCES: [&str; 3] = ["of", "lifts", "replaces"];

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    pub(crate) fn plain(text: impl ToString) -> Value {
        Value::Plain(text.to_string())
    }

    pub(crate) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Value {
        Value::List(texts.into_iter().map(Value::text).collect())
    }

    pub(crate) fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
        Value::Table(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
    }

    /// The texts of a list, or the one text.
    pub(crate) fn strings(&self) -> Vec<&str> {
        match self {
            Value::Text(text) => vec![text],
            Value::List(list) => list.iter().flat_map(Value::strings).collect(),
            Value::Plain(_) | Value::Table(_) => Vec::new(),
        }
    }

    /// Every value below it, itself included.
    pub(crate) fn walk<'v>(&'v self, visit: &mut impl FnMut(&'v Value)) {
        visit(self);
        match self {
            Value::List(list) => list.iter().for_each(|value| value.walk(visit)),
            Value::Table(entries) => entries.iter().for_each(|(_, value)| value.walk(visit)),
            Value::Text(_) | Value::Plain(_) => {}
        }
    }

    fn render(&self, out: &mut String) {
        match self {
            Value::Text(text) => {
                let _ = write!(out, "{text:?}");
            }
            Value::Plain(text) => out.push_str(text),
            Value::List(list) => {
                out.push('[');
                for (n, value) in list.iter().enumerate() {
                    out.push_str(if n > 0 { ", " } else { "" });
                    value.render(out);
                }
                out.push(']');
            }
            Value::Table(entries) => {
                out.push_str("{ ");
                for (n, (key, value)) in entries.iter().enumerate() {
                    let _ = write!(out, "{}{key:?} = ", if n > 0 { ", " } else { "" });
                    value.render(out);
                }
                out.push_str(" }");
            }
        }
    }
}

/// The value of a key.
pub(crate) fn get<'e>(entries: &'e Entries, key: &str) -> Option<&'e Value> {
    entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

fn render_entries(entries: &Entries, out: &mut String) {
    for (key, value) in entries {
        let _ = write!(out, "{key} = ");
        value.render(out);
        out.push('\n');
    }
}

impl Row {
    pub(crate) fn new<const N: usize>(kind: &str, entries: [(&str, Value); N]) -> Row {
        let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Row { kind: kind.to_owned(), entries }
    }

    pub(crate) fn with(mut self, key: &str, value: Value) -> Row {
        self.set(key, value);
        self
    }

    pub(crate) fn set(&mut self, key: &str, value: Value) {
        match self.entries.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.entries.push((key.to_owned(), value)),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        get(&self.entries, key)
    }

    /// The local id.
    pub(crate) fn id(&self) -> &str {
        match self.get("id") {
            Some(Value::Text(id)) => id,
            _ => "",
        }
    }

    pub(crate) fn is_provision(&self) -> bool {
        KINDS.contains(&self.kind.as_str())
    }

    /// What a key names.
    pub(crate) fn names(&self, key: &str) -> Vec<&str> {
        self.get(key).map(Value::strings).unwrap_or_default()
    }
}

impl Document {
    pub(crate) fn new<const N: usize>(id: &str, head: [(&str, Value); N]) -> Document {
        let head = head.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Document { id: id.to_owned(), head, rows: Vec::new() }
    }

    pub(crate) fn is_instrument(&self) -> bool {
        self.id != "rules" && !self.id.starts_with("register/")
    }

    /// The instruments under which it stands.
    pub(crate) fn under(&self) -> Vec<&str> {
        get(&self.head, "under").map(Value::strings).unwrap_or_default()
    }

    fn render(&self) -> String {
        let mut out = String::from("format = \"lawful/1\"\n");
        if self.is_instrument() {
            out.push_str("\n[instrument]\n");
        }
        render_entries(&self.head, &mut out);
        for row in &self.rows {
            let _ = writeln!(out, "\n[[{}]]", row.kind);
            render_entries(&row.entries, &mut out);
        }
        out
    }
}

impl Rules {
    /// Paths and texts.
    pub(crate) fn texts(&self) -> Vec<(String, String)> {
        self.documents.iter().map(|document| (format!("{}.toml", document.id), document.render())).collect()
    }

    pub(crate) fn documents(&self) -> Documents {
        Documents::from_texts(self.texts())
    }

    /// The checked rule set.
    pub(crate) fn build(&self) -> Result<Ruleset, Problems> {
        Ruleset::from_documents(&self.documents())
    }

    pub(crate) fn instruments(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.is_instrument())
    }

    pub(crate) fn instrument(&self, id: &str) -> Option<&Document> {
        self.instruments().find(|document| document.id == id)
    }

    /// All provisions with their full ids and documents.
    pub(crate) fn provisions(&self) -> impl Iterator<Item = (String, &Document, &Row)> {
        self.instruments().flat_map(|document| {
            let rows = document.rows.iter().filter(|row| row.is_provision());
            rows.map(move |row| (format!("{}#{}", document.id, row.id()), document, row))
        })
    }

    pub(crate) fn provision(&self, id: &str) -> Option<(&Document, &Row)> {
        self.provisions().find(|(other, _, _)| other == id).map(|(_, document, row)| (document, row))
    }

    /// The registered rows of a kind.
    pub(crate) fn registered(&self, kind: &str) -> impl Iterator<Item = &Row> {
        let registers = self.documents.iter().filter(|document| !document.is_instrument());
        registers.flat_map(|document| &document.rows).filter(move |row| row.kind == kind)
    }

    /// Without the provisions and instruments of these ids, and without what names nothing else. What `replaces` adds
    /// goes with what carries it.
    pub(crate) fn without(&self, gone: &dyn Fn(&str) -> bool) -> Rules {
        self.remove(gone, false).0
    }

    /// Without the provisions and instruments of these ids. What names nothing else then names what never holds; whether
    /// there is such.
    pub(crate) fn hollow(&self, gone: &dyn Fn(&str) -> bool) -> (Rules, bool) {
        self.remove(gone, true)
    }

    fn remove(&self, gone: &dyn Fn(&str) -> bool, hollow: bool) -> (Rules, bool) {
        let mut rules = self.clone();
        let is_gone = |name: &str| {
            let carrier = name.strip_suffix("~replaces").unwrap_or(name);
            gone(carrier) || carrier.split_once('#').is_some_and(|(instrument, _)| gone(instrument))
        };
        rules.documents.retain(|document| !document.is_instrument() || !gone(&document.id));
        let mut silenced = false;
        loop {
            let before = rules.clone();
            let ids = before.provision_names();
            let stands = |name: &str| {
                name == SILENT || (!is_gone(name) && (!name.contains('#') || ids.iter().any(|id| id == name)))
            };
            for document in rules.documents.iter_mut().filter(|document| document.is_instrument()) {
                retain_names(&mut document.head, "under", &|name| !is_gone(name));
                let id = document.id.clone();
                document.rows.retain_mut(|row| {
                    let mut empty = false;
                    for key in REFERENCES {
                        if row.get(key).is_none() {
                            continue;
                        }
                        retain_names(&mut row.entries, key, &stands);
                        if key != "replaces" && row.get(key).is_none() {
                            empty = true;
                            if hollow {
                                row.set(key, Value::texts([SILENT]));
                            }
                        }
                    }
                    let stays = !row.is_provision() || !is_gone(&format!("{id}#{}", row.id()));
                    silenced |= stays && empty && hollow;
                    stays && (!empty || hollow)
                });
            }
            if rules == before {
                if silenced {
                    rules.documents.push(silent());
                }
                return (rules, silenced);
            }
        }
    }

    /// Every id that may name a provision, what `replaces` adds included (SPEC 3.5).
    pub(crate) fn provision_names(&self) -> Vec<String> {
        let names = |(id, _, row): (String, &Document, &Row)| {
            let replaces = row.get("replaces").map(|_| format!("{id}~replaces"));
            std::iter::once(id).chain(replaces)
        };
        self.provisions().flat_map(names).collect()
    }
}

/// A prohibition that never holds.
const SILENT: &str = "law8#n98";

fn silent() -> Document {
    let mut document = Document::new(
        "law8",
        [
            ("kind", Value::text("statute")),
            ("title", Value::table([("en", Value::text("Title"))])),
            ("issuer", Value::text("iss1")),
            ("issued", Value::plain("2001-01-01T00:00:00Z")),
        ],
    );
    let never = Value::table([("not", Value::table([]))]);
    document.rows.push(Row::new("prohibition", [("id", Value::text("n98")), ("when", never)]));
    document
}

/// Keeps these names of a list; an empty list goes.
fn retain_names(entries: &mut Entries, key: &str, kept: &dyn Fn(&str) -> bool) {
    for (name, value) in entries.iter_mut() {
        if name == key
            && let Value::List(list) = value
        {
            list.retain(|value| value.strings().iter().all(|name| kept(name)));
        }
    }
    entries.retain(|(name, value)| name != key || *value != Value::List(Vec::new()));
}
