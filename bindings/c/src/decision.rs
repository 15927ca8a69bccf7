#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Decisions, as data and in words (SPEC 10).

use std::ffi::c_char;
use std::sync::OnceLock;

use lawful::Decision;
use lawful::decision::{Ground, Hinge};

use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::instant::{self, LAWFUL_NO_END};
use crate::outcome::LAWFUL_NO_VERDICT;
use crate::pointer::{Handle, In, Lent, Out, Own};
use crate::ruleset::lawful_ruleset;
use crate::status::{LAWFUL_E_ENUM, LAWFUL_E_INDEX, lawful_status};
use crate::transaction::{lawful_transaction, prepared_for};
use crate::words::Words;

/// The full answer to one question at one instant. Immutable: any number of threads may use it at once.
pub struct lawful_decision {
    _opaque: (),
}

impl Handle for lawful_decision {
    type Value = Decided;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulDC");
}

/// What a decision holds.
pub struct Decided {
    decision: Decision,
    json: OnceLock<String>,
    words: Words,
}

/// A list of a decision: why, highest status first (SPEC 10.2).
pub const LAWFUL_GROUNDS: u32 = 1;
/// A list of a decision: the grounds of the run that follows; empty where none does.
pub const LAWFUL_NEXT_GROUNDS: u32 = 2;
/// A list of a decision: prohibitions that would reach the transaction, and were ended or annulled (SPEC 10.3).
pub const LAWFUL_LIFTED: u32 = 3;
/// A list of a decision: open facts on which the answer depends (SPEC 7.2).
pub const LAWFUL_MISSING: u32 = 4;
/// A list of a decision: open questions on which the answer depends (SPEC 7.2).
pub const LAWFUL_OPEN_QUESTIONS: u32 = 5;
/// A list of a decision: presumptions on which the answer hinges (SPEC 7.3).
pub const LAWFUL_HINGES: u32 = 6;
/// A list of a decision: pending attacks on what is relevant (SPEC 10.4).
pub const LAWFUL_CHALLENGES: u32 = 7;
/// A list of a decision: powers to prohibit later (SPEC 10.4).
pub const LAWFUL_RESERVES: u32 = 8;
/// A list of a decision: prohibitions whose window starts later (SPEC 10.4).
pub const LAWFUL_SCHEDULED: u32 = 9;
/// A list of a decision: statements about what is relevant (SPEC 10.4).
pub const LAWFUL_STATEMENTS: u32 = 10;
/// A list of a decision: bounds of `valid` and `same` that rest on an unknown second (SPEC 8.2). It holds instants.
pub const LAWFUL_ASSUMED: u32 = 11;

/// A decision in short.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_summary {
    /// When the conduct takes place.
    pub at: i64,
    /// What was public by then counts; or `LAWFUL_KNOWN_ALL`.
    pub known: i64,
    /// Since when this is the possible set; or `LAWFUL_NO_START`.
    pub valid_from: i64,
    /// Until when; or `LAWFUL_NO_END`.
    pub valid_until: i64,
    /// Since when the decision is the same in every part; or `LAWFUL_NO_START`.
    pub same_from: i64,
    /// Until when; or `LAWFUL_NO_END`.
    pub same_until: i64,
    /// The first second of the run that follows; or `LAWFUL_NO_END`.
    pub next_at: i64,
    /// The verdict, from 1 to 7.
    pub verdict: u8,
    /// The verdicts of all worlds: bit n-1 for verdict n.
    pub possible: u8,
    /// The least possible verdict.
    pub at_least: u8,
    /// The greatest possible verdict.
    pub at_most: u8,
    /// The verdict of the run that follows; 0 where none does.
    pub next_verdict: u8,
    /// What is possible in the run that follows; 0 where none does.
    pub next_possible: u8,
    /// 1 if `possible`, missing facts and open questions are exact, 0 if they are supersets (SPEC 7.4).
    pub exact: u8,
    /// 1 if the record covers the place and the activity (SPEC 7.6). Uncovered `unregulated` means that nobody has
    /// looked.
    pub covered: u8,
    /// 1 if the law changed for the past since `at` (SPEC 9.2).
    pub retroactive: u8,
    /// Always 0.
    pub reserved: [u8; 7],
}

/// A provision that brings the verdict about in some world. The text is borrowed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_ground {
    /// The id of the provision.
    pub id: Lent,
    /// How many provisions bring its status about.
    pub by_count: usize,
    /// Its status, a verdict from 1 to 6.
    pub status: u8,
    /// 1 if it is so in every world.
    pub certain: u8,
    /// Always 0.
    pub reserved: [u8; 6],
}

impl lawful_ground {
    pub(crate) fn of(ground: &Ground<'_>) -> lawful_ground {
        lawful_ground {
            id: Lent::of(ground.id),
            by_count: ground.by.len(),
            status: ground.status.number(),
            certain: u8::from(ground.certain),
            reserved: [0; 6],
        }
    }
}

/// A presumption on which the answer hinges. The texts are borrowed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_hinge {
    /// The question or fact.
    pub id: Lent,
    /// What was presumed.
    pub presumed: Lent,
    /// How many other values would change the answer.
    pub other_count: usize,
}

/// Another value of a presumption. The text is borrowed.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_other {
    /// The value.
    pub value: Lent,
    /// The possible set that it would make: bit n-1 for verdict n.
    pub possible: u8,
    /// Always 0.
    pub reserved: [u8; 7],
}

/// The full decision, at an instant, as known at an instant (`LAWFUL_KNOWN_ALL`: with all that the rule set holds).
/// What was decided once for a stretch of time is kept with the transaction.
///
/// - Owns: the caller gets the decision, and frees it with `lawful_decision_free`. It keeps the rule set alive.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `decision`; `error` may be NULL.
/// - Errors: `LAWFUL_E_STALE` if the transaction was prepared against a rule set of other content;
///   `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decide(
    ruleset: In<lawful_ruleset>,
    transaction: In<lawful_transaction>,
    at: i64,
    known: i64,
    decision: Out<*mut lawful_decision>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, decision, || {
        let prepared = prepared_for(&ruleset, &transaction)?;
        let decision = prepared.decide(instant::at(at)?, instant::known(known)?);
        Ok(Decided { decision, json: OnceLock::new(), words: Words::default() })
    })
}

/// Verdict, times and marks of a decision.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `summary`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_summary(
    decision: In<lawful_decision>,
    summary: Out<lawful_summary>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, summary, || {
        let decision = &decision.get()?.decision;
        let possible = decision.possible();
        let (valid, same) = (instant::span(decision.valid()), instant::span(decision.same()));
        let next = decision.next();
        let next_possible = next.as_ref().map(|next| next.possible);
        Ok(lawful_summary {
            at: decision.at().unix_seconds(),
            known: instant::known_seconds(decision.known()),
            valid_from: valid.0,
            valid_until: valid.1,
            same_from: same.0,
            same_until: same.1,
            next_at: next.map_or(LAWFUL_NO_END, |next| next.at.unix_seconds()),
            verdict: decision.verdict().number(),
            possible: possible.bits(),
            at_least: possible.at_least().number(),
            at_most: possible.at_most().number(),
            next_verdict: next_possible.map_or(LAWFUL_NO_VERDICT, |possible| possible.verdict().number()),
            next_possible: next_possible.map_or(0, |possible| possible.bits()),
            exact: u8::from(decision.exact()),
            covered: u8::from(decision.covered()),
            retroactive: u8::from(decision.retroactive()),
            reserved: [0; 7],
        })
    })
}

/// How long a list of a decision is; `list` is `LAWFUL_GROUNDS` … `LAWFUL_ASSUMED`.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `count`; `error` may be NULL.
/// - Errors: `LAWFUL_E_ENUM` if there is no such list; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_count(
    decision: In<lawful_decision>,
    list: u32,
    count: Out<usize>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, count, || {
        let decision = &decision.get()?.decision;
        Ok(if list == LAWFUL_ASSUMED { decision.assumed().len() } else { ids(decision, list)?.len() })
    })
}

/// The id of that index, from 0, in a list of a decision; any but `LAWFUL_ASSUMED`.
///
/// - Owns: the text is borrowed from the decision, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `id`; `error` may be NULL.
/// - Errors: `LAWFUL_E_ENUM` if there is no such list, or it holds no ids; `LAWFUL_E_INDEX` if `index` is not below
///   the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_id(
    decision: In<lawful_decision>,
    list: u32,
    index: usize,
    id: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, id, || Ok(Lent::of(nth(&ids(&decision.get()?.decision, list)?, index)?)))
}

/// A ground of a decision: of that index, from 0, in `LAWFUL_GROUNDS` or `LAWFUL_NEXT_GROUNDS`.
///
/// - Owns: the text is borrowed from the decision, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `ground`; `error` may be NULL.
/// - Errors: `LAWFUL_E_ENUM` if it is no list of grounds; `LAWFUL_E_INDEX` if `index` is not below the count;
///   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_ground(
    decision: In<lawful_decision>,
    list: u32,
    index: usize,
    ground: Out<lawful_ground>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, ground, || {
        Ok(lawful_ground::of(nth(&grounds(&decision.get()?.decision, list)?, index)?))
    })
}

/// One of the provisions that bring the status of a ground about, counted from 0.
///
/// - Owns: the text is borrowed from the decision, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `id`; `error` may be NULL.
/// - Errors: `LAWFUL_E_ENUM` if it is no list of grounds; `LAWFUL_E_INDEX` if `index` is not below the count, or `by`
///   not below `by_count`; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_ground_by(
    decision: In<lawful_decision>,
    list: u32,
    index: usize,
    by: usize,
    id: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, id, || {
        Ok(Lent::of(nth(&nth(&grounds(&decision.get()?.decision, list)?, index)?.by, by)?))
    })
}

/// A presumption on which a decision hinges: of that index, from 0, in `LAWFUL_HINGES`.
///
/// - Owns: the texts are borrowed from the decision, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `hinge`; `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_hinge(
    decision: In<lawful_decision>,
    index: usize,
    hinge: Out<lawful_hinge>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, hinge, || {
        let hinges = decision.get()?.decision.hinges_on();
        let Hinge { id, presumed, others } = nth(&hinges, index)?;
        Ok(lawful_hinge { id: Lent::of(id), presumed: Lent::of(presumed), other_count: others.len() })
    })
}

/// Another value of a presumption, counted from 0, and what it would make.
///
/// - Owns: the text is borrowed from the decision, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `value`; `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if `index` is not below the count, or `other` not below `other_count`;
///   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_hinge_other(
    decision: In<lawful_decision>,
    index: usize,
    other: usize,
    value: Out<lawful_other>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, value, || {
        let hinges = decision.get()?.decision.hinges_on();
        let (value, possible) = nth(&nth(&hinges, index)?.others, other)?;
        Ok(lawful_other { value: Lent::of(value), possible: possible.bits(), reserved: [0; 7] })
    })
}

/// An instant of the list `LAWFUL_ASSUMED`, counted from 0.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `seconds`; `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_assumed(
    decision: In<lawful_decision>,
    index: usize,
    seconds: Out<i64>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, seconds, || Ok(nth(decision.get()?.decision.assumed(), index)?.unix_seconds()))
}

/// The decision as canonical JSON (SPEC 10.1): equal decisions are equal bytes.
///
/// - Owns: the text is borrowed from the decision, until it is freed; the first call makes it.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `json`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_json(
    decision: In<lawful_decision>,
    json: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, json, || {
        let decided = decision.get()?;
        Ok(Lent::of(decided.json.get_or_init(|| decided.decision.to_canonical_json())))
    })
}

/// The decision in words, in the language of that BCP 47 tag: English, or Chinese in simplified or traditional
/// characters.
///
/// - Owns: the text is borrowed from the decision, until it is freed; the first call for a language makes it.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `decision` and `text`, and for `language` unless its length is 0; `error` may be NULL.
/// - Errors: `LAWFUL_E_VALUE` for another language; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`,
///   `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_explain(
    decision: In<lawful_decision>,
    language: In<c_char>,
    language_length: usize,
    text: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, text, || {
        let decided = decision.get()?;
        let tag = language.text(language_length)?;
        decided.words.get(tag, |language| decided.decision.explain(language))
    })
}

/// Frees a decision.
///
/// - Owns: takes it; texts borrowed from it end.
/// - Threads: any, when no other call uses it.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_decision_free(decision: Own<lawful_decision>) -> lawful_status {
    guard::plain(|| decision.end())
}

/// The element of that index.
pub(crate) fn nth<T>(list: &[T], index: usize) -> Result<&T, Fault> {
    list.get(index).ok_or(Fault::Own(LAWFUL_E_INDEX, "an index is not below the count"))
}

fn grounds(decision: &Decision, list: u32) -> Result<Vec<Ground<'_>>, Fault> {
    match list {
        LAWFUL_GROUNDS => Ok(decision.grounds()),
        LAWFUL_NEXT_GROUNDS => Ok(decision.next().map_or_else(Vec::new, |next| next.grounds)),
        _ => Err(Fault::Own(LAWFUL_E_ENUM, "grounds are in LAWFUL_GROUNDS and LAWFUL_NEXT_GROUNDS")),
    }
}

fn ids(decision: &Decision, list: u32) -> Result<Vec<&str>, Fault> {
    Ok(match list {
        LAWFUL_GROUNDS | LAWFUL_NEXT_GROUNDS => {
            grounds(decision, list)?.into_iter().map(|ground| ground.id).collect()
        }
        LAWFUL_LIFTED => decision.lifted(),
        LAWFUL_MISSING => decision.missing(),
        LAWFUL_OPEN_QUESTIONS => decision.open_questions(),
        LAWFUL_HINGES => decision.hinges_on().into_iter().map(|hinge| hinge.id).collect(),
        LAWFUL_CHALLENGES => decision.outlook().challenges,
        LAWFUL_RESERVES => decision.outlook().reserves,
        LAWFUL_SCHEDULED => decision.outlook().scheduled,
        LAWFUL_STATEMENTS => decision.outlook().statements,
        _ => return Err(Fault::Own(LAWFUL_E_ENUM, "a decision has no such list of ids")),
    })
}
