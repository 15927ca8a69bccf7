//! Questions by chance: some facts stated, some not, at boundaries and next to them.

use std::collections::BTreeMap;

use lawful::{FactValue, Instant, Readings, Ruleset, Transaction};
use serde_json::{Map, Value as Json, json};

use super::chance::Chance;
use super::moment::{COUNT, instant, near};
use super::palette::{Domain, FACTS, Fact, Palette, fact};

/// A question as it is written.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Ask {
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) readings: Readings,
    pub(crate) at: Instant,
    pub(crate) known: Option<Instant>,
}

impl Ask {
    /// A question that the rule set takes.
    pub(crate) fn new(palette: &Palette, ruleset: &Ruleset, chance: &mut Chance) -> Ask {
        let mut ask = Ask { facts: Vec::new(), readings: Readings::Presumed, at: near(chance), known: None };
        let stated = *chance.pick(&[100, 85, 85, 60]);
        for fact in &FACTS {
            let live = palette.facts.iter().any(|other| other.id == fact.id);
            // What nothing tests is of interest for `covered` and for what is derived.
            let derives = matches!(fact.id, "app" | "location" | "activity");
            let percent = match (live, derives) {
                (true, _) => stated,
                (false, true) => 70,
                (false, false) => 8,
            };
            if !chance.percent(percent) {
                continue;
            }
            for _ in 0..5 {
                let value = (fact.id.to_owned(), (*chance.pick(fact.in_questions)).to_owned());
                let mut with = ask.clone();
                with.facts.push(value);
                if with.transaction(ruleset).is_ok() {
                    ask = with;
                    break;
                }
            }
        }
        ask.readings = readings(palette, chance);
        if chance.percent(60) {
            ask.known = Some(match chance.below(4) {
                0 => ask.at,
                1 => instant(chance.below(COUNT)),
                2 => instant(chance.between(COUNT / 2, COUNT - 1)),
                _ => near(chance),
            });
        }
        ask
    }

    /// The transaction, checked against a rule set.
    pub(crate) fn transaction(&self, ruleset: &Ruleset) -> Result<Transaction, String> {
        let mut builder = ruleset.transaction().readings(self.readings.clone());
        for (id, value) in &self.facts {
            builder = builder.fact(id.as_str(), fact_value(fact(id), value));
        }
        builder.build().map_err(|errors| errors.to_string())
    }

    /// Facts and values as the library takes them.
    pub(crate) fn values(&self) -> impl Iterator<Item = (String, FactValue)> + '_ {
        self.facts.iter().map(|(id, value)| (id.clone(), fact_value(fact(id), value)))
    }

    pub(crate) fn value(&self, fact: &str) -> Option<&str> {
        self.facts.iter().find(|(id, _)| id == fact).map(|(_, value)| value.as_str())
    }

    /// With one fact stated, or stated otherwise.
    pub(crate) fn stating(&self, fact: &str, value: &str) -> Ask {
        let mut ask = self.clone();
        ask.facts.retain(|(id, _)| id != fact);
        ask.facts.push((fact.to_owned(), value.to_owned()));
        ask
    }

    /// With one question answered by the asker.
    pub(crate) fn answering(&self, question: &str, answer: &str) -> Ask {
        let (mut answers, rest_open) = match &self.readings {
            Readings::Presumed => (BTreeMap::new(), false),
            Readings::Open => (BTreeMap::new(), true),
            Readings::Given { answers, rest_open } => (answers.clone(), *rest_open),
        };
        answers.insert(question.to_owned(), answer.to_owned());
        Ask { readings: Readings::Given { answers, rest_open }, ..self.clone() }
    }

    /// As the command line takes it in a batch.
    pub(crate) fn line(&self) -> String {
        let ask: Map<String, Json> =
            self.facts.iter().map(|(id, value)| (id.clone(), json_value(id, value))).collect();
        let readings = match &self.readings {
            Readings::Presumed => json!("presumed"),
            Readings::Open => json!("open"),
            Readings::Given { answers, rest_open } => {
                let mut given: Map<String, Json> =
                    answers.iter().map(|(question, answer)| (question.clone(), json!(answer))).collect();
                if *rest_open {
                    given.insert("rest".to_owned(), json!("open"));
                }
                Json::Object(given)
            }
        };
        let mut line = json!({"ask": ask, "at": self.at.to_string(), "readings": readings});
        if let Some(known) = self.known {
            line["known"] = json!(known.to_string());
        }
        line.to_string()
    }
}

fn readings(palette: &Palette, chance: &mut Chance) -> Readings {
    match chance.below(10) {
        0..5 => Readings::Presumed,
        5..7 => Readings::Open,
        _ if palette.questions.is_empty() => Readings::Open,
        n => {
            let question = chance.pick(&palette.questions);
            let answer = (*chance.pick(&question.answers)).to_owned();
            Readings::Given { answers: BTreeMap::from([(question.full_id(), answer)]), rest_open: n == 9 }
        }
    }
}

pub(super) fn fact_value(fact: Option<&Fact>, value: &str) -> FactValue {
    match fact.map(|fact| fact.domain) {
        Some(Domain::Flag) => FactValue::Flag(value == "true"),
        Some(Domain::Number) => value.parse().map_or_else(|_| FactValue::from(value), FactValue::Number),
        _ => FactValue::from(value),
    }
}

fn json_value(id: &str, value: &str) -> Json {
    match fact_value(fact(id), value) {
        FactValue::Flag(flag) => json!(flag),
        FactValue::Number(number) => json!(number),
        FactValue::Text(text) => json!(text),
    }
}
