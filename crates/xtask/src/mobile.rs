//! What the Kotlin and the Swift library have in common: the compiled library, the generated sources, and what tests
//! read.

use std::collections::BTreeSet;
use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lawful::Ruleset;

use crate::conformance;
use crate::inputs;
use crate::linker;
use crate::shell::{self, target, workspace};

/// Where the tests of a language are built, below cargo's own folder.
pub(crate) fn folder(language: &str) -> Result<PathBuf, String> {
    Ok(target()?.join("sdk").join(language))
}

/// The library as an app carries it, with the rule set compiled in.
pub(crate) fn library() -> Result<PathBuf, String> {
    small(&[])
}

/// Builds the library as small as an app carries it, with further options of cargo, and says where it is.
pub(crate) fn small(options: &[&str]) -> Result<PathBuf, String> {
    let mut symbols = Command::new("nm");
    symbols.args(["-D", "--defined-only"]).arg(readable()?);
    let linker = linker::mobile(&shell::output(&mut symbols)?)?;
    build(&[&["--profile=mobile"], options].concat(), "mobile", &linker)
}

/// A build of which the sources of the languages are read: it has all symbols.
fn readable() -> Result<PathBuf, String> {
    build(&[], "debug", &[])
}

/// Builds the library with options of cargo and of rustc, and says where it is.
fn build(options: &[&str], profile: &str, rustc: &[String]) -> Result<PathBuf, String> {
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace()?).args(["rustc", "-p", "lawful-mobile", "--lib"]).args(options);
    // Nothing else beside: cargo does not optimize across crates where an rlib is asked for.
    shell::run(cargo.args(["--crate-type", "cdylib", "--"]).args(rustc))?;
    Ok(target()?.join(profile).join(format!("{DLL_PREFIX}lawful_mobile{DLL_SUFFIX}")))
}

/// Writes the sources of a language into a folder.
pub(crate) fn sources(language: &str, to: &Path) -> Result<(), String> {
    let library = readable()?;
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace()?).args(["run", "-q", "-p", "lawful-mobile-bindgen", "--", language]);
    shell::run(cargo.arg(library).arg(to))
}

/// `cargo xtask chosen`: a part of the law is exported, compiled in instead of the whole, and is what opens.
pub(crate) fn chosen() -> Result<(), String> {
    let folder = folder("chosen")?;
    fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
    let part = folder.join("us.prepared");
    let root = workspace()?;
    let mut export = shell::cargo();
    export.current_dir(&root).args([
        "run",
        "-q",
        "-p",
        "lawful-cli",
        "--",
        "export",
        "--only",
        "us/",
        "--trim",
    ]);
    shell::run(export.arg("--prepared").arg(&part))?;
    let bytes = fs::read(&part).map_err(|e| format!("cannot read `{}`: {e}", part.display()))?;
    let rules = Ruleset::from_prepared(&bytes).map_err(|e| format!("`{}`: {e}", part.display()))?;
    if rules.content_hash() == lawful_corpus::ruleset().content_hash() {
        return Err("the part is the whole, so that nothing would show which of them opens".into());
    }
    let mut test = shell::cargo();
    test.current_dir(root).args(["test", "-p", "lawful-mobile", "--test", "compiled_in"]);
    shell::run(test.env("LAWFUL_MOBILE_RULES", part))
}

/// The pages that show programs for phones.
const PAGES: [&str; 2] = ["README.md", "docs/mobile.md"];

/// What the documentation shows in a language.
pub(crate) struct Shown {
    /// The lines that import something.
    pub(crate) imports: BTreeSet<String>,
    /// The rest, by page, as one program.
    pub(crate) programs: Vec<String>,
}

/// Reads what the documentation shows in a language, so that it can be compiled and run.
pub(crate) fn shown(language: &str) -> Result<Shown, String> {
    let root = workspace()?;
    let mut shown = Shown { imports: BTreeSet::new(), programs: Vec::new() };
    for page in PAGES {
        let text = fs::read_to_string(root.join(page)).map_err(|e| format!("cannot read `{page}`: {e}"))?;
        let mut program = String::new();
        for line in blocks(&text, language) {
            if line.starts_with("import ") {
                shown.imports.insert(line.to_owned());
            } else {
                program += &format!("        {line}\n");
            }
        }
        if program.is_empty() {
            return Err(format!("`{page}` shows nothing in {language}"));
        }
        shown.programs.push(program);
    }
    Ok(shown)
}

/// The lines of the blocks of code of a language; blocks may be part of a list.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let mut lines = Vec::new();
    let mut margin = None;
    for line in text.lines() {
        match (margin, line.trim_start().strip_prefix("```")) {
            (None, Some(tag)) if tag == language => margin = Some(line.len() - line.trim_start().len()),
            (Some(_), Some(_)) => margin = None,
            (Some(margin), None) => lines.push(line.get(margin..).unwrap_or_default()),
            (None, _) => {}
        }
    }
    lines
}

/// Writes rule sets and cases into a folder.
pub(crate) fn tests_read(folder: &Path) -> Result<(), String> {
    conformance::run()?;
    inputs::write_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_a_language_are_found_wherever_they_stand() {
        let text = "```swift\na\n```\n1. In a list:\n\n   ```swift\n   b {\n\n     c\n   ```\n```kotlin\nd\n```\ne\n";
        assert_eq!(blocks(text, "swift"), ["a", "b {", "", "  c"]);
        assert_eq!(blocks(text, "kotlin"), ["d"]);
        assert_eq!(shown("kotlin").unwrap().programs.len(), PAGES.len());
    }
}
