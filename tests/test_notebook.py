"""What a notebook shows: HTML that is well formed, obeys nothing that claims say, and stays small."""

from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import awkward
from conflicts import Citation, Claim, Collection, ConflictReport, Finding, check, load
from conflicts.model.suppression import Suppression
from conflicts.report.finding import Side
from conflicts.report.notebook import MOST_CLAIMS, MOST_FINDINGS
from report_samples import claim, findings, report_of, rule

REPOSITORY = Path(__file__).parents[1]
TAGS = {"div", "span", "strong", "details", "summary", "table", "tbody", "tr", "td", "th", "ul", "li"}
ATTRIBUTES = {"style", "dir", "colspan", "scope"}


class Parsed(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.open: list[str] = []
        self.text: list[str] = []
        self.folded = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.folded += tag == "details"
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def html_of(shown: object) -> str:
    html = getattr(shown, "_repr_html_")()  # noqa: B009  (as a notebook asks for it)
    assert isinstance(html, str)
    return html


@pytest.fixture(scope="module")
def izium() -> tuple[Collection, ConflictReport]:
    collection = load(REPOSITORY / "fixtures" / "izium")
    return collection, check(collection, engine="python")


def two_sides() -> Finding:
    claims = [
        claim("a", "russia", asserted_by="mod", stated="2022-03-24", excerpt="It is ours.", citations=[{"ref": "30"}]),
        claim("b", "ukraine", asserted_by="isw", valid="2022-03-24", certainty="probable"),
    ]
    (finding,) = findings(rule(), claims, [("a", "b")])
    return finding


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_a_report_shows_the_counts_and_each_finding_to_unfold(izium: tuple[Collection, ConflictReport]) -> None:
    report = check(izium[0], rules=["core/denial"], engine="python")
    assert 1 < len(report.findings) <= MOST_FINDINGS
    parsed = Parsed(html_of(report))
    assert parsed.words.startswith(f"{len(report.findings)} findings in {len(izium[0].claims)} claims")
    assert parsed.folded == 2 * len(report.findings)  # the finding, and why it is one
    for finding in report.findings:
        assert f"{finding.severity}, {finding.verdict}: {finding.rule}" in parsed.words
        assert finding.fingerprint in parsed.words


def test_a_finding_shows_what_stands_against_what_and_why() -> None:
    words = Parsed(html_of(two_sides())).words
    assert "error, certain: core/sample Ministry of Defence says Russia; Institute says Ukraine" in words
    assert "“It is ours.”" in words
    assert "time not given, stated 2022-03-24, [30]" in words
    assert "Institute, hedged as probable" in words
    assert "valid 2022-03-24" in words
    assert "certain: a.valid intersects b.valid" in words or "possible: a.valid intersects b.valid" in words


def test_a_side_shows_its_claims() -> None:
    side: Side = two_sides().sides[1]
    words = Parsed(html_of(side)).words
    assert words.startswith(side.value)
    assert "Institute" in words


def test_a_claim_shows_every_field_that_says_something() -> None:
    shown = Claim(
        id="c1",
        subject="izium",
        predicate="killed",
        value="200",
        qualifiers={"where": "north"},
        polarity="denied",
        certainty="probable",
        asserted_by="mod",
        via=("isw",),
        valid="2022-03",
        stated="2022-04",
        recorded="2023",
        citations=(Citation(ref="30"), Citation()),
        rank="deprecated",
        rank_reason="misprint",
        supersedes=("c0",),
        tags=("disputed",),
        credibility=2,
        suppress=(Suppression(rule="core", reason="quoted"),),
        excerpt="They fell.",
    )
    words = Parsed(html_of(shown)).words
    for said in (
        "c1", "izium", "killed", "200", "where: north", "denied", "probable", "mod", "isw", "2022-03", "2022-04",
        "2023", "30, one that nothing is said of", "deprecated – misprint", "c0", "disputed", "credibility 2",
        "core: quoted", "They fell.",
    ):  # fmt: skip
        assert said in words
    bare = Parsed(html_of(Claim(id="c1", subject="s", predicate="p"))).words
    assert bare == "c1 subject s predicate p asserted by nobody named"


def test_a_collection_shows_how_much_there_is_and_the_first_claims(izium: tuple[Collection, ConflictReport]) -> None:
    collection = izium[0]
    words = Parsed(html_of(collection)).words
    assert words.startswith(f"{len(collection.claims)} claims in 1 file claim subject predicate value")
    assert f"… and {len(collection.claims) - MOST_CLAIMS} more claims: collection.to_frame() has them all." in words
    assert Parsed(html_of(Collection())).words == "0 claims"


def test_a_suppression_that_is_of_no_use_is_shown() -> None:
    useless = claim("a", suppress=[{"rule": "core/denial", "reason": "r"}])
    report = check([useless], rules=["core/denial"], engine="python")
    assert "Suppression of core/denial on the claim a" in Parsed(html_of(report)).words


def test_a_report_without_findings_says_so() -> None:
    assert Parsed(html_of(report_of())).words == "No conflicts found in 3 claims"


# --- what is not ------------------------------------------------------------------------------------------------------


def hostile() -> list[object]:
    collection = awkward.collection(sides=20)
    report = check(collection, rules=awkward.RULES, engine="python")
    return [
        report,
        *report.findings,
        *(side for each in report.findings for side in each.sides),
        *collection.claims,
        collection,
    ]


def test_nothing_in_a_claim_is_markup_or_obeyed() -> None:
    for shown in hostile():
        html = html_of(shown)
        parsed = Parsed(html)
        assert parsed.tags <= TAGS
        assert parsed.attributes.keys() <= ATTRIBUTES
        assert not parsed.open
        assert not [
            letter for letter in html if ord(letter) < 0x20 or 0x7F <= ord(letter) <= 0x9F or letter in "\u202e\u2028"
        ]


def test_the_hostile_text_is_there_to_be_read() -> None:
    report = check(awkward.collection(sides=20), rules=awkward.RULES, engine="python")
    assert "<script>alert(1)</script>" in Parsed("".join(map(html_of, report.findings))).words


def test_styles_are_of_the_program_alone_and_set_no_colour_of_text() -> None:
    styles = {style for shown in hostile() for style in Parsed(html_of(shown)).attributes["style"]}
    assert len(styles) < 15
    declared = {part.partition(":")[0] for style in styles for part in style.split(";")}
    assert "color" not in declared
    assert not [style for style in styles if "url(" in style or "background:#" in style]


def test_ten_thousand_findings_are_shown_as_the_first_and_a_number() -> None:
    one = two_sides()
    many = report_of(*(one.model_copy(update={"fingerprint": f"{number:016x}"}) for number in range(10_000)))
    html = html_of(many)
    parsed = Parsed(html)
    assert parsed.folded == 2 * MOST_FINDINGS
    assert f"… and {10_000 - MOST_FINDINGS:,} more findings: report.to_frame() has them all." in parsed.words
    assert len(html) < 100_000


def test_a_finding_of_a_thousand_sides_and_long_texts_stays_small() -> None:
    report = awkward.report()
    assert max(len(html_of(finding)) for finding in report.findings) < 20_000
    assert len(html_of(report)) < 200_000
