//! Loops over many rows with wide vectors, where the processor has them.

/// Runs a loop, with the feature `simd` in a form for processors with AVX2 (x86-64-v3) on those. What it calls is to be
/// inlined into it.
#[inline(always)]
pub(super) fn run<R>(rows: impl FnOnce() -> R) -> R {
    #[cfg(feature = "simd")]
    return pulp::Arch::new().dispatch(rows);
    #[cfg(not(feature = "simd"))]
    rows()
}
