"""What is new, resolved and changed: between two reports, two inputs, or an input and what it was in git."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from command import Result, Run
from conflicts.report.diff import ReportDiff
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import SuppressedFinding
from report_samples import claim, findings, report_of, rule

HEAD = "predicates:\n  held-by: {value: term, single: true}\nclaims:\n"
RUSSIA = """\
  - id: a
    subject: izium
    predicate: held-by
    value: russia
    asserted_by: ministry
    valid: 2022-03-24
    citations: [{ref: "1"}]
"""
UKRAINE = RUSSIA.replace("id: a", "id: b").replace("russia", "ukraine").replace("ministry", "town")
UNCITED = UKRAINE.replace("id: b", "id: c").replace("izium", "kharkiv").replace('    citations: [{ref: "1"}]\n', "")
RULES = ("--rules", "core/incompatible-values", "--rules", "core/no-citation")

MINISTRY, TOWN = claim("r", asserted_by="mod", valid="2022"), claim("u", "ukraine", asserted_by="isw", valid="2022")
THIRD = claim("x", "x", asserted_by="local", valid="2022")


def one(*pairs: tuple[str, str], possible: tuple[tuple[str, str], ...] = ()) -> Finding:
    (finding,) = findings(rule(), [MINISTRY, TOWN, THIRD], pairs, possible)
    return finding


FOUND, OTHER, THIRD_FOUND = one(("r", "u")), one(("u", "x")), one(("r", "x"))
POSSIBLE = one(possible=(("r", "u"),))


def suppressing(finding: Finding, *standing: Finding) -> ConflictReport:
    accepted = SuppressedFinding(finding=finding, reason="r", source="claim")
    return report_of(*standing).model_copy(update={"suppressed": (accepted,)})


# ------------------------------------------------------------------------------------------------ two reports


def test_a_report_does_not_differ_from_itself() -> None:
    report = report_of(FOUND, OTHER)
    assert ReportDiff.between(report, report) == ReportDiff(unchanged=2)


def test_what_stands_in_one_report_only_is_new_or_resolved() -> None:
    difference = ReportDiff.between(report_of(FOUND), report_of(OTHER))
    assert (difference.new, difference.resolved, difference.changed) == ((OTHER,), (FOUND,), ())


def test_a_finding_that_is_surer_or_graver_has_changed() -> None:
    difference = ReportDiff.between(report_of(POSSIBLE), report_of(FOUND))
    (changed,) = difference.changed
    assert (changed.was, changed.now, changed.aspects) == (POSSIBLE, FOUND, ("severity", "verdict"))
    assert (difference.new, difference.resolved, difference.unchanged) == ((), (), 0)


def test_a_finding_that_joins_more_pairs_of_the_same_claims_has_changed() -> None:
    few, more = one(("r", "u"), ("u", "x")), one(("r", "u"), ("u", "x"), ("r", "x"))
    (changed,) = ReportDiff.between(report_of(few), report_of(more)).changed
    assert changed.aspects == ("pairs",)


def test_other_words_and_places_are_no_change() -> None:
    reworded = FOUND.model_copy(update={"message": "said otherwise", "title": "A better title"})
    assert ReportDiff.between(report_of(FOUND), report_of(reworded)).unchanged == 1


def test_a_finding_that_is_accepted_now_has_changed_and_is_not_resolved() -> None:
    difference = ReportDiff.between(report_of(FOUND), suppressing(FOUND))
    assert [each.aspects for each in difference.changed] == [("suppressed",)]
    assert difference.resolved == ()


def test_a_finding_that_is_accepted_no_more_is_new() -> None:
    assert ReportDiff.between(suppressing(FOUND), report_of(FOUND)).new == (FOUND,)


@pytest.mark.parametrize(
    ("old", "new", "fail_on", "ok"),
    [
        (report_of(), report_of(FOUND), "error", False),
        (report_of(), report_of(FOUND), "never", True),
        (report_of(), report_of(POSSIBLE), "error", True),
        (report_of(), report_of(POSSIBLE), "warning", False),
        (report_of(FOUND), report_of(FOUND), "note", True),
        (report_of(FOUND), report_of(), "note", True),
        (report_of(POSSIBLE), report_of(FOUND), "error", False),
        (report_of(POSSIBLE), report_of(FOUND), "warning", True),
        (report_of(POSSIBLE), suppressing(FOUND), "error", True),
    ],
)
def test_only_what_is_newly_as_grave_as_asked_for_fails(
    old: ConflictReport, new: ConflictReport, fail_on: str, ok: bool
) -> None:
    assert ReportDiff.between(old, new).ok(fail_on) is ok  # type: ignore[arg-type]  # one of the four words


def test_the_text_shows_new_findings_in_full_and_counts_last() -> None:
    text = ReportDiff.between(report_of(POSSIBLE, OTHER), report_of(FOUND, THIRD_FOUND)).to_text(80)
    headings = [line.partition(" ─")[0] for line in text.splitlines() if line.endswith("─") and line[0] != " "]
    assert headings == ["1 new", "1 resolved", "1 changed"]
    assert "— Ministry of Defence" in text
    assert "severity: warning → error; verdict: possible → certain" in text
    assert text.endswith("\n1 new, 1 resolved, 1 changed, 0 unchanged\n")
    assert max(map(len, text.splitlines())) <= 80


def test_the_text_cannot_send_escapes_to_the_terminal() -> None:
    hostile = OTHER.model_copy(update={"message": "\x1b[2J", "rule": "core/\x1b"})
    assert "\x1b" not in ReportDiff.between(report_of(hostile), report_of()).to_text()


# ------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty directory, as seen by git too."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    return run


def write(name: str, *parts: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("".join(parts), encoding="utf-8")


def rules_of(result: Result, section: str) -> list[str]:
    return [finding["rule"] for finding in json.loads(result.out)[section]]


def test_two_files_of_claims_are_compared(run: Run) -> None:
    write("old.yaml", HEAD, RUSSIA, UNCITED)
    write("new.yaml", HEAD, RUSSIA, UKRAINE)
    result = run("diff", "old.yaml", "new.yaml", *RULES, "--format", "json")
    assert result.code == 1
    assert rules_of(result, "new") == ["core/incompatible-values"]
    assert rules_of(result, "resolved") == ["core/no-citation"]


def test_two_reports_are_compared_without_their_claims(run: Run) -> None:
    for name, claims in (("old", [RUSSIA, UNCITED]), ("new", [RUSSIA, UKRAINE])):
        write("claims.yaml", HEAD, *claims)
        run("check", "claims.yaml", *RULES, "-f", "json", "-o", f"{name}.json")
    Path("claims.yaml").unlink()
    result = run("diff", "old.json", "new.json", "-f", "json")
    assert (result.code, rules_of(result, "new")) == (1, ["core/incompatible-values"])
    assert run("diff", "old.json", "old.json").out == "0 new, 0 resolved, 0 changed, 1 unchanged\n"


def test_a_report_is_compared_with_claims(run: Run) -> None:
    write("claims.yaml", HEAD, RUSSIA, UKRAINE)
    run("check", "claims.yaml", *RULES, "-f", "json", "-o", "report.json")
    write("claims.yaml", HEAD, UKRAINE, "\n", RUSSIA)
    assert run("diff", "report.json", "claims.yaml", *RULES).out == "0 new, 0 resolved, 0 changed, 1 unchanged\n"


@pytest.mark.parametrize(("options", "code"), [((), 1), (("--fail-on", "never"), 0), (("--exit-zero",), 0)])
def test_new_findings_fail_unless_told_otherwise(run: Run, options: tuple[str, ...], code: int) -> None:
    write("old.yaml", HEAD, RUSSIA)
    write("new.yaml", HEAD, RUSSIA, UKRAINE)
    assert run("diff", "old.yaml", "new.yaml", *RULES, *options).code == code
    assert run("diff", "new.yaml", "old.yaml", *RULES).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("old.yaml",), "OLD and NEW"),
        (("old.yaml", "old.yaml", "old.yaml"), "OLD and NEW"),
        (("old.yaml", "nowhere.yaml"), "nowhere.yaml"),
        (("old.yaml", "half.json"), "half.json:1:15: findings.0.rule"),
        (("old.yaml", "--since", "HEAD"), "old.yaml: is in no git repository"),
    ],
)
def test_wrong_usage_of_diff_is_a_short_message(run: Run, arguments: tuple[str, ...], words: str) -> None:
    write("old.yaml", HEAD, RUSSIA)
    write("half.json", '{"findings": [{}], "statistics": {}}')
    result = run("diff", *arguments)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


# ------------------------------------------------------------------------------------------------ git


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(run: Run) -> Run:
    """Run the command in a repository that has ``claims/a.yaml`` with one claim in its only commit."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    git("init", "--quiet")
    write("claims/a.yaml", HEAD, RUSSIA)
    write("README.md", "No claims.")
    git("add", ".")
    git("commit", "--quiet", "--message", "first")
    return run


def test_claims_are_compared_with_what_they_were_at_a_revision(repository: Run) -> None:
    assert repository("diff", "--since", "HEAD", "claims", *RULES).out == (
        "0 new, 0 resolved, 0 changed, 0 unchanged\n"
    )
    write("claims/a.yaml", HEAD, RUSSIA, UKRAINE)
    result = repository("diff", "--since", "HEAD", "claims", *RULES, "-f", "json")
    assert (result.code, rules_of(result, "new")) == (1, ["core/incompatible-values"])
    git("commit", "--all", "--quiet", "--message", "second")
    assert repository("diff", "--since", "HEAD", "claims", *RULES).code == 0
    assert repository("diff", "--since", "HEAD~1", "claims", *RULES).code == 1


def test_what_was_there_before_is_resolved_in_files_named_as_they_are_now(repository: Run) -> None:
    write("claims/a.yaml", HEAD, RUSSIA, UKRAINE)
    git("commit", "--all", "--quiet", "--message", "second")
    write("claims/a.yaml", HEAD, RUSSIA)
    result = repository("diff", "--since", "HEAD", "claims/a.yaml", *RULES, "-f", "json")
    (resolved,) = json.loads(result.out)["resolved"]
    files = {each["location"]["file"] for side in resolved["sides"] for each in side["claims"]}
    assert files == {os.path.join("claims", "a.yaml")}  # noqa: PTH118  # as it is named on the command line


@pytest.mark.parametrize("path", ["claims/new.yaml", "more"])
def test_what_was_not_there_at_the_revision_is_all_new(repository: Run, path: str) -> None:
    write("more/b.yaml" if path == "more" else path, HEAD, UNCITED)
    result = repository("diff", "--since", "HEAD", path, *RULES, "-f", "json")
    assert rules_of(result, "new") == ["core/no-citation"]


def test_several_paths_are_read_together(repository: Run) -> None:
    write("more/b.yaml", "claims:\n", UKRAINE)
    result = repository("diff", "--since", "HEAD", "claims", "more", *RULES, "-f", "json")
    assert rules_of(result, "new") == ["core/incompatible-values"]


@pytest.mark.parametrize("inside", [".", "claims"])
def test_the_directory_it_runs_in_does_not_matter(
    repository: Run, inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("claims/a.yaml", HEAD, RUSSIA, UKRAINE)
    monkeypatch.chdir(inside)
    result = repository("diff", "--since", "HEAD", ".", *RULES, "-f", "json")
    assert rules_of(result, "new") == ["core/incompatible-values"]


def test_what_is_wrong_at_the_revision_is_told_with_it(repository: Run) -> None:
    write("claims/a.yaml", HEAD, RUSSIA.replace("value: russia", "valeu: russia"))
    git("commit", "--all", "--quiet", "--message", "a mistake")
    write("claims/a.yaml", HEAD, RUSSIA)
    result = repository("diff", "--since", "HEAD", "claims", *RULES)
    assert (result.code, result.out) == (2, "")
    assert "HEAD:claims/a.yaml:7:5: claim 'a': unknown field 'valeu'" in result.err


@pytest.mark.parametrize("revision", ["no-such-branch", "--help", "--output=x", "HEAD:claims", ""])
def test_a_revision_that_is_none_is_refused(repository: Run, revision: str) -> None:
    result = repository("diff", f"--since={revision}", "claims")
    assert (result.code, result.out) == (2, "")
    assert f"there is no revision {revision!r}" in result.err
    assert sorted(path.name for path in Path().iterdir()) == [".git", "README.md", "claims"]


def test_a_path_outside_the_repository_is_refused(repository: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "claims.yaml"
    write(str(elsewhere), HEAD, RUSSIA)
    result = repository("diff", "--since", "HEAD", "claims", str(elsewhere))
    assert result.code == 2
    assert "is not in the repository" in result.err


def test_a_symbolic_link_in_a_revision_is_not_followed_and_told_of(repository: Run) -> None:
    Path("claims/link.yaml").symlink_to("/etc/hostname")
    git("add", ".")
    git("commit", "--quiet", "--message", "a link")
    Path("claims/link.yaml").unlink()
    result = repository("diff", "--since", "HEAD", "claims", *RULES)
    assert result.code == 0
    assert result.err == "HEAD:claims/link.yaml: is a symbolic link, which is not followed\n"


def test_without_git_a_revision_cannot_be_compared_with(repository: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = repository("diff", "--since", "HEAD", "claims")
    assert result.code == 2
    assert "git must be installed" in result.err


def test_names_that_are_hard_to_write_are_found_again(repository: Run) -> None:
    name = "claims/в «лапках» \n.yaml"
    write(name, "claims:\n", UKRAINE)
    git("add", ".")
    git("commit", "--quiet", "--message", "a name")
    result = repository("diff", "--since", "HEAD", "claims", *RULES)
    assert result.out == "0 new, 0 resolved, 0 changed, 1 unchanged\n"
