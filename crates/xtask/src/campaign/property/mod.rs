//! What holds of every rule set and every question (SPEC 14): one function for each property.

mod absence;
mod forms;
mod json;
mod knowledge;
mod order;
mod parts;
mod polarity;
mod time;
mod twin;
mod unknown;

use lawful::Ruleset;

use super::ask::Ask;
use super::chance::Chance;
use super::description::Rules;
use super::palette::Palette;

/// A rule set and a question put to it.
#[derive(Clone, Copy)]
pub(crate) struct Case<'c> {
    pub(crate) rules: &'c Rules,
    pub(crate) ruleset: &'c Ruleset,
    pub(crate) palette: &'c Palette,
    pub(crate) ask: &'c Ask,
}

/// What a property found where it did not fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seen {
    /// It had something to say, and that holds.
    Held,
    /// It says nothing about this case.
    Nothing,
}

/// A property of SPEC 14.
pub(crate) struct Property {
    pub(crate) name: &'static str,
    /// Where the specification has it.
    pub(crate) clause: &'static str,
    /// Fails with both answers.
    pub(crate) check: fn(&Case<'_>, &mut Chance) -> Result<Seen, String>,
}

const fn property(
    name: &'static str,
    clause: &'static str,
    check: fn(&Case<'_>, &mut Chance) -> Result<Seen, String>,
) -> Property {
    Property { name, clause, check }
}

/// All of them, in the order of the specification.
pub(crate) const PROPERTIES: &[Property] = &[
    property("twin-decides-alike", "SPEC 1-10", twin::decides_alike),
    property("twin-has-the-same-timeline", "SPEC 8.1", twin::has_the_same_timeline),
    property("twin-decides-alike-over-a-range", "SPEC 8.3", twin::decides_alike_over_a_range),
    property("relief-never-raises", "SPEC 14.1", polarity::relief_never_raises),
    property("prohibition-never-lowers", "SPEC 14.1", polarity::prohibition_never_lowers),
    property("stating-a-fact-never-adds", "SPEC 14.2", unknown::stating_a_fact_never_adds),
    property("unknowns-are-the-essential-ones", "SPEC 14.2, 14.3", unknown::unknowns_are_the_essential_ones),
    property("timeline-partitions-time", "SPEC 14.4", time::timeline_partitions_time),
    property("decisions-agree-with-the-timeline", "SPEC 14.4", time::decisions_agree_with_the_timeline),
    property("same-is-maximal", "SPEC 14.4", time::same_is_maximal),
    property("later-knowledge-is-absent", "SPEC 14.5", knowledge::later_knowledge_is_absent),
    property("later-instruments-change-nothing", "SPEC 14.5", knowledge::later_instruments_change_nothing),
    property("order-changes-nothing", "SPEC 14.6", order::order_changes_nothing),
    property("names-mean-nothing", "SPEC 14.6", order::names_mean_nothing),
    property("a-split-window-is-one-window", "SPEC 14.7", parts::a_split_window_is_one_window),
    property("an-exhaustive-region-is-its-members", "SPEC 14.7", parts::an_exhaustive_region_is_its_members),
    property("what-is-annulled-is-absent", "SPEC 14.8", absence::what_is_annulled_is_absent),
    property("a-stay-of-a-stay-is-no-stay", "SPEC 14.8", absence::a_stay_of_a_stay_is_no_stay),
    property("forms-are-the-same-rules", "SPEC 14.9", forms::forms_are_the_same_rules),
    property("prepared-answers-are-decisions", "SPEC 14.10", forms::prepared_answers_are_decisions),
    property("the-command-answers-alike", "SPEC 14.10", forms::the_command_answers_alike),
    property("grounds-carry-the-verdict", "SPEC 14.11", absence::grounds_carry_the_verdict),
    property("deciding-is-total", "SPEC 14.12", forms::deciding_is_total),
];

/// Whether a property can be shown here: the command may not have been built.
pub(crate) fn is_possible(property: &Property) -> bool {
    property.name != "the-command-answers-alike" || forms::command().is_some()
}

/// Both answers, where they are not the same.
pub(crate) fn same(what: &str, one: &str, other: &str) -> Result<Seen, String> {
    if one == other { Ok(Seen::Held) } else { Err(format!("{what}\n  one:   {one}\n  other: {other}")) }
}
