"""Subjects as claims of which nothing else is known: there may be as many as there are claims."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from conflicts.facts.by_row import ByRow
from conflicts.model.claim import Claim


class _OnlySubject(NamedTuple):
    """A stand-in for a claim, of which only the subject may be asked for: copying one takes ten times as long."""

    subject: str


class Subjects(ByRow[Claim]):
    """Claims of which nothing but the subject is known."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__(len(subjects), lambda row: cast(Claim, _OnlySubject(subjects[row])))


class SubjectCells(ByRow[Mapping[str, object]]):
    """The cells of those claims."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__(len(subjects), lambda row: {"subject": subjects[row]})
        self.subjects = subjects
