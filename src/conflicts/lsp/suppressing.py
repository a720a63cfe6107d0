"""Edits that put a suppression into claims; all other text stays as it is, byte for byte."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from conflicts.document.outline import Entry, Part, outline
from conflicts.lsp.checking import Checked
from conflicts.lsp.navigation import claim_spot
from conflicts.lsp.texts import Text
from conflicts.model.claim import Claim
from conflicts.model.suppression import Suppression
from conflicts.report.finding import Finding
from conflicts.report.suppress import Scope, sort_out

FIELD = "suppress"
REASON = ""
"""What stands for the reason until somebody gives one: a file with it cannot be read, so that nobody forgets."""

_PROSE = (".md", ".markdown", ".txt")
_PLAIN = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.-]+)+")
_BREAK = re.compile("\r\n|\n|\r")


class Insertion(NamedTuple):
    """Text to put before a character of a text."""

    text: Text
    offset: int
    words: str


def insertions(finding: Finding, claim: str, checked: Checked, texts: Mapping[str, Text]) -> tuple[Insertion, ...]:
    """What is to be inserted where, so that the finding is suppressed: on that claim if this is enough.

    Of a finding that joins several pairs it need not be; then on all claims of its side, or of all sides but one. None
    if one of the claims cannot be edited.
    """
    for names in _enough(finding, claim):
        if _suppresses(finding, names, checked):
            made = [_insertion(finding, name, texts) for name in names]
            whole = tuple(each for each in made if each is not None)
            return whole if len(whole) == len(made) else ()
    return ()


def _enough(finding: Finding, claim: str) -> Iterator[list[str]]:
    yield [claim]
    sides = [[each.id for each in side.claims] for side in finding.sides]
    own = [side for side in sides if claim in side]
    others = sorted((side for side in sides if claim not in side), key=len)
    yield [name for side in own for name in side]
    yield [name for side in (*own, *others[:-1]) for name in side]


def _suppresses(finding: Finding, names: Sequence[str], checked: Checked) -> bool:
    """Whether suppressions on these claims would do."""
    suppression = Suppression(rule=finding.rule, reason="?")
    ids = {each.id for each in finding.claims}
    claims = [_suppressing(checked.claims[name], suppression, name in names) for name in sorted(ids)]
    scope = Scope(tuple(checked.rules.values()), frozenset())
    return bool(sort_out([finding], claims, (), None, scope).suppressed)


def _suppressing(claim: Claim, suppression: Suppression, here: bool) -> Claim:
    return claim.model_copy(update={"suppress": (*claim.suppress, suppression)}) if here else claim


def _insertion(finding: Finding, name: str, texts: Mapping[str, Text]) -> Insertion | None:
    reported = next(each for each in finding.claims if each.id == name)
    spot = claim_spot(reported, texts)
    if spot is None:
        return None
    text = spot.text
    if text.suffix in _PROSE:
        line = text.lines[text.line_of(spot.span.end)]
        return Insertion(text, line.end, f" <!-- conflicts: ignore {finding.rule} — {REASON}-->")
    part = text.claims.get(name)
    found = insertion(text, part.whole, finding.rule) if part is not None and text.sort == "claims" else None
    return None if found is None else Insertion(text, *found)


def insertion(text: Text, claim: Part, rule: str) -> tuple[int, str] | None:
    """Where in a claim to insert what, to suppress a rule there; None where that cannot be done by inserting alone."""
    found = _place(text, claim, rule)
    return found if found is not None and _is_right(text, claim, rule, *found) else None


def _is_right(text: Text, claim: Part, rule: str, offset: int, words: str) -> bool:
    """Whether the claim then has the suppression, and all that it had: nobody has thought of every layout."""
    indent = " " * text.outline.column(claim.start)
    before, after = text.content[claim.start : offset], text.content[offset : claim.end]
    edited = outline(f"{indent}{before}{words}{after}")
    if edited.root is None or not edited.is_whole or (written := edited.root.entry(FIELD)) is None:
        return False
    rules = [entry.value.value for item in written.value.items if (entry := item.entry("rule")) is not None]
    keys = [entry.key.value for entry in claim.entries if entry.key.value != FIELD]
    return rule in rules and [entry.key.value for entry in edited.root.entries if entry.key.value != FIELD] == keys


def _place(text: Text, claim: Part, rule: str) -> tuple[int, str] | None:
    quoted = all(entry.key.style == '"' for entry in claim.entries)
    item = _item(rule, quoted)
    written = claim.entry(FIELD)
    if written is not None:
        return _into(text, written, item)
    if claim.entry("<<") is not None:
        return None
    key = f'"{FIELD}"' if quoted else FIELD
    return _beside(text, claim, f"{key}: [{item}]")


def _into(text: Text, written: Entry, item: str) -> tuple[int, str] | None:
    """Into the suppressions that are there, before the first of them."""
    value = written.value
    if value.is_empty:
        colon = text.content.find(":", written.key.end)
        return colon + 1, f" [{item}]"
    start = text.content.find(value.style, value.start) if value.kind == "list" else -1
    if start < 0 or (value.items and start >= value.items[0].start):
        return None
    if value.style == "[":
        return start + 1, f"{item}, " if value.items else item
    if start != value.start:  # an anchor stands before it
        return None
    return start, f"- {item}{_line_break(text)}{' ' * text.outline.column(start)}"


def _beside(text: Text, claim: Part, words: str) -> tuple[int, str] | None:
    """After the last entry of the claim that ends on a line of its own, or else before the first one."""
    if claim.kind != "mapping" or not claim.entries:
        return None
    if claim.style == "{":
        last = next(entry for entry in reversed(claim.entries) if not entry.value.is_empty)
        return last.value.end, f", {words}"
    column = " " * text.outline.column(claim.entries[0].key.start)
    for entry in reversed(claim.entries):
        if _ends_its_line(entry.value):
            return text.outline.line_end(entry.value.end), f"{_line_break(text)}{column}{words}"
    return claim.entries[0].key.start, f"{words}{_line_break(text)}{column}"


def _ends_its_line(value: Part) -> bool:
    """Whether what follows the value on its line can be a comment only; lines that are indented go on."""
    if value.kind == "scalar":
        return not value.is_empty and value.style not in ("|", ">")
    return value.style in ("{", "[", "*")


def _item(rule: str, quoted: bool) -> str:
    name = rule if _PLAIN.fullmatch(rule) and not quoted else json.dumps(rule, ensure_ascii=False)
    return f'{{"rule": {name}, "reason": "{REASON}"}}' if quoted else f'{{rule: {name}, reason: "{REASON}"}}'


def _line_break(text: Text) -> str:
    found = _BREAK.search(text.content)
    return found[0] if found else "\n"
