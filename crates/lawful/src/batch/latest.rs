//! What is known last, for rows that do not say as known when: mostly all of them.

use super::columns::CODES;
use super::planes::{CHUNK, Planes, RunResult};
use super::wide;

/// Of every cell the runs of what is known last.
#[derive(Debug)]
pub(super) enum Latest {
    /// Where they begin, and how many they are.
    Lists(Vec<(u32, u32)>),
    /// Where they are few, beside one list of instants for all of them.
    Grid(Grid),
}

/// A row of runs for each plane, a column for each instant at which any run of any of them starts.
#[derive(Debug)]
pub(super) struct Grid {
    /// A second before the first start, but for that which is before everything.
    least: i64,
    /// When the columns but the first start: seconds since `least`, which are less than `NEVER`; sorted.
    starts: Vec<[i32; AT_A_TIME]>,
    /// By cell: where its row begins.
    rows: Vec<u32>,
    /// The same by the codes of all columns side by side, where these are looked up together.
    by_codes: Option<Box<[u32; CODES]>>,
    /// By place, the rows one after the other.
    pub(super) runs: Vec<RunResult>,
    pub(super) valid_until: Vec<i64>,
    /// Of the runs; what is beyond them is 0.
    verdicts: Box<[u8; MOST_PLACES]>,
}

/// No row has so many seconds.
const NEVER: i32 = i32::MAX;

/// So many starts are compared with a row at a time.
const AT_A_TIME: usize = 4;

/// A grid has at most so many columns: each start is compared with each row.
const MOST_COLUMNS: usize = 32;
/// What a place takes.
const PLACE_BYTES: usize = size_of::<RunResult>() + size_of::<i64>();

/// A grid has at most so many places: they stay in a near cache.
const MOST_PLACES: usize = 1 << 13;

impl Latest {
    /// From the planes of all cells, and from the cells by the codes of all columns side by side, if these are looked up
    /// together and all are valid. A grid takes no more than so many bytes.
    pub(super) fn of(cells: &[u32], planes: &Planes, by_codes: Option<&[u32]>, room: usize) -> Latest {
        Grid::of(cells, planes, by_codes, room).map_or_else(
            || Latest::Lists(cells.iter().map(|plane| planes.latest(*plane)).collect()),
            Latest::Grid,
        )
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Latest::Lists(lists) => lists.len() * size_of::<(u32, u32)>(),
            Latest::Grid(Grid { starts, rows, by_codes, runs, .. }) => {
                let numbers = starts.len() * AT_A_TIME + rows.len() + by_codes.as_ref().map_or(0, |_| CODES);
                numbers * size_of::<u32>() + runs.len() * PLACE_BYTES + MOST_PLACES
            }
        }
    }
}

impl Grid {
    fn of(cells: &[u32], planes: &Planes, by_codes: Option<&[u32]>, room: usize) -> Option<Grid> {
        let count = planes.planes.len();
        let runs_of = |plane: usize| {
            let (first, length) = planes.latest(plane as u32);
            first as usize..(first + length) as usize
        };
        let mut starts: Vec<i64> = Vec::new();
        for plane in 0..count {
            starts.extend(planes.runs[runs_of(plane)].iter().map(|run| run.start));
            starts.sort_unstable();
            starts.dedup();
            if starts.len() > MOST_COLUMNS || starts.len() * count > MOST_PLACES {
                return None;
            }
        }
        let width = starts.len();
        let starts_bytes = width.next_multiple_of(AT_A_TIME) * size_of::<i32>();
        let needed = size_of_val(cells) + starts_bytes + width * count * PLACE_BYTES + MOST_PLACES;
        let left = room.checked_sub(needed)?;
        let mut runs: Vec<RunResult> = Vec::with_capacity(width * count);
        let mut valid_until: Vec<i64> = Vec::with_capacity(runs.capacity());
        for plane in 0..count {
            let mut of_plane = runs_of(plane).peekable();
            let mut run = of_plane.next().unwrap_or(0);
            for start in &starts {
                while let Some(next) = of_plane.next_if(|next| planes.runs[*next].start <= *start) {
                    run = next;
                }
                runs.push(planes.runs[run]);
                valid_until.push(planes.valid_until[run]);
            }
        }
        let starts = starts.get(1..).unwrap_or_default();
        let (first, last) = (*starts.first().unwrap_or(&0), *starts.last().unwrap_or(&0));
        // As much room before the first as after the last.
        let room = i64::from(NEVER) - 2 - (last - first);
        let least = first - 1 - room / 2;
        if room < 0 {
            return None;
        }
        let seconds: Vec<i32> = starts.iter().map(|start| (start - least) as i32).collect();
        let starts = seconds.chunks(AT_A_TIME).map(|some| {
            let mut together = [NEVER; AT_A_TIME];
            together[..some.len()].copy_from_slice(some);
            together
        });
        let starts = starts.collect();
        let rows: Vec<u32> = cells.iter().map(|plane| plane * width as u32).collect();
        let by_codes = by_codes.filter(|_| left >= CODES * size_of::<u32>()).map(|cells| {
            let mut by_codes = Box::new([0; CODES]);
            for (row, cell) in by_codes.iter_mut().zip(cells) {
                *row = rows.get(*cell as usize).copied().unwrap_or(0);
            }
            by_codes
        });
        let mut verdicts = Box::new([0; MOST_PLACES]);
        verdicts.iter_mut().zip(&runs).for_each(|(verdict, run)| *verdict = run.verdict);
        Some(Grid { least, starts, rows, by_codes, runs, valid_until, verdicts })
    }

    /// The places of some rows, at most [`CHUNK`], by their cells and instants.
    pub(super) fn find(&self, cells: &[u32], at: &[i64], found: &mut [u32; CHUNK]) {
        self.find_columns(at, found);
        for (found, cell) in found.iter_mut().zip(cells) {
            // An invalid cell has no row; what it is told is written over.
            *found += self.rows.get(*cell as usize).copied().unwrap_or(0);
        }
    }

    /// What [`Grid::find_by_codes`] needs.
    pub(super) fn by_codes(&self) -> Option<&[u32; CODES]> {
        self.by_codes.as_deref()
    }

    /// The same as [`Grid::find`], by the codes of all columns side by side.
    pub(super) fn find_by_codes(
        &self,
        by_codes: &[u32; CODES],
        codes: &[u32; CHUNK],
        at: &[i64],
        found: &mut [u32; CHUNK],
    ) {
        self.find_columns(at, found);
        for (found, codes) in found.iter_mut().zip(codes) {
            *found += by_codes[*codes as usize % CODES];
        }
    }

    /// The verdicts of places.
    pub(super) fn verdicts(&self, places: &[u32; CHUNK], verdicts: &mut [u8]) {
        for (verdict, place) in verdicts.iter_mut().zip(places) {
            *verdict = self.verdicts[*place as usize % MOST_PLACES];
        }
    }

    /// How many starts are at or before each instant.
    ///
    /// By itself, so that its few numbers stay in registers.
    #[inline(never)]
    fn find_columns(&self, at: &[i64], columns: &mut [u32; CHUNK]) {
        let Grid { least, starts, .. } = self;
        // What is long before the first start is as good as what is before it, what is long after the last as any.
        let (first, last) = (*least, least + i64::from(NEVER - 1));
        wide::run(
            #[inline(always)]
            || {
                let mut seconds = [0i32; CHUNK];
                let signs =
                    at.iter().fold(0, |signs, at| signs | at.wrapping_sub(first) | last.wrapping_sub(*at));
                if signs >= 0 {
                    seconds
                        .iter_mut()
                        .zip(at)
                        .for_each(|(second, at)| *second = at.wrapping_sub(first) as i32);
                } else {
                    let clamped = |at: &i64| (*at.clamp(&first, &last) - first) as i32;
                    seconds.iter_mut().zip(at).for_each(|(second, at)| *second = clamped(at));
                }
                columns.fill(0);
                for starts in starts {
                    for (column, second) in columns.iter_mut().zip(&seconds) {
                        for start in starts {
                            *column += u32::from(start <= second);
                        }
                    }
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::columns::Columns;
    use crate::batch::planes::RowOfRuns;
    use crate::time::Instant;

    /// A plane for each list of starts, to which what is before everything is added.
    fn planes(lists: &[&[i64]]) -> Planes {
        let mut planes = Planes::default();
        for (n, starts) in lists.iter().enumerate() {
            let first = planes.runs.len() as u32;
            for start in std::iter::once(&Instant::MIN.unix_seconds()).chain(*starts) {
                let ground = planes.runs.len() as u32;
                let verdict = ground as u8 % 8;
                planes.runs.push(RunResult { start: *start, ground, verdict, at_least: 0, at_most: 0 });
                planes.valid_until.push(i64::from(ground) + 7);
            }
            planes.planes.push((n as u32, 1));
            let length = planes.runs.len() as u32 - first;
            planes.rows.push(RowOfRuns { known_from: Instant::MIN.unix_seconds(), first, length });
        }
        planes
    }

    #[test]
    fn every_instant_has_the_run_that_a_search_finds() {
        let day = 86_400;
        let cluster: Vec<i64> = (0..3).map(|n| 1_600_000_000 + n).collect();
        let wide: Vec<i64> = (0..20).map(|n| 10_000 + n * 40 * day).collect();
        let lists: [&[&[i64]]; 5] = [
            &[&[]],
            &[&[5]],
            &[&[], &[1_600_000_000, 1_600_000_001]],
            &[&cluster, &wide, &[-500_000_000]],
            &[&[253_402_300_799 - i64::from(i32::MAX) + 2, 253_402_300_799]],
        ];
        for lists in lists {
            let planes = planes(lists);
            let cells: Vec<u32> = (0..lists.len() as u32).rev().collect();
            let Latest::Grid(grid) = Latest::of(&cells, &planes, None, usize::MAX) else {
                panic!("no grid for {lists:?}")
            };
            let near = planes.runs.iter().flat_map(|run| [run.start - 1, run.start, run.start + 1]);
            let ends = [Instant::MIN, Instant::MAX].map(Instant::unix_seconds);
            for at in near.chain(ends).filter(|at| (ends[0]..=ends[1]).contains(at)) {
                for (cell, plane) in cells.iter().enumerate() {
                    let (first, length) = planes.latest(*plane);
                    let runs = &planes.runs[first as usize..(first + length) as usize];
                    let wanted = first + runs.partition_point(|run| run.start <= at) as u32 - 1;
                    let mut place = [0; CHUNK];
                    grid.find(&[cell as u32], &[at], &mut place);
                    let place = place[0] as usize;
                    assert_eq!(grid.runs[place].ground, wanted, "{at} in cell {cell} of {lists:?}");
                    assert_eq!(grid.valid_until[place], i64::from(wanted) + 7);
                }
            }
        }
    }

    #[test]
    fn codes_lead_to_the_same_places_as_cells() {
        let planes = planes(&[&[5, 9], &[], &[-3, 9, 1_000], &[7]]);
        let mut columns = Columns::default();
        columns.add([1u32, 0, 3, 2].into_iter(), Some(1));
        columns.add([4u32, 0].into_iter(), None);
        columns.finish(usize::MAX);
        let cells: Vec<u32> = (0..8).map(|cell| cell * 5 % 4).collect();
        let room = |room| match Latest::of(&cells, &planes, columns.together(), room) {
            Latest::Grid(grid) => Some(grid),
            Latest::Lists(_) => None,
        };
        let grid = room(usize::MAX).expect("a grid");
        let by_codes = grid.by_codes().expect("codes that are looked up together");
        let first = [u32::MAX, 0, 1, 2, 3].map(|code| [code; 2]).concat();
        let second = [0u32, 1].repeat(5);
        for at in [-4i64, -3, 5, 6, 7, 9, 999, 1_000] {
            let (codes, at): ([&[u32]; 2], _) = ([&first, &second], vec![at; first.len()]);
            let mut cell = vec![0; at.len()];
            columns.add_up(&codes, &(0..at.len()), &mut cell, u32::wrapping_add);
            let (mut wanted, mut found) = ([0; CHUNK], [0; CHUNK]);
            grid.find(&cell, &at, &mut wanted);
            grid.find_by_codes(by_codes, &columns.side_by_side(&codes, &(0..at.len())), &at, &mut found);
            assert_eq!(found[..at.len()], wanted[..at.len()]);
            let mut verdicts = vec![9; at.len()];
            grid.verdicts(&found, &mut verdicts);
            let of_run = |place: &u32| grid.runs[*place as usize].verdict;
            assert!(verdicts.iter().eq(found[..at.len()].iter().map(of_run).collect::<Vec<u8>>().iter()));
        }
        // With less room there is no such table, and then no grid.
        let bytes = Latest::Grid(grid).bytes();
        assert!(
            room(bytes).is_some_and(|grid| grid.by_codes().is_some() && Latest::Grid(grid).bytes() == bytes)
        );
        assert!(room(bytes - 100).is_some_and(|grid| grid.by_codes().is_none()));
        assert!(room(100).is_none());
    }

    #[test]
    fn what_has_many_starts_or_far_from_each_other_is_listed() {
        let many: Vec<i64> = (1..40).collect();
        for starts in [&many[..], &[0, i64::from(i32::MAX)]] {
            let planes = planes(&[&[], starts]);
            let Latest::Lists(found) = Latest::of(&[1, 0], &planes, None, usize::MAX) else {
                panic!("a grid of {starts:?}")
            };
            assert_eq!(found, [planes.latest(1), planes.latest(0)]);
        }
    }
}
