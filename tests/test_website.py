"""The documentation site: what is generated is complete, and what is staged is what was written."""

import re
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from conflicts.cli import app
from conflicts.rules.fields import FIELDS
from conflicts.rules.operators import OPERATORS
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Rule
from website.build import foreign_addresses
from website.command_pages import command_names, command_sections
from website.language_pages import field_meanings, language_tables
from website.navigation import BELOW, navigation
from website.pattern_pages import pattern_pages
from website.places import DOCS, RULES, sources
from website.python_pages import MODULES, public_names, python_pages
from website.rule_pages import pack_list, rule_pages
from website.source_parts import item_parts, top_parts
from website.stage import page_name, staged

SHIPPED = load_rules()
NAMES = frozenset(rule.name for rule in SHIPPED)


@cache
def pages_of_rules() -> dict[str, str]:
    """All pages of rules and packs by their paths: each shows the reports on its examples, which takes its time."""
    return dict(rule_pages())


def test_every_page_is_in_the_navigation_once() -> None:
    pages = [*map(page_name, sources())]
    listed = [page for entries in navigation(pages).values() for page in entries]
    below = [page for page in pages if re.fullmatch(r"adr/\d.*", page)]
    assert sorted([*listed, *below, "index"]) == sorted(pages)
    assert set(BELOW) <= set(listed)


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)
def test_the_page_of_a_rule_has_its_examples_with_their_reports(rule: Rule) -> None:
    page = pages_of_rules()[f"rules/{rule.name}.md"]
    assert rule.title.rstrip(".") in page
    assert all(f"### {example.name.rstrip('.')}\n" in page for example in rule.examples)
    reports = re.findall(r"^```text\n(.*?)^```", page.partition("## Examples")[2], flags=re.DOTALL | re.MULTILINE)
    assert len(reports) == len(rule.examples)
    for example, report in zip(rule.examples, reports, strict=True):
        assert (f"[{rule.name}]" in report) == bool(example.expect)


def test_the_conditions_of_a_rule_stand_in_its_page_as_they_were_written() -> None:
    page = pages_of_rules()["rules/core/denial.md"]
    assert "\nsame: [topic, predicate, scope]\nwhere:\n  - a.polarity is affirmed\n" in page
    assert "\nentities:\n  fort: {}\n  gatehouse: {part_of: fort}\n" in page
    assert "(/rules/core/explicit.md)" in page
    assert "(/rules/editorial/partisan-only.md)" in page


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.name)
def test_the_page_of_a_rule_begins_with_a_report_and_says_in_words_what_it_looks_for(rule: Rule) -> None:
    page = pages_of_rules()[f"rules/{rule.name}.md"]
    parts = [
        page.index(part) for part in ("\n```text\n", "\n## What it looks for\n", "\n## The conditions\n", "where:")
    ]
    assert parts == sorted(parts)
    words = page[parts[1] : page.index("\n## What to do\n")]
    syntax = r"\b\w+-(?:not|missing|present|tag|from|with|flagged|by)\b|\b[a-d]\.\w|(?<!\w)[<>]=?(?!\w)|\bas-of\b"
    assert re.findall(syntax, re.sub(r"`[^`]*`", "", words)) == []


def test_the_page_of_a_pack_says_what_its_definitions_mean() -> None:
    page = pages_of_rules()["rules/core/index.md"]
    assert "\n### a and b hold together\n\nTheir times meet, and neither succeeded the other; or time" in page
    assert "\n  - the times of a and b meet\n  - any: [a.predicate.timeless is true, neither of a and b succ" in page
    assert "## Definitions" not in pages_of_rules()["rules/editorial/index.md"]


def test_every_rule_is_in_the_tables_of_its_pack() -> None:
    packs = {rule.pack for rule in SHIPPED}
    pages = pages_of_rules()
    for pack in packs:
        listed = re.findall(r"^\| \[`([\w-]+)`\]\(\1\.md\) \|", pages[f"rules/{pack}/index.md"], flags=re.MULTILINE)
        assert listed == [rule.id for rule in SHIPPED if rule.pack == pack]
    assert set(re.findall(r"\(/rules/([\w-]+)/index.md\)", pack_list())) == packs


def test_every_pattern_is_listed() -> None:
    pages = dict(pattern_pages())
    for page, directory in (("wikidata-patterns", "wikidata/patterns"), ("prose-patterns", "patterns")):
        listed = re.findall(r"^## (\S+)$", pages[f"rules/{page}.md"], flags=re.MULTILINE)
        assert listed == [file.stem for file in sorted((RULES / directory).glob("*.yaml"))]


def test_every_command_and_option_is_in_the_reference() -> None:
    text = command_sections()
    assert re.findall(r"^## `conflicts ([\w-]+)`$", text, flags=re.MULTILINE) == command_names()
    for name, command in getattr(get_command(app), "commands", {}).items():
        section = text.partition(f"## `conflicts {name}`")[2].partition("\n## ")[0]
        shown = [each for each in command.params if not getattr(each, "hidden", False)]
        options = [option for each in shown for option in each.opts if option.startswith("--")]
        assert not [option for option in options if option not in section]


def test_every_public_name_is_in_the_reference() -> None:
    import conflicts

    pages = dict(python_pages())
    assert len(pages) == len(MODULES)
    assert set(public_names(conflicts)) == set(conflicts.__all__)
    page = pages["reference/python/conflicts.md"]
    assert not [name for name in conflicts.__all__ if f":: conflicts.{name}\n" not in page]


def test_every_field_and_operator_is_in_the_tables_of_the_language() -> None:
    text = language_tables()
    assert not [field for field in FIELDS if f"| `v.{field}` |" not in text and field]
    assert not [name for name in OPERATORS if f"| `{name}` |" not in text]


def test_the_definition_has_every_field() -> None:
    assert set(filter(None, FIELDS)) <= set(field_meanings())


def test_a_page_is_staged_with_captions_and_links() -> None:
    written = (
        '```yaml title="claims/a.yaml"\nclaims: []\n```\nSee `core/denial`, `core/nothing` and '
        "[semantics](../explanation/semantics.md#3-time), [the rule](../../rules/core/explicit.yaml), "
        "[words](../../rules/lexicon/en.yaml), [samples](../../tests/samples), "
        "[changes](../../CHANGELOG.md), [a format](../../CONTRIBUTING.md#adding-a-format).\n"
        "```text\n`core/denial` [x](y.md)\n```\n"
    )
    assert staged(written, DOCS / "how-to" / "page.md", NAMES) == (
        "```{code-block} yaml\n:caption: claims/a.yaml\n\nclaims: []\n```\nSee [`core/denial`](/rules/core/denial.md), "
        "`core/nothing` and [semantics](/explanation/semantics.md#3-time), [the rule](/rules/core/explicit.md), "
        "[words](/files/rules/lexicon/en.yaml), samples, "
        "[changes](/changelog.md), [a format](/contributing.md#adding-a-format).\n"
        "```text\n`core/denial` [x](y.md)\n```\n"
    )


def test_a_link_that_leads_nowhere_stays_for_the_strict_build_to_find() -> None:
    assert staged("[x](nowhere.md)", DOCS / "page.md", NAMES) == "[x](nowhere.md)"


def test_parts_of_yaml_are_as_they_were_written() -> None:
    claims = "    claims:\n      - {id: c,\n         value: 2}\n"
    text = f"a: 1\nlist:\n  - name: x  # why\n{claims}    expect: []\n  - name: y\nz: 3\n"
    assert top_parts(text)["z"] == "z: 3\n"
    first, second = item_parts(text, "list")
    assert first["claims"] == "claims:\n  - {id: c,\n     value: 2}\n"
    assert second == {"name": "name: y\n"}


def test_what_a_page_would_load_from_elsewhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<a href="https://example.org">x</a><script src="_static/a.js"></script>', encoding="utf-8")
    (tmp_path / "a.css").write_text("a { background: url(data:image/png;base64,x) }", encoding="utf-8")
    assert foreign_addresses(tmp_path) == []
    page.write_text('<link rel="stylesheet" href="//cdn.example/a.css">', encoding="utf-8")
    (tmp_path / "a.css").write_text("@import url(https://fonts.example/x);", encoding="utf-8")
    assert foreign_addresses(tmp_path) == ["a.css: https://fonts.example/x", "page.html: //cdn.example/a.css"]
