"""Step 1 of docs/adr/0007-sweep.md: the columns of one block as arrays, and what a query asks over them."""

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np

from conflicts.facts.arrays import COMPARE_ARRAYS, Numbers, Truths, numbered
from conflicts.facts.query import (
    COMPARE,
    FLIPPED,
    TRUE,
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Formula,
    Operator,
    Query,
    all_of,
    any_of,
)
from conflicts.facts.symmetry import settled_by
from conflicts.sweep.formula import AtMost, Joint, Junction, Literal, Marked, Same, joined

FARTHEST = 2**61
"""Offsets below this can be added to any entry of a column without leaving 64 bits."""


DAY = 86_400
"""Columns whose entries are all so many seconds apart, or a multiple of it, are compared as numbers of days."""


class NotSweepable(Exception):
    """The query over this block has not the shape, or not the size, that a sweep can count."""


class Columns:
    """The columns that a query names, cut to the block; those with the same entries are one.

    ``values`` are the columns by number, ``marks`` the yes/no columns that comparisons about one claim come down to.
    """

    def __init__(self, read: Callable[[str], "Sequence[int] | Numbers"], rows: Numbers) -> None:
        self._read, self._rows = read, rows
        self._numbers: dict[str, int] = {}
        self._alike: dict[tuple[int, int, int], list[int]] = {}
        self._days: dict[int, int | None] = {}
        self._known_marks: dict[bytes, int] = {}
        self.values: list[Numbers] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self.marks: list[Truths] = []
        self._codes: dict[int, Numbers] = {}
        self._distinct: dict[int, Numbers] = {}
        self._determined: dict[tuple[int, int], bool] = {}

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def everyone(self) -> Numbers:
        """The places of all claims."""
        return np.arange(len(self))

    def number(self, name: str) -> int:
        """The number of the column of that name."""
        if name not in self._numbers:
            self._numbers[name] = self.add(self._cut(self._read(name)))
        return self._numbers[name]

    def add(self, values: Numbers) -> int:
        """The number of a column with these entries."""
        alike = self._alike.setdefault((int(values.min()), int(values.max()), int(values.sum())), [])
        for number in alike:
            if np.array_equal(self.values[number], values):
                return number
        alike.append(len(self.values))
        self.values.append(values)
        self.low.append(int(values.min()))
        self.high.append(int(values.max()))
        return alike[-1]

    def _cut(self, column: "Sequence[int] | Numbers") -> Numbers:
        if isinstance(column, np.ndarray):
            first, last = int(self._rows[0]), int(self._rows[-1])
            some = slice(first, last + 1) if last - first < len(self._rows) else self._rows
            return column[some].astype(np.int64, copy=False)
        if len(self._rows) == len(column):
            return np.array(column, dtype=np.int64)
        return np.fromiter((column[row] for row in self._rows.tolist()), np.int64, len(self._rows))

    def mark(self, variable: int, truths: Truths) -> Joint:
        """The claim of that variable is one of these."""
        if not truths.any():
            return False
        if truths.all():
            return True
        holds = bool(truths[0])
        truths = truths if holds else ~truths
        number = self._known_marks.setdefault(np.packbits(truths).tobytes(), len(self.marks))
        if number == len(self.marks):
            self.marks.append(truths)
        return Literal(Marked(variable, number), holds)

    def formula(self, formula: Formula) -> Joint:
        """The formula over this block: what its columns decide is decided."""
        match formula:
            case AllOf(members):
                return joined(True, map(self.formula, members))
            case AnyOf(members):
                return joined(False, map(self.formula, members))
            case Comparison(left, operator, right, offset):
                if abs(offset) >= FARTHEST:
                    raise NotSweepable("a condition moves a moment farther than 64 bits can say")
                if isinstance(right, Column) and left.variable != right.variable:
                    return self._joint(left, operator, right, offset)
                return self._alone(left, operator, right, offset)

    def _joint(self, left: Column, operator: Operator, right: Column, offset: int) -> Joint:
        if left.variable == 1:
            left, operator, right, offset = right, FLIPPED[operator], left, -offset
        own, other = self.number(left.name), self.number(right.name)
        least, most = self.low[own] - self.high[other] - offset, self.high[own] - self.low[other] - offset
        if least == most or not least <= 0 <= most:
            return COMPARE[operator](least, 0)
        if operator not in ("=", "!=") and COMPARE[operator](least, 0) == COMPARE[operator](most, 0):
            return COMPARE[operator](least, 0)
        if self.low[own] == self.high[own]:
            return self._alone(right, FLIPPED[operator], self.low[own], -offset)
        if self.low[other] == self.high[other]:
            return self._alone(left, operator, self.low[other], offset)
        if operator in ("<", ">="):
            operator, offset = "<=" if operator == "<" else ">", offset - 1
        days, other_days = self._in_days(own), self._in_days(other)
        if days is not None and other_days is not None:
            offset, rest = divmod(offset + self.low[other] - self.low[own], DAY)
            own, other = days, other_days
            if rest and operator in ("=", "!="):
                return operator == "!="
        atom = Same(own, other, offset) if operator in ("=", "!=") else AtMost(own, other, offset)
        return Literal(atom, operator in ("=", "<="))

    def _in_days(self, number: int) -> int | None:
        """The column of how many days each entry lies above the least one; None if they are not whole days."""
        if number not in self._days:
            above = self.values[number] - self.low[number]
            days = above // DAY
            self._days[number] = self.add(days) if above.min() >= 0 and np.array_equal(days * DAY, above) else None
        return self._days[number]

    def _alone(self, left: Column, operator: Operator, right: Column | int, offset: int) -> Joint:
        own = self.number(left.name)
        if isinstance(right, Column):
            truths = COMPARE_ARRAYS[operator](self.values[own], self.values[self.number(right.name)] + offset)
        elif self.low[own] <= right + offset <= self.high[own]:
            truths = COMPARE_ARRAYS[operator](self.values[own], right + offset)
        else:
            return COMPARE[operator](self.low[own], right + offset)
        return self.mark(left.variable, truths)

    def codes(self, number: int) -> Numbers:
        """The column's entries by number, from zero, in ascending order."""
        if number not in self._codes:
            self._codes[number], self._distinct[number] = numbered(self.values[number])
        return self._codes[number]

    def distinct(self, number: int) -> Numbers:
        """The column's different entries, ascending."""
        self.codes(number)
        return self._distinct[number]

    def determines(self, number: int, determined: int) -> bool:
        """Whether claims that agree in the one column agree in the other."""
        key = number, determined
        if key not in self._determined:
            codes, values = self.codes(number), self.values[determined]
            anyone = np.empty(len(self.distinct(number)), dtype=np.int64)
            anyone[codes] = values
            self._determined[key] = bool((anyone[codes] == values).all())
        return self._determined[key]

    def holds(self, formula: Joint, own: Numbers, other: Numbers) -> Truths:
        """Whether the formula holds of each pair of places; one of the two may be a single place."""
        truths: Truths
        match formula:
            case Literal(Marked(variable, mark), holds):
                found = self.marks[mark][other if variable else own] == holds
                truths = np.broadcast_to(found, np.broadcast_shapes(own.shape, other.shape))
            case Literal(Same(x, y, offset), holds):
                truths = (self._at(x, own) - offset == self._at(y, other)) == holds
            case Literal(AtMost(x, y, offset), holds):
                truths = (self._at(x, own) - offset <= self._at(y, other)) == holds
            case Junction(every, (first, *rest)):
                truths = self.holds(first, own, other)
                for member in rest:
                    found = self.holds(member, own, other)
                    truths = truths & found if every else truths | found
            case _:
                truths = np.full(np.broadcast_shapes(own.shape, other.shape), formula is True)
        return truths

    def _at(self, number: int, places: Numbers) -> Numbers:
        values = self.values[number]
        return values if places is self.everyone else values[places]


# Which claims can be in a match at all --------------------------------------------------------------------------------


def able(query: Query, read: Callable[[str], "Sequence[int] | Numbers"], rows: Numbers) -> Truths:
    """Whether each claim does what is asked of one of the two alone, whatever is asked of both together.

    That is settled claim by claim: it does not matter who else is in the block.
    """
    columns, settled = Columns(read, rows), settled_by(query.key)
    everyone = columns.everyone
    first, second = (
        columns.holds(columns.formula(_alone(query.possible, variable, settled)), everyone, everyone)
        for variable in (0, 1)
    )
    return first | second


def _alone(formula: Formula, variable: int, settled: tuple[str, ...]) -> Formula:
    """What the formula asks of one claim; ``settled`` begins the names of columns that are the same for both."""
    match formula:
        case AllOf(members):
            return all_of(*(_alone(member, variable, settled) for member in members))
        case AnyOf(members):
            return any_of(*(_alone(member, variable, settled) for member in members))
        case Comparison(left, operator, right, offset):
            named = [column for column in (left, right) if isinstance(column, Column)]
            if any(column.variable != variable and not column.name.startswith(settled) for column in named):
                return TRUE
            if abs(offset) >= FARTHEST:
                return TRUE  # left to who can say
            own = Column(variable, right.name) if isinstance(right, Column) else right
            return Comparison(Column(variable, left.name), operator, own, offset)
