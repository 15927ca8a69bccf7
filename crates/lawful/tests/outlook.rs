//! What is scheduled may speak in a later era only (SPEC 10.4).
#![cfg(feature = "authoring")]
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use lawful::document::Documents;
use lawful::{Instant, Ruleset};

/// From 2025 on, DE is in `g`, for which a prohibition that replaces another is scheduled.
fn rules() -> Ruleset {
    let text = |path: &str, text: &str| (path.to_owned(), format!("format = \"lawful/1\"\n{text}"));
    let documents = Documents::from_texts([
        text("rules.toml", "title = { en = \"test\" }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n"),
        text("register/issuers.toml", "[[issuer]]\nid = \"x\"\n"),
        text(
            "register/regions.toml",
            "zone = \"UTC\"\n[[region]]\nid = \"g\"\nmembers = [{ region = \"DE\", from = 2025-01-01 }]\n",
        ),
        text(
            "x/first.toml",
            "[instrument]\nkind = \"order\"\ntitle = { en = \"first\" }\nissuer = \"x\"\nissued = 2020-01-01T00:00:00Z\n\
             [[prohibition]]\nid = \"q\"\nwhen = { location = \"DE\" }\n",
        ),
        text(
            "x/second.toml",
            "[instrument]\nkind = \"order\"\ntitle = { en = \"second\" }\nissuer = \"x\"\nissued = 2024-01-01T00:00:00Z\n\
             [[prohibition]]\nid = \"p\"\nwhen = { location = \"g\" }\nfrom = 2025-06-01T00:00:00Z\n\
             replaces = [\"x/first#q\"]\n",
        ),
    ]);
    Ruleset::from_documents(&documents).unwrap()
}

#[test]
fn what_replaces_is_scheduled_though_it_reaches_the_question_in_a_later_era_only_10_4() {
    let rules = rules();
    let at: Instant = "2024-06-01T00:00:00Z".parse().unwrap();
    let transaction = rules.transaction().location("DE").build().unwrap();
    for decision in [transaction.decide(at, None), transaction.prepare().decide(at, None)] {
        assert_eq!(decision.outlook().scheduled, ["x/second#p"], "{decision:?}");
    }
    #[cfg(feature = "twin")]
    assert_eq!(transaction.decide(at, None), transaction.decide_naively(at, None));
}
