//! Places that are filled when they are first needed. Reading waits for nobody.

use std::sync::OnceLock;

/// Rows of slots; a row takes memory from its first slot on.
#[derive(Debug)]
pub(crate) struct Slots<T> {
    rows: Box<[OnceLock<Row<T>>]>,
    width: usize,
}

type Row<T> = Box<[OnceLock<T>]>;

impl<T> Slots<T> {
    pub(crate) fn new(rows: usize, width: usize) -> Slots<T> {
        Slots { rows: unmade(rows), width }
    }

    /// What was put in a place, which is inside.
    #[inline]
    pub(crate) fn get(&self, (row, column): (usize, usize)) -> Option<&T> {
        self.rows[row].get()?[column].get()
    }

    /// A place, which is inside.
    pub(crate) fn slot(&self, (row, column): (usize, usize)) -> &OnceLock<T> {
        &self.rows[row].get_or_init(|| unmade(self.width))[column]
    }

    /// Everything that was put anywhere.
    pub(crate) fn made(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().filter_map(OnceLock::get).flatten().filter_map(OnceLock::get)
    }
}

fn unmade<T>(slots: usize) -> Box<[OnceLock<T>]> {
    std::iter::repeat_with(OnceLock::new).take(slots).collect()
}
