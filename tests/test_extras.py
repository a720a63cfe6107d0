"""What is optional: what to type where it is missing, and that nothing else is lost without it."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from conflicts.extras import advice, not_installed

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
FOR_WORKING_HERE = {"bench", "dev", "docs", "test"}
FOR_USERS = EXTRAS.keys() - FOR_WORKING_HERE - {"all"}

PAGES = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
SOURCES = [*(REPOSITORY / "src").rglob("*.py")]
BARE_NAME = re.compile(r"install (?:-\S+ )*['\"`]?conflicts\b(?!\[[\w,]+\] @ )(?!')")

NO_MATCHES = """
class Ruleset:
    def __init__(self, name, host, definition): pass
    def assert_fact(self, fact): return 1
    def do_actions(self, state, completed): completed(None, {})
    def delete_state(self, state): pass

class MessageNotHandledException(Exception): pass
class MessageObservedException(Exception): pass
"""


def declared(extra: str) -> set[str]:
    """The requirements of an extra, those of the extras that it names among them."""
    found: set[str] = set()
    for requirement in EXTRAS[extra]:
        named = re.fullmatch(r"conflicts\[(.*)\]", requirement)
        found |= set().union(*map(declared, named[1].split(","))) if named else {requirement}
    return found


def typed(extra: str) -> set[str]:
    return {re.sub(r"\[.*?\]", "", each) for each in re.findall(r"'(\S+)'", advice(extra))}


def run(code: str, *path: Path) -> subprocess.CompletedProcess[str]:
    lines = [
        f"import sys; sys.path[:0] = {[str(each) for each in path]!r}",
        "from conflicts.engines import choose",
        code,
    ]
    return subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=False)


def test_all_is_every_extra_that_a_user_may_want() -> None:
    (named,) = EXTRAS["all"]
    assert set(named.removeprefix("conflicts[").removesuffix("]").split(",")) == FOR_USERS - {"prose", "wikitext"}
    assert set().union(*map(declared, FOR_USERS)) == declared("all")


@pytest.mark.parametrize("extra", sorted(FOR_USERS))
def test_what_is_to_be_typed_is_what_the_extra_brings(extra: str) -> None:
    assert typed(extra) == declared(extra)


def test_a_missing_library_is_named_with_what_needs_it() -> None:
    assert (
        str(not_installed("frames need pandas", "pandas")) == f"frames need pandas: pip install '{EXTRAS['pandas'][0]}'"
    )


def test_where_nothing_is_known_of_the_extra_the_repository_is_named() -> None:
    assert advice("nothing") == "install conflicts from its repository, with the extra 'nothing'"


def test_what_to_type_is_said_by_one_module() -> None:
    assert [path.name for path in SOURCES if "pip install" in path.read_text(encoding="utf-8")] == ["extras.py"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_no_page_says_to_install_the_project_by_its_name(path: Path) -> None:
    assert not BARE_NAME.findall(path.read_text(encoding="utf-8"))


def test_no_compiler_is_needed_for_what_everybody_gets() -> None:
    assert not [each for each in PROJECT["dependencies"] if each.startswith("durable")]


# ------------------------------------------------------------------------------------------------------- durable-rules

CANNOT_BE_IMPORTED = "sys.modules['durable_rules_engine'] = None\n"


def test_where_durable_rules_cannot_be_imported_auto_is_python() -> None:
    ran = run(CANNOT_BE_IMPORTED + "choice = choose('auto', 10); print(choice.name, '|', choice.reason)")
    assert ran.stdout == "python | durable-rules is not installed, or cannot be imported on this Python\n", ran.stderr


def test_where_durable_rules_cannot_be_imported_choosing_it_says_why_and_what_to_type() -> None:
    ran = run(CANNOT_BE_IMPORTED + "choose('durable', 10)")
    (last,) = ran.stderr.splitlines()[-1:]
    assert "UnsupportedError: the engine 'durable' needs durable-rules, built by a C compiler (" in last
    assert last.endswith(f"): {advice('durable')}")


@pytest.fixture
def wrong_durable(tmp_path: Path) -> Path:
    """durable-rules as it may come out on a Python that it was never made for: it is imported, and finds nothing."""
    (tmp_path / "durable").mkdir()
    (tmp_path / "durable" / "__init__.py").touch()
    (tmp_path / "durable" / "engine.py").write_text(NO_MATCHES, encoding="utf-8")
    (tmp_path / "durable_rules_engine.py").write_text("class error(Exception): pass\n", encoding="utf-8")
    return tmp_path


def test_where_durable_rules_finds_what_is_not_there_auto_is_python_and_says_so(wrong_durable: Path) -> None:
    ran = run("choice = choose('auto', 10); print(choice.name, '|', choice.reason)", wrong_durable)
    assert ran.stdout.startswith("python | durable-rules "), ran.stderr


def test_where_durable_rules_finds_what_is_not_there_choosing_it_is_an_error(wrong_durable: Path) -> None:
    ran = run("choose('durable', 10)", wrong_durable)
    assert ran.stderr.splitlines()[-1].startswith("conflicts.errors.EngineError: durable-rules ")
