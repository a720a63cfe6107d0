"""The action, and what the documentation says of pipelines and formats, are what they say they are."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from conflicts.formats import FORMATS

REPOSITORY = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
HOW_TO = (REPOSITORY / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", HOW_TO, re.DOTALL | re.MULTILINE)]

CLAIMS = """
claims:
  - {id: a, subject: tower, predicate: standing, asserted_by: army, valid: 2022-03-24, citations: [{ref: "1"}]}
  - {id: b, subject: tower, predicate: standing, polarity: denied, asserted_by: mayor, valid: 2022-03-24,
     citations: [{ref: "2"}]}
"""


def run_check(directory: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the action's check as a runner does, with the interpreter of the tests."""
    step = STEPS["Check claims"]
    binaries = directory / "temp" / "conflicts" / "bin"
    binaries.mkdir(parents=True)
    command = binaries / "conflicts"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m conflicts "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    given = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()} | inputs
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], value)
        for name, value in step["env"].items()
    }
    environment = os.environ | variables | {"RUNNER_TEMP": str(directory / "temp")}
    environment.pop("GITHUB_STEP_SUMMARY", None)
    (directory / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_annotates_and_fails_where_there_are_errors(tmp_path: Path) -> None:
    ran = run_check(tmp_path, paths="claims.yaml", arguments="--select=core/denial\n--engine=python\n")
    assert ran.returncode == 1, ran.stderr
    assert "::error file=claims.yaml,line=3" in ran.stdout
    assert "\n1 finding in 2 claims: 1 error\n" in ran.stdout


def test_the_action_writes_sarif_as_well_and_fails_as_it_is_told(tmp_path: Path) -> None:
    ran = run_check(tmp_path, **{"fail-on": "never", "sarif": "out.sarif"})
    assert ran.returncode == 0, ran.stderr
    assert '"ruleId": "core/denial"' in (tmp_path / "out.sarif").read_text(encoding="utf-8")


def test_the_inputs_of_the_action_are_never_run(tmp_path: Path) -> None:
    hostile = "x$(touch pwned); touch pwned `touch pwned`\n&& touch pwned"
    ran = run_check(tmp_path, paths=hostile, arguments=f"--select={hostile}", **{"fail-on": "note' || touch pwned '"})
    assert ran.returncode == 2
    assert not (tmp_path / "pwned").exists()


def test_the_action_uses_each_input_once_and_in_no_script() -> None:
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", str([step.get("env") for step in STEPS.values()]))
    assert sorted(used) == sorted(ACTION["inputs"])
    assert all("${{" not in step["run"] and step["shell"] == "bash" for step in STEPS.values())


def test_the_examples_give_the_action_inputs_that_it_has() -> None:
    jobs = [job for example in EXAMPLES for job in example.get("jobs", {}).values()]
    given = [step["with"] for job in jobs for step in job["steps"] if step.get("uses") == "./tools/conflicts"]
    assert len(given) == 2
    assert all(set(inputs) <= set(ACTION["inputs"]) for inputs in given)


def test_the_gitlab_example_hands_over_the_file_that_it_writes() -> None:
    (job,) = (example["conflicts"] for example in EXAMPLES if "conflicts" in example)
    assert f"--format junit --output {job['artifacts']['reports']['junit']} " in " ".join(job["script"])


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_described(name: str) -> None:
    page = (REPOSITORY / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{name}` \|", page, flags=re.MULTILINE)
