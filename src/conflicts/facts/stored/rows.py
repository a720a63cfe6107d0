"""Stored facts as sequences: what is asked for is read, a row at a time or some together."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from conflicts.model.claim import Claim

if TYPE_CHECKING:
    from conflicts.facts.stored.table import StoredFacts

MOST_KEPT = 50_000
"""How many claims are kept as objects once they were made."""


class StoredColumn(Sequence[int]):
    """A column of stored facts, read row by row."""

    def __init__(self, facts: "StoredFacts", name: str) -> None:
        self._facts, self._name = facts, name

    def __len__(self) -> int:
        return len(self._facts)

    @overload
    def __getitem__(self, row: int) -> int: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[int]: ...
    def __getitem__(self, row: int | slice) -> int | Sequence[int]:
        if isinstance(row, slice):
            return [self._facts.cell(each, self._name) for each in range(*row.indices(len(self)))]
        return self._facts.cell(row, self._name)


class StoredTexts(Sequence[str | None]):
    """The texts of a field of stored facts, read row by row."""

    def __init__(self, facts: "StoredFacts", field: str) -> None:
        self._facts, self._field = facts, field

    def __len__(self) -> int:
        return len(self._facts)

    @overload
    def __getitem__(self, row: int) -> str | None: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[str | None]: ...
    def __getitem__(self, row: int | slice) -> str | Sequence[str | None] | None:
        if isinstance(row, slice):
            return [self._facts.text(each, self._field) for each in range(*row.indices(len(self)))]
        return self._facts.text(row, self._field)


class StoredClaims(Sequence[Claim]):
    """Claims that are made up as objects when they are asked for."""

    def __init__(self, facts: "StoredFacts") -> None:
        self._facts = facts

    def __len__(self) -> int:
        return len(self._facts)

    @overload
    def __getitem__(self, row: int) -> Claim: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Claim]: ...
    def __getitem__(self, row: int | slice) -> Claim | Sequence[Claim]:
        if isinstance(row, slice):
            return [self._facts.claim(each) for each in range(*row.indices(len(self)))]
        return self._facts.claim(row)

    def __iter__(self) -> Iterator[Claim]:
        for start in range(0, len(self), MOST_KEPT // 10):
            rows = range(start, min(start + MOST_KEPT // 10, len(self)))
            self._facts.fetch(rows)
            yield from map(self._facts.claim, rows)
