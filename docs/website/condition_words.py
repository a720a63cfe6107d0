"""What the conditions of a rule ask, in words."""

from collections.abc import Iterable, Iterator, Mapping

from conflicts.rules.condition import AsOf, Clause, Condition, FieldRef, Words
from conflicts.rules.fields import FieldType, type_of
from conflicts.rules.named import Definition
from website.markdown import code

FIELDS = {
    "id": "the id of {v}",
    "subject": "the subject of {v}",
    "subject.party": "the party of the subject of {v}",
    "predicate": "the predicate of {v}",
    "predicate.at_most": "what the predicate of {v} cannot exceed",
    "predicate.precedes": "what the predicate of {v} comes before",
    "scope": "the qualifiers of {v}",
    "value": "the value of {v}",
    "value.amount": "the amount of {v}",
    "value.time": "the time that {v} gives as its value",
    "value.entity": "what the value of {v} stands for",
    "polarity": "{v}",
    "certainty": "the certainty of {v}",
    "rank": "the rank of {v}",
    "asserted_by": "who asserts {v}",
    "origin": "the origin of {v}",
    "party": "the party of {v}",
    "source_kind": "the source of {v}",
    "via": "who relays {v}",
    "reliability": "the reliability of the source of {v}",
    "credibility": "the credibility of {v}",
    "citations": "what {v} cites",
    "citations.latest": "the latest date that {v} cites",
    "supersedes": "what {v} is said to replace",
    "tags": "the tags of {v}",
    "valid": "the time of {v}",
    "valid.start": "the start of the time of {v}",
    "valid.end": "the end of the time of {v}",
    "valid.onset": "the moment at which {v} began",
    "stated": "the day on which {v} was said",
    "recorded": "the day on which {v} was recorded",
    "expires": "the day on which {v} is out of date",
    "excerpt": "the wording of {v}",
}
FLAGS = {
    "predicate.single": (
        "the predicate of {v} has a single value at any time",
        "the predicate of {v} may have several values at a time",
    ),
    "predicate.unique": (
        "the predicate of {v} gives no two subjects one value",
        "the predicate of {v} may give two subjects one value",
    ),
    "predicate.timeless": ("time does not matter for the predicate of {v}", "time matters for the predicate of {v}"),
    "predicate.cumulative": ("the predicate of {v} is a running total", "the predicate of {v} is no running total"),
    "predicate.hands_over": ("the predicate of {v} is handed over", "the predicate of {v} is not handed over"),
    "original_cited": ("{v} cites the source itself", "{v} does not cite the source itself"),
}
OPERATORS = {
    "is": "is",
    "is-not": "is not",
    "in": "is one of",
    "not-in": "is none of",
    "<=": "is at most",
    ">=": "is at least",
    "<": "is less than",
    ">": "is more than",
    "before": "is over before",
    "after": "begins after",
    "meets": "ends when there begins",
    "intersects": "has a moment in common with",
    "during": "lies within",
    "contains": "contains",
    "starts": "starts with, and ends before,",
    "finishes": "ends with, and starts after,",
    "equals": "is exactly",
    "overlaps": "begins before, and reaches into,",
    "agrees-with": "agrees with",
    "differs-from": "differs from",
    "is-missing": "is not known",
    "is-present": "is known",
    "matches": "matches",
}
OF_INSTANTS = {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}
ADVERBS = {"": "", "certainly": "certainly ", "possibly": "perhaps "}


def condition_list(clauses: Iterable[Clause], definitions: Mapping[str, Definition], indent: str = "") -> Iterator[str]:
    """An item for each condition; a named one with what its definition says that it means."""
    for clause in clauses:
        if isinstance(clause, Condition):
            yield f"{indent}- {_sentence(condition_words(clause))}"
        elif clause.name:
            means = definitions[clause.definition].means
            yield f"{indent}- *{clause.name}*" + (f": {_lower(means)}" if means else ".")
        else:
            yield f"{indent}- {'at least one' if clause.quantifier == 'any' else 'each'} of these:"
            yield from condition_list(clause.members, definitions, f"{indent}  ")


def condition_words(condition: Condition) -> str:
    """One condition, in words without a full stop."""
    left, operator, right = condition.left, condition.operator, condition.right
    adverb = ADVERBS[condition.adverb]
    if type_of(left.field) is FieldType.CLAIM and isinstance(right, Words):
        found = "is" if operator == "is-flagged-by" else "is not"
        return f"{code(left.variable)} {found} {adverb}reported by {code(right.words[0])}"
    if left.field in FLAGS and isinstance(right, Words):
        holds = (right.words == ("true",)) == (operator == "is")
        return f"{adverb}{_of(FLAGS[left.field][0 if holds else 1], left)}"
    if left.field == "tags" and isinstance(right, Words):
        has = "has" if operator == "has-tag" else "does not have"
        return f"{code(left.variable)} {has} the tag {code(right.words[0])}"
    if left.field == "citations" and right is None:
        return f"{code(left.variable)} cites {'nothing' if operator == 'is-missing' else 'something'}"
    if left.field in ("via", "asserted_by") and right is None:
        who = "nobody" if operator == "is-missing" else "somebody"
        return f"{who} is named who {'relays' if left.field == 'via' else 'asserts'} {code(left.variable)}"
    verb = OF_INSTANTS.get(operator, "") if type_of(left.field) is FieldType.INSTANT else ""
    return " ".join(filter(None, (_field(left), _beside(adverb, verb or OPERATORS[operator]), _right(right))))


def _beside(adverb: str, verb: str) -> str:
    """The verb with its adverb: what certainly differs, and what is certainly after something."""
    return f"is {adverb}{verb.removeprefix('is ')}" if verb.startswith("is ") else f"{adverb}{verb}"


def _right(right: FieldRef | Words | AsOf | None) -> str:
    match right:
        case None:
            return ""
        case Words(words):
            return ", ".join(map(code, words))
        case FieldRef() as field:
            return _field(field)
        case _:
            return "the day of the check"


def _field(field: FieldRef) -> str:
    name = field.field
    words = FIELDS[name] if name in FIELDS else f"the qualifier {code(name.partition('.')[2])} of {{v}}"
    if field.gap is not None:
        length = _of("the time that the predicate of {v} asks for between them", field.gap)
        return f"{_of(words, field)}, {'more' if field.moved > 0 else 'less'} {length}"
    moved = f", {abs(field.moved) // 86_400:,} days {'later' if field.moved > 0 else 'earlier'}" if field.moved else ""
    return _of(words, field) + moved


def _of(words: str, field: FieldRef) -> str:
    return words.replace("{v}", code(field.variable))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
