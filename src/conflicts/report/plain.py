"""Findings as lines for a terminal: styled spans, that a format may colour and that read as well without."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from conflicts.report.cells import cells, pad, shorten, uncommanded, visible, wrap
from conflicts.report.finding import Because, Finding, ReportedClaim, Side
from conflicts.report.reasons import reason_words, reasons
from conflicts.report.words import NOBODY, counted
from conflicts.rules.rule import KINDS

DEFAULT_WIDTH = 100
SIDE_WIDTH = 50
"""What a side needs: from twice this width on, sides stand next to each other."""

Style: TypeAlias = Literal["", "error", "warning", "note", "strong", "place", "dim"]

_INDENT = "  "
_SEPARATOR = " │ "


class Span(NamedTuple):
    """Text in one style; the text is safe to show as it is."""

    text: str
    style: Style = ""


Line: TypeAlias = tuple[Span, ...]


class Detail(NamedTuple):
    """How much to show.

    ``verbose`` means every claim, condition and skipped rule; ``statistics`` how many findings there are of each rule
    and in each file; ``timing`` which engine ran, and for how long; ``quiet`` nothing but findings and what is asked
    for; ``limit`` how many findings; ``parts`` those of named conditions.
    """

    verbose: bool = False
    statistics: bool = False
    timing: bool = False
    quiet: bool = False
    limit: int | None = None
    parts: bool = False

    @property
    def sides(self) -> int | None:
        """How many sides of a finding are shown (None: all)."""
        return None if self.verbose else 4

    @property
    def claims(self) -> int | None:
        """How many claims of a side are shown (None: all)."""
        return None if self.verbose else 3

    @property
    def excerpt(self) -> int | None:
        """How many columns of an excerpt are shown (None: all)."""
        return None if self.verbose else 240


def text_of(lines: Iterable[Line]) -> str:
    """The lines as plain text, without trailing spaces."""
    return "".join(uncommanded("".join(span.text for span in line)).rstrip() + "\n" for line in lines)


def explanation_lines(finding: Finding, width: int, *, parts: bool = False) -> Iterator[Line]:
    """One finding in full; with the parts of named conditions, if they are asked for."""
    yield (Span(visible(finding.title), "strong"),)
    yield from finding_lines(finding, width, Detail(verbose=True, parts=parts))


def finding_lines(finding: Finding, width: int, detail: Detail) -> Iterator[Line]:
    """A finding: what is the matter, its sides, and why it is no more than possible."""
    yield from _header(finding, width)
    yield from _sides(finding, width, detail)
    if detail.verbose:
        yield from _because_lines(finding, width, detail)
        yield from hanging("help: ", finding.help, width, "dim")
    elif finding.doubts:
        yield from hanging("not certain: ", "; ".join(finding.doubts), width, "dim")


def _header(finding: Finding, width: int) -> Iterator[Line]:
    lead = (*placed_mark(finding), Span(f" {finding.verdict}: "))
    room = width - sum(cells(span.text) for span in lead)
    first, *rest = wrap(visible(finding.message), width - len(_INDENT), room)
    yield (*lead, Span(first, "strong"))
    for line in rest:
        yield (Span(_INDENT), Span(line, "strong"))
    about = finding.sides[0].value if len(finding.sides) == 1 else finding.subject
    what = "claims" if finding.kind == "unverified" and len(finding.examples[0]) == 1 else "pairs"
    pairs = f" ({finding.pairs:,} {what})" if finding.pairs > 1 else ""
    yield from _block(f"{about}{pairs} · {finding.fingerprint}", width, "dim")


def placed_mark(finding: Finding) -> Line:
    """Where a finding is, how severe and of which rule: ``claims.yaml:12:5: error[core/denial]``."""
    claim = finding.pointed_at
    place = (Span(f"{visible(str(claim.location))}: ", "place"),) if claim else ()
    return (*place, Span(f"{finding.severity}[{visible(finding.rule)}]", finding.severity))


def _sides(finding: Finding, width: int, detail: Detail) -> Iterator[Line]:
    shown = finding.sides[: detail.sides]
    columns = max(1, min(len(shown), width // SIDE_WIDTH))
    room = (width - len(_INDENT) - len(_SEPARATOR) * (columns - 1)) // columns
    for start in range(0, len(shown), columns):
        if start:
            yield (Span(_INDENT), Span("─" * (width - len(_INDENT)), "dim"))
        blocks = [list(_side_lines(side, finding, room, detail)) for side in shown[start : start + columns]]
        yield from (_beside(row, room) for row in zip_longest(*blocks, fillvalue=Span("")))
    if len(finding.sides) > len(shown):
        yield from _block(f"… and {counted(len(finding.sides) - len(shown), 'more side')}", width, "dim")


def _beside(row: Sequence[Span], width: int) -> Line:
    spans = [Span(_INDENT)]
    for span in row[:-1]:
        spans += [Span(pad(span.text, width), span.style), Span(_SEPARATOR, "dim")]
    return (*spans, row[-1])


def _side_lines(side: Side, finding: Finding, width: int, detail: Detail) -> Iterator[Span]:
    if len(finding.sides) > 1:
        yield from _styled(f"{side.role}: {side.value}" if side.role else side.value, width, "strong")
    for at, claim in enumerate(side.claims[: detail.claims]):
        if at:
            yield Span("")
        words = f"“{visible(claim.excerpt)}”" if claim.excerpt else _beyond_heading(claim, side, finding)
        if words:
            yield from _styled(words if detail.excerpt is None else shorten(words, detail.excerpt), width)
        yield from _styled(_speaker(claim), width)
        yield from _dotted(_times_and_citations(claim), width, "dim")
        yield from _dotted([claim.id, *([str(claim.location)] if claim.location else [])], width, "place")
    if detail.claims is not None and len(side.claims) > detail.claims:
        yield Span("")
        yield Span(f"… and {len(side.claims) - detail.claims:,} more", "dim")


def _beyond_heading(claim: ReportedClaim, side: Side, finding: Finding) -> str:
    """The claim in one line, unless the headings say it all."""
    told = claim.text == side.value or (claim.subject == finding.subject and claim.text.endswith(f" · {side.value}"))
    return "" if told else visible(claim.text)


def _speaker(claim: ReportedClaim) -> str:
    words = [f"— {claim.asserted_by or NOBODY}", *(f"via {source}" for source in claim.via)]
    return ", ".join([*words, f"hedged as {claim.certainty}"] if claim.certainty != "certain" else words)


def _times_and_citations(claim: ReportedClaim) -> list[str]:
    valid = f"valid {claim.valid}" if claim.valid else "" if claim.timeless else "time not given"
    cited = "".join(f"[{citation}]" for citation in claim.citations[:3])
    more = f" and {len(claim.citations) - 3:,} more" if len(claim.citations) > 3 else ""
    return list(filter(None, (valid, f"stated {claim.stated}" if claim.stated else "", cited + more)))


def _because_lines(finding: Finding, width: int, detail: Detail) -> Iterator[Line]:
    if finding.because:
        yield from _block(f"because, for {', '.join(finding.examples[0])}:", width, "dim")
    yield from condition_lines(finding.because, width, parts=detail.parts)


def condition_lines(because: Iterable[Because], width: int, *, parts: bool = False) -> Iterator[Line]:
    """Each condition with its verdict, and what it compared."""
    for depth, one in reasons(because, parts=parts):
        yield from hanging(f"{one.verdict:9} {'  ' * depth}", reason_words(one), width, "dim")


def counted_kinds(findings: Iterable[Finding]) -> str:
    """How many findings there are of each kind: ``2 contradictions, 1 unverified``."""
    counts = Counter(finding.kind for finding in findings)
    return ", ".join(counted(counts[kind], kind) for kind in KINDS if counts[kind])


def _styled(text: str, width: int, style: Style = "") -> Iterator[Span]:
    for line in wrap(visible(text), width):
        yield Span(line, style)


def _dotted(parts: Iterable[str], width: int, style: Style) -> Iterator[Span]:
    """Parts with dots between them; a part that does not fit begins a line."""
    line = ""
    for part in map(visible, parts):
        joined = f"{line} · {part}" if line else part
        if line and cells(joined) > width:
            yield from _styled(line, width, style)
            joined = part
        line = joined
    if line:
        yield from _styled(line, width, style)


def _block(text: str, width: int, style: Style) -> Iterator[Line]:
    for span in _styled(text, width - len(_INDENT), style):
        yield (Span(_INDENT), span)


def hanging(lead: str, text: str, width: int, style: Style) -> Iterator[Line]:
    """Indented text after its lead; the lines after the first are indented further."""
    room = width - 2 * len(_INDENT)
    first, *rest = wrap(visible(text), room, width - len(_INDENT) - len(lead))
    yield (Span(_INDENT), Span(lead, style), Span(first, style))
    for line in rest:
        yield (Span(2 * _INDENT), Span(line, style))
