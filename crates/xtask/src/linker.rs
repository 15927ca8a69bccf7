//! What the linker of the machine can do for a smaller library.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::shell::{self, target};

/// Has equal code stand once. Nothing compares the addresses of functions, which Rust does not promise to differ.
const FOLD: &str = "--icf=all";

/// Has relocations take a bit each instead of 24 bytes. Where the C library is older than this (glibc 2.36), such a
/// library is refused; so it is for the mobile library only, whose build for Linux is for tests. For Android, `build.rs`
/// packs them as all versions can read that are promised.
const PACK: &str = "-z,pack-relative-relocs";

/// What begins the names of what only the generator of sources reads, in a build of its own.
const READ_BY_GENERATOR: &str = "UNIFFI_META_";

/// Options for rustc by which the linker folds equal code; none where it cannot, as GNU's.
pub(crate) fn folding() -> Result<Vec<String>, String> {
    possible(&[FOLD])
}

/// Options for rustc by which the linker makes the mobile library small; those of them that it can follow. `symbols` is
/// what `nm -D` lists of a build that has all symbols.
pub(crate) fn mobile(symbols: &str) -> Result<Vec<String>, String> {
    let names = symbols.lines().filter_map(|line| line.split_whitespace().last());
    let unread: Vec<&str> = names.filter(|name| name.starts_with(READ_BY_GENERATOR)).collect();
    if unread.is_empty() {
        return Err(format!("nothing in the library begins with `{READ_BY_GENERATOR}`"));
    }
    let mut options = possible(&[FOLD])?;
    options.extend(possible(&[PACK])?);
    // rustc has a list of its own of what is exported, name by name, and only a name outdoes a name. Whether the linker
    // takes a second list is tried with a pattern, since a name would have to be there.
    if !possible(&[&unexported("tried", &[&format!("{READ_BY_GENERATOR}*")])?])?.is_empty() {
        options.extend(for_rustc(&[&unexported("unread", &unread)?]));
    }
    Ok(options)
}

/// The option by which names are not exported, so that nothing holds them.
fn unexported(list: &str, names: &[&str]) -> Result<String, String> {
    let list = folder()?.join(list).with_extension("map");
    let text = format!("{{\nlocal:\n  {};\n}};\n", names.join(";\n  "));
    fs::write(&list, text).map_err(|e| format!("cannot write `{}`: {e}", list.display()))?;
    Ok(format!("--version-script={}", list.display()))
}

/// The options, if the linker takes them.
fn possible(options: &[&str]) -> Result<Vec<String>, String> {
    let options = for_rustc(options);
    // An empty library, from an empty input.
    let mut rustc = Command::new("rustc");
    rustc.args(["-", "--crate-name", "tried", "--crate-type", "cdylib"]).args(&options);
    rustc.arg("--out-dir").arg(folder()?);
    Ok(if shell::output(&mut rustc).is_ok() { options } else { Vec::new() })
}

fn for_rustc(options: &[&str]) -> Vec<String> {
    options.iter().flat_map(|option| ["-C".to_owned(), format!("link-arg=-Wl,{option}")]).collect()
}

fn folder() -> Result<PathBuf, String> {
    let folder = target()?.join("linker");
    fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
    Ok(folder)
}
