"""Cells of other tables as the claims table writes them: templates, dates and numbers."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from string import Formatter
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from conflicts.model.faults import shown
from conflicts.tables.flat import OPEN, is_missing, text_of

_DIRECTIVES = "YymbBdjHMSfpIzZ%"
_LIKE_THIS = "a template has names of columns in braces, such as {year}-{month}"


def _template(text: str) -> str:
    columns_in(text)
    return text


def _date_format(text: str) -> str:
    parts = re.findall("%(.?)", text)
    if unknown := [part for part in parts if not part or part not in _DIRECTIVES]:
        known = " ".join(f"%{letter}" for letter in _DIRECTIVES)
        raise ValueError(f"{shown(text)}: %{unknown[0]} is no part of a date; known: {known}")
    if not {"Y", "y"} & {*parts}:
        raise ValueError(f"{shown(text)}: a date needs its year (%Y)")
    if "d" in parts and not {"m", "b", "B"} & {*parts}:
        raise ValueError(f"{shown(text)}: a day needs its month (%m)")
    return text


Template: TypeAlias = Annotated[str, Field(min_length=1), AfterValidator(_template)]
"""The name of a column; or, if it has a brace, text with names of columns in braces."""

DateFormat: TypeAlias = Annotated[str, AfterValidator(_date_format)]
"""How a date is written, as ``strptime`` has it."""


@lru_cache(maxsize=1024)
def columns_in(template: str) -> tuple[str, ...]:
    """The names of the columns in a template; raises ValueError, with a sentence, for what is none."""
    return tuple(name for _, name in _pieces(template) if name is not None)


@lru_cache(maxsize=1024)
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """Text, and the column whose cell follows it."""
    if "{" not in template:
        return (("", template),)
    try:
        parts = list(Formatter().parse(template))
    except ValueError as error:
        raise ValueError(f"{shown(template)}: {error}; {_LIKE_THIS}") from None
    if any(name == "" or layout or conversion for _, name, layout, conversion in parts):
        raise ValueError(f"{shown(template)}: {_LIKE_THIS}")
    return tuple((text, name) for text, name, _, _ in parts)


def filled(template: str, row: Mapping[str, object]) -> object:
    """The column's cell; or the text that the template makes of several, which is missing if one of them is."""
    if "{" not in template:
        return row.get(template)
    text = ""
    for before, name in _pieces(template):
        cell = "" if name is None else row.get(name)
        if name is not None and is_missing(cell):
            return None
        text += before + ("" if name is None else text_of(name, cell))
    return text


def dated(column: str, text: str, formats: Iterable[str]) -> str:
    """The date as ISO 8601 writes it, as exact as its format is; raises ValueError where it is in none of them."""
    return text if text == OPEN else _dated(column, text, tuple(formats))


@lru_cache(maxsize=65_536)
def _dated(column: str, text: str, formats: tuple[str, ...]) -> str:
    for layout in formats:
        sign = "-" if text.startswith("-") and layout.startswith("%Y") else ""  # a year before 1 BC
        try:
            moment = datetime.strptime(text.strip().removeprefix(sign), layout)
        except ValueError:
            continue
        parts = {*re.findall("%(.)", layout)}
        if parts & {"H", "I"}:
            return sign + moment.isoformat(timespec="seconds")
        day = moment.date().isoformat()
        return sign + (day if parts & {"d", "j"} else day[:7] if parts & {"m", "b", "B"} else day[:4])
    raise ValueError(f"{column}: {shown(text)} is no date that is written like {' or '.join(formats)}")


def plain_number(column: str, text: str, thousands: str | None, decimal: str) -> str:
    """The number without what stands between its thousands, and with a point; other text is a ValueError."""
    if not _number_like(thousands, decimal).fullmatch(text.strip()):
        marks = f"{thousands} between thousands and {decimal}" if thousands else decimal
        raise ValueError(f"{column}: {shown(text)} is no number with {marks} before decimals")
    whole = text.strip().replace(thousands, "") if thousands else text.strip()
    return whole.replace(decimal, ".")


@lru_cache(maxsize=16)
def _number_like(thousands: str | None, decimal: str) -> re.Pattern[str]:
    groups = rf"|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+" if thousands else ""
    return re.compile(rf"[-+]?(?:\d+{groups})(?:{re.escape(decimal)}\d+)?", re.ASCII)
