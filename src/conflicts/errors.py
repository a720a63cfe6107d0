"""What can go wrong, and where.

    ConflictsError
    ├── InputError          a claims file, or a claim, is malformed
    ├── RuleError           a rule, or a pack of rules, is malformed
    ├── VocabularyError     predicates, entities or sources do not fit together
    ├── EngineError         an engine failed; a report would have been incomplete
    └── UnsupportedError    a true limit: the request is understood and cannot be met

Every error holds all the problems that were found, each with its place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Self


def file_name(path: PurePath) -> str:
    """How places and patterns name a file: with ``/`` on every system, and in UTF-8 whatever the locale.

    >>> from pathlib import PureWindowsPath
    >>> file_name(PureWindowsPath("claims", "ferry.yaml"))
    'claims/ferry.yaml'

    Bytes that are no UTF-8 are halves of surrogate pairs, as in names that Python gives (PEP 383).
    """
    name = path.as_posix()
    try:
        return name.encode(errors="surrogateescape").decode(errors="surrogateescape")
    except UnicodeEncodeError:  # other halves of pairs, which Windows allows
        return name


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a file: line and column count from one; zero is unknown."""

    file: str = ""
    line: int = 0
    column: int = 0

    @classmethod
    def of(cls, path: PurePath, line: int = 0, column: int = 0) -> Self:
        """The place in the file at this path."""
        return cls(file_name(path), line, column)

    def __str__(self) -> str:
        return ":".join([self.file or "<input>", *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in a sentence, and its place.

    ``path`` leads to the fault inside the document (``("claims", 3, "valid")``); a reader turns it into a place.
    ``of_value``: only that value cannot be read, so that everything else can be checked.
    """

    message: str
    place: Place = Place()
    path: tuple[str | int, ...] = ()
    of_value: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ConflictsError(Exception):
    """Base of every error this library raises on purpose; ``problems`` lists all that was found."""

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(p) if p.place != Place() else p.message for p in self.problems))


class InputError(ConflictsError):
    """A claims file, or a claim, is malformed."""


class RuleError(ConflictsError):
    """A rule, or a pack of rules, is malformed."""


class VocabularyError(ConflictsError):
    """Predicates, entities or sources do not fit together."""


class EngineError(ConflictsError):
    """An engine failed; without this error the report would have been silently incomplete."""


class UnsupportedError(ConflictsError):
    """The request is understood and cannot be met."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``" (did you mean X?)"`` for the known word closest to ``word``, or an empty string."""
    from difflib import get_close_matches  # here, since it takes a while to load and is rarely needed

    close = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""
