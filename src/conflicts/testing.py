"""For the tests of others: claims without conflicts, or with them; equal reports; and rules against their examples."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from conflicts.check import Progress, check
from conflicts.errors import ConflictsError
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers import from_mapping
from conflicts.report.baseline import Baseline
from conflicts.report.finding import GroupBy
from conflicts.report.levels import NO_FILE_LEVELS, FileLevels
from conflicts.report.lines import headline
from conflicts.report.report import ConflictReport, FailOn
from conflicts.report.suppress import FileSuppression
from conflicts.rules.levels import NO_LEVELS, Levels
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Example, Rule, Verdict

WIDTH = 76
"""How wide the message of a failed assertion is: what 80 columns leave beside the margin that pytest draws."""

_Counted: TypeAlias = Counter[tuple[frozenset[str], Verdict]]


def assert_no_conflicts(
    claims: Collection | Iterable[Claim],
    *,
    fail_on: FailOn = "error",
    rules: Sequence[str | Path | Rule] | None = None,
    vocabulary: Vocabulary | None = None,
    engine: str = "auto",
    as_of: str | None = None,
    at: str | None = None,
    group_by: GroupBy = "conflict",
    verdict: Verdict = "possible",
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    severity: Levels = NO_LEVELS,
    per_file_severity: FileLevels = NO_FILE_LEVELS,
    suppressions: Sequence[FileSuppression] = (),
    baseline: Baseline | None = None,
    today: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Check the claims, as ``check`` does, and raise AssertionError if a finding is as grave as ``fail_on``, or graver.

    The message of the error is the report as text. All but ``fail_on`` is what ``check`` takes; the errors of ``check``
    are raised as they are.
    """
    __tracebackhide__ = True  # pytest shows the line of the test, and not this one
    report = check(
        claims,
        rules=rules,
        vocabulary=vocabulary,
        engine=engine,
        as_of=as_of,
        at=at,
        group_by=group_by,
        verdict=verdict,
        select=select,
        ignore=ignore,
        severity=severity,
        per_file_severity=per_file_severity,
        suppressions=suppressions,
        baseline=baseline,
        today=today,
        progress=progress,
    )
    if not report.ok(fail_on):
        raise AssertionError(f"{headline(report)}\n\n{report.to_text(WIDTH)}")


def assert_flags(
    rule: Rule | str | Path,
    claims: Collection | Iterable[Claim],
    *,
    verdict: Verdict | None = None,
    vocabulary: Vocabulary | None = None,
    rules: Sequence[Rule] = (),
    as_of: str | None = None,
) -> None:
    """Raise AssertionError unless the rule flags some of the claims; with a ``verdict``, unless it is so sure of them.

    ``rule`` is a rule, or the name or the file of one; ``rules`` are those that it may ask about, beside those that
    ship. The errors of ``check`` are raised as they are.

    >>> said = {"subject": "izium", "predicate": "in-ruins", "valid": "2022-03-24"}
    >>> army = Claim(id="1", asserted_by="army", **said)
    >>> assert_flags("core/denial", [army, Claim(id="2", asserted_by="mayor", polarity="denied", **said)])
    """
    __tracebackhide__ = True
    found = load_rules([rule])
    others = [each for each in rules if each.name not in {one.name for one in found}]
    names = [each.name for each in found]
    report = check(claims, vocabulary=vocabulary, rules=[*found, *others], select=names, as_of=as_of)
    verdicts = {finding.verdict for finding in report.findings}
    if not verdicts or (verdict is not None and verdict not in verdicts):
        asked = ", ".join(names)
        wanted = " for certain" if verdict == "certain" else " as possible" if verdict == "possible" else ""
        raise AssertionError(f"{asked} flags nothing{wanted} here\n\n{report.to_text(WIDTH)}")


def assert_equivalent(
    first: ConflictReport, second: ConflictReport, *, renamed: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Raise AssertionError unless both reports find the same: by the same rules, as surely, of the same claims.

    How the claims are written does not count: units, spellings, places and the order of the findings may differ, and
    so may messages and fingerprints. ``renamed``: the ids of claims of the first report, and what they are called in
    the second.
    """
    __tracebackhide__ = True
    before, after = _substance(first, renamed), _substance(second, {})
    if before == after:
        return
    lines = [*_differing("only in the first", before - after), *_differing("only in the second", after - before)]
    raise AssertionError("\n".join(["the reports find different things:", *lines]))


_Substance: TypeAlias = Counter[tuple[str, Verdict, tuple[str, ...], int]]


def _substance(report: ConflictReport, renamed: Mapping[str, str]) -> _Substance:
    return Counter(
        (
            finding.rule,
            finding.verdict,
            tuple(sorted(renamed.get(claim.id, claim.id) for claim in finding.claims)),
            finding.pairs,
        )
        for finding in report.findings
    )


def _differing(where: str, found: _Substance) -> list[str]:
    return sorted(f"  {where}: {rule}, {verdict}: {', '.join(ids)}" for rule, verdict, ids, _ in found.elements())


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
