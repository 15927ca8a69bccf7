//! Worlds (SPEC 4.3): one value for each open fact and question.

use std::collections::BTreeSet;

use crate::evaluate::graph::Graph;
use crate::evaluate::question::{Question, Value, When};
use crate::model::{Model, ProvisionId, Side, Test};
use crate::time::Instant;
use crate::vocabulary::{Atom, Domain, FactId, Group, GroupId, NodeId, QuestionId, Stake, Tree, fact};

/// What the naive engine looks at: a model, its references, a question and the moment asked about.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) model: &'a Model,
    pub(crate) graph: &'a Graph,
    pub(crate) question: &'a Question,
    pub(crate) when: When,
}

/// One choice for each variable; where a variable was not looked at it is absent.
#[derive(Clone, Debug)]
pub(crate) struct World {
    facts: Vec<Option<Value>>,
    answers: Vec<Option<u32>>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Variable {
    Fact(FactId),
    Question(QuestionId),
}

/// The variables of some provisions with the values that these distinguish.
pub(crate) struct Worlds {
    /// With the number of values of each.
    pub(crate) variables: Vec<(Variable, usize)>,
    pub(crate) worlds: Vec<World>,
}

impl<'a> Scene<'a> {
    pub(crate) fn at(self, at: Instant) -> Scene<'a> {
        Scene { when: When { at, ..self.when }, ..self }
    }

    /// All worlds over the variables that the provisions test (and that the answers to their questions test), or
    /// `None` if there are more than `cap`. The last variable changes fastest.
    pub(crate) fn worlds(self, provisions: &BTreeSet<ProvisionId>, cap: usize) -> Option<Worlds> {
        let tests = self.tests(provisions);
        let mut choices: Vec<(Variable, Vec<Value>)> = Vec::new();
        for n in 0..self.model.vocabulary.facts.len() {
            let fact = FactId::from_index(n);
            let relevant = tests.iter().any(|test| self.depends(test, fact));
            if relevant {
                choices.push((Variable::Fact(fact), self.fact_values(fact, &tests)));
            }
        }
        for question in self.questions(provisions, &tests) {
            let answers = self.question_values(question);
            choices.push((Variable::Question(question), answers.into_iter().map(Value::Choice).collect()));
        }
        let count = choices.iter().try_fold(1usize, |n, (_, values)| n.checked_mul(values.len()))?;
        if count > cap {
            return None;
        }
        let empty = World {
            facts: vec![None; self.model.vocabulary.facts.len()],
            answers: vec![None; self.model.vocabulary.questions.len()],
        };
        let mut worlds = vec![empty];
        for (variable, values) in &choices {
            worlds = worlds
                .into_iter()
                .flat_map(|world| values.iter().map(move |value| world.clone().with(*variable, *value)))
                .collect();
        }
        let variables = choices.into_iter().map(|(variable, values)| (variable, values.len())).collect();
        Some(Worlds { variables, worlds })
    }

    /// Every test of the provisions and of the visible answers to their questions.
    fn tests(self, provisions: &BTreeSet<ProvisionId>) -> Vec<&'a Test> {
        let mut tests: Vec<&Test> =
            provisions.iter().flat_map(|id| self.model.provision(*id).when.tests()).collect();
        for question in self.questions(provisions, &tests) {
            for answer in self.visible_answers(question) {
                tests.extend(self.model.provision(answer).when.tests());
            }
        }
        tests
    }

    fn questions(self, provisions: &BTreeSet<ProvisionId>, tests: &[&Test]) -> BTreeSet<QuestionId> {
        let mut questions = BTreeSet::new();
        for id in provisions {
            let provision = self.model.provision(*id);
            questions.extend(provision.times().filter_map(|time| time.question()));
        }
        for test in tests {
            match test {
                Test::Question(question, _) => {
                    questions.insert(*question);
                }
                Test::Member(..) => questions.extend(self.stake_questions()),
                _ => {}
            }
        }
        questions
    }

    /// The questions on which any share rests.
    fn stake_questions(self) -> BTreeSet<QuestionId> {
        let owners = self.model.vocabulary.owners.iter().flatten();
        owners
            .filter_map(|owner| match &owner.share {
                Stake::Asked(question, _) => Some(*question),
                Stake::Known(_) => None,
            })
            .collect()
    }

    /// Whether the test looks at the fact, directly or through what is derived from it (SPEC 2.5).
    fn depends(self, test: &Test, fact: FactId) -> bool {
        match test.fact() {
            None => false,
            Some(tested) if tested == fact => {
                tested != fact::COUNTERPARTY || self.question.stated(fact::COUNTERPARTY).is_some()
            }
            Some(fact::PUBLISHER) => fact == fact::APP,
            Some(fact::COUNTERPARTY) if self.question.stated(fact::COUNTERPARTY).is_none() => {
                fact == fact::PUBLISHER || fact == fact::APP
            }
            Some(_) => false,
        }
    }

    /// The values that a fact may have, those that no test tells apart merged into one.
    fn fact_values(self, fact: FactId, tests: &[&Test]) -> Vec<Value> {
        let mut values = self.open_values(fact, tests);
        if values.len() > 1 {
            let mut seen = BTreeSet::new();
            values.retain(|value| seen.insert(self.signature(fact, *value, tests)));
        }
        values
    }

    /// SPEC 4.3: the stated value, the presumed one, or all of the domain that remains.
    pub(crate) fn open_values(self, fact: FactId, tests: &[&Test]) -> Vec<Value> {
        let vocabulary = &self.model.vocabulary;
        let row = vocabulary.fact(fact);
        if let Domain::Node(tree) = row.domain {
            let atoms = match self.question.stated(fact) {
                Some(Value::Atom(atom)) => self.atoms(tree, atom),
                _ => self.atoms(tree, Atom::of(NodeId::ROOT)),
            };
            return atoms.into_iter().map(Value::Atom).collect();
        }
        if let Some(value) = self.question.stated(fact) {
            return vec![value];
        }
        let presumed = row.presumed.filter(|_| self.question.reading.presume);
        match &row.domain {
            Domain::Flag => match presumed {
                Some(value) => vec![Value::Flag(value == 1)],
                None => vec![Value::Flag(false), Value::Flag(true)],
            },
            Domain::Choice(answers) => match presumed {
                Some(value) => vec![Value::Choice(value)],
                None => (0..answers.len() as u32).map(Value::Choice).collect(),
            },
            Domain::Number { .. } => {
                let mut points = BTreeSet::from([i64::MIN]);
                for test in tests {
                    if let Test::Number(tested, range) = test
                        && *tested == fact
                    {
                        points.insert(range.least);
                        points.extend(range.greatest.checked_add(1));
                    }
                }
                points.into_iter().map(Value::Number).collect()
            }
            Domain::Node(_) => Vec::new(),
        }
    }

    /// The atoms that a stated value leaves open (SPEC 2.2, 11.1).
    pub(crate) fn atoms(self, tree: Tree, stated: Atom) -> Vec<Atom> {
        let table = self.model.vocabulary.tree(tree);
        let at = self.when.at;
        let node = stated.node();
        let apps = tree == Tree::App;
        if node != NodeId::ROOT {
            if apps {
                return vec![stated];
            }
            if stated.is_other() && table.has_children(node, at) {
                return vec![stated];
            }
            let atoms = table.atoms_under(node, at, apps);
            if !atoms.is_empty() {
                return atoms;
            }
        } else if stated.is_other() {
            return vec![stated];
        }
        table.atoms_under(NodeId::ROOT, at, apps)
    }

    fn question_values(self, question: QuestionId) -> Vec<u32> {
        let row = self.model.vocabulary.question(question);
        if let Some(given) = self.question.reading.given(question) {
            return vec![given];
        }
        match row.presumed.filter(|_| self.question.reading.presume) {
            Some(presumed) => vec![presumed],
            None => (0..row.answers.len() as u32).collect(),
        }
    }

    /// What the tests say of a value, whatever the rest of the world is.
    fn signature(self, fact: FactId, value: Value, tests: &[&Test]) -> Vec<u64> {
        let mut signature = Vec::new();
        if fact == fact::APP {
            let derived = tests.iter().any(|test| self.depends(test, fact) && test.fact() != Some(fact::APP));
            if let (true, Value::Atom(app)) = (derived, value) {
                let publisher = self.model.vocabulary.publisher(app, self.when.at);
                signature.push(publisher.map_or(0, |node| node.index() as u64 + 1));
            }
        }
        for test in tests.iter().filter(|test| self.depends(test, fact)) {
            match (test, value) {
                (Test::Member(_, group), Value::Atom(party)) if fact != fact::APP => {
                    for answers in self.stake_answers() {
                        signature.push(u64::from(self.is_member(*group, party, &answers)));
                    }
                }
                _ if test.fact() == Some(fact) || fact == fact::PUBLISHER => {
                    signature.push(u64::from(self.value_passes(test, value)));
                }
                _ => {}
            }
        }
        signature
    }

    /// Every combination of answers to the questions on which shares rest.
    fn stake_answers(self) -> Vec<Vec<(QuestionId, u32)>> {
        let mut all = vec![Vec::new()];
        for question in self.stake_questions() {
            let count = self.model.vocabulary.question(question).answers.len() as u32;
            all = all
                .into_iter()
                .flat_map(|answers: Vec<(QuestionId, u32)>| {
                    (0..count).map(move |answer| [answers.clone(), vec![(question, answer)]].concat())
                })
                .collect();
        }
        all
    }

    fn value_passes(self, test: &Test, value: Value) -> bool {
        let at = self.when.at;
        match (test, value) {
            (Test::Under(fact, over), Value::Atom(atom)) => match self.model.vocabulary.fact(*fact).domain {
                Domain::Node(tree) => self.model.vocabulary.tree(tree).is_under(atom.node(), *over, at),
                _ => false,
            },
            (Test::Party(_, party), Value::Atom(atom)) => atom == Atom::of(*party),
            (Test::Flag(_, wanted), Value::Flag(flag)) => flag == *wanted,
            (Test::Choice(_, wanted), Value::Choice(choice)) => choice == *wanted,
            (Test::Number(_, range), Value::Number(number)) => range.contains(number),
            _ => false,
        }
    }

    /// SPEC 2.6: the least set that contains the roots and what members own enough of, or control.
    fn is_member(self, group: GroupId, party: Atom, answers: &[(QuestionId, u32)]) -> bool {
        if party.is_other() {
            return false;
        }
        let group: &Group = &self.model.vocabulary.groups[group.index()];
        let answer = |question: QuestionId| {
            answers.iter().find(|(id, _)| *id == question).map_or(0, |(_, answer)| *answer)
        };
        let mut members: BTreeSet<NodeId> = group.roots.iter().copied().collect();
        loop {
            let joining: Vec<NodeId> = self
                .model
                .vocabulary
                .owners
                .iter()
                .enumerate()
                .map(|(n, owners)| (NodeId::from_index(n), owners))
                .filter(|(node, _)| !members.contains(node))
                .filter(|(_, owners)| {
                    let mut held = owners
                        .iter()
                        .filter(|owner| owner.span.contains(self.when.at) && members.contains(&owner.party))
                        .peekable();
                    let any = held.peek().is_some();
                    let controlled = group.or_control && held.clone().any(|owner| owner.control);
                    let sum = crate::vocabulary::Share::sum(held.map(|owner| owner.share.under(answer)));
                    any && (controlled || group.reaches(sum))
                })
                .map(|(node, _)| node)
                .collect();
            if joining.is_empty() {
                return members.contains(&party.node());
            }
            members.extend(joining);
        }
    }

    /// The value of a fact in a world, what the register derives included (SPEC 2.5).
    fn value(self, world: &World, fact: FactId) -> Option<Value> {
        match fact {
            fact::COUNTERPARTY if self.question.stated(fact::COUNTERPARTY).is_none() => {
                self.value(world, fact::PUBLISHER)
            }
            fact::PUBLISHER => self
                .registered_publisher(world)
                .map(|node| Value::Atom(Atom::of(node)))
                .or(world.facts[fact::PUBLISHER.index()]),
            _ => world.facts[fact.index()],
        }
    }

    /// The publisher that the register names for the app of a world.
    pub(crate) fn registered_publisher(self, world: &World) -> Option<NodeId> {
        match world.facts[fact::APP.index()] {
            Some(Value::Atom(app)) => self.model.vocabulary.publisher(app, self.when.at),
            _ => None,
        }
    }

    /// The answer to a question in a world (SPEC 4.2).
    pub(crate) fn answer(self, world: &World, question: QuestionId) -> u32 {
        if let Some(given) = self.question.reading.given(question) {
            return given;
        }
        let settled =
            self.visible_answers(question).into_iter().filter(|id| self.holds(world, *id)).max_by_key(|id| {
                let public = self.model.provision(*id).public;
                (public.latest(), public.earliest())
            });
        match settled.map(|id| &self.model.provision(id).effect) {
            Some(crate::model::Effect::Answer { is, .. }) => *is,
            _ => world.answers[question.index()].unwrap_or(0),
        }
    }

    fn visible_answers(self, question: QuestionId) -> Vec<ProvisionId> {
        let answers = self.graph.answering(question).iter().copied();
        answers.filter(|id| self.visible(*id, Side::Relieve)).collect()
    }

    /// Whether a test passes in a world.
    pub(crate) fn passes(self, world: &World, test: &Test) -> bool {
        match test {
            Test::Question(question, answer) => self.answer(world, *question) == *answer,
            Test::Member(fact, group) => match self.value(world, *fact) {
                Some(Value::Atom(party)) => {
                    let stakes = self.stake_questions();
                    let answers: Vec<_> = stakes.into_iter().map(|id| (id, self.answer(world, id))).collect();
                    self.is_member(*group, party, &answers)
                }
                _ => false,
            },
            _ => {
                let fact = test.fact().and_then(|fact| self.value(world, fact));
                fact.is_some_and(|value| self.value_passes(test, value))
            }
        }
    }

    /// Whether the `when` of a provision holds in a world. What holds in no world is left out of closures, so that a
    /// world may lack what it tests.
    pub(crate) fn holds(self, world: &World, id: ProvisionId) -> bool {
        let when = &self.model.provision(id).when;
        when.tests().into_iter().all(|test| self.is_chosen(world, test))
            && when.holds(&mut |test| self.passes(world, test))
    }

    /// Whether a world has a value for what a test looks at.
    fn is_chosen(self, world: &World, test: &Test) -> bool {
        let answered = |question: QuestionId| world.answers[question.index()].is_some();
        match test {
            Test::Question(question, _) => answered(*question),
            Test::Member(fact, _) => {
                self.value(world, *fact).is_some() && self.stake_questions().into_iter().all(answered)
            }
            _ => test.fact().is_some_and(|fact| self.value(world, fact).is_some()),
        }
    }
}

impl World {
    fn with(mut self, variable: Variable, value: Value) -> World {
        match (variable, value) {
            (Variable::Fact(fact), value) => self.facts[fact.index()] = Some(value),
            (Variable::Question(question), Value::Choice(answer)) => {
                self.answers[question.index()] = Some(answer)
            }
            (Variable::Question(_), _) => {}
        }
        self
    }
}
