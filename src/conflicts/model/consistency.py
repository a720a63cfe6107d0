"""What does not fit together in a collection: ids, links, names, types and units."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from conflicts.errors import Problem, nearest
from conflicts.model.claim import Claim
from conflicts.model.faults import shown
from conflicts.model.typed import UnreadableError, kind_of, typed_value
from conflicts.model.unit import why_not_convertible
from conflicts.model.value import Quantity, Text
from conflicts.model.vocabulary import Vocabulary, drawn

MOST_GUESSES = 20
"""How many unknown words of a collection are answered with the nearest known word; looking for it takes time."""


def claim_problems(
    claims: Sequence[Claim],
    vocabulary: Vocabulary,
    further_ids: frozenset[str] = frozenset(),
    unknown_words: bool = True,
) -> Iterator[Problem]:
    """Everything in the claims that does not fit; a problem's path starts with ("claims", index).

    ``further_ids`` are those of claims that exist and could not be read. ``unknown_words``: whether ids and names that
    nothing defines are problems.
    """
    seen = _first_look(claims, vocabulary)
    if len(seen.ids) < len(claims):
        yield from _id_problems(claims)
    if unknown_words:
        if seen.has_links:
            yield from _unknown_claims(claims, seen.ids | further_ids)
        yield from name_problems(seen.further, vocabulary)
    if seen.has_links:
        yield from _circle_problems(claims)
    yield from value_problems(seen.further, vocabulary)


class _Seen(NamedTuple):
    """What a first look at claims tells: ``further`` are those, by their index, whose names and values may not fit."""

    ids: set[str]
    has_links: bool
    further: list[tuple[int, Claim]]


def _first_look(claims: Sequence[Claim], vocabulary: Vocabulary) -> _Seen:
    """Look at each claim once: where they come by the million, hardly any has more than known names and a text."""
    ids: set[str] = set()
    has_links = False
    further: list[tuple[int, Claim]] = []
    of_text = {name for name, predicate in vocabulary.predicates.items() if predicate.value == "text"}
    speakers = {*vocabulary.sources, None}
    for index, claim in enumerate(claims):
        ids.add(claim.id)
        if claim.supersedes:
            has_links = True
        if not (
            claim.predicate in of_text
            and type(claim.value) is Text
            and claim.value.text.strip()
            and (not vocabulary.sources or (claim.asserted_by in speakers and _names_no_other(claim)))
        ):
            further.append((index, claim))
    return _Seen(ids, has_links, further)


def _names_no_other(claim: Claim) -> bool:
    """Whether the claim names no source but who asserts it."""
    if claim.via:
        return False
    for citation in claim.citations:  # noqa: SIM110 - twice as quick as a generator
        if citation.source is not None:
            return False
    return True


def _about(claim: Claim, index: int, message: str, *path: str | int, of_value: bool = False) -> Problem:
    return Problem(f"claim {shown(claim.id)}: {message}", path=("claims", index, *path), of_value=of_value)


def _where(claim: Claim, index: int) -> str:
    return str(claim.location) if claim.location is not None else f"claims[{index}]"


@dataclass
class _Guesses:
    """Suggests known words, a bounded number of times."""

    known: Callable[[], Collection[str]]
    made: dict[str, str] = field(default_factory=dict)

    def __call__(self, word: str) -> str:
        if word not in self.made and len(self.made) < MOST_GUESSES:
            self.made[word] = nearest(word, self.known())
        return self.made.get(word, "")


def _id_problems(claims: Sequence[Claim]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, claim in enumerate(claims):
        earlier = first.setdefault(claim.id, index)
        if earlier != index:
            message = f"duplicate id {shown(claim.id)}: first used at {_where(claims[earlier], earlier)}"
            yield Problem(message, path=("claims", index, "id"))


def link_problems(claims: Sequence[Claim], further_ids: frozenset[str]) -> Iterator[Problem]:
    """Ids of superseded claims that no claim has, and circles of supersession."""
    yield from _unknown_claims(claims, {claim.id for claim in claims} | further_ids)
    yield from _circle_problems(claims)


def _unknown_claims(claims: Sequence[Claim], ids: Collection[str]) -> Iterator[Problem]:
    guess = _Guesses(lambda: ids)
    for index, claim in enumerate(claims):
        for target in claim.supersedes:
            if target not in ids:
                yield _about(claim, index, f"supersedes the unknown claim {shown(target)}{guess(target)}", "supersedes")


def _circle_problems(claims: Sequence[Claim]) -> Iterator[Problem]:
    for index, claim in enumerate(claims):
        if claim.id in claim.supersedes:
            yield _about(claim, index, "supersedes itself", "supersedes")
    first = {claim.id: index for index, claim in reversed([*enumerate(claims)])}
    for circle in _circles_of_supersession(claims):
        index = first[circle[0]]
        yield _about(claims[index], index, f"supersedes in a circle: {drawn(circle)}", "supersedes")


def _circles_of_supersession(claims: Sequence[Claim]) -> Iterator[list[str]]:
    """Circles of two claims or more, found depth first without recursion; at most one from each claim it starts at."""
    targets = {claim.id: [target for target in claim.supersedes if target != claim.id] for claim in reversed(claims)}
    settled: set[str] = set()
    for start in (claim.id for claim in claims):
        trail = {} if start in settled else {start: iter(targets[start])}
        while trail:
            at = next(reversed(trail))
            following = next(trail[at], None)
            if following is None:
                settled.add(at)
                del trail[at]
            elif following in trail:
                steps = list(trail)
                yield steps[steps.index(following) :]
                settled.update(steps)
                trail.clear()
            elif following in targets and following not in settled:
                trail[following] = iter(targets[following])


def name_problems(claims: Iterable[tuple[int, Claim]], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Predicates and sources that the vocabulary does not know, of claims with their index."""
    guess_predicate = _Guesses(lambda: vocabulary.predicates)
    guess_source = _Guesses(lambda: vocabulary.source_names)
    known = cache(lambda name: vocabulary.source_id(name) in vocabulary.sources)
    for index, claim in claims:
        if vocabulary.predicates and claim.predicate not in vocabulary.predicates:
            message = f"unknown predicate {shown(claim.predicate)}{guess_predicate(claim.predicate)}"
            yield _about(claim, index, message, "predicate")
        for name, path in _sources_named(claim) if vocabulary.sources else ():
            if not known(name):
                yield _about(claim, index, f"unknown source {shown(name)}{guess_source(name)}", *path)


def _sources_named(claim: Claim) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if claim.asserted_by is not None:
        yield claim.asserted_by, ("asserted_by",)
    for index, name in enumerate(claim.via):
        yield name, ("via", index)
    for index, citation in enumerate(claim.citations):
        if citation.source is not None:
            yield citation.source, ("citations", index, "source")


def refuse_unfit(claim: Claim, vocabulary: Vocabulary) -> None:
    """Raise ValueError for a value, or a predicate, that the vocabulary does not take.

    What a claim says of sources is left to whoever has read all of them, since any may define one.
    """
    if vocabulary.predicates and claim.predicate not in vocabulary.predicates:
        raise ValueError(f"unknown predicate {shown(claim.predicate)}{nearest(claim.predicate, vocabulary.predicates)}")
    if messages := [problem.message for problem in value_problems([(0, claim)], vocabulary)]:
        raise ValueError("; ".join(messages).removeprefix(f"claim {shown(claim.id)}: "))


def value_problems(claims: Iterable[tuple[int, Claim]], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Values that their predicate does not take, and units that do not convert, of claims with their index."""
    measured: list[tuple[int, Claim, str]] = []
    for index, claim in claims:
        if claim.value is None and vocabulary.predicate(claim.predicate).value not in (None, "event"):
            message = f"predicate {shown(claim.predicate)} needs a value (write unknown if nobody knows)"
            yield _about(claim, index, message)
        try:
            value = typed_value(claim, vocabulary)
        except ValueError as error:
            yield _about(claim, index, str(error), "value", of_value=isinstance(error, UnreadableError))
        else:
            meaning = vocabulary.predicate(claim.predicate)
            if value is not None and not meaning.widens(value):
                message = (
                    f"predicate {shown(claim.predicate)} has the tolerance {meaning.tolerance}, "
                    f"which means nothing for {kind_of(value)}: declare the type of its values"
                )
                yield _about(claim, index, message, "value")
            if isinstance(value, Quantity) and value.unit is not None:
                measured.append((index, claim, value.unit))
    yield from _unit_problems(measured, vocabulary)


def _unit_problems(measured: Sequence[tuple[int, Claim, str]], vocabulary: Vocabulary) -> Iterator[Problem]:
    first: dict[str, tuple[int, Claim, str]] = {}
    for index, claim, unit in measured:
        declared = vocabulary.predicate(claim.predicate).unit
        if reason := why_not_convertible(unit, declared or unit):
            yield _about(claim, index, reason, "value", of_value=True)
        elif declared is None:
            index_of_other, other, unit_of_other = first.setdefault(claim.predicate, (index, claim, unit))
            if reason := why_not_convertible(unit, unit_of_other):
                beside = f"the unit of claim {shown(other.id)} ({_where(other, index_of_other)})"
                message = f"{reason}, {beside}, and {shown(claim.predicate)} declares none"
                yield _about(claim, index, message, "value", of_value=True)
