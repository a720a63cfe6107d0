"""What is said with which words of a clause: hedges, negations, and words that change nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from conflicts.model.claim import Certainty
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.template import WordClass, words_expression

_ORDER: tuple[Certainty, ...] = ("certain", "probable", "possible", "unknown")
_SHORT = 3
_QUOTES = '"“”„«»'


def weaker(first: Certainty, second: Certainty) -> Certainty:
    """The one of two that commits itself less."""
    return second if _ORDER.index(second) > _ORDER.index(first) else first


@dataclass(frozen=True)
class Plain:
    """A text of the same length in which words are blanked out, and what those words said."""

    text: str
    certainty: Certainty
    continues: bool


class WordReader:
    """Knows a language's hedges and what may stand in a verb group."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar, hedges = lexicon.grammar, lexicon.hedges
        modals, perfect = words_expression(hedges.modals), words_expression(hedges.perfect)
        graded: tuple[tuple[Certainty, str], ...] = (
            ("unknown", words_expression(hedges.unknown)),
            ("probable", words_expression(hedges.probable)),
            ("possible", rf"(?:{words_expression(hedges.possible)}|{modals}(?=\s+{perfect}))"),
        )
        self._hedges: tuple[tuple[Certainty, re.Pattern[str]], ...] = tuple(
            (certainty, _whole(expression)) for certainty, expression in graded
        )
        self._hedging = _first_words((*hedges.unknown, *hedges.probable, *hedges.possible, *hedges.modals))
        self._saying_nothing = _first_words((*grammar.passed_over, *grammar.continuing))
        self._passed_over = _whole(words_expression(grammar.passed_over))
        self._continuing = _whole(words_expression(grammar.continuing))
        self._connector = re.compile(rf"\s*{words_expression(grammar.connectors)}\s*,\s*", re.IGNORECASE)
        self._negation = _whole(words_expression(grammar.negations))
        self._verbs, self._past = lexicon.verb_words | frozenset(grammar.past_forms), grammar.past_endings
        self._helping = _whole(words_expression((*grammar.be, *grammar.perfect, *grammar.pluperfect, *grammar.modals)))
        self._prepositions = frozenset(grammar.prepositions)
        self._between = frozenset((*grammar.auxiliaries, *grammar.negations, *grammar.passed_over))

    def opening(self, text: str) -> int:
        """How many of the first characters connect the text to what was before, and say nothing of their own."""
        found = self._connector.match(text)
        return found.end() if found else 0

    def plain(self, text: str) -> Plain:
        """The clause without its hedges, the words that change nothing, and quotation marks."""
        words = {word.casefold() for word in _WORD.findall(text)}
        continues = False
        grades: list[Certainty] = ["certain"]
        for grade, expression in () if words.isdisjoint(self._hedging) else self._hedges:
            text, count = expression.subn(_blank, text)
            if count:
                grades.append(grade)
        text = without_quotes(text)
        if not words.isdisjoint(self._saying_nothing):
            continues = self._continuing.search(text) is not None
            text = self._passed_over.sub(_blank, text)
        return Plain(text, reduce(weaker, grades), continues)

    def verb_groups(self, text: str) -> int:
        """How many groups of words in a text look like verbs: a date after the second may be that of a modifier."""
        count, is_inside = 0, False
        for word in map(str.casefold, _WORD.findall(text)):
            is_verb = word in self._verbs or (len(word) > _SHORT and word.endswith(self._past))
            count += is_verb and not is_inside
            is_inside = is_verb or (is_inside and word in self._between)
        return count

    def has_verb(self, text: str) -> bool:
        """Whether a word of the text looks like a verb."""
        words = set(map(str.casefold, _WORD.findall(text))) - self._prepositions
        is_past = any(len(word) > _SHORT and word.endswith(self._past) for word in words)
        return is_past or not words.isdisjoint(self._verbs) or self._helping.search(text) is not None

    def is_negated(self, verb_group: str) -> bool:
        """Whether the helping words turn the verb round; two negations cancel out."""
        return len(self._negation.findall(verb_group)) % 2 == 1


class BackgroundReader:
    """Knows sentences of what had been so before all that the text tells ("had been shelled in 2014")."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        small = words_expression(
            (*grammar.no, *grammar.definite, *grammar.indefinite, *grammar.prepositions, *lexicon.numbers.words)
        )
        self._pluperfect = _whole(rf"{words_expression(grammar.pluperfect)}\s+(?!{small}\b)[^\W\d]+")
        self._speech = _whole(words_expression(lexicon.verbs))

    def is_background(self, text: str) -> bool:
        """Whether the text itself reports what had been; what others said had been is what they report."""
        return self._pluperfect.search(text) is not None and self._speech.search(text) is None


class SpeechFinder:
    """Finds verbs of speech, belief, denial, wish and attempt that no frame and no pattern has taken."""

    def __init__(self, lexicon: Lexicon) -> None:
        grammar = lexicon.grammar
        verbs = (*lexicon.verbs, *lexicon.other_verbs, *lexicon.relays)
        self._verbs = frozenset(verb for verb in verbs if " " not in verb)
        self._about_people = _whole(words_expression(grammar.people_relatives))
        self._longer = _whole(words_expression(verb for verb in verbs if " " in verb))
        self._articles = frozenset((*grammar.definite, *grammar.indefinite, *grammar.of, *grammar.no)) - frozenset(
            grammar.that
        )

    def governing(self, text: str, span: tuple[int, int], start: int) -> set[str]:
        """Those in a span on which the clause that begins at ``start`` may hang: none of a later "whom they told"."""
        about_people = self._about_people.search(text, start, span[1])
        return self.verbs(text[span[0] : about_people.start() if about_people else span[1]])

    def verbs(self, text: str) -> set[str]:
        """Those in a text; what stands after an article is a noun ("the report")."""
        words = [word.casefold() for word in _WORD.findall(text)]
        found = {
            word for before, word in pairwise(["", *words]) if word in self._verbs and before not in self._articles
        }
        return found | {match[0].casefold().split()[0] for match in self._longer.finditer(text)}


def auxiliary_class(lexicon: Lexicon) -> WordClass:
    """The class ``<aux>``: up to eight words of a verb group."""
    grammar = lexicon.grammar
    word = words_expression((*grammar.auxiliaries, *grammar.negations, *lexicon.hedges.perfect))
    return WordClass(rf"{word}(?:\s+{word}){{0,7}}", None)


def passive_class(lexicon: Lexicon) -> WordClass:
    """The class ``<be>``: a verb group with a form of "be" in it, without which "have destroyed" is no passive."""
    word = auxiliary_class(lexicon).expression
    be = words_expression(lexicon.grammar.be)
    return WordClass(rf"(?:{word}\s+)?{be}(?:\s+{word})?", None)


def speech_class(lexicon: Lexicon, verbs: Iterable[str]) -> WordClass:
    """A class of verbs of speech, with the words that may stand before one."""
    after = words_expression(lexicon.grammar.passed_over)
    before = words_expression((*lexicon.grammar.perfect, *lexicon.grammar.passed_over))
    verbs = tuple(verbs)
    first = frozenset(verb.casefold().split()[0] for verb in verbs)
    return WordClass(rf"(?:{before}\s+){{0,3}}{words_expression(verbs)}(?:\s+{after})?", first)


def without_quotes(text: str) -> str:
    """The text with spaces for its quotation marks."""
    return text.translate(_UNQUOTED)


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_UNQUOTED = str.maketrans(dict.fromkeys(_QUOTES, " "))
_QUOTATION = re.compile(r"[\"“„«]([^\"“”„«»]{2,400})(?:[\"”»]|$)")


def quotation(text: str) -> str | None:
    """The one quotation in a text; one that is never closed runs to the end."""
    found = _QUOTATION.findall(text)
    return found[0].strip().rstrip(",.;:") if len(found) == 1 and found[0].strip() else None


def _first_words(phrases: Iterable[str]) -> frozenset[str]:
    """The first words of phrases, as they are found in a text."""
    return frozenset(_WORD.findall(phrase)[0].casefold() for phrase in phrases)


def _whole(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){expression}(?![\w-])", re.IGNORECASE)


def _blank(found: re.Match[str]) -> str:
    return " " * (found.end() - found.start())
