"""A condition, ``LEFT OPERATOR RIGHT``, as data."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from conflicts.errors import Place

_NAME = re.compile(r"(?<![^\s,])[^\s,.]+(?=[\s,.]|$)")

Adverb: TypeAlias = Literal["", "certainly", "possibly"]


@dataclass(frozen=True, slots=True)
class FieldRef:
    """The field of a variable: ``a.valid.start``. The bare variable has an empty field.

    ``moved``: by how many seconds an instant is moved (``b.stated + 90 days``); with a ``gap``, how many times by what
    that field says (``b.value.time - a.predicate.precedes``).
    """

    variable: str
    field: str
    moved: int = 0
    gap: "FieldRef | None" = None

    def __str__(self) -> str:
        return f"{self.variable}.{self.field}" if self.field else self.variable


@dataclass(frozen=True, slots=True)
class Words:
    """A literal, or a list of them, as written; the field on the left says how each is read."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day the check is made for."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``adverb left operator right``; ``right`` is None for the operators that take none."""

    left: FieldRef
    operator: str
    right: FieldRef | Words | AsOf | None = None
    adverb: Adverb = ""
    text: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Group:
    """``any`` or ``all`` of some clauses.

    ``name``: what a rule writes for all of them (``a stands``); ``definition``: what they are defined as, PACK/NAME.
    """

    quantifier: Literal["any", "all"]
    members: tuple["Clause", ...]
    name: str = ""
    definition: str = ""


Clause: TypeAlias = Condition | Group


def conditions(clauses: Iterable[Clause]) -> Iterator[Condition]:
    """Every condition in the clauses, those inside groups too."""
    for clause in clauses:
        if isinstance(clause, Group):
            yield from conditions(clause.members)
        else:
            yield clause


def required(clauses: Iterable[Clause]) -> Iterator[Condition]:
    """The conditions that must hold whenever the clauses do: those outside every ``any``."""
    for clause in clauses:
        if isinstance(clause, Condition):
            yield clause
        elif clause.quantifier == "all":
            yield from required(clause.members)


def groups(clauses: Iterable[Clause]) -> Iterator[Group]:
    """Every group in the clauses, those inside groups too, the outer ones first."""
    for clause in clauses:
        if isinstance(clause, Group):
            yield clause
            yield from groups(clause.members)


def clause_text(clause: Clause) -> str:
    """A clause as a rule writes it: what has a name by its name."""
    if isinstance(clause, Condition):
        return clause.text
    return clause.name or f"{clause.quantifier}: [{', '.join(map(clause_text, clause.members))}]"


def has_names(clause: Clause) -> bool:
    """Whether it is a named condition, or one is in it."""
    return any(group.name for group in groups([clause]))


def renamed(clause: Clause, names: Mapping[str, str], place: Place | None = None) -> Clause:
    """The clause, asked of the claims of other names; at that place, if one is given."""
    if isinstance(clause, Group):
        members = tuple(renamed(member, names, place) for member in clause.members)
        return replace(clause, members=members, name=_renamed_words(clause.name, names))
    left, right = _renamed_field(clause.left, names), clause.right
    rest = re.split(rf"\s{re.escape(clause.operator)}(?:\s|$)", clause.text, maxsplit=1)[-1]
    if isinstance(right, FieldRef):
        right, rest = _renamed_field(right, names), _renamed_words(rest, names)
    text = " ".join(filter(None, (clause.adverb, str(left), clause.operator, rest.strip())))
    return replace(clause, left=left, right=right, text=text, place=clause.place if place is None else place)


def _renamed_field(field: FieldRef, names: Mapping[str, str]) -> FieldRef:
    gap = field.gap and _renamed_field(field.gap, names)
    return replace(field, variable=names.get(field.variable, field.variable), gap=gap)


def _renamed_words(text: str, names: Mapping[str, str]) -> str:
    """The text with every word that is a name, or the field of one, renamed."""
    return _NAME.sub(lambda found: names.get(found[0], found[0]), text)
