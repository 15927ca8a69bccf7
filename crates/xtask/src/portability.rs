//! `cargo xtask portability`: the C and the mobile library are type-checked for other targets. Where rustup has the
//! standard library of a target, by the compiler of the releases. For the others Debian's unstable release has one for
//! WebAssembly, and the sources from which those of Android and iOS are checked along: its compiler is another, so that
//! this shows that the code is portable, and nothing of what is shipped.

use std::path::Path;
use std::process::Command;

use crate::debian::{Debian, copy};
use crate::shell::{self, target, workspace};

const RELEASE: &str = "sid";
const PACKAGES: &[&str] =
    &["cargo", "rustc", "rust-src", "libstd-rust-dev-wasm32", "gcc", "libc6-dev", "ca-certificates"];

/// Targets, and whether the standard library is checked from its sources.
const TARGETS: [(&str, bool); 6] = [
    ("aarch64-linux-android", true),
    ("armv7-linux-androideabi", true),
    ("aarch64-apple-ios", true),
    ("aarch64-apple-ios-sim", true),
    ("wasm32-wasip1", false),
    ("wasm32-unknown-unknown", false),
];

const CHECK: [&str; 5] = ["check", "-p", "lawful-mobile", "-p", "lawful-c"];

/// Checks every target; a failure does not keep the others from being checked.
pub(crate) fn run() -> Result<(), String> {
    let (mut failed, mut absent) = (Vec::new(), Vec::new());
    for (target, from_sources) in TARGETS {
        println!("\n=== {target}");
        if let Err(message) = shell::output(Command::new("rustup").args(["target", "add", target])) {
            let why = message.lines().find(|line| line.starts_with("error")).unwrap_or(&message);
            println!("rustup has it not, so later in a Debian: {why}");
            absent.push((target, from_sources));
            continue;
        }
        let mut cargo = shell::cargo();
        cargo.current_dir(workspace()?).args(CHECK).args(["--target", target]);
        failed.extend(checked(target, &mut cargo));
    }
    if !absent.is_empty() {
        failed.extend(in_debian(&absent)?);
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("not portable to {}", failed.join(", "))) }
}

/// The target, unless the check holds.
fn checked(target: &'static str, cargo: &mut Command) -> Option<&'static str> {
    let message = shell::run(cargo).err()?;
    println!("{message}");
    Some(target)
}

/// Checks targets in a Debian, and gives those that failed.
fn in_debian(targets: &[(&'static str, bool)]) -> Result<Vec<&'static str>, String> {
    let debian = Debian::get(&target()?.join("portability"), RELEASE, PACKAGES)?;
    let inside = Path::new("/lawful");
    let root = workspace()?;
    let files = shell::output(Command::new("git").args(["ls-files"]).current_dir(&root))?;
    for file in files.lines().filter(|file| root.join(file).is_file()) {
        copy(&root.join(file), &debian.outside(inside).join(file))?;
    }
    // Whom this machine trusts, cargo trusts inside.
    let bundle = Path::new("/etc/ssl/certs/ca-certificates.crt");
    if bundle.exists() {
        copy(bundle, &debian.outside(bundle))?;
    }
    let entered = debian.enter()?;
    let mut failed = Vec::new();
    for (target, from_sources) in targets {
        println!("\n=== {target}, in a Debian");
        let mut cargo = entered.command("cargo");
        cargo.args(CHECK).args(["--manifest-path", "/lawful/Cargo.toml", "--target-dir", "/target"]);
        cargo.args(["--target", target]);
        if *from_sources {
            cargo.args(["-Zbuild-std=std,panic_abort"]).env("RUSTC_BOOTSTRAP", "1");
        }
        for variable in ["CARGO_TARGET_DIR", "CARGO_HOME", "RUSTUP_TOOLCHAIN", "RUSTFLAGS"] {
            cargo.env_remove(variable);
        }
        failed.extend(checked(target, &mut cargo));
    }
    Ok(failed)
}
