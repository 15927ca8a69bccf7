//! Decisions in words, in three languages.

use std::fmt;

use crate::verdict::Verdict;

/// A language in which the library explains. It prints as its BCP 47 tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
#[uniffi::export(Display)]
pub enum Language {
    /// English.
    English,
    /// Chinese in simplified characters.
    SimplifiedChinese,
    /// Chinese in traditional characters.
    TraditionalChinese,
}

/// A decision or a timeline in words. It prints as plain text: nothing is wrapped, and no line end is at the end.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Explanation {
    /// What was asked and what is the answer, in one sentence.
    pub verdict: String,
    /// Why, until when, what is missing …: only those that have something to say.
    pub sections: Vec<Section>,
    /// That it is no legal advice, and which record it rests on.
    pub closing: String,
    /// All of it as plain text.
    pub plain: String,
}

/// A part of an explanation.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Section {
    /// What it is about.
    pub heading: String,
    /// What it says; at least one.
    pub items: Vec<Item>,
}

/// A line of a section, with lines that belong to it.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Item {
    /// The line.
    pub text: String,
    /// What is to be said about it.
    pub details: Vec<String>,
}

/// The language of a locale by its tag, as a phone gives it (`zh-TW`, `en_GB`); absent where the library does not speak
/// it, so that the app chooses what to fall back to.
#[uniffi::export]
pub fn language_of(tag: &str) -> Option<Language> {
    tag.parse().ok().map(Language::of)
}

/// What a verdict is called: `suspended`, `禁止规定效力中止`.
#[uniffi::export]
pub fn verdict_name(verdict: Verdict, language: Language) -> String {
    lawful::explain::verdict_name(verdict.into(), language.core()).to_owned()
}

impl Explanation {
    pub(crate) fn of(explanation: lawful::Explanation) -> Explanation {
        let plain = explanation.to_string();
        let item = |item: lawful::explain::Item| Item { text: item.text, details: item.details };
        let section = |section: lawful::explain::Section| Section {
            heading: section.heading,
            items: section.items.into_iter().map(item).collect(),
        };
        Explanation {
            verdict: explanation.verdict,
            sections: explanation.sections.into_iter().map(section).collect(),
            closing: explanation.closing,
            plain,
        }
    }
}

impl Language {
    fn of(language: lawful::Language) -> Language {
        match language {
            lawful::Language::English => Language::English,
            lawful::Language::SimplifiedChinese => Language::SimplifiedChinese,
            lawful::Language::TraditionalChinese => Language::TraditionalChinese,
        }
    }

    pub(crate) fn core(self) -> lawful::Language {
        match self {
            Language::English => lawful::Language::English,
            Language::SimplifiedChinese => lawful::Language::SimplifiedChinese,
            Language::TraditionalChinese => lawful::Language::TraditionalChinese,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.core().tag())
    }
}
