"""At home in the tools: polars, pandas, DuckDB; pictures; docstrings."""

from __future__ import annotations

import doctest
import importlib
import inspect
import json
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
from conftest import COLUMNS, expected, questions, table

import lawful
import lawful.duckdb
import lawful.pandas
import lawful.polars

MONDAY = datetime(2020, 9, 21, 12, tzinfo=UTC)
ROWS = questions(300)
ASK: dict[str, Any] = {"app": "wechat", "activity": "app-store/download", "actor": "app-store", "location": "US", "storefront": "US"}


def test_the_namespace_of_polars_adds_the_answers(law: lawful.Ruleset) -> None:
    frame = pl.DataFrame(table(ROWS))
    decided = frame.lawful.decide(law, at="at", known="known", **COLUMNS)  # type: ignore[attr-defined]
    assert decided.columns[: len(frame.columns)] == frame.columns
    wanted = [expected(law, row)["verdict"] for row in ROWS]
    assert decided["verdict"].to_list() == wanted
    lazy = frame.lazy().lawful.decide(law, at="at", known="known", **COLUMNS)  # type: ignore[attr-defined]
    assert lazy.filter(pl.col("verdict") == "suspended").collect().height == wanted.count("suspended")
    with pytest.raises(pl.exceptions.DuplicateError):
        decided.lawful.decide(law, at="at", known="known", **COLUMNS)


def test_the_accessor_of_pandas_adds_the_answers(law: lawful.Ruleset) -> None:
    frame = table(ROWS).to_pandas()
    frame.index = pd.Index([f"row {n}" for n in range(len(frame))])
    decided = frame.lawful.decide(law, at="at", known="known", **COLUMNS)
    assert decided["verdict"].tolist() == [expected(law, row)["verdict"] for row in ROWS]
    assert decided.index.equals(frame.index)
    with pytest.raises(ValueError, match="verdict"):
        decided.lawful.decide(law, at="at", known="known", **COLUMNS)


def test_the_function_of_duckdb_answers_in_a_query(law: lawful.Ruleset) -> None:
    rows = table(ROWS)
    wanted = [law.transaction(**ASK | {"app": row["app"]}).verdict(row["at"], row["known"]).value for row in ROWS]
    facts: dict[str, Any] = {name: value for name, value in ASK.items() if name != "app"}
    with duckdb.connect() as connection:
        lawful.duckdb.register(connection, law, known=True, **facts)
        answered = connection.sql("SELECT lawful_verdict(app, \"at\", known) FROM rows").fetchall()
        assert [verdict for (verdict,) in answered] == wanted
        with pytest.raises(duckdb.Error, match="E-id"):
            connection.sql("SELECT lawful_verdict('We Chat', now(), NULL)").fetchall()
    assert rows.num_rows == len(wanted)


def test_pictures_show_what_was_decided(law: lawful.Ruleset) -> None:
    asked = law.transaction(**ASK)
    for chart, shown in (
        (asked.decide(MONDAY).plot(), ["unregulated", "suspended"]),
        (asked.timeline().plot(), ["unregulated", "suspended"]),
        (law.plot_grid(**ASK), ["unregulated", "suspended", "prohibited"]),
    ):
        spec = json.dumps(chart.to_dict())
        for verdict in shown:
            assert f'"verdict": "{verdict}"' in spec
    grid = law.plot_grid(start=MONDAY, end=datetime(2020, 12, 1, tzinfo=UTC), **ASK).to_dict()
    values = grid["data"].get("values") or next(iter(grid["datasets"].values()))
    assert min(value["from"] for value in values) == MONDAY.isoformat()
    for value in values:
        known_then = asked.verdict(datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["known"]))
        assert known_then.value == value["verdict"]


def test_pictures_have_bounds_that_are_instants(law: lawful.Ruleset) -> None:
    later = MONDAY.replace(year=2021)
    bad: Any
    for bad in (MONDAY.replace(tzinfo=None), MONDAY.date(), "2020-09-21", MONDAY.replace(microsecond=1)):
        for bounds in ({"start": bad}, {"end": bad}):
            with pytest.raises(lawful.InstantError):
                law.plot_grid(**bounds, **ASK)
    for start, end in ((later, MONDAY), (MONDAY, MONDAY)):
        with pytest.raises(lawful.QuestionError, match="E-window"):
            law.plot_grid(start=start, end=end, **ASK)
    # The first and the last second that anything can be asked about.
    for at in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)):
        assert at.isoformat() in json.dumps(law.transaction(**ASK).decide(at).plot().to_dict())


MODULES = ["lawful", "lawful._errors", "lawful._objects", "lawful._posture", "lawful._tables"]


@pytest.mark.parametrize("name", [*MODULES, "lawful.polars", "lawful.pandas", "lawful.duckdb"])
def test_the_examples_of_the_docstrings_are_true(name: str) -> None:
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for subject in documented(module):
        doc = inspect.getdoc(subject) or ""
        title = getattr(subject, "__qualname__", name)
        for test in [doctest.DocTestParser().get_doctest(doc, {}, f"{name}: {title}", None, 0)]:
            runner.run(test)
    assert runner.summarize().failed == 0


def test_everything_public_is_documented() -> None:
    for subject in documented(lawful):
        assert (inspect.getdoc(subject) or "").strip(), subject


def test_whatever_can_be_called_has_an_example() -> None:
    """But for exceptions and records, which others raise and return, and for what only names a library."""
    for subject in documented(lawful):
        name = getattr(subject, "__qualname__", "") or getattr(subject, "__name__", "")
        record = inspect.isclass(subject) and issubclass(subject, (tuple, BaseException))
        if not record and name not in ("Table.to_pyarrow", "Table.to_polars", "Table.to_pandas"):
            assert ">>>" in (inspect.getdoc(subject) or ""), subject


def documented(module: ModuleType) -> list[Any]:
    """A module, what it exports, and their public methods."""
    found: list[Any] = [module]
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    for name in names:
        each = getattr(module, name)
        own = getattr(each, "__module__", None) in ("lawful", "lawful._lawful", module.__name__)
        if not own or not (inspect.isclass(each) or inspect.isroutine(each)):
            continue
        found.append(each)
        if inspect.isclass(each):
            public = [getattr(each, name) for name in vars(each) if not name.startswith("_")]
            found += [member for member in public if callable(member)]
    return found
