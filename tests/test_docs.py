"""The documentation says what is so: its examples run, its links lead somewhere, its lists are complete."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from conflicts import check, load
from conflicts.cli import app

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a page that are in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_decision_is_in_the_index() -> None:
    decisions = {page.name for page in (REPOSITORY / "docs" / "adr").glob("[0-9]*.md")}
    index = (REPOSITORY / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    assert decisions == set(re.findall(r"\((\d{4}-[^)]+\.md)\)", index))
