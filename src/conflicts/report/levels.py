"""Severities that a project gives to the findings in some files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType
from typing import TypeAlias

from conflicts.document import is_named
from conflicts.report.finding import Finding
from conflicts.report.suppress import SuppressedFinding
from conflicts.rules.levels import Level, Levels, level_of
from conflicts.rules.rule import Rule, one_less

FileLevels: TypeAlias = Mapping[str, Levels]
"""Levels by patterns of files, as suppressions have them; of several for a file and a rule the last one counts."""


NO_FILE_LEVELS: FileLevels = MappingProxyType({})


class LevelsByFile:
    """Says which severities the findings of some rules have in some files.

    A pattern concerns a finding if all the claims that are contradicted, unverified or superseded lie in files that it
    names: what contradicts a claim elsewhere is as severe as ever.
    """

    def __init__(self, levels: FileLevels, rules: Iterable[Rule]) -> None:
        self._levels = levels
        self._rules = {rule.name: rule for rule in rules}

    def of(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """The findings with the severities of their files, without those that are off."""
        return list(self._levelled(findings)) if self._levels else findings

    def of_suppressed(self, suppressed: list[SuppressedFinding]) -> list[SuppressedFinding]:
        """The same, of findings that somebody accepts."""
        return [
            each.model_copy(update={"finding": finding})
            for each in suppressed
            for finding in self._levelled([each.finding])
        ]

    def _levelled(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            level = self._level(finding)
            if level is None:
                yield finding
            elif level != "off":
                severity = level if finding.verdict == "certain" else one_less(level)
                yield finding if severity == finding.severity else finding.model_copy(update={"severity": severity})

    def _level(self, finding: Finding) -> Level | None:
        files = {claim.location.file if claim.location else None for claim in finding.concerned}
        for pattern, levels in reversed(list(self._levels.items())):
            level = level_of(self._rules[finding.rule], levels)
            if level is not None and all(file is not None and is_named(PurePath(file), pattern) for file in files):
                return level
        return None
