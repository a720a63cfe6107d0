"""A claim's value as its predicate reads it."""

from conflicts.model.claim import Claim
from conflicts.model.faults import shown
from conflicts.model.unit import parse_quantity
from conflicts.model.value import AnyValue, Quantity, Special, Term, Text, Time, read_as
from conflicts.model.vocabulary import Vocabulary


def typed_value(claim: Claim, vocabulary: Vocabulary) -> AnyValue | None:
    """Read the claim's value as the type that its predicate declares; None if the claim has no value.

    A bare word is a term, a quantity or a time where the predicate's values are (a term's aliases become the entity's
    id), and a whole number is a year where they are times. *unknown* and *none* fit every type but an event's. Without
    a declared type the value is what it looks like. Raises ValueError, with a sentence, for a value that cannot be read
    so.
    """
    value, declared = claim.value, vocabulary.predicate(claim.predicate).value
    if value is None:
        return None
    if declared == "event":
        raise ValueError(f"{shown(claim.predicate)} is an event and takes no value")
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
            return read_as(Quantity, parse_quantity(text))
        case ("time", Text(text=text)):
            return read_as(Time, text)
        case ("time", Quantity(amount=year, unit=None)) if year is not None and year == year.to_integral_value():
            return read_as(Time, int(year))
        case ("text", Quantity()):
            raise ValueError(f"{shown(claim.predicate)} takes a text, not {kind_of(value)}: put it in quotes")
        case _:
            raise ValueError(f"{shown(claim.predicate)} takes a {declared}, not {kind_of(value)}: {shown(str(value))}")


def kind_of(value: AnyValue) -> str:
    """Name the type of a value, with its article: ``a quantity``."""
    return f"a {type(value).__name__.lower()}" if not isinstance(value, Special) else value.value
