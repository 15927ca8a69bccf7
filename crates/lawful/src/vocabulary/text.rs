//! Texts by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text in one or more languages, by BCP 47 tag (`en`, `zh-Hans`, `zh-Hant`). It may be empty.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    pub(crate) fn insert(&mut self, language: String, text: String) {
        self.0.insert(language, text);
    }

    /// The text in that language; where it is missing, zh-Hant falls back to zh-Hans, and everything to en, then to
    /// whatever there is. `None` only if the text is empty.
    #[must_use]
    pub fn get(&self, language: &str) -> Option<&str> {
        let chain: &[&str] =
            if language == "zh-Hant" { &["zh-Hant", "zh-Hans", "en"] } else { &[language, "en"] };
        chain.iter().find_map(|tag| self.0.get(*tag)).or_else(|| self.0.values().next()).map(String::as_str)
    }

    /// The languages of the text with the text in each, sorted by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(tag, text)| (tag.as_str(), text.as_str()))
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
