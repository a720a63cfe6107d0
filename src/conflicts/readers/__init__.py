"""Readers: files to claims, each with its place.

Claims files are read by a function ``read(path, file)`` that yields documents, or problems, and has its line in
``READERS``. A format of foreign material is a module with a function ``read(path, file, options)`` that returns a
``Reading``, and has its line in ``foreign``; or another distribution offers it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from conflicts.document import Document
from conflicts.errors import InputError, Place, Problem
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.value import Time, read_as
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.readers.assembly import Loaded, Part, assemble
from conflicts.readers.directory import Skipped
from conflicts.readers.files import READERS, Found, Reader, found_files
from conflicts.readers.foreign import Format, format_named, formats
from conflicts.readers.growth import Foreign, Growth
from conflicts.readers.mapping import load_mapping
from conflicts.readers.reading import FileMapping, Reading, ReadOptions, asked_format
from conflicts.readers.schema import claims_schema
from conflicts.readers.write import claims_jsonl, claims_yaml, jsonl_lines
from conflicts.rules.rule import Rule

Paths = str | Path | Sequence[str | Path]


def load(
    paths: Paths, *, format: str | None = None, options: ReadOptions = ReadOptions(), needs_claims: bool = True
) -> Loaded:
    """Read files, or directories of them, as one collection.

    By its suffix a file holds claims in YAML (``.yaml``, ``.yml``), JSON (``.json``) or JSON Lines (``.jsonl``), or it
    is foreign material: prose, wikitext, Wikidata's entities, ClaimReview, tables (see ``formats()``). ``format`` says
    how all but YAML files are to be read; with a mapping among the options they are tables. Foreign files are read
    after the claims files, with their vocabulary and what ``options`` says.

    Of a directory those YAML and JSON files are read that hold claims or words for them, by what stands in them, with
    those of the directories in it, in the order of their names. Left out are hidden files, what git ignores, what
    others made (``node_modules``, virtual environments), and what ``options`` exclude. If there is a ``format``, its
    files are read, too. What is not read, and why, is in the collection's ``skipped``.

    Vocabularies are merged, and claim ids are unique over all files. Claims without a ``location`` get the place they
    were read from, the file named as ``paths`` names it. What foreign files hold and could not be read is in the
    collection's ``unread``; rules that they give, such as Wikidata's property constraints, are in its ``rules``.

    Raises InputError with everything that is wrong in all files, each with its place, and, unless files of words alone
    will do (``needs_claims``), where there are no claims;
    UnsupportedError for an unknown format, or one that needs a library that is not installed.
    """
    _check(options)
    found, problems, skipped = found_files(paths, asked_format(format, options), options)
    if not found and not problems:
        raise InputError("no claims file is named")
    collection = assemble(
        chain(problems, _parts(found)),
        [each.name for each in found],
        known=options.vocabulary,
        foreign=[Foreign(each.name, partial(_reading, each, options)) for each in found if each.format is not None],
        needs_claims=needs_claims,
    )
    return replace(collection, skipped=tuple(skipped))


def read(path: str | Path, *, format: str | None = None, options: ReadOptions = ReadOptions()) -> Reading:
    """Read one foreign file, as a stream where its format can; without a ``format`` the file's name or beginning tells.

    The claims are not checked against each other. Raises InputError for what is malformed.
    """
    _check(options)
    found, problems, _ = found_files(path, asked_format(format, options), options)
    if problems:
        raise InputError(problems)
    if len(found) != 1 or found[0].format is None:
        message = "is not one file of an external format: load reads claims files and directories"
        raise InputError(Problem(message, Place.of(Path(path))))
    return _reading(found[0], options, options.vocabulary)


def stream(
    paths: Paths, *, format: str, options: ReadOptions = ReadOptions()
) -> Iterator[Claim | Vocabulary | Problem | Rule]:
    """Read as ``load`` does, in bounded memory where the format can: claims as they are read, and their vocabulary.

    What could not be read comes as a problem; rules that the files give, and then the vocabulary, come last. The claims
    of foreign files are not checked against each other.
    """
    _check(options)
    found, problems, _ = found_files(paths, asked_format(format, options), options)
    files = [each.name for each in found]
    known = assemble(chain(problems, _parts(found)), files, known=options.vocabulary, needs_claims=False)
    yield from known.claims
    growth = Growth(known.vocabulary)
    growth.use_words_of(known.claims)
    for each in found:
        if each.format is not None:
            yield from growth.claims_of(Foreign(each.name, partial(_reading, each, options)))
            yield from growth.unread
            growth.unread.clear()
    yield from growth.rules
    yield growth.whole


def load_vocabulary(paths: Paths) -> Vocabulary:
    """Read the vocabulary of claims files, which need not hold any claims."""
    found, problems, _ = found_files(paths)
    files = [each.name for each in found]
    return assemble(chain(problems, _parts(found)), files, needs_claims=False).vocabulary


def guessed_formats(paths: Paths, format: str | None = None, options: ReadOptions = ReadOptions()) -> list[Problem]:
    """What the first words of files, and not their names, told: a remark for each."""
    found = found_files(paths, format, options).found
    return [
        Problem(f"taken for {each.format.name}, by its first words", Place(each.name))
        for each in found
        if each.format is not None and each.is_guess
    ]


def from_mapping(
    mapping: object, file: str = "<mapping>", vocabulary: Vocabulary = EMPTY, *, needs_claims: bool = True
) -> Collection:
    """Read plain data of the shape of a claims file; ``file`` is how problems name it, ``vocabulary`` is known already.

    Raises InputError with everything that is wrong.
    """
    data: Any = dict(mapping) if isinstance(mapping, Mapping) else mapping
    part = Part(Document(data, file))
    return assemble([part], [file], known=vocabulary, needs_claims=needs_claims)


def _reading(found: Found, options: ReadOptions, vocabulary: Vocabulary) -> Reading:
    """Read a foreign file, with the mapping that is meant for it, if there is one."""
    assert found.format is not None, "claims files are read otherwise"
    own = replace(options, vocabulary=vocabulary, mapping=found.mapping or options.mapping)
    return found.format.read(found.path, found.name, own)


def _parts(found: Iterable[Found]) -> Iterator[Part | Problem]:
    for each in (each for each in found if each.format is None):
        reader = READERS[each.path.suffix.lower()]
        for item in reader.read(each.path, each.name):
            yield item if isinstance(item, Problem) else Part(item, reader.single_claims)


def _check(options: ReadOptions) -> None:
    if options.date is not None:
        try:
            read_as(Time, options.date)
        except ValueError as error:
            raise InputError(f"the date of the document: {error}") from None


__all__ = [
    "READERS",
    "FileMapping",
    "Format",
    "Loaded",
    "ReadOptions",
    "Reader",
    "Reading",
    "Skipped",
    "claims_jsonl",
    "claims_schema",
    "claims_yaml",
    "format_named",
    "formats",
    "from_mapping",
    "guessed_formats",
    "jsonl_lines",
    "load",
    "load_mapping",
    "load_vocabulary",
    "read",
    "stream",
]
