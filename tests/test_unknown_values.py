"""A value that is unknown never makes a certain contradiction, whichever way it came in."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflicts import check
from conflicts.readers import load

KNOWN = {"term": "dunn", "text": "Ida Dunn", "quantity": 4200, "time": "1901-02-03"}
VOCABULARY = {
    "predicates": {
        kind: {"value": kind, "single": True, "unique": True, "timeless": True, "cumulative": kind == "quantity"}
        for kind in KNOWN
    }
}


def claims(kind: str, lacking: object, polarity: str, own: bool) -> list[dict[str, Any]]:
    """One claim with a value, and one about the same subject that lacks it; perhaps both of one source."""
    fields = {"subject": "town", "predicate": kind, "stated": "1931-05-06"}
    other: dict[str, Any] = {
        "id": "lacking",
        **fields,
        "asserted_by": "guide" if own else "census",
        "polarity": polarity,
    }
    if lacking is not None:
        other["value"] = lacking
    return [{"id": "known", **fields, "asserted_by": "guide", "value": KNOWN[kind]}, other]


def written(way: str, said: list[dict[str, Any]], folder: Path) -> list[Path]:
    """The claims in a file of that kind, and their vocabulary beside them."""
    vocabulary, file = folder / "vocabulary.yaml", folder / f"claims.{way}"
    vocabulary.write_text(json.dumps(VOCABULARY), encoding="utf-8")
    match way:
        case "yaml" | "json":
            file.write_text(json.dumps({**VOCABULARY, "claims": said}), encoding="utf-8")
            return [file]
        case "jsonl":
            file.write_text("".join(json.dumps(each) + "\n" for each in said), encoding="utf-8")
        case _:
            names = list(dict.fromkeys(name for each in said for name in each))
            rows = [names, *([str(each.get(name, "")) for name in names] for each in said)]
            file.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return [vocabulary, file]


def certain(paths: list[Path]) -> list[str]:
    report = check(load(paths), engine="python")
    return [each.rule for each in report.findings if (each.kind, each.verdict) == ("contradiction", "certain")]


@pytest.mark.parametrize("way", ["yaml", "json", "jsonl", "csv"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(KNOWN)),
    lacking=st.just("unknown"),
    polarity=st.sampled_from(["affirmed", "denied"]),
    own=st.booleans(),
)
def test_an_unknown_value_contradicts_nothing_for_certain(
    way: str, kind: str, lacking: object, polarity: str, own: bool, tmp_path: Path
) -> None:
    assert certain(written(way, claims(kind, lacking, polarity, own), tmp_path)) == []


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
    assert len(load([vocabulary, file]).claims) == 2
    assert certain([vocabulary, file]) == []
