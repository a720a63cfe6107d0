"""What a client asks about: files of the root, claims of its own, or both together."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from conflicts.config import Settings, asked_mappings
from conflicts.errors import InputError
from conflicts.inputs import GIVEN, fitting
from conflicts.mcp.root import inside, refuse_large, refuse_outside, settings_of
from conflicts.model.collection import Collection
from conflicts.model.identity import identified
from conflicts.project import check_as_set, read_options, with_mappings
from conflicts.readers import ReadOptions, from_mapping, load
from conflicts.readers.files import found_files
from conflicts.readers.reading import asked_format
from conflicts.report.report import ConflictReport

Paths: TypeAlias = Annotated[
    list[str] | None,
    Field(
        description="Files, or directories of claims files, in the directory that is served; with neither paths nor "
        "claims what the project's settings name, or all of the directory."
    ),
]
OwnClaims: TypeAlias = Annotated[
    list[dict[str, Any]] | dict[str, Any] | None,
    Field(
        description="Claims: a list of them, or the sections of a claims file (sources, entities, predicates, claims). "
        "A claim has subject, predicate, value, asserted_by, valid, stated, polarity, citations and more: the schema "
        "is the resource conflicts://schema/claims. They are added to the claims of the paths, if there are paths."
    ),
]
FormatName: TypeAlias = Annotated[
    str | None,
    Field(description="How all but YAML files are read: prose, wikitext, wikidata, table…; else their names tell."),
]


class Given(BaseModel):
    """What is to be read and checked together."""

    model_config = ConfigDict(extra="forbid")

    paths: Paths = None
    claims: OwnClaims = None
    format: FormatName = None


class Served(NamedTuple):
    """The directory that is served, a real path, and how many bytes of files are read for one answer at most."""

    root: Path
    most_bytes: int


class Kept(NamedTuple):
    """What the clients' session has beside the project: claims that were added, and ids that were retracted."""

    added: tuple[dict[str, Any], ...] = ()
    retracted: tuple[str, ...] = ()


def checked(served: Served, given: Given, asked: Mapping[str, object]) -> ConflictReport:
    """The report of what is given, by the project's settings and what is ``asked`` in place of some of them."""
    settings = _settings(served, asked)
    return check_as_set(collected(served, given, settings), settings)


def collected(
    served: Served, given: Given, settings: Settings | None = None, options: ReadOptions | None = None
) -> Collection:
    """The claims that are given, as one collection; raises InputError with everything that is wrong in them."""
    settings = settings or settings_of(served.root)
    options = options or options_of(settings)
    own = {"claims": given.claims} if isinstance(given.claims, list) else given.claims
    if own is not None and len(json.dumps(own)) > served.most_bytes:
        raise InputError(f"the claims are larger than {served.most_bytes:,} bytes: give fewer")
    if own is not None and not given.paths:
        return from_mapping(own, GIVEN, options.vocabulary)
    collection = load(files_of(served, given, settings, options), format=given.format, options=options)
    return collection if own is None else _with(collection, own)


def files_of(served: Served, given: Given, settings: Settings, options: ReadOptions) -> list[Path]:
    """The paths that are given, or that the settings name; raises InputError if they lead out of the root."""
    named = given.paths or list(settings.paths) or ["."]
    paths = [inside(served.root, name) for name in named]
    found = found_files(paths, asked_format(given.format, options), options).found
    for each in found:
        inside(served.root, str(each.path))
    refuse_large((each.path for each in found), served.most_bytes)
    return paths


def options_of(settings: Settings) -> ReadOptions:
    """What readers are told by the settings."""
    options = replace(read_options(settings), exclude=settings.exclude)
    return with_mappings(options, asked_mappings(settings.map)).without_needed_mappings()


def _settings(served: Served, asked: Mapping[str, object]) -> Settings:
    settings = settings_of(served.root)
    given = {name: value for name, value in asked.items() if value is not None}
    rules = given.get("rules", ())
    for name in rules if isinstance(rules, tuple) else ():
        refuse_outside(served.root, str(name))
    return settings.model_copy(update=given)


def _with(collection: Collection, own: Mapping[str, Any]) -> Collection:
    """The claims of files, and those of the client, which use their words."""
    more = from_mapping(own, GIVEN, collection.vocabulary)
    every = identified((*collection.claims, *more.claims))
    return fitting(replace(collection, claims=every, vocabulary=more.vocabulary))
