"""What a claim, a source, a value and a vocabulary are, and what in a collection does not fit together."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from conflicts.errors import Problem
from conflicts.model.claim import Citation, Claim, Location
from conflicts.model.collection import Collection
from conflicts.model.faults import faults, shown
from conflicts.model.source import Source
from conflicts.model.spelling import caseless
from conflicts.model.typed import typed_value
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary


def claim(name: str = "c1", predicate: str = "p", **fields: Any) -> Claim:
    return Claim.model_validate({"id": name, "subject": "s", "predicate": predicate, **fields})


def messages(problems: Any) -> list[str]:
    return [problem.message for problem in problems]


def faults_of(**fields: Any) -> list[Problem]:
    data = {"id": "c1", "subject": "s", "predicate": "p", **fields}
    with pytest.raises(ValidationError) as caught:
        Claim.model_validate(data)
    return list(faults(caught.value, Claim, data))


# ------------------------------------------------------------------------------------------------ values


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("russia", Text(text="russia")),
        ("unknown", UNKNOWN),
        ("none", NONE),
        ({"text": "none"}, Text(text="none")),
        ({"term": "none"}, Term(term="none")),
        ({"text": "2022"}, Text(text="2022")),
        (1500, Quantity(amount=Decimal(1500))),
        (Decimal("1.50"), Quantity(amount=Decimal("1.5"))),
        (0.1, Quantity(amount=Decimal("0.1"))),
        (True, Text(text="true")),
        ({"low": 200, "high": 300, "unit": "person"}, Quantity(low=Decimal(200), high=Decimal(300), unit="person")),
        ({"low": "200"}, Quantity(low=Decimal(200))),
        ({"quantity": "at least 5 km"}, Quantity(low=Decimal(5), unit="km")),
        ({"time": 2022}, Time(text="2022")),
        ({"time": {"by": "2022-03"}}, Time(text="2022-03", mode="by")),
        ({"since": "2022-03"}, Time(text="2022-03", mode="since")),
    ],
    ids=str,
)
def test_a_value_is_what_it_looks_like(written: Any, meant: AnyValue) -> None:
    assert claim(value=written).value == meant


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"low": 300, "high": 200}, "value: reversed range: low 300 is above high 200"),
        ({"amount": 1, "high": 2}, "value: a quantity is an amount or a range, not both"),
        ({"unit": "km"}, "value: a quantity needs an amount, a low or a high"),
        ({"low": 5, "hihg": 6}, "unknown field 'hihg' (did you mean 'high'?)"),
        ({"amount": "lots"}, "value.amount must be a number, not 'lots'"),
        ({"term": 5}, "value.term must be text: put 5 in quotes"),
        (
            {"amount": Decimal("1e401")},
            "value.amount: the number is too long: at most 400 digits before or after the point",
        ),
        (
            {"amount": Decimal("1e-401")},
            "value.amount: the number is too long: at most 400 digits before or after the point",
        ),
        (float("nan"), "value must be a finite number, not NaN"),
        (float("-inf"), "value must be a finite number, not -Infinity"),
        (10**5000, "value: the number is too long: at most 400 digits before or after the point"),
        ([1, 2], "value: write a word, a number, or a mapping such as {low: 200, high: 300, unit: person}"),
        ({"quantity": "many"}, "value: 'many' is no quantity: write it like 1500, 200-300 km or at least 100 t"),
    ],
    ids=shown,
)
def test_what_cannot_be_a_value_is_one_fault_in_one_sentence(written: Any, fault: str) -> None:
    assert messages(faults_of(value=written)) == [fault]


def test_a_misspelt_kind_of_value_names_the_kinds_and_the_nearest() -> None:
    (fault,) = faults_of(value={"untill": "2022"})
    assert "amount, low, high, unit, term, text" in fault.message
    assert fault.message.endswith("(did you mean 'until'?)")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Quantity(amount=Decimal(1500), unit="person"), "1,500 person"),
        (Quantity(low=Decimal(200), high=Decimal(300)), "200–300"),
        (Quantity(low=Decimal("0.5")), "at least 0.5"),
        (Quantity(high=Decimal(5), unit="km"), "at most 5 km"),
        (Time(text="2022-03", mode="by"), "by 2022-03"),
        (Time(text="2022-03/.."), "2022-03/.."),
        (UNKNOWN, "unknown"),
        (Term(term="russia"), "russia"),
    ],
    ids=str,
)
def test_a_value_reads_as_people_write_it(value: AnyValue, words: str) -> None:
    assert str(value) == words


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2022-03-24", "2022-03-24"),
        (2022, "2022"),
        (476, "0476"),
        (-43, "-0043"),
        (12345, "Y12345"),
        (-12345, "Y-12345"),
        (date(2022, 3, 24), "2022-03-24"),
        (datetime(2022, 3, 24, 10, 30, 0, 5, tzinfo=UTC), "2022-03-24T10:30:00+00:00"),
    ],
    ids=str,
)
def test_a_time_is_written_as_text_a_year_or_a_date(written: Any, text: str) -> None:
    assert claim(valid=written).valid == Time(text=text)
    assert claim(valid={"by": written}).valid == Time(text=text, mode="by")


@pytest.mark.parametrize(
    "written", [True, 1.5, [], {}, {"mode": "by"}, {"by": None}, {"by": "2022", "at": "2022"}], ids=str
)
def test_what_cannot_be_a_time_says_what_a_time_is(written: Any) -> None:
    (fault,) = faults_of(valid=written)
    assert fault.path == ("valid",)
    assert fault.message == (
        "valid: a time is a date such as 2022-03-24, an interval, or one of by, since, until, at and a date"
    )


def test_a_year_beyond_all_bounds_is_refused() -> None:
    assert messages(faults_of(valid=10**5000)) == ["valid: the year is too far away"]


def test_a_reversed_interval_is_refused() -> None:
    (fault,) = faults_of(valid="2022-03-24/2021")
    assert "reversed interval" in fault.message


# ------------------------------------------------------------------------------------------------ claims


def test_a_claim_needs_a_subject_and_a_predicate() -> None:
    with pytest.raises(ValidationError) as caught:
        Claim.model_validate({})
    found = list(faults(caught.value, Claim, {}))
    assert messages(found) == ["missing field 'subject'", "missing field 'predicate'"]


def test_everything_else_in_a_claim_is_optional_and_the_defaults_claim_least() -> None:
    plain = claim()
    assert (plain.polarity, plain.certainty, plain.rank) == ("affirmed", "certain", "normal")
    assert {plain.value, plain.asserted_by, plain.valid, plain.stated, plain.credibility} == {None}


@pytest.mark.parametrize("field", ["via", "supersedes", "tags"])
def test_one_name_stands_for_a_list_of_one(field: str) -> None:
    assert getattr(claim(**{field: "x"}), field) == ("x",)


@pytest.mark.parametrize(
    ("fields", "fault", "path"),
    [
        ({"assertd_by": "x"}, "unknown field 'assertd_by' (did you mean 'asserted_by'?)", ("assertd_by",)),
        (
            {"polarity": "affirmd"},
            "polarity is one of affirmed, denied, not 'affirmd' (did you mean 'affirmed'?)",
            ("polarity",),
        ),
        ({"polarity": None}, "polarity is one of affirmed, denied, not nothing", ("polarity",)),
        ({"subject": 5}, "subject must be text: put 5 in quotes", ("subject",)),
        ({"subject": ""}, "subject is empty", ("subject",)),
        ({"subject": ["x"]}, "subject must be text, not a list", ("subject",)),
        ({"subject": True}, "subject must be text, not true", ("subject",)),
        ({"credibility": 7}, "credibility is at most 6, not 7", ("credibility",)),
        ({"credibility": 0}, "credibility is at least 1, not 0", ("credibility",)),
        ({"credibility": "high"}, "credibility must be a whole number, not 'high'", ("credibility",)),
        ({"citations": 30}, "citations must be a list, not 30", ("citations",)),
        ({"citations": [30]}, "citations[0] must be a mapping, not 30", ("citations", 0)),
        (
            {"citations": [{}, {"retreived": "2022"}]},
            "unknown field 'retreived' (did you mean 'retrieved'?)",
            ("citations", 1, "retreived"),
        ),
        (
            {"qualifiers": {"of": 1.5}},
            "qualifiers.of: a qualifier is a word, a whole number, true or false",
            ("qualifiers", "of"),
        ),
        (
            {"qualifiers": {"of": 10**5000}},
            "qualifiers.of: the number is too large: put it in quotes",
            ("qualifiers", "of"),
        ),
        ({"via": [5]}, "via[0] must be text: put 5 in quotes", ("via", 0)),
        ({"location": {"line": 3}}, "missing field 'location.file'", ("location", "file")),
        ({"location": {"file": "x", "lin": 3}}, "unknown field 'lin' (did you mean 'line'?)", ("location", "lin")),
    ],
)
def test_a_fault_in_a_claim_is_said_in_a_sentence_with_its_path(fields: dict[str, Any], fault: str, path: Any) -> None:
    (found,) = faults_of(**fields)
    assert (found.message, found.path) == (fault, path)


def test_a_citation_may_be_a_bare_number() -> None:
    assert claim(citations=[{"ref": 30}]).citations == (Citation(ref="30"),)


def test_a_claim_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        claim().subject = "t"  # type: ignore[misc]  # mypy knows as well as pydantic that it is frozen


def test_a_location_reads_as_editors_print_it() -> None:
    assert str(Location(file="a.yaml", line=3, column=5)) == "a.yaml:3:5"
    assert str(Location(file="a.yaml")) == "a.yaml"


@given(st.text() | st.integers() | st.floats() | st.decimals() | st.none() | st.lists(st.integers()))
def test_whatever_is_shown_in_an_error_is_short(value: object) -> None:
    assert len(shown(value)) < 300


# ------------------------------------------------------------------------------------------------ typed values

TYPED = Vocabulary(
    predicates={
        "controlled-by": Predicate(value="term"),
        "killed": Predicate(value="quantity", unit="person"),
        "founded": Predicate(value="time"),
        "motto": Predicate(value="text"),
        "destroyed": Predicate(value="event"),
    },
    entities={"ru": Entity(aliases=("Russia", "the Federation"))},
)


@pytest.mark.parametrize(
    ("predicate", "written", "meant"),
    [
        ("controlled-by", "Russia", Term(term="ru")),
        ("controlled-by", "ru", Term(term="ru")),
        ("controlled-by", "somebody", Term(term="somebody")),
        ("controlled-by", {"term": "the Federation"}, Term(term="ru")),
        ("killed", 5, Quantity(amount=Decimal(5))),
        ("killed", "200-300", Quantity(low=Decimal(200), high=Decimal(300))),
        ("founded", "2022-03", Time(text="2022-03")),
        ("founded", 1889, Time(text="1889")),
        ("founded", -43, Time(text="-0043")),
        ("founded", {"by": "2022"}, Time(text="2022", mode="by")),
        ("motto", "Russia", Text(text="Russia")),
        ("undeclared", "Russia", Text(text="Russia")),
        ("undeclared", {"term": "Russia"}, Term(term="ru")),
        ("undeclared", 1889, Quantity(amount=Decimal(1889))),
        ("destroyed", None, None),
        ("killed", None, None),
    ],
)
def test_a_value_is_read_as_its_predicate_says(predicate: str, written: Any, meant: AnyValue | None) -> None:
    assert typed_value(claim(predicate=predicate, value=written), TYPED) == meant


@pytest.mark.parametrize("predicate", ["controlled-by", "killed", "founded", "motto", "undeclared"])
@pytest.mark.parametrize("special", ["unknown", "none"])
def test_unknown_and_none_fit_every_type(predicate: str, special: str) -> None:
    value = typed_value(claim(predicate=predicate, value=special), TYPED)
    assert str(value) == special
    assert value in (UNKNOWN, NONE)


@pytest.mark.parametrize(
    ("predicate", "written", "reason"),
    [
        ("controlled-by", 5, "'controlled-by' takes a term, not a quantity: '5'"),
        ("controlled-by", "", "a term cannot be empty"),
        ("killed", "many", "'many' is no quantity: write it like 1500, 200-300 km or at least 100 t"),
        ("killed", {"by": "2022"}, "'killed' takes a quantity, not a time: 'by 2022'"),
        ("founded", Decimal("1.5"), "'founded' takes a time, not a quantity: '1.5'"),
        ("founded", {"amount": 1889, "unit": "km"}, "'founded' takes a time, not a quantity: '1,889 km'"),
        ("motto", 1984, "'motto' takes a text, not a quantity: put it in quotes"),
        ("motto", {"term": "x"}, "'motto' takes a text, not a term: 'x'"),
        ("destroyed", "yes", "'destroyed' is an event and takes no value"),
        ("destroyed", "unknown", "'destroyed' is an event and takes no value"),
    ],
)
def test_a_value_that_does_not_fit_its_predicate_is_refused_in_a_sentence(
    predicate: str, written: Any, reason: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        typed_value(claim(predicate=predicate, value=written), TYPED)


def test_a_text_that_is_no_date_is_refused_where_values_are_times() -> None:
    with pytest.raises(ValueError, match="'soon' is no EDTF date"):
        typed_value(claim(predicate="founded", value="soon"), TYPED)


# ------------------------------------------------------------------------------------------------ vocabulary

PRESS = Vocabulary(
    sources={
        "daily": Source(name="The Daily", aliases=("DD",), owner="group"),
        "weekly": Source(name="The Weekly", owner="The Group"),
        "group": Source(name="The Group"),
        "paper": Source(name="A Paper", wire="agency"),
    },
    entities={
        "town": Entity(name="The Town", party="north"),
        "south": Entity(part_of="town", aliases=("the south",)),
        "street": Entity(part_of="south"),
    },
    predicates={"killed": Predicate(name="were killed")},
)


@pytest.mark.parametrize("spelling", ["daily", "The Daily", "the daily", "DD", "dd"])
def test_a_source_is_known_by_its_id_its_name_and_its_aliases(spelling: str) -> None:
    assert PRESS.source_id(spelling) == "daily"


def test_an_unknown_source_is_its_own_id_and_its_own_origin() -> None:
    assert PRESS.source_id("a stranger") == "a stranger"
    assert PRESS.origin("a stranger") == "a stranger"
    assert PRESS.source("a stranger") == Source(name="a stranger")


def test_sources_of_one_owner_share_an_origin_whatever_they_call_it() -> None:
    assert PRESS.origin("daily") == PRESS.origin("weekly") == "group"


def test_a_paper_that_carries_an_agency_has_the_agency_as_its_origin_declared_or_not() -> None:
    assert PRESS.origin("paper") == "agency"


def test_ancestors_are_the_wholes_nearest_first() -> None:
    assert list(PRESS.ancestors("street")) == ["south", "town"]
    assert PRESS.entity_id("the south") == "south"


def test_a_circle_of_wholes_ends_where_it_closes() -> None:
    round_ = Vocabulary(entities={"a": Entity(part_of="b"), "b": Entity(part_of="a")})
    assert list(round_.ancestors("a")) == ["b"]


def test_a_word_is_called_by_its_name_if_it_has_one() -> None:
    assert [PRESS.name_of(word) for word in ("daily", "town", "killed", "south", "x")] == [
        "The Daily",
        "The Town",
        "were killed",
        "south",
        "x",
    ]


def test_an_undeclared_predicate_means_nothing_in_particular() -> None:
    assert PRESS.predicate("anything") == Predicate()


def test_a_sound_vocabulary_has_no_problems() -> None:
    assert PRESS.problems() == []
    assert TYPED.problems() == []


@pytest.mark.parametrize(
    ("vocabulary", "message", "path"),
    [
        (
            {"entities": {"a": {"part_of": "b"}, "b": {"part_of": "c"}, "c": {"part_of": "a"}}},
            "part_of goes in a circle: a → b → c → a",
            ("entities", "a", "part_of"),
        ),
        ({"entities": {"a": {"part_of": "a"}}}, "part_of goes in a circle: a → a", ("entities", "a", "part_of")),
        (
            {"sources": {"a": {"owner": "b"}, "b": {"wire": "a"}}},
            "owner goes in a circle: a → b → a",
            ("sources", "a", "owner"),
        ),
        (
            {"predicates": {"born": {"precedes": "died"}, "died": {"precedes": "born"}}},
            "precedes goes in a circle: born → died → born",
            ("predicates", "born", "precedes"),
        ),
        (
            {"entities": {"south": {"part_of": "twon"}, "town": {}}},
            "'south': unknown entity 'twon' (did you mean 'town'?)",
            ("entities", "south", "part_of"),
        ),
        (
            {"predicates": {"killed": {"at_most": "strenght"}, "strength": {}}},
            "'killed': unknown predicate 'strenght' (did you mean 'strength'?)",
            ("predicates", "killed", "at_most"),
        ),
        (
            {"sources": {"a": {"owner": "x", "wire": "y"}}},
            "a source has an owner or a wire, not both: its origin would be ambiguous",
            ("sources", "a", "wire"),
        ),
        (
            {"sources": {"a": {"name": "The Daily"}, "b": {"aliases": ["the daily"]}}},
            "'the daily' names both 'a' and 'b'",
            ("sources", "b"),
        ),
        (
            {"entities": {"lisbon": {"aliases": ["capital"]}, "rome": {"aliases": ["the city", "capital"]}}},
            "'capital' names both 'lisbon' and 'rome'",
            ("entities", "rome", "aliases"),
        ),
        (
            {"entities": {"lisbon": {"aliases": ["rome"]}, "rome": {}}},
            "'rome' names both 'rome' and 'lisbon'",
            ("entities", "lisbon", "aliases"),
        ),
        (
            {"entities": {"a": {"aliases": ["K\u00f6ln "]}, "b": {"aliases": ["Ko\u0308ln"]}}},
            "'K\u00f6ln' names both 'a' and 'b'",
            ("entities", "b", "aliases"),
        ),
    ],
)
def test_what_does_not_fit_in_a_vocabulary_is_told_with_its_path(
    vocabulary: dict[str, Any], message: str, path: tuple[str, ...]
) -> None:
    assert [(p.message, p.path) for p in Vocabulary.model_validate(vocabulary).problems()] == [(message, path)]


def test_one_entry_that_is_written_in_two_ways_is_refused() -> None:
    with pytest.raises(ValidationError, match="is defined twice, written in two ways"):
        Vocabulary.model_validate({"entities": {"K\u00f6ln": {}, "Ko\u0308ln": {}}})


def test_an_entity_may_have_its_own_id_among_its_aliases() -> None:
    assert Vocabulary.model_validate({"entities": {"rome": {"aliases": ["rome", "Roma"]}}}).problems() == []


def test_a_bound_in_a_unit_that_does_not_convert_is_a_problem() -> None:
    vocabulary = Vocabulary(
        predicates={"length": Predicate(unit="km", at_most="weight"), "weight": Predicate(unit="kg")}
    )
    (problem,) = vocabulary.problems()
    assert problem.path == ("predicates", "length", "at_most")
    assert "'km'" in problem.message
    assert "'kg'" in problem.message


def test_a_long_chain_of_wholes_is_walked_in_no_time_and_a_long_circle_is_shown_in_part() -> None:
    size = 30_000
    entities = {f"e{n}": Entity(part_of=f"e{(n + 1) % size}") for n in range(size)}
    (problem,) = Vocabulary(entities=entities).problems()
    assert len(problem.message) < 200
    assert f"{size - 8} more" in problem.message


@pytest.mark.parametrize(("field", "text"), [("tolerance", "some"), ("lifetime", "a while")])
def test_a_tolerance_or_lifetime_that_cannot_be_read_is_refused(field: str, text: str) -> None:
    with pytest.raises(ValidationError, match=f"'{text}' is no {'tolerance' if field == 'tolerance' else 'duration'}"):
        Predicate.model_validate({field: text})


# ------------------------------------------------------------------------------------------------ collections


def problems_of(*claims: Claim, **vocabulary: Any) -> list[tuple[str, tuple[str | int, ...]]]:
    collection = Collection(claims, Vocabulary.model_validate(vocabulary))
    return [(problem.message, problem.path) for problem in collection.problems()]


def test_claims_that_fit_together_have_no_problems() -> None:
    assert (
        problems_of(
            claim("a", "killed", value="200-300", asserted_by="the daily", via=["DD"], citations=[{"source": "group"}]),
            claim("b", "killed", value=5, supersedes="a", asserted_by="daily"),
            predicates={"killed": {"value": "quantity"}},
            sources={"daily": {"name": "The Daily", "aliases": ["DD"]}, "group": {}},
        )
        == []
    )


def test_a_duplicate_id_names_both_places() -> None:
    first = claim("a", location={"file": "x.yaml", "line": 3, "column": 5})
    assert problems_of(first, claim("b"), claim("a")) == [
        ("duplicate id 'a': first used at x.yaml:3:5", ("claims", 2, "id"))
    ]
    assert problems_of(claim("a"), claim("a")) == [("duplicate id 'a': first used at claims[0]", ("claims", 1, "id"))]


def test_superseding_a_claim_that_is_not_there_suggests_the_nearest_id() -> None:
    assert problems_of(claim("full-control"), claim("b", supersedes=["ful-control"])) == [
        (
            "claim 'b': supersedes the unknown claim 'ful-control' (did you mean 'full-control'?)",
            ("claims", 1, "supersedes"),
        )
    ]


def test_a_claim_cannot_supersede_itself() -> None:
    assert problems_of(claim("a", supersedes="a")) == [("claim 'a': supersedes itself", ("claims", 0, "supersedes"))]


def test_supersession_cannot_go_in_a_circle() -> None:
    circle = [claim("a", supersedes=["d", "b"]), claim("b", supersedes="c"), claim("c", supersedes="a"), claim("d")]
    assert problems_of(*circle) == [("claim 'a': supersedes in a circle: a → b → c → a", ("claims", 0, "supersedes"))]


def test_many_ways_to_the_same_superseded_claim_are_no_circle() -> None:
    assert problems_of(claim("a", supersedes=["b", "c"]), claim("b", supersedes="c"), claim("c")) == []


def test_long_chains_of_supersession_are_walked_without_recursion() -> None:
    chain = [claim(f"c{n}", supersedes=f"c{n + 1}") for n in range(5_000)]
    assert problems_of(*chain, claim("c5000")) == []
    ((message, path),) = problems_of(*chain, claim("c5000", supersedes="c0"))
    assert path == ("claims", 0, "supersedes")
    assert len(message) < 200


def test_an_unknown_predicate_is_a_problem_where_predicates_are_declared() -> None:
    assert problems_of(claim(predicate="kiled")) == []
    assert problems_of(claim(predicate="kiled"), predicates={"killed": {}}) == [
        ("claim 'c1': unknown predicate 'kiled' (did you mean 'killed'?)", ("claims", 0, "predicate"))
    ]


def test_an_unknown_source_is_a_problem_where_sources_are_declared() -> None:
    stranger = claim(asserted_by="iws", via=["isw", "x"], citations=[{}, {"source": "Institut"}])
    assert problems_of(stranger) == []
    assert problems_of(stranger, sources={"isw": {"name": "Institute"}}) == [
        ("claim 'c1': unknown source 'iws' (did you mean 'isw'?)", ("claims", 0, "asserted_by")),
        ("claim 'c1': unknown source 'x'", ("claims", 0, "via", 1)),
        ("claim 'c1': unknown source 'Institut' (did you mean 'Institute'?)", ("claims", 0, "citations", 1, "source")),
    ]


@pytest.mark.parametrize("type_", ["term", "quantity", "time", "text"])
def test_a_predicate_with_values_needs_one(type_: str) -> None:
    assert problems_of(claim(), predicates={"p": {"value": type_}}) == [
        ("claim 'c1': predicate 'p' needs a value (write unknown if nobody knows)", ("claims", 0))
    ]
    assert problems_of(claim(value="unknown"), predicates={"p": {"value": type_}}) == []


@pytest.mark.parametrize("declared", [{}, {"value": "event"}, None])
def test_an_event_and_an_undeclared_predicate_need_no_value(declared: dict[str, str] | None) -> None:
    assert problems_of(claim(), predicates={"p": declared} if declared is not None else {}) == []


def test_a_value_of_another_type_than_its_predicate_is_a_problem() -> None:
    assert problems_of(claim(value="yes"), predicates={"p": {"value": "event"}}) == [
        ("claim 'c1': 'p' is an event and takes no value", ("claims", 0, "value"))
    ]


def test_a_unit_that_does_not_convert_to_the_predicate_is_a_problem() -> None:
    fine = claim("a", value="5 mile"), claim("b", value=5)
    wrong = claim("c", value={"amount": 5, "unit": "kg"})
    found = problems_of(*fine, wrong, predicates={"p": {"value": "quantity", "unit": "km"}})
    assert found == [("claim 'c': cannot convert 'kg' to 'km'", ("claims", 2, "value"))]


def test_units_that_do_not_convert_to_each_other_are_a_problem_where_none_is_declared() -> None:
    claims = claim("a", value=1), claim("b", value="5 km"), claim("c", value="5 mile"), claim("d", value="5 kg")
    ((message, path),) = problems_of(*claims, predicates={"p": {"value": "quantity"}})
    assert path == ("claims", 3, "value")
    assert message == (
        "claim 'd': cannot convert 'kg' to 'km', the unit of claim 'b' (claims[1]), and 'p' declares none"
    )


def test_guessing_at_thousands_of_unknown_words_takes_no_time() -> None:
    claims = [claim(f"claim-number-{n}", supersedes=f"claim-numbre-{n}") for n in range(3_000)]
    found = problems_of(*claims)
    assert len(found) == 3_000
    assert "(did you mean" in found[0][0]


def test_texts_are_the_same_whatever_case_and_composition_they_are_written_in() -> None:
    """Of the Greek letter with two marks the capital has no character of its own, and the small one has."""
    assert caseless("\u03aa\u0301") == caseless("\u0390") == caseless("\u03b9\u0308\u0301")
    assert caseless("\uff33tra\u00dfe") == caseless("STRASSE") == caseless("s\u200btrasse")
