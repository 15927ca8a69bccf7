//! `cargo xtask sabotage`: deliberate breaks of a copy of the workspace, each of which a property must find.
//!
//! It builds for every break; it is run by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::property::PROPERTIES;

/// A deliberate break, and what must find it.
struct Break {
    property: &'static str,
    /// What is broken, in words.
    what: &'static str,
    file: &'static str,
    find: &'static str,
    replace: &'static str,
}

const fn broken(
    property: &'static str,
    what: &'static str,
    file: &'static str,
    find: &'static str,
    replace: &'static str,
) -> Break {
    Break { property, what, file, find, replace }
}

const FORCE: &str = "crates/lawful/src/evaluate/force.rs";
const DECIDE: &str = "crates/lawful/src/evaluate/decide.rs";
const LENS: &str = "crates/lawful/src/evaluate/lens.rs";
const TABLE: &str = "crates/lawful/src/evaluate/table.rs";
const SIGHT: &str = "crates/lawful/src/evaluate/sight.rs";
const TREE: &str = "crates/lawful/src/vocabulary/tree.rs";
const INTERCHANGE: &str = "crates/lawful/src/document/interchange.rs";
const BATCH: &str = "crates/lawful-cli/src/batch.rs";

/// At least one for each property.
const BREAKS: &[Break] = &[
    broken(
        "twin-decides-alike",
        "the outlook has no reserves",
        SIGHT,
        "Effect::Reserve => outlook.reserves.push(id),",
        "Effect::Reserve => {}",
    ),
    broken(
        "twin-has-the-same-timeline",
        "the runs of a timeline have no grounds",
        DECIDE,
        "runs.push(Run { span, possible: answer.possible, grounds: answer.grounds });",
        "runs.push(Run { span, possible: answer.possible, grounds: Vec::new() });",
    ),
    broken(
        "twin-decides-alike-over-a-range",
        "a range includes its end",
        DECIDE,
        "Some(next) if next < until => at = next,",
        "Some(next) if next <= until => at = next,",
    ),
    broken(
        "relief-never-raises",
        "a forbearance comes before a suspension",
        FORCE,
        "} else if held {",
        "} else if held && !prohibition.forbearing.iter().any(|(_, by)| is_in(by)) {",
    ),
    broken(
        "prohibition-never-lowers",
        "a second prohibition hides the first",
        FORCE,
        "for prohibition in &self.prohibitions {\n            if prohibition.visible_from > known",
        "for prohibition in self.prohibitions.last() {\n            if prohibition.visible_from > known",
    ),
    broken(
        "stating-a-fact-never-adds",
        "no more than two values of an open fact are looked at",
        LENS,
        "if !kept.contains(&key) {",
        "if !kept.contains(&key) && kept.len() < 2 {",
    ),
    broken(
        "unknowns-are-the-essential-ones",
        "every open variable is missing",
        DECIDE,
        "if open.len() > 1 && (0..count).any(differs) {",
        "if open.len() > 1 && ((0..count).any(differs) || count > 1) {",
    ),
    broken(
        "timeline-partitions-time",
        "runs with equal verdicts are not one",
        DECIDE,
        "Some(last) if last.possible == answer.possible => {}",
        "Some(last) if last.possible == answer.possible && last.grounds == answer.grounds => {}",
    ),
    broken(
        "decisions-agree-with-the-timeline",
        "an answer is valid one second too early",
        DECIDE,
        "walk.valid.from = Some(boundary);",
        "walk.valid.from = Some(before);",
    ),
    broken(
        "same-is-maximal",
        "`same` looks at verdicts alone",
        DECIDE,
        "then.possible != answer.possible || then.grounds != answer.grounds) {\n                alike = false;\n                walk.same.until",
        "then.possible != answer.possible) {\n                alike = false;\n                walk.same.until",
    ),
    broken(
        "later-knowledge-is-absent",
        "annulments act before they are public",
        FORCE,
        "either_in(annulments, known, labels)",
        "either_in(annulments, Instant::MAX, labels)",
    ),
    broken(
        "later-instruments-change-nothing",
        "ends act before they are public",
        FORCE,
        "ends.iter().filter(|end| end.visible_from <= known).map(|end| {",
        "ends.iter().map(|end| {",
    ),
    broken(
        "order-changes-nothing",
        "the content hash depends on the order in lists",
        INTERCHANGE,
        "if !entries.is_sorted_by(",
        "if entries.is_empty() && !entries.is_sorted_by(",
    ),
    broken(
        "names-mean-nothing",
        "a suspension whose id has an odd length does nothing",
        FORCE,
        "lens.sees(*id) && matches!(lens.asking.model.provision(*id).effect, Effect::Suspension { .. })",
        "lens.sees(*id) && lens.asking.model.provision(*id).id.len() % 2 == 0 && matches!(lens.asking.model.provision(*id).effect, Effect::Suspension { .. })",
    ),
    broken(
        "a-split-window-is-one-window",
        "windows begin a second late",
        FORCE,
        "            moment.begin(counted)\n",
        "            Instant::from_unix_seconds(moment.begin(counted).unix_seconds() + 1).unwrap_or(Instant::MAX)\n",
    ),
    broken(
        "an-exhaustive-region-is-its-members",
        "a node is part of its first parent only, in engine and twin",
        TREE,
        "for edge in self.parents[node.index()].iter().filter(|edge| edge.span.contains(at)) {\n                if edge.to == over",
        "for edge in self.parents[node.index()].iter().take(1).filter(|edge| edge.span.contains(at)) {\n                if edge.to == over",
    ),
    broken(
        "what-is-annulled-is-absent",
        "an annulment is passed over as an end is (5.3)",
        FORCE,
        "let annulled = either_in(annulments, known, labels);",
        "let annulled = if done.is_none() { either_in(annulments, known, labels) } else { 0 };",
    ),
    broken(
        "a-stay-of-a-stay-is-no-stay",
        "a held suspension acts",
        FORCE,
        "label.held_by(either_in(suspended, known, labels))",
        "label.held_by(suspended.iter().filter(|by| by.from <= known).fold(0, |all, by| all | labels[by.label].is_not_out))",
    ),
    broken(
        "forms-are-the-same-rules",
        "decimals are cut off in JSON",
        INTERCHANGE,
        "Kind::Decimal(text) => self.raw(text),",
        "Kind::Decimal(text) => self.raw(text.split('.').next().unwrap_or(text)),",
    ),
    broken(
        "prepared-answers-are-decisions",
        "a place of a table keeps one of its choices",
        TABLE,
        "set.dedup();",
        "set.truncate(1);",
    ),
    broken(
        "the-command-answers-alike",
        "the command forgets `known`",
        BATCH,
        "transaction.decide(at, known).to_canonical_json()",
        "transaction.decide(at, known.and(None)).to_canonical_json()",
    ),
    broken(
        "grounds-carry-the-verdict",
        "forbearances leave no ground",
        DECIDE,
        "for speech in speeches.drain(..) {",
        "for speech in speeches.drain(..).filter(|speech| speech.status != Status::Unenforced) {",
    ),
    broken(
        "deciding-is-total",
        "deciding panics in the last second of time",
        DECIDE,
        "let before = When { known: when.known.min(when.at), ..when };",
        "assert!(when.at < Instant::MAX);\n    let before = When { known: when.known.min(when.at), ..when };",
    ),
    // Further breaks of what is easily got wrong.
    broken(
        "twin-decides-alike",
        "an end is not passed over by what has done its work (5.3)",
        FORCE,
        "(Some(_), _) if !end.revives => 0,",
        "(Some(_), _) if !end.revives && end.start == usize::MAX => 0,",
    ),
    broken(
        "twin-decides-alike",
        "what replaces starts for the side of its target (3.5)",
        "crates/lawful/src/evaluate/force.rs",
        "Effect::End { counts: Some(counts), .. } => counts,",
        "Effect::End { counts: Some(_), .. } => side,",
    ),
    broken(
        "twin-decides-alike",
        "held relief lifts whatever holds it (6.1)",
        FORCE,
        "other == id && is_in(by)",
        "other == id || other != id || is_in(by)",
    ),
];

/// Runs every break, or those whose property or words contain an argument.
///
/// # Errors
/// A break that was not found, or whose place has changed.
pub fn run(args: &[String]) -> Result<(), String> {
    let unbroken: Vec<&str> =
        PROPERTIES.iter().map(|p| p.name).filter(|name| BREAKS.iter().all(|b| b.property != *name)).collect();
    if !unbroken.is_empty() {
        return Err(format!("properties that no break is for: {}", unbroken.join(", ")));
    }
    let tree = Tree::copy()?;
    let wanted = |b: &&Break| {
        args.is_empty()
            || args.iter().any(|arg| b.property.contains(arg.as_str()) || b.what.contains(arg.as_str()))
    };
    let (mut passed, mut failed) = (0, 0);
    for each in BREAKS.iter().filter(wanted) {
        let found = tree.put_to_the_test(each);
        match found {
            Ok(found) if found.iter().any(|name| name == each.property) => {
                passed += 1;
                println!("found    {}\n         by {}", each.what, found.join(", "));
            }
            Ok(found) => {
                failed += 1;
                println!("MISSED   {} by {}, found by [{}]", each.what, each.property, found.join(", "));
            }
            Err(message) => {
                failed += 1;
                println!("FAILED   {}: {message}", each.what);
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 { Ok(()) } else { Err("not every break was found".into()) }
}

/// A copy of the workspace, with a target folder of its own.
struct Tree {
    root: PathBuf,
    target: PathBuf,
}

impl Tree {
    fn copy() -> Result<Tree, String> {
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let root = here.ancestors().find(|folder| folder.join("crates/xtask").is_dir());
        let root = root.ok_or("not inside the workspace")?;
        let target =
            std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
        let sabotage = target.join("sabotage");
        let tree = Tree { root: sabotage.join("tree"), target: sabotage.join("build") };
        let _ = fs::remove_dir_all(&tree.root);
        let copied = ["crates", "bindings"]
            .into_iter()
            .try_for_each(|folder| copy(&root.join(folder), &tree.root.join(folder)));
        let copied = copied.and_then(|()| {
            for file in ["Cargo.toml", "Cargo.lock"] {
                fs::copy(root.join(file), tree.root.join(file))?;
            }
            Ok(())
        });
        copied.map_err(|error| format!("cannot copy the workspace: {error}"))?;
        Ok(tree)
    }

    /// The properties that fail with a break. The tree is as before afterwards.
    fn put_to_the_test(&self, each: &Break) -> Result<Vec<String>, String> {
        let file = self.root.join(each.file);
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", each.file))?;
        if text.matches(each.find).count() != 1 {
            return Err(format!("what is to be broken does not stand once in {}: {}", each.file, each.find));
        }
        fs::write(&file, text.replace(each.find, each.replace)).map_err(|error| error.to_string())?;
        let found = self.campaign();
        fs::write(&file, text).map_err(|error| error.to_string())?;
        found
    }

    fn campaign(&self) -> Result<Vec<String>, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = Command::new(cargo)
            .args(["build", "-q", "--release", "-p", "xtask", "-p", "lawful-cli"])
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .output()
            .map_err(|error| error.to_string())?;
        if !build.status.success() {
            let message = String::from_utf8_lossy(&build.stderr);
            let errors = message.lines().filter(|line| line.starts_with("error")).take(3);
            return Err(format!("it does not build: {}", errors.collect::<Vec<_>>().join("; ")));
        }
        let program = self.target.join("release").join(format!("xtask{}", std::env::consts::EXE_SUFFIX));
        let run = Command::new(program)
            .args(["campaign", "--brief", "yes", "--count", "250", "--seed", "7"])
            .current_dir(&self.root)
            .output()
            .map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&run.stdout).into_owned();
        let failing = |line: &str| {
            let name = line.split(' ').next()?;
            let failed: u64 = line.split_whitespace().last()?.parse().ok()?;
            (failed > 0 && PROPERTIES.iter().any(|p| p.name == name)).then(|| name.to_owned())
        };
        Ok(text.lines().filter_map(failing).collect())
    }
}

/// Copies what a build needs; nothing that it made. Unchanged files keep their times.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            if entry.file_name() != "target" {
                copy(&path, &to)?;
            }
        } else {
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test that cannot go on fails
mod tests {
    use super::*;

    /// A break that is not found where it is looked for would break nothing.
    #[test]
    fn what_is_to_be_broken_stands_once() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        for each in BREAKS {
            let text = fs::read_to_string(root.join(each.file)).unwrap();
            assert_eq!(text.matches(each.find).count(), 1, "{}: {}", each.file, each.find);
        }
    }
}
