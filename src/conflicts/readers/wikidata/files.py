"""Files with entities: one JSON document, or a dump with one entity a line; plain, gzip or bzip2."""

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path

from conflicts.document import MAX_BYTES, Data, load_json, load_json_line
from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Location
from conflicts.model.faults import shown

MAX_LINE = 16 * 2**20
"""The longest line of a dump that is read, in bytes."""

_BLANK = b" \t\r\n"
_COMPRESSED: dict[bytes, Callable[[Path], BufferedReader]] = {
    b"\x1f\x8b": lambda path: BufferedReader(gzip.GzipFile(path)),
    b"BZ": lambda path: BufferedReader(bz2.BZ2File(path)),
}


_NAMES = ("labels", "lemmas", "representations", "glosses")
"""What names an entity: an item or a property, a lexeme, a form of it, a sense of it."""

_PARTS = ("forms", "senses")
"""The entities with statements of their own in a lexeme."""


@dataclass
class Text:
    """The text that entities stand in; statements are looked for from where the last one was found."""

    content: str
    file: str
    first_line: int = 1
    _at: int = 0
    _line: int = 0

    def rewind(self) -> None:
        """Look from the beginning again."""
        self._at = self._line = 0

    def find(self, words: str) -> tuple[int, int, int] | None:
        """The line, the column and the length of these words."""
        at = self.content.find(words, self._at)
        if at < 0:
            self.rewind()
            at = self.content.find(words)
        if at < 0:
            return None
        self._line += self.content.count("\n", self._at, at)
        self._at = at
        return self.first_line + self._line, at - self.content.rfind("\n", 0, at), len(words)


@dataclass(frozen=True)
class Entity:
    """An entity's JSON, and where it stands; ``steps`` lead to it inside its document."""

    data: dict[str, Data]
    text: Text
    steps: str = ""

    @property
    def id(self) -> str:
        """The entity's id; empty where only its statements are given."""
        id_ = self.data.get("id")
        return id_ if isinstance(id_, str) else ""

    @property
    def section(self) -> str:
        """Where the statements stand: media files have them elsewhere."""
        return "claims" if "claims" in self.data else "statements"

    @property
    def statements(self) -> Data:
        """The statements, by their properties."""
        return self.data.get(self.section)

    @property
    def place(self) -> Place:
        """Where the entity stands: as far as it is known without a search, its line."""
        return Place(self.text.file, self.text.first_line)

    def location(self, statement_id: str | None, path: str) -> Location:
        """Where the statement's id stands; the path to the statement is the excerpt."""
        found = self.text.find(f'"{statement_id}"') if statement_id else None
        line, column, length = found or (self.text.first_line, 1, 0)
        return Location(file=self.text.file, line=line, column=column, length=length, excerpt=path)

    def label(self, language: str) -> str | None:
        """The entity's name in the language, else in what it is a variety of, in any (``mul``), or in English."""
        labels = next((self.data[name] for name in _NAMES if name in self.data), None)
        if not isinstance(labels, dict):
            return None
        is_word = "labels" not in self.data
        for code in (language, language.partition("-")[0], "mul", "en", *(labels if is_word else ())):
            label = labels.get(code)
            if isinstance(label, dict) and isinstance(name := label.get("value"), str) and name.strip():
                return name
        return None

    @property
    def redirected_from(self) -> str | None:
        """The id of an entity that was merged into this one, and under which this one was asked for."""
        redirects = self.data.get("redirects")
        old = redirects.get("from") if isinstance(redirects, dict) else None
        return old if isinstance(old, str) and old and old != self.id else None


@dataclass(frozen=True)
class EntityFile:
    """A file whose entities can be read again and again; a dump is streamed each time."""

    path: Path
    file: str
    is_dump: bool
    document: list[Entity | Problem] = field(default_factory=list)

    def entities(self) -> Iterator[Entity | Problem]:
        """Each entity in turn, and what is none."""
        if not self.is_dump:
            for item in self.document:
                if isinstance(item, Entity):
                    item.text.rewind()
                yield item
            return
        with _opened(self.path, self.file) as stream:
            yield from _dump(stream, self.file)


def open_entities(path: Path, file: str) -> EntityFile:
    """Find out what the file holds. Raises InputError if it cannot be read, or holds no entity."""
    with _opened(path, file) as stream:
        if _is_dump(stream):
            return EntityFile(path, file, is_dump=True)
    with _opened(path, file) as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 2**20} MB, the most that is read at once, and is no dump of lines"
        raise InputError(Problem(message, Place(file)))
    document = load_json(content, file)
    return EntityFile(path, file, False, list(_entities_in(document.data, Text(document.text, file))))


@contextmanager
def _opened(path: Path, file: str) -> Iterator[BufferedReader]:
    try:
        with path.open("rb") as plain:
            magic = plain.read(2)
        with _COMPRESSED.get(magic, _plain)(path) as stream:
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(Problem(f"cannot be read: {reason}", Place(file))) from error


def _plain(path: Path) -> BufferedReader:
    return path.open("rb")


# Dumps ----------------------------------------------------------------------------------------------------------------


def _is_dump(stream: BufferedReader) -> bool:
    """Whether the lines are ``[``, entities and ``]``, or entities alone: JSON Lines."""
    lines = _lines(stream)
    first = next(lines, b"")
    second = next(lines, b"")
    if first == b"[":
        return second.startswith(b"{") and second != b"{"
    return b"" not in (first, second) and any(map(_is_entity, (first, second)))


def _is_entity(line: bytes) -> bool:
    """Whether a line is an entity by itself; the one beside it in a dump may be broken."""
    if not line.startswith(b"{") or not line.endswith((b"}", b"},")):
        return False
    try:
        return isinstance(load_json_line(line.removesuffix(b","), "", 1).data, dict)
    except InputError:
        return False


def _lines(stream: BufferedReader) -> Iterator[bytes]:
    """The lines that are not blank, of those that are too long only the beginning."""
    while line := stream.readline(MAX_LINE + 1):
        if stripped := line.removeprefix(b"\xef\xbb\xbf").strip(_BLANK):
            yield stripped


def _dump(stream: BufferedReader, file: str) -> Iterator[Entity | Problem]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        content = line.removeprefix(b"\xef\xbb\xbf").strip(_BLANK).removesuffix(b",").rstrip(_BLANK)
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            yield Problem(f"the line is longer than {MAX_LINE // 2**20} MB", Place(file, number, 1))
            _skip_line(stream)
        elif content not in (b"", b"[", b"]"):
            try:
                document = load_json_line(content, file, number)
                yield from _entities_in(document.data, Text(document.text, file, number))
            except InputError as error:
                yield from error.problems


def _skip_line(stream: BufferedReader) -> None:
    while (piece := stream.readline(2**20)) and not piece.endswith(b"\n"):
        pass


# Documents ------------------------------------------------------------------------------------------------------------


def _entities_in(data: Data, text: Text) -> Iterator[Entity | Problem]:
    """The entities of an answer of the API, of Special:EntityData, of a list, or the one that the document is.

    After a lexeme come its forms and senses.
    """
    for item in _whole_entities_in(data, text):
        yield item
        if isinstance(item, Entity):
            yield from _parts_of(item)


def _parts_of(lexeme: Entity) -> Iterator[Entity | Problem]:
    for name in _PARTS:
        parts = lexeme.data.get(name)
        path = f"{lexeme.steps}.{name}".removeprefix(".")
        if isinstance(parts, list):
            for index, part in enumerate(parts):
                yield _entity(part, lexeme.text, f"{path}[{index}]")
        elif parts:
            yield Problem(f"{path} must be a list, not {shown(parts)}", lexeme.place)


def _whole_entities_in(data: Data, text: Text) -> Iterator[Entity | Problem]:
    place = Place(text.file, text.first_line)
    match data:
        case {"entities": dict() as entities}:
            seen: set[str] = set()
            for key, entry in entities.items():
                item = _entity(entry, text, f"entities.{key}")
                if isinstance(item, Entity) and item.id in seen:
                    yield Problem(f"entities.{key} is {item.id} once more", place)
                    continue
                seen |= {item.id} if isinstance(item, Entity) else set()
                yield item
        case {"error": error}:
            raise InputError(Problem(f"is an error of the API: {_error(error)}", place))
        case list():
            for index, entry in enumerate(data):
                yield _entity(entry, text, f"[{index}]")
        case dict() if "claims" in data or "statements" in data or "id" in data:
            yield _entity(data, text, "")
        case _:
            raise InputError(Problem("holds no entity of a Wikibase: no entities, no id, no claims", place))


def _entity(data: Data, text: Text, steps: str) -> Entity | Problem:
    place = Place(text.file, text.first_line, 1)
    if not isinstance(data, dict):
        return Problem(f"{steps or 'the line'} must be an entity, not {shown(data)}", place)
    if "missing" in data:
        return Problem(f"{steps or 'the line'}: there is no entity {shown(data.get('id'))}", place)
    if not isinstance(data.get("id"), str) and "claims" not in data:
        return Problem(f"{steps or 'the line'} is no entity: it has no id", place)
    return Entity(data, text, steps)


def _error(error: Data) -> str:
    return str(error.get("info") or error.get("code")) if isinstance(error, dict) else shown(error)
