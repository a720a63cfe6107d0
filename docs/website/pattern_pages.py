"""Lists of the patterns: of rules, for Wikidata's constraints, and of sentences, for prose."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import yaml

from website.markdown import autolinked, code, fence
from website.places import RULES
from website.source_parts import top_parts

Pattern: TypeAlias = Mapping[str, Any]  # whose shape docs/schema/pattern.schema.json and the rules' own parser check

CONSTRAINTS = """# Patterns for Wikidata's constraints

A property on Wikidata states its own constraints. With `--properties FILE`, the reader makes a rule of each, from one
of these patterns, which are whole rules with examples. `P1` stands for the property, `P2` for another one, `P3` for a
qualifier, `Q11` for items that the constraint lists and `Q901` for its exceptions.
See [Check a knowledge graph](/how-to/check-a-knowledge-graph.md)."""

SENTENCES = """# Patterns for prose

How the reader of prose knows a claim: sentences of these forms. `{side}` and the like are phrases, `<hold>` a word of
the lexicon in any of its forms. `conflicts import prose` takes further patterns with `--patterns`."""


PATTERN_PAGES = ("wikidata-patterns", "prose-patterns")


def pattern_pages() -> Iterator[tuple[str, str]]:
    """The pages: path and text."""
    yield "rules/wikidata-patterns.md", "\n\n".join([CONSTRAINTS, *_each("wikidata/patterns", _constraint)]) + "\n"
    yield "rules/prose-patterns.md", "\n\n".join([SENTENCES, *_each("patterns", _sentence)]) + "\n"


def _each(directory: str, described: Callable[[Pattern, str], str]) -> Iterator[str]:
    for file in sorted((RULES / directory).glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        yield described(yaml.load(text, Loader=yaml.BaseLoader), text)


def _constraint(pattern: Pattern, text: str) -> str:
    parts = top_parts(text)
    where = "".join(parts[key] for key in ("claims", "same", "where", "with", "without") if key in parts)
    references = "\n".join(f"- {autolinked(each)}" for each in pattern["references"])
    head = f"## {pattern['id']}\n\n**{pattern['title']}** ({pattern['kind']}, {pattern['severity']})"
    return "\n\n".join([head, pattern["help"].strip(), fence("yaml", where), references])


def _sentence(pattern: Pattern, text: str) -> str:
    templates = "\n".join(f"- {code(template)}" for template in pattern["templates"])
    examples = "\n".join(f"- {example['text']}\n{_given(example['gives'])}" for example in pattern["examples"])
    return f"## {pattern['id']}\n\n{pattern['title']}.\n\n{templates}\n\nExamples:\n\n{examples}"


def _given(claims: list[Mapping[str, str]] | str) -> str:
    given = [claim for claim in claims if isinstance(claim, Mapping)]
    lines = [", ".join(f"{key} {code(str(value))}" for key, value in claim.items()) for claim in given]
    return "\n".join(f"  - {line}" for line in lines or ["no claim"])
