//! SPEC 14.4: timelines and decisions tell the same story.

use lawful::decision::TimelineRun;
use lawful::{Decision, Instant, Transaction};

use super::{Case, Seen};
use crate::campaign::chance::Chance;
use crate::campaign::moment::{near, shifted};

/// So many instants of a timeline are looked at.
const MOST_INSTANTS: usize = 7;

/// The runs cover all instants without gap, and neighbours differ.
pub(super) fn timeline_partitions_time(case: &Case<'_>, _: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let timeline = transaction.timeline(case.ask.known);
    let runs: Vec<TimelineRun<'_>> = timeline.runs().collect();
    let ends = (runs.first().and_then(|run| run.span.from), runs.last().and_then(|run| run.span.until));
    if runs.is_empty() || ends != (None, None) {
        return Err(format!("the timeline does not cover all time: {runs:?}"));
    }
    for pair in runs.windows(2) {
        if pair[0].span.until.is_none() || pair[0].span.until != pair[1].span.from {
            return Err(format!("a gap: {pair:?}"));
        }
        if pair[0].possible == pair[1].possible {
            return Err(format!("two runs that are one: {pair:?}"));
        }
    }
    Ok(if runs.len() > 1 { Seen::Held } else { Seen::Nothing })
}

/// At every boundary −1, 0, +1 s and inside, `decide` agrees: possible set, `valid`, `next`; `decide_over` is the union.
pub(super) fn decisions_agree_with_the_timeline(
    case: &Case<'_>,
    chance: &mut Chance,
) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let timeline = transaction.timeline(case.ask.known);
    let runs: Vec<TimelineRun<'_>> = timeline.runs().collect();
    let mut instants: Vec<Instant> = vec![case.ask.at, Instant::MIN, Instant::MAX, near(chance)];
    for run in &runs {
        let from = run.span.from.into_iter();
        instants.extend(from.flat_map(|at| [shifted(at, -1), at, shifted(at, 1)]));
    }
    chance.shuffle(&mut instants);
    instants.truncate(MOST_INSTANTS);
    for at in instants {
        let decision = transaction.decide(at, case.ask.known);
        let Some(n) = runs.iter().position(|run| run.span.contains(at)) else {
            return Err(format!("no run contains {at}"));
        };
        let next = runs.get(n + 1).and_then(|run| Some((run.span.from?, run.possible, run.grounds.clone())));
        let told = (decision.possible(), decision.valid());
        let of_next = decision.next().map(|next| (next.at, next.possible, next.grounds));
        if told != (runs[n].possible, runs[n].span) || of_next != next {
            return Err(format!(
                "at {at}\n  decision: {told:?}, then {of_next:?}\n  timeline: {:?}, then {next:?}",
                runs[n]
            ));
        }
        if runs[n].span.from == Some(at) && decision.grounds() != runs[n].grounds {
            return Err(format!("at {at}, grounds {:?} and {:?}", decision.grounds(), runs[n].grounds));
        }
    }
    let (a, b) = (near(chance), near(chance));
    let (from, until) = (a.min(b), shifted(a.max(b), 1));
    let over = transaction.decide_over(from, until, case.ask.known).map_err(|error| error.to_string())?;
    let overlaps = |run: &&TimelineRun<'_>| {
        run.span.from.is_none_or(|start| start < until) && run.span.until.is_none_or(|end| from < end)
    };
    let mut union: Vec<_> = runs.iter().filter(overlaps).flat_map(|run| run.possible.iter()).collect();
    union.sort_unstable();
    union.dedup();
    if over.iter().ne(union.iter().copied()) {
        return Err(format!("from {from} until {until}: {over:?}, and the runs have {union:?}"));
    }
    Ok(Seen::Held)
}

/// `same` is the maximal run in which possible set and grounds are those of `at`.
pub(super) fn same_is_maximal(case: &Case<'_>, chance: &mut Chance) -> Result<Seen, String> {
    let transaction = case.ask.transaction(case.ruleset)?;
    let decision = transaction.decide(case.ask.at, case.ask.known);
    let same = decision.same();
    if !same.contains(case.ask.at) {
        return Err(format!("{same:?} does not contain {}", case.ask.at));
    }
    let alike = |transaction: &Transaction, at: Instant, one: &Decision| {
        let other = transaction.decide(at, case.ask.known);
        (other.possible() == one.possible() && other.grounds() == one.grounds(), other.same())
    };
    let last = same.until.and_then(Instant::before);
    let inside: Vec<Instant> =
        same.from.into_iter().chain(last).chain([near(chance), near(chance)]).collect();
    for at in inside.into_iter().filter(|at| same.contains(*at)) {
        let (equal, other) = alike(&transaction, at, &decision);
        if !equal || other != same {
            return Err(format!("{same:?} contains {at}, where grounds differ or `same` is {other:?}"));
        }
    }
    for at in same.from.and_then(Instant::before).into_iter().chain(same.until) {
        if alike(&transaction, at, &decision).0 {
            return Err(format!("{same:?} is not maximal: {at} is alike"));
        }
    }
    Ok(if same.from.is_some() || same.until.is_some() { Seen::Held } else { Seen::Nothing })
}
