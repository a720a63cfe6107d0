"""Property constraints as rules, from entity JSON to findings. All entities here are invented."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from conflicts.check import check
from conflicts.engines import durable_is_installed
from conflicts.model.collection import Collection
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.wikidata import pattern_names, read
from conflicts.readers.wikidata.makers import MAKERS
from conflicts.report.finding import Finding
from conflicts.rules.pack import load_rules, shipped_packs
from conflicts.rules.rule import Rule
from conflicts.testing import run_examples
from wikibase import (
    Json,
    answer,
    constraint,
    entity,
    item,
    monolingual,
    none,
    property_entity,
    quantity,
    some,
    statement,
    string,
    time,
    value_snak,
    year,
)

PATTERNS = shipped_packs()["wikidata"] / "patterns"

SINGLE, SINGLE_BEST, DISTINCT = "Q19474404", "Q52060874", "Q21502410"
CONFLICTS_WITH, CONTEMPORARY, DIFFERENCE, RANGE = "Q21502838", "Q25796498", "Q21510854", "Q21510860"
ONE_OF, NONE_OF, INVERSE, SYMMETRIC = "Q21510859", "Q52558054", "Q21510855", "Q21510862"
ITEM_REQUIRES, VALUE_REQUIRES, MANDATORY_QUALIFIER = "Q21503247", "Q21510864", "Q21510856"
CITATION_NEEDED = "Q54554025"
MANDATORY, SUGGESTION = item("P2316", "Q21502408"), item("P2316", "Q62026391")


def read_with(folder: Path, entities: list[Json], *properties: Json) -> Reading:
    """Entities read with property entities that stand in a file of their own."""
    main, aside = folder / "entities.json", folder / "properties.json"
    main.write_text(json.dumps(answer(*entities)), encoding="utf-8")
    aside.write_text(json.dumps(answer(*properties)), encoding="utf-8")
    return read(main, main.name, ReadOptions(properties=(aside,)))


def findings(folder: Path, entities: list[Json], *properties: Json, as_of: str | None = None) -> Sequence[Finding]:
    """What the constraints of these properties find in these entities."""
    reading = read_with(folder, entities, *properties)
    collection = Collection(tuple(reading.claims), reading.vocabulary)
    unread = [problem.message for problem in reading.unread]
    assert not unread, unread
    return check(collection, rules=reading.rules, as_of=as_of).findings


def flagged(found: Sequence[Finding]) -> list[set[str]]:
    return [{claim.id for claim in finding.claims} for finding in found]


def subject(number: int, *snaks: Json, **more: list[Json]) -> Json:
    """The item of that number, with a statement for each snak: ``Q1$1``, ``Q1$2``…"""
    name = f"Q{number}"
    statements = [statement(f"{name}${at}", snak, more.get("qualifiers", ())) for at, snak in enumerate(snaks, 1)]
    return entity(name, statements, f"Item {number}")


# ------------------------------------------------------------------------------------------------ patterns


@pytest.mark.parametrize("name", pattern_names())
def test_a_pattern_is_a_rule_whose_examples_come_out(name: str) -> None:
    (rule,) = load_rules([PATTERNS / f"{name}.yaml"])
    assert rule.id == name
    assert rule.help
    assert rule.references
    assert [str(failure) for failure in run_examples(rule)] == []


def test_patterns_are_no_rules_of_the_pack() -> None:
    assert {rule.id for rule in load_rules(["wikidata"])}.isdisjoint(pattern_names())


def test_every_pattern_is_used_by_some_type_of_constraint(tmp_path: Path) -> None:
    parameters = [
        item("P2306", "P2"),
        item("P2305", "Q7"),
        item("P2303", "Q9"),
        item("P4155", "P3"),
        item("P4155", "P585"),
    ]
    ranges = [
        constraint(RANGE, quantity("P2313", "+1"), none("P2312", "quantity")),
        constraint(RANGE, year("P2310", 1900), none("P2311", "time"), number=2),
        constraint(DIFFERENCE, item("P2306", "P2"), quantity("P2313", "+0"), none("P2312", "quantity")),
        constraint(
            DIFFERENCE, item("P2306", "P2"), quantity("P2313", "+0", "Q577"), none("P2312", "quantity"), number=2
        ),
    ]
    others = [constraint(type_, *parameters) for type_ in MAKERS if type_ not in (RANGE, DIFFERENCE)]
    amounts = property_entity("P1", "quantity", [*others, ranges[0], ranges[1], ranges[2]])
    dates = property_entity("P4", "time", [ranges[3]])
    reading = read_with(tmp_path, [subject(1)], amounts, dates)
    assert {rule.id.split("-", 1)[1] for rule in reading.rules} == set(pattern_names())
    assert not list(reading.unread)


# ------------------------------------------------------------------------------------------------ one of each type


def test_single_value(tmp_path: Path) -> None:
    born = property_entity("P1", "time", [constraint(SINGLE, item("P2303", "Q3"))], "date of birth")
    two_dates = [year("P1", 1800), year("P1", 1810)]
    (finding,) = findings(
        tmp_path, [subject(1, *two_dates), subject(2, year("P1", 1800)), subject(3, *two_dates)], born
    )
    assert {claim.id for claim in finding.claims} == {"Q1$1", "Q1$2"}
    assert (finding.rule, finding.severity, finding.verdict) == ("wikidata/p1-single-value", "warning", "certain")
    assert finding.title == "Two values of a property that should have one: date of birth (P1)"
    assert finding.message == "Item 1 has two values of date of birth: 1800 and 1810"


def test_single_value_with_separators(tmp_path: Path) -> None:
    property_ = property_entity("P1", "string", [constraint(SINGLE, item("P4155", "P407"), item("P4155", "P585"))])
    german, french, older = item("P407", "Q188"), item("P407", "Q150"), year("P585", 1900)
    statements = [
        statement("Q1$german", string("P1", "a"), [german]),
        statement("Q1$french", string("P1", "b"), [french]),
        statement("Q1$bare", string("P1", "c")),
        statement("Q1$older", string("P1", "d"), [german, older]),
        statement("Q1$other", string("P1", "e"), [german, item("P642", "Q9")]),
    ]
    assert flagged(findings(tmp_path, [entity("Q1", statements)], property_)) == [{"Q1$german", "Q1$other"}]


def test_single_value_ignores_deprecated_statements_but_not_those_of_lower_rank(tmp_path: Path) -> None:
    property_ = property_entity("P1", "string", [constraint(SINGLE)])
    statements = [
        statement("Q1$best", string("P1", "a"), rank="preferred"),
        statement("Q1$plain", string("P1", "b")),
        statement("Q1$wrong", string("P1", "c"), rank="deprecated"),
    ]
    assert flagged(findings(tmp_path, [entity("Q1", statements)], property_)) == [{"Q1$best", "Q1$plain"}]


def test_single_best_value_counts_only_the_best_rank(tmp_path: Path) -> None:
    property_ = property_entity("P1", "quantity", [constraint(SINGLE_BEST)])
    preferred = [
        statement("Q1$best", quantity("P1", "+5"), rank="preferred"),
        statement("Q1$plain", quantity("P1", "+6")),
    ]
    plain = [statement("Q2$a", quantity("P1", "+5")), statement("Q2$b", quantity("P1", "+6"))]
    assert flagged(findings(tmp_path, [entity("Q1", preferred), entity("Q2", plain)], property_)) == [{"Q2$a", "Q2$b"}]


def test_distinct_values(tmp_path: Path) -> None:
    number = property_entity("P1", "external-id", [constraint(DISTINCT, MANDATORY)])
    snak = string("P1", "X-1", "external-id")
    (finding,) = findings(tmp_path, [subject(1, snak), subject(2, snak), subject(3, string("P1", "X-2"))], number)
    assert {claim.id for claim in finding.claims} == {"Q1$1", "Q2$1"}
    assert finding.severity == "error"


@pytest.mark.parametrize("values, expected", [([], 2), (["Q5", "Q6"], 1)])
def test_conflicts_with(values: list[str], expected: int, tmp_path: Path) -> None:
    parameters = [item("P2306", "P31"), *(item("P2305", value) for value in values)]
    length = property_entity("P1", "quantity", [constraint(CONFLICTS_WITH, *parameters)])
    entities = [
        subject(1, quantity("P1", "+5"), item("P31", "Q5")),
        subject(2, quantity("P1", "+5"), item("P31", "Q7")),
        subject(3, item("P31", "Q5")),
    ]
    assert len(findings(tmp_path, entities, length)) == expected


def test_contemporary(tmp_path: Path) -> None:
    spouse = property_entity("P26", "wikibase-item", [constraint(CONTEMPORARY)])
    entities = [
        subject(1, item("P26", "Q2"), year("P569", 1700), year("P570", 1750)),
        subject(2, item("P26", "Q1"), year("P569", 1760)),
        subject(3, item("P26", "Q4"), year("P569", 1700), year("P570", 1770)),
        subject(4, year("P569", 1760)),
        subject(5, item("P26", "Q99"), year("P570", 1750)),
    ]
    found = findings(tmp_path, entities, spouse)
    assert {finding.rule for finding in found} == {
        "wikidata/p26-contemporary-earlier",
        "wikidata/p26-contemporary-later",
    }
    assert sorted(map(sorted, flagged(found))) == [["Q1$1", "Q1$3", "Q2$2"], ["Q1$3", "Q2$1", "Q2$2"]]


def test_difference_within_range(tmp_path: Path) -> None:
    bounds = [quantity("P2313", "+0", "Q577"), quantity("P2312", "+150", "Q577")]
    died = property_entity("P570", "time", [constraint(DIFFERENCE, item("P2306", "P569"), *bounds)])
    entities = [
        subject(1, year("P569", 1800), year("P570", 1790)),
        subject(2, year("P569", 1800), year("P570", 1952)),
        subject(3, year("P569", 1800), time("P570", "+1950-06-01")),  # 150 years, or a little more
        subject(4, year("P569", 1800), time("P570", "+1800-02-01")),
        subject(5, year("P569", 1800), some("P570", "time")),
    ]
    assert flagged(findings(tmp_path, entities, died)) == [{"Q1$1", "Q1$2"}, {"Q2$1", "Q2$2"}]


def test_difference_of_dates_may_have_to_be_positive(tmp_path: Path) -> None:
    bounds = [quantity("P2313", "+10", "Q573"), none("P2312", "quantity")]
    closed = property_entity("P2", "time", [constraint(DIFFERENCE, item("P2306", "P1"), *bounds)])
    entities = [
        subject(1, time("P1", "+1900-01-01"), time("P2", "+1900-01-09")),
        subject(2, time("P1", "+1900-01-01"), time("P2", "+1900-01-19")),
    ]
    assert flagged(findings(tmp_path, entities, closed)) == [{"Q1$1", "Q1$2"}]


def test_difference_of_amounts_of_which_one_bounds_the_other(tmp_path: Path) -> None:
    bounds = [none("P2313", "quantity"), quantity("P2312", "+0")]
    part = property_entity("P1", "quantity", [constraint(DIFFERENCE, item("P2306", "P2"), *bounds)])
    entities = [
        subject(1, quantity("P1", "+5", "Q828224"), quantity("P2", "+4000", "Q11573")),
        subject(2, quantity("P1", "+5", "Q828224"), quantity("P2", "+5000", "Q11573")),
    ]
    assert flagged(findings(tmp_path, entities, part)) == [{"Q1$1", "Q1$2"}]


def test_range_of_amounts(tmp_path: Path) -> None:
    bounds = [quantity("P2313", "-11000", "Q11573"), quantity("P2312", "+9", "Q828224")]
    elevation = property_entity("P1", "quantity", [constraint(RANGE, *bounds, SUGGESTION)])
    entities = [
        subject(1, quantity("P1", "+9001", "Q11573"), quantity("P1", "-12", "Q828224")),
        subject(2, quantity("P1", "+9000", "Q11573"), quantity("P1", "+30000", "Q3710", ("+29000", "+31000"))),
        subject(3, none("P1", "quantity"), some("P1", "quantity")),
    ]
    found = findings(tmp_path, entities, elevation)
    assert flagged(found) == [{"Q1$1"}, {"Q1$2"}]
    assert {finding.severity for finding in found} == {"note"}


def test_a_least_value_of_zero_holds_in_every_unit(tmp_path: Path) -> None:
    height = property_entity("P1", "quantity", [constraint(RANGE, quantity("P2313", "+0"), none("P2312", "quantity"))])
    entities = [subject(1, quantity("P1", "+2", "Q11573"), quantity("P1", "-2", "Q174728"), quantity("P1", "-2"))]
    assert flagged(findings(tmp_path, entities, height)) == [{"Q1$2"}, {"Q1$3"}]


def test_a_range_in_a_unit_that_nothing_converts_bounds_amounts_in_that_unit(tmp_path: Path) -> None:
    bounds = [quantity("P2313", "+10", "Q4917"), none("P2312", "quantity")]
    price = property_entity("P1", "quantity", [constraint(RANGE, *bounds)])
    entities = [
        subject(1, quantity("P1", "+9", "Q4917"), quantity("P1", "+9", "Q4916"), quantity("P1", "+11", "Q4917"))
    ]
    assert flagged(findings(tmp_path, entities, price)) == [{"Q1$1"}]


def test_range_of_dates(tmp_path: Path) -> None:
    bounds = [year("P2310", 1800), some("P2311", "time")]
    opened = property_entity("P1", "time", [constraint(RANGE, *bounds)])
    entities = [subject(1, year("P1", 1799), year("P1", 1800), year("P1", 2100))]
    assert flagged(findings(tmp_path, entities, opened)) == [{"Q1$1"}]
    assert flagged(findings(tmp_path, entities, opened, as_of="2024-05-01")) == [{"Q1$1"}, {"Q1$3"}]


def test_one_of_and_none_of(tmp_path: Path) -> None:
    allowed = property_entity("P1", "wikibase-item", [constraint(ONE_OF, item("P2305", "Q7"), none("P2305"))])
    forbidden = property_entity("P2", "wikibase-item", [constraint(NONE_OF, item("P2305", "Q7"), item("P2305", "Q8"))])
    snaks = [item("P1", "Q7"), item("P1", "Q9"), none("P1"), some("P1"), item("P2", "Q8"), item("P2", "Q9")]
    found = findings(tmp_path, [subject(1, *snaks)], allowed, forbidden)
    assert sorted((finding.rule, *flagged([finding])) for finding in found) == [
        ("wikidata/p1-one-of", {"Q1$2"}),
        ("wikidata/p2-none-of", {"Q1$5"}),
    ]


def test_inverse(tmp_path: Path) -> None:
    child = property_entity("P40", "wikibase-item", [constraint(INVERSE, item("P2306", "P22"), item("P2303", "Q4"))])
    father = property_entity("P22", "wikibase-item", [], "father")
    entities = [
        subject(1, item("P40", "Q2"), item("P40", "Q3"), item("P40", "Q99")),
        subject(2, item("P22", "Q1")),
        subject(3, string("P9", "x")),
        subject(4, item("P40", "Q3")),
    ]
    (finding,) = findings(tmp_path, entities, child, father)
    assert {claim.id for claim in finding.claims} == {"Q1$2"}
    assert finding.message == "Item 1 has P40 Item 3, and Item 3 does not have Item 1 as its father (P22)"
    assert finding.kind == "unverified"


def test_symmetric(tmp_path: Path) -> None:
    sibling = property_entity("P3373", "wikibase-item", [constraint(SYMMETRIC)])
    entities = [
        subject(1, item("P3373", "Q2"), item("P3373", "Q3")),
        subject(2, item("P3373", "Q1")),
        subject(3, item("P3373", "Q2")),
    ]
    assert flagged(findings(tmp_path, entities, sibling)) == [{"Q1$2"}, {"Q3$1"}]


def test_a_merged_item_is_led_back_to_under_its_old_id(tmp_path: Path) -> None:
    sibling = property_entity("P3373", "wikibase-item", [constraint(SYMMETRIC)])
    merged = {**subject(2, item("P3373", "Q1")), "redirects": {"from": "Q200", "to": "Q2"}}
    assert not findings(tmp_path, [subject(1, item("P3373", "Q200")), merged], sibling)


def test_item_requires_statement(tmp_path: Path) -> None:
    requires = [
        constraint(ITEM_REQUIRES, item("P2306", "P31"), item("P2305", "Q5"), number=1),
        constraint(ITEM_REQUIRES, item("P2306", "P569"), number=2),
    ]
    died = property_entity("P570", "time", requires)
    entities = [
        subject(1, year("P570", 1900), item("P31", "Q5"), year("P569", 1800)),
        subject(2, year("P570", 1900), item("P31", "Q6")),
    ]
    found = findings(tmp_path, entities, died)
    assert flagged(found) == [{"Q2$1"}, {"Q2$1"}]
    assert sorted(finding.rule for finding in found) == [
        "wikidata/p570-item-requires-statement",
        "wikidata/p570-item-requires-statement-2",
    ]


def test_value_requires_statement(tmp_path: Path) -> None:
    parameters = [item("P2306", "P31"), item("P2305", "Q515"), item("P2305", "Q3957")]
    capital = property_entity("P36", "wikibase-item", [constraint(VALUE_REQUIRES, *parameters)])
    entities = [
        subject(1, item("P36", "Q2"), item("P36", "Q3"), item("P36", "Q99")),
        subject(2, item("P31", "Q3957")),
        subject(3, item("P31", "Q4022")),
    ]
    assert flagged(findings(tmp_path, entities, capital)) == [{"Q1$2"}]


def test_mandatory_qualifiers(tmp_path: Path) -> None:
    needs = [
        constraint(MANDATORY_QUALIFIER, item("P2306", "P642"), number=1),
        constraint(MANDATORY_QUALIFIER, item("P2306", "P580"), number=2),
    ]
    office = property_entity("P39", "wikibase-item", needs)
    statements = [
        statement("Q1$both", item("P39", "Q7"), [item("P642", "Q9"), year("P580", 1900)]),
        statement("Q1$of", item("P39", "Q7"), [item("P642", "Q9"), year("P582", 1900)]),
        statement("Q1$since", item("P39", "Q7"), [year("P580", 1900)]),
    ]
    found = findings(tmp_path, [entity("Q1", statements)], office)
    assert sorted((finding.rule, *flagged([finding])) for finding in found) == [
        ("wikidata/p39-mandatory-qualifier", {"Q1$since"}),
        ("wikidata/p39-mandatory-qualifier-2", {"Q1$of"}),
    ]
    assert "without the qualifier P580" in found[1].message + found[0].message


def test_citation_needed(tmp_path: Path) -> None:
    needs = property_entity("P1", "string", [constraint(CITATION_NEEDED)])
    statements = [
        statement("Q1$bare", string("P1", "x")),
        statement("Q1$cited", string("P1", "x"), references=[[item("P248", "Q36578")]]),
        statement("Q1$imported", string("P1", "x"), references=[[item("P143", "Q328")]]),
        statement("Q1$free", string("P2", "x")),
    ]
    assert flagged(findings(tmp_path, [entity("Q1", statements)], needs)) == [{"Q1$bare"}]


# ------------------------------------------------------------------------------------------------ all types


def rules_for(folder: Path, *constraints: Json, datatype: str = "string") -> tuple[tuple[Rule, ...], list[str]]:
    reading = read_with(folder, [subject(1)], property_entity("P1", datatype, list(constraints), "motto"))
    return reading.rules, [problem.message for problem in reading.unread]


def test_property_entities_among_the_others_count_too(tmp_path: Path) -> None:
    property_ = property_entity("P1", "string", [constraint(SINGLE)], "motto")
    reading = read_with(tmp_path, [subject(1, string("P1", "a"), string("P1", "b")), property_])
    assert [rule.name for rule in reading.rules] == ["wikidata/p1-single-value"]
    assert (reading.vocabulary.predicates["P1"].name, reading.vocabulary.predicates["P1"].single) == ("motto", True)


@pytest.mark.parametrize(
    "type_, parameters, single, unique",
    [
        (SINGLE, [], True, False),
        (SINGLE_BEST, [], True, False),
        (DISTINCT, [], False, True),
        (SINGLE, [item("P4155", "P407")], False, False),
        (DISTINCT, [item("P2303", "Q9")], False, False),
        (ONE_OF, [item("P2305", "Q7")], False, False),
    ],
)
def test_a_constraint_without_exceptions_and_separators_is_a_feature_of_the_predicate(
    type_: str, parameters: list[Json], single: bool, unique: bool, tmp_path: Path
) -> None:
    property_ = property_entity("P1", "wikibase-item", [constraint(type_, *parameters)])
    predicate = read_with(tmp_path, [subject(1)], property_).vocabulary.predicates["P1"]
    assert (predicate.value, predicate.single, predicate.unique) == ("term", single, unique)


@pytest.mark.parametrize("status, severity", [([], "warning"), ([MANDATORY], "error"), ([SUGGESTION], "note")])
def test_the_status_is_the_severity(status: list[Json], severity: str, tmp_path: Path) -> None:
    (rule,), _ = rules_for(tmp_path, constraint(SINGLE, *status))
    assert rule.severity == severity


def test_clarifications_are_part_of_the_help(tmp_path: Path) -> None:
    clarification = monolingual("P6607", "Use P2 for nicknames.")
    (rule,), _ = rules_for(tmp_path, constraint(SINGLE, clarification, monolingual("P6607", "Nicht so.", "de")))
    assert rule.help.endswith("Use P2 for nicknames.")
    assert rule.references[-1] == "https://www.wikidata.org/wiki/Property:P1#P2302"


def test_constraints_of_qualifiers_and_deprecated_ones_are_no_rules(tmp_path: Path) -> None:
    on_qualifiers = constraint(SINGLE, item("P4680", "Q46466783"))
    on_values = constraint(DISTINCT, item("P4680", "Q46466783"), item("P4680", "Q46466787"))
    dropped = constraint(CITATION_NEEDED, rank="deprecated")
    rules, unread = rules_for(tmp_path, on_qualifiers, on_values, dropped)
    assert [rule.id for rule in rules] == ["p1-distinct-values"]
    assert unread == []


@pytest.mark.parametrize(
    "broken, why",
    [
        (constraint(CONFLICTS_WITH), "it must name one property (P2306), and names 0"),
        (constraint(INVERSE, item("P2306", "P2"), item("P2306", "P3")), "and names 2"),
        (constraint(ONE_OF), "it lists no values (P2305)"),
        (constraint(RANGE), "it has neither a least nor a greatest value"),
        (constraint(RANGE, none("P2313"), none("P2312")), "it has neither a least nor a greatest value"),
        (constraint(RANGE, string("P2313", "5")), "P2313 is no quantity"),
        (constraint(RANGE, quantity("P2313", "many")), "P2313 is no number"),
        (constraint(RANGE, quantity("P2313", "+1e99")), "P2313 is out of reach"),
        (constraint(RANGE, quantity("P2313", "+1"), quantity("P2313", "+2")), "P2313 is given several times"),
        (constraint(RANGE, time("P2310", "+1900-40-01")), "there is no month 40"),
        (constraint(DIFFERENCE, item("P2306", "P2")), "neither a least nor a greatest difference"),
        (
            constraint(DIFFERENCE, item("P2306", "P2"), quantity("P2312", "+5", "Q11573")),
            "amounts are compared only with a difference of zero",
        ),
        (constraint(SINGLE, item("P4155", "P1480")), "the qualifier P1480 has been read into"),
        (constraint(SINGLE, item("P2304", "P9")), "it groups by a property"),
        (constraint(MANDATORY_QUALIFIER, item("P2306", "P2241")), "the qualifier P2241 has been read into"),
        (
            constraint(SINGLE, value_snak("P2303", "wikibase-item", "wikibase-entityid", {"id": "Q1] or [x"})),
            "is no entity's id",
        ),
    ],
)
def test_a_constraint_of_which_no_rule_can_be_made_is_named_with_the_reason(
    broken: Json, why: str, tmp_path: Path
) -> None:
    rules, (sentence,) = rules_for(tmp_path, broken)
    assert rules == ()
    assert sentence.startswith("P1: the constraint Q")
    assert why in sentence


def test_a_difference_of_dates_needs_a_unit_of_time(tmp_path: Path) -> None:
    broken = constraint(DIFFERENCE, item("P2306", "P2"), quantity("P2312", "+5"))
    rules, (sentence,) = rules_for(tmp_path, broken, datatype="time")
    assert (rules, sentence.endswith("has no unit of time (None)")) == ((), True)


def test_types_that_are_not_checked_are_named_once_for_each_property(tmp_path: Path) -> None:
    rules, unread = rules_for(
        tmp_path, constraint("Q21502404"), constraint("Q21502404", number=2), constraint("Q1234"), constraint(SINGLE)
    )
    assert [rule.id for rule in rules] == ["p1-single-value"]
    assert unread == ["P1: constraints of these types are not checked: format (Q21502404), Q1234"]


def test_what_is_not_checked_has_its_place_in_the_file_of_properties(tmp_path: Path) -> None:
    reading = read_with(tmp_path, [subject(1)], property_entity("P1", "string", [constraint("Q21502404")]))
    assert [(Path(problem.place.file).name, problem.place.line) for problem in reading.unread] == [
        ("properties.json", 1)
    ]


def test_a_constraint_without_a_type_is_named(tmp_path: Path) -> None:
    broken = constraint(SINGLE)
    broken["mainsnak"] = some("P2302")
    rules, unread = rules_for(tmp_path, broken)
    assert (rules, len(unread)) == ((), 1)
    assert "the type of the constraint is missing" in unread[0]


def test_braces_in_a_name_are_no_fields_of_a_message(tmp_path: Path) -> None:
    other = property_entity("P2", "string", [], "{a.value} {")
    needs = property_entity("P1", "string", [constraint(MANDATORY_QUALIFIER, item("P2306", "P2"))])
    (finding,) = findings(tmp_path, [subject(1, string("P1", "x"))], needs, other)
    assert "without the qualifier {a.value} { (P2) that" in finding.message


@pytest.mark.skipif(not durable_is_installed(), reason="durable-rules is not installed, or cannot be imported here")
def test_durable_rules_finds_the_same(tmp_path: Path) -> None:
    properties = [
        property_entity(
            "P26",
            "wikibase-item",
            [
                constraint(CONTEMPORARY),
                constraint(SYMMETRIC),
                constraint(SINGLE, item("P4155", "P642")),
                constraint(VALUE_REQUIRES, item("P2306", "P31"), item("P2305", "Q5")),
            ],
        ),
        property_entity(
            "P570",
            "time",
            [
                constraint(
                    DIFFERENCE,
                    item("P2306", "P569"),
                    quantity("P2313", "+0", "Q577"),
                    quantity("P2312", "+150", "Q577"),
                )
            ],
        ),
    ]
    entities = [
        subject(1, item("P26", "Q2"), year("P569", 1700), year("P570", 1860), item("P26", "Q3")),
        subject(2, item("P26", "Q1"), year("P569", 1870), item("P31", "Q6")),
        subject(3, some("P26"), year("P569", 1830)),
    ]
    reading = read_with(tmp_path, entities, *properties)
    collection = Collection(tuple(reading.claims), reading.vocabulary)
    reports = [check(collection, rules=reading.rules, engine=name).findings for name in ("python", "durable")]
    assert reports[0]
    assert reports[0] == reports[1]
