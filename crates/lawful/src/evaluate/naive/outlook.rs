//! What is pending (SPEC 10.4).

use std::collections::BTreeSet;

use super::force::Label;
use super::world::Scene;
use crate::evaluate::record::Outlook;
use crate::model::{Effect, ProvisionId, Side, Target};
use crate::time::Instant;

/// More worlds than that are taken to contain one that does what is asked (SPEC 7.4: a superset).
const CAP: usize = 1 << 16;

impl Scene<'_> {
    pub(super) fn outlook(self) -> Outlook {
        let relevant = self.relevant_to_outlook();
        let mut outlook = Outlook::default();
        for (id, provision) in self.model.provisions() {
            match &provision.effect {
                Effect::Challenge { of } if self.concerns(of, &relevant) && self.may_be_in(id) => {
                    outlook.challenges.push(id);
                }
                Effect::Statement { of } if self.concerns(of, &relevant) && self.may_be_in(id) => {
                    outlook.statements.push(id);
                }
                Effect::Reserve if self.may_be_in(id) => outlook.reserves.push(id),
                Effect::Prohibition if relevant.contains(&Target::Provision(id)) && self.is_scheduled(id) => {
                    outlook.scheduled.push(id);
                }
                _ => {}
            }
        }
        outlook
    }

    fn concerns(self, of: &[Target], relevant: &BTreeSet<Target>) -> bool {
        of.is_empty() || of.iter().any(|target| relevant.contains(target))
    }

    fn may_be_in(self, id: ProvisionId) -> bool {
        let side = self.model.provision(id).own_side();
        self.visible(id, side)
            && self
                .worlds(&self.force_closure(id), CAP)
                .is_none_or(|all| all.worlds.iter().any(|world| self.label(world, id, side) == Label::In))
    }

    fn relevant_to_outlook(self) -> BTreeSet<Target> {
        let mut open: Vec<Target> = self
            .model
            .provisions()
            .filter(|(id, provision)| {
                let side = provision.own_side();
                matches!(
                    provision.effect,
                    Effect::Prohibition | Effect::Exemption { .. } | Effect::License { .. }
                ) && self.visible(*id, side)
                    && self.in_some_world(*id, |world| {
                        self.holds(world, *id)
                            && self.end(world, *id, side).is_none_or(|end| self.when.at < end)
                    })
            })
            .map(|(id, _)| Target::Provision(id))
            .collect();
        let mut relevant = BTreeSet::new();
        while let Some(target) = open.pop() {
            if !relevant.insert(target) {
                continue;
            }
            let effects = self.graph.effects(target).iter().copied();
            open.extend(effects.filter(|id| self.visible_at_all(*id)).map(Target::Provision));
            match target {
                Target::Provision(id) => {
                    let forbearing = self.graph.forbearing(id).iter().copied();
                    open.extend(forbearing.filter(|id| self.visible_at_all(*id)).map(Target::Provision));
                    open.push(self.model.provision(id).carrier.into());
                }
                Target::Instrument(id) => {
                    let under = self.model.instrument(id).under.iter().copied();
                    open.extend(under.filter(|id| self.instrument_visible(*id)).map(Target::Instrument));
                }
            }
        }
        relevant
    }

    /// Whether its window starts later, and it is not out then in some world.
    fn is_scheduled(self, id: ProvisionId) -> bool {
        let starts: BTreeSet<Instant> = self
            .model
            .provision(id)
            .from
            .moments()
            .iter()
            .map(|moment| moment.begin(Side::Burden))
            .filter(|start| *start > self.when.at)
            .collect();
        starts.into_iter().any(|start| {
            let then = self.at(start);
            then.worlds(&then.force_closure(id), CAP).is_none_or(|all| {
                all.worlds.iter().any(|world| {
                    then.start(world, id, Side::Burden) == start
                        && then.label(world, id, Side::Burden) != Label::Out
                })
            })
        })
    }
}
