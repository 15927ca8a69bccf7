//! Who acts on whom: the references of the model, followed backwards.

use crate::model::{Effect, Model, ProvisionId, Target};
use crate::vocabulary::QuestionId;

/// For every target, what names it.
#[derive(Debug)]
pub(crate) struct Graph {
    on_instrument: Lists,
    on_provision: Lists,
    lifting: Lists,
    forbearing: Lists,
    answering: Lists,
}

/// A list of provisions for each of a row of things, all in one piece of memory.
#[derive(Debug)]
struct Lists {
    /// Where the list of each ends.
    ends: Box<[u32]>,
    provisions: Box<[ProvisionId]>,
}

impl Graph {
    pub(crate) fn of(model: &Model) -> Graph {
        let (mut on_instrument, mut on_provision) = (Vec::new(), Vec::new());
        let (mut lifting, mut forbearing, mut answering) = (Vec::new(), Vec::new(), Vec::new());
        for (id, provision) in model.provisions() {
            match &provision.effect {
                Effect::Suspension { of, .. } | Effect::End { of, .. } | Effect::Annulment { of } => {
                    for target in of {
                        match target {
                            Target::Instrument(target) => on_instrument.push((target.index(), id)),
                            Target::Provision(target) => on_provision.push((target.index(), id)),
                        }
                    }
                }
                Effect::Exemption { lifts, .. } | Effect::License { lifts, .. } => {
                    lifting.extend(lifts.iter().map(|lifted| (lifted.index(), id)));
                }
                Effect::Forbearance { of } => {
                    forbearing.extend(of.iter().map(|covered| (covered.index(), id)));
                }
                Effect::Answer { question, .. } => answering.push((question.index(), id)),
                Effect::Prohibition
                | Effect::Reserve
                | Effect::Challenge { .. }
                | Effect::Statement { .. } => {}
            }
        }
        let provisions = model.provisions.len();
        Graph {
            on_instrument: Lists::of(model.instruments.len(), on_instrument),
            on_provision: Lists::of(provisions, on_provision),
            lifting: Lists::of(provisions, lifting),
            forbearing: Lists::of(provisions, forbearing),
            answering: Lists::of(model.vocabulary.questions.len(), answering),
        }
    }

    /// Suspensions, ends and annulments that name a target.
    pub(crate) fn effects(&self, target: Target) -> &[ProvisionId] {
        match target {
            Target::Instrument(id) => self.on_instrument.get(id.index()),
            Target::Provision(id) => self.on_provision.get(id.index()),
        }
    }

    /// Exemptions and licenses that lift a prohibition.
    pub(crate) fn lifting(&self, id: ProvisionId) -> &[ProvisionId] {
        self.lifting.get(id.index())
    }

    /// Forbearances of a prohibition.
    pub(crate) fn forbearing(&self, id: ProvisionId) -> &[ProvisionId] {
        self.forbearing.get(id.index())
    }

    /// Answers to a question.
    pub(crate) fn answering(&self, id: QuestionId) -> &[ProvisionId] {
        self.answering.get(id.index())
    }
}

impl Lists {
    /// From pairs of a thing and a provision; those of one thing keep their order.
    fn of(things: usize, pairs: Vec<(usize, ProvisionId)>) -> Lists {
        let mut ends = vec![0u32; things];
        for (thing, _) in &pairs {
            ends[*thing] += 1;
        }
        let mut end = 0;
        for count in &mut ends {
            end += *count;
            *count = end;
        }
        // From behind, so that what came first comes first; each end moves down to its beginning.
        let mut provisions = vec![ProvisionId::from_index(0); pairs.len()];
        let mut beginnings = ends.clone();
        for (thing, id) in pairs.into_iter().rev() {
            beginnings[thing] -= 1;
            provisions[beginnings[thing] as usize] = id;
        }
        Lists { ends: ends.into(), provisions: provisions.into() }
    }

    fn get(&self, thing: usize) -> &[ProvisionId] {
        let from = thing.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.provisions[from as usize..self.ends[thing] as usize]
    }
}
