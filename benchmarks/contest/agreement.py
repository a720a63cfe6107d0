"""Whether all contenders have found the same."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from contest.case import THREE_RULES, Shape
from contest.proof import Proof
from contest.protocol import Result


class Question(NamedTuple):
    """What there is one right answer to."""

    shape: Shape
    size: int
    rule: str


class Disagreement(NamedTuple):
    """What a contender found, and what should have been found."""

    contender: str
    question: Question
    found: Proof
    right: Proof


def right_answers(results: Iterable[Result]) -> Mapping[Question, Proof]:
    """Of what was found, that of which most is known, by the first contender of those."""
    right: dict[Question, Proof] = {}
    for question, _, proof in _answers(results):
        known = right.get(question)
        if known is None or _knowledge(proof) > _knowledge(known):
            right[question] = proof
    return right


def disagreements(results: Iterable[Result]) -> list[Disagreement]:
    """What is not as the right answers are."""
    every = list(results)
    right = right_answers(every)
    return [
        Disagreement(contender, question, proof, right[question])
        for question, contender, proof in _answers(every)
        if not proof.agrees_with(right[question])
    ]


def _answers(results: Iterable[Result]) -> Iterable[tuple[Question, str, Proof]]:
    for result in results:
        task = result.task
        for rule, proof in result.proofs.items():
            if rule in THREE_RULES:
                yield Question(task.shape, task.size, rule), task.contender, proof


def _knowledge(proof: Proof) -> int:
    return sum(said is not None for said in (proof.claims, proof.matches))
