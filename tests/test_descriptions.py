"""Every field says what it means, for schemas and editors; and a claim in flat fields has a schema of its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from conflicts import Time, load
from conflicts.explain import NearMisses, WhyNot
from conflicts.repairs import Repairs
from conflicts.report.baseline import Baseline
from conflicts.report.diff import ReportDiff
from conflicts.report.suppress import FileSuppression
from conflicts.tables.record import record_schema
from conflicts.tables.schema import COLUMNS
from website.python_pages import public_classes

ROOT = Path(__file__).parents[1]
PUBLISHED = ROOT / "docs" / "schema" / "claim-record.schema.json"
OFFERED = (*public_classes(), Baseline, ReportDiff, FileSuppression, WhyNot, NearMisses, Repairs)


def models(offered: Iterator[object]) -> Iterator[type[BaseModel]]:
    """The models among these types, and those that their fields hold, each once."""
    seen: set[type] = set()
    pending = [*offered]
    while pending:
        each = pending.pop()
        if isinstance(each, type) and issubclass(each, BaseModel) and each not in seen:
            seen.add(each)
            yield each
            pending += [field.annotation for field in each.model_fields.values()]
        pending += [part for part in get_args(each) if part is not each]


MODELS = sorted(set(models(iter(OFFERED))), key=lambda model: (model.__module__, model.__name__))


def test_models_within_models_are_found() -> None:
    assert {"Claim", "Mark", "Because", "Side", "Skipped", "Misses", "RepairGroup"} <= {
        each.__name__ for each in MODELS
    }


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_of_a_public_model_says_what_it_means(model: type[BaseModel]) -> None:
    silent = [name for name, field in model.model_fields.items() if not field.description]
    assert silent == []
    unended = [name for name, field in model.model_fields.items() if not (field.description or "").endswith((".", "}"))]
    assert unended == []


def test_the_schema_of_a_flat_claim_is_published_and_small() -> None:
    written = json.dumps(record_schema(), ensure_ascii=False, indent=2) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == written, (
        "write it anew: conflicts schema claim-record --output docs/schema/claim-record.schema.json"
    )
    assert len(written.encode()) < 4_000
    Draft202012Validator.check_schema(record_schema())


def test_a_flat_claim_is_one_of_the_columns_of_the_claims_table() -> None:
    properties = record_schema()["properties"]
    assert set(properties) <= {column.name for column in COLUMNS}
    assert all(each["description"] for each in properties.values())
    assert not {"source_name", "party", "location_file"} & set(properties)


RECORDS = [
    {"subject": "town", "predicate": "held-by", "value": "east"},
    {"subject": "town", "predicate": "killed", "amount": 12, "unit": "person", "polarity": "denied", "credibility": 2},
    {"subject": "town", "predicate": "killed", "value": 12, "qualifiers": {"sex": "f"}, "via": ["agency", "paper"]},
    {"subject": "town", "predicate": "killed", "low": 5, "high": 9.5, "valid_from": "2022", "valid_to": ".."},
    {"subject": "town", "predicate": "fell", "valid": "since 2022-03", "tags": ["who"], "citations": ["https://x.org"]},
]


@pytest.mark.parametrize("record", RECORDS, ids=str)
def test_what_fits_the_schema_of_a_flat_claim_is_read(record: dict[str, object], tmp_path: Path) -> None:
    Draft202012Validator(record_schema()).validate(record)
    file = tmp_path / "records.jsonl"
    file.write_text(json.dumps({"id": "c", **record}) + "\n", encoding="utf-8")
    (claim,) = load(file, format="table").claims
    assert (claim.id, claim.subject, claim.predicate) == ("c", record["subject"], record["predicate"])
    if "valid" in record:
        assert claim.valid == Time.model_validate({"since": "2022-03"})


@pytest.mark.parametrize(
    "record",
    [
        {"subject": "town"},
        {"subject": "", "predicate": "held-by"},
        {"subject": "town", "predicate": "held-by", "polarity": "perhaps"},
        {"subject": "town", "predicate": "held-by", "asserted-by": "army"},
        {"subject": "town", "predicate": "held-by", "credibility": 7},
    ],
    ids=str,
)
def test_what_is_no_flat_claim_does_not_fit_its_schema(record: dict[str, object]) -> None:
    assert not Draft202012Validator(record_schema()).is_valid(record)
