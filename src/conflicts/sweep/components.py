"""Which claims hang together: connected components over pairs, or, where these are too many, over few of them."""

from collections.abc import Iterable

import numpy as np

from conflicts.facts import limits
from conflicts.facts.arrays import Numbers, components
from conflicts.sweep.pairs import Pairs
from conflicts.sweep.relation import Relation

GATHERED = 2**20
"""How many pairs are joined at a time."""


class Components:
    """Claims in components; the label of one is the lowest of its places."""

    def __init__(self, size: int) -> None:
        self.labels: Numbers = np.arange(size)

    def join(self, own: Numbers, other: Numbers) -> None:
        """Join the components of each pair, some pairs at a time."""
        for start in range(0, len(own), GATHERED):
            first, second = self.labels[own[start : start + GATHERED]], self.labels[other[start : start + GATHERED]]
            apart = first != second
            if apart.any():
                self.labels = components(len(self.labels), [(first[apart], second[apart])])[self.labels]

    def join_all(self, some: Numbers) -> None:
        """Join the components of all these claims."""
        joined = np.zeros(len(self.labels), dtype=np.bool_)
        joined[self.labels[some]] = True
        lowest = int(np.argmax(joined))
        self.labels[joined[self.labels]] = lowest

    def join_each(self, pairs: Iterable[Pairs]) -> None:
        """Join the components of pairs that come some at a time."""
        gathered: list[Pairs] = []
        size = 0
        for own, other in pairs:
            apart = self.labels[own] != self.labels[other]
            gathered.append((own[apart], other[apart]))
            size += len(gathered[-1][0])
            if size > GATHERED:
                self._join(gathered)
                gathered, size = [], 0
        self._join(gathered)

    def _join(self, gathered: list[Pairs]) -> None:
        if gathered:
            self.join(np.concatenate([own for own, _ in gathered]), np.concatenate([other for _, other in gathered]))


def connected(relation: Relation, listed: int) -> Numbers:
    """The component of each claim, by a number, without keeping all pairs.

    Claims with many partners are compared with all others, and joined with their partners. How many pairs are left
    between components is then counted: none, or few enough to list (at most ``listed``), or more than comparing would
    settle for the same effort, and they are joined one by one; else it goes on with what is left.
    """
    components = Components(len(relation.columns))
    left = relation.first if relation.once else relation.first + relation.second
    scans = limits.SWEEP_SCANS
    if int(left.max()) ** 2 < _effort(relation):
        components.join_each(relation.each_pair())
        return components.labels
    while left.any():
        pairs = int(left.sum()) // 2
        compared = _scan(relation, components, left, scans)
        left = relation.crossing(components.labels)
        remaining = int(left.sum()) // 2
        if remaining <= listed or pairs - remaining < compared * _effort(relation):
            components.join_each(relation.crossing_pairs(components.labels, left))
            break
        scans *= 4
    return components.labels


def _effort(relation: Relation) -> int:
    """How many pairs can be found and joined in the time of comparing one claim with all others."""
    return len(relation.columns) // 8


def _scan(relation: Relation, components: Components, left: Numbers, most: int) -> int:
    """Join claims with all their partners: those with most left first, where no claim before has reached them.

    Each is followed by its partner with most left. Claims that have no partners among each other, such as those that
    say the same, are so reached from one that is a partner of them all.
    """
    unreached, uncompared = left.copy(), left.copy()
    stars: list[Pairs] = []
    compared = 0
    while compared < most and unreached.any():
        place = int(np.argmax(unreached))
        for _ in range(2):
            reached = relation.partners(place)
            compared += 1
            uncompared[place] = unreached[place] = 0
            unreached[reached] = 0
            if len(reached) > len(left) // 16:
                components.join_all(np.append(reached, place))
            else:
                stars.append((np.full(len(reached), place), reached))
            place = int(reached[np.argmax(uncompared[reached])])
    components.join_each(stars)
    return compared
