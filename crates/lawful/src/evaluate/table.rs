//! Planes by look-up: a block for an app and an activity, in it a cell for every combination of what its provisions
//! tell apart. Blocks and cells are made when they are first needed; reading what was made waits for nobody.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use rustc_hash::FxHashSet;

use super::decide::{Scene, Scenes};
use super::index::Index;
use super::lens::{Asking, VariableOf};
use super::plane::Plane;
use super::planes::Planes;
use super::points::Points;
use super::question::{Question, Reading, Value};
use super::slots::Slots;
use crate::model::{Model, Test};
use crate::time::Instant;
use crate::vocabulary::{Atom, FactId, NodeId, Tree, fact};

/// A block with more cells than that keeps none: its planes are made for each question.
const MAX_CELLS: usize = 1 << 14;

/// All planes of a rule set, for questions with presumed readings.
#[derive(Debug)]
pub(crate) struct Table {
    apps: Points,
    activities: Points,
    /// Of the other facts that any provision tests, sorted by fact.
    others: Vec<Points>,
    /// By point of the app, then of the activity.
    blocks: Slots<Block>,
    /// All planes of cells.
    planes: Planes,
}

/// The cells for one app and activity, and what its provisions tell apart: facts, with a stride each, mixed radix.
#[derive(Debug)]
pub(crate) struct Block {
    dimensions: Box<[Dimension]>,
    /// Of every fact: by point the place that the provisions tell apart, times the stride.
    places: Box<[u16]>,
    /// How many cells there are; 0 if there would be too many.
    size: u32,
    cells: Cells,
}

/// A fact that the provisions of a block test.
#[derive(Debug)]
struct Dimension {
    /// Into the other facts of the table.
    other: u32,
    /// Where its places begin.
    places: u32,
}

/// The numbers of the planes of the cells that were made: a list while there are few, which most blocks stay with; then
/// a table of all cells.
#[derive(Debug)]
struct Cells {
    /// One more than the number of a plane, above it the number of the cell; 0 where there is none yet.
    few: [AtomicU64; FEW],
    /// By number of the cell: one more than the number of its plane; 0 until it is made. Only what no longer fits in the
    /// list is here.
    all: OnceLock<Box<[AtomicU32]>>,
}

/// So many cells stand in a list.
const FEW: usize = 4;

/// The points of one question.
#[derive(Clone, Copy)]
pub(crate) struct PointsOf<'p> {
    pub(crate) app: u32,
    pub(crate) activity: u32,
    /// In the order of [`Table::others`].
    pub(crate) others: &'p [u32],
}

impl Table {
    pub(crate) fn of(model: &Model, index: &Index) -> Table {
        let mut tests: Vec<&Test> = model.provisions.iter().flat_map(|it| it.when.tests()).collect();
        let mut seen = FxHashSet::default();
        tests.retain(|test| seen.insert(*test));
        let mut facts: Vec<FactId> = tests.iter().filter_map(|test| test.fact()).collect();
        if facts.contains(&fact::COUNTERPARTY) {
            facts.push(fact::PUBLISHER);
        }
        facts.retain(|fact| !matches!(*fact, fact::APP | fact::ACTIVITY));
        facts.sort_unstable();
        facts.dedup();
        let (mut apps, mut activities) = (Points::none(fact::APP), Points::none(fact::ACTIVITY));
        let mut others: Vec<Points> = facts.into_iter().map(Points::none).collect();
        let all = [&mut apps, &mut activities].into_iter().chain(&mut others);
        Points::find(model, index, &tests, all);
        let blocks = Slots::new(apps.len(), activities.len());
        Table { apps, activities, others, blocks, planes: Planes::default() }
    }

    pub(crate) fn apps(&self) -> &Points {
        &self.apps
    }

    pub(crate) fn activities(&self) -> &Points {
        &self.activities
    }

    /// Of the other facts that any provision tests, sorted by fact.
    pub(crate) fn others(&self) -> &[Points] {
        &self.others
    }

    /// The plane of a question with presumed readings, if planes of its block are kept.
    pub(crate) fn keep(&self, asking: Asking<'_>) -> Option<Plane> {
        self.plane_where(asking, |block| block.size() > 0)
    }

    /// The plane of a question with presumed readings.
    pub(crate) fn plane(&self, asking: Asking<'_>) -> Plane {
        self.plane_where(asking, |_| true).unwrap_or_else(|| self.unkept(asking))
    }

    /// The plane of a question, made for it alone.
    pub(crate) fn unkept(&self, asking: Asking<'_>) -> Plane {
        self.make(asking, &|part| self.unkept(part))
    }

    fn make(&self, asking: Asking<'_>, part: &dyn Fn(Asking<'_>) -> Plane) -> Plane {
        let scenes = Scenes::all(asking, &asking.changes());
        let parts = self.parts(asking);
        // The worlds of an open app or activity are the product of all that any of its values leaves open; where there
        // are more of them than values, the values one by one have fewer in sum.
        if parts.len() > 1 && scenes.iter().filter_map(Scene::count).any(|count| count > parts.len()) {
            let parts: Vec<Plane> =
                parts.iter().map(|question| part(Asking { question, ..asking })).collect();
            Plane::union(&scenes, &parts)
        } else {
            Plane::of(&scenes)
        }
    }

    /// The questions in which an open app, or else an open activity, takes every value that any provision tells apart;
    /// none where its atoms change.
    fn parts(&self, asking: Asking<'_>) -> Vec<Question> {
        for (points, tree) in [(&self.apps, Tree::App), (&self.activities, Tree::Activity)] {
            let atoms = asking.atoms(tree, points.fact, Instant::MIN);
            let mut seen = FxHashSet::default();
            let values: Vec<Value> = atoms
                .iter()
                .map(|atom| Value::Atom(*atom))
                .filter(|value| seen.insert(points.of(Some(*value))))
                .collect();
            let constant = || asking.changes().iter().all(|at| asking.atoms(tree, points.fact, *at) == atoms);
            if values.len() > 1 && constant() {
                let stating = |value| asking.question.clone().stating(points.fact, value);
                return values.into_iter().map(stating).collect();
            }
        }
        Vec::new()
    }

    fn plane_where(&self, asking: Asking<'_>, wanted: impl Fn(&Block) -> bool) -> Option<Plane> {
        let others: Vec<u32> =
            self.others.iter().map(|points| points.of(asking.question.stated(points.fact))).collect();
        let points = PointsOf {
            app: self.apps.of(asking.question.stated(fact::APP)),
            activity: self.activities.of(asking.question.stated(fact::ACTIVITY)),
            others: &others,
        };
        let block = self.block(asking.model, asking.index, points.app, points.activity);
        wanted(block).then(|| self.plane_of(block, asking.model, asking.index, points))
    }

    /// The block of an app and an activity, if it was made before.
    #[inline]
    pub(crate) fn made_block(&self, app: u32, activity: u32) -> Option<&Block> {
        self.blocks.get((app as usize, activity as usize))
    }

    /// The plane of some points in their block, if it was made before. Allocates nothing.
    #[inline]
    pub(crate) fn made(&self, block: &Block, points: PointsOf<'_>) -> Option<&Plane> {
        self.planes.get(block.cells.get(block.cell(points)?)?)
    }

    /// How many blocks, cells and bytes of planes were made so far.
    pub(crate) fn made_so_far(&self) -> (usize, usize, usize) {
        let made = |block: &Block| block.cells.made();
        let blocks = self.blocks.made();
        let (blocks, cells) = blocks.fold((0, 0), |(blocks, cells), block| (blocks + 1, cells + made(block)));
        (blocks, cells, self.planes.bytes())
    }

    pub(crate) fn block(&self, model: &Model, index: &Index, app: u32, activity: u32) -> &Block {
        let place = (app as usize, activity as usize);
        match self.blocks.get(place) {
            Some(block) => block,
            None => {
                let block = Block::of(self, model, index, app, activity);
                self.blocks.slot(place).get_or_init(|| block)
            }
        }
    }

    /// The plane of some points in their block.
    pub(crate) fn plane_of(
        &self,
        block: &Block,
        model: &Model,
        index: &Index,
        points: PointsOf<'_>,
    ) -> Plane {
        let cell = block.cell(points);
        let number = cell.and_then(|cell| block.cells.get(cell));
        if let Some(plane) = number.and_then(|number| self.planes.get(number)) {
            return plane.clone();
        }
        let stated: Vec<(FactId, Option<Value>)> = block
            .dimensions
            .iter()
            .map(|dimension| {
                let other = dimension.other as usize;
                // Where cells are kept, all points of a place share one value, so that all make the same plane.
                let shared = || block.first_alike(dimension, points);
                let point = if cell.is_some() { shared() } else { points.others[other] };
                (self.others[other].fact, self.others[other].value(point))
            })
            .collect();
        let question = question(self.apps.value(points.app), self.activities.value(points.activity), &stated);
        let plane = self.make(Asking { model, index, question: &question }, &|part| self.plane(part));
        let kept = cell.and_then(|cell| {
            let number = self.planes.keep(plane.clone())?;
            block.cells.keep(cell, number, block.size());
            self.planes.get(number)
        });
        kept.cloned().unwrap_or(plane)
    }
}

impl Cells {
    fn none() -> Cells {
        Cells { few: [const { AtomicU64::new(0) }; FEW], all: OnceLock::new() }
    }

    /// The number of the plane of a cell, if it was made.
    #[inline]
    fn get(&self, cell: u32) -> Option<u32> {
        for entry in &self.few {
            let entry = entry.load(Ordering::Acquire);
            if entry == 0 {
                return None;
            }
            if (entry >> 32) as u32 == cell {
                return Some(entry as u32 - 1);
            }
        }
        self.all.get()?.get(cell as usize)?.load(Ordering::Acquire).checked_sub(1)
    }

    /// Keeps the number of the plane of a cell. Whoever comes later for the same cell brings the same number.
    fn keep(&self, cell: u32, number: u32, size: usize) {
        let new = u64::from(cell) << 32 | u64::from(number + 1);
        for entry in &self.few {
            match entry.compare_exchange(0, new, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return,
                Err(other) if other == new => return,
                Err(_) => {}
            }
        }
        let all = self.all.get_or_init(|| std::iter::repeat_with(AtomicU32::default).take(size).collect());
        if let Some(slot) = all.get(cell as usize) {
            slot.store(number + 1, Ordering::Release);
        }
    }

    fn made(&self) -> usize {
        let few = self.few.iter().filter(|entry| entry.load(Ordering::Relaxed) > 0).count();
        let made = |cell: &&AtomicU32| cell.load(Ordering::Relaxed) > 0;
        few + self.all.get().map_or(0, |all| all.iter().filter(made).count())
    }
}

impl Block {
    fn of(table: &Table, model: &Model, index: &Index, app: u32, activity: u32) -> Block {
        let (app, activity) = (table.apps.value(app), table.activities.value(activity));
        let question = question(app, activity, &[]);
        let asking = Asking { model, index, question: &question };
        let mut scenes = Scenes::all(asking, &asking.changes());
        // A stated counterparty comes in place of the publisher, and may let hold what holds for no publisher: then
        // other provisions act, and tell apart what these do not. All that may act does so while it is open.
        let anybody = [(fact::COUNTERPARTY, Some(Value::Atom(Atom::of(NodeId::ROOT))))];
        let open = self::question(app, activity, &anybody);
        if table.others.iter().any(|points| points.fact == fact::COUNTERPARTY) {
            let asking = Asking { question: &open, ..asking };
            scenes.extend(Scenes::all(asking, &asking.changes()));
        }
        let (mut dimensions, mut places) = (Vec::new(), Vec::new());
        let mut cells = 1usize;
        for (other, of_fact) in table.others.iter().enumerate() {
            // By point: in every era, which of the choices that the provisions tell apart remain.
            let mut histories: Vec<Vec<Vec<usize>>> = vec![Vec::new(); of_fact.len()];
            let mut tested = false;
            for scene in &scenes {
                if scene.lens.tests_counterparty(&scene.sight().acting) && of_fact.fact == fact::COUNTERPARTY
                {
                    // A stated one comes in place of the publisher: every point is told from every other.
                    tested = true;
                    histories.iter_mut().enumerate().for_each(|(n, history)| history.push(vec![n]));
                    continue;
                }
                let Some(variable) = scene.lens.variable_of(VariableOf::Fact(of_fact.fact)) else { continue };
                if !scene.worlds().iter().any(|(known, _)| *known == variable) {
                    continue;
                }
                tested = true;
                let merged = scene.merged(variable);
                for (point, history) in histories.iter_mut().enumerate() {
                    if of_fact.is_dated(point as u32) {
                        // It changes within the eras of the block: told from every other.
                        history.push(vec![usize::MAX - point]);
                        continue;
                    }
                    let open = scene.lens.choices_for(variable, of_fact.value(point as u32));
                    let mut set: Vec<usize> = open.into_iter().map(|choice| merged[choice]).collect();
                    set.sort_unstable();
                    set.dedup();
                    history.push(set);
                }
            }
            if !tested {
                continue;
            }
            let mut known: Vec<Vec<Vec<usize>>> = Vec::new();
            let place_of: Vec<usize> = histories
                .into_iter()
                .map(|history| match known.iter().position(|other| *other == history) {
                    Some(place) => place,
                    None => {
                        known.push(history);
                        known.len() - 1
                    }
                })
                .collect();
            if known.len() > 1 {
                let stride = cells;
                cells = cells.saturating_mul(known.len());
                // Beyond that nothing is kept, and places have no meaning.
                let stride = if cells <= MAX_CELLS { stride } else { 0 };
                dimensions.push(Dimension { other: other as u32, places: places.len() as u32 });
                places.extend(place_of.iter().map(|place| (place * stride) as u16));
            }
        }
        Block {
            dimensions: dimensions.into(),
            places: places.into(),
            size: if cells <= MAX_CELLS { cells as u32 } else { 0 },
            cells: Cells::none(),
        }
    }

    /// How many cells there are; 0 if there would be too many.
    fn size(&self) -> usize {
        self.size as usize
    }

    /// The number of a cell, unless there are too many.
    #[inline]
    fn cell(&self, points: PointsOf<'_>) -> Option<u32> {
        (self.size > 0).then(|| self.dimensions.iter().map(|of| self.place(of, points)).sum())
    }

    /// The place of a question, times the stride.
    #[inline]
    fn place(&self, dimension: &Dimension, points: PointsOf<'_>) -> u32 {
        let point = points.others[dimension.other as usize];
        u32::from(self.places[(dimension.places + point) as usize])
    }

    /// The first point that the provisions do not tell from that of a question. There are cells.
    fn first_alike(&self, dimension: &Dimension, points: PointsOf<'_>) -> u32 {
        let place = self.place(dimension, points);
        let places = self.places[dimension.places as usize..].iter();
        places.map(|other| u32::from(*other)).position(|other| other == place).unwrap_or(0) as u32
    }
}

fn question(app: Option<Value>, activity: Option<Value>, others: &[(FactId, Option<Value>)]) -> Question {
    let first = [(fact::APP, app), (fact::ACTIVITY, activity)];
    let mut question = Question { stated: Vec::new(), unregistered: Vec::new(), reading: Reading::PRESUMED };
    for (fact, value) in first.iter().chain(others) {
        if let Some(value) = value {
            question.state(*fact, *value);
        }
    }
    question
}
