"""Cells of other tables as the claims table writes them: templates and numbers."""

import re
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

from conflicts.model.faults import shown
from conflicts.model.spelling import folded
from conflicts.tables.flat import is_missing, text_of

_LIKE_THIS = "a template has names of columns in braces, such as {year}-{month}"


def _template(text: str) -> str:
    columns_in(text)
    return text


Template: TypeAlias = Annotated[str, Field(min_length=1), AfterValidator(_template)]
"""The name of a column; or, if it has a brace, text with names of columns in braces."""


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


def plain_number(column: str, text: str, thousands: str | None, decimal: str) -> str:
    """The number without what stands between its thousands, and with a point; other text is a ValueError."""
    words, between = folded(text), _between(thousands)
    if not _number_like(between, decimal).fullmatch(words):
        marks = f"{thousands} between thousands and {decimal}" if thousands else decimal
        raise ValueError(f"{column}: {shown(text)} is no number with {marks} before decimals")
    return (words.replace(between, "") if between else words).replace(decimal, ".")


def plain_numbers(column: str, text: str, thousands: str | None, decimal: str) -> str:
    """The text of a quantity, with each of its numbers as ``plain_number`` writes it."""
    between = _between(thousands)
    marks = re.escape((between or "") + decimal)
    token = re.compile(rf"(?:(?<![\w.,-])[-+])?\d(?:[\d{marks}]*\d)?", re.ASCII)
    return token.sub(lambda found: plain_number(column, found[0], thousands, decimal), folded(text))


def is_number(text: str, thousands: str | None, decimal: str) -> bool:
    """Whether the text is a number, written so or as this library writes them."""
    words = folded(text)
    return any(_number_like(*marks).fullmatch(words) for marks in ((_between(thousands), decimal), (None, ".")))


def _between(thousands: str | None) -> str | None:
    """What stands between thousands once the white space of a cell is folded."""
    return " " if thousands is not None and thousands.isspace() else thousands


@lru_cache(maxsize=16)
def _number_like(thousands: str | None, decimal: str) -> re.Pattern[str]:
    groups = rf"|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+" if thousands else ""
    return re.compile(rf"[-+]?(?:\d+{groups})(?:{re.escape(decimal)}\d+)?(?:[eE][-+]?\d{{1,3}})?", re.ASCII)
