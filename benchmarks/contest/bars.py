"""What was to be reached, and what was."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import linear_regression
from typing import NamedTuple

from contest.case import THREE_RULES, Shape
from contest.plan import CORE, DICT, DICT_OVER_CLAIMS, LOAD, MATCHES, OURS, PYDANTIC, REPORT, SQL
from contest.protocol import Result

FROM = 10_000
"""Growth is measured from this size on."""


class Bar(NamedTuple):
    """What was to be reached, ``size`` being the claims for which it was set; and what was, in words and as a share.

    A share of 1 or less is what was asked for; ``reached`` is empty where nothing was measured.
    """

    what: str
    asked: str
    size: int
    measured_at: int
    reached: str = ""
    share: float = math.inf

    @property
    def verdict(self) -> str:
        """Whether the bar is met."""
        if not self.reached:
            return "not measured"
        word = "met" if self.share <= 1 else "**not met**"
        return word if self.measured_at >= self.size else f"({word}, at {self.measured_at:,})"


class Measured:
    """The results that are there, to be asked for by contender, shape, rules and size."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.done = [each for each in results if each.state == "done"]

    def of(self, contender: str, shape: Shape, rules: Sequence[str] = THREE_RULES) -> dict[int, Result]:
        """What a contender reached, by size."""
        return {
            each.task.size: each
            for each in sorted(self.done, key=lambda each: each.task.size)
            if (each.task.contender, each.task.shape, tuple(each.task.rules)) == (contender, shape, tuple(rules))
        }

    def seconds(self, contender: str, shape: Shape, rules: Sequence[str] = THREE_RULES) -> dict[int, float]:
        """What a contender took, by size."""
        return {size: each.seconds for size, each in self.of(contender, shape, rules).items() if each.seconds}


def bars(measured: Measured) -> list[Bar]:
    """All bars, in the order in which they were set."""
    return [
        _ratio(
            "uniform from Parquet, three rules, to exact counts and all findings in Parquet",
            "≤ 2 × hand-written DuckDB",
            2,
            measured.seconds(OURS, "uniform"),
            measured.seconds(SQL, "uniform"),
        ),
        *(
            _ratio(
                f"uniform from claim objects, engine `python`, {ours}, beside {theirs}",
                "≤ 2 × the hand-written dict program",
                2,
                measured.seconds(one, "uniform"),
                measured.seconds(other, "uniform"),
            )
            for one, ours in ((MATCHES, "to matches"), (REPORT, "to a report with exact counts"))
            for other, theirs in ((DICT, "objects of its own"), (DICT_OVER_CLAIMS, "the same objects"))
        ),
        _ratio(
            "claims in one block, three rules, beside as many uniform ones",
            "≤ 3 × uniform",
            3,
            measured.seconds(OURS, "hot"),
            measured.seconds(OURS, "uniform"),
        ),
        *(_growth(measured, shape) for shape in ("uniform", "zipf")),
        _memory(measured, 1_000_000, 1.0),
        _memory(measured, 10_000_000, 8.0),
        _ratio(
            "lines of JSON to `Claim` objects",
            "≤ 2 × pydantic's `TypeAdapter(list[Claim]).validate_json`",
            2,
            measured.seconds(LOAD, "uniform", ()),
            measured.seconds(PYDANTIC, "uniform", ()),
        ),
        _core(measured),
    ]


def _ratio(
    what: str, asked: str, most: float, ours: dict[int, float], theirs: dict[int, float], size: int = 1_000_000
) -> Bar:
    common = [each for each in ours if each in theirs and each <= size]
    if not common:
        return Bar(f"{size:,} {what}", asked, size, 0)
    at = max(common)
    reached = f"{ours[at] / theirs[at]:.2f} × ({seconds_words(ours[at])} / {seconds_words(theirs[at])})"
    return Bar(f"{size:,} {what}", asked, size, at, reached, ours[at] / theirs[at] / most)


def _growth(measured: Measured, shape: Shape, most: float = 1.1, size: int = 10_000_000) -> Bar:
    seconds = {at: taken for at, taken in measured.seconds(OURS, shape).items() if at >= FROM}
    what, asked = f"growth from {FROM:,} to {size:,}, {shape}", f"exponent ≤ {most}"
    if len(seconds) <= 1:
        return Bar(what, asked, size, 0)
    exponent = growth(seconds)
    steps = ", ".join(f"{each:.2f}" for each in _steps(seconds))
    return Bar(what, asked, size, max(seconds), f"{exponent:.2f} (step by step {steps})", exponent / most)


def growth(seconds: dict[int, float]) -> float:
    """The power of the size that the time grows with: the slope of the line of least squares through the logarithms."""
    sizes, times = list(map(math.log, seconds)), list(map(math.log, seconds.values()))
    return linear_regression(sizes, times).slope


def _steps(seconds: dict[int, float]) -> list[float]:
    sizes = sorted(seconds)
    return [growth({size: seconds[size] for size in pair}) for pair in pairwise(sizes)]


def _memory(measured: Measured, size: int, gigabytes: float) -> Bar:
    reached = {at: each.megabytes for at, each in measured.of(OURS, "uniform").items() if each.megabytes and at <= size}
    what, asked = f"peak memory, {size:,} uniform from Parquet", f"≤ {gigabytes:.0f} GB"
    if not reached:
        return Bar(what, asked, size, 0)
    at = max(reached)
    return Bar(what, asked, size, at, f"{reached[at] / 1e3:.2f} GB", reached[at] / 1e3 / gigabytes)


def _core(measured: Measured, size: int = 1_000_000, most: float = 2.0) -> Bar:
    what, asked = f"the whole pack `core` on {size:,} uniform", f"≤ {most:.0f} s a rule on average beyond the load"
    done = measured.of(CORE, "uniform", ())
    if not done:
        return Bar(what, asked, size, 0)
    at = max(done)
    parts = done[at].parts
    taken = parts["check"] / parts["rules"]
    words = f"{taken:.2f} s ({parts['rules']:.0f} rules in {seconds_words(parts['check'])}){not_complete(done[at])}"
    return Bar(what, asked, size, at, words, taken / most)


def not_complete(result: Result) -> str:
    """Which rules gave up before they had compared everything, to be said after what was measured."""
    return f", not complete: {', '.join(result.truncated)}" if result.truncated else ""


def seconds_words(seconds: float) -> str:
    """Seconds as people write them."""
    if seconds < 0.1:
        return f"{seconds * 1e3:.3g} ms"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"
