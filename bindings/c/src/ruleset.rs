#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Rule sets: immutable, to be shared between threads.

use std::ffi::c_char;
use std::sync::OnceLock;

use lawful::Ruleset;
#[cfg(feature = "authoring")]
use lawful::document::Documents;

use crate::error::{Fault, lawful_error};
use crate::guard;
use crate::pointer::{Handle, In, Lent, Out, Own};
use crate::status::{LAWFUL_E_INDEX, LAWFUL_E_UNKNOWN_REFERENCE, lawful_status};
use crate::text::lawful_text;

/// A checked, immutable set of rules; also the snapshot that an engine gives. Any number of threads may use it at
/// once.
pub struct lawful_ruleset {
    _opaque: (),
}

impl Handle for lawful_ruleset {
    type Value = Rules;
    const TAG: u64 = u64::from_le_bytes(*b"lawfulRS");
}

/// What a rule set holds.
pub struct Rules {
    pub(crate) rules: Ruleset,
    prepared: OnceLock<Vec<u8>>,
}

impl Rules {
    pub(crate) fn of(rules: Ruleset) -> Rules {
        Rules { rules, prepared: OnceLock::new() }
    }
}

/// Whether two rule sets are one, or have equal content: then every decision is equal too (SPEC 9.3).
#[inline]
pub(crate) fn same(a: &Ruleset, b: &Ruleset) -> bool {
    std::ptr::eq(a.content_hash(), b.content_hash()) || a.content_hash() == b.content_hash()
}

/// What a rule set says of itself. The texts are borrowed from it.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_ruleset_info {
    /// SHA-256 of the content in hexadecimal digits. Equal hashes, equal decisions.
    pub content_hash: Lent,
    /// The version of the time-zone database with which the documents were read.
    pub tzdb: Lent,
    /// The title in English, or in what language there is.
    pub title: Lent,
    /// The counting number of the revision.
    pub revision: u64,
    /// Until when the law was followed.
    pub as_of: i64,
}

/// A provision. The texts are borrowed from the rule set.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct lawful_provision {
    /// The full id.
    pub id: Lent,
    /// The kind: `prohibition`, `exemption`, …
    pub kind: Lent,
    /// The title.
    pub title: Lent,
    /// Where in its instrument it stands; may be empty.
    pub cite: Lent,
    /// The id of its instrument.
    pub instrument: Lent,
    /// The title of its instrument.
    pub instrument_title: Lent,
    /// The first citation of its instrument; may be empty.
    pub citation: Lent,
    /// The first source of its instrument; may be empty.
    pub source: Lent,
}

/// The law of the project, as it is embedded in the library. Open it once: every call reads it anew.
///
/// - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset`; `error` may be NULL.
/// - Errors: `LAWFUL_E_FEATURE` in a build without `LAWFUL_FEATURE_CORPUS`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_corpus(
    ruleset: Out<*mut lawful_ruleset>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, ruleset, || Ok(Rules::of(corpus()?)))
}

/// Reads and checks the documents of one or more folders, as if they lay in one; the first `rules.toml` counts
/// (SPEC 12.7).
///
/// - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`. Nothing of the inputs is kept.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `folders` unless `count` is 0, and for `ruleset`; `error` may be NULL.
/// - Errors: every problem of every document at once; `LAWFUL_E_IO` for what cannot be read; `LAWFUL_E_FEATURE` in a
///   build without `LAWFUL_FEATURE_AUTHORING`; `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_from_folders(
    folders: In<lawful_text>,
    count: usize,
    ruleset: Out<*mut lawful_ruleset>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, ruleset, || {
        let folders: Result<Vec<&str>, Fault> = folders.slice(count)?.iter().map(lawful_text::get).collect();
        Ok(Rules::of(from_folders(&folders?)?))
    })
}

/// Reads and checks the interchange form (SPEC 12.5): JSON.
///
/// - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`. Nothing of the text is kept.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `json` unless `length` is 0, and for `ruleset`; `error` may be NULL.
/// - Errors: every problem at once; `LAWFUL_E_FEATURE` in a build without `LAWFUL_FEATURE_AUTHORING`; `LAWFUL_E_UTF8`,
///   `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_from_interchange(
    json: In<c_char>,
    length: usize,
    ruleset: Out<*mut lawful_ruleset>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, ruleset, || Ok(Rules::of(from_interchange(json.text(length)?)?)))
}

/// Opens the prepared form (SPEC 12.6), which every build reads.
///
/// - Owns: the caller gets the rule set, and frees it with `lawful_ruleset_free`. Nothing of the bytes is kept.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `bytes` unless `length` is 0, and for `ruleset`; `error` may be NULL.
/// - Errors: `LAWFUL_E_FORMAT` if they are not a whole, undamaged prepared form of this version; `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_from_prepared(
    bytes: In<c_char>,
    length: usize,
    ruleset: Out<*mut lawful_ruleset>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::give(error, ruleset, || Ok(Rules::of(Ruleset::from_prepared(bytes.bytes(length)?)?)))
}

/// The prepared form (SPEC 12.6). Equal content gives equal bytes.
///
/// - Owns: the bytes are borrowed from the rule set, until it is freed; the first call makes them.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `bytes`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_prepared(
    ruleset: In<lawful_ruleset>,
    bytes: Out<Lent>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, bytes, || {
        let ruleset = ruleset.get()?;
        Ok(Lent::of_bytes(ruleset.prepared.get_or_init(|| ruleset.rules.to_prepared())))
    })
}

/// What a rule set says of itself.
///
/// - Owns: the texts are borrowed from the rule set, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `info`; `error` may be NULL.
/// - Errors: `LAWFUL_E_HANDLE`, `LAWFUL_E_ALIGNMENT`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_about(
    ruleset: In<lawful_ruleset>,
    info: Out<lawful_ruleset_info>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, info, || {
        let rules = &ruleset.get()?.rules;
        Ok(lawful_ruleset_info {
            content_hash: Lent::of(rules.content_hash()),
            tzdb: Lent::of(rules.tzdb()),
            title: Lent::of(rules.title().get("en").unwrap_or_default()),
            revision: rules.revision(),
            as_of: rules.as_of().unix_seconds(),
        })
    })
}

/// A provision by its full id, such as `us/eo-13943#1-a`, as decisions name it; titles in the language of that tag,
/// or in what language there is.
///
/// - Owns: the texts are borrowed from the rule set, until it is freed.
/// - Threads: any, at once.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `provision`, and for a text unless its length is 0; `error` may be NULL.
/// - Errors: `LAWFUL_E_UNKNOWN_REFERENCE` if there is none; `LAWFUL_E_VALUE` for a language that is none of `en`,
///   `zh-Hans`, `zh-Hant` or their variants; `LAWFUL_E_HANDLE`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_provision(
    ruleset: In<lawful_ruleset>,
    id: In<c_char>,
    id_length: usize,
    language: In<c_char>,
    language_length: usize,
    provision: Out<lawful_provision>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::put(error, provision, || {
        let rules = &ruleset.get()?.rules;
        let language: lawful::Language = language.text(language_length)?.parse()?;
        let found = rules.provision(id.text(id_length)?);
        let found = found
            .ok_or(Fault::Own(LAWFUL_E_UNKNOWN_REFERENCE, "the rule set has no provision of that id"))?;
        let instrument = found.instrument();
        let source = instrument.sources().first().map_or("", |source| source.url);
        Ok(lawful_provision {
            id: Lent::of(found.id()),
            kind: Lent::of(found.kind().as_str()),
            title: Lent::of(found.title().get(language.tag()).unwrap_or_default()),
            cite: Lent::of(found.cite()),
            instrument: Lent::of(instrument.id()),
            instrument_title: Lent::of(instrument.title().get(language.tag()).unwrap_or_default()),
            citation: Lent::of(instrument.citations().first().map_or("", String::as_str)),
            source: Lent::of(source),
        })
    })
}

/// The facts that a caller must be able to supply so that no answer for an activity is indeterminate for lack of
/// them: how many there are, and the one of that index, sorted. To learn only the number, pass NULL for `fact`.
///
/// - Owns: the text is borrowed from the rule set, until it is freed.
/// - Threads: any, at once. Every call computes the list.
/// - NULL: `LAWFUL_E_NULL` for `ruleset` and `count`, and for `activity` unless its length is 0; `fact` and `error`
///   may be NULL.
/// - Errors: `LAWFUL_E_UNKNOWN_REFERENCE` and `LAWFUL_E_ID` if there is no such activity; `LAWFUL_E_INDEX` if `fact`
///   is not NULL and `index` is not below the count; `LAWFUL_E_HANDLE`, `LAWFUL_E_UTF8`, `LAWFUL_E_LENGTH`.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_required_fact(
    ruleset: In<lawful_ruleset>,
    activity: In<c_char>,
    activity_length: usize,
    index: usize,
    fact: Out<Lent>,
    count: Out<usize>,
    error: Out<*mut lawful_error>,
) -> lawful_status {
    guard::call(error, || {
        let count = count.place()?;
        let place = if fact.is_null() { None } else { Some(fact.place()?) };
        let facts = ruleset.get()?.rules.required_facts(activity.text(activity_length)?)?;
        if let Some(place) = place {
            let fact =
                facts.get(index).ok_or(Fault::Own(LAWFUL_E_INDEX, "so many facts are not required"))?;
            place.put(Lent::of(fact));
        }
        count.put(facts.len());
        Ok(())
    })
}

/// Frees a rule set. Transactions, decisions, batches and engines made from it stay usable.
///
/// - Owns: takes it; texts borrowed from it end.
/// - Threads: any, when no other call uses this handle.
/// - NULL: does nothing.
/// - Errors: `LAWFUL_E_HANDLE` and `LAWFUL_E_ALIGNMENT`; nothing is freed then.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_ruleset_free(ruleset: Own<lawful_ruleset>) -> lawful_status {
    guard::plain(|| ruleset.end())
}

#[cfg(feature = "corpus")]
fn corpus() -> Result<Ruleset, Fault> {
    Ok(Ruleset::from_prepared(lawful_corpus::prepared())?)
}

#[cfg(not(feature = "corpus"))]
fn corpus() -> Result<Ruleset, Fault> {
    Err(Fault::Own(crate::status::LAWFUL_E_FEATURE, "this build has no embedded rule set"))
}

#[cfg(feature = "authoring")]
fn from_folders(folders: &[&str]) -> Result<Ruleset, Fault> {
    Ok(Ruleset::from_documents(&Documents::from_folders(folders)?)?)
}

#[cfg(feature = "authoring")]
fn from_interchange(json: &str) -> Result<Ruleset, Fault> {
    Ok(Ruleset::from_documents(&Documents::from_interchange(json)?)?)
}

#[cfg(not(feature = "authoring"))]
const CANNOT_READ: Fault =
    Fault::Own(crate::status::LAWFUL_E_FEATURE, "this build reads no documents, only the prepared form");

#[cfg(not(feature = "authoring"))]
fn from_folders(_folders: &[&str]) -> Result<Ruleset, Fault> {
    Err(CANNOT_READ)
}

#[cfg(not(feature = "authoring"))]
fn from_interchange(_json: &str) -> Result<Ruleset, Fault> {
    Err(CANNOT_READ)
}
