"""Crowds as arrays, where there may be too many to make an object of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from conflicts.facts.query import Crowd, Match


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """Crowds one after the other: number ``i`` has the claims ``members[bounds[i]:bounds[i + 1]]``, ascending.

    ``leading`` says of each member whether it stands first in a match. The rows of the crowd's first matches are
    ``examples[shown[i]:shown[i + 1]]``, a line a match.
    """

    certain: NDArray[np.bool_]
    pairs: NDArray[np.int64]
    members: NDArray[np.int64]
    leading: NDArray[np.bool_]
    bounds: NDArray[np.int64]
    examples: NDArray[np.int64]
    shown: NDArray[np.int64]

    @classmethod
    def of(cls, crowds: Iterable[Crowd] = ()) -> "Crowds":
        """These crowds as arrays."""
        every = tuple(crowds)
        return cls(
            certain=np.array([crowd.certain for crowd in every], np.bool_),
            pairs=np.array([crowd.pairs for crowd in every], np.int64),
            members=np.array([row for crowd in every for row in crowd.rows], np.int64),
            leading=np.array([row in crowd.leading for crowd in every for row in crowd.rows], np.bool_),
            bounds=_bounds([len(crowd.rows) for crowd in every]),
            examples=np.array([match.rows for crowd in every for match in crowd.examples], np.int64).reshape(-1, 2),
            shown=_bounds([len(crowd.examples) for crowd in every]),
        )

    @classmethod
    def joined(cls, parts: "Sequence[Crowds]") -> "Crowds":
        """The crowds of all parts, one after the other."""
        if not parts:
            return cls.of()
        return cls(
            certain=np.concatenate([part.certain for part in parts]),
            pairs=np.concatenate([part.pairs for part in parts]),
            members=np.concatenate([part.members for part in parts]),
            leading=np.concatenate([part.leading for part in parts]),
            bounds=_bounds(np.concatenate([np.diff(part.bounds) for part in parts])),
            examples=np.concatenate([part.examples for part in parts]),
            shown=_bounds(np.concatenate([np.diff(part.shown) for part in parts])),
        )

    def __len__(self) -> int:
        return len(self.pairs)

    def __getitem__(self, number: int) -> Crowd:
        its = slice(self.bounds[number], self.bounds[number + 1])
        certain, members = bool(self.certain[number]), self.members[its]
        first = self.examples[self.shown[number] : self.shown[number + 1]]
        return Crowd(
            certain=certain,
            rows=tuple(members.tolist()),
            leading=frozenset(members[self.leading[its]].tolist()),
            pairs=int(self.pairs[number]),
            examples=tuple(Match(tuple(rows), certain) for rows in first.tolist()),
        )

    def __iter__(self) -> Iterator[Crowd]:
        return map(self.__getitem__, range(len(self)))

    def renumbered(self, rows: NDArray[np.int64]) -> "Crowds":
        """The same crowds where the claims of a block have these numbers, which ascend."""
        return replace(self, members=rows[self.members], examples=rows[self.examples])


def _bounds(lengths: "Sequence[int] | NDArray[np.int64]") -> NDArray[np.int64]:
    """Where lists of these lengths begin and end, one after the other."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
