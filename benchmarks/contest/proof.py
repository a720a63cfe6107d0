"""What shows that two programs have found the same: numbers of matches, and checksums in which order plays no part."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Hashes = NDArray[np.uint64]


class Proof(BaseModel):
    """What was found by one rule: how many matches, which claims take part, and, if they were listed, which matches."""

    certain: int
    possible: int
    claims: str | None = None
    matches: str | None = None

    def agrees_with(self, other: "Proof") -> bool:
        """Whether all that both of them know is the same."""
        theirs = other.model_dump()
        return all(None in (said, theirs[name]) or said == theirs[name] for name, said in self.model_dump().items())


@dataclass(frozen=True, eq=False)
class Matches:
    """Matches by the numbers of their claims, all of them ``certain`` or possible; of one claim, first is second."""

    first: Numbers
    second: Numbers
    certain: Truths


@dataclass(frozen=True, eq=False)
class Counted:
    """Matches of one verdict that were counted and not listed, and the claims that take part in them."""

    certain: bool
    matches: int
    claims: Numbers


def listed(found: Sequence[tuple[int, int, bool]]) -> Matches:
    """Matches that a program gives as a list."""
    columns = np.array(found, np.int64).reshape(len(found), 3)
    return Matches(columns[:, 0], columns[:, 1], columns[:, 2] == 1)


def prove(matches: Matches, counted: Sequence[Counted] = ()) -> Proof:
    """The numbers and the checksums of what was found by one rule."""
    sure = int(matches.certain.sum()) + sum(each.matches for each in counted if each.certain)
    every = len(matches.certain) + sum(each.matches for each in counted)
    words = (matches.first, matches.second, matches.certain.astype(np.int64))
    return Proof(
        certain=sure,
        possible=every - sure,
        claims=_checksum(_parties(matches, counted)),
        matches=None if counted else _checksum(_mixed(*words)),
    )


def _parties(matches: Matches, counted: Sequence[Counted]) -> Hashes:
    """A hash for each claim that takes part, once for each verdict."""
    of_both = []
    for certain in (True, False):
        its = matches.certain == certain
        others = [each.claims for each in counted if each.certain == certain]
        claims = np.unique(np.concatenate((matches.first[its], matches.second[its], *others)))
        of_both.append(_mixed(claims, np.full(len(claims), int(certain))))
    return np.concatenate(of_both)


def _checksum(hashes: Hashes) -> str:
    return f"{int(hashes.sum(dtype=np.uint64)):016x}"


def _mixed(*columns: Numbers) -> Hashes:
    """A hash of 64 bits for each line (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    hashes = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        hashes = hashes + column.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        hashes = hashes ^ (hashes >> np.uint64(31))
    return hashes
