"""What could be typed at a place: fields of what is there, words of the vocabulary, rules, or one of few words."""

import json
import pathlib
import re
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from conflicts.document import Path
from conflicts.document.outline import Found, Part, outline
from conflicts.lsp.checking import Outcome
from conflicts.lsp.schemas import fields, words
from conflicts.lsp.texts import Span, Text, path_of
from conflicts.lsp.words import SECTION_OF, WordKind, role_at, words_in
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.words import predicate_name
from conflicts.rules.named import filled
from conflicts.rules.pack import definitions_of

CandidateSort: TypeAlias = Literal["field", "value", "predicate", "entity", "source", "claim", "rule", "condition"]

_MARK = "\ue000"
"""A character for private use, that stands for what is going to be typed."""

_ENDINGS = ("", ":", '"', "'", '":')
"""What may be missing for the text before the cursor to be read up to the mark."""

_PROPERTIES = ("&", "!")
_PLAIN = re.compile(r"[^\W\d][\w ./()+-]*(?<! )")
_AMBIGUOUS = frozenset("null true false yes no on off".split())


class Candidate(NamedTuple):
    """A word that could be typed, what it is, what it is called or means, and the text that it is typed as."""

    word: str
    sort: CandidateSort
    detail: str
    insert: str


class Completion(NamedTuple):
    """What could be typed, and what of the text it would replace."""

    replaced: Span
    candidates: tuple[Candidate, ...]


def completion(text: Text, offset: int, outcome: Outcome, texts: Mapping[str, Text]) -> Completion | None:
    """What could be typed before the character; None where nothing can be told."""
    if text.sort not in ("claims", "rule") or text.suffix == ".jsonl":
        return None
    found = _at_mark(text.content[:offset])
    if found is None:
        return None
    replaced = Span(found.part.start + len(found.part.style), offset)
    typed = text.content[replaced.start : replaced.end]
    if replaced.start > offset or "\n" in typed or typed.startswith(_PROPERTIES):
        return None
    path = found.path[:-1] if found.is_key else found.path
    candidates = [*_fields(text, path, found)] if found.is_key else []
    if not found.is_key:
        candidates = [*_values(text, path, found.part.style, outcome, texts)]
        candidates += [] if candidates or not _starts_mapping(found) else _fields(text, path, found)
        candidates += _named_conditions(text) if text.sort == "rule" and _is_condition(path) else []
    return Completion(replaced, tuple(candidates))


def _at_mark(before: str) -> Found | None:
    """The key or value that the mark is in, if the text before is read as far as that."""
    for ending in _ENDINGS:
        read = outline(f"{before}{_MARK}{ending}")
        for found in reversed([*read.parts()]):
            if found.part.kind == "scalar" and found.part.value.endswith(_MARK):
                return found if found.part.style not in ("|", ">") else None
    return None


def _starts_mapping(found: Found) -> bool:
    return not found.part.style and (not found.path or isinstance(found.path[-1], int))


def _fields(text: Text, path: Path, found: Found) -> Iterator[Candidate]:
    """The fields that the mapping does not have yet."""
    _, there = text.outline.at(path)
    value = there if isinstance(there, Part) or there is None else there.value
    present = {entry.key.value for entry in value.entries} if value is not None else set()
    quote = found.part.style
    for name, meaning in fields(text.sort, path).items():
        if name not in present:
            yield Candidate(name, "field", meaning, name if quote else f"{name}: ")


def _values(text: Text, path: Path, quote: str, outcome: Outcome, texts: Mapping[str, Text]) -> Iterator[Candidate]:
    role = role_at(path, is_key=False) if text.sort == "claims" else None
    if role is None:
        for word in words(text.sort, path):
            yield Candidate(word, "value", "", word)
    if role is None or role.declares:
        return
    own = next((id for id, claim in text.claims.items() if ("claims", claim.number) == path[:2]), None)
    for word, detail in _named(role.kind, outcome, texts):
        if role.kind == "claim" and word == own:
            continue
        plain = quote or (_PLAIN.fullmatch(word) and word.casefold() not in _AMBIGUOUS)
        yield Candidate(word, role.kind, detail, word if plain else json.dumps(word, ensure_ascii=False))


def _is_condition(path: Path) -> bool:
    """Whether it is an item of a list of conditions: of ``where``, or of a group within one."""
    return "where" in path and isinstance(path[-1], int) and not isinstance(path[-2], int)


def _named_conditions(text: Text) -> Iterator[Candidate]:
    """The named conditions that the rule can ask, with its own claims in them."""
    file = path_of(text.uri)
    root = text.outline.root
    claims = root.entry("claims") if root is not None else None
    names = [item.value for item in claims.value.items] if claims is not None else []
    for each in definitions_of(pathlib.Path(file).parent).visible if file is not None else ():
        name = filled(each, names)
        yield Candidate(name, "condition", each.means, name)


def _named(kind: WordKind, outcome: Outcome, texts: Mapping[str, Text]) -> list[tuple[str, str]]:
    """What there is of that kind, with its name or what it says."""
    if kind == "rule":
        rules = outcome.checked.rules if outcome.checked is not None else {}
        return [(name, rules[name].title) for name in sorted(rules)]
    declared = {each.text for each in words_in(texts.values()) if each.role.kind == kind and each.role.declares}
    if kind != "claim":
        declared |= getattr(outcome.vocabulary, SECTION_OF[kind]).keys()
    return [(word, _detail(kind, word, outcome)) for word in sorted(declared)]


def _detail(kind: WordKind, word: str, outcome: Outcome) -> str:
    vocabulary: Vocabulary = outcome.vocabulary
    match kind:
        case "predicate":
            return predicate_name(word, vocabulary)
        case "source":
            return vocabulary.source(word).name
        case "entity":
            entity = vocabulary.entities.get(word)
            return (entity.name if entity is not None else None) or ""
        case _:
            return ""
