//! What holds of every rule set and every question (SPEC 14): one function for each property.

mod twin;

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
];

/// Both answers, where they are not the same.
pub(crate) fn same(what: &str, one: &str, other: &str) -> Result<Seen, String> {
    if one == other { Ok(Seen::Held) } else { Err(format!("{what}\n  one:   {one}\n  other: {other}")) }
}
