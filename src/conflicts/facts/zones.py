"""Which times have a zone (docs/explanation/semantics.md, section 3)."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from conflicts.model.claim import Citation
from conflicts.model.value import Time

if TYPE_CHECKING:
    from conflicts.facts.table import FactTable

_Zones: TypeAlias = Callable[["FactTable"], Iterable[bool | None]]


class Beside(NamedTuple):
    """As what bounds a column holds the times of a field: beside times that have a zone, or that have none.

    ``always``: between which it lies whichever zone it is (conflicts.model.moment.beside).
    """

    zoned: bool
    always: bool = False


COLUMNS_BESIDE: Mapping[Beside, str] = {
    Beside(False): "local:",
    Beside(True): "utc:",
    Beside(False, True): "local-always:",
    Beside(True, True): "utc-always:",
}
"""How the names of such columns begin."""


def _of_field(name: str) -> _Zones:
    return lambda facts: (_is_zoned(time) for time in facts.field(name))


def _of_values(facts: "FactTable") -> Iterable[bool | None]:
    return facts.extents.each(lambda extent: extent.zoned)


def _since(facts: "FactTable") -> Iterable[Time | None]:
    """From when the lifetime of each claim counts, if it has one."""
    return (stated or valid for stated, valid in zip(facts.field("stated"), facts.field("valid"), strict=True))


_ZONES: Mapping[str, _Zones] = {
    "value": _of_values,
    "value.time": _of_values,
    "citations.latest": lambda facts: map(latest_is_zoned, facts.field("citations")),
    "valid": _of_field("valid"),
    "valid.start": _of_field("valid"),
    "valid.end": _of_field("valid"),
    "valid.onset": _of_field("valid"),
    "stated": _of_field("stated"),
    "recorded": _of_field("recorded"),
    "expires": lambda facts: map(_is_zoned, _since(facts)),
}


def zones(facts: "FactTable", field: str) -> Iterable[bool | None]:
    """Whether the time of each claim in a field has a zone; None where there is no time."""
    return _ZONES[field](facts)


def has_zones(field: str) -> bool:
    """Whether a field holds times."""
    return field in _ZONES


def latest_is_zoned(citations: Iterable[Citation]) -> bool | None:
    """Whether some date of a citation has a zone: all are then compared as they do beside it."""
    found = {citation.date.period.zoned for citation in citations if citation.date}
    return True in found if found else None


def _is_zoned(time: Time | None) -> bool | None:
    return None if time is None else time.period.zoned


def plain(column: str) -> tuple[str, str]:
    """How a column's name begins, if it holds bounds beside other times, and the rest of it."""
    prefix = next((prefix for prefix in COLUMNS_BESIDE.values() if column.startswith(prefix)), "")
    return prefix, column.removeprefix(prefix)
