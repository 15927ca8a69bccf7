//! SPEC 14.6: order means nothing, and ids are only names.

use super::json::{decision, renamed, without};
use super::{Case, Seen, same};
use crate::campaign::ask::Ask;
use crate::campaign::chance::Chance;
use crate::campaign::description::{Entries, Rules, Value};

/// Order of documents, of provisions, of keys and in lists: the same bytes, the content hash included.
pub(super) fn order_changes_nothing(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let mut rules = case.rules.clone();
    chance.shuffle(&mut rules.documents);
    for document in &mut rules.documents {
        chance.shuffle(&mut document.rows);
        shuffle(&mut document.head, chance);
        for row in &mut document.rows {
            shuffle(&mut row.entries, chance);
        }
    }
    let ruleset = rules.build().map_err(|problems| format!("in another order: {problems}"))?;
    let mut ask = case.ask.clone();
    chance.shuffle(&mut ask.facts);
    let before = case.ask.transaction(case.ruleset)?.decide(ask.at, ask.known).to_canonical_json();
    let after = ask.transaction(&ruleset)?.decide(ask.at, ask.known).to_canonical_json();
    same("in another order", &before, &after)
}

fn shuffle(entries: &mut Entries, chance: &mut Chance) {
    chance.shuffle(entries);
    for (key, value) in entries {
        match value {
            // A range has an order.
            Value::List(_) if key == "between" => {}
            Value::List(list) => {
                chance.shuffle(list);
                for value in list {
                    if let Value::Table(entries) = value {
                        shuffle(entries, chance);
                    }
                }
            }
            Value::Table(entries) => shuffle(entries, chance),
            Value::Text(_) | Value::Plain(_) => {}
        }
    }
}

/// Exact renaming of ids changes nothing but names.
pub(super) fn names_mean_nothing(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let mut words: Vec<String> = Vec::new();
    for (_, text) in case.rules.texts() {
        words.extend(tokens(&text).filter(|word| is_name(word)).map(str::to_owned));
    }
    for document in &case.rules.documents {
        words.extend(tokens(&document.id).filter(|word| is_name(word)).map(str::to_owned));
    }
    words.sort();
    words.dedup();
    let mut fresh: Vec<usize> = (0..words.len()).collect();
    chance.shuffle(&mut fresh);
    let rename = |text: &str| {
        replace_tokens(text, &|word| match words.binary_search_by(|other| other.as_str().cmp(word)) {
            Ok(n) => format!("z{:02}", fresh[n]),
            Err(_) => word.to_owned(),
        })
    };
    let rules = Rules {
        documents: case
            .rules
            .documents
            .iter()
            .cloned()
            .map(|mut document| {
                document.id = rename(&document.id);
                rename_entries(&mut document.head, &rename);
                for row in &mut document.rows {
                    rename_entries(&mut row.entries, &rename);
                }
                document
            })
            .collect(),
    };
    let ruleset = rules.build().map_err(|problems| format!("renamed: {problems}"))?;
    let Ok(transaction) = renamed_question(case.ask, &rename, &ruleset) else {
        return Err(format!("the renamed question is refused: {}", case.ask.line()));
    };
    let before = decision(&case.ask.transaction(case.ruleset)?, case.ask.at, case.ask.known, &[]);
    let mut after = transaction.decide(case.ask.at, case.ask.known).to_json();
    without(&mut after, &[]);
    let unchanged = |text: &str| text.to_owned();
    same("renamed", &renamed(&before, &rename).to_string(), &renamed(&after, &unchanged).to_string())
}

/// The question with the new names; facts are known by their old ones, so it is built here.
fn renamed_question(
    ask: &Ask,
    rename: &dyn Fn(&str) -> String,
    ruleset: &lawful::Ruleset,
) -> Result<lawful::Transaction, lawful::Errors> {
    let mut builder = ruleset.transaction();
    for (fact, value) in ask.values() {
        let value = match value {
            lawful::FactValue::Text(text) => lawful::FactValue::Text(rename(&text)),
            other => other,
        };
        builder = builder.fact(rename(&fact), value);
    }
    let readings = match ask.readings.clone() {
        lawful::Readings::Given { answers, rest_open } => lawful::Readings::Given {
            answers: answers.iter().map(|(question, answer)| (rename(question), rename(answer))).collect(),
            rest_open,
        },
        other => other,
    };
    builder.readings(readings).build()
}

/// Words of letters followed by digits are made up; all others mean something.
fn is_name(word: &str) -> bool {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    !letters.is_empty() && letters.len() < word.len() && letters.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && !c.is_ascii_uppercase())
}

fn replace_tokens(text: &str, rename: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        out.push_str(&rename(&rest[..end]));
        rest = &rest[end..];
        if let Some(separator) = rest.chars().next() {
            out.push(separator);
            rest = &rest[separator.len_utf8()..];
        }
    }
    out
}

fn rename_entries(entries: &mut Entries, rename: &dyn Fn(&str) -> String) {
    for (key, value) in entries {
        *key = rename(key);
        rename_value(value, rename);
    }
}

fn rename_value(value: &mut Value, rename: &dyn Fn(&str) -> String) {
    match value {
        Value::Text(text) => *text = rename(text),
        Value::Plain(_) => {}
        Value::List(list) => list.iter_mut().for_each(|value| rename_value(value, rename)),
        Value::Table(entries) => rename_entries(entries, rename),
    }
}
