//! `cargo xtask install --prefix DIR`: the C library with its headers and what pkg-config and CMake look for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::linker;
use crate::shell::{self, target, workspace};

const USAGE: &str = "usage: cargo xtask install --prefix DIR [--without-authoring]";

/// Builds the library and installs it.
pub(crate) fn run(args: &[String]) -> Result<(), String> {
    let (prefix, authoring) = match args {
        [flag, prefix] if flag == "--prefix" => (prefix, true),
        [flag, prefix, without] if flag == "--prefix" && without == "--without-authoring" => (prefix, false),
        _ => return Err(USAGE.into()),
    };
    let prefix = std::path::absolute(prefix).map_err(|e| format!("`{prefix}`: {e}"))?;
    install(&prefix, authoring)?;
    println!("installed under {}", prefix.display());
    Ok(())
}

/// Installs under a folder, with or without reading of documents.
pub(crate) fn install(prefix: &Path, authoring: bool) -> Result<(), String> {
    let features = if authoring { "corpus,authoring" } else { "corpus" };
    let mut cargo = shell::cargo();
    cargo.current_dir(workspace()?).args(["rustc", "--profile=small", "--package=lawful-c", "--lib"]);
    cargo.args(["--no-default-features", "--features", features]);
    if authoring {
        // There is room for it, and the first questions of a rule set take a seventh less time (benches/C.md).
        cargo.args(["--config", "profile.small.package.lawful.opt-level=3"]);
    }
    cargo.arg("--");
    shell::run(cargo.args(linker::folding()?))?;
    let (built, root) = (target()?.join("small"), workspace()?);
    let lib = prefix.join("lib");
    let abi = abi_version(&root)?;
    let shared = format!("liblawful.so.{abi}");
    for folder in [lib.join("pkgconfig"), lib.join("cmake/lawful"), prefix.join("include")] {
        fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
    }
    strip("--strip-unneeded", &built.join("liblawful_c.so"), &lib.join(&shared))?;
    strip("--strip-debug", &built.join("liblawful_c.a"), &lib.join("liblawful.a"))?;
    link(&shared, &lib.join("liblawful.so"))?;
    for header in ["lawful.h", "lawful.hpp"] {
        copy(&root.join("include").join(header), &prefix.join("include").join(header))?;
    }
    let templates = root.join("bindings/c");
    for (template, to) in [
        ("lawful.pc.in", "pkgconfig/lawful.pc"),
        ("lawful-config.cmake.in", "cmake/lawful/lawful-config.cmake"),
        ("lawful-config-version.cmake.in", "cmake/lawful/lawful-config-version.cmake"),
    ] {
        let text = fs::read_to_string(templates.join(template)).map_err(|e| format!("`{template}`: {e}"))?;
        let version = env!("CARGO_PKG_VERSION");
        let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
        let text = text.replace("@VERSION@", version).replace("@MINOR@", minor).replace("@ABI@", &abi);
        fs::write(lib.join(to), text).map_err(|e| format!("cannot write `{to}`: {e}"))?;
    }
    Ok(())
}

/// The N of `liblawful.so.N`, from the one place where it is written.
fn abi_version(root: &Path) -> Result<String, String> {
    let header = root.join("include/lawful.h");
    let text = fs::read_to_string(&header).map_err(|e| format!("cannot read `{}`: {e}", header.display()))?;
    let number = text.lines().find_map(|line| line.strip_prefix("#define LAWFUL_ABI_VERSION "));
    number.map(str::to_owned).ok_or_else(|| format!("`{}` has no LAWFUL_ABI_VERSION", header.display()))
}

fn strip(what: &str, from: &PathBuf, to: &PathBuf) -> Result<(), String> {
    shell::run(Command::new("strip").arg(what).arg("-o").args([to, from]))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(drop).map_err(|e| format!("cannot copy `{}`: {e}", from.display()))
}

fn link(to: &str, at: &Path) -> Result<(), String> {
    if at.is_symlink() {
        fs::remove_file(at).map_err(|e| format!("cannot replace `{}`: {e}", at.display()))?;
    }
    std::os::unix::fs::symlink(to, at).map_err(|e| format!("cannot link `{}`: {e}", at.display()))
}
