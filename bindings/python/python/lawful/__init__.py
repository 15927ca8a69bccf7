"""May this app be served, here, to this person, at that moment?

``lawful`` answers from the public record of law: one question (:meth:`Ruleset.transaction`,
:meth:`Transaction.decide`), or a table of them (:meth:`Ruleset.decide_table`). It is no legal advice.

>>> from datetime import datetime, timezone
>>> import lawful
>>> download = lawful.corpus().transaction(app="wechat", activity="app-store/download", actor="app-store",
...                                        location="US", storefront="US")
>>> decision = download.decide(datetime(2020, 9, 21, 12, tzinfo=timezone.utc))
>>> decision
<Decision: suspended at 2020-09-21T12:00:00Z>

Clauses such as SPEC 7.1 are those of ``docs/spec.md`` of the project.
"""

from lawful._errors import (
    DocumentError,
    InstantError,
    InternalError,
    LawfulError,
    Problem,
    QuestionError,
    TableError,
    ValidationError,
)
from lawful._lawful import (
    Decision,
    Ruleset,
    Table,
    Timeline,
    Transaction,
    codes,
    corpus,
    version,
)
from lawful._objects import Ground, Hinge, Next, Outlook, Run, Verdict
from lawful._posture import Posture
from lawful._tables import Literal, lit

__version__ = version()

__all__ = [
    "Decision",
    "DocumentError",
    "Ground",
    "Hinge",
    "InstantError",
    "InternalError",
    "LawfulError",
    "Literal",
    "Next",
    "Outlook",
    "Posture",
    "Problem",
    "QuestionError",
    "Ruleset",
    "Run",
    "Table",
    "TableError",
    "Timeline",
    "Transaction",
    "ValidationError",
    "Verdict",
    "__version__",
    "codes",
    "corpus",
    "lit",
    "version",
]
