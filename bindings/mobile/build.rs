//! What is compiled in, where the builder chooses it, and what the linker is told beyond cargo's own.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// The path of a rule set in the prepared form (SPEC 12.6), which is compiled in instead of that of the project.
const RULES: &str = "LAWFUL_MOBILE_RULES";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={RULES}");
    println!("cargo::rustc-check-cfg=cfg(chosen_rules)");
    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("android") {
        // Android's newer phones load libraries only in pages of 16 KiB.
        println!("cargo::rustc-cdylib-link-arg=-Wl,-z,max-page-size=16384");
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,liblawful_mobile.so");
        // Equal code once: the linker of the NDK is lld, which can.
        println!("cargo::rustc-cdylib-link-arg=-Wl,--icf=all");
        // Relocations in a packed form, which Android reads since version 6.
        println!("cargo::rustc-cdylib-link-arg=-Wl,--pack-dyn-relocs=android");
    }
    let chosen = env::var_os(RULES).filter(|path| !path.is_empty());
    match chosen.map(|path| choose(Path::new(&path))) {
        None => ExitCode::SUCCESS,
        Some(Ok(())) => {
            println!("cargo::rustc-cfg=chosen_rules");
            ExitCode::SUCCESS
        }
        Some(Err(message)) => {
            println!("cargo::error={RULES}: {}", message.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

/// Puts the chosen rule set where the crate takes it from. What cannot be opened is not compiled in.
fn choose(path: &Path) -> Result<(), String> {
    println!("cargo::rerun-if-changed={}", path.display());
    // A relative path would count from this package and not from where cargo was called.
    if !path.is_absolute() {
        return Err(format!("`{}` is no absolute path", path.display()));
    }
    let bytes = fs::read(path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
    lawful::Ruleset::from_prepared(&bytes).map_err(|e| format!("`{}`: {e}", path.display()))?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("chosen.prepared");
    fs::write(&out, bytes).map_err(|e| format!("cannot write `{}`: {e}", out.display()))
}
