//! Registers: publishers, owners and shares, issuers, coverage, and the vocabulary as a whole (SPEC 2, 12.3).

use std::collections::{BTreeMap, HashMap};

use super::Document;
use super::legal_time::Times;
use super::node::{self, DatedEdge, Row, Trees, check_path, edges};
use super::question::{self, Questions};
use super::report::{Report, Spot};
use super::row;
use super::tree::{Kind, Table, Value};
use crate::error::{Code, Error, shown};
use crate::time::Instant;
use crate::vocabulary::{
    Coverage, Edge, Fact, FactId, Group, GroupId, Issuer, NodeId, Owner, QuestionId, Share, Span, Stake,
    Text, Tree, Vocabulary,
};

/// The vocabulary while conditions are read: groups are still added.
pub(super) struct Lexicon<'a> {
    pub(super) trees: Trees,
    pub(super) facts: Vec<Fact>,
    pub(super) fact_ids: HashMap<String, FactId>,
    pub(super) questions: &'a Questions,
    pub(super) issuers: Vec<Issuer>,
    publishers: Vec<Vec<Edge>>,
    owners: Vec<Vec<Owner>>,
    coverage: Vec<Coverage>,
    groups: Vec<Group>,
    group_ids: HashMap<Group, GroupId>,
}

impl<'a> Lexicon<'a> {
    pub(super) fn read(
        documents: &[Document],
        times: &[Times<'_>],
        questions: &'a Questions,
        report: &mut Report,
    ) -> Lexicon<'a> {
        let app_keys = ["publisher", "part_of", "android", "ios", "apple"];
        let apps = node::rows(documents, "app", &app_keys, check_path, report);
        let parties = node::rows(documents, "party", &["owner"], check_path, report);
        let trees = Trees::read(documents, times, &apps, &parties, report);
        let publishers = publishers(&apps, &trees, times, report);
        let owners = owners(&parties, &trees, times, report);
        let issuers = issuers(documents, &trees, report);
        let coverage = coverage(documents, &trees, times, report);
        let (facts, fact_ids) = question::facts(documents, report);
        let (groups, group_ids) = (Vec::new(), HashMap::new());
        Lexicon {
            trees,
            facts,
            fact_ids,
            questions,
            issuers,
            publishers,
            owners,
            coverage,
            groups,
            group_ids,
        }
    }

    pub(super) fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    pub(super) fn intern(&mut self, group: Group) -> GroupId {
        let next = GroupId::from_index(self.groups.len());
        *self.group_ids.entry(group).or_insert_with_key(|group| {
            self.groups.push(group.clone());
            next
        })
    }

    /// Whether the members of a group depend on the answer to a question, at any time and by any share.
    pub(super) fn rests_on_a_question(&self, group: GroupId) -> bool {
        let mut member = vec![false; self.owners.len()];
        for root in &self.groups[group.index()].roots {
            member[root.index()] = true;
        }
        loop {
            let mut grown = false;
            for (party, owners) in self.owners.iter().enumerate() {
                let mut reached = owners.iter().filter(|owner| member[owner.party.index()]).peekable();
                let grows = reached.peek().is_some() && !member[party];
                if reached.any(|owner| matches!(owner.share, Stake::Asked(..))) {
                    return true;
                }
                if grows {
                    member[party] = true;
                    grown = true;
                }
            }
            if !grown {
                return false;
            }
        }
    }

    pub(super) fn into_vocabulary(self) -> Vocabulary {
        Vocabulary {
            trees: self.trees.tables,
            facts: self.facts,
            questions: self.questions.all.clone(),
            publishers: self.publishers,
            owners: self.owners,
            groups: self.groups,
            issuers: self.issuers,
            coverage: self.coverage,
        }
    }
}

/// SPEC 2.5: two publishers of an app at one time are an error.
fn publishers(apps: &[Row<'_>], trees: &Trees, times: &[Times<'_>], report: &mut Report) -> Vec<Vec<Edge>> {
    let mut publishers = vec![Vec::new(); trees.get(Tree::App).len()];
    for row in apps {
        let Some(app) = trees.get(Tree::App).named(row.id).filter(|app| *app != NodeId::ROOT) else {
            continue;
        };
        let edges =
            edges(row.table.get("publisher"), "publisher", "party", &[], &times[row.document], report);
        let mut found: Vec<(Edge, Spot)> = Vec::new();
        for edge in edges {
            let party = person(trees, edge.name, edge.name_spot, report);
            found.extend(party.map(|to| (Edge { to, span: edge.span }, edge.spot)));
        }
        found.sort_by_key(|(edge, _)| order(edge.span));
        for pair in found.windows(2) {
            if let [(before, _), (after, spot)] = pair
                && before.span.overlaps(after.span)
            {
                let message = format!("the app `{}` has two publishers at one time", row.id);
                let error = Error::new(Code::Value, message);
                report.add(
                    *spot,
                    error.with_hint("let the earlier one end, with `until`, when the later one begins"),
                );
            }
        }
        publishers[app.index()] = found.into_iter().map(|(edge, _)| edge).collect();
    }
    publishers
}

fn order(span: Span) -> (Option<Instant>, bool, Option<Instant>) {
    (span.from, span.until.is_none(), span.until)
}

/// A party that may publish or own; the root is nobody.
fn person(trees: &Trees, name: &str, spot: Spot, report: &mut Report) -> Option<NodeId> {
    let party = trees.named(Tree::Party, name, spot, report)?;
    if party == NodeId::ROOT {
        report.problem(spot, Code::Value, format!("`{name}` is no party"));
        return None;
    }
    Some(party)
}

/// SPEC 2.6.
fn owners(parties: &[Row<'_>], trees: &Trees, times: &[Times<'_>], report: &mut Report) -> Vec<Vec<Owner>> {
    let mut owners = vec![Vec::new(); trees.get(Tree::Party).len()];
    for row in parties {
        let Some(party) = trees.get(Tree::Party).named(row.id).filter(|party| *party != NodeId::ROOT) else {
            continue;
        };
        let times = &times[row.document];
        let value = row.table.get("owner");
        let mut found = Vec::new();
        for edge in edges(value, "owner", "party", &["share", "control"], times, report) {
            found.extend(owner(&edge, trees, times, report));
        }
        found.sort_by_key(|owner| (owner.party, order(owner.span)));
        if let Some((at, sum)) = too_much(&found) {
            let from = at.map_or_else(|| "at some time".to_owned(), |at| format!("from {at}"));
            let message = format!("the shares of `{}` may sum to {sum} percent {from}", row.id);
            report.problem(value.map_or(row.spot, |value| value.spot), Code::Share, message);
        }
        owners[party.index()] = found;
    }
    owners
}

fn owner(edge: &DatedEdge<'_>, trees: &Trees, times: &Times<'_>, report: &mut Report) -> Option<Owner> {
    let control = edge.table.get("control").and_then(|value| report.flag(value, "`control`"));
    let share = match edge.table.get("share") {
        None => Some(Stake::Known(Share::default())),
        Some(Value { kind: Kind::Table(table), spot }) => stake(table, *spot, times, report),
        Some(value) => share(value, "`share`", report).map(Stake::Known),
    };
    let party = person(trees, edge.name, edge.name_spot, report)?;
    Some(Owner { party, share: share?, control: control.unwrap_or(false), span: edge.span })
}

fn stake(table: &Table, spot: Spot, times: &Times<'_>, report: &mut Report) -> Option<Stake> {
    report.required(table, spot, "a `share` that is open", "question")?;
    let (question, values) = times.by_answer(table, spot, "`share`", report)?;
    let shares: Vec<Option<Share>> =
        values.iter().map(|value| value.and_then(|value| share(value, "a share", report))).collect();
    shares.into_iter().collect::<Option<Vec<_>>>().map(|shares| Stake::Asked(question, shares))
}

/// An exact share in percent.
pub(super) fn share(value: &Value, what: &str, report: &mut Report) -> Option<Share> {
    let text = match &value.kind {
        Kind::Integer(number) => number.to_string(),
        Kind::Decimal(text) => text.clone(),
        Kind::Broken => return None,
        kind => {
            report.problem(value.spot, Code::Type, format!("{what} is {}, not a number", kind.describe()));
            return None;
        }
    };
    let share = Share::parse(&text);
    if share.is_none() {
        let error = Error::new(Code::Share, format!("`{}` is not a share", shown(&text)));
        report.add(
            value.spot,
            error.with_hint("shares are percent, from 0 to 100, with at most nine decimal places"),
        );
    }
    share
}

/// The first time from which the shares may sum to more than a whole, whatever the answers to the questions are:
/// each question is answered by itself, so that the greatest sum is that of the greatest parts.
fn too_much(owners: &[Owner]) -> Option<(Option<Instant>, Share)> {
    let mut events: Vec<(Option<Instant>, bool, &Owner)> = Vec::new();
    for owner in owners {
        events.push((owner.span.from, true, owner));
        events.extend(owner.span.until.map(|until| (Some(until), false, owner)));
    }
    // What ends at an instant ends before what begins.
    events.sort_by_key(|(at, begins, _)| (*at, *begins));
    let mut known: i64 = 0;
    let mut asked: BTreeMap<QuestionId, Vec<i64>> = BTreeMap::new();
    let mut events = events.into_iter().peekable();
    while let Some((at, begins, owner)) = events.next() {
        let sign = if begins { 1 } else { -1 };
        match &owner.share {
            Stake::Known(share) => known += sign * share.billionths(),
            Stake::Asked(question, shares) => {
                let sums = asked.entry(*question).or_insert_with(|| vec![0; shares.len()]);
                sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += sign * share.billionths());
            }
        }
        if begins && events.peek().is_none_or(|(next, _, _)| *next != at) {
            let most = asked.values().map(|sums| sums.iter().copied().max().unwrap_or(0)).sum::<i64>();
            if known + most > Share::WHOLE.billionths() {
                return Some((at, Share::from_billionths(known + most)));
            }
        }
    }
    None
}

fn issuers(documents: &[Document], trees: &Trees, report: &mut Report) -> Vec<Issuer> {
    let rows = node::rows(documents, "issuer", &["region", "rank"], check_path, report);
    let read = |row: &Row<'_>| {
        let region = row.table.get("region").and_then(|value| {
            let name = report.text(value, "`region`")?;
            trees.named(Tree::Region, name, value.spot, report)
        });
        let rank = row.table.get("rank").and_then(|value| report.integer(value, "`rank`"));
        Issuer { id: row.id.to_owned(), name: name(row.table, report), region, rank }
    };
    rows.iter().map(read).collect()
}

fn name(table: &Table, report: &mut Report) -> Text {
    table.get("name").map(|value| report.by_language(value, "`name`")).unwrap_or_default()
}

/// SPEC 7.6.
fn coverage(
    documents: &[Document],
    trees: &Trees,
    times: &[Times<'_>],
    report: &mut Report,
) -> Vec<Coverage> {
    let what = "`[[coverage]]`";
    let mut rows = Vec::new();
    for (document, value) in node::registered(documents, "coverage") {
        for (table, _) in report.rows(value, what) {
            report.closed(
                table,
                what,
                &["region", "activities", "from", "as_of", "source", "confidence", "note"],
            );
            row::sources(table.get("source"), report);
            let region = table.get("region").and_then(|value| {
                let name = report.text(value, "`region`")?;
                trees.named(Tree::Region, name, value.spot, report)
            });
            let activities = table.get("activities").and_then(|value| {
                let names = report.text_or_texts(value, "`activities`")?;
                let mut activities: Vec<NodeId> = names
                    .into_iter()
                    .filter_map(|(name, spot)| trees.named(Tree::Activity, name, spot, report))
                    .collect();
                activities.sort_unstable();
                activities.dedup();
                Some(activities)
            });
            let mut time = |key: &str| {
                let value = table.get(key)?;
                times[document].of_coverage(value, &format!("`{key}`"), report)
            };
            let (from, as_of) = (time("from"), time("as_of"));
            let words = row::note(table, report);
            let note = Text::from_languages((!words.is_empty()).then_some(("en", words.as_str())));
            rows.push(Coverage { region, activities, from, as_of, note });
        }
    }
    rows.sort_by(|a, b| {
        let key = |row: &Coverage| (row.region, row.activities.clone(), row.from, row.as_of);
        key(a).cmp(&key(b)).then_with(|| a.note.iter().cmp(b.note.iter()))
    });
    rows
}
