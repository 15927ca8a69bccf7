//! The world W: the corpus of real law, as far as a fixed set of questions can tell. Its boxes are found by asking the
//! library's full `decide` in every cell, at every bound of what was known, over all time; so in W the floors and the
//! peers are given the meaning ready-made, and only the look-up is compared.

use lawful::{Instant, Ruleset};
use rustc_hash::FxHashMap;

use crate::grid::{Cell, Grid, asked, products, rectangles};
use crate::lawful_side;
use crate::world::{Ban, COLUMNS, Dimension, EVER, FOREVER, Scope, Span, UNREGULATED, World};

/// 2020-07-01: before the first instrument that matters.
const BEGIN: i64 = 1_593_561_600;
/// 2021-10-01: after what was done in 2020 was undone.
const END: i64 = 1_633_046_400;

fn dimensions() -> Vec<Dimension> {
    let plain = |fact: &str, values: &[&str]| Dimension::plain(fact, values.iter().map(|v| (*v).to_owned()).collect());
    vec![
        plain("app", &["wechat", "tiktok", "telegram"]),
        plain(
            "activity",
            &[
                "app-store/download",
                "app-store/update",
                "app-store/in-app-purchase",
                "hosting",
                "content-delivery",
                "payments/transfer",
                "communication/personal",
                "use",
            ],
        ),
        plain("location", &["US-CA", "PR", "CN", "DE"]),
        plain("actor", &["individual", "app-store", "hosting-provider"]),
        plain("storefront", &["US", "CN"]),
        plain("for-fee", &["false", "true"]),
    ]
}

/// The world of a corpus, derived or as it was derived before: that takes a minute, so it is kept beside the program
/// for as long as the corpus and the program stay the same.
pub fn derived(rules: &Ruleset) -> World {
    let program = std::env::current_exe().ok();
    let stamp = program.as_ref().and_then(|path| path.metadata().ok()?.modified().ok());
    let stamp = stamp.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok()).map_or(0, |t| t.as_nanos());
    let name = format!("corpus-world-{}-{stamp}.json", &rules.content_hash()[..16]);
    let path = program.as_ref().and_then(|path| path.parent()).map(|folder| folder.join(name));
    let kept = path.as_ref().and_then(|path| serde_json::from_slice(&std::fs::read(path).ok()?).ok());
    if let Some(world) = kept {
        return world;
    }
    let world = derive(rules);
    if let (Some(path), Ok(json)) = (path, serde_json::to_vec(&world)) {
        let _ = std::fs::write(path, json);
    }
    world
}

fn derive(rules: &Ruleset) -> World {
    let dimensions = dimensions();
    let mut known: Vec<Instant> = rules
        .instruments()
        .map(|instrument| instrument.public())
        .flat_map(|(earliest, latest)| [earliest, latest])
        .chain([Instant::MIN])
        .collect();
    known.sort_unstable();
    known.dedup();

    let mut reasons: Vec<String> = vec![String::new()];
    let mut reason_of: FxHashMap<String, u32> = FxHashMap::default();
    let mut answers: Vec<(u8, u32)> = vec![(UNREGULATED, 0)];
    let mut answer_of: FxHashMap<(u8, u32), u32> = answers.iter().copied().zip(0..).collect();
    let classes = [3, 4, 5].map(|n: usize| dimensions[n].values.len() as u32);
    let sizes = [0, 1, 2].map(|n: usize| dimensions[n].values.len() as u32);
    let mut world = World {
        name: "W".into(),
        dimensions,
        bans: Vec::new(),
        exemptions: Vec::new(),
        suspensions: Vec::new(),
        stays: Vec::new(),
        reasons: Vec::new(),
        era: (BEGIN, END),
        by_app: Vec::new(),
    };
    for app in 0..sizes[0] {
        let mut boxes: FxHashMap<(i64, i64, i64, i64, u32), Vec<Cell>> = FxHashMap::default();
        let combined = classes.iter().product::<u32>();
        for cell in 0..sizes[1] * sizes[2] * combined {
            let cell: Cell = [app, cell / combined / sizes[2], cell / combined % sizes[2], cell % combined];
            let codes: [u32; COLUMNS] = asked(cell, classes);
            let transaction = lawful_side::open_transaction(rules, &world, &codes);
            let rows: Vec<Vec<(i64, u32)>> = known
                .iter()
                .map(|known| {
                    let mut runs: Vec<(i64, u32)> = Vec::new();
                    let mut at = Some(Instant::MIN);
                    while let Some(begin) = at {
                        let decision = transaction.decide(begin, Some(*known));
                        let (verdict, ids) = lawful_side::read_all(&decision);
                        let text = ids.join("+");
                        let reason = *reason_of.entry(text).or_insert_with_key(|text| {
                            if !text.is_empty() {
                                reasons.push(text.clone());
                            }
                            if text.is_empty() { 0 } else { reasons.len() as u32 - 1 }
                        });
                        let number = answers.len() as u32;
                        let answer = *answer_of.entry((verdict, reason)).or_insert_with(|| {
                            answers.push((verdict, reason));
                            number
                        });
                        if runs.last().is_none_or(|(_, last)| *last != answer) {
                            runs.push((begin.unix_seconds(), answer));
                        }
                        at = decision.same().until;
                    }
                    runs
                })
                .collect();
            for rectangle in rectangles(&grid(&known, &rows)) {
                boxes.entry(rectangle).or_default().push(cell);
            }
        }
        let mut boxes: Vec<_> = boxes.into_iter().collect();
        boxes.sort_unstable();
        let first = world.bans.len() as u32;
        for ((from, until, public, struck, answer), cells) in boxes {
            let (status, reason) = answers[answer as usize];
            for (activities, locations, rest) in products(&cells, classes) {
                world.bans.push(Ban {
                    scope: Scope { app, activities, locations, rest },
                    span: Span { from, until, public, struck },
                    status,
                    reason,
                    exemptions: Vec::new(),
                    suspensions: Vec::new(),
                });
            }
        }
        world.by_app.push([(first, world.bans.len() as u32), (0, 0), (0, 0), (0, 0)]);
    }
    world.reasons = reasons;
    world
}

/// Rows of runs as a grid over all their bounds.
fn grid(known: &[Instant], rows: &[Vec<(i64, u32)>]) -> Grid {
    let mut at: Vec<i64> = rows.iter().flatten().map(|(from, _)| *from).filter(|from| *from > EVER).collect();
    at.sort_unstable();
    at.dedup();
    let answer = |runs: &[(i64, u32)], at: i64| {
        let n = runs.partition_point(|(from, _)| *from <= at);
        runs[n - 1].1
    };
    let mut kept: Vec<i64> = Vec::new();
    let mut answers: Vec<u32> = Vec::new();
    let width = at.len() + 1;
    for (known, runs) in known.iter().zip(rows) {
        let row: Vec<u32> = std::iter::once(EVER).chain(at.iter().copied()).map(|at| answer(runs, at)).collect();
        if answers.is_empty() || answers[answers.len() - width..] != row {
            if !answers.is_empty() {
                kept.push(known.unix_seconds());
            }
            answers.extend(row);
        }
    }
    debug_assert!(kept.iter().all(|known| *known < FOREVER));
    Grid { at, known: kept, answers }
}
