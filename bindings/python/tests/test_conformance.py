"""Every case of the project, from Python (SPEC 13, 14.10)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import lawful


def test_every_case_is_decided_byte_for_byte_as_in_rust(conformance: Path) -> None:
    decided = refused = 0
    for entry in json.loads((conformance / "index.json").read_text()):
        rules = lawful.Ruleset.from_prepared((conformance / entry["rules"]).read_bytes())
        lines = (conformance / entry["cases"]).read_text().splitlines()
        assert len(lines) == entry["count"]
        for line in lines:
            case = json.loads(line)
            if "error" in case:
                try:
                    rules.transaction(readings=case["readings"], **case["ask"])
                except lawful.ValidationError as error:
                    codes = [problem["code"] for problem in error.errors()]
                    # A mistake may be told before the core sees it, and then alone.
                    assert codes[0] in case["error"]["all"], case["case"]
                    refused += 1
                else:
                    raise AssertionError(f"{case['case']}: not refused")
                continue
            asked = rules.transaction(readings=case["readings"], **case["ask"])
            at = instant(case["at"])
            decision = asked.decide(at, case["known"] and instant(case["known"]))
            # The decision stands in the line as Rust wrote it.
            assert f'"decision":{decision.to_json()},"known"' in line, case["case"]
            assert asked.verdict(at, decision.known) is decision.verdict
            decided += 1
    assert decided > 100 and refused > 0


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_codes_are_those_of_the_specification() -> None:
    codes = lawful.codes()
    assert codes["E-syntax"] == 1 and codes["E-region"] == 9
    assert sorted(codes.values()) == list(range(1, len(codes) + 1))
