//! The engine and the naive twin, which follows the clauses word for word, give the same answers.

use super::{Case, Seen, same};
use crate::campaign::chance::Chance;
use crate::campaign::moment::{near, shifted};

/// SPEC 1 to 10: whole decisions, byte for byte.
pub(super) fn decides_alike(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let engine = transaction.decide(case.ask.at, case.ask.known);
    let twin = transaction.decide_naively(case.ask.at, case.ask.known);
    if !engine.exact() || !twin.exact() {
        return Ok(Seen::Nothing);
    }
    same("the engine and the twin", &engine.to_canonical_json(), &twin.to_canonical_json())
}

/// SPEC 8.1: all runs with their grounds.
pub(super) fn has_the_same_timeline(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let engine = transaction.timeline(case.ask.known).to_json().to_string();
    let twin = transaction.timeline_naively(case.ask.known).to_json().to_string();
    same("the timelines of the engine and the twin", &engine, &twin)
}

/// SPEC 8.3.
pub(super) fn decides_alike_over_a_range(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let (one, other) = (near(chance), near(chance));
    let (from, until) = (one.min(other), one.max(other));
    let until = if from == until { shifted(from, 1) } else { until };
    let over = |result: Result<lawful::Possible, lawful::Error>| {
        result.map(|possible| format!("{possible:?}")).map_err(|error| error.to_string())
    };
    let engine = over(transaction.decide_over(from, until, case.ask.known))?;
    let twin = over(transaction.decide_over_naively(from, until, case.ask.known))?;
    same(&format!("from {from} until {until}, the engine and the twin"), &engine, &twin)
}
