"""The project checks its own shape: layers, who may know which library, the size of files, reasons for exceptions."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PACKAGE = REPOSITORY / "src" / "conflicts"
LINES_AT_MOST = 500
DRAWERS = {"base", "common", "helper", "helpers", "misc", "tools", "util", "utils"}
SILENCED = re.compile(
    r"#\s*(?:(?:type|pyright): ignore(?:\[[^\]]*\])?|noqa(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?|pragma: no cover)"
    r"(?P<reason>.*)"
)


def lint_imports(root: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the package and the contracts below ``root``."""
    code = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    paths = f"import sys; sys.path.insert(0, {str(root / 'src')!r}); "
    return subprocess.run([sys.executable, "-c", paths + code], cwd=root, capture_output=True, text=True, check=False)


def test_every_contract_of_the_architecture_is_kept() -> None:
    outcome = lint_imports(REPOSITORY)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("facts/table.py", "import conflicts.engines", "The layers of the house"),
        ("somewhere_new.py", "", "The layers of the house"),
        ("engines/python.py", "import conflicts.engines.durable", "Engines do not know each other"),
        ("formats/text.py", "import conflicts.engines", "Formats are made from the report"),
        ("formats/json.py", "import rich", "know rich"),
        ("readers/__init__.py", "import yaml", "Only document knows yaml"),
        ("readers/yaml.py", "import conflicts.readers.jsonl", "Readers do not know each other"),
        ("model/value.py", "import edtf", "Only model.moment knows edtf"),
        ("facts/line.py", "import pint", "Only model.unit knows pint"),
        ("engines/python.py", "import durable.engine", "Only engines.durable knows durable-rules"),
        ("report/finding.py", "import numpy", "Only what works with arrays knows numpy"),
        ("model/spelling.py", "import re2", "Only what takes patterns from people knows RE2"),
        (
            "sweep/columns.py",
            "import conflicts.sweep.count",
            "do not know each other in circles",
        ),
    ],
)
def test_a_forbidden_import_breaks_its_contract(tmp_path: Path, module: str, line: str, broken: str) -> None:
    shutil.copytree(PACKAGE, tmp_path / "src" / "conflicts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "conflicts" / module).open("a") as file:
        file.write(f"\n{line}\n")
    outcome = lint_imports(tmp_path)
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert re.search(f"{re.escape(broken)}.*BROKEN", outcome.stdout), outcome.stdout


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_file_has_one_subject(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LINES_AT_MOST
    assert not DRAWERS & {part.strip("_") for part in file.relative_to(PACKAGE).with_suffix("").parts}


def test_every_silenced_check_says_why() -> None:
    silent = [
        f"{file.relative_to(REPOSITORY)}:{number}: {line.strip()}"
        for folder in ("src", "tests", "benchmarks")
        for file in sorted((REPOSITORY / folder).rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := SILENCED.search(line)) and not re.search(r"\w", found["reason"])
    ]
    assert not silent, "\n".join(silent)
