//! The native part of the Python package `lawful`. It converts, calls the core and converts back; what is written in
//! Python stands in `python/lawful`.
#![deny(unsafe_op_in_unsafe_fn)]

mod capsule;
mod decision;
mod error;
mod guard;
mod history;
mod instant;
mod interpreter;
mod objects;
mod posture;
mod ruleset;
mod table;
mod timeline;
mod transaction;
mod value;

use pyo3::prelude::*;

/// The native part of the package `lawful`.
#[pymodule(gil_used = false)]
mod _lawful {
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::interpreter::check(module.py())
    }

    #[pymodule_export]
    use crate::decision::PyDecision;
    #[pymodule_export]
    use crate::error::codes;
    #[pymodule_export]
    use crate::guard::panic;
    #[pymodule_export]
    use crate::posture::{posture_field, verdicts};
    #[pymodule_export]
    use crate::ruleset::{PyRuleset, corpus, version};
    #[pymodule_export]
    use crate::table::PyTable;
    #[pymodule_export]
    use crate::timeline::PyTimeline;
    #[pymodule_export]
    use crate::transaction::PyTransaction;
}
