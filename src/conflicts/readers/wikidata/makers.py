"""What the rules of each type of constraint are made of (docs/adr/0012-wikidata.md)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from conflicts.document import Data
from conflicts.model.value import read_as
from conflicts.readers.wikidata import constraints as known
from conflicts.readers.wikidata.constraints import Constraint, Property
from conflicts.readers.wikidata.patterns import ITEMS, OTHER, QUALIFIER
from conflicts.readers.wikidata.qualifiers import CIRCUMSTANCES, EARLIEST, END, LATEST, POINT, REASONS, START
from conflicts.readers.wikidata.shape import QuantityValue, Snak, entities_in, entity_in, entity_of
from conflicts.readers.wikidata.units import unit_words
from conflicts.readers.wikidata.values import moment_of

OTHER_PROPERTY, LISTED_ITEM = "P2306", "P2305"
LEAST, MOST = "P2313", "P2312"
EARLIEST_DATE, LATEST_DATE = "P2310", "P2311"

_ID = re.compile(r"[A-Z][1-9][0-9]{0,18}(?:-[A-Z][1-9][0-9]{0,9})?")
_DURATIONS = {
    "Q577": "years",
    "Q5151": "months",
    "Q23387": "weeks",
    "Q573": "days",
    "Q25235": "hours",
    "Q7727": "minutes",
    "Q11574": "seconds",
}
_FIELDS = {START: "valid.start", END: "valid.end", POINT: "valid"}
_SAME_TIME = {
    START: "possibly a.valid.start is b.valid.start",
    END: "possibly a.valid.end is b.valid.end",
    POINT: "possibly a.valid intersects b.valid",
}
_MOST_DIGITS = 30
_NOT_KEPT = (*CIRCUMSTANCES, EARLIEST, LATEST, *REASONS)


@dataclass(frozen=True, slots=True)
class Made:
    """A rule in the making: its pattern, and what fills it beside the property and the exceptions."""

    pattern: str
    words: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, list[Data]] = field(default_factory=dict)


Maker: TypeAlias = Callable[[Constraint, Property, str | None], Iterator[Made]]


def checked(id_: str) -> str:
    """The id, if it is an entity's."""
    if not _ID.fullmatch(id_):
        raise ValueError(f"{id_!r:.60} is no entity's id")
    return id_


# What each type of constraint needs -----------------------------------------------------------------------------------


def _plain(pattern: str) -> Maker:
    def make(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
        yield Made(pattern)

    return make


def _separated(pattern: str) -> Maker:
    def make(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
        if known.GROUP_BY in constraint.parameters:
            raise ValueError(f"it groups by a property ({known.GROUP_BY})")
        yield Made(pattern, clauses={QUALIFIER: [_same_qualifier(name) for name in constraint.separators]})

    return make


def _same_qualifier(name: str) -> Data:
    field_ = _field(name)
    both_missing: Data = {"all": [f"a.{field_} is-missing", f"b.{field_} is-missing"]}
    if name in _SAME_TIME:
        return {"any": [both_missing, {"all": [f"a.{field_} is-present", f"b.{field_} is-present", _SAME_TIME[name]]}]}
    return {"any": [both_missing, f"certainly a.{field_} is b.{field_}"]}


def _field(qualifier: str) -> str:
    """The field that a qualifier has become."""
    if qualifier in _NOT_KEPT:
        raise ValueError(f"the qualifier {qualifier} has been read into the value, the certainty or the rank's reason")
    return _FIELDS.get(qualifier, f"qualifiers.{checked(qualifier)}")


def _with_other(pattern: str) -> Maker:
    """With another property and, perhaps, some of its values."""

    def make(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
        words = {OTHER: _other(constraint)}
        items = _items(constraint)
        if items:
            yield Made(pattern, {**words, ITEMS: ", ".join(items)})
        else:
            yield Made(pattern, words, {ITEMS: []})

    return make


def _with_items(pattern: str) -> Maker:
    def make(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
        items = _items(constraint)
        if not items:
            raise ValueError(f"it lists no values ({LISTED_ITEM})")
        yield Made(pattern, {ITEMS: ", ".join(items)})

    return make


def _other(constraint: Constraint) -> str:
    others = entities_in(constraint.parameters, OTHER_PROPERTY)
    if len(others) != 1:
        raise ValueError(f"it must name one property ({OTHER_PROPERTY}), and names {len(others)}")
    return checked(others[0])


def _items(constraint: Constraint) -> list[str]:
    """The words for the listed values; a value that nobody knows is none that could be recognised."""
    snaks = constraint.parameters.get(LISTED_ITEM, ())
    words = [("none" if snak.snaktype == "novalue" else entity_in(snak)) for snak in snaks]
    return [word if word == "none" else checked(word) for word in words if word is not None]


def _mandatory_qualifier(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
    qualifier = _other(constraint)
    yield Made("mandatory-qualifier", {QUALIFIER: qualifier}, {QUALIFIER: [f"a.{_field(qualifier)} is-missing"]})


def _contemporary(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
    yield Made("contemporary-earlier")
    yield Made("contemporary-later")


# Ranges and differences -----------------------------------------------------------------------------------------------


def _range(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
    if EARLIEST_DATE in constraint.parameters or LATEST_DATE in constraint.parameters:
        yield from _range_of_dates(constraint)
        return
    bounds = [(LEAST, "<", "certainly a.value.amount < '10 m'"), (MOST, ">", "certainly a.value.amount > '300 m'")]
    clauses = {
        sample: [_beyond(operator, *amount, unit)] if (amount := _amount(constraint, name)) else []
        for name, operator, sample in bounds
    }
    yield Made("range", clauses=_at_least_one(clauses))


def _at_least_one(clauses: dict[str, list[Data]]) -> dict[str, list[Data]]:
    if not any(clauses.values()):
        raise ValueError("it has neither a least nor a greatest value")
    return clauses


def _beyond(operator: str, amount: Decimal, item: str | None, unit: str | None) -> Data:
    """That an amount is certainly beyond the bound; without a unit, zero is zero in any."""
    number = f"{amount:f}"
    words = unit_words().get(item or "")
    if words is not None:
        return f"certainly a.value.amount {operator} '{number} {words}'"
    plain = f"certainly a.value.amount {operator} {number}"
    if item is not None:
        return {"all": [plain, f"certainly a.qualifiers.unit is {checked(item)}"]}
    return {"any": [plain, f"certainly a.value.amount {operator} '0 {unit}'"]} if unit and not amount else plain


def _amount(constraint: Constraint, name: str) -> tuple[Decimal, str | None] | None:
    """The amount and its unit's item; None if the range is open there."""
    snak = _only(constraint, name)
    if snak is None or snak.snaktype == "novalue":
        return None
    if snak.datavalue is None or snak.datavalue.type != "quantity":
        raise ValueError(f"{name} is no quantity")
    written = read_as(QuantityValue, snak.datavalue.value)
    try:
        amount = Decimal(written.amount)
    except InvalidOperation:
        raise ValueError(f"{name} is no number") from None
    if not amount.is_finite() or abs(amount.adjusted()) > _MOST_DIGITS:
        raise ValueError(f"{name} is out of reach")
    return amount, None if written.unit == "1" else entity_of(written.unit)


def _only(constraint: Constraint, name: str) -> Snak | None:
    snaks = constraint.parameters.get(name, ())
    if len(snaks) > 1:
        raise ValueError(f"{name} is given several times")
    return snaks[0] if snaks else None


def _range_of_dates(constraint: Constraint) -> Iterator[Made]:
    bounds = [
        (EARLIEST_DATE, "<", "certainly a.value.time < 1700"),
        (LATEST_DATE, ">", "certainly a.value.time > 1899"),
    ]
    fixed: dict[str, list[Data]] = {}
    now: dict[str, list[Data]] = {}
    for name, operator, sample in bounds:
        snak = _only(constraint, name)
        is_now = snak is not None and snak.snaktype == "somevalue"
        date = moment_of(snak.datavalue).text if snak is not None and snak.datavalue is not None else None
        fixed[sample] = [f"certainly a.value.time {operator} {date}"] if date else []
        now[sample] = [f"certainly a.value.time {operator} as-of"] if is_now else []
    made = [clauses for clauses in (fixed, now) if any(clauses.values())]
    for clauses in made or [_at_least_one(fixed)]:
        yield Made("range-of-dates", clauses=clauses)


def _difference(constraint: Constraint, property_: Property, unit: str | None) -> Iterator[Made]:
    least, most = _amount(constraint, LEAST), _amount(constraint, MOST)
    if least is None and most is None:
        raise ValueError("it has neither a least nor a greatest difference")
    units = {bound[1] for bound in (least, most) if bound is not None and bound[1] is not None}
    is_of_dates = property_.datatype == "time" or (property_.datatype is None and units <= _DURATIONS.keys() and units)
    field_, pattern = ("time", "difference-within-range") if is_of_dates else ("amount", "amounts-in-order")
    samples = ("certainly a.value.time < b.value.time", "certainly a.value.time > b.value.time + 150 years")
    if not is_of_dates:
        samples = ("certainly a.value.amount < b.value.amount", "certainly a.value.amount > b.value.amount")
    clauses: dict[str, list[Data]] = {}
    for sample, operator, bound in ((samples[0], "<", least), (samples[1], ">", most)):
        moved = "" if bound is None else _moved(*bound, bool(is_of_dates))
        clauses[sample] = [] if bound is None else [f"certainly a.value.{field_} {operator} b.value.{field_}{moved}"]
    yield Made(pattern, {OTHER: _other(constraint)}, clauses)


def _moved(amount: Decimal, unit: str | None, is_of_dates: bool) -> str:
    if not amount:
        return ""
    if not is_of_dates:
        raise ValueError("amounts are compared only with a difference of zero")
    if unit not in _DURATIONS:
        raise ValueError(f"the difference of dates has no unit of time ({unit})")
    return f" {'+' if amount > 0 else '-'} {abs(amount):f} {_DURATIONS[unit]}"


MAKERS: dict[str, Maker] = {
    known.SINGLE_VALUE: _separated("single-value"),
    known.SINGLE_BEST_VALUE: _separated("single-best-value"),
    known.DISTINCT_VALUES: _separated("distinct-values"),
    "Q21502838": _with_other("conflicts-with"),
    "Q25796498": _contemporary,
    "Q21510854": _difference,
    "Q21510860": _range,
    "Q21510859": _with_items("one-of"),
    "Q52558054": _with_items("none-of"),
    "Q21510855": _with_other("inverse"),
    "Q21510862": _plain("symmetric"),
    "Q21503247": _with_other("item-requires-statement"),
    "Q21510864": _with_other("value-requires-statement"),
    "Q21510856": _mandatory_qualifier,
    "Q54554025": _plain("citation-needed"),
}
"""By the item of each type of constraint, what its rules are made of."""
