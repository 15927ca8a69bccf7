//! Decisions, as data: verdict, grounds, unknowns, time limits (SPEC 10). Ids only; texts are rendered from it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::evaluate::record::{Ground as GroundRow, HingeOn, Record, Run};
use crate::model::ProvisionId;
use crate::ruleset::Ruleset;
use crate::time::{Instant, Interval};
use crate::transaction::{FactValue, Readings, Transaction};
use crate::verdict::{Possible, Status, Verdict};
use crate::vocabulary::Domain;

/// The answer to one question at one instant, as known at one instant. Always complete, never an error.
#[derive(Clone)]
pub struct Decision {
    transaction: Transaction,
    at: Instant,
    known: Option<Instant>,
    record: Arc<Record>,
}

/// A provision that brings the verdict about in some world (SPEC 10.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ground<'d> {
    /// The prohibition, or the exemption or licence that speaks by itself.
    pub id: &'d str,
    /// Its status, which is the verdict in that world.
    pub status: Status,
    /// What brings the status about: exemptions, licences, suspensions or forbearances; sorted.
    pub by: Vec<&'d str>,
    /// Whether it is so in every world.
    pub certain: bool,
}

/// A presumption on which the answer hinges (SPEC 7.3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hinge<'d> {
    /// The question or fact.
    pub id: &'d str,
    /// What was presumed.
    pub presumed: &'d str,
    /// Every other value with the possible set that it would make, sorted by value.
    pub others: Vec<(&'d str, Possible)>,
}

/// What is pending (SPEC 10.4); ids, sorted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outlook<'d> {
    /// Pending attacks on what is relevant.
    pub challenges: Vec<&'d str>,
    /// Powers to prohibit later.
    pub reserves: Vec<&'d str>,
    /// Prohibitions whose window starts after `at`.
    pub scheduled: Vec<&'d str>,
    /// Statements about what is relevant.
    pub statements: Vec<&'d str>,
}

/// The run that follows the present one (SPEC 8.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Next<'d> {
    /// Its first second.
    pub at: Instant,
    /// What is possible then.
    pub possible: Possible,
    /// The grounds at its first second.
    pub grounds: Vec<Ground<'d>>,
}

impl Decision {
    pub(crate) fn new(
        transaction: Transaction,
        at: Instant,
        known: Option<Instant>,
        record: Arc<Record>,
    ) -> Decision {
        Decision { transaction, at, known, record }
    }

    /// What was asked.
    #[must_use]
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// When the conduct takes place.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// What was public by then counts; `None`: all that the rule set holds.
    #[must_use]
    pub fn known(&self) -> Option<Instant> {
        self.known
    }

    /// The verdict (SPEC 7.1).
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.record.possible.verdict()
    }

    /// The verdicts of all worlds (SPEC 7.1).
    #[must_use]
    pub fn possible(&self) -> Possible {
        self.record.possible
    }

    /// Whether `possible`, `missing` and `open_questions` are exact; else they are supersets (SPEC 7.4).
    #[must_use]
    pub fn exact(&self) -> bool {
        self.record.exact
    }

    /// Whether the record covers the place and the activity (SPEC 7.6). An uncovered `unregulated` means that nobody
    /// has looked.
    #[must_use]
    pub fn covered(&self) -> bool {
        self.record.covered
    }

    /// Whether the law changed for the past since `at` (SPEC 9.2).
    #[must_use]
    pub fn retroactive(&self) -> bool {
        self.record.retroactive
    }

    /// Why, highest status first (SPEC 10.2).
    #[must_use]
    pub fn grounds(&self) -> Vec<Ground<'_>> {
        self.grounds_of(&self.record.grounds)
    }

    /// Prohibitions that would reach the transaction, and were ended or annulled (SPEC 10.3); sorted.
    #[must_use]
    pub fn lifted(&self) -> Vec<&str> {
        self.provision_ids(&self.record.lifted)
    }

    /// Open facts on which the answer depends (SPEC 7.2); sorted.
    #[must_use]
    pub fn missing(&self) -> Vec<&str> {
        let vocabulary = &self.rules().model().vocabulary;
        sorted(self.record.missing.iter().map(|fact| vocabulary.fact(*fact).id.as_str()))
    }

    /// Open questions on which the answer depends (SPEC 7.2); sorted.
    #[must_use]
    pub fn open_questions(&self) -> Vec<&str> {
        let vocabulary = &self.rules().model().vocabulary;
        sorted(self.record.open_questions.iter().map(|question| vocabulary.question(*question).id.as_str()))
    }

    /// Presumptions on which the answer hinges (SPEC 7.3); sorted by id.
    #[must_use]
    pub fn hinges_on(&self) -> Vec<Hinge<'_>> {
        let vocabulary = &self.rules().model().vocabulary;
        let mut hinges: Vec<Hinge<'_>> = self
            .record
            .hinges
            .iter()
            .map(|hinge| {
                let (id, answers): (&str, Vec<&str>) = match hinge.on {
                    HingeOn::Question(question) => {
                        let row = vocabulary.question(question);
                        (&row.id, row.answers.iter().map(String::as_str).collect())
                    }
                    HingeOn::Fact(fact) => {
                        let row = vocabulary.fact(fact);
                        let answers = match &row.domain {
                            Domain::Choice(answers) => answers.iter().map(String::as_str).collect(),
                            _ => vec!["false", "true"],
                        };
                        (&row.id, answers)
                    }
                };
                let mut others: Vec<(&str, Possible)> = hinge
                    .others
                    .iter()
                    .map(|(value, possible)| (answers[*value as usize], *possible))
                    .collect();
                others.sort_unstable_by_key(|(value, _)| *value);
                Hinge { id, presumed: answers[hinge.presumed as usize], others }
            })
            .collect();
        hinges.sort_unstable_by_key(|hinge| hinge.id);
        hinges
    }

    /// What is pending (SPEC 10.4).
    #[must_use]
    pub fn outlook(&self) -> Outlook<'_> {
        let outlook = &self.record.outlook;
        Outlook {
            challenges: self.provision_ids(&outlook.challenges),
            reserves: self.provision_ids(&outlook.reserves),
            scheduled: self.provision_ids(&outlook.scheduled),
            statements: self.provision_ids(&outlook.statements),
        }
    }

    /// The maximal run of the possible set that contains `at` (SPEC 8.2).
    #[must_use]
    pub fn valid(&self) -> Interval {
        self.record.valid
    }

    /// The maximal run around `at` in which the grounds are equal too (SPEC 8.2).
    #[must_use]
    pub fn same(&self) -> Interval {
        self.record.same
    }

    /// The run that follows `valid` (SPEC 8.2).
    #[must_use]
    pub fn next(&self) -> Option<Next<'_>> {
        self.record.next.as_ref().map(|next| Next {
            at: next.at,
            possible: next.possible,
            grounds: self.grounds_of(&next.grounds),
        })
    }

    /// The bounds of `valid` and `same` that rest on an unknown second (SPEC 1.4, 8.2); sorted.
    #[must_use]
    pub fn assumed(&self) -> &[Instant] {
        &self.record.assumed
    }

    /// The decision as JSON with every key present (SPEC 10.1).
    #[must_use]
    pub fn to_json(&self) -> Json {
        let outlook = self.outlook();
        let hinges: Vec<Json> = self
            .hinges_on()
            .into_iter()
            .map(|hinge| {
                let mut others =
                    hinge.others.iter().map(|(value, set)| ((*value).to_owned(), possible_json(*set)));
                let others = object(&mut others);
                json!({"id": hinge.id, "others": others, "presumed": hinge.presumed})
            })
            .collect();
        let next = self.next().map(|next| {
            json!({
                "at": next.at.to_string(),
                "grounds": grounds_json(&next.grounds),
                "possible": possible_json(next.possible),
                "verdict": next.possible.verdict().as_str(),
            })
        });
        let transaction = stated_json(&self.transaction);
        json!({
            "asked": {
                "at": self.at.to_string(),
                "content_hash": self.rules().content_hash(),
                "known": self.known.map(|known| known.to_string()),
                "readings": readings_json(self.transaction.readings()),
                "transaction": transaction,
            },
            "assumed": self.assumed().iter().map(Instant::to_string).collect::<Vec<_>>(),
            "at_least": self.possible().at_least().as_str(),
            "at_most": self.possible().at_most().as_str(),
            "covered": self.covered(),
            "exact": self.exact(),
            "grounds": grounds_json(&self.grounds()),
            "hinges_on": hinges,
            "lifted": self.lifted(),
            "missing": self.missing(),
            "next": next,
            "open_questions": self.open_questions(),
            "outlook": {
                "challenges": outlook.challenges,
                "reserves": outlook.reserves,
                "scheduled": outlook.scheduled,
                "statements": outlook.statements,
            },
            "possible": possible_json(self.possible()),
            "retroactive": self.retroactive(),
            "same": interval_json(self.same()),
            "valid": interval_json(self.valid()),
            "verdict": self.verdict().as_str(),
        })
    }

    /// Canonical JSON: equal decisions are equal bytes (SPEC 10.1).
    #[must_use]
    pub fn to_canonical_json(&self) -> String {
        canonical(&self.to_json())
    }

    fn rules(&self) -> &Ruleset {
        self.transaction.ruleset()
    }

    fn provision_ids(&self, ids: &[ProvisionId]) -> Vec<&str> {
        let model = self.rules().model();
        sorted(ids.iter().map(|id| model.provision(*id).id.as_str()))
    }

    fn grounds_of(&self, rows: &[GroundRow]) -> Vec<Ground<'_>> {
        grounds(self.rules(), rows)
    }
}

impl fmt::Debug for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_canonical_json())
    }
}

impl PartialEq for Decision {
    /// Equal decisions are equal bytes (SPEC 10.1).
    fn eq(&self, other: &Decision) -> bool {
        self.to_canonical_json() == other.to_canonical_json()
    }
}

impl Eq for Decision {}

/// How the answer to one question changes over time (SPEC 8.1): maximal runs that cover all instants without gap.
#[derive(Clone)]
pub struct Timeline {
    transaction: Transaction,
    known: Option<Instant>,
    runs: Vec<Run>,
}

/// One run of a timeline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TimelineRun<'t> {
    /// When it holds.
    pub span: Interval,
    /// What is possible in it.
    pub possible: Possible,
    /// The grounds at its first second.
    pub grounds: Vec<Ground<'t>>,
}

impl Timeline {
    pub(crate) fn new(transaction: Transaction, known: Option<Instant>, runs: Vec<Run>) -> Timeline {
        Timeline { transaction, known, runs }
    }

    /// What was asked.
    #[must_use]
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// What was public by then counts; `None`: all that the rule set holds.
    #[must_use]
    pub fn known(&self) -> Option<Instant> {
        self.known
    }

    /// The runs, earliest first; never empty.
    pub fn runs(&self) -> impl ExactSizeIterator<Item = TimelineRun<'_>> {
        self.runs.iter().map(|run| TimelineRun {
            span: run.span,
            possible: run.possible,
            grounds: grounds(self.transaction.ruleset(), &run.grounds),
        })
    }

    /// The timeline as JSON, with the same conventions as a decision (SPEC 10.1).
    #[must_use]
    pub fn to_json(&self) -> Json {
        let runs: Vec<Json> = self
            .runs()
            .map(|run| {
                json!({
                    "from": run.span.from.map(|at| at.to_string()),
                    "grounds": grounds_json(&run.grounds),
                    "possible": possible_json(run.possible),
                    "until": run.span.until.map(|at| at.to_string()),
                    "verdict": run.possible.verdict().as_str(),
                })
            })
            .collect();
        let transaction = stated_json(&self.transaction);
        json!({
            "asked": {
                "content_hash": self.transaction.ruleset().content_hash(),
                "known": self.known.map(|known| known.to_string()),
                "readings": readings_json(self.transaction.readings()),
                "transaction": transaction,
            },
            "runs": runs,
        })
    }

    /// The timeline as canonical JSON: equal timelines are equal bytes.
    #[must_use]
    pub fn to_canonical_json(&self) -> String {
        canonical(&self.to_json())
    }
}

pub(crate) fn grounds<'r>(rules: &'r Ruleset, rows: &[GroundRow]) -> Vec<Ground<'r>> {
    let model = rules.model();
    let name = |id: &ProvisionId| model.provision(*id).id.as_str();
    let mut grounds: Vec<Ground<'r>> = rows
        .iter()
        .map(|row| Ground {
            id: name(&row.provision),
            status: row.status,
            by: sorted(row.by.iter().map(name)),
            certain: row.certain,
        })
        .collect();
    grounds.sort_by(|a, b| b.status.cmp(&a.status).then(a.id.cmp(b.id)));
    grounds
}

fn sorted<'s>(ids: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    ids
}

pub(crate) fn grounds_json(grounds: &[Ground<'_>]) -> Json {
    grounds
        .iter()
        .map(|ground| {
            json!({
                "by": ground.by, "certain": ground.certain, "id": ground.id, "status": ground.status.as_str(),
            })
        })
        .collect()
}

pub(crate) fn possible_json(possible: Possible) -> Json {
    possible.iter().map(Status::as_str).collect()
}

fn interval_json(interval: Interval) -> Json {
    json!({
        "from": interval.from.map(|at| at.to_string()),
        "until": interval.until.map(|at| at.to_string()),
    })
}

fn value_json(value: &FactValue) -> Json {
    match value {
        FactValue::Text(text) => json!(text),
        FactValue::Flag(flag) => json!(flag),
        FactValue::Number(number) => json!(number),
    }
}

/// JSON without spaces. Its numbers are whole; the JSON library would bring tables for all others.
fn canonical(json: &Json) -> String {
    let mut text = Vec::new();
    write_json(json, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

fn write_json(json: &Json, to: &mut Vec<u8>) {
    match json {
        Json::Null => to.extend(b"null"),
        Json::Bool(flag) => to.extend(if *flag { &b"true"[..] } else { b"false" }),
        Json::Number(number) => {
            debug_assert!(number.is_i64(), "{number} in a decision");
            to.extend(number.as_i64().unwrap_or_default().to_string().bytes());
        }
        Json::String(text) => write_text(text, to),
        Json::Array(list) => {
            to.push(b'[');
            for (n, value) in list.iter().enumerate() {
                to.extend((n > 0).then_some(b','));
                write_json(value, to);
            }
            to.push(b']');
        }
        Json::Object(members) => {
            to.push(b'{');
            for (n, (key, value)) in members.iter().enumerate() {
                to.extend((n > 0).then_some(b','));
                write_text(key, to);
                to.push(b':');
                write_json(value, to);
            }
            to.push(b'}');
        }
    }
}

fn write_text(text: &str, to: &mut Vec<u8>) {
    let written = serde_json::to_writer(to, text);
    debug_assert!(written.is_ok(), "writing to memory failed");
}

fn stated_json(transaction: &Transaction) -> Json {
    object(&mut transaction.stated().map(|(fact, value)| (fact.to_owned(), value_json(value))))
}

/// An object, member by member and in one place: what collects into a map has a sort of its own, which is large.
fn object(members: &mut dyn Iterator<Item = (String, Json)>) -> Json {
    let mut object = Map::new();
    for (key, value) in members {
        object.insert(key, value);
    }
    Json::Object(object)
}

fn readings_json(readings: &Readings) -> Json {
    match readings {
        Readings::Presumed => json!("presumed"),
        Readings::Open => json!("open"),
        Readings::Given { answers, rest_open } => {
            // Sorted here, whatever order a dependant makes the JSON library keep.
            let mut given: BTreeMap<&str, &str> = BTreeMap::new();
            for (question, answer) in answers {
                given.insert(question, answer);
            }
            if *rest_open {
                given.insert("rest", "open");
            }
            object(&mut given.into_iter().map(|(question, answer)| (question.to_owned(), json!(answer))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_is_written_as_the_json_library_writes_it() {
        let json = json!({
            "a": null, "b": [true, false, [], {}], "c": [i64::MIN, 0, i64::MAX],
            "\u{1}\"\\/\n": "\u{7f} \u{1f} 微信 \u{1f512}",
        });
        assert_eq!(canonical(&json), json.to_string());
    }
}
