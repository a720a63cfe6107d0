"""EDTF to bounds, against published strings, the table of semantics.md (section 3) and the standard library."""

import json
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from conflicts.model import moment
from conflicts.model.moment import (
    INFINITY,
    MISSING,
    UNKNOWN_PERIOD,
    Period,
    _day_start,
    _edtf_date,
    date_text,
    period,
)
from steps import at_most

DAY = 86_400
STRINGS = Path(__file__).parents[1].parent / "shared" / "data" / "edtf" / "edtf_validate_strings.json"
LISTS: dict[str, list[str]] = json.loads(STRINGS.read_text(encoding="utf-8")) if STRINGS.is_file() else {}
needs_strings = pytest.mark.skipif(
    not LISTS, reason="the published EDTF strings lie beside the repository, and are not there"
)

OWN_VALID = (
    "1921 1921-03 1921-03-04 1921-03-04T05:06:07Z 1921-03-04T05:06:07+02:00 1921/1922 1921-03/1922 "
    "1921-03-04/1921-03-09 1921? 1921-03~ 1921-03-04% 1921-21 19XX 192X 1921-XX 1921-03-XX 1921-XX-XX "
    "../1921 1921/.. /1921 1921/ 1921~/1922? -0044 -0044-03-15 Y-17000 Y170000002 Y17E7 1950S2 1921-?03 "
    "?1921-03-04 1921-03-~04 [1921,1923,1925..1927] [..1921-03] {1921,1923} 1921-25 1XXX-XX 156X-12-25"
).split()
OWN_INVALID = (
    "1921-13 1921-02-30 1921-3 21 1921-03-4 1921/1920 1921-03-04/1921-03-03 1921..1922 1921-00 tomorrow "
    "1921- 1921-03-04T 1921-03-04T25:00:00Z [1921 1921?? {} Y1921E 19-21 1921-X3-4 3/4/1921"
).split()
"""Strings of each feature of EDTF, and strings that break each: made up here."""

VALID = sorted({*OWN_VALID, *LISTS.get("L0_L1_L2", [])})
READ_HERE = {  # they end in the unit in which they begin (docs/adr/0002-edtf-bounds.md)
    "0000-01-03/0000-01",
    "0000-02/0000",
    "2004-06-11%/2004-%06",
    "2004-06-11%/2004-06~",
}
INVALID = sorted(
    {text for name, texts in LISTS.items() if name.startswith("invalid") for text in texts if text not in READ_HERE}
    | set(OWN_INVALID)
)


def second(year: int, month: int = 1, day: int = 1, hour: int = 0, minute: int = 0, sec: int = 0) -> int:
    """The second by the standard library's reckoning, which knows the years 1 to 9999."""
    return round((datetime(year, month, day, hour, minute, sec) - datetime(1970, 1, 1)) / timedelta(seconds=1))


def bounds(text: str) -> tuple[int, int, int, int]:
    found = period(text)
    return found.start_lo, found.start_hi, found.end_lo, found.end_hi


def days(text: str) -> tuple[str, str, str, str]:
    """The bounds, for people; the end is the first day after the period."""
    start_lo, start_hi, end_lo, end_hi = (date_text(bound) for bound in bounds(text))
    return start_lo, start_hi, end_lo, end_hi


def stated(text: str) -> tuple[bool, bool]:
    found = period(text)
    return found.start_stated, found.end_stated


# --- the published strings ------------------------------------------------------------------------------------------


@needs_strings
def test_the_published_lists_are_whole() -> None:
    assert len(LISTS["L0_L1_L2"]) == 206
    assert sum(len(texts) for name, texts in LISTS.items() if name.startswith("invalid")) == 56


@pytest.mark.parametrize("text", VALID)
def test_a_valid_string_is_accepted_and_its_bounds_are_in_order(text: str) -> None:
    start_lo, start_hi, end_lo, end_hi = bounds(text)
    assert start_lo <= start_hi
    assert end_lo <= end_hi
    assert start_lo < end_hi


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_string_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no EDTF date|reversed interval"):
        period(text)


# --- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022-03-24", second(2022, 3, 24), second(2022, 3, 25)),
        ("2024-02-29", second(2024, 2, 29), second(2024, 3, 1)),
        ("2022-12", second(2022, 12), second(2023)),
        ("2024-02", second(2024, 2), second(2024, 3)),
        ("2022", second(2022), second(2023)),
        ("2022-03-24T10:20:30", second(2022, 3, 24, 10, 20, 30), second(2022, 3, 24, 10, 20, 31)),
        ("2022-03-24T10:20:30Z", second(2022, 3, 24, 10, 20, 30), second(2022, 3, 24, 10, 20, 31)),
        ("2022-03-24T01:00:00+02:30", second(2022, 3, 23, 22, 30), second(2022, 3, 23, 22, 30, 1)),
        ("2022-03-24T23:00:00-04", second(2022, 3, 25, 3), second(2022, 3, 25, 3, 0, 1)),
        ("2022-03-24T10:00:00+00:00", second(2022, 3, 24, 10), second(2022, 3, 24, 10, 0, 1)),
        ("2022-03-24T24:00:00", second(2022, 3, 25), second(2022, 3, 25, 0, 0, 1)),
        ("2022-03-24T10:07", second(2022, 3, 24, 10, 7), second(2022, 3, 24, 10, 8)),
        ("2022-03-24T10:07+02:00", second(2022, 3, 24, 8, 7), second(2022, 3, 24, 8, 8)),
        ("2022-03-24T10Z", second(2022, 3, 24, 10), second(2022, 3, 24, 11)),
        ("2022-03-24T24:00", second(2022, 3, 25), second(2022, 3, 25, 0, 1)),
    ],
)
def test_a_date_is_its_whole_unit(text: str, start: int, end: int) -> None:
    assert period(text)[:6] == (start, start, end, end, True, True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("0000-03-01", -719_468),  # Hinnant, "chrono-compatible low-level date algorithms"
        (
            "-4713-11-24",
            -2_440_588,
        ),  # the day on which Julian day 0 begins, at noon; the epoch is Julian day 2,440,587.5
        ("0001-01-01", -719_162),  # the ordinal of the epoch, less one
        ("-0001-12-31", -719_162 - 366 - 1),  # the year 0 is a leap year
    ],
)
def test_years_before_common_era_are_astronomical(text: str, day: int) -> None:
    assert period(text).start_lo == day * DAY
    assert date_text(day * DAY) == text


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 30)).map(lambda moment: moment.replace(microsecond=0)))
def test_dates_agree_with_the_standard_library(moment: datetime) -> None:
    expected = round((moment - datetime(1970, 1, 1)) / timedelta(seconds=1))
    assert bounds(moment.isoformat()) == (expected, expected, expected + 1, expected + 1)
    assert datetime.fromisoformat(date_text(expected)).replace(tzinfo=UTC) == moment.replace(tzinfo=UTC)
    midnight = expected - expected % DAY
    assert bounds(f"{moment:%Y-%m-%d}".zfill(10)) == (midnight, midnight, midnight + DAY, midnight + DAY)


CALENDAR_DAYS = st.builds(
    lambda year, month, day: f"{'-' if year < 0 else ''}{abs(year):04d}-{month:02d}-{day:02d}",
    st.integers(-9999, 9999),
    st.integers(1, 12),
    st.integers(1, 28),
)


@given(CALENDAR_DAYS)
def test_a_day_comes_back_as_it_was_written(day: str) -> None:
    start, _, end, _ = bounds(day)
    assert date_text(start) == day
    assert end - start == DAY
    assert period(date_text(end)).start_lo == end


@given(st.integers(-9999, 9999 - 400), st.integers(1, 12), st.integers(1, 28))
def test_the_calendar_repeats_after_400_years(year: int, month: int, day: int) -> None:
    def start(at: int) -> int:
        return period(f"{'-' if at < 0 else ''}{abs(at):04d}-{month:02d}-{day:02d}").start_lo

    assert start(year + 400) - start(year) == 146_097 * DAY


@given(CALENDAR_DAYS, st.sampled_from([4, 7, 10]))
def test_plain_dates_begin_when_edtf_says_they_do(day: str, length: int) -> None:
    plain = day[: length + day.startswith("-")]
    if plain == "-0000":
        plain = "0000"
    first = parse_edtf(plain).lower_strict()
    assert period(plain).start_lo == _day_start(*first[:3])


# --- seasons, unspecified digits, years of many digits --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2001-21", "2001-03-01", "2001-06-01"),
        ("2001-22", "2001-06-01", "2001-09-01"),
        ("2001-23", "2001-09-01", "2001-12-01"),
        ("2001-24", "2001-12-01", "2002-03-01"),
        ("2001-25", "2001-03-01", "2001-06-01"),
        ("2001-28", "2001-12-01", "2002-03-01"),
        ("2001-29", "2001-09-01", "2001-12-01"),
        ("2001-30", "2001-12-01", "2002-03-01"),
        ("2001-31", "2001-03-01", "2001-06-01"),
        ("2001-32", "2001-06-01", "2001-09-01"),
        ("2001-33", "2001-01-01", "2001-04-01"),
        ("2001-36", "2001-10-01", "2002-01-01"),
        ("2001-37", "2001-01-01", "2001-05-01"),
        ("2001-39", "2001-09-01", "2002-01-01"),
        ("2001-40", "2001-01-01", "2001-07-01"),
        ("-2001-41", "-2001-07-01", "-2000-01-01"),
    ],
)
def test_a_season_is_a_unit_of_whole_months(text: str, first: str, after: str) -> None:
    assert days(text) == (first, first, after, after)


@pytest.mark.parametrize(
    ("text", "first", "last", "after_first", "after_last"),
    [
        ("201X", "2010-01-01", "2019-01-01", "2011-01-01", "2020-01-01"),
        ("19XX", "1900-01-01", "1999-01-01", "1901-01-01", "2000-01-01"),
        ("-20XX", "-2099-01-01", "-2000-01-01", "-2098-01-01", "-1999-01-01"),
        ("-00XX", "-0099-01-01", "-0001-01-01", "-0098-01-01", "0000-01-01"),
        ("2004-XX", "2004-01-01", "2004-12-01", "2004-02-01", "2005-01-01"),
        ("1984-1X", "1984-10-01", "1984-12-01", "1984-11-01", "1985-01-01"),
        ("-1984-1X", "-1984-10-01", "-1984-12-01", "-1984-11-01", "-1983-01-01"),
        ("1985-XX-XX", "1985-01-01", "1985-12-31", "1985-01-02", "1986-01-01"),
        ("1985-02-XX", "1985-02-01", "1985-02-28", "1985-02-02", "1985-03-01"),
        ("1560-XX-25", "1560-01-25", "1560-12-25", "1560-01-26", "1560-12-26"),
        ("2004-XX-31", "2004-01-31", "2004-12-31", "2004-02-01", "2005-01-01"),
        ("2004-X1-XX", "2004-01-01", "2004-11-30", "2004-01-02", "2004-12-01"),
        ("-1X32-X1-X2", "-1932-01-02", "-1032-11-22", "-1932-01-03", "-1032-11-23"),
        ("20XX-02-29", "2000-02-29", "2096-02-29", "2000-03-01", "2096-03-01"),
        ("XXXX-12-XX", "0000-12-01", "9999-12-31", "0000-12-02", "+10000-01-01"),
        ("1950S2", "1900-01-01", "1999-01-01", "1901-01-01", "2000-01-01"),
        ("-1859S3", "-1859-01-01", "-1850-01-01", "-1858-01-01", "-1849-01-01"),
        ("-1859S5", "-1859-01-01", "-1859-01-01", "-1858-01-01", "-1858-01-01"),
        ("Y171010000S3", "+171000000-01-01", "+171999999-01-01", "+171000001-01-01", "+172000000-01-01"),
        ("Y3388E2S3", "+338000-01-01", "+338999-01-01", "+338001-01-01", "+339000-01-01"),
        ("Y-17E7", "-170000000-01-01", "-170000000-01-01", "-169999999-01-01", "-169999999-01-01"),
        ("Y-170000002", "-170000002-01-01", "-170000002-01-01", "-170000001-01-01", "-170000001-01-01"),
    ],
)
def test_an_unspecified_date_is_one_of_the_dates_that_fit(
    text: str, first: str, last: str, after_first: str, after_last: str
) -> None:
    assert days(text) == (first, last, after_first, after_last)
    assert stated(text) == (True, True)


@given(CALENDAR_DAYS, st.data())
def test_a_date_lies_within_the_date_whose_digits_are_left_out(day: str, data: st.DataObject) -> None:
    day = day.replace("-0000", "0000", 1)
    digits = [at for at, character in enumerate(day) if character.isdigit()]
    unspecified = data.draw(st.sets(st.sampled_from(digits), min_size=1))
    pattern = "".join("X" if at in unspecified else character for at, character in enumerate(day))
    start_lo, start_hi, end_lo, end_hi = bounds(pattern)
    start, _, end, _ = bounds(day)
    assert start_lo <= start <= start_hi
    assert end_lo <= end <= end_hi


# --- doubt ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["?", "~", "%"])
@pytest.mark.parametrize(
    ("text", "bounds_in_days"),
    [
        ("2022-03-24{}", ("2022-03-23", "2022-03-25", "2022-03-24", "2022-03-26")),
        ("2022-03{}", ("2022-01-29", "2022-04-01", "2022-03-01", "2022-05-02")),  # March has 31 days
        ("2022{}", ("2021-01-01", "2023-01-01", "2022-01-01", "2024-01-01")),
        ("{}2022", ("2021-01-01", "2023-01-01", "2022-01-01", "2024-01-01")),
        ("2022-03-{}24", ("2022-03-23", "2022-03-25", "2022-03-24", "2022-03-26")),
        ("2022-{}03-24", ("2022-02-21", "2022-04-24", "2022-02-22", "2022-04-25")),
        ("2022-03{}-24", ("2022-02-21", "2022-04-24", "2022-02-22", "2022-04-25")),
        ("2022{}-03-24", ("2021-03-24", "2023-03-24", "2021-03-25", "2023-03-25")),
        ("{}2022-03-{}24", ("2021-03-24", "2023-03-24", "2021-03-25", "2023-03-25")),
        ("{}-2021-03-24", ("-2022-03-24", "-2020-03-23", "-2022-03-25", "-2020-03-24")),
        ("201X{}", ("2000-01-02", "2028-12-31", "2001-01-01", "2029-12-31")),  # 3,652 days from 2010 to 2020
        ("1985-21{}", ("1984-11-29", "1985-06-01", "1985-03-01", "1985-09-01")),  # 92 days from March to June
    ],
)
def test_doubt_widens_by_one_unit_of_what_stands_beside_its_mark(
    text: str, bounds_in_days: tuple[str, str, str, str], mark: str
) -> None:
    assert days(text.format(mark, mark)) == bounds_in_days


QUALIFIED = st.sampled_from(["?", "~", "%"])
CORES = st.one_of(
    CALENDAR_DAYS.map(lambda day: day.replace("-0000", "0000", 1)),
    st.from_regex(r"[0-9]{4}(-(0[1-9]|1[0-2]|2[1-9]|3[0-9]|4[01]))?", fullmatch=True),
    st.from_regex(r"-?[1-9][0-9X]{3}-(0[1-9]|1[0-2]|XX|0X|1X|X1|X0)(-(XX|0X|1X|X5|[01][1-9]))?", fullmatch=True),
    st.from_regex(r"-?[0-9X][0-9]X[0-9X]", fullmatch=True),
    st.from_regex(r"-?[1-9][0-9]{3}S[1-9]", fullmatch=True),
)


@given(CORES, QUALIFIED)
def test_a_doubted_date_contains_the_undoubted_one(core: str, mark: str) -> None:
    sure, doubted = period(core), period(core + mark)
    assert doubted.start_lo < sure.start_lo
    assert doubted.start_hi > sure.start_hi
    assert doubted.end_lo < sure.end_lo
    assert doubted.end_hi > sure.end_hi


# --- intervals ------------------------------------------------------------------------------------------------------

D1, D1_END = second(2022, 3, 15), second(2022, 3, 16)
D2, D2_END = second(2022, 4), second(2022, 5)


@pytest.mark.parametrize(
    ("text", "midnight"),
    [
        ("2016-12-31T23:59:60Z", second(2017)),
        ("2015-06-30T23:59:60Z", second(2015, 7)),
        ("1990-12-31T15:59:60-08:00", second(1991)),
        ("2017-01-01T05:29:60+05:30", second(2017)),
        ("2017-01-01T08:59:60", second(2017, 1, 1, 9)),  # in Tokyo, perhaps
        ("2016-12-31T23:59:60", second(2017)),
    ],
)
def test_a_leap_second_is_one_of_the_seconds_beside_it(text: str, midnight: int) -> None:
    assert period(text)[:4] == (midnight - 1, midnight, midnight, midnight + 1)


@pytest.mark.parametrize(
    "text", ["2016-12-31T12:00:60Z", "2016-12-30T23:59:60Z", "2016-12-31T23:58:60Z", "2016-12-31T23:59:61Z"]
)
def test_no_other_minute_has_a_61st_second(text: str) -> None:
    with pytest.raises(ValueError, match=r"61st second|no such time of day"):
        period(text)


@pytest.mark.parametrize("first", ["1914", "1914-07", "1914-07-28", "1914-12-31", "191X", "1914-07-28~"])
@pytest.mark.parametrize("last", ["1914", "191X", "1914-12", "1915", "1914-12-31"])
def test_an_interval_may_end_in_a_coarser_unit_than_it_begins(first: str, last: str) -> None:
    found, start, end = period(f"{first}/{last}"), period(first), period(last)
    assert (found.start_lo, found.start_hi) == (start.start_lo, start.end_hi - 1)
    assert (found.end_lo, found.end_hi) == (end.start_lo + 1, end.end_hi)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-03-15/2022-04", Period(D1, D1_END - 1, D2 + 1, D2_END, True, True)),
        ("2022-03-15/2022-03-15", Period(D1, D1_END - 1, D1 + 1, D1_END, True, True)),
        ("2022-03-15/..", Period(D1, D1_END - 1, INFINITY, INFINITY, True, False)),
        ("2022-03-15/", Period(D1, D1_END - 1, D1 + 1, INFINITY, True, False)),
        ("../2022-04", Period(-INFINITY, -INFINITY, D2 + 1, D2_END, False, True)),
        ("/2022-04", Period(-INFINITY, D2_END - 1, D2 + 1, D2_END, False, True)),
        ("../..", Period(-INFINITY, -INFINITY, INFINITY, INFINITY, False, False)),
        ("/..", Period(-INFINITY, INFINITY - 1, INFINITY, INFINITY, False, False)),
        ("../", Period(-INFINITY, -INFINITY, 1 - INFINITY, INFINITY, False, False)),
        ("2022-03-15~/..", Period(D1 - DAY, D1_END + DAY - 1, INFINITY, INFINITY, True, False)),
    ],
)
def test_an_interval_begins_within_its_first_date_and_ends_within_its_last(text: str, expected: Period) -> None:
    assert period(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by", Period(-INFINITY, D2, D2_END, INFINITY, False, False)),
        ("since", Period(D2, D2_END - 1, D2_END, INFINITY, True, False)),
        ("until", Period(-INFINITY, D2, D2 + 1, D2_END, False, True)),
        ("at", Period(D2, D2_END - 1, D2 + 1, D2_END, True, True)),
    ],
)
def test_a_mode_says_what_edtf_cannot(text: str, expected: Period) -> None:
    assert period("2022-04", text) == expected


def test_a_mode_takes_an_interval_from_its_first_start_to_its_last_end() -> None:
    assert period("2022-03-15/2022-04", "since") == Period(D1, D2_END - 1, D2_END, INFINITY, True, False)
    assert period("2022-03-15/2022-04", "by") == Period(-INFINITY, D1, D2_END, INFINITY, False, False)
    assert period("2022-03-15/2022-04", "until") == Period(-INFINITY, D1, D1 + 1, D2_END, False, True)
    assert period("2022-03-15/2022-04", "at") == Period(D1, D2_END - 1, D1 + 1, D2_END, True, True)


def test_a_mode_keeps_the_doubt_of_its_date() -> None:
    assert period("2022-03-15~", "by") == Period(-INFINITY, D1 + DAY, D1_END - DAY, INFINITY, False, False)


@pytest.mark.parametrize("text", ["2022/..", "2022/", "../2022", "/2022", "../..", "[2022..]", "{..2022}"])
def test_a_mode_needs_a_date_with_a_start_and_an_end(text: str) -> None:
    with pytest.raises(ValueError, match="'since' needs a date with a start and an end"):
        period(text, "since")


# --- sets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1667,1668]", Period(second(1667), second(1668), second(1668), second(1669), True, True)),
        ("[1668,1667-05]", Period(second(1667, 5), second(1668), second(1667, 6), second(1669), True, True)),
        ("[1667,1670..1672]", Period(second(1667), second(1672), second(1668), second(1673), True, True)),
        ("[1984..]", Period(second(1984), INFINITY - 1, second(1985), INFINITY, False, False)),
        ("[..1984]", Period(-INFINITY, second(1984), 1 - INFINITY, second(1985), False, False)),
        ("{1667,1670..1672}", Period(second(1667), second(1667), second(1673), second(1673), True, True)),
        ("{1984,1960-05}", Period(second(1960, 5), second(1960, 5), second(1985), second(1985), True, True)),
        ("{1984..}", Period(second(1984), second(1984), INFINITY, INFINITY, True, False)),
        ("{..1984}", Period(-INFINITY, -INFINITY, second(1985), second(1985), False, True)),
    ],
)
def test_one_of_a_set_is_anywhere_in_its_hull_and_all_of_a_set_span_it(text: str, expected: Period) -> None:
    assert period(text) == expected


# --- every form -----------------------------------------------------------------------------------------------------


@st.composite
def edtf_texts(draw: st.DrawFn) -> str:
    """Any form that the grammar has, valid by construction."""
    first, last = sorted((draw(CORES), draw(CORES)), key=lambda core: period(core).start_lo)
    first, last = (core + draw(st.sampled_from(["", "?", "~", "%"])) for core in (first, last))
    forms = [first, f"{first}/{last}", f"{first}/..", f"{first}/", f"../{last}", f"/{last}"]
    return draw(
        st.sampled_from(
            [*forms, f"[{first},{last}]", f"{{{first}..{last}}}", f"[..{first},{last}]", f"{{{last},{first}..}}"]
        )
    )


@given(edtf_texts())
def test_bounds_are_in_order_in_every_form(text: str) -> None:
    found = period(text)
    assert -INFINITY <= found.start_lo <= found.start_hi < INFINITY
    assert -INFINITY < found.end_lo <= found.end_hi <= INFINITY
    assert found.start_lo < found.end_hi
    first, last = found.instant
    assert first <= last < INFINITY


MODES = ["by", "since", "until", "at"]


@pytest.mark.parametrize("mode", MODES)
@given(text=CORES)
def test_bounds_are_in_order_in_every_mode(mode: str, text: str) -> None:
    found = period(text, mode)
    assert found.start_lo <= found.start_hi
    assert found.end_lo <= found.end_hi
    assert found.start_lo < found.end_hi


def test_an_instant_runs_from_the_first_second_to_the_last() -> None:
    assert period("2022-03-24").instant == (second(2022, 3, 24), second(2022, 3, 25) - 1)
    assert period("2022-03-24/..").instant == (second(2022, 3, 24), INFINITY - 1)
    assert UNKNOWN_PERIOD.instant == (-MISSING, MISSING)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "an empty text is no EDTF date"),
        ("2022-13", "'2022-13' is no EDTF date: month 13"),
        ("2022-00", "'2022-00' is no EDTF date: month 00"),
        ("2022-42", "'2022-42' is no EDTF date: month 42"),
        ("2022-02-30", "there is no day 30 in that month"),
        ("2023-02-29", "there is no day 29 in that month"),
        ("1XX1-02-29", "there is no day 29 in that month"),  # no odd year is a leap year
        ("-0000", "the year zero has no sign"),
        ("-0000-01-01", "the year zero has no sign"),
        ("20220324", "dates are written like 2022, 2022-03 or 2022-03-24"),
        ("24.3.2022", "dates are written like"),
        ("March 2022", "it has white space"),
        ("circa1900", "'c' has no meaning there"),
        ("٢٠٢٢", "has no meaning there"),
        ("1950S0", "dates are written like"),
        ("1950S2-03", "dates are written like"),
        ("Y1E12", "years beyond ±100,000,000,000 cannot be compared"),
        ("Y100000000000S1", "years beyond ±100,000,000,000 cannot be compared"),
        ("Y-100000000001", "years beyond ±100,000,000,000 cannot be compared"),
        ("Y12E1", "a year of four digits is written without Y"),
        ("2022-05/2022-03", "reversed interval: 2022-05 is after 2022-03"),
        ("[1672..1670]", "reversed range: 1672 is after 1670"),
        ("1915/1914-07-28", "reversed interval: 1915 is after 1914-07-28"),
        ("1915-01-01/1914", "reversed interval: 1915-01-01 is after 1914"),
        ("1914-08-01/1914-07", "reversed interval: 1914-08-01 is after 1914-07"),
        ("2000-01-01/1999", "reversed interval: 2000-01-01 is after 1999"),
        ("[1915-02..1914]", "reversed range: 1915-02 is after 1914"),
        ("2022/2023/2024", "an interval has one '/'"),
        ("/", "an interval needs a date or '..' at one end"),
        ("2022-03-24T10:00:00/..", "a time of day cannot stand in an interval or a set"),
        ("Y170000002/..", "a year written with Y cannot stand in an interval or a set"),
        ("[1984]", "a set needs two dates or a range"),
        ("[1984,1985", "is never closed"),
        ("[1984,1985}", "is never closed"),
        ("[..]", "'..' stands between two dates, before a set's first or after its last"),
        ("[1984..,1990]", "'..' stands between two dates, before a set's first or after its last"),
        ("[1984,..1990]", "'..' stands between two dates, before a set's first or after its last"),
        ("[1984,,1990]", "dates are written like"),
        ("2022-03-24T10:0Z", "a time of day is written like 2022-03-24T10:00:00"),
        ("2022-03T10:00:00", "a time of day is written like 2022-03-24T10:00:00"),
        ("2022-03-24T10:60:00", "there is no such time of day"),
        ("2022-03-24T24:00:01", "there is no such time of day"),
        ("2022-03-24T10:00:00-00:00", "there is no such time zone"),
        ("2022-03-24T10:00:00+14:01", "there is no such time zone"),
        ("1" * 1_001, "a date of 1,001 characters is too long"),
    ],
)
def test_a_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  # the reason is compared below, as it stands
        period(text)
    assert reason in str(refusal.value)
    assert "\n" not in str(refusal.value)


@given(st.one_of(st.text(), st.text("0123456789XYEST-:/.,[]{}?~%", max_size=24)))
def test_no_text_does_worse_than_to_be_refused(text: str) -> None:
    with suppress(ValueError):
        assert bounds(text)[0] < bounds(text)[3]


LEVEL_2_SHAPES = r"-?[0-9X]{4}(-[0-9X]{2}){0,2}|-?[0-9]{4}S[1-9]|Y-?[1-9][0-9]{0,14}(E[1-9]{1,3})?(S[1-9])?"


@given(st.from_regex(LEVEL_2_SHAPES, fullmatch=True))
def test_whatever_reaches_edtf_is_read_or_refused_and_nothing_is_printed(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch, suppress(ValueError):
        patch.setattr("builtins.print", _must_not_print)
        assert _edtf_date(text).start_stated


@given(st.from_regex(r"[0-9X]{4}-[0-9X]{2}-[0-9X]{2}[?~%]?|[0-9X]{4}-X[0-9X]|[0-9X]{3}X", fullmatch=True))
def test_a_date_with_digits_left_out_needs_no_parser_of_grammars(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch, suppress(ValueError):
        patch.setattr("edtf.parser.parse_edtf", _must_not_print)
        assert period(text).start_stated


@pytest.mark.parametrize("text", ["0000-0X-00", "2022-02-3X", "XXXX-02-30", "2022-2X", "-0000-XX"])
def test_a_date_with_digits_left_out_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no EDTF date"):
        period(text)


def _must_not_print(*words: object) -> None:
    raise AssertionError(words)


@pytest.mark.parametrize(
    "text",
    [
        "?" * 1_000,
        "-" * 1_000,
        "2004-" * 200,
        "[1" * 500,
        "{" + "1..2," * 199,
        "X" * 1_000,
        "Y1E" + "9" * 990,
        "Y" + "9" * 999,
        "[" + "XXXX-02-3X," * 90 + "2022]",
        "9" * 10_000_000,
    ],
)
def test_malicious_texts_are_refused_at_once(text: str) -> None:
    with at_most(2_000_000), pytest.raises(ValueError, match=r"date"):
        period(text)


# --- for people -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        (0, "1970-01-01"),
        (-1, "1969-12-31T23:59:59Z"),
        (second(2022, 3, 24), "2022-03-24"),
        (second(2022, 3, 24, 10), "2022-03-24T10:00:00Z"),
        (INFINITY, "open"),
        (INFINITY - 1, "open"),
        (-INFINITY, "open"),
        (1 - INFINITY, "open"),
        (MISSING, "unknown"),
        (-MISSING, "unknown"),
    ],
)
def test_a_bound_is_written_as_a_date(bound: int, text: str) -> None:
    assert date_text(bound) == text


def test_ordinary_dates_do_without_the_edtf_package() -> None:
    code = """
import sys
from conflicts.model.moment import period
for text in "2022 2022-03-24 -0044-03-15 2022-03-24T10:00:00Z 2022-03-24/.. /2022 2022-03~ [2021,2022]".split():
    period(text)
period("2022-03-15/2022-03-16", "since")
assert "edtf" not in sys.modules
period("201X-XX")
assert "edtf" not in sys.modules
period("2010-21")
assert "edtf" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@given(st.dates(), st.dates())
def testcommon_days_and_intervals_are_bounded_as_the_long_way_bounds_them(one: date, other: date) -> None:
    first, last = sorted((one.isoformat(), other.isoformat()))
    for text in (first, f"{first}/{last}", f"{first}/..", f"../{last}"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(moment, "common_day", lambda text: None)
            moment._date.cache_clear()
            slowly = period.__wrapped__(text)
        moment._date.cache_clear()
        assert period.__wrapped__(text) == slowly


@pytest.mark.parametrize("text", ["2022-02-30", "2022-03-24/2022-02-30", "2022-03-24/2022-03-23", "2022-13-01/.."])
def test_what_only_looks_like_a_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"reversed|no day|month|EDTF"):
        period(text)
