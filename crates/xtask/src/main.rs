//! The tasks of the project: `cargo xtask TASK`. README and `.ci/run` call nothing else.
#![forbid(unsafe_code)]

mod conformance;
mod layers;
mod readme;
mod regions;
mod shell;
mod test;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask TASK

  test [GROUP…]      every check of the project, or those of some groups
  campaign [--count N] [--seed S] [--property NAME]
                     the properties of SPEC 14 on rule sets made by chance
  conformance        writes the cases and their rule sets for the bindings, under target/conformance
  layers             checks that each module of the core uses only what stands to its left
  readme             runs the commands of README.md and compares what they print
  regions [--check]  makes the table and the register of regions, or compares them with what is committed
  sabotage [WORD…]   breaks a copy of the workspace on purpose, and sees the properties find it; slow";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a task; the steps of `test` that are tasks come here too.
fn run(args: &[String]) -> Result<(), String> {
    match args.split_first() {
        Some((task, args)) => match (task.as_str(), args) {
            ("test", _) => test::run(args),
            ("campaign", _) => xtask::campaign::run(args),
            ("conformance", []) => conformance::run(),
            ("layers", []) => layers::run(),
            ("readme", []) => readme::run(),
            ("regions", _) => regions::run(args),
            ("sabotage", _) => xtask::campaign::sabotage::run(args),
            _ => Err(USAGE.into()),
        },
        None => Err(USAGE.into()),
    }
}
