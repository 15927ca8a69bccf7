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

/// The points of a node fact while they are found, atom by atom.
struct Growing<'p> {
    points: &'p mut Points,
    /// By index of the atom.
    kind_of: Vec<u32>,
    /// Of the value at hand.
    history: History,
    known: FxHashMap<History, u32>,
    /// By kind: the point of what is of that kind for ever, as most are.
    of_one_kind: Vec<Option<u32>>,
    by_atom: Vec<u32>,
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

    /// Those of a fact of which no value is told from any other yet.
    pub(crate) fn none(fact: FactId) -> Points {
        Points { fact, of: PointsOf::Listed, values: vec![None], dated: Vec::new() }
    }

    /// Finds the points of facts, for the distinct tests of a whole rule set.
    pub(crate) fn find<'p>(
        model: &Model,
        index: &Index,
        tests: &[&Test],
        points: impl Iterator<Item = &'p mut Points>,
    ) {
        let mut of_trees: Vec<(Tree, Vec<Growing<'p>>)> = Vec::new();
        for points in points {
            match &model.vocabulary.fact(points.fact).domain {
                Domain::Flag => points.values.extend([false, true].map(|flag| Some(Value::Flag(flag)))),
                Domain::Choice(answers) => {
                    points.values.extend((0..answers.len() as u32).map(|choice| Some(Value::Choice(choice))));
                }
                Domain::Number { .. } => points.find_numbers(tests),
                Domain::Node(tree) => {
                    let growing = Growing::new(model, index, tests, *tree, points);
                    match of_trees.iter_mut().find(|(other, _)| other == tree) {
                        Some((_, known)) => known.push(growing),
                        None => of_trees.push((*tree, vec![growing])),
                    }
                }
            }
        }
        for (tree, growing) in of_trees {
            find_atoms(model, index, tree, growing);
        }
    }

    fn find_numbers(&mut self, tests: &[&Test]) {
        let mut cuts: Vec<i64> = Vec::new();
        for test in tests {
            if let Test::Number(tested, range) = test
                && *tested == self.fact
            {
                cuts.push(range.least);
                cuts.extend(range.greatest.checked_add(1));
            }
        }
        cuts.sort_unstable();
        cuts.dedup();
        let firsts = std::iter::once(i64::MIN).chain(cuts.iter().copied());
        self.values.extend(firsts.map(|n| Some(Value::Number(n))));
        self.of = PointsOf::Numbers(cuts);
    }
}

/// The points of the facts of one tree: what a value leaves open is found once for all of them.
fn find_atoms(model: &Model, index: &Index, tree: Tree, mut growing: Vec<Growing<'_>>) {
    let table = model.vocabulary.tree(tree);
    let question = Question { stated: Vec::new(), unregistered: Vec::new(), reading: Reading::PRESUMED };
    let asking = Asking { model, index, question: &question };
    let nodes = (0..table.len()).map(NodeId::from_index);
    for stated in nodes.flat_map(|node| [Atom::of(node), Atom::other(node)]) {
        let node = stated.node();
        let always_an_atom = match (node == NodeId::ROOT, tree == Tree::App) {
            (true, _) => stated.is_other(),
            (false, true) => true,
            (false, false) => {
                !stated.is_other() && table.children(node).is_empty() && !table.node(node).exhaustive
            }
        };
        if always_an_atom {
            growing.iter_mut().for_each(|growing| growing.add_atom(stated));
            continue;
        }
        // While it has no atoms the whole tree is open (SPEC 11.1), whose kinds never change.
        let mut changes = table.changes_under(node);
        changes.sort_unstable();
        changes.dedup();
        for at in std::iter::once(Instant::MIN).chain(changes.iter().copied()) {
            let atoms = asking.atoms_of(tree, Some(Value::Atom(stated)), at);
            growing.iter_mut().for_each(|growing| growing.leave_open(at, &atoms));
        }
        growing.iter_mut().for_each(|growing| growing.add_group(stated, !changes.is_empty()));
    }
    growing.into_iter().for_each(Growing::finish);
}

impl<'p> Growing<'p> {
    fn new(model: &Model, index: &Index, tests: &[&Test], tree: Tree, points: &'p mut Points) -> Growing<'p> {
        let (table, fact) = (model.vocabulary.tree(tree), points.fact);
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
        Growing {
            points,
            history: History::new(),
            known: FxHashMap::default(),
            of_one_kind: vec![None; kinds.len()],
            by_atom: Vec::with_capacity(kind_of.len()),
            kind_of,
        }
    }

    /// A value that leaves itself open.
    fn add_atom(&mut self, atom: Atom) {
        let kind = self.kind_of[atom.index()];
        let point = self.of_kind(kind, atom);
        self.by_atom.push(point);
    }

    /// From an instant on, the value at hand leaves these atoms open.
    fn leave_open(&mut self, at: Instant, atoms: &[Atom]) {
        let mut seen = FxHashSet::default();
        let kinds = atoms.iter().map(|atom| self.kind_of[atom.index()]);
        let mut kinds: Vec<u32> = kinds.filter(|kind| seen.insert(*kind)).collect();
        kinds.sort_unstable();
        if self.history.last().is_none_or(|(_, before)| *before != kinds) {
            self.history.push((at, kinds));
        }
    }

    /// The value at hand, which left open what was said; `dated` tells whether anything under it changes.
    fn add_group(&mut self, value: Atom, dated: bool) {
        let history = std::mem::take(&mut self.history);
        let point = match history.as_slice() {
            [(_, kinds)] if kinds.len() == 1 => self.of_kind(kinds[0], value),
            _ => match self.known.get(&history) {
                Some(point) => *point,
                None => {
                    let point = self.new_point(value);
                    self.points.dated.extend((dated && history.len() > 1).then_some(point));
                    self.known.insert(history, point);
                    point
                }
            },
        };
        self.by_atom.push(point);
    }

    /// The point of what is of one kind for ever.
    fn of_kind(&mut self, kind: u32, value: Atom) -> u32 {
        match self.of_one_kind[kind as usize] {
            Some(point) => point,
            None => {
                let point = self.new_point(value);
                self.of_one_kind[kind as usize] = Some(point);
                point
            }
        }
    }

    fn new_point(&mut self, value: Atom) -> u32 {
        self.points.values.push(Some(Value::Atom(value)));
        self.points.values.len() as u32 - 1
    }

    fn finish(self) {
        self.points.of = PointsOf::Atoms(self.by_atom);
    }
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
