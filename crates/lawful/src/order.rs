//! Sorting by one piece of code, whatever is sorted. That of the standard library is 3 to 4 KB of code for each type and
//! each order, which a phone would have to carry: it is for what is sorted often or is long.

/// Sorts. Equal elements come in any order.
pub(crate) fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, |a, b| a < b);
}

/// Sorts by what comes before what. Elements of which neither comes before the other come in any order.
pub(crate) fn sort_by<T>(list: &mut [T], before: impl Fn(&T, &T) -> bool) {
    heap_sort(&mut By { list, before });
}

/// A list of whatever, by places.
trait Places {
    fn len(&self) -> usize;
    fn before(&self, a: usize, b: usize) -> bool;
    fn swap(&mut self, a: usize, b: usize);
}

struct By<'l, T, F> {
    list: &'l mut [T],
    before: F,
}

impl<T, F: Fn(&T, &T) -> bool> Places for By<'_, T, F> {
    fn len(&self) -> usize {
        self.list.len()
    }

    fn before(&self, a: usize, b: usize) -> bool {
        (self.before)(&self.list[a], &self.list[b])
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.list.swap(a, b);
    }
}

fn heap_sort(list: &mut dyn Places) {
    let len = list.len();
    // Most come in order.
    if (1..len).all(|n| !list.before(n, n - 1)) {
        return;
    }
    for root in (0..len / 2).rev() {
        sink(list, root, len);
    }
    for end in (1..len).rev() {
        list.swap(0, end);
        sink(list, 0, end);
    }
}

/// Moves an element down, until nothing below it, up to `end`, comes after it.
fn sink(list: &mut dyn Places, mut root: usize, end: usize) {
    while let left = 2 * root + 1
        && left < end
    {
        let right = left + 1;
        let last = if right < end && list.before(left, right) { right } else { left };
        if !list.before(root, last) {
            return;
        }
        list.swap(root, last);
        root = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_every_length_are_sorted_as_the_standard_library_sorts_them() {
        let mut state = 1u64;
        for len in 0..200 {
            for values in [2, 10, 1 << 20] {
                let mut list: Vec<u64> = (0..len)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        (state >> 33) % values
                    })
                    .collect();
                let mut expected = list.clone();
                expected.sort_unstable();
                sort(&mut list);
                assert_eq!(list, expected);
                expected.reverse();
                sort_by(&mut list, |a, b| a > b);
                assert_eq!(list, expected);
            }
        }
    }
}
