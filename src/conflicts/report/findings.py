"""The findings of a report, and how to choose among them."""

from collections.abc import Sequence

from conflicts.model.spelling import canonical
from conflicts.report.finding import Finding
from conflicts.rules.rule import Kind, Severity, Verdict


class Findings(Sequence[Finding]):  # noqa: PLW1641 - what is made when it is looked at has no hash
    """Findings in the order of a report."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Findings | tuple) and tuple(self) == tuple(other)

    def of(
        self,
        *,
        rule: str | None = None,
        kind: Kind | None = None,
        severity: Severity | None = None,
        verdict: Verdict | None = None,
        subject: str | None = None,
        claim: str | None = None,
    ) -> "ListedFindings":
        """Those of a rule (``core/denial``, or its pack or id), kind, severity or verdict, about a subject (its name)
        or with a claim (its id); what is left out chooses nothing.

        >>> from conflicts import check
        >>> said = {"subject": "Mill", "predicate": "closed"}
        >>> report = check([said | {"asserted_by": "Ann"}, said | {"asserted_by": "Ben", "polarity": "denied"}])
        >>> [finding.rule for finding in report.findings.of(kind="contradiction", subject="mill")]
        ['core/denial']
        """
        asked = {"kind": kind, "severity": severity, "verdict": verdict}
        return ListedFindings(
            finding
            for finding in self
            if all(wanted in (None, getattr(finding, field)) for field, wanted in asked.items())
            and (rule is None or rule in (finding.rule, *finding.rule.rsplit("/", 1)))
            and (subject is None or canonical(subject) in _subjects(finding))
            and (claim is None or any(each.id == claim for each in finding.claims))
        )


class ListedFindings(tuple[Finding, ...], Findings):
    """Findings that are made: a tuple of them."""


def _subjects(finding: Finding) -> set[str]:
    return {canonical(finding.subject), *(canonical(each.subject) for each in finding.claims)}
