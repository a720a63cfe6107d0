"""Blocks to sentences, each with the marks that cite it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from conflicts.errors import Problem
from conflicts.model.claim import Citation
from conflicts.model.suppression import Suppression
from conflicts.readers.prose.language import Language
from conflicts.readers.prose.marks import Mark, moved
from conflicts.readers.prose.markup import Block, Link
from conflicts.readers.prose.segments import Segment, cut
from conflicts.readers.prose.splitting import SHORT, is_terminated, spaced
from conflicts.readers.prose.tape import Page, Tape
from conflicts.readers.reading import UNSOURCED, ReadOptions

_CELLS = re.compile(r"\t|\||\S[ ]{3,}(?=\S)")
_RULE = re.compile(r"[\s|+:=-]*")


@dataclass
class Sentence:
    """A sentence of a tape without marks; ``segments`` cover it, ``opens`` begins what does not follow on anything.

    ``begins`` is the first of a paragraph; ``accepted`` are the findings that somebody accepts for its paragraph.
    ``closing`` is what the end of its paragraph cites for the whole of it, ``cited_last`` what stands behind its own
    last word; ``is_words``: it is no sentence, and is not taken apart.
    """

    tape: Tape
    start: int
    end: int
    segments: list[Segment[Mark]]
    opens: bool
    begins: bool = False
    accepted: tuple[Suppression, ...] = ()
    closing: tuple[Citation, ...] = ()
    cited_last: dict[Citation, None] = field(default_factory=dict)
    is_words: bool = False

    @property
    def is_unsourced(self) -> bool:
        """Whether somebody marks its end as needing a citation."""
        return any(mark.tag == UNSOURCED for mark in self.segments[-1].marks)

    @property
    def text(self) -> str:
        """Its characters, every white space a space."""
        return spaced(self.tape.text[self.start : self.end])


@dataclass(frozen=True)
class Heading:
    """A heading, or what looks like one."""

    text: str


class SentenceReader:
    """Splits blocks into sentences and gives each the marks that stand after it."""

    def __init__(
        self, page: Page, language: Language, definitions: Mapping[str, Citation], options: ReadOptions
    ) -> None:
        self.unread: list[Problem] = []
        self._page, self._definitions = page, definitions
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
        last = paragraph[-1] if paragraph else None
        if last is not None and self._options.citations == "paragraph" and not last.is_unsourced:
            for sentence in paragraph:
                sentence.closing = tuple(last.cited_last)
        return paragraph

    def _block(self, block: Block) -> Iterator[Sentence | Heading]:
        self._accepted += block.accepted  # what stands above a heading is for the paragraph below it
        edits, marks = self._language.marks.take_out(block.tape, self._definitions)
        tape = block.tape.edited(edits)
        marks = [*marks, *_link_marks(block.links, moved([link.at for link in block.links], edits))]
        marks.sort(key=lambda mark: mark.at)
        parts = self._language.splitter.spans(tape.text, {mark.at for mark in marks if not mark.is_link})
        spans = [(start, end) for start, end in parts if any(map(str.isalpha, tape.text[start:end]))]
        if block.is_heading or (not block.is_item and _is_heading(tape.text, spans)):
            yield from self._heading(tape, marks, is_sure=block.is_heading)
            return
        if _is_table(tape.text):
            self._no_prose(tape, marks, "a table")
            return
        if block.is_item and not any(self._says(tape.text[start:end]) for start, end in spans) and not marks:
            self._no_prose(tape, marks, "an item of a list that is no sentence")
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

    def _says(self, words: str) -> bool:
        return self._language.splitter.is_sentence(words)

    def _no_prose(self, tape: Tape, marks: Sequence[Mark], what: str) -> None:
        """List what is not read; what is before it goes on after it."""
        following = _Marks(marks)
        first = next((at for at, letter in enumerate(tape.text) if not letter.isspace()), 0)
        self._give_before(following.up_to(first))
        for mark in following.up_to(len(tape.text)):
            self._refuse(mark, f"stands in {what}")
        if tape.text.strip():
            self.unread.append(Problem(f"{what} is no prose", self._page.place(tape.offsets[first])))

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
        counted = [mark for mark in marks if self._counts(mark)]
        segments = cut(tape.text, start, end, ((mark.at, mark, not mark.is_link) for mark in counted))
        last_word = next((at for at in range(end - 1, start, -1) if tape.text[at].isalnum()), start)
        closing = (mark for mark in segments[-1].marks if mark.at > last_word and not mark.is_words)
        cited_last = dict.fromkeys(citation for mark in closing for citation in mark.citations)
        is_words = not self._says(tape.text[start:end])
        return Sentence(
            tape, start, end, segments, self._opens, begins, self._accepted, cited_last=cited_last, is_words=is_words
        )

    def _give_before(self, marks: Sequence[Mark]) -> None:
        """Give marks at the head of a block to the sentence before, if it is the one that they cite."""
        for mark in marks:
            if not self._counts(mark):
                continue
            if not self._paragraph or self._options.excerpts:
                self._refuse(mark, "cites something before this text, that is not here")
            else:
                last = self._paragraph[-1]
                last.segments[-1].marks.append(mark)
                last.cited_last |= dict.fromkeys(mark.citations)

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


def _is_table(text: str) -> bool:
    """Whether lines are rows of a table: parted into cells by bars, tabs or wide gaps, each line alike."""
    lines = [line for line in text.split("\n") if not _RULE.fullmatch(line)]
    gaps = {len(_CELLS.findall(line.strip())) for line in lines}
    return len(gaps) == 1 and min(gaps) > (len(lines) == 1)


def _is_heading(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    if len(spans) != 1:
        return not spans
    words = text[slice(*spans[0])]
    return not is_terminated(words) and len(words.split()) <= SHORT and "\n" not in words
