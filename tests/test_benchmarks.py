"""The programs of the benchmark find the same, or it is noticed; how fast they are is no test."""

from pathlib import Path

import pytest

from contest.agreement import disagreements
from contest.bars import Measured, bars
from contest.case import INCOMPATIBLE, THREE_RULES, Case, Shape
from contest.child import contender
from contest.page import page
from contest.plan import (
    DICT,
    DICT_OVER_CLAIMS,
    DICT_SORTED,
    LINEAR_RULES,
    MATCHES,
    OURS,
    POLARS,
    REPORT,
    SQL,
    SQL_BY_TIME,
    SWEEP,
    Limits,
)
from contest.protocol import Result, Task
from session import rows_of

SIZE = 400
LIMITS = Limits(seconds=1, gigabytes=1)


def result_of(name: str, case: Case) -> Result:
    """What a contender finds, as if it had taken a second."""
    task = Task(
        contender=name,
        shape=case.shape,
        size=case.size,
        rules=case.rules,
        repeats=1,
        seconds=LIMITS.seconds,
        gigabytes=LIMITS.gigabytes,
    )
    outcome = contender(name)(case)()()
    return Result(
        task=task, state="done", seconds=1, megabytes=1, proofs=dict(outcome.proofs), parts=dict(outcome.parts)
    )


@pytest.mark.parametrize(
    ("shape", "rules", "names"),
    [
        ("uniform", THREE_RULES, (SQL, POLARS, DICT, DICT_OVER_CLAIMS, OURS, MATCHES, REPORT)),
        ("zipf", THREE_RULES, (SQL, POLARS, DICT, OURS, MATCHES)),
        ("hot", LINEAR_RULES, (SQL_BY_TIME, SWEEP, DICT_SORTED, OURS, MATCHES)),
        ("hot", THREE_RULES, (DICT, SWEEP, OURS)),
    ],
)
def test_all_programs_find_the_same(
    tmp_path: Path, shape: Shape, rules: tuple[str, ...], names: tuple[str, ...]
) -> None:
    from contest.claims import write

    case = Case(shape, SIZE, rules, tmp_path)
    write(case)
    results = [result_of(name, case) for name in names]
    assert not disagreements(results)
    assert all(each.proofs.keys() == set(rules) for each in results)
    assert all(proof.certain for each in results for proof in each.proofs.values())


def test_another_match_in_place_of_one_is_noticed_and_told_on_the_page(tmp_path: Path) -> None:
    from contest.claims import write

    case = Case("uniform", SIZE, THREE_RULES, tmp_path)
    write(case)
    right, wrong = result_of(SQL, case), result_of(DICT, case)
    assert "All programs that finished agree." in page([right, wrong], [SIZE], LIMITS, full=False, load=0)
    proof = wrong.proofs[INCOMPATIBLE]
    wrong.proofs[INCOMPATIBLE] = proof.model_copy(update={"matches": f"{int(proof.matches or '0', 16) ^ 1:016x}"})
    (found,) = disagreements([right, wrong])
    assert (found.contender, found.question.rule) == (DICT, INCOMPATIBLE)
    assert "**Not all agree:**" in page([right, wrong], [SIZE], LIMITS, full=False, load=0)


def test_a_bar_that_was_not_measured_where_it_was_set_is_not_said_to_be_met() -> None:
    def measured(name: str, size: int, seconds: float) -> Result:
        task = Task(contender=name, shape="uniform", size=size, rules=THREE_RULES, repeats=1, seconds=1, gigabytes=1)
        return Result(task=task, state="done", seconds=seconds)

    def verdict(size: int, seconds: float) -> str:
        return bars(Measured([measured(OURS, size, seconds), measured(SQL, size, 1)]))[0].verdict

    assert verdict(1_000_000, 2) == "met"
    assert verdict(1_000_000, 2.1) == "**not met**"
    assert verdict(1_000, 2) == "(met, at 1,000)"
    assert bars(Measured([]))[0].verdict == "not measured"


def test_what_a_session_costs_is_measured_beside_a_dict_and_a_check() -> None:
    rows, checks = rows_of(40, changes=5)
    assert [row.what for row in rows] == ["dict by hand", "session, core", "session, one rule"]
    assert list(checks) == ["session, core", "session, one rule"]
    assert all(0 <= median <= row.most for row in rows for median in row.medians)
