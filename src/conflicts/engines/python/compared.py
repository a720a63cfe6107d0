"""Which claims of a block are compared, where it is too large to look at every way to choose some."""

from collections.abc import Sequence

from conflicts.engines.python.code import Selector, selector
from conflicts.facts.portions import Joined, Portion, is_too_much, joins, portion
from conflicts.facts.query import Existence, Query
from conflicts.facts.symmetry import fitting, taking_part
from conflicts.facts.table import Block, FactTable
from conflicts.model.moment import MISSING


class Compared:
    """Which claims are compared; ``blocks`` are the ones cut short, ``left_out`` the claims that any of these omits."""

    def __init__(self, query: Query, facts: FactTable) -> None:
        self._query, self._facts = query, facts
        self._in_question = is_too_much(query, len(facts))
        self.blocks: list[Portion] = []
        self.left_out: set[int] = set()
        if not self._in_question:
            return
        self._able: Selector = selector(taking_part(query)).over(facts)
        if query.variables > 1:
            self._furthers = [(existence.key, self._sizes(existence)) for existence in query.existences]
            return
        for joined in joins(query):
            self._leave_out_single(joined)

    def of(self, block: Block) -> Sequence[int]:
        """The claims of a block of the rule's own key that are compared."""
        if not self._in_question:
            return block.rows
        if self._query.variables == 1:
            return [row for row in block.rows if row not in self.left_out]
        able = self._able(block.rows)
        key_of = self._facts.key_of
        further = (sizes.get(key_of(key, row, block.topic), 0) for key, sizes in self._furthers for row in able)
        return self._first(able, max(further, default=0))

    def _leave_out_single(self, joined: Joined) -> None:
        """Leave out claims that would match alone, in the blocks of the further claims that they are compared with."""
        query, facts = self._query, self._facts
        (existence,) = joined.existences
        sizes = self._sizes(existence)
        own = [facts.join_column(name) for name in query.key if name != "topic"]
        for block in facts.blocks(joined.key):
            able = [row for row in self._able(block.rows) if row not in block.away]
            able = [row for row in able if all(column[row] != MISSING for column in own)]
            self._first(able, sizes.get(block.key, 0))

    def _first(self, able: Sequence[int], further: int) -> Sequence[int]:
        few = portion(self._query, len(able), further)
        if few < len(able):
            self.blocks.append(Portion(len(able), few))
            self.left_out.update(able[few:])
        return able[:few]

    def _sizes(self, existence: Existence) -> dict[tuple[int, ...], int]:
        """How many claims of each key could be the further one."""
        fits: Selector = selector(fitting(existence, self._query)).over(self._facts)
        return {block.key: len(fits(block.rows)) for block in self._facts.blocks(existence.key)}
