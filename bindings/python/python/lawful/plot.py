"""Pictures, with altair. Needs the extra ``plot``.

The methods :meth:`lawful.Decision.plot`, :meth:`lawful.Timeline.plot` and :meth:`lawful.Ruleset.plot_grid` call these
functions; each returns a chart of altair, to be shown, changed or saved.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import altair as alt

from lawful._html import COLOURS
from lawful._lawful import Decision, Ruleset, Timeline, Transaction
from lawful._objects import Run, Verdict

_MARGIN = timedelta(days=30)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def decision(shown: Decision) -> Any:
    """The verdict over time, as known when the decision was, and the instant that was asked about."""
    line = shown.transaction.timeline(shown.known)
    rule = alt.Chart(_values([{"at": _iso(shown.at)}])).mark_rule(strokeDash=[4, 3], size=2).encode(
        x=alt.X("at:T"), tooltip=["at:T"]
    )
    return (_bars(line, [shown.at]) + rule).properties(title=_title(shown.transaction))


def timeline(shown: Timeline) -> Any:
    """One bar for each run."""
    return _bars(shown, []).properties(title=_title(shown.transaction))


def grid(
    ruleset: Ruleset,
    start: datetime | None,
    end: datetime | None,
    readings: Any,
    facts: dict[str, Any] | None,
) -> Any:
    """Conduct time across, knowledge time up, the verdict as colour: a row for each time from which the answers were
    known to be others."""
    asked = ruleset.transaction(readings=readings, **(facts or {}))
    lines: list[tuple[datetime, Timeline]] = []
    for known in ruleset.publics:
        line = asked.timeline(known)
        if not lines or _verdicts(line) != _verdicts(lines[-1][1]):
            lines.append((known, line))
    first, last = _window([run for _, line in lines for run in line], [])
    first, last = start or first, end or last
    values = []
    for known, line in lines:
        for run in line:
            clipped = _clip(run, first, last)
            if clipped:
                values.append({**clipped, "known": _iso(known)})
    # A row for each state of knowledge, all of one height: what was believed for two days is to be seen as well.
    chart = alt.Chart(_values(values)).mark_rect(stroke="white", strokeWidth=1)
    return chart.encode(
        x=alt.X("from:T", title="when it takes place"),
        x2="until:T",
        y=alt.Y("known:O", title="as known from", sort="descending"),
        color=_colour(),
        tooltip=["verdict:N", "from:T", "until:T", "known:O", "grounds:N"],
    ).properties(title=_title(asked), width=560, height=alt.Step(28))


def _verdicts(line: Timeline) -> list[tuple[datetime | None, Verdict]]:
    return [(run.start, run.verdict) for run in line]


def _bars(line: Timeline, instants: list[datetime]) -> Any:
    first, last = _window(list(line), instants)
    values = [clipped for run in line if (clipped := _clip(run, first, last))]
    return (
        alt.Chart(_values(values))
        .mark_bar(height=24)
        .encode(
            x=alt.X("from:T", title=None),
            x2="until:T",
            color=_colour(),
            tooltip=["verdict:N", "from:T", "until:T", "grounds:N"],
        )
        .properties(width=560, height=40)
    )


def _window(runs: list[Run], instants: list[datetime]) -> tuple[datetime, datetime]:
    """What is shown: every bound, and some time around."""
    bounds = [bound for run in runs for bound in (run.start, run.end) if bound is not None] + instants
    if not bounds:
        bounds = [datetime.fromisoformat("2020-01-01T00:00:00+00:00")]
    # No datetime is before the first or after the last.
    first, last = _FIRST + _MARGIN, _LAST - _MARGIN
    return max(min(bounds), first) - _MARGIN, min(max(bounds), last) + _MARGIN


def _clip(run: Run, first: datetime, last: datetime) -> dict[str, str] | None:
    start, end = max(run.start or first, first), min(run.end or last, last)
    if start >= end:
        return None
    grounds = ", ".join(ground.id for ground in run.grounds)
    return {"from": _iso(start), "until": _iso(end), "verdict": run.verdict.value, "grounds": grounds}


def _colour() -> Any:
    scale = alt.Scale(
        domain=[verdict.value for verdict in Verdict], range=[COLOURS[verdict] for verdict in Verdict]
    )
    return alt.Color("verdict:N", scale=scale, title=None)


def _values(values: list[dict[str, str]]) -> Any:
    return alt.Data(values=values)


def _title(asked: Transaction) -> str:
    return ", ".join(f"{fact} = {value}" for fact, value in asked.stated.items())


def _iso(instant: datetime) -> str:
    return instant.isoformat()
