//! How an answer changes over time (SPEC 8.1).

use std::hash::{Hash, Hasher};

use lawful::Timeline;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::decision::language_of;
use crate::transaction::PyTransaction;
use crate::{guard, instant, objects};

/// How the answer to one question changes over time: maximal runs that cover all instants without gap.
///
/// Made by :meth:`Transaction.timeline`. Immutable; a sequence of its runs; equal if the JSON is.
///
/// >>> import lawful
/// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
/// ...                                        actor="app-store", storefront="US")
/// >>> [run.verdict.value for run in download.timeline()]
/// ['unregulated', 'suspended', 'unregulated']
#[pyclass(frozen, eq, hash, sequence, module = "lawful", name = "Timeline")]
pub(crate) struct PyTimeline {
    transaction: Py<PyTransaction>,
    inner: Timeline,
}

impl PyTimeline {
    pub(crate) fn new(transaction: Py<PyTransaction>, inner: Timeline) -> PyTimeline {
        PyTimeline { transaction, inner }
    }
}

impl PartialEq for PyTimeline {
    fn eq(&self, other: &PyTimeline) -> bool {
        self.to_json() == other.to_json()
    }
}

impl Hash for PyTimeline {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_json().hash(state);
    }
}

#[pymethods]
impl PyTimeline {
    /// What was asked.
    #[getter]
    fn transaction(&self, py: Python<'_>) -> Py<PyTransaction> {
        self.transaction.clone_ref(py)
    }

    /// What was public by then counts; `None`: all that the rule set holds.
    #[getter]
    fn known<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        instant::write_optional(py, self.inner.known())
    }

    /// The runs, earliest first; at least one.
    #[getter]
    fn runs<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let made: PyResult<Vec<_>> = self
            .inner
            .runs()
            .map(|run| {
                let from = instant::write_optional(py, run.span.from)?;
                let until = instant::write_optional(py, run.span.until)?;
                objects::run(py, (from, until), run.possible, &run.grounds)
            })
            .collect();
        PyTuple::new(py, made?)
    }

    fn __len__(&self) -> usize {
        self.inner.runs().len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: isize) -> PyResult<Bound<'py, PyAny>> {
        let runs = self.runs(py)?;
        let from_end = if index < 0 { index + runs.len() as isize } else { index };
        let index = usize::try_from(from_end).ok().filter(|index| *index < runs.len());
        runs.get_item(index.ok_or_else(|| PyIndexError::new_err("a timeline has not so many runs"))?)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.runs(py)?.try_iter()?.into_any())
    }

    /// Canonical JSON, with the conventions of a decision (SPEC 10.1): equal timelines are equal bytes.
    ///
    /// >>> import lawful
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> download.timeline().to_json()[:25]
    /// '{"asked":{"content_hash":'
    fn to_json(&self) -> String {
        self.inner.to_canonical_json()
    }

    /// The same as a dict.
    ///
    /// >>> import lawful
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> len(download.timeline().to_dict()["runs"])
    /// 3
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let read = py.import("json")?.call_method1("loads", (self.to_json(),))?;
        Ok(read.cast_into::<PyDict>()?)
    }

    /// The timeline in words, in English (`"en"`) or Chinese (`"zh-Hans"`, `"zh-Hant"`), as plain text.
    ///
    /// Raises :class:`QuestionError` (`E-value`) for another language.
    ///
    /// >>> import lawful
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> print(download.timeline().explain().partition("No legal advice")[0].rstrip())
    /// Over time: downloading WeChat (wechat) from an app store [app-store/download] in US (United States), ...
    /// <BLANKLINE>
    /// From – until: verdict (grounds)
    ///   - no known start – 2020-09-21T03:59:00Z: unregulated
    ///   - 2020-09-21T03:59:00Z – 2021-06-10T04:00:00Z: suspended (us/commerce/wechat-identification#1 by ...)
    ///   - 2021-06-10T04:00:00Z – no known end: unregulated
    #[pyo3(signature = (language="en"))]
    fn explain(&self, py: Python<'_>, language: &str) -> PyResult<String> {
        guard::call(py, || Ok(self.inner.explain(language_of(py, language)?).to_string()))
    }

    /// A picture: one bar for each run. Needs the extra `plot`.
    ///
    /// >>> import lawful
    /// >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
    /// ...                                        actor="app-store", storefront="US")
    /// >>> download.timeline().plot().to_dict()["mark"]["type"]
    /// 'bar'
    fn plot<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lawful.plot")?.call_method1("timeline", (slf,))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lawful._html")?.call_method1("timeline", (slf,))
    }

    fn __repr__(&self) -> String {
        let words: Vec<&str> = self.inner.runs().map(|run| run.possible.verdict().as_str()).collect();
        format!("<Timeline: {}>", words.join(" → "))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.import("lawful._pickle")?.getattr("timeline")?;
        Ok((make, PyTuple::new(py, [self.transaction.bind(py).clone().into_any(), self.known(py)?])?))
    }
}
