"""What a report says was not compared."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings

from command import Run
from conflicts import Claim, Predicate, Vocabulary, check, load
from conflicts.bulk import open_table
from conflicts.facts.line import Extents, Point
from conflicts.formats import Options, format_named
from conflicts.model.collection import Collection
from conflicts.model.typed import typed_value
from conflicts.readers import ReadOptions, from_mapping
from conflicts.report.coverage import Coverage
from conflicts.report.report import ConflictReport
from conflicts.strategies import collections
from strategies import Case, cases
from test_stored import stored

NAIVE = """\
claims:
  - {id: a, subject: acme, predicate: chair, value: jo, asserted_by: post, valid: 2020, citations: [{ref: "1"}]}
  - {id: b, subject: acme, predicate: chair, value: al, asserted_by: mail, valid: 2020, citations: [{ref: "2"}]}
  - {id: c, subject: acme, predicate: staff, value: 100, asserted_by: post, valid: 2020, citations: [{ref: "1"}]}
  - {id: d, subject: acme, predicate: staff, value: 900, asserted_by: mail, valid: 2020, citations: [{ref: "2"}]}
"""

ROWS = """\
id,subject,predicate,value,asserted_by,valid
a,mill,keeper,stone,guide,1871
b,mill,keeper,reeve,register,31 April 1871
c,mill,keeper,reeve,register,1871
"""


def coverage(*claims: dict[str, object], **predicates: dict[str, object]) -> Coverage:
    """The coverage of claims about one subject; those without an id are called by their number."""
    numbered = [{"id": f"c{number}", "subject": "mill", **claim} for number, claim in enumerate(claims)]
    sections: dict[str, object] = {"predicates": predicates} if predicates else {}
    return check(from_mapping({**sections, "claims": numbered})).coverage


def undefined(*claims: dict[str, object], **predicates: dict[str, object]) -> list[str]:
    return [each.predicate for each in coverage(*claims, **predicates).undefined.examples]


def says(value: object, by: str | None, valid: object = "1871", **fields: object) -> dict[str, object]:
    return {"predicate": "keeper", "value": value, "asserted_by": by, "valid": valid, **fields}


# --- predicates that nobody defines -----------------------------------------------------------------------------------


def test_different_values_without_a_definition_are_named_and_counted(tmp_path: Path) -> None:
    (tmp_path / "naive.yaml").write_text(NAIVE)
    report = check(load(tmp_path / "naive.yaml"))
    assert report.findings == ()
    assert report.coverage.comparable == 0
    assert report.coverage.undefined.predicates == 2
    assert [each.example for each in report.coverage.undefined.examples] == [("a", "b"), ("c", "d")]
    text = " ".join(report.to_text().split())
    assert "not compared: 2 predicates, chair and staff, have different values from different sources" in text
    assert "conflicts vocabulary suggest" in text
    assert "Nothing was compared: 0 of 4 claims could be compared with others." in text
    assert "No conflicts found" not in text


GAP = "2 predicates, chair and staff, have different values from different sources and no definition"
NOTHING = "Nothing was compared: 0 of 4 claims could be compared with others"


@pytest.mark.parametrize(
    ("format", "gap"),
    [
        ("markdown", f"\nNot compared: {GAP}."),
        ("github", f"::notice title=Not compared::{GAP}."),
        ("junit", f'<testcase classname="coverage.not-compared" name="{GAP}.'),
        ("sarif", f'"Not compared: {GAP}.'),
    ],
)
def test_formats_for_pipelines_say_what_was_not_compared(format: str, gap: str, tmp_path: Path) -> None:
    (tmp_path / "naive.yaml").write_text(NAIVE)
    report = check(load(tmp_path / "naive.yaml"))
    written = format_named(format).render(report, Options())
    assert gap in written
    assert format not in ("markdown", "github") or NOTHING in written


def test_a_notebook_shows_what_was_not_compared(tmp_path: Path) -> None:
    (tmp_path / "naive.yaml").write_text(NAIVE)
    shown = check(load(tmp_path / "naive.yaml"))._repr_html_()
    assert f"not compared: {GAP}" in shown
    assert NOTHING in shown


def test_a_definition_compares_them_or_says_that_several_values_can_stand() -> None:
    claims = says("stone", "guide"), says("reeve", "register")
    assert undefined(*claims) == ["keeper"]
    assert undefined(*claims, keeper={}) == ["keeper"]
    assert undefined(*claims, keeper={"single": True}) == []
    assert undefined(*claims, keeper={"single": False}) == []
    assert coverage(*claims, keeper={"single": True}).comparable == 2
    assert coverage(*claims, keeper={"single": False}).comparable == 0


@pytest.mark.parametrize(
    "other",
    [
        says("stone", "register"),
        says("reeve", "guide"),
        says("reeve", "register", "1872"),
        says("reeve", "register", polarity="denied"),
        says("reeve", "register", rank="deprecated"),
        says("reeve", "register", certainty="unknown"),
        says("reeve", "register", qualifiers={"of": "dam"}),
        says("unknown", "register"),
        {**says("reeve", "register"), "subject": "dam"},
    ],
)
def test_what_agrees_or_speaks_of_something_else_is_not_listed(other: dict[str, object]) -> None:
    assert undefined(says("stone", "guide"), other) == []


@pytest.mark.parametrize(
    "other",
    [
        says("reeve", "register", "1870/1880"),
        says("reeve", "register", None),
        says("reeve", None),
        says(12, "register"),
        says("none", "register") | {"value": {"text": "Reeve"}},
    ],
)
def test_what_may_speak_of_the_same_time_is_listed(other: dict[str, object]) -> None:
    assert undefined(says("stone", "guide"), other) == ["keeper"]


def test_those_with_the_most_claims_come_first() -> None:
    claims = [says(value, by) for value, by in (("stone", "guide"), ("reeve", "register"))]
    more = [says(value, by, predicate="owner") for value, by in (("stone", "guide"), ("reeve", "register"))]
    assert undefined(*claims, *more) == ["keeper", "owner"]
    assert undefined(*claims, *more, says("pell", "list", predicate="owner")) == ["owner", "keeper"]


def test_values_of_a_timeless_predicate_are_of_one_time() -> None:
    claims = says("stone", "guide", "1871"), says("reeve", "register", "1872")
    assert undefined(*claims, keeper={"timeless": True}) == ["keeper"]


def test_a_rule_of_ones_own_that_compares_them_is_enough() -> None:
    claims = [Claim.model_validate({"id": str(n), "subject": "mill", **says(n, f"s{n}")}) for n in (1, 2)]
    assert check(claims, rules=["core"]).coverage.undefined.predicates == 1
    assert check(claims, rules=["editorial"]).coverage.undefined.predicates == 0


# --- kinds of values --------------------------------------------------------------------------------------------------


def test_values_of_kinds_that_do_not_compare_are_counted_by_kind() -> None:
    found = coverage(
        {"predicate": "length", "value": {"quantity": "3 km"}, "asserted_by": "guide"},
        {"predicate": "length", "value": {"term": "short"}, "asserted_by": "register"},
        {"predicate": "length", "value": {"text": "long"}, "asserted_by": "gazette"},
        {"predicate": "width", "value": {"quantity": "3 m"}, "asserted_by": "guide"},
        {"predicate": "width", "value": {"quantity": "9 feet"}, "asserted_by": "register"},
    ).incomparable
    (length,) = found.examples
    assert (found.predicates, length.predicate, length.subjects) == (1, "length", 1)
    kinds = {each.kind: each.claims for each in length.kinds}
    assert kinds == {"quantity [length]": 1, "term": 1, "text": 1}


# --- places that could not be read ------------------------------------------------------------------------------------


def test_rows_that_could_not_be_read_are_counted_and_placed(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)
    report = check(load(tmp_path / "rows.csv", options=ReadOptions(max_errors=5)))
    assert report.coverage.unread.places == 1
    (example,) = report.coverage.unread.examples
    assert example.message.startswith("row 2: valid")
    assert example.location is not None
    assert example.location.line == 3
    assert "not read: 1 place, row 2: valid" in report.to_text(width=200)


def test_a_table_of_duckdb_has_the_same_coverage(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(ROWS + "d,mill,keeper,miller,gazette,1870/1880\n")
    in_memory = check(load(tmp_path / "rows.csv", options=ReadOptions(max_errors=5)))
    report = check(open_table(tmp_path / "rows.csv", max_errors=5))
    assert report.coverage == in_memory.coverage
    assert (report.coverage.unread.places, report.coverage.undefined.predicates) == (1, 1)


def test_a_report_without_coverage_is_still_read() -> None:
    text = check([]).model_dump_json(exclude={"coverage"})
    report = ConflictReport.from_json(text)
    assert report.coverage.comparable is None
    assert report.to_text().endswith("No conflicts found in 0 claims.\n")


# --- failing on it ----------------------------------------------------------------------------------------------------


def test_a_check_can_fail_on_what_was_not_compared(run: Run) -> None:
    Path("naive.yaml").write_text(NAIVE, encoding="utf-8")
    assert run("check", "naive.yaml").code == 0
    strict = run("check", "naive.yaml", "--strict", "coverage")
    assert strict.code == 1
    assert strict.err == "conflicts: not everything was compared, which --strict coverage asks for\n"
    assert run("check", "naive.yaml", "--strict", "coverage", "--exit-zero").code == 0
    Path("conflicts.toml").write_text('strict = "coverage"', encoding="utf-8")
    assert run("check", "naive.yaml").code == 1
    Path("defined.yaml").write_text("predicates: {chair: {single: false}, staff: {single: false}}", encoding="utf-8")
    assert run("check", "naive.yaml", "defined.yaml").code == 0


# --- whatever the claims ----------------------------------------------------------------------------------------------


@given(case=cases())
@settings(max_examples=25)
def test_claims_in_duckdb_have_the_coverage_of_those_in_memory(case: Case) -> None:
    assert check(stored(case)).coverage == check(case.collection).coverage


@given(collection=collections())
@settings(max_examples=25)
def test_no_two_values_that_differ_at_one_time_are_passed_over_in_silence(collection: Collection) -> None:
    vocabulary = collection.vocabulary
    named = {name: each.model_copy(update={"single": None}) for name, each in vocabulary.predicates.items()}
    vocabulary = vocabulary.model_copy(update={"predicates": named})
    listed = {
        each.predicate
        for each in check(Collection(collection.claims, vocabulary), rules=["core"]).coverage.undefined.examples
    }
    cumulative = {name for name, each in named.items() if each.cumulative}
    differing = {a.predicate for a, b in combinations(collection.claims, 2) if differ(a, b, vocabulary)}
    assert listed >= differing - cumulative


def differ(a: Claim, b: Claim, vocabulary: Vocabulary) -> bool:
    """Whether two claims, by different sources, certainly give different values at what may be one time."""
    if any(
        each.polarity == "denied" or each.rank == "deprecated" or each.certainty == "unknown" or each.value is None
        for each in (a, b)
    ):
        return False
    if (a.subject, a.predicate, a.qualifiers) != (
        b.subject,
        b.predicate,
        b.qualifiers,
    ) or a.asserted_by == b.asserted_by:
        return False
    if a.asserted_by and b.asserted_by:
        one, other = (vocabulary.origin(vocabulary.source_id(name)) for name in (a.asserted_by, b.asserted_by))
        if one == other:
            return False
    if a.valid and b.valid and not vocabulary.predicate(a.predicate).timeless:
        first, second = a.valid.period, b.valid.period
        if first.start_lo >= second.end_hi or second.start_lo >= first.end_hi:
            return False
    values = [typed_value(each, vocabulary) for each in (a, b)]
    reader = Extents(vocabulary, {getattr(value, "unit", None) for value in values})
    x, y = (reader.of(a.predicate, value) for value in values)
    if x.space is None or y.space is None or {"none", "event"} & {x.space[0], y.space[0]} or x.space != y.space:
        return False
    return is_below(x.high, y.low) or is_below(y.high, x.low)


def is_below(high: Point | None, low: Point | None) -> bool:
    """Whether a bound is below another, of the same space; None is that space's end."""
    return high is not None and low is not None and high < low  # type: ignore[operator]  # points of one space


def test_a_predicate_of_which_several_values_can_stand_stays_so_when_it_is_written() -> None:
    assert Predicate(single=False).model_dump(exclude_defaults=True) == {"single": False}
