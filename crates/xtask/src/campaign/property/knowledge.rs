//! SPEC 14.5: what became public later is as if it did not exist.

use lawful::Instant;

use super::json::decision;
use super::{Case, Seen, same};
use crate::campaign::chance::Chance;
use crate::campaign::description::{Document, Rules, Value, get};
use crate::campaign::generate::later_instrument;
use crate::campaign::moment::{COUNT, event, instant};

/// SPEC 9.1: `decide(known = k)` is `decide` on the rule set without what became public after k.
pub(super) fn later_knowledge_is_absent(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let known = case.ask.known.unwrap_or_else(|| instant(chance.below(COUNT)));
    let Some(hidden) = hidden(case.rules, known) else { return Ok(Seen::Nothing) };
    if hidden.is_empty() {
        return Ok(Seen::Nothing);
    }
    let is_hidden = |name: &str| hidden.iter().any(|id| id == name);
    // Instruments stay as far as others stand under them, and for the questions that they declare: without provisions.
    let gone = |name: &str| is_hidden(name) && name.contains('#');
    let mut rules = case.rules.clone();
    rules.silence(&is_hidden);
    for document in &mut rules.documents {
        if is_hidden(&document.id) {
            document.rows.retain(|row| !row.is_provision());
        }
    }
    let rules = rules.without(&gone);
    // What named nothing else is gone, and then what names that.
    let mut rules = without_names(rules, &is_hidden).without(&|_| false);
    let stands = |document: &Document| {
        document.rows.iter().any(|row| !row.is_provision())
            || rules.instruments().any(|other| other.under().contains(&document.id.as_str()))
    };
    let stays: Vec<String> =
        rules.instruments().filter(|d| !is_hidden(&d.id) || stands(d)).map(|d| d.id.clone()).collect();
    rules.documents.retain(|document| !document.is_instrument() || stays.contains(&document.id));
    let under_hidden =
        rules.instruments().any(|d| !is_hidden(&d.id) && d.under().iter().any(|name| is_hidden(name)));
    let ruleset = rules.build().map_err(|problems| format!("without what came later: {problems}"))?;
    let before = decision(&case.ask.transaction(case.ruleset)?, case.ask.at, Some(known), &["asked"]);
    let known_after = under_hidden.then_some(known);
    let after = decision(&case.ask.transaction(&ruleset)?, case.ask.at, known_after, &["asked"]);
    same(&format!("known {known}, and without {hidden:?}"), &before.to_string(), &after.to_string())
}

/// Adding instruments that become public after k changes nothing.
pub(super) fn later_instruments_change_nothing(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let n = chance.between(1, COUNT - 1);
    let document = later_instrument(case.rules, case.palette, n, chance);
    let mut rules = case.rules.clone();
    let shown = format!("{document:?}");
    rules.documents.push(document);
    let Ok(ruleset) = rules.build() else { return Ok(Seen::Nothing) };
    let known =
        case.ask.known.filter(|known| *known < instant(n)).unwrap_or_else(|| instant(chance.below(n)));
    let before = decision(&case.ask.transaction(case.ruleset)?, case.ask.at, Some(known), &[]);
    let after = decision(&case.ask.transaction(&ruleset)?, case.ask.at, Some(known), &[]);
    same(&format!("known {known}, without and with {shown}"), &before.to_string(), &after.to_string())
}

/// The instruments and provisions that became public after an instant; `None` where that depends on the side (1.4).
fn hidden(rules: &Rules, known: Instant) -> Option<Vec<String>> {
    let mut hidden = Vec::new();
    for document in rules.instruments() {
        let public = get(&document.head, "public").or(get(&document.head, "issued"))?;
        let (first, last) = event(public)?;
        if first > known {
            hidden.push(document.id.clone());
        }
        for row in document.rows.iter().filter(|row| row.is_provision()) {
            let (own_first, own_last) = row.get("public").map_or(Some((first, last)), event)?;
            if own_first.max(first) > known {
                hidden.push(format!("{}#{}", document.id, row.id()));
            } else if own_last > known {
                return None;
            }
        }
    }
    Some(hidden)
}

/// References to instruments that are not public yet count as declared, and name nothing.
fn without_names(mut rules: Rules, is_hidden: &dyn Fn(&str) -> bool) -> Rules {
    for document in rules.documents.iter_mut().filter(|document| document.is_instrument()) {
        document.rows.retain_mut(|row| {
            let mut empty = false;
            for key in ["of", "lifts", "replaces"] {
                let Some((_, Value::List(names))) = row.entries.iter_mut().find(|(name, _)| name == key)
                else {
                    continue;
                };
                let before = names.len();
                names.retain(|name| !name.strings().iter().any(|name| is_hidden(name)));
                empty |= names.is_empty() && before > 0 && key != "replaces";
            }
            row.entries.retain(|(key, value)| key != "replaces" || *value != Value::List(Vec::new()));
            // Relief that speaks by itself goes on to do so.
            !empty
        });
    }
    rules
}
