"""Functions of SQL in DuckDB. Needs the extra ``duckdb``.

>>> import duckdb, lawful, lawful.duckdb
>>> connection = duckdb.connect()
>>> lawful.duckdb.register(connection, lawful.corpus(), activity="app-store/download", actor="app-store",
...                        location="US", storefront="US")
>>> connection.sql("SELECT lawful_verdict('wechat', TIMESTAMPTZ '2020-09-21 12:00:00+00')").fetchall()
[('suspended',)]
"""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import Any

import duckdb
import pyarrow as pa

from lawful import Ruleset, lit


def register(
    connection: duckdb.DuckDBPyConnection,
    ruleset: Ruleset,
    *,
    name: str = "lawful_verdict",
    columns: tuple[str, ...] = ("app",),
    known: bool = False,
    **facts: str | bool | int,
) -> None:
    """Registers a function of SQL that gives the verdict as text.

    Its parameters are the facts named in ``columns`` (text; NULL is not stated), then the instant (``TIMESTAMPTZ``),
    then, with ``known``, as known when (NULL: with all that is on record). Fractions of a second are cut off: DuckDB
    keeps microseconds, and law changes at whole seconds. DuckDB itself takes a ``TIMESTAMP`` without zone, a ``DATE``
    and a text for an instant in the zone of the session, unasked: ``SET timezone = 'UTC'`` where they are in UTC. The
    other ``facts`` are the same in every row. It answers whole vectors at a time; a row that cannot be answered fails
    the query.
    """
    stated: dict[str, Any] = {fact: lit(value) for fact, value in facts.items()}
    stated |= {fact: fact for fact in columns}
    names = [*columns, "at", *(["known"] if known else [])]

    def verdict(*vectors: Any) -> pa.Array:
        rows = pa.table(dict(zip(names, vectors, strict=True)))
        answered = ruleset.decide_table(
            rows,
            at="at",
            known="known" if known else None,
            fractions="floor",
            answers=["verdict"],
            progress=False,
            **stated,
        )
        return answered["verdict"].cast(pa.string()).combine_chunks()

    # DuckDB counts the parameters of what it calls.
    kind = Parameter.POSITIONAL_ONLY
    verdict.__signature__ = Signature([Parameter(f"fact_{n}", kind) for n in range(len(names))])  # type: ignore[attr-defined]
    parameters = ["VARCHAR"] * len(columns) + ["TIMESTAMPTZ"] * (2 if known else 1)
    connection.create_function(
        name,
        verdict,
        parameters,
        "VARCHAR",
        type="arrow",
        null_handling="special",
    )
