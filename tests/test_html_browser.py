"""The HTML page in Chromium: what a reader sees and does, and what no claim can make it do."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

import awkward
from browser import MISSING, Browser, browser
from conflicts import check, load
from conflicts.formats import Options
from conflicts.report.report import ConflictReport
from html_samples import ATTACKS, held, hostile_report, html, many
from report_samples import report_of
from snapshots import izium

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING)

Opens = Callable[..., Browser]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.fixture
def opens(chromium: Browser, tmp_path: Path) -> Opens:
    def opened(report: ConflictReport, part: str = "", width: int = 1600, **options: Any) -> Browser:
        page = tmp_path / "report.html"
        page.write_text(html(report, **options), encoding="utf-8")
        chromium.size(width)
        chromium.open(page, part)
        return chromium

    return opened


def count(page: Browser) -> str:
    return page.one(".count").text


def shows(page: Browser, words: str) -> bool:
    return bool(page.eventually(lambda: count(page) == words))


def open_finding(page: Browser, number: int) -> None:
    page.run("arguments[0].click()", page.all(".message")[number])
    page.one(".detail h3")


def finding_like(page: Browser, words: str) -> None:
    found = [at for at, text in enumerate(page.texts(".message")) if words in text]
    open_finding(page, found[0])


# What claims cannot do


def was_harmless(page: Browser) -> None:
    assert page.run("return window.pwned") is None
    assert page.run("return document.querySelectorAll('script').length") == 2
    assert (
        page.run("return document.querySelectorAll('img, iframe, object, embed, link, base, form[action]').length") == 0
    )
    allowed = page.run(
        "return [...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    )
    assert allowed == []
    assert page.complaints() == []
    assert [address.partition("#")[0] for address in page.requests()] == [
        page.run("return location.href.split('#')[0]")
    ]


def test_no_claim_runs_a_script_or_reaches_the_network(opens: Opens) -> None:
    page = opens(hostile_report())
    assert shows(page, f"{len(ATTACKS)} findings")
    for number in range(len(ATTACKS)):
        open_finding(page, number)
    for why in page.all(".why summary"):
        page.run("arguments[0].click()", why)
    for lane in page.all(".lane"):
        page.run("arguments[0].focus()", lane)
        assert page.one(".tip").text
    page.one("#filter-text").send_keys("<script>window.pwned")
    assert shows(page, f"{len(ATTACKS)} findings")
    for header in page.all("#table th button"):
        header.click()
    page.run("location.hash = 'sources'")
    page.one(".matrix button").click()
    page.run("location.hash = 'check'")
    page.one("#check h2")
    was_harmless(page)


def test_only_addresses_of_the_web_and_places_of_files_are_links(opens: Opens) -> None:
    page = opens(hostile_report())
    for number in range(len(ATTACKS)):
        open_finding(page, number)
    links = page.run("return [...document.querySelectorAll('a')].map(a => [a.getAttribute('href'), a.protocol, a.rel])")
    cited = [href for href, protocol, _ in links if protocol != "file:"]
    assert cited == ["https://archive.example/page?a=1&b=%22#part"]
    here = page.run("return location.href").rpartition("/")[0]
    resolved = page.run("return [...document.querySelectorAll('a')].map(a => a.href)")
    assert all(address.startswith(here) for address in resolved if not address.startswith("https:"))
    assert all("noreferrer" in rel for href, _, rel in links if not href.startswith("#"))


def test_places_lead_to_where_the_files_are_and_to_no_scheme_of_their_own(opens: Opens) -> None:
    hrefs = "return [...document.querySelectorAll('a.place')].map(a => a.href)"
    page = opens(izium(), links="https://code.example/at/")
    open_finding(page, 0)
    assert page.run(hrefs)[0] == "https://code.example/at/fixtures/izium/claims.yaml#L125"
    page = opens(izium(), links="javascript:window.pwned=1//")
    open_finding(page, 0)
    assert page.run(hrefs) == []
    assert "fixtures/izium/claims.yaml:125" in page.texts(".place")


@pytest.mark.parametrize(
    ("attack", "stopped"),
    [
        ("document.body.insertAdjacentHTML('beforeend', '<img src=x>')", "TrustedHTML"),
        ("document.createElement('script').text = 'window.pwned = 1'", "TrustedScript"),
        ("new Function('window.pwned = 1')()", "Content Security Policy"),
    ],
)
def test_the_policy_would_stop_a_mistake_of_the_page(opens: Opens, attack: str, stopped: str) -> None:
    page = opens(report_of())
    # Later, so that it runs as the page does, and not with the rights of a tester.
    page.run(f"setTimeout(() => {{ try {{ {attack} }} catch (error) {{ window.refused = String(error) }} }})")
    assert stopped in page.eventually(lambda: page.run("return window.refused"))
    assert page.run("return window.pwned") is None


def test_the_policy_would_stop_a_request(opens: Opens) -> None:
    page = opens(report_of())
    page.run("const i = document.createElement('img'); i.src = 'https://attack.example/x.png'; document.body.append(i)")
    assert page.eventually(lambda: [each for each in page.complaints() if "Content Security Policy" in each])


# Findings


def test_the_findings_are_counted_and_listed_the_gravest_first(opens: Opens) -> None:
    page = opens(izium())
    findings = izium().findings
    assert page.one("h1").text == f"{len(findings)} findings in 24 claims"
    assert count(page) == f"{len(findings)} findings"
    assert page.texts(".message") == [finding.message for finding in findings]
    assert page.texts("td.severity") == [finding.severity for finding in findings]
    assert page.complaints() == []


@pytest.mark.parametrize("facet", ["severity", "verdict", "kind"])
def test_a_facet_leaves_what_it_names_and_says_how_many_there_are(opens: Opens, facet: str) -> None:
    page = opens(izium())
    wanted = [
        finding.message
        for finding in izium().findings
        if getattr(finding, facet) == getattr(izium().findings[-1], facet)
    ]
    value = getattr(izium().findings[-1], facet)
    box = page.one(f"input[name={facet}][value={value}]")
    assert box.find_element("xpath", "..").text.split() == [value, str(len(wanted))]
    box.click()
    assert page.texts(".message") == wanted
    assert count(page).startswith(f"{len(wanted)} finding")
    assert 0 < len(wanted) < len(izium().findings)
    page.one("#clear").click()
    assert len(page.texts(".message")) == len(izium().findings)


def test_rule_and_source_filter_together_with_words(opens: Opens) -> None:
    page = opens(izium())
    page.run(
        "const list = document.getElementById('filter-rule'); list.value = 'core/denial';"
        "list.dispatchEvent(new Event('change'))"
    )
    assert set(page.texts("td.rule")) == {"core/\u200bdenial"}
    before = page.texts(".message")
    page.one("#filter-text").send_keys("INSTITUTE frontal")
    page.eventually(lambda: len(page.texts(".message")) < len(before))
    assert all("Institute" in text for text in page.texts(".message"))
    page.one("#filter-text").send_keys(" nothinglikethis")
    assert shows(page, f"0 findings of {len(izium().findings)} are like that")
    assert page.texts(".nothing") == ["No finding is like that."]


def test_two_rules_about_one_claim_are_one_row_that_either_finds(
    opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = {"editorial/tagged-citation-needed": "1 finding of 2 is like that", "editorial/hedged": "2 findings"}
    text = "The mill probably burned down.{{cn}} The owner possibly fled to Norway.<ref>Gazette</ref>\n"
    Path("mill.wiki").write_text(text, encoding="utf-8")
    report = check(load("mill.wiki"), rules=[*rules])
    page = opens(report)
    assert shows(page, "2 findings")
    assert page.texts("#parts .number")[0] == "2"
    open_finding(page, 0)
    assert "Given as probable only" in page.one(".detail .doubts").text
    for rule, found in rules.items():
        page.run(
            "const list = document.getElementById('filter-rule'); list.value = arguments[0];"
            "list.dispatchEvent(new Event('change'))",
            rule,
        )
        assert shows(page, found)
    folded = next(each for each in report.findings if each.rule == "editorial/hedged")
    page.run("location.hash = arguments[0]", f"finding-{folded.fingerprint}")
    assert page.eventually(lambda: page.all(".detail .doubts"))


def test_a_source_leaves_the_findings_in_which_it_speaks_or_relays(opens: Opens) -> None:
    page = opens(izium())
    page.run(
        "const s = document.getElementById('filter-source');"
        "s.value = [...s.options].find(o => o.text === 'the Institute for the Study of War').value;"
        "s.dispatchEvent(new Event('change'))"
    )
    wanted = [
        finding.message
        for finding in izium().findings
        if any("the Institute for the Study of War" in (claim.asserted_by, *claim.via) for claim in finding.claims)
    ]
    assert page.texts(".message") == wanted
    assert 1 < len(wanted) < len(izium().findings)


def test_headers_sort_and_say_so(opens: Opens) -> None:
    page = opens(izium())
    for column, cell in {"rule": "td.rule", "severity": "td.severity", "message": ".message"}.items():
        header = page.one(f"th[data-column={column}]")
        header.find_element("css selector", "button").click()
        assert header.get_attribute("aria-sort") == "ascending"
        first = page.texts(cell)
        header.find_element("css selector", "button").click()
        assert header.get_attribute("aria-sort") == "descending"
        assert page.run("return document.querySelectorAll('#table th[aria-sort=none]').length") == 5
        assert page.texts(cell) != first
        assert sorted(page.texts(cell)) == sorted(first)
    assert page.texts(".message") == sorted(page.texts(".message"), key=str.casefold, reverse=True)


def test_the_keyboard_is_enough_to_filter_sort_and_open(opens: Opens) -> None:
    page = opens(izium())
    keys = ActionChains(page.driver)

    def press(*pressed: str) -> str:
        keys.send_keys(*pressed).perform()
        keys.reset_actions()
        focused = page.run(
            "const e = document.activeElement; return e.id || e.getAttribute('class') || e.name || e.tagName"
        )
        assert isinstance(focused, str)
        return focused

    assert press(Keys.TAB) == "skip"
    seen = [press(Keys.TAB) for _ in range(30)]
    assert seen.index("theme") < seen.index("filter-text") < seen.index("message")
    page.run("document.querySelector('th[data-column=place] button').focus()")
    press(Keys.ENTER)
    assert page.one("th[data-column=place]").get_attribute("aria-sort") == "ascending"
    page.run("document.querySelector('.message').focus()")
    press(Keys.ENTER)
    assert page.one(".message").get_attribute("aria-expanded") == "true"
    page.one(".lane")
    press(Keys.TAB)
    assert "place" in page.run("return document.activeElement.getAttribute('class')")
    press(Keys.TAB)
    assert "lane" in page.run("return document.activeElement.getAttribute('class')")
    assert page.one(".tip").is_displayed()
    press(Keys.ESCAPE)
    assert not page.one(".tip").is_displayed()
    page.run("document.querySelector('.message').focus()")
    press(Keys.ENTER)
    assert page.all(".detail") == []


def test_a_finding_has_an_address(opens: Opens) -> None:
    wanted = izium().findings[-1]
    page = opens(izium(), f"#finding-{wanted.fingerprint}")
    assert page.texts(".open .message") == [wanted.message]
    assert page.one(".detail h3").text == wanted.title


def test_an_open_finding_shows_its_claims_why_it_is_possible_and_every_condition(opens: Opens) -> None:
    page = opens(izium())
    doubtful = next(finding for finding in izium().findings if finding.verdict == "possible")
    finding_like(page, doubtful.message)
    assert page.texts(".side blockquote") == [claim.excerpt for claim in doubtful.claims]
    assert doubtful.doubts
    assert page.texts(".doubts li") == list(doubtful.doubts)
    page.one(".why summary").click()
    conditions = page.eventually(lambda: page.texts(".why tbody td:first-child"))
    assert conditions == [one.condition for one in doubtful.because]


# Timelines


def test_a_timeline_has_a_bar_for_each_dated_claim_and_a_lane_for_the_undated(opens: Opens) -> None:
    page = opens(izium())
    finding_like(page, "the Institute for the Study of War denies it")
    page.one(".lane")
    assert len(page.all(".lane")) == 2
    assert page.texts(".lane .undated") == ["undated"]
    assert len(page.all(".lane .solid")) == len(page.all(".lane .arrow")) == 1
    assert len(page.all(".lane.denied .sign")) == 1
    assert "denied" in page.texts(".legend li")


def test_what_is_overtaken_leads_to_what_overtook_it(opens: Opens) -> None:
    page = opens(izium())
    finding_like(page, "Tom Cooper")
    page.one(".lane")
    assert len(page.all(".lane.superseded")) == len(page.all(".succession .head")) == 1
    assert "superseded by" in page.texts(".legend li")


def spans(page: Browser, lane: str, part: str) -> list[list[float]]:
    """From where to where the parts of a lane reach, in shares of the axis."""
    script = """
    const [lane, part] = arguments;
    const axis = document.querySelector('.axis .domain').getBoundingClientRect();
    const group = [...document.querySelectorAll('.lane')].find(g => g.querySelector('.who').textContent === lane);
    return [...group.querySelectorAll(part)].map(e => e.getBoundingClientRect())
      .map(box => [(box.left - axis.left) / axis.width, (box.right - axis.left) / axis.width]);
    """
    found: list[list[float]] = page.run(script, lane, part)
    return found


def test_a_fuzzy_end_fades_and_an_open_end_is_an_arrow(opens: Opens) -> None:
    page = opens(held("1990/..", {"by": "1990"}, "../1990", "1990/1999", "1980~/1995~"))
    open_finding(page, 0)
    page.one(".lane")
    ((_, end),), (arrow,) = spans(page, "1990/..", ".solid"), spans(page, "1990/..", ".arrow")
    assert end < arrow[1] == pytest.approx(1, abs=0.01)
    assert len(spans(page, "1990/..", ".fuzzy")) == 1, "it began in 1990, nobody says on which day"
    assert spans(page, "by 1990", ".arrow") == []
    before, after = spans(page, "by 1990", ".fuzzy")
    (core,) = spans(page, "by 1990", ".solid")
    assert before[0] == pytest.approx(0, abs=0.01)
    assert (before[1], after[0]) == pytest.approx((core[0], core[1]), abs=0.01)
    assert after[1] == pytest.approx(1, abs=0.01)
    (left,) = spans(page, "../1990", ".arrow")
    assert left[0] == pytest.approx(0, abs=0.01)
    (year,), (sure,) = spans(page, "1980~/1995~", ".solid"), spans(page, "1990/1999", ".solid")
    assert year[0] < sure[0] < year[1] < sure[1]


_REACH = """
return [...document.querySelectorAll('.lane')].map(lane => {
  const parts = [...lane.querySelectorAll('.solid, .fuzzy')].map(e => e.getBoundingClientRect());
  const whole = lane.closest('svg').getBoundingClientRect();
  return [Math.min(...parts.map(b => b.left)), Math.max(...parts.map(b => b.right)), whole.left, whole.right];
});
"""


@pytest.mark.parametrize(
    "times",
    [
        ("-0043-03-15", "-0044/0014", "-0099~/2022"),
        ("Y-170000002", "-0043/..", "2022"),
        ("Y99999999999", "../2022", "1900/"),
        ("2022-03-24T10:00:00Z", "2022-03-24", "2022-03"),
        ({"by": "2022-03-24"}, {"since": "2022"}, {"until": "2023"}),
        ("[..1984]", "[1900..]", "19XX"),
        ("2022-03-24", "2022-03-24"),
    ],
    ids=str,
)
def test_any_years_make_an_axis_on_which_the_bars_lie(opens: Opens, times: tuple[Any, ...]) -> None:
    page = opens(held(*times, stated="2022"))
    for number in range(len(page.all(".message"))):
        page.run("arguments[0].click()", page.all(".message")[number])
    page.one(".lane")
    pictures = page.run("return [...document.querySelectorAll('.picture')].map(e => e.querySelector('svg').outerHTML)")
    assert pictures
    assert not any(word in picture for picture in pictures for word in ("NaN", "Infinity", "undefined"))
    lanes: list[list[float]] = page.run(_REACH)
    for left, right, lane_left, lane_right in lanes:
        assert lane_left <= left <= right - 6 < right <= lane_right
    assert all(page.texts(".axis .tick text"))
    assert len(page.all(".axis .tick")) >= 2
    assert page.complaints() == []


_LOOKS = """
return [...document.querySelectorAll('.lane .solid')].map(bar => {
  const pattern = document.getElementById(/#([^)"]+)/.exec(bar.getAttribute('fill'))[1]);
  const paths = [...pattern.querySelectorAll('path')].map(path => path.getAttribute('d'));
  return [getComputedStyle(pattern.querySelector('rect')).fill, paths.join()];
});
"""


def test_sides_differ_by_colour_and_by_pattern(opens: Opens) -> None:
    page = opens(held(*["2022"] * 10))
    open_finding(page, 0)
    page.one(".lane")
    looks = page.run(_LOOKS)
    assert len({tuple(look) for look in looks}) == 10
    assert len({colour for colour, _ in looks[:8]}) == len({pattern for _, pattern in looks[:8]}) == 8


def test_a_bar_tells_its_claim_and_citations_to_the_pointer_and_to_the_ear(opens: Opens) -> None:
    page = opens(izium())
    finding_like(page, "Ukraine denies it")
    (_, denial) = page.eventually(lambda: found if len(found := page.all(".lane")) == 2 else None)
    assert denial.get_attribute("aria-label") == (
        "Ukraine: Izium · is controlled by · Russia (denied); holds 24 March 2022; said 24 March 2022; cites 32, 33"
    )
    page.run("arguments[0].scrollIntoView({block: 'center'})", denial)
    ActionChains(page.driver).move_to_element(denial).perform()
    told = page.eventually(lambda: page.one(".tip").text)
    assert all(words in told for words in ("Ukraine denied it.", "32 · 33", "denied"))
    assert page.run("return document.querySelectorAll('.claim.shown').length") == 1


# Sources


def test_a_cell_of_the_matrix_leads_to_its_findings(opens: Opens) -> None:
    page = opens(izium(), "#sources")
    cells = {cell.get_attribute("aria-label"): cell for cell in page.all(".matrix button")}
    cells["the Russian military against Ukraine: 2 certain"].click()
    wanted = [
        finding.message
        for finding in izium().findings
        if {claim.asserted_by for claim in finding.claims} == {"the Russian military", "Ukraine"}
    ]
    assert page.texts(".message") == wanted
    assert page.one("#own").text == "the Russian military against Ukraine"


def test_the_list_of_sources_sorts_and_leads_to_the_findings(opens: Opens) -> None:
    page = opens(izium(), "#sources")
    names = page.texts(".tallies tbody th")
    assert names[:2] == ["the Russian military", "Ukraine"]
    page.one("th[data-column=source] button").click()
    assert page.one("th[data-column=source]").get_attribute("aria-sort") == "ascending"
    assert page.texts(".tallies tbody th") == sorted(names, key=str.casefold)
    (row,) = (each for each in page.all(".tallies tbody tr") if each.text.startswith("Tom Cooper"))
    row.find_element("css selector", "button").click()
    assert page.texts(".kind") == ["superseded"]


# Places, searches, and what was checked


def test_a_row_says_where_the_finding_is_and_rows_are_sorted_by_it(opens: Opens) -> None:
    page = opens(izium())
    first = page.texts(".where")[0]
    assert first == "fixtures/izium/claims.yaml:125"
    page.one("th[data-column=place] button").click()
    lines = [int(words.rpartition(":")[2]) for words in page.texts(".where")]
    assert lines == sorted(lines)


@pytest.mark.parametrize("word", ["UKRAINE", "ükraine", "deni"])
def test_what_was_searched_for_is_marked_whatever_its_capitals_and_accents(opens: Opens, word: str) -> None:
    page = opens(izium())
    page.one("#filter-text").send_keys(word)
    marks = page.eventually(lambda: page.texts("mark"))
    assert marks
    assert {each.lower() for each in marks} == {word.lower().replace("ü", "u")}
    assert "Izium is controlled by Russia (the Russian military); Ukraine denies it" in page.texts(".message")
    open_finding(page, 0)
    assert page.all(".detail mark")
    page.one("#filter-text").send_keys(Keys.BACKSPACE * len(word))
    assert page.eventually(lambda: not page.all(".finding-row mark"))


def test_a_page_says_what_was_checked_when_and_how(opens: Opens) -> None:
    page = opens(izium(), "#check", checked="claims/izium", day="2024-05-01", command="conflicts check claims/izium")
    assert page.one(".checked").text == "claims/izium · 1 May 2024"
    assert page.run("return document.title").startswith("claims/izium: 8 findings")
    assert "Command: conflicts check claims/izium" in page.texts("#check li")


# Many, awkward, none


def test_of_ten_thousand_findings_a_page_is_drawn_and_all_are_searched(opens: Opens) -> None:
    page = opens(many(10_000))
    assert count(page) == "1–50 of 10,000 findings"
    assert len(page.all(".finding-row")) == 50
    assert page.all("svg") == [], "what is not open is not drawn"
    page.one("#filter-text").send_keys("account 9999.")
    assert shows(page, "1 finding of 10,000 is like that")
    assert page.texts(".message") == ["Finding 9999"]


def test_pages_of_findings_are_turned(opens: Opens) -> None:
    page = opens(many(120))
    page.run("[...document.querySelectorAll('.pages button')].find(b => b.textContent === 'Next').click()")
    assert count(page) == "51–100 of 120 findings"
    page.run("[...document.querySelectorAll('.pages button')].find(b => b.textContent === 'Last').click()")
    assert count(page) == "101–120 of 120 findings"
    assert page.run("return document.activeElement.className") == "message"


_OVERLAPPING = """
const overlap = (a, b) =>
  a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom;
return [...document.querySelectorAll('.finding-row')].flatMap(row => {
  const boxes = [...row.children].map(cell => cell.getBoundingClientRect());
  return boxes.filter((one, at) => boxes.slice(at + 1).some(other => overlap(one, other)));
}).length;
"""


@pytest.mark.parametrize("width", [400, 1000, 1600])
def test_awkward_texts_fit_at_every_width(opens: Opens, width: int) -> None:
    page = opens(awkward.report(60), width=width)
    for number in range(len(page.all(".message"))):
        page.run("arguments[0].click()", page.all(".message")[number])
    page.run("location.hash = 'sources'")
    page.one(".matrix")
    assert page.run("return document.documentElement.scrollWidth") == width
    page.run("location.hash = 'findings'")
    assert page.run("return document.documentElement.scrollWidth") == width
    assert page.run(_OVERLAPPING) == 0
    assert page.complaints() == []


def test_a_thousand_sides_are_shown_a_few_at_a_time(opens: Opens) -> None:
    page = opens(awkward.report(1_000))
    finding_like(page, "crowd")
    assert len(page.all(".side")) == 12
    page.one(".sides > .rest button").click()
    assert len(page.all(".side")) == 62
    assert "938" in page.one(".sides > .rest button").text


def test_text_from_right_to_left_does_not_turn_its_surroundings(opens: Opens) -> None:
    page = opens(awkward.report(3))
    finding_like(page, awkward.TEXTS["arabic"])
    directions = page.run(
        "return [...document.querySelectorAll('.side blockquote')].map(e => getComputedStyle(e).direction)"
    )
    assert directions == ["rtl"]
    assert page.run("return getComputedStyle(document.querySelector('.speaker')).direction") == "ltr"


def test_no_findings_is_said(opens: Opens) -> None:
    page = opens(report_of(claims=22))
    assert page.one("h1").text == "No conflicts found in 22 claims"
    assert page.texts(".nothing") == ["No conflicts were found."]
    page.run("location.hash = 'sources'")
    assert page.eventually(lambda: page.texts("#sources .notice")) == ["No source contradicts another."]
    assert page.complaints() == []


# Light, dark, paper


def ground(page: Browser) -> str:
    colour = page.run("return getComputedStyle(document.body).backgroundColor")
    assert isinstance(colour, str)
    return colour


def test_light_and_dark_follow_the_system_until_somebody_chooses(opens: Opens, chromium: Browser) -> None:
    page = opens(report_of())
    page.run("localStorage.clear()")
    scheme = {"name": "prefers-color-scheme", "value": "light"}
    page.command("Emulation.setEmulatedMedia", {"features": [scheme]})
    light = ground(page)
    page.command("Emulation.setEmulatedMedia", {"features": [scheme | {"value": "dark"}]})
    dark = ground(page)
    assert light != dark
    page.one("#theme").click()
    assert ground(page) == light
    page.driver.refresh()
    assert ground(page) == light
    page.run("localStorage.clear()")
    page.command("Emulation.setEmulatedMedia", {"features": []})


def test_paper_has_every_part_open_findings_with_their_timelines_and_no_controls(opens: Opens) -> None:
    page = opens(many(120))
    open_finding(page, 0)
    page.one(".lane")
    page.command("Emulation.setEmulatedMedia", {"media": "print"})
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert len(page.all(".finding-row")) == 120
    assert len(page.all(".detail .lane")) == 2
    assert [page.one(f"#{part}").is_displayed() for part in ("findings", "sources", "check")] == [True] * 3
    assert not page.one(".filters").is_displayed()
    page.run("dispatchEvent(new Event('afterprint'))")
    assert len(page.all(".finding-row")) == 50
    page.command("Emulation.setEmulatedMedia", {"media": ""})


def test_the_page_has_landmarks_and_everything_to_press_has_a_name(opens: Opens) -> None:
    page = opens(izium())
    open_finding(page, 2)
    page.run("location.hash = 'sources'")
    page.one(".matrix")
    page.run("location.hash = 'findings'")
    nodes = page.command("Accessibility.getFullAXTree", {})["nodes"]
    roles = {node["role"]["value"] for node in nodes if not node["ignored"]}
    assert {"banner", "main", "navigation", "search", "table", "columnheader", "status", "heading", "figure"} <= roles
    nameless = [
        node["role"]["value"]
        for node in nodes
        if not node["ignored"]
        and node["role"]["value"]
        in ("button", "link", "textbox", "searchbox", "combobox", "checkbox", "img", "image", "table")
        and not node.get("name", {}).get("value")
    ]
    assert nameless == []
    levels = page.run(
        "return [...document.querySelectorAll('#findings :is(h2, h3, h4), h1')].map(e => Number(e.tagName[1]))"
    )
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_options_of_the_command_line_are_heeded() -> None:
    assert html(izium()) == html(izium(), width=40, colour=True, verbose=True)
    assert Options().links == ""
