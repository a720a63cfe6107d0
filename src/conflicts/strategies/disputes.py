"""Claims that a rule flags, and near misses."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from conflicts.errors import InputError
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.rules.rule import Rule, Verdict
from conflicts.strategies.bases import bases, no_claims
from conflicts.strategies.drawing import few, often, one
from conflicts.strategies.edits import NOBODY, Edit, edits
from conflicts.strategies.pools import PERIODS, QUALIFIERS, TAGS
from conflicts.strategies.trial import Trial
from conflicts.strategies.values import draw_instant, draw_period, draw_value, units_of

_MOST_EDITS = 5


def disputes(
    rule: Rule | str | Path,
    *,
    verdict: Verdict | None = None,
    rules: Sequence[Rule] = (),
    as_of: str | None = None,
) -> st.SearchStrategy[Collection]:
    """Collections that the rule flags: all that it finds in one is of this verdict, or (None) of either one.

    They begin with the smallest claims that it flags, which are those of its examples, or else are put together from
    its conditions; and vary them in every field, as far as the rule still says so.

    - ``rule``: a rule, or the name or the file of one. ``rules``: those that it may ask about, beside those that ship.
    - ``as_of``: the day of the check, for a rule that asks for one; what it does not know by then is not flagged.

    Raises RuleError for unknown rules, and InputError where no such claims are found: many rules are never in doubt.

    >>> from hypothesis import find
    >>> [claim.polarity for claim in find(disputes("core/denial"), lambda dispute: True).claims]
    ['affirmed', 'denied']
    """
    trial = Trial.of(rule, rules, as_of)
    found = _starts(trial, verdict)
    if not found:
        raise no_claims(trial, verdict)
    return _disputes(trial, tuple(found))


class _Start(NamedTuple):
    """Flagged claims, and how sure the rule is of them."""

    verdict: Verdict
    collection: Collection


def _starts(trial: Trial, verdict: Verdict | None) -> list[_Start]:
    """What disputes begin with; of those of either verdict, doubtful ones only if the rule has such an example."""
    if verdict is not None:
        return [_Start(verdict, base) for base in bases(trial, verdict)]
    certain = [_Start("certain", base) for base in bases(trial, "certain")]
    return certain + [_Start("possible", base) for base in bases(trial, "possible", searched=not certain)]


@st.composite
def _disputes(draw: st.DrawFn, trial: Trial, starts: Sequence[_Start]) -> Collection:
    start = one(draw, starts)
    return _varied(draw, trial, start)


def _varied(draw: st.DrawFn, trial: Trial, start: _Start) -> Collection:
    collection = start.collection
    for _ in range(one(draw, range(_MOST_EDITS + 1))):
        changed = _drawn_edit(draw, collection)(collection)
        if changed is not None and trial.verdict(changed) == start.verdict:
            collection = changed
    return collection


# ------------------------------------------------------------------------------------------------ near misses


def agreements(
    rule: Rule | str | Path, *, rules: Sequence[Rule] = (), as_of: str | None = None
) -> st.SearchStrategy[Collection]:
    """Near misses: collections that the rule does not flag, and would, but for one of its conditions.

    Each is one of ``disputes`` with one field of one claim changed, or of one entry of the vocabulary. Of the
    conditions, what the claims must share and the blocks of the rule, all but one hold of the claims that it flagged.
    The arguments and errors are those of ``disputes``.

    >>> from hypothesis import find
    >>> from conflicts import check
    >>> near = find(agreements("core/explicit"), lambda near: True)
    >>> len(near.claims), len(check(near, rules=["core/explicit"]).findings)
    (2, 0)
    """
    trial = Trial.of(rule, rules, as_of)
    starts = _starts(trial, None)[:_MOST_STARTS]
    if not starts:
        raise no_claims(trial, None)
    return st.deferred(lambda: _of_misses(trial, starts))


_MOST_STARTS = 2
"""From how many flagged collections near misses are looked for."""


class Miss(NamedTuple):
    """What breaks one condition of flagged claims, and which."""

    start: _Start
    ids: tuple[str, ...]
    edit: Edit
    condition: str


def _of_misses(trial: Trial, starts: Sequence[_Start]) -> st.SearchStrategy[Collection]:
    misses = [miss for start in starts for miss in misses_of(trial, start)]
    if not misses:
        raise InputError(f"no change of one field is known that breaks one condition of {trial.rule.name}")
    return _agreements(trial, misses)


def misses_of(trial: Trial, start: _Start) -> list[Miss]:
    """Changes after which the rule flags nothing, for one of its conditions alone."""
    ids = trial.first_match(start.collection)
    found = []
    for edit in edits(start.collection, trial.rule):
        changed = edit(start.collection)
        if changed is not None and (condition := broken(trial, changed, ids)) is not None:
            found.append(Miss(start, ids, edit, condition))
    return found


def broken(trial: Trial, collection: Collection, ids: Sequence[str]) -> str | None:
    """The one condition that keeps the rule from flagging these claims; None if it flags any, or several fail."""
    if trial.verdict(collection) is not None:
        return None
    failing = [part.text for part in trial.parts(collection, ids) if part.held == "no"]
    return failing[0] if len(failing) == 1 else None


@st.composite
def _agreements(draw: st.DrawFn, trial: Trial, misses: Sequence[Miss]) -> Collection:
    conditions = list(dict.fromkeys(miss.condition for miss in misses))
    condition = one(draw, conditions)
    miss = one(draw, [miss for miss in misses if miss.condition == condition])
    near = miss.edit(_varied(draw, trial, miss.start))
    if near is not None and broken(trial, near, miss.ids) is not None:
        return near
    alone = miss.edit(miss.start.collection)  # what varied beside it breaks another condition, too
    assert alone is not None
    return alone


# ------------------------------------------------------------------------------------------------ varying


def _drawn_edit(draw: st.DrawFn, collection: Collection) -> Edit:
    """Another value for a field of one claim, or of all of them."""
    at = one(draw, (*range(len(collection.claims)), None))
    field = one(draw, _FIELDS)
    return Edit("claims", at, field, _drawn(draw, field, collection, collection.claims[at or 0]))


_FIELDS = (
    *("valid", "valid", "stated", "value", "value", "subject", "asserted_by", "certainty", "polarity", "qualifiers"),
    *("recorded", "via", "citations", "rank", "tags", "credibility", "excerpt"),
)


def _drawn(draw: st.DrawFn, field: str, collection: Collection, claim: Claim) -> object:
    vocabulary = collection.vocabulary
    speakers = tuple(vocabulary.sources) or (NOBODY, "ministry", "gazette")
    match field:
        case "valid":
            return draw_period(draw, PERIODS) if often(draw, 5, 6) else None
        case "stated" | "recorded":
            return draw_instant(draw) if often(draw, 5, 6) else None
        case "value":
            return _value(draw, vocabulary, claim)
        case "subject":
            return one(draw, (*(each.subject for each in collection.claims), *vocabulary.entities, "elsewhere"))
        case "asserted_by":
            return one(draw, (None, *speakers))
        case "certainty":
            return one(draw, ("certain", "probable", "possible", "unknown"))
        case "polarity":
            return one(draw, ("affirmed", "denied"))
        case "qualifiers":
            return one(draw, QUALIFIERS)
        case "via":
            return few(draw, speakers, 1)
        case "rank":
            return one(draw, ("normal", "preferred", "deprecated"))
        case "tags":
            return tuple(dict.fromkeys((*claim.tags, *few(draw, TAGS, 2))))
        case "credibility":
            return one(draw, (None, 1, 2, 6))
        case "excerpt":
            return one(draw, (None, "some said so"))
        case _:
            return getattr(one(draw, collection.claims), field)


def _value(draw: st.DrawFn, vocabulary: Vocabulary, claim: Claim) -> object:
    meaning = vocabulary.predicate(claim.predicate)
    return draw_value(draw, meaning.value, units_of(meaning.unit))
