"""What a rule is."""

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, TypeAlias

from conflicts.errors import Place
from conflicts.rules.condition import Clause

Kind: TypeAlias = Literal["contradiction", "unverified", "superseded"]
Severity: TypeAlias = Literal["error", "warning", "note"]
Verdict: TypeAlias = Literal["certain", "possible"]


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

    @property
    def name(self) -> str:
        """The rule's full name, ``PACK/ID``."""
        return f"{self.pack}/{self.id}"
