//! A campaign: many rule sets, several questions to each, all properties.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::time::Instant as Clock;

use super::ask::Ask;
use super::chance::Chance;
use super::generate::{Generated, generate};
use super::property::{Case, PROPERTIES, Property, Seen};
use super::shrink::{Failing, shrink};
use super::situation::Situations;

/// So many questions are put to every rule set.
const ASKS: u64 = 3;
/// Of one rule set in so many, every provision is left out once, to see what it decides.
const PROBED: u64 = 20;
/// So many failures of one property are shown.
const MOST_SHOWN: usize = 3;

/// What to do.
pub(crate) struct Plan {
    pub(crate) count: u64,
    pub(crate) seed: u64,
    pub(crate) properties: Vec<&'static Property>,
    /// Progress and situations are printed.
    pub(crate) loud: bool,
    /// What fails is minimised and shown.
    pub(crate) shrinks: bool,
}

/// What came out.
#[derive(Default)]
pub(crate) struct Results {
    /// By property: held, said nothing, failed.
    pub(crate) counts: BTreeMap<&'static str, [u64; 3]>,
    /// What failed, in words.
    pub(crate) failures: Vec<String>,
    pub(crate) refused: u64,
    pub(crate) seconds: f64,
    pub(crate) situations: Situations,
}

/// Puts one case to a property. Panics fail as well (SPEC 14.12).
pub(crate) fn check(property: &Property, case: &Case<'_>, seed: u64) -> Result<Seen, String> {
    let mut chance = Chance::new(seed, property.name);
    panic::catch_unwind(AssertUnwindSafe(|| (property.check)(case, &mut chance))).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("a panic: {}", message.unwrap_or_default()))
    })
}

/// Runs a plan.
pub(crate) fn run(plan: &Plan) -> Result<Results, String> {
    let start = Clock::now();
    let mut results = Results::default();
    for property in &plan.properties {
        results.counts.insert(property.name, [0; 3]);
    }
    // Tests run side by side, and panics are theirs.
    let hook = plan.loud.then(panic::take_hook);
    if plan.loud {
        panic::set_hook(Box::new(|_| {}));
    }
    let outcome = (0..plan.count).try_for_each(|n| {
        rule_set(plan, plan.seed.wrapping_add(n), &mut results)?;
        let done = n + 1;
        if plan.loud && (done % 1000 == 0 || done == plan.count) {
            let rate = done as f64 / start.elapsed().as_secs_f64();
            println!("{done} rule sets, {rate:.0} per second, {} failures", results.failures.len());
        }
        Ok::<(), String>(())
    });
    if let Some(hook) = hook {
        panic::set_hook(hook);
    }
    results.seconds = start.elapsed().as_secs_f64();
    outcome.map(|()| results)
}

fn rule_set(plan: &Plan, seed: u64, results: &mut Results) -> Result<(), String> {
    let Generated { rules, ruleset, palette, refused } = generate(seed)?;
    results.refused += refused as u64;
    for n in 0..ASKS {
        let seed_of_ask = seed.wrapping_mul(ASKS).wrapping_add(n);
        let ask = Ask::new(&palette, &ruleset, &mut Chance::new(seed_of_ask, "ask"));
        let case = Case { rules: &rules, ruleset: &ruleset, palette: &palette, ask: &ask };
        if plan.loud {
            results.situations.note(&case, seed.is_multiple_of(PROBED))?;
        }
        for property in &plan.properties {
            let found = check(property, &case, seed_of_ask);
            let Some(counts) = results.counts.get_mut(property.name) else { continue };
            match found {
                Ok(Seen::Held) => counts[0] += 1,
                Ok(Seen::Nothing) => counts[1] += 1,
                Err(message) => {
                    counts[2] += 1;
                    if plan.shrinks && counts[2] as usize <= MOST_SHOWN {
                        let failing = Failing { rules: rules.clone(), ask: ask.clone(), message };
                        let failing = shrink(property, &palette, seed_of_ask, failing);
                        results.failures.push(told(property, seed, n, &failing));
                    }
                }
            }
        }
    }
    Ok(())
}

fn told(property: &Property, seed: u64, ask: u64, failing: &Failing) -> String {
    let mut text = format!(
        "FAILED {} ({}), question {ask} of seed {seed}; again with: cargo xtask campaign --count 1 --seed {seed} \
         --property {}\n",
        property.name, property.clause, property.name
    );
    for (path, document) in failing.rules.texts() {
        text += &format!("--- {path}\n{document}");
    }
    text += &format!("--- question\n{}\n--- {}\n", failing.ask.line(), failing.message);
    text
}

/// The properties of a name, or all.
pub(crate) fn properties(name: Option<&str>) -> Result<Vec<&'static Property>, String> {
    let found: Vec<&Property> =
        PROPERTIES.iter().filter(|p| name.is_none_or(|name| p.name == name)).collect();
    if found.is_empty() {
        let names: Vec<&str> = PROPERTIES.iter().map(|property| property.name).collect();
        return Err(format!("there is no such property; the properties are\n  {}", names.join("\n  ")));
    }
    Ok(found)
}
