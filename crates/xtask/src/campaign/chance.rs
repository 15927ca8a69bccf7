//! Chance with a seed: equal seeds, equal campaigns.

/// A seeded source of choices.
#[derive(Clone, Debug)]
pub(crate) struct Chance(fastrand::Rng);

impl Chance {
    /// One for each seed and purpose.
    pub(crate) fn new(seed: u64, purpose: &str) -> Chance {
        let salt = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Chance(fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ salt))
    }

    /// A number below `count`, which is not 0.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        self.0.usize(0..count.max(1))
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        self.0.usize(low..=high.max(low))
    }

    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.0.u32(0..100) < percent
    }

    /// One of them; the list is not empty.
    pub(crate) fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }

    /// One of them, as often as its weight says.
    pub(crate) fn weighted<'l, T>(&mut self, list: &'l [(usize, T)]) -> &'l T {
        let mut n = self.below(list.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in list {
            if n < *weight {
                return item;
            }
            n -= weight;
        }
        &list[0].1
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        self.0.shuffle(list);
    }

    /// Some of them, at least one, in their order.
    pub(crate) fn some<T: Clone>(&mut self, list: &[T], most: usize) -> Vec<T> {
        let count = self.between(1, most.min(list.len()).max(1));
        let mut places: Vec<usize> = (0..list.len()).collect();
        self.shuffle(&mut places);
        places.truncate(count);
        places.sort_unstable();
        places.into_iter().map(|n| list[n].clone()).collect()
    }
}
