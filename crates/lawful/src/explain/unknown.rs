//! What is not known: missing facts, open questions, and presumptions on which the answer hinges.

use super::Item;
use super::message::Message;
use super::wording::Wording;
use crate::decision::Decision;
use crate::transaction::FactValue;
use crate::vocabulary::{Atom, Domain, Tree};

/// Of a place that is stated too broadly, so many parts are named: the states of the United States are too many.
const MAX_PARTS: usize = 8;

impl Wording<'_> {
    /// Each missing fact with what it asks and how it is stated.
    pub(super) fn missing(&self, decision: &Decision) -> Vec<Item> {
        let item =
            |fact: &str| Item { text: self.question(fact), details: vec![self.how_to_state(decision, fact)] };
        decision.missing().into_iter().map(item).collect()
    }

    /// Each open question with its answers.
    pub(super) fn open_questions(&self, decision: &Decision) -> Vec<Item> {
        let vocabulary = &self.rules.model().vocabulary;
        let item = |id: &str| {
            let answers =
                vocabulary.question_named(id).map(|question| &*vocabulary.question(question).answers);
            let answers = self.any(answers.unwrap_or_default());
            Item { text: self.question(id), details: vec![self.say(Message::Answers { answers: &answers })] }
        };
        decision.open_questions().into_iter().map(item).collect()
    }

    /// Each decisive presumption, and what the answer would be without it.
    pub(super) fn hinges(&self, decision: &Decision) -> Vec<Item> {
        decision
            .hinges_on()
            .into_iter()
            .map(|hinge| {
                let mut details = vec![self.say(Message::Presumed { value: hinge.presumed })];
                details.extend(hinge.others.iter().map(|(value, possible)| {
                    self.say(Message::Otherwise { value, verdict: &self.possible(*possible) })
                }));
                Item { text: self.question(hinge.id), details }
            })
            .collect()
    }

    fn how_to_state(&self, decision: &Decision, fact: &str) -> String {
        let vocabulary = &self.rules.model().vocabulary;
        let Some(domain) = vocabulary.fact_named(fact).map(|id| &vocabulary.fact(id).domain) else {
            return fact.to_owned();
        };
        match domain {
            Domain::Flag => self.say(Message::StateFlag { fact }),
            Domain::Choice(answers) => self.say(Message::StateChoice { fact, answers: &self.any(answers) }),
            Domain::Number { unit } => self.say(Message::StateNumber { fact, unit }),
            Domain::Node(tree) => {
                self.how_to_narrow(decision, fact, *tree).unwrap_or_else(|| self.how_to_name(fact, *tree))
            }
        }
    }

    fn how_to_name(&self, fact: &str, tree: Tree) -> String {
        self.say(match tree {
            Tree::Region => Message::StateRegion { fact },
            Tree::Activity => Message::StateActivity { fact },
            Tree::Actor => Message::StateActor { fact },
            Tree::App => Message::StateApp { fact },
            Tree::Party => Message::StateParty { fact },
        })
    }

    /// Of what is stated, but not as an atom: its parts (SPEC 4.1, 7.2).
    fn how_to_narrow(&self, decision: &Decision, fact: &str, tree: Tree) -> Option<String> {
        let (_, value) = decision.transaction().stated().find(|(stated, _)| *stated == fact)?;
        let FactValue::Text(id) = value else { return None };
        let table = self.rules.model().vocabulary.tree(tree);
        let atoms = table.atoms_under(table.named(id)?, decision.at(), false);
        let (others, mut atoms): (Vec<Atom>, Vec<Atom>) = atoms.into_iter().partition(|atom| atom.is_other());
        atoms.extend(others);
        let name = |atom: &Atom| {
            let id = &table.node(atom.node()).id;
            if atom.is_other() { format!("other:{id}") } else { id.clone() }
        };
        let mut parts: Vec<String> = atoms.iter().take(MAX_PARTS).map(name).collect();
        if atoms.len() > MAX_PARTS {
            parts.push("…".to_owned());
        }
        if parts.is_empty() {
            return None;
        }
        let message = Message::StatePart { fact, value: &self.value(fact, value), parts: &self.any(&parts) };
        Some(self.say(message))
    }
}
