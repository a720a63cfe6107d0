"""Findings that are made when somebody looks at them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, overload

from conflicts.facts.arrays import ArrayClusters, ArrayMatches, joined, one_by_one, order_of, put_together
from conflicts.facts.query import EXAMPLES, Match
from conflicts.facts.table import NOWHERE, FactTable
from conflicts.report.cluster import Cluster, of_crowd
from conflicts.report.finding import Finding, FindingMaker
from conflicts.report.findings import Findings
from conflicts.rules.rule import KINDS, SEVERITIES, Kind, Rule, Severity, Verdict

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
    those of crowds. ``places`` are the numbers of the places that they are at. ``bare_files`` are, as facts have them,
    the files whose claims are one finding; without them each claim is one.
    """

    def __init__(
        self, rule: Rule, matches: ArrayMatches, facts: FactTable, bare_files: Sequence[int] | None = None
    ) -> None:
        self.rule, self.matches, self.facts = rule, matches, facts
        self._bare_files = bare_files
        self.clusters = _clusters(rule, matches, facts, bare_files)
        self.places = _places(rule, matches, self.clusters, facts)
        self.order = _ordered(rule, matches, self.clusters, self.places)

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

    def of(self, severity: Severity, *, only_certain: bool = False) -> "NDArray[np.int64]":
        """The numbers of the clusters of a severity, or of the certain ones of them, in the order of a report."""
        import numpy as np

        numbers = self.order.get(severity, np.zeros(0, np.int64))
        if not only_certain:
            return numbers
        return numbers[np.concatenate((self.certain, self.matches.crowds.certain))[numbers]]

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
        files = self._bare_files
        return Cluster(
            certain=examples[0].certain,
            topic=topic_of(examples[0]),
            rows=tuple(clusters.members[clusters.bounds[number] : clusters.bounds[number + 1]].tolist()),
            leading=frozenset(matches.rows[its, 0].tolist()),
            matches=len(its),
            examples=tuple(examples),
            conflicts=1 if files is None else len(its),
            of_bare_file=files is not None and files[examples[0].rows[0]] != NOWHERE,
        )

    def rows_of(self, numbers: "Sequence[int]") -> Iterator[int]:
        """The rows of all claims of some clusters."""
        for number in numbers:
            if number < len(self.clusters):
                yield from self.clusters.members[
                    self.clusters.bounds[number] : self.clusters.bounds[number + 1]
                ].tolist()


def _clusters(rule: Rule, matches: ArrayMatches, facts: FactTable, bare_files: Sequence[int] | None) -> ArrayClusters:
    """Which matches are one finding."""
    import numpy as np

    if rule.kind != "unverified":
        return joined(matches)
    if bare_files is None:
        return one_by_one(matches)
    files = np.asarray(bare_files, np.int64)[matches.rows[:, 0]]
    alone = 2 * NOWHERE + np.arange(len(matches))
    return put_together(matches, np.where(files == NOWHERE, alone, 2 * files + matches.certain), facts.places)


def _places(rule: Rule, matches: ArrayMatches, clusters: ArrayClusters, facts: FactTable) -> "NDArray[np.int64]":
    """The number of the place of each cluster, and then of each crowd."""
    import numpy as np

    crowds, of_crowds = matches.crowds, facts.places[matches.crowds.members]
    if rule.kind == "contradiction":
        listed = _least(facts.places[clusters.members], clusters.bounds)
    else:  # a finding is where the claim is that is unverified or superseded
        listed = _least(facts.places[matches.rows[clusters.order, 0]], clusters.starts)
        of_crowds = np.where(crowds.leading, of_crowds, NOWHERE)
    return np.concatenate((listed, _least(of_crowds, crowds.bounds)))


def _least(numbers: "NDArray[np.int64]", bounds: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """The least number of each list, none of which is empty."""
    import numpy as np

    least: NDArray[np.int64] = np.minimum.reduceat(numbers, bounds[:-1]) if len(bounds) > 1 else numbers[:0]
    return least


def _ordered(
    rule: Rule, matches: ArrayMatches, clusters: ArrayClusters, places: "NDArray[np.int64]"
) -> "dict[Severity, NDArray[np.int64]]":
    import numpy as np

    crowds = matches.crowds
    certain = np.concatenate((matches.certain[clusters.order[clusters.starts[:-1]]], crowds.certain))
    lowest = np.concatenate((clusters.members[clusters.bounds[:-1]], crowds.members[crowds.bounds[:-1]]))
    order = order_of(2 * lowest + ~certain)
    order = order[order_of(places[order])]
    order = _without_ties(
        order, np.stack((places[order], lowest[order], certain[order].astype(np.int64))), matches, clusters
    )
    if rule.severity == rule.severity_if_possible:
        return {rule.severity: order}
    return {rule.severity: order[certain[order]], rule.severity_if_possible: order[~certain[order]]}


def _without_ties(
    order: "NDArray[np.int64]",
    keys: "NDArray[np.int64]",
    matches: ArrayMatches,
    clusters: ArrayClusters,
) -> "NDArray[np.int64]":
    """Clusters with the same keys, by all their claims and then by their matches."""
    import numpy as np

    tied = np.flatnonzero((keys[:, 1:] == keys[:, :-1]).all(axis=0))
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


class Part(NamedTuple):
    """Some findings: ``numbers`` of clusters, each of the rule that ``which`` says."""

    which: "NDArray[np.int64]"
    numbers: "NDArray[np.int64]"


class LazyFindings(Findings):
    """Findings in the order of a report, made one after the other as they are asked for, and not kept.

    To ask for one by its number makes those before it, which may be alike but for their fingerprints' ``-2``. With
    ``only_certain`` those that are no more than possible are left out.
    """

    def __init__(self, rules: Sequence[RuleFindings], *, only_certain: bool = False) -> None:
        self._rules = sorted(rules, key=lambda each: (KINDS.index(each.rule.kind), each.rule.name))
        self._only_certain = only_certain

    def certain(self) -> "LazyFindings":
        """Those that are certain, with the fingerprints that they have among all."""
        return LazyFindings(self._rules, only_certain=True)

    def __len__(self) -> int:
        return sum(each.findings for each in self.tallies())

    def __iter__(self) -> Iterator[Finding]:
        seen: dict[str, Counter[str]] = {each.rule.name: Counter() for each in self._rules}
        makers: dict[str, FindingMaker] = {}
        for severity in SEVERITIES:
            for part in self._parts(AT_ONCE, self._numbered(severity)):
                for finding in self._made(part, makers):
                    seen[finding.rule][finding.fingerprint] += 1
                    number = seen[finding.rule][finding.fingerprint]
                    if self._only_certain and finding.verdict != "certain":
                        continue
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
            yield from (tally for tally in each.tallies() if not self._only_certain or tally.verdict == "certain")

    @property
    def rules(self) -> Sequence[RuleFindings]:
        """The findings of each rule, by kind and name."""
        return self._rules

    def parts(self, severity: Severity, size: int) -> Iterator[Part]:
        """The findings of a severity in the order of a report, so many at a time."""
        yield from self._parts(size, [each.of(severity, only_certain=self._only_certain) for each in self._rules])

    def _numbered(self, severity: Severity) -> "list[NDArray[np.int64]]":
        """Those to be made so that fingerprints that repeat are numbered as among all.

        Of a rule with one severity, what is possible stands between what is certain.
        """
        return [
            each.of(
                severity,
                only_certain=self._only_certain and each.rule.severity != each.rule.severity_if_possible,
            )
            for each in self._rules
        ]

    def _parts(self, size: int, orders: "Sequence[NDArray[np.int64]]") -> Iterator[Part]:
        import numpy as np

        which = np.repeat(np.arange(len(orders)), list(map(len, orders)))
        numbers = np.concatenate(orders)
        places = np.concatenate([each.places[order] for each, order in zip(self._rules, orders, strict=True)])
        order = order_of(places * len(orders) + which)
        for start in range(0, len(order), size):
            some = order[start : start + size]
            yield Part(which[some], numbers[some])

    def _made(self, part: Part, makers: dict[str, FindingMaker]) -> Iterator[Finding]:
        pairs = list(zip(part.which.tolist(), part.numbers.tolist(), strict=True))
        facts = self._rules[0].facts  # every rule looks at one table
        facts.fetch(row for which, number in pairs for row in self._rules[which].rows_of([number]))
        for which, number in pairs:
            each = self._rules[which]
            maker = makers.get(each.rule.name) or makers.setdefault(each.rule.name, FindingMaker(each.rule, each.facts))
            yield maker.make(each.cluster(number, maker.topic_of))
