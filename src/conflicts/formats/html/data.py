"""A report as the data of the page: what repeats is told once, and times have their bounds."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar

from conflicts.formats import Options
from conflicts.formats.html.bounds import extent, moment, spoken
from conflicts.formats.html.sources import Tally, speaker, tallies
from conflicts.model.claim import Location
from conflicts.report.cells import visible
from conflicts.report.finding import Because, Finding, ReportedClaim, Side
from conflicts.report.folding import folded
from conflicts.report.gaps import compared_line, gaps
from conflicts.report.lines import headline, justification, stale_line
from conflicts.report.listing import truncated_line
from conflicts.report.places import is_inside, placed_first, uri_of
from conflicts.report.report import ConflictReport, Statistics
from conflicts.report.suppress import SuppressedFinding
from conflicts.report.words import counted
from conflicts.rules.rule import KINDS, SEVERITIES

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json]"
Object: TypeAlias = dict[str, Json]

_Key = TypeVar("_Key")


class _Table(Generic[_Key]):
    """Rows that are told once, and referred to by number; keys are hashable."""

    def __init__(self, row: Callable[[_Key], Json]) -> None:
        self.rows: list[Json] = []
        self._row = row
        self._numbers: dict[_Key, int] = {}

    def number(self, key: _Key) -> int:
        """The number of the key's row, which is made when it is first asked for."""
        if key not in self._numbers:
            self._numbers[key] = len(self.rows)
            self.rows.append(self._row(key))
        return self._numbers[key]


_RuleKey: TypeAlias = tuple[str, str, str, tuple[str, ...]]
_ReasonKey: TypeAlias = tuple[str, str, tuple[tuple[str, str], ...], tuple["_ReasonKey", ...]]


def page_data(report: ConflictReport, options: Options) -> Object:
    """Everything that the page shows; no text in it is markup, or has characters that would be obeyed."""
    standing = tuple(report.findings)  # those of a large table are made each time that they are gone through
    findings = (*standing, *(each.finding for each in report.suppressed))
    sources = tallies(standing)
    named = [tally.name for tally in sources]
    others = {name for finding in findings for claim in finding.claims for name in (speaker(claim), *claim.via)}
    number = {name: at for at, name in enumerate([*named, *sorted(others.difference(named))])}
    writer = _Writer(number, options.links)
    place = {finding.fingerprint: at for at, finding in enumerate(standing)}
    also = {together.finding.fingerprint: together.also for together in folded(standing)}
    told = [
        *(
            _filled(also=[place[each.fingerprint] for each in also.get(finding.fingerprint, ())])
            | writer.finding(finding)
            for finding in standing
        ),
        *(writer.finding(each.finding) | {"suppressed": _accepted(each)} for each in report.suppressed),
    ]
    return {
        "headline": visible(headline(report)),
        "name": _text(options.checked),
        "day": spoken(options.day) if options.day else "",
        "severities": list(SEVERITIES),
        "kinds": list(KINDS),
        "findings": [*told],
        "rules": writer.rules.rows,
        "reasons": writer.reasons.rows,
        "claims": writer.claims.rows,
        "sources": [_text(name) for name in number],
        "tallies": [_tally(tally, number) for tally in sources],
        "checked": [_text(line) for line in _checked(report.statistics, options)],
        "skipped": [{"rule": _text(each.rule), "reason": _text(each.reason)} for each in report.skipped],
        "gaps": [_text(str(each)) for each in gaps(report.coverage)],
        "compared": _text(compared_line(report) or ""),
        "truncated": [_text(truncated_line(each)) for each in report.truncated],
        "stale": [_stale(stale_line(each), each.location, options.links) for each in report.stale_suppressions],
    }


class _Writer:
    """Writes findings, and collects the rules, the reasons and the claims that they refer to."""

    def __init__(self, sources: dict[str, int], links: str) -> None:
        self._sources = sources
        self._links = links
        self.rules: _Table[_RuleKey] = _Table(_rule)
        self.reasons: _Table[_ReasonKey] = _Table(_reason)
        self.claims: _Table[ReportedClaim] = _Table(self._claim)

    def finding(self, finding: Finding) -> Object:
        ids = {claim.id: self.claims.number(claim) for claim in finding.claims}
        return {
            "rule": self.rules.number((finding.rule, finding.title, finding.help, finding.tags)),
            "kind": finding.kind,
            "severity": finding.severity,
            "verdict": finding.verdict,
            "message": _text(finding.message),
            "first": ids[placed_first(finding)[0].id],
            "subject": _text(finding.subject),
            "sides": [self._side(side) for side in finding.sides],
            "pairs": finding.pairs,
            "examples": [[ids[id] for id in example if id in ids] for example in finding.examples],
            "because": [self.reasons.number(_reason_key(one)) for one in finding.because],
            "doubts": [_text(doubt) for doubt in finding.doubts],
            "fingerprint": _text(finding.fingerprint),
        }

    def _side(self, side: Side) -> Object:
        return _filled(
            value=_text(side.value),
            label=_text(side.label),
            role=side.role,
            claims=[self.claims.number(claim) for claim in side.claims],
        )

    def _claim(self, claim: ReportedClaim) -> Object:
        return _filled(
            id=_text(claim.id),
            text=_text(claim.text),
            by=self._sources[speaker(claim)],
            via=[self._sources[name] for name in claim.via],
            denied=claim.polarity == "denied",
            hedge="" if claim.certainty == "certain" else claim.certainty,
            valid=_text(spoken(claim.valid) if claim.valid else ""),
            bounds=[*(extent(claim.valid) or ())] if claim.valid else [],
            timeless=claim.timeless,
            stated=_text(spoken(claim.stated) if claim.stated else ""),
            said=[*(moment(claim.stated) or ())] if claim.stated else [],
            cites=[_text(words) for words in claim.citations],
            excerpt=_text(claim.excerpt or ""),
            place=_place(claim.location, self._links) if claim.location else {},
        )


def _rule(key: _RuleKey) -> Json:
    name, title, help, tags = key
    return _filled(name=_text(name), title=_text(title), help=_text(help), tags=[_text(tag) for tag in tags])


def _reason_key(because: Because) -> _ReasonKey:
    parts = tuple(map(_reason_key, because.parts))
    return because.condition, because.verdict, tuple(because.compared.items()), parts


def _reason(key: _ReasonKey) -> Json:
    condition, verdict, compared, parts = key
    return _filled(
        condition=_text(condition),
        verdict=verdict,
        compared=[[_text(field), _text(bounds)] for field, bounds in compared],
        parts=[_reason(part) for part in parts],
    )


def _place(location: Location, links: str) -> Object:
    """The file and line, and their address where the file is within what the address leads to."""
    line = f"#L{location.line}" if location.line else ""
    words = f"{_text(location.file)}{f':{location.line}' if location.line else ''}"
    return _filled(words=words, href=f"{links}{uri_of(location.file)}{line}" if is_inside(location.file) else "")


def _accepted(suppressed: SuppressedFinding) -> str:
    return _text(f"{justification(suppressed)} ({suppressed.source})")


def _tally(tally: Tally, number: dict[str, int]) -> Object:
    opponents = sorted(tally.against.items(), key=lambda each: number[each[0]])
    return _filled(
        source=number[tally.name],
        claims=len(tally.claims),
        contradictions=[*tally.contradictions],
        alone=[*tally.alone],
        against=[[number[name], [*findings]] for name, findings in opponents],
        copies=[*tally.copies],
        unverified=[*tally.unverified],
        superseded=[*tally.superseded],
    )


def _checked(statistics: Statistics, options: Options) -> Sequence[str]:
    left_out = f" ({statistics.left_out:,} left out)" if statistics.left_out else ""
    lines = [
        f"Command: {options.command}" if options.command else "",
        f"{counted(statistics.claims, 'claim')} from {counted(statistics.sources, 'source')}{left_out}",
        f"{counted(statistics.rules, 'rule')}, {counted(statistics.pairs, 'match')}",
        f"As of {spoken(statistics.as_of)}" if statistics.as_of else "",
        f"At {spoken(statistics.at)}" if statistics.at else "",
    ]
    if options.timing and statistics.engine:
        lines.append(f"Engine {statistics.engine} ({statistics.reason}), {statistics.seconds:.2f} s")
    return [line for line in lines if line]


def _stale(line: str, location: Location | None, links: str) -> Object:
    return _filled(text=_text(line), place=_place(location, links) if location else {})


def _filled(**fields: Json) -> Object:
    """The fields that are not empty: a page holds many of them, most of them empty. A number is never empty."""
    return {name: value for name, value in fields.items() if value or (value == 0 and not isinstance(value, bool))}


_text = lru_cache(maxsize=65_536)(visible)
