"""Blocks too large to list: what a report needs to know of their matches, without listing them.

The matches of a block of n claims can be n² pairs. By sorting and searching they are counted, claim by claim, in about
n log n steps, and joined into crowds; only where they are few are they listed. docs/adr/0007-sweep.md says how, and why
it is exact. A query of another shape is counted as sets of bits (docs/adr/0006-crowds.md), which takes n² steps: in a
block too large for that only some of the pairs are counted, and the result says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.facts import limits
from conflicts.facts.arrays import Crowds
from conflicts.facts.query import Formula, Query, Truncation
from conflicts.sweep import bits

if TYPE_CHECKING:
    from conflicts.facts.arrays import Numbers, Truths


@dataclass(frozen=True, slots=True)
class Sweep:
    """The matches of one block: their crowds, certain and possible apart, and whether there are, or may be, more.

    ``listed`` are matches in place of crowds: the rows of their claims, a line a match, and whether each is certain.
    """

    crowds: Crowds
    truncated: Truncation | None = None
    listed: "tuple[Numbers, Truths] | None" = None


def crowds_of(
    query: Query,
    columns: "Callable[[str], Sequence[int] | Numbers]",
    rows: "Numbers",
    home: "Truths",
    *,
    listing: bool = False,
) -> Sweep:
    """The matches of a query that is countable, within the block of these rows; with ``listing``, one by one if few.

    ``columns`` gives a whole column by its name; ``rows`` ascend, and ``home`` says which of them a match needs one of.
    A crowd holds claims that hang together by matches, and is the same whichever way it was counted.
    """
    from conflicts.sweep.columns import NotSweepable, able
    from conflicts.sweep.swept import crowds_in, listed_in, relations_in

    if len(rows) > limits.BY_BITS:
        chosen = able(query, columns, rows)
        rows, home = rows[chosen], home[chosen]
    if len(rows) < 2:
        return Sweep(Crowds.of())
    if len(rows) <= limits.BY_BITS:
        return Sweep(_by_bits(query, columns, rows, home))
    try:
        relations = relations_in(query, columns, rows, home)
        if listing and (listed := listed_in(relations, rows)) is not None:
            return Sweep(Crowds.of(), None, listed)
        return Sweep(crowds_in(relations, rows))
    except NotSweepable as reason:
        if len(rows) <= limits.BITS:
            return Sweep(_by_bits(query, columns, rows, home))
        few = limits.PORTION
        crowds = _by_bits(query, columns, rows[:few], home[:few])
        compared = f"of {len(rows):,} claims in one block, the first {few:,} were compared with each other: {reason}"
        return Sweep(crowds, Truncation(int(crowds.pairs.sum()), False, compared))


def partners_of(formula: Formula, columns: Callable[[str], Sequence[int]], rows: Sequence[int]) -> list[int] | None:
    """For the claim of each row, as variable 0, with how many of the others, as variable 1, the formula holds.

    ``rows`` ascend, and are two at least. None if the formula has not the shape, or the size, to be swept.
    """
    import numpy as np

    from conflicts.sweep.columns import Columns, NotSweepable
    from conflicts.sweep.relation import Block, Relation

    block = Block.of(Columns(columns, np.array(rows, np.int64)))
    try:
        counts: list[int] = Relation(block.columns.formula(formula), block, once=False).first.tolist()
    except NotSweepable:
        return None
    return counts


def _by_bits(
    query: Query, columns: "Callable[[str], Sequence[int] | Numbers]", rows: "Numbers", home: "Truths"
) -> Crowds:
    places, lists = rows.tolist(), dict[str, Sequence[int]]()

    def read(name: str) -> Sequence[int]:
        if name not in lists:
            column = columns(name)
            lists[name] = [column[row] for row in places] if isinstance(column, Sequence) else column[rows].tolist()
        return lists[name]

    return Crowds.of(bits.crowds_of(query, read, places, home.tolist()))


__all__ = ["Sweep", "crowds_of", "partners_of"]
