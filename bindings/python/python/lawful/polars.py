"""The namespace ``lawful`` on data frames of polars. Needs the extra ``polars``.

>>> import lawful.polars, polars as pl
>>> from datetime import datetime, timezone
>>> downloads = pl.DataFrame({"app": ["wechat"], "when": [datetime(2020, 9, 21, 12, tzinfo=timezone.utc)]})
>>> downloads.lawful.decide(lawful.corpus(), at="when", app="app", activity=lawful.lit("app-store/download"),
...                         actor=lawful.lit("app-store"), location=lawful.lit("US"),
...                         storefront=lawful.lit("US"))["verdict"].to_list()
['suspended']
"""

from __future__ import annotations

from typing import Any

import polars as pl

from lawful import Ruleset


@pl.api.register_dataframe_namespace("lawful")
class LawfulNamespace:
    """What a data frame can be asked."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def decide(self, ruleset: Ruleset, **arguments: Any) -> pl.DataFrame:
        """The frame with the answers as further columns; the arguments are those of :meth:`lawful.Ruleset.decide_table`.

        Raises ``polars.exceptions.DuplicateError`` if the frame has a column of such a name: select others, or ask for
        other ``answers``.
        """
        return pl.concat([self._frame, self.answers(ruleset, **arguments)], how="horizontal")

    def answers(self, ruleset: Ruleset, **arguments: Any) -> pl.DataFrame:
        """The answers alone, row by row."""
        answered: pl.DataFrame = ruleset.decide_table(self._frame, **arguments)
        return answered


@pl.api.register_lazyframe_namespace("lawful")
class LawfulLazyNamespace:
    """What a lazy frame can be asked: it is answered batch by batch when it is collected."""

    def __init__(self, frame: pl.LazyFrame) -> None:
        self._frame = frame

    def decide(self, ruleset: Ruleset, **arguments: Any) -> pl.LazyFrame:
        """The lazy frame with the answers as further columns; as for a data frame."""

        def answered(frame: pl.DataFrame) -> pl.DataFrame:
            return LawfulNamespace(frame).decide(ruleset, **arguments)

        schema = answered(self._frame.collect_schema().to_frame()).schema
        return self._frame.map_batches(answered, schema=schema, streamable=True)
