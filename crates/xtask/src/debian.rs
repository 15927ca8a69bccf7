//! A Debian of another release, in a folder of its own below cargo's, for what this machine has not. It is made once,
//! with debootstrap, from where this machine has its packages; that needs root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Need, SKIPPED};

const NEEDS: [Need; 2] = [
    Need::Program { name: "debootstrap", package: "debootstrap" },
    Need::File { path: "/usr/share/keyrings/debian-archive-keyring.gpg", package: "debian-archive-keyring" },
];

/// A folder with a whole Debian.
pub(crate) struct Debian {
    folder: PathBuf,
}

/// A Debian in which programs can run, as long as this is held.
pub(crate) struct Entered<'d> {
    debian: &'d Debian,
    proc: PathBuf,
}

impl Debian {
    /// The release with some packages, below a folder; made there if it is not yet. That it cannot be had is no failure
    /// of what would run in it.
    pub(crate) fn get(below: &Path, release: &str, packages: &[&str]) -> Result<Debian, String> {
        if shell::output(Command::new("id").arg("-u"))?.trim() != "0" {
            return Err(format!("{SKIPPED}only root can make a Debian in a folder, and enter it"));
        }
        let debian = Debian { folder: below.join(release) };
        let whole = debian.outside(Path::new("/etc/lawful-whole"));
        // Other packages are another Debian.
        let wanted = packages.join(" ");
        if fs::read_to_string(&whole).is_ok_and(|present| present == wanted) {
            return Ok(debian);
        }
        debian
            .make(release, packages)
            .map_err(|e| format!("{SKIPPED}Debian {release} with {wanted} cannot be had: {e}"))?;
        fs::write(&whole, wanted).map_err(|e| format!("`{}`: {e}", whole.display()))?;
        Ok(debian)
    }

    /// Where something inside lies, as it is called from here.
    pub(crate) fn outside(&self, inside: &Path) -> PathBuf {
        self.folder.join(inside.strip_prefix("/").unwrap_or(inside))
    }

    /// Makes it ready for programs.
    pub(crate) fn enter(&self) -> Result<Entered<'_>, String> {
        let proc = self.folder.join("proc");
        shell::run(Command::new("mount").args(["-t", "proc", "proc"]).arg(&proc))?;
        Ok(Entered { debian: self, proc })
    }

    fn make(&self, release: &str, packages: &[&str]) -> Result<(), String> {
        NEEDS.iter().try_for_each(|need| need.meet())?;
        println!("making {} once; it takes some minutes and some GB", self.folder.display());
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder).map_err(|e| format!("`{}`: {e}", self.folder.display()))?;
        }
        let above = self.folder.parent().unwrap_or(&self.folder);
        fs::create_dir_all(above).map_err(|e| format!("cannot make `{}`: {e}", above.display()))?;
        let mut debootstrap = Command::new("debootstrap");
        debootstrap.args(["--variant=minbase", release]).arg(&self.folder).arg(mirror()?);
        shell::output(&mut debootstrap)?;
        copy(Path::new("/etc/resolv.conf"), &self.folder.join("etc/resolv.conf"))?;
        let entered = self.enter()?;
        let mut install = entered.command("apt-get");
        install.args(["install", "-q", "-y", "--no-install-recommends"]).args(packages);
        shell::output(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
        shell::output(entered.command("apt-get").arg("clean")).map(drop)
    }
}

impl Entered<'_> {
    /// A program inside.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("chroot");
        command.arg(&self.debian.folder).arg(program);
        command.env("HOME", "/root").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }
}

/// What is mounted is unmounted at the end, whatever happens.
impl Drop for Entered<'_> {
    fn drop(&mut self) {
        if let Err(message) = shell::run(Command::new("umount").arg(&self.proc)) {
            eprintln!("{}: {message}", self.proc.display());
        }
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
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let wrong = |e: std::io::Error| format!("cannot copy `{}`: {e}", from.display());
    if from.is_dir() {
        for entry in fs::read_dir(from).map_err(wrong)? {
            let entry = entry.map_err(wrong)?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    write(to, fs::read(from).map_err(wrong)?)
}

/// Writes a file, unless it is as wanted already.
pub(crate) fn write(to: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    if fs::read(to).is_ok_and(|present| present == bytes.as_ref()) {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(to);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(to, bytes))
        .map_err(|e| format!("cannot write `{}`: {e}", to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_copied_and_what_is_equal_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("lawful-debian-{}", std::process::id()));
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
