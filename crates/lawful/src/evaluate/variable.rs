//! The variables of a lens: what may be open, with the values that its tests tell apart (SPEC 4.3).

use rustc_hash::FxHashMap;

use super::bits::Bits;
use super::lens::{AnswersTo, Lens};
use super::question::Value;
use crate::model::{Effect, ProvisionId, Side, Test};
use crate::time::Instant;
use crate::vocabulary::{Atom, Domain, FactId, NodeId, QuestionId, Tree, fact};

/// What a variable stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum VariableOf {
    Fact(FactId),
    Question(QuestionId),
}

/// A fact or question with the values that the tests tell apart.
#[derive(Clone)]
pub(crate) struct Variable {
    pub(crate) of: VariableOf,
    pub(super) choices: Vec<Choice>,
    /// Of a node, while it is open: its atoms, sorted.
    pub(super) atoms: Vec<Atom>,
    /// The numbers from which on others differ, if it is one.
    pub(super) cuts: Vec<i64>,
    /// Which choice stands for each value: of a flag, a choice, a question; for each atom; for each cut.
    pub(super) by_value: Vec<usize>,
    /// The choices that remain open.
    pub(crate) open: Vec<usize>,
    /// The presumed value, if that is why only one remains.
    pub(crate) presumed: Option<u32>,
    /// An answer that the asker gave, which no `answer` overrides.
    pub(super) given: bool,
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Choice {
    /// For an app: that the register names its publisher, so that a stated or open one does not count.
    pub(super) derives_publisher: bool,
    /// The tests that pass, for every combination of shares.
    pub(super) passing: Vec<Bits>,
}

/// Which tests pass for many values at once: a row for each value, in it a part for each combination of shares.
struct Marks {
    words: Vec<u64>,
    per_part: usize,
    combos: usize,
}

impl Marks {
    fn new(rows: usize, combos: usize, tests: usize) -> Marks {
        let per_part = tests.div_ceil(64);
        Marks { words: vec![0; rows * combos * per_part], per_part, combos }
    }

    fn set(&mut self, row: usize, combo: usize, test: usize) {
        self.words[(row * self.combos + combo) * self.per_part + test / 64] |= 1 << (test % 64);
    }

    fn set_in_all(&mut self, row: usize, test: usize) {
        (0..self.combos).for_each(|combo| self.set(row, combo, test));
    }

    fn row(&self, row: usize) -> &[u64] {
        let length = self.combos * self.per_part;
        &self.words[row * length..(row + 1) * length]
    }

    fn bits(&self, row: usize) -> Vec<Bits> {
        let row = self.row(row);
        (0..self.combos)
            .map(|combo| Bits::of(&row[combo * self.per_part..(combo + 1) * self.per_part]))
            .collect()
    }
}

impl Lens<'_> {
    pub(super) fn make_variables(&mut self, questions: &[QuestionId]) {
        let vocabulary = &self.asking.model.vocabulary;
        let derived_counterparty = self.asking.question.stated(fact::COUNTERPARTY).is_none();
        let mut facts: Vec<FactId> = Vec::new();
        for test in &self.tests {
            match test.fact() {
                Some(fact::COUNTERPARTY) if derived_counterparty => {
                    facts.extend([fact::APP, fact::PUBLISHER])
                }
                Some(fact::PUBLISHER) => facts.extend([fact::APP, fact::PUBLISHER]),
                Some(fact) => facts.push(fact),
                None => {}
            }
        }
        facts.sort_unstable();
        facts.dedup();
        for fact in facts {
            let variable = match &vocabulary.fact(fact).domain {
                Domain::Node(tree) => self.node_variable(fact, *tree),
                Domain::Flag => self.listed_variable(fact, [Value::Flag(false), Value::Flag(true)].to_vec()),
                Domain::Choice(answers) => {
                    self.listed_variable(fact, (0..answers.len() as u32).map(Value::Choice).collect())
                }
                Domain::Number { .. } => self.number_variable(fact),
            };
            self.variables.push(variable);
        }
        for question in questions {
            let variable = self.question_variable(*question);
            self.variables.push(variable);
            let mut answers: Vec<(Instant, ProvisionId, u32)> = Vec::new();
            let mut ids = self.asking.index.graph.answering(*question).to_vec();
            ids.sort_unstable_by_key(|id| {
                let public = self.asking.model.provision(*id).public;
                std::cmp::Reverse((public.latest(), public.earliest(), *id))
            });
            for id in ids {
                if let Effect::Answer { is, .. } = self.asking.model.provision(id).effect {
                    answers.push((self.asking.visible_from(id, Side::Relieve), id, is));
                }
            }
            let variable = self.variables.len() - 1;
            self.answers.push(AnswersTo { variable, answers });
        }
    }

    fn empty_choice(&self) -> Choice {
        Choice { derives_publisher: false, passing: vec![Bits::with_size(self.tests.len()); self.combos] }
    }

    /// The choices of a node fact: one for all atoms that pass the same tests.
    fn node_variable(&self, fact: FactId, tree: Tree) -> Variable {
        let atoms = self.asking.atoms(tree, fact, self.at);
        let counterparty_is_publisher = self.asking.question.stated(fact::COUNTERPARTY).is_none();
        let mut marks = Marks::new(atoms.len(), self.combos, self.tests.len());
        let rows: Vec<(usize, Atom)> = atoms.iter().copied().enumerate().collect();
        let publishers: Vec<(usize, Atom)> = match fact {
            fact::APP => rows
                .iter()
                .filter_map(|(row, app)| {
                    let publisher = self.asking.model.vocabulary.publisher(*app, self.at)?;
                    Some((*row, Atom::of(publisher)))
                })
                .collect(),
            _ => Vec::new(),
        };
        let mut derived = vec![false; atoms.len()];
        for (number, test) in self.tests.iter().enumerate() {
            let tested = test.fact();
            let of_publisher = tested == Some(fact::PUBLISHER)
                || (tested == Some(fact::COUNTERPARTY) && counterparty_is_publisher);
            if tested == Some(fact) || (fact == fact::PUBLISHER && of_publisher) {
                self.mark(test, number, &rows, tree, &mut marks);
            }
            if fact == fact::APP && of_publisher {
                // The register names the publisher (SPEC 2.5).
                publishers.iter().for_each(|(row, _)| derived[*row] = true);
                self.mark(test, number, &publishers, Tree::Party, &mut marks);
            }
        }
        let mut numbers: FxHashMap<(&[u64], bool), usize> = FxHashMap::default();
        let mut choices: Vec<Choice> = Vec::new();
        let mut by_value = Vec::with_capacity(atoms.len());
        for (row, derives_publisher) in derived.into_iter().enumerate() {
            by_value.push(*numbers.entry((marks.row(row), derives_publisher)).or_insert_with(|| {
                choices.push(Choice { derives_publisher, passing: marks.bits(row) });
                choices.len() - 1
            }));
        }
        let open = (0..choices.len()).collect();
        let of = VariableOf::Fact(fact);
        Variable { of, choices, atoms, cuts: Vec::new(), by_value, open, presumed: None, given: false }
    }

    /// Marks a test on the rows whose atom passes it.
    fn mark(&self, test: &Test, number: usize, rows: &[(usize, Atom)], tree: Tree, marks: &mut Marks) {
        let table = self.asking.model.vocabulary.tree(tree);
        match test {
            // Of many rows all that is under the node is looked for once.
            Test::Under(_, over) if rows.len() > table.len() / 64 && *over != NodeId::ROOT => {
                let mut under = vec![false; table.len()];
                table.nodes_under(*over, self.at).iter().for_each(|node| under[node.index()] = true);
                for (row, _) in rows.iter().filter(|(_, atom)| under[atom.node().index()]) {
                    marks.set_in_all(*row, number);
                }
            }
            Test::Under(_, over) => {
                for (row, _) in rows.iter().filter(|(_, atom)| table.is_under(atom.node(), *over, self.at)) {
                    marks.set_in_all(*row, number);
                }
            }
            Test::Party(_, party) => {
                for (row, _) in rows.iter().filter(|(_, atom)| *atom == Atom::of(*party)) {
                    marks.set_in_all(*row, number);
                }
            }
            Test::Member(_, group) => {
                for combo in 0..self.combos {
                    let members = self.members(*group, combo);
                    for (row, atom) in rows {
                        if !atom.is_other() && members[atom.node().index()] {
                            marks.set(*row, combo, number);
                        }
                    }
                }
            }
            Test::Flag(..) | Test::Choice(..) | Test::Number(..) | Test::Question(..) => {}
        }
    }

    fn members(&self, group: crate::vocabulary::GroupId, combo: usize) -> Vec<bool> {
        let answer = |question: QuestionId| self.asking.index.combo_answer(combo, question);
        self.asking.index.members(self.asking.model, group, self.at, &answer)
    }

    fn listed_variable(&self, fact: FactId, values: Vec<Value>) -> Variable {
        let mut choices = vec![self.empty_choice(); values.len()];
        for (number, test) in self.tests.iter().enumerate().filter(|(_, test)| test.fact() == Some(fact)) {
            for (value, choice) in values.iter().zip(&mut choices) {
                let passes = match (test, value) {
                    (Test::Flag(_, wanted), Value::Flag(flag)) => wanted == flag,
                    (Test::Choice(_, wanted), Value::Choice(answer)) => wanted == answer,
                    _ => false,
                };
                if passes {
                    choice.passing.iter_mut().for_each(|bits| bits.set(number));
                }
            }
        }
        let mut variable = Variable::distinct(VariableOf::Fact(fact), choices);
        let presumed = self.asking.model.vocabulary.fact(fact).presumed;
        match self.asking.question.stated(fact) {
            Some(value) => {
                let n = values.iter().position(|other| *other == value).unwrap_or(0);
                variable.open = vec![variable.by_value[n]];
            }
            None => match presumed.filter(|_| self.asking.question.reading.presume) {
                Some(value) => {
                    variable.presumed = Some(value);
                    variable.open = vec![variable.by_value[value as usize]];
                }
                None => return variable.all_open(),
            },
        }
        variable
    }

    fn number_variable(&self, fact: FactId) -> Variable {
        let mut points = vec![i64::MIN];
        match self.asking.question.stated(fact) {
            Some(Value::Number(number)) => points = vec![number],
            _ => {
                for test in &self.tests {
                    if let Test::Number(tested, range) = test
                        && *tested == fact
                    {
                        points.push(range.least);
                        points.extend(range.greatest.checked_add(1));
                    }
                }
            }
        }
        points.sort_unstable();
        points.dedup();
        let mut choices = vec![self.empty_choice(); points.len()];
        for (number, test) in self.tests.iter().enumerate() {
            if let Test::Number(tested, range) = test
                && *tested == fact
            {
                for (point, choice) in points.iter().zip(&mut choices) {
                    if range.contains(*point) {
                        choice.passing.iter_mut().for_each(|bits| bits.set(number));
                    }
                }
            }
        }
        Variable { cuts: points, ..Variable::distinct(VariableOf::Fact(fact), choices).all_open() }
    }

    fn question_variable(&self, question: QuestionId) -> Variable {
        let row = self.asking.model.vocabulary.question(question);
        let mut choices = vec![self.empty_choice(); row.answers.len()];
        for (number, test) in self.tests.iter().enumerate() {
            if let Test::Question(tested, answer) = test
                && *tested == question
            {
                choices[*answer as usize].passing.iter_mut().for_each(|bits| bits.set(number));
            }
        }
        let given = self.asking.question.reading.given(question);
        let presumed = row.presumed.filter(|_| self.asking.question.reading.presume && given.is_none());
        let open = match given.or(presumed) {
            Some(answer) => vec![answer as usize],
            None => (0..choices.len()).collect(),
        };
        Variable {
            of: VariableOf::Question(question),
            by_value: (0..choices.len()).collect(),
            choices,
            atoms: Vec::new(),
            cuts: Vec::new(),
            open,
            presumed,
            given: given.is_some(),
        }
    }
}

impl Variable {
    /// A variable over the distinct ones of the choices of its values; what remains open is to be set.
    fn distinct(of: VariableOf, values: Vec<Choice>) -> Variable {
        let mut numbers: FxHashMap<Choice, usize> = FxHashMap::default();
        let mut choices: Vec<Choice> = Vec::new();
        let by_value = values
            .into_iter()
            .map(|choice| {
                *numbers.entry(choice).or_insert_with_key(|choice| {
                    choices.push(choice.clone());
                    choices.len() - 1
                })
            })
            .collect();
        Variable {
            of,
            choices,
            atoms: Vec::new(),
            cuts: Vec::new(),
            by_value,
            open: Vec::new(),
            presumed: None,
            given: false,
        }
    }

    fn all_open(mut self) -> Variable {
        self.open = (0..self.choices.len()).collect();
        self
    }
}
