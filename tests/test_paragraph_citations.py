"""A citation at the end of a paragraph cites all its sentences, in prose and in wikitext."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.check import check
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.readers.reading import Cites, ReadOptions
from conflicts.readers.wikitext import read
from prose_text import reading_of

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")
pytest.importorskip("mwparserfromhell", reason="reading wikitext needs the extra `wikitext`")

TAG = "paragraph-citation"
REFERENCES = {
    "[1]": "<ref name=1>Pell</ref>",
    "[2]": "<ref name=2>Vane</ref>",
    "[citation needed]": "{{citation needed}}",
}
"""Marks of prose, and what wikitext has in their place."""


def read_claims(text: str, suffix: str, folder: Path, cites: Cites = "paragraph") -> list[Claim]:
    file = folder / f"text.{suffix}"
    if suffix == "wiki":
        for mark, reference in REFERENCES.items():
            text = text.replace(mark, reference)
        file.write_text(text, encoding="utf-8")
        return list(read(file, file.name, ReadOptions(citations=cites)).claims)
    return list(reading_of(text, file, citations=cites).claims)


def cited(text: str, suffix: str, folder: Path, cites: Cites = "paragraph") -> list[str]:
    """What each claim cites, in brackets where only the end of its paragraph does."""
    return [
        f"({refs})" if TAG in claim.tags else refs
        for claim in read_claims(text, suffix, folder, cites)
        for refs in [" ".join(citation.ref or "" for citation in claim.citations)]
    ]


formats = pytest.mark.parametrize("suffix", ["txt", "md", "wiki"])


@formats
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The dam failed. It rained. The mill burned.[1]", ["(1)", "(1)", "1"]),
        ("The dam failed. It rained.[1][2]", ["(1 2)", "1 2"]),
        ("The dam failed. It rained.[1]\n\nThe mill burned.", ["(1)", "1", ""]),
        ("The dam failed.[1] It rained. The mill burned.", ["1", "", ""]),
        ("The dam failed.[1] It rained. The mill burned.[2]", ["1", "(2)", "2"]),
        ("The dam failed. It rained[1] for three days.", ["", "1"]),
        ("The dam failed.[citation needed] It rained. The mill burned.[1]", ["", "(1)", "1"]),
        ("The dam failed. It rained.[1][citation needed]", ["", "1"]),
        ("The dam failed. It rained.", ["", ""]),
    ],
)
def test_a_citation_at_the_end_of_a_paragraph_cites_its_sentences(
    text: str, expected: list[str], suffix: str, tmp_path: Path
) -> None:
    assert cited(text, suffix, tmp_path) == expected


@formats
def test_the_setting_takes_each_citation_for_its_own_sentence(suffix: str, tmp_path: Path) -> None:
    text = "The dam failed. It rained. The mill burned.[1]"
    assert cited(text, suffix, tmp_path, "sentence") == ["", "", "1"]


@pytest.mark.parametrize(("suffix", "sign"), [("txt", "-"), ("txt", "2."), ("txt", "•"), ("md", "-"), ("wiki", "*")])
def test_an_item_of_a_list_is_a_paragraph(suffix: str, sign: str, tmp_path: Path) -> None:
    text = f"{sign} The dam failed.\n{sign} It rained. The mill burned.[1]\n{sign} The ferry sank."
    assert cited(text, suffix, tmp_path) == ["", "(1)", "1", ""]


def test_a_line_that_is_run_on_into_is_no_item(tmp_path: Path) -> None:
    (claim,) = read_claims("The dam failed on the day\n- a Thursday - on which it rained.", "txt", tmp_path)
    assert str(claim.value).endswith("it rained")


def test_a_mark_at_the_head_of_the_next_line_closes_the_paragraph(tmp_path: Path) -> None:
    assert cited("The dam failed. It rained.\n\n[1] The mill burned.", "txt", tmp_path) == ["(1)", "1", ""]


@pytest.mark.parametrize(
    ("last", "closes"),
    [
        ("See [the list](https://list.example) for the victims.", 0),
        ("The list is at [Norwood](https://list.example).", 0),
        ("It rained for three days. https://list.example", 1),
        ("It rained for three days <https://list.example>.", 1),
    ],
)
def test_words_that_are_a_link_close_no_paragraph_and_an_address_does(last: str, closes: int, tmp_path: Path) -> None:
    assert [len(claim.citations) for claim in read_claims(f"The dam failed. {last}", "md", tmp_path)] == [closes, 1]


def test_a_note_that_cites_nothing_closes_no_paragraph(tmp_path: Path) -> None:
    assert cited("The dam failed. It rained.{{efn|A hard rain it was.}}", "wiki", tmp_path) == ["", "", ""]


def test_what_is_cited_for_a_paragraph_makes_no_paper_say_it(tmp_path: Path) -> None:
    papers = "".join(
        f"<ref>{{{{cite news |title=T |work={paper} |agency=Reuters}}}}</ref>" for paper in ("The Daily", "The Courier")
    )
    first, *last = read_claims(f"The dam failed. It rained.{papers}", "wiki", tmp_path)
    assert first.asserted_by is None
    assert {claim.asserted_by for claim in last} == {"the-daily-reuters", "the-courier-reuters"}


@formats
def test_a_covered_sentence_is_not_asked_for_a_source_and_a_marked_one_still_is(suffix: str, tmp_path: Path) -> None:
    claims = read_claims("The dam failed.[citation needed] It rained. The mill burned.[1]", suffix, tmp_path)
    report = check(Collection(tuple(claims)), rules=["core", "editorial"])
    assert [(finding.rule, finding.examples) for finding in report.findings] == [
        ("editorial/tagged-citation-needed", ((claims[0].id,),))
    ]


WORDS = ["The dam failed", "It rained", "The mill burned", "Nobody drowned"]
SENTENCES = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", "", "[1]", "[2]"])), min_size=1, max_size=6)


@given(paragraphs=st.lists(SENTENCES, min_size=1, max_size=3))
@pytest.mark.parametrize("suffix", ["txt", "md", "wiki"])
def test_only_the_end_of_its_own_paragraph_counts_for_a_sentence(
    suffix: str, paragraphs: list[list[tuple[str, str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "\n\n".join(" ".join(f"{words}.{mark}" for words, mark in paragraph) for paragraph in paragraphs)
    expected = [
        mark.strip("[]") or (f"({closing.strip('[]')})" if closing else "")
        for paragraph in paragraphs
        for closing in [paragraph[-1][1]]
        for _, mark in paragraph
    ]
    assert cited(text, suffix, tmp_path_factory.mktemp("text")) == expected
