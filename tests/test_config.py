"""Settings of a project: where they are found, what is wrong with them, what goes before them."""

import inspect
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from command import Result, Run
from conflicts.cli.checking import check as check_command
from conflicts.config import SETTINGS, Settings, configuration
from conflicts.errors import InputError

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "configuration.md"
CLAIMS = """\
predicates:
  held-by: {value: term, single: true}
claims:
  - {id: a, subject: izium, predicate: held-by, value: x, asserted_by: army, valid: 2022-03-24, citations: [{ref: "1"}]}
  - {id: b, subject: izium, predicate: held-by, value: y, asserted_by: town, valid: 2022-03-24, citations: [{ref: "2"}]}
"""


@pytest.fixture
def run(run: Run) -> Run:
    """Run the command in a directory whose ``claims.yaml`` holds a contradiction."""
    write("claims.yaml", CLAIMS)
    return run


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def shown(run: Run, *options: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("config", "--format", "json", *options).out)
    return found


def findings(result: Result) -> list[str]:
    return [finding["rule"] for finding in json.loads(result.out)["findings"]]


# ------------------------------------------------------------------------------------------------ where


def test_without_a_file_every_setting_has_its_default(run: Run) -> None:
    found = shown(run)
    assert found["file"] is None
    assert {each["from"] for each in found["settings"].values()} == {"default"}


def test_the_defaults_are_those_of_the_command() -> None:
    options = inspect.signature(check_command).parameters
    defaults = Settings()
    for name in set(Settings.model_fields) - {"severity", "per_file_severity", "suppress"}:
        assert (getattr(defaults, name) or None) == (options[name].default or None), name


@pytest.mark.parametrize("inside", [".", "deep", "deep/deeper"])
def test_the_nearest_file_upwards_counts(run: Run, inside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write("conflicts.toml", 'engine = "python"')
    write("deep/deeper/pyproject.toml", "[tool.other]\nengine = 'x'  # not that of conflicts\n")
    monkeypatch.chdir(inside)
    found = shown(run)
    assert found["settings"]["engine"]["value"] == "python"
    assert found["file"] == "/".join([".."] * (0 if inside == "." else inside.count("/") + 1) + ["conflicts.toml"])


def test_a_nearer_file_hides_those_above(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write("conflicts.toml", 'engine = "python"\nfail-on = "note"')
    write("deep/pyproject.toml", '[tool.conflicts]\nfail-on = "warning"')
    monkeypatch.chdir("deep")
    found = shown(run)["settings"]
    assert (found["engine"]["from"], found["fail-on"]["value"]) == ("default", "warning")


def test_in_one_directory_its_own_file_goes_before_the_projects(run: Run) -> None:
    write("pyproject.toml", '[tool.conflicts]\nfail-on = "note"')
    assert shown(run)["file"] == "pyproject.toml"
    write("conflicts.toml", 'fail-on = "error"')
    assert shown(run)["file"] == "conflicts.toml"


def test_the_file_may_be_named(run: Run) -> None:
    write("conflicts.toml", 'fail-on = "note"')
    write("strict/other.toml", 'fail-on = "warning"')
    assert shown(run, "--config", "strict/other.toml")["settings"]["fail-on"] == {
        "value": "warning",
        "from": "strict/other.toml:1:1",
    }


# ------------------------------------------------------------------------------------------------ what for


def test_settings_are_the_defaults_of_options(run: Run) -> None:
    write(
        "conflicts.toml",
        'rules = ["core"]\nformat = "json"\nengine = "python"\nas-of = 2023-01-01\nselect = "contradiction"\n',
    )
    result = run("check", "claims.yaml", "--timing")
    assert result.code == 1
    assert findings(result) == ["core/incompatible-values"]
    statistics = json.loads(result.out)["statistics"]
    assert (statistics["engine"], statistics["as_of"]) == ("python", "2023-01-01")


@pytest.mark.parametrize(
    ("setting", "options", "code"),
    [
        ('fail-on = "never"', (), 0),
        ('fail-on = "never"', ("--fail-on", "error"), 1),
        ('ignore = ["incompatible-values"]', (), 0),
        ('ignore = ["incompatible-values"]', ("--ignore", "hedged"), 1),
        ('rules = ["core/denial"]', (), 0),
        ('rules = ["core/denial"]', ("--rules", "core"), 1),
        ("at = 1999", (), 0),
        ("at = 1999", ("--at", "2022-03-24"), 1),
    ],
)
def test_the_command_line_goes_before_the_settings(run: Run, setting: str, options: tuple[str, ...], code: int) -> None:
    write("conflicts.toml", setting)
    assert run("check", "claims.yaml", *options).code == code


def test_paths_are_relative_to_the_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("baseline", "create", "claims.yaml", "--baseline", "known/baseline.json")
    Path("known").mkdir()
    run("baseline", "create", "claims.yaml", "--baseline", "known/baseline.json")
    core = Path(__file__).parents[1] / "rules" / "core"
    rule = (core / "incompatible-values.yaml").read_text(encoding="utf-8")
    write("mine/other.yaml", rule.replace("id: incompatible-values", "id: other"))
    write("mine/definitions.yaml", (core / "definitions.yaml").read_text(encoding="utf-8"))
    write("conflicts.toml", 'baseline = "known/baseline.json"\nrules = ["core", "mine"]\n')
    Path("inside").mkdir()
    Path("core").mkdir()  # the pack goes before a directory of that name
    monkeypatch.chdir("inside")
    result = run("check", "../claims.yaml", "--format", "json")
    assert (result.code, findings(result)) == (1, ["mine/other"])


def test_baselines_are_kept_where_the_settings_say(run: Run) -> None:
    write("conflicts.toml", 'baseline = "known.json"')
    run("baseline", "create", "claims.yaml")
    assert [path.name for path in Path().glob("*.json")] == ["known.json"]
    assert run("check", "claims.yaml").code == 0


def test_the_format_of_reports_is_not_that_of_differences(run: Run) -> None:
    write("conflicts.toml", 'format = "json"')
    assert run("diff", "claims.yaml", "claims.yaml").out.startswith("0 new")


def test_settings_hold_for_explaining_a_finding_too(run: Run) -> None:
    write("conflicts.toml", 'rules = ["core/incompatible-values"]\n')
    fingerprint = json.loads(run("check", "claims.yaml", "-f", "json").out)["findings"][0]["fingerprint"]
    assert run("explain", fingerprint, "claims.yaml").code == 0
    write("conflicts.toml", 'rules = ["core/denial"]\n')
    assert run("explain", fingerprint, "claims.yaml").code == 2


# ------------------------------------------------------------------------------------------------ suppressions

SUPPRESSED = """\
[[tool.conflicts.suppress]]
rule = "core/no-citation"
reason = "not yet"

[[tool.conflicts.suppress]]
files = ["claims.yaml", "legacy/*"]
rule = "incompatible-values"
reason = "both are quoted"
until = {until}
"""


def test_findings_are_suppressed_by_file_and_by_rule(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.cli.settings.today", lambda: "2024-06-30")
    write("pyproject.toml", SUPPRESSED.format(until="2024-06-30"))
    result = run("check", "claims.yaml", "--format", "json")
    (suppressed,) = json.loads(result.out)["suppressed"]
    assert (result.code, suppressed["reason"], suppressed["source"]) == (0, "both are quoted", "configuration")


def test_an_expired_suppression_is_told_of_with_its_place(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.cli.settings.today", lambda: "2024-07-01")
    write("pyproject.toml", SUPPRESSED.format(until="2024-06-30"))
    result = run("check", "claims.yaml")
    assert result.code == 1
    assert "suppression of incompatible-values (pyproject.toml:5:1): it held until 2024-06-30" in result.out


@pytest.mark.parametrize(
    ("pattern", "code"),
    [("legacy/*", 0), ("old.yaml", 0), ("legacy/old.yaml", 0), ("*/old.yaml", 0), ("other/*", 1), ("new.yaml", 1)],
)
@pytest.mark.parametrize("inside", [".", "legacy", "elsewhere"])
def test_patterns_are_relative_to_the_file_of_the_settings(
    run: Run, pattern: str, code: int, inside: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write("legacy/old.yaml", CLAIMS)
    Path("elsewhere").mkdir()
    write("conflicts.toml", f'suppress = [{{rule = "core", reason = "imported", files = "{pattern}"}}]\n')
    monkeypatch.chdir(inside)
    named = {".": "legacy/old.yaml", "legacy": "old.yaml", "elsewhere": str(tmp_path / "legacy" / "old.yaml")}[inside]
    assert run("check", named, "--rules", "core").code == code


# ------------------------------------------------------------------------------------------------ what is wrong

FIRST = '[[suppress]]\nrule = "a"\nreason = "b"\n'


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('select = ["core"]\nfail_on = "error"\n', "2:1", "unknown setting 'fail_on' (did you mean 'fail-on'?)"),
        ('fail-on = "eror"', "1:1", "not 'eror' (did you mean 'error'?)"),
        ("\n\nengine = 3", "3:1", "engine must be text"),
        ('as-of = "yesterday"', "1:1", "as-of: "),
        ("as-of = {by = 2022}", "1:1", "as-of: a day is a date such as 2022-03-24"),
        ("rules = [1]", "1:1", "rules[0] must be text"),
        ('suppress = [{rule = "core"}]', "1:1", "missing field 'suppress[0].reason'"),
        (f'{FIRST}[[suppress]]\nrule = "c"\n  reson = "d"', "6:3", "did you mean 'reason'?"),
        (f'{FIRST}[[suppress]]\nrule = "c"', "4:1", "missing field 'suppress[1].reason'"),
        ("fail-on = \nx = 1", "1:11", "not valid TOML: Invalid value"),
        ('x = 1\ny = 2\nfail-on = "note"', "1:1", "unknown setting 'x'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(run: Run, text: str, place: str, words: str) -> None:
    write("conflicts.toml", text)
    result = run("check", "claims.yaml")
    assert (result.code, result.out) == (2, "")
    assert any(line.startswith(f"conflicts.toml:{place}: ") and words in line for line in result.err.splitlines())


def test_the_place_is_that_in_the_projects_own_table(run: Run) -> None:
    write("pyproject.toml", '[project]\nname = "x"\nrulse = 1\n\n[tool.conflicts]\n"rulse" = ["core"]\n')
    assert run("config").err == "pyproject.toml:6:1: unknown setting 'rulse' (did you mean 'rules'?)\n"


def test_everything_that_is_wrong_is_told_at_once(run: Run) -> None:
    write("conflicts.toml", 'fail-on = "eror"\nenigne = "python"\nsuppress = 3\n')
    assert [line.split(":")[1] for line in run("config").err.splitlines()] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("nowhere.toml", None, "nowhere.toml: cannot be read: No such file or directory"),
        ("pyproject.toml", "[project]\n", "pyproject.toml: has no [tool.conflicts]"),
        ("pyproject.toml", "tool = 3 # conflicts\n", "pyproject.toml: has no [tool.conflicts]"),
        ("pyproject.toml", "tool.conflicts = 3\n", "pyproject.toml: [tool.conflicts] must be a table, not 3"),
    ],
)
def test_a_named_file_must_have_settings(run: Run, name: str, text: str | None, words: str) -> None:
    if text is not None:
        write(name, text)
    assert run("check", "claims.yaml", "--config", name) == (2, "", f"{words}\n")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "conflicts.toml"
    file.write_bytes(b'select = "\xff"')
    with pytest.raises(InputError, match="not UTF-8: byte 0xff"):
        configuration(file)


# ------------------------------------------------------------------------------------------------ showing them


def test_the_settings_are_shown_as_a_file_that_gives_them_again(run: Run) -> None:
    write("pyproject.toml", 'tool.conflicts.select = ["core", "a \\"b\\" \\u007f"]\n' + SUPPRESSED.format(until="2030"))
    text = run("config").out
    written = tomllib.loads(text)
    assert written["select"] == ["core", 'a "b" \x7f']
    assert [each["rule"] for each in written["suppress"]] == ["core/no-citation", "incompatible-values"]
    assert re.search(r"^select = .*  # pyproject\.toml:1:1$", text, flags=re.MULTILINE)
    assert re.search(r"^engine = \"auto\" +# default$", text, flags=re.MULTILINE)
    assert re.search(r"^# baseline +# not set$", text, flags=re.MULTILINE)
    again = configuration(write("again/conflicts.toml", text)).settings
    assert again.written()["select"] == written["select"]


def test_every_setting_is_shown(run: Run) -> None:
    assert set(shown(run)["settings"]) == set(SETTINGS)


# ------------------------------------------------------------------------------------------------ the reference


def test_every_setting_is_in_the_reference() -> None:
    settings, suppressions = REFERENCE.read_text(encoding="utf-8").split("\n## Suppressions\n")
    for text, names in ((settings, SETTINGS), (suppressions, ("rule", "reason", "until", "files"))):
        assert tuple(re.findall(r"^\| `([a-z-]+)` \|", text, flags=re.MULTILINE)) == names


def test_the_files_in_the_reference_are_read(tmp_path: Path) -> None:
    examples = re.findall(r"^```toml\n(.*?)^```", REFERENCE.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    assert len(examples) >= 2
    for example in examples:
        file = tmp_path / ("pyproject.toml" if "[tool.conflicts" in example else "conflicts.toml")
        file.write_text(example, encoding="utf-8")
        assert configuration(file).places
