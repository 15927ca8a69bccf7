"""The same question put to pandas, polars and DuckDB as joins of intervals, each in the ways that it has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
from worlds import World

# Given the columns that are wanted of the joined rows, in any order of rows, gives them as a table of the library, with
# the Arrow PyCapsule interface.
Join = Callable[[list[str]], Any]


def joins(world: World, rows: pa.Table) -> dict[str, Join]:
    """By name, what does the join: columns are the facts of the world, `at`, and `answer`."""
    intervals = world.intervals()
    keys = list(world.facts)
    return {**_pandas(rows, intervals, keys), **_polars(rows, intervals, keys), **_duckdb(rows, intervals, keys)}


def _polars(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    left, right = pl.DataFrame(rows), pl.DataFrame(intervals)
    right = right.with_columns(pl.col(key).cast(left.schema[key]) for key in keys)
    ordered = right.sort("start")

    def asof(columns: list[str]) -> pl.DataFrame:
        joined = left.sort("at").join_asof(
            ordered, left_on="at", right_on="start", by=keys, strategy="backward", check_sortedness=False
        )
        return joined.select(columns)

    def filtered(columns: list[str]) -> pl.DataFrame:
        joined = left.lazy().join(right.lazy(), on=keys).filter(
            (pl.col("at") >= pl.col("start")) & (pl.col("at") < pl.col("until"))
        )
        return joined.select(columns).collect()

    return {"polars, join_asof": asof, "polars, join and filter": filtered}


def _pandas(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    left, right = rows.to_pandas(), intervals.to_pandas()
    for key in keys:
        right[key] = right[key].astype(left[key].dtype)
    ordered = right.sort_values("start")

    def asof(columns: list[str]) -> pd.DataFrame:
        joined = pd.merge_asof(left.sort_values("at"), ordered, left_on="at", right_on="start", by=keys)
        return joined[columns]

    return {"pandas, merge_asof": asof}


def _duckdb(rows: pa.Table, intervals: pa.Table, keys: list[str]) -> dict[str, Join]:
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("rows_in", rows)
    connection.register("intervals_in", intervals)
    # In tables of its own, where it is quickest.
    columns = ", ".join(f"{key}::VARCHAR AS {key}" for key in keys)
    connection.execute(f'CREATE TABLE r AS SELECT {columns}, "at" FROM rows_in')
    connection.execute("CREATE TABLE i AS SELECT * FROM intervals_in")
    using = " AND ".join(f"r.{key} = i.{key}" for key in keys)
    ways = {
        "DuckDB, ASOF JOIN": f'r ASOF JOIN i ON {using} AND r."at" >= i.start',
        "DuckDB, join of ranges": f'r JOIN i ON {using} AND r."at" >= i.start AND r."at" < i.until',
    }

    def joined(join: str, columns: list[str]) -> Any:
        # A table that stands: a relation alone would be asked only when somebody reads it.
        wanted = ", ".join("i.answer" if column == "answer" else f'r."{column}"' for column in columns)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE answers AS SELECT {wanted} FROM {join}")
        return connection.table("answers")

    return {name: (lambda columns, join=join: joined(join, columns)) for name, join in ways.items()}  # type: ignore[misc]
