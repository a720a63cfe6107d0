"""The smallest claims that a rule flags: from its examples, or else put together from its conditions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice, product

from conflicts.errors import InputError
from conflicts.facts.lower import lower
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import AnyValue, Quantity, Term, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.readers import from_mapping
from conflicts.rules.condition import Clause, Condition, FieldRef, Words, conditions, renamed
from conflicts.rules.rule import Rule, Verdict
from conflicts.strategies.edits import VOCABULARY, Edit, asked_of, defaults, edits, fits, revised
from conflicts.strategies.trial import Part, Trial

_MOST = 3
"""How many bases claims are varied from."""
_BRANCHES = 24
"""Of how many ways to fulfil a rule's ``any`` claims are put together, at most."""
_SECOND_STEPS = 250
"""How many pairs of changes are tried, where no single one makes the verdict another."""

_Key = tuple[object, ...]
_known: dict[_Key, tuple[Collection, ...]] = {}


def bases(trial: Trial, verdict: Verdict, *, searched: bool = True) -> tuple[Collection, ...]:
    """A few collections, as small as can be, that the rule flags with that verdict and no other, if any is found.

    Unless they are ``searched`` for, only the rule's examples are looked at.
    """
    rule = trial.rule
    asked = [each.name for each in trial.before]
    key = *map(str, (rule.name, rule.same, rule.where, rule.blocks, asked, trial.as_of, verdict)), searched
    if key not in _known:
        _known[key] = tuple(islice(_distinct(_found(trial, verdict, searched)), _MOST))
    return _known[key]


def _distinct(collections: Iterator[Collection]) -> Iterator[Collection]:
    seen: list[Collection] = []
    for each in collections:
        if each not in seen:
            seen.append(each)
            yield each


def _found(trial: Trial, verdict: Verdict, searched: bool) -> Iterator[Collection]:
    examples = list(islice(_of_examples(trial, verdict), _MOST))
    yield from examples
    if not examples and searched and (verdict == "certain" or not _is_decided(trial)):
        other: Verdict = "possible" if verdict == "certain" else "certain"
        near = list(islice(_of_examples(trial, other), _MOST)) or list(islice(_put_together(trial), 2))
        yield from (each for each in near if trial.verdict(each) == verdict)
        yield from islice(_turned(trial, verdict, near), 2)


def _is_decided(trial: Trial) -> bool:
    """Whether no match of the rule can be in doubt: each of its conditions holds for certain, or not at all."""
    decided: set[str] = set()
    for rule in (*trial.before, trial.rule):
        if _decides(rule, decided, trial.as_of):
            decided.add(rule.name)
    return trial.rule.name in decided


def _decides(rule: Rule, decided: set[str], as_of: str | None) -> bool:
    """Whether a rule is never in doubt, if it asks for flags of none but those that are decided."""

    def in_doubt(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        return tuple(each for each in clauses if not (isinstance(each, Condition) and _asks(each) & decided))

    blocks = tuple(replace(block, where=in_doubt(block.where)) for block in rule.blocks)
    left = replace(rule, where=in_doubt(rule.where), blocks=blocks)
    query = lower(left, FactTable.of(_blank(rule, 1), as_of))
    return query.certain == query.possible and all(each.certain == each.possible for each in query.existences)


def _asks(condition: Condition) -> set[str]:
    """The rule whose flags the condition asks for, if it does."""
    is_flag = condition.operator in ("is-flagged-by", "is-not-flagged-by")
    return set(condition.right.words) if is_flag and isinstance(condition.right, Words) else set()


def _of_examples(trial: Trial, verdict: Verdict) -> Iterator[Collection]:
    for example in trial.rule.examples:
        for expected in example.expect:
            if expected.verdict != verdict:
                continue
            whole = from_mapping(example.collection, trial.rule.place.file)
            alone = replace(whole, claims=tuple(claim for claim in whole.claims if claim.id in expected.claims))
            flagged = next((each for each in (alone, whole) if fits(each) and trial.verdict(each) == verdict), None)
            if flagged is not None:
                yield smallest(trial, verdict, Collection(flagged.claims, flagged.vocabulary))


def smallest(trial: Trial, verdict: Verdict, collection: Collection) -> Collection:
    """What is left of the collection without the claims, entries and fields that the verdict does not need."""

    def kept(candidate: Collection | None, otherwise: Collection) -> Collection:
        holds = candidate is not None and fits(candidate) and trial.verdict(candidate) == verdict
        return candidate if candidate is not None and holds else otherwise

    for claim in reversed(collection.claims):
        left = tuple(each for each in collection.claims if each is not claim)
        collection = kept(replace(collection, claims=left), collection)
    for section in VOCABULARY:
        for name in list(getattr(collection.vocabulary, section)):
            entries = {other: each for other, each in getattr(collection.vocabulary, section).items() if other != name}
            smaller = replace(collection, vocabulary=revised(collection.vocabulary, section, entries))
            collection = kept(smaller, collection)
    for edit in defaults(collection):
        collection = kept(edit(collection), collection)
    return collection


def _turned(trial: Trial, verdict: Verdict, near: Sequence[Collection]) -> Iterator[Collection]:
    """Flagged claims of the other verdict, with one field changed, or two, so that they are of this one."""
    for base in near:
        for edit in edits(base, trial.rule):
            changed = edit(base)
            if changed is not None and trial.verdict(changed) == verdict:
                yield smallest(trial, verdict, changed)
                break
        else:
            pairs = islice(product(edits(base, trial.rule), repeat=2), 0, None, 11)
            for first, second in islice(pairs, _SECOND_STEPS):
                once = first(base)
                twice = once and second(once)
                if twice is not None and trial.verdict(twice) == verdict:
                    yield smallest(trial, verdict, twice)
                    break


# ------------------------------------------------------------------------------------------------ from the conditions


def _put_together(trial: Trial) -> Iterator[Collection]:
    """Claims that fulfil one condition after the other, for each way to fulfil the rule's ``any``."""
    for rule in islice(_branches(trial.rule), _BRANCHES):
        whole = replace(trial, rule=rule)
        found = _climbed(whole, _blank(rule, len(rule.variables)))
        verdict = trial.verdict(found)
        if verdict == "both":
            yield from islice(_turned(trial, "certain", [found]), 1)
        elif verdict is not None:
            yield smallest(trial, verdict, found)


def _branches(rule: Rule) -> Iterator[Rule]:
    """The rule with each ``any`` decided, and the claims that its blocks ask for among its variables."""
    variables, clauses = list(rule.variables), list(rule.where)
    for block in rule.blocks:
        for number in range(0 if block.negated else block.count):
            name = block.variable if number == 0 else f"{block.variable}{number + 1}"
            variables.append(name)
            clauses += [renamed(clause, {block.variable: name}) for clause in block.where]
    forbidden = tuple(block for block in rule.blocks if block.negated)
    for chosen in product(*map(_ways, clauses)):
        where = tuple(chain.from_iterable(chosen))
        yield replace(rule, variables=tuple(variables), where=where, blocks=forbidden)


def _ways(clause: Clause) -> list[tuple[Condition, ...]]:
    """Each way to fulfil a clause: the conditions that must then hold."""
    if isinstance(clause, Condition):
        return [(clause,)]
    if clause.quantifier == "any":
        return [way for member in clause.members for way in _ways(member)]
    return [tuple(chain.from_iterable(ways)) for ways in product(*map(_ways, clause.members))]


def _blank(rule: Rule, count: int) -> Collection:
    """Claims that say the same, by different sources, in the words that the rule asks for."""
    words: dict[str, list[str]] = {}
    for condition in conditions(rule.where):
        if isinstance(condition.right, Words) and condition.operator in ("is", "in"):
            words.setdefault(condition.left.field, []).extend(condition.right.words)
    asked = asked_of(rule)
    speakers = [*words.get("asserted_by", ()), *words.get("origin", ()), "ministry", "gazette", "observer", "staff"]
    predicates = [*words.get("predicate", ()), "noted", "said"]
    has_sources = bool({"party", "kind", "reliability", "owner"} & set(asked)) and count > 0
    vocabulary = Vocabulary(
        predicates={name: Predicate() for name in predicates},
        entities={"town": Entity()} if {"entity.party", "part_of"} & set(asked) else {},
        sources={name: Source() for name in speakers} if has_sources else {},
    )
    subjects = words.get("subject") or ["town"]
    value = _first_value(rule, subjects[0])
    claims = [
        Claim(
            id=f"c{number + 1}",
            subject=subjects[0],
            predicate=predicates[0],
            value=value,
            asserted_by=speakers[number % len(speakers)],
            valid=Time(text="2022-03-24"),
            stated=Time(text="2022-03-24"),
        )
        for number in range(count)
    ]
    return Collection(tuple(claims), vocabulary)


def _first_value(rule: Rule, word: str) -> AnyValue:
    """A value of the type that the rule asks for."""
    sides = [side for each in conditions(rule.where) for side in (each.left, each.right) if isinstance(side, FieldRef)]
    asked = {side.field for side in sides}
    if "value.amount" in asked:
        return Quantity(amount=Decimal(5))
    return Time(text="2022-03-24") if "value.time" in asked else Term(term=word)


def _climbed(trial: Trial, collection: Collection) -> Collection:
    """Change one field at a time for the better, beginning with what the first unfulfilled condition asks of."""
    ids = [claim.id for claim in collection.claims]
    parts = trial.parts(collection, ids)
    while better := _bettered(trial, collection, ids, parts):
        collection, parts = better
    return collection


def _bettered(
    trial: Trial, collection: Collection, ids: Sequence[str], parts: Sequence[Part]
) -> tuple[Collection, tuple[Part, ...]] | None:
    """The best single change for the first condition that any helps; or else the first pair of changes that helps."""
    lacking = [at for at, part in enumerate(parts) if part.held != "certain"]
    for at in lacking:
        once = (edit(collection) for edit in _towards(trial.rule, collection, at))
        if better := _best(trial, ids, parts, (changed for changed in once if changed is not None)):
            return better
    for at in lacking[:1]:
        pairs = islice(product(_towards(trial.rule, collection, at), repeat=2), _SECOND_STEPS)
        twice = (second(halfway) for first, second in pairs if (halfway := first(collection)) is not None)
        return _best(trial, ids, parts, (changed for changed in twice if changed is not None))
    return None


def _best(
    trial: Trial, ids: Sequence[str], parts: Sequence[Part], candidates: Iterable[Collection]
) -> tuple[Collection, tuple[Part, ...]] | None:
    best, found = _score(parts), None
    for changed in candidates:
        now = trial.parts(changed, ids)
        if _score(now) > best:
            best, found = _score(now), (changed, now)
    return found


def _towards(rule: Rule, collection: Collection, at: int) -> list[Edit]:
    """Changes of what the part with this number asks of."""
    number = at - len(rule.same)
    if 0 <= number < len(rule.where):
        one = replace(rule, same=(), where=(rule.where[number],), blocks=())
        return edits(collection, one)
    return edits(collection, rule)


def _score(parts: Sequence[Part]) -> float:
    return sum({"certain": 1.0, "possible": 0.5, "no": 0.0}[part.held] for part in parts)


def no_claims(trial: Trial, verdict: Verdict | None) -> InputError:
    """The error to raise where no claims are found that the rule flags so."""
    how = f" no more than {verdict}" if verdict == "possible" else " for certain" if verdict else ""
    return InputError(f"no claims are known that {trial.rule.name} flags{how}")
