"""What the suite draws beside what users have: plain rules, rules that ask for each other's flags, and whole cases."""

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conflicts.model.collection import Collection
from conflicts.model.value import Quantity
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.rules.rule import Rule
from conflicts.strategies import collections, rules
from conflicts.strategies.pools import AS_OF


@dataclass(frozen=True)
class Case:
    """Claims with their vocabulary, rules each of which may speak of those before it, and the day of the check."""

    collection: Collection
    rules: tuple[Rule, ...]
    as_of: str

    def __repr__(self) -> str:
        """The case in few words, for whoever has to find out what is wrong with it."""
        claims = [claim.model_dump(mode="json", exclude_defaults=True) for claim in self.collection.claims]
        rules = [(rule.name, rule.kind, rule.variables, rule.same, rule.where, rule.blocks) for rule in self.rules]
        vocabulary = self.collection.vocabulary.model_dump(mode="json", exclude_defaults=True)
        lines = [*claims, vocabulary, *rules, self.as_of]
        return "Case(\n" + "\n".join(f"  {line}" for line in lines) + "\n)"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))


def plain_rule(name: str, **parts: Any) -> Rule:
    """A rule of these parts, with the words that a person would read left plain."""
    given: dict[str, Any] = {"kind": "unverified", "variables": ("a",), "same": (), "where": (), **parts}
    return Rule(
        id=name,
        pack="generated",
        severity="error",
        severity_if_possible="warning",
        title=name,
        message=f"{{a.subject}}: {name}",
        help="Generated.",
        **given,
    )


@st.composite
def rule_lists(
    draw: st.DrawFn, most: int = 3, amounts: bool = True, vocabulary: Vocabulary = EMPTY
) -> tuple[Rule, ...]:
    """One to ``most`` rules; each may say what those before it flagged. They often speak of ``amounts``, or never."""
    drawn: tuple[Rule, ...] = ()
    for number in range(draw(st.integers(1, most))):
        earlier = [rule.name for rule in drawn]
        drawn += (draw(rules(vocabulary, id=f"r{number}", earlier=earlier, amounts=amounts)),)
    return drawn


def has_amounts(collection: Collection) -> bool:
    """Whether any claim gives a quantity."""
    return any(isinstance(claim.value, Quantity) for claim in collection.claims)


@st.composite
def cases(draw: st.DrawFn, of: st.SearchStrategy[Collection] | None = None, most_rules: int = 3) -> Case:
    """A collection (one ``of`` these), rules, and the day of the check."""
    collection = draw(collections(min_size=2) if of is None else of)
    drawn = draw(rule_lists(most_rules, has_amounts(collection), collection.vocabulary))
    return Case(collection, drawn, draw(st.sampled_from(AS_OF)))
