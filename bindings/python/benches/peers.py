"""The same question put to pandas, polars and DuckDB as joins of intervals, each in the ways that it has.

What a join must give is what somebody could use who has the rows: for each row, by its number, the verdict. In which
order, and in what type, is the affair of the library. Verdicts and facts are of the narrow types that each has for few
different texts, and what can be sorted or converted once for many joins is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from worlds import World

# Gives the columns `row` and `answer`, with the Arrow PyCapsule interface.
Join = Callable[[], Any]


def joins(world: World, rows: pa.Table) -> dict[str, Join]:
    """By name, what does the join."""
    rows = rows.append_column("row", pa.array(np.arange(rows.num_rows, dtype=np.uint32)))
    intervals = world.intervals()
    keys = list(world.facts)
    return {**_pandas(rows, intervals, keys), **_polars(rows, intervals, keys), **_duckdb(rows, intervals, world)}


def _polars(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    left, right = pl.DataFrame(rows), pl.DataFrame(intervals)
    right = right.with_columns(pl.col(key).cast(left.schema[key]) for key in keys)
    right = right.with_columns(pl.col("answer").cast(pl.Categorical))
    ordered = right.sort("start")
    inside = (pl.col("at") >= pl.col("start")) & (pl.col("at") < pl.col("until"))
    other = {key: f"{key}_of_interval" for key in keys}
    same = [pl.col(key) == pl.col(name) for key, name in other.items()]
    renamed = right.rename(other)

    def asof() -> pl.DataFrame:
        joined = left.sort("at").join_asof(
            ordered, left_on="at", right_on="start", by=keys, strategy="backward", check_sortedness=False
        )
        return joined.select("row", "answer")

    def filtered() -> pl.DataFrame:
        return left.lazy().join(right.lazy(), on=keys).filter(inside).select("row", "answer").collect()

    def where() -> pl.DataFrame:
        bounds = [pl.col("at") >= pl.col("start"), pl.col("at") < pl.col("until")]
        return left.lazy().join_where(renamed.lazy(), *same, *bounds).select("row", "answer").collect()

    return {"polars, join_asof": asof, "polars, join and filter": filtered, "polars, join_where": where}


def _pandas(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    left, right = rows.to_pandas(), intervals.to_pandas()
    for key in keys:
        right[key] = right[key].astype(left[key].dtype)
    right["answer"] = right["answer"].astype("category")
    ordered = right.sort_values("start")

    def asof() -> pd.DataFrame:
        joined = pd.merge_asof(left.sort_values("at"), ordered, left_on="at", right_on="start", by=keys)
        answers: pd.DataFrame = joined[["row", "answer"]]
        return answers

    def filtered() -> pd.DataFrame:
        # In pieces, as all pairs of a row and an interval together would not fit into the memory.
        pieces: list[pd.DataFrame] = []
        for start in range(0, len(left), 1_000_000):
            pairs = left[start : start + 1_000_000].merge(right, on=keys)
            inside = (pairs["at"] >= pairs["start"]) & (pairs["at"] < pairs["until"])
            pieces.append(pairs.loc[inside, ["row", "answer"]])
        return pd.concat(pieces, ignore_index=True)

    return {"pandas, merge_asof": asof, "pandas, merge and filter": filtered}


def _duckdb(rows: pa.Table, intervals: pa.Table, world: World) -> dict[str, Join]:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("rows_in", rows)
    connection.register("intervals_in", intervals)
    # In tables of its own, where it is quickest.
    for fact, values in (world.facts | {"answer": intervals["answer"].unique().to_pylist()}).items():
        words = ", ".join(f"'{value}'" for value in values)
        connection.execute(f"CREATE TYPE {fact}_word AS ENUM ({words})")
    columns = ", ".join(f"{key}::VARCHAR::{key}_word AS {key}" for key in world.facts)
    connection.execute(f'CREATE TABLE r AS SELECT {columns}, "at", row FROM rows_in')
    answer = "answer::answer_word AS answer"
    connection.execute(f"CREATE TABLE i AS SELECT {columns}, start, until, {answer} FROM intervals_in")
    using = " AND ".join(f"r.{key} = i.{key}" for key in world.facts)
    ways = {
        "DuckDB, ASOF JOIN": f'r ASOF JOIN i ON {using} AND r."at" >= i.start',
        "DuckDB, join of ranges": f'r JOIN i ON {using} AND r."at" >= i.start AND r."at" < i.until',
    }

    def joined(join: str) -> Any:
        # A table that stands: a relation alone would be asked only when somebody reads it.
        connection.execute(f"CREATE OR REPLACE TEMP TABLE answers AS SELECT r.row, i.answer FROM {join}")
        return connection.table("answers")

    return {name: (lambda join=join: joined(join)) for name, join in ways.items()}  # type: ignore[misc]
