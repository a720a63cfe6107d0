"""A value that is unknown or missing never makes a certain contradiction, whichever way it came in."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conflicts import check
from conflicts.bulk import open_table
from conflicts.readers import ReadOptions, load, load_vocabulary
from conflicts.tables import TableMapping

KNOWN = {"term": "dunn", "text": "Ida Dunn", "quantity": 4200, "time": "1901-02-03"}
OTHER = {"term": "orr", "text": "Tom Orr", "quantity": 91, "time": "1875"}
SINGLE = {"single": True, "unique": True, "timeless": True}
PREDICATES = {kind: {**SINGLE, "value": kind, "cumulative": kind == "quantity"} for kind in KNOWN}
WAYS = ["yaml", "json", "jsonl", "csv", "mapped", "parquet"]
TABLES = ["csv", "mapped", "parquet"]
NULLS = ["n/a", "NULL", "?", "Not known", " ", "TBD"]
"""What cells of tables hold where nobody knows; in the other ways these are words."""


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
    null=st.none() | st.sampled_from(NULLS),
    polarity=st.sampled_from(["affirmed", "denied"]),
    own=st.booleans(),
    typed=st.booleans(),
)
def test_a_value_that_is_unknown_or_missing_contradicts_nothing_for_certain(
    way: str, kind: str, lacking: object, null: str | None, polarity: str, own: bool, typed: bool, tmp_path: Path
) -> None:
    other = null if null is not None and way in TABLES else lacking
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
