"""The tables of the rule language, made from the tables that conditions are read by."""

import re
from collections.abc import Iterator

from conflicts.rules.fields import FIELDS
from conflicts.rules.operators import OPERATORS, operators_for
from website.markdown import code, table
from website.places import DOCS

QUALIFIER = "qualifiers.NAME"
_ROW = re.compile(r"^\| (?P<fields>`v\.[^|]*`) \| (?P<type>[^|]*) \| ?(?P<what>.*?) ?\|$", re.MULTILINE)
_SECTION = re.compile(r"\bsection \d\b")
_LINK = r"[\g<0>](/explanation/semantics.md)"


def language_tables() -> str:
    """The fields with their operators, and the operators with what they take."""
    return f"\n## Fields\n\n{_fields()}\n\n## Operators\n\n{_operators()}\n"


def field_meanings() -> dict[str, str]:
    """What each field is, as the definition says it."""
    page = (DOCS / "explanation" / "semantics.md").read_text(encoding="utf-8")
    return {field: _SECTION.sub(_LINK, row["what"]) for row in _ROW.finditer(page) for field in _named(row["fields"])}


def _named(cell: str) -> Iterator[str]:
    """``v.predicate.single`` `.unique` names two fields of a predicate."""
    first = ""
    for word in re.findall(r"`([^`]+)`", cell):
        first = first if word.startswith(".") else word.removeprefix("v.")
        yield first if not word.startswith(".") else f"{first.rpartition('.')[0]}{word}"


def _fields() -> str:
    meanings = field_meanings()
    rows = [
        (code(f"v.{field}"), str(FIELDS[field].value if field in FIELDS else "key"), meanings[field], _words(field))
        for field in [*filter(None, FIELDS), QUALIFIER]
    ]
    rows.append((code("v"), "claim", "the claim itself", _words("")))
    return table(["field", "type", "what", "operators"], rows)


def _words(field: str) -> str:
    return " ".join(code(name) for name in operators_for(field))


def _operators() -> str:
    rows = (
        (code(name), ", ".join(sorted(type_.value for type_ in operator.types)), operator.right.value)
        for name, operator in OPERATORS.items()
    )
    return table(["operator", "types of fields on its left", "on its right"], rows)
