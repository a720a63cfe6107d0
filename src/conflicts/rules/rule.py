"""What a rule is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from conflicts.errors import Place
from conflicts.rules.condition import Clause

Kind: TypeAlias = Literal["contradiction", "unverified", "superseded"]
Severity: TypeAlias = Literal["error", "warning", "note"]
Verdict: TypeAlias = Literal["certain", "possible"]

KINDS: tuple[Kind, ...] = get_args(Kind)
"""In the order of a report."""

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the most severe to the least."""


def one_less(severity: Severity) -> Severity:
    """The severity of a possible finding, where that of a certain one is this, unless its rule says another."""
    return SEVERITIES[min(SEVERITIES.index(severity) + 1, len(SEVERITIES) - 1)]


SCRATCH = "scratch"
"""The pack of rules that no pack holds."""


class Expectation(NamedTuple):
    """A finding that an example must give: the ids of its claims, and its verdict."""

    claims: frozenset[str]
    verdict: Verdict


class Example(NamedTuple):
    """Claims, their vocabulary and the findings that the rule must give for them: all of them and no other.

    ``collection`` is the mapping a claims file would hold (``claims``, ``predicates``, ``entities``, ``sources``).
    """

    name: str
    collection: dict[str, Any]
    expect: tuple[Expectation, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A ``with`` or ``without`` block: one more claim, what it shares with the match, and what must hold of it."""

    variable: str
    same: tuple[str, ...]
    where: tuple[Clause, ...]
    negated: bool
    count: int = 1
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One declarative rule. ``name`` is ``PACK/ID``; ``source`` is its YAML text."""

    id: str
    pack: str
    kind: Kind
    severity: Severity
    severity_if_possible: Severity
    title: str
    message: str
    help: str
    variables: tuple[str, ...]
    same: tuple[str, ...]
    where: tuple[Clause, ...]
    blocks: tuple[Block, ...] = ()
    tags: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    place: Place = Place()
    source: str = field(default="", repr=False)

    @classmethod
    def from_yaml(cls, text: str, pack: str = SCRATCH) -> "Rule":
        """Read a rule from the text of a rule file; it needs no examples, which rules in packs must have.

        >>> rule = Rule.from_yaml('''
        ... id: no-rumours
        ... kind: unverified
        ... severity: warning
        ... title: Hearsay
        ... message: Only {a.asserted_by} says so
        ... claims: [a]
        ... where: [a.certainty is possible]
        ... ''')
        >>> rule.name
        'scratch/no-rumours'

        Raises RuleError with everything that is wrong with it.
        """
        from conflicts.rules.scratch import rule_of_text  # which reads rules, and so knows this module

        return rule_of_text(text, pack)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], pack: str = SCRATCH) -> "Rule":
        """Make a rule of plain data with the fields of a rule file, as ``from_yaml`` does of its text."""
        from conflicts.rules.scratch import rule_of_data

        return rule_of_data(data, pack)

    def to_yaml(self) -> str:
        """The text of a rule file that gives this rule."""
        return self.source

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its own conditions, and those of its blocks."""
        return (*self.where, *(clause for block in self.blocks for clause in block.where))

    @property
    def name(self) -> str:
        """The rule's full name, ``PACK/ID``."""
        return f"{self.pack}/{self.id}"
