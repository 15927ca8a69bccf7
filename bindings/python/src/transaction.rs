//! What is asked, but for the times (SPEC 4.1).

use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use lawful::{FactValue, Prepared, Readings, Transaction};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::decision::PyDecision;
use crate::ruleset::PyRuleset;
use crate::timeline::PyTimeline;
use crate::{error, guard, instant, objects, value};

/// What somebody does with an app, as far as it is stated, checked against one rule set.
///
/// Made by :meth:`Ruleset.transaction`. Immutable; equal if the content of the rule sets, the stated facts and the
/// readings are. Who asks the same often calls :meth:`prepare` first.
///
/// >>> import lawful
/// >>> from datetime import datetime, timezone
/// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
/// ...                                        actor="app-store", storefront="US")
/// >>> download.verdict(datetime(2020, 9, 21, 12, tzinfo=timezone.utc))
/// <Verdict.SUSPENDED: 'suspended'>
#[pyclass(frozen, eq, hash, module = "lawful", name = "Transaction")]
pub(crate) struct PyTransaction {
    rules: Py<PyRuleset>,
    pub(crate) inner: Transaction,
    prepared: OnceLock<Prepared>,
}

impl PyTransaction {
    /// Builds it from keywords, as Python passes them.
    pub(crate) fn build(
        py: Python<'_>,
        rules: &Bound<'_, PyRuleset>,
        readings: Option<&Bound<'_, PyAny>>,
        facts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyTransaction> {
        let core = &rules.get().inner;
        let mut builder = core.transaction().readings(value::readings(readings)?);
        for (name, stated) in facts.into_iter().flatten() {
            if !stated.is_none() {
                let name = value::fact_name(core, &name.extract::<String>()?);
                let stated = value::fact(&name, &stated)?;
                builder = builder.fact(name, stated);
            }
        }
        let inner = builder.build().map_err(|errors| error::of_question(py, &errors))?;
        Ok(PyTransaction { rules: rules.clone().unbind(), inner, prepared: OnceLock::new() })
    }

    fn key(&self) -> (&str, Vec<(&str, String)>, String) {
        let stated = self.inner.stated().map(|(fact, value)| (fact, format!("{value:?}"))).collect();
        (self.inner.ruleset().content_hash(), stated, format!("{:?}", self.inner.readings()))
    }
}

impl PartialEq for PyTransaction {
    fn eq(&self, other: &PyTransaction) -> bool {
        self.key() == other.key()
    }
}

impl Hash for PyTransaction {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

#[pymethods]
impl PyTransaction {
    /// The rule set against which it was checked.
    #[getter]
    fn ruleset(&self, py: Python<'_>) -> Py<PyRuleset> {
        self.rules.clone_ref(py)
    }

    /// What is stated, by fact, with canonical ids; nothing derived is filled in. A new dict each time.
    #[getter]
    fn stated<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stated = PyDict::new(py);
        for (fact, value) in self.inner.stated() {
            stated.set_item(fact, value::write_fact(py, value)?)?;
        }
        Ok(stated)
    }

    /// How what is not stated is read: `"presumed"`, `"open"`, or a dict of answers by question (SPEC 4.2).
    #[getter]
    fn readings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        value::write_readings(py, self.inner.readings())
    }

    /// Finds out all answers over all time and all knowledge, and returns the transaction: asking it then takes a
    /// fraction of a microsecond. That takes milliseconds where app and activity are stated, and may take seconds where
    /// they are left open.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> download.prepare().verdict(monday)
    /// <Verdict.SUSPENDED: 'suspended'>
    fn prepare(slf: Bound<'_, Self>) -> PyResult<Bound<'_, Self>> {
        let own = slf.get();
        guard::call(slf.py(), || {
            // Detached: it may wait for another thread that prepares.
            slf.py().detach(|| {
                own.prepared.get_or_init(|| own.inner.prepare());
            });
            Ok(())
        })?;
        Ok(slf)
    }

    /// The verdict at an instant, as known at another; without `known`, with all that is on record.
    ///
    /// Both are aware datetimes of whole seconds; anything else raises :class:`InstantError`. Two binary searches if
    /// the transaction was prepared, else a whole decision.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> download.verdict(monday, known=datetime(2020, 9, 20, tzinfo=timezone.utc))
    /// <Verdict.PROHIBITED: 'prohibited'>
    #[pyo3(signature = (at, known=None))]
    fn verdict(
        &self,
        py: Python<'_>,
        at: &Bound<'_, PyAny>,
        known: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        guard::call(py, || {
            let (at, known) = (instant::read(at)?, instant::optional(known)?);
            let verdict = match self.prepared.get() {
                Some(prepared) => prepared.verdict(at, known).verdict(),
                None => py.detach(|| self.inner.decide(at, known)).verdict(),
            };
            objects::verdict(py, verdict)
        })
    }

    /// Whether the record covers the place and the activity (SPEC 7.6), as a :class:`Posture` needs it.
    ///
    /// Raises :class:`InstantError` for what is no instant.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> download.covered(monday)
    /// True
    #[pyo3(signature = (at, known=None))]
    fn covered(
        &self,
        py: Python<'_>,
        at: &Bound<'_, PyAny>,
        known: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<bool> {
        guard::call(py, || {
            let (at, known) = (instant::read(at)?, instant::optional(known)?);
            Ok(match self.prepared.get() {
                Some(prepared) => prepared.covered(at, known),
                None => py.detach(|| self.inner.decide(at, known)).covered(),
            })
        })
    }

    /// The full decision (SPEC 10) at an instant, as known at another.
    ///
    /// Raises :class:`InstantError` for what is no instant.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> hosting = lawful.corpus().transaction(app="tiktok", activity="hosting", location="US")
    /// >>> decision = hosting.decide(datetime(2020, 12, 1, tzinfo=timezone.utc))
    /// >>> decision.transaction == hosting
    /// True
    #[pyo3(signature = (at, known=None))]
    fn decide(
        slf: &Bound<'_, Self>,
        at: &Bound<'_, PyAny>,
        known: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyDecision> {
        let py = slf.py();
        guard::call(py, || {
            let (at, known) = (instant::read(at)?, instant::optional(known)?);
            let own = slf.get();
            let decision = py.detach(|| match own.prepared.get() {
                Some(prepared) => prepared.decide(at, known),
                None => own.inner.decide(at, known),
            });
            Ok(PyDecision::new(slf.clone().unbind(), decision))
        })
    }

    /// Which verdicts are possible anywhere in `[start, end)`, from least to most: for a clock that is not trusted
    /// (SPEC 8.3).
    ///
    /// Raises :class:`QuestionError` (`E-window`) if the range is empty.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> download.decide_over(datetime(2020, 9, 21, 3, tzinfo=timezone.utc), monday)
    /// (<Verdict.UNREGULATED: 'unregulated'>, <Verdict.SUSPENDED: 'suspended'>)
    #[pyo3(signature = (start, end, known=None))]
    fn decide_over<'py>(
        &self,
        py: Python<'py>,
        start: &Bound<'py, PyAny>,
        end: &Bound<'py, PyAny>,
        known: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        guard::call(py, || {
            let (start, end) = (instant::read(start)?, instant::read(end)?);
            let known = instant::optional(known)?;
            let possible = py.detach(|| self.inner.decide_over(start, end, known));
            let possible = possible.map_err(|error| error::of_one(py, "QuestionError", &error))?;
            objects::possible(py, possible)
        })
    }

    /// How the answer changes over all time (SPEC 8.1), as known at an instant.
    ///
    /// Raises :class:`InstantError` for what is no instant.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> download.timeline(known=datetime(2020, 9, 20, tzinfo=timezone.utc))
    /// <Timeline: unregulated → prohibited>
    #[pyo3(signature = (known=None))]
    fn timeline(slf: &Bound<'_, Self>, known: Option<&Bound<'_, PyAny>>) -> PyResult<PyTimeline> {
        let py = slf.py();
        guard::call(py, || {
            let known = instant::optional(known)?;
            let asked = &slf.get().inner;
            let timeline = py.detach(|| asked.timeline(known));
            Ok(PyTimeline::new(slf.clone().unbind(), timeline))
        })
    }

    /// The same question put to another rule set.
    ///
    /// Raises :class:`QuestionError` if the other rule set lacks what is named.
    ///
    /// >>> import lawful
    /// >>> hosting = lawful.corpus().transaction(app="tiktok", activity="hosting", location="US")
    /// >>> hosting.rebind(lawful.corpus()) == hosting
    /// True
    fn rebind(&self, py: Python<'_>, ruleset: &Bound<'_, PyRuleset>) -> PyResult<PyTransaction> {
        guard::call(py, || {
            let inner = self.inner.rebind(&ruleset.get().inner);
            let inner = inner.map_err(|errors| error::of_question(py, &errors))?;
            Ok(PyTransaction { rules: ruleset.clone().unbind(), inner, prepared: OnceLock::new() })
        })
    }

    fn __repr__(&self) -> String {
        let mut text = String::from("Transaction(");
        for (n, (fact, value)) in self.inner.stated().enumerate() {
            let value = match value {
                FactValue::Text(text) => format!("{text:?}"),
                FactValue::Flag(true) => "True".to_owned(),
                FactValue::Flag(false) => "False".to_owned(),
                FactValue::Number(number) => number.to_string(),
            };
            let between = if n > 0 { ", " } else { "" };
            text += &format!("{between}{}={value}", fact.replace('-', "_"));
        }
        let readings = match self.inner.readings() {
            Readings::Presumed => "",
            Readings::Open => ", readings=\"open\"",
            Readings::Given { .. } => ", readings={…}",
        };
        text + readings + ")"
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("lawful._pickle")?.getattr("transaction")?;
        let readings = self.readings(py)?;
        let parts = [self.rules.bind(py).clone().into_any(), self.stated(py)?.into_any(), readings];
        Ok((make, PyTuple::new(py, parts)?))
    }
}
