"""Who says what, by trees of words: a sentence taken apart into statements, as ``voices`` does it by templates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from conflicts.model.claim import Certainty, Polarity
from conflicts.readers.prose.amounts import AmountReader
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.phrases import words_of
from conflicts.readers.prose.sources import SpeakerReader
from conflicts.readers.prose.tree_assertions import Assertion, AssertionReader
from conflicts.readers.prose.tree_counts import Counted, CountReader
from conflicts.readers.prose.tree_dates import verb_of
from conflicts.readers.prose.tree_facts import Fact, FactReader
from conflicts.readers.prose.tree_language import TreeLanguage
from conflicts.readers.prose.tree_lives import LifeReader
from conflicts.readers.prose.tree_names import NameReader
from conflicts.readers.prose.tree_patterns import TreeMatch, TreePattern
from conflicts.readers.prose.tree_words import (
    RELATIVE,
    SUBJECTS,
    antecedent,
    below,
    is_finite,
    is_set_off,
    is_verb,
    phrase,
    runs,
    subject,
)
from conflicts.readers.prose.voices import DEEPEST, Span, Statement, Voice
from conflicts.readers.prose.words import weaker, without_quotes

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LONGEST_TREE = 1_500
"""Longer sentences, in characters, are read by templates alone, and the report says so."""

_PERSON = "PERSON"
_MAY_BE_PEOPLE = ("", "ORG")
_ROLES = ("nsubj", "nsubjpass", "dobj", "dative")
_BESIDE = ("relcl", "acl", "advcl")
_EDGE = " \t\n,;:.–—-()[]'\u2019\u2018"


@dataclass
class Utterance:
    """That somebody says something: the words that say so (``frame``), and those that are said (``content``).

    ``is_dated``: the date of the verb is when it was said; that of what "the register records" is not.
    """

    match: TreeMatch[TreePattern]
    verb: "Token"
    speaker: "Token"
    frame: set[int]
    content: set[int]
    via: list["Token"] = field(default_factory=list)
    source: str | None = None
    relays: tuple[str, ...] = ()
    certainty: Certainty = "certain"
    is_dated: bool = True

    @property
    def is_denial(self) -> bool:
        """Whether the speaker denies it."""
        return self.match.pattern.gives == "denies"

    @property
    def answers(self) -> bool:
        """Whether it is about what was said before."""
        return self.is_denial and "content" not in self.match.words


class TreeVoiceReader:
    """Finds who says what in the trees of sentences; it knows the people of the sentence before.

    ``given_up`` says what was not done with the sentence that was read last, as it would have taken too long.
    """

    def __init__(
        self, lexicon: Lexicon, trees: TreeLanguage, speakers: SpeakerReader, names: NameReader, lives: LifeReader
    ) -> None:
        self._pipeline, self._speakers, self._names = trees.pipeline, speakers, names
        self._patterns = trees.voices
        self._assertions = AssertionReader(lexicon)
        amounts = AmountReader(lexicon, NumberReader(lexicon.numbers))
        self._counts = CountReader(lexicon, trees.counts, amounts, lives.calendar, names, self._assertions)
        self._facts = FactReader(lexicon, trees.facts, names, lives, amounts, self._assertions)
        self._doc: Doc | None = None
        self.given_up = ""
        self._verbs = lexicon.verbs
        self._confirming = frozenset(lexicon.speech["confirm"].verbs) if "confirm" in lexicon.speech else frozenset()
        self._documents = frozenset(lexicon.trees.get("document", ()))
        self._that = frozenset(lexicon.grammar.that)
        self._nobody = frozenset(lexicon.negation.words)
        self._unreal = frozenset(lexicon.grammar.unreal)
        self._contrasts = frozenset(lexicon.grammar.contrasts)
        self._media = frozenset(
            word.casefold() for word in (*lexicon.speakers.kinds.get("media", ()), *lexicon.speakers.agencies)
        )

    @property
    def pipeline(self) -> str:
        """The pipeline's name, version and digest."""
        return self._pipeline.description

    def statements(
        self, text: str, blank: str, dates: Sequence[DatePhrase], line: int
    ) -> tuple[str, list[Statement]] | None:
        """The statements of a sentence in their order, and its text without dates and words for who says what.

        ``text`` is the sentence, ``blank`` the same without its dates. None if nobody says anything in it.
        """
        self._doc, self.given_up = None, ""
        if len(text) > LONGEST_TREE:
            self.given_up = f"a sentence of {len(text):,} characters is read without its tree"
            return None
        doc = self._doc = self._pipeline.parse(text)
        self._counts.events.note(doc, dates)
        self._speakers.note_people(_people(doc, len(doc)))
        self._names.note(doc)
        found = self._utterances(doc)
        if self._patterns.not_tried:
            self.given_up = (
                f"{self._patterns.not_tried} of {len(self._patterns.patterns)} tree patterns are not tried: "
                "too many words may fit them"
            )
        if not found:
            return None
        heard: dict[int, str | None] = {}
        for each in found:
            self._hear(each, heard, line)
        return _Telling(doc, found, without_quotes(blank), tuple(dates), self._that).told()

    def assertions(self, span: Span, dates: Sequence[DatePhrase]) -> list[Assertion] | None:
        """What a span of the sentence that was read last asserts, denies or leaves open; None if it has no tree."""
        return None if self._doc is None else self._assertions.assertions(self._doc, span, dates)

    def counted(self, span: Span, dates: Sequence[DatePhrase], text: str) -> list[Counted]:
        """What a span of the sentence that was read last counts or measures; ``text`` is that of ``statements``."""
        return [] if self._doc is None else self._counts.counted(self._doc, span, dates, text)

    def heading(self, text: str, dates: Sequence[DatePhrase]) -> None:
        """Take note of the events that a heading names, and of what has the name in the first one."""
        if len(text) <= LONGEST_TREE:
            doc = self._pipeline.parse(text)
            self._counts.events.note(doc, dates)
            self._names.title(doc)

    def short(self, name: str) -> str:
        """The first and the last name of somebody who has more (``NameReader.short``)."""
        return self._names.short(name)

    def facts(self, span: Span, dates: Sequence[DatePhrase], speaker: str | None) -> list[Fact]:
        """What somebody says in a span of the sentence that was read last of what has a name."""
        return [] if self._doc is None else list(self._facts.facts(self._doc, span, dates, speaker))

    @property
    def unsure(self) -> Sequence[str]:
        """The words of what was asked for last (``facts``) of which it is not sure for what they stand."""
        return self._facts.unsure

    def forget(self) -> None:
        """What is read next does not follow on what was read before."""
        self._names.forget()

    # --- what is said to be said ------------------------------------------------------------------------------------

    def _utterances(self, doc: "Doc") -> list[Utterance]:
        matches = self._patterns.matches(doc)
        by_verb: dict[int, Utterance] = {}
        for match in matches:
            if match.pattern.gives in ("says", "denies"):
                verb = match.words["verb"]
                made = self._utterance(match, doc)
                if made is not None and (verb.i not in by_verb or _is_better(made, by_verb[verb.i])):
                    by_verb[verb.i] = made
        found = [by_verb[place] for place in sorted(by_verb)]
        for match in matches:
            for each in found:
                if match.pattern.gives == "quoted" and match.words["speaker"].i == each.speaker.i:
                    each.via.append(match.words["via"])
                    each.frame |= below(match.words["quote"])
                if match.pattern.gives == "cites" and match.words["verb"].i == each.verb.i:
                    each.speaker, each.via = match.words["speaker"], [match.words["via"], *each.via]
                    each.frame |= below(match.words["quote"])
        for each in found:
            _give_to_outer(each, found)
            each.is_dated = each.speaker.lemma_ not in self._documents or each.verb.i not in each.content
        for each in found:
            for other in found:
                if other is not each and other.verb.i in each.frame - each.content:
                    each.frame -= (other.frame | other.content | below(other.verb)) - {each.verb.i}
        return found

    def _utterance(self, match: TreeMatch[TreePattern], doc: "Doc") -> Utterance | None:
        verb = match.words["verb"]
        speaker = match.words.get("speaker") or subject(verb)
        certainty = self._certainty(verb)
        if speaker is None or certainty is None or phrase(speaker)[0].lower_ in self._nobody:
            return None
        if speaker.tag_ in RELATIVE:
            speaker = antecedent(speaker, verb)
        if speaker is None or speaker.tag_ == "DT" or speaker.dep_ == "expl" or "1" in speaker.morph.get("Person", []):
            return None
        content = self._content(match, verb, speaker)
        frame = self._frame(match, verb, speaker, content)
        via = [match.words["via"]] if "via" in match.words else []
        if "listener" in match.words and self._is_medium(match.words["listener"]):
            via.append(match.words["listener"])
        return Utterance(match, verb, speaker, frame, content, via, certainty=certainty)

    def _certainty(self, verb: "Token") -> Certainty | None:
        """How sure the speaker is; None where it is not said that he says it (if, may, did not …)."""
        helpers = [each for each in verb.children if each.dep_ in ("aux", "auxpass", "neg", "mark", "preconj")]
        says_not = any(each.dep_ in ("neg", "preconj") or each.tag_ == "MD" for each in helpers)
        if any(each.lower_ in self._unreal for each in helpers):
            return None
        if says_not:
            return "unknown" if self._is_confirming(verb) and any(each.dep_ == "neg" for each in helpers) else None
        word = self._verbs.get(verb.lower_) or self._verbs.get(verb.lemma_)
        return word.certainty if word is not None and word.polarity == "affirmed" else "certain"

    def _is_confirming(self, verb: "Token") -> bool:
        return verb.lower_ in self._confirming or verb.lemma_ in self._confirming

    def _is_medium(self, listener: "Token") -> bool:
        words = [each.lower_ for each in phrase(listener)]
        return " ".join(words) in self._media or any(word in self._media for word in words)

    def _content(self, match: TreeMatch[TreePattern], verb: "Token", speaker: "Token") -> set[int]:
        head = match.words.get("content")
        if head is None:
            if match.pattern.gives == "denies":
                return set()
            said = below(verb) - {each.i for each in phrase(speaker)}
            for each in verb.children:
                if each.dep_ in ("conj", "cc", "punct", "advcl") or each.i == speaker.i:
                    said -= below(each)
            return said | {verb.i}
        while head.dep_ in ("aux", "auxpass"):  # an aside may hang on the helper of what is said
            head = head.head
        said = below(head)
        if verb.i in said:
            said -= below(verb)
        return said - self._contrast(head, said)

    def _contrast(self, head: "Token", said: set[int]) -> set[int]:
        """What another says against it, though it hangs on it: "… that it held, but the army denied this"."""
        cut: set[int] = set()
        for each in head.children:
            if each.dep_ not in ("conj", "advcl") or each.i < head.i or not is_verb(each):
                continue
            opens = {word.lower_ for word in head.children if word.dep_ == "cc" and head.i < word.i < each.i}
            opens |= {word.lower_ for word in each.children if word.dep_ == "mark"}
            own = next((word for word in each.children if word.dep_ == "nsubj"), None)
            speaks = each.lemma_ in self._verbs or each.lower_ in self._verbs
            if opens & self._contrasts and speaks and own is not None and own.pos_ != "PRON":
                cut |= below(each) | {word.i for word in head.children if word.dep_ == "cc" and word.lower_ in opens}
        return cut

    def _frame(self, match: TreeMatch[TreePattern], verb: "Token", speaker: "Token", content: set[int]) -> set[int]:
        """The words that say who says it, and when and where: no clauses of their own."""
        root = match.words.get("quote", verb)
        frame = {each.i for each in match.words.values() if each.i not in content and each.i != speaker.i}
        frame -= {match.words["first"].i} if "first" in match.words else set()
        for each in root.subtree:
            if each.i not in content:
                frame.add(each.i)
        for each in root.children:
            is_clause = each.dep_ in ("conj", "ccomp", "parataxis") or (each.dep_ == "advcl" and is_finite(each))
            if is_clause and verb.i not in below(each):
                frame -= below(each)
        if "denial" in match.words:
            frame |= below(match.words["denial"])
        words = {each.i for each in phrase(speaker)}
        for each in speaker.subtree:
            if each.dep_ == "relcl" and verb.i not in below(each):
                frame -= below(each)
        return (frame | words) - content

    # --- who says it --------------------------------------------------------------------------------------------------

    def _hear(self, each: Utterance, heard: dict[int, str | None], line: int) -> None:
        """Find out who speaks and who hands it on; the same words are the same source each time (``heard``)."""
        for word in (each.speaker, *each.via):
            if word.i not in heard:
                heard[word.i] = self._source(word, line)
        each.source = heard[each.speaker.i]
        relays = (heard[via.i] for via in each.via)
        each.relays = tuple(dict.fromkeys(relay for relay in relays if relay is not None and relay != each.source))

    def _source(self, word: "Token", line: int) -> str | None:
        words = phrase(word)
        if len(words) == 1 and word.morph.get("Gender", []) in (["Masc"], ["Fem"]):
            return self._speakers.person(_people(word.doc, word.i), line)
        return self._speakers.described(words_of("".join(each.text_with_ws for each in words)), line)


def _people(doc: "Doc", end: int) -> list[str]:
    """Names before a place that may be those of people: what else than a person is called so has an article, mostly."""
    names = {each.start: each.text for each in doc.ents if each.label_ == _PERSON and each.end <= end}
    taken = {at for each in doc.ents if each.label_ == _PERSON for at in range(each.start, each.end)}
    for word in doc[:end]:
        is_named = word.pos_ == "PROPN" and word.dep_ in _ROLES and word.ent_type_ in _MAY_BE_PEOPLE
        if is_named and word.i not in taken and not any(each.dep_ == "det" for each in word.children):
            words = phrase(word)
            names[words[0].i] = "".join(each.text_with_ws for each in words).strip()
    return [names[at] for at in sorted(names)]


def _give_to_outer(each: Utterance, found: Sequence[Utterance]) -> None:
    """Give "…, adding that …" to who says what stands before it, also where the tree has it hang on that."""
    verb = each.verb
    is_loose = verb.tag_ == "VBG" and verb.dep_ == "advcl" and is_set_off(verb, verb.head)
    around = [other for other in found if other is not each and verb.i in other.content and other.verb.i < verb.i]
    if not is_loose or not around or any(word.dep_ in SUBJECTS for word in verb.children):
        return
    outer = min(around, key=lambda other: len(other.content))
    each.frame -= {word.i for word in phrase(each.speaker)}
    each.speaker = outer.speaker
    outer.content -= below(verb)


def _is_better(one: Utterance, other: Utterance) -> bool:
    """Of two patterns for one verb the one that says more."""
    is_fuller = len(one.match.words) > len(other.match.words)
    return is_fuller and ("denial" in one.match.words or bool(one.content) >= bool(other.content))


@dataclass
class _Telling:
    """The utterances of one sentence, put into the order of its words."""

    doc: "Doc"
    found: list[Utterance]
    text: str
    dates: tuple[DatePhrase, ...]
    that: frozenset[str]

    def told(self) -> tuple[str, list[Statement]]:
        """The statements, and the text without the words that say who says what."""
        inner = [self._within(each) for each in self.found]
        frames = set[int]().union(*(each.frame for each in self.found))
        placed: list[tuple[int, Statement]] = []
        everything = set(range(len(self.doc)))
        own = everything - frames - set[int]().union(*(each.content for each in self.found))
        placed += self._narrated(own, frames)
        for each, parts in zip(self.found, inner, strict=True):
            placed += self._said(each, parts, frames)
        placed.sort(key=lambda item: item[0])
        return self._without(self._holes(frames)), [statement for _, statement in placed] or [
            Statement((0, len(self.text)), Voice())
        ]

    def _holes(self, frames: set[int]) -> set[int]:
        """The words for who says it that stand in the midst of what is said, with the commas around them."""
        holes: set[int] = set()
        for each in self.found:
            if each.content:
                holes |= set(range(min(each.content), max(each.content))) & frames
        signs = {at + step for at in holes for step in (-1, 1) if self.doc[at + step].text == ","}
        return holes | signs

    def _within(self, outer: Utterance) -> list[Utterance]:
        """What others say in what one says."""
        return [each for each in self.found if each is not outer and each.verb.i in outer.content]

    def _around(self, inner: Utterance) -> list[Utterance]:
        """Those in whose words it stands, the nearest first."""
        around = [each for each in self.found if each is not inner and inner.verb.i in each.content]
        return sorted(around, key=lambda each: len(each.content))[:DEEPEST]

    def _voice(self, each: Utterance) -> Voice:
        """The voice of an utterance; those in whose words it stands hand it on."""
        around = [] if self._is_answer(each) else self._around(each)
        outer = [source for voice in around for source in (voice.source, *voice.relays) if source is not None]
        via = tuple(dict.fromkeys(source for source in (*each.relays, *outer) if source != each.source))
        certainty, denials = each.certainty, each.is_denial
        for voice in around:
            certainty = weaker(certainty, voice.certainty)
        polarity: Polarity = "denied" if denials else "affirmed"
        return Voice(each.source, via, polarity, certainty, self._said_on(each))

    def _is_answer(self, each: Utterance) -> bool:
        """Whether it is about what was said before, or said by one who answers that: "which Y denied, who said …"."""
        return each.answers or any(other.answers and each.speaker.i in other.frame for other in self.found)

    def _said_on(self, each: Utterance) -> DatePhrase | None:
        """When it was said: by its own words, or, in a clause beside what another said on a day, on that day."""
        own = self._own_date(each)
        if own is not None or each.verb.dep_ not in _BESIDE:
            return own
        around = {other.verb.i: other for other in self.found}
        days = (self._own_date(around[above.i]) for above in each.verb.ancestors if above.i in around)
        day = next((date for date in days if date is not None), None)
        return day if day is not None and day.relation == "at" else None

    def _own_date(self, each: Utterance) -> DatePhrase | None:
        """The first date that is that of the verb which says that it is said."""
        if not each.is_dated:
            return None
        near = (each.verb.i, each.match.words.get("quote", each.verb).i)
        verbs = ((date, verb_of(self.doc, date)) for date in self.dates)
        return next((date for date, verb in verbs if verb is not None and verb.i in near), None)

    def _lead(self, span: Span) -> DatePhrase | None:
        """The date at the head of a span."""
        heads = (date for date in self.dates if span[0] <= date.start and not self.text[span[0] : date.start].strip())
        return next((date for date in heads if date.end <= span[1]), None)

    def _said(self, each: Utterance, inner: list[Utterance], frames: set[int]) -> Iterator[tuple[int, Statement]]:
        voice = self._voice(each)
        unclear = "" if each.source is not None else f"who {each.verb.text} it is not clear"
        if each.answers:
            start, end = next(part for part in runs(self.doc, each.frame) if part[0] <= each.verb.i <= part[1])
            span = self._span(start, end)
            before = start > 0 and any(is_verb(word) for word in self.doc[:start] if word.i not in each.frame)
            yield end, Statement(span, voice, answers="sentence" if before else "previous", unclear=unclear)
            return
        left = each.content - frames - set[int]().union(*(one.content for one in inner))
        if not inner:
            parts = [(min(left), max(left))] if left else []
        else:
            parts = [
                part
                for part in runs(self.doc, left)
                if any(is_verb(self.doc[at]) for at in range(part[0], part[1] + 1))
            ]
        named = each.match.words.get(each.match.pattern.subject or "")
        about = self._span(*self._phrase(named)) if named is not None else None
        for first, last in parts:
            span = self._span(first, last)
            if span[0] < span[1]:
                yield first, Statement(span, voice, self._lead(span), about, unclear=unclear)

    def _phrase(self, word: "Token") -> tuple[int, int]:
        words = phrase(word)
        return words[0].i, words[-1].i

    def _narrated(self, own: set[int], frames: set[int]) -> Iterator[tuple[int, Statement]]:
        """What the text says by itself, beside what it says that others say."""
        for first, last in runs(self.doc, own):
            verb = next((word for word in self.doc[first : last + 1] if is_verb(word) and is_finite(word)), None)
            if verb is None:
                continue
            about = subject(verb)
            is_joined = about is not None and not first <= about.i <= last
            span = self._span(first, last)
            if about is not None and verb.dep_ == "relcl" and about.i >= first:
                start = self._span(*self._phrase(verb.head))[0]
                span = (min(start, span[0]), span[1])
            given = self._span(*self._phrase(about)) if is_joined and about is not None else None
            is_aside = verb.dep_ == "relcl" and verb.head.i in frames
            yield first, Statement(span, Voice(), self._lead(span), given, is_aside=is_aside)

    def _span(self, first: int, last: int) -> Span:
        """The characters of some words, without the signs around them and a "that" before them."""
        start, end = self.doc[first].idx, self.doc[last].idx + len(self.doc[last])
        while first < last and (self.doc[first].is_punct or self.doc[first].dep_ in ("cc",) or self._is_that(first)):
            first += 1
            start = self.doc[first].idx
        while end > start and self.text[end - 1] in _EDGE:
            end -= 1
        return start, end

    def _is_that(self, place: int) -> bool:
        return self.doc[place].lower_ in self.that and self.doc[place].tag_ == "IN"

    def _without(self, places: set[int]) -> str:
        text = list(self.text)
        for place in places:
            word = self.doc[place]
            text[word.idx : word.idx + len(word)] = " " * len(word)
        return "".join(text)
