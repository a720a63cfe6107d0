"""Adding a rule, a format, a reader and an engine, as the contributor's page says: its own files are tried here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

import offering
from conflicts.cli.app import app
from doc_pages import BLOCK, REPOSITORY

PAGE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = {block["title"]: block["text"] for block in BLOCK.finditer(PAGE) if block["title"]}
POINTS = {
    "src/conflicts/formats/tally.py": ("conflicts.formats", "tally = tally"),
    "src/conflicts/readers/diary.py": ("conflicts.readers", "diary = diary"),
    "src/conflicts/engines/sqlite.py": ("conflicts.engines", "sqlite = sqlite:SqliteEngine"),
}
"""Where the page puts each file, and how another distribution offers the same file."""


def offered(title: str, site: Path) -> None:
    """Install a distribution that offers what the file is."""
    offering.install(site, *POINTS[title], Path(title).stem, FILES[title])


def printed(code: str, site: Path, cwd: Path) -> str:
    """What a fresh interpreter prints that has the distribution on its path."""
    start = f"import sys; sys.path.insert(0, {str(site)!r}); sys.argv[0] = 'conflicts'\n"
    ran = subprocess.run([sys.executable, "-c", start + code], capture_output=True, text=True, check=False, cwd=cwd)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_page_has_a_file_for_each_way_to_add_something() -> None:
    assert set(FILES) == {*POINTS, "rules/editorial/round-number.yaml"}


def test_a_rule_is_one_file_with_its_examples(tmp_path: Path) -> None:
    file = tmp_path / "editorial" / "round-number.yaml"
    file.parent.mkdir()
    file.write_text(FILES["rules/editorial/round-number.yaml"], encoding="utf-8")
    code = f"from conflicts.cli import main; sys.argv[1:] = ['test', {str(file)!r}]; main()"
    assert printed(code, tmp_path / "none", tmp_path) == "1 rule, 2 examples: all as expected\n"


def test_a_format_is_one_file(tmp_path: Path) -> None:
    offered("src/conflicts/formats/tally.py", tmp_path / "site")
    code = (
        f"from conflicts import check\nfrom conflicts.formats import Options, format_named, format_of\n"
        f"report = check({str(REPOSITORY / 'fixtures' / 'izium')!r}, select='core/denial')\n"
        "assert format_of('a.tally') == format_named('tally')\n"
        "print(format_named('tally').render(report, Options()), end='')"
    )
    assert printed(code, tmp_path / "site", tmp_path) == "2\tcore/denial\n"


def test_a_reader_is_one_file(tmp_path: Path) -> None:
    offered("src/conflicts/readers/diary.py", tmp_path / "site")
    (tmp_path / "north.diary").write_text("1911-05-03 harbour: closed\nnothing\n\n1911-05-04 harbour: open\n", "utf-8")
    code = (
        "from conflicts import load\ncollection = load('north.diary')\n"
        "print([(claim.subject, str(claim.value), str(claim.location)) for claim in collection.claims])\n"
        "print(*collection.unread)"
    )
    assert printed(code, tmp_path / "site", tmp_path).splitlines() == [
        "[('harbour', 'closed', 'north.diary:1'), ('harbour', 'open', 'north.diary:4')]",
        "north.diary:2: has no colon after its subject",
    ]


def test_an_engine_is_one_file_and_finds_what_the_others_find(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    offered("src/conflicts/engines/sqlite.py", tmp_path / "site")
    fixtures = [str(REPOSITORY / "fixtures" / name) for name in ("izium", "saltmere")]
    code = (
        f"from conflicts import check\nfor fixture in {fixtures!r}:\n"
        "    asked = {'as_of': '2024-05-01'}\n"
        "    report = check(fixture, engine='sqlite', **asked)\n"
        "    assert report.statistics.engine == 'sqlite' and report.findings\n"
        "    print(report.to_json() == check(fixture, engine='python', **asked).to_json())"
    )
    assert printed(code, tmp_path / "site", tmp_path) == "True\nTrue\n"


def test_the_files_that_an_operator_needs_are_there() -> None:
    section = PAGE.partition("## Adding an operator")[2].partition("\n## ")[0]
    named = re.findall(r"`((?:src|tests|docs)/[\w/.]+)`", section)
    assert len([each for each in named if each.startswith("src/")]) <= 3
    assert all((REPOSITORY / each).is_file() for each in named)


def test_what_the_page_says_to_run_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", PAGE)) <= targets
    commands = set(getattr(get_command(app), "commands", {}))
    assert set(re.findall(r"bin/conflicts ([a-z]+)", PAGE)) <= commands
    paths = re.findall(r"\]\((?!http)([^)#]+)", PAGE)
    assert all((REPOSITORY / path).exists() for path in paths)


def test_the_citation_names_this_version() -> None:
    from conflicts import __version__

    cited = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == __version__
    assert cited["license"] == "Apache-2.0"
