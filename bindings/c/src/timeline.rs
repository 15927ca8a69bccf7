#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! How an answer changes over time (SPEC 8.1).

use std::ffi::c_char;
use std::sync::OnceLock;

use lawful::Timeline;
use lawful::decision::TimelineRun;

use crate::decision::{lawful_ground, nth};
use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::instant;
use crate::pointer::{Handle, In, Lent, Out, Own};
use crate::ruleset::lawful_ruleset;
use crate::status::{LAWFUL_E_INDEX, lawful_status};
use crate::transaction::{lawful_transaction, prepared_for};
use crate::words::Words;

/// How the answer to one question changes over time: runs that cover all instants without gap. Immutable: any number
/// of threads may use it at once.
pub struct lawful_timeline {
    _opaque: (),
}

impl Handle for lawful_timeline {
    type Value = Line;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulTL");
}

/// What a timeline holds.
pub struct Line {
    timeline: Timeline,
    json: OnceLock<String>,
    words: Words,
}

/// A run of a timeline.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_run {
    /// Its first second, or `LAWFUL_NO_START`.
    pub from: i64,
    /// The first second after it, or `LAWFUL_NO_END`.
    pub until: i64,
    /// How many grounds it has at its first second.
    pub ground_count: usize,
    /// The verdict, from 1 to 7.
    pub verdict: u8,
    /// The verdicts of all worlds: bit n-1 for verdict n.
    pub possible: u8,
    /// Always 0.
    pub reserved: [u8; 6],
}

/// The answers over all time, as known at an instant (`LAWFUL_KNOWN_ALL`: with all that the rule set holds).
///
/// - Owns: the caller gets the timeline, and frees it with `lawful_timeline_free`. It keeps the rule set alive.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset`, `transaction` and `timeline`; `error` may be NULL.
/// - Errors: `LAWFUL_E_STALE` if the transaction was prepared against a rule set of other content;
///   `LAWFUL_E_INSTANT`, `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_new(
    ruleset: In<lawful_ruleset>,
    transaction: In<lawful_transaction>,
    known: i64,
    timeline: Out<*mut lawful_timeline>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, timeline, || {
        let asked = prepared_for(&ruleset, &transaction)?.transaction();
        let timeline = asked.timeline(instant::known(known)?);
        Ok(Line { timeline, json: OnceLock::new(), words: Words::default() })
    })
}

/// How many runs a timeline has; at least one.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `timeline` and `count`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_count(
    timeline: In<lawful_timeline>,
    count: Out<usize>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, count, || Ok(timeline.get()?.timeline.runs().len()))
}

/// A run of a timeline, counted from 0, earliest first.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `timeline` and `run`; `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_run(
    timeline: In<lawful_timeline>,
    index: usize,
    run: Out<lawful_run>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, run, || {
        let TimelineRun { span, possible, grounds } = nth_run(&timeline.get()?.timeline, index)?;
        let (from, until) = instant::span(span);
        Ok(lawful_run {
            from,
            until,
            ground_count: grounds.len(),
            verdict: possible.verdict().number(),
            possible: possible.bits(),
            reserved: [0; 6],
        })
    })
}

/// A ground of a run of a timeline, both counted from 0.
///
/// - Owns: the text is borrowed from the timeline, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `timeline` and `ground`; `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if `index` is not below the count, or `ground_index` not below `ground_count`;
///   `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_ground(
    timeline: In<lawful_timeline>,
    index: usize,
    ground_index: usize,
    ground: Out<lawful_ground>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, ground, || {
        let run = nth_run(&timeline.get()?.timeline, index)?;
        Ok(lawful_ground::of(nth(&run.grounds, ground_index)?))
    })
}

/// One of the provisions that bring the status of a ground about, all counted from 0.
///
/// - Owns: the text is borrowed from the timeline, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `timeline` and `id`; `error` may be NULL.
/// - Errors: `LAWFUL_E_INDEX` if an index is not below its count; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_ground_by(
    timeline: In<lawful_timeline>,
    index: usize,
    ground_index: usize,
    by: usize,
    id: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, id, || {
        let run = nth_run(&timeline.get()?.timeline, index)?;
        Ok(Lent::of(nth(&nth(&run.grounds, ground_index)?.by, by)?))
    })
}

/// The timeline as JSON, with the conventions of a decision (SPEC 10.1).
///
/// - Owns: the text is borrowed from the timeline, until it is freed; the first call makes it.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `timeline` and `json`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_json(
    timeline: In<lawful_timeline>,
    json: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, json, || {
        let line = timeline.get()?;
        Ok(Lent::of(line.json.get_or_init(|| line.timeline.to_canonical_json())))
    })
}

/// The timeline in words, in the language of that BCP 47 tag: English, or Chinese in simplified or traditional
/// characters.
///
/// - Owns: the text is borrowed from the timeline, until it is freed; the first call for a language makes it.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `timeline` and `text`, and for `language` unless its length is 0; `error` may be NULL.
/// - Errors: `LAWFUL_E_VALUE` for another language; `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`, `LAWFUL_E_UTF8`,
///   `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_explain(
    timeline: In<lawful_timeline>,
    language: In<c_char>,
    language_length: usize,
    text: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, text, || {
        let line = timeline.get()?;
        let tag = language.text(language_length)?;
        line.words.get(tag, |language| line.timeline.explain(language))
    })
}

/// Frees a timeline.
///
/// - Owns: takes it; texts borrowed from it end.
/// - Threads: any, when no other call uses it.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_timeline_free(timeline: Own<lawful_timeline>) -> lawful_status {
    guard::plain(|| timeline.end())
}

fn nth_run(timeline: &Timeline, index: usize) -> Result<TimelineRun<'_>, Fault> {
    timeline.runs().nth(index).ok_or(Fault::Own(LAWFUL_E_INDEX, "a timeline has not so many runs"))
}
