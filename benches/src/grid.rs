//! The world cut into what a question cannot tell apart: for a cell (app, activity, location, classes) the bounds of
//! time and of knowledge, and the answer between each two of them. The floors and the engines that know only flat
//! tables start from here.

use rustc_hash::FxHashMap;

use crate::world::{Answer, COLUMNS, FOREVER, REST, UNREGULATED, World};

/// The answers of one cell.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Grid {
    /// Bounds in the time of the conduct, sorted: the answer changes there.
    pub at: Vec<i64>,
    /// Bounds in what was known.
    pub known: Vec<i64>,
    /// The number of an answer for each span between bounds; one row of `at.len() + 1` for each span of knowledge.
    pub answers: Vec<u32>,
}

/// Every cell of a world that some ban reaches.
pub struct Grids {
    /// Answers by number; 0 is that nothing reaches.
    pub answers: Vec<Answer>,
    pub grids: Vec<Grid>,
    /// By app, activity, location and combined class: the number of a grid. Cells that nothing reaches are absent.
    pub cells: Vec<(Cell, u32)>,
    /// How many classes each of the other columns has.
    pub classes: [u32; REST],
}

/// app, activity, location, combined class.
pub type Cell = [u32; 4];

impl Grids {
    pub fn of(world: &World) -> Grids {
        let classes: [u32; REST] = [0, 1, 2].map(|n| world.dimensions[3 + n].classes.len() as u32);
        let combined = classes.iter().product::<u32>();
        let mut grids = Grids {
            answers: vec![Answer { verdict: UNREGULATED, reasons: Vec::new() }],
            grids: Vec::new(),
            cells: Vec::new(),
            classes,
        };
        let mut answers: FxHashMap<Answer, u32> = grids.answers.iter().cloned().zip(0..).collect();
        let (activities, locations) = (world.dimensions[1].values.len(), world.dimensions[2].values.len());
        for (app, ranges) in world.by_app.iter().enumerate() {
            for (activity, location) in pairs(activities, locations) {
                let bit = |mask: u64, n: u32| mask >> n & 1 == 1;
                let reach: Vec<u32> = (ranges[0].0..ranges[0].1)
                    .filter(|n| {
                        let scope = &world.bans[*n as usize].scope;
                        bit(scope.activities, activity) && bit(scope.locations, location)
                    })
                    .collect();
                // Classes that no provision here tells apart share a grid.
                let mut same: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
                for class in 0..combined {
                    let asked = asked([app as u32, activity, location, class], classes);
                    let meets = |rest: &[u64; REST]| (0..REST).all(|n| bit(rest[n], asked[3 + n]));
                    let bans: Vec<u32> =
                        reach.iter().copied().filter(|n| meets(&world.bans[*n as usize].scope.rest)).collect();
                    if bans.is_empty() {
                        continue;
                    }
                    let mut relevant = bans.clone();
                    for &ban in &bans {
                        relevant.extend(world.bans[ban as usize].exemptions.iter().filter_map(|&e| {
                            let scope = &world.exemptions[e as usize].scope;
                            let reaches = meets(&scope.rest)
                                && bit(scope.activities, activity)
                                && bit(scope.locations, location);
                            reaches.then_some(world.bans.len() as u32 + e)
                        }));
                    }
                    let number = *same.entry(relevant).or_insert_with(|| {
                        let grid = grid(world, &bans, &asked, |answer| {
                            let next = grids.answers.len() as u32;
                            *answers.entry(answer).or_insert_with_key(|answer| {
                                grids.answers.push(answer.clone());
                                next
                            })
                        });
                        grids.grids.push(grid);
                        grids.grids.len() as u32 - 1
                    });
                    grids.cells.push(([app as u32, activity, location, class], number));
                }
            }
        }
        grids
    }

    /// How many combined classes there are.
    pub fn combined(&self) -> u32 {
        self.classes.iter().product()
    }
}

fn pairs(activities: usize, locations: usize) -> impl Iterator<Item = (u32, u32)> {
    (0..activities as u32).flat_map(move |activity| (0..locations as u32).map(move |location| (activity, location)))
}

/// A cell as a question of classes.
pub fn asked(cell: Cell, classes: [u32; REST]) -> [u32; COLUMNS] {
    let (a, rest) = (cell[3] / (classes[1] * classes[2]), cell[3] % (classes[1] * classes[2]));
    [cell[0], cell[1], cell[2], a, rest / classes[2], rest % classes[2]]
}

fn grid(
    world: &World,
    bans: &[u32],
    asked: &[u32; COLUMNS],
    mut number: impl FnMut(Answer) -> u32,
) -> Grid {
    let mut at = Vec::new();
    let mut known = Vec::new();
    let mut bound = |span: &crate::world::Span| {
        at.extend([span.from, span.until]);
        known.extend([span.public, span.struck]);
    };
    for &ban in bans {
        let ban = &world.bans[ban as usize];
        bound(&ban.span);
        ban.exemptions.iter().for_each(|&e| bound(&world.exemptions[e as usize].span));
        for &suspension in &ban.suspensions {
            let suspension = &world.suspensions[suspension as usize];
            bound(&suspension.span);
            suspension.stays.iter().for_each(|&stay| bound(&world.stays[stay as usize].span));
        }
    }
    for bounds in [&mut at, &mut known] {
        bounds.retain(|bound| *bound < FOREVER && *bound > crate::world::EVER);
        bounds.sort_unstable();
        bounds.dedup();
    }
    let instants = |bounds: &[i64]| -> Vec<i64> {
        std::iter::once(crate::world::EVER).chain(bounds.iter().copied()).collect()
    };
    let columns = instants(&at);
    let mut rows: Vec<Vec<u32>> = instants(&known)
        .into_iter()
        .map(|known| columns.iter().map(|at| number(world.answer_of(bans, asked, *at, known))).collect())
        .collect();
    // Bounds at which nothing changes are dropped.
    let keep: Vec<bool> = (1..rows.len()).map(|n| rows[n] != rows[n - 1]).collect();
    known = known.into_iter().zip(&keep).filter_map(|(bound, keep)| keep.then_some(bound)).collect();
    let mut n = 0;
    rows.retain(|_| {
        n += 1;
        n == 1 || keep[n - 2]
    });
    let keep: Vec<bool> = (1..columns.len()).map(|c| rows.iter().any(|row| row[c] != row[c - 1])).collect();
    at = at.into_iter().zip(&keep).filter_map(|(bound, keep)| keep.then_some(bound)).collect();
    let answers = rows
        .iter()
        .flat_map(|row| row.iter().enumerate().filter(|(c, _)| *c == 0 || keep[c - 1]).map(|(_, answer)| *answer))
        .collect();
    Grid { at, known, answers }
}

/// A row of a flat table: everything in it has one answer.
#[derive(Clone, Debug)]
pub struct Row {
    pub app: u32,
    pub activities: u64,
    pub locations: u64,
    pub rest: [u64; REST],
    pub at: (i64, i64),
    pub known: (i64, i64),
    pub answer: u32,
}

/// The flat table: disjoint rows, without what is unregulated, joined over columns where answers are equal. This is
/// the work that a user of a flat table must do before the engine can begin.
pub fn rows(grids: &Grids) -> Vec<Row> {
    type Box4 = (i64, i64, i64, i64, u32);
    let mut rows = Vec::new();
    let mut from = 0;
    while from < grids.cells.len() {
        let app = grids.cells[from].0[0];
        let until = from + grids.cells[from..].iter().take_while(|(cell, _)| cell[0] == app).count();
        let mut boxes: FxHashMap<Box4, Vec<Cell>> = FxHashMap::default();
        for (cell, grid) in &grids.cells[from..until] {
            for b in rectangles(&grids.grids[*grid as usize]) {
                boxes.entry(b).or_default().push(*cell);
            }
        }
        let mut boxes: Vec<_> = boxes.into_iter().collect();
        boxes.sort_unstable();
        for ((t0, t1, k0, k1, answer), cells) in boxes {
            for (activities, locations, rest) in products(&cells, grids.classes) {
                rows.push(Row { app, activities, locations, rest, at: (t0, t1), known: (k0, k1), answer });
            }
        }
        from = until;
    }
    rows
}

pub fn rectangles(grid: &Grid) -> Vec<(i64, i64, i64, i64, u32)> {
    let width = grid.at.len() + 1;
    let bound = |bounds: &[i64], n: usize| match n {
        0 => crate::world::EVER,
        n => bounds.get(n - 1).copied().unwrap_or(FOREVER),
    };
    let mut done = Vec::new();
    let mut open: Vec<(i64, i64, i64, i64, u32)> = Vec::new();
    for (row, answers) in grid.answers.chunks(width).enumerate() {
        let (k0, k1) = (bound(&grid.known, row), bound(&grid.known, row + 1));
        let mut next = Vec::new();
        let mut column = 0;
        while column < width {
            let run = answers[column..].iter().take_while(|answer| **answer == answers[column]).count();
            if answers[column] != 0 {
                let (t0, t1) = (bound(&grid.at, column), bound(&grid.at, column + run));
                let start = open
                    .iter()
                    .position(|b| (b.0, b.1, b.3, b.4) == (t0, t1, k0, answers[column]))
                    .map_or(k0, |n| open.swap_remove(n).2);
                next.push((t0, t1, start, k1, answers[column]));
            }
            column += run;
        }
        done.append(&mut open);
        open = next;
    }
    done.append(&mut open);
    done
}

/// A set of cells as a union of disjoint products.
pub fn products(cells: &[Cell], classes: [u32; REST]) -> Vec<(u64, u64, [u64; REST])> {
    // Columns are joined one after the other: cells that agree in all others become one.
    let mut parts: Vec<[u64; 5]> = cells
        .iter()
        .map(|cell| {
            let asked = asked(*cell, classes);
            [1 << asked[1], 1 << asked[2], 1 << asked[3], 1 << asked[4], 1 << asked[5]]
        })
        .collect();
    for column in [4, 3, 2, 1, 0] {
        let mut joined: FxHashMap<[u64; 5], u64> = FxHashMap::default();
        for part in parts {
            let mut key = part;
            key[column] = 0;
            *joined.entry(key).or_default() |= part[column];
        }
        parts = joined
            .into_iter()
            .map(|(mut part, mask)| {
                part[column] = mask;
                part
            })
            .collect();
    }
    parts.sort_unstable();
    parts.into_iter().map(|p| (p[0], p[1], [p[2], p[3], p[4]])).collect()
}
