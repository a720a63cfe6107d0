"""MediaWiki's XML dumps: page after page, with the place of each page's text in the file."""

import bz2
import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BufferedIOBase
from itertools import product
from pathlib import Path
from xml.parsers import expat

from conflicts.errors import InputError, Place, Problem
from conflicts.readers.wikitext.rewindable import Rewindable, Spot, next_page

MOST_CHARACTERS = 4_000_000
"""The longest text of a page that is read; MediaWiki itself takes two million bytes."""

LONGEST_TITLE = 1_000
"""The longest title of a page that is read; MediaWiki itself takes 255 bytes."""

DEEPEST = 50
"""How deep elements may lie in each other; a dump needs five."""

MOST_DAMAGES = 1_000
"""How many damaged places a dump may have; at the next one reading ends."""

MOST_BYTES_AT_ONCE = 2**24
"""The longest piece of XML, such as a comment, that the parser is left to wait for the end of."""

_LONGEST_WORD = 100
_ROOT = "mediawiki"
_BEGINNING = f"<{_ROOT}>".encode()
"""What a parser is given first that begins behind a damage."""
_TEXTS = frozenset({"title", "ns", "text", "timestamp", "model"})
_READ_MODELS = ("", "wikitext")


@dataclass(slots=True)
class DumpPage:
    """A page of a dump: its last revision, and where the text of that begins in the file.

    ``column`` is 0, and there are no ``escapes``, if the file writes characters in a way that gives no columns.
    """

    title: str = ""
    namespace: str = "0"
    is_redirect: bool = False
    model: str = ""
    timestamp: str = ""
    text: str = ""
    line: int = 0
    column: int = 0
    escapes: Mapping[str, int] = field(default_factory=dict)
    revisions: int = 0
    is_too_long: bool = False

    @property
    def is_wikitext(self) -> bool:
        """Whether its text is wikitext, and not a script or a style sheet."""
        return self.model in _READ_MODELS


def dump_pages(path: Path, file: str) -> Iterator[DumpPage | Problem]:
    """The pages of a dump (``.xml``, ``.xml.bz2`` or ``.xml.gz``), one at a time, and what is damaged in between.

    A page that is no well-formed XML costs itself alone: reading goes on with the next ``<page>``. Where there is none,
    and where a packed file ends too early, what came before has been given.

    Raises InputError, with its place, for a file that is no dump, or of which no page can be read: also for a document
    type, since that is where entities would be declared.
    """
    place, pages = Place(file), 0
    try:
        with _opened(path) as stream:
            for each in _pages(Rewindable(stream), file):
                pages += isinstance(each, DumpPage)
                place = each.place if isinstance(each, Problem) else Place(file, each.line)
                yield each
    except (OSError, EOFError, zlib.error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or "it ends too early"
        if not pages:
            raise InputError(Problem(f"cannot be read: {reason}", Place(file))) from error
        yield Problem(f"the rest of the file cannot be read: {reason}; {_before(pages)}", place)


def _pages(stream: Rewindable, file: str) -> Iterator[DumpPage | Problem]:
    """The pages, and each damage; read on behind it with a new parser, which knows where in the file it begins."""
    first: Problem | None = None
    pages = damages = 0
    start: Spot | None = Spot()
    while start is not None:
        reader = _DumpReader(file, start)
        start = None
        try:
            for page in reader.read(stream):
                pages += 1
                yield page
        except _DamagedError as damage:
            damages += 1
            if damages < MOST_DAMAGES:
                start = next_page(stream, reader.spot(damage))
            lost = reader.damaged if start is not None else f"the rest of the file is not read; {_before(pages)}"
            problem = Problem(f"{damage.message}: {lost}", reader.place(damage.line, damage.column))
            first = first or Problem(damage.message, problem.place)
            if start is not None or pages:
                yield problem
    if not pages:
        raise InputError(first or Problem("holds no pages", Place(file)))


def _before(pages: int) -> str:
    return "the page before is" if pages == 1 else f"the {pages:,} pages before are"


def _opened(path: Path) -> BufferedIOBase:
    match path.suffix.lower():
        case ".bz2":
            return bz2.open(path)
        case ".gz":
            return gzip.open(path)
        case _:
            return path.open("rb")


class _DamagedError(Exception):
    """The XML is not well-formed here: where, as the parser counts."""

    def __init__(self, message: str, byte: int, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.byte, self.line, self.column = message, byte, line, column


class _DumpReader:
    """Holds what the XML parser is at: the page that grows, and the pages that are whole.

    It begins at a spot of the file: behind a damage, as if the dump began there.
    """

    def __init__(self, file: str, start: Spot) -> None:
        self._file = file
        self._start_at = start
        self._path: list[str] = []
        self._page: DumpPage | None = None
        self._words: list[str] = []
        self._length = 0
        self._first_byte = 0
        self._whole: list[DumpPage] = []
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse_document_type

    def read(self, stream: Rewindable) -> Iterator[DumpPage]:
        """Feed the file to the parser, piece by piece."""
        if self._start_at.byte:
            self._parser.Parse(_BEGINNING, False)
        fed = 0
        while True:
            chunk = stream.read()
            fed += len(chunk)
            damage = self._fed(chunk)
            yield from self._whole
            self._whole.clear()
            if damage is not None:
                raise damage
            if not chunk:
                break
            if fed - self._parser.CurrentByteIndex > MOST_BYTES_AT_ONCE:
                raise self._damage("a piece of its XML is too long to be read")

    def _fed(self, chunk: bytes) -> _DamagedError | None:
        """What damage the parser meets in this piece; the pages before it are whole."""
        try:
            self._parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            message = f"not well-formed XML: {expat.ErrorString(error.code)}"
            return _DamagedError(message, self._parser.ErrorByteIndex, error.lineno, error.offset)
        except _DamagedError as damage:
            return damage
        return None

    @property
    def damaged(self) -> str:
        """What a damage here costs, where it is possible to read on."""
        if self._page is None:
            return "what stands up to the next page is not read"
        return (
            f"the page {self._page.title[:LONGEST_TITLE]!r} is not read" if self._page.title else "a page is not read"
        )

    def spot(self, damage: _DamagedError) -> Spot:
        """Where the file has a damage; behind the page that this began with, so that each reader gets further."""
        start, place = self._start_at, self.place(damage.line, damage.column)
        byte = start.byte + damage.byte - (len(_BEGINNING) if start.byte else 0)
        return Spot(byte, place.line, place.column - 1) if byte > start.byte else start.next()

    def place(self, line: int, column: int) -> Place:
        """Where the file has what the parser counts; its columns are from zero."""
        return Place(self._file, self._start_at.line + line - 1, self._column(line, column))

    def _column(self, line: int, column: int) -> int:
        start = self._start_at
        return column + 1 + (start.column - len(_BEGINNING) if line == 1 and start.byte else 0)

    def _damage(self, message: str) -> _DamagedError:
        parser = self._parser
        return _DamagedError(message, parser.CurrentByteIndex, parser.CurrentLineNumber, parser.CurrentColumnNumber)

    def _problem(self, message: str) -> InputError:
        return InputError(
            Problem(message, self.place(self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber))
        )

    def _refuse_document_type(self, *_: object) -> None:
        raise self._problem("has a document type (<!DOCTYPE …>), which a dump has not: it is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._path and name != _ROOT:
            raise self._problem(f"is no dump of MediaWiki: it begins with <{name[:40]}>, not with <{_ROOT}>")
        self._path.append(name)
        if len(self._path) > DEEPEST:
            raise self._problem("has elements too deep in each other for a dump")
        if name == "page":
            if self._page is not None:
                raise self._damage("not well-formed XML: a page begins before the one before it ends")
            self._page = DumpPage()
        elif self._page is None:
            return
        elif name == "redirect":
            self._page.is_redirect = True
        elif name == "revision":
            self._page.revisions += 1
            self._page.model = ""
        elif name in _TEXTS:
            self._begin_words()

    def _begin_words(self) -> None:
        self._words.clear()
        self._length = 0
        self._parser.buffer_text = False  # so that the parser stands where the first words do
        self._parser.CharacterDataHandler = self._first_words

    def _first_words(self, words: str) -> None:
        parser = self._parser
        if self._page is not None and self._path[-1] == "text":
            line = parser.CurrentLineNumber
            self._page.line = self._start_at.line + line - 1
            self._page.column = self._column(line, parser.CurrentColumnNumber)
            self._first_byte = parser.CurrentByteIndex
        self._more_words(words)
        parser.CharacterDataHandler = self._more_words
        parser.buffer_text = True

    def _more_words(self, words: str) -> None:
        self._length += len(words)
        if self._length <= MOST_CHARACTERS:
            self._words.append(words)

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._path.pop()
        page = self._page
        if page is None:
            return
        if name in _TEXTS:
            self._parser.CharacterDataHandler = None
            self._parser.buffer_text = True
            self._take_words(page, name, "".join(self._words))
            self._words.clear()
        elif name == "page":
            self._whole.append(page)
            self._page = None

    def _take_words(self, page: DumpPage, name: str, words: str) -> None:
        match name, self._path[-1] if self._path else "":
            case "title", "page":
                page.title = words.strip()[: LONGEST_TITLE + 1]
            case "ns", "page":
                page.namespace = words.strip()[:_LONGEST_WORD]
            case "timestamp", "revision":
                page.timestamp = words.strip()[:_LONGEST_WORD]
            case "model", _:
                page.model = words.strip()[:_LONGEST_WORD]
            case "text", _:
                page.text = words
                page.is_too_long = self._length > MOST_CHARACTERS
                escapes = _escapes(words, self._parser.CurrentByteIndex - self._first_byte) if words else {}
                if escapes is None:
                    page.column = 0
                page.escapes = escapes or {}


# The characters that a file may write as entities, and by how much longer they are then.
_MAYBE_ESCAPED = ({"<": 3, "&": 4}, {"": 0, ">": 3}, {"": 0, '"': 5}, {"": 0, "'": 5}, {"": 0, "\r": 4})


def _escapes(text: str, bytes_in_file: int) -> Mapping[str, int] | None:
    """By how much longer the file writes which characters; None if its length in the file tells of another way."""
    extra = bytes_in_file - len(text.encode("utf-8", "surrogatepass"))
    for choices in product(*([always] if "" not in always else [always, {}] for always in _MAYBE_ESCAPED)):
        escapes = {letter: longer for choice in choices for letter, longer in choice.items() if letter}
        if extra == sum(longer * text.count(letter) for letter, longer in escapes.items()):
            return {letter: longer for letter, longer in escapes.items() if letter in text}
    return None
