//! The current rule set of a host that replaces it while it serves.

use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::{ArcSwap, Guard};

use crate::ruleset::Ruleset;

/// Holds the current rule set. Readers take a snapshot for a request or a batch and never wait; a failed load keeps
/// the old set; an old set is freed by a thread that replaces, never by a reader.
#[derive(Debug)]
pub struct Engine {
    current: ArcSwap<Ruleset>,
    /// Sets that were replaced while somebody may still have held them. Only who replaces looks here.
    retired: Mutex<Vec<Ruleset>>,
}

/// The rule set that was current when it was taken; it stays as it is while it is held.
pub struct Snapshot(Guard<Arc<Ruleset>>);

impl Engine {
    /// Starts with a rule set.
    #[must_use]
    pub fn new(rules: Ruleset) -> Engine {
        Engine { current: ArcSwap::from_pointee(rules), retired: Mutex::new(Vec::new()) }
    }

    /// The current rule set, for one request or one batch. Never waits.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot(self.current.load())
    }

    /// Replaces the rule set, and frees those replaced before that nobody holds any more. Snapshots, transactions and
    /// decisions hold on to the set of which they are.
    pub fn replace(&self, rules: Ruleset) {
        let current = rules.clone();
        let old = self.current.swap(Arc::new(rules));
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        // A set counts once, or it would never be unshared; the current one is not retired.
        retired.retain(|rules| !rules.is_the_same(&current));
        if !old.is_the_same(&current) && !retired.iter().any(|rules| rules.is_the_same(&old)) {
            retired.push((*old).clone());
        }
        drop((old, current));
        retired.retain(|rules| !rules.is_unshared());
    }

    /// Loads and replaces; if loading fails, the current rule set stays.
    ///
    /// # Errors
    /// What the load returned.
    pub fn reload<E>(&self, load: impl FnOnce() -> Result<Ruleset, E>) -> Result<(), E> {
        self.replace(load()?);
        Ok(())
    }
}

impl std::ops::Deref for Snapshot {
    type Target = Ruleset;

    fn deref(&self) -> &Ruleset {
        &self.0
    }
}
