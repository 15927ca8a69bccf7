"""Tables of history: timelines, changes, differences, provisions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import FACTS, questions, root, table

import lawful

ASK: dict[str, Any] = {"app": "wechat", "activity": "app-store/download", "actor": "app-store", "location": "US", "storefront": "US"}
SUNDAY = (datetime(2020, 9, 20, 4, tzinfo=UTC), datetime(2020, 9, 21, 4, tzinfo=UTC))


def test_a_timeline_table_has_the_runs_of_every_timeline(law: lawful.Ruleset) -> None:
    known = datetime(2020, 9, 25, tzinfo=UTC)
    apps, activities = ["wechat", "tiktok"], ["app-store/download", "hosting"]
    rows = law.timeline_table(known=known, **ASK | {"app": apps, "activity": activities}).to_pylist()
    wanted = []
    for app in apps:
        for activity in activities:
            for run in law.transaction(**ASK | {"app": app, "activity": activity}).timeline(known):
                grounds = [ground.id for ground in run.grounds]
                wanted.append(
                    ASK
                    | {"app": app, "activity": activity, "from": run.start, "until": run.end}
                    | {"verdict": run.verdict.value, "at_least": run.possible[0].value, "at_most": run.possible[-1].value}
                    | {"ground": grounds[0] if grounds else None, "grounds": grounds}
                )
    assert rows == wanted


def test_the_questions_of_a_table_are_taken_once(law: lawful.Ruleset) -> None:
    rows = [row for row in questions(60) if row["app"] and row["activity"]]
    facts: dict[str, Any] = {name: name for name in (*FACTS, "direct_contract")}
    runs = law.timeline_table(table(rows + rows), **facts)
    assert isinstance(runs, pa.Table)
    seen = {tuple(sorted((fact, row[fact]) for fact in facts if row[fact] is not None)) for row in rows}
    counted = runs.filter(pa.compute.is_null(runs["from"]))
    assert len(counted) == len(seen)
    # A row is a run and not a row of the table, even where there are as many: it has no index of that.
    many = table(rows).to_pandas()
    indexed = pd.concat([many] * (len(runs) // len(many) + 1))[: len(runs)]
    indexed.index = pd.Index([f"row {n}" for n in range(len(runs))])
    runs_of_pandas = law.timeline_table(indexed, **facts)
    assert isinstance(runs_of_pandas, pd.DataFrame) and len(runs_of_pandas) == len(indexed)
    assert list(runs_of_pandas.index) == list(range(len(runs)))
    assert runs_of_pandas.attrs["content_hash"] == law.content_hash
    frame = law.timeline_table(pl.DataFrame(table(rows)), **facts)
    assert isinstance(frame, pl.DataFrame) and frame.to_dicts() == runs.to_pylist()


def test_what_changes_on_sunday(law: lawful.Ruleset) -> None:
    """As known on Saturday morning: the ban on downloads was to start, in the United States alone."""
    saturday = datetime(2020, 9, 19, 12, tzinfo=UTC)
    asked: dict[str, Any] = ASK | {"location": ["US", "CA", "PR"], "app": ["wechat", "tiktok"]}
    rows = law.changes_table(SUNDAY, known=saturday, **asked).to_pylist()
    assert {(row["app"], row["location"], row["before"], row["after"]) for row in rows} >= {
        ("wechat", "US", "unregulated", "prohibited"),
        ("wechat", "PR", "unregulated", "prohibited"),
    }
    assert all(SUNDAY[0] <= row["at"] < SUNDAY[1] for row in rows)
    assert all(row["location"] != "CA" for row in rows)
    for row in rows:
        facts: dict[str, Any] = {fact: row[fact] for fact in ASK}
        before = law.transaction(**facts).verdict(row["at"] - timedelta(seconds=1), saturday)
        assert (before.value, law.transaction(**facts).verdict(row["at"], saturday).value) == (row["before"], row["after"])
    with pytest.raises(lawful.QuestionError, match="empty"):
        law.changes_table((SUNDAY[1], SUNDAY[0]), **ASK)


def test_a_difference_is_told_with_its_provisions_and_its_effect(law: lawful.Ruleset) -> None:
    other = lawful.Ruleset.from_folder(root() / "examples" / "what-if", with_corpus=True)
    provisions = law.diff(other).to_pylist()
    assert provisions and {row["change"] for row in provisions} == {"added"}
    assert [row["change"] for row in other.diff(law).to_pylist()] == ["removed"] * len(provisions)
    rows = law.diff(other, **ASK).to_pylist()
    assert rows
    for row in rows:
        at = row["from"]
        assert law.transaction(**ASK).verdict(at).value == row["before"]
        assert other.transaction(**ASK).verdict(at).value == row["after"]
        # The stay was public before the record's `as_of`.
        assert row["kind"] == "correction"
    assert law.diff(law, **ASK).to_pylist() == []


RULES = "format = 'lawful/1'\ntitle = {{ en = 'test' }}\nrevision = {revision}\nas_of = {as_of}T00:00:00Z\n"
NAMES = "format = 'lawful/1'\napp = [{ id = 'parrot' }]\nissuer = [{ id = 'court' }]\n"
BAN = """
format = 'lawful/1'
[instrument]
kind = 'order'
title = {{ en = 'ban' }}
issuer = 'court'
issued = {issued}T00:00:00Z
[[prohibition]]
id = '1'
when = {{ app = 'parrot' }}
"""


def rules(as_of: str, text: str = BAN, **bans: str) -> lawful.Ruleset:
    documents = [("rules.toml", RULES.format(revision=1, as_of=as_of)), ("register/names.toml", NAMES)]
    documents += [(f"us/{name}.toml", text.format(issued=issued)) for name, issued in bans.items()]
    return lawful.Ruleset.from_documents(documents)


def test_a_correction_is_told_from_a_change_of_the_law_9_3() -> None:
    """What should have been on record by the older set's `as_of` is a correction; what came later is new law."""
    older = rules("2020-06-01")
    late = older.diff(rules("2020-08-01", ban="2020-07-01"), app="parrot").to_pylist()
    assert [(row["before"], row["after"], row["kind"]) for row in late] == [("unregulated", "prohibited", "legal-change")]
    missed = older.diff(rules("2020-08-01", ban="2020-05-01"), app="parrot").to_pylist()
    assert [(row["before"], row["after"], row["kind"]) for row in missed] == [("unregulated", "prohibited", "correction")]
    assert missed[0]["from"] == datetime(2020, 5, 1, tzinfo=UTC) and missed[0]["until"] is None


def test_a_column_of_a_fact_has_the_type_of_the_fact_whatever_its_rows_are(law: lawful.Ruleset) -> None:
    """Also where the first row, or no row at all, states it."""
    asked: dict[str, Any] = ASK | {"activity": "transit", "actor": "network-operator", "direct_contract": [None, True]}
    for rows in (law.timeline_table(**asked), law.changes_table(SUNDAY, **asked), law.diff(law, **asked)):
        schema = pa.schema(rows.to_pyarrow().schema)
        assert schema.field("direct-contract").type == pa.bool_()
        assert schema.field("app").type == pa.string()
    assert len(law.diff(law, **asked)) == 0


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("app = 'parrot'", "app = 'parrot', location = 'US'"),
        ("app = 'parrot'", "not = {{ app = 'parrot' }}"),
        ("id = '1'", "id = '1'\nuntil = 2021-01-01T00:00:00Z"),
        ("id = '1'", "id = '1'\ntitle = {{ en = 'A ban' }}"),
        ("issued = {issued}", "issued = 2020-05-02"),
    ],
)
def test_a_provision_that_says_something_else_is_changed(was: str, now: str) -> None:
    older = rules("2020-06-01", ban="2020-05-01")
    assert older.diff(rules("2020-06-01", ban="2020-05-01")).to_pylist() == []
    assert was in BAN
    # Another provision before it, so that in the newer set everything has another number.
    newer = rules("2020-06-01", BAN.replace(was, now), also="2020-05-01", ban="2020-05-01").diff(older).to_pylist()
    assert [(row["id"], row["change"]) for row in newer] == [("us/also#1", "removed"), ("us/ban#1", "changed")]
    same = rules("2020-06-01", also="2020-05-01", ban="2020-05-01").diff(older).to_pylist()
    assert [(row["id"], row["change"]) for row in same] == [("us/also#1", "removed")]


def test_every_provision_can_be_joined_and_shown(law: lawful.Ruleset) -> None:
    rows: list[dict[str, Any]] = law.provisions_table().to_pylist()
    assert len({row["id"] for row in rows}) == len(rows) > 10
    first = next(row for row in rows if row["id"] == "us/commerce/wechat-identification#1")
    assert "app store" in first["title"] and "¶ 1" in first["citation"] and "Commerce" in first["issuer"]
    assert first["sources"] and first["links"] and all(link.startswith("http") for link in first["links"])
    chinese = law.provisions_table("zh-Hans").to_pylist()
    assert [row["id"] for row in chinese] == [row["id"] for row in rows]
    assert chinese[0]["title"] != rows[0]["title"]
    with pytest.raises(lawful.QuestionError):
        law.provisions_table("tlh")
