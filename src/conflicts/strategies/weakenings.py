"""The same claims, said less exactly: what may only make findings less sure."""

import re
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.value import Quantity, Time

_PLAIN = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")
"""A year, a month or a day, which may be an approximate one, too (EDTF, level 1)."""

_TIMES = ("valid", "stated", "recorded")


@st.composite
def weakenings(draw: st.DrawFn, collection: Collection) -> Collection:
    """The claims with approximate dates (``1921`` becomes ``1921~``) and ranges for numbers, or with some of them.

    Whatever can be so in the claims as they were can be so in these. So a rule finds nothing certain in these that it
    did not certainly find in those, if neither ``certainly`` nor ``possibly`` stands in it, its claims share no
    ``value``, and that holds of the rules whose flags it asks for. It shrinks to the claims as they are.

    >>> from hypothesis import find
    >>> from conflicts import Claim
    >>> one = Collection((Claim(id="1", subject="road", predicate="built", valid="1921"),))
    >>> weaker = find(weakenings(one), lambda each: each != one)
    >>> str(weaker.claims[0].valid)
    '1921~'
    """
    return replace(collection, claims=tuple(draw(_weakened(claim)) for claim in collection.claims))


@st.composite
def _weakened(draw: st.DrawFn, claim: Claim) -> Claim:
    fields: Mapping[str, object] = {name: getattr(claim, name) for name in (*_TIMES, "value")}
    changes: dict[str, object] = {}
    for name, said in fields.items():
        weaker = _approximate(said) if isinstance(said, Time) else said
        if isinstance(said, Quantity):
            weaker = _range(said, draw(st.sampled_from((1, 100))))
        if weaker != said and draw(st.booleans()):
            changes[name] = weaker
    return claim.model_copy(update=changes)


def _approximate(time: Time) -> Time:
    """The time with each of its dates an approximate one; a moment of a day stays as it is."""
    ends = time.text.split("/")
    weaker = "/".join(f"{end}~" if _PLAIN.fullmatch(end) else end for end in ends)
    return Time(text=weaker, mode=time.mode)


def _range(quantity: Quantity, more: int) -> Quantity:
    low, high = quantity.bounds
    return Quantity(
        low=None if low is None else low - more, high=None if high is None else high + more, unit=quantity.unit
    )
