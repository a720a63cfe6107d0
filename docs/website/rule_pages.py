"""A page for each rule, and the tables of their packs, made from the rules themselves."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from conflicts.check import check
from conflicts.readers import from_mapping
from conflicts.report.words import counted
from conflicts.rules.condition import groups
from conflicts.rules.definitions import FILE_NAME
from conflicts.rules.pack import definitions_of, load_rules, references
from conflicts.rules.rule import Block, Example, Rule
from website.condition_words import condition_list
from website.markdown import autolinked, code, fence, table
from website.navigation import toctree
from website.pattern_pages import PATTERN_PAGES
from website.places import RULES, WIDTH
from website.source_parts import item_parts, top_parts

CONDITIONS = ("claims", "same", "where", "with", "without")
NOT_THE_CLAIMS = ("name", "expect")
NUMBERS = {1: "One claim", 2: "Two claims", 3: "Three claims"}


def rule_pages() -> Iterator[tuple[str, str]]:
    """The pages of all rules that ship, and of their packs: path and text."""
    rules = load_rules()
    for pack, members in groupby(rules, lambda rule: rule.pack):
        yield f"rules/{pack}/index.md", pack_page(pack, list(members))
    for rule in rules:
        yield f"rules/{rule.name}.md", rule_page(rule, rules)


def pack_page(pack: str, rules: Sequence[Rule]) -> str:
    """A table of the rules of a pack, with links to their pages."""
    rows = [(f"[{code(rule.id)}]({rule.id}.md)", rule.kind, rule.severity, rule.title) for rule in rules]
    listed = table(["rule", "kind", "severity", "reports"], rows)
    parts = [f"# {pack}", f"{counted(len(rules), 'rule')}.", listed, *_definitions(pack)]
    return "\n\n".join(parts) + f"\n{toctree(*(rule.id for rule in rules))}"


def _definitions(pack: str) -> Iterator[str]:
    """What the named conditions of a pack mean, and all that they stand for."""
    known = definitions_of(RULES / pack)
    if known.own:
        yield "## Definitions"
        yield f"Conditions with a name, for the rules of this pack and of packs that use {code(pack)}."
    texts = item_parts((RULES / pack / FILE_NAME).read_text(encoding="utf-8"), "definitions") if known.own else []
    for each, text in zip(known.own, texts, strict=True):
        yield f"### {each.name}"
        yield each.means
        yield fence("yaml", text["where"])


def pack_list() -> str:
    """Links to the pages of the packs, and to those of the patterns, with the number of their rules."""
    packs = Counter(rule.pack for rule in load_rules(shipped_examples=False))
    lines = [f"- [{pack}](/rules/{pack}/index.md): {counted(number, 'rule')}" for pack, number in packs.items()]
    return "\n".join(["", "## Packs", "", *lines, "", toctree(*(f"{pack}/index" for pack in packs), *PATTERN_PAGES)])


def rule_page(rule: Rule, rules: Sequence[Rule]) -> str:
    """Everything about a rule, its examples with the reports that they give among it."""
    file = RULES / rule.pack / f"{rule.id}.yaml"
    parts = top_parts(rule.source)
    shown = next(example for example in rule.examples if example.expect)
    sections = [
        f"# {rule.name}",
        f"**{rule.title.rstrip('.')}.**",
        fence("text", report_text(rule, shown, rules)),
        f"That is the report of the first of the [examples](#examples) below: {shown.name}",
        "## What it looks for",
        *_what_it_looks_for(rule),
        "## What to do",
        rule.help.strip(),
        "## The conditions",
        table(["kind", "severity if certain", "if possible", "tags"], [_row_of(rule)]),
        f"What the words mean is in [The rule language](/reference/rule-language.md){_definition_links(rule)}.",
        fence("yaml", "".join(parts[key] for key in CONDITIONS if key in parts)),
        f"A finding says:\n\n{fence('text', rule.message)}",
        f"The whole rule: [`rules/{rule.name}.yaml`](/files/{file.relative_to(RULES.parent).as_posix()})",
        *_section("References", [autolinked(each) for each in rule.references]),
        *_section("Related rules", list(_related(rule, rules))),
        "## Examples",
        "Each report is that of the claims above it, by this rule alone.",
        *_examples(rule, rules),
    ]
    return "\n\n".join(sections) + "\n"


def report_text(rule: Rule, example: Example, rules: Sequence[Rule]) -> str:
    """What a check of the example's claims with this rule prints."""
    collection = from_mapping(example.collection, "claims.yaml")
    report = check(collection, rules=rules, select=[rule.name], engine="python", as_of=example.as_of)
    return report.to_text(WIDTH)


def _row_of(rule: Rule) -> tuple[str, ...]:
    return rule.kind, rule.severity, rule.severity_if_possible, ", ".join(map(code, rule.tags))


def _what_it_looks_for(rule: Rule) -> Iterator[str]:
    definitions = {each.full_name: each for each in definitions_of(RULES / rule.pack).visible}
    yield f"{_claims(rule)} All of this is so:"
    yield "\n".join(condition_list(rule.where, definitions))
    for block in rule.blocks:
        yield f"{_further(block)}:" if block.where else f"{_further(block)}."
        if block.where:
            yield "\n".join(condition_list(block.where, definitions))


def _further(block: Block) -> str:
    least = f"at least {block.count}" if block.count > 1 else "" if block.negated else "a"
    how_many = " ".join(filter(None, ["no" if block.negated else "", least, f"further claim{'s' * (block.count > 1)}"]))
    of = f", of different {block.distinct}" if block.count > 1 and block.distinct not in (None, "id") else ""
    shared = f", with the same {_listed(block.same)}" if block.same else ""
    such = ", of which all of this is so" if block.where else ""
    return f"And there {'are' if block.count > 1 else 'is'} {how_many}, {code(block.variable)}{of}{shared}{such}"


def _definition_links(rule: Rule) -> str:
    packs = {group.definition.partition("/")[0] for group in groups(rule.clauses) if group.definition}
    links = [f"[{pack}](/rules/{pack}/index.md#definitions)" for pack in sorted(packs)]
    return f", and what the named conditions stand for in {_listed(links)}" if links else ""


def _claims(rule: Rule) -> str:
    names = " and ".join(map(code, rule.variables)) if len(rule.variables) < 3 else ", ".join(map(code, rule.variables))
    shared = f", of the same {_listed(rule.same)}" if rule.same else ""
    return f"{NUMBERS[len(rule.variables)]}, {names}{shared}."


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _section(title: str, entries: Sequence[str]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {entry}" for entry in entries)] if entries else []


def _related(rule: Rule, rules: Sequence[Rule]) -> Iterator[str]:
    asked = {name for name, _ in references(rule)}
    asking = {other.name for other in rules if rule.name in {name for name, _ in references(other)}}
    named = set(re.findall(r"\b[a-z-]+/[a-z0-9-]+\b", rule.help)) & {other.name for other in rules}
    yield from _line("It asks what these have found", asked)
    yield from _line("These ask what it has found", asking)
    yield from _line("Its help names", named - asked - asking)
    for tag in rule.tags:
        alike = {other.name for other in rules if tag in other.tags} - {rule.name}
        yield from _line(f"Also tagged {code(tag)}", alike)


def _line(what: str, names: Iterable[str]) -> Iterator[str]:
    links = [f"[{code(name)}](/rules/{name}.md)" for name in sorted(names)]
    if links:
        yield f"{what}: {', '.join(links)}"


def _examples(rule: Rule, rules: Sequence[Rule]) -> Iterator[str]:
    for example, parts in zip(rule.examples, item_parts(rule.source, "examples"), strict=True):
        yield f"### {example.name.rstrip('.')}"
        yield fence("yaml", _collection(parts))
        if example.as_of is not None:
            yield f"Checked as of {example.as_of}:"
        yield fence("text", report_text(rule, example, rules))


def _collection(parts: Mapping[str, str]) -> str:
    return "".join(text for key, text in parts.items() if key not in (*NOT_THE_CLAIMS, "as_of"))
