//! How much resident memory the rule set that is compiled in takes, once it has answered: `measured resident-kib VALUE`.
//! `cargo xtask bench mobile` shows it. Linux only.

use std::error::Error;
use std::{fs, hint};

use lawful_mobile::{Fact, FactValue, Instant, Readings, RuleSet, Transaction};

fn main() -> Result<(), Box<dyn Error>> {
    let before = resident_kib()?;
    let rules = RuleSet::compiled_in()?;
    let opened = resident_kib()?;
    let fact = |(id, value): (&str, &str)| Fact {
        id: id.to_owned(),
        value: FactValue::Text { id: value.to_owned() },
    };
    let stated = [("app", "wechat"), ("actor", "app-store"), ("location", "US"), ("storefront", "US")];
    let place = Transaction { facts: stated.map(fact).to_vec(), readings: Readings::Presumed };
    let checker = rules.checker(&place, vec!["app-store/download".to_owned(), "hosting".to_owned()])?;
    let answers = checker.check(Instant { unix_seconds: 1_600_689_600 }, None)?;
    let answered = resident_kib()?;
    hint::black_box((&rules, &checker, &answers));
    println!("measured resident-opened-kib {}", opened - before);
    println!("measured resident-kib {}", answered - before);
    Ok(())
}

/// As the kernel counts it for this process.
fn resident_kib() -> Result<i64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
