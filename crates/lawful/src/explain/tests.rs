//! Explanations of a small rule set as a whole. Tests of parts stand beside the parts.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use super::*;
use crate::document::Documents;
use crate::ruleset::Ruleset;
use crate::time::Instant;
use crate::transaction::{FactValue, Readings, Transaction};
use crate::verdict::Possible;

const RULES: &str =
    "format = 'lawful/1'\ntitle = { en = 'Test' }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n";

const REGISTER: &str = r#"
format = "lawful/1"
zone = "UTC"
issuer = [
  { id = "us/commerce", name = { en = "Department of Commerce", zh-Hans = "商务部" } },
  { id = "us/court", name = { en = "Court", zh-Hans = "法院", zh-Hant = "法院（繁）" } },
  { id = "us/president" },
]
region = [
  { id = "US", name = { en = "United States", zh-Hans = "美国", zh-Hant = "美國" } },
  { id = "US-CA" },
  { id = "US-MT" },
]
app = [{ id = "wechat", name = { en = "WeChat", zh-Hans = "微信" } }, { id = "other-app" }]
fact = [
  { id = "for-fee", domain = "flag", asks = { en = "For a fee?", zh-Hans = "是否收费?" } },
  { id = "user-age", domain = "number", unit = "years" },
  { id = "purpose", domain = "choice", answers = ["none", "research"], presumed = "none", asks = { en = "What for?" } },
]
activity = [{ id = "telemetry", name = { en = "Telemetry", zh-Hans = "遥测" } }]
coverage = [{ region = "US", from = 2019-01-01, as_of = 2026-01-01, note = "Federal measures." }]
"#;

const LIST: &str = r#"
format = "lawful/1"
[instrument]
kind = "identification"
title = { en = "The list", zh-Hans = "清单" }
issuer = "us/commerce"
zone = "UTC"
issued = 2020-09-18T12:00:00
citations = ["85 FR 1"]
[[instrument.source]]
url = "https://example.org/list"
says = "effective September 20"
for = ["issued", "1.from"]
confidence = "primary"
[[prohibition]]
id = "1"
title = { en = "App stores", zh-Hans = "应用商店" }
cite = "¶ 1"
from = 2020-09-20T23:59:00
when = { app = "wechat", activity = "app-store", location = "US" }
[[prohibition]]
id = "2"
title = { en = "Hosting" }
from = { question = "start", date = 2020-09-20, later = 2020-11-12 }
when = { app = "wechat", activity = "hosting", location = "US", for-fee = true, purpose = "none" }
[[prohibition]]
id = "3"
title = { en = "Advertising" }
from = 2020-09-20
when = { app = "wechat", activity = "advertising", location = "US-MT", "?reach" = "all" }
[[prohibition]]
id = "4"
from = 2020-09-20
when = { app = "wechat", activity = "telemetry", user-age = { below = 18 } }
[[exemption]]
id = "storage"
title = { en = "Storage" }
declares = true
lifts = ["us/list"]
when = { app = "wechat", activity = "data-storage" }
[[question]]
id = "start"
asks = { en = "When does item 2 start?" }
answers = ["date", "later"]
presumed = "date"
[[question]]
id = "reach"
asks = { en = "How far does item 3 reach?" }
answers = ["all", "some"]
[[reserve]]
id = "more"
title = { en = "More items" }
when = { app = "wechat" }
"#;

const INJUNCTION: &str = r#"
format = "lawful/1"
[instrument]
kind = "court-order"
title = { en = "Users v. President", zh-Hans = "用户诉总统" }
issuer = "us/court"
zone = "UTC"
issued = { between = [2020-09-20T04:00:00, 2020-09-20T07:00:00] }
citations = ["N.D. Cal. 3:20-cv-05910"]
[[instrument.source]]
url = "https://example.org/order"
confidence = "secondary"
[[suspension]]
id = "1"
title = { en = "Item 1 may not be implemented\u001b[31m\nanywhere", zh-Hans = "不得实施" }
relief = "injunction"
of = ["us/list#1"]
"#;

const SECOND: &str = r#"
format = "lawful/1"
[instrument]
kind = "court-order"
title = { en = "Second case" }
issuer = "us/court"
zone = "UTC"
issued = 2020-10-01
[[suspension]]
id = "1"
relief = "stay"
of = ["us/list#1"]
until = 2020-11-01
[[challenge]]
id = "appeal"
title = { en = "Appeal" }
of = ["us/injunction"]
"#;

const RESCISSION: &str = r#"
format = "lawful/1"
[instrument]
kind = "notice"
title = { en = "Rescission" }
issuer = "us/commerce"
zone = "UTC"
issued = 2021-06-09T00:00:00
[[end]]
id = "1"
of = ["us/list"]
"#;

const ACT: &str = r#"
format = "lawful/1"
[instrument]
kind = "statute"
title = { en = "The act" }
issuer = "us/president"
zone = "UTC"
issued = 2024-04-24T00:00:00
[[prohibition]]
id = "use"
title = { en = "Use" }
when = { app = "wechat", activity = "use", location = "US" }
[[forbearance]]
id = "waived"
of = ["us/act#use"]
from = 2025-01-20
[[license]]
id = "licence"
grant = "general"
lifts = ["us/act#use"]
when = { actor = "government" }
"#;

fn rules() -> Ruleset {
    let texts = [
        ("rules.toml", RULES),
        ("register/all.toml", REGISTER),
        ("us/list.toml", LIST),
        ("us/injunction.toml", INJUNCTION),
        ("us/second.toml", SECOND),
        ("us/rescission.toml", RESCISSION),
        ("us/act.toml", ACT),
    ];
    let documents = Documents::from_texts(texts.map(|(path, text)| (path.to_owned(), text.to_owned())));
    Ruleset::from_documents(&documents).unwrap_or_else(|problems| panic!("{problems}"))
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn transaction(facts: &[(&str, FactValue)]) -> Transaction {
    facts
        .iter()
        .fold(rules().transaction(), |builder, (fact, value)| builder.fact(*fact, value.clone()))
        .build()
        .unwrap()
}

fn asked(app: &str, activity: &str, location: &str) -> Transaction {
    transaction(&[("app", app.into()), ("activity", activity.into()), ("location", location.into())])
}

fn used_by(actor: &str) -> Transaction {
    transaction(&[
        ("app", "wechat".into()),
        ("activity", "use".into()),
        ("location", "other:US".into()),
        ("actor", actor.into()),
    ])
}

fn download() -> Decision {
    asked("wechat", "app-store/download", "US-CA")
        .decide(at("2020-09-21T12:00:00Z"), Some(at("2020-09-21T12:00:00Z")))
}

/// One decision for each thing that an explanation may have to say.
fn decisions() -> Vec<Decision> {
    let hindsight = |transaction: Transaction, time: &str| transaction.decide(at(time), None);
    let age: FactValue = 15.into();
    let open =
        rules().transaction().app("wechat").activity("advertising").readings(Readings::Open).build().unwrap();
    let given =
        Readings::Given { answers: [("us/list#reach".to_owned(), "all".to_owned())].into(), rest_open: true };
    let given = rules().transaction().app("wechat").activity("advertising").location("US-MT").readings(given);
    vec![
        download(),
        hindsight(asked("wechat", "app-store/download", "US-CA"), "2020-10-15T00:00:00Z"),
        hindsight(asked("wechat", "app-store/download", "US-CA"), "2022-01-01T00:00:00Z"),
        hindsight(asked("wechat", "hosting", "US"), "2020-10-01T00:00:00Z"),
        hindsight(asked("wechat", "advertising", "US"), "2020-10-01T00:00:00Z"),
        hindsight(asked("wechat", "data-storage", "DE"), "2020-10-01T00:00:00Z"),
        hindsight(used_by("individual"), "2024-06-01T00:00:00Z"),
        hindsight(used_by("individual"), "2025-06-01T00:00:00Z"),
        hindsight(used_by("agency"), "2025-06-01T00:00:00Z"),
        hindsight(asked("other-app", "telemetry", "US-CA"), "2020-10-01T00:00:00Z"),
        hindsight(asked("android:com.example", "sale", "DE"), "2020-10-01T00:00:00Z"),
        hindsight(transaction(&[("app", "wechat".into()), ("user-age", age)]), "2020-10-01T00:00:00Z"),
        hindsight(transaction(&[("activity", "telemetry".into())]), "2020-10-01T00:00:00Z"),
        hindsight(transaction(&[]), "2020-10-01T00:00:00Z"),
        open.decide(at("2020-10-01T00:00:00Z"), Some(at("2020-09-19T00:00:00Z"))),
        given.build().unwrap().decide(at("2020-09-19T00:00:00Z"), None),
    ]
}

fn items(explanation: &Explanation, language: Language, heading: Word) -> Vec<&str> {
    let section = explanation.sections.iter().find(|section| section.heading == language.word(heading));
    section.map(|section| section.items.iter().map(|item| &*item.text).collect()).unwrap_or_default()
}

#[test]
fn a_suspended_prohibition_is_told_on_one_screen() {
    let text = download().explain(Language::English).to_string();
    assert_eq!(
        text,
        "Suspended: downloading WeChat (wechat) from an app store [app-store/download] in US-CA, \
         at 2020-09-21T12:00:00Z, as known then — the prohibition that reaches it has no force while it is \
         suspended by injunction (Court).

Why
  - App stores [us/list#1]: suspended, in every case
      The list, ¶ 1; Department of Commerce; 85 FR 1
      by injunction: Item 1 may not be implemented [31m anywhere [us/injunction#1]; Users v. President; Court; \
         N.D. Cal. 3:20-cv-05910

If that relief falls
  - Should the injunction [us/injunction#1] fall (be lifted, stayed or reversed), the ban stands again, unless it \
         has ended by then: us/list#1

Until when
  - This answer holds from 2020-09-20T23:59:00Z, with no known end.

Pending
  - power to prohibit more: More items (The list) [us/list#more]

Sources
  - https://example.org/list: effective September 20 (primary source)
  - https://example.org/order (secondary source)

No legal advice. Record as of 2026-01-01T00:00:00Z, content "
            .to_owned()
            + &rules().content_hash()[..12]
            + "."
    );
}

#[test]
fn where_several_suspensions_hold_a_ban_the_fall_of_one_is_not_enough() {
    let decision = asked("wechat", "app-store/download", "US-CA").decide(at("2020-10-15T00:00:00Z"), None);
    let explanation = decision.explain(Language::English);
    let falls = items(&explanation, Language::English, Word::Falls);
    assert_eq!(
        falls,
        [
            "Should the injunction [us/injunction#1] and the stay [us/second#1] all fall (be lifted, stayed or \
             reversed), the ban stands again, unless it has ended by then: us/list#1"
        ]
    );
}

#[test]
fn texts_of_documents_fall_back_from_traditional_to_simplified_characters_to_english() {
    let explanation = download().explain(Language::TraditionalChinese);
    let why = &explanation.sections[0].items[0];
    assert_eq!(why.text, "应用商店 [us/list#1]：禁止規定效力暫停，在所有情形下均如此");
    assert_eq!(why.details[0], "清单，¶ 1；商务部；85 FR 1");
    assert!(explanation.verdict.contains("禁制令（法院（繁））"), "{}", explanation.verdict);
    let hosting = asked("wechat", "hosting", "US").decide(at("2020-10-01T00:00:00Z"), None);
    let explanation = hosting.explain(Language::SimplifiedChinese);
    assert!(explanation.sections[0].items[0].text.starts_with("Hosting [us/list#2]："));
}

#[test]
fn every_language_says_the_same_things_in_the_same_order() {
    type Shape = Vec<Vec<usize>>;
    let shape = |explanation: &Explanation| -> Shape {
        let details = |section: &Section| section.items.iter().map(|item| item.details.len()).collect();
        explanation.sections.iter().map(details).collect()
    };
    for decision in decisions() {
        let english = decision.explain(Language::English);
        for language in Language::ALL {
            assert_eq!(shape(&decision.explain(language)), shape(&english), "{english}");
            let timeline = decision.transaction().timeline(decision.known()).explain(language);
            assert_eq!(timeline.sections.len(), 1);
            assert_eq!(
                timeline.sections[0].items.len(),
                decision.transaction().timeline(decision.known()).runs().len()
            );
        }
    }
}

#[test]
fn explanations_leave_no_placeholder_no_key_no_empty_line_and_no_control_character() {
    for (decision, language) in decisions().iter().flat_map(|d| Language::ALL.map(|language| (d, language))) {
        let decided = decision.explain(language);
        let timeline = decision.transaction().timeline(None).explain(language);
        for explanation in [decided, timeline] {
            let items = explanation.sections.iter().flat_map(|section| &section.items);
            let lines = items.flat_map(|item| std::iter::once(&item.text).chain(&item.details));
            let headings = explanation.sections.iter().map(|section| &section.heading);
            for line in lines.chain(headings).chain([&explanation.verdict, &explanation.closing]) {
                assert!(!line.trim().is_empty(), "{explanation}");
                assert!(!line.contains(['{', '}']) && !line.contains(char::is_control), "{line:?}");
                for list in
                    ["sentence.", "heading.", "verdict.", "kind.", "state.", "asks.", "fact.", "note."]
                {
                    assert!(!line.contains(list), "{line:?}");
                }
            }
            assert!(!explanation.sections.iter().any(|section| section.items.is_empty()));
        }
    }
}

#[test]
fn an_uncovered_unregulated_says_that_nobody_has_looked() {
    let verdict = |transaction: Transaction| {
        transaction.decide(at("2020-10-01T00:00:00Z"), None).explain(Language::English).verdict
    };
    let uncovered = verdict(asked("other-app", "use", "DE"));
    assert!(
        uncovered.starts_with("Nothing known: ") && uncovered.contains("nobody has looked"),
        "{uncovered}"
    );
    let covered = verdict(asked("other-app", "use", "US-CA"));
    assert!(covered.starts_with("Unregulated: "), "{covered}");
    let explanation = asked("other-app", "use", "US-CA")
        .decide(at("2020-10-01T00:00:00Z"), None)
        .explain(Language::English);
    assert_eq!(
        items(&explanation, Language::English, Word::Notes),
        ["What was looked for, US (United States), until 2026-01-01T00:00:00Z: Federal measures."]
    );
}

#[test]
fn what_is_missing_is_asked_and_told_how_to_state() {
    let decision = asked("wechat", "advertising", "US").decide(at("2020-10-01T00:00:00Z"), None);
    let text = decision.explain(Language::English).to_string();
    assert!(
        text.contains("it may be unregulated or prohibited, depending on location and us/list#reach."),
        "{text}"
    );
    assert!(
        text.contains(
            "location is stated as US (United States); state a part of it: US-CA, US-MT or other:US\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("How far does item 3 reach? [us/list#reach]\n      read it as all or some\n"),
        "{text}"
    );
    let hosting = asked("wechat", "hosting", "US").decide(at("2020-10-01T00:00:00Z"), None);
    let text = hosting.explain(Language::English).to_string();
    assert!(text.contains("For a fee? [for-fee]\n      state for-fee as true or false\n"), "{text}");
    assert!(
        text.contains("What for? [purpose]\n      presumed: none\n      if research: unregulated\n"),
        "{text}"
    );
    assert!(text.contains("presumed: date\n      if later: unregulated\n"), "{text}");
}

#[test]
fn what_then_is_told_with_its_grounds_and_assumed_bounds_are_marked() {
    let explanation =
        used_by("individual").decide(at("2024-06-01T00:00:00Z"), None).explain(Language::English);
    assert!(
        explanation.verdict.starts_with(
            "Prohibited: using WeChat (wechat) [use] in other:US (the rest of United States), with actor individual, at "
        ),
        "{explanation}"
    );
    let until = explanation.sections.iter().find(|section| section.heading == "Until when").unwrap();
    assert_eq!(
        until.items[0].text,
        "This answer holds from 2024-04-24T00:00:00Z until 2025-01-20T00:00:00Z."
    );
    assert_eq!(until.items[1].text, "Then, from 2025-01-20T00:00:00Z: prohibited but not enforced");
    assert_eq!(
        until.items[1].details,
        ["Use [us/act#use]: prohibited but not enforced, by forbearance: The act [us/act#waived]"]
    );
    let later = asked("wechat", "app-store/download", "US-CA").decide(at("2020-09-30T12:00:00Z"), None);
    let text = later.explain(Language::English).to_string();
    assert!(text.contains("On the same grounds it holds from "), "{text}");
    assert!(text.contains("counted on the safe side: 2020-10-02T00:00:00Z"), "{text}");
}

#[test]
fn forbearance_and_licence_say_what_stands_behind_them() {
    let decisions = decisions();
    let falls =
        |n: usize| items(&decisions[n].explain(Language::English), Language::English, Word::Falls).join("|");
    assert_eq!(
        falls(7),
        "The ban is in force all the same; should the forbearance [us/act#waived] fall, it can be enforced again: \
         us/act#use"
    );
    assert_eq!(
        falls(8),
        "Should the general licence [us/act#licence] fall, the prohibition reaches it: us/act#use"
    );
    let lifted = decisions[2].explain(Language::English);
    assert_eq!(items(&lifted, Language::English, Word::Lifted), ["App stores (The list) [us/list#1]"]);
}

#[test]
fn a_timeline_has_a_line_for_each_run() {
    let explanation =
        asked("wechat", "app-store/download", "US-CA").timeline(None).explain(Language::English);
    let lines: Vec<&str> = explanation.sections[0].items.iter().map(|item| &*item.text).collect();
    assert_eq!(
        lines,
        [
            "no known start – 2020-09-20T23:59:00Z: unregulated",
            "2020-09-20T23:59:00Z – 2021-06-09T00:00:00Z: suspended (us/list#1 by us/injunction#1)",
            "2021-06-09T00:00:00Z – no known end: unregulated",
        ]
    );
    assert_eq!(
        explanation.verdict,
        "Over time: downloading WeChat (wechat) from an app store [app-store/download] in US-CA, in hindsight (with \
         all that is on record)."
    );
}

#[test]
fn every_verdict_has_a_name_of_its_own_in_every_language() {
    let verdicts = Status::ALL.map(Verdict::Determinate).into_iter().chain([Verdict::Indeterminate]);
    for language in Language::ALL {
        let mut names: Vec<&str> = verdicts.clone().map(|verdict| verdict_name(verdict, language)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 7, "{language}");
    }
    assert_eq!(verdict_name(Possible::of(Status::Suspended).verdict(), Language::English), "suspended");
}
