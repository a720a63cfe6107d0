"""Findings that somebody accepts by a comment in plain text or in Markdown."""

from pathlib import Path

import pytest

from conflicts import Claim, Collection, ConflictReport, check, load
from conflicts.readers import Reading, ReadOptions, claims_jsonl, claims_yaml
from conflicts.readers.prose import read

pytest.importorskip("sentencex", reason="reading prose needs the extra `prose`")

ACCEPT = "<!-- conflicts: ignore core/denial — both are quoted -->"
SAID = "On 24 March 2022 the ministry said that Izium was captured by Russia. [1]"
DENIED = "On 24 March 2022 the town hall denied that Izium was captured by Russia. [2]"


def reading(text: str, tmp_path: Path, name: str = "text.md", *, excerpts: bool = False) -> Reading:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read(file, name, ReadOptions(excerpts=excerpts))


def accepted(text: str, tmp_path: Path, name: str = "text.md", *, excerpts: bool = False) -> dict[int, list[str]]:
    """The reasons that the claims of each line have."""
    found: dict[int, list[str]] = {}
    for claim in reading(text, tmp_path, name, excerpts=excerpts).claims:
        assert claim.location is not None
        found[claim.location.line] = [each.reason for each in claim.suppress]
    return found


def told(text: str, tmp_path: Path, name: str = "text.md") -> list[str]:
    """What could not be read."""
    return [str(problem) for problem in reading(text, tmp_path, name).unread]


def checked(text: str, tmp_path: Path, name: str = "text.md", **options: str) -> ConflictReport:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return check(load(file), rules=["core/denial"], **options)  # type: ignore[arg-type]  # options by name


both_kinds = pytest.mark.parametrize("name", ["text.md", "text.txt"])


# --- what a comment does ----------------------------------------------------------------------------------------------


@both_kinds
def test_without_a_comment_the_finding_stands(tmp_path: Path, name: str) -> None:
    assert len(checked(f"{SAID}\n\n{DENIED}\n", tmp_path, name).findings) == 1


@both_kinds
@pytest.mark.parametrize(
    "text",
    [
        f"{SAID} {ACCEPT}\n\n{DENIED}\n",
        f"{SAID}\n\n{ACCEPT}\n\n{DENIED}\n",
        f"{ACCEPT}\n{SAID}\n\n{DENIED}\n",
        f"{ACCEPT} {SAID}\n\n{DENIED}\n",
        f"{SAID}\n{ACCEPT}\n\n{DENIED}\n",
        f"{SAID} {ACCEPT} {DENIED}\n",
        f"{SAID}\n\n{DENIED}\n<!--\n  conflicts: ignore core/denial —\n  both are quoted\n-->\n",
    ],
)
def test_a_comment_suppresses_the_finding_with_its_reason(tmp_path: Path, name: str, text: str) -> None:
    report = checked(text, tmp_path, name)
    assert report.findings == ()
    assert [(each.reason, each.source) for each in report.suppressed] == [("both are quoted", "claim")]
    assert report.stale_suppressions == ()


@both_kinds
def test_the_comment_is_no_part_of_what_is_said(tmp_path: Path, name: str) -> None:
    with_comment = list(reading(f"{SAID} {ACCEPT}\n\n{DENIED}\n", tmp_path, name).claims)
    without = list(reading(f"{SAID}\n\n{DENIED}\n", tmp_path, name).claims)
    assert [claim.model_copy(update={"suppress": ()}) for claim in with_comment] == without
    assert with_comment != without


def test_a_comment_ends_with_its_day(tmp_path: Path) -> None:
    text = f"{SAID} {ACCEPT.replace(' -->', ', until 2023-06-30 -->')}\n\n{DENIED}\n"
    assert [each.until for each in checked(text, tmp_path, today="2023-06-30").suppressed] == ["2023-06-30"]
    report = checked(text, tmp_path, today="2023-07-01")
    assert len(report.findings) == 1
    (stale,) = report.stale_suppressions
    assert (stale.because, stale.message) == ("expired", "it held until 2023-06-30")


def test_a_comment_that_names_no_rule_is_told_of_where_it_stands(tmp_path: Path) -> None:
    report = checked(f"{SAID}\n\n{DENIED} {ACCEPT.replace('denial', 'denail')}\n", tmp_path)
    assert len(report.findings) == 1
    (stale,) = report.stale_suppressions
    assert stale.because == "unknown-rule"
    assert "did you mean 'core/denial'?" in stale.message
    assert str(stale.location).endswith(f"text.md:3:{len(DENIED) + 2}")


def test_a_comment_for_several_claims_is_one_suppression(tmp_path: Path) -> None:
    other = "On 25 March 2022 the ministry said that Kharkiv was captured by Russia."
    used = checked(f"{SAID} {other} {ACCEPT}\n\n{DENIED}\n", tmp_path)
    assert (len(used.suppressed), used.stale_suppressions) == (1, ())
    unused = checked(f"{SAID} {other} {ACCEPT}\n", tmp_path)
    (stale,) = unused.stale_suppressions
    assert (stale.because, stale.claim) == ("unused", "text-1-1")
    assert unused.to_text(500).count("suppression of core/denial (text-1-1, ") == 1


def test_a_comment_may_name_several_rules(tmp_path: Path) -> None:
    (claim,) = reading(f"{SAID} <!-- conflicts: ignore core, hedged — a stub -->\n", tmp_path).claims
    assert [each.rule for each in claim.suppress] == ["core", "hedged"]


@pytest.mark.parametrize("write", [claims_yaml, claims_jsonl])
def test_what_a_comment_accepts_survives_the_claims_file(tmp_path: Path, write: object) -> None:
    assert callable(write)
    file = tmp_path / "text.md"
    file.write_text(f"{SAID} The army left. {ACCEPT}\n", encoding="utf-8")
    collection = load(file)
    written = tmp_path / ("claims.yaml" if write is claims_yaml else "claims.jsonl")
    written.write_text(write(collection), encoding="utf-8")
    assert load(written).claims == collection.claims
    assert all(claim.suppress for claim in collection.claims)


# --- which claims it is for -------------------------------------------------------------------------------------------

ONE, TWO, THREE = "The army left Izium.", "The mayor left Kharkiv.", "The enemy left Lviv."
R = "<!-- conflicts: ignore core — r -->"
S = "<!-- conflicts: ignore core — s -->"


@both_kinds
@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (f"{ONE} {R}\n\n{TWO}\n", {1: ["r"], 3: []}),
        (f"{ONE}\n{R}\n\n{TWO}\n", {1: ["r"], 4: []}),
        (f"{ONE}\n\n{R}\n{TWO}\n", {1: [], 4: ["r"]}),
        (f"{ONE}\n\n{R}\n\n{TWO}\n\n{THREE}\n", {1: [], 5: ["r"], 7: []}),
        (f"{ONE}\n\n{R}\n\n{S}\n\n{TWO}\n", {1: [], 7: ["r", "s"]}),
        (f"{ONE}\n\n{R} {S} {TWO}\n", {1: [], 3: ["r", "s"]}),
        (f"{ONE}\n{R}\n{S}\n\n{TWO}\n", {1: ["r", "s"], 5: []}),
        (f"{ONE}\n{R} {TWO}\n\n{THREE}\n", {1: ["r"], 2: ["r"], 4: []}),
        (f"{ONE}\r\n\r\n{R}\r\n\r\n{TWO}\r\n", {1: [], 5: ["r"]}),
    ],
)
def test_a_comment_is_for_its_paragraph_or_standing_alone_for_the_next(
    tmp_path: Path, name: str, text: str, reasons: dict[int, list[str]]
) -> None:
    assert accepted(text, tmp_path, name) == reasons


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (f"- {ONE} {R}\n- {TWO}\n", {1: ["r"], 2: []}),
        (f"- {ONE}\n- {R} {TWO}\n", {1: [], 2: ["r"]}),
        (f"> {ONE}\n>\n> {R}\n> {TWO}\n", {1: [], 4: ["r"]}),
        (f"1. {ONE}\n\n   {R}\n\n2. {TWO}\n", {1: [], 5: ["r"]}),
        (f"{ONE}\n\n{R}\n\n## A heading\n\n{TWO}\n", {1: [], 7: ["r"]}),
        (f"## A heading {R}\n\n{ONE}\n\n{TWO}\n", {3: ["r"], 5: []}),
        (f"{R}\n\n```\ncode\n```\n\n{ONE}\n\n{TWO}\n", {7: ["r"], 9: []}),
        (f"*{ONE}* {R} **{TWO}**\n", {1: ["r"]}),
    ],
)
def test_the_structure_of_markdown_says_what_a_paragraph_is(
    tmp_path: Path, text: str, reasons: dict[int, list[str]]
) -> None:
    assert accepted(text, tmp_path) == reasons


@both_kinds
def test_of_excerpts_each_line_is_alone(tmp_path: Path, name: str) -> None:
    text = f"{ONE}\n{TWO} {R}\n{S}\n{THREE}\n"
    assert accepted(text, tmp_path, name, excerpts=True) == {1: [], 2: ["r"], 4: ["s"]}


def test_code_is_no_comment(tmp_path: Path) -> None:
    text = f"{ONE}\n\n```\n{R}\n```\n\n    {R}\n\nWrite `{R}` there. {TWO}\n"
    assert all(not reasons for reasons in accepted(text, tmp_path).values())
    assert not [line for line in told(text, tmp_path) if "accepts nothing" in line]


@both_kinds
def test_other_comments_are_read_as_before(tmp_path: Path, name: str) -> None:
    before = f"{ONE} <!-- a note -->\n\n<!-- conflict: ignore core — r -->\n\n{TWO}\n"
    assert all(not reasons for reasons in accepted(before, tmp_path, name).values())


# --- what is malformed ------------------------------------------------------------------------------------------------


@both_kinds
@pytest.mark.parametrize("around", ["{0}\n\n" + ONE + "\n", ONE + " {0}\n", "\n" + ONE + "\n{0}\n\n" + TWO + "\n"])
def test_a_malformed_comment_is_told_with_its_place_and_is_no_prose(tmp_path: Path, name: str, around: str) -> None:
    text = around.format("<!-- conflicts: ignroe core — r -->")
    line = 1 + text[: text.index("<!--")].count("\n")
    column = text.index("<!--") - text.rfind("\n", 0, text.index("<!--"))
    (problem,) = told(text, tmp_path, name)
    assert problem.startswith(f"{name}:{line}:{column}: this comment accepts nothing: 'ignore' should stand after")
    assert "did you mean 'ignore'?" in problem
    claims = list(reading(text, tmp_path, name).claims)
    assert not any("ignroe" in str(claim.value) or claim.suppress for claim in claims)


@both_kinds
@pytest.mark.parametrize("text", [f"{ONE}\n\n{R}\n", f"{ONE}\n\nWho left? {R}\n", f"{ONE}\n\n{R}\n\n## The end\n"])
def test_a_comment_with_which_no_claim_stands_is_told_of(tmp_path: Path, name: str, text: str) -> None:
    problems = [each for each in told(text, tmp_path, name) if "this comment accepts nothing" in each]
    assert problems == [
        f"{name}:3:{11 if 'Who' in text else 1}: this comment accepts nothing: no claim comes of what it stands with"
    ]
    assert accepted(text, tmp_path, name)[1] == []


def test_ten_thousand_comments_that_never_close_take_no_time(tmp_path: Path) -> None:
    text = f"{ONE}\n\n" + "<!-- conflicts: ignore core — r\n" * 10_000
    assert len(list(reading(text, tmp_path, "text.txt").claims)) >= 1


def test_many_comments_are_read_in_time_that_is_linear(tmp_path: Path) -> None:
    text = f"{ONE} {R}\n\n" * 3_000
    claims: list[Claim] = list(reading(text, tmp_path).claims)
    assert len(claims) == 3_000
    assert all(len(claim.suppress) == 1 for claim in claims)
    assert not list(Collection(tuple(claims)).problems())
