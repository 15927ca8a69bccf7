#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Transactions: what is asked, but for the times; and asking (SPEC 4).

use std::collections::BTreeMap;
use std::ffi::c_char;

use lawful::{FactValue, Lookup, Prepared, Readings, Ruleset};

use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::instant;
use crate::json;
use crate::outcome::lawful_outcome;
use crate::pointer::{Handle, In, Out, Own};
use crate::ruleset::{lawful_ruleset, same};
use crate::status::{LAWFUL_E_ENUM, LAWFUL_E_STALE, LAWFUL_E_VALUE, lawful_status};
use crate::text::lawful_text;

/// What is asked, but for the times: stated facts and readings, checked and prepared against one rule set, which it
/// keeps alive. Immutable: any number of threads may use it at once.
pub struct lawful_transaction {
    _opaque: (),
}

impl Handle for lawful_transaction {
    type Value = Prepared;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulTX");
}

/// In `lawful_fact` and `lawful_column`: the value is a text, the id of a node or a choice.
pub const LAWFUL_TEXT: u32 = 1;
/// In `lawful_fact` and `lawful_column`: the value is a flag, 0 or 1, in `number`.
pub const LAWFUL_FLAG: u32 = 2;
/// In `lawful_fact` and `lawful_column`: the value is a number, in the unit of the fact.
pub const LAWFUL_NUMBER: u32 = 3;

/// As `readings`: what is not stated takes its presumed value, where it has one.
pub const LAWFUL_PRESUMED: u32 = 1;
/// As `readings`: what is not stated is open.
pub const LAWFUL_OPEN: u32 = 2;

/// A stated fact.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_fact {
    /// Its id: `app`, `activity`, `actor`, `party`, `counterparty`, `publisher`, `location`, `storefront`, or a
    /// declared fact.
    pub fact: lawful_text,
    /// The value, if `kind` is `LAWFUL_TEXT`.
    pub text: lawful_text,
    /// The value, if `kind` is `LAWFUL_FLAG` or `LAWFUL_NUMBER`.
    pub number: i64,
    /// What the value is.
    pub kind: u32,
    /// Not looked at.
    pub reserved: u32,
}

/// How a question of the law is read.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_reading {
    /// The full id of the question.
    pub question: lawful_text,
    /// The answer that is taken.
    pub answer: lawful_text,
}

/// States a transaction, and prepares it against a rule set: afterwards, asking it allocates nothing.
///
/// `readings` is `LAWFUL_PRESUMED` or `LAWFUL_OPEN`, for all questions but those in `given`.
///
/// - Owns: the caller gets the transaction, and frees it with `lawful_transaction_free`. It keeps the rule set alive;
///   nothing else of the inputs is kept.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `transaction`, for `facts` unless `fact_count` is 0, and for `given`
///   unless `given_count` is 0; `error` may be NULL.
/// - Errors: every mistake of the question at once: `LAWFUL_E_UNKNOWN_FACT`, `LAWFUL_E_UNKNOWN_REFERENCE`,
///   `LAWFUL_E_REGION`, `LAWFUL_E_ID`, `LAWFUL_E_TYPE`, `LAWFUL_E_VALUE`, `LAWFUL_E_LIMIT`. Before that
///   `LAWFUL_E_ENUM`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[allow(clippy::too_many_arguments, reason = "a list is a pointer and a length in C")]
#[unsafe(no_mangle)]
pub extern "C" fn lawful_transaction_new(
    ruleset: In<lawful_ruleset>,
    facts: In<lawful_fact>,
    fact_count: usize,
    readings: u32,
    given: In<lawful_reading>,
    given_count: usize,
    transaction: Out<*mut lawful_transaction>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, transaction, || {
        let mut builder = ruleset.get()?.rules.transaction();
        for fact in facts.slice(fact_count)? {
            builder = builder.fact(fact.fact.get()?, fact.value()?);
        }
        builder = builder.readings(readings_of(readings, given.slice(given_count)?)?);
        Ok(builder.build()?.prepare())
    })
}

/// States a transaction as JSON: an object with `ask`, the object of stated facts, and, where it is not
/// `"presumed"`, `readings`: `"open"`, or the object of given answers (SPEC 10.1).
///
/// - Owns: the caller gets the transaction, and frees it with `lawful_transaction_free`. It keeps the rule set alive;
///   nothing of the text is kept.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `transaction`, and for `json` unless `length` is 0; `error` may be NULL.
/// - Errors: as `lawful_transaction_new`, and `LAWFUL_E_SYNTAX`, `LAWFUL_E_UNKNOWN_KEY`, `LAWFUL_E_MISSING_KEY`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_transaction_from_json(
    ruleset: In<lawful_ruleset>,
    json: In<c_char>,
    length: usize,
    transaction: Out<*mut lawful_transaction>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, transaction, || {
        let rules = &ruleset.get()?.rules;
        let question = json::read(json.text(length)?)?;
        let mut builder = rules.transaction().readings(question.readings);
        for (fact, value) in question.ask {
            builder = builder.fact(fact, value);
        }
        Ok(builder.build()?.prepare())
    })
}

/// Puts the same question to another rule set. The given transaction stays as it is.
///
/// - Owns: the caller gets the new transaction, and frees both with `lawful_transaction_free`.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `transaction`, `ruleset` and `rebound`; `error` may be NULL.
/// - Errors: as `lawful_transaction_new`, since the other rule set may lack what is named.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_transaction_rebind(
    transaction: In<lawful_transaction>,
    ruleset: In<lawful_ruleset>,
    rebound: Out<*mut lawful_transaction>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, rebound, || {
        Ok(transaction.get()?.transaction().rebind(&ruleset.get()?.rules)?.prepare())
    })
}

/// Frees a transaction. Decisions and timelines made from it stay usable.
///
/// - Owns: takes it.
/// - Threads: any, when no other call uses this handle.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_transaction_free(transaction: Own<lawful_transaction>) -> lawful_status {
    guard::plain(|| transaction.end())
}

/// The short answer, at an instant, as known at an instant (`LAWFUL_KNOWN_ALL`: with all that the rule set holds).
///
/// Allocates nothing and waits for nobody, unless it fails with `error` not NULL.
///
/// - Owns: nothing changes hands. `outcome` is all zero before any work, and so wherever the call fails.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `outcome`; `error` may be NULL.
/// - Errors: `LAWFUL_E_STALE` if the transaction was prepared against a rule set of other content;
///   `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_verdict(
    ruleset: In<lawful_ruleset>,
    transaction: In<lawful_transaction>,
    at: i64,
    known: i64,
    outcome: Out<lawful_outcome>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let place = outcome.place()?;
        place.put(lawful_outcome::NONE);
        let prepared = prepared_for(&ruleset, &transaction)?;
        place.put(lawful_outcome::of(prepared.verdict(instant::at(at)?, instant::known(known)?)));
        Ok(())
    })
}

/// What is possible anywhere in the range from `from` until `until`, for a clock that is not trusted (SPEC 8.3).
/// `valid_until` of the outcome is `LAWFUL_NO_END` and says nothing.
///
/// - Owns: nothing changes hands. `outcome` is all zero before any work, and so wherever the call fails.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `outcome`; `error` may be NULL.
/// - Errors: `LAWFUL_E_WINDOW` if the range is empty; `LAWFUL_E_STALE`, `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`,
///   `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decide_over(
    ruleset: In<lawful_ruleset>,
    transaction: In<lawful_transaction>,
    from: i64,
    until: i64,
    known: i64,
    outcome: Out<lawful_outcome>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let place = outcome.place()?;
        place.put(lawful_outcome::NONE);
        let asked = prepared_for(&ruleset, &transaction)?.transaction();
        let range = (instant::at(from)?, instant::at(until)?);
        let possible = asked.decide_over(range.0, range.1, instant::known(known)?)?;
        place.put(lawful_outcome::of_possible(possible));
        Ok(())
    })
}

/// The short answer to a question by names, for those who prepare nothing; readings are as presumed. The first time a
/// combination comes, its answers over all time are made and kept with the rule set; then names are looked up, and
/// nothing is kept.
///
/// - Owns: nothing changes hands. `outcome` is all zero before any work, and so wherever the call fails.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `outcome`, and for `facts` unless `fact_count` is 0; `error` may be NULL.
/// - Errors: as `lawful_transaction_new`, and `LAWFUL_E_INSTANT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_look_up(
    ruleset: In<lawful_ruleset>,
    facts: In<lawful_fact>,
    fact_count: usize,
    at: i64,
    known: i64,
    outcome: Out<lawful_outcome>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let place = outcome.place()?;
        place.put(lawful_outcome::NONE);
        let rules = &ruleset.get()?.rules;
        let (at, known) = (instant::at(at)?, instant::known(known)?);
        let mut question = Lookup::default();
        let mut declared = Vec::new();
        for fact in facts.slice(fact_count)? {
            let name = fact.fact.get()?;
            let slot = match name {
                "app" => Some(&mut question.app),
                "activity" => Some(&mut question.activity),
                "actor" => Some(&mut question.actor),
                "party" => Some(&mut question.party),
                "counterparty" => Some(&mut question.counterparty),
                "publisher" => Some(&mut question.publisher),
                "location" => Some(&mut question.location),
                "storefront" => Some(&mut question.storefront),
                _ => None,
            };
            match slot {
                Some(slot @ None) if fact.kind == LAWFUL_TEXT => *slot = Some(fact.text.get()?),
                // Declared, of a wrong type, or stated twice: the core says which.
                _ => declared.push((name, fact.value()?)),
            }
        }
        question.facts = &declared;
        place.put(lawful_outcome::of(rules.look_up(&question, at, known)?.outcome()));
        Ok(())
    })
}

/// The transaction, if it was prepared against the rule set.
#[inline]
pub(crate) fn prepared_for<'t>(
    ruleset: &In<lawful_ruleset>,
    transaction: &'t In<lawful_transaction>,
) -> Result<&'t Prepared, Fault> {
    let rules: &Ruleset = &ruleset.get()?.rules;
    let prepared = transaction.get()?;
    if same(rules, prepared.transaction().ruleset()) {
        Ok(prepared)
    } else {
        Err(Fault::Own(LAWFUL_E_STALE, "the transaction was prepared against another rule set"))
    }
}

impl lawful_fact {
    fn value(&self) -> Result<FactValue, Fault> {
        match self.kind {
            LAWFUL_TEXT => Ok(self.text.get()?.into()),
            LAWFUL_FLAG => flag(self.number),
            LAWFUL_NUMBER => Ok(self.number.into()),
            _ => Err(UNKNOWN_KIND),
        }
    }
}

pub(crate) const UNKNOWN_KIND: Fault =
    Fault::Own(LAWFUL_E_ENUM, "a value is LAWFUL_TEXT, LAWFUL_FLAG or LAWFUL_NUMBER");

pub(crate) fn flag(number: i64) -> Result<FactValue, Fault> {
    match number {
        0 => Ok(false.into()),
        1 => Ok(true.into()),
        _ => Err(Fault::Own(LAWFUL_E_VALUE, "a flag is 0 or 1")),
    }
}

fn readings_of(readings: u32, given: &[lawful_reading]) -> Result<Readings, Fault> {
    let rest_open = match readings {
        LAWFUL_PRESUMED => false,
        LAWFUL_OPEN => true,
        _ => return Err(Fault::Own(LAWFUL_E_ENUM, "readings are LAWFUL_PRESUMED or LAWFUL_OPEN")),
    };
    if given.is_empty() {
        return Ok(if rest_open { Readings::Open } else { Readings::Presumed });
    }
    let mut answers = BTreeMap::new();
    for reading in given {
        if answers.insert(reading.question.get()?.to_owned(), reading.answer.get()?.to_owned()).is_some() {
            return Err(Fault::Own(LAWFUL_E_VALUE, "a question is answered twice"));
        }
    }
    Ok(Readings::Given { answers, rest_open })
}
