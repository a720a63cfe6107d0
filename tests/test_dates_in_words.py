"""Times in words: what a reader of the page sees in place of EDTF."""

import doctest
import re

import pytest
from hypothesis import given

from conflicts.model.value import Time
from conflicts.report import dates
from conflicts.report.dates import in_words
from conflicts.strategies import times


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2022-03-24", "24 March 2022"),
        ("2022-03", "March 2022"),
        ("1921", "1921"),
        ("0999", "999"),
        ("0000", "1 BCE"),
        ("-0043", "44 BCE"),
        ("2022-03-24T10:05:00Z", "24 March 2022, 10:05 UTC"),
        ("2022-03-24T10:05:07", "24 March 2022, 10:05:07"),
        ("2022-03-24T10:05:00+02:00", "24 March 2022, 10:05 UTC+02:00"),
        ("2022-22", "summer 2022"),
        ("1921?", "perhaps 1921"),
        ("1921-05~", "about May 1921"),
        ("1921%", "perhaps about 1921"),
        ("192X", "the 1920s"),
        ("19XX", "between 1900 and 1999"),
        ("2022-03-24/2022-04-01", "from 24 March 2022 to 1 April 2022"),
        ("2022-03-24/..", "from 24 March 2022, still so"),
        ("2022-03-24/", "from 24 March 2022 until an unknown time"),
        ("../2022", "until 2022"),
        ("/2022", "until 2022, from an unknown time"),
        ("../..", "at all times"),
        ({"by": "2022-03"}, "by March 2022"),
        ({"since": "2022"}, "since 2022"),
        ({"until": "2022-03-24"}, "until 24 March 2022"),
        ({"at": "2022-03"}, "at some time in March 2022"),
    ],
)
def test_a_time_is_written_as_people_write_it(written: object, words: str) -> None:
    assert in_words(Time.model_validate(written)) == words


@pytest.mark.parametrize(
    "written", ["[2001..2003]", "{2001,2003}", "156X-12-25", "2004-06-~11", "Y170000002", "2001-34"]
)
def test_what_has_no_plain_words_stands_as_it_is_written(written: str) -> None:
    assert in_words(Time.model_validate(written)) == written


@given(times())
def test_nothing_of_edtf_is_left_within_words(time: Time) -> None:
    words = in_words(time)
    assert words.strip() == words
    assert words
    assert words == str(time) or not re.search(r"[/~%X]|\.\.|\dT\d|\d-\d", words)


def test_the_example_in_the_docstring_runs() -> None:
    ran = doctest.testmod(dates)
    assert ran.attempted > 0
    assert ran.failed == 0
