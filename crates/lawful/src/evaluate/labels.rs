//! Labels of many instants at once (SPEC 5.2): a bit for each.

use crate::time::Instant;

/// So many instants are labelled in one pass.
pub(crate) const MOST_LANES: usize = Lanes::BITS as usize;

/// For each instant of a pass whether something is so.
pub(super) type Lanes = u64;

/// For each instant of a pass: *in*, or *held*, or else *out*. The lesser of two labels is what both say, the greater what
/// either does.
#[derive(Clone, Copy)]
pub(super) struct Label {
    pub(super) is_in: Lanes,
    /// *in* or *held*.
    pub(super) is_not_out: Lanes,
}

/// A time in a world, and which instants of a pass are not before it.
#[derive(Clone, Copy)]
pub(super) struct Timed {
    pub(super) time: Instant,
    pub(super) since: Lanes,
}

/// A pass over the labels for one world and `known`, at some instants; the memory is used again.
#[derive(Default)]
pub(crate) struct Pass {
    /// Sorted; at most [`MOST_LANES`].
    pub(super) instants: Vec<Instant>,
    pub(super) labels: Vec<Label>,
    pub(super) times: Vec<Timed>,
}

impl Label {
    pub(super) const OUT: Label = Label::whether(0);

    /// *in* where something is so, *out* elsewhere.
    pub(super) const fn whether(is_in: Lanes) -> Label {
        Label { is_in, is_not_out: is_in }
    }

    pub(super) fn min(self, other: Label) -> Label {
        Label { is_in: self.is_in & other.is_in, is_not_out: self.is_not_out & other.is_not_out }
    }

    pub(super) fn max(self, other: Label) -> Label {
        Label { is_in: self.is_in | other.is_in, is_not_out: self.is_not_out | other.is_not_out }
    }

    /// *held* where it is *in* and something holds it.
    pub(super) fn held_by(self, holds: Lanes) -> Label {
        Label { is_in: self.is_in & !holds, ..self }
    }
}

impl Timed {
    pub(super) fn of(time: Instant, instants: &[Instant]) -> Timed {
        let before = instants.partition_point(|at| *at < time);
        Timed { time, since: Lanes::MAX.checked_shl(before as u32).unwrap_or(0) }
    }
}

impl Pass {
    /// Whether a label is *in* at the instant of a lane.
    pub(super) fn is_in(&self, label: usize, lane: usize) -> bool {
        self.labels[label].is_in >> lane & 1 == 1
    }

    /// Whether a label is *out* at the instant of a lane.
    pub(super) fn is_out(&self, label: usize, lane: usize) -> bool {
        self.labels[label].is_not_out >> lane & 1 == 0
    }

    /// The lanes of instants at which any label is not what it is at the one before.
    pub(crate) fn changes(&self) -> u64 {
        let changes = |lanes: Lanes| lanes ^ lanes << 1;
        let all = self.labels.iter().map(|label| changes(label.is_in) | changes(label.is_not_out));
        let used = Lanes::MAX >> (MOST_LANES - self.instants.len());
        all.fold(0, |all, changes| all | changes) & used & !1
    }
}
