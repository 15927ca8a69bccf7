"""The story of `examples/README.md`, told in Python: September 2020 as an app store met it. What it prints stands in
`examples/story.expected.txt`.

    pip install ./bindings/python
    python examples/python/story.py
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import lawful

# Monday, 8 a.m. in Washington.
MONDAY = datetime(2020, 9, 21, 12, tzinfo=timezone.utc)


def story() -> Iterator[str]:
    """The lines of the story."""
    law = lawful.corpus()
    # A mistake in it, such as an unknown region, is an error here and not later.
    download = law.transaction(
        app="wechat", activity="app-store/download", actor="app-store", location="US", storefront="US"
    )

    yield "An app store is asked for WeChat by a user in the United States"
    yield ""
    yield line("at", stamp(MONDAY))

    yield from chapter("Thursday: an order bans what Commerce will identify, and nothing is identified")
    yield from shown(download.decide(MONDAY, datetime(2020, 9, 17, 12, tzinfo=timezone.utc)))

    yield from chapter("Friday: Commerce has published its list")
    yield from shown(download.decide(MONDAY, datetime(2020, 9, 18, 22, tzinfo=timezone.utc)))

    yield from chapter("Monday: a court has enjoined the list")
    yield from shown(download.decide(MONDAY, MONDAY))

    yield from chapter("In hindsight: until when that lasted")
    yield from shown(download.decide(MONDAY))

    yield from chapter("What if the injunction falls: the same record with a stay that was never granted")
    what_if = lawful.Ruleset.from_folder(Path(__file__).parents[1] / "what-if", with_corpus=True)
    yield from shown(download.rebind(what_if).decide(MONDAY, MONDAY))

    yield from chapter("A fact is missing: nobody said of which country the store account is")
    incomplete = law.transaction(app="wechat", activity="app-store/download", actor="app-store", location="US")
    yield from shown(incomplete.decide(MONDAY, MONDAY))


def chapter(title: str) -> Iterator[str]:
    yield ""
    yield title


def line(key: str, value: str) -> str:
    return f"  {key:<10}{value}"


def shown(decision: lawful.Decision) -> Iterator[str]:
    yield line("known", stamp(decision.known) if decision.known else "all that is on record")
    yield line("verdict", decision.verdict.value)
    if len(decision.possible) > 1:
        yield line("possible", " ".join(verdict.value for verdict in decision.possible))
    for ground in decision.grounds:
        yield line("ground", f"{ground.id} {ground.status.value}")
        for by in ground.by:
            yield line("  by", by)
    for fact in decision.missing:
        yield line("missing", fact)
    for question in decision.open_questions:
        yield line("open", question)
    start, _ = decision.valid
    if start:
        yield line("from", stamp(start))
    if decision.next:
        yield line("until", stamp(decision.next.at))
        yield line("then", decision.next.verdict.value)


def stamp(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


if __name__ == "__main__":
    print("\n".join(story()))
