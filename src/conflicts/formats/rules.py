"""Rules as text: a list of them, or everything about one."""

import json
from collections.abc import Iterable, Iterator, Sequence

from conflicts.report.cells import pad, wrap
from conflicts.rules.condition import Clause, Group, clause_text, has_names
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


def rule_text(rule: Rule, width: int, *, parts: bool = False) -> str:
    """Everything about a rule: what it finds, what to do about it, its conditions, its examples and its source.

    ``parts``: below each named condition all that it stands for.
    """
    severity = f"{rule.severity} if certain, {rule.severity_if_possible} if possible"
    sections = [
        f"{rule.name}: {rule.title}\n{rule.kind}; {severity}",
        "\n".join(wrap(rule.help.strip(), width)),
        _section("Message", [rule.message]),
        _section("Claims", [", ".join(rule.variables) + (f", sharing {', '.join(rule.same)}" if rule.same else "")]),
        _section("Where", clause_lines(rule.where, parts=parts)),
        _section("Blocks", (line for block in rule.blocks for line in _block(block, parts))),
        _section("Examples", map(_example, rule.examples)),
        _section("Tags", [", ".join(rule.tags)] if rule.tags else []),
        _section("References", rule.references),
        _section(f"Source ({rule.place.file})" if rule.place.file else "Source", rule.source.splitlines()),
    ]
    return "\n\n".join(filter(None, sections)) + "\n"


def clause_lines(clauses: Iterable[Clause], *, parts: bool, indent: str = "") -> Iterator[str]:
    """A line for each clause; with ``parts`` below each that has a name, or has one in it, its members."""
    for clause in clauses:
        yield f"{indent}{clause_text(clause)}"
        if parts and isinstance(clause, Group) and has_names(clause):
            yield from clause_lines(clause.members, parts=True, indent=f"{indent}    ")


def _section(title: str, lines: Iterable[str]) -> str:
    indented = [f"    {line}".rstrip() for line in lines]
    return "\n".join([title, *indented]) if indented else ""


def _block(block: Block, parts: bool) -> Iterator[str]:
    word = "without" if block.negated else "with"
    count = f" at least {block.count}" if block.count > 1 else ""
    distinct = f" of different {block.distinct}" if block.distinct else ""
    shared = f", sharing {', '.join(block.same)}" if block.same else ""
    head = f"{word}{count} {block.variable}{distinct}{shared}:"
    if not parts:
        yield f"{head} {'; '.join(map(clause_text, block.where))}"
        return
    yield head
    yield from clause_lines(block.where, parts=True, indent="    ")


def _example(example: Example) -> str:
    found = "; ".join(f"{', '.join(sorted(each.claims))} ({each.verdict})" for each in example.expect)
    return f"{example.name.rstrip('.')}: {found or 'nothing is found'}"
