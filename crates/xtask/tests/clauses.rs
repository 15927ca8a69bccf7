//! Every clause of the specification is cited by a test or a doc comment.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_clause_of_the_specification_is_cited_in_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let spec = fs::read_to_string(root.join("docs/spec.md")).unwrap();
    let mut clauses: BTreeSet<String> = spec.lines().filter_map(clause_at_start).collect();
    clauses.extend((1..=12).map(|property| format!("14.{property}")));
    assert!(clauses.len() > 70, "the specification has lost its clauses");
    let mut cited = BTreeSet::new();
    for file in rust_files(&root.join("crates")) {
        cite(&fs::read_to_string(&file).unwrap(), &mut cited);
    }
    let uncited: Vec<&String> = clauses.difference(&cited).collect();
    assert!(uncited.is_empty(), "nobody cites {uncited:?}");
    let unknown: Vec<&String> = cited.iter().filter(|clause| !known(clause, &clauses)).collect();
    assert!(unknown.is_empty(), "there are no clauses {unknown:?}");
}

/// `5.4` of a line that begins with `5.4 `.
fn clause_at_start(line: &str) -> Option<String> {
    let (clause, _) = line.split_once(' ')?;
    is_clause(clause).then(|| clause.to_owned())
}

fn is_clause(word: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('.').is_some_and(|(section, clause)| digits(section) && digits(clause))
}

fn known(clause: &str, clauses: &BTreeSet<String>) -> bool {
    clauses.contains(clause)
}

/// Adds what follows `SPEC `: clauses joined by commas, `and` or `to`.
fn cite(text: &str, cited: &mut BTreeSet<String>) {
    for (at, _) in text.match_indices("SPEC ") {
        let mut last: Option<String> = None;
        let mut range = false;
        for word in text[at + 5..].split_whitespace().take(12) {
            let bare = word.trim_end_matches(|c: char| !c.is_ascii_digit());
            match word {
                "and" => continue,
                "to" => {
                    range = true;
                    continue;
                }
                _ if !is_clause(bare) => break,
                _ => {}
            }
            if let (true, Some(from)) = (range, &last) {
                cited.extend(between(from, bare));
            }
            cited.insert(bare.to_owned());
            last = Some(bare.to_owned());
            range = false;
            let rest = &word[bare.len()..];
            if !(rest.is_empty() || rest == ",") {
                break;
            }
        }
    }
}

fn between(from: &str, to: &str) -> Vec<String> {
    let parts = |clause: &str| -> (u32, u32) {
        let (section, number) = clause.split_once('.').unwrap();
        (section.parse().unwrap(), number.parse().unwrap())
    };
    let ((section, first), (other, last)) = (parts(from), parts(to));
    if section == other { (first..=last).map(|n| format!("{section}.{n}")).collect() } else { Vec::new() }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
