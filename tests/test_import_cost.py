"""``import conflicts`` costs what pydantic costs: everything else is loaded when it is first needed."""

import json
import subprocess
import sys

PYDANTIC = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
NOT_YET = {"durable", "durable_rules_engine", "edtf", "pint", "re2", "rich", "typer", "yaml"}


def is_standard(module: str) -> bool:
    """Whether a module comes with Python; the one that says how it was built is named after the platform."""
    return module in sys.stdlib_module_names or module.startswith("_sysconfigdata_")


def modules_after(statement: str) -> set[str]:
    """The top-level modules that a statement loads in a fresh interpreter."""
    before = "import json, sys; before = set(sys.modules)"
    after = "print(json.dumps(sorted(set(sys.modules) - before)))"
    code = "; ".join([before, statement, after])
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return {name.partition(".")[0] for name in json.loads(ran.stdout)}


def test_importing_the_package_loads_only_pydantic_and_the_standard_library() -> None:
    loaded = modules_after("import conflicts")
    assert "conflicts" in loaded
    assert {module for module in loaded if not is_standard(module)} - PYDANTIC == {"conflicts"}


def test_every_public_name_is_there_without_loading_more() -> None:
    loaded = modules_after("import conflicts; [getattr(conflicts, name) for name in conflicts.__all__]")
    assert not loaded & NOT_YET


def test_the_probe_sees_what_is_loaded() -> None:
    assert "yaml" in modules_after("import yaml")
