//! What a good programmer writes by hand when the meaning is already worked out (`grid`): the floors. They know
//! verdicts and a number for the reason, and nothing else: no unknowns, no reasons in words, no next change.

use rustc_hash::FxHashMap;

use crate::grid::Grids;
use crate::world::{COLUMNS, Question, REST, World};

/// Bounds and answers of all grids in one vector of words. A grid is: the numbers of its bounds, the bounds of time,
/// the bounds of knowledge, and its answers (verdict and reason), two to a word.
pub struct Arena {
    words: Vec<i64>,
}

/// A verdict in the low three bits, the number of the answer above it.
#[inline]
pub fn packed(verdict: u8, answer: u32) -> u32 {
    answer << 3 | u32::from(verdict)
}

impl Arena {
    /// The words, and where each grid begins. Grid 0 of the result is the one of cells that nothing reaches.
    fn of(grids: &Grids) -> (Arena, Vec<u32>) {
        let mut words = vec![0, i64::from(packed(1, 0))];
        let mut starts = Vec::with_capacity(grids.grids.len());
        for grid in &grids.grids {
            starts.push(words.len() as u32);
            words.push((grid.at.len() | grid.known.len() << 32) as i64);
            words.extend(&grid.at);
            words.extend(&grid.known);
            let answers: Vec<u32> = grid
                .answers
                .iter()
                .map(|answer| packed(grids.answers[*answer as usize].verdict, *answer))
                .collect();
            words.extend(answers.chunks(2).map(|pair| {
                i64::from(pair[0]) | i64::from(pair.get(1).copied().unwrap_or(0)) << 32
            }));
        }
        (Arena { words }, starts)
    }

    /// By binary search in each time.
    #[inline]
    fn search(&self, start: u32, at: i64, known: i64) -> u32 {
        let words = &self.words[start as usize..];
        let (width, height) = counts(words[0]);
        let column = words[1..1 + width].partition_point(|bound| *bound <= at);
        let row = words[1 + width..1 + width + height].partition_point(|bound| *bound <= known);
        pick(words, width, height, row, column)
    }

    /// By counting: there are few bounds, and a count has no branch to mispredict.
    #[inline]
    pub(crate) fn count(&self, start: u32, at: i64, known: i64) -> u32 {
        let words = &self.words[start as usize..];
        let (width, height) = counts(words[0]);
        let column = words[1..1 + width].iter().map(|bound| usize::from(*bound <= at)).sum::<usize>();
        let row =
            words[1 + width..1 + width + height].iter().map(|bound| usize::from(*bound <= known)).sum::<usize>();
        pick(words, width, height, row, column)
    }

    pub(crate) fn words(&self) -> &[i64] {
        &self.words
    }
}

#[inline]
fn counts(head: i64) -> (usize, usize) {
    (head as u32 as usize, (head >> 32) as usize)
}

#[inline]
fn pick(words: &[i64], width: usize, height: usize, row: usize, column: usize) -> u32 {
    let n = row * (width + 1) + column;
    (words[1 + width + height + n / 2] >> (n % 2 * 32)) as u32
}

/// From the codes of the other columns to their combined class.
pub struct Classes {
    of: [Vec<u32>; REST],
}

impl Classes {
    fn of(world: &World, grids: &Grids) -> Classes {
        let weight = [grids.classes[1] * grids.classes[2], grids.classes[2], 1];
        Classes {
            of: [0, 1, 2].map(|n| {
                world.dimensions[3 + n].class_of.iter().map(|class| u32::from(*class) * weight[n]).collect()
            }),
        }
    }

    #[inline]
    pub(crate) fn combined(&self, a: u32, b: u32, c: u32) -> u32 {
        self.of[0][a as usize] + self.of[1][b as usize] + self.of[2][c as usize]
    }
}

/// Floor (a): a hash map from the ids of a question to its time line, and a binary search in each time. The hasher is
/// the quick one of the Rust compiler.
pub struct HashFloor {
    cells: FxHashMap<u64, u32>,
    arena: Arena,
    classes: Classes,
    sizes: [u64; 3],
}

impl HashFloor {
    pub fn of(world: &World, grids: &Grids) -> HashFloor {
        let (arena, starts) = Arena::of(grids);
        let sizes = [
            world.dimensions[1].values.len() as u64,
            world.dimensions[2].values.len() as u64,
            u64::from(grids.combined()),
        ];
        let mut cells = FxHashMap::with_capacity_and_hasher(grids.cells.len(), Default::default());
        for (cell, grid) in &grids.cells {
            let key = key(sizes, cell[0], cell[1], cell[2], cell[3]);
            cells.insert(key, starts[*grid as usize]);
        }
        HashFloor { cells, arena, classes: Classes::of(world, grids), sizes }
    }

    /// Verdict and reason, from ids.
    #[inline]
    pub fn answer(&self, question: &Question) -> u32 {
        let [app, activity, location, a, b, c] = question.codes;
        let key = key(self.sizes, app, activity, location, self.classes.combined(a, b, c));
        match self.cells.get(&key) {
            Some(start) => self.arena.search(*start, question.at, question.known),
            None => packed(1, 0),
        }
    }
}

#[inline]
fn key(sizes: [u64; 3], app: u32, activity: u32, location: u32, class: u32) -> u64 {
    ((u64::from(app) * sizes[0] + u64::from(activity)) * sizes[1] + u64::from(location)) * sizes[2]
        + u64::from(class)
}

/// Columns of a batch: codes, and two times.
pub struct Columns {
    pub codes: [Vec<u32>; COLUMNS],
    pub at: Vec<i64>,
    pub known: Vec<i64>,
}

impl Columns {
    pub fn of(questions: impl Iterator<Item = Question>) -> Columns {
        let mut columns = Columns { codes: Default::default(), at: Vec::new(), known: Vec::new() };
        for question in questions {
            for (column, code) in columns.codes.iter_mut().zip(question.codes) {
                column.push(code);
            }
            columns.at.push(question.at);
            columns.known.push(question.known);
        }
        columns
    }

    pub fn rows(&self) -> usize {
        self.at.len()
    }

    /// Bytes that a row is read from and written to by a batch with verdict and ground.
    pub const ROW_BYTES: usize = COLUMNS * 4 + 16 + 1 + 4;
}

/// Floor (b): a dense table over all codes, which says where the bounds and answers of a cell lie.
pub struct DenseFloor {
    pub(crate) table: Vec<u32>,
    pub(crate) arena: Arena,
    pub(crate) classes: Classes,
    pub(crate) sizes: [u32; 3],
}

impl DenseFloor {
    pub fn of(world: &World, grids: &Grids) -> DenseFloor {
        let (arena, starts) = Arena::of(grids);
        let sizes = [
            world.dimensions[1].values.len() as u32,
            world.dimensions[2].values.len() as u32,
            grids.combined(),
        ];
        let apps = world.dimensions[0].values.len();
        let mut floor = DenseFloor {
            table: vec![0; apps * sizes.iter().product::<u32>() as usize],
            arena,
            classes: Classes::of(world, grids),
            sizes,
        };
        for (cell, grid) in &grids.cells {
            let cell = floor.cell(cell[0], cell[1], cell[2], cell[3]);
            floor.table[cell] = starts[*grid as usize];
        }
        floor
    }

    #[inline]
    pub(crate) fn cell(&self, app: u32, activity: u32, location: u32, class: u32) -> usize {
        (((app * self.sizes[0] + activity) * self.sizes[1] + location) * self.sizes[2] + class) as usize
    }

    /// Verdicts and reasons of all rows: for each chunk where the cells lie, then the answers. No unsafe code and no
    /// prefetching, as in the library.
    pub fn answer(&self, columns: &Columns, verdicts: &mut [u8], reasons: &mut [u32]) {
        const CHUNK: usize = 256;
        let [apps, activities, locations, a, b, c] = &columns.codes;
        let mut starts = [0u32; CHUNK];
        let mut first = 0;
        while first < columns.rows() {
            let rows = first..(first + CHUNK).min(columns.rows());
            let cells = apps[rows.clone()].iter().zip(&activities[rows.clone()]).zip(&locations[rows.clone()]);
            let rest = a[rows.clone()].iter().zip(&b[rows.clone()]).zip(&c[rows.clone()]);
            for ((((app, activity), location), ((a, b), c)), start) in cells.zip(rest).zip(&mut starts) {
                let class = self.classes.combined(*a, *b, *c);
                *start = self.table[self.cell(*app, *activity, *location, class)];
            }
            let times = columns.at[rows.clone()].iter().zip(&columns.known[rows.clone()]);
            let out = verdicts[rows.clone()].iter_mut().zip(&mut reasons[rows.clone()]);
            for ((start, (at, known)), (verdict, reason)) in starts.iter().zip(times).zip(out) {
                let answer = self.arena.count(*start, *at, *known);
                *verdict = (answer & 7) as u8;
                *reason = answer >> 3;
            }
            first = rows.end;
        }
    }

    pub fn bytes(&self) -> usize {
        self.table.len() * 4 + self.arena.words.len() * 8
    }
}
