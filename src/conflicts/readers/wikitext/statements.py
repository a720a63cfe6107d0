"""Blocks to statements: sentences and other words that are cited, each with its own references and marks."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from operator import attrgetter

from conflicts.readers.prose.marks import MarkReader
from conflicts.readers.prose.narration import Told
from conflicts.readers.prose.segments import Segment, cut
from conflicts.readers.prose.splitting import ELIDED, SentenceSplitter, is_question, spaced
from conflicts.readers.wikitext.block import Anchor, Block, Cited, Linked, Marked, Use

_SENTENCES = ("paragraph", "item", "note")
"""The kinds of blocks whose sentences are taken apart; what a cell or a caption is about stands beside it."""


@dataclass(slots=True)
class Statement:
    """Words that say something, where they stand in the source, and what hangs on them.

    - ``closing`` is what hangs on the end of their paragraph, after its last word; all statements of it share the list.
    - ``block``, ``span``: where they stand among the words of the page, which are ``text``; ``is_sentence``: whether as
      a sentence; ``begins``: it is the first of a paragraph; ``told``: what it tells, once it is read.
    """

    start: int
    end: int
    words: str
    anchors: list[Anchor]
    closing: list[Anchor]
    block: Block
    text: str
    span: tuple[int, int]
    is_sentence: bool = False
    begins: bool = False
    told: Told | None = None

    @property
    def sentence(self) -> str:
        """Its characters, every white space a space."""
        return spaced(self.text[slice(*self.span)].replace(ELIDED, "…"))

    @property
    def links(self) -> list[Linked]:
        """The words in it that lead to pages."""
        start, end = self.span
        first = bisect_left(self.block.links, start, key=attrgetter("start"))
        return list(takewhile(lambda each: each.end <= end, self.block.links[first:]))

    @property
    def segments(self) -> list[Segment[Anchor]]:
        """The sentence, cut after the commas at which something is cited or marked."""
        marks = ((each.at, each, _may_end_a_part(each)) for each in self.anchors)
        return cut(self.text, *self.span, marks)


@dataclass(slots=True)
class Statements:
    """What a page says, in its order.

    ``loose`` hangs on no words. ``fragments`` are words that say nothing; rows of tables are not among them.
    """

    all: list[Statement] = field(default_factory=list)
    loose: list[Anchor] = field(default_factory=list)
    fragments: list[Statement] = field(default_factory=list)


def statements(blocks: Iterable[Block], splitter: SentenceSplitter, marks: MarkReader) -> Statements:
    """Split blocks into statements.

    A statement ends as a sentence does, or is cited, marked or dated. What is cited or marked without words, in a block
    of its own, hangs on the last statement before it in the same part of the page.
    """
    found = Statements()
    last: tuple[int, Statement] | None = None
    for source in blocks:
        block = _without_works(source, marks)
        own = list(_of_block(block, splitter))
        if not own:
            if last is not None and last[0] == block.group:
                last[1].anchors += block.anchors
                last[1].closing += block.anchors
            else:
                found.loose += block.anchors
            continue
        for statement in own:
            is_apart = (block.kind == "cell" or block.is_quoted) and not block.only_marked
            is_kept = is_apart and splitter.is_sentence(statement.words) and not is_question(statement.words)
            if statement.is_sentence or is_kept or _hangs_something(statement):
                found.all.append(statement)
                last = block.group, statement
            elif block.kind != "row":
                found.fragments.append(statement)
    found.all.sort(key=attrgetter("start", "end"))
    return found


def _may_end_a_part(anchor: Anchor) -> bool:
    """Whether a part of a sentence may end at it, as it does at a reference and at no link."""
    what = anchor.what
    return isinstance(what, Use | Marked) or (
        isinstance(what, Cited) and not what.is_weak and what.citation.url is None
    )


def _without_works(block: Block, marks: MarkReader) -> Block:
    """The block without the works that it cites in brackets, by author and year; they hang where they stood."""
    works = list(marks.named_in(block.text)) if block.joiner is None else []
    if not works:
        return block
    for start, _, citations in works:
        offset = block.source_span(start, start + 1)[0]
        block.anchors += (Anchor(start, offset, Cited(citation)) for citation in citations)
    block.anchors.sort(key=attrgetter("at"))
    return block.without([(start, end) for start, end, _ in works])


def _of_block(block: Block, splitter: SentenceSplitter) -> Iterator[Statement]:
    if not block.has_words:
        return
    text = block.text
    if block.joiner is None:
        spans = splitter.spans(text, {anchor.at for anchor in block.anchors})
    else:
        spans = [_whole(text, block.joiner)]
    said = [(start, end, words) for start, end in spans if (words := _words(text[start:end], block.joiner))]
    closing = _closing(text, block.anchors)
    is_read = block.kind in _SENTENCES and block.joiner is None and not block.only_marked and not block.is_quoted
    hung = _by_end(text, [end for _, end, _ in said], block.anchors)
    for number, ((start, end, words), anchors) in enumerate(zip(said, hung, strict=True)):
        is_sentence = is_read and splitter.is_sentence(words) and not is_question(words)
        source = block.source_span(start, end)
        yield Statement(*source, words, anchors, closing, block, text, (start, end), is_sentence, number == 0)


def _closing(text: str, anchors: Sequence[Anchor]) -> list[Anchor]:
    """What stands after the last word of a paragraph."""
    last = next((at for at in range(len(text), 0, -1) if text[at - 1].isalnum()), 0)
    return [anchor for anchor in anchors if anchor.at >= last]


def _whole(text: str, joiner: str) -> tuple[int, int]:
    stripped = joiner + " \n\t*"
    start = len(text) - len(text.lstrip(stripped))
    return start, max(start, len(text.rstrip(stripped)))


def _words(text: str, joiner: str | None) -> str:
    """The words as people see them; empty without a letter or a digit."""
    words = " ".join(text.replace(ELIDED, "…").split())
    if joiner is not None:
        words = words.replace(f" {joiner.strip()} ", joiner)
    return words if any(letter.isalnum() for letter in words) else ""


def _by_end(text: str, ends: Sequence[int], anchors: Sequence[Anchor]) -> list[list[Anchor]]:
    """For each part of the text that ends so, what hangs on the words in it."""
    hung: list[list[Anchor]] = [[] for _ in ends]
    last_at = last_before = 0
    for anchor in anchors if ends else ():
        before = anchor.at
        while before > last_at and text[before - 1].isspace():
            before -= 1
        last_at, last_before = anchor.at, last_before if before == last_at else before
        hung[min(bisect_left(ends, last_before), len(ends) - 1)].append(anchor)
    return hung


def _hangs_something(statement: Statement) -> bool:
    return any(not (isinstance(anchor.what, Cited) and anchor.what.is_weak) for anchor in statement.anchors)
