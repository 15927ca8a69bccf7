//! Values that no test of the rule set ever tells apart are one point (SPEC 7.4).

use rustc_hash::{FxHashMap, FxHashSet};

use super::index::Index;
use super::lens::Asking;
use super::question::{Question, Reading, Value};
use crate::model::{Model, Test};
use crate::time::Instant;
use crate::vocabulary::{Atom, Domain, FactId, NodeId, QuestionId, Tree, fact};

/// The points of one fact. Point 0 is: not stated.
#[derive(Debug)]
pub(crate) struct Points {
    pub(crate) fact: FactId,
    of: PointsOf,
    /// A value of every point; of point 0 none.
    values: Vec<Option<Value>>,
    /// Points of groups whose members change at dates of their own.
    dated: Vec<u32>,
}

#[derive(Debug)]
enum PointsOf {
    /// By index of the atom.
    Atoms(Vec<u32>),
    /// By value of a flag or choice, one point each.
    Listed,
    /// Where numbers begin to differ; sorted.
    Numbers(Vec<i64>),
}

/// What tells an atom from others: the tests that it passes, each with the part of its history and the combination of
/// shares; and of an app its publishers.
type Signature = (Vec<(u32, u32, u32)>, Vec<(Option<Instant>, Option<Instant>, NodeId)>);

/// From when on which kinds of atoms are open.
type History = Vec<(Instant, Vec<u32>)>;

/// Of every value of the facts of a tree, by index: from when on which atoms it leaves open. `None` for an atom, which
/// leaves itself open.
type Openings = Vec<Option<Vec<(Instant, Vec<Atom>)>>>;

/// The points of facts; what those of one tree have in common is found once.
pub(crate) struct PointsMaker<'m> {
    model: &'m Model,
    index: &'m Index,
    /// The distinct tests of the whole rule set.
    tests: &'m [&'m Test],
    openings: Vec<(Tree, Openings)>,
}

impl Points {
    /// The point of a value, or of none.
    pub(crate) fn of(&self, value: Option<Value>) -> u32 {
        match (&self.of, value) {
            (_, None) => 0,
            (PointsOf::Atoms(points), Some(Value::Atom(atom))) => points[atom.index()],
            (PointsOf::Listed, Some(Value::Flag(flag))) => 1 + u32::from(flag),
            (PointsOf::Listed, Some(Value::Choice(choice))) => 1 + choice,
            (PointsOf::Numbers(cuts), Some(Value::Number(number))) => {
                1 + cuts.partition_point(|cut| *cut <= number) as u32
            }
            _ => 0,
        }
    }

    /// Whether a point is that of a group whose members change at dates of their own.
    pub(crate) fn is_dated(&self, point: u32) -> bool {
        self.dated.contains(&point)
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// A value of a point.
    pub(crate) fn value(&self, point: u32) -> Option<Value> {
        self.values[point as usize]
    }

    fn listed(fact: FactId, values: impl IntoIterator<Item = Value>) -> Points {
        let values = std::iter::once(None).chain(values.into_iter().map(Some)).collect();
        Points { fact, of: PointsOf::Listed, values, dated: Vec::new() }
    }

    fn numbers(fact: FactId, tests: &[&Test]) -> Points {
        let mut cuts: Vec<i64> = Vec::new();
        for test in tests {
            if let Test::Number(tested, range) = test
                && *tested == fact
            {
                cuts.push(range.least);
                cuts.extend(range.greatest.checked_add(1));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        let firsts = std::iter::once(i64::MIN).chain(cuts.iter().copied());
        let values = std::iter::once(None).chain(firsts.map(|n| Some(Value::Number(n)))).collect();
        Points { fact, of: PointsOf::Numbers(cuts), values, dated: Vec::new() }
    }

    fn atoms(make: &PointsMaker<'_>, openings: &Openings, fact: FactId, tree: Tree) -> Points {
        let PointsMaker { model, index, tests, .. } = *make;
        let table = model.vocabulary.tree(tree);
        let mut signatures: Vec<Signature> = vec![Signature::default(); 2 * table.len()];
        for (number, test) in tests.iter().enumerate() {
            let looks = test.fact() == Some(fact)
                || (fact == fact::PUBLISHER && test.fact() == Some(fact::COUNTERPARTY));
            if looks {
                mark(model, index, test, number as u32, tree, &mut signatures);
            }
        }
        let of_publishers = |test: &&Test| matches!(test.fact(), Some(fact::PUBLISHER | fact::COUNTERPARTY));
        if fact == fact::APP && tests.iter().any(of_publishers) {
            for (n, edges) in model.vocabulary.publishers.iter().enumerate() {
                let row = edges.iter().map(|edge| (edge.span.from, edge.span.until, edge.to));
                signatures[2 * n].1 = row.collect();
            }
        }
        let mut kinds: FxHashMap<Signature, u32> = FxHashMap::default();
        let kind_of: Vec<u32> = signatures
            .into_iter()
            .map(|signature| {
                let next = kinds.len() as u32;
                *kinds.entry(signature).or_insert(next)
            })
            .collect();
        let mut points = Points { fact, of: PointsOf::Listed, values: vec![None], dated: Vec::new() };
        let mut known: FxHashMap<History, u32> = FxHashMap::default();
        // Most are of one kind for ever.
        let mut of_one_kind: Vec<Option<u32>> = vec![None; kinds.len()];
        let mut by_atom: Vec<u32> = Vec::with_capacity(kind_of.len());
        for (n, kind) in kind_of.iter().enumerate() {
            let node = NodeId::from_index(n / 2);
            let atom = if n % 2 == 0 { Atom::of(node) } else { Atom::other(node) };
            let mut new = |dated: bool| {
                points.values.push(Some(Value::Atom(atom)));
                let point = points.values.len() as u32 - 1;
                points.dated.extend(dated.then_some(point));
                point
            };
            let history = openings[n].as_ref().map(|opening| history(opening, &kind_of));
            let one_kind = match history.as_deref() {
                None => Some(*kind),
                Some([(_, kinds)]) if kinds.len() == 1 => Some(kinds[0]),
                Some(_) => None,
            };
            let point = match one_kind {
                Some(kind) => of_one_kind[kind as usize].get_or_insert_with(|| new(false)),
                None => {
                    let history = history.unwrap_or_default();
                    let dated = history.len() > 1 && !table.changes_under(node).is_empty();
                    known.entry(history).or_insert_with(|| new(dated))
                }
            };
            by_atom.push(*point);
        }
        Points { of: PointsOf::Atoms(by_atom), ..points }
    }
}

impl<'m> PointsMaker<'m> {
    pub(crate) fn new(model: &'m Model, index: &'m Index, tests: &'m [&'m Test]) -> PointsMaker<'m> {
        PointsMaker { model, index, tests, openings: Vec::new() }
    }

    /// The points of a fact.
    pub(crate) fn points(&mut self, fact: FactId) -> Points {
        match &self.model.vocabulary.fact(fact).domain {
            Domain::Flag => Points::listed(fact, [Value::Flag(false), Value::Flag(true)]),
            Domain::Choice(answers) => Points::listed(fact, (0..answers.len() as u32).map(Value::Choice)),
            Domain::Number { .. } => Points::numbers(fact, self.tests),
            Domain::Node(tree) => {
                let known = self.openings.iter().position(|(other, _)| other == tree);
                let place = known.unwrap_or_else(|| {
                    self.openings.push((*tree, self.openings(*tree)));
                    self.openings.len() - 1
                });
                Points::atoms(self, &self.openings[place].1, fact, *tree)
            }
        }
    }

    fn openings(&self, tree: Tree) -> Openings {
        let table = self.model.vocabulary.tree(tree);
        let question = Question { stated: Vec::new(), unregistered: Vec::new(), reading: Reading::PRESUMED };
        let asking = Asking { model: self.model, index: self.index, question: &question };
        let opening = |stated: Atom| {
            let node = stated.node();
            let always_an_atom = match (node == NodeId::ROOT, tree == Tree::App) {
                (true, _) => stated.is_other(),
                (false, true) => true,
                (false, false) => {
                    !stated.is_other() && table.children(node).is_empty() && !table.node(node).exhaustive
                }
            };
            if always_an_atom {
                return None;
            }
            // While it has no atoms the whole tree is open (SPEC 11.1), whose kinds never change.
            let mut eras = table.changes_under(node);
            eras.push(Instant::MIN);
            eras.sort_unstable();
            eras.dedup();
            let atoms = |at| (at, asking.atoms_of(tree, Some(Value::Atom(stated)), at));
            Some(eras.into_iter().map(atoms).collect())
        };
        let nodes = (0..table.len()).map(NodeId::from_index);
        nodes.flat_map(|node| [Atom::of(node), Atom::other(node)]).map(opening).collect()
    }
}

/// The kinds of atoms that are open, era by era; neighbours differ.
fn history(opening: &[(Instant, Vec<Atom>)], kind_of: &[u32]) -> History {
    let kinds = |(at, atoms): &(Instant, Vec<Atom>)| {
        let mut seen = FxHashSet::default();
        let kinds = atoms.iter().map(|atom| kind_of[atom.index()]);
        let mut kinds: Vec<u32> = kinds.filter(|kind| seen.insert(*kind)).collect();
        kinds.sort_unstable();
        (*at, kinds)
    };
    let mut open: History = opening.iter().map(kinds).collect();
    open.dedup_by(|later, earlier| later.1 == earlier.1);
    open
}

/// Notes a test with all atoms that ever pass it.
fn mark(model: &Model, index: &Index, test: &Test, number: u32, tree: Tree, signatures: &mut [Signature]) {
    let table = model.vocabulary.tree(tree);
    let mut note = |atom: Atom, era: usize, combo: usize| {
        signatures[atom.index()].0.push((number, era as u32, combo as u32));
    };
    match test {
        Test::Under(_, over) if *over == NodeId::ROOT => {}
        Test::Under(_, over) => {
            let mut eras = table.changes_under(*over);
            eras.push(Instant::MIN);
            eras.sort_unstable();
            eras.dedup();
            for (era, at) in eras.into_iter().enumerate() {
                for node in table.nodes_under(*over, at) {
                    note(Atom::of(node), era, 0);
                    note(Atom::other(node), era, 0);
                }
            }
        }
        Test::Party(_, party) => note(Atom::of(*party), 0, 0),
        Test::Member(_, group) => {
            let eras = std::iter::once(Instant::MIN).chain(index.changes.iter().copied());
            for (era, at) in eras.enumerate() {
                for combo in 0..index.combos() {
                    let answer = |question: QuestionId| index.combo_answer(combo, question);
                    for (n, member) in index.members(model, *group, at, &answer).into_iter().enumerate() {
                        if member {
                            note(Atom::of(NodeId::from_index(n)), era, combo);
                        }
                    }
                }
            }
        }
        Test::Flag(..) | Test::Choice(..) | Test::Number(..) | Test::Question(..) => {}
    }
}
