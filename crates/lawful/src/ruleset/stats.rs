//! How large a rule set is, and how long a decision may take.

use crate::evaluate::decide::CAP;
use crate::model::{Effect, Provision};
use crate::ruleset::Ruleset;

/// Sizes of a rule set. Tables and planes are made when questions first need them, so these sizes grow up to a bound.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stats {
    /// Instruments.
    pub instruments: usize,
    /// Provisions, the ends that `replaces` adds included.
    pub provisions: usize,
    /// Facts, the built-in ones included.
    pub facts: usize,
    /// Questions.
    pub questions: usize,
    /// Different instants at which a window may begin or end or the register changes.
    pub boundaries: usize,
    /// For every fact that any provision tests: its id, and how many kinds of values the tests tell apart, "not
    /// stated" included. Empty until a first question was prepared.
    pub classes: Vec<(String, usize)>,
    /// Blocks, one for an app class and an activity class, made so far.
    pub blocks: usize,
    /// Cells made so far: combinations of classes with their answers over all time.
    pub cells: usize,
    /// Bytes of these answers.
    pub plane_bytes: usize,
    /// A bound on the labels that one decision computes (SPEC 14.12): 65,536 worlds, at every boundary, once more for
    /// each value of each presumption and for each provision that may be pending; in each the labels of every provision
    /// and instrument on either side, by themselves and as each end and annulment sees them.
    pub worst_case_labels: u64,
}

impl Ruleset {
    /// Sizes of the rule set, and a bound on the work of a decision.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let model = self.model();
        let vocabulary = &model.vocabulary;
        let mut boundaries = vocabulary.boundaries();
        for provision in &model.provisions {
            let moments = provision.times().flat_map(|time| time.moments());
            boundaries.extend(moments.flat_map(|moment| [moment.earliest(), moment.latest()]));
        }
        boundaries.sort_unstable();
        boundaries.dedup();
        let table = self.made_table();
        let (blocks, cells, plane_bytes) = table.map_or((0, 0, 0), |table| table.made_so_far());
        let name = |points: &crate::evaluate::points::Points| {
            (vocabulary.fact(points.fact).id.clone(), points.len())
        };
        let classes = table.map_or_else(Vec::new, |table| {
            [table.apps(), table.activities()].into_iter().chain(table.others()).map(name).collect()
        });
        let presumptions: usize =
            vocabulary.questions.iter().map(|question| question.answers.len()).sum::<usize>()
                + vocabulary.facts.iter().filter(|fact| fact.presumed.is_some()).count() * 2;
        let ending = |provision: &&Provision| {
            matches!(provision.effect, Effect::End { .. } | Effect::Annulment { .. })
        };
        let ending = model.provisions.iter().filter(ending).count() as u64;
        let labelled = (model.provisions.len() + model.instruments.len()) as u64;
        let labels = 8u64.saturating_mul(labelled).saturating_mul(1 + 2 * ending);
        let instants = (boundaries.len() + presumptions + model.provisions.len() + 3) as u64;
        Stats {
            instruments: model.instruments.len(),
            provisions: model.provisions.len(),
            facts: vocabulary.facts.len(),
            questions: vocabulary.questions.len(),
            boundaries: boundaries.len(),
            classes,
            blocks,
            cells,
            plane_bytes,
            worst_case_labels: (CAP as u64).saturating_mul(instants).saturating_mul(labels),
        }
    }
}
