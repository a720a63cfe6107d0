"""Rule to query: every condition becomes comparisons between columns, in a certain and in a possible form."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from conflicts.errors import UnsupportedError
from conflicts.facts.columns import LINKED, NEVER_MISSING, RELIABILITY
from conflicts.facts.line import ANYWHERE, Extent, Line
from conflicts.facts.query import FALSE, TRUE, Column, Existence, Formula, Query, all_of, any_of, negation
from conflicts.facts.relations import (
    ALWAYS,
    NEVER,
    OPEN,
    ORDER,
    PERIOD,
    Bounds,
    Forms,
    Operand,
    Span,
    between,
    compare,
    decided,
    every,
    exactly,
    same,
    some,
)
from conflicts.facts.table import FactTable
from conflicts.facts.zones import COLUMNS_BESIDE, Beside, has_zones
from conflicts.model.moment import period
from conflicts.model.spelling import canonical
from conflicts.rules.condition import AsOf, Clause, Condition, FieldRef, Group, Words
from conflicts.rules.fields import FieldType, type_of
from conflicts.rules.rule import Block, Rule


class _Scope(NamedTuple):
    """``always``: of times of which some have a zone, it is asked what is so whichever zone the others are in."""

    facts: FactTable
    variables: dict[str, int]
    always: bool = False


def lower(rule: Rule, facts: FactTable) -> Query:
    """Turn a rule into a query over these facts.

    Raises UnsupportedError if the rule speaks of ``as-of`` and the facts have no such day.
    """
    scope = _Scope(facts, {name: number for number, name in enumerate(rule.variables)})
    forms = lower_clauses(rule.where, scope)
    return Query(
        rule=rule.name,
        variables=len(rule.variables),
        key=rule.same,
        certain=forms.certain,
        possible=forms.possible,
        existences=tuple(_existence(block, rule, facts) for block in rule.blocks),
        unordered=rule.kind == "contradiction",
        grouped=rule.kind != "unverified",
    )


def lower_clause(clause: Clause, rule: Rule, facts: FactTable) -> Forms:
    """The two forms of one clause of the rule's ``where``."""
    return _clause(clause, _Scope(facts, {name: number for number, name in enumerate(rule.variables)}))


def lower_clauses(clauses: Iterable[Clause], scope: _Scope) -> Forms:
    """The two forms of some clauses that must all hold."""
    return every(_clause(clause, scope) for clause in clauses)


def _existence(block: Block, rule: Rule, facts: FactTable) -> Existence:
    variables = {name: number for number, name in enumerate((*rule.variables, block.variable))}
    forms = lower_clauses(block.where, _Scope(facts, variables))
    return Existence(block.negated, block.same, forms.certain, forms.possible, block.count, block.distinct)


def _clause(clause: Clause, scope: _Scope) -> Forms:
    if isinstance(clause, Group):
        members = (_clause(member, scope) for member in clause.members)
        return some(members) if clause.quantifier == "any" else every(members)
    forms = _condition(clause, scope)
    match clause.adverb:
        case "certainly":
            return decided(forms.certain)
        case "possibly":
            return Forms(_condition(clause, scope._replace(always=True)).possible, forms.possible)
        case _:
            return forms


def _condition(condition: Condition, scope: _Scope) -> Forms:
    match condition.operator:
        case "is-missing":
            return decided(_yes(condition.left, f"present:{condition.left.field}", scope, wanted=0))
        case "is-present":
            return decided(_yes(condition.left, f"present:{condition.left.field}", scope))
        case "is-not" | "not-in" | "lacks-tag" | "differs-from" | "is-not-flagged-by" as negated:
            return ~_positive(condition, _POSITIVE[negated], scope)
        case operator:
            return _positive(condition, operator, scope)


_POSITIVE = {
    "is-not": "is",
    "not-in": "in",
    "lacks-tag": "has-tag",
    "differs-from": "agrees-with",
    "is-not-flagged-by": "is-flagged-by",
}


def _positive(condition: Condition, operator: str, scope: _Scope) -> Forms:
    left, right = condition.left, condition.right
    match operator:
        case "has-tag":
            tag = _word(right)
            has_tag = scope.facts.define(f"tag:{tag}", "tags", lambda facts, row: tag in facts.claims[row].tags)
            return decided(_yes(left, has_tag, scope))
        case "matches":
            return decided(_matches(left, _word(right), scope))
        case "is-flagged-by":
            rule = _word(right)
            return Forms(_yes(left, f"flagged:{rule}:certain", scope), _yes(left, f"flagged:{rule}:possible", scope))
        case "is" if isinstance(right, FieldRef) and FieldType.KEYS in (type_of(left.field), type_of(right.field)):
            return _named(left, right, scope) if type_of(left.field) is FieldType.KEYS else _named(right, left, scope)
        case "is" if type_of(left.field) is FieldType.KEYS:
            return _names(left, _word(right), scope)
        case "in" if type_of(left.field) is FieldType.KEYS:
            assert isinstance(right, Words)
            return some(_names(left, word, scope) for word in right.words)
        case "in":
            assert isinstance(right, Words)
            return some(_related(left, "is", Words((word,)), scope) for word in right.words)
        case _:
            return _related(left, operator, right, scope)


def _related(left: FieldRef, operator: str, right: FieldRef | Words | AsOf | None, scope: _Scope) -> Forms:
    """Where some times have a zone and others none: what is certain beside either kind, and possible beside both."""
    sides = _sides(left, right, scope)
    seen = [_seen(left, operator, right, scope, zoned) for zoned in sides]
    certain, possible = [each.certain for each in seen], [each.possible for each in seen]
    if scope.always:
        forms = Forms(all_of(*certain), any_of(*possible))
    else:
        forms = Forms(any_of(*certain), all_of(*possible))
    return _handed_over(forms, left, right, scope, sides) if operator == "intersects" else forms


def _sides(left: FieldRef, right: FieldRef | Words | AsOf | None, scope: _Scope) -> Sequence[bool | None]:
    """Beside which times the two sides are to be seen, with a zone or without; None: as they are."""
    ours = scope.facts.zoned(left.field) if has_zones(left.field) else frozenset[bool]()
    match right:
        case _ if not ours:
            return [None]
        case FieldRef():
            theirs = scope.facts.zoned(right.field) if has_zones(right.field) else frozenset[bool]()
            return [False, True] if len(ours | theirs) > 1 else [None]
        case Words(words=(word,)) if type_of(left.field) in (FieldType.INSTANT, FieldType.PERIOD):
            zoned = period(word).zoned
        case AsOf() if scope.facts.as_of is not None:
            zoned = scope.facts.as_of.zoned
        case _:
            return [None]
    return [None] if ours == {zoned} else [zoned]


def _seen(
    left: FieldRef, operator: str, right: FieldRef | Words | AsOf | None, scope: _Scope, zoned: bool | None
) -> Forms:
    kind = type_of(left.field)
    if operator in PERIOD:
        return PERIOD[operator](_span(left, scope, zoned), _span(right, scope, zoned))
    if kind is FieldType.LIST:
        assert isinstance(right, FieldRef)
        return _one_of_those_superseded(left, right, scope)
    if isinstance(right, Words) and kind in (FieldType.VALUE, FieldType.AMOUNT):
        return _literal_value(left, operator, right.words[0], scope)
    if isinstance(right, FieldRef) and right.gap is not None:
        return _apart(left, operator, right, right.gap, scope, zoned)
    x, y = _bounds(left, scope, zoned), _operand(left, right, scope, zoned)
    if kind is FieldType.VALUE:
        assert isinstance(right, FieldRef)
        term = compare(_column(left, "value.term.hi", scope), "=", _column(right, "value.term.hi", scope))
        return same(x, y) | decided(term) | _not_compared(left, right, scope)
    forms = ORDER[operator](x, y)
    if kind is FieldType.AMOUNT:
        assert isinstance(right, FieldRef)
        dimension = FieldRef(left.variable, "value.dimension"), FieldRef(right.variable, "value.dimension")
        forms = forms & same(_bounds(dimension[0], scope), _bounds(dimension[1], scope))
    return forms


def _not_compared(left: FieldRef, right: FieldRef, scope: _Scope) -> Forms:
    """Amounts of one predicate that measure different things, such as euros and dollars: they may always agree."""
    if not scope.facts.mixing:
        return NEVER
    one, other = (_bounds(FieldRef(ref.variable, "value.dimension"), scope) for ref in (left, right))
    alike = compare(_column(left, "predicate.hi", scope), "=", _column(right, "predicate.hi", scope))
    return Forms(FALSE, all_of(alike, negation(same(one, other).possible)))


def _one_of_those_superseded(left: FieldRef, right: FieldRef, scope: _Scope) -> Forms:
    target = _column(right, "id.hi", scope)
    numbers = range(scope.facts.most_superseded)
    links = (compare(_column(left, f"supersedes:{n}", scope), "=", target) for n in numbers)
    return some(map(decided, links))


def _handed_over(
    forms: Forms,
    left: FieldRef,
    right: FieldRef | Words | AsOf | None,
    scope: _Scope,
    sides: Sequence[bool | None],
) -> Forms:
    """The same for states that may meet: where one is said to end and the other to begin, they certainly overlap.

    They do so beside times of either kind (``sides``), as what is certain is.
    """
    vocabulary = scope.facts.vocabulary
    if not (isinstance(right, FieldRef) and left.field == right.field == "valid" and vocabulary.hands_over):
        return forms

    in_any_zone = scope._replace(always=False)

    def overlap(first: FieldRef, then: FieldRef) -> Formula:
        ends = (_bounds(replace(first, field="valid.end"), in_any_zone, zoned) for zoned in sides)
        starts = (_bounds(replace(then, field="valid.start"), in_any_zone, zoned) for zoned in sides)
        unsaid = (
            _yes(first, "present:valid.end", scope, wanted=0),
            _yes(then, "present:valid.start", scope, wanted=0),
        )
        overlaps = (compare(start.high, "<", end.low) for start, end in zip(starts, ends, strict=True))
        return any_of(*unsaid, *overlaps)

    lasting = (_yes(ref, "predicate.hands_over.hi", scope, wanted=0) for ref in (left, right))
    return Forms(
        forms.certain, all_of(forms.possible, any_of(*lasting, all_of(overlap(left, right), overlap(right, left))))
    )


def _named(keys: FieldRef, right: FieldRef, scope: _Scope, gap: int | None = None) -> Forms:
    """Whether one of the predicates that a claim's own names is that of another claim; by that gap, if one is given."""
    target = _column(right, "predicate.hi", scope)
    suffix = "" if gap is None else f":{gap}"
    numbers = range(scope.facts.most_targets(LINKED[keys.field]))
    links = (compare(_column(keys, f"{keys.field}:{n}{suffix}", scope), "=", target) for n in numbers)
    return some(map(decided, links))


def _names(keys: FieldRef, word: str, scope: _Scope) -> Forms:
    def named(facts: FactTable, row: int) -> bool:
        return word in facts.vocabulary.predicate(facts.claims[row].predicate).targets(LINKED[keys.field])

    return decided(_yes(keys, scope.facts.define(f"names:{keys.field}:{word}", "predicate", named), scope))


def _apart(left: FieldRef, operator: str, right: FieldRef, keys: FieldRef, scope: _Scope, zoned: bool | None) -> Forms:
    """Compare with an instant that is moved by what one predicate says of the other: not at all, or by a known gap."""
    other = right if keys.variable == left.variable else left
    x = _bounds(left, scope, zoned)
    still = replace(right, moved=0, gap=None)
    by_gap = {gap: _named(keys, other, scope, gap) for gap in scope.facts.gaps}
    moved = (
        named & ORDER[operator](x, _bounds(replace(still, moved=right.moved * gap), scope, zoned))
        for gap, named in by_gap.items()
    )
    return some([~some(by_gap.values()) & ORDER[operator](x, _bounds(still, scope, zoned)), *moved])


def _bounds(ref: FieldRef, scope: _Scope, zoned: bool | None = None) -> Bounds:
    if ref.field in NEVER_MISSING:
        exact = _column(ref, f"{ref.field}.hi", scope)
        return Bounds(exact, exact)
    prefix = "" if zoned is None else COLUMNS_BESIDE[Beside(zoned, scope.always)]
    low, high = (_column(ref, f"{prefix}{ref.field}.{bound}", scope) for bound in ("lo", "hi"))
    return Bounds(low, high).plus(ref.moved)


def _operand(left: FieldRef, right: FieldRef | Words | AsOf | None, scope: _Scope, zoned: bool | None = None) -> Bounds:
    match right:
        case FieldRef():
            return _bounds(right, scope, zoned)
        case AsOf():
            if scope.facts.as_of is None:
                raise UnsupportedError("the rule asks what holds as of a day, and no day was given (--as-of)")
            return between(*scope.facts.as_of.instant)
        case Words(words=(word,)):
            return _literal(left.field, word, scope.facts)
        case _:
            raise AssertionError(f"{right} is not the right side of a comparison")


def _literal(field: str, word: str, facts: FactTable) -> Bounds:
    match type_of(field):
        case FieldType.INSTANT:
            return between(*period(word).instant)
        case FieldType.FLAG:
            return exactly(int(word == "true"))
        case FieldType.ORDER:
            return exactly(RELIABILITY[word] if field == "reliability" else int(word))
        case _:
            return exactly(facts.literal_code(field, _canonical(field, word, facts)))


def _canonical(field: str, word: str, facts: FactTable) -> str:
    match field:
        case "asserted_by" | "origin":
            return facts.vocabulary.source_id(word)
        case "subject" | "value.entity":
            return facts.vocabulary.entity_id(word)
        case _ if field == "id":
            return word
        case _:
            return canonical(word)


def _literal_value(left: FieldRef, operator: str, word: str, scope: _Scope) -> Forms:
    """Compare a claim's value with a word read as the claim's values are: two yes/no columns."""
    known: dict[tuple[str, Extent], Forms] = {}

    def forms_of(facts: FactTable, row: int) -> Forms:
        predicate, extent = facts.claims[row].predicate, facts.extents[row]
        if (predicate, extent) not in known:
            known[predicate, extent] = _literal_forms(
                left.field, operator, facts, predicate, extent, word, scope.always
            )
        return known[predicate, extent]

    name = f"literal:{left.field}:{operator}:{word}" + (":always" if scope.always else "")
    define = scope.facts.define
    certain = define(f"{name}:certain", left.field, lambda facts, row: forms_of(facts, row).certain == TRUE)
    possible = define(f"{name}:possible", left.field, lambda facts, row: forms_of(facts, row).possible == TRUE)
    return Forms(_yes(left, certain, scope), _yes(left, possible, scope))


def _literal_forms(
    field: str, operator: str, facts: FactTable, predicate: str, extent: Extent, word: str, always: bool
) -> Forms:
    space = extent.space
    if field == "value.amount" and (space is None or space[0] != "quantity"):
        if facts.vocabulary.predicate(predicate).value not in (None, "quantity"):
            return OPEN
        extent, space = ANYWHERE, ("quantity", "")
    try:
        literal = facts.read(predicate, word, space[0] if space else None)
    except ValueError:
        return NEVER
    if field == "value.amount" and extent.space is not None and literal.space != extent.space:
        return NEVER
    if operator in ("is", "agrees-with") and extent.term is not None and extent.term == literal.term:
        return ALWAYS
    if literal.zoned is not None:
        extent = extent.beside(literal.zoned, always=always)
    line = Line([extent, literal])
    return ORDER["is" if operator == "agrees-with" else operator](
        between(*line.bounds(extent)), between(*line.bounds(literal))
    )


def _span(side: FieldRef | Words | AsOf | None, scope: _Scope, zoned: bool | None) -> Span:
    if isinstance(side, FieldRef) and type_of(side.field) is FieldType.PERIOD:
        start, end = (_bounds(FieldRef(side.variable, f"valid.{which}"), scope, zoned) for which in ("start", "end"))
        return Span(start, end)
    if isinstance(side, Words):
        literal = period(side.words[0])
        return Span(between(literal.start_lo, literal.start_hi), between(literal.end_lo, literal.end_hi))
    instant = (
        _bounds(side, scope, zoned) if isinstance(side, FieldRef) else _operand(FieldRef("", "stated"), side, scope)
    )
    return Span(instant, instant.plus(1))


def _matches(left: FieldRef, pattern: str, scope: _Scope) -> Formula:
    import re2

    compiled = re2.compile(pattern)
    fits: dict[str | None, bool] = {None: False}

    def found(facts: FactTable, row: int) -> bool:
        text = facts.texts(left.field)[row]
        if text not in fits:
            fits[text] = compiled.search(text) is not None
        return fits[text]

    return _yes(left, scope.facts.define(f"matches:{left.field}:{pattern}", left.field, found), scope)


def _column(ref: FieldRef, name: str, scope: _Scope) -> Operand:
    return Operand(Column(scope.variables[ref.variable], name))


def _yes(ref: FieldRef, name: str, scope: _Scope, wanted: int = 1) -> Formula:
    return compare(_column(ref, name, scope), "=", Operand(wanted))


def _word(right: FieldRef | Words | AsOf | None) -> str:
    assert isinstance(right, Words)
    return right.words[0]
