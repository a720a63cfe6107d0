"""The page of the documentation that shows what was reached."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from contest import machine
from contest.agreement import disagreements, right_answers
from contest.bars import Measured, bars, not_complete, seconds_words
from contest.case import THREE_RULES, Shape
from contest.plan import (
    ENTRIES,
    FROM_OBJECTS,
    FROM_PARQUET,
    LINEAR_RULES,
    NAMES,
    OURS,
    PYDANTIC,
    Limits,
)
from contest.protocol import Result
from contest.words import INTRODUCTION, RULES_AND_CLAIMS, SHAPES, WHAT_IS_TIMED

SYMBOLS = {"out of time": "> {seconds:.0f} s", "out of memory": "> {gigabytes:.0f} GB", "failed": "failed"}


def page(results: Sequence[Result], sizes: Sequence[int], limits: Limits, *, full: bool, load: float) -> str:
    """The page in Markdown."""
    measured = Measured(results)
    parts = [
        INTRODUCTION.format(command=f"python benchmarks/bulk.py{' --full' if full else ''}"),
        "" if full else _short(sizes),
        "## The machine\n",
        "\n".join(f"- {line}" for line in machine.described()),
        f"- {date.today().isoformat()}; {load:.1f} other processes wanted to run when it began.\n",
        WHAT_IS_TIMED.format(seconds=limits.seconds, gigabytes=limits.gigabytes),
        "## What was to be reached\n",
        _table("what|asked|reached|", ([b.what, b.asked, b.reached, b.verdict] for b in bars(measured)), "lll"),
        RULES_AND_CLAIMS,
        *_shape_sections(results, sizes, limits),
        "## Reading JSON Lines\n",
        _times(results, "uniform", (), sizes, (PYDANTIC, "reading:ours"), limits),
        "## Where the time goes\n",
        "Seconds of `conflicts` from Parquet, three rules: to read and encode the table, to check, to write.\n",
        _parts(measured),
        "## Agreement\n",
        *_agreement(results),
        "## Every number\n",
        "`prepared` is what came before the clock started; `peak` is the most memory that the process ever had.\n",
        _raw(results, limits),
    ]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def _short(sizes: Sequence[int]) -> str:
    return (
        f"> **A short run, up to {max(sizes):,} claims.** The bars are set for a million; what is reached with fewer "
        "stands in brackets. At these sizes constant costs weigh more than they do in bulk.\n"
    )


def _shape_sections(results: Sequence[Result], sizes: Sequence[int], limits: Limits) -> Iterator[str]:
    sections: tuple[tuple[Shape, tuple[str, ...]], ...] = (
        ("uniform", THREE_RULES),
        ("zipf", THREE_RULES),
        ("hot", LINEAR_RULES),
        ("hot", THREE_RULES),
    )
    for shape, rules in sections:
        yield SHAPES[shape, len(rules)]
        for title, contenders in (("From Parquet", FROM_PARQUET), ("From objects in memory", FROM_OBJECTS)):
            if table := _times(results, shape, rules, sizes, contenders, limits):
                yield f"{title}; in brackets multiples of the first line.\n"
                yield table


def _times(
    results: Sequence[Result],
    shape: Shape,
    rules: tuple[str, ...],
    sizes: Sequence[int],
    contenders: Sequence[str],
    limits: Limits,
) -> str:
    taking_part = {entry.contender for entry in ENTRIES if (entry.shape, entry.rules) == (shape, rules)}
    its = {
        (each.task.contender, each.task.size): each
        for each in results
        if (each.task.shape, tuple(each.task.rules)) == (shape, rules)
    }
    rows = []
    first = next((name for name in contenders if name in taking_part), "")
    for name in (each for each in contenders if each in taking_part):
        cells = [_cell(its.get((name, size)), its.get((first, size)), limits) for size in sizes]
        rows.append([NAMES[name], *cells])
    head = "|".join(["", *(f"{size:,}" for size in sizes)])
    return _table(head, rows, "l" + "r" * len(sizes)) if rows else ""


def _cell(result: Result | None, beside: Result | None, limits: Limits) -> str:
    if result is None or result.state == "not tried":
        return "–"
    if result.seconds is None:
        words = SYMBOLS[result.state].format(seconds=result.task.seconds, gigabytes=limits.gigabytes)
        return f"{words}: {result.note}" if result.note else words
    words = seconds_words(result.seconds) + (f", {result.note}" if result.note else "") + not_complete(result)
    return f"{words} ({result.seconds / beside.seconds:.2f})" if beside and beside.seconds else words


def _parts(measured: Measured) -> str:
    shapes: tuple[tuple[Shape, tuple[str, ...]], ...] = (
        ("uniform", THREE_RULES),
        ("zipf", THREE_RULES),
        ("hot", THREE_RULES),
    )
    rows = [
        [shape, f"{size:,}", *(f"{each.parts[part]:.2f}" for part in ("load", "check", "write")), _memory(each)]
        for shape, rules in shapes
        for size, each in measured.of(OURS, shape, rules).items()
    ]
    return _table("claims|how many|load|check|write|peak memory", rows, "lrrrrr")


def _memory(result: Result) -> str:
    return f"{result.megabytes:,.0f} MB" if result.megabytes else ""


def _agreement(results: Sequence[Result]) -> Iterator[str]:
    right = right_answers(results)
    rows = []
    for question, proof in right.items():
        asked = [
            each
            for each in results
            if (each.task.shape, each.task.size) == (question.shape, question.size) and question.rule in each.proofs
        ]
        matches = [f"{proof.certain:,}", f"{proof.possible:,}", proof.matches or "not listed", str(len(asked))]
        rows.append([question.shape, f"{question.size:,}", question.rule, *matches])
    yield (
        "How many matches there are, and the sum of a hash of 64 bits of each (its claims, its verdict), modulo 2⁶⁴. "
        "Programs that count matches without listing them are compared by the numbers and by the sum over the claims "
        "that take part.\n"
    )
    wrong = disagreements(results)
    if wrong:
        yield "**Not all agree:**\n"
        for each in wrong:
            found, should = (f"{proof.certain:,} + {proof.possible:,}" for proof in (each.found, each.right))
            asked_for = f"{each.question.shape}, {each.question.size:,}, {each.question.rule}"
            yield f"- {NAMES[each.contender]}: {asked_for}: {found} in place of {should}"
        yield ""
    else:
        yield "All programs that finished agree.\n"
    yield _table("claims|how many|rule|certain|possible|checksum|programs", rows, "lrlrrlr")


def _raw(results: Sequence[Result], limits: Limits) -> str:
    rows = []
    for each in results:
        task = each.task
        prepared = "" if each.prepared is None else f"{each.prepared:.2f}"
        seconds = _cell(each, None, limits) if each.seconds is None else f"{each.seconds:.4f}{not_complete(each)}"
        which = f"{task.shape}{f', {len(task.rules)} rules' if task.rules else ''}"
        rows.append([f"`{task.contender}`", which, f"{task.size:,}", seconds, prepared, _memory(each)])
    return _table("program|claims|how many|seconds|prepared|peak", rows, "llrrrr")


def _table(head: str, rows: Iterable[Sequence[str]], sides: str) -> str:
    names = head.split("|")
    marks = ["--:" if side == "r" else "---" for side in sides.ljust(len(names), "l")]
    lines = [names, marks, *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines) + "\n"
