//! The smallest rule set and question that still fail.

use lawful::Readings;

use super::ask::Ask;
use super::description::{Rules, Value};
use super::palette::Palette;
use super::property::{Case, Property};
use super::run::check;

/// What fails, and how.
pub(crate) struct Failing {
    pub(crate) rules: Rules,
    pub(crate) ask: Ask,
    pub(crate) message: String,
}

/// More tries than that are not made.
const MOST_TRIES: usize = 6000;

/// Leaves out documents, rows, keys and values as long as the property still fails.
pub(crate) fn shrink(property: &Property, palette: &Palette, seed: u64, failing: Failing) -> Failing {
    let mut failing = failing;
    let mut tries = 0;
    let attempt = |rules: Rules, ask: Ask, tries: &mut usize| -> Option<Failing> {
        *tries += 1;
        let ruleset = rules.build().ok()?;
        ask.transaction(&ruleset).ok()?;
        let case = Case { rules: &rules, ruleset: &ruleset, palette, ask: &ask };
        let message = check(property, &case, seed).err()?;
        Some(Failing { rules, ask, message })
    };
    loop {
        let before = tries;
        let mut smaller = false;
        let mut n = 0;
        while let Some(rules) = smaller_rules(&failing.rules, n) {
            if tries >= MOST_TRIES {
                return failing;
            }
            match attempt(rules, failing.ask.clone(), &mut tries) {
                Some(found) => {
                    failing = found;
                    smaller = true;
                }
                None => n += 1,
            }
        }
        for ask in smaller_asks(&failing.ask) {
            if let Some(found) = attempt(failing.rules.clone(), ask, &mut tries) {
                failing = found;
                smaller = true;
                break;
            }
        }
        if !smaller || tries == before {
            return failing;
        }
    }
}

/// The rule set without its `n`th part, from large parts to small ones.
fn smaller_rules(rules: &Rules, n: usize) -> Option<Rules> {
    let mut left = n;
    for d in 0..rules.documents.len() {
        if rules.documents[d].is_instrument() {
            if left == 0 {
                let id = rules.documents[d].id.clone();
                return Some(rules.without(&|name| name == id));
            }
            left -= 1;
        }
    }
    for (d, document) in rules.documents.iter().enumerate() {
        if left < document.rows.len() {
            let row = &document.rows[left];
            if row.is_provision() {
                let id = format!("{}#{}", document.id, row.id());
                return Some(rules.without(&|name| name == id));
            }
            let mut rules = rules.clone();
            rules.documents[d].rows.remove(left);
            return Some(rules);
        }
        left -= document.rows.len();
    }
    for (d, document) in rules.documents.iter().enumerate() {
        if left < document.head.len() {
            let mut rules = rules.clone();
            rules.documents[d].head.remove(left);
            return Some(rules);
        }
        left -= document.head.len();
        for (r, row) in document.rows.iter().enumerate() {
            if left < row.entries.len() {
                let mut rules = rules.clone();
                rules.documents[d].rows[r].entries.remove(left);
                return Some(rules);
            }
            left -= row.entries.len();
        }
    }
    for d in 0..rules.documents.len() {
        let mut rules = rules.clone();
        for (_, value) in &mut rules.documents[d].head {
            if without_part(value, &mut left) {
                return Some(rules);
            }
        }
        for row in &mut rules.documents[d].rows {
            for (_, value) in &mut row.entries {
                if without_part(value, &mut left) {
                    return Some(rules);
                }
            }
        }
    }
    None
}

/// Takes the `left`th part out of a value; whether there was one.
fn without_part(value: &mut Value, left: &mut usize) -> bool {
    match value {
        Value::List(list) => {
            if *left < list.len() {
                list.remove(*left);
                return true;
            }
            *left -= list.len();
            list.iter_mut().any(|value| without_part(value, left))
        }
        Value::Table(entries) => {
            if *left < entries.len() {
                entries.remove(*left);
                return true;
            }
            *left -= entries.len();
            entries.iter_mut().any(|(_, value)| without_part(value, left))
        }
        Value::Text(_) | Value::Plain(_) => false,
    }
}

fn smaller_asks(ask: &Ask) -> Vec<Ask> {
    let mut asks = Vec::new();
    for n in 0..ask.facts.len() {
        let mut smaller = ask.clone();
        smaller.facts.remove(n);
        asks.push(smaller);
    }
    if ask.known.is_some() {
        asks.push(Ask { known: None, ..ask.clone() });
    }
    if ask.readings != Readings::Presumed {
        asks.push(Ask { readings: Readings::Presumed, ..ask.clone() });
    }
    asks
}
