//! What the law speaks of: facts and their domains, the five trees, parties and groups, questions (SPEC 2).

pub(crate) mod fact;
mod group;
mod question;
mod regions_table;
mod text;
mod tree;

use serde::{Deserialize, Serialize};

pub use fact::Tree;
pub(crate) use fact::{BUILT_IN_FACTS, Domain, Fact, FactId};
pub(crate) use group::{Group, GroupId, Owner, Share, Stake};
pub(crate) use question::{Question, QuestionId};
pub(crate) use regions_table::{ALIASES, COUNTRIES};
pub use text::Text;
pub(crate) use tree::{ACTIVITIES, ACTORS, Atom, Edge, Node, NodeId, ROOTS, Span, TreeTable};

use crate::time::Instant;

/// Everything that rules and questions may name.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Vocabulary {
    /// In the order of [`Tree`].
    pub(crate) trees: [TreeTable; 5],
    pub(crate) facts: Vec<Fact>,
    pub(crate) questions: Vec<Question>,
    /// Of each node of the app tree: its publishers.
    pub(crate) publishers: Vec<Vec<Edge>>,
    /// Of each node of the party tree: its owners.
    pub(crate) owners: Vec<Vec<Owner>>,
    pub(crate) groups: Vec<Group>,
    pub(crate) issuers: Vec<Issuer>,
    pub(crate) coverage: Vec<Coverage>,
}

/// Who issues instruments.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Issuer {
    pub(crate) id: String,
    pub(crate) name: Text,
    pub(crate) region: Option<NodeId>,
    pub(crate) rank: Option<i64>,
}

/// A row of the register of coverage (SPEC 7.6): where somebody has looked.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Coverage {
    pub(crate) region: Option<NodeId>,
    pub(crate) activities: Option<Vec<NodeId>>,
    pub(crate) from: Option<Instant>,
    pub(crate) as_of: Option<Instant>,
    pub(crate) note: Text,
}

impl Vocabulary {
    pub(crate) fn tree(&self, tree: Tree) -> &TreeTable {
        &self.trees[tree as usize]
    }

    pub(crate) fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    pub(crate) fn question(&self, id: QuestionId) -> &Question {
        &self.questions[id.index()]
    }

    pub(crate) fn fact_named(&self, name: &str) -> Option<FactId> {
        self.facts.iter().position(|fact| fact.id == name).map(FactId::from_index)
    }

    pub(crate) fn question_named(&self, name: &str) -> Option<QuestionId> {
        self.questions.iter().position(|question| question.id == name).map(QuestionId::from_index)
    }

    /// The publisher that the register names for an app at an instant (SPEC 2.5).
    pub(crate) fn publisher(&self, app: Atom, at: Instant) -> Option<NodeId> {
        if app.is_other() {
            return None;
        }
        self.publishers
            .get(app.node().index())?
            .iter()
            .find(|edge| edge.span.contains(at))
            .map(|edge| edge.to)
    }

    /// How many combinations of answers there are to the questions on which shares rest.
    pub(crate) fn share_combinations(&self) -> usize {
        let mut questions: Vec<QuestionId> = self
            .owners
            .iter()
            .flatten()
            .filter_map(|owner| match owner.share {
                Stake::Asked(question, _) => Some(question),
                Stake::Known(_) => None,
            })
            .collect();
        questions.sort_unstable();
        questions.dedup();
        let answers =
            questions.into_iter().map(|id| self.questions.get(id.index()).map_or(1, |it| it.answers.len()));
        answers.fold(1, usize::saturating_mul)
    }

    /// Every instant at which an edge of a register begins or ends.
    pub(crate) fn boundaries(&self) -> Vec<Instant> {
        let trees = self.trees.iter().flat_map(TreeTable::spans);
        let publishers = self.publishers.iter().flatten().map(|edge| edge.span);
        let owners = self.owners.iter().flatten().map(|owner| owner.span);
        let coverage = self.coverage.iter().filter_map(|row| row.from);
        let mut all: Vec<Instant> = trees
            .chain(publishers)
            .chain(owners)
            .flat_map(|span| [span.from, span.until])
            .flatten()
            .chain(coverage)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
