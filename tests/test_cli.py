import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import conflicts
from command import Run
from conflicts import cli
from conflicts.errors import EngineError
from conflicts.report.report import ConflictReport
from conflicts.rules.pack import load_rules

CLAIMS = """\
sources:
  ministry: {name: Ministry of Defence}
  town-hall: {name: Town hall}
predicates:
  controlled-by: {value: term, single: true}
claims:
  - id: taken
    subject: izium
    predicate: controlled-by
    value: russia
    asserted_by: ministry
    valid: 2022-03-24
  - id: not-taken
    subject: izium
    predicate: controlled-by
    value: russia
    polarity: denied
    asserted_by: town-hall
    valid: 2022-03-24
"""

AGREEING = CLAIMS.replace("    polarity: denied\n", "")

RULE = """\
id: said-and-denied
kind: contradiction
severity: {severity}
title: Somebody denies it
message: "{{a.asserted_by}} says {{a.subject}} {{a.predicate}} {{a.value}}; {{b.asserted_by}} denies it"
help: Attribute both.
claims: [a, b]
same: [topic, predicate]
where:
  - a.polarity is affirmed
  - b.polarity is denied
  - a.valid intersects b.valid
examples:
  - name: One says so, the other denies it.
    claims:
      - {{id: yes, subject: s, predicate: p, value: v, valid: 2022}}
      - {{id: no, subject: s, predicate: p, value: v, valid: 2022, polarity: denied}}
    expect: [{{claims: [yes, no], verdict: certain}}]
  - name: Both say so.
    claims:
      - {{id: yes, subject: s, predicate: p, value: v, valid: 2022}}
      - {{id: also, subject: s, predicate: p, value: v, valid: 2022}}
    expect: []
"""


@pytest.fixture
def run(run: Run) -> Run:
    """Run the command in a directory that holds two files of claims and ``mine/said-and-denied.yaml``."""
    Path("mine").mkdir()
    Path("claims.yaml").write_text(CLAIMS, encoding="utf-8")
    Path("agreeing.yaml").write_text(AGREEING, encoding="utf-8")
    Path("mine/said-and-denied.yaml").write_text(RULE.format(severity="error"), encoding="utf-8")
    return run


MINE = ("--rules", "mine")


# check


def test_findings_are_printed_and_make_the_command_fail(run: Run) -> None:
    result = run("check", "claims.yaml", *MINE)
    assert result.code == 1
    said = "claims.yaml:7:5: error[mine/said-and-denied] certain: Ministry of Defence says izium controlled by russia"
    assert said in " ".join(result.out.split())
    assert "claims.yaml:7:" in result.out
    assert result.out.endswith("\n1 contradiction in 2 claims\n")
    assert result.err == ""


def test_claims_that_agree_pass(run: Run) -> None:
    assert run("check", "agreeing.yaml", *MINE) == (0, "No conflicts found in 2 claims.\n", "")


def test_all_the_rules_that_ship_are_checked_unless_others_are_named(run: Run) -> None:
    rules = {finding["rule"] for finding in json.loads(run("check", "claims.yaml", "-f", "json").out)["findings"]}
    assert "core/denial" in rules


@pytest.mark.parametrize(
    "severity, fail_on, code",
    [
        ("error", "error", 1),
        ("warning", "error", 0),
        ("warning", "warning", 1),
        ("note", "note", 1),
        ("error", "never", 0),
    ],
)
def test_only_findings_as_grave_as_asked_for_make_the_command_fail(
    run: Run, severity: str, fail_on: str, code: int
) -> None:
    Path("mine/said-and-denied.yaml").write_text(RULE.format(severity=severity), encoding="utf-8")
    result = run("check", "claims.yaml", *MINE, "--fail-on", fail_on)
    assert result.code == code
    assert f"{severity}[mine/said-and-denied]" in result.out


def test_findings_can_be_reported_without_failing(run: Run) -> None:
    result = run("check", "claims.yaml", *MINE, "--exit-zero")
    assert result.code == 0
    assert "1 contradiction" in result.out


def test_rules_are_selected_and_ignored(run: Run) -> None:
    assert run("check", "claims.yaml", *MINE, "--ignore", "said-and-denied").code == 0
    assert run("check", "claims.yaml", *MINE, "--select", "said-and-denied").code == 1


def test_json_is_a_report_and_the_same_from_every_engine_and_for_every_order(run: Run) -> None:
    first = run("check", "claims.yaml", *MINE, "--format", "json", "--engine", "python")
    assert ConflictReport.from_json(first.out).counts.findings == 1
    head, taken, not_taken = CLAIMS.partition("  - id: taken")[0], *CLAIMS.split("  - id: ")[1:]
    Path("claims.yaml").write_text(f"{head}  - id: {not_taken}  - id: {taken}", encoding="utf-8")
    second = json.loads(run("check", "claims.yaml", *MINE, "--format", "json", "--engine", "auto").out)
    for finding in (second["findings"][0], unplaced := json.loads(first.out)["findings"][0]):
        for claim in (claim for side in finding["sides"] for claim in side["claims"]):
            del claim["location"]
    assert second["findings"] == [unplaced]


def test_the_report_can_go_to_a_file(run: Run) -> None:
    result = run("check", "claims.yaml", *MINE, "--format", "json", "--output", "report.json")
    assert (result.code, result.out) == (1, "")
    assert ConflictReport.from_json(Path("report.json").read_bytes()).counts.findings == 1


def test_a_file_that_cannot_be_written_is_a_problem_with_its_place(run: Run) -> None:
    result = run("check", "claims.yaml", *MINE, "--output", "no/such/report.txt")
    assert result == (2, "", "no/such/report.txt: cannot be written: No such file or directory\n")


def test_verbose_and_timing_say_what_ran(run: Run) -> None:
    assert "engine python (asked for)" in run("check", "claims.yaml", *MINE, "--engine", "python", "--timing").out
    assert "because, for taken, not-taken:" in run("check", "claims.yaml", *MINE, "--verbose").out


def test_the_width_is_that_of_the_terminal_or_of_columns(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert " │ " in run("check", "claims.yaml", *MINE).out
    monkeypatch.setenv("COLUMNS", "60")
    narrow = run("check", "claims.yaml", *MINE).out
    assert " │ " not in narrow
    assert max(map(len, narrow.splitlines())) <= 60


@pytest.mark.parametrize("no_colour", ["", "1"])
def test_colour_is_for_terminals_that_want_it(run: Run, monkeypatch: pytest.MonkeyPatch, no_colour: str) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in run("check", "claims.yaml", *MINE).out
    monkeypatch.setattr("conflicts.cli.output.is_terminal", lambda: True)
    assert ("\x1b" in run("check", "claims.yaml", *MINE).out) is (not no_colour)


# What goes wrong


def test_every_problem_of_the_claims_is_a_line_with_its_place(run: Run) -> None:
    bad = CLAIMS.replace("value: russia", "valeu: russia").replace("valid: 2022-03-24", "valid: 2022-99")
    Path("claims.yaml").write_text(bad, encoding="utf-8")
    result = run("check", "claims.yaml", *MINE)
    lines = result.err.splitlines()
    assert (result.code, result.out) == (2, "")
    assert [line.rpartition(": ")[0].split(":")[1] for line in lines if "valeu" in line] == ["10", "16"]
    assert [line.split(":")[1] for line in lines if "2022-99" in line] == ["12", "19"]
    assert all(line.startswith("claims.yaml:") for line in lines)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("check", "nowhere.yaml"), "nowhere.yaml"),
        (("check", "claims.yaml", "--rules", "no-such-pack"), "no-such-pack"),
        (("check", "claims.yaml", "--format", "jsn"), "did you mean 'json'?"),
        (("check", "claims.yaml", "--engine", "pyton"), "did you mean 'python'?"),
        (("check", "claims.yaml", "--as-of", "yesterday"), "yesterday"),
        (("check", "claims.yaml", "--fail-on", "panic"), "panic"),
        (("check", "claims.yaml", "--no-such-option"), "--no-such-option"),
        (("check", "mine"), "mine: holds no claims"),
        (("frobnicate",), "frobnicate"),
        (("explain", "core/denail"), "did you mean 'core/denial'?"),
        (("explain", "0123456789abcdef", "claims.yaml"), "0123456789abcdef"),
        (("schema", "everything"), "everything"),
        (("validate", "nowhere.yaml"), "nowhere.yaml"),
        (("test", "no-such-pack"), "no-such-pack"),
    ],
)
def test_wrong_usage_is_a_short_message_and_exit_code_two(run: Run, arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert result.code == 2
    assert words in result.err
    assert result.out == ""
    assert "Traceback" not in result.err
    assert len(result.err.splitlines()) <= 5


def test_a_failing_engine_is_exit_code_three(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise EngineError("the engine lost its way")

    monkeypatch.setattr("conflicts.engines.Choice.match", fail)
    assert run("check", "claims.yaml", *MINE) == (3, "", "conflicts: the engine lost its way\n")


def test_a_problem_cannot_send_escapes_to_the_terminal(run: Run) -> None:
    Path("claims.yaml").write_text('claims:\n  - "\\e[2J": x\n', encoding="utf-8")
    result = run("check", "claims.yaml")
    assert result.code == 2
    assert "\x1b" not in result.err
    assert r"\x1b[2J" in result.err


# explain


def fingerprint(run: Run) -> str:
    found = json.loads(run("check", "claims.yaml", *MINE, "--format", "json").out)["findings"][0]["fingerprint"]
    assert isinstance(found, str)
    return found


def test_a_finding_is_explained_condition_by_condition(run: Run) -> None:
    result = run("explain", fingerprint(run), "claims.yaml", *MINE)
    assert result.code == 0
    assert "Somebody denies it" in result.out
    assert "certain   a.valid intersects b.valid (a.valid: start 2022-03-24" in result.out


def test_the_beginning_of_a_fingerprint_will_do(run: Run) -> None:
    assert run("explain", fingerprint(run)[:6], "claims.yaml", *MINE).code == 0


def test_a_rule_is_explained_with_its_conditions_examples_and_source(run: Run) -> None:
    result = run("explain", "said-and-denied", *MINE)
    assert result.code == 0
    assert "mine/said-and-denied: Somebody denies it" in result.out
    assert "\n    a.valid intersects b.valid\n" in result.out
    assert "\n    One says so, the other denies it: no, yes (certain)\n" in result.out
    assert "\n    kind: contradiction\n" in result.out


# rules, test, validate, schema


def test_the_rules_that_ship_are_listed(run: Run) -> None:
    listed = run("rules").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.name for rule in load_rules(None)]


def test_rules_are_listed_as_json(run: Run) -> None:
    (rule,) = json.loads(run("rules", *MINE, "--format", "json").out)
    assert (rule["name"], rule["kind"], rule["severity"]) == ("mine/said-and-denied", "contradiction", "error")


def test_rules_that_do_as_their_examples_say_pass(run: Run) -> None:
    assert run("test", "mine") == (0, "1 rule, 2 examples: all as expected\n", "")


def test_a_rule_that_does_not_do_as_its_examples_say_fails(run: Run) -> None:
    wrong = RULE.format(severity="error").replace("verdict: certain", "verdict: possible")
    Path("mine/said-and-denied.yaml").write_text(wrong, encoding="utf-8")
    result = run("test", "mine")
    assert result.code == 1
    assert result.out == (
        "mine/said-and-denied: One says so, the other denies it.\n"
        "    expected, and not found: possible: no, yes\n"
        "    found, and not expected: certain: no, yes\n"
        "1 rule, 2 examples: 1 failed\n"
    )


def test_files_without_fault_are_valid(run: Run) -> None:
    assert run("validate", "claims.yaml", "mine") == (0, "1 rule, 2 claims: nothing is wrong\n", "")


def test_the_faults_of_claims_and_of_rules_are_all_reported_at_once(run: Run) -> None:
    Path("claims.yaml").write_text(CLAIMS.replace("polarity: denied", "polarity: disputed"), encoding="utf-8")
    faulty = RULE.format(severity="error").replace("a.valid intersects", "a.valdi intersects")
    Path("mine/said-and-denied.yaml").write_text(faulty, encoding="utf-8")
    result = run("validate", "claims.yaml", "mine")
    assert (result.code, result.out) == (2, "")
    assert sorted(line.partition(":")[0] for line in result.err.splitlines()) == [
        "claims.yaml",
        str(Path("mine", "said-and-denied.yaml")),
    ]


def test_a_directory_may_hold_claims_and_rules(run: Run) -> None:
    Path("mine/claims.yaml").write_text(CLAIMS, encoding="utf-8")
    assert run("validate", "mine").out == "1 rule, 2 claims: nothing is wrong\n"


@pytest.mark.parametrize("what", ["claims", "rule", "report"])
def test_schemas_are_printed(run: Run, what: str) -> None:
    result = run("schema", what)
    assert result.code == 0
    assert json.loads(result.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"conflicts {conflicts.__version__}\n", "")


@pytest.mark.parametrize("command", ["check", "explain", "rules", "test", "validate", "schema"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    assert command in run("--help").out
    result = run(command, "--help")
    assert result.code == 0
    assert "Usage: conflicts" in result.out


# As a process


def process(*arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
    source = str(Path(conflicts.__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-m", "conflicts", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": source} | environment,
    )


def test_a_pipe_that_is_closed_early_is_no_error(run: Run) -> None:
    started = process("rules", "--format", "json")
    assert started.stdout is not None
    started.stdout.close()
    assert started.stderr is not None
    assert started.stderr.read() == b""
    assert started.wait() == cli.CLOSED_PIPE
    started.stderr.close()


def test_output_that_the_encoding_cannot_hold_is_escaped(run: Run) -> None:
    Path("claims.yaml").write_text(CLAIMS.replace("Town hall", "Ізюм"), encoding="utf-8")
    out, err = process("check", "claims.yaml", *MINE, PYTHONIOENCODING="ascii").communicate()
    assert err == b""
    assert rb"\u0406\u0437\u044e\u043c" in out


def test_plain_output_needs_no_rich() -> None:
    code = (
        "import sys; from conflicts.cli import main\n"
        "sys.argv = ['conflicts', 'rules']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*(name for name in sys.modules if name.split('.')[0] == 'rich'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == ""
