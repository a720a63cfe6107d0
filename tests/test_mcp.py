"""The MCP server, as agents use it: the SDK's own client drives it over standard input and output, and over HTTP."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import MCPError, StdioServerParameters

from agent import Agent, text_of
from command import Run
from conflicts import Claim, ConflictReport, UnsupportedError, check, load
from conflicts.cli.mcp import mcp
from conflicts.extras import advice
from conflicts.mcp import server as served_module
from conflicts.mcp.inputs import Served
from conflicts.mcp.server import LOOPBACK, server

REPOSITORY = Path(__file__).parents[1]
REPORT_SCHEMA = json.loads((REPOSITORY / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))

GUIDE = (REPOSITORY / "docs" / "how-to" / "agents.md").read_text(encoding="utf-8")

CLAIMS = """\
predicates:
  burnt-down: {name: burnt down}
  owner: {value: term, single: true}
claims:
  - {id: mill-burnt, subject: mill, predicate: burnt-down, asserted_by: herald, valid: 1921-03-04}
  - {id: mill-stood, subject: mill, predicate: burnt-down, polarity: denied, asserted_by: bee, valid: 1921-03-04}
  - {id: mill-hill, subject: mill, predicate: owner, value: hill, asserted_by: herald, valid: 1921}
"""
DENIAL = {"rules": ["core/denial"]}
OTHER_OWNER = {"subject": "mill", "predicate": "owner", "value": "dale", "asserted_by": "bee", "valid": "1921"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project, beside a file of which a client must not see a word."""
    root = tmp_path_factory.mktemp("town") / "project"
    (root / "more").mkdir(parents=True)
    (root / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    (root / "more" / "draft.md").write_text("The mill never burnt down.\n", encoding="utf-8")
    (root.parent / "private.yaml").write_text("claims: [{secret-field: 1}]\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def agent(project: Path) -> Iterator[Agent]:
    with Agent.of(project) as client:
        yield client


def served(root: Path, most_bytes: int = 1_000_000, seconds: float = 60) -> Agent:
    return Agent(server(Served(root.resolve(), most_bytes), seconds))


def found(report: dict[str, Any]) -> list[list[str]]:
    return [
        [finding["rule"], *sorted(claim["id"] for side in finding["sides"] for claim in side["claims"])]
        for finding in report["findings"]
    ]


# What it offers -------------------------------------------------------------------------------------------------------


def test_the_tools_and_resources_are_those_of_the_guide(agent: Agent) -> None:
    assert agent.tools().keys() == {"check", "explain", "why_not", "diff", "vocabulary_suggest"}
    assert agent.resources() == {
        "conflicts://report",
        "conflicts://rules",
        "conflicts://rules/{pack}/{rule}",
        "conflicts://schema/claims",
    }
    assert [name for name in (*agent.tools(), *agent.resources()) if f"`{name}`" not in GUIDE] == []


def test_every_tool_says_that_it_only_reads_and_what_each_argument_means(agent: Agent) -> None:
    for tool in agent.tools().values():
        assert tool.annotations.read_only_hint
        assert not tool.annotations.destructive_hint
        assert not tool.annotations.open_world_hint
        silent = [
            name
            for name, field in tool.input_schema["properties"].items()
            if not re.search(r"'(?:description|enum)':", str(field))
        ]
        assert silent == []


def test_a_check_answers_by_the_schema_of_reports(agent: Agent) -> None:
    published = {name: value for name, value in REPORT_SCHEMA.items() if name != "$schema"}
    assert agent.tools()["check"].output_schema == published
    Draft202012Validator(REPORT_SCHEMA).validate(agent.data("check"))


# Check ----------------------------------------------------------------------------------------------------------------


def test_a_check_of_the_project_is_the_report_of_the_command_line(
    agent: Agent, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    by_command = json.loads(run("check", "--format", "json", "--exit-zero").out)
    assert agent.data("check", limit=1_000) == by_command
    assert agent.json("conflicts://report") == by_command
    assert agent.data("check", paths=["claims.yaml"], limit=1_000) == by_command
    assert agent.data("check", paths=[str(project / "claims.yaml")], limit=1_000) == by_command


def test_the_text_of_a_check_is_the_report_for_people(agent: Agent) -> None:
    text = text_of(agent.call("check", **DENIAL))
    assert "mill" in text
    assert text.splitlines()[-1] == "1 contradiction in 3 claims"


def test_claims_of_the_client_are_checked_without_any_file(agent: Agent) -> None:
    said = {"subject": "bridge", "predicate": "closed"}
    claims = [said | {"id": "a", "asserted_by": "ann"}, said | {"id": "b", "asserted_by": "ben", "polarity": "denied"}]
    assert found(agent.data("check", claims=claims, **DENIAL)) == [["core/denial", "a", "b"]]
    expected = check(claims, rules=["core/denial"]).to_json()
    assert agent.read("conflicts://report") == expected


def test_claims_of_the_client_meet_those_of_the_files_and_use_their_words(agent: Agent) -> None:
    alone = agent.data("check", claims=[OTHER_OWNER | {"id": "new"}], rules=["core/incompatible-values"])
    assert found(alone) == []
    together = agent.data(
        "check", paths=["claims.yaml"], claims=[OTHER_OWNER | {"id": "new"}], rules=["core/incompatible-values"]
    )
    assert found(together) == [["core/incompatible-values", "mill-hill", "new"]]


def test_a_claim_without_an_id_may_say_what_one_of_a_file_says(tmp_path: Path) -> None:
    claim = {"subject": "mill", "predicate": "closed", "asserted_by": "herald"}
    (tmp_path / "claims.json").write_text(json.dumps([claim]), encoding="utf-8")
    with served(tmp_path) as client:
        assert client.data("check", paths=["claims.json"], claims=[claim])["statistics"]["claims"] == 2


def test_claims_of_the_client_may_bring_their_vocabulary(agent: Agent) -> None:
    claims = {
        "predicates": {"height": {"value": "quantity", "unit": "m", "single": True}},
        "claims": [
            {"id": name, "subject": "tower", "predicate": "height", "value": value, "asserted_by": name}
            for name, value in (("ann", 40), ("ben", 60))
        ],
    }
    assert found(agent.data("check", claims=claims, select=["incompatible-values"])) == [
        ["core/incompatible-values", "ann", "ben"]
    ]


def test_a_format_is_read_by_its_name(agent: Agent) -> None:
    report = agent.data("check", paths=["more"], format="prose")
    assert report["coverage"]["sentences"]["read"] == 1


def test_so_many_findings_as_asked_for_are_answered_and_all_count(agent: Agent) -> None:
    whole = agent.data("check", limit=1_000)
    some = agent.data("check", limit=1)
    assert some["findings"] == whole["findings"][:1]
    assert some["counts"] == whole["counts"]
    assert whole["counts"]["findings"] == len(whole["findings"]) > 1
    assert agent.json("conflicts://report")["findings"] == whole["findings"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"claims": [{"subject": "mill"}]}, "missing field 'predicate'"),
        ({"claims": [{"subject": "mill", "predicate": "x", "date": "1921"}]}, "did you mean"),
        ({"rules": ["coer"]}, "did you mean 'core'?"),
        ({"as_of": "soon"}, "as of:"),
        ({"paths": ["none.yaml"]}, "none.yaml: no such file or directory"),
        ({"format": "prse", "paths": ["more"]}, "did you mean 'prose'?"),
    ],
)
def test_what_a_client_gets_wrong_is_said_in_a_sentence(agent: Agent, arguments: dict[str, Any], said: str) -> None:
    assert said in agent.refusal("check", **arguments)


def test_the_settings_of_the_project_apply_and_the_client_goes_before_them(tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    settings = 'select = ["core/denial"]\nseverity = {"core/denial" = "note"}\n'
    (tmp_path / "conflicts.toml").write_text(settings, encoding="utf-8")
    with served(tmp_path) as client:
        (finding,) = client.data("check")["findings"]
        assert (finding["rule"], finding["severity"]) == ("core/denial", "note")
        rules = {finding["rule"] for finding in client.data("check", select=["core/no-citation"])["findings"]}
        assert rules <= {"core/no-citation"}


# Explain, diff, suggest -----------------------------------------------------------------------------------------------


def test_a_finding_of_an_earlier_check_is_explained(agent: Agent) -> None:
    (finding,) = agent.data("check", **DENIAL)["findings"]
    agent.data("check", claims=[OTHER_OWNER])
    explained = agent.data("explain", what=finding["fingerprint"][:8])
    assert (explained["kind"], explained["name"]) == ("finding", finding["fingerprint"])
    assert explained["finding"] == finding
    assert "a.polarity" in explained["text"] or "deni" in explained["text"]


def test_a_rule_is_explained_by_its_name(agent: Agent) -> None:
    explained = agent.data("explain", what="core/denial")
    assert (explained["kind"], explained["name"], explained["finding"]) == ("rule", "core/denial", None)
    assert explained["text"] == agent.read("conflicts://rules/core/denial")
    assert "did you mean 'core/denial'?" in agent.refusal("explain", what="core/denail")


def test_why_a_rule_does_not_flag_claims_is_answered(agent: Agent) -> None:
    later = OTHER_OWNER | {"id": "new", "valid": "1925"}
    asked = {"rule": "core/incompatible-values", "ids": ["mill-hill", "new"], "paths": ["claims.yaml"]}
    why = agent.data("why_not", claims=[later], **asked)
    assert why["verdict"] == "no"
    assert any("a.valid intersects b.valid" in each for each in why["missing"])
    assert agent.data("why_not", claims=[later | {"valid": "1921"}], **asked)["verdict"] == "certain"


def test_what_changed_since_the_last_check_is_answered(agent: Agent) -> None:
    before = agent.data("check", paths=["claims.yaml"], rules=["core/incompatible-values", "core/denial"])
    assert found(before) == [["core/denial", "mill-burnt", "mill-stood"]]
    new = {"paths": ["claims.yaml"], "claims": [OTHER_OWNER | {"id": "new"}]}
    changed = agent.data("diff", new=new, rules=["core/incompatible-values", "core/denial"])
    assert [finding["rule"] for finding in changed["new"]] == ["core/incompatible-values"]
    assert (changed["resolved"], changed["unchanged"]) == ([], 1)


def test_two_inputs_or_a_report_in_a_file_are_compared(project: Path, tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    report = check(tmp_path / "claims.yaml", rules=["core/denial"])
    (tmp_path / "old.json").write_text(report.to_json(), encoding="utf-8")
    with served(tmp_path) as client:
        assert "there is no report to compare with" in client.refusal("diff")
        none = {"claims": [OTHER_OWNER]}
        changed = client.data("diff", old={"paths": ["old.json"]}, new=none, rules=["core/denial"])
        assert [finding["rule"] for finding in changed["resolved"]] == ["core/denial"]
        changed = client.data("diff", old=none, new={"paths": ["claims.yaml"]}, rules=["core/denial"])
        assert [finding["rule"] for finding in changed["new"]] == ["core/denial"]


def test_a_vocabulary_is_suggested_as_the_command_line_does(
    agent: Agent, project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    by_command = run("vocabulary", "suggest", "claims.yaml").out
    assert agent.data("vocabulary_suggest", paths=["claims.yaml"]) == {"yaml": by_command, "unread": []}
    heights = [{"subject": "tower", "predicate": "height", "value": value} for value in (40, 60)]
    assert "height:" in agent.data("vocabulary_suggest", claims=heights)["yaml"]


def test_a_mapping_is_suggested_for_a_table(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").write_text("town,inhabitants,year\nDalby,1200,1921\nLund,900,1921\n", encoding="utf-8")
    with served(tmp_path) as client:
        assert "table:" in client.data("vocabulary_suggest", paths=["towns.csv"])["yaml"]


# Resources ------------------------------------------------------------------------------------------------------------


def test_the_rules_are_those_of_the_project(tmp_path: Path, agent: Agent) -> None:
    assert "core/denial" in [rule["name"] for rule in agent.json("conflicts://rules")]
    (tmp_path / "conflicts.toml").write_text('rules = ["core/denial"]\n', encoding="utf-8")
    with served(tmp_path) as client:
        assert [rule["name"] for rule in client.json("conflicts://rules")] == ["core/denial"]
        with pytest.raises(MCPError, match="there is no rule 'core/no-source'"):
            client.read("conflicts://rules/core/no-source")
        with pytest.raises(MCPError, match="nothing has been checked yet"):
            client.read("conflicts://report")


def test_the_schema_of_claims_is_the_published_one(agent: Agent) -> None:
    published = json.loads((REPOSITORY / "docs" / "schema" / "claims.schema.json").read_text(encoding="utf-8"))
    assert agent.json("conflicts://schema/claims") == published


# The guide ------------------------------------------------------------------------------------------------------------


def test_the_configurations_of_the_guide_start_the_server(project: Path) -> None:
    configurations = [
        json.loads(each) for each in re.findall(r"^```json[^\n]*\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    ]
    assert [each.keys() for each in configurations] == [{"mcpServers"}, {"servers"}]
    for configuration in configurations:
        ((entry,),) = [each.values() for each in configuration.values()]
        assert entry["command"] == "conflicts"
        arguments = [each.replace("${workspaceFolder}", str(project)) for each in entry["args"]]
        command = StdioServerParameters(command=sys.executable, args=["-m", "conflicts", *arguments], cwd=project)
        with Agent(command) as client:
            assert found(client.data("check", **DENIAL)) == [["core/denial", "mill-burnt", "mill-stood"]]


def test_the_program_of_the_guide_prints_what_conflicts(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(project)
    python = Path(sys.executable)
    started = program.replace('command="conflicts", args=[', f'command={str(python)!r}, args=["-m", "conflicts", ')
    assert started != program
    exec(compile(started, "agents.md", "exec"), {})
    assert capsys.readouterr().out.startswith("error certain ")


# What it may read and how much ----------------------------------------------------------------------------------------

OUTSIDE = "lies outside the directory that is served"


@pytest.mark.parametrize("path", ["../private.yaml", "more/../../private.yaml", "/etc/passwd", "..", "a\0b"])
@pytest.mark.parametrize("argument", ["paths", "rules"])
def test_no_argument_leads_out_of_the_directory(agent: Agent, path: str, argument: str) -> None:
    refused = agent.refusal("check", **{argument: [path]})
    assert OUTSIDE in refused
    assert "secret" not in refused


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_no_link_leads_out_of_the_directory(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    (outside / "inner").mkdir(parents=True)
    for place in (outside, outside / "inner"):
        (place / "private.yaml").write_text(CLAIMS, encoding="utf-8")
    (root / "link.yaml").symlink_to(outside / "private.yaml")
    (root / "folder").symlink_to(outside / "inner")
    with served(root) as client:
        for path in (".", "link.yaml", "folder", "folder/private.yaml", "folder/../private.yaml"):
            assert OUTSIDE in client.refusal("check", paths=[path])
            assert OUTSIDE in client.refusal("vocabulary_suggest", paths=[path])
            assert OUTSIDE in client.refusal("diff", old={"paths": [path]}, new={"paths": [path]})


def test_no_setting_leads_out_of_the_directory(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "private.yaml").write_text(CLAIMS, encoding="utf-8")
    (root / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    several = ("paths", "rules", "patterns")
    with served(root) as client:
        for setting in (*several, "vocabulary", "map", "baseline", "lexicon"):
            value = '["../private.yaml"]' if setting in several else '"../private.yaml"'
            (root / "conflicts.toml").write_text(f"{setting} = {value}\n", encoding="utf-8")
            assert OUTSIDE in client.refusal("check"), setting


def test_the_settings_of_a_directory_around_it_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "conflicts.toml").write_text('ignore = ["core/denial"]\n', encoding="utf-8")
    root = tmp_path / "root"
    root.mkdir()
    (root / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    with served(root) as client:
        assert "core/denial" in [name for name, *_ in found(client.data("check"))]


def test_more_bytes_than_allowed_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    with served(tmp_path, most_bytes=200) as client:
        assert "that are read at most" in client.refusal("check")
        assert "that are read at most" in client.refusal("vocabulary_suggest", paths=["claims.yaml"])
        assert "give fewer" in client.refusal("check", claims=[OTHER_OWNER] * 3)
        assert client.data("check", claims=[OTHER_OWNER])["statistics"]["claims"] == 1


def test_an_answer_that_is_too_large_is_refused_and_the_report_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served_module, "MOST_ANSWERED", 100)
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    with served(tmp_path) as client:
        assert "ask for fewer findings" in client.refusal("check")
        assert ConflictReport.from_json(client.read("conflicts://report")).counts.findings


def test_work_that_takes_too_long_is_ended_and_the_server_goes_on(project: Path) -> None:
    with served(project, seconds=0.001) as client:  # starting to work takes longer
        assert "ended after 0.001 seconds" in client.refusal("check")
        assert client.tools()


def test_nothing_is_written(agent: Agent, project: Path) -> None:
    def everything() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(project.parent.rglob("*")) if path.is_file()}

    before = everything()
    agent.data("check")
    agent.data("diff", new={"paths": ["claims.yaml"]})
    agent.data("vocabulary_suggest")
    agent.data("explain", what="core/denial")
    agent.json("conflicts://rules")
    assert everything() == before


def test_nothing_of_the_directory_is_imported(tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    for name in ("anyio", "conflicts", "yaml"):
        (tmp_path / f"{name}.py").write_text("import os; os._exit(9)\n", encoding="utf-8")
    command = [*Path(sys.executable).parent.glob("conflicts*")]
    if not command:
        pytest.skip("the command is not installed beside Python")
    code = "from agent import *; from mcp import StdioServerParameters as S\n"
    code += f"with Agent(S(command={str(command[0])!r}, args=['mcp'], cwd={str(tmp_path)!r})) as a: a.data('check')\n"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    ran = subprocess.run([sys.executable, "-P", "-c", code], cwd=REPOSITORY, env=environment, check=False)
    assert ran.returncode == 0


# HTTP -----------------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
        assert isinstance(port, int)
        return port


@pytest.fixture(scope="module")
def port(project: Path) -> Iterator[int]:
    number = free_port()
    command = [sys.executable, "-m", "conflicts", "mcp", str(project), "--http", str(number)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                try:
                    socket.create_connection((LOOPBACK, number)).close()
                except OSError:
                    time.sleep(0.05)
                else:
                    break
            yield number
        finally:
            process.terminate()


def test_a_client_is_served_over_http(agent: Agent, port: int) -> None:
    with Agent(f"http://{LOOPBACK}:{port}/mcp") as client:
        assert client.tools().keys() == agent.tools().keys()
        assert client.data("check") == agent.data("check")
        assert OUTSIDE in client.refusal("check", paths=["../private.yaml"])


@pytest.mark.parametrize("header", [{"Host": "town.example"}, {"Origin": "http://town.example"}])
def test_a_page_of_another_site_cannot_ask(port: int, header: dict[str, str]) -> None:
    connection = http.client.HTTPConnection(LOOPBACK, port)
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
    sent = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **header}
    connection.request("POST", "/mcp", body, sent)
    assert connection.getresponse().status in (403, 421)
    connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere this machine has one such address")
def test_only_this_machine_is_served(port: int) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port))


# A session ------------------------------------------------------------------------------------------------------------

SOLD = {"id": "sold", "subject": "mill", "predicate": "owner", "value": "dale", "asserted_by": "bee", "valid": "1921"}


def with_session(root: Path, most_bytes: int = 1_000_000) -> Agent:
    return Agent(server(Served(root.resolve(), most_bytes), 60, has_session=True))


def test_only_a_server_with_a_session_offers_changes_and_says_that_it_makes_them(project: Path, agent: Agent) -> None:
    assert not agent.tools().keys() & {"add", "retract"}
    with Agent.of(project, "--session") as client:
        new = client.tools().keys() - agent.tools().keys()
        assert new == {"add", "retract"}
        assert not any(client.tools()[name].annotations.read_only_hint for name in new)
        assert client.resources() - agent.resources() == {"conflicts://session"}
        assert [name for name in (*new, "conflicts://session") if f"`{name}`" not in GUIDE] == []


def test_a_claim_that_comes_opens_what_its_retraction_closes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    with with_session(project) as client:
        came = client.data("add", claims=[SOLD])
        assert (came["claims"], came["added"], came["removed"]) == (4, ["sold"], [])
        opened = {finding["rule"] for finding in came["opened"]}
        assert "core/incompatible-values" in opened
        ours = load("claims.yaml")
        whole = replace(ours, claims=(*ours.claims, Claim.model_validate(SOLD)))
        expected = json.loads(check(whole, today=date.today().isoformat()).to_json())
        assert client.json("conflicts://report")["findings"] == expected["findings"]
        went = client.data("retract", ids=["sold"])
        assert (went["claims"], went["removed"]) == (3, ["sold"])
        assert {finding["fingerprint"] for finding in went["closed"]} == {
            finding["fingerprint"] for finding in came["opened"]
        }
        assert client.json("conflicts://session") == {"added": [], "retracted": []}
    assert before == {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}


def test_a_claim_of_the_project_can_be_retracted_and_added_otherwise(project: Path) -> None:
    with with_session(project) as client:
        went = client.data("retract", ids=["mill-stood"])
        assert "core/denial" in {finding["rule"] for finding in went["closed"]}
        assert client.json("conflicts://session")["retracted"] == ["mill-stood"]
        back = client.data("add", claims=[SOLD | {"id": "mill-stood"}])
        assert back["claims"] == 3
        assert "core/incompatible-values" in {finding["rule"] for finding in back["opened"]}
        assert found(client.data("check", **DENIAL)) == [["core/denial", "mill-burnt", "mill-stood"]]


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("add", {"claims": [SOLD, SOLD | {"id": "x", "subjekt": "mill"}]}, "subjekt"),
        ("add", {"claims": [SOLD, SOLD]}, "sold"),
        ("add", {"claims": [SOLD | {"id": "mill-hill"}]}, "mill-hill"),
        ("add", {"claims": [SOLD | {"predicate": "ownr"}]}, "ownr"),
        ("retract", {"ids": ["mill-hil"]}, "(did you mean 'mill-hill'?)"),
        ("retract", {"ids": ["mill-hill", "mill-hill"]}, "twice"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(
    project: Path, tool: str, arguments: dict[str, Any], why: str
) -> None:
    with with_session(project) as client:
        assert why in client.refusal(tool, **arguments)
        assert client.json("conflicts://session") == {"added": [], "retracted": []}


def test_a_session_begins_where_nothing_is_yet_and_is_bounded(tmp_path: Path) -> None:
    with with_session(tmp_path, most_bytes=500) as client:
        claim = {"subject": "mill", "predicate": "stands", "asserted_by": "bee"}
        came = client.data("add", claims=[claim])
        assert (came["claims"], len(came["added"])) == (1, 1)
        assert "larger than 500 bytes" in client.refusal("add", claims=[claim | {"excerpt": "x" * 600}])
        assert len(client.json("conflicts://session")["added"]) == 1


# The command ----------------------------------------------------------------------------------------------------------


def test_without_the_sdk_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "conflicts.mcp.server", raising=False)
    with pytest.raises(UnsupportedError, match=re.escape(advice("mcp"))):
        mcp()


def test_what_is_no_directory_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").touch()
    ran = run("mcp", "claims.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "claims.yaml: is no directory" in ran.err
