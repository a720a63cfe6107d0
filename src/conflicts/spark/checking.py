"""The pipeline of ``check`` over a table on a cluster."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import reduce
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, get_args

from conflicts.check import why_not
from conflicts.errors import EngineError, InputError, UnsupportedError
from conflicts.extras import not_installed
from conflicts.facts import limits
from conflicts.facts.lower import lower
from conflicts.facts.portions import cut_short
from conflicts.facts.query import Query
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.report import Skipped, Statistics, Truncated
from conflicts.rules.pack import load_rules, select_rules, strata, with_dependencies
from conflicts.rules.rule import Kind, Rule, Verdict
from conflicts.rules.words import asks_for_citations
from conflicts.tables.claims import FRAME, BadRows, file_vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from conflicts.spark.database import SparkDatabase
    from conflicts.spark.report import SparkReport, SparkTally
    from conflicts.spark.table import SparkFacts, SparkTable
    from conflicts.sql import Cut
    from conflicts.tables.mapping import TableMapping


def check_spark(
    claims: "DataFrame | str | Path",
    *,
    rules: Sequence[str | Path | Rule] | None = None,
    vocabulary: Vocabulary | None = None,
    mapping: "TableMapping | None" = None,
    as_of: str | None = None,
    at: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    verdict: Verdict = "possible",
    max_errors: int = 0,
    most_listed: int | None = None,
    session: "SparkSession | None" = None,
) -> "SparkReport":
    """Report the conflicts in a table of claims that Spark reads: what DuckDB finds, as a frame of findings.

    - ``claims``: a DataFrame with the columns of the claims table (docs/reference/claims-table.md), or those that the
      ``mapping`` names; or where Parquet files with them are. ``session`` reads those; None: the one that is active.
    - ``rules``, ``as_of``, ``at``, ``select``, ``ignore``, ``verdict``: as for ``check``.
    - ``vocabulary``: what the words mean, beside what one file on the driver's own disk carries itself.
    - ``max_errors``: how many malformed rows are passed over.
    - ``most_listed``: the largest block whose pairs are joined; those of larger ones are counted.

    The executors import ``conflicts``, too. Raises InputError for malformed rows and for dates, VocabularyError,
    RuleError, EngineError if Spark fails; UnsupportedError where pyspark is not installed.
    """
    from conflicts.spark.report import SparkReport

    started = perf_counter()
    if verdict not in get_args(Verdict):
        raise InputError(f"there is no verdict {verdict!r}: certain or possible")
    database = _database(claims, session)
    with ExitStack() as failed:
        failed.callback(database.close)
        loaded = load_rules(rules, shipped_examples=False)
        chosen = select_rules(loaded, select, ignore)
        with _errors("the table of claims"):
            bad = BadRows(str(claims) if isinstance(claims, str | Path) else FRAME, max_errors, hint=_HINT)
            table = _opened(database, claims, vocabulary or Vocabulary(), mapping, bad)
            facts = table.facts(as_of, at)
            speakers = facts.speakers
        run = _Run(facts, most_listed)
        for stratum in strata(with_dependencies(chosen, loaded)):
            run.check(stratum)
        names = {rule.name for rule in chosen}
        tallies = tuple(each for each in run.tallies if each.rule in names)
        shown = tuple(each for each in tallies if verdict in ("possible", each.verdict))
        skipped = tuple(each for each in run.skipped if each.rule in names)
        statistics = Statistics(
            claims=len(facts),
            left_out=len(table) - len(facts),
            sources=speakers,
            rules=len(chosen) - len(skipped),
            pairs=sum(each.pairs for each in tallies),
            as_of=as_of,
            at=at,
            engine="spark",
            reason="asked for",
            seconds=perf_counter() - started,
        )
        report = SparkReport(
            findings=run.findings(names, verdict),
            tallies=shown,
            hidden=sum(each.findings for each in tallies) - sum(each.findings for each in shown),
            statistics=statistics,
            skipped=skipped,
            truncated=tuple(each for each in run.truncated if each.rule in names),
            problems=tuple(bad.problems),
            malformed=bad.count,
            notes=(*((_SUPPRESSING,) if table.suppresses else ()), *_one_by_one(chosen, tallies), _NOT_COVERED),
            database=database,
        )
        failed.pop_all()
    return report


AT_ONCE = 8
"""How many rules are one job of Spark's: enough to keep executors busy, and few enough for their disks."""

_HINT = "max_errors={count} tolerates that"
_NOT_COVERED = "on Spark it is not counted which claims no rule could compare"
_ONE_BY_ONE = "on Spark each claim without a citation is a finding, also of a file that cites nothing"
_SUPPRESSING = "some claims suppress findings: on Spark those findings are listed all the same"


def _one_by_one(rules: Sequence[Rule], tallies: "Sequence[SparkTally]") -> tuple[str, ...]:
    """That claims of one file are not put together, where a rule found some that cite nothing."""
    asking = {rule.name for rule in rules if asks_for_citations(rule)}
    return (_ONE_BY_ONE,) if any(each.rule in asking for each in tallies) else ()


def _database(claims: "DataFrame | str | Path", session: "SparkSession | None") -> "SparkDatabase":
    try:
        from pyspark.sql import SparkSession
        from sqlglot import exp  # noqa: F401 - what is missing is reported here, with the other
    except ImportError as error:
        raise not_installed("checking tables on Spark needs pyspark", "spark") from error
    from conflicts.spark.database import SparkDatabase

    if not isinstance(claims, str | Path):
        session = claims.sparkSession
    elif session is None:
        session = SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
    if not hasattr(session, "sparkContext"):
        raise UnsupportedError("a session of Spark Connect does not keep tables as a check needs it: submit the job")
    return SparkDatabase(session)


def _opened(
    database: "SparkDatabase",
    claims: "DataFrame | str | Path",
    vocabulary: Vocabulary,
    mapping: "TableMapping | None",
    bad: BadRows,
) -> "SparkTable":
    from conflicts.spark.raw import register
    from conflicts.spark.table import spark_table

    if isinstance(claims, str | Path):
        if Path(claims).is_file():
            vocabulary = vocabulary.updated(file_vocabulary(Path(claims), str(claims)))
        claims = str(claims)
    register(database, claims, mapping)
    return spark_table(database, vocabulary, bad)


class _Run:
    """The rules that were run so far, and what they found."""

    def __init__(self, facts: "SparkFacts", most_listed: int | None) -> None:
        self._facts, self._most = facts, limits.LISTED if most_listed is None else most_listed
        self._found: dict[str, DataFrame] = {}
        self.tallies: list[SparkTally] = []
        self.skipped: list[Skipped] = []
        self.truncated: list[Truncated] = []

    def check(self, rules: Iterable[Rule]) -> None:
        """Run rules of which none speaks of another."""
        from conflicts.spark.matching import Matcher

        facts = self._facts
        queries: list[tuple[Rule, Query]] = []
        for rule in rules:
            if reason := why_not(rule, facts):
                self.skipped.append(Skipped(rule=rule.name, reason=reason))
            else:
                queries.append((rule, lower(rule, facts)))
        if not queries:
            return
        with _errors("the columns of claims"):
            matcher = Matcher(facts, (query for _, query in queries), self._most)
        for start in range(0, len(queries), AT_ONCE):
            some = queries[start : start + AT_ONCE]
            with _errors(", ".join(rule.name for rule, _ in some)):
                found = matcher.findings(some)
                self._count(found, {rule.name: rule.kind for rule, _ in some})
            for rule, query in some:
                self._tell_cut(rule, query, matcher.cut[rule.name])
                its = found.where(found["rule"] == rule.name).where("truncated IS NULL").drop("truncated")
                self._found[rule.name] = its
                facts.flag_found(rule.name, its, every_claim=rule.kind == "contradiction")

    def findings(self, names: Collection[str], verdict: Verdict) -> "DataFrame":
        """What the rules of these names found that is so sure at the least."""
        from conflicts.spark.worker import SCHEMA

        session = self._facts.database.session
        parts = [found for name, found in self._found.items() if name in names]
        found = reduce(lambda one, other: one.unionAll(other), parts or [session.createDataFrame([], SCHEMA)])
        return found if verdict == "possible" else found.where(found["verdict"] == verdict)

    def _tell_cut(self, rule: Rule, query: Query, cut: "Cut") -> None:
        pairs = sum(each.pairs for each in self.tallies if each.rule == rule.name)
        self.truncated.extend(Truncated(rule=rule.name, **each._asdict()) for each in cut_short(query, *cut, pairs))

    def _count(self, found: "DataFrame", kinds: Mapping[str, Kind]) -> None:
        from pyspark.sql import functions as F

        from conflicts.spark.report import SparkTally

        counted = found.groupBy("rule", "severity", "verdict", "truncated").agg(F.count("*"), F.sum("pairs"))
        for rule, severity, verdict, truncated, findings, pairs in sorted(counted.collect(), key=str):
            if truncated is None:
                self.tallies.append(SparkTally(rule, kinds[rule], severity, verdict, findings, pairs))
            else:
                self.truncated.append(Truncated(rule=rule, pairs=pairs, exact=False, reason=truncated))


@contextmanager
def _errors(about: str) -> Iterator[None]:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise EngineError(f"spark: {about}: {error}") from error
