//! Texts by language.

use serde::{Deserialize, Serialize};

/// Ends a language tag; begins the next language. Neither may stand in a text: they are control characters.
const AFTER_TAG: char = '\u{1f}';
const AFTER_TEXT: char = '\u{1e}';

/// A text in one or more languages, by BCP 47 tag (`en`, `zh-Hans`, `zh-Hant`). It may be empty.
///
/// All languages stand in one string, so that a rule set with thousands of texts opens quickly.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Text(String);

impl Text {
    /// The text by language; the languages come out sorted by tag.
    pub(crate) fn from_languages<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Text {
        let mut texts: Vec<(&str, &str)> = texts.into_iter().collect();
        texts.sort_unstable();
        let mut packed = String::new();
        for (tag, text) in texts {
            packed.push_str(tag);
            packed.push(AFTER_TAG);
            packed.extend(text.chars().filter(|c| !matches!(*c, AFTER_TAG | AFTER_TEXT)));
            packed.push(AFTER_TEXT);
        }
        packed.shrink_to_fit();
        Text(packed)
    }

    /// The text in that language; where it is missing, zh-Hant falls back to zh-Hans, and everything to en, then to
    /// whatever there is. `None` only if the text is empty.
    #[must_use]
    pub fn get(&self, language: &str) -> Option<&str> {
        let chain: &[&str] =
            if language == "zh-Hant" { &["zh-Hant", "zh-Hans", "en"] } else { &[language, "en"] };
        let find = |wanted: &&str| self.iter().find(|(tag, _)| tag == wanted).map(|(_, text)| text);
        chain.iter().find_map(find).or_else(|| self.iter().next().map(|(_, text)| text))
    }

    /// The languages of the text with the text in each, sorted by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.split_terminator(AFTER_TEXT).filter_map(|entry| entry.split_once(AFTER_TAG))
    }

    /// Whether there is no text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back() {
        let text = Text::from_languages([("zh-Hans", "简"), ("en", "plain")]);
        assert_eq!(text.get("zh-Hant"), Some("简"));
        assert_eq!(text.get("pt"), Some("plain"));
        assert_eq!(text.iter().collect::<Vec<_>>(), [("en", "plain"), ("zh-Hans", "简")]);
        assert_eq!(Text::from_languages([("pt", "só")]).get("en"), Some("só"));
        assert_eq!(Text::default().get("en"), None);
    }
}
