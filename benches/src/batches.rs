//! Millions of rows: the library's batch and the dense floor in turns, on the same columns.

use std::time::Instant as Clock;

use lawful::Ruleset;

use crate::counting::counted;
use crate::floors::{Columns, DenseFloor};
use crate::lawful_side;
use crate::measure::median;
use crate::prefetching;
use crate::random::Random;
use crate::single::{Effort, Stream};
use crate::world::{COLUMNS, World};

/// Million rows per second and core.
#[derive(Clone, Debug)]
pub struct Batched {
    pub world: String,
    pub rows: usize,
    pub ours: f64,
    pub dense: f64,
    pub prefetching: f64,
    /// The median of the turns' ratios to the dense floor.
    pub ratio: f64,
    pub batch_bytes: usize,
    pub dense_bytes: usize,
    /// Milliseconds to make the batch.
    pub made_ms: f64,
    /// Calls of the allocator in the row loop.
    pub allocations: u64,
}

/// Both times known, verdict and ground out.
pub fn measured(stream: &Stream<'_>, rules: &Ruleset, floor: &DenseFloor, effort: &Effort) -> Batched {
    let world = stream.world;
    let start = Clock::now();
    let batch = lawful_side::batch(rules, world, false);
    let made_ms = start.elapsed().as_secs_f64() * 1e3;
    let columns = columns(world, effort.batch_rows);
    let rows = columns.rows();
    let (mut verdicts, mut grounds) = (vec![0u8; rows], vec![0u32; rows]);
    let (mut theirs, mut reasons) = (vec![0u8; rows], vec![0u32; rows]);

    // Every row's verdict, and the reasons of one in a thousand.
    let (_, allocated) = counted(|| lawful_side::decide(&batch, &columns, &mut verdicts, &mut grounds));
    floor.answer(&columns, &mut theirs, &mut reasons);
    for row in 0..rows {
        assert_eq!(verdicts[row], theirs[row], "batch, {}: row {row}", world.name);
        if row % 1_000 == 0 {
            let answer = &stream.grids.answers[reasons[row] as usize];
            let mut ids: Vec<String> = answer
                .reasons
                .iter()
                .flat_map(|reason| world.reason(*reason).split('+').map(str::to_owned).collect::<Vec<_>>())
                .collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(
                lawful_side::reasons_of_row(world, &batch, verdicts[row], grounds[row]),
                ids,
                "batch, {}: row {row}",
                world.name
            );
        }
    }
    prefetching::answer(floor, &columns, &mut verdicts, &mut grounds);
    assert!(verdicts == theirs && grounds == reasons, "the prefetching floor in {}", world.name);

    let mut turns: [Vec<f64>; 4] = Default::default();
    for _ in 0..effort.batch_turns {
        let ours = rate(rows, || lawful_side::decide(&batch, &columns, &mut verdicts, &mut grounds));
        let dense = rate(rows, || floor.answer(&columns, &mut theirs, &mut reasons));
        turns[0].push(ours);
        turns[1].push(dense);
        turns[2].push(ours / dense);
        turns[3].push(rate(rows, || prefetching::answer(floor, &columns, &mut theirs, &mut reasons)));
    }
    let [ours, dense, ratio, prefetching] = turns.map(median);
    Batched {
        world: world.name.clone(),
        rows,
        ours,
        dense,
        prefetching,
        ratio,
        batch_bytes: batch.bytes(),
        dense_bytes: floor.bytes(),
        made_ms,
        allocations: allocated.calls,
    }
}

/// Rows of which one or two facts are not stated; a part is checked against single decisions.
pub fn open(world: &World, rules: &Ruleset, effort: &Effort) -> f64 {
    let start = Clock::now();
    let batch = lawful_side::batch(rules, world, true);
    eprintln!("  a batch of open columns made in {:.1} s, {} KiB", start.elapsed().as_secs_f64(), batch.bytes() >> 10);
    let mut columns = columns(world, effort.batch_rows);
    let mut random = Random::seeded(99);
    for row in 0..columns.rows() {
        // Not the app: nobody asks about every app at once.
        for _ in 0..1 + random.below(2) {
            let column = 1 + random.below(COLUMNS as u64 - 1) as usize;
            columns.codes[column][row] = u32::MAX;
        }
    }
    let rows = columns.rows();
    let (mut verdicts, mut grounds) = (vec![0u8; rows], vec![0u32; rows]);
    lawful_side::decide(&batch, &columns, &mut verdicts, &mut grounds);
    for row in (0..rows).step_by((rows / 2_000).max(1)) {
        let codes = std::array::from_fn(|n| columns.codes[n][row]);
        let transaction = lawful_side::open_transaction(rules, world, &codes);
        let known = Some(lawful_side::instant(columns.known[row]));
        let decision = transaction.decide(lawful_side::instant(columns.at[row]), known);
        assert_eq!(verdicts[row], decision.verdict().number(), "open, {}: {codes:?}", world.name);
    }
    let rates = (0..effort.batch_turns)
        .map(|_| rate(rows, || lawful_side::decide(&batch, &columns, &mut verdicts, &mut grounds)))
        .collect();
    median(rates)
}

fn columns(world: &World, rows: usize) -> Columns {
    let mut random = Random::seeded(0xba7c);
    Columns::of((0..rows).map(|_| world.question(&mut random)))
}

fn rate(rows: usize, work: impl FnOnce()) -> f64 {
    let start = Clock::now();
    work();
    rows as f64 / start.elapsed().as_secs_f64() / 1e6
}
