"""The language server, as editors use it: a client drives it over standard input and output."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsprotocol import types

from conflicts import InputError, UnsupportedError, check, load
from conflicts.cli.lsp import lsp
from conflicts.document.outline import outline
from conflicts.extras import advice
from conflicts.lsp.schemas import fields, schema_of
from conflicts.lsp.suppressing import insertion
from conflicts.lsp.texts import Sort, Text
from conflicts.report.report import ConflictReport
from editor import Editor

REPOSITORY = Path(__file__).parents[1]
IZIUM = (REPOSITORY / "fixtures" / "izium" / "claims.yaml").read_text(encoding="utf-8")

ERROR, WARNING, INFORMATION = (
    types.DiagnosticSeverity.Error,
    types.DiagnosticSeverity.Warning,
    types.DiagnosticSeverity.Information,
)

TAKEN = """\
sources:
  ministry: {name: Ministry of Defence, aliases: [the ministry]}
  town-hall: {name: Town hall}
entities:
  izium: {name: Izium}
  russia: {name: Russia}
predicates:
  controlled-by: {name: is controlled by, value: term, single: true}
claims:
  - id: taken
    subject: izium
    predicate: controlled-by
    value: russia
    asserted_by: ministry
    valid: 2022-03-24
    citations: [{ref: "1"}]
"""
DENIED = """\
claims:
  - id: not-taken
    subject: izium
    predicate: controlled-by
    value: russia
    polarity: denied
    asserted_by: town-hall
    valid: 2022-03-24
    citations: [{ref: "2"}]
"""
BOTH = TAKEN + DENIED.removeprefix("claims:\n")

RULE = """\
id: shouted
kind: unverified
severity: warning
title: The source shouts
message: "{a.asserted_by} shouts: {a}"
help: Quote it in a lower voice.
claims: [a]
where:
  - a.tags has-tag shouting
examples:
  - name: Somebody shouts.
    claims: [{id: one, subject: x, predicate: y, tags: [shouting]}]
    expect: [{claims: [one], verdict: certain}]
  - name: Nobody shouts.
    claims: [{id: one, subject: x, predicate: y}]
    expect: []
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="module")
def shared(workspace: Path) -> Iterator[Editor]:
    """One server for all tests that need nothing special: each works in a directory of its own."""
    with Editor(workspace) as editor:
        yield editor


@pytest.fixture
def editor(shared: Editor, workspace: Path, request: pytest.FixtureRequest) -> Iterator[Editor]:
    home = shared.root = workspace / f"case-{sum(1 for _ in workspace.iterdir())}"
    home.mkdir()
    shared.published.clear()
    yield shared
    for file in [*shared._texts]:
        shared.close(file)


def written(editor: Editor, **files: str) -> None:
    for name, text in files.items():
        (editor.root / f"{name}.yaml").write_text(text, encoding="utf-8")


def opened(editor: Editor, text: str, file: str = "claims.yaml") -> list[types.Diagnostic]:
    """Save a text, open it, and get what is said of it."""
    (editor.root / file).write_bytes(text.encode())
    editor.open(file)
    return editor.diagnostics(file)


def by_code(diagnostics: list[types.Diagnostic], code: str) -> list[types.Diagnostic]:
    return [each for each in diagnostics if each.code == code]


def report_of(*texts: str, directory: Path) -> ConflictReport:
    for number, text in enumerate(texts):
        (directory / f"part-{number}.yaml").write_bytes(text.encode())
    return check(load(directory))


# Findings -------------------------------------------------------------------------------------------------------------


def test_a_finding_is_told_at_each_claim_that_it_sets_against_others(editor: Editor) -> None:
    diagnostics = by_code(opened(editor, IZIUM), "core/denial")
    said = {(editor.marked("claims.yaml", each), each.severity) for each in diagnostics}
    assert said == {
        ("ru-full-control", ERROR),
        ("ua-denies-control", ERROR),
        ("ru-full-control", WARNING),
        ("isw-assault-failed", WARNING),
    }
    denied = next(each for each in diagnostics if editor.marked("claims.yaml", each) == "ua-denies-control")
    assert denied.source == "conflicts"
    assert denied.message == "Izium is controlled by Russia (the Russian military); Ukraine denies it (certain)"
    (other,) = denied.related_information or []
    assert other.location.uri == editor.uri("claims.yaml")
    assert editor.within(IZIUM, other.location.range) == "ru-full-control"
    assert other.message == "ru-full-control: Izium · is controlled by · Russia (the Russian military)"


def test_every_finding_of_the_command_is_told_and_no_other(editor: Editor) -> None:
    diagnostics = opened(editor, IZIUM)
    report = check(load(REPOSITORY / "fixtures" / "izium"))
    assert {mark for each in diagnostics for mark in each.data or []} == {
        finding.fingerprint for finding in report.findings
    }


def test_a_rule_with_an_address_among_its_references_links_to_it(editor: Editor) -> None:
    (tagged,) = by_code(opened(editor, IZIUM), "editorial/tagged-citation-needed")
    assert tagged.code_description is not None
    assert tagged.code_description.href.startswith("https://en.wikipedia.org/wiki/Template:Citation_needed")


def test_a_superseded_claim_is_struck_out_and_the_one_that_replaces_it_is_not(editor: Editor) -> None:
    later = TAKEN.partition("claims:\n")[2].replace("taken", "left").replace("2022-03-24", "2022-04-01")
    text = TAKEN + later.replace("value: russia", "value: ukraine") + "    supersedes: taken\n"
    superseded = [each for each in opened(editor, text) if types.DiagnosticTag.Deprecated in (each.tags or ())]
    assert superseded
    assert {editor.marked("claims.yaml", each) for each in superseded} == {"taken"}


def test_a_suppression_that_is_of_no_use_is_faded(editor: Editor) -> None:
    text = TAKEN + '    suppress:\n      - {rule: core/denial, reason: "long settled"}\n'
    (stale,) = by_code(opened(editor, text), "suppression-unused")
    assert editor.marked("claims.yaml", stale) == "core/denial"
    assert stale.tags == (types.DiagnosticTag.Unnecessary,)
    assert "nothing that it suppresses" in stale.message


# Problems of the input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "marked", "message"),
    [
        ("    valid: 2022-03-24", "    vlaid: 2022-03-24", "vlaid", "unknown field 'vlaid' (did you mean 'valid'?)"),
        ("    valid: 2022-03-24", "    valid: 2022-13-24", "2022-13-24", "valid"),
        ("    valid: 2022-03-24", '    valid: "2022-13-24"', '"2022-13-24"', "valid"),
        ("predicate: controlled-by", "predicate: controled-by", "controled-by", "did you mean 'controlled-by'?"),
        ("asserted_by: ministry", "asserted_by: minstry", "minstry", "did you mean 'ministry'?"),
        ("    subject: izium\n", "", "taken", "missing field 'subject'"),
        ("predicates:\n", "predicate:\n", "predicate", "unknown section 'predicate'"),
        ('[{ref: "1"}]', '[{reff: "1"}]', "reff", "unknown field 'reff'"),
        ('[{ref: "1"}]', '[{ref: "1"]', "]", "not valid YAML"),
        ("    value: russia", "    value: russia\n    value: ukraine", "value", "duplicate key 'value'"),
        ("    value: russia", "    value: russia\n    supersedes: [tken]", "[tken]", "unknown claim 'tken'"),
        ("    value: russia", "    value: *russia", "*russia", "repeats nothing"),
        ("single: true", "single: maybe", "maybe", "single must be true or false"),
    ],
)
def test_a_problem_is_told_at_the_very_characters(
    editor: Editor, right: str, wrong: str, marked: str, message: str
) -> None:
    assert right in TAKEN
    text = TAKEN.replace(right, wrong, 1)
    first = opened(editor, text)[0]
    assert (editor.marked("claims.yaml", first), first.severity, first.source) == (marked, ERROR, "conflicts")
    assert message in first.message


EMOJI = TAKEN + '  - {excerpt: "🏰 é 🏰", id: "🏰", subject: izium, predicat: controlled-by, value: russia}\n'


def check_positions(editor: Editor, column: int) -> None:
    diagnostics = opened(editor, EMOJI)
    assert [editor.marked("claims.yaml", each) for each in diagnostics] == ['"🏰"', "predicat"]
    assert diagnostics[0].range.start.character == column
    editor.change("claims.yaml", EMOJI.replace("predicat:", "predicate:"))
    editor.diagnostics("claims.yaml")
    assert (editor.hover("claims.yaml", "subject: izium, ", into=10) or "").startswith("**izium**")


def test_positions_are_counted_in_utf_16(editor: Editor) -> None:
    check_positions(editor, column=29)


def test_positions_are_counted_in_the_units_that_are_agreed_on(tmp_path: Path) -> None:
    with Editor(tmp_path, encoding=types.PositionEncodingKind.Utf8) as editor:
        check_positions(editor, column=34)


def test_lines_end_where_the_protocol_says(editor: Editor) -> None:
    text = TAKEN.replace("name: Izium", 'name: "one \u2028 and \x85 the same line"').replace("valid:", "vlaid:")
    (unknown, *_) = opened(editor, text.replace("\n", "\r\n"))
    assert editor.marked("claims.yaml", unknown) == "vlaid"


def test_a_byte_order_mark_moves_nothing(editor: Editor) -> None:
    (unknown, *_) = opened(editor, "\ufeffclims: []\n" + TAKEN)
    assert editor.marked("claims.yaml", unknown) == "clims"


@pytest.mark.parametrize("file", ["claims.json", "claims.jsonl"])
def test_json_is_checked_as_well(editor: Editor, file: str) -> None:
    claim = '{"id": "one", "subject": "izium", "predicate": "burns", "valid": "2022-13"}'
    text = claim + "\n" if file.endswith("l") else '{"claims": [\n  ' + claim + "\n]}\n"
    (fault,) = opened(editor, text, file)
    assert "valid" in fault.message
    assert editor.marked(file, fault) in ('"2022-13"', '"valid"')
    editor.change(file, text.replace("2022-13", "2022-12"))
    found = editor.diagnostics(file)
    assert "core/no-source" in {each.code for each in found}
    assert {editor.marked(file, each) for each in found} == {'"one"'}


def test_other_yaml_is_left_alone(editor: Editor) -> None:
    assert opened(editor, "services:\n  web: {image: nginx}\nsources:\n  - dbt\n", "compose.yaml") == []


# The collection -------------------------------------------------------------------------------------------------------


def test_the_claims_files_of_the_directory_are_checked_together(editor: Editor) -> None:
    written(editor, b=DENIED, other="services: {}\n")
    (denied,) = by_code(opened(editor, TAKEN, "a.yaml"), "core/denial")
    (other,) = denied.related_information or []
    assert other.location.uri == editor.uri("b.yaml")
    assert editor.within(DENIED, other.location.range) == "not-taken"


def test_what_is_open_and_not_saved_goes_before_what_is_on_disk(editor: Editor) -> None:
    written(editor, a=TAKEN, b=DENIED)
    editor.open("a.yaml")
    assert by_code(editor.diagnostics("a.yaml"), "core/denial")
    editor.open("b.yaml", DENIED.replace("denied", "affirmed"))
    assert not by_code(editor.next_diagnostics("a.yaml"), "core/denial")
    editor.close("b.yaml")
    assert editor.awaited(lambda params: params.uri == editor.uri("b.yaml") and not params.diagnostics) == []
    assert by_code(editor.next_diagnostics("a.yaml"), "core/denial")


def test_a_new_file_counts_before_it_is_saved(editor: Editor) -> None:
    opened(editor, TAKEN, "a.yaml")
    editor.open("new.yaml", DENIED)
    assert by_code(editor.diagnostics("new.yaml"), "core/denial")


def test_files_of_another_directory_do_not_belong(editor: Editor) -> None:
    (editor.root / "elsewhere").mkdir()
    written(editor, a=TAKEN)
    editor.open("elsewhere/b.yaml", DENIED)
    assert not by_code(editor.diagnostics("elsewhere/b.yaml"), "core/denial")


def test_what_the_server_is_started_for_is_checked_together(tmp_path: Path) -> None:
    for name, text in (("one/a.yaml", TAKEN), ("two/b.yaml", DENIED)):
        (tmp_path / "claims" / name).parent.mkdir(parents=True)
        (tmp_path / "claims" / name).write_text(text, encoding="utf-8")
    with Editor(tmp_path, "claims") as editor:
        editor.open("claims/two/b.yaml")
        assert by_code(editor.diagnostics("claims/two/b.yaml"), "core/denial")


def test_while_another_file_cannot_be_read_the_findings_stay_and_it_is_said_why(editor: Editor) -> None:
    written(editor, a=TAKEN, b=DENIED)
    editor.open("a.yaml")
    editor.diagnostics("a.yaml")
    editor.open("b.yaml", DENIED + "  - {id: half")
    (broken,) = editor.diagnostics("b.yaml")[:1]
    assert "not valid YAML" in broken.message
    note, *findings = editor.diagnostics("a.yaml")
    assert note.message.startswith(f"not checked anew: {editor.root.name}/b.yaml:")
    assert [each.location.uri for each in note.related_information or []] == [editor.uri("b.yaml")]
    assert by_code(findings, "core/denial")
    editor.change("b.yaml", DENIED)
    assert by_code(editor.diagnostics("b.yaml"), "core/denial")
    assert not [each for each in editor.diagnostics("a.yaml") if each.message.startswith("not checked")]


def test_findings_move_with_their_claims_while_a_text_cannot_be_read(editor: Editor) -> None:
    opened(editor, BOTH)
    editor.change("claims.yaml", "# one more line\n" + BOTH + "  - {id: half")
    syntax, *findings = editor.diagnostics("claims.yaml")
    assert "not valid YAML" in syntax.message
    assert {editor.marked("claims.yaml", each) for each in by_code(findings, "core/denial")} == {"taken", "not-taken"}


def test_settings_are_those_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "conflicts.toml").write_text('ignore = ["core/denial"]\n', encoding="utf-8")
    with Editor(tmp_path) as editor:
        assert not by_code(opened(editor, BOTH), "core/denial")
        assert editor.watched == ["**/*.{yaml,yml,json,jsonl}", "**/{conflicts,pyproject}.toml"]
        (tmp_path / "conflicts.toml").write_text("", encoding="utf-8")
        editor.changed_on_disk("conflicts.toml")
        assert by_code(editor.next_diagnostics("claims.yaml"), "core/denial")
        (tmp_path / "conflicts.toml").write_text('ingore = ["core/denial"]\n', encoding="utf-8")
        editor.changed_on_disk("conflicts.toml")
        note = editor.next_diagnostics("claims.yaml")[0]
        assert note.message == "not checked anew: conflicts.toml:1:1: unknown setting 'ingore' (did you mean 'ignore'?)"
        assert note.severity == WARNING
        (tmp_path / "conflicts.toml").write_text('engine = "pyhton"\n', encoding="utf-8")
        editor.changed_on_disk("conflicts.toml")
        assert editor.next_diagnostics("claims.yaml")[0].message.startswith("not checked anew: unknown engine 'pyhton'")


def test_what_the_settings_name_is_checked_together(tmp_path: Path) -> None:
    said = "claims: [{id: %s, subject: tower, predicate: standing, asserted_by: %s, valid: 2022, polarity: %s}]\n"
    for folder, text in (("north", said % ("a", "army", "affirmed")), ("south", said % ("b", "mayor", "denied"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "claims.yaml").write_text(text, encoding="utf-8")
    with Editor(tmp_path) as editor:
        editor.open("north/claims.yaml")
        assert not by_code(editor.diagnostics("north/claims.yaml"), "core/denial")
        (tmp_path / "conflicts.toml").write_text('paths = ["north", "south"]\n', encoding="utf-8")
        editor.changed_on_disk("conflicts.toml")
        assert by_code(editor.next_diagnostics("north/claims.yaml"), "core/denial")


def test_prose_is_checked_if_the_server_is_told_to(tmp_path: Path) -> None:
    prose = "# The town 🏰\n\nIzium is controlled by Russia, the army said on 24 March 2022.[1]\n"
    with Editor(tmp_path, "--from", "prose") as editor:
        editor.open("account.md", "# Nothing yet\n")
        editor.diagnostics("account.md")
        editor.change("account.md", prose)
        for found in editor.diagnostics("account.md"):
            assert editor.marked("account.md", found).startswith("Izium")
        assert "Izium" in (editor.hover("account.md", "controlled") or "")


def test_in_prose_a_finding_is_suppressed_by_a_comment(tmp_path: Path) -> None:
    prose = "# The town\r\n\r\nIzium burns,\r\nsomebody said.\r\n\r\nIt was rebuilt.[1]"
    with Editor(tmp_path, "--from", "prose") as editor:
        found = opened(editor, prose, "account.md")
        title, action = next(iter(editor.actions("account.md", "burns").items()))
        edited = editor.applied(action)["account.md"]
        comment = f" <!-- conflicts: ignore {title.split()[1]} — -->"
        assert edited == prose.replace("somebody said.", f"somebody said.{comment}")
        editor.change("account.md", edited)
        (unread,) = [each for each in editor.diagnostics("account.md") if each.code is None]
        assert (unread.severity, "a suppression names a reason" in unread.message) == (INFORMATION, True)
        editor.change("account.md", edited.replace("— -->", "— all agree -->"))
        left = editor.diagnostics("account.md")
        assert {each.code for each in found} - {each.code for each in left} == {title.split()[1]}


def test_prose_is_left_alone_otherwise(editor: Editor) -> None:
    editor.open("account.md", "Izium is controlled by Russia.\n")
    opened(editor, TAKEN)
    assert editor.uri("account.md") not in {params.uri for params in editor.published}


# Rules ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "marked", "message"),
    [
        ("title:", "titel:", "titel", "unknown field 'titel' (did you mean 'title'?)"),
        ("has-tag", "has-tg", "has-tg", "did you mean 'has-tag'?"),
        ("kind: unverified", "kind: unverifed", "unverifed", "did you mean 'unverified'?"),
        ("{id: one, subject: x, predicate: y}", "{id: one, subject: x, predicate: y, tags: [shouting]}",
         "Nobody shouts.", "found, and not expected: certain: one"),
        ("tags: [shouting]", "tags: [whispering]", "Somebody shouts.", "expected, and not found: certain: one"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_told_where_it_is_wrong(
    editor: Editor, right: str, wrong: str, marked: str, message: str
) -> None:
    assert opened(editor, RULE, "shouted.yaml") == []
    editor.change("shouted.yaml", RULE.replace(right, wrong, 1))
    (found,) = [each for each in editor.diagnostics("shouted.yaml") if message in each.message]
    assert (editor.marked("shouted.yaml", found), found.severity) == (marked, ERROR)


def test_claims_are_checked_with_the_rules_as_they_are_open(tmp_path: Path) -> None:
    (tmp_path / "conflicts.toml").write_text('rules = ["rules"]\n', encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "claims").mkdir()
    (tmp_path / "rules" / "shouted.yaml").write_text(RULE, encoding="utf-8")
    with Editor(tmp_path) as editor:
        editor.open("claims/claims.yaml", TAKEN + "    tags: [shouting]\n")
        (before,) = editor.diagnostics("claims/claims.yaml")
        assert (before.code, before.severity) == ("rules/shouted", WARNING)
        editor.open("rules/shouted.yaml", RULE.replace("severity: warning", "severity: error"))
        (after,) = editor.next_diagnostics("claims/claims.yaml")
        assert (after.code, after.severity) == ("rules/shouted", ERROR)


# Hover ----------------------------------------------------------------------------------------------------------------


def test_a_claim_shows_its_findings_with_the_help_of_their_rules(editor: Editor) -> None:
    opened(editor, IZIUM)
    shown = editor.hover("claims.yaml", "id: ru-full-control", into=6) or ""
    assert shown.startswith("**ru-full-control** — Izium · is controlled by · Russia (the Russian military)")
    assert "**core/denial** (error, certain): " in shown
    assert "**core/denial** (warning, possible): " in shown
    assert "Report both, each with its source, and let neither stand as fact." in shown
    assert "error if certain, warning if possible" in shown
    assert "**isw-assault-failed**: " in shown
    assert shown == editor.hover("claims.yaml", "excerpt: Russia's military announced", into=12)


@pytest.mark.parametrize(
    ("words", "into", "parts"),
    [
        (
            "predicate: controlled-by",
            12,
            ["**controlled-by** — predicate, in 2 claims", "`value`: term", "`single`: yes"],
        ),
        ("asserted_by: the ministry", 14, ["**ministry** — source, in 1 claim", "`aliases`: the ministry"]),
        ("subject: izium", 10, ["**izium** — entity, in 2 claims", "`name`: Izium"]),
        ("  town-hall: {", 4, ["**town-hall** — source, in 1 claim"]),
        ("polarity: denied", 2, ["`polarity` — Whether the source affirms or denies it."]),
        ("rule: core/no-citation", 10, ["**core/no-citation** — ", "if certain"]),
        ("supersedes: taken", 14, ["**taken** — Izium · is controlled by · Russia (Ministry of Defence)"]),
    ],
)
def test_a_word_shows_what_it_means(editor: Editor, words: str, into: int, parts: list[str]) -> None:
    text = BOTH.replace("asserted_by: ministry", "asserted_by: the ministry")
    text += "    supersedes: taken\n    suppress: [{rule: core/no-citation, reason: none is needed}]\n"
    assert not [each for each in opened(editor, text) if each.severity == ERROR and each.code is None]
    shown = editor.hover("claims.yaml", words, into) or ""
    assert [part for part in parts if part not in shown] == [], shown


def test_markup_in_claims_is_shown_and_not_obeyed(editor: Editor) -> None:
    opened(editor, BOTH.replace("name: Izium", 'name: "![x](http://evil.example/x.png) <b>"'))
    shown = editor.hover("claims.yaml", "id: taken", into=5) or ""
    assert "evil.example" in shown
    assert "![x](" not in shown
    assert "<b>" not in shown


# Going there ----------------------------------------------------------------------------------------------------------


def test_from_a_claim_one_gets_to_the_claims_that_stand_against_it(editor: Editor) -> None:
    written(editor, b=DENIED)
    opened(editor, TAKEN, "a.yaml")
    assert editor.definitions("a.yaml", "id: taken", into=5) == [("b.yaml", "not-taken")]
    assert editor.definitions("a.yaml", "valid: 2022", into=9) == [("b.yaml", "not-taken")]


@pytest.mark.parametrize(
    ("words", "into", "declared"),
    [
        ("predicate: controlled-by", 14, "controlled-by"),
        ("subject: izium", 10, "izium"),
        ("value: russia", 10, "russia"),
        ("asserted_by: town-hall", 15, "town-hall"),
        ("supersedes: taken", 14, "taken"),
    ],
)
def test_from_a_word_one_gets_to_where_it_is_declared(editor: Editor, words: str, into: int, declared: str) -> None:
    written(editor, a=TAKEN)
    opened(editor, DENIED + "    supersedes: taken\n", "b.yaml")
    assert editor.definitions("b.yaml", words, into) == [("a.yaml", declared)]


def test_from_a_suppression_one_gets_to_the_rule(editor: Editor) -> None:
    opened(editor, BOTH + "    suppress: [{rule: core/denial, reason: known}]\n")
    ((file, _),) = editor.definitions("claims.yaml", "rule: core/denial", into=8)
    assert Path(file.removeprefix("file://")).name == "denial.yaml"


def test_references_are_everywhere_that_a_thing_is_named(editor: Editor) -> None:
    written(editor, b=DENIED.replace("town-hall", "the ministry") + "    via: [ministry]\n    supersedes: [taken]\n")
    opened(editor, TAKEN, "a.yaml")
    uses = [("a.yaml", "ministry"), ("b.yaml", "the ministry"), ("b.yaml", "ministry")]
    assert editor.references("a.yaml", "  ministry:", into=4, declaration=False) == uses
    assert editor.references("a.yaml", "asserted_by: ministry", into=15) == [("a.yaml", "ministry"), *uses]
    assert set(editor.references("a.yaml", "id: taken", into=5)) == {
        ("a.yaml", "taken"),
        ("b.yaml", "taken"),
        ("b.yaml", "not-taken"),
    }


# Suppressing ----------------------------------------------------------------------------------------------------------

SUPPRESS = "Suppress core/denial on not-taken"


def suppressed(text: str, directory: Path) -> set[str]:
    report = report_of(text, directory=directory)
    assert not report.stale_suppressions
    return {each.finding.rule for each in report.suppressed}


def test_a_finding_is_suppressed_once_a_reason_is_given(editor: Editor, tmp_path: Path) -> None:
    opened(editor, IZIUM)
    action = editor.actions("claims.yaml", "id: ua-denies-control", into=6)["Suppress core/denial on ua-denies-control"]
    edited = editor.applied(action)["claims.yaml"]
    line = '    suppress: [{rule: core/denial, reason: ""}]\n'
    assert edited.replace(line, "", 1) == IZIUM
    editor.change("claims.yaml", edited)
    empty = editor.diagnostics("claims.yaml")[0]
    assert (editor.marked("claims.yaml", empty), empty.severity) == ('""', ERROR)
    filled = edited.replace('reason: ""', "reason: both are quoted")
    assert suppressed(filled, tmp_path) == {"core/denial"}
    editor.change("claims.yaml", filled)
    left = by_code(editor.diagnostics("claims.yaml"), "core/denial")
    assert {editor.marked("claims.yaml", each) for each in left} == {"ru-full-control", "isw-assault-failed"}
    assert "suppressed: both are quoted" in (editor.hover("claims.yaml", "id: ua-denies-control", into=6) or "")


def test_the_action_answers_the_diagnostic_that_it_is_offered_for(editor: Editor) -> None:
    opened(editor, BOTH)
    assert set(editor.actions("claims.yaml", "id: not-taken", into=6)) == {SUPPRESS}
    assert editor.actions("claims.yaml", "sources:") == {}


FIELDS = (
    "subject: izium, predicate: controlled-by, value: russia, polarity: denied, asserted_by: town-hall, "
    "valid: 2022-03-24"
)
BLOCK = DENIED.removeprefix("claims:\n")
OTHER = '{rule: core/no-source, reason: "of old"}'


@pytest.mark.parametrize(
    "claim",
    [
        BLOCK,
        BLOCK.rstrip("\n"),
        BLOCK.replace('[{ref: "2"}]\n', '[{ref: "2"}] # as numbered there\n    # and no more\n\n'),
        BLOCK.replace('citations: [{ref: "2"}]', 'citations:\n    - ref: "2"'),
        BLOCK.replace(
            'citations: [{ref: "2"}]',
            'citations:\n      - {ref: "2"}\n    excerpt: >+\n      Ukraine\n\n      denied it.\n\n',
        ),
        BLOCK.replace('citations: [{ref: "2"}]', "excerpt: Ukraine\n      denied it:no\n\n      at all"),
        BLOCK.replace('citations: [{ref: "2"}]', "excerpt: 'Ukraine\n      denied it'   "),
        "  -   " + BLOCK.removeprefix("  - ").replace("\n    ", "\n      "),
        "  -\n    " + BLOCK.removeprefix("  - "),
        BLOCK + "    suppress:\n",
        BLOCK + "    suppress: # why\n",
        BLOCK + "    suppress: []\n",
        BLOCK + f"    suppress: [{OTHER}]\n",
        BLOCK + f"    suppress: [\n      {OTHER}, # a remark\n    ]\n",
        BLOCK + f"    suppress:\n      - {OTHER}\n",
        BLOCK + f"    suppress:\n    - {OTHER}\n",
        BLOCK
        + "    suppress:\n      # a remark - with a dash\n      - rule: core/no-source\n"
        + "        reason: >\n          of old\n\n",
        BLOCK.replace("  - id", f"  - suppress: [{OTHER}]\n    id"),
        f"  - {{id: not-taken, {FIELDS}}}\n",
        f"  - {{id: not-taken, {FIELDS},}} # a remark\n",
        f"  - {{id: not-taken, {FIELDS}, excerpt: }}\n",
        f"  - {{id: not-taken,\n     {FIELDS} # a remark\n    }}\n",
        f"  - {{suppress: [{OTHER}], id: not-taken, {FIELDS}}}\n",
        f"  - {{id: not-taken, {FIELDS}, suppress: []}}\n",
    ],
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_whatever_the_layout_of_a_claim_the_rest_of_it_stays_byte_for_byte(
    claim: str, line_break: str, tmp_path: Path
) -> None:
    before = (TAKEN + claim).replace("\n", line_break)
    text = Text("claims.yaml", "file:///claims.yaml", before)
    found = insertion(text, text.claims["not-taken"].whole, "core/denial")
    assert found is not None
    offset, words = found
    edited = before[:offset] + words + before[offset:]
    assert outline(edited).is_whole
    assert words.count("\n") == words.count(line_break)
    with pytest.raises(InputError, match="it is empty"):
        report_of(edited, directory=tmp_path)
    report = report_of(edited.replace('reason: ""', "reason: both are quoted"), directory=tmp_path)
    assert {each.finding.rule for each in report.suppressed} == {"core/denial"}
    assert OTHER.partition(",")[0] not in before or [each.rule for each in report.stale_suppressions] == [
        "core/no-source"
    ]


@pytest.mark.parametrize(
    "claim",
    [
        BLOCK.replace("id: not-taken", "? id\n    : not-taken"),
        BLOCK + "    suppress: ~\n",
        BLOCK + "    suppress: &accepted\n    - " + OTHER + "\n",
    ],
    ids=["explicit key", "null", "anchor"],
)
def test_where_inserting_alone_would_not_do_nothing_is_offered(claim: str) -> None:
    text = Text("claims.yaml", "file:///claims.yaml", TAKEN + claim)
    assert insertion(text, text.claims["not-taken"].whole, "core/denial") is None


def test_in_json_the_suppression_is_json(editor: Editor, tmp_path: Path) -> None:
    said = '"subject": "izium", "predicate": "burns", "valid": "2022"'
    claims = (
        f'{{"id": "a", {said}, "asserted_by": "x"}}\n{{"id": "b", {said}, "asserted_by": "y", "polarity": "denied"}}\n'
    )
    opened(editor, claims, "claims.jsonl")
    action = editor.actions("claims.jsonl", '"id": "b"', into=7)["Suppress core/denial on b"]
    edited = editor.applied(action)["claims.jsonl"]
    assert edited.endswith(', "suppress": [{"rule": "core/denial", "reason": ""}]}\n')
    (tmp_path / "claims.jsonl").write_text(edited.replace('"reason": ""', '"reason": "known"'), encoding="utf-8")
    assert [each.reason for each in check(load(tmp_path)).suppressed] == ["known"]


def test_a_finding_of_several_pairs_is_suppressed_on_as_many_claims_as_it_takes(editor: Editor, tmp_path: Path) -> None:
    third = BLOCK.replace("not-taken", "not-taken-either").replace('"2"', '"3"')
    written(editor, b="claims:\n" + third)
    (finding, *_) = by_code(opened(editor, BOTH, "a.yaml"), "core/denial")
    assert len(finding.related_information or ()) == 2
    assert set(editor.actions("a.yaml", "id: taken", into=5)) == {"Suppress core/denial on taken"}
    action = editor.actions("a.yaml", "id: not-taken", into=6)["Suppress core/denial on 2 claims"]
    edited = editor.applied(action)
    assert set(edited) == {"a.yaml", "b.yaml"}
    filled = [text.replace('reason: ""', "reason: both are quoted") for text in edited.values()]
    report = report_of(*filled, directory=tmp_path)
    assert [each.finding.rule for each in report.suppressed] == ["core/denial"]


def test_nothing_is_offered_where_suppressions_are_merged_from_elsewhere(editor: Editor) -> None:
    merged = BLOCK.replace("    polarity: denied\n", "    <<: {polarity: denied, suppress: []}\n")
    assert by_code(opened(editor, TAKEN + merged), "core/denial")
    assert editor.actions("claims.yaml", "id: not-taken", into=6) == {}


# Completion -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected", "line"),
    [
        ("    predicate: contr", {"controlled-by"}, "    predicate: controlled-by"),
        ("    predicate: ", {"controlled-by"}, "    predicate: controlled-by"),
        ("    asserted_by: ", {"ministry", "town-hall"}, "    asserted_by: town-hall"),
        ("    via: [ministry, t", {"ministry", "town-hall"}, "    via: [ministry, town-hall"),
        ('    via: ["t', {"ministry", "town-hall"}, '    via: ["town-hall'),
        ("    subject: ", {"izium", "russia"}, "    subject: russia"),
        ("    polarity: ", {"affirmed", "denied"}, "    polarity: denied"),
        ("    supersedes: ", {"taken"}, "    supersedes: taken"),
        ("  - {id: x, predicate: ", {"controlled-by"}, "  - {id: x, predicate: controlled-by"),
        ("  - {id: x, polarity: de", {"affirmed", "denied"}, "  - {id: x, polarity: denied"),
    ],
)
def test_words_are_completed_where_they_can_stand(editor: Editor, typed: str, expected: set[str], line: str) -> None:
    opened(editor, TAKEN)
    start = "" if typed.startswith("  - ") else "  - id: more 🏰\n"
    editor.change("claims.yaml", f"{TAKEN}{start}{typed}")
    found = editor.completions("claims.yaml", f"{start}{typed}", len(start) + len(typed))
    assert set(found) == expected
    chosen = line.rpartition(" ")[2].strip('["')
    assert found[chosen] == f"{TAKEN}{start}{line}"


@pytest.mark.parametrize("typed", ["    pred", "    "])
def test_fields_are_completed_that_the_claim_does_not_have(editor: Editor, typed: str) -> None:
    opened(editor, TAKEN)
    more = f"  - id: more\n{typed}"
    editor.change("claims.yaml", TAKEN + more + "\n    subject: izium\n")
    found = editor.completions("claims.yaml", more, len(more))
    assert found["predicate"].endswith("  - id: more\n    predicate: \n    subject: izium\n")
    assert {"valid", "citations", "suppress"} <= found.keys()
    assert not {"id", "controlled-by"} & found.keys()


def test_rules_are_completed_in_suppressions_and_fields_in_citations(editor: Editor) -> None:
    opened(editor, TAKEN)
    typed = "    suppress: [{rule: core/d"
    editor.change("claims.yaml", TAKEN + typed)
    found = editor.completions("claims.yaml", typed, len(typed))
    assert found["core/denial"] == f"{TAKEN}    suppress: [{{rule: core/denial"
    assert "editorial/stale" in found or len(found) > 20
    typed = "    marks: [{"
    editor.change("claims.yaml", TAKEN + typed)
    assert set(editor.completions("claims.yaml", typed, len(typed))) == {"tag", "date", "reason"}


def test_nothing_is_completed_inside_words_of_ones_own(editor: Editor) -> None:
    opened(editor, TAKEN)
    for typed in ("    excerpt: Somebody said ", "    # a remark ", "    excerpt: |\n      polarity: "):
        editor.change("claims.yaml", TAKEN + typed)
        assert editor.completions("claims.yaml", typed, len(typed)) == {}


def test_the_fields_and_words_of_rules_are_completed(editor: Editor) -> None:
    opened(editor, RULE, "shouted.yaml")
    editor.change("shouted.yaml", RULE + "\nref")
    assert "references" in editor.completions("shouted.yaml", "\nref", 4)
    editor.change("shouted.yaml", RULE + "\nseverity_if_possible: ")
    typed = "severity_if_possible: "
    assert set(editor.completions("shouted.yaml", typed, len(typed))) == {"error", "warning", "note"}


def test_a_fault_in_the_definitions_of_a_pack_is_shown_where_its_rules_begin(editor: Editor) -> None:
    (editor.root / "definitions.yaml").write_text("\n\ndefinitions: [{name: a}]\n", encoding="utf-8")
    (found,) = opened(editor, RULE, "shouted.yaml")
    assert "definitions.yaml:3:15: missing: claims, where" in found.message
    assert found.range.start.line == 0


def test_named_conditions_are_completed_with_the_claims_of_the_rule(editor: Editor) -> None:
    definition = "{name: a and b stand, claims: [a, b], means: Both do., where: [a.rank is normal]}"
    (editor.root / "definitions.yaml").write_text(f"definitions: [{definition}]\n", encoding="utf-8")
    rule = "id: x\nkind: contradiction\nclaims: [old, new]\nmessage: m\nwhere:\n"
    opened(editor, rule, "shouted.yaml")
    for typed in ("  - old", "  - old and n", "  - any: [old", "without:\n  - where:\n      - old"):
        editor.change("shouted.yaml", rule + typed)
        assert "old and new stand" in editor.completions("shouted.yaml", typed, len(typed)), typed
    editor.change("shouted.yaml", rule + "  - old\ntitle: old")
    assert editor.completions("shouted.yaml", "title: old", len("title: old")) == {}


@pytest.mark.parametrize("sort", ["claims", "rule"])
def test_every_field_says_what_it_means(sort: Sort) -> None:
    root = schema_of(sort)
    assert root is not None
    pending, silent = [("", root)], []
    for name, schema in pending:
        silent += [f"{name}.{key}" for key, each in schema.get("properties", {}).items() if not each.get("description")]
        pending += [(key, each) for key, each in schema.items() if isinstance(each, dict)]
        for key in ("anyOf", "items"):
            inside = schema.get(key, [])
            pending += [(name, each) for each in (inside if isinstance(inside, list) else [inside])]
    modes = {f".{mode}" for mode in ("by", "since", "until", "at")}
    assert [each for each in silent if not each.endswith(tuple(modes))] == []
    assert all(fields(sort, ()).values())


# Robustness -----------------------------------------------------------------------------------------------------------


def test_a_text_that_is_being_typed_never_stops_the_server(editor: Editor) -> None:
    opened(editor, BOTH)
    whole = editor.diagnostics("claims.yaml")
    for length in range(1, len(BOTH), 13):
        half = BOTH[:length]
        editor.change("claims.yaml", half)
        editor.hover("claims.yaml", half, length)
        editor.completions("claims.yaml", half, length)
        editor.definitions("claims.yaml", half, length)
        editor.actions("claims.yaml", half, length)
    editor.change("claims.yaml", BOTH)
    assert editor.diagnostics("claims.yaml") == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800claims: []\n",
        "claims: \x00\n",
        "claims:\n" + "  - [" * 300,
        "claims: &a [*a]\n",
        "claims:\n  - {id: [x]}\n  - {id: }\n  - 5\n  - {? [a, b] : c}\n",
        "claims: []\n---\nclaims: []\n",
        "sources: {a: 5}\nclaims: {}\n",
        "claims:\n  - id: x\n    subject: x\n    predicate: x\n    value: {low: 1e999999999}\n    valid: {by: [1]}\n",
    ],
    ids=["empty", "surrogate", "nul", "deep", "circle", "odd", "two", "shapes", "numbers"],
)
def test_what_cannot_be_read_is_told_and_what_else_is_open_goes_on(editor: Editor, text: str) -> None:
    opened(editor, BOTH)
    (editor.root / "apart").mkdir()
    editor.open("apart/odd.yaml", TAKEN)
    editor.diagnostics("apart/odd.yaml")
    editor.change("apart/odd.yaml", text)
    diagnostics = editor.diagnostics("apart/odd.yaml")
    assert text == "" or any(each.severity == ERROR for each in diagnostics)
    assert editor.hover("apart/odd.yaml", text, 0) is None or text
    assert editor.definitions("claims.yaml", "id: taken", into=5) == [("claims.yaml", "not-taken")]


def test_only_what_is_open_now_is_told_and_never_what_was_before(editor: Editor) -> None:
    opened(editor, BOTH)
    editor.published.clear()
    for number in range(30):
        editor.change("claims.yaml", f"# {number}\n" + (BOTH if number % 2 else BOTH[:-9]))
    last = editor.diagnostics("claims.yaml")
    assert {editor.marked("claims.yaml", each) for each in by_code(last, "core/denial")} == {"taken", "not-taken"}
    versions = [params.version for params in editor.published if params.version is not None]
    assert versions == sorted(versions)
    assert len(versions) < 10


def test_what_is_not_open_is_not_known(editor: Editor) -> None:
    editor._texts["nowhere.yaml"] = "x"
    assert editor.hover("nowhere.yaml", "x") is None
    assert editor.completions("nowhere.yaml", "x", 0) == {}
    del editor._texts["nowhere.yaml"]


def test_without_pygls_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygls.lsp.server", None)
    monkeypatch.delitem(sys.modules, "conflicts.lsp.server", raising=False)
    with pytest.raises(UnsupportedError, match=re.escape(advice("lsp"))):
        lsp()


def test_an_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(UnsupportedError, match=r"did you mean 'prose'\?"):
        lsp(from_="prse")
