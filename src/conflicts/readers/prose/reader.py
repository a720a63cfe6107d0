"""One text, read: its sentences in their order, and the claims and the vocabulary that come of them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Citation, Claim
from conflicts.model.moment import date_text, period
from conflicts.model.suppression import Suppression
from conflicts.model.value import Text, Time
from conflicts.model.vocabulary import Entity
from conflicts.readers.prose.analysis import LONGEST_SENTENCE, SAYS, Draft, SentenceAnalyst
from conflicts.readers.prose.clauses import ClauseReader
from conflicts.readers.prose.date_phrases import NO_YEAR, DatePhrase, Day
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.entities import Entities, Memory
from conflicts.readers.prose.forces import ForceReader
from conflicts.readers.prose.front import FrontMatter
from conflicts.readers.prose.grown import grown
from conflicts.readers.prose.lexicon import Lexicon, find_lexicon
from conflicts.readers.prose.marks import MarkReader
from conflicts.readers.prose.markup import Markup
from conflicts.readers.prose.nations import Nations
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.patterns import load_patterns
from conflicts.readers.prose.phrases import PhraseReader, slug
from conflicts.readers.prose.places import PlaceReader
from conflicts.readers.prose.sentences import Heading, Segment, Sentence, SentenceReader
from conflicts.readers.prose.sources import Sources, SpeakerReader
from conflicts.readers.prose.tape import Page
from conflicts.readers.prose.template import TemplateCompiler, WordClass, words_expression
from conflicts.readers.prose.tree_voices import TreeVoiceReader
from conflicts.readers.prose.trees import load_pipeline
from conflicts.readers.prose.voices import VoiceReader
from conflicts.readers.prose.words import (
    BackgroundReader,
    SpeechFinder,
    WordReader,
    auxiliary_class,
    passive_class,
    quotation,
)
from conflicts.readers.reading import PARAGRAPH, UNSOURCED, Reading, ReadOptions, SentenceTally

_DAY = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_CLOSING = "\"'”’»)] "


class ProseReader:
    """Reads one page; it holds what the text has told so far, since later sentences lean on it."""

    def __init__(self, page: Page, name: str, options: ReadOptions) -> None:
        lexicon = find_lexicon(options.language, options.lexicon)
        self.unread: list[Problem] = []
        self._page, self._name, self._options = page, name, options
        self._stem = slug(name.rpartition(".")[0] or name)
        self._lexicon = lexicon
        self._title: str | None = None
        self._calendar = Calendar(lexicon.dates, lexicon.numbers.words, _day(options.date), lexicon.things.groups)
        self._background = BackgroundReader(lexicon)
        phrases = PhraseReader(lexicon)
        nations = Nations(lexicon, phrases)
        self._sources, self._entities = Sources.of(options.vocabulary), Entities.of(options.vocabulary)
        memory = Memory(options.excerpts)
        self._forces = ForceReader(lexicon, phrases, nations, self._entities, memory)
        self._places = PlaceReader(lexicon, phrases, nations, self._entities, memory)
        self._speakers = SpeakerReader(lexicon, phrases, nations, self._sources, self._stem)
        self._trees = _trees(lexicon, self._speakers, options)
        self._analyst = self._make_analyst(lexicon, phrases, options)
        self._last_day: DatePhrase | None = None
        self._claims_of_line: dict[int, int] = {}
        self._yearless: list[int] = []
        self._tally = SentenceTally(pipeline=self._trees.pipeline if self._trees is not None else None)
        self._narrated: dict[tuple[str, str], Claim] = {}

    def _make_analyst(self, lexicon: Lexicon, phrases: PhraseReader, options: ReadOptions) -> SentenceAnalyst:
        words, numbers = WordReader(lexicon), NumberReader(lexicon.numbers)
        grammar = lexicon.grammar
        common = frozenset((*grammar.prepositions, *grammar.definite, *grammar.auxiliaries, *grammar.indefinite))
        classes = {name: WordClass.of(members) for name, members in lexicon.words.items()}
        helping = auxiliary_class(lexicon)
        compiler = TemplateCompiler(classes | {"aux": helping, "be": passive_class(lexicon)}, common)
        self._patterns = load_patterns(
            compiler,
            lexicon.language,
            options.patterns,
            number=numbers.expression,
            suffix=rf"(?:\s+{words_expression(grammar.prepositions)}(?:\s.*)?|\s+,.*)?",
        )
        return SentenceAnalyst(
            phrases,
            words,
            VoiceReader(lexicon, words, self._speakers, common, options.lexicon),
            self._speakers,
            ClauseReader(lexicon),
            self._forces,
            self._places,
            numbers,
            self._patterns,
            SpeechFinder(lexicon),
            grammar.relatives,
            self._name,
            self._trees,
        )

    def read(self, markup: Markup) -> Reading:
        """The claims of all sentences, in their order."""
        self._front(markup.front)
        marks = MarkReader(self._lexicon)
        sentences = SentenceReader(self._page, marks, markup.definitions, self._lexicon.language, self._options)
        claims: list[Claim] = []
        for item in sentences.read(markup.blocks):
            if isinstance(item, Heading):
                self._heading(item)
            else:
                claims += self._sentence(item)
        self._note_missing_years()
        self._note_vain_comments(markup.accepted, claims)
        unread = [*markup.unread, *sentences.unread, *self.unread]
        vocabulary = grown(
            claims,
            self._options.vocabulary,
            self._patterns.predicates,
            self._entities.known | {self._name: self._document()},
            self._sources,
            self._forces.sides,
        )
        found = tuple(sorted(unread, key=lambda problem: problem.place))
        return Reading(tuple(claims), vocabulary, found, sentences=self._tally)

    def _front(self, front: FrontMatter) -> None:
        """Take the title and the date that the page gives itself; a date that is asked for goes first."""
        self._title = front.title or self._title
        if front.date is None or self._options.date is not None:
            return
        try:
            self._calendar.of_document(_day(front.date))
        except InputError:
            self.unread.append(
                Problem(f"the date of the document is no EDTF date: {front.date!r}", self._page.place(0))
            )

    def _document(self) -> Entity:
        return Entity(name=self._title or self._name)

    def _heading(self, heading: Heading) -> None:
        self._title = self._title or heading.text
        self._calendar.year_of_heading(heading.text)
        self._follow_on_nothing()

    def _follow_on_nothing(self) -> None:
        self._calendar.last = self._last_day = None
        self._analyst.forget()

    # --- one sentence -------------------------------------------------------------------------------------------------

    def _sentence(self, sentence: Sentence) -> Iterator[Claim]:
        if sentence.opens:
            self._follow_on_nothing()
        if sentence.begins:
            self._calendar.next_paragraph()
        self._speakers.next_sentence(follows=not sentence.opens)
        text = sentence.text
        start = sentence.tape.offsets[sentence.start]
        place = self._page.place(start)
        if text.rstrip(_CLOSING).endswith("?"):
            self.unread.append(Problem("a question asserts nothing", place))
            return
        before = self._last_day
        if len(text) > LONGEST_SENTENCE:
            self.unread.append(Problem(f"a sentence of {len(text):,} characters is not taken apart", place))
            drafts = [_whole(text, self._name)]
        else:
            dates = self._dates(text, start)
            drafts = self._analyst.drafts(text, dates, f"{self._stem}-{place.line}", place.line)
            if self._trees is not None and self._trees.given_up:
                self.unread.append(Problem(self._trees.given_up, place))
            if self._analyst.refused:
                self.unread.append(Problem(f"not taken apart: {self._analyst.refused}", place))
        self._tally.note(all(draft.predicate != SAYS for draft in drafts))
        for segment, drafts_within in _by_segment(sentence, drafts):
            for draft in drafts_within:
                claim = self._claim(draft, segment, sentence, before)
                yield self._in_order(claim, is_change=draft.is_change)

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

    def _dates(self, text: str, start: int) -> list[DatePhrase]:
        dates = self._calendar.phrases(text, is_background=self._background.is_background(text))
        self._yearless += (start for date in dates if NO_YEAR in date.text)
        place = self._page.place(start)
        self.unread += (Problem(f"there is no such date as {words!r}", place) for words in self._calendar.impossible)
        self.unread += (
            Problem(f"the years of another era are not read: {words!r}", place) for words in self._calendar.other_eras
        )
        self._last_day = next((date for date in dates if date.is_day and date.relation == "at"), None)
        return dates

    def _claim(self, draft: Draft, segment: Segment, sentence: Sentence, before: DatePhrase | None) -> Claim:
        location = self._page.location(*sentence.tape.span(segment.start, segment.end))
        number = self._claims_of_line[location.line] = self._claims_of_line.get(location.line, 0) + 1
        valid = draft.valid
        if valid is None and draft.stated is None and draft.continues and before is not None:
            valid = _time(f"{before.text}~")
        own, tags = tuple(segment.citations), tuple(segment.tags)
        is_covered = bool(sentence.closing) and not own and UNSOURCED not in tags
        return Claim(
            id=f"{self._stem}-{location.line}-{number}",
            subject=draft.subject,
            predicate=draft.predicate,
            value=draft.value,
            polarity=draft.polarity,
            certainty=draft.certainty,
            asserted_by=draft.speaker,
            via=draft.via,
            valid=valid,
            stated=draft.stated,
            citations=sentence.closing if is_covered else _quoting(own, draft, sentence),
            tags=(*tags, PARAGRAPH) if is_covered else tags,
            suppress=sentence.accepted,
            location=location,
        )

    def _note_vain_comments(self, accepted: Iterable[Suppression], claims: Iterable[Claim]) -> None:
        used = {str(each.location) for claim in claims for each in claim.suppress}
        for name, at in {str(each.location): each.location for each in accepted}.items():
            if name not in used and at is not None:
                place = Place(at.file, at.line, at.column)
                self.unread.append(
                    Problem("this comment accepts nothing: no claim comes of what it stands with", place)
                )

    def _note_missing_years(self) -> None:
        if self._yearless:
            count = len(self._yearless)
            others = f", nor of {count - 1} more" if count > 1 else ""
            message = f"nothing says the year of this date{others}: give the date of the document"
            self.unread.append(Problem(message, self._page.place(self._yearless[0])))


def _trees(lexicon: Lexicon, speakers: SpeakerReader, options: ReadOptions) -> TreeVoiceReader | None:
    """What reads trees of words, if a pipeline is asked for."""
    if options.parse is None:
        return None
    return TreeVoiceReader(lexicon, load_pipeline(options.parse, lexicon.language), speakers)


def _day(date: str | None) -> Day | None:
    """The day of the document's date, or the month or the year, whatever it lies within."""
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


def _whole(text: str, document: str) -> Draft:
    value = Text(text=" ".join(text.split()))
    return Draft(document, SAYS, value, "affirmed", "certain", None, (), None, None, 0, len(text))


def _by_segment(sentence: Sentence, drafts: Sequence[Draft]) -> Iterator[tuple[Segment, list[Draft]]]:
    """Each draft with the segment in which it ends; a segment without one goes with the next, or else the last."""
    joined: list[tuple[Segment, list[Draft]]] = []
    waiting: Segment | None = None
    rest = list(drafts)
    for segment in sentence.segments:
        if waiting is not None:
            segment = _joined(waiting, segment)
        is_last = segment.end == sentence.segments[-1].end
        within = [draft for draft in rest if is_last or draft.end <= segment.end - sentence.start]
        rest = [draft for draft in rest if draft not in within]
        waiting = None if within else segment
        if within:
            joined.append((segment, within))
    if waiting is not None and joined:
        last, within = joined.pop()
        joined.append((_joined(last, waiting), within))
    yield from joined


def _joined(first: Segment, second: Segment) -> Segment:
    return Segment(first.start, second.end, first.citations | second.citations, first.tags | second.tags)


def _quoting(citations: tuple[Citation, ...], draft: Draft, sentence: Sentence) -> tuple[Citation, ...]:
    """The citations; the only one of somebody's words in quotation marks has them as its excerpt."""
    if len(citations) != 1 or draft.speaker is None or citations[0].excerpt is not None:
        return citations
    start = max(draft.start - 1, 0)
    words = quotation(sentence.text[start : draft.end + 2])
    return citations if words is None else (citations[0].model_copy(update={"excerpt": words}),)


def _time(text: str) -> Time | None:
    try:
        return Time(text=text)
    except ValueError:
        return None
