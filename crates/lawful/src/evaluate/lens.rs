//! What of a rule set a question can see at a time: the provisions that may reach it, and the open variables with
//! the values that these provisions tell apart (SPEC 4.3, 7.4).

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::bits::Bits;
use super::index::Index;
use super::program::Program;
use super::question::{Question, Value};
pub(crate) use super::variable::VariableOf;
use super::variable::{Choice, Variable};
use crate::model::{Condition, Model, ProvisionId, Test};
use crate::time::Instant;
use crate::vocabulary::{Atom, Domain, FactId, NodeId, QuestionId, Tree, fact};

/// A question put to a rule set.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) model: &'a Model,
    pub(crate) index: &'a Index,
    pub(crate) question: &'a Question,
}

/// A question that looks at some provisions as of an instant.
///
/// It is good for every instant between two changes of the register ([`Asking::era`]).
#[derive(Clone)]
pub(crate) struct Lens<'a> {
    pub(crate) asking: Asking<'a>,
    /// Behind a pointer, so that it can be kept after the question's borrow has ended.
    view: Arc<View>,
}

/// What a lens found: provisions, their tests numbered, and the variables of these tests.
#[derive(Clone)]
pub(crate) struct View {
    pub(crate) at: Instant,
    pub(super) tests: Vec<Test>,
    seen: Vec<Seen>,
    /// The places of provisions among what is seen.
    places: FxHashMap<ProvisionId, u32>,
    pub(crate) variables: Vec<Variable>,
    pub(super) answers: Vec<AnswersTo>,
    /// Combinations of answers to the questions on which shares rest.
    pub(super) combos: usize,
    /// Questions on which a window or a share rests: their answers may differ though no test tells them apart.
    beyond_tests: Vec<QuestionId>,
}

#[derive(Clone)]
struct Seen {
    id: ProvisionId,
    program: Program,
    /// The variables on which its `when` and its window rest.
    variables: Vec<usize>,
}

/// The `answer` provisions to the question of a variable, the one that became public last first.
#[derive(Clone)]
pub(super) struct AnswersTo {
    pub(super) variable: usize,
    pub(super) answers: Vec<(Instant, ProvisionId, u32)>,
}

/// A world at a `known`: what the tests say, and the answers that hold.
#[derive(Clone, Default)]
pub(crate) struct Assignment {
    passing: Bits,
    /// By variable; of facts without meaning.
    answers: Vec<u32>,
    /// Whether the register names the publisher of the app.
    publisher_derived: bool,
}

impl<'a> Asking<'a> {
    /// The span around an instant in which the register changes nothing that matters here.
    pub(crate) fn era(self, changes: &[Instant], at: Instant) -> (Option<Instant>, Option<Instant>) {
        let n = changes.partition_point(|change| *change <= at);
        (n.checked_sub(1).map(|n| changes[n]), changes.get(n).copied())
    }

    /// All instants at which the register changes something that matters here, sorted.
    pub(crate) fn changes(self) -> Vec<Instant> {
        let mut changes = self.index.changes.clone();
        let publishers = &self.model.vocabulary.publishers;
        let publishers = match self.question.stated(fact::APP) {
            Some(Value::Atom(app)) if app.is_other() => &[],
            Some(Value::Atom(app)) if app.node() != NodeId::ROOT => {
                publishers.get(app.node().index()).map_or(&[][..], std::slice::from_ref)
            }
            _ => publishers.as_slice(),
        };
        changes
            .extend(publishers.iter().flatten().flat_map(|edge| [edge.span.from, edge.span.until]).flatten());
        for (fact, value) in &self.question.stated {
            if let (Domain::Node(tree), Value::Atom(atom)) =
                (&self.model.vocabulary.fact(*fact).domain, value)
                && *tree != Tree::App
            {
                changes.extend(self.model.vocabulary.tree(*tree).changes_under(atom.node()));
            }
        }
        changes.sort_unstable();
        changes.dedup();
        changes
    }

    /// The nodes under which the stated app ever was, or `None` if no app is stated.
    pub(crate) fn app_nodes(self) -> Option<Vec<NodeId>> {
        match self.question.stated(fact::APP) {
            Some(Value::Atom(atom)) if atom != Atom::of(NodeId::ROOT) => {
                Some(self.model.vocabulary.tree(Tree::App).ever_over(atom.node()))
            }
            _ => None,
        }
    }

    /// The atoms that a stated value, or none, leaves open at an instant (SPEC 2.2, 11.1).
    pub(crate) fn atoms(self, tree: Tree, fact: FactId, at: Instant) -> Vec<Atom> {
        self.atoms_of(tree, self.question.stated(fact), at)
    }

    pub(crate) fn atoms_of(self, tree: Tree, stated: Option<Value>, at: Instant) -> Vec<Atom> {
        if let Some(atom) = self.only_atom(tree, stated, at) {
            return vec![atom];
        }
        let table = self.model.vocabulary.tree(tree);
        let (apps, node) = (tree == Tree::App, node_of(stated).node());
        let atoms = table.atoms_under(node, at, apps);
        if atoms.is_empty() { table.atoms_under(NodeId::ROOT, at, apps) } else { atoms }
    }

    /// A stated value, if it is an atom at an instant.
    pub(crate) fn only_atom(self, tree: Tree, stated: Option<Value>, at: Instant) -> Option<Atom> {
        let table = self.model.vocabulary.tree(tree);
        let apps = tree == Tree::App;
        let stated = node_of(stated);
        let node = stated.node();
        let is_atom = match (node == NodeId::ROOT, stated.is_other()) {
            (true, other) => other,
            (false, true) => apps || table.has_children(node, at),
            (false, false) => apps || (!table.has_children(node, at) && !table.node(node).exhaustive),
        };
        is_atom.then_some(stated)
    }

    /// Whether the condition may hold as far as single stated values tell: never false for what may hold.
    pub(crate) fn may_hold_as_stated(self, condition: &Condition, at: Instant) -> bool {
        self.bounds(condition, at).0
    }

    /// Whether it may hold, and whether it may fail.
    fn bounds(self, condition: &Condition, at: Instant) -> (bool, bool) {
        match condition {
            Condition::All(parts) => parts.iter().fold((true, false), |(may, fail), part| {
                let part = self.bounds(part, at);
                (may && part.0, fail || part.1)
            }),
            Condition::Any(parts) => parts.iter().fold((false, true), |(may, fail), part| {
                let part = self.bounds(part, at);
                (may || part.0, fail && part.1)
            }),
            Condition::Not(part) => {
                let (may, fail) = self.bounds(part, at);
                (fail, may)
            }
            Condition::Test(test) => match self.as_stated(test, at) {
                Some(passes) => (passes, !passes),
                None => (true, true),
            },
        }
    }

    /// What a test says, if one stated value decides it.
    fn as_stated(self, test: &Test, at: Instant) -> Option<bool> {
        let vocabulary = &self.model.vocabulary;
        match test {
            Test::Under(fact, over) => {
                let Domain::Node(tree) = vocabulary.fact(*fact).domain else { return None };
                if *over == NodeId::ROOT {
                    return Some(true);
                }
                let Some(Value::Atom(atom)) = self.question.stated(*fact) else { return None };
                let table = vocabulary.tree(tree);
                let single = (tree == Tree::App && atom != Atom::of(NodeId::ROOT))
                    || (atom.node() == NodeId::ROOT && atom.is_other())
                    || (atom.node() != NodeId::ROOT
                        && (atom.is_other() == table.has_children(atom.node(), at))
                        && !table.node(atom.node()).exhaustive);
                single.then(|| table.is_under(atom.node(), *over, at))
            }
            Test::Flag(fact, wanted) => match self.question.stated(*fact) {
                Some(Value::Flag(flag)) => Some(flag == *wanted),
                _ => None,
            },
            Test::Choice(fact, wanted) => match self.question.stated(*fact) {
                Some(Value::Choice(choice)) => Some(choice == *wanted),
                _ => None,
            },
            Test::Number(fact, range) => match self.question.stated(*fact) {
                Some(Value::Number(number)) => Some(range.contains(number)),
                _ => None,
            },
            Test::Party(..) | Test::Member(..) | Test::Question(..) => None,
        }
    }
}

/// A stated node or what is elsewhere in it; the root if none is stated.
fn node_of(stated: Option<Value>) -> Atom {
    match stated {
        Some(Value::Atom(atom)) => atom,
        _ => Atom::of(NodeId::ROOT),
    }
}

impl View {
    fn see<'a>(
        &mut self,
        asking: Asking<'a>,
        id: ProvisionId,
        numbers: &mut FxHashMap<&'a Test, u32>,
        questions: &mut Vec<QuestionId>,
    ) {
        if self.places.contains_key(&id) {
            return;
        }
        let provision = asking.model.provision(id);
        let tests = &mut self.tests;
        let program = Program::of(&provision.when, &mut |test| {
            *numbers.entry(test).or_insert_with(|| {
                tests.push(*test);
                tests.len() as u32 - 1
            })
        });
        let mut note = |question| {
            if !questions.contains(&question) {
                questions.push(question);
            }
        };
        for question in provision.times().filter_map(|time| time.question()) {
            note(question);
            self.beyond_tests.push(question);
        }
        for test in program.tests() {
            match &self.tests[test as usize] {
                Test::Question(question, _) => note(*question),
                Test::Member(..) => asking.index.stake_questions.iter().for_each(|(id, _)| note(*id)),
                _ => {}
            }
        }
        self.places.insert(id, self.seen.len() as u32);
        self.seen.push(Seen { id, program, variables: Vec::new() });
    }
}

impl Deref for Lens<'_> {
    type Target = View;

    fn deref(&self) -> &View {
        &self.view
    }
}

/// While it is made, nobody else has the view.
impl DerefMut for Lens<'_> {
    fn deref_mut(&mut self) -> &mut View {
        Arc::make_mut(&mut self.view)
    }
}

impl<'a> Lens<'a> {
    /// The same question looks again at what it found before.
    pub(crate) fn again(asking: Asking<'a>, view: &Arc<View>) -> Lens<'a> {
        Lens { asking, view: view.clone() }
    }

    /// What it found, to be kept.
    pub(crate) fn view(&self) -> &Arc<View> {
        &self.view
    }

    /// Looks at these provisions as of an instant; the answers to their questions are seen too.
    pub(crate) fn new(asking: Asking<'a>, provisions: &[ProvisionId], at: Instant) -> Lens<'a> {
        let mut view = View {
            at,
            tests: Vec::new(),
            seen: Vec::new(),
            places: FxHashMap::default(),
            variables: Vec::new(),
            answers: Vec::new(),
            combos: 1,
            beyond_tests: asking.index.stake_questions.iter().map(|(question, _)| *question).collect(),
        };
        let mut numbers: FxHashMap<&Test, u32> = FxHashMap::default();
        let mut questions: Vec<QuestionId> = Vec::new();
        for id in provisions {
            view.see(asking, *id, &mut numbers, &mut questions);
        }
        let mut n = 0;
        while n < questions.len() {
            for answer in asking.index.graph.answering(questions[n]) {
                view.see(asking, *answer, &mut numbers, &mut questions);
            }
            n += 1;
        }
        let mut lens = Lens { asking, view: Arc::new(view) };
        // Only memberships in groups are told apart by the answers about shares.
        if lens.tests.iter().any(|test| matches!(test, Test::Member(..))) {
            lens.combos = asking.index.combos();
        }
        lens.make_variables(&questions);
        lens.note_variables();
        lens
    }

    /// Notes for every provision on which variables it rests, those of the answers to its questions included.
    fn note_variables(&mut self) {
        let of_test: Vec<Vec<usize>> = self.tests.iter().map(|test| self.variables_of(test)).collect();
        let direct = |seen: &Seen| -> Vec<usize> {
            let of_tests = seen.program.tests().flat_map(|test| of_test[test as usize].iter().copied());
            let asked = self.asking.model.provision(seen.id).times().filter_map(|time| time.question());
            of_tests.chain(asked.filter_map(|it| self.variable_of(VariableOf::Question(it)))).collect()
        };
        let all = |seen: &Seen| {
            let mut variables = direct(seen);
            for n in 0..variables.len() {
                if let VariableOf::Question(question) = self.variables[variables[n]].of {
                    let answers = self.asking.index.graph.answering(question).iter();
                    variables.extend(answers.filter_map(|id| self.seen(*id)).flat_map(direct));
                }
            }
            variables.sort_unstable();
            variables.dedup();
            variables
        };
        let noted: Vec<Vec<usize>> = self.seen.iter().map(all).collect();
        for (seen, variables) in self.seen.iter_mut().zip(noted) {
            seen.variables = variables;
        }
    }

    fn variables_of(&self, test: &Test) -> Vec<usize> {
        let mut of: Vec<VariableOf> = match test {
            Test::Question(question, _) => vec![VariableOf::Question(*question)],
            _ => match test.fact() {
                Some(fact::COUNTERPARTY) if self.asking.question.stated(fact::COUNTERPARTY).is_none() => {
                    vec![VariableOf::Fact(fact::APP), VariableOf::Fact(fact::PUBLISHER)]
                }
                Some(fact::PUBLISHER) => vec![VariableOf::Fact(fact::APP), VariableOf::Fact(fact::PUBLISHER)],
                Some(fact) => vec![VariableOf::Fact(fact)],
                None => Vec::new(),
            },
        };
        if let Test::Member(..) = test {
            of.extend(self.asking.index.stake_questions.iter().map(|(id, _)| VariableOf::Question(*id)));
        }
        of.into_iter().filter_map(|of| self.variable_of(of)).collect()
    }

    pub(crate) fn variable_of(&self, of: VariableOf) -> Option<usize> {
        self.variables.iter().position(|variable| variable.of == of)
    }

    /// The variables on which the `when` and the windows of some provisions rest, sorted.
    pub(crate) fn variables_under(&self, provisions: impl IntoIterator<Item = ProvisionId>) -> Vec<usize> {
        let mut variables: Vec<usize> = provisions
            .into_iter()
            .filter_map(|id| self.seen(id))
            .flat_map(|seen| seen.variables.iter().copied())
            .collect();
        variables.sort_unstable();
        variables.dedup();
        variables
    }

    pub(crate) fn sees(&self, id: ProvisionId) -> bool {
        self.places.contains_key(&id)
    }

    fn seen(&self, id: ProvisionId) -> Option<&Seen> {
        self.places.get(&id).map(|place| &self.seen[*place as usize])
    }

    /// The place of a provision among what is seen.
    pub(crate) fn place(&self, id: ProvisionId) -> Option<u32> {
        self.places.get(&id).copied()
    }

    /// The tests of some provisions and of the answers to their questions.
    pub(crate) fn tests_under(&self, provisions: impl IntoIterator<Item = ProvisionId>) -> Bits {
        let mut tests = Bits::with_size(self.tests.len());
        let mut note = |id: ProvisionId| {
            if let Some(seen) = self.seen(id) {
                seen.program.tests().for_each(|test| tests.set(test as usize));
            }
        };
        for id in provisions {
            note(id);
            for variable in self.seen(id).map_or(&[][..], |seen| &seen.variables) {
                if let VariableOf::Question(question) = self.variables[*variable].of {
                    self.asking.index.graph.answering(question).iter().copied().for_each(&mut note);
                }
            }
        }
        tests
    }

    /// Of the choices given, one for each that these tests tell apart.
    pub(crate) fn merge(&self, variable: usize, choices: &[usize], tests: &Bits) -> Vec<usize> {
        let variable = &self.variables[variable];
        if let VariableOf::Question(question) = variable.of
            && self.beyond_tests.contains(&question)
        {
            return choices.to_vec();
        }
        let mut kept: Vec<(Vec<Bits>, bool)> = Vec::new();
        let mut merged = Vec::new();
        for choice in choices {
            let row = &variable.choices[*choice];
            let key = (row.passing.iter().map(|bits| bits.and(tests)).collect(), row.derives_publisher);
            if !kept.contains(&key) {
                kept.push(key);
                merged.push(*choice);
            }
        }
        merged
    }

    /// The choice that stands for a value of a flag, a choice or a question.
    pub(crate) fn choice_of(&self, variable: usize, value: u32) -> usize {
        self.variables[variable].by_value[value as usize]
    }

    /// The open choices, and those that are only not open because of a presumption or because they were not given.
    pub(crate) fn all_choices(&self, variable: usize) -> Vec<usize> {
        let row = &self.variables[variable];
        if row.presumed.is_some() { (0..row.choices.len()).collect() } else { row.open.clone() }
    }

    /// The choices that a value leaves open for a fact that is not stated in this lens; or that no value does.
    pub(crate) fn choices_for(&self, variable: usize, value: Option<Value>) -> Vec<usize> {
        let row = &self.variables[variable];
        let VariableOf::Fact(fact) = row.of else { return row.open.clone() };
        let Some(value) = value else { return row.open.clone() };
        let number = match value {
            Value::Flag(flag) => usize::from(flag),
            Value::Choice(choice) => choice as usize,
            Value::Number(number) => row.cuts.partition_point(|cut| *cut <= number).saturating_sub(1),
            Value::Atom(_) => {
                let Domain::Node(tree) = self.asking.model.vocabulary.fact(fact).domain else {
                    return row.open.clone();
                };
                let atoms = self.asking.atoms_of(tree, Some(value), self.at);
                let choice = |atom: &Atom| row.atoms.binary_search(atom).ok().map(|n| row.by_value[n]);
                return atoms.iter().filter_map(choice).collect();
            }
        };
        vec![row.by_value[number]]
    }

    /// For every choice the first one that these tests do not tell from it.
    pub(crate) fn merged(&self, variable: usize, tests: &Bits) -> Vec<usize> {
        let row = &self.variables[variable];
        let key = |choice: &Choice| -> (Vec<Bits>, bool) {
            (choice.passing.iter().map(|bits| bits.and(tests)).collect(), choice.derives_publisher)
        };
        let keys: Vec<_> = row.choices.iter().map(key).collect();
        keys.iter().map(|key| keys.iter().position(|other| other == key).unwrap_or(0)).collect()
    }

    /// Whether any of some provisions tests the counterparty.
    pub(crate) fn tests_counterparty(&self, provisions: &[ProvisionId]) -> bool {
        let tests = self.tests_under(provisions.iter().copied());
        let counterparty =
            |(number, test): (usize, &Test)| test.fact() == Some(fact::COUNTERPARTY) && tests.get(number);
        self.tests.iter().enumerate().any(counterparty)
    }

    /// How many values a listed variable has.
    pub(crate) fn values_of(&self, variable: usize) -> u32 {
        self.variables[variable].by_value.len() as u32
    }

    /// What the tests say and which answers hold, for one choice of each variable, at a `known`.
    pub(crate) fn assign(&self, choices: &[usize], known: Instant, into: &mut Assignment) {
        if into.answers.len() != self.variables.len() {
            *into = Assignment {
                passing: Bits::with_size(self.tests.len()),
                answers: vec![0; self.variables.len()],
                publisher_derived: false,
            };
        }
        self.pass_facts(choices, 0, into);
        for answers in &self.answers {
            let variable = &self.variables[answers.variable];
            let settled = if variable.given {
                None
            } else {
                answers.answers.iter().find(|(visible, id, _)| *visible <= known && self.holds(*id, into))
            };
            into.answers[answers.variable] = match settled {
                Some((_, _, is)) => *is,
                None => choices[answers.variable] as u32,
            };
        }
        if self.combos > 1 {
            let mut combo = 0;
            let mut weight = 1;
            for (question, answers) in &self.asking.index.stake_questions {
                if let Some(variable) = self.variable_of(VariableOf::Question(*question)) {
                    combo += into.answers[variable] as usize * weight;
                }
                weight *= *answers as usize;
            }
            self.pass_facts(choices, combo, into);
        }
        for answers in &self.answers {
            let answer = into.answers[answers.variable] as usize;
            into.passing.add(&self.variables[answers.variable].choices[answer].passing[0]);
        }
    }

    fn pass_facts(&self, choices: &[usize], combo: usize, into: &mut Assignment) {
        into.passing.clear();
        into.publisher_derived = self.variables.iter().zip(choices).any(|(variable, choice)| {
            variable.of == VariableOf::Fact(fact::APP) && variable.choices[*choice].derives_publisher
        });
        for (variable, choice) in self.variables.iter().zip(choices) {
            match variable.of {
                VariableOf::Fact(fact::PUBLISHER) if into.publisher_derived => {}
                VariableOf::Fact(_) => into.passing.add(&variable.choices[*choice].passing[combo]),
                VariableOf::Question(_) => {}
            }
        }
    }

    /// When the answers to the questions become public.
    pub(crate) fn publics(&self) -> impl Iterator<Item = Instant> + '_ {
        self.answers.iter().flat_map(|answers| answers.answers.iter().map(|(visible, ..)| *visible))
    }

    /// Whether the `when` of a provision holds.
    pub(crate) fn holds(&self, id: ProvisionId, in_world: &Assignment) -> bool {
        self.place(id).is_some_and(|place| self.holds_at(place, in_world))
    }

    /// The same by its place.
    pub(crate) fn holds_at(&self, place: u32, in_world: &Assignment) -> bool {
        self.seen[place as usize].program.holds(|test| in_world.passing.get(test as usize))
    }

    /// Whether the register names the publisher of the app of a world (SPEC 2.5).
    pub(crate) fn derives_publisher(&self, in_world: &Assignment) -> bool {
        in_world.publisher_derived
    }

    /// Whether it would, if some tests said something else.
    pub(crate) fn holds_with(
        &self,
        id: ProvisionId,
        in_world: &Assignment,
        otherwise: impl Fn(u32) -> Option<bool>,
    ) -> bool {
        self.seen(id).is_some_and(|seen| {
            seen.program.holds(|n| otherwise(n).unwrap_or_else(|| in_world.passing.get(n as usize)))
        })
    }

    /// The numbers of the tests of a provision, with what they test.
    pub(crate) fn tests_of(&self, id: ProvisionId) -> Vec<(u32, &Test)> {
        let numbers = self.seen(id).into_iter().flat_map(|seen| seen.program.tests());
        numbers.map(|number| (number, &self.tests[number as usize])).collect()
    }

    /// The answer to a question in a world.
    pub(crate) fn answer(&self, question: QuestionId, in_world: &Assignment) -> u32 {
        self.variable_of(VariableOf::Question(question)).map_or(0, |variable| in_world.answers[variable])
    }

    /// Calls the function for every world over some variables until it says to stop; the others keep their first open
    /// choice. `None` if there are more worlds than `cap`.
    pub(crate) fn any_world(
        &self,
        variables: &[(usize, Vec<usize>)],
        known: Instant,
        cap: usize,
        mut stop: impl FnMut(&Assignment) -> bool,
    ) -> Option<bool> {
        let count = variables.iter().try_fold(1usize, |n, (_, choices)| n.checked_mul(choices.len()))?;
        if count > cap {
            return None;
        }
        let mut choices = self.first_choices();
        let mut assignment = Assignment::default();
        for world in 0..count {
            choose(world, count, variables, &mut choices);
            self.assign(&choices, known, &mut assignment);
            if stop(&assignment) {
                return Some(true);
            }
        }
        Some(false)
    }

    pub(crate) fn first_choices(&self) -> Vec<usize> {
        self.variables.iter().map(|variable| variable.open.first().copied().unwrap_or(0)).collect()
    }

    /// Some variables with their open choices.
    pub(crate) fn open(&self, variables: &[usize]) -> Vec<(usize, Vec<usize>)> {
        variables.iter().map(|variable| (*variable, self.variables[*variable].open.clone())).collect()
    }
}

/// Sets the choices of world number `world`; the last variable changes fastest.
pub(crate) fn choose(world: usize, count: usize, variables: &[(usize, Vec<usize>)], choices: &mut [usize]) {
    let mut stride = count;
    for (variable, open) in variables {
        stride /= open.len();
        choices[*variable] = open[world / stride % open.len()];
    }
}
