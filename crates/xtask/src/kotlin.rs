//! `cargo xtask kotlin`: the library for the JVM is built by Maven, with the layer for Kotlin, and tested on a JVM.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::mobile;
use crate::shell::{Need, SKIPPED, workspace};

/// What it is built with.
pub(crate) const NEEDS: &[Need] = &[
    Need::Program { name: "javac", package: "default-jdk-headless" },
    Need::Program { name: "mvn", package: "maven" },
];

/// Builds and tests.
pub(crate) fn run() -> Result<(), String> {
    let folder = mobile::folder("kotlin")?;
    mobile::tests_read(&folder.join("inputs"))?;
    maven(&folder, &[]).map(drop)
}

/// Runs what is measured, and gives what it says: lines `measured NAME VALUE` among others.
pub(crate) fn measure() -> Result<String, String> {
    let folder = mobile::folder("kotlin")?;
    mobile::tests_read(&folder.join("inputs"))?;
    maven(&folder, &["-Dlawful.groups=bench", "-Dlawful.excluded=", "-Dtest=Measurements"])
}

fn maven(folder: &Path, options: &[&str]) -> Result<String, String> {
    mobile::sources("kotlin", &folder.join("generated"))?;
    write_shown(&folder.join("shown"))?;
    let library = mobile::library()?;
    let given = |name: &str, path: &Path| format!("-Dlawful.{name}={}", path.display());
    let mut command = Command::new("mvn");
    command
        .current_dir(project()?)
        .args(["--batch-mode", "--no-transfer-progress", "test"])
        .arg(given("build", &folder.join("build")))
        .arg(given("generated", &folder.join("generated")))
        .arg(given("shown", &folder.join("shown")))
        .arg(given("library", library.parent().unwrap_or(&library)))
        .arg(given("inputs", &folder.join("inputs")))
        .args(options);
    told(&mut command)
}

/// Runs Maven, and shows and gives what it says. What it cannot get is no failure of what is tested.
fn told(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("cannot run `mvn`: {e}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{said}{}", String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return Ok(said);
    }
    let out_of_reach = ["Could not transfer", "Unknown host", "offline mode"];
    match said.lines().find(|line| out_of_reach.iter().any(|words| line.contains(words))) {
        Some(line) => Err(format!("{SKIPPED}Maven cannot get what it needs: {line}")),
        None => Err(format!("`mvn` failed ({})", output.status)),
    }
}

/// What the documentation shows, as tests. `bytes` is a rule set that an app has fetched.
fn write_shown(folder: &Path) -> Result<(), String> {
    let shown = mobile::shown("kotlin")?;
    let mut source = String::from("package shown\n\nimport org.junit.jupiter.api.Test\n");
    shown.imports.iter().for_each(|line| source += &format!("{line}\n"));
    source += "\nclass ShownTest {\n    private val bytes =\n        java.io.File(System.getProperty(\"lawful.inputs\"), \"corpus.prepared\").readBytes()\n";
    for (n, program) in shown.programs.iter().enumerate() {
        source += &format!("\n    @Test\n    fun page{n}() {{\n{program}    }}\n");
    }
    source += "}\n";
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(folder.join("ShownTest.kt"), source))
        .map_err(|e| format!("cannot write into `{}`: {e}", folder.display()))
}

fn project() -> Result<PathBuf, String> {
    Ok(workspace()?.join("bindings/mobile/kotlin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maven_and_gradle_have_the_version_of_the_workspace() {
        let version = env!("CARGO_PKG_VERSION");
        let read = |file: &str| fs::read_to_string(project().unwrap().join(file)).unwrap();
        assert!(read("pom.xml").contains(&format!("\n  <version>{version}</version>\n")));
        assert!(read("android/build.gradle.kts").contains(&format!("\nversion = \"{version}\"\n")));
    }
}
