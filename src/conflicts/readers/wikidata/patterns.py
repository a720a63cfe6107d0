"""Patterns of rules: ``rules/wikidata/patterns``, a rule for each type of constraint, with sample words to replace.

A pattern is a whole rule with examples. ``P1`` stands for the constraint's property, ``P2`` for another one, ``P3`` for
a qualifier, ``Q11`` for items that the constraint lists and ``Q901`` for its exceptions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from conflicts.document import Data, dump, load, load_file
from conflicts.readers.wikidata.units import PACK
from conflicts.rules.pack import shipped_packs
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule

PROPERTY, OTHER, QUALIFIER, ITEMS, EXCEPTIONS = "P1", "P2", "P3", "Q11", "Q901"

_BLOCKS = ("with", "without")


@dataclass(frozen=True, slots=True)
class Filling:
    """What takes the place of a pattern's sample words.

    - ``words``: other words for a word.
    - ``clauses``: other clauses, or none, for each clause that is this text or names this word.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, Sequence[Data]] = field(default_factory=dict)


def pattern_names() -> tuple[str, ...]:
    """The patterns that there are."""
    return tuple(sorted(path.stem for path in (shipped_packs()[PACK] / "patterns").glob("*.yaml")))


class Texts(NamedTuple):
    """What a pattern says to people."""

    title: str
    message: str
    help: str
    references: tuple[str, ...]


def texts_of(pattern: str, words: Mapping[str, str]) -> Texts:
    """The pattern's texts, with these words for its sample words."""
    data = _pattern(pattern)
    title, message, help_ = (_replaced(str(data[key]), words) for key in ("title", "message", "help"))
    return Texts(title, message, help_, tuple(str(each) for each in _list(data["references"])))


def filled(pattern: str, filling: Filling, texts: Mapping[str, Data]) -> Rule:
    """The rule that a pattern becomes; ``texts`` take the place of its fields (id, severity, title…)."""
    data: dict[str, Data] = {**_pattern(pattern), **texts, "where": _clauses_of(_pattern(pattern), filling)}
    for key in _BLOCKS:
        if key in data:
            data[key] = [_block(block, filling) for block in _list(data[key])]
    del data["examples"]
    return parse_rule(load(dump(data), f"{PACK}/{data['id']}.yaml"), PACK, require_examples=False)


@cache
def _pattern(name: str) -> dict[str, Data]:
    data = load_file(shipped_packs()[PACK] / "patterns" / f"{name}.yaml").data
    assert isinstance(data, dict)
    return data


def _block(block: Data, filling: Filling) -> Data:
    assert isinstance(block, dict)
    clauses = _clauses_of(block, filling)
    return {**{key: value for key, value in block.items() if key != "where"}, **({"where": clauses} if clauses else {})}


def _clauses_of(section: Mapping[str, Data], filling: Filling) -> list[Data]:
    return [clause for each in _list(section.get("where")) for clause in _clause(each, filling)]


def _clause(clause: Data, filling: Filling) -> Iterator[Data]:
    for sample, others in filling.clauses.items():
        if clause == sample or _names(clause, sample):
            yield from others
            return
    if isinstance(clause, dict):
        for quantifier, members in clause.items():
            left = [each for member in _list(members) for each in _clause(member, filling)]
            if left:
                yield {quantifier: left}
    else:
        yield _replaced(str(clause), filling.words)


def _replaced(text: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\b[PQ][0-9]+\b", lambda found: words.get(found[0], found[0]), text)


def _names(clause: Data, word: str) -> bool:
    """Whether the clause, or a whole group of alternatives, names the word."""
    if isinstance(clause, dict):
        return any(_names(member, word) for members in clause.values() for member in _list(members))
    return re.search(rf"\b{re.escape(word)}(?!\w)", str(clause)) is not None if word.isalnum() else False


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []
