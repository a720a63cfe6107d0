"""What a notebook shows of reports, findings, sides, claims and collections: HTML without scripts.

Text has the colour that it inherits from the notebook, light or dark; what is coloured beside it can be told on
both. Styles stand on the elements, since notebooks drop style sheets. Text from claims is escaped, and cut where it is
long.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from conflicts.model.claim import Citation, Claim, Location
from conflicts.report.cells import shorten, visible
from conflicts.report.finding import Finding, ReportedClaim, Side
from conflicts.report.folding import Folded, folded
from conflicts.report.gaps import gaps
from conflicts.report.lines import headline, stale_line
from conflicts.report.listing import truncated_line
from conflicts.report.plain import Detail
from conflicts.report.reasons import reason_words, reasons
from conflicts.report.words import NOBODY, citation_words, counted, excerpt_of, scope_words

if TYPE_CHECKING:
    from conflicts.model.collection import Collection
    from conflicts.report.report import ConflictReport

MOST_FINDINGS = 20
MOST_CLAIMS = 20
MOST_CHARACTERS = 240
"""How much is shown of a report, of a collection and of one text."""

_DETAIL = Detail()

_COLOURS = {"error": "#e5484d", "warning": "#d9822b", "note": "#3b82c4"}
_TABLE = "border-collapse:collapse;margin:.3em 0"
_CELL = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border:0;background:transparent;white-space:normal"
_DIM = "opacity:.7"


def report_html(report: "ConflictReport") -> str:
    """The counts, and the first findings, each to unfold."""
    findings = list(islice(report.findings, MOST_FINDINGS))
    more = report.counts.findings - len(findings)
    parts = [
        _strong(headline(report)),
        *map(_unfolding, folded(findings)),
        *([_dim(f"… and {counted(more, 'more finding')}: report.to_frame() has them all.")] if more > 0 else []),
        *(_dim(str(each)) for each in gaps(report.coverage)),
        *(_dim(f"not complete: {truncated_line(each)}") for each in report.truncated),
        *(_dim(stale_line(stale)) for stale in islice(report.stale_suppressions, MOST_FINDINGS)),
    ]
    return _block(parts)


def finding_html(finding: Finding) -> str:
    """What is the matter, what stands against what, and condition by condition why."""
    return _block([_headed(finding), *_body(finding)])


def side_html(side: Side) -> str:
    """What the side says, and who says it."""
    return _block([_strong(side.value), _table(_claim_rows(side.claims))])


def claim_html(claim: Claim) -> str:
    """What the claim says, field by field."""
    return _block([_strong(claim.id), _table([_row([_dim(name), _text(said)]) for name, said in _fields(claim)])])


def collection_html(collection: "Collection") -> str:
    """How much there is, and the first claims."""
    shown = list(islice(collection.claims, MOST_CLAIMS))
    more = len(collection.claims) - len(shown)
    files = f" in {counted(len(collection.files), 'file')}" if collection.files else ""
    head = _head("claim", "subject", "predicate", "value", "asserted by", "valid")
    rows = (
        _row(
            [
                _text(cell)
                for cell in (each.id, each.subject, each.predicate, _value(each), each.asserted_by, each.valid)
            ]
        )
        for each in shown
    )
    rest = [_dim(f"… and {counted(more, 'more claim')}: collection.to_frame() has them all.")] if more else []
    title = f"{counted(len(collection.claims), 'claim')}{files}"
    return _block([_strong(title), *([_table([head, *rows])] if shown else []), *rest])


# Findings -------------------------------------------------------------------------------------------------------------


def _unfolding(together: Folded) -> str:
    finding, also = together
    summary = f'<summary style="cursor:pointer">{_headline(finding)}</summary>'
    further = "".join(f"<div>{_dim('also: ')}{_headline(each)}</div>" for each in also)
    return f'<details style="{_bar(finding)}">{summary}{further}{"".join(_body(finding))}</details>'


def _headed(finding: Finding) -> str:
    return f'<div style="{_bar(finding)}">{_headline(finding)}</div>'


def _bar(finding: Finding) -> str:
    return f"border-left:.3em solid {_COLOURS[finding.severity]};padding:.1em 0 .1em .6em;margin:.4em 0"


def _headline(finding: Finding) -> str:
    return f"{_dim(f'{finding.severity}, {finding.verdict}: {finding.rule}')} {_text(finding.message)}"


def _body(finding: Finding) -> Iterator[str]:
    sides = finding.sides[: _DETAIL.sides]
    rows: list[str] = []
    for side in sides:
        heading = f"{side.role}: {side.value}" if side.role else side.value
        rows += [_row([_strong(heading)], columns=4), *_claim_rows(side.claims)]
    if len(finding.sides) > len(sides):
        rows.append(_row([_dim(f"… and {counted(len(finding.sides) - len(sides), 'more side')}")], columns=4))
    yield _table(rows)
    if finding.doubts:
        yield _dim(f"not certain: {'; '.join(finding.doubts)}")
    yield _folded_text(
        "why", [f"{'· ' * depth}{one.verdict}: {reason_words(one)}" for depth, one in reasons(finding.because)]
    )
    pairs = f"{finding.pairs:,} pairs · " if finding.pairs > 1 else ""
    yield _dim(f"{pairs}{finding.fingerprint}")


def _claim_rows(claims: Sequence[ReportedClaim]) -> Iterator[str]:
    shown = claims[: _DETAIL.claims]
    for claim in shown:
        words = f"“{claim.excerpt}”" if claim.excerpt else claim.text
        yield _row([_text(words), _text(_speaker(claim)), _text(_times(claim)), _dim(_named(claim.id, claim.location))])
    if len(claims) > len(shown):
        yield _row([_dim(f"… and {counted(len(claims) - len(shown), 'more claim')}")], columns=4)


def _speaker(claim: ReportedClaim) -> str:
    hedge = [] if claim.certainty == "certain" else [f"hedged as {claim.certainty}"]
    return ", ".join([claim.asserted_by or NOBODY, *(f"via {source}" for source in claim.via), *hedge])


def _times(claim: ReportedClaim) -> str:
    valid = f"valid {claim.valid}" if claim.valid else "" if claim.timeless else "time not given"
    stated = f"stated {claim.stated}" if claim.stated else ""
    return ", ".join(filter(None, (valid, stated, *(f"[{citation}]" for citation in claim.citations[:3]))))


def _named(claim: str, location: Location | None) -> str:
    return f"{claim} · {location}" if location else claim


# Claims ---------------------------------------------------------------------------------------------------------------


def _fields(claim: Claim) -> Iterator[tuple[str, str]]:
    """The fields that say something, each in words."""
    said = {
        "subject": claim.subject,
        "predicate": claim.predicate,
        "value": _value(claim),
        "qualifiers": scope_words(claim),
        "polarity": "" if claim.polarity == "affirmed" else claim.polarity,
        "certainty": "" if claim.certainty == "certain" else claim.certainty,
        "asserted by": claim.asserted_by or NOBODY,
        "via": ", ".join(claim.via),
        "valid": str(claim.valid or ""),
        "stated": str(claim.stated or ""),
        "recorded": str(claim.recorded or ""),
        "citations": ", ".join(map(_citation, claim.citations)),
        "rank": " – ".join(filter(None, ("" if claim.rank == "normal" else claim.rank, claim.rank_reason))),
        "supersedes": ", ".join(claim.supersedes),
        "tags": ", ".join(claim.tags),
        "credibility": str(claim.credibility or ""),
        "suppress": "; ".join(f"{each.rule}: {each.reason}" for each in claim.suppress),
        "excerpt": excerpt_of(claim) or "",
        "location": str(claim.location or ""),
    }
    return ((name, words) for name, words in said.items() if words)


def _value(claim: Claim) -> str:
    return "" if claim.value is None else str(claim.value)


def _citation(citation: Citation) -> str:
    return citation_words(citation) or "one that nothing is said of"


# HTML -----------------------------------------------------------------------------------------------------------------


def _text(said: object) -> str:
    """Text on one line, as it is: nothing in it is markup."""
    return f'<span dir="auto">{escape(shorten(visible("" if said is None else str(said)), MOST_CHARACTERS))}</span>'


def _strong(said: str) -> str:
    return f"<strong>{_text(said)}</strong>"


def _dim(said: str) -> str:
    return f'<span style="{_DIM}">{_text(said)}</span>'


def _folded_text(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return (
        f'<details style="{_DIM}"><summary style="cursor:pointer">{escape(title)}</summary><ul>{items}</ul></details>'
    )


def _table(rows: Iterable[str]) -> str:
    return f'<table style="{_TABLE}"><tbody>{"".join(rows)}</tbody></table>'


def _row(cells: Sequence[str], columns: int = 1) -> str:
    """A row of cells; a single one may take several columns."""
    span = f' colspan="{columns}"' if columns > 1 else ""
    inner = "".join(f'<td{span} style="{_CELL}">{cell}</td>' for cell in cells)
    return f'<tr style="background:transparent">{inner}</tr>'


def _head(*names: str) -> str:
    cells = "".join(f'<th scope="col" style="{_CELL}">{_text(name)}</th>' for name in names)
    return f'<tr style="background:transparent">{cells}</tr>'


def _block(parts: Iterable[str]) -> str:
    inner = "".join(part if part.startswith(("<details", "<div", "<table")) else f"<div>{part}</div>" for part in parts)
    return f'<div style="line-height:1.5">{inner}</div>'
