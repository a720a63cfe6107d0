"""What is proposed: fields with their values, and the evidence for each."""

from typing import NamedTuple


class Field(NamedTuple):
    """A field of a definition; one that is not ``sure`` enough is written as a comment."""

    name: str
    value: str | bool
    evidence: str
    sure: bool = True


class Definition(NamedTuple):
    """What is proposed for a predicate. ``known``: the vocabulary defines it, and lacks these fields."""

    name: str
    fields: tuple[Field, ...]
    known: bool = False


class Likeness(NamedTuple):
    """Two names that may mean one thing, or a whole and its part, and why."""

    name: str
    other: str
    evidence: str


class Proposal(NamedTuple):
    """A vocabulary as it may be: predicates, and what no program can decide, for people to look at.

    ``sources`` and ``entities`` are pairs of names that may mean one; ``parts`` are pairs of a part and its whole.
    """

    definitions: tuple[Definition, ...]
    sources: tuple[Likeness, ...] = ()
    entities: tuple[Likeness, ...] = ()
    parts: tuple[Likeness, ...] = ()
