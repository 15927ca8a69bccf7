//! `cargo xtask bench mobile`: how large the mobile library is and what each part adds, how quick it is from Kotlin and
//! Swift, and what it takes of memory. `--sizes` compares the sizes with `bindings/mobile/sizes.json` only, which says
//! what a release carries; `--bless` writes that file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::shell::{self, target, workspace};
use crate::{kotlin, mobile, swift};

const USAGE: &str = "usage: cargo xtask bench mobile [--sizes | --bless]";
const COMMITTED: &str = "bindings/mobile/sizes.json";
/// A size may differ from the committed one by so many percent.
const TOLERANCE: u64 = 5;
/// The stripped library without a rule set, and what the rule set of the project adds; bytes.
const MOST_WITHOUT: u64 = 900_000;
const MOST_ADDED: u64 = 200_000;
/// What is measured, in which unit, and what it may be at most.
const MEASURED: [(&str, &str, f64); 4] = [
    ("jvm-open-ms", "opening the compiled-in rule set on a JVM, ms", 20.0),
    ("jvm-check-20-by-1", "20 activities in one Kotlin call, by the time of one", 3.0),
    ("swift-verdict-us", "a prepared verdict in Swift, µs", 2.0),
    ("resident-kib", "resident memory for the rule set, KiB", 4096.0),
];

/// `args` are those after `mobile`.
pub(crate) fn run(args: &[&str]) -> Result<(), String> {
    match args {
        [] => everything(),
        ["--sizes"] => check_sizes(),
        ["--bless"] => bless(),
        _ => Err(USAGE.into()),
    }
}

fn everything() -> Result<(), String> {
    let mut wrong = Vec::new();
    let sizes = sizes()?;
    let told = kotlin::measure()? + &swift::measure()? + &resident()?;
    let told: BTreeMap<&str, f64> = told.lines().filter_map(measurement).collect();
    println!();
    for (name, value) in &told {
        println!("{name:<22} {value:>10.3}");
    }
    println!();
    let limits = [
        ("the library without a rule set, bytes", sizes.without, MOST_WITHOUT),
        ("what the rule set adds, bytes", sizes.added, MOST_ADDED),
    ];
    for (what, bytes, most) in limits {
        println!("{what:<55} {bytes:>9}, at most {most}");
        if bytes > most {
            wrong.push(format!("{what}: {bytes}, and it may be {most}"));
        }
    }
    for (name, what, most) in MEASURED {
        let value = *told.get(name).ok_or_else(|| format!("nothing told `{name}`"))?;
        println!("{what:<55} {value:>9.2}, at most {most}");
        if value > most {
            wrong.push(format!("{what}: {value:.2}, and it may be {most}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// A line `measured NAME VALUE`, wherever it begins.
fn measurement(line: &str) -> Option<(&str, f64)> {
    let mut words = line.split("measured ").nth(1)?.split_whitespace();
    Some((words.next()?, words.next()?.parse().ok()?))
}

fn resident() -> Result<String, String> {
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace()?);
    shell::output(cargo.args([
        "run",
        "-q",
        "--profile=mobile",
        "-p",
        "lawful-mobile",
        "--example",
        "resident",
    ]))
}

/// The sizes of the stripped library.
struct Sizes {
    without: u64,
    added: u64,
}

fn sizes() -> Result<Sizes, String> {
    let size = |library: &Path| {
        fs::metadata(library).map(|file| file.len()).map_err(|e| format!("`{}`: {e}", library.display()))
    };
    let without = size(&mobile::small(&["--no-default-features"])?)?;
    // Last, so that what stays there is the library as an app carries it.
    let with = size(&mobile::library()?)?;
    Ok(Sizes { without, added: with.saturating_sub(without) })
}

fn check_sizes() -> Result<(), String> {
    let found = sizes()?;
    let path = workspace()?.join(COMMITTED);
    let text = fs::read_to_string(&path).map_err(|e| format!("cannot read `{COMMITTED}`: {e}"))?;
    let committed: Value = serde_json::from_str(&text).map_err(|e| format!("`{COMMITTED}`: {e}"))?;
    let mut wrong = Vec::new();
    let parts = committed["parts"].as_object().into_iter().flatten().filter_map(|(_, bytes)| bytes.as_u64());
    if Some(parts.sum::<u64>()) != committed["without_rule_set"].as_u64() {
        wrong.push(format!("the parts in `{COMMITTED}` do not make up the library without a rule set"));
    }
    for (name, found) in [("without_rule_set", found.without), ("rule_set_adds", found.added)] {
        let before = committed[name].as_u64().ok_or_else(|| format!("`{COMMITTED}` has no `{name}`"))?;
        println!("{name:<17} {found:>9} bytes, committed {before}");
        if !within(before, found) {
            wrong.push(format!(
                "{name}: {found} bytes, more than {TOLERANCE} % from {before}; see why, and keep it with \
                 `cargo xtask bench mobile --bless`"
            ));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Whether a size differs by no more than the tolerance.
fn within(before: u64, found: u64) -> bool {
    before.abs_diff(found) * 100 <= before * TOLERANCE
}

fn bless() -> Result<(), String> {
    let found = sizes()?;
    // With symbols, to see whose code it is; in a folder of its own, so that the stripped build stays.
    let folder = target()?.join("symbols");
    let apart = format!("--target-dir={}", folder.display());
    mobile::small(&["--config=profile.mobile.strip=\"none\"", &apart])?;
    let library = folder.join("mobile/liblawful_mobile.so");
    let listed = shell::output(Command::new("nm").args(["-C", "-S", "--defined-only"]).arg(library))?;
    let parts = parts(&listed);
    let named: u64 = parts.values().sum();
    let rest = (found.without + found.added).saturating_sub(named + found.added);
    let mut parts: Vec<(String, u64)> = parts.into_iter().collect();
    parts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut shown: serde_json::Map<String, Value> =
        parts.into_iter().map(|(part, bytes)| (part, json!(bytes))).collect();
    shown.insert("constants, relocations, tables for unwinding".into(), json!(rest));
    let report = json!({
        "target": "x86_64-unknown-linux-gnu",
        "without_rule_set": found.without,
        "rule_set_adds": found.added,
        "parts": shown,
    });
    let path = workspace()?.join(COMMITTED);
    fs::write(&path, format!("{report:#}\n")).map_err(|e| format!("cannot write `{COMMITTED}`: {e}"))?;
    println!("{report:#}");
    Ok(())
}

/// The bytes of code by the crate whose it is, from what `nm -C -S` lists: address, size, kind, name. Equal code that
/// the linker folded has several names at one address, and counts once.
fn parts(listed: &str) -> BTreeMap<String, u64> {
    let (mut parts, mut seen) = (BTreeMap::new(), BTreeSet::new());
    for line in listed.lines() {
        let mut words = line.splitn(4, ' ');
        let (Some(address), Some(size), Some(kind), Some(name)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            continue;
        };
        if let (Ok(size), "t" | "T" | "w" | "W") = (u64::from_str_radix(size, 16), kind)
            && seen.insert(address)
        {
            *parts.entry(owner(name).to_owned()).or_default() += size;
        }
    }
    parts
}

/// Whose a function is, by its path.
fn owner(name: &str) -> &'static str {
    let start = name.trim_start_matches(['<', '&', '(', '[', '*']);
    let start = start.strip_prefix("mut ").or_else(|| start.strip_prefix("dyn ")).unwrap_or(start);
    let path = start.trim_start_matches(['<', '&', '(', '[', '*']);
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    match &path[..end] {
        "lawful" => "the core",
        "lawful_mobile" | "lawful_corpus" => "the mobile binding",
        name if name.starts_with("uniffi") || name.starts_with("ffi_lawful") => "uniffi",
        "serde_json" | "itoa" | "zmij" | "memchr" => "JSON",
        "serde" | "serde_core" | "postcard" => "the prepared form",
        "sha2" | "digest" | "block_buffer" | "cpufeatures" => "SHA-256",
        _ => "the standard library and others",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_may_differ_by_five_percent_either_way() {
        assert!(within(1000, 1050) && within(1000, 950) && within(0, 0));
        assert!(!within(1000, 1051) && !within(1000, 949) && !within(0, 1));
    }

    #[test]
    fn code_is_counted_to_the_crate_whose_it_is() {
        let listed = "\
0000000000001000 0000000000000010 t lawful::evaluate::decide
0000000000001010 0000000000000020 t <lawful::time::Instant as core::fmt::Display>::fmt
0000000000001030 0000000000000001 T uniffi_lawful_mobile_fn_free_ruleset
0000000000001030 0000000000000001 T lawful::folded
0000000000001040 0000000000000002 t <&mut serde_json::Serializer as serde::Serializer>::serialize_str
0000000000002000 0000000000000400 r anon.constant
0000000000003000 t no size
";
        let parts = parts(listed);
        assert_eq!(parts["the core"], 0x30);
        assert_eq!(parts["uniffi"], 1);
        assert_eq!(parts["JSON"], 2);
        assert_eq!(parts.values().sum::<u64>(), 0x33);
    }

    #[test]
    fn a_measurement_is_read_from_whatever_line_tells_it() {
        assert_eq!(measurement("measured jvm-open-ms 1.250"), Some(("jvm-open-ms", 1.25)));
        assert_eq!(measurement("[INFO] measured a 2"), Some(("a", 2.0)));
        assert_eq!(measurement("nothing was measured"), None);
    }
}
