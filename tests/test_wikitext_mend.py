"""Broken markup in wikitext: it costs the row in which it stands, and never becomes a claim."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.model.claim import Claim
from conflicts.model.value import Quantity
from conflicts.readers.reading import Reading
from conflicts.readers.wikitext import read
from conflicts.readers.wikitext.mend import mended

pytest.importorskip("mwparserfromhell", reason="reading wikitext needs the extra `wikitext`")

BOX = """{{Infobox settlement
| name = Norwood
| founder = %s
| population_total = 12,000
| population_as_of = 2001
}}
Norwood is a town.<ref>Atlas 1</ref>
"""
RAW = ("{{", "}}", "{", "}", "<", ">", "|")


def reading(source: str, folder: Path) -> tuple[Reading, list[Claim]]:
    path = folder / "Norwood.wiki"
    path.write_text(source, encoding="utf-8")
    found = read(path, path.name)
    return found, list(found.claims)


def texts(claims: list[Claim]) -> list[str]:
    return [claim.location.excerpt or "" for claim in claims if claim.location is not None]


@pytest.mark.parametrize(
    ("founder", "is_reported"),
    [
        ("{{A}, {B}}", True),
        ("{{Ann", True),
        ("{{Ann}", True),
        ("Ann }}", True),
        ("[[Ann]] {{nowrap|Dunn", True),
        ("<li>Ann Dunn", False),
        ("<small>Ann Dunn", False),
        ("Ann Dunn</small>", False),
        ("<div>Ann</span> Dunn", False),
        ("Ann Dunn<ref name=a/", True),
        ("Ann Dunn", False),
        ("{{nowrap|Ann Dunn}}", False),
        ("{{nowrap|\n| 1 = Ann\n}}", False),
    ],
)
def test_broken_markup_in_a_row_does_not_lose_the_infobox(founder: str, is_reported: bool, tmp_path: Path) -> None:
    found, claims = reading(BOX % founder, tmp_path)
    (population,) = [claim for claim in claims if claim.predicate == "infobox:population_total"]
    assert isinstance(population.value, Quantity)
    assert population.value.amount == 12_000
    assert str(population.valid) == "by 2001"
    assert "Norwood is a town." in texts(claims)
    assert not [text for text in texts(claims) if any(sign in text for sign in RAW)]
    assert bool(list(found.unread)) is is_reported


@pytest.mark.parametrize(
    "words",
    [
        'Its mayor is Ann Dunn.<ref name="x"/ {{cn|date=May 2020}}\nIt rained in Norwood.<ref>Diary</ref>',
        "Its mayor is Ann Dunn.<ref>Register</ref \nIt rained in Norwood.<ref>Diary</ref>",
        "Its mayor is {{Ann Dunn.\n\nIt rained in Norwood.<ref>Diary</ref>",
        "Its mayor is Ann Dunn}}.\n\nIt rained in Norwood.<ref>Diary</ref>",
        "Its mayor is <small>Ann Dunn.\n\nIt rained in Norwood.<ref>Diary</ref>",
        "{{Infobox settlement\n| name = Norwood\n| founder = Ann\n\nIt rained in Norwood.<ref>Diary</ref>",
    ],
)
def test_broken_markup_never_becomes_the_text_of_a_claim(words: str, tmp_path: Path) -> None:
    _, claims = reading(words, tmp_path)
    assert "It rained in Norwood." in texts(claims)
    assert not [text for text in texts(claims) if any(sign in text for sign in RAW)]


@pytest.mark.parametrize(
    "source",
    [
        "A {{cn}} b <ref>c {{cite|d={{e}}}}</ref> <small>f</small> g<br>h <ref name=i /> {{{j|}}} <!-- {{ -->",
        "<nowiki>{{ <small></nowiki> k <math>{{a}_{b}}</math>",
        "{{Infobox a\n| b = {{c\n| d = e\n}}\n| f = <div>g</div>\n}}",
    ],
)
def test_whole_markup_stays_as_it_is(source: str) -> None:
    page = mended(source)
    assert (page.source, page.unread) == (source, [])


@given(
    st.lists(st.sampled_from(["{{", "}}", "{", "}", "|", "\n| a = ", "\n", "<ref", "</ref", "<li>", "</b>", "x ", ">"]))
)
def test_mending_keeps_the_place_of_every_letter(parts: list[str]) -> None:
    source = "".join(parts)
    page = mended(source)
    assert len(page.source) == len(source)
    assert all(new in (old, " ", ">") for old, new in zip(source, page.source, strict=True))


@pytest.mark.parametrize("junk", ["{{", "}}", "{{A}, ", "<small>", "</b>", "<ref", "\n| a = {{", "\n| a = <li>", "<"])
def test_mending_takes_time_in_proportion_to_the_length(junk: str) -> None:
    assert len(mended(junk * 50_000).source) == len(junk) * 50_000
