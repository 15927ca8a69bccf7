"""How objects come back from a pickle: from their rule set and what was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lawful._lawful import Decision, Ruleset, Timeline, Transaction


def transaction(ruleset: Ruleset, stated: dict[str, Any], readings: Any) -> Transaction:
    return ruleset.transaction(readings=readings, **stated)


def decision(asked: Transaction, at: datetime, known: datetime | None) -> Decision:
    return asked.decide(at, known)


def timeline(asked: Transaction, known: datetime | None) -> Timeline:
    return asked.timeline(known)
