"""A whole entity of Wikidata, as the API gives it for an id that leads elsewhere, and as older files have it."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.value import NONE, UNKNOWN, Term, Time
from conflicts.readers import claims_yaml, load
from conflicts.readers.reading import Reading, ReadOptions
from conflicts.readers.wikidata import read
from wikibase import Json, entity, item, monolingual, none, quantity, some, statement, string, time, year

CITED = [[string("P854", "https://city.example/register", "url"), time("P813", "+2020-05-04")]]
CITED_TWICE = [*CITED, [item("P248", "Q7")]]

STATEMENTS = (
    *(
        statement(f"Q900010${number}", quantity("P1082", amount), [year("P585", when)], references, rank)
        for number, (amount, when, references, rank) in enumerate(
            [
                ("+12400", 1921, (), "deprecated"),
                ("+13100", 1931, CITED, "normal"),
                ("+14250", 1951, CITED_TWICE, "preferred"),
            ]
        )
    ),
    statement("Q900010$mayor", item("P6", "Q900011"), [year("P580", 1921), none("P582")]),
    statement("Q900010$no-mayor", none("P6"), [year("P580", 1940), year("P582", 1945)]),
    statement("Q900010$former", some("P6"), (), CITED),
    statement("Q900010$name", monolingual("P1448", "Saltmere am See", "de")),
    statement("Q900010$built", time("P571", "+1121-03-04"), (), CITED, "preferred"),
    statement("Q900010$code", string("P281", "12345", "external-id"), [item("P518", "Q9")]),
)


def city(statements: tuple[Json, ...] = STATEMENTS) -> Json:
    return {**entity("Q900010", statements, "Saltmere"), "redirects": {"from": "Q900019", "to": "Q900010"}}


def without_ids(value: Any) -> Any:
    """The same with items that are named by their numbers alone, as they were before 2016."""
    match value:
        case {"entity-type": kind, "numeric-id": number}:
            return {"entity-type": kind, "numeric-id": number}
        case dict():
            return {key: without_ids(each) for key, each in value.items()}
        case list():
            return [without_ids(each) for each in value]
    return value


FILES = {
    "asked for by another id": {"entities": {"Q900019": city()}, "success": 1},
    "older": {"entities": {"Q900010": without_ids(deepcopy(city()))}},
}


@pytest.fixture(params=FILES)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "city.json"
    path.write_text(json.dumps(FILES[request.param], indent=1), encoding="utf-8")
    return path


@pytest.fixture
def reading(file: Path) -> Reading:
    return read(file, file.name, ReadOptions())


@pytest.fixture
def claims(reading: Reading) -> dict[str, Claim]:
    claims = list(reading.claims)
    by_id = {claim.id: claim for claim in claims}
    assert len(by_id) == len(claims)
    return by_id


def test_every_statement_is_a_claim_with_its_references_and_its_rank(claims: dict[str, Claim]) -> None:
    assert claims.keys() == {each["id"] for each in STATEMENTS}
    for each in STATEMENTS:
        assert len(claims[each["id"]].citations) == len(each.get("references", [])), each["id"]
        assert claims[each["id"]].rank == each["rank"]


def test_times_are_when_a_statement_holds_and_other_qualifiers_its_scope(claims: dict[str, Claim]) -> None:
    assert {name.removeprefix("Q900010$"): str(claim.valid) for name, claim in claims.items() if claim.valid} == {
        **dict(zip("012", ("at 1921", "at 1931", "at 1951"), strict=True)),
        "mayor": "1921/..",
        "no-mayor": "1940/1945",
    }
    scopes = {name.removeprefix("Q900010$"): claim.qualifiers for name, claim in claims.items() if claim.qualifiers}
    assert scopes.keys() == {"name", "code"}
    assert scopes["name"] == {"language": "de"}


def test_what_is_nothing_or_unknown_is_said_to_be_so(claims: dict[str, Claim]) -> None:
    values = {name: claims[f"Q900010${name}"].value for name in ("mayor", "no-mayor", "former", "built")}
    assert values == {
        "mayor": Term(term="Q900011"),
        "no-mayor": NONE,
        "former": UNKNOWN,
        "built": Time(text="1121-03-04"),
    }


def test_it_is_about_the_entity_that_its_id_leads_to(claims: dict[str, Claim], reading: Reading) -> None:
    assert {claim.subject for claim in claims.values()} == {"Q900010"}
    assert not list(reading.unread)
    assert reading.vocabulary.entities["Q900010"].name == "Saltmere"
    assert reading.vocabulary.entity_id("Q900019") == "Q900010"


def test_it_reads_back_the_same_when_written_as_claims(
    claims: dict[str, Claim], reading: Reading, tmp_path: Path
) -> None:
    written = tmp_path / "claims.yaml"
    written.write_text(claims_yaml(Collection(tuple(claims.values()), reading.vocabulary)), encoding="utf-8")
    copy = load(written)
    assert copy.claims == tuple(claims.values())
    assert copy.vocabulary == reading.vocabulary


def test_the_place_of_a_claim_is_where_its_id_stands(claims: dict[str, Claim], file: Path) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    for claim in claims.values():
        location = claim.location
        assert location is not None
        assert lines[location.line - 1][location.column - 1 :][: location.length] == f'"{claim.id}"'
