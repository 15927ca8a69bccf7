//! Documents that nobody writes in good faith.

use super::*;

#[test]
fn deep_nesting_is_an_error_and_not_the_end_of_the_stack_3_7() {
    let deep = 10_000;
    let dotted = vec!["a"; deep].join(".");
    let keys = vec!["a"; 70].join(".");
    let texts = [
        format!("x = {}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("x = {}", "[".repeat(deep)),
        format!("x = {}1{}", "{ a = ".repeat(deep), " }".repeat(deep)),
        format!("x = {}1{}", "[{ a = ".repeat(deep), " }]".repeat(deep)),
        format!("{dotted} = 1"),
        format!("[{dotted}]\nx = 1"),
        format!("x = {}1{}", format!("{{ {keys} = ").repeat(70), " }".repeat(70)),
        format!("x = {}1{}", "{ a.b.c.d = ".repeat(70), " }".repeat(70)),
        format!(
            "x = {}1{}\nx = {}1{}",
            "{ a.b.c = ".repeat(70),
            " }".repeat(70),
            "{ a.b.c = ".repeat(70),
            " }".repeat(70)
        ),
        format!("x = {}1{}", "{ a = [".repeat(35), "] }".repeat(35)),
    ];
    for text in texts {
        let text = format!("format = 'lawful/1'\n{text}");
        let result = read(&documents(&[("register/deep.toml", text.as_str())]));
        let found = codes(&result);
        assert!(found.contains(&Code::Limit), "{}: {found:?}", &text[..60]);
        assert!(found.len() <= 25, "{} problems", found.len());
    }
    for json in [
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("{}1{}", "{\"a\":".repeat(deep), "}".repeat(deep)),
    ] {
        assert_eq!(codes(&Documents::from_interchange(&json)), [Code::Limit]);
    }
    let json = format!(r#"{{"format":"lawful/1","rules":{}1{}}}"#, "{\"a\":".repeat(100), "}".repeat(100));
    assert_eq!(codes(&Documents::from_interchange(&json)), [Code::Limit]);
}

#[test]
fn a_document_of_more_than_4_mib_is_an_error_11_3() {
    let text = format!("format = 'lawful/1'\n# {}", "x".repeat(5 * 1024 * 1024));
    assert_eq!(codes(&read(&documents(&[("register/big.toml", text.as_str())]))), [Code::Limit]);
    let text = format!("format = 'lawful/1'\n# {}\nkey = 1", "x".repeat(4 * 1024 * 1024 - 100));
    let problems = read(&documents(&[("register/big.toml", text.as_str())])).unwrap_err();
    assert_eq!(problems.iter().next().unwrap().place.line, Some(3));
}

#[test]
fn what_is_not_toml_at_all_has_few_problems_and_short_lines() {
    let text = format!("format = 'lawful/1'\n{}", "!".repeat(100_000));
    let problems = read(&documents(&[("register/noise.toml", text.as_str())])).unwrap_err();
    assert!(problems.iter().count() <= 25);
    assert!(problems.iter().all(|problem| problem.error.code() == Code::Syntax));
    let lines: String = (0..5000).map(|n| format!("[[app]]\nid = 'a{n}'\nx{n} = 1\n")).collect();
    let result =
        read(&documents(&[("register/many.toml", format!("format = 'lawful/1'\n{lines}").as_str())]));
    assert_eq!(codes(&result).len(), 1000);
}

#[test]
fn bad_paths_are_not_listed_without_end() {
    let texts = (0..5000).map(|n| (format!("Bad {n}.toml"), "format = 'lawful/1'\n".to_owned()));
    assert_eq!(codes(&read(&Documents::from_texts(texts))).len(), 1000);
}

/// SPEC 14.12: the ways through a lattice are beyond number, its nodes are few.
#[test]
fn a_lattice_of_parents_is_no_labyrinth() {
    let (layers, width) = (14, 10);
    let mut register = String::from("format = 'lawful/1'\n[[activity]]\nid = 'elsewhere'\n");
    for (layer, n) in (0..layers).flat_map(|layer| (0..width).map(move |n| (layer, n))) {
        register += &format!("[[activity]]\nid = 'layer-{layer}-{n}'\n");
        if layer + 1 < layers {
            let parents: Vec<String> = (0..width).map(|n| format!("'layer-{}-{n}'", layer + 1)).collect();
            register += &format!("part_of = [{}]\n", parents.join(", "));
        }
    }
    let order = format!("{HEADER}[[prohibition]]\nid = '1'\nwhen = {{ activity = 'elsewhere' }}\n");
    let texts = [("register/lattice.toml", register.as_str()), ("us/order.toml", order.as_str())];
    let rules = crate::ruleset::Ruleset::from_documents(&documents(&texts)).unwrap();
    let asked = rules.transaction().app("chat").activity("layer-0-0").location("US").build().unwrap();
    let decision = asked.decide("2021-01-01T00:00:00Z".parse().unwrap(), None);
    assert_eq!(decision.verdict(), crate::verdict::Verdict::Determinate(crate::verdict::Status::Unregulated));
}

/// SPEC 7.4: with more worlds than can be tried, everything is possible and everything is missing, and both are said.
#[test]
fn too_many_worlds_are_told_apart_by_nobody() {
    let flags: Vec<String> = (0..17).map(|n| format!("flag-{n}")).collect();
    let facts: String =
        flags.iter().map(|flag| format!("[[fact]]\nid = '{flag}'\ndomain = 'flag'\n")).collect();
    let register = format!("format = 'lawful/1'\n{facts}");
    let any: Vec<String> = flags.iter().map(|flag| format!("{{ {flag} = true }}")).collect();
    let order = format!("{HEADER}[[prohibition]]\nid = '1'\nwhen = {{ any = [{}] }}\n", any.join(", "));
    let texts = [("register/flags.toml", register.as_str()), ("us/order.toml", order.as_str())];
    let rules = crate::ruleset::Ruleset::from_documents(&documents(&texts)).unwrap();
    let asked = |stated: usize| {
        let mut asked = rules.transaction().app("chat").activity("hosting").location("US");
        for flag in &flags[..stated] {
            asked = asked.fact(flag.as_str(), false);
        }
        asked.build().unwrap()
    };
    let at: Instant = "2021-01-01T00:00:00Z".parse().unwrap();
    let (open, fewer) = (asked(0), asked(1));
    let (decision, exact) = (open.decide(at, None), fewer.decide(at, None));
    assert!(!decision.exact() && exact.exact());
    assert_eq!((decision.possible().iter().count(), exact.possible().iter().count()), (6, 2));
    assert_eq!((decision.missing().len(), exact.missing().len()), (17, 16));
    assert_eq!(open.prepare().verdict(at, None).possible, decision.possible());
    for language in crate::explain::Language::ALL {
        let [told, not_told] = [&decision, &exact].map(|decision| decision.explain(language).to_string());
        let note = match language.tag() {
            "en" => "Too many facts are open",
            "zh-Hans" => "未知事实过多",
            _ => "未知事實過多",
        };
        assert!(told.contains(note) && !not_told.contains(note), "{told}");
    }
}

#[test]
fn any_prefix_of_a_document_is_read_or_refused() {
    let json = Documents::from_texts(rich()).to_interchange().unwrap();
    for (path, text) in rich() {
        for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
            let mut texts = rich();
            texts.iter_mut().find(|(other, _)| *other == path).unwrap().1.truncate(end);
            let _ = read(&Documents::from_texts(texts));
        }
    }
    for end in (0..json.len()).step_by(101) {
        if let Ok(documents) = Documents::from_interchange(&json[..end]) {
            let _ = read(&documents);
        }
    }
}
