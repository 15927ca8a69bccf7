//! What all rows of documents have in common: ids, sources, remarks.

use super::Document;
use super::report::{Report, Spot};
use super::tree::{Table, Value};
use crate::error::{Code, Error, shown};
use crate::id::check_id;
use crate::model::{Confidence, Source};

/// The row's `id`, not checked.
pub(super) fn id<'v>(
    table: &'v Table,
    spot: Spot,
    what: &str,
    report: &mut Report,
) -> Option<(&'v str, Spot)> {
    let value = report.required(table, spot, what, "id")?;
    Some((report.text(value, "`id`")?, value.spot))
}

/// The value, if the check found nothing.
pub(super) fn checked<T>(value: T, check: Result<(), Error>, spot: Spot, report: &mut Report) -> Option<T> {
    match check {
        Ok(()) => Some(value),
        Err(error) => {
            report.add(spot, error);
            None
        }
    }
}

/// The full id of a provision or question.
pub(super) fn local_id(id: &str, document: &Document, spot: Spot, report: &mut Report) -> Option<String> {
    let full = format!("{}#{id}", document.id);
    if let Err(error) = check_id(&full) {
        let error = if error.code() == Code::Id {
            Error::new(Code::Id, format!("`{}` is not a well-formed id", shown(id)))
                .with_hint("an id within a document is words of a-z and 0-9 joined by `-`, `.` or `_`")
        } else {
            error
        };
        report.add(spot, error);
        return None;
    }
    Some(full)
}

/// Checks `source`, `confidence` and `note`, which every row and edge may have.
pub(super) fn remarks(table: &Table, report: &mut Report) {
    sources(table.get("source"), report);
    confidence(table.get("confidence"), report);
    note(table, report);
}

pub(super) fn note(table: &Table, report: &mut Report) -> String {
    let note = table.get("note").and_then(|value| report.text(value, "`note`"));
    note.unwrap_or_default().to_owned()
}

/// A list of tables (SPEC 12.3).
pub(super) fn sources(value: Option<&Value>, report: &mut Report) -> Vec<Source> {
    let Some(value) = value else { return Vec::new() };
    let mut sources = Vec::new();
    for (table, _) in report.rows(value, "`source`") {
        report.closed(table, "a source", &["url", "says", "for", "confidence", "note"]);
        note(table, report);
        let mut text = |key: &str| {
            let text = table.get(key).and_then(|value| report.text(value, &format!("`{key}`")));
            text.unwrap_or_default().to_owned()
        };
        let (url, says) = (text("url"), text("says"));
        let supports = table.get("for").and_then(|value| report.texts(value, "`for`")).unwrap_or_default();
        sources.push(Source {
            url,
            says,
            supports: supports.into_iter().map(|(text, _)| text.to_owned()).collect(),
            confidence: confidence(table.get("confidence"), report),
        });
    }
    sources
}

fn confidence(value: Option<&Value>, report: &mut Report) -> Option<Confidence> {
    let words = [Confidence::Primary, Confidence::Secondary, Confidence::Memory];
    report.one_of(value?, "`confidence`", &words, |confidence| match confidence {
        Confidence::Primary => "primary",
        Confidence::Secondary => "secondary",
        Confidence::Memory => "memory",
    })
}
