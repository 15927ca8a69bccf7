//! The dense floor once more, with software prefetching: what the hardware gives to one who may write unsafe code. It
//! is printed beside the floor, and is not the measure.
#![allow(unsafe_code)] // a prefetch has no safe form in the standard library

use crate::floors::{Columns, DenseFloor};

const BLOCK: usize = 64;

/// Verdicts and reasons of all rows, in blocks: where the cells lie, then where their bounds lie, then the answers.
pub fn answer(floor: &DenseFloor, columns: &Columns, verdicts: &mut [u8], reasons: &mut [u32]) {
    let words = floor.arena.words();
    let mut cells = [0usize; BLOCK];
    let mut starts = [0u32; BLOCK];
    let [apps, activities, locations, a, b, c] = &columns.codes;
    let mut first = 0;
    while first < columns.rows() {
        let block = first..(first + BLOCK).min(columns.rows());
        for (n, row) in block.clone().enumerate() {
            let class = floor.classes.combined(a[row], b[row], c[row]);
            cells[n] = floor.cell(apps[row], activities[row], locations[row], class);
            prefetch(&floor.table, cells[n]);
        }
        for n in 0..block.len() {
            starts[n] = floor.table[cells[n]];
            prefetch(words, starts[n] as usize);
            prefetch(words, starts[n] as usize + 8);
        }
        for (n, row) in block.clone().enumerate() {
            let answer = floor.arena.count(starts[n], columns.at[row], columns.known[row]);
            verdicts[row] = (answer & 7) as u8;
            reasons[row] = answer >> 3;
        }
        first = block.end;
    }
}

#[inline]
fn prefetch<T>(of: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing and cannot fault; the address need not be valid, and `wrapping_add` makes
        // it without the promise of `add`.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(of.as_ptr().wrapping_add(index).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (of, index);
}
