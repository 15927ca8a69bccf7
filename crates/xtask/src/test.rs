//! `cargo xtask test`: every check of the project, one after the other, as the table below has them.

use std::process::Command;
use std::time::Instant;

use crate::shell::{self, Need};

/// One check: a line that can be typed as it stands, at the root of the workspace.
struct Step {
    /// What it is called by.
    group: &'static str,
    /// `NAME=VALUE` in front is its environment.
    line: &'static str,
    /// What is installed before, if it is absent.
    needs: &'static [Need],
    /// Runs only if its group is named.
    named_only: bool,
}

const fn step(group: &'static str, line: &'static str) -> Step {
    Step { group, line, needs: &[], named_only: false }
}

const RUSTFMT: Need = Need::Component { name: "rustfmt", command: "fmt" };
const CLIPPY: Need = Need::Component { name: "clippy", command: "clippy" };

/// What the programs of the C library are made and tried with.
const C: &[Need] = &[
    Need::Program { name: "gcc", package: "gcc" },
    Need::Program { name: "g++", package: "g++" },
    Need::Program { name: "clang", package: "clang" },
    Need::Sanitizers { compiler: "clang", package: "libclang-rt-dev" },
    Need::Program { name: "strip", package: "binutils" },
    Need::Program { name: "pkg-config", package: "pkg-config" },
    Need::Program { name: "cmake", package: "cmake" },
    Need::Program { name: "valgrind", package: "valgrind" },
    Need::Program { name: "curl", package: "curl" },
    Need::Program { name: "wrk", package: "wrk" },
    Need::File { path: "/usr/include/microhttpd.h", package: "libmicrohttpd-dev" },
];

/// All steps, in the order in which they run: what is quick and often wrong comes first.
const STEPS: &[Step] = &[
    Step { needs: &[RUSTFMT], ..step("rust", "cargo fmt --all --check") },
    step("layers", "cargo xtask layers"),
    Step {
        needs: &[CLIPPY],
        ..step("rust", "cargo clippy --workspace --all-targets --all-features -- -D warnings")
    },
    step("rust", "cargo test --workspace --all-features"),
    step("rust", "cargo test -p lawful --no-default-features"),
    // Libraries only: the documentation of the command is its help, and it would have the name of the library.
    step("docs", "RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --lib --no-deps --all-features"),
    step("conformance", "cargo xtask conformance"),
    // Not by default until the library without reading is seen to be as small as it must be.
    Step { needs: C, named_only: true, ..step("c", "cargo xtask c") },
    step("regions", "cargo xtask regions --check"),
    step("readme", "cargo xtask readme"),
];

/// Runs the steps of the groups that `args` name, or all of them. A failure does not keep the others from running.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    if let Some(unknown) = args.iter().find(|arg| STEPS.iter().all(|step| step.group != **arg)) {
        let mut groups: Vec<&str> = STEPS.iter().map(|step| step.group).collect();
        groups.sort_unstable();
        groups.dedup();
        return Err(format!("there is no group `{unknown}` of tests: {}", groups.join(", ")));
    }
    let named = |step: &&Step| args.iter().any(|arg| arg == step.group);
    let wanted = |step: &&Step| named(step) || (args.is_empty() && !step.named_only);
    let mut results = Vec::new();
    for step in STEPS.iter().filter(wanted) {
        println!("\n=== {}: {}", step.group, step.line);
        let start = Instant::now();
        let result = step.needs.iter().try_for_each(|need| need.meet()).and_then(|()| execute(step.line));
        let seconds = start.elapsed().as_secs_f64();
        match &result {
            Ok(()) => println!("=== passed in {seconds:.1} s"),
            Err(message) => println!("{message}\n=== failed in {seconds:.1} s"),
        }
        results.push((step, result.is_ok(), seconds));
    }
    println!();
    for (step, passed, seconds) in &results {
        println!(
            "{} {seconds:>7.1} s  {}: {}",
            if *passed { "passed" } else { "FAILED" },
            step.group,
            step.line
        );
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    println!("{} passed, {failed} failed", results.len() - failed);
    if failed == 0 { Ok(()) } else { Err("not every step passed".into()) }
}

/// Runs a line at the root of the workspace. A task of this program runs in this process.
fn execute(line: &str) -> Result<(), String> {
    let mut words = line.split(' ').peekable();
    let mut environment = Vec::new();
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        environment.push((name, value));
        words.next();
    }
    let words: Vec<String> = words.map(str::to_owned).collect();
    match words.split_first() {
        Some((program, task)) if program == "cargo" && task.first().is_some_and(|task| task == "xtask") => {
            crate::run(&task[1..])
        }
        Some((program, args)) => {
            let mut command = if program == "cargo" { shell::cargo() } else { Command::new(program) };
            shell::run(command.args(args).envs(environment).current_dir(shell::workspace()?))
        }
        None => Err("an empty line".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_group_is_refused_before_anything_runs() {
        let message = run(&["rust".to_owned(), "rest".to_owned()]).unwrap_err();
        assert_eq!(
            message,
            "there is no group `rest` of tests: c, conformance, docs, layers, readme, regions, rust"
        );
    }

    #[test]
    fn a_line_runs_with_its_environment_and_its_failure_is_told() {
        assert_eq!(execute("XTASK_TEST=a printenv XTASK_TEST"), Ok(()));
        let message = execute("printenv XTASK_TEST_ABSENT").unwrap_err();
        assert!(message.starts_with("`printenv` failed"), "{message}");
    }
}
