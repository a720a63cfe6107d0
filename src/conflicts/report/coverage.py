"""What of the claims was compared, and what was not, and why (docs/explanation/semantics.md, section 6).

That a check finds no conflicts says something of what it compared and nothing of the rest. Rules that were not run
stand in a report's ``skipped``, blocks that were not compared to the end in its ``truncated``; all else stands here.
"""

from collections.abc import Iterable

from pydantic import Field

from conflicts.errors import Place, Problem
from conflicts.model.collection import Sentences
from conflicts.model.frozen import Frozen
from conflicts.model.location import Location

MOST_EXAMPLES = 20
"""How many examples of a kind a report lists; all are counted."""


class UnreadPlace(Frozen):
    """A place that could not be read, and why."""

    message: str = Field(description="What could not be read there, and why.")
    location: Location | None = Field(default=None, description="Where it stands, if that is known.")


class Unread(Frozen):
    """Places of the input, such as rows of a table and marks of a text, that could not be read."""

    places: int = Field(default=0, description="How many there are.")
    examples: tuple[UnreadPlace, ...] = Field(
        default=(), description="The first of them, in the order of the files' lines."
    )

    @classmethod
    def of(cls, problems: Iterable[Problem], places: int | None = None) -> "Unread":
        """Count the places that problems tell of; ``places``, if there are more than are listed."""
        ordered = sorted(problems, key=lambda problem: (problem.place, problem.message))
        examples = (UnreadPlace(message=each.message, location=_location(each.place)) for each in ordered)
        counted = len(ordered) if places is None else places
        return cls(places=counted, examples=tuple(examples)[:MOST_EXAMPLES])

    def joined(self, other: "Unread") -> "Unread":
        """These places and others, in the order of the files' lines."""
        examples = sorted((*self.examples, *other.examples), key=_order)
        return Unread(places=self.places + other.places, examples=tuple(examples)[:MOST_EXAMPLES])


def _order(place: UnreadPlace) -> tuple[str, int, int, str]:
    at = place.location
    return ("", 0, 0, place.message) if at is None else (at.file, at.line, at.column, place.message)


class UndefinedPredicate(Frozen):
    """A predicate of which nobody says whether several values can stand side by side, and whose values differ."""

    predicate: str = Field(description="The predicate.")
    name: str = Field(description="What people call it; the predicate itself where it has no name.")
    subjects: int = Field(description="About how many subjects sources give different values.")
    claims: int = Field(description="In how many claims.")
    example: tuple[str, ...] = Field(description="The ids of two claims with different values.")


class Undefined(Frozen):
    """Predicates that have different values from different sources and no definition by which they are compared."""

    predicates: int = Field(default=0, description="How many there are.")
    examples: tuple[UndefinedPredicate, ...] = Field(default=(), description="Those with the most such claims.")


class KindOfValue(Frozen):
    """A type of value, for a quantity with what it measures."""

    kind: str = Field(description="Such as term, quantity [length] or quantity person.")
    claims: int = Field(description="How many claims have such a value.")


class MixedPredicate(Frozen):
    """A predicate that has values of kinds that cannot be compared with each other about one subject."""

    predicate: str = Field(description="The predicate.")
    name: str = Field(description="What people call it; the predicate itself where it has no name.")
    subjects: int = Field(description="About how many subjects.")
    kinds: tuple[KindOfValue, ...] = Field(description="The kinds of these values, the most frequent first.")
    example: tuple[str, ...] = Field(description="The ids of two claims with values of different kinds.")


class Incomparable(Frozen):
    """Predicates whose values have types or units that cannot be compared."""

    predicates: int = Field(default=0, description="How many there are.")
    examples: tuple[MixedPredicate, ...] = Field(default=(), description="Those that concern the most subjects.")


class Coverage(Frozen):
    """What could not be compared, each with its number and a few examples."""

    comparable: int | None = Field(
        default=None,
        description="How many claims could be compared with others: all but those of undefined predicates with "
        "different values, and those of which several values can stand side by side; null if that was not counted.",
    )
    undefined: Undefined = Field(
        default=Undefined.model_construct(),
        description="Predicates with different values from different sources, and no definition: not compared.",
    )
    incomparable: Incomparable = Field(
        default=Incomparable.model_construct(),
        description="Predicates with values whose types or units cannot be compared.",
    )

    sentences: Sentences = Field(
        default=Sentences.model_construct(),
        description="How many sentences of texts were read, and how many understood.",
    )
    unread: Unread = Field(default=Unread.model_construct(), description="Places of the input that could not be read.")


NOTHING_UNCOVERED = Coverage.model_construct()
"""The coverage of claims of which nothing is known that was not compared."""


def _location(place: Place) -> Location | None:
    return Location(file=place.file, line=place.line, column=place.column) if place.file else None
