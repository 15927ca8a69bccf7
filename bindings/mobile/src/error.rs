//! What went wrong, with all its problems.

use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What kind of mistake it is: the list of the core (SPEC 11.4), one to one. It prints as its stable name, such
        /// as `E-region`.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, uniffi::Enum)]
        #[uniffi::export(Display)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// The code of the core of that name; a test holds that every code of the core has one here.
            fn of(code: lawful::Code) -> Option<Code> {
                match code {
                    $(lawful::Code::$name => Some(Code::$name),)*
                    _ => None,
                }
            }

            fn core(self) -> lawful::Code {
                match self { $(Code::$name => lawful::Code::$name,)* }
            }
        }
    };
}

codes! {
    /// A document is not well-formed.
    Syntax,
    /// A prepared form of an unknown format or version, or damaged.
    Format,
    /// A value of the wrong type.
    Type,
    /// A key that the closed list of keys does not have.
    UnknownKey,
    /// A required key is missing.
    MissingKey,
    /// Two things with one id.
    DuplicateId,
    /// Something is named that does not exist.
    UnknownReference,
    /// A fact that is not declared.
    UnknownFact,
    /// An unknown region code (SPEC 2.3).
    Region,
    /// A malformed id (SPEC 2.8).
    Id,
    /// A value that is not allowed where it stands.
    Value,
    /// Shares of a party that are malformed or sum to more than 100 percent.
    Share,
    /// A malformed time.
    Time,
    /// A wall time in a gap or fold of daylight-saving time.
    Dst,
    /// A time zone that is missing or unknown.
    Zone,
    /// An instant outside of the years 1 to 9999 (SPEC 1.1).
    Instant,
    /// A date that stands for "never" or "always".
    Sentinel,
    /// An empty window or range.
    Window,
    /// Provisions or instruments that need each other.
    Cycle,
    /// A limit of SPEC 11.3 is exceeded.
    Limit,
    /// A file or folder cannot be read.
    Io,
}

/// One mistake.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Record)]
pub struct Problem {
    /// What kind of mistake it is.
    pub code: Code,
    /// What is wrong, in one sentence of English; what the caller wrote stands in backticks.
    pub text: String,
    /// What would be right, where the library can tell.
    pub hint: Option<String>,
}

/// Why a call has no answer.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Error)]
pub enum LawfulError {
    /// What was given is wrong: every mistake at once, in the order in which it was given; at least one.
    Refused {
        /// The mistakes.
        problems: Vec<Problem>,
    },
    /// This build has no rule set compiled in.
    NoCorpus,
    /// A bug of the library. The objects stay usable.
    Internal {
        /// What is known of it.
        detail: String,
    },
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.core().as_str())
    }
}

impl fmt::Display for LawfulError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LawfulError::Refused { problems } => {
                for (n, problem) in problems.iter().enumerate() {
                    write!(f, "{}{}: {}", if n > 0 { "\n" } else { "" }, problem.code, problem.text)?;
                }
                Ok(())
            }
            LawfulError::NoCorpus => f.write_str("this build has no rule set compiled in"),
            LawfulError::Internal { detail } => write!(f, "a bug of the library: {detail}"),
        }
    }
}

impl std::error::Error for LawfulError {}

impl Problem {
    pub(crate) fn of(error: &lawful::Error) -> Result<Problem, LawfulError> {
        let code = Code::of(error.code());
        let code = code.ok_or_else(|| LawfulError::Internal { detail: error.code().to_string() })?;
        Ok(Problem { code, text: error.message().to_owned(), hint: error.hint().map(str::to_owned) })
    }
}

impl From<lawful::Error> for LawfulError {
    fn from(error: lawful::Error) -> LawfulError {
        lawful::Errors::from(error).into()
    }
}

impl From<lawful::Errors> for LawfulError {
    fn from(errors: lawful::Errors) -> LawfulError {
        match errors.iter().map(Problem::of).collect() {
            Ok(problems) => LawfulError::Refused { problems },
            Err(internal) => internal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_core_has_one_here() {
        for code in lawful::Code::ALL {
            assert_eq!(Code::of(*code).map(|code| code.to_string()).as_deref(), Some(code.as_str()));
        }
    }
}
