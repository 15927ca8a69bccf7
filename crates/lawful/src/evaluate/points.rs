//! Values that no test of the rule set ever tells apart are one point (SPEC 7.4).

use std::collections::HashMap;

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

    /// The points of a fact, for the tests of a whole rule set.
    pub(crate) fn for_fact(model: &Model, index: &Index, fact: FactId, tests: &[&Test]) -> Points {
        match &model.vocabulary.fact(fact).domain {
            Domain::Flag => Points::listed(fact, [Value::Flag(false), Value::Flag(true)]),
            Domain::Choice(answers) => Points::listed(fact, (0..answers.len() as u32).map(Value::Choice)),
            Domain::Number { .. } => Points::numbers(fact, tests),
            Domain::Node(tree) => Points::atoms(model, index, fact, *tree, tests),
        }
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

    fn atoms(model: &Model, index: &Index, fact: FactId, tree: Tree, tests: &[&Test]) -> Points {
        let table = model.vocabulary.tree(tree);
        let mut signatures: Vec<Signature> = vec![Signature::default(); 2 * table.len()];
        for (number, test) in tests.iter().enumerate() {
            let looks = test.fact() == Some(fact)
                || (fact == fact::PUBLISHER && test.fact() == Some(fact::COUNTERPARTY));
            if looks {
                mark(model, index, test, number as u32, tree, &mut signatures);
            }
        }
        let of_publishers =
            |test: &&Test| matches!(test.fact(), Some(fact::PUBLISHER | fact::COUNTERPARTY));
        if fact == fact::APP && tests.iter().any(of_publishers) {
            for (n, edges) in model.vocabulary.publishers.iter().enumerate() {
                let row = edges.iter().map(|edge| (edge.span.from, edge.span.until, edge.to));
                signatures[2 * n].1 = row.collect();
            }
        }
        let mut values: Vec<Option<Value>> = vec![None];
        let mut known: HashMap<Signature, u32> = HashMap::new();
        let mut points: Vec<u32> = Vec::with_capacity(signatures.len());
        for (n, signature) in signatures.into_iter().enumerate() {
            let atom = if n % 2 == 0 {
                Atom::of(NodeId::from_index(n / 2))
            } else {
                Atom::other(NodeId::from_index(n / 2))
            };
            points.push(*known.entry(signature).or_insert_with(|| {
                values.push(Some(Value::Atom(atom)));
                values.len() as u32 - 1
            }));
        }
        let mut dated = Vec::new();
        if tree != Tree::App {
            groups(model, index, fact, tree, &mut points, &mut values, &mut dated);
        }
        Points { fact, of: PointsOf::Atoms(points), values, dated }
    }
}

/// Gives nodes that ever have children, and nodes that may have no atoms, points of their own: what they leave open.
fn groups(
    model: &Model,
    index: &Index,
    fact: FactId,
    tree: Tree,
    points: &mut [u32],
    values: &mut Vec<Option<Value>>,
    dated: &mut Vec<u32>,
) {
    let table = model.vocabulary.tree(tree);
    let single = points.to_vec();
    let mut known: HashMap<Vec<Vec<u32>>, u32> = HashMap::new();
    for (id, node) in table.nodes() {
        let changing = table.changes_under(id);
        let alone = table.children(id).is_empty() && id != NodeId::ROOT && !node.exhaustive;
        if alone {
            continue;
        }
        for atom in [Atom::of(id), Atom::other(id)] {
            let question = Question {
                stated: vec![(fact, Value::Atom(atom))],
                unregistered: Vec::new(),
                reading: Reading::PRESUMED,
            };
            let asking = Asking { model, index, question: &question };
            let mut eras: Vec<Instant> = index.changes.iter().chain(&changing).copied().collect();
            eras.push(Instant::MIN);
            eras.sort_unstable();
            eras.dedup();
            let mut open: Vec<Vec<u32>> = eras
                .into_iter()
                .map(|at| {
                    let atoms = asking.atoms(tree, fact, at);
                    let mut set: Vec<u32> = atoms.into_iter().map(|atom| single[atom.index()]).collect();
                    set.sort_unstable();
                    set.dedup();
                    set
                })
                .collect();
            open.dedup();
            points[atom.index()] = match &open[..] {
                [one] if one.len() == 1 => one[0],
                _ => *known.entry(open).or_insert_with(|| {
                    values.push(Some(Value::Atom(atom)));
                    let point = values.len() as u32 - 1;
                    if !changing.is_empty() {
                        dated.push(point);
                    }
                    point
                }),
            };
        }
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
