//! The verdict in a world and its grounds (SPEC 6, 10.2).

use std::collections::BTreeSet;

use super::force::Label;
use super::world::{Scene, World};
use crate::model::{Effect, ProvisionId, Side};
use crate::verdict::Status;

/// What one provision brings about in a world.
pub(super) struct Speech {
    pub(super) provision: ProvisionId,
    pub(super) status: Status,
    pub(super) by: BTreeSet<ProvisionId>,
}

impl Scene<'_> {
    /// The statuses of all visible prohibitions and of all exemptions and licenses that speak, among those given.
    pub(super) fn speeches(self, world: &World, relevant: &BTreeSet<ProvisionId>) -> Vec<Speech> {
        let mut speeches = Vec::new();
        for id in relevant.iter().copied() {
            match &self.model.provision(id).effect {
                Effect::Prohibition if self.visible(id, Side::Burden) => {
                    let (status, by) = self.status(world, id);
                    speeches.push(Speech { provision: id, status, by });
                }
                Effect::Exemption { lifts, declares } if self.speaks(world, id, lifts, *declares) => {
                    speeches.push(Speech { provision: id, status: Status::Exempt, by: BTreeSet::new() });
                }
                Effect::License { lifts, declares, .. } if self.speaks(world, id, lifts, *declares) => {
                    speeches.push(Speech { provision: id, status: Status::Licensed, by: BTreeSet::new() });
                }
                _ => {}
            }
        }
        speeches
    }

    /// SPEC 6.1, with what brings the status about (10.2).
    fn status(self, world: &World, id: ProvisionId) -> (Status, BTreeSet<ProvisionId>) {
        let label = self.label(world, id, Side::Burden);
        if label == Label::Out {
            return (Status::Unregulated, BTreeSet::new());
        }
        let holders = self.holders(world, id, Side::Burden);
        let lifting: Vec<ProvisionId> = self
            .graph
            .lifting(id)
            .iter()
            .copied()
            .filter(|relief| self.visible(*relief, Side::Relieve))
            .filter(|relief| match self.label(world, *relief, Side::Relieve) {
                Label::In => true,
                Label::Held => {
                    label == Label::Held && self.holders(world, *relief, Side::Relieve).is_subset(&holders)
                }
                Label::Out => false,
            })
            .collect();
        let of_kind = |exemption: bool| -> BTreeSet<ProvisionId> {
            let is = |id: &ProvisionId| matches!(self.model.provision(*id).effect, Effect::Exemption { .. });
            lifting.iter().copied().filter(|id| is(id) == exemption).collect()
        };
        if !of_kind(true).is_empty() {
            return (Status::Exempt, of_kind(true));
        }
        if !of_kind(false).is_empty() {
            return (Status::Licensed, of_kind(false));
        }
        if label == Label::Held {
            return (Status::Suspended, holders);
        }
        let forbearing: BTreeSet<ProvisionId> = self
            .graph
            .forbearing(id)
            .iter()
            .copied()
            .filter(|id| self.visible(*id, Side::Relieve))
            .filter(|id| self.label(world, *id, Side::Relieve) == Label::In)
            .collect();
        if forbearing.is_empty() {
            (Status::Prohibited, forbearing)
        } else {
            (Status::Unenforced, forbearing)
        }
    }

    /// SPEC 6.3.
    fn speaks(self, world: &World, id: ProvisionId, lifts: &[ProvisionId], declares: bool) -> bool {
        self.visible(id, Side::Relieve)
            && self.label(world, id, Side::Relieve) == Label::In
            && (declares
                || lifts.iter().copied().any(|lifted| {
                    self.visible(lifted, Side::Burden)
                        && self.holds(world, lifted)
                        && !self.is_gone(world, lifted)
                }))
    }
}
