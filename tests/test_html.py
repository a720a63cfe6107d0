import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import awkward
from command import Run
from conflicts.cli import app
from conflicts.formats.html.bounds import Bound, extent, moment
from conflicts.formats.html.page import embedded
from conflicts.formats.html.sources import MOST_SOURCES, tallies
from conflicts.formats.links import relative_address
from conflicts.model.claim import Claim, Location
from conflicts.model.moment import INFINITY
from conflicts.model.value import Time
from conflicts.report.report import ConflictReport, Skipped
from conflicts.report.suppress import StaleSuppression, SuppressedFinding
from conflicts.strategies.pools import PERIODS
from html_samples import ADDRESSES, ATTACKS, data_in, held, hostile_report, html, many
from report_samples import claim, findings, report_of, rule, unverified_rule
from snapshots import izium

REPOSITORY = Path(__file__).parents[1]
PACKAGE = files("conflicts.formats.html")
DAY = 86_400


def asset(name: str) -> str:
    return PACKAGE.joinpath(name).read_text(encoding="utf-8")


class Elements(HTMLParser):
    """The elements of a page as they are written, each with its attributes and the text right within it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str], list[str]]] = []
        self.within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append((tag, {name: value or "" for name, value in attrs}, []))
        self.within = self.all[-1][2]

    def handle_endtag(self, tag: str) -> None:
        self.within = []

    def handle_data(self, data: str) -> None:
        self.within.append(data)

    def named(self, tag: str) -> list[tuple[dict[str, str], str]]:
        return [(attributes, "".join(text)) for name, attributes, text in self.all if name == tag]


# One file, and nothing from anywhere else


def test_the_page_names_no_address_that_it_would_load() -> None:
    for tag, attributes, _ in Elements(html(hostile_report())).all:
        assert not attributes.keys() & {"src", "srcset", "data", "poster", "action", "style"}, tag
        assert not any(name.startswith("on") for name in attributes)
        assert tag not in ("link", "base", "img", "iframe", "object", "embed", "form")
    assert not re.search(r"url\((?!#)|@import|@font-face", asset("style.css"))


def digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("report", [izium(), hostile_report(), report_of()], ids=["izium", "hostile", "empty"])
def test_the_policy_lets_the_pages_own_script_and_style_be_and_nothing_else(report: ConflictReport) -> None:
    elements = Elements(html(report))
    (policy,) = (each["content"] for each, _ in elements.named("meta") if "http-equiv" in each)
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    ((_, style),) = elements.named("style")
    (_, data), (plain, script) = elements.named("script")
    assert plain == {}
    assert directives == {
        "default-src": "'none'",
        "script-src": digest(script),
        "style-src": digest(style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert json.loads(data)["findings"] == data_in(html(report))["findings"]


def test_text_from_claims_is_never_markup() -> None:
    plain, hostile = Elements(html(report_of())), Elements(html(hostile_report()))
    assert [tag for tag, *_ in hostile.all] == [tag for tag, *_ in plain.all]


@given(
    st.recursive(
        st.text() | st.sampled_from(ATTACKS), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_data_in_a_page_is_what_it_was_and_cannot_end_its_element(data: Any) -> None:
    written = embedded(data)
    assert json.loads(written) == data
    assert not re.search("[<>&\u2028\u2029]", written)


def test_the_script_and_the_style_can_stand_in_a_page() -> None:
    sources = [each.name for each in PACKAGE.joinpath("app").iterdir()]
    assert "main.js" in sources
    for text in (asset("style.css"), asset("vendor/d3.js"), *(asset(f"app/{name}") for name in sources)):
        assert not re.search(r"</(script|style)|<!--", text, re.IGNORECASE)
        assert "\r" not in text


def test_no_script_of_the_page_turns_text_into_markup_or_code() -> None:
    for source in PACKAGE.joinpath("app").iterdir():
        text = source.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|\.html\(", text)
        assert not re.search(r"\bfetch\b|XMLHttpRequest|WebSocket|sendBeacon|EventSource|\bimport\b", text)


def test_every_script_is_part_of_the_page() -> None:
    page = html(report_of())
    for source in PACKAGE.joinpath("app").iterdir():
        assert source.read_text(encoding="utf-8") in page


# The vendored library


def test_the_library_is_what_its_record_says() -> None:
    record = json.loads(asset("vendor/manifest.json"))
    library = asset("vendor/d3.js")
    assert hashlib.sha256(library.encode()).hexdigest() == record["sha256"]
    for name, package in record["packages"].items():
        assert package["license"] == "ISC"
        assert f"\n{name} {package['version']}: Copyright" in f"\n{asset('vendor/LICENSE.txt')}"
    assert library.startswith(f"/*!\n{asset('vendor/LICENSE.txt')}*/\n")


def test_the_record_has_the_versions_that_a_new_build_would_take() -> None:
    record = json.loads(asset("vendor/manifest.json"))
    wanted = json.loads((REPOSITORY / "web" / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((REPOSITORY / "web" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert (
        wanted["dependencies"].items() <= {name: each["version"] for name, each in record["packages"].items()}.items()
    )
    assert record["bundler"] == f"esbuild {wanted['devDependencies']['esbuild']}"
    for name, package in record["packages"].items():
        assert locked[f"node_modules/{name}"]["version"] == package["version"]


# Bounds


def as_seconds(bound: Bound) -> int:
    return {"-": -INFINITY, "+": INFINITY}.get(str(bound)) or int(bound)


@pytest.mark.parametrize("time", PERIODS, ids=str)
def test_the_words_of_a_time_have_the_bounds_of_the_time(time: Time) -> None:
    period = time.period
    wanted = [period.start_lo, period.start_hi, period.end_lo, period.end_hi]
    found = extent(str(time))
    assert found is not None
    for bound, second in zip(found, wanted, strict=True):
        assert as_seconds(bound) == second or (bound in ("-", "+") and abs(second) >= INFINITY - 1)


def test_an_end_is_open_unknown_or_fuzzy() -> None:
    march = 1_648_080_000
    assert extent("2022-03-24") == [march, march, march + DAY, march + DAY]
    assert extent("2022-03-24/..") == [march, march + DAY - 1, "+", "+"]
    assert extent("2022-03-24/") == [march, march + DAY - 1, march + 1, "+"]
    assert extent("by 2022-03-24") == ["-", march, march + DAY, "+"]
    assert moment("2022-03-24") == [march, march + DAY - 1]


@pytest.mark.parametrize("words", ["", "soon", "by", "by soon", "until 2022 or so", "2022-03-24 "])
def test_words_that_are_no_time_have_no_bounds(words: str) -> None:
    assert extent(words) is None
    assert moment(words) is None


# Data


def claim_data(report: ConflictReport, id: str) -> dict[str, Any]:
    (found,) = (each for each in data_in(html(report))["claims"] if each["id"] == id)
    assert isinstance(found, dict)
    return found


def test_a_claim_has_what_the_report_has_of_it() -> None:
    told = claim_data(izium(), "ua-denies-control")
    sources = data_in(html(izium()))["sources"]
    assert sources[told.pop("by")] == "Ukraine"
    assert told == {
        "id": "ua-denies-control",
        "text": "Izium · is controlled by · Russia (denied)",
        "denied": True,
        "valid": "24 March 2022",
        "bounds": [1_648_080_000, 1_648_080_000, 1_648_166_400, 1_648_166_400],
        "stated": "24 March 2022",
        "said": [1_648_080_000, 1_648_166_399],
        "cites": ["32", "33"],
        "excerpt": "Ukraine denied it.",
        "place": {"words": "fixtures/izium/claims.yaml:135", "href": "fixtures/izium/claims.yaml#L135"},
    }


def test_a_claim_of_several_findings_is_told_once() -> None:
    data = data_in(html(izium()))
    ids = [each["id"] for each in data["claims"]]
    assert len(ids) == len(set(ids))
    said = ids.index("ru-full-control")
    assert sum(said in side["claims"] for finding in data["findings"] for side in finding["sides"]) > 2


def test_every_finding_is_there_in_the_order_of_the_report() -> None:
    data = data_in(html(izium()))
    assert [each["fingerprint"] for each in data["findings"]] == [each.fingerprint for each in izium().findings]
    assert [each["message"] for each in data["findings"]] == [each.message for each in izium().findings]


def test_suppressed_findings_are_there_with_their_reason() -> None:
    found = findings(unverified_rule(), [claim("a"), claim("b")], [("a",), ("b",)])
    accepted = SuppressedFinding(finding=found[1], reason="it is only a sketch", source="claim", until="2030")
    data = data_in(html(ConflictReport.of(found[:1], report_of().statistics, suppressed=[accepted])))
    assert [each.get("suppressed") for each in data["findings"]] == [None, "it is only a sketch (until 2030) (claim)"]
    assert sum(len(each["unverified"]) for each in data["tallies"]) == 1


def test_skipped_rules_and_suppressions_of_no_use_are_told() -> None:
    stale = StaleSuppression(
        rule="core/denial",
        because="unused",
        message="there is nothing that it suppresses",
        source="claim",
        claim="c",
        location=Location(file="c.yaml", line=3),
    )
    skipped = Skipped(rule="core/expired", reason="no day given")
    data = data_in(html(ConflictReport.of([], report_of().statistics, [skipped], stale=[stale])))
    assert data["skipped"] == [{"rule": "core/expired", "reason": "no day given"}]
    assert data["stale"] == [
        {
            "text": "Suppression of core/denial on the claim c: there is nothing that it suppresses",
            "place": {"words": "c.yaml:3", "href": "c.yaml#L3"},
        }
    ]


def test_what_ran_is_told_only_if_asked() -> None:
    assert "python" not in " ".join(data_in(html(report_of()))["checked"])
    assert data_in(html(report_of(), timing=True))["checked"][-1] == "Engine python (a test), 1.50 s"


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for each in data.values() if isinstance(data, dict) else data:
            yield from texts(each)


def test_no_text_has_characters_that_would_be_obeyed() -> None:
    for text in texts(data_in(html(awkward.report(3)))):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)


def hrefs(report: ConflictReport, **options: Any) -> dict[str, str]:
    places = (each["place"] for each in data_in(html(report, **options))["claims"] if "place" in each)
    return {place["words"]: place.get("href", "") for place in places}


def placed(file: str) -> ConflictReport:
    there = claim("there", location=Location(file=file, line=7, column=5))
    return report_of(*findings(unverified_rule(), [there], [("there",)]))


def test_a_place_is_a_link_with_its_line_relative_to_where_the_files_are() -> None:
    assert hrefs(placed("a/b.yaml")) == {"a/b.yaml:7": "a/b.yaml#L7"}
    assert hrefs(placed("a/b.yaml"), links="https://code.example/x/") == {
        "a/b.yaml:7": "https://code.example/x/a/b.yaml#L7"
    }


@pytest.mark.parametrize("file", ["/srv/claims.yaml", "../claims.yaml"])
def test_a_file_elsewhere_is_named_and_not_linked(file: str) -> None:
    assert hrefs(placed(file)) == {f"{file}:7": ""}


@pytest.mark.parametrize("file", [*ADDRESSES, *awkward.FILES])
def test_the_name_of_a_file_is_never_an_address_of_its_own(file: str) -> None:
    ((_, href),) = hrefs(placed(file)).items()
    assert re.fullmatch(r"(?!/)[\w./~%-]*(#L7)?", href)


def test_files_are_found_from_where_the_page_stands(tmp_path: Path) -> None:
    assert relative_address(tmp_path, tmp_path) == ""
    assert relative_address(tmp_path, tmp_path / "out" / "site") == "../../"
    assert relative_address(tmp_path / "my claims", tmp_path) == "my%20claims/"


def test_the_command_writes_a_page_whose_links_start_where_the_page_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in ("GITHUB_SERVER_URL", "CI_PROJECT_URL"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "out").mkdir()
    claims = "claims: [{id: a, subject: town, predicate: burnt, asserted_by: x}]"
    (tmp_path / "claims.yaml").write_text(claims, encoding="utf-8")
    for output, href in {"report.html": "claims.yaml#L1", "out/report.html": "../claims.yaml#L1"}.items():
        ran = CliRunner().invoke(app, ["check", "claims.yaml", "--format", "html", "--output", output, "--exit-zero"])
        assert ran.exit_code == 0
        (told,) = data_in((tmp_path / output).read_text(encoding="utf-8"))["claims"]
        assert told["place"] == {"words": "claims.yaml:1", "href": href}


# Sources


def said(id: str, value: str, source: str | None, **fields: Any) -> Claim:
    return claim(id, value, asserted_by=source, valid="2022", **fields)


TWO_AGAINST_ONE = [said("mod", "russia", "mod"), said("isw", "ukraine", "isw"), said("radio", "ukraine", "radio")]


def test_who_contradicts_whom_is_counted_by_finding() -> None:
    first = findings(rule(), TWO_AGAINST_ONE, [("mod", "isw"), ("mod", "radio")])
    second = findings(rule(id="other"), TWO_AGAINST_ONE, [], possible=[("mod", "isw")])
    of = {tally.name: tally for tally in tallies([*first, *second])}
    assert of["Ministry of Defence"].against == {"Institute": [0, 1], "radio": [0]}
    assert of["Institute"].against == {"Ministry of Defence": [0, 1]}
    assert of["radio"].against == {"Ministry of Defence": [0]}


def test_who_is_alone_is_alone_on_its_side() -> None:
    found = findings(rule(), TWO_AGAINST_ONE, [("mod", "isw"), ("mod", "radio")])
    assert {tally.name: tally.alone for tally in tallies(found)} == {
        "Ministry of Defence": [0],
        "Institute": [],
        "radio": [],
    }


def test_nobody_and_the_unnamed_are_not_alone() -> None:
    claims = [said("none", "russia", None), said("local", "ukraine", "local")]
    of = {tally.name: tally for tally in tallies(findings(rule(), claims, [("local", "none")]))}
    assert [each.alone for each in of.values()] == [[], []]
    assert of["nobody named"].against == {"an unnamed source": [0]}


def test_a_source_may_contradict_itself() -> None:
    claims = [said("first", "russia", "mod"), said("later", "ukraine", "mod")]
    (tally,) = tallies(findings(rule(), claims, [("first", "later")]))
    assert tally.against == {"Ministry of Defence": [0]}


def test_claims_on_different_sides_that_do_not_contradict_each_other_are_no_opponents() -> None:
    claims = [said("mod", "russia", "mod"), said("isw", "ukraine", "isw"), said("radio", "nobody", "radio")]
    of = {tally.name: tally.against for tally in tallies(findings(rule(), claims, [("isw", "mod"), ("isw", "radio")]))}
    assert of["Ministry of Defence"] == {"Institute": [0]}
    assert of["radio"] == {"Institute": [0]}


def test_a_crowd_is_counted_by_side_or_by_its_examples_if_it_is_too_large() -> None:
    def crowd(size: int) -> dict[str, int]:
        claims = [said(f"c{number:03}", f"value-{number}", f"voice-{number:03}") for number in range(size)]
        pairs = [(a.id, b.id) for at, a in enumerate(claims) for b in claims[at + 1 :]]
        return {tally.name: len(tally.against) for tally in tallies(findings(rule(), claims, pairs))}

    assert set(crowd(8).values()) == {7}
    large = crowd(MOST_SOURCES + 1)
    assert large["voice-000"] == 10
    assert large[f"voice-{MOST_SOURCES:03}"] == 0


def test_who_relays_is_a_source_without_claims_of_its_own() -> None:
    relayed = said("relayed", "russia", "mod", via=["isw"])
    of = {tally.name: tally for tally in tallies(findings(unverified_rule(), [relayed], [("relayed",)]))}
    assert (of["Ministry of Defence"].unverified, of["Ministry of Defence"].claims) == ([0], {"relayed"})
    assert (of["Institute"].unverified, of["Institute"].claims) == ([], set())


def test_the_stale_source_of_a_succession_is_the_superseded_one() -> None:
    claims = [said("old", "russia", "mod"), said("new", "ukraine", "isw")]
    of = {tally.name: tally.superseded for tally in tallies(findings(rule("superseded"), claims, [("old", "new")]))}
    assert of == {"Ministry of Defence": [0], "Institute": []}


# Looks


THEMES = [
    dict(re.findall(r"--([\w-]+): (#\w+);", theme))
    for theme in re.findall(r":root[^{]*\{([^}]*--paper[^}]*)\}", asset("style.css"))
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    pairs = [digits[at : at + 2] for at in (0, 2, 4)] if len(digits) == 6 else [digit * 2 for digit in digits]
    channels = [int(pair, 16) / 255 for pair in pairs]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=["light", "dark", "chosen dark", "print"])
def test_text_and_marks_stand_out_from_what_is_behind_them(theme: dict[str, str]) -> None:
    colours = THEMES[0] | theme
    grounds = [colours[name] for name in ("paper", "raised", "wash")]
    for name in ("ink", "muted", "link", "error", "warning", "note"):
        assert min(contrast(colours[name], ground) for ground in grounds) >= 4.5, name
    for name in ("edge", "focus", *(f"side-{number}" for number in range(8))):
        assert min(contrast(colours[name], ground) for ground in grounds) >= 3, name


def test_a_large_report_makes_a_page_of_bounded_size() -> None:
    assert len(html(many(1_000)).encode()) < 2_000_000


def test_a_page_is_the_same_each_time_and_says_nothing_of_when_it_was_made() -> None:
    other = izium().model_copy(update={"statistics": izium().statistics.model_copy(update={"seconds": 9.0})})
    assert html(izium()) == html(other)


def test_the_command_writes_what_it_checked_and_how_into_the_page(run: Run) -> None:
    Path("claims.yaml").write_text("claims: [{id: a, subject: s, predicate: p}]\n", encoding="utf-8")
    run("check", "claims.yaml", "--exit-zero", "-o", "page.html")
    data = data_in(Path("page.html").read_text(encoding="utf-8"))
    assert data["name"] == "claims.yaml"
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", data["day"])
    assert any(line == "Command: conflicts check claims.yaml --exit-zero -o page.html" for line in data["checked"])


def test_a_report_from_json_is_shown_like_the_one_it_was() -> None:
    again = ConflictReport.from_json(izium().to_json(runtime=True))
    assert html(again) == html(izium())


def test_times_that_a_strange_report_has_are_shown_as_undated() -> None:
    data = json.loads(held("2022", "2022").to_json(runtime=True))
    data["findings"][0]["sides"][0]["claims"][0]["valid"] = "<b>whenever</b>"
    told = data_in(html(ConflictReport.model_validate(data)))["claims"]
    assert sorted("bounds" in each for each in told) == [False, True]
    assert "<b>whenever</b>" in [each["valid"] for each in told]
