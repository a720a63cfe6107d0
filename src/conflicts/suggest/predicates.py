"""What predicates look like: the type and unit of their values, and how values go with subjects, sources and dates."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from conflicts.facts.columns import scope
from conflicts.model.claim import Claim
from conflicts.model.spelling import caseless
from conflicts.model.typed import typed_value
from conflicts.model.value import AnyValue, Quantity, Special, Term, Text, Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.words import counted
from conflicts.suggest.proposal import Definition, Field

MOSTLY = 0.95
"""Of how many subjects something must be so to be proposed for all."""

SEVERAL = 3
"""How many times something must be seen to be no accident; and how many dates make a series."""


LONGEST_NAME = 60
MOST_WORDS = 6
"""How many characters and words a text has at most that is taken for a name."""


class _Said(NamedTuple):
    """An affirmed claim with a value."""

    claim: Claim
    subject: str
    value: AnyValue

    @property
    def series(self) -> tuple[str, str, str | None]:
        """What claims have in common that can follow one another: subject, scope and source."""
        return self.subject, scope(self.claim.qualifiers), self.claim.asserted_by

    @property
    def date(self) -> str:
        """When it holds, as it is written."""
        return str(self.claim.valid or "")

    @property
    def key(self) -> Hashable:
        """The value, the same however it is written."""
        match self.value:
            case Quantity() as quantity:
                return *quantity.bounds, quantity.unit
            case Term(term=word) | Text(text=word):
                return caseless(word)
            case Time() as time:
                return time.period
            case _:
                return str(self.value)


def definitions(claims: Iterable[Claim], vocabulary: Vocabulary, names: Iterable[str]) -> list[Definition]:
    """What is proposed for each of the predicates, in the order of their names."""
    of_predicate: dict[str, list[Claim]] = {name: [] for name in sorted(names)}
    for claim in claims:
        of_predicate.setdefault(claim.predicate, []).append(claim)
    found = [_definition(name, its, vocabulary) for name, its in of_predicate.items()]
    return [each for each in found if each.fields or not each.known]


def _definition(name: str, claims: Sequence[Claim], vocabulary: Vocabulary) -> Definition:
    meaning = vocabulary.predicates.get(name)
    said = list(_said(claims, vocabulary))
    if meaning is not None:
        missing = () if meaning.single is not None or meaning.value == "event" else tuple(_single(said))
        return Definition(name, missing, known=True)
    if all(map(_is_name, (each.value for each in said))):
        said = [each._replace(value=Term(term=str(each.value))) for each in said]
    kinds = Counter(type(each.value) for each in said)
    fields = [*_type(claims, kinds), *_unit(said, kinds), *_single(said)]
    fields += _timeless(said, kinds) or _cumulative(said, kinds)
    return Definition(name, tuple(fields))


def _said(claims: Iterable[Claim], vocabulary: Vocabulary) -> Iterator[_Said]:
    for claim in claims:
        value = typed_value(claim, vocabulary)
        stands = claim.polarity == "affirmed" and claim.rank != "deprecated"
        if stands and value is not None and not isinstance(value, Special):
            yield _Said(claim, vocabulary.entity_id(claim.subject), value)


def _is_name(value: AnyValue) -> bool:
    """Whether a text is a name, such as a predicate's terms have, and no sentence."""
    if not isinstance(value, Text) or value.text.rstrip().endswith((".", "!", "?")):
        return isinstance(value, Term)
    return len(value.text) <= LONGEST_NAME and len(value.text.split()) <= MOST_WORDS


_TYPES: Mapping[type[AnyValue], str] = {Term: "term", Quantity: "quantity", Time: "time", Text: "text"}


def _type(claims: Sequence[Claim], kinds: Counter[type[AnyValue]]) -> Iterator[Field]:
    if claims and all(claim.value is None for claim in claims):
        yield Field("value", "event", f"none of {counted(len(claims), 'claim')} has a value")
    if not kinds:
        return
    (kind, number), *others = sorted(kinds.items(), key=lambda each: (-each[1], _TYPES[each[0]]))
    total = counted(sum(kinds.values()), "value")
    if not others:
        short = ", all of them short names" if kind is Term else ""
        yield Field("value", _TYPES[kind], f"{total}{short}")
    else:
        rest = ", ".join(f"{count:,} {_TYPES[other]}" for other, count in others)
        yield Field("value", _TYPES[kind], f"{number:,} of {total}; the others are {rest}", sure=False)


def _unit(said: Sequence[_Said], kinds: Counter[type[AnyValue]]) -> Iterator[Field]:
    units = Counter(each.value.unit for each in said if isinstance(each.value, Quantity))
    named = sorted(((unit, count) for unit, count in units.items() if unit), key=lambda each: (-each[1], each[0]))
    if named:
        unit, count = named[0]
        evidence = f"{count:,} of {counted(sum(units.values()), 'value')}"
        others = [f"{number:,} in {other}" for other, number in named[1:]]
        others += [f"{units[None]:,} without a unit"] if units[None] else []
        rest = f"; the others are {', '.join(others)}" if others else ""
        yield Field("unit", unit, evidence + rest, sure=not others and set(kinds) == {Quantity})


def _single(said: Sequence[_Said]) -> Iterator[Field]:
    """Whether a source gives a subject one value at a time."""
    if not said:
        return
    if all(isinstance(each.value, Text) for each in said):
        yield Field("single", False, "the values are texts, which would be compared word for word")
        return
    values: dict[tuple[object, ...], set[Hashable]] = {}
    for each in said:
        values.setdefault((*each.series, each.date), set()).add(each.key)
    subjects = {str(key[0]) for key in values}
    several = {str(key[0]) for key, given in values.items() if len(given) > 1}
    one = len(subjects) - len(several)
    evidence = (
        f"{one:,} of {counted(len(subjects), 'subject')} {'has' if one == 1 else 'have'} one value per source and date"
    )
    yield Field("single", one >= MOSTLY * len(subjects), evidence)


def _timeless(said: Sequence[_Said], kinds: Counter[type[AnyValue]]) -> list[Field]:
    if set(kinds) == {Time} and not any(each.claim.valid for each in said):
        return [Field("timeless", True, "the values are times, and no claim says when it holds")]
    series = [its for its in _series(said) if len({each.date for each in its}) > 1]
    steady = [its for its in series if len({each.key for each in its}) == 1]
    if len(series) >= SEVERAL and len(steady) == len(series):
        evidence = f"none of {counted(len(series), 'subject')} with several dates changes its value"
        return [Field("timeless", True, evidence)]
    return []


def _cumulative(said: Sequence[_Said], kinds: Counter[type[AnyValue]]) -> list[Field]:
    """Whether values only rise from date to date."""
    if set(kinds) != {Quantity}:
        return []
    series = [rising for its in _series(said) if (rising := _amounts(its)) and len(rising) >= SEVERAL]
    falls = any(later < earlier for its in series for earlier, later in pairwise(its))
    if not series or falls or any(its[0] == its[-1] for its in series):
        return []
    evidence = f"{counted(len(series), 'subject')} with {SEVERAL} dates or more: the value rises and never falls"
    return [Field("cumulative", True, evidence, sure=len(series) >= SEVERAL)]


def _series(said: Iterable[_Said]) -> Iterator[list[_Said]]:
    """The dated claims of each source about each subject, by their dates."""
    found: dict[object, list[_Said]] = {}
    for each in said:
        if each.claim.valid is not None:
            found.setdefault(each.series, []).append(each)
    for its in found.values():
        yield sorted(its, key=lambda each: (_start(each), each.claim.id))


def _start(said: _Said) -> int:
    assert said.claim.valid is not None, "a series is of dated claims"
    return said.claim.valid.period.start_lo


def _amounts(series: Sequence[_Said]) -> list[float] | None:
    """The amounts, one for each date; None where they are no single numbers of one unit."""
    amounts: dict[int, float] = {}
    units = set()
    for each in series:
        if not isinstance(each.value, Quantity) or each.value.amount is None:
            return None
        units.add(each.value.unit)
        amounts[_start(each)] = float(each.value.amount)
    return list(amounts.values()) if len(units) == 1 else None
