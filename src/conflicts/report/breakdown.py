"""How many findings there are of each rule, and in each file."""

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from conflicts.report.finding import Finding

if TYPE_CHECKING:
    from conflicts.report.report import ConflictReport

NOWHERE = "(no file)"
"""What stands for the file of findings whose claims come from none."""

Counted: TypeAlias = "list[tuple[str, int]]"
"""Names with how many findings each has, the most first."""


class Breakdown(NamedTuple):
    """The findings of a report by rule and by file."""

    rules: Counted
    files: Counted


def broken_down(report: "ConflictReport") -> Breakdown:
    """Count all findings of a report, which makes those that are not made yet."""
    rules: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for finding in report.findings:
        rules[finding.rule] += 1
        files[_file(finding)] += 1
    return Breakdown(_in_order(rules), _in_order(files))


def _file(finding: Finding) -> str:
    claim = finding.pointed_at
    return claim.location.file if claim is not None and claim.location is not None else NOWHERE


def _in_order(counts: Counter[str]) -> Counted:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
