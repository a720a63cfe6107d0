"""Cells of CSV that a spreadsheet opens: what it would run as a formula is written as text, and read as it was.

https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

_RUN = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?")


def as_cell(text: str) -> str:
    """The text of a cell, with an apostrophe before what would be run, or would read as if it had one.

    >>> [as_cell(text) for text in ("=1+1", "'=1+1", "-5", "north")]
    ["'=1+1", "''=1+1", '-5', 'north']
    """
    return f"'{text}" if _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def from_cell(cell: str) -> str:
    """The text that ``as_cell`` made the cell of."""
    return cell[1:] if cell[:1] == "'" and _RUN.match(cell) else cell
