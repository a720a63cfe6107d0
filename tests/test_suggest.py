"""The vocabulary that is proposed from claims."""

import csv
from collections.abc import Mapping
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Run
from conflicts import Claim, Vocabulary, check, load
from conflicts.document import load as load_yaml
from conflicts.model.collection import Collection
from conflicts.model.spelling import canonical
from conflicts.readers import from_mapping, load_vocabulary
from conflicts.strategies import collections
from conflicts.suggest import suggested, vocabulary_text
from conflicts.suggest.names import likenesses, parts

NAIVE = """\
claims:
  - {id: a, subject: acme, predicate: chair, value: jo, asserted_by: post, valid: 2020, citations: [{ref: "1"}]}
  - {id: b, subject: acme, predicate: chair, value: al, asserted_by: mail, valid: 2020, citations: [{ref: "2"}]}
  - {id: c, subject: acme, predicate: staff, value: 100, asserted_by: post, valid: 2020, citations: [{ref: "1"}]}
  - {id: d, subject: acme, predicate: staff, value: 900, asserted_by: mail, valid: 2020, citations: [{ref: "2"}]}
"""


def proposed(*claims: Mapping[str, object]) -> str:
    """What is proposed for claims about a mill by the Post, but for what each says itself."""
    base = {"subject": "mill", "asserted_by": "post"}
    numbered = [{"id": f"c{number:03}", **base, **each} for number, each in enumerate(claims)]
    collection = from_mapping({"claims": numbered})
    return vocabulary_text(suggested(collection.claims, collection.vocabulary))


def lines(text: str) -> list[str]:
    """What the proposal says of predicates, without evidence."""
    return [line.strip().partition("  # ")[0] for line in text.splitlines() if line and not line.startswith("#")]


def test_what_is_proposed_makes_the_conflicts_come_out(tmp_path: Path) -> None:
    (tmp_path / "naive.yaml").write_text(NAIVE)
    claims = load(tmp_path / "naive.yaml")
    (tmp_path / "vocabulary.yaml").write_text(vocabulary_text(suggested(claims.claims, claims.vocabulary)))
    report = check(load([tmp_path / "naive.yaml", tmp_path / "vocabulary.yaml"]))
    assert [(finding.rule, finding.verdict) for finding in report.findings] == [
        ("core/incompatible-values", "certain"),
        ("core/incompatible-values", "certain"),
    ]
    assert report.coverage.undefined.predicates == 0


def test_the_command_writes_a_file_that_check_takes_as_it_is(run: Run) -> None:
    Path("naive.yaml").write_text(NAIVE, encoding="utf-8")
    assert run("check", "naive.yaml").code == 0
    assert run("vocabulary", "suggest", "naive.yaml", "-o", "vocabulary.yaml").code == 0
    found = run("check", "naive.yaml", "vocabulary.yaml")
    assert found.code == 1
    assert "2 contradictions in 4 claims" in found.out
    assert run("check", "naive.yaml", "--vocabulary", "vocabulary.yaml").code == 1


def test_each_line_has_its_evidence() -> None:
    text = proposed(
        {"predicate": "length", "value": {"quantity": "3 km"}, "valid": 1871},
        {"predicate": "length", "value": {"quantity": "4 km"}, "valid": 1871, "asserted_by": "mail"},
    )
    assert "    value: quantity  # 2 values\n" in text
    assert "    unit: km  # 2 of 2 values\n" in text
    assert "    single: true  # 1 of 1 subject has one value per source and date\n" in text


def test_several_values_of_one_source_at_one_time_stand_side_by_side() -> None:
    guests = [{"predicate": "guest", "value": name, "valid": 1871} for name in ("duke", "bishop")]
    assert "single: false" in lines(proposed(*guests))
    assert "single: true" in lines(proposed(*({**each, "valid": 1871 + n} for n, each in enumerate(guests))))


def test_texts_are_not_proposed_to_be_compared_word_for_word() -> None:
    assert "single: false" in lines(proposed({"predicate": "note", "value": "It rained."}))


def test_what_does_not_change_from_date_to_date_is_timeless() -> None:
    claims = [
        {"subject": place, "predicate": "height", "value": height, "valid": year}
        for place, height in (("mill", 5), ("dam", 9), ("tower", 30))
        for year in (1871, 1872)
    ]
    assert "timeless: true" in lines(proposed(*claims))
    assert "timeless: true" not in lines(proposed(*claims, {**claims[0], "value": 6, "valid": 1873}))


def test_a_date_of_which_nobody_says_when_it_holds_is_timeless() -> None:
    assert "timeless: true" in lines(proposed({"predicate": "built", "value": {"time": "1871-05-02"}}))
    assert "timeless: true" not in lines(proposed({"predicate": "built", "value": {"time": "1871"}, "valid": 1880}))


def test_what_only_rises_is_cumulative_and_a_single_series_no_proof_of_it() -> None:
    def series(subject: str, *totals: int) -> list[dict[str, object]]:
        return [
            {"subject": subject, "predicate": "sold", "value": total, "valid": 1871 + year}
            for year, total in enumerate(totals)
        ]

    three = [*series("mill", 1, 2, 4), *series("dam", 3, 3, 9), *series("tower", 2, 5, 6)]
    assert "cumulative: true" in lines(proposed(*three))
    assert "# cumulative: true" in lines(proposed(*series("mill", 1, 2, 4)))
    assert "cumulative" not in proposed(*three, *series("well", 4, 3, 5))


def test_an_event_and_mixed_values_are_what_they_are() -> None:
    assert "value: event" in lines(proposed({"predicate": "sank"}))
    text = proposed({"predicate": "size", "value": 3}, {"predicate": "size", "value": {"text": "large"}})
    assert "    # value: quantity  # 1 of 2 values; the others are 1 text\n" in text


def test_claims_of_defined_predicates_leave_nothing_to_propose() -> None:
    sections = {
        "predicates": {"chair": {"value": "term", "single": True}},
        "claims": [{"id": "a", "subject": "acme", "predicate": "chair", "value": "jo"}],
    }
    collection = from_mapping(sections)
    text = vocabulary_text(suggested(collection.claims, collection.vocabulary))
    assert lines(text) == ["predicates: {}"]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("UK Ministry of Defence", "UK MoD"),
        ("Ministry of Defence", "MD"),
        ("World Health Organization", "WHO"),
        ("Reuters", "reuters"),
        ("The Post", "post"),
        ("São Paulo", "Sao  Paulo"),
        ("fire-service", "Fire Service"),
    ],
)
def test_names_that_may_be_one_are_pairs(name: str, other: str) -> None:
    (found,) = likenesses({name: 2, other: 1})
    assert {found.name, found.other} == {name, other}


@pytest.mark.parametrize(
    ("name", "other"),
    [("Ministry of Defence", "Ministry of Health"), ("World Health Organization", "who"), ("Post", "Mail"), ("A", "B")],
)
def test_other_names_are_no_pairs(name: str, other: str) -> None:
    assert likenesses({name: 2, other: 1}) == []


def test_names_are_proposed_and_never_merged() -> None:
    text = proposed(
        {"predicate": "chair", "value": "jo", "asserted_by": "UK MoD"},
        {"predicate": "chair", "value": "al", "asserted_by": "UK Ministry of Defence"},
        {"predicate": "chair", "value": "al", "subject": "southern mill"},
    )
    assert "#   UK Ministry of Defence: {aliases: [UK MoD]}  # may be its initials; 1 claim and 1" in text
    assert "#   southern mill: {part_of: mill}" in text
    assert not any(line.startswith(("sources", "entities")) for line in text.splitlines())


def test_a_side_of_a_place_may_be_part_of_it() -> None:
    assert [(each.name, each.other) for each in parts(["Elland", "Southern Elland", "Elland Road"])] == [
        ("Southern Elland", "Elland")
    ]


@given(collection=collections(), seed=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_whatever_the_claims_the_proposal_is_accepted_and_their_order_does_not_matter(
    collection: Collection, seed: Random
) -> None:
    shuffled = list(collection.claims)
    seed.shuffle(shuffled)
    text = vocabulary_text(suggested(collection.claims, collection.vocabulary))
    assert text == vocabulary_text(suggested(shuffled, collection.vocabulary))
    with TemporaryDirectory() as directory:
        file = Path(directory, "proposed.yaml")
        file.write_text(text, encoding="utf-8")
        assert (
            load_vocabulary(file).predicates.keys()
            == {claim.predicate for claim in collection.claims} - collection.vocabulary.predicates.keys()
        )


@given(name=st.text(min_size=1, max_size=150).map(canonical).filter(bool))
@settings(max_examples=50)
def test_whatever_a_predicate_is_called_the_proposal_is_read(name: str) -> None:
    claim = Claim(id="a", subject="mill", predicate=name, value="stone")
    read = load_yaml(vocabulary_text(suggested([claim], Vocabulary())), "proposed.yaml").data
    assert read == {"predicates": {name: {"value": "term", "single": True}}}


# --- tables -----------------------------------------------------------------------------------------------------------

TOWNS = """\
Town,Year,Source,Population,Mayor
Elland,1901,Census,"14,736",Dunn
Elland,1901,Guide,"15,200",Pell
Brighouse,1901,Census,"20,843",
"""


def test_a_table_with_other_columns_gets_a_mapping_that_check_takes_as_it_is(run: Run) -> None:
    Path("towns.csv").write_text(TOWNS, encoding="utf-8")
    assert run("check", "towns.csv").code == 2
    assert run("vocabulary", "suggest", "towns.csv", "-o", "towns.map.yaml").code == 0
    mapping = Path("towns.map.yaml").read_text(encoding="utf-8")
    assert "    subject: Town  # by its name\n" in mapping
    assert '  numbers: {thousands: ","}  # 3 numbers such as 14,736\n' in mapping
    assert "    - columns: {value: Mayor}  # 2 of 3 rows\n" in mapping
    found = run("check", "towns.csv", "--map", "towns.map.yaml", "--rules", "core/incompatible-values")
    assert (found.code, found.err) == (1, "")
    assert "2 contradictions in 5 claims" in found.out


def test_a_table_of_predicates_and_values_is_mapped_as_such(run: Run) -> None:
    Path("long.csv").write_text(
        "place,property,figure,register,date\nElland,keeper,Dunn,Census,24/03/1901\n", encoding="utf-8"
    )
    assert run("vocabulary", "suggest", "long.csv", "-o", "long.map.yaml").code == 0
    mapping = Path("long.map.yaml").read_text(encoding="utf-8")
    assert "    predicate: property  # by its name\n" in mapping
    assert "claims:" not in mapping
    assert "    date: '%d/%m/%Y'  # all of 1 date can be read so, and in no other way\n" in mapping
    assert run("check", "long.csv", "--map", "long.map.yaml", "--rules", "core").code == 0


def test_dates_that_can_be_read_in_two_ways_are_left_to_people(run: Run) -> None:
    Path("long.csv").write_text("place,property,figure,date\nElland,keeper,Dunn,03/04/1901\n", encoding="utf-8")
    assert "dates:" not in run("vocabulary", "suggest", "long.csv").out


def test_why_a_column_is_left_out_stands_with_it_and_the_rest_is_read(run: Run) -> None:
    rows = ["Elland,03/04/1901,12,Dunn", "Brighouse,05/06/1901,about 9,Pell", "Ripponden,25/13/1901,7,Rowe"]
    ways = {
        "fair.csv": (
            rows[:2],
            "# valid: Date  # the dates can be read as %d/%m/%Y or %m/%d/%Y: say which under `dates`",
        ),
        "bad.csv": (
            rows,
            "# valid: Date  # 3 rows could not be read, such as row 1: valid: '03/04/1901' is no EDTF date",
        ),
    }
    for name, (lines_of_it, remark) in ways.items():
        Path(name).write_text("\n".join(["Place,Date,Depth,Keeper", *lines_of_it]) + "\n", encoding="utf-8")
        assert run("vocabulary", "suggest", name, "-o", "map.yaml", "--force").code == 0
        assert remark in Path("map.yaml").read_text(encoding="utf-8")
        found = run("check", name, "--map", "map.yaml", "--rules", "core/denial")
        assert (found.code, found.err) == (0, "")


def test_dates_of_several_exactness_and_dates_that_are_the_same_in_every_reading_are_read(run: Run) -> None:
    Path("posts.csv").write_text(
        "Place,Date,Keeper\nElland,05/05/1901,Dunn\nElland,1902,Pell\nElland,1903-02,Rowe\n", encoding="utf-8"
    )
    assert run("vocabulary", "suggest", "posts.csv", "-o", "map.yaml").code == 0
    text = Path("map.yaml").read_text(encoding="utf-8")
    assert "    Date: ['%d/%m/%Y', '%Y-%m', '%Y']  # all of 1 date can be read so, and in no other way\n" in text
    assert run("check", "posts.csv", "--map", "map.yaml", "--rules", "core/denial").code == 0


def test_rows_that_are_about_nothing_make_no_claim(run: Run) -> None:
    Path("posts.csv").write_text("Place,Keeper,Depth\nElland,Dunn,n/a\n,Pell,4\n", encoding="utf-8")
    assert run("vocabulary", "suggest", "posts.csv", "-o", "map.yaml").code == 0
    text = Path("map.yaml").read_text(encoding="utf-8")
    assert "  # 1 of 2 rows has nothing there: Place\n  present: [Place]\n" in text
    assert "- columns: {amount: Depth}" in text
    assert "in 1 claim." in run("check", "posts.csv", "--map", "map.yaml", "--rules", "core/no-citation").out


def test_rows_that_no_mapping_reads_are_counted_in_the_proposal(run: Run) -> None:
    Path("posts.csv").write_text("Place,Keeper\nElland,Dunn\nBrighouse,Pell,and,more\n", encoding="utf-8")
    assert run("vocabulary", "suggest", "posts.csv", "-o", "map.yaml").code == 0
    text = Path("map.yaml").read_text(encoding="utf-8")
    assert "# 1 row cannot be read: mend the table, or check it with --max-errors 1\n" in text
    assert run("check", "posts.csv", "--map", "map.yaml", "--rules", "core/denial", "--max-errors", "1").code == 0


@pytest.mark.parametrize("text", ["Place\nElland\n", "1,2\n3,4\n", "Place,Source\nElland,Guide\n"])
def test_a_table_that_says_nothing_of_anything_gets_one_clear_error(text: str, run: Run) -> None:
    Path("bare.csv").write_text(text, encoding="utf-8")
    found = run("vocabulary", "suggest", "bare.csv")
    assert (found.code, found.out) == (2, "")
    assert "no columns say what the rows are about, and what is said of it" in found.err


HEADS = [
    "Town",
    "Date",
    "Source",
    "People",
    "From",
    "To",
    "URL",
    "Unit",
    "property",
    "Figure",
    "id",
    "a {b}",
    "x: y",
    "",
]
HEADS += ["#n", "Quote", "reported on", 'q"q', "null", "1"]
CELLS = [
    "",
    "  ",
    "Elland",
    "Dunn, J.",
    "12",
    "1,234",
    "1.234,5",
    "1e3",
    "NaN",
    "-",
    "unknown",
    "none",
    "1901",
    "1901-02",
]
CELLS += ["06/05/2019", "25/12/2019", "31 Feb 2019", "March 1901", "1901?", "1901/1902", "1910/1902", "7:10 am", "{x}"]
CELLS += [
    "[1]",
    "a: b",
    "# c",
    "a\u200bb",
    "two\nlines",
    "\u0663",
    "99999",
    "-44",
    "1901-13",
    "km",
    "5 km",
    "yes",
    "$5",
]


@given(
    heads=st.lists(st.sampled_from(HEADS), min_size=1, max_size=5, unique=True),
    cells=st.lists(st.sampled_from(CELLS), min_size=5, max_size=20),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_table_holds_its_mapping_is_taken_as_it_is(run: Run, heads: list[str], cells: list[str]) -> None:
    rows = [cells[at : at + len(heads)] for at in range(0, len(cells) - len(heads) + 1, len(heads))]
    with Path("any.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heads, *rows])
    found = run("vocabulary", "suggest", "any.csv", "-o", "any.map.yaml", "--force")
    if found.code == 0:
        assert run("check", "any.csv", "--map", "any.map.yaml").code in (0, 1)
    else:
        assert (found.code, found.err.count("no columns say what the rows are about")) == (2, 1)


def test_a_table_of_claims_needs_no_mapping(run: Run) -> None:
    Path("claims.csv").write_text("subject,predicate,value\nElland,keeper,Dunn\n", encoding="utf-8")
    proposal = run("vocabulary", "suggest", "claims.csv").out
    assert lines(proposal) == ["predicates:", "keeper:", "value: term", "single: true"]


def test_of_a_large_table_the_first_claims_are_looked_at_and_all_predicates_named(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"t{number},keeper,Dunn,post,1901\n" for number in range(9)] + ["t1,depth,12,post,1901\n", "t2,,,,\n"]
    Path("claims.csv").write_text("subject,predicate,value,asserted_by,valid\n" + "".join(rows), encoding="utf-8")
    monkeypatch.setattr("conflicts.facts.limits.BULK_BYTES", 10)
    monkeypatch.setattr("conflicts.cli.vocabulary.MOST_CLAIMS", 4)
    found = run("vocabulary", "suggest", "claims.csv", "--max-errors", "1", "-o", "vocabulary.yaml")
    assert found.code == 0
    assert "claims.csv:12: row 11" in found.err
    text = Path("vocabulary.yaml").read_text(encoding="utf-8")
    assert "# Looked at: the first 4 of 10 claims.\n" in text
    assert "keeper:" in text
    assert "depth" in text
    assert run("check", "claims.csv", "vocabulary.yaml", "--max-errors", "1", "--rules", "core/denial").code == 0
