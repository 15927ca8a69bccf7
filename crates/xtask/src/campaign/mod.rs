//! `cargo xtask campaign`: the properties of SPEC 14 on rule sets and questions made by chance.

mod ask;
mod atoms;
mod chance;
mod description;
mod generate;
mod moment;
mod palette;
mod property;
mod register;
mod rows;
mod run;
pub mod sabotage;
mod shrink;
mod situation;

use run::{Plan, Results};

const USAGE: &str = "usage: cargo xtask campaign [--count N | --rows N] [--seed S] [--property NAME]";

/// Runs a campaign; an error if any property failed.
///
/// # Errors
/// What is wrong with the arguments, or that something failed.
pub fn run(args: &[String]) -> Result<(), String> {
    let mut plan =
        Plan { count: 10_000, seed: 1, properties: run::properties(None)?, loud: true, shrinks: true };
    let mut rows = None;
    let mut args = args.iter();
    while let Some(key) = args.next() {
        let value = args.next().ok_or(USAGE)?;
        let number = || value.parse::<u64>().map_err(|_| USAGE.to_owned());
        match key.as_str() {
            "--count" => plan.count = number()?,
            "--rows" => rows = Some(number()?),
            "--seed" => plan.seed = number()?,
            "--brief" => (plan.shrinks, plan.loud) = (false, false),
            "--property" => plan.properties = run::properties(Some(value))?,
            _ => return Err(USAGE.into()),
        }
    }
    if let Some(rows) = rows {
        return rows::run(rows, plan.seed);
    }
    let results = run::run(&plan)?;
    print(&plan, &results);
    let failed = results.counts.values().any(|[_, _, failed]| *failed > 0);
    if failed { Err("not every property holds".into()) } else { Ok(()) }
}

fn print(plan: &Plan, results: &Results) {
    println!();
    for failure in &results.failures {
        println!("{failure}");
    }
    if plan.loud {
        println!("{}", results.situations.table());
    }
    println!("{:<60} {:>9} {:>9} {:>7}", "property", "held", "vacuous", "failed");
    for property in &plan.properties {
        let [held, nothing, failed] = results.counts.get(property.name).copied().unwrap_or_default();
        println!(
            "{:<60} {held:>9} {nothing:>9} {failed:>7}",
            format!("{} ({})", property.name, property.clause)
        );
    }
    let rate = plan.count as f64 / results.seconds;
    println!(
        "{} rule sets in {:.1} s, {rate:.0} per second; {} were refused and made again",
        plan.count, results.seconds, results.refused
    );
    let counts = results.counts.values();
    let (passed, failed) =
        counts.fold((0, 0), |(passed, failed), count| (passed + count[0], failed + count[2]));
    println!("{passed} passed, {failed} failed");
}

/// The names of the properties, in the order of the specification.
#[must_use]
pub fn names() -> Vec<&'static str> {
    property::PROPERTIES.iter().map(|property| property.name).collect()
}

/// Asks a slice of the rows of a campaign, for tests.
///
/// # Errors
/// The first row that is not answered alike.
pub fn rows(count: u64) -> Result<(), String> {
    rows::run(count, 1_000_000)
}

/// Runs one property on a slice of a campaign, for tests.
///
/// # Errors
/// What failed, minimised; or that the property had nothing to say about any case. The command is asked only where it
/// was built.
pub fn slice(property: &str, count: u64) -> Result<(), String> {
    let plan = Plan {
        count,
        seed: 1_000_000,
        properties: run::properties(Some(property))?,
        loud: false,
        shrinks: true,
    };
    let results = run::run(&plan)?;
    if !results.failures.is_empty() {
        return Err(results.failures.join("\n"));
    }
    match results.counts.get(plan.properties[0].name) {
        Some([held, ..]) if *held > 0 => Ok(()),
        _ if !property::is_possible(plan.properties[0]) => {
            Err("there is no `lawful` beside the tests: `cargo build -p lawful-cli` makes it".to_owned())
        }
        _ => Err(format!("`{property}` had nothing to say about {count} rule sets")),
    }
}
