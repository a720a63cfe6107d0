"""JSON Lines to objects of ``Claim``: what this library's reader takes, beside what pydantic itself takes."""

from pydantic import TypeAdapter

from conflicts import Claim, load
from contest.case import Case
from contest.proof import Proof
from contest.protocol import Answer, Outcome, Work


def ours(case: Case) -> Work:
    """The reader: every claim with the place where it stands, and checked against the vocabulary and each other."""

    def work() -> Answer:
        collection = load([case.vocabulary, case.lines])
        return lambda: _counted(len(collection.claims))

    return work


def pydantic(case: Case) -> Work:
    """Pydantic's validation of one list in JSON; that is made of the lines beforehand."""
    adapter = TypeAdapter(list[Claim])
    text = b"[" + b",".join(case.lines.read_bytes().splitlines()) + b"]"

    def work() -> Answer:
        claims = adapter.validate_json(text)
        return lambda: _counted(len(claims))

    return work


def _counted(claims: int) -> Outcome:
    return Outcome({"claims": Proof(certain=claims, possible=0)})
