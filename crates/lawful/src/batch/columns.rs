//! The columns of a batch: what the codes of a row add to the number of its cell.

use std::ops::Range;

use super::planes::CHUNK;
use super::wide;

/// In a nullable column: not stated.
const NOT_STATED: u32 = u32::MAX;

/// What an invalid entry adds: together with anything it stays above all cells.
pub(super) const INVALID: u32 = 1 << 31;

/// The codes of columns that follow each other are looked up together if that takes at most so many bits: what they add
/// stays in the nearest cache.
const MOST_BITS: u32 = 12;
/// So many ways there are at most for codes that are looked up together.
pub(super) const CODES: usize = 1 << MOST_BITS;

/// All columns, in the order in which they were given.
#[derive(Debug, Default)]
pub(super) struct Columns {
    columns: Vec<Column>,
    groups: Vec<Group>,
}

#[derive(Debug)]
struct Column {
    nullable: bool,
    entries: u32,
    /// By code, what it adds to the number of the cell; at the end, what is not stated.
    adds: Box<[u32]>,
}

/// What the codes of one or more columns that follow each other add.
#[derive(Debug)]
enum Group {
    /// By the codes side by side, of the first column lowest.
    Together { places: Vec<Place>, adds: Box<[u32]> },
    /// Of one column with a dictionary that is too large.
    Alone,
}

/// Where the code of a column lies beside others.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// What is added to a code, so that what is not stated comes before all entries.
    shift: u32,
    lowest_bit: u32,
}

impl Columns {
    /// A further column: what each entry adds, and what is not stated, if that may be.
    pub(super) fn add(&mut self, entries: impl ExactSizeIterator<Item = u32>, not_stated: Option<u32>) {
        let count = entries.len() as u32;
        let adds = entries.chain([not_stated.unwrap_or(INVALID)]).collect();
        self.columns.push(Column { nullable: not_stated.is_some(), entries: count, adds });
    }

    /// After the last column: finds out what codes add together, where that takes no more than so many bytes.
    pub(super) fn finish(&mut self, room: usize) {
        let mut room = room / size_of::<u32>();
        let mut rest = self.columns.as_slice();
        while let [_, others @ ..] = rest {
            let mut bits = 0;
            let fits = |column: &&Column| {
                bits += column.bits();
                bits <= MOST_BITS && 1 << bits <= room
            };
            let count = rest.iter().take_while(fits).count();
            let (group, others) = match rest.split_at(count) {
                ([], _) => (Group::Alone, others),
                (these, others) => (Group::together(these), others),
            };
            room -= group.numbers();
            self.groups.push(group);
            rest = others;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// How many entries the dictionary of a column has.
    pub(super) fn entries(&self, column: usize) -> u32 {
        self.columns[column].entries
    }

    /// What a code of a column adds; `None` if it is beyond the dictionary.
    pub(super) fn adds(&self, column: usize, code: u32) -> Option<u32> {
        let Column { nullable, entries, adds } = self.columns.get(column)?;
        (code < *entries || *nullable && code == NOT_STATED).then(|| at(adds, code))
    }

    /// Whether all codes are of the dictionary of a column, or not stated where that may be.
    pub(super) fn has_all(&self, column: usize, codes: &[u32]) -> bool {
        let column = &self.columns[column];
        // One of the numbers or of the differences of each code that is beyond is negative. All are looked at, which is
        // quicker than to stop at the first.
        let shift = column.shift();
        let last = (column.entries + shift).wrapping_sub(1) as i32;
        let signs = wide::run(
            #[inline(always)]
            || {
                codes.iter().fold(last, |signs, code| {
                    let code = code.wrapping_add(shift) as i32;
                    signs | code | last.wrapping_sub(code)
                })
            },
        );
        signs >= 0 || codes.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        let numbers: usize = self.columns.iter().map(|column| column.adds.len()).sum();
        size_of::<u32>() * (numbers + self.groups.iter().map(Group::numbers).sum::<usize>())
    }

    /// By the codes of all columns side by side: what they add; `None` if not all are looked up together.
    pub(super) fn together(&self) -> Option<&[u32]> {
        match self.groups.as_slice() {
            [Group::Together { adds, .. }] => Some(adds),
            _ => None,
        }
    }

    /// The codes of all columns side by side, of at most [`CHUNK`] rows, if all are looked up together.
    pub(super) fn side_by_side(&self, codes: &[&[u32]], rows: &Range<usize>) -> [u32; CHUNK] {
        match self.groups.as_slice() {
            [Group::Together { places, .. }] => side_by_side(places, codes, rows),
            _ => [0; CHUNK],
        }
    }

    /// The number of the cell of each row, of at most [`CHUNK`]: what its codes add. The codes were looked at before.
    pub(super) fn add_up(
        &self,
        codes: &[&[u32]],
        rows: &Range<usize>,
        cells: &mut [u32],
        add: impl Fn(u32, u32) -> u32 + Copy,
    ) {
        let (mut columns, mut codes) = (self.columns.as_slice(), codes);
        for group in &self.groups {
            let count = match group {
                Group::Together { places, adds } => {
                    for (cell, codes) in cells.iter_mut().zip(&side_by_side(places, codes, rows)) {
                        *cell = add(*cell, adds.get(*codes as usize).copied().unwrap_or(INVALID));
                    }
                    places.len()
                }
                Group::Alone => {
                    if let ([column, ..], [codes, ..]) = (columns, codes) {
                        let added = codes[rows.clone()].iter().map(|code| at(&column.adds, *code));
                        cells.iter_mut().zip(added).for_each(|(cell, added)| *cell = add(*cell, added));
                    }
                    1
                }
            };
            (columns, codes) = (&columns[count..], codes.get(count..).unwrap_or_default());
        }
    }
}

impl Column {
    fn shift(&self) -> u32 {
        u32::from(self.nullable)
    }

    /// How many bits its codes take.
    fn bits(&self) -> u32 {
        (self.entries + self.shift()).checked_next_power_of_two().map_or(u32::BITS, u32::ilog2)
    }
}

impl Group {
    fn numbers(&self) -> usize {
        match self {
            Group::Together { adds, .. } => adds.len(),
            Group::Alone => 0,
        }
    }

    fn together(columns: &[Column]) -> Group {
        let mut bits = 0;
        let mut places: Vec<Place> = Vec::with_capacity(columns.len());
        for column in columns {
            places.push(Place { shift: column.shift(), lowest_bit: bits });
            bits += column.bits();
        }
        let add = |index: u32| {
            columns.iter().zip(&places).fold(0u32, |sum, (column, place)| {
                let code = index >> place.lowest_bit & ((1 << column.bits()) - 1);
                let code = code.wrapping_sub(place.shift);
                let known = code < column.entries || code == NOT_STATED;
                sum.saturating_add(if known { at(&column.adds, code) } else { INVALID })
            })
        };
        Group::Together { adds: (0..1 << bits).map(add).collect(), places }
    }
}

/// What a code adds; what is not stated is above all codes, and comes last.
#[inline]
fn at(adds: &[u32], code: u32) -> u32 {
    adds.get(code as usize).or(adds.last()).copied().unwrap_or(INVALID)
}

#[inline]
fn side_by_side(places: &[Place], codes: &[&[u32]], rows: &Range<usize>) -> [u32; CHUNK] {
    let mut together = [0u32; CHUNK];
    // A pass for each column, so that many rows are looked at together.
    wide::run(
        #[inline(always)]
        || {
            for (place, codes) in places.iter().zip(codes) {
                let Place { shift, lowest_bit } = *place;
                for (together, code) in together.iter_mut().zip(&codes[rows.clone()]) {
                    *together |= code.wrapping_add(shift) << (lowest_bit & 31);
                }
            }
        },
    );
    together
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_beyond_their_dictionary_are_seen_wherever_they_stand() {
        for entries in [0u32, 1, 2, 5, 254, 255, 256, 70_000] {
            for not_stated in [None, Some(7)] {
                let mut columns = Columns::default();
                columns.add((0..entries as usize).map(|n| n as u32), not_stated);
                columns.finish(usize::MAX);
                let numbers =
                    [0, 1, entries.wrapping_sub(1), entries, entries + 1, i32::MAX as u32, 1 << 31, u32::MAX];
                for code in numbers {
                    let inside = code < entries || code == NOT_STATED && not_stated.is_some();
                    let fill = if entries > 0 { 0 } else { code };
                    assert_eq!(columns.has_all(0, &[fill, code, fill]), inside, "{code} of {entries}");
                    let adds = if code < entries { Some(code) } else { not_stated.filter(|_| inside) };
                    assert_eq!(columns.adds(0, code), adds, "{code} of {entries}");
                }
                assert!(columns.has_all(0, &[]));
            }
        }
    }

    #[test]
    fn columns_of_every_size_add_up_alike() {
        let sizes = [3usize, 255, 256, 1, 300, 2, 7, 9, 11, 5_000, 4, 1, 1, 1, 1, 1, 1];
        let mut columns = Columns::default();
        for size in sizes {
            columns.add((0..size).map(|n| n as u32 * 3), Some(1));
        }
        columns.finish(usize::MAX);
        let code = |n: usize, row: usize| match (n + row) % 5 {
            0 => NOT_STATED,
            _ => ((row * 31 + n) % sizes[n]) as u32,
        };
        let rows: Vec<Vec<u32>> =
            (0..sizes.len()).map(|n| (0..100).map(|row| code(n, row)).collect()).collect();
        let codes: Vec<&[u32]> = rows.iter().map(Vec::as_slice).collect();
        for room in [usize::MAX, 20_000, 100, 0] {
            let before = columns.bytes();
            columns.groups.clear();
            let alone = columns.bytes();
            columns.finish(room);
            assert!(columns.bytes() <= before && columns.bytes() - alone <= room);
            let mut cells = vec![0; 90];
            columns.add_up(&codes, &(10..100), &mut cells, u32::wrapping_add);
            for (row, cell) in cells.iter().enumerate() {
                let sum: u32 = (0..sizes.len()).filter_map(|n| columns.adds(n, codes[n][10 + row])).sum();
                assert_eq!(*cell, sum, "row {row}");
            }
        }
    }

    #[test]
    fn what_is_invalid_stays_above_all_cells_in_whatever_groups_it_is() {
        let mut columns = Columns::default();
        let sizes = [5_000usize, 3, 4_500, 2, 100];
        for size in sizes {
            columns.add((0..size).map(|n| if n == 1 { INVALID } else { n as u32 }), None);
        }
        columns.finish(usize::MAX);
        // Each bit of a row says whether the code of a column is that of the invalid entry.
        let rows = 1 << sizes.len();
        let code = |n: usize, row: usize| if row >> n & 1 == 1 { 1 } else { 0 };
        let codes: Vec<Vec<u32>> =
            (0..sizes.len()).map(|n| (0..rows).map(|row| code(n, row)).collect()).collect();
        let codes: Vec<&[u32]> = codes.iter().map(Vec::as_slice).collect();
        let mut cells = vec![0; rows];
        columns.add_up(&codes, &(0..rows), &mut cells, u32::saturating_add);
        assert!(cells.iter().enumerate().all(|(row, cell)| (*cell >= INVALID) == (row > 0)), "{cells:?}");
    }
}
