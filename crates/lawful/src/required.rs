//! Which facts a caller must be able to supply.

use crate::error::Errors;
use crate::evaluate::decide::Scenes;
use crate::evaluate::lens::{Asking, VariableOf};
use crate::order;
use crate::ruleset::Ruleset;

impl Ruleset {
    /// The facts that a caller must be able to supply so that no answer for an activity is ever indeterminate for
    /// lack of them: with presumed readings, at whatever instant and whatever is known. Ids, sorted; the activity
    /// itself is among them only if it stands for several.
    ///
    /// Facts with a presumed value are not among them: an answer may hinge on such a fact, but does not lack it.
    ///
    /// # Errors
    /// `E-unknown-reference` or `E-id` if there is no such activity.
    pub fn required_facts(&self, activity: &str) -> Result<Vec<&str>, Errors> {
        let transaction = self.transaction().activity(activity).build()?;
        let asking = Asking { model: self.model(), index: self.index(), question: transaction.question() };
        let vocabulary = &self.model().vocabulary;
        let mut facts = Vec::new();
        for scene in Scenes::all(asking, &asking.changes()) {
            for (variable, open) in scene.worlds() {
                if let (VariableOf::Fact(fact), true) = (scene.lens.variables[*variable].of, open.len() > 1) {
                    let id = vocabulary.fact(fact).id.as_str();
                    if !facts.contains(&id) {
                        facts.push(id);
                    }
                }
            }
        }
        order::sort(&mut facts);
        Ok(facts)
    }
}
