"""Plain Python: claims in blocks, and for each query a search generated for it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from conflicts.engines.python.code import Code, Compiled
from conflicts.engines.python.compared import Compared
from conflicts.facts import limits
from conflicts.facts.portions import cut_short
from conflicts.facts.query import (
    AllOf,
    Column,
    Crowd,
    Existence,
    Formula,
    Match,
    Matches,
    Query,
    Truncation,
    columns_of,
)
from conflicts.facts.table import Block, FactTable
from conflicts.model.moment import MISSING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from conflicts.facts.arrays import ArrayMatches
    from conflicts.sweep import Sweep


class PythonEngine:
    """Searches each block with loops generated from the query; always there."""

    name = "python"

    def fits(self, query: Query, facts: FactTable) -> bool:
        """It takes every query."""
        return True

    def match(self, query: Query, facts: FactTable) -> "Matches | ArrayMatches":
        """Every match of the query, sorted by rows; the pairs of blocks larger than ``LISTED`` are counted instead."""
        return Search(query).matches(facts)


class Search:
    """A query made ready once, to be answered over the facts that it was lowered for, and over parts of them."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self._search = _search(query)
        self._tests = [
            (existence, _fitting(existence.certain, query), _fitting(existence.possible, query))
            for existence in query.existences
        ]

    def matches(self, facts: FactTable) -> "Matches | ArrayMatches":
        """Every match of the query over these facts, as an engine gives them."""
        if len(facts) <= limits.LOOPED:
            return self._searched(facts)
        from conflicts.engines.python.arrays import array_matches, as_arrays, fits

        query = self.query
        if not fits(query, facts):
            return as_arrays(self._searched(facts), query, facts)

        from conflicts.sweep import crowds_of

        def swept(rows: "NDArray[np.int64]") -> "Sweep":
            return crowds_of(query, facts.array, rows, rows >= 0, listing=True)

        return array_matches(query, facts, limits.LISTED, swept)

    def _searched(self, facts: FactTable) -> Matches:
        """Every match, found block by block."""
        query = self.query
        search: _Rows = self._search.over(facts)
        counted: list[Crowd] = []
        truncated: list[Truncation] = []
        compared = Compared(query, facts)
        tests = [_existence_test(existence, facts, surely, perhaps) for existence, surely, perhaps in self._tests]
        found: dict[frozenset[int] | tuple[int, ...], Match] = {}
        for block in facts.blocks(query.key):
            if len(block.rows) < query.variables:
                continue
            if len(block.rows) > limits.LISTED and query.is_countable:
                swept = _swept(query, facts, block)
                counted.extend(swept.crowds)
                truncated.extend([swept.truncated] if swept.truncated else [])
                continue
            for rows, sure in search(compared.of(block)):
                if block.away and block.away.issuperset(rows):
                    continue
                certain = sure
                for test in tests:
                    test_certain, test_possible = test(rows, block)
                    if not test_possible:
                        break
                    certain = certain and test_certain
                else:
                    identity = frozenset(rows) if query.unordered else rows
                    match, other = Match(rows, certain), found.get(identity)
                    if other is None or (not match.certain, rows) < (not other.certain, other.rows):
                        found[identity] = match
        truncated += cut_short(query, compared.blocks, len(compared.left_out), len(found))
        return Matches(sorted(found.values()), counted, truncated)


_Rows: TypeAlias = Callable[[Sequence[int]], Iterable[tuple[tuple[int, ...], bool]]]
"""The assignments of a block's rows to the variables that may match, and whether each is certain."""

_Fitting: TypeAlias = Callable[[tuple[int, ...], Sequence[int]], Iterator[int]]
"""Which of some rows can be the further claim of a match."""


def _swept(query: Query, facts: FactTable, block: Block) -> "Sweep":
    import numpy as np

    from conflicts.sweep import crowds_of

    home = np.fromiter((row not in block.away for row in block.rows), np.bool_, len(block.rows))
    return crowds_of(query, facts.column, np.array(block.rows, dtype=np.int64), home)


def _search(query: Query) -> Compiled:
    """Generate nested loops over a block's rows, each condition tested as soon as its claims are bound."""
    code = Code()
    conjuncts = query.possible.members if isinstance(query.possible, AllOf) else (query.possible,)
    lines, indent = ["def search(rows):"], "    "
    for variable in range(query.variables):
        own = [c for c in conjuncts if _variables(c) <= {variable} and max(_variables(c), default=0) == variable]
        tests = " and ".join(f"({code.expression(c, lambda _: 'r')})" for c in own)
        lines.append(f"    rows{variable} = [r for r in rows if {tests}]" if tests else f"    rows{variable} = rows")
    for variable in range(query.variables):
        lines.append(f"{indent}for r{variable} in rows{variable}:")
        indent += "    "
        distinct = " or ".join(f"r{variable} == r{other}" for other in range(variable))
        if distinct:
            lines.append(f"{indent}if {distinct}: continue")
        joint = [c for c in conjuncts if len(_variables(c)) > 1 and max(_variables(c)) == variable]
        for conjunct in joint:
            lines.append(f"{indent}if not ({code.expression(conjunct, _row_name)}): continue")
    rows = ", ".join(f"r{variable}" for variable in range(query.variables))
    lines.append(f"{indent}yield ({rows},), {code.expression(query.certain, _row_name)}")
    return code.compiled(lines, "search")


def _existence_test(
    existence: Existence, facts: FactTable, surely: Compiled, perhaps: Compiled
) -> Callable[[tuple[int, ...], Block], tuple[bool, bool]]:
    """The test of a ``with`` or ``without`` block: is it certain, is it possible."""
    fits: list[_Fitting] = [surely.over(facts), perhaps.over(facts)]
    codes = None if existence.distinct is None else facts.column(f"{existence.distinct}.hi")

    def enough(fitting: Iterator[int], missing_counts: bool) -> bool:
        if codes is None:
            return len(list(islice(fitting, existence.count))) == existence.count
        found = [codes[row] for row in fitting]
        missing = found.count(MISSING) if missing_counts else 0
        return len(set(found) - {MISSING}) + missing >= existence.count

    def test(rows: tuple[int, ...], block: Block) -> tuple[bool, bool]:
        further = facts.candidates(existence.key, rows[0], block.topic)
        certain, possible = enough(fits[0](rows, further), False), enough(fits[1](rows, further), True)
        return (not possible, not certain) if existence.negated else (certain, possible)

    return test


def _fitting(formula: Formula, query: Query) -> Compiled:
    """Generate what goes through further claims that fit a match."""
    code, further = Code(), f"r{query.variables}"
    bound = ", ".join(f"r{variable}" for variable in range(query.variables))
    fits = code.expression(formula, _row_name)
    lines = [
        "def fitting(match, rows):",
        f"    ({bound},) = match",
        f"    return ({further} for {further} in rows if {further} not in match and ({fits}))",
    ]
    return code.compiled(lines, "fitting")


def _row_name(column: Column) -> str:
    return f"r{column.variable}"


def _variables(formula: Formula) -> set[int]:
    return {column.variable for column in columns_of(formula)}
