#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! What went wrong, with all its problems.

use lawful::{Errors, Problems};

use crate::guard;
use crate::pointer::{Handle, In, Lent, Out, Own};
use crate::status::{self, LAWFUL_E_HANDLE, LAWFUL_E_INDEX, LAWFUL_OK, lawful_status};

/// What went wrong in a call: a status, and every problem that was found, at least one.
pub struct lawful_error {
    _opaque: (),
}

impl Handle for lawful_error {
    type Value = Trouble;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulER");
}

/// One problem. The texts are borrowed from the error.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_problem {
    /// What is wrong, in one sentence.
    pub message: Lent,
    /// What would be right; empty where the library cannot tell.
    pub hint: Lent,
    /// The document in which it lies; empty where it lies in none.
    pub file: Lent,
    /// The line of the document at the place; empty where there is none.
    pub source_line: Lent,
    /// The line, from 1; 0 where the problem is the document as a whole, or lies in none.
    pub line: u32,
    /// The column in characters, from 1; 0 as above.
    pub column: u32,
    /// What kind of mistake it is.
    pub status: lawful_status,
    /// Always 0.
    pub reserved: u32,
}

/// What a call comes to, if not to success.
pub(crate) enum Fault {
    /// A mistake that the C ABI tells; nothing is allocated for it.
    Own(lawful_status, &'static str),
    /// Mistakes that the core tells.
    Told(Box<Trouble>),
}

/// What an error holds.
pub struct Trouble {
    status: lawful_status,
    problems: Vec<Problem>,
}

struct Problem {
    status: lawful_status,
    message: String,
    hint: String,
    place: Option<lawful::Place>,
    source_line: String,
}

impl Fault {
    pub(crate) fn status(&self) -> lawful_status {
        match self {
            Fault::Own(status, _) => *status,
            Fault::Told(trouble) => trouble.status,
        }
    }

    pub(crate) fn told(self) -> Trouble {
        match self {
            Fault::Own(status, message) => Trouble::of(vec![Problem {
                status,
                message: message.to_owned(),
                hint: String::new(),
                place: None,
                source_line: String::new(),
            }]),
            Fault::Told(trouble) => *trouble,
        }
    }

    /// A mistake with a message made for it.
    pub(crate) fn new(status: lawful_status, message: String) -> Fault {
        let problem =
            Problem { status, message, hint: String::new(), place: None, source_line: String::new() };
        Fault::Told(Box::new(Trouble::of(vec![problem])))
    }

    /// Several at once, in their order.
    pub(crate) fn all(faults: Vec<Fault>) -> Result<(), Fault> {
        let problems: Vec<Problem> = faults.into_iter().flat_map(|fault| fault.told().problems).collect();
        if problems.is_empty() { Ok(()) } else { Err(Fault::Told(Box::new(Trouble::of(problems)))) }
    }
}

impl Trouble {
    fn of(problems: Vec<Problem>) -> Trouble {
        Trouble { status: problems.first().map_or(LAWFUL_OK, |problem| problem.status), problems }
    }
}

impl Problem {
    fn of(error: &lawful::Error) -> Problem {
        Problem {
            status: status::of(error.code()),
            message: error.message().to_owned(),
            hint: error.hint().unwrap_or_default().to_owned(),
            place: None,
            source_line: String::new(),
        }
    }
}

impl From<lawful::Error> for Fault {
    fn from(error: lawful::Error) -> Fault {
        Fault::Told(Box::new(Trouble::of(vec![Problem::of(&error)])))
    }
}

impl From<Errors> for Fault {
    fn from(errors: Errors) -> Fault {
        Fault::Told(Box::new(Trouble::of(errors.iter().map(Problem::of).collect())))
    }
}

impl From<Problems> for Fault {
    fn from(problems: Problems) -> Fault {
        let problem = |problem: &lawful::Problem| Problem {
            place: Some(problem.place.clone()),
            source_line: problem.source_line.clone().unwrap_or_default(),
            ..Problem::of(&problem.error)
        };
        Fault::Told(Box::new(Trouble::of(problems.iter().map(problem).collect())))
    }
}

/// The status of an error, which is that of its first problem.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_OK`.
/// - Errors: `LAWFUL_E_HANDLE` if it is no error.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_error_status(error: In<lawful_error>) -> lawful_status {
    if error.is_null() {
        return LAWFUL_OK;
    }
    guard::value(LAWFUL_E_HANDLE, || Ok(error.get()?.status))
}

/// The message of the first problem.
///
/// - Owns: the text is borrowed from the error, until it is freed.
/// - Threads: any, at once.
/// - NULL: an empty text.
/// - Errors: an empty text if it is no error.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_error_message(error: In<lawful_error>) -> Lent {
    guard::value(Lent::of(""), || {
        Ok(error.get()?.problems.first().map_or(Lent::of(""), |problem| Lent::of(&problem.message)))
    })
}

/// How many problems there are.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: 0.
/// - Errors: 0 if it is no error.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_error_count(error: In<lawful_error>) -> usize {
    guard::value(0, || Ok(error.get()?.problems.len()))
}

/// One of the problems of an error, counted from 0.
///
/// - Owns: the texts are borrowed from the error, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for either pointer.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`; `LAWFUL_E_INDEX` from `lawful_error_count` on.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_error_problem(
    error: In<lawful_error>,
    index: usize,
    problem: Out<lawful_problem>,
) -> lawful_status {
    guard::plain(|| {
        let place = problem.place()?;
        let row = error.get()?.problems.get(index);
        let row = row.ok_or(Fault::Own(LAWFUL_E_INDEX, "there is no such problem"))?;
        let at = row.place.as_ref();
        place.put(lawful_problem {
            message: Lent::of(&row.message),
            hint: Lent::of(&row.hint),
            file: Lent::of(at.map_or("", |place| &place.file)),
            source_line: Lent::of(&row.source_line),
            line: at.and_then(|place| place.line).unwrap_or(0),
            column: at.and_then(|place| place.column).unwrap_or(0),
            status: row.status,
            reserved: 0,
        });
        Ok(())
    })
}

/// The name of a status, such as `E-region`; it never changes. Empty for a number that is no status.
///
/// - Owns: the text lives as long as the library.
/// - Threads: any, at once.
/// - NULL: takes no pointer.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_status_name(status: lawful_status) -> Lent {
    Lent::of(status::name(status))
}

/// Frees an error.
///
/// - Owns: takes it; texts borrowed from it end.
/// - Threads: any, when no other call uses it.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_error_free(error: Own<lawful_error>) -> lawful_status {
    guard::plain(|| error.end())
}

#[cfg(test)]
mod tests {
    use lawful::Code;

    /// SPEC 11.4: every language shows the same codes. A code of the core without a line here fails.
    #[test]
    fn every_code_of_the_core_stands_in_the_header() {
        let source = include_str!("status.rs");
        for code in Code::ALL {
            let name = code.as_str().trim_start_matches("E-").replace('-', "_").to_uppercase();
            let line = format!("pub const LAWFUL_E_{name}: lawful_status = {};", code.number());
            assert!(source.contains(&line), "{line}");
        }
    }
}
