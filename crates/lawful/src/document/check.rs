//! What must hold of all documents together: no cycles, at most 16 levels (SPEC 3.7), no two answers at one second.

use super::report::{Report, Spot};
use crate::error::{Code, Error};
use crate::model::{Effect, Instrument, Provision, needs as graph_of_needs};

/// The levels that trees, needs and conditions may have (SPEC 3.7).
pub(super) const MOST_LEVELS: usize = 16;
/// So many cycles are reported; mending one often mends others.
const MOST_CYCLES: usize = 20;

/// Reports cycles of a graph and, if there are none, a path that is too long. Each node names those that it needs.
pub(super) fn levels(
    needs: &[Vec<usize>],
    most: usize,
    verb: &str,
    id: impl Fn(usize) -> String,
    spot: impl Fn(&[usize]) -> Spot,
    report: &mut Report,
) {
    let mut needed_by = vec![Vec::new(); needs.len()];
    for (node, needed) in needs.iter().enumerate() {
        needed.iter().for_each(|other| needed_by[*other].push(node));
    }
    let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
    let mut level = vec![1; needs.len()];
    // On the longest path below a node: the one that it needs.
    let mut deepest: Vec<Option<usize>> = vec![None; needs.len()];
    let mut ready: Vec<usize> = (0..needs.len()).filter(|node| open[*node] == 0).collect();
    let mut settled = vec![false; needs.len()];
    let mut cycles = 0;
    loop {
        while let Some(node) = ready.pop() {
            settled[node] = true;
            for other in &needed_by[node] {
                if level[*other] <= level[node] {
                    level[*other] = level[node] + 1;
                    deepest[*other] = Some(node);
                }
                open[*other] = open[*other].saturating_sub(1);
                if open[*other] == 0 && !settled[*other] {
                    ready.push(*other);
                }
            }
        }
        let Some(start) = settled.iter().position(|settled| !settled).filter(|_| cycles < MOST_CYCLES) else {
            break;
        };
        cycles += 1;
        let cycle = cycle_from(start, needs, &settled);
        let ids: Vec<String> = cycle.iter().chain(cycle.first()).map(|node| id(*node)).collect();
        report.problem(spot(&cycle), Code::Cycle, format!("a cycle: {}", ids.join(&format!(" {verb} "))));
        // Looks for further ones as if these were settled.
        cycle.iter().for_each(|node| settled[*node] = true);
        ready = cycle;
    }
    if cycles > 0 {
        return;
    }
    let Some(mut node) = (0..needs.len()).max_by_key(|node| (level[*node], std::cmp::Reverse(*node))) else {
        return;
    };
    if level[node] > most {
        let length = level[node];
        let mut path = vec![node];
        while let Some(next) = deepest[node] {
            path.push(next);
            node = next;
        }
        let ids: Vec<String> = path.iter().take(MOST_LEVELS + 1).map(|node| id(*node)).collect();
        let message = format!("{length} levels are more than {most}: {}", ids.join(", "));
        report.problem(spot(&path), Code::Limit, message);
    }
}

/// Follows needs among what is not settled until a node comes again. Every such node needs another one.
fn cycle_from(start: usize, needs: &[Vec<usize>], settled: &[bool]) -> Vec<usize> {
    let mut path = Vec::new();
    let mut position = vec![None; needs.len()];
    let mut node = start;
    loop {
        if let Some(first) = position[node] {
            let mut cycle: Vec<usize> = path.split_off(first);
            // Begins with the least, so that the message does not depend on where the search began.
            if let Some(least) = cycle.iter().enumerate().min_by_key(|(_, node)| **node).map(|(n, _)| n) {
                cycle.rotate_left(least);
            }
            return cycle;
        }
        position[node] = Some(path.len());
        path.push(node);
        match needs[node].iter().find(|next| !settled[**next]) {
            Some(next) => node = *next,
            None => return path,
        }
    }
}

/// The graph of needs (SPEC 3.7): instruments first, then provisions.
pub(super) fn needs(
    instruments: &[Instrument],
    provisions: &[Provision],
    spots: &[Spot],
    instrument_spots: &[Spot],
    report: &mut Report,
) {
    let count = instruments.len();
    let needs = graph_of_needs(instruments, provisions);
    let id = |n: usize| match n.checked_sub(count) {
        None => instruments[n].id.clone(),
        Some(n) => provisions[n].id.clone(),
    };
    let spot = |path: &[usize]| {
        let first = path.first().copied().unwrap_or_default();
        let spot = if first < count { instrument_spots.get(first) } else { spots.get(first - count) };
        spot.copied().unwrap_or_default()
    };
    levels(&needs, MOST_LEVELS, "needs", id, spot, report);
}

/// Two answers to one question that say different things and became public at one second (SPEC 4.2). An answer
/// counts as relieving: an unknown second counts at its end.
pub(super) fn answers(provisions: &[Provision], spots: &[Spot], report: &mut Report) {
    let mut answers: Vec<_> = provisions
        .iter()
        .zip(spots)
        .filter_map(|(provision, spot)| match provision.effect {
            Effect::Answer { question, is } => {
                Some((question, provision.public.latest(), is, &provision.id, *spot))
            }
            _ => None,
        })
        .collect();
    answers.sort();
    for pair in answers.windows(2) {
        let [(question, public, is, id, _), (other_question, other_public, other_is, other, spot)] = pair
        else {
            continue;
        };
        if question == other_question && public == other_public && is != other_is {
            let message =
                format!("`{id}` and `{other}` answer one question differently and become public at {public}");
            report
                .add(*spot, Error::new(Code::Value, message).with_hint("give one of them a later `public`"));
        }
    }
}
