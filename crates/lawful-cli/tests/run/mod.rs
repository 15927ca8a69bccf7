//! Runs the command as a person or a tool does, in `tests/data`.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// What came out.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lawful"));
    command.args(args).current_dir(data()).env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
    command
}

pub(crate) fn lawful(args: &[&str]) -> Run {
    lawful_reading(args, b"")
}

pub(crate) fn lawful_reading(args: &[&str], stdin: &[u8]) -> Run {
    let mut child =
        command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    // A command that does not read closes the pipe, which is nothing wrong.
    let writer = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data")
}

/// Compares runs with the committed file `tests/snapshots/NAME.txt`; `BLESS=1` writes it.
pub(crate) fn snapshot(name: &str, runs: &[&[&str]]) {
    let mut actual = String::new();
    for args in runs {
        let Run { code, stdout, stderr } = lawful(args);
        let _ = writeln!(actual, "$ lawful {}", args.join(" "));
        actual += &stdout;
        for line in stderr.lines() {
            let _ = writeln!(actual, "stderr| {line}");
        }
        let _ = writeln!(actual, "[{}]\n", code.unwrap_or(-1));
    }
    same_as_committed(name, &actual);
}

/// Compares a text with the committed file; content hashes, which change with the time-zone database, are left out.
pub(crate) fn same_as_committed(name: &str, actual: &str) {
    let actual = without_hashes(actual);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/{name}.txt"));
    if env::var_os("BLESS").is_some_and(|value| value == "1") {
        return fs::write(&path, actual).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        committed == actual,
        "{} differs; look at it and run again with BLESS=1.\n--- committed\n{committed}\n--- actual\n{actual}",
        path.display()
    );
}

fn without_hashes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let run = rest[start..].find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len() - start);
        out += &rest[..start];
        out += if run == 64 { "<hash>" } else { &rest[start..start + run] };
        rest = &rest[start + run..];
    }
    out + rest
}
