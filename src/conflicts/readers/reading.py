"""What a reader of foreign material is told, and what it gives back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from conflicts.document import absolute_pattern, is_named
from conflicts.errors import Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.rules.rule import Rule

if TYPE_CHECKING:
    from conflicts.tables.mapping import TableMapping

Cites: TypeAlias = Literal["paragraph", "sentence"]
"""What a citation at the end of a paragraph cites: each sentence of it that cites nothing itself, or the last one."""

PARAGRAPH = "paragraph-citation"
"""The tag of a claim that cites only what the end of its paragraph does."""

UNSOURCED = "citation-needed"
"""The tag of a claim of which an editor says that nothing supports it."""


class FileMapping(NamedTuple):
    """How the table that one of several files holds becomes the claims table.

    - ``pattern``: the file's path, or a pattern of names or paths as for ``exclude``.
    - ``place``: where that is said; ``is_needed``: it is an error if no table that is read has the name.
    """

    pattern: str
    mapping: "TableMapping"
    place: Place = Place()
    is_needed: bool = True

    def names(self, path: Path) -> bool:
        """Whether the file is one of those that are meant."""
        here = Path.cwd()
        return here / path == here / self.pattern or is_named(path, absolute_pattern(self.pattern, here))


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the material does not say of itself.

    - ``date``: the date of the document (EDTF), for years that the text does not say.
    - ``citations``: what a citation at the end of a paragraph cites (prose, wikitext).
    - ``excerpts``: lines do not follow one another (prose).
    - ``language``: the language of the text; ``lexicon`` and ``patterns``: files, or directories of them, to use
      beside what ships; ``parse``: a spaCy pipeline for who says what (prose; docs/adr/0022-trees.md).
    - ``vocabulary``: what is known already; a reader may grow it.
    - ``properties``: files with property entities (wikidata).
    - ``text``: the file that extractions were taken from (extractions).
    - ``exclude``: which files of directories are not read (patterns; see ``conflicts.readers.directory``).
    - ``standard_input``: a file with what the path ``-`` stands for.
    - ``mapping``: how a table of another form becomes the claims table, of every file; ``file_mappings``: the same of
      some files, for which the first that names them goes before it.
    - ``max_errors``: how many malformed rows of a table are skipped (table).
    """

    date: str | None = None
    citations: Cites = "paragraph"
    excerpts: bool = False
    language: str = "en"
    vocabulary: Vocabulary = EMPTY
    lexicon: Path | None = None
    parse: str | None = None
    patterns: tuple[Path, ...] = ()
    properties: tuple[Path, ...] = ()
    text: Path | None = None
    exclude: tuple[str, ...] = ()
    standard_input: Path | None = None
    mapping: "TableMapping | None" = None
    file_mappings: tuple[FileMapping, ...] = ()
    max_errors: int = 0

    def without_needed_mappings(self) -> "ReadOptions":
        """The same where what is read need not have every table that has a mapping of its own."""
        return replace(self, file_mappings=tuple(each._replace(is_needed=False) for each in self.file_mappings))

    def own_mapping(self, path: Path) -> "TableMapping | None":
        """The mapping that is meant for this file in particular."""
        return next((each.mapping for each in self.file_mappings if each.names(path)), None)


@dataclass(slots=True)
class SentenceTally:
    """How many sentences a reader has read so far, how many of them it has understood, and with which pipeline."""

    read: int = 0
    understood: int = 0
    pipeline: str | None = None

    def note(self, understood: bool) -> None:
        """Count a sentence."""
        self.read += 1
        self.understood += understood


class Reading(NamedTuple):
    """What a reader returns.

    - ``claims``: may be a stream, to be consumed once.
    - ``vocabulary``: that of the options, grown.
    - ``unread``: what could not be read, each with its place; known when the claims are consumed.
    - ``rules``: what the material itself asks of its claims (wikidata: property constraints).
    - ``sentences``: those of a text, counted when the claims are consumed; None where there are none.
    """

    claims: Iterable[Claim]
    vocabulary: Vocabulary
    unread: Iterable[Problem] = ()
    rules: tuple[Rule, ...] = ()
    sentences: SentenceTally | None = None


def asked_format(format: str | None, options: ReadOptions) -> str | None:
    """The format that is asked for: with a mapping, and where no format is named, files are tables."""
    return "table" if format is None and options.mapping is not None else format
