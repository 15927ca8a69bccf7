//! Times: SPEC 1.3, row by row.

use super::*;

#[test]
fn an_offset_date_time_is_that_instant_1_3() {
    assert_eq!(from_of("from = 2020-09-27T23:59:00-04:00"), exact("2020-09-28T03:59:00Z"));
    assert_eq!(from_of("from = 2020-09-27 23:59Z"), exact("2020-09-27T23:59:00Z"));
}

#[test]
fn a_local_date_time_is_wall_time_in_the_zone_1_3() {
    assert_eq!(from_of("from = 2020-09-27T23:59:00"), exact("2020-09-28T03:59:00Z"));
    assert_eq!(from_of("from = 2020-12-27T23:59:00"), exact("2020-12-28T04:59:00Z"));
}

#[test]
fn a_wall_time_in_a_gap_or_fold_asks_for_an_offset_1_3() {
    for (time, hint) in [
        ("2020-03-08T02:30:00", "2020-03-08T02:30:00-05:00 or 2020-03-08T02:30:00-04:00"),
        ("2020-11-01T01:30:00", "2020-11-01T01:30:00-04:00 or 2020-11-01T01:30:00-05:00"),
    ] {
        let result = with(&format!("[[prohibition]]\nid = '1'\nfrom = {time}"));
        assert_eq!(codes(&result), [Code::Dst]);
        let problems = result.unwrap_err();
        assert!(problems.iter().next().unwrap().error.hint().unwrap().contains(hint));
    }
    // 00:00 did not exist in São Paulo on 2018-11-04: as a `from`, and as the end of the day before.
    let zone = HEADER.replace("America/New_York", "America/Sao_Paulo").replace("2020-09-18", "2018-01-01");
    for time in ["from = 2018-11-04", "through = 2018-11-03", "from = { after = 2018-11-03, days = 1 }"] {
        let text = format!("{zone}[[prohibition]]\nid = '1'\n{time}");
        assert_eq!(codes(&read(&documents(&[("x.toml", text.as_str())]))), [Code::Dst], "{time}");
    }
}

#[test]
fn a_date_as_a_bound_is_its_midnight_1_3() {
    assert_eq!(from_of("from = 2020-09-27"), exact("2020-09-27T04:00:00Z"));
    assert_eq!(until_of("until = 2020-09-27"), exact("2020-09-27T04:00:00Z"));
}

#[test]
fn through_ends_with_the_following_day_1_3() {
    assert_eq!(until_of("through = 2025-04-05"), exact("2025-04-06T04:00:00Z"));
    fails("[[prohibition]]\nid = '1'\nthrough = 2025-04-05T12:00:00", Code::Type);
    fails("[[prohibition]]\nid = '1'\nthrough = 2025-04-05\nuntil = 2025-04-06", Code::Value);
}

#[test]
fn days_after_an_event_do_not_count_its_own_day_1_3() {
    assert_eq!(from_of("from = { after = 2024-04-24, days = 270 }"), exact("2025-01-19T05:00:00Z"));
    assert_eq!(
        until_of("until = { after = 2024-04-24, days = 270, through = true }"),
        exact("2025-01-20T05:00:00Z")
    );
    fails("[[prohibition]]\nid = '1'\nfrom = { after = 2024-04-24 }", Code::MissingKey);
    fails("[[prohibition]]\nid = '1'\nfrom = { after = 2024-04-24, days = -1 }", Code::Value);
    fails(
        "[[prohibition]]\nid = '1'\nfrom = { after = 2024-04-24, days = 9000000000000000000 }",
        Code::Instant,
    );
    fails("[[prohibition]]\nid = '1'\nfrom = { after = 2024-04-24, days = 3000000 }", Code::Instant);
}

#[test]
fn a_date_as_issued_or_public_is_an_unknown_second_of_it_1_3() {
    let model = model("public = 2020-09-20\n[[prohibition]]\nid = '1'\npublic = 2020-09-21");
    let day = |day: &str, next: &str| Moment::Between(at(day), at(next));
    assert_eq!(model.instruments[0].issued, day("2020-09-18T04:00:00Z", "2020-09-19T04:00:00Z"));
    assert_eq!(model.instruments[0].public, day("2020-09-20T04:00:00Z", "2020-09-21T04:00:00Z"));
    assert_eq!(model.provisions[0].public, day("2020-09-21T04:00:00Z", "2020-09-22T04:00:00Z"));
    assert_eq!(model.instruments[0].effective, LegalTime::Fixed(model.instruments[0].issued));
}

#[test]
fn between_includes_a_date_at_its_end_1_3() {
    let moment = Moment::Between(at("2020-09-27T04:00:00Z"), at("2020-09-29T04:00:00Z"));
    assert_eq!(from_of("from = { between = [2020-09-27, 2020-09-28] }"), LegalTime::Fixed(moment));
    let moment = Moment::Between(at("2020-09-27T04:00:00Z"), at("2020-09-28T04:00:00Z"));
    assert_eq!(
        from_of("from = { between = [2020-09-27T00:00:00, 2020-09-28T00:00:00] }"),
        LegalTime::Fixed(moment)
    );
    fails(
        "[[prohibition]]\nid = '1'\nfrom = { between = [2020-09-28T00:00:00, 2020-09-28T00:00:00] }",
        Code::Window,
    );
    fails("[[prohibition]]\nid = '1'\nfrom = { between = [2020-09-28] }", Code::Value);
    fails(
        "[[prohibition]]\nid = '1'\nfrom = { between = [2020-09-27, 2020-09-28], days = 3 }",
        Code::UnknownKey,
    );
}

#[test]
fn a_time_by_answer_has_one_key_for_every_answer_1_3() {
    let time =
        "from = { question = '?register/all#clock', edt = 2020-09-21T03:59:00Z, est = 2020-09-21T04:59:00Z }";
    let LegalTime::Asked(question, moments) = from_of(time) else { panic!("depends on no question") };
    assert_eq!(moments, ["2020-09-21T03:59:00Z", "2020-09-21T04:59:00Z"].map(|text| Moment::Exact(at(text))));
    let model = model(&format!("[[prohibition]]\nid = '1'\n{time}"));
    assert_eq!(model.vocabulary.question(question).id, "register/all#clock");
    let asked = |rest: &str| {
        format!("[[prohibition]]\nid = '1'\nfrom = {{ question = 'register/all#clock', {rest} }}")
    };
    fails(&asked("edt = 2020-09-21"), Code::MissingKey);
    fails(&asked("edt = 2020-09-21, est = 2020-09-21, pst = 2020-09-21"), Code::UnknownKey);
    let inner = "{ question = 'register/all#clock', edt = 2020-09-21, est = 2020-09-21 }";
    fails(&asked(&format!("edt = 2020-09-21, est = {inner}")), Code::Value);
    fails(
        "[[prohibition]]\nid = '1'\nfrom = { question = 'clock', edt = 2020-09-21 }",
        Code::UnknownReference,
    );
}

#[test]
fn windows_that_are_empty_under_some_answers_are_errors_11_2() {
    let asked = |key: &str, edt: &str, est: &str| {
        format!("{key} = {{ question = 'register/all#clock', edt = {edt}, est = {est} }}\n")
    };
    let window = |from: &str, until: &str| format!("[[prohibition]]\nid = '1'\n{from}\n{until}");
    fails(&window("from = 2020-09-21", "until = 2020-09-21"), Code::Window);
    fails(&window("", "until = 2020-09-18"), Code::Window);
    fails(&window("from = 2020-09-22", &asked("until", "2020-09-23", "2020-09-22")), Code::Window);
    // One question: answers go together. What is empty is so at its widest only.
    let from = asked("from", "2020-09-21", "2020-09-25");
    model(&window(&from, &asked("until", "2020-09-22", "2020-09-26")));
    model(&window(
        "from = { between = [2020-09-21, 2020-09-25] }",
        "until = { between = [2020-09-20, 2020-09-21] }",
    ));
    fails(
        "[[question]]\nid = 'q'\nanswers = ['a', 'b']\n[[prohibition]]\nid = '1'\nfrom = { question = 'register/all#clock', edt = 2020-09-21, est = 2020-09-25 }\nuntil = { question = 'q', a = 2020-09-22, b = 2020-09-26 }",
        Code::Window,
    );
}

#[test]
fn times_that_no_document_may_have() {
    for (time, code) in [
        ("2020-09-27T23:59:00.5Z", Code::Time),
        ("2020-12-31T23:59:60Z", Code::Time),
        ("2020-02-30", Code::Time),
        ("23:59:00", Code::Time),
        ("9999-12-31", Code::Sentinel),
        ("9000-01-01T00:00:00Z", Code::Sentinel),
        ("0001-01-01", Code::Sentinel),
        ("'2020-09-27'", Code::Type),
        ("20200927", Code::Type),
        ("{ on = 2020-09-27 }", Code::Type),
        ("{ question = 3 }", Code::Type),
    ] {
        fails(&format!("[[prohibition]]\nid = '1'\nfrom = {time}"), code);
    }
    let zoneless = HEADER.replace("zone = 'America/New_York'\n", "");
    assert_eq!(codes(&read(&documents(&[("x.toml", zoneless.as_str())]))), [Code::Zone]);
    for (zone, hint) in [("America/New_Yrok", "America/New_York"), ("america/new_york", "America/New_York")] {
        let text = HEADER.replace("America/New_York", zone);
        let problems = read(&documents(&[("x.toml", text.as_str())])).unwrap_err();
        assert_eq!(problems.iter().count(), 1, "a broken zone is one problem, not one for every date");
        let error = &problems.iter().next().unwrap().error;
        assert_eq!(error.code(), Code::Zone);
        assert!(error.hint().unwrap().contains(hint));
    }
    register_fails("zone = 'Etc/Unknown'", Code::Zone);
}

#[test]
fn the_command_line_names_a_zone_in_brackets() {
    assert_eq!(parse_time("2020-09-20T23:59[America/New_York]").unwrap(), at("2020-09-21T03:59:00Z"));
    assert_eq!(parse_time("2020-09-20T23:59:01-04:00").unwrap(), at("2020-09-21T03:59:01Z"));
    assert_eq!(parse_time("0001-01-01T00:00[UTC]").unwrap(), Instant::MIN);
    assert_eq!(parse_time("9999-12-31T23:59:59[UTC]").unwrap(), Instant::MAX);
    for (text, code) in [
        ("2020-09-20T23:59", Code::Time),
        ("2020-09-20[UTC]", Code::Time),
        ("2020-09-20T23:59Z[UTC]", Code::Time),
        ("2020-09-20T23:59[UTC", Code::Time),
        ("2020-09-20T23:59[Mars]", Code::Zone),
        ("2020-03-08T02:30[America/New_York]", Code::Dst),
        ("9999-12-31T23:59[America/New_York]", Code::Instant),
        ("0000-12-31T23:59[UTC]", Code::Instant),
    ] {
        assert_eq!(parse_time(text).unwrap_err().code(), code, "{text}");
    }
}
