"""Sentences to drafts of claims: voices and clauses, held against the patterns."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from conflicts.model.claim import Certainty, Polarity
from conflicts.model.value import Quantity, Special, Term, Text, Time
from conflicts.readers.prose.clauses import Clause
from conflicts.readers.prose.date_phrases import DatePhrase
from conflicts.readers.prose.events import named, subject_of
from conflicts.readers.prose.forces import ForceReader
from conflicts.readers.prose.language import Language
from conflicts.readers.prose.patterns import ClausePattern, Production
from conflicts.readers.prose.phrases import words_of
from conflicts.readers.prose.places import PlaceReader
from conflicts.readers.prose.sources import SpeakerReader
from conflicts.readers.prose.tree_assertions import Assertion
from conflicts.readers.prose.tree_counts import Counted
from conflicts.readers.prose.tree_facts import Fact
from conflicts.readers.prose.tree_voices import TreeVoiceReader
from conflicts.readers.prose.voices import Statement, Voice
from conflicts.readers.prose.words import Plain, weaker
from conflicts.readers.prose.years import CAPITAL

_ASIDE = re.compile(r",(?![0-9])|[(–—]")
_FIGURE = re.compile(r"(?<![\w.,])[0-9][0-9.,]*(?!\w)")
_TWO_FIGURES = re.compile(
    rf"(?<![\w.,])[0-9][0-9.,]*\s(?:\w+\s){{1,3}}{CAPITAL}\w*\s(?:\w+\s){{0,2}}[0-9][0-9.,]*(?!\w)"
)

_TWO_VERBS = 2

LONGEST_SENTENCE = 3_000
"""Longer sentences, in characters, are kept whole and not taken apart."""

SAYS = "says"
"""The predicate of a statement that no pattern reads: the document says this text."""


@dataclass(frozen=True)
class Draft:
    """A claim in the making: what is said in the characters up to ``end`` of a sentence, by whom.

    ``qualifiers``: of a number, what it counts, and at which event. ``is_beside``: a clause beside another says it, and
    who answers the sentence does not answer that.
    """

    subject: str
    predicate: str
    value: Term | Quantity | Text | Time | Special | None
    polarity: Polarity
    certainty: Certainty
    speaker: str | None
    via: tuple[str, ...]
    valid: Time | None
    stated: Time | None
    start: int
    end: int
    continues: bool = False
    is_change: bool = False
    is_beside: bool = False
    qualifiers: tuple[tuple[str, str], ...] = ()


@dataclass
class Scene:
    """What the clauses of one sentence have named so far: what those after them leave out."""

    mention: str
    speaker: str | None = None
    subject: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    unit: str | None = None
    unheard: Callable[[], set[str]] = set
    refused: str = ""


class SentenceAnalyst:
    """Makes drafts of claims from sentences; what it knows of names grows with each."""

    def __init__(
        self,
        language: Language,
        speakers: SpeakerReader,
        forces: ForceReader,
        places: PlaceReader,
        document: str,
        trees: TreeVoiceReader | None = None,
    ) -> None:
        self._phrases, self._words, self._clauses = language.phrases, language.words, language.clauses
        self._voices, self._speech = language.voices, language.speech
        self._numbers, self._patterns = language.numbers, language.patterns
        self._relatives = frozenset(language.lexicon.grammar.relatives)
        self._speakers, self._forces, self._places = speakers, forces, places
        self._document, self._trees = document, trees
        self.refused = ""
        self._before: list[Draft] = []

    def forget(self) -> None:
        """What is read next does not follow on what was read before."""
        self._before = []
        if self._trees is not None:
            self._trees.forget()

    def drafts(self, text: str, dates: Sequence[DatePhrase], mention: str, line: int) -> list[Draft]:
        """The drafts of a sentence, in the order of its words; ``mention`` makes ids of what it does not name."""
        blank = blanked(text, dates)
        self._places.note_names(blank)
        scene = Scene(mention)
        found: list[Draft] = []
        told = self._trees.statements(text, blank, dates, line) if self._trees is not None else None
        blank, statements = told or (blank, self._voices.statements(blank, dates, self._speakers, line))
        for statement in statements:
            made = self._of_statement(statement, blank, dates, scene, found)
            found += (draft for draft in made if _key(draft) not in map(_key, found))
        self._before, self.refused = found, scene.refused
        return found

    def _of_statement(
        self, statement: Statement, text: str, dates: Sequence[DatePhrase], scene: Scene, found: list[Draft]
    ) -> list[Draft]:
        if statement.answers:
            return self._denials(statement, text, dates, found)
        if statement.unclear:
            scene.refused = statement.unclear
            return [self._says(statement, text, dates)]
        drafts: list[Draft] = []
        scene.speaker = statement.voice.speaker
        before = ""
        for number, clause in enumerate(self._clauses.clauses(text, *statement.span)):
            date = self._date_in(clause, text, dates) or statement.date
            subject = statement.subject if number == 0 else None
            scene.unheard = partial(self._unheard, text, statement.span, clause.start)
            if clause.after in self._relatives and words_of(before) != scene.subject:
                scene.subject = []  # "the Danes attacked the Swedes, who left": who is whoever was named last
            drafts += self._of_clause(clause, subject, text, statement.voice, date, scene)
            before = text[clause.start : clause.end]
        if drafts:
            return drafts
        said = self._said(statement, text, dates, scene)
        return [draft for draft in said if draft.valid is not None] if statement.is_aside else said

    def _unheard(self, text: str, span: tuple[int, int], start: int) -> set[str]:
        """The verbs of speech and the like on which what begins at ``start`` may hang, and that nothing has taken."""
        return self._speech.governing(self._words.plain(text).text, span, start)

    # --- what others deny ---------------------------------------------------------------------------------------------

    def _denials(self, statement: Statement, text: str, dates: Sequence[DatePhrase], found: list[Draft]) -> list[Draft]:
        denied = [
            draft for draft in (self._before if statement.answers == "previous" else found) if not draft.is_beside
        ]
        if len({(draft.speaker, draft.via) for draft in denied}) != 1:  # the words say that something is denied
            return [self._says(replace(statement, voice=replace(statement.voice, polarity="affirmed")), text, dates)]
        voice = statement.voice
        return [
            replace(
                draft,
                polarity="denied" if draft.polarity == "affirmed" else "affirmed",
                certainty="certain",
                speaker=voice.speaker,
                via=voice.via,
                stated=_stated(voice),
                valid=_as_plain(draft.valid),
                start=statement.span[0],
                end=statement.span[1],
            )
            for draft in denied
        ]

    def _date_in(self, clause: Clause, text: str, dates: Sequence[DatePhrase]) -> DatePhrase | None:
        """The date of a clause, among its words or in the blanks around it, but no modifier's or other figure's."""
        start, end = clause.start, clause.end
        while end < len(text) and text[end].isspace():
            end += 1
        within = (date for date in dates if start <= date.start and date.end <= end)
        return next(
            (
                date
                for date in within
                if self._words.verb_groups(text[start : date.start]) < _TWO_VERBS
                and not self._is_beside(text[start : date.start])
            ),
            None,
        )

    def _is_beside(self, before: str) -> bool:
        """Whether a date after these words of a clause belongs to what stands beside it: "12,000 (15,000 in 1990)"."""
        *parts, own = _ASIDE.split(before)
        is_said = any(_FIGURE.search(part) or self._words.verb_groups(part) for part in parts)
        return (is_said and bool(own.strip())) or _TWO_FIGURES.search(before) is not None

    # --- what no pattern reads ----------------------------------------------------------------------------------------

    def _said(self, statement: Statement, text: str, dates: Sequence[DatePhrase], scene: Scene) -> list[Draft]:
        """The statement as its words; with its tree clause by clause, where they differ in what is denied, or when."""
        assertions = self._trees.assertions(statement.span, dates) if self._trees is not None else None
        if assertions is None:
            return [self._says(statement, text, dates)]
        counted = self._trees.counted(statement.span, dates, text) if self._trees is not None else []
        facts = self._trees.facts(statement.span, dates, statement.voice.speaker) if self._trees is not None else []
        amounts = {each.verb for each in facts if isinstance(each.value, Quantity)}
        counted = [each for each in counted if each.verb not in amounts]  # the fact says of what it is so
        if self._trees is not None and self._trees.unsure:
            scene.refused = f"what is meant is not clear: {self._trees.unsure[0]}"
        drafts = [self._counts(each, statement, text) for each in counted]
        drafts += [self._fact(each, statement, text) for each in facts if not self._is_of_speaker(each, statement)]
        verbs = {each.verb for each in counted} | {each.verb for each in facts}
        for each in assertions:
            if each.verb >= 0 and each.verb in verbs and each.polarity == "affirmed":
                continue  # the number or the fact says it
            if each.is_conditional and statement.voice.speaker is None:
                scene.refused = "what would be so under a condition is not asserted"
            else:
                when = None if each.date == statement.voice.said else each.date
                drafts.append(self._says(replace(statement, span=each.span, date=when), text, (), each))
        return drafts

    def _counts(self, counted: Counted, statement: Statement, text: str) -> Draft:
        """A number that a statement gives of something, or of what the document tells of."""
        voice = statement.voice
        subject, qualifiers = subject_of(counted, self._forces.entities, self._phrases, self._document)
        start, end = counted.span
        plain = self._words.plain(text[start:end])
        when = None if counted.date == voice.said else counted.date
        return Draft(
            subject=subject,
            predicate=counted.predicate,
            value=counted.quantity,
            polarity=voice.polarity,
            certainty=weaker(weaker(voice.certainty, counted.certainty), plain.certainty),
            speaker=voice.speaker,
            via=voice.via,
            valid=when.time("event") if when else None,
            stated=_stated(voice),
            start=start,
            end=end,
            qualifiers=tuple(qualifiers.items()),
        )

    def _is_of_speaker(self, fact: Fact, statement: Statement) -> bool:
        """Whether the words that say who speaks also say what he is: the text says that, and not he."""
        source = self._speakers.sources.known.get(statement.voice.speaker or "")
        return source is not None and source.name == fact.subject

    def _fact(self, fact: Fact, statement: Statement, text: str) -> Draft:
        """What a statement says of something that has a name."""
        voice = statement.voice
        plain = self._words.plain(text[slice(*fact.span)])
        subject, called = self._named(fact.subject)
        return Draft(
            subject=subject,
            predicate=fact.predicate,
            value=Term(term=self._named(fact.value.term)[0]) if isinstance(fact.value, Term) else fact.value,
            polarity=voice.polarity,
            certainty=weaker(weaker(voice.certainty, fact.certainty), plain.certainty),
            speaker=voice.speaker,
            via=voice.via,
            valid=fact.valid,
            stated=_stated(voice),
            start=fact.span[0],
            end=fact.span[1],
            qualifiers=(*fact.qualifiers, *((("called", called),) if called else ())),
        )

    def _named(self, name: str) -> tuple[str, str]:
        return named(name, self._forces.entities, self._trees.short if self._trees is not None else None)

    def _says(
        self, statement: Statement, text: str, dates: Sequence[DatePhrase], asserted: Assertion | None = None
    ) -> Draft:
        voice = statement.voice
        date = statement.date or self._date_in(Clause(*statement.span), text, dates)
        start, end = statement.span
        asserted = asserted or Assertion(statement.span)
        is_denied = (voice.polarity == "denied") != (asserted.polarity == "denied")
        plain = self._words.plain(_without(text, asserted.asides)[start:end])
        return Draft(
            subject=self._document,
            predicate=SAYS,
            value=Text(text=" ".join(asserted.words(text).split()).strip(" ,.;:") or "…"),
            polarity="denied" if is_denied else "affirmed",
            certainty=weaker(weaker(voice.certainty, asserted.certainty), plain.certainty),
            speaker=voice.speaker,
            via=voice.via,
            valid=date.time("event") if date else None,
            stated=_stated(voice),
            start=start,
            end=end,
            is_beside=asserted.is_beside,
        )

    # --- what a pattern reads -----------------------------------------------------------------------------------------

    def _of_clause(
        self,
        clause: Clause,
        subject: tuple[int, int] | None,
        text: str,
        voice: Voice,
        date: DatePhrase | None,
        scene: Scene,
    ) -> list[Draft]:
        plain = self._words.plain(text[clause.start : clause.end])
        own = words_of(plain.text)
        if subject is not None:
            scene.subject = words_of(text[slice(*subject)])
        for given in ([*scene.subject, *own], own) if subject is not None else (own, [*scene.subject, *own]):
            drafts = self._matched(given, clause, plain, voice, date, scene)
            if drafts:
                return drafts
        self._note_subject(own, scene)
        return []

    def _note_subject(self, words: list[str], scene: Scene) -> None:
        """Remember who a clause is about that no pattern reads: the next one may say no more than "failing to …"."""
        subject = self._phrases.before_preposition(words)
        scene.subject = subject if len(subject) < len(words) and self._forces.is_force(subject) else []

    def _matched(
        self, words: list[str], clause: Clause, plain: Plain, voice: Voice, date: DatePhrase | None, scene: Scene
    ) -> list[Draft]:
        text = " ".join(words)
        tokens = {word.casefold() for word in words}
        for candidate in self._patterns.templates.may_fit(tokens):
            spans = candidate.template.match(text, 0, len(text))
            if spans is None:
                continue
            slots = {name: words_of(text[slice(*span)]) for name, span in spans.items()}
            last = {name for name, span in spans.items() if span[1] == len(text)}
            drafts = list(self._produced(candidate, slots, last, clause, plain, voice, date, scene))
            if drafts and (unheard := scene.unheard() - candidate.template.words):
                scene.refused = f"who says or believes what is not clear: {', '.join(sorted(unheard))}"
                return []
            if drafts:
                scene.subject = next((slots[name] for name, span in spans.items() if span[0] == 0), scene.subject)
                return drafts
        return []

    def _produced(
        self,
        candidate: ClausePattern,
        slots: dict[str, list[str]],
        last: set[str],
        clause: Clause,
        plain: Plain,
        voice: Voice,
        date: DatePhrase | None,
        scene: Scene,
    ) -> Iterator[Draft]:
        pattern = candidate.pattern
        negated = self._words.is_negated(" ".join(slots.pop("aux", [])))
        if (pattern.denied == "required" and not negated) or (pattern.denied == "excluded" and negated):
            return
        read: dict[str, list[str] | Quantity] = {}
        for name, words in slots.items():
            value = self._slot(pattern.slot_type(name) or "name", words, scene, is_last=name in last)
            if value is None or value == []:
                return
            read[name] = value
        for name in pattern.nearby:
            if name not in read:
                nearby = self._nearby(name, scene)
                if nearby is None:
                    return
                read[name] = [nearby]
        for production in pattern.produces:
            yield from self._claims(production, read, negated, clause, plain, voice, date)

    def _slot(self, type_: str, words: list[str], scene: Scene, is_last: bool) -> list[str] | Quantity | None:
        """What the words of a slot name; other words may follow only in the last one."""
        is_pronoun = len(words) == 1 and words[0].casefold() in self._phrases.pronouns
        match type_:
            case "quantity":
                return self._numbers.quantity(" ".join(words))
            case "place":
                if words and words[0].casefold() in self._phrases.pronouns:
                    nearby = self._nearby("place", scene)
                    return [nearby] if nearby is not None else None
                places = self._places.places(words, self._nearby("place", scene), is_whole=not is_last)
                scene.places += places
                return places
            case "side":
                is_own = is_pronoun or self._forces.is_own(words)
                side = self._side_of_pronoun(scene) if is_own else self._forces.side(words, is_whole=not is_last)
                return [side] if side is not None else None
            case "unit":
                unit = (
                    scene.unit
                    if is_pronoun
                    else self._forces.unit(words, scene.mention, scene.unit, is_whole=not is_last)
                )
                scene.unit = unit or scene.unit
                return [unit] if unit is not None else None
            case _:
                name = self._forces.name(words)
                return [name] if name is not None else None

    def _side_of_pronoun(self, scene: Scene) -> str | None:
        """What "it" is: the subject of the clause before, or else the one who speaks."""
        words = scene.subject
        if words and not (len(words) == 1 and words[0].casefold() in self._phrases.pronouns):
            return self._forces.side(words)
        if scene.speaker is None:
            return None
        source = self._speakers.sources.known[scene.speaker]
        return self._forces.nation(source.party) if source.party else self._forces.side(words_of(source.name))

    def _nearby(self, what: str, scene: Scene) -> str | None:
        if what == "unit":
            return scene.unit
        wholes = dict.fromkeys(self._places.whole(place) for place in scene.places)
        return next(iter(wholes)) if len(wholes) == 1 else None

    def _claims(
        self,
        production: Production,
        read: dict[str, list[str] | Quantity],
        negated: bool,
        clause: Clause,
        plain: Plain,
        voice: Voice,
        date: DatePhrase | None,
    ) -> Iterator[Draft]:
        denials = [production.polarity == "denied", negated, voice.polarity == "denied"]
        is_denied = sum(denials) % 2 == 1
        value = read.get(production.value) if production.value else None
        for subject in _each(read[production.subject]):
            for each in _each(value) if value is not None else [None]:
                yield Draft(
                    subject=str(subject),
                    predicate=production.predicate,
                    value=Term(term=each) if isinstance(each, str) else each,
                    polarity="denied" if is_denied else "affirmed",
                    certainty=production.certainty or weaker(voice.certainty, plain.certainty),
                    speaker=voice.speaker,
                    via=voice.via,
                    valid=_valid(production, date, voice, is_denied),
                    stated=_stated(voice),
                    start=clause.start,
                    end=clause.end,
                    continues=plain.continues and production.holds == "state",
                    is_change=production.holds == "change",
                )


def blanked(text: str, dates: Iterable[DatePhrase]) -> str:
    """The text with spaces for its dates, and for the comma that closes one off."""
    for date in dates:
        end = date.end
        before, after = text[: date.start].rstrip(), text[end:].lstrip()
        if after.startswith(",") and (not before or before[-1] in ",;:" or before[-1].isspace()):
            end = len(text) - len(after) + 1
        text = text[: date.start] + " " * (end - date.start) + text[end:]
    return text


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _key(draft: Draft) -> tuple[object, ...]:
    return (
        draft.subject,
        draft.predicate,
        str(draft.value),
        draft.qualifiers,
        draft.polarity,
        draft.speaker,
        draft.via,
    )


def _each(value: list[str] | Quantity) -> Sequence[str | Quantity]:
    return value if isinstance(value, list) else [value]


def _valid(production: Production, date: DatePhrase | None, voice: Voice, is_denied: bool) -> Time | None:
    """When it holds: by a date of its own, or, of what was said on a day, by what was so on that day."""
    if date is not None:
        return date.time("state" if is_denied and production.holds == "change" else production.holds)
    said = voice.said
    if said is None or said.relation not in ("at", "by"):
        return None
    if production.holds == "event" and said.relation == "at" and not is_denied:
        return Time(text=said.text, mode="by")
    return said.time("state" if is_denied else production.holds)


def _stated(voice: Voice) -> Time | None:
    said = voice.said
    return said.time("event") if said is not None and said.relation in ("at", "about", "between") else None


def _as_plain(time: Time | None) -> Time | None:
    return Time(text=time.text) if time is not None and time.mode == "since" else time
