//! `cargo xtask test`: every check of the project, one after the other, as the table below has them.

use std::process::Command;
use std::time::Instant;

use crate::kotlin;
use crate::shell::{self, Need, SKIPPED};

/// One check: a line that can be typed as it stands, at the root of the workspace.
struct Step {
    /// What it is called by.
    group: &'static str,
    /// `NAME=VALUE` in front is its environment.
    line: &'static str,
    /// What is installed before, if it is absent.
    needs: &'static [Need],
    /// What it needs cannot be had everywhere: then it is skipped, and says so.
    may_be_skipped: bool,
}

const fn step(group: &'static str, line: &'static str) -> Step {
    Step { group, line, needs: &[], may_be_skipped: false }
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
    // On threads as small as phones have them; the compiler has need of larger ones.
    step("rust", "cargo test --profile=optimized -p lawful-mobile --no-run"),
    step("rust", "RUST_MIN_STACK=65536 cargo test --profile=optimized -p lawful-mobile"),
    step("rust", "cargo xtask chosen"),
    // Libraries only: the documentation of the command is its help, and it would have the name of the library.
    step("docs", "RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --lib --no-deps --all-features"),
    step("conformance", "cargo xtask conformance"),
    Step { needs: C, ..step("c", "cargo xtask c") },
    Step { needs: kotlin::NEEDS, may_be_skipped: true, ..step("kotlin", "cargo xtask kotlin") },
    step("kotlin", "cargo xtask bench mobile --sizes"),
    Step { may_be_skipped: true, ..step("swift", "cargo xtask swift") },
    step("instructions", "cargo xtask bench --instructions"),
    step("python", "cargo xtask python"),
    step("regions", "cargo xtask regions --check"),
    step("texts", "cargo xtask texts --check"),
    step("readme", "cargo xtask readme"),
];

/// What a step came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Came {
    Passed,
    Failed,
    Skipped,
}

impl Came {
    fn word(self) -> &'static str {
        match self {
            Came::Passed => "passed",
            Came::Failed => "FAILED",
            Came::Skipped => "SKIPPED",
        }
    }
}

/// Runs the steps of the groups that `args` name, or all of them. A failure does not keep the others from running.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let nothing_skipped = args.first().is_some_and(|arg| arg == "--nothing-skipped");
    let args = &args[usize::from(nothing_skipped)..];
    if let Some(unknown) = args.iter().find(|arg| STEPS.iter().all(|step| step.group != **arg)) {
        let mut groups: Vec<&str> = STEPS.iter().map(|step| step.group).collect();
        groups.sort_unstable();
        groups.dedup();
        return Err(format!("there is no group `{unknown}` of tests: {}", groups.join(", ")));
    }
    let wanted = |step: &&Step| args.is_empty() || args.iter().any(|arg| arg == step.group);
    let mut results = Vec::new();
    for step in STEPS.iter().filter(wanted) {
        println!("\n=== {}: {}", step.group, step.line);
        let start = Instant::now();
        let result = try_step(step);
        let seconds = start.elapsed().as_secs_f64();
        let came = came(&result);
        if let Err(message) = &result {
            println!("{message}");
        }
        println!("=== {} in {seconds:.1} s", came.word().to_lowercase());
        results.push((step, came, seconds));
    }
    println!();
    for (step, came, seconds) in &results {
        println!("{:<7} {seconds:>7.1} s  {}: {}", came.word(), step.group, step.line);
    }
    let count = |wanted: Came| results.iter().filter(|(_, came, _)| *came == wanted).count();
    let (failed, skipped) = (count(Came::Failed), count(Came::Skipped));
    println!("{} passed, {failed} failed, {skipped} skipped", count(Came::Passed));
    match (failed, skipped) {
        (0, 0) => Ok(()),
        (0, _) if !nothing_skipped => Ok(()),
        (0, _) => Err("a step was skipped, and none may be".into()),
        _ => Err("not every step passed".into()),
    }
}

fn try_step(step: &Step) -> Result<(), String> {
    let met = step.needs.iter().try_for_each(|need| need.meet());
    let met = met.map_err(|e| if step.may_be_skipped { format!("{SKIPPED}{e}") } else { e });
    met.and_then(|()| execute(step.line))
}

fn came(result: &Result<(), String>) -> Came {
    match result {
        Ok(()) => Came::Passed,
        Err(message) if message.starts_with(SKIPPED) => Came::Skipped,
        Err(_) => Came::Failed,
    }
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
            "there is no group `rest` of tests: c, conformance, docs, instructions, kotlin, layers, python, readme, regions, rust, swift, texts"
        );
    }

    #[test]
    fn what_could_not_be_tried_is_neither_passed_nor_failed() {
        assert_eq!(came(&Ok(())), Came::Passed);
        assert_eq!(came(&Err("it is wrong".to_owned())), Came::Failed);
        assert_eq!(came(&Err(format!("{SKIPPED}no network"))), Came::Skipped);
    }

    #[test]
    fn a_line_runs_with_its_environment_and_its_failure_is_told() {
        assert_eq!(execute("XTASK_TEST=a printenv XTASK_TEST"), Ok(()));
        let message = execute("printenv XTASK_TEST_ABSENT").unwrap_err();
        assert!(message.starts_with("`printenv` failed"), "{message}");
    }
}
