"""What in a mapping can have no effect, which is an error: whoever wrote it wanted something."""

from collections.abc import Iterator, Mapping

from conflicts.errors import Problem
from conflicts.model.faults import shown
from conflicts.model.vocabulary import EMPTY, ValueType, Vocabulary
from conflicts.tables.cells import columns_in
from conflicts.tables.dates import needs_date
from conflicts.tables.flat import TIMES
from conflicts.tables.mapping import ALL, NUMBERS, RowMapping, TableMapping

_AMOUNTS = (*NUMBERS, "value")
_PLACE = ("location_line", "location_column", "location_length", "location_excerpt")


def idle(mapping: TableMapping, vocabulary: Vocabulary = EMPTY) -> Iterator[Problem]:
    """Every key of a mapping that changes nothing, with its path; values are read as the vocabulary says."""
    used = {name for each in mapping.alternatives for name in each.foreign}
    if mapping.unpivot is not None:
        for key in ("name", "value"):
            if getattr(mapping.unpivot, key) not in used:
                yield _idle(f"no claim is made of {shown(getattr(mapping.unpivot, key))}", "unpivot", key)
    for key in ("rename", "nulls", "dates", "trim", "replace", "pad", "split"):
        for column in getattr(mapping, key):
            if column not in (ALL, *used):
                yield _idle(f"no claim is made of the column {shown(column)}", key, column)
    yield from _idle_dates(mapping, vocabulary)
    if mapping.numbers is not None and not any(_has_quantity(each, vocabulary) for each in mapping.alternatives):
        yield _idle("no column holds an amount, a low, a high or a quantity", "numbers")
    if mapping.inclusive and not any({"valid_from", "valid_to"} <= _given(each) for each in mapping.alternatives):
        yield _idle("there is no valid_from with a valid_to", "inclusive")
    for number, each in enumerate(mapping.claims):
        yield from _idle_parts(each, mapping.alternatives[number], ("claims", number))
    yield from _idle_parts(mapping, mapping.alternatives[0], ())
    yield from _overruled(mapping)


def _idle(reason: str, *path: str | int) -> Problem:
    return Problem(f"{path[-1]} has no effect: {reason}", path=path)


def _given(claim: RowMapping) -> set[str]:
    return claim.columns.keys() | claim.constants.keys()


def _idle_dates(mapping: TableMapping, vocabulary: Vocabulary) -> Iterator[Problem]:
    holding = {name for each in mapping.alternatives for name in _columns_of_times(each, vocabulary)}
    for column in mapping.dates:
        if column == ALL and not holding:
            yield _idle("no column holds a time", "dates")
        elif column and column not in holding:
            yield _idle(f"what the column {shown(column)} becomes is no time", "dates", column)
    formats = [layout for several in mapping.dates.values() for layout in several]
    if mapping.default_date is not None and not any(map(needs_date, formats)):
        yield _idle("no format under dates is that of a time of day alone, such as %H:%M", "default_date")


def _columns_of_times(claim: RowMapping, vocabulary: Vocabulary) -> Iterator[str]:
    """The columns of the table that become times, or may."""
    for name, templates in claim.columns.items():
        if name in TIMES or (name == "value" and _may_be(claim, vocabulary, "time")):
            for template in templates:
                yield template
                yield from columns_in(template)


def _has_quantity(claim: RowMapping, vocabulary: Vocabulary) -> bool:
    return any(name in NUMBERS for name in claim.columns) or (
        "value" in claim.columns and _may_be(claim, vocabulary, "quantity")
    )


def _may_be(claim: RowMapping, vocabulary: Vocabulary, kind: ValueType) -> bool:
    """Whether the claim's value may be of that type, as far as one can tell before rows are read."""
    if "value_type" in claim.columns:
        return True
    if "value_type" in claim.constants:
        return claim.constants["value_type"] == (kind,)
    if "predicate" in claim.columns:
        declared = [predicate.value for predicate in vocabulary.predicates.values()]
        return not declared or None in declared or kind in declared
    (predicate,) = claim.constants["predicate"]
    return vocabulary.predicate(predicate).value in (None, kind)


def _idle_parts(own: RowMapping, whole: RowMapping, path: tuple[str | int, ...]) -> Iterator[Problem]:
    given = _given(whole)
    for section in ("columns", "constants"):
        for name in getattr(own, section):
            if name in ("unit", "value_type") and given.isdisjoint(_AMOUNTS):
                yield _idle("the claim has no value and no amount", *path, section, name)
            if name in _PLACE and "location_file" not in given:
                yield _idle("there is no location_file", *path, section, name)
    for column, words in own.where.items():
        if not words:
            yield Problem(
                f"no word is in an empty list: no row has one in {shown(column)}", path=(*path, "where", column)
            )
    for column, words in own.unless.items():
        if not words:
            yield _idle(
                f"no word is in an empty list: nothing is left out for {shown(column)}", *path, "unless", column
            )
    for column in {*own.present} & {*whole.absent} | {*own.absent} & {*whole.present}:
        yield Problem(
            f"{shown(column)} cannot be present and absent", path=(*path, "present" if own.present else "absent")
        )


def _overruled(mapping: TableMapping) -> Iterator[Problem]:
    """What every claim of the mapping says otherwise."""
    if not mapping.claims:
        return
    for section in ("columns", "constants", "qualifiers"):
        said: Mapping[str, object] = getattr(mapping, section)
        for name in said:
            if all(name in getattr(each, section) for each in mapping.claims):
                yield _idle("every claim of the mapping says its own", section, name)
