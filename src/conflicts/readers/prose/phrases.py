"""Noun phrases: their words, articles, possessives, and the names in them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.years import any_of

LONGEST_NAME = 12
"""How many words a name can have."""

_EDGES = ' \t\n,;:.!?"“”„«»()[]'
_CAPITAL = re.compile(r"[^\W\d_]")
_ORDINAL = re.compile(r"[0-9]{1,4}[a-z]{2}\.?")
_NUMBER = re.compile(r"[0-9]{1,4}")
_COMMA = re.compile(r",(?![0-9])|(?<![0-9]),")
_GLUE = "\u2060"
"""What ends a word that is joined to the one after it."""

_SLUG = re.compile(r"[^\w]+")


def slug(text: str) -> str:
    """An id made of the text's letters and digits."""
    return _SLUG.sub("-", text.casefold().replace("'", "").replace("’", "")).strip("-_")[:80].strip("-") or "it"


def words_of(text: str) -> list[str]:
    """The words of a phrase, the punctuation around them left out; a comma between them is a word."""
    return [word for part in _COMMA.sub(" , ", text).split() if (word := part if part == "," else part.strip(_EDGES))]


def is_capitalised(word: str) -> bool:
    """Whether the word is written as (part of) a name: with a capital, or as a number like 35th."""
    first = _CAPITAL.search(word)
    return (first is not None and first[0].isupper()) or _ORDINAL.fullmatch(word) is not None


@dataclass(frozen=True)
class Possessed:
    """``Izium's railway station``: the owner's words and the thing's."""

    owner: tuple[str, ...]
    thing: tuple[str, ...]


class PhraseReader:
    """Takes noun phrases apart with the small words of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        self._elided = re.compile(rf"(?:{elided(lexicon)})(?=.)", re.IGNORECASE)
        self.article = grammar.article
        self.definite = _small(grammar.definite)
        self.possessives = _small(grammar.possessives)
        self.indefinite = _small(grammar.indefinite)
        self.pronouns = frozenset(grammar.pronouns)
        self.of = _small(grammar.of)
        self.conjunctions = frozenset(grammar.conjunctions)
        self.prepositions = _small(grammar.prepositions)
        self.links = _small(grammar.name_links)
        helping = {word for phrase in (*grammar.auxiliaries, *grammar.negations) for word in phrase.split()}
        self.verbs = frozenset((*helping, *grammar.modals)) - self.prepositions
        self.opening = frozenset((*grammar.connectors, *grammar.unreal, *grammar.breaks)) | self.prepositions
        self._possessive = tuple(sorted(grammar.possessive, key=len, reverse=True))

    def parted(self, words: list[str]) -> list[str]:
        """The words, those that are joined by an apostrophe each by itself: "l'armée" is two."""
        return [part for word in words for part in self._parts(word)]

    def _parts(self, word: str) -> Iterator[str]:
        while found := self._elided.match(word):
            yield found[0].replace("’", "'") + _GLUE
            word = word[found.end() :]
        yield word

    def without_article(self, words: list[str]) -> list[str]:
        """The words after a definite article or the like."""
        return words[1:] if words and words[0].casefold() in self.definite else words

    def is_definite(self, words: list[str]) -> bool:
        """Whether the phrase begins with a definite article or the like."""
        return bool(words) and words[0].casefold() in self.definite

    def is_indefinite(self, words: list[str]) -> bool:
        """Whether the phrase begins with an indefinite article or the like."""
        return bool(words) and words[0].casefold() in self.indefinite

    def possessed(self, words: list[str]) -> Possessed | None:
        """The owner and the thing, where a word is in the possessive."""
        for index, word in enumerate(words[:-1]):
            bare = self.bare(word)
            if bare is not None:
                return Possessed((*words[:index], bare), tuple(words[index + 1 :]))
        return None

    def bare(self, word: str) -> str | None:
        """The word without its possessive ending; None if it has none."""
        return next(
            (word[: -len(end)] for end in self._possessive if word.endswith(end) and len(word) > len(end)), None
        )

    def name(self, words: list[str], at: int = 0) -> int:
        """The number of the word after the name that begins at word ``at``; ``at`` itself if there is none."""
        end = at
        for index in range(at, min(len(words), at + LONGEST_NAME)):
            word = words[index]
            if word == ",":
                break
            if is_capitalised(word) or (index > at and _NUMBER.fullmatch(word)):
                end = index + 1
                if self.bare(word) is not None:
                    break
            elif index == at or word.casefold() not in self.links or not is_capitalised(self._after(words, index)):
                break
        return end

    def _after(self, words: list[str], index: int) -> str:
        """The word that a name goes on with after a link, and perhaps an article: "Battle of the Bulge"."""
        following = words[index + 1 : index + 3]
        if len(following) == 2 and following[0].casefold() == self.article:
            return following[1]
        return following[0] if following else ""

    def is_name(self, words: list[str]) -> bool:
        """Whether all of the phrase is one name."""
        return bool(words) and self.name(words) == len(words)

    def before_preposition(self, words: list[str]) -> list[str]:
        """The words up to the first preposition, comma or verb group."""
        for index, word in enumerate(words):
            if word == "," or word.casefold() in self.prepositions or word.casefold() in self.verbs:
                return words[:index]
        return words


def joined(words: Iterable[str]) -> str:
    """The words as a phrase."""
    return " ".join(words).replace(" ,", ",").replace(f"{_GLUE} ", "")


def elided(lexicon: Lexicon) -> str:
    """An expression for words that lose their last letter, with their apostrophe; for nothing without such words."""
    return any_of(each for word in lexicon.grammar.elided for each in (word, word.replace("'", "’")))


def _small(words: Iterable[str]) -> frozenset[str]:
    """Words as they stand in a phrase: those with an apostrophe are joined to the next one."""
    return frozenset(word + _GLUE if word.endswith("'") and len(word) > 1 else word for word in words)
