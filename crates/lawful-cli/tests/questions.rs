//! `decide`, `timeline` and batches: answers on stdout, everything else on stderr, exit codes (issue 2).
#![expect(clippy::unwrap_used, reason = "a failing test may stop at once")]

mod run;

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use run::{Run, command, lawful, lawful_reading, same_as_committed, snapshot};

const DOWNLOAD: [&str; 9] =
    ["decide", "--app", "parrot", "--activity", "app-store/download", "--location", "US", "--rules", "rules"];
const LATER: [&str; 3] = ["--at", "2020-09-21T12:00:00Z", "--json"];

#[test]
fn a_decision_is_canonical_json() {
    snapshot("decide-json", &[&[&DOWNLOAD[..], &LATER[..]].concat()]);
}

#[test]
fn times_are_instants_or_wall_times_with_a_zone() {
    let decide = |at: &str| lawful(&[&DOWNLOAD[..], &["--at", at, "--json"]].concat());
    let reference = decide("2020-09-21T03:59:00Z");
    assert_eq!(reference.code, Some(0));
    for at in ["2020-09-21T03:59Z", "2020-09-20T23:59:00-04:00", "2020-09-20T23:59[America/New_York]"] {
        assert_eq!(decide(at).stdout, reference.stdout, "{at}");
    }
    for at in
        ["2020-09-21", "2020-09-21T03:59", "2020-03-08T02:30[America/New_York]", "2020-09-21T03:59[Nowhere]"]
    {
        let Run { code, stdout, stderr } = decide(at);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{at}");
        assert!(stderr.starts_with("error[E-"), "{at}: {stderr}");
    }
}

#[test]
fn in_words_a_decision_names_the_provision_and_its_citation() {
    let Run { code, stdout, stderr } = lawful(&[&DOWNLOAD[..], &LATER[..2]].concat());
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    for words in
        ["suspended", "us/feather-order#1", "¶ 1", "85 Feathers 1", "us/parrot-injunction#1", "2021-03-01"]
    {
        assert!(stdout.contains(words), "{words} is not in:\n{stdout}");
    }
    let chinese = lawful(&[&DOWNLOAD[..], &LATER[..2], &["--lang", "zh-Hans"]].concat());
    assert!(chinese.stdout.contains("羽毛令") && chinese.stdout.contains("鹦鹉"), "{}", chinese.stdout);
}

#[test]
fn stated_facts_are_read_by_their_domain() {
    let decide = |facts: &[&str]| {
        let base = ["decide", "--app", "finch", "--activity", "use", "--location", "US", "--rules", "rules"];
        let Run { code, stdout, stderr } = lawful(&[&base[..], &LATER[..], facts].concat());
        assert_eq!(code, Some(0), "{stderr}");
        stdout
    };
    let business =
        decide(&["--fact", "device-owner=business", "--fact", "user-age=12", "--fact", "for-fee=true"]);
    assert!(business.contains(r#""device-owner":"business","for-fee":true"#), "{business}");
    assert!(
        business.contains(r#""user-age":12"#) && business.contains(r#""verdict":"prohibited""#),
        "{business}"
    );
    let unstated = decide(&["--fact", "device-owner=business"]);
    assert!(unstated.contains(r#""missing":["user-age"]"#), "{unstated}");
}

#[test]
fn readings_are_presumed_open_or_given() {
    let verdict = |readings: &[&str]| {
        let base = [
            "decide",
            "--app",
            "parrot",
            "--activity",
            "hosting",
            "--location",
            "US",
            "--fact",
            "for-fee=false",
        ];
        let Run { code, stdout, stderr } =
            lawful(&[&base[..], &LATER[..], &["--rules", "rules"], readings].concat());
        assert_eq!(code, Some(0), "{stderr}");
        stdout.rsplit_once("\"verdict\":").unwrap().1.trim().to_owned()
    };
    assert_eq!(verdict(&[]), "\"unregulated\"}");
    assert_eq!(verdict(&["--readings", "presumed"]), "\"unregulated\"}");
    assert_eq!(verdict(&["--readings", "open"]), "\"indeterminate\"}");
    assert_eq!(verdict(&["--readings", "us/feather-order#reach=all"]), "\"prohibited\"}");
    assert_eq!(verdict(&["--readings", "us/feather-order#reach=paid,rest=open"]), "\"unregulated\"}");
    assert_eq!(verdict(&["--readings", "rest=open"]), "\"indeterminate\"}");
}

#[test]
fn over_a_range_what_is_possible_is_united() {
    let range = "2020-09-20T23:00[America/New_York]/2020-09-21T12:00Z";
    let base = [&DOWNLOAD[..], &["--over", range]].concat();
    let json = [&base[..], &["--json"]].concat();
    let traditional = [&base[..], &["--lang", "zh-Hant"]].concat();
    snapshot("over", &[&json, &base, &traditional]);
}

#[test]
fn a_range_says_where_nobody_has_looked() {
    let covered = |location: &str, range: &str| {
        let asked =
            ["decide", "--app", "wechat", "--activity", "hosting", "--location", location, "--over", range];
        let said = lawful(&asked).stdout.contains("nobody has looked");
        let json = lawful(&[&asked[..], &["--json"]].concat()).stdout;
        assert_eq!(json.contains("\"covered\":false"), said, "{json}");
        assert_eq!(json.contains("\"covered\":true"), !said, "{json}");
        !said
    };
    assert!(covered("US", "2020-09-20T00:00Z/2020-09-22T00:00Z"));
    assert!(!covered("US", "2000-01-01T00:00Z/2020-09-22T00:00Z"));
    assert!(!covered("DE", "2020-09-20T00:00Z/2020-09-22T00:00Z"));
}

#[test]
fn a_range_is_two_times_and_not_empty() {
    for range in ["2020-09-21T12:00Z", "2020-09-21T12:00Z/2020-09-21T12:00Z", "a/b", "[/]"] {
        let Run { code, stdout, stderr } = lawful(&[&DOWNLOAD[..], &["--over", range]].concat());
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{range}");
        assert!(stderr.contains("error[E-time]") || stderr.contains("error[E-window]"), "{range}: {stderr}");
    }
}

#[test]
fn a_timeline_has_no_gap() {
    let mut args = DOWNLOAD;
    args[0] = "timeline";
    snapshot("timeline-json", &[&[&args[..], &["--json"]].concat()]);
    let Run { code, stdout, stderr } = lawful(&args);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("2021-03-01T08:00:00Z"), "{stdout}");
}

#[test]
fn every_mistake_of_a_question_is_told_at_once_with_the_nearest_id() {
    let wrong = [
        "decide",
        "--rules",
        "rules",
        "--app",
        "Parrot",
        "--activity",
        "app-store/downlaod",
        "--location",
        "USS",
        "--fact",
        "for-fe=true",
        "--fact",
        "user-age=x",
        "--fact",
        "device-owner=nobody",
        "--fact",
        "app=parrot",
        "--at",
        "2020-09-21",
        "--known",
        "yesterday",
        "--readings",
        "us/feather-order#raech=all,some,rest=closed",
    ];
    snapshot("malformed-question", &[&wrong]);
}

#[test]
fn usage_errors_are_malformed_questions() {
    for args in [
        &["decide", "--app", "parrot"][..],
        &["decide", "--app", "parrot", "--batch"],
        &["decide", "--at", "2020-09-21T12:00Z", "--over", "2020-09-21T12:00Z/2020-09-22T12:00Z"],
        &["decide", "--at", "2020-09-21T12:00Z", "--fact", "for-fee"],
        &["decide", "--at", "2020-09-21T12:00Z", "--lang", "de"],
        &["timeline", "--at", "2020-09-21T12:00Z"],
        &["undecide"],
        &[],
    ] {
        let Run { code, stdout, stderr } = lawful(args);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(!stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn an_app_that_no_register_has_is_answered_with_a_note_beside_the_answer() {
    let ask = ["decide", "--app", "parot", "--party", "somebody", "--rules", "rules"];
    let Run { code, stdout, stderr } = lawful(&[&ask[..], &LATER[..]].concat());
    assert_eq!(code, Some(0));
    assert!(stdout.starts_with("{\"asked\""));
    assert_eq!(
        stderr,
        "note: no register of the rule set has the app `parot` (did you mean `parrot`?)\n\
         note: no register of the rule set has the party `somebody`\n"
    );
}

#[test]
fn a_rule_set_with_problems_answers_nothing() {
    for rules in ["broken", "nowhere", "rules,nowhere", "corpus,nowhere"] {
        let Run { code, stdout, stderr } = lawful(&["decide", "--rules", rules, "--at", "2020-09-21T12:00Z"]);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{rules}");
        assert!(stderr.starts_with("error[E-"), "{rules}: {stderr}");
    }
}

#[test]
fn the_corpus_is_composed_with_ones_own_licences() {
    let ask = [
        "decide",
        "--app",
        "wechat",
        "--activity",
        "content-delivery",
        "--actor",
        "content-delivery-provider",
        "--location",
        "US",
        "--counterparty",
        "tencent",
        "--fact",
        "for-fee=true",
        "--party",
        "my-company",
        "--json",
        "--at",
        "2020-09-25T12:00Z",
        "--known",
        "2020-09-23T12:00Z",
    ];
    let own = lawful(&[&ask[..], &["--rules", "corpus,own"]].concat());
    assert_eq!(own.code, Some(0), "{}", own.stderr);
    assert!(
        own.stdout.contains("us/my-licence#1") && own.stdout.ends_with("\"verdict\":\"licensed\"}\n"),
        "{}",
        own.stdout
    );
    assert!(!lawful(&ask).stdout.contains("us/my-licence#1"));
}

#[test]
fn a_batch_answers_line_by_line_in_order() {
    let input = include_str!("data/batch.jsonl");
    let Run { code, stdout, stderr } =
        lawful_reading(&["decide", "--batch", "--rules", "rules", "--json"], input.as_bytes());
    assert_eq!(code, Some(2));
    assert_eq!(stdout.lines().count(), input.lines().count());
    same_as_committed("batch", &format!("{stdout}stderr| {stderr}"));
}

/// SPEC 14, property 10: one by one or in a batch, the same bytes.
#[test]
fn a_batch_answers_as_one_question_does() {
    let line = r#"{"ask":{"app":"parrot","activity":"app-store/download","location":"US"},"at":"2020-09-21T12:00:00Z"}"#;
    let one = lawful(&[&DOWNLOAD[..], &LATER[..]].concat());
    // The last line needs no end, and a line may end as on Windows.
    let batch =
        lawful_reading(&["decide", "--batch", "--rules", "rules"], format!("{line}\r\n{line}").as_bytes());
    assert_eq!((batch.code, batch.stderr.as_str()), (Some(0), ""));
    assert_eq!(batch.stdout, one.stdout.repeat(2));
}

#[test]
fn a_batch_survives_what_is_no_text_and_what_never_ends() {
    let mut input = b"\xff\xfe{}\n".to_vec();
    input.extend(vec![b' '; (4 << 20) + 1]);
    input.extend(b"\n");
    input.extend(b"[".repeat(10_000));
    input.extend(b"\n{\"ask\":{},\"at\":\"2020-09-21T12:00:00Z\"}\n");
    input.extend(vec![b'9'; (4 << 20) + 1]);
    let Run { code, stdout, .. } = lawful_reading(&["decide", "--batch", "--rules", "rules"], &input);
    assert_eq!(code, Some(2));
    let codes: Vec<&str> = stdout.lines().map(|line| line.get(..21).unwrap_or_default()).collect();
    let lines: Vec<&str> = stdout.lines().collect();
    assert_eq!(lines.len(), 5, "{codes:?}");
    for (n, code) in [(0, "E-syntax"), (1, "E-limit"), (2, "E-syntax"), (4, "E-limit")] {
        assert!(lines[n].contains(&format!("\"code\":\"{code}\"")), "{}", lines[n]);
    }
    assert!(lines[3].starts_with("{\"asked\""), "{}", lines[3]);
}

#[test]
fn an_empty_batch_is_answered_with_nothing() {
    let Run { code, stdout, stderr } =
        lawful_reading(&["decide", "--batch", "--rules", "rules", "--json"], b"");
    assert_eq!((code, stdout.as_str(), stderr.as_str()), (Some(0), "", ""));
}

#[test]
fn a_batch_answers_before_the_next_question_comes() {
    let mut child = command(&["decide", "--batch", "--rules", "rules"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut ask, mut answers) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for _ in 0..3 {
        // The beginning of the next question does not hold up the answer.
        ask.write_all(b"{\"ask\":{},\"at\":\"2020-09-21T12:00:00Z\"}\n   ").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert!(answer.starts_with("{\"asked\""), "{answer}");
    }
    ask.write_all(b"{\"ask\":{},\"at\":\"2020-09-21T12:00:00Z\"}").unwrap();
    drop(ask);
    assert!(child.wait().unwrap().success());
}
