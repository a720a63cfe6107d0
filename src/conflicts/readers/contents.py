"""What a YAML or JSON file is to this program, by what stands in it: half of a document, or a broken one, is enough."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from conflicts.document.place import LINE_BREAK
from conflicts.errors import nearest

VOCABULARY = ("sources", "entities", "predicates")
SECTIONS = (*VOCABULARY, "claims")
"""The sections of a claims file."""

FileKind: TypeAlias = Literal["claims", "vocabulary", "rule", "own"]
"""Claims, or words for them; a rule; or another file that this program reads or writes, such as a report."""

SUFFIXES = (".yaml", ".yml", ".json", ".jsonl")
"""The files that are looked into."""

_LINES = ".jsonl"
_HEAD = 2**20
_RULE = frozenset({"kind", "severity", "message", "where", "claims", "same", "examples"})
_ENOUGH_OF_A_RULE = 3
_OWN = ({"findings", "statistics"}, {"findings", "version"}, {"templates", "produces"}, {"language", "marks"})
"""The keys of a report, a baseline, a pattern and a lexicon."""
_OWN_LINE = ({"rule", "fingerprint", "sides"}, {"version", "statistics"}, {"version", "truncated"})
"""The keys of the first line of a report in JSON Lines."""
_MAPPING = "table"
_CLAIM = re.compile(
    r"""\b(subject|predicate|value|asserted_by|polarity|certainty|valid|stated|citations)["']?[ ]*:(?=\s|$|["\[{\d])"""
)
_ENOUGH_OF_A_CLAIM = 2
_TOP_LEVEL_KEY = re.compile(r"""^(?:"([^"\n]+)"|'([^'\n]+)'|(\w[\w.-]*))[ ]*:(?=\s|$)(.*)$""", re.MULTILINE)
_NEXT_LINE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*([ \t]*)(\S)")
_NOTHING = ("", "null", "Null", "NULL", "~")
_TOKEN = re.compile(r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[\[\]{},:]|#[^\n]*|[^\s\[\]{},:"'#]+|["']""")

_Shape: TypeAlias = Literal["list", "mapping", "nothing", "scalar"]


def kind_of(path: Path) -> FileKind | None:
    """What the file is, by its suffix and its outermost keys; None if it is nothing to this program, or unreadable."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return None
    try:
        with path.open("rb") as stream:
            content = stream.read(_HEAD)
    except OSError:
        return None
    return kind_in(content.decode("utf-8-sig", errors="replace"), suffix)


def kind_in(text: str, suffix: str) -> FileKind | None:
    """What a text is that stands in a file of this suffix."""
    if suffix == _LINES and any(own <= _shapes(text.lstrip().partition("\n")[0]).keys() for own in _OWN_LINE):
        return "own"
    if _begins_a_list(text) or suffix == _LINES:
        is_claim = _has_claim(text) and (suffix != _LINES or not _begins_a_list(text))
        return "claims" if is_claim else "vocabulary" if suffix == _LINES and _words(_shapes(text)) else None
    shapes = _shapes(text)
    keys = shapes.keys()
    if suffix in (".yaml", ".yml") and len(keys & _RULE) >= _ENOUGH_OF_A_RULE:
        return "rule"
    if suffix in (".yaml", ".yml") and _defines_conditions(shapes):
        return "own"
    if any(own <= keys for own in _OWN) or shapes.get(_MAPPING) == "mapping":
        return "own"
    if _has_claims_section(text, shapes):
        return "claims"
    return "vocabulary" if _words(shapes) else None


def _defines_conditions(shapes: Mapping[str, _Shape]) -> bool:
    """Whether it is a pack's file of named conditions, and has nothing else: others define things by their names."""
    return bool(shapes) and shapes.keys() <= {"uses", "definitions"} and set(shapes.values()) == {"list"}


def _words(shapes: Mapping[str, _Shape]) -> bool:
    """Whether there are sections of a vocabulary: other programs have sections of one of these names, too."""
    sections = [name for name in VOCABULARY if shapes.get(name) in ("mapping", "nothing")]
    return len(sections) > 1 or (bool(shapes) and shapes.keys() <= set(VOCABULARY))


def _has_claims_section(text: str, shapes: Mapping[str, _Shape]) -> bool:
    """Whether there are claims, or what was meant to be claims: other programs have sections of that name, too."""
    if "claims" in shapes:
        is_plain = shapes["claims"] in ("list", "nothing") and shapes.keys() <= set(SECTIONS)
        return is_plain or _has_claim(text)
    return any(nearest(name, ["claims"]) for name in shapes) and _has_claim(text)


def _has_claim(text: str) -> bool:
    return len(set(_CLAIM.findall(text))) >= _ENOUGH_OF_A_CLAIM


def _begins_a_list(text: str) -> bool:
    lines = (line for line in LINE_BREAK.split(text) if line.strip() and not line.startswith(("#", "---", "%")))
    first = next(lines, "")
    return first.lstrip().startswith(("[", "- ")) or first.strip() == "-"


def _shapes(text: str) -> Mapping[str, _Shape]:
    """The keys of the outermost mapping, and what is below each."""
    is_flow = text.lstrip().startswith("{")
    return dict(reversed(list(_flow_entries(text) if is_flow else _block_entries(text))))


def _block_entries(text: str) -> Iterator[tuple[str, _Shape]]:
    for found in _TOP_LEVEL_KEY.finditer(text):
        rest = found[4].partition(" #")[0].strip()
        name = found[1] or found[2] or found[3]
        yield name, _shape_of(rest) if rest and not rest.startswith("#") else _shape_below(text, found.end())


def _shape_of(words: str) -> _Shape:
    if words in _NOTHING:
        return "nothing"
    return "list" if words.startswith("[") else "mapping" if words.startswith("{") else "scalar"


def _shape_below(text: str, start: int) -> _Shape:
    following = _NEXT_LINE.match(text, start)
    if following is None:
        return "nothing"
    if following[2] == "-":
        return "list"
    return "mapping" if following[1] else "nothing"


def _flow_entries(text: str) -> Iterator[tuple[str, _Shape]]:
    """The entries of a mapping in braces, which need not close."""
    depth, name, before = 0, None, ""
    for found in _TOKEN.finditer(text):
        token = found[0]
        if token.startswith("#"):
            continue
        if name is not None:
            yield name, _shape_of(token)
            name = None
        if token in ("{", "["):
            depth += 1
        elif token in ("}", "]"):
            depth -= 1
            if depth == 0:
                return
        elif token == ":" and depth == 1:
            name = before.strip("\"'")
        before = token
