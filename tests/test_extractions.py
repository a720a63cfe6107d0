"""Extractions made elsewhere: what the text bears out is a claim at its place, and all else is refused with why."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conflicts import Claim, InputError, Predicate, Source, Vocabulary, load
from conflicts.readers import ReadOptions, read
from conflicts.readers.assembly import Loaded
from conflicts.readers.extractions.record import Extraction, extraction_schema

ROOT = Path(__file__).parents[1]
TEXT = """The mill at Ystad burnt down on 3 March 1921.
The fire brigade said that at least
40 people were hurt. By 7 March, twelve of them had left the hospital.
"We counted 1,500 sacks," Anna Belk, the miller, told the Gazette on 5 March.
The insurers denied it. The loss was 1.2 million crowns; some two dozen families
left between 10 and 12 March 1921. It was built before 1850.
"""
KNOWN = Vocabulary(
    predicates={
        "hurt": Predicate(value="quantity", unit="person"),
        "sacks": Predicate(value="quantity"),
        "loss": Predicate(value="quantity"),
        "families": Predicate(value="quantity"),
        "burnt": Predicate(value="event"),
        "built": Predicate(value="time"),
        "insured": Predicate(value="text"),
    },
    sources={"brigade": Source(name="Fire Service", aliases=("fire brigade",)), "belk": Source(name="Anna Belk")},
)


def reading(folder: Path, *lines: Any, text: str = TEXT, **asked: Any) -> Loaded:
    """What comes of these extractions, of which each is data or a line as it is."""
    (folder / "text.txt").write_text(text, encoding="utf-8")
    (folder / "answer.jsonl").write_text(
        "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8"
    )
    options = ReadOptions(**{"text": folder / "text.txt", "date": "1921", "vocabulary": KNOWN, **asked})
    return load(folder / "answer.jsonl", format="extractions", options=options)


def hurt(**said: Any) -> dict[str, Any]:
    return {"quote": "at least\n40 people were hurt", "subject": "mill", "predicate": "hurt", "value": 40, **said}


def test_what_the_text_bears_out_is_a_claim_at_its_place(tmp_path: Path) -> None:
    said = {"asserted_by": "fire brigade", "via": "Gazette", "antecedents": ["The fire brigade said", "the Gazette"]}
    (claim,) = reading(tmp_path, hurt(**said, certainty="probable")).claims
    assert (str(claim.value), claim.asserted_by, claim.via) == ("at least 40", "fire brigade", ("Gazette",))
    assert (claim.certainty, claim.id) == ("probable", "answer-1")
    assert claim.location is not None
    assert (claim.location.file, claim.location.line, claim.location.column) == (str(tmp_path / "text.txt"), 2, 28)
    assert claim.location.excerpt == "at least\n40 people were hurt"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"quote": "at least 41 people were hurt"},
            "the text does not hold these words: 'at least 41 people were hurt'",
        ),
        ({"quote": "At Least 40 People"}, "the text does not hold these words: 'At Least 40 People'"),
        ({"quote": "..."}, "the text does not hold these words: '...'"),
        ({"antecedents": ["the mayor said"]}, "the text does not hold these words: 'the mayor said'"),
        ({"asserted_by": "fire brigade"}, "the quoted words do not name 'fire brigade'"),
        ({"asserted_by": "brig", "antecedents": ["The fire brigade said"]}, "the quoted words do not name 'brig'"),
        ({"via": ["Reuters"]}, "the quoted words do not name 'Reuters'"),
        ({"value": 400}, "the quoted words do not hold the number 400"),
        ({"value": 4}, "the quoted words do not hold the number 4"),
        ({"value": "at least 50"}, "the quoted words do not hold the number 'at least 50'"),
        ({"value": 1500}, "the quoted words do not hold the number 1500"),
        ({"valid": "1921-03-03"}, "valid: the quoted words do not say the date '1921-03-03'"),
        ({"valid": "3 March", "antecedents": ["on 5 March"]}, "valid: the quoted words do not say the date '3 March'"),
        ({"stated": "1921-03", "antecedents": ["The fire brigade said"]}, "stated: the quoted words do not say"),
        ({"predicate": "hurts"}, "unknown predicate 'hurts' (did you mean 'hurt'?)"),
        ({"predicate": "burnt"}, "'burnt' is an event and takes no value"),
        ({"unit": "crowns"}, "crowns"),
        ({"predicate": "insured", "value": "room 12"}, "the quoted words do not hold 'room 12'"),
        ({"valeu": 3}, "unknown field 'valeu' (did you mean 'value'?)"),
        ({"polarity": "no"}, "polarity is one of affirmed, denied"),
        ({"subject": None}, "subject must be text"),
    ],
)
def test_what_it_does_not_bear_out_is_refused_with_its_place_and_why(
    tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    kept, refused = hurt(), hurt() | change
    collection = reading(tmp_path, kept, refused)
    assert len(collection.claims) == 1
    (problem,) = collection.unread
    assert (problem.place.line, problem.message.startswith("not taken: ")) == (2, True)
    assert reason in problem.message


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (
            {"quote": "40 people were hurt", "predicate": "hurt", "value": 40},
            "at least 40",
        ),  # what stands before the quote belongs to it
        ({"quote": "We counted 1,500 sacks", "predicate": "sacks", "value": 1500}, "1,500"),
        ({"quote": "We counted 1,500 sacks", "predicate": "sacks", "value": "1,500"}, "1,500"),
        ({"quote": "The loss was 1.2 million crowns", "predicate": "loss", "value": 1200000}, "1,200,000"),
        ({"quote": "The loss was 1.2 million crowns", "predicate": "loss", "value": 1.2e6}, "1,200,000"),
        ({"quote": "some two dozen families", "predicate": "families", "value": 24}, "24"),
        ({"quote": "some two dozen families", "predicate": "families", "value": "two dozen"}, "24"),
        ({"quote": "The insurers denied it", "predicate": "insured", "value": "in full"}, "in full"),
    ],
)
def test_a_number_is_what_the_text_says_it_is(tmp_path: Path, said: dict[str, Any], value: str) -> None:
    collection = reading(tmp_path, {"subject": "mill", **said})
    assert [str(claim.value) for claim in collection.claims] == [value], collection.unread


@pytest.mark.parametrize(
    ("quote", "said", "valid"),
    [
        ("burnt down on 3 March 1921", "on 3 March 1921", "1921-03-03"),
        ("burnt down on 3 March 1921", "3 March 1921", "1921-03-03"),
        ("burnt down on 3 March 1921", "1921-03-03", "1921-03-03"),
        ("burnt down on 3 March 1921", "1921-03", "1921-03"),
        ("burnt down on 3 March 1921", "1921", "1921"),
        ("the Gazette on 5 March", "5 March", "1921-03-05"),
        ("7 March, twelve of them", "1921-03-07", "by 1921-03-07"),
        ("between 10 and 12 March 1921", "1921-03-10/1921-03-12", "at 1921-03-10/1921-03-12"),
    ],
)
def test_a_date_is_what_the_text_says_it_is(tmp_path: Path, quote: str, said: str, valid: str) -> None:
    collection = reading(tmp_path, {"quote": quote, "subject": "mill", "predicate": "burnt", "valid": said})
    assert [str(claim.valid) for claim in collection.claims] == [valid], collection.unread


def test_a_date_without_a_year_needs_that_of_the_text(tmp_path: Path) -> None:
    told = {"quote": "the Gazette on 5 March", "subject": "mill", "predicate": "burnt", "stated": "5 March"}
    assert reading(tmp_path, told, hurt(), date=None, text=TEXT.replace(" 1921", "")).claims[0].id == "answer-2"


def test_a_time_of_the_vocabulary_is_a_date_of_the_text(tmp_path: Path) -> None:
    line = {"quote": "on 3 March 1921", "subject": "mill", "predicate": "built", "value": "1921-03-03"}
    collection = reading(tmp_path, line, line | {"value": "1922"})
    assert [str(claim.value) for claim in collection.claims] == ["1921-03-03"]
    assert len(collection.unread) == 1


def test_a_source_is_named_by_any_of_its_names(tmp_path: Path) -> None:
    line = hurt(asserted_by="brigade", antecedents=["The fire brigade said"])
    collection = reading(tmp_path, line, hurt(asserted_by="Fire Service", antecedents=["The fire brigade said"]))
    assert [claim.asserted_by for claim in collection.claims] == ["brigade", "Fire Service"]


def test_malformed_lines_cost_themselves_only(tmp_path: Path) -> None:
    collection = reading(tmp_path, "{nonsense", "[1]", "3", "", hurt(), hurt(id="x"), hurt(id="x"))
    assert [claim.id for claim in collection.claims] == ["answer-1", "x"]
    assert [problem.place.line for problem in collection.unread] == [1, 2, 3, 7]


def test_the_text_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--text FILE names it"):
        load(_only(tmp_path, hurt()), format="extractions")
    with pytest.raises(InputError, match=re.escape("gone.txt")):
        load(tmp_path / "answer.jsonl", format="extractions", options=ReadOptions(text=tmp_path / "gone.txt"))


def _only(folder: Path, line: dict[str, Any]) -> Path:
    path = folder / "answer.jsonl"
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------------------ langextract


def annotated(*extractions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"document_id": "d", "extractions": list(extractions), **more}


def extracted(**attributes: Any) -> dict[str, Any]:
    return {
        "extraction_class": "hurt",
        "extraction_text": "at least\n40 people were hurt",
        "char_interval": {"start_pos": 73, "end_pos": 101},
        "alignment_status": "match_exact",
        "attributes": {"subject": "mill", "value": "40", **attributes},
    }


def test_documents_of_langextract_are_read(tmp_path: Path) -> None:
    lines = annotated(extracted(), extracted(value="41"), extracted(polarity=["denied"]), {"extraction_class": "x"})
    collection = reading(tmp_path, lines)
    assert [(str(claim.value), claim.polarity) for claim in collection.claims] == [
        ("at least 40", "affirmed"),
        ("at least 40", "denied"),
    ]
    assert len(collection.unread) == 2


def test_a_document_of_langextract_brings_its_text(tmp_path: Path) -> None:
    path = _only(tmp_path, annotated(extracted(), extracted(value="7"), text=TEXT))
    collection = load(path, format="extractions")
    (claim,) = collection.claims
    assert claim.location is not None
    assert (claim.location.file, claim.location.line) == (str(path), 1)
    assert claim.location.excerpt == "at least\n40 people were hurt"
    assert len(collection.unread) == 1


@pytest.mark.parametrize(
    "document",
    [
        {"extractions": 3, "text": TEXT},
        {"extractions": [3], "text": TEXT},
        {"extractions": [{"extraction_text": 3}], "text": TEXT},
        {"extractions": [{"extraction_text": "40", "attributes": [1]}], "text": TEXT},
        {"extractions": [{"extraction_text": "40", "attributes": {"subject": ["a", "b"]}}], "text": TEXT},
    ],
)
def test_malformed_documents_are_reported(tmp_path: Path, document: dict[str, Any]) -> None:
    reading_ = read(_only(tmp_path, document), format="extractions")
    assert list(reading_.claims) == []
    assert len(list(reading_.unread)) == 1


# ------------------------------------------------------------------------------------------------ properties


@given(
    quote=st.sampled_from([TEXT[a:b] for a in range(0, len(TEXT), 17) for b in range(a + 4, len(TEXT), 41)]),
    value=st.one_of(st.none(), st.integers(0, 2000), st.sampled_from(["twelve", "40", "in full"])),
    speaker=st.sampled_from([None, "fire brigade", "Anna Belk", "Gazette", "Reuters", "insurers"]),
    date=st.sampled_from([None, "1921-03-03", "5 March", "1921-03-07", "1850", "2 March"]),
)
def test_no_claim_says_what_the_text_does_not(
    tmp_path_factory: pytest.TempPathFactory, quote: str, value: Any, speaker: str | None, date: str | None
) -> None:
    line = {"quote": quote, "subject": "mill", "predicate": "x", "value": value, "asserted_by": speaker, "valid": date}
    collection = reading(tmp_path_factory.mktemp("x"), line, hurt(), vocabulary=Vocabulary())
    assert len(collection.claims) + len(collection.unread) == 2
    claim: Claim = collection.claims[0]
    if claim.predicate == "x":
        assert claim.location is not None
        assert " ".join(quote.split()) in " ".join(TEXT.split())
        assert speaker is None or speaker in quote
        assert not isinstance(value, int) or str(value) in quote.replace(",", "") or value in (12, 24, 1200000)


def test_the_schema_is_small_and_fresh_and_takes_the_example() -> None:
    published = (ROOT / "docs" / "schema" / "extraction.schema.json").read_text(encoding="utf-8")
    assert published == json.dumps(extraction_schema(), ensure_ascii=False, indent=2) + "\n", (
        "write it anew: conflicts schema extraction --output docs/schema/extraction.schema.json"
    )
    assert len(published) < 4_000
    assert all("description" in field for field in extraction_schema()["properties"].values())
    validator = Draft202012Validator(extraction_schema())
    for line in (ROOT / "examples" / "extractions" / "answer.jsonl").read_text(encoding="utf-8").splitlines():
        assert validator.is_valid(json.loads(line))
        Extraction.model_validate_json(line)


def test_the_example_goes_round() -> None:
    program = [sys.executable, "examples/extract_claims.py"]
    asked = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "Predicates: killed, survivors, overloaded" in asked
    assert '"quote"' in asked
    told = subprocess.run([*program, "answer"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "not taken: the quoted words do not name 'Reuters'" in told
    assert "1 contradiction, 1 unverified in 4 claims" in told
