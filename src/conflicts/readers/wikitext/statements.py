"""Blocks to statements: sentences, each with the references and marks that stand in it or after it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from conflicts.readers.wikitext.block import ELIDED, Anchor, Block, Cited
from conflicts.readers.wikitext.lexicon import Lexicon
from conflicts.readers.wikitext.sentences import asserts, sentences


@dataclass(slots=True)
class Statement:
    """Words that say something, where they stand in the source, and what hangs on them.

    ``closing`` is what hangs on the end of their paragraph, after its last word; all statements of it share the list.
    """

    start: int
    end: int
    words: str
    anchors: list[Anchor] = field(default_factory=list)
    closing: list[Anchor] = field(default_factory=list)


@dataclass(slots=True)
class Statements:
    """What a page says, in its order.

    ``loose`` hangs on no words. ``fragments`` are words that say nothing; rows of tables are not among them.
    """

    all: list[Statement] = field(default_factory=list)
    loose: list[Anchor] = field(default_factory=list)
    fragments: list[Statement] = field(default_factory=list)


def statements(blocks: Iterable[Block], lexicon: Lexicon) -> Statements:
    """Split blocks into statements.

    A statement ends as a sentence does, or is cited, marked or dated. What is cited or marked without words, in a block
    of its own, hangs on the last statement before it in the same part of the page.
    """
    found = Statements()
    last: tuple[int, Statement] | None = None
    for block in blocks:
        own = list(_of_block(block, lexicon))
        if not own:
            if last is not None and last[0] == block.group:
                last[1].anchors += block.anchors
                last[1].closing += block.anchors
            else:
                found.loose += block.anchors
            continue
        for statement in own:
            says = _hangs_something(statement) or (not block.only_marked and asserts(statement.words))
            if says:
                found.all.append(statement)
                last = block.group, statement
            elif block.kind != "row":
                found.fragments.append(statement)
    found.all.sort(key=attrgetter("start", "end"))
    return found


def _of_block(block: Block, lexicon: Lexicon) -> Iterator[Statement]:
    if not block.has_words:
        return
    text = block.text
    cited = {anchor.at for anchor in block.anchors}
    if block.joiner is None:
        spans = list(sentences(text, cited, lexicon.abbreviations))
    else:
        spans = [_whole(text, block.joiner)]
    said = [(start, end, words) for start, end in spans if (words := _words(text[start:end], block.joiner))]
    closing = _closing(text, block.anchors)
    for (start, end, words), hung in zip(said, _by_end(text, [end for _, end, _ in said], block.anchors), strict=True):
        yield Statement(*block.source_span(start, end), words, hung, closing)


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
