//! All planes that are kept, each once, by number. Reading waits for nobody.

use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use super::plane::Plane;

/// Planes have numbers below 2³²: segment `n` holds `FIRST << n` of them.
const SEGMENTS: usize = 32 - FIRST.trailing_zeros() as usize;
const FIRST: usize = 64;

/// A list that only grows.
#[derive(Debug)]
pub(crate) struct Planes {
    segments: [OnceLock<Box<[OnceLock<Plane>]>>; SEGMENTS],
    /// The number of each. Only who makes a plane looks here.
    numbers: Mutex<FxHashMap<Plane, u32>>,
}

impl Default for Planes {
    fn default() -> Planes {
        Planes { segments: [const { OnceLock::new() }; SEGMENTS], numbers: Mutex::default() }
    }
}

impl Planes {
    /// The plane of a number that [`Planes::keep`] gave.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&Plane> {
        let (segment, place) = position(number);
        self.segments.get(segment)?.get()?.get(place)?.get()
    }

    /// The number of the plane that is kept for all that equal this one; `None` if there are too many.
    pub(crate) fn keep(&self, plane: Plane) -> Option<u32> {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbers.get(&plane) {
            return Some(*number);
        }
        let number = u32::try_from(numbers.len()).ok().filter(|number| *number < u32::MAX)?;
        let (segment, place) = position(number);
        let segment = self
            .segments
            .get(segment)?
            .get_or_init(|| std::iter::repeat_with(OnceLock::new).take(FIRST << segment).collect());
        segment.get(place)?.get_or_init(|| plane.clone());
        numbers.insert(plane, number);
        Some(number)
    }

    /// Bytes of memory that all of them take.
    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.keys().map(Plane::bytes).sum()
    }
}

/// The segment of a number, and the place in it.
#[inline]
fn position(number: u32) -> (usize, usize) {
    let number = u64::from(number) + FIRST as u64;
    let segment = (number / FIRST as u64).ilog2() as usize;
    (segment, (number - ((FIRST as u64) << segment)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_place_of_its_own() {
        let mut places: Vec<(usize, usize)> = (0..10_000).map(position).collect();
        assert!(places.iter().all(|(segment, place)| *place < FIRST << segment));
        assert!(places.is_sorted(), "segments follow each other");
        places.dedup();
        assert_eq!(places.len(), 10_000);
        assert_eq!(position(u32::MAX - 1).0, SEGMENTS, "the last numbers have none, and are refused");
    }
}
