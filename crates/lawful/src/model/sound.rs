//! Whether a model that did not come from documents is one that documents could have made: every index points at
//! something, and nothing needs itself (SPEC 3.7, 12.6). What documents say is checked where they are read.

use super::{Effect, Instrument, LegalTime, Model, Moment, Provision, ProvisionId, Target, Test};
use crate::order;
use crate::vocabulary::{
    BUILT_IN_FACTS, Domain, FactId, GroupId, NodeId, QuestionId, ROOTS, Span, Stake, Tree,
};

/// A rule set has at most so many combinations of answers to the questions on which shares rest: memberships are found
/// out for each (SPEC 14.12).
pub(crate) const MAX_SHARE_COMBINATIONS: usize = 4096;

impl Model {
    /// Whether the engine may rely on it.
    pub(crate) fn is_sound(&self) -> bool {
        self.vocabulary_is_sound() && self.law_is_sound() && self.needs_are_sound()
    }

    fn vocabulary_is_sound(&self) -> bool {
        let vocabulary = &self.vocabulary;
        let count = |tree| vocabulary.tree(tree).len();
        let trees = Tree::ALL.into_iter().zip(ROOTS).all(|(tree, root)| vocabulary.tree(tree).is_sound(root));
        let built_in = BUILT_IN_FACTS.iter().enumerate().all(|(n, (id, tree))| {
            vocabulary.facts.get(n).is_some_and(|fact| fact.id == *id && fact.domain == Domain::Node(*tree))
        });
        let facts = vocabulary.facts.iter().all(|fact| match (&fact.domain, fact.presumed) {
            (_, None) => true,
            (Domain::Flag, Some(value)) => value <= 1,
            (Domain::Choice(answers), Some(value)) => (value as usize) < answers.len(),
            (Domain::Number { .. } | Domain::Node(_), Some(_)) => false,
        });
        let questions = vocabulary.questions.iter().all(|question| {
            !question.answers.is_empty()
                && question.presumed.is_none_or(|value| (value as usize) < question.answers.len())
        });
        let party = |node: NodeId| node.index() < count(Tree::Party);
        let publishers = vocabulary.publishers.len() == count(Tree::App)
            && vocabulary.publishers.iter().flatten().all(|edge| party(edge.to));
        let owners = vocabulary.owners.len() == count(Tree::Party)
            && vocabulary.owners.iter().flatten().all(|owner| {
                party(owner.party)
                    && match &owner.share {
                        Stake::Known(_) => true,
                        Stake::Asked(question, shares) => self.answers(*question) == Some(shares.len()),
                    }
            });
        let groups = vocabulary.groups.iter().all(|group| group.roots.iter().copied().all(party));
        let region = |node: Option<NodeId>| node.is_none_or(|node| node.index() < count(Tree::Region));
        let issuers = vocabulary.issuers.iter().all(|issuer| region(issuer.region));
        let coverage = vocabulary.coverage.iter().all(|row| {
            let activity = |node: &NodeId| node.index() < count(Tree::Activity);
            region(row.region) && row.activities.iter().flatten().all(activity)
        });
        trees
            && vocabulary.share_combinations() <= MAX_SHARE_COMBINATIONS
            && built_in
            && facts
            && questions
            && publishers
            && owners
            && groups
            && issuers
            && coverage
    }

    /// How many answers a question has, if there is such a question.
    fn answers(&self, question: QuestionId) -> Option<usize> {
        self.vocabulary.questions.get(question.index()).map(|question| question.answers.len())
    }

    fn law_is_sound(&self) -> bool {
        let sorted = self.instruments.windows(2).all(|pair| pair[0].id < pair[1].id);
        let instruments = self.instruments.iter().all(|instrument| {
            instrument.issuer.is_none_or(|issuer| (issuer as usize) < self.vocabulary.issuers.len())
                && instrument.under.iter().all(|id| self.has(Target::Instrument(*id)))
                && moment_is_sound(instrument.issued)
                && moment_is_sound(instrument.public)
                && self.time_is_sound(&instrument.effective)
        });
        let provisions = self.provisions.iter().all(|provision| {
            self.has(provision.carrier.into())
                && moment_is_sound(provision.public)
                && self.time_is_sound(&provision.from)
                && provision.until.as_ref().is_none_or(|until| self.time_is_sound(until))
                && provision.when.tests().into_iter().all(|test| self.test_is_sound(test))
                && self.effect_is_sound(&provision.effect)
        });
        sorted && instruments && provisions
    }

    fn has(&self, target: Target) -> bool {
        match target {
            Target::Instrument(id) => id.index() < self.instruments.len(),
            Target::Provision(id) => id.index() < self.provisions.len(),
        }
    }

    fn time_is_sound(&self, time: &LegalTime) -> bool {
        let answered = match time {
            LegalTime::Fixed(_) => true,
            LegalTime::Asked(question, moments) => self.answers(*question) == Some(moments.len()),
        };
        answered && time.moments().iter().copied().all(moment_is_sound)
    }

    fn test_is_sound(&self, test: &Test) -> bool {
        let domain = |fact: FactId| self.vocabulary.facts.get(fact.index()).map(|fact| &fact.domain);
        let in_tree = |fact: FactId, node: NodeId| match domain(fact) {
            Some(Domain::Node(tree)) => node.index() < self.vocabulary.tree(*tree).len(),
            _ => false,
        };
        let of_parties = |fact: FactId| domain(fact) == Some(&Domain::Node(Tree::Party));
        let group = |group: GroupId| group.index() < self.vocabulary.groups.len();
        match test {
            Test::Under(fact, node) => in_tree(*fact, *node),
            Test::Party(fact, node) => of_parties(*fact) && in_tree(*fact, *node),
            Test::Member(fact, id) => of_parties(*fact) && group(*id),
            Test::Flag(fact, _) => domain(*fact) == Some(&Domain::Flag),
            Test::Choice(fact, answer) => match domain(*fact) {
                Some(Domain::Choice(answers)) => (*answer as usize) < answers.len(),
                _ => false,
            },
            Test::Number(fact, range) => {
                matches!(domain(*fact), Some(Domain::Number { .. })) && range.least <= range.greatest
            }
            Test::Question(question, answer) => {
                self.answers(*question).is_some_and(|answers| (*answer as usize) < answers)
            }
        }
    }

    fn effect_is_sound(&self, effect: &Effect) -> bool {
        let prohibitions = |ids: &[ProvisionId]| {
            ids.iter().all(|id| {
                self.provisions.get(id.index()).is_some_and(|target| target.effect == Effect::Prohibition)
            })
        };
        match effect {
            Effect::Prohibition | Effect::Reserve => true,
            Effect::Exemption { lifts, .. } | Effect::License { lifts, .. } => prohibitions(lifts),
            Effect::Forbearance { of } => prohibitions(of),
            Effect::Suspension { of, .. }
            | Effect::End { of, .. }
            | Effect::Annulment { of }
            | Effect::Challenge { of }
            | Effect::Statement { of } => of.iter().all(|target| self.has(*target)),
            Effect::Answer { question, is } => {
                self.answers(*question).is_some_and(|answers| (*is as usize) < answers)
            }
        }
    }

    /// Whether the graph of needs is free of cycles, and no path in it is so long that following it takes much stack.
    fn needs_are_sound(&self) -> bool {
        levels(&needs(&self.instruments, &self.provisions)).is_some_and(|levels| levels <= 64)
    }
}

/// The graph of needs (SPEC 3.7): what each instrument and then each provision rests on, by number.
pub(crate) fn needs(instruments: &[Instrument], provisions: &[Provision]) -> Vec<Vec<usize>> {
    let count = instruments.len();
    let number = |target: Target| match target {
        Target::Instrument(id) => id.index(),
        Target::Provision(id) => count + id.index(),
    };
    let mut needs = vec![Vec::new(); count + provisions.len()];
    for (n, instrument) in instruments.iter().enumerate() {
        needs[n].extend(instrument.under.iter().map(|id| id.index()));
    }
    for (n, provision) in provisions.iter().enumerate() {
        needs[count + n].push(number(provision.carrier.into()));
        for target in provision.effect.acts_on().into_iter().flatten() {
            needs[number(*target)].push(count + n);
        }
    }
    needs
}

/// The length of the longest path, or `None` if there is a cycle.
pub(crate) fn levels(edges: &[Vec<usize>]) -> Option<usize> {
    let mut incoming = vec![0usize; edges.len()];
    edges.iter().flatten().for_each(|to| incoming[*to] += 1);
    let mut level = vec![1usize; edges.len()];
    let mut open: Vec<usize> = (0..edges.len()).filter(|n| incoming[*n] == 0).collect();
    let mut done = 0;
    while let Some(n) = open.pop() {
        done += 1;
        for to in &edges[n] {
            level[*to] = level[*to].max(level[n] + 1);
            incoming[*to] -= 1;
            if incoming[*to] == 0 {
                open.push(*to);
            }
        }
    }
    (done == edges.len()).then(|| level.into_iter().max().unwrap_or(0))
}

fn moment_is_sound(moment: Moment) -> bool {
    match moment {
        Moment::Exact(_) => true,
        Moment::Between(from, until) => from < until,
    }
}

impl crate::vocabulary::TreeTable {
    /// Whether it has that root, which is never fully known, every edge points at a node, both directions agree, and there is no cycle.
    fn is_sound(&self, root: &str) -> bool {
        if !self.has_rows_for_all()
            || self.node(NodeId::ROOT).id != root
            || self.node(NodeId::ROOT).exhaustive
        {
            return false;
        }
        let nodes = || (0..self.len()).map(NodeId::from_index);
        let inside = |node: NodeId| node.index() < self.len();
        if !nodes()
            .all(|node| self.parents(node).iter().chain(self.children(node)).all(|edge| inside(edge.to)))
            || !self.all_aliases().all(|(_, node)| inside(node))
        {
            return false;
        }
        let sorted = |mut pairs: Vec<(NodeId, NodeId, Span)>| {
            let key =
                |(child, parent, span): &(NodeId, NodeId, Span)| (*child, *parent, span.from, span.until);
            order::sort_by(&mut pairs, |a, b| key(a) < key(b));
            pairs
        };
        let up =
            nodes().flat_map(|node| self.parents(node).iter().map(move |edge| (node, edge.to, edge.span)));
        let down =
            nodes().flat_map(|node| self.children(node).iter().map(move |edge| (edge.to, node, edge.span)));
        let edges: Vec<Vec<usize>> =
            nodes().map(|node| self.children(node).iter().map(|edge| edge.to.index()).collect()).collect();
        sorted(up.collect()) == sorted(down.collect()) && levels(&edges).is_some_and(|levels| levels <= 64)
    }
}
