//! Loops over many rows with the widest vectors that the processor has.

/// Runs a loop, made for the processor at hand if the feature `simd` is on. What it calls is to be inlined into it.
#[inline(always)]
pub(super) fn run<R>(rows: impl FnOnce() -> R) -> R {
    #[cfg(feature = "simd")]
    return pulp::Arch::new().dispatch(rows);
    #[cfg(not(feature = "simd"))]
    rows()
}
