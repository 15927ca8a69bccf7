//! Facts and their domains (SPEC 2.1).

use serde::{Deserialize, Serialize};

use super::text::Text;

/// The five trees of SPEC 2.2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Tree {
    /// Places; root `world`.
    Region,
    /// Kinds of conduct; root `transaction`.
    Activity,
    /// Kinds of actors; root `any-actor`.
    Actor,
    /// Apps; root `any-app`.
    App,
    /// Persons and companies; root `any-party`.
    Party,
}

impl Tree {
    /// All trees, in the order of their declaration.
    pub const ALL: [Tree; 5] = [Tree::Region, Tree::Activity, Tree::Actor, Tree::App, Tree::Party];

    /// The word that documents use: `region`, `activity`, `actor`, `app`, `party`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Tree::Region => "region",
            Tree::Activity => "activity",
            Tree::Actor => "actor",
            Tree::App => "app",
            Tree::Party => "party",
        }
    }
}

/// Index of a fact; the built-in ones come first, in the order of [`BUILT_IN_FACTS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub(crate) struct FactId(u32);

impl FactId {
    pub(crate) const fn from_index(index: usize) -> FactId {
        assert!(index <= u32::MAX as usize);
        FactId(index as u32)
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The app.
pub(crate) const APP: FactId = FactId(0);
/// The kind of conduct.
pub(crate) const ACTIVITY: FactId = FactId(1);
/// The kind of actor.
pub(crate) const ACTOR: FactId = FactId(2);
/// Who acts.
pub(crate) const PARTY: FactId = FactId(3);
/// The other side.
pub(crate) const COUNTERPARTY: FactId = FactId(4);
/// Of the app.
pub(crate) const PUBLISHER: FactId = FactId(5);
/// Where the person reached is.
pub(crate) const LOCATION: FactId = FactId(6);
/// The territory of the store account.
pub(crate) const STOREFRONT: FactId = FactId(7);

/// Ids and trees of the built-in facts, by index.
pub(crate) const BUILT_IN_FACTS: [(&str, Tree); 8] = [
    ("app", Tree::App),
    ("activity", Tree::Activity),
    ("actor", Tree::Actor),
    ("party", Tree::Party),
    ("counterparty", Tree::Party),
    ("publisher", Tree::Party),
    ("location", Tree::Region),
    ("storefront", Tree::Region),
];

/// What values a fact may have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) enum Domain {
    Flag,
    Choice(Vec<String>),
    Number { unit: String },
    Node(Tree),
}

/// Something that a question may state.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Fact {
    pub(crate) id: String,
    pub(crate) domain: Domain,
    /// Of a flag: 0 for false, 1 for true; of a choice: the index of the answer. Other domains have none.
    pub(crate) presumed: Option<u32>,
    pub(crate) asks: Text,
}
