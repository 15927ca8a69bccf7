//! A whole decision, clause by clause (SPEC 7, 8, 9, 10).

use std::collections::{BTreeMap, BTreeSet};

use super::status::Speech;
use super::world::{Scene, Variable, World, Worlds};
use crate::evaluate::graph::Graph;
use crate::evaluate::question::{Question, Value, When};
use crate::evaluate::record::{Ground, Hinge, HingeOn, Next, Record, Run};
use crate::model::{Effect, Model, Moment, Provision, ProvisionId, Side, Target, Test};
use crate::time::{Instant, Interval};
use crate::verdict::{Possible, Status};
use crate::vocabulary::{Domain, FactId, GroupId, NodeId, QuestionId, Tree, fact};

/// More worlds than that are not looked at one by one (SPEC 7.4).
const CAP: usize = 1 << 16;

/// SPEC 10, by brute force.
pub(crate) fn decide(model: &Model, graph: &Graph, question: &Question, when: When) -> Record {
    let scene = Scene { model, graph, question, when };
    let answer = scene.answer_at();
    let boundaries = scene.boundaries();
    let walk = scene.walk(&boundaries, &answer);
    let before = Scene { when: When { known: when.known.min(when.at), ..when }, ..scene };
    Record {
        possible: answer.possible,
        exact: answer.exact,
        hinges: scene.hinges(&answer),
        lifted: scene.lifted(),
        outlook: scene.outlook(),
        covered: scene.covered(),
        retroactive: before.answer_at().possible != answer.possible,
        assumed: scene.assumed(&[walk.valid.from, walk.valid.until, walk.same.from, walk.same.until]),
        valid: walk.valid,
        same: walk.same,
        next: walk.next,
        grounds: answer.grounds,
        missing: answer.missing,
        open_questions: answer.open_questions,
    }
}

/// SPEC 8.1.
pub(crate) fn timeline(model: &Model, graph: &Graph, question: &Question, known: Instant) -> Vec<Run> {
    let scene = Scene { model, graph, question, when: When { at: Instant::MIN, known } };
    let mut runs: Vec<Run> = Vec::new();
    for start in std::iter::once(None).chain(scene.boundaries().into_iter().map(Some)) {
        let answer = scene.at(start.unwrap_or(Instant::MIN)).answer_at();
        match runs.last_mut() {
            Some(last) if last.possible == answer.possible => {}
            last => {
                if let Some(last) = last {
                    last.span.until = start;
                }
                let span = Interval { from: start, until: None };
                runs.push(Run { span, possible: answer.possible, grounds: answer.grounds });
            }
        }
    }
    runs
}

/// SPEC 8.3: the union over `[from, until)`, which is not empty.
pub(crate) fn decide_over(
    model: &Model,
    graph: &Graph,
    question: &Question,
    known: Instant,
    (from, until): (Instant, Instant),
) -> Possible {
    timeline(model, graph, question, known)
        .into_iter()
        .filter(|run| {
            run.span.from.is_none_or(|start| start < until) && run.span.until.is_none_or(|end| from < end)
        })
        .fold(Possible::NONE, |all, run| all.union(run.possible))
}

/// What worlds at one instant tell.
#[derive(Clone, PartialEq)]
struct Answer {
    possible: Possible,
    exact: bool,
    grounds: Vec<Ground>,
    missing: Vec<FactId>,
    open_questions: Vec<QuestionId>,
}

struct Walk {
    valid: Interval,
    same: Interval,
    next: Option<Next>,
}

impl<'a> Scene<'a> {
    fn answer_at(self) -> Answer {
        let relevant = self.relevant();
        let Some(all) = self.worlds(&self.closure(&relevant), CAP) else {
            return self.too_many(&relevant);
        };
        let speeches: Vec<Vec<Speech>> =
            all.worlds.iter().map(|world| self.speeches(world, &relevant)).collect();
        let verdicts: Vec<Status> = speeches
            .iter()
            .map(|speeches| speeches.iter().map(|speech| speech.status).max().unwrap_or(Status::Unregulated))
            .collect();
        let essential = essential(&all, &verdicts);
        Answer {
            possible: verdicts.iter().fold(Possible::NONE, |set, status| set.with(*status)),
            exact: true,
            grounds: grounds(speeches, &verdicts),
            missing: essential
                .iter()
                .filter_map(|variable| match variable {
                    Variable::Fact(fact) => Some(*fact),
                    Variable::Question(_) => None,
                })
                .collect(),
            open_questions: essential
                .iter()
                .filter_map(|variable| match variable {
                    Variable::Question(question) => Some(*question),
                    Variable::Fact(_) => None,
                })
                .collect(),
        }
    }

    /// A sound superset where there are too many worlds (SPEC 7.4).
    fn too_many(self, relevant: &BTreeSet<ProvisionId>) -> Answer {
        let (mut missing, mut open_questions) = (Vec::new(), Vec::new());
        for variable in self.open_variables(&self.closure(relevant)) {
            match variable {
                Variable::Fact(fact) => missing.push(fact),
                Variable::Question(question) => open_questions.push(question),
            }
        }
        Answer { possible: Possible::ALL, exact: false, grounds: Vec::new(), missing, open_questions }
    }

    fn open_variables(self, provisions: &BTreeSet<ProvisionId>) -> Vec<Variable> {
        // One provision at a time has few worlds; together they name every variable.
        let mut open = BTreeSet::new();
        for id in provisions {
            if let Some(worlds) = self.worlds(&BTreeSet::from([*id]), usize::MAX) {
                open.extend(
                    worlds.variables.iter().filter(|(_, count)| *count > 1).map(|(variable, _)| *variable),
                );
            }
        }
        open.into_iter().collect()
    }

    /// Whether something holds in some world, looking only at the variables of one provision.
    pub(super) fn in_some_world(self, id: ProvisionId, holds: impl Fn(&World) -> bool) -> bool {
        self.worlds(&BTreeSet::from([id]), CAP).is_none_or(|all| all.worlds.iter().any(holds))
    }

    /// Whether the `when` of a provision holds in some world.
    pub(super) fn may_hold(self, id: ProvisionId) -> bool {
        self.in_some_world(id, |world| self.holds(world, id))
    }

    fn may_be_based(self, id: ProvisionId, side: Side) -> bool {
        self.in_some_world(id, |world| self.base(world, id, side))
    }

    /// The prohibitions, exemptions and licenses that may make a difference now.
    fn relevant(self) -> BTreeSet<ProvisionId> {
        self.model
            .provisions()
            .filter(|(id, provision)| match &provision.effect {
                Effect::Prohibition => {
                    self.visible(*id, Side::Burden) && self.may_be_based(*id, Side::Burden)
                }
                Effect::Exemption { .. } | Effect::License { .. } => {
                    self.visible(*id, Side::Relieve) && self.may_be_based(*id, Side::Relieve)
                }
                _ => false,
            })
            .map(|(id, _)| id)
            .collect()
    }

    /// With all on which their labels, and what they say, depend.
    pub(super) fn closure(self, provisions: &BTreeSet<ProvisionId>) -> BTreeSet<ProvisionId> {
        let mut closure = BTreeSet::new();
        let mut open: Vec<ProvisionId> = provisions.iter().copied().collect();
        while let Some(id) = open.pop() {
            if !closure.insert(id) {
                continue;
            }
            for target in self.chain(id) {
                if let Target::Provision(carrier) = target {
                    open.push(carrier);
                }
                let effects = self.graph.effects(target).iter().copied();
                open.extend(effects.filter(|id| self.visible_at_all(*id) && self.may_hold(*id)));
            }
            match &self.model.provision(id).effect {
                Effect::Prohibition => {
                    let relief = self.graph.lifting(id).iter().chain(self.graph.forbearing(id));
                    open.extend(relief.copied().filter(|id| self.visible_at_all(*id) && self.may_hold(*id)));
                }
                Effect::Exemption { lifts, .. } | Effect::License { lifts, .. } => {
                    let lifted = lifts.iter().copied();
                    open.extend(lifted.filter(|id| self.visible_at_all(*id) && self.may_hold(*id)));
                }
                _ => {}
            }
        }
        closure
    }

    pub(super) fn visible_at_all(self, id: ProvisionId) -> bool {
        Side::BOTH.into_iter().any(|side| self.visible(id, side))
    }

    /// Every instant at which anything may begin or end, sorted.
    fn boundaries(self) -> Vec<Instant> {
        let ends = |moment: &Moment| [moment.earliest(), moment.latest()];
        let mut all: Vec<Instant> = self
            .model
            .provisions
            .iter()
            .flat_map(|provision| provision.times())
            .flat_map(|time| time.moments().iter().flat_map(ends))
            .chain(self.model.vocabulary.boundaries())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Walks from `at` to both sides until the answer changes (SPEC 8.2).
    fn walk(self, boundaries: &[Instant], answer: &Answer) -> Walk {
        let at = self.when.at;
        let later = boundaries.partition_point(|boundary| *boundary <= at);
        let mut walk = Walk { valid: Interval::ALWAYS, same: Interval::ALWAYS, next: None };
        let mut alike = true;
        for boundary in &boundaries[later..] {
            let then = self.at(*boundary).answer_at();
            if alike && (then.possible != answer.possible || then.grounds != answer.grounds) {
                alike = false;
                walk.same.until = Some(*boundary);
            }
            if then.possible != answer.possible {
                walk.valid.until = Some(*boundary);
                walk.next = Some(Next { at: *boundary, possible: then.possible, grounds: then.grounds });
                break;
            }
        }
        alike = true;
        for boundary in boundaries[..later].iter().rev() {
            // The stretch that ends at this boundary.
            let Some(before) = boundary.before() else { break };
            let then = self.at(before).answer_at();
            if alike && (then.possible != answer.possible || then.grounds != answer.grounds) {
                alike = false;
                walk.same.from = Some(*boundary);
            }
            if then.possible != answer.possible {
                walk.valid.from = Some(*boundary);
                break;
            }
        }
        walk
    }

    /// SPEC 7.3: one presumption at a time, all else equal.
    fn hinges(self, answer: &Answer) -> Vec<Hinge> {
        let mut hinges = Vec::new();
        if !self.question.reading.presume {
            return hinges;
        }
        let vocabulary = &self.model.vocabulary;
        let possible = |question: &Question| {
            Scene { model: self.model, graph: self.graph, question, when: self.when }.answer_at().possible
        };
        for (n, row) in vocabulary.facts.iter().enumerate() {
            let fact = FactId::from_index(n);
            let Some(presumed) = row.presumed.filter(|_| self.question.stated(fact).is_none()) else {
                continue;
            };
            let values: Vec<Value> = match &row.domain {
                Domain::Flag => vec![Value::Flag(false), Value::Flag(true)],
                Domain::Choice(answers) => (0..answers.len() as u32).map(Value::Choice).collect(),
                Domain::Number { .. } | Domain::Node(_) => Vec::new(),
            };
            let others: Vec<(u32, Possible)> = values
                .into_iter()
                .enumerate()
                .filter(|(n, _)| *n as u32 != presumed)
                .map(|(n, value)| (n as u32, possible(&self.question.clone().stating(fact, value))))
                .collect();
            hinges.push(Hinge { on: HingeOn::Fact(fact), presumed, others });
        }
        for (n, row) in vocabulary.questions.iter().enumerate() {
            let id = QuestionId::from_index(n);
            let Some(presumed) = row.presumed.filter(|_| self.question.reading.given(id).is_none()) else {
                continue;
            };
            let others: Vec<(u32, Possible)> = (0..row.answers.len() as u32)
                .filter(|answer| *answer != presumed)
                .map(|answer| (answer, self.possible_presuming(id, answer)))
                .collect();
            hinges.push(Hinge { on: HingeOn::Question(id), presumed, others });
        }
        hinges.retain(|hinge| hinge.others.iter().any(|(_, set)| *set != answer.possible));
        hinges
    }

    /// The possible set if another answer were presumed. An `answer` that is visible still settles it.
    fn possible_presuming(self, question: QuestionId, answer: u32) -> Possible {
        let mut model = self.model.clone();
        model.vocabulary.questions[question.index()].presumed = Some(answer);
        Scene { model: &model, ..self }.answer_at().possible
    }

    /// SPEC 10.3.
    fn lifted(self) -> Vec<ProvisionId> {
        self.model
            .provisions()
            .filter(|(id, provision)| {
                provision.effect == Effect::Prohibition
                    && self.visible(*id, Side::Burden)
                    && self.may_be_based(*id, Side::Burden)
                    && self
                        .worlds(&self.force_closure(*id), CAP)
                        .is_none_or(|all| all.worlds.iter().any(|world| self.is_lifted(world, *id)))
            })
            .map(|(id, _)| id)
            .collect()
    }

    /// A provision with all on which its label alone depends.
    pub(super) fn force_closure(self, id: ProvisionId) -> BTreeSet<ProvisionId> {
        let mut closure = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if closure.insert(id) {
                for target in self.chain(id) {
                    let effects = self.graph.effects(target).iter().copied();
                    open.extend(effects.filter(|id| self.visible_at_all(*id) && self.may_hold(*id)));
                    if let Target::Provision(carrier) = target {
                        open.push(carrier);
                    }
                }
            }
        }
        closure
    }

    /// SPEC 7.6.
    fn covered(self) -> bool {
        let vocabulary = &self.model.vocabulary;
        let at = self.when.at;
        let atoms = |fact: FactId| -> Vec<NodeId> {
            let values = self.open_values(fact, &[]);
            let node = |value| if let Value::Atom(atom) = value { Some(atom.node()) } else { None };
            values.into_iter().filter_map(node).collect()
        };
        let (regions, activities) = (vocabulary.tree(Tree::Region), vocabulary.tree(Tree::Activity));
        let looked = atoms(fact::LOCATION).into_iter().all(|place| {
            let rows: Vec<_> = vocabulary
                .coverage
                .iter()
                .filter(|row| row.from.is_none_or(|from| from <= at))
                .filter(|row| row.region.is_none_or(|region| regions.is_under(place, region, at)))
                .collect();
            atoms(fact::ACTIVITY).into_iter().all(|activity| {
                rows.iter().any(|row| match &row.activities {
                    None => true,
                    Some(covered) => covered.iter().any(|over| activities.is_under(activity, *over, at)),
                })
            })
        });
        looked && !self.turns_on_unregistered()
    }

    /// Whether a group condition on a stated party that no register has decides some visible `when`.
    fn turns_on_unregistered(self) -> bool {
        if self.question.unregistered.is_empty() {
            return false;
        }
        self.model.provisions().any(|(id, provision)| {
            let tests = provision.when.tests();
            self.visible(id, provision.own_side())
                && tests.iter().any(|test| self.membership(test).is_some())
                && self.in_some_world(id, |world| self.turns_on_membership(world, provision))
        })
    }

    /// Whether what is assumed of the stated parties' memberships, all else equal, changes whether the `when` holds.
    fn turns_on_membership(self, world: &World, provision: &Provision) -> bool {
        let memberships: BTreeSet<(FactId, GroupId)> = provision
            .when
            .tests()
            .into_iter()
            .filter_map(|test| self.membership(test))
            .filter(|(stated, _)| *stated != fact::PUBLISHER || self.registered_publisher(world).is_none())
            .collect();
        let mut assumptions: Vec<BTreeMap<(FactId, GroupId), bool>> = vec![BTreeMap::new()];
        for membership in memberships {
            assumptions = assumptions
                .into_iter()
                .flat_map(|known| {
                    [false, true].map(|member| {
                        let mut known = known.clone();
                        known.insert(membership, member);
                        known
                    })
                })
                .collect();
        }
        let mut outcomes = assumptions.into_iter().map(|assumed| {
            provision.when.holds(&mut |test| {
                let assumed = self.membership(test).and_then(|membership| assumed.get(&membership).copied());
                assumed.unwrap_or_else(|| self.passes(world, test))
            })
        });
        let first = outcomes.next();
        outcomes.any(|outcome| Some(outcome) != first)
    }

    /// Which stated party that no register has a test looks at, and for which group.
    fn membership(self, test: &Test) -> Option<(FactId, GroupId)> {
        let Test::Member(tested, group) = test else { return None };
        let stated = match *tested {
            fact::COUNTERPARTY if self.question.stated(fact::COUNTERPARTY).is_none() => fact::PUBLISHER,
            other => other,
        };
        self.question.unregistered.contains(&stated).then_some((stated, *group))
    }

    /// SPEC 8.2: the bounds at which something starts or ends at an unknown second.
    fn assumed(self, bounds: &[Option<Instant>]) -> Vec<Instant> {
        let mut bounds: Vec<Instant> = bounds.iter().flatten().copied().collect();
        bounds.sort_unstable();
        bounds.dedup();
        bounds.retain(|bound| {
            self.model.provisions().any(|(id, provision)| {
                Side::BOTH.into_iter().any(|side| {
                    self.sides(id).contains(&side)
                        && self.visible(id, side)
                        && self.in_some_world(id, |world| {
                            let answer = |question| self.answer(world, question);
                            let from = provision.from.under(answer);
                            let until = provision.until.as_ref().map(|until| until.under(answer));
                            let windowless =
                                matches!(provision.effect, Effect::Annulment { .. } | Effect::Answer { .. });
                            let starts = !from.is_exact() && self.start(world, id, side) == *bound;
                            let ends =
                                until.is_some_and(|until| !until.is_exact() && until.end(side) == *bound);
                            !windowless && (starts || ends) && self.holds(world, id)
                        })
                })
            })
        });
        bounds
    }

    /// The sides for which a provision counts, for any target (SPEC 1.4).
    fn sides(self, id: ProvisionId) -> BTreeSet<Side> {
        let provision = self.model.provision(id);
        match &provision.effect {
            Effect::Suspension { of, .. } | Effect::End { of, .. } | Effect::Annulment { of } => {
                of.iter().flat_map(|target| self.target_sides(*target)).map(Side::other).collect()
            }
            _ => BTreeSet::from([provision.own_side()]),
        }
    }

    fn target_sides(self, target: Target) -> BTreeSet<Side> {
        match target {
            Target::Provision(id) => {
                let carried = self.model.provisions().filter(
                    |(_, other)| matches!(other.carrier, crate::model::Carrier::Provision(carrier) if carrier == id),
                );
                carried.flat_map(|(other, _)| self.sides(other)).chain(self.sides(id)).collect()
            }
            Target::Instrument(id) => {
                let carried = self
                    .model
                    .provisions()
                    .filter(|(other, _)| self.model.home(*other) == id)
                    .flat_map(|(other, _)| self.sides(other));
                let standing = self
                    .model
                    .instruments
                    .iter()
                    .enumerate()
                    .filter(|(_, instrument)| instrument.under.contains(&id))
                    .flat_map(|(n, _)| {
                        self.target_sides(Target::Instrument(crate::model::InstrumentId::from_index(n)))
                    });
                carried.chain(standing).collect()
            }
        }
    }
}

/// SPEC 7.2: the variables in which alone two worlds differ that have different verdicts.
fn essential(all: &Worlds, verdicts: &[Status]) -> Vec<Variable> {
    let mut essential = Vec::new();
    let mut stride = all.worlds.len();
    for (variable, count) in &all.variables {
        stride /= count;
        let differs = (0..verdicts.len()).any(|world| {
            let digit = world / stride % count;
            digit + 1 < *count && verdicts[world] != verdicts[world + stride]
        });
        if differs {
            essential.push(*variable);
        }
    }
    essential
}

/// SPEC 10.2.
fn grounds(speeches: Vec<Vec<Speech>>, verdicts: &[Status]) -> Vec<Ground> {
    let mut entries: BTreeMap<(std::cmp::Reverse<Status>, ProvisionId), (BTreeSet<ProvisionId>, usize)> =
        BTreeMap::new();
    for (speeches, verdict) in speeches.into_iter().zip(verdicts) {
        for speech in speeches {
            if speech.status > Status::Unregulated && speech.status == *verdict {
                let entry = entries.entry((std::cmp::Reverse(speech.status), speech.provision)).or_default();
                entry.0.extend(speech.by);
                entry.1 += 1;
            }
        }
    }
    entries
        .into_iter()
        .map(|((status, provision), (by, worlds))| Ground {
            provision,
            status: status.0,
            by: by.into_iter().collect(),
            certain: worlds == verdicts.len(),
        })
        .collect()
}
