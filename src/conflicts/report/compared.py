"""What of the claims the rules of a check could compare, and where they could not although values differ."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from conflicts.facts.differences import Differences, Differing, Kinds, differences_in, uses_in
from conflicts.facts.hidden import hidden_in, hidden_names
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.collection import Sentences
from conflicts.model.spelling import invisible
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.coverage import (
    MOST_EXAMPLES,
    Coverage,
    Incomparable,
    KindOfValue,
    MixedPredicate,
    Undefined,
    UndefinedPredicate,
    Unread,
    UnreadPlace,
)
from conflicts.rules.comparing import Use, compared_uses, compares_values, predicates_alike
from conflicts.rules.rule import Rule


def coverage_of(facts: FactTable, rules: Sequence[Rule], unread: Unread, sentences: Sentences) -> Coverage:
    """What was not compared of these facts, by these rules; and what was not read."""
    uses = _uses(facts)
    found = _differences(facts, _undecided(rules, facts.vocabulary, uses))
    side_by_side = _side_by_side(rules, facts.vocabulary, uses)
    return Coverage(
        comparable=len(facts) - side_by_side - sum(each.claims for each in found.differing),
        undefined=_undefined(found.differing, facts),
        incomparable=_incomparable(found.kinds, facts),
        sentences=sentences,
        unread=_with_hidden(unread, facts),
    )


_CALLED = {"asserted_by": "source", "via": "source", "qualifiers": "qualifier"}


def _with_hidden(unread: Unread, facts: FactTable) -> Unread:
    """The places that were not read, with those of characters that nobody sees, which are not compared."""
    found = list(hidden_in(facts, MOST_EXAMPLES))
    if not found:
        return unread
    facts.fetch(row for each in found for row in each.rows)
    places = [place for each in found for row in each.rows for place in _hidden(each.field, facts.claims[row], facts)]
    return unread.joined(Unread(places=sum(each.claims for each in found), examples=tuple(places)))


def _hidden(field: str, claim: Claim, facts: FactTable) -> Iterator[UnreadPlace]:
    for name in hidden_names(claim, field, facts.vocabulary)[:1]:
        what = " and ".join(invisible(name))
        message = f"{_CALLED.get(field, field)} {name!r} has characters without a width ({what}), not compared"
        location = claim.location
        yield UnreadPlace(message=message, location=location and location.model_copy(update={"excerpt": None}))


def _uses(facts: FactTable) -> Counter[Use]:
    if facts.is_stored:
        from conflicts.facts.stored import differences
        from conflicts.facts.stored.table import StoredFacts

        assert isinstance(facts, StoredFacts)
        return differences.uses_in(facts)
    return uses_in(facts)


def _differences(facts: FactTable, predicates: Collection[str]) -> Differences:
    if not predicates and not facts.mixing:
        return Differences()
    if facts.is_stored:
        from conflicts.facts.stored import differences
        from conflicts.facts.stored.table import StoredFacts

        assert isinstance(facts, StoredFacts)
        return differences.differences_in(facts, predicates, facts.mixing)
    return differences_in(facts, predicates, facts.mixing)


def _side_by_side(rules: Sequence[Rule], vocabulary: Vocabulary, uses: Counter[Use]) -> int:
    """How many claims have predicates of which several values can stand, and no rule compares them with denials."""
    several = {use: count for use, count in uses.items() if vocabulary.predicate(use.predicate).single is False}
    compared = compared_uses(rules, vocabulary, several)
    return sum(count for use, count in several.items() if use not in compared)


def _undecided(rules: Sequence[Rule], vocabulary: Vocabulary, uses: Collection[Use]) -> frozenset[str]:
    """Predicates whose different values no rule compares, and one would if they were defined as single."""
    names = [name for name in sorted({use.predicate for use in uses}) if vocabulary.predicate(name).single is None]
    alike = predicates_alike(rules, vocabulary, dict.fromkeys(names, ()))
    undecided = {name for name in alike.values() if _is_undecided(rules, vocabulary, name)}
    return frozenset(name for name in names if alike[name] in undecided)


def _is_undecided(rules: Sequence[Rule], vocabulary: Vocabulary, predicate: str) -> bool:
    single = vocabulary.predicate(predicate).model_copy(update={"single": True})
    defined = vocabulary.model_copy(update={"predicates": {**vocabulary.predicates, predicate: single}})
    return not compares_values(rules, vocabulary, predicate) and compares_values(rules, defined, predicate)


def _undefined(found: Sequence[Differing], facts: FactTable) -> Undefined:
    most = sorted(found, key=lambda each: (-each.claims, each.predicate))[:MOST_EXAMPLES]
    facts.fetch(row for each in most for row in each.example)
    return Undefined(
        predicates=len(found),
        examples=tuple(
            UndefinedPredicate(
                predicate=each.predicate,
                name=facts.vocabulary.name_of(each.predicate),
                subjects=each.subjects,
                claims=each.claims,
                example=_ids(each.example, facts),
            )
            for each in most
        ),
    )


def _incomparable(found: Sequence[Kinds], facts: FactTable) -> Incomparable:
    most = sorted(found, key=lambda each: (-each.subjects, each.predicate))[:MOST_EXAMPLES]
    facts.fetch(row for each in most for row in each.example)
    return Incomparable(
        predicates=len(found),
        examples=tuple(
            MixedPredicate(
                predicate=each.predicate,
                name=facts.vocabulary.name_of(each.predicate),
                subjects=each.subjects,
                kinds=tuple(KindOfValue(kind=kind, claims=claims) for kind, claims in each.kinds[:MOST_EXAMPLES]),
                example=_ids(each.example, facts),
            )
            for each in most
        ),
    )


def _ids(rows: Sequence[int], facts: FactTable) -> tuple[str, ...]:
    return tuple(facts.claims[row].id for row in rows)
