"""Tables of integers, queries over them, and what the queries mean (docs/explanation/semantics.md) by nested loops."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from random import Random

from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Existence, Formula, Match, Operator, Query
from conflicts.facts.table import Block, FactTable

OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=")
COMPARED = ("x.lo", "x.hi", "far", "near", "k.lo", "k.hi")
KEYS: tuple[tuple[str, ...], ...] = ((), ("topic",), ("topic", "group"), ("group",), ("near",))


class Table(FactTable):
    """Facts that are only columns. A claim with ``wide`` is also about the next subject, as that of a whole may be."""

    def __init__(self, columns: Mapping[str, Sequence[int]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def column(self, name: str) -> Sequence[int]:
        return self.columns[name]

    def topics(self, row: int) -> Sequence[int]:
        subject = self.columns["subject"][row]
        return [subject, subject + 1] if self.columns["wide"][row] else [subject]

    def blocks(self, key: tuple[str, ...]) -> Sequence[Block]:
        groups: dict[tuple[int, ...], list[int]] = {}
        for row in range(len(self)):
            for topic in self.topics(row) if "topic" in key else [-1]:
                values = tuple(topic if field == "topic" else self.columns[field][row] for field in key)
                groups.setdefault(values, []).append(row)
        return [self._block(key, values, rows) for values, rows in sorted(groups.items())]

    def _block(self, key: tuple[str, ...], values: tuple[int, ...], rows: list[int]) -> Block:
        if "topic" not in key:
            return Block(values, rows)
        topic = values[key.index("topic")]
        away = frozenset(row for row in rows if self.columns["subject"][row] != topic)
        return Block(values, rows, away, topic)

    def candidates(self, key: tuple[str, ...], row: int, topic: int | None) -> Sequence[int]:
        if "topic" in key and topic is None:
            topic = self.columns["subject"][row]
        values = tuple(topic if field == "topic" else self.columns[field][row] for field in key)
        return [one for block in self.blocks(key) if block.key == values for one in block.rows]


# ---------------------------------------------------------------------------------------------------------- meaning


def nested_loops(query: Query, facts: FactTable) -> Sequence[Match]:
    """Every match, by trying every assignment of claims to variables."""
    found: dict[tuple[int, ...], list[Match]] = {}
    for block in facts.blocks(query.key):
        for rows in permutations(block.rows, query.variables):
            if block.away.issuperset(rows):
                continue
            verdicts = [_verdict(query, rows, facts), *(_exists(one, rows, block, facts) for one in query.existences)]
            if all(possible for _, possible in verdicts):
                claims = tuple(sorted(rows)) if query.unordered else rows
                found.setdefault(claims, []).append(Match(rows, all(certain for certain, _ in verdicts)))
    return sorted(min(some, key=lambda match: (not match.certain, match.rows)) for some in found.values())


def holds(formula: Formula, rows: Sequence[int], facts: FactTable) -> bool:
    """Whether the formula is true of these claims."""
    if isinstance(formula, AllOf):
        return all(holds(member, rows, facts) for member in formula.members)
    if isinstance(formula, AnyOf):
        return any(holds(member, rows, facts) for member in formula.members)
    left, right = (
        side if isinstance(side, int) else facts.column(side.name)[rows[side.variable]]
        for side in (formula.left, formula.right)
    )
    right += formula.offset
    truths = {
        "=": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }
    return truths[formula.operator]


def _verdict(conditions: Query | Existence, rows: Sequence[int], facts: FactTable) -> tuple[bool, bool]:
    return holds(conditions.certain, rows, facts), holds(conditions.possible, rows, facts)


def _exists(existence: Existence, rows: tuple[int, ...], block: Block, facts: FactTable) -> tuple[bool, bool]:
    others = [row for row in facts.candidates(existence.key, rows[0], block.topic) if row not in rows]
    verdicts = {row: _verdict(existence, (*rows, row), facts) for row in others}
    must = [row for row, (certain, _) in verdicts.items() if certain]
    may = [row for row, (_, possible) in verdicts.items() if possible]
    certain, possible = len(must) >= existence.count, len(may) >= existence.count
    if existence.distinct:
        low, high = facts.column(f"{existence.distinct}.lo"), facts.column(f"{existence.distinct}.hi")
        known = {row: low[row] for row in others if low[row] == high[row]}
        certain = len({known[row] for row in must if row in known}) >= existence.count
        missing = sum(row not in known for row in may)
        possible = len({known[row] for row in may if row in known}) + missing >= existence.count
    return (not possible, not certain) if existence.negated else (certain, possible)


# -------------------------------------------------------------------------------------------------------- at random


def random_table(random: Random, rows: int) -> Table:
    """Values that often meet, some far apart, some missing (the widest bounds)."""
    low = [random.randint(-3, 3) for _ in range(rows)]
    known = [random.randint(0, 2) if random.random() < 0.7 else None for _ in range(rows)]
    return Table(
        {
            "x.lo": low,
            "x.hi": [value + random.choice((0, 0, 1, 3)) for value in low],
            "far": [random.choice((-(2**70), -1, 0, 1, 2**53 + 1, 2**53 + 2)) for _ in range(rows)],
            "near": [random.randint(0, 3) for _ in range(rows)],
            "k.lo": [-(10**18) if value is None else value for value in known],
            "k.hi": [10**18 if value is None else value for value in known],
            "subject": [random.randint(0, 2) for _ in range(rows)],
            "wide": [random.randint(0, 1) for _ in range(rows)],
            "group": [random.randint(0, 1) for _ in range(rows)],
        }
    )


def random_formula(random: Random, variables: int, depth: int = 2) -> Formula:
    """Conjunctions and disjunctions of comparisons, of a claim with itself, with another one, and with a number."""
    if depth == 0 or random.random() < 0.45:
        left = Column(random.randrange(variables), random.choice(COMPARED))
        column = Column(random.randrange(variables), random.choice(COMPARED))
        right = column if random.random() < 0.75 else random.randint(-3, 3)
        return Comparison(left, random.choice(OPERATORS), right, random.choice((0, 0, 0, 1, -2)))
    members = tuple(random_formula(random, variables, depth - 1) for _ in range(random.choice((0, 1, 2, 2, 3))))
    return AllOf(members) if random.random() < 0.5 else AnyOf(members)


def random_query(random: Random) -> Query:
    """A query of one to three variables, with up to two ``with`` or ``without`` blocks."""
    variables = random.choice((1, 2, 2, 2, 3))
    existences = tuple(_random_existence(random, variables + 1) for _ in range(random.choice((0, 0, 1, 1, 2))))
    certain, possible = _random_forms(random, variables)
    unordered = random.random() < 0.5
    return Query("random", variables, random.choice(KEYS), certain, possible, existences, unordered)


def _random_existence(random: Random, variables: int) -> Existence:
    certain, possible = _random_forms(random, variables)
    count, distinct = random.choice((1, 1, 2, 3)), random.choice((None, "k"))
    return Existence(random.random() < 0.5, random.choice(KEYS), certain, possible, count, distinct)


def _random_forms(random: Random, variables: int) -> tuple[Formula, Formula]:
    possible = random_formula(random, variables)
    certain = AllOf((possible, random_formula(random, variables))) if random.random() < 0.7 else possible
    return certain, possible
