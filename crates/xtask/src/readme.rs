//! `cargo xtask readme`: README.md shows commands and what they print, and it is true.
//!
//! In a block of `sh`, each line is a command that must succeed. In a block of `console`, a line with `$ ` in front
//! is a command, and what follows is what it prints on stdout; a line that is `…` stands for any lines. A `\` at
//! the end of a line continues the command.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::shell::{cargo, output, run as run_program, workspace};

/// What a reader does to get here, and what runs this very check.
const PASSED_OVER: [&str; 4] = ["git clone ", "cd ", "cargo install ", "cargo xtask test"];

/// Runs every command of README.md, in the root of the workspace and with `lawful` as it was built here.
pub(crate) fn run() -> Result<(), String> {
    let root = workspace()?;
    let text =
        fs::read_to_string(root.join("README.md")).map_err(|e| format!("cannot read `README.md`: {e}"))?;
    let shown = commands(&text);
    if shown.is_empty() {
        return Err("README.md shows no command".into());
    }
    run_program(cargo().args(["build", "-q", "-p", "lawful-cli"]).current_dir(&root))?;
    let path = path_with_build()?;
    let mut wrong = String::new();
    for Shown { line, command, prints } in &shown {
        if PASSED_OVER.iter().any(|start| command.starts_with(start)) {
            println!("passed over: {command}");
            continue;
        }
        println!("{command}");
        let shell = output(Command::new("bash").args(["-c", command]).env("PATH", &path).current_dir(&root));
        match (shell, prints) {
            (Err(message), _) => wrong += &format!("README.md:{line}: `{command}`: {message}\n"),
            (Ok(printed), Some(prints)) if !matches(&lines(&printed), &lines(prints)) => {
                wrong += &format!("README.md:{line}: `{command}` prints\n{}\n", printed.trim_end());
            }
            (Ok(_), _) => {}
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong + "README.md shows otherwise") }
}

/// A command, the line on which it stands, and what it is shown to print.
#[derive(PartialEq, Eq, Debug)]
struct Shown {
    line: usize,
    command: String,
    prints: Option<String>,
}

fn commands(text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut block = "";
    let mut continued = false;
    for (line, text) in (1..).zip(text.lines()) {
        if let Some(language) = text.trim_start().strip_prefix("```") {
            block = if block.is_empty() && !language.is_empty() { language } else { "" };
            continued = false;
            continue;
        }
        let command = match block {
            "sh" if !text.trim().is_empty() && !text.starts_with('#') => Some(text),
            "console" if continued => Some(text),
            "console" => text.strip_prefix("$ "),
            _ => continue,
        };
        match (command, found.last_mut()) {
            (Some(command), Some(last)) if continued => {
                last.command.truncate(last.command.len() - 1);
                last.command += command.trim_start();
            }
            (Some(command), _) => {
                let prints = (block == "console").then(String::new);
                found.push(Shown { line, command: command.trim_end().to_owned(), prints });
            }
            (None, Some(Shown { prints: Some(prints), .. })) => *prints += &format!("{text}\n"),
            (None, _) => {}
        }
        continued = command.is_some_and(|command| command.ends_with('\\'));
    }
    found
}

fn lines(text: &str) -> Vec<String> {
    text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Whether lines are as shown, where `…` alone on a line is any number of lines.
fn matches(lines: &[String], shown: &[String]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((gap, rest)) if gap == "…" => {
            (0..=lines.len()).any(|skipped| matches(&lines[skipped..], rest))
        }
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, lines)| line == first && matches(lines, rest))
        }
    }
}

/// The search path with the folder in front in which this program and `lawful` are built.
fn path_with_build() -> Result<std::ffi::OsString, String> {
    let here = env::current_exe().map_err(|e| format!("cannot tell where this program lies: {e}"))?;
    let built = here.parent().map(PathBuf::from).unwrap_or_default();
    let path = env::var_os("PATH").unwrap_or_default();
    env::join_paths([built].into_iter().chain(env::split_paths(&path))).map_err(|e| format!("PATH: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
```sh
# a comment
git clone somewhere
```
```rust
$ none()
```
```console
$ lawful decide \\
    --app wechat
Suspended.

$ true
```
";

    #[test]
    fn commands_are_found_with_what_they_print() {
        let shown = commands(TEXT);
        let commands: Vec<(usize, &str)> =
            shown.iter().map(|shown| (shown.line, shown.command.as_str())).collect();
        assert_eq!(commands, [(3, "git clone somewhere"), (9, "lawful decide --app wechat"), (13, "true")]);
        assert_eq!(shown[0].prints, None);
        assert_eq!(shown[1].prints.as_deref(), Some("Suspended.\n\n"));
        assert_eq!(shown[2].prints.as_deref(), Some(""));
    }

    #[test]
    fn a_gap_stands_for_any_lines_and_nothing_else_does() {
        let of = |text: &str| lines(text);
        assert!(matches(&of("a\nb\nc"), &of("a\n…\nc")));
        assert!(matches(&of("a\nc"), &of("a\n…\nc")));
        assert!(matches(&of("a\nb"), &of("a\n…")));
        assert!(!matches(&of("a\nb\nc"), &of("a\nc")));
        assert!(!matches(&of("a\nb"), &of("a")));
    }
}
