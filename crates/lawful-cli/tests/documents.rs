//! `check`, `test`, `export`, `show`, `list`: what is done with documents and cases (issue 2).
#![expect(clippy::unwrap_used, reason = "a failing test may stop at once")]

mod run;

use std::process::Stdio;
use std::{env, fs};

use lawful::Ruleset;
use lawful::document::Documents;
use run::{Run, command, data, lawful, snapshot};

#[test]
fn check_tells_every_problem_with_its_place_and_a_hint() {
    snapshot("check", &[&["check", "broken"], &["check", "broken", "--format", "json"]]);
}

#[test]
fn check_is_content_with_what_is_sound() {
    snapshot(
        "check-sound",
        &[
            &["check", "rules"],
            &["check", "rules", "--format", "json"],
            &["check", "rules,mine"],
            &["check", "mine"],
            &["check", "cases"],
            &["check", "nowhere"],
        ],
    );
}

#[test]
fn cases_that_pass_are_counted_and_nothing_else_is_said() {
    for cases in [&["test", "cases/passing.toml"][..], &["test", "cases/passing.toml", "rules"]] {
        let Run { code, stdout, stderr } = lawful(cases);
        assert_eq!((code, stdout.as_str(), stderr.as_str()), (Some(0), "6 passed, 0 failed\n", ""));
    }
}

#[test]
fn cases_that_fail_are_told_key_by_key() {
    snapshot("test-failing", &[&["test", "cases/failing.toml"]]);
}

#[test]
fn a_folder_of_cases_is_searched_and_the_last_line_counts() {
    let Run { code, stdout, .. } = lawful(&["test", "cases"]);
    assert_eq!(code, Some(1));
    assert_eq!(stdout.lines().last(), Some("7 passed, 7 failed"));
}

#[test]
fn what_cannot_be_run_is_a_failure() {
    snapshot(
        "test-unrunnable",
        &[
            &["test", "rules/rules.toml"],
            &["test", "nowhere.toml", "cases/passing.toml"],
            &["test", "cases/passing.toml", "--rules", "nowhere"],
            &["test", "rules"],
        ],
    );
}

#[test]
fn another_rule_set_may_be_tested() {
    let Run { code, stdout, .. } = lawful(&["test", "cases/passing.toml", "--rules", "rules,mine"]);
    assert_eq!((code, stdout.as_str()), (Some(0), "6 passed, 0 failed\n"));
}

#[test]
fn what_is_exported_is_read_back() {
    let read = Ruleset::from_documents(&Documents::from_folders(&[data().join("rules")]).unwrap()).unwrap();
    let json = lawful(&["export", "--rules", "rules"]);
    assert_eq!((json.code, json.stderr.as_str()), (Some(0), ""));
    let again =
        Ruleset::from_documents(&Documents::from_interchange(json.stdout.trim_end()).unwrap()).unwrap();
    assert_eq!(again.content_hash(), read.content_hash());

    let file = env::temp_dir().join(format!("lawful-cli-{}.prepared", std::process::id()));
    let prepared = lawful(&["export", "--rules", "rules", "--prepared", file.to_str().unwrap()]);
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!((prepared.code, prepared.stdout.as_str()), (Some(0), ""));
    assert!(prepared.stderr.contains(read.content_hash()), "{}", prepared.stderr);
    assert_eq!(Ruleset::from_prepared(&bytes).unwrap().content_hash(), read.content_hash());
}

/// SPEC 9.3: a trimmed rule set keeps its hash. One that lacks instruments is another.
#[test]
fn a_trimmed_rule_set_keeps_its_hash_and_a_part_has_one_of_its_own() {
    let file = env::temp_dir().join(format!("lawful-cli-part-{}.prepared", std::process::id()));
    let path = file.to_str().unwrap();
    let export = |options: &[&str]| {
        let run = lawful(&[&["export", "--prepared", path], options].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        (fs::read(&file).unwrap(), run.stderr)
    };
    let (whole, _) = export(&[]);
    let (trimmed, _) = export(&["--trim"]);
    let (part, told) = export(&["--only", "us/", "--trim"]);
    fs::remove_file(&file).unwrap();
    let read = |bytes: &[u8]| Ruleset::from_prepared(bytes).unwrap();
    assert!(trimmed.len() < whole.len() * 9 / 10, "{} of {} bytes", trimmed.len(), whole.len());
    assert_eq!(read(&trimmed).content_hash(), read(&whole).content_hash());
    assert_ne!(read(&part).content_hash(), read(&whole).content_hash());
    assert!(told.contains("wto/meeting-2020-10-02") && told.contains(read(&whole).content_hash()), "{told}");
    let decide = |rules: &Ruleset| {
        let asked = rules.transaction().app("wechat").activity("app-store/download").location("US").build();
        let decision = asked.unwrap().decide("2020-10-03T12:00:00Z".parse().unwrap(), None);
        (decision.verdict(), decision.covered(), decision.valid())
    };
    assert_eq!(decide(&read(&trimmed)), decide(&read(&whole)));
    assert_eq!(decide(&read(&part)), decide(&read(&whole)));

    let refused = lawful(&["export", "--only", "us/commerce/,us/eo-"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    assert!(refused.stderr.contains("us/cand/wechat-injunction"), "{}", refused.stderr);
}

#[test]
fn what_has_problems_is_not_exported() {
    let Run { code, stdout, stderr } = lawful(&["export", "--rules", "broken"]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("broken/us/order.toml:9:1"), "{stderr}");
    assert_eq!(lawful(&["export", "--rules", "rules", "--prepared", "nowhere/x"]).code, Some(1));
}

#[test]
fn whatever_has_an_id_is_shown() {
    let show = |id: &'static str| ["show", id, "--rules", "rules"];
    let ids = [
        "us/feather-order",
        "us/feather-order#1",
        "us/parrot-injunction#1",
        "us/feather-order#reach",
        "parrot",
        "apple:123456789",
        "birdhouse",
        "device-owner",
        "us-territory",
        "us/aviary",
        "parrrot",
        "zzzzzzzz",
    ];
    let runs: Vec<[&str; 4]> = ids.into_iter().map(show).collect();
    snapshot("show", &runs.iter().map(|args| &args[..]).collect::<Vec<_>>());
}

#[test]
fn lists_are_tab_separated_on_a_pipe() {
    let list = |what: &'static str| ["list", what, "--rules", "rules"];
    let runs = ["apps", "instruments", "facts", "questions", "coverage", "parties"].map(list);
    snapshot("list", &runs.iter().map(|args| &args[..]).collect::<Vec<_>>());
    for what in ["regions", "activities", "actors"] {
        let Run { code, stdout, stderr } = lawful(&list(what));
        assert_eq!((code, stderr.as_str()), (Some(0), ""));
        assert!(stdout.lines().count() > 10 && stdout.lines().all(|line| line.contains('\t')), "{what}");
    }
    let overview = lawful(&["list", "--rules", "rules"]);
    assert!(overview.stdout.contains("revision\t3\n"), "{}", overview.stdout);
    assert_eq!(lawful(&["list", "laws"]).code, Some(2));
}

#[test]
fn required_facts_are_ids_line_by_line() {
    let Run { code, stdout, stderr } = lawful(&["required-facts", "use", "--rules", "rules"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.lines().any(|id| id == "user-age"), "{stdout}");
    assert!(!stdout.lines().any(|id| id == "for-fee"), "{stdout}");
    let Run { code, stdout, stderr } = lawful(&["required-facts", "app-store/downlaod", "--rules", "rules"]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("did you mean `app-store/download`?"), "{stderr}");
}

#[test]
fn every_subcommand_helps_with_an_example() {
    for command in ["decide", "timeline", "required-facts", "test", "check", "show", "list", "export"] {
        let Run { code, stdout, stderr } = lawful(&[command, "--help"]);
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{command}");
        assert!(stdout.contains(&format!("Example:\n  lawful {command} ")), "{stdout}");
    }
}

#[test]
fn nothing_is_coloured_on_a_pipe() {
    for args in
        [&["check", "broken"][..], &["test", "cases"], &["show", "parrot", "--rules", "rules"], &["list"]]
    {
        let Run { stdout, stderr, .. } = lawful(args);
        assert!(!stdout.contains('\u{1b}') && !stderr.contains('\u{1b}'), "{args:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic_and_changes_no_exit_code() {
    for (args, expected) in [
        (&["export", "--rules", "rules"][..], 0),
        (&["list", "regions", "--rules", "rules"], 0),
        (&["check", "broken"], 1),
        (&["test", "cases"], 1),
    ] {
        let mut child = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(expected), "{args:?}: {stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }
}
