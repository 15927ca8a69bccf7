//! A whole decision (SPEC 7 to 10) from lenses and labels.

use std::sync::{Arc, OnceLock};

use super::force::{Force, LabelOf, Speech};
use super::labels::{MOST_LANES, Pass};
use super::lens::{Asking, Assignment, Lens, VariableOf, View, choose};
use super::plane::{Around, Plane, PlaneRun};
use super::question::When;
use super::record::{self, Ground, Hinge, HingeOn, Next, Outlook, Record, Run};
use super::sight::{self, Sight};
use crate::model::{Provision, ProvisionId, Side, Target, Test};
use crate::time::{Instant, Interval};
use crate::verdict::{Possible, Status};
use crate::vocabulary::{FactId, QuestionId, Tree};

/// More worlds than that are not looked at one by one (SPEC 7.4 asks for 4,096 at least).
pub(crate) const CAP: usize = 1 << 16;

/// Decides one question at one moment.
pub(crate) fn decide(asking: Asking<'_>, when: When) -> Record {
    let changes = asking.changes();
    record(Scenes::new(asking, &changes), when, None)
}

/// The same by the scenes of the question and its answers over all time, which were made before.
pub(crate) fn decide_by(asking: Asking<'_>, when: When, kept: &KeptScenes, plane: &Plane) -> Record {
    record(Scenes::again(asking, kept), when, Some(plane))
}

fn record(mut scenes: Scenes<'_, '_>, when: When, plane: Option<&Plane>) -> Record {
    let asking = scenes.asking;
    let scene = scenes.at(when.at).clone();
    let sole = scene.sole(when.known);
    let around = plane.map(|plane| (plane, plane.around(when.at, when.known)));
    let answer = match (&around, &sole) {
        (Some((plane, around)), Some(_)) => Answer::determinate(plane, around.run),
        _ => scene.answer(when),
    };
    let before = When { known: when.known.min(when.at), ..when };
    let possible_before = || match plane {
        Some(plane) => plane.at(before.at, before.known).possible,
        None => scene.possible(before),
    };
    let retroactive = before.known != when.known && possible_before() != answer.possible;
    let hinges = scene.hinges(when, answer.possible);
    let lifted = scene.lifted(when, sole.as_deref());
    let outlook = scenes.outlook(&scene, when, sole.as_deref());
    let walk = match around {
        Some((plane, around)) => Walk::along(plane, around),
        None => scenes.walk(when, &answer),
    };
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

/// The instants at which anything in a decision may change, as asked about and as known; sorted. From the scenes of
/// all eras.
pub(crate) fn steps(asking: Asking<'_>, scenes: &[Scene<'_>]) -> (Vec<Instant>, Vec<Instant>) {
    let model = asking.model;
    let vocabulary = &model.vocabulary;
    let mut at = asking.changes();
    let mut known: Vec<Instant> = Vec::new();
    let mut provisions: Vec<ProvisionId> = Vec::new();
    for scene in scenes {
        provisions.extend(scene.sight().reach(asking));
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
            let answers = asking.index.graph.answering(question).iter();
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
    let Answer { possible, grounds, .. } = scenes.at(when.at).answer(when);
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

/// The scenes of the eras of a question, made when they are needed or before.
pub(crate) struct Scenes<'a, 'c> {
    asking: Asking<'a>,
    changes: &'c [Instant],
    kept: Option<&'c KeptScenes>,
    current: Option<(usize, Scene<'a>)>,
}

/// With more eras than that none of a question's scenes are kept.
const MOST_KEPT_SCENES: usize = 64;

/// The scenes of all eras of a question, without it; none if there are too many.
pub(crate) struct KeptScenes {
    changes: Box<[Instant]>,
    eras: Box<[(Arc<View>, Arc<Stage>)]>,
}

/// All that is needed to answer within one era.
#[derive(Clone)]
pub(crate) struct Scene<'a> {
    pub(crate) lens: Lens<'a>,
    stage: Arc<Stage>,
}

/// What a scene has found out beside its lens.
pub(crate) struct Stage {
    sight: Sight,
    force: Force,
    worlds: Vec<(usize, Vec<usize>)>,
    /// Bounds of windows within the era and the end of the era, sorted.
    boundaries: Vec<Instant>,
    era: (Option<Instant>, Option<Instant>),
    /// The first world, once it was asked for, where it is the same whatever is known.
    first_world: OnceLock<Arc<Assignment>>,
}

/// What holds in the stretches of an era in which nothing begins or ends, for one `known` after the other.
pub(crate) struct Sweep<'s, 'a> {
    scene: &'s Scene<'a>,
    /// The first seconds of all stretches.
    starts: Vec<Instant>,
    pass: Pass,
    /// Which part of the starts the pass looks at.
    looked_at: Option<usize>,
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

impl KeptScenes {
    /// The scenes are those of all eras, earliest first.
    pub(crate) fn of(changes: &[Instant], scenes: &[Scene<'_>]) -> KeptScenes {
        if scenes.len() > MOST_KEPT_SCENES {
            return KeptScenes { changes: changes.into(), eras: Box::default() };
        }
        // The world of a question that leaves nothing open is kept too, where no answer turns it.
        let sole = |scene: &&Scene<'_>| scene.count() == Some(1) && scene.lens.answers.is_empty();
        scenes.iter().filter(sole).for_each(|scene| {
            scene.first_world(Instant::MAX);
        });
        let eras = scenes.iter().map(|scene| (scene.lens.view().clone(), scene.stage.clone())).collect();
        KeptScenes { changes: changes.into(), eras }
    }
}

impl<'a, 'c> Scenes<'a, 'c> {
    fn new(asking: Asking<'a>, changes: &'c [Instant]) -> Scenes<'a, 'c> {
        Scenes { asking, changes, kept: None, current: None }
    }

    fn again(asking: Asking<'a>, kept: &'c KeptScenes) -> Scenes<'a, 'c> {
        Scenes { asking, changes: &kept.changes, kept: Some(kept), current: None }
    }

    /// The scenes of all eras, earliest first.
    pub(crate) fn all(asking: Asking<'a>, changes: &[Instant]) -> Vec<Scene<'a>> {
        let starts = std::iter::once(Instant::MIN).chain(changes.iter().copied());
        starts.map(|at| Scene::new(asking, at, asking.era(changes, at))).collect()
    }

    fn at(&mut self, at: Instant) -> &Scene<'a> {
        let number = self.changes.partition_point(|change| *change <= at);
        if self.current.as_ref().is_some_and(|(current, _)| *current != number) {
            self.current = None;
        }
        let (asking, changes) = (self.asking, self.changes);
        let kept = self.kept.and_then(|kept| kept.eras.get(number));
        let (_, scene) = self.current.get_or_insert_with(|| {
            let scene = match kept {
                Some((view, stage)) => Scene { lens: Lens::again(asking, view), stage: stage.clone() },
                None => Scene::new(asking, at, asking.era(changes, at)),
            };
            (number, scene)
        });
        scene
    }

    /// SPEC 10.4.
    fn outlook(&mut self, scene: &Scene<'_>, when: When, sole: Option<&Assignment>) -> Outlook {
        let sight::Pending { mut outlook, starts } = scene.sight().pending(&scene.lens, when, CAP, sole);
        // Each era, and each second of it, is looked at once.
        let mut pass = Pass::default();
        for starts in starts.chunk_by(|one, next| one.0 == next.0) {
            let start = When { at: starts[0].0, ..when };
            let then = self.at(start.at);
            // The same era has the same world.
            let sole = sole.filter(|_| Arc::ptr_eq(&then.stage, &scene.stage));
            let ids = starts.iter().map(|(_, id)| *id);
            outlook.scheduled.extend(then.scheduled(ids, start, sole, &mut pass));
        }
        outlook.scheduled.sort_unstable();
        outlook.scheduled.dedup();
        outlook
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

impl Walk {
    /// The same, read off the answers over all time.
    fn along(plane: &Plane, around: Around) -> Walk {
        let next = around.next.map(|(at, run)| Next {
            at,
            possible: run.possible,
            grounds: plane.grounds(run.grounds),
        });
        Walk { valid: around.valid, same: around.same, next }
    }
}

impl Answer {
    /// That of a question with one world, read off the answers over all time.
    fn determinate(plane: &Plane, run: PlaneRun) -> Answer {
        let grounds = plane.grounds(run.grounds);
        let (missing, open_questions) = (Vec::new(), Vec::new());
        Answer { possible: run.possible, exact: true, grounds, missing, open_questions }
    }
}

impl Sweep<'_, '_> {
    /// The possible set and the grounds at the first second of stretches that cover the era; some may be told apart
    /// that are alike.
    pub(crate) fn for_each_stretch(
        &mut self,
        known: Instant,
        mut tell: impl FnMut(Instant, Possible, &[Ground]),
    ) {
        let Sweep { scene, starts, pass, looked_at } = self;
        let Some(count) = scene.count() else {
            return tell(scene.span().0, Possible::ALL, &[]);
        };
        let (lens, force) = (&scene.lens, scene.force());
        let mut speeches = Vec::new();
        for (part, starts) in starts.chunks(MOST_LANES).enumerate() {
            if *looked_at != Some(part) {
                force.look_at(starts, pass);
                *looked_at = Some(part);
            }
            let mut said = vec![Said { lane: 0, possible: Possible::NONE, grounds: Vec::new() }];
            lens.any_world(scene.worlds(), known, CAP, |world| {
                force.label_all(lens, world, known, pass);
                Said::split(&mut said, pass.changes());
                for Said { lane, possible, grounds } in &mut said {
                    let verdict = force.speeches(lens, world, known, (pass, *lane), &mut speeches);
                    *possible = possible.with(verdict);
                    speeches.drain(..).for_each(|speech| note_ground(grounds, speech));
                }
                false
            });
            for Said { lane, possible, grounds } in said {
                tell(starts[lane], possible, &grounds_of(grounds, count));
            }
        }
    }
}

/// What some worlds say from one instant of a pass on, until the next that is told apart.
#[derive(Clone)]
struct Said {
    lane: usize,
    possible: Possible,
    /// With the number of worlds of each.
    grounds: Vec<(Ground, usize)>,
}

impl Said {
    /// Tells apart the instants at which something changes: until now all was the same there as before.
    fn split(said: &mut Vec<Said>, mut changes: u64) {
        while changes != 0 {
            let lane = changes.trailing_zeros() as usize;
            changes &= changes - 1;
            let place = said.partition_point(|said| said.lane < lane);
            if said.get(place).is_none_or(|said| said.lane != lane) {
                let same = Said { lane, ..said[place - 1].clone() };
                said.insert(place, same);
            }
        }
    }
}

impl<'a> Scene<'a> {
    /// The one world, if nothing is open that matters to the verdict.
    fn sole(&self, known: Instant) -> Option<Arc<Assignment>> {
        (self.count() == Some(1)).then(|| self.first_world(known))
    }

    /// Those of some prohibitions that start at an instant and are not out then, in some world.
    fn scheduled(
        &self,
        prohibitions: impl Iterator<Item = ProvisionId>,
        start: When,
        sole: Option<&Assignment>,
        pass: &mut Pass,
    ) -> Vec<ProvisionId> {
        // What has no label has a `when` that holds in no world of this era.
        let mut open: Vec<(ProvisionId, LabelOf)> = prohibitions
            .filter_map(|id| Some((id, self.force().label_of_prohibition(id)?)))
            .filter(|(_, label)| label.is_visible(start.known))
            .collect();
        if open.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut look = |world: &Assignment| {
            self.force().pass(&self.lens, world, start, pass);
            open.retain(|(id, label)| {
                let scheduled = label.is_not_out(pass, start.known) && label.starts_at(pass, start.at);
                found.extend(scheduled.then_some(*id));
                !scheduled
            });
            open.is_empty()
        };
        match sole {
            Some(sole) => {
                look(sole);
            }
            None if self.lens.any_world(self.worlds(), start.known, CAP, &mut look).is_none() => {
                let asking = self.lens.asking;
                found.extend(
                    open.iter().map(|(id, _)| *id).filter(|id| sight::is_scheduled(asking, *id, start, CAP)),
                );
            }
            None => {}
        }
        found
    }

    fn force(&self) -> &Force {
        &self.stage.force
    }

    pub(crate) fn sight(&self) -> &Sight {
        &self.stage.sight
    }

    /// Open choices of the variables of the verdict, those that it does not tell apart merged.
    pub(crate) fn worlds(&self) -> &[(usize, Vec<usize>)] {
        &self.stage.worlds
    }

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
        let first_world = OnceLock::new();
        Scene { lens, stage: Arc::new(Stage { sight, force, worlds, boundaries, era, first_world }) }
    }

    /// The first seconds of the stretches of the era in which nothing begins or ends.
    pub(crate) fn starts(&self) -> impl Iterator<Item = Instant> + '_ {
        let first = self.stage.era.0.unwrap_or(Instant::MIN);
        let inside = self
            .stage
            .boundaries
            .iter()
            .copied()
            .filter(move |at| *at > first && self.stage.era.1.is_none_or(|until| *at < until));
        std::iter::once(first).chain(inside)
    }

    /// Every `known` at which anything that matters becomes public; unsorted.
    pub(crate) fn publics(&self) -> Vec<Instant> {
        let mut publics = self.force().publics();
        publics.extend(self.lens.publics());
        publics
    }

    /// For every choice of a variable the first one that the verdict does not tell from it.
    pub(crate) fn merged(&self, variable: usize) -> Vec<usize> {
        self.lens.merged(variable, &self.lens.tests_under(self.stage.sight.acting.iter().copied()))
    }

    /// The first world: the only one, if there is only one.
    fn first_world(&self, known: Instant) -> Arc<Assignment> {
        let make = || {
            let mut world = Assignment::default();
            self.lens.assign(&self.lens.first_choices(), known, &mut world);
            Arc::new(world)
        };
        if self.lens.answers.is_empty() { self.stage.first_world.get_or_init(make).clone() } else { make() }
    }

    /// What holds in every stretch of the era, to be asked for one `known` after the other.
    pub(crate) fn sweep(&self) -> Sweep<'_, 'a> {
        Sweep { scene: self, starts: self.starts().collect(), pass: Pass::default(), looked_at: None }
    }

    fn boundary_after(&self, at: Instant) -> Option<Instant> {
        self.stage.boundaries.get(self.stage.boundaries.partition_point(|boundary| *boundary <= at)).copied()
    }

    /// The last boundary at or before an instant.
    fn boundary_before(&self, at: Instant) -> Option<Instant> {
        let n = self.stage.boundaries.partition_point(|boundary| *boundary <= at);
        n.checked_sub(1).map(|n| self.stage.boundaries[n])
    }

    /// The first second of the era, and its end.
    pub(crate) fn span(&self) -> (Instant, Option<Instant>) {
        (self.stage.era.0.unwrap_or(Instant::MIN), self.stage.era.1)
    }

    /// How many worlds there are, unless too many to be looked at one by one.
    pub(crate) fn count(&self) -> Option<usize> {
        let count = self.stage.worlds.iter().try_fold(1usize, |n, (_, choices)| n.checked_mul(choices.len()));
        count.filter(|count| *count <= CAP)
    }

    fn possible(&self, when: When) -> Possible {
        self.possible_over(&self.stage.worlds, when)
    }

    fn possible_over(&self, worlds: &[(usize, Vec<usize>)], when: When) -> Possible {
        let mut possible = Possible::NONE;
        let (mut pass, mut speeches) = (Pass::default(), Vec::new());
        let all = self.lens.any_world(worlds, when.known, CAP, |world| {
            self.force().pass(&self.lens, world, when, &mut pass);
            possible = possible.with(self.force().speeches(
                &self.lens,
                world,
                when.known,
                (&pass, 0),
                &mut speeches,
            ));
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
            choose(n, count, &self.stage.worlds, &mut choices);
            self.lens.assign(&choices, when.known, &mut world);
            self.force().pass(&self.lens, &world, when, &mut pass);
            verdicts.push(self.force().speeches(&self.lens, &world, when.known, (&pass, 0), &mut speeches));
            for speech in speeches.drain(..) {
                note_ground(&mut grounds, speech);
            }
        }
        let grounds = grounds_of(grounds, count);
        let (mut missing, mut open_questions) = (Vec::new(), Vec::new());
        let mut stride = count;
        for (variable, open) in &self.stage.worlds {
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
        for (variable, _) in self.stage.worlds.iter().filter(|(_, open)| open.len() > 1) {
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
        for n in 0..self.stage.worlds.len() {
            let variable = self.stage.worlds[n].0;
            let Some(presumed) = self.lens.variables[variable].presumed else { continue };
            let mut worlds = self.stage.worlds.clone();
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

    /// SPEC 10.3. `sole` is the world, if there is only one.
    fn lifted(&self, when: When, sole: Option<&Assignment>) -> Vec<ProvisionId> {
        if self.count().is_none() {
            return self.force().may_be_lifted(when.known);
        }
        let mut lifted: Vec<ProvisionId> = Vec::new();
        if !self.force().may_lift() {
            return lifted;
        }
        let mut pass = Pass::default();
        let mut look = |world: &Assignment| {
            self.force().pass(&self.lens, world, when, &mut pass);
            for id in self.force().lifted(&self.lens, world, when.at, when.known, &pass) {
                if !lifted.contains(&id) {
                    lifted.push(id);
                }
            }
            false
        };
        match sole {
            Some(world) => _ = look(world),
            None => _ = self.lens.any_world(self.worlds(), when.known, CAP, look),
        }
        lifted.sort_unstable();
        lifted
    }
}

/// Grounds with the number of worlds of each, of so many.
fn grounds_of(grounds: Vec<(Ground, usize)>, count: usize) -> Vec<Ground> {
    let finish = |(mut ground, worlds): (Ground, usize)| {
        ground.certain = worlds == count;
        ground.by.sort_unstable();
        ground
    };
    let mut grounds: Vec<Ground> = grounds.into_iter().map(finish).collect();
    record::sort_grounds(&mut grounds);
    grounds
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
