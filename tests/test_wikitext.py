"""Wikitext as claims: sentences with their references and marks, infoboxes, dumps. The articles here are invented."""

import bz2
import gzip
import re
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html import escape, unescape
from pathlib import Path

import pytest

from conflicts.check import check
from conflicts.errors import InputError, UnsupportedError
from conflicts.extras import advice
from conflicts.model.claim import Citation, Claim, Mark
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.unit import convert
from conflicts.model.value import Quantity, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers import claims_yaml, load
from conflicts.readers.reading import ReadOptions
from conflicts.readers.wikitext import article, dump, read, read_pages, rewindable, tree
from conflicts.readers.wikitext.dates import DateReader
from conflicts.readers.wikitext.lexicon import load_lexicon
from conflicts.readers.wikitext.page import PageReading
from conflicts.readers.wikitext.unclosed import is_endless, unclosed
from fuzz_wikitext import fuzz

pytest.importorskip("mwparserfromhell", reason="wikitext is read with mwparserfromhell, which is not installed")

NO_OPTIONS = ReadOptions()


class Reader:
    """Reads wikitext as the article Mill.wiki."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "Mill.wiki"

    def collection(self, source: str, options: ReadOptions = NO_OPTIONS) -> Collection:
        self._path.write_text(source, encoding="utf-8", newline="")
        reading = read(self._path, "Mill.wiki", options)
        claims = tuple(reading.claims)
        return Collection(claims, reading.vocabulary, ("Mill.wiki",), tuple(reading.unread))

    def claims(self, source: str, options: ReadOptions = NO_OPTIONS) -> list[Claim]:
        return list(self.collection(source, options).claims)

    def one(self, source: str, options: ReadOptions = NO_OPTIONS) -> Claim:
        (claim,) = self.claims(source, options)
        return claim

    def unread(self, source: str, options: ReadOptions = NO_OPTIONS) -> list[str]:
        return [problem.message.removeprefix("Mill: ") for problem in self.collection(source, options).unread]

    def page(self, source: str) -> PageReading:
        self._path.write_text(source, encoding="utf-8", newline="")
        (page,) = read_pages(self._path, "Mill.wiki")
        return page

    def infobox(self, *rows: str) -> dict[str, Claim]:
        claims = self.claims("{{Infobox mill\n" + "".join(f"| {row}\n" for row in rows) + "}}")
        return {claim.predicate.removeprefix("infobox:"): claim for claim in claims}


@pytest.fixture
def wiki(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def words(claim: Claim) -> str:
    assert claim.location is not None
    assert claim.location.excerpt is not None
    return claim.location.excerpt


def refs(claim: Claim) -> list[str | None]:
    return [citation.ref for citation in claim.citations]


def said(claims: list[Claim]) -> list[str]:
    return [words(claim) for claim in claims]


# ------------------------------------------------------------------------------------------- sentences and references


def test_a_sentence_is_a_claim_that_the_page_says_so(wiki: Reader) -> None:
    claim = wiki.one("The mill was built in 1811.")
    assert (claim.id, claim.subject, claim.predicate) == ("mill-1", "mill", "says")
    assert (claim.value, words(claim)) == (Text(text="The mill was built"), "The mill was built in 1811.")
    assert str(claim.valid) == "at 1811"
    assert claim.asserted_by is None
    assert claim.citations == ()


def test_a_reference_cites_the_sentence_it_stands_in_or_after(wiki: Reader) -> None:
    first, second, third = wiki.claims(
        "The mill<ref>Pell</ref> burnt.<ref>Dunn</ref> It was rebuilt. <ref>Reeve</ref> It stands.\n<ref>Stone</ref>"
    )
    assert [citation.title for citation in first.citations] == ["Pell", "Dunn"]
    assert [citation.title for citation in second.citations] == ["Reeve"]
    assert [citation.title for citation in third.citations] == ["Stone"]


def test_a_reference_after_the_full_stop_ends_a_sentence_that_an_abbreviation_would_not(wiki: Reader) -> None:
    claims = wiki.claims("It was sold to the U.S.<ref>Pell</ref> The U.S. Army left it. J. R. Dunn bought it.")
    assert said(claims) == ["It was sold to the U.S.", "The U.S. Army left it.", "J. R. Dunn bought it."]
    assert [len(claim.citations) for claim in claims] == [1, 0, 0]


def test_a_named_footnote_is_found_before_and_after_its_definition(wiki: Reader) -> None:
    claims = wiki.claims(
        'One.<ref name="pell" /> Two.<ref name=pell>A book</ref> Three.<ref name = "pell"></ref> Four.<ref name=dunn/>'
    )
    assert [claim.citations for claim in claims[:3]] == [(Citation(ref="pell", title="A book"),)] * 3
    assert claims[3].citations == (Citation(ref="dunn"),)


def test_a_footnote_that_is_defined_nowhere_is_cited_and_listed(wiki: Reader) -> None:
    assert wiki.unread("One.<ref name=dunn/>") == ["the footnote 'dunn' is defined nowhere on the page"]


def test_of_two_definitions_the_first_counts_and_the_second_is_listed(wiki: Reader) -> None:
    source = "One.<ref name=a>First</ref> Two.<ref name=a>Second</ref> Three.<ref name=a>First</ref>"
    assert [claim.citations[0].title for claim in wiki.claims(source)] == ["First"] * 3
    assert wiki.unread(source) == ["the footnote 'a' is defined otherwise before: that counts"]


def test_footnotes_without_a_name_have_the_number_that_the_page_gives_them_in_their_group(wiki: Reader) -> None:
    claims = wiki.claims(
        "One.<ref>A</ref> Two.<ref group=web>B</ref> Three.<ref name=c>C</ref> Four.<ref>D</ref>"
        " Five.<ref group=web>E</ref> Six.<ref name=c group=web>F</ref>"
    )
    assert [refs(claim) for claim in claims] == [["1"], ["web 1"], ["c"], ["3"], ["web 2"], ["c"]]
    assert claims[5].citations[0].title == "F", "names count within their group"


@pytest.mark.parametrize(
    "list_of_notes",
    [
        "<references><ref name=a>A book</ref><ref name=b>Nobody reads it</ref></references>",
        "{{reflist|30em|refs=\n<ref name=a>A book</ref>\n<ref name=b>Nobody reads it</ref>}}",
    ],
)
def test_footnotes_are_defined_in_the_list_of_notes_too(wiki: Reader, list_of_notes: str) -> None:
    source = f"One.<ref name=a/>\n\n== References ==\n{list_of_notes}"
    assert wiki.one(source).citations == (Citation(ref="a", title="A book"),)
    unused = "a reference defines the footnote 'b', to which nothing refers"
    assert [message for message in wiki.unread(source) if "list of the" not in message] == [unused]


def test_short_citations_lead_to_the_full_one(wiki: Reader) -> None:
    claims = wiki.claims(
        "One.{{sfn|Pell|Dunn|1911|p=5}} Two.{{sfnp|Pell|Dunn|1911|pp=7–8}} Three.{{sfn|Pell|Dunn|1911|p=5}}"
        " Four.<ref>See {{harvnb|Reeve|1920}}, and {{harvnb|Pell|Dunn|1911}}.</ref> Five {{harv|Reeve|1920|loc=ch. 2}}."
        " Six.{{sfnm|1a1=Reeve|1y=1920|2a1=Pell|2a2=Dunn|2y=1911}}\n"
        "== Sources ==\n* {{cite book|last1=Pell|first1=A.|last2=Dunn|title=Mills|year=1911|publisher=Press}}\n"
        "* {{citation|author=A society|title=More mills|date=4 May 1920|ref={{harvid|Reeve|1920}}}}"
    )
    mills = {"title": "Mills", "publisher": "Press", "date": Time(text="1911")}
    more = Citation(title="More mills", date=Time(text="1920-05-04"))
    assert claims[0].citations == claims[2].citations == (Citation(ref="Pell & Dunn 1911, p. 5", **mills),)
    assert claims[1].citations == (Citation(ref="Pell & Dunn 1911, pp. 7–8", **mills),)
    assert [citation.title for citation in claims[3].citations] == ["More mills", "Mills"]
    assert words(claims[4]) == "Five Reeve 1920, ch. 2."
    assert claims[4].citations == (more.model_copy(update={"ref": "Reeve 1920, ch. 2"}),)
    assert [citation.title for citation in claims[5].citations] == ["More mills", "Mills"]
    assert len(claims) == 6, "a list of sources asserts nothing"


def test_a_short_citation_that_leads_nowhere_is_kept_and_listed(wiki: Reader) -> None:
    claim = wiki.one("One.{{sfn|Pell|1911|p=5}}")
    assert claim.citations == (Citation(ref="Pell 1911, p. 5", title="Pell 1911, p. 5"),)
    assert wiki.unread("One.{{sfn|Pell|1911|p=5}}") == [
        "no citation on the page is what 'Pell 1911, p. 5' is short for"
    ]


def test_footnotes_are_made_and_used_by_templates_and_parser_functions(wiki: Reader) -> None:
    claims = wiki.claims(
        "One.{{#tag:ref|{{cite web|title=A}}|name=a}} Two.{{r|a|b|p=4}} Three.<ref name=b>{{cite web|title=B}}</ref>"
        "{{rp|12}}"
    )
    assert [[citation.title for citation in claim.citations] for claim in claims] == [["A"], ["A", "B"], ["B"]]
    assert said(claims) == ["One.", "Two.", "Three."]


def test_a_note_that_explains_is_no_citation_and_its_sentences_are_claims(wiki: Reader) -> None:
    claims = wiki.claims(
        "The mill burnt.{{efn|Twice, in fact. Nobody died.<ref>Pell</ref>}} It stands.<ref group=note>It leans.</ref>"
    )
    assert said(claims) == ["The mill burnt.", "Twice, in fact.", "Nobody died.", "It stands.", "It leans."]
    assert [len(claim.citations) for claim in claims] == [0, 1, 1, 0, 0]


def test_a_note_that_cites_is_a_citation(wiki: Reader) -> None:
    claim = wiki.one("The mill burnt.{{efn|{{cite book|title=Fires}}}}")
    assert [(citation.ref, citation.title) for citation in claim.citations] == [("note 1", "Fires")]


def test_a_reference_within_a_reference_is_cited_as_well(wiki: Reader) -> None:
    claim = wiki.one("One.<ref>{{cite book|title=A}} quoting {{#tag:ref|{{cite book|title=B}}}}</ref>")
    assert [citation.title for citation in claim.citations] == ["A", "B"]


def test_footnotes_that_quote_each_other_in_a_circle_end_somewhere(wiki: Reader) -> None:
    claims = wiki.claims(
        "One.<ref name=a>{{cite web|title=A}}{{r|b}}</ref> Two.<ref name=b>{{cite web|title=B}}{{r|a}}</ref>"
    )
    assert [{citation.title for citation in claim.citations} for claim in claims] == [{"A", "B"}] * 2


def test_a_reference_without_words_hangs_on_the_last_sentence_before_it(wiki: Reader) -> None:
    claims = wiki.claims("The mill burnt.\n\n<ref>Pell</ref>\n\n== Later ==\n<ref>Dunn</ref>\nIt stands.")
    assert [[citation.title for citation in claim.citations] for claim in claims] == [["Pell"], ["Dunn"]]


def test_a_reference_with_no_words_before_it_is_listed(wiki: Reader) -> None:
    assert wiki.unread("One.\n== Later ==\n{{reflist}}<ref>Dunn</ref>") == ["a reference has no words before it"]


# --------------------------------------------------------------------------------------------------------- citations


def test_a_citation_template_gives_every_field(wiki: Reader) -> None:
    claim = wiki.one(
        "One.<ref>{{Cite news |last=Pell |title=The ''great'' [[fire]] |url=https://a.example/1 |work=The Courier"
        " |date=4 May 1911 |access-date=2020-02-03 |archive-url=https://archive.example/1 |quote=All of it. }}</ref>"
    )
    assert claim.citations == (
        Citation(
            ref="1",
            url="https://a.example/1",
            title="The great fire",
            publisher="The Courier",
            date=Time(text="1911-05-04"),
            retrieved=Time(text="2020-02-03"),
            archive="https://archive.example/1",
            excerpt="All of it.",
        ),
    )


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        ("|publisher=Press|work=Courier", "publisher", "Press"),
        ("|newspaper=Courier", "publisher", "Courier"),
        ("|accessdate=May 2020", "retrieved", Time(text="2020-05")),
        ("|archiveurl=https://b.example", "archive", "https://b.example"),
        ("|chapter-url=https://c.example", "url", "https://c.example"),
        ("|doi=10.1000/1", "url", "https://doi.org/10.1000/1"),
        ("|doi=10.1000/1|url=https://c.example", "url", "https://c.example"),
        ("|year=1911|month=May", "date", Time(text="1911-05")),
        ("|year=1911b", "date", Time(text="1911")),
        ("|date=n.d.", "date", None),
        ("|title=", "title", None),
    ],
)
def test_fields_of_citations_have_many_names(wiki: Reader, values: str, field: str, expected: object) -> None:
    (citation,) = wiki.one(f"One.<ref>{{{{cite web{values}}}}}</ref>").citations
    assert getattr(citation, field) == expected


def test_a_date_that_is_not_plain_is_left_out_and_listed(wiki: Reader) -> None:
    source = "One.<ref>{{cite web|title=A|date=3/4/1911}}</ref>"
    assert wiki.one(source).citations[0].date is None
    assert wiki.unread(source) == ["a date in {{cite web}}: '3/4/1911' is no plain date"]


def test_a_publisher_whom_the_vocabulary_knows_is_the_source_of_the_citation(wiki: Reader) -> None:
    vocabulary = Vocabulary(sources={"courier": Source(name="The Courier", aliases=("Courier of the North",))})
    source = "One.<ref>{{cite news|title=A|newspaper=The Courier}}</ref> Two.<ref>{{cite news|newspaper=Other}}</ref>"
    one, two = wiki.claims(source, ReadOptions(vocabulary=vocabulary))
    assert [claim.citations[0].source for claim in (one, two)] == ["courier", None]


def test_a_reference_in_words_keeps_its_words_and_its_link(wiki: Reader) -> None:
    one, two, three = wiki.claims(
        "One.<ref>Pell, ''Mills'' (1911), p.&nbsp;5</ref> Two.<ref>[https://a.example A page], read.</ref>"
        " Three.<ref>Pell, https://b.example</ref>"
    )
    assert one.citations == (Citation(ref="1", title="Pell, Mills (1911), p. 5"),)
    assert two.citations == (Citation(ref="2", title="A page", url="https://a.example"),)
    assert three.citations == (Citation(ref="3", title="Pell, https://b.example", url="https://b.example"),)


def test_a_reference_made_of_an_unknown_template_keeps_it_as_it_is_written(wiki: Reader) -> None:
    assert wiki.one("One.<ref>{{Roll of mills|12}}</ref>").citations == (
        Citation(ref="1", title="{{Roll of mills|12}}"),
    )


def test_a_bundle_of_citations_is_each_of_them(wiki: Reader) -> None:
    claim = wiki.one("One.<ref>* {{cite web|title=A}}\n* {{cite web|title=B}}</ref>")
    assert [(citation.ref, citation.title) for citation in claim.citations] == [("1", "A"), ("1", "B")]


def test_an_archive_template_completes_the_citation_before_it(wiki: Reader) -> None:
    claim = wiki.one("One.<ref>{{cite web|title=A|url=https://a.example}} {{webarchive|url=https://w.example}}</ref>")
    assert claim.citations == (Citation(ref="1", title="A", url="https://a.example", archive="https://w.example"),)


def test_a_bare_link_in_the_text_is_cited_and_one_with_words_is_words(wiki: Reader) -> None:
    one, two = wiki.claims("One [https://a.example]. See [https://b.example the page].")
    assert one.citations == (Citation(url="https://a.example"),)
    assert (words(two), two.citations) == ("See the page.", ())


# ------------------------------------------------------------------------------------------------------ editors' marks


def test_a_mark_gives_its_tag_its_date_and_its_reason(wiki: Reader) -> None:
    claim = wiki.one("It burnt.{{citation needed|date=March 2022|reason=Nobody says so.}}")
    assert claim.tags == ("citation-needed",)
    assert claim.marks == (Mark(tag="citation-needed", date=Time(text="2022-03"), reason="Nobody says so."),)


@pytest.mark.parametrize(
    ("template", "tag"),
    [
        ("cn", "citation-needed"),
        ("Fact", "citation-needed"),
        ("Citation_needed", "citation-needed"),
        ("Template:CN", "citation-needed"),
        ("When?", "when"),
        ("clarify|date=May 2019", "clarification-needed"),
        ("Unreliable source?", "unreliable-source"),
        ("not in citation given", "failed-verification"),
        ("dubious|Fires", "dubious"),
        (" by whom\n|date=May 2019", "by-whom"),
    ],
)
def test_redirects_and_spellings_of_a_template_give_the_same_tag(wiki: Reader, template: str, tag: str) -> None:
    assert wiki.one(f"It burnt.{{{{{template}}}}}").tags == (tag,)


@pytest.mark.parametrize(
    ("template", "mark"),
    [
        ("clarify|Which fire?|date=May 2019", Mark(tag="clarification-needed", date="2019-05", reason="Which fire?")),
        ("cn|May 2019", Mark(tag="citation-needed", date="2019-05")),
        ("dubious|Talk about fires|date=2019-05-04", Mark(tag="dubious", date="2019-05-04")),
    ],
)
def test_a_value_without_a_name_is_a_date_or_a_reason_but_no_heading_of_a_discussion(
    wiki: Reader, template: str, mark: Mark
) -> None:
    assert wiki.one(f"It burnt.{{{{{template}}}}}").marks == (mark,)


def test_a_tag_of_which_nothing_more_is_known_has_no_mark(wiki: Reader) -> None:
    claim = wiki.one("It burnt.{{cn}}")
    assert (claim.tags, claim.marks) == (("citation-needed",), ())


def test_the_date_of_a_mark_that_is_not_plain_is_listed(wiki: Reader) -> None:
    source = "It burnt.{{cn|date=last week}}"
    assert wiki.one(source).tags == ("citation-needed",)
    assert wiki.unread(source) == ["the date of {{cn}}: 'last week' is no plain date"]


def test_a_mark_belongs_to_the_sentence_it_stands_in_wherever_that_is(wiki: Reader) -> None:
    claims = wiki.claims("Some{{who}} say it leans{{cn}}, others not. It stands.{{when}} {{dubious}} It is old.")
    assert [claim.tags for claim in claims] == [("who", "citation-needed"), ("when", "dubious"), ()]


def test_two_marks_of_one_tag_on_a_sentence_are_one_tag_and_two_marks(wiki: Reader) -> None:
    claim = wiki.one("It leans{{cn|date=May 2019}} and burns.{{cn|date=June 2019}}")
    assert claim.tags == ("citation-needed",)
    assert [str(mark.date) for mark in claim.marks] == ["2019-05", "2019-06"]


def test_a_mark_around_words_keeps_the_words(wiki: Reader) -> None:
    claim = wiki.one("The mill {{citation needed span|text=never ''burnt''|date=May 2019}}.")
    assert (words(claim), claim.tags) == ("The mill never burnt.", ("citation-needed",))


def test_a_mark_in_a_reference_marks_every_sentence_that_cites_it(wiki: Reader) -> None:
    one, two, three = wiki.claims(
        "One.<ref name=a>{{cite web|title=A}} {{dead link|date=May 2019}}</ref> Two.{{r|a}} Three."
    )
    assert one.tags == two.tags == ("dead-link",)
    assert one.marks == (Mark(tag="dead-link", date=Time(text="2019-05")),)
    assert three.tags == ()


def test_news_are_asked_for_once_their_date_has_passed(wiki: Reader) -> None:
    source = "It will open.{{update after|2019|5|4|reason=Opening}}"
    late, early = ReadOptions(date="2020"), ReadOptions(date="2018-12-31")
    assert wiki.one(source, late).marks == (Mark(tag="update-needed", date=Time(text="2019-05-04"), reason="Opening"),)
    assert wiki.one(source).tags == ("update-needed",), "nobody says that the page is older"
    assert wiki.one(source, early).tags == ()
    assert "{{update after}} asks for news only after the date of the page" in wiki.unread(source, early)


def test_a_notice_over_a_section_marks_no_sentence_and_is_listed(wiki: Reader) -> None:
    source = "{{Unreferenced section|date=May 2019}}\nIt burnt."
    assert wiki.one(source).tags == ()
    assert wiki.unread(source) == ["the notice {{unreferenced section}} (since May 2019) marks no one sentence"]


@pytest.mark.parametrize(
    ("source", "shown", "valid"),
    [
        ("{{As of|2019}}, it stands.", "As of 2019, it stands.", Time(text="2019", mode="by")),
        ("It stands {{as of|2019|5|lc=y}}.", "It stands as of May 2019.", Time(text="2019-05", mode="by")),
        ("It stands {{as of|lc=y|2019|June|8}}.", "It stands as of 8 June 2019.", Time(text="2019-06-08", mode="by")),
        ("{{As of|2019|since=y}}, it stands.", "Since 2019, it stands.", Time(text="2019", mode="since")),
        ("{{As of|2019|alt=Lately}}, it stands.", "Lately, it stands.", Time(text="2019", mode="by")),
    ],
)
def test_as_of_says_when_the_sentence_holds(wiki: Reader, source: str, shown: str, valid: Time) -> None:
    first, claim = wiki.claims(f"It burnt. {source}")
    assert (words(claim), claim.valid, first.valid) == (shown, valid, None)


def test_a_sentence_that_is_dated_twice_is_not_dated_and_is_listed(wiki: Reader) -> None:
    source = "{{As of|2019}} it stood, {{as of|2021|lc=y}} it does not."
    assert wiki.one(source).valid is None
    assert wiki.unread(source) == ["it is dated more than once: by 2019, by 2021"]


# ----------------------------------------------------------------------------------------------- what the page shows


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("The '''mill''' is ''old'' and '''''tall'''''.", "The mill is old and tall."),
        ("L''''eau'''' runs.", "L'eau' runs."),
        ("The [[mill|mills]] of [[Pell (town)|Pell]], [[Dunn]]s.", "The mills of Pell, Dunns."),
        ("It is 5&nbsp;m high &amp; wide.", "It is 5 m high & wide."),
        ("It is {{convert|5|to|10|m}} high, {{cvt|6|ft|2|in}} deep.", "It is 5 to 10 m high, 6 ft 2 in deep."),
        ("A {{lang|fr|moulin}} {{nowrap|of {{small|old}}}}.", "A moulin of old."),
        ("It is {{val|5|0.5|u=m}} of {{formatnum:12000}}.", "It is 5±0.5 m of 12000."),
        ("Built {{circa|1811}} on {{start date|1811|5|4}}.", "Built c. 1811 on 4 May 1811."),
        ("Water is H<sub>2</sub>O, area m<sup>2</sup>, the 4<sup>th</sup>.", "Water is H₂O, area m², the 4th."),
        ("The tag <nowiki>''x''</nowiki> is <code>shown</code>.", "The tag ''x'' is shown."),
        ("The rate is <math>x^2</math> a day.", "The rate is … a day."),
        ("The {{mill glyph|3}} turns.", "The … turns."),
        ("{{Use dmy dates}}\n{{Mill sidebar}}\nIt turns.", "It turns."),
        ("It<!-- not --> turns<br />round.", "It turns round."),
        ("It turns\nround.", "It turns round."),
        ("[[File:A.jpg|thumb]]It turns. [[Category:Mills]][[fr:Moulin]]", "It turns."),
        ("<includeonly>Not here.</includeonly><noinclude>It turns.</noinclude>", "It turns."),
        ("It has {{hlist|sails|stones}}.", "It has sails, stones."),
        ("{{PAGENAME}} turns.", "… turns."),
    ],
)
def test_the_words_are_those_that_the_page_shows(wiki: Reader, source: str, shown: str) -> None:
    expected = shown.removeprefix("… ")
    assert said(wiki.claims(source)) == [expected]


def test_a_question_and_words_that_are_no_sentence_assert_nothing_and_are_counted(wiki: Reader) -> None:
    source = "Who built it?\n\nThe parts are:\n* sails\n* stones\n\nIt turns."
    assert said(wiki.claims(source)) == ["It turns."]
    assert wiki.unread(source) == ["words that end as no sentence and cite nothing, 4 from here on, are no claims"]


def test_items_of_a_list_are_sentences_of_their_own(wiki: Reader) -> None:
    claims = wiki.claims("Parts:\n* It has sails.<ref>A</ref>\n* It has stones{{cn}}\n** One is cracked.\n# It turns.")
    assert said(claims) == ["It has sails.", "It has stones", "One is cracked.", "It turns."]
    assert [(len(claim.citations), claim.tags) for claim in claims] == [
        (1, ()),
        (0, ("citation-needed",)),
        (0, ()),
        (0, ()),
    ]


def test_in_sections_that_list_things_only_what_is_cited_or_marked_is_a_claim(wiki: Reader) -> None:
    claims = wiki.claims("== Further reading ==\n* Pell, A. Mills. Press.\n* Dunn, B. Mills. {{page needed}}\n")
    assert [(words(claim), claim.tags) for claim in claims] == [("Dunn, B. Mills.", ("page-needed",))]


def test_quotations_captions_and_galleries_are_read(wiki: Reader) -> None:
    claims = wiki.claims(
        "It stands.\n[[File:A.jpg|thumb|upright=1.2|alt=A mill|The mill burns.<ref>A</ref>]]\n"
        "{{quote|It burnt well.|Pell|Letters<ref>B</ref>}}\n"
        "<gallery>\nB.jpg|The sails fell.{{cn}}\nC.jpg\n</gallery>\n<blockquote>It was cold.</blockquote>"
    )
    assert said(claims) == ["It stands.", "The mill burns.", "It burnt well.", "The sails fell.", "It was cold."]
    assert [len(claim.citations) for claim in claims] == [0, 1, 1, 0, 0]


def test_a_row_of_a_table_is_a_claim_if_it_is_cited_or_marked_and_a_cell_of_sentences_always(wiki: Reader) -> None:
    source = (
        '{| class="wikitable"\n|+ Mills\n! Name !! Built\n|-\n| North || 1811<ref>A</ref>\n|-\n| South || 1820\n|-\n'
        "| West || {{cn}}\n|-\n| colspan=2 | It was said that this mill had never burnt before.\n|}"
    )
    claims = wiki.claims(source)
    assert said(claims) == ["North | 1811", "West", "It was said that this mill had never burnt before."]
    assert [(len(claim.citations), claim.tags) for claim in claims] == [(1, ()), (0, ("citation-needed",)), (0, ())]
    assert wiki.unread(source) == ["of the rows of a table (4) 2 cite nothing: they are no claims"]


def test_what_is_cited_or_marked_in_an_unknown_template_is_read(wiki: Reader) -> None:
    claims = wiki.claims("{{Mill box|sails=Four sails{{cn}}|stones=Two stones<ref>A</ref>|other=Nothing.}}\nIt turns.")
    assert said(claims) == ["Four sails", "Two stones", "It turns."]


# --------------------------------------------------------------------------------------------------------- infoboxes


def test_a_row_of_an_infobox_is_a_claim_with_its_value(wiki: Reader) -> None:
    claim = wiki.infobox("builder = [[Ann Pell|A. Pell]]<ref>A book</ref>{{cn}}")["builder"]
    assert (claim.predicate, claim.value, words(claim)) == ("infobox:builder", Text(text="A. Pell"), "builder: A. Pell")
    assert (claim.citations, claim.tags) == ((Citation(ref="1", title="A book"),), ("citation-needed", "infobox"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1,234", Quantity(amount=Decimal(1234))),
        ("-5", Quantity(amount=Decimal(-5))),
        ("12.5 km", Quantity(amount=Decimal("12.5"), unit="km")),
        ("8%", Quantity(amount=Decimal(8), unit="percent")),
        ("200–300", Quantity(low=Decimal(200), high=Decimal(300))),
        ("{{convert|5|km|mi}}", Quantity(amount=Decimal(5), unit="km")),
        ("{{convert|1,200|sqmi|km2|abbr=on}}", Quantity(amount=Decimal(1200), unit="mi^2")),
        ("{{cvt|5|-|7|m}}", Quantity(low=Decimal(5), high=Decimal(7), unit="m")),
        ("{{convert|6|ft|2|in|m}}", Quantity(amount=Decimal(74), unit="inch")),
        ("{{convert|5|±|1|m}}", Quantity(low=Decimal(4), high=Decimal(6), unit="m")),
        ("{{val|1.5|0.5|u=km}}", Quantity(low=Decimal(1), high=Decimal(2), unit="km")),
        ("{{val|1.5|e=3}}", Quantity(amount=Decimal(1500))),
        ("{{start date|1811|5|4}}", Time(text="1811-05-04")),
        ("{{birth date and age|df=yes|1811|05|04}}", Time(text="1811-05-04")),
        ("{{death date and age|1890|2|3|1811|5|4}}", Time(text="1890-02-03")),
        ("{{start date|1811}} {{cn}}", Time(text="1811")),
        ("4 May 1811", Time(text="1811-05-04")),
        ("c. 1811", Time(text="1811~")),
        ("1st", Text(text="1st")),
        ("+44", Text(text="+44")),
        ("3 sails", Text(text="3 sails")),
        ("5 km, 7 km", Text(text="5 km, 7 km")),
        ("{{convert|5|furlong}}", Text(text="5 furlong")),
        ("{{plainlist|\n* sails\n* stones}}", Text(text="sails; stones")),
        ("sails<br/>stones", Text(text="sails; stones")),
        ("\n* sails\n* stones", Text(text="sails; stones")),
    ],
)
def test_the_value_of_a_row_is_what_the_row_says_and_nothing_but_it(wiki: Reader, value: str, expected: object) -> None:
    assert wiki.infobox(f"row = {value}")["row"].value == expected


def test_the_number_in_a_row_of_dates_is_a_year(wiki: Reader) -> None:
    rows = wiki.infobox("founded = 1811", "population = 1811", "years_active = 1811–1820")
    assert {key: claim.value for key, claim in rows.items()} == {
        "founded": Time(text="1811"),
        "population": Quantity(amount=Decimal(1811)),
        "years_active": Time(text="1811/1820"),
    }


def test_rows_that_hold_the_date_or_the_reference_of_others_give_it_to_them(wiki: Reader) -> None:
    rows = wiki.infobox(
        "population_total = 1,200",
        "population_density_km2 = 5",
        "population_demonym = Miller",
        "population_as_of = May 2011<ref name=p>A census</ref>",
        "gdp = 5",
        "gdp_year = 2014",
        "gdp_ref = <ref name=g>A bank</ref>",
        "birth_date = 4 May 1811",
        "birth_place = Pell",
    )
    by_2011 = Time(text="2011-05", mode="by")
    assert [(key, claim.valid, refs(claim)) for key, claim in rows.items()] == [
        ("population_total", by_2011, ["p"]),
        ("population_density_km2", by_2011, ["p"]),
        ("population_demonym", None, []),
        ("gdp", Time(text="2014", mode="by"), ["g"]),
        ("birth_date", None, []),
        ("birth_place", None, []),
    ]


def test_a_date_in_brackets_dates_the_number_before_it(wiki: Reader) -> None:
    rows = wiki.infobox("staff = 5,200 (2016)", "owner = A. Pell (1811)")
    assert (rows["staff"].value, rows["staff"].valid) == (Quantity(amount=Decimal(5200)), Time(text="2016", mode="by"))
    assert (rows["owner"].value, rows["owner"].valid) == (Text(text="A. Pell (1811)"), None)


def test_rows_that_tell_how_the_box_looks_say_nothing_unless_they_are_cited(wiki: Reader) -> None:
    rows = wiki.infobox(
        "image = A.jpg", "caption = The mill burns.", "image_size = 200", "caption2 = Sails<ref>A</ref>", "x ="
    )
    assert list(rows) == ["caption2"]


def test_a_box_within_a_box_has_rows_of_its_own(wiki: Reader) -> None:
    rows = wiki.infobox("height = 5", "module = {{Infobox stone|weight={{cvt|3|kg}}}}")
    assert {key: claim.value for key, claim in rows.items()} == {
        "height": Quantity(amount=Decimal(5)),
        "weight": Quantity(amount=Decimal(3), unit="kg"),
    }


def test_values_fit_together_whatever_the_boxes_say(wiki: Reader) -> None:
    boxes = ("river|length={{cvt|5|km}}", "song|length={{val|3|u=min}}", "race|length={{cvt|4|mi}}")
    source = "".join(f"{{{{Infobox {box}}}}}" for box in boxes)
    collection = wiki.collection(source)
    assert [claim.value for claim in collection.claims] == [
        Quantity(amount=Decimal(5), unit="km"),
        Text(text="3 min"),
        Quantity(amount=Decimal(4), unit="mi"),
    ]
    assert not list(collection.problems())
    assert [problem.message for problem in collection.unread] == [
        "Mill: 'length: 3 min' is kept as words: cannot convert 'minute' to 'km'"
    ]


def test_a_value_that_its_declared_predicate_does_not_take_is_kept_as_words(wiki: Reader) -> None:
    vocabulary = Vocabulary(
        predicates={
            "infobox:name_of_it": Predicate(value="text"),
            "infobox:owner": Predicate(value="quantity"),
            "infobox:built": Predicate(value="time"),
        }
    )
    source = "{{Infobox mill|name_of_it=1984|owner=A. Pell|built=1811}}"
    collection = wiki.collection(source, ReadOptions(vocabulary=vocabulary))
    assert [(claim.predicate, claim.value) for claim in collection.claims] == [
        ("infobox:name_of_it", Text(text="1984")),
        ("says", Text(text="owner: A. Pell")),
        ("infobox:built", Time(text="1811")),
    ]
    assert not list(collection.problems())
    assert len(collection.unread) == 2


# ------------------------------------------------------------------------------------ nothing is lost without a word


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("One. <!-- {{cn}} -->", "{{cn}} stands in a comment"),
        ("One. <!-- <ref>A</ref> -->", "a reference stands in a comment"),
        ("One is <nowiki>{{cn}}</nowiki>.", "{{cn}} stands in <nowiki>"),
        ("One is <pre>{{cn}}</pre>.", "{{cn}} stands in <pre>"),
        ("One. <includeonly>Two.{{cn}}</includeonly>", "{{cn}} stands in <includeonly>"),
        ("One. {{cn|date=May", "{{cn}} is never closed, or is no markup"),
        ("One.<ref>A", "a reference is never closed, or is no markup"),
        ("One.<ref name=a>{{cite web|title=A{{cn}}}}</ref>", "{{cn}} stands in a value of {{cite web}}"),
        ("One.\n<references />", "a reference is the list of the footnotes"),
        ("== Empty ==\n{{cn}}", "{{cn}} has no words before it"),
        (
            "{{Mill box|1=<ref name=a/>}} One.<ref name=a>A</ref>",
            "a reference refers to a footnote, and no words are before it",
        ),
        ("{{Mill box|1=[https://a.example]}} One.", "a citation has no words before it"),
    ],
)
def test_every_reference_and_mark_that_hangs_on_no_claim_is_listed_with_the_reason(
    wiki: Reader, source: str, reason: str
) -> None:
    assert reason in wiki.unread(source)


def test_an_account_tells_what_became_of_every_reference_and_mark(wiki: Reader) -> None:
    page = wiki.page("One.<ref name=a>A</ref>{{cn}} Two.<ref name=a/> <!-- <ref /> --> {{as of|2019}} it burnt.")
    assert [(each.what, each.claim, each.reason is None) for each in page.occurrences] == [
        ("<ref", "mill-1", True),
        ("cn", "mill-1", True),
        ("<ref", "mill-2", True),
        ("<ref", None, False),
        ("as of", "mill-3", True),
    ]
    assert [page.page.source[each.offset] for each in page.occurrences] == ["<", "{", "<", "<", "{"]


def test_unbalanced_italics_do_not_hide_a_reference(wiki: Reader) -> None:
    claim = wiki.one("It ''burnt''.<ref>Pell, Mills'', 1811</ref> ''")
    assert claim.citations == (Citation(ref="1", title="Pell, Mills, 1811"),)


# ------------------------------------------------------------------------------------------------------------ places


def test_a_claim_knows_where_its_sentence_stands(wiki: Reader) -> None:
    source = "== The mill ==\n\nIt [[burn|burnt]] {{cvt|5|m}}\r\ndeep.<ref>A</ref> It '''stands'''."
    one, two = wiki.claims(source)
    assert one.location is not None
    assert (one.location.file, one.location.line, one.location.column) == ("Mill.wiki", 3, 1)
    assert two.location is not None
    text = source.replace("\r\n", "\n").splitlines()[two.location.line - 1][two.location.column - 1 :]
    assert text[: two.location.length] == "It '''stands'''."


def test_what_is_not_read_knows_its_place(wiki: Reader) -> None:
    (problem,) = wiki.collection("One.\n\nTwo.  <!-- {{cn}} -->").unread
    assert (problem.place.file, problem.place.line, problem.place.column) == ("Mill.wiki", 3, 12)


def test_ids_are_the_same_each_time_and_the_subject_is_an_entity(wiki: Reader) -> None:
    source = "One. Two.{{efn|Three.}} {{Infobox mill|height=5}}"
    first, second = wiki.collection(source), wiki.collection(source)
    assert first == second
    assert [claim.id for claim in first.claims] == ["mill-1", "mill-2", "mill-3", "mill-4"]
    assert first.vocabulary.entities == {"mill": Entity(name="Mill")}
    assert first.vocabulary.predicates == {
        "says": Predicate(name="says", value="text", single=False),
        "infobox:height": Predicate(name="height"),
    }


def test_a_page_about_a_known_entity_speaks_of_that(wiki: Reader) -> None:
    vocabulary = Vocabulary(entities={"north-mill": Entity(name="Mill")})
    collection = wiki.collection("One.", ReadOptions(vocabulary=vocabulary))
    assert [claim.subject for claim in collection.claims] == ["north-mill"]
    assert collection.vocabulary.entities == vocabulary.entities
    alias = Vocabulary(entities={"north-mill": Entity(name="The North Mill", aliases=("Mill",))})
    assert wiki.one("One.", ReadOptions(vocabulary=alias)).subject == "north-mill"


def test_an_article_states_what_it_says_on_its_date(wiki: Reader) -> None:
    assert wiki.one("One.", ReadOptions(date="2019-05")).stated == Time(text="2019-05")
    with pytest.raises(InputError, match="the date of the document"):
        wiki.one("One.", ReadOptions(date="May 2019"))


RICH = """\
{{Infobox mill|name=Mill|population_total=5,200<ref name=a/>|population_as_of=2011|built={{start date|1811|5|4}}}}
The '''mill''' {{IPAc-en|m}} was "built": {{as of|2019|lc=y}} it's 'none'.<ref name=a>{{cite web|title=A: b # c
|url=https://a.example/?x=1&y=2|date=c. 1850}}</ref>{{cn|date=May 2019|reason=It's "not" so: why?}}

{{efn|none}} unknown.<ref>- a\ttab</ref> == Not a heading. =={{cn|reason=2019}}
{|
| 5 || x<ref group=note>See [https://b.example]</ref>
|}
"""


def test_claims_are_the_same_after_they_were_written_and_read_again(wiki: Reader, tmp_path: Path) -> None:
    collection = wiki.collection(RICH)
    again = tmp_path / "again.yaml"
    again.write_text(claims_yaml(collection), encoding="utf-8")
    copy = load(again)
    assert (copy.claims, copy.vocabulary) == (collection.claims, collection.vocabulary)
    assert len(copy.claims) > 5


def test_a_mark_without_its_tag_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text("claims:\n  - {id: a, subject: b, predicate: c, marks: [{tag: when}]}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"claims.yaml:2:\d+: claim 'a': marks: 'when' is not among the claim's tags"):
        load(path)


def test_sentences_never_contradict_each_other_and_are_checked_for_citations_and_tags(wiki: Reader) -> None:
    collection = wiki.collection("It burnt.<ref>A</ref> It never burnt.<ref>B</ref> It leans.{{cn}} It stands.")
    report = check(collection)
    assert {(finding.rule, *(claim.id for claim in finding.claims)) for finding in report.findings} == {
        ("editorial/tagged-citation-needed", "mill-3"),
        ("core/no-source", "mill-4"),
    }


# ------------------------------------------------------------------------------------------------------------- dumps


def dumped(*pages: str, head: str = "") -> str:
    names = 'xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en"'
    return f"{head}<mediawiki {names}>\n  <siteinfo><sitename>W</sitename></siteinfo>\n{''.join(pages)}</mediawiki>\n"


def page(
    title: str, text: str, *, namespace: int = 0, extra: str = "", model: str = "wikitext", raw: bool = False
) -> str:
    text = text if raw else escape(text)
    return (
        f"  <page>\n    <title>{escape(title)}</title>\n    <ns>{namespace}</ns>\n    <id>1</id>{extra}\n"
        "    <revision>\n"
        f"      <timestamp>2019-05-04T10:00:00Z</timestamp>\n      <model>{model}</model>\n"
        f'      <text bytes="5" xml:space="preserve">{text}</text>\n    </revision>\n  </page>\n'
    )


def dump_of(folder: Path, content: str | bytes, name: str = "dump.xml") -> Collection:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(
        bz2.compress(data) if name.endswith("bz2") else gzip.compress(data) if name.endswith("gz") else data
    )
    reading = read(path, name)
    claims = tuple(reading.claims)
    return Collection(claims, reading.vocabulary, (name,), tuple(reading.unread))


@pytest.mark.parametrize("name", ["dump.xml", "dump.xml.bz2", "dump.xml.gz"])
def test_a_dump_gives_the_claims_of_its_articles(tmp_path: Path, name: str) -> None:
    source = dumped(page("North Mill", "It burnt.<ref>A</ref>"), page("Dunn & Sons", "They left.{{cn}}"))
    collection = dump_of(tmp_path, source, name)
    assert [(claim.id, claim.subject, words(claim)) for claim in collection.claims] == [
        ("north-mill-1", "north-mill", "It burnt."),
        ("dunn-sons-1", "dunn-sons", "They left."),
    ]
    assert collection.claims[0].stated == Time(text="2019-05-04T10:00:00Z")
    assert collection.vocabulary.entities["dunn-sons"] == Entity(name="Dunn & Sons")


@pytest.mark.parametrize(
    "entities",
    [{}, {'"': "&quot;"}, {'"': "&quot;", "'": "&#039;"}, {">": ">"}],
)
def test_places_in_a_dump_are_those_of_the_file_however_it_writes_characters(
    tmp_path: Path, entities: dict[str, str]
) -> None:
    text = 'The "mill" <b>burnt</b> & isn\'t there.\n\n"It" was {{cvt|5|m}}<ref name="a">A</ref> high & dry.'
    raw = "".join(entities.get(letter, escape(letter, quote=False)) for letter in text)
    source = dumped(page("Mill", raw, raw=True))
    lines = source.splitlines()
    for claim in dump_of(tmp_path, source).claims:
        location = claim.location
        assert location is not None
        there = lines[location.line - 1][location.column - 1 :][: location.length]
        assert unescape(there)[0] == words(claim)[0]
        assert unescape(there)[-1] == "."


def test_a_dump_that_writes_characters_in_an_odd_way_gives_lines_without_columns(tmp_path: Path) -> None:
    source = dumped(page("Mill", "It &#98;urnt.\n\nIt stands.", raw=True))
    places = [
        (claim.location.line, claim.location.column) for claim in dump_of(tmp_path, source).claims if claim.location
    ]
    first = source[: source.index("It &#98;")].count("\n") + 1
    assert places == [(first, 0), (first + 2, 0)]


def test_of_a_dump_only_articles_in_wikitext_are_read_and_the_rest_is_listed(tmp_path: Path) -> None:
    collection = dump_of(
        tmp_path,
        dumped(
            page("Talk:Mill", "It burnt.", namespace=1),
            page("Data", "{}", model="json"),
            page("Moulin", "#REDIRECT [[Mill]] {{cn}}", extra='<redirect title="Mill" />'),
            page("Mill", "It burnt."),
        ),
    )
    assert [claim.subject for claim in collection.claims] == ["mill"]
    assert [problem.message for problem in collection.unread] == [
        "Talk:Mill: is not read: is no article, but in namespace 1",
        "Data: is not read: is no wikitext, but json",
        "Moulin: {{cn}} is on a redirect",
    ]


def test_of_a_page_with_its_history_the_last_revision_is_read(tmp_path: Path) -> None:
    source = dumped(page("Mill", "It stood."))
    later = "<revision><timestamp>2020-01-01T00:00:00Z</timestamp><text>It burnt.</text></revision>"
    collection = dump_of(tmp_path, source.replace("</revision>", f"</revision>{later}"))
    assert [(words(claim), str(claim.stated)) for claim in collection.claims] == [("It burnt.", "2020-01-01T00:00:00Z")]
    assert [problem.message for problem in collection.unread] == ["Mill: of its 2 revisions only the last is read"]


def test_pages_whose_titles_differ_only_in_signs_have_subjects_of_their_own(tmp_path: Path) -> None:
    collection = dump_of(
        tmp_path, dumped(page("C", "One."), page("C++", "Two."), page("C#", "Three."), page("!!!", "Four."))
    )
    assert [claim.subject for claim in collection.claims] == ["c", "c-2", "c-3", "page"]
    assert collection.vocabulary.entities["c-2"] == Entity(name="C++")


def test_a_page_that_is_too_long_is_listed_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump, "MOST_CHARACTERS", 100)
    collection = dump_of(tmp_path, dumped(page("Long", "It burnt. " * 50), page("Mill", "It stands.")))
    assert [claim.subject for claim in collection.claims] == ["mill"]
    assert "Long: is not read" in collection.unread[0].message


BOMB = '<!DOCTYPE mediawiki [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (dumped(page("Mill", "&b;", raw=True), head=BOMB), r"dump.xml:1:\d+: has a document type"),
        (dumped(page("Mill", "&b;", raw=True)), r"dump.xml:10:\d+: not well-formed XML: undefined entity"),
        (dumped(page("Mill", "One."))[:-20], r"dump.xml:12:3: not well-formed XML"),
        ("<html><p>Mill</p></html>", r"dump.xml:1:\d+: is no dump of MediaWiki: it begins with <html>"),
        (dumped(), "dump.xml: holds no pages"),
        ("", r"dump.xml:1:\d+: not well-formed XML: no element found"),
        (b"<mediawiki>\xff</mediawiki>", r"dump.xml:1:\d+: not well-formed XML"),
    ],
)
def test_a_malformed_dump_is_one_error_with_its_place(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        dump_of(tmp_path, content)


@pytest.mark.parametrize("name", ["dump.xml.bz2", "dump.xml.gz"])
@pytest.mark.parametrize("share", [0, 0.01])
def test_a_broken_archive_is_an_input_error(tmp_path: Path, name: str, share: float) -> None:
    whole = dumped(*(page(f"Mill {number}", f"It burnt {number} times.") for number in range(50))).encode()
    packed = (bz2 if name.endswith("bz2") else gzip).compress(whole)
    path = tmp_path / name
    path.write_bytes(packed[: int(len(packed) * share)] or b"no archive at all")
    with pytest.raises(InputError, match=f"{name}: cannot be read"):
        list(read(path, name).claims)


def titles_and_problems(folder: Path, content: str | bytes, name: str = "dump.xml") -> tuple[list[str], list[str]]:
    collection = dump_of(folder, content, name)
    return sorted({claim.subject for claim in collection.claims}), list(map(str, collection.unread))


@pytest.mark.parametrize(
    ("damaged", "message"),
    [
        (page("B", "&b;", raw=True), "dump.xml:20:44: not well-formed XML: undefined entity: the page 'B' is not read"),
        (
            page("B", "It burnt.<ref>", raw=True),
            "dump.xml:20:60: not well-formed XML: mismatched tag: the page 'B' is not",
        ),
        (
            page("B", "It burnt.").replace("</title>", ""),
            "dump.xml:22:5: not well-formed XML: mismatched tag: a page is not",
        ),
        (page("B", "It burnt.").replace("  </page>\n", ""), "dump.xml:22:3: not well-formed XML: a page begins before"),
        (
            page("B", "It burnt.<!--", raw=True),
            "dump.xml:20:53: not well-formed XML: unclosed token: the page 'B' is not",
        ),
        (
            page("B", "<<<", raw=True),
            "dump.xml:20:45: not well-formed XML: not well-formed (invalid token): the page 'B'",
        ),
    ],
)
def test_a_damaged_page_of_a_dump_costs_itself_alone(tmp_path: Path, damaged: str, message: str) -> None:
    pages = [page("A", "It burnt."), damaged, page("C", "It stood."), page("D", "It fell.")]
    subjects, problems = titles_and_problems(tmp_path, dumped(*pages))
    assert subjects == ["a", "c", "d"]
    assert len(problems) == 1
    assert problems[0].startswith(message)


@pytest.mark.parametrize("name", ["dump.xml", "dump.xml.bz2", "dump.xml.gz"])
def test_places_behind_a_damage_are_those_of_the_file(tmp_path: Path, name: str) -> None:
    source = dumped(page("A", "It burnt."), page("B", "&b;", raw=True), page("C", "It stood.")).replace("\n", "", 14)
    (last,) = (claim for claim in dump_of(tmp_path, source, name).claims if claim.subject == "c")
    assert last.location is not None
    line = source.splitlines()[last.location.line - 1]
    assert line[last.location.column - 1 :].startswith("It stood.")


@pytest.mark.parametrize("size", [1, 7, 64])
def test_a_damage_is_found_wherever_the_pieces_of_the_file_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(rewindable, "CHUNK", size)
    pages = [page("A", "It burnt."), page("B", "It burnt.<!--", raw=True), page("C", "It stood.")]
    assert titles_and_problems(tmp_path, dumped(*pages))[0] == ["a", "c"]


def test_a_dump_that_is_cut_gives_the_pages_before(tmp_path: Path) -> None:
    source = dumped(page("A", "It burnt."), page("B", "It stood."))
    subjects, (problem,) = titles_and_problems(tmp_path, source[: source.index("stood")])
    assert subjects == ["a"]
    assert problem.endswith("no element found: the rest of the file is not read; the page before is")


def test_a_packed_dump_that_is_cut_gives_the_pages_before(tmp_path: Path) -> None:
    whole = dumped(*(page(f"Mill {number}", f"It burnt {number} times.") for number in range(50))).encode()
    packed = gzip.compress(whole)
    path = tmp_path / "dump.xml.gz"
    path.write_bytes(packed[: len(packed) * 9 // 10])
    reading = read(path, path.name)
    assert 1 < len(list(reading.claims)) < 50
    (problem,) = reading.unread
    assert "the rest of the file cannot be read" in problem.message


def test_a_dump_with_too_many_damages_is_read_up_to_the_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "MOST_DAMAGES", 2)
    broken = page("B", "&b;", raw=True)
    subjects, problems = titles_and_problems(
        tmp_path, dumped(page("A", "It burnt."), broken, page("C", "It stood."), broken, page("D", "It fell."))
    )
    assert (subjects, len(problems)) == (["a", "c"], 2)
    assert problems[-1].endswith("the rest of the file is not read; the 2 pages before are")


def test_a_comment_without_end_in_a_dump_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump, "MOST_BYTES_AT_ONCE", 100_000)
    source = dumped(page("Mill", "One.")).replace("<page>", f"<!--{'x' * 300_000}--><page>")
    subjects, (problem,) = titles_and_problems(tmp_path, source)
    assert subjects == ["mill"]
    assert "a piece of its XML is too long to be read: what stands up to the next page is not read" in problem


def test_a_dump_is_read_page_by_page(tmp_path: Path) -> None:
    pages = [page(f"Mill {number}", f"It burnt {number} times.<ref>A</ref> " * 20) for number in range(400)]
    path = tmp_path / "dump.xml"
    path.write_text(dumped(*pages) + "<broken", encoding="utf-8")
    claims = iter(read(path, "dump.xml").claims)
    assert next(claims).id == "mill-0-1"
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for _ in claims:
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak - before < 4_000_000, "some pages, and not 400 of them"


# -------------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"It \xff burnt.", r"Mill.wiki:1:4: not UTF-8: byte 0xff at offset 3"),
        (b" \n ", "Mill.wiki: is empty"),
        (None, "Mill.wiki: cannot be read: No such file or directory"),
    ],
)
def test_an_article_that_cannot_be_read_is_an_input_error(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "Mill.wiki"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read(path, "Mill.wiki")


def test_an_article_that_is_too_large_is_an_input_error(wiki: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="is larger than"):
        wiki.claims("It burnt. " * 50)


def test_without_the_parser_it_says_what_to_type(wiki: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "find_spec", lambda _: None)
    with pytest.raises(UnsupportedError, match=re.escape(advice("wikitext"))):
        wiki.claims("It burnt.")


@pytest.mark.parametrize(
    "markup", ["{{a|b=", "[[a|", "<ref name=a>", "{|\n|a\n", "}}{{a|", "{{a [[b }} ]] ", "<!-- {{"]
)
def test_markup_that_is_opened_ten_thousand_times_is_listed_and_not_read(wiki: Reader, markup: str) -> None:
    collection = wiki.collection(f"It burnt. {markup * 10_000}")
    assert collection.claims == ()
    assert [problem.message for problem in collection.unread][:1] == [
        "Mill: is not read: too much of its markup is never closed"
    ]


def test_a_small_page_with_much_open_markup_of_several_kinds_is_not_read() -> None:
    assert is_endless("{{r|" * 400 + "<!--" * 400 + "<references" * 400)  # eight seconds for twelve kilobytes
    assert not is_endless("{{r|" * 40 + "<!--" * 40 + "<references" * 40)


def test_markup_that_is_closed_is_never_too_much() -> None:
    assert (
        unclosed("{{a|[[b]]}} {|\n|a\n|} <ref name=a>b</ref> <br> <ref name=a /> <!-- c --> [https://a.example b]") == 0
    )
    assert not is_endless("{{cn}} [[a]] <ref>b</ref> " * 100_000)


@pytest.mark.parametrize(
    ("opening", "closing"), [("{{a|", "}}"), ("[[a|", "]]"), ("<div>", "</div>"), ("{{efn|", "}}")]
)
def test_deep_nesting_is_read_or_listed(wiki: Reader, opening: str, closing: str) -> None:
    for depth in (30, 90, 200):
        wiki.collection(f"It burnt. {opening * depth}x{{{{cn}}}}{closing * depth}")


def test_a_lexicon_of_ones_own_is_used(wiki: Reader, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[1] / "rules" / "lexicon" / "enwiki.yaml"
    own = tmp_path / "ownwiki.yaml"
    own.write_text(
        shipped.read_text(encoding="utf-8").replace("[citation needed, cn,", "[beleg, cn,"), encoding="utf-8"
    )
    assert wiki.one("It burnt.{{Beleg}}", ReadOptions(lexicon=own)).tags == ("citation-needed",)
    own.write_text("site: ownwiki\ntag: {}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"ownwiki\.yaml:2:1: unknown field 'tag' \(did you mean 'tags'\?\)"):
        wiki.claims("It burnt.", ReadOptions(lexicon=own))
    with pytest.raises(InputError, match=r"none\.yaml: cannot be read"):
        wiki.claims("It burnt.", ReadOptions(lexicon=tmp_path / "none.yaml"))


# ----------------------------------------------------------------------------------------------------------- lexicon


def test_no_template_gives_two_tags() -> None:
    lexicon = load_lexicon()
    names = [name for tags in (lexicon.tags, lexicon.around) for names in tags.values() for name in names]
    assert not [name for name, count in Counter(names).items() if count > 1]


def test_every_tag_that_a_shipped_rule_asks_for_is_given_by_some_template() -> None:
    rules = (Path(__file__).parents[1] / "rules" / "editorial").glob("*.yaml")
    asked = {tag for rule in rules for tag in re.findall(r"has-tag ([a-z-]+)", rule.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= load_lexicon().tags.keys()


def test_every_unit_of_the_lexicon_is_known_and_converts() -> None:
    for unit in load_lexicon().units:
        scale = {"degC": "kelvin", "degF": "kelvin"}.get(
            unit, f"kilo{unit}" if unit.isalpha() and len(unit) > 2 else unit
        )
        assert convert(1, unit, unit) == 1
        if scale != unit and unit not in ("percent",):
            convert(1, unit, scale)


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("15 March 2022", "2022-03-15"),
        ("March 15, 2022", "2022-03-15"),
        ("2022-03-15", "2022-03-15"),
        ("Mar. 2022", "2022-03"),
        ("2022", "2022"),
        ("2022 March 5", "2022-03-05"),
        ("Spring 2010", "2010-21"),
        ("Winter 1999–2000", "1999-24"),
        ("2010–11", "2010/2011"),
        ("1998-99", "1998/1999"),
        ("2016-04", "2016-04"),
        ("March–April 2010", "2010-03/2010-04"),
        ("5–7 May 2010", "2010-05-05/2010-05-07"),
        ("May 30 – June 2, 2011", "2011-05-30/2011-06-02"),
        ("December 2009 – January 2010", "2009-12/2010-01"),
        ("c. 1850", "1850~"),
        ("1850?", "1850?"),
        ("384 BC", "-0383"),
        ("384 B.C.", "-0383"),
        ("384 B.C.E.", "-0383"),
        ("A.D. 79", "0079"),
        ("AD 79", "0079"),
        ("2010-11", None),
        ("3/4/2010", None),
        ("31 February 2010", None),
        ("5 May", None),
        ("the 1990s", None),
        ("2011/2010", None),
        ("May 2011 – May 2010", None),
        ("", None),
        ("9" * 200, None),
    ],
)
def test_dates_are_read_where_they_are_plain(written: str, edtf: str | None) -> None:
    time = DateReader(load_lexicon()).time(written)
    assert (None if time is None else time.text) == edtf


# -------------------------------------------------------------------------------------------------------------- fuzz


def test_mutated_wikitext_gives_claims_or_an_input_error() -> None:
    tried, sound = fuzz(range(1, 151), seed=20)
    assert sound > tried / 4


def test_every_mark_and_reference_of_a_dump_is_found_with_its_sentence_or_listed(tmp_path: Path) -> None:
    """As of the articles below, which nobody here wrote: what stands in the source is accounted for, one by one."""
    mill = (
        "The mill burnt down.<ref>A</ref> It was rebuilt in 1912.{{citation needed|date=May 2020}}"
        "<ref name=b>B</ref>\n\n"
        "<!-- It is haunted.<ref>C</ref>{{citation needed}} -->\nIt has two wheels.{{when}}<ref name=b />\n"
    )
    town = (
        "{{Infobox settlement\n| mayor = Ann<ref>D</ref>\n}}\nThe town is old.{{dubious}}\n\n* A bridge.<ref>E</ref>\n"
    )
    path = tmp_path / "dump.xml"
    path.write_text(dumped(page("Mill", mill), page("Town", town)), encoding="utf-8")
    pages = list(read_pages(path, path.name))
    assert [reading.page.source for reading in pages] == [mill, town]
    found: Counter[str] = Counter()
    for reading in pages:
        ids, source = {claim.id for claim in reading.claims}, reading.page.source
        accounted = {each.offset: each for each in reading.occurrences}
        for match in re.finditer(r"<ref|\{\{(?=citation|when|dubious)", source):
            occurrence = accounted[match.start()]
            assert (occurrence.claim in ids) != bool(occurrence.reason)
            found[occurrence.reason or "found"] += 1
    assert found == {"found": 8, "stands in a comment": 2}


# ------------------------------------------------------------------------------------- articles that nobody here wrote

SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "wikitext"
DUMP = SHARED / "enwiki-pages-articles-shortened.xml.bz2"
TORONTO = SHARED / "wtf_toronto.txt"

needs_dump = pytest.mark.skipif(not DUMP.exists(), reason=f"needs {DUMP.name}, which is no part of the project")
needs_toronto = pytest.mark.skipif(
    not TORONTO.exists(), reason=f"needs {TORONTO.name}, which is no part of the project"
)

COUNTED = {
    "citation needed": 122, "cn": 4, "as of": 30, "clarify": 14, "page needed": 8, "when": 5, "failed verification": 3,
    "better source": 3, "unreliable source?": 3, "verify source": 2, "who": 2, "dubious": 1, "disputed inline": 1,
    "update inline": 1, "according to whom": 1, "by whom": 1, "update after": 1, "vague": 1,
}  # fmt: skip
"""How often each mark stands in the raw source of the dump's pages, counted before the reader was written."""

REFERENCES = 8_551

NOT_FOUND = {
    "stands in a comment": 5,
    "is the list of the footnotes": 1,
    "stands in a value of {{historical populations}}": 2,  # "footnote = <ref>…", over a whole table
    "stands in a value of {{infobox u.s. cabinet}}": 1,  # "source = <ref>…", over a whole box
    "stands in a value of {{coord}}": 1,
    "stands in a value of {{long fossil range}}": 1,
    "refers to a footnote, and no words are before it": 3,  # behind "?", behind coordinates, behind another of these
    "has no words before it": 1,  # behind the list of footnotes
}
"""The references of the dump that hang on no sentence: each was looked at in the source."""


@pytest.fixture(scope="module")
def dump_pages() -> list[PageReading]:
    return list(read_pages(DUMP, DUMP.name))


def opened(name: str, source: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\{{\{{\s*{re.escape(name)}\s*[|}}]", source, flags=re.IGNORECASE)


@needs_dump
def test_the_dump_is_what_was_counted(dump_pages: list[PageReading]) -> None:
    sources = [page.page.source for page in dump_pages]
    assert len(sources) == 206
    assert sum(source.count("<ref") for source in sources) == REFERENCES
    assert {name: sum(1 for source in sources for _ in opened(name, source)) for name in COUNTED} == COUNTED


@needs_dump
@pytest.mark.parametrize("name", COUNTED)
def test_every_mark_of_the_dump_is_found_with_its_sentence_or_listed(dump_pages: list[PageReading], name: str) -> None:
    found = listed = 0
    for page in dump_pages:
        claims = {claim.id: claim for claim in page.claims}
        accounted = {each.offset: each for each in page.occurrences}
        places = {problem.place for problem in page.unread}
        for match in opened(name, page.page.source):
            occurrence = accounted[match.start()]
            if occurrence.claim is None:
                assert occurrence.reason
                assert page.page.places.place(match.start()) in places
                listed += 1
            else:
                claim = claims[occurrence.claim]
                assert claim.tags or claim.valid
                assert claim.location is not None
                assert claim.location.line <= page.page.places.place(match.start()).line
                found += 1
    assert found + listed == COUNTED[name]
    assert listed == (1 if name == "citation needed" else 0), "one is in a comment (Alkali metal)"


@needs_dump
def test_no_reference_of_the_dump_is_lost(dump_pages: list[PageReading]) -> None:
    reasons: Counter[str] = Counter()
    for page in dump_pages:
        ids = {claim.id for claim in page.claims}
        accounted = {each.offset: each for each in page.occurrences if each.what == "<ref"}
        assert sorted(accounted) == [found.start() for found in re.finditer("<ref", page.page.source)]
        for each in accounted.values():
            assert (each.claim in ids) != (each.claim is None)
            reasons[each.reason or "found"] += 1
    comments = [found[0] for page in dump_pages for found in re.finditer("<!--.*?-->", page.page.source, re.DOTALL)]
    assert sum(comment.count("<ref") for comment in comments) == NOT_FOUND["stands in a comment"]
    assert (
        sum(page.page.source.count("<references") for page in dump_pages) == NOT_FOUND["is the list of the footnotes"]
    )
    assert reasons == NOT_FOUND | {"found": REFERENCES - sum(NOT_FOUND.values())}


@needs_dump
def test_places_in_the_dump_are_those_of_its_lines(dump_pages: list[PageReading]) -> None:
    with bz2.open(DUMP, "rt", encoding="utf-8") as stream:
        lines = stream.read().split("\n")
    claims = [claim for page in dump_pages for claim in page.claims if claim.predicate == "says"]
    checked = 0
    sample = claims[::25]
    for claim in sample:
        assert claim.location is not None
        first = re.match(r"[A-Za-z]{3,}(?= )", words(claim))
        there = unescape(lines[claim.location.line - 1][claim.location.column - 1 :][: claim.location.length])
        if first is not None and not there.startswith("{{"):
            assert re.sub(r"\[\[(?:[^]|]*\|)?|]]|''+|<[^>]*>", "", there).startswith(first[0])
            checked += 1
    assert checked > len(sample) / 2, "most sentences begin with a plain word"


@needs_dump
def test_the_claims_of_the_dump_fit_together(dump_pages: list[PageReading]) -> None:
    reading = read(DUMP, DUMP.name)
    claims = tuple(reading.claims)
    assert len(claims) == sum(len(page.claims) for page in dump_pages)
    assert not list(Collection(claims, reading.vocabulary).problems())
    assert not reading.vocabulary.problems()


@needs_toronto
def test_an_article_in_a_text_file_is_read_when_it_is_asked_for() -> None:
    source = TORONTO.read_text(encoding="utf-8")
    (page,) = read_pages(TORONTO, TORONTO.name)
    tally = Counter((each.what, each.claim is not None) for each in page.occurrences)
    assert tally["<ref", True] == source.count("<ref") == 134
    assert not [problem for problem in page.unread if "reference" in problem.message]
    assert (tally["citation needed", True], tally["as of", True]) == (3, 1)
    rows = {claim.predicate: claim for claim in page.claims}
    density = rows["infobox:population_density_km2"]
    assert (density.value, density.valid) == (Quantity(amount=Decimal(4149)), Time(text="2011", mode="by"))
