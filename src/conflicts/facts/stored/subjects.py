"""Subjects as claims of which nothing else is known: there may be as many as there are claims."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast, overload

from conflicts.model.claim import Claim
from conflicts.tables.flat import PLACEHOLDER


class Subjects(Sequence[Claim]):
    """Claims of which nothing but the subject is known, made when they are asked for: there may be very many."""

    def __init__(self, subjects: Sequence[str]) -> None:
        self.subjects = subjects
        self._nothing = Claim.model_validate(dict(PLACEHOLDER))

    def __len__(self) -> int:
        return len(self.subjects)

    @overload
    def __getitem__(self, at: int) -> Claim: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Claim]: ...
    def __getitem__(self, at: int | slice) -> Claim | Sequence[Claim]:
        if isinstance(at, slice):
            return Subjects(self.subjects[at])
        return self._nothing.model_copy(update={"subject": self.subjects[at]})

    def __iter__(self) -> Iterator[Claim]:
        """Stand-ins, of which only the subject may be asked for: a copied claim takes ten times as long."""
        for subject in self.subjects:
            yield cast(Claim, _OnlySubject(subject))


class _OnlySubject:
    __slots__ = ("subject",)

    def __init__(self, subject: str) -> None:
        self.subject = subject


class SubjectCells(Sequence[Mapping[str, object]]):
    """The cells of those claims."""

    def __init__(self, subjects: Sequence[str]) -> None:
        self.subjects = subjects

    def __len__(self) -> int:
        return len(self.subjects)

    @overload
    def __getitem__(self, at: int) -> Mapping[str, object]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, object]]: ...
    def __getitem__(self, at: int | slice) -> Mapping[str, object] | Sequence[Mapping[str, object]]:
        return SubjectCells(self.subjects[at]) if isinstance(at, slice) else {"subject": self.subjects[at]}
