"""A flat row, of typed or untyped cells, to the data of a claim and of the source that asserts it."""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Context, Decimal
from typing import Any

from conflicts.document.build import resolved
from conflicts.model.faults import shown
from conflicts.model.source import Source
from conflicts.model.spelling import folded
from conflicts.model.value import MAX_EXPONENT, Time, is_null_word, means_unknown, read_as
from conflicts.model.vocabulary import EMPTY, ValueType, Vocabulary

PLACEHOLDER: Mapping[str, str] = {"id": "?", "subject": "?", "predicate": "?"}
"""What completes a row that has only some of its columns, so that they can be read for themselves."""

SEPARATOR = ";"
"""What stands between the items of a list that is written as one text."""

OPEN = ".."
MOST_CITATIONS = 10_000
"""The largest ``citation_count`` that is read."""

_LITERALLY = "literal-"
LITERAL = ("literal-term", "literal-text")
VALUE_TYPES = ("term", "quantity", "time", "text", *LITERAL)
"""What a ``value_type`` can be. What is literal is that word, also ``unknown`` and null words."""

_AS_THEY_ARE = ("polarity", "certainty", "rank", "asserted_by", "excerpt", "rank_reason")
_LISTS = ("via", "tags", "supersedes")
_MODES = ("by", "since", "until", "at")
TIMES = frozenset(("valid", "valid_from", "valid_to", "stated", "recorded"))
_NUMBERS = ("amount", "low", "high")
_EXACTLY = Context(prec=2 * MAX_EXPONENT)
_LOCATION = ("file", "line", "column", "length", "excerpt")
_VERBATIM = frozenset(("excerpt", "location_excerpt", "location_file"))
"""Columns in which white space counts."""


def claim_data(row: Mapping[str, object], vocabulary: Vocabulary = EMPTY) -> dict[str, Any]:
    """The data of the claim that a flat row is, for ``Claim.model_validate``; what a row lacks, the data lack.

    Cells are text, or of the types that a typed table gives: numbers, dates, timestamps, lists, mappings. None, a text
    of nothing but white space, and a float that is no number are missing. Columns that the claims table does not have
    are skipped. A row of some columns only is read with ``{**PLACEHOLDER, **row}``.

    A value without a ``value_type`` is read as the ``vocabulary`` says that its predicate's values are: under a text
    or a term ``1984`` and ``Null`` are those words.

    Raises ValueError, with a sentence, for a cell that cannot be read and for cells that exclude each other. What
    validating the claim would find, it leaves to that.
    """
    cells = {name: cell for name, cell in row.items() if not says_nothing(name, cell)}
    data: dict[str, Any] = {}
    for name in ("id", "subject", "predicate", *_AS_THEY_ARE):
        if name in cells:
            data[name] = text_of(name, cells[name])
    for name in _LISTS:
        if name in cells:
            data[name] = items_of(name, cells[name])
    for name in ("stated", "recorded"):
        if name in cells:
            data[name] = _said_time(name, cells[name])
    declared = vocabulary.predicate(str(data.get("predicate"))).value
    if (value := _value(cells, declared)) is not None:
        data["value"] = value
    if (valid := _valid(cells)) is not None:
        data["valid"] = valid
    if "qualifiers" in cells:
        data["qualifiers"] = _mapping("qualifiers", cells["qualifiers"])
    if citations := _citations(cells):
        data["citations"] = citations
    if "credibility" in cells:
        data["credibility"] = _whole("credibility", cells["credibility"])
    if "location_file" in cells:
        data["location"] = _location(cells)
    if "more" in cells:
        data |= _mapping("more", cells["more"])
    return data


def source_data(row: Mapping[str, object]) -> Source:
    """What a flat row says of the source that it is asserted by; nothing gives ``Source()``.

    ``origin`` becomes the source's owner, so that it is the root of the source; where it is the source itself, nothing.
    Raises ValueError, with a sentence.
    """
    cells = {name: text_of(name, row[name]) for name in SOURCE_COLUMNS if not is_missing(row.get(name))}
    origin, wire = cells.get("origin"), cells.get("wire")
    if origin is not None and wire is not None and origin != wire:
        raise ValueError(f"origin {shown(origin)} and wire {shown(wire)} give the source two origins: keep one")
    is_its_own = origin is not None and origin == row.get("asserted_by")
    said = {
        "name": cells.get("source_name", ""),
        "kind": cells.get("source_kind"),
        "party": cells.get("party"),
        "owner": None if wire is not None or is_its_own else origin,
        "wire": None if is_its_own else wire,
        "reliability": cells.get("reliability"),
    }
    return read_as(Source, said)


SOURCE_COLUMNS = ("source_name", "origin", "wire", "party", "reliability", "source_kind")


def is_missing(cell: object) -> bool:
    """Whether a cell holds nothing: None, a text of white space alone, or a float that is no number."""
    if isinstance(cell, str):
        return not cell or cell.isspace()
    return cell is None or (isinstance(cell, float) and math.isnan(cell))


def says_nothing(name: str, cell: object) -> bool:
    """Whether a cell of that column says nothing; a time that is ``unknown`` is not said."""
    return is_missing(cell) or (name in TIMES and special_word(cell) == "unknown")


def special_word(cell: object) -> str | None:
    """``unknown`` or ``none``, if a cell is one of these words, whatever it holds beside white space."""
    words = folded(cell) if isinstance(cell, str) else ""
    return "unknown" if words.casefold() == "unknown" else "none" if words == "none" else None


# Values and times -----------------------------------------------------------------------------------------------------


def _value(cells: Mapping[str, object], declared: ValueType | None) -> object:
    """The value as a claims file would write it; None if there is none."""
    kind = text_of("value_type", cells["value_type"]) if "value_type" in cells else None
    unit = text_of("unit", cells["unit"]) if "unit" in cells else None
    if kind is not None and kind not in VALUE_TYPES:
        raise ValueError(f"value_type is one of {', '.join(VALUE_TYPES)}, not {shown(kind)}")
    if given := [name for name in _NUMBERS if name in cells]:
        if "value" in cells:
            raise ValueError(f"a row has a value, or amount, low or high: this one has value and {given[0]}")
        if kind not in (None, "quantity"):
            raise ValueError(f"value_type is {kind}, but the row has {' and '.join(given)}: that is a quantity")
        known = {name: cells[name] for name in given if not _is_unknown(cells[name])}
        numbers = {name: _number(name, cell) for name, cell in known.items()}
        return "unknown" if not numbers else numbers if unit is None else {**numbers, "unit": unit}
    return _written_value(cells["value"], kind, declared, unit) if "value" in cells else None


def _is_unknown(cell: object) -> bool:
    return isinstance(cell, str) and means_unknown(cell)


def _written_value(cell: object, kind: str | None, declared: ValueType | None, unit: str | None) -> object:
    if kind in LITERAL:
        return {kind.removeprefix(_LITERALLY): text_of("value", cell), "literal": True}
    if (special := special_word(cell)) is not None:
        return special
    if kind in (None, "quantity", "time") and is_null_word(cell):
        return "unknown"
    match kind:
        case "term":
            return {"term": text_of("value", cell)}
        case "text":
            return {"text": text_of("value", cell)}
        case "time":
            return {"time": _said_time("value", cell)}
        case None if declared in ("term", "text") or (declared == "time" and isinstance(cell, str)):
            return {"text": text_of("value", cell)}
        case None if isinstance(cell, date) and unit is None:
            return {"time": _time("value", cell)}
    value = _scalar("value", cell)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return {"amount": value} if unit is None else {"amount": value, "unit": unit}
    if kind == "quantity" or (unit is not None and isinstance(value, str)):
        return {"quantity": str(value) if unit is None else f"{value} {unit}"}
    return value


def _valid(cells: Mapping[str, object]) -> object:
    ends = [name for name in ("valid_from", "valid_to") if name in cells]
    if "valid" in cells:
        if ends:
            raise ValueError(f"a row has valid, or valid_from and valid_to: this one has valid and {ends[0]}")
        return _said_time("valid", cells["valid"])
    first, last = (day_of(name, cells[name]) if name in cells else None for name in ("valid_from", "valid_to"))
    if first is not None and last is not None:
        return f"{first}/{last}"
    if OPEN in (first, last):
        raise ValueError(f"{ends[0]} is open ('{OPEN}') and nothing is said of the other end: that is no time")
    return {"since": first} if first is not None else {"until": last} if last is not None else None


def _said_time(name: str, cell: object) -> object:
    """A time that may be written ``by D``, ``since D``, ``until D`` or ``at D``."""
    if isinstance(cell, str):
        mode, _, day = folded(cell).partition(" ")
        if mode in _MODES:
            return {mode: day}
    return _time(name, cell)


def _time(name: str, cell: object) -> str:
    match cell:
        case str():
            return folded(cell)
        case datetime() if cell.time() == time() and cell.tzinfo is None:  # how tables without dates write a day
            return cell.date().isoformat()
        case float() | Decimal() if cell == int(cell):
            return read_as(Time, int(cell)).text
    try:
        return read_as(Time, cell).text
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def day_of(name: str, cell: object) -> str:
    """One end of an interval: there is no time of day in it."""
    return cell.date().isoformat() if isinstance(cell, datetime) else _time(name, cell)


# Cells ----------------------------------------------------------------------------------------------------------------


def text_of(name: str, cell: object) -> str:
    """The cell of that column as text, white space folded; raises ValueError for what is none, such as a list."""
    match cell:
        case str():
            return cell if name in _VERBATIM else cell.strip() if name == "id" else folded(cell)
        case bool():
            return "true" if cell else "false"
        case int() | Decimal():
            return str(cell)
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            return str(cell)
        case date():
            return _time(name, cell)
        case _:
            raise ValueError(f"{name} must be text, not {shown(cell)}")


def _scalar(name: str, cell: object) -> bool | int | Decimal | str:
    """The number that a text is by its looks, or the text; another cell as it is."""
    match cell:
        case str():
            text = folded(cell)
            data = resolved(text)
            return data if isinstance(data, int | Decimal) and not isinstance(data, bool) else text
        case bool():
            return cell
        case int() | float() | Decimal():
            return _plain(name, cell)
        case _:
            return text_of(name, cell)


def _number(name: str, cell: object) -> int | Decimal:
    number = _scalar(name, cell)
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise ValueError(f"{name} must be a number, not {shown(cell)}")
    return number


def _plain(name: str, number: float | Decimal) -> int | Decimal:
    """The number without the zeros at its end, that only the type of its column gives it."""
    if isinstance(number, int):
        return number
    exact = Decimal(repr(number)) if isinstance(number, float) else number
    if not exact.is_finite():
        raise ValueError(f"{name} must be a finite number, not {exact}")
    is_whole = exact.adjusted() < MAX_EXPONENT and exact == exact.to_integral_value()
    return int(exact) if is_whole else _EXACTLY.normalize(exact)


def _whole(name: str, cell: object) -> int:
    number = _number(name, cell)
    if number != int(number):
        raise ValueError(f"{name} must be a whole number, not {shown(cell)}")
    return int(number)


def items_of(name: str, cell: object) -> list[str]:
    """The items of a cell that is a list, or of text with separators; raises ValueError, with a sentence."""
    if isinstance(cell, str):
        return [item for item in (part.strip() for part in cell.split(SEPARATOR)) if item]
    if isinstance(cell, list | tuple):
        return [text_of(name, item) for item in cell if not is_missing(item)]
    raise ValueError(f"{name} must be a list, or text with '{SEPARATOR}' between its items, not {shown(cell)}")


def _mapping(name: str, cell: object) -> dict[str, Any]:
    """A mapping: one in JSON, or that of a map or struct column; what has no value in it is left out."""
    entries: object = cell
    if isinstance(cell, str):
        try:
            entries = json.loads(cell, object_pairs_hook=_once, parse_float=Decimal)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"{name} must be an object in JSON: {getattr(error, 'msg', 'too deep')}") from None
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    if isinstance(entries, Mapping):
        return {str(key): value for key, value in entries.items() if value is not None}
    if isinstance(entries, list | tuple) and not isinstance(cell, str):
        return {str(key): value for key, value in entries if value is not None}
    raise ValueError(f'{name} must be an object in JSON, such as {{"where": "north"}}, not {shown(cell)}')


def _once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    entries: dict[str, object] = {}
    for key, value in pairs:
        if key in entries:
            raise ValueError(f"{shown(key)} stands twice in the object")
        entries[key] = value
    return entries


def _citations(cells: Mapping[str, object]) -> list[dict[str, str]]:
    if "citation_count" in cells:
        if "citations" in cells:
            raise ValueError("a row has citations or a citation_count, not both")
        count = _whole("citation_count", cells["citation_count"])
        if not 0 <= count <= MOST_CITATIONS:
            raise ValueError(f"citation_count is between 0 and {MOST_CITATIONS:,}, not {count:,}")
        return [{"ref": str(number)} for number in range(1, count + 1)]
    items = items_of("citations", cells["citations"]) if "citations" in cells else []
    return [{"url": item} if item.startswith(("http://", "https://")) else {"ref": item} for item in items]


def _location(cells: Mapping[str, object]) -> dict[str, object]:
    given = {part: cells[f"location_{part}"] for part in _LOCATION if f"location_{part}" in cells}
    return {
        part: text_of(f"location_{part}", cell) if part in ("file", "excerpt") else _whole(f"location_{part}", cell)
        for part, cell in given.items()
    }
