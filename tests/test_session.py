"""Sessions, by what a program sees of them."""

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conflicts import Claim, InputError, Session, VocabularyError, check
from conflicts.facts import kept
from conflicts.session import state
from conflicts.session.evaluation import RuleState

SAID = {"subject": "izium", "predicate": "controlled-by", "valid": "2022-03-24"}
WORDS = {"predicates": {"controlled-by": {"value": "term", "single": True}, "killed": {"value": "quantity"}}}


KILLED = (("k", "3 km"), ("l", "4 kg"))


def claim(name: str, value: str = "russia", by: str = "army", **more: object) -> dict[str, object]:
    """A claim about who controls Izium."""
    return {"id": name, "asserted_by": by, "value": value, **SAID, **more}


def session(*claims: dict[str, object]) -> Session:
    """A session that looks for contradictions."""
    return Session(claims, vocabulary=WORDS, select="contradiction")


def as_checked(one: Session) -> bool:
    """Whether the report is that of a check."""
    again = check(one.claims, vocabulary=one.vocabulary, select="contradiction", as_of=one.as_of)
    return one.report.to_json() == again.to_json()


@pytest.mark.parametrize(("made", "has_not"), [(Session, set()), (Session.restore, {"vocabulary", "as_of"})])
def test_a_session_takes_what_a_check_takes(made: Callable[..., Session], has_not: set[str]) -> None:
    own, of_check = (
        {name: str(each) for name, each in inspect.signature(one).parameters.items() if name not in ("claims", "path")}
        for one in (made, check)
    )
    kept = of_check.keys() - {"engine", "progress", *has_not}
    assert own == {name: of_check[name] for name in kept}


def test_a_claim_that_contradicts_another_opens_a_finding_and_one_that_goes_closes_it() -> None:
    one = session(claim("a"))
    opened = one.add(claim("b", "ukraine", "mayor"))
    assert [each.rule for each in opened.opened] == ["core/incompatible-values"]
    assert as_checked(one)
    closed = one.retract("a")
    assert [each.fingerprint for each in closed.closed] == [each.fingerprint for each in opened.opened]
    assert as_checked(one)
    assert not one.report


def test_a_claim_about_something_else_changes_nothing() -> None:
    one = session(claim("a"), claim("b", "ukraine", "mayor"))
    assert not one.add(claim("c", "ukraine", "mayor", subject="lyman"))
    assert as_checked(one)


def test_an_excuse_that_comes_later_closes_what_it_excuses() -> None:
    one = session(claim("a", stated="2022-03-24"), claim("b", "ukraine", "mayor", stated="2022-03-24"))
    change = one.add(claim("c", "ukraine", "army", stated="2022-03-26", supersedes=["a"]))
    assert [each.rule for each in change.closed] == ["core/incompatible-values"]
    assert as_checked(one)


def test_a_claim_of_a_whole_meets_those_of_its_parts() -> None:
    words = {
        "entities": {"izium": {}, "south": {"part_of": "izium"}},
        "predicates": {"controlled-by": {"value": "term", "single": True, "extends_to": "parts"}},
    }
    one = Session([claim("a")], vocabulary=words, select="contradiction")
    change = one.add(claim("b", "ukraine", "mayor", subject="south"))
    assert [each.subject for each in change.opened] == ["south"]
    assert as_checked(one)
    assert one.retract("a").closed
    assert as_checked(one)


def test_what_a_change_changed_can_be_read_after_others() -> None:
    one = session(claim("a"))
    first = one.add(claim("b", "ukraine", "mayor"))
    one.replace(claim("b", "russia", "mayor"))
    one.retract(["a", "b"])
    (finding,) = first.opened
    assert {each.value for each in finding.claims} == {"russia", "ukraine"}


def test_a_day_that_comes_brings_claims_in_sight_and_others_out_of_date() -> None:
    one = Session(
        [claim("a"), claim("b", "ukraine", "mayor", stated="2022-04-01")],
        vocabulary=WORDS,
        select="contradiction",
        as_of="2022-03-25",
    )
    assert not one.report
    assert [each.rule for each in one.advance("2022-04-02").opened] == ["core/incompatible-values"]
    assert as_checked(one)
    with pytest.raises(InputError, match="earlier"):
        one.advance("2022-03-01")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda one: one.add(claim("a", "ukraine")), "duplicate id 'a'"),
        (lambda one: one.add([claim("c"), claim("c")]), "duplicate id 'c'"),
        (lambda one: one.add(claim("c", supersedes=["z"])), "supersedes the unknown claim 'z'"),
        (lambda one: one.add(claim("c", supersedes=["c"])), "supersedes itself"),
        (lambda one: one.replace(claim("b", supersedes=["a"])), "circle"),
        (lambda one: one.add(claim("c", predicate="controled-by")), "did you mean 'controlled-by'"),
        (lambda one: one.add({"id": "c", **SAID, "polarity": "no"}), "polarity"),
        (lambda one: one.add([claim("c"), "d"]), "not a Python str"),
        (lambda one: one.add(5), "not a Python int"),
        (lambda one: one.replace(claim("z")), "there is no claim 'z'"),
        (lambda one: one.retract("z"), "there is no claim 'z'"),
        (lambda one: one.retract(5), "not by a Python int"),
        (lambda one: one.retract(["a", "a"]), "twice"),
        (lambda one: one.retract("b"), "superseded by 'a'"),
        (lambda one: one.update(add=claim("c"), retract=["a", "z"]), "there is no claim 'z'"),
        (
            lambda one: one.add([{"id": n, **SAID, "predicate": "killed", "value": v} for n, v in KILLED]),
            "convert",
        ),
        (lambda one: one.add({"id": "n", **SAID, "predicate": "killed", "value": "3 km"}), "unit of claim 'm'"),
    ],
)
def test_what_does_not_fit_is_refused_whole(change: Callable[[Session], object], said: str) -> None:
    one = session(claim("b"), claim("a", "ukraine", supersedes=["b"]))
    one.add({"id": "m", **SAID, "predicate": "killed", "value": "3 kg", "asserted_by": "army"})
    there, report = one.claims, one.report.to_json()
    with pytest.raises(InputError, match=said):
        change(one)
    assert one.claims == there
    assert one.report.to_json() == report
    assert as_checked(one)


def test_a_change_that_fails_on_its_way_leaves_the_session_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    one = session(claim("a"), claim("b", "ukraine", "mayor"))
    report = one.report.to_json()
    before = [(each.rule.name, dict(each.units)) for each in one._state.rules]

    class Stopped(BaseException):
        pass

    again, calls = state.State._again, list[str]()

    def stopped(self: state.State, rule: RuleState, *arguments: object) -> object:
        calls.append(rule.rule.name)
        if len(calls) == 2:
            raise Stopped
        return again(self, rule, *arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(state.State, "_again", stopped)
    with pytest.raises(Stopped):
        one.update(replace=claim("a", "ukraine"), add=claim("c", "russia", "isw"))
    monkeypatch.undo()
    assert [(each.rule.name, dict(each.units)) for each in one._state.rules] == before
    assert one.report.to_json() == report
    one.add(claim("c", "russia", "isw"))
    assert as_checked(one)


def test_claims_without_an_id_are_told_apart_from_those_that_are_there() -> None:
    one = session()
    first = one.add({"asserted_by": "army", "value": "russia", **SAID})
    second = one.add({"asserted_by": "army", "value": "russia", **SAID})
    assert second.added == (f"{first.added[0]}-2",)
    assert as_checked(one)


def test_words_that_a_file_brings_hold_for_all_claims() -> None:
    one = Session([claim("a")], select="contradiction")
    one.load({"predicates": {"controlled-by": {"value": "term", "single": True}}, "claims": []})
    assert one.add(claim("b", "ukraine", "mayor")).opened
    assert as_checked(one)
    with pytest.raises(VocabularyError, match="defined otherwise"):
        one.load(Session(vocabulary={"predicates": {"controlled-by": {"value": "text"}}}).collection)


def test_loading_claims_without_new_words_is_adding_them() -> None:
    one = session(claim("a"))
    assert one.load([claim("b", "ukraine", "mayor")]).opened
    assert as_checked(one)


def test_files_that_are_loaded_are_those_of_the_collection(tmp_path: Path) -> None:
    one = session()
    for name in ("one.json", "two.json"):
        file = tmp_path / name
        file.write_text(json.dumps({"claims": [claim(name)]}), encoding="utf-8")
        one.load(file)
    assert [Path(file).name for file in one.collection.files] == ["one.json", "two.json"]
    assert one["one.json"].location is not None
    assert as_checked(one)


def test_a_change_reads_as_what_opens_and_what_closes() -> None:
    one = session(claim("a"))
    change = one.add(claim("b", "ukraine", "mayor"))
    assert str(change).rstrip().endswith("1 opened, 0 closed, 0 changed")
    assert '"opened"' in change.to_json()
    assert bool(change)
    assert not change.ok()


def test_claims_are_found_by_their_ids() -> None:
    one = session(claim("a"))
    assert "a" in one
    assert isinstance(one["a"], Claim)
    assert "b" not in one
    assert len(one) == 1


def test_a_snapshot_gives_the_same_session(tmp_path: Path) -> None:
    words = {**WORDS, "entities": {"izium": {"name": "Izium"}}}
    one = Session([claim("a", stated="2022-03-24")], vocabulary=words, select="contradiction", as_of="2022-04-01")
    one.add({"id": "m", **SAID, "predicate": "killed", "value": "0.10 kg", "location": {"file": "x.txt", "line": 3}})
    one.add(claim("b", "ukraine", "мер"))
    one.snapshot(tmp_path / "session.jsonl")
    again = Session.restore(tmp_path / "session.jsonl", select="contradiction")
    assert again.claims == one.claims
    assert again.vocabulary == one.vocabulary
    assert again.as_of == one.as_of
    assert again.report.to_json() == one.report.to_json()
    assert again.retract("a").closed


def test_a_snapshot_that_is_stopped_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "session.jsonl"
    one = session(claim("a"))
    one.snapshot(file)
    before = file.read_bytes()
    one.add(claim("b", "ukraine", "mayor"))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("conflicts.session.snapshot.jsonl_lines", "os.fsync", "pathlib.Path.replace"):
        with monkeypatch.context() as patched:
            patched.setattr(step, stopped)
            with pytest.raises(KeyboardInterrupt):
                one.snapshot(file)
        assert file.read_bytes() == before
        assert list(tmp_path.iterdir()) == [file]
    assert len(Session.restore(file)) == 1


def test_a_program_that_is_killed_while_it_writes_leaves_a_snapshot_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "session.jsonl"
    code = f"""
from conflicts import Session
one = Session(rules=["core/denial"])
one.snapshot({str(file)!r})
print("ready", flush=True)
while True:
    one.add({{"subject": f"town-{{len(one)}}", "predicate": "in-ruins", "asserted_by": "army"}})
    one.snapshot({str(file)!r})
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stdout.readline().strip() == b"ready"
        for _ in range(20):
            Session.restore(file, rules=["core/denial"])
        running.kill()
    assert Session.restore(file, rules=["core/denial"]).claims is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: lines[:-1], "no whole snapshot: 1 of 2 claims"),
        (lambda lines: lines[1:], "is no snapshot of a session"),
        (lambda lines: [lines[0].replace('"version": "1"', '"version": "2"'), *lines[1:]], "version '2'"),
        (lambda lines: [*lines[:-1], lines[-1][:20]], "session.jsonl:4"),
        (lambda lines: [*lines[:-1], lines[-1].replace("subject", "subjct")], "subject"),
        (lambda lines: [*lines[:-1], lines[-2]], "duplicate id"),
        (lambda lines: [], "is empty"),
    ],
)
def test_what_is_no_whole_snapshot_is_refused(
    tmp_path: Path, change: Callable[[list[str]], list[str]], said: str
) -> None:
    file = tmp_path / "session.jsonl"
    session(claim("a"), claim("b", "ukraine", "mayor")).snapshot(file)
    file.write_text("\n".join(change(file.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        Session.restore(file)


def test_what_a_change_looks_at_does_not_grow_with_the_collection(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    table = kept.Memory.table

    def counted(memory: kept.Memory, claims: Iterable[Claim]) -> kept.KeptFacts:
        facts = table(memory, claims)
        looked_at.append(len(facts))
        return facts

    monkeypatch.setattr(kept.Memory, "table", counted)

    def looked_at_beside(others: int) -> int:
        far = [claim(f"far-{n}", subject=f"town-{n}") for n in range(others)]
        one = Session([claim("a"), *far], vocabulary=WORDS, rules=["core"])
        looked_at.clear()
        assert one.add(claim("b", "ukraine", "mayor")).opened
        one.replace(claim("b", "russia", "mayor"))
        one.retract("b")
        return sum(looked_at)

    assert looked_at_beside(3) == looked_at_beside(60)


def test_claims_that_came_and_went_leave_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conflicts.facts.kept._FEW", 10)
    one = session(claim("a"))

    def left() -> list[int]:
        now = one._state
        flags = [len(each._flagged) + len(each.units) for each in now.rules]
        return [len(now.memory.known), len(now.claims), sum(map(len, now.index._places.values())), *flags]

    before = left()
    for number in range(50):
        one.add([claim(f"b{number}", "ukraine", "mayor"), claim(f"c{number}", by="isw", subject=f"town-{number}")])
        assert len(one._state.memory.codes) < 250
        one.retract([f"b{number}", f"c{number}"])
    assert left() == before
    assert as_checked(one)


def test_several_threads_change_one_session_and_nothing_is_lost() -> None:
    one = session()

    def work(by: str) -> None:
        for number in range(20):
            one.add(claim(f"{by}-{number}", by, by, subject=f"town-{number}"))
            assert len(one.report.findings) >= 0
            if number % 2:
                one.retract(f"{by}-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ("army", "mayor", "isw", "osce")))
    assert len(one) == 40
    assert as_checked(one)
