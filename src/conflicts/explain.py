"""Why a rule flags some claims or does not, and which claims it almost flags."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, permutations
from math import comb
from typing import NamedTuple

from conflicts.check import Asked, rules_of, run
from conflicts.check import why_not as not_run
from conflicts.engines import choose
from conflicts.errors import InputError, nearest
from conflicts.facts import limits
from conflicts.facts.evaluate import BlockVerdict, Explainer
from conflicts.facts.table import Block, FactTable
from conflicts.facts.visible import visible
from conflicts.facts.words import words
from conflicts.inputs import AnyVocabulary, Claims, collected, listed
from conflicts.model.collection import Collection
from conflicts.model.moment import MISSING
from conflicts.report.finding import because_of, partners_of, reported_claim
from conflicts.report.misses import FurtherClaim, FurtherClaims, Misses, NearMisses, SharedField, WhyNot
from conflicts.report.words import counted, scope_words
from conflicts.rules.condition import Clause, Group, clause_text
from conflicts.rules.pack import AnyRules, in_order, named_rule
from conflicts.rules.rule import Rule
from conflicts.rules.words import asks_as_of

__all__ = ["NearMisses", "WhyNot", "near_misses", "why_not"]

MOST_SHOWN = 10
"""How many further claims of a block are named."""


def why_not(
    claims: Claims,
    rule: Rule | str,
    ids: str | Sequence[str],
    *,
    rules: AnyRules | Sequence[AnyRules] | None = None,
    vocabulary: AnyVocabulary | None = None,
    as_of: str | date | None = None,
    at: str | date | None = None,
) -> WhyNot:
    """Explain why a rule does not flag the claims with these ids; or that it does, and how surely.

    It takes the claims, and not a report, which holds only the claims of its findings. ``claims``, ``rules``,
    ``vocabulary``, ``as_of`` and ``at`` are what ``check`` takes; ``rule`` is a rule, or the name of one of ``rules``
    (``core/denial``, or ``denial``). There are as many ``ids`` as the rule compares claims, in any order.

    >>> from conflicts import Claim
    >>> said = {"subject": "izium", "predicate": "in-ruins"}
    >>> army = Claim(id="1", asserted_by="army", valid="2022-03-24", **said)
    >>> mayor = Claim(id="2", asserted_by="mayor", valid="2021", polarity="denied", **said)
    >>> why_not([army, mayor], "core/denial", ["1", "2"]).missing
    ('any: [a.predicate.timeless is true, a.valid intersects b.valid]',)

    Raises InputError for ids that are not there, and for a rule that asks for a day where none is given.
    """
    asked = _asked(claims, rule, rules, vocabulary, as_of, at)
    wanted, variables = listed(ids), asked.rule.variables
    if len(wanted) != len(variables) or len(set(wanted)) != len(wanted):
        given = f"{len(wanted)} were given" if len(set(wanted)) == len(wanted) else "one is given twice"
        looks = f"{counted(len(variables), 'different claim' if len(variables) > 1 else 'claim')}"
        raise InputError(f"{asked.rule.name} looks at {looks} ({', '.join(variables)}): {given}")
    rows = sorted(_row(each, asked) for each in wanted)
    tried = [_tried(each, asked) for each in permutations(rows)]
    return _explained(min(tried, key=_distance), asked)


def near_misses(
    claims: Claims,
    rule: Rule | str,
    *,
    rules: AnyRules | Sequence[AnyRules] | None = None,
    vocabulary: AnyVocabulary | None = None,
    as_of: str | date | None = None,
    at: str | date | None = None,
    most: int = 3,
) -> NearMisses:
    """Find the claims that a rule almost flags: they share what they must, and lack one of its conditions.

    Those of each condition are counted, and the nearest ``most`` explained: first those of which the fewest other
    conditions are in doubt. At most 50,000 sets of claims are compared, those of small blocks first; the others are
    counted. The other arguments are those of ``why_not``.
    """
    asked = _asked(claims, rule, rules, vocabulary, as_of, at)
    found: dict[str, list[_Tried]] = {}
    compared = not_compared = 0
    for block in sorted(asked.facts.blocks(asked.rule.same), key=lambda block: (len(block.rows), tuple(block.rows))):
        sets = comb(len(block.rows), len(asked.rule.variables)) - comb(len(block.away), len(asked.rule.variables))
        if compared + sets > limits.NEAR_MISSES:
            not_compared += sets
            continue
        compared += sets
        for one in _almost(block, asked):
            found.setdefault(one.missing[0], []).append(one)
    return NearMisses(
        rule=asked.rule.name,
        by_condition=tuple(
            Misses(
                condition=text,
                count=len(found[text]),
                nearest=tuple(_explained(one, asked) for one in sorted(found[text], key=_distance)[:most]),
            )
            for text in sorted(found, key=lambda text: (_position(text, asked.rule), text))
        ),
        compared=compared,
        not_compared=not_compared,
    )


class _Asked(NamedTuple):
    """A rule, and the facts as it finds them: flagged by the rules that it asks about."""

    rule: Rule
    facts: FactTable
    explainer: Explainer
    every: Collection


class _Tried(NamedTuple):
    """The claims in these rows as the rule's variables; ``missing`` would have to be otherwise, ``doubts`` are open."""

    rows: tuple[int, ...]
    missing: tuple[str, ...]
    doubts: int


def _distance(tried: _Tried) -> tuple[int, int, tuple[int, ...]]:
    return len(tried.missing), tried.doubts, tried.rows


def _asked(
    claims: Claims,
    rule: Rule | str,
    rules: AnyRules | Sequence[AnyRules] | None,
    vocabulary: AnyVocabulary | None,
    as_of: str | date | None,
    at: str | date | None,
) -> _Asked:
    asked = Asked.of(rules=rules, as_of=as_of, at=at)
    every = collected(claims, vocabulary)
    facts = FactTable.of(visible(every, asked.as_of, asked.at), asked.as_of)
    loaded = asked.choose(rules_of(every)).loaded
    chosen = rule if isinstance(rule, Rule) else named_rule(rule, loaded)
    *earlier, _ = in_order([chosen], loaded)
    engines = choose("python", len(facts))
    for each in earlier:
        run(each, facts, engines)
    if asked.as_of is None and asks_as_of(chosen):
        raise InputError(f"{chosen.name} {not_run(chosen, facts)}")
    return _Asked(chosen, facts, Explainer(chosen, facts, partners_of), every)


def _row(wanted: str, asked: _Asked) -> int:
    ids = [claim.id for claim in asked.facts.claims]
    if wanted in ids:
        return ids.index(wanted)
    others = [claim.id for claim in asked.every.claims]
    if wanted in others:
        raise InputError(
            f"the claim {wanted!r} is left out: it was not known, or did not hold, on the day of the check"
        )
    raise InputError(f"there is no claim {wanted!r}{nearest(wanted, others)}")


def _almost(block: Block, asked: _Asked) -> Iterator[_Tried]:
    """The sets of claims of a block that miss by one condition, each in the order that is nearest to a match."""
    home = block.home
    for rows in combinations(block.rows, len(asked.rule.variables)):
        if home.isdisjoint(rows):
            continue
        near = [each for each in permutations(rows) if len(asked.explainer.missing(each, most=1)) <= 1]
        if near:
            best = min((_tried(each, asked) for each in near), key=_distance)
            if len(best.missing) == 1:
                yield best


def _tried(rows: tuple[int, ...], asked: _Asked) -> _Tried:
    unshared = [f"same {each.field}" for each in _shared(rows, asked) if not each.agrees]
    missing = [clause_text(each) for each in asked.explainer.missing(rows)]
    blocks = () if unshared else asked.explainer.blocks(rows)
    failing = [each.text for each in blocks if each.verdict == "no"]
    verdicts = [each.verdict for each in asked.explainer.conditions(rows)] + [each.verdict for each in blocks]
    return _Tried(rows, (*unshared, *missing, *failing), verdicts.count("possible"))


def _position(missing: str, rule: Rule) -> int:
    """Where in the rule a condition stands; blocks, whose texts are made, stand last."""
    texts = [text for clause in rule.where for text in _texts(clause)]
    return texts.index(missing) if missing in texts else len(texts)


def _texts(clause: Clause) -> Iterator[str]:
    yield clause_text(clause)
    if isinstance(clause, Group):
        for member in clause.members:
            yield from _texts(member)


def _shared(rows: Sequence[int], asked: _Asked) -> tuple[SharedField, ...]:
    """What the claims must share, and whether they do."""
    facts, variables = asked.facts, asked.rule.variables
    topic = facts.topic_code(rows, asked.rule.same)
    found = []
    for field in asked.rule.same:
        if field == "topic":
            values = [facts.subject(row) for row in rows]
            agrees = all(topic in facts.topics(row) for row in rows)
        else:
            codes = {facts.join_column(field)[row] for row in rows}
            values = [_words(field, row, facts) for row in rows]
            agrees = len(codes) == 1 and MISSING not in codes
        found.append(SharedField(field=field, values=dict(zip(variables, values, strict=True)), agrees=agrees))
    return tuple(found)


def _words(field: str, row: int, facts: FactTable) -> str:
    return scope_words(facts.claims[row]) or "none" if field == "scope" else words(field, row, facts)


def _explained(tried: _Tried, asked: _Asked) -> WhyNot:
    rule, facts, shared = asked.rule, asked.facts, _shared(tried.rows, asked)
    claims = (reported_claim(facts.claims[row], facts.vocabulary) for row in tried.rows)
    blocks = asked.explainer.blocks(tried.rows) if all(each.agrees for each in shared) else ()
    return WhyNot(
        rule=rule.name,
        kind=rule.kind,
        verdict="no" if tried.missing else "possible" if tried.doubts else "certain",
        claims=dict(zip(rule.variables, claims, strict=True)),
        shared=shared,
        because=tuple(map(because_of, asked.explainer.conditions(tried.rows))),
        further=tuple(_further(each, facts) for each in blocks),
        missing=tried.missing,
    )


def _further(block: BlockVerdict, facts: FactTable) -> FurtherClaims:
    fitting = [FurtherClaim(id=facts.claims[row].id, verdict="certain") for row in block.certain]
    fitting += [FurtherClaim(id=facts.claims[row].id, verdict="possible") for row in block.possible]
    return FurtherClaims(
        condition=block.text,
        verdict=block.verdict,
        fitting=len(fitting),
        claims=tuple(fitting[:MOST_SHOWN]),
        nearest=None if block.nearest is None else facts.claims[block.nearest].id,
        lacking=tuple(map(clause_text, block.missing)),
    )
