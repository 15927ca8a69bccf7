//! `cargo xtask portability`: the C and the mobile library are type-checked for targets whose standard library rustup
//! does not have here. Debian's unstable release has one for WebAssembly, and the sources from which those of Android and
//! iOS are checked along. Its compiler is another than that of the releases: this shows that the code is portable, and
//! nothing of what is shipped.

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

/// Checks every target; a failure does not keep the others from being checked.
pub(crate) fn run() -> Result<(), String> {
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
    for (target, from_sources) in TARGETS {
        println!("\n=== {target}");
        let mut cargo = entered.command("cargo");
        cargo.args(["check", "--manifest-path", "/lawful/Cargo.toml", "--target-dir", "/target"]);
        cargo.args(["-p", "lawful-mobile", "-p", "lawful-c", "--target", target]);
        if from_sources {
            cargo.args(["-Zbuild-std=std,panic_abort"]).env("RUSTC_BOOTSTRAP", "1");
        }
        for variable in ["CARGO_TARGET_DIR", "CARGO_HOME", "RUSTUP_TOOLCHAIN", "RUSTFLAGS"] {
            cargo.env_remove(variable);
        }
        if let Err(message) = shell::run(&mut cargo) {
            println!("{message}");
            failed.push(target);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("not portable to {}", failed.join(", "))) }
}
