"""What claims say is never obeyed: not by a runner of jobs, nor by a spreadsheet; and what is too much is counted."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Run
from conflicts import Claim, check, load
from conflicts.engines import bulk_is_installed
from conflicts.report.cells import uncommanded
from conflicts.tables.spreadsheet import as_cell, from_cell
from conflicts.tables.write import write_csv

COMMANDS = ("::error file=a::b", "::stop-commands::x", "##[error]no", "word ::set-output name=a::b")


def is_obeyed(line: str) -> bool:
    """Whether GitHub's runner takes the line for a command (ActionCommand.cs of actions/runner)."""
    return line.lstrip().startswith("::") or "##[" in line


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("width", [40, 57, 100])
def test_no_line_of_a_report_is_a_command_for_a_runner(command: str, width: int) -> None:
    """Wherever lines break, and whichever field it stands in."""
    claims = [
        Claim(id=name, subject=command, predicate="said", value=f"{command} {name}", asserted_by=command)
        for name in ("a", "b")
    ]
    words = [claim.model_copy(update={"excerpt": f"{'long ' * n}{command}"}) for claim in claims for n in range(12)]
    renamed = [claim.model_copy(update={"id": f"{claim.id}{n}"}) for n, claim in enumerate(words)]
    report = check(renamed)
    assert report.findings
    texts = [report.to_text(), *(report.explain(finding, width) for finding in report.findings)]
    assert not [line for text in texts for line in text.splitlines() if is_obeyed(line)]


def test_no_complaint_is_a_command_for_a_runner(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "::error::x.yaml"
    file.write_text("claims: [{id: a, '::error::no': 1}]\n")
    result = run("check", file.name)
    assert result.code == 2
    assert result.err
    assert not [line for line in result.err.splitlines() if is_obeyed(line)]


@given(text=st.text(st.sampled_from(":#[ a"), max_size=12))
def test_a_line_is_changed_only_where_a_runner_would_obey_it(text: str) -> None:
    assert not is_obeyed(uncommanded(text))
    assert is_obeyed(text) or uncommanded(text) == text


@given(text=st.text(st.sampled_from("='+-@\t\r19.e a"), max_size=8))
def test_a_cell_is_never_run_and_is_read_as_it_was(text: str) -> None:
    cell = as_cell(text)
    assert from_cell(cell) == text
    if cell[:1] in "=+-@\t\r" and cell:
        assert float(cell.replace(",", "").rstrip(".") or 0) is not None  # a number, which nothing runs


@pytest.mark.parametrize("text", ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "'=1", "- a dash", "-5"])
def test_claims_written_as_csv_are_read_as_they_were(tmp_path: Path, text: str) -> None:
    claim = Claim(id="a", subject=text, predicate="motto", value={"text": text}, asserted_by="s")
    stream = io.StringIO()
    write_csv([claim], stream)
    (tmp_path / "claims.csv").write_text(stream.getvalue())
    (read_back,) = load(tmp_path / "claims.csv").claims
    assert (read_back.subject, read_back.value) == (claim.subject, claim.value)
    cells = [cell for line in stream.getvalue().splitlines()[1:] for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('"')[:1] in tuple("=+@") or cell.strip('"').startswith("- ")]


def test_of_many_faults_the_first_are_reported_and_the_rest_is_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text("claims:\n" + "".join(f"  - {{id: c{n}}}\n" for n in range(5_000)))
    result = run("check", "claims.yaml")
    assert result.code == 2
    *lines, last = result.err.splitlines()
    assert len(lines) == 100
    assert lines[0].startswith("claims.yaml:2:")
    assert last == "conflicts: … and 9,900 more"


def test_a_long_fault_is_cut(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text(f"claims: [{{id: a, subject: s, predicate: p, {'x' * 50_000}: 1}}]\n")
    result = run("check", "claims.yaml")
    assert (result.code, len(result.err) < 3_000) == (2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("option", ["--baseline", "--config", "--map", "--lexicon"])
@pytest.mark.parametrize("kind", ["pipe", "device", "directory"])
def test_settings_are_read_from_regular_files_only(run: Run, tmp_path: Path, option: str, kind: str) -> None:
    """A pipe would be waited for without an end, and a device read without one."""
    (tmp_path / "claims.yaml").write_text("claims: [{id: a, subject: s, predicate: p}]\n")
    (tmp_path / "account.txt").write_text("The ferry sank.\n")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "directory").mkdir()
    named = "/dev/zero" if kind == "device" else kind
    result = run("check", "account.txt" if option == "--lexicon" else "claims.yaml", option, named)
    assert result.code == 2
    assert named in result.err


def test_a_large_file_of_settings_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "claims.yaml").write_text("claims: [{id: a, subject: s, predicate: p}]\n")
    (tmp_path / "conflicts.toml").write_text("# " + "x" * 5 * 2**20)
    result = run("check", "claims.yaml")
    assert (result.code, "larger than 4 MB" in result.err) == (2, True)


def test_a_qualifier_is_one_word_however_it_is_written(tmp_path: Path) -> None:
    """The scope of a claim is what its qualifiers say: yes or no, a number or a text of the same characters."""
    (tmp_path / "claims.yaml").write_text(
        "predicates: {depth: {value: text, single: true, timeless: true}}\nclaims:\n"
        "  - {id: a, subject: well, predicate: depth, value: deep, asserted_by: s, qualifiers: {dry: true, at: 7}}\n"
        '  - {id: b, subject: well, predicate: depth, value: dug, asserted_by: t, qualifiers: {at: "7", dry: "true"}}\n'
        "  - {id: c, subject: well, predicate: depth, value: odd, asserted_by: u, qualifiers: {dry: false, at: 7}}\n"
    )
    collection = load(tmp_path / "claims.yaml")
    engines = ["python", "duckdb"] if bulk_is_installed() else ["python"]
    for engine in engines:
        report = check(collection, rules=["core/incompatible-values"], engine=engine)
        assert [sorted(claim.id for claim in finding.claims) for finding in report.findings] == [["a", "b"]]
