//! Order, JSON, and the content hash.

use super::*;

#[test]
fn nothing_depends_on_the_order_of_documents_rows_or_keys_14_6() {
    let model = read_texts(rich());
    let mut texts = rich();
    texts.reverse();
    assert_eq!(read_texts(texts), model);
    // The registers in parts, rows and provisions in another order.
    let mut texts = rich();
    let register = texts[1].1.clone();
    let (head, facts) = register.split_at(register.find("fact = [").unwrap());
    let (facts, rest) = facts.split_at(facts.find("question = [").unwrap());
    let questions = rest.to_owned();
    texts.push(("register/facts.toml".to_owned(), format!("format = 'lawful/1'\n{facts}")));
    texts[1].1 = format!("{head}{questions}");
    let (a, prohibitions) = texts[2].1.split_once("[[prohibition]]").unwrap();
    let (second, rest) = prohibitions.split_once("[[prohibition]]").unwrap();
    let (first, rest) = rest.split_once("[[license]]").unwrap();
    let shuffled = format!("{a}[[license]]{rest}[[prohibition]]{first}[[prohibition]]{second}")
        .replace("['wechat', 'wechat-lite']", "['wechat-lite', 'wechat']")
        .replace("['a', 'a#2']", "['a#2', 'a']");
    texts[2].1 = shuffled;
    let other = read_texts(texts);
    assert_ne!(other.content_hash, model.content_hash, "the register has another name");
    assert_eq!(Model { content_hash: model.content_hash, ..other }, model);
}

#[test]
fn reading_writing_as_json_and_reading_again_is_the_identity_14_9() {
    let documents = Documents::from_texts(rich());
    let json = documents.to_interchange().unwrap();
    let again = Documents::from_interchange(&json).unwrap();
    assert_eq!(again.to_interchange().unwrap(), json);
    assert_eq!(read(&again).unwrap(), read(&documents).unwrap());
    assert!(
        json.starts_with(r#"{"format":"lawful/1","instruments":{"a":{"instrument":{"citations":["z","a"],"#),
        "{json}"
    );
    for part in [
        r#""from":"2020-09-27T23:59:00-04:00""#,
        r#""at_least":50,"#,
        r#""through":"2025-04-05""#,
        r#""days":16"#,
        r#""as_of":"2026-01-01T00:00:00Z""#,
        r#""high":60.5"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
}

#[test]
fn the_content_hash_leaves_out_what_no_decision_reads_9_3() {
    let hash = |change: fn(&str) -> String| {
        let texts = rich().into_iter().map(|(path, text)| (path, change(&text)));
        read_texts(texts.collect()).content_hash
    };
    let original = hash(str::to_owned);
    let same: [fn(&str) -> String; 6] = [
        |text| text.replace("title = { en = 'Test' }", "title = { de = 'Probe' }\nnote = 'x'"),
        |text| text.replace("citations = ['z', 'a']", "citations = []\nnote = 'x'"),
        |text| text.replace("asks = { en = 'Q?' }", ""),
        |text| text.replace("'us/commerce'", "'us/cand'"),
        |text| text.replace("{ party = \"tencent\" }", "{ party = \"tencent\", confidence = 'memory' }"),
        |text| text.replace("50.0", "50").replace("['a', 'a#2']", "['a#2', 'a']").replace("0x10", "1_6"),
    ];
    for (n, change) in same.into_iter().enumerate() {
        assert_eq!(hash(change), original, "{n}");
    }
    let other: [fn(&str) -> String; 5] = [
        |text| text.replace("days = 0x10", "days = 17"),
        |text| text.replace("revision = 3", "revision = 4"),
        |text| text.replace("share = 50.0", "share = 50.5"),
        |text| text.replace("between = [2020-09-20, 2020-09-21]", "between = [2020-09-19, 2020-09-21]"),
        |text| text.replace("presumed = \"edt\"", "presumed = \"est\""),
    ];
    for (n, change) in other.into_iter().enumerate() {
        assert_ne!(hash(change), original, "{n}");
    }
    // Keys of that name in a condition are facts, and are read.
    let hash = |title: &str| {
        let facts = "format = 'lawful/1'\nfact = [{ id = 'title', domain = 'flag' }]";
        let x = format!("{HEADER}[[prohibition]]\nid = '1'\nwhen = {{ title = {title} }}");
        read(&documents(&[("register/f.toml", facts), ("x.toml", x.as_str())])).unwrap().content_hash
    };
    assert_ne!(hash("true"), hash("false"));
}

#[test]
fn the_content_hash_is_of_the_text_that_9_3_describes() {
    let rules = "format = 'lawful/1'\ntitle = { en = 'T' }\nrevision = 1\nas_of = 2026-01-01 00:00:00+00:00";
    let model = read_texts(vec![("rules.toml".to_owned(), rules.to_owned())]);
    let text = format!(
        r#"{{"format":"lawful/1","instruments":{{}},"registers":{{}},"rules":{{"as_of":"2026-01-01T00:00:00Z","revision":1}},"tzdb":"{}"}}"#,
        model.tzdb
    );
    use sha2::{Digest, Sha256};
    assert_eq!(model.content_hash, <[u8; 32]>::from(Sha256::digest(text.as_bytes())));
}

#[test]
fn json_is_held_to_the_same_checks_12_5() {
    let codes = |json: &str| match Documents::from_interchange(json) {
        Err(problems) => problems.iter().map(|problem| problem.error.code()).collect::<Vec<_>>(),
        Ok(documents) => codes(&read(&documents)),
    };
    let rules = r#""rules":{"as_of":"2026-01-01T00:00:00Z","revision":1,"title":{"en":"T"}}"#;
    let with = |more: &str| format!(r#"{{"format":"lawful/1",{rules}{more}}}"#);
    assert_eq!(codes(&with("")), []);
    for (json, code) in [
        ("{".to_owned(), Code::Syntax),
        ("[]".to_owned(), Code::Type),
        (with(r#","rules":{}"#), Code::Syntax),
        (with(r#","registers":{"register/a":{"app":[{"id":"a","id":"b"}]}}"#), Code::Syntax),
        (r#"{"format":"lawful/9"}"#.to_owned(), Code::Format),
        (with(r#","more":{}"#), Code::UnknownKey),
        (with(r#","registers":{"apps":{}}"#), Code::Id),
        (with(r#","instruments":{"register/apps":{}}"#), Code::Id),
        (with(r#","instruments":{"rules":{}}"#), Code::Id),
        (with(r#","registers":{"register/A":{}}"#), Code::Id),
        (with(r#","registers":{"register/a":{"zone":null}}"#), Code::Type),
        (
            with(
                r#","registers":{"register/a":{"zone":"UTC","app":[{"id":"a","publisher":[{"party":"p","from":"2020-13-01"}]}]}}"#,
            ),
            Code::Time,
        ),
        (
            with(
                r#","registers":{"register/a":{"fact":[{"id":"a","domain":"number","unit":"x","unitt":1}]}}"#,
            ),
            Code::UnknownKey,
        ),
    ] {
        let found = codes(&json);
        assert_eq!(found.first(), Some(&code), "{json}: {found:?}");
    }
    let register = with(r#","registers":{"register/a":{"app":[{"id":"A"}]}}"#);
    let problems = read(&Documents::from_interchange(&register).unwrap()).unwrap_err();
    let place = &problems.iter().next().unwrap().place;
    assert_eq!((place.file.as_str(), place.line), ("register/a", None));
}
