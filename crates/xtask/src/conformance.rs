//! `cargo xtask conformance`: the cases of `conformance/` are put to the library, and written down with its answers
//! for bindings that read no TOML.
//!
//! Under `target/conformance/`, `index.json` lists the case files: `{"cases":"…","count":…,"rules":"…"}`, where
//! `cases` are JSON lines, `count` says how many, and `rules` is a rule set in the prepared form. A line is
//! `{"ask":{…},"at":"…","case":"…","decision":{…},"known":…,"readings":…}`. The decision is canonical, byte for byte
//! (SPEC 10.1). Where the question is refused, there is `"error":{"all":[…],"code":"…"}` instead, with the code of
//! the first mistake and those of all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lawful::Ruleset;
use lawful::document::{AskValue, Case, CaseFile, CaseReadings, Documents, read_cases};
use lawful_cli::cases::{self, Difference, Outcome};
use serde_json::{Map, Value, json};

use crate::shell::{target, workspace};

/// Writes everything anew. A case that fails is an error; `lawful test conformance` tells more about it.
pub(crate) fn run() -> Result<(), String> {
    let to = target()?.join("conformance");
    if to.exists() {
        fs::remove_dir_all(&to).map_err(|e| format!("cannot clear `{}`: {e}", to.display()))?;
    }
    let written = write(&workspace()?.join("conformance"), &to)?;
    println!(
        "{} cases of {} files, {} rule sets: {}",
        written.cases,
        written.files,
        written.rules,
        to.display()
    );
    println!("{} passed, {} failed", written.cases - written.failed.len(), written.failed.len());
    if written.failed.is_empty() { Ok(()) } else { Err(written.failed.join("\n")) }
}

/// How much was written, and which cases did not pass.
#[derive(PartialEq, Eq, Debug, Default)]
struct Written {
    cases: usize,
    files: usize,
    rules: usize,
    failed: Vec<String>,
}

/// Writes what bindings need of the cases in one folder to another folder.
fn write(from: &Path, to: &Path) -> Result<Written, String> {
    let from = from.canonicalize().map_err(|e| format!("cannot read `{}`: {e}", from.display()))?;
    let mut rule_sets = RuleSets { to, read: BTreeMap::new() };
    let mut written = Written::default();
    let mut index = Vec::new();
    for path in case_files(&from)? {
        let file = read(&path)?;
        let (rules, prepared) = rule_sets.get(&file, &from)?;
        let mut lines = String::new();
        for case in &file.cases {
            let outcome = cases::run(case, &rules);
            lines += &line(case, &outcome);
            if !outcome.passed() {
                written.failed.push(difference(&file, case, &outcome));
            }
        }
        let name = format!("cases/{}.jsonl", name(&path.with_extension(""), &from));
        put(&to.join(&name), lines.as_bytes())?;
        written.cases += file.cases.len();
        index.push(json!({"cases": name, "count": file.cases.len(), "rules": prepared}));
    }
    (written.files, written.rules) = (index.len(), rule_sets.read.len());
    put(&to.join("index.json"), format!("{:#}\n", Value::from(index)).as_bytes())?;
    Ok(written)
}

/// The rule set that comes with the library.
const CORPUS: &str = "corpus";

/// The rule sets that were asked for so far, by the file that holds the prepared form.
struct RuleSets<'a> {
    to: &'a Path,
    read: BTreeMap<String, Ruleset>,
}

impl RuleSets<'_> {
    /// The rule set that a case file names, and where its prepared form is.
    fn get(&mut self, file: &CaseFile, from: &Path) -> Result<(Ruleset, String), String> {
        let folder = file.rules.as_deref().filter(|rules| *rules != CORPUS);
        let folder = folder.map(|rules| Path::new(&file.path).parent().unwrap_or(from).join(rules));
        let name =
            folder.as_ref().map_or(CORPUS.to_owned(), |folder| format!("folder~{}", name(folder, from)));
        let prepared = format!("rules/{name}.prepared");
        if let Some(read) = self.read.get(&prepared) {
            return Ok((read.clone(), prepared));
        }
        let read = match folder {
            None => lawful_corpus::ruleset(),
            Some(folder) => Documents::from_folders(&[&folder])
                .and_then(|documents| Ruleset::from_documents(&documents))
                .map_err(|problems| format!("the rule set `{}`:\n{problems}", folder.display()))?,
        };
        put(&self.to.join(&prepared), &read.to_prepared())?;
        self.read.insert(prepared.clone(), read.clone());
        Ok((read, prepared))
    }
}

fn read(path: &Path) -> Result<CaseFile, String> {
    let text = fs::read_to_string(path).map_err(|e| format!("cannot read `{}`: {e}", path.display()))?;
    read_cases(&path.display().to_string(), &text).map_err(|problems| problems.to_string())
}

/// A flat name for what lies at a path, in the folder of the cases or elsewhere.
fn name(path: &Path, from: &Path) -> String {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    real.strip_prefix(from).unwrap_or(&real).to_string_lossy().replace(['/', '\\'], "~")
}

fn line(case: &Case, outcome: &Outcome) -> String {
    let ask: Map<String, Value> =
        case.ask.iter().map(|(fact, value)| (fact.clone(), json_of(value))).collect();
    let answer = match &outcome.answer {
        Ok(decision) => format!("\"decision\":{}", decision.to_canonical_json()),
        Err(errors) => {
            let codes: Vec<&str> = errors.iter().map(|error| error.code().as_str()).collect();
            format!("\"error\":{}", json!({"all": codes, "code": errors.first().code().as_str()}))
        }
    };
    format!(
        "{{\"ask\":{},\"at\":\"{}\",\"case\":{},{answer},\"known\":{},\"readings\":{}}}\n",
        Value::from(ask),
        case.at,
        json!(case.id),
        json!(case.known.map(|known| known.to_string())),
        readings_json(&case.readings),
    )
}

fn difference(file: &CaseFile, case: &Case, outcome: &Outcome) -> String {
    let mut text = format!("{}:{}: {}", file.path, case.line, case.id);
    for Difference { key, expected, actual } in &outcome.differences {
        text += &format!("\n  {key}: expected {expected}, actual {actual}");
    }
    text
}

fn json_of(value: &AskValue) -> Value {
    match value {
        AskValue::Text(text) => json!(text),
        AskValue::Flag(flag) => json!(flag),
        AskValue::Number(number) => json!(number),
    }
}

fn readings_json(readings: &CaseReadings) -> Value {
    match readings {
        CaseReadings::Presumed => json!("presumed"),
        CaseReadings::Open => json!("open"),
        CaseReadings::Given { answers, rest_open } => {
            let rest = rest_open.then(|| ("rest".to_owned(), "open".to_owned()));
            answers
                .iter()
                .cloned()
                .chain(rest)
                .map(|(key, answer)| (key, json!(answer)))
                .collect::<Map<_, _>>()
                .into()
        }
    }
}

/// The case files in and below a folder, sorted. Rule sets lie among them.
fn case_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |e| format!("cannot read `{}`: {e}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.extend(case_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") && has_cases(&path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A document says what it is before its first table. What cannot be read is taken for cases, so that reading it
/// says why.
fn has_cases(path: &Path) -> bool {
    fs::read_to_string(path).map_or(true, |text| cases::is_case_file(&text))
}

fn put(file: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, bytes))
        .map_err(|e| format!("cannot write `{}`: {e}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("lawful-conformance-{name}-{}", std::process::id()))
    }

    const RULES: &str =
        "format = \"lawful/1\"\ntitle = { en = \"Test\" }\nrevision = 1\nas_of = 2020-01-01T00:00:00Z\n";
    const ISSUERS: &str =
        "format = \"lawful/1\"\n[[issuer]]\nid = \"xx/ministry\"\nname = { en = \"Ministry\" }\n";
    const BAN: &str = "\
format = \"lawful/1\"
[instrument]
kind = \"order\"
title = { en = \"A ban\" }
issuer = \"xx/ministry\"
zone = \"America/New_York\"
issued = 2020-01-01
[[prohibition]]
id = \"1\"
when = { activity = \"hosting\" }
";
    const CASES: &str = "\
format = \"lawful-cases/1\"
rules = \"rules\"
[[case]]
id = \"banned\"
ask = { activity = \"hosting\" }
at = 2020-02-01T00:00:00Z
expect = { verdict = \"suspended\" }
[[case]]
id = \"nowhere\"
ask = { activity = \"hosting\", location = \"QQ\", weather = \"fine\" }
at = 2020-02-01T00:00:00Z
known = 2020-01-15T00:00:00Z
readings = \"open\"
expect = { error = \"E-region\" }
";

    /// SPEC 13, 14.10: bindings are compared with decisions that are as expected.
    #[test]
    fn every_case_of_the_project_passes() {
        let to = folder("cases");
        let written = write(&workspace().unwrap().join("conformance"), &to).unwrap();
        assert_eq!(written.failed.join("\n"), "");
        assert!(written.cases > 0, "there are no cases");
        fs::remove_dir_all(&to).unwrap();
    }

    #[test]
    fn a_case_becomes_a_line_with_its_decision_or_its_errors() {
        let folder = folder("line");
        let (from, to) = (folder.join("from"), folder.join("to"));
        let rules = [("rules.toml", RULES), ("register/issuers.toml", ISSUERS), ("xx/ban.toml", BAN)];
        for (path, text) in rules {
            put(&from.join("rules").join(path), text.as_bytes()).unwrap();
        }
        put(&from.join("some.toml"), CASES.as_bytes()).unwrap();
        let mut written = write(&from, &to).unwrap();
        let failed = written.failed.pop().unwrap();
        assert!(
            failed.ends_with("some.toml:3: banned\n  verdict: expected suspended, actual prohibited"),
            "{failed}"
        );
        assert_eq!(written, Written { cases: 2, files: 1, rules: 1, failed: Vec::new() });

        let index: Value = serde_json::from_slice(&fs::read(to.join("index.json")).unwrap()).unwrap();
        let entry = json!({"cases": "cases/some.jsonl", "count": 2, "rules": "rules/folder~rules.prepared"});
        assert_eq!(index, json!([entry]));
        let rules =
            Ruleset::from_prepared(&fs::read(to.join("rules/folder~rules.prepared")).unwrap()).unwrap();
        let decision = rules.transaction().activity("hosting").build().unwrap();
        let decision = decision.decide("2020-02-01T00:00:00Z".parse().unwrap(), None).to_canonical_json();
        let lines = fs::read_to_string(to.join("cases/some.jsonl")).unwrap();
        let banned = format!(
            "{{\"ask\":{{\"activity\":\"hosting\"}},\"at\":\"2020-02-01T00:00:00Z\",\"case\":\"banned\",\
             \"decision\":{decision},\"known\":null,\"readings\":\"presumed\"}}"
        );
        let nowhere = "{\"ask\":{\"activity\":\"hosting\",\"location\":\"QQ\",\"weather\":\"fine\"},\
             \"at\":\"2020-02-01T00:00:00Z\",\"case\":\"nowhere\",\
             \"error\":{\"all\":[\"E-region\",\"E-unknown-fact\"],\"code\":\"E-region\"},\
             \"known\":\"2020-01-15T00:00:00Z\",\"readings\":\"open\"}";
        assert_eq!(lines.lines().collect::<Vec<_>>(), [banned.as_str(), nowhere]);
        fs::remove_dir_all(&folder).unwrap();
    }
}
