"""Comments by which somebody accepts findings, in plain text and in Markdown: what each says, and for which block."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from conflicts.errors import Problem
from conflicts.model.suppression import Suppression, suppression_comment
from conflicts.readers.prose.tape import Page

OPEN, CLOSE = "<!--", "-->"
_BLANK_LINE = re.compile(r"\n[ \t\r>]*\n")
_BEFORE_TEXT = re.compile(r"[ \t>*+-]*(?:[0-9]{1,9}[.)][ \t]+)?")
"""What may stand on a line before its text: the signs of lists and quotations."""


class Comment(NamedTuple):
    """A comment, the span on the page that it takes, and what it accepts: nothing, if it is malformed."""

    start: int
    end: int
    suppressions: tuple[Suppression, ...] = ()


class CommentReader:
    """Collects the comments of a page; ``unread`` tells which of them do not say well what they accept."""

    def __init__(self, page: Page) -> None:
        self.comments: list[Comment] = []
        self.unread: list[Problem] = []
        self._page = page

    def read_all(self) -> None:
        """Read every comment of the page."""
        for start, end in _comments_in(self._page.text):
            self.read(self._page.text[start:end], start, end)

    def read_first_of_lines(self, code: Sequence[range]) -> None:
        """Read those that begin a line of Markdown; ``code`` are the lines, from zero, in which there are none."""
        done = 0
        for start, end in _comments_in(self._page.text):
            line = self._page.place(start).line - 1
            lead = self._page.text[max(done, self._page.text.rfind("\n", 0, start) + 1) : start]
            if _BEFORE_TEXT.fullmatch(lead) and not any(line in lines for lines in code):
                done = end if self.read(self._page.text[start:end], start, end) else done

    def read(self, text: str, start: int, end: int) -> bool:
        """Read the text of a comment, that stands there; whether it is one by which somebody accepts something."""
        place = self._page.location(start, end).model_copy(update={"excerpt": None})
        try:
            given = tuple(each.model_copy(update={"location": place}) for each in suppression_comment(text))
        except ValueError as error:
            self.unread.append(Problem(f"this comment accepts nothing: {error}", self._page.place(start)))
            given = ()
        else:
            if not given:
                return False
        self.comments.append(Comment(start, end, given))
        return True


def _comments_in(text: str) -> Iterator[tuple[int, int]]:
    """The span of each comment."""
    start = text.find(OPEN)
    while start >= 0 and (close := text.find(CLOSE, start + len(OPEN))) >= 0:
        yield start, close + len(CLOSE)
        start = text.find(OPEN, close)


def without(start: int, end: int, comments: Sequence[Comment]) -> list[tuple[int, int]]:
    """What is left of a span of the page when the comments, in their order, are taken out of it."""
    left = []
    for comment in comments[bisect_left(comments, start, key=lambda each: each.end) :]:
        if comment.start >= end:
            break
        if comment.start > start:
            left.append((start, comment.start))
        start = max(start, comment.end)
    return [*left, (start, end)] if start < end else left


def assigned(
    page: Page, comments: Sequence[Comment], blocks: Sequence[tuple[int, int]], excerpts: bool
) -> list[list[Suppression]]:
    """What is accepted for each block of text, by the spans that the blocks take.

    A comment is for the block that it stands in or right after; one that stands alone, between empty lines or before
    the first text, is for the block that follows. Of excerpts each line is alone.
    """
    given: list[list[Suppression]] = [[] for _ in blocks]
    for comment in comments:
        following = bisect_left(blocks, comment.start, key=lambda span: span[1])
        is_inside = following < len(blocks) and blocks[following][0] <= comment.start
        before = following - 1
        if not is_inside and before >= 0 and not _is_before_text(page, comment):
            between = page.text[blocks[before][1] : comment.start]
            if not (_BLANK_LINE.search(between) or (excerpts and "\n" in between)):
                following = before
        if following < len(blocks):
            given[following] += comment.suppressions
    return given


def _is_before_text(page: Page, comment: Comment) -> bool:
    """Whether text follows on the line on which the comment ends."""
    line = page.text.find("\n", comment.end)
    return bool(page.text[comment.end : line if line >= 0 else None].strip())
