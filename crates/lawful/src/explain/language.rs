//! The languages of explanations.

use std::fmt;
use std::str::FromStr;

use crate::error::{Code, Error, shown};

/// A language in which the library explains. Texts of documents fall back zh-Hant → zh-Hans → en.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Language {
    /// English.
    English,
    /// Chinese in simplified characters.
    SimplifiedChinese,
    /// Chinese in traditional characters.
    TraditionalChinese,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] =
        [Language::English, Language::SimplifiedChinese, Language::TraditionalChinese];

    /// The BCP 47 tag: `en`, `zh-Hans`, `zh-Hant`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::SimplifiedChinese => "zh-Hans",
            Language::TraditionalChinese => "zh-Hant",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads a BCP 47 tag as a phone or browser gives it, `_` as well as `-`, in any case: the language decides, then
    /// the script, then the region. `zh-TW`, `zh-HK` and `zh-MO` are traditional; any other Chinese is simplified.
    ///
    /// # Errors
    /// `E-value` for another language, or for what is no tag.
    fn from_str(tag: &str) -> Result<Language, Error> {
        let wrong = || {
            let message = format!("`{}` is not a language in which this can be explained", shown(tag));
            Error::new(Code::Value, message).with_hint("one of en, zh-Hans, zh-Hant")
        };
        let well_formed =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let lower = tag.to_ascii_lowercase();
        let mut parts = lower.split(['-', '_']);
        let language = parts.next().unwrap_or_default();
        // What follows a single letter (`-u-co-pinyin`, `-x-tw`) is no script and no region.
        let rest: Vec<&str> = parts.clone().take_while(|part| part.len() > 1).collect();
        if !parts.all(well_formed) {
            return Err(wrong());
        }
        match language {
            "en" => Ok(Language::English),
            "zh" => Ok(match rest.iter().find(|part| part.len() == 4) {
                Some(&"hant") => Language::TraditionalChinese,
                Some(&"hans") => Language::SimplifiedChinese,
                _ if rest.iter().any(|part| matches!(*part, "tw" | "hk" | "mo")) => {
                    Language::TraditionalChinese
                }
                _ => Language::SimplifiedChinese,
            }),
            _ => Err(wrong()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_phones_and_browsers_name_a_language() {
        use Language::{English, SimplifiedChinese, TraditionalChinese};
        for language in Language::ALL {
            assert_eq!(language.tag().parse::<Language>().unwrap(), language);
        }
        for (tag, language) in [
            ("en-US", English),
            ("EN", English),
            ("en_GB", English),
            ("en-US-u-hc-h12", English),
            ("zh", SimplifiedChinese),
            ("zh-CN", SimplifiedChinese),
            ("zh-SG", SimplifiedChinese),
            ("zh-Hans-HK", SimplifiedChinese),
            ("zh-TW", TraditionalChinese),
            ("zh-hk", TraditionalChinese),
            ("zh_MO", TraditionalChinese),
            ("zh-Hant-US", TraditionalChinese),
            ("zh-yue-HK", TraditionalChinese),
            ("zh-CN-x-tw", SimplifiedChinese),
        ] {
            assert_eq!(tag.parse::<Language>().unwrap(), language, "{tag}");
        }
    }

    #[test]
    fn another_language_is_an_error_and_never_english() {
        for tag in
            ["", "de", "english", "en-", "-en", "en--US", "zh-Hant TW", "zh\u{0}", "z", "zh-toolongpart"]
        {
            assert_eq!(tag.parse::<Language>().unwrap_err().code(), Code::Value, "{tag:?}");
        }
    }
}
