"""``import conflicts`` costs what pydantic costs, a check what it uses: all else is loaded when it is first needed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

IZIUM = Path(__file__).parents[1] / "fixtures" / "izium"
PYDANTIC = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
NOT_YET = {"durable", "durable_rules_engine", "edtf", "numpy", "pint", "re2", "rich", "typer", "yaml"}
OF_OTHERS = {
    "anyio",
    "duckdb",
    "markdown_it",
    "mcp",
    "mwparserfromhell",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pygls",
    "sentencex",
}
"""What other formats, engines and commands need."""

BEFORE = "import json, sys; before = set(sys.modules)"
AFTER = "print(json.dumps(sorted(set(sys.modules) - before)))"


def is_standard(module: str) -> bool:
    """Whether a module comes with Python; the one that says how it was built is named after the platform."""
    return module in sys.stdlib_module_names or module.startswith("_sysconfigdata_")


def printed_by(code: str) -> list[str]:
    """The list that a fresh interpreter prints last, as JSON."""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    listed = json.loads(ran.stdout.splitlines()[-1])
    assert isinstance(listed, list)
    return listed


def modules_after(statement: str) -> set[str]:
    """The modules that a statement loads in a fresh interpreter."""
    return set(printed_by("\n".join([BEFORE, statement, AFTER])))


def roots(modules: set[str]) -> set[str]:
    """The top-level modules among them."""
    return {name.partition(".")[0] for name in modules}


def modules_of_command(*arguments: str) -> set[str]:
    """The modules that a command loads before it exits."""
    return modules_after(
        f"from conflicts.cli import main\nsys.argv = {['conflicts', *arguments]}\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert done.code in (0, 1), done.code"
    )


@pytest.fixture(scope="module")
def check_modules() -> set[str]:
    return modules_of_command("check", str(IZIUM))


def test_importing_the_package_loads_only_pydantic_and_the_standard_library() -> None:
    loaded = roots(modules_after("import conflicts"))
    assert "conflicts" in loaded
    assert {module for module in loaded if not is_standard(module)} - PYDANTIC == {"conflicts"}


def test_every_public_name_is_there_without_loading_more() -> None:
    loaded = modules_after("import conflicts; [getattr(conflicts, name) for name in conflicts.__all__]")
    assert not roots(loaded) & NOT_YET


def test_importing_the_package_builds_no_validator() -> None:
    code = """
import conflicts, json, pydantic
def below(model):
    return [model, *(each for kind in model.__subclasses__() for each in below(kind))]
models = [model for model in below(pydantic.BaseModel) if model.__module__.startswith("conflicts")]
print(json.dumps([f"{model.__name__} {'built' if model.__pydantic_complete__ else 'not yet'}" for model in models]))
"""
    models = printed_by(code)
    assert "Claim not yet" in models
    assert [model for model in models if not model.endswith(" not yet")] == []


def test_a_check_loads_no_library_of_other_formats_engines_and_commands(check_modules: set[str]) -> None:
    assert not roots(check_modules) & (OF_OTHERS | {"rich"})


def test_a_check_loads_no_other_command_and_no_other_format(check_modules: set[str]) -> None:
    ours = {name for name in check_modules if name.startswith("conflicts.")}
    assert {"conflicts.cli.checking", "conflicts.formats.text"} <= ours
    commands = ("baseline", "diff", "importing", "lsp", "mcp", "revision", "starting", "watching")
    formats = ("github", "html", "jsonl", "junit", "markdown", "sarif")
    assert not ours & {f"conflicts.cli.{name}" for name in commands}
    assert not ours & {f"conflicts.formats.{name}" for name in formats}


def test_a_check_does_not_look_for_plugins_of_pydantic() -> None:
    code = """
import importlib.metadata, json, sys
asked = []
real = importlib.metadata.entry_points
def entry_points(**group):
    asked.append(group)
    return real(**group)
importlib.metadata.entry_points = entry_points
from conflicts.cli import main
sys.argv = ["conflicts", "check", "--exit-zero", IZIUM]
try:
    main()
except SystemExit:
    print(json.dumps(asked))
"""
    assert printed_by(code.replace("IZIUM", repr(str(IZIUM)))) == []


def test_the_version_is_told_without_making_any_command() -> None:
    ours = {name for name in modules_of_command("--version") if name.startswith("conflicts.cli.")}
    assert ours == {"conflicts.cli.app", "conflicts.cli.codes", "conflicts.cli.output"}


def test_the_probe_sees_what_is_loaded() -> None:
    assert "yaml" in modules_after("import yaml")
