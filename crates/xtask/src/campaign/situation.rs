//! What a campaign met: so that blind spots show.

use std::collections::BTreeMap;

use lawful::{Decision, Instant, Status};

use super::description::{Row, Rules, get};
use super::moment::{bounds, event};
use super::property::Case;

/// Deeper chains of effects are counted together.
const DEEPEST: usize = 4;

/// Counts of situations.
#[derive(Default)]
pub(crate) struct Situations {
    /// By verdict, whether it is known from before or after, and the depth of the chain of effects on its grounds.
    verdicts: BTreeMap<(&'static str, &'static str), [u64; DEEPEST + 1]>,
    /// Anything else that must be met.
    met: BTreeMap<&'static str, u64>,
    /// By kind and depth in a chain: how often a provision was tried, and how often the decision changed without it.
    decisive: BTreeMap<(String, usize), [u64; 2]>,
}

impl Situations {
    /// Notes one case. With `probing`, every provision is left out once.
    pub(crate) fn note(&mut self, case: &Case<'_>, probing: bool) -> Result<(), String> {
        let transaction = case.ask.transaction(case.ruleset)?;
        let decision = transaction.decide(case.ask.at, case.ask.known);
        let knowing = match case.ask.known {
            None => "hindsight",
            Some(known) if known < case.ask.at => "known before",
            Some(known) if known == case.ask.at => "known at",
            Some(_) => "known after",
        };
        let grounds = decision.grounds();
        let lifted = decision.lifted();
        let ids = grounds.iter().map(|ground| ground.id).chain(lifted.iter().copied());
        let depth = ids.map(|id| live_depth(case, id, 0)).max().unwrap_or(0);
        self.verdicts.entry((decision.verdict().as_str(), knowing)).or_default()[depth.min(DEEPEST)] += 1;
        for (what, is_so) in met(case, &decision) {
            *self.met.entry(what).or_default() += u64::from(is_so);
        }
        if probing {
            self.probe(case, &decision);
        }
        Ok(())
    }

    /// Leaves every provision out once.
    fn probe(&mut self, case: &Case<'_>, decision: &Decision) {
        let runs = |rules: &Rules| -> Option<String> {
            let transaction = case.ask.transaction(&rules.build().ok()?).ok()?;
            let json = transaction.decide(case.ask.at, case.ask.known).to_json();
            Some(format!("{}{}{}", json["possible"], json["grounds"], json["valid"]))
        };
        let json = decision.to_json();
        let before = format!("{}{}{}", json["possible"], json["grounds"], json["valid"]);
        for (id, _, row) in case.rules.provisions() {
            let Some(after) = runs(&case.rules.hollow(&|name| name == id).0) else { continue };
            let kind = if row.get("replaces").is_some() {
                format!("{} that replaces", row.kind)
            } else {
                row.kind.clone()
            };
            let counts = self.decisive.entry((kind, height(case.rules, &id).min(DEEPEST))).or_default();
            counts[0] += 1;
            counts[1] += u64::from(before != after);
        }
    }

    /// The tables.
    pub(crate) fn table(&self) -> String {
        let mut text =
            String::from("situations: verdict, knowledge, depth of the live effects on its grounds\n");
        let depths: Vec<String> = (0..=DEEPEST).map(|n| format!("{n:>8}")).collect();
        text += &format!("{:<16}{:<14}{}\n", "", "", depths.concat());
        for ((verdict, knowing), counts) in &self.verdicts {
            let counts: Vec<String> = counts.iter().map(|count| format!("{count:>8}")).collect();
            text += &format!("{verdict:<16}{knowing:<14}{}\n", counts.concat());
        }
        text += "\nmet\n";
        for (what, count) in &self.met {
            text += &format!("{what:<64}{count:>8}\n");
        }
        text += "\ndecisive provisions: kind, how many effects stand between it and what is no effect; changed, of tried\n";
        for ((kind, depth), [tried, changed]) in &self.decisive {
            text += &format!("{kind:<32}{depth:>3}{changed:>10}{tried:>10}\n");
        }
        text
    }
}

fn effects_on<'r>(rules: &'r Rules, target: &str) -> Vec<(String, &'r Row)> {
    let instrument = target.split_once('#').map(|(instrument, _)| instrument.to_owned());
    rules
        .provisions()
        .filter(|(_, _, row)| matches!(row.kind.as_str(), "suspension" | "end" | "annulment"))
        .filter(|(_, _, row)| {
            row.names("of").iter().any(|name| *name == target || Some(*name) == instrument.as_deref())
        })
        .map(|(id, _, row)| (id, row))
        .collect()
}

/// The longest chain of effects on a provision that are public and within their windows.
fn live_depth(case: &Case<'_>, target: &str, depth: usize) -> usize {
    if depth > DEEPEST {
        return 0;
    }
    let is_live = |id: &str, row: &Row| {
        let Some((document, _)) = case.rules.provision(id) else { return false };
        let public = row.get("public").or(get(&document.head, "public")).or(get(&document.head, "issued"));
        let known = case.ask.known.unwrap_or(Instant::MAX);
        let from = row.get("from").or(get(&document.head, "effective")).or(get(&document.head, "issued"));
        let first = |value| bounds(value).into_iter().min();
        public.and_then(event).is_none_or(|(first, _)| first <= known)
            && (row.kind == "annulment" || from.and_then(first).is_none_or(|from| from <= case.ask.at))
            && row.get("until").and_then(first).is_none_or(|until| case.ask.at < until)
    };
    let live = effects_on(case.rules, target).into_iter().filter(|(id, row)| is_live(id, row));
    live.map(|(id, _)| 1 + live_depth(case, &id, depth + 1)).max().unwrap_or(0)
}

/// How many effects stand between a provision and what is no effect.
fn height(rules: &Rules, id: &str) -> usize {
    let Some((_, row)) = rules.provision(id) else { return 0 };
    if !matches!(row.kind.as_str(), "suspension" | "end" | "annulment") {
        return 0;
    }
    1 + row.names("of").into_iter().map(|name| height(rules, name)).max().unwrap_or(0)
}

fn met(case: &Case<'_>, decision: &Decision) -> Vec<(&'static str, bool)> {
    let grounds = decision.grounds();
    let row = |id: &str| case.rules.provision(id).map(|(_, row)| row);
    let speaks = |declares: bool| {
        grounds.iter().any(|ground| {
            ground.by.is_empty()
                && matches!(ground.status, Status::Exempt | Status::Licensed)
                && row(ground.id).is_some_and(|row| row.get("declares").is_some() == declares)
        })
    };
    let effects: Vec<(String, &Row)> = case
        .rules
        .provisions()
        .filter(|(_, _, row)| matches!(row.kind.as_str(), "suspension" | "end" | "annulment"))
        .map(|(id, _, row)| (id, row))
        .collect();
    let acts = |kind: &str, on: &str| {
        effects.iter().any(|(_, effect)| {
            effect.kind == kind
                && effect.names("of").iter().any(|name| row(name).is_some_and(|target| target.kind == on))
        })
    };
    let ended_annulment = effects.iter().any(|(_, effect)| {
        effect
            .names("of")
            .iter()
            .any(|name| row(name).is_some_and(|target| target.kind == "annulment") && effect.kind == "end")
    });
    let on_replacing = |kind: &str| {
        effects.iter().any(|(_, effect)| {
            effect.kind == kind
                && effect.names("of").iter().any(|name| {
                    name.ends_with("~replaces")
                        || row(name).is_some_and(|target| target.get("replaces").is_some())
                })
        })
    };
    let bounds = [decision.valid(), decision.same()];
    let bounded = bounds.iter().any(|span| span.from.is_some() || span.until.is_some());
    vec![
        ("7.2 missing facts", !decision.missing().is_empty()),
        ("7.2 open questions", !decision.open_questions().is_empty()),
        ("7.2 two or more unknowns", decision.missing().len() + decision.open_questions().len() > 1),
        ("7.3 hinges", !decision.hinges_on().is_empty()),
        ("7.4 not exact", !decision.exact()),
        ("7.6 covered", decision.covered()),
        ("8.2 assumed", !decision.assumed().is_empty()),
        ("8.2 bounded", bounded),
        ("8.2 next", decision.next().is_some()),
        ("9.2 retroactive", decision.retroactive()),
        ("10.2 an uncertain ground", grounds.iter().any(|ground| !ground.certain)),
        ("10.2 two or more by", grounds.iter().any(|ground| ground.by.len() > 1)),
        ("10.3 lifted", !decision.lifted().is_empty()),
        ("10.4 challenges", !decision.outlook().challenges.is_empty()),
        ("10.4 reserves", !decision.outlook().reserves.is_empty()),
        ("10.4 scheduled", !decision.outlook().scheduled.is_empty()),
        ("10.4 statements", !decision.outlook().statements.is_empty()),
        ("6.3 relief speaks by what it lifts", speaks(false)),
        ("6.3 relief speaks by itself", speaks(true)),
        ("5.3 an end of an end in the rule set", acts("end", "end")),
        ("5.3 an end of an annulment in the rule set", ended_annulment),
        ("5.3 an annulment of an end in the rule set", acts("annulment", "end")),
        ("5.4 a stay of a stay in the rule set", acts("suspension", "suspension")),
        ("3.5 a suspension of what replaces in the rule set", on_replacing("suspension")),
        ("3.5 an annulment of what replaces in the rule set", on_replacing("annulment")),
        ("3.5 an end of what replaces in the rule set", on_replacing("end")),
    ]
}
