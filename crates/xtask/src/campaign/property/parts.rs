//! SPEC 14.7: a whole is its parts.

use lawful::Instant;

use super::json::{decision, renamed};
use super::{Case, Seen, same};
use crate::campaign::chance::Chance;
use crate::campaign::description::{REFERENCES, Rules, Value, get};
use crate::campaign::moment::{COUNT, bounds, event, instant, near, shifted};

/// Splitting the window of a prohibition, exemption, license or suspension, every reference naming both halves, changes
/// nothing but ids. `same` and `scheduled` look at ids and starts, so they are left aside, and so is `assumed`, which
/// looks at `same`.
pub(super) fn a_split_window_is_one_window(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let kinds = ["prohibition", "exemption", "license", "suspension"];
    let rows: Vec<String> = case
        .rules
        .provisions()
        .filter(|(_, _, row)| kinds.contains(&row.kind.as_str()))
        .map(|(id, ..)| id)
        .collect();
    if rows.is_empty() {
        return Ok(Seen::Nothing);
    }
    let whole = chance.pick(&rows).clone();
    let Some(cut) = cut(case.rules, &whole, chance) else { return Ok(Seen::Nothing) };
    let Some(rules) = split(case.rules, &whole, cut) else { return Ok(Seen::Nothing) };
    let ruleset = rules.build().map_err(|problems| format!("{whole} split at {cut}: {problems}"))?;
    let aside = ["same", "assumed", "outlook.scheduled"];
    let at = match chance.below(4) {
        0 => near(chance),
        1 => cut,
        2 => shifted(cut, -1),
        _ => case.ask.at,
    };
    let known = case.ask.known;
    let before = decision(&case.ask.transaction(case.ruleset)?, at, known, &aside);
    let after = decision(&case.ask.transaction(&ruleset)?, at, known, &aside);
    let local = whole.split_once('#').map_or("", |(_, local)| local);
    let one_name = |text: &str| text.replace(&format!("#{local}x"), &format!("#{local}"));
    let (before, after) = (renamed(&before, &one_name), renamed(&after, &one_name));
    same(&format!("{whole} split at {cut}, at {at}"), &before.to_string(), &after.to_string())
}

/// An instant strictly within the window, whatever the answers and the unknown seconds.
fn cut(rules: &Rules, id: &str, chance: &mut Chance) -> Option<Instant> {
    let (document, row) = rules.provision(id)?;
    let starts = match row.get("from").or(get(&document.head, "effective")) {
        Some(value) => bounds(value),
        None => event(get(&document.head, "issued")?).map(|(first, last)| vec![first, last])?,
    };
    let start = starts.into_iter().max()?;
    let end = match (row.get("until"), row.get("through")) {
        (Some(until), _) => bounds(until).into_iter().min()?,
        (None, Some(_)) => instant(crate::campaign::moment::midnight()),
        (None, None) => Instant::MAX,
    };
    let pool = (0..COUNT).flat_map(|n| [instant(n), shifted(instant(n), 5)]);
    let inside: Vec<Instant> = pool.filter(|at| start < *at && *at < end).collect();
    if inside.is_empty() { None } else { Some(*chance.pick(&inside)) }
}

fn split(rules: &Rules, id: &str, cut: Instant) -> Option<Rules> {
    let (instrument, local) = id.split_once('#')?;
    let mut rules = rules.clone();
    for document in &mut rules.documents {
        let here = document.id == instrument;
        let mut second = None;
        for row in &mut document.rows {
            if !row.is_provision() {
                continue;
            }
            for key in REFERENCES {
                let Some((_, Value::List(names))) = row.entries.iter_mut().find(|(name, _)| name == key)
                else {
                    continue;
                };
                for (name, half) in
                    [(id.to_owned(), format!("{id}x")), (format!("{id}~replaces"), format!("{id}x~replaces"))]
                {
                    if names.contains(&Value::text(&name)) {
                        names.push(Value::text(half));
                    }
                }
            }
            if here && row.id() == local {
                let mut half = row.clone();
                half.set("id", Value::text(format!("{local}x")));
                half.set("from", Value::plain(cut));
                row.entries.retain(|(key, _)| key != "until" && key != "through");
                row.set("until", Value::plain(cut));
                second = Some(half);
            }
        }
        document.rows.extend(second);
    }
    Some(rules)
}

/// Replacing an undated exhaustive region by its members changes nothing.
pub(super) fn an_exhaustive_region_is_its_members(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let mut rules = case.rules.clone();
    let mut found = false;
    for row in case.rules.registered("region") {
        let Some(Value::List(members)) = row.get("members") else { continue };
        let dated = members.iter().any(|member| matches!(member, Value::Table(entries) if entries.len() > 1));
        let exhaustive = row.get("exhaustive").is_none_or(|value| *value == Value::plain(true));
        if dated || !exhaustive || members.is_empty() {
            continue;
        }
        let members: Vec<Value> = members
            .iter()
            .filter_map(|member| match member {
                Value::Table(entries) => get(entries, "region").cloned(),
                _ => None,
            })
            .collect();
        for document in rules.documents.iter_mut().filter(|document| document.is_instrument()) {
            for provision in &mut document.rows {
                if let Some((_, when)) = provision.entries.iter_mut().find(|(key, _)| key == "when") {
                    replace(when, &Value::text(row.id()), &members, &mut found);
                }
            }
        }
    }
    if !found {
        return Ok(Seen::Nothing);
    }
    let ruleset = rules.build().map_err(|problems| format!("with members for regions: {problems}"))?;
    let before = decision(&case.ask.transaction(case.ruleset)?, case.ask.at, case.ask.known, &[]);
    let after = decision(&case.ask.transaction(&ruleset)?, case.ask.at, case.ask.known, &[]);
    same("with members for regions", &before.to_string(), &after.to_string())
}

fn replace(value: &mut Value, region: &Value, members: &[Value], found: &mut bool) {
    match value {
        Value::List(list) => {
            if list.contains(region) {
                *found = true;
                list.retain(|value| value != region);
                list.extend(members.iter().cloned());
            }
            list.iter_mut().for_each(|value| replace(value, region, members, found));
        }
        Value::Table(entries) => {
            for (_, value) in entries {
                if value == region {
                    *found = true;
                    *value = Value::List(members.to_vec());
                } else {
                    replace(value, region, members, found);
                }
            }
        }
        Value::Text(_) | Value::Plain(_) => {}
    }
}
