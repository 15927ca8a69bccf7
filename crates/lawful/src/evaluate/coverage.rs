//! Whether somebody has looked (SPEC 7.6), and which bounds rest on an unknown second (SPEC 8.2).

use super::lens::{Asking, Assignment, Lens};
use super::question::When;
use crate::model::{Effect, ProvisionId, Test};
use crate::order;
use crate::time::Instant;
use crate::vocabulary::{Atom, Coverage, FactId, GroupId, NodeId, Tree, fact};

/// SPEC 7.6.
pub(crate) fn covered(asking: Asking<'_>, when: When, cap: usize) -> bool {
    let vocabulary = &asking.model.vocabulary;
    let (regions, activities) = (vocabulary.tree(Tree::Region), vocabulary.tree(Tree::Activity));
    let reaches = |row: &Coverage, place: NodeId| {
        row.from.is_none_or(|from| from <= when.at)
            && row.region.is_none_or(|region| regions.is_under(place, region, when.at))
    };
    let covers = |row: &Coverage, conduct: NodeId| match &row.activities {
        None => true,
        Some(covered) => covered.iter().any(|over| activities.is_under(conduct, *over, when.at)),
    };
    let stated = |fact| asking.question.stated(fact);
    let only = |tree, fact| asking.only_atom(tree, stated(fact), when.at).map(Atom::node);
    let all = |tree, fact| asking.atoms(tree, fact, when.at).into_iter().map(Atom::node);
    let looked = match (only(Tree::Region, fact::LOCATION), only(Tree::Activity, fact::ACTIVITY)) {
        (Some(place), Some(conduct)) => {
            vocabulary.coverage.iter().any(|row| reaches(row, place) && covers(row, conduct))
        }
        _ => {
            let conducts: Vec<NodeId> = all(Tree::Activity, fact::ACTIVITY).collect();
            let mut rows: Vec<&Coverage> = Vec::new();
            all(Tree::Region, fact::LOCATION).all(|place| {
                rows.clear();
                rows.extend(vocabulary.coverage.iter().filter(|row| reaches(row, place)));
                conducts.iter().all(|conduct| rows.iter().any(|row| covers(row, *conduct)))
            })
        }
    };
    looked && !turns_on_unregistered(asking, when, cap)
}

/// Whether a group condition on a stated party that no register has decides some visible `when`.
fn turns_on_unregistered(asking: Asking<'_>, when: When, cap: usize) -> bool {
    if asking.question.unregistered.is_empty() {
        return false;
    }
    let counterparty_is_publisher = asking.question.stated(fact::COUNTERPARTY).is_none();
    let tested = |fact: FactId| -> Option<FactId> {
        let stated = match fact {
            fact::COUNTERPARTY if counterparty_is_publisher => fact::PUBLISHER,
            other => other,
        };
        asking.question.unregistered.contains(&stated).then_some(stated)
    };
    asking.model.provisions().any(|(id, provision)| {
        let tests_one = |test: &&Test| matches!(test, Test::Member(fact, _) if tested(*fact).is_some());
        if asking.visible_from(id, provision.own_side()) > when.known
            || !provision.when.tests().iter().any(tests_one)
        {
            return false;
        }
        let lens = Lens::new(asking, &[id], when.at);
        let groups: Vec<(u32, FactId, GroupId)> = lens
            .tests_of(id)
            .into_iter()
            .filter_map(|(number, test)| match test {
                Test::Member(fact, group) => tested(*fact).map(|stated| (number, stated, *group)),
                _ => None,
            })
            .collect();
        some_world(&lens, id, when.known, cap, |world| {
            let looks = |stated: FactId| stated != fact::PUBLISHER || !lens.derives_publisher(world);
            // One person is or is not in one group, however often and through whatever fact that is tested.
            let mut memberships: Vec<(FactId, GroupId)> = groups
                .iter()
                .filter(|(_, stated, _)| looks(*stated))
                .map(|(_, stated, id)| (*stated, *id))
                .collect();
            order::sort(&mut memberships);
            memberships.dedup();
            if memberships.len() > MAX_MEMBERSHIPS {
                return true;
            }
            let holds = |members: u32| {
                lens.holds_with(id, world, |number| {
                    let (_, stated, group) = groups.iter().find(|(other, ..)| *other == number)?;
                    let n = memberships.iter().position(|membership| membership == &(*stated, *group))?;
                    Some(members >> n & 1 == 1)
                })
            };
            (1..1u32 << memberships.len()).any(|members| holds(members) != holds(0))
        })
    })
}

/// With more memberships in one condition than that, it is taken to turn on one of them.
const MAX_MEMBERSHIPS: usize = 10;

/// The bounds at which a visible provision starts or ends because an unknown second counts there.
pub(crate) fn assumed(
    asking: Asking<'_>,
    when: When,
    bounds: &[Option<Instant>],
    cap: usize,
) -> Vec<Instant> {
    let mut bounds: Vec<Instant> = bounds.iter().flatten().copied().collect();
    bounds.sort_unstable();
    bounds.dedup();
    bounds
        .retain(|bound| asking.index.unknown_at(*bound).any(|id| is_assumed(asking, when, id, *bound, cap)));
    bounds
}

fn is_assumed(asking: Asking<'_>, when: When, id: ProvisionId, bound: Instant, cap: usize) -> bool {
    let provision = asking.model.provision(id);
    if matches!(provision.effect, Effect::Annulment { .. } | Effect::Answer { .. }) {
        return false;
    }
    let lens = Lens::new(asking, &[id], when.at);
    asking.index.sides(id).filter(|side| asking.visible_from(id, *side) <= when.known).any(|side| {
        some_world(&lens, id, when.known, cap, |world| {
            let answer = |question| lens.answer(question, world);
            let from = provision.from.under(answer);
            let until = provision.until.as_ref().map(|until| until.under(answer));
            let starts = !from.is_exact() && from.begin(asking.counted(id, side)) == bound;
            let ends = until.is_some_and(|until| !until.is_exact() && until.end(side) == bound);
            (starts || ends) && lens.holds(id, world)
        })
    })
}

/// Whether something is so in some world over the variables of one provision.
fn some_world(
    lens: &Lens<'_>,
    id: ProvisionId,
    known: Instant,
    cap: usize,
    holds: impl FnMut(&Assignment) -> bool,
) -> bool {
    lens.any_world(&lens.open(&lens.variables_under([id])), known, cap, holds).unwrap_or(true)
}
