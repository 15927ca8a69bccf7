//! Which rule set opens without a file: the one that the builder chose, else that of the project. `cargo xtask chosen`
//! builds and runs this with a part of the project's.
#![allow(clippy::unwrap_used)] // a test that cannot go on fails

use std::fs;

use lawful_mobile::{Identity, Origin, RuleSet};

#[test]
fn what_is_compiled_in_is_the_chosen_rule_set_or_that_of_the_project() {
    let chosen = option_env!("LAWFUL_MOBILE_RULES").filter(|path| !path.is_empty());
    let expected = match chosen {
        Some(path) => fs::read(path).unwrap(),
        None => lawful_corpus::prepared().to_vec(),
    };
    let expected = RuleSet::from_bytes(expected).unwrap().identity();
    let identity = RuleSet::compiled_in().unwrap().identity();
    assert_eq!(identity, Identity { origin: Origin::CompiledIn, ..expected });
}
