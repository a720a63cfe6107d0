"""Other words for fields and dates as people write them: the error names what is meant."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Run
from conflicts.model.claim import Citation, Claim
from conflicts.model.guesses import MEANT, nearest_dates, nearest_field
from conflicts.model.moment import period
from conflicts.model.source import Source
from conflicts.model.vocabulary import Entity, Predicate

MONTHS = "January February March April May June July August September October November December".split()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("date", "'stated' or 'valid'"),
        ("source", "'asserted_by'"),
        ("confidence", "'certainty'"),
        ("Author", "'asserted_by'"),
        ("said-by", "'asserted_by'"),
        ("object", "'value'"),
        ("quote", "'excerpt'"),
        ("predicat", "'predicate'"),
    ],
)
def test_another_word_for_a_field_of_a_claim_names_the_field(run: Run, written: str, meant: str) -> None:
    Path("claims.yaml").write_text(
        f"claims:\n  - {{id: a, subject: s, predicate: p, {written}: 1921}}\n", encoding="utf-8"
    )
    result = run("check", "claims.yaml")
    assert result.err.endswith(f"unknown field {written!r} (did you mean {meant}?)\n")


@pytest.mark.parametrize(("column", "meant"), [("date", "'stated' or 'valid'"), ("confidence", "'certainty'")])
def test_another_word_for_a_column_names_the_column(run: Run, column: str, meant: str) -> None:
    Path("claims.csv").write_text(f"id,subject,predicate,{column}\na,s,p,1921\n", encoding="utf-8")
    assert f"unknown column '{column}' (did you mean {meant}?)" in run("check", "claims.csv").err


@pytest.mark.parametrize(
    ("name", "fields", "hint"),
    [
        ("type", Source.model_fields, " (did you mean 'kind'?)"),
        ("type", Predicate.model_fields, " (did you mean 'value'?)"),
        ("parent", Entity.model_fields, " (did you mean 'part_of'?)"),
        ("accessed", Citation.model_fields, " (did you mean 'retrieved'?)"),
        ("label", Source.model_fields, " (did you mean 'name'?)"),
        ("xyzzy", Claim.model_fields, ""),
    ],
)
def test_what_is_meant_depends_on_what_the_field_is_of(name: str, fields: dict[str, object], hint: str) -> None:
    assert nearest_field(name, fields) == hint


def test_every_word_stands_for_a_field_that_there_is_and_is_none_itself() -> None:
    known = {name for model in (Claim, Citation, Source, Entity, Predicate) for name in model.model_fields}
    for word, fields in MEANT.items():
        assert set(fields) & known, word
        assert word not in Claim.model_fields


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("25/03/1921", " (did you mean '1921-03-25'?)"),
        ("03/25/1921", " (did you mean '1921-03-25'?)"),
        ("25.3.1921", " (did you mean '1921-03-25'?)"),
        ("25-03-1921", " (did you mean '1921-03-25'?)"),
        ("03/04/1921", " (did you mean '1921-04-03' or '1921-03-04'?)"),
        ("04/04/1921", " (did you mean '1921-04-04'?)"),
        ("1921/03/25", " (did you mean '1921-03-25'?)"),
        ("1921-3-5", " (did you mean '1921-03-05'?)"),
        ("3.1921", " (did you mean '1921-03'?)"),
        ("25 March 1921", " (did you mean '1921-03-25'?)"),
        ("March 25th, 1921", " (did you mean '1921-03-25'?)"),
        ("Sept. 1921", " (did you mean '1921-09'?)"),
        ("29/02/1921", ""),
        ("31/31/1921", ""),
        ("25/03/21", ""),
        ("25/03-1921", ""),
        ("Marchy 1921", ""),
        ("1 March 2 1921", ""),
        ("some day", ""),
    ],
)
def test_a_date_as_people_write_it_is_answered_with_the_dates_that_it_can_be(written: str, hint: str) -> None:
    assert nearest_dates(written) == hint
    with pytest.raises(ValueError, match="is no EDTF date") as refused:
        period(written)
    assert str(refused.value).endswith(hint)


@given(day=st.dates(min_value=date(1000, 1, 1)), style=st.sampled_from(["{d}/{m}/{y}", "{m}.{d}.{y}", "{y}/{m}/{d}"]))
def test_the_day_that_was_written_is_always_among_those_that_are_named(day: date, style: str) -> None:
    written = style.format(d=day.day, m=day.month, y=f"{day.year:04d}")
    hint = nearest_dates(written)
    assert repr(day.isoformat()) in hint
    assert (" or " in hint) == (style[1] != "y" and day.day <= 12 and day.day != day.month)


@given(day=st.dates(min_value=date(1000, 1, 1)), style=st.sampled_from(["{d} {m} {y}", "{m} {d}, {y}"]))
def test_a_date_in_words_is_one_day(day: date, style: str) -> None:
    written = style.format(d=day.day, m=MONTHS[day.month - 1], y=day.year)
    assert nearest_dates(written) == f" (did you mean '{day.isoformat()}'?)"
