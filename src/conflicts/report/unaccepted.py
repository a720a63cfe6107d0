"""The matches behind findings: whether any of them joins only claims that nobody accepts."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from conflicts.facts.query import Crowd, Match, Matches, Query
from conflicts.facts.table import FactTable
from conflicts.report.finding import Finding, GroupBy

if TYPE_CHECKING:
    from conflicts.facts.arrays import ArrayMatches

AllAccepted: TypeAlias = Callable[[Finding, frozenset[str]], bool]
"""Whether every match of a finding is known to have one of the claims with these ids."""


def known_accepted(finding: Finding, accepted: frozenset[str]) -> bool:
    """What the finding alone says of its matches: each example is accepted, and there are no others.

    Of those that it does not show, each is accepted where fewer claims are left than one match joins.
    """
    if not _shown_accepted(finding, accepted):
        return False
    left = sum(1 for claim in finding.claims if claim.id not in accepted)
    return len(finding.examples) == finding.pairs or left < len(finding.examples[0])


class FoundMatches:
    """What the rules of one check matched, to be asked about findings that show only some of their matches."""

    def __init__(self, facts: FactTable, group_by: GroupBy = "conflict") -> None:
        self._facts, self._by_subject = facts, group_by == "subject"
        self._found: dict[str, tuple[Query, Matches | ArrayMatches]] = {}
        self._crowds: dict[str, dict[int, list[Crowd]]] = {}

    def keep(self, query: Query, matches: "Matches | ArrayMatches") -> None:
        """Remember what a query matched; nothing is copied."""
        self._found[query.rule] = query, matches

    def all_accepted(self, finding: Finding, accepted: frozenset[str]) -> bool:
        """Whether every match of the finding, shown or not, listed or counted, has one of these claims."""
        if known_accepted(finding, accepted):
            return True
        if finding.rule not in self._found or not _shown_accepted(finding, accepted):
            return False
        query, matches = self._found[finding.rule]
        every = frozenset(self._facts.rows_of([claim.id for claim in finding.claims]))
        left = frozenset(self._facts.rows_of([claim.id for claim in finding.claims if claim.id not in accepted]))

        by_subject = self._by_subject and finding.kind != "unverified"

        def concerns(one: Match | Crowd) -> bool:
            return by_subject or one.certain == (finding.verdict == "certain")

        return not any(
            left.issuperset(match.rows) for match in _starting_with(left, matches) if concerns(match)
        ) and all(
            self._is_accepted(query, crowd, left) for crowd in self._crowds_in(every, query, matches) if concerns(crowd)
        )

    def _crowds_in(self, rows: frozenset[int], query: Query, matches: "Matches | ArrayMatches") -> Iterator[Crowd]:
        """The counted clusters whose claims are all among these."""
        if query.rule not in self._crowds:
            by_lowest = self._crowds[query.rule] = {}
            for crowd in matches.crowds:
                by_lowest.setdefault(crowd.rows[0], []).append(crowd)
        by_lowest = self._crowds[query.rule]
        for lowest in sorted(rows & by_lowest.keys()):
            yield from (crowd for crowd in by_lowest[lowest] if rows.issuperset(crowd.rows))

    def _is_accepted(self, query: Query, crowd: Crowd, left: frozenset[int]) -> bool:
        """Whether a counted cluster has no match within what is left of it, which is counted alone."""
        import numpy as np

        from conflicts.sweep import crowds_of

        facts, rows = self._facts, [row for row in crowd.rows if row in left]
        facts.fetch(rows)
        home = np.ones(len(rows), np.bool_)
        if "topic" in query.key and facts.is_spread:
            about, topic = facts.column("subject"), facts.code(facts.deepest(crowd.examples[0].rows))
            home = np.array([about[row] == topic for row in rows], np.bool_)

        def column(name: str) -> Sequence[int]:
            whole = facts.column(name)
            return [whole[row] for row in rows]

        again = crowds_of(query, column, np.arange(len(rows)), home)
        return again.truncated is None and crowd.certain not in again.crowds.certain.tolist()


def _shown_accepted(finding: Finding, accepted: frozenset[str]) -> bool:
    return not any(accepted.isdisjoint(example) for example in finding.examples)


def _starting_with(rows: Iterable[int], matches: "Matches | ArrayMatches") -> Iterator[Match]:
    """The matches whose first claim is one of these; they are sorted by their rows."""
    if isinstance(matches, Matches):
        for row in rows:
            yield from matches[bisect_left(matches, ((row,),)) : bisect_left(matches, ((row + 1,),))]
        return
    import numpy as np

    for row in rows:
        start, stop = np.searchsorted(matches.rows[:, 0], [row, row + 1])
        for found, certain in zip(matches.rows[start:stop].tolist(), matches.certain[start:stop].tolist(), strict=True):
            yield Match(tuple(found), certain)
