//! A whole decision (SPEC 7 to 10) from lenses and labels.

use super::force::{Force, Pass, Speech};
use super::lens::{Asking, Assignment, Lens, VariableOf, choose};
use super::question::When;
use super::record::{self, Ground, Hinge, HingeOn, Next, Record, Run};
use super::sight::Sight;
use crate::model::{Provision, ProvisionId, Side, Target, Test};
use crate::time::{Instant, Interval};
use crate::verdict::{Possible, Status};
use crate::vocabulary::{FactId, QuestionId, Tree};

/// More worlds than that are not looked at one by one (SPEC 7.4 asks for 4,096 at least).
pub(crate) const CAP: usize = 1 << 16;

/// Decides one question at one moment.
pub(crate) fn decide(asking: Asking<'_>, when: When) -> Record {
    let changes = asking.changes();
    let mut scenes = Scenes::new(asking, &changes);
    let scene = scenes.at(when.at);
    let answer = scene.answer(when);
    let hinges = scene.hinges(when, answer.possible);
    let lifted = scene.lifted(when);
    let outlook = scene.sight.outlook(&scene.lens, when, CAP);
    let before = When { known: when.known.min(when.at), ..when };
    let retroactive = before.known != when.known && scene.possible(before) != answer.possible;
    let walk = scenes.walk(when, &answer);
    let bounds = [walk.valid.from, walk.valid.until, walk.same.from, walk.same.until];
    Record {
        possible: answer.possible,
        exact: answer.exact,
        hinges,
        lifted,
        outlook,
        covered: super::coverage::covered(asking, when, CAP),
        retroactive,
        assumed: super::coverage::assumed(asking, when, &bounds, CAP),
        valid: walk.valid,
        same: walk.same,
        next: walk.next,
        grounds: answer.grounds,
        missing: answer.missing,
        open_questions: answer.open_questions,
    }
}

/// The instants at which anything in a decision may change, as asked about and as known; sorted.
pub(crate) fn steps(asking: Asking<'_>) -> (Vec<Instant>, Vec<Instant>) {
    let model = asking.model;
    let vocabulary = &model.vocabulary;
    let mut at = asking.changes();
    let mut known: Vec<Instant> = Vec::new();
    let mut provisions: Vec<ProvisionId> = Vec::new();
    for scene in Scenes::all(asking, &at) {
        provisions.extend(scene.sight.reach(asking));
        known.extend(scene.publics());
    }
    for row in &vocabulary.coverage {
        at.extend(row.from);
        at.extend(row.region.into_iter().flat_map(|node| vocabulary.tree(Tree::Region).changes_under(node)));
        let activities = row.activities.iter().flatten();
        at.extend(activities.flat_map(|node| vocabulary.tree(Tree::Activity).changes_under(*node)));
    }
    if !asking.question.unregistered.is_empty() {
        let tests_groups = |provision: &Provision| {
            provision.when.tests().iter().any(|test| matches!(test, Test::Member(..)))
        };
        provisions.extend(model.provisions().filter(|(_, it)| tests_groups(it)).map(|(id, _)| id));
    }
    for id in &provisions {
        let provision = model.provision(*id);
        let moments = provision.times().flat_map(|time| time.moments());
        at.extend(moments.flat_map(|moment| [moment.earliest(), moment.latest()]));
    }
    // A bound may be assumed because of a provision that has nothing to do with the question (SPEC 8.2).
    let unknown: Vec<ProvisionId> = at.iter().flat_map(|at| asking.index.unknown_at(*at)).collect();
    for id in provisions.into_iter().chain(unknown) {
        known.extend(Side::BOTH.map(|side| asking.visible_from(id, side)));
        for (target, _) in asking.chain(id) {
            if let Target::Instrument(id) = target {
                known.push(model.instrument(id).public.earliest());
            }
        }
        let questions = model.provision(id).when.tests().into_iter().filter_map(|test| match test {
            Test::Question(question, _) => Some(*question),
            _ => None,
        });
        let asked = model.provision(id).times().filter_map(|time| time.question());
        let stakes = asking.index.stake_questions.iter().map(|(question, _)| *question);
        for question in questions.chain(asked).chain(stakes) {
            let answers = asking.index.graph.answering[question.index()].iter();
            known.extend(answers.map(|answer| asking.visible_from(*answer, Side::Relieve)));
        }
    }
    known.sort_unstable();
    known.dedup();
    at.extend(&known);
    at.sort_unstable();
    at.dedup();
    (at, known)
}

/// The possible set, the end of its run, and the grounds.
pub(crate) fn brief(asking: Asking<'_>, when: When) -> (Possible, Option<Instant>, Vec<Ground>) {
    let changes = asking.changes();
    let mut scenes = Scenes::new(asking, &changes);
    let (possible, grounds) = scenes.at(when.at).brief(when);
    let mut at = when.at;
    while let Some(boundary) = scenes.at(at).boundary_after(at) {
        if scenes.at(boundary).possible(When { at: boundary, ..when }) != possible {
            return (possible, Some(boundary), grounds);
        }
        at = boundary;
    }
    (possible, None, grounds)
}

/// SPEC 8.1.
pub(crate) fn timeline(asking: Asking<'_>, known: Instant) -> Vec<Run> {
    let changes = asking.changes();
    let mut scenes = Scenes::new(asking, &changes);
    let mut runs: Vec<Run> = Vec::new();
    let mut start: Option<Instant> = None;
    loop {
        let at = start.unwrap_or(Instant::MIN);
        let scene = scenes.at(at);
        let answer = scene.answer(When { at, known });
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
        match scene.boundary_after(at) {
            Some(next) => start = Some(next),
            None => return runs,
        }
    }
}

/// SPEC 8.3: the union over `[from, until)`, which is not empty.
pub(crate) fn decide_over(asking: Asking<'_>, known: Instant, (from, until): (Instant, Instant)) -> Possible {
    let changes = asking.changes();
    let mut scenes = Scenes::new(asking, &changes);
    let mut possible = Possible::NONE;
    let mut at = from;
    loop {
        let scene = scenes.at(at);
        possible = possible.union(scene.possible(When { at, known }));
        match scene.boundary_after(at) {
            Some(next) if next < until => at = next,
            _ => return possible,
        }
    }
}

/// The scenes of the eras of a question, made when they are needed.
pub(crate) struct Scenes<'a, 'c> {
    asking: Asking<'a>,
    changes: &'c [Instant],
    current: Option<Scene<'a>>,
}

/// All that is needed to answer within one era.
pub(crate) struct Scene<'a> {
    pub(crate) lens: Lens<'a>,
    pub(crate) sight: Sight,
    force: Force,
    /// Open choices of the variables of the verdict, those that it does not tell apart merged.
    pub(crate) worlds: Vec<(usize, Vec<usize>)>,
    /// Bounds of windows within the era and the end of the era, sorted.
    boundaries: Vec<Instant>,
    era: (Option<Instant>, Option<Instant>),
}

/// What worlds at one instant tell.
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

impl<'a, 'c> Scenes<'a, 'c> {
    fn new(asking: Asking<'a>, changes: &'c [Instant]) -> Scenes<'a, 'c> {
        Scenes { asking, changes, current: None }
    }

    /// The scenes of all eras, earliest first.
    pub(crate) fn all(asking: Asking<'a>, changes: &[Instant]) -> Vec<Scene<'a>> {
        let starts = std::iter::once(Instant::MIN).chain(changes.iter().copied());
        starts.map(|at| Scene::new(asking, at, asking.era(changes, at))).collect()
    }

    fn at(&mut self, at: Instant) -> &Scene<'a> {
        let era = self.asking.era(self.changes, at);
        if self.current.as_ref().is_some_and(|scene| scene.era != era) {
            self.current = None;
        }
        let asking = self.asking;
        self.current.get_or_insert_with(|| Scene::new(asking, at, era))
    }

    /// Walks from `at` to both sides until the answer changes (SPEC 8.2).
    fn walk(&mut self, when: When, answer: &Answer) -> Walk {
        let mut walk = Walk { valid: Interval::ALWAYS, same: Interval::ALWAYS, next: None };
        let mut alike = true;
        let mut at = when.at;
        while let Some(boundary) = self.at(at).boundary_after(at) {
            let then = self.at(boundary).answer(When { at: boundary, ..when });
            if alike && (then.possible != answer.possible || then.grounds != answer.grounds) {
                alike = false;
                walk.same.until = Some(boundary);
            }
            if then.possible != answer.possible {
                walk.valid.until = Some(boundary);
                walk.next = Some(Next { at: boundary, possible: then.possible, grounds: then.grounds });
                break;
            }
            at = boundary;
        }
        alike = true;
        at = when.at;
        while let Some((boundary, before)) =
            self.at(at).boundary_before(at).and_then(|boundary| Some((boundary, boundary.before()?)))
        {
            let then = self.at(before).answer(When { at: before, ..when });
            if alike && (then.possible != answer.possible || then.grounds != answer.grounds) {
                alike = false;
                walk.same.from = Some(boundary);
            }
            if then.possible != answer.possible {
                walk.valid.from = Some(boundary);
                break;
            }
            at = before;
        }
        walk
    }
}

impl<'a> Scene<'a> {
    fn new(asking: Asking<'a>, at: Instant, era: (Option<Instant>, Option<Instant>)) -> Scene<'a> {
        let (lens, sight) = Sight::of(asking, at, CAP);
        let force = Force::of(&lens, &sight.speaking);
        let tests = lens.tests_under(sight.acting.iter().copied());
        let worlds = lens
            .variables_under(sight.acting.iter().copied())
            .into_iter()
            .map(|variable| (variable, lens.merge(variable, &lens.variables[variable].open, &tests)))
            .collect();
        let inside =
            |at: &Instant| era.0.is_none_or(|from| from < *at) && era.1.is_none_or(|until| *at < until);
        let mut boundaries: Vec<Instant> = force.boundaries().filter(inside).collect();
        boundaries.extend(era.0.into_iter().chain(era.1));
        boundaries.sort_unstable();
        boundaries.dedup();
        Scene { lens, sight, force, worlds, boundaries, era }
    }

    /// The first seconds of the stretches of the era in which nothing begins or ends.
    pub(crate) fn starts(&self) -> impl Iterator<Item = Instant> + '_ {
        let first = self.era.0.unwrap_or(Instant::MIN);
        let inside = self
            .boundaries
            .iter()
            .copied()
            .filter(move |at| *at > first && self.era.1.is_none_or(|until| *at < until));
        std::iter::once(first).chain(inside)
    }

    /// Every `known` at which anything that matters becomes public; unsorted.
    pub(crate) fn publics(&self) -> Vec<Instant> {
        let mut publics = self.force.publics();
        publics.extend(self.lens.publics());
        publics
    }

    /// For every choice of a variable the first one that the verdict does not tell from it.
    pub(crate) fn merged(&self, variable: usize) -> Vec<usize> {
        self.lens.merged(variable, &self.lens.tests_under(self.sight.acting.iter().copied()))
    }

    /// The possible set and the grounds.
    pub(crate) fn brief(&self, when: When) -> (Possible, Vec<Ground>) {
        let answer = self.answer(when);
        (answer.possible, answer.grounds)
    }

    fn boundary_after(&self, at: Instant) -> Option<Instant> {
        self.boundaries.get(self.boundaries.partition_point(|boundary| *boundary <= at)).copied()
    }

    /// The last boundary at or before an instant.
    fn boundary_before(&self, at: Instant) -> Option<Instant> {
        let n = self.boundaries.partition_point(|boundary| *boundary <= at);
        n.checked_sub(1).map(|n| self.boundaries[n])
    }

    /// The first second of the era, and its end.
    pub(crate) fn span(&self) -> (Instant, Option<Instant>) {
        (self.era.0.unwrap_or(Instant::MIN), self.era.1)
    }

    /// How many worlds there are, unless too many to be looked at one by one.
    pub(crate) fn count(&self) -> Option<usize> {
        let count = self.worlds.iter().try_fold(1usize, |n, (_, choices)| n.checked_mul(choices.len()));
        count.filter(|count| *count <= CAP)
    }

    fn possible(&self, when: When) -> Possible {
        self.possible_over(&self.worlds, when)
    }

    fn possible_over(&self, worlds: &[(usize, Vec<usize>)], when: When) -> Possible {
        let mut possible = Possible::NONE;
        let (mut pass, mut speeches) = (Pass::default(), Vec::new());
        let all = self.lens.any_world(worlds, when.known, CAP, |world| {
            self.force.pass(&self.lens, world, when.at, when.known, &mut pass);
            possible =
                possible.with(self.force.speeches(&self.lens, world, when.known, &pass, &mut speeches));
            false
        });
        if all.is_none() { Possible::ALL } else { possible }
    }

    fn answer(&self, when: When) -> Answer {
        let Some(count) = self.count() else { return self.too_many() };
        let mut choices = self.lens.first_choices();
        let mut world = Assignment::default();
        let mut pass = Pass::default();
        let mut speeches: Vec<Speech> = Vec::new();
        let mut verdicts: Vec<Status> = Vec::with_capacity(count);
        let mut grounds: Vec<(Ground, usize)> = Vec::new();
        for n in 0..count {
            choose(n, count, &self.worlds, &mut choices);
            self.lens.assign(&choices, when.known, &mut world);
            self.force.pass(&self.lens, &world, when.at, when.known, &mut pass);
            verdicts.push(self.force.speeches(&self.lens, &world, when.known, &pass, &mut speeches));
            for speech in speeches.drain(..) {
                note_ground(&mut grounds, speech);
            }
        }
        let mut grounds: Vec<Ground> = grounds
            .into_iter()
            .map(|(mut ground, worlds)| {
                ground.certain = worlds == count;
                ground.by.sort_unstable();
                ground
            })
            .collect();
        record::sort_grounds(&mut grounds);
        let (mut missing, mut open_questions) = (Vec::new(), Vec::new());
        let mut stride = count;
        for (variable, open) in &self.worlds {
            stride /= open.len();
            let differs =
                |n: usize| n / stride % open.len() + 1 < open.len() && verdicts[n] != verdicts[n + stride];
            if open.len() > 1 && (0..count).any(differs) {
                match self.lens.variables[*variable].of {
                    VariableOf::Fact(fact) => missing.push(fact),
                    VariableOf::Question(question) => open_questions.push(question),
                }
            }
        }
        open_questions.sort_unstable();
        let possible = verdicts.into_iter().fold(Possible::NONE, Possible::with);
        Answer { possible, exact: true, grounds, missing, open_questions }
    }

    /// A sound superset where there are too many worlds (SPEC 7.4).
    fn too_many(&self) -> Answer {
        let (mut missing, mut open_questions) = (Vec::new(), Vec::new());
        for (variable, _) in self.worlds.iter().filter(|(_, open)| open.len() > 1) {
            match self.lens.variables[*variable].of {
                VariableOf::Fact(fact) => missing.push(fact),
                VariableOf::Question(question) => open_questions.push(question),
            }
        }
        open_questions.sort_unstable();
        Answer { possible: Possible::ALL, exact: false, grounds: Vec::new(), missing, open_questions }
    }

    /// SPEC 7.3: one presumption at a time, all else equal.
    fn hinges(&self, when: When, possible: Possible) -> Vec<Hinge> {
        let mut hinges = Vec::new();
        for n in 0..self.worlds.len() {
            let variable = self.worlds[n].0;
            let Some(presumed) = self.lens.variables[variable].presumed else { continue };
            let mut worlds = self.worlds.clone();
            let mut differs = false;
            let others: Vec<(u32, Possible)> = (0..self.lens.values_of(variable))
                .filter(|value| *value != presumed)
                .map(|value| {
                    worlds[n].1 = vec![self.lens.choice_of(variable, value)];
                    let set = self.possible_over(&worlds, when);
                    differs |= set != possible;
                    (value, set)
                })
                .collect();
            if differs {
                let on = match self.lens.variables[variable].of {
                    VariableOf::Fact(fact) => HingeOn::Fact(fact),
                    VariableOf::Question(question) => HingeOn::Question(question),
                };
                hinges.push(Hinge { on, presumed, others });
            }
        }
        hinges
    }

    /// SPEC 10.3.
    fn lifted(&self, when: When) -> Vec<ProvisionId> {
        let mut lifted: Vec<ProvisionId> = Vec::new();
        let mut pass = Pass::default();
        let all = self.lens.any_world(&self.worlds, when.known, CAP, |world| {
            self.force.pass(&self.lens, world, when.at, when.known, &mut pass);
            for id in self.force.lifted(&self.lens, world, when.at, when.known, &pass) {
                if !lifted.contains(&id) {
                    lifted.push(id);
                }
            }
            false
        });
        if all.is_none() {
            lifted = self.force.may_be_lifted(when.known);
        }
        lifted.sort_unstable();
        lifted
    }
}

fn note_ground(grounds: &mut Vec<(Ground, usize)>, speech: Speech) {
    let known = grounds
        .iter_mut()
        .find(|(ground, _)| ground.provision == speech.provision && ground.status == speech.status);
    match known {
        Some((ground, worlds)) => {
            *worlds += 1;
            for id in speech.by {
                if !ground.by.contains(&id) {
                    ground.by.push(id);
                }
            }
        }
        None => {
            let Speech { provision, status, by } = speech;
            grounds.push((Ground { provision, status, by, certain: false }, 1));
        }
    }
}
