//! `cargo xtask layers`: data goes one way through the core, so a module uses only what stands to its left.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::workspace;

const SOURCE: &str = "crates/lawful/src";

/// The modules of the core from left to right. Each may use those before it.
const ORDER: [&str; 21] = [
    "order",
    "json",
    "error",
    "time",
    "id",
    "verdict",
    "posture",
    "vocabulary",
    "model",
    "document",
    "evaluate",
    "ruleset",
    "transaction",
    "decision",
    "ask",
    "required",
    "lookup",
    "batch",
    "prepared",
    "engine",
    "explain",
];

/// Compares every path of the core with the order.
pub(crate) fn run() -> Result<(), String> {
    let root = workspace()?.join(SOURCE);
    let uses = uses(&root)?;
    let wrong = wrong(&uses);
    if wrong.is_empty() {
        println!("{} uses of one module by another", uses.len());
        return Ok(());
    }
    Err(wrong.join("\n"))
}

/// One module's use of another, and where it is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Use {
    user: String,
    used: String,
    place: String,
}

fn wrong(uses: &BTreeSet<Use>) -> Vec<String> {
    let mut wrong = Vec::new();
    let position = |module: &str| ORDER.iter().position(|other| *other == module);
    let mut unplaced = BTreeSet::new();
    for Use { user, used, place } in uses {
        match (position(user), position(used)) {
            (Some(left), Some(right)) if right < left => {}
            (Some(_), Some(_)) => {
                wrong.push(format!("{place}: `{user}` uses `{used}`, which stands to its right"))
            }
            (placed, _) => {
                let module = if placed.is_none() { user } else { used };
                if unplaced.insert(module) {
                    wrong.push(format!("{place}: `{module}` has no place in the order of modules"));
                }
            }
        }
    }
    wrong
}

/// All uses in the core but those of its root, which only names what is public, and those in tests.
fn uses(root: &Path) -> Result<BTreeSet<Use>, String> {
    let root_text = read(&root.join("lib.rs"))?;
    let exported = exported(&root_text);
    let mut uses = BTreeSet::new();
    for file in rust_files(root)? {
        let within = file.strip_prefix(root).unwrap_or(&file).with_extension("");
        let mut modules: Vec<String> =
            within.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        modules.retain(|module| module != "mod");
        if modules == ["lib"] || modules.iter().any(|module| module == "tests") {
            continue;
        }
        for (line, name) in names(&read(&file)?, modules.len()) {
            let place = format!("{SOURCE}/{}:{line}", file.strip_prefix(root).unwrap_or(&file).display());
            let used = exported.get(&name).cloned().unwrap_or(name);
            if used != modules[0] {
                uses.insert(Use { user: modules[0].clone(), used, place });
            }
        }
    }
    Ok(uses)
}

/// What the code of a file names at the crate's root: (line, name). Tests, which stand last, and comments are left
/// out. `depth` is the number of modules that the file lies in, its own among them.
fn names(text: &str, depth: usize) -> Vec<(usize, String)> {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let tests = line.starts_with("#[cfg(") && line.contains("test");
        if tests && lines.peek().is_some_and(|next| next.starts_with("mod ") && next.contains('{')) {
            break;
        }
        code += line.split("//").next().unwrap_or_default();
        code.push('\n');
    }
    let root = "super::".repeat(depth);
    let mut names = Vec::new();
    for start in ["crate::", root.as_str()] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            let rest = &code[at + start.len()..];
            // A longer chain of `super` than the file is deep does not compile; a shorter one ends below the root.
            names.extend(
                first_names(rest).into_iter().filter(|name| name != "super").map(|name| (line, name)),
            );
        }
    }
    names
}

/// The first name of a path, or of each path in braces.
fn first_names(path: &str) -> Vec<String> {
    let name = |path: &str| {
        path.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// What the crate's root exports, and from which module: `pub use time::{Instant, Interval};`.
fn exported(root: &str) -> BTreeMap<String, String> {
    let mut exported = BTreeMap::new();
    for item in root.split("pub use ").skip(1) {
        let item = item.split(';').next().unwrap_or_default();
        if let Some((module, names)) = item.split_once("::") {
            exported.extend(first_names(names).into_iter().map(|name| (name, module.to_owned())));
        }
    }
    exported
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |e| format!("cannot read `{}`: {e}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("cannot read `{}`: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str, depth: usize) -> Vec<String> {
        names(text, depth).into_iter().map(|(_, name)| name).collect()
    }

    fn of(user: &str, used: &str) -> Use {
        Use { user: user.to_owned(), used: used.to_owned(), place: "file.rs:1".to_owned() }
    }

    #[test]
    fn every_way_to_write_a_path_is_seen() {
        let text = "\
use crate::time::{Instant, Interval};
use crate::{id::{check, shown}, model::Model, Ruleset};
use super::error::Code;
#[cfg(test)]
mod tests;
fn f() -> crate::verdict::Verdict {}
// crate::comment::is_no_use
macro_rules! m { () => { $crate::hidden::name } }
#[cfg(all(test, feature = \"authoring\"))]
mod tests { use crate::explain::Language; }
";
        assert_eq!(named(text, 1), ["time", "id", "model", "Ruleset", "verdict", "error"]);
        assert_eq!(named("use super::tree::Node;\nuse super::super::time::Instant;", 2), ["time"]);
    }

    #[test]
    fn an_export_of_the_root_is_its_module() {
        let exported = exported("mod time;\npub use time::{Instant, Interval};\npub use posture::Posture;\n");
        assert_eq!(exported["Interval"], "time");
        assert_eq!(exported["Posture"], "posture");
    }

    #[test]
    fn a_use_to_the_right_is_wrong() {
        let mut uses = BTreeSet::from([of("decision", "time")]);
        assert_eq!(wrong(&uses), [""; 0]);
        uses.insert(of("time", "decision"));
        assert_eq!(wrong(&uses), ["file.rs:1: `time` uses `decision`, which stands to its right"]);
    }

    #[test]
    fn a_module_that_nobody_placed_is_wrong() {
        let wrong = wrong(&BTreeSet::from([of("bundle", "time")]));
        assert_eq!(wrong, ["file.rs:1: `bundle` has no place in the order of modules"]);
    }
}
