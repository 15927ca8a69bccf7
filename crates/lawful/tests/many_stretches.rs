//! Answers over all time are found for many instants at once: more than any other test has in one era (SPEC 8.1).
#![cfg(feature = "authoring")]
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::fmt::Write;

use lawful::document::Documents;
use lawful::{Instant, Ruleset};

/// An order without provisions yet.
const HEAD: &str = "format = \"lawful/1\"\n[instrument]\nkind = \"order\"\ntitle = { en = \"o\" }\nissuer = \"x\"\n\
                    issued = 2020-01-01T00:00:00Z\n";

/// Prohibitions of a day each, every other day of a hundred and fifty, of which every third is suspended in its
/// afternoon, and every fifth only where a fact holds that nobody states.
fn rules() -> Ruleset {
    let (mut order, mut stays) = (HEAD.to_owned(), HEAD.replace("\"order\"", "\"court-order\""));
    for n in (0..150i64).step_by(2) {
        let day = |n: i64| Instant::from_unix_seconds(1_577_836_800 + n * 43_200).unwrap();
        let (from, noon, until) = (day(2 * n), day(2 * n + 1), day(2 * n + 2));
        let when = if n % 5 == 0 { "location = \"DE\", flag = true" } else { "location = \"DE\"" };
        writeln!(
            order,
            "[[prohibition]]\nid = \"p{n}\"\nwhen = {{ {when} }}\nfrom = {from}\nuntil = {until}"
        )
        .unwrap();
        if n % 3 == 0 {
            writeln!(stays, "[[suspension]]\nid = \"s{n}\"\nrelief = \"injunction\"\nof = [\"x/order#p{n}\"]\nfrom = {noon}").unwrap();
        }
    }
    of_documents(&[("x/order.toml", &order), ("x/stays.toml", &stays)])
}

fn of_documents(instruments: &[(&str, &str)]) -> Ruleset {
    let register = [
        (
            "rules.toml",
            "format = \"lawful/1\"\ntitle = { en = \"test\" }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n",
        ),
        ("register/issuers.toml", "format = \"lawful/1\"\n[[issuer]]\nid = \"x\"\n"),
        ("register/facts.toml", "format = \"lawful/1\"\n[[fact]]\nid = \"flag\"\ndomain = \"flag\"\n"),
    ];
    let texts = register.iter().chain(instruments);
    let documents = Documents::from_texts(texts.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    Ruleset::from_documents(&documents).unwrap()
}

#[test]
fn every_stretch_of_an_era_with_hundreds_has_its_own_answer_8_1() {
    let rules = rules();
    let open = rules.transaction().location("DE");
    for builder in [open.clone(), open.clone().fact("flag", true), open.fact("flag", false)] {
        let transaction = builder.build().unwrap();
        let prepared = transaction.prepare();
        let timeline = transaction.timeline(None);
        assert!(timeline.runs().len() > 128, "{} runs", timeline.runs().len());
        for run in timeline.runs() {
            let first = run.span.from.unwrap_or(Instant::MIN);
            let last = run.span.until.and_then(Instant::before).unwrap_or(Instant::MAX);
            for at in [first, last] {
                let outcome = prepared.verdict(at, None);
                assert_eq!((outcome.possible, outcome.valid_until), (run.possible, run.span.until), "{at}");
                let decision = transaction.decide(at, None);
                assert_eq!(prepared.decide(at, None), decision, "{at}");
                #[cfg(feature = "twin")]
                assert_eq!(transaction.decide_naively(at, None), decision, "{at}");
            }
        }
    }
}

#[test]
fn the_stretches_at_the_end_of_each_part_have_their_own_answers_8_1() {
    for count in [62, 63, 64, 65, 127, 128, 129] {
        // Each day another prohibition: the grounds of no two stretches are equal, and the verdict is one.
        let mut order = HEAD.to_owned();
        let day = |n: i64| Instant::from_unix_seconds(1_577_836_800 + n * 86_400).unwrap();
        for n in 0..count {
            writeln!(order, "[[prohibition]]\nid = \"p{n}\"\nwhen = {{}}\nfrom = {}", day(n)).unwrap();
        }
        let prepared = of_documents(&[("x/order.toml", &order)]).transaction().build().unwrap().prepare();
        for n in 0..count {
            let decision = prepared.decide(day(n), None);
            assert_eq!(decision.grounds().len() as i64, n + 1, "{count}");
            let (from, until) = (Some(day(n)), (n + 1 < count).then(|| day(n + 1)));
            assert_eq!((decision.same().from, decision.same().until), (from, until), "{count}");
        }
    }
}
