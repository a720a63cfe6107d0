"""What Hypothesis loads where conflicts is installed, so that ``from_type`` knows its models.

It stands beside the package, like ``_conflicts_pytest``. The models are imported here, because Hypothesis must have the
types themselves; the strategies only when one is asked for.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def register() -> None:
    """Say how each model is drawn."""
    from hypothesis.strategies import register_type_strategy

    from conflicts.model.claim import Claim
    from conflicts.model.collection import Collection
    from conflicts.model.source import Source
    from conflicts.model.value import Quantity, Time
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.rules.rule import Rule

    named: dict[type, str] = {
        Claim: "claims",
        Collection: "collections",
        Quantity: "quantities",
        Rule: "rules",
        Source: "sources",
        Time: "times",
        Vocabulary: "vocabularies",
    }
    for model, name in named.items():
        register_type_strategy(model, _strategy_of(name))


def _strategy_of(name: str) -> "Callable[[type], SearchStrategy[Any]]":
    def strategy(_: type) -> "SearchStrategy[Any]":
        from conflicts import strategies

        made: SearchStrategy[Any] = getattr(strategies, name)()
        return made

    return strategy
