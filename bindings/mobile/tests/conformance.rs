//! The cases of `conformance/`, asked through the types of the bindings: what comes out is what the core says.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, thread};

use lawful::Ruleset;
use lawful::document::{AskValue, Case, CaseFile, CaseReadings, Documents, read_cases};
use lawful_mobile::{
    BatchAnswer, Decision, Fact, FactValue, Ground, Hinge, Instant, LawfulError, Next, Outcome, Outlook,
    Question, Readings, RuleSet, Run, Span, Status, Timeline, Transaction, posture_case,
};
use serde_json::{Map, Value, json};

/// The stack of the thread may be small (`RUST_MIN_STACK`); reading documents is nothing that a phone does.
#[test]
fn every_case_is_decided_as_in_the_core() {
    let files = thread::Builder::new().stack_size(8 << 20).spawn(read).unwrap().join().unwrap();
    let (mut count, mut seen) = (0, Seen::default());
    for (file, prepared) in files {
        let core = Ruleset::from_prepared(&prepared).unwrap();
        let rules = RuleSet::from_bytes(prepared).unwrap();
        for case in &file.cases {
            ask(&rules, &core, case, &mut seen);
            count += 1;
        }
    }
    assert!(count > 300, "only {count} cases");
    assert_eq!(seen.parts, BTreeSet::from(SOMETIMES_EMPTY));
}

/// What was compared.
#[derive(Default)]
struct Seen {
    /// The parts of a decision that were not empty.
    parts: BTreeSet<&'static str>,
    /// The questions, whatever the instant.
    questions: BTreeSet<String>,
}

fn ask(rules: &RuleSet, core: &Ruleset, case: &Case, seen: &mut Seen) {
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
    // Many cases ask the same at several instants.
    if seen.questions.insert(format!("{:?} {:?} {:?}", core.content_hash(), asked, known)) {
        let timeline = expected.transaction().timeline(case.known).to_canonical_json();
        assert_eq!(prepared.timeline_json(known).unwrap(), timeline, "{}", case.id);
        timeline_as_told(&prepared.timeline(known).unwrap(), &serde_json::from_str(&timeline).unwrap());
    }
    let decision = prepared.decide(at, known).unwrap();
    assert_eq!(rules.decide(&asked, at, known).unwrap(), decision);
    as_told(&decision, &expected, &mut seen.parts);
    let Decision { verdict, possible, covered, posture_case, .. } = decision;
    let until = decision.valid.until;
    let bits = possible.iter().map(|status| 1 << (lawful::Status::from(*status).number() - 1));
    let packed = prepared.verdict_packed(at, known.map_or(i64::MAX, |known| known.unix_seconds)).unwrap();
    assert_eq!(packed & 0xff, bits.sum::<i64>(), "{}", case.id);
    assert_eq!(packed >> 8, until.map_or(i64::MAX >> 8, |until| until.unix_seconds), "{}", case.id);
    let outcome = Outcome { verdict, possible, valid_until: until };
    assert_eq!(batch, BatchAnswer::Answered { outcome, covered, posture_case });
    // What was found the first time is kept.
    assert_eq!([prepared.covered(at, known), prepared.covered(at, known)], [Ok(covered), Ok(covered)]);
}

/// The parts of a decision that are empty in many cases; in some case each has something to compare.
const SOMETIMES_EMPTY: [&str; 13] = [
    "/asked/known",
    "/assumed",
    "/grounds",
    "/grounds/0/by",
    "/hinges_on",
    "/lifted",
    "/missing",
    "/next/grounds",
    "/open_questions",
    "/outlook/challenges",
    "/outlook/reserves",
    "/outlook/scheduled",
    "/outlook/statements",
];

/// The value says what the canonical JSON says, in every part; `seen` gets those that are not empty.
fn as_told(decision: &Decision, expected: &lawful::Decision, seen: &mut BTreeSet<&'static str>) {
    let expected = expected.to_json();
    let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    seen.extend(SOMETIMES_EMPTY.iter().filter(|part| !expected.pointer(part).is_none_or(is_empty)));
    // Every field is named, so that a new one is compared or does not compile.
    let Decision {
        at,
        known,
        content_hash,
        verdict,
        possible,
        exact,
        covered,
        posture_case: case,
        retroactive,
        grounds,
        lifted,
        missing,
        open_questions,
        hinges_on,
        outlook: Outlook { challenges, reserves, scheduled, statements },
        valid,
        same,
        next,
        assumed,
    } = decision;
    let hinge = |Hinge { id, presumed, others }: &Hinge| {
        let others: Map<String, Value> =
            others.iter().map(|other| (other.value.clone(), statuses(&other.possible))).collect();
        json!({"id": id, "others": others, "presumed": presumed})
    };
    let following = |Next { at, verdict, possible, grounds }: &Next| {
        json!({
            "at": text(*at),
            "grounds": grounds_json(grounds),
            "possible": statuses(possible),
            "verdict": verdict.to_string(),
        })
    };
    let told = json!({
        "asked": {
            "at": text(*at),
            "content_hash": content_hash,
            "known": known.map(text),
            // The value does not repeat the question.
            "readings": expected["asked"]["readings"],
            "transaction": expected["asked"]["transaction"],
        },
        "assumed": assumed.iter().copied().map(text).collect::<Vec<_>>(),
        "at_least": possible.first().map(ToString::to_string),
        "at_most": possible.last().map(ToString::to_string),
        "covered": covered,
        "exact": exact,
        "grounds": grounds_json(grounds),
        "hinges_on": hinges_on.iter().map(hinge).collect::<Vec<_>>(),
        "lifted": lifted,
        "missing": missing,
        "next": next.as_ref().map(following),
        "open_questions": open_questions,
        "outlook": {
            "challenges": challenges,
            "reserves": reserves,
            "scheduled": scheduled,
            "statements": statements,
        },
        "possible": statuses(possible),
        "retroactive": retroactive,
        "same": span(same),
        "valid": span(valid),
        "verdict": verdict.to_string(),
    });
    assert_eq!(told, expected);
    assert_eq!(*case, posture_case(*verdict, *covered));
}

fn timeline_as_told(timeline: &Timeline, expected: &Value) {
    let Timeline { known, content_hash, runs } = timeline;
    let run = |Run { span, verdict, possible, grounds }: &Run| {
        json!({
            "from": span.from.map(text),
            "grounds": grounds_json(grounds),
            "possible": statuses(possible),
            "until": span.until.map(text),
            "verdict": verdict.to_string(),
        })
    };
    assert_eq!(Value::from_iter(runs.iter().map(run)), expected["runs"]);
    assert_eq!(
        json!([known.map(text), content_hash]),
        json!([expected["asked"]["known"], expected["asked"]["content_hash"]])
    );
}

fn grounds_json(grounds: &[Ground]) -> Value {
    let ground = |Ground { id, status, by, certain }: &Ground| json!({"by": by, "certain": certain, "id": id, "status": status.to_string()});
    grounds.iter().map(ground).collect()
}

fn statuses(of: &[Status]) -> Value {
    of.iter().map(ToString::to_string).collect()
}

fn span(Span { from, until }: &Span) -> Value {
    json!({"from": from.map(text), "until": until.map(text)})
}

fn text(at: Instant) -> String {
    lawful::Instant::from_unix_seconds(at.unix_seconds).unwrap().to_string()
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
