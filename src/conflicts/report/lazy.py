"""Findings that are made when somebody looks at them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, overload

from conflicts.facts.arrays import ArrayClusters, ArrayMatches, joined, one_by_one, order_of
from conflicts.facts.query import EXAMPLES, Match
from conflicts.facts.table import FactTable
from conflicts.report.cluster import Cluster, of_crowd
from conflicts.report.finding import KINDS, SEVERITIES, Finding, FindingMaker
from conflicts.rules.rule import Kind, Rule, Severity, Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT_ONCE = 1_000
"""How many findings are made in one go, so that their claims are read together."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings of a rule have a severity and a verdict."""

    kind: Kind
    severity: Severity
    verdict: Verdict
    findings: int


class RuleFindings:
    """The findings of one rule over a table: clusters of its matches, in the order of a report.

    ``order`` holds, for each severity, the numbers of its clusters in that order; numbers from ``len(clusters)`` on are
    those of crowds.
    """

    def __init__(self, rule: Rule, matches: ArrayMatches, facts: FactTable) -> None:
        self.rule, self.matches, self.facts = rule, matches, facts
        self.clusters = one_by_one(matches) if rule.kind == "unverified" else joined(matches)
        self.order = _ordered(rule, matches, self.clusters)

    def __len__(self) -> int:
        return len(self.clusters) + len(self.matches.crowds)

    def tallies(self) -> list[Tally]:
        """How many findings there are of each sort."""
        certain = int(self.certain[: len(self.clusters)].sum())
        certain += int(self.matches.crowds.certain.sum())
        counts: tuple[tuple[Severity, Verdict, int], ...] = (
            (self.rule.severity, "certain", certain),
            (self.rule.severity_if_possible, "possible", len(self) - certain),
        )
        return [Tally(self.rule.kind, severity, verdict, count) for severity, verdict, count in counts if count]

    @property
    def certain(self) -> "NDArray[np.bool_]":
        """Whether each cluster of matches is certain."""
        return self.matches.certain[self.clusters.order[self.clusters.starts[:-1]]]

    def cluster(self, number: int, topic_of: Callable[[Match], str | None]) -> Cluster:
        """One cluster, as the findings of a few claims are made of."""
        if number >= len(self.clusters):
            crowd = self.matches.crowds[number - len(self.clusters)]
            return of_crowd(crowd, topic_of(crowd.examples[0]))
        clusters, matches = self.clusters, self.matches
        its = clusters.order[clusters.starts[number] : clusters.starts[number + 1]]
        first = its[:EXAMPLES]
        examples = [
            Match(tuple(rows), certain)
            for rows, certain in zip(matches.rows[first].tolist(), matches.certain[first].tolist(), strict=True)
        ]
        return Cluster(
            certain=examples[0].certain,
            topic=topic_of(examples[0]),
            rows=tuple(clusters.members[clusters.bounds[number] : clusters.bounds[number + 1]].tolist()),
            leading=frozenset(matches.rows[its, 0].tolist()),
            matches=len(its),
            examples=tuple(examples),
        )

    def parts(self, severity: Severity, size: int) -> "Iterator[NDArray[np.int64]]":
        """The numbers of the clusters of a severity, so many at a time."""
        numbers = self.order.get(severity)
        if numbers is not None:
            for start in range(0, len(numbers), size):
                yield numbers[start : start + size]

    def rows_of(self, numbers: "Sequence[int]") -> Iterator[int]:
        """The rows of all claims of some clusters."""
        for number in numbers:
            if number < len(self.clusters):
                yield from self.clusters.members[
                    self.clusters.bounds[number] : self.clusters.bounds[number + 1]
                ].tolist()


def _ordered(rule: Rule, matches: ArrayMatches, clusters: ArrayClusters) -> "dict[Severity, NDArray[np.int64]]":
    import numpy as np

    crowds = matches.crowds
    certain = np.concatenate((matches.certain[clusters.order[clusters.starts[:-1]]], crowds.certain))
    lowest = np.concatenate((clusters.members[clusters.bounds[:-1]], crowds.members[crowds.bounds[:-1]]))
    order = order_of(2 * lowest + ~certain)
    order = _without_ties(order, lowest[order], certain[order], matches, clusters)
    if rule.severity == rule.severity_if_possible:
        return {rule.severity: order}
    return {rule.severity: order[certain[order]], rule.severity_if_possible: order[~certain[order]]}


def _without_ties(
    order: "NDArray[np.int64]",
    lowest: "NDArray[np.int64]",
    certain: "NDArray[np.bool_]",
    matches: ArrayMatches,
    clusters: ArrayClusters,
) -> "NDArray[np.int64]":
    """Clusters of one lowest claim and one verdict, by all their claims and then by their matches."""
    import numpy as np

    tied = np.flatnonzero((lowest[1:] == lowest[:-1]) & (certain[1:] == certain[:-1]))
    if not len(tied):
        return order

    def key(number: int) -> tuple[object, ...]:
        if number >= len(clusters):
            crowd = matches.crowds[number - len(clusters)]
            return crowd.rows, tuple(match.rows for match in crowd.examples)
        its = clusters.order[clusters.starts[number] : clusters.starts[number + 1]][:EXAMPLES]
        members = clusters.members[clusters.bounds[number] : clusters.bounds[number + 1]]
        return tuple(members.tolist()), tuple(map(tuple, matches.rows[its].tolist()))

    result = order.copy()
    for run in np.split(tied, np.flatnonzero(np.diff(tied) > 1) + 1):
        start, stop = int(run[0]), int(run[-1]) + 2
        result[start:stop] = sorted(order[start:stop].tolist(), key=key)
    return result


class LazyFindings(Sequence[Finding]):
    """Findings in the order of a report, made one after the other as they are asked for, and not kept.

    To ask for one by its number makes those before it, which may be alike but for their fingerprints' ``-2``.
    """

    def __init__(self, rules: Sequence[RuleFindings]) -> None:
        self._rules = sorted(rules, key=lambda each: (KINDS.index(each.rule.kind), each.rule.name))

    def __len__(self) -> int:
        return sum(map(len, self._rules))

    def __iter__(self) -> Iterator[Finding]:
        seen: dict[str, Counter[str]] = {each.rule.name: Counter() for each in self._rules}
        makers: dict[str, FindingMaker] = {}
        for severity in SEVERITIES:
            for each in self._rules:
                name = each.rule.name
                for finding in self._of(each, severity, makers):
                    seen[name][finding.fingerprint] += 1
                    number = seen[name][finding.fingerprint]
                    again = {"fingerprint": f"{finding.fingerprint}-{number}"}
                    yield finding if number == 1 else finding.model_copy(update=again)

    @overload
    def __getitem__(self, at: int) -> Finding: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Finding]: ...
    def __getitem__(self, at: int | slice) -> Finding | Sequence[Finding]:
        if isinstance(at, slice):
            wanted = range(*at.indices(len(self)))
            last = max(wanted, default=-1)
            found = list(islice(self, last + 1))
            return tuple(found[number] for number in wanted)
        number = at + len(self) if at < 0 else at
        if not 0 <= number < len(self):
            raise IndexError(f"there are {len(self):,} findings")
        return next(islice(self, number, None))

    def tallies(self) -> Iterator[Tally]:
        """How many findings there are of each sort."""
        for each in self._rules:
            yield from each.tallies()

    @property
    def rules(self) -> Sequence[RuleFindings]:
        """The findings of each rule, by kind and name."""
        return self._rules

    def _of(self, each: RuleFindings, severity: Severity, makers: dict[str, FindingMaker]) -> Iterator[Finding]:
        for part in each.parts(severity, AT_ONCE):
            some = part.tolist()
            each.facts.fetch(each.rows_of(some))
            maker = makers.get(each.rule.name) or makers.setdefault(each.rule.name, FindingMaker(each.rule, each.facts))
            for number in some:
                yield maker.make(each.cluster(number, maker.topic_of))
