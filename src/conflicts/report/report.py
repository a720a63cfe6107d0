"""The report: every finding, with what was counted and what was skipped."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Protocol,
    Self,
    TypeAlias,
    get_args,
    overload,
    runtime_checkable,
)

from pydantic import (
    Field,
    GetPydanticSchema,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapSerializer,
    WrapValidator,
)

from conflicts.errors import InputError, Problem
from conflicts.model.frozen import Frozen
from conflicts.report.coverage import NOTHING_UNCOVERED, Coverage
from conflicts.report.finding import Finding, finding_order
from conflicts.report.findings import Findings, ListedFindings
from conflicts.report.gaps import gaps
from conflicts.report.lines import headline
from conflicts.report.listing import report_lines
from conflicts.report.plain import DEFAULT_WIDTH, Detail, explanation_lines, text_of
from conflicts.report.suppress import StaleSuppression, SuppressedFinding, stale_order
from conflicts.rules.rule import KINDS, SEVERITIES, Kind, Severity, Verdict

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from conflicts.report.lazy import Tally
    from conflicts.tables.frame import AnyFrame, FrameKind

FailOn: TypeAlias = Literal["error", "warning", "note", "never"]
"""The least severe finding that counts as failing."""

_RUNTIME = {"statistics": {"engine", "reason", "seconds"}}


class Statistics(Frozen):
    """What was checked.

    ``claims`` were checked; ``left_out`` were not, as unknown ``as_of`` that day or not holding ``at`` that one.
    ``pairs`` counts the matches of all rules. ``engine``, the ``reason`` for it and ``seconds`` differ from run to run:
    JSON leaves them out unless asked for.
    """

    claims: int = Field(description="How many claims were checked.")
    left_out: int = Field(
        default=0, description="How many were not, as unknown as of the day or not holding at the other."
    )
    sources: int = Field(default=0, description="How many different names assert claims.")
    rules: int = Field(default=0, description="How many rules were run.")
    pairs: int = Field(default=0, description="How many matches all rules have.")
    as_of: str | None = Field(default=None, description="The day the check was made for.")
    at: str | None = Field(default=None, description="The day on which claims had to hold.")
    engine: str = Field(default="", description="The engine that ran.")
    reason: str = Field(default="", description="Why that one.")
    seconds: float = Field(default=0.0, description="How long it took.")


class Counts(Frozen):
    """How many findings there are, in all and of each sort."""

    findings: int = Field(default=0, description="How many findings there are.")
    kind: dict[Kind, int] = Field(default=dict.fromkeys(KINDS, 0), description="How many of each kind.")
    severity: dict[Severity, int] = Field(
        default=dict.fromkeys(SEVERITIES, 0), description="How many of each severity."
    )
    verdict: dict[Verdict, int] = Field(
        default={"certain": 0, "possible": 0}, description="How many are certain, and how many possible."
    )

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Self:
        """Count the findings."""
        if isinstance(findings, Unmade):
            return cls.of_tallies(list(findings.tallies()))
        kind, severity = Counter(each.kind for each in findings), Counter(each.severity for each in findings)
        verdict = Counter(each.verdict for each in findings)
        return cls(
            findings=len(findings),
            kind={name: kind[name] for name in KINDS},
            severity={name: severity[name] for name in SEVERITIES},
            verdict={"certain": verdict["certain"], "possible": verdict["possible"]},
        )

    @classmethod
    def of_tallies(cls, tallies: Sequence["Tallied"]) -> Self:
        """Add up findings that are counted already."""

        def count(sort: str, name: str) -> int:
            return sum(each.findings for each in tallies if getattr(each, sort) == name)

        return cls(
            findings=sum(each.findings for each in tallies),
            kind={name: count("kind", name) for name in KINDS},
            severity={name: count("severity", name) for name in SEVERITIES},
            verdict={"certain": count("verdict", "certain"), "possible": count("verdict", "possible")},
        )

    def ok(self, fail_on: FailOn) -> bool:
        """Whether nothing is as grave as ``fail_on``; with ``never`` nothing fails."""
        if fail_on not in get_args(FailOn):
            raise InputError(f"cannot fail on {fail_on!r}: on {', '.join(get_args(FailOn))}")
        if fail_on == "never":
            return True
        failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
        return not any(self.severity[severity] for severity in failing)


class Tallied(Protocol):
    """How many findings there are of one sort."""

    @property
    def kind(self) -> Kind: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def verdict(self) -> Verdict: ...
    @property
    def findings(self) -> int: ...


@runtime_checkable
class Unmade(Protocol):
    """Findings that are counted and not made yet."""

    def tallies(self) -> "Iterator[Tally]": ...
    def certain(self) -> Sequence[Finding]: ...


class Skipped(Frozen):
    """A rule that was not run, and why."""

    rule: str = Field(description="The full name of the rule.")
    reason: str = Field(description="Why it was not run.")


class Truncated(Frozen):
    """A rule of which not all matches were looked for, or kept, and why.

    ``pairs`` is how many it has among those claims, if that is ``exact``; else how many were found: there may be more.
    """

    rule: str = Field(description="The full name of the rule.")
    pairs: int = Field(description="How many matches it has there, or how many were found.")
    exact: bool = Field(description="Whether that is how many it has.")
    reason: str = Field(description="Why not all were looked for, or kept.")


def _as_they_are(findings: object, validate: ValidatorFunctionWrapHandler) -> Findings:
    return findings if isinstance(findings, Findings) else ListedFindings(validate(findings))


def _all_of_them(findings: Findings, serialise: SerializerFunctionWrapHandler) -> object:
    return serialise(tuple(findings))


class ConflictReport(Frozen):
    """All findings, the most severe first, with statistics, what was not compared, and the rules that were skipped, or
    not followed to the end.

    ``len(report)`` is how many findings stand, so that a report without any is false; going through it gives them,
    ``report.findings.of`` chooses among them, and ``print(report)`` is what a person reads.

    ``counts`` and ``findings`` are of those that stand; ``suppressed`` are those that somebody accepts, with the
    reason; ``hidden`` says how many are no more than possible and left out, where only certain ones were asked for;
    ``stale_suppressions`` are those that have expired, are misspelt or suppress nothing.

    The same claims in any order, checked by any engine, give byte-identical JSON; ``version`` is that of its schema.
    """

    version: Literal["1"] = Field(default="1", description="The version of the schema.")
    statistics: Statistics = Field(description="What was checked.")
    counts: Counts = Field(default=Counts.model_construct(), description="How many findings stand.")
    findings: Annotated[
        Findings,
        GetPydanticSchema(lambda _, handler: handler(Sequence[Finding])),
        WrapValidator(_as_they_are),
        WrapSerializer(_all_of_them),
    ] = Field(
        default_factory=ListedFindings,
        json_schema_extra={"default": []},
        description="The findings that stand, the most severe first.",
    )
    hidden: int = Field(
        default=0, description="How many others are no more than possible, where only certain ones were asked for."
    )
    suppressed: tuple[SuppressedFinding, ...] = Field(
        default=(), description="The findings that somebody accepts, with the reason."
    )
    stale_suppressions: tuple[StaleSuppression, ...] = Field(
        default=(), description="Suppressions that have expired, are misspelt or suppress nothing."
    )
    skipped: tuple[Skipped, ...] = Field(default=(), description="The rules that were not run.")
    truncated: tuple[Truncated, ...] = Field(default=(), description="The rules that were not compared to the end.")
    coverage: Coverage = Field(default=NOTHING_UNCOVERED, description="What was not compared or not read.")

    @classmethod
    def of(
        cls,
        findings: Sequence[Finding],
        statistics: Statistics,
        skipped: Iterable[Skipped] = (),
        suppressed: Iterable[SuppressedFinding] = (),
        stale: Iterable[StaleSuppression] = (),
        truncated: Iterable[Truncated] = (),
        coverage: Coverage = NOTHING_UNCOVERED,
    ) -> "ConflictReport":
        """Put the findings of all rules in order, and count those that stand; nothing is validated again."""
        ordered: Findings
        if isinstance(findings, Findings) and isinstance(findings, Unmade):
            ordered = findings
        else:
            ordered = ListedFindings(sorted(findings, key=finding_order))
        return cls.model_construct(
            statistics=statistics,
            counts=Counts.of(ordered),
            findings=ordered,
            suppressed=tuple(sorted(suppressed, key=lambda each: finding_order(each.finding))),
            stale_suppressions=tuple(sorted(stale, key=stale_order)),
            skipped=tuple(sorted(skipped, key=lambda each: (each.rule, each.reason))),
            truncated=tuple(sorted(truncated, key=lambda each: (each.rule, each.reason, each.pairs))),
            coverage=coverage,
        )

    def ok(self, fail_on: FailOn = "error") -> bool:
        """Whether nothing is as grave as ``fail_on``; with ``never`` nothing fails."""
        return self.counts.ok(fail_on)

    def at_least(self, verdict: Verdict) -> "ConflictReport":
        """The report of the findings that are so sure at the least; how many others stand is counted as ``hidden``."""
        if verdict == "possible":
            return self
        every = self.findings
        if isinstance(every, Unmade):
            shown = every.certain()
        else:
            shown = every.of(verdict=verdict)
        accepted = tuple(each for each in self.suppressed if each.finding.verdict == verdict)
        hidden = self.hidden + len(every) - len(shown)
        narrowed = {"findings": shown, "counts": Counts.of(shown), "suppressed": accepted, "hidden": hidden}
        return self.model_copy(update=narrowed)

    def __len__(self) -> int:
        """How many findings stand: a report without any is false."""
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:  # type: ignore[override]  # of a pydantic model: its fields, by name
        """The findings that stand."""
        return iter(self.findings)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {headline(self)}>"

    @property
    def is_complete(self) -> bool:
        """Whether nothing is known that was not compared or not read, but for rules that could not match."""
        return not self.truncated and not gaps(self.coverage)

    def verdicts(self) -> Counter[tuple[Kind, Verdict]]:
        """How many findings of each kind are certain, and how many possible."""
        counts: Counter[tuple[Kind, Verdict]] = Counter()
        if isinstance(self.findings, Unmade):
            for tally in self.findings.tallies():
                counts[tally.kind, tally.verdict] += tally.findings
        else:
            counts.update((finding.kind, finding.verdict) for finding in self.findings)
        return counts

    def find(self, fingerprint: str) -> tuple[Finding, ...]:
        """The findings whose fingerprint is, or begins with, these digits: one, unless too few digits are given.

        Suppressed ones are among them.
        """
        every = (*self.findings, *(each.finding for each in self.suppressed))
        exact = tuple(finding for finding in every if finding.fingerprint == fingerprint)
        return exact or tuple(finding for finding in every if finding.fingerprint.startswith(fingerprint))

    def to_text(self, width: int = DEFAULT_WIDTH, *, verbose: bool = False) -> str:
        """What a person reads, without colour: sides next to each other from 100 columns on, else below each other."""
        return text_of(report_lines(self, width, Detail(verbose, statistics=verbose, timing=verbose)))

    def explain(self, finding: Finding, width: int = DEFAULT_WIDTH, *, parts: bool = False) -> str:
        """One finding in full: every claim of every side, and condition by condition the bounds that were compared.

        Conditions that have a name stand there by it; ``parts`` asks for all that they stand for, too.
        """
        return text_of(explanation_lines(finding, width, parts=parts))

    @overload
    def to_frame(self, kind: Literal["pandas"] = "pandas") -> "pd.DataFrame": ...
    @overload
    def to_frame(self, kind: Literal["polars"]) -> "pl.DataFrame": ...
    @overload
    def to_frame(self, kind: Literal["arrow"]) -> "pa.Table": ...
    def to_frame(self, kind: "FrameKind" = "pandas") -> "AnyFrame":
        """A table with a row for each finding that stands; ``kind`` is ``pandas``, ``polars`` or ``arrow``.

        Raises UnsupportedError where the library is not installed (the extras ``pandas``, ``polars`` and ``bulk``).
        """
        from conflicts.report.frames import findings_frame

        return findings_frame(self.findings, kind)

    @overload
    def claims_frame(self, kind: Literal["pandas"] = "pandas") -> "pd.DataFrame": ...
    @overload
    def claims_frame(self, kind: Literal["polars"]) -> "pl.DataFrame": ...
    @overload
    def claims_frame(self, kind: Literal["arrow"]) -> "pa.Table": ...
    def claims_frame(self, kind: "FrameKind" = "pandas") -> "AnyFrame":
        """A table with a row for each claim of each finding; ``fingerprint`` joins it to ``to_frame``."""
        from conflicts.report.frames import claims_frame

        return claims_frame(self.findings, kind)

    def _repr_html_(self) -> str:
        from conflicts.report.notebook import report_html

        return report_html(self)

    def to_json(self, *, runtime: bool = False) -> str:
        """Indented JSON; ``runtime`` adds which engine ran, why, and for how long."""
        return self.model_dump_json(indent=2, exclude=None if runtime else _RUNTIME)

    def rest_json(self, *, runtime: bool = False) -> str:
        """The JSON without its findings, in one line; ``runtime`` as for ``to_json``."""
        return self.model_dump_json(exclude={"findings": True, **({} if runtime else _RUNTIME)})

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read what ``to_json`` wrote; raises InputError with everything that does not fit the schema."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise InputError(
                Problem(f"{'.'.join(map(str, each['loc'])) or 'report'}: {each['msg']}", path=each["loc"])
                for each in error.errors()
            ) from None


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report's JSON."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | ConflictReport.model_json_schema()
