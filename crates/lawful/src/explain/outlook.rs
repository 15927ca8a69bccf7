//! What was and what may come: prohibitions that are over, what is pending, and what is to be said of the record.

use super::Item;
use super::message::{Message, Word};
use super::wording::{Wording, line};
use crate::decision::Decision;
use crate::id;
use crate::transaction::FactValue;
use crate::verdict::Status;
use crate::vocabulary::{Coverage, NodeId, Tree};

impl Wording<'_> {
    /// Prohibitions that were ended or annulled.
    pub(super) fn lifted(&self, decision: &Decision) -> Vec<Item> {
        decision.lifted().into_iter().map(|id| Item::from(self.provision_of_instrument(id))).collect()
    }

    /// What is pending; what may prohibit first, what only tells something last.
    pub(super) fn pending(&self, decision: &Decision) -> Vec<Item> {
        let outlook = decision.outlook();
        let name = |id: &&str| self.provision_of_instrument(id);
        let scheduled = outlook.scheduled.iter().map(|id| self.scheduled(id));
        let challenges =
            outlook.challenges.iter().map(|id| self.say(Message::PendingChallenge { what: &name(id) }));
        let reserves =
            outlook.reserves.iter().map(|id| self.say(Message::PendingReserve { what: &name(id) }));
        let statements =
            outlook.statements.iter().map(|id| self.say(Message::PendingStatement { what: &name(id) }));
        scheduled.chain(challenges).chain(reserves).chain(statements).map(Item::from).collect()
    }

    /// How far the answer may be trusted.
    pub(super) fn notes(&self, decision: &Decision) -> Vec<Item> {
        let mut notes = Vec::new();
        // Where nobody has looked and nothing was found, the verdict itself says so.
        let said = decision.possible().at_most() == Status::Unregulated;
        if !decision.covered() && !said {
            notes.push(self.word(Word::NotCovered).to_owned());
        }
        if decision.retroactive() {
            notes.push(self.word(Word::Retroactive).to_owned());
        }
        if !decision.exact() {
            notes.push(self.word(Word::NotExact).to_owned());
        }
        if decision.covered() && decision.possible().contains(Status::Unregulated) {
            notes.extend(self.coverage(decision));
        }
        notes.into_iter().map(Item::from).collect()
    }

    fn scheduled(&self, id: &str) -> String {
        let what = &*self.provision_of_instrument(id);
        let starts = self.rules.provision(id).map(|provision| provision.starts()).unwrap_or_default();
        match &*starts {
            [] => what.to_owned(),
            [start] => self.say(Message::PendingScheduled { what, start: &start.to_string() }),
            [start, ..] => self.say(Message::PendingScheduledEarliest { what, start: &start.to_string() }),
        }
    }

    /// That nothing was found tells as much as the search: what the register of coverage says of the place.
    fn coverage(&self, decision: &Decision) -> Vec<String> {
        let vocabulary = &self.rules.model().vocabulary;
        let (regions, activities) = (vocabulary.tree(Tree::Region), vocabulary.tree(Tree::Activity));
        let stated = |wanted: &str| {
            decision.transaction().stated().find_map(|(fact, value)| match value {
                FactValue::Text(id) if fact == wanted => Some(id.strip_prefix("other:").unwrap_or(id)),
                _ => None,
            })
        };
        // A subdivision that no register lists lies in its country (SPEC 2.3).
        let place = stated("location")
            .and_then(|id| regions.named(id).or_else(|| regions.named(id::subdivision_country(id)?)));
        let Some(place) = place else { return Vec::new() };
        let activity = stated("activity").and_then(|id| activities.named(id));
        let at = decision.at();
        let covers = |row: &&Coverage| {
            row.from.is_none_or(|from| from <= at)
                && row.region.is_none_or(|region| regions.is_under(place, region, at))
                && row.activities.as_ref().is_none_or(|covered| {
                    activity.is_some_and(|activity| {
                        covered.iter().any(|over| activities.is_under(activity, *over, at))
                    })
                })
        };
        let say = |row: &Coverage| {
            let note = &*self.text(&row.note)?;
            let place = &*self.node(Tree::Region, &regions.node(row.region.unwrap_or(NodeId::ROOT)).id);
            Some(line(&match row.as_of {
                Some(as_of) => self.say(Message::CoverageUntil { place, as_of: &as_of.to_string(), note }),
                None => self.say(Message::CoverageNote { place, note }),
            }))
        };
        vocabulary.coverage.iter().filter(covers).filter_map(say).collect()
    }
}
