"""What the tests share: the corpus, and tables of questions made by chance, the same in every run."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import lawful

FACTS = ("app", "activity", "actor", "location", "storefront")
VALUES: dict[str, list[str | None]] = {
    "app": ["wechat", "tiktok", "android:com.tencent.mm", "tiktok", "alipay", "somebody/else"],
    "activity": ["app-store/download", "app-store/update", "hosting", "transit", "payments/transfer"],
    "actor": ["app-store", "hosting-provider", "network-operator", "individual", None],
    "location": ["US", "CA", "PR", "other:US", "world", None],
    "storefront": ["US", "CN", "GU", None],
}
FIRST, LAST = datetime(2020, 7, 1, tzinfo=UTC), datetime(2021, 9, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def law() -> lawful.Ruleset:
    return lawful.corpus()


@pytest.fixture(scope="session")
def conformance() -> Path:
    """Where `cargo xtask conformance` wrote the cases."""
    folder = Path(os.environ.get("LAWFUL_CONFORMANCE", root() / "target" / "conformance"))
    assert (folder / "index.json").exists(), "run `cargo xtask conformance` before, or name its folder"
    return folder


def root() -> Path:
    """The root of the project."""
    return Path(__file__).resolve().parents[3]


def questions(rows: int, seed: int = 1) -> list[dict[str, Any]]:
    """Questions made by chance: facts, `direct_contract`, `at` and `known`."""
    chance = random.Random(seed)
    span = int((LAST - FIRST).total_seconds())

    def when() -> datetime:
        return FIRST + timedelta(seconds=chance.randrange(span))

    made = []
    for _ in range(rows):
        row: dict[str, Any] = {fact: chance.choice(VALUES[fact]) for fact in FACTS}
        # Seldom: a question about all apps, or about everything that can be done with one, is a large one.
        if chance.random() < 0.005:
            row[chance.choice(["app", "activity"])] = None
        row["direct_contract"] = chance.choice([True, False, None])
        row["at"] = when()
        row["known"] = chance.choice([when(), None])
        made.append(row)
    return made


def table(rows: list[dict[str, Any]], unit: str = "us") -> pa.Table:
    """The same as a table of pyarrow with plain columns."""
    names = [*FACTS, "direct_contract"]
    columns = {name: pa.array([row[name] for row in rows], type=_type(name)) for name in names}
    for name in ("at", "known"):
        columns[name] = pa.array([row[name] for row in rows], type=pa.timestamp(unit, "UTC"))
    return pa.table(columns)


def _type(name: str) -> pa.DataType:
    return pa.bool_() if name == "direct_contract" else pa.string()


COLUMNS: dict[str, Any] = {name: name for name in (*FACTS, "direct_contract")}


def expected(law: lawful.Ruleset, row: dict[str, Any]) -> dict[str, Any]:
    """What a single decision says of a row."""
    facts: dict[str, Any] = {name: row[name] for name in COLUMNS}
    decision = law.transaction(**facts).decide(row["at"], row["known"])
    grounds = [ground.id for ground in decision.grounds]
    return {
        "verdict": decision.verdict.value,
        "at_least": decision.at_least.value,
        "at_most": decision.at_most.value,
        "valid_until": decision.valid[1],
        "ground": grounds[0] if grounds else None,
        "grounds": grounds,
        "missing": list(decision.missing),
        "covered": decision.covered,
    }


ALL_ANSWERS = ("verdict", "at_least", "at_most", "valid_until", "ground", "grounds", "missing", "covered")
