"""What is measured: rule sets, and rows that ask about them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

import lawful

COUNTRIES = ["US", "PR", "CA", "DE", "JP", "BR", "IN", "FR"]


@dataclass
class World:
    """A rule set, and the values that rows have for each fact; every row states all of them."""

    name: str
    rules: lawful.Ruleset
    facts: dict[str, list[str]]
    first: datetime
    last: datetime

    def codes(self, rows: int, seed: int = 7) -> dict[str, np.ndarray]:
        """Codes into the values of each fact, and seconds since 1970."""
        chance = np.random.default_rng(seed)
        codes: dict[str, Any] = {fact: chance.integers(0, len(values), rows).astype(np.int32) for fact, values in self.facts.items()}
        codes["at"] = chance.integers(int(self.first.timestamp()), int(self.last.timestamp()), rows)
        return codes

    def table(self, codes: dict[str, np.ndarray]) -> pa.Table:
        """The rows as a table with dictionaries and timestamps of microseconds."""
        columns = {
            fact: pa.DictionaryArray.from_arrays(pa.array(codes[fact]), pa.array(values))
            for fact, values in self.facts.items()
        }
        columns["at"] = pa.array(codes["at"] * 1_000_000, type=pa.timestamp("us", "UTC"))
        return pa.table(columns)

    def intervals(self) -> pa.Table:
        """The same law as a table of intervals: what the joins of other libraries take."""
        values: dict[str, Any] = dict(self.facts)
        runs = self.rules.timeline_table(**values).to_pyarrow()
        first = pa.scalar(datetime(1, 1, 1, tzinfo=UTC), pa.timestamp("us", "UTC"))
        start = pa.compute.fill_null(runs["from"], first)
        last = pa.scalar(datetime(9999, 12, 31, tzinfo=UTC), pa.timestamp("us", "UTC"))
        until = pa.compute.fill_null(runs["until"], last)
        kept = {fact: runs[fact] for fact in self.facts}
        return pa.table({**kept, "start": start, "until": until, "answer": runs["verdict"].cast(pa.string())})


def corpus() -> World:
    """The law of the project, asked about what it knows and what it does not."""
    facts: dict[str, Any] = {
        "app": ["wechat", "tiktok", "alipay", "somebody/else"],
        # Those of which no provision asks for more than the facts here: every row is fully specified.
        "activity": ["app-store/download", "app-store/update", "hosting", "payments/transfer"],
        "actor": ["app-store", "hosting-provider"],
        "location": COUNTRIES,
        "storefront": COUNTRIES,
    }
    return World("corpus", lawful.corpus(), facts, datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 12, 1, tzinfo=UTC))


def provisions(count: int = 10_000) -> World:
    """So many prohibitions: of 500 apps, for two activities in five countries, one after the other in time."""
    apps, activities, countries = [f"app-{n}" for n in range(500)], ["hosting", "app-store/download"], COUNTRIES[2:7]
    first = datetime(2018, 1, 1, tzinfo=UTC)
    documents = [
        ("rules.toml", 'format = "lawful/1"\ntitle = { en = "bench" }\nrevision = 1\nas_of = 2026-01-01T00:00:00Z\n'),
        (
            "register/names.toml",
            'format = "lawful/1"\nissuer = [{ id = "x/ministry" }]\n'
            + "".join(f'[[app]]\nid = "{app}"\n' for app in apps),
        ),
    ]
    windows = count // (len(apps) * len(activities) * len(countries))
    for number, app in enumerate(apps):
        text = (
            'format = "lawful/1"\n[instrument]\nkind = "order"\ntitle = { en = "order" }\nissuer = "x/ministry"\n'
            "issued = 2017-01-01T00:00:00Z\n"
        )
        combinations = itertools.product(activities, countries, range(windows))
        for n, (activity, country, window) in enumerate(combinations):
            start = first + timedelta(days=window * 700 + number + n)
            end = start + timedelta(days=300)
            text += (
                f'[[prohibition]]\nid = "{n}"\nfrom = {start:%Y-%m-%dT%H:%M:%SZ}\nuntil = {end:%Y-%m-%dT%H:%M:%SZ}\n'
                f'when = {{ app = "{app}", activity = "{activity}", location = "{country}" }}\n'
            )
        documents.append((f"x/order-{number}.toml", text))
    rules = lawful.Ruleset.from_documents(documents)
    facts: dict[str, Any] = {"app": apps, "activity": activities, "location": countries}
    return World(f"{count} provisions", rules, facts, first, datetime(2024, 1, 1, tzinfo=UTC))
