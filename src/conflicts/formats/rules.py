"""Rules as text: a list of them, or everything about one."""

import json
from collections.abc import Sequence

from conflicts.facts.evaluate import clause_text
from conflicts.report.cells import pad, wrap
from conflicts.rules.rule import Block, Example, Rule


def rules_text(rules: Sequence[Rule]) -> str:
    """One line a rule: its name, kind, severity and title."""
    rows = [(rule.name, rule.kind, rule.severity, rule.title) for rule in rules]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = ("  ".join([*map(pad, row[:3], widths), row[3]]) for row in rows)
    return "".join(f"{line}\n" for line in lines)


def rules_json(rules: Sequence[Rule]) -> str:
    """What a program needs to know of each rule, as a JSON list."""
    known = [
        {
            "name": rule.name,
            "kind": rule.kind,
            "severity": rule.severity,
            "severity_if_possible": rule.severity_if_possible,
            "title": rule.title,
            "help": rule.help,
            "tags": list(rule.tags),
            "references": list(rule.references),
        }
        for rule in rules
    ]
    return json.dumps(known, ensure_ascii=False, indent=2) + "\n"


def rule_text(rule: Rule, width: int) -> str:
    """Everything about a rule: what it finds, what to do about it, its conditions, its examples and its source."""
    severity = f"{rule.severity} if certain, {rule.severity_if_possible} if possible"
    parts = [
        f"{rule.name}: {rule.title}\n{rule.kind}; {severity}",
        "\n".join(wrap(rule.help.strip(), width)),
        _section("Message", [rule.message]),
        _section("Claims", [", ".join(rule.variables) + (f", sharing {', '.join(rule.same)}" if rule.same else "")]),
        _section("Where", map(clause_text, rule.where)),
        _section("Blocks", map(_block, rule.blocks)),
        _section("Examples", map(_example, rule.examples)),
        _section("Tags", [", ".join(rule.tags)] if rule.tags else []),
        _section("References", rule.references),
        _section(f"Source ({rule.place.file})" if rule.place.file else "Source", rule.source.splitlines()),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _section(title: str, lines: "Sequence[str] | map[str]") -> str:
    indented = [f"    {line}".rstrip() for line in lines]
    return "\n".join([title, *indented]) if indented else ""


def _block(block: Block) -> str:
    word = "without" if block.negated else "with"
    count = f" at least {block.count}" if block.count > 1 else ""
    distinct = f" of different {block.distinct}" if block.distinct else ""
    shared = f", sharing {', '.join(block.same)}" if block.same else ""
    return f"{word}{count} {block.variable}{distinct}{shared}: {'; '.join(map(clause_text, block.where))}"


def _example(example: Example) -> str:
    found = "; ".join(f"{', '.join(sorted(each.claims))} ({each.verdict})" for each in example.expect)
    return f"{example.name.rstrip('.')}: {found or 'nothing is found'}"
