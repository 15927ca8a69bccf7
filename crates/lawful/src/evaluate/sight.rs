//! Which provisions matter to a question, and what is pending (SPEC 7.4, 10.4).

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::force::Force;
use super::index::carrier;
use super::labels::Pass;
use super::lens::{Asking, Assignment, Lens};
use super::question::When;
use super::record::Outlook;
use crate::model::{Effect, InstrumentId, Model, ProvisionId, Side, Target};
use crate::order;
use crate::time::Instant;

/// The provisions that may reach a question in an era, at whatever second of it and whatever is known.
pub(crate) struct Sight {
    /// Prohibitions, exemptions and licenses whose `when` holds in some world. Sorted.
    pub(crate) speaking: Vec<ProvisionId>,
    /// These with all on which their labels and statuses rest. Sorted.
    pub(crate) acting: Vec<ProvisionId>,
    /// Reserves, and statements that name nothing. Sorted.
    pending: Vec<ProvisionId>,
    /// When what prohibitions of these may start. Sorted.
    starts: Vec<(Instant, ProvisionId)>,
    /// Whether anything but what speaks may show in the outlook, at whatever second and whatever is known: what is
    /// pending or said, and prohibitions that are relevant because of what they carry (SPEC 3.5).
    beyond_what_speaks: bool,
}

/// What is pending at a moment.
pub(crate) struct Pending {
    /// Without what is scheduled.
    pub(crate) outlook: Outlook,
    /// When prohibitions that are relevant start, after the instant asked about: some may be scheduled. Sorted.
    pub(crate) starts: Vec<(Instant, ProvisionId)>,
}

impl Sight {
    /// Looks for what matters, first as far as stated values tell, then exactly.
    pub(crate) fn of<'a>(asking: Asking<'a>, at: Instant, cap: usize) -> (Lens<'a>, Sight) {
        let model = asking.model;
        let as_stated = |id: &ProvisionId| asking.may_hold_as_stated(&model.provision(*id).when, at);
        let candidates: Vec<ProvisionId> = asking
            .index
            .candidates(model, asking.app_nodes().as_deref())
            .into_iter()
            .filter(as_stated)
            .collect();
        let speaks = |id: &ProvisionId| {
            matches!(
                model.provision(*id).effect,
                Effect::Prohibition | Effect::Exemption { .. } | Effect::License { .. }
            )
        };
        let (speaking, pending): (Vec<ProvisionId>, Vec<ProvisionId>) =
            candidates.into_iter().partition(speaks);
        let wide = asking.closure(&speaking, as_stated);
        let rough = Lens::new(asking, &[wide, pending.clone()].concat(), at);
        let may_hold = |id: &ProvisionId| rough.may_ever_hold(*id, cap);
        let speaking: Vec<ProvisionId> = speaking.into_iter().filter(may_hold).collect();
        let acting = asking.closure(&speaking, may_hold);
        let pending: Vec<ProvisionId> = pending.into_iter().filter(may_hold).collect();
        let beyond_what_speaks = !pending.is_empty()
            || asking.index.outlook_is_wide() && {
                let shows = |target: &Target| {
                    let carried = |id| matches!(carrier(model, id), Target::Provision(_));
                    matches!(target, Target::Provision(id) if carried(*id))
                        || !asking.index.about(*target).is_empty()
                };
                close_relevant(asking, &speaking, |_| true, |_| true).iter().any(shows)
            };
        let starts = starts_of(model, speaking.iter().copied());
        (rough, Sight { speaking, acting, pending, starts, beyond_what_speaks })
    }

    /// SPEC 10.4, but for what is scheduled. `sole` is the world, if there is only one.
    pub(crate) fn pending(
        &self,
        lens: &Lens<'_>,
        when: When,
        cap: usize,
        sole: Option<&Assignment>,
    ) -> Pending {
        let asking = lens.asking;
        let model = asking.model;
        if !self.beyond_what_speaks {
            let later = &self.starts[self.starts.partition_point(|(start, _)| *start <= when.at)..];
            let starts =
                later.iter().copied().filter(|(_, id)| is_live(lens, *id, when, cap, sole)).collect();
            return Pending { outlook: Outlook::default(), starts };
        }
        let live: Vec<ProvisionId> =
            self.speaking.iter().copied().filter(|id| is_live(lens, *id, when, cap, sole)).collect();
        let visible = |id: ProvisionId| asking.visible_first(id) <= when.known;
        let public = |id: InstrumentId| model.instrument(id).public.earliest() <= when.known;
        let relevant = close_relevant(asking, &live, visible, public);
        let mut outlook = Outlook::default();
        let mut said: Vec<ProvisionId> = self.pending.clone();
        for target in &relevant {
            said.extend(asking.index.about(*target));
        }
        said.sort_unstable();
        said.dedup();
        for id in said {
            let effect = &model.provision(id).effect;
            let side = model.provision(id).own_side();
            if !may_have(asking, id, side, when, cap, |label, pass, known| label.is_in(pass, known)) {
                continue;
            }
            match effect {
                Effect::Challenge { .. } => outlook.challenges.push(id),
                Effect::Statement { .. } => outlook.statements.push(id),
                Effect::Reserve => outlook.reserves.push(id),
                _ => {}
            }
        }
        let provisions = relevant.into_iter().filter_map(|target| match target {
            Target::Provision(id) => Some(id),
            Target::Instrument(_) => None,
        });
        let mut starts = starts_of(model, provisions);
        starts.retain(|(start, _)| *start > when.at);
        Pending { outlook, starts }
    }

    /// Every provision that may show in a decision, at whatever second of the era and whatever is known.
    pub(crate) fn reach(&self, asking: Asking<'_>) -> Vec<ProvisionId> {
        let mut open: Vec<Target> = self.acting.iter().copied().map(Target::Provision).collect();
        let mut seen: FxHashSet<Target> = FxHashSet::default();
        let mut reach: Vec<ProvisionId> = self.pending.clone();
        while let Some(target) = open.pop() {
            if !seen.insert(target) {
                continue;
            }
            open.extend(asking.index.graph.effects(target).iter().copied().map(Target::Provision));
            reach.extend(asking.index.about(target));
            match target {
                Target::Provision(id) => {
                    reach.push(id);
                    let forbearing = asking.index.graph.forbearing(id).iter().copied();
                    open.extend(forbearing.map(Target::Provision));
                    open.push(carrier(asking.model, id));
                }
                Target::Instrument(id) => {
                    open.extend(asking.model.instrument(id).under.iter().copied().map(Target::Instrument));
                }
            }
        }
        asking.close(&reach, |_| true, false)
    }
}

/// Whether something that speaks is not over yet: what the outlook begins with. `sole` is the world, if there is only
/// one.
fn is_live(lens: &Lens<'_>, id: ProvisionId, when: When, cap: usize, sole: Option<&Assignment>) -> bool {
    let asking = lens.asking;
    let provision = asking.model.provision(id);
    let side = provision.own_side();
    let is_not_over = |world: &Assignment| {
        provision
            .until
            .as_ref()
            .is_none_or(|until| when.at < until.under(|question| lens.answer(question, world)).end(side))
    };
    asking.visible_from(id, side) <= when.known
        && match sole {
            Some(world) => lens.holds(id, world) && is_not_over(world),
            None => lens.may_hold(id, when.known, cap, is_not_over),
        }
}

/// When what prohibitions of these may start. Sorted.
fn starts_of(model: &Model, provisions: impl Iterator<Item = ProvisionId>) -> Vec<(Instant, ProvisionId)> {
    let mut starts: Vec<(Instant, ProvisionId)> = Vec::new();
    for id in provisions.filter(|id| model.provision(*id).effect == Effect::Prohibition) {
        let begins = model.provision(id).from.moments().iter().map(|at| at.begin(Side::Burden));
        starts.extend(begins.map(|start| (start, id)));
    }
    order::sort(&mut starts);
    starts
}

/// What is relevant to the outlook: the least set with these that is closed under effects, forbearances, carriers and
/// authorities, as far as they are visible (SPEC 10.4).
fn close_relevant(
    asking: Asking<'_>,
    provisions: &[ProvisionId],
    visible: impl Fn(ProvisionId) -> bool,
    public: impl Fn(InstrumentId) -> bool,
) -> FxHashSet<Target> {
    let mut open: Vec<Target> = provisions.iter().copied().map(Target::Provision).collect();
    let mut relevant = FxHashSet::with_capacity_and_hasher(4 * open.len(), FxBuildHasher);
    while let Some(target) = open.pop() {
        if !relevant.insert(target) {
            continue;
        }
        let effects = asking.index.graph.effects(target).iter().copied();
        open.extend(effects.filter(|id| visible(*id)).map(Target::Provision));
        match target {
            Target::Provision(id) => {
                let forbearing = asking.index.graph.forbearing(id).iter().copied();
                open.extend(forbearing.filter(|id| visible(*id)).map(Target::Provision));
                open.push(carrier(asking.model, id));
            }
            Target::Instrument(id) => {
                let under = asking.model.instrument(id).under.iter().copied();
                open.extend(under.filter(|id| public(*id)).map(Target::Instrument));
            }
        }
    }
    relevant
}

impl<'a> Asking<'a> {
    /// Some provisions with all on which their labels and statuses rest, as far as the filter lets through. Sorted.
    fn closure(
        self,
        provisions: &[ProvisionId],
        may_hold: impl Fn(&ProvisionId) -> bool,
    ) -> Vec<ProvisionId> {
        self.close(provisions, may_hold, true)
    }

    fn close(
        self,
        provisions: &[ProvisionId],
        may_hold: impl Fn(&ProvisionId) -> bool,
        with_relief: bool,
    ) -> Vec<ProvisionId> {
        let mut closure = FxHashSet::default();
        let mut open: Vec<ProvisionId> = provisions.to_vec();
        while let Some(id) = open.pop() {
            if !closure.insert(id) {
                continue;
            }
            for (target, _) in self.chain(id) {
                if let Target::Provision(carrier) = target {
                    open.push(carrier);
                }
                open.extend(self.index.graph.effects(target).iter().copied().filter(&may_hold));
            }
            if !with_relief {
                continue;
            }
            match &self.model.provision(id).effect {
                Effect::Prohibition => {
                    let graph = &self.index.graph;
                    let relief = graph.lifting(id).iter().chain(graph.forbearing(id));
                    open.extend(relief.copied().filter(&may_hold));
                }
                Effect::Exemption { lifts, .. } | Effect::License { lifts, .. } => {
                    open.extend(lifts.iter().copied().filter(&may_hold));
                }
                _ => {}
            }
        }
        let mut closure: Vec<ProvisionId> = closure.into_iter().collect();
        closure.sort_unstable();
        closure
    }
}

impl Lens<'_> {
    /// Whether the `when` of a provision may hold whatever is known and presumed: a presumption may be turned
    /// (SPEC 7.3), and an `answer` may bring any answer.
    fn may_ever_hold(&self, id: ProvisionId, cap: usize) -> bool {
        let tests = self.tests_under([id]);
        let variables: Vec<(usize, Vec<usize>)> = self
            .variables_under([id])
            .into_iter()
            .map(|variable| (variable, self.merge(variable, &self.all_choices(variable), &tests)))
            .collect();
        self.any_world(&variables, Instant::MIN, cap, |world| self.holds(id, world)).unwrap_or(true)
    }

    /// Whether the `when` of a provision holds, and something more, in some world.
    pub(crate) fn may_hold(
        &self,
        id: ProvisionId,
        known: Instant,
        cap: usize,
        more: impl Fn(&Assignment) -> bool,
    ) -> bool {
        let tests = self.tests_under([id]);
        let variables: Vec<(usize, Vec<usize>)> = self
            .variables_under([id])
            .into_iter()
            .map(|variable| (variable, self.merge(variable, &self.variables[variable].open, &tests)))
            .collect();
        self.any_world(&variables, known, cap, |world| self.holds(id, world) && more(world)).unwrap_or(true)
    }
}

/// Whether the label of a provision by itself has some quality in some world.
fn may_have(
    asking: Asking<'_>,
    id: ProvisionId,
    side: Side,
    when: When,
    cap: usize,
    quality: impl Fn(super::force::LabelOf, &Pass, Instant) -> bool,
) -> bool {
    if asking.visible_from(id, side) > when.known {
        return false;
    }
    let needs = asking.close(&[id], |_| true, false);
    let lens = Lens::new(asking, &needs, when.at);
    let mut force = Force::of(&lens, &[]);
    let label = force.label_of(&lens, id, side);
    let tests = lens.tests_under(needs.iter().copied());
    let variables: Vec<(usize, Vec<usize>)> = lens
        .variables_under(needs.iter().copied())
        .into_iter()
        .map(|variable| (variable, lens.merge(variable, &lens.variables[variable].open, &tests)))
        .collect();
    let mut pass = Pass::default();
    lens.any_world(&variables, when.known, cap, |world| {
        force.pass(&lens, world, when, &mut pass);
        quality(label, &pass, when.known)
    })
    .unwrap_or(true)
}

/// Whether a prohibition starts at an instant and is not out then, in some world: by its own worlds, where those of the
/// question are too many.
pub(crate) fn is_scheduled(asking: Asking<'_>, id: ProvisionId, start: When, cap: usize) -> bool {
    may_have(asking, id, Side::Burden, start, cap, |label, pass, known| {
        label.is_not_out(pass, known) && label.starts_at(pass, start.at)
    })
}
