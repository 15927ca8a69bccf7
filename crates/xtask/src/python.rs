//! `cargo xtask python`: builds the wheel and holds it to everything that is promised of it. `cargo xtask bench python`
//! measures it beside the usual libraries for tables.
//!
//! Everything lies under `target/python`: an environment with what the tests need, as pip of this machine gets it, one
//! that is empty but for the wheel, and the documentation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::conformance;
use crate::shell::{self, Need, output, run as run_program, target, workspace};

const NEEDS: &[Need] = &[
    Need::Program { name: "python3", package: "python3" },
    Need::Module { name: "ensurepip", package: "python3-venv" },
    Need::Program { name: "java", package: "openjdk-17-jre-headless" },
];

/// What the wheel's file name says it is for.
const TAG: &str = "-cp311-abi3-";
/// A wheel has at most so many bytes.
const MAX_WHEEL: u64 = 2_000_000;
/// What may be installed beside the wheel: the extras that the tests import, and what builds it.
const EXTRAS: &str = "test,spark";
const MATURIN: &str = "maturin>=1.16,<2";

/// Builds and tests.
pub(crate) fn run() -> Result<(), String> {
    NEEDS.iter().try_for_each(|need| need.meet())?;
    conformance::run()?;
    let place = Place::new()?;
    let wheel = place.prepare(EXTRAS)?;
    place.check_empty(&wheel)?;
    place.check_free_threaded()?;
    let python = |args: &[&str]| place.python(args);
    run_program(&mut python(&["-m", "mypy", "--strict", "tests", "python"]))?;
    run_program(&mut python(&["-m", "mypy.stubtest", "lawful", "--mypy-config-file", "pyproject.toml"]))?;
    run_program(python(&["-m", "pytest", "-q"]).env("LAWFUL_CONFORMANCE", target()?.join("conformance")))?;
    let docs = place.folder.join("docs");
    run_program(python(&["-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs"]).arg(&docs))
}

/// Measures; writes `benches/PYTHON.md`.
pub(crate) fn bench(args: &[&str]) -> Result<(), String> {
    let quick = match args {
        [] => false,
        ["--quick"] => true,
        _ => return Err("usage: cargo xtask bench python [--quick]".into()),
    };
    NEEDS.iter().try_for_each(|need| need.meet())?;
    let place = Place::new()?;
    let wheel = place.prepare(EXTRAS)?;
    run_program(shell::cargo().current_dir(workspace()?).args([
        "build",
        "--release",
        "-p",
        "lawful-corpus",
        "--example",
        "batch",
        "--features",
        "authoring,simd",
    ]))?;
    let batch = target()?.join("release/examples/batch");
    run_program(
        place
            .python(&["benches/bench.py"])
            .args(quick.then_some("--quick"))
            .arg("--rust")
            .arg(batch)
            .arg("--wheel")
            .arg(wheel)
            .arg("--write")
            .arg(workspace()?.join("benches/PYTHON.md")),
    )
}

/// Where the environments lie.
struct Place {
    package: PathBuf,
    folder: PathBuf,
    venv: PathBuf,
}

impl Place {
    fn new() -> Result<Place, String> {
        let folder = target()?.join("python");
        fs::create_dir_all(&folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
        Ok(Place { package: workspace()?.join("bindings/python"), venv: folder.join("venv"), folder })
    }

    /// A program of the environment, in the folder of the package.
    fn python(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.venv.join("bin/python"));
        command.args(args).current_dir(&self.package);
        command
    }

    /// An environment with some extras and the wheel.
    fn prepare(&self, extras: &str) -> Result<PathBuf, String> {
        venv(&self.venv)?;
        run_program(&mut self.python(&["-m", "pip", "install", "-q", MATURIN]))?;
        let wheel = self.build(&[])?;
        let tagged = wheel.to_string_lossy().contains(TAG);
        let bytes = fs::metadata(&wheel).map_err(|e| format!("`{}`: {e}", wheel.display()))?.len();
        println!("{}: {bytes} bytes", wheel.display());
        if !tagged || bytes > MAX_WHEEL {
            return Err(format!("the wheel is to be `{TAG}` and of at most {MAX_WHEEL} bytes"));
        }
        // First with what it needs, then itself: its version does not change with its content.
        let with_extras = format!("{}[{extras}]", wheel.display());
        run_program(&mut self.python(&["-m", "pip", "install", "-q", &with_extras]))?;
        run_program(
            self.python(&["-m", "pip", "install", "-q", "--force-reinstall", "--no-deps"]).arg(&wheel),
        )?;
        Ok(wheel)
    }

    /// Builds a wheel in a folder of its own.
    fn build(&self, options: &[&str]) -> Result<PathBuf, String> {
        let to = self.folder.join("wheel");
        if to.exists() {
            fs::remove_dir_all(&to).map_err(|e| format!("cannot clear `{}`: {e}", to.display()))?;
        }
        run_program(
            self.python(&["-m", "maturin", "build", "--release", "-q", "-o"]).arg(&to).args(options),
        )?;
        let mut built = fs::read_dir(&to).map_err(|e| format!("`{}`: {e}", to.display()))?;
        let wheel = built.next().ok_or("maturin built no wheel")?;
        wheel.map(|wheel| wheel.path()).map_err(|e| e.to_string())
    }

    /// The wheel alone does what README.md shows, and what it is imported with is little.
    fn check_empty(&self, wheel: &Path) -> Result<(), String> {
        let empty = self.folder.join("empty");
        if empty.exists() {
            fs::remove_dir_all(&empty).map_err(|e| format!("cannot clear `{}`: {e}", empty.display()))?;
        }
        venv(&empty)?;
        let python = |args: &[&str]| {
            let mut command = Command::new(empty.join("bin/python"));
            command.args(args).current_dir(&self.folder);
            command
        };
        run_program(python(&["-m", "pip", "install", "-q", "--no-index"]).arg(wheel))?;
        let text =
            fs::read_to_string(workspace()?.join("README.md")).map_err(|e| format!("README.md: {e}"))?;
        let examples = python_examples(&text);
        if examples.is_empty() {
            return Err("README.md shows no Python".into());
        }
        for example in examples {
            output(&mut python(&["-W", "error", "-c", &example])).map(drop)?;
        }
        println!("the examples of README.md run with nothing but the wheel");
        Ok(())
    }

    /// A wheel for a free-threaded interpreter, where there is one: the stable ABI does not serve it.
    fn check_free_threaded(&self) -> Result<(), String> {
        let found = ["python3.14t", "python3.15t"]
            .into_iter()
            .find(|name| output(Command::new(name).arg("--version")).is_ok());
        let Some(name) = found else {
            println!("no free-threaded interpreter is at hand: its wheel is not built");
            return Ok(());
        };
        let wheel = self.build(&["--interpreter", name])?;
        let tag = format!("-cp{0}-cp{0}-", name.trim_start_matches("python").replace('.', ""));
        if wheel.to_string_lossy().contains(&tag) {
            Ok(())
        } else {
            Err(format!("`{}` is no wheel for `{name}`", wheel.display()))
        }
    }
}

/// An environment, unless it is there already.
fn venv(folder: &Path) -> Result<(), String> {
    if folder.join("bin/python").exists() {
        return Ok(());
    }
    run_program(Command::new("python3").args(["-m", "venv"]).arg(folder))
}

/// The blocks of Python in a text.
fn python_examples(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (inside, line) {
            (false, "```python") => {
                found.push(String::new());
                inside = true;
            }
            (true, "```") => inside = false,
            (true, _) => found.last_mut().into_iter().for_each(|example| *example += &format!("{line}\n")),
            (false, _) => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_of_python_are_found() {
        let text = "```sh\nls\n```\n```python\na = 1\n\nb = 2\n```\ntext\n```python\nc\n```\n";
        assert_eq!(python_examples(text), ["a = 1\n\nb = 2\n", "c\n"]);
    }
}
