//! An allocator that counts while it is told to, and otherwise only looks at one flag: timings are not distorted.
#![allow(unsafe_code)] // an allocator has no safe form; every method forwards to the system's

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static ON: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicI64 = AtomicI64::new(0);

/// What was allocated while something ran.
#[derive(Clone, Copy, Default, Debug)]
pub struct Allocated {
    /// Calls of the allocator that got memory.
    pub calls: u64,
    /// Bytes that were not given back.
    pub live: i64,
}

/// Counts what all threads allocate while `work` runs. Not to be nested.
pub fn counted<T>(work: impl FnOnce() -> T) -> (T, Allocated) {
    CALLS.store(0, Relaxed);
    LIVE.store(0, Relaxed);
    ON.store(true, Relaxed);
    let result = work();
    ON.store(false, Relaxed);
    (result, Allocated { calls: CALLS.load(Relaxed), live: LIVE.load(Relaxed) })
}

#[cold]
fn count(calls: u64, bytes: i64) {
    CALLS.fetch_add(calls, Relaxed);
    LIVE.fetch_add(bytes, Relaxed);
}

// SAFETY: every method does what the system's allocator does; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if ON.load(Relaxed) {
            count(1, layout.size() as i64);
        }
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if ON.load(Relaxed) {
            count(1, layout.size() as i64);
        }
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if ON.load(Relaxed) {
            count(0, -(layout.size() as i64));
        }
        unsafe { System.dealloc(pointer, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if ON.load(Relaxed) {
            count(1, size as i64 - layout.size() as i64);
        }
        unsafe { System.realloc(pointer, layout, size) }
    }
}
