//! SPEC 14.1: what relieves never raises, what burdens never lowers.

use lawful::Status;

use super::{Case, Seen};
use crate::campaign::chance::Chance;
use crate::campaign::description::{Entries, Rules, Value};
use crate::campaign::generate::added;

/// Adding a provision of polarity −1 never raises `at_most` above the greater of what it was and `licensed`.
pub(super) fn relief_never_raises(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let Some((kind, keys)) = relief(case.rules, chance) else { return Ok(Seen::Nothing) };
    compare(case, kind, keys, chance, |before, after| after.1 <= before.1.max(Status::Licensed))
}

/// Adding a prohibition without `replaces` never lowers `at_least` or `at_most`.
pub(super) fn prohibition_never_lowers(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    compare(case, "prohibition", Vec::new(), chance, |before, after| {
        before.0 <= after.0 && before.1 <= after.1
    })
}

type Bounds = (Status, Status);

fn compare(
    case: &Case<'_>,
    kind: &str,
    keys: Entries,
    chance: &mut Chance,
    holds: fn(Bounds, Bounds) -> bool,
) -> Result<Seen, String> {
    let mut rules = case.rules.clone();
    let document = added(kind, keys, case.palette, chance);
    let shown = format!("{document:?}");
    rules.documents.push(document);
    let Ok(with) = rules.build() else { return Ok(Seen::Nothing) };
    let bounds = |ruleset| -> Result<(bool, Bounds), String> {
        let decision = case.ask.transaction(ruleset)?.decide(case.ask.at, case.ask.known);
        Ok((decision.exact(), (decision.possible().at_least(), decision.possible().at_most())))
    };
    let (before, after) = (bounds(case.ruleset)?, bounds(&with)?);
    if !before.0 || !after.0 {
        return Ok(Seen::Nothing);
    }
    if holds(before.1, after.1) {
        return Ok(Seen::Held);
    }
    Err(format!("a {kind} takes {:?} to {:?}\n  added: {shown}", before.1, after.1))
}

/// A provision of polarity −1, without its instrument.
fn relief(rules: &Rules, chance: &mut Chance) -> Option<(&'static str, Entries)> {
    let prohibitions: Vec<String> =
        rules.provisions().filter(|(_, _, row)| row.kind == "prohibition").map(|(id, _, _)| id).collect();
    let names = |key: &str, names: Vec<String>| vec![(key.to_owned(), Value::texts(names))];
    if prohibitions.is_empty() {
        return None;
    }
    match chance.below(4) {
        0 => {
            let kind = *chance.pick(&["exemption", "license"]);
            let mut keys = names("lifts", chance.some(&prohibitions, 2));
            if kind == "license" {
                keys.push(("grant".to_owned(), Value::text("general")));
            }
            if chance.percent(30) {
                keys.push(("declares".to_owned(), Value::plain(true)));
            }
            Some((kind, keys))
        }
        1 => Some(("forbearance", names("of", chance.some(&prohibitions, 2)))),
        _ => {
            let instruments = rules.instruments().map(|document| document.id.clone());
            let burdens: Vec<String> = rules
                .provision_names()
                .into_iter()
                .chain(instruments)
                .filter(|name| of_target(rules, name, 0) == Some(1))
                .collect();
            if burdens.is_empty() {
                return None;
            }
            let mut keys = names("of", chance.some(&burdens, 2));
            let kind = *chance.pick(&["suspension", "end", "annulment"]);
            if kind == "suspension" {
                keys.push(("relief".to_owned(), Value::text("stay")));
            }
            if kind == "end" && chance.percent(30) {
                keys.push(("revives".to_owned(), Value::plain(true)));
            }
            Some((kind, keys))
        }
    }
}

/// The polarity of all that a target is, carries, or has standing under it; `None` where that differs.
fn of_target(rules: &Rules, target: &str, depth: usize) -> Option<i8> {
    if depth > 40 {
        return None;
    }
    let mut polarities: Vec<Option<i8>> = Vec::new();
    if let Some(carrier) = target.strip_suffix("~replaces") {
        polarities.push(of_effect(rules, carrier, "replaces", depth));
    } else if let Some((_, row)) = rules.provision(target) {
        polarities.push(match row.kind.as_str() {
            "prohibition" => Some(1),
            "exemption" | "license" | "forbearance" => Some(-1),
            "suspension" | "end" | "annulment" => of_effect(rules, target, "of", depth),
            _ => Some(0),
        });
        if row.get("replaces").is_some() {
            polarities.push(of_effect(rules, target, "replaces", depth));
        }
    } else {
        for (id, document, _) in rules.provisions() {
            if document.id == target {
                polarities.push(of_target(rules, &id, depth + 1));
            }
        }
        for document in rules.instruments().filter(|document| document.under().contains(&target)) {
            polarities.push(of_target(rules, &document.id, depth + 1));
        }
    }
    let first = polarities.first().copied().flatten()?;
    polarities.iter().all(|polarity| *polarity == Some(first)).then_some(first)
}

/// The polarity of an effect: against that of all that it names.
fn of_effect(rules: &Rules, provision: &str, key: &str, depth: usize) -> Option<i8> {
    let (_, row) = rules.provision(provision)?;
    let targets: Vec<Option<i8>> =
        row.names(key).into_iter().map(|name| of_target(rules, name, depth + 1)).collect();
    let first = targets.first().copied().flatten()?;
    targets.iter().all(|polarity| *polarity == Some(first)).then_some(-first)
}
