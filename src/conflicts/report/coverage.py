"""What of the claims was compared, and what was not, and why (docs/explanation/semantics.md, section 6).

That a check finds no conflicts says something of what it compared and nothing of the rest. Rules that were not run
stand in a report's ``skipped``, blocks that were not compared to the end in its ``truncated``; all else stands here.
"""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from conflicts.errors import Place, Problem
from conflicts.model.collection import Sentences
from conflicts.model.location import Location

MOST_EXAMPLES = 20
"""How many places that could not be read a report lists; all are counted."""


class _Covered(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class UnreadPlace(_Covered):
    """A place that could not be read, and why."""

    message: str = Field(description="What could not be read there, and why.")
    location: Location | None = Field(None, description="Where it stands, if that is known.")


class Unread(_Covered):
    """Places of the input, such as rows of a table and marks of a text, that could not be read."""

    places: int = Field(0, description="How many there are.")
    examples: tuple[UnreadPlace, ...] = Field((), description="The first of them, in the order of the files' lines.")

    @classmethod
    def of(cls, problems: Iterable[Problem], places: int | None = None) -> "Unread":
        """Count the places that problems tell of; ``places``, if there are more than are listed."""
        ordered = sorted(problems, key=lambda problem: (problem.place, problem.message))
        examples = (UnreadPlace(message=each.message, location=_location(each.place)) for each in ordered)
        counted = len(ordered) if places is None else places
        return cls(places=counted, examples=tuple(examples)[:MOST_EXAMPLES])


class Coverage(_Covered):
    """What could not be compared, each with its number and a few examples."""

    sentences: Sentences = Field(
        Sentences.model_construct(), description="How many sentences of texts were read, and how many understood."
    )
    unread: Unread = Field(Unread.model_construct(), description="Places of the input that could not be read.")


NOTHING_UNCOVERED = Coverage.model_construct()
"""The coverage of claims of which nothing is known that was not compared."""


def _location(place: Place) -> Location | None:
    return Location(file=place.file, line=place.line, column=place.column) if place.file else None
