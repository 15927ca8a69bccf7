//! Decisions, as data and in words (SPEC 10).

use std::hash::{Hash, Hasher};

use lawful::{Decision, Language};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::transaction::PyTransaction;
use crate::{error, guard, instant, objects};

/// The answer to one question at one instant, as known at one instant. Always complete, never an error.
///
/// Made by :meth:`Transaction.decide`. Immutable; equal if the canonical JSON is (SPEC 10.1). It has no truth value
/// of its own that would mean anything: look at `verdict`, or state a :class:`Posture`.
///
/// >>> import lawful
/// >>> from datetime import datetime, timezone
/// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
/// ...                                        actor="app-store", storefront="US")
/// >>> decision = download.decide(datetime(2020, 9, 21, 12, tzinfo=timezone.utc))
/// >>> decision.grounds[0].by
/// ('us/cand/wechat-injunction#1',)
/// >>> decision.next.at
/// datetime.datetime(2021, 6, 10, 4, 0, tzinfo=datetime.timezone.utc)
#[pyclass(frozen, eq, hash, module = "lawful", name = "Decision")]
pub(crate) struct PyDecision {
    transaction: Py<PyTransaction>,
    inner: Decision,
}

impl PyDecision {
    pub(crate) fn new(transaction: Py<PyTransaction>, inner: Decision) -> PyDecision {
        PyDecision { transaction, inner }
    }
}

impl PartialEq for PyDecision {
    fn eq(&self, other: &PyDecision) -> bool {
        self.inner == other.inner
    }
}

impl Hash for PyDecision {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.to_canonical_json().hash(state);
    }
}

#[pymethods]
impl PyDecision {
    /// What was asked.
    #[getter]
    fn transaction(&self, py: Python<'_>) -> Py<PyTransaction> {
        self.transaction.clone_ref(py)
    }

    /// When the conduct takes place, in UTC.
    #[getter]
    fn at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        instant::write(py, self.inner.at())
    }

    /// What was public by then counts; `None`: all that the rule set holds.
    #[getter]
    fn known<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        instant::write_optional(py, self.inner.known())
    }

    /// The verdict (SPEC 7.1).
    #[getter]
    fn verdict(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        objects::verdict(py, self.inner.verdict())
    }

    /// The verdicts of all worlds, from least to most (SPEC 7.1).
    #[getter]
    fn possible<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        objects::possible(py, self.inner.possible())
    }

    /// The least possible verdict.
    #[getter]
    fn at_least(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        objects::status(py, self.inner.possible().at_least())
    }

    /// The greatest possible verdict.
    #[getter]
    fn at_most(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        objects::status(py, self.inner.possible().at_most())
    }

    /// Whether `possible`, `missing` and `open_questions` are exact; else they are supersets (SPEC 7.4).
    #[getter]
    fn exact(&self) -> bool {
        self.inner.exact()
    }

    /// Whether the record covers the place and the activity (SPEC 7.6). An uncovered `unregulated` means that nobody
    /// has looked.
    #[getter]
    fn covered(&self) -> bool {
        self.inner.covered()
    }

    /// Whether the law changed for the past since `at` (SPEC 9.2).
    #[getter]
    fn retroactive(&self) -> bool {
        self.inner.retroactive()
    }

    /// Why, highest status first (SPEC 10.2).
    #[getter]
    fn grounds<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        objects::grounds(py, &self.inner.grounds())
    }

    /// Ids of prohibitions that would reach the transaction, and were ended or annulled (SPEC 10.3); sorted.
    #[getter]
    fn lifted<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.lifted())
    }

    /// Ids of open facts on which the answer depends (SPEC 7.2); sorted.
    #[getter]
    fn missing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.missing())
    }

    /// Ids of open questions on which the answer depends (SPEC 7.2); sorted.
    #[getter]
    fn open_questions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.inner.open_questions())
    }

    /// Presumptions on which the answer hinges (SPEC 7.3); sorted by id.
    #[getter]
    fn hinges_on<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        objects::hinges(py, &self.inner.hinges_on())
    }

    /// What is pending (SPEC 10.4).
    #[getter]
    fn outlook<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        objects::outlook(py, &self.inner.outlook())
    }

    /// The maximal run of the possible set that contains `at`: `(from, until)` in UTC, `None` for no known bound
    /// (SPEC 8.2).
    #[getter]
    fn valid<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        instant::span(py, self.inner.valid())
    }

    /// The maximal run around `at` in which the grounds are equal too (SPEC 8.2).
    #[getter]
    fn same<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        instant::span(py, self.inner.same())
    }

    /// The run that follows `valid`, or `None` (SPEC 8.2).
    #[getter]
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let next = self.inner.next();
        let made = |next: lawful::decision::Next<'_>| {
            objects::next(py, instant::write(py, next.at)?, next.possible, &next.grounds)
        };
        next.map(made).transpose()
    }

    /// The bounds of `valid` and `same` that rest on an unknown second (SPEC 1.4, 8.2); sorted.
    #[getter]
    fn assumed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let made: PyResult<Vec<_>> = self.inner.assumed().iter().map(|at| instant::write(py, *at)).collect();
        PyTuple::new(py, made?)
    }

    /// Canonical JSON: equal decisions are equal bytes (SPEC 10.1).
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> decision = download.decide(monday)
    /// >>> decision.to_json()[:40]
    /// '{"asked":{"at":"2020-09-21T12:00:00Z","c'
    fn to_json(&self) -> String {
        self.inner.to_canonical_json()
    }

    /// The decision in words, in English (`"en"`) or Chinese (`"zh-Hans"`, `"zh-Hant"`), as plain text.
    ///
    /// Raises :class:`QuestionError` (`E-value`) for another language.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> decision = download.decide(monday)
    /// >>> decision.explain().partition(",")[0]
    /// 'Suspended: downloading WeChat (wechat) from an app store [app-store/download] in US (United States)'
    #[pyo3(signature = (language="en"))]
    fn explain(&self, py: Python<'_>, language: &str) -> PyResult<String> {
        guard::call(py, || Ok(self.inner.explain(language_of(py, language)?).to_string()))
    }

    /// A picture: the verdict over time, with the instant that was asked about. Needs the extra `plot`.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> decision = download.decide(monday)
    /// >>> [layer["mark"]["type"] for layer in decision.plot().to_dict()["layer"]]
    /// ['bar', 'rule']
    fn plot<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lawful.plot")?.call_method1("decision", (slf,))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lawful._html")?.call_method1("decision", (slf,))
    }

    fn __repr__(&self) -> String {
        let known = self.inner.known().map_or(String::new(), |known| format!(", known {known}"));
        format!("<Decision: {} at {}{known}>", self.inner.verdict(), self.inner.at())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("lawful._pickle")?.getattr("decision")?;
        let parts = [self.transaction.bind(py).clone().into_any(), self.at(py)?, self.known(py)?];
        Ok((make, PyTuple::new(py, parts)?))
    }

    /// The decision as a dict with every key of the canonical JSON (SPEC 10.1).
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    /// >>> decision = download.decide(monday)
    /// >>> decision.to_dict()["verdict"]
    /// 'suspended'
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let read = py.import("json")?.call_method1("loads", (self.to_json(),))?;
        Ok(read.cast_into::<PyDict>()?)
    }
}

/// The language of a tag.
pub(crate) fn language_of(py: Python<'_>, tag: &str) -> PyResult<Language> {
    tag.parse().map_err(|failure| error::of_one(py, "QuestionError", &failure))
}
