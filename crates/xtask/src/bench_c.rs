//! `cargo xtask bench c`: what the C library costs. Each figure is a ratio or a difference within one run: the call
//! from C against the same call in Rust, the service with rule sets swapped against the same service that reads the same
//! rule sets and puts none in place. So what is judged is what swapping does to answers, and not that reading takes
//! processor time, which is told beside: on two processors that load and service fill, every millisecond of it is
//! missing elsewhere.

use std::process::Command;

use crate::c::{Link, Trial};
use crate::conformance;
use crate::service::{Load, Underneath};
use crate::shell::{self, target};

/// `lawful_verdict` from C takes at most so many nanoseconds more than the same call in Rust.
const MOST_OVERHEAD: f64 = 10.0;
/// With rule sets swapped, the service gives at least this share of the answers that it gives where they are only read.
const LEAST_THROUGHPUT: f64 = 0.95;
/// With rule sets swapped, the 99th percentile of the times is at most so many times that where they are only read.
const MOST_P99: f64 = 1.5;
/// Of the rule sets that are to be read, the service reads at least this share: the rest came while it read one.
const LEAST_READS: f64 = 0.9;
/// So many answers at least are checked while rule sets are swapped.
const LEAST_ANSWERS: u64 = 1_000_000;
/// How long each turn of load is, in seconds. One turn and the next may differ by a third, whatever goes on underneath,
/// and commonly do by a tenth: so there are many short ones.
const TURN: u32 = 1;
/// How often each way of running has its turn, at least: a multiple of the orders.
const LEAST_TURNS: usize = 42;
/// In which the three ways of running come: each after each other equally often.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [1, 2, 0], [1, 0, 2], [0, 2, 1], [2, 1, 0], [2, 0, 1]];

pub(crate) fn run() -> Result<(), String> {
    conformance::run()?;
    let trial = Trial::new()?;
    let cases = trial.inputs()?;
    let checks = [trial.sizes(&cases)?.told(), overhead(&trial), service(&trial)];
    let missed: Vec<String> = checks.into_iter().filter_map(Result::err).collect();
    if missed.is_empty() { Ok(()) } else { Err(missed.join("\n")) }
}

fn overhead(trial: &Trial) -> Result<(), String> {
    let c = trial.compile("gcc", "overhead.c", Link::Shared, &["-O2"])?;
    println!();
    shell::run(shell::cargo().args(["build", "--release", "--package=lawful-corpus", "--example=overhead"]))?;
    let rust = target()?.join("release/examples/overhead");
    let (mut in_c, mut in_rust) = (f64::MAX, f64::MAX);
    for _ in 0..5 {
        in_c = in_c.min(nanoseconds(Command::new(&c).arg(trial.rule_set("corpus")))?);
        in_rust = in_rust.min(nanoseconds(&mut Command::new(&rust))?);
    }
    println!("a verdict: {in_c:.2} ns from C, {in_rust:.2} ns in Rust, {:.2} ns more", in_c - in_rust);
    if in_c - in_rust <= MOST_OVERHEAD {
        Ok(())
    } else {
        Err(format!("a verdict from C takes more than {MOST_OVERHEAD} ns more"))
    }
}

/// From a line `verdict 12.34 ns`.
fn nanoseconds(command: &mut Command) -> Result<f64, String> {
    let told = shell::output(command)?;
    let number = told.split(' ').nth(1).and_then(|number| number.parse().ok());
    number.ok_or_else(|| format!("not a number of nanoseconds: {told}"))
}

fn service(trial: &Trial) -> Result<(), String> {
    let service = trial.service()?;
    service.learn()?;
    let ways = [Underneath::Nothing, Underneath::Reading, Underneath::Swapping];
    let mut loads: [Vec<Load>; 3] = Default::default();
    for round in 0.. {
        for way in ORDERS[round % ORDERS.len()] {
            let load = service.load(&trial.script(), TURN, ways[way])?;
            load.sound()?;
            loads[way].push(load);
        }
        if round + 1 >= LEAST_TURNS && answers(&loads[2]) >= LEAST_ANSWERS {
            break;
        }
    }
    service.end()?;
    let [plain, reading, swapping] = &loads;
    println!("while rule sets were swapped: {} answers, none wrong, no request failed", answers(swapping));
    for (way, loads) in [("plain", plain), ("reading", reading), ("swapping", swapping)] {
        let (throughput, error) = mean(loads, |load| load.throughput);
        println!(
            "{way:8}: {throughput:.0} answers a second (mean of {} turns, standard error {error:.0}), median p99 {:.0} us",
            loads.len(),
            median(loads, |load| load.p99),
        );
    }
    compare("reading, by plain", reading, plain);
    compare("swapping, by plain", swapping, plain);
    let (throughput, p99) = compare("swapping, by reading", swapping, reading);
    for (did, loads) in [("tried", reading), ("swapped", swapping)] {
        let [wanted, done] = [0, 1].map(|n| loads.iter().map(|load| load.reads[n]).sum::<u64>());
        println!("of {wanted} rule sets, the service {did} {done}");
        if (done as f64) < LEAST_READS * wanted as f64 {
            return Err(format!("the service {did} less than {LEAST_READS} of the rule sets"));
        }
    }
    if throughput >= LEAST_THROUGHPUT && p99 <= MOST_P99 {
        Ok(())
    } else {
        Err(format!(
            "with rule sets swapped: less than {LEAST_THROUGHPUT} of the throughput, or p99 over {MOST_P99}"
        ))
    }
}

fn answers(loads: &[Load]) -> u64 {
    loads.iter().map(|load| load.answers).sum()
}

/// Says how much of the throughput of the second loads the first have, and how many times their p99.
fn compare(what: &str, of: &[Load], by: &[Load]) -> (f64, f64) {
    let ((of_mean, of_error), (by_mean, by_error)) =
        (mean(of, |load| load.throughput), mean(by, |load| load.throughput));
    let throughput = of_mean / by_mean;
    let error = throughput * (of_error / of_mean).hypot(by_error / by_mean);
    let p99 = median(of, |load| load.p99) / median(by, |load| load.p99);
    let [percent, error] = [throughput, error].map(|share| share * 100.0);
    println!("{what}: {percent:.1} % of the throughput (standard error {error:.1}), p99 {p99:.2} times");
    (throughput, p99)
}

fn median(loads: &[Load], of: impl Fn(&Load) -> f64) -> f64 {
    let mut all: Vec<f64> = loads.iter().map(of).collect();
    all.sort_unstable_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The mean, and its standard error.
fn mean(loads: &[Load], of: impl Fn(&Load) -> f64) -> (f64, f64) {
    let count = loads.len() as f64;
    let mean = loads.iter().map(&of).sum::<f64>() / count;
    let squares: f64 = loads.iter().map(|load| (of(load) - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0) / count).sqrt())
}
