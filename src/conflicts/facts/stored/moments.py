"""Days as claims of which nothing else is known: a table may have a million different ones."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, cast

from conflicts.model.claim import Claim
from conflicts.model.moment import Period, common_day, period


class _Moment(NamedTuple):
    period: Period


class _OnlyTimes(NamedTuple):
    """A stand-in for a claim, of which only the times may be asked for: validating one takes ten times as long."""

    valid: _Moment | None = None
    stated: _Moment | None = None
    recorded: _Moment | None = None


def quick_claim(facet: str, content: Mapping[str, object]) -> Claim | None:
    """The claim that a facet's content is, if it is one plain day; None for all that has to be read with care."""
    if facet not in _COLUMN or not content.keys() <= {_COLUMN[facet], "paired"}:
        return None
    cell = content.get(_COLUMN[facet])
    day = cell.isoformat() if type(cell) is date else cell
    if not isinstance(day, str) or common_day(day) is None:
        return None
    match facet, bool(content.get("paired")):
        case "start", paired:
            return cast(Claim, _OnlyTimes(valid=_Moment(period(f"{day}/..") if paired else period(day, "since"))))
        case "end", paired:
            return cast(Claim, _OnlyTimes(valid=_Moment(period(f"../{day}") if paired else period(day, "until"))))
        case "stated", _:
            return cast(Claim, _OnlyTimes(stated=_Moment(period(day))))
        case _:
            return cast(Claim, _OnlyTimes(recorded=_Moment(period(day))))


_COLUMN = {"start": "valid_from", "end": "valid_to", "stated": "stated", "recorded": "recorded"}
