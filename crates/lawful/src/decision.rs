//! Decisions, as data: verdict, grounds, unknowns, time limits (SPEC 10). Ids only; texts are rendered from it.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::evaluate::record::{Ground as GroundRow, HingeOn, Record, Run};
use crate::json::Json;
use crate::model::ProvisionId;
use crate::order;
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
                order::sort_by(&mut others, |a, b| a.0 < b.0);
                Hinge { id, presumed: answers[hinge.presumed as usize], others }
            })
            .collect();
        order::sort_by(&mut hinges, |a, b| a.id < b.id);
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
    pub fn to_json(&self) -> Value {
        read_back(&self.to_canonical_json())
    }

    /// Canonical JSON: equal decisions are equal bytes (SPEC 10.1).
    #[must_use]
    pub fn to_canonical_json(&self) -> String {
        let mut json = Json::default();
        json.object(|json| self.write_members(json));
        json.into_text()
    }

    fn write_members(&self, json: &mut Json) {
        json.key("asked").object(|json| {
            json.key("at");
            write_instant(Some(self.at), json);
            write_asked(&self.transaction, self.known, json);
        });
        json.key("assumed").list(|json| self.assumed().iter().for_each(|at| write_instant(Some(*at), json)));
        json.key("at_least").text(self.possible().at_least().as_str());
        json.key("at_most").text(self.possible().at_most().as_str());
        json.key("covered").flag(self.covered());
        json.key("exact").flag(self.exact());
        json.key("grounds");
        write_grounds(&self.grounds(), json);
        json.key("hinges_on").list(|json| self.hinges_on().iter().for_each(|hinge| write_hinge(hinge, json)));
        json.key("lifted").texts(&self.lifted());
        json.key("missing").texts(&self.missing());
        json.key("next");
        match self.next() {
            None => json.null(),
            Some(next) => json.object(|json| {
                json.key("at");
                write_instant(Some(next.at), json);
                json.key("grounds");
                write_grounds(&next.grounds, json);
                json.key("possible");
                write_possible(next.possible, json);
                json.key("verdict").text(next.possible.verdict().as_str());
            }),
        }
        json.key("open_questions").texts(&self.open_questions());
        let outlook = self.outlook();
        json.key("outlook").object(|json| {
            json.key("challenges").texts(&outlook.challenges);
            json.key("reserves").texts(&outlook.reserves);
            json.key("scheduled").texts(&outlook.scheduled);
            json.key("statements").texts(&outlook.statements);
        });
        json.key("possible");
        write_possible(self.possible(), json);
        json.key("retroactive").flag(self.retroactive());
        for (key, interval) in [("same", self.same()), ("valid", self.valid())] {
            json.key(key).object(|json| {
                json.key("from");
                write_instant(interval.from, json);
                json.key("until");
                write_instant(interval.until, json);
            });
        }
        json.key("verdict").text(self.verdict().as_str());
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
    pub fn to_json(&self) -> Value {
        read_back(&self.to_canonical_json())
    }

    /// The timeline as canonical JSON: equal timelines are equal bytes.
    #[must_use]
    pub fn to_canonical_json(&self) -> String {
        let mut json = Json::default();
        json.object(|json| {
            json.key("asked").object(|json| write_asked(&self.transaction, self.known, json));
            json.key("runs").list(|json| self.runs().for_each(|run| write_run(&run, json)));
        });
        json.into_text()
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
    order::sort_by(&mut grounds, |a, b| (b.status, a.id) < (a.status, b.id));
    grounds
}

fn sorted<'s>(ids: impl Iterator<Item = &'s str>) -> Vec<&'s str> {
    let mut ids: Vec<&str> = ids.collect();
    order::sort(&mut ids);
    ids
}

/// What was asked, but for the instant, which comes first.
fn write_asked(transaction: &Transaction, known: Option<Instant>, json: &mut Json) {
    json.key("content_hash").text(transaction.ruleset().content_hash());
    json.key("known");
    write_instant(known, json);
    json.key("readings");
    write_readings(transaction.readings(), json);
    json.key("transaction").object(|json| {
        for (fact, value) in transaction.stated() {
            json.key(fact);
            match value {
                FactValue::Text(text) => json.text(text),
                FactValue::Flag(flag) => json.flag(*flag),
                FactValue::Number(number) => json.number(*number),
            }
        }
    });
}

fn write_readings(readings: &Readings, json: &mut Json) {
    match readings {
        Readings::Presumed => json.text("presumed"),
        Readings::Open => json.text("open"),
        Readings::Given { answers, rest_open } => {
            let rest = rest_open.then_some(("rest", "open"));
            let given = answers.iter().map(|(question, answer)| (question.as_str(), answer.as_str()));
            let mut given: Vec<(&str, &str)> = given.chain(rest).collect();
            order::sort(&mut given);
            json.object(|json| given.iter().for_each(|(question, answer)| json.key(question).text(answer)));
        }
    }
}

fn write_grounds(grounds: &[Ground<'_>], json: &mut Json) {
    json.list(|json| {
        for ground in grounds {
            json.object(|json| {
                json.key("by").texts(&ground.by);
                json.key("certain").flag(ground.certain);
                json.key("id").text(ground.id);
                json.key("status").text(ground.status.as_str());
            });
        }
    });
}

fn write_hinge(hinge: &Hinge<'_>, json: &mut Json) {
    json.object(|json| {
        json.key("id").text(hinge.id);
        json.key("others").object(|json| {
            for (value, possible) in &hinge.others {
                json.key(value);
                write_possible(*possible, json);
            }
        });
        json.key("presumed").text(hinge.presumed);
    });
}

fn write_run(run: &TimelineRun<'_>, json: &mut Json) {
    json.object(|json| {
        json.key("from");
        write_instant(run.span.from, json);
        json.key("grounds");
        write_grounds(&run.grounds, json);
        json.key("possible");
        write_possible(run.possible, json);
        json.key("until");
        write_instant(run.span.until, json);
        json.key("verdict").text(run.possible.verdict().as_str());
    });
}

fn write_possible(possible: Possible, json: &mut Json) {
    json.list(|json| possible.iter().for_each(|status| json.text(status.as_str())));
}

fn write_instant(instant: Option<Instant>, json: &mut Json) {
    match instant {
        Some(instant) => json.text(&instant.to_string()),
        None => json.null(),
    }
}

fn read_back(canonical: &str) -> Value {
    let value = serde_json::from_str(canonical);
    debug_assert!(value.is_ok(), "not JSON: {canonical}");
    value.unwrap_or_default()
}
