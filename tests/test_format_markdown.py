import re
import string
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]  # it ships no type information
import pytest
from cmarkgfm.cmark import Options as Cmark  # type: ignore[import-untyped]  # it ships no type information
from hypothesis import given
from hypothesis import strategies as st

import awkward
from conflicts.formats import Options, format_named
from conflicts.formats.links import files_address
from conflicts.formats.markdown import LONGEST, MARK
from conflicts.model.claim import Location
from conflicts.report.cells import visible
from conflicts.report.inert import inert
from conflicts.report.report import ConflictReport, Skipped
from conflicts.report.suppress import StaleSuppression
from report_samples import claim, findings, report_of, rule, unverified_rule
from snapshots import izium

ZERO_WIDTH = "\u200b"


@dataclass
class Page(HTMLParser):
    """What GitHub's own Markdown library makes of a text: its elements, its links, its text, and that by cells."""

    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    text: str = ""
    in_cell: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert {name for name, _ in attrs} <= {"href"}
        self.tags.append(tag)
        self.links += [value or "" for _, value in attrs]
        self.in_cell = tag == "td" or (self.in_cell and tag != "th")
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.in_cell = self.in_cell and tag != "td"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.in_cell:
            self.rows[-1][-1] += data


def page(markdown: str) -> Page:
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Cmark.CMARK_OPT_UNSAFE)
    read = Page()
    read.feed(html)
    read.close()
    return read


def markdown(report: ConflictReport, **options: Any) -> str:
    return format_named("markdown").render(report, Options(**options))


def rows(read: Page) -> list[list[str]]:
    """The cells of the tables, without those of their headings."""
    return [row for row in read.rows if row]


def test_the_headline_counts_the_findings_by_severity() -> None:
    first, _, headline, *_ = markdown(izium()).splitlines()
    assert first == MARK
    assert headline == "### 8 findings in 24 claims: 3 errors, 3 warnings, 2 notes"
    assert markdown(report_of(claims=5)) == f"{MARK}\n\n### No conflicts found in 5 claims\n"


def test_each_finding_is_folded_up_under_its_message() -> None:
    read = page(markdown(izium()))
    assert read.tags.count("details") == read.tags.count("summary") == read.tags.count("table") == 8
    assert "Ukraine denies it (core/denial, certain)" in read.text
    assert "3 contradictions, error" in read.text


def test_a_row_says_what_is_said_in_which_words_by_whom_when_and_where() -> None:
    (row,) = (row for row in rows(page(markdown(izium()))) if row[1] == "“Ukraine denied it.”")
    what, _, who, where = row
    assert what == "Russia (denied)"
    assert who == "Ukraine\nvalid 2022-03-24, stated 2022-03-24\n32, 33"
    assert where == "fixtures/izium/claims.yaml:135:5\nua-denies-control"


def test_a_relayed_hedged_and_undated_claim_is_said_to_be_so() -> None:
    said = claim("said", asserted_by="mod", via=["a paper"], certainty="probable")
    ((_, words, who, where),) = rows(page(markdown(report_of(*findings(unverified_rule(), [said], [("said",)])))))
    assert words == "Izium · controlled by · Russia"
    assert who == "Ministry of Defence, via a paper, hedged as probable\ntime not given"
    assert where == "said"


def test_what_is_superseded_is_named_so() -> None:
    text = markdown(izium())
    assert "| superseded: <b>" in text
    assert "| current: <b>" in text


def test_a_possible_finding_says_what_is_not_certain_and_verbose_says_every_condition() -> None:
    text = page(markdown(izium())).text
    assert "Not certain: nobody says when: Izium is controlled by Russia" in text
    assert "a.polarity is affirmed" not in text
    assert "certain: a.polarity is affirmed (a.polarity: affirmed)" in page(markdown(izium(), verbose=True)).text


def test_what_a_rule_advises_is_told_with_its_first_finding_only() -> None:
    found = [finding for finding in izium().findings if finding.rule == "core/denial"]
    assert len(found) == 2
    assert page(markdown(izium())).text.count("A denial of the whole is no denial of its parts") == 1


def test_places_are_links_that_begin_with_the_address_of_the_files() -> None:
    links = {"fixtures/izium/claims.yaml#L125", "fixtures/izium/claims.yaml#L135"}
    assert links <= set(page(markdown(izium())).links)
    address = "https://git.example/us/claims/blob/abc/"
    assert {f"{address}{link}" for link in links} <= set(page(markdown(izium(), links=address)).links)


@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("a b/[c](d).yaml", "a%20b/%5Bc%5D%28d%29.yaml#L3"),
        ("./claims.yaml", "claims.yaml#L3"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29#L3"),
        ("/srv/claims.yaml", None),
        ("//evil.example/claims.yaml", None),
        ("../claims.yaml", None),
    ],
)
def test_a_place_is_a_link_only_into_the_directory_that_was_checked(file: str, link: str | None) -> None:
    said = claim("said", location=Location(file=file, line=3))
    read = page(markdown(report_of(*findings(unverified_rule(), [said], [("said",)]))))
    assert read.links == ([] if link is None else [link])
    assert f"{file}:3" in read.text.replace(ZERO_WIDTH, "")


def test_skipped_rules_and_useless_suppressions_are_counted_and_with_verbose_named() -> None:
    stale = StaleSuppression(rule="core/denial", because="unused", message="there is nothing", source="baseline")
    report = ConflictReport.of(
        (), report_of().statistics, [Skipped(rule="core/expired", reason="no day")], stale=[stale]
    )
    assert "\n1 rule skipped.\n" in markdown(report)
    assert "\n1 unused suppression.\n" in markdown(report)
    shown = page(markdown(report, verbose=True))
    assert shown.tags.count("li") == 2
    assert "core/expired: no day" in shown.text
    assert "Suppression of core/denial in the baseline: there is nothing" in shown.text


# What stands in claims


def test_nothing_from_claims_is_markup() -> None:
    read = page(markdown(awkward.report(12)))
    assert set(read.tags) == {
        *("h3", "h4", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "p", "b", "br", "code", "a")
    }
    assert all(re.fullmatch(r"(claims|crowd)\.yaml#L\d+|100%25.*|%D0.*|javascript%3A.*", link) for link in read.links)
    assert all(len(row) == 4 for row in rows(read))


def test_every_text_reads_as_itself() -> None:
    shown = page(markdown(awkward.report(12), verbose=True)).text.replace(ZERO_WIDTH, "")
    for name, text in awkward.TEXTS.items():
        assert visible(text) in shown, name


def test_nobody_is_mentioned_and_nothing_is_linked_that_stands_in_a_claim() -> None:
    shown = page(markdown(awkward.report(12), verbose=True)).text
    assert "everyone" in shown
    assert not re.search(r"@\w|[#!]\d|GH-\d|://|www\.|:tada:", shown)


texts = st.text(
    st.one_of(st.sampled_from("\\`*_{}[]()<>#+-=.!|~$&;:@/^\"' \n\t1a"), st.characters(codec="utf-8")), max_size=40
)


AROUND = (
    "{}",
    "- {}",
    "a {} b",
    "x\n{}",
    "x\n\n{}\n\ny",
    "| a | b |\n|---|---|\n| {} | c |",
    "<details>\n<summary>{}</summary>\n\n</details>",
)


def assert_reads_as_itself(text: str, around: str) -> None:
    expected, shown = page(around.format("Q")), page(around.format(inert(text)))
    assert shown.tags == expected.tags
    assert not shown.links
    assert shown.text.replace(ZERO_WIDTH, "") == expected.text.replace("Q", visible(text).replace(ZERO_WIDTH, ""))


MARKS = [*string.punctuation, "1.", "1)", "---", "===", "```", "~~~", "www.", "http://", "a@b.c"]


@pytest.mark.parametrize("around", AROUND)
def test_no_mark_makes_markup_of_a_text(around: str) -> None:
    for mark in MARKS:
        for shape in ("{0}", "{0} a", "{0}a", "a{0}", "a{0}b", "{0}a{0}", "a {0}{0}b{0}{0} c"):
            assert_reads_as_itself(shape.format(mark), around)


@given(texts.filter(visible), st.sampled_from(AROUND))
def test_any_text_reads_as_itself_wherever_it_stands(text: str, around: str) -> None:
    assert_reads_as_itself(text, around)


# Size


def many(number: int) -> ConflictReport:
    claims = [claim(f"c{each}", {"text": f"{each} " + "word " * 60}, predicate="motto") for each in range(number)]
    return report_of(*findings(unverified_rule(), claims, [(each.id,) for each in claims]))


def test_a_comment_is_no_longer_than_github_takes_and_says_what_it_leaves_out() -> None:
    text = markdown(many(500))
    shown = page(text).tags.count("details")
    assert LONGEST * 0.9 < len(text) <= LONGEST
    assert 0 < shown < 500
    assert f"… and {500 - shown} more findings." in text


def test_verbose_leaves_nothing_out() -> None:
    text = markdown(many(500), verbose=True)
    assert page(text).tags.count("details") == 500


def test_sides_and_claims_beyond_the_first_few_are_counted() -> None:
    claims = [claim(f"c{number:04}", f"place-{number % 1000}") for number in range(5_000)]
    report = report_of(*findings(rule(), claims, [("c0000", each.id) for each in claims[1:]]))
    shown = rows(page(markdown(report)))
    assert len(shown) == 4 * 3 + 4 + 1
    assert shown[-1][0] == "… and 996 more sides"
    assert [row[1] for row in shown if "more" in row[1]] == ["… and 2 more claims"] * 4


# Addresses

GITHUB = {
    "GITHUB_SERVER_URL": "https://git.example",
    "GITHUB_REPOSITORY": "us/claims",
    "GITHUB_SHA": "abc",
    "GITHUB_WORKSPACE": "/home/runner/claims",
}
GITLAB = {"CI_PROJECT_URL": "https://lab.example/us/claims", "CI_COMMIT_SHA": "abc", "CI_PROJECT_DIR": "/builds/claims"}


@pytest.mark.parametrize(
    ("environment", "directory", "address"),
    [
        (GITHUB, "/home/runner/claims", "https://git.example/us/claims/blob/abc/"),
        (GITHUB, "/home/runner/claims/a b/c", "https://git.example/us/claims/blob/abc/a%20b/c/"),
        (GITLAB, "/builds/claims/data", "https://lab.example/us/claims/-/blob/abc/data/"),
        (GITHUB, "/elsewhere", ""),
        ({}, "/home", ""),
    ],
)
def test_files_have_an_address_where_a_job_runs_in_its_checkout(
    environment: dict[str, str], directory: str, address: str
) -> None:
    assert files_address(environment, PurePosixPath(directory)) == address
