//! What is computed once for a rule set: who acts on whom, and where to look for what may reach a question.

use rustc_hash::{FxHashMap, FxHashSet};

use super::graph::Graph;
use crate::model::{Carrier, Condition, Effect, InstrumentId, Model, ProvisionId, Side, Target, Test};
use crate::time::Instant;
use crate::vocabulary::{Domain, Group, GroupId, NodeId, QuestionId, Stake, Tree, fact};

/// Everything about a rule set that does not depend on a question.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) graph: Graph,
    /// Of prohibitions, exemptions, licenses, reserves and statements that name nothing: those that can hold only for
    /// apps under one of these nodes, by node.
    by_app: FxHashMap<NodeId, Vec<ProvisionId>>,
    /// The rest of these: they may hold for any app.
    for_any_app: Vec<ProvisionId>,
    /// Challenges and statements, by what they name.
    about: FxHashMap<Target, Vec<ProvisionId>>,
    /// Whether any provision is carried by another (SPEC 3.5).
    any_carried: bool,
    /// For which sides each provision counts, for any target (SPEC 1.4): bit 0 burdens, bit 1 relieves.
    sides: Vec<u8>,
    /// Provisions whose window begins or ends at an unknown second, by the instants at which it may count.
    unknown_seconds: Vec<(Instant, ProvisionId)>,
    /// The questions on which shares rest, with the number of answers of each.
    pub(crate) stake_questions: Vec<(QuestionId, u32)>,
    /// By owner: what it owns something of.
    owned: Vec<Vec<NodeId>>,
    /// When the register changes what any test says of any value, but for who publishes an app; sorted.
    pub(crate) changes: Vec<Instant>,
}

impl Index {
    pub(crate) fn of(model: &Model) -> Index {
        let vocabulary = &model.vocabulary;
        let mut by_app: FxHashMap<NodeId, Vec<ProvisionId>> = FxHashMap::default();
        let mut for_any_app = Vec::new();
        let mut about: FxHashMap<Target, Vec<ProvisionId>> = FxHashMap::default();
        let mut unknown_seconds = Vec::new();
        for (id, provision) in model.provisions() {
            for moment in provision.times().flat_map(|time| time.moments()) {
                if !moment.is_exact() {
                    unknown_seconds.extend([(moment.earliest(), id), (moment.latest(), id)]);
                }
            }
            let speaks_of = match &provision.effect {
                Effect::Challenge { of } | Effect::Statement { of } => of.as_slice(),
                _ => &[],
            };
            for target in speaks_of {
                about.entry(*target).or_default().push(id);
            }
            let looked_up = match &provision.effect {
                Effect::Prohibition | Effect::Exemption { .. } | Effect::License { .. } | Effect::Reserve => {
                    true
                }
                Effect::Challenge { of } | Effect::Statement { of } => of.is_empty(),
                _ => false,
            };
            if looked_up {
                match needed_apps(&provision.when) {
                    Some(nodes) => {
                        nodes.into_iter().for_each(|node| by_app.entry(node).or_default().push(id))
                    }
                    None => for_any_app.push(id),
                }
            }
        }
        unknown_seconds.sort_unstable();
        unknown_seconds.dedup();
        let mut owned = vec![Vec::new(); vocabulary.owners.len()];
        let mut stakes = Vec::new();
        for (n, owners) in vocabulary.owners.iter().enumerate() {
            for owner in owners {
                owned[owner.party.index()].push(NodeId::from_index(n));
                if let Stake::Asked(question, _) = &owner.share {
                    stakes.push((*question, vocabulary.question(*question).answers.len() as u32));
                }
            }
        }
        stakes.sort_unstable();
        stakes.dedup();
        let graph = Graph::of(model);
        Index {
            sides: sides(model, &graph),
            graph,
            by_app,
            for_any_app,
            about,
            any_carried: model.provisions.iter().any(|it| matches!(it.carrier, Carrier::Provision(_))),
            unknown_seconds,
            stake_questions: stakes,
            owned,
            changes: tested_changes(model),
        }
    }

    /// Prohibitions, exemptions, licenses, reserves and statements that name nothing, of which some may hold for apps
    /// under these nodes (`None`: for any app). Sorted.
    pub(crate) fn candidates(&self, model: &Model, app_nodes: Option<&[NodeId]>) -> Vec<ProvisionId> {
        let mut found = match app_nodes {
            None => model
                .provisions()
                .filter(|(_, provision)| match &provision.effect {
                    Effect::Prohibition
                    | Effect::Exemption { .. }
                    | Effect::License { .. }
                    | Effect::Reserve => true,
                    Effect::Challenge { of } | Effect::Statement { of } => of.is_empty(),
                    _ => false,
                })
                .map(|(id, _)| id)
                .collect(),
            Some(nodes) => {
                let mut found = self.for_any_app.clone();
                found.extend(nodes.iter().filter_map(|node| self.by_app.get(node)).flatten());
                found
            }
        };
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether there is any challenge or statement that names something, or any provision that another carries.
    pub(crate) fn outlook_is_wide(&self) -> bool {
        !self.about.is_empty() || self.any_carried
    }

    /// Challenges and statements that name a target.
    pub(crate) fn about(&self, target: Target) -> &[ProvisionId] {
        self.about.get(&target).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn sides(&self, id: ProvisionId) -> impl Iterator<Item = Side> + use<> {
        let sides = self.sides[id.index()];
        Side::BOTH.into_iter().filter(move |side| sides & bit(*side) != 0)
    }

    /// The provisions whose window may begin or end at an instant because a second is unknown.
    pub(crate) fn unknown_at(&self, instant: Instant) -> impl Iterator<Item = ProvisionId> + '_ {
        let from = self.unknown_seconds.partition_point(|(at, _)| *at < instant);
        self.unknown_seconds[from..].iter().take_while(move |(at, _)| *at == instant).map(|(_, id)| *id)
    }

    /// How many combinations of answers there are to the questions on which shares rest.
    pub(crate) fn combos(&self) -> usize {
        self.stake_questions.iter().fold(1, |all, (_, answers)| all.saturating_mul(*answers as usize))
    }

    /// The answer to a question in a combination.
    pub(crate) fn combo_answer(&self, combo: usize, question: QuestionId) -> u32 {
        let mut rest = combo;
        for (id, answers) in &self.stake_questions {
            if *id == question {
                return (rest % *answers as usize) as u32;
            }
            rest /= *answers as usize;
        }
        0
    }

    /// The members of a group at an instant, given the answers on which shares rest (SPEC 2.6); by party.
    pub(crate) fn members(
        &self,
        model: &Model,
        group: GroupId,
        at: Instant,
        answer: &dyn Fn(QuestionId) -> u32,
    ) -> Vec<bool> {
        let owners = &model.vocabulary.owners;
        let group: &Group = &model.vocabulary.groups[group.index()];
        let mut member = vec![false; owners.len()];
        let mut open = group.roots.clone();
        for root in &group.roots {
            member[root.index()] = true;
        }
        while let Some(owner) = open.pop() {
            for company in &self.owned[owner.index()] {
                if member[company.index()] {
                    continue;
                }
                let held = || {
                    let rows = owners[company.index()].iter();
                    rows.filter(|row| row.span.contains(at) && member[row.party.index()])
                };
                let controlled = group.or_control && held().any(|row| row.control);
                let sum = crate::vocabulary::Share::sum(held().map(|row| row.share.under(answer)));
                if held().next().is_some() && (controlled || group.reaches(sum)) {
                    member[company.index()] = true;
                    open.push(*company);
                }
            }
        }
        member
    }
}

fn bit(side: Side) -> u8 {
    match side {
        Side::Burden => 1,
        Side::Relieve => 2,
    }
}

/// The app nodes of which one must cover the app for the condition to hold, or `None`: no such.
fn needed_apps(condition: &Condition) -> Option<Vec<NodeId>> {
    match condition {
        Condition::Test(Test::Under(fact::APP, node)) if *node != NodeId::ROOT => Some(vec![*node]),
        Condition::All(parts) => parts.iter().filter_map(needed_apps).min_by_key(Vec::len),
        Condition::Any(parts) => {
            let each: Option<Vec<Vec<NodeId>>> = parts.iter().map(needed_apps).collect();
            let mut nodes = each?.concat();
            nodes.sort_unstable();
            nodes.dedup();
            Some(nodes)
        }
        Condition::Test(_) | Condition::Not(_) => None,
    }
}

/// Follows the effects from what they act on: an effect counts for the other side than its target (SPEC 1.4).
fn sides(model: &Model, graph: &Graph) -> Vec<u8> {
    let mut counted = vec![0; model.provisions.len()];
    let mut of_provision = vec![0; model.provisions.len()];
    let mut of_instrument = vec![0; model.instruments.len()];
    // With whether its own times count: those of what carries a `~replaces` do not (SPEC 3.5).
    let mut open: Vec<(Target, Side, bool)> = Vec::new();
    for (id, provision) in model.provisions() {
        if provision.effect.acts_on().is_none() {
            open.push((Target::Provision(id), provision.own_side(), true));
        }
    }
    while let Some((target, side, itself)) = open.pop() {
        let seen: &mut u8 = match target {
            Target::Provision(id) => {
                counted[id.index()] |= if itself { bit(side) } else { 0 };
                &mut of_provision[id.index()]
            }
            Target::Instrument(id) => &mut of_instrument[id.index()],
        };
        if *seen & bit(side) != 0 {
            continue;
        }
        *seen |= bit(side);
        open.extend(
            graph.effects(target).iter().map(|effect| (Target::Provision(*effect), side.other(), true)),
        );
        match target {
            Target::Provision(id) => open.push((carrier(model, id), side, false)),
            Target::Instrument(id) => {
                let under: &[InstrumentId] = &model.instrument(id).under;
                open.extend(under.iter().map(|authority| (Target::Instrument(*authority), side, false)));
            }
        }
    }
    counted
}

/// When the register changes what any test of the rule set says of any value, but for who publishes an app.
fn tested_changes(model: &Model) -> Vec<Instant> {
    let vocabulary = &model.vocabulary;
    let owners = vocabulary.owners.iter().flatten().map(|owner| owner.span);
    let mut changes: Vec<Instant> = owners.flat_map(|span| [span.from, span.until]).flatten().collect();
    let mut seen: FxHashSet<(Tree, NodeId)> = FxHashSet::default();
    for provision in &model.provisions {
        for test in provision.when.tests() {
            if let Test::Under(fact, node) = test
                && let Domain::Node(tree) = vocabulary.fact(*fact).domain
                && seen.insert((tree, *node))
            {
                changes.extend(vocabulary.tree(tree).changes_under(*node));
            }
        }
    }
    changes.sort_unstable();
    changes.dedup();
    changes
}

/// What carries a provision.
pub(crate) fn carrier(model: &Model, id: ProvisionId) -> Target {
    model.provision(id).carrier.into()
}
