"""Whether claims that come and go leave claims that fit together, without looking at all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from conflicts.errors import Problem
from conflicts.model.claim import Claim
from conflicts.model.consistency import claim_problems
from conflicts.model.faults import shown
from conflicts.model.typed import typed_value
from conflicts.model.value import Quantity
from conflicts.model.vocabulary import Vocabulary


class Links:
    """How the claims of a collection hang together: which supersedes which, and who measures in what."""

    def __init__(self, claims: Iterable[Claim], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._superseding: dict[str, dict[str, None]] = {}
        self._measured: dict[str, dict[str, Claim]] = {}
        for claim in claims:
            self.add(claim)

    def add(self, claim: Claim) -> None:
        """Take up a claim that fits."""
        for target in claim.supersedes:
            self._superseding.setdefault(target, {})[claim.id] = None
        if self._is_measured(claim):
            self._measured.setdefault(claim.predicate, {})[claim.id] = claim

    def remove(self, claim: Claim) -> None:
        """Give up a claim."""
        for target in claim.supersedes:
            self._superseding.get(target, {}).pop(claim.id, None)
            if not self._superseding.get(target):
                self._superseding.pop(target, None)
        if self._is_measured(claim):
            del self._measured[claim.predicate][claim.id]

    def problems(self, claims: Mapping[str, Claim], removed: Sequence[Claim], added: Sequence[Claim]) -> list[Problem]:
        """Everything that would not fit; the path of what is wrong with an added claim starts with its number."""
        gone = {claim.id for claim in removed}
        new = {claim.id: claim for claim in reversed(added)}

        def found(name: str) -> Claim | None:
            return new.get(name) or (None if name in gone else claims.get(name))

        taken = (
            Problem(f"duplicate id {shown(claim.id)}: there is such a claim; replace it", path=("claims", number, "id"))
            for number, claim in enumerate(added)
            if claim.id in claims and claim.id not in gone
        )
        beside = [*self._beside(added, gone)]
        looked_at = [*beside, *added, *_superseded(added, found)]
        misfits = (
            replace(each, path=("claims", int(each.path[1]) - len(beside), *each.path[2:]))
            for each in claim_problems(looked_at, self._vocabulary)
        )
        return [*taken, *misfits, *self._left_alone(gone - new.keys())]

    def _left_alone(self, gone: Iterable[str]) -> Iterator[Problem]:
        """Claims that would supersede what is no longer there."""
        gone = frozenset(gone)
        for name in sorted(gone):
            left = sorted(self._superseding.get(name, {}).keys() - gone)
            if left:
                yield Problem(f"claim {shown(name)} cannot go: it is superseded by {', '.join(map(shown, left[:3]))}")

    def _beside(self, added: Iterable[Claim], gone: set[str]) -> Iterator[Claim]:
        """For each predicate that declares no unit, a claim whose unit those of others must convert to."""
        for predicate in dict.fromkeys(claim.predicate for claim in added):
            kept = (claim for claim in self._measured.get(predicate, {}).values() if claim.id not in gone)
            yield from filter(None, [next(kept, None)])

    def _is_measured(self, claim: Claim) -> bool:
        if self._vocabulary.predicate(claim.predicate).unit is not None:
            return False
        value = typed_value(claim, self._vocabulary)
        return isinstance(value, Quantity) and value.unit is not None


def _superseded(claims: Iterable[Claim], found: Callable[[str], Claim | None]) -> Iterator[Claim]:
    """All claims that these supersede, step by step, which are not among them."""
    seen = {claim.id for claim in claims}
    pending = list(chain.from_iterable(claim.supersedes for claim in claims))
    while pending:
        name = pending.pop()
        claim = found(name) if name not in seen else None
        seen.add(name)
        if claim is not None:
            yield claim
            pending.extend(claim.supersedes)
