"""This library: from a Parquet file through DuckDB, and from claims in memory through the Python engine."""

from collections.abc import Iterable
from time import perf_counter

import numpy as np

from conflicts import ConflictReport, check
from conflicts.bulk import open_table
from conflicts.engines.python import PythonEngine
from conflicts.facts.arrays import ArrayMatches
from conflicts.facts.lower import lower
from conflicts.facts.query import Crowd
from conflicts.facts.query import Matches as ListedMatches
from conflicts.facts.table import FactTable
from conflicts.model.collection import Collection
from conflicts.model.collector import collector_paused
from conflicts.report.bulk import write_findings
from conflicts.report.lazy import LazyFindings
from conflicts.rules.pack import load_rules
from contest.case import Case
from contest.contenders.objects import claims_of
from contest.proof import Counted, Matches, Numbers, Proof, listed, prove
from contest.protocol import Answer, Outcome, Work


def table(case: Case) -> Work:
    """A Parquet file to a report with exact counts, and all findings in another Parquet file."""
    written = case.output("ours") / "findings.parquet"

    def work() -> Answer:
        started = perf_counter()
        opened = open_table(case.table)
        loaded = perf_counter()
        report = check(opened, rules=case.rule_files)
        checked = perf_counter()
        write_findings(report.findings, written)
        done = perf_counter()
        parts = {"load": loaded - started, "check": checked - loaded, "write": done - checked}
        return lambda: Outcome(_proofs(report, case), parts, _truncated(report))

    return work


def core_pack(case: Case) -> Work:
    """A Parquet file and all rules of the pack ``core``; the findings are counted."""

    def work() -> Answer:
        started = perf_counter()
        opened = open_table(case.table)
        loaded = perf_counter()
        report = check(opened, rules=["core"])
        done = perf_counter()
        parts = {"load": loaded - started, "check": done - loaded, "rules": float(report.statistics.rules)}
        found = Proof(certain=report.counts.findings, possible=0)
        return lambda: Outcome({"core": found}, parts, _truncated(report))

    return work


def matches(case: Case) -> Work:
    """Claims in memory to matches: lowered, and searched by the Python engine."""
    collection, engine = Collection(*claims_of(case)), PythonEngine()
    rules = load_rules(case.rule_files)

    def work() -> Answer:
        with collector_paused():  # as ``check`` does
            facts = FactTable.of(collection)
            found = {rule.id: engine.match(lower(rule, facts), facts) for rule in rules}
        truncated = [name for name, each in found.items() if each.truncated]
        return lambda: Outcome({name: _proof(each) for name, each in found.items()}, truncated=truncated)

    return work


def report(case: Case) -> Work:
    """Claims in memory to a report with exact counts, by the Python engine; findings are made when looked at."""
    claims, vocabulary = claims_of(case)
    rules = load_rules(case.rule_files)

    def work() -> Answer:
        made = check(claims, rules=rules, vocabulary=vocabulary, engine="python")
        assert made.counts.findings == len(made.findings)
        return lambda: Outcome(_proofs(made, case), truncated=_truncated(made))

    return work


def findings(case: Case) -> Work:
    """Claims in memory to a report, by the Python engine, every finding of which is looked at."""
    claims, vocabulary = claims_of(case)
    rules = load_rules(case.rule_files)

    def work() -> Answer:
        made = check(claims, rules=rules, vocabulary=vocabulary, engine="python")
        counted = _counts(made, case)
        return lambda: Outcome(counted, truncated=_truncated(made))

    return work


def _truncated(report: ConflictReport) -> list[str]:
    return sorted({each.rule.rpartition("/")[2] for each in report.truncated})


def _proofs(report: ConflictReport, case: Case) -> dict[str, Proof]:
    """The claims are in the order of their ids, by which a table numbers its rows too."""
    if isinstance(report.findings, LazyFindings):
        return {each.rule.id: _proof(each.matches) for each in report.findings.rules}
    return _counts(report, case)


def _proof(matches: ListedMatches | ArrayMatches) -> Proof:
    if isinstance(matches, ArrayMatches):
        listed_ones = Matches(matches.rows[:, 0], matches.rows[:, -1], matches.certain)
        return prove(listed_ones, _counted(matches.crowds))
    return prove(listed([(each.rows[0], each.rows[-1], each.certain) for each in matches]), _counted(matches.crowds))


def _counted(crowds: Iterable[Crowd]) -> list[Counted]:
    def claims(crowd: Crowd) -> Numbers:
        return np.asarray(crowd.rows, np.int64)

    return [Counted(crowd.certain, crowd.pairs, claims(crowd)) for crowd in crowds]


def _counts(report: ConflictReport, case: Case) -> dict[str, Proof]:
    """Findings say how many matches they join."""
    counts = {name: [0, 0] for name in case.rules}
    for finding in report.findings:
        counts[finding.rule.rpartition("/")[2]][finding.verdict == "possible"] += finding.pairs
    return {name: Proof(certain=certain, possible=possible) for name, (certain, possible) in counts.items()}
