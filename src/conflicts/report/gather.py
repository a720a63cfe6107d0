"""The findings of all rules: made at once, or, of a table that is stored, when somebody looks at them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from conflicts.facts.query import Matches
from conflicts.facts.table import FactTable
from conflicts.report.finding import Finding, GroupBy, findings_of
from conflicts.rules.rule import Rule
from conflicts.rules.words import asks_for_citations

if TYPE_CHECKING:
    from conflicts.facts.arrays import ArrayMatches
    from conflicts.report.lazy import RuleFindings

Found: TypeAlias = "Sequence[Finding] | RuleFindings"
"""The findings of one rule."""


def findings_in(
    rule: Rule, matches: "Matches | ArrayMatches", facts: FactTable, group_by: GroupBy = "conflict"
) -> Found:
    """The findings that the matches of a rule are; those of matches in arrays are to be made, unless grouped."""
    if group_by != "conflict" and not isinstance(matches, Matches):
        matches = Matches(matches, matches.crowds, matches.truncated)
        facts.fetch(row for match in (*matches, *matches.crowds) for row in match.rows)
    if isinstance(matches, Matches):
        return findings_of(rule, matches, facts, group_by)
    from conflicts.report.lazy import RuleFindings

    return RuleFindings(rule, matches, facts, facts.bare_files if asks_for_citations(rule) else None)


def gathered(found: Iterable[Found]) -> Sequence[Finding]:
    """The findings of all rules; those that are not made yet are in the order of a report."""
    made: list[Finding] = []
    unmade: list[RuleFindings] = []
    for each in found:
        if isinstance(each, Sequence):
            made.extend(each)
        else:
            unmade.append(each)
    if not unmade:
        return made
    from conflicts.report.lazy import LazyFindings

    assert not made, "one check has one engine"
    return LazyFindings(unmade)
