//! Clocks and medians. Wall time for what is short, CPU time for what is long; both are of this process alone, and
//! what is compared is measured in turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// The middle one, or the upper of two.
pub fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value below which that part lies.
pub fn quantile(sorted: &[u64], part: f64) -> u64 {
    let n = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(n).copied().unwrap_or(0)
}

/// CPU time of the process while something runs, in seconds, and what it gave.
pub fn cpu<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = ProcessTime::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

/// So many calls are timed together.
const BLOCK: usize = 16;

/// Nanoseconds of one call, each beginning when the one before has ended: blocks of calls are timed, and the median
/// block counts. `call` gets the number of a question and gives a small number.
pub fn latency(count: usize, mut call: impl FnMut(usize) -> u32) -> f64 {
    let mut blocks = Vec::with_capacity(count / BLOCK);
    let mut zero = 0;
    for first in (0..count / BLOCK * BLOCK).step_by(BLOCK) {
        let start = Instant::now();
        for n in first..first + BLOCK {
            // Nothing answers with 2^24 or more, but the processor must wait for the answer to know it.
            zero = black_box(call(n + zero)) as usize >> 29;
        }
        blocks.push(start.elapsed().as_nanos() as f64 / BLOCK as f64);
    }
    median(blocks)
}

/// Nanoseconds of one call in a loop in which calls may overlap.
pub fn throughput(count: usize, mut call: impl FnMut(usize) -> u32) -> f64 {
    let start = Instant::now();
    let mut sum = 0u32;
    for n in 0..count {
        sum = sum.wrapping_add(call(n));
    }
    black_box(sum);
    start.elapsed().as_nanos() as f64 / count as f64
}

/// Microseconds of single calls, at most `count` and for as long as the budget lasts: the median, and how many.
pub fn singles(count: usize, budget: Duration, mut call: impl FnMut(usize)) -> (f64, usize) {
    let begin = Instant::now();
    let mut times = Vec::new();
    for n in 0..count {
        let start = Instant::now();
        call(n);
        times.push(start.elapsed().as_nanos() as f64 / 1e3);
        if begin.elapsed() > budget {
            break;
        }
    }
    let done = times.len();
    (median(times), done)
}

/// Bytes per second, read and written, of a plain copy of large arrays.
pub fn copy_bandwidth() -> f64 {
    let bytes = 256 << 20;
    let from = vec![1u8; bytes];
    let mut to = vec![0u8; bytes];
    let times = (0..7)
        .map(|_| {
            let start = Instant::now();
            to.copy_from_slice(black_box(&from));
            black_box(&to);
            start.elapsed().as_secs_f64()
        })
        .collect();
    2.0 * bytes as f64 / median(times)
}
