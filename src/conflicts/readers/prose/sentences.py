"""Blocks to sentences, each with the marks that cite it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from conflicts.errors import Problem
from conflicts.extras import not_installed
from conflicts.model.claim import Citation
from conflicts.model.suppression import Suppression
from conflicts.readers.prose.marks import Mark, MarkReader, moved
from conflicts.readers.prose.markup import Block, Link
from conflicts.readers.prose.tape import Page, Tape
from conflicts.readers.reading import UNSOURCED, ReadOptions

_CUTS_AFTER = ",;:—–"
_ENDINGS = ".!?…"
_CLOSING = "\"'”’»)]"
SHORT = 8
"""Words without an end that are taken for a heading are at most so many."""


@dataclass
class Segment:
    """A part of a sentence, up to a mark, and what its marks say: citations and tags.

    ``closing`` are the citations behind its last word.
    """

    start: int
    end: int
    citations: dict[Citation, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    closing: dict[Citation, None] = field(default_factory=dict)


@dataclass
class Sentence:
    """A sentence of a tape without marks; ``segments`` cover it, ``opens`` begins what does not follow on anything.

    ``begins`` is the first of a paragraph; ``accepted`` are the findings that somebody accepts for its paragraph.
    ``closing`` is what the end of its paragraph cites for the whole of it.
    """

    tape: Tape
    start: int
    end: int
    segments: list[Segment]
    opens: bool
    begins: bool = False
    accepted: tuple[Suppression, ...] = ()
    closing: tuple[Citation, ...] = ()

    @property
    def text(self) -> str:
        """Its characters, every white space a space."""
        return "".join(" " if letter.isspace() else letter for letter in self.tape.text[self.start : self.end])


@dataclass(frozen=True)
class Heading:
    """A heading, or what looks like one."""

    text: str


class SentenceReader:
    """Splits blocks into sentences and gives each the marks that stand after it."""

    def __init__(
        self, page: Page, marks: MarkReader, definitions: Mapping[str, Citation], language: str, options: ReadOptions
    ) -> None:
        self.unread: list[Problem] = []
        self._page, self._marks, self._definitions = page, marks, definitions
        self._language, self._options = language, options
        self._paragraph: list[Sentence] = []
        self._opens = True
        self._accepted: tuple[Suppression, ...] = ()

    def read(self, blocks: Iterable[Block]) -> Iterator[Sentence | Heading]:
        """The sentences and headings; a paragraph comes once the marks at the head of the next block are known."""
        for block in blocks:
            yield from self._block(block)
        yield from self._finished()

    def _finished(self) -> list[Sentence]:
        """The paragraph so far, as nothing more is added to it."""
        paragraph, self._paragraph = self._paragraph, []
        last = paragraph[-1].segments[-1] if paragraph else None
        if last is not None and self._options.citations == "paragraph" and UNSOURCED not in last.tags:
            for sentence in paragraph:
                sentence.closing = tuple(last.closing)
        return paragraph

    def _block(self, block: Block) -> Iterator[Sentence | Heading]:
        self._accepted += block.accepted  # what stands above a heading is for the paragraph below it
        edits, marks = self._marks.take_out(block.tape, self._definitions)
        tape = block.tape.edited(edits)
        marks = [*marks, *_link_marks(block.links, moved([link.at for link in block.links], edits))]
        marks.sort(key=lambda mark: mark.at)
        spans = _spans(tape.text, self._language)
        if block.is_heading or _is_heading(tape.text, spans):
            yield from self._heading(tape, marks, is_sure=block.is_heading)
            return
        if self._options.excerpts:
            self._opens = True
        first = spans[0][0] if spans else len(tape.text)
        following = _Marks(marks)
        self._give_before(following.up_to(first))
        yield from self._finished()
        for number, (start, end) in enumerate(spans):
            limit = spans[number + 1][0] if number + 1 < len(spans) else len(tape.text)
            self._paragraph.append(self._sentence(tape, start, end, following.up_to(limit), begins=number == 0))
            self._opens = False
        self._accepted = ()

    def _heading(self, tape: Tape, marks: Sequence[Mark], is_sure: bool) -> Iterator[Sentence | Heading]:
        first = next((at for at, letter in enumerate(tape.text) if not letter.isspace()), len(tape.text))
        following = _Marks(marks)
        self._give_before(following.up_to(first))
        for mark in following.up_to(len(tape.text)):
            self._refuse(mark, "stands in a heading")
        yield from self._finished()
        self._opens = True
        if tape.text.strip():
            if not is_sure:
                place = self._page.place(tape.offsets[first])
                self.unread.append(Problem("taken for a heading: it is short and has no end", place))
            yield Heading(" ".join(tape.text.split()))

    def _sentence(self, tape: Tape, start: int, end: int, marks: Sequence[Mark], *, begins: bool) -> Sentence:
        segments = [Segment(start, end)]
        last_word = max((at for at in range(start, end) if tape.text[at].isalnum()), default=start)
        for mark in marks:
            if not self._counts(mark):
                continue
            last = segments[-1]
            if len(segments) > 1 and mark.at <= last.start:
                _give(segments[-2], mark)
                continue
            _give(last, mark, closes=mark.at > last_word and not mark.is_words)
            if last.start < mark.at < end and not mark.is_link and tape.text[mark.at - 1] in _CUTS_AFTER:
                beyond = mark.at
                while tape.text[beyond].isspace():
                    beyond += 1
                last.end = mark.at
                segments.append(Segment(beyond, end))
        return Sentence(tape, start, end, segments, self._opens, begins, self._accepted)

    def _give_before(self, marks: Sequence[Mark]) -> None:
        """Give marks at the head of a block to the sentence before, if it is the one that they cite."""
        for mark in marks:
            if not self._counts(mark):
                continue
            if not self._paragraph or self._options.excerpts:
                self._refuse(mark, "cites something before this text, that is not here")
            else:
                _give(self._paragraph[-1].segments[-1], mark, closes=True)

    def _counts(self, mark: Mark) -> bool:
        if mark.kind == "note":
            self._refuse(mark, "refers to a note, and cites nothing")
        elif mark.kind == "unknown":
            self._refuse(mark, "is a mark of no meaning known here")
        return mark.kind in ("citation", "tag")

    def _refuse(self, mark: Mark, reason: str) -> None:
        if mark.kind != "language":
            self.unread.append(Problem(f"the mark {mark.text} {reason}", self._page.place(mark.page_at)))


class _Marks:
    """Marks in their order, taken from the first on."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks, self._at = marks, 0

    def up_to(self, limit: int) -> Sequence[Mark]:
        """Those not yet taken that stand at or before this character."""
        start = self._at
        while self._at < len(self._marks) and self._marks[self._at].at <= limit:
            self._at += 1
        return self._marks[start : self._at]


def _link_marks(links: Sequence[Link], positions: Iterable[int]) -> Iterator[Mark]:
    for link, at in zip(links, positions, strict=True):
        yield Mark("", "citation", at, 0, (link.citation,), is_link=True, is_words=link.citation.title is not None)


def _give(segment: Segment, mark: Mark, *, closes: bool = False) -> None:
    segment.citations |= dict.fromkeys(mark.citations)
    if closes:
        segment.closing |= dict.fromkeys(mark.citations)
    if mark.tag:
        segment.tags[mark.tag] = None


def _is_heading(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    if len(spans) != 1:
        return not spans
    words = text[slice(*spans[0])].rstrip(_CLOSING)
    return words[-1:] not in _ENDINGS and len(words.split()) <= SHORT and "\n" not in words


def _spans(text: str, language: str) -> list[tuple[int, int]]:
    """The sentences of a text, white space around them left out."""
    try:
        import sentencex
    except ImportError as error:
        raise not_installed("reading prose needs sentencex", "prose") from error
    spans = []
    split = sentencex.get_sentence_boundaries  # pyright: ignore[reportAttributeAccessIssue]  (compiled, without types)
    for found in split(language, text):
        start, end = found["start_index"], found["end_index"]
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if any(map(str.isalpha, text[start:end])):
            spans.append((start, end))
    return spans
