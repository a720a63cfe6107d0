"""What changed from one report to another: what is new, what is resolved, what is another finding than it was."""

from collections.abc import Iterator
from typing import Literal, Self, TypeAlias

from pydantic import Field

from conflicts.model.frozen import Frozen
from conflicts.report.cells import cells, visible, wrap
from conflicts.report.finding import Finding
from conflicts.report.plain import DEFAULT_WIDTH, Detail, Line, Span, Style, finding_lines, text_of
from conflicts.report.report import ConflictReport, FailOn
from conflicts.rules.rule import SEVERITIES

Aspect: TypeAlias = Literal["severity", "verdict", "pairs", "suppressed"]
"""What can be otherwise about a finding that has kept its fingerprint."""


class ChangedFinding(Frozen):
    """A finding as it was and as it is; ``suppressed`` is among its ``aspects`` if somebody accepts it now."""

    was: Finding = Field(description="The finding in the old report.")
    now: Finding = Field(description="The finding in the new report.")
    aspects: tuple[Aspect, ...] = Field(description="What is otherwise about it.")


class ReportDiff(Frozen):
    """The findings that stand in only one of two reports, and those that stand in both and are not the same.

    Findings are the same if their fingerprints are: a claim that says something else, or one that joins a conflict,
    makes a new finding of it, and resolves the old one. A finding that was suppressed and stands again is new.
    """

    version: Literal["1"] = Field(default="1", description="The version of the schema.")
    new: tuple[Finding, ...] = Field(default=(), description="The findings of the new report alone.")
    resolved: tuple[Finding, ...] = Field(default=(), description="The findings of the old report alone.")
    changed: tuple[ChangedFinding, ...] = Field(default=(), description="Those of both that are not the same.")
    unchanged: int = Field(default=0, description="How many are the same in both.")

    @classmethod
    def between(cls, old: ConflictReport, new: ConflictReport) -> Self:
        """What changed from the old report to the new one."""
        was = {finding.fingerprint: finding for finding in old.findings}
        now = {finding.fingerprint: finding for finding in new.findings}
        accepted = {each.finding.fingerprint: each.finding for each in new.suppressed}
        pairs = [(was[mark], now.get(mark) or accepted[mark]) for mark in was if mark in now or mark in accepted]
        aspects = [_aspects(first, second, stands=second.fingerprint in now) for first, second in pairs]
        changed = (
            ChangedFinding(was=first, now=second, aspects=found)
            for (first, second), found in zip(pairs, aspects, strict=True)
            if found
        )
        return cls(
            new=tuple(finding for finding in new.findings if finding.fingerprint not in was),
            resolved=tuple(finding for mark, finding in was.items() if mark not in now and mark not in accepted),
            changed=tuple(changed),
            unchanged=aspects.count(()),
        )

    def ok(self, fail_on: FailOn = "error") -> bool:
        """Whether no new finding is as grave as ``fail_on``, and none has become so; with ``never`` nothing fails."""
        failing = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        graver = (
            each.now for each in self.changed if "suppressed" not in each.aspects and each.was.severity not in failing
        )
        return not any(finding.severity in failing for finding in (*self.new, *graver))

    def to_json(self) -> str:
        """Indented JSON."""
        return self.model_dump_json(indent=2)

    def to_text(self, width: int = DEFAULT_WIDTH) -> str:
        """What a person reads, without colour."""
        return text_of(diff_lines(self, width))


def diff_lines(diff: ReportDiff, width: int) -> Iterator[Line]:
    """The new findings in full, the resolved and the changed ones in short, the counts last."""
    if diff.new:
        yield from _heading(f"{len(diff.new):,} new", width)
        for finding in diff.new:
            yield ()
            yield from finding_lines(finding, width, Detail())
        yield ()
    if diff.resolved:
        yield from _heading(f"{len(diff.resolved):,} resolved", width)
        for finding in diff.resolved:
            yield from _short(finding, width)
        yield ()
    if diff.changed:
        yield from _heading(f"{len(diff.changed):,} changed", width)
        for each in diff.changed:
            yield from _short(each.now, width)
            yield (Span(f"  {'; '.join(_change(each, aspect) for aspect in each.aspects)}", "dim"),)
        yield ()
    counts = ((len(diff.new), "new"), (len(diff.resolved), "resolved"), (len(diff.changed), "changed"))
    words = [f"{number:,} {word}" for number, word in (*counts, (diff.unchanged, "unchanged"))]
    yield (Span(", ".join(words), "strong"),)


def _aspects(was: Finding, now: Finding, *, stands: bool) -> tuple[Aspect, ...]:
    compared: tuple[tuple[Aspect, bool], ...] = (
        ("severity", was.severity != now.severity),
        ("verdict", was.verdict != now.verdict),
        ("pairs", was.pairs != now.pairs),
        ("suppressed", not stands),
    )
    return tuple(aspect for aspect, differs in compared if differs)


def _change(changed: ChangedFinding, aspect: Aspect) -> str:
    match aspect:
        case "severity":
            return f"severity: {changed.was.severity} → {changed.now.severity}"
        case "verdict":
            return f"verdict: {changed.was.verdict} → {changed.now.verdict}"
        case "pairs":
            return f"pairs: {changed.was.pairs:,} → {changed.now.pairs:,}"
        case "suppressed":
            return "suppressed now"


def _heading(title: str, width: int) -> Iterator[Line]:
    yield (Span(f"{title} ", "strong"), Span("─" * max(0, width - cells(title) - 1), "dim"))


def _short(finding: Finding, width: int) -> Iterator[Line]:
    style: Style = finding.severity
    mark, rest = f"{finding.severity}[{visible(finding.rule)}]", f"{finding.message} · {finding.fingerprint}"
    first, *more = wrap(visible(rest), width - 2, width - cells(mark) - 1)
    yield (Span(mark, style), Span(f" {first}"))
    for line in more:
        yield (Span(f"  {line}"),)
