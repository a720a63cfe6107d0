"""Collections checked by the settings of the project, each once, and what of that concerns a single file."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self

from conflicts.check import check
from conflicts.config import Configuration
from conflicts.errors import ConflictsError, InputError, Place, Problem, file_name
from conflicts.pytest_plugin.files import Collections
from conflicts.readers import ReadOptions, load, load_vocabulary
from conflicts.readers.contents import kind_of
from conflicts.report.baseline import Baseline, read_baseline
from conflicts.report.finding import ReportedClaim
from conflicts.report.lines import headline
from conflicts.report.report import ConflictReport, FailOn, Statistics
from conflicts.rules.pack import load_rules, references
from conflicts.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be checked."""

    text: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """The findings that concern one file, and how grave one must be to fail."""

    report: ConflictReport
    fail_on: FailOn

    @property
    def headline(self) -> str:
        """The findings in a line."""
        return headline(self.report)


@dataclass(frozen=True)
class Project:
    """The settings, and the collections; it keeps what it has read and checked."""

    configured: Configuration
    collections: Collections
    baseline: Baseline | None
    options: ReadOptions
    _checked: dict[Path, ConflictReport | ConflictsError] = field(default_factory=dict)
    _rules: dict[Path, tuple[Rule, ...] | ConflictsError] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        configured: Configuration,
        root: Path,
        named: Sequence[Path],
        unvisited: Sequence[str],
        asked: Sequence[Path] = (),
    ) -> Self:
        """Read what the settings name; raises InputError for what cannot be read.

        ``unvisited`` are patterns of names that pytest passes by, and ``asked`` the files that it is asked for.
        """
        if absent := [Problem("is no directory", Place(seen(path))) for path in named if not path.is_dir()]:
            raise InputError(absent)
        settings = configured.settings
        baseline = None if settings.baseline is None else read_baseline(Path(settings.baseline))
        vocabulary = None if settings.vocabulary is None else load_vocabulary(settings.vocabulary)
        options = ReadOptions() if vocabulary is None else ReadOptions(vocabulary=vocabulary)
        return cls(configured, Collections(root, named, (*unvisited, *settings.exclude), asked), baseline, options)

    def outcome(self, file: Path) -> FileReport | Failure:
        """What concerns the file, of all that is found in its collection."""
        home = self.collections.home(file)
        if home not in self._checked:
            self._checked[home] = self._check(home)
        outcome = self._checked[home]
        if isinstance(outcome, ConflictsError):
            return _failure(outcome, seen(file))
        return FileReport(_within(outcome, seen(file)), self.configured.settings.fail_on)

    def _check(self, home: Path) -> ConflictReport | ConflictsError:
        settings = self.configured.settings
        files = self.collections.files(home)
        names = [seen(file) for file in files]
        try:
            if all(kind_of(file) == "vocabulary" for file in files):
                load_vocabulary(names)
                return ConflictReport.of((), Statistics(claims=0))
            return check(
                load(names, options=self.options),
                rules=settings.rules or None,
                select=settings.select,
                ignore=settings.ignore,
                group_by=settings.group_by,
                verdict=settings.verdict,
                engine=settings.engine,
                as_of=settings.as_of,
                at=settings.at,
                severity=settings.severity,
                per_file_severity=settings.per_file_severity,
                suppressions=settings.suppress,
                baseline=self.baseline,
                today=date.today().isoformat(),
            )
        except ConflictsError as error:
            return error

    def rules_in(self, file: Path) -> tuple[Rule, ...] | ConflictsError:
        """The rule that the file holds, or why it cannot be read."""
        if file not in self._rules:
            try:
                self._rules[file] = load_rules([seen(file)])
            except ConflictsError as error:
                self._rules[file] = error
        return self._rules[file]

    def rules_beside(self, rule: Rule, file: Path) -> tuple[Rule, ...]:
        """The rules of the same directory, if the rule asks about others; those that cannot be read fail themselves."""
        if not any(references(rule)):
            return ()
        read = (self.rules_in(other) for other in self.collections.rules(file.parent) if other != file)
        return tuple(each for rules in read if not isinstance(rules, ConflictsError) for each in rules)


def seen(path: Path) -> str:
    """The path as it is seen from the working directory, if that is below the same root."""
    try:
        return file_name(Path(os.path.relpath(path)))
    except ValueError:
        return file_name(path)


def _failure(error: ConflictsError, file: str) -> Failure:
    """What is wrong in the file; or else what it cannot be checked for."""
    own = [problem for problem in error.problems if problem.place.file == file]
    if own:
        return Failure("\n".join(map(str, own)))
    return Failure(f"not checked, because of what its collection or the settings have elsewhere\n\n{error}")


def _within(report: ConflictReport, file: str) -> ConflictReport:
    """The findings that one of the file's claims belongs to, and the file's own suppressions.

    What a baseline or the settings suppress in vain is seen only where all collections are checked.
    """
    mine = [each for each in report.findings if _concerns(each.claims, file)]
    suppressed = [each for each in report.suppressed if _concerns(each.finding.claims, file)]
    stale = [each for each in report.stale_suppressions if each.location is not None and each.location.file == file]
    return ConflictReport.of(mine, report.statistics, suppressed=suppressed, stale=stale)


def _concerns(claims: Sequence[ReportedClaim], file: str) -> bool:
    return any(claim.location is not None and claim.location.file == file for claim in claims)
