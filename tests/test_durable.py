"""The durable engine: its matches are those of nested loops, and where it fails it says so."""

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count as count_from
from itertools import permutations
from pathlib import Path
from random import Random
from time import sleep
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts.engines import durable_is_installed
from conflicts.errors import EngineError, UnsupportedError
from conflicts.facts import limits
from conflicts.facts.query import (
    FALSE,
    TRUE,
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Existence,
    Formula,
    Match,
    Operator,
    Query,
)
from durable_cases import Table, nested_loops, random_query, random_table

if TYPE_CHECKING:
    from conflicts.engines.durable import DurableEngine
    from conflicts.engines.durable.rete import Rete, Shape

pytestmark = pytest.mark.skipif(
    not durable_is_installed(), reason="durable-rules is not installed, or cannot be imported here"
)

CASES = settings().max_examples


@pytest.fixture(scope="module")
def engine() -> "DurableEngine":
    from conflicts.engines.durable import DurableEngine

    return DurableEngine()


def x(variable: int, operator: Operator, other: int | Column, offset: int = 0) -> Comparison:
    """The column ``x`` of a variable, compared."""
    return Comparison(Column(variable, "x"), operator, other, offset)


def of_x(values: Sequence[int], **columns: Sequence[int]) -> Table:
    return Table({"x": values, **columns})


def pairs(possible: Formula, certain: Formula | None = None, *, unordered: bool = False) -> Query:
    return Query("pairs", 2, (), possible if certain is None else certain, possible, (), unordered)


# ------------------------------------------------------------------------------------------------- the same matches


@settings(max_examples=3 * CASES)
@given(st.randoms(), st.integers(0, 9))
def test_it_finds_what_nested_loops_find(engine: "DurableEngine", random: Random, rows: int) -> None:
    query, facts = random_query(random), random_table(random, rows)
    assert engine.match(query, facts) == nested_loops(query, facts)


def shapes() -> "Sequence[Shape]":
    if not durable_is_installed():
        return ()
    from conflicts.engines.durable.rete import SHAPES

    return SHAPES


@pytest.mark.parametrize("shape", shapes(), ids=str)
def test_every_ruleset_finds_what_nested_loops_find(shape: "Shape") -> None:
    from conflicts.engines.durable.rete import ruleset

    random = Random(str(shape))
    rare = 1 - 0.3 ** (1 / max(1, shape.slots * len(shape.pairs)))  # so that three in ten fulfil a rule

    def fields() -> Iterator[tuple[str, int]]:
        for rule in range(shape.rules):
            for number in (number for pair in shape.pairs for number in shape.fields(rule, pair)):
                yield f"l{number}", number + (random.random() < rare / 2)
                yield f"g{number}", number + (random.random() > rare / 2)

    for _ in range(3):
        facts = [dict(fields()) for _ in range(7)]
        fulfilled = [
            rows
            for rule in range(shape.rules)
            for rows in permutations(range(len(facts)), shape.seats)
            if all(
                facts[rows[pair[0]]][f"l{number}"] < facts[rows[pair[1]]][f"g{number}"]
                for pair in shape.pairs
                for number in shape.fields(rule, pair)
            )
        ]
        assert sorted(ruleset(shape).join(facts)) == sorted(fulfilled)
        assert fulfilled


def test_the_order_and_equality_of_numbers_beyond_64_bits_are_kept(engine: "DurableEngine") -> None:
    facts = of_x([2**80, 2**80 + 1, -(2**80), 2**80])
    assert [match.rows for match in engine.match(pairs(x(0, "<", Column(1, "x"))), facts)] == [
        (0, 1),
        (2, 0),
        (2, 1),
        (2, 3),
        (3, 1),
    ]
    assert [match.rows for match in engine.match(pairs(x(0, "=", Column(1, "x"))), facts)] == [(0, 3), (3, 0)]


def test_of_a_set_of_claims_the_certain_assignment_is_kept_before_the_lowest(engine: "DurableEngine") -> None:
    facts = of_x([5, 7, 7])
    query = pairs(TRUE, x(0, ">", Column(1, "x")), unordered=True)
    assert engine.match(query, facts) == [Match((1, 0), True), Match((1, 2), False), Match((2, 0), True)]


def test_a_claim_is_not_joined_with_itself(engine: "DurableEngine") -> None:
    assert engine.match(pairs(TRUE), of_x([1])) == []
    further = Existence(False, (), x(1, "=", Column(0, "x")), x(1, "=", Column(0, "x")))
    query = Query("alone", 1, (), TRUE, TRUE, (further,))
    assert engine.match(query, of_x([1, 2, 2])) == [Match((1,), True), Match((2,), True)]


@pytest.mark.parametrize("variables", [1, 2, 3])
def test_claims_that_are_all_visitors_have_no_match(engine: "DurableEngine", variables: int) -> None:
    # The first three are about subject 1 and visit 2; only the last is at home there.
    facts = of_x([0, 0, 0, 1], subject=[1, 1, 1, 2], wide=[1, 1, 1, 0])
    zeros = AllOf(tuple(x(variable, "=", 0) for variable in range(variables)))
    is_one = x(variables, "=", 1)
    query = Query("topic", variables, ("topic",), zeros, zeros, (Existence(False, ("topic",), is_one, is_one),))
    assert engine.match(query, facts) == []
    at_home = replace(query, existences=(Existence(True, ("topic",), is_one, is_one),))
    assert engine.match(at_home, facts) == [Match(rows, True) for rows in permutations(range(3), variables)]


def test_an_alternative_that_asks_for_more_than_another_takes_nothing_from_it(engine: "DurableEngine") -> None:
    facts = Table({"x": [1, 2, 3], "y": [5, 5, 4], "z": [0, 7, 7]})
    lower, higher = x(0, "<", Column(1, "x")), Comparison(Column(0, "y"), ">", Column(1, "y"))
    both = Comparison(Column(0, "z"), "=", Column(1, "z"))
    query = pairs(AnyOf((AllOf((lower, higher)), lower, AllOf((both, higher)), both)))
    assert [match.rows for match in engine.match(query, facts)] == [(0, 1), (0, 2), (1, 2), (2, 1)]


def test_three_alternatives_in_a_ruleset_of_four_rules_find_no_more_than_theirs(engine: "DurableEngine") -> None:
    facts = Table({"a": [1, 2, 9, 0], "b": [2, 1, 0, 9], "c": [5, 5, 4, 6]})
    smaller = [
        Comparison(Column(0, name), "<", Column(1, name), gap) for name, gap in (("a", -7), ("b", -7), ("c", -1))
    ]
    assert [match.rows for match in engine.match(pairs(AnyOf(tuple(smaller))), facts)] == [
        (0, 2),
        (1, 3),
        (2, 3),
        (3, 2),
    ]


def test_a_thousand_claims_are_no_limit_to_conditions_about_one(engine: "DurableEngine") -> None:
    facts = of_x(range(1000))
    query = Query("one", 1, (), x(0, ">=", 990), x(0, ">=", 2))
    assert engine.match(query, facts) == [Match((row,), row >= 990) for row in range(2, 1000)]


def test_nothing_is_found_where_nothing_can_be(engine: "DurableEngine") -> None:
    assert engine.match(pairs(FALSE), of_x([1, 2])) == []
    assert engine.match(pairs(TRUE), of_x([])) == []
    assert engine.match(pairs(TRUE, FALSE, unordered=True), of_x([1, 2])) == [Match((0, 1), False)]


@pytest.mark.parametrize(
    ("negated", "count", "certain", "possible"),
    [
        (False, 1, True, True),
        (False, 2, False, True),
        (False, 3, False, True),
        (False, 4, False, False),
        (True, 1, False, False),
        (True, 2, False, True),
        (True, 3, False, True),
        (True, 4, True, True),
    ],
)
def test_missing_values_may_be_different_ones_but_are_not_certain_to_be(
    engine: "DurableEngine", negated: bool, count: int, certain: bool, possible: bool
) -> None:
    # Beside the first: two claims of one known origin, and two of which the origin is missing.
    facts = of_x([0, 1, 1, 1, 1], **{"origin.lo": [9, 4, 4, -99, -99], "origin.hi": [9, 4, 4, 99, 99]})
    corroborated = Existence(negated, (), x(1, "=", 1), x(1, "=", 1), count, "origin")
    query = Query("corroborated", 1, (), x(0, "=", 0), x(0, "=", 0), (corroborated,))
    assert engine.match(query, facts) == ([Match((0,), certain)] if possible else [])


def test_many_further_claims_are_counted_whole(engine: "DurableEngine") -> None:
    facts = of_x([0, *range(60)])
    for count, expected in ((59, [Match((0,), False)]), (60, [])):
        further = Existence(False, (), x(1, ">", Column(0, "x"), 30), x(1, ">", Column(0, "x")), count)
        query = Query(
            "many", 1, (), x(0, "=", 0), AllOf((x(0, "=", 0), Comparison(Column(0, "first"), "=", 1))), (further,)
        )
        table = of_x(facts.column("x"), first=[1] + [0] * 60)
        assert engine.match(query, table) == expected


# ----------------------------------------------------------------------------------------------------------- limits


def columns(count: int, values: Sequence[int] = (0, 1)) -> dict[str, Sequence[int]]:
    return {f"c{number}": values for number in range(count)}


def less(number: int) -> Comparison:
    return Comparison(Column(0, f"c{number}"), "<", Column(1, f"c{number}"))


THIRTY = Table({"x": [0, 30, 19], **columns(20, (0, 0, 1))})


@pytest.mark.parametrize(
    ("query", "facts", "limit"),
    [
        (pairs(TRUE), of_x([0] * 201), "at most 200 claims of a block, not 201"),
        (Query("triples", 3, (), TRUE, TRUE), of_x([0] * 35), "at most 34 claims of a block, not 35"),
        (Query("fours", 4, (), TRUE, TRUE), of_x([0] * 5), "at most 3 variables, not 4"),
        (
            Query("further", 1, (), TRUE, TRUE, (Existence(False, (), TRUE, TRUE),)),
            of_x([0] * 201),
            "at most 200 further claims for a match, not 201",
        ),
        (
            pairs(AllOf(tuple(AnyOf((less(2 * n), less(2 * n + 1))) for n in range(8)))),
            Table(columns(16)),
            "at most 128 alternatives",
        ),
        (pairs(AllOf(tuple(less(n) for n in range(24)))), Table(columns(24)), "at most 23 comparisons"),
    ],
    ids=["block", "triples", "variables", "further claims", "alternatives", "comparisons"],
)
def test_beyond_a_limit_it_says_so_and_the_caller_can_ask_before(
    engine: "DurableEngine", query: Query, facts: Table, limit: str
) -> None:
    assert not engine.fits(query, facts)
    with pytest.raises(UnsupportedError, match=limit) as error:
        engine.match(query, facts)
    assert query.rule in str(error.value)
    assert "python" in str(error.value)


@pytest.mark.parametrize(
    ("query", "facts"),
    [
        (pairs(x(0, "<", Column(1, "x"))), of_x(range(200))),
        (Query("triples", 3, (), x(0, "=", 1), x(0, "=", 1)), of_x([1] * 2 + [0] * 32)),
        (pairs(AllOf((x(0, "<", 3), x(1, "<", 3)))), of_x(range(2000))),
        (pairs(AllOf(tuple(AnyOf((less(2 * n), less(2 * n + 1))) for n in range(7)))), Table(columns(14))),
        (pairs(AllOf(tuple(less(n) for n in range(23)))), Table(columns(23))),
        (pairs(AllOf(tuple(AnyOf((x(0, "=", n), x(1, ">", n), less(n))) for n in range(20)))), THIRTY),
    ],
    ids=["block", "triples", "few of many take part", "alternatives", "comparisons", "alternatives about one claim"],
)
def test_up_to_a_limit_it_finds_what_nested_loops_find(engine: "DurableEngine", query: Query, facts: Table) -> None:
    assert engine.fits(query, facts)
    if len(facts) <= 200:
        assert engine.match(query, facts) == nested_loops(query, facts)
    else:
        assert [match.rows for match in engine.match(query, facts)] == [*permutations(range(3), 2)]


# --------------------------------------------------------------------------------------------------------- failures


@pytest.mark.parametrize(("seats", "limit"), [(2, 23), (3, 8)])
def test_an_alternative_has_as_many_comparisons_as_its_limit_says(seats: int, limit: int) -> None:
    from conflicts.engines.durable.forms import Form, Seats

    def form(count: int) -> Form:
        compared = [Comparison(Column(0, f"x{number}"), "<", Column(1, "y")) for number in range(count)]
        return Form(AllOf(tuple(compared)), Seats(tuple(range(seats)), (1,) * seats, lambda column: [0]))

    assert len(form(limit)) == limit
    with pytest.raises(UnsupportedError, match=f"at most {limit} comparisons"):
        form(limit + 1)


@pytest.fixture
def fresh() -> "Rete":
    """A ruleset of its own, that a test may break."""
    from conflicts.engines.durable.rete import Rete, Shape

    return Rete(Shape(2, 1, 2))


ROWS = [{"l0": 0, "g0": 0, "l1": 0, "g1": 1}, {"l0": 0, "g0": 1, "l1": 0, "g1": 1}]


def test_a_ruleset_finds_one_fact_that_is_less_than_another(fresh: "Rete") -> None:
    assert fresh.join(ROWS) == [(0, 1)]


def test_a_lost_match_in_the_known_block_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from conflicts.engines.durable import DurableEngine, rete

    monkeypatch.setattr(rete.Rete, "_find", lambda self, fired: self._found or self._found.append((0, 2)))
    rete.ruleset.cache_clear()
    with pytest.raises(EngineError, match="cannot be used"):
        DurableEngine()
    rete.ruleset.cache_clear()


def test_a_lost_fact_is_an_error(fresh: "Rete", monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.prove()
    monkeypatch.setattr(fresh._ruleset._actions["seen"], "_func", lambda fired: fresh._seen.append(0))
    with pytest.raises(EngineError, match="block of 2 facts: 2 of them were seen"):
        fresh.join(ROWS)


def test_no_time_passes_for_durable_rules() -> None:
    import durable.engine

    before = durable.engine._unix_now()
    sleep(0.01)
    assert durable.engine._unix_now() == before


@pytest.mark.parametrize("given_up", range(5))
def test_an_action_that_is_given_up_for_the_time_it_took_is_an_error(
    fresh: "Rete", monkeypatch: pytest.MonkeyPatch, given_up: int
) -> None:
    """Three facts are seen, and the last fits two: five actions, at whose start and end it is asked what time it is."""
    rows = [{"l0": 0, "g0": 0, "l1": 0, "g1": 0}] * 2 + [{"l0": 1, "g0": 1, "l1": 1, "g1": 1}]
    fresh.prove()
    asked = count_from()
    monkeypatch.setattr("durable.engine._unix_now", lambda: 20 if next(asked) > 2 * given_up else 0)
    with pytest.raises(EngineError, match="block of 3 facts"):
        fresh.join(rows)
    monkeypatch.undo()
    assert sorted(fresh.join(rows)) == [(0, 2), (1, 2)]


def test_an_exception_that_durable_rules_swallows_is_an_error(fresh: "Rete", monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.prove()
    monkeypatch.setattr(fresh._ruleset._actions["rule0"], "_func", lambda fired: fired.no_such.thing)
    with pytest.raises(EngineError, match="exception caught"):
        fresh.join(ROWS)


def test_an_error_of_durable_rules_is_an_error_and_the_known_block_is_asked_again(
    fresh: "Rete", monkeypatch: pytest.MonkeyPatch
) -> None:
    from conflicts.engines.durable import rete

    fresh.prove()
    with pytest.raises(EngineError, match="error code: 311"):
        fresh.join([{"g0": 1, "g1": 1}, ROWS[1]])
    with monkeypatch.context() as broken:
        broken.setattr(rete, "_sentinel", lambda shape: (ROWS, [(1, 0)]))
        with pytest.raises(EngineError, match="cannot be used"):
            fresh.join(ROWS)
    assert fresh.join(ROWS) == [(0, 1)]


def test_a_fact_that_is_refused_is_an_error(fresh: "Rete", monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.prove()
    with pytest.raises(EngineError, match="failed on a block of 2 facts"):
        fresh.join([{**fields, "id": 1} for fields in ROWS])
    assert fresh.join(ROWS) == [(0, 1)]


def test_an_interruption_is_passed_on(fresh: "Rete", monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.prove()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr("durable_rules_engine.complete_and_start_action", interrupt)
        with pytest.raises(KeyboardInterrupt):
            fresh.join(ROWS)
    assert fresh.join(ROWS) == [(0, 1)]


# ------------------------------------------------------------------------------------------------- what it rests on


def hashed(text: str) -> int:
    """The 32 bits that durable-rules knows a name or an id by (FNV-1a)."""
    known = 0x811C9DC5
    for byte in text.encode():
        known = (known ^ byte) * 16777619 & 0xFFFFFFFF
    return known


def test_the_ids_of_facts_and_states_do_not_collide() -> None:

    ids = [str(number) for number in range(limits.DURABLE_IDS)]
    assert len({hashed(one) for one in ids} | {hashed(f"sid-{one}") for one in ids}) == 2 * limits.DURABLE_IDS


def test_no_state_has_a_number_beyond_those_ids(fresh: "Rete", monkeypatch: pytest.MonkeyPatch) -> None:

    fresh.prove()
    states: list[int] = []
    asserted = fresh._ruleset.assert_fact

    def noted(fact: dict[str, int]) -> object:
        states.append(fact["sid"])
        return asserted(fact)

    monkeypatch.setattr(fresh._ruleset, "assert_fact", noted)
    monkeypatch.setattr(fresh, "_states", count_from(limits.DURABLE_IDS - 1))
    assert [fresh.join(ROWS) for _ in range(2)] == [[(0, 1)]] * 2
    assert states == [limits.DURABLE_IDS - 1] * 2 + [0] * 2


def test_the_fields_of_a_fact_do_not_collide() -> None:
    from conflicts.engines.durable.rete import SHAPES

    for shape in SHAPES:
        numbers = [field for rule in range(shape.rules) for pair in shape.pairs for field in shape.fields(rule, pair)]
        names = ["sid", "id", "row", "same", "$s", *(f"{side}{number}" for side in "lg" for number in numbers)]
        assert len({hashed(name) for name in names}) == len(names) < 255


def test_every_join_is_wrapped_and_closed_by_what_always_holds() -> None:
    """A bare conjunction whose last part fails is read past its end, which only valgrind sees (docs/adr/0004)."""
    from conflicts.engines.durable.rete import SHAPES, Rete

    for shape in SHAPES:
        definition: dict[str, dict[str, list[dict[str, dict[str, list[dict[str, list[object]]]]]]]] = json.loads(
            json.dumps(Rete(shape)._definition(), default=lambda action: action.__name__)
        )
        assert definition.pop("seen") == {"all": [{"a": {"$ex": {"row": 1}}}], "run": "_see"}
        assert len(definition) == (shape.rules if shape.seats > 1 else 1)
        for rule in definition.values():
            for seat in rule["all"][1:]:
                ((condition,),) = (each.values() for each in seat.values())
                ((conjunction,),) = (each.values() for each in condition)
                assert (list(*seat.values()), list(condition[0])) == (["$or"], ["$and"])
                assert conjunction[-1] == {"same": {"a": "same"}}
                assert len(conjunction) > 1


def test_memory_stays_bounded_over_two_thousand_queries(engine: "DurableEngine") -> None:
    import resource

    from conflicts.engines.durable.rete import SHAPES, ruleset

    status = Path("/proc/self/statm")
    if not status.exists():
        pytest.skip("how much memory is in use now, and not at most so far, is known on Linux only")

    def megabytes() -> float:
        return int(status.read_text(encoding="utf-8").split()[1]) * resource.getpagesize() / 2**20

    def evaluate(queries: int) -> None:
        for number in range(queries):
            random = Random(number)
            engine.match(random_query(random), random_table(random, 6))

    for shape in SHAPES:
        ruleset(shape).prove()
    evaluate(300)
    before = megabytes()
    evaluate(2000)
    assert megabytes() - before < 5
    assert ruleset.cache_info().currsize == len(SHAPES) == 30


def test_threads_do_not_mix_their_matches(engine: "DurableEngine") -> None:
    def case(number: int) -> tuple[Query, Table]:
        random = Random(number)
        return random_query(random), random_table(random, 9)

    cases = [case(number) for number in range(200)]
    alone = [engine.match(*one) for one in cases]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert list(threads.map(lambda one: engine.match(*one), cases)) == alone
    finally:
        sys.setswitchinterval(interval)
