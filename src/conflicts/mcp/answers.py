"""Answers to what a client asks: text for a reader, data by a schema, and a report to keep."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVarTuple

from pydantic import Field

from conflicts.errors import ConflictsError, InputError, RuleError
from conflicts.explain import why_not
from conflicts.formats import Options, format_named
from conflicts.formats.rules import rule_text, rules_json
from conflicts.mcp.inputs import Given, Kept, Served, checked, collected, files_of, options_of
from conflicts.mcp.root import inside, settings_of
from conflicts.model.frozen import Frozen
from conflicts.readers import claims_schema
from conflicts.report.diff import ReportDiff
from conflicts.report.finding import Finding
from conflicts.report.findings import ListedFindings
from conflicts.report.report import ConflictReport
from conflicts.report.stored import report_in
from conflicts.rules.pack import load_rules, named_rule
from conflicts.rules.rule import Rule
from conflicts.suggest import mapping_of, suggested, vocabulary_text

WIDTH = 100
"""How many columns the text of an answer has."""

_Asked = TypeVarTuple("_Asked")


class Answer(NamedTuple):
    """What a client is answered; ``report`` is the whole report of a check, in JSON, ``session`` what there is then."""

    text: str
    data: dict[str, Any] | None = None
    report: str | None = None
    session: Kept | None = None


class Refusal(NamedTuple):
    """Why there is no answer: what the client got wrong, in sentences."""

    reason: str


class Explanation(Frozen):
    """Why there is a finding, condition by condition; or what a rule looks for."""

    kind: Literal["finding", "rule"]
    name: str = Field(description="The fingerprint of the finding, or the name of the rule.")
    text: str
    finding: Finding | None = None


class Suggestion(Frozen):
    """A vocabulary that is proposed, or the mapping of a table: each line with its evidence."""

    yaml: str = Field(description="A claims file without claims, or a mapping file, for somebody to decide on.")
    unread: tuple[str, ...] = Field(default=(), description="What could not be read, each thing with its place.")


def answered(work: Callable[[Served, *_Asked], Answer], served: Served, *asked: *_Asked) -> Answer | Refusal:
    """Do the work in the directory that is served. It runs in a process of its own, which nothing else works in."""
    os.chdir(served.root)
    try:
        return work(served, *asked)
    except ConflictsError as error:
        return Refusal(str(error))


def check_answer(served: Served, given: Given, asked: Mapping[str, object], limit: int) -> Answer:
    """The report of what is given, with so many findings; all count."""
    report = checked(served, given, asked)
    shown = report.model_copy(update={"findings": ListedFindings(report.findings[:limit])})
    text = format_named("text").render(report, Options(width=WIDTH, limit=limit))
    return Answer(text, json.loads(shown.to_json()), report.to_json())


def explain_answer(served: Served, what: str, kept: Sequence[str]) -> Answer:
    """One finding of the reports that are kept, the newest first; or a rule."""
    for report in map(ConflictReport.from_json, kept):
        found = report.find(what) if what else ()
        if len(found) > 1:
            raise InputError(f"{what!r} begins {len(found)} fingerprints: give more of it")
        for finding in found:
            text = report.explain(finding, WIDTH)
            return _explained("finding", finding.fingerprint, text, finding)
    try:
        rule = named_rule(what, _rules(served))
    except RuleError as error:
        raise InputError(f"{error}; no finding that check has reported lately has that fingerprint") from None
    return _explained("rule", rule.name, rule_text(rule, WIDTH))


def _explained(kind: Literal["finding", "rule"], name: str, text: str, finding: Finding | None = None) -> Answer:
    return Answer(text, Explanation(kind=kind, name=name, text=text, finding=finding).model_dump(mode="json"))


def why_not_answer(
    served: Served, rule: str, ids: Sequence[str], given: Given, as_of: str | None, at: str | None
) -> Answer:
    """Why a rule does not flag the claims with these ids; or that it does, and how surely."""
    settings = settings_of(served.root)
    collection = collected(served, given, settings)
    why = why_not(collection, rule, ids, rules=settings.rules or None, as_of=as_of, at=at)
    return Answer(why.to_text(WIDTH), why.model_dump(mode="json"))


def diff_answer(
    served: Served, old: Given | None, new: Given | None, asked: Mapping[str, object], kept: Sequence[str]
) -> Answer:
    """What changed from the old input to the new one; in place of the old one stands the newest report that is kept."""
    if old is None and not kept:
        raise InputError("there is no report to compare with: give old, or check first")
    before = ConflictReport.from_json(kept[0]) if old is None else _report(served, old, asked)
    after = _report(served, new or Given(), asked)
    difference = ReportDiff.between(before, after)
    return Answer(difference.to_text(WIDTH), json.loads(difference.to_json()), after.to_json())


def _report(served: Served, given: Given, asked: Mapping[str, object]) -> ConflictReport:
    """The report that is given as a file, or that a check makes."""
    if given.claims is None and given.paths is not None and len(given.paths) == 1:
        path = inside(served.root, given.paths[0])
        if path.is_file() and path.stat().st_size <= served.most_bytes and (report := report_in(path)) is not None:
            return report
    return checked(served, given, asked)


def suggest_answer(served: Served, given: Given) -> Answer:
    """A vocabulary for the claims that are given; or a mapping, for a table that needs one."""
    settings = settings_of(served.root)
    options = options_of(settings)
    mapping = None
    if given.claims is None and options.mapping is None and not options.file_mappings:
        paths = files_of(served, given, settings, options)
        mapping = mapping_of(paths, given.format)
    if mapping is not None:
        from conflicts.tables.mapping import TableMapping

        options = replace(options, mapping=TableMapping.model_validate(mapping.data()), max_errors=served.most_bytes)
    collection = collected(served, given, settings, options)
    text = vocabulary_text(suggested(collection.claims, collection.vocabulary), (), mapping)
    suggestion = Suggestion(yaml=text, unread=tuple(map(str, collection.unread)))
    return Answer(text, suggestion.model_dump(mode="json"))


def rules_answer(served: Served) -> Answer:
    """A list of the rules, as JSON."""
    return Answer(rules_json(_rules(served)))


def rule_answer(served: Served, name: str) -> Answer:
    """Everything about a rule."""
    return Answer(rule_text(named_rule(name, _rules(served)), WIDTH))


def schema_answer(served: Served) -> Answer:
    """The schema of claims, as JSON."""
    return Answer(json.dumps(claims_schema(), ensure_ascii=False))


def _rules(served: Served) -> tuple[Rule, ...]:
    return load_rules(settings_of(served.root).rules or None)


def root_of(path: Path) -> Path:
    """The real path of a directory; raises InputError for what is none."""
    real = Path(os.path.realpath(path))
    if not real.is_dir():
        raise InputError(f"{path}: is no directory")
    return real
