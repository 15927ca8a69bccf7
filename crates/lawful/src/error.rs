//! Errors: one closed, numbered, append-only list of codes (SPEC 11.4), and problems with their place.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal;)*) => {
        /// What kind of mistake it is. Numbers and names never change and are never reused (SPEC 11.4).
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name = $number,)* }

        impl Code {
            /// All codes in the order of their numbers.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The stable name, such as `E-region`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The stable number, from 1 up.
            #[must_use]
            pub const fn number(self) -> u16 {
                self as u16
            }
        }
    };
}

codes! {
    /// A document is not well-formed TOML or JSON, or not UTF-8.
    Syntax = 1, "E-syntax";
    /// A document or prepared form of an unknown format or version, or damaged.
    Format = 2, "E-format";
    /// A value of the wrong type.
    Type = 3, "E-type";
    /// A key that the closed list of keys does not have (SPEC Appendix A).
    UnknownKey = 4, "E-unknown-key";
    /// A required key is missing.
    MissingKey = 5, "E-missing-key";
    /// Two things with one id.
    DuplicateId = 6, "E-duplicate-id";
    /// Something is named that does not exist.
    UnknownReference = 7, "E-unknown-reference";
    /// A fact that is not declared.
    UnknownFact = 8, "E-unknown-fact";
    /// An unknown region code (SPEC 2.3).
    Region = 9, "E-region";
    /// A malformed id (SPEC 2.8).
    Id = 10, "E-id";
    /// A value that is not allowed where it stands.
    Value = 11, "E-value";
    /// Shares of a party that are malformed or sum to more than 100 percent (SPEC 2.6).
    Share = 12, "E-share";
    /// A malformed time.
    Time = 13, "E-time";
    /// A wall time in a gap or fold of daylight-saving time (SPEC 1.3).
    Dst = 14, "E-dst";
    /// A time zone that is missing or unknown.
    Zone = 15, "E-zone";
    /// An instant outside of the years 1 to 9999.
    Instant = 16, "E-instant";
    /// A date that stands for "never" or "always" (SPEC 1.2).
    Sentinel = 17, "E-sentinel";
    /// An empty window or range.
    Window = 18, "E-window";
    /// Provisions or instruments that need each other (SPEC 3.7).
    Cycle = 19, "E-cycle";
    /// A limit of SPEC 3.7 or 11.3 is exceeded.
    Limit = 20, "E-limit";
    /// A file or folder cannot be read.
    Io = 21, "E-io";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One mistake in a question or a value given to the library.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    code: Code,
    message: String,
    hint: Option<String>,
}

impl Error {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Error {
        Error { code, message: message.into(), hint: None }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is wrong, in one sentence; what the user wrote stands in backticks.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What would be right, where the library can tell.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

/// All mistakes of a question at once, in the order in which it was put. There is always at least one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Errors(Vec<Error>);

impl Errors {
    /// `Ok` if there are none.
    pub(crate) fn check(errors: Vec<Error>) -> Result<(), Errors> {
        if errors.is_empty() { Ok(()) } else { Err(Errors(errors)) }
    }

    /// The errors.
    pub fn iter(&self) -> std::slice::Iter<'_, Error> {
        self.0.iter()
    }

    /// The first error.
    #[must_use]
    pub fn first(&self) -> &Error {
        &self.0[0]
    }
}

impl From<Error> for Errors {
    fn from(error: Error) -> Errors {
        Errors(vec![error])
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            write!(f, "{}{}: {}", if n > 0 { "\n" } else { "" }, error.code, error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// Where in a document a problem lies. Lines and columns count from 1; columns count characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The document, as a path relative to the rule set's folder, or the folder itself.
    pub file: String,
    /// The line, or `None` where the problem is the document as a whole.
    pub line: Option<u32>,
    /// The column of the first character.
    pub column: Option<u32>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, ":{line}:{column}")?;
        }
        Ok(())
    }
}

/// One mistake in a document, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub error: Error,
    /// The line of the document at the place, without its line end, for a message that shows it.
    pub source_line: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.error.code, self.error.message)
    }
}

/// All problems of a rule set at once, in the order in which its author meets them: by document, then by place.
///
/// There is always at least one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    #[cfg(feature = "authoring")]
    pub(crate) fn one(problem: Problem) -> Problems {
        Problems(vec![problem])
    }

    /// `None` if there is nothing wrong.
    pub(crate) fn from_nonempty(mut problems: Vec<Problem>) -> Option<Problems> {
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        problems.dedup();
        (!problems.is_empty()).then_some(Problems(problems))
    }

    /// The problems.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            fmt::Display::fmt(problem, f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// What was written, short enough for a message and without control characters.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
    if text.chars().nth(80).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_numbers_count_up_without_gap() {
        for (n, code) in Code::ALL.iter().enumerate() {
            assert_eq!(usize::from(code.number()), n + 1);
            assert!(code.as_str().starts_with("E-"));
        }
    }
}
