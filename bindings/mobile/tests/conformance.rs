//! The cases of `conformance/`, asked through the types of the bindings: what comes out is what the core says.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::path::{Path, PathBuf};
use std::{fs, thread};

use lawful::Ruleset;
use lawful::document::{AskValue, Case, CaseFile, CaseReadings, Documents, read_cases};
use lawful_mobile::{
    BatchAnswer, Decision, Fact, FactValue, Instant, LawfulError, Outcome, Question, Readings, RuleSet,
    Transaction,
};

/// The stack of the thread may be small (`RUST_MIN_STACK`); reading documents is nothing that a phone does.
#[test]
fn every_case_is_decided_as_in_the_core() {
    let files = thread::Builder::new().stack_size(8 << 20).spawn(read).unwrap().join().unwrap();
    let mut count = 0;
    for (file, prepared) in files {
        let core = Ruleset::from_prepared(&prepared).unwrap();
        let rules = RuleSet::from_bytes(prepared).unwrap();
        for case in &file.cases {
            ask(&rules, &core, case);
            count += 1;
        }
    }
    assert!(count > 300, "only {count} cases");
}

fn ask(rules: &RuleSet, core: &Ruleset, case: &Case) {
    let asked = transaction(case);
    let (at, known) = (Instant::from(case.at), case.known.map(Instant::from));
    let expected = {
        let mut builder = core.transaction().readings(core_readings(&case.readings));
        for (fact, value) in &case.ask {
            builder = builder.fact(fact.as_str(), core_value(value));
        }
        builder.build()
    };
    let question = Question { transaction: asked.clone(), at, known };
    let batch = rules.decide_batch(vec![question]).unwrap().remove(0);
    let prepared = match (rules.prepare(&asked), &expected) {
        (Ok(prepared), Ok(_)) => prepared,
        (Err(LawfulError::Refused { problems }), Err(errors)) => {
            let codes: Vec<String> = problems.iter().map(|problem| problem.code.to_string()).collect();
            let all: Vec<String> = errors.iter().map(|error| error.code().to_string()).collect();
            assert_eq!(codes, all, "{}", case.id);
            assert_eq!(batch, BatchAnswer::Refused { problems });
            return;
        }
        (other, _) => panic!("{}: {:?}", case.id, other.err()),
    };
    let expected = expected.unwrap().decide(case.at, case.known);
    assert_eq!(prepared.canonical_json(at, known).unwrap(), expected.to_canonical_json(), "{}", case.id);
    let decision = prepared.decide(at, known).unwrap();
    assert_eq!(rules.decide(&asked, at, known).unwrap(), decision);
    as_told(&decision, &expected);
    let outcome = prepared.verdict(at, known).unwrap();
    let Decision { verdict, possible, covered, posture_case, .. } = decision;
    assert_eq!(outcome, Outcome { verdict, possible, valid_until: decision.valid.until });
    assert_eq!(batch, BatchAnswer::Answered { outcome, covered, posture_case });
    // What was found the first time is kept.
    assert_eq!([prepared.covered(at, known), prepared.covered(at, known)], [Ok(covered), Ok(covered)]);
}

/// The value says what the canonical JSON says.
fn as_told(decision: &Decision, expected: &lawful::Decision) {
    let json = expected.to_json();
    let texts = |of: &[String]| of.to_vec();
    let list = |key: &str| -> Vec<String> {
        let list = json[key].as_array().unwrap();
        list.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(decision.verdict.to_string(), json["verdict"].as_str().unwrap());
    let possible: Vec<String> = decision.possible.iter().map(ToString::to_string).collect();
    assert_eq!(possible, list("possible"));
    assert_eq!(texts(&decision.missing), list("missing"));
    assert_eq!(texts(&decision.open_questions), list("open_questions"));
    assert_eq!(texts(&decision.lifted), list("lifted"));
    let flags =
        [("exact", decision.exact), ("covered", decision.covered), ("retroactive", decision.retroactive)];
    for (key, flag) in flags {
        assert_eq!(flag, json[key].as_bool().unwrap(), "{key}");
    }
    let grounds = json["grounds"].as_array().unwrap();
    assert_eq!(decision.grounds.len(), grounds.len());
    for (ground, told) in decision.grounds.iter().zip(grounds) {
        assert_eq!(
            (ground.id.as_str(), ground.certain),
            (told["id"].as_str().unwrap(), told["certain"] == true)
        );
        assert_eq!(ground.status.to_string(), told["status"].as_str().unwrap());
        assert_eq!(ground.by.len(), told["by"].as_array().unwrap().len());
    }
    let hinges: Vec<&str> = decision.hinges_on.iter().map(|hinge| hinge.id.as_str()).collect();
    let told: Vec<&str> =
        json["hinges_on"].as_array().unwrap().iter().map(|hinge| hinge["id"].as_str().unwrap()).collect();
    assert_eq!(hinges, told);
    assert_eq!(decision.next.as_ref().map(|next| next.at), expected.next().map(|next| next.at.into()));
    assert_eq!((decision.valid.from, decision.same.until), {
        let at = |at: Option<lawful::Instant>| at.map(Instant::from);
        (at(expected.valid().from), at(expected.same().until))
    });
    assert_eq!(decision.content_hash, json["asked"]["content_hash"].as_str().unwrap());
}

/// The files of cases, each with its rule set in the prepared form.
fn read() -> Vec<(CaseFile, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance");
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let file = |path: &PathBuf| {
        let file = read_cases(&path.display().to_string(), &fs::read_to_string(path).unwrap()).unwrap();
        let prepared = match file.rules.as_deref() {
            None | Some("corpus") => lawful_corpus::prepared().to_vec(),
            Some(rules) => {
                let documents = Documents::from_folders(&[folder.join(rules)]).unwrap();
                Ruleset::from_documents(&documents).unwrap().to_prepared()
            }
        };
        (file, prepared)
    };
    paths.iter().map(file).collect()
}

fn transaction(case: &Case) -> Transaction {
    let value = |value: &AskValue| match value {
        AskValue::Text(id) => FactValue::Text { id: id.clone() },
        AskValue::Flag(flag) => FactValue::Flag { flag: *flag },
        AskValue::Number(number) => FactValue::Number { number: *number },
    };
    let facts = case.ask.iter().map(|(id, ask)| Fact { id: id.clone(), value: value(ask) });
    let readings = match &case.readings {
        CaseReadings::Presumed => Readings::Presumed,
        CaseReadings::Open => Readings::Open,
        CaseReadings::Given { answers, rest_open } => {
            Readings::Given { answers: answers.iter().cloned().collect(), rest_open: *rest_open }
        }
    };
    Transaction { facts: facts.collect(), readings }
}

fn core_value(value: &AskValue) -> lawful::FactValue {
    match value {
        AskValue::Text(id) => id.as_str().into(),
        AskValue::Flag(flag) => (*flag).into(),
        AskValue::Number(number) => (*number).into(),
    }
}

fn core_readings(readings: &CaseReadings) -> lawful::Readings {
    match readings {
        CaseReadings::Presumed => lawful::Readings::Presumed,
        CaseReadings::Open => lawful::Readings::Open,
        CaseReadings::Given { answers, rest_open } => {
            lawful::Readings::Given { answers: answers.iter().cloned().collect(), rest_open: *rest_open }
        }
    }
}
