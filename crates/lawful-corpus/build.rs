//! Checks the documents under `data/` and writes what the crate embeds: the prepared form, and the list of texts.
//! Every problem is an error of the build with its place.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs, io};

use lawful::Ruleset;
use lawful::document::Documents;

const DATA: &str = "data";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={DATA}");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            problems.iter().for_each(|problem| println!("cargo::error={problem}"));
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Vec<String>> {
    let folder = PathBuf::from(DATA);
    let documents = Documents::from_folders(&[&folder]).map_err(|problems| lines(&problems))?;
    let ruleset = Ruleset::from_documents(&documents).map_err(|problems| lines(&problems))?;
    let prepared = ruleset.to_prepared();
    let read =
        Ruleset::from_prepared(&prepared).map_err(|error| vec![format!("the prepared form: {error}")])?;
    if read.content_hash() != ruleset.content_hash() || read.to_prepared() != prepared {
        return Err(vec!["the prepared form is not read back as it was written".to_owned()]);
    }

    let io = |error: io::Error| vec![format!("cannot write what is embedded: {error}")];
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("corpus.prepared"), prepared).map_err(io)?;
    let mut texts = String::from("&[\n");
    let mut paths: Vec<&str> = documents.texts().iter().map(|(path, _)| path.as_str()).collect();
    paths.sort_unstable();
    for path in paths {
        let file = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/{DATA}/{path}"));
        let _ = writeln!(texts, "    ({path:?}, include_str!({file})),");
    }
    fs::write(out.join("documents.rs"), texts + "]\n").map_err(io)
}

/// One line for each problem: a newline would end cargo's directive.
fn lines(problems: &lawful::Problems) -> Vec<String> {
    let line = |problem: &lawful::Problem| {
        let hint = problem.error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{DATA}/{problem}{hint}").replace('\n', " ")
    };
    problems.iter().map(line).collect()
}
