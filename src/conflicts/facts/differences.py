"""Where claims with one predicate about one subject give different values, whether or not a rule compares them.

Those are affirmed claims with a value, neither deprecated nor of unknown certainty, with one subject, predicate and
scope. Whose times may intersect, one after another, are a *run*; times do not matter where the predicate is timeless. A
run has different values where two of its values certainly differ and its claims are not all of one source.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from conflicts.facts.columns import KIND
from conflicts.model.moment import MISSING
from conflicts.rules.comparing import Use

if TYPE_CHECKING:
    from conflicts.facts.table import FactTable


class Differing(NamedTuple):
    """A predicate of which runs have different values: about how many subjects, and in how many claims.

    ``example`` holds the rows of two claims of the first run with different values, ascending.
    """

    predicate: str
    subjects: int
    claims: int
    example: tuple[int, int]


class Kinds(NamedTuple):
    """A predicate that has values of several kinds about one subject: about how many, and how many claims have which.

    ``kinds`` are such as ``term``, ``quantity [length]`` or ``quantity person``; ``example`` holds the rows of two
    claims of different kinds.
    """

    predicate: str
    subjects: int
    kinds: tuple[tuple[str, int], ...]
    example: tuple[int, int]


class Differences(NamedTuple):
    """What ``differences_in`` finds, by the predicates' names."""

    differing: tuple[Differing, ...] = ()
    kinds: tuple[Kinds, ...] = ()


class _Row(NamedTuple):
    """What is looked at of a claim."""

    row: int
    start: int
    end: int
    low: int
    high: int
    origin: int


def uses_in(facts: "FactTable") -> Counter[Use]:
    """How many claims use which predicate, affirmed and denied."""
    counted = Counter(zip(facts.field("predicate"), facts.field("polarity"), strict=True))
    return Counter({Use(*use): count for use, count in counted.items()})


def differences_in(facts: "FactTable", predicates: Collection[str], mixing: Collection[str] = ()) -> Differences:
    """Where claims with these predicates give different values; of those ``mixing`` kinds, only which kinds."""
    groups: dict[tuple[int, int, int], list[int]] = {}
    looked_at = frozenset((*predicates, *mixing))
    columns = [facts.column(name) for name in ("subject", "predicate", "scope")] if looked_at else []
    for row in _asserting(facts, looked_at) if looked_at else ():
        groups.setdefault((columns[0][row], columns[1][row], columns[2][row]), []).append(row)
    several = [rows for rows in groups.values() if len(rows) > 1]
    names = facts.field("predicate") if several else ()
    compared = [rows for rows in several if names[rows[0]] in predicates]
    return Differences(tuple(_differing_in(facts, compared)), tuple(_kinds_in(facts, several)))


def _differing_in(facts: "FactTable", groups: Iterable[Sequence[int]]) -> Iterator[Differing]:
    names, low, high = facts.field("predicate"), facts.column("value.lo"), facts.column("value.hi")
    start, end, origin = (facts.column(name) for name in ("valid.start.lo", "valid.end.hi", "origin.hi"))
    timeless = facts.column("predicate.timeless")
    found: dict[str, list[Sequence[_Row]]] = {}
    for rows in groups:
        seen = [_Row(row, start[row], end[row], low[row], high[row], origin[row]) for row in rows]
        if _differs(seen):
            runs = [seen] if timeless[rows[0]] else _runs(seen)
            found.setdefault(names[rows[0]], []).extend(run for run in runs if _differs(run))
    for name in sorted(found):
        if found[name]:
            yield _differing(facts, name, found[name])


def _kinds_in(facts: "FactTable", groups: Iterable[list[int]]) -> Iterator[Kinds]:
    names, kind = facts.field("predicate"), facts.column("value.kind")
    mixed: dict[str, list[list[int]]] = {}
    for rows in groups:
        if any(kind[row] != kind[rows[0]] for row in rows):
            mixed.setdefault(names[rows[0]], []).append(rows)
    for name in sorted(mixed):
        yield _kinds(facts, name, mixed[name])


def _asserting(facts: "FactTable", predicates: Collection[str]) -> Iterator[int]:
    """The rows of affirmed claims with a value that somebody stands by."""
    affirmed, deprecated, unknown = map(facts.code, ("affirmed", "deprecated", "unknown"))
    columns = (facts.column(name) for name in ("polarity", "rank", "certainty", "value.kind"))
    said = zip(facts.field("predicate"), *columns, strict=True)
    for row, (predicate, polarity, rank, certainty, kind) in enumerate(said):
        has_value = kind != MISSING and polarity == affirmed
        if has_value and rank != deprecated and certainty != unknown and predicate in predicates:
            yield row


def _runs(rows: Iterable[_Row]) -> Iterator[Sequence[_Row]]:
    """Claims in the order of when they begin at the earliest, divided where no time of before lasts."""
    run: list[_Row] = []
    until = 0
    for each in sorted(rows, key=lambda each: (each.start, each.row)):
        if run and each.start >= until:
            yield run
            run = []
        until = max(until, each.end) if run else each.end
        run.append(each)
    if run:
        yield run


def _differs(run: Sequence[_Row]) -> bool:
    origins = {each.origin for each in run}
    several = len(run) > 1 and (len(origins) > 1 or MISSING in origins)
    return several and max(each.low for each in run) > min(each.high for each in run)


def _differing(facts: "FactTable", predicate: str, runs: Sequence[Sequence[_Row]]) -> Differing:
    first = min(runs, key=lambda run: min(each.row for each in run))
    lowest = min(first, key=lambda each: (each.high, each.row))
    highest = min(first, key=lambda each: (-each.low, each.row))
    subjects = {facts.column("subject")[run[0].row] for run in runs}
    example = sorted((lowest.row, highest.row))
    return Differing(predicate, len(subjects), sum(map(len, runs)), (example[0], example[1]))


def _kinds(facts: "FactTable", predicate: str, groups: Sequence[list[int]]) -> Kinds:
    kind = facts.column("value.kind")
    counts = Counter(kind[row] for rows in groups for row in rows)
    subjects = {facts.column("subject")[rows[0]] for rows in groups}
    first = min(groups)
    other = next(row for row in first if kind[row] != kind[first[0]])
    return Kinds(predicate, len(subjects), named_kinds(facts, counts), (first[0], other))


def named_kinds(facts: "FactTable", counts: Mapping[int, int]) -> tuple[tuple[str, int], ...]:
    """Kinds of values by their names, each with its number, the most frequent first."""
    words = facts.words_of(counts)
    named = [(words[code].removeprefix(KIND), number) for code, number in counts.items()]
    return tuple(sorted(named, key=lambda each: (-each[1], each[0])))
