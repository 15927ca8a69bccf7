//! `cargo xtask swift`: the library for Swift is built and tested in a folder that has a Debian with Swift, below
//! cargo's own folder. It is made once, with debootstrap, from where this machine has its packages; that takes some
//! minutes, 3.3 GB, and root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::mobile;
use crate::shell::{self, Need, SKIPPED, workspace};

/// The release that has Swift 6.
const RELEASE: &str = "trixie";
const PACKAGES: [&str; 3] = ["swiftlang", "libc6-dev", "libstdc++-14-dev"];

/// What the folder is made with.
pub(crate) const NEEDS: &[Need] = &[
    Need::Program { name: "debootstrap", package: "debootstrap" },
    Need::File { path: "/usr/share/keyrings/debian-archive-keyring.gpg", package: "debian-archive-keyring" },
];

/// Builds and tests.
pub(crate) fn run() -> Result<(), String> {
    test(&[])
}

/// Runs what is measured; the lines `measured NAME VALUE`.
pub(crate) fn measure() -> Result<(), String> {
    test(&["-c", "release", "-Xswiftc", "-enable-testing", "--filter", "Measurements"])
}

fn test(options: &[&str]) -> Result<(), String> {
    if shell::output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err(format!("{SKIPPED}only root can make the folder in which Swift runs, and enter it"));
    }
    let root = Root { folder: mobile::folder("swift")?.join(RELEASE) };
    root.make().map_err(|e| format!("{SKIPPED}{RELEASE} with Swift cannot be had: {e}"))?;
    // As the folder itself calls it.
    let inside = Path::new("/lawful");
    let package = root.folder.join("lawful");
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
    let library = mobile::library()?;
    copy(&library, &package.join("lib").join(library.file_name().unwrap_or_default()))?;
    let _proc = root.mount_proc()?;
    let lib = inside.join("lib");
    let mut swift = root.enter();
    swift
        .arg("swift")
        .arg("test")
        .arg("--package-path")
        .arg(inside)
        .args(["-Xlinker", "-L", "-Xlinker"])
        .arg(&lib)
        .args(options)
        .env("LD_LIBRARY_PATH", &lib)
        .env("LAWFUL_INPUTS", inside.join("inputs"))
        .env("LAWFUL_EXAMPLES", inside.join("examples"));
    if !options.is_empty() {
        swift.env("LAWFUL_MEASURE", "1");
    }
    shell::run(&mut swift)
}

/// A folder with a system of its own.
struct Root {
    folder: PathBuf,
}

/// What is mounted is unmounted at the end, whatever happens.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Err(message) = shell::run(Command::new("umount").arg(&self.0)) {
            eprintln!("{}: {message}", self.0.display());
        }
    }
}

impl Root {
    /// Makes it, unless it is whole.
    fn make(&self) -> Result<(), String> {
        let whole = self.folder.join("etc/lawful-whole");
        if whole.exists() {
            return Ok(());
        }
        NEEDS.iter().try_for_each(|need| need.meet())?;
        println!("making {} with Swift, once; it takes some minutes and 3.3 GB", self.folder.display());
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).map_err(|e| format!("`{}`: {e}", self.folder.display()))?;
        }
        let above = self.folder.parent().unwrap_or(&self.folder);
        fs::create_dir_all(above).map_err(|e| format!("cannot make `{}`: {e}", above.display()))?;
        let mut debootstrap = Command::new("debootstrap");
        debootstrap.args(["--variant=minbase", RELEASE]).arg(&self.folder).arg(mirror()?);
        shell::output(&mut debootstrap)?;
        copy(Path::new("/etc/resolv.conf"), &self.folder.join("etc/resolv.conf"))?;
        {
            let _proc = self.mount_proc()?;
            let mut install = self.enter();
            install.args(["apt-get", "install", "-q", "-y", "--no-install-recommends"]).args(PACKAGES);
            shell::output(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
            shell::output(self.enter().args(["apt-get", "clean"]))?;
        }
        fs::write(&whole, "").map_err(|e| format!("`{}`: {e}", whole.display()))
    }

    fn mount_proc(&self) -> Result<Mounted, String> {
        let place = self.folder.join("proc");
        shell::run(Command::new("mount").args(["-t", "proc", "proc"]).arg(&place))?;
        Ok(Mounted(place))
    }

    /// A command inside.
    fn enter(&self) -> Command {
        let mut command = Command::new("chroot");
        command.arg(&self.folder).env("HOME", "/root").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }
}

/// Where this machine has Debian's packages from.
fn mirror() -> Result<String, String> {
    let places = shell::output(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
    ]))?;
    let mirror = places.lines().find(|place| place.trim_end_matches('/').ends_with("/debian"));
    mirror.map(str::to_owned).ok_or_else(|| "apt knows no mirror of Debian".to_owned())
}

/// Copies a file, or a folder with all that is in it. What is equal already is left alone, so that it need not be
/// compiled again.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let wrong = |e: std::io::Error| format!("cannot copy `{}`: {e}", from.display());
    if from.is_dir() {
        for entry in fs::read_dir(from).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    let bytes = fs::read(from).map_err(wrong)?;
    if fs::read(to).is_ok_and(|present| present == bytes) {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder).and_then(|()| fs::write(to, bytes)).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_and_what_is_equal_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("lawful-swift-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("inner")).unwrap();
        fs::write(from.join("inner/a"), "a").unwrap();
        fs::write(from.join("b"), "b").unwrap();
        copy(&from, &to).unwrap();
        let written = fs::metadata(to.join("b")).unwrap().modified().unwrap();
        fs::write(from.join("inner/a"), "other").unwrap();
        copy(&from, &to).unwrap();
        assert_eq!(fs::read_to_string(to.join("inner/a")).unwrap(), "other");
        assert_eq!(fs::metadata(to.join("b")).unwrap().modified().unwrap(), written);
        fs::remove_dir_all(&folder).unwrap();
    }
}
