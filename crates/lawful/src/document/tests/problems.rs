//! Problems: every code, each where it is met.

use super::*;

#[test]
fn all_problems_are_reported_at_once_with_their_places_11_1() {
    let one = "format = 'lawful/1'\n[instrument]\nkind = 'ordre'\nissuer = 'us/comerce'\nissued = 9999-01-01T00:00:00Z\n";
    let two = format!(
        "{HEADER}\n[[prohibition]]\nid = '1'\nwhen = {{ ap = 'wechat', location = 'Germany' }}\nform = 1\n"
    );
    let three = "format = 'lawful/1'\nkey = 1\nkey = 2\nlist = [1,";
    let texts = [("b.toml", one), ("a.toml", two.as_str()), ("c.toml", three)];
    let problems = read(&Documents::from_texts(
        [("rules.toml", RULES), ("register/all.toml", REGISTER)]
            .iter()
            .chain(&texts[..2])
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned())),
    ))
    .unwrap_err();
    let shown: Vec<(String, Code)> = problems.iter().map(|p| (p.place.to_string(), p.error.code())).collect();
    let expected = [
        ("a.toml:11:10", Code::UnknownFact),
        ("a.toml:11:36", Code::Region),
        ("a.toml:12:1", Code::UnknownKey),
        ("b.toml:2:1", Code::MissingKey),
        ("b.toml:3:8", Code::Value),
        ("b.toml:4:10", Code::UnknownReference),
        ("b.toml:5:10", Code::Sentinel),
    ];
    assert_eq!(shown, expected.map(|(place, code)| (place.to_owned(), code)), "{problems}");
    let first = problems.iter().next().unwrap();
    assert_eq!(first.source_line.as_deref(), Some("when = { ap = 'wechat', location = 'Germany' }"));
    assert_eq!(first.error.hint(), Some("did you mean `app`?"));
    // With a document that cannot be read, what it may declare is not held against the others.
    let problems = read(&documents(&texts)).unwrap_err();
    let shown: Vec<String> = problems.iter().map(|p| format!("{} {}", p.place, p.error.code())).collect();
    assert!(shown.contains(&"c.toml:3:1 E-syntax".to_owned()), "{shown:?}");
    assert!(shown.contains(&"a.toml:12:1 E-unknown-key".to_owned()), "{shown:?}");
    assert!(!shown.iter().any(|line| line.contains("E-unknown-reference")), "{shown:?}");
}

#[test]
fn columns_count_characters_and_messages_show_what_was_written() {
    let problems =
        with("[[prohibition]]\nid = '1'\nwhen = { \"ünknown\" = 'ä', app = 'wechatt' }").unwrap_err();
    let places: Vec<u32> = problems.iter().filter_map(|problem| problem.place.column).collect();
    assert_eq!(places, [10, 33]);
    assert!(problems.to_string().contains("there is no app `wechatt`"), "{problems}");
}

#[test]
fn duplicate_keys_are_errors_with_their_place_11_2() {
    let result = with("[[prohibition]]\nid = '1'\ncite = 'a'\ncite = 'b'\nfrm = 1");
    assert_eq!(codes(&result), [Code::Syntax, Code::UnknownKey]);
    let problems = result.unwrap_err();
    let first = problems.iter().next().unwrap();
    assert_eq!((first.place.line, first.place.column), (Some(11), Some(1)));
    assert!(first.error.message().contains("duplicate key `cite`"));
    fails("[[prohibition]]\nid = '1'\nwhen = { app = 'wechat', app = 'wechat' }", Code::Syntax);
    let result = with("[[prohibition]]\nid = '1'\n[instrument]\nzonee = 'order'");
    assert_eq!(codes(&result), [Code::Syntax, Code::UnknownKey], "a second header goes on with the first");
}

#[test]
fn documents_say_their_format_12_1() {
    let read_one = |text: &str| codes(&read(&documents(&[("x.toml", text)])));
    let body = HEADER.replace("format = 'lawful/1'\n", "");
    assert_eq!(read_one(&body), [Code::Format]);
    assert_eq!(read_one(&format!("format = 'lawful/2'\n{body}")), [Code::Format]);
    assert_eq!(read_one(&format!("format = 1\n{body}")), [Code::Format]);
    assert_eq!(read_one("format = 'lawful-cases/1'\n[[case]]\nid = 'x'\n"), []);
    let other = read(&documents(&[("README.md", "= not TOML ="), ("x/cases.txt", "")]));
    assert!(other.is_ok(), "what does not end in `.toml` is passed over");
}

#[test]
fn keys_are_a_closed_list_appendix_a() {
    for (keys, code) in [
        ("[[prohibition]]\nid = '1'\nlifts = ['x']", Code::UnknownKey),
        ("[[prohibition]]\nid = '1'\nconfidence = 'primary'", Code::UnknownKey),
        ("[[end]]\nid = '1'\nof = ['y']\nuntil = 2021-01-01", Code::UnknownKey),
        ("[[ban]]\nid = '1'", Code::UnknownKey),
        ("[[prohibition]]\ncite = '1'", Code::MissingKey),
        ("[[exemption]]\nid = '1'", Code::MissingKey),
        ("[[license]]\nid = '1'\nlifts = ['x']", Code::MissingKey),
        ("[[suspension]]\nid = '1'\nrelief = 'stay'", Code::MissingKey),
        ("[[prohibition]]\nid = 1", Code::Type),
        ("[[prohibition]]\nid = '1'\ntitle = 'x'", Code::Type),
        ("[[prohibition]]\nid = '1'\nsource = [{ url = 'x', confidence = 'sure' }]", Code::Value),
        ("[[prohibition]]\nid = '1'\nsource = [{ ulr = 'x' }]", Code::UnknownKey),
        ("[[prohibition]]\nid = '1'\nsource = 'x'", Code::Type),
        ("[prohibition]\nid = '1'", Code::Type),
    ] {
        let text = format!("{HEADER}{keys}");
        let y = HEADER;
        let result = read(&documents(&[("x.toml", text.as_str()), ("y.toml", y)]));
        assert_eq!(codes(&result), [code], "{keys}");
    }
    register_fails("app = [{ id = 'a', publishr = [] }]", Code::UnknownKey);
    register_fails(
        "app = [{ id = 'a', publisher = [{ party = 'tencent', since = 2020-01-01 }] }]",
        Code::UnknownKey,
    );
    register_fails("apps = []", Code::UnknownKey);
    let none = read(&Documents::from_texts([("x.toml".to_owned(), "format = 'lawful/1'".to_owned())]));
    assert_eq!(codes(&none), [Code::MissingKey, Code::MissingKey], "no header, no rules.toml");
}

#[test]
fn two_of_anything_with_one_id_are_errors() {
    for rows in [
        "app = [{ id = 'wechat' }]",
        "app = [{ id = 'a', android = ['com.Tencent.MM'] }]",
        "party = [{ id = 'tencent' }]",
        "region = [{ id = 'eu' }]",
        "region = [{ id = 'world' }]",
        "activity = [{ id = 'telemetry' }]",
        "actor = [{ id = 'bank' }]",
        "fact = [{ id = 'user-age', domain = 'flag' }]",
        "fact = [{ id = 'location', domain = 'flag' }]",
        "issuer = [{ id = 'us/cand' }]",
        "question = [{ id = 'a', answers = ['x'] }, { id = 'a', answers = ['x'] }]",
        "question = [{ id = 'a', answers = ['x', 'x'] }]",
    ] {
        register_fails(rows, Code::DuplicateId);
    }
    fails("[[prohibition]]\nid = '1'\n[[exemption]]\nid = '1'\nlifts = ['x']", Code::DuplicateId);
    let twice = read(&documents(&[("register/all.toml", "format = 'lawful/1'")]));
    assert_eq!(codes(&twice), [Code::DuplicateId], "two documents of composed folders");
    let rules = RULES.replace("revision = 3", "revision = 4");
    let model = read(&documents(&[("rules.toml", rules.as_str())])).unwrap();
    assert_eq!(model.revision, 3, "the first rules.toml counts (12.7)");
}

#[test]
fn ids_are_canonical_2_8() {
    fails("[[prohibition]]\nid = 'A'", Code::Id);
    fails("[[prohibition]]\nid = 'a/b'", Code::Id);
    fails("[[prohibition]]\nid = 'a'\nwhen = { app = 'WeChat' }", Code::Id);
    fails(&format!("[[prohibition]]\nid = '{}'", "a".repeat(260)), Code::Limit);
    register_fails("app = [{ id = 'a b' }]", Code::Id);
    register_fails("app = [{ id = 'a', apple = ['0123'] }]", Code::Id);
    register_fails("party = [{ id = 'a#b' }]", Code::Id);
    assert_eq!(codes(&read(&documents(&[("US/x.toml", HEADER)]))), [Code::Id]);
    assert_eq!(codes(&read(&documents(&[(".toml", HEADER)]))), [Code::Id]);
}

#[test]
fn all_references_exist_3_7() {
    for (provisions, code) in [
        ("[[end]]\nid = '1'\nof = ['x#2']", Code::UnknownReference),
        ("[[end]]\nid = '1'\nof = ['y']", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { app = 'wechatt' }", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { app = 'android:com.tencent.m' }", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { party = 'tensent' }", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { activity = 'app-store/downlod' }", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { actor = 'shop' }", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { '?clock' = 'edt' }", Code::UnknownReference),
        ("[[prohibition]]\nid = '1'\nwhen = { location = 'us' }", Code::Region),
        ("[[prohibition]]\nid = '1'\nwhen = { location = 'US-ZZ' }", Code::Region),
        ("[[prohibition]]\nid = '1'\nwhen = { location = 'other:US' }", Code::Region),
        ("[[prohibition]]\nid = '1'\nwhen = { user-agee = 3 }", Code::UnknownFact),
        ("[[answer]]\nid = '1'\nquestion = 'register/all#clok'\nis = 'edt'", Code::UnknownReference),
    ] {
        fails(provisions, code);
    }
    register_fails("activity = [{ id = 'appstore/x' }]", Code::UnknownReference);
    register_fails("party = [{ id = 'a', owner = [{ party = 'b' }] }]", Code::UnknownReference);
    register_fails("region = [{ id = 'a', members = [{ region = 'b' }] }]", Code::Region);
}

#[test]
fn values_that_are_not_allowed_where_they_stand() {
    for provisions in [
        "[[prohibition]]\nid = '1'\nwhen = { app = [] }",
        "[[prohibition]]\nid = '1'\nwhen = { any = [] }",
        "[[prohibition]]\nid = '1'\nwhen = { device-owner = 'bank' }",
        "[[prohibition]]\nid = '1'\nwhen = { '?register/all#clock' = 'pst' }",
        "[[prohibition]]\nid = '1'\nwhen = { party = { group = 'tencent', at_least = 50, above = 50 } }",
        "[[prohibition]]\nid = '1'\nwhen = { party = { group = 'tencent', at_least = 0.0 } }",
        "[[prohibition]]\nid = '1'\nwhen = { party = { group = 'any-party', at_least = 50 } }",
        "[[prohibition]]\nid = '1'\npublic = 2020-09-17",
        "[[prohibition]]\nid = '1'\npublic = { question = 'register/all#clock', edt = 2020-09-19, est = 2020-09-20 }",
        "[[reserve]]\nid = '1'\n[[exemption]]\nid = '2'\nlifts = ['x#1']",
        "[[reserve]]\nid = '1'\n[[forbearance]]\nid = '2'\nof = ['x#1']",
        "[[prohibition]]\nid = '1'\nreplaces = ['x']",
        "[[prohibition]]\nid = '1'\nreplaces = []",
        "[[suspension]]\nid = '1'\nof = ['x']\nrelief = 'mercy'",
    ] {
        fails(provisions, Code::Value);
    }
    fails("[[prohibition]]\nid = '1'\nwhen = { party = { group = 'tencent' } }", Code::MissingKey);
    fails("[[statement]]\nid = '1'\nwhen = { location = 'US' }", Code::MissingKey);
    model("[[statement]]\nid = '1'\nwhen = { activity = 'transit' }\n[[statement]]\nid = '2'\nof = ['x']");
    for rows in [
        "app = [{ id = 'a', publisher = [{ party = 'tencent', until = 2020-01-02T00:00:00Z }, { party = 'naspers', from = 2020-01-01T00:00:00Z }] }]",
        "fact = [{ id = 'a', domain = 'number', unit = 'years', presumed = 3 }]",
        "fact = [{ id = 'a', domain = 'flag', answers = ['x'] }]",
        "fact = [{ id = 'a', domain = 'sum' }]",
        "fact = [{ id = 'not', domain = 'flag' }]",
        "question = [{ id = 'a', answers = [] }]",
        "question = [{ id = 'a', answers = ['x'], presumed = 'y' }]",
        "party = [{ id = 'a', owner = [{ party = 'any-party' }] }]",
    ] {
        register_fails(rows, Code::Value);
    }
    let number = read(&documents(&[(
        "x.toml",
        format!("{HEADER}[[prohibition]]\nid = '1'\nwhen = {{ user-age = 9223372036854775808 }}").as_str(),
    )]));
    assert_eq!(codes(&number), [Code::Value]);
}

#[test]
fn shares_are_exact_and_sum_to_a_whole_at_most_2_6() {
    for owners in [
        "[{ party = 'tencent', share = 100.1 }]",
        "[{ party = 'tencent', share = -1 }]",
        "[{ party = 'tencent', share = 1e1 }]",
        "[{ party = 'tencent', share = 0.0000000001 }]",
        "[{ party = 'tencent', share = 60 }, { party = 'naspers', share = 40.000000001 }]",
        "[{ party = 'tencent', share = { question = 'register/all#stake', low = 10, high = 60 } }, { party = 'naspers', share = { question = 'register/all#clock', edt = 50, est = 20 } }]",
    ] {
        register_fails(&format!("party = [{{ id = 'a', owner = {owners} }}]"), Code::Share);
    }
    register_fails("party = [{ id = 'a', owner = [{ party = 'tencent', share = '50' }] }]", Code::Type);
    // JSON has none of these, in which every document can be written (SPEC 12.5).
    for number in ["nan", "-nan", "inf", "+inf"] {
        let owner = format!("[{{ party = 'tencent', share = {number} }}]");
        register_fails(&format!("party = [{{ id = 'a', owner = {owner} }}]"), Code::Value);
    }
    for owners in [
        "[{ party = 'tencent', share = 60, until = 2020-01-01T00:00:00Z }, { party = 'naspers', share = 60, from = 2020-01-01T00:00:00Z }]",
        "[{ party = 'tencent', share = { question = 'register/all#stake', low = 10, high = 90 } }, { party = 'naspers', share = { question = 'register/all#stake', low = 90, high = 10 } }]",
        "[{ party = 'tencent', control = true }, { party = 'naspers', share = 100.000 }]",
    ] {
        let text = format!("format = 'lawful/1'\nparty = [{{ id = 'a', owner = {owners} }}]");
        let result = read(&documents(&[("register/more.toml", text.as_str())]));
        assert!(result.is_ok(), "{owners}: {}", result.unwrap_err());
    }
    let model = read(&documents(&[])).unwrap();
    let open = model.vocabulary.tree(Tree::Party).named("open").unwrap();
    assert!(
        matches!(&model.vocabulary.owners[open.index()][0].share, Stake::Asked(_, shares) if shares[1].to_string() == "60.5")
    );
}

#[test]
fn needs_are_free_of_cycles_and_at_most_16_levels_long_3_7() {
    let cycle = "[[suspension]]\nid = '1'\nrelief = 'stay'\nof = ['x#2']\n[[suspension]]\nid = '2'\nrelief = 'stay'\nof = ['x#1']";
    fails(cycle, Code::Cycle);
    assert!(with(cycle).unwrap_err().to_string().contains("x#1 needs x#2 needs x#1"));
    fails("[[end]]\nid = '1'\nof = ['x']", Code::Cycle);
    fails("[[prohibition]]\nid = '1'\nreplaces = ['x#1']", Code::Cycle);
    let under = |authority: &str| HEADER.replace("zone =", &format!("under = ['{authority}']\nzone ="));
    let (a, b) = (under("b"), under("a"));
    assert_eq!(codes(&read(&documents(&[("a.toml", a.as_str()), ("b.toml", b.as_str())]))), [Code::Cycle]);
    let chain = |length: usize| {
        let texts: Vec<(String, String)> = (0..length)
            .map(|n| {
                (
                    format!("i{n:02}.toml"),
                    if n == 0 { HEADER.to_owned() } else { under(&format!("i{:02}", n - 1)) },
                )
            })
            .collect();
        let texts: Vec<(&str, &str)> =
            texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        codes(&read(&documents(&texts)))
    };
    assert_eq!(chain(16), []);
    assert_eq!(chain(17), [Code::Limit]);
    assert_eq!(chain(2000), [Code::Limit]);
}

#[test]
fn trees_are_acyclic_and_at_most_16_levels_deep_3_7() {
    register_fails("app = [{ id = 'a', part_of = 'b' }, { id = 'b', part_of = ['a'] }]", Code::Cycle);
    register_fails(
        "zone = 'UTC'\nregion = [{ id = 'a', members = [{ region = 'b', until = 2020-01-01 }] }, { id = 'b', members = [{ region = 'a', from = 2020-01-01 }] }]",
        Code::Cycle,
    );
    let chain = |length: usize| {
        let rows: Vec<String> = (0..length)
            .map(|n| {
                if n == 0 {
                    "{ id = 'a00' }".to_owned()
                } else {
                    format!("{{ id = 'a{n:02}', part_of = 'a{:02}' }}", n - 1)
                }
            })
            .collect();
        let text = format!("format = 'lawful/1'\nactivity = [{}]", rows.join(", "));
        codes(&read(&documents(&[("register/more.toml", text.as_str())])))
    };
    assert_eq!(chain(15), [], "the root is the sixteenth level");
    assert_eq!(chain(16), [Code::Limit]);
}

#[test]
fn two_answers_at_one_second_are_an_error_4_2() {
    let answer = |id: &str, is: &str, public: &str| {
        format!("[[answer]]\nid = '{id}'\nquestion = 'register/all#clock'\nis = '{is}'\npublic = {public}\n")
    };
    let pair =
        |a: (&str, &str), b: (&str, &str)| format!("{}{}", answer("1", a.0, a.1), answer("2", b.0, b.1));
    fails(&pair(("edt", "2020-09-20"), ("est", "2020-09-20")), Code::Value);
    // An unknown second of an answer counts at its end.
    fails(&pair(("edt", "2020-09-20"), ("est", "2020-09-21T04:00:00Z")), Code::Value);
    model(&pair(("edt", "2020-09-20"), ("edt", "2020-09-20")));
    model(&pair(("edt", "2020-09-20"), ("est", "2020-09-21")));
}

#[test]
fn the_when_of_an_answer_rests_on_no_question_4_2() {
    let answer = |when: &str| {
        format!("[[answer]]\nid = '1'\nquestion = 'register/all#clock'\nis = 'edt'\nwhen = {when}")
    };
    fails(&answer("{ '?register/all#stake' = 'low' }"), Code::Value);
    fails(&answer("{ party = { group = 'tencent', at_least = 50 } }"), Code::Value);
    model(&answer("{ party = { group = 'naspers', at_least = 50 } }"));
}

#[test]
fn replaces_adds_an_end_that_the_provision_carries_3_5() {
    let model = model(
        "effective = 2020-09-20\n[[prohibition]]\nid = 'b'\nfrom = 2020-10-01\nreplaces = ['x#a']\n[[prohibition]]\nid = 'a'\n\
         [[exemption]]\nid = 'c'\nlifts = ['x#b']\npublic = 2020-09-25\nreplaces = ['x#b~replaces']",
    );
    let ids: Vec<&str> = model.provisions.iter().map(|provision| provision.id.as_str()).collect();
    assert_eq!(ids, ["x#a", "x#b", "x#b~replaces", "x#c", "x#c~replaces"]);
    let end = &model.provisions[2];
    assert_eq!(end.carrier, Carrier::Provision(ProvisionId::from_index(1)));
    assert_eq!(end.from, exact("2020-09-20T04:00:00Z"));
    assert_eq!((end.until.as_ref(), &end.when), (None, &Condition::ALWAYS));
    let of = vec![Target::Provision(ProvisionId::from_index(0))];
    assert_eq!(end.effect, Effect::End { of, revives: false, counts: None });
    let end = &model.provisions[4];
    assert!(matches!(end.effect, Effect::End { counts: Some(Side::Relieve), .. }));
    assert_eq!(end.public, model.provisions[3].public);
}

#[test]
fn an_instrument_in_lifts_means_the_prohibitions_that_it_carries_3_4() {
    let below = HEADER.replace("zone =", "under = ['x']\nzone =") + "[[prohibition]]\nid = 'p'\n";
    let x = format!(
        "{HEADER}[[prohibition]]\nid = '2'\n[[reserve]]\nid = '3'\n[[prohibition]]\nid = '1'\n[[exemption]]\nid = 'e'\nlifts = ['x', 'x#1']\n"
    );
    let model = read(&documents(&[("x.toml", x.as_str()), ("a.toml", below.as_str())])).unwrap();
    let lifts = [1, 2].map(ProvisionId::from_index).to_vec();
    let exemption = model.provisions.iter().find(|provision| provision.id == "x#e").unwrap();
    assert_eq!(exemption.effect, Effect::Exemption { lifts, declares: false });
}
