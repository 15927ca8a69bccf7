//! The tasks of the project: `cargo xtask TASK`. README and `.ci/run` call nothing else.
#![forbid(unsafe_code)]

mod bench;
mod bench_c;
mod c;
mod conformance;
mod debian;
mod footprint;
mod inputs;
mod install;
mod kotlin;
mod layers;
mod linker;
mod mobile;
mod portability;
mod python;
mod readme;
mod regions;
mod service;
mod shell;
mod swift;
mod test;
mod texts;

use std::env;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask TASK

  test [--nothing-skipped] [GROUP…]
                     every check of the project, or those of some groups
  bench [--quick] [--date DAY] | --instructions [--bless] | c
                     the library and its peers side by side; how many instructions some work takes; or the C library:
                     its overhead, its size, and the service of examples/c under load
  bench mobile [--sizes | --bless]
                     what the mobile library takes of space, time and memory, or its sizes only
  bench python [--quick]
                     the Python package beside the usual libraries for tables
  campaign [--count N | --rows N] [--seed S] [--property NAME]
                     the properties of SPEC 14 on rule sets made by chance; or so many rows, answered in every way
  c                  compiles and runs the programs of the C library, with sanitizers and in valgrind
  chosen             compiles a part of the law into the mobile library, and sees it open
  conformance        writes the cases and their rule sets for the bindings, under target/conformance
  install --prefix DIR [--without-authoring]
                     installs the C library, its headers, and what pkg-config and CMake look for
  kotlin             builds the Kotlin library, and runs its tests on a JVM
  layers             checks that each module of the core uses only what stands to its left
  portability        type-checks the C and the mobile library for Android, iOS and WebAssembly; slow
  python             builds and tests the Python package, in environments under target/python
  readme             runs the commands of README.md and compares what they print
  regions [--check]  makes the table and the register of regions, or compares them with what is committed
  sabotage [WORD…]   breaks a copy of the workspace on purpose, and sees the properties find it; slow
  swift              builds the Swift library in a folder with a Debian of its own, and runs its tests
  texts [--check]    writes the messages as resources of Android and Apple, or compares them with what is committed";

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
            ("bench", _) => bench::run(args),
            ("campaign", _) => xtask::campaign::run(args),
            ("c", []) => c::run(),
            ("chosen", []) => mobile::chosen(),
            ("conformance", []) => conformance::run(),
            ("install", _) => install::run(args),
            ("kotlin", []) => kotlin::run(),
            ("layers", []) => layers::run(),
            ("portability", []) => portability::run(),
            ("python", []) => python::run(),
            ("readme", []) => readme::run(),
            ("regions", _) => regions::run(args),
            ("sabotage", _) => xtask::campaign::sabotage::run(args),
            ("swift", []) => swift::run(),
            ("texts", _) => texts::run(args),
            _ => Err(USAGE.into()),
        },
        None => Err(USAGE.into()),
    }
}
