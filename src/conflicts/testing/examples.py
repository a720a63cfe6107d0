"""Rules against their examples."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from conflicts.check import check
from conflicts.errors import ConflictsError
from conflicts.readers import from_mapping
from conflicts.report.report import ConflictReport
from conflicts.rules.rule import Example, Rule, Verdict

_Counted: TypeAlias = Counter[tuple[frozenset[str], Verdict]]


@dataclass(frozen=True, slots=True)
class ExampleFailure:
    """An example that does not come out as its rule says: what it lacks, what it has too many, or what went wrong."""

    rule: str
    example: str
    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    error: str = ""

    def __str__(self) -> str:
        faults = [
            *(f"expected, and not found: {each}" for each in self.missing),
            *(f"found, and not expected: {each}" for each in self.unexpected),
            *([self.error] if self.error else []),
        ]
        return "\n".join([f"{self.rule}: {self.example}", *(f"    {fault}" for fault in faults)])


def run_examples(rule: Rule, rules: Sequence[Rule] = ()) -> list[ExampleFailure]:
    """Check the rule's examples: each must give the matches it expects and no other. No failure: an empty list.

    Matches that a finding joins are counted one by one. ``rules`` are those that the rule refers to with
    ``is-flagged-by``; others among them are not run.
    """
    return [failure for example in rule.examples if (failure := run_example(rule, example, rules))]


def run_example(rule: Rule, example: Example, rules: Sequence[Rule] = ()) -> ExampleFailure | None:
    """Check one of the rule's examples as ``run_examples`` does; None if it comes out as the rule says."""
    known = [rule, *(other for other in rules if other.name != rule.name)]
    try:
        collection = from_mapping(example.collection, rule.place.file)
        report = check(collection, rules=known, engine="python", select=[rule.name], as_of=example.as_of)
    except ConflictsError as error:
        return ExampleFailure(rule.name, example.name, error=str(error))
    expected: _Counted = Counter((each.claims, each.verdict) for each in example.expect)
    found: _Counted = Counter(
        (frozenset(claim.id for claim in finding.claims), finding.verdict) for finding in report.findings
    )
    if expected == found:
        return None
    return ExampleFailure(
        rule.name, example.name, _named(expected - found), _named(found - expected), _why_skipped(report)
    )


def _named(findings: _Counted) -> tuple[str, ...]:
    return tuple(sorted(f"{verdict}: {', '.join(sorted(claims))}" for claims, verdict in findings.elements()))


def _why_skipped(report: ConflictReport) -> str:
    return "".join(f"the rule was skipped: {each.reason}" for each in report.skipped)
