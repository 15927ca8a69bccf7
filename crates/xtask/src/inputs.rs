//! What the tests of bindings read: rule sets in the prepared form, and the cases as lines of plain fields.

use std::fs;
use std::path::{Path, PathBuf};

use lawful::Ruleset;
use lawful::document::Documents;
use serde_json::Value;

use crate::shell::{target, workspace};

/// Rules that nobody follows any more.
const OLDER: &str =
    "format = \"lawful/1\"\ntitle = { en = \"Older\" }\nrevision = 1\nas_of = 2019-06-01T00:00:00Z\n";

/// So many prohibitions reach one transaction in `crowded.prepared`; a host may have no room for all their ids.
const CROWD: usize = 300;
const ORDER: &str = r#"
format = "lawful/1"
[instrument]
kind   = "court-order"
title  = { en = "Crowd" }
issuer = "us/ca9"
zone   = "America/Los_Angeles"
issued = 2020-09-01T00:00:00
"#;

/// Writes `corpus.prepared`, `other.prepared` (what the story of `examples/` asks about), `older.prepared` and
/// `crowded.prepared` (an order with a crowd of prohibitions beside the corpus) into a folder, and the cases that
/// `cargo xtask conformance` has written before: pairs of a rule set and a file of lines.
pub(crate) fn write(folder: &Path) -> Result<Vec<(PathBuf, PathBuf)>, String> {
    fs::create_dir_all(folder).map_err(|e| format!("cannot make `{}`: {e}", folder.display()))?;
    let root = workspace()?;
    let other =
        Documents::from_folders(&[root.join("crates/lawful-corpus/data"), root.join("examples/what-if")]);
    let older = Documents::from_texts([("rules.toml".to_owned(), OLDER.to_owned())]);
    let mut crowded = lawful_corpus::documents();
    crowded.push(("crowd/an-order-with-a-crowd-of-prohibitions.toml".to_owned(), crowd()));
    let crowded = Documents::from_texts(crowded);
    for (name, documents) in [("other", other), ("older", Ok(older)), ("crowded", Ok(crowded))] {
        let rules = documents.and_then(|documents| Ruleset::from_documents(&documents));
        let rules = rules.map_err(|problems| problems.to_string())?;
        put(&rule_set(folder, name), &rules.to_prepared())?;
    }
    put(&rule_set(folder, "corpus"), lawful_corpus::prepared())?;
    let from = target()?.join("conformance");
    let mut pairs = Vec::new();
    for (n, entry) in json(&from.join("index.json"))?.as_array().into_iter().flatten().enumerate() {
        let path = |key: &str| from.join(entry[key].as_str().unwrap_or_default());
        let lines = read(&path("cases"))?;
        let lines: Result<String, String> = lines.lines().map(plain_line).collect();
        let cases = folder.join(format!("cases-{n}.tsv"));
        put(&cases, lines?.as_bytes())?;
        pairs.push((path("rules"), cases));
    }
    Ok(pairs)
}

/// As [`write`], with the rule sets of the cases in the folder too, and `cases.txt` with the names of each pair.
pub(crate) fn write_all(folder: &Path) -> Result<(), String> {
    let mut list = String::new();
    for (n, (rules, cases)) in write(folder)?.iter().enumerate() {
        let copy = rule_set(folder, &format!("rules-{n}"));
        fs::copy(rules, &copy).map_err(|e| format!("cannot copy `{}`: {e}", rules.display()))?;
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        list += &format!("{}\t{}\n", name(&copy), name(cases));
    }
    put(&folder.join("cases.txt"), list.as_bytes())
}

/// Where a rule set lies in a folder.
pub(crate) fn rule_set(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("prepared")
}

/// An order of its own that prohibits everything about one app, many times.
fn crowd() -> String {
    let one = |n| format!("[[prohibition]]\nid = \"{n}\"\nwhen = {{ app = \"wechat\" }}\n");
    (1..=CROWD).fold(ORDER.to_owned(), |document, n| document + &one(n))
}

/// A line of a case, in five fields between tabs: id, at, known or `-`, question, and the canonical decision or the
/// names of all errors with commas between.
fn plain_line(line: &str) -> Result<String, String> {
    let case: Value = serde_json::from_str(line).map_err(|e| format!("`{line}`: {e}"))?;
    let expected = match &case["error"] {
        Value::Null => case["decision"].to_string(),
        error => {
            let all = error["all"].as_array().into_iter().flatten();
            all.map(|code| code.as_str().unwrap_or_default()).collect::<Vec<_>>().join(",")
        }
    };
    let question = serde_json::json!({"ask": case["ask"], "readings": case["readings"]});
    let text = |key: &str| case[key].as_str().unwrap_or("-").to_owned();
    Ok(format!("{}\t{}\t{}\t{question}\t{expected}\n", text("case"), text("at"), text("known")))
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|e| format!("cannot read `{}`: {e}", file.display()))
}

fn json(file: &Path) -> Result<Value, String> {
    serde_json::from_str(&read(file)?).map_err(|e| format!("`{}`: {e}", file.display()))
}

fn put(file: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(file, bytes).map_err(|e| format!("cannot write `{}`: {e}", file.display()))
}
