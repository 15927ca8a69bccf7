"""The accessor ``lawful`` on data frames of pandas. Needs the extra ``pandas``.

>>> import lawful.pandas, pandas as pd
>>> downloads = pd.DataFrame({"app": ["wechat"], "when": pd.to_datetime(["2020-09-21T12:00:00Z"])})
>>> downloads.lawful.decide(lawful.corpus(), at="when", app="app", activity=lawful.lit("app-store/download"),
...                         actor=lawful.lit("app-store"), location=lawful.lit("US"),
...                         storefront=lawful.lit("US"))["verdict"].tolist()
['suspended']
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from lawful import Ruleset


@pd.api.extensions.register_dataframe_accessor("lawful")
class LawfulAccessor:
    """What a data frame can be asked."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def decide(self, ruleset: Ruleset, **arguments: Any) -> pd.DataFrame:
        """The frame with the answers as further columns, on the same index; the arguments are those of
        :meth:`lawful.Ruleset.decide_table`.

        Raises ``ValueError`` if the frame has a column of such a name.
        """
        answers = self.answers(ruleset, **arguments)
        both = [name for name in answers.columns if name in self._frame.columns]
        if both:
            raise ValueError(f"the frame has columns of these names already: {', '.join(both)}")
        return pd.concat([self._frame, answers], axis=1)

    def answers(self, ruleset: Ruleset, **arguments: Any) -> pd.DataFrame:
        """The answers alone, on the same index."""
        answered: pd.DataFrame = ruleset.decide_table(self._frame, **arguments)
        return answered
