//! What a call comes to: one closed, numbered, append-only list.

use lawful::Code;

/// What a call came to. 0 is success; 1 to 99 are the errors of the core (SPEC 11.4); from 100 on those of the C ABI.
/// Numbers never change and are never reused; new ones may be added.
pub type lawful_status = i32;

/// Success.
pub const LAWFUL_OK: lawful_status = 0;
/// A document is not well-formed TOML or JSON, or not UTF-8.
pub const LAWFUL_E_SYNTAX: lawful_status = 1;
/// A document or prepared form of an unknown format or version, or damaged.
pub const LAWFUL_E_FORMAT: lawful_status = 2;
/// A value of the wrong type.
pub const LAWFUL_E_TYPE: lawful_status = 3;
/// A key that the closed list of keys does not have.
pub const LAWFUL_E_UNKNOWN_KEY: lawful_status = 4;
/// A required key is missing.
pub const LAWFUL_E_MISSING_KEY: lawful_status = 5;
/// Two things with one id.
pub const LAWFUL_E_DUPLICATE_ID: lawful_status = 6;
/// Something is named that does not exist.
pub const LAWFUL_E_UNKNOWN_REFERENCE: lawful_status = 7;
/// A fact that is not declared.
pub const LAWFUL_E_UNKNOWN_FACT: lawful_status = 8;
/// An unknown region code.
pub const LAWFUL_E_REGION: lawful_status = 9;
/// A malformed id.
pub const LAWFUL_E_ID: lawful_status = 10;
/// A value that is not allowed where it stands.
pub const LAWFUL_E_VALUE: lawful_status = 11;
/// Shares of a party that are malformed or sum to more than 100 percent.
pub const LAWFUL_E_SHARE: lawful_status = 12;
/// A malformed time.
pub const LAWFUL_E_TIME: lawful_status = 13;
/// A wall time in a gap or fold of daylight-saving time.
pub const LAWFUL_E_DST: lawful_status = 14;
/// A time zone that is missing or unknown.
pub const LAWFUL_E_ZONE: lawful_status = 15;
/// An instant outside of the years 1 to 9999.
pub const LAWFUL_E_INSTANT: lawful_status = 16;
/// A date that stands for "never" or "always".
pub const LAWFUL_E_SENTINEL: lawful_status = 17;
/// An empty window or range.
pub const LAWFUL_E_WINDOW: lawful_status = 18;
/// Provisions or instruments that need each other.
pub const LAWFUL_E_CYCLE: lawful_status = 19;
/// A limit is exceeded.
pub const LAWFUL_E_LIMIT: lawful_status = 20;
/// A file or folder cannot be read.
pub const LAWFUL_E_IO: lawful_status = 21;
/// A pointer that is needed is NULL.
pub const LAWFUL_E_NULL: lawful_status = 100;
/// A handle is of another kind, or was freed. The latter is told by luck only: see the top of this file.
pub const LAWFUL_E_HANDLE: lawful_status = 101;
/// A transaction was prepared against another rule set: move it with `lawful_transaction_rebind`.
pub const LAWFUL_E_STALE: lawful_status = 102;
/// A text is not UTF-8.
pub const LAWFUL_E_UTF8: lawful_status = 103;
/// A length is larger than memory can be.
pub const LAWFUL_E_LENGTH: lawful_status = 104;
/// A pointer is not aligned for what it points to.
pub const LAWFUL_E_ALIGNMENT: lawful_status = 105;
/// What is written overlaps what is read or written.
pub const LAWFUL_E_OVERLAP: lawful_status = 106;
/// A number that stands for nothing on its list.
pub const LAWFUL_E_ENUM: lawful_status = 107;
/// An index is not below the count.
pub const LAWFUL_E_INDEX: lawful_status = 108;
/// This build lacks the feature: see `lawful_features`.
pub const LAWFUL_E_FEATURE: lawful_status = 109;
/// A buffer is too small.
pub const LAWFUL_E_BUFFER: lawful_status = 110;
/// A bug of the library. Nothing was changed, and all handles stay usable.
pub const LAWFUL_E_INTERNAL: lawful_status = 111;

/// The name by which a status is told in messages; empty for a number that is none.
pub(crate) fn name(status: lawful_status) -> &'static str {
    match status {
        LAWFUL_OK => "ok",
        LAWFUL_E_NULL => "E-null",
        LAWFUL_E_HANDLE => "E-handle",
        LAWFUL_E_STALE => "E-stale",
        LAWFUL_E_UTF8 => "E-utf8",
        LAWFUL_E_LENGTH => "E-length",
        LAWFUL_E_ALIGNMENT => "E-alignment",
        LAWFUL_E_OVERLAP => "E-overlap",
        LAWFUL_E_ENUM => "E-enum",
        LAWFUL_E_INDEX => "E-index",
        LAWFUL_E_FEATURE => "E-feature",
        LAWFUL_E_BUFFER => "E-buffer",
        LAWFUL_E_INTERNAL => "E-internal",
        _ => {
            let code = Code::ALL.iter().find(|code| of(**code) == status);
            code.map_or("", |code| code.as_str())
        }
    }
}

/// The status of a mistake that the core found.
pub(crate) fn of(code: Code) -> lawful_status {
    i32::from(code.number())
}
