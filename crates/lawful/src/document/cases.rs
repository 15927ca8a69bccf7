//! Case files (SPEC 13): questions with the answers that are expected of every implementation.

use super::CASES_FORMAT;
use super::report::{Report, Spot};
use super::stamp::{self, Stamp};
use super::tree::{self, Kind, Table, Value};
use crate::error::{Code, Error, Problems, shown};
use crate::time::Instant;

/// A file of cases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFile {
    /// As it was given.
    pub path: String,
    /// The folder of the rule set, relative to the file, or `corpus`; the caller may override it.
    pub rules: Option<String>,
    /// In the order of the file.
    pub cases: Vec<Case>,
}

/// One question and what is expected of the decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// Unique in its file.
    pub id: String,
    /// Where it begins, from 1.
    pub line: u32,
    /// The transaction: facts and values, sorted by fact.
    pub ask: Vec<(String, AskValue)>,
    /// When the conduct takes place.
    pub at: Instant,
    /// What was public by then; `None`: all that the rule set holds.
    pub known: Option<Instant>,
    /// How open points are read.
    pub readings: CaseReadings,
    /// What is compared.
    pub expect: Expect,
    /// Where the expectation comes from.
    pub source: String,
    /// A remark.
    pub note: String,
}

/// A value of a fact, as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AskValue {
    /// A node or a choice.
    Text(String),
    /// A flag.
    Flag(bool),
    /// A number.
    Number(i64),
}

/// How the open points of a case are read (SPEC 4.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CaseReadings {
    /// As presumed.
    Presumed,
    /// All open.
    Open,
    /// Some answers are given.
    Given {
        /// Ids of questions and answers, sorted.
        answers: Vec<(String, String)>,
        /// Whether the rest is open, and not as presumed.
        rest_open: bool,
    },
}

/// What is compared; what is `None` is not (SPEC 13).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Expect {
    /// The verdict is one of these.
    pub verdict: Option<Vec<String>>,
    /// The possible set.
    pub possible: Option<Vec<String>>,
    /// The facts that are missing.
    pub missing: Option<Vec<String>>,
    /// The questions that are open.
    pub open_questions: Option<Vec<String>>,
    /// The ids that it hinges on.
    pub hinges_on: Option<Vec<String>>,
    /// What comes next.
    pub next: Option<ExpectNext>,
    /// How long it holds.
    pub valid: Option<ExpectSpan>,
    /// What brings the verdict about, as a set.
    pub by: Option<Vec<String>>,
    /// At least these are among it.
    pub by_has: Option<Vec<String>>,
    /// At least these are grounds.
    pub grounds_has: Option<Vec<String>>,
    /// At least these are lifted.
    pub lifted_has: Option<Vec<String>>,
    /// At least these are in the outlook.
    pub outlook_has: Option<Vec<String>>,
    /// Whether somebody has looked.
    pub covered: Option<bool>,
    /// Whether the law changed for the past.
    pub retroactive: Option<bool>,
    /// The code that is among those reported.
    pub error: Option<String>,
}

/// The change that is expected next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpectNext {
    /// None.
    Never,
    /// One; what is `None` is not compared.
    Change {
        /// When.
        at: Option<Instant>,
        /// To one of these verdicts.
        verdict: Option<Vec<String>>,
    },
}

/// The bounds that are expected; what is `None` is not compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ExpectSpan {
    /// The first second.
    pub from: Option<ExpectBound>,
    /// The first second after it.
    pub until: Option<ExpectBound>,
}

/// A bound that is expected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExpectBound {
    /// There is no known bound.
    Open,
    /// That instant.
    At(Instant),
}

/// The verdicts and `indeterminate` (SPEC 10.6).
const VERDICTS: [&str; 7] =
    ["unregulated", "exempt", "licensed", "suspended", "unenforced", "prohibited", "indeterminate"];

/// Reads a case file. The path is only kept and shown.
///
/// # Errors
/// Every problem of the file at once: `E-syntax`, `E-format`, unknown, missing and mistyped keys, times that are not
/// offset date-times, two cases with one id.
pub fn read_cases(path: &str, text: &str) -> Result<CaseFile, Problems> {
    let mut report = Report::default();
    let spot = report.open(path.to_owned(), Some(text.to_owned()));
    let mut file = CaseFile { path: path.to_owned(), rules: None, cases: Vec::new() };
    if let Some(table) = tree::from_toml(text, spot, &mut report) {
        let mut reader = Reader { report: &mut report };
        reader.file(&table, spot, &mut file);
    }
    match report.finish() {
        Some(problems) => Err(problems),
        None => Ok(file),
    }
}

struct Reader<'r> {
    report: &'r mut Report,
}

impl Reader<'_> {
    fn file(&mut self, table: &Table, spot: Spot, file: &mut CaseFile) {
        self.report.closed(table, "a case file", &["format", "rules", "case"]);
        match table.get("format") {
            Some(Value { kind: Kind::Text(format), .. }) if format == CASES_FORMAT => {}
            other => {
                let error = Error::new(Code::Format, "the file does not say that it is a file of cases");
                let hint = format!("begin it with format = \"{CASES_FORMAT}\"");
                self.report.add(other.map_or(spot, |value| value.spot), error.with_hint(hint));
            }
        }
        file.rules =
            table.get("rules").and_then(|value| self.report.text(value, "`rules`")).map(str::to_owned);
        let Some(value) = table.get("case") else { return };
        let mut ids = std::collections::HashSet::new();
        for (table, spot) in self.report.rows(value, "`[[case]]`") {
            let Some(case) = self.case(table, spot) else { continue };
            if !ids.insert(case.id.clone()) {
                let message = format!("there are two cases `{}`", shown(&case.id));
                self.report.problem(spot, Code::DuplicateId, message);
            }
            file.cases.push(case);
        }
    }

    fn case(&mut self, table: &Table, spot: Spot) -> Option<Case> {
        let what = "a case";
        let keys = ["id", "ask", "at", "known", "readings", "expect", "source", "note"];
        self.report.closed(table, what, &keys);
        let id = self.report.required(table, spot, what, "id");
        let id = id.and_then(|value| self.report.text(value, "`id`")).map(str::to_owned);
        let ask = self.report.required(table, spot, what, "ask").and_then(|value| self.ask(value));
        let at = self.report.required(table, spot, what, "at").and_then(|value| self.instant(value, "`at`"));
        let known = table.get("known").map(|value| self.instant(value, "`known`"));
        let readings = match table.get("readings") {
            Some(value) => self.readings(value),
            None => Some(CaseReadings::Presumed),
        };
        let expect = self.report.required(table, spot, what, "expect").and_then(|value| self.expect(value));
        let mut text = |key: &str| {
            let text = table.get(key).and_then(|value| self.report.text(value, &format!("`{key}`")));
            text.unwrap_or_default().to_owned()
        };
        let (source, note) = (text("source"), text("note"));
        let known = match known {
            Some(known) => Some(known?),
            None => None,
        };
        let line = self.report.line_of(spot);
        Some(Case {
            id: id?,
            line,
            ask: ask?,
            at: at?,
            known,
            readings: readings?,
            expect: expect?,
            source,
            note,
        })
    }

    fn ask(&mut self, value: &Value) -> Option<Vec<(String, AskValue)>> {
        let table = self.report.table(value, "`ask`")?;
        let mut facts = Vec::new();
        for (key, value) in table.iter() {
            let stated = match &value.kind {
                Kind::Text(text) => AskValue::Text(text.clone()),
                Kind::Flag(flag) => AskValue::Flag(*flag),
                Kind::Integer(number) => AskValue::Number(*number),
                Kind::Broken => continue,
                kind => {
                    let message = format!(
                        "`{}` is {}, not a string, a number, true or false",
                        shown(&key.name),
                        kind.describe()
                    );
                    self.report.problem(value.spot, Code::Type, message);
                    continue;
                }
            };
            facts.push((key.name.clone(), stated));
        }
        Some(facts)
    }

    /// An offset date-time: questions have no zone, and any year may be asked for.
    fn instant(&mut self, value: &Value, what: &str) -> Option<Instant> {
        match &value.kind {
            Kind::Time(Stamp::Offset(civil, minutes)) => {
                let at = stamp::instant(*civil, i64::from(*minutes) * 60);
                at.map_err(|error| self.report.add(value.spot, error)).ok()
            }
            Kind::Time(written) => {
                let error = Error::new(Code::Time, format!("`{written}` has no offset"));
                self.report.add(value.spot, error.with_hint(format!("write {what} as 2020-09-21T12:00:00Z")));
                None
            }
            Kind::Broken => None,
            kind => {
                let message = format!("{what} is {}, not a time", kind.describe());
                self.report.problem(value.spot, Code::Type, message);
                None
            }
        }
    }

    fn readings(&mut self, value: &Value) -> Option<CaseReadings> {
        let table = match &value.kind {
            Kind::Table(table) => table,
            _ => {
                let words = [("presumed", CaseReadings::Presumed), ("open", CaseReadings::Open)];
                let word = self.report.one_of(value, "`readings`", &["presumed", "open"], |word| word)?;
                return words.into_iter().find(|(name, _)| *name == word).map(|(_, readings)| readings);
            }
        };
        let mut rest_open = false;
        let mut answers = Vec::new();
        for (key, value) in table.iter() {
            if key.name == "rest" {
                rest_open =
                    self.report.one_of(value, "`rest`", &["presumed", "open"], |word| word)? == "open";
            } else {
                answers.push((key.name.clone(), self.report.text(value, "an answer")?.to_owned()));
            }
        }
        Some(CaseReadings::Given { answers, rest_open })
    }

    fn expect(&mut self, value: &Value) -> Option<Expect> {
        let table = self.report.table(value, "`expect`")?;
        let keys = [
            "verdict",
            "possible",
            "missing",
            "open_questions",
            "hinges_on",
            "next",
            "valid",
            "by",
            "by_has",
            "grounds_has",
            "lifted_has",
            "outlook_has",
            "covered",
            "retroactive",
            "error",
        ];
        self.report.closed(table, "`expect`", &keys);
        if table.is_empty() {
            self.report.problem(value.spot, Code::Value, "`expect` compares nothing");
        }
        let mut ids = |key: &str| {
            let texts = table.get(key).and_then(|value| self.report.texts(value, &format!("`{key}`")))?;
            Some(texts.into_iter().map(|(text, _)| text.to_owned()).collect())
        };
        let mut expect = Expect {
            missing: ids("missing"),
            open_questions: ids("open_questions"),
            hinges_on: ids("hinges_on"),
            by: ids("by"),
            by_has: ids("by_has"),
            grounds_has: ids("grounds_has"),
            lifted_has: ids("lifted_has"),
            outlook_has: ids("outlook_has"),
            ..Expect::default()
        };
        expect.verdict = table.get("verdict").and_then(|value| self.verdicts(value, "`verdict`"));
        expect.possible = table.get("possible").and_then(|value| self.verdicts(value, "`possible`"));
        expect.next = table.get("next").and_then(|value| self.next(value));
        expect.valid = table.get("valid").and_then(|value| self.valid(value));
        expect.covered = table.get("covered").and_then(|value| self.report.flag(value, "`covered`"));
        expect.retroactive =
            table.get("retroactive").and_then(|value| self.report.flag(value, "`retroactive`"));
        expect.error = table
            .get("error")
            .and_then(|value| self.report.one_of(value, "`error`", Code::ALL, Code::as_str))
            .map(|code| code.as_str().to_owned());
        Some(expect)
    }

    /// A verdict or a list of verdicts.
    fn verdicts(&mut self, value: &Value, what: &str) -> Option<Vec<String>> {
        let texts = self.report.text_or_texts(value, what)?;
        let mut verdicts = Vec::new();
        for (text, spot) in texts {
            if VERDICTS.contains(&text) {
                verdicts.push(text.to_owned());
            } else {
                let message = format!("`{}` is not a verdict", shown(text));
                self.report.unknown(spot, Code::Value, message, text, VERDICTS);
            }
        }
        Some(verdicts)
    }

    fn next(&mut self, value: &Value) -> Option<ExpectNext> {
        if let Kind::Flag(false) = value.kind {
            return Some(ExpectNext::Never);
        }
        let table = self.report.table(value, "`next`")?;
        self.report.closed(table, "`next`", &["at", "verdict"]);
        let at = table.get("at").and_then(|value| self.instant(value, "`at`"));
        let verdict = table.get("verdict").and_then(|value| self.verdicts(value, "`verdict`"));
        Some(ExpectNext::Change { at, verdict })
    }

    fn valid(&mut self, value: &Value) -> Option<ExpectSpan> {
        let table = self.report.table(value, "`valid`")?;
        self.report.closed(table, "`valid`", &["from", "until"]);
        let mut bound = |key: &str| match table.get(key)? {
            Value { kind: Kind::Text(text), .. } if text.is_empty() => Some(ExpectBound::Open),
            value => self.instant(value, &format!("`{key}`")).map(ExpectBound::At),
        };
        Some(ExpectSpan { from: bound("from"), until: bound("until") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r##"
format = "lawful-cases/1"
rules  = "corpus"

[[case]]
id     = "wechat-download-after-injunction"
ask    = { app = "wechat", activity = "app-store/download", user-age = 17, direct-contract = true }
at     = 2020-09-21T12:00:00Z
known  = 2020-09-21T08:00:00-04:00
readings = { "us/x#clock" = "est", rest = "open" }
expect = { verdict = "suspended", by = ["us/cand/wechat-injunction#1"], next = false, valid = { from = "", until = 2020-09-27T23:59:00-04:00 } }
source = "https://…"

[[case]]
id = "b"
ask = {}
at = 0001-01-01T00:00:00Z
readings = "open"
expect = { possible = ["exempt", "licensed"], next = { at = 2020-09-21T12:00:00Z, verdict = ["exempt"] }, covered = false, error = "E-region" }
"##;

    #[test]
    fn case_files_are_read_13() {
        let file = read_cases("conformance/x.toml", FILE).unwrap();
        assert_eq!((file.path.as_str(), file.rules.as_deref()), ("conformance/x.toml", Some("corpus")));
        let [one, two] = file.cases.as_slice() else { panic!("{file:?}") };
        assert_eq!((one.line, two.line), (5, 14));
        let ask: Vec<&str> = one.ask.iter().map(|(fact, _)| fact.as_str()).collect();
        assert_eq!(ask, ["activity", "app", "direct-contract", "user-age"]);
        assert_eq!(one.ask[2].1, AskValue::Flag(true));
        assert_eq!(one.known, Some(one.at));
        let answers = vec![("us/x#clock".to_owned(), "est".to_owned())];
        assert_eq!(one.readings, CaseReadings::Given { answers, rest_open: true });
        assert_eq!(one.expect.verdict.as_deref(), Some(&["suspended".to_owned()][..]));
        assert_eq!(one.expect.next, Some(ExpectNext::Never));
        let until = "2020-09-28T03:59:00Z".parse().unwrap();
        let valid = ExpectSpan { from: Some(ExpectBound::Open), until: Some(ExpectBound::At(until)) };
        assert_eq!(one.expect.valid, Some(valid));
        assert_eq!((two.at, two.known, &two.readings), (Instant::MIN, None, &CaseReadings::Open));
        assert_eq!(two.expect.error.as_deref(), Some("E-region"));
        assert!(matches!(&two.expect.next, Some(ExpectNext::Change { at: Some(_), verdict: Some(_) })));
        assert_eq!((two.expect.covered, two.expect.retroactive), (Some(false), None));
    }

    #[test]
    fn what_a_case_file_may_not_say_13() {
        for (written, instead, code) in [
            ("lawful-cases/1", "lawful/1", Code::Format),
            ("rules  =", "ruels  =", Code::UnknownKey),
            ("known  =", "knwon  =", Code::UnknownKey),
            ("by =", "bye =", Code::UnknownKey),
            ("id = \"b\"", "", Code::MissingKey),
            ("id = \"b\"", "id = \"wechat-download-after-injunction\"", Code::DuplicateId),
            ("\"suspended\"", "\"suspendet\"", Code::Value),
            ("E-region", "E-regoin", Code::Value),
            ("readings = \"open\"", "readings = \"closed\"", Code::Value),
            ("at     = 2020-09-21T12:00:00Z", "at     = 2020-09-21T12:00:00", Code::Time),
            ("at     = 2020-09-21T12:00:00Z", "at     = 2020-09-21T12:00:00.5Z", Code::Time),
            ("at     = 2020-09-21T12:00:00Z", "at     = '2020-09-21T12:00:00Z'", Code::Type),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", Code::Instant),
            ("user-age = 17", "user-age = [17]", Code::Type),
            ("ask = {}", "ask = {}}", Code::Syntax),
        ] {
            assert!(FILE.contains(written));
            let problems = read_cases("x.toml", &FILE.replacen(written, instead, 1)).unwrap_err();
            let codes: Vec<Code> = problems.iter().map(|problem| problem.error.code()).collect();
            assert!(codes.contains(&code) && codes.len() <= 2, "{instead}: {problems}");
        }
    }
}
