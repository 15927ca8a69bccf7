//! Provisions (SPEC 3.2 to 3.5).

use std::collections::BTreeSet;

use super::Document;
use super::condition;
use super::instrument::{self, Defaults, Names};
use super::legal_time::Times;
use super::register::Lexicon;
use super::report::{Report, Spot};
use super::row;
use super::tree::{Table, Value};
use crate::error::{Code, Error, shown};
use crate::model::{
    Carrier, Condition, Effect, Grant, InstrumentId, LegalTime, Provision, ProvisionId, ProvisionKind,
    Relief, Side, Target, Test,
};
use crate::vocabulary::{Domain, Tree};

/// A provision before it is read: its place in the model, so that others may name it.
pub(super) struct Slot<'d> {
    /// With the instrument; `None` if it is malformed or not the first of that id.
    pub(super) id: Option<String>,
    pub(super) kind: ProvisionKind,
    pub(super) instrument: InstrumentId,
    pub(super) table: &'d Table,
    pub(super) spot: Spot,
    /// Of what `replaces` adds: the provision that replaces (SPEC 3.5).
    replacing: Option<ProvisionId>,
}

/// The provisions of a document, sorted by id: JSON has no order among lists of different kinds. What `replaces`
/// adds follows what carries it. `first` is the index that the first one has in the model.
pub(super) fn slots<'d>(
    document: &'d Document,
    instrument: InstrumentId,
    first: usize,
    report: &mut Report,
) -> Vec<Slot<'d>> {
    let mut rows: Vec<(Option<String>, ProvisionKind, &Table, Spot, Spot)> = Vec::new();
    for kind in ProvisionKind::ALL {
        let Some(value) = document.table.get(kind.as_str()) else { continue };
        for (table, spot) in report.rows(value, &format!("`[[{}]]`", kind.as_str())) {
            let id = row::id(table, spot, a(*kind), report);
            let id_spot = id.map_or(spot, |(_, spot)| spot);
            let id = id.and_then(|(id, spot)| row::local_id(id, document, spot, report));
            rows.push((id, *kind, table, spot, id_spot));
        }
    }
    rows.sort_by(|a, b| (&a.0, a.3).cmp(&(&b.0, b.3)));
    let mut slots: Vec<Slot<'d>> = Vec::new();
    let mut previous = None;
    for (id, kind, table, spot, id_spot) in rows {
        let twice = id.is_some() && id == previous;
        if let Some(id) = id.as_ref().filter(|_| twice) {
            report.problem(id_spot, Code::DuplicateId, format!("there are two provisions `{id}`"));
        }
        previous.clone_from(&id);
        let id = id.filter(|_| !twice);
        let replaces = id.as_ref().map(|id| format!("{id}~replaces"));
        slots.push(Slot { id, kind, instrument, table, spot, replacing: None });
        if can_replace(kind) && table.get("replaces").is_some() {
            let replacing = Some(ProvisionId::from_index(first + slots.len() - 1));
            slots.push(Slot { id: replaces, kind: ProvisionKind::End, instrument, table, spot, replacing });
        }
    }
    slots
}

/// What a provision is read with.
pub(super) struct Context<'c> {
    pub(super) document: &'c Document,
    pub(super) times: &'c Times<'c>,
    pub(super) defaults: &'c Defaults,
    pub(super) names: &'c Names,
    pub(super) slots: &'c [Slot<'c>],
}

impl Context<'_> {
    pub(super) fn read(
        &self,
        slot: &Slot<'_>,
        lexicon: &mut Lexicon<'_>,
        report: &mut Report,
    ) -> Option<Provision> {
        match slot.replacing {
            Some(replacing) => self.replacement(slot, replacing, report),
            None => self.provision(slot, lexicon, report),
        }
    }

    fn provision(
        &self,
        slot: &Slot<'_>,
        lexicon: &mut Lexicon<'_>,
        report: &mut Report,
    ) -> Option<Provision> {
        let table = slot.table;
        let what = a(slot.kind);
        report.closed(table, what, &keys(slot.kind));
        row::note(table, report);
        let sources = row::sources(table.get("source"), report);
        let title = table.get("title").map(|value| report.by_language(value, "`title`")).unwrap_or_default();
        let cite =
            table.get("cite").and_then(|value| report.text(value, "`cite`")).unwrap_or_default().to_owned();
        let public = instrument::public(table, self.times, self.defaults, report);
        let window = self.window(slot, report);
        let when = match table.get("when") {
            Some(value) => condition::read(value, &self.document.id, lexicon, report),
            None => Some(Condition::ALWAYS),
        };
        let effect = self.effect(slot, when.as_ref(), lexicon, report);
        let (from, until) = window?;
        Some(Provision {
            id: slot.id.clone()?,
            title,
            cite,
            carrier: Carrier::Instrument(slot.instrument),
            public: public?,
            from,
            until,
            when: when?,
            effect: effect?,
            sources,
        })
    }

    /// SPEC 3.5. What is wrong with `public` was reported with the provision itself.
    fn replacement(&self, slot: &Slot<'_>, replacing: ProvisionId, report: &mut Report) -> Option<Provision> {
        let relieves =
            self.slots.get(replacing.index()).is_some_and(|slot| slot.kind != ProvisionKind::Prohibition);
        let of = self.targets(slot, "replaces", report)?;
        let public = match slot.table.get("public") {
            Some(_) => instrument::public(slot.table, self.times, self.defaults, &mut Report::default()),
            None => self.defaults.public,
        };
        Some(Provision {
            id: slot.id.clone()?,
            title: Default::default(),
            cite: String::new(),
            carrier: Carrier::Provision(replacing),
            public: public?,
            from: self.defaults.effective.clone()?,
            until: None,
            when: Condition::ALWAYS,
            effect: Effect::End { of, revives: false, counts: relieves.then_some(Side::Relieve) },
            sources: Vec::new(),
        })
    }

    /// SPEC 3.3.
    fn window(&self, slot: &Slot<'_>, report: &mut Report) -> Option<(LegalTime, Option<LegalTime>)> {
        let keys = keys(slot.kind);
        let has = |key: &str| slot.table.entry(key).filter(|_| keys.contains(&key));
        let from = match has("from") {
            Some((_, value)) => self.times.legal_time(value, "`from`", report),
            None => self.defaults.effective.clone(),
        };
        let until = match (has("until"), has("through")) {
            (Some(_), Some((key, _))) => {
                report.problem(
                    key.spot,
                    Code::Value,
                    "a window ends `until` a time or `through` a day, not both",
                );
                None
            }
            (Some((_, value)), None) => self.times.legal_time(value, "`until`", report).map(Some),
            (None, Some((_, value))) => self.times.through(value, report).map(Some),
            (None, None) => Some(None),
        };
        let (from, until) = (from?, until?);
        if let Some(end) = &until
            && is_empty(&from, end)
        {
            let spot = has("until").or(has("through")).map_or(slot.spot, |(_, value)| value.spot);
            let asked = matches!(from, LegalTime::Asked(..)) || matches!(end, LegalTime::Asked(..));
            let when = if asked { "under some answers to questions, the" } else { "the" };
            let error =
                Error::new(Code::Window, format!("{when} window of {} ends before it begins", a(slot.kind)));
            report.add(
                spot,
                error.with_hint("windows begin at `from`, or else when the instrument is effective"),
            );
            return None;
        }
        Some((from, until))
    }

    fn effect(
        &self,
        slot: &Slot<'_>,
        when: Option<&Condition>,
        lexicon: &Lexicon<'_>,
        report: &mut Report,
    ) -> Option<Effect> {
        let (table, what) = (slot.table, a(slot.kind));
        let flag = |key: &str, report: &mut Report| {
            table.get(key).and_then(|value| report.flag(value, &format!("`{key}`"))).unwrap_or(false)
        };
        Some(match slot.kind {
            ProvisionKind::Prohibition => Effect::Prohibition,
            ProvisionKind::Exemption => {
                let (lifts, declares) = (self.prohibitions(slot, "lifts", report), flag("declares", report));
                Effect::Exemption { lifts: lifts?, declares }
            }
            ProvisionKind::License => {
                let (lifts, declares) = (self.prohibitions(slot, "lifts", report), flag("declares", report));
                let grant = report.required(table, slot.spot, what, "grant")?;
                let grant = report.one_of(grant, "`grant`", Grant::ALL, Grant::as_str);
                Effect::License { lifts: lifts?, declares, grant: grant? }
            }
            ProvisionKind::Suspension => {
                let of = self.targets(slot, "of", report);
                let relief = report.required(table, slot.spot, what, "relief")?;
                let relief = report.one_of(relief, "`relief`", Relief::ALL, Relief::as_str);
                Effect::Suspension { of: of?, relief: relief? }
            }
            ProvisionKind::End => {
                let (of, revives) = (self.targets(slot, "of", report), flag("revives", report));
                Effect::End { of: of?, revives, counts: None }
            }
            ProvisionKind::Annulment => Effect::Annulment { of: self.targets(slot, "of", report)? },
            ProvisionKind::Forbearance => Effect::Forbearance { of: self.prohibitions(slot, "of", report)? },
            ProvisionKind::Answer => self.answer(slot, when, lexicon, report)?,
            ProvisionKind::Reserve => Effect::Reserve,
            ProvisionKind::Challenge => Effect::Challenge { of: self.targets(slot, "of", report)? },
            ProvisionKind::Statement => {
                let of = match table.get("of") {
                    Some(_) => self.targets(slot, "of", report)?,
                    None => Vec::new(),
                };
                if of.is_empty() && !names_somebody(when?, lexicon) {
                    let message =
                        "a statement has no `of`, and no `when` that names an app, a party or an activity";
                    report.problem(slot.spot, Code::MissingKey, message);
                    return None;
                }
                Effect::Statement { of }
            }
        })
    }

    /// SPEC 4.2.
    fn answer(
        &self,
        slot: &Slot<'_>,
        when: Option<&Condition>,
        lexicon: &Lexicon<'_>,
        report: &mut Report,
    ) -> Option<Effect> {
        let what = a(slot.kind);
        let is = report.required(slot.table, slot.spot, what, "is");
        let named = report.required(slot.table, slot.spot, what, "question")?;
        let name = report.text(named, "`question`")?;
        let question = lexicon.questions.resolve(name, &self.document.id, named.spot, report)?;
        let is = lexicon.questions.answer(question, is?, "`is`", report)?;
        let rests = |test: &&Test| match test {
            Test::Question(..) => true,
            Test::Member(_, group) => lexicon.rests_on_a_question(*group),
            _ => false,
        };
        if when?.tests().iter().any(rests) {
            let spot = slot.table.get("when").map_or(slot.spot, |value| value.spot);
            let message =
                "the `when` of an answer may not rest on a question, nor on a group that rests on one";
            report.problem(spot, Code::Value, message);
            return None;
        }
        Some(Effect::Answer { question, is })
    }

    /// What a key names, in an order that does not depend on how it was written.
    fn targets(&self, slot: &Slot<'_>, key: &str, report: &mut Report) -> Option<Vec<Target>> {
        let value = self.reference_list(slot, key, report)?;
        let names = report.some_texts(value, &format!("`{key}`"))?;
        let found: Vec<Option<Target>> = names
            .iter()
            .map(|(name, spot)| {
                let target = self.names.target(name, *spot, report)?;
                if key == "replaces" && matches!(target, Target::Instrument(_)) {
                    let message = format!("`{}` is an instrument; `replaces` names provisions", shown(name));
                    let error = Error::new(Code::Value, message);
                    report.add(
                        *spot,
                        error.with_hint("name its provisions, or write an `[[end]]` of the instrument"),
                    );
                    return None;
                }
                Some(target)
            })
            .collect();
        let mut found = found.into_iter().collect::<Option<Vec<_>>>()?;
        found.sort_unstable();
        found.dedup();
        Some(found)
    }

    /// What a key names, where that must be prohibitions: an instrument means those that it carries (SPEC 3.4).
    fn prohibitions(&self, slot: &Slot<'_>, key: &str, report: &mut Report) -> Option<Vec<ProvisionId>> {
        let value = self.reference_list(slot, key, report)?;
        let names = report.some_texts(value, &format!("`{key}`"))?;
        let mut found = Vec::new();
        let mut expanded = BTreeSet::new();
        let mut broken = false;
        for (name, spot) in names {
            match self.names.target(name, spot, report) {
                Some(Target::Instrument(instrument)) if expanded.insert(instrument) => {
                    let carried = self.slots.iter().enumerate().filter(|(_, slot)| {
                        slot.instrument == instrument && slot.kind == ProvisionKind::Prohibition
                    });
                    found.extend(carried.map(|(n, _)| ProvisionId::from_index(n)));
                }
                Some(Target::Instrument(_)) => {}
                Some(Target::Provision(id)) => match self.slots.get(id.index()).map(|slot| slot.kind) {
                    Some(ProvisionKind::Prohibition) | None => found.push(id),
                    Some(kind) => {
                        let message = format!("`{}` is {}; `{key}` names prohibitions", shown(name), a(kind));
                        report.problem(spot, Code::Value, message);
                        broken = true;
                    }
                },
                None => broken = true,
            }
        }
        found.sort_unstable();
        found.dedup();
        (!broken).then_some(found)
    }

    fn reference_list<'v>(&self, slot: &Slot<'v>, key: &str, report: &mut Report) -> Option<&'v Value> {
        report.required(slot.table, slot.spot, a(slot.kind), key)
    }
}

/// Whether the window is empty under some combination of answers. Each question is answered by itself, so that two
/// different ones combine freely. Where seconds are unknown, it is empty only if it is so at its widest.
fn is_empty(from: &LegalTime, until: &LegalTime) -> bool {
    match (from, until) {
        (LegalTime::Asked(one, starts), LegalTime::Asked(other, ends)) if one == other => {
            starts.iter().zip(ends).any(|(start, end)| start.earliest() >= end.latest())
        }
        _ => {
            let start = from.moments().iter().map(|moment| moment.earliest()).max();
            let end = until.moments().iter().map(|moment| moment.latest()).min();
            start >= end
        }
    }
}

fn names_somebody(when: &Condition, lexicon: &Lexicon<'_>) -> bool {
    when.tests().iter().filter_map(|test| test.fact()).any(|fact| {
        matches!(lexicon.fact(fact).domain, Domain::Node(Tree::App | Tree::Party | Tree::Activity))
    })
}

fn can_replace(kind: ProvisionKind) -> bool {
    matches!(kind, ProvisionKind::Prohibition | ProvisionKind::Exemption | ProvisionKind::License)
}

/// The closed list of a kind's keys (SPEC 3.2, 3.3, Appendix A).
fn keys(kind: ProvisionKind) -> Vec<&'static str> {
    const WINDOW: [&str; 3] = ["from", "until", "through"];
    let mut keys = vec!["id", "title", "cite", "public", "when", "source", "note"];
    match kind {
        ProvisionKind::End => keys.push("from"),
        ProvisionKind::Annulment | ProvisionKind::Answer => {}
        _ => keys.extend(WINDOW),
    }
    keys.extend(match kind {
        ProvisionKind::Prohibition => &["replaces"][..],
        ProvisionKind::Exemption => &["replaces", "lifts", "declares"],
        ProvisionKind::License => &["replaces", "lifts", "declares", "grant"],
        ProvisionKind::Suspension => &["of", "relief"],
        ProvisionKind::End => &["of", "revives"],
        ProvisionKind::Annulment
        | ProvisionKind::Forbearance
        | ProvisionKind::Challenge
        | ProvisionKind::Statement => &["of"],
        ProvisionKind::Answer => &["question", "is"],
        ProvisionKind::Reserve => &[],
    });
    keys
}

/// The kind with its article.
fn a(kind: ProvisionKind) -> &'static str {
    match kind {
        ProvisionKind::Prohibition => "a prohibition",
        ProvisionKind::Exemption => "an exemption",
        ProvisionKind::License => "a license",
        ProvisionKind::Suspension => "a suspension",
        ProvisionKind::End => "an end",
        ProvisionKind::Annulment => "an annulment",
        ProvisionKind::Forbearance => "a forbearance",
        ProvisionKind::Answer => "an answer",
        ProvisionKind::Reserve => "a reserve",
        ProvisionKind::Challenge => "a challenge",
        ProvisionKind::Statement => "a statement",
    }
}
