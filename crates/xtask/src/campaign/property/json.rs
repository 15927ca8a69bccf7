//! Decisions as JSON, without what a property leaves aside.

use lawful::{Instant, Possible, Transaction};
use serde_json::Value as Json;

/// A decision without the hash of its rule set and without some other members.
pub(super) fn decision(
    transaction: &Transaction,
    at: Instant,
    known: Option<Instant>,
    aside: &[&str],
) -> Json {
    let mut json = transaction.decide(at, known).to_json();
    without(&mut json, aside);
    json
}

/// Takes out `asked.content_hash` and these members; `outlook.scheduled` names one of a member.
pub(super) fn without(json: &mut Json, aside: &[&str]) {
    if let Some(asked) = json.get_mut("asked").and_then(Json::as_object_mut) {
        asked.remove("content_hash");
    }
    for key in aside {
        let (object, key) = match key.split_once('.') {
            Some((object, key)) => (json.get_mut(object).and_then(Json::as_object_mut), key),
            None => (json.as_object_mut(), *key),
        };
        if let Some(object) = object {
            object.remove(key);
        }
    }
}

/// What is possible at one instant.
pub(super) fn possible(transaction: &Transaction, at: Instant, known: Option<Instant>) -> Possible {
    transaction.decide(at, known).possible()
}

/// The same with texts changed, and lists in an order that does not depend on ids.
pub(super) fn renamed(json: &Json, rename: &dyn Fn(&str) -> String) -> Json {
    match json {
        Json::String(text) => Json::String(rename(text)),
        Json::Array(list) => {
            let mut list: Vec<Json> = list.iter().map(|value| renamed(value, rename)).collect();
            list.sort_by_key(Json::to_string);
            list.dedup();
            Json::Array(list)
        }
        Json::Object(object) => {
            object.iter().map(|(key, value)| (rename(key), renamed(value, rename))).collect()
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => json.clone(),
    }
}
