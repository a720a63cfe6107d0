"""Rulesets of durable-rules in the subset of it that is safe (docs/adr/0004-durable-rules.md).

A ruleset knows nothing of the query it serves, only a shape: how many facts a match has, and how many comparisons there
are between them. Every ruleset made is memory lost, up to a megabyte; so there is one for each of the ``SHAPES``, made
when it is first needed and kept by the process.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, count, product
from threading import RLock
from typing import NamedTuple, Protocol, TypeAlias

import durable.engine
from durable.engine import MessageNotHandledException, MessageObservedException, Ruleset
from durable_rules_engine import error as RulesetError

from conflicts.errors import EngineError
from conflicts.facts import limits

Fields: TypeAlias = Mapping[str, int]
Numbers: TypeAlias = tuple[int, ...]
State: TypeAlias = Mapping[str, object]

# What an action does that takes more than ten seconds is dropped without a word, so that a process that was stopped
# meanwhile, or a clock that was set, costs matches. No time passes for it.
durable.engine._unix_now = float

_ALIASES = "abc"


class Shape(NamedTuple):
    """What a ruleset is for: ``rules`` that each join ``seats`` facts by ``slots`` comparisons of every two of them."""

    seats: int
    rules: int
    slots: int

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        return tuple(combinations(range(self.seats), 2))

    def fields(self, rule: int, pair: tuple[int, int]) -> range:
        """Which fields the rule compares: ``l`` and the number of the one fact, ``g`` and the number of the other."""
        first = (rule * len(self.pairs) + self.pairs.index(pair)) * self.slots
        return range(first, first + self.slots)


def _shapes() -> Iterator[Shape]:
    yield Shape(1, 1, 0)
    # durable-rules refuses a condition of 28 comparisons, and the third fact is compared with two.
    for seats, several in ((2, (2, 4, 8, 16, 24)), (3, (2, 4, 8))):
        for slots, rules in product(several, (1, 2, 4, 8)):
            shape = Shape(seats, rules, slots)
            if 2 * rules * slots * len(shape.pairs) <= limits.DURABLE_FIELDS:
                yield shape


SHAPES = tuple(_shapes())
"""Every shape there is, the smaller first: the bound on the rulesets of a process."""


class _Fact(Protocol):
    row: int


class _Fired(Protocol):
    """What durable-rules gives to an action: the facts that made it fire, by their aliases."""

    def __getattr__(self, alias: str) -> _Fact: ...


class _Host:
    """All that a ruleset needs of a host. A real one would start threads; this one is never asked for anything."""

    def get_action(self, name: str) -> None:
        raise EngineError(f"durable-rules asks for an action {name!r}; every rule has its own")


@cache
def ruleset(shape: Shape) -> "Rete":
    """The ruleset of that shape."""
    return Rete(shape)


class Rete:
    """A ruleset, and whether it is known to work. It takes one block at a time, from whichever thread."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._lock = RLock()
        self._proven = False
        self._states = count()
        self._seen: list[int] = []
        self._found: list[Numbers] = []
        try:
            self._ruleset = Ruleset(f"conflicts-{shape.seats}-{shape.rules}-{shape.slots}", _Host(), self._definition())
        except RulesetError as error:
            raise EngineError(f"durable-rules refuses a ruleset: {error}") from error

    def prove(self) -> None:
        """Evaluate a block whose matches are known, and raise EngineError if others are found."""
        facts, matches = _sentinel(self._shape)
        with self._lock:
            self._proven = Counter(self._evaluate(facts)) == Counter(matches)
            if not self._proven:
                raise EngineError("durable-rules cannot be used: its matches of a known block are not those there are")

    def join(self, facts: Sequence[Fields]) -> Sequence[Numbers]:
        """The numbers of the facts that fulfil a rule, in the order of its seats, once for each rule they fulfil."""
        with self._lock:
            if not self._proven:
                self.prove()
            self._proven = False  # until this block is through without an exception
            found = self._evaluate(facts)
            self._proven = True
            return found

    def _definition(self) -> dict[str, object]:
        """A rule that sees every fact, and the joins: wrapped conjunctions, closed by an equality that always holds."""
        every: dict[str, object] = {"a": {"$ex": {"row": 1}}}
        rules: dict[str, object] = {"seen": {"all": [every], "run": self._see}}
        for rule in range(self._shape.rules):
            seats = [every]
            for second in range(1, self._shape.seats):
                comparisons: list[object] = [
                    {"$gt": {f"g{field}": {_ALIASES[first]: f"l{field}"}}}
                    for first in range(second)
                    for field in self._shape.fields(rule, (first, second))
                ]
                conjunction = {"$and": [*comparisons, {"same": {"a": "same"}}]}
                seats.append({_ALIASES[second]: {"$or": [conjunction]}})
            rules[f"rule{rule}"] = {"all": seats, "run": self._find}
        return rules

    def _see(self, fired: _Fired) -> None:
        self._seen.append(fired.a.row)

    def _find(self, fired: _Fired) -> None:
        self._found.append(tuple(getattr(fired, alias).row for alias in _ALIASES[: self._shape.seats]))

    def _evaluate(self, facts: Sequence[Fields]) -> list[Numbers]:
        self._seen, self._found = [], []
        failures: list[object] = []
        through = 0

        def completed(error: object, state: State | None) -> None:
            nonlocal through
            through += 1
            if error is not None:
                failures.append(error)
            elif state is not None and "exception" in state:
                failures.append(state["exception"])

        try:
            self._assert_one_by_one(facts, next(self._states) % limits.DURABLE_IDS, completed)
        except (MessageNotHandledException, MessageObservedException, RulesetError, MemoryError) as error:
            failures.append(error)
        for failure in failures:
            if isinstance(failure, BaseException) and not isinstance(failure, Exception):
                raise failure  # an interruption, which durable-rules takes for any other error
        if not failures and sorted(self._seen) != list(range(len(facts))):
            failures.append(f"{len(self._seen)} of them were seen")
        if not failures and through != len(facts):
            failures.append(f"it was through with {through} of them")
        if failures:
            raise EngineError(f"durable-rules failed on a block of {len(facts)} facts: {failures[0]}")
        return self._found

    def _assert_one_by_one(
        self, facts: Sequence[Fields], state: int, completed: Callable[[object, State | None], None]
    ) -> None:
        try:
            for row, fields in enumerate(facts):
                fact = {"sid": state, "id": row, "row": row, "same": 1, **fields}
                self._ruleset.do_actions(self._ruleset.assert_fact(fact), completed)
        finally:
            if self._seen:  # it crashes to delete a state in which no action has fired
                self._ruleset.delete_state(state)


def _sentinel(shape: Shape) -> tuple[list[Fields], list[Numbers]]:
    """A block and its matches: two facts fit each seat; one for each comparison would fit if it were not for that."""
    fitting = [(seat, None) for seat in range(shape.seats) for _ in range(2)]
    failing = [(pair[1], (pair, slot)) for pair in shape.pairs for slot in range(shape.slots)]
    facts: list[Fields] = []
    for seat, fails in [*fitting, *failing]:
        fact: dict[str, int] = {}
        for rule, pair in product(range(shape.rules), shape.pairs):
            for slot, field in enumerate(shape.fields(rule, pair)):
                fact[f"l{field}"] = 1 if seat == pair[0] else 2
                fact[f"g{field}"] = int(seat == pair[1]) + int(seat == pair[1] and fails != (pair, slot))
        facts.append(fact)
    matches = product(*((2 * seat, 2 * seat + 1) for seat in range(shape.seats)))
    return facts, [match for match in matches for _ in range(shape.rules)]
