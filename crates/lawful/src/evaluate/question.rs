//! A question as the engines take it: small integers only (SPEC 4).

use crate::time::Instant;
use crate::vocabulary::{Atom, FactId, QuestionId};

/// A value of a fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Value {
    /// A stated node may still leave its atoms open.
    Atom(Atom),
    Flag(bool),
    Choice(u32),
    Number(i64),
}

/// How what is not stated is read (SPEC 4.2).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Reading {
    /// Whether what is neither stated nor answered takes its presumed value.
    pub(crate) presume: bool,
    /// Answers of the asker, sorted by question.
    pub(crate) given: Vec<(QuestionId, u32)>,
}

impl Reading {
    pub(crate) const PRESUMED: Reading = Reading { presume: true, given: Vec::new() };

    pub(crate) fn given(&self, question: QuestionId) -> Option<u32> {
        self.given.binary_search_by_key(&question, |(id, _)| *id).ok().map(|n| self.given[n].1)
    }
}

/// What is asked, but for `at` and `known`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Question {
    /// Sorted by fact.
    pub(crate) stated: Vec<(FactId, Value)>,
    /// Stated parties that no register has (SPEC 7.6).
    pub(crate) unregistered: Vec<FactId>,
    pub(crate) reading: Reading,
}

impl Question {
    pub(crate) fn stated(&self, fact: FactId) -> Option<Value> {
        self.stated.binary_search_by_key(&fact, |(id, _)| *id).ok().map(|n| self.stated[n].1)
    }

    /// The question with one more fact stated.
    pub(crate) fn stating(mut self, fact: FactId, value: Value) -> Question {
        self.state(fact, value);
        self
    }

    /// States a fact, in place of what was stated of it.
    pub(crate) fn state(&mut self, fact: FactId, value: Value) {
        match self.stated.binary_search_by_key(&fact, |(id, _)| *id) {
            Ok(n) => self.stated[n].1 = value,
            Err(n) => self.stated.insert(n, (fact, value)),
        }
    }
}

/// The moment asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct When {
    pub(crate) at: Instant,
    /// [`Instant::MAX`] where everything is known: no document is public later.
    pub(crate) known: Instant,
}
