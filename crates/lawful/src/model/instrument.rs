//! Instruments: the documents of the law (SPEC 3.1).

use serde::{Deserialize, Serialize};

use super::moment::{LegalTime, Moment};
use crate::vocabulary::Text;

/// Index of an instrument.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct InstrumentId(u32);

impl InstrumentId {
    pub(crate) const fn from_index(index: usize) -> InstrumentId {
        assert!(index <= u32::MAX as usize);
        InstrumentId(index as u32)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// An instrument. Its base is always true; what it does, its provisions do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Instrument {
    pub(crate) id: String,
    pub(crate) kind: InstrumentKind,
    pub(crate) title: Text,
    /// Index into the register of issuers.
    pub(crate) issuer: Option<u32>,
    /// Its authority; empty: it stands by itself.
    pub(crate) under: Vec<InstrumentId>,
    pub(crate) issued: Moment,
    pub(crate) public: Moment,
    pub(crate) effective: LegalTime,
    pub(crate) citations: Vec<String>,
    pub(crate) sources: Vec<Source>,
}

/// Where a date or a statement comes from (SPEC 12.4).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Source {
    pub(crate) url: String,
    pub(crate) says: String,
    /// What it supports: `issued`, `1.from`.
    pub(crate) supports: Vec<String>,
    pub(crate) confidence: Option<Confidence>,
}

/// How well a date is verified (SPEC 12.4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) enum Confidence {
    Primary,
    Secondary,
    Memory,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$item_doc])* $item,)* }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &[$name] = &[$($name::$item),*];

            /// The word that documents use.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$item => $word,)* }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// The kind of a document (SPEC 3.1).
    InstrumentKind {
        /// A statute.
        Statute = "statute",
        /// An executive order.
        ExecutiveOrder = "executive-order",
        /// Another order.
        Order = "order",
        /// A regulation.
        Regulation = "regulation",
        /// A list that identifies what an order prohibits.
        Identification = "identification",
        /// A determination.
        Determination = "determination",
        /// A notice.
        Notice = "notice",
        /// An order or judgment of a court.
        CourtOrder = "court-order",
        /// A licence.
        License = "license",
        /// An agreement.
        Agreement = "agreement",
        /// Guidance.
        Guidance = "guidance",
        /// A filing with a court or an authority.
        Filing = "filing",
        /// A statement.
        Statement = "statement",
        /// A treaty.
        Treaty = "treaty",
    }
}
