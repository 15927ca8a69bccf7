//! The comparison of cases (SPEC 13): a question is put, and what the case expects is held against the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use lawful::document::{AskValue, Case, CaseReadings, Expect, ExpectBound, ExpectNext, ExpectSpan};
use lawful::{Decision, Errors, FactValue, Instant, Readings, Ruleset, Transaction, Verdict};

/// Whether a document says of itself that it holds cases; `format` stands before its first table.
#[must_use]
pub fn is_case_file(text: &str) -> bool {
    text.lines()
        .map(str::trim_start)
        .take_while(|line| !line.starts_with('['))
        .any(|line| line.starts_with("format") && line.contains("lawful-cases/"))
}

/// What came of a case.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The answer, or why the question cannot be put.
    pub answer: Result<Decision, Errors>,
    /// What differs, in the order of SPEC 13; empty if the case passed.
    pub differences: Vec<Difference>,
}

/// One key of `expect` with which the answer does not agree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The key, such as `verdict` or `valid.until`.
    pub key: &'static str,
    /// What the case expects.
    pub expected: String,
    /// What the library answers.
    pub actual: String,
}

impl Outcome {
    /// Whether all that the case names agrees.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// Puts the question of a case to a rule set and compares what the case expects.
#[must_use]
pub fn run(case: &Case, rules: &Ruleset) -> Outcome {
    let answer = transaction(case, rules).map(|transaction| transaction.decide(case.at, case.known));
    let differences = match &answer {
        Ok(decision) => compare(&case.expect, decision),
        Err(errors) => compare_errors(&case.expect, errors),
    };
    Outcome { answer, differences }
}

/// The transaction of a case.
///
/// # Errors
/// As [`lawful::TransactionBuilder::build`].
pub fn transaction(case: &Case, rules: &Ruleset) -> Result<Transaction, Errors> {
    let mut builder = rules.transaction().readings(readings(&case.readings));
    for (fact, value) in &case.ask {
        builder = builder.fact(fact.as_str(), fact_value(value));
    }
    builder.build()
}

/// The question of a case in one line: `app=wechat location=US, at 2020-09-21T12:00:00Z, readings presumed`.
#[must_use]
pub fn question(case: &Case) -> String {
    let facts: Vec<String> =
        case.ask.iter().map(|(fact, value)| format!("{fact}={}", fact_value(value))).collect();
    let mut text = format!("{}, at {}", facts.join(" "), case.at);
    if let Some(known) = case.known {
        let _ = write!(text, ", known {known}");
    }
    let readings = match &case.readings {
        CaseReadings::Presumed => "presumed".to_owned(),
        CaseReadings::Open => "open".to_owned(),
        CaseReadings::Given { answers, rest_open } => {
            let answers = answers.iter().map(|(question, answer)| format!("{question}={answer}"));
            answers.chain(rest_open.then(|| "rest=open".to_owned())).collect::<Vec<_>>().join(",")
        }
    };
    let _ = write!(text, ", readings {readings}");
    text
}

/// What differs between a decision and what a case expects of it. Every key is named here, so that a new one does not
/// compile until it is compared.
#[must_use]
pub fn compare(expect: &Expect, decision: &Decision) -> Vec<Difference> {
    let Expect {
        verdict,
        possible,
        missing,
        open_questions,
        hinges_on,
        next,
        valid,
        by,
        by_has,
        grounds_has,
        lifted_has,
        outlook_has,
        covered,
        retroactive,
        error,
    } = expect;
    let mut found = Differences(Vec::new());
    let is = decision.verdict().as_str();
    found.one_of("verdict", verdict.as_ref(), is);
    found.same(
        "possible",
        possible.as_ref(),
        decision.possible().iter().map(|status| status.as_str()).collect(),
    );
    found.same("missing", missing.as_ref(), decision.missing());
    found.same("open_questions", open_questions.as_ref(), decision.open_questions());
    found.same("hinges_on", hinges_on.as_ref(), decision.hinges_on().iter().map(|hinge| hinge.id).collect());
    if let Some(next) = next {
        found.next(next, decision);
    }
    if let Some(ExpectSpan { from, until }) = valid {
        let valid = decision.valid();
        found.bound("valid.from", *from, valid.from);
        found.bound("valid.until", *until, valid.until);
    }
    let grounds = decision.grounds();
    let brought_about = brought_about(decision);
    found.same("by", by.as_ref(), brought_about.clone());
    found.has("by_has", by_has.as_ref(), brought_about);
    found.has("grounds_has", grounds_has.as_ref(), grounds.iter().map(|ground| ground.id).collect());
    found.has("lifted_has", lifted_has.as_ref(), decision.lifted());
    let outlook = decision.outlook();
    let outlook = [outlook.challenges, outlook.reserves, outlook.scheduled, outlook.statements].concat();
    found.has("outlook_has", outlook_has.as_ref(), outlook);
    found.flag("covered", *covered, decision.covered());
    found.flag("retroactive", *retroactive, decision.retroactive());
    if let Some(code) = error {
        found.add("error", code.clone(), format!("no error, the verdict is {is}"));
    }
    found.0
}

/// A question that cannot be put passes only where nothing but an error was expected.
fn compare_errors(expect: &Expect, errors: &Errors) -> Vec<Difference> {
    let mut found = Differences(Vec::new());
    let reported: Vec<String> = errors
        .iter()
        .map(|error| match error.hint() {
            Some(hint) => format!("{}: {error} ({hint})", error.code()),
            None => format!("{}: {error}", error.code()),
        })
        .collect();
    let reported = reported.join("; ");
    match &expect.error {
        None => found.add("error", "none".to_owned(), reported),
        Some(code) if !errors.iter().any(|error| error.code().as_str() == code) => {
            found.add("error", code.clone(), reported);
        }
        Some(code) => {
            if *expect != (Expect { error: Some(code.clone()), ..Expect::default() }) {
                found.add("expect", "a decision beside the error".to_owned(), reported);
            }
        }
    }
    found.0
}

/// What brings the verdict about: over the grounds whose status it is, or all if it is indeterminate, the ids in `by`,
/// or the ground's own where that is empty.
fn brought_about(decision: &Decision) -> Vec<&str> {
    let verdict = decision.verdict();
    let mut ids = Vec::new();
    for ground in decision.grounds() {
        match verdict {
            Verdict::Determinate(status) if ground.status != status => {}
            Verdict::Determinate(_) | Verdict::Indeterminate if ground.by.is_empty() => ids.push(ground.id),
            Verdict::Determinate(_) | Verdict::Indeterminate => ids.extend(ground.by),
        }
    }
    ids
}

struct Differences(Vec<Difference>);

impl Differences {
    fn add(&mut self, key: &'static str, expected: String, actual: String) {
        self.0.push(Difference { key, expected, actual });
    }

    fn one_of(&mut self, key: &'static str, expected: Option<&Vec<String>>, actual: &str) {
        if let Some(expected) = expected.filter(|expected| !expected.iter().any(|word| word == actual)) {
            self.add(key, expected.join(" or "), actual.to_owned());
        }
    }

    /// Equal as sets.
    fn same(&mut self, key: &'static str, expected: Option<&Vec<String>>, actual: Vec<&str>) {
        let actual = BTreeSet::from_iter(actual);
        if let Some(expected) = expected.map(|ids| ids.iter().map(String::as_str).collect::<BTreeSet<_>>())
            && expected != actual
        {
            self.add(key, listed(&expected), listed(&actual));
        }
    }

    /// At least these.
    fn has(&mut self, key: &'static str, expected: Option<&Vec<String>>, actual: Vec<&str>) {
        let actual = BTreeSet::from_iter(actual);
        if let Some(expected) = expected.map(|ids| ids.iter().map(String::as_str).collect::<BTreeSet<_>>())
            && !expected.is_subset(&actual)
        {
            self.add(key, listed(&expected), listed(&actual));
        }
    }

    fn flag(&mut self, key: &'static str, expected: Option<bool>, actual: bool) {
        if let Some(expected) = expected.filter(|expected| *expected != actual) {
            self.add(key, expected.to_string(), actual.to_string());
        }
    }

    fn bound(&mut self, key: &'static str, expected: Option<ExpectBound>, actual: Option<Instant>) {
        let expected = match expected {
            None => return,
            Some(ExpectBound::Open) => None,
            Some(ExpectBound::At(at)) => Some(at),
        };
        if expected != actual {
            self.add(key, or_none(expected), or_none(actual));
        }
    }

    fn next(&mut self, expected: &ExpectNext, decision: &Decision) {
        let next = decision.next();
        let verdict = next.as_ref().map(|next| next.possible.verdict().as_str());
        match (expected, &next, verdict) {
            (ExpectNext::Never, Some(next), Some(verdict)) => {
                self.add("next", "no change".to_owned(), format!("{} {verdict}", next.at));
            }
            (ExpectNext::Change { at, verdict: wanted }, Some(next), Some(verdict)) => {
                self.bound("next.at", at.map(ExpectBound::At), Some(next.at));
                self.one_of("next.verdict", wanted.as_ref(), verdict);
            }
            (ExpectNext::Change { at, verdict }, _, _) => {
                let at = at.map_or("a change".to_owned(), |at| at.to_string());
                let verdict = verdict.as_ref().map(|verdict| verdict.join(" or ")).unwrap_or_default();
                self.add("next", format!("{at} {verdict}").trim_end().to_owned(), "no change".to_owned());
            }
            (ExpectNext::Never, _, _) => {}
        }
    }
}

fn listed(ids: &BTreeSet<&str>) -> String {
    if ids.is_empty() { "none".to_owned() } else { ids.iter().copied().collect::<Vec<_>>().join(", ") }
}

fn or_none(at: Option<Instant>) -> String {
    at.map_or("none".to_owned(), |at| at.to_string())
}

fn fact_value(value: &AskValue) -> FactValue {
    match value {
        AskValue::Text(text) => FactValue::Text(text.clone()),
        AskValue::Flag(flag) => FactValue::Flag(*flag),
        AskValue::Number(number) => FactValue::Number(*number),
    }
}

fn readings(readings: &CaseReadings) -> Readings {
    match readings {
        CaseReadings::Presumed => Readings::Presumed,
        CaseReadings::Open => Readings::Open,
        CaseReadings::Given { answers, rest_open } => {
            Readings::Given { answers: BTreeMap::from_iter(answers.iter().cloned()), rest_open: *rest_open }
        }
    }
}
