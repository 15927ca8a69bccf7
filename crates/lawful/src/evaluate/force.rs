//! Force and status as a straight-line program: every label once, in the order of needs (SPEC 5, 6).
//!
//! Which labels are needed is found out once for a lens; then each world and `known` is one pass over them, for up to
//! [`MOST_LANES`](super::labels::MOST_LANES) instants at once: a label is a bit for each.

use rustc_hash::FxHashMap;

use super::index::carrier;
use super::labels::{Label, Lanes, Pass, Timed};
use super::lens::{Asking, Assignment, Lens};
use super::question::When;
use crate::model::{Effect, InstrumentId, LegalTime, ProvisionId, Side, Target};
use crate::order;
use crate::time::Instant;
use crate::verdict::Status;

/// Number of an operation.
type Op = usize;

/// The labels and statuses of some provisions.
pub(crate) struct Force {
    operations: Vec<Operation>,
    numbers: FxHashMap<Key, Op>,
    times: Vec<Time>,
    prohibitions: Vec<Prohibition>,
    reliefs: Vec<Relief>,
}

/// What is computed.
enum Operation {
    /// Of a provision or an instrument.
    Label {
        scope: Scope,
        window: Option<(Op, Option<Op>)>,
        /// What carries it.
        carrier: Option<Op>,
        /// What it stands under, with when each is public; `None`: it stands by itself.
        authorities: Option<Vec<(Instant, Op)>>,
        ended: Op,
        suspended: Vec<Visible>,
    },
    /// Whether an *in* end or annulment applies.
    Ended { annulments: Vec<Visible>, ends: Vec<End>, done: Option<Op> },
    /// Whether an instrument is out through ends and annulments alone (SPEC 6.3).
    Gone { ended: Op, authorities: Option<Vec<(Instant, Op)>> },
}

/// What tells labels apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Label { of: Target, side: Side, done: Option<Op>, base: Base },
    Ended { of: Target, side: Side, done: Option<Op> },
    Gone(InstrumentId),
    Start(ProvisionId, Side),
    Until(ProvisionId, Side),
}

/// Whose `when` must hold.
enum Scope {
    Everything,
    /// That of the provision at this place of the lens.
    When(u32),
    /// That of one which the lens does not see: it never holds.
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Base {
    Whole,
    Scope,
    Nothing,
}

/// A label that counts once it is visible.
#[derive(Clone, Copy)]
struct Visible {
    from: Instant,
    label: Op,
}

struct End {
    visible_from: Instant,
    revives: bool,
    start: Op,
    whole: Op,
    /// Its label, windows aside, to label what has done its work (SPEC 5.3).
    timeless: Option<Op>,
}

/// A bound of a window; a time is not an operation but is numbered among the times.
#[derive(Clone)]
enum Time {
    Fixed(Instant),
    /// By answer to the question.
    Asked(crate::vocabulary::QuestionId, Vec<Instant>),
}

struct Prohibition {
    id: ProvisionId,
    visible_from: Instant,
    label: Op,
    holders: Vec<(ProvisionId, Visible)>,
    lifting: Vec<Lifting>,
    forbearing: Vec<(ProvisionId, Visible)>,
    /// Ended itself; its instrument gone (SPEC 6.3).
    ended: Op,
    gone: Op,
    /// Ended at any place of its chain (SPEC 10.3): the places where anything may end it.
    chain: Vec<(Instant, Op)>,
    start: Op,
    until: Option<Op>,
}

struct Lifting {
    relief: ProvisionId,
    exemption: bool,
    visible: Visible,
    holders: Vec<(ProvisionId, Visible)>,
}

/// An exemption or a license.
struct Relief {
    id: ProvisionId,
    status: Status,
    declares: bool,
    visible: Visible,
    /// Indices of the prohibitions that it lifts.
    lifts: Vec<usize>,
}

/// What one provision brings about in a world (SPEC 6.4, 10.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Speech {
    pub(crate) provision: ProvisionId,
    pub(crate) status: Status,
    pub(crate) by: Vec<ProvisionId>,
}

impl Asking<'_> {
    /// From which `known` on a provision is visible to what is labelled for a side (SPEC 5, 1.4).
    pub(crate) fn visible_from(self, id: ProvisionId, side: Side) -> Instant {
        let home = self.model.instrument(self.model.home(id)).public.earliest();
        home.max(self.model.provision(id).public.begin(self.counted(id, side)))
    }

    /// The side for which a provision's start and `public` count (SPEC 3.5 for a `~replaces` of an exemption).
    pub(crate) fn counted(self, id: ProvisionId, side: Side) -> Side {
        match self.model.provision(id).effect {
            Effect::End { counts: Some(counts), .. } => counts,
            _ => side,
        }
    }

    /// From which `known` on it is visible for any side.
    pub(crate) fn visible_first(self, id: ProvisionId) -> Instant {
        self.visible_from(id, Side::Burden).min(self.visible_from(id, Side::Relieve))
    }

    /// A provision, what carries it, and all instruments that this stands under, each with the `known` from which on
    /// it is to be seen there: what is not public, and what stands over that alone, is not.
    pub(crate) fn chain(self, id: ProvisionId) -> Vec<(Target, Instant)> {
        let mut chain: Vec<(Target, Instant)> = Vec::new();
        let mut open = vec![(Target::Provision(id), Instant::MIN)];
        while let Some((target, mut from)) = open.pop() {
            if let Target::Instrument(id) = target {
                from = from.max(self.model.instrument(id).public.earliest());
            }
            match chain.iter_mut().find(|(other, _)| *other == target) {
                Some((_, known)) if *known <= from => continue,
                Some((_, known)) => *known = from,
                None => chain.push((target, from)),
            }
            match target {
                Target::Provision(id) => open.push((carrier(self.model, id), from)),
                Target::Instrument(id) => {
                    let under = self.model.instrument(id).under.iter();
                    open.extend(under.map(|authority| (Target::Instrument(*authority), from)));
                }
            }
        }
        chain
    }
}

impl Force {
    /// The labels of the prohibitions, exemptions and licenses given, as far as the lens sees what acts on them.
    pub(crate) fn of(lens: &Lens<'_>, provisions: &[ProvisionId]) -> Force {
        let mut force = Force {
            operations: Vec::new(),
            numbers: FxHashMap::default(),
            times: Vec::new(),
            prohibitions: Vec::new(),
            reliefs: Vec::new(),
        };
        let asking = lens.asking;
        for id in provisions {
            if asking.model.provision(*id).effect == Effect::Prohibition {
                let prohibition = force.prohibition(lens, *id);
                force.prohibitions.push(prohibition);
            }
        }
        for id in provisions {
            let (status, lifts, declares) = match &asking.model.provision(*id).effect {
                Effect::Exemption { lifts, declares } => (Status::Exempt, lifts, *declares),
                Effect::License { lifts, declares, .. } => (Status::Licensed, lifts, *declares),
                _ => continue,
            };
            let place =
                |lifted: &ProvisionId| force.prohibitions.iter().position(|other| other.id == *lifted);
            let lifts = lifts.iter().filter_map(place).collect();
            let visible = force.visible(lens, *id, Side::Relieve);
            force.reliefs.push(Relief { id: *id, status, declares, visible, lifts });
        }
        force
    }

    /// The labels of provisions by themselves, for their own side (SPEC 1.4).
    pub(crate) fn label_of(&mut self, lens: &Lens<'_>, id: ProvisionId, side: Side) -> LabelOf {
        let visible = self.visible(lens, id, side);
        LabelOf(visible, self.numbers.get(&Key::Start(id, lens.asking.counted(id, side))).copied())
    }

    /// The label of one of the prohibitions given, by itself.
    pub(crate) fn label_of_prohibition(&self, id: ProvisionId) -> Option<LabelOf> {
        let prohibition = self.prohibitions.iter().find(|prohibition| prohibition.id == id)?;
        let visible = Visible { from: prohibition.visible_from, label: prohibition.label };
        Some(LabelOf(visible, Some(prohibition.start)))
    }

    fn prohibition(&mut self, lens: &Lens<'_>, id: ProvisionId) -> Prohibition {
        let asking = lens.asking;
        let label = self.label(lens, id, Side::Burden);
        let seen = |ids: &[ProvisionId]| -> Vec<ProvisionId> {
            ids.iter().copied().filter(|id| lens.sees(*id)).collect()
        };
        let lifting = seen(asking.index.graph.lifting(id))
            .into_iter()
            .map(|relief| Lifting {
                relief,
                exemption: matches!(asking.model.provision(relief).effect, Effect::Exemption { .. }),
                visible: self.visible(lens, relief, Side::Relieve),
                holders: self.holders(lens, relief, Side::Relieve),
            })
            .collect();
        let forbearing = seen(asking.index.graph.forbearing(id))
            .into_iter()
            .map(|id| (id, self.visible(lens, id, Side::Relieve)))
            .collect();
        let mut chain = Vec::new();
        for (target, from) in asking.chain(id) {
            let ended = self.ended(lens, target, Side::Burden, None);
            chain.extend(self.may_end(ended).then_some((from, ended)));
        }
        Prohibition {
            id,
            visible_from: asking.visible_from(id, Side::Burden),
            label,
            holders: self.holders(lens, id, Side::Burden),
            lifting,
            forbearing,
            ended: self.ended(lens, Target::Provision(id), Side::Burden, None),
            gone: self.gone(lens, asking.model.home(id)),
            chain,
            start: self.start(lens, id, Side::Burden),
            until: self.until(lens, id, Side::Burden),
        }
    }

    /// The label of a provision by itself.
    fn label(&mut self, lens: &Lens<'_>, id: ProvisionId, side: Side) -> Op {
        let done = match lens.asking.model.provision(id).effect {
            Effect::End { .. } | Effect::Annulment { .. } => Some(self.start(lens, id, side)),
            _ => None,
        };
        self.label_in(lens, Target::Provision(id), side, done, Base::Whole)
    }

    fn visible(&mut self, lens: &Lens<'_>, id: ProvisionId, side: Side) -> Visible {
        Visible { from: lens.asking.visible_from(id, side), label: self.label(lens, id, side) }
    }

    fn label_in(&mut self, lens: &Lens<'_>, of: Target, side: Side, done: Option<Op>, base: Base) -> Op {
        let key = Key::Label { of, side, done, base };
        if let Some(op) = self.numbers.get(&key) {
            return *op;
        }
        let model = lens.asking.model;
        let (scope, window, carried, authorities) = match of {
            Target::Provision(id) => {
                let provision = model.provision(id);
                let timeless = base != Base::Whole
                    || matches!(provision.effect, Effect::Annulment { .. } | Effect::Answer { .. });
                let window = (!timeless).then(|| (self.start(lens, id, side), self.until(lens, id, side)));
                let carrier = match carrier(model, id) {
                    Target::Provision(carrier) => {
                        self.label_in(lens, Target::Provision(carrier), side, done, Base::Nothing)
                    }
                    instrument => self.label_in(lens, instrument, side, done, Base::Whole),
                };
                let scope = match (base, lens.place(id)) {
                    (Base::Nothing, _) => Scope::Everything,
                    (_, Some(place)) => Scope::When(place),
                    (_, None) => Scope::Nothing,
                };
                (scope, window, Some(carrier), None)
            }
            Target::Instrument(id) => {
                let under = &model.instrument(id).under;
                let authorities = (!under.is_empty()).then(|| {
                    let label = |authority: &InstrumentId| {
                        let public = model.instrument(*authority).public.earliest();
                        (public, self.label_in(lens, Target::Instrument(*authority), side, done, Base::Whole))
                    };
                    under.iter().map(label).collect()
                });
                (Scope::Everything, None, None, authorities)
            }
        };
        let ended = self.ended(lens, of, side, done);
        let suspended = self.suspensions(lens, of, side).into_iter().map(|(_, visible)| visible).collect();
        self.push(key, Operation::Label { scope, window, carrier: carried, authorities, ended, suspended })
    }

    fn ended(&mut self, lens: &Lens<'_>, of: Target, side: Side, done: Option<Op>) -> Op {
        let key = Key::Ended { of, side, done };
        if let Some(op) = self.numbers.get(&key) {
            return *op;
        }
        let asking = lens.asking;
        let (mut annulments, mut ends) = (Vec::new(), Vec::new());
        let by = side.other();
        for id in asking.index.graph.effects(of).iter().copied().filter(|id| lens.sees(*id)) {
            match asking.model.provision(id).effect {
                Effect::Annulment { .. } => annulments.push(self.visible(lens, id, by)),
                Effect::End { revives, .. } => {
                    let start = self.start(lens, id, by);
                    let timeless = done
                        .map(|_| self.label_in(lens, Target::Provision(id), by, Some(start), Base::Scope));
                    let whole = self.label(lens, id, by);
                    let visible_from = asking.visible_from(id, by);
                    ends.push(End { visible_from, revives, start, whole, timeless });
                }
                _ => {}
            }
        }
        self.push(key, Operation::Ended { annulments, ends, done })
    }

    /// Whether there is anything that an operation for what is ended looks at.
    fn may_end(&self, ended: Op) -> bool {
        let Operation::Ended { annulments, ends, .. } = &self.operations[ended] else { return false };
        !annulments.is_empty() || !ends.is_empty()
    }

    fn gone(&mut self, lens: &Lens<'_>, id: InstrumentId) -> Op {
        if let Some(op) = self.numbers.get(&Key::Gone(id)) {
            return *op;
        }
        let ended = self.ended(lens, Target::Instrument(id), Side::Burden, None);
        let model = lens.asking.model;
        let under = &model.instrument(id).under;
        let authorities = (!under.is_empty()).then(|| {
            let gone = |authority: &InstrumentId| {
                (model.instrument(*authority).public.earliest(), self.gone(lens, *authority))
            };
            under.iter().map(gone).collect()
        });
        self.push(Key::Gone(id), Operation::Gone { ended, authorities })
    }

    /// The suspensions of a target itself.
    fn suspensions(&mut self, lens: &Lens<'_>, of: Target, side: Side) -> Vec<(ProvisionId, Visible)> {
        let effects = lens.asking.index.graph.effects(of).iter().copied();
        effects
            .filter(|id| {
                lens.sees(*id) && matches!(lens.asking.model.provision(*id).effect, Effect::Suspension { .. })
            })
            .map(|id| (id, self.visible(lens, id, side.other())))
            .collect()
    }

    /// The suspensions of a provision, of its carrier and of what that stands under (SPEC 10.2).
    fn holders(&mut self, lens: &Lens<'_>, id: ProvisionId, side: Side) -> Vec<(ProvisionId, Visible)> {
        let mut holders: Vec<(ProvisionId, Visible)> = Vec::new();
        for (target, from) in lens.asking.chain(id) {
            for (id, mut visible) in self.suspensions(lens, target, side) {
                visible.from = visible.from.max(from);
                match holders.iter_mut().find(|(other, _)| *other == id) {
                    Some((_, known)) => known.from = known.from.min(visible.from),
                    None => holders.push((id, visible)),
                }
            }
        }
        order::sort_by(&mut holders, |a, b| a.0 < b.0);
        holders
    }

    fn start(&mut self, lens: &Lens<'_>, id: ProvisionId, side: Side) -> Op {
        let counted = lens.asking.counted(id, side);
        self.time(Key::Start(id, counted), &lens.asking.model.provision(id).from, |moment| {
            moment.begin(counted)
        })
    }

    fn until(&mut self, lens: &Lens<'_>, id: ProvisionId, side: Side) -> Option<Op> {
        let until = lens.asking.model.provision(id).until.as_ref()?;
        Some(self.time(Key::Until(id, side), until, |moment| moment.end(side)))
    }

    fn time(&mut self, key: Key, time: &LegalTime, at: impl Fn(crate::model::Moment) -> Instant) -> Op {
        if let Some(op) = self.numbers.get(&key) {
            return *op;
        }
        self.times.push(match time {
            LegalTime::Fixed(moment) => Time::Fixed(at(*moment)),
            LegalTime::Asked(question, moments) => {
                Time::Asked(*question, moments.iter().map(|moment| at(*moment)).collect())
            }
        });
        self.numbers.insert(key, self.times.len() - 1);
        self.times.len() - 1
    }

    fn push(&mut self, key: Key, operation: Operation) -> Op {
        self.operations.push(operation);
        self.numbers.insert(key, self.operations.len() - 1);
        self.operations.len() - 1
    }

    /// Every instant at which a window may begin or end; unsorted.
    pub(crate) fn boundaries(&self) -> impl Iterator<Item = Instant> + '_ {
        self.times
            .iter()
            .flat_map(|time| match time {
                Time::Fixed(at) => std::slice::from_ref(at).iter(),
                Time::Asked(_, instants) => instants.iter(),
            })
            .copied()
    }

    /// Every `known` at which anything becomes visible; unsorted.
    pub(crate) fn publics(&self) -> Vec<Instant> {
        let mut publics = Vec::new();
        for operation in &self.operations {
            match operation {
                Operation::Label { authorities, suspended, .. } => {
                    publics.extend(authorities.iter().flatten().map(|(public, _)| *public));
                    publics.extend(suspended.iter().map(|visible| visible.from));
                }
                Operation::Ended { annulments, ends, .. } => {
                    publics.extend(annulments.iter().map(|visible| visible.from));
                    publics.extend(ends.iter().map(|end| end.visible_from));
                }
                Operation::Gone { authorities, .. } => {
                    publics.extend(authorities.iter().flatten().map(|(public, _)| *public));
                }
            }
        }
        for prohibition in &self.prohibitions {
            publics.push(prohibition.visible_from);
            publics.extend(prohibition.holders.iter().chain(&prohibition.forbearing).map(|(_, by)| by.from));
            publics.extend(prohibition.chain.iter().map(|(from, _)| *from));
            for lifting in &prohibition.lifting {
                publics.push(lifting.visible.from);
                publics.extend(lifting.holders.iter().map(|(_, by)| by.from));
            }
        }
        publics.extend(self.reliefs.iter().map(|relief| relief.visible.from));
        publics
    }

    /// Makes a pass ready for some instants: sorted, at least one, at most [`MOST_LANES`](super::labels::MOST_LANES).
    pub(crate) fn look_at(&self, instants: &[Instant], pass: &mut Pass) {
        pass.instants.clear();
        pass.instants.extend(instants);
        pass.times.clear();
        pass.times.extend(self.times.iter().map(|time| match time {
            Time::Fixed(time) => Timed::of(*time, instants),
            Time::Asked(..) => Timed { time: Instant::MIN, since: 0 },
        }));
    }

    /// Computes all labels for a world, at the instants for which the pass is ready.
    pub(crate) fn label_all(&self, lens: &Lens<'_>, world: &Assignment, known: Instant, pass: &mut Pass) {
        let Pass { instants, times, .. } = pass;
        for (timed, time) in times.iter_mut().zip(&self.times) {
            if let Time::Asked(question, moments) = time {
                *timed = Timed::of(moments[lens.answer(*question, world) as usize], instants);
            }
        }
        pass.labels.clear();
        pass.labels.reserve(self.operations.len());
        for operation in &self.operations {
            let label = operation.label(lens, world, known, pass);
            pass.labels.push(label);
        }
    }

    /// The same for one instant.
    pub(crate) fn pass(&self, lens: &Lens<'_>, world: &Assignment, when: When, pass: &mut Pass) {
        self.look_at(&[when.at], pass);
        self.label_all(lens, world, when.known, pass);
    }

    /// The greatest status at an instant of a pass, and what has it (SPEC 6.4, 10.2): nothing where that is
    /// `unregulated`.
    pub(crate) fn speeches(
        &self,
        lens: &Lens<'_>,
        world: &Assignment,
        known: Instant,
        (pass, lane): (&Pass, usize),
        into: &mut Vec<Speech>,
    ) -> Status {
        into.clear();
        let mut verdict = Status::Unregulated;
        let mut say = |provision, status: Status, by: &dyn Fn() -> Vec<ProvisionId>| {
            if status > verdict {
                verdict = status;
                into.clear();
            }
            if status == verdict && status > Status::Unregulated {
                into.push(Speech { provision, status, by: by() });
            }
        };
        let is_in = |visible: &Visible| visible.from <= known && pass.is_in(visible.label, lane);
        let all_in = |by: &[(ProvisionId, Visible)]| -> Vec<ProvisionId> {
            by.iter().filter(|(_, by)| is_in(by)).map(|(id, _)| *id).collect()
        };
        for prohibition in &self.prohibitions {
            if prohibition.visible_from > known || pass.is_out(prohibition.label, lane) {
                continue;
            }
            let held = !pass.is_in(prohibition.label, lane);
            let lifts = |lifting: &&Lifting| {
                is_in(&lifting.visible)
                    || (held
                        && lifting.visible.from <= known
                        && !pass.is_out(lifting.visible.label, lane)
                        && lifting.holders.iter().filter(|(_, by)| is_in(by)).all(|(id, _)| {
                            prohibition.holders.iter().any(|(other, by)| other == id && is_in(by))
                        }))
            };
            let lifting = |exemption: bool| {
                prohibition.lifting.iter().filter(move |lifting| lifting.exemption == exemption).filter(lifts)
            };
            let relief = |exemption: bool| lifting(exemption).map(|lifting| lifting.relief).collect();
            if lifting(true).next().is_some() {
                say(prohibition.id, Status::Exempt, &|| relief(true));
            } else if lifting(false).next().is_some() {
                say(prohibition.id, Status::Licensed, &|| relief(false));
            } else if held {
                say(prohibition.id, Status::Suspended, &|| all_in(&prohibition.holders));
            } else if prohibition.forbearing.iter().any(|(_, by)| is_in(by)) {
                say(prohibition.id, Status::Unenforced, &|| all_in(&prohibition.forbearing));
            } else {
                say(prohibition.id, Status::Prohibited, &Vec::new);
            }
        }
        for relief in self.reliefs.iter().filter(|relief| is_in(&relief.visible)) {
            let speaks = relief.declares
                || relief.lifts.iter().map(|n| &self.prohibitions[*n]).any(|lifted| {
                    lifted.visible_from <= known
                        && lens.holds(lifted.id, world)
                        && pass.is_out(lifted.ended, lane)
                        && pass.is_out(lifted.gone, lane)
                });
            if speaks {
                say(relief.id, relief.status, &Vec::new);
            }
        }
        verdict
    }

    /// The visible prohibitions: a superset of those that are lifted. Sorted.
    pub(crate) fn may_be_lifted(&self, known: Instant) -> Vec<ProvisionId> {
        let visible = self.prohibitions.iter().filter(|it| it.visible_from <= known);
        let mut ids: Vec<ProvisionId> = visible.map(|it| it.id).collect();
        ids.sort_unstable();
        ids
    }

    /// Whether any prohibition may be out through an end or annulment, at whatever instant and whatever is known.
    pub(crate) fn may_lift(&self) -> bool {
        self.prohibitions.iter().any(|prohibition| !prohibition.chain.is_empty())
    }

    /// The prohibitions that would reach the transaction at the one instant of a pass, and are out through an end or
    /// annulment (SPEC 10.3).
    pub(crate) fn lifted<'p>(
        &'p self,
        lens: &'p Lens<'_>,
        world: &'p Assignment,
        at: Instant,
        known: Instant,
        pass: &'p Pass,
    ) -> impl Iterator<Item = ProvisionId> + 'p {
        let based = move |prohibition: &Prohibition| {
            prohibition.visible_from <= known
                && pass.times[prohibition.start].time <= at
                && prohibition.until.is_none_or(|until| at < pass.times[until].time)
                && lens.holds(prohibition.id, world)
        };
        self.prohibitions
            .iter()
            .filter(move |prohibition| {
                based(prohibition)
                    && pass.is_out(prohibition.label, 0)
                    && prohibition.chain.iter().any(|(from, ended)| *from <= known && pass.is_in(*ended, 0))
            })
            .map(|prohibition| prohibition.id)
    }
}

impl Operation {
    fn label(&self, lens: &Lens<'_>, world: &Assignment, known: Instant, pass: &Pass) -> Label {
        let labels = &pass.labels;
        match self {
            Operation::Label { scope, window, carrier, authorities, ended, suspended } => {
                let in_window = window.map_or(Lanes::MAX, |(start, until)| {
                    pass.times[start].since & !until.map_or(0, |until| pass.times[until].since)
                });
                let counts = in_window & !labels[*ended].is_in;
                let holds = || match scope {
                    Scope::Everything => true,
                    Scope::When(place) => lens.holds_at(*place, world),
                    Scope::Nothing => false,
                };
                if counts == 0 || !holds() {
                    return Label::OUT;
                }
                let mut label = Label::whether(counts);
                if let Some(carrier) = carrier {
                    label = label.min(labels[*carrier]);
                }
                if let Some(authorities) = authorities {
                    let visible = authorities.iter().filter(|(public, _)| *public <= known);
                    label = label.min(visible.map(|(_, op)| labels[*op]).fold(Label::OUT, Label::max));
                }
                label.held_by(either_in(suspended, known, labels))
            }
            Operation::Ended { annulments, ends, done } => {
                let annulled = either_in(annulments, known, labels);
                let done = done.map(|done| pass.times[done].time);
                let ended = ends.iter().filter(|end| end.visible_from <= known).map(|end| {
                    match (done, end.timeless) {
                        (Some(done), Some(timeless)) if pass.times[end.start].time < done => {
                            labels[timeless].is_in
                        }
                        (Some(_), _) if !end.revives => 0,
                        _ => labels[end.whole].is_in,
                    }
                });
                Label::whether(ended.fold(annulled, |all, ended| all | ended))
            }
            Operation::Gone { ended, authorities } => {
                let all_gone = authorities.as_ref().map_or(0, |authorities| {
                    authorities.iter().fold(Lanes::MAX, |all, (public, gone)| {
                        if *public <= known { all & labels[*gone].is_in } else { 0 }
                    })
                });
                Label::whether(labels[*ended].is_in | all_gone)
            }
        }
    }
}

/// Where any of these is *in*.
fn either_in(these: &[Visible], known: Instant, labels: &[Label]) -> Lanes {
    let visible = these.iter().filter(|by| by.from <= known);
    visible.fold(0, |all, by| all | labels[by.label].is_in)
}

/// The label of one provision by itself, in a pass at one instant.
#[derive(Clone, Copy)]
pub(crate) struct LabelOf(Visible, Option<Op>);

impl LabelOf {
    /// Whether it is visible and *in*.
    pub(crate) fn is_in(self, pass: &Pass, known: Instant) -> bool {
        self.0.from <= known && pass.is_in(self.0.label, 0)
    }

    /// Whether its window starts at an instant.
    pub(crate) fn starts_at(self, pass: &Pass, start: Instant) -> bool {
        self.1.is_some_and(|op| pass.times[op].time == start)
    }

    /// Whether it is visible.
    pub(crate) fn is_visible(self, known: Instant) -> bool {
        self.0.from <= known
    }

    /// Whether it is visible and not out.
    pub(crate) fn is_not_out(self, pass: &Pass, known: Instant) -> bool {
        self.0.from <= known && !pass.is_out(self.0.label, 0)
    }
}
