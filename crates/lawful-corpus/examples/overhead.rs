//! What a call of `Prepared::verdict` costs: the same work as `bindings/c/tests/c/overhead.c`, told in the same words.
//! `cargo xtask bench c` compares the two.

use std::hint::black_box;
use std::time::Instant as Clock;

use lawful::Instant;

const CALLS: i64 = 1_000_000;
const ROUNDS: usize = 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rules = lawful_corpus::ruleset();
    let facts = [
        ("activity", "app-store/download"),
        ("actor", "app-store"),
        ("app", "wechat"),
        ("location", "US"),
        ("storefront", "US"),
    ];
    let question = facts.iter().fold(rules.transaction(), |asked, (fact, value)| asked.fact(*fact, *value));
    let prepared = question.build()?.prepare();
    let monday: Instant = "2020-09-21T12:00:00Z".parse()?;
    let mut least = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Clock::now();
        for n in 0..CALLS {
            // Instants are checked in each call, as they are in C.
            let at = Instant::from_unix_seconds(monday.unix_seconds() + n)?;
            black_box(black_box(&prepared).verdict(at, Some(monday)));
        }
        least = least.min(start.elapsed().as_secs_f64() / CALLS as f64);
    }
    println!("verdict {:.2} ns", least * 1e9);
    Ok(())
}
