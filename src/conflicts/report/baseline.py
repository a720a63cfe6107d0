"""A baseline: the findings that were there when the check was taken up; only others are new."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError

from conflicts.document import load_json, read_content, whole_file
from conflicts.errors import InputError, Place, Problem, file_name
from conflicts.model.faults import faults, shown
from conflicts.model.frozen import Frozen
from conflicts.report.finding import Finding

DEFAULT_BASELINE = "conflicts-baseline.json"


class BaselineEntry(Frozen):
    """A known finding: ``fingerprint`` decides, the rest is for people who read the file."""

    fingerprint: str = Field(description="The fingerprint of the finding, which decides.")
    rule: str = Field(description="The full name of its rule.")
    message: str = Field(default="", description="Its message, for people.")
    claims: tuple[str, ...] = Field(default=(), description="The ids of its claims, for people.")


class Baseline(Frozen):
    """Known findings, in the order of their rules and fingerprints.

    A fingerprint stands for a rule and what its claims say, by whom and when (``conflicts.report.fingerprint``): moving
    lines, reordering, renaming ids and editing other claims leave it as it is. Findings alike in all of that are told
    apart by a number after the fingerprint.
    """

    version: Literal["1"] = Field(default="1", description="The version of the schema.")
    findings: tuple[BaselineEntry, ...] = Field(default=(), description="The known findings.")

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        """The baseline in which these findings are known."""
        return cls().with_findings(findings)

    def with_findings(self, findings: Iterable[Finding]) -> Self:
        """The baseline in which these findings are known too; the entries of those it knew already are renewed."""
        return self._with({entry.fingerprint: entry for entry in [*self.findings, *map(_entry, findings)]}.values())

    def without(self, fingerprints: Iterable[str]) -> Self:
        """The baseline in which the findings of these fingerprints are not known."""
        dropped = set(fingerprints)
        return self._with(entry for entry in self.findings if entry.fingerprint not in dropped)

    def to_json(self) -> str:
        """Indented JSON, an entry after the other, so that a change of the file shows which findings came and went."""
        return self.model_dump_json(indent=2) + "\n"

    def _with(self, entries: Iterable[BaselineEntry]) -> Self:
        ordered = sorted(entries, key=lambda entry: (entry.rule, entry.fingerprint))
        return self.model_copy(update={"findings": tuple(ordered)})


def _entry(finding: Finding) -> BaselineEntry:
    return BaselineEntry(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        message=finding.message,
        claims=tuple(sorted(claim.id for claim in finding.claims)),
    )


def read_baseline(path: Path) -> Baseline:
    """Read a baseline; raises InputError with everything that is wrong with it, each with its place."""
    file = file_name(path)
    try:
        content = read_content(path, file)
    except InputError as error:
        if not isinstance(error.__cause__, FileNotFoundError):
            raise
        message = "no such baseline; `conflicts baseline create` writes one"
        raise InputError(Problem(message, Place(file))) from None
    document = load_json(content, file)
    if not isinstance(document.data, dict):
        raise InputError(document.locate(Problem(f"{shown(document.data)} where a baseline should be")))
    try:
        return Baseline.model_validate(document.data)
    except ValidationError as error:
        raise InputError(map(document.locate, faults(error, Baseline, document.data))) from None


def write_whole(path: Path, text: str) -> None:
    """Replace the file in one step (``whole_file``); raises InputError where it cannot be written."""
    with whole_file(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
