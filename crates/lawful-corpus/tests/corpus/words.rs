//! What people read: titles and questions, in each language of the corpus.

use toml::{Table, Value};

use super::{assert_none, documents, text};

/// The languages in which every text stands; Traditional Chinese falls back to Simplified.
const LANGUAGES: [&str; 2] = ["en", "zh-Hans"];

#[test]
fn no_text_is_missing_in_a_language() {
    let mut wrong = Vec::new();
    for document in &documents() {
        let mut check = |table: &Table, key: &str, what: &str| {
            let words = table.get(key).and_then(Value::as_table);
            let said = |language: &&str| words.is_some_and(|words| !text(words, language).trim().is_empty());
            let missing = LANGUAGES.into_iter().filter(|language| !said(language));
            wrong.extend(
                missing.map(|language| format!("{}: {what}: no `{key}` in {language}", document.path)),
            );
        };
        if document.path == "rules.toml" {
            check(&document.table, "title", "the rule set");
        }
        if let Some(instrument) = document.instrument() {
            check(instrument, "title", "the instrument");
        }
        for (kind, provision) in document.provisions() {
            check(provision, "title", &format!("{kind} `{}`", text(provision, "id")));
        }
        for kind in ["fact", "question"] {
            document.rows(kind).for_each(|row| check(row, "asks", &format!("{kind} `{}`", text(row, "id"))));
        }
        for kind in ["app", "party", "activity", "actor", "issuer"] {
            document.rows(kind).for_each(|row| check(row, "name", &format!("{kind} `{}`", text(row, "id"))));
        }
    }
    assert_none("texts that are missing in a language", &wrong);
}
