"""One text or page of Markdown, read: its sentences in their order, and the claims and the vocabulary of them."""

from collections.abc import Iterable, Iterator

from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.suppression import Suppression
from conflicts.model.vocabulary import Entity
from conflicts.readers.prose.analysis import Draft
from conflicts.readers.prose.front import FrontMatter
from conflicts.readers.prose.language import Language
from conflicts.readers.prose.marks import Mark
from conflicts.readers.prose.markup import Markup
from conflicts.readers.prose.narration import Narration, Told, quoting, whole, years_missing
from conflicts.readers.prose.phrases import slug
from conflicts.readers.prose.segments import Segment, with_drafts
from conflicts.readers.prose.sentences import Heading, Sentence, SentenceReader
from conflicts.readers.prose.splitting import is_question
from conflicts.readers.prose.tape import Page
from conflicts.readers.reading import PARAGRAPH, UNSOURCED, Reading, ReadOptions


class ProseReader:
    """Reads one page."""

    def __init__(self, page: Page, name: str, options: ReadOptions) -> None:
        self.unread: list[Problem] = []
        self._page, self._name, self._options = page, name, options
        self._stem = slug(name.rpartition(".")[0] or name)
        self._language = Language.of(options)
        self._narration = Narration(self._language, name, self._stem, options)
        self._claims_of_line: dict[int, int] = {}
        self._yearless: list[int] = []

    def read(self, markup: Markup) -> Reading:
        """The claims of all sentences, in their order."""
        self._front(markup.front)
        sentences = SentenceReader(self._page, self._language, markup.definitions, self._options)
        claims: list[Claim] = []
        for item in sentences.read(markup.blocks):
            if isinstance(item, Heading):
                self._narration.heading(item.text)
            else:
                claims += self._sentence(item)
        if self._yearless:
            self._note(years_missing(len(self._yearless)), self._yearless[0])
        self._note_vain_comments(markup.accepted, claims)
        unread = [*markup.unread, *sentences.unread, *self.unread]
        claims = self._narration.settled(claims)
        vocabulary = self._narration.vocabulary(claims, {self._name: Entity(name=self._narration.title or self._name)})
        found = tuple(sorted(unread, key=lambda problem: problem.place))
        return Reading(tuple(claims), vocabulary, found, sentences=self._narration.tally)

    def _note(self, message: str, at: int) -> None:
        self.unread.append(Problem(message, self._page.place(at)))

    def _front(self, front: FrontMatter) -> None:
        """Take the title and the date that the page gives itself; a date that is asked for goes first."""
        self._narration.title = front.title
        if front.date is None or self._options.date is not None:
            return
        try:
            self._narration.of_date(front.date)
        except InputError:
            self._note(f"the date of the document is no EDTF date: {front.date!r}", 0)

    def _sentence(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.text
        start = sentence.tape.offsets[sentence.start]
        if is_question(text):
            self._note("a question asserts nothing", start)
            return
        if sentence.is_words:
            told = Told(text, [whole(text, self._name)], [])
        else:
            line = self._page.place(start).line
            told = self._narration.read(text, line, opens=sentence.opens, begins=sentence.begins)
        for message in told.unread:
            self._note(message, start)
        self._yearless += [start] * told.yearless
        for segment, drafts in with_drafts(sentence.segments, sentence.start, told.drafts):
            for draft in drafts:
                yield self._claim(told, draft, segment, sentence)

    def _claim(self, told: Told, draft: Draft, segment: Segment[Mark], sentence: Sentence) -> Claim:
        location = self._page.location(*sentence.tape.span(segment.start, segment.end))
        number = self._claims_of_line[location.line] = self._claims_of_line.get(location.line, 0) + 1
        own = tuple(dict.fromkeys(citation for mark in segment.marks for citation in mark.citations))
        tags = tuple(dict.fromkeys(mark.tag for mark in segment.marks if mark.tag))
        is_covered = bool(sentence.closing) and not own and UNSOURCED not in tags
        return self._narration.claim(
            told,
            draft,
            f"{self._stem}-{location.line}-{number}",
            location,
            citations=sentence.closing if is_covered else quoting(own, draft, told),
            tags=(*tags, PARAGRAPH) if is_covered else tags,
            accepted=sentence.accepted,
        )

    def _note_vain_comments(self, accepted: Iterable[Suppression], claims: Iterable[Claim]) -> None:
        used = {str(each.location) for claim in claims for each in claim.suppress}
        for name, at in {str(each.location): each.location for each in accepted}.items():
            if name not in used and at is not None:
                place = Place(at.file, at.line, at.column)
                self.unread.append(
                    Problem("this comment accepts nothing: no claim comes of what it stands with", place)
                )
