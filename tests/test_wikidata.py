"""Statements of a Wikibase as claims. All entities here are invented; their JSON has the shape of the API's."""

import bz2
import gzip
import json
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.check import check
from conflicts.document import load_file
from conflicts.errors import InputError, Problem
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.moment import period
from conflicts.model.source import Source
from conflicts.model.unit import convert, dimension
from conflicts.model.value import NONE, UNKNOWN, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.readers import claims_yaml, load
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.wikidata import read
from conflicts.readers.wikidata.shape import TimeValue
from conflicts.readers.wikidata.times import Moment, read_time
from conflicts.readers.wikidata.units import unit_words
from fuzz_wikidata import fuzz
from wikibase import (
    JULIAN,
    Json,
    answer,
    entity,
    item,
    monolingual,
    none,
    quantity,
    some,
    statement,
    string,
    time,
    value_snak,
    year,
)

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "wikidata"
SAMPLE = Path(__file__).parent / "samples" / "town.json"
KARLSRUHE, ADAMS = DATA / "wbgetentities-Q32063953.json", DATA / "wbgetentities-Douglas-Adams.json"


def written(folder: Path, content: Json | list[Any] | str, name: str = "entities.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def reading(folder: Path, content: Json | list[Any] | str, **options: Any) -> Reading:
    path = written(folder, content)
    return read(path, path.name, ReadOptions(**options))


def claims_in(folder: Path, *statements: Json) -> list[Claim]:
    read_ = reading(folder, answer(entity("Q1", statements)))
    claims = list(read_.claims)
    assert not list(read_.unread)
    return claims


def claim_in(folder: Path, mainsnak: Json, qualifiers: list[Json] | None = None, *more: Any, **parts: Any) -> Claim:
    (claim,) = claims_in(folder, statement("Q1$a", mainsnak, qualifiers or [], *more, **parts))
    return claim


def sentences(problems: Iterator[Problem] | Any) -> list[str]:
    return [problem.message for problem in problems]


# ------------------------------------------------------------------------------------------------ real entities


def of_real_entity(path: Path) -> tuple[tuple[Claim, ...], Reading]:
    if not path.exists():
        pytest.skip(f"{path.name} is not among the data beside this checkout")
    read_ = read(path, path.name, ReadOptions())
    return tuple(read_.claims), read_


def test_every_statement_of_a_city_is_read_with_its_references_qualifiers_and_ranks() -> None:
    claims, read_ = of_real_entity(KARLSRUHE)
    statements = [
        each
        for group in json.loads(KARLSRUHE.read_bytes())["entities"]["Q32063953"]["claims"].values()
        for each in group
    ]
    by_id = {each["id"]: each for each in statements}
    assert len(claims) == len(by_id) == 173
    assert sum(bool(claim.citations) for claim in claims) == 93
    assert all(len(claim.citations) == len(by_id[claim.id].get("references", [])) for claim in claims)
    qualified = [claim for claim in claims if claim.valid is not None or claim.qualifiers]
    with_language = [
        claim for claim in claims if "language" in claim.qualifiers and "qualifiers" not in by_id[claim.id]
    ]
    assert len(qualified) - len(with_language) == 96
    assert [claim.rank for claim in claims].count("preferred") == 6
    assert not list(read_.unread)
    assert {claim.subject for claim in claims} == {"Q1040"}
    assert read_.vocabulary.entities["Q1040"].name == "Karlsruhe"
    assert read_.vocabulary.entity_id("Q32063953") == "Q1040"


def test_every_statement_of_an_author_in_the_older_format_is_read() -> None:
    claims, read_ = of_real_entity(ADAMS)
    by_id = {claim.id: claim for claim in claims}
    assert len(by_id) == 74
    assert by_id["Q42$F078E5B3-F9A8-480E-B7AC-D97778CBBEF9"].value == Term(term="Q5")
    assert {claim.value for claim in claims if claim.predicate == "P569"} == {Time(text="1952-03-11")}
    assert not list(read_.unread)


@pytest.mark.parametrize("path", [SAMPLE, KARLSRUHE, ADAMS], ids=["town", "city", "author"])
def test_what_is_read_survives_being_written_and_read_again(path: Path, tmp_path: Path) -> None:
    claims, read_ = of_real_entity(path)
    copy = load(written(tmp_path, claims_yaml(Collection(claims, read_.vocabulary)), "claims.yaml"))
    assert copy.claims == claims
    assert copy.vocabulary == read_.vocabulary


@pytest.mark.parametrize("path", [SAMPLE, KARLSRUHE, ADAMS], ids=["town", "city", "author"])
def test_the_place_of_a_claim_is_where_its_id_stands(path: Path) -> None:
    claims, _ = of_real_entity(path)
    lines = path.read_text(encoding="utf-8").split("\n")
    for claim in claims:
        location = claim.location
        assert location is not None
        found = lines[location.line - 1][location.column - 1 : location.column - 1 + location.length]
        assert found == f'"{claim.id}"'


# ------------------------------------------------------------------------------------------------ values


@pytest.mark.parametrize(
    "snak, value, scope",
    [
        (item("P1", "Q7"), Term(term="Q7"), {}),
        (item("P1", "P7"), Term(term="P7"), {}),
        (string("P1", "Ka 1"), Text(text="Ka 1"), {}),
        (string("P1", "unknown"), Text(text="unknown"), {}),
        (string("P1", "12-3", "external-id"), Text(text="12-3"), {}),
        (string("P1", "https://example.org/", "url"), Text(text="https://example.org/"), {}),
        (monolingual("P1", "Die Stadt", "de"), Text(text="Die Stadt"), {"language": "de"}),
        (some("P1"), UNKNOWN, {}),
        (none("P1"), NONE, {}),
        (quantity("P1", "+296033"), Quantity(amount=Decimal(296033)), {}),
        (quantity("P1", "+5", bounds=("+5", "+5")), Quantity(amount=Decimal(5)), {}),
        (quantity("P1", "-0.50", "Q11573"), Quantity(amount=Decimal("-0.50"), unit="m"), {}),
        (
            quantity("P1", "+115", "Q11573", ("+114", "+116")),
            Quantity(low=Decimal(114), high=Decimal(116), unit="m"),
            {},
        ),
        (quantity("P1", "+7", "Q4917"), Quantity(amount=Decimal(7)), {"unit": "Q4917"}),
        (time("P1", "+1952-03-11"), Time(text="1952-03-11"), {}),
    ],
)
def test_a_snak_is_a_value_and_what_limits_it(snak: Json, value: object, scope: dict[str, str], tmp_path: Path) -> None:
    claim = claim_in(tmp_path, snak)
    assert claim.value == value
    assert claim.qualifiers == scope


@pytest.mark.parametrize(
    "coordinates, words",
    [
        (
            {"latitude": 49.013888888889, "longitude": 8.4041666666667, "precision": 0.00027777777777778},
            "49.0139, 8.4042",
        ),
        ({"latitude": 49, "longitude": -8.5, "precision": 1, "globe": "http://www.wikidata.org/entity/Q2"}, "49, -8"),
        (
            {"latitude": 1.5, "longitude": 2.25, "precision": 0.01, "globe": "http://x/entity/Q405"},
            "1.50, 2.25 on Q405",
        ),
        ({"latitude": 1.5, "longitude": 2.25, "precision": 0.1, "altitude": 12.5}, "1.5, 2.2, 12.5 m"),
        ({"latitude": 0.1, "longitude": 0, "precision": None}, "0.100000000000, 0.000000000000"),
    ],
)
def test_coordinates_are_written_to_their_precision(coordinates: Json, words: str, tmp_path: Path) -> None:
    claim = claim_in(tmp_path, value_snak("P1", "globe-coordinate", "globecoordinate", coordinates))
    assert claim.value == Text(text=words)


def test_a_number_alone_names_an_item_of_an_old_dump(tmp_path: Path) -> None:
    snak = value_snak("P1", "wikibase-item", "wikibase-entityid", {"entity-type": "item", "numeric-id": 5})
    assert claim_in(tmp_path, snak).value == Term(term="Q5")


@pytest.mark.parametrize("item_, words", unit_words().items())
def test_every_unit_of_the_table_can_be_converted(item_: str, words: str) -> None:
    assert item_.startswith("Q")
    assert dimension(words) != words or words in ("mole", "candela")
    assert convert(1, words, words) == 1


@pytest.mark.parametrize(
    "item_, factor, base",
    # The factors by which Wikidata itself converts these units.
    [
        ("Q828224", "1000", "m"),
        ("Q253276", "1609.344", "m"),
        ("Q93318", "1852", "m"),
        ("Q1811", "149597870700", "m"),
        ("Q35852", "10000", "m²"),
        ("Q232291", "2589988.110336", "m²"),
        ("Q11582", "0.001", "m³"),
        ("Q191118", "1000", "kg"),
        ("Q100995", "0.45359237", "kg"),
        ("Q23387", "604800", "second"),
        ("Q211256", "0.44704", "m/s"),
        ("Q182098", "3600000", "joule"),
        ("Q103510", "100000", "pascal"),
    ],
)
def test_units_are_what_wikidata_takes_them_for(item_: str, factor: str, base: str) -> None:
    assert convert(1, unit_words()[item_], base) == Decimal(factor)


def test_amounts_that_nothing_converts_into_each_other_stand_in_different_scopes(tmp_path: Path) -> None:
    snaks = [quantity("P1", "+5", "Q11573"), quantity("P1", "+1", "Q828224"), quantity("P1", "+7", "Q25235")]
    metres, kilometres, hours = claims_in(tmp_path, *(statement(f"Q1${n}", snak) for n, snak in enumerate(snaks)))
    assert (metres.qualifiers, kilometres.qualifiers, hours.qualifiers) == ({}, {}, {"unit": "hour"})
    assert hours.value == Quantity(amount=Decimal(7))
    assert not list(Collection((metres, kilometres, hours)).problems())


@pytest.mark.parametrize(
    "snak, why",
    [
        ({"snaktype": "value", "property": "P1"}, "a value is missing"),
        (value_snak("P1", "tabular", "bad", {}), "values of the type 'bad' are not read"),
        (value_snak("P1", "string", "string", 5), "values of the type 'string' are not read"),
        (value_snak("P1", "quantity", "quantity", {"amount": "many"}), "P1: "),
        (quantity("P1", "+1", "1", ("+3", "+2")), "reversed range"),
        (time("P1", "+2023-02-30"), "there is no day 30"),
        (time("P1", "+0000-01-01"), "there is no year 0"),
        (time("P1", "+2023-02-01", calendar="http://www.wikidata.org/entity/Q12138"), "the calendar 'Q12138'"),
        (value_snak("P1", "wikibase-form", "wikibase-entityid", {"entity-type": "form"}), "an entity without an id"),
    ],
)
def test_a_statement_without_a_readable_value_is_no_claim_and_is_not_forgotten(
    snak: Json, why: str, tmp_path: Path
) -> None:
    read_ = reading(tmp_path, answer(entity("Q1", [statement("Q1$a", snak), statement("Q1$b", string("P2", "x"))])))
    assert [claim.id for claim in read_.claims] == ["Q1$b"]
    (problem,) = read_.unread
    assert why in problem.message
    assert "Q1$a" in problem.message
    assert (problem.place.file, problem.place.line) == ("entities.json", 1)


# ------------------------------------------------------------------------------------------------ times


def moment(text: str, precision: int, calendar: str = "Q1985727") -> Moment:
    value = {
        "time": f"{text}T00:00:00Z",
        "precision": precision,
        "calendarmodel": f"http://www.wikidata.org/entity/{calendar}",
    }
    return read_time(TimeValue.model_validate(value))


@pytest.mark.parametrize(
    "text, precision, edtf",
    [
        ("+2022-03-24", 11, "2022-03-24"),
        ("+2022-03-24", 10, "2022-03"),
        ("+2022-03-00", 10, "2022-03"),
        ("+2022-03-24", 9, "2022"),
        ("+0079-10-24", 11, "0079-10-24"),
        # Wikibase rounds decades down, and centuries and millennia up; a century is also counted from the year before.
        ("+1985-00-00", 8, "198X"),
        ("+1980-00-00", 8, "198X"),
        ("+0005-00-00", 8, "0001/0009"),
        ("+1801-00-00", 7, "1800/1900"),
        ("+1900-00-00", 7, "1800/1900"),
        ("+2000-00-00", 6, "1000/2000"),
        # There is no year 0: 1 BCE is EDTF's 0000, 44 BCE its -0043.
        ("-0001-00-00", 9, "0000"),
        ("-0044-03-15", 11, "-0043-03-15"),
        ("-0045-00-00", 8, "-0048/-0039"),
        ("-0500-00-00", 7, "-0499/-0399"),
        ("-0500-00-00", 6, "-0999/0000"),
        # Years rounded to ten thousand and more.
        ("-10000-00-00", 5, "Y-10000S1~"),
        ("-2588000-00-00", 3, "Y-2588000S1~"),
        ("-13798000000-00-00", 3, "Y-13798000000S5~"),
        ("-4000-00-00", 5, "-8999/1001"),
        ("-12000-00-00", 6, "Y-11000S2"),
        # EDTF has no hours and minutes without seconds: the day.
        ("+2022-03-24", 12, "2022-03-24"),
        ("+2022-03-24", 13, "2022-03-24"),
        ("+2022-03-24", 14, "2022-03-24T00:00:00Z"),
    ],
)
def test_a_time_is_as_wide_as_its_precision(text: str, precision: int, edtf: str) -> None:
    assert moment(text, precision).text == edtf


@pytest.mark.parametrize(
    "text, precision, edtf, end",
    [
        ("+1582-10-04", 11, "1582-10-14", "1582-10-14"),  # the day before 15 October 1582, Gregorian
        ("+1917-10-25", 11, "1917-11-07", "1917-11-07"),  # the October Revolution
        ("+1492-10-12", 11, "1492-10-21", "1492-10-21"),
        ("-0044-03-15", 11, "-0043-03-13", "-0043-03-13"),
        ("+0200-03-01", 11, "0200-03-01", "0200-03-01"),  # both calendars agree from then to 300
        ("+1700-02-29", 11, "1700-03-11", "1700-03-11"),  # a leap day that the Gregorian year lacks
        ("+1600-07-00", 10, "1600-07-11/1600-08-10", "1600-07~"),
        ("+1500-00-00", 9, "1500-01-10/1501-01-10", "1500~"),
        ("+1501-00-00", 7, "1500-01-10/1601-01-10", "15XX~"),
    ],
)
def test_a_julian_date_is_converted(text: str, precision: int, edtf: str, end: str) -> None:
    converted = moment(text, precision, "Q1985786")
    assert (converted.text, converted.end) == (edtf, end)


@given(st.integers(1, 9_000), st.booleans(), st.integers(6, 11), st.sampled_from(["Q1985727", "Q1985786"]))
def test_an_end_of_an_interval_is_no_narrower_than_the_time(
    year: int, is_bce: bool, precision: int, calendar: str
) -> None:
    found = moment(f"{'-' if is_bce else '+'}{year:04d}-07-09", precision, calendar)
    bounds = period(found.text)
    if found.end is not None:
        wider = period(f"{found.end}/..")
        assert wider.start_lo <= bounds.start_lo
        assert bounds.end_hi - 1 <= wider.start_hi


@given(st.integers(5, 11), st.integers(1, 9), st.booleans())
def test_a_rounded_year_may_have_been_rounded_from_half_a_unit_below_or_above(
    digits: int, lead: int, is_bce: bool
) -> None:
    unit = 10 ** (digits - 1)
    precision = 9 - (digits - 1)
    if precision < 0:
        return
    bounds = period(moment(f"{'-' if is_bce else '+'}{lead * unit}-00-00", precision).text)
    year = -lead * unit if is_bce else lead * unit
    seconds = 31_556_952
    assert bounds.start_lo <= (year - 1970 - unit // 2) * seconds + 2 * seconds
    assert bounds.end_hi >= (year - 1970 + unit // 2) * seconds - 2 * seconds


# ------------------------------------------------------------------------------------------------ qualifiers

START, END, POINT = "P580", "P582", "P585"


@pytest.mark.parametrize(
    "qualifiers, valid",
    [
        ([], None),
        ([year(START, 1990), year(END, 2000)], "1990/2000"),
        ([time(START, "+1990-05-01"), time(END, "+2000-00-00", 9)], "1990-05-01/2000"),
        ([year(START, 1990)], "1990/"),  # the statement does not say that it ended, nor that it did not
        ([year(START, 1990), none(END, "time")], "1990/.."),
        ([year(START, 1990), some(END, "time")], "1990/"),
        ([year(END, 2000)], "/2000"),
        ([none(START, "time"), year(END, 2000)], "../2000"),
        ([some(START, "time")], None),
        ([time(POINT, "+2012-12-31")], "2012-12-31"),
        ([year(POINT, 2012)], {"at": "2012"}),  # at some time of the year, not throughout
        ([year(POINT, 2012), year(POINT, 2010)], {"at": "2010/2012"}),
        ([some(POINT, "time")], None),
        ([time(START, "+1900-00-00", 7), year(END, 1950)], "18XX~/1950"),
        ([time(START, "+1914-07-28", 11), year(END, 1914)], "1914-07-28/1914"),
        ([time(START, "+1914-07-00", 10), year(END, 1914)], "1914-07/1914"),
        ([time(START, "+1500-00-00", 9, JULIAN)], "1500~/"),
        ([time(POINT, "+1900-00-00", 7)], {"at": "1800/1900"}),
        ([year(START, 1990), year(START, 1995), year(END, 1992), year(END, 1999)], {"at": "1990/1999"}),
        ([year("P1319", 1990), year("P1326", 1995)], {"at": "1990/1995"}),
    ],
)
def test_times_of_a_statement_say_when_it_holds(qualifiers: list[Json], valid: Any, tmp_path: Path) -> None:
    claim = claim_in(tmp_path, item("P39", "Q7"), qualifiers)
    assert claim.valid == (None if valid is None else Time.model_validate(valid))
    assert claim.qualifiers == {}


@pytest.mark.parametrize(
    "qualifiers, why",
    [
        ([year(START, 2000), year(END, 1990)], "reversed interval"),
        ([time(START, "+2000-01-01", 11), year(END, 1999)], "reversed interval"),
        ([year(START, 2000), year(START, 2001)], "several starts or ends"),
        ([time(START, "-2588000-00-00", 3)], "cannot be the end of a period"),
        ([time(POINT, "+2000-13-00", 10)], "there is no month 13"),
        ([year("P1319", 1990)], "an earliest or a latest date alone"),
    ],
)
def test_times_that_cannot_be_said_are_missing_and_not_forgotten(
    qualifiers: list[Json], why: str, tmp_path: Path
) -> None:
    read_ = reading(tmp_path, answer(entity("Q1", [statement("Q1$a", item("P39", "Q7"), qualifiers)])))
    (claim,) = read_.claims
    assert claim.valid is None
    assert any(why in sentence for sentence in sentences(read_.unread))


def test_other_qualifiers_are_the_scope(tmp_path: Path) -> None:
    qualifiers = [
        item("P642", "Q9"),
        item("P642", "Q8"),
        string("P1545", "2"),
        quantity("P1114", "+3", "Q11573"),
        monolingual("P1810", "Ka", "de"),
        some("P1365"),
        time("P813", "+2017-05-18"),
    ]
    assert claim_in(tmp_path, item("P39", "Q7"), qualifiers).qualifiers == {
        "P642": "Q8; Q9",
        "P1545": "2",
        "P1114": "3 m",
        "P1810": "Ka (de)",
        "P1365": "unknown",
        "P813": "2017-05-18",
    }


def test_a_point_in_time_beside_a_start_is_kept_as_scope(tmp_path: Path) -> None:
    claim = claim_in(tmp_path, item("P39", "Q7"), [year(START, 1990), year(POINT, 1995)])
    assert claim.valid == Time(text="1990/")
    assert claim.qualifiers == {POINT: "1995"}


@pytest.mark.parametrize(
    "snak, qualifiers, value",
    [
        (year("P569", 1850), [item("P1480", "Q5727902")], "1850~"),
        (time("P569", "+1900-00-00", 7), [item("P1480", "Q5727902")], "1800~/1900~"),
        (time("P569", "+1850-00-00", 8), [year("P1319", 1851), year("P1326", 1855)], "1851/1855"),
        (time("P569", "+1850-00-00", 8), [year("P1319", 1853)], "1853/185X"),
        (time("P569", "+1850-00-00", 8), [year("P1326", 1853)], "185X/1853"),
        (some("P569", "time"), [year("P1319", 1851), year("P1326", 1855)], "1851/1855"),
        (some("P569", "time"), [year("P1319", 1851)], "[1851..]"),
        (some("P569", "time"), [year("P1326", 1855)], "[..1855]"),
    ],
)
def test_a_time_is_as_wide_as_its_qualifiers_make_it(
    snak: Json, qualifiers: list[Json], value: str, tmp_path: Path
) -> None:
    claim = claim_in(tmp_path, snak, qualifiers)
    assert claim.value == Time(text=value)
    assert claim.qualifiers == {}


def test_hedges_are_the_certainty_and_a_dispute_is_a_tag(tmp_path: Path) -> None:
    presumably = claim_in(tmp_path, item("P1", "Q7"), [item("P1480", "Q18122778")])
    possibly = claim_in(tmp_path, item("P1", "Q7"), [item("P5102", "Q30230067"), item("P1480", "Q56644435")])
    disputed = claim_in(tmp_path, item("P1", "Q7"), [item("P1480", "Q18912752")])
    other = claim_in(tmp_path, item("P1", "Q7"), [item("P5102", "Q99"), item("P5102", "Q18122778")])
    assert [presumably.certainty, possibly.certainty, disputed.certainty] == ["probable", "possible", "certain"]
    assert (disputed.tags, disputed.qualifiers) == (("disputed",), {})
    assert (other.certainty, other.qualifiers) == ("probable", {"P5102": "Q99"})


def test_a_reason_that_cannot_be_read_is_missing_and_not_forgotten(tmp_path: Path) -> None:
    broken = {"snaktype": "value", "property": "P2241"}
    read_ = reading(tmp_path, answer(entity("Q1", [statement("Q1$a", item("P1", "Q7"), [broken], rank="deprecated")])))
    assert [(claim.rank, claim.rank_reason) for claim in read_.claims] == [("deprecated", None)]
    assert sentences(read_.unread) == ["Q1$a: P2241: a value is missing (datavalue)"]


def test_the_rank_has_its_reason(tmp_path: Path) -> None:
    statements = [
        statement("Q1$a", item("P1", "Q7"), [item("P2241", "Q2")], rank="deprecated"),
        statement("Q1$b", item("P1", "Q8"), [item("P7452", "Q99")], rank="preferred"),
        statement("Q1$c", item("P1", "Q8")),
    ]
    read_ = reading(tmp_path, answer(entity("Q1", statements), entity("Q2", label="a misprint")))
    assert [(claim.rank, claim.rank_reason) for claim in read_.claims] == [
        ("deprecated", "a misprint"),
        ("preferred", "Q99"),
        ("normal", None),
    ]


# ------------------------------------------------------------------------------------------------ references


def test_a_reference_is_a_citation(tmp_path: Path) -> None:
    reference = [
        item("P248", "Q36578"),
        string("P854", "https://example.org/1", "url"),
        string("P1065", "https://archive.example.org/1", "url"),
        monolingual("P1476", "The Register", "en"),
        item("P123", "Q5"),
        time("P577", "+2015-01-03"),
        time("P813", "+2016-00-00", 9),
        monolingual("P1683", "as it says", "en"),
        string("P304", "12"),
    ]
    claim = claim_in(tmp_path, item("P1", "Q7"), [], [reference])
    (citation,) = claim.citations
    assert citation.model_dump(mode="json", exclude_none=True) == {
        "source": "Q36578",
        "url": "https://example.org/1",
        "title": "The Register",
        "publisher": "Q5",
        "date": "2015-01-03",
        "retrieved": "2016",
        "archive": "https://archive.example.org/1",
        "excerpt": "as it says",
    }
    assert (claim.asserted_by, claim.stated, claim.tags) == ("Q36578", Time(text="2015-01-03"), ())


def test_what_identifies_a_reference_without_address_and_title_is_kept(tmp_path: Path) -> None:
    reference = [item("P248", "Q54919"), string("P214", "113230702", "external-id"), string("P304", "12")]
    (citation,) = claim_in(tmp_path, item("P1", "Q7"), [], [reference]).citations
    assert (citation.source, citation.ref) == ("Q54919", "P214: 113230702; P304: 12")


def test_a_statement_that_stands_in_two_works_is_asserted_by_neither(tmp_path: Path) -> None:
    claim = claim_in(tmp_path, item("P1", "Q7"), [], [[item("P248", "Q2")], [item("P248", "Q3")]])
    assert claim.asserted_by is None
    assert [citation.source for citation in claim.citations] == ["Q2", "Q3"]


def test_imported_from_a_wikipedia_cites_nothing(tmp_path: Path) -> None:
    imported = [item("P143", "Q328"), string("P4656", "https://en.wikipedia.org/", "url"), time("P813", "+2016-01-01")]
    sourced = [item("P248", "Q36578")]
    (only,) = claims_in(tmp_path, statement("Q1$a", item("P1", "Q7"), references=[imported]))
    (both,) = claims_in(tmp_path, statement("Q1$a", item("P1", "Q7"), references=[imported, sourced]))
    (bare,) = claims_in(tmp_path, statement("Q1$a", item("P1", "Q7")))
    assert [claim.tags for claim in (only, both, bare)] == [("imported",), (), ()]
    assert [citation.source for citation in only.citations] == [None]
    report = check(Collection((only,)), rules=["wikidata"])
    assert [finding.rule for finding in report.findings] == ["wikidata/only-imported"]


# ------------------------------------------------------------------------------------------------ files

TOWN = entity("Q1", [statement("Q1$a", string("P1", "x")), statement("Q1$b", string("P2", "y"))], "The Town")
RIVER = entity("Q2", [statement("Q2$a", item("P3", "Q1"))], "The River")


def dump(*entities: Json) -> str:
    return "[\n" + ",\n".join(json.dumps(each) for each in entities) + "\n]\n"


@pytest.mark.parametrize(
    "content, ids",
    [
        (answer(TOWN, RIVER), ["Q1$a", "Q1$b", "Q2$a"]),  # wbgetentities
        ({"entities": {"Q1": TOWN}}, ["Q1$a", "Q1$b"]),  # Special:EntityData
        (TOWN, ["Q1$a", "Q1$b"]),
        ([TOWN, RIVER], ["Q1$a", "Q1$b", "Q2$a"]),
        ({"claims": TOWN["claims"]}, ["Q1$a", "Q1$b"]),  # wbgetclaims
        (json.dumps(answer(TOWN, RIVER), indent=2), ["Q1$a", "Q1$b", "Q2$a"]),
        (json.dumps([TOWN, RIVER], indent=1), ["Q1$a", "Q1$b", "Q2$a"]),
        ("\ufeff" + json.dumps(TOWN), ["Q1$a", "Q1$b"]),
        (dump(TOWN, RIVER), ["Q1$a", "Q1$b", "Q2$a"]),  # a dump
        (dump(TOWN), ["Q1$a", "Q1$b"]),
        (json.dumps(TOWN) + "\n" + json.dumps(RIVER) + "\n", ["Q1$a", "Q1$b", "Q2$a"]),  # JSON Lines
        (dump(TOWN, RIVER).replace("\n", "\r\n") + "\r\n", ["Q1$a", "Q1$b", "Q2$a"]),
    ],
    ids="api special entity list claims indented indented-list bom dump dump-1 lines crlf".split(),
)
def test_entities_are_found_in_every_shape_of_file(content: Any, ids: list[str], tmp_path: Path) -> None:
    read_ = reading(tmp_path, content)
    claims = list(read_.claims)
    assert [claim.id for claim in claims] == ids
    assert {claim.subject for claim in claims} == {id_[:2] for id_ in ids}
    assert not list(read_.unread)
    lines = written(tmp_path, content).read_text(encoding="utf-8-sig").split("\n")
    for claim in claims:
        at = claim.location
        assert at is not None
        assert lines[at.line - 1][at.column - 1 :].startswith(f'"{claim.id}"')


def test_statements_without_an_entity_and_an_id_are_about_nothing(tmp_path: Path) -> None:
    read_ = reading(tmp_path, {"claims": {"P1": [{"mainsnak": string("P1", "x")}]}})
    assert not list(read_.claims)
    assert sentences(read_.unread) == ["claims.P1[0]: what it is about is missing"]


def test_a_statement_without_an_id_is_called_by_its_property_and_number(tmp_path: Path) -> None:
    statements = [{"mainsnak": string("P1", "x")}, {"mainsnak": string("P1", "y")}]
    read_ = reading(tmp_path, entity("Q1", statements))
    assert [claim.id for claim in read_.claims] == ["Q1-P1-1", "Q1-P1-2"]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress], ids=["gzip", "bzip2"])
@pytest.mark.parametrize("content", [dump(TOWN, RIVER), json.dumps(answer(TOWN, RIVER))], ids=["dump", "document"])
def test_compressed_files_are_read_whatever_their_name(content: str, compress: Any, tmp_path: Path) -> None:
    path = tmp_path / "entities"
    path.write_bytes(compress(content.encode()))
    assert [claim.id for claim in read(path, "entities", ReadOptions()).claims] == ["Q1$a", "Q1$b", "Q2$a"]


def test_the_excerpt_leads_to_the_statement(tmp_path: Path) -> None:
    in_an_answer = reading(tmp_path, answer(TOWN)).claims
    assert [claim.location.excerpt for claim in in_an_answer if claim.location] == [
        "entities.Q1.claims.P1[0]",
        "entities.Q1.claims.P2[0]",
    ]
    in_a_dump = reading(tmp_path, dump(TOWN, RIVER)).claims
    assert [(claim.location.line, claim.location.excerpt) for claim in in_a_dump if claim.location] == [
        (2, "claims.P1[0]"),
        (2, "claims.P2[0]"),
        (3, "claims.P3[0]"),
    ]


def test_names_and_types_are_known_beside_what_was_known_before(tmp_path: Path) -> None:
    before = Vocabulary(predicates={"P1": Predicate(name="motto", value="text"), "P9": Predicate()})
    known = reading(tmp_path, dump(TOWN, RIVER), vocabulary=before).vocabulary
    assert {key: thing.name for key, thing in known.entities.items()} == {"Q1": "The Town", "Q2": "The River"}
    assert {name: predicate.value for name, predicate in known.predicates.items()} == {
        "P1": "text",
        "P2": "text",
        "P3": "term",
        "P9": None,
    }
    assert known.predicates["P1"].name == "motto"


def test_sources_are_declared_where_some_are(tmp_path: Path) -> None:
    cited = [statement("Q1$a", item("P1", "Q7"), references=[[item("P248", "Q36578")]])]
    given = Vocabulary(sources={"register": Source(name="Register")})
    free = reading(tmp_path, entity("Q1", cited))
    declared = reading(tmp_path, entity("Q1", cited), vocabulary=given)
    assert (free.vocabulary.sources, set(declared.vocabulary.sources)) == ({}, {"register", "Q36578"})
    assert not list(Collection(tuple(declared.claims), declared.vocabulary).problems())


def test_labels_are_taken_in_the_language_asked_for_or_in_one_near_it(tmp_path: Path) -> None:
    labels = {code: {"language": code, "value": f"in {code}"} for code in ("de", "en", "mul")}
    town = {**TOWN, "labels": labels}
    names = {
        language: reading(tmp_path, town, language=language).vocabulary.entities["Q1"].name
        for language in ("de", "de-at", "fr", "en")
    }
    assert names == {"de": "in de", "de-at": "in de", "fr": "in mul", "en": "in en"}


def test_a_dump_is_streamed(tmp_path: Path) -> None:
    filler = "x" * 4_000
    lines = (json.dumps(entity(f"Q{n}", [statement(f"Q{n}$a", string("P1", filler))])) for n in range(1, 3_001))
    path = tmp_path / "dump.json.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write("[\n" + ",\n".join(lines) + "\n]\n")
    tracemalloc.start()
    number = sum(1 for _ in read(path, path.name, ReadOptions()).claims)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 3_000
    assert peak < 4_000_000  # of 12 million characters


def test_a_line_that_cannot_be_read_is_named_and_the_next_one_is_read(tmp_path: Path) -> None:
    lines = ["[", json.dumps(TOWN) + ",", '{"id": "Q3", "claims": {', "[]", '"word"', json.dumps(RIVER), "]", ""]
    read_ = reading(tmp_path, "\n".join(lines))
    assert [claim.id for claim in read_.claims] == ["Q1$a", "Q1$b", "Q2$a"]
    assert [(problem.place.line, problem.message.partition(":")[0]) for problem in read_.unread] == [
        (3, "not valid JSON"),
        (5, "holds no entity of a Wikibase"),
    ]


def test_entities_and_statements_that_are_none_are_named(tmp_path: Path) -> None:
    content = {
        "entities": {
            "Q1": TOWN,
            "Q7": {"id": "Q7", "missing": ""},
            "Q8": "nothing",
            "Q9": {**TOWN, "redirects": {"from": "Q9", "to": "Q1"}},
            "Q4": {"id": "Q4", "claims": {"P1": {}, "P2": [5, {"id": "Q4$x", "rank": "best"}]}},
            "Q5": {"id": "Q5", "claims": [5]},
            "Q6": {"id": "Q6", "claims": []},
        }
    }
    read_ = reading(tmp_path, content)
    assert [claim.id for claim in read_.claims] == ["Q1$a", "Q1$b"]
    assert sentences(read_.unread) == [
        "entities.Q7: there is no entity 'Q7'",
        "entities.Q8 must be an entity, not 'nothing'",
        "entities.Q9 is Q1 once more",
        "entities.Q4.claims.P1 must be a list, not a mapping",
        "entities.Q4.claims.P2[0] must be a statement, not 5",
        "entities.Q4.claims.P2[1]: missing field 'mainsnak'",
        "entities.Q4.claims.P2[1]: rank is one of preferred, normal, deprecated, not 'best'",
        "claims must be a mapping, not a list",
    ]


@pytest.mark.parametrize(
    "content, why",
    [
        (b"", "is empty"),
        (b"{", "not valid JSON"),
        (b"[1, 2]", "must be an entity"),
        (b'{"claims": 5, "claims": 6}', "'claims'"),
        (b'{"hello": 1}', "holds no entity of a Wikibase"),
        (b'{"error": {"code": "no-such-entity", "info": "Could not find Q0"}}', "Could not find Q0"),
        (b"\x1f\x8b\x08\x00broken", "cannot be read"),
        pytest.param(gzip.compress(b'{"id": "Q1", "claims": {}}' * 9)[:-9], "cannot be read", id="gzip-cut-short"),
        (b"BZh9broken", "cannot be read"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"id": "Q1",\n"claims": {"P1": [\n}}', "not valid JSON"),
        (b"[" * 100_000, ""),
    ],
)
def test_what_is_no_file_of_entities_is_an_error_with_its_place(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "entities.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        list(read(path, "entities.json", ReadOptions()).claims)
    assert why in str(caught.value)
    assert all(problem.place.file == "entities.json" for problem in caught.value.problems)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"No such file"):
        read(tmp_path / "absent.json", "absent.json", ReadOptions())


def test_mutated_files_give_claims_or_an_input_error() -> None:
    tried, sound = fuzz(range(1, 151), seed=20)
    assert tried > sound > 0


def test_the_table_of_units_names_each_item_once() -> None:
    table = Path(__file__).parents[1] / "rules" / "wikidata" / "lexicon" / "units.yaml"
    assert load_file(table).data == dict(unit_words())


# ------------------------------------------------------------------------------------------------ lexemes and dumps


def lexeme() -> Json:
    form = {
        "id": "L7-F1",
        "representations": {"de": {"language": "de", "value": "Brücken"}},
        "claims": {"P898": [statement("L7-F1$1", string("P898", "a"))]},
    }
    sense = {
        "id": "L7-S1",
        "glosses": {"en": {"language": "en", "value": "crossing"}},
        "claims": {"P5137": [statement("L7-S1$1", item("P5137", "Q5"))]},
    }
    lemmas = {"de": {"language": "de", "value": "Brücke"}}
    return {"type": "lexeme", "id": "L7", "lemmas": lemmas, "claims": {}, "forms": [form], "senses": [sense]}


@pytest.mark.parametrize("name", ["entities.json", "entities.ndjson"])
def test_statements_of_forms_and_senses_are_read(name: str, tmp_path: Path) -> None:
    content = {"entities": {"L7": lexeme()}} if name.endswith(".json") else json.dumps(lexeme())
    found = read(written(tmp_path, content, name), name, ReadOptions())
    claims = list(found.claims)
    assert [(claim.id, claim.subject) for claim in claims] == [("L7-F1$1", "L7-F1"), ("L7-S1$1", "L7-S1")]
    names = {key: found.vocabulary.entities[key].name for key in ("L7", "L7-F1", "L7-S1")}
    assert names == {"L7": "Brücke", "L7-F1": "Brücken", "L7-S1": "crossing"}


@pytest.mark.parametrize("part", ["forms", "senses"])
@pytest.mark.parametrize("broken", ["x", {"a": 1}, [1], [{"claims": "x", "id": "L7-F1"}]])
def test_parts_of_a_lexeme_that_are_none_are_reported(part: str, broken: Any, tmp_path: Path) -> None:
    found = reading(tmp_path, {"entities": {"L7": {**lexeme(), part: broken}}})
    assert len(list(found.claims)) == 1
    assert len(list(found.unread)) == 1


def test_a_malformed_line_of_a_dump_costs_only_itself(tmp_path: Path) -> None:
    whole = [json.dumps({**lexeme(), "id": f"L{number}", "forms": []}) for number in range(3)]
    for at in range(4):
        lines = [*whole[:at], '{"type":"item","id":"Q5","cla', *whole[at:]]
        found = read(written(tmp_path, "\n".join(lines), "dump.ndjson"), "dump.ndjson", ReadOptions())
        assert len(list(found.claims)) == 3
        assert [problem.place.line for problem in found.unread] == [at + 1]
