//! Hot reload: two threads that read without pause while a third replaces the rule set ten times a second. The control
//! run has the same third thread, which replaces and frees as many sets in an engine that nobody reads.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant as Clock};

use lawful::{Engine, Ruleset};

use crate::lawful_side::{self, Words};
use crate::measure::{median, quantile};
use crate::world::World;

const PAUSE: Duration = Duration::from_millis(100);

/// Nanoseconds of one read: a snapshot, and from words to a verdict with the ids of its grounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail {
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
    pub p9999: f64,
    pub most: f64,
}

#[derive(Clone, Debug)]
pub struct Reloaded {
    pub provisions: usize,
    pub swaps: usize,
    pub reads: usize,
    pub quiet: Tail,
    pub reloaded: Tail,
    /// Medians over turns of the ratio to the control run beside it.
    pub p99_ratio: f64,
    pub p999_ratio: f64,
}

/// `turns` pairs of a control run and a run with `swaps` replacements.
pub fn measured(world: &World, bytes: &[u8], turns: usize, swaps: usize) -> Reloaded {
    let words: Vec<Words> =
        world.questions(2_000, 0x5eed).iter().map(|question| Words::of(world, question)).collect();
    // Building is apart: every set is made, and asked all that the readers ask, before the clock starts.
    let sets = || -> Vec<Ruleset> {
        (0..swaps)
            .map(|_| {
                let rules = lawful_side::from_prepared(bytes);
                words.iter().for_each(|words| {
                    words.look_up(&rules);
                });
                rules
            })
            .collect()
    };
    let mut tails: [Vec<Tail>; 2] = Default::default();
    let mut reads = 0;
    for _ in 0..turns {
        for (n, tails) in tails.iter_mut().enumerate() {
            let mut first = sets();
            let read = Engine::new(first.remove(0));
            let idle = Engine::new(first.remove(0));
            let replaced = if n == 0 { &idle } else { &read };
            let (tail, count) = run(&read, replaced, first, &words);
            reads += count;
            tails.push(tail);
        }
    }
    let ratios = |of: fn(&Tail) -> f64| {
        median(tails[0].iter().zip(&tails[1]).map(|(quiet, reloaded)| of(reloaded) / of(quiet)).collect())
    };
    let middle = |tails: &[Tail]| {
        let of = |of: fn(&Tail) -> f64| median(tails.iter().map(of).collect());
        Tail {
            p50: of(|t| t.p50),
            p99: of(|t| t.p99),
            p999: of(|t| t.p999),
            p9999: of(|t| t.p9999),
            most: of(|t| t.most),
        }
    };
    Reloaded {
        provisions: world.provisions(),
        swaps: turns * (swaps - 2),
        reads,
        p99_ratio: ratios(|tail| tail.p99),
        p999_ratio: ratios(|tail| tail.p999),
        quiet: middle(&tails[0]),
        reloaded: middle(&tails[1]),
    }
}

fn run(read: &Engine, replaced: &Engine, sets: Vec<Ruleset>, words: &[Words]) -> (Tail, usize) {
    let stop = AtomicBool::new(false);
    let ready = Barrier::new(3);
    let mut times: Vec<u64> = thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|thread| {
                let (stop, ready) = (&stop, &ready);
                scope.spawn(move || {
                    let mut times = Vec::with_capacity(1 << 24);
                    let mut next = thread * words.len() / 2;
                    ready.wait();
                    while !stop.load(Relaxed) && times.len() < times.capacity() {
                        let start = Clock::now();
                        let rules = read.snapshot();
                        std::hint::black_box(words[next].look_up(&rules));
                        drop(rules);
                        times.push(start.elapsed().as_nanos() as u64);
                        next = (next + 1) % words.len();
                    }
                    times
                })
            })
            .collect();
        ready.wait();
        thread::sleep(PAUSE);
        for rules in sets {
            replaced.replace(rules);
            thread::sleep(PAUSE);
        }
        stop.store(true, Relaxed);
        readers.into_iter().flat_map(|reader| reader.join().unwrap_or_default()).collect()
    });
    times.sort_unstable();
    let of = |part| quantile(&times, part) as f64;
    let tail = Tail {
        p50: of(0.5),
        p99: of(0.99),
        p999: of(0.999),
        p9999: of(0.9999),
        most: times.last().copied().unwrap_or(0) as f64,
    };
    (tail, times.len())
}
