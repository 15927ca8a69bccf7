//! What the hot path allocates (`verdict`, the rows of a batch: nothing), and what a malformed batch does.
#![cfg(feature = "authoring")]
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use allocation_counter::measure;
use lawful::document::Documents;
use lawful::{Answers, Instant, Rows, Ruleset, Status, Verdict};

/// How often this thread allocated.
fn allocations<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let mut result = None;
    let counted = measure(|| result = Some(run()));
    (result.unwrap(), counted.count_total)
}

fn rules() -> Ruleset {
    let text = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let documents = Documents::from_texts([
        text(
            "rules.toml",
            "format = \"lawful/1\"\ntitle = { en = \"test\" }\nrevision = 1\nas_of = 2021-01-01T00:00:00Z\n",
        ),
        text(
            "register/apps.toml",
            "format = \"lawful/1\"\n[[app]]\nid = \"chat\"\n[[app]]\nid = \"video\"\n[[fact]]\nid = \"for-fee\"\ndomain = \"flag\"\n",
        ),
        text(
            "us/order.toml",
            "format = \"lawful/1\"\n[instrument]\nkind = \"order\"\ntitle = { en = \"order\" }\nissuer = \"us\"\nissued = 2020-01-01T00:00:00Z\n\
             [[prohibition]]\nid = \"1\"\nwhen = { app = \"chat\", activity = \"hosting\", location = \"US\", for-fee = true }\n",
        ),
        text("register/issuers.toml", "format = \"lawful/1\"\n[[issuer]]\nid = \"us\"\n"),
    ]);
    Ruleset::from_documents(&documents).unwrap()
}

#[test]
fn a_prepared_verdict_allocates_nothing() {
    let rules = rules();
    let at: Instant = "2020-06-01T00:00:00Z".parse().unwrap();
    let open = rules.transaction().app("chat").activity("hosting").location("US").build().unwrap().prepare();
    let closed = rules.transaction().app("chat").activity("hosting").location("US").fact("for-fee", true);
    let closed = closed.build().unwrap().prepare();
    let (outcomes, count) = allocations(|| (open.verdict(at, None), closed.verdict(at, Some(at))));
    assert_eq!(count, 0);
    assert_eq!(outcomes.0.verdict(), Verdict::Indeterminate);
    assert_eq!(outcomes.1.verdict(), Verdict::Determinate(Status::Prohibited));
}

#[test]
fn the_rows_of_a_batch_allocate_nothing() {
    let rules = rules();
    let batch = rules
        .batch()
        .column("app", ["chat", "video"])
        .column("activity", ["hosting", "use"])
        .column("location", ["US", "CA"])
        .nullable_column("for-fee", [false, true])
        .build()
        .unwrap();
    let count = 10_000;
    let column = |of: u32, shift: u32| -> Vec<u32> { (0..count).map(|n: u32| (n >> shift) % of).collect() };
    let (apps, activities, places) = (column(2, 0), column(2, 1), column(2, 2));
    let fees: Vec<u32> = (0..count).map(|n| if n % 3 == 2 { u32::MAX } else { n % 3 }).collect();
    let at: Vec<i64> = (0..count).map(|n| 1_577_836_800 + i64::from(n) * 3600 - 5_000_000).collect();
    let mut verdict = vec![0; count as usize];
    let mut until = vec![0; count as usize];
    let codes: [&[u32]; 4] = [&apps, &activities, &places, &fees];
    let rows = Rows { codes: &codes, at: &at, known: None };
    let mut answers = Answers { verdict: &mut verdict, valid_until: Some(&mut until), ..Answers::default() };
    let (result, allocated) = allocations(|| batch.decide(&rows, &mut answers));
    result.unwrap();
    assert_eq!(allocated, 0);
    let names = |codes: &[u32], names: [&str; 2], n: usize| names[codes[n] as usize].to_owned();
    for n in (0..count as usize).step_by(97) {
        let mut one = rules
            .transaction()
            .app(names(&apps, ["chat", "video"], n))
            .activity(names(&activities, ["hosting", "use"], n))
            .location(names(&places, ["US", "CA"], n));
        if fees[n] < 2 {
            one = one.fact("for-fee", fees[n] == 1);
        }
        let decision = one.build().unwrap().decide(Instant::from_unix_seconds(at[n]).unwrap(), None);
        assert_eq!(verdict[n], decision.verdict().number(), "row {n}");
        assert_eq!(until[n], decision.valid().until.map_or(i64::MAX, Instant::unix_seconds), "row {n}");
    }
}

#[test]
fn a_malformed_batch_writes_nothing() {
    let batch = rules().batch().column("app", ["chat"]).build().unwrap();
    let decide = |codes: &[u32], at: &[i64], out: &mut [u8]| {
        let codes: [&[u32]; 1] = [codes];
        let mut answers = Answers { verdict: out, ..Answers::default() };
        batch
            .decide(&Rows { codes: &codes, at, known: None }, &mut answers)
            .map_err(|error| error.code().as_str())
    };
    let mut out = [9; 2];
    assert_eq!(decide(&[0], &[0, 0], &mut out), Err("E-limit"));
    assert_eq!(decide(&[0, 1], &[0, 0], &mut out), Err("E-unknown-reference"));
    assert_eq!(decide(&[0, u32::MAX], &[0, 0], &mut out), Err("E-unknown-reference"));
    assert_eq!(decide(&[0, 0], &[0, i64::MAX], &mut out), Err("E-instant"));
    assert_eq!(out, [9; 2]);
    assert_eq!(decide(&[0, 0], &[0, 0], &mut out), Ok(()));
    assert_eq!(out, [1; 2]);
    let capped = rules().batch().column("app", ["chat", "video"]).memory_cap(8).build();
    assert_eq!(capped.unwrap_err().first().code().as_str(), "E-limit");
    let unknown = rules().batch().column("location", ["US", "UK"]).build();
    assert_eq!(unknown.unwrap_err().first().code().as_str(), "E-region");
}

#[test]
fn a_row_with_an_invalid_entry_has_no_verdict_however_many_are_invalid() {
    let batch = rules()
        .batch()
        .column("app", ["chat", "no such app!"])
        .column("location", ["US", "UK"])
        .nullable_column("activity", ["hosting", "hostin"])
        .allow_invalid()
        .build()
        .unwrap();
    assert_eq!(batch.invalid().len(), 3);
    let codes: [&[u32]; 3] = [&[0, 1, 0, 1, 1, 0], &[0, 0, 1, 1, 1, 0], &[0, 0, 0, u32::MAX, 1, u32::MAX]];
    let mut verdict = [9; 6];
    let mut answers = Answers { verdict: &mut verdict, ..Answers::default() };
    batch.decide(&Rows { codes: &codes, at: &[1_600_000_000; 6], known: None }, &mut answers).unwrap();
    assert_eq!(verdict, [7, 0, 0, 0, 0, 7]);
    let beyond: [&[u32]; 3] = [&[0], &[0], &[2]];
    let mut answers = Answers { verdict: &mut verdict[..1], ..Answers::default() };
    let error = batch.decide(&Rows { codes: &beyond, at: &[0], known: None }, &mut answers).unwrap_err();
    assert_eq!(error.code().as_str(), "E-unknown-reference");
}
