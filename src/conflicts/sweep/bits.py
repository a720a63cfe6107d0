"""Blocks too large to list: pairs are counted, and clustered, thousands at a time, as the bits of one integer.

A block of n claims has n² pairs. For each claim and each chunk of the others, every comparison of the query gives the
set of those that satisfy it as one integer, a bit a claim; *and* and *or* of conditions are those of integers. What a
report needs is read off these sets: how many pairs match, which claims take part, which of them hang together, and the
first few pairs. No pair is listed. docs/adr/0006-crowds.md says why this is exact, and what it costs.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import CodeType
from typing import TypeAlias

from conflicts.facts.query import (
    COMPARE,
    EXAMPLES,
    FLIPPED,
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Crowd,
    Formula,
    Match,
    Operator,
    Query,
)

CHUNK = 4096
"""How many claims are one integer. The sets of one column then take CHUNK² bits: 2 MB."""

Bits: TypeAlias = int
"""Claims of a chunk: bit number k is the chunk's claim number k."""

Partners: TypeAlias = Callable[[int], Bits]
"""The claims of a chunk that satisfy a form of the query together with the claim in a row."""


Read: TypeAlias = Callable[[str], Sequence[int]]
"""The column of that name, cut to the block."""


def crowds_of(query: Query, read: Read, rows: Sequence[int], home: Sequence[bool]) -> list[Crowd]:
    """The matches of one block as crowds, each of claims that hang together by them; certain and possible apart.

    ``rows`` are those of the block's claims, ``home`` says which of them a match needs one of.
    """
    places = range(len(rows))
    forms = [_Form(form, first, read) for first in (0, 1) for form in (query.certain, query.possible)]
    certain, possible = (_Clusters(rows, surely, directed=not query.unordered) for surely in (True, False))
    for start in range(0, len(rows), CHUNK):
        chunk = places[start : start + CHUNK]
        every = (1 << len(chunk)) - 1
        at_home = sum(1 << number for number, is_home in enumerate(home[start : start + CHUNK]) if is_home)
        sure, likely, sure_back, likely_back = (form.partners(chunk) for form in forms)
        certain.begin(start, len(chunk))
        possible.begin(start, len(chunk))
        for at in places[: start + len(chunk)] if query.unordered else places:
            others = _others(at - start, every, query.unordered) & (every if home[at] else at_home)
            ahead = likely(at) & others
            ahead_surely = sure(at) & ahead if ahead else 0
            back = likely_back(at) & others if query.unordered else 0
            back_surely = sure_back(at) & back & ~ahead_surely if back else 0
            surely = ahead_surely | back_surely
            certain.add(at, ahead_surely, back_surely)
            possible.add(at, ahead & ~surely, back & ~ahead & ~surely)
        certain.end()
        possible.end()
    return [*certain.crowds(), *possible.crowds()]


def _others(own: int, every: Bits, unordered: bool) -> Bits:
    """The claims of a chunk to pair with its claim number ``own``: all but itself; of an unordered pair, the later."""
    if own < 0:
        return every
    return every >> (own + 1) << (own + 1) if unordered else every & ~(1 << own)


class _Form:
    """A form of the query as Python source that gives, for a claim, its partners within a chunk.

    ``first`` is the variable that the claim itself stands for; its partners stand for the other.
    """

    def __init__(self, formula: Formula, first: int, read: Read) -> None:
        self._read, self._first = read, first
        self._own: dict[str, str] = {}
        self._sorted: dict[str, str] = {}
        self._settled: dict[str, Comparison] = {}
        self._code: CodeType = compile(f"lambda row: {self._source(formula)}", "<crowd>", "eval")

    def partners(self, chunk: Sequence[int]) -> Partners:
        """The function for one chunk of claims."""
        every = (1 << len(chunk)) - 1
        names: dict[str, object] = {"every": every, "left": bisect_left, "right": bisect_right}
        names |= {name: self._read(column) for column, name in self._own.items()}
        for column, name in self._sorted.items():
            values = self._read(column)
            order = sorted(range(len(chunk)), key=lambda number: values[chunk[number]])
            names[f"values_{name}"] = [values[chunk[number]] for number in order]
            names[f"from_{name}"] = _suffixes(order, every)
        for name, comparison in self._settled.items():
            names[name] = self._settle(comparison, chunk)
        partners: Partners = eval(self._code, names)  # our own source: names of columns, numbers and operators
        return partners

    def _source(self, formula: Formula) -> str:
        match formula:
            case AllOf(members):
                return " & ".join(f"({self._source(member)})" for member in members) or "every"
            case AnyOf(members):
                return " | ".join(f"({self._source(member)})" for member in members) or "0"
            case Comparison(left, operator, Column() as right, offset) if left.variable != right.variable:
                if left.variable == self._first:
                    return self._joint(right, FLIPPED[operator], left, -offset)
                return self._joint(left, operator, right, offset)
            case comparison:
                return self._alone(comparison)

    def _joint(self, partner: Column, operator: Operator, own: Column, offset: int) -> str:
        """The partners whose column compares so with the claim's own."""
        name = self._sorted.setdefault(partner.name, str(len(self._sorted)))
        value = f"{self._own_column(own.name)}[row] + {offset}" if offset else f"{self._own_column(own.name)}[row]"
        below = f"from_{name}[left(values_{name}, {value})]"
        above = f"from_{name}[right(values_{name}, {value})]"
        match operator:
            case ">=":
                return below
            case ">":
                return above
            case "<":
                return f"every ^ {below}"
            case "<=":
                return f"every ^ {above}"
            case "=":
                return f"{below} ^ {above}"
            case "!=":
                return f"every ^ {below} ^ {above}"

    def _alone(self, comparison: Comparison) -> str:
        """A comparison about one claim: settled once a chunk if about the partner, else at once."""
        if comparison.left.variable != self._first:
            name = f"settled_{len(self._settled)}"
            self._settled[name] = comparison
            return name
        operator = "==" if comparison.operator == "=" else comparison.operator
        right = comparison.right
        number = f"{self._own_column(right.name)}[row]" if isinstance(right, Column) else str(right)
        left = f"{self._own_column(comparison.left.name)}[row]"
        return f"every if {left} {operator} {number} + {comparison.offset} else 0"

    def _own_column(self, column: str) -> str:
        return self._own.setdefault(column, f"column_{len(self._own)}")

    def _settle(self, comparison: Comparison, chunk: Sequence[int]) -> Bits:
        left, right = self._read(comparison.left.name), comparison.right
        holds, settled = COMPARE[comparison.operator], 0
        for number, row in enumerate(chunk):
            other = self._read(right.name)[row] if isinstance(right, Column) else right
            settled |= holds(left[row], other + comparison.offset) << number
        return settled


def _suffixes(order: Sequence[int], every: Bits) -> list[Bits]:
    """For each place in the order, the claims from there on."""
    rest, suffixes = every, [every]
    for number in order:
        rest &= ~(1 << number)
        suffixes.append(rest)
    return suffixes


class _Clusters:
    """Claims that hang together through pairs, which come in as sets: one claim against some of a chunk.

    A set is only looked into where it joins clusters; that happens at most once a claim.
    """

    def __init__(self, rows: Sequence[int], certain: bool, *, directed: bool) -> None:
        self._rows, self._certain, self._directed = rows, certain, directed
        self._parent = list(range(len(rows)))
        self._pairs = [0] * len(rows)
        self._examples: dict[int, list[tuple[int, int]]] = {}
        self._taking_part: set[int] = set()
        self._leading: set[int] = set()
        self._start = 0
        self._inside: dict[int, Bits] = {}
        self._met: Bits = 0

    def begin(self, start: int, size: int) -> None:
        """Begin with the chunk that starts at this place."""
        self._start, self._met, self._inside = start, 0, {}
        for number in range(size):
            root = self._root(start + number)
            self._inside[root] = self._inside.get(root, 0) | (1 << number)

    def add(self, at: int, ahead: Bits, back: Bits) -> None:
        """Add the pairs of one claim with ``ahead``, which it leads, and with ``back``, which lead it."""
        met = ahead | back
        if not met:
            return
        root = self._joined(self._root(at), met)
        self._pairs[root] += ahead.bit_count() + back.bit_count()
        self._met |= met
        self._taking_part.add(at)
        if ahead and self._directed:
            self._leading.add(at)
        examples = self._examples.setdefault(root, [])
        _keep_lowest(examples, ((at, self._start + number) for number in _numbers(ahead)))
        _keep_lowest(examples, ((self._start + number, at) for number in _numbers(back)))

    def end(self) -> None:
        """End the chunk."""
        self._taking_part.update(self._start + number for number in _numbers(self._met))

    def crowds(self) -> Iterator[Crowd]:
        """The clusters, in the order of their first claims."""
        members: dict[int, list[int]] = {}
        for at in sorted(self._taking_part):
            members.setdefault(self._root(at), []).append(at)
        for root, taking_part in members.items():
            yield Crowd(
                certain=self._certain,
                rows=tuple(self._rows[at] for at in taking_part),
                leading=frozenset(self._rows[at] for at in taking_part if at in self._leading),
                pairs=self._pairs[root],
                examples=tuple(
                    Match((self._rows[first], self._rows[second]), self._certain)
                    for first, second in self._examples[root]
                ),
            )

    def _joined(self, root: int, met: Bits) -> int:
        while new := met & ~self._inside.get(root, 0):
            other = self._root(self._start + (new & -new).bit_length() - 1)
            self._parent[other] = root
            self._inside[root] = self._inside.get(root, 0) | self._inside.pop(other)
            self._pairs[root] += self._pairs[other]
            _keep_lowest(self._examples.setdefault(root, []), self._examples.pop(other, []))
        return root

    def _root(self, at: int) -> int:
        parent = self._parent
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at


def _numbers(bits: Bits) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _keep_lowest(examples: list[tuple[int, int]], more: Iterable[tuple[int, int]]) -> None:
    """Add to the lowest few examples what is lower; ``more`` comes in ascending order."""
    for pair in more:
        if len(examples) >= EXAMPLES and pair >= examples[-1]:
            return
        insort(examples, pair)
        del examples[EXAMPLES:]
