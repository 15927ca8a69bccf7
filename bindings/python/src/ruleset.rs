//! The immutable rule set: made from documents or bytes, asked by transactions and tables.

use std::hash::{Hash, Hasher};
use std::path::PathBuf;

use lawful::document::Documents;
use lawful::{Code, Instant, Interval, Problems, Ruleset, Timeline};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};

use crate::error::{self, At};
use crate::history;
use crate::table::{self, Fault, Kept, Options, PyTable, Questions, Wanted};
use crate::transaction::PyTransaction;
use crate::{guard, instant, value};

/// A checked, immutable set of rules.
///
/// Made by :func:`corpus`, :meth:`from_folder`, :meth:`from_documents`, :meth:`from_json` or :meth:`from_prepared`;
/// holding one proves that the checks ran. Any number of threads may ask it at once. Equal if the content hash is:
/// equal hashes, equal decisions (SPEC 9.3).
///
/// >>> import lawful
/// >>> law = lawful.corpus()
/// >>> law.revision > 0
/// True
/// >>> sorted(law.title)
/// ['en', 'zh-Hans']
#[pyclass(frozen, eq, hash, module = "lawful", name = "Ruleset")]
pub(crate) struct PyRuleset {
    pub(crate) inner: Ruleset,
    pub(crate) kept: Kept,
}

impl PartialEq for PyRuleset {
    fn eq(&self, other: &PyRuleset) -> bool {
        self.inner.content_hash() == other.inner.content_hash()
    }
}

impl Hash for PyRuleset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.content_hash().hash(state);
    }
}

/// The law of the project: the rule set that comes with the package, opened anew.
///
/// >>> import lawful
/// >>> lawful.corpus() == lawful.corpus()
/// True
#[pyfunction]
pub(crate) fn corpus(py: Python<'_>) -> PyResult<PyRuleset> {
    guard::call(py, || Ok(PyRuleset::new(lawful_corpus::ruleset())))
}

/// The version of the package and of the library in it.
///
/// >>> import lawful
/// >>> lawful.version() == lawful.__version__
/// True
#[pyfunction]
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

impl PyRuleset {
    fn new(inner: Ruleset) -> PyRuleset {
        PyRuleset { inner, kept: Kept::default() }
    }

    fn read(py: Python<'_>, read: impl FnOnce() -> Result<Ruleset, Problems> + Send) -> PyResult<PyRuleset> {
        guard::call(py, || {
            let inner = py.detach(read).map_err(|problems| error::of_documents(py, &problems))?;
            Ok(PyRuleset::new(inner))
        })
    }

    /// The timelines of some questions.
    fn timelines(
        &self,
        py: Python<'_>,
        questions: &Questions,
        readings: Option<&Bound<'_, PyAny>>,
        known: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Vec<Timeline>> {
        let (readings, known) = (value::readings(readings)?, instant::optional(known)?);
        let made = py.detach(|| history::lines(&self.inner, questions, &readings, known));
        made.map_err(|fault| fault.raise(py))
    }

    /// Questions as dicts of facts.
    fn questions(&self, questions: &Bound<'_, PyList>) -> PyResult<Questions> {
        let mut read = Vec::new();
        for question in questions {
            let mut facts = Vec::new();
            for (name, stated) in question.cast::<PyDict>()? {
                if !stated.is_none() {
                    let name = value::fact_name(&self.inner, &name.extract::<String>()?);
                    let stated = value::fact(&name, &stated)?;
                    facts.push((name, stated));
                }
            }
            read.push(facts);
        }
        Ok(read)
    }
}

#[pymethods]
impl PyRuleset {
    /// Reads all documents of one or more folders as if they lay in one (SPEC 12.7); the first `rules.toml` counts.
    /// With `with_corpus`, those of the project's law come first.
    ///
    /// Raises :class:`DocumentError` with every problem of every document at once.
    ///
    /// >>> import lawful, pathlib, tempfile
    /// >>> rules = """
    /// ... format = "lawful/1"
    /// ... title = { en = "Ours" }
    /// ... revision = 1
    /// ... as_of = 2026-01-01T00:00:00Z
    /// ... """
    /// >>> with tempfile.TemporaryDirectory() as folder:
    /// ...     written = pathlib.Path(folder, "rules.toml").write_text(rules)
    /// ...     lawful.Ruleset.from_folder(folder).title
    /// {'en': 'Ours'}
    #[staticmethod]
    #[pyo3(signature = (*folders, with_corpus=false))]
    fn from_folder(py: Python<'_>, folders: Vec<PathBuf>, with_corpus: bool) -> PyResult<PyRuleset> {
        PyRuleset::read(py, move || {
            if !with_corpus {
                return Ruleset::from_documents(&Documents::from_folders(&folders)?);
            }
            let documents = Documents::from_folders(&folders)?;
            Ruleset::from_documents(&Documents::from_texts(
                lawful_corpus::documents().into_iter().chain(documents.texts().iter().cloned()),
            ))
        })
    }

    /// Reads documents that were read elsewhere: pairs of the path in the rule set, such as `us/eo-13943.toml`, and the
    /// TOML text.
    ///
    /// Raises :class:`DocumentError` with every problem of every document at once.
    ///
    /// >>> import lawful
    /// >>> rules = """
    /// ... format = "lawful/1"
    /// ... title = { en = "Ours" }
    /// ... revision = 1
    /// ... as_of = 2026-01-01T00:00:00Z
    /// ... """
    /// >>> lawful.Ruleset.from_documents([("rules.toml", rules)]).revision
    /// 1
    #[staticmethod]
    fn from_documents(py: Python<'_>, documents: Vec<(String, String)>) -> PyResult<PyRuleset> {
        PyRuleset::read(py, move || Ruleset::from_documents(&Documents::from_texts(documents)))
    }

    /// Reads the interchange form (SPEC 12.5).
    ///
    /// Raises :class:`DocumentError` with every problem at once.
    ///
    /// >>> import json, lawful
    /// >>> rules = {"as_of": "2026-01-01T00:00:00Z", "revision": 1, "title": {"en": "Ours"}}
    /// >>> text = json.dumps({"format": "lawful/1", "rules": rules, "registers": {}, "instruments": {}})
    /// >>> lawful.Ruleset.from_json(text).as_of.year
    /// 2026
    #[staticmethod]
    fn from_json(py: Python<'_>, text: String) -> PyResult<PyRuleset> {
        PyRuleset::read(py, move || Ruleset::from_documents(&Documents::from_interchange(&text)?))
    }

    /// Reads the prepared form (SPEC 12.6), as :meth:`to_prepared` writes it.
    ///
    /// Raises :class:`DocumentError` (`E-format`) if the bytes are not a whole, undamaged prepared form of this
    /// version.
    ///
    /// >>> import lawful
    /// >>> law = lawful.corpus()
    /// >>> lawful.Ruleset.from_prepared(law.to_prepared()) == law
    /// True
    #[staticmethod]
    fn from_prepared(py: Python<'_>, data: &[u8]) -> PyResult<PyRuleset> {
        guard::call(py, || match Ruleset::from_prepared(data) {
            Ok(inner) => Ok(PyRuleset::new(inner)),
            Err(failure) => Err(error::of_one(py, "DocumentError", &failure)),
        })
    }

    /// The prepared form (SPEC 12.6), which is read without TOML and without a time-zone database. Equal content gives
    /// equal bytes.
    ///
    /// >>> import lawful
    /// >>> lawful.corpus().to_prepared() == lawful.corpus().to_prepared()
    /// True
    fn to_prepared<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.inner.to_prepared())
    }

    /// SHA-256 of the content in lower-case hexadecimal digits (SPEC 9.3). Equal hashes, equal decisions.
    #[getter]
    fn content_hash(&self) -> &str {
        self.inner.content_hash()
    }

    /// The title, by language.
    #[getter]
    fn title<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let title = PyDict::new(py);
        for (language, text) in self.inner.title().iter() {
            title.set_item(language, text)?;
        }
        Ok(title)
    }

    /// The counting number of the revision.
    #[getter]
    fn revision(&self) -> u64 {
        self.inner.revision()
    }

    /// Until when the law was followed, in UTC.
    #[getter]
    fn as_of<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        instant::write(py, self.inner.as_of())
    }

    /// The version of the time-zone database with which the documents were read (SPEC 1.5).
    #[getter]
    fn tzdb(&self) -> &str {
        self.inner.tzdb()
    }

    /// The ids of the facts that a question may state: the built-in ones, then the declared ones.
    #[getter]
    fn facts(&self) -> Vec<&str> {
        self.inner.facts().into_iter().map(|fact| fact.id).collect()
    }

    /// The ids of the apps of the register, sorted. Any other well-formed id may be asked about too (SPEC 2.5).
    #[getter]
    fn apps(&self) -> Vec<&str> {
        self.inner.apps().into_iter().map(|app| app.id).collect()
    }

    /// Every second at which something may become public, sorted: what is known changes at no other.
    #[getter]
    fn publics<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let publics = self.inner.publics();
        let made: PyResult<Vec<_>> = publics.into_iter().map(|at| instant::write(py, at)).collect();
        PyTuple::new(py, made?)
    }

    /// The facts that a caller must be able to supply so that no answer for an activity is ever indeterminate for
    /// lack of them. Ids, sorted.
    ///
    /// Raises :class:`QuestionError` if there is no such activity.
    ///
    /// >>> import lawful
    /// >>> lawful.corpus().required_facts("app-store/download")
    /// ['actor', 'app', 'location', 'party', 'publisher', 'storefront']
    fn required_facts(&self, py: Python<'_>, activity: &str) -> PyResult<Vec<String>> {
        guard::call(py, || {
            let facts = py.detach(|| {
                let facts = self.inner.required_facts(activity);
                facts.map(|facts| facts.into_iter().map(str::to_owned).collect())
            });
            facts.map_err(|errors| error::of_question(py, &errors))
        })
    }

    /// A transaction, checked against this rule set: what is stated by fact, as text, flags or whole numbers; `None`
    /// is not stated. In the name of a fact, `_` stands for `-`. `readings` say how what is not stated is read
    /// (SPEC 4.2): `"presumed"`, `"open"`, or a dict of answers by question.
    ///
    /// Raises :class:`QuestionError` with every mistake at once.
    ///
    /// >>> import lawful
    /// >>> lawful.corpus().transaction(app="android:com.tencent.mm", activity="hosting", direct_contract=True)
    /// Transaction(activity="hosting", app="wechat", direct_contract=True)
    /// >>> try:
    /// ...     lawful.corpus().transaction(location="USA!")
    /// ... except lawful.QuestionError as error:
    /// ...     error.errors()[0]["code"]
    /// 'E-region'
    #[pyo3(signature = (*, readings=None, **facts))]
    fn transaction(
        slf: &Bound<'_, Self>,
        readings: Option<&Bound<'_, PyAny>>,
        facts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyTransaction> {
        guard::call(slf.py(), || PyTransaction::build(slf.py(), slf, readings, facts))
    }

    /// Answers every row of a table against this rule set.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     Anything with the Arrow PyCapsule interface (pyarrow, polars, pandas, DuckDB, arro3), or a mapping of names
    ///     to columns that have it.
    /// at
    ///     When the conduct takes place: the name of a column of timestamps with a time zone, of any unit, or an aware
    ///     datetime for all rows.
    /// known
    ///     As known when, likewise; `None`, and a null in the column: with all that is on record.
    /// on_error
    ///     `"raise"`: a :class:`TableError` lists the rows that cannot be answered, and none is. `"null"`: their
    ///     answers are null, and a column `error` says why.
    /// fractions
    ///     `"raise"`: a fraction of a second is such an error. `"floor"`: it is cut off; law changes at whole seconds.
    /// answers
    ///     Names of the columns wanted; unless given, `verdict`, `at_least`, `at_most`, `valid_until`, `ground`,
    ///     `missing`. There are `grounds` (all of them, where `ground` is the first) and `covered` too.
    /// progress
    ///     Whether work of more than a second shows a bar, where tqdm is installed.
    /// columns
    ///     By fact, the name of its column, or a :func:`lit` for all rows. Text may be plain, large, a view or
    ///     encoded by a dictionary; flags are booleans, numbers whole. A null is not stated, which never means "no".
    ///
    /// Returns
    /// -------
    /// A table of the same length and order, of the library that the given one is of (a :class:`Table` for DuckDB and
    /// others). `verdict`, `at_least`, `at_most`: words; `valid_until`: the end of the run of the possible set, null
    /// for no known end; `ground`: the id of the first provision that brings the verdict about, or null; `missing`:
    /// the facts on which an indeterminate answer depends. The metadata of its schema has the `content_hash`.
    ///
    /// >>> import lawful, pyarrow as pa
    /// >>> from datetime import datetime, timezone
    /// >>> when = [datetime(2020, 9, day, 12, tzinfo=timezone.utc) for day in (19, 21)]
    /// >>> downloads = pa.table({"app": ["wechat", "wechat"], "country": ["US", "US"], "when": when})
    /// >>> answers = lawful.corpus().decide_table(
    /// ...     downloads, at="when", app="app", location="country", storefront="country",
    /// ...     activity=lawful.lit("app-store/download"), actor=lawful.lit("app-store"))
    /// >>> answers["verdict"].to_pylist()
    /// ['unregulated', 'suspended']
    #[pyo3(signature = (table, *, at, known=None, on_error="raise", fractions="raise", answers=None, progress=true, **columns))]
    #[expect(clippy::too_many_arguments, reason = "keywords of Python")]
    fn decide_table<'py>(
        slf: &Bound<'py, Self>,
        table: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        known: Option<&Bound<'py, PyAny>>,
        on_error: &str,
        fractions: &str,
        answers: Option<&Bound<'py, PyAny>>,
        progress: bool,
        columns: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = slf.py().import("lawful._tables")?.getattr("decide")?;
        call.call1((slf, table, at, known, on_error, fractions, answers, progress, columns))
    }

    #[expect(clippy::too_many_arguments, reason = "what the Python layer passes on")]
    fn _decide_table(
        slf: &Bound<'_, Self>,
        table: &Bound<'_, PyAny>,
        at: &Bound<'_, PyAny>,
        known: Option<&Bound<'_, PyAny>>,
        null: bool,
        floor: bool,
        answers: Vec<String>,
        batch_bytes: usize,
        tick: Option<Py<PyAny>>,
        columns: &Bound<'_, PyDict>,
    ) -> PyResult<PyTable> {
        let py = slf.py();
        guard::call(py, || {
            let wanted = Wanted::of(&answers).map_err(|name| {
                let message = format!("there is no column of answers `{name}`");
                error::table(py, Code::UnknownReference, &message, None, At::Nowhere)
            })?;
            table::decide(slf, table, at, known, columns, &Options { null, floor, wanted, batch_bytes }, tick)
        })
    }

    /// How the answers change over all time (SPEC 8.1), for every different question of a table, or, without one, for
    /// every combination of the values given: a row for each maximal run, with the facts, `from` and `until` (null: no
    /// known bound), `verdict`, `at_least`, `at_most`, `ground` and `grounds`.
    ///
    /// With a table, its columns are named as for :meth:`decide_table`; without, a fact has a value or a list of them.
    ///
    /// >>> import lawful
    /// >>> runs = lawful.corpus().timeline_table(app=["wechat", "tiktok"], activity="app-store/download",
    /// ...                                       actor="app-store", location="US", storefront="US")
    /// >>> [(run["app"], run["verdict"]) for run in runs.to_pylist()][:3]
    /// [('wechat', 'unregulated'), ('wechat', 'suspended'), ('wechat', 'unregulated')]
    #[pyo3(signature = (table=None, *, known=None, readings=None, **columns))]
    fn timeline_table<'py>(
        slf: &Bound<'py, Self>,
        table: Option<&Bound<'py, PyAny>>,
        known: Option<&Bound<'py, PyAny>>,
        readings: Option<&Bound<'py, PyAny>>,
        columns: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = slf.py().import("lawful._tables")?.getattr("timelines")?;
        call.call1((slf, table, known, readings, columns))
    }

    /// Which answers change between two instants, `[start, end)`, and from what to what: a row for each change of the
    /// possible set, with the facts, `at`, `before`, `after`, `at_least`, `at_most`, `until`, `ground` and `grounds`.
    /// Questions are given as for :meth:`timeline_table`.
    ///
    /// Raises :class:`QuestionError` (`E-window`) if the range is empty.
    ///
    /// >>> import lawful
    /// >>> from datetime import datetime, timezone
    /// >>> sunday = datetime(2020, 9, 20, 4, tzinfo=timezone.utc), datetime(2020, 9, 21, 4, tzinfo=timezone.utc)
    /// >>> changes = lawful.corpus().changes_table(sunday, known=datetime(2020, 9, 19, tzinfo=timezone.utc),
    /// ...                                         app="wechat", activity="app-store/download", actor="app-store",
    /// ...                                         location=["US", "CA"], storefront="US")
    /// >>> [(row["location"], row["before"], row["after"]) for row in changes.to_pylist()]
    /// [('US', 'unregulated', 'prohibited')]
    #[pyo3(signature = (between, table=None, *, known=None, readings=None, **columns))]
    fn changes_table<'py>(
        slf: &Bound<'py, Self>,
        between: &Bound<'py, PyAny>,
        table: Option<&Bound<'py, PyAny>>,
        known: Option<&Bound<'py, PyAny>>,
        readings: Option<&Bound<'py, PyAny>>,
        columns: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = slf.py().import("lawful._tables")?.getattr("changes")?;
        call.call1((slf, between, table, known, readings, columns))
    }

    /// What another, newer rule set says otherwise.
    ///
    /// Without questions: the provisions that were `added` or `removed`, or of which anything is `changed`: texts,
    /// sources, publication, window, condition, effect or targets (columns `id`, `change`, `kind`, `title`). With questions, given as for :meth:`timeline_table`: where their answers
    /// differ in hindsight, with the facts, `from`, `until`, `before`, `after`, `kind`, `ground` and `grounds`. The
    /// kind is `correction` if the answers differ with what was known at any time up to this rule set's `as_of`, else
    /// `legal-change` (SPEC 9.3).
    ///
    /// >>> import lawful
    /// >>> law = lawful.corpus()
    /// >>> len(law.diff(law)), len(law.diff(law, app="wechat", activity="hosting", location="US"))
    /// (0, 0)
    #[pyo3(signature = (other, table=None, *, readings=None, **columns))]
    fn diff<'py>(
        slf: &Bound<'py, Self>,
        other: &Bound<'py, PyRuleset>,
        table: Option<&Bound<'py, PyAny>>,
        readings: Option<&Bound<'py, PyAny>>,
        columns: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = slf.py().import("lawful._tables")?.getattr("differences")?;
        call.call1((slf, other, table, readings, columns))
    }

    /// A row for each provision, to be joined to a column `ground` by `id`: `id`, `kind`, `title`, `instrument`,
    /// `instrument_title`, `citation`, `issuer`, `sources` (what they say) and `links`. Titles in the language where
    /// they have it, else as SPEC falls back.
    ///
    /// >>> import lawful
    /// >>> rows = lawful.corpus().provisions_table().to_pylist()
    /// >>> next(row["issuer"] for row in rows if row["id"] == "us/commerce/wechat-identification#1")
    /// 'Department of Commerce'
    #[pyo3(signature = (language="en"))]
    fn provisions_table(&self, py: Python<'_>, language: &str) -> PyResult<PyTable> {
        guard::call(py, || {
            let language = crate::decision::language_of(py, language)?;
            finished(py, history::provisions(&self.inner, language.tag()))
        })
    }

    /// The different questions of a table, each as a list of pairs.
    fn _distinct<'py>(
        slf: &Bound<'py, Self>,
        table: &Bound<'py, PyAny>,
        columns: &Bound<'py, PyDict>,
    ) -> PyResult<Bound<'py, PyList>> {
        let py = slf.py();
        guard::call(py, || {
            let list = PyList::empty(py);
            for question in table::distinct(slf, table, columns)? {
                let facts = PyDict::new(py);
                for (fact, stated) in &question {
                    facts.set_item(fact, value::write_fact(py, stated)?)?;
                }
                list.append(facts)?;
            }
            Ok(list)
        })
    }

    fn _timelines(
        &self,
        py: Python<'_>,
        questions: &Bound<'_, PyList>,
        readings: Option<&Bound<'_, PyAny>>,
        known: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyTable> {
        guard::call(py, || {
            let questions = self.questions(questions)?;
            let lines = self.timelines(py, &questions, readings, known)?;
            finished(py, history::timelines(&self.inner, &questions, &lines))
        })
    }

    fn _changes(
        &self,
        py: Python<'_>,
        between: (Bound<'_, PyAny>, Bound<'_, PyAny>),
        questions: &Bound<'_, PyList>,
        readings: Option<&Bound<'_, PyAny>>,
        known: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyTable> {
        guard::call(py, || {
            let (start, end) = (instant::read(&between.0)?, instant::read(&between.1)?);
            if start >= end {
                return Err(empty(py, start, end));
            }
            let questions = self.questions(questions)?;
            let lines = self.timelines(py, &questions, readings, known)?;
            let within = Interval { from: Some(start), until: Some(end) };
            finished(py, history::changes(&self.inner, &questions, &lines, within))
        })
    }

    fn _differences(
        &self,
        py: Python<'_>,
        other: &Bound<'_, PyRuleset>,
        questions: Option<&Bound<'_, PyList>>,
        readings: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<PyTable> {
        guard::call(py, || {
            let (old, new) = (&self.inner, &other.get().inner);
            let Some(questions) = questions else {
                return finished(py, history::provision_differences(old, new));
            };
            let (questions, readings) = (self.questions(questions)?, value::readings(readings)?);
            let made = py.detach(|| history::differences((old, new), &questions, &readings));
            made.map_err(|fault| fault.raise(py))
        })
    }

    /// A picture of one question: conduct time across, knowledge time up, the verdict as colour. The facts are stated
    /// as for :meth:`transaction`; `start` and `end` bound the conduct time. Needs the extra `plot`.
    ///
    /// Raises :class:`InstantError` for bounds that are no instants, and :class:`QuestionError` as :meth:`transaction` does,
    /// and if nothing lies between the bounds.
    ///
    /// >>> import lawful
    /// >>> chart = lawful.corpus().plot_grid(app="wechat", activity="app-store/download", location="US",
    /// ...                                   actor="app-store", storefront="US")
    /// >>> chart.to_dict()["mark"]["type"]
    /// 'rect'
    #[pyo3(signature = (*, start=None, end=None, readings=None, **facts))]
    fn plot_grid<'py>(
        slf: &Bound<'py, Self>,
        start: Option<&Bound<'py, PyAny>>,
        end: Option<&Bound<'py, PyAny>>,
        readings: Option<&Bound<'py, PyAny>>,
        facts: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if let (Some(start), Some(end)) = (instant::optional(start)?, instant::optional(end)?)
            && start >= end
        {
            return Err(empty(py, start, end));
        }
        let call = py.import("lawful.plot")?.getattr("grid")?;
        call.call1((slf, start, end, readings, facts))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("lawful._html")?.call_method1("ruleset", (slf,))
    }

    fn __repr__(&self) -> String {
        let title = self.inner.title().get("en").unwrap_or_default();
        let (revision, as_of) = (self.inner.revision(), self.inner.as_of());
        let hash = self.inner.content_hash().get(..12).unwrap_or_default();
        format!("<Ruleset: {title:?}, revision {revision}, as of {as_of}, {hash}…>")
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = py.get_type::<PyRuleset>().getattr("from_prepared")?;
        Ok((make, PyTuple::new(py, [self.to_prepared(py)])?))
    }
}

fn finished(py: Python<'_>, made: Result<PyTable, arrow_schema::ArrowError>) -> PyResult<PyTable> {
    made.map_err(|failure| Fault::from(failure).raise(py))
}

/// Nothing lies between two bounds.
fn empty(py: Python<'_>, start: Instant, end: Instant) -> PyErr {
    let message = format!("the range from {start} until {end} is empty");
    error::question(py, Code::Window, &message, None)
}
