"""What is found in a block does not depend on how many other blocks there are, and what is cut is said.

The tables are generated, always the same; with the limits turned down they are large enough for every cut.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

import pytest

from conflicts import Claim, Predicate, Source, Vocabulary, check
from conflicts.engines import bulk_is_installed
from conflicts.rules.pack import load_rules, with_dependencies
from conflicts.rules.rule import Rule

RULES = load_rules(shipped_examples=False)
ENGINES = ["python", *(["duckdb"] if bulk_is_installed() else [])]
VOCABULARY = Vocabulary(
    predicates={
        "owner": Predicate(single=True),
        "toll": Predicate(value="quantity", cumulative=True),
        "built": Predicate(value="time", precedes="ruined", timeless=True, single=True),
        "ruined": Predicate(value="time", timeless=True, single=True),
        "killed": Predicate(value="quantity", at_most="strength", single=True),
        "strength": Predicate(value="quantity", lifetime="P1Y"),
        "controlled-by": Predicate(single=True, lifetime="P1Y"),
        "fighting": Predicate(value="event"),
    },
    sources={
        "wire": Source(party="east", reliability="C"),
        "paper": Source(wire="wire", party="east", reliability="D"),
        "herald": Source(party="west", reliability="A"),
        "rumour": Source(kind="unnamed"),
    },
)
TAGS = ("citation-needed", "dubious", "when", "according-to-whom")


def block(subject: str, size: int, seed: int) -> Iterator[Claim]:
    """What sources say of one subject: the same things of each, in the same order."""
    dice = Random(seed)
    for number in range(size):
        predicate = dice.choice(["owner"] * 6 + [*VOCABULARY.predicates])
        year = dice.randrange(1840, 1846)
        quantity = dice.choice([dice.randrange(10, 14), dice.randrange(100, 140)])
        values = {"quantity": quantity, "time": f"{year}", None: f"{subject}-{dice.choice('xyz')}", "event": None}
        said = {
            "polarity": dice.choice(["affirmed", "affirmed", "affirmed", "denied"]),
            "asserted_by": dice.choice([None, *VOCABULARY.sources]),
            "via": dice.choice([(), (), ("paper",)]),
            "certainty": dice.choice(["certain", "certain", "possible", "unknown"]),
            "valid": dice.choice([None, f"{year}", f"{year}/{year + 1}", f"{year}/.."]),
            "stated": dice.choice([None, f"{year}-05", f"{year + 1}"]),
            "rank": dice.choice(["normal", "normal", "normal", "deprecated"]),
            "tags": dice.choice([(), (dice.choice(TAGS),)]),
            "citations": dice.choice([(), ({"ref": "1"},)]),
            "supersedes": dice.choice([(), (), (f"{subject}-000",)]) if number else (),
        }
        name = f"{subject}-{number:03}"
        about = {
            "id": name,
            "subject": subject,
            "predicate": predicate,
            "value": values[VOCABULARY.predicates[predicate].value],
        }
        yield Claim.model_validate(about | said)


@cache
def table(blocks: int, size: int = 36) -> tuple[Claim, ...]:
    return tuple(claim for number in range(blocks) for claim in block(f"mill{number}", size, number % 3))


class Found(NamedTuple):
    """What is found by each rule of each subject, and the rules whose work was cut."""

    findings: dict[tuple[str, str | None], list[object]]
    cut: frozenset[str]

    def by(self, rule: Rule) -> Sequence[object]:
        """What the rule finds of the subjects that every table has."""
        return [self.findings.get((rule.name, f"mill{number}")) for number in range(3)]


@cache
def found(blocks: int, engine: str, *, limited: bool) -> Found:
    """What all rules that ship find in a table of so many blocks."""
    with pytest.MonkeyPatch.context() as patch:
        if limited:
            turn_limits_down(patch)
        report = check(table(blocks), vocabulary=VOCABULARY, rules=list(RULES), as_of="1850", engine=engine)
        findings: dict[tuple[str, str | None], list[object]] = {}
        for each in report.findings:
            said = (each.verdict, each.pairs, sorted(claim.id for claim in each.claims), each.examples)
            findings.setdefault((each.rule, each.subject), []).append(said)
        return Found(
            {key: sorted(said, key=repr) for key, said in findings.items()},
            frozenset(each.rule for each in report.truncated),
        )


def turn_limits_down(patch: pytest.MonkeyPatch) -> None:
    """Set limits so low that blocks of three dozen claims are swept, counted as bits, and cut."""
    for name, limit in {"LISTED": 4, "BY_BITS": 2, "BITS": 8, "PORTION": 6, "WORK": 3}.items():
        patch.setattr(f"conflicts.facts.limits.{name}", limit)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_found_of_a_subject_does_not_depend_on_how_many_others_there_are(rule: Rule, engine: str) -> None:
    alone, among = found(3, engine, limited=True), found(12, engine, limited=True)
    assert alone.by(rule) == among.by(rule)
    assert (rule.name in alone.cut) == (rule.name in among.cut)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_cut_is_said(rule: Rule, engine: str) -> None:
    whole, cut = found(3, engine, limited=False), found(3, engine, limited=True)
    assert not whole.cut
    if not cut.cut & {each.name for each in with_dependencies([rule], RULES)}:
        assert cut.by(rule) == whole.by(rule)


def test_the_limits_are_low_enough_to_cut() -> None:
    few = found(3, "python", limited=True)
    assert {"core/newer-statement", "core/state-succeeded", "core/single-origin", "editorial/partisan-only"} <= few.cut
    assert len({rule for rule, _ in few.findings}) >= 20
