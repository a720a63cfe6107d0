"""What a project's settings ask for, for what serves a project and has no options of a command line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from conflicts.check import check
from conflicts.config import AskedMapping, Settings
from conflicts.errors import InputError, Place, Problem
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers import FileMapping, ReadOptions, load_mapping, load_vocabulary
from conflicts.report.baseline import read_baseline
from conflicts.report.report import ConflictReport
from conflicts.rules.pack import AnyRules


def read_options(settings: Settings) -> ReadOptions:
    """What readers are told, but for the mapping of tables."""
    return ReadOptions(
        citations=settings.citations,
        language=settings.language,
        vocabulary=load_vocabulary(settings.vocabulary) if settings.vocabulary is not None else Vocabulary(),
        lexicon=Path(settings.lexicon) if settings.lexicon is not None else None,
        parse=settings.parse,
        patterns=tuple(map(Path, settings.patterns)),
    )


def with_mappings(options: ReadOptions, asked: Iterable[AskedMapping]) -> ReadOptions:
    """The options, with the mappings of tables that these files hold, and the words that they define.

    Raises InputError with all that is wrong in a file, and for a second mapping of all tables.
    """
    for each in asked:
        mapping, vocabulary = load_mapping(each.file, options.vocabulary)
        options = replace(options, vocabulary=vocabulary)
        if each.table is not None:
            own = FileMapping(each.table, mapping)
            options = replace(options, file_mappings=(*options.file_mappings, own))
        elif options.mapping is None:
            options = replace(options, mapping=mapping)
        else:
            message = f"is a second mapping for all tables: TABLE={each.file} says which one it is for"
            raise InputError(Problem(message, Place.of(Path(each.file))))
    return options


def check_as_set(
    collection: Collection, settings: Settings, *, rules: tuple[AnyRules, ...] | None = None
) -> ConflictReport:
    """Check with all that the settings say; ``rules`` are those that they name, where they are loaded already."""
    return check(
        collection,
        rules=(settings.rules or None) if rules is None else rules,
        select=settings.select,
        ignore=settings.ignore,
        group_by=settings.group_by,
        verdict=settings.verdict,
        # The findings are the same; this one is there at once, and what comes in never reaches code that is not Python.
        engine="python" if settings.engine == "auto" else settings.engine,
        as_of=settings.as_of,
        at=settings.at,
        severity=settings.severity,
        per_file_severity=settings.per_file_severity,
        suppressions=settings.suppress,
        baseline=read_baseline(Path(settings.baseline)) if settings.baseline is not None else None,
        today=date.today().isoformat(),
    )
