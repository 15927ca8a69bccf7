//! What a question states (SPEC 4.1, 4.2).

use std::collections::{BTreeMap, HashMap};

use crate::error::LawfulError;

/// A value of a fact as it is written.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum FactValue {
    /// Of a node or a choice: its id.
    Text {
        /// The id.
        id: String,
    },
    /// Of a flag.
    Flag {
        /// The flag.
        flag: bool,
    },
    /// Of a number, in the unit of its fact.
    Number {
        /// The number.
        number: i64,
    },
}

/// A stated fact.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Fact {
    /// Its id: `app`, `activity`, `actor`, `party`, `counterparty`, `publisher`, `location`, `storefront`, or a declared
    /// fact.
    pub id: String,
    /// Its value.
    pub value: FactValue,
}

/// How what is not stated is read (SPEC 4.2).
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Readings {
    /// Each question takes its presumed answer, each unstated fact its presumed value; without one it is open.
    Presumed,
    /// All are open.
    Open,
    /// These answers, by the full id of the question; the rest as `Presumed`, or open.
    Given {
        /// Answers by question.
        answers: HashMap<String, String>,
        /// Whether the rest is open.
        rest_open: bool,
    },
}

/// What is asked, but for the times. What is not stated is open, or presumed: an app that does not know a place states
/// none.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Transaction {
    /// What is stated; at most 64 facts, none twice.
    pub facts: Vec<Fact>,
    /// How what is not stated is read.
    pub readings: Readings,
}

impl Transaction {
    /// Checks everything against a rule set.
    pub(crate) fn build(&self, rules: &lawful::Ruleset) -> Result<lawful::Transaction, LawfulError> {
        let mut builder = rules.transaction().readings(self.readings.core());
        for fact in &self.facts {
            builder = builder.fact(fact.id.as_str(), fact.value.core());
        }
        Ok(builder.build()?)
    }

    /// What was checked, with canonical ids.
    pub(crate) fn of(transaction: &lawful::Transaction) -> Transaction {
        let fact =
            |(id, value): (&str, &lawful::FactValue)| Fact { id: id.to_owned(), value: FactValue::of(value) };
        Transaction {
            facts: transaction.stated().map(fact).collect(),
            readings: Readings::of(transaction.readings()),
        }
    }

    /// The same with one more fact.
    pub(crate) fn with(&self, id: &str, value: &str) -> Transaction {
        let mut transaction = self.clone();
        let value = FactValue::Text { id: value.to_owned() };
        transaction.facts.push(Fact { id: id.to_owned(), value });
        transaction
    }
}

impl FactValue {
    fn of(value: &lawful::FactValue) -> FactValue {
        match value {
            lawful::FactValue::Text(id) => FactValue::Text { id: id.clone() },
            lawful::FactValue::Flag(flag) => FactValue::Flag { flag: *flag },
            lawful::FactValue::Number(number) => FactValue::Number { number: *number },
        }
    }

    fn core(&self) -> lawful::FactValue {
        match self {
            FactValue::Text { id } => id.as_str().into(),
            FactValue::Flag { flag } => (*flag).into(),
            FactValue::Number { number } => (*number).into(),
        }
    }
}

impl Readings {
    fn of(readings: &lawful::Readings) -> Readings {
        match readings {
            lawful::Readings::Presumed => Readings::Presumed,
            lawful::Readings::Open => Readings::Open,
            lawful::Readings::Given { answers, rest_open } => {
                Readings::Given { answers: answers.clone().into_iter().collect(), rest_open: *rest_open }
            }
        }
    }

    fn core(&self) -> lawful::Readings {
        match self {
            Readings::Presumed => lawful::Readings::Presumed,
            Readings::Open => lawful::Readings::Open,
            Readings::Given { answers, rest_open } => {
                // Sorted, so that mistakes come in an order; one by one, since what collects has a sort of its own.
                let mut sorted = BTreeMap::new();
                for (question, answer) in answers {
                    sorted.insert(question.clone(), answer.clone());
                }
                lawful::Readings::Given { answers: sorted, rest_open: *rest_open }
            }
        }
    }
}
