//! The planes of a batch as its rows search them: all of them one after the other, as numbers.

use std::collections::HashMap;
use std::ops::Range;

use crate::evaluate::plane::Plane;
use crate::evaluate::record::Ground as GroundRow;
use crate::time::Instant;

/// So many rows go through each stage together: what they need fits into the nearest cache.
pub(super) const CHUNK: usize = 256;

/// All planes one after the other. What is found by a search lies beside what is searched.
#[derive(Debug, Default)]
pub(super) struct Planes {
    /// By plane: its first row, and how many it has.
    pub(super) planes: Vec<(u32, u32)>,
    pub(super) rows: Vec<RowOfRuns>,
    pub(super) runs: Vec<RunResult>,
    /// By run.
    pub(super) valid_until: Vec<i64>,
    /// How many steps the search takes in the longest list of rows, and in the longest of runs.
    pub(super) row_steps: u32,
    pub(super) run_steps: u32,
}

impl Planes {
    /// The runs of what is known last.
    pub(super) fn latest(&self, plane: u32) -> (u32, u32) {
        let (first, length) = self.planes[plane as usize];
        let row = &self.rows[(first + length - 1) as usize];
        (row.first, row.length)
    }

    /// The runs of some rows, at most [`CHUNK`], by their planes, as known and at.
    #[inline]
    pub(super) fn find(
        &self,
        planes: impl Iterator<Item = u32>,
        known: &[i64],
        at: &[i64],
        runs: &mut [u32; CHUNK],
    ) {
        let mut lists = [(0, 1); CHUNK];
        lists.iter_mut().zip(planes).for_each(|(list, plane)| *list = self.planes[plane as usize]);
        let mut instants = [0; CHUNK];
        instants[..known.len()].copy_from_slice(known);
        for lanes in lanes(known.len()) {
            let lists = &mut lists[lanes.clone()];
            let found =
                last_before(&self.rows, |row| row.known_from, self.row_steps, lists, &instants[lanes]);
            for (list, row) in lists.iter_mut().zip(found) {
                let row = &self.rows[row as usize];
                *list = (row.first, row.length);
            }
        }
        self.find_in(&lists, at, runs);
    }

    /// The same, as known last: by lists of runs.
    #[inline]
    pub(super) fn find_latest(
        &self,
        latest: impl Iterator<Item = (u32, u32)>,
        at: &[i64],
        runs: &mut [u32; CHUNK],
    ) {
        let mut lists = [(0, 1); CHUNK];
        lists.iter_mut().zip(latest).for_each(|(list, latest)| *list = latest);
        self.find_in(&lists, at, runs);
    }

    #[inline]
    fn find_in(&self, lists: &[(u32, u32); CHUNK], at: &[i64], runs: &mut [u32; CHUNK]) {
        let mut instants = [0; CHUNK];
        instants[..at.len()].copy_from_slice(at);
        for lanes in lanes(at.len()) {
            let (lists, instants) = (&lists[lanes.clone()], &instants[lanes.clone()]);
            let found = last_before(&self.runs, |run| run.start, self.run_steps, lists, instants);
            runs[lanes].copy_from_slice(&found);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.planes.len() * 8
            + self.rows.len() * size_of::<RowOfRuns>()
            + self.runs.len() * (size_of::<RunResult>() + 8)
    }
}

/// From when on something is known, and its runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowOfRuns {
    pub(super) known_from: i64,
    pub(super) first: u32,
    pub(super) length: u32,
}

/// When a run starts, and what a row in it is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunResult {
    pub(super) start: i64,
    pub(super) ground: u32,
    pub(super) verdict: u8,
    pub(super) at_least: u8,
    pub(super) at_most: u8,
}

/// A ground as a key: provision, status, whether it is certain, and what brings it about.
type GroundKey = (u32, u8, bool, Vec<u32>);

#[derive(Default)]
pub(super) struct PlanesBuilder {
    pub(super) planes: Planes,
    known: HashMap<Plane, u32>,
    /// By address, for those that `known` holds: most planes come again as the same one.
    known_at: HashMap<*const i64, u32>,
    pub(super) grounds: Vec<Box<[GroundRow]>>,
    known_grounds: HashMap<Vec<GroundKey>, u32>,
}

impl PlanesBuilder {
    pub(super) fn number(&mut self, plane: Plane) -> u32 {
        if let Some(number) = self.known_at.get(&plane.address()).or_else(|| self.known.get(&plane)) {
            return *number;
        }
        let number = self.planes.planes.len() as u32;
        self.known_at.insert(plane.address(), number);
        let first = self.planes.rows.len() as u32;
        for row in plane.rows() {
            let from = self.planes.runs.len() as u32;
            for (start, run) in plane.runs(&row) {
                let ground = self.ground(&plane.grounds(run.grounds));
                self.planes.runs.push(RunResult {
                    start: start.unix_seconds(),
                    ground,
                    verdict: run.possible.verdict().number(),
                    at_least: run.possible.at_least().number(),
                    at_most: run.possible.at_most().number(),
                });
                self.planes.valid_until.push(run.valid_until.map_or(i64::MAX, Instant::unix_seconds));
            }
            let length = self.planes.runs.len() as u32 - from;
            let known_from = row.known_from.unix_seconds();
            self.planes.rows.push(RowOfRuns { known_from, first: from, length });
            self.planes.run_steps = self.planes.run_steps.max(steps(length));
        }
        let length = self.planes.rows.len() as u32 - first;
        self.planes.planes.push((first, length));
        self.planes.row_steps = self.planes.row_steps.max(steps(length));
        self.known.insert(plane, number);
        number
    }

    fn ground(&mut self, grounds: &[GroundRow]) -> u32 {
        let key = |row: &GroundRow| {
            let by = row.by.iter().map(|id| id.index() as u32).collect();
            (row.provision.index() as u32, row.status.number(), row.certain, by)
        };
        *self.known_grounds.entry(grounds.iter().map(key).collect()).or_insert_with(|| {
            self.grounds.push(grounds.into());
            self.grounds.len() as u32 - 1
        })
    }
}

/// So many rows are searched for in step: none waits for another, and all of it stays in registers.
const LANES: usize = 4;

/// The rows of a chunk by lanes. What is beyond the last row is looked for like a row, and not written.
fn lanes(rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..CHUNK).step_by(LANES).take_while(move |first| *first < rows).map(|first| first..first + LANES)
}

/// For each list, given by its first place and its length, the place of the last instant that is at or before the one
/// looked for. The first of a list is before everything.
///
/// Every list takes as many steps as the longest needs ([`steps`]), so that nothing is guessed.
#[inline(always)]
fn last_before<T>(
    sorted: &[T],
    instant: impl Fn(&T) -> i64,
    steps: u32,
    lists: &[(u32, u32)],
    wanted: &[i64],
) -> [u32; LANES] {
    let (mut first, mut length, mut instants) = ([0u32; LANES], [0u32; LANES], [0i64; LANES]);
    for lane in 0..LANES {
        (first[lane], length[lane]) = lists[lane];
        instants[lane] = wanted[lane];
    }
    for _ in 0..steps {
        for lane in 0..LANES {
            let half = length[lane] / 2;
            let probe = first[lane] + half;
            let taken = instant(&sorted[probe as usize]) <= instants[lane];
            first[lane] = std::hint::select_unpredictable(taken, probe, first[lane]);
            length[lane] -= half;
        }
    }
    first
}

/// How often a list can be halved until one is left, the greater half counting.
fn steps(longest: u32) -> u32 {
    longest.next_power_of_two().ilog2()
}
