"""What a check on a cluster found: findings as a frame, and what was counted."""

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from conflicts.errors import Problem
from conflicts.report.gaps import hidden_line
from conflicts.report.report import Counts, FailOn, Skipped, Statistics, Truncated
from conflicts.rules.rule import SEVERITIES, Kind, Severity, Verdict
from conflicts.spark.database import SparkDatabase

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

WriteMode: TypeAlias = Literal["error", "overwrite", "append", "ignore"]


@dataclass(frozen=True, slots=True)
class SparkTally:
    """How many findings of a rule have a severity and a verdict, and how many matches they join."""

    rule: str
    kind: Kind
    severity: Severity
    verdict: Verdict
    findings: int
    pairs: int


@dataclass(frozen=True, slots=True)
class SparkReport:
    """The findings of a check on a cluster.

    - ``findings``: a frame, a row a finding, in no order; the columns are those of a Parquet file of findings.
    - ``tallies``: how many there are of each rule, severity and verdict.
    - ``hidden``: how many are no more than possible and left out, where only certain ones were asked for.
    - ``skipped``: rules that were not run, and why; ``truncated``: those that did not look at all pairs.
    - ``problems``: the first of the malformed rows that were passed over; ``malformed`` is the number of all.
    - ``notes``: what else the reader should know, in sentences.

    The executors keep what the findings are made of until ``close``, or the end of a ``with`` block.
    """

    findings: "DataFrame"
    tallies: tuple[SparkTally, ...]
    hidden: int
    statistics: Statistics
    skipped: tuple[Skipped, ...]
    truncated: tuple[Truncated, ...]
    problems: tuple[Problem, ...]
    malformed: int
    notes: tuple[str, ...]
    database: SparkDatabase

    @property
    def counts(self) -> Counts:
        """How many findings there are, in all and of each sort."""
        return Counts.of_tallies(self.tallies)

    def ok(self, fail_on: FailOn = "error") -> bool:
        """Whether nothing was found of that severity, or a graver one."""
        return self.counts.ok(fail_on)

    def write_parquet(self, path: str, mode: WriteMode = "error") -> None:
        """Write the findings to a directory of Parquet files, wherever Spark can write."""
        self.findings.write.mode(mode).parquet(path)

    def summary(self) -> str:
        """The counts, as text of a few lines: by rule, severity and verdict."""
        numbers = self.statistics
        lines = [
            f"{self.counts.findings:,} findings ({numbers.pairs:,} pairs) "
            f"in {numbers.claims:,} claims by {numbers.rules:,} rules, {numbers.seconds:.1f} s"
        ]
        lines += [
            f"{each.severity:8} {each.verdict:9} {each.findings:12,} {each.rule}"
            for each in sorted(self.tallies, key=lambda each: (SEVERITIES.index(each.severity), each.rule))
        ]
        lines += [line] if (line := hidden_line(self.hidden)) else []
        lines += [f"truncated: {each.rule}: {each.pairs:,} pairs were found; {each.reason}" for each in self.truncated]
        lines += [f"skipped: {each.rule}: {each.reason}" for each in self.skipped]
        if self.malformed:
            lines.append(f"{self.malformed:,} malformed rows were skipped")
        return "\n".join([*lines, *self.notes])

    def close(self) -> None:
        """Let the executors forget what they keep; the findings cannot be read any more."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
