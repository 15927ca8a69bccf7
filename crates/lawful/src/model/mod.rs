//! The law as typed data: instruments, provisions, conditions, times (SPEC 3). Nothing here decides anything.

mod condition;
mod instrument;
mod moment;
mod provision;
mod sound;

use serde::{Deserialize, Serialize};

pub(crate) use condition::{Condition, Range, Test};
pub use instrument::InstrumentKind;
pub(crate) use instrument::{Confidence, Instrument, InstrumentId, Source};
pub(crate) use moment::{LegalTime, Moment, Side};
pub(crate) use provision::{Carrier, Effect, Provision, ProvisionId, Target};
pub use provision::{Grant, ProvisionKind, Relief};
pub(crate) use sound::{MAX_SHARE_COMBINATIONS, needs};

use crate::time::Instant;
use crate::vocabulary::{Text, Vocabulary};

/// A whole rule set: what documents say, with references and times resolved. Checked when it was built.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Model {
    pub(crate) title: Text,
    pub(crate) revision: u64,
    pub(crate) as_of: Instant,
    pub(crate) note: String,
    /// The version of the time-zone database with which the documents were read (SPEC 1.5).
    pub(crate) tzdb: String,
    /// SPEC 9.3.
    pub(crate) content_hash: [u8; 32],
    pub(crate) vocabulary: Vocabulary,
    /// Sorted by id.
    pub(crate) instruments: Vec<Instrument>,
    /// By instrument, then by id; a `~replaces` follows what carries it.
    pub(crate) provisions: Vec<Provision>,
}

impl Model {
    pub(crate) fn instrument(&self, id: InstrumentId) -> &Instrument {
        &self.instruments[id.index()]
    }

    pub(crate) fn provision(&self, id: ProvisionId) -> &Provision {
        &self.provisions[id.index()]
    }

    pub(crate) fn provisions(&self) -> impl Iterator<Item = (ProvisionId, &Provision)> {
        self.provisions.iter().enumerate().map(|(n, provision)| (ProvisionId::from_index(n), provision))
    }

    /// The instrument in which a provision stands (also through what carries it).
    pub(crate) fn home(&self, id: ProvisionId) -> InstrumentId {
        match self.provision(id).carrier {
            Carrier::Instrument(instrument) => instrument,
            Carrier::Provision(carrier) => self.home(carrier),
        }
    }
}
