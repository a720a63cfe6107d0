"""A dump of small articles: each mark and reference of its source is found with its sentence, or listed."""

import bz2
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from conflicts.model.claim import Claim
from conflicts.model.collection import Collection

pytest.importorskip("mwparserfromhell", reason="wikitext is read with mwparserfromhell, which is not installed")

from conflicts.readers.wikitext import read, read_pages
from conflicts.readers.wikitext.page import PageReading
from test_wikitext import COUNTED, dumped, page, words

ARGUMENTS = {"as of": "|2011", "update after": "|2011|1"}
"""What a mark says; the others say when they were set."""


def marked(mark: str) -> str:
    """An article with the mark in running text, in a list, and in a comment."""
    said = f"{{{{{mark}{ARGUMENTS.get(mark, '|date=May 2020')}}}}}"
    upper = said[:2] + said[2:].capitalize()
    if mark == "as of":
        return f"{upper}, the mill is old. It leans.\n\n<!-- {said} -->\n* {upper}, it has a wheel of oak.\n"
    return f"The mill is old.{said} It leans.\n\n<!-- It is haunted.{said} -->\n* It has a wheel of oak.{upper}\n"


REFERRING = """{{Infobox mill
| floors = 4<ref>The register, p. 2</ref>
}}
It stands at {{coord|51|N|4|E|<ref>A map</ref>}}.
The mill burnt down & was rebuilt.<ref name="a">Ann, ''Mills'', 1912</ref> It has two wheels,<ref>B</ref> both of oak.

{| class="wikitable"
! Year !! Wheels
|-
| 1912 || 2<ref name="a" />
|}
* A bridge.<ref>C</ref>

<!-- It is haunted.<ref>D</ref> -->
== Notes ==
<references />
"""

ARTICLES = {
    **{f"Mill {mark}": marked(mark) for mark in COUNTED},
    "Long mill": REFERRING,
    "Short mill": "A mill is a <b>building</b>.\n\nIt was built in {{convert|5|km}} of stone.{{cn}}<ref>E</ref>\n",
}


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dump") / "articles.xml.bz2"
    content = dumped(*(page(title, text) for title, text in ARTICLES.items()))
    path.write_bytes(bz2.compress(content.encode("utf-8")))
    return path


@pytest.fixture(scope="module")
def pages(dump: Path) -> dict[str, PageReading]:
    read_ = list(read_pages(dump, dump.name))
    assert [each.page.source for each in read_] == list(ARTICLES.values())
    return dict(zip(ARTICLES, read_, strict=True))


def claims_of(pages: dict[str, PageReading]) -> list[Claim]:
    return [claim for each in pages.values() for claim in each.claims]


@pytest.mark.parametrize("mark", COUNTED)
def test_every_mark_is_found_with_its_sentence_or_listed(pages: dict[str, PageReading], mark: str) -> None:
    reading = pages[f"Mill {mark}"]
    claims = {claim.id: claim for claim in reading.claims}
    accounted = {each.offset: each for each in reading.occurrences}
    found = [accounted[match.start()] for match in re.finditer(re.escape("{{" + mark), reading.page.source, re.I)]
    assert [each.reason or "found" for each in found] == ["found", "stands in a comment", "found"]
    for each, said in ((found[0], "he mill is old."), (found[2], "t has a wheel of oak.")):
        assert each.claim is not None
        claim = claims[each.claim]
        assert claim.tags or claim.valid
        assert words(claim).endswith(said)
    listed = {problem.place.line for problem in reading.unread}
    assert reading.page.places.place(found[1].offset).line in listed


def test_every_reference_is_found_with_its_sentence_or_listed(pages: dict[str, PageReading]) -> None:
    reasons: Counter[str] = Counter()
    for reading in pages.values():
        ids = {claim.id for claim in reading.claims}
        accounted = {each.offset: each for each in reading.occurrences if each.what == "<ref"}
        assert sorted(accounted) == [match.start() for match in re.finditer("<ref", reading.page.source)]
        for each in accounted.values():
            assert (each.claim in ids) != (each.claim is None)
            reasons[each.reason or "found"] += 1
    assert reasons == {
        "found": 6,
        "stands in a comment": 1,
        "is the list of the footnotes": 1,
        "stands in a value of {{coord}}": 1,
    }


def test_the_place_of_a_sentence_is_where_it_stands_in_the_dump(dump: Path, pages: dict[str, PageReading]) -> None:
    lines = bz2.decompress(dump.read_bytes()).decode("utf-8").split("\n")
    said = [claim for claim in claims_of(pages) if claim.predicate == "says"]
    assert len(said) > 3 * len(COUNTED)
    for claim in said:
        assert claim.location is not None
        there = lines[claim.location.line - 1][claim.location.column - 1 :][: claim.location.length]
        if not there.startswith("{{"):  # which says "As of 2011"
            assert unescape(there).startswith(words(claim).split()[0])


def test_the_claims_of_all_articles_fit_together(dump: Path, pages: dict[str, PageReading]) -> None:
    reading = read(dump, dump.name)
    claims = tuple(reading.claims)
    assert len(claims) == len(claims_of(pages)) == len({claim.id for claim in claims})
    assert not list(Collection(claims, reading.vocabulary).problems())
    assert not reading.vocabulary.problems()
