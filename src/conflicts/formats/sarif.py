"""SARIF 2.1.0, which code hosts and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

import json
from collections.abc import Sequence
from typing import TypeAlias

from conflicts import __version__
from conflicts.formats import Options
from conflicts.model.claim import Location
from conflicts.report.cells import shorten, visible
from conflicts.report.finding import Finding, ReportedClaim
from conflicts.report.folding import Folded, also_words, folded
from conflicts.report.gaps import gaps, hidden_line
from conflicts.report.inert import inert
from conflicts.report.lines import justification, stale_line
from conflicts.report.listing import truncated_line
from conflicts.report.places import is_inside, placed_first, uri_of
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import SuppressedFinding
from conflicts.report.words import NOBODY, counted
from conflicts.rules.rule import Rule, Severity, Verdict

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json]"
Object: TypeAlias = dict[str, Json]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_ROOT = "%SRCROOT%"
"""What relative addresses are relative to; GitHub takes it for the root of the repository."""

_RANKS: dict[Verdict, int] = {"certain": 100, "possible": 50}

_PROBLEMS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "recommendation"}
"""GitHub's words for how grave a rule is that is not about security."""

_MOST_RELATED = 99
"""GitHub keeps a hundred locations of a result."""

_MOST_LINKED = 10
_MOST_TAGS = 10
_LONGEST_DESCRIPTION = 1000


def render(report: ConflictReport, options: Options) -> str:
    """Write a log of one run; rules without findings are described in it if the options name them."""
    described: dict[str, Rule | Finding] = {rule.name: rule for rule in options.rules}
    standing = tuple(report.findings)  # those of a large table are made each time that they are gone through
    for finding in (*standing, *(each.finding for each in report.suppressed)):
        described.setdefault(finding.rule, finding)
    names = sorted(described)
    numbers = {name: number for number, name in enumerate(names)}
    rules: list[Json] = [_rule(name, described[name]) for name in names]
    run: Object = {
        "tool": {"driver": {"name": "conflicts", "version": __version__, "rules": rules}},
        "invocations": [{"executionSuccessful": True, "toolConfigurationNotifications": _notifications(report)}],
        "properties": {"coverage": json.loads(report.coverage.model_dump_json())},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The directory in which the check ran."}}},
        "columnKind": "unicodeCodePoints",
        "results": [
            *(_result(each, numbers[each.finding.rule], []) for each in folded(standing)),
            *(
                _result(Folded(each.finding), numbers[each.finding.rule], [_suppression(each)])
                for each in report.suppressed
            ),
        ],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str, rule: Rule | Finding) -> Object:
    """Describe a rule from itself, or else from the gravest finding that it made."""
    references = rule.references if isinstance(rule, Rule) else ()
    tags: list[Json] = [*dict.fromkeys(visible(tag) for tag in (rule.kind, *rule.tags))]
    return {
        "id": visible(name),
        "name": "".join(word.capitalize() for word in visible(name).rpartition("/")[2].split("-")),
        "shortDescription": {"text": _sentence(visible(rule.title))},
        "fullDescription": {"text": shorten(visible(rule.help), _LONGEST_DESCRIPTION)},
        "help": {
            "text": "\n".join(map(visible, (rule.help, *references))),
            "markdown": "\n".join([inert(rule.help), *(f"\n- {inert(reference)}" for reference in references)]),
        },
        "defaultConfiguration": {"level": rule.severity},
        "properties": {
            "kind": rule.kind,
            "problem.severity": _PROBLEMS[rule.severity],
            "tags": tags[:_MOST_TAGS],
        },
    }


def _notifications(report: ConflictReport) -> list[Json]:
    skipped = [_notification("note", f"The rule {each.rule} was not run: {each.reason}") for each in report.skipped]
    stale = [_notification("warning", stale_line(each), each.location) for each in report.stale_suppressions]
    cut = [_notification("warning", f"Not complete: {truncated_line(each)}") for each in report.truncated]
    uncovered = [_notification("note", f"{each.lead.capitalize()}: {each.text}") for each in gaps(report.coverage)]
    hidden = [_notification("note", line)] if (line := hidden_line(report.hidden)) else []
    return [*skipped, *stale, *cut, *uncovered, *hidden]


def _notification(level: Severity, text: str, location: Location | None = None) -> Object:
    notification: Object = {"level": level, "message": {"text": _sentence(_plain(text))}}
    if location is not None:
        notification["locations"] = [{"physicalLocation": _physical(location, "")}]
    return notification


def _result(together: Folded, number: int, suppressions: list[Json]) -> Object:
    finding, also = together
    first, *others = placed_first(finding)
    return {
        "ruleId": visible(finding.rule),
        "ruleIndex": number,
        "kind": "fail",
        "level": finding.severity,
        "rank": _RANKS[finding.verdict],
        "message": {"text": _message(together, others)},
        "locations": [_location(first)],
        "relatedLocations": [
            {"id": id, **_location(claim)} for id, claim in enumerate(others[:_MOST_RELATED], start=1)
        ],
        "partialFingerprints": {"conflictsFingerprint/v1": finding.fingerprint},
        # An empty list says that the finding is not suppressed; without it, that would be unknown (section 3.27.23).
        "suppressions": suppressions,
        "properties": {
            "verdict": finding.verdict,
            "kind": finding.kind,
            "pairs": finding.pairs,
            "claims": len(finding.claims),
            **(
                {"also": [{"ruleId": visible(each.rule), "fingerprint": each.fingerprint} for each in also]}
                if also
                else {}
            ),
        },
    }


def _suppression(suppressed: SuppressedFinding) -> Object:
    kind = "inSource" if suppressed.source == "claim" else "external"
    return {"kind": kind, "status": "accepted", "justification": visible(justification(suppressed))}


def _message(together: Folded, others: Sequence[ReportedClaim]) -> str:
    """What is the matter, with links to the other claims: GitHub shows related locations only where they are linked."""
    further = (f"Also {also_words(each)}" for each in together.also)
    message = " ".join(_sentence(_plain(each)) for each in (together.finding.message, *further))
    if not others:
        return message
    links = [f"[{_link_text(claim.id)}]({id})" for id, claim in enumerate(others[:_MOST_LINKED], start=1)]
    more = [f"{counted(len(others) - len(links), 'more claim')}"] if len(others) > len(links) else []
    return f"{message} See {', '.join(links + more)}."


def _location(claim: ReportedClaim) -> Object:
    location: Object = {
        "message": {"text": _plain(f"{claim.text} ({claim.asserted_by or NOBODY})")},
        "logicalLocations": [{"name": visible(claim.id), "kind": "claim"}],
    }
    if claim.location is not None:
        location["physicalLocation"] = _physical(claim.location, claim.excerpt or "")
    return location


def _physical(location: Location, excerpt: str) -> Object:
    address: Object = {"uri": uri_of(location.file)}
    if is_inside(location.file):
        address["uriBaseId"] = _ROOT
    physical: Object = {"artifactLocation": address}
    if location.line:
        physical["region"] = _region(location, excerpt)
    return physical


def _region(location: Location, excerpt: str) -> Object:
    """From where the claim begins; to where it ends, if the excerpt is what stands there."""
    region: Object = {"startLine": location.line}
    if location.column:
        region["startColumn"] = location.column
        if location.length and location.length == len(excerpt):
            *before, last = excerpt.split("\n")
            region["endLine"] = location.line + len(before)
            region["endColumn"] = len(last) + (1 if before else location.column)
    return region


def _plain(text: str) -> str:
    """Text of a message in which nothing is a placeholder or a link (sections 3.11.5 and 3.11.6)."""
    return visible(text).replace("{", "{{").replace("}", "}}").replace("](", "]\u200b(")


def _link_text(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\[]" else character for character in _plain(text))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
