//! The answer to one question over all time and all knowledge: two binary searches (SPEC 5, 8.1, 9.1).

use super::decide::{Scene, Scenes};
use super::lens::Asking;
use super::question::When;
use super::record::Ground;
use crate::time::Instant;
use crate::verdict::Possible;

/// Sorted public dates, each with its runs of conduct time. Rows and runs cover everything without gap; neighbours
/// differ.
#[derive(PartialEq, Eq, Hash, Debug)]
pub(crate) struct Plane {
    rows: Box<[Row]>,
    /// The first second of every run, row after row.
    starts: Box<[Instant]>,
    /// What holds in every run.
    runs: Box<[PlaneRun]>,
    grounds: Box<[Box<[Ground]>]>,
}

/// What is known from a date on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Row {
    pub(crate) known_from: Instant,
    pub(crate) first: u32,
    pub(crate) end: u32,
}

/// A maximal run in which the possible set and the grounds are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct PlaneRun {
    pub(crate) possible: Possible,
    /// Into the grounds of the plane.
    pub(crate) ground: u32,
    /// The end of the run of the possible set (SPEC 8.2), which may be that of a later run.
    pub(crate) valid_until: Option<Instant>,
}

impl Plane {
    /// Answers a question for every instant and every `known`.
    pub(crate) fn of(asking: Asking<'_>) -> Plane {
        let changes = asking.changes();
        let scenes = Scenes::all(asking, &changes);
        let mut publics: Vec<Instant> = scenes.iter().flat_map(Scene::publics).collect();
        publics.push(Instant::MIN);
        publics.sort_unstable();
        publics.dedup();
        let mut plane = PlaneBuilder::default();
        for known in publics {
            plane.begin_row(known);
            for scene in &scenes {
                for at in scene.starts() {
                    let (possible, grounds) = scene.brief(When { at, known });
                    plane.push(at, possible, grounds);
                }
            }
            plane.end_row();
        }
        plane.finish()
    }

    /// What holds at an instant, as known at another.
    pub(crate) fn at(&self, at: Instant, known: Instant) -> &PlaneRun {
        // The first row is known since ever, and the first run of a row begins with time.
        let row = &self.rows[self.rows.partition_point(|row| row.known_from <= known).saturating_sub(1)];
        let (first, end) = (row.first as usize, row.end as usize);
        let run = self.starts[first..end].partition_point(|start| *start <= at).saturating_sub(1);
        &self.runs[first + run]
    }

    pub(crate) fn grounds(&self, ground: u32) -> &[Ground] {
        &self.grounds[ground as usize]
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Starts and contents of the runs of a row.
    pub(crate) fn runs(&self, row: &Row) -> impl Iterator<Item = (Instant, &PlaneRun)> {
        let range = row.first as usize..row.end as usize;
        self.starts[range.clone()].iter().copied().zip(&self.runs[range])
    }

    /// Bytes of memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        let grounds: usize = self
            .grounds
            .iter()
            .map(|set| {
                set.iter().map(|ground| size_of::<Ground>() + ground.by.capacity() * 4).sum::<usize>() + 16
            })
            .sum();
        size_of::<Plane>()
            + self.rows.len() * size_of::<Row>()
            + self.runs.len() * (size_of::<PlaneRun>() + size_of::<Instant>())
            + grounds
    }
}

#[derive(Default)]
struct PlaneBuilder {
    rows: Vec<Row>,
    starts: Vec<Instant>,
    runs: Vec<PlaneRun>,
    grounds: Vec<Box<[Ground]>>,
    known_from: Option<Instant>,
    first: usize,
}

impl PlaneBuilder {
    fn begin_row(&mut self, known: Instant) {
        self.known_from = Some(known);
        self.first = self.runs.len();
    }

    fn push(&mut self, at: Instant, possible: Possible, grounds: Vec<Ground>) {
        let ground = match self.grounds.iter().position(|set| **set == *grounds) {
            Some(ground) => ground as u32,
            None => {
                self.grounds.push(grounds.into_boxed_slice());
                self.grounds.len() as u32 - 1
            }
        };
        let same = |run: &PlaneRun| run.possible == possible && run.ground == ground;
        if self.runs.len() == self.first || !self.runs.last().is_some_and(same) {
            self.starts.push(at);
            self.runs.push(PlaneRun { possible, ground, valid_until: None });
        }
    }

    /// Closes a row; it is dropped if it says what the row before says.
    fn end_row(&mut self) {
        let Some(known_from) = self.known_from.take() else { return };
        let mut until: Option<Instant> = None;
        for n in (self.first..self.runs.len()).rev() {
            if n + 1 < self.runs.len() && self.runs[n].possible != self.runs[n + 1].possible {
                until = Some(self.starts[n + 1]);
            }
            self.runs[n].valid_until = until;
        }
        if let Some(last) = self.rows.last() {
            let before = last.first as usize..last.end as usize;
            if self.runs[before.clone()] == self.runs[self.first..]
                && self.starts[before] == self.starts[self.first..]
            {
                self.runs.truncate(self.first);
                self.starts.truncate(self.first);
                return;
            }
        }
        self.rows.push(Row { known_from, first: self.first as u32, end: self.runs.len() as u32 });
    }

    fn finish(self) -> Plane {
        Plane {
            rows: self.rows.into(),
            starts: self.starts.into(),
            runs: self.runs.into(),
            grounds: self.grounds.into(),
        }
    }
}
