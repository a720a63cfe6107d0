"""What is a sentence, in plain text, Markdown and wikitext alike: abbreviations, lists, captions and tables."""

from pathlib import Path

import pytest

from conflicts.model.claim import Claim
from conflicts.readers import load
from conflicts.readers.prose.language import Language
from conflicts.readers.reading import ReadOptions

pytest.importorskip("mwparserfromhell", reason="wikitext is read with mwparserfromhell, which is not installed")
pytest.importorskip("sentencex", reason="sentences are split with sentencex, which is not installed")

FORMATS = ("txt", "md", "wiki")
LANGUAGE = Language.of(ReadOptions())


def excerpts(text: str, format: str, folder: Path) -> list[str]:
    return [claim.location.excerpt or "" for claim in claims(text, format, folder) if claim.location is not None]


def claims(text: str, format: str, folder: Path) -> list[Claim]:
    path = folder / f"notes.{format}"
    path.write_text(text, encoding="utf-8")
    return list(load([path]).claims)


@pytest.mark.parametrize(
    "sentence",
    [
        "He moved to St. Petersburg in 1900.",
        "On 3 May Lt. Gen. Smith captured Ystad.",
        "It was built c. 1900 by monks.",
        "Shaft No. 5 of the mine was closed.",
        "The garrison of Ft. Worth left the town.",
        "Capt. No. 7 Company was relieved by Maj. Gen. Sir John Hall.",
        "The letter is printed in vol. 2, p. 5 of his works.",
        "Messrs. Pell and Dunn sold it to the U.S. Army.",
        "Prices rose by 3.5 per cent. in May.",
        "Brown vs. Board was heard by Dr. A. B. Who.",
        "It weighs approx. 500 kg and is est. 1910.",
    ],
)
@pytest.mark.parametrize("format", FORMATS)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str, format: str, tmp_path: Path) -> None:
    assert excerpts(f"{sentence} It rained then.", format, tmp_path) == [sentence, "It rained then."]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("The answer was no. It fell.", ["The answer was no.", "It fell."]),
        ("The tower is 500 ft. The mill is low.", ["The tower is 500 ft.", "The mill is low."]),
        ("The tower is 398 m. Dalby has another.", ["The tower is 398 m.", "Dalby has another."]),
        ("It cost £3 m. Osprell paid.", ["It cost £3 m.", "Osprell paid."]),
        ("He ran it in 9.8 s. “Nobody is faster.”", ["He ran it in 9.8 s.", "“Nobody is faster.”"]),
        ("They sold 300 l. Élise drank the rest.", ["They sold 300 l.", "Élise drank the rest."]),
        ("The answer was no. Dalby lost.", ["The answer was no.", "Dalby lost."]),
        ("One hill is 398 m. high, one 12 km. away.", ["One hill is 398 m. high, one 12 km. away."]),
        ("In 1921 M. Dupont left St. Ives.", ["In 1921 M. Dupont left St. Ives."]),
        ("See no. 5 and c. AD 900.", ["See no. 5 and c. AD 900."]),
        ("He said “No.” Then he left. Was it so? Yes!", ["He said “No.”", "Then he left.", "Was it so?", "Yes!"]),
        ("It cost 5.50. the rest is lost.", ["It cost 5.50. the rest is lost."]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in LANGUAGE.splitter.spans(text)] == sentences


def test_a_mark_right_after_a_full_stop_ends_the_sentence() -> None:
    text = "It was sold to the U.S. The U.S. Army left it."
    at = text.index(" The")
    assert [text[start:end] for start, end in LANGUAGE.splitter.spans(text, {at})] == [
        "It was sold to the U.S.",
        "The U.S. Army left it.",
    ]


ITEMS = {
    "txt": "The parts are known.\n\n{}\n",
    "md": "The parts are known.\n\n{}\n",
    "wiki": "The parts are known.\n{}\n",
}


@pytest.mark.parametrize(
    "item",
    [
        "Infantry: 3rd Swedish Regiment, 5th Danish Regiment and the Norwegian Brigade of Lt. Gen. Smith",
        "Founded 1990",
        "Lund, 12,000 people",
        "Maj. John Hall, a miller of Ystad and of many other towns",
    ],
)
@pytest.mark.parametrize("format", FORMATS)
def test_an_item_that_is_no_sentence_is_none_and_no_heading(item: str, format: str, tmp_path: Path) -> None:
    sign = "* " if format == "wiki" else "- "
    text = ITEMS[format].format(f"{sign}{item}\n{sign}On 3 May 1676, Swedish forces captured Ystad.")
    assert [claim.predicate for claim in claims(text, format, tmp_path)] == ["says", "controlled-by"]
    assert load([tmp_path / f"notes.{format}"]).unread


@pytest.mark.parametrize("format", FORMATS)
def test_an_item_without_a_full_stop_is_a_sentence_if_it_is_long_and_has_a_verb(format: str, tmp_path: Path) -> None:
    sign = "* " if format == "wiki" else "- "
    text = ITEMS[format].format(f"{sign}Swedish forces captured Ystad on 3 May 1676 after a siege of two weeks")
    assert [claim.predicate for claim in claims(text, format, tmp_path)] == ["says", "controlled-by"]


@pytest.mark.parametrize(
    ("format", "mark"), [("txt", "[1]"), ("md", "[citation needed]"), ("wiki", "<ref>Pell</ref>"), ("wiki", "{{cn}}")]
)
def test_an_item_that_is_cited_or_marked_is_a_claim_as_it_stands(format: str, mark: str, tmp_path: Path) -> None:
    sign = "* " if format == "wiki" else "- "
    _, claim = claims(ITEMS[format].format(f"{sign}3 mills in Lund{mark}"), format, tmp_path)
    assert (claim.predicate, str(claim.value)) == ("says", "3 mills in Lund")
    assert claim.citations or claim.tags


@pytest.mark.parametrize(
    ("format", "picture"),
    [
        ("md", "![Swedish forces captured Ystad on 3 May 1676.](ystad.jpg)"),
        ("wiki", "[[File:Ystad.jpg|thumb|left|Swedish forces captured Ystad on 3 May 1676.]]"),
        ("wiki", "[[Image:Ystad.jpg|thumb|alt=Ystad|Swedish forces captured Ystad on 3 May 1676.]]"),
        ("wiki", "[[File:Ystad.jpg|thumb|Swedish forces captured [[Ystad]] on 3 May 1676. Danish forces left Ystad.]]"),
        ("wiki", "<gallery>\nYstad.jpg|Swedish forces captured Ystad on 3 May 1676.\n</gallery>"),
    ],
)
def test_what_stands_below_a_picture_is_no_sentence(format: str, picture: str, tmp_path: Path) -> None:
    assert excerpts(f"It rained.\n\n{picture}\n\nIt stopped.", format, tmp_path) == ["It rained.", "It stopped."]


def test_what_stands_below_a_picture_is_a_claim_as_it_stands_if_it_is_cited(tmp_path: Path) -> None:
    (claim,) = claims("[[File:Ystad.jpg|thumb|Danish forces captured Ystad.<ref>Pell</ref>]]", "wiki", tmp_path)
    assert (claim.predicate, str(claim.value)) == ("says", "Danish forces captured Ystad.")


@pytest.mark.parametrize(
    ("format", "table"),
    [
        (
            "txt",
            "Town\tTaken\nYstad\tSwedish forces captured Ystad in May.\nLund\tDanish forces captured Lund in June.",
        ),
        ("txt", "| Town | Taken |\n|---|---|\n| Ystad | Swedish forces captured Ystad. |"),
        ("txt", "Ystad    Swedish forces captured it.\nLund     Danish forces captured it."),
        ("md", "| Town | Taken |\n|---|---|\n| Ystad | Swedish forces captured Ystad. |"),
        ("md", "Ystad | Swedish forces captured Ystad. | May\nLund | Danish forces captured Lund. | June"),
        ("wiki", "{|\n! Town !! Taken\n|-\n| Ystad || Swedish forces captured Ystad.\n|}"),
        (
            "wiki",
            "{|\n! Town !! Taken\n|-\n| Ystad || Swedish forces captured Ystad on 3 May after two weeks of siege.\n|}",
        ),
    ],
)
def test_a_row_of_a_table_is_taken_for_no_sentence(format: str, table: str, tmp_path: Path) -> None:
    found = claims(f"It rained.\n\n{table}\n\nIt stopped.", format, tmp_path)
    assert {claim.predicate for claim in found} == {"says"}
    assert load([tmp_path / f"notes.{format}"]).unread
