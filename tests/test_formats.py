import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts import Finding, check, load
from conflicts.engines import bulk_is_installed
from conflicts.errors import UnsupportedError
from conflicts.formats import FORMATS, Options, format_named
from conflicts.formats.rules import rule_text, rules_json, rules_text
from conflicts.formats.text import render
from conflicts.model.claim import Claim, Location
from conflicts.report.cells import cells, pad, shorten, visible, wrap
from conflicts.report.cluster import Cluster
from conflicts.report.finding import FindingMaker
from conflicts.report.lazy import LazyFindings
from conflicts.report.report import ConflictReport, Skipped
from report_samples import claim, findings, report_of, rule, unverified_rule

TEXTS = [each.name for each in FORMATS.values() if not each.is_binary]

ESCAPE = re.compile(r"\x1b\[[\d;]*m")


def text(report: ConflictReport, width: int = 100, **options: Any) -> str:
    return render(report, Options(width=width, **options))


def placed(id: str, line: int, excerpt: str, **fields: Any) -> Claim:
    return claim(id, location=Location(file="claims.yaml", line=line, column=5), excerpt=excerpt, **fields)


RUSSIA = placed("says", 3, "it had taken full control of Izium", asserted_by="mod", valid="2022-03-24/..")
DENIAL = placed("denies", 9, "which was denied", polarity="denied", asserted_by="isw", valid="2022-03-24")
UNDATED = placed("undated", 12, "fighting was still ongoing", polarity="denied", asserted_by="isw", via=["a paper"])


def a_report(**options: Any) -> ConflictReport:
    found = findings(rule(), [RUSSIA, DENIAL, UNDATED], [("denies", "says")], possible=[("says", "undated")])
    return report_of(*found, *findings(unverified_rule(), [UNDATED], [("undated",)]), **options)


# Text


def test_sides_stand_next_to_each_other_where_the_width_allows() -> None:
    rows = text(a_report(), 100).splitlines()
    assert any("“it had taken full control of Izium”" in row and "“which was denied”" in row for row in rows)
    assert any("claims.yaml:3:5" in row and "claims.yaml:9:5" in row for row in rows)
    columns = {row.index("│") for row in rows if "│" in row}
    assert len(columns) == 1


def test_sides_stand_below_each_other_where_it_does_not() -> None:
    report = text(a_report(), 99)
    assert "│" not in report
    assert re.search(r"claims\.yaml:9:5\n +─+\n +Russia\n", report)


def test_a_finding_begins_with_its_place_severity_rule_verdict_and_message() -> None:
    said = "certain: Institute says Russia; Ministry of Defence says Russia"
    assert f"\nclaims.yaml:3:5: error[core/sample] {said}\n" in text(a_report())


def test_a_claim_is_shown_with_who_says_it_when_and_where() -> None:
    shown = text(a_report(), 80)
    assert "\n  “fighting was still ongoing”\n  — Institute, via a paper\n" in shown
    assert "\n  time not given\n  undated · claims.yaml:12:5\n" in shown
    assert "\n  valid 2022-03-24/..\n" in shown


def test_a_claim_without_excerpt_is_told_once() -> None:
    bare = claim("bare", asserted_by="mod")
    part = claim("part", "ukraine", subject="south")
    assert (
        text(report_of(*findings(rule(), [bare, UNDATED], [("bare", "undated")]))).count("Izium · controlled by") == 0
    )
    shown = text(report_of(*findings(rule(), [bare, part], [("bare", "part")])))
    assert shown.count("Izium · controlled by · Russia") == 1
    assert shown.count("southern Izium · controlled by · Ukraine") == 0


def test_a_timeless_claim_is_not_said_to_lack_a_time() -> None:
    height = claim("height", 30, predicate="height")
    assert "time not given" not in text(report_of(*findings(unverified_rule(), [height], [("height",)])))


def test_more_width_puts_more_sides_next_to_each_other() -> None:
    claims = [RUSSIA, DENIAL, placed("third", 15, "no", value="ukraine")]
    found = findings(rule(), claims, [("denies", "says"), ("says", "third")])
    assert [max(row.count("│") for row in text(report_of(*found), width).splitlines()) for width in (99, 149, 150)] == [
        0,
        1,
        2,
    ]


def test_a_possible_finding_says_in_one_line_what_is_not_certain() -> None:
    (reason,) = re.findall(r"  not certain: (.*(?:\n    .*)*)", text(a_report()))
    assert reason == "nobody says when: Izium controlled by Russia (denied) (Institute)"


def test_findings_are_grouped_by_severity_and_their_kinds_are_counted() -> None:
    titles = re.findall(r"^(\d.*?) ─+$", text(a_report()), re.MULTILINE)
    assert titles == ["1 contradiction, 1 unverified, error", "1 contradiction, warning"]


def test_the_counts_come_last() -> None:
    assert text(a_report(claims=22)).endswith("\n2 contradictions (1 certain, 1 possible), 1 unverified in 22 claims\n")


def test_no_findings_is_one_sentence() -> None:
    assert text(report_of(claims=22)) == "No conflicts found in 22 claims.\n"
    assert text(report_of(claims=1)) == "No conflicts found in 1 claim.\n"


def test_skipped_rules_are_counted_and_with_verbose_named() -> None:
    report = report_of(skipped=(Skipped(rule="core/expired", reason="no day given"),) * 2)
    assert text(report).startswith("2 rules skipped (--verbose says which and why)\n")
    assert "core/expired: no day given\n" in text(report, verbose=True)


def test_how_many_pairs_a_finding_joins_is_said_where_there_are_several() -> None:
    others = [placed(f"other-{number}", number, "no", value="ukraine") for number in (1, 2)]
    found = findings(rule(), [RUSSIA, *others], [("other-1", "says"), ("other-2", "says")])
    assert "  Izium (2 pairs) · " in text(report_of(*found))
    assert "pairs)" not in text(a_report())


def test_verbose_adds_every_condition_the_help_and_what_ran() -> None:
    shown = text(a_report(), verbose=True)
    assert "\n  because, for denies, says:\n  certain   a.valid intersects b.valid (" in shown
    assert "\n  help: Attribute each value.\n" in shown
    assert "1 rule, 1 match\n" in shown
    assert "\nengine python (a test); 1.50 s\n" in shown
    assert "help:" not in text(a_report())


def test_timing_says_what_ran() -> None:
    assert "\nengine python (a test); 1.50 s\n" in text(a_report(), timing=True)
    assert "engine" not in text(a_report(), statistics=True)


def test_a_place_too_long_for_the_line_stands_above_the_message() -> None:
    location = Location(file=f"{'deep/' * 20}claims.yaml", line=3, column=5)
    found = findings(rule(), [claim("far", location=location), claim("near", "ukraine")], [("far", "near")])
    lines = text(report_of(*found), 60).splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("deep/"))
    assert lines[at].endswith("claims.yaml:3:5: error[core/sample] certain:")
    assert lines[at + 1].startswith("  ")


def many_sides() -> ConflictReport:
    claims = [claim(f"c{number:04}", f"place-{number % 1000}") for number in range(5_000)]
    return report_of(*findings(rule(), claims, [("c0000", each.id) for each in claims[1:]]))


@pytest.mark.parametrize("width", [80, 100])
def test_a_thousand_sides_of_many_claims_are_cut_short_and_the_rest_counted(width: int) -> None:
    shown = text(many_sides(), width)
    assert len(shown.splitlines()) < 90
    assert "… and 2 more\n" in shown or "… and 2 more  " in shown
    assert "\n  … and 996 more sides\n" in shown


def test_verbose_cuts_nothing_short() -> None:
    shown = text(many_sides(), verbose=True)
    assert all(f"c{number:04}" in shown for number in range(5_000))


def test_a_long_excerpt_is_cut_short_unless_verbose() -> None:
    long = placed("long", 1, " ".join(f"word-{number}" for number in range(200)))
    report = report_of(*findings(unverified_rule(), [long], [("long",)]))
    assert "…\n" in text(report)
    assert "word-199”" not in text(report)
    assert "word-199”" in text(report, verbose=True)


HOSTILE = "\x1b[31mred\x1b[0m \x9b2J \u202ekcab\u202c [bold]no[/bold] :smile: \x07\r\nnext\tline"


@pytest.mark.parametrize("colour", [True, False])
def test_what_a_terminal_would_obey_is_shown_and_not_obeyed(colour: bool) -> None:
    hostile = Claim(
        id=f"id {HOSTILE}",
        subject=HOSTILE,
        predicate=HOSTILE,
        value={"text": HOSTILE},
        asserted_by=HOSTILE,
        via=[HOSTILE],
        excerpt=HOSTILE,
        location=Location(file=f"{HOSTILE}.yaml", line=1),
    )
    found = findings(unverified_rule(f"{{a}} {HOSTILE}"), [hostile], [(hostile.id,)])
    shown = text(report_of(*found, skipped=(Skipped(rule="r", reason=HOSTILE),)), verbose=True, colour=colour)
    shown = ESCAPE.sub("", shown) if colour else shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert r"\x1b[31mred\x1b[0m" in shown
    assert "[bold]no[/bold]" in shown
    assert ":smile:" in shown


def test_colour_changes_nothing_but_the_colour() -> None:
    coloured = text(a_report(), colour=True)
    assert ESCAPE.search(coloured)
    stripped = "".join(f"{row.rstrip()}\n" for row in ESCAPE.sub("", coloured).splitlines())
    assert stripped == text(a_report())


def words() -> st.SearchStrategy[str]:
    letters = st.sampled_from("ab乌克兰أمن😀é\u0301 \x1b[]{}\u202e-")
    return st.text(letters, min_size=1, max_size=60).filter(str.strip)


@st.composite
def reports(draw: st.DrawFn) -> ConflictReport:
    ids = draw(st.lists(st.text("abc乌", min_size=1, max_size=30), min_size=2, max_size=6, unique=True))
    said = {"predicate": "motto", "asserted_by": draw(st.none() | words())}
    claims = [claim(id, {"text": draw(words())}, excerpt=draw(words()), **said) for id in ids]
    pairs = [(ids[0], id) for id in ids[1:]]
    return report_of(*findings(rule(), claims, pairs, possible=pairs[:1]))


@given(reports(), st.integers(40, 140), st.booleans())
def test_no_line_is_wider_than_asked_for(report: ConflictReport, width: int, verbose: bool) -> None:
    for line in text(report, width, verbose=verbose).splitlines():
        assert cells(line) <= width


@given(reports())
def test_columns_are_aligned_whatever_the_script(report: ConflictReport) -> None:
    bars = {cells(line[: line.index("│")]) for line in text(report).splitlines() if "│" in line}
    assert len(bars) == 1


# Cells


@pytest.mark.parametrize(
    "shown, width", [("plain", 5), ("乌克兰", 6), ("e\u0301", 1), ("أمن", 3), ("👩\u200d🚀", 4), ("", 0)]
)
def test_a_text_takes_the_columns_of_its_characters(shown: str, width: int) -> None:
    assert cells(shown) == width


@given(words(), st.integers(2, 30), st.integers(2, 30))
def test_wrapping_keeps_every_character_in_order_and_every_line_in_bounds(shown: str, width: int, first: int) -> None:
    lines = wrap(visible(shown), width, first)
    assert "".join(lines).replace(" ", "") == visible(shown).replace(" ", "")
    assert all(cells(line) <= (width if at else max(width, first)) for at, line in enumerate(lines))


def test_wrapping_breaks_between_words() -> None:
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("one two three", 7, first=3) == ["one", "two", "three"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrap("one two", 7, first=2) == ["", "one two"]
    assert wrap("", 3) == [""]


@given(words(), st.integers(2, 30))
def test_shortening_and_padding_reach_the_width_and_no_more(shown: str, width: int) -> None:
    assert shorten("乌克兰", 2) == "…"
    assert cells(shorten(visible(shown), width)) <= width
    assert cells(pad(shorten(visible(shown), width), width)) == width


# Formats by name


@pytest.mark.parametrize("name", TEXTS)
def test_every_format_renders_and_ends_with_a_newline(name: str) -> None:
    assert format_named(name).render(a_report(), Options()).endswith("\n")


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB: pip install 'conflicts[bulk]'")
@pytest.mark.parametrize("name", TEXTS)
def test_no_format_makes_a_finding_of_a_table_twice(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fixture = load(Path(__file__).parents[1] / "fixtures" / "izium")
    report = check(fixture.to_frame("arrow"), engine="duckdb", select=["core"])
    assert isinstance(report.findings, LazyFindings)
    made: Counter[str] = Counter()
    make = FindingMaker.make

    def counting(maker: FindingMaker, cluster: Cluster) -> Finding:
        finding = make(maker, cluster)
        made[finding.fingerprint] += 1
        return finding

    monkeypatch.setattr(FindingMaker, "make", counting)
    format_named(name).render(report, Options())
    once = len(report.findings)
    assert sum(made.values()) == (2 * once if name == "concise" else once)  # which counts them by rule and file, too


def test_json_is_the_reports_own_and_holds_what_ran_only_if_asked() -> None:
    report = a_report()
    assert format_named("json").render(report, Options()) == report.to_json() + "\n"
    assert ConflictReport.from_json(format_named("json").render(report, Options(timing=True))) == report


def test_an_unknown_format_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(
        UnsupportedError, match=r"unknown format 'jsn' \(did you mean 'json'\?\); known: text, concise, json"
    ):
        format_named("jsn")


# Rules as text


def test_rules_are_listed_one_a_line_in_columns() -> None:
    assert rules_text([rule(), unverified_rule()]) == (
        "core/sample  contradiction  error  A sample\ncore/bare    unverified     error  A sample\n"
    )


def test_rules_as_json_hold_what_a_program_needs() -> None:
    assert '"severity_if_possible": "warning"' in rules_json([rule()])
    assert rules_json([]) == "[]\n"


def test_a_rules_page_holds_its_conditions_and_help() -> None:
    page = rule_text(rule(), 80)
    assert page.startswith("core/sample: A sample\ncontradiction; error if certain, warning if possible\n")
    assert "\nAttribute each value.\n" in page
    assert "\nWhere\n    a.valid intersects b.valid\n" in page
