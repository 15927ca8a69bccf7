//! `cargo xtask swift`: the library for Swift is built and tested in a folder that has a Debian with Swift, below
//! cargo's own folder, which is made once; that takes some minutes, 3.3 GB, and root.

use std::path::Path;
use std::process::Command;

use crate::debian::{Debian, copy, write};
use crate::mobile;
use crate::shell::{self, workspace};

/// The release that has Swift 6.
const RELEASE: &str = "trixie";
const PACKAGES: &[&str] = &["swiftlang", "libc6-dev", "libstdc++-14-dev"];

/// Builds and tests.
pub(crate) fn run() -> Result<(), String> {
    test(shell::run)
}

/// Runs what is measured, and gives what it says: lines `measured NAME VALUE` among others.
pub(crate) fn measure() -> Result<String, String> {
    test(|swift| {
        swift.args(["-c", "release", "-Xswiftc", "-enable-testing", "--filter", "Measurements"]);
        shell::output(swift.env("LAWFUL_MEASURE", "1"))
    })
}

/// Makes everything ready, and has `swift test` run.
fn test<T>(run: impl FnOnce(&mut Command) -> Result<T, String>) -> Result<T, String> {
    let debian = Debian::get(&mobile::folder("swift")?, RELEASE, PACKAGES)?;
    // As the folder itself calls it.
    let inside = Path::new("/lawful");
    let package = debian.outside(inside);
    copy(&workspace()?.join("bindings/mobile/swift"), &package)?;
    copy(&workspace()?.join("examples"), &package.join("examples"))?;
    mobile::tests_read(&package.join("inputs"))?;
    let written = mobile::folder("swift")?.join("written");
    mobile::sources("swift", &written)?;
    for (file, to) in [
        ("Lawful.swift", "Sources/Lawful/Generated/Lawful.swift"),
        ("LawfulFFI.h", "Sources/LawfulFFI/LawfulFFI.h"),
    ] {
        copy(&written.join(file), &package.join(to))?;
    }
    write(&package.join("Tests/LawfulTests/Generated/ShownTests.swift"), &shown()?)?;
    let library = mobile::library()?;
    copy(&library, &package.join("lib").join(library.file_name().unwrap_or_default()))?;
    let entered = debian.enter()?;
    let lib = inside.join("lib");
    let mut swift = entered.command("swift");
    swift
        .arg("test")
        .arg("--package-path")
        .arg(inside)
        .args(["-Xlinker", "-L", "-Xlinker"])
        .arg(&lib)
        .env("LD_LIBRARY_PATH", &lib)
        .env("LAWFUL_INPUTS", inside.join("inputs"))
        .env("LAWFUL_EXAMPLES", inside.join("examples"));
    run(&mut swift)
}

/// What the documentation shows, as tests.
fn shown() -> Result<String, String> {
    let shown = mobile::shown("swift")?;
    let mut source = String::from("import XCTest\n");
    shown.imports.iter().for_each(|line| source += &format!("{line}\n"));
    source += "\nfinal class ShownTests: XCTestCase {\n";
    for (n, program) in shown.programs.iter().enumerate() {
        source += &format!("    func testPage{n}() throws {{\n{program}    }}\n");
    }
    Ok(source + "}\n")
}
