//! Running other programs, and getting those that are absent. Whatever is installed is said before.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Begins the message of a task that could not be tried, for want of rights or of a network: it did not fail.
pub(crate) const SKIPPED: &str = "skipped: ";

/// Something that a step cannot do without.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
    /// A program, and the Debian package that has it.
    Program { name: &'static str, package: &'static str },
    /// A file, and the Debian package that has it.
    File { path: &'static str, package: &'static str },
    /// What the sanitizers of a compiler link, and the Debian package that has it.
    Sanitizers { compiler: &'static str, package: &'static str },
    /// A module of Python, and the Debian package that has it.
    Module { name: &'static str, package: &'static str },
    /// A component of the Rust toolchain, with the cargo command by which it shows.
    Component { name: &'static str, command: &'static str },
}

impl Need {
    /// Installs what is absent.
    pub(crate) fn meet(self) -> Result<(), String> {
        if self.is_met() {
            return Ok(());
        }
        match self {
            Need::Program { package, .. }
            | Need::File { package, .. }
            | Need::Sanitizers { package, .. }
            | Need::Module { package, .. } => debian_package(package)?,
            Need::Component { name, .. } => {
                println!(
                    "installing the component `{name}` of the Rust toolchain, which is absent, with rustup"
                );
                run(Command::new("rustup").args(["component", "add", name]))
                    .map_err(|e| format!("{e}\ninstall the component `{name}` of the Rust toolchain"))?;
            }
        }
        if self.is_met() { Ok(()) } else { Err(format!("still absent after it was installed: {self:?}")) }
    }

    fn is_met(self) -> bool {
        match self {
            Need::Program { name, .. } => env::var_os("PATH")
                .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join(name).is_file())),
            Need::File { path, .. } => Path::new(path).exists(),
            Need::Module { name, .. } => {
                output(Command::new("python3").args(["-c", &format!("import {name}")])).is_ok()
            }
            Need::Sanitizers { compiler, .. } => {
                let folder = output(Command::new(compiler).arg("-print-runtime-dir")).unwrap_or_default();
                let names = fs::read_dir(folder.trim()).into_iter().flatten().flatten();
                names.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().contains("_rt.tsan"))
            }
            Need::Component { command, .. } => output(cargo().args([command, "--version"])).is_ok(),
        }
    }
}

fn debian_package(name: &str) -> Result<(), String> {
    println!("installing the Debian package `{name}`, which is absent, with apt-get");
    let get =
        |args: &[&str]| run(Command::new("apt-get").args(args).env("DEBIAN_FRONTEND", "noninteractive"));
    get(&["update", "-q"])
        .and_then(|()| get(&["install", "-q", "-y", "--no-install-recommends", name]))
        .map_err(|e| {
            format!("{e}\ninstall what Debian has as the package `{name}`, or run this as root on Debian")
        })
}

/// Cargo, the one that runs this.
pub(crate) fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs a program, which prints where this one prints.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let name = name(command);
    let status = command.stdin(Stdio::null()).status().map_err(|e| format!("cannot run `{name}`: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}` failed ({status})")) }
}

/// Runs a program to its end for what it prints; a failure shows what it said.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let name = name(command);
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("cannot run `{name}`: {e}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{name}` failed ({}): {}", output.status, said.trim()).trim_end_matches(": ").to_owned())
    }
}

fn name(command: &Command) -> String {
    Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned()
}

/// The workspace around the current folder, which is where cargo and its tests run a program.
pub(crate) fn workspace() -> Result<PathBuf, String> {
    let here = env::current_dir().map_err(|e| format!("no current folder: {e}"))?;
    let root = here.ancestors().find(|folder| folder.join("crates/xtask").is_dir());
    root.map(Path::to_path_buf).ok_or_else(|| "not inside the workspace".into())
}

/// Where cargo builds.
pub(crate) fn target() -> Result<PathBuf, String> {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => std::path::absolute(folder).map_err(|e| format!("CARGO_TARGET_DIR: {e}")),
        None => Ok(workspace()?.join("target")),
    }
}
