"""What one text tells, sentence after sentence, whatever it is marked up in: later sentences lean on earlier ones."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from conflicts.errors import InputError
from conflicts.model.claim import Citation, Claim, Location, Mark
from conflicts.model.moment import date_text, period
from conflicts.model.suppression import Suppression
from conflicts.model.value import Text, Time
from conflicts.model.vocabulary import Entity, Vocabulary
from conflicts.readers.prose.analysis import LONGEST_SENTENCE, SAYS, Draft, SentenceAnalyst
from conflicts.readers.prose.date_phrases import NO_YEAR, DatePhrase, Day
from conflicts.readers.prose.entities import Entities, Memory, is_name_of
from conflicts.readers.prose.events import EVENT, settled
from conflicts.readers.prose.forces import ForceReader
from conflicts.readers.prose.grown import grown
from conflicts.readers.prose.language import Language
from conflicts.readers.prose.phrases import joined, words_of
from conflicts.readers.prose.places import PlaceReader
from conflicts.readers.prose.sources import Sources, SpeakerReader
from conflicts.readers.prose.tree_lives import LifeReader
from conflicts.readers.prose.tree_names import NameReader
from conflicts.readers.prose.tree_voices import TreeVoiceReader
from conflicts.readers.prose.words import quotation
from conflicts.readers.reading import ReadOptions, SentenceTally

_DAY = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


class Told(NamedTuple):
    """What a sentence tells: drafts of claims, what of it is not read, and how many of its dates lack a year.

    ``day_before`` is the day that the sentence before told of last.
    """

    text: str
    drafts: list[Draft]
    unread: list[str]
    yearless: int = 0
    day_before: DatePhrase | None = None


class Narration:
    """Takes the sentences of one text apart; it holds what the text has told so far.

    - ``document``: the subject of what the text says in words alone; ``stem``: what the ids of those begin with whom
      it does not name.
    - ``tally``: counts the sentences; several texts may share one.
    """

    def __init__(
        self, language: Language, document: str, stem: str, options: ReadOptions, tally: SentenceTally | None = None
    ) -> None:
        self.sources = Sources.of(options.vocabulary, language.lexicon.grammar.article)
        self.entities = Entities.of(options.vocabulary)
        self.title: str | None = None
        self._language, self._options = language, options
        self._document, self._stem = document, stem
        self._calendar = language.calendar.of_text(day_of(options.date))
        self._date = options.date
        memory = Memory(options.excerpts)
        words = language.lexicon, language.phrases, language.nations
        self._forces = ForceReader(*words, self.entities, memory)
        self._speakers = SpeakerReader(*words, self.sources, stem)
        self._trees = _trees(language, self._speakers, self.entities)
        places = PlaceReader(*words, self.entities, memory)
        self._analyst = SentenceAnalyst(language, self._speakers, self._forces, places, document, self._trees)
        self._last_day: DatePhrase | None = None
        self._narrated: dict[tuple[str, str], Claim] = {}
        self.tally = tally if tally is not None else SentenceTally()
        if self._trees is not None:
            self.tally.pipeline = self._trees.pipeline

    def of_date(self, date: str) -> None:
        """Take the date (EDTF) of the document for what follows. Raises InputError if it is none."""
        self._calendar.of_document(day_of(date))
        self._date = date

    def heading(self, text: str) -> None:
        """A heading begins a part that follows on nothing."""
        self.title = self.title or text
        self._calendar.year_of_heading(text)
        if self._trees is not None:
            self._trees.heading(text, self._calendar.phrases(text, is_background=False))
        self._follow_on_nothing()

    def linked(self, words: str, title: str) -> None:
        """The text itself says that a name in it leads to what has this title, and so perhaps stands for that."""
        named = words_of(words)
        if self._language.phrases.is_name(named) and is_name_of(joined(named), title):
            self.entities.is_called(joined(named), title)

    def read(self, text: str, line: int, *, opens: bool, begins: bool) -> Told:
        """Take a sentence apart that asks nothing. ``opens``: it follows on nothing; ``begins``: a paragraph does."""
        if opens:
            self._follow_on_nothing()
        if begins:
            self._calendar.next_paragraph()
        self._speakers.next_sentence(follows=not opens)
        before = self._last_day
        if len(text) > LONGEST_SENTENCE:
            told = Told(text, [whole(text, self._document)], [_too_long(text)], 0, before)
        else:
            unread, yearless, dates = self._dates(text)
            drafts = self._analyst.drafts(text, dates, f"{self._stem}-{line}", line)
            if self._trees is not None and self._trees.given_up:
                unread.append(self._trees.given_up)
            if self._analyst.refused:
                unread.append(f"not taken apart: {self._analyst.refused}")
            told = Told(text, drafts, unread, yearless, before)
        self.tally.note(all(draft.predicate != SAYS for draft in told.drafts))
        return told

    def claim(
        self,
        told: Told,
        draft: Draft,
        claim_id: str,
        location: Location,
        *,
        citations: tuple[Citation, ...],
        tags: tuple[str, ...],
        marks: tuple[Mark, ...] = (),
        valid: Time | None = None,
        stated: Time | None = None,
        accepted: tuple[Suppression, ...] = (),
    ) -> Claim:
        """The claim that a draft becomes.

        ``valid`` and ``stated`` are what marks and the document say of it where the words say nothing; what others said
        they said when they did, and not when the document was written.
        """
        holds = draft.valid or valid
        if holds is None and draft.stated is None and draft.continues and told.day_before is not None:
            holds = _time(f"{told.day_before.text}~")
        claim = Claim(
            id=claim_id,
            subject=draft.subject,
            predicate=draft.predicate,
            value=draft.value,
            qualifiers=dict(draft.qualifiers),
            polarity=draft.polarity,
            certainty=draft.certainty,
            asserted_by=draft.speaker,
            via=draft.via,
            valid=holds,
            stated=draft.stated or (stated if draft.speaker is None else None),
            recorded=self._recorded(stated) if EVENT in dict(draft.qualifiers) else None,
            citations=citations,
            tags=tags,
            marks=marks,
            suppress=accepted,
            location=location,
        )
        return self._in_order(claim, is_change=draft.is_change)

    def _recorded(self, stated: Time | None) -> Time | None:
        """The date of the document: whatever somebody says in it of an event was said by then."""
        return stated or (_time(self._date) if self._date is not None else None)

    def settled(self, claims: Iterable[Claim]) -> list[Claim]:
        """All claims of the text, without what only the whole of it shows not to be clear."""
        return settled(claims, self._document)

    def vocabulary(self, claims: Iterable[Claim], entities: dict[str, Entity]) -> Vocabulary:
        """The vocabulary that was known, with what the claims need; ``entities`` are the documents."""
        return grown(
            claims,
            self._options.vocabulary,
            self._language.predicates,
            self.entities.known | entities,
            self.sources,
            self._forces.sides,
        )

    def _follow_on_nothing(self) -> None:
        self._calendar.last = self._last_day = None
        self._analyst.forget()

    def _in_order(self, claim: Claim, *, is_change: bool) -> Claim:
        """The claim; a change that the text itself tells of after something else replaces that, if times do not say."""
        if claim.asserted_by is not None or claim.predicate == SAYS or self._options.excerpts:
            return claim
        key = (claim.subject, claim.predicate)
        earlier = self._narrated.get(key)
        is_other = earlier is not None and (earlier.value, earlier.polarity) != (claim.value, claim.polarity)
        if is_change and earlier is not None and is_other and (claim.valid is None or earlier.valid is None):
            claim = claim.model_copy(update={"supersedes": (earlier.id,)})
        self._narrated[key] = claim
        return claim

    def _dates(self, text: str) -> tuple[list[str], int, list[DatePhrase]]:
        """What of the dates is not read, how many have no year, and the dates."""
        calendar = self._calendar
        dates = calendar.phrases(text, is_background=self._language.background.is_background(text))
        unread = [f"there is no such date as {words!r}" for words in calendar.impossible]
        unread += (f"the years of another era are not read: {words!r}" for words in calendar.other_eras)
        self._last_day = next((date for date in dates if date.is_day and date.relation == "at"), None)
        return unread, sum(NO_YEAR in date.text for date in dates), dates


def day_of(date: str | None) -> Day | None:
    """The day of the document's date, or the month or the year, whatever it lies within; InputError if it is none."""
    if date is None:
        return None
    try:
        first, last = period(date).instant
    except ValueError as error:
        raise InputError(f"the date of the document: {error}") from error
    begins, ends = (_DAY.match(date_text(each)) for each in (first, last))
    if begins is None or ends is None or begins["year"] != ends["year"]:
        return None
    shared = [int(begins["year"])]
    for part in ("month", "day"):
        if begins[part] is None or begins[part] != ends[part]:
            break
        shared.append(int(begins[part]))
    return Day(*shared)


def quoting(citations: tuple[Citation, ...], draft: Draft, told: Told) -> tuple[Citation, ...]:
    """The citations; the only one of somebody's words in quotation marks has them as its excerpt."""
    if len(citations) != 1 or draft.speaker is None or citations[0].excerpt is not None:
        return citations
    words = quotation(told.text[max(draft.start - 1, 0) : draft.end + 2])
    return citations if words is None else (citations[0].model_copy(update={"excerpt": words}),)


def whole(text: str, document: str) -> Draft:
    """The draft of a text that is kept as it is."""
    value = Text(text=" ".join(text.split()))
    return Draft(document, SAYS, value, "affirmed", "certain", None, (), None, None, 0, len(text))


def years_missing(count: int) -> str:
    """What is wrong with so many dates of which nothing says the year."""
    others = f", nor of {count - 1} more" if count > 1 else ""
    return f"nothing says the year of this date{others}: give the date of the document"


def _trees(language: Language, speakers: SpeakerReader, entities: Entities) -> TreeVoiceReader | None:
    """What reads trees of words, if a pipeline is asked for."""
    if language.trees is None:
        return None
    lexicon = language.lexicon
    names = NameReader(lexicon, language.phrases, lambda name: name.casefold() in entities.identities)
    return TreeVoiceReader(lexicon, language.trees, speakers, names, LifeReader(lexicon, language.calendar))


def _too_long(text: str) -> str:
    return f"a sentence of {len(text):,} characters is not taken apart"


def _time(text: str) -> Time | None:
    try:
        return Time(text=text)
    except ValueError:
        return None
