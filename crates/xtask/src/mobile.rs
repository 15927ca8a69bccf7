//! What the Kotlin and the Swift library have in common: the compiled library, the generated sources, and what tests
//! read.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use crate::conformance;
use crate::inputs;
use crate::shell::{self, target, workspace};

/// Where the tests of a language are built, below cargo's own folder.
pub(crate) fn folder(language: &str) -> Result<PathBuf, String> {
    Ok(target()?.join("sdk").join(language))
}

/// The library as an app carries it, with the rule set compiled in.
pub(crate) fn library() -> Result<PathBuf, String> {
    build(&["--profile=mobile"], "mobile")
}

/// Builds the library with the options of cargo, and says where it is.
pub(crate) fn build(options: &[&str], profile: &str) -> Result<PathBuf, String> {
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace()?).args(["rustc", "-p", "lawful-mobile", "--lib"]).args(options);
    // Nothing else beside: cargo does not optimize across crates where an rlib is asked for.
    shell::run(cargo.args(["--crate-type", "cdylib"]))?;
    Ok(target()?.join(profile).join(format!("{DLL_PREFIX}lawful_mobile{DLL_SUFFIX}")))
}

/// Writes the sources of a language into a folder. They are read from a build with symbols.
pub(crate) fn sources(language: &str, to: &Path) -> Result<(), String> {
    let library = build(&[], "debug")?;
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace()?).args(["run", "-q", "-p", "lawful-mobile-bindgen", "--", language]);
    shell::run(cargo.arg(library).arg(to))
}

/// Writes rule sets and cases into a folder.
pub(crate) fn tests_read(folder: &Path) -> Result<(), String> {
    conformance::run()?;
    inputs::write_all(folder)
}
