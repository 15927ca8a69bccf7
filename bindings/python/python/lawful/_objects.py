"""What decisions and timelines are made of."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import NamedTuple, NoReturn

from lawful._lawful import verdicts


class Verdict(Enum):
    """What holds for a transaction at an instant (SPEC 6, 7.1).

    The six statuses, from least to most residual risk, and ``INDETERMINATE`` where what is not known decides. It has
    no truth value and no order: a caller that must act states a :class:`Posture`.

    >>> from lawful import Verdict
    >>> Verdict("suspended").number
    4
    >>> bool(Verdict.UNREGULATED)
    Traceback (most recent call last):
    ...
    TypeError: a verdict is neither true nor false: compare it, or state a Posture
    """

    __module__ = "lawful"

    UNREGULATED = "unregulated"
    """No prohibition reaches it."""
    EXEMPT = "exempt"
    """An exemption carves it out."""
    LICENSED = "licensed"
    """A licence permits it."""
    SUSPENDED = "suspended"
    """The prohibition has no force while a suspension lasts."""
    UNENFORCED = "unenforced"
    """The prohibition stands, and the enforcer has bound itself not to enforce it."""
    PROHIBITED = "prohibited"
    """The prohibition stands."""
    INDETERMINATE = "indeterminate"
    """It depends on what is not known."""

    @property
    def number(self) -> int:
        """The number for wires and columns, from 1 to 7; 0 is never an answer (SPEC 10.6)."""
        return _NUMBERS[self.value]

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is neither true nor false: compare it, or state a Posture")


_NUMBERS = {word: number for number, word in enumerate(verdicts(), start=1)}


class Ground(NamedTuple):
    """A provision that brings the verdict about in some world (SPEC 10.2)."""

    id: str
    """The prohibition, or the exemption or licence that speaks by itself."""
    status: Verdict
    """Its status, which is the verdict in that world."""
    by: tuple[str, ...]
    """What brings the status about: ids of exemptions, licences, suspensions or forbearances; sorted."""
    certain: bool
    """Whether it is so in every world."""


class Hinge(NamedTuple):
    """A presumption on which an answer hinges (SPEC 7.3)."""

    id: str
    """The question or fact."""
    presumed: str
    """What was presumed."""
    others: tuple[tuple[str, tuple[Verdict, ...]], ...]
    """Every other value with what would be possible, sorted by value."""


class Outlook(NamedTuple):
    """What is pending (SPEC 10.4): ids, sorted."""

    challenges: tuple[str, ...]
    """Pending attacks on what is relevant."""
    reserves: tuple[str, ...]
    """Powers to prohibit later."""
    scheduled: tuple[str, ...]
    """Prohibitions whose window starts later."""
    statements: tuple[str, ...]
    """Statements about what is relevant."""


class Next(NamedTuple):
    """The run that follows the present one (SPEC 8.2)."""

    at: datetime
    """Its first second, in UTC."""
    verdict: Verdict
    """The verdict then."""
    possible: tuple[Verdict, ...]
    """What is possible then, from least to most."""
    grounds: tuple[Ground, ...]
    """The grounds at its first second."""


class Run(NamedTuple):
    """A run of a timeline (SPEC 8.1)."""

    start: datetime | None
    """Its first second, in UTC; ``None``: since ever."""
    end: datetime | None
    """The first second after it; ``None``: no known end."""
    verdict: Verdict
    """The verdict in it."""
    possible: tuple[Verdict, ...]
    """What is possible in it, from least to most."""
    grounds: tuple[Ground, ...]
    """The grounds at its first second."""


for _class in (Ground, Hinge, Outlook, Next, Run):
    _class.__module__ = "lawful"
