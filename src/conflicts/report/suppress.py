"""Findings that somebody accepts: suppressed, with the reason; and suppressions that are no longer of use."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Literal, NamedTuple, TypeAlias

from pydantic import Field

from conflicts.document import is_named
from conflicts.errors import RuleError, nearest
from conflicts.model.claim import Claim, Location, Names
from conflicts.model.frozen import Frozen
from conflicts.model.moment import period
from conflicts.model.suppression import Suppression
from conflicts.report.baseline import Baseline, BaselineEntry
from conflicts.report.finding import Finding
from conflicts.report.unaccepted import AllAccepted, known_accepted
from conflicts.rules.pack import known_rules, select_rules
from conflicts.rules.rule import Rule

SuppressedBy: TypeAlias = Literal["claim", "configuration", "baseline"]
"""Where a finding is accepted: on a claim, in the configuration, or in a baseline."""

StaleBecause: TypeAlias = Literal["expired", "unknown-rule", "unused", "in-part"]


class FileSuppression(Suppression):
    """A suppression that a configuration holds: for the claims of some files, or for all claims if it names none.

    ``files`` are patterns of names: ``*`` and ``?`` stand for any characters, directories included. A pattern without
    ``/`` is held against a file's own name, an absolute one against its absolute path, any other against its path as
    the report gives it. ``location`` is where the suppression itself is written.
    """

    files: Names = Field(
        default=(), description="Patterns of the files whose findings are accepted; none: those of all."
    )


class SuppressedFinding(Frozen):
    """A finding that was made, and is accepted: why, where that is written and until when (EDTF)."""

    finding: Finding = Field(description="The finding.")
    reason: str = Field(description="Why it is accepted.")
    source: SuppressedBy = Field(description="What accepts it.")
    until: str | None = Field(default=None, description="The last day on which it is.")


class StaleSuppression(Frozen):
    """A suppression that does not do what it is there for, and why in a sentence.

    ``because`` is ``expired``; ``unknown-rule``: it names no rule; ``unused``: there is no such finding; ``in-part``:
    each finding about its claim joins further pairs of claims, that nobody accepts. ``claim`` and ``location`` say
    where it is written; ``fingerprint`` which entry of a baseline it is.
    """

    rule: str = Field(description="The rule that it names.")
    because: StaleBecause = Field(description="What is wrong with it.")
    message: str = Field(description="That in a sentence.")
    source: SuppressedBy = Field(description="Where suppressions of this sort are.")
    reason: str = Field(default="", description="Why it accepts findings.")
    until: str | None = Field(default=None, description="The last day on which it does.")
    claim: str | None = Field(default=None, description="The id of the claim that has it.")
    fingerprint: str | None = Field(default=None, description="The fingerprint that a baseline knows.")
    location: Location | None = Field(default=None, description="Where it stands.")


def stale_order(stale: StaleSuppression) -> tuple[str, ...]:
    """Sort key: by where it is written, then by what it names."""
    place = "" if stale.location is None else f"{stale.location.file}:{stale.location.line:08}"
    return stale.source, stale.claim or "", stale.rule, stale.fingerprint or "", place, stale.reason, stale.because


class Scope(NamedTuple):
    """What a check looked at, and so what the absence of a finding means.

    ``loaded`` are the rules at hand; a suppression may also name those that ship. ``ran`` are the names of the rules
    that would have found what there is; a suppression of others may be of use in another check. ``whole``: no claim was
    left out. ``day`` (EDTF) is the day for which suppressions hold or have expired; without one, none has.
    """

    loaded: Sequence[Rule]
    ran: frozenset[str]
    whole: bool = True
    day: str | None = None


class Sorted(NamedTuple):
    """Findings that stand, findings that somebody accepts, and suppressions that are of no use."""

    findings: Sequence[Finding]
    suppressed: list[SuppressedFinding]
    stale: list[StaleSuppression]


def sort_out(
    findings: Sequence[Finding],
    claims: Sequence[Claim],
    suppressions: Sequence[FileSuppression],
    baseline: Baseline | None,
    scope: Scope,
    all_accepted: AllAccepted = known_accepted,
) -> Sorted:
    """Part the findings that somebody accepts from those that stand.

    A finding is suppressed if every pair of claims that it joins (of an unverified finding: its claim) has one with a
    suppression of its rule, on the claim itself or for its file; or else if the baseline has its fingerprint. A finding
    that joins further pairs, or may join some, stands, whole; ``all_accepted`` knows of those that it does not show.
    """
    acceptances = _Acceptances(_written(claims, suppressions, scope))
    entries = {entry.fingerprint: entry for entry in baseline.findings} if baseline else {}
    if not acceptances.all and not entries:
        return Sorted(findings, [], [])  # as they are: perhaps nobody has made them yet
    standing: list[Finding] = []
    result = Sorted(standing, [], [])
    used: set[_Acceptance] = set()
    used_in_part: set[_Acceptance] = set()
    for finding in findings:
        applying = acceptances.of(finding)
        if applying and all_accepted(finding, frozenset().union(*(each.claims for each in applying))):
            result.suppressed.append(_suppressed(finding, applying))
            used.update(applying)
        elif entries.pop(finding.fingerprint, None):
            result.suppressed.append(SuppressedFinding(finding=finding, reason=_KNOWN, source="baseline"))
        else:
            standing.append(finding)
            used_in_part.update(applying)
    result.stale.extend(_stale_acceptances(acceptances.all, used, used_in_part, scope))
    result.stale.extend(_stale_entries(entries.values(), scope))
    return result


_KNOWN = "in the baseline"


@dataclass(frozen=True, slots=True, eq=False)
class _Acceptance:
    """A suppression, the ids of the claims that it is for, and the names of its rules: none if there is a ``fault``."""

    suppression: Suppression
    claims: frozenset[str]
    rules: frozenset[str]
    fault: tuple[StaleBecause, str] | None
    claim: str | None
    location: Location | None

    @property
    def source(self) -> SuppressedBy:
        return "configuration" if self.claim is None else "claim"


class _Acceptances:
    """Finds the acceptances that concern a finding."""

    def __init__(self, acceptances: Iterable[_Acceptance]) -> None:
        self.all = list(acceptances)
        self._configured = [each for each in self.all if each.claim is None]
        self._of_claim: dict[str, list[_Acceptance]] = {}
        for each in self.all:
            for claim in each.claims if each.claim is not None else ():
                self._of_claim.setdefault(claim, []).append(each)

    def of(self, finding: Finding) -> list[_Acceptance]:
        """Those of its rule and of one of its claims."""
        if not self.all:
            return []
        ids = {claim.id for claim in finding.claims}
        own = (each for claim in sorted(ids) for each in self._of_claim.get(claim, ()))
        configured = (each for each in self._configured if not each.claims.isdisjoint(ids))
        return [each for each in dict.fromkeys((*own, *configured)) if finding.rule in each.rules]


def _written(claims: Sequence[Claim], configured: Sequence[FileSuppression], scope: Scope) -> Iterator[_Acceptance]:
    known = cache(lambda: known_rules(scope.loaded))

    @cache
    def rules_named(word: str) -> frozenset[str] | str:
        try:
            return frozenset(rule.name for rule in select_rules(known(), [word]))
        except RuleError as error:
            return error.problems[0].message

    def acceptance(
        suppression: Suppression, ids: frozenset[str], claim: str | None, location: Location | None
    ) -> _Acceptance:
        rules = rules_named(suppression.rule)
        if isinstance(rules, str):
            return _Acceptance(suppression, ids, frozenset(), ("unknown-rule", rules), claim, location)
        if _has_expired(suppression, scope.day):
            fault: tuple[StaleBecause, str] = ("expired", f"it held until {suppression.until}")
            return _Acceptance(suppression, ids, frozenset(), fault, claim, location)
        return _Acceptance(suppression, ids, rules, None, claim, location)

    for suppression, accepted in _of_claims(claims):
        first = min(accepted, key=lambda claim: claim.id)
        ids = frozenset(claim.id for claim in accepted)
        yield acceptance(suppression, ids, first.id, suppression.location or first.location)
    for each in configured:
        yield acceptance(each, frozenset(_claims_of(each.files, claims)), None, each.location)


def _of_claims(claims: Iterable[Claim]) -> Iterator[tuple[Suppression, list[Claim]]]:
    """Each suppression that stands on a claim, and that claim; one from a place of its own, with all that have it."""
    shared: dict[Suppression, list[Claim]] = {}
    for claim in claims:
        for suppression in claim.suppress:
            if suppression.location is None:
                yield suppression, [claim]
            else:
                shared.setdefault(suppression, []).append(claim)
    yield from shared.items()


def _claims_of(patterns: Sequence[str], claims: Iterable[Claim]) -> Iterator[str]:
    """The ids of the claims in files of these patterns; of all claims, if there is none."""
    matches = cache(lambda file: any(is_named(PurePath(file), pattern) for pattern in patterns))
    for claim in claims:
        if not patterns or (claim.location is not None and matches(claim.location.file)):
            yield claim.id


def _has_expired(suppression: Suppression, day: str | None) -> bool:
    """Whether the last moment that ``until`` can mean is before the first moment of the day."""
    return (
        suppression.until is not None
        and day is not None
        and suppression.until.period.instant[1] < period(day).instant[0]
    )


def _suppressed(finding: Finding, acceptances: Sequence[_Acceptance]) -> SuppressedFinding:
    ends = [each.suppression.until for each in acceptances if each.suppression.until]
    first = min(ends, key=lambda until: until.period.instant[::-1], default=None)
    return SuppressedFinding(
        finding=finding,
        reason="; ".join(dict.fromkeys(each.suppression.reason for each in acceptances)),
        source=acceptances[0].source,
        until=None if first is None else str(first),
    )


def _stale_acceptances(
    acceptances: Iterable[_Acceptance], used: set[_Acceptance], used_in_part: set[_Acceptance], scope: Scope
) -> Iterator[StaleSuppression]:
    for each in acceptances:
        if each in used:
            continue
        if each.fault:
            because, message = each.fault
        elif each in used_in_part:
            because, message = "in-part", "what it is for joins further claims, that have no such suppression"
        elif scope.whole and each.claims and each.rules <= scope.ran:
            because, message = "unused", "there is nothing that it suppresses"
        else:
            continue
        yield StaleSuppression(
            rule=each.suppression.rule,
            because=because,
            message=message,
            source=each.source,
            reason=each.suppression.reason,
            until=None if each.suppression.until is None else str(each.suppression.until),
            claim=each.claim,
            location=None if each.location is None else each.location.model_copy(update={"excerpt": None}),
        )


def _stale_entries(entries: Collection[BaselineEntry], scope: Scope) -> Iterator[StaleSuppression]:
    known = {rule.name for rule in known_rules(scope.loaded)} if entries else set()
    for entry in entries:
        if entry.rule not in known:
            because: StaleBecause = "unknown-rule"
            message = f"there is no rule {entry.rule!r}{nearest(entry.rule, known)}"
        elif scope.whole and entry.rule in scope.ran:
            because, message = "unused", "there is no such finding any more"
        else:
            continue
        yield StaleSuppression(
            rule=entry.rule, because=because, message=message, source="baseline", fingerprint=entry.fingerprint
        )
