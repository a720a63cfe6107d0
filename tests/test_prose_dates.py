"""Dates and numbers in prose: eras, centuries, interruptions, comparisons, and numbers as people write them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.check import check
from conflicts.model.collection import Collection
from conflicts.model.moment import period
from conflicts.model.value import Quantity
from conflicts.readers.prose.date_phrases import Day
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.lexicon import find_lexicon
from conflicts.readers.prose.years import year_text
from prose_text import claims_of, only_claim, reading_of

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")

LEXICON = find_lexicon("en")


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    return tmp_path / "text.txt"


def calendar(year: int | None = None) -> Calendar:
    return Calendar(LEXICON.dates, LEXICON.numbers.words, None if year is None else Day(year), LEXICON.things.groups)


def dates(sentence: str, year: int | None = None) -> list[str]:
    return [phrase.text for phrase in calendar(year).phrases(sentence)]


# --- eras -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("in 1200 BC", "-1199"),
        ("in 1200 B.C.", "-1199"),
        ("in 44 BCE", "-0043"),
        ("in 1 BC", "0000"),
        ("in 10,000 BC", "-9999"),
        ("in AD 69", "0069"),
        ("in 79 A.D.", "0079"),
        ("in 622 CE", "0622"),
        ("in March 1200 BC", "-1199-03"),
        ("on 15 March 44 BC", "-0043-03-15"),
        ("in the summer of 480 BC", "-0479-22"),
        ("in summer 480 BC", "-0479-22"),
        ("in 300–250 BC", "-0299/-0249"),
        ("from 300 to 250 BC", "-0299/-0249"),
        ("between 27 BC and AD 14", "-0026/0014"),
        ("in AD 66–70", "0066/0070"),
        ("in the 1180s BC", "[-1188..-1179]"),
        ("in the 5th century BC", "[-0499..-0399]"),
        ("in the fifth century BC", "[-0499..-0399]"),
        ("from the 5th to the 3rd century BC", None),
        ("in the 5th–3rd centuries BC", "[-0499..-0199]"),
        ("in the 3rd millennium BC", "[-2999..-1999]"),
        ("in the 20th century", "[1900..2000]"),
        ("in the 1980s", "198X"),
        ("in the 1900s", "19XX"),
        ("in 431–04 BC", None),  # 404 or 4 BC
        ("in 27 BC–14", None),
        ("in 1914–18", "1914/1918"),
    ],
)
def test_a_year_has_the_era_that_stands_beside_it(words: str, edtf: str | None) -> None:
    assert dates(f"Norwood fell {words}.") == ([] if edtf is None else [edtf])


@given(st.integers(1, 9999), st.sampled_from(["BC", "BCE", "B.C."]))
def test_a_year_before_christ_is_counted_backwards(year: int, era: str) -> None:
    assert dates(f"Norwood fell in {year} {era}, they say.") == [year_text(1 - year)]


@pytest.mark.parametrize("era", ["AH", "A.H.", "AUC"])
def test_the_years_of_an_era_that_is_not_read_are_reported(era: str, text_file: Path) -> None:
    reading = reading_of(f"In 1200 {era} Norwood had a population of 900.", text_file, date="1921")
    assert [claim.valid for claim in reading.claims] == [None]
    assert [problem.message for problem in reading.unread] == [
        f"the years of another era are not read: 'In 1200 {era}'"
    ]


def test_a_year_that_is_carried_on_keeps_its_era(text_file: Path) -> None:
    text = "In March 1200 BC it rained. On 5 May, it snowed. The next day, it froze."
    assert [str(claim.valid) for claim in claims_of(text, text_file)] == ["at -1199-03", "-1199-05-05", "-1199-05-06"]


def test_a_smaller_year_after_one_before_christ_may_be_of_either_era(text_file: Path) -> None:
    text = "In 1200 BC it rained. In 1180 it snowed. In 1921 it froze."
    assert [claim.valid and str(claim.valid) for claim in claims_of(text, text_file)] == ["at -1199", None, "at 1921"]


def test_one_year_before_christ_and_one_after_it_are_no_conflict(text_file: Path) -> None:
    text = "The Museum said that Norwood had a population of 900 in 1200 BC.[1]\n\nThe Chronicle said that Norwood had "
    reading = reading_of(text + "a population of 4,000 in 1200.[2]", text_file)
    assert not check(
        Collection(tuple(reading.claims), reading.vocabulary), select=["core/incompatible-values"]
    ).findings


@given(st.integers(-3000, 3000), st.integers(1, 12), st.integers(1, 28), st.integers(-400, 400))
def test_days_move_alike_in_all_years(year: int, month: int, day: int, steps: int) -> None:
    like = date(year % 400 + 2000, month, day)
    moved = Day(year, month, day).moved(steps)
    assert moved is not None
    expected = like.toordinal() + steps
    assert (moved.month, moved.day) == (date.fromordinal(expected).month, date.fromordinal(expected).day)
    assert moved.year is not None
    assert moved.year - year == date.fromordinal(expected).year - like.year


@given(st.integers(1, 21), st.booleans())
def test_a_century_holds_its_years_whichever_way_it_is_counted(number: int, is_before_christ: bool) -> None:
    era = " BC" if is_before_christ else ""
    ordinal = {1: "1st", 2: "2nd", 3: "3rd", 21: "21st"}.get(number, f"{number}th")
    (text,) = dates(f"Norwood fell in the {ordinal} century{era}.")
    years = range((number - 1) * 100 + 1, number * 100 + 1)
    inside = [period(year_text(1 - year if is_before_christ else year)) for year in (years[0], years[-1])]
    assert all(period(text).start_lo <= each.start_lo and each.end_hi <= period(text).end_hi for each in inside)


# --- interrupted dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "edtf"),
    [
        ("on 26 May (O.S. 14 May) 1799", "1799-05-26"),
        ("on 26 May [O.S. 14 May], 1799", "1799-05-26"),
        ("on May 26 (May 14, Old Style), 1799", "1799-05-26"),
        ("on 3 March, a Thursday, 1921", "1921-03-03"),
        ("on March 3, the first Thursday, 1921", "1921-03-03"),
        ("on 3 March of the year 1921", "1921-03-03"),
        ("on 3 March in 1921", "1921-03-03"),
        ("on 3 March, as cold as a day of winter can be, 1921", "XXXX-03-03"),
        ("on 3 March – a Thursday – 1921", "1921-03-03"),
        ("on 3 March (Old Style: 20 February 1799)", "XXXX-03-03"),
        ("on 3 March last year", "1849-03-03"),
        ("on 3 March 2000 men of the town", "1850-03-03"),
        ("on 3 March 1921 the men", "1921-03-03"),
        ("on 3 March", "1850-03-03"),
    ],
)
def test_a_date_that_is_interrupted_has_its_own_year_or_none(words: str, edtf: str) -> None:
    assert dates(f"It rained {words}.", 1850)[0] == edtf


def test_the_following_year_is_counted_from_the_year_told_last(text_file: Path) -> None:
    text = "On 3 March 1921, it rained. On 4 April the following year, it snowed. On 5 May that year, it froze."
    days = [str(claim.valid) for claim in claims_of(text, text_file, date="1950")]
    assert days == ["1921-03-03", "1922-04-04", "1922-05-05"]


# --- the year of what follows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "before",
    [
        "In May 2014, rebels attacked the port.\n\n",
        "On 3 May 2014, the port had been shelled. ",
        "In 2014 the port had fallen. ",
    ],
)
def test_the_year_of_the_background_is_not_that_of_the_document(before: str, text_file: Path) -> None:
    *_, claim = claims_of(f"{before}On 18 March, it rained.", text_file, date="2022")
    assert str(claim.valid) == "2022-03-18"


def test_a_year_of_what_somebody_said_had_happened_is_carried_on(text_file: Path) -> None:
    text = "On 3 May 2014, the mayor said the port had been shelled. On 18 May, it rained."
    *_, claim = claims_of(text, text_file, date="2022")
    assert str(claim.valid) == "2014-05-18"


# --- what a figure is compared with -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "valid"),
    [
        ("in 2001 Norwood had a population of 12,000, down from 15,000 in 1990", "2001"),
        ("Norwood had a population of 12,000 in 2001, up from 9,000 in 1990", "2001"),
        ("Norwood had a population of 12,000, compared with 15,000 in 1990", "[1991..]"),
        ("Norwood had a population of 12,000, down from 15,000 in 1990", "[1991..]"),
        ("Norwood had a population of 12,000 against the 15,000 people in March 1990", "[1990-04..]"),
        ("Norwood had a population of 12,000, compared with 15,000 in Easton in 1990", None),
        ("Norwood had a population of 12,000, compared with 15,000 in 1990 and 16,000 in 1995", None),
        ("Norwood had a population of 12,000, three times that of Easton in 1950", None),
        ("Norwood had a population of 12,000, more than in 1990", None),
        ("Norwood had a population of 12,000, fewer than the 15,000 counted in 1990", None),
        ("Norwood had a population of 12,000 as against 15,000 in 1990", "[1991..]"),
        ("in 2001 Norwood had a population of 12,000, against 15,000 in 1990", "2001"),
        ("Norwood had a population of 12,000, versus the 15,000 in 1990", "[1991..]"),
        ("Norwood had a population of 12,000, a fall of 3,000 in 1990", None),
        ("Norwood had a population of 12,000, roughly half of what it was in 1990", None),
        ("Norwood had a population of 12,000 and Easton 15,000 in 1990", None),
        ("Norwood had a population of 12,000, on the whole, in 2001", "2001"),
        ("Norwood had a population of more than 12,000 in 2001", "2001"),
        ("Norwood had a population of 12,000 in 2001", "2001"),
    ],
)
def test_a_figure_never_takes_the_date_of_what_it_is_compared_with(
    words: str, valid: str | None, text_file: Path
) -> None:
    claim = only_claim(f"The Gazette said that {words}.", text_file)
    assert claim.predicate == "population"
    assert (claim.valid and str(claim.valid)) == valid


@pytest.mark.parametrize("words", ["compared with", "down from", "against", "as against"])
def test_what_a_figure_is_compared_with_makes_no_finding(words: str, text_file: Path) -> None:
    text = f"The Gazette said that Norwood had a population of 12,000, {words} 15,000 in 1990.[1]\n\n"
    text += "The Register said that Norwood had a population of 15,000 in 1990.[2]"
    reading = reading_of(text, text_file)
    assert [claim.predicate for claim in reading.claims] == ["population"] * 2
    assert not check(Collection(tuple(reading.claims), reading.vocabulary), select=["contradiction"]).findings


def test_a_figure_that_is_to_come_says_nothing_of_when_another_was() -> None:
    text = "Norwood had a population of 12,000, compared with 15,000 in 2030."
    assert [phrase.relation for phrase in calendar(2040).phrases(text)] == ["after"]
    assert calendar(2020).phrases(text) == []
    assert calendar().phrases(text.replace("15,000", "15,000 expected")) == []


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12,000", Quantity(amount=Decimal(12_000))),
        ("12 000", Quantity(amount=Decimal(12_000))),
        ("12\u2009000", Quantity(amount=Decimal(12_000))),
        ("12\u00a0000", Quantity(amount=Decimal(12_000))),
        ("12'000", Quantity(amount=Decimal(12_000))),
        ("12’000", Quantity(amount=Decimal(12_000))),
        ("1,20,000", Quantity(amount=Decimal(120_000))),
        ("12.000", Quantity(low=Decimal(12), high=Decimal(12_000))),
        ("1.234.567", Quantity(amount=Decimal(1_234_567))),
        ("3.5 million", Quantity(amount=Decimal(3_500_000))),
        ("two million", Quantity(amount=Decimal(2_000_000))),
        ("3 to 4 million", Quantity(low=Decimal(3_000_000), high=Decimal(4_000_000))),
        ("3–4 million", Quantity(low=Decimal(3_000_000), high=Decimal(4_000_000))),
        ("3-400", Quantity(low=Decimal(3), high=Decimal(400))),
        ("more than 12.000", Quantity(low=Decimal(12))),
        ("three dozen", Quantity(amount=Decimal(36))),
    ],
)
def test_a_number_is_what_people_mean_by_it(words: str, value: Quantity, text_file: Path) -> None:
    assert only_claim(f"Norwood had a population of {words}.", text_file).value == value


def test_thousands_with_dots_never_contradict_either_of_what_they_may_be(text_file: Path) -> None:
    text = "The Ministry said that the 7th Regiment lost 12.000 men.[1]\n\n"
    reading = reading_of(text + "The Institute said that the 7th Regiment lost 12,000 men.[2]", text_file)
    report = check(Collection(tuple(reading.claims), reading.vocabulary), select=["core/incompatible-values"])
    assert not [finding for finding in report.findings if finding.verdict == "certain"]


# --- dates that lean on the day of the document -----------------------------------------------------------------------


def of_friday(sentence: str) -> list[str]:
    """The dates of a sentence of a document of Friday, 20 August 2021."""
    own = Calendar(LEXICON.dates, LEXICON.numbers.words, Day(2021, 8, 20), LEXICON.things.groups)
    return [phrase.text for phrase in own.phrases(sentence)]


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("The fire broke out on Monday.", "2021-08-16"),
        ("The fire broke out late on Saturday night.", "2021-08-14"),
        ("The fire broke out on Friday.", "2021-08-20"),
        ("The fire broke out last Friday.", "2021-08-13"),
        ("The mill burned down on Sunday.", "2021-08-15"),
        ("The hall will open on Saturday.", "2021-08-21"),
        ("On Monday the court will rule.", "2021-08-23"),
        ("The team plays in Lund next Tuesday.", "2021-08-24"),
        ("He died on Wednesday, 4 August.", "2021-08-04"),
        ("The coach left yesterday.", "2021-08-19"),
        ("Sales rose last month.", "2021-07"),
        ("The toll rose last year.", "2020"),
        ("She was elected in May last year.", "2020-05"),
        ("The budget was cut last week.", "2021-08-09/2021-08-15"),
        ("The tunnel was closed last spring.", "2021-21"),
        ("A study begins next spring.", "2022-21"),
        ("The plant shut two years ago.", "2019"),
        ("It was built in December.", "2020-12"),
        ("It will close in December.", "2021-12"),
        ("It was built in June.", "2021-06"),
        ("The hall was begun in 1898 and finished five years later.", "1903"),
    ],
)
def test_a_date_leans_on_the_day_of_the_document(sentence: str, edtf: str) -> None:
    assert of_friday(sentence)[-1] == edtf


@pytest.mark.parametrize(
    "sentence",
    [
        "In Sunday's vote turnout was low.",
        "Ash Wednesday is a holiday.",
        "The Sunday Times wrote about it.",
        "The last month of the war was hard.",
        "Last year's budget was cut.",
        "He is paid every Friday.",
    ],
)
def test_what_only_looks_like_a_day_is_no_date(sentence: str) -> None:
    assert of_friday(sentence) == []


@pytest.mark.parametrize("sentence", ["It rained on Monday.", "It rained yesterday.", "It rained last year."])
def test_without_the_day_of_the_document_nothing_leans_on_it(sentence: str) -> None:
    assert dates(sentence) == []
    assert sentence == "It rained last year." or dates(sentence, 1921) == []
