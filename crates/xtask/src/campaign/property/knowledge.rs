//! SPEC 14.5: what became public later is as if it did not exist.

use lawful::Instant;

use super::json::decision;
use super::{Case, Seen, same};
use crate::campaign::chance::Chance;
use crate::campaign::description::{Document, REFERENCES, Row, Rules, get};
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
    // Instruments stay, without provisions: references into what is not yet public count as declared.
    let (rules, silenced) = case.rules.hollow(&|name| name.contains('#') && is_hidden(name));
    // An effect on an instrument acts on all that stands under it, at whatever depth.
    let mut over_hidden: Vec<&str> =
        hidden.iter().map(|name| name.split_once('#').map_or(name.as_str(), |(home, _)| home)).collect();
    let mut next = 0;
    while let Some(below) = over_hidden.get(next).copied() {
        next += 1;
        for document in case.rules.instruments().filter(|document| document.id == below) {
            over_hidden.extend(document.under());
        }
    }
    let names_hidden = |(_, document, row): (String, &Document, &Row)| {
        let acts_on_hidden = |name: &&str| is_hidden(name) || over_hidden.contains(name);
        !is_hidden(&document.id) && REFERENCES.iter().any(|key| row.names(key).iter().any(acts_on_hidden))
    };
    let on_hidden = silenced || case.rules.provisions().any(names_hidden);
    // An instrument without provisions matters to what stands under it alone.
    let under_hidden =
        rules.instruments().any(|d| !is_hidden(&d.id) && d.under().iter().any(|name| is_hidden(name)));
    let ruleset = rules.build().map_err(|problems| format!("without what came later: {problems}"))?;
    // Whether an effect starts by 1.4 for a target that is not public is a doubt about 8.2 and 9.1.
    let aside: &[&str] = if on_hidden { &["asked", "assumed"] } else { &["asked"] };
    let before = decision(&case.ask.transaction(case.ruleset)?, case.ask.at, Some(known), aside);
    let known_after = under_hidden.then_some(known);
    let after = decision(&case.ask.transaction(&ruleset)?, case.ask.at, known_after, aside);
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
