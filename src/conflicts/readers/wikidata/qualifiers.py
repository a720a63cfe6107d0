"""Qualifiers: when a statement holds, how sure it is, why it has its rank; the rest is its scope."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeAlias, TypeVar

from conflicts.model.claim import Certainty
from conflicts.model.moment import period
from conflicts.model.value import UNKNOWN, AnyValue, Time, read_as
from conflicts.readers.wikidata.shape import Snak, Statement, entity_in
from conflicts.readers.wikidata.times import Moment
from conflicts.readers.wikidata.values import moment_of, value_text

START, END, POINT = "P580", "P582", "P585"
EARLIEST, LATEST = "P1319", "P1326"
REASONS = ("P2241", "P7452")  # for a deprecated rank, for a preferred one
CIRCUMSTANCES = ("P1480", "P5102")  # sourcing circumstances, nature of statement

CIRCA, DISPUTED = "Q5727902", "Q18912752"
CERTAINTIES: Mapping[str, Certainty] = {
    "Q30230067": "possible",  # possibly
    "Q18122778": "probable",  # presumably
    "Q56644435": "probable",  # probably
}

_Bound: TypeAlias = Moment | Literal["", ".."] | None
"""An end of a period: a date; EDTF's unknown or open end, which the statement says; None if it says nothing."""

_Read = TypeVar("_Read")


@dataclass
class Qualified:
    """What qualifiers make of a statement, and what of them could not be read."""

    value: AnyValue
    valid: Time | None = None
    certainty: Certainty = "certain"
    rank_reason: str | None = None
    tags: tuple[str, ...] = ()
    scope: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def attempt(self, what: Sequence[str], read: Callable[[], _Read], otherwise: _Read) -> _Read:
        """What ``read`` returns; if it refuses, note that these qualifiers could not be read."""
        try:
            return read()
        except ValueError as error:
            self.unread.append(f"{', '.join(what)}: {error}")
            return otherwise


def qualified(statement: Statement, value: AnyValue, names: Mapping[str, str]) -> Qualified:
    """Read the qualifiers of a statement with that value; ``names``: what reasons are called."""
    found = Qualified(value)
    left = dict(statement.qualifiers)
    _take_circumstances(found, left, is_time=isinstance(value, Time))
    if statement.mainsnak.datatype == "time" or isinstance(value, Time):
        limits = _taken(left, EARLIEST, LATEST)
        found.value = found.attempt([*limits], lambda: _narrowed(statement.mainsnak, found.value, limits), value)
    reasons = _taken(left, *REASONS)
    found.rank_reason = found.attempt([*reasons], lambda: _called(reasons, names), "") or None
    times = _taken(left, *_dating(left))
    found.valid = found.attempt([*times], lambda: _valid(times), None)
    for name, snaks in left.items():
        words = found.attempt([name], partial(_words, snaks), "")
        if words:
            found.scope[name] = words
    return found


def _words(snaks: Sequence[Snak]) -> str:
    return "; ".join(sorted(map(value_text, snaks)))


def _taken(left: dict[str, tuple[Snak, ...]], *names: str) -> dict[str, tuple[Snak, ...]]:
    return {name: left.pop(name) for name in names if name in left}


# How sure ------------------------------------------------------------------------------------------------------------


def _take_circumstances(found: Qualified, left: dict[str, tuple[Snak, ...]], is_time: bool) -> None:
    said: set[str] = set()
    known = {*CERTAINTIES, DISPUTED, *([CIRCA] if is_time else [])}
    for name in CIRCUMSTANCES:
        snaks = left.pop(name, ())
        said.update(item for snak in snaks if (item := entity_in(snak)) in known)
        if others := tuple(snak for snak in snaks if entity_in(snak) not in known):
            left[name] = others
    hedges: list[Certainty] = [word for item, word in CERTAINTIES.items() if item in said]
    found.certainty = hedges[0] if hedges else "certain"
    found.tags = ("disputed",) if DISPUTED in said else ()
    if CIRCA in said and isinstance(found.value, Time):
        found.value = _approximate(found.value)


def _approximate(value: Time) -> Time:
    if "T" in value.text or value.text.endswith("~"):
        return value
    return Time(text="/".join(f"{date}~" for date in value.text.split("/")))


def _called(reasons: Mapping[str, tuple[Snak, ...]], names: Mapping[str, str]) -> str:
    words = [entity_in(snak) or value_text(snak) for snaks in reasons.values() for snak in snaks]
    return ", ".join(names.get(word, word) for word in words)


# When ----------------------------------------------------------------------------------------------------------------


def _dating(left: Mapping[str, tuple[Snak, ...]]) -> tuple[str, ...]:
    """The qualifiers that say when the statement holds; a point in time beside a start or an end is kept as scope."""
    if START in left or END in left:
        return START, END
    return (POINT,) if POINT in left else (EARLIEST, LATEST)


def _valid(times: Mapping[str, tuple[Snak, ...]]) -> Time | None:
    if POINT in times:
        return _at([moment_of(snak.datavalue) for snak in times[POINT] if snak.datavalue is not None])
    if EARLIEST in times or LATEST in times:
        return _limited(_only_date(times, EARLIEST), _only_date(times, LATEST))
    return _from_to(_bounds(times.get(START, ())), _bounds(times.get(END, ())))


def _at(points: Sequence[Moment]) -> Time | None:
    """At a day, all of it; at a point that is only known to lie in a month or a year, some time of it."""
    match points:
        case []:
            return None
        case [Moment(is_day=True) as day]:
            return Time(text=day.text)
        case [one]:
            return read_as(Time, {"at": one.text})
        case _:
            return read_as(Time, {"at": _hull(points, points)})


def _limited(earliest: Moment | None, latest: Moment | None) -> Time:
    if earliest is None or latest is None:
        raise ValueError("an earliest or a latest date alone does not say when it holds")
    return read_as(Time, {"at": _hull([earliest], [latest])})


def _from_to(starts: Sequence[_Bound], ends: Sequence[_Bound]) -> Time | None:
    if len(starts) > 1 or len(ends) > 1:
        from_dates, to_dates = ([bound for bound in bounds if isinstance(bound, Moment)] for bounds in (starts, ends))
        if len(from_dates) < max(1, len(starts)) or len(to_dates) < max(1, len(ends)):
            raise ValueError("several starts or ends, not all of them dates")
        return read_as(Time, {"at": _hull(from_dates, to_dates)})
    first, last = (_interval_end(bound) for bound in (*(starts or [None]), *(ends or [None])))
    return read_as(Time, f"{first}/{last}") if first or last else None


def _bounds(snaks: Sequence[Snak]) -> list[_Bound]:
    return [_bound(snak) for snak in snaks]


def _bound(snak: Snak) -> _Bound:
    if snak.datavalue is not None:
        return moment_of(snak.datavalue)
    return ".." if snak.snaktype == "novalue" else ""


def _interval_end(bound: _Bound) -> str:
    if isinstance(bound, Moment) and bound.end is None:
        raise ValueError(f"{bound.text} cannot be the end of a period")
    return (bound.end or "") if isinstance(bound, Moment) else bound or ""


def _hull(starts: Sequence[Moment], ends: Sequence[Moment]) -> str:
    firsts, lasts = [moment.end for moment in starts if moment.end], [moment.end for moment in ends if moment.end]
    if len(firsts) < len(starts) or len(lasts) < len(ends):
        raise ValueError("dates beyond the year ±9999 cannot be the ends of a period")
    first, last = min(firsts, key=lambda text: period(text).start_lo), max(lasts, key=lambda text: period(text).end_hi)
    return first if first == last else f"{first}/{last}"


# A time with limits ---------------------------------------------------------------------------------------------------


def _only_date(times: Mapping[str, tuple[Snak, ...]], name: str) -> Moment | None:
    snaks = times.get(name, ())
    if len(snaks) > 1:
        raise ValueError(f"{name} is given several times")
    return moment_of(snaks[0].datavalue) if snaks and snaks[0].datavalue is not None else None


def _narrowed(snak: Snak, value: AnyValue, limits: Mapping[str, tuple[Snak, ...]]) -> AnyValue:
    """The time value within its earliest and its latest date."""
    earliest, latest = _only_date(limits, EARLIEST), _only_date(limits, LATEST)
    if (earliest is None and latest is None) or not (value is UNKNOWN or isinstance(value, Time)):
        return value
    own = moment_of(snak.datavalue) if isinstance(value, Time) and snak.datavalue is not None else None
    first, last = (_interval_end(limit or own) for limit in (earliest, latest))
    if first and last:
        return read_as(Time, f"{first}/{last}")
    return read_as(Time, f"[{first}..]" if first else f"[..{last}]")
