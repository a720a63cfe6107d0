"""Assertions: claims without conflicts, or with them, equal reports, and rules that hold what they promise."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from conflicts.check import Progress, check
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.baseline import Baseline
from conflicts.report.finding import GroupBy
from conflicts.report.levels import NO_FILE_LEVELS, FileLevels
from conflicts.report.lines import headline
from conflicts.report.report import ConflictReport, FailOn
from conflicts.report.suppress import FileSuppression
from conflicts.rules.levels import NO_LEVELS, Levels
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Rule, Verdict
from conflicts.testing.properties import PROPERTIES

WIDTH = 76
"""How wide the message of a failed assertion is: what 80 columns leave beside the margin that pytest draws."""


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


def check_rule(rule: Rule | str | Path, *, rules: Sequence[Rule] = ()) -> None:
    """Raise AssertionError unless the rule holds what every rule should, on its examples and on variants of them.

    - Its examples come out as they say.
    - All engines that are installed find the same. DuckDB takes longer, and is asked of the examples only.
    - The order of the claims is nothing, and what is certain is possible.
    - Every condition is needed: without any one of them, of its adverb, of the fields that claims share and of the
      blocks, some example comes out otherwise. A condition that has a name is one condition.

    ``rule`` is a rule, or the name or the file of one; ``rules`` are those that it may ask about, beside those that
    ship.

    >>> check_rule("core/explicit")
    """
    __tracebackhide__ = True
    faults = [
        f"{name}: {fault}"
        for each in load_rules([rule])
        for name, property in PROPERTIES.items()
        for fault in property(each, rules)
    ]
    if faults:
        raise AssertionError("\n".join([f"{rule.name if isinstance(rule, Rule) else rule} does not hold:", *faults]))
