"""What a project's settings ask for, for what serves a project and has no options of a command line."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypedDict

from conflicts.check import check
from conflicts.config import AskedMapping, Settings
from conflicts.errors import InputError, Place, Problem
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers import FileMapping, ReadOptions, load_mapping, load_vocabulary
from conflicts.report.baseline import Baseline, read_baseline
from conflicts.report.finding import GroupBy
from conflicts.report.levels import FileLevels
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import FileSuppression
from conflicts.rules.levels import Levels
from conflicts.rules.pack import AnyRules
from conflicts.rules.rule import Verdict
from conflicts.session import Session


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
    # The findings are the same; this one is there at once, and what comes in never reaches code that is not Python.
    engine = "python" if settings.engine == "auto" else settings.engine
    return check(collection, engine=engine, **_asked(settings, rules))


def session_as_set(collection: Collection, settings: Settings) -> Session:
    """A session of the claims, whose report is that of ``check_as_set``."""
    return Session(collection, **_asked(settings))


class _Asked(TypedDict):
    rules: Sequence[AnyRules] | None
    select: Sequence[str]
    ignore: Sequence[str]
    group_by: GroupBy
    verdict: Verdict
    as_of: str | None
    at: str | None
    severity: Levels
    per_file_severity: FileLevels
    suppressions: Sequence[FileSuppression]
    baseline: Baseline | None
    today: str


def _asked(settings: Settings, rules: Sequence[AnyRules] | None = None) -> _Asked:
    return _Asked(
        rules=(settings.rules or None) if rules is None else rules,
        select=settings.select,
        ignore=settings.ignore,
        group_by=settings.group_by,
        verdict=settings.verdict,
        as_of=settings.as_of,
        at=settings.at,
        severity=settings.severity,
        per_file_severity=settings.per_file_severity,
        suppressions=settings.suppress,
        baseline=read_baseline(Path(settings.baseline)) if settings.baseline is not None else None,
        today=date.today().isoformat(),
    )
