"""Matches as arrays, where there are too many to make an object of each, and the clusters they form."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from conflicts.facts.query import Crowd, Match, Operator, Truncation

Numbers: TypeAlias = NDArray[np.int64]
Truths: TypeAlias = NDArray[np.bool_]

COMPARE_ARRAYS: Mapping[Operator, Callable[[Numbers, Numbers | int], Truths]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


DENSE = 8
"""How many numbers there may be for each one that occurs, so that they are counted through and not sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """Crowds one after the other: number ``i`` has the claims ``members[bounds[i]:bounds[i + 1]]``, ascending.

    ``leading`` says of each member whether it stands first in a match. The rows of the crowd's first matches are
    ``examples[shown[i]:shown[i + 1]]``, a line a match.
    """

    certain: Truths
    pairs: Numbers
    members: Numbers
    leading: Truths
    bounds: Numbers
    examples: Numbers
    shown: Numbers

    @classmethod
    def of(cls, crowds: Iterable[Crowd] = ()) -> "Crowds":
        """These crowds as arrays."""
        every = tuple(crowds)
        return cls(
            certain=np.array([crowd.certain for crowd in every], np.bool_),
            pairs=np.array([crowd.pairs for crowd in every], np.int64),
            members=np.array([row for crowd in every for row in crowd.rows], np.int64),
            leading=np.array([row in crowd.leading for crowd in every for row in crowd.rows], np.bool_),
            bounds=offsets([len(crowd.rows) for crowd in every]),
            examples=np.array([match.rows for crowd in every for match in crowd.examples], np.int64).reshape(-1, 2),
            shown=offsets([len(crowd.examples) for crowd in every]),
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
            bounds=offsets(np.concatenate([np.diff(part.bounds) for part in parts])),
            examples=np.concatenate([part.examples for part in parts]),
            shown=offsets(np.concatenate([np.diff(part.shown) for part in parts])),
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

    def renumbered(self, rows: Numbers) -> "Crowds":
        """The same crowds where the claims of a block have these numbers, which ascend."""
        return replace(self, members=rows[self.members], examples=rows[self.examples])


@dataclass(frozen=True, slots=True, eq=False)
class ArrayMatches:
    """Matches, sorted by rows: one line of ``rows`` a match, with the number of the claim for each variable.

    ``topics`` are the codes of what the matches are about, where claims can be about more than their subject.
    """

    rows: Numbers
    certain: Truths
    topics: Numbers | None = None
    crowds: Crowds = field(default_factory=Crowds.of)
    truncated: tuple[Truncation, ...] = ()

    def __len__(self) -> int:
        return len(self.certain)

    def __iter__(self) -> Iterator[Match]:
        for rows, certain in zip(self.rows.tolist(), self.certain.tolist(), strict=True):
            yield Match(tuple(rows), certain)

    @property
    def pairs(self) -> int:
        """How many matches there are, listed or counted."""
        return len(self) + int(self.crowds.pairs.sum())

    def flagged(self, *, every_claim: bool) -> tuple[Numbers, Truths]:
        """The rows of the claims that are flagged, each claim of a match or the first one, and whether certainly."""
        crowds, columns = self.crowds, self.rows if every_claim else self.rows[:, :1]
        chosen = slice(None) if every_claim else crowds.leading
        of_crowds = np.repeat(crowds.certain, np.diff(crowds.bounds))[chosen]
        rows = np.concatenate((columns.ravel(), crowds.members[chosen]))
        return rows, np.concatenate((np.repeat(self.certain, columns.shape[1]), of_crowds))


@dataclass(frozen=True, slots=True, eq=False)
class ArrayClusters:
    """Which matches belong together: cluster ``i`` has the matches ``order[starts[i]:starts[i + 1]]``.

    ``members`` likewise lists the rows of its claims, ascending, from ``bounds[i]`` to ``bounds[i + 1]``.
    """

    order: Numbers
    starts: Numbers
    members: Numbers
    bounds: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1


def one_by_one(matches: ArrayMatches) -> ArrayClusters:
    """Clusters of one match each."""
    count, width = len(matches), matches.rows.shape[1]
    return ArrayClusters(
        np.arange(count),
        np.arange(count + 1),
        np.sort(matches.rows, axis=1).ravel(),
        np.arange(count + 1) * width,
    )


def put_together(matches: ArrayMatches, keys: Numbers, places: Numbers) -> ArrayClusters:
    """One cluster for the matches of each key, in the order of the ``places`` of the claims that stand first."""
    cluster, _ = numbered(keys)
    order = np.lexsort((places[matches.rows[:, 0]], cluster))
    claims = np.unique(np.stack((np.repeat(cluster, matches.rows.shape[1]), matches.rows.ravel()), axis=1), axis=0)
    return ArrayClusters(order, offsets(np.bincount(cluster)), claims[:, 1].copy(), offsets(np.bincount(claims[:, 0])))


def joined(matches: ArrayMatches) -> ArrayClusters:
    """The connected components of the claims that matches join; those of other certainty or topic stay apart."""
    count, width = matches.rows.shape
    nodes = matches.rows * 2 + matches.certain[:, None]
    if matches.topics is not None:
        topic, topics = numbered(matches.topics)
        nodes = nodes * max(1, len(topics)) + topic[:, None]
    node, known = numbered(nodes.ravel())
    node = node.reshape(count, width)
    label = components(len(known), [(node[:, 0], node[:, other]) for other in range(1, width)])
    cluster, _ = numbered(label[node[:, 0]])
    order = order_of(cluster)
    starts = offsets(np.bincount(cluster))
    of_node = np.zeros(len(known), np.int64)
    of_node[node[:, 0]] = cluster
    for other in range(1, width):
        of_node[node[:, other]] = cluster
    row = np.zeros(len(known), np.int64)
    row[node.ravel()] = matches.rows.ravel()
    by_cluster = order_of(of_node)  # the nodes ascend by row
    bounds = offsets(np.bincount(of_node))
    return ArrayClusters(order, starts, row[by_cluster], bounds)


def numbered(values: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers, from zero and ascending, of values; and the different values."""
    if len(values) and values.min() >= 0 and (size := int(values.max()) + 1) <= DENSE * len(values):
        present = np.zeros(size, np.bool_)
        present[values] = True
        return (np.cumsum(present) - 1)[values], np.flatnonzero(present)
    order = order_of(values)
    ordered = values[order]
    begins = np.empty(len(values), dtype=np.bool_)
    begins[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=begins[1:])
    codes = np.empty(len(values), dtype=np.int64)
    codes[order] = np.cumsum(begins) - 1
    return codes, ordered[begins]


def order_of(values: Numbers) -> Numbers:
    """The places of values in ascending order, and of equal ones in theirs.

    Where value and place fit into one number, these are sorted: several times as quick as a sort of places.
    """
    if not len(values):
        return np.zeros(0, np.int64)
    bits, least = len(values).bit_length(), int(values.min())
    if (int(values.max()) - least).bit_length() + bits <= 63:
        numbers = values - least << bits
        numbers |= np.arange(len(values))
        numbers.sort()
        numbers &= (1 << bits) - 1
        return numbers
    return np.argsort(values, kind="stable")


def in_order(rows: Numbers) -> Numbers:
    """The places of matches, sorted by the rows of their claims."""
    width = rows.shape[1]
    size = int(rows.max(initial=0)) + 1
    if size**width >= 2**63:
        return np.lexsort(rows.T[::-1])
    code = rows[:, 0]
    for column in range(1, width):
        code = code * size + rows[:, column]
    return order_of(code)


def components(size: int, edges: Sequence[tuple[Numbers, Numbers]]) -> Numbers:
    """The lowest node that each of ``size`` nodes hangs together with.

    Each round hooks the higher root of an edge onto the lower one, and shortens the trees to stars.
    """
    parent = np.arange(size)
    for first, second in edges:
        while True:
            one, other = parent[first], parent[second]
            apart = one != other
            if not apart.any():
                break
            one, other, first, second = one[apart], other[apart], first[apart], second[apart]
            np.minimum.at(parent, np.maximum(one, other), np.minimum(one, other))
            while True:
                shorter = parent[parent]
                if np.array_equal(shorter, parent):
                    break
                parent = shorter
    return parent


def ranges(starts: Numbers, stops: Numbers) -> Numbers:
    """The numbers from each start to before its stop, one range after the other."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    numbers: Numbers = np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
    return numbers


def offsets(lengths: "Sequence[int] | Numbers") -> Numbers:
    """Where lists of these lengths begin, one after the other, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
