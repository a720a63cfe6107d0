"""A rule on a few claims: what it finds, and which of its conditions hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from conflicts.engines import choose
from conflicts.errors import InputError
from conflicts.facts.evaluate import holds
from conflicts.facts.lower import lower, lower_clause
from conflicts.facts.query import Matches
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.model.collection import Collection
from conflicts.rules.condition import clause_text
from conflicts.rules.pack import in_order, load_rules
from conflicts.rules.rule import Rule, Verdict
from conflicts.rules.words import asks_as_of

Held: TypeAlias = Literal["certain", "possible", "no"]
"""Whether a condition holds."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule, those whose flags it asks for (earliest first), and the day of the check."""

    rule: Rule
    before: tuple[Rule, ...]
    as_of: str | None

    @classmethod
    def of(cls, rule: Rule | str | Path, rules: Sequence[Rule] = (), as_of: str | None = None) -> "Trial":
        """The rule, or the only one of that name or in that file; ``rules`` are those that it may ask about.

        Raises RuleError for unknown rules, and InputError for a rule that asks for a day if there is none.
        """
        found = (rule,) if isinstance(rule, Rule) else load_rules([rule])
        if len(found) != 1:
            raise InputError(f"{str(rule)!r} is {len(found)} rules, and one is asked for")
        together = in_order(found, rules)
        if as_of is None and any(map(asks_as_of, together)):
            raise InputError(f"{found[0].name} asks for a day to check as of: give as_of")
        return cls(found[0], tuple(each for each in together if each.name != found[0].name), as_of)

    def facts(self, collection: Collection) -> FactTable:
        """The facts of the claims that are known on the day, flagged by the rules before."""
        known = visible(collection, self.as_of, None)
        facts = FactTable.of(known, self.as_of)
        for rule in self.before:
            facts.flag(rule.name, matches_of(rule, facts), every_claim=rule.kind == "contradiction")
        return facts

    def verdict(self, collection: Collection) -> Verdict | Literal["both"] | None:
        """How sure all matches are; ``both``: some are certain and others possible; None: there are none."""
        found = {match.certain for match in matches_of(self.rule, self.facts(collection))}
        return None if not found else "both" if len(found) > 1 else "certain" if found.pop() else "possible"

    def first_match(self, collection: Collection) -> tuple[str, ...]:
        """The ids of the claims of the first match, in the order of the rule's variables."""
        facts = self.facts(collection)
        return tuple(facts.claims[row].id for row in matches_of(self.rule, facts)[0].rows)

    def parts(self, collection: Collection, ids: Sequence[str]) -> "tuple[Part, ...]":
        """Each condition of the rule on the claims of these ids, in the order of its variables.

        What the claims must share comes first, then the conditions, then the blocks; blocks are looked at only where
        all that is shared is. No parts: the claims are not all there.
        """
        facts = self.facts(collection)
        row_of = {claim.id: row for row, claim in enumerate(facts.claims)}
        if not row_of.keys() >= set(ids):
            return ()
        rows = tuple(row_of[id] for id in ids)
        joined = replace(self.rule, where=(), blocks=())
        together = _held(joined, facts, rows) != "no"
        shared = [
            Part(f"same {field}", "certain" if together else _held(replace(joined, same=(field,)), facts, rows))
            for field in self.rule.same
        ]
        return (*shared, *self._conditions(facts, rows), *self._blocks(facts, rows, shared))

    def _conditions(self, facts: FactTable, rows: tuple[int, ...]) -> "list[Part]":
        found = []
        for clause in self.rule.where:
            forms = lower_clause(clause, self.rule, facts)
            held: Held = "certain" if holds(forms.certain, facts, rows) else "possible"
            found.append(Part(clause_text(clause), held if holds(forms.possible, facts, rows) else "no"))
        return found

    def _blocks(self, facts: FactTable, rows: tuple[int, ...], shared: "Sequence[Part]") -> "list[Part]":
        joined = all(part.held != "no" for part in shared)
        return [
            Part(
                f"{'without' if block.negated else 'with'} {block.variable}",
                _held(replace(self.rule, where=(), blocks=(block,)), facts, rows) if joined else "certain",
            )
            for block in self.rule.blocks
        ]


def _held(rule: Rule, facts: FactTable, rows: tuple[int, ...]) -> Held:
    """How sure the rule is of a match of these claims."""
    unordered = rule.kind == "contradiction"
    for match in matches_of(rule, facts):
        if match.rows == rows or (unordered and set(match.rows) == set(rows)):
            return "certain" if match.certain else "possible"
    return "no"


class Part(NamedTuple):
    """A condition of a rule, and whether it holds."""

    text: str
    held: Held


def matches_of(rule: Rule, facts: FactTable) -> Matches:
    """What the engine that is always there finds."""
    found = choose("python", len(facts)).match(lower(rule, facts), facts)
    assert isinstance(found, Matches)  # there are few claims
    return found
