"""The strategies that users have: what they draw fits together, narrows as it is asked to, and shrinks to little."""

import doctest
import subprocess
import sys
from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from conflicts import Claim, InputError, Vocabulary, check
from conflicts.model.collection import Collection
from conflicts.model.moment import period
from conflicts.model.source import Source
from conflicts.model.typed import typed_value
from conflicts.model.value import Quantity, Time
from conflicts.model.vocabulary import Predicate
from conflicts.rules.condition import conditions
from conflicts.rules.parse import Scope, parse_condition
from conflicts.rules.rule import Rule
from conflicts.strategies import (
    FORMS,
    PRECISIONS,
    Form,
    Perturbed,
    Precision,
    claims,
    collections,
    perturbations,
    quantities,
    rules,
    sources,
    times,
    values,
    vocabularies,
    weakenings,
)

DAY = 86_400
FEW = max(settings().max_examples // 2, 20)


# What a run remembers of an example it finds again by the text of the condition, whatever the strategy was.
ANEW = settings(database=None, deadline=None, max_examples=2000)


def smallest(strategy: st.SearchStrategy[Any]) -> Any:
    return find(strategy, lambda drawn: True, settings=ANEW)


def said(claim: Claim) -> dict[str, object]:
    return claim.model_dump(mode="json", exclude_defaults=True)


# ------------------------------------------------------------------------------------------------ times


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_time_is_drawn(form: Form) -> None:
    marks = {"interval": "/", "open": "/", "one-of": "[", "all-of": "{"}
    time = smallest(times(forms=[form]))
    assert time.mode == (form if form not in (*marks, "date") else "edtf")
    assert marks.get(form, "2000") in time.text


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_precision_of_date_is_drawn(precision: Precision) -> None:
    written = {
        "day": "2000-01-01",
        "month": "2000-01",
        "year": "2000",
        "season": "2000-33",
        "decade": "200X",
        "century": "20XX",
        "hour": "2000-01-01T00",
        "minute": "2000-01-01T00:00",
        "second": "2000-01-01T00:00:00",
        "long-year": "Y10000",
    }
    assert smallest(times(forms=["date"], precisions=[precision], fuzzy=False)).text == written[precision]


@given(times(within="2022-03", precisions=["day", "month", "year", "season", "decade", "second"]))
@settings(max_examples=FEW)
def test_dates_name_a_day_within_or_a_unit_that_has_one(time: Time) -> None:
    march, bounds = period("2022-03"), time.period
    zone = DAY  # the day is that of the clock which the zone names
    assert bounds.start_lo < march.end_hi + zone
    assert bounds.end_hi > march.start_lo - zone


@given(st.one_of(times(fuzzy=False), times(precisions=["second", "minute"], forms=["date", "by"])))
@settings(max_examples=FEW)
def test_what_is_not_to_be_fuzzy_has_no_mark(time: Time) -> None:
    assert not set("?~%") & set(time.text)


@given(times(forms=["date"], precisions=["day", "month", "year"], fuzzy=True))
@settings(max_examples=FEW)
def test_what_is_to_be_fuzzy_has_a_mark_or_a_digit_that_nobody_knows(time: Time) -> None:
    assert set("?~%X") & set(time.text)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"forms": ["dates"]}, "unknown form 'dates'"),
        ({"precisions": ["days"]}, "unknown precision 'days'"),
        ({"precisions": "day"}, "is one word"),
        ({"forms": []}, "no form is left"),
        ({"within": "2022-13"}, "within: "),
        ({"within": "2022/.."}, "is open"),
        ({"within": "2022", "precisions": ["long-year"]}, "no long year"),
        ({"forms": ["interval"], "precisions": ["second"]}, "cannot stand in: interval"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is(asked: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        times(**asked)


# ------------------------------------------------------------------------------------------------ values


@given(quantities(unit="km", min_value=-3, max_value=Decimal("7.5"), places=1))
@settings(max_examples=FEW)
def test_no_number_of_a_quantity_lies_outside(quantity: Quantity) -> None:
    assert quantity.unit == "km"
    assert all(-3 <= bound <= Decimal("7.5") for bound in quantity.bounds if bound is not None)


def test_quantities_are_amounts_ranges_and_one_sided() -> None:
    assert smallest(quantities(min_value=3)).bounds == (3, 3)
    assert smallest(quantities(exact=False, max_value=-2)).amount is None
    assert smallest(quantities().filter(lambda each: each.low is None and each.amount is None)).high == 0
    assert smallest(quantities().filter(lambda each: each.high is None and each.amount is None)).low == 0


@pytest.mark.parametrize(
    ("asked", "why"), [({"unit": "5 !"}, "is no unit"), ({"min_value": 2, "max_value": 1}, "between")]
)
def test_quantities_that_cannot_be_are_refused(asked: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        quantities(**asked)


@pytest.mark.parametrize("declared", ["term", "quantity", "time", "text", "event", None])
@given(data=st.data())
@settings(max_examples=FEW // 2)
def test_values_are_such_as_their_predicate_takes(declared: Any, data: st.DataObject) -> None:
    predicate = Predicate(value=declared, unit="km" if declared == "quantity" else None)
    claim = Claim(id="c", subject="s", predicate="p", value=data.draw(values(predicate)))
    vocabulary = Vocabulary(predicates={"p": predicate})
    assert list(Collection((claim,), vocabulary).problems()) == []
    typed_value(claim, vocabulary)


# ------------------------------------------------------------------------------------------------ vocabularies, claims


@given(vocabularies())
def test_a_vocabulary_holds_together(vocabulary: Vocabulary) -> None:
    assert vocabulary.problems() == []


@given(vocabularies(types=["quantity"], units=["km", "m"], entities=["a", "b"], sources=["s"]))
@settings(max_examples=FEW)
def test_a_vocabulary_is_made_of_what_was_given(vocabulary: Vocabulary) -> None:
    assert {each.value for each in vocabulary.predicates.values()} == {"quantity"}
    assert {each.unit for each in vocabulary.predicates.values()} <= {"km", "m"}
    assert vocabulary.entities.keys() <= {"a", "b"}
    assert vocabulary.sources.keys() <= {"s"}


@given(sources(kinds=["official"], parties=[], reliabilities=["B"], carriers=["agency"]))
@settings(max_examples=FEW)
def test_sources_are_of_what_was_given(source: Source) -> None:
    assert (source.kind in (None, "official"), source.party, source.reliability in (None, "B")) == (True, None, True)
    assert {source.owner, source.wire} <= {None, "agency"}


@given(collections())
def test_a_collection_fits_together(collection: Collection) -> None:
    assert list(collection.problems()) == []
    check(collection.claims, vocabulary=collection.vocabulary, rules=[])


@given(data=st.data())
@settings(max_examples=FEW)
def test_a_claim_fits_the_vocabulary_that_was_given(data: st.DataObject) -> None:
    vocabulary = data.draw(vocabularies())
    claim = data.draw(claims(vocabulary))
    assert list(Collection((claim,), vocabulary).problems()) == []


@given(claims(subject="harbour", asserted_by=st.sampled_from(["clerk", "mayor"]), valid=times(within="1911")))
@settings(max_examples=FEW)
def test_the_fields_of_a_claim_are_as_given(claim: Claim) -> None:
    assert claim.subject == "harbour"
    assert claim.asserted_by in ("clerk", "mayor")
    assert claim.valid is not None


@given(collections(Vocabulary(), min_size=3, max_size=3, polarity="denied", predicate="held-by"))
@settings(max_examples=FEW)
def test_every_claim_of_a_collection_is_as_given(collection: Collection) -> None:
    assert [(claim.polarity, claim.predicate) for claim in collection.claims] == [("denied", "held-by")] * 3


@pytest.mark.parametrize(
    ("make", "asked", "why"),
    [
        (claims, {"sujbect": "x"}, "no field 'sujbect'.*subject"),
        (collections, {"id": "x"}, "cannot all have one 'id'"),
        (collections, {"min_size": 3, "max_size": 2}, "no 3 to 2 claims"),
        (vocabularies, {"types": ["terms"]}, "unknown type 'terms'"),
        (vocabularies, {"types": []}, "no type is left"),
        (sources, {"reliabilities": ["G"]}, "unknown reliability 'G'"),
        (rules, {"kinds": ["contradictions"]}, "unknown kind 'contradictions'"),
    ],
)
def test_arguments_that_cannot_be_are_refused(make: Any, asked: dict[str, Any], why: str) -> None:
    with pytest.raises(InputError, match=why):
        make(**asked)


# ------------------------------------------------------------------------------------------------ rules


@given(rules(earlier=["core/denial"]))
def test_what_a_drawn_rule_says_is_what_its_text_says(rule: Rule) -> None:
    variables = (*rule.variables, *(block.variable for block in rule.blocks))
    for condition in conditions(rule.clauses):
        read, faults = parse_condition(condition.text, Scope(variables))
        if faults:  # such as a field that is compared with itself: refused in files, and engines must bear it
            continue
        assert read is not None
        said = (read.left, read.operator, read.right, read.adverb)
        assert said == (condition.left, condition.operator, condition.right, condition.adverb)


# ------------------------------------------------------------------------------------------------ shrinking


def test_the_smallest_claim_says_little_in_plain_words() -> None:
    assert said(smallest(claims())) == {
        "id": "c1",
        "subject": "town",
        "predicate": "known-for",
        "value": {"term": "town"},
    }


def test_shrinking_leaves_only_what_was_asked_for() -> None:
    tagged = find(claims(), lambda claim: "disputed" in claim.tags, settings=ANEW)
    assert said(tagged) == {**said(smallest(claims())), "tags": ["disputed"]}
    cited = find(claims(), lambda claim: bool(claim.citations), settings=ANEW)
    assert said(cited) == {**said(smallest(claims())), "citations": [{}]}


def test_two_claims_that_contradict_shrink_to_two_claims_that_say_why() -> None:
    def is_denied(collection: Collection) -> bool:
        return {claim.polarity for claim in collection.claims} == {"affirmed", "denied"}

    found = find(collections(Vocabulary(), max_size=2), is_denied, settings=ANEW)
    first, second = (said(claim) for claim in found.claims)
    differ = {field for field in first.keys() | second.keys() if first.get(field) != second.get(field)}
    assert differ == {"id", "polarity"}


# ------------------------------------------------------------------------------------------------ written otherwise


def test_claims_are_written_otherwise_in_each_way_and_say_the_same() -> None:
    said = {"subject": "Győr", "predicate": "long", "asserted_by": "Zoë", "location": {"file": "a.txt", "line": 3}}
    first = Claim.model_validate({"id": "1", "value": {"amount": 2, "unit": "km"}, **said})
    later = Claim.model_validate(
        {"id": "2", "value": {"amount": 5, "unit": "m"}, "supersedes": ["1", "elsewhere"], **said}
    )
    collection = Collection((first, later))
    assert smallest(perturbations(collection)).collection == collection

    def changed(change: str) -> Perturbed:
        found: Perturbed = smallest(perturbations(collection).filter(lambda each: each.changes == (change,)))
        return found

    assert {str(claim.value) for claim in changed("units").collection.claims} == {"2,000 m", "0.005 km"}
    assert changed("Unicode").collection.claims[0].subject == "Gyo\u030br"
    assert [claim.location and claim.location.line for claim in changed("lines").collection.claims] == [4, 4]
    assert set(changed("order").collection.claims) == {first, later}
    renamed = changed("ids")
    assert renamed.renamed == {"1": "claim-0", "2": "claim-1"}
    assert renamed.collection.claims[1].supersedes == ("claim-0", "elsewhere")


@pytest.mark.parametrize(
    ("said", "weaker"),
    [
        ({"valid": "1921"}, "1921~"),
        ({"valid": "1921-03-04/.."}, "1921-03-04~/.."),
        ({"valid": {"by": "1921-03"}}, "by 1921-03~"),
        ({"stated": "-0043"}, "-0043~"),
        ({"value": {"amount": 12, "unit": "m"}}, "11–13 m"),
        ({"value": {"at": "1921"}}, None),
    ],
)
def test_claims_are_said_less_exactly_and_leave_open_what_they_did(said: dict[str, Any], weaker: str | None) -> None:
    claim = Claim.model_validate({"id": "1", "subject": "mill", "predicate": "built", **said})
    (field,) = said
    whole = Collection((claim,))
    assert smallest(weakenings(whole)) == whole
    changed = smallest(weakenings(whole).filter(lambda each: each != whole)).claims[0]
    before, after = getattr(claim, field), getattr(changed, field)
    assert weaker is None or str(after) == weaker
    if isinstance(before, Time):
        old, new = before.period, after.period
        assert new.start_lo <= old.start_lo <= old.start_hi <= new.start_hi
        assert new.end_lo <= old.end_lo <= old.end_hi <= new.end_hi


@pytest.mark.parametrize("said", ["1921~", "1921?/1922%", "1921-03-04T10:00:00Z", "192X", "[1921,1922]"])
def test_what_is_open_already_and_moments_of_a_day_stay_as_they_are(said: str) -> None:
    whole = Collection((Claim(id="1", subject="mill", predicate="built", valid=said),))
    with pytest.raises(hypothesis.errors.NoSuchExample):
        hypothesis.find(weakenings(whole), lambda each: each != whole, settings=ANEW)


# ------------------------------------------------------------------------------------------------ with Hypothesis


@pytest.mark.parametrize(
    "name",
    ["__init__", "claims", "disputes", "perturbations", "rules", "times", "values", "vocabularies", "weakenings"],
)
def test_the_examples_in_the_docstrings_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hypothesis, "find", partial(find, settings=ANEW))
    module = import_module("conflicts.strategies" if name == "__init__" else f"conflicts.strategies.{name}")
    ran = doctest.testmod(module)
    assert ran.attempted > 0
    assert ran.failed == 0


@pytest.mark.parametrize("model", [Claim, Collection, Quantity, Rule, Source, Time, Vocabulary])
def test_hypothesis_draws_a_model_by_its_type(model: type) -> None:
    assert isinstance(smallest(st.from_type(model)), model)


def test_hypothesis_registers_the_models_by_its_own_entry_point() -> None:
    code = "from hypothesis import find, strategies as st; from conflicts import Claim; "
    code += "print(find(st.from_type(Claim), lambda claim: True).subject)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout == "town\n", ran.stderr


def test_the_package_and_its_tests_for_others_do_not_load_hypothesis() -> None:
    code = "import conflicts, conflicts.testing, sys; assert 'hypothesis' not in sys.modules"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_without_hypothesis_the_error_says_what_to_type() -> None:
    code = "import sys; sys.modules['hypothesis'] = None\nimport conflicts.strategies"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "the strategies need Hypothesis: pip install 'hypothesis" in ran.stderr
