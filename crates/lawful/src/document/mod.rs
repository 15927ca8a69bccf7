//! Documents: rule sets as people write them, in TOML, and as programs exchange them, in JSON (SPEC 12).
//!
//! One bad record rejects the whole set, and nothing is dropped in silence (SPEC 11.2). What instruments look like is
//! shown in SPEC 12.2.
//!
//! Reading goes from texts to a neutral tree, and from there to the typed, resolved model; every problem of all
//! documents is reported at once.

mod cases;
mod check;
mod condition;
mod folder;
mod instrument;
mod interchange;
mod legal_time;
mod node;
mod provision;
mod question;
mod register;
mod report;
mod row;
mod stamp;
#[cfg(test)]
mod tests;
mod tree;

use std::path::Path;

pub use cases::{
    AskValue, Case, CaseFile, CaseReadings, Expect, ExpectBound, ExpectNext, ExpectSpan, read_cases,
};
pub use legal_time::parse_time;

use crate::error::{Code, Error, Place, Problem, Problems, shown};
use crate::model::{MAX_SHARE_COMBINATIONS, Model};
use legal_time::Times;
use node::check_path;
use question::Questions;
use register::Lexicon;
use report::{Report, Spot};
use tree::{Kind, Table, Value};

/// The version of the document format (SPEC 12.1).
const FORMAT: &str = "lawful/1";
/// Case files may lie among documents.
const CASES_FORMAT: &str = "lawful-cases/1";

/// A set of documents, unread: nothing is known of them but their texts, or their JSON.
#[derive(Clone, Debug)]
pub struct Documents(Form);

#[derive(Clone, Debug)]
enum Form {
    /// Paths and texts; where there are several `rules.toml`, the first counts (SPEC 12.7).
    Texts(Vec<(String, String)>),
    Trees(Vec<(Role, String, Table)>),
}

impl Documents {
    /// All documents of one or more folders, as if they lay in one; the first `rules.toml` counts (SPEC 12.7).
    ///
    /// Files that do not end in `.toml` are passed over, and so is what begins with a dot. Links are followed.
    ///
    /// # Errors
    /// `E-io` for what cannot be read, a folder without documents, and a link to a folder that it lies in; `E-limit`
    /// for a document of more than 4 MiB; `E-syntax`, with the place of the first bad byte, for one that is not UTF-8.
    pub fn from_folders<P: AsRef<Path>>(folders: &[P]) -> Result<Documents, Problems> {
        folder::read(folders).map(|texts| Documents(Form::Texts(texts)))
    }

    /// Documents that were read elsewhere: each with its path in the rule set, such as `us/eo-13943.toml`, and its
    /// text. Where several have the path `rules.toml`, the first counts.
    pub fn from_texts(texts: impl IntoIterator<Item = (String, String)>) -> Documents {
        Documents(Form::Texts(texts.into_iter().collect()))
    }

    /// The paths and texts, to be composed with others (SPEC 12.7); none if they were read from the interchange form.
    #[must_use]
    pub fn texts(&self) -> &[(String, String)] {
        match &self.0 {
            Form::Texts(texts) => texts,
            Form::Trees(_) => &[],
        }
    }

    /// The interchange form (SPEC 12.5).
    ///
    /// # Errors
    /// `E-syntax` for what is not JSON, or has a key twice; `E-limit` for what is nested too deeply; `E-format`,
    /// `E-unknown-key` and `E-type` for what is not of the interchange form. What the documents say is checked when
    /// they are read.
    pub fn from_interchange(json: &str) -> Result<Documents, Problems> {
        let mut report = Report::default();
        let place = report.open("interchange".to_owned(), None);
        let trees = match interchange::parse(json) {
            Ok(value) => from_value(value, place, &mut report),
            Err(error) => {
                report.add(place, error);
                None
            }
        };
        match (report.finish(), trees) {
            (None, Some(trees)) => Ok(Documents(Form::Trees(trees))),
            (problems, _) => Err(problems.unwrap_or_else(unexplained)),
        }
    }

    /// The interchange form as canonical text: keys sorted, no blanks (SPEC 12.5, 10.1).
    ///
    /// # Errors
    /// What cannot be read as a tree: `E-syntax`, `E-format`, `E-limit`, `E-time`, `E-duplicate-id`, `E-id`.
    pub fn to_interchange(&self) -> Result<String, Problems> {
        let mut report = Report::default();
        let documents = self.parse(&mut report);
        match report.finish() {
            Some(problems) => Err(problems),
            None => Ok(interchange::write(&documents)),
        }
    }

    /// The trees of all documents, sorted by id.
    fn parse(&self, report: &mut Report) -> Vec<Document> {
        let mut documents = match &self.0 {
            Form::Texts(texts) => parse_texts(texts, report),
            Form::Trees(trees) => trees
                .iter()
                .map(|(role, id, table)| {
                    let spot = report.open(id.clone(), None);
                    let mut table = table.clone();
                    table.place_in(spot);
                    Document { id: id.clone(), role: *role, table, spot }
                })
                .collect(),
        };
        documents.retain(|document| match check_path(&document.id) {
            Ok(()) => true,
            Err(error) => {
                report.add_to_document(document.spot, error);
                false
            }
        });
        documents.sort_by(|a, b| a.id.cmp(&b.id));
        documents
    }
}

/// A document as a tree.
#[derive(Debug)]
struct Document {
    /// Its path without `.toml`.
    id: String,
    role: Role,
    /// Without `format`.
    table: Table,
    spot: Spot,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Rules,
    Register,
    Instrument,
}

impl Role {
    fn of(id: &str) -> Role {
        match id {
            "rules" => Role::Rules,
            _ if id.starts_with("register/") => Role::Register,
            _ => Role::Instrument,
        }
    }
}

impl Document {
    fn is_register(&self) -> bool {
        self.role == Role::Register
    }

    /// Where it says its time zone.
    fn zone(&self) -> Option<&Value> {
        match self.role {
            Role::Rules => None,
            Role::Register => self.table.get("zone"),
            Role::Instrument => match self.table.get("instrument") {
                Some(Value { kind: Kind::Table(table), .. }) => table.get("zone"),
                _ => None,
            },
        }
    }
}

/// Reads documents into the model; every problem is reported, sorted by document and place.
pub(crate) fn read(documents: &Documents) -> Result<Model, Problems> {
    let mut report = Report::default();
    let documents = documents.parse(&mut report);
    let report = &mut report;
    for document in &documents {
        check_keys(document, report);
    }
    let rules = rules(&documents, report);
    let questions = Questions::read(&documents, report);
    let times: Vec<Times<'_>> = documents
        .iter()
        .map(|document| Times::new(document.zone(), &document.id, &questions, report))
        .collect();
    let mut lexicon = Lexicon::read(&documents, &times, &questions, report);
    let law = instrument::read(&documents, &times, &mut lexicon, report);
    let vocabulary = lexicon.into_vocabulary();
    if vocabulary.share_combinations() > MAX_SHARE_COMBINATIONS {
        let message = format!(
            "the questions on which shares rest have more than {MAX_SHARE_COMBINATIONS} combinations of answers"
        );
        report.add_to_file("rules.toml", Error::new(Code::Limit, message));
    }
    let tzdb = legal_time::tzdb_version();
    match (std::mem::take(report).finish(), rules, law) {
        (None, Some(rules), Some((instruments, provisions))) => Ok(Model {
            title: rules.title,
            revision: rules.revision,
            as_of: rules.as_of,
            note: rules.note,
            tzdb: tzdb.to_owned(),
            content_hash: interchange::content_hash(&documents, tzdb),
            vocabulary,
            instruments,
            provisions,
        }),
        (problems, _, _) => Err(problems.unwrap_or_else(unexplained)),
    }
}

struct Rules {
    title: crate::vocabulary::Text,
    revision: u64,
    as_of: crate::time::Instant,
    note: String,
}

/// SPEC 9.3.
fn rules(documents: &[Document], report: &mut Report) -> Option<Rules> {
    let Some(document) = documents.iter().find(|document| document.role == Role::Rules) else {
        if !report.incomplete() {
            let error = Error::new(Code::MissingKey, "the rule set has no `rules.toml`");
            let hint = "it stands at the top and has `format`, `title`, `revision` and `as_of`";
            report.add_to_file("rules.toml", error.with_hint(hint));
        }
        return None;
    };
    let (table, spot, what) = (&document.table, document.spot, "`rules.toml`");
    let title = report.required(table, spot, what, "title").map(|value| report.by_language(value, "`title`"));
    let revision = report.required(table, spot, what, "revision").and_then(|value| {
        let revision = u64::try_from(report.integer(value, "`revision`")?).ok();
        if revision.is_none() {
            report.problem(value.spot, Code::Value, "`revision` is a counting number");
        }
        revision
    });
    let questions = Questions::default();
    let times = Times::new(None, &document.id, &questions, report);
    let as_of =
        report.required(table, spot, what, "as_of").and_then(|value| times.exact(value, "`as_of`", report));
    Some(Rules { title: title?, revision: revision?, as_of: as_of?, note: row::note(table, report) })
}

/// The closed list of a document's keys (SPEC Appendix A).
fn check_keys(document: &Document, report: &mut Report) {
    let registers =
        ["zone", "app", "party", "region", "activity", "actor", "fact", "question", "issuer", "coverage"];
    match document.role {
        Role::Rules => {
            report.closed(&document.table, "`rules.toml`", &["title", "revision", "as_of", "note"])
        }
        Role::Register => report.closed(&document.table, "a register", &registers),
        Role::Instrument => {
            let kinds = crate::model::ProvisionKind::ALL.iter().map(|kind| kind.as_str());
            let keys: Vec<&str> = ["instrument", "question", "fact"].into_iter().chain(kinds).collect();
            report.closed(&document.table, "an instrument's document", &keys);
        }
    }
}

fn parse_texts(texts: &[(String, String)], report: &mut Report) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut paths = std::collections::HashSet::new();
    for (path, text) in texts {
        let Some(id) = path.strip_suffix(".toml") else { continue };
        let twice = !paths.insert(path.as_str());
        if twice && id == "rules" {
            continue;
        }
        let spot = report.open(path.clone(), Some(text.clone()));
        let Some(table) = tree::from_toml(text, spot, report) else { continue };
        let Some(table) = of_format(table, spot, report) else { continue };
        if twice {
            let error = Error::new(Code::DuplicateId, format!("there are two documents `{}`", shown(id)));
            report.add_to_document(spot, error.with_hint("give the document of one folder another name"));
            continue;
        }
        documents.push(Document { id: id.to_owned(), role: Role::of(id), table, spot });
    }
    documents
}

/// The document without its `format`, or `None` if it is none of ours.
fn of_format(table: Table, spot: Spot, report: &mut Report) -> Option<Table> {
    match table.get("format") {
        Some(Value { kind: Kind::Text(format), .. }) if format == CASES_FORMAT => return None,
        Some(Value { kind: Kind::Text(format), .. }) if format == FORMAT => {}
        Some(Value { kind, spot: place }) => {
            let message = match kind {
                Kind::Text(format) => format!("`{}` is not a format that this version reads", shown(format)),
                kind => format!("`format` is {}, not a string", kind.describe()),
            };
            report.add(
                *place,
                Error::new(Code::Format, message).with_hint(format!("write format = \"{FORMAT}\"")),
            );
            report.give_up_on(spot);
            return None;
        }
        None => {
            let error = Error::new(Code::Format, "the document does not say its `format`");
            report.add(spot, error.with_hint(format!("begin it with format = \"{FORMAT}\"")));
        }
    }
    Some(Table::from_entries(
        table.into_entries().into_iter().filter(|(key, _)| key.name != "format").collect(),
    ))
}

/// The documents in the one object of SPEC 12.5.
fn from_value(value: Value, place: Spot, report: &mut Report) -> Option<Vec<(Role, String, Table)>> {
    let what = "the interchange form";
    let table = report.table(&value, what)?;
    report.closed(table, what, &["format", "rules", "registers", "instruments"]);
    match table.get("format") {
        Some(Value { kind: Kind::Text(format), .. }) if format == FORMAT => {}
        _ => {
            let error =
                Error::new(Code::Format, "the object does not say that its format is the one to be read");
            report.add(place, error.with_hint(format!("it has \"format\":\"{FORMAT}\"")));
            return None;
        }
    }
    let mut trees = Vec::new();
    if let Some(rules) = table.get("rules") {
        trees.extend(
            report.table(rules, "`rules`").map(|table| (Role::Rules, "rules".to_owned(), table.clone())),
        );
    }
    for (key, role) in [("registers", Role::Register), ("instruments", Role::Instrument)] {
        let Some(documents) = table.get(key).and_then(|value| report.table(value, &format!("`{key}`")))
        else {
            continue;
        };
        for (id, document) in documents.iter() {
            if Role::of(&id.name) != role {
                let message = format!("`{}` cannot stand under `{key}`", shown(&id.name));
                let error = Error::new(Code::Id, message);
                report.add(place, error.with_hint("ids of registers, and no others, begin with `register/`"));
            } else if let Some(table) = report.table(document, &format!("the document `{}`", shown(&id.name)))
            {
                trees.push((role, id.name.clone(), table.clone()));
            }
        }
    }
    Some(trees)
}

/// What cannot happen: something was not read, and nobody said why.
fn unexplained() -> Problems {
    let error = Error::new(Code::Value, "the documents cannot be read, and the library cannot say why");
    let place = Place { file: String::new(), line: None, column: None };
    Problems::one(Problem { place, error, source_line: None })
}
