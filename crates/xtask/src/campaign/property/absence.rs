//! SPEC 14.8, 14.11: what is void or does not matter might as well not be there.

use super::json::decision;
use super::{Case, Seen, same};
use crate::campaign::chance::Chance;
use crate::campaign::description::{Document, Row, Rules, Value};

/// Annulling X equals the rule set without X and without all that X carries or that stands under it alone.
pub(super) fn what_is_annulled_is_absent(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let provisions = case.rules.provisions().map(|(id, ..)| id);
    let instruments = case.rules.instruments().map(|document| document.id.clone());
    let names: Vec<String> = if chance.percent(65) { provisions.collect() } else { instruments.collect() };
    if names.is_empty() {
        return Ok(Seen::Nothing);
    }
    let target = chance.pick(&names).clone();
    let gone = standing_alone(case.rules, &target);
    let is_gone = |name: &str| gone.iter().any(|id| id == name);
    let carried = |id: &str| is_gone(id) || id.split_once('#').is_some_and(|(document, _)| is_gone(document));
    let leaves_answers = case.rules.provisions().any(|(id, _, row)| row.kind == "answer" && carried(&id));
    let declares =
        case.rules.instruments().any(|d| is_gone(&d.id) && d.rows.iter().any(|row| !row.is_provision()));
    if leaves_answers || declares {
        return Ok(Seen::Nothing);
    }
    let annulment =
        Row::new("annulment", [("id", Value::text("n99")), ("of", Value::texts([target.as_str()]))]);
    compare(case, &target, annulment, &is_gone)
}

/// A stay of a stay equals no stay.
pub(super) fn a_stay_of_a_stay_is_no_stay(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let stays: Vec<String> =
        case.rules.provisions().filter(|(_, _, row)| row.kind == "suspension").map(|(id, ..)| id).collect();
    if stays.is_empty() {
        return Ok(Seen::Nothing);
    }
    let target = chance.pick(&stays).clone();
    let stay = Row::new(
        "suspension",
        [
            ("id", Value::text("n99")),
            ("of", Value::texts([target.as_str()])),
            ("relief", Value::text("stay")),
        ],
    );
    compare(case, &target, stay, &|name| name == target)
}

/// The rule set with an effect that was always there and always known, and the rule set without what it acts on.
fn compare(case: &Case<'_>, target: &str, effect: Row, gone: &dyn Fn(&str) -> bool) -> Result<Seen, String> {
    let aside = ["outlook", "lifted", "assumed", "covered"];
    let mut with = case.rules.clone();
    let mut document = Document::new(
        "law9",
        [
            ("kind", Value::text("court-order")),
            ("title", Value::table([("en", Value::text("Title"))])),
            ("issuer", Value::text("iss1")),
            ("issued", Value::plain("2001-01-01T00:00:00Z")),
        ],
    );
    document.rows.push(effect);
    with.documents.push(document);
    // The need of the target for the new effect may close no cycle, but may be one level too many.
    let Ok(with) = with.build() else { return Ok(Seen::Nothing) };
    let without =
        case.rules.hollow(gone).0.build().map_err(|problems| format!("without {target}: {problems}"))?;
    let before = decision(&case.ask.transaction(&with)?, case.ask.at, case.ask.known, &aside);
    let after = decision(&case.ask.transaction(&without)?, case.ask.at, case.ask.known, &aside);
    same(&format!("with an effect on {target}, and without it"), &before.to_string(), &after.to_string())
}

/// A provision or instrument with the instruments that stand under it alone.
fn standing_alone(rules: &Rules, target: &str) -> Vec<String> {
    let mut gone = vec![target.to_owned()];
    loop {
        let more = rules.instruments().find(|document| {
            let under = document.under();
            !gone.contains(&document.id)
                && !under.is_empty()
                && under.iter().all(|name| gone.iter().any(|id| id == name))
        });
        match more {
            Some(document) => gone.push(document.id.clone()),
            None => return gone,
        }
    }
}

/// SPEC 14.11: what is kept of a rule set around the grounds of a decision gives the same verdict.
pub(super) fn grounds_carry_the_verdict(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let decision = transaction.decide(case.ask.at, case.ask.known);
    if !decision.exact() {
        return Ok(Seen::Nothing);
    }
    let grounds: Vec<String> = decision.grounds().iter().map(|ground| ground.id.to_owned()).collect();
    let kept = around(case.rules, grounds.clone());
    let declares = |name: &str| {
        case.rules
            .instrument(name)
            .is_some_and(|document| document.rows.iter().any(|row| !row.is_provision()))
    };
    let gone = |name: &str| !kept.iter().any(|id| id == name) && !declares(name);
    let ruleset =
        case.rules.without(&gone).build().map_err(|problems| format!("only {kept:?}: {problems}"))?;
    let after = case.ask.transaction(&ruleset)?.decide(case.ask.at, case.ask.known);
    if after.possible() != decision.possible() {
        return Err(format!(
            "{:?} becomes {:?} with only {kept:?}\n  grounds: {grounds:?}",
            decision.possible(),
            after.possible()
        ));
    }
    Ok(if grounds.is_empty() { Seen::Nothing } else { Seen::Held })
}

/// The provisions and instruments that SPEC 14.11 keeps.
fn around(rules: &Rules, grounds: Vec<String>) -> Vec<String> {
    let answers = rules.provisions().filter(|(_, _, row)| row.kind == "answer").map(|(id, ..)| id);
    let mut open: Vec<String> = grounds.into_iter().chain(answers).collect();
    let mut kept: Vec<String> = Vec::new();
    while let Some(name) = open.pop() {
        if kept.contains(&name) {
            continue;
        }
        let replaces = format!("{name}~replaces");
        let instrument = name.split_once('#').map(|(instrument, _)| instrument.to_owned());
        let kind = rules.provision(&name).map(|(_, row)| row.kind.clone());
        for (id, _, row) in rules.provisions() {
            let names = |key: &str| row.names(key).iter().any(|other| **other == name || **other == replaces);
            let names_it =
                |key: &str| names(key) || row.names(key).iter().any(|o| Some(*o) == instrument.as_deref());
            let effect = matches!(row.kind.as_str(), "suspension" | "end" | "annulment") && names("of");
            let relief = kind.as_deref() == Some("prohibition")
                && ((row.kind == "forbearance" && names_it("of")) || names_it("lifts"));
            if effect || names("replaces") || relief {
                open.push(id);
            }
        }
        if let Some((document, row)) = rules.provision(&name) {
            open.push(document.id.clone());
            for lifted in row.names("lifts") {
                open.push(lifted.to_owned());
                let carried = rules
                    .provisions()
                    .filter(|(_, document, row)| document.id == lifted && row.kind == "prohibition");
                open.extend(carried.map(|(id, ..)| id));
            }
        } else if let Some(document) = rules.instrument(&name) {
            open.extend(document.under().into_iter().map(str::to_owned));
        }
        kept.push(name);
    }
    kept
}
