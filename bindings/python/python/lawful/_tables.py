"""Tables: arguments made complete, and answers handed back in the library from which the rows came."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

from lawful._errors import Problem, TableError
from lawful._lawful import Ruleset, Table

# At most so many bytes for what is found out about combinations of values beforehand.
BATCH_BYTES = 32 << 20
ANSWERS = ("verdict", "at_least", "at_most", "valid_until", "ground", "missing")


class Literal(NamedTuple):
    """A value that is the same in every row; made by :func:`lit`."""

    value: Any


Literal.__module__ = "lawful"


def lit(value: str | bool | int | datetime) -> Literal:
    """A value that is the same in every row, where a text alone would name a column.

    >>> import lawful
    >>> lawful.lit("US")
    Literal(value='US')
    """
    return Literal(value)


def decide(
    ruleset: Ruleset,
    table: Any,
    at: Any,
    known: Any,
    on_error: str,
    fractions: str,
    answers: Iterable[str] | None,
    progress: bool,
    columns: dict[str, Any] | None,
) -> Any:
    null = _one_of("on_error", on_error, "raise", "null")
    floor = _one_of("fractions", fractions, "raise", "floor")
    wanted = list(ANSWERS if answers is None else answers)
    bar = _Bar() if progress else None
    try:
        tick = bar.tick if bar else None
        answered = ruleset._decide_table(
            _readable(table), at, known, null, floor, wanted, BATCH_BYTES, tick, columns or {}
        )
    finally:
        if bar:
            bar.close()
    return like(table, answered, by_row=True)


def timelines(
    ruleset: Ruleset, table: Any, known: datetime | None, readings: Any, columns: dict[str, Any] | None
) -> Any:
    return like(table, ruleset._timelines(_questions(ruleset, table, columns), readings, known))


def changes(
    ruleset: Ruleset,
    between: tuple[datetime, datetime],
    table: Any,
    known: datetime | None,
    readings: Any,
    columns: dict[str, Any] | None,
) -> Any:
    start, end = between
    return like(table, ruleset._changes((start, end), _questions(ruleset, table, columns), readings, known))


def differences(
    ruleset: Ruleset, other: Ruleset, table: Any, readings: Any, columns: dict[str, Any] | None
) -> Any:
    asked = None if table is None and not columns else _questions(ruleset, table, columns)
    return like(table, ruleset._differences(other, asked, readings))


def like(table: Any, answered: Table, *, by_row: bool = False) -> Any:
    """A table of the library that another one is of, with its index if it answers it row by row; nothing is imported
    that was not already."""
    library = type(table).__module__.partition(".")[0] if table is not None else ""
    if library not in sys.modules:
        return answered
    if library == "pyarrow":
        return answered.to_pyarrow()
    if library == "polars":
        return answered.to_polars()
    if library == "pandas":
        frame = answered.to_pandas()
        if by_row and hasattr(table, "index"):
            frame.index = table.index
        frame.attrs.update(answered.metadata)
        return frame
    if library == "arro3":
        return sys.modules["arro3.core"].Table.from_arrow(answered)
    return answered


def _questions(ruleset: Ruleset, table: Any, columns: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The questions of a table, or every combination of the values given."""
    columns = columns or {}
    if table is not None:
        return ruleset._distinct(_readable(table), columns)
    lists = [_values(value) for value in columns.values()]
    return [dict(zip(columns, values, strict=True)) for values in itertools.product(*lists)]


def _values(value: Any) -> list[Any]:
    if isinstance(value, Literal):
        return [value.value]
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [value]
    return list(value)


def _readable(table: Any) -> Any:
    """What the native part can read: a mapping that is no table becomes a dict of its columns."""
    if isinstance(table, Mapping) and not hasattr(table, "__arrow_c_stream__"):
        return dict(table)
    return table


def _one_of(name: str, word: str, otherwise: str, wanted: str) -> bool:
    if word not in (otherwise, wanted):
        problem = Problem(
            code="E-value",
            message=f"`{name}` is `{word}`",
            hint=f'"{otherwise}" or "{wanted}"',
            place=None,
        )
        raise TableError([problem])
    return word == wanted


class _Bar:
    """A bar of tqdm, for work that takes more than a second."""

    def __init__(self) -> None:
        self._start = monotonic()
        self._bar: Any = None
        self._absent = False

    def tick(self, done: int, rows: int) -> None:
        if self._absent or monotonic() - self._start < 1:
            return
        if self._bar is None:
            try:
                from tqdm.auto import tqdm
            except ImportError:
                self._absent = True
                return
            # Where nobody watches a terminal, there is no bar.
            self._bar = tqdm(total=rows, unit="row", unit_scale=True, desc="deciding", disable=None)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
