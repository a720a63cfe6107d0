"""MediaWiki's XML dumps: page after page, with the place of each page's text in the file."""

import bz2
import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import BinaryIO, cast
from xml.parsers import expat

from conflicts.errors import InputError, Place, Problem

MOST_CHARACTERS = 4_000_000
"""The longest text of a page that is read; MediaWiki itself takes two million bytes."""

LONGEST_TITLE = 1_000
"""The longest title of a page that is read; MediaWiki itself takes 255 bytes."""

DEEPEST = 50
"""How deep elements may lie in each other; a dump needs five."""

MOST_BYTES_AT_ONCE = 2**24
"""The longest piece of XML, such as a comment, that the parser is left to wait for the end of."""

_CHUNK = 2**16
_LONGEST_WORD = 100
_ROOT = "mediawiki"
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


def dump_pages(path: Path, file: str) -> Iterator[DumpPage]:
    """The pages of a dump (``.xml``, ``.xml.bz2`` or ``.xml.gz``), one at a time.

    Raises InputError, with its place, where the file is no well-formed dump: also for a document type, since that is
    where entities would be declared. What came before has been given by then.
    """
    try:
        with _opened(path) as stream:
            yield from _DumpReader(file).read(stream)
    except (OSError, EOFError, zlib.error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or "it ends too early"
        raise InputError(Problem(f"cannot be read: {reason}", Place(file))) from error


def _opened(path: Path) -> BinaryIO:
    match path.suffix.lower():
        case ".bz2":
            return cast(BinaryIO, bz2.open(path))
        case ".gz":
            return cast(BinaryIO, gzip.open(path))
        case _:
            return path.open("rb")


class _DumpReader:
    """Holds what the XML parser is at: the page that grows, and the pages that are whole."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._path: list[str] = []
        self._page: DumpPage | None = None
        self._words: list[str] = []
        self._length = 0
        self._first_byte = 0
        self._whole: list[DumpPage] = []
        self._count = 0
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse_document_type

    def read(self, stream: BinaryIO) -> Iterator[DumpPage]:
        """Feed the file to the parser, piece by piece."""
        fed = 0
        while True:
            chunk = stream.read(_CHUNK)
            fed += len(chunk)
            try:
                self._parser.Parse(chunk, not chunk)
            except expat.ExpatError as error:
                place = Place(self._file, error.lineno, error.offset + 1)
                raise InputError(Problem(f"not well-formed XML: {expat.ErrorString(error.code)}", place)) from None
            yield from self._whole
            self._whole.clear()
            if not chunk:
                break
            if fed - self._parser.CurrentByteIndex > MOST_BYTES_AT_ONCE:
                raise self._problem("a piece of its XML is too long to be read")
        if not self._count:
            raise InputError(Problem("holds no pages", Place(self._file)))

    def _problem(self, message: str) -> InputError:
        place = Place(self._file, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1)
        return InputError(Problem(message, place))

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
            self._page.line, self._page.column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
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
            self._count += 1
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
