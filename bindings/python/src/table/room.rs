//! Memory for large columns.

/// Room for so many values. Of large columns the system is asked for large pages, as NumPy does: to get and to clear
/// small ones takes longer than to fill them.
pub(crate) fn with_capacity<T>(values: usize) -> Vec<T> {
    let room = Vec::with_capacity(values);
    #[cfg(target_os = "linux")]
    linux::advise(&room);
    room
}

#[cfg(target_os = "linux")]
mod linux {
    #![expect(unsafe_code, reason = "asks the system for large pages")]

    /// Columns with fewer bytes are left alone.
    const LEAST: usize = 4 << 20;
    /// Advice is for whole pages; no system has larger ones without being asked.
    const PAGE: usize = 1 << 16;

    pub(super) fn advise<T>(room: &Vec<T>) {
        let bytes = room.capacity().saturating_mul(size_of::<T>());
        if bytes < LEAST {
            return;
        }
        let start = room.as_ptr().addr();
        let (first, end) = (start.next_multiple_of(PAGE), (start + bytes) / PAGE * PAGE);
        let first = room.as_ptr().cast::<u8>().wrapping_add(first - start);
        // SAFETY: all of these pages belong to the allocation, and the advice changes nothing of what can be seen. Where
        // the system has no large pages it says so, which does not matter.
        unsafe { libc::madvise(first.cast_mut().cast(), end - first.addr(), libc::MADV_HUGEPAGE) };
    }
}
