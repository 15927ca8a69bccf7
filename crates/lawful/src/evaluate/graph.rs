//! Who acts on whom: the references of the model, followed backwards.

use crate::model::{Effect, Model, ProvisionId, Target};

/// For every target, what names it.
#[derive(Debug)]
pub(crate) struct Graph {
    /// Suspensions, ends and annulments of each instrument.
    pub(crate) on_instrument: Vec<Vec<ProvisionId>>,
    /// Suspensions, ends and annulments of each provision.
    pub(crate) on_provision: Vec<Vec<ProvisionId>>,
    /// Exemptions and licenses that lift each prohibition.
    pub(crate) lifting: Vec<Vec<ProvisionId>>,
    /// Forbearances of each prohibition.
    pub(crate) forbearing: Vec<Vec<ProvisionId>>,
    /// Answers to each question.
    pub(crate) answering: Vec<Vec<ProvisionId>>,
}

impl Graph {
    pub(crate) fn of(model: &Model) -> Graph {
        let provisions = model.provisions.len();
        let mut graph = Graph {
            on_instrument: vec![Vec::new(); model.instruments.len()],
            on_provision: vec![Vec::new(); provisions],
            lifting: vec![Vec::new(); provisions],
            forbearing: vec![Vec::new(); provisions],
            answering: vec![Vec::new(); model.vocabulary.questions.len()],
        };
        for (id, provision) in model.provisions() {
            match &provision.effect {
                Effect::Suspension { of, .. } | Effect::End { of, .. } | Effect::Annulment { of } => {
                    for target in of {
                        graph.effects_mut(*target).push(id);
                    }
                }
                Effect::Exemption { lifts, .. } | Effect::License { lifts, .. } => {
                    for lifted in lifts {
                        graph.lifting[lifted.index()].push(id);
                    }
                }
                Effect::Forbearance { of } => {
                    for covered in of {
                        graph.forbearing[covered.index()].push(id);
                    }
                }
                Effect::Answer { question, .. } => graph.answering[question.index()].push(id),
                Effect::Prohibition
                | Effect::Reserve
                | Effect::Challenge { .. }
                | Effect::Statement { .. } => {}
            }
        }
        graph
    }

    /// Suspensions, ends and annulments that name a target.
    pub(crate) fn effects(&self, target: Target) -> &[ProvisionId] {
        match target {
            Target::Instrument(id) => &self.on_instrument[id.index()],
            Target::Provision(id) => &self.on_provision[id.index()],
        }
    }

    fn effects_mut(&mut self, target: Target) -> &mut Vec<ProvisionId> {
        match target {
            Target::Instrument(id) => &mut self.on_instrument[id.index()],
            Target::Provision(id) => &mut self.on_provision[id.index()],
        }
    }
}
