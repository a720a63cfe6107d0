"""Why a finding is no more than possible, in words for people: what nobody says, and what the dates leave open."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from conflicts.model.claim import Claim
from conflicts.model.moment import INFINITY
from conflicts.model.typed import typed_value
from conflicts.model.value import UNKNOWN, Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.words import NOBODY, entity_name, predicate_name, sentence, source_name, value_words
from conflicts.rules.condition import Condition, FieldRef, Words
from conflicts.rules.fields import FieldType, type_of
from conflicts.rules.operators import RELATIONS
from conflicts.rules.rule import Block

_LONG = 200 * 366 * 86_400
"""Seconds within which a year is known at least roughly."""


class _Told(NamedTuple):
    """A claim that a condition looks at, and the field of it."""

    claim: Claim
    field: str


def doubts_of(undecided: Iterable[Condition], claims: Mapping[str, Claim], vocabulary: Vocabulary) -> Iterator[str]:
    """What each condition that may hold or not leaves open, in a clause without a full stop."""
    for condition in undecided:
        refs = [side for side in (condition.left, condition.right) if isinstance(side, FieldRef)]
        told = [_Told(claims[ref.variable], ref.field) for ref in refs if ref.variable in claims]
        if told:
            yield _doubt(condition, told, vocabulary)


def doubt_of_block(block: Block) -> str:
    """What a ``with`` or ``without`` block leaves open."""
    return f"whether another claim {'stands in the way' if block.negated else 'bears it out'} is not known"


def _doubt(condition: Condition, told: Sequence[_Told], vocabulary: Vocabulary) -> str:
    match type_of(condition.left.field):
        case FieldType.CLAIM:
            rule = condition.right.words[0] if isinstance(condition.right, Words) else "another rule"
            return f"whether {rule} applies to it is not certain either"
        case FieldType.VALUE | FieldType.AMOUNT:
            return _about_values(condition, told, vocabulary)
        case FieldType.INSTANT if condition.left.field == "value.time":
            return _about_values(condition, told, vocabulary)
        case FieldType.INSTANT | FieldType.PERIOD:
            return _about_times(condition, told, vocabulary)
        case _:
            return _about_words(told, vocabulary)


# --- times ------------------------------------------------------------------------------------------------------------

_UNSAID = {"stated": "when it was said", "recorded": "when it was recorded", "citations": "of when what is cited is"}


def _time_of(told: _Told) -> Time | None:
    match told.field.partition(".")[0]:
        case "stated":
            return told.claim.stated
        case "recorded":
            return told.claim.recorded
        case "expires":
            return told.claim.stated or told.claim.valid
        case "citations":
            return next((each.date for each in told.claim.citations if each.date), None)
        case _:
            return told.claim.valid


def _about_times(condition: Condition, told: Sequence[_Told], vocabulary: Vocabulary) -> str:
    undated = [each for each in told if _time_of(each) is None]
    if undated:
        when = _UNSAID.get(undated[0].field.partition(".")[0], "when")
        if len(undated) == len(told) > 1:
            return f"neither says {when}"
        return f"nobody says {when}: {_named(undated[0].claim, vocabulary)}"
    times = [(each, time) for each in told if (time := _time_of(each)) is not None]
    yearless = [each for each, time in times if _has_no_year(time)]
    if yearless:
        return "no year is known" + ("" if len(yearless) == len(told) else f": {_named(yearless[0].claim, vocabulary)}")
    words = [str(time) for _, time in times]
    if zoneless := _without_zone([time for _, time in times]):
        return f"in which time zone {zoneless} is meant is not known"
    if len(words) == 1:
        return f"{words[0]} leaves it open"
    if words[0] == words[1]:
        return f"both are dated {words[0]}, which leaves the order open"
    if condition.operator in RELATIONS:
        return f"whether {words[0]} and {words[1]} overlap is not known"
    return f"which of {words[0]} and {words[1]} came first is not known"


def _without_zone(times: Sequence[Time]) -> Time | None:
    """The one of them that has no zone, if another has one."""
    zones = {time.period.zoned for time in times}
    return next((time for time in times if not time.period.zoned), None) if len(zones) > 1 else None


def _has_no_year(time: Time) -> bool:
    low, high = time.period.start_lo, time.period.start_hi
    return low > -INFINITY and high < INFINITY - 1 and high - low > _LONG


# --- values and words -------------------------------------------------------------------------------------------------


def _about_values(condition: Condition, told: Sequence[_Told], vocabulary: Vocabulary) -> str:
    unknown = [each.claim for each in told if typed_value(each.claim, vocabulary) in (None, UNKNOWN)]
    if unknown:
        of = f"{entity_name(unknown[0].subject, vocabulary)} {predicate_name(unknown[0].predicate, vocabulary)}"
        return f"no value is known: {of} ({_speaker(unknown[0], vocabulary)})"
    values = list(dict.fromkeys(value_words(each.claim, vocabulary) or "nothing" for each in told))
    times = [value for each in told if isinstance(value := typed_value(each.claim, vocabulary), Time)]
    if zoneless := _without_zone(times):
        return f"in which time zone {zoneless} is meant is not known"
    if condition.operator in ("<", "<=", ">", ">=") and len(values) > 1:
        return f"which of {values[0]} and {values[1]} is greater is not known"
    if len(values) == 1 and isinstance(condition.right, Words):
        values.append(", ".join(condition.right.words))
    return f"{' and '.join(values)} may or may not be the same"


_LACKING: dict[str, Callable[[Claim, Vocabulary], str]] = {
    "asserted_by": lambda claim, vocabulary: f"nobody is named: {sentence(claim, vocabulary)}",
    "origin": lambda claim, vocabulary: f"nobody is named: {sentence(claim, vocabulary)}",
    "party": lambda claim, vocabulary: f"which side {_speaker(claim, vocabulary)} is on is not known",
    "subject.party": lambda claim, vocabulary: (
        f"which side {entity_name(claim.subject, vocabulary)} is on is not known"
    ),
    "source_kind": lambda claim, vocabulary: f"what kind of source {_speaker(claim, vocabulary)} is is not known",
    "reliability": lambda claim, vocabulary: f"how reliable {_speaker(claim, vocabulary)} is is not known",
    "credibility": lambda claim, vocabulary: f"how credible it is is not known: {sentence(claim, vocabulary)}",
    "value.entity": lambda claim, vocabulary: f"what is named is not known: {sentence(claim, vocabulary)}",
}


def _about_words(told: Sequence[_Told], vocabulary: Vocabulary) -> str:
    lacking = [each for each in told if _is_lacking(each, vocabulary)] or list(told)
    if len(lacking) > 1 and lacking[0].field in ("asserted_by", "origin"):
        return "nobody is named for either"
    claim, field = lacking[0]
    words = _LACKING.get(field)
    name = field.partition(".")[2] or field.replace("_", " ")
    return words(claim, vocabulary) if words else f"{name} is not said: {sentence(claim, vocabulary)}"


def _is_lacking(told: _Told, vocabulary: Vocabulary) -> bool:
    claim, field = told
    source = vocabulary.source(vocabulary.source_id(claim.asserted_by)) if claim.asserted_by else None
    match field:
        case "asserted_by" | "origin":
            return source is None
        case "party" | "reliability":
            return source is None or getattr(source, field) in (None, "F")
        case "source_kind":
            return source is None or source.kind is None
        case "subject.party":
            entity = vocabulary.entities.get(vocabulary.entity_id(claim.subject))
            return entity is None or entity.party is None
        case "credibility":
            return claim.credibility in (None, 6)
        case _:
            return field.startswith("qualifiers.") and field.partition(".")[2] not in claim.qualifiers


def _speaker(claim: Claim, vocabulary: Vocabulary) -> str:
    return NOBODY if claim.asserted_by is None else source_name(claim.asserted_by, vocabulary)


def _named(claim: Claim, vocabulary: Vocabulary) -> str:
    return f"{sentence(claim, vocabulary)} ({_speaker(claim, vocabulary)})"
