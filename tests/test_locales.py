"""What programs read is UTF-8 whatever the locale; what people read never fails for want of a character."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from conflicts.cli.output import ESCAPED

LOCALES = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONIOENCODING": "ascii:strict"},
    "utf-16-le": {"PYTHONIOENCODING": "utf-16-le"},
    "c": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
"""How the machine's encoding is set, by the encoding that standard output then has; C has ASCII."""

UTF_8 = {"PYTHONUTF8": "1"}

Written: TypeAlias = list[tuple[bytes, int]]

CLAIMS = """\
predicates: {mayor: {value: term, single: true}, motto: {value: text}}
sources: {вісник: {}, "新聞": {}}
claims:
  - {id: ä1, subject: Київ, predicate: mayor, value: Zoë, asserted_by: вісник, valid: 2022}
  - {subject: Київ, predicate: mayor, value: 太郎, asserted_by: "新聞", valid: 2022,
     id: ä2, excerpt: "→ 太郎 🏛 \\u0080"}
"""
PROSE = "The mayor said on 3 March 2022 that the Ö bridge → “Zoë” was closed 🏛.[1]\n"
TABLE = "id,subject,predicate,value,asserted_by\nä,Київ,мер,太郎 🏛,新聞\n"
RULES = ["--select", "core/incompatible-values", "--exit-zero"]

FORMATS = ("json", "jsonl", "markdown", "junit", "github", "sarif", "html")
FOR_PROGRAMS = [
    *(["check", "claims.yaml", "--format", name, *RULES] for name in FORMATS),
    ["check", "table.csv", "--format", "json", *RULES],
    *(["check", "дім🏛.yaml", "--format", name, *RULES] for name in ("json", "sarif", "github", "html")),
    ["check", "дім🏛.csv", "--engine", "duckdb", "--format", "json", "--exit-zero"],
    ["check", "дім🏛.yaml", "missing-дім.yaml"],
    ["import", "prose", "text.txt"],
    ["import", "table", "table.csv"],
    ["diff", "claims.yaml", "more.yaml", "--format", "json", *RULES],
    ["vocabulary", "suggest", "claims.yaml"],
    ["config"],
    ["config", "--format", "json"],
    ["rules", "--rules", "core/denial", "--format", "json"],
    ["schema", "--table", "--format", "markdown"],
    ["schema"],
    ["compile", "core/incompatible-values", "--dialect", "duckdb"],
]
FOR_PEOPLE = [
    ["check", "claims.yaml", "--exit-zero"],
    ["check", "claims.yaml", "--group-by", "subject", "--exit-zero"],
    ["explain", "core/incompatible-values"],
    ["diff", "claims.yaml", "more.yaml", "--exit-zero"],
    ["rules", "--rules", "core/denial"],
    ["schema", "--table"],
    ["validate", "claims.yaml"],
    ["init", "дім"],
    ["check", "--help"],
    ["check", "немає.yaml"],
]
MARK = b"<end of what a command wrote>"
EACH = f"""
import json, os, sys
import _conflicts_command
for arguments in json.loads(sys.stdin.buffer.read()):
    sys.argv = ["conflicts", *(os.fsdecode(each.encode()) for each in arguments)]
    try:
        _conflicts_command.main()
    except SystemExit as ended:
        sys.stdout.buffer.write(b"%b%d%b" % ({MARK!r}, ended.code, {MARK!r}))
        sys.stdout.buffer.flush()
"""
"""Runs several commands in one process, and writes the exit code of each."""


@pytest.fixture(autouse=True, scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("locales"))
        prepare(patch)
        yield


def prepare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONUTF8", "PYTHONIOENCODING", "PYTHONCOERCECLOCALE", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    files = {
        "claims.yaml": CLAIMS,
        "more.yaml": CLAIMS.replace("太郎", "花子"),
        "text.txt": PROSE,
        "table.csv": TABLE,
        "дім🏛.csv": TABLE,
        "дім🏛.yaml": CLAIMS,
        "conflicts.toml": 'exclude = ["дім", "🏛"]\n',
    }
    for name, text in files.items():
        Path(name).write_text(text, encoding="utf-8")


def run(commands: list[list[str]], environment: dict[str, str]) -> Written:
    """What each command writes to standard output, and its exit code."""
    ran = subprocess.run(
        [sys.executable, "-c", EACH],
        input=json.dumps(commands).encode(),
        capture_output=True,
        check=False,
        env=os.environ | environment,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr
    assert b"UnicodeEncodeError" not in ran.stderr
    parts = ran.stdout.split(MARK)
    return [(written, int(code)) for written, code in zip(parts[::2], parts[1::2], strict=False)]


@pytest.fixture(scope="module")
def in_utf_8(here: None) -> tuple[Written, Written]:
    """What the commands write where everything is UTF-8: those for programs, and those for people."""
    return run(FOR_PROGRAMS, UTF_8), run(FOR_PEOPLE, UTF_8)


@pytest.mark.parametrize("encoding", LOCALES)
def test_what_programs_read_is_the_same_bytes_in_every_locale(encoding: str, in_utf_8: tuple[Written, Written]) -> None:
    expected, written = in_utf_8[0], run(FOR_PROGRAMS, LOCALES[encoding])
    for command, wanted, given in zip(FOR_PROGRAMS, expected, written, strict=True):
        assert given == wanted, command
        text, code = given
        if "missing-дім.yaml" in command:
            assert (code, text) == (2, b""), command
            continue
        assert (code, text.decode("utf-8")[-1:], b"\r" in text) == (0, "\n", False), command
    assert "太郎" in expected[0][0].decode()


@pytest.mark.parametrize("encoding", LOCALES)
def test_what_people_read_is_escaped_where_their_terminal_lacks_a_character(
    encoding: str, in_utf_8: tuple[Written, Written]
) -> None:
    expected, written = in_utf_8[1], run(FOR_PEOPLE, LOCALES[encoding])
    name = "ascii" if encoding == "c" else encoding
    for command, (text, code), shown in zip(FOR_PEOPLE, expected, written, strict=True):
        assert shown[1] == code == (2 if command == FOR_PEOPLE[-1] else 0), command
        if command[0] != "init" and "--help" not in command:  # files are kept; click writes UTF-8 for ASCII
            assert shown[0] == text.decode("utf-8").encode(name, ESCAPED), command


def test_a_file_and_standard_output_have_the_same_bytes() -> None:
    for name in ("json", "junit", "markdown"):
        command = ["check", "claims.yaml", "--format", name, *RULES]
        (written, _), _ = run([command, [*command, "-o", "out"]], LOCALES["cp1252"])
        assert Path("out").read_bytes() == written


@pytest.mark.parametrize("encoding", LOCALES)
def test_standard_input_is_utf_8_in_every_locale(encoding: str) -> None:
    command = [sys.executable, "-m", "conflicts", "check", "-", "--format", "json", *RULES]
    ran = subprocess.run(
        command, input=CLAIMS.encode(), capture_output=True, check=False, env=os.environ | LOCALES[encoding]
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    (finding,) = json.loads(ran.stdout)["findings"]
    assert {claim["subject"] for side in finding["sides"] for claim in side["claims"]} == {"Київ"}
