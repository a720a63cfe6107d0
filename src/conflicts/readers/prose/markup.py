"""Plain text and Markdown to blocks of text that follow on themselves, and what they define and link to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from conflicts.errors import Problem
from conflicts.extras import not_installed
from conflicts.model.claim import Citation
from conflicts.model.suppression import Suppression
from conflicts.readers.prose.comments import CLOSE, OPEN, Comment, CommentReader, assigned, without
from conflicts.readers.prose.front import FrontMatter, front_matter
from conflicts.readers.prose.marks import is_after_words
from conflicts.readers.prose.tape import Edit, Page, Tape

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST_TITLE = 300

Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Link:
    """A link to a page, and the character before which its text ends."""

    citation: Citation
    at: int


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading or an item of a list, free of markup.

    ``accepted`` are the findings that a comment accepts for it.
    """

    tape: Tape
    is_heading: bool = False
    links: tuple[Link, ...] = ()
    accepted: tuple[Suppression, ...] = ()
    is_item: bool = False


@dataclass(frozen=True)
class Markup:
    """What a page consists of: its blocks, the citations it defines by their refs, and what is no prose.

    ``accepted`` is all that comments accept, for whichever block; ``front`` is what the page says of itself.
    """

    blocks: Iterable[Block]
    definitions: Mapping[str, Citation]
    unread: list[Problem] = field(default_factory=list)
    accepted: tuple[Suppression, ...] = ()
    front: FrontMatter = field(default_factory=FrontMatter)


def plain_text(page: Page, excerpts: bool) -> Markup:
    """Blocks of lines without an empty one between them; of excerpts each line is a block."""
    definitions, defining = _definitions(page)
    front = front_matter(page)
    defining |= set(range(front.lines))
    reader = CommentReader(page)
    reader.read_all()
    comments = reader.comments
    paragraphs = list(_paragraphs(page, defining, excerpts, comments))
    given = assigned(page, comments, [(spans[0][0], spans[-1][1]) for _, spans in paragraphs], excerpts)
    blocks = (
        Block(*_without_addresses(Tape.of(page, spans)), tuple(accepted), is_item)
        for (is_item, spans), accepted in zip(paragraphs, given, strict=True)
    )
    return Markup(blocks, definitions, reader.unread, _all_of(comments), front)


def markdown(page: Page, excerpts: bool) -> Markup:
    """The paragraphs and headings of Markdown (CommonMark, with tables); code, tables and raw HTML are no prose."""
    definitions, defining = _definitions(page)
    front = front_matter(page)
    defining |= set(range(front.lines))
    unread: list[Problem] = []
    reader = CommentReader(page)
    source = _Source(page, defining)
    if OPEN in page.text:
        reader.read_first_of_lines(source.code())
        for comment in reader.comments:
            source.take_out(comment)
    found = list(_markdown_blocks(source, excerpts, unread, reader))
    comments = sorted(reader.comments, key=lambda comment: comment.start)
    given = assigned(page, comments, [span for span, _ in found], excerpts)
    blocks = [replace(block, accepted=tuple(each)) for (_, block), each in zip(found, given, strict=True)]
    return Markup(blocks, definitions, [*unread, *reader.unread], _all_of(comments), front)


def _all_of(comments: Iterable[Comment]) -> tuple[Suppression, ...]:
    return tuple(each for comment in comments for each in comment.suppressions)


def _paragraphs(
    page: Page, passed_over: set[int], excerpts: bool, comments: Sequence[Comment]
) -> Iterator[tuple[bool, Spans]]:
    """The lines of each paragraph, but for comments, and whether it is an item of a list.

    A line that holds nothing but comments does not end a paragraph.

    An item of a list is a paragraph, and begins after its sign: one that a paragraph before it does not run on into.
    """
    spans: Spans = []
    is_item = False
    for number, (start, end) in enumerate(page.lines()):
        is_blank = number in passed_over or not page.text[start:end].strip()
        item = (
            None
            if is_blank or (spans and not is_item and not _ENDED.search(page.text[slice(*spans[-1])]))
            else _ITEM.match(page.text, start, end)
        )
        if spans and (is_blank or excerpts or item):
            yield is_item, spans
            spans = []
        if not is_blank:
            is_item = item is not None if not spans else is_item
            start = item.end() if item else start
            spans += [span for span in without(start, end, comments) if page.text[slice(*span)].strip()]
    if spans:
        yield is_item, spans


_ITEM = re.compile(r"[ \t]*(?:[-*+•‣–—]|[0-9]{1,3}[.)])[ \t]+(?=\S)")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)]*(?:\s?\[[^\[\]]{1,80}\]|[⁰¹²³⁴⁵⁶⁷⁸⁹])*\s*$")

# --- definitions ------------------------------------------------------------------------------------------------------

_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,80})\]:[ \t]*(.*)")
_REFERENCE = re.compile(
    r" {0,3}\[([^\]^][^\]]{0,80})\]:[ \t]*<?(https?://[^\s>]{1,2000})>?[ \t]*(?:[\"'(](.{0,300})[\"')])?[ \t]*"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"\[\]{}|\\^`]{1,2000}")
_MARKUP = re.compile(r"[*_`<>\[\]]+")


def _definitions(page: Page) -> tuple[dict[str, Citation], set[int]]:
    """The citations that lines define, and the numbers of those lines, from zero."""
    found: dict[str, Citation] = {}
    lines: set[int] = set()
    current = ""
    for number, (start, end) in enumerate(page.lines()):
        line = page.text[start:end]
        if not line.lstrip(" ").startswith("[") and not current:
            continue
        if note := _FOOTNOTE.fullmatch(line):
            current, text = note[1], note[2]
        elif reference := _REFERENCE.fullmatch(line):
            ref, url, title = reference.groups()
            found.setdefault(ref, Citation(ref=ref, url=url, title=title or None))
            lines.add(number)
            current = ""
            continue
        elif current and line.startswith(("    ", "\t")):
            text = line.strip()
        else:
            current = ""
            continue
        lines.add(number)
        found[current] = _with_more(found.get(current, Citation(ref=current)), text)
    return found, lines


def _with_more(citation: Citation, text: str) -> Citation:
    address = _ADDRESS.search(text)
    url = citation.url or (_trimmed(address[0]) if address else None)
    words = " ".join(_MARKUP.sub("", _ADDRESS.sub("", text).replace("()", "")).split())
    title = " ".join(filter(None, (citation.title, words)))[:LONGEST_TITLE].strip(" ,;:.")
    return citation.model_copy(update={"url": url, "title": title or None})


def _trimmed(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    address = address.rstrip(".,;:!?'\"*_")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(".,;:!?'\"*_")
    return address


def _without_addresses(tape: Tape) -> tuple[Tape, bool, tuple[Link, ...]]:
    """Take bare addresses out of the text; each is a link."""
    if "://" not in tape.text:
        return tape, False, ()
    edits: list[tuple[Edit, Citation | None]] = []
    for found in _ADDRESS.finditer(tape.text):
        address = _trimmed(found[0])
        edits.append((Edit(found.start(), found.start() + len(address)), Citation(url=address)))
    return _edited(tape, edits)


def _edited(tape: Tape, edits: list[tuple[Edit, Citation | None]]) -> tuple[Tape, bool, tuple[Link, ...]]:
    links: list[Link] = []
    shift = 0
    for edit, citation in edits:
        shift += len(edit.by) - (edit.end - edit.start)
        if citation is not None:
            links.append(Link(citation, edit.end + shift))
    return tape.edited(edit for edit, _ in edits), False, tuple(links)


# --- Markdown ---------------------------------------------------------------------------------------------------------

_NO_PROSE = {"fence": "code", "code_block": "code", "table_open": "a table", "html_block": "HTML"}

_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<code>`{1,8})"
    r"|(?P<image>!\[(?:[^\[\]\\]|\\.|\[[^\[\]\\]{0,100}\]){0,300}\]"
    r"\(<?[^()\s<>]{0,1000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200}){0,3}>?(?:\s[^()\n]{0,300})?\))"
    r"|\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]\\]{0,100}\]){1,300})\]"
    r"\(<?(?P<url>[^()\s<>]{0,1000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200})?)>?(?:\s\"(?P<title>[^\"\n]{0,300})\")?\)"
    r"|<(?P<auto>https?://[^<>\s]{1,1000})>"
    r"|(?P<raised><sup>\s{0,9}\[?[0-9][0-9,;–\s-]{0,40}\]?\s{0,9}</sup>)"
    r"|(?P<html><!--(?:[^-]|-(?!->)){0,2000}-->|</?[A-Za-z][^<>]{0,300}>)"
    r"|(?P<bare>https?://[^\s<>\"\[\]{}|\\^`]{1,2000})"
    r"|(?P<emphasis>(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|\*{1,3}(?=\S)|(?<=\S)\*{1,3})"
)
_TAG = re.compile(r"</?sup>", re.IGNORECASE)
_MARK_IN_LABEL = re.compile(r"(?:\\?\[[^\[\]]{1,80}\\?\]\s*){1,20}")


def _parser() -> "MarkdownIt":
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise not_installed("reading Markdown needs markdown-it-py", "prose") from error
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


class _Source:
    """The lines of a page as they are parsed: without definitions, and without the comments that are taken out."""

    def __init__(self, page: Page, defining: set[int]) -> None:
        self.page = page
        self.spans = list(page.lines())
        self._lines = ["" if number in defining else page.text[slice(*at)] for number, at in enumerate(self.spans)]

    def tokens(self) -> "list[Token]":
        """The blocks of the page."""
        return _parser().parse("\n".join(self._lines))

    def code(self) -> list[range]:
        """The lines of code, from zero."""
        return [range(*token.map) for token in self.tokens() if token.type in ("fence", "code_block") and token.map]

    def take_out(self, comment: Comment) -> None:
        """Take out a comment that begins a line; what follows it stands in its place."""
        first, last = (self.page.place(at).line - 1 for at in (comment.start, comment.end - 1))
        lead, rest = self._lines[first].partition(OPEN)[0], self._lines[last].partition(CLOSE)[2]
        self._lines[first : last + 1] = [*[""] * (last - first), lead + rest.lstrip()]
        self.spans[last] = (comment.end, self.spans[last][1])


def _markdown_blocks(
    source: _Source, excerpts: bool, unread: list[Problem], comments: CommentReader
) -> Iterator[tuple[tuple[int, int], Block]]:
    """Each block with the span that it takes on the page."""
    page, lines = source.page, source.spans
    is_heading, closes, items = False, "", 0
    for token in source.tokens():
        if closes:
            closes = "" if token.type == closes else closes
        elif token.type in _NO_PROSE and token.map is not None:
            closes = "table_close" if token.type == "table_open" else ""
            unread.append(Problem(f"{_NO_PROSE[token.type]} is no prose", page.place(lines[token.map[0]][0])))
        elif token.type in ("list_item_open", "list_item_close"):
            items += token.nesting
        elif token.type == "heading_open":
            is_heading = True
        elif token.type == "inline" and token.map is not None:
            spans = _where(page, lines[slice(*token.map)], token.content.split("\n"))
            for part in [[span] for span in spans] if excerpts else [spans]:
                if part:
                    tape, _, links = _without_markup(Tape.of(page, part), comments)
                    yield (part[0][0], part[-1][1]), Block(tape, is_heading, links, (), items > 0)
            is_heading = False


def _where(page: Page, lines: Spans, content: list[str]) -> Spans:
    """The span of each line of a block's content, which lacks the signs of lists and quotations before it."""
    spans: Spans = []
    for (start, end), words in zip(lines, content, strict=False):
        at = page.text.find(words.strip(), start, end) if words.strip() else -1
        if at >= 0:
            spans.append((at, at + len(words.strip())))
    return spans


def _without_markup(tape: Tape, comments: CommentReader) -> tuple[Tape, bool, tuple[Link, ...]]:
    edits: list[tuple[Edit, Citation | None]] = []
    at = 0
    while found := _INLINE.search(tape.text, at):
        start, at = found.span()
        match found.lastgroup:
            case "escaped":
                edits.append((Edit(start, start + 1), None))
            case "code":
                close = tape.text.find(found["code"], at, at + 1_000)
                edits.append((Edit(start, at), None))
                if close >= 0:
                    at = close + len(found["code"])
                    edits.append((Edit(close, at), None))
            case "image" | "html":
                edits.append((Edit(start, at), None))
                if found[0].startswith(OPEN):
                    comments.read(found[0], *tape.span(start, at))
            case "raised":
                if not is_after_words(tape.text, start):
                    edits += ((Edit(*each.span()), None) for each in _TAG.finditer(tape.text, start, at))
            case "emphasis":
                edits.append((Edit(start, at), None))
            case "auto" | "bare":
                address = found["auto"] or _trimmed(found["bare"])
                at = at if found["auto"] else start + len(address)
                edits.append((Edit(start, at), Citation(url=address)))
            case _:
                at = _link(found, edits)
    return _edited(tape, edits)


def _link(found: re.Match[str], edits: list[tuple[Edit, Citation | None]]) -> int:
    """Leave a link's label where it is; return where to go on. A label that is a mark in brackets stays a mark."""
    (start, end), (label_start, label_end) = found.span(), found.span("label")
    label = found["label"]
    edits.append((Edit(start, label_start), None))
    if _MARK_IN_LABEL.fullmatch(label):
        edits += _cuts(r"\\", label, label_start)
        edits.append((Edit(label_end, end), None))
        return end
    edits += _cuts(r"[*`]+", label, label_start)
    words = " ".join(re.sub(r"[*`\\]", "", label).split())[:LONGEST_TITLE]
    is_page = found["url"].startswith(("http://", "https://"))
    edits.append((Edit(label_end, end), Citation(url=found["url"], title=found["title"] or words) if is_page else None))
    return end


def _cuts(signs: str, label: str, start: int) -> Iterator[tuple[Edit, None]]:
    """The edits that take signs out of a label, which begins at ``start``."""
    return ((Edit(start + found.start(), start + found.end()), None) for found in re.finditer(signs, label))
