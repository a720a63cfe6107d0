"""The documentation says what is so: its examples run, its links lead somewhere, its lists are complete."""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from conflicts import check, cli, load
from conflicts.cli import app
from conflicts.rules.parse import Scope, parse_condition
from doc_pages import DOCS, REPOSITORY, Wrong, run_page

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = [page for page in sorted(DOCS.rglob("*.md")) if "website" not in page.relative_to(DOCS).parts]
WRITTEN = [*(REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")), *PAGES]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
COMMAND_LINE = re.compile(r"^(?:    |\$ |- run: | +- )(conflicts [^\n|#]*)|`(conflicts [^`\n]*)`", re.MULTILINE)

TESTED_ELSEWHERE = {
    "how-to/adopt.md": "test_adopt.py",
    "how-to/import.md": "test_import.py",
    "how-to/ci.md": "test_ci_files.py",
    "how-to/map-a-table.md": "test_map_a_table.py",
}
"""Pages whose blocks have a test of their own."""


def named(page: Path) -> str:
    return page.relative_to(DOCS if page.is_relative_to(DOCS) else REPOSITORY).as_posix()


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page that are in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


# --------------------------------------------------------------------------------------------------------- README


def test_the_example_of_the_library_in_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(REPOSITORY)
    (example,) = blocks(README, "python")
    *lines, assertion = example.strip().splitlines()
    exec("\n".join(lines), {})
    assert "error certain" in capsys.readouterr().out
    assert assertion.startswith("assert report.ok(")


def test_the_claims_in_the_readme_contradict_each_other(tmp_path: Path) -> None:
    (claims,) = (block for block in blocks(README, "yaml") if "claims:" in block)
    file = tmp_path / "claims.yaml"
    file.write_text(claims, encoding="utf-8")
    contradictions = [finding for finding in check(load(file)).findings if finding.kind == "contradiction"]
    assert len(contradictions) == 1


def test_every_command_is_in_the_readme() -> None:
    commands = getattr(get_command(app), "commands", {})
    assert "check" in commands
    missing = [name for name in commands if not re.search(rf"^    conflicts {name}\b", README, flags=re.MULTILINE)]
    assert not missing


# ---------------------------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize("page", [page for page in PAGES if named(page) not in TESTED_ELSEWHERE], ids=named)
def test_a_page_does_what_it_says(page: Path) -> None:
    assert page.read_text(encoding="utf-8") == run_page(page)


@pytest.mark.parametrize(("page", "test"), TESTED_ELSEWHERE.items(), ids=TESTED_ELSEWHERE)
def test_a_page_that_is_not_run_here_is_run_by_a_test_of_its_own(page: str, test: str) -> None:
    assert Path(page).name in (Path(__file__).parent / test).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", [page for page in WRITTEN if page.parent.name != "adr"], ids=named)
def test_the_commands_that_a_page_names_are_there_with_their_options(page: Path) -> None:
    lines = ["".join(found) for found in COMMAND_LINE.findall(page.read_text(encoding="utf-8"))]
    assert not {line: fault for line in lines if (fault := unknown_word(line))}


def unknown_word(line: str) -> str | None:
    """What in a command is neither a command nor an option of it; words in capitals stand for others."""
    commands = getattr(get_command(app), "commands", {})
    words = shlex.split(line.partition("#")[0].replace("'", ""))[1:]
    if not words or words[0] in ("--version", "--help", "--install-completion", "…") or words[0].isupper():
        return None
    if words[0] not in commands:
        return words[0]
    known = {option for each in commands[words[0]].params for option in each.opts} | {"--help", "-h"}
    options = (word.partition("=")[0].rstrip("…") for word in words if word.startswith("-") and word != "-")
    return next((option for option in options if option not in known), None)


@pytest.mark.parametrize(
    "line", ["conflicts chek claims", "conflicts check --seelct core", "conflicts test --exit-zero"]
)
def test_a_command_that_does_not_exist_would_be_noticed(line: str) -> None:
    assert unknown_word(line)


def test_the_conditions_in_the_table_of_the_guide_to_rules_are_conditions() -> None:
    page = (DOCS / "how-to" / "write-rules.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"^\| condition \| asks \|\n\|---\|---\|\n((?:\|.*\n)+)", page, flags=re.MULTILINE)
    conditions = [each for row in table.splitlines() for each in re.findall(r"`(a[ .][^`]+)`", row)]
    assert len(conditions) > 20
    assert not [faults for each in conditions if (faults := parse_condition(each, Scope(("a", "b"), "house"))[1])]


def test_every_decision_is_in_the_index() -> None:
    decisions = {page.name for page in (DOCS / "adr").glob("[0-9]*.md")}
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert decisions == set(re.findall(r"\((\d{4}-[^)]+\.md)\)", index))


def test_every_exit_code_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    codes = (cli.CLEAN, cli.FINDINGS, cli.USAGE, cli.ENGINE)
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", page, flags=re.MULTILINE)] == [*codes]
    assert f"code is {cli.CLOSED_PIPE}" in " ".join(page.split())


def test_every_schema_is_in_the_reference() -> None:
    page = (DOCS / "reference" / "schemas.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\.\./schema/([\w.-]+)", page)) == {file.name for file in (DOCS / "schema").iterdir()}


# ------------------------------------------------------------------------------------- what runs the pages itself


def page_of(directory: Path, text: str) -> Path:
    page = directory / "page.md"
    page.write_text(text, encoding="utf-8")
    return page


CLAIM = '```yaml title="a.yaml"\nclaims: [{id: a, subject: s, predicate: p, asserted_by: x}]\n```\n'


def test_a_page_with_another_output_is_not_what_it_should_be(tmp_path: Path) -> None:
    page = page_of(tmp_path, CLAIM + "```console\n$ conflicts validate a.yaml\n2 claims: nothing is wrong\n```\n")
    assert "\n1 claim: nothing is wrong\n" in run_page(page)


def test_dots_stand_for_any_lines(tmp_path: Path) -> None:
    page = page_of(tmp_path, CLAIM + "```console\n$ conflicts check a.yaml\n…\n1 unverified in 1 claim\n```\n")
    assert run_page(page) == page.read_text(encoding="utf-8")
    page = page_of(tmp_path, CLAIM + "```console\n$ conflicts check a.yaml\n…\n2 unverified in 1 claim\n```\n")
    assert run_page(page) != page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "```console\n$ conflicts check nowhere.yaml\n```\n",
        "```console\n$ conflicts chek a.yaml\n…\n```\n",
        "```sh\nrm -rf everything\n```\n",
        "```console\n$ make tea\n```\n",
        "```yaml\nsome: thing\n```\n",
    ],
    ids=["an input that is not there", "no such command", "a block that nobody runs", "another program", "odd YAML"],
)
def test_a_page_that_cannot_be_followed_is_wrong(tmp_path: Path, text: str) -> None:
    with pytest.raises(Wrong):
        run_page(page_of(tmp_path, text))


def test_a_block_that_says_why_it_is_not_run_is_left_alone(tmp_path: Path) -> None:
    page = page_of(tmp_path, "<!-- not run: it would -->\n```sh\nrm -rf everything\n```\n")
    assert run_page(page) == page.read_text(encoding="utf-8")
