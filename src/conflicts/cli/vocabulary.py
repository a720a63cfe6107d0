"""``conflicts vocabulary``."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from conflicts.cli import options as o
from conflicts.cli import output as out
from conflicts.cli import settings as s
from conflicts.cli.app import app
from conflicts.cli.checking import loaded
from conflicts.errors import Problem

if TYPE_CHECKING:
    from conflicts.model.claim import Claim
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.readers import ReadOptions

MOST_CLAIMS = 100_000
"""How many claims of a large table are looked at; the predicates of all of them are named."""


class Action(StrEnum):
    """What to do about a vocabulary."""

    suggest = "suggest"


class _Read(NamedTuple):
    """The claims that are looked at, what is known of them, the predicates of further ones, and how many are unread."""

    claims: "Sequence[Claim]"
    vocabulary: "Vocabulary"
    predicates: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    unread: int = 0


@app.command("vocabulary")
@o.reads
def propose(
    context: typer.Context,
    action: Annotated[Action, typer.Argument(help="suggest one, from what the claims look like.")],
    paths: o.Paths = None,
    output: o.Output = None,
    force: o.Force = False,
    from_: o.From = None,
    *,
    reading: o.Reading,
    config: s.Config = None,
) -> None:
    """Propose what predicates mean and which names may be one, each with its evidence, for you to decide.

    The file is a claims file without claims: conflicts check PATH... FILE takes it as it is.
    """
    out.refuse_existing(output, force)
    out.write(proposed(s.inputs(context, paths), from_, reading()), output)


def proposed(paths: Sequence[Path], format: str | None, options: "ReadOptions") -> str:
    """The text of the vocabulary that is proposed for what the paths hold."""
    from conflicts.bulk import tables_in
    from conflicts.engines import stay_tables
    from conflicts.suggest import mapping_of, suggested, vocabulary_text

    is_mapped = options.mapping is not None or options.file_mappings
    mapping = mapping_of(paths, format) if not is_mapped else None
    if mapping is not None:
        from conflicts.tables.mapping import TableMapping

        mapping_of_table = TableMapping.model_validate(mapping.data())
        options = replace(options, mapping=mapping_of_table, max_errors=sys.maxsize)
    read = (_some_of if stay_tables("auto", tables_in(paths, format)) else _all_of)(paths, format, options)
    notes = (*read.notes, *(_of_malformed(read.unread) if mapping is not None else ()))
    return vocabulary_text(suggested(read.claims, read.vocabulary, read.predicates), notes, mapping)


def _of_malformed(count: int) -> tuple[str, ...]:
    """What to say of rows that no mapping can read."""
    from conflicts.report.words import counted

    rows = counted(count, "row")
    return (f"{rows} cannot be read: mend the table, or check it with --max-errors {count}",) if count else ()


def _all_of(paths: Sequence[Path], format: str | None, options: "ReadOptions") -> _Read:
    collection = loaded(paths, format, options, False)
    return _Read(collection.claims, collection.vocabulary, unread=len(collection.unread))


def _some_of(paths: Sequence[Path], format: str | None, options: "ReadOptions") -> _Read:
    """The first claims of large tables, and the predicates of all."""
    from conflicts.model.claim import Claim
    from conflicts.model.vocabulary import Vocabulary
    from conflicts.readers import stream

    claims: list[Claim] = []
    predicates: set[str] = set()
    vocabulary, count, unread = options.vocabulary, 0, 0
    for item in stream(paths, format=format or "table", options=options):
        if isinstance(item, Claim):
            count += 1
            predicates.add(item.predicate)
            if len(claims) < MOST_CLAIMS:
                claims.append(item)
        elif isinstance(item, Vocabulary):
            vocabulary = item
        elif isinstance(item, Problem):
            unread += 1
            out.complain([item])
    notes = (f"Looked at: the first {len(claims):,} of {count:,} claims.",) if count > len(claims) else ()
    return _Read(claims, vocabulary, frozenset(predicates), notes, unread)
