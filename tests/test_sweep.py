"""Large blocks that are swept give what listing every pair gives, and say so where not every pair was looked at."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from itertools import islice
from random import Random
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts import Claim, ConflictReport, Predicate, Vocabulary, check, sweep
from conflicts.engines.python import PythonEngine
from conflicts.facts import limits
from conflicts.facts.arrays import Truths
from conflicts.facts.lower import lower
from conflicts.facts.query import AllOf, AnyOf, Column, Comparison, Crowd, Formula, Match, Matches, Operator, Query
from conflicts.facts.table import FactTable
from conflicts.formats import Options, github, junit, markdown, sarif
from conflicts.model.collection import Collection
from conflicts.model.moment import MISSING
from conflicts.rules.pack import load_rules
from conflicts.sweep import bits, pairs, relation, swept
from conflicts.sweep import columns as sweep_columns
from conflicts.sweep.columns import FARTHEST, NotSweepable
from strategies import Case, cases
from test_crowds import in_any_order, rivals

FEWER = settings().max_examples // 5

DAY = 3
"""The length of a day, in the small."""

Columns = Mapping[str, Sequence[int]]


@contextmanager
def small(
    listed: int = 0,
    scans: int = 1,
    waste: int = 0,
    chunk: int = 3,
    parts: int = 2,
    large: int = 4,
    enough: int = 8,
) -> Iterator[None]:
    """Everything in the small, so that few claims go every way that many would."""
    with ExitStack() as stack:
        for module, name, number in (
            (limits, "LISTED", 0),
            (limits, "BY_BITS", 0),
            (limits, "SWEEP_LISTED", listed),
            (limits, "SWEEP_SCANS", scans),
            (swept, "GATHERED", chunk),
            (pairs, "WASTE", waste),
            (swept, "WASTE", waste),
            (pairs, "CHUNK", chunk),
            (pairs, "LARGE", large),
            (pairs, "SAMPLE", max(1, large // 2)),
            (sweep_columns, "DAY", DAY),
            (relation, "ENOUGH", enough),
            (limits, "SWEEP_ALTERNATIVES", parts),
        ):
            stack.enter_context(patch.object(module, name, number))
        yield


SMALL = {
    "listed": st.sampled_from([0, 0, 3, 1000]),
    "scans": st.sampled_from([1, 16]),
    "waste": st.sampled_from([0, 4]),
    "chunk": st.sampled_from([1, 5, 1000]),
    "parts": st.sampled_from([1, 2, 16]),
    "large": st.sampled_from([2, 6, 1000]),
    "enough": st.sampled_from([8, 10_000]),
}


# Generated rules and claims


def swept_alone() -> AbstractContextManager[object]:
    """Nothing is compared pair by pair."""
    return patch.object(bits, "crowds_of", side_effect=AssertionError)


def mixes_zones(query: Query) -> bool:
    """Whether times are compared beside those with a zone and beside those without; not all of that can be swept."""
    return "'local:" in repr(query) and "'utc:" in repr(query)


@given(case=cases(), limit=st.fixed_dictionaries(SMALL))
def test_swept_blocks_give_the_clusters_that_listed_pairs_give(case: Case, limit: dict[str, int]) -> None:
    facts = FactTable.of(case.collection, case.as_of)
    for rule in case.rules:
        rule = replace(rule, blocks=(), kind="superseded" if rule.kind == "unverified" else rule.kind)
        query = lower(rule, facts)
        if query.is_countable:
            listed = PythonEngine().match(query, facts)
            with small(**limit), nullcontext() if mixes_zones(query) else swept_alone():
                counted = PythonEngine().match(query, facts)
            assert isinstance(listed, Matches)
            assert isinstance(counted, Matches)
            assert not counted
            assert counted.truncated == ()
            assert counted.pairs == len(listed)
            assert in_any_order(rule, facts, counted) == in_any_order(rule, facts, listed)
        facts.flag(rule.name, Matches(), every_claim=True)


# Generated queries and columns: more claims, and stranger formulas, than rules bring about

FIELDS = ("x", "y", "z")
BOUNDS = tuple(f"{field}.{bound}" for field in FIELDS for bound in ("lo", "hi"))
OPERATORS: tuple[Operator, ...] = ("=", "!=", "<", "<=", ">", ">=", "<", ">=")


@st.composite
def blocks(draw: st.DrawFn) -> tuple[Columns, list[int], list[bool]]:
    """Columns of a table, the rows of a block in it, and which of them are at home."""
    size = draw(st.integers(2, 14))
    columns: dict[str, list[int]] = {}
    most, width, missing = (draw(st.sampled_from(some)) for some in ((1, 4, 20), (0, 0, 1, 5), (False, True)))
    for field in FIELDS:
        unit = draw(st.sampled_from([1, 1, DAY]))
        low = [unit * number for number in draw(st.lists(st.integers(0, most), min_size=2 * size, max_size=2 * size))]
        high = [number + unit * draw(st.integers(0, width)) for number in low] if width else list(low)
        if missing:
            absent = draw(st.lists(st.integers(0, 3), min_size=2 * size, max_size=2 * size))
            low = [number if there else -MISSING for number, there in zip(low, absent, strict=True)]
            high = [number if there else MISSING for number, there in zip(high, absent, strict=True)]
        columns |= {f"{field}.lo": low, f"{field}.hi": high}
    columns["mark"] = draw(st.lists(st.integers(0, 1), min_size=2 * size, max_size=2 * size))
    rows = sorted(draw(st.permutations(range(2 * size)))[:size])
    away = draw(st.sampled_from([0, 0, 1, 2]))
    return columns, rows, [number % 3 >= away for number in range(size)]


@st.composite
def formulas(draw: st.DrawFn, depth: int = 2) -> Formula:
    if depth == 0 or draw(st.booleans()):
        offset = draw(st.sampled_from([0, 0, 0, 1, -2]))
        operator = draw(st.sampled_from(OPERATORS))
        first, second = draw(st.sampled_from([(0, 1), (0, 1), (1, 0), (0, 0), (1, 1)]))
        if draw(st.integers(0, 3)) == 0:
            return Comparison(Column(first, "mark"), "=", draw(st.integers(0, 1)))
        left, right = draw(st.sampled_from(BOUNDS)), draw(st.sampled_from(BOUNDS))
        same = draw(st.booleans())
        return Comparison(Column(first, left), operator, Column(second, left if same else right), offset)
    members = tuple(draw(st.lists(formulas(depth - 1), min_size=1, max_size=3)))
    return AllOf(members) if draw(st.booleans()) else AnyOf(members)


def intersects(bounds: tuple[str, str]) -> Formula:
    early, late = bounds
    return AllOf(
        (
            Comparison(Column(0, f"x.{early}"), "<", Column(1, f"y.{late}")),
            Comparison(Column(1, f"x.{early}"), "<", Column(0, f"y.{late}")),
        )
    )


def disjoint() -> Formula:
    return AnyOf(
        (
            Comparison(Column(0, "z.hi"), "<", Column(1, "z.lo")),
            Comparison(Column(0, "z.lo"), ">", Column(1, "z.hi")),
        )
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Queries whose certain form implies the possible one."""
    shared = draw(st.lists(st.one_of(formulas(), st.builds(disjoint)), max_size=2))
    certain, possible = list(shared), list(shared)
    if draw(st.booleans()):
        certain.append(intersects(("hi", "lo")))
        possible.append(intersects(("lo", "hi")))
    if draw(st.booleans()):
        certain.append(draw(formulas(1)))
    surely = AllOf(tuple(certain))
    either = AnyOf((AllOf(tuple(possible)), surely))
    return Query("r", 2, (), surely, either, unordered=draw(st.booleans()), grouped=True)


def listed_matches(query: Query, columns: Columns, rows: Sequence[int], home: Sequence[bool]) -> list[Match]:
    """The matches as their definition says, pair by pair."""

    def holds(formula: Formula, first: int, second: int) -> bool:
        match formula:
            case AllOf(members):
                return all(holds(member, first, second) for member in members)
            case AnyOf(members):
                return any(holds(member, first, second) for member in members)
            case Comparison(left, operator, right, offset):
                claims = (first, second)
                x = columns[left.name][claims[left.variable]]
                y = (columns[right.name][claims[right.variable]] if isinstance(right, Column) else right) + offset
                return {"=": x == y, "!=": x != y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[operator]

    at_home = {row for row, is_home in zip(rows, home, strict=True) if is_home}
    found: dict[tuple[int, ...], Match] = {}
    ordered = sorted((first, second) for first in rows for second in rows if first != second)
    for certain, form in ((True, query.certain), (False, query.possible)):
        for pair in ordered:
            key = tuple(sorted(pair)) if query.unordered else pair
            if key not in found and at_home.intersection(pair) and holds(form, *pair):
                found[key] = Match(pair, certain)
    return sorted(found.values())


def listed_crowds(query: Query, columns: Columns, rows: Sequence[int], home: Sequence[bool]) -> set[Crowd]:
    """The crowds as their definition says, of matches that are found pair by pair."""
    found = listed_matches(query, columns, rows, home)
    crowds = set()
    for certain in (True, False):
        left = [match for match in found if match.certain is certain]
        while left:
            members = set(left[0].rows)
            while more := {row for match in left if members & set(match.rows) for row in match.rows} - members:
                members |= more
            inside = [match for match in left if members & set(match.rows)]
            left = [match for match in left if not members & set(match.rows)]
            leading = frozenset() if query.unordered else frozenset(match.rows[0] for match in inside)
            crowds.add(Crowd(certain, tuple(sorted(members)), leading, len(inside), tuple(inside[:10])))
    return crowds


def crowds_of(query: Query, columns: Columns, rows: Sequence[int], home: Sequence[bool]) -> sweep.Sweep:
    return sweep.crowds_of(query, columns.__getitem__, np.array(rows), np.array(home))


@given(query=queries(), block=blocks(), limit=st.fixed_dictionaries(SMALL))
def test_a_swept_block_has_the_crowds_that_its_pairs_form(
    query: Query, block: tuple[Columns, list[int], list[bool]], limit: dict[str, int]
) -> None:
    with small(**limit):
        found = crowds_of(query, *block)
    assert found.truncated is None
    assert len(set(found.crowds)) == len(found.crowds)
    assert set(found.crowds) == listed_crowds(query, *block)


@given(query=queries(), block=blocks(), limit=st.fixed_dictionaries(SMALL))
def test_few_matches_of_a_swept_block_are_listed(
    query: Query, block: tuple[Columns, list[int], list[bool]], limit: dict[str, int]
) -> None:
    columns, rows, home = block
    with small(**limit):
        found = sweep.crowds_of(query, columns.__getitem__, np.array(rows), np.array(home), listing=True)
    if found.listed is None:
        assert set(found.crowds) == listed_crowds(query, *block)
    else:
        listed = [
            Match(tuple(pair), sure) for pair, sure in zip(*(each.tolist() for each in found.listed), strict=True)
        ]
        assert sorted(listed) == listed_matches(query, *block)
        assert len(listed) <= limit["listed"]
        assert not found.crowds


@given(query=queries(), block=blocks())
@settings(max_examples=FEWER)
def test_a_block_counted_as_bits_has_the_crowds_that_its_pairs_form(
    query: Query, block: tuple[Columns, list[int], list[bool]]
) -> None:
    found = crowds_of(query, *block)
    assert set(found.crowds) == listed_crowds(query, *block)


@given(query=queries(), block=blocks(), limit=st.fixed_dictionaries(SMALL))
@settings(max_examples=FEWER)
def test_arrays_and_lists_are_the_same_columns(
    query: Query, block: tuple[Columns, list[int], list[bool]], limit: dict[str, int]
) -> None:
    columns, rows, home = block
    arrays = {name: np.array(column) for name, column in columns.items()}
    with small(**limit):
        found = sweep.crowds_of(query, arrays.__getitem__, np.array(rows), np.array(home))
        expected = crowds_of(query, columns, rows, home)
    assert list(found.crowds) == list(expected.crowds)
    assert found.truncated == expected.truncated


@pytest.mark.parametrize("operator", dict.fromkeys(OPERATORS))
@pytest.mark.parametrize("offset", range(-DAY - 1, DAY + 2))
def test_whole_days_are_compared_as_they_are(operator: Operator, offset: int) -> None:
    columns = {"x": [0, DAY, DAY, 3 * DAY, 7 * DAY], "y": [number * DAY - 1 for number in (1, 4, 0, 2, 3)]}
    form = Comparison(Column(0, "x"), operator, Column(1, "y"), offset)
    query = Query("r", 2, (), form, form, grouped=True)
    block = columns, list(range(5)), [True] * 5
    with small(), patch.object(bits, "crowds_of", side_effect=AssertionError):
        assert set(crowds_of(query, *block).crowds) == listed_crowds(query, *block)


# The ways through, by size


def periods(count: int, longest: int, seed: int = 5) -> dict[str, list[int]]:
    """Exact claims: five values, fifty sources, some time."""
    random = Random(seed)
    starts = [random.randrange(1_000_000) for _ in range(count)]
    exact = {
        "origin": [random.randrange(50) for _ in range(count)],
        "value": [random.randrange(5) for _ in range(count)],
        "start": starts,
        "end": [start + 1 + random.randrange(longest) for start in starts],
        "stated": [random.randrange(1_000) for _ in range(count)],
    }
    return {f"{name}.{bound}": column for name, column in exact.items() for bound in ("lo", "hi")}


def differ(name: str) -> Formula:
    return AnyOf(
        (
            Comparison(Column(0, f"{name}.hi"), "<", Column(1, f"{name}.lo")),
            Comparison(Column(0, f"{name}.lo"), ">", Column(1, f"{name}.hi")),
        )
    )


CONTRADICTION = AllOf(
    (
        differ("origin"),
        differ("value"),
        Comparison(Column(0, "start.hi"), "<", Column(1, "end.lo")),
        Comparison(Column(1, "start.hi"), "<", Column(0, "end.lo")),
    )
)
NEWER = AllOf(
    (
        Comparison(Column(0, "origin.lo"), "=", Column(1, "origin.lo")),
        differ("value"),
        Comparison(Column(0, "stated.hi"), "<", Column(1, "stated.lo")),
    )
)


def every_pair(columns: Columns, *, newer: bool) -> Truths:
    """Which claim contradicts, or is overtaken by, which other: the whole square."""
    of = {name: np.array(columns[f"{name}.lo"]) for name in ("origin", "value", "start", "end", "stated")}
    square: Truths = of["value"][:, None] != of["value"]
    if newer:
        square &= (of["origin"][:, None] == of["origin"]) & (of["stated"][:, None] < of["stated"])
    else:
        square &= (of["start"][:, None] < of["end"]) & (of["start"] < of["end"][:, None])
        square &= of["origin"][:, None] != of["origin"]
    return square


@pytest.mark.parametrize("listed", [0, 10**9])
@pytest.mark.parametrize(("longest", "newer"), [(30, False), (2_000, False), (900_000, False), (10, True)])
def test_thousands_of_claims_have_exactly_the_pairs_of_the_whole_square(longest: int, newer: bool, listed: int) -> None:
    size = 1_500
    columns = periods(size, longest)
    form = NEWER if newer else CONTRADICTION
    query = Query("r", 2, (), form, form, unordered=not newer, grouped=True)
    with (
        patch.object(limits, "BY_BITS", 0),
        patch.object(limits, "SWEEP_LISTED", listed),
        patch.object(bits, "crowds_of", side_effect=AssertionError),
    ):
        found = crowds_of(query, columns, range(size), [True] * size).crowds
    square = every_pair(columns, newer=newer)
    assert sum(crowd.pairs for crowd in found) == int(square.sum()) // (1 if newer else 2)
    assert all(crowd.certain for crowd in found)
    taking_part = square.any(axis=0) | square.any(axis=1)
    assert sorted(row for crowd in found for row in crowd.rows) == np.flatnonzero(taking_part).tolist()
    leading = sorted(row for crowd in found for row in crowd.leading)
    assert leading == (np.flatnonzero(square.any(axis=1)).tolist() if newer else [])
    label = np.arange(size)
    while not np.array_equal(label, lower := np.minimum(label, np.where(square | square.T, label, size).min(axis=1))):
        label = lower
    assert {crowd.rows[0] for crowd in found} == set(label[taking_part].tolist())
    assert all(set(label[list(crowd.rows)].tolist()) == {crowd.rows[0]} for crowd in found)
    for crowd in found:
        partners = ((row, other) for row in crowd.rows for other in np.flatnonzero(square[row]).tolist())
        ordered = (match for match in partners if newer or match[0] < match[1])
        assert [match.rows for match in crowd.examples] == list(islice(ordered, 10))


def test_five_thousand_claims_that_all_contradict_each_other_are_counted_without_listing_them() -> None:
    size = 5_000
    columns = {"value.lo": list(range(size)), "value.hi": list(range(size))}
    query = Query("r", 2, (), differ("value"), differ("value"), unordered=True, grouped=True)
    with patch.object(bits, "crowds_of", side_effect=AssertionError):
        (crowd,) = crowds_of(query, columns, range(size), [True] * size).crowds
    assert crowd.pairs == size * (size - 1) // 2
    assert crowd.rows == tuple(range(size))
    assert [match.rows for match in crowd.examples] == [(0, other) for other in range(1, 11)]


def test_the_report_is_the_same_byte_for_byte() -> None:
    claims, vocabulary = rivals(350)
    rules = ["core/incompatible-values", "core/self-contradiction", "core/state-succeeded"]

    def report() -> ConflictReport:
        return check(claims, vocabulary=vocabulary, rules=rules, engine="python")

    with patch.object(limits, "LISTED", len(claims)):
        listed = report()
    with small(), patch.object(bits, "crowds_of", side_effect=AssertionError):
        counted = report()
    assert counted.to_json() == listed.to_json()
    assert counted.findings
    assert counted.truncated == ()


PAIR_RULES = [
    rule.name
    for rule in load_rules(["core"], shipped_examples=False)
    if len(rule.variables) == 2 and not rule.blocks and rule.kind != "unverified"
]


@pytest.mark.parametrize("name", PAIR_RULES)
def test_every_shipped_rule_about_two_claims_can_be_swept(name: str) -> None:
    random = Random(3)
    dates = [
        "2001-02-03T04:05:06",  # none with a zone: see mixes_zones
        "2001-02-03",
        "2001-02",
        "2001-02-03/2001-04-05",
        "2001-02/..",
        "2001-02-03~",
        None,
    ]
    claims = [
        Claim(
            id=f"{number:03}",
            subject="town",
            predicate=random.choice(["held-by", "lost", "fielded"]),
            value=random.choice(["red", "blue", {"low": random.randrange(5), "high": 9}, {"time": "2001"}]),
            asserted_by=random.choice(["one", "two", None]),
            valid=random.choice(dates),
            stated=random.choice(dates[:3]),
            polarity=random.choice(["affirmed", "denied"]),
            certainty=random.choice(["certain", "possible", "unknown"]),
            rank=random.choice(["normal", "deprecated"]),
            supersedes=("000",) if number == 7 else (),
        )
        for number in range(200)
    ]
    vocabulary = Vocabulary(
        predicates={
            "held-by": Predicate(single=True, unique=True),
            "lost": Predicate(cumulative=True, at_most="fielded", precedes="fielded"),
        }
    )
    facts = FactTable.of(Collection(tuple(claims), vocabulary))
    (rule,) = load_rules([name], shipped_examples=False)
    for other in load_rules(["core"], shipped_examples=False):
        facts.flag(other.name, Matches(), every_claim=True)
    with small(), patch.object(bits, "crowds_of", side_effect=AssertionError):
        counted = PythonEngine().match(lower(rule, facts), facts)
    listed = PythonEngine().match(lower(rule, facts), facts)
    assert counted.pairs == len(listed)


# What cannot be swept


def test_what_cannot_be_swept_is_counted_as_bits() -> None:
    columns = periods(60, 500_000)
    query = Query("r", 2, (), CONTRADICTION, CONTRADICTION, unordered=True, grouped=True)
    block = columns, list(range(60)), [True] * 60
    with small(), patch.object(limits, "SWEEP_TERMS", 1):
        found = crowds_of(query, *block)
    assert found.truncated is None
    assert found.crowds
    assert set(found.crowds) == listed_crowds(query, *block)


def test_a_count_that_would_take_too_long_is_not_begun() -> None:
    columns = periods(60, 500_000)
    query = Query("r", 2, (), CONTRADICTION, CONTRADICTION, unordered=True, grouped=True)
    everyone = np.arange(60)
    with small(), patch.object(limits, "SWEEP_WORK", 1), pytest.raises(NotSweepable):
        swept.crowds_in(swept.relations_in(query, columns.__getitem__, everyone, everyone >= 0), everyone)


@pytest.mark.parametrize("of", [0, 1])
def test_a_moment_moved_farther_than_can_be_swept_is_compared_all_the_same(of: int) -> None:
    columns = {"x": [0, FARTHEST, 3, 2 * FARTHEST], "y": [5, 2 * FARTHEST, 2 * FARTHEST, 3 * FARTHEST]}
    form = Comparison(Column(0, "x"), "<", Column(of, "y"), -FARTHEST)
    query = Query("r", 2, (), form, form, grouped=True)
    block = columns, list(range(4)), [True] * 4
    with small():
        assert set(crowds_of(query, *block).crowds) == listed_crowds(query, *block) != set()


def test_a_larger_block_says_that_only_part_of_it_was_compared() -> None:
    size, portion = 80, 30
    columns = periods(size, 500_000)
    query = Query("r", 2, (), CONTRADICTION, CONTRADICTION, unordered=True, grouped=True)
    with (
        small(),
        patch.object(limits, "SWEEP_TERMS", 1),
        patch.object(limits, "BITS", size - 1),
        patch.object(limits, "PORTION", portion),
    ):
        found = crowds_of(query, columns, range(size), [True] * size)
    assert set(found.crowds) == listed_crowds(query, columns, range(portion), [True] * portion)
    assert found.truncated is not None
    assert found.truncated.pairs == sum(crowd.pairs for crowd in found.crowds) > 0
    assert not found.truncated.exact
    assert "of 80 claims in one block, the first 30 were compared with each other" in found.truncated.reason


def test_a_block_of_just_the_size_that_is_counted_as_bits_is_compared_whole() -> None:
    size = 80
    columns = periods(size, 500_000)
    query = Query("r", 2, (), CONTRADICTION, CONTRADICTION, unordered=True, grouped=True)
    with small(), patch.object(limits, "SWEEP_TERMS", 1), patch.object(limits, "BITS", size):
        found = crowds_of(query, columns, range(size), [True] * size)
    assert set(found.crowds) == listed_crowds(query, columns, range(size), [True] * size)
    assert found.truncated is None


def test_the_first_matches_are_shown_however_many_claims_before_them_lead_none() -> None:
    """Thirty claims of the last year are stale by none; those of the year before come after them."""
    years = [2021] * 30 + [2020] * 3
    columns = {"stated": years}
    form = Comparison(Column(0, "stated"), "<", Column(1, "stated"))
    query = Query("r", 2, (), form, form, grouped=True)
    block = columns, list(range(len(years))), [True] * len(years)
    with small(listed=0):
        assert set(crowds_of(query, *block).crowds) == listed_crowds(query, *block)


def test_a_report_of_which_a_part_was_not_looked_at_says_so_in_every_format() -> None:
    claims, vocabulary = rivals(120)
    with (
        small(),
        patch.object(limits, "SWEEP_TERMS", 1),
        patch.object(limits, "BITS", 100),
        patch.object(limits, "PORTION", 50),
    ):
        report = check(claims, vocabulary=vocabulary, rules=["core/incompatible-values"], engine="python")
    (truncated,) = report.truncated
    assert truncated.rule == "core/incompatible-values"
    assert truncated.pairs == report.statistics.pairs > 0
    assert not truncated.exact
    assert ConflictReport.from_json(report.to_json()).truncated == report.truncated
    assert "claims in one block, the first 50 were compared with each other" in truncated.reason
    said = f"core/incompatible-values: at least {truncated.pairs:,} matches; {truncated.reason}"
    assert f"not complete: {said}" in " ".join(report.to_text().split())
    assert f"Not complete: {said}" in markdown.render(report, Options())
    for form in (sarif, junit, github):
        assert said in form.render(report, Options())
