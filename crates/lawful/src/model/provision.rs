//! Provisions: what an instrument says (SPEC 3.2 to 3.5).

use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::instrument::{InstrumentId, Source, words};
use super::moment::{LegalTime, Moment, Side};
use crate::vocabulary::{QuestionId, Text};

/// Index of a provision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct ProvisionId(u32);

impl ProvisionId {
    pub(crate) const fn from_index(index: usize) -> ProvisionId {
        assert!(index <= u32::MAX as usize);
        ProvisionId(index as u32)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What an effect is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Target {
    Instrument(InstrumentId),
    Provision(ProvisionId),
}

/// What a provision stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Carrier {
    Instrument(InstrumentId),
    /// Of a `~replaces`: the provision that replaces, whatever its own window and scope (SPEC 3.5).
    Provision(ProvisionId),
}

impl From<Carrier> for Target {
    fn from(carrier: Carrier) -> Target {
        match carrier {
            Carrier::Instrument(id) => Target::Instrument(id),
            Carrier::Provision(id) => Target::Provision(id),
        }
    }
}

/// A provision.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Provision {
    /// With the instrument: `us/eo-13943#1-a`.
    pub(crate) id: String,
    pub(crate) title: Text,
    pub(crate) cite: String,
    pub(crate) carrier: Carrier,
    /// Its own `public`, or that of its instrument.
    pub(crate) public: Moment,
    /// Start of the window, never absent: the instrument's `effective` is the default. Of an annulment, that
    /// `effective`: when its work is done (SPEC 5.3). Of an answer it has no meaning.
    pub(crate) from: LegalTime,
    pub(crate) until: Option<LegalTime>,
    pub(crate) when: Condition,
    pub(crate) effect: Effect,
    pub(crate) sources: Vec<Source>,
}

/// What a provision does (SPEC 3.2).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum Effect {
    Prohibition,
    /// `lifts` is expanded to prohibitions, sorted (SPEC 3.4).
    Exemption {
        lifts: Vec<ProvisionId>,
        declares: bool,
    },
    License {
        lifts: Vec<ProvisionId>,
        declares: bool,
        grant: Grant,
    },
    Suspension {
        of: Vec<Target>,
        relief: Relief,
    },
    End {
        of: Vec<Target>,
        revives: bool,
        /// Of a `~replaces` of an exemption or license: its start and `public` count for this side, whatever it is
        /// labelled for (SPEC 3.5).
        counts: Option<Side>,
    },
    Annulment {
        of: Vec<Target>,
    },
    /// Expanded to prohibitions, sorted (SPEC 3.4).
    Forbearance {
        of: Vec<ProvisionId>,
    },
    Answer {
        question: QuestionId,
        is: u32,
    },
    Reserve,
    Challenge {
        of: Vec<Target>,
    },
    Statement {
        of: Vec<Target>,
    },
}

words! {
    /// The kind of a provision (SPEC 3.2).
    ProvisionKind {
        /// A transaction in scope is prohibited.
        Prohibition = "prohibition",
        /// Carves transactions out of prohibitions, as part of the norm.
        Exemption = "exemption",
        /// Relief by an authority.
        License = "license",
        /// The target has no force while it lasts.
        Suspension = "suspension",
        /// The target has no force from then on.
        End = "end",
        /// The target never had force.
        Annulment = "annulment",
        /// The enforcer has bound itself not to enforce.
        Forbearance = "forbearance",
        /// Settles an open question.
        Answer = "answer",
        /// A power to prohibit later.
        Reserve = "reserve",
        /// A pending attack; changes nothing.
        Challenge = "challenge",
        /// A press release, a litigating position, guidance; changes nothing.
        Statement = "statement",
    }
}

words! {
    /// Whether a license is for everybody in scope or names its holder (SPEC 3.2).
    Grant {
        /// For everybody in scope.
        General = "general",
        /// For a named holder.
        Specific = "specific",
    }
}

words! {
    /// What kind of suspension it is (SPEC 3.2).
    Relief {
        /// An injunction.
        Injunction = "injunction",
        /// A stay.
        Stay = "stay",
        /// A suspension by the issuer.
        Issuer = "issuer",
    }
}

impl Effect {
    /// What it takes force from, if it does that (SPEC 5).
    pub(crate) fn acts_on(&self) -> Option<&[Target]> {
        match self {
            Effect::Suspension { of, .. } | Effect::End { of, .. } | Effect::Annulment { of } => Some(of),
            _ => None,
        }
    }
}

impl Provision {
    /// The bounds of its window.
    pub(crate) fn times(&self) -> impl Iterator<Item = &LegalTime> {
        std::iter::once(&self.from).chain(&self.until)
    }

    pub(crate) fn kind(&self) -> ProvisionKind {
        match self.effect {
            Effect::Prohibition => ProvisionKind::Prohibition,
            Effect::Exemption { .. } => ProvisionKind::Exemption,
            Effect::License { .. } => ProvisionKind::License,
            Effect::Suspension { .. } => ProvisionKind::Suspension,
            Effect::End { .. } => ProvisionKind::End,
            Effect::Annulment { .. } => ProvisionKind::Annulment,
            Effect::Forbearance { .. } => ProvisionKind::Forbearance,
            Effect::Answer { .. } => ProvisionKind::Answer,
            Effect::Reserve => ProvisionKind::Reserve,
            Effect::Challenge { .. } => ProvisionKind::Challenge,
            Effect::Statement { .. } => ProvisionKind::Statement,
        }
    }

    /// What it names in `of`, as instruments and provisions (of a forbearance: prohibitions).
    pub(crate) fn targets(&self) -> Vec<Target> {
        match &self.effect {
            Effect::Suspension { of, .. }
            | Effect::End { of, .. }
            | Effect::Annulment { of }
            | Effect::Challenge { of }
            | Effect::Statement { of } => of.clone(),
            Effect::Forbearance { of } => of.iter().map(|id| Target::Provision(*id)).collect(),
            Effect::Prohibition
            | Effect::Exemption { .. }
            | Effect::License { .. }
            | Effect::Answer { .. }
            | Effect::Reserve => Vec::new(),
        }
    }

    /// The side for which it counts when it is labelled by itself (SPEC 1.4).
    pub(crate) fn own_side(&self) -> Side {
        match self.effect {
            Effect::Exemption { .. }
            | Effect::License { .. }
            | Effect::Forbearance { .. }
            | Effect::Answer { .. } => Side::Relieve,
            _ => Side::Burden,
        }
    }
}
