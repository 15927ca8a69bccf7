//! What one rule set speaks of: a few facts and questions with few values, so that everything meets everything.

use super::chance::Chance;
use super::description::Value;

/// The facts that conditions may test, with what rules and questions may say of them.
pub(crate) struct Fact {
    pub(crate) id: &'static str,
    /// Values that a rule may name.
    pub(crate) in_rules: &'static [&'static str],
    /// Values that a question may state; some are refused where a register does not list them.
    pub(crate) in_questions: &'static [&'static str],
    /// How values are written.
    pub(crate) domain: Domain,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Domain {
    Node,
    /// A node that may be tested for a group (SPEC 2.6).
    Party,
    Flag,
    Choice,
    Number,
}

const REGIONS: &[&str] = &["US", "US-CA", "US-NY", "CA", "PR", "grp1", "grp2", "grp3", "plc1"];
const PLACES: &[&str] = &[
    "US",
    "US",
    "US-CA",
    "US-CA",
    "US-NY",
    "CA",
    "PR",
    "FR",
    "FR-75",
    "USA",
    "world",
    "grp1",
    "grp2",
    "grp3",
    "plc1",
    "other:US",
    "other:grp1",
    "other:grp3",
    "other:world",
    "US-MT",
    "other:US-CA",
];
const PARTIES: &[&str] = &["par1", "par2", "par3", "par4"];
const PERSONS: &[&str] = &[
    "par1",
    "par2",
    "par3",
    "par4",
    "par1",
    "par2",
    "xpa1",
    "xpa2",
    "any-party",
    "other:par2",
    "other:any-party",
];

/// Everything that may be tested.
pub(crate) const FACTS: [Fact; 15] = [
    Fact { id: "location", in_rules: REGIONS, in_questions: PLACES, domain: Domain::Node },
    Fact {
        id: "activity",
        in_rules: &["hosting", "hosting/sub1", "app-store", "app-store/download", "act1", "sale"],
        in_questions: &[
            "hosting",
            "hosting/sub1",
            "app-store",
            "app-store/download",
            "act1",
            "transit",
            "other:app-store",
            "other:hosting",
            "app-store/update",
            "hosting/sub1",
        ],
        domain: Domain::Node,
    },
    Fact {
        id: "actor",
        in_rules: &["business", "app-store", "individual", "kin1"],
        in_questions: &[
            "business",
            "app-store",
            "individual",
            "kin1",
            "developer",
            "other:business",
            "any-actor",
        ],
        domain: Domain::Node,
    },
    Fact {
        id: "app",
        in_rules: &["app1", "app2", "fam1", "android:com.x1", "app3"],
        in_questions: &[
            "app1",
            "app1",
            "app2",
            "app3",
            "fam1",
            "android:com.x1",
            "xap1",
            "any-app",
            "other:fam1",
        ],
        domain: Domain::Node,
    },
    Fact { id: "party", in_rules: PARTIES, in_questions: PERSONS, domain: Domain::Party },
    Fact { id: "counterparty", in_rules: PARTIES, in_questions: PERSONS, domain: Domain::Party },
    Fact { id: "publisher", in_rules: PARTIES, in_questions: PERSONS, domain: Domain::Party },
    Fact { id: "storefront", in_rules: REGIONS, in_questions: PLACES, domain: Domain::Node },
    Fact { id: "data1", in_rules: REGIONS, in_questions: PLACES, domain: Domain::Node },
    Fact { id: "joint1", in_rules: PARTIES, in_questions: PERSONS, domain: Domain::Party },
    Fact {
        id: "flag1",
        in_rules: &["true", "false"],
        in_questions: &["true", "false"],
        domain: Domain::Flag,
    },
    Fact {
        id: "flag2",
        in_rules: &["true", "false"],
        in_questions: &["true", "false"],
        domain: Domain::Flag,
    },
    Fact {
        id: "cho1",
        in_rules: &["aa1", "bb1", "cc1"],
        in_questions: &["aa1", "bb1", "cc1"],
        domain: Domain::Choice,
    },
    Fact { id: "cho2", in_rules: &["dd1", "ee1"], in_questions: &["dd1", "ee1"], domain: Domain::Choice },
    Fact {
        id: "num1",
        in_rules: &["3", "7"],
        in_questions: &["-1", "2", "3", "4", "7", "8"],
        domain: Domain::Number,
    },
];

/// The fact of an id.
pub(crate) fn fact(id: &str) -> Option<&'static Fact> {
    FACTS.iter().find(|fact| fact.id == id)
}

/// An open question of the rule set.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The document that declares it.
    pub(crate) home: &'static str,
    pub(crate) id: &'static str,
    pub(crate) answers: Vec<&'static str>,
    pub(crate) presumed: Option<&'static str>,
}

impl Question {
    pub(crate) fn full_id(&self) -> String {
        format!("{}#{}", self.home, self.id)
    }

    /// How a document names it.
    pub(crate) fn named_in(&self, document: &str) -> String {
        if document == self.home { self.id.to_owned() } else { self.full_id() }
    }
}

/// The register of a campaign.
pub(crate) const REGISTER: &str = "register/base";

/// The facts and questions of one rule set.
pub(crate) struct Palette {
    pub(crate) facts: Vec<&'static Fact>,
    pub(crate) questions: Vec<Question>,
}

impl Palette {
    pub(crate) fn new(chance: &mut Chance) -> Palette {
        let all: Vec<&'static Fact> = FACTS.iter().collect();
        let facts = chance.some(&all, 4);
        let mut questions = Vec::new();
        for (home, id, answers) in [
            (REGISTER, "que1", vec!["ya1", "no1"]),
            (REGISTER, "que2", vec!["ya1", "no1", "un1"]),
            ("law1", "que3", vec!["be1", "af1"]),
        ] {
            if chance.percent(45) {
                let presumed = chance.percent(55).then(|| *chance.pick(&answers));
                questions.push(Question { home, id, answers, presumed });
            }
        }
        Palette { facts, questions }
    }

    /// What `when` says; `None`: everything. An answer may not rest on questions (SPEC 4.2).
    pub(crate) fn condition(&self, document: &str, questions: bool, chance: &mut Chance) -> Option<Value> {
        if chance.percent(55) { None } else { Some(self.table(document, questions, 2, chance)) }
    }

    fn table(&self, document: &str, questions: bool, depth: usize, chance: &mut Chance) -> Value {
        let mut entries: Vec<(String, Value)> = Vec::new();
        for _ in 0..chance.between(1, 2) {
            let (key, value) = match chance.below(10) {
                0 | 1 if questions && !self.questions.is_empty() => self.question_test(document, chance),
                2 if depth > 0 => {
                    let parts =
                        (0..chance.between(1, 3)).map(|_| self.table(document, questions, depth - 1, chance));
                    let parts = Value::List(parts.collect());
                    (if chance.percent(30) { "all" } else { "any" }.to_owned(), parts)
                }
                3 if depth > 0 => ("not".to_owned(), self.table(document, questions, depth - 1, chance)),
                _ => self.fact_test(questions, chance),
            };
            if entries.iter().all(|(other, _)| *other != key) {
                entries.push((key, value));
            }
        }
        Value::Table(entries)
    }

    fn question_test(&self, document: &str, chance: &mut Chance) -> (String, Value) {
        let question = chance.pick(&self.questions);
        let key = format!("?{}", question.named_in(document));
        let answers = &question.answers;
        let value = match chance.below(6) {
            0 => Value::texts(chance.some(answers, 2)),
            1 => Value::table([("not", Value::text(*chance.pick(answers)))]),
            _ => Value::text(*chance.pick(answers)),
        };
        (key, value)
    }

    fn fact_test(&self, groups: bool, chance: &mut Chance) -> (String, Value) {
        let fact = *chance.pick(&self.facts);
        let value = match chance.below(8) {
            0 => Value::List((0..chance.between(1, 3)).map(|_| single(fact, groups, chance)).collect()),
            1 => Value::table([("not", single(fact, groups, chance))]),
            2 => {
                let others: Vec<Value> = (0..2).map(|_| single(fact, groups, chance)).collect();
                Value::table([("not", Value::List(others))])
            }
            _ => single(fact, groups, chance),
        };
        (fact.id.to_owned(), value)
    }
}

/// One value in a condition. A group may rest on a question.
fn single(fact: &Fact, groups: bool, chance: &mut Chance) -> Value {
    let value = *chance.pick(fact.in_rules);
    match fact.domain {
        Domain::Party if groups && chance.percent(60) => group(chance),
        Domain::Node | Domain::Party | Domain::Choice => Value::text(value),
        Domain::Flag => Value::plain(value),
        Domain::Number => match chance.below(5) {
            0 => Value::plain(value),
            1 => Value::table([("at_least", Value::plain(value))]),
            2 => Value::table([("above", Value::plain(3))]),
            3 => Value::table([("below", Value::plain(value))]),
            _ => Value::table([("at_least", Value::plain(3)), ("at_most", Value::plain(7))]),
        },
    }
}

fn group(chance: &mut Chance) -> Value {
    let root = match chance.below(4) {
        0 => Value::texts(chance.some(PARTIES, 2)),
        _ => Value::text(*chance.pick(&PARTIES[..2])),
    };
    let threshold = Value::plain(*chance.pick(&["25", "50", "50", "49.5", "60"]));
    let key = if chance.percent(70) { "at_least" } else { "above" };
    let mut entries = vec![("group".to_owned(), root), (key.to_owned(), threshold)];
    if chance.percent(25) {
        entries.push(("or_control".to_owned(), Value::plain(true)));
    }
    Value::Table(entries)
}
