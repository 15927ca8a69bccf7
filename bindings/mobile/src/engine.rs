//! The current rule set of an app that takes newer ones while it runs.

use std::sync::{Arc, PoisonError, RwLock};

use crate::error::{LawfulError, Problem};
use crate::guard;
use crate::ruleset::{Identity, RuleSet};

/// Holds the current rule set. What was made from an older one stays usable.
#[derive(uniffi::Object)]
pub struct Engine {
    current: RwLock<Arc<RuleSet>>,
}

/// What comes of bytes that are offered.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Offer {
    /// They are the current rule set now.
    Accepted {
        /// Which it is.
        identity: Identity,
    },
    /// The current rule set stays.
    Refused {
        /// Why.
        reason: Refusal,
    },
}

/// Why bytes are refused.
#[derive(Clone, PartialEq, Eq, Debug, uniffi::Enum)]
pub enum Refusal {
    /// They are no whole, undamaged rule set of this version.
    Unreadable {
        /// What is wrong with them.
        problem: Problem,
    },
    /// The law was followed less far than in the current rule set: its `as_of` is earlier, or its revision at the same
    /// `as_of` is lower.
    Older {
        /// Which rule set was offered.
        offered: Identity,
    },
}

impl Engine {
    pub(crate) fn new(rules: Arc<RuleSet>) -> Arc<Engine> {
        Arc::new(Engine { current: RwLock::new(rules) })
    }
}

#[uniffi::export]
impl Engine {
    /// The current rule set.
    pub fn current(&self) -> Arc<RuleSet> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes bytes as the current rule set, unless they are refused. The bytes are not signed: an app offers what it has
    /// from where it trusts.
    ///
    /// Errors: a bug of the library only; what is wrong with the bytes is a refusal.
    pub fn offer(&self, bytes: Vec<u8>) -> Result<Offer, LawfulError> {
        guard::call(|| {
            let offered = match RuleSet::read(&bytes) {
                Ok(rules) => Arc::new(rules),
                Err(error) => {
                    let reason = Refusal::Unreadable { problem: Problem::of(&error)? };
                    return Ok(Offer::Refused { reason });
                }
            };
            let identity = offered.identity();
            let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
            let age = |rules: &RuleSet| (rules.core().as_of(), rules.core().revision());
            if age(&offered) < age(&current) {
                return Ok(Offer::Refused { reason: Refusal::Older { offered: identity } });
            }
            let old = std::mem::replace(&mut *current, offered);
            drop(current);
            // Freed outside of the lock, if nobody else holds it.
            drop(old);
            Ok(Offer::Accepted { identity })
        })
    }
}
