#![expect(unsafe_code, reason = "exported names; no unsafe block stands here")]
//! Which library this is.

use crate::pointer::Lent;

/// The version of the ABI: the N of `liblawful.so.N`. It changes only when a program must be compiled anew.
pub const LAWFUL_ABI_VERSION: u32 = 1;

/// In `lawful_features`: `lawful_ruleset_corpus` has a rule set.
pub const LAWFUL_FEATURE_CORPUS: u32 = 1;
/// In `lawful_features`: documents can be read (`lawful_ruleset_from_folders`, `lawful_ruleset_from_interchange`).
pub const LAWFUL_FEATURE_AUTHORING: u32 = 2;

/// The version of the ABI that the library has; compare it with `LAWFUL_ABI_VERSION`.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: takes no pointer.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_abi_version() -> u32 {
    LAWFUL_ABI_VERSION
}

/// The version of the library that is linked, such as `0.1.0`.
///
/// - Owns: the text lives as long as the library.
/// - Threads: any, at once.
/// - NULL: takes no pointer.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_version() -> Lent {
    Lent::of(env!("CARGO_PKG_VERSION"))
}

/// The version of the library that is linked as a number: major * 1000000 + minor * 1000 + patch.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: takes no pointer.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_version_number() -> u32 {
    let parts =
        [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")];
    parts.iter().fold(0, |number, part| number * 1000 + part.parse::<u32>().unwrap_or(0))
}

/// What this build can do: the sum of `LAWFUL_FEATURE_…`. Every build exports the same functions; those of a feature
/// that is absent return `LAWFUL_E_FEATURE`.
///
/// - Owns: nothing changes hands.
/// - Threads: any, at once.
/// - NULL: takes no pointer.
/// - Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn lawful_features() -> u32 {
    let corpus = if cfg!(feature = "corpus") { LAWFUL_FEATURE_CORPUS } else { 0 };
    let authoring = if cfg!(feature = "authoring") { LAWFUL_FEATURE_AUTHORING } else { 0 };
    corpus | authoring
}
