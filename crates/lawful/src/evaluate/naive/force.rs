//! Force: who is in, held or out (SPEC 5).

use std::collections::BTreeSet;

use super::world::{Scene, World};
use crate::model::{Carrier, Effect, InstrumentId, Moment, ProvisionId, Side, Target};
use crate::time::Instant;

/// SPEC 5.2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Label {
    Out,
    Held,
    In,
}

/// What of a provision's own base counts for its label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Whole,
    /// Its window aside (SPEC 5.3, against an annulment; 3.3 for annulments themselves).
    Scope,
    /// Neither window nor scope: of what carries a `~replaces` (SPEC 3.5).
    Nothing,
}

impl Scene<'_> {
    /// SPEC 5: an instrument is public at the earliest second for all that it carries and that stands under it.
    pub(super) fn instrument_visible(self, id: InstrumentId) -> bool {
        self.model.instrument(id).public.earliest() <= self.when.known
    }

    /// Whether a provision is visible to what is labelled for that side.
    pub(super) fn visible(self, id: ProvisionId, side: Side) -> bool {
        let public = self.model.provision(id).public.begin(self.counted(id, side));
        self.instrument_visible(self.model.home(id)) && public <= self.when.known
    }

    /// The side for which a provision's start and `public` count (SPEC 3.5 for a `~replaces` of an exemption).
    fn counted(self, id: ProvisionId, side: Side) -> Side {
        match self.model.provision(id).effect {
            Effect::End { counts: Some(counts), .. } => counts,
            _ => side,
        }
    }

    pub(super) fn start(self, world: &World, id: ProvisionId, side: Side) -> Instant {
        let from: Moment = self.model.provision(id).from.under(|question| self.answer(world, question));
        from.begin(self.counted(id, side))
    }

    pub(super) fn end(self, world: &World, id: ProvisionId, side: Side) -> Option<Instant> {
        let until = self.model.provision(id).until.as_ref()?;
        Some(until.under(|question| self.answer(world, question)).end(side))
    }

    fn in_window(self, world: &World, id: ProvisionId, side: Side) -> bool {
        self.start(world, id, side) <= self.when.at
            && self.end(world, id, side).is_none_or(|end| self.when.at < end)
    }

    /// SPEC 5.1.
    pub(super) fn base(self, world: &World, id: ProvisionId, side: Side) -> bool {
        let timeless =
            matches!(self.model.provision(id).effect, Effect::Annulment { .. } | Effect::Answer { .. });
        (timeless || self.in_window(world, id, side)) && self.holds(world, id)
    }

    /// The label of a provision by itself, for that side.
    pub(super) fn label(self, world: &World, id: ProvisionId, side: Side) -> Label {
        self.provision_label(world, id, side, self.work_done(world, id, side), Base::Whole)
    }

    /// When an end or annulment has done its work (SPEC 5.3).
    fn work_done(self, world: &World, id: ProvisionId, side: Side) -> Option<Instant> {
        match self.model.provision(id).effect {
            Effect::End { .. } | Effect::Annulment { .. } => Some(self.start(world, id, side)),
            _ => None,
        }
    }

    fn provision_label(
        self,
        world: &World,
        id: ProvisionId,
        side: Side,
        done: Option<Instant>,
        base: Base,
    ) -> Label {
        let reached = match base {
            Base::Whole => self.base(world, id, side),
            Base::Scope => self.holds(world, id),
            Base::Nothing => true,
        };
        if !reached {
            return Label::Out;
        }
        let carrier = match self.model.provision(id).carrier {
            Carrier::Instrument(instrument) => self.instrument_label(world, instrument, side, done),
            Carrier::Provision(carrier) => self.provision_label(world, carrier, side, done, Base::Nothing),
        };
        if carrier == Label::Out || self.ended(world, Target::Provision(id), side, done) {
            Label::Out
        } else if carrier == Label::Held || self.suspended(world, Target::Provision(id), side) {
            Label::Held
        } else {
            Label::In
        }
    }

    fn instrument_label(self, world: &World, id: InstrumentId, side: Side, done: Option<Instant>) -> Label {
        let under = &self.model.instrument(id).under;
        let authorities: Vec<Label> = under
            .iter()
            .filter(|authority| self.instrument_visible(**authority))
            .map(|authority| self.instrument_label(world, *authority, side, done))
            .collect();
        let stands = |least: Label| under.is_empty() || authorities.iter().any(|label| *label >= least);
        if !stands(Label::Held) || self.ended(world, Target::Instrument(id), side, done) {
            Label::Out
        } else if !stands(Label::In) || self.suspended(world, Target::Instrument(id), side) {
            Label::Held
        } else {
            Label::In
        }
    }

    /// Whether an *in* end or annulment of the target applies; `done`: to label what has done its work then.
    pub(super) fn ended(self, world: &World, target: Target, side: Side, done: Option<Instant>) -> bool {
        let side = side.other();
        self.graph.effects(target).iter().copied().filter(|id| self.visible(*id, side)).any(|id| {
            match self.model.provision(id).effect {
                Effect::Annulment { .. } => self.label(world, id, side) == Label::In,
                Effect::End { revives, .. } => {
                    let start = self.start(world, id, side);
                    match done {
                        Some(done) if start < done => {
                            self.provision_label(world, id, side, Some(start), Base::Scope) == Label::In
                        }
                        Some(_) if !revives => false,
                        _ => self.label(world, id, side) == Label::In,
                    }
                }
                _ => false,
            }
        })
    }

    fn suspended(self, world: &World, target: Target, side: Side) -> bool {
        !self.suspensions(world, target, side).is_empty()
    }

    /// The *in* suspensions of the target itself.
    fn suspensions(self, world: &World, target: Target, side: Side) -> Vec<ProvisionId> {
        let side = side.other();
        let is_in = |id: &ProvisionId| {
            matches!(self.model.provision(*id).effect, Effect::Suspension { .. })
                && self.visible(*id, side)
                && self.label(world, *id, side) == Label::In
        };
        self.graph.effects(target).iter().copied().filter(is_in).collect()
    }

    /// All *in* suspensions of a provision, of its carrier and of what that stands under (SPEC 10.2).
    pub(super) fn holders(self, world: &World, id: ProvisionId, side: Side) -> BTreeSet<ProvisionId> {
        self.chain(id).into_iter().flat_map(|target| self.suspensions(world, target, side)).collect()
    }

    /// The provision, what carries it, and all visible instruments that this stands under.
    pub(super) fn chain(self, id: ProvisionId) -> BTreeSet<Target> {
        let mut chain = BTreeSet::new();
        let mut open = vec![Target::Provision(id)];
        while let Some(target) = open.pop() {
            if !chain.insert(target) {
                continue;
            }
            match target {
                Target::Provision(id) => open.push(self.model.provision(id).carrier.into()),
                Target::Instrument(id) => {
                    let under = self.model.instrument(id).under.iter().copied();
                    open.extend(under.filter(|id| self.instrument_visible(*id)).map(Target::Instrument));
                }
            }
        }
        chain
    }

    /// Whether a prohibition is out through *in* ends and annulments alone (SPEC 6.3).
    pub(super) fn is_gone(self, world: &World, id: ProvisionId) -> bool {
        self.ended(world, Target::Provision(id), Side::Burden, None)
            || self.instrument_gone(world, self.model.home(id))
    }

    fn instrument_gone(self, world: &World, id: InstrumentId) -> bool {
        let under = &self.model.instrument(id).under;
        self.ended(world, Target::Instrument(id), Side::Burden, None)
            || (!under.is_empty()
                && under.iter().all(|id| self.instrument_visible(*id) && self.instrument_gone(world, *id)))
    }

    /// Whether a prohibition is out, and an *in* end or annulment brings that about (SPEC 10.3).
    pub(super) fn is_lifted(self, world: &World, id: ProvisionId) -> bool {
        self.base(world, id, Side::Burden)
            && self.label(world, id, Side::Burden) == Label::Out
            && self.chain(id).into_iter().any(|target| self.ended(world, target, Side::Burden, None))
    }
}
