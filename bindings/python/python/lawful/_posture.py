"""What a caller does with an answer: stated once, without default (SPEC 10.5)."""

from __future__ import annotations

from typing import Any, Generic, NoReturn, TypeVar, cast

from lawful._lawful import Decision, posture_field
from lawful._objects import Verdict

A = TypeVar("A")


class Posture(Generic[A]):
    """An action for every verdict, for ``indeterminate`` and for what is not covered.

    There is no default: leaving a field out is an error.

    >>> import lawful
    >>> from datetime import datetime, timezone
    >>> serve = lawful.Posture(unregulated=True, exempt=True, licensed=True, suspended=True, unenforced=False,
    ...                        prohibited=False, indeterminate=False, not_covered=False)
    >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", actor="app-store",
    ...                                        location="US", storefront="US")
    >>> serve.act(download.decide(datetime(2020, 9, 21, 12, tzinfo=timezone.utc)))
    True
    """

    unregulated: A
    """No prohibition reaches the transaction, in a place and for an activity that the record covers."""
    exempt: A
    """An exemption carves it out."""
    licensed: A
    """A licence permits it."""
    suspended: A
    """A suspension lasts."""
    unenforced: A
    """Prohibited, and not enforced."""
    prohibited: A
    """Prohibited."""
    indeterminate: A
    """It depends on what is not known."""
    not_covered: A
    """Free of prohibitions as far as is known, where nobody has looked (SPEC 7.6)."""

    # Written out: dataclasses would be most of what it takes to import the package.
    __slots__ = (
        "exempt",
        "indeterminate",
        "licensed",
        "not_covered",
        "prohibited",
        "suspended",
        "unenforced",
        "unregulated",
    )

    def __init__(
        self,
        *,
        unregulated: A,
        exempt: A,
        licensed: A,
        suspended: A,
        unenforced: A,
        prohibited: A,
        indeterminate: A,
        not_covered: A,
    ) -> None:
        set_field = object.__setattr__
        set_field(self, "unregulated", unregulated)
        set_field(self, "exempt", exempt)
        set_field(self, "licensed", licensed)
        set_field(self, "suspended", suspended)
        set_field(self, "unenforced", unenforced)
        set_field(self, "prohibited", prohibited)
        set_field(self, "indeterminate", indeterminate)
        set_field(self, "not_covered", not_covered)

    def action(self, verdict: Verdict, covered: bool) -> A:
        """The action for an answer: what would be free is ``not_covered`` where nobody has looked.

        >>> import lawful
        >>> verdicts = [verdict.value for verdict in lawful.Verdict]
        >>> cautious = lawful.Posture(**dict.fromkeys(verdicts, "stop") | {"exempt": "serve"}, not_covered="ask")
        >>> cautious.action(lawful.Verdict.EXEMPT, True), cautious.action(lawful.Verdict.UNREGULATED, False)
        ('serve', 'ask')
        """
        return cast(A, getattr(self, posture_field(verdict.value, covered)))

    def act(self, decision: Decision) -> A:
        """The action for a decision.

        >>> import lawful
        >>> verdicts = [verdict.value for verdict in lawful.Verdict]
        >>> cautious = lawful.Posture(**dict.fromkeys(verdicts, "stop") | {"exempt": "serve"}, not_covered="ask")
        >>> from datetime import datetime, timezone
        >>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", location="US",
        ...                                        actor="app-store", storefront="US")
        >>> cautious.act(download.decide(datetime(2020, 9, 21, 12, tzinfo=timezone.utc)))
        'stop'
        """
        return self.action(decision.verdict, decision.covered)

    def _actions(self) -> dict[str, A]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a posture is immutable: `{name}` cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a posture is immutable: `{name}` cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return self._actions() == other._actions() if isinstance(other, Posture) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._actions().items()))

    def __repr__(self) -> str:
        return f"Posture({', '.join(f'{name}={action!r}' for name, action in self._actions().items())})"

    def __copy__(self) -> Posture[A]:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _posture, (self._actions(),)


def _posture(actions: dict[str, A]) -> Posture[A]:
    return Posture(**actions)


Posture.__module__ = "lawful"
