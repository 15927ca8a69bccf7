//! Conditions, and the vocabulary that they name.

use super::*;

#[test]
fn conditions_are_normalised_3_6() {
    let (when, model) = when_of("{ app = 'android:com.Tencent.MM' }");
    let wechat = model.vocabulary.tree(Tree::App).named("wechat").unwrap();
    let app = model.vocabulary.fact_named("app").unwrap();
    assert_eq!(when, Condition::Test(Test::Under(app, wechat)));
    assert_eq!(when_of("{}").0, Condition::ALWAYS);
    let (when, model) = when_of(
        "{ location = { not = ['USA', 'eu'] }, any = [{ direct-contract = true }, { not = { '?register/all#clock' = 'est' } }] }",
    );
    let regions = model.vocabulary.tree(Tree::Region);
    let location = model.vocabulary.fact_named("location").unwrap();
    let under = |name: &str| Condition::Test(Test::Under(location, regions.named(name).unwrap()));
    let not = |inner: Condition| Condition::Not(Box::new(inner));
    let clock = model.vocabulary.question_named("register/all#clock").unwrap();
    let direct = model.vocabulary.fact_named("direct-contract").unwrap();
    let question = not(Condition::Test(Test::Question(clock, 1)));
    let any = Condition::Any(vec![Condition::Test(Test::Flag(direct, true)), question]);
    assert_eq!(when, Condition::All(vec![any, not(Condition::Any(vec![under("US"), under("eu")]))]));
    let mixed = "{ party = ['naspers', { group = ['tencent', 'tencent'], above = 49.5, or_control = true }, { not = 'half' }] }";
    let (when, model) = when_of(mixed);
    assert!(matches!(&when, Condition::Any(parts) if parts.len() == 3), "{when:?}");
    let group = &model.vocabulary.groups[0];
    assert_eq!(
        (group.roots.len(), group.threshold.to_string().as_str(), group.strict, group.or_control),
        (1, "49.5", true, true)
    );
    let (when, _) = when_of("{ publisher = 'any-party' }");
    assert!(matches!(when, Condition::Test(Test::Under(_, NodeId::ROOT))));
}

#[test]
fn numbers_are_ranges_3_6() {
    for (range, least, greatest) in [
        ("18", 18, 18),
        ("{ at_least = 13, below = 18 }", 13, 17),
        ("{ above = 13, at_most = 18, at_least = 10 }", 14, 18),
        ("{ above = 17 }", 18, i64::MAX),
        ("{ below = 0 }", i64::MIN, -1),
    ] {
        let (when, _) = when_of(&format!("{{ user-age = {range} }}"));
        let Condition::Test(Test::Number(_, found)) = when else { panic!("{when:?}") };
        assert_eq!(found, Range { least, greatest }, "{range}");
    }
    for range in
        ["{ above = 17, below = 18 }", "{ above = 9223372036854775807 }", "{ at_least = 3, at_most = 2 }"]
    {
        fails(&format!("[[prohibition]]\nid = '1'\nwhen = {{ user-age = {range} }}"), Code::Window);
    }
    fails("[[prohibition]]\nid = '1'\nwhen = { user-age = {} }", Code::MissingKey);
    fails("[[prohibition]]\nid = '1'\nwhen = { user-age = '18' }", Code::Type);
    fails("[[prohibition]]\nid = '1'\nwhen = { user-age = 17.5 }", Code::Type);
}

#[test]
fn conditions_have_at_most_16_levels_3_7() {
    let nested = |levels: usize| {
        let inner = "{ not = ".repeat(levels - 1) + "{ app = 'wechat' }" + &" }".repeat(levels - 1);
        codes(&with(&format!("[[prohibition]]\nid = '1'\nwhen = {inner}")))
    };
    assert_eq!(nested(16), []);
    assert_eq!(nested(17), [Code::Limit]);
    let any = |levels: usize| "any = [{ ".repeat(levels - 1) + "app = 'wechat'" + &" }]".repeat(levels - 1);
    let deep =
        |levels: usize| codes(&with(&format!("[[prohibition]]\nid = '1'\nwhen = {{ {} }}", any(levels))));
    assert_eq!((deep(16), deep(17)), (vec![], vec![Code::Limit]));
}

#[test]
fn regions_are_iso_codes_groups_and_places_2_3() {
    let model = read(&documents(&[])).unwrap();
    let regions = model.vocabulary.tree(Tree::Region);
    let named = |name: &str| regions.named(name).unwrap();
    let (now, then) = (at("2026-01-01T00:00:00Z"), at("2019-01-01T00:00:00Z"));
    assert!(regions.is_under(named("US-MT"), named("US"), now));
    assert!(
        regions.is_under(named("GB"), named("eu"), then) && !regions.is_under(named("GB"), named("eu"), now)
    );
    assert!(regions.is_under(named("RE"), named("FR"), now));
    assert!(regions.node(named("eu")).exhaustive && !regions.node(named("FR")).exhaustive);
    assert!(!regions.node(named("crimea")).exhaustive);
    assert_eq!(named("USA"), named("US"));
    assert_eq!(named("US-PR"), named("PR"));
    assert!(regions.node(named("FR")).registered && !regions.node(named("DE")).registered);
    for id in ["USA", "US-PR", "ZZ-AA", "ZZ", "US-mt", "Eu", "XKX"] {
        register_fails(&format!("region = [{{ id = '{id}' }}]"), Code::Region);
    }
    let problems =
        read(&documents(&[("register/more.toml", "format = 'lawful/1'\nregion = [{ id = 'US-PR' }]")]));
    assert_eq!(problems.unwrap_err().iter().next().unwrap().error.hint(), Some("use `PR`"));
}

#[test]
fn activities_and_actors_extend_what_is_built_in_2_4() {
    let model = read(&documents(&[])).unwrap();
    let now = at("2026-01-01T00:00:00Z");
    let activities = model.vocabulary.tree(Tree::Activity);
    let under = |a: &str, b: &str| {
        activities.is_under(activities.named(a).unwrap(), activities.named(b).unwrap(), now)
    };
    assert!(under("app-store/download", "app-store") && under("app-store/sideload", "app-store"));
    assert!(
        under("telemetry", "use") && under("telemetry", "data-storage") && !under("telemetry", "app-store")
    );
    let actors = model.vocabulary.tree(Tree::Actor);
    assert!(actors.is_under(actors.named("bank").unwrap(), actors.named("business").unwrap(), now));
}

#[test]
fn apps_have_families_publishers_and_store_identifiers_2_5() {
    let model = read(&documents(&[])).unwrap();
    let apps = model.vocabulary.tree(Tree::App);
    let wechat = apps.named("wechat").unwrap();
    for name in ["android:com.tencent.mm", "apple:414478124", "ios:com.tencent.xin"] {
        assert_eq!(apps.named(name), Some(wechat));
    }
    assert_eq!(model.vocabulary.publishers[wechat.index()].len(), 1);
    assert!(apps.is_under(apps.named("wechat-lite").unwrap(), wechat, at("2020-01-01T00:00:00Z")));
}
