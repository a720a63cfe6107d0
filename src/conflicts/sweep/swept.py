"""Steps 5 and 6 of docs/adr/0007-sweep.md: from the relations of a block to its crowds, and to examples."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from conflicts.facts import limits
from conflicts.facts.arrays import Crowds, Numbers, Truths, components, order_of
from conflicts.facts.query import EXAMPLES, Query
from conflicts.sweep.columns import Columns
from conflicts.sweep.formula import Joint, exchanged, joined
from conflicts.sweep.pairs import WASTE, Pairs
from conflicts.sweep.relation import Block, Relation

LEADERS = 2 * EXAMPLES
"""How many claims of a component, from the first that can lead a match, lead its first matches between them."""


class Relations(NamedTuple):
    """What the matches of one block are: every pair, those that are certain, and those that are only possible.

    ``forms`` are the certain and the possible form; ``surely`` is the certain one of pairs in either order, where the
    query has none.
    """

    every: Relation
    certain: Relation
    possible: Relation
    forms: tuple[Joint, Joint]
    surely: Joint


def relations_in(
    query: Query, read: Callable[[str], "Sequence[int] | Numbers"], rows: Numbers, home: Truths
) -> Relations:
    """The matches of one block, to be counted claim by claim. Raises NotSweepable."""
    columns = Columns(read, rows)
    block = Block.of(columns)
    at_home = joined(False, [columns.mark(0, home), columns.mark(1, home)])
    surely, perhaps = (joined(True, [columns.formula(form), at_home]) for form in (query.certain, query.possible))
    either = [joined(False, [form, exchanged(form)]) if query.unordered else form for form in (surely, perhaps)]
    certain, every = (Relation(form, block, once=query.unordered) for form in either)
    return Relations(every, certain, every.less(certain), (surely, perhaps), either[0])


def crowds_in(relations: Relations, rows: Numbers) -> Crowds:
    """The matches of one block as crowds, certain and possible apart. Raises NotSweepable."""
    _, certain, possible, forms, surely = relations
    return Crowds.joined(
        [
            _crowds(certain, forms[0], surely, rows, certain=True),
            _crowds(possible, forms[1], surely, rows, certain=False),
        ]
    )


def listed_in(relations: Relations, rows: Numbers) -> tuple[Numbers, Truths] | None:
    """The matches of one block one by one, as rows and whether each is certain; None unless they are few.

    They are counted first if they do not seem few, or if it takes long to find them. Raises NotSweepable.
    """
    every, certain, possible, forms, _ = relations
    most = min(limits.SWEEP_FEW * len(rows), limits.SWEEP_LISTED)
    pairs = every.pairs_if_few(WASTE * most) if every.seems_to_have(most) else None
    if pairs is None or len(pairs[0]) > most:
        if every.pairs > most:
            return None
        pairs = every.all_pairs()
        assert len(pairs[0]) == every.pairs, "as many pairs are found as were counted"
    own, other = pairs
    sure = every.columns.holds(certain.asked, own, other)
    found = [
        np.column_stack(_ordered(certain, forms[0], own[sure], other[sure])),
        np.column_stack(_ordered(possible, forms[1], own[~sure], other[~sure])),
    ]
    return rows[np.concatenate(found)], np.repeat([True, False], [len(some) for some in found])


def _crowds(relation: Relation, form: Joint, surely: Joint, rows: Numbers, *, certain: bool) -> Crowds:
    if not relation.pairs:
        return Crowds.of()
    if relation.pairs <= limits.SWEEP_LISTED:
        pairs = relation.all_pairs()
        assert len(pairs[0]) == relation.pairs, "as many pairs are found as were counted"
        components = Components(len(rows))
        components.join(*pairs)
        labels = components.labels
    else:
        labels = connected(relation, limits.SWEEP_LISTED)
        leading = _leading(relation, form, False if certain else surely)
        pairs = relation.pairs_of(_leaders(leading, labels))
    first, second = _ordered(relation, form, *pairs)
    examples, shown = _examples(first, second, labels)
    places, bounds = _members(relation, labels)
    return Crowds(
        certain=np.full(len(shown) - 1, certain),
        pairs=np.add.reduceat(relation.first[places], bounds[:-1]) // (2 if relation.once else 1),
        members=rows[places],
        leading=np.zeros(len(places), np.bool_) if relation.once else relation.first[places] > 0,
        bounds=bounds,
        examples=rows[examples],
        shown=shown,
    )


def _leading(relation: Relation, form: Joint, surely: Joint) -> Truths:
    """Claims among which are all those that come first in a match: with some partner the form holds, in that order."""
    if not relation.once or exchanged(form) == form:
        return relation.first > 0
    but = Relation(joined(True, [form, surely]), relation.block, once=False)
    return Relation(form, relation.block, once=False).less(but).first > 0


def _leaders(leading: Truths, labels: Numbers) -> Numbers:
    """The first few claims of each component that may lead."""
    places = np.flatnonzero(leading)
    places = places[order_of(labels[places])]
    return places[_rank_within(labels[places]) < LEADERS]


def _rank_within(groups: Numbers) -> Numbers:
    """The rank of each entry among the equal ones, which stand next to each other."""
    bounds = _bounds(groups)
    return np.arange(len(groups)) - np.repeat(bounds[:-1], np.diff(bounds))


def _ordered(relation: Relation, form: Joint, own: Numbers, other: Numbers) -> Pairs:
    """The pairs as matches, sorted, each once: of those that count once, the lower first if the form holds so."""
    if relation.once:
        own, other = np.minimum(own, other), np.maximum(own, other)
        if exchanged(form) != form:
            holds = relation.columns.holds(form, own, other)
            own, other = np.where(holds, own, other), np.where(holds, other, own)
    size = len(relation.columns)
    codes = own * size + other
    codes.sort()
    if len(codes):
        codes = codes[np.r_[True, codes[1:] != codes[:-1]]]
    return codes // size, codes % size


def _examples(first: Numbers, second: Numbers, labels: Numbers) -> tuple[Numbers, Numbers]:
    """The first few matches of each component, in the order of labels, and where each begins; matches come sorted."""
    few = np.flatnonzero(_rank_within(first) < EXAMPLES)
    few = few[order_of(labels[first[few]])]
    few = few[_rank_within(labels[first[few]]) < EXAMPLES]
    return np.column_stack([first[few], second[few]]), _bounds(labels[first[few]])


def _members(relation: Relation, labels: Numbers) -> tuple[Numbers, Numbers]:
    """The claims that take part, component by component in the order of labels, and where each component begins."""
    places = np.flatnonzero(relation.taking_part)
    places = places[order_of(labels[places])]
    return places, _bounds(labels[places])


def _bounds(groups: Numbers) -> Numbers:
    """Where each group begins, and where the last one ends; those of a group stand next to each other."""
    begins = np.flatnonzero(groups[1:] != groups[:-1]) + 1
    return np.concatenate(([0], begins, [len(groups)])) if len(groups) else np.zeros(1, dtype=np.int64)


# Which claims hang together: components over pairs, or, where these are too many, over few of them --------------------

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
