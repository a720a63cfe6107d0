"""Snapshots of sessions: a file that is there whole or not at all.

It is a claims file in JSON Lines with one line more in front, which says of which version it is, how many claims
follow, for which day the session was, and what could not be read of the files that the claims came from.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import ValidationError

from conflicts.document import Document, whole_file
from conflicts.errors import InputError, Place, Problem, file_name
from conflicts.inputs import claim_of, fitting, vocabulary_of
from conflicts.model.claim import Claim
from conflicts.model.collection import NO_SENTENCES, Collection, Sentences
from conflicts.model.faults import faults, shown
from conflicts.model.frozen import Frozen
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.readers import READERS, jsonl_lines
from conflicts.rules.rule import Rule

_HEAD = "conflicts_session"


class _Unread(Frozen):
    """A place that could not be read."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0


class _Given(Frozen):
    """A rule that the claims' own files gave."""

    pack: str
    text: str


class _Head(Frozen):
    """The first line."""

    version: Literal["1"] = "1"
    claims: int
    as_of: str | None = None
    files: tuple[str, ...] = ()
    unread: tuple[_Unread, ...] = ()
    sentences: Sentences = NO_SENTENCES
    rules: tuple[_Given, ...] = ()


class Snapshot(NamedTuple):
    """What a session was: its claims and their words, its day, and the rules that the claims' own files gave."""

    collection: Collection
    as_of: str | None
    rules: tuple[Rule, ...]


def write_snapshot(path: Path, snapshot: Snapshot) -> None:
    """Write the snapshot; whoever is stopped at any moment leaves the old file or the new one, whole.

    Raises InputError where it cannot be written.
    """
    collection = snapshot.collection
    head = _Head(
        claims=len(collection.claims),
        as_of=snapshot.as_of,
        files=collection.files,
        unread=tuple(_unread(each) for each in collection.unread),
        sentences=collection.sentences,
        rules=tuple(_Given(pack=rule.pack, text=rule.source) for rule in snapshot.rules),
    )
    with (
        whole_file(path) as draft,
        draft.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as stream,
    ):
        stream.write(json.dumps({_HEAD: head.model_dump(mode="json", exclude_defaults=True) | {"version": "1"}}) + "\n")
        stream.writelines(jsonl_lines([collection.vocabulary, *collection.claims]))


def read_snapshot(path: Path) -> Snapshot:
    """Read what ``write_snapshot`` wrote; raises InputError for anything else, and for a part of it."""
    name = file_name(path)
    documents = _documents(path, name)
    head = _head_of(next(documents, None), name)
    words: dict[str, dict[str, object]] = {}
    claims: list[Claim] = []
    for document in documents:
        if isinstance(document.data, dict) and document.data.keys() <= Vocabulary.model_fields.keys():
            for section, entries in document.data.items():
                words.setdefault(section, {}).update(entries if isinstance(entries, dict) else {})
        else:
            claims.append(_claim(document))
    if len(claims) != head.claims:
        raise InputError(Problem(f"is no whole snapshot: {len(claims):,} of {head.claims:,} claims", Place(name)))
    collection = Collection(
        tuple(claims),
        vocabulary_of(words) or EMPTY,
        head.files,
        tuple(Problem(each.message, Place(each.file, each.line, each.column)) for each in head.unread),
        head.sentences,
    )
    return Snapshot(fitting(collection), head.as_of, _rules(head.rules))


def _unread(problem: Problem) -> _Unread:
    place = problem.place
    return _Unread(message=problem.message, file=place.file, line=place.line, column=place.column)


def _rules(given: Sequence[_Given]) -> tuple[Rule, ...]:
    return tuple(Rule.from_yaml(each.text, each.pack) for each in given)


def _documents(path: Path, name: str) -> Iterator[Document]:
    for item in READERS[".jsonl"].read(path, name):
        if isinstance(item, Problem):
            raise InputError(item)
        yield item


def _head_of(document: Document | None, name: str) -> _Head:
    head = document.data.get(_HEAD) if document is not None and isinstance(document.data, dict) else None
    if document is None or not isinstance(head, dict):
        raise InputError(Problem("is no snapshot of a session", Place(name)))
    version = head.get("version")
    if version != "1":
        raise InputError(Problem(f"is a snapshot of version {shown(version)}, and this reads version 1", Place(name)))
    try:
        return _Head.model_validate(head)
    except ValidationError as error:
        raise InputError(map(document.locate, faults(error, _Head, head))) from None


def _claim(document: Document) -> Claim:
    try:
        return claim_of(document.data)
    except InputError as error:
        raise InputError(map(document.locate, error.problems)) from None
