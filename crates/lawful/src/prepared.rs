//! A transaction that is asked often: everything that can be found out beforehand is.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, OnceLock};

use crate::decision::Decision;
use crate::evaluate::decide::{self, KeptScenes, Scenes};
use crate::evaluate::plane::Plane;
use crate::evaluate::question::When;
use crate::evaluate::record::Record;
use crate::evaluate::slots::Slots;
use crate::ruleset::Outcome;
use crate::time::Instant;
use crate::transaction::Transaction;

/// At most so many whole decisions are kept for one prepared transaction.
const MAX_KEPT: usize = 1 << 16;

/// What is kept of a stretch, once it is known.
const COVERED: u8 = 1;
const NOT_COVERED: u8 = 2;

/// A [`Transaction`] with its answers over all time and all knowledge. Cheap to clone; to be shared between threads.
#[derive(Clone)]
pub struct Prepared {
    /// First, and not behind a further pointer: all that a verdict touches.
    plane: Plane,
    transaction: Transaction,
    inner: Arc<Inner>,
}

struct Inner {
    /// What whole decisions are made from.
    scenes: KeptScenes,
    stretches: Stretches,
    /// By stretch, if there are not too many: the decision of the whole stretch, once it was asked for.
    kept: Option<Slots<Arc<Record>>>,
    /// By number of the stretch, if there are not too many, once it was asked for: whether it is covered.
    covered: OnceLock<Box<[AtomicU8]>>,
}

/// The instants at which anything in a decision may change, as asked about and as known. Between two of them decisions
/// are equal but for the times asked.
#[derive(Clone, Debug)]
pub struct Stretches {
    at: Box<[Instant]>,
    known: Box<[Instant]>,
}

impl Stretches {
    fn of((at, known): (Vec<Instant>, Vec<Instant>)) -> Stretches {
        Stretches { at: at.into(), known: known.into() }
    }

    /// The number of the stretch in which a question lies, below [`Stretches::count`].
    #[must_use]
    pub fn number(&self, at: Instant, known: Option<Instant>) -> usize {
        let (row, column) = self.place(at, known);
        row * (self.at.len() + 1) + column
    }

    /// The same as a row of stretches as known, and a column of stretches as asked about.
    fn place(&self, at: Instant, known: Option<Instant>) -> (usize, usize) {
        let before = |instants: &[Instant], at| instants.partition_point(|instant| *instant <= at);
        (before(&self.known, known.unwrap_or(Instant::MAX)), before(&self.at, at))
    }

    /// When, after `from` and before `until`, the next stretch as asked about begins.
    fn within(&self, from: Instant, until: Instant) -> &[Instant] {
        let inside = self.at.partition_point(|at| *at <= from)..self.at.partition_point(|at| *at < until);
        self.at.get(inside).unwrap_or_default()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        (self.at.len() + 1) * (self.known.len() + 1)
    }
}

impl Prepared {
    /// The transaction.
    #[must_use]
    pub fn transaction(&self) -> &Transaction {
        &self.transaction
    }

    /// The short answer. Two binary searches; allocates nothing and waits for nobody.
    #[must_use]
    #[inline]
    pub fn verdict(&self, at: Instant, known: Option<Instant>) -> Outcome {
        let run = self.plane.at(at, known.unwrap_or(Instant::MAX));
        Outcome { possible: run.possible, valid_until: run.valid_until }
    }

    /// Whether the record covers the place and the activity (SPEC 7.6), as a [`crate::Posture`] needs it. What was found
    /// once for a stretch of time is kept.
    #[must_use]
    pub fn covered(&self, at: Instant, known: Option<Instant>) -> bool {
        let Inner { covered, stretches, kept, .. } = &*self.inner;
        if kept.is_none() {
            return self.transaction.covered(at, known);
        }
        let unknown = || std::iter::repeat_with(AtomicU8::default).take(stretches.count()).collect();
        let kept = &covered.get_or_init(unknown)[stretches.number(at, known)];
        match kept.load(Ordering::Relaxed) {
            COVERED => true,
            NOT_COVERED => false,
            _ => {
                let covered = self.transaction.covered(at, known);
                kept.store(if covered { COVERED } else { NOT_COVERED }, Ordering::Relaxed);
                covered
            }
        }
    }

    /// Whether the record covers the place and the activity at every instant of `[from, until)` (SPEC 7.6), as a
    /// [`crate::Posture`] needs it for [`Transaction::decide_over`].
    #[must_use]
    pub fn covered_over(&self, from: Instant, until: Instant, known: Option<Instant>) -> bool {
        self.covered(from, known)
            && self.inner.stretches.within(from, until).iter().all(|step| self.covered(*step, known))
    }

    /// The full decision, as [`Transaction::decide`] gives it. What was decided once for a stretch of time is kept.
    #[must_use]
    pub fn decide(&self, at: Instant, known: Option<Instant>) -> Decision {
        let when = When { at, known: known.unwrap_or(Instant::MAX) };
        let place = self.inner.stretches.place(at, known);
        let kept = self.inner.kept.as_ref();
        let record = match kept.and_then(|kept| kept.get(place)) {
            Some(record) => record.clone(),
            None => {
                let (asking, scenes) = (self.transaction.asking(), &self.inner.scenes);
                let record = Arc::new(decide::decide_by(asking, when, scenes, &self.plane));
                if let Some(kept) = kept {
                    // Another thread may have been quicker; what it kept is equal.
                    let _ = kept.slot(place).set(record.clone());
                }
                record
            }
        };
        Decision::new(self.transaction.clone(), at, known, record)
    }
}

impl Transaction {
    /// When anything in a decision may change, for those who keep decisions themselves.
    #[must_use]
    pub fn stretches(&self) -> Stretches {
        let asking = self.asking();
        Stretches::of(decide::steps(asking, &Scenes::all(asking, &asking.changes())))
    }

    /// Whether the record covers the place and the activity at every instant of `[from, until)` (SPEC 7.6), as a
    /// [`crate::Posture`] needs it for [`Transaction::decide_over`]. Finds out first when that may change; who asks often
    /// takes [`Prepared::covered_over`].
    #[must_use]
    pub fn covered_over(&self, from: Instant, until: Instant, known: Option<Instant>) -> bool {
        self.covered(from, known)
            && self.stretches().within(from, until).iter().all(|step| self.covered(*step, known))
    }

    /// Finds out all answers beforehand.
    #[must_use]
    pub fn prepare(&self) -> Prepared {
        let asking = self.asking();
        let changes = asking.changes();
        let scenes = Scenes::all(asking, &changes);
        let stretches = Stretches::of(decide::steps(asking, &scenes));
        let (rows, columns) = (stretches.known.len() + 1, stretches.at.len() + 1);
        let few = stretches.count() <= MAX_KEPT;
        let inner = Inner {
            scenes: KeptScenes::of(&changes, &scenes),
            stretches,
            kept: few.then(|| Slots::new(rows, columns)),
            covered: OnceLock::new(),
        };
        Prepared { plane: self.plane(), transaction: self.clone(), inner: Arc::new(inner) }
    }
}
