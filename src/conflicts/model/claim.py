"""What a claim is: who said what about what, holding when, said when, citing what."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from conflicts.model.frozen import Frozen
from conflicts.model.identity import NO_CONTENT, made_id
from conflicts.model.location import Location
from conflicts.model.spelling import canonical, folded
from conflicts.model.suppression import Suppression
from conflicts.model.value import Time, Value

__all__ = [
    "LARGEST_QUALIFIER",
    "Certainty",
    "Citation",
    "Claim",
    "Location",
    "Mark",
    "Names",
    "Polarity",
    "Qualifier",
    "Rank",
]

Polarity = Literal["affirmed", "denied"]
Certainty = Literal["certain", "probable", "possible", "unknown"]
Rank = Literal["preferred", "normal", "deprecated"]


def _as_tuple(data: Any) -> Any:
    return (data,) if isinstance(data, str) else data


def _as_qualifier(data: Any) -> Any:
    if isinstance(data, int) and abs(data) > LARGEST_QUALIFIER:
        raise ValueError("the number is too large: put it in quotes")
    if not isinstance(data, str | int):
        raise ValueError("a qualifier is a word, a whole number, true or false")
    return folded(data) if isinstance(data, str) else data


def _without_default(schema: dict[str, Any]) -> None:
    del schema["default"]  # nobody writes an empty id


LARGEST_QUALIFIER = 2**63 - 1
_ADDRESS = re.compile("[a-zA-Z][a-zA-Z0-9+.-]*://")


def _name(text: str) -> str:
    """A name without white space at its ends, and with one space wherever else there is any."""
    name = folded(text)
    if not name:
        raise ValueError("is empty")
    return name


def _somebody(name: str | None) -> str | None:
    """A source that is ``unknown`` is nobody that anybody names."""
    return None if name is not None and name.casefold() == "unknown" else name


def _id(text: str) -> str:
    name = text.strip()
    if not name:
        raise ValueError("is empty")
    return name


Name: TypeAlias = Annotated[str, AfterValidator(_name)]
Names: TypeAlias = Annotated[tuple[Name, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...])]
Words: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...])]
Ids: TypeAlias = Annotated[
    tuple[Annotated[str, AfterValidator(_id)], ...],
    BeforeValidator(_as_tuple, json_schema_input_type=str | tuple[str, ...]),
]
Qualifier: TypeAlias = Annotated[
    str | int | bool, BeforeValidator(_as_qualifier, json_schema_input_type=str | int | bool)
]


class Citation(Frozen):
    """What a claim cites. ``source`` is the id of the source that the cited document comes from.

    A text stands for a citation: an address (``https://…``) for its ``url``, any other for its ``ref``.
    """

    model_config = ConfigDict(coerce_numbers_to_str=True)

    ref: str | None = Field(
        default=None,
        json_schema_extra={"anyOf": [{"type": ["string", "number", "null"]}]},
        description="The mark by which the text cites it, such as the number of a footnote.",
    )
    source: Name | None = Field(default=None, description="The id of the source that the cited document comes from.")
    url: str | None = Field(default=None, description="Its address.")
    title: str | None = Field(default=None, description="Its title.")
    publisher: str | None = Field(default=None, description="Who published it.")
    date: Time | None = Field(default=None, description="When it was published.")
    retrieved: Time | None = Field(default=None, description="When it was looked up.")
    archive: str | None = Field(default=None, description="The address of an archived copy.")
    excerpt: str | None = Field(default=None, description="The words in it that bear the claim out.")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"url" if _ADDRESS.match(data) else "ref": data}
        return data


def _as_citations(data: Any) -> Any:
    return (data,) if isinstance(data, str | Mapping | Citation) else data


Citations: TypeAlias = Annotated[
    tuple[Citation, ...],
    BeforeValidator(_as_citations, json_schema_input_type=str | Citation | tuple[str | Citation, ...]),
]


class Mark(Frozen):
    """What is known of one of a claim's tags: since when it has been there, and why.

    A tag that was set twice, for two reasons, has two marks.
    """

    tag: str = Field(min_length=1, description="One of the claim's tags.")
    date: Time | None = Field(default=None, description="Since when the tag has been there.")
    reason: str | None = Field(default=None, description="Why it is there.")


class Claim(Frozen):
    """One source's assertion about one subject.

    - ``id``: what others call it; one that is left out is made of what the claim says.
    - ``subject``, ``predicate``, ``value``, ``qualifiers``: what is asserted. Qualifiers are the claim's *scope*: two
      claims with other qualifiers speak of other things. An event's claim has no value.
    - ``polarity``: ``affirmed`` or ``denied``. "Not confirmed" is neither: it is a certainty.
    - ``certainty``: the source's own hedge (FactBank's CT, PR, PS, U).
    - ``asserted_by``: the source whose assertion it is, unless that is ``unknown``; ``via``: who relays it, nearest to
      the reader last.
    - ``valid``: when the asserted thing holds; ``stated``: when the source said it; ``recorded``: when it was
      collected.
    - ``rank``: ``deprecated`` claims are kept, and count for nothing; ``supersedes``: ids of the claims that this one
      replaces.
    - ``tags``: an editor's marks, such as ``citation-needed``; ``marks``: the date and the reason of those tags that
      have them.
    - ``credibility``: of the information itself, 1 (confirmed) to 5 (improbable); 6 counts as missing (Admiralty
      scale).
    - ``suppress``: findings about this claim that somebody accepts, and why.
    """

    id: Annotated[str, AfterValidator(_id)] = Field(
        default="",
        min_length=1,
        json_schema_extra=_without_default,
        description="The claim's name, unique in the collection.",
    )
    subject: Name = Field(
        min_length=1, description="What the claim is about: an entity, by its id or an alias, or any word."
    )
    predicate: Annotated[Name, AfterValidator(canonical)] = Field(
        min_length=1, description="What is said of the subject, by the predicate's id."
    )
    value: Value | None = Field(
        default=None,
        description="What the predicate says: a word, a number, a time, unknown or none. An event has no value.",
    )
    qualifiers: dict[str, Qualifier] = Field(
        default={}, description="The claim's scope: claims with other qualifiers speak of other things."
    )
    polarity: Polarity = Field(
        default="affirmed",
        description="Whether the source affirms or denies it. Not confirmed is neither: it is a certainty.",
    )
    certainty: Certainty = Field(default="certain", description="The source's own hedge.")
    asserted_by: Annotated[Name | None, AfterValidator(_somebody)] = Field(
        default=None, description="The source whose assertion it is."
    )
    via: Names = Field(default=(), description="Who relays it, nearest to the reader last.")
    valid: Time | None = Field(
        default=None,
        description=(
            "When the asserted thing holds: a date, an interval such as 2022-03-24/.., or by, since, until or at."
        ),
    )
    stated: Time | None = Field(default=None, description="When the source said it.")
    recorded: Time | None = Field(default=None, description="When it was collected.")
    citations: Citations = Field(default=(), description="What is cited for it.")
    rank: Rank = Field(
        default="normal", description="How the collection stands to it; deprecated: it is kept, and counts for nothing."
    )
    rank_reason: str | None = Field(default=None, description="Why it has that rank.")
    supersedes: Ids = Field(default=(), description="The ids of the claims that this one replaces.")
    tags: Words = Field(default=(), description="An editor's marks, such as citation-needed.")
    marks: tuple[Mark, ...] = Field(default=(), description="Since when the claim has its tags, and why.")
    credibility: int | None = Field(
        default=None,
        ge=1,
        le=6,
        description="Of the information itself: 1 (confirmed) to 5 (improbable); 6 counts as missing.",
    )
    suppress: tuple[Suppression, ...] = Field(
        default=(), description="Findings about this claim that somebody accepts, and why."
    )
    excerpt: str | None = Field(default=None, description="The words that it was read from.")
    location: Location | None = Field(
        default=None, description="Where it stands in another file; else its place in this one counts."
    )

    @field_validator("marks")
    @classmethod
    def _marks_are_of_its_tags(cls, marks: tuple[Mark, ...], info: ValidationInfo) -> tuple[Mark, ...]:
        tags: tuple[str, ...] | None = info.data.get("tags")
        for mark in marks:
            if tags is not None and mark.tag not in tags:
                raise ValueError(f"{mark.tag!r} is not among the claim's tags")
        return marks

    @model_validator(mode="after")
    def _has_an_id(self) -> "Claim":
        if not self.id:
            object.__setattr__(self, "id", self.made_id())  # frozen, as pydantic sets fields of its own
        return self

    def made_id(self) -> str:
        """The id of a claim that is given none: it stands for what is said, by whom, when and citing what."""
        return made_id(self.model_dump(mode="json", exclude=NO_CONTENT, exclude_defaults=True))

    def __hash__(self) -> int:
        return hash((self.id, self.subject, self.predicate, self.asserted_by))

    def _repr_html_(self) -> str:
        from conflicts.report.notebook import claim_html

        return claim_html(self)
