"""Which clause a date belongs to, by trees of words: when something held, and when it was said."""

from pathlib import Path

import pytest

from conflicts.model.value import Text
from conflicts.readers.prose import read
from conflicts.readers.reading import ReadOptions
from test_prose_trees import PIPELINE

FRIDAY = "2021-08-20"


def dated(text: str, folder: Path) -> dict[str, tuple[str | None, str | None]]:
    """By what is said: when it held, and when it was said."""
    file = folder / "text.txt"
    file.write_text(text, encoding="utf-8")
    claims = read(file, file.name, ReadOptions(parse=PIPELINE, date=FRIDAY)).claims
    return {
        claim.value.text: (
            None if claim.valid is None else claim.valid.text,
            None if claim.stated is None else claim.stated.text,
        )
        for claim in claims
        if isinstance(claim.value, Text)
    }


@pytest.mark.parametrize(
    ("text", "whens"),
    [
        ("The peninsula annexed in 2014 was shelled on Monday.", ["2021-08-16", "2014"]),
        ("The tramway, built by Emil Rask in 1908, was closed in 1954.", ["1954", "1908"]),
        ("The brewery, which had bought the mill in 2009, sold it in 2016.", ["2016", "2009"]),
        ("Work began in April 2014; the bridge was opened on 3 September 2020.", ["2014-04", "2020-09-03"]),
        ("The town lost its charter in 1350 and regained it in 1412.", ["1350", "1412"]),
        ("When she died in October 1948, flags flew at half-mast.", [None, "1948-10"]),
        ("The head is Hanne Duvall, who took over in July 2019.", [None, "2019-07"]),
        ("The 1998 treaty was signed by both kings.", [None]),
        ("The treaty of 1998 was broken in 2007.", ["2007"]),
        ("The rally on Saturday was banned.", [None]),
        ("The church of St Olaf (1902–1906) is of brick.", [None]),
    ],
)
def test_a_date_is_that_of_its_own_verb_and_of_no_other(text: str, whens: list[str | None], tmp_path: Path) -> None:
    assert [valid for valid, _ in dated(text, tmp_path).values()] == whens


@pytest.mark.parametrize(
    ("text", "valid", "stated"),
    [
        ("Ada Byron said on Tuesday that the mill had burned down on Sunday.", "2021-08-15", "2021-08-17"),
        ("The minister said on Monday it will close.", None, "2021-08-16"),
        ("On Monday, the minister said that the mine had closed in 2019.", "2019", "2021-08-16"),
        ("The mine had closed in 2019, the minister told Reuters on Monday.", "2019", "2021-08-16"),
        ("A paper reported in May 2020 that the duke had died in April 1950.", "1950-04", "2020-05"),
        ("The abbot argued for a date of around 1180.", None, None),
    ],
)
def test_when_it_was_said_is_not_when_it_held(text: str, valid: str | None, stated: str | None, tmp_path: Path) -> None:
    assert list(dated(text, tmp_path).values()) == [(valid, stated)]


def test_who_denies_a_statement_does_not_deny_what_stands_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    text = "Ada Byron said the mill, which the brewery has owned since 2009, was unsafe. The brewery denied this."
    file.write_text(text, encoding="utf-8")
    claims = read(file, file.name, ReadOptions(parse=PIPELINE)).claims
    assert [claim.polarity for claim in claims] == ["affirmed", "affirmed", "denied"]
