"""Unverified findings of several rules about the same claims, put together for people: one finding, several reasons."""

from collections.abc import Iterable
from typing import NamedTuple

from conflicts.report.finding import Finding


class Folded(NamedTuple):
    """A finding, and what other rules find unverified about the same claims, in the order of the report."""

    finding: Finding
    also: tuple[Finding, ...] = ()


def folded(findings: Iterable[Finding]) -> list[Folded]:
    """The findings in their order, less those that stand beside the first about the same claims."""
    first: dict[tuple[str, ...], int] = {}
    together: list[list[Finding]] = []
    for finding in findings:
        claims = tuple(sorted(claim.id for claim in finding.concerned))
        place = first.setdefault(claims, len(together)) if finding.kind == "unverified" else len(together)
        if place < len(together):
            together[place].append(finding)
        else:
            together.append([finding])
    return [Folded(finding, tuple(also)) for finding, *also in together]


def also_words(finding: Finding) -> str:
    """What a further rule says of the same claims, on one line: ``note[editorial/hedged] certain: …``."""
    return f"{finding.severity}[{finding.rule}] {finding.verdict}: {finding.message}"
