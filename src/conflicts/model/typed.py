"""A claim's value as its predicate reads it."""

from collections.abc import Callable
from typing import TypeVar

from conflicts.model.claim import Claim
from conflicts.model.faults import shown
from conflicts.model.unit import parse_quantity
from conflicts.model.value import UNKNOWN, AnyValue, Quantity, Special, Term, Text, Time, means_unknown, read_as
from conflicts.model.vocabulary import ValueType, Vocabulary

_Model = TypeVar("_Model", Quantity, Time)


class UnreadableError(ValueError):
    """A text that is none of the values that its predicate takes: nothing is wrong but that value."""


def typed_value(claim: Claim, vocabulary: Vocabulary) -> AnyValue | None:
    """Read the claim's value as the type that its predicate declares; None if the claim has no value.

    A bare word is a term, a quantity or a time where the predicate's values are (a term's aliases become the entity's
    id), and a whole number is a year where they are times. *unknown* and *none* fit every type but an event's. Without
    a declared type the value is what it looks like. A word for what nobody knows is *unknown*, unless it is literal or
    names an entity. Raises ValueError, with a sentence, for a value that cannot be read so; UnreadableError for a text.
    """
    value, declared = claim.value, vocabulary.predicate(claim.predicate).value
    if value is None:
        return None
    if declared == "event":
        raise ValueError(f"{shown(claim.predicate)} is an event and takes no value")
    if isinstance(value, Term | Text) and _is_unknown(value, declared, vocabulary):
        return UNKNOWN
    match declared, value:
        case (None, Term(term=word)) | ("term", Term(term=word)) | ("term", Text(text=word)):
            if not word or word.isspace():
                raise ValueError("a term cannot be empty")
            return Term(term=vocabulary.entity_id(word))
        case (_, Text(text=text)) if not text or text.isspace():
            raise ValueError("an empty text says nothing: leave the value out, or write unknown")
        case (None, _) | (_, Special()) | ("quantity", Quantity()) | ("time", Time()) | ("text", Text()):
            return value
        case ("quantity", Text(text=text)):
            return _read(Quantity, lambda: parse_quantity(text, vocabulary.predicate(claim.predicate).unit))
        case ("time", Text(text=text)):
            return _read(Time, lambda: text)
        case ("time", Quantity(amount=year, unit=None)) if year is not None and year == year.to_integral_value():
            return read_as(Time, int(year))
        case ("text", Quantity()):
            raise ValueError(f"{shown(claim.predicate)} takes a text, not {kind_of(value)}: put it in quotes")
        case _:
            raise ValueError(f"{shown(claim.predicate)} takes a {declared}, not {kind_of(value)}: {shown(str(value))}")


def _read(model: type[_Model], data: Callable[[], object]) -> _Model:
    try:
        return read_as(model, data())
    except ValueError as error:
        raise UnreadableError(str(error)) from None


def _is_unknown(value: Term | Text, declared: ValueType | None, vocabulary: Vocabulary) -> bool:
    """Whether the words say that nobody knows the value."""
    word = value.term if isinstance(value, Term) else value.text
    if value.literal or not means_unknown(word):
        return False
    is_term = declared == "term" or (declared is None and isinstance(value, Term))
    return not (is_term and vocabulary.entity_id(word) in vocabulary.entities)


def kind_of(value: AnyValue) -> str:
    """Name the type of a value, with its article: ``a quantity``."""
    return f"a {type(value).__name__.lower()}" if not isinstance(value, Special) else value.value
