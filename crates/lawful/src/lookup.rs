//! From names to an answer in one step, for those who prepare nothing.

use crate::error::Errors;
use crate::evaluate::decide;
use crate::evaluate::plane::{GroundSet, Plane};
use crate::evaluate::question::{Value, When};
use crate::evaluate::table::{PointsOf, Table};
use crate::model::ProvisionId;
use crate::ruleset::{Outcome, Ruleset};
use crate::time::Instant;
use crate::transaction::{FactValue, fact_value, node_value};
use crate::vocabulary::{FactId, fact};

/// A question by names; what is `None` is not stated. Readings are as presumed.
#[derive(Clone, Copy, Default, Debug)]
pub struct Lookup<'a> {
    /// The app: its id or a store identifier (SPEC 2.5).
    pub app: Option<&'a str>,
    /// The kind of conduct.
    pub activity: Option<&'a str>,
    /// The kind of actor.
    pub actor: Option<&'a str>,
    /// Who acts.
    pub party: Option<&'a str>,
    /// The other side.
    pub counterparty: Option<&'a str>,
    /// The publisher of the app.
    pub publisher: Option<&'a str>,
    /// Where the person reached is.
    pub location: Option<&'a str>,
    /// The territory of the store account.
    pub storefront: Option<&'a str>,
    /// Declared facts.
    pub facts: &'a [(&'a str, FactValue)],
}

/// The short answer with the ids of its grounds.
#[derive(Clone, Debug)]
pub struct Found<'r> {
    rules: &'r Ruleset,
    outcome: Outcome,
    grounds: Grounds<'r>,
}

#[derive(Clone, Debug)]
enum Grounds<'r> {
    Kept(&'r Plane, GroundSet),
    Own(Vec<ProvisionId>),
}

impl<'r> Found<'r> {
    /// The short answer.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The ids of the provisions that are grounds (SPEC 10.2), highest status first.
    pub fn ground_ids(&self) -> impl Iterator<Item = &'r str> + '_ {
        let (kept, own) = match &self.grounds {
            Grounds::Kept(plane, set) => (Some(plane.ground_provisions(*set)), &[][..]),
            Grounds::Own(own) => (None, own.as_slice()),
        };
        let provisions = kept.into_iter().flatten().chain(own.iter().copied());
        provisions.map(|id| self.rules.model().provision(id).id.as_str())
    }
}

impl Ruleset {
    /// Answers a question by names.
    ///
    /// # Errors
    /// As [`crate::TransactionBuilder::build`].
    pub fn look_up(
        &self,
        question: &Lookup<'_>,
        at: Instant,
        known: Option<Instant>,
    ) -> Result<Found<'_>, Errors> {
        let known_at = known.unwrap_or(Instant::MAX);
        if let Some(plane) = self.made(question) {
            let run = plane.at(at, known_at);
            let outcome = Outcome { possible: run.possible, valid_until: run.valid_until };
            return Ok(Found { rules: self, outcome, grounds: Grounds::Kept(plane, run.grounds) });
        }
        // For the first time, or not to be kept, or wrong: the long way, which says what is wrong.
        let mut builder = self.transaction();
        let (first, others) = question.nodes();
        for (fact, id) in first.into_iter().chain(others) {
            if let Some(id) = id {
                builder = builder.fact(&self.model().vocabulary.fact(fact).id, id);
            }
        }
        for (fact, value) in question.facts {
            builder = builder.fact(*fact, value.clone());
        }
        let transaction = builder.build()?;
        let (outcome, grounds) = match self.table().keep(transaction.asking()) {
            Some(plane) => {
                let run = plane.at(at, known_at);
                let outcome = Outcome { possible: run.possible, valid_until: run.valid_until };
                (outcome, plane.ground_provisions(run.grounds).collect())
            }
            None => {
                let (possible, valid_until, grounds) =
                    decide::brief(transaction.asking(), When { at, known: known_at });
                let provisions = grounds.into_iter().map(|ground| ground.provision).collect();
                (Outcome { possible, valid_until }, provisions)
            }
        };
        Ok(Found { rules: self, outcome, grounds: Grounds::Own(grounds) })
    }

    /// The plane of a question whose names are all known, if it was made before; `None` also if any is stated twice.
    fn made(&self, question: &Lookup<'_>) -> Option<&Plane> {
        let table = self.table();
        let mut points =
            OwnPoints { app: 0, activity: 0, others: [0; MAX_OTHERS], count: table.others().len() };
        if points.count > MAX_OTHERS {
            return None;
        }
        let mut stated: u64 = 0;
        let mut state = |points: &mut OwnPoints, (fact, id): Named<'_>| match id {
            Some(id) => points.state(table, fact, node_value(self.model(), fact, id)?, &mut stated),
            None => Some(()),
        };
        let ([app, activity], others) = question.nodes();
        state(&mut points, app)?;
        state(&mut points, activity)?;
        // As early as it can be known, so that its memory is fetched while the other names are looked for.
        let block = table.made_block(points.app, points.activity);
        for named in others {
            state(&mut points, named)?;
        }
        let names_both = (points.app, points.activity);
        for (name, value) in question.facts {
            let (fact, value) = fact_value(self.model(), name, value).ok()?;
            points.state(table, fact, value, &mut stated)?;
        }
        let block = if names_both == (points.app, points.activity) {
            block
        } else {
            table.made_block(points.app, points.activity)
        };
        table.made(block?, points.borrow())
    }
}

/// A fact with the name of its value, if it is stated.
type Named<'a> = (FactId, Option<&'a str>);

/// More facts than that are not looked up by points.
const MAX_OTHERS: usize = 64;

struct OwnPoints {
    app: u32,
    activity: u32,
    others: [u32; MAX_OTHERS],
    count: usize,
}

impl OwnPoints {
    fn state(&mut self, table: &Table, fact: FactId, value: Value, stated: &mut u64) -> Option<()> {
        match fact {
            fact::APP => self.app = table.apps().of(Some(value)),
            fact::ACTIVITY => self.activity = table.activities().of(Some(value)),
            _ => {
                if let Ok(n) = table.others().binary_search_by_key(&fact, |points| points.fact) {
                    self.others[n] = table.others()[n].of(Some(value));
                }
            }
        }
        let bit = 1u64.checked_shl(fact.index() as u32)?;
        let fresh = *stated & bit == 0;
        *stated |= bit;
        fresh.then_some(())
    }

    fn borrow(&self) -> PointsOf<'_> {
        PointsOf { app: self.app, activity: self.activity, others: &self.others[..self.count] }
    }
}

impl<'a> Lookup<'a> {
    /// The app and the activity, and the other facts whose values are nodes.
    fn nodes(&self) -> ([Named<'a>; 2], [Named<'a>; 6]) {
        let first = [(fact::APP, self.app), (fact::ACTIVITY, self.activity)];
        let others = [
            (fact::ACTOR, self.actor),
            (fact::PARTY, self.party),
            (fact::COUNTERPARTY, self.counterparty),
            (fact::PUBLISHER, self.publisher),
            (fact::LOCATION, self.location),
            (fact::STOREFRONT, self.storefront),
        ];
        (first, others)
    }
}
