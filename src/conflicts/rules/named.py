"""Conditions that have a name: ``a and b hold together`` asks all that its definition says of two claims."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from conflicts.errors import Place, nearest
from conflicts.rules.condition import Clause
from conflicts.rules.fields import is_field
from conflicts.rules.operators import ADVERBS, OPERATORS, operators_for
from conflicts.rules.tokens import Fault, Token

_PHRASE = re.compile(r",|[^\s,]+")
_WORD = re.compile(r"\w[\w'’-]*")
_BETWEEN = (",", "and", "or")
_OF_CLAIMS = operators_for("")
_ANY_CLAIM = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named condition of a pack: what its name means, and what must hold of the claims that stand in the name."""

    name: str
    pack: str
    variables: tuple[str, ...]
    means: str = ""
    where: tuple[Clause, ...] = ()
    place: Place = Place()
    shape: tuple[str, ...] = field(init=False)
    """The words of the name, with nothing where a claim stands."""

    def __post_init__(self) -> None:
        shape = (_ANY_CLAIM if word.text in self.variables else word.text for word in phrase(self.name))
        object.__setattr__(self, "shape", tuple(shape))

    @property
    def full_name(self) -> str:
        """``PACK/NAME``, by which a group of conditions knows its definition."""
        return f"{self.pack}/{self.name}"


class Call(NamedTuple):
    """A definition that a rule asks for, and by which names the rule knows the claims."""

    definition: Definition
    names: Mapping[str, str]


def phrase(text: str) -> tuple[Token, ...]:
    """The words of a text, and its commas."""
    return tuple(Token(found[0], found.start()) for found in _PHRASE.finditer(text))


def name_faults(name: str, variables: Sequence[str]) -> list[Fault]:
    """What is wrong with the name of a definition that is about these claims."""
    words = phrase(name)
    plain = [word for word in words if word.text not in variables and word.text != ","]
    odd = [word for word in plain if not _WORD.fullmatch(word.text)]
    faults = [Fault(f"{word.text!r} cannot be in a name: write words, like a stands", word.offset) for word in odd]
    for word in words:
        if word.text in _OF_CLAIMS or (word is words[0] and word.text in ADVERBS):
            faults.append(Fault(f"{word.text!r} belongs to the conditions: a name cannot have it", word.offset))
    for variable in variables:
        count = sum(word.text == variable for word in words)
        if count != 1:
            often = "is not" if count == 0 else "is more than once"
            faults.append(Fault(f"the claim {variable!r} {often} in the name {name!r}", 0))
    if not plain:
        faults.append(Fault("a name needs a word beside its claims, like a stands", 0))
    return faults


def call_in(text: str, variables: Sequence[str], definitions: Sequence[Definition]) -> Call | None:
    """The definition that the text asks for; None for a condition of another kind.

    Raises Fault for one that there is not, or that is not about such claims.
    """
    words = phrase(text)
    if not words or "." in words[0].text:  # a field, with which no name begins
        return None
    fitting = [each for each in definitions if _fits(words, each)]
    if not fitting:
        if definitions and _is_name(words) and (message := _unknown(words, variables, definitions)):
            raise Fault(message, words[0].offset)
        return None
    calls = [_call(words, each) for each in fitting]
    known = [call for call in calls if set(call.names.values()) <= set(variables)]
    call = (known or calls)[0]
    seen: set[str] = set()
    for word, part in zip(words, call.definition.shape, strict=True):
        if part == _ANY_CLAIM:
            _check_claim(word, variables, seen, call.definition)
            seen.add(word.text)
    return call


def named_like(text: str, definitions: Iterable[Definition]) -> Definition | None:
    """The first definition that has a name such as the text; None if there is none."""
    words = phrase(text)
    return next((each for each in definitions if _fits(words, each)), None)


def _fits(words: Sequence[Token], definition: Definition) -> bool:
    shape = definition.shape
    return len(shape) == len(words) and all(
        part in (_ANY_CLAIM, word.text) for part, word in zip(shape, words, strict=True)
    )


def _call(words: Sequence[Token], definition: Definition) -> Call:
    given = zip(phrase(definition.name), words, strict=True)
    return Call(definition, {own.text: word.text for own, word in given if own.text in definition.variables})


def _check_claim(word: Token, variables: Sequence[str], seen: set[str], definition: Definition) -> None:
    if word.text in variables and word.text not in seen:
        return
    if word.text in seen:
        raise Fault(f"{word.text!r} is there twice: {definition.name!r} is about different claims", word.offset)
    claim, dot, _ = word.text.partition(".")
    if dot and claim in variables:
        raise Fault(f"{definition.name!r} is about claims: write {claim}, not {word.text}", word.offset)
    hint = nearest(word.text, variables)
    raise Fault(f"unknown variable {word.text!r}{hint}; there is {', '.join(variables)}", word.offset)


def _is_name(words: Sequence[Token]) -> bool:
    """Whether it can be meant for a name: it does not begin as ``[ADVERB] FIELD OPERATOR`` does."""
    if words and words[0].text in ADVERBS and len(words) > 2 and "." not in words[1].text:
        return words[2].text not in _OF_CLAIMS
    return (
        len(words) > 1
        and not any("." in word.text for word in words[:2])
        and words[1].text not in _OF_CLAIMS
        and not is_field(words[0].text)
    )


def _unknown(words: Sequence[Token], variables: Sequence[str], definitions: Sequence[Definition]) -> str:
    """What is wrong with a name that no definition has; empty if it may be another condition, and none is near."""
    text = _text(word.text for word in words)
    if words[0].text in ADVERBS:
        return f"{words[0].text} stands before one condition: {_text(word.text for word in words[1:])!r} is a name"
    claims = [word.text for word in words if word.text in variables]
    alike = [each for each in definitions if len(each.variables) == len(claims)]
    if hint := nearest(text, [filled(each, claims) for each in alike]):
        return f"unknown condition {text!r}{hint}"
    plain = _plain(words, variables)
    for each in definitions:
        if plain == _plain(phrase(each.name), each.variables):
            return f"{each.name!r} is about {_count(len(each.variables))}, not {len(claims)}"
    hint = nearest(text, [filled(each, claims) for each in definitions])
    return f"unknown condition {text!r}{hint}" if hint or words[1].text not in OPERATORS else ""


def _plain(words: Sequence[Token], variables: Sequence[str]) -> list[str]:
    return [word.text for word in words if word.text not in variables and word.text not in _BETWEEN]


def _count(claims: int) -> str:
    return "1 claim" if claims == 1 else f"{claims} claims"


def filled(definition: Definition, claims: Sequence[str]) -> str:
    """The name with the claims in the order given, as far as they reach, for its own."""
    left = [*claims, *definition.variables[len(claims) :]]
    return _text(part or left.pop(0) for part in definition.shape)


def _text(words: Iterable[str]) -> str:
    return " ".join(words).replace(" ,", ",")
