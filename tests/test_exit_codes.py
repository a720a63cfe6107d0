"""Exit codes: 0 and 1 mean that everything was done, and what fails says so in a sentence and never by 1."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import _conflicts_command
from command import Run
from conflicts import cli
from conflicts.engines import bulk_is_installed
from conflicts.rules.shipped import shipped_folder

posix = pytest.mark.skipif(os.name != "posix", reason="closes and fills streams as POSIX has them")

CLAIMS = """
predicates: {mayor: {value: term, single: true}}
claims:
  - {id: a, subject: town, predicate: mayor, value: ann, asserted_by: x, valid: 2022-01-01}
  - {id: b, subject: town, predicate: mayor, value: bob, asserted_by: y, valid: 2022-01-01}
"""
COMMANDS = [
    ["check", "claims.yaml"],
    ["check", "claims.yaml", "--format", "jsonl"],
    ["import", "prose", "text.txt"],
    ["rules"],
    ["schema"],
    ["check", "--help"],
    ["--version"],
]
ENTRY = "import _conflicts_command as c; c.main()"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("claims.yaml").write_text(CLAIMS, encoding="utf-8")
    Path("text.txt").write_text("The town hall said that Ann was mayor. [1]\n", encoding="utf-8")
    return tmp_path


def shell(redirection: str, arguments: list[str]) -> tuple[int, str]:
    """Run the command with redirected streams: its exit code, and what is on standard error."""
    script = f'exec "$0" -c "{ENTRY}" "$@" {redirection}'
    ran = subprocess.run(["sh", "-c", script, sys.executable, *arguments], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stderr


def python(code: str, *arguments: str, **environment: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", code, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    return ran.returncode, ran.stdout, ran.stderr


# ------------------------------------------------------------------------------------------------------ streams


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_standard_output_is_a_failure(arguments: list[str]) -> None:
    code, error = shell(">/dev/full", arguments)
    assert (code, error.count("\n")) == (cli.FAILED, 1)
    assert "No space left on device" in error


@posix
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_standard_output_is_a_failure(arguments: list[str]) -> None:
    code, error = shell(">&-", arguments)
    assert (code, error.count("\n")) == (cli.FAILED, 1)


@posix
def test_a_closed_standard_error_changes_no_exit_code() -> None:
    assert shell("2>&-", ["check", "claims.yaml"]) == (cli.FINDINGS, "")
    assert shell("2>&-", ["check", "missing.yaml"]) == (cli.USAGE, "")
    assert shell("<&- >/dev/null", ["check", "claims.yaml"]) == (cli.FINDINGS, "")


# ------------------------------------------------------------------------------------------------------ catch-all


LOADING, LOADING_RULES = "conflicts.readers.load", "conflicts.rules.pack.load_rules"


@pytest.mark.parametrize(
    ("failure", "where"),
    [
        ("MemoryError()", LOADING),
        ("RecursionError('deep')", LOADING),
        ("ValueError('two\\nlines')", LOADING),
        ("MemoryError()", LOADING_RULES),
    ],
)
def test_what_nobody_expected_is_one_sentence_and_a_code_of_its_own(failure: str, where: str) -> None:
    module, _, name = where.rpartition(".")
    code = f"import {module} as m\ndef fail(*_, **__): raise {failure}\nm.{name} = fail\n{ENTRY}"
    argument = ["rules"] if where == LOADING_RULES else ["check", "claims.yaml"]
    ended, out, error = python(code, *argument)
    assert (ended, out, error.count("\n")) == (cli.FAILED, "", 1)
    assert error.startswith("conflicts: ")
    ended, _, error = python(code, *argument, **{_conflicts_command.DEBUG: "1"})
    assert ended == cli.FAILED
    assert "Traceback" in error


# ------------------------------------------------------------------------------------------------------ signals


@pytest.mark.parametrize("module", ["typer", "conflicts", "conflicts.errors", "conflicts.readers", "conflicts.check"])
def test_an_early_interrupt_is_silent(module: str) -> None:
    code = f"""
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}: raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
{ENTRY}"""
    assert python(code, "check", "claims.yaml") == (cli.INTERRUPTED, "", "")


@pytest.mark.parametrize("module", ["pydantic", "conflicts.check", "conflicts.rules.rule", "conflicts.cli", "typer"])
def test_an_early_interrupt_of_the_module_is_silent(module: str) -> None:
    """What ``python -m conflicts`` imports comes before anything that it can do."""
    Path("sitecustomize.py").write_text(
        f"""
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}: raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
""",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "conflicts", "check", "claims.yaml"]
    environment = os.environ | {"PYTHONPATH": str(Path.cwd())}
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (ran.returncode, ran.stdout, ran.stderr) == (cli.INTERRUPTED, "", "")


# Below nohup a hang-up is ignored, as it should be.
HANGS_UP = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN if hasattr(signal, "SIGHUP") else False


@posix
@pytest.mark.parametrize("name", ["SIGTERM", *(["SIGHUP"] if HANGS_UP else []), "SIGINT"])
def test_a_signal_that_ends_the_process_leaves_no_draft(name: str) -> None:
    number = getattr(signal, name)
    code = f"""
import os, signal
import conflicts.cli.output as out
genuine = out.replaced
from contextlib import contextmanager
@contextmanager
def replaced(output):
    with genuine(output) as stream:
        os.kill(os.getpid(), {int(number)})
        yield stream
out.replaced = replaced
{ENTRY}"""
    before = set(Path().iterdir())
    assert python(code, "import", "prose", "text.txt", "-o", "out.yaml") == (128 + number, "", "")
    assert set(Path().iterdir()) == before


# ------------------------------------------------------------------------------------------------------ input at fault


def write_parquet(name: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {name: ["x"] for name in ("id", "subject", "predicate", "asserted_by", "value")}
    pq.write_table(pa.table(columns), name)
    return Path(name).read_bytes()


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB")
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_a_broken_parquet_file_is_named(run: Run, engine: str) -> None:
    whole = write_parquet("t.parquet")
    for broken in (whole[:40] + b"\xff" * 60 + whole[100:], whole[: len(whole) // 2], whole[:-9], b""):
        Path("t.parquet").write_bytes(broken)
        code, _, error = run("check", "t.parquet", "--engine", engine)
        assert code == cli.USAGE
        assert error.startswith("t.parquet: cannot be read: ")


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB")
@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_a_column_whose_name_is_no_text_is_refused(run: Run, engine: str) -> None:
    Path("t.parquet").write_bytes(write_parquet("t.parquet").replace(b"asserted_by", b"asserted\xff\xfe\xfa"))
    assert run("check", "t.parquet", "--engine", engine)[::2] == (
        cli.USAGE,
        "t.parquet: a column's name is not UTF-8: byte 0xff\n",
    )
    Path("t.csv").write_bytes("id,subject,predicate,value,asserted_by,café\na,s,p,x,m,1\n".encode("latin-1"))
    code, _, error = run("check", "t.csv", "--engine", engine)
    assert (code, "t.csv:1: unknown column" in error) == (cli.USAGE, True)


@pytest.mark.skipif(not bulk_is_installed(), reason="needs DuckDB")
@pytest.mark.parametrize("content", ["", "id,id\na,b\n", "id,subject\n", "\n\n"])
def test_a_faulty_table_is_told_alike_by_both_engines(run: Run, content: str) -> None:
    Path("t.csv").write_text(content, encoding="utf-8")
    (code, _, error), other = (run("check", "t.csv", "--engine", name) for name in ("python", "duckdb"))
    assert (code, error) == (other[0], other[2])
    assert code in (cli.CLEAN, cli.USAGE)


@pytest.mark.parametrize("faulty", ["<rely>", "[{relay}", "{relay} {relay}"])
def test_a_faulty_frame_in_a_lexicon_is_refused_with_its_place(run: Run, faulty: str) -> None:
    lexicon = (shipped_folder("lexicon") / "en.yaml").read_text(encoding="utf-8")
    lines = lexicon.splitlines()
    at = next(number for number, line in enumerate(lines) if line.lstrip().startswith("- {template:"))
    lines[at] = f'  - {{template: "according to {faulty} , {{content}}"}}'
    Path("own.yaml").write_text("\n".join(lines), encoding="utf-8")
    code, _, error = run("check", "text.txt", "--from", "prose", "--lexicon", "own.yaml")
    assert code == cli.USAGE
    assert error.startswith(f"own.yaml:{at + 1}:")


# ------------------------------------------------------------------------------------------------------ injected faults


@posix
@pytest.mark.parametrize("kind", ["open", "write", "memory"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "claims.yaml", "--rules", "own.yaml"],
        ["check", "claims.yaml", "--rules", "own.yaml", "-f", "json", "-o", "out.json"],
        ["import", "table", "t.csv", "-o", "out.csv"],
        ["baseline", "create", "claims.yaml", "--rules", "own.yaml", "--baseline", "out.json"],
    ],
    ids=lambda arguments: " ".join(arguments[:1] + arguments[-1:]),
)
def test_wherever_something_fails_the_exit_code_says_so(kind: str, arguments: list[str]) -> None:
    if kind == "memory" and importlib.util.find_spec("_testcapi") is None:
        pytest.skip("this Python cannot be made to run out of memory")
    core = shipped_folder("core")
    Path("own.yaml").write_text((core / "incompatible-values.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    Path("definitions.yaml").write_text((core / "definitions.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    Path("t.csv").write_text("id,subject,predicate,value,asserted_by\na,s,p,x,m\n", encoding="utf-8")
    output = arguments[-1] if arguments[-1].startswith("out.") else "none"
    script = Path(__file__).with_name("injected_faults.py")
    ran = subprocess.run(
        [sys.executable, str(script), kind, output, *arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["expected"] in (cli.CLEAN, cli.FINDINGS)
    assert found["tried"]
    for each in found["tried"]:
        assert each["same"] or each["code"] not in (cli.CLEAN, cli.FINDINGS), each
        assert not each["partial"], each
    assert not all(each["same"] for each in found["tried"])
