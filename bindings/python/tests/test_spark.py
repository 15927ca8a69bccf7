"""Spark on this machine with two workers: the same answers as in one process."""

from __future__ import annotations

import doctest
import inspect
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ALL_ANSWERS, COLUMNS, questions, table

import lawful

pyspark = pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # Spark and what it calls warn of their own affairs.

import lawful.spark  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


OWN = [("rules.toml", "format = 'lawful/1'\ntitle = { en = 'own' }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n")]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def test_spark_answers_as_one_process_does(spark: Any, law: lawful.Ruleset) -> None:
    rows = table(questions(4_000))
    single = law.decide_table(rows, at="at", known="known", answers=ALL_ANSWERS, **COLUMNS)
    frame = spark.createDataFrame(rows).repartition(4)
    decided = lawful.spark.decide(frame, law, at="at", known="known", answers=ALL_ANSWERS, **COLUMNS)
    got = decided.toArrow().to_pylist()
    wanted = [row | answers for row, answers in zip(rows.to_pylist(), single.to_pylist(), strict=True)]
    assert sorted(map(repr, got)) == sorted(map(repr, wanted))
    assert frame.rdd.getNumPartitions() == 4


def test_a_worker_opens_a_rule_set_once(law: lawful.Ruleset) -> None:
    bytes_of_it, other = law.to_prepared(), lawful.Ruleset.from_documents(OWN).to_prepared()
    opened = lawful.spark._opened(bytes_of_it)
    assert lawful.spark._opened(bytes(bytearray(bytes_of_it))) is opened and opened == law
    assert lawful.spark._opened(other) != law
    assert lawful.spark._opened(bytes_of_it) == law


def test_the_example_of_the_docstring_is_true(spark: Any) -> None:
    doc = inspect.getdoc(lawful.spark.decide) or ""
    example = doctest.DocTestParser().get_doctest(doc, {"spark": spark}, "lawful.spark.decide", None, 0)
    runner = doctest.DocTestRunner()
    runner.run(example)
    assert len(example.examples) > 3 and runner.summarize().failed == 0


def test_a_row_that_cannot_be_answered_is_null_or_fails_the_job(spark: Any, law: lawful.Ruleset) -> None:
    rows = table(questions(20)).set_column(0, "app", [["We Chat"] + ["wechat"] * 19])
    frame = spark.createDataFrame(rows)
    arguments: dict[str, Any] = {"at": "at", **COLUMNS}
    decided = lawful.spark.decide(frame, law, on_error="null", **arguments).toArrow().to_pylist()
    assert [row["verdict"] is None for row in decided].count(True) == 1
    assert any("E-id" in (row["error"] or "") for row in decided)
    with pytest.raises(Exception, match="E-id"):
        lawful.spark.decide(frame, law, **arguments).toArrow()
    with pytest.raises(ValueError, match="verdict"):
        lawful.spark.decide(lawful.spark.decide(frame, law, **arguments), law, **arguments)
