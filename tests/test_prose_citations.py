"""Citations in prose beside marks in brackets, and papers that print an agency's text."""

from pathlib import Path

import pytest

from conflicts.check import check
from conflicts.model.collection import Collection
from prose_text import claims_of, reading_of

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")


@pytest.mark.parametrize("suffix", ["txt", "md"])
@pytest.mark.parametrize(
    ("mark", "refs"),
    [
        ("<sup>3</sup>", ["3"]),
        ("<sup>[3]</sup>", ["3"]),
        ("<sup>3, 4</sup>", ["3", "4"]),
        ("¹", ["1"]),
        ("¹²", ["12"]),
        ("¹,²", ["1", "2"]),
        (" (Smith 2004, p. 5)", ["Smith 2004, p. 5"]),
        (" (Smith, 2004)", ["Smith, 2004"]),
        (" (see Smith & Jones 2004; Doe et al. 2010b)", ["Smith & Jones 2004", "Doe et al. 2010b"]),
        (" (Smith and Jones, 2004, pp. 5–7)", ["Smith and Jones, 2004, pp. 5–7"]),
        (" (van Smith 2004)", []),
        (" (May 2004)", []),
        (" (2004)", []),
    ],
)
def test_a_citation_is_that_of_the_sentence_it_stands_in(
    mark: str, refs: list[str], suffix: str, tmp_path: Path
) -> None:
    before = mark.startswith(" ")
    text = f"The dam failed{mark}. It rained." if before else f"The dam failed.{mark} It rained."
    failed, rained = claims_of(text, tmp_path / f"text.{suffix}")
    assert [citation.ref for citation in failed.citations] == refs
    assert not rained.citations
    assert not refs or str(failed.value) == "The dam failed"


@pytest.mark.parametrize("words", ["It covers 12 km².", "It weighs 10³ tons.", "It covers 12 m<sup>2</sup> or so."])
def test_a_power_is_no_citation(words: str, tmp_path: Path) -> None:
    for suffix in ("txt", "md"):
        (claim,) = claims_of(words, tmp_path / f"text.{suffix}")
        assert not claim.citations


def wires(text: str, file: Path) -> set[str]:
    reading = reading_of(text, file)
    report = check(Collection(tuple(reading.claims), reading.vocabulary), select=["core/single-origin"])
    return {source.wire for source in reading.vocabulary.sources.values() if source.wire} if report.findings else set()


@pytest.mark.parametrize("agency", ["Reuters", "AP", "Agence France-Presse"])
def test_papers_that_print_one_agency_do_not_corroborate_each_other(agency: str, tmp_path: Path) -> None:
    said = "said that the 7th Regiment lost 300 men on 3 May 2021."
    text = f"The Norwood Daily ({agency}) {said}[1]\n\nThe Hill Courier ({agency}) {said}[2]"
    (wire,) = wires(text, tmp_path / "text.txt")
    assert wire in ("reuters", "ap", "agence-france-presse")


def test_papers_without_an_agency_corroborate_each_other(tmp_path: Path) -> None:
    said = "said that the 7th Regiment lost 300 men on 3 May 2021."
    assert not wires(f"The Norwood Daily {said}[1]\n\nThe Hill Courier {said}[2]", tmp_path / "text.txt")


@pytest.mark.parametrize(
    "text",
    [
        "According to a Reuters report, the 7th Regiment lost 300 men.",
        "According to a Reuters dispatch in the Norwood Daily, the 7th Regiment lost 300 men.",
        "The 7th Regiment lost 300 men — Reuters.",
        "The 7th Regiment lost 300 men (Reuters).",
        "DALBY (Reuters) — The 7th Regiment lost 300 men.",
    ],
)
def test_a_line_of_an_agency_is_its_own(text: str, tmp_path: Path) -> None:
    (claim,) = claims_of(text, tmp_path / "text.txt")
    assert (claim.asserted_by, claim.predicate) == ("reuters", "killed")


@pytest.mark.parametrize(
    "image",
    [
        "![A fort (1900)](https://example.org/File:A_fort_(1900).jpg?)",
        "![A [small] fort](fort.jpg)",
        '![The fort](fort_(a)_(b).png "Seen from the north")',
    ],
)
def test_an_image_is_no_citation_and_no_words_of_the_text(image: str, tmp_path: Path) -> None:
    (claim,) = claims_of(f"The fort {image} burned down.\n", tmp_path / "text.md")
    assert str(claim.value) == "The fort burned down"
    assert not claim.citations
