"""The whole pipeline: claims and rules in, conflict report out."""

from collections.abc import Callable, Iterator, Sequence, Sized
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias, get_args

from conflicts.engines import Choice, Table, choose, stay_tables
from conflicts.errors import InputError
from conflicts.facts.lower import lower
from conflicts.facts.query import Matches, Query
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.inputs import AnyVocabulary, Claims, collected, day, frame_words, is_frame, listed, vocabulary_of
from conflicts.model.claim import Claim
from conflicts.model.collection import NO_SENTENCES, Collection, Sentences
from conflicts.model.collector import collector_paused
from conflicts.readers import Loaded
from conflicts.report.baseline import Baseline
from conflicts.report.compared import coverage_of
from conflicts.report.coverage import Unread
from conflicts.report.finding import Finding, GroupBy
from conflicts.report.gather import Found, findings_in, gathered
from conflicts.report.levels import NO_FILE_LEVELS, FileLevels, LevelsByFile
from conflicts.report.report import ConflictReport, Skipped, Statistics, Truncated
from conflicts.report.suppress import FileSuppression, Scope, Sorted, sort_out
from conflicts.report.unaccepted import AllAccepted, FoundMatches
from conflicts.rules.levels import NO_LEVELS, Levels, check_words, levelled
from conflicts.rules.pack import (
    AnyRules,
    in_order,
    known_rules,
    load_rules,
    select_rules,
    shipped_packs,
)
from conflicts.rules.rule import Rule, Verdict
from conflicts.rules.words import asks_as_of, unmatchable

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from conflicts.facts.arrays import ArrayMatches
    from conflicts.facts.stored import StoredTable


Progress: TypeAlias = Callable[[str, int, int], None]
"""What is told of each rule before it runs."""


def check(
    claims: "Claims | StoredTable",
    *,
    rules: AnyRules | Sequence[AnyRules] | None = None,
    vocabulary: AnyVocabulary | None = None,
    engine: str = "auto",
    as_of: str | date | None = None,
    at: str | date | None = None,
    select: str | Sequence[str] = (),
    ignore: str | Sequence[str] = (),
    group_by: GroupBy = "conflict",
    verdict: Verdict = "possible",
    severity: Levels = NO_LEVELS,
    per_file_severity: FileLevels = NO_FILE_LEVELS,
    suppressions: Sequence[FileSuppression] = (),
    baseline: Baseline | None = None,
    today: str | date | None = None,
    progress: Progress | None = None,
) -> ConflictReport:
    """Report which claims cannot all stand, which lack support and which are out of date.

    - ``claims``: a collection (see ``load``); claims, or mappings with their fields, and their ``vocabulary``; paths of
      files and directories; a mapping such as a claims file holds; a data frame or an Arrow table with the columns of
      the claims table (docs/reference/claims-table.md); or a table that ``conflicts.bulk`` opened.
    - ``vocabulary``: of claims that bring none: a ``Vocabulary``, its sections as a mapping, or where such a file is.
    - ``rules``: packs by name, single rules (``core/denial``), files or directories of rules, or rules, also as text or
      data (``Rule.from_yaml``); None: all that ship. Rules that the claims' own files give, such as Wikidata's
      constraints, are beside them. ``select`` and ``ignore`` narrow them by name, id, pack, kind or tag.
    - ``engine``: ``auto``, ``python``, ``durable`` or ``duckdb``; the findings are the same. Of tables that DuckDB
      checks, findings are made when they are looked at.
    - ``as_of``: what was known on that day (a date, EDTF, or ``today``): later claims are left out, and rules ask for
      that day what is out of date; without it such rules are skipped.
    - ``at``: what held then (as for ``as_of``): claims that certainly held only earlier or later are left out.
    - ``group_by``: ``conflict``, a finding for the claims that hang together by conflicts; or ``subject``, at most one
      of a rule about one subject, which is as certain as the most certain conflict in it. What is unverified is found
      claim by claim; ``subject``, ``rule``, ``file`` and ``source`` put together the claims of a rule that share it,
      the certain and the possible ones apart, and the last three leave conflicts as they are.
    - ``verdict``: how sure findings are at the least: ``certain`` leaves out those that are no more than possible. The
      report counts them (``hidden``), but for those that somebody accepts.
    - ``severity``: how severe the findings of rules are where they are certain, or ``off``, by the words that choose
      rules (``{"core/no-source": "note"}``); ``per_file_severity``: the same by patterns of files, for findings whose
      claims all lie in them.
    - ``suppressions``: findings that are accepted, beside those that claims suppress themselves and those of the
      ``baseline``. They expire by ``as_of``, or else by ``today``, or else never. ``today`` is
      also the day that the word means; without it that is the day of the clock.
    - ``progress``: is told, before each rule, its name, how many rules have run, and how many there are.

    Raises InputError for dates, for another grouping or verdict, and for claims that do not fit together
    (VocabularyError: a vocabulary), RuleError for rules, EngineError if an engine fails.
    """
    started = perf_counter()
    asked = Asked.of(
        rules=rules,
        as_of=as_of,
        at=at,
        select=select,
        ignore=ignore,
        group_by=group_by,
        verdict=verdict,
        severity=severity,
        per_file_severity=per_file_severity,
        suppressions=suppressions,
        baseline=baseline,
        today=today,
    )
    with collector_paused():
        source = _source(claims, vocabulary, engine)
        facts, left_out = _facts(source, asked.as_of, asked.at)
        chosen = asked.choose(rules_of(source))
        engines = choose(engine, len(facts), stored=facts.is_stored)
        findings: list[Found] = []
        behind = FoundMatches(facts, group_by)
        truncated: list[Truncated] = []
        matched = 0
        for done, rule in enumerate(chosen.in_order):
            if progress is not None:
                progress(rule.name, done, len(chosen.in_order))
            query, matches = run(rule, facts, engines)
            truncated.extend(truncations(rule, matches))
            if rule not in chosen.rules:
                continue
            findings.append(findings_in(rule, matches, facts, group_by))
            if query is not None:
                behind.keep(query, matches)
            matched += matches.pairs
    concerned = facts.claims if suppressions else facts.suppressing
    sorted_out = chosen.sort_out(gathered(findings), concerned, left_out, behind.all_accepted)
    ran = Ran(left_out, matched, truncated, engines.name, engines.reason, started)
    return chosen.report(sorted_out, facts, ran, *not_read(source))


class Asked(NamedTuple):
    """What a check is asked for beside claims, read; the arguments of ``check`` say what each is."""

    rules: Sequence[AnyRules] | None
    select: Sequence[str]
    ignore: Sequence[str]
    as_of: str | None
    at: str | None
    today: str | None
    group_by: GroupBy
    verdict: Verdict
    severity: Levels
    per_file_severity: FileLevels
    suppressions: Sequence[FileSuppression]
    baseline: Baseline | None

    @classmethod
    def of(
        cls,
        *,
        rules: AnyRules | Sequence[AnyRules] | None = None,
        as_of: str | date | None = None,
        at: str | date | None = None,
        select: str | Sequence[str] = (),
        ignore: str | Sequence[str] = (),
        group_by: GroupBy = "conflict",
        verdict: Verdict = "possible",
        severity: Levels = NO_LEVELS,
        per_file_severity: FileLevels = NO_FILE_LEVELS,
        suppressions: Sequence[FileSuppression] = (),
        baseline: Baseline | None = None,
        today: str | date | None = None,
    ) -> Self:
        """Read the arguments; raises InputError for dates, and for another grouping or verdict."""
        if group_by not in get_args(GroupBy):
            raise InputError(f"cannot group by {group_by!r}: by conflict, subject, rule, file or source")
        if verdict not in get_args(Verdict):
            raise InputError(f"there is no verdict {verdict!r}: certain or possible")
        today = day(today, "today")
        return cls(
            None if rules is None else listed(rules),
            listed(select),
            listed(ignore),
            day(as_of, "as of", today),
            day(at, "at", today),
            today,
            group_by,
            verdict,
            severity,
            per_file_severity,
            suppressions,
            baseline,
        )

    def choose(self, given: Sequence[Rule] = ()) -> "Chosen":
        """Load the rules that are asked for, beside those ``given`` by the claims' own files; raises RuleError."""
        asked = [*(shipped_packs() if self.rules is None else self.rules), *given] if given else self.rules
        loaded = load_rules(asked, shipped_examples=False)
        check_words((self.severity, *self.per_file_severity.values()), lambda: known_rules(loaded))
        rules = levelled(select_rules(loaded, self.select, self.ignore), self.severity)
        return Chosen(self, loaded, rules, in_order(rules, loaded))


class Ran(NamedTuple):
    """What was counted while the rules ran, and which engine ran them, why, and since when (``perf_counter``)."""

    left_out: int
    pairs: int
    truncated: Sequence[Truncated]
    engine: str
    reason: str
    started: float


class Chosen(NamedTuple):
    """The rules of a check: all that are ``loaded``, those whose findings are asked for, and all that run, in order."""

    asked: Asked
    loaded: Sequence[Rule]
    rules: Sequence[Rule]
    in_order: Sequence[Rule]

    def sort_out(
        self,
        findings: Sequence[Finding],
        concerned: Sequence[Claim],
        left_out: int,
        all_accepted: AllAccepted,
    ) -> Sorted:
        """Part the findings that stand from those that somebody accepts, with the severities of their files.

        ``concerned`` are the claims with suppressions; all of them, if files have some.
        """
        asked = self.asked
        ran = frozenset(rule.name for rule in self.rules if asked.as_of is not None or not asks_as_of(rule))
        scope = Scope(self.loaded, ran, whole=not left_out, day=asked.as_of if asked.as_of is not None else asked.today)
        found = sort_out(findings, concerned, asked.suppressions, asked.baseline, scope, all_accepted)
        by_file = LevelsByFile(asked.per_file_severity, self.rules)
        return Sorted(by_file.of(found.findings), by_file.of_suppressed(found.suppressed), found.stale)

    def report(self, found: Sorted, facts: FactTable, ran: Ran, unread: Unread, sentences: Sentences) -> ConflictReport:
        """The report of what was found in these facts."""
        reasons = ((rule, why_not(rule, facts)) for rule in self.rules)
        skipped = [Skipped(rule=rule.name, reason=reason) for rule, reason in reasons if reason]
        unrun = {each.rule for each in skipped}
        with collector_paused():
            ran_here = [rule for rule in self.rules if rule.name not in unrun]
            coverage = coverage_of(facts, ran_here, unread, sentences)
        statistics = Statistics(
            claims=len(facts),
            left_out=ran.left_out,
            sources=facts.speakers,
            rules=len(self.rules) - len(skipped),
            pairs=ran.pairs,
            as_of=self.asked.as_of,
            at=self.asked.at,
            engine=ran.engine,
            reason=ran.reason,
            seconds=perf_counter() - ran.started,
        )
        return ConflictReport.of(
            found.findings,
            statistics,
            skipped,
            suppressed=found.suppressed,
            stale=found.stale,
            truncated=ran.truncated,
            coverage=coverage,
        ).at_least(self.asked.verdict)


def truncations(rule: Rule, matches: "Matches | ArrayMatches") -> Iterator[Truncated]:
    """What a report says of the blocks of a rule that were not compared to the end."""
    return (Truncated(rule=rule.name, **each._asdict()) for each in matches.truncated)


def _source(
    claims: "Claims | StoredTable", vocabulary: AnyVocabulary | None, engine: str
) -> "Collection | StoredTable":
    """The claims as objects, or in the table that DuckDB holds, or is to hold."""
    if _is_stored(claims):
        if vocabulary is not None:
            raise InputError("a table was opened with its vocabulary; give it there")
        return claims
    if is_frame(claims) and stay_tables(engine, [Table(len(claims) if isinstance(claims, Sized) else None)]):
        from conflicts.facts.stored import ClaimsTable, open_table

        return open_table(ClaimsTable(frame=claims, vocabulary=frame_words(claims, vocabulary_of(vocabulary))))
    return collected(claims, vocabulary)


def rules_of(source: "Collection | StoredTable") -> tuple[Rule, ...]:
    """The rules that the claims' own files give."""
    return source.rules if isinstance(source, Loaded) else ()


def _facts(source: "Collection | StoredTable", as_of: str | None, at: str | None) -> tuple[FactTable, int]:
    """The facts of the claims that are visible on the days that are asked for, and how many are not."""
    if _is_stored(source):
        facts = source.facts(as_of, at)
        return facts, len(source) - len(facts)
    assert isinstance(source, Collection)
    seen = visible(source, as_of, at)
    return FactTable.of(seen, as_of), len(source.claims) - len(seen.claims)


def not_read(source: "Collection | StoredTable") -> tuple[Unread, Sentences]:
    """What of the input could not be read, and how many sentences were."""
    if isinstance(source, Collection):
        return Unread.of(source.unread), source.sentences
    return Unread.of(source.problems, source.malformed), NO_SENTENCES


def _is_stored(claims: object) -> "TypeIs[StoredTable]":
    return isinstance(claims, Sized) and hasattr(claims, "facts")


def run(rule: Rule, facts: FactTable, engines: Choice) -> "tuple[Query | None, Matches | ArrayMatches]":
    """Match one rule, and remember whom it flags: its query, unless it cannot match here, and the matches."""
    query = None if why_not(rule, facts) else lower(rule, facts)
    matches = Matches() if query is None else engines.match(query, facts)
    facts.flag(rule.name, matches, every_claim=rule.kind == "contradiction")
    return query, matches


def why_not(rule: Rule, facts: FactTable) -> str | None:
    """Why a rule cannot match any of these claims, in a sentence; None if it can."""
    if facts.as_of is None and asks_as_of(rule):
        return "asks for a day to check as of, and none was given (--as-of)"
    return unmatchable(rule, facts.vocabulary, facts.tags)
