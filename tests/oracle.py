"""The naive meaning of a rule: nested loops over claims, straight from docs/explanation/semantics.md.

Nothing here is shared with the lowering or with the engines, and nothing is clever. Where the lowering makes two
formulas of a condition, this makes one answer of three.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from functools import reduce
from itertools import permutations
from typing import TypeAlias

from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.moment import period
from conflicts.rules.condition import AsOf, Clause, Condition, FieldRef, Words
from conflicts.rules.fields import FieldType, type_of
from conflicts.rules.rule import Block, Rule
from oracle_claims import (
    EAST,
    UNREADABLE,
    WEST,
    Anything,
    Bound,
    Branch,
    Flags,
    Point,
    Range,
    Reading,
    Span,
    World,
    bound,
    exactly,
    gap,
    grade,
    instant_of,
    is_amount,
    is_given,
    key,
    moment_as_span,
    named,
    reading,
    span_of,
    valid,
    words,
)

Matches: TypeAlias = set[tuple[tuple[str, ...], bool]]
"""The claims' ids in the order of the rule's variables, and whether the match is certain."""


class Answer(Enum):
    """A truth value of Kleene's (1952) strong logic."""

    NO = 0
    POSSIBLE = 1
    CERTAIN = 2

    def __and__(self, other: "Answer") -> "Answer":
        return Answer(min(self.value, other.value))

    def __or__(self, other: "Answer") -> "Answer":
        return Answer(max(self.value, other.value))

    def __invert__(self) -> "Answer":
        return Answer(2 - self.value)


def yes(truth: bool) -> Answer:
    """An answer that is not in doubt."""
    return Answer.CERTAIN if truth else Answer.NO


def either(answers: Iterable[Answer]) -> Answer:
    return reduce(Answer.__or__, answers, Answer.NO)


# ------------------------------------------------------------------------------------------------ sections 1, 3 and 4


def is_less(x: Bound, y: Bound) -> Answer:
    return of_all_zones(
        x, y, lambda x, y: Answer.CERTAIN if x.hi < y.lo else Answer.POSSIBLE if x.lo < y.hi else Answer.NO
    )


def is_at_most(x: Bound, y: Bound) -> Answer:
    return of_all_zones(
        x, y, lambda x, y: Answer.CERTAIN if x.hi <= y.lo else Answer.POSSIBLE if x.lo <= y.hi else Answer.NO
    )


def of_all_zones(x: Bound, y: Bound, answer: Callable[[Bound, Bound], Answer]) -> Answer:
    """The answer where one time is in a zone and the other in one that nobody names, from UTC-12 to UTC+14.

    Between those two, the answer goes one way only, so that it is enough to look at them.
    """
    if None in (x.zoned, y.zoned) or x.zoned == y.zoned:
        return answer(x, y)
    answers = [
        answer(x if x.zoned else x.moved(-offset), y if y.zoned else y.moved(-offset)) for offset in (-WEST, EAST)
    ]
    wanted = {x.of_all_zones, y.of_all_zones}
    if "least" in wanted:
        return min(answers, key=lambda each: each.value)
    if "greatest" in wanted:
        return max(answers, key=lambda each: each.value)
    return answers[0] if answers[0] is answers[1] else Answer.POSSIBLE


def is_same(x: Bound, y: Bound) -> Answer:
    return is_at_most(x, y) & is_at_most(y, x)


COMPARISONS: dict[str, Callable[[Bound, Bound], Answer]] = {
    "<": is_less,
    "<=": is_at_most,
    ">": lambda x, y: is_less(y, x),
    ">=": lambda x, y: is_at_most(y, x),
    "is": is_same,
}

RELATIONS: dict[str, Callable[[Span, Span], Answer]] = {
    "before": lambda a, b: is_less(a.end, b.start),
    "after": lambda a, b: is_less(b.end, a.start),
    "meets": lambda a, b: is_same(a.end, b.start),
    "overlaps": lambda a, b: is_less(a.start, b.start) & is_less(b.start, a.end) & is_less(a.end, b.end),
    "starts": lambda a, b: is_same(a.start, b.start) & is_less(a.end, b.end),
    "during": lambda a, b: is_less(b.start, a.start) & is_less(a.end, b.end),
    "contains": lambda a, b: is_less(a.start, b.start) & is_less(b.end, a.end),
    "finishes": lambda a, b: is_less(b.start, a.start) & is_same(a.end, b.end),
    "equals": lambda a, b: is_same(a.start, b.start) & is_same(a.end, b.end),
    "intersects": lambda a, b: is_less(a.start, b.end) & is_less(b.start, a.end),
}


def agree(x: Reading, y: Reading) -> Answer:
    match x, y:
        case (Anything(), _) | (_, Anything()):
            return Answer.POSSIBLE
        case Branch(), Branch():
            return Answer.CERTAIN if x.term == y.term else Answer.POSSIBLE if x.inside & y.inside else Answer.NO
        case Range(), Range() if x.kind == y.kind:
            return is_same(x.bound, y.bound)
        case _:
            return yes(x == y and isinstance(x, Point))


def unlike(x: Reading, y: Reading) -> bool:
    """Whether these are amounts of different things: euros and dollars, or a number without a unit."""
    return isinstance(x, Range) and isinstance(y, Range) and is_amount(x) and is_amount(y) and x.kind != y.kind


# ------------------------------------------------------------------------------------------------ conditions

Cast: TypeAlias = Mapping[str, Claim]
"""Which claim each variable stands for."""

NEGATIONS = {
    "is-not": "is",
    "not-in": "in",
    "differs-from": "agrees-with",
    "lacks-tag": "has-tag",
    "is-missing": "is-present",
    "is-not-flagged-by": "is-flagged-by",
}


def holds(clause: Clause, cast: Cast, world: World) -> Answer:
    """Whether a condition or a group of them holds of these claims."""
    if isinstance(clause, Condition):
        return condition_holds(clause, cast, world)
    if clause.quantifier == "any":
        return either(holds(member, cast, world) for member in clause.members)
    return all_hold(clause.members, cast, world)


def all_hold(clauses: Iterable[Clause], cast: Cast, world: World) -> Answer:
    answer = Answer.CERTAIN
    for clause in clauses:
        answer &= holds(clause, cast, world)
        if answer is Answer.NO:
            break
    return answer


def condition_holds(condition: Condition, cast: Cast, world: World) -> Answer:
    if condition.operator in NEGATIONS:
        answer = ~states(condition, NEGATIONS[condition.operator], cast, world)
    else:
        answer = states(condition, condition.operator, cast, world)
    match condition.adverb:
        case "certainly":
            return yes(answer is Answer.CERTAIN)
        case "possibly":
            return answer_to_possibly(condition, cast, world, answer)
        case _:
            return answer


def answer_to_possibly(condition: Condition, cast: Cast, world: World, answer: Answer) -> Answer:
    """Certain if it is possible whichever zone the times are in; possible if it is in some."""
    if condition.operator in NEGATIONS:
        in_all = ~states(condition, NEGATIONS[condition.operator], cast, replace(world, of_all_zones="greatest"))
    else:
        in_all = states(condition, condition.operator, cast, replace(world, of_all_zones="least"))
    return yes(True) if in_all is not Answer.NO else yes(False) if answer is Answer.NO else Answer.POSSIBLE


def states(condition: Condition, operator: str, cast: Cast, world: World) -> Answer:
    """The answer to a condition with a positive operator."""
    claim, name = cast[condition.left.variable], condition.left.field
    literals = condition.right.words if isinstance(condition.right, Words) else ()
    match operator:
        case "is-present":
            return yes(is_given(claim, name, world))
        case "has-tag":
            return yes(literals[0] in claim.tags)
        case "matches":
            text = words(claim, name, world)
            return yes(text is not None and re.search(literals[0], text) is not None)
        case "is-flagged-by":
            return Answer[world.flagged.get(literals[0], {}).get(claim.id, "no").upper()]
        case "in":
            return either(compared(claim, name, "is", Words((word,)), cast, world) for word in literals)
        case _:
            assert condition.right is not None
            return compared(claim, name, operator, condition.right, cast, world)


def compared(
    claim: Claim, name: str, operator: str, right: FieldRef | Words | AsOf, cast: Cast, world: World
) -> Answer:
    if operator in RELATIONS:
        answer = RELATIONS[operator](span(claim, name, world), right_span(right, cast, world))
        if operator == "intersects" and isinstance(right, FieldRef) and name == right.field == "valid":
            other = cast[right.variable]
            if answer is Answer.POSSIBLE and (may_meet(claim, other, world) or may_meet(other, claim, world)):
                return Answer.NO
        return answer
    right_type = type_of(right.field) if isinstance(right, FieldRef) else None
    match type_of(name):
        case FieldType.KEYS:
            wanted = cast[right.variable].predicate if isinstance(right, FieldRef) else right_word(right)
            return yes(wanted in named(claim, name, world))
        case FieldType.KEY if isinstance(right, FieldRef) and right_type is FieldType.KEYS:
            return yes(claim.predicate in named(cast[right.variable], right.field, world))
        case FieldType.KEY | FieldType.FLAG:
            return same_word(key(claim, name, world), right_key(name, right, cast, world))
        case FieldType.VALUE if right_value(claim, right, cast, world) == UNREADABLE:
            return Answer.NO
        case FieldType.VALUE:
            x, y = world.value(claim), right_value(claim, right, cast, world)
            if isinstance(right, FieldRef) and cast[right.variable].predicate == claim.predicate and unlike(x, y):
                return Answer.POSSIBLE
            return agree(x, y)
        case FieldType.AMOUNT:
            return compared_amounts(claim, operator, right, cast, world)
        case FieldType.LIST:
            assert isinstance(right, FieldRef)
            return yes(cast[right.variable].id in claim.supersedes)
        case _:
            return COMPARISONS[operator](bound(claim, name, world), right_bound(claim, name, right, cast, world))


def may_meet(first: Claim, then: Claim, world: World) -> bool:
    """Whether one state may be handed over to the other: both predicates do so, and the dates are said and allow it."""
    hands_over = all(world.collection.vocabulary.predicate(each.predicate).hands_over for each in (first, then))
    said = is_given(first, "valid.end", world) and is_given(then, "valid.start", world)
    in_some_zone = replace(world, of_all_zones="open")
    end, start = valid(first, in_some_zone).end, valid(then, in_some_zone).start
    return hands_over and said and is_at_most(end, start) is not Answer.NO


def same_word(x: str | None, y: str | None) -> Answer:
    return Answer.POSSIBLE if x is None or y is None else yes(x == y)


def compared_amounts(claim: Claim, operator: str, right: FieldRef | Words | AsOf, cast: Cast, world: World) -> Answer:
    x, y = world.value(claim), right_value(claim, right, cast, world, "quantity")
    if isinstance(right, Words) and world.declared(claim) in ("quantity", None) and y == UNREADABLE:
        return Answer.NO
    if not (isinstance(x, Range) and is_amount(x) and isinstance(y, Range) and is_amount(y)):
        return Answer.POSSIBLE
    return COMPARISONS[operator](x.bound, y.bound) if x.kind == y.kind else Answer.NO


def span(claim: Claim, name: str, world: World) -> Span:
    return valid(claim, world) if name == "valid" else moment_as_span(bound(claim, name, world))


def right_span(right: FieldRef | Words | AsOf, cast: Cast, world: World) -> Span:
    match right:
        case FieldRef(variable=variable, field=name):
            return span(cast[variable], name, world)
        case Words(words=(word, *_)):
            return span_of(period(word))
        case _:
            assert world.as_of is not None
            return moment_as_span(instant_of(period(world.as_of)))


def right_key(name: str, right: FieldRef | Words | AsOf, cast: Cast, world: World) -> str | None:
    """The other side's word; a literal is resolved as the field on the left is."""
    if isinstance(right, FieldRef):
        return key(cast[right.variable], right.field, world)
    assert isinstance(right, Words)
    resolve: dict[str, Callable[[str], str]] = {
        "subject": world.collection.vocabulary.entity_id,
        "value.entity": world.collection.vocabulary.entity_id,
        "asserted_by": world.collection.vocabulary.source_id,
        "origin": world.collection.vocabulary.source_id,
    }
    return resolve.get(name, str)(right.words[0])


def right_word(right: FieldRef | Words | AsOf) -> str:
    assert isinstance(right, Words)
    return right.words[0]


def right_bound(claim: Claim, name: str, right: FieldRef | Words | AsOf, cast: Cast, world: World) -> Bound:
    """The other side; what is moved by a gap, by as much as the one claim's predicate says of the other's."""
    match right:
        case FieldRef(variable=variable, field=other, moved=sign, gap=FieldRef(variable=first)):
            then = cast[variable] if cast[first] == claim else claim
            still = bound(cast[variable], other, world)
            by = sign * gap(cast[first], then, world)
            return replace(still, lo=still.lo + by, hi=still.hi + by)
        case FieldRef(variable=variable, field=other, moved=seconds):
            still = bound(cast[variable], other, world)
            return replace(still, lo=still.lo + seconds, hi=still.hi + seconds)
        case Words(words=(word, *_)) if name == "reliability":
            return grade(word)
        case Words(words=(word, *_)) if type_of(name) is FieldType.ORDER:
            return exactly(int(word))
        case Words(words=(word, *_)):
            return instant_of(period(word))
        case _:
            assert world.as_of is not None
            return instant_of(period(world.as_of))


def right_value(
    claim: Claim, right: FieldRef | Words | AsOf, cast: Cast, world: World, kind: str | None = None
) -> Reading:
    """The other claim's value, or a literal.

    A literal is read as the predicate's values are; where it declares no type, as of this ``kind`` or like the claim's.
    """
    if isinstance(right, FieldRef):
        return world.value(cast[right.variable])
    assert isinstance(right, Words)
    word = right.words[0]
    kind = world.declared(claim) or kind or type(claim.value).__name__.lower()
    is_plain = word in ("unknown", "none") or kind not in ("term", "quantity", "time", "text")
    value = word if is_plain else {kind: word, **({"literal": True} if kind in ("term", "text") else {})}
    try:
        return reading(Claim.model_validate({**claim.model_dump(exclude={"value"}), "value": value}), world)
    except ValueError:
        return UNREADABLE


# ------------------------------------------------------------------------------------------------ section 5: rules


def topics(claim: Claim, world: World) -> set[str]:
    """What the claim is about: its subject, and the subject's parts if what it affirms extends to them."""
    vocabulary = world.collection.vocabulary
    subject = vocabulary.entity_id(claim.subject)
    if claim.polarity == "denied" or vocabulary.predicate(claim.predicate).extends_to is None:
        return {subject}
    return {subject} | {name for name in vocabulary.entities if subject in vocabulary.ancestors(name)}


def home(claims: Iterable[Claim], world: World) -> str:
    """The deepest of the claims' subjects."""
    vocabulary = world.collection.vocabulary
    subjects = sorted(vocabulary.entity_id(claim.subject) for claim in claims)
    return max(subjects, key=lambda subject: len(list(vocabulary.ancestors(subject))))


def shares(claim: Claim, other: Claim, same: Iterable[str], topic: str, world: World) -> bool:
    """Whether the two claims agree in these fields, none of which may be missing."""
    for name in same:
        if name == "topic":
            agrees = topic in topics(claim, world) and topic in topics(other, world)
        elif name == "value":
            ours, theirs = world.value(claim), world.value(other)
            is_a_value = ours not in (Point("none"), Point("event"))
            agrees = is_a_value and agree(ours, theirs) is Answer.CERTAIN
        else:
            agrees = key(claim, name, world) is not None and key(claim, name, world) == key(other, name, world)
        if not agrees:
            return False
    return True


def block_answer(block: Block, rule: Rule, cast: Cast, world: World) -> Answer:
    """Whether there is (or, for ``without``, is not) such a further claim, or as many different ones as asked for."""
    first = cast[rule.variables[0]]
    topic = home(cast.values() if "topic" in rule.same else [first], world)
    fits: list[tuple[Claim, Answer]] = []
    for claim in world.collection.claims:
        if claim not in cast.values() and shares(claim, first, block.same, topic, world):
            fits.append((claim, all_hold(block.where, {**cast, block.variable: claim}, world)))
    certainly = [claim for claim, answer in fits if answer is Answer.CERTAIN]
    possibly = [claim for claim, answer in fits if answer is not Answer.NO]
    if block.distinct is None:
        enough, maybe = len(certainly) >= block.count, len(possibly) >= block.count
    else:
        enough = len(known(certainly, block.distinct, world)) >= block.count
        missing = [claim for claim in possibly if key(claim, block.distinct, world) is None]
        maybe = len(known(possibly, block.distinct, world)) + len(missing) >= block.count
    answer = Answer.CERTAIN if enough else Answer.POSSIBLE if maybe else Answer.NO
    return ~answer if block.negated else answer


def known(claims: Iterable[Claim], name: str, world: World) -> set[str]:
    return {word for claim in claims if (word := key(claim, name, world)) is not None}


def assignments(rule: Rule, world: World) -> Iterator[tuple[tuple[Claim, ...], Answer]]:
    """Every way to give the variables different claims of one block, and whether they match."""
    for claims in permutations(world.collection.claims, len(rule.variables)):
        topic = home(claims, world)
        if all(shares(claim, claims[0], rule.same, topic, world) for claim in claims):
            cast = dict(zip(rule.variables, claims, strict=True))
            answer = all_hold(rule.where, cast, world)
            for block in rule.blocks:
                if answer is not Answer.NO:
                    answer &= block_answer(block, rule, cast, world)
            yield claims, answer


def matches(rule: Rule, collection: Collection, flagged: Flags | None = None, as_of: str | None = None) -> Matches:
    """Every match of the rule."""
    world = World(collection, flagged or {}, as_of)
    found = [
        (tuple(claim.id for claim in claims), answer is Answer.CERTAIN)
        for claims, answer in assignments(rule, world)
        if answer is not Answer.NO
    ]
    if rule.kind != "contradiction":
        return set(found)
    best: dict[frozenset[str], tuple[tuple[str, ...], bool]] = {}
    for ids, certain in sorted(found, key=lambda match: (not match[1], match[0])):
        best.setdefault(frozenset(ids), (ids, certain))
    return set(best.values())


def flags(rule: Rule, found: Matches) -> dict[str, str]:
    """The claims that the rule's matches flag, each with its verdict."""
    verdicts: dict[str, str] = {}
    for ids, certain in sorted(found, key=lambda match: match[1]):
        for flagged in ids if rule.kind == "contradiction" else ids[:1]:
            verdicts[flagged] = "certain" if certain else "possible"
    return verdicts
