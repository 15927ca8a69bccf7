//! What was decided once of one rule set, for the next tables that ask it: those that come in many small parts, as from
//! Spark, ask the same again and again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use hashbrown::HashMap;
use lawful::{Instant, Stretches, Transaction};

/// At most so many questions are kept at a time.
const QUESTIONS: usize = 1 << 13;
/// At most so many decisions are kept at a time.
const DECISIONS: usize = 1 << 15;

/// Questions that were asked, by their facts. Nobody waits for it: who finds it in use decides by himself, so that a
/// process may be forked at any time.
#[derive(Default)]
pub(crate) struct Kept {
    questions: Mutex<HashMap<String, Arc<Question>>>,
    decisions: AtomicUsize,
}

/// A question, with what was decided of it.
pub(crate) struct Question {
    asked: Transaction,
    stretches: Stretches,
    decided: Mutex<HashMap<usize, Arc<Decided>>>,
}

/// What a decision says, for a whole stretch of time.
pub(crate) struct Decided {
    /// The numbers of SPEC 10.6.
    pub(crate) verdict: u8,
    pub(crate) at_least: u8,
    pub(crate) at_most: u8,
    /// In seconds since 1970; `i64::MAX`: no known end.
    pub(crate) valid_until: i64,
    pub(crate) grounds: Vec<String>,
    pub(crate) missing: Vec<String>,
    pub(crate) covered: bool,
}

impl Kept {
    /// The question of that key, which `ask` makes if it was not asked before; `None` if it cannot be asked.
    pub(crate) fn question(
        &self,
        key: &str,
        ask: impl FnOnce() -> Option<Transaction>,
    ) -> Option<Arc<Question>> {
        if let Ok(questions) = self.questions.try_lock()
            && let Some(question) = questions.get(key)
        {
            return Some(Arc::clone(question));
        }
        let asked = ask()?;
        let (stretches, decided) = (asked.stretches(), Mutex::default());
        let question = Arc::new(Question { asked, stretches, decided });
        if let Ok(mut questions) = self.questions.try_lock() {
            if questions.len() >= QUESTIONS || self.decisions.load(Ordering::Relaxed) >= DECISIONS {
                questions.clear();
                self.decisions.store(0, Ordering::Relaxed);
            }
            questions.insert(key.to_owned(), Arc::clone(&question));
        }
        Some(question)
    }
}

impl Question {
    /// The number of the stretch of time in which all decisions of the question are equal.
    pub(crate) fn stretch(&self, at: Instant, known: Option<Instant>) -> usize {
        self.stretches.number(at, known)
    }

    /// What is decided in a stretch, with two instants in it.
    pub(crate) fn decide(
        &self,
        kept: &Kept,
        stretch: usize,
        at: Instant,
        known: Option<Instant>,
    ) -> Arc<Decided> {
        if let Ok(decided) = self.decided.try_lock()
            && let Some(decided) = decided.get(&stretch)
        {
            return Arc::clone(decided);
        }
        let decision = self.asked.decide(at, known);
        let possible = decision.possible();
        let made = Arc::new(Decided {
            verdict: possible.verdict().number(),
            at_least: possible.at_least().number(),
            at_most: possible.at_most().number(),
            valid_until: decision.valid().until.map_or(i64::MAX, Instant::unix_seconds),
            grounds: decision.grounds().iter().map(|ground| ground.id.to_owned()).collect(),
            missing: decision.missing().into_iter().map(str::to_owned).collect(),
            covered: decision.covered(),
        });
        if let Ok(mut decided) = self.decided.try_lock() {
            // A table with ever new questions and instants would fill the memory.
            if kept.decisions.fetch_add(1, Ordering::Relaxed) < DECISIONS {
                decided.insert(stretch, Arc::clone(&made));
            }
        }
        made
    }
}
