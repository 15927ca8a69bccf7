"""The exceptions of the package: one tree."""

from __future__ import annotations

from typing import TypedDict

_SHOWN = 10


class Problem(TypedDict):
    """One mistake, as :meth:`ValidationError.errors` lists it.

    ``code`` is stable (:func:`codes` has them all). ``place`` says where: ``file``, ``line`` and ``column`` of a
    document, or ``row`` (from 0) and ``column`` of a table; ``None`` where there is nothing to point at.
    """

    code: str
    message: str
    hint: str | None
    place: dict[str, str | int | None] | None


class LawfulError(Exception):
    """Every exception of the package."""

    __module__ = "lawful"


class ValidationError(LawfulError, ValueError):
    """Something that was given is wrong; every mistake is listed at once.

    >>> import lawful
    >>> try:
    ...     lawful.corpus().transaction(app="wechat", activity="app-store/downlod")
    ... except lawful.ValidationError as error:
    ...     error.errors()[0]["hint"]
    'did you mean `app-store/download`?'
    """

    __module__ = "lawful"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self._problems = problems

    def errors(self) -> list[Problem]:
        """The mistakes, in the order in which they would be met; a new list each time.

        >>> import lawful
        >>> try:
        ...     lawful.corpus().transaction(location="USA!", weather="fine")
        ... except lawful.QuestionError as error:
        ...     [problem["code"] for problem in error.errors()]
        ['E-region', 'E-unknown-fact']
        """
        return [problem.copy() for problem in self._problems]

    def __str__(self) -> str:
        lines = [_line(problem) for problem in self._problems[:_SHOWN]]
        if len(self._problems) > _SHOWN:
            lines.append(f"… and {len(self._problems) - _SHOWN} more: see errors()")
        return "\n".join(lines)


class DocumentError(ValidationError):
    """Documents, or the prepared form, cannot be read as a rule set."""

    __module__ = "lawful"


class QuestionError(ValidationError):
    """A question is wrong: an unknown fact, region or activity, a wrong type, an empty range."""

    __module__ = "lawful"


class InstantError(QuestionError):
    """What was given for an instant is none: naive, with a fraction of a second, or out of range."""

    __module__ = "lawful"


class TableError(QuestionError):
    """A table cannot be answered, because of a column or of rows.

    ``row_count`` is the number of rows that cannot be answered, of which :meth:`errors` lists the first; it is
    ``None`` where a column as a whole, or the table, is to blame.
    """

    __module__ = "lawful"

    row_count: int | None = None

    def __str__(self) -> str:
        text = super().__str__()
        return text if self.row_count is None else f"{text}\n{self.row_count} rows cannot be answered"


class InternalError(LawfulError, RuntimeError):
    """A bug of the library. The objects stay usable."""

    __module__ = "lawful"


def _line(problem: Problem) -> str:
    place = problem["place"]
    if place is None:
        where = ""
    elif "file" in place:
        parts = [str(place[key]) for key in ("file", "line", "column") if place[key] is not None]
        where = ":".join(parts) + ": "
    else:
        where = ", ".join(f"{key} {value}" for key, value in place.items()) + ": "
    hint = f" ({problem['hint']})" if problem["hint"] else ""
    return f"{where}{problem['code']}: {problem['message']}{hint}"
