"""Findings that are known: only new ones fail, whatever happens to lines, order and other claims."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command import Result, Run
from conflicts.check import check
from conflicts.errors import InputError
from conflicts.readers import from_mapping, load
from conflicts.report.baseline import Baseline, BaselineEntry, write_whole
from conflicts.report.report import ConflictReport

HEAD = """\
predicates:
  held-by: {value: term, single: true}
claims:
"""
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
UNCITED = """\
  - id: c
    subject: kharkiv
    predicate: held-by
    value: ukraine
    asserted_by: town
    valid: 2022-03-24
"""
BASELINE = "conflicts-baseline.json"
RULES = ("--rules", "core/incompatible-values", "--rules", "core/no-citation")


@pytest.fixture
def run(run: Run) -> Run:
    """Run the command in a directory whose ``claims.yaml`` has a contradiction and a claim without citation."""
    write(HEAD, RUSSIA, UKRAINE, UNCITED)
    return run


def write(*parts: str) -> None:
    Path("claims.yaml").write_text("".join(parts), encoding="utf-8")


def checked(run: Run, *options: str) -> Result:
    return run("check", "claims.yaml", *RULES, "--baseline", BASELINE, "--fail-on", "note", *options)


def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(BASELINE).read_text(encoding="utf-8"))["findings"]
    return found


def reported(result: Result) -> ConflictReport:
    return ConflictReport.from_json(result.out)


# ------------------------------------------------------------------------------------------- what survives


def test_a_check_passes_over_the_findings_of_its_baseline(run: Run) -> None:
    created = run("baseline", "create", "claims.yaml", *RULES)
    said, advice = created.out.splitlines()
    assert said == f"{BASELINE}: 2 known findings, 2 added, 0 dropped"
    assert advice.endswith(f'add to conflicts.toml: baseline = "{BASELINE}"')
    result = checked(run)
    assert (result.code, result.out) == (0, "No conflicts found in 3 claims; 2 suppressed.\n")
    assert {each.source for each in reported(checked(run, "-f", "json")).suppressed} == {"baseline"}


def test_without_the_baseline_they_are_found(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    assert run("check", "claims.yaml", *RULES, "--fail-on", "note").code == 1


def test_the_file_says_to_people_what_is_known(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    assert [(entry["rule"], entry["claims"]) for entry in entries()] == [
        ("core/incompatible-values", ["a", "b"]),
        ("core/no-citation", ["c"]),
    ]
    assert "izium" in entries()[0]["message"]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((HEAD, "\n# moved\n\n", RUSSIA, UKRAINE, UNCITED), id="lines moved"),
        pytest.param((HEAD, UNCITED, UKRAINE, RUSSIA), id="claims reordered"),
        pytest.param((HEAD, RUSSIA.replace("id: a", "id: z"), UKRAINE, UNCITED), id="an id renamed"),
        pytest.param((HEAD, RUSSIA.replace('"1"', '"17"'), UKRAINE, UNCITED), id="another citation"),
        pytest.param((HEAD, RUSSIA, UKRAINE, UNCITED.replace("kharkiv", "lviv")), id="another claim edited"),
        pytest.param((HEAD, RUSSIA, UKRAINE), id="another claim removed"),
    ],
)
def test_a_known_finding_stays_known(run: Run, parts: tuple[str, ...]) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(*parts)
    suppressed = reported(checked(run, "-f", "json")).suppressed
    assert "core/incompatible-values" in {each.finding.rule for each in suppressed}


@pytest.mark.parametrize(
    ("old", "new"),
    [("value: russia", "value: belarus"), ("ministry", "mayor"), ("valid: 2022-03-24", "valid: 2022-03")],
)
def test_a_finding_whose_claims_say_something_else_is_new(run: Run, old: str, new: str) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, RUSSIA.replace(old, new), UKRAINE.replace(old, new) if "valid" in old else UKRAINE, UNCITED)
    result = checked(run, "-f", "json")
    assert result.code == 1
    assert [finding.rule for finding in reported(result).findings] == ["core/incompatible-values"]
    assert [each.because for each in reported(result).stale_suppressions] == ["unused"]


def test_findings_alike_are_known_as_often_as_they_were(run: Run) -> None:
    twin = UNCITED.replace("id: c", "id: d")
    write(HEAD, RUSSIA, UNCITED, twin)
    run("baseline", "create", "claims.yaml", *RULES)
    marks = [entry["fingerprint"] for entry in entries()]
    assert marks == [marks[0], f"{marks[0]}-2"]
    assert checked(run).code == 0
    write(HEAD, RUSSIA, UNCITED, twin, UNCITED.replace("id: c", "id: e"))
    result = checked(run, "-f", "json")
    assert result.code == 1
    assert [finding.fingerprint for finding in reported(result).findings] == [f"{marks[0]}-3"]
    write(HEAD, RUSSIA, UNCITED)
    result = checked(run, "-f", "json")
    assert [each.fingerprint for each in reported(result).stale_suppressions] == [f"{marks[0]}-2"]


# ------------------------------------------------------------------------------------------- create, update, prune


def test_entries_that_are_found_no_more_are_counted_and_named(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, RUSSIA, UNCITED)
    gone = entries()[0]["fingerprint"]
    brief, full = checked(run), checked(run, "--verbose")
    assert brief.code == full.code == 0
    assert "baseline: 1 no longer found" in brief.out
    assert gone not in brief.out
    assert gone in full.out


def test_prune_drops_what_is_found_no_more_and_adds_nothing(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, RUSSIA, UNCITED, UNCITED.replace(": c", ": d").replace("town", "mayor"))
    pruned = run("baseline", "prune", "claims.yaml", *RULES)
    assert pruned.out == f"{BASELINE}: 1 known finding, 0 added, 1 dropped\n"
    assert [entry["claims"] for entry in entries()] == [["c"]]
    assert checked(run).code == 1


def test_update_makes_the_baseline_what_is_found_now(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, RUSSIA, UNCITED, UNCITED.replace(": c", ": d").replace("town", "mayor"))
    updated = run("baseline", "update", "claims.yaml", *RULES)
    assert updated.out == f"{BASELINE}: 2 known findings, 1 added, 1 dropped\n"
    assert checked(run).code == 0


def test_updating_writes_what_creating_would(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, UNCITED, RUSSIA.replace("russia", "belarus"), UKRAINE)
    run("baseline", "update", "claims.yaml", *RULES)
    run("baseline", "create", "claims.yaml", *RULES, "--baseline", "fresh.json")
    assert Path("fresh.json").read_bytes() == Path(BASELINE).read_bytes()


def test_entries_of_rules_that_were_not_run_are_kept(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, RUSSIA)
    run("baseline", "prune", "claims.yaml", *RULES, "--select", "no-citation")
    assert [entry["rule"] for entry in entries()] == ["core/incompatible-values"]


def test_entries_of_rules_that_are_no_more_are_dropped(run: Run) -> None:
    write_whole(Path(BASELINE), Baseline(findings=(BaselineEntry(fingerprint="0", rule="core/denail"),)).to_json())
    result = checked(run, "-f", "json")
    (told,) = reported(result).stale_suppressions
    assert told.because == "unknown-rule"
    assert "did you mean 'core/denial'?" in told.message
    assert run("baseline", "prune", "claims.yaml", *RULES).out.endswith("0 added, 1 dropped\n")


def test_what_a_claim_suppresses_needs_no_entry(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    write(HEAD, RUSSIA, UKRAINE, UNCITED, "    suppress: [{rule: no-citation, reason: hearsay}]\n")
    assert {each.source for each in reported(checked(run, "-f", "json")).suppressed} == {"claim", "baseline"}
    run("baseline", "prune", "claims.yaml", *RULES)
    assert [entry["rule"] for entry in entries()] == ["core/incompatible-values"]


def test_a_baseline_is_not_created_twice(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES)
    before = Path(BASELINE).read_bytes()
    result = run("baseline", "create", "claims.yaml")
    assert (result.code, result.err) == (2, f"{BASELINE}: exists already: update it, or remove it first\n")
    assert Path(BASELINE).read_bytes() == before


def test_the_baseline_may_be_named(run: Run) -> None:
    run("baseline", "create", "claims.yaml", *RULES, "--baseline", "known.json")
    assert not Path(BASELINE).exists()
    assert run("check", "claims.yaml", *RULES, "--baseline", "known.json", "--fail-on", "note").code == 0


def test_the_order_of_claims_changes_no_byte_of_a_baseline() -> None:
    claims = [
        {"id": id, "subject": "izium", "predicate": "p", "value": value, "valid": "2022"}
        for id, value in (("a", "x"), ("b", "y"), ("c", "x"))
    ]
    written = {
        Baseline.of(check(from_mapping({"claims": order}), rules=["core"]).findings).to_json()
        for order in (claims, claims[::-1])
    }
    assert len(written) == 1


# ------------------------------------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("<<<<<<< HEAD\n", ":1:1: not valid JSON"),
        ("[]", "where a baseline should be"),
        ('{\n  "version": "2"\n}', ":2:3: version is one of 1, not '2'"),
        ('{\n "findings": [\n  {"rule": "core/denial"}\n ]\n}', ":3:3: missing field 'findings[0].fingerprint'"),
        ('{"findigns": []}', "unknown field 'findigns' (did you mean 'findings'?)"),
    ],
)
def test_a_faulty_baseline_is_refused_with_the_place_of_the_fault(run: Run, content: str, words: str) -> None:
    Path(BASELINE).write_text(content, encoding="utf-8")
    result = checked(run)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(BASELINE)
    assert words in result.err


def test_a_baseline_that_is_not_there_is_told_of_with_what_to_do(run: Run) -> None:
    for result in (checked(run), run("baseline", "prune", "claims.yaml")):
        assert result.code == 2
        assert result.err == f"{BASELINE}: no such baseline; `conflicts baseline create` writes one\n"


def test_a_baseline_that_cannot_be_written_is_told_of(run: Run) -> None:
    result = run("baseline", "create", "claims.yaml", "--baseline", "no/such/directory.json")
    assert (result.code, result.err) == (2, "no/such/directory.json: cannot be written: No such file or directory\n")


# ------------------------------------------------------------------------------------------- writing


def test_writing_leaves_nothing_beside_the_file(tmp_path: Path) -> None:
    for text in ("one", "two"):
        write_whole(tmp_path / "b.json", text)
        assert [path.name for path in tmp_path.iterdir()] == ["b.json"]
        assert (tmp_path / "b.json").read_text(encoding="utf-8") == text


def test_writing_keeps_the_permissions_and_follows_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert (target.read_text(encoding="utf-8"), target.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_whole(tmp_path / "ours.json", "")
    (tmp_path / "any").touch()
    assert (tmp_path / "ours.json").stat().st_mode == (tmp_path / "any").stat().st_mode


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.json"
    write_whole(file, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="cannot be written: No space left on device"):
        write_whole(file, "new")
    assert [(path.name, path.read_text(encoding="utf-8")) for path in tmp_path.iterdir()] == [("b.json", "old")]


WRITERS = """
import os, random, signal, sys, time
from pathlib import Path
from conflicts.report.baseline import Baseline, BaselineEntry, write_whole

def baseline(message):
    entries = (BaselineEntry(fingerprint=f"{n:016x}", rule="core/denial", message=message * 20) for n in range(1_000))
    return Baseline(findings=tuple(entries)).to_json()

file, chance = Path(sys.argv[1]), random.Random(20220324)
texts = {"old": baseline("old"), "new": baseline("new")}
started = time.perf_counter()
write_whole(file, texts["old"])
lasts = time.perf_counter() - started
met = set()
for number in range(300):  # twenty kills are enough, unless a busy machine let no writer come far enough
    if number >= 20 and met == {"old", "new"} and len(list(file.parent.iterdir())) > 1:
        break
    writer = os.fork()
    while not writer:
        for text in texts.values():
            write_whole(file, text)
    time.sleep(chance.uniform(0, min(4 * lasts, 1)))
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    content = file.read_text()
    met.add(next((word for word, text in texts.items() if text == content), "broken"))
print(*met)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked and killed outright on this system")
def test_a_writer_killed_at_any_moment_leaves_the_old_or_the_new_file_whole(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-c", WRITERS, str(tmp_path / BASELINE)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == {"old", "new"}
    unfinished = [path.name for path in tmp_path.iterdir() if path.name != BASELINE]
    assert unfinished, "no writer was killed while it wrote"
    assert all(name.startswith(".") for name in unfinished)


# ------------------------------------------------------------------------------------------- the fixtures


@pytest.mark.parametrize("fixture", ["izium", "saltmere"])
def test_all_the_findings_of_a_real_collection_can_be_known(fixture: str) -> None:
    collection = load(Path(__file__).parents[1] / "fixtures" / fixture)
    before = check(collection)
    after = check(collection, baseline=Baseline.of(before.findings))
    assert after.ok(fail_on="note")
    assert [each.finding for each in after.suppressed] == list(before.findings)
    assert after.stale_suppressions == before.stale_suppressions


def test_the_entry_of_a_finding_that_is_known_already_is_renewed() -> None:
    finding = check(load(Path(__file__).parents[1] / "fixtures" / "izium")).findings[0]
    known = Baseline.of([finding])
    renewed = known.with_findings([finding.model_copy(update={"message": "It is said otherwise now."})])
    assert [each.message for each in renewed.findings] == ["It is said otherwise now."]
