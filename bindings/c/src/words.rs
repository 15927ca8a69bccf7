//! Explanations that are made once and lent afterwards.

use std::sync::OnceLock;

use lawful::{Explanation, Language};

use crate::error::Fault;
use crate::pointer::Lent;

/// What was explained so far, by language.
#[derive(Default)]
pub(crate) struct Words {
    english: OnceLock<String>,
    simplified: OnceLock<String>,
    traditional: OnceLock<String>,
}

impl Words {
    /// The explanation in a language by its tag.
    pub(crate) fn get(
        &self,
        tag: &str,
        explain: impl FnOnce(Language) -> Explanation,
    ) -> Result<Lent, Fault> {
        let language: Language = tag.parse()?;
        let kept = match language {
            Language::English => &self.english,
            Language::SimplifiedChinese => &self.simplified,
            Language::TraditionalChinese => &self.traditional,
        };
        Ok(Lent::of(kept.get_or_init(|| explain(language).to_string())))
    }
}
