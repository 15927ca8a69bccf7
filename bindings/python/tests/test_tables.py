"""Tables answer row by row as single decisions do, whatever the layout (SPEC 14.10)."""

from __future__ import annotations

import itertools
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import arro3.core
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import ALL_ANSWERS, COLUMNS, expected, questions, table

import lawful

ROWS = questions(300)


@pytest.fixture(scope="module")
def wanted(law: lawful.Ruleset) -> list[dict[str, Any]]:
    return [expected(law, row) for row in ROWS]


def ask(law: lawful.Ruleset, rows: Any, **more: Any) -> Any:
    return law.decide_table(rows, at="at", known="known", answers=ALL_ANSWERS, **COLUMNS | more)


def dictionary(rows: pa.Table, key: pa.DataType, text: pa.DataType) -> pa.Table:
    for name in rows.column_names:
        if pa.types.is_string(rows.schema.field(name).type):
            column = rows[name].cast(text).dictionary_encode().cast(pa.dictionary(key, text))
            rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows


def cast(rows: pa.Table, text: pa.DataType) -> pa.Table:
    for name in rows.column_names:
        if pa.types.is_string(rows.schema.field(name).type):
            rows = rows.set_column(rows.column_names.index(name), name, rows[name].cast(text))
    return rows


def chunked(rows: pa.Table) -> pa.Table:
    """Chunks of odd sizes, each with a dictionary of its own, and an empty one."""
    encode = [dictionary(rows.slice(*piece), pa.int32(), pa.string()) for piece in [(0, 7), (7, 0), (7, 200), (207, 93)]]
    return pa.Table.from_batches([batch for piece in encode for batch in piece.to_batches()], encode[0].schema)


LAYOUTS: dict[str, Callable[[], pa.Table]] = {
    "plain": lambda: table(ROWS),
    "large": lambda: cast(table(ROWS), pa.large_string()),
    "view": lambda: cast(table(ROWS), pa.string_view()),
    "seconds": lambda: table(ROWS, "s"),
    "milliseconds": lambda: table(ROWS, "ms"),
    "nanoseconds": lambda: table(ROWS, "ns"),
    "chunks": lambda: chunked(table(ROWS)),
    "sliced": lambda: pa.concat_tables([table(ROWS[:11]), table(ROWS)]).combine_chunks().slice(11),
    **{
        f"dictionary-{key}-{text}": lambda key=key, text=text: dictionary(table(ROWS), key, text)  # type: ignore[misc]
        for key in (pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64())
        for text in (pa.string(), pa.large_string())
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_answered_row_by_row_as_single_decisions(
    law: lawful.Ruleset, wanted: list[dict[str, Any]], layout: str
) -> None:
    answers = ask(law, LAYOUTS[layout]())
    assert isinstance(answers, pa.Table)
    assert answers.to_pylist() == wanted
    assert answers.schema.metadata[b"content_hash"].decode() == law.content_hash


def test_polars_is_answered_as_single_decisions(law: lawful.Ruleset, wanted: list[dict[str, Any]]) -> None:
    frame = pl.DataFrame(table(ROWS))
    categorical = frame.with_columns(pl.col(pl.String).cast(pl.Categorical))
    enums = frame.with_columns(
        pl.col(name).cast(pl.Enum(frame[name].drop_nulls().unique(maintain_order=True))) for name in ("app", "activity")
    )
    for rows in (frame, categorical, enums, pl.concat([frame[:100], frame[100:]], rechunk=False)):
        answers = ask(law, rows)
        assert isinstance(answers, pl.DataFrame)
        assert answers.to_dicts() == wanted
    with pytest.raises(lawful.TableError, match="collected first"):
        ask(law, frame.lazy())


def test_pandas_is_answered_as_single_decisions(law: lawful.Ruleset, wanted: list[dict[str, Any]]) -> None:
    frame = table(ROWS).to_pandas()
    frame.index = pd.Index(range(10, 10 + len(frame)))
    categories = frame.astype({name: "category" for name in ("app", "activity", "location")})
    for rows in (frame, categories):
        answers = ask(law, rows)
        assert isinstance(answers, pd.DataFrame)
        assert answers.index.equals(frame.index)
        assert answers.attrs["content_hash"] == law.content_hash
        assert pa.Table.from_pandas(answers, preserve_index=False).cast(ask(law, table(ROWS)).schema).to_pylist() == wanted


def test_duckdb_is_answered_as_single_decisions(law: lawful.Ruleset, wanted: list[dict[str, Any]]) -> None:
    rows = table(ROWS)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        relation = connection.sql("SELECT * FROM rows")
        answers = ask(law, relation)
        assert isinstance(answers, lawful.Table)
        assert answers.to_pylist() == wanted
        counted = connection.sql("SELECT verdict, count(*) AS n FROM answers GROUP BY ALL").fetchall()
    verdicts = [row["verdict"] for row in wanted]
    assert dict(counted) == {verdict: verdicts.count(verdict) for verdict in verdicts}


def test_arro3_and_columns_one_by_one_are_answered(law: lawful.Ruleset, wanted: list[dict[str, Any]]) -> None:
    rows = table(ROWS)
    answers = ask(law, arro3.core.Table.from_arrow(rows))
    assert isinstance(answers, arro3.core.Table)
    assert pa.table(answers).to_pylist() == wanted
    columns = {name: rows[name] for name in rows.column_names}
    assert ask(law, columns).to_pylist() == wanted
    series = {name: pl.Series(rows[name]) for name in rows.column_names}
    assert ask(law, series).to_pylist() == wanted
    batch = rows.combine_chunks().to_batches()[0]
    assert ask(law, batch).to_pylist() == wanted


def test_what_is_the_same_in_every_row_needs_no_column(law: lawful.Ruleset) -> None:
    rows = [row | {"app": "wechat", "direct_contract": True, "known": ROWS[0]["at"]} for row in ROWS[:200]]
    facts: dict[str, Any] = COLUMNS | {"app": lawful.lit("wechat"), "direct_contract": True}
    answers = law.decide_table(table(ROWS[:200]), at="at", known=ROWS[0]["at"], answers=ALL_ANSWERS, **facts)
    assert answers.to_pylist() == [expected(law, row) for row in rows]
    at = ROWS[0]["at"]
    answers = law.decide_table(table(ROWS[:200]), at=at, app="app", answers=["verdict"])
    single = [law.transaction(app=row["app"]).verdict(at).value for row in ROWS[:200]]
    assert answers.to_pydict() == {"verdict": single}


def test_a_null_is_not_stated_and_never_no(law: lawful.Ruleset) -> None:
    rows = pa.table({"contract": [None, True, False], "void": pa.nulls(3)})
    at = datetime(2020, 9, 21, 12, tzinfo=UTC)
    facts: dict[str, Any] = {"app": "wechat", "activity": "transit", "actor": "network-operator", "location": "US"}
    literals: dict[str, Any] = {name: lawful.lit(value) for name, value in facts.items()}
    answers = law.decide_table(rows, at=at, direct_contract="contract", storefront="void", **literals)
    assert answers["verdict"].to_pylist() == [
        law.transaction(direct_contract=contract, **facts).verdict(at).value for contract in (None, True, False)
    ]
    assert answers["verdict"].to_pylist()[0] == "indeterminate"
    assert answers["missing"].to_pylist() == [["direct-contract"], [], []]


def test_combinations_that_are_too_many_for_a_batch_are_looked_up(
    law: lawful.Ruleset, wanted: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from lawful import _tables

    monkeypatch.setattr(_tables, "BATCH_BYTES", 0)
    assert ask(law, table(ROWS)).to_pylist() == wanted


def test_parts_of_a_table_are_answered_as_the_whole(law: lawful.Ruleset, wanted: list[dict[str, Any]]) -> None:
    """What was decided for one part is there for the next; the order in which they come is nothing to it."""
    for _ in range(2):
        parts = [ask(law, table(ROWS[start : start + 37])).to_pylist() for start in range(0, len(ROWS), 37)]
        assert [row for part in parts for row in part] == wanted
    again = [ask(law, table([row])).to_pylist()[0] for row in reversed(ROWS)]
    assert again == wanted[::-1]


def test_a_long_column_of_text_is_answered_as_its_dictionary(law: lawful.Ruleset) -> None:
    """With more rows than those of which codes are held, and the other columns shorter in chunks."""
    rows = pa.concat_tables([table(ROWS)] * 1_000)
    wanted = pa.concat_tables([decoded(ask(law, table(ROWS)))] * 1_000).combine_chunks()
    for given in (rows, rows.combine_chunks(), dictionary(rows, pa.int32(), pa.string())):
        assert decoded(ask(law, given)).combine_chunks().equals(wanted)


def decoded(answers: pa.Table) -> pa.Table:
    """With plain text for dictionaries: in which order these have their entries says nothing."""
    columns = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in answers.columns]
    return pa.table(columns, names=answers.column_names)


MEMORY = """
    from pathlib import Path
    import numpy as np, pyarrow as pa
    import lawful

    def status(name):
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))

    rows = 8_000_000
    codes = pa.array(np.zeros(rows, dtype=np.int32))
    apps = pa.DictionaryArray.from_arrays(codes, pa.array(["wechat"]))
    at = pa.array(np.full(rows, 1_600_689_600), type=pa.timestamp("s", "UTC"))
    table, law = pa.table({"app": apps, "at": at}), lawful.corpus()
    ask = dict(at="at", app="app", activity=lawful.lit("hosting"), location=lawful.lit("US"), answers=["verdict"])
    # What is loaded and found out at the first asking is not what a table takes.
    law.decide_table(table.slice(0, 10_000), **ask)
    Path("/proc/self/clear_refs").write_text("5")
    before = status("VmRSS")
    answers = law.decide_table(table, **ask)
    print(status("VmHWM") - before - answers.nbytes, codes.nbytes)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for the peak of the memory")
def test_the_rows_of_a_dictionary_are_not_copied() -> None:
    """A table of codes and seconds lies in memory as the core reads it: what is held is what goes out."""
    printed = subprocess.check_output([sys.executable, "-c", textwrap.dedent(MEMORY)], text=True)
    beyond, codes = map(int, printed.split())
    assert beyond < codes / 2, f"{beyond} bytes beyond what goes out; a copy of the codes is {codes}"


def test_answers_join_to_provisions(law: lawful.Ruleset) -> None:
    answers = ask(law, table(ROWS))
    provisions = law.provisions_table().to_pyarrow()
    grounds = answers.set_column(4, "ground", answers["ground"].cast(pa.string())).select(["ground"])
    joined = grounds.join(provisions.select(["id", "title"]), keys="ground", right_keys="id")
    has_ground = pc.is_valid(joined["ground"])
    assert pc.all(pc.is_valid(joined.filter(has_ground)["title"])).as_py()
    assert pc.any(has_ground).as_py()


def test_a_bar_of_tqdm_is_there_after_a_second(law: lawful.Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock of the test's own; and where there is no tqdm, there is no bar."""
    import tqdm.auto
    from lawful import _tables

    bars: list[Any] = []

    class Bar:
        def __init__(self, total: int, **options: Any) -> None:
            self.total, self.n, self.closed, self.options = total, 0, False, options
            bars.append(self)

        def update(self, more: int) -> None:
            self.n += more

        def close(self) -> None:
            self.closed = True

    rows = table(ROWS)
    monkeypatch.setattr(tqdm.auto, "tqdm", Bar)
    monkeypatch.setattr(_tables, "monotonic", lambda: 0.0)
    ask(law, rows)
    assert bars == []
    seconds = itertools.count(step=2.0)
    monkeypatch.setattr(_tables, "monotonic", lambda: next(seconds))
    ask(law, rows, progress=False)
    assert bars == []
    ask(law, rows)
    assert [(bar.total, bar.n, bar.closed) for bar in bars] == [(len(ROWS), len(ROWS), True)]
    # Where nobody watches a terminal, tqdm shows none.
    assert bars[0].options["disable"] is None
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    assert len(ask(law, rows)) == len(ROWS) and len(bars) == 1


def test_a_progress_bar_is_told_of_all_rows(law: lawful.Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    from lawful import _tables

    told: list[tuple[int, int]] = []
    monkeypatch.setattr(_tables._Bar, "tick", lambda self, done, rows: told.append((done, rows)))
    rows = pa.table({"at": pa.array(np.full(1_500_000, 1_600_689_600), type=pa.timestamp("s", "UTC"))})
    law.decide_table(rows, at="at", app=lawful.lit("wechat"), answers=["verdict"])
    assert [rows for _, rows in told] == [1_500_000] * len(told)
    assert len(told) >= 2 and told[-1][0] == 1_500_000 and told == sorted(told)
