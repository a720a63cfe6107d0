"""A value that is unknown or missing never makes a certain contradiction, whichever way it came in."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conflicts import check
from conflicts.bulk import open_table
from conflicts.model.claim import Claim
from conflicts.readers import ReadOptions, load, load_vocabulary
from conflicts.tables import TableMapping
from conflicts.tables.flat import claim_data
from conflicts.tables.write import flat_row

KNOWN = {"term": "dunn", "text": "Ida Dunn", "quantity": 4200, "time": "1901-02-03"}
OTHER = {"term": "orr", "text": "Tom Orr", "quantity": 91, "time": "1875"}
SINGLE = {"single": True, "unique": True, "timeless": True}
PREDICATES = {kind: {**SINGLE, "value": kind, "cumulative": kind == "quantity"} for kind in KNOWN}
WAYS = ["yaml", "json", "jsonl", "csv", "mapped", "parquet"]
TABLES = ["csv", "mapped", "parquet"]
FILES = ["yaml", "json", "jsonl"]
NULLS = ["n/a", "NULL", "?", "Not known", "None", "TBD", "UNKNOWN", "\u2014"]
"""What people write where nobody knows."""


def claims(kind: str, other: object, polarity: str, own: bool) -> list[dict[str, Any]]:
    """One claim with a value, and another about the same subject; perhaps both of one source."""
    fields = {"subject": "town", "predicate": kind, "stated": "1931-05-06"}
    further = {"id": "b", **fields, "asserted_by": "guide" if own else "census", "polarity": polarity}
    return [
        {"id": "a", **fields, "asserted_by": "guide", "value": KNOWN[kind]},
        further if other is None else {**further, "value": other},
    ]


def certain(way: str, said: list[dict[str, Any]], typed: bool, folder: Path) -> set[str]:
    """The rules by which the claims contradict each other for certain, having come in that way.

    ``typed``: the vocabulary says of which type the values are. Tables are read in memory and in the database.
    """
    predicates = PREDICATES if typed else dict.fromkeys(PREDICATES, SINGLE)
    vocabulary, file = folder / "vocabulary.yaml", folder / f"claims.{'csv' if way == 'mapped' else way}"
    vocabulary.write_text(json.dumps({"predicates": predicates}), encoding="utf-8")
    options, names = ReadOptions(), list(dict.fromkeys(name for each in said for name in each))
    match way:
        case "yaml" | "json":
            file.write_text(json.dumps({"claims": said}), encoding="utf-8")
        case "jsonl":
            file.write_text("".join(json.dumps(each) + "\n" for each in said), encoding="utf-8")
        case "parquet":
            columns = {name: [None if name not in each else str(each[name]) for each in said] for name in names}
            pq.write_table(pa.table(columns), file)
        case _:
            rows = [names, *([str(each.get(name, "")) for name in names] for each in said)]
            file.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    if way == "mapped":
        options = ReadOptions(mapping=TableMapping(columns={name: name for name in names}))
    found = check(load([vocabulary, file], options=options), engine="python", select=["contradiction"])
    if way in TABLES:
        words = load_vocabulary([vocabulary])
        stored = check(open_table(file, mapping=options.mapping, vocabulary=words), select=["contradiction"])
        assert stored.to_json() == found.to_json()
    return {each.rule for each in found.findings if each.verdict == "certain"}


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", sorted(KNOWN))
def test_another_value_contradicts_for_certain(way: str, kind: str, typed: bool, tmp_path: Path) -> None:
    assert "core/incompatible-values" in certain(way, claims(kind, OTHER[kind], "affirmed", False), typed, tmp_path)


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(KNOWN)),
    lacking=st.sampled_from(["unknown", None]),
    null=st.none() | st.sampled_from([*NULLS, " "]),
    polarity=st.sampled_from(["affirmed", "denied"]),
    own=st.booleans(),
    typed=st.booleans(),
)
def test_a_value_that_is_unknown_or_missing_contradicts_nothing_for_certain(
    way: str, kind: str, lacking: object, null: str | None, polarity: str, own: bool, typed: bool, tmp_path: Path
) -> None:
    other = null if null is not None and (way in TABLES or null != " ") else lacking
    assume(not typed or other not in (None, " "))  # a predicate with a type needs a value: that is refused
    assert certain(way, claims(kind, other, polarity, own), typed, tmp_path) == set()


@pytest.mark.parametrize("datatype", ["wikibase-item", "string", "quantity", "time"])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_some_value_in_wikidata_contradicts_nothing_for_certain(
    datatype: str, order: tuple[int, int], tmp_path: Path
) -> None:
    value = {
        "wikibase-item": ("wikibase-entityid", {"entity-type": "item", "numeric-id": 5, "id": "Q5"}),
        "string": ("string", "Ida Dunn"),
        "quantity": ("quantity", {"amount": "+4200", "unit": "1"}),
        "time": (
            "time",
            {"time": "+1901-02-03T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 11}
            | {"calendarmodel": "http://www.wikidata.org/entity/Q1985727"},
        ),
    }[datatype]
    snak = {"property": "P7", "datatype": datatype}
    snaks = [
        {**snak, "snaktype": "value", "datavalue": {"type": value[0], "value": value[1]}},
        {**snak, "snaktype": "somevalue"},
    ]
    statements = [{"mainsnak": snaks[at], "type": "statement", "rank": "normal", "id": f"Q1${at}"} for at in order]
    entity = {"type": "item", "id": "Q1", "labels": {}, "claims": {"P7": statements}}
    file, vocabulary = tmp_path / "q1.json", tmp_path / "vocabulary.yaml"
    file.write_text(json.dumps({"entities": {"Q1": entity}}), encoding="utf-8")
    vocabulary.write_text("predicates: {P7: {single: true, timeless: true}}\n", encoding="utf-8")
    loaded = load([vocabulary, file])
    assert len(loaded.claims) == 2
    assert not [each for each in check(loaded, select=["contradiction"]).findings if each.verdict == "certain"]


@pytest.mark.parametrize("way", FILES)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["term", "text"]),
    said=st.sampled_from(["term", "text"]),
    word=st.sampled_from([*NULLS, "unknown", "Unknown"]),
    typed=st.booleans(),
    polarity=st.sampled_from(["affirmed", "denied"]),
)
def test_a_word_for_what_nobody_knows_is_none_for_being_called_a_term_or_a_text(
    way: str, kind: str, said: str, word: str, typed: bool, polarity: str, tmp_path: Path
) -> None:
    assume(not typed or said == kind or (kind, said) == ("term", "text"))  # a text predicate takes no term
    pair = claims(kind, {said: word}, polarity, False)
    if not typed:  # terms and texts of a predicate without a type are not the same in kind
        pair[0]["value"] = {said: KNOWN[kind]}
    assert certain(way, pair, typed, tmp_path) == set()


@pytest.mark.parametrize("way", ["csv", "parquet"])
def test_a_word_for_what_nobody_knows_is_none_for_the_type_of_its_cell(way: str, tmp_path: Path) -> None:
    pairs = [
        {**each, "id": f"{each['id']}{number}-{kind}", "subject": f"town {number}", "value_type": kind}
        for number, word in enumerate([*NULLS, "unknown", "Unknown"])
        for kind in KNOWN
        for each in claims(kind, word, "affirmed", False)
    ]
    # The towns share the value that is known, and only one can have it.
    assert certain(way, pairs, True, tmp_path) == {"core/duplicate-identity"}


@pytest.mark.parametrize(
    ("way", "kind", "word"),
    [*product(FILES, ["term", "text"], ["Unknown", "None"]), ("csv", "term", "n/a"), ("parquet", "text", "Unknown")],
)
def test_somebody_may_be_called_what_elsewhere_means_that_nobody_knows(
    way: str, kind: str, word: str, tmp_path: Path
) -> None:
    pair = claims(kind, {kind: word, "literal": True} if way in FILES else word, "affirmed", False)
    if way in TABLES:
        pair[1]["value_type"] = f"literal-{kind}"
    assert "core/incompatible-values" in certain(way, pair, True, tmp_path)


@pytest.mark.parametrize("word", ["NA", "unknown"])
def test_an_entity_may_be_called_what_elsewhere_means_that_nobody_knows(word: str, tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    pair = claims("term", {"term": word}, "affirmed", False)
    file.write_text(
        json.dumps({"predicates": PREDICATES, "entities": {word: {"name": "Namibia"}}, "claims": pair}), "utf-8"
    )
    (found,) = check(load(file), select=["core/incompatible-values"]).findings
    assert (found.verdict, [side.value for side in found.sides]) == ("certain", ["dunn", "Namibia"])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("word", ["unknown", "Unknown"])
def test_an_unknown_source_does_not_contradict_itself_for_certain(way: str, word: str, tmp_path: Path) -> None:
    pair = [{**each, "asserted_by": word} for each in claims("text", OTHER["text"], "affirmed", True)]
    assert certain(way, pair, True, tmp_path) == set()


def test_literal_words_are_written_as_such(tmp_path: Path) -> None:
    pair = claims("text", {"text": "Unknown", "literal": True}, "affirmed", False)
    (tmp_path / "claims.yaml").write_text(json.dumps({"predicates": PREDICATES, "claims": pair}), "utf-8")
    loaded = load(tmp_path / "claims.yaml")
    assert loaded.claims[1].model_dump()["value"] == {"text": "Unknown", "literal": True}
    for suffix in ("csv", "parquet"):
        rows = [claim_data(flat_row(each, as_text=suffix == "csv")) for each in loaded.claims]
        assert [Claim.model_validate(row).value for row in rows] == [each.value for each in loaded.claims]
