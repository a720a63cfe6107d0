"""A report as columns: a row for each finding, or for each claim of each finding."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from conflicts.report.finding import Finding, ReportedClaim, Side
from conflicts.report.places import placed_first
from conflicts.tables.frame import Cells, FrameKind, frame
from conflicts.tables.schema import ColumnType

if TYPE_CHECKING:
    from conflicts.tables.frame import AnyFrame

Cell: TypeAlias = str | int | list[str] | None


class _ClaimRow(NamedTuple):
    finding: Finding
    number: int
    side: Side
    claim: ReportedClaim


FINDING_COLUMNS: dict[str, tuple[ColumnType, Callable[[Finding], Cell]]] = {
    "fingerprint": ("text", lambda finding: finding.fingerprint),
    "rule": ("text", lambda finding: finding.rule),
    "kind": ("text", lambda finding: finding.kind),
    "severity": ("text", lambda finding: finding.severity),
    "verdict": ("text", lambda finding: finding.verdict),
    "title": ("text", lambda finding: finding.title),
    "message": ("text", lambda finding: finding.message),
    "subject": ("text", lambda finding: finding.subject),
    "sides": ("texts", lambda finding: [side.value for side in finding.sides]),
    "asserted_by": ("texts", lambda finding: _once(claim.asserted_by for claim in finding.claims)),
    "claims": ("texts", lambda finding: _once(claim.id for claim in finding.claims)),
    "pairs": ("integer", lambda finding: finding.pairs),
    "tags": ("texts", lambda finding: list(finding.tags)),
    "file": ("text", lambda finding: _file(placed_first(finding)[0])),
    "line": ("integer", lambda finding: _line(placed_first(finding)[0])),
    "column": ("integer", lambda finding: _column(placed_first(finding)[0])),
}
"""What a row says of a finding; its place is that of the first of its claims that has one."""

CLAIM_COLUMNS: dict[str, tuple[ColumnType, Callable[[_ClaimRow], Cell]]] = {
    "fingerprint": ("text", lambda row: row.finding.fingerprint),
    "rule": ("text", lambda row: row.finding.rule),
    "severity": ("text", lambda row: row.finding.severity),
    "verdict": ("text", lambda row: row.finding.verdict),
    "side": ("integer", lambda row: row.number),
    "role": ("text", lambda row: row.side.role or None),
    "side_value": ("text", lambda row: row.side.value),
    "id": ("text", lambda row: row.claim.id),
    "text": ("text", lambda row: row.claim.text),
    "subject": ("text", lambda row: row.claim.subject),
    "predicate": ("text", lambda row: row.claim.predicate),
    "value": ("text", lambda row: row.claim.value),
    "polarity": ("text", lambda row: row.claim.polarity),
    "certainty": ("text", lambda row: row.claim.certainty),
    "asserted_by": ("text", lambda row: row.claim.asserted_by),
    "via": ("texts", lambda row: list(row.claim.via)),
    "valid": ("text", lambda row: row.claim.valid),
    "stated": ("text", lambda row: row.claim.stated),
    "citations": ("texts", lambda row: list(row.claim.citations)),
    "excerpt": ("text", lambda row: row.claim.excerpt),
    "file": ("text", lambda row: _file(row.claim)),
    "line": ("integer", lambda row: _line(row.claim)),
    "column": ("integer", lambda row: _column(row.claim)),
}
"""What a row says of a claim in a finding; sides are counted from one."""


def findings_frame(findings: Iterable[Finding], kind: FrameKind) -> "AnyFrame":
    """A row for each finding."""
    rows = list(findings)
    columns = FINDING_COLUMNS.items()
    return frame({name: Cells(type_, [read(row) for row in rows]) for name, (type_, read) in columns}, kind)


def claims_frame(findings: Iterable[Finding], kind: FrameKind) -> "AnyFrame":
    """A row for each claim of each finding: as many rows for a claim as there are findings about it."""
    rows = [
        _ClaimRow(finding, number, side, claim)
        for finding in findings
        for number, side in enumerate(finding.sides, start=1)
        for claim in side.claims
    ]
    columns = CLAIM_COLUMNS.items()
    return frame({name: Cells(type_, [read(row) for row in rows]) for name, (type_, read) in columns}, kind)


def _once(words: Iterable[str | None]) -> list[str]:
    return [word for word in dict.fromkeys(words) if word is not None]


def _file(claim: ReportedClaim) -> str | None:
    return claim.location.file if claim.location else None


def _line(claim: ReportedClaim) -> int | None:
    return (claim.location.line or None) if claim.location else None


def _column(claim: ReportedClaim) -> int | None:
    return (claim.location.column or None) if claim.location else None
