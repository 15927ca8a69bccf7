//! Decisions in words, for a lawyer to read, in three languages. The core tells codes and ids; the words stand in one
//! file per language under `messages/`, and tests hold that none is missing and that no placeholder is wrong.

mod decision;
mod grounds;
mod language;
mod message;
mod outlook;
#[cfg(all(test, feature = "authoring"))]
mod tests;
mod timeline;
mod unknown;
mod wording;

use std::fmt;

use crate::decision::{Decision, Timeline};
use crate::verdict::{Status, Verdict};

pub use language::Language;

use message::Word;

/// A decision or a timeline in words. It prints as plain text: no colour, nothing wrapped, no line end at the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// What was asked and what is the answer, in one sentence.
    pub verdict: String,
    /// Why, until when, what is missing …: only those that have something to say.
    pub sections: Vec<Section>,
    /// That it is no legal advice, and which record it rests on.
    pub closing: String,
}

/// A part of an explanation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What it says; never empty.
    pub items: Vec<Item>,
}

/// A line of a section, with lines that belong to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The line.
    pub text: String,
    /// What is to be said about it.
    pub details: Vec<String>,
}

impl Decision {
    /// The decision in words.
    #[must_use]
    pub fn explain(&self, language: Language) -> Explanation {
        decision::explain(self, language)
    }
}

impl Timeline {
    /// The timeline in words: a line for each run.
    #[must_use]
    pub fn explain(&self, language: Language) -> Explanation {
        timeline::explain(self, language)
    }
}

/// What a verdict is called, in lower case where a language has it: `suspended`, `禁止规定效力中止`.
#[must_use]
pub fn verdict_name(verdict: Verdict, language: Language) -> &'static str {
    language.word(match verdict {
        Verdict::Determinate(Status::Unregulated) => Word::Unregulated,
        Verdict::Determinate(Status::Exempt) => Word::Exempt,
        Verdict::Determinate(Status::Licensed) => Word::Licensed,
        Verdict::Determinate(Status::Suspended) => Word::Suspended,
        Verdict::Determinate(Status::Unenforced) => Word::Unenforced,
        Verdict::Determinate(Status::Prohibited) => Word::Prohibited,
        Verdict::Indeterminate => Word::Indeterminate,
    })
}

/// That the record does not cover all of what was asked (SPEC 7.6), in a sentence.
#[must_use]
pub fn not_covered(language: Language) -> &'static str {
    language.word(Word::NotCovered)
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.verdict)?;
        for section in &self.sections {
            writeln!(f, "\n{}", section.heading)?;
            for item in &section.items {
                writeln!(f, "  - {}", item.text)?;
                for detail in &item.details {
                    writeln!(f, "      {detail}")?;
                }
            }
        }
        write!(f, "\n{}", self.closing)
    }
}

impl From<String> for Item {
    fn from(text: String) -> Item {
        Item { text, details: Vec::new() }
    }
}

impl Explanation {
    /// Adds a section, unless it has nothing to say.
    fn add(&mut self, language: Language, heading: Word, items: Vec<Item>) {
        if !items.is_empty() {
            self.sections.push(Section { heading: language.word(heading).to_owned(), items });
        }
    }
}
