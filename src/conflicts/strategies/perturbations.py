"""The same claims, written otherwise: what must change nothing that is found."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from hypothesis import strategies as st

from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.value import Quantity, Term, Text


class Perturbed(NamedTuple):
    """Claims written otherwise: ``changes`` names what was done, ``renamed`` are old ids and what they are now."""

    collection: Collection
    changes: tuple[str, ...] = ()
    renamed: Mapping[str, str] = MappingProxyType({})


@st.composite
def perturbations(draw: st.DrawFn, collection: Collection) -> Perturbed:
    """The same claims in another order, in other units and Unicode forms, with other ids and on other lines.

    A rule that does not ask for an id, nor for the very letters of a word, finds the same in them:
    ``conflicts.testing.assert_equivalent`` compares the reports, and takes ``renamed``. It shrinks to the claims as
    they are.

    >>> from hypothesis import find
    >>> from conflicts import Claim, Collection
    >>> one = Collection((Claim(id="1", subject="road", predicate="long", value={"amount": 2, "unit": "km"}),))
    >>> found = find(perturbations(one), lambda each: "units" in each.changes)
    >>> str(found.collection.claims[0].value)
    '2,000 m'
    """
    changed = Perturbed(collection)
    for name, change in _CHANGES.items():
        if draw(st.booleans()):
            changed = change(draw, changed)
            changed = changed._replace(changes=(*changed.changes, name))
    return changed


def _reordered(draw: st.DrawFn, given: Perturbed) -> Perturbed:
    claims = draw(st.permutations(given.collection.claims))
    return given._replace(collection=replace(given.collection, claims=tuple(claims)))


def _renamed(draw: st.DrawFn, given: Perturbed) -> Perturbed:
    """Every claim has a number for its id, and what it supersedes is called so, too."""
    ids = [claim.id for claim in given.collection.claims]
    numbers = draw(st.permutations(range(len(ids))))
    names = {id: f"claim-{number}" for id, number in zip(ids, numbers, strict=True)}

    def renamed(claim: Claim) -> Claim:
        supersedes = tuple(names.get(id, id) for id in claim.supersedes)
        return claim.model_copy(update={"id": names[claim.id], "supersedes": supersedes})

    return _each(given, renamed)._replace(renamed=names)


def _moved(draw: st.DrawFn, given: Perturbed) -> Perturbed:
    lines = draw(st.integers(1, 100))

    def moved(claim: Claim) -> Claim:
        if claim.location is None or not claim.location.line:
            return claim
        return claim.model_copy(
            update={"location": claim.location.model_copy(update={"line": claim.location.line + lines})}
        )

    return _each(given, moved)


def _recomposed(draw: st.DrawFn, given: Perturbed) -> Perturbed:
    form: Literal["NFC", "NFD"] = draw(st.sampled_from(("NFD", "NFC")))

    def spelt(word: str) -> str:
        return unicodedata.normalize(form, word)

    def recomposed(claim: Claim) -> Claim:
        said: dict[str, object] = {"subject": spelt(claim.subject), "via": tuple(map(spelt, claim.via))}
        if claim.asserted_by is not None:
            said["asserted_by"] = spelt(claim.asserted_by)
        match claim.value:
            case Term() as term:
                said["value"] = term.model_copy(update={"term": spelt(term.term)})
            case Text() as text:
                said["value"] = text.model_copy(update={"text": spelt(text.text)})
        return claim.model_copy(update=said)

    return _each(given, recomposed)


_OTHER_UNIT = {"km": (Decimal(1000), "m"), "m": (Decimal("0.001"), "km"), "kg": (Decimal(1000), "g")}
"""Units, and how many of another one each is, exactly."""


def _converted(_: st.DrawFn, given: Perturbed) -> Perturbed:
    vocabulary = given.collection.vocabulary

    def converted(claim: Claim) -> Claim:
        unit = isinstance(claim.value, Quantity) and (claim.value.unit or vocabulary.predicate(claim.predicate).unit)
        if not isinstance(claim.value, Quantity) or unit not in _OTHER_UNIT:
            return claim
        factor, other = _OTHER_UNIT[unit]
        low, high = (None if bound is None else bound * factor for bound in claim.value.bounds)
        return claim.model_copy(update={"value": Quantity(low=low, high=high, unit=other)})

    return _each(given, converted)


def _each(given: Perturbed, change: Callable[[Claim], Claim]) -> Perturbed:
    claims = tuple(map(change, given.collection.claims))
    return given._replace(collection=replace(given.collection, claims=claims))


_CHANGES: Mapping[str, Callable[[st.DrawFn, Perturbed], Perturbed]] = {
    "order": _reordered,
    "ids": _renamed,
    "lines": _moved,
    "Unicode": _recomposed,
    "units": _converted,
}
