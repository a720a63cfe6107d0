"""Matches by durable-rules, a Rete engine, kept to the subset of it that is safe (docs/adr/0004-durable-rules.md)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from conflicts.engines.durable.forms import Between, Form, Seats, beyond
from conflicts.engines.durable.join import BATCH, Taken, batches, certainly, joined, taken
from conflicts.engines.durable.rete import SHAPES, Numbers, ruleset
from conflicts.errors import UnsupportedError
from conflicts.facts import limits
from conflicts.facts.query import Column, Existence, Match, Matches, Query
from conflicts.facts.table import Block, FactTable

_CANDIDATES_STEP = 10  # at a time: often a few are enough, and each that fits costs as much as a fact


class DurableEngine:
    """Evaluate queries by Rete: EngineError rather than a lost match, UnsupportedError beyond the limits above."""

    name = "durable"

    def __init__(self) -> None:
        self._settled: tuple[Query, FactTable, _Plan] | None = None
        for shape in SHAPES[:2]:
            ruleset(shape).prove()

    def fits(self, query: Query, facts: FactTable) -> bool:
        """Whether ``match`` takes this query over these facts; where it does not, it raises UnsupportedError."""
        try:
            self._settled = query, facts, _plan(query, facts)  # for ``match``, which is likely to come next
        except UnsupportedError:
            return False
        return True

    def match(self, query: Query, facts: FactTable) -> Matches:
        """Every match of the query, sorted by rows (docs/explanation/semantics.md, section 5).

        EngineError: durable-rules failed. UnsupportedError: the query is beyond a limit; nothing has been evaluated.
        """
        plan = self._plan(query, facts)
        assignments = [one for block, some in plan.blocks for one in _assignments(plan, block, some)]
        for existence in query.existences:
            assignments = _standing(query, existence, assignments, facts)
        return _kept(assignments, query.unordered)

    def _plan(self, query: Query, facts: FactTable) -> "_Plan":
        settled, self._settled = self._settled, None
        if settled is not None and settled[0] is query and settled[1] is facts:
            return settled[2]
        return _plan(query, facts)


class _Plan(NamedTuple):
    """All that is settled before anything is joined; without a certain form, whatever is possible is certain."""

    blocks: Sequence[tuple[Block, Sequence[Taken]]]
    certain: Form | None


class _Assignment(NamedTuple):
    """The claims that the variables stand for, in one block."""

    rows: Numbers
    topic: int | None
    certain: bool


def _plan(query: Query, facts: FactTable) -> _Plan:
    """Settle what takes no join; raise UnsupportedError if the rest is too much."""
    try:
        seats = _seats(query, facts)
        blocks = _blocks(query, seats, facts)
        if not blocks:
            return _Plan((), None)
        certain = _certain(query, seats)
        for existence in query.existences:
            _check_candidates(query, existence, blocks, facts)
    except UnsupportedError as error:
        raise UnsupportedError(f"rule {query.rule}: {error}; the engine 'python' has no such limit") from error
    return _Plan(blocks, certain)


def _certain(conditions: Query | Existence, seats: Seats) -> Form | None:
    """The certain form, unless it is the possible one."""
    return None if conditions.certain == conditions.possible else Form(conditions.certain, seats)


# ------------------------------------------------------------------------------------------------------ the query


def _seats(query: Query, facts: FactTable) -> Seats:
    """A seat for each variable."""
    if query.variables > max(limits.DURABLE_BLOCK):
        raise beyond(max(limits.DURABLE_BLOCK), f"variables, not {query.variables}")
    each = range(query.variables)
    return Seats(tuple(each), tuple(len(facts) for _ in each), lambda column: facts.column(column.name))


def _blocks(query: Query, seats: Seats, facts: FactTable) -> list[tuple[Block, Sequence[Taken]]]:
    """The blocks in which there may be a match."""
    large_enough = [block for block in facts.blocks(query.key) if len(block.rows) >= query.variables]
    if not large_enough:
        return []
    possible = Form(query.possible, seats)
    blocks: list[tuple[Block, Sequence[Taken]]] = []
    for block in large_enough:
        if some := taken(possible, (block.rows,) * query.variables, _at_home(query, block)):
            blocks.append((block, some))
            claims = len({row for one in some for takers in one.takers for row in takers})
            if claims > limits.DURABLE_BLOCK.get(query.variables, claims):
                raise beyond(limits.DURABLE_BLOCK[query.variables], f"claims of a block, not {claims:,}")
    return blocks


def _at_home(query: Query, block: Block) -> tuple[Between, ...]:
    """That one of two claims is at home, as a comparison: else a block of visitors makes matches to throw away."""
    if query.variables != 2 or not block.away:
        return ()
    away = {row: int(row in block.away) for row in block.rows}
    return (Between((0, 1), away, {row: 2 - away[row] for row in block.rows}),)


def _assignments(plan: _Plan, block: Block, some: Sequence[Taken]) -> list[_Assignment]:
    """The matches in one block, every assignment of claims to variables by itself."""
    kinds = (0,) * len(some[0].takers)
    possible = {rows for rows in joined(some, kinds) if not block.away.issuperset(rows)}
    certain = certainly(plan.certain, possible, kinds)
    return [_Assignment(rows, block.topic, rows in certain) for rows in possible]


def _kept(assignments: Iterable[_Assignment], unordered: bool) -> Matches:
    """One match for each assignment, or for each set of claims: certain before possible, then the lowest rows."""
    best: dict[Numbers, tuple[bool, Numbers]] = {}
    for one in assignments:
        claims = tuple(sorted(one.rows)) if unordered else one.rows
        best[claims] = min(best.get(claims, (True, one.rows)), (not one.certain, one.rows))
    return Matches(sorted(Match(rows, not doubtful) for doubtful, rows in best.values()))


# ------------------------------------------------------------------------------------------------- further claims


def _further_seats(query: Query, assignments: Sequence[_Assignment], facts: FactTable) -> Seats:
    """Two seats: a whole assignment takes the one, a further claim the other."""

    def column(asked: Column) -> Sequence[int]:
        values = facts.column(asked.name)
        if asked.variable == query.variables:
            return values
        return [values[one.rows[asked.variable]] for one in assignments]

    return Seats((*(0 for _ in range(query.variables)), 1), (len(assignments), len(facts)), column)


def _check_candidates(
    query: Query, existence: Existence, blocks: Sequence[tuple[Block, Sequence[Taken]]], facts: FactTable
) -> None:
    seats = _further_seats(query, (), facts)
    possible = Form(existence.possible, seats)
    _certain(existence, seats)  # it, too, must be within the limits
    firsts = {(row, block.topic) for block, some in blocks for one in some for row in one.takers[0]}
    for candidates in {tuple(facts.candidates(existence.key, row, topic)) for row, topic in firsts}:
        if (claims := possible.admitted(1, candidates)) > limits.DURABLE_FURTHER:
            raise beyond(limits.DURABLE_FURTHER, f"further claims for a match, not {claims:,}")


def _standing(
    query: Query, existence: Existence, assignments: Sequence[_Assignment], facts: FactTable
) -> list[_Assignment]:
    """The assignments that the further claims let stand, some no longer certain."""
    may_fit, must_fit = _further_claims(query, existence, assignments, facts)
    standing = []
    for number, one in enumerate(assignments):
        is_certain = _enough(must_fit[number], existence, facts, certain=True)
        is_possible = _enough(may_fit[number], existence, facts, certain=False)
        if existence.negated:
            is_certain, is_possible = not is_possible, not is_certain
        if is_possible:
            standing.append(one._replace(certain=one.certain and is_certain))
    return standing


def _further_claims(
    query: Query, existence: Existence, assignments: Sequence[_Assignment], facts: FactTable
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """The claims that possibly fit, and those that certainly do, by the assignment: all, or certainly enough."""
    seats = _further_seats(query, assignments, facts)
    possible, certain = Form(existence.possible, seats), _certain(existence, seats)
    sharing: dict[Numbers, list[int]] = defaultdict(list)
    for number, one in enumerate(assignments):
        sharing[tuple(facts.candidates(existence.key, one.rows[0], one.topic))].append(number)
    may_fit: dict[int, list[int]] = defaultdict(list)
    must_fit: dict[int, list[int]] = defaultdict(list)
    for candidates, numbers in sharing.items():
        further = [row for row in candidates if any(row not in assignments[number].rows for number in numbers)]
        for some in batches(further, _CANDIDATES_STEP):
            open_ones = [one for one in numbers if not _enough(must_fit[one], existence, facts, certain=True)]
            for batch in batches(open_ones, BATCH):
                fitting = joined(taken(possible, (batch, some)), (0, 1))
                fitting = {(number, row) for number, row in fitting if row not in assignments[number].rows}
                for found, fits in ((fitting, may_fit), (certainly(certain, fitting, (0, 1)), must_fit)):
                    for number, row in found:
                        fits[number].append(row)
    return may_fit, must_fit


def _enough(rows: Sequence[int], existence: Existence, facts: FactTable, *, certain: bool) -> bool:
    """Whether the claims are as many as asked for; each missing value may be a different one, but not for certain."""
    if existence.distinct is None:
        return len(rows) >= existence.count
    low, high = facts.column(f"{existence.distinct}.lo"), facts.column(f"{existence.distinct}.hi")
    known = [low[row] for row in rows if low[row] == high[row]]
    missing = 0 if certain else len(rows) - len(known)
    return len(set(known)) + missing >= existence.count


__all__ = ["DurableEngine"]
