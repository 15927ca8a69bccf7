//! What the calls give and refuse. With `RUST_MIN_STACK`, on threads as small as a phone has them.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::sync::Arc;
use std::thread;

use lawful_mobile::{
    BatchAnswer, Code, Fact, FactValue, Instant, Language, LawfulError, Offer, Origin, PostureCase, Question,
    Readings, Refusal, RuleSet, Status, Transaction, Verdict, language_of, posture_case,
};

const SUSPENDED: Verdict = Verdict::Determinate { status: Status::Suspended };

fn instant(text: &str) -> Instant {
    text.parse::<lawful::Instant>().unwrap().into()
}

fn monday() -> Instant {
    instant("2020-09-21T12:00:00Z")
}

fn stating(facts: &[(&str, &str)]) -> Transaction {
    let fact = |(id, value): &(&str, &str)| Fact {
        id: (*id).to_owned(),
        value: FactValue::Text { id: (*value).to_owned() },
    };
    Transaction { facts: facts.iter().map(fact).collect(), readings: Readings::Presumed }
}

/// WeChat in the app store of a user in the United States.
fn place() -> Transaction {
    stating(&[("app", "wechat"), ("actor", "app-store"), ("location", "US"), ("storefront", "US")])
}

fn download() -> Transaction {
    let mut transaction = place();
    transaction.facts.extend(stating(&[("activity", "app-store/download")]).facts);
    transaction
}

fn codes<T>(result: Result<T, LawfulError>) -> Vec<Code> {
    match result {
        Err(LawfulError::Refused { problems }) => problems.iter().map(|problem| problem.code).collect(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing was refused"),
    }
}

/// SPEC 7.6, 8.3.
#[test]
fn a_range_is_covered_if_every_instant_of_it_is() {
    let prepared = RuleSet::compiled_in().unwrap().prepare(&download()).unwrap();
    let start = instant("2019-01-01T05:00:00Z");
    let moved = |seconds: i64| Instant { unix_seconds: start.unix_seconds + seconds };
    assert!(!prepared.covered(moved(-1), None).unwrap());
    assert!(prepared.covered(start, None).unwrap());
    assert!(prepared.decide_over(start, moved(1), None).unwrap().covered);
    assert!(!prepared.decide_over(moved(-1), moved(1), None).unwrap().covered);
    assert!(!prepared.decide_over(moved(-2), moved(0), None).unwrap().covered);
    let over = prepared.decide_over(start, moved(10 * 366 * 86_400), None).unwrap();
    assert_eq!(over.possible, [Status::Unregulated, Status::Suspended]);
    assert_eq!(over.verdict, Verdict::Indeterminate);
}

#[test]
fn a_checker_answers_each_activity_in_its_order() {
    let rules = RuleSet::compiled_in().unwrap();
    let activities = ["hosting", "app-store/download", "use"].map(str::to_owned).to_vec();
    let checker = rules.checker(&place(), activities.clone()).unwrap();
    let checks = checker.check(monday(), None).unwrap();
    assert_eq!(checks.iter().map(|check| check.activity.clone()).collect::<Vec<_>>(), activities);
    assert_eq!((checks[1].outcome.verdict, checks[1].posture_case), (SUSPENDED, PostureCase::Suspended));
    let until = Instant { unix_seconds: monday().unix_seconds + 60 };
    assert_eq!(checker.check_over(monday(), until, None).unwrap()[1].outcome.verdict, SUSPENDED);
    assert_eq!(codes(checker.check_over(until, monday(), None)), [Code::Window]);
    let wrong = stating(&[("location", "QQ")]);
    assert_eq!(
        codes(rules.checker(&wrong, vec!["hosting".to_owned(), "no-such".to_owned()])),
        [Code::Region, Code::UnknownReference]
    );
}

#[test]
fn a_wrong_question_of_a_batch_is_refused_by_itself() {
    let rules = RuleSet::compiled_in().unwrap();
    let question = |transaction: Transaction, at: Instant| Question { transaction, at, known: None };
    let answers = rules
        .decide_batch(vec![
            question(stating(&[("location", "QQ")]), monday()),
            question(download(), Instant { unix_seconds: i64::MIN }),
            question(download(), monday()),
        ])
        .unwrap();
    let code = |answer: &BatchAnswer| match answer {
        BatchAnswer::Refused { problems } => Some(problems[0].code),
        BatchAnswer::Answered { .. } => None,
    };
    assert_eq!(answers.iter().map(code).collect::<Vec<_>>(), [Some(Code::Region), Some(Code::Instant), None]);
}

/// SPEC 1.1: nothing is clamped.
#[test]
fn an_instant_outside_of_the_years_1_to_9999_is_refused() {
    let rules = RuleSet::compiled_in().unwrap();
    let prepared = rules.prepare(&download()).unwrap();
    for unix_seconds in [i64::MIN, -62_135_596_801, 253_402_300_800, i64::MAX] {
        let wrong = Instant { unix_seconds };
        assert_eq!(codes(prepared.verdict_packed(wrong, i64::MAX)), [Code::Instant]);
        // The largest number is no instant, and not an absent one either but here.
        let known = if unix_seconds == i64::MAX { i64::MAX - 1 } else { unix_seconds };
        assert_eq!(codes(prepared.verdict_packed(monday(), known)), [Code::Instant]);
        assert_eq!(codes(prepared.decide_over(wrong, monday(), None)), [Code::Instant]);
        assert_eq!(codes(prepared.timeline(Some(wrong))), [Code::Instant]);
        assert_eq!(codes(rules.age_seconds(wrong)), [Code::Instant]);
    }
}

#[test]
fn bytes_that_are_no_rule_set_or_an_older_one_leave_the_current_one() {
    let engine = RuleSet::compiled_in().unwrap().engine();
    let before = engine.current().identity();
    assert_eq!(before.origin, Origin::CompiledIn);
    let corpus = lawful_corpus::prepared();
    for bytes in [Vec::new(), corpus[..corpus.len() / 2].to_vec(), vec![0; 100_000_000]] {
        assert_eq!(codes(RuleSet::from_bytes(bytes.clone())), [Code::Format]);
        let offer = engine.offer(bytes).unwrap();
        assert!(matches!(offer, Offer::Refused { reason: Refusal::Unreadable { .. } }));
        assert_eq!(engine.current().identity(), before);
    }
    let offer = engine.offer(corpus.to_vec()).unwrap();
    let Offer::Accepted { identity } = offer else { panic!("{offer:?}") };
    assert_eq!((identity.content_hash, identity.origin), (before.content_hash, Origin::Bytes));
    let age = |seconds: i64| Instant { unix_seconds: before.as_of.unix_seconds + seconds };
    assert_eq!(engine.current().age_seconds(age(60)), Ok(60));
    assert_eq!(engine.current().age_seconds(age(-1)), Ok(-1));
}

#[test]
fn words_come_in_the_language_of_a_locale() {
    let prepared = RuleSet::compiled_in().unwrap().prepare(&download()).unwrap();
    for (tag, language) in [
        ("en-GB", Language::English),
        ("zh_CN", Language::SimplifiedChinese),
        ("zh-HK", Language::TraditionalChinese),
    ] {
        assert_eq!(language_of(tag), Some(language));
        let words = prepared.explain(language, monday(), None).unwrap();
        assert!(words.plain.starts_with(&words.verdict) && words.plain.ends_with(&words.closing));
        assert!(!prepared.explain_timeline(language, None).unwrap().sections.is_empty());
    }
    assert_eq!(language_of("de"), None);
}

/// SPEC 7.6: what restricts does so, covered or not; what would be free is not.
#[test]
fn a_posture_case_is_that_of_the_core() {
    for status in lawful::Status::ALL {
        let verdict = lawful::Verdict::Determinate(status).into();
        let free = status <= lawful::Status::Licensed;
        assert_eq!(posture_case(verdict, false) == PostureCase::NotCovered, free);
        assert_eq!(format!("{:?}", posture_case(verdict, true)), format!("{status:?}"));
    }
    assert_eq!(posture_case(Verdict::Indeterminate, false), PostureCase::Indeterminate);
}

#[test]
fn threads_share_what_another_lets_go() {
    let rules = RuleSet::compiled_in().unwrap();
    let prepared = rules.prepare(&download()).unwrap();
    let threads: Vec<_> = (0..32)
        .map(|_| {
            let prepared = Arc::clone(&prepared);
            thread::spawn(move || {
                (0..100).all(|_| prepared.decide(monday(), None).unwrap().verdict == SUSPENDED)
            })
        })
        .collect();
    drop((rules, prepared));
    assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
}

#[test]
fn the_rest_of_what_a_phone_asks_needs_no_more_stack() {
    let rules = RuleSet::from_bytes(lawful_corpus::prepared().to_vec()).unwrap();
    let prepared = rules.prepare(&download()).unwrap();
    assert!(prepared.timeline_json(None).unwrap().contains("\"runs\""));
    assert_eq!(prepared.timeline(None).unwrap().runs.len(), 3);
    assert!(rules.required_facts("app-store/download").unwrap().contains(&"storefront".to_owned()));
    assert_eq!(codes(rules.required_facts("no-such")), [Code::UnknownReference]);
    assert!(!rules.title(Language::SimplifiedChinese).is_empty());
    assert_eq!(prepared.transaction().facts.len(), 5);
    let again = RuleSet::compiled_in().unwrap().prepare(&prepared.transaction()).unwrap();
    assert_eq!(again.decide(monday(), None), prepared.decide(monday(), None));
}
