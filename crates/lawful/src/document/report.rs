//! What is wrong with a set of documents, and where; and the small readers that find it out.

use std::cell::OnceCell;

use super::tree::{Kind, Table, Value};
use crate::error::{Code, Error, Place, Problem, Problems, shown};
use crate::id::nearest;
use crate::vocabulary::Text;

/// After so many problems the rest waits for the next reading: nobody mends more at once.
const MOST_PROBLEMS: usize = 1000;
/// Longer lines are not shown.
const LONGEST_SHOWN_LINE: usize = 500;

/// A place in the documents: which one, and the byte there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub(super) struct Spot {
    pub(super) document: u32,
    pub(super) offset: u32,
}

/// A document's name and, of TOML, its text.
#[derive(Debug)]
pub(super) struct Source {
    file: String,
    text: Option<String>,
    line_starts: OnceCell<Vec<usize>>,
    /// What was recovered from its syntax errors is not worth further complaints.
    broken: bool,
}

/// The problems that were found so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    sources: Vec<Source>,
    problems: Vec<Problem>,
}

impl Report {
    /// A further document; without a text, problems in it have no line.
    pub(super) fn open(&mut self, file: String, text: Option<String>) -> Spot {
        self.sources.push(Source { file, text, line_starts: OnceCell::new(), broken: false });
        Spot { document: (self.sources.len() - 1) as u32, offset: 0 }
    }

    pub(super) fn text_of(&self, spot: Spot) -> Option<&str> {
        self.sources.get(spot.document as usize)?.text.as_deref()
    }

    /// The line of a place, from 1; 0 where there are none.
    pub(super) fn line_of(&self, spot: Spot) -> u32 {
        let source = self.sources.get(spot.document as usize);
        source.and_then(|source| source.locate(spot.offset as usize).0.line).unwrap_or(0)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// A document that has no well-formed text: nothing but its syntax is worth reporting.
    pub(super) fn give_up_on(&mut self, spot: Spot) {
        if let Some(source) = self.sources.get_mut(spot.document as usize) {
            source.broken = true;
        }
    }

    /// Whether a document was lost, so that an unknown reference may be its fault.
    pub(super) fn incomplete(&self) -> bool {
        self.sources.iter().any(|source| source.broken)
    }

    pub(super) fn add(&mut self, spot: Spot, error: Error) {
        if !self.is_passed_over(spot, error.code()) {
            self.add_anyway(spot, error);
        }
    }

    /// Whether a problem may be the fault of a document that was lost.
    fn is_passed_over(&self, spot: Spot, code: Code) -> bool {
        let reference = matches!(code, Code::UnknownReference | Code::UnknownFact | Code::Region);
        let broken = self.sources.get(spot.document as usize).is_some_and(|source| source.broken);
        broken || reference && self.incomplete()
    }

    pub(super) fn add_anyway(&mut self, spot: Spot, error: Error) {
        let Some(source) = self.sources.get(spot.document as usize) else { return };
        let (place, source_line) = source.locate(spot.offset as usize);
        self.push(Problem { place, error, source_line });
    }

    fn push(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// A problem with a document as a whole.
    pub(super) fn add_to_document(&mut self, document: Spot, error: Error) {
        let Some(source) = self.sources.get(document.document as usize).filter(|source| !source.broken)
        else {
            return;
        };
        let place = Place { file: source.file.clone(), line: None, column: None };
        self.push(Problem { place, error, source_line: None });
    }

    /// A problem with no document.
    pub(super) fn add_to_file(&mut self, file: &str, error: Error) {
        let place = Place { file: file.to_owned(), line: None, column: None };
        self.push(Problem { place, error, source_line: None });
    }

    pub(super) fn problem(&mut self, spot: Spot, code: Code, message: impl Into<String>) {
        self.add(spot, Error::new(code, message));
    }

    /// Something that does not exist was named.
    pub(super) fn unknown<'a>(
        &mut self,
        spot: Spot,
        code: Code,
        message: String,
        written: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) {
        self.unknown_or(spot, Error::new(code, message), written, candidates);
    }

    /// The same, with an error whose hint stands where nothing near was meant.
    pub(super) fn unknown_or<'a>(
        &mut self,
        spot: Spot,
        mut error: Error,
        written: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) {
        if self.is_passed_over(spot, error.code()) {
            return;
        }
        // Looking for what was meant costs time in proportion to the vocabulary.
        if self.problems.len() < 100
            && let Some(meant) = nearest(written, candidates)
        {
            error = error.with_hint(format!("did you mean `{meant}`?"));
        }
        self.add(spot, error);
    }

    pub(super) fn finish(self) -> Option<Problems> {
        Problems::from_nonempty(self.problems)
    }

    // Readers of single values. Each reports what is wrong and returns `None`; what is broken was reported before.

    fn wrong_type(&mut self, value: &Value, what: &str, wanted: &str) {
        if !matches!(value.kind, Kind::Broken) {
            self.problem(
                value.spot,
                Code::Type,
                format!("{what} is {}, not {}", value.kind.describe(), wanted),
            );
        }
    }

    pub(super) fn text<'v>(&mut self, value: &'v Value, what: &str) -> Option<&'v str> {
        match &value.kind {
            Kind::Text(text) => Some(text),
            _ => {
                self.wrong_type(value, what, "a string");
                None
            }
        }
    }

    pub(super) fn flag(&mut self, value: &Value, what: &str) -> Option<bool> {
        match value.kind {
            Kind::Flag(flag) => Some(flag),
            _ => {
                self.wrong_type(value, what, "true or false");
                None
            }
        }
    }

    pub(super) fn integer(&mut self, value: &Value, what: &str) -> Option<i64> {
        match value.kind {
            Kind::Integer(number) => Some(number),
            _ => {
                self.wrong_type(value, what, "a whole number");
                None
            }
        }
    }

    pub(super) fn table<'v>(&mut self, value: &'v Value, what: &str) -> Option<&'v Table> {
        match &value.kind {
            Kind::Table(table) => Some(table),
            _ => {
                self.wrong_type(value, what, "a table");
                None
            }
        }
    }

    pub(super) fn list<'v>(&mut self, value: &'v Value, what: &str) -> Option<&'v [Value]> {
        match &value.kind {
            Kind::List(list) => Some(list),
            _ => {
                self.wrong_type(value, what, "a list");
                None
            }
        }
    }

    /// A list of strings.
    pub(super) fn texts<'v>(&mut self, value: &'v Value, what: &str) -> Option<Vec<(&'v str, Spot)>> {
        let list = self.list(value, what)?;
        let entry = format!("an entry of {what}");
        Some(list.iter().filter_map(|value| Some((self.text(value, &entry)?, value.spot))).collect())
    }

    /// A list of strings with at least one entry.
    pub(super) fn some_texts<'v>(&mut self, value: &'v Value, what: &str) -> Option<Vec<(&'v str, Spot)>> {
        let texts = self.texts(value, what)?;
        if matches!(&value.kind, Kind::List(list) if list.is_empty()) {
            self.problem(value.spot, Code::Value, format!("{what} is an empty list"));
            return None;
        }
        Some(texts)
    }

    /// A string or a list of strings.
    pub(super) fn text_or_texts<'v>(&mut self, value: &'v Value, what: &str) -> Option<Vec<(&'v str, Spot)>> {
        match &value.kind {
            Kind::Text(text) => Some(vec![(text, value.spot)]),
            _ => self.some_texts(value, what),
        }
    }

    /// Tables in a list.
    pub(super) fn rows<'v>(&mut self, value: &'v Value, what: &str) -> Vec<(&'v Table, Spot)> {
        let Some(list) = self.list(value, what) else { return Vec::new() };
        let entry = format!("an entry of {what}");
        list.iter().filter_map(|value| Some((self.table(value, &entry)?, value.spot))).collect()
    }

    /// A text by language.
    pub(super) fn by_language(&mut self, value: &Value, what: &str) -> Text {
        if let Kind::Text(_) = value.kind {
            let error = Error::new(Code::Type, format!("{what} is a string, not a table by language"));
            self.add(value.spot, error.with_hint("write { en = \"…\" }"));
            return Text::default();
        }
        let Some(table) = self.table(value, what) else { return Text::default() };
        let mut texts: Vec<(&str, &str)> = Vec::new();
        for (key, value) in table.iter() {
            if key.name.is_empty() || !key.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                let message = format!("`{}` is not a language tag", shown(&key.name));
                self.problem(key.spot, Code::UnknownKey, message);
            } else if let Some(words) = self.text(value, what) {
                texts.push((&key.name, words));
            }
        }
        Text::from_languages(texts)
    }

    /// One of a closed list of words.
    pub(super) fn one_of<T: Copy>(
        &mut self,
        value: &Value,
        what: &str,
        words: &[T],
        word: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.text(value, what)?;
        let found = words.iter().copied().find(|item| word(*item) == text);
        if found.is_none() {
            let all: Vec<String> = words.iter().map(|item| format!("`{}`", word(*item))).collect();
            let error =
                Error::new(Code::Value, format!("`{}` is not one of the words for {what}", shown(text)));
            self.add(value.spot, error.with_hint(format!("write one of {}", all.join(", "))));
        }
        found
    }

    /// Reports every key that the closed list does not have (SPEC Appendix A).
    pub(super) fn closed(&mut self, table: &Table, what: &str, keys: &[&str]) {
        for (key, _) in table.iter().filter(|(key, _)| !keys.contains(&key.name.as_str())) {
            let message = format!("`{}` is not a key of {what}", shown(&key.name));
            self.unknown(key.spot, Code::UnknownKey, message, &key.name, keys.iter().copied());
        }
    }

    pub(super) fn required<'v>(
        &mut self,
        table: &'v Table,
        at: Spot,
        what: &str,
        key: &str,
    ) -> Option<&'v Value> {
        let value = table.get(key);
        if value.is_none() {
            self.problem(at, Code::MissingKey, format!("{what} has no `{key}`"));
        }
        value
    }
}

impl Source {
    /// Line and column of a byte, and the line.
    fn locate(&self, offset: usize) -> (Place, Option<String>) {
        let Some(text) = &self.text else {
            return (Place { file: self.file.clone(), line: None, column: None }, None);
        };
        let starts = self.line_starts.get_or_init(|| {
            std::iter::once(0)
                .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(n, _)| n + 1))
                .collect()
        });
        let line = starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = starts.get(line).copied().unwrap_or(0);
        let rest = text.get(start..).unwrap_or_default();
        let whole = rest.split('\n').next().unwrap_or_default().trim_end_matches('\r');
        let column = rest.char_indices().take_while(|(n, _)| start + n < offset).count();
        let shown = (whole.len() <= LONGEST_SHOWN_LINE).then(|| whole.to_owned());
        let place =
            Place { file: self.file.clone(), line: Some(line as u32 + 1), column: Some(column as u32 + 1) };
        (place, shown)
    }
}
