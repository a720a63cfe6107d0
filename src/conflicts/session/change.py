"""What a change of claims changes: findings that open, close, or are otherwise than they were."""

from collections.abc import Sequence
from functools import cached_property
from threading import RLock

from conflicts.model.frozen import Frozen
from conflicts.report.diff import ChangedFinding, ReportDiff, diff_lines
from conflicts.report.finding import Finding
from conflicts.report.plain import DEFAULT_WIDTH, Span, text_of
from conflicts.report.report import ConflictReport, FailOn, Statistics
from conflicts.session.state import Moment, Step


class _Written(Frozen):
    """A change as JSON holds it."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    opened: tuple[Finding, ...]
    closed: tuple[Finding, ...]
    changed: tuple[ChangedFinding, ...]


class Change:
    """What came of a change of claims: which findings it opened, closed and changed, by their fingerprints.

    They are made when somebody looks at them. ``added`` and ``removed`` are the ids of the claims that came and went;
    one that was replaced is in both. ``print(change)`` is what a person reads, and a change without any is false.
    """

    def __init__(self, step: Step, added: Sequence[str], removed: Sequence[str], lock: RLock) -> None:
        self.added, self.removed = tuple(added), tuple(removed)
        self._step, self._lock = step, lock

    @cached_property
    def diff(self) -> ReportDiff:
        """The difference of the two reports, as far as the change reaches."""
        with self._lock:
            return ReportDiff.between(_report(self._step.before), _report(self._step.after))

    @property
    def opened(self) -> tuple[Finding, ...]:
        """The findings that stand now and did not stand before."""
        return self.diff.new

    @property
    def closed(self) -> tuple[Finding, ...]:
        """The findings that stood before and are there no more, as they were."""
        return self.diff.resolved

    @property
    def changed(self) -> tuple[ChangedFinding, ...]:
        """The findings that stay, with another severity, verdict or number of pairs, or that are suppressed now."""
        return self.diff.changed

    def ok(self, fail_on: FailOn = "error") -> bool:
        """Whether no finding that opens, or gets more severe, is as severe as ``fail_on``."""
        return self.diff.ok(fail_on)

    def to_json(self) -> str:
        """Indented JSON: ``added``, ``removed``, ``opened``, ``closed`` and ``changed``."""
        return _Written(
            added=self.added, removed=self.removed, opened=self.opened, closed=self.closed, changed=self.changed
        ).model_dump_json(indent=2)

    def to_text(self, width: int = DEFAULT_WIDTH) -> str:
        """What a person reads, without colour: what opened in full, the rest in short, and the counts last."""
        *lines, _ = diff_lines(self.diff, width)
        counts = ((len(self.opened), "opened"), (len(self.closed), "closed"), (len(self.changed), "changed"))
        return text_of([*lines, (Span(", ".join(f"{number:,} {word}" for number, word in counts), "strong"),)])

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed or self.changed)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Change: {len(self.added):,} added, {len(self.removed):,} removed>"


def _report(moment: Moment) -> ConflictReport:
    found = moment.sorted_out()
    report = ConflictReport.of(found.findings, Statistics(claims=0), suppressed=found.suppressed)
    return report.at_least(moment.chosen.asked.verdict)
