"""A condition, ``LEFT OPERATOR RIGHT``, as data."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from conflicts.errors import Place

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
    """``any`` or ``all`` of some clauses."""

    quantifier: Literal["any", "all"]
    members: tuple["Clause", ...]


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
