"""Bad input has a defined outcome: never a panic, never a wrong row."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import COLUMNS, questions, table

import lawful

MONDAY = datetime(2020, 9, 21, 12, tzinfo=UTC)
DOWNLOAD: dict[str, Any] = {
    "activity": lawful.lit("app-store/download"),
    "actor": lawful.lit("app-store"),
    "location": lawful.lit("US"),
    "storefront": lawful.lit("US"),
}


def stamps(values: list[int | None], unit: str = "s", zone: str | None = "UTC") -> pa.Array:
    return pa.array(values, type=pa.timestamp(unit, zone))


def refused(law: lawful.Ruleset, rows: Any, **arguments: Any) -> lawful.TableError:
    with pytest.raises(lawful.TableError) as raised:
        law.decide_table(rows, **{"at": "at", "app": lawful.lit("wechat"), **arguments})
    return raised.value


def test_naive_timestamps_and_dates_are_refused(law: lawful.Ruleset) -> None:
    naive = refused(law, pa.table({"at": stamps([0], zone=None)}))
    assert naive.errors()[0]["code"] == "E-zone" and naive.errors()[0]["place"] == {"column": "at"}
    for values in (pa.array([0], type=pa.date32()), pa.array(["2020-09-21T12:00:00Z"]), pa.array([0]), pa.array([1.5])):
        assert refused(law, pa.table({"at": values})).errors()[0]["code"] == "E-type"
    with pytest.raises(lawful.InstantError, match="naive"):
        law.decide_table(pa.table({"app": ["wechat"]}), at=datetime(2020, 9, 21), app="app")


def test_what_stands_for_a_missing_time_is_no_instant(law: lawful.Ruleset) -> None:
    """It is a datetime for Python, and none that anything happens at."""
    asked, missing = law.transaction(app="wechat"), cast(Any, pd.NaT)
    for call in (asked.decide, asked.verdict, asked.covered, asked.timeline):
        with pytest.raises(lawful.InstantError, match="no instant") as raised:
            call(missing)
        assert raised.value.errors()[0]["code"] == "E-type"


def test_rows_without_an_instant_are_told_by_row(law: lawful.Ruleset) -> None:
    seconds = [1_600_689_600, None, 253_402_300_800, -62_135_596_801, 2**62]
    error = refused(law, pa.table({"at": stamps(seconds)}))
    places = [problem["place"] for problem in error.errors()]
    assert places == [{"row": row, "column": "at"} for row in (1, 2, 3, 4)]
    assert [problem["code"] for problem in error.errors()] == ["E-missing-key", *["E-instant"] * 3]
    assert error.row_count == 4 and "4 rows" in str(error)
    answers = law.decide_table(pa.table({"at": stamps(seconds)}), at="at", on_error="null", app=lawful.lit("wechat"), **DOWNLOAD)
    assert answers["verdict"].to_pylist() == ["suspended", None, None, None, None]
    assert answers["error"].null_count == 1 and "E-instant" in answers["error"].to_pylist()[2]
    for name in ("at_least", "at_most", "valid_until", "ground", "missing"):
        assert answers[name].to_pylist()[1:] == [None] * 4


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_fraction_of_a_second_is_an_error_or_cut_off(law: lawful.Ruleset, unit: str) -> None:
    scale = {"ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    start = int(datetime(2020, 9, 21, 3, 59, tzinfo=UTC).timestamp())
    rows = pa.table({"at": stamps([start * scale - 1, start * scale, start * scale + 1], unit)})
    error = refused(law, rows)
    assert [problem["place"] for problem in error.errors()] == [{"row": 0, "column": "at"}, {"row": 2, "column": "at"}]
    answers = law.decide_table(rows, at="at", fractions="floor", app=lawful.lit("wechat"), **DOWNLOAD)
    assert answers["verdict"].to_pylist() == ["unregulated", "suspended", "suspended"]


@pytest.mark.parametrize(("unit", "scale"), [("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)])
def test_ticks_of_any_unit_are_the_seconds_that_they_say_or_no_instant(law: lawful.Ruleset, unit: str, scale: int) -> None:
    """Python's own integers say which."""
    chance = random.Random(scale)
    least, greatest = -62_135_596_800, 253_402_300_799
    boundary = int(datetime(2020, 9, 21, 3, 59, tzinfo=UTC).timestamp())
    near = [second * scale for second in range(boundary - 50, boundary + 50)]
    odd = [tick + chance.choice([-1, 1, 64, scale // 2]) for tick in near]
    bounds = [second * scale + by for second in (least, greatest) for by in (-scale, -1, 0, 1, scale)]
    anywhere = [chance.randrange(-(2**63), 2**63) for _ in range(2_000)]
    shifted = [(chance.randrange(least, greatest) * scale + (chance.randrange(1, 64) << 58)) for _ in range(2_000)]
    extremes = [-(2**63), 2**63 - 1, 2**62, -(2**62)]
    ticks = [tick for tick in near + odd + bounds + anywhere + shifted + extremes if -(2**63) <= tick < 2**63]
    whole = [tick for tick in ticks if tick % scale == 0 and least <= tick // scale <= greatest]
    assert len(near) <= len(whole) < len(ticks)

    def verdicts(ticks: list[int], **more: Any) -> list[str | None]:
        rows = pa.table({"at": pa.array(ticks, pa.int64()).view(pa.timestamp(unit, "UTC"))})
        answers = law.decide_table(rows, at="at", app=lawful.lit("wechat"), answers=["verdict"], **DOWNLOAD, **more)
        found: list[str | None] = answers["verdict"].to_pylist()
        return found

    def single(tick: int) -> str:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=tick // scale)
        return law.transaction(app="wechat", **{name: fact.value for name, fact in DOWNLOAD.items()}).verdict(at).value

    assert verdicts(whole) == [single(tick) for tick in whole]
    sound = set(whole)
    assert verdicts(ticks, on_error="null") == [single(tick) if tick in sound else None for tick in ticks]
    inside = [least <= tick // scale <= greatest for tick in ticks]
    floored = [single(tick) if there else None for tick, there in zip(ticks, inside, strict=True)]
    assert verdicts(ticks, on_error="null", fractions="floor") == floored


def test_true_is_no_number_and_a_number_is_no_flag(law: lawful.Ruleset) -> None:
    """Python's `True` is an `int`, and 1 of NumPy may be a float."""
    assert law.transaction(user_age=17).stated == {"user-age": 17}
    wrong: Any
    for wrong in (True, 1.0, float("nan"), np.float64(17), "17"):
        with pytest.raises(lawful.QuestionError) as raised:
            law.transaction(user_age=wrong)
        assert raised.value.errors()[0]["code"] == "E-type"
    with pytest.raises(lawful.QuestionError):
        law.transaction(direct_contract=cast(Any, 1))
    rows = pa.table({"flag": [True, False], "number": [1, 0], "real": [17.0, float("nan")]})
    assert refused(law, rows, at=MONDAY, user_age="flag").errors()[0]["code"] == "E-type"
    assert refused(law, rows, at=MONDAY, direct_contract="number").errors()[0]["code"] == "E-type"
    assert refused(law, rows, at=MONDAY, user_age="real").errors()[0]["code"] == "E-type"
    with pytest.raises(lawful.QuestionError):
        law.decide_table(rows, at=MONDAY, user_age=True)


def test_unknown_names_are_told_by_row_or_are_null(law: lawful.Ruleset) -> None:
    rows = pa.table({"app": ["wechat", "We Chat", "tiktok"], "country": ["US", "US", "Atlantis"]})
    facts: dict[str, Any] = DOWNLOAD | {"app": "app", "location": "country"}
    error = refused(law, rows, **facts | {"at": MONDAY})
    assert [(problem["place"], problem["code"]) for problem in error.errors()] == [
        ({"row": 1, "column": "app"}, "E-id"),
        ({"row": 2, "column": "country"}, "E-region"),
    ]
    answers = law.decide_table(rows, at=MONDAY, on_error="null", **facts)
    assert answers["verdict"].to_pylist() == ["suspended", None, None]
    assert answers["error"].to_pylist()[0] is None and "Atlantis" in answers["error"].to_pylist()[2]
    # What a dictionary holds and no row has is nobody's mistake.
    unused = pa.table({"app": pa.DictionaryArray.from_arrays(pa.array([1, 1]), pa.array(["We Chat", "wechat"]))})
    assert law.decide_table(unused, at=MONDAY, app="app", **DOWNLOAD)["verdict"].to_pylist() == ["suspended"] * 2


def test_wrong_types_are_refused(law: lawful.Ruleset) -> None:
    rows = pa.table({"x": [1.5, float("nan")], "flag": [True, False], "text": ["yes", "no"]})
    assert refused(law, rows, at=MONDAY, app="x").errors()[0]["code"] == "E-type"
    # A flag where a name belongs, and a text where a flag does: known row by row, as what they are.
    assert refused(law, rows, at=MONDAY, app="flag").errors()[0]["code"] == "E-type"
    assert refused(law, rows, at=MONDAY, direct_contract="text").errors()[0]["code"] == "E-type"
    big = pa.table({"x": pa.array([2**63], type=pa.uint64())})
    assert refused(law, big, at=MONDAY, direct_contract="x").errors()[0]["code"] == "E-type"
    with pytest.raises(lawful.QuestionError, match="not `float`"):
        law.decide_table(rows, at=MONDAY, app=lawful.lit(1.5))  # type: ignore[arg-type]
    with pytest.raises(lawful.QuestionError, match="no fact"):
        law.decide_table(rows, at=MONDAY, weather="text")
    with pytest.raises(lawful.QuestionError, match="twice"):
        both: dict[str, Any] = {"direct_contract": "flag", "direct-contract": "flag"}
        law.decide_table(rows, at=MONDAY, **both)


def test_wrong_arguments_are_refused(law: lawful.Ruleset) -> None:
    rows = pa.table({"at": stamps([0]), "app": ["wechat"]})
    assert "no column `when`" in str(refused(law, rows, at="when"))
    assert refused(law, rows, on_error="ignore").errors()[0]["code"] == "E-value"
    assert refused(law, rows, fractions="round").errors()[0]["code"] == "E-value"
    assert refused(law, rows, answers=["verdict", "reason"]).errors()[0]["code"] == "E-unknown-reference"
    double = pa.Table.from_arrays([stamps([0]), stamps([0])], names=["at", "at"])
    assert "two columns" in str(refused(law, double))
    for no_table in (None, 1, "rows", [{"at": MONDAY}], object()):
        with pytest.raises((lawful.TableError, TypeError)):
            law.decide_table(no_table, at="at")
    with pytest.raises(lawful.TableError, match="no Arrow PyCapsule"):
        law.decide_table({"at": [MONDAY]}, at="at")


def test_a_missing_column_of_an_empty_table_is_told(law: lawful.Ruleset) -> None:
    empty = pa.schema([("at", pa.timestamp("s", "UTC"))]).empty_table()
    for rows in (empty, empty.to_reader(), pa.RecordBatchReader.from_batches(empty.schema, []), {"at": empty["at"]}):
        assert "no column `app`" in str(refused(law, rows, app="app"))
    assert "no column `at`" in str(refused(law, {}))
    double = pa.schema([empty.schema.field(0), empty.schema.field(0)])
    assert "two columns" in str(refused(law, pa.RecordBatchReader.from_batches(double, [])))


def test_null_rows_of_a_table_are_refused(law: lawful.Ruleset) -> None:
    """What lies under a null is no row: neither in an array of structs nor in a stream of them."""
    fields = [pa.array(["wechat", "tiktok"]), stamps([0, 0])]
    rows = pa.StructArray.from_arrays(fields, ["app", "at"], mask=pa.array([False, True]))
    for given in (rows, pa.chunked_array([rows])):
        assert "rows of the table are null" in str(refused(law, given, app="app"))
    whole = pa.chunked_array([rows.slice(0, 1)])
    assert law.decide_table(whole, at="at", app="app", **DOWNLOAD).num_rows == 1
    assert "not a table" in str(refused(law, pa.chunked_array([[1, 2]])))


def test_one_column_may_be_asked_about_twice(law: lawful.Ruleset) -> None:
    columns = {"when": stamps([1_600_689_600])}
    for rows in (columns, pa.table(columns)):
        answers = law.decide_table(rows, at="when", known="when", app=lawful.lit("wechat"), **DOWNLOAD)
        assert pa.table(answers)["verdict"].to_pylist() == ["suspended"]


def test_columns_of_different_lengths_are_refused(law: lawful.Ruleset) -> None:
    columns = {"at": stamps([0, 0]), "app": pa.array(["wechat"])}
    assert refused(law, columns, app="app").errors()[0]["code"] == "E-limit"


def test_an_empty_table_has_no_answers(law: lawful.Ruleset) -> None:
    for rows in (table([]), table(questions(1)).slice(0, 0), table([]).to_reader()):
        answers = law.decide_table(rows, at="at", known="known", **COLUMNS)
        assert len(answers) == 0
        names = answers.column_names
        assert list(names) == ["verdict", "at_least", "at_most", "valid_until", "ground", "missing"]


def test_a_stream_that_breaks_off_is_an_error(law: lawful.Ruleset) -> None:
    rows = table(questions(100))

    def broken() -> Iterator[pa.RecordBatch]:
        yield rows.to_batches()[0]
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(rows.schema, broken())
    error = refused(law, reader, **COLUMNS)
    assert error.errors()[0]["code"] == "E-io" and "the disk is gone" in str(error)

    class Raises:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise RuntimeError("no stream today")

    with pytest.raises(RuntimeError, match="no stream today"):
        law.decide_table(Raises(), at="at")

    class NoCapsule:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return 7

    with pytest.raises(TypeError):
        law.decide_table(NoCapsule(), at="at")


def test_a_stream_is_read_once_and_has_no_rows_left(law: lawful.Ruleset) -> None:
    reader = table(questions(10)).to_reader()
    assert len(law.decide_table(reader, at="at", **COLUMNS)) == 10
    again = law.decide_table(reader, at="at", **COLUMNS)
    assert len(again) == 0


def test_dictionaries_that_do_not_hang_together_give_no_wrong_row(law: lawful.Ruleset) -> None:
    for code in (5, -1):
        codes = pa.array([0, code], type=pa.int32())
        broken = pa.DictionaryArray.from_arrays(codes, pa.array(["wechat"]), safe=False)
        for columns in (broken, pa.chunked_array([pa.array(["tiktok"]).dictionary_encode(), broken])):
            rows = pa.table({"app": columns})
            error = refused(law, rows, at=MONDAY, app="app")
            assert "does not hang together" in str(error)
            with pytest.raises(lawful.TableError, match="does not hang together"):
                law.timeline_table(rows, app="app")
    # A code that is another value elsewhere in the column is none of its own dictionary.
    short = pa.DictionaryArray.from_arrays(pa.array([0, 1], type=pa.int32()), pa.array(["wechat"]), safe=False)
    columns = pa.chunked_array([pa.array(["wechat", "tiktok"]).dictionary_encode(), short])
    assert "does not hang together" in str(refused(law, pa.table({"app": columns}), at=MONDAY, app="app"))


def test_a_million_unknown_apps_are_answered(law: lawful.Ruleset) -> None:
    rows = pa.table({"app": pa.array([f"app-{n}" for n in range(1_000_000)])})
    answers = law.decide_table(rows, at=MONDAY, app="app", answers=["verdict"], **DOWNLOAD)
    assert answers["verdict"].unique().to_pylist() == ["unregulated"]


def test_a_keyboard_interrupt_ends_a_long_batch(law: lawful.Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The signal comes when the first rows are done, and the rest is not."""
    from lawful import _tables

    told: list[int] = []

    def tick(self: object, done: int, rows: int) -> None:
        told.append(done)
        if len(told) == 1:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(_tables._Bar, "tick", tick)
    assert threading.current_thread() is threading.main_thread()
    count = 4_000_000
    rows = pa.table({"at": pa.array(np.full(count, 1_600_689_600), type=pa.timestamp("s", "UTC"))})
    # Whoever starts the tests in the background has the signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            law.decide_table(rows, at="at", app=lawful.lit("wechat"), answers=["verdict"], **DOWNLOAD)
    finally:
        signal.signal(signal.SIGINT, before)
    assert told[-1] < count


SLOW = """
    import signal
    from datetime import UTC, datetime, timedelta
    import pyarrow as pa
    import lawful
    from lawful import _tables

    _tables.BATCH_BYTES = 0  # Every row is decided by itself.
    law = lawful.corpus()
    apps = [f"app-{{n}}" for n in range(300_000)]
    table = pa.table({{"app": apps}})
    at = datetime(2020, 9, 21, 12, tzinfo=UTC)
    signal.signal(signal.SIGPROF, signal.default_int_handler)
    # It counts the time of the process alone.
    signal.setitimer(signal.ITIMER_PROF, 1)
    try:
        {call}
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.parametrize(
    "call",
    ['law.decide_table(table, at=at, app="app", location=lawful.lit("US"))', 'law.timeline_table(app=apps, location="US")'],
)
def test_a_keyboard_interrupt_ends_what_is_decided_one_by_one(call: str) -> None:
    """What can be done with each of these apps takes milliseconds to say: all of them take many times the limit."""
    code = textwrap.dedent(SLOW).format(call=call)
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert finished.stdout.strip() == "interrupted", finished.stderr


def test_a_progress_bar_is_told_of_rows_that_are_decided_one_by_one(
    law: lawful.Ruleset, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lawful import _tables

    told: list[int] = []
    monkeypatch.setattr(_tables, "BATCH_BYTES", 0)
    monkeypatch.setattr(_tables._Bar, "tick", lambda self, done, rows: told.append(done))
    law.decide_table(table(questions(1) * 10_000), at="at", answers=["verdict"], **COLUMNS)
    assert len(told) > 2 and told == sorted(told) and told[-1] == 10_000


def test_an_exception_of_the_bar_ends_the_batch(law: lawful.Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    from lawful import _tables

    def tick(self: object, done: int, rows: int) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(_tables._Bar, "tick", tick)
    with pytest.raises(ZeroDivisionError):
        law.decide_table(table(questions(10)), at="at", **COLUMNS)
