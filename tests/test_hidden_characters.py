"""Characters without a width: names are compared without them, and every report says where they stand."""

import json
from pathlib import Path

import pytest

from conflicts import ConflictReport, check
from conflicts.readers import load

YAML = """
predicates: {{mayor: {{value: term, single: true, timeless: true}}}}
claims:
- {{id: a, subject: "{0}", predicate: mayor, value: x, asserted_by: one}}
- {{id: b, subject: town, predicate: mayor, value: "{1}", asserted_by: "{2}"}}
"""
HIDDEN = {
    "ZERO WIDTH SPACE": "to\u200bwn",
    "LEFT-TO-RIGHT MARK": "to\u200ewn",
    "RIGHT-TO-LEFT OVERRIDE": "\u202etown",
    "SOFT HYPHEN": "to\u00adwn",
    "ZERO WIDTH NO-BREAK SPACE": "town\ufeff",
    "WORD JOINER": "to\u2060wn",
}


def in_yaml(folder: Path, *words: str) -> Path:
    (folder / "claims.yaml").write_text(YAML.format(*words), encoding="utf-8")
    return folder / "claims.yaml"


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_characters_are_reported_with_their_place_and_are_not_compared(name: str, tmp_path: Path) -> None:
    report = check(load(in_yaml(tmp_path, HIDDEN[name], "y", "two")), rules=["core/incompatible-values"])
    assert len(report.findings) == 1  # they are about one town
    (place,) = report.coverage.unread.examples
    assert report.coverage.unread.places == 1
    assert (place.location and place.location.line) == 4
    assert place.message.startswith("subject 'to") or place.message.startswith("subject '\\u202e")
    assert name in place.message


def test_terms_and_sources_are_looked_at_too(tmp_path: Path) -> None:
    report = check(load(in_yaml(tmp_path, "town", "y\u200b", "t\u200bwo")), rules=["core/incompatible-values"])
    assert [place.message.split(" ")[0] for place in report.coverage.unread.examples] == ["source", "value"]
    assert {place.location and place.location.line for place in report.coverage.unread.examples} == {5}


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_a_table_says_so_whichever_engine_reads_it(engine: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "id,subject,predicate,value,asserted_by,qualifiers\n"
        'a,to\u200bwn,mayor,x,one,\nb,town,mayor,y\u200d,t\u200bwo,"{""side"": ""le\u200bft""}"\n',
        encoding="utf-8",
    )

    def found(engine: str) -> ConflictReport:
        return check(load(tmp_path / "a.csv"), rules=["core/incompatible-values"], engine=engine)

    unread = found(engine).coverage.unread
    assert unread == found("python").coverage.unread
    assert unread.places == 4
    assert [each.location and each.location.line for each in unread.examples] == [2, 3, 3, 3]


def test_json_says_so(tmp_path: Path) -> None:
    claim = {"id": "a", "subject": "to\u200bwn", "predicate": "mayor", "value": "x", "asserted_by": "one"}
    (tmp_path / "a.json").write_text(json.dumps({"claims": [claim]}), encoding="utf-8")
    report = check(load(tmp_path / "a.json"), rules=["core"])
    assert "ZERO WIDTH SPACE" in report.to_text()
    assert report.coverage.unread.places == 1


def test_texts_may_hold_whatever_they_do(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "predicates: {motto: {value: text}}\n"
        'claims: [{id: a, subject: town, predicate: motto, value: "soft\u00adly", asserted_by: x}]\n',
        encoding="utf-8",
    )
    assert check(load(tmp_path / "a.yaml"), rules=["core"]).coverage.unread.places == 0
