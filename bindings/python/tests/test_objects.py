"""Objects: frozen, comparable, hashable, picklable, copyable, and true to what they show."""

from __future__ import annotations

import copy
import enum
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import lawful
from lawful import Verdict

MONDAY = datetime(2020, 9, 21, 12, tzinfo=UTC)
DOWNLOAD: dict[str, Any] = {
    "app": "wechat",
    "activity": "app-store/download",
    "actor": "app-store",
    "location": "US",
    "storefront": "US",
}


@pytest.fixture(scope="module")
def download(law: lawful.Ruleset) -> lawful.Transaction:
    return law.transaction(**DOWNLOAD)


def objects(law: lawful.Ruleset) -> list[Any]:
    asked = law.transaction(**DOWNLOAD)
    decision = asked.decide(MONDAY, MONDAY)
    posture = lawful.Posture(
        unregulated=1, exempt=2, licensed=3, suspended=4, unenforced=5, prohibited=6, indeterminate=7, not_covered=8
    )
    opened = law.transaction(readings="open", app="wechat", activity="transit", direct_contract=True)
    return [
        law,
        asked,
        opened,
        decision,
        asked.timeline(),
        asked.timeline(MONDAY),
        Verdict.SUSPENDED,
        posture,
        decision.grounds,
        decision.next,
        decision.outlook,
    ]


def test_objects_survive_pickling_and_copying(law: lawful.Ruleset) -> None:
    for each in objects(law):
        again = pickle.loads(pickle.dumps(each))
        for other in (again, copy.copy(each), copy.deepcopy(each)):
            assert other == each and not other != each
            assert hash(other) == hash(each)
            assert repr(other) == repr(each)


def test_a_pickle_of_many_holds_the_rule_set_once(law: lawful.Ruleset) -> None:
    one = law.transaction(**DOWNLOAD)
    many = [one.decide(MONDAY + timedelta(days=day)) for day in range(100)]
    assert len(pickle.dumps(many)) < 2 * len(law.to_prepared())
    assert pickle.loads(pickle.dumps(many)) == many


def test_objects_are_frozen(law: lawful.Ruleset) -> None:
    for each in objects(law)[:6]:
        with pytest.raises((AttributeError, TypeError)):
            each.something = 1
    for kind in (lawful.Ruleset, lawful.Transaction, lawful.Decision, lawful.Timeline, lawful.Table):
        with pytest.raises(TypeError):
            kind()


def test_different_objects_are_not_equal(law: lawful.Ruleset, download: lawful.Transaction) -> None:
    assert download != law.transaction(**DOWNLOAD | {"app": "tiktok"})
    assert download != law.transaction(readings="open", **DOWNLOAD)
    assert download.decide(MONDAY) != download.decide(MONDAY + timedelta(seconds=1))
    assert download.decide(MONDAY) != download.decide(MONDAY, MONDAY)
    assert download.timeline() != download.timeline(MONDAY)
    assert download != MONDAY and law != download
    with pytest.raises(TypeError):
        download < download  # type: ignore[operator]  # noqa: B015


def test_a_verdict_has_no_truth_value_and_no_order() -> None:
    assert isinstance(Verdict.PROHIBITED, enum.Enum)
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(Verdict.PROHIBITED)
    with pytest.raises(TypeError, match="neither true nor false"):
        if Verdict.UNREGULATED:  # noqa: SIM102
            pass
    with pytest.raises(TypeError):
        Verdict.EXEMPT < Verdict.LICENSED  # type: ignore[operator]  # noqa: B015
    assert [verdict.number for verdict in Verdict] == [1, 2, 3, 4, 5, 6, 7]


def test_a_posture_has_no_default() -> None:
    fields = {
        "unregulated": "serve",
        "exempt": "serve",
        "licensed": "serve",
        "suspended": "serve",
        "unenforced": "ask",
        "prohibited": "stop",
        "indeterminate": "ask",
        "not_covered": "ask",
    }
    posture = lawful.Posture(**fields)
    assert posture.action(Verdict.UNREGULATED, True) == "serve"
    assert posture.action(Verdict.LICENSED, False) == "ask"
    assert posture.action(Verdict.PROHIBITED, False) == "stop"
    for left_out in fields:
        with pytest.raises(TypeError):
            lawful.Posture(**{name: action for name, action in fields.items() if name != left_out})


def test_a_decision_tells_what_the_core_decided(download: lawful.Transaction, law: lawful.Ruleset) -> None:
    decision = download.decide(MONDAY)
    assert decision.verdict is Verdict.SUSPENDED
    assert decision.possible == (Verdict.SUSPENDED,)
    assert decision.at_least is decision.at_most is Verdict.SUSPENDED
    assert [ground.id for ground in decision.grounds] == ["us/commerce/wechat-identification#1"]
    assert decision.grounds[0].by == ("us/cand/wechat-injunction#1",)
    assert decision.valid[0] == datetime(2020, 9, 20, 23, 59, tzinfo=ZoneInfo("America/New_York"))
    assert decision.next is not None and decision.next.verdict is Verdict.UNREGULATED
    assert decision.covered and decision.exact and not decision.retroactive
    assert decision.to_dict()["verdict"] == "suspended"
    assert decision.transaction.ruleset == law
    assert "injunction" in decision.explain()
    assert decision.explain("zh-Hans") != decision.explain("zh-Hant")
    with pytest.raises(lawful.QuestionError):
        decision.explain("tlh")


def test_an_unknown_fact_is_told(law: lawful.Ruleset) -> None:
    transit = law.transaction(app="wechat", activity="transit", actor="network-operator", location="US")
    decision = transit.decide(MONDAY)
    assert decision.verdict is Verdict.INDETERMINATE
    assert decision.missing == ("direct-contract",)
    assert decision.hinges_on[0].presumed == "contracted"
    assert transit.decide_over(MONDAY, MONDAY + timedelta(days=1)) == decision.possible


def test_a_timeline_is_a_sequence_without_gap(download: lawful.Transaction) -> None:
    line = download.timeline()
    assert len(line) == len(line.runs) == len(list(line))
    assert line[0].start is None and line[-1].end is None
    for before, after in zip(line.runs, line.runs[1:], strict=False):
        assert before.end == after.start
        assert download.verdict(after.start) is after.verdict  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        line[len(line)]


def test_what_objects_show_is_short_and_true(law: lawful.Ruleset, download: lawful.Transaction) -> None:
    assert repr(download.decide(MONDAY)) == "<Decision: suspended at 2020-09-21T12:00:00Z>"
    assert eval(f"law.t{repr(download)[1:]}", {"law": _Namespace(law)}) == download
    for each in objects(law)[:6]:
        assert len(repr(each)) < 300
    for shown in (law, download.decide(MONDAY), download.timeline(), law.provisions_table()):
        html = shown._repr_html_()
        assert html.startswith("<div>") and html.endswith("</div>")


class _Namespace:
    def __init__(self, law: lawful.Ruleset) -> None:
        self.transaction = law.transaction


def test_html_escapes_what_documents_say() -> None:
    title = "<script>alert(1)</script>"
    rules = lawful.Ruleset.from_documents(
        [("rules.toml", f'format = "lawful/1"\ntitle = {{ en = "{title}" }}\nrevision = 1\nas_of = 2020-01-01T00:00:00Z\n')]
    )
    assert title not in rules._repr_html_()


def test_only_aware_datetimes_of_whole_seconds_are_instants(download: lawful.Transaction) -> None:
    class Odd(datetime):
        pass

    good = Odd(2020, 9, 21, 12, tzinfo=timezone(timedelta(hours=2)))
    assert download.verdict(good) is Verdict.SUSPENDED
    bad: list[tuple[Any, str, str]] = [
        (datetime(2020, 9, 21, 12), "E-zone", "naive"),
        (date(2020, 9, 21), "E-type", "date"),
        ("2020-09-21T12:00:00Z", "E-type", "str"),
        (1600689600, "E-type", "int"),
        (float("nan"), "E-type", "float"),
        (None, "E-type", "NoneType"),
        (True, "E-type", "bool"),
        (MONDAY.replace(microsecond=1), "E-time", "fraction"),
        (datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-1))), "E-instant", "9999"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))), "E-instant", "1 to 9999"),
    ]
    for value, code, word in bad:
        for ask in (download.verdict, download.decide, download.covered):
            with pytest.raises(lawful.InstantError, match=word) as raised:
                ask(value)
            assert raised.value.errors()[0]["code"] == code
    with pytest.raises(lawful.InstantError):
        download.timeline(datetime(2020, 9, 21))
    with pytest.raises(lawful.QuestionError, match="empty"):
        download.decide_over(MONDAY, MONDAY)


def test_wall_times_of_a_zone_are_instants(download: lawful.Transaction) -> None:
    new_york = ZoneInfo("America/New_York")
    start = datetime(2020, 9, 20, 23, 59, tzinfo=new_york)
    assert download.verdict(start) is Verdict.SUSPENDED
    assert download.verdict(start - timedelta(seconds=1)) is Verdict.UNREGULATED


def test_wrong_values_are_refused_all_at_once(law: lawful.Ruleset) -> None:
    with pytest.raises(lawful.QuestionError) as raised:
        law.transaction(app="WeChat!", location="Atlantis", activity="downloading", direct_contract="yes")
    problems = raised.value.errors()
    assert {problem["code"] for problem in problems} == {"E-id", "E-region", "E-unknown-reference", "E-type"}
    assert all(set(problem) == {"code", "message", "hint", "place"} for problem in problems)
    assert isinstance(raised.value, ValueError) and isinstance(raised.value, lawful.LawfulError)
    again = pickle.loads(pickle.dumps(raised.value))
    assert again.errors() == problems and str(again) == str(raised.value)
    wrong: Any
    for wrong in (1.5, float("nan"), b"US", ["US"], object(), 2**64):
        with pytest.raises(lawful.QuestionError):
            law.transaction(location=wrong)
    with pytest.raises(lawful.QuestionError, match="whole number|id of the tree"):
        law.transaction(location=True)
    with pytest.raises(lawful.QuestionError, match="no fact"):
        law.transaction(weather="fine")
    readings: Any
    for readings in ("sometimes", 1, {"us/x#y": 1}, {"rest": "closed"}, {"no/such#question": "x"}):
        with pytest.raises(lawful.QuestionError):
            law.transaction(readings=readings, app="wechat")


def test_none_is_not_stated(law: lawful.Ruleset) -> None:
    assert law.transaction(app="wechat", location=None).stated == {"app": "wechat"}


def test_documents_are_read_with_every_problem_and_its_place(tmp_path: Any) -> None:
    (tmp_path / "rules.toml").write_text("format = 'lawful/1'\ntitle = 1\nrevison = 2\n")
    with pytest.raises(lawful.DocumentError) as raised:
        lawful.Ruleset.from_folder(tmp_path)
    problems = raised.value.errors()
    assert len(problems) > 1
    assert problems[0]["place"] is not None and problems[0]["place"]["file"] == "rules.toml"
    assert any(problem["place"] is not None and problem["place"]["line"] == 3 for problem in problems)
    with pytest.raises(lawful.DocumentError, match="E-io"):
        lawful.Ruleset.from_folder(tmp_path / "absent")
    with pytest.raises(lawful.DocumentError, match="E-syntax"):
        lawful.Ruleset.from_json("{")
    for damaged in (b"", b"LAWFULPF", lawful.corpus().to_prepared()[:-1]):
        with pytest.raises(lawful.DocumentError, match="E-format"):
            lawful.Ruleset.from_prepared(damaged)


def test_rules_of_ones_own_are_composed_with_the_corpus(law: lawful.Ruleset) -> None:
    from conftest import root

    own = lawful.Ruleset.from_folder(root() / "examples" / "own-rules", with_corpus=True)
    assert own != law and own.revision == law.revision
    deliver: dict[str, Any] = {"app": "wechat", "activity": "content-delivery", "party": "acme", "location": "US"}
    licensed = own.transaction(**deliver).decide(datetime(2020, 10, 1, tzinfo=UTC))
    assert licensed.at_most is not law.transaction(**deliver).decide(datetime(2020, 10, 1, tzinfo=UTC)).at_most
    assert law.transaction(**DOWNLOAD).rebind(own).ruleset == own


def test_required_facts_are_named(law: lawful.Ruleset) -> None:
    assert "location" in law.required_facts("transit")
    with pytest.raises(lawful.QuestionError):
        law.required_facts("flying")
