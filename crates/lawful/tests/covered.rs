//! Whether a whole range is covered (SPEC 7.6).
#![cfg(feature = "authoring")]
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use lawful::document::Documents;
use lawful::{Instant, Ruleset};

/// Somebody has looked at `g`, of which DE is no member in 2022.
fn rules() -> Ruleset {
    let text = |path: &str, text: &str| (path.to_owned(), format!("format = \"lawful/1\"\n{text}"));
    let documents = Documents::from_texts([
        text("rules.toml", "title = { en = \"test\" }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n"),
        text(
            "register/regions.toml",
            "zone = \"UTC\"\n[[region]]\nid = \"g\"\nmembers = [{ region = \"DE\", from = 2020-01-01, until = 2022-01-01 }, \
             { region = \"DE\", from = 2023-01-01 }]\n",
        ),
        text(
            "register/coverage.toml",
            "zone = \"UTC\"\n[[coverage]]\nregion = \"g\"\nfrom = 2019-01-01\nas_of = 2026-01-01\nnote = \"n\"\n",
        ),
    ]);
    Ruleset::from_documents(&documents).unwrap()
}

#[test]
fn a_range_is_covered_if_every_instant_of_it_is_7_6() {
    let rules = rules();
    let asked = rules.transaction().fact("app", "wechat").fact("location", "DE").build().unwrap();
    let prepared = asked.prepare();
    let instant = |text: &str| text.parse::<Instant>().unwrap();
    for (from, until, covered) in [
        ("2020-01-01T00:00:00Z", "2022-01-01T00:00:00Z", true),
        ("2020-01-01T00:00:00Z", "2022-01-01T00:00:01Z", false),
        ("2019-12-31T23:59:59Z", "2021-01-01T00:00:00Z", false),
        // Both ends are.
        ("2021-01-01T00:00:00Z", "2024-01-01T00:00:00Z", false),
        ("2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z", true),
    ] {
        let range = (instant(from), instant(until));
        assert_eq!(asked.covered_over(range.0, range.1, None), covered, "{from} until {until}");
        assert_eq!(prepared.covered_over(range.0, range.1, None), covered, "{from} until {until}");
    }
}
