"""A rule engine for conflicts between sources.

>>> from conflicts import Claim, check
>>> said = {"subject": "izium", "predicate": "in-ruins"}
>>> claims = [
...     Claim(id="1", asserted_by="army", valid="2022-03-24", **said),
...     Claim(id="2", asserted_by="mayor", valid="2022-03-24", polarity="denied", **said),
... ]
>>> [finding.rule for finding in check(claims, rules=["core/denial"]).findings]
['core/denial']
"""

import sys
from typing import TYPE_CHECKING

if sys.argv[:1] == ["-m"]:  # ``python -m conflicts`` imports this before it can do anything about an interrupt
    from _conflicts_command import end_silently

    sys.excepthook = end_silently

from conflicts.check import check
from conflicts.errors import (
    ConflictsError,
    EngineError,
    InputError,
    Place,
    Problem,
    RuleError,
    UnsupportedError,
    VocabularyError,
)
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import NONE, UNKNOWN, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers import load
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport
from conflicts.rules.rule import Rule

if TYPE_CHECKING:
    from conflicts.session import Change, Session

__version__ = "0.1.0"

__all__ = [
    "NONE",
    "UNKNOWN",
    "Change",
    "Citation",
    "Claim",
    "Collection",
    "ConflictReport",
    "ConflictsError",
    "EngineError",
    "Entity",
    "Finding",
    "InputError",
    "Location",
    "Place",
    "Predicate",
    "Problem",
    "Quantity",
    "Rule",
    "RuleError",
    "Session",
    "Source",
    "Term",
    "Text",
    "Time",
    "UnsupportedError",
    "Vocabulary",
    "VocabularyError",
    "check",
    "load",
]


def __getattr__(name: str) -> object:
    if name in ("Change", "Session"):  # with what they need: most programs check, and keep nothing
        import conflicts.session

        return getattr(conflicts.session, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
