#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! The current rule set of a host that replaces it while it serves.

use lawful::Engine;

use crate::error::lawful_error;
use crate::guard;
use crate::pointer::{Context, Handle, In, Lent, Out, Own};
use crate::ruleset::{Rules, lawful_ruleset};
use crate::status::lawful_status;

/// Holds the current rule set: hot reload. Any number of threads may use it at once.
pub struct lawful_engine {
    _opaque: (),
}

impl Handle for lawful_engine {
    type Value = Current;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulEN");
}

/// What an engine holds.
pub struct Current {
    engine: Engine,
    log: lawful_log,
    context: Context,
}

/// The level of a log line: something that was done.
pub const LAWFUL_LOG_INFO: u32 = 1;

/// Called with what an engine does, from the thread that called the engine, before that call returns. It gets back
/// the `context` given to `lawful_engine_new`; `message` is borrowed for the duration of the call. It must not unwind
/// or `longjmp`.
pub type lawful_log = Option<extern "C" fn(context: Context, level: u32, message: Lent)>;

/// Starts an engine with a rule set. It never prints: what it does is told to `log`.
///
/// - Owns: the caller gets the engine, and frees it with `lawful_engine_free`; the given rule set stays the caller's.
///   `context` is passed to `log` and never looked at; it must live as long as the engine.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `engine`; `log`, `context` and `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_engine_new(
    ruleset: In<lawful_ruleset>,
    log: lawful_log,
    context: Context,
    engine: Out<*mut lawful_engine>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, engine, || {
        Ok(Current { engine: Engine::new(ruleset.get()?.rules.clone()), log, context })
    })
}

/// The current rule set, for one request or one batch. Never waits. It stays as it is while it is held.
///
/// - Owns: the caller gets the snapshot, and frees it with `lawful_ruleset_free`. A replaced rule set is not freed
///   there, but by a later `lawful_engine_replace`, or with the engine.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `engine` and `snapshot`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_engine_snapshot(
    engine: In<lawful_engine>,
    snapshot: Out<*mut lawful_ruleset>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, snapshot, || {
        let rules = engine.get()?.engine.snapshot();
        Ok(Rules::of((*rules).clone()))
    })
}

/// Replaces the rule set, and frees those replaced before that nobody holds any more. A rule set that fails to load
/// never comes here: the old one stays.
///
/// - Owns: the given rule set stays the caller's.
/// - Threads: any, at once; those that replace wait for each other, and readers for nobody.
/// - NULL: `LAWFUL_E_NULL` for `engine` and `ruleset`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`; the old rule set stays.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_engine_replace(
    engine: In<lawful_engine>,
    ruleset: In<lawful_ruleset>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let current = engine.get()?;
        let rules = &ruleset.get()?.rules;
        current.engine.replace(rules.clone());
        if let Some(log) = current.log {
            let message =
                format!("rule set replaced: revision {}, {}", rules.revision(), rules.content_hash());
            log(current.context, LAWFUL_LOG_INFO, Lent::of(&message));
        }
        Ok(())
    })
}

/// Frees an engine. Snapshots, transactions and decisions stay usable.
///
/// - Owns: takes it.
/// - Threads: any, when no other call uses it.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_engine_free(engine: Own<lawful_engine>) -> lawful_status {
    guard::plain(|| engine.end())
}
