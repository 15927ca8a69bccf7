"""How objects look in a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape

from lawful._lawful import Decision, Ruleset, Table, Timeline
from lawful._objects import Ground, Run, Verdict

_SHOWN_ROWS = 10

# The same hue for the same verdict in every picture of the package; told apart by those who see no red or green.
COLOURS = {
    Verdict.UNREGULATED: "#d9d9d9",
    Verdict.EXEMPT: "#a6cee3",
    Verdict.LICENSED: "#1f78b4",
    Verdict.SUSPENDED: "#fdbf6f",
    Verdict.UNENFORCED: "#ff7f00",
    Verdict.PROHIBITED: "#b2182b",
    Verdict.INDETERMINATE: "#cab2d6",
}
_LIGHT_TEXT = {Verdict.LICENSED, Verdict.PROHIBITED}


def decision(shown: Decision) -> str:
    start, end = shown.valid
    facts = ", ".join(f"{fact} = {value}" for fact, value in shown.transaction.stated.items())
    known = "in hindsight" if shown.known is None else f"as known at {_when(shown.known)}"
    rows = [
        ("asked", escape(f"{facts} at {_when(shown.at)}, {known}")),
        ("holds", _span(start, end)),
        ("grounds", _list(_ground(ground) for ground in shown.grounds)),
        ("missing", _list(map(escape, shown.missing))),
        ("open questions", _list(map(escape, shown.open_questions))),
        ("then", "" if shown.next is None else f"{_badge(shown.next.verdict)} from {_when(shown.next.at)}"),
        ("covered", "" if shown.covered else "no: nobody has looked here"),
    ]
    return f"<div>{_badge(shown.verdict)}{_bounds(shown)}{_rows(rows)}</div>"


def timeline(shown: Timeline) -> str:
    facts = ", ".join(f"{fact} = {value}" for fact, value in shown.transaction.stated.items())
    body = "".join(f"<tr>{_cells(_run(run))}</tr>" for run in shown.runs)
    head = "<tr><th>from</th><th>until</th><th>verdict</th><th>grounds</th></tr>"
    return f"<div>{escape(facts)}<table><thead>{head}</thead><tbody>{body}</tbody></table></div>"


def ruleset(shown: Ruleset) -> str:
    title = shown.title.get("en") or next(iter(shown.title.values()), "")
    rows = [
        ("revision", str(shown.revision)),
        ("as of", _when(shown.as_of)),
        ("provisions", str(len(shown.provisions_table()))),
        ("apps", escape(", ".join(shown.apps))),
        ("content", f"<code>{escape(shown.content_hash)}</code>"),
    ]
    return f"<div><b>{escape(title)}</b>{_rows(rows)}</div>"


def table(shown: Table) -> str:
    names = shown.column_names
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = shown.head(_SHOWN_ROWS).to_pylist()
    body = "".join(f"<tr>{_cells([_value(row[name]) for name in names])}</tr>" for row in rows)
    more = f"{len(shown)} rows" if len(shown) > len(rows) else ""
    return f"<div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"


def _badge(verdict: Verdict) -> str:
    ink = "white" if verdict in _LIGHT_TEXT else "black"
    style = f"background:{COLOURS[verdict]};color:{ink};padding:0.1em 0.5em;border-radius:0.3em"
    return f'<span style="{style}">{verdict.value}</span>'


def _bounds(shown: Decision) -> str:
    if shown.verdict is not Verdict.INDETERMINATE:
        return ""
    return f" between {_badge(shown.at_least)} and {_badge(shown.at_most)}"


def _run(run: Run) -> list[str]:
    start, end = run.start, run.end
    grounds = _list(_ground(ground) for ground in run.grounds)
    return [_when(start) if start else "ever", _when(end) if end else "no known end", _badge(run.verdict), grounds]


def _ground(ground: Ground) -> str:
    by = f" by {escape(', '.join(ground.by))}" if ground.by else ""
    return f"{escape(ground.id)}: {ground.status.value}{by}"


def _span(start: datetime | None, end: datetime | None) -> str:
    return f"{_when(start) if start else 'ever'} – {_when(end) if end else 'no known end'}"


def _when(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S UTC")


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _when(value)
    if isinstance(value, list):
        return _list(escape(str(item)) for item in value)
    return escape(str(value))


def _list(items: Iterable[str]) -> str:
    return "<br>".join(items)


def _rows(rows: list[tuple[str, str]]) -> str:
    shown = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>" for name, text in rows if text)
    return f"<table>{shown}</table>"


def _cells(cells: list[str]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)
