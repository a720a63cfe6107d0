"""Templates: sentences with slots, compiled to regular expressions that take linear time (RE2).

``{side} was in [full] control of {place}``: a word stands for itself in any case, ``{slot}`` for some words, ``[x]``
may be missing, ``(x|y z)`` is one of several, ``<class>`` one of a class of words of the lexicon, ``<aux>`` a verb
group (some helping words or none), ``<be>`` some helping words, ``...`` up to four words, ``,`` and ``:`` themselves.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, Protocol, TypeVar, cast

from conflicts.errors import nearest
from conflicts.readers.prose.years import any_of

LONGEST_SLOT = 160
LISTED = rf"[^\s,;:][^;:]{{0,{LONGEST_SLOT}}}?"
"""The expression of a slot that can hold a list, commas and all."""

WHOLE_SLOTS = frozenset({"content", "further"})
"""The slots that take whole clauses, commas and all."""

CAPTURED = {"say": "say", "deny": "deny", "aux": "aux", "be": "aux"}
"""The classes of which it matters which words stood there; the first of each is found, like a slot, by this name."""

_Held = TypeVar("_Held")

_TOKEN = re.compile(r"\s*(\{[^{}]*\}|<[^<>]*>|\.\.\.|[\[\]()|,:]|[^\s\[\](){}<>|,:]+)")
_FILLER = r"(?:\s+[^\s,;:]+){0,4}?"


class TemplateError(ValueError):
    """What is wrong with a template, and at which of its characters."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a template: its expression, and sets of words, of each of which a text must hold one."""

    expression: str
    needs: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True)
class Template:
    """A compiled template. A text that it fits holds a word of each of the sets that it ``needs``, the rarest first."""

    text: str
    slots: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    expression: str

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that stand in it, or in its classes."""
        return frozenset(re.findall(r"[^\W\d_]{2,}", re.sub(r"\\.|\?P<\w+>", " ", self.expression)))

    def match(self, words: str, start: int, end: int) -> dict[str, tuple[int, int]] | None:
        """The span of each slot, if the template fits all of ``words`` from ``start`` to ``end``; absent slots lack."""
        regexp = _compiled(self.expression)
        found = regexp.fullmatch(" " + words[start:end])
        if found is None:
            return None
        spans = {name: found.span(number) for name, number in regexp.groupindex.items()}
        return {name: (first + start - 1, last + start - 1) for name, (first, last) in spans.items() if first >= 0}


class TemplateIndex(Generic[_Held]):
    """Things that hold a template each, in their order, found by the words of a text that the template may fit."""

    def __init__(self, held: Iterable[_Held], template: Callable[[_Held], Template]) -> None:
        self._held = tuple((template(each).needs, each) for each in held)
        self._of_word: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, (needs, _) in enumerate(self._held):
            for word in needs[0] if needs else ():
                self._of_word.setdefault(word, []).append(number)
            if not needs:
                self._always.append(number)

    def may_fit(self, tokens: AbstractSet[str]) -> Iterator[_Held]:
        """Those that may fit a text of these words, in small letters, and with its commas."""
        found = set(self._always)
        for word in tokens:
            found.update(self._of_word.get(word, ()))
        for number in sorted(found):
            needs, each = self._held[number]
            if not any(words.isdisjoint(tokens) for words in needs[1:]):
                yield each


class _Match(Protocol):
    def span(self, group: int) -> tuple[int, int]: ...


class _Regexp(Protocol):
    groupindex: Mapping[str, int]

    def fullmatch(self, text: str) -> _Match | None: ...


@lru_cache(maxsize=4_096)
def _compiled(expression: str) -> _Regexp:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    return cast(_Regexp, re2.compile(expression, options))


def words_expression(words: Iterable[str]) -> str:
    """An expression for any of the words (``any_of``) in small letters, as one."""
    return f"(?:{any_of({word.casefold() for word in words})})"


@dataclass(frozen=True)
class WordClass:
    """A class of words in templates: its expression, and the first words of its members."""

    expression: str
    anchors: frozenset[str] | None

    @staticmethod
    def of(words: Iterable[str]) -> "WordClass":
        """The class of these words."""
        words = tuple(words)
        return WordClass(words_expression(words), frozenset(word.casefold().split()[0] for word in words))


class TemplateCompiler:
    """Compiles templates with the classes of a lexicon; ``common`` words tell little of a text that holds them."""

    def __init__(self, classes: Mapping[str, WordClass], common: frozenset[str]) -> None:
        self._classes = classes
        self._common = common

    def compile(self, text: str, *, slots: Mapping[str, str] = {}, suffix: str = "") -> Template:
        """Compile a template that must fit a whole text; raise TemplateError.

        ``slots``: the expressions of slots that do not hold just any words; ``suffix``: what may follow a template that
        does not end in a slot.
        """
        reading = _Reading(text, self._classes, self._common, slots)
        piece = reading.whole()
        ends_open = reading.tokens[-1][0][0] == "{"
        expression = piece.expression + ("" if ends_open else suffix) + r"[\s.,;:!]*"
        return Template(text, tuple(reading.slots), piece.needs, expression)


class _Reading:
    """One template, read from left to right."""

    def __init__(
        self, text: str, classes: Mapping[str, WordClass], common: frozenset[str], typed: Mapping[str, str]
    ) -> None:
        self.text, self.classes, self.common, self.typed = text, classes, common, typed
        self.slots: list[str] = []
        self.captured: list[str] = []
        self.tokens = [(found[1], found.start(1)) for found in _TOKEN.finditer(text)]
        self.at = 0

    def whole(self) -> Piece:
        if not self.tokens:
            raise TemplateError("the template is empty", 0)
        piece = self._alternatives(closing="")
        if self.at < len(self.tokens):
            token, offset = self.tokens[self.at]
            raise TemplateError(f"unexpected {token!r}", offset)
        return piece

    def _alternatives(self, closing: str) -> Piece:
        choices = [self._sequence(closing)]
        while self._peek() == "|" and closing:
            self.at += 1
            choices.append(self._sequence(closing))
        if len(choices) == 1:
            return choices[0]
        rarest = [choice.needs[0] for choice in choices if choice.needs]
        needs = (frozenset[str]().union(*rarest),) if len(rarest) == len(choices) else ()
        return Piece("(?:" + "|".join(choice.expression for choice in choices) + ")", needs)

    def _sequence(self, closing: str) -> Piece:
        pieces: list[Piece] = []
        while self.at < len(self.tokens) and self._peek() not in ("]", ")", "|"):
            pieces.append(self._piece())
        if not pieces and closing != ")":
            raise TemplateError("nothing stands here", self._offset())
        needs = (words for piece in pieces for words in piece.needs)
        rarest_first = sorted(dict.fromkeys(needs), key=self._cost)
        return Piece("".join(piece.expression for piece in pieces), tuple(rarest_first))

    def _cost(self, words: frozenset[str]) -> tuple[int, int]:
        return len(words & self.common) + ("," in words), len(words)

    def _piece(self) -> Piece:
        token, offset = self.tokens[self.at]
        self.at += 1
        if token == "[":
            inside = self._group("]", offset)
            return Piece(f"(?:{inside.expression})?")
        if token == "(":
            return self._group(")", offset)
        if token == ",":
            return Piece(r"\s*,", (frozenset(","),) if self.at < len(self.tokens) else ())
        if token == ":":
            return Piece(r"\s*:")
        if token == "...":
            return Piece(_FILLER)
        if token[0] == "{":
            return self._slot(token[1:-1], offset)
        if token[0] == "<":
            return self._class(token[1:-1], offset)
        return Piece(r"\s+" + re.escape(token.casefold()), (frozenset({token.casefold()}),))

    def _group(self, closing: str, offset: int) -> Piece:
        inside = self._alternatives(closing)
        if self._peek() != closing:
            raise TemplateError(f"{self.text[offset]!r} is never closed", offset)
        self.at += 1
        return inside

    def _slot(self, name: str, offset: int) -> Piece:
        if not re.fullmatch("[a-z][a-z_]*", name):
            raise TemplateError(f"{name!r} cannot name a slot: use a word like place", offset)
        if name in self.slots:
            raise TemplateError(f"the slot {name!r} stands twice", offset)
        self.slots.append(name)
        is_last = self.at == len(self.tokens)
        if name in self.typed and not (is_last and self.typed[name] == LISTED):
            return Piece(rf"\s+(?P<{name}>{self.typed[name]})")
        if name in WHOLE_SLOTS or is_last:
            return Piece(rf"\s+(?P<{name}>\S.*?)")
        return Piece(rf"\s+(?P<{name}>[^\s,;:][^;:,]{{0,{LONGEST_SLOT}}}?)")

    def _class(self, name: str, offset: int) -> Piece:
        if name not in self.classes:
            raise TemplateError(f"unknown class <{name}>{nearest(name, self.classes)}", offset)
        expression, words = self.classes[name].expression, self.classes[name].anchors
        needs = () if words is None else (words,)
        group = CAPTURED.get(name)
        if group is not None and group not in self.captured:
            self.captured.append(group)
            expression = f"(?P<{group}>{expression})"
        match name:
            case "aux":
                return Piece(rf"(?:\s+{expression})?")
            case "be":  # perhaps after the comma that ends an apposition
                return Piece(rf"(?:\s*,)?\s+{expression}", needs)
            case _:
                return Piece(rf"\s+{expression}", needs)

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _offset(self) -> int:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else len(self.text)
