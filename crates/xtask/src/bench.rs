//! `cargo xtask bench`: the library and its peers side by side, by the package in `benches/`, which is no member of the
//! workspace. `--instructions` instead compares how many instructions some fixed work takes with what is committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::footprint;
use crate::shell::{self, Need};

/// Above this many percent more instructions the check fails.
const TOLERANCE: f64 = 5.0;
/// What is counted: `lawful-benches counted NAME` does the work in a function `counted_NAME`.
const COUNTED: [&str; 3] = ["verdict", "decide", "batch"];
const USAGE: &str = "\
usage: cargo xtask bench [--quick] [--date YYYY-MM-DD]   writes benches/RESULTS.md, results.json and latency.svg
       cargo xtask bench --instructions [--bless]        compares with benches/instructions.json, or writes it
       cargo xtask bench c                               the C library, and the service of examples/c
       cargo xtask bench mobile [--sizes | --bless]      what the mobile library takes of space, time and memory
       cargo xtask bench python [--quick]                writes benches/PYTHON.md";

pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["c"] => crate::bench_c::run(),
        ["mobile", ref rest @ ..] => footprint::run(rest),
        ["python", ref more @ ..] => crate::python::bench(more),
        ["--instructions"] => instructions(false),
        ["--instructions", "--bless"] => instructions(true),
        [] => side_by_side(None, false),
        ["--quick"] => side_by_side(None, true),
        ["--date", date] => side_by_side(Some(date), false),
        ["--quick", "--date", date] | ["--date", date, "--quick"] => side_by_side(Some(date), true),
        _ => Err(USAGE.into()),
    }
}

/// Measures everything. The date is that of the last commit unless it is given: a program has no clock of its own
/// to trust.
fn side_by_side(date: Option<&str>, quick: bool) -> Result<(), String> {
    let folder = shell::workspace()?.join("benches");
    let date = match date {
        Some(date) => date.to_owned(),
        None => shell::output(Command::new("git").args(["log", "-1", "--format=%cs"]))?.trim().to_owned(),
    };
    println!("building the package `benches`; the peers take a quarter of an hour the first time");
    let program = build(&folder, &[], &target(&folder)?)?;
    let mut command = Command::new(program);
    command.arg("run").arg(&folder).arg(date).args(quick.then_some("--quick"));
    shell::run(&mut command)
}

fn instructions(bless: bool) -> Result<(), String> {
    Need::Program { name: "valgrind", package: "valgrind" }.meet()?;
    let folder = shell::workspace()?.join("benches");
    // Without the peers, and apart from the build that has them.
    let target = target(&folder)?.join("counted");
    let program = build(&folder, &["--no-default-features"], &target)?;
    let mut counts = serde_json::Map::new();
    for name in COUNTED {
        counts.insert(name.into(), json!(count(&program, name, &target)?));
    }
    let counts = Value::Object(counts);
    let path = folder.join("instructions.json");
    if bless {
        return fs::write(&path, format!("{counts:#}\n")).map_err(|e| format!("{}: {e}", path.display()));
    }
    let text = fs::read_to_string(&path).map_err(|e| {
        format!("{}: {e}\nwrite it with `cargo xtask bench --instructions --bless`", path.display())
    })?;
    let committed: Value = serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))?;
    compare(&committed, &counts)
}

fn compare(committed: &Value, counts: &Value) -> Result<(), String> {
    let mut risen = Vec::new();
    for name in COUNTED {
        let number = |of: &Value| of[name].as_f64().filter(|n| *n > 0.0);
        let (Some(before), Some(now)) = (number(committed), number(counts)) else {
            return Err(format!("benches/instructions.json has no `{name}`"));
        };
        let percent = (now / before - 1.0) * 100.0;
        println!("{name:<8} {now:>12} instructions, {percent:+.1} % of {before}");
        // Compared as products: a quotient such as 1.05 is not exact.
        if now * 100.0 > before * (100.0 + TOLERANCE) {
            risen.push(name);
        } else if percent < -TOLERANCE {
            println!(
                "         fewer than committed: keep that with `cargo xtask bench --instructions --bless`"
            );
        }
    }
    match risen.as_slice() {
        [] => Ok(()),
        risen => {
            Err(format!("more than {TOLERANCE} % more instructions than committed: {}", risen.join(", ")))
        }
    }
}

/// The instructions of `counted_NAME` and of what it calls.
fn count(program: &Path, name: &str, target: &Path) -> Result<u64, String> {
    let out = target.join(format!("callgrind.{name}"));
    shell::output(
        Command::new("valgrind")
            .args(["--tool=callgrind", "--collect-atstart=no", "--cache-sim=no"])
            .arg(format!("--toggle-collect=*counted_{name}*"))
            .arg(format!("--callgrind-out-file={}", out.display()))
            .arg(program)
            .args(["counted", name]),
    )?;
    let text = fs::read_to_string(&out).map_err(|e| format!("{}: {e}", out.display()))?;
    let count =
        text.lines().find_map(|line| line.strip_prefix("totals: ")).and_then(|n| n.trim().parse().ok());
    count.filter(|n| *n > 0).ok_or_else(|| format!("callgrind counted nothing in `counted_{name}`"))
}

/// Builds the program; it says where it is.
fn build(folder: &Path, options: &[&str], target: &Path) -> Result<PathBuf, String> {
    shell::run(
        shell::cargo()
            .args(["build", "--release", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .args(options)
            .arg("--target-dir")
            .arg(target),
    )?;
    Ok(target.join("release").join(format!("lawful-benches{}", std::env::consts::EXE_SUFFIX)))
}

/// Where the package is built: apart from the workspace, unless the caller has one folder for all.
fn target(folder: &Path) -> Result<PathBuf, String> {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(_) => shell::target(),
        None => Ok(folder.join("target")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_five_percent_more_instructions_fail() {
        let of = |n: u64| json!({ "verdict": n, "decide": 100, "batch": 100 });
        assert!(compare(&of(1_000), &of(1_050)).is_ok());
        assert!(compare(&of(1_000), &of(10)).is_ok());
        assert!(compare(&of(1_000), &of(1_051)).is_err());
        assert!(compare(&json!({}), &of(1)).is_err());
    }
}
