"""Property constraints to rules (docs/adr/0012-wikidata.md)."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from conflicts.document import Data
from conflicts.errors import Problem, RuleError
from conflicts.readers.wikidata.constraints import Constraint, Property
from conflicts.readers.wikidata.makers import MAKERS, Made, checked
from conflicts.readers.wikidata.patterns import EXCEPTIONS, PROPERTY, Filling, filled, texts_of
from conflicts.readers.wikidata.statements import Refuse
from conflicts.rules.rule import Rule

UNCHECKED = {
    "Q21502404": "format",
    "Q21503250": "subject type",
    "Q21510865": "value type",
    "Q21510851": "allowed qualifiers",
    "Q21514353": "allowed units",
    "Q52004125": "allowed entity types",
    "Q53869507": "property scope",
    "Q51723761": "no bounds",
    "Q52848401": "integer",
    "Q21510857": "multi-value",
    "Q21510852": "Commons link",
    "Q108139345": "label in language",
    "Q55819106": "lexeme requires language",
}
"""What the constraints are called that no rule is made of."""


def rules_of(
    properties: Iterable[Property], refuse: Refuse, units: Mapping[str, str] | None = None
) -> tuple[Rule, ...]:
    """Make the rules of the properties' constraints.

    A mandatory constraint gives errors, a suggested one notes, any other warnings. ``units``: the unit of a property's
    quantities where it is known, for bounds that name none. What no rule is made of is refused, with the reason.
    """
    known = tuple(properties)
    names = {each.id: f"{each.name} ({each.id})" for each in known if each.name}
    return tuple(rule for each in known for rule in _rules(each, refuse, (units or {}).get(each.id), names))


def _rules(property_: Property, refuse: Refuse, unit: str | None, names: Mapping[str, str]) -> Iterator[Rule]:
    unchecked: dict[str, None] = {}
    taken: set[str] = set()
    for constraint in property_.constraints:
        maker = MAKERS.get(constraint.type)
        if maker is None:
            unchecked[_called(constraint.type)] = None
            continue
        try:
            for made in maker(constraint, property_, unit):
                yield _rule(made, constraint, names, taken)
        except (ValueError, RuleError) as error:
            reason = "; ".join(str(error).splitlines())
            message = f"{property_.id}: the constraint {constraint.type} is not checked: {reason}"
            refuse(Problem(message, property_.place))
    if unchecked:
        message = f"{property_.id}: constraints of these types are not checked: {', '.join(unchecked)}"
        refuse(Problem(message, property_.place))


def _called(type_: str) -> str:
    return f"{UNCHECKED[type_]} ({type_})" if type_ in UNCHECKED else type_


def _rule(made: Made, constraint: Constraint, names: Mapping[str, str], taken: set[str]) -> Rule:
    words = {PROPERTY: checked(constraint.property_id), **made.words}
    clauses: dict[str, list[Data]] = dict(made.clauses)
    if constraint.exceptions:
        words[EXCEPTIONS] = ", ".join(map(checked, constraint.exceptions))
    else:
        clauses[EXCEPTIONS] = []
    base = f"{constraint.property_id.lower()}-{made.pattern}"
    name = next(name for n in count(1) if (name := base if n == 1 else f"{base}-{n}") not in taken)
    rule = filled(made.pattern, Filling(words, clauses), _texts(name, made, constraint, names))
    taken.add(name)
    return rule


def _texts(name: str, made: Made, constraint: Constraint, names: Mapping[str, str]) -> dict[str, Data]:
    in_a_message = {key: _in_braces(names.get(word, word)) for key, word in made.words.items()}
    property_id = constraint.property_id
    title, message, help_, references = texts_of(made.pattern, in_a_message)
    return {
        "id": name,
        "severity": constraint.severity,
        "title": f"{title}: {names.get(property_id, property_id)}",
        "message": message,
        "help": " ".join([help_, *constraint.clarifications]),
        "references": [*references, f"https://www.wikidata.org/wiki/Property:{property_id}#P2302"],
    }


def _in_braces(words: str) -> str:
    """Words as a message writes them, where braces mean fields."""
    return words.replace("{", "{{").replace("}", "}}")
