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
from conflicts.model.when import holding_at, known_as_of
from conflicts.report.baseline import Baseline
from conflicts.report.finding import Finding, findings_of
from conflicts.report.report import ConflictReport, Skipped, Statistics
from conflicts.report.suppress import FileSuppression, Scope, sort_out
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
    at: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    suppressions: Sequence[FileSuppression] = (),
    baseline: Baseline | None = None,
    today: str | None = None,
) -> ConflictReport:
    """Report which claims cannot all stand, which lack support and which are out of date.

    - ``claims``: a collection (see ``load``), or claims with their ``vocabulary``.
    - ``rules``: packs by name, single rules (``core/denial``), files or directories of rules, or rules; None: all that
      ship. ``select`` and ``ignore`` narrow them by name, id, pack, kind or tag.
    - ``engine``: ``auto``, ``python`` or ``durable``; the findings are the same.
    - ``as_of``: what was known on that day (EDTF): later claims are left out, and rules ask for that day what is out of
      date; without it such rules are skipped.
    - ``at``: what held then (EDTF): claims that certainly held only earlier or later are left out.
    - ``suppressions``: findings that are accepted, beside those that claims suppress themselves and those of the
      ``baseline``. They expire by ``as_of``, or else by ``today``, or else never.

    Raises InputError for dates, and for claims that do not fit together (VocabularyError: a vocabulary), RuleError for
    rules, EngineError if an engine fails.
    """
    started = perf_counter()
    collection = _collection(claims, vocabulary)
    visible = _visible(collection, as_of, at)
    loaded = load_rules(rules, shipped_examples=False)
    chosen = select_rules(loaded, select, ignore)
    facts = FactTable.of(visible, as_of)
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
    ran = frozenset(rule.name for rule in chosen if as_of is not None or not asks_as_of(rule))
    scope = Scope(loaded, ran, whole=len(facts) == len(collection.claims), day=as_of if as_of is not None else today)
    standing, suppressed, stale = sort_out(findings, facts.claims, suppressions, baseline, scope)
    statistics = Statistics(
        claims=len(facts),
        left_out=len(collection.claims) - len(facts),
        sources=len({claim.asserted_by for claim in facts.claims} - {None}),
        rules=len(chosen) - len(skipped),
        pairs=matched,
        as_of=as_of,
        at=at,
        engine=engines.name,
        reason=engines.reason,
        seconds=perf_counter() - started,
    )
    return ConflictReport.of(standing, statistics, skipped, suppressed, stale)


def _collection(claims: Collection | Iterable[Claim], vocabulary: Vocabulary | None) -> Collection:
    if isinstance(claims, Collection):
        if vocabulary is not None:
            raise InputError(
                "a collection brings its own vocabulary; give claims and a vocabulary, or a collection alone"
            )
        return claims
    collection = Collection(tuple(claims), vocabulary or Vocabulary())
    if faults := collection.vocabulary.problems():
        raise VocabularyError(faults)
    if problems := list(collection.problems()):
        raise InputError(problems)
    return collection


def _visible(collection: Collection, as_of: str | None, at: str | None) -> Collection:
    """What was known, and what held, on the days that are asked for."""
    for asked, day, narrowed in (("as of", as_of, known_as_of), ("at", at, holding_at)):
        if day is not None:
            try:
                collection = narrowed(collection, day)
            except ValueError as error:
                raise InputError(f"{asked}: {error}") from None
    return collection


def _why_not(rule: Rule, facts: FactTable, tags: frozenset[str]) -> str | None:
    if facts.as_of is None and asks_as_of(rule):
        return "asks for a day to check as of, and none was given (--as-of)"
    return unmatchable(rule, facts.vocabulary, tags)
