//! Fixed work for callgrind, which counts the instructions of `counted_*` and nothing else.

use std::hint::black_box;

use lawful::{Batch, Instant, Prepared, Transaction};

use crate::documents;
use crate::floors::Columns;
use crate::lawful_side;
use crate::world;

const PROVISIONS: usize = 1_000;
const QUESTIONS: usize = 1_000;
const ROWS: usize = 100_000;

/// `verdict`, `decide` or `batch`.
pub fn run(what: &str) {
    let world = world::generated(PROVISIONS, 7);
    let rules = lawful_side::from_texts(documents::texts(&world));
    let questions = world.questions(QUESTIONS, 0x5eed);
    let times: Vec<(Instant, Option<Instant>)> = questions
        .iter()
        .map(|question| (lawful_side::instant(question.at), Some(lawful_side::instant(question.known))))
        .collect();
    let transactions: Vec<Transaction> =
        questions.iter().map(|question| lawful_side::transaction(&rules, &world, question)).collect();
    match what {
        "verdict" => {
            let prepared: Vec<Prepared> = transactions.iter().map(Transaction::prepare).collect();
            black_box(counted_verdict(&prepared, &times));
        }
        "decide" => {
            let prepared: Vec<Prepared> = transactions.iter().map(Transaction::prepare).collect();
            black_box(counted_decide(&prepared, &times));
        }
        "batch" => {
            let batch = lawful_side::batch(&rules, &world, false);
            let columns = Columns::of(world.questions(ROWS, 1).into_iter());
            let (mut verdicts, mut grounds) = (vec![0; ROWS], vec![0; ROWS]);
            counted_batch(&batch, &columns, &mut verdicts, &mut grounds);
            black_box((verdicts, grounds));
        }
        other => panic!("`{other}` is not counted"),
    }
}

#[inline(never)]
fn counted_verdict(prepared: &[Prepared], times: &[(Instant, Option<Instant>)]) -> u32 {
    prepared.iter().zip(times).map(|(p, (at, known))| lawful_side::number(&p.verdict(*at, *known))).sum()
}

#[inline(never)]
fn counted_decide(prepared: &[Prepared], times: &[(Instant, Option<Instant>)]) -> usize {
    prepared.iter().zip(times).map(|(p, (at, known))| p.decide(*at, *known).grounds().len()).sum()
}

#[inline(never)]
fn counted_batch(batch: &Batch, columns: &Columns, verdicts: &mut [u8], grounds: &mut [u32]) {
    lawful_side::decide(batch, columns, verdicts, grounds);
}
