"""The whole pipeline: claims and rules in, conflict report out."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter

from conflicts.engines import choose
from conflicts.errors import InputError, VocabularyError
from conflicts.facts.lower import lower
from conflicts.facts.query import Matches
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.finding import Finding, findings_of
from conflicts.report.report import ConflictReport, Skipped, Statistics
from conflicts.rules.pack import load_rules, select_rules, strata, with_dependencies
from conflicts.rules.rule import Rule
from conflicts.rules.words import asks_as_of, unmatchable


def check(
    claims: Collection | Iterable[Claim],
    *,
    rules: Sequence[str | Path | Rule] | None = None,
    vocabulary: Vocabulary | None = None,
    engine: str = "auto",
    as_of: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> ConflictReport:
    """Report which claims cannot all stand, which lack support and which are out of date.

    - ``claims``: a collection (see ``load``), or claims with their ``vocabulary``.
    - ``rules``: packs by name, single rules (``core/denial``), files or directories of rules, or rules; all that ship if None.
    - ``select`` and ``ignore`` narrow them by name, id, pack, kind or tag.
    - ``engine``: ``auto``, ``python`` or ``durable``; the findings are the same.
    - ``as_of``: the day (EDTF) for which rules ask what is out of date; they are skipped without it.

    Raises InputError for claims and VocabularyError for a vocabulary that do not fit together, RuleError for rules, EngineError if an engine fails.
    """
    started = perf_counter()
    collection = _collection(claims, vocabulary)
    loaded = load_rules(rules, shipped_examples=False)
    chosen = select_rules(loaded, select, ignore)
    facts = _facts(collection, as_of)
    tags = frozenset(tag for claim in facts.claims for tag in claim.tags)
    engines = choose(engine, len(facts))
    findings: list[Finding] = []
    skipped: list[Skipped] = []
    matched = 0
    for stratum in strata(with_dependencies(chosen, loaded)):
        for rule in stratum:
            reason = _why_not(rule, facts, tags)
            matches = Matches() if reason else engines.match(lower(rule, facts), facts)
            facts.flag(rule.name, matches, every_claim=rule.kind == "contradiction")
            if rule not in chosen:
                continue
            if reason:
                skipped.append(Skipped(rule=rule.name, reason=reason))
            findings.extend(findings_of(rule, matches, facts))
            matched += matches.pairs
    statistics = Statistics(
        claims=len(facts),
        sources=len({claim.asserted_by for claim in facts.claims} - {None}),
        rules=len(chosen) - len(skipped),
        pairs=matched,
        as_of=as_of,
        engine=engines.name,
        reason=engines.reason,
        seconds=perf_counter() - started,
    )
    return ConflictReport.of(findings, statistics, skipped)


def _collection(claims: Collection | Iterable[Claim], vocabulary: Vocabulary | None) -> Collection:
    if isinstance(claims, Collection):
        if vocabulary is not None:
            raise InputError("a collection brings its own vocabulary; give claims and a vocabulary, or a collection alone")
        return claims
    collection = Collection(tuple(claims), vocabulary or Vocabulary())
    if faults := collection.vocabulary.problems():
        raise VocabularyError(faults)
    if problems := list(collection.problems()):
        raise InputError(problems)
    return collection


def _facts(collection: Collection, as_of: str | None) -> FactTable:
    try:
        return FactTable.of(collection, as_of)
    except ValueError as error:
        raise InputError(f"as of: {error}") from None


def _why_not(rule: Rule, facts: FactTable, tags: frozenset[str]) -> str | None:
    if facts.as_of is None and asks_as_of(rule):
        return "asks for a day to check as of, and none was given (--as-of)"
    return unmatchable(rule, facts.vocabulary, tags)
