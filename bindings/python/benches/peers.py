"""The same question put to pandas, polars and DuckDB as joins of intervals, each in the ways that it has."""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from worlds import World

Join = Callable[[], int]


def joins(world: World, rows: pa.Table) -> dict[str, Join]:
    """By name, what does the join and gives the number of rows that are prohibited."""
    intervals = world.intervals()
    keys = list(world.facts)
    return {**_pandas(rows, intervals, keys), **_polars(rows, intervals, keys), **_duckdb(rows, intervals, keys)}


def _polars(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    left, right = pl.DataFrame(rows), pl.DataFrame(intervals)
    right = right.with_columns(pl.col(key).cast(left.schema[key]) for key in keys)
    ordered = right.sort("start")

    def asof() -> int:
        joined = left.sort("at").join_asof(
            ordered, left_on="at", right_on="start", by=keys, strategy="backward", check_sortedness=False
        )
        return int((joined["answer"] == "prohibited").sum())

    def filtered() -> int:
        joined = left.lazy().join(right.lazy(), on=keys).filter(
            (pl.col("at") >= pl.col("start")) & (pl.col("at") < pl.col("until"))
        )
        return int((joined.select("answer").collect()["answer"] == "prohibited").sum())

    return {"polars, join_asof": asof, "polars, join and filter": filtered}


def _pandas(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    left, right = rows.to_pandas(), intervals.to_pandas()
    for key in keys:
        right[key] = right[key].astype(left[key].dtype)
    ordered = right.sort_values("start")

    def asof() -> int:
        joined = pd.merge_asof(left.sort_values("at"), ordered, left_on="at", right_on="start", by=keys)
        return int((joined["answer"] == "prohibited").sum())

    return {"pandas, merge_asof": asof}


def _duckdb(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("rows_in", rows)
    connection.register("intervals_in", intervals)
    # In tables of its own, where it is quickest.
    columns = ", ".join(f"{key}::VARCHAR AS {key}" for key in keys)
    connection.execute(f'CREATE TABLE r AS SELECT {columns}, "at" AS t FROM rows_in')
    connection.execute("CREATE TABLE i AS SELECT * FROM intervals_in")
    using = " AND ".join(f"r.{key} = i.{key}" for key in keys)
    ways = {
        "DuckDB, ASOF JOIN": f"r ASOF JOIN i ON {using} AND r.t >= i.start",
        "DuckDB, join of ranges": f"r JOIN i ON {using} AND r.t >= i.start AND r.t < i.until",
    }

    def count(join: str) -> int:
        # Every row's answer is made, not only counted.
        connection.execute(f"CREATE OR REPLACE TEMP TABLE answers AS SELECT i.answer FROM {join}")
        found = connection.execute("SELECT count(*) FROM answers WHERE answer = 'prohibited'").fetchone()
        return int(found[0]) if found else -1

    return {name: (lambda join=join: count(join)) for name, join in ways.items()}  # type: ignore[misc]
