"""A sweep in numpy, by hand: conflicts counted by sorting and searching, without looking at any pair.

The claims that meet a claim in time are those that begin before its end, less those that end before its beginning. From
these are taken those of the same value and those of the same origin, and those of both are added again. It knows which
claims take part and how many matches there are, not which; and all claims must have one key.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from contest.case import INCOMPATIBLE, NEWER, UNCITED, Case
from contest.proof import Counted, Matches, Numbers, Proof, prove
from contest.protocol import Answer, Outcome, Work

NONE = np.zeros(0, np.int64)
NO_MATCHES = Matches(NONE, NONE, NONE == 1)


def one_block(case: Case) -> Work:
    """A Parquet file to counts, and to the claims that take part."""
    assert case.shape == "hot", "it asks for one key"

    def work() -> Answer:
        claims = pq.read_table(case.table)
        value, origin, source = (_codes(claims, name) for name in ("value", "origin", "asserted_by"))
        found: dict[str, tuple[Matches, Sequence[Counted]]] = {}
        if INCOMPATIBLE in case.rules:
            found[INCOMPATIBLE] = (NO_MATCHES, _incompatible(claims, value, origin))
        if NEWER in case.rules:
            found[NEWER] = (NO_MATCHES, _newer(_days(claims, "stated"), source, value))
        if UNCITED in case.rules:
            none = np.flatnonzero(claims.column("citation_count").to_numpy() == 0)
            found[UNCITED] = (Matches(none, none, np.ones(len(none), np.bool_)), ())
        return lambda: Outcome({name: _proof(*its) for name, its in found.items()})

    return work


def _proof(matches: Matches, counted: Sequence[Counted]) -> Proof:
    return prove(matches, counted)


def _incompatible(claims: pa.Table, value: Numbers, origin: Numbers) -> list[Counted]:
    begin, end = _days(claims, "valid_from"), _days(claims, "valid_to")
    kinds = value.max() + 1
    groups = ((np.zeros_like(value), 1), (value, -1), (origin, -1), (origin * kinds + value, 1))
    sure, possibly = np.zeros_like(begin), np.zeros_like(begin)
    for group, sign in groups:
        possibly += sign * (_before(group, begin, end, or_at=True) - _before(group, end, begin, or_at=False))
        sure += sign * (_before(group, begin, end, or_at=False) - _before(group, end, begin, or_at=True))
    return _counted(sure, possibly - sure, times=2)


def _newer(stated: Numbers, source: Numbers, value: Numbers) -> list[Counted]:
    kinds = value.max() + 1
    earlier, later, same = (np.zeros_like(stated) for _ in range(3))
    for group, sign in ((source, 1), (source * kinds + value, -1)):
        before = _before(group, stated, stated, or_at=False)
        up_to = _before(group, stated, stated, or_at=True)
        earlier += sign * before
        same += sign * (up_to - before)
        later += sign * (np.bincount(group)[group] - up_to)
    return _counted(earlier + later, 2 * same, times=2)


def _counted(sure: Numbers, possible: Numbers, *, times: int) -> list[Counted]:
    """From the number of matches of each claim, in which every match is there ``times`` times."""
    return [
        Counted(certain, int(each.sum()) // times, np.flatnonzero(each))
        for certain, each in ((True, sure), (False, possible))
    ]


def _before(group: Numbers, days: Numbers, limits: Numbers, *, or_at: bool) -> Numbers:
    """For each claim, how many of its group have a day before (or at) its limit."""
    lowest = min(int(days.min()), int(limits.min()))
    span = max(int(days.max()), int(limits.max())) - lowest + 1
    line = np.sort(group * span + days - lowest)
    found = np.searchsorted(line, group * span + limits - lowest, side="right" if or_at else "left")
    return found - np.searchsorted(line, group * span)


def _codes(claims: pa.Table, name: str) -> Numbers:
    words = pc.dictionary_encode(claims.column(name)).combine_chunks()
    return np.asarray(words.indices, np.int64)


def _days(claims: pa.Table, name: str) -> Numbers:
    return np.asarray(claims.column(name).cast(pa.int32()), np.int64)
