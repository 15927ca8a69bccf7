"""Tables that one machine does not hold: PySpark, by ``mapInArrow``. Needs the extra ``spark``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import types as sql

from lawful import Ruleset
from lawful._tables import ANSWERS

_WORDS = sql.StringType()
_LIST = sql.ArrayType(sql.StringType())
_TYPES: dict[str, sql.DataType] = {
    "verdict": _WORDS,
    "at_least": _WORDS,
    "at_most": _WORDS,
    "valid_until": sql.TimestampType(),
    "ground": _WORDS,
    "grounds": _LIST,
    "missing": _LIST,
    "covered": sql.BooleanType(),
    "error": _WORDS,
}


def decide(frame: DataFrame, ruleset: Ruleset, *, answers: Iterable[str] | None = None, **arguments: Any) -> DataFrame:
    """The frame with the answers as further columns; the arguments are those of
    :meth:`lawful.Ruleset.decide_table`.

    The rule set travels once to each worker, as bytes, and is opened there once. Spark keeps microseconds, so ask with
    ``fractions="floor"`` where instants are not whole seconds. A row that cannot be answered fails the job, unless
    ``on_error="null"``.

    Raises ``ValueError`` if the frame has a column of such a name.

    >>> from datetime import datetime, timezone
    >>> import lawful, lawful.spark
    >>> monday = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)
    >>> downloads = spark.createDataFrame([("wechat", monday), ("tiktok", monday)], ["app", "when"])
    >>> decided = lawful.spark.decide(downloads, lawful.corpus(), at="when", app="app", location=lawful.lit("US"),
    ...                               activity=lawful.lit("app-store/download"), actor=lawful.lit("app-store"),
    ...                               storefront=lawful.lit("US"))
    >>> decided.select("app", "verdict").collect()
    [Row(app='wechat', verdict='suspended'), Row(app='tiktok', verdict='unregulated')]
    """
    wanted = list(ANSWERS if answers is None else answers)
    columns = [*wanted, *(["error"] if arguments.get("on_error") == "null" else [])]
    both = [name for name in columns if name in frame.columns]
    if both:
        raise ValueError(f"the frame has columns of these names already: {', '.join(both)}")
    schema = sql.StructType([*frame.schema.fields, *(sql.StructField(name, _TYPES[name]) for name in columns)])
    prepared = frame.sparkSession.sparkContext.broadcast(ruleset.to_prepared())

    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rules = _opened(prepared.value)
        for batch in batches:
            rows = rules.decide_table(batch, answers=wanted, progress=False, **arguments)
            yield from _plain(batch, rows)

    return frame.mapInArrow(answered, schema)


_kept: list[tuple[bytes, Ruleset]] = []


def _opened(prepared: bytes) -> Ruleset:
    """The rule set of some bytes: opened once in each worker, which keeps the last."""
    if not _kept or _kept[0][0] != prepared:
        _kept[:] = [(prepared, Ruleset.from_prepared(prepared))]
    return _kept[0][1]


def _plain(batch: pa.RecordBatch, answers: pa.Table) -> list[pa.RecordBatch]:
    """The columns of both; Spark reads no dictionaries."""
    arrays = list(batch.columns)
    names = list(batch.schema.names)
    for name in answers.column_names:
        column = answers[name].combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        arrays.append(column)
        names.append(name)
    return [pa.RecordBatch.from_arrays(arrays, names=names)]
