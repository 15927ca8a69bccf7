//! Folders of documents (SPEC 12.1, 12.7): the only place of the library that reads files.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::report::Report;
use super::tree::MOST_BYTES;
use crate::error::{Code, Error, Problems};

/// The texts of all `.toml` files of the folders, folder by folder, each with its path in the folder.
pub(super) fn read<P: AsRef<Path>>(folders: &[P]) -> Result<Vec<(String, String)>, Problems> {
    let mut report = Report::default();
    let mut texts = Vec::new();
    for folder in folders {
        let folder = folder.as_ref();
        let name = folder.display().to_string();
        let before = (texts.len(), report.is_empty());
        match fs::canonicalize(folder) {
            Ok(real) => Walk { report: &mut report, texts: &mut texts }.folder(folder, "", &mut vec![real]),
            Err(error) => cannot_read(&name, &error, &mut report),
        }
        if (texts.len(), report.is_empty()) == before {
            let error = Error::new(Code::Io, format!("the folder `{name}` has no documents"));
            report.add_to_file(&name, error.with_hint("a rule set is a folder of `.toml` files"));
        }
    }
    if folders.is_empty() {
        report.add_to_file("", Error::new(Code::Io, "no folder was given"));
    }
    match report.finish() {
        Some(problems) => Err(problems),
        None => Ok(texts),
    }
}

struct Walk<'a> {
    report: &'a mut Report,
    texts: &'a mut Vec<(String, String)>,
}

impl Walk<'_> {
    /// Reads a folder and what is in it; `above` are the real paths of the folders that it lies in, and its own.
    fn folder(&mut self, folder: &Path, within: &str, above: &mut Vec<PathBuf>) {
        let shown = if within.is_empty() { folder.display().to_string() } else { within.to_owned() };
        let mut paths = Vec::new();
        match fs::read_dir(folder) {
            Ok(entries) => {
                for entry in entries {
                    match entry {
                        Ok(entry) => paths.push(entry.path()),
                        Err(error) => cannot_read(&shown, &error, self.report),
                    }
                }
            }
            Err(error) => cannot_read(&shown, &error, self.report),
        }
        paths.sort();
        for path in paths {
            self.entry(&path, within, above);
        }
    }

    fn entry(&mut self, path: &Path, within: &str, above: &mut Vec<PathBuf>) {
        let Some(name) = path.file_name() else { return };
        let toml = path.extension().is_some_and(|extension| extension == "toml");
        let shown = match (within, name.to_string_lossy()) {
            ("", name) => name.into_owned(),
            (within, name) => format!("{within}/{name}"),
        };
        // No id begins with a dot: these are the folders and files of other tools.
        if name.as_encoded_bytes().starts_with(b".") {
            return;
        }
        let kind = match fs::metadata(path) {
            Ok(kind) => kind,
            // A dangling link that no document hangs on.
            Err(_) if !toml => return,
            Err(error) => return cannot_read(&shown, &error, self.report),
        };
        if kind.is_dir() {
            match fs::canonicalize(path) {
                Ok(real) if above.contains(&real) => {
                    let message = format!("the folder `{shown}` is a link to a folder that it lies in");
                    self.report.add_to_file(&shown, Error::new(Code::Io, message));
                }
                Ok(real) => {
                    above.push(real);
                    self.folder(path, &shown, above);
                    above.pop();
                }
                Err(error) => cannot_read(&shown, &error, self.report),
            }
        } else if toml {
            if name.to_str().is_none() {
                let error = Error::new(Code::Io, format!("the file name `{shown}` is not UTF-8"));
                return self.report.add_to_file(&shown, error);
            }
            match read_at_most(path) {
                Ok(bytes) => self.document(shown, bytes),
                Err(error) => cannot_read(&shown, &error, self.report),
            }
        }
    }

    fn document(&mut self, path: String, bytes: Vec<u8>) {
        if bytes.len() > MOST_BYTES {
            let error = Error::new(Code::Limit, format!("the document has more than {MOST_BYTES} bytes"));
            return self.report.add_to_file(&path, error);
        }
        match String::from_utf8(bytes) {
            Ok(text) => self.texts.push((path, text)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let mut spot = self.report.open(path, Some(text));
                spot.offset = offset as u32;
                self.report.problem(spot, Code::Syntax, "the document is not UTF-8 from here on");
            }
        }
    }
}

/// One byte more than allowed is enough to know.
fn read_at_most(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn cannot_read(name: &str, error: &std::io::Error, report: &mut Report) {
    report.add_to_file(name, Error::new(Code::Io, format!("`{name}` cannot be read: {error}")));
}
