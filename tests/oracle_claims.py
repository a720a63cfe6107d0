"""What a claim says, for the oracle: docs/explanation/semantics.md, sections 2 to 4, read literally.

Nothing here is shared with the lowering, and nothing is clever. Where the lowering numbers all values along one line,
this has fractions, words and sets of terms; what is missing reaches from minus to plus infinity.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, TypeAlias

from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.currency import are_other_currencies
from conflicts.model.moment import INFINITY, Period
from conflicts.model.typed import typed_value
from conflicts.model.unit import base_bounds, convert_bounds, parse_duration, sizes
from conflicts.model.value import NONE, UNKNOWN, Quantity, Term, Text, Time
from conflicts.rules.fields import FieldType, type_of

Flags: TypeAlias = Mapping[str, Mapping[str, str]]
"""By rule, the claims that it flags, each ``certain`` or ``possible``."""

Number: TypeAlias = int | Fraction | float


Doubt: TypeAlias = Literal["open", "least", "greatest"]
"""What is answered where zones answer differently: that it is possible, or the least or the greatest answer."""


@dataclass(frozen=True)
class Bound:
    """A true value lies from ``lo`` to ``hi``. A missing one lies anywhere, beyond even the INFINITY of the dates.

    A date is in a zone or in none; ``of_all_zones`` says what is made of the answers for all zones that it can be in.
    """

    lo: Number = float("-inf")
    hi: Number = float("inf")
    zoned: bool | None = None
    of_all_zones: "Doubt" = "open"

    def moved(self, seconds: Number) -> "Bound":
        """The bounds moved; what no date bounds stays where it is."""

        def moved(end: Number) -> Number:
            return end + seconds if 1 - INFINITY < end < INFINITY - 1 else end

        return replace(self, lo=moved(self.lo), hi=moved(self.hi))


MISSING = Bound()


@dataclass(frozen=True)
class Span:
    """A period of which only the bounds of both ends are known."""

    start: Bound = MISSING
    end: Bound = MISSING


def span_of(time: Period) -> Span:
    return Span(Bound(time.start_lo, time.start_hi, time.zoned), Bound(time.end_lo, time.end_hi, time.zoned))


def instant_of(time: Period) -> Bound:
    return Bound(time.start_lo, time.end_hi - 1, time.zoned)


def moment_as_span(x: Bound) -> Span:
    return Span(x, replace(x, lo=x.lo + 1, hi=x.hi + 1))


@dataclass(frozen=True)
class Anything:
    """A value that may be any."""


@dataclass(frozen=True)
class Point:
    """A value that equals itself alone: a text, an event that happened, *none*."""

    kind: str
    word: str = ""


@dataclass(frozen=True)
class Branch:
    """A term with the terms inside it, itself among them."""

    term: str
    inside: frozenset[str]


@dataclass(frozen=True)
class Range:
    """A quantity or a time. Ranges of other kinds or dimensions lie apart."""

    kind: str
    bound: Bound


Reading: TypeAlias = Anything | Point | Branch | Range
UNREADABLE = Point("unreadable")
"""A literal that is no value of the claim's predicate; it agrees with none of them."""


@dataclass(frozen=True)
class World:
    """What a condition can look at beside the claims: vocabulary, flags of earlier rules, the day of the check."""

    collection: Collection
    flagged: Flags
    as_of: str | None
    values: dict[str, Reading] = field(default_factory=dict)
    of_all_zones: Doubt = "open"

    def declared(self, claim: Claim) -> str | None:
        return self.collection.vocabulary.predicate(claim.predicate).value

    def value(self, claim: Claim) -> Reading:
        if claim.id not in self.values:
            self.values[claim.id] = reading(claim, self)
        value = self.values[claim.id]
        if not isinstance(value, Range):
            return value
        return replace(value, bound=replace(value.bound, of_all_zones=self.of_all_zones))


def spelling(text: str) -> str:
    """Compatible characters as one, those without a width left out, and white space as one space."""
    visible = "".join(letter for letter in text if not is_invisible(letter))
    return " ".join(unicodedata.normalize("NFKC", visible).split())


def is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" and letter not in "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f"


def reading(claim: Claim, world: World) -> Reading:
    """What the claim's value can be, as its predicate reads it."""
    vocabulary = world.collection.vocabulary
    predicate = vocabulary.predicate(claim.predicate)
    match typed_value(claim, vocabulary):
        case None:
            counts_values = predicate.single or predicate.unique or predicate.cumulative
            is_event = predicate.value == "event" or (predicate.value is None and not counts_values)
            return Point("event") if is_event else Anything()
        case Term(term=term):
            parts = {name for name in vocabulary.entities if term in vocabulary.ancestors(name)}
            return Branch(term, frozenset({term} | parts))
        case Text(text=text):
            return Point("text", spelling(spelling(text).casefold()))
        case Time() as time:
            return Range("time", time_range(time.period, predicate.leeway))
        case Quantity() as quantity:
            return quantity_range(claim, quantity, world)
        case special:
            assert special in (NONE, UNKNOWN)
            return Point("none") if special is NONE else Anything()


def time_range(time: Period, leeway: int) -> Bound:
    """The time with its tolerance on either side; where no date bounds it, it stays unbounded."""
    lo, hi = instant_of(time).lo, instant_of(time).hi
    is_open = lo == -INFINITY, hi >= INFINITY - 1
    return Bound(lo if is_open[0] else lo - leeway, hi if is_open[1] else hi + leeway, time.zoned)


def quantity_range(claim: Claim, quantity: Quantity, world: World) -> Range:
    """The quantity in its predicate's unit and widened, then in base units, so that all of one dimension compare.

    Where the predicate has no unit, that is its own base unit. A word with several sizes reaches from the smallest to
    the largest; a predicate's unit is one of them, nobody knows which, so that only those of its own word compare.
    """
    predicate = world.collection.vocabulary.predicate(claim.predicate)
    declared = predicate.unit
    if declared and quantity.unit and are_other_currencies(declared, quantity.unit):
        declared = None
    unit = declared or quantity.unit
    by = predicate.widening

    def widened(amount: Fraction | None, sign: int) -> Fraction | None:
        return None if amount is None else amount + sign * (by.absolute + by.relative * abs(amount))

    low, high = convert_bounds(*quantity.bounds, quantity.unit or unit, unit)
    if declared is not None:
        low, high = widened(low, -1), widened(high, 1)
    if declared is not None and sizes(declared):
        kind = f"{declared} of one size or another"
    else:
        low, high, kind = base_bounds(low, high, unit)
    if declared is None:
        low, high = widened(low, -1), widened(high, 1)
    return Range(
        f"quantity {kind}", Bound(float("-inf") if low is None else low, float("inf") if high is None else high)
    )


def key(claim: Claim, name: str, world: World) -> str | None:
    """A word or a flag; None if it is missing."""
    vocabulary = world.collection.vocabulary
    predicate = vocabulary.predicate(claim.predicate)
    subject = vocabulary.entity_id(claim.subject)
    speaker = None if claim.asserted_by is None else vocabulary.source_id(claim.asserted_by)
    match name:
        case _ if name.startswith("qualifiers."):
            return qualifier(claim, name.removeprefix("qualifiers."))
        case "id" | "predicate" | "polarity" | "certainty" | "rank":
            return str(getattr(claim, name))
        case "subject":
            return subject
        case "subject.party":
            return vocabulary.entities[subject].party if subject in vocabulary.entities else None
        case (
            "predicate.single"
            | "predicate.unique"
            | "predicate.timeless"
            | "predicate.cumulative"
            | "predicate.hands_over"
        ):
            return "true" if getattr(predicate, name.removeprefix("predicate.")) else "false"
        case "scope":
            return "".join(
                sorted(f"{spelling(name)}={spelling(qualifier(claim, name) or '')}\n" for name in claim.qualifiers)
            )
        case "value.entity":
            value = world.value(claim)
            return value.term if isinstance(value, Branch) else None
        case "asserted_by":
            return speaker
        case "origin":
            return None if speaker is None else vocabulary.origin(speaker)
        case "party":
            return None if speaker is None else vocabulary.source(speaker).party
        case "source_kind":
            return None if speaker is None else vocabulary.source(speaker).kind
        case "original_cited":
            cited = [vocabulary.source_id(citation.source) for citation in claim.citations if citation.source]
            origins = {vocabulary.origin(source) for source in cited}
            return "true" if speaker is not None and vocabulary.origin(speaker) in origins else "false"
        case _:
            raise AssertionError(f"{name} is no key")


def named(claim: Claim, name: str, world: World) -> set[str]:
    """The predicates that the claim's own names in ``at_most`` or ``precedes``, as written there."""
    predicate = world.collection.vocabulary.predicate(claim.predicate)
    written = predicate.at_most if name == "predicate.at_most" else predicate.precedes
    return {written} if isinstance(written, str) else set(written or ())


def gap(first: Claim, then: Claim, world: World) -> int:
    """By how many seconds the first claim's predicate says that it precedes the other one's."""
    written = world.collection.vocabulary.predicate(first.predicate).precedes
    said = written.get(then.predicate) if isinstance(written, dict) else None
    return 0 if said is None else parse_duration(said)


def qualifier(claim: Claim, name: str) -> str | None:
    match claim.qualifiers.get(name):
        case None:
            return None
        case True:
            return "true"
        case False:
            return "false"
        case word:
            return spelling(str(word))


def bound(claim: Claim, name: str, world: World) -> Bound:
    """An order, an instant or an amount."""
    return replace(_bound(claim, name, world), of_all_zones=world.of_all_zones)


def _bound(claim: Claim, name: str, world: World) -> Bound:
    match name:
        case "reliability":
            source = world.collection.vocabulary.source(key(claim, "asserted_by", world) or "")
            return grade(source.reliability) if claim.asserted_by is not None else MISSING
        case "credibility":
            return MISSING if claim.credibility in (None, 6) else exactly(claim.credibility)
        case "citations":
            return exactly(len(claim.citations))
        case "citations.latest":
            return latest([instant_of(citation.date.period) for citation in claim.citations if citation.date])
        case "valid.start":
            return valid(claim, world).start
        case "valid.end":
            return valid(claim, world).end
        case "valid.onset":
            return onset(claim)
        case "stated":
            return instant_of(claim.stated.period) if claim.stated else MISSING
        case "recorded":
            return instant_of(claim.recorded.period) if claim.recorded else MISSING
        case "expires":
            return expiry(claim, world)
        case "value.time" | "value.amount":
            value = world.value(claim)
            return value.bound if isinstance(value, Range) and is_amount(value) == (name == "value.amount") else MISSING
        case _:
            raise AssertionError(f"{name} has no bounds")


WEST, EAST = 12 * 3600, 14 * 3600


def latest(dates: list[Bound]) -> Bound:
    """The latest of some dates; if one of them has a zone, each of the others is at some moment in UTC."""
    if not dates:
        return MISSING
    zoned = any(date.zoned for date in dates)
    in_utc = [Bound(d.moved(-EAST).lo, d.moved(WEST).hi) if zoned and not d.zoned else d for d in dates]
    return Bound(max(date.lo for date in in_utc), max(date.hi for date in in_utc), zoned)


def is_missing(x: Bound) -> bool:
    return (x.lo, x.hi) == (MISSING.lo, MISSING.hi)


def exactly(number: int) -> Bound:
    return Bound(number, number)


def grade(letter: str | None) -> Bound:
    """A letter of the Admiralty scale; F, "cannot be judged", is missing."""
    return exactly(5 - "ABCDE".index(letter)) if letter in tuple("ABCDE") else MISSING


def is_amount(value: Reading) -> bool:
    return isinstance(value, Range) and value.kind != "time"


def valid(claim: Claim, world: World) -> Span:
    span = span_of(claim.valid.period) if claim.valid else Span()
    return Span(*(replace(each, of_all_zones=world.of_all_zones) for each in (span.start, span.end)))


def onset(claim: Claim) -> Bound:
    """When it can have begun: of a date alone any moment of its unit; of an open start, any before the end."""
    if claim.valid is None:
        return MISSING
    time = claim.valid.period
    is_interval = claim.valid.mode != "edtf" or "/" in claim.valid.text
    last = time.start_hi if is_interval and time.start_hi != -INFINITY else time.end_hi - 1
    return Bound(time.start_lo, last, time.zoned)


def expiry(claim: Claim, world: World) -> Bound:
    """The bounds moved by the lifetime; what no date bounds stays unbounded."""
    lifetime = world.collection.vocabulary.predicate(claim.predicate).lifetime
    since = bound(claim, "stated", world) if claim.stated else valid(claim, world).start
    if lifetime is None or is_missing(since):
        return MISSING
    after = parse_duration(lifetime)
    lo, hi = (end if end == -INFINITY else min(end + after, INFINITY - 1) for end in (since.lo, since.hi))
    return replace(since, lo=lo, hi=hi)


def words(claim: Claim, name: str, world: World) -> str | None:
    if name == "excerpt":
        return claim.excerpt or (claim.location.excerpt if claim.location else None)
    return key(claim, name, world)


def is_given(claim: Claim, name: str, world: World) -> bool:
    match type_of(name):
        case FieldType.KEY | FieldType.FLAG | FieldType.WORDS:
            return words(claim, name, world) is not None
        case FieldType.KEYS:
            return bool(named(claim, name, world))
        case FieldType.AMOUNT | FieldType.ORDER if name != "citations":
            return not is_missing(bound(claim, name, world))
        case FieldType.INSTANT if name == "valid.start":
            return claim.valid is not None and claim.valid.period.start_stated
        case FieldType.INSTANT if name == "valid.end":
            return claim.valid is not None and claim.valid.period.end_stated
        case FieldType.INSTANT:
            return not is_missing(bound(claim, name, world))
        case _:
            return getattr(claim, name) not in (None, ())
