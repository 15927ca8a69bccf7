//! What the linker of the machine can do for a smaller library.

use std::fs;
use std::process::Command;

use crate::shell::{self, target};

/// Has equal code stand once. Nothing compares the addresses of functions, which Rust does not promise to differ.
const FOLD: [&str; 2] = ["-C", "link-arg=-Wl,--icf=all"];

/// Options for rustc by which the linker folds equal code; none where it cannot, as GNU's.
pub(crate) fn folding() -> Result<Vec<&'static str>, String> {
    let folder = target()?.join("linker");
    fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
    // An empty library, from an empty input.
    let mut rustc = Command::new("rustc");
    rustc
        .args(["-", "--crate-name", "folding", "--crate-type", "cdylib"])
        .args(FOLD)
        .arg("--out-dir")
        .arg(folder);
    Ok(if shell::output(&mut rustc).is_ok() { FOLD.to_vec() } else { Vec::new() })
}
