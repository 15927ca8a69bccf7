//! The answer to one question over all time and all knowledge: two binary searches (SPEC 5, 8.1, 9.1).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::decide::{Scene, Sweep};
use super::record::{self, Ground};
use crate::model::ProvisionId;
use crate::time::{Instant, Interval};
use crate::verdict::{Possible, Status};

/// Sorted public dates, each with its runs of conduct time. Rows and runs cover everything without gap; neighbours
/// differ. Cheap to clone.
///
/// All of it is one piece of memory, so that an answer touches little: the number of rows; from when on each is known;
/// the number of the first run of each and the number of all runs; the starts of all runs; of each run what is in
/// [`PlaneRun`], in two words; and the sets of grounds. A ground is a word, and half a word for each id in its `by`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Plane(Arc<[i64]>);

/// Which of the grounds of a plane are those of a run: where the first begins, and how many there are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct GroundSet {
    first: u32,
    count: u32,
}

/// What is known from a date on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    pub(crate) known_from: Instant,
    first: u32,
    end: u32,
}

/// A maximal run in which the possible set and the grounds are equal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlaneRun {
    pub(crate) possible: Possible,
    pub(crate) grounds: GroundSet,
    /// The end of the run of the possible set (SPEC 8.2), which may be that of a later run.
    pub(crate) valid_until: Option<Instant>,
}

impl GroundSet {
    const COUNT_BITS: u32 = 24;

    /// In the lower 56 bits.
    fn packed(self) -> i64 {
        i64::from(self.first) << GroundSet::COUNT_BITS | i64::from(self.count)
    }

    fn unpacked(word: i64) -> GroundSet {
        let count = word as u32 & ((1 << GroundSet::COUNT_BITS) - 1);
        GroundSet { first: (word >> GroundSet::COUNT_BITS) as u32, count }
    }
}

/// Stands for no known end in a word.
const NO_END: i64 = i64::MAX;

/// The run of an instant, and the maximal runs around it (SPEC 8.2).
pub(crate) struct Around {
    pub(crate) run: PlaneRun,
    /// Of the possible set.
    pub(crate) valid: Interval,
    /// Of the possible set and the grounds.
    pub(crate) same: Interval,
    /// The first second after `valid`, and the run that starts there.
    pub(crate) next: Option<(Instant, PlaneRun)>,
}

/// The bits of a ground's word: the provision, the status, whether it is certain, and how many ids are in its `by`.
const STATUS: u32 = 32;
const CERTAIN: u32 = 35;
const BY: u32 = 36;

impl Plane {
    /// The sets of grounds lie one after the other, the first at 0.
    fn from_parts(rows: &[Row], starts: &[Instant], runs: &[PlaneRun], grounds: &[i64]) -> Plane {
        let before = 2 + 2 * rows.len() + 3 * runs.len();
        let mut words = Vec::with_capacity(before + grounds.len());
        words.push(rows.len() as i64);
        words.extend(rows.iter().map(|row| row.known_from.unix_seconds()));
        words.extend(rows.iter().map(|row| i64::from(row.first)));
        words.push(runs.len() as i64);
        words.extend(starts.iter().map(|start| start.unix_seconds()));
        for run in runs {
            let grounds = GroundSet { first: run.grounds.first + before as u32, ..run.grounds };
            words.push(grounds.packed() << 8 | i64::from(run.possible.bits()));
            words.push(run.valid_until.map_or(NO_END, Instant::unix_seconds));
        }
        words.extend(grounds);
        Plane(words.into())
    }

    /// What holds at an instant, as known at another.
    #[inline]
    pub(crate) fn at(&self, at: Instant, known: Instant) -> PlaneRun {
        let rows = self.row_count();
        let row = last_at_or_before(&self.0[1..=rows], known);
        let firsts = &self.0[1 + rows..2 + 2 * rows];
        let (first, end, all) = (firsts[row] as usize, firsts[row + 1] as usize, firsts[rows] as usize);
        let starts = 2 + 2 * rows;
        let run = first + last_at_or_before(&self.0[starts + first..starts + end], at);
        self.run(starts + all + 2 * run)
    }

    fn row_count(&self) -> usize {
        self.0[0] as usize
    }

    #[inline]
    fn run(&self, word: usize) -> PlaneRun {
        let (what, until) = (self.0[word], self.0[word + 1]);
        PlaneRun {
            possible: Possible::from_bits(what as u8),
            grounds: GroundSet::unpacked(what >> 8),
            valid_until: (until != NO_END).then(|| instant(until)),
        }
    }
}

/// The index of the last of sorted instants that is at or before one; the first is before everything.
#[inline]
fn last_at_or_before(sorted: &[i64], instant: Instant) -> usize {
    const FEW: usize = 16;
    let instant = instant.unix_seconds();
    let before = if sorted.len() <= FEW {
        sorted.iter().map(|start| usize::from(*start <= instant)).sum()
    } else {
        sorted.partition_point(|start| *start <= instant)
    };
    before.saturating_sub(1)
}

impl Plane {
    /// Answers a question for every instant and every `known`, from the scenes of all its eras.
    pub(crate) fn of(scenes: &[Scene<'_>]) -> Plane {
        let mut publics: Vec<Instant> = scenes.iter().flat_map(Scene::publics).collect();
        publics.push(Instant::MIN);
        publics.sort_unstable();
        publics.dedup();
        let mut plane = PlaneBuilder::default();
        let mut sweeps: Vec<Sweep<'_, '_>> = scenes.iter().map(Scene::sweep).collect();
        for known in publics {
            plane.begin_row(known);
            for sweep in &mut sweeps {
                sweep.for_each_stretch(known, |at, possible, grounds| {
                    let grounds = plane.set_of(grounds);
                    plane.push(at, possible, grounds);
                });
            }
            plane.end_row();
        }
        plane.finish()
    }

    /// The same for a question with an open fact, from its scenes and from the planes of the questions in which that
    /// fact takes each of its values: the worlds of these together are its worlds.
    pub(crate) fn union(scenes: &[Scene<'_>], parts: &[Plane]) -> Plane {
        // Where there are too many worlds to be looked at one by one, any verdict is possible (SPEC 7.4).
        let blank: Vec<(Instant, Option<Instant>)> =
            scenes.iter().filter(|scene| scene.count().is_none()).map(Scene::span).collect();
        let is_blank = |at: Instant| {
            blank.iter().any(|(from, until)| *from <= at && until.is_none_or(|until| at < until))
        };
        let mut publics: Vec<Instant> =
            parts.iter().flat_map(|part| part.rows().map(|row| row.known_from)).collect();
        publics.push(Instant::MIN);
        publics.sort_unstable();
        publics.dedup();
        let mut plane = PlaneBuilder::default();
        let nothing = plane.set_of(&[]);
        let mut unions: FxHashMap<Vec<GroundSet>, GroundSet> = FxHashMap::default();
        for known in publics {
            plane.begin_row(known);
            let rows: Vec<Vec<(Instant, PlaneRun)>> =
                parts.iter().map(|part| part.runs(&part.row_at(known)).collect()).collect();
            let mut starts: Vec<Instant> = rows.iter().flatten().map(|(start, _)| *start).collect();
            starts.extend(blank.iter().flat_map(|(from, until)| std::iter::once(*from).chain(*until)));
            starts.push(Instant::MIN);
            starts.sort_unstable();
            starts.dedup();
            let mut places = vec![0; rows.len()];
            for at in starts {
                for (place, row) in places.iter_mut().zip(&rows) {
                    while row.get(*place + 1).is_some_and(|(start, _)| *start <= at) {
                        *place += 1;
                    }
                }
                if is_blank(at) {
                    plane.push(at, Possible::ALL, nothing);
                    continue;
                }
                let runs = || places.iter().zip(&rows).map(|(place, row)| &row[*place].1);
                let possible = runs().fold(Possible::NONE, |all, run| all.union(run.possible));
                let key: Vec<GroundSet> = runs().map(|run| run.grounds).collect();
                let grounds = match unions.get(&key) {
                    Some(grounds) => *grounds,
                    None => {
                        let sets: Vec<Vec<Ground>> =
                            parts.iter().zip(&key).map(|(part, grounds)| part.grounds(*grounds)).collect();
                        let grounds = plane.set_of(&record::union_of_grounds(&sets));
                        unions.insert(key, grounds);
                        grounds
                    }
                };
                plane.push(at, possible, grounds);
            }
            plane.end_row();
        }
        plane.finish()
    }

    /// The runs around an instant, as known at another.
    pub(crate) fn around(&self, at: Instant, known: Instant) -> Around {
        let row = self.row_at(known);
        let words = &self.0;
        let rows = self.row_count();
        let (starts, all) = (2 + 2 * rows, words[1 + 2 * rows] as usize);
        let (first, end) = (row.first as usize, row.end as usize);
        let run = |n: usize| self.run(starts + all + 2 * n);
        // The first run of a row starts before everything.
        let from = |n: usize| (n > first).then(|| instant(words[starts + n]));
        let until = |n: usize| (n + 1 < end).then(|| instant(words[starts + n + 1]));
        let here = first + last_at_or_before(&words[starts + first..starts + end], at);
        let this = run(here);
        let alike = |n: &usize| run(*n).possible == this.possible;
        let earliest = (first..here).rev().take_while(alike).last().unwrap_or(here);
        let latest = (here + 1..end).take_while(alike).last().unwrap_or(here);
        Around {
            run: this,
            valid: Interval { from: from(earliest), until: until(latest) },
            same: Interval { from: from(here), until: until(here) },
            next: until(latest).map(|at| (at, run(latest + 1))),
        }
    }

    /// The same for clones of one plane, and for no two others while both live.
    pub(crate) fn address(&self) -> *const i64 {
        self.0.as_ptr()
    }

    /// The provisions of a set of grounds, in the order of the set.
    pub(crate) fn ground_provisions(&self, set: GroundSet) -> impl Iterator<Item = ProvisionId> + '_ {
        self.ground_words(set).map(|at| provision(self.0[at]))
    }

    pub(crate) fn grounds(&self, set: GroundSet) -> Vec<Ground> {
        self.ground_words(set).map(|at| self.ground(at)).collect()
    }

    /// Where the words of the grounds of a set are.
    fn ground_words(&self, set: GroundSet) -> impl Iterator<Item = usize> + '_ {
        let mut at = set.first as usize;
        (0..set.count).map(move |_| {
            let here = at;
            at += 1 + by_words((self.0[here] >> BY) as usize);
            here
        })
    }

    fn ground(&self, at: usize) -> Ground {
        let word = self.0[at];
        let half = |n: usize| provision(self.0[at + 1 + n / 2] >> (n % 2 * 32));
        Ground {
            provision: provision(word),
            // It was a status when it went in.
            status: Status::from_number((word >> STATUS) as u8 & 7).unwrap_or(Status::Prohibited),
            certain: word >> CERTAIN & 1 == 1,
            by: (0..(word >> BY) as usize).map(half).collect(),
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        (0..self.row_count()).map(|row| self.row(row))
    }

    fn row(&self, row: usize) -> Row {
        let (words, rows) = (&self.0, self.row_count());
        Row {
            known_from: instant(words[1 + row]),
            first: words[1 + rows + row] as u32,
            end: words[2 + rows + row] as u32,
        }
    }

    fn row_at(&self, known: Instant) -> Row {
        self.row(last_at_or_before(&self.0[1..=self.row_count()], known))
    }

    /// Starts and contents of the runs of a row.
    pub(crate) fn runs(&self, row: &Row) -> impl Iterator<Item = (Instant, PlaneRun)> + '_ {
        let rows = self.row_count();
        let (starts, all) = (2 + 2 * rows, self.0[1 + 2 * rows] as usize);
        (row.first as usize..row.end as usize)
            .map(move |run| (instant(self.0[starts + run]), self.run(starts + all + 2 * run)))
    }

    /// Bytes of memory that it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Plane>() + self.0.len() * 8 + 16
    }
}

/// How many words hold so many ids.
fn by_words(ids: usize) -> usize {
    ids.div_ceil(2)
}

/// The id in the lower half of a word.
fn provision(word: i64) -> ProvisionId {
    ProvisionId::from_index(word as u32 as usize)
}

/// The words of a set of grounds.
fn words_of(grounds: &[Ground]) -> Vec<i64> {
    let mut words = Vec::new();
    for ground in grounds {
        words.push(
            ground.provision.index() as i64
                | i64::from(ground.status.number()) << STATUS
                | i64::from(ground.certain) << CERTAIN
                | (ground.by.len() as i64) << BY,
        );
        let half = |id: &ProvisionId| id.index() as i64;
        words.extend(ground.by.chunks(2).map(|two| half(&two[0]) | two.get(1).map_or(0, half) << 32));
    }
    words
}

/// An instant that a plane holds was in range when it went in.
fn instant(word: i64) -> Instant {
    Instant::from_unix_seconds(word).unwrap_or(Instant::MIN)
}

#[derive(Default)]
struct PlaneBuilder {
    rows: Vec<Row>,
    starts: Vec<Instant>,
    runs: Vec<PlaneRun>,
    /// The words of all sets of grounds.
    grounds: Vec<i64>,
    sets: FxHashMap<Vec<i64>, GroundSet>,
    known_from: Option<Instant>,
    first: usize,
}

impl PlaneBuilder {
    fn begin_row(&mut self, known: Instant) {
        self.known_from = Some(known);
        self.first = self.runs.len();
    }

    /// Keeps a set of grounds once.
    fn set_of(&mut self, grounds: &[Ground]) -> GroundSet {
        let words = words_of(grounds);
        let next = GroundSet { first: self.grounds.len() as u32, count: grounds.len() as u32 };
        *self.sets.entry(words).or_insert_with_key(|words| {
            self.grounds.extend(words);
            next
        })
    }

    fn push(&mut self, at: Instant, possible: Possible, grounds: GroundSet) {
        let same = |run: &PlaneRun| run.possible == possible && run.grounds == grounds;
        if self.runs.len() == self.first || !self.runs.last().is_some_and(same) {
            self.starts.push(at);
            self.runs.push(PlaneRun { possible, grounds, valid_until: None });
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
        Plane::from_parts(&self.rows, &self.starts, &self.runs, &self.grounds)
    }
}
