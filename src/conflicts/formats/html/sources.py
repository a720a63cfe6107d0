"""Who contradicts whom, how often, and who stands alone: as far as the findings of a report tell."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from conflicts.report.finding import Finding, ReportedClaim
from conflicts.report.words import NOBODY, UNNAMED
from conflicts.rules.rule import Kind

MOST_SOURCES = 50
"""Of a finding with more sources than this, whose pairs are not all at hand, only the example pairs count."""

COPIES = "origin"
"""The tag of rules that find sources which repeat one origin."""


@dataclass(slots=True)
class Tally:
    """What the findings tell of one source, as they name it; each list is of the numbers of findings.

    - ``contradictions``: those that it stands in; ``alone``: those of them in which no other source is on its side.
    - ``against``: those in which it and the other source contradict each other.
    - ``copies``: that all who agree with it go back to its origin.
    - ``unverified`` and ``superseded``: those about what it says.
    """

    name: str
    claims: set[str] = field(default_factory=set)
    contradictions: list[int] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
    against: dict[str, list[int]] = field(default_factory=dict)
    copies: list[int] = field(default_factory=list)
    unverified: list[int] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether the name is that of one source."""
        return self.name not in (NOBODY, UNNAMED)


def speaker(claim: ReportedClaim) -> str:
    """Who asserts the claim, as a report calls them."""
    return claim.asserted_by or NOBODY


def tallies(findings: Iterable[Finding]) -> list[Tally]:
    """Sort the findings by the sources that their claims name: the most contradicted first, then by name."""
    of: dict[str, Tally] = {}
    for number, finding in enumerate(findings):
        for claim in finding.claims:
            for name in (speaker(claim), *claim.via):
                of.setdefault(name, Tally(name))
            of[speaker(claim)].claims.add(claim.id)
        _ENTER[finding.kind](number, finding, of)
    return sorted(of.values(), key=lambda each: (-len(each.contradictions), not each.named, each.name))


def _enter_contradiction(number: int, finding: Finding, of: dict[str, Tally]) -> None:
    sides = [{speaker(claim) for claim in side.claims} for side in finding.sides]
    for name in set().union(*sides):
        of[name].contradictions.append(number)
        if of[name].named and any(side == {name} for side in sides):
            of[name].alone.append(number)
    for one, other in set(_opponents(finding, sides)):
        for name, opponent in {(one, other), (other, one)}:
            of[name].against.setdefault(opponent, []).append(number)


def _opponents(finding: Finding, sides: list[set[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of sources: of all matches where they are at hand, else of all sides, unless these are too many."""
    if len(finding.examples) == finding.pairs or len(set().union(*sides)) > MOST_SOURCES:
        of = {claim.id: speaker(claim) for claim in finding.claims}
        for example in finding.examples:
            yield from (_ordered(of[a], of[b]) for a, b in combinations(example, 2) if a in of and b in of)
    else:
        for one, other in combinations(sides, 2):
            yield from (_ordered(a, b) for a in one for b in other)


def _ordered(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _enter_unverified(number: int, finding: Finding, of: dict[str, Tally]) -> None:
    for name in {speaker(claim) for claim in finding.sides[0].claims}:
        of[name].unverified.append(number)
        if COPIES in finding.tags:
            of[name].copies.append(number)


def _enter_superseded(number: int, finding: Finding, of: dict[str, Tally]) -> None:
    stale = (side for side in finding.sides if side.role == "superseded")
    for name in {speaker(claim) for side in stale for claim in side.claims}:
        of[name].superseded.append(number)


_ENTER: dict[Kind, Callable[[int, Finding, dict[str, Tally]], None]] = {
    "contradiction": _enter_contradiction,
    "unverified": _enter_unverified,
    "superseded": _enter_superseded,
}
