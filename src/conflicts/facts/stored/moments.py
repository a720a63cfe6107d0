"""Days as times of claims of which nothing else is known: a table may have a million different ones."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from conflicts.facts.by_row import ByRow
from conflicts.facts.stored.fields import FieldFacts
from conflicts.facts.table import FactTable
from conflicts.facts.zones import plain as plain_column
from conflicts.model.moment import Period, common_day, period
from conflicts.model.value import Mode, Time
from conflicts.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from conflicts.facts.arrays import Numbers, Truths


class Moment(NamedTuple):
    """What columns ask of a time: validating one takes ten times as long."""

    period: Period
    onset: tuple[int, int] = (0, 0)


def _said(text: str, mode: Mode = "edtf") -> Moment:
    time = Time.model_construct(text=text, mode=mode)
    return Moment(time.period, time.onset)


def quick_time(facet: str, content: Mapping[str, object]) -> Moment | None:
    """The time that a facet's content says, if it is one plain day; None for all that has to be read with care."""
    if not content.keys() <= {DAY_COLUMN[facet], "paired"}:
        return None
    cell = content.get(DAY_COLUMN[facet])
    day = cell.isoformat() if type(cell) is date else cell
    if not isinstance(day, str) or common_day(day) is None:
        return None
    match facet, bool(content.get("paired")):
        case "start", paired:
            return _said(f"{day}/..") if paired else _said(day, "since")
        case "end", paired:
            return _said(f"../{day}") if paired else _said(day, "until")
        case _:
            return Moment(period(day))


FIELD = {"start": "valid", "end": "valid", "stated": "stated", "recorded": "recorded"}
"""The facets that may be days, and the fields of a claim that they say."""

DAY_COLUMN = {"start": "valid_from", "end": "valid_to", "stated": "stated", "recorded": "recorded"}
"""The columns that these facets are read from."""

_FIRST, _LAST = date.min, date.max


class DayCells(ByRow[Mapping[str, object]]):
    """The contents of a facet each of which is a day, or nothing, as the database gives them: as arrays."""

    def __init__(self, column: str, days: "ArrayLike", paired: "ArrayLike | None") -> None:
        import numpy as np

        self.column = column
        self.days: NDArray[np.datetime64] = np.ma.filled(np.ma.asarray(days, "datetime64[D]"), np.datetime64("NaT"))
        self.paired: Truths = np.asarray(np.zeros(len(self.days)) if paired is None else paired, np.bool_)
        self._has_paired = paired is not None
        super().__init__(len(self.days), self._cells)

    def _cells(self, row: int) -> dict[str, object]:
        cells: dict[str, object] = {self.column: self.days[row].item()}
        return cells | {"paired": bool(self.paired[row])} if self._has_paired else cells

    @property
    def are_common(self) -> bool:
        """Whether all days are those of dates in Python: from the year 1 to 9999."""
        import numpy as np

        given = self.days[~np.isnat(self.days)]
        return not len(given) or bool(given.min() >= np.datetime64(_FIRST) and given.max() <= np.datetime64(_LAST))


class DayFacts(FieldFacts):
    """The facts of days, numbered without an object for each.

    Whatever a column says of a day, it says of the next one, or says the same a day later: two days tell of all.
    """

    def __init__(self, facet: str, cells: DayCells, vocabulary: Vocabulary, codes: dict[str, int]) -> None:
        times = ByRow(len(cells), lambda row: quick_time(facet, cells[row]))
        super().__init__({FIELD[facet]: times}, vocabulary, codes)
        self._facet, self._cells = facet, cells

    def _zones(self, field: str) -> frozenset[bool]:
        return frozenset([False])

    def with_codes(self, codes: dict[str, int]) -> FactTable:
        return DayFacts(self._facet, self._cells, self.vocabulary, codes)

    def _compute(self, name: str) -> Sequence[int]:
        return self.numbers(name).tolist() if _is_of_days(name) else super()._compute(name)

    def array(self, name: str) -> "Numbers":
        return self.numbers(name) if _is_of_days(name) else super().array(name)

    def numbers(self, name: str) -> "Numbers":
        """A column of times, as an array."""
        import numpy as np

        first, days, paired = date(2000, 1, 1), self._cells.days, self._cells.paired
        contents: list[dict[str, object]] = [
            {self._cells.column: day, "paired": pair} for pair in (False, True) for day in (first, date(2000, 1, 2))
        ]
        samples = [*(quick_time(self._facet, content) for content in contents), None]
        *said, missing = FieldFacts({FIELD[self._facet]: samples}, self.vocabulary, self._codes).column(name)
        since = (days - np.datetime64(first)).astype(np.int64)
        single = said[0] + (said[1] - said[0]) * since
        both = said[2] + (said[3] - said[2]) * since
        found: Numbers = np.where(np.isnat(days), missing, np.where(paired, both, single))
        return found


def _is_of_days(name: str) -> bool:
    field, _, bound = plain_column(name)[1].rpartition(".")
    if name.startswith("present:"):
        field, bound = name.removeprefix("present:"), "lo"
    return bound in ("lo", "hi") and field in ("valid", "valid.start", "valid.end", "valid.onset", "stated", "recorded")
