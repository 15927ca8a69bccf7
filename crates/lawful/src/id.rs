//! Canonical ids (SPEC 2.8): the same functions canonicalise what rules and questions name.

use crate::error::{Code, Error, shown};

/// Ids have at most this many bytes (SPEC 11.3).
pub const MAX_ID_BYTES: usize = 256;

/// Checks an id: ASCII `[a-z0-9]` in words joined by `-`, `.`, `_`, with `/` between the parts of a path and `#`
/// before a provision or question.
pub(crate) fn check_id(id: &str) -> Result<(), Error> {
    check_length(id)?;
    let (path, local) = match id.split_once('#') {
        Some((path, local)) => (path, Some(local)),
        None => (id, None),
    };
    if path.split('/').all(is_part) && local.is_none_or(is_part) {
        return Ok(());
    }
    let error = Error::new(Code::Id, format!("`{}` is not a well-formed id", shown(id)));
    Err(if id.chars().any(|c| c.is_ascii_uppercase()) {
        error.with_hint("ids are written in lower case")
    } else {
        error.with_hint(
            "ids are words of a-z and 0-9 joined by `-`, `.` or `_`, with `/` between the parts of a path",
        )
    })
}

/// The canonical form of what names an app: an id, or a store identifier (`android:`, `ios:`, `apple:`; SPEC 2.5).
pub(crate) fn canonical_app(name: &str) -> Result<String, Error> {
    check_length(name)?;
    let bad = |why: &str| Error::new(Code::Id, format!("`{}` is not a store identifier: {why}", shown(name)));
    match name.split_once(':') {
        None => {
            check_id(name)?;
            if name.contains('#') {
                return Err(Error::new(Code::Id, format!("`{}` is not the id of an app", shown(name))));
            }
            Ok(name.to_owned())
        }
        Some(("apple", digits)) => {
            let whole =
                !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
            if whole { Ok(name.to_owned()) } else { Err(bad("Apple ids are digits without leading zeros")) }
        }
        Some(("android" | "ios", package)) => {
            let folded = package.to_ascii_lowercase();
            let written = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
            let parts = folded.split('.').all(|part| !part.is_empty());
            if parts && folded.bytes().all(written) {
                Ok(name.to_ascii_lowercase())
            } else {
                Err(bad("packages are letters, digits, `-` and `_`, in parts joined by `.`"))
            }
        }
        Some(_) => Err(bad("stores are `android`, `ios` and `apple`")),
    }
}

/// Whether this has the form of an ISO 3166-2 code: a country's alpha-2 code, `-`, one to three letters or digits.
pub(crate) fn subdivision_country(code: &str) -> Option<&str> {
    let (country, rest) = code.split_once('-')?;
    let upper = |s: &str| s.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let letters = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    (letters && (1..=3).contains(&rest.len()) && upper(rest)).then_some(country)
}

/// The candidate nearest to what was written, if one is near enough to be meant; among equally near ones the first by
/// name. `None` if more was written than an id can have (SPEC 11.3).
#[cfg(feature = "authoring")]
#[must_use]
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > MAX_ID_BYTES {
        return None;
    }
    let allowed = 1 + written.chars().count() / 4;
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(written, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

#[cfg(not(feature = "authoring"))]
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates.into_iter().find(|candidate| candidate.eq_ignore_ascii_case(written))
}

fn check_length(id: &str) -> Result<(), Error> {
    if id.len() > MAX_ID_BYTES {
        return Err(Error::new(
            Code::Limit,
            format!("`{}` has {} bytes; an id has at most {MAX_ID_BYTES}", shown(id), id.len()),
        ));
    }
    Ok(())
}

fn is_part(part: &str) -> bool {
    part.split(['-', '.', '_'])
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_canonical_or_refused() {
        for id in ["wechat", "us/eo-13943#1-a", "android.x_y", "5"] {
            assert!(check_id(id).is_ok(), "{id}");
        }
        for id in [
            "",
            "WeChat",
            "we chat",
            "we--chat",
            "-a",
            "a-",
            "a//b",
            "a#b#c",
            "wéchat",
            "a\u{200b}b",
            "a\n",
            "#a",
            "a#",
        ] {
            assert_eq!(check_id(id).unwrap_err().code(), Code::Id, "{id:?}");
        }
        assert_eq!(check_id(&"a".repeat(257)).unwrap_err().code(), Code::Limit);
        assert!(check_id(&"a".repeat(256)).is_ok());
    }

    #[test]
    fn store_identifiers_are_folded() {
        assert_eq!(canonical_app("ios:com.tencent.QQMusic").unwrap(), "ios:com.tencent.qqmusic");
        assert_eq!(canonical_app("apple:414478124").unwrap(), "apple:414478124");
        for id in [
            "apple:0414",
            "apple:",
            "apple:12a",
            "play:com.x",
            "android:",
            "android:com..x",
            "IOS:com.x",
            "a:b:c",
        ] {
            assert_eq!(canonical_app(id).unwrap_err().code(), Code::Id, "{id}");
        }
    }
}
