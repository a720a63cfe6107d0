"""Who says what: a sentence taken apart into statements, each with its speaker, its relays and its date."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from conflicts.document import load_file
from conflicts.errors import InputError, Problem
from conflicts.model.claim import Certainty, Polarity
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.lexicon import Frame, Lexicon
from conflicts.readers.prose.phrases import elided, words_of
from conflicts.readers.prose.sources import SpeakerReader
from conflicts.readers.prose.template import (
    Template,
    TemplateCompiler,
    TemplateError,
    TemplateIndex,
    WordClass,
    words_expression,
)
from conflicts.readers.prose.words import SpeechFinder, WordReader, speech_class, weaker, without_quotes
from conflicts.readers.prose.years import CAPITAL

DEEPEST = 4
"""How many speakers can hand on each other's words in one sentence."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Voice:
    """Who says it, through whom, how sure, and when it was said."""

    speaker: str | None = None
    via: tuple[str, ...] = ()
    polarity: Polarity = "affirmed"
    certainty: Certainty = "certain"
    said: DatePhrase | None = None


@dataclass(frozen=True)
class Statement:
    """What one voice says in ``span``. ``date``: when it held, by the words around; ``answers``: it denies others.

    ``subject``: the span of words that is its subject, where it has none of its own; ``unclear``: why it is not to be
    taken apart; ``is_aside``: it is a claim only if more can be read of it than its words.
    """

    span: Span
    voice: Voice
    date: DatePhrase | None = None
    subject: Span | None = None
    answers: tuple["Statement", ...] | Literal["previous", "sentence"] = ()
    unclear: str = ""
    is_aside: bool = False


@dataclass(frozen=True)
class _Framed:
    frame: Frame
    template: Template


def compiled_frames(lexicon: Lexicon, compiler: TemplateCompiler, file: Path | None) -> list[Template]:
    """The templates of the lexicon's frames; InputError with all that is wrong with them, in the lexicon's file."""
    compiled: list[Template] = []
    faulty: list[tuple[int, TemplateError]] = []
    for number, frame in enumerate(lexicon.frames):
        try:
            compiled.append(compiler.compile(frame.template))
        except TemplateError as error:
            faulty.append((number, error))
    if faulty and file is not None:
        document = load_file(file)
        raise InputError(
            Problem(error.message, document.text_place(("frames", number, "template"), error.offset))
            for number, error in faulty
        )
    if faulty:
        raise faulty[0][1]
    return compiled


class VoiceReader:
    """Finds the frames of a lexicon in sentences; ``file`` is where somebody's own lexicon stands."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: WordReader,
        common: frozenset[str],
        file: Path | None = None,
    ) -> None:
        classes = {
            "say": speech_class(lexicon, lexicon.verbs),
            "deny": speech_class(lexicon, lexicon.speech["deny"].verbs),
            "relay": WordClass.of(lexicon.relays),
            "claim": WordClass.of(lexicon.answered),
        }
        compiler = TemplateCompiler(classes, common)
        templates = compiled_frames(lexicon, compiler, file)
        framed = [_Framed(frame, template) for frame, template in zip(lexicon.frames, templates, strict=True)]
        self._frames = TemplateIndex(framed, lambda each: each.template)
        self._perfect = frozenset(lexicon.grammar.perfect)
        self._negations = frozenset(lexicon.negation.words)
        self._verbs = lexicon.verbs
        self._longest_verb = max(len(verb.split()) for verb in self._verbs)
        self._words = words
        self._elided = re.compile(rf"(?<!\w)(?:{elided(lexicon)})(?=\w)", re.IGNORECASE)
        self._that = frozenset(lexicon.grammar.that)
        self._contrast = re.compile(rf"\s*,?\s+{words_expression(lexicon.grammar.contrasts)}(?=\s)", re.IGNORECASE)
        self._speech = SpeechFinder(lexicon)
        agency = "|".join(map(re.escape, sorted(lexicon.speakers.agencies, key=len, reverse=True)))
        self._first_line = re.compile(rf"(?:{CAPITAL}[\w.,' -]{{0,60}}\s)?\((?P<agency>{agency})\)\s*[—–-]+\s*")
        self._last_line = re.compile(rf"\s*(?:\((?P<agency>{agency})\)|[—–]\s*(?P<dash>{agency}))[\s.]*$")
        self._printed = re.compile(rf"(?P<paper>\S.*?)\s*\((?P<agency>{agency})\)\s*")

    def statements(self, text: str, dates: Sequence[DatePhrase], speakers: SpeakerReader, line: int) -> list[Statement]:
        """The statements of a sentence in their order; dates are to be blanked out of ``text``."""
        reading = _Reading(self, speakers, without_quotes(text), tuple(dates), line)
        span, voice = (0, len(text)), Voice()
        if found := self._first_line.match(text) or self._last_line.search(text):
            voice = Voice(speaker=speakers.speaker(words_of(found[found.lastgroup or 0]), line))
            span = (found.end(), len(text)) if found.start() == 0 else (0, found.start())
        return list(reading.read(span, voice, None, 0))

    def framed(self, reading: "_Reading", span: Span) -> Iterator[tuple[Frame, dict[str, Span]]]:
        """The frames that fit the whole of a span."""
        text, places = self._parted(reading.text, span)
        tokens = {word.casefold() for word in words_of(text)}
        for framed in self._frames.may_fit(tokens):
            slots = framed.template.match(text, 0, len(text))
            if slots is not None:
                yield framed.frame, {name: (places[first], places[last]) for name, (first, last) in slots.items()}

    def _apart(self, words: str) -> str:
        return self._parted(words, (0, len(words)))[0]

    def _parted(self, text: str, span: Span) -> tuple[str, Sequence[int]]:
        """A span with a space after each elided word ("qu' il"), and where each of its characters stands."""
        parts, places, at = list[str](), list[int](), span[0]
        for found in self._elided.finditer(text, *span):
            parts += [text[at : found.end() - 1], "' "]
            places += [*range(at, found.end()), found.end()]
            at = found.end()
        if not parts:
            return text[slice(*span)], range(span[0], span[1] + 1)
        return "".join([*parts, text[at : span[1]]]), [*places, *range(at, span[1] + 1)]

    def contrast(self, text: str, span: Span) -> Span | None:
        """The word that sets another against the one who speaks in the span ("…, while the mayor said …")."""
        for found in self._contrast.finditer(text, *span):
            if found.start() > span[0] and self._speech.verbs(text[found.end() : span[1]]):
                return found.span()
        return None

    def verb(self, words: str) -> str:
        """The verb of speech among the words of a group."""
        tokens = self._apart(words).casefold().split()
        for length in range(min(self._longest_verb, len(tokens)), 0, -1):
            for start in range(len(tokens) - length, -1, -1):
                verb = " ".join(tokens[start : start + length])
                if verb in self._verbs:
                    return verb
        return ""

    def has_helper(self, words: str) -> bool:
        """Whether a helping verb stands in a verb group of speech."""
        return not self._perfect.isdisjoint(self._apart(words).casefold().split())

    def is_negation(self, words: str) -> bool:
        """Whether the words are one that denies, and nothing else."""
        return words.strip().casefold() in self._negations

    def effect(self, verb: str) -> tuple[Polarity, Certainty]:
        """What a verb of speech does to what is said."""
        verbs = self._verbs.get(verb)
        return (verbs.polarity, verbs.certainty) if verbs is not None else ("affirmed", "certain")

    def printed(self, text: str) -> tuple[str, str] | None:
        """The paper and the agency of "the Daily (Reuters)"."""
        found = self._printed.fullmatch(text)
        return (found["paper"], found["agency"]) if found is not None else None

    def opening(self, text: str) -> int:
        """See ``WordReader``."""
        return self._words.opening(text)


@dataclass(frozen=True)
class _Reading:
    """One sentence, read."""

    reader: VoiceReader
    speakers: SpeakerReader
    text: str
    dates: tuple[DatePhrase, ...]
    line: int

    def read(self, span: Span, voice: Voice, lead: DatePhrase | None, depth: int) -> Iterator[Statement]:
        """The statements in a span that ``voice`` makes; ``lead`` is the date that stands before it."""
        span = self._trimmed(span)
        if span[0] >= span[1]:
            return
        if depth < DEEPEST:
            for frame, slots in self.reader.framed(self, span):
                found = self._framed(frame, slots, span, voice, lead, depth)
                if found is not None:
                    yield from found
                    return
            other = self.reader.contrast(self.text, span) if voice.speaker is not None else None
            if other is not None:
                first = list(self.read((span[0], other[0]), voice, lead, depth + 1))
                yield from first
                for each in self.read((other[1], span[1]), Voice(), None, depth + 1):
                    yield replace(each, answers=tuple(first)) if each.answers == "previous" else each
                return
        yield Statement(span, voice, lead or self._lead(span))

    def _trimmed(self, span: Span) -> Span:
        start, end = span
        start += self.reader.opening(self.text[start:end])
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return start, end

    def _framed(
        self, frame: Frame, slots: dict[str, Span], span: Span, voice: Voice, lead: DatePhrase | None, depth: int
    ) -> list[Statement] | None:
        """What the frame makes of the span; None if the words in its slots are not what it takes them for."""
        verb = self.reader.verb(self.text[slice(*slots["say"])]) if "say" in slots else ""
        if frame.verbs and verb not in frame.verbs:
            return None
        is_turned = "say" in slots and "speaker" in slots and slots["say"][0] < slots["speaker"][0]
        if is_turned and not frame.helped and self.reader.has_helper(self.text[slice(*slots["say"])]):
            return None  # "the trial, published in May, had claimed a reduction"
        if "content" in slots and self.reader.is_negation(self.text[slice(*slots["content"])]):
            return None  # "the mayor said nothing"
        polarity, certainty = self.reader.effect(verb)
        heard = self._heard(slots, voice)
        if heard is None:
            return None
        heard = replace(heard, certainty=weaker(weaker(voice.certainty, certainty), frame.certainty))
        if frame.answers == "previous":
            said = self._date_of_speech(slots, span) or lead
            further = self._further(slots, replace(heard, said=said), said, depth)
            return [Statement(span, replace(heard, polarity="denied", said=said), said, answers="previous"), *further]
        if "content" not in slots:
            return None
        content = slots["content"]
        if frame.answers == "sentence":
            return self._answered(slots, span, voice, heard, lead, depth)
        said = self._date_of_speech(slots, span) if self._is_speech(slots) else None
        speaks_first = min(slots.get("speaker", content)[0], slots.get("relay", content)[0]) < content[0]
        if self._is_speech(slots) and speaks_first:
            said, lead = said or lead, None
        else:
            lead = lead or (None if self._is_speech(slots) else self._date_of_speech(slots, span))
        if polarity == "denied":
            heard = replace(heard, polarity="denied" if heard.polarity == "affirmed" else "affirmed")
        heard = replace(heard, said=said or heard.said)
        subject = self._subject(frame, slots)
        found = list(self.read(self._widened(content), heard, lead or self._lead(content), depth + 1))
        return [_with_subject(each, subject) if each.span[0] <= content[0] else each for each in found]

    def _is_speech(self, slots: dict[str, Span]) -> bool:
        return "say" in slots or "deny" in slots

    def _heard(self, slots: dict[str, Span], voice: Voice) -> Voice | None:
        """The voice inside the frame: whoever was heard before hands it on."""
        before = voice.via if voice.speaker is None else (voice.speaker, *voice.via)
        if "relay" in slots:
            relay = self._speaker(slots["relay"])
            source = self.speakers.document(words_of(self.text[slice(*slots["document"])]), self.line)
            if relay is None or source is None:
                return None
            return replace(voice, speaker=source, via=(relay, *before) if relay != source else before)
        if "speaker" not in slots:
            return voice
        source = self._speaker(slots["speaker"])
        if source is None:
            return None
        return replace(voice, speaker=source, via=tuple(each for each in before if each != source))

    def _speaker(self, span: Span) -> str | None:
        """The source that speaks; "the Daily (Reuters)" prints what Reuters says."""
        text = self.text[slice(*span)]
        if found := self.reader.printed(text):
            return self.speakers.printed(words_of(found[0]), words_of(found[1]), self.line)
        return self.speakers.speaker(words_of(text), self.line)

    def _subject(self, frame: Frame, slots: dict[str, Span]) -> Span | None:
        return slots.get("speaker") if frame.subject == "speaker" else None

    # --- answers ------------------------------------------------------------------------------------------------------

    def _answered(
        self, slots: dict[str, Span], span: Span, voice: Voice, answer: Voice, lead: DatePhrase | None, depth: int
    ) -> list[Statement]:
        content = self._widened(slots["content"])
        first = list(self.read(content, voice, lead or self._lead(slots["content"]), depth + 1))
        said = self._date_after(content[1], span[1], slots) or lead or self._lead(slots["content"])
        said = said or next((each.voice.said for each in first if each.voice.said), None)
        answer = replace(answer, said=said if said is None or said.relation == "at" else None)
        denial = Statement((content[1], span[1]), replace(answer, polarity="denied"), said, answers=tuple(first))
        return [*first, denial, *self._further(slots, answer, said, depth)]

    def _further(
        self, slots: dict[str, Span], voice: Voice, lead: DatePhrase | None, depth: int
    ) -> Iterator[Statement]:
        if "further" in slots:
            yield from self.read(self._widened(slots["further"]), replace(voice, said=lead), None, depth + 1)

    # --- dates --------------------------------------------------------------------------------------------------------

    def _widened(self, span: Span) -> Span:
        """The span with the blanks around it, in which dates stood."""
        start, end = span
        while start > 0 and self.text[start - 1].isspace():
            start -= 1
        while end < len(self.text) and self.text[end].isspace():
            end += 1
        return start, end

    def _lead(self, span: Span) -> DatePhrase | None:
        """The date that stands at the head of a span."""
        start = self._widened(span)[0]
        head = self._trimmed(span)[0]
        return next((date for date in self.dates if _within(date, start, head)), None)

    def _date_of_speech(self, slots: dict[str, Span], span: Span) -> DatePhrase | None:
        """The first date outside what is said."""
        inside = [self._widened(slots[name]) for name in ("content", "further") if name in slots]
        start, end = self._widened(span)
        return next((date for date in self.dates if _within(date, start, end) and not _within_any(date, inside)), None)

    def _date_after(self, start: int, end: int, slots: dict[str, Span]) -> DatePhrase | None:
        further = slots.get("further", (end, end))
        return next((date for date in self.dates if start <= date.start and date.end <= further[0]), None)


def _with_subject(statement: Statement, subject: Span | None) -> Statement:
    return statement if subject is None or statement.subject is not None else replace(statement, subject=subject)


def _within(date: DatePhrase, start: int, end: int) -> bool:
    return start <= date.start and date.end <= end


def _within_any(date: DatePhrase, spans: Sequence[Span]) -> bool:
    return any(_within(date, *span) for span in spans)
