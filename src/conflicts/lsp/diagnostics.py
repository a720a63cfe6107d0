"""What an editor underlines: problems of the input, findings, and suppressions that are of no use."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from lsprotocol import types
from pygls.workspace import PositionCodec

from conflicts.errors import Problem
from conflicts.lsp.checking import Checked, Outcome
from conflicts.lsp.places import first_line, span_of
from conflicts.lsp.positions import location_of, range_of
from conflicts.lsp.texts import Span, Spot, Text
from conflicts.report.cells import visible
from conflicts.report.finding import Finding, ReportedClaim
from conflicts.report.folding import Folded, also_words, folded
from conflicts.report.lines import stale_line
from conflicts.report.suppress import StaleSuppression
from conflicts.report.words import NOBODY, counted
from conflicts.rules.rule import Rule, Severity

SOURCE = "conflicts"
MOST_DIAGNOSTICS = 1_000
"""How many a text gets; further ones are counted."""

MOST_RELATED = 20
_SEVERITIES: dict[Severity, types.DiagnosticSeverity] = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_ADDRESS = re.compile(r"https?://\S+")

Find = Callable[[ReportedClaim], Spot | None]
"""Where a claim stands by now."""


def claims_diagnostics(text: Text, outcome: Outcome, find: Find, codec: PositionCodec) -> list[types.Diagnostic]:
    """Everything about one text of a collection.

    Findings are those of the last check that was possible, at the claims as they stand by now.
    """
    own = [problem for problem in outcome.problems if problem.place.file == text.name]
    others = [problem for problem in outcome.problems if problem.place.file != text.name]
    found: Iterator[types.Diagnostic] = iter(())
    if outcome.checked is not None:
        found = _of_report(text, outcome.checked, find, codec)
    notes = [_not_checked(text, others, outcome, codec)] if others and not own else []
    diagnostics = [*problem_diagnostics(text, own, codec), *notes, *islice(found, MOST_DIAGNOSTICS)]
    if rest := sum(1 for _ in found):
        message = f"and {counted(rest, 'more finding')} in this file"
        diagnostics.append(_diagnostic(first_line(text), message, types.DiagnosticSeverity.Warning, text, codec))
    return diagnostics


def problem_diagnostics(text: Text, problems: Iterable[Problem], codec: PositionCodec) -> list[types.Diagnostic]:
    """What is wrong with the text, each at its place."""
    error = types.DiagnosticSeverity.Error
    return [_diagnostic(span_of(problem, text), problem.message, error, text, codec) for problem in problems]


def flagged(finding: Finding) -> tuple[ReportedClaim, ...]:
    """The claims that a finding complains of: all that contradict each other, else those of the first side."""
    return finding.claims if finding.kind == "contradiction" else finding.sides[0].claims


def address_of(rule: Rule | None) -> str | None:
    """The first address among a rule's references."""
    found = (_ADDRESS.search(reference) for reference in (rule.references if rule is not None else ()))
    return next((each[0] for each in found if each), None)


def _of_report(text: Text, checked: Checked, find: Find, codec: PositionCodec) -> Iterator[types.Diagnostic]:
    for together in folded(checked.report.findings):
        for claim in flagged(together.finding):
            spot = find(claim)
            if spot is not None and spot.text.uri == text.uri:
                yield _of_finding(together, claim, spot, checked.rules, find, codec)
    for stale in checked.report.stale_suppressions:
        if stale.source == "claim" and (span := _suppression(stale, text)) is not None:
            yield _of_stale(stale, span, text, codec)
    information = types.DiagnosticSeverity.Information
    for problem in checked.collection.unread:
        if problem.place.file == text.name:
            yield _diagnostic(span_of(problem, text), problem.message, information, text, codec)


def _of_finding(
    together: Folded, at: ReportedClaim, spot: Spot, rules: Mapping[str, Rule], find: Find, codec: PositionCodec
) -> types.Diagnostic:
    finding, also = together
    href = address_of(rules.get(finding.rule))
    others = ((claim, find(claim)) for claim in finding.claims if claim.id != at.id)
    related = [_related(claim, place, codec) for claim, place in others if place is not None]
    return types.Diagnostic(
        range=range_of(spot.text, spot.span, codec),
        message="\n".join(
            [f"{visible(finding.message)} ({finding.verdict})", *(f"also {visible(also_words(each))}" for each in also)]
        ),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=None if href is None else types.CodeDescription(href),
        source=SOURCE,
        tags=[types.DiagnosticTag.Deprecated] if finding.kind == "superseded" else None,
        related_information=related[:MOST_RELATED],
        data=[finding.fingerprint, *(each.fingerprint for each in also)],
    )


def _related(claim: ReportedClaim, spot: Spot, codec: PositionCodec) -> types.DiagnosticRelatedInformation:
    message = visible(f"{claim.id}: {claim.text} ({claim.asserted_by or NOBODY})")
    return types.DiagnosticRelatedInformation(location_of(spot, codec), message)


def _suppression(stale: StaleSuppression, text: Text) -> Span | None:
    """Where a claim's suppression of that rule is written, if it is in this text; in prose it is a comment."""
    if stale.location is None or stale.location.file != text.name:
        return None
    claim = text.claims.get(stale.claim or "")
    if claim is None:
        start = text.offset(stale.location.line, stale.location.column)
        return Span(start, min(start + max(stale.location.length, 1), len(text.content)))
    written = claim.whole.entry("suppress")
    for item in written.value.items if written is not None else ():
        rule, reason = item.entry("rule"), item.entry("reason")
        if (
            rule is not None
            and rule.value.value == stale.rule
            and (reason is None or reason.value.value == stale.reason)
        ):
            return Span(rule.value.start, rule.value.end)
    return Span(claim.id.start, claim.id.end)


def _of_stale(stale: StaleSuppression, span: Span, text: Text, codec: PositionCodec) -> types.Diagnostic:
    warning = types.DiagnosticSeverity.Warning
    diagnostic = _diagnostic(span, stale_line(stale), warning, text, codec)
    diagnostic.code = f"suppression-{stale.because}"
    diagnostic.tags = [types.DiagnosticTag.Unnecessary]
    return diagnostic


def _not_checked(text: Text, problems: Sequence[Problem], outcome: Outcome, codec: PositionCodec) -> types.Diagnostic:
    """Say that nothing is said anew, since another file is wrong, which may not be open."""
    more = f" (and {counted(len(problems) - 1, 'more problem')})" if len(problems) > 1 else ""
    severity = types.DiagnosticSeverity.Warning
    said = "not checked" if outcome.checked is None else "not checked anew"
    first = str(problems[0]) if problems[0].place.file else problems[0].message
    diagnostic = _diagnostic(first_line(text), f"{said}: {first}{more}", severity, text, codec)
    diagnostic.related_information = [
        types.DiagnosticRelatedInformation(
            location_of(Spot(other, span_of(problem, other)), codec), visible(problem.message)
        )
        for problem in problems[:MOST_RELATED]
        if (other := outcome.texts.get(problem.place.file)) is not None
    ]
    return diagnostic


def _diagnostic(
    span: Span, message: str, severity: types.DiagnosticSeverity, text: Text, codec: PositionCodec
) -> types.Diagnostic:
    return types.Diagnostic(
        range=range_of(text, span, codec), message=visible(message), severity=severity, source=SOURCE
    )
