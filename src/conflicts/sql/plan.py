"""Rules without claims: their queries, and what these read of a table of facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from conflicts.errors import InputError, Problem, UnsupportedError
from conflicts.facts import limits
from conflicts.facts.codes import StableCodes
from conflicts.facts.lower import lower
from conflicts.facts.query import Query
from conflicts.facts.table import FactTable
from conflicts.facts.zones import has_zones
from conflicts.model.vocabulary import Link, Vocabulary
from conflicts.rules.pack import in_order, references
from conflicts.rules.rule import Rule
from conflicts.sql.select import NO_SQL, columns_of, expressible

FLAGGED = "flagged:"
"""How the columns begin that say which claims a rule flagged."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A rule, its query, and the rules that it asks about, which come before it."""

    rule: Rule
    query: Query
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Some rules with those that they ask about, by name: each comes after those that it asks about."""

    rules: tuple[Rule, ...]
    planned: Mapping[str, Planned]

    @property
    def columns(self) -> frozenset[str]:
        """What the queries read of a table of facts, but for what other queries tell."""
        read = (columns_of(each.query) for each in self.planned.values())
        return frozenset(name for names in read for name in names if not name.startswith(FLAGGED))

    @property
    def reads_topics(self) -> bool:
        """Whether the queries read what claims are about beside their subjects."""
        return any(each.query.reads_topics for each in self.planned.values())

    def asked_by(self, name: str) -> tuple[Planned, ...]:
        """The rule of that name after all those that it asks about, and those ask about."""
        needed, pending = {name}, [name]
        while pending:
            new = set(self.planned[pending.pop()].asks) - needed
            needed |= new
            pending += new
        return tuple(each for other, each in self.planned.items() if other in needed)


class _NoClaims(FactTable):
    """What rules are lowered over where the claims are elsewhere."""

    @cached_property
    def most_superseded(self) -> int:
        return limits.LINKS

    def most_targets(self, field: Link) -> int:
        return max(limits.LINKS, super().most_targets(field))

    def zoned(self, field: str) -> frozenset[bool]:
        return frozenset([True, False] if has_zones(field) else [])


def plan(rules: Sequence[Rule], vocabulary: Vocabulary, as_of: str | None = None) -> Plan:
    """Lower rules, and those that they ask about, without claims; names in them are read with the vocabulary.

    Raises UnsupportedError with every rule of which there is no SQL, and why; InputError for what is no date.
    """
    try:
        facts = _NoClaims((), vocabulary, as_of, StableCodes())
    except ValueError as error:
        raise InputError(f"as of: {error}") from None
    planned: dict[str, Planned] = {}
    problems: list[Problem] = []
    for rule in in_order(rules, rules):
        try:
            query = lower(rule, facts)
        except UnsupportedError as error:
            problems += [Problem(f"{rule.name}: {each.message}") for each in error.problems]
            continue
        if not expressible(query):
            problems.append(Problem(f"{rule.name}: {NO_SQL}"))
        asks = tuple(dict.fromkeys(name for name, _ in references(rule)))
        planned[rule.name] = Planned(rule, query, asks)
    if problems:
        raise UnsupportedError(problems)
    return Plan(tuple(rules), planned)
