"""A session is at any moment what a check of its claims says, and its changes are the difference of the reports."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from conflicts import Claim, ConflictReport, Finding, InputError, Location, check
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.baseline import Baseline
from conflicts.report.suppress import FileSuppression
from conflicts.rules.pack import load_rules
from conflicts.rules.rule import Rule
from conflicts.session import Change, Session
from conflicts.strategies import claims, vocabularies
from conflicts.strategies import rules as drawn_rules

IDS = ("a", "b", "c", "d", "e", "f", "g", "h")
DAYS = ("2020-06", "2021-03-04", "2022", "2022-03-24", "2022-03-25T10:00Z", "2030")
SHIPPED = load_rules(shipped_examples=False)
MARKS = {
    "location": st.sampled_from((None, None, Location(file="one.txt", line=1), Location(file="two.txt", line=3))),
    "excerpt": st.sampled_from((None, "He said so.", "They deny it.")),
    "tags": st.sampled_from(((), (), ("citation-needed",), ("disputed", "failed-verification"))),
    "suppress": st.sampled_from(
        (
            (),
            (),
            (),
            ({"rule": "core", "reason": "known"},),
            ({"rule": "no-source", "reason": "known", "until": "2021"},),
        )
    ),
    "supersedes": st.sampled_from(((), (), (), ("a",), ("b", "c"))),
}


def named(rule: Rule) -> str:
    """The name of a rule."""
    return rule.name


class SessionMachine(RuleBasedStateMachine):
    """Claims come and go; whatever is refused changes nothing."""

    session: Session

    @initialize(data=st.data(), vocabulary=vocabularies())
    def start(self, data: st.DataObject, vocabulary: Vocabulary) -> None:
        shipped = st.lists(st.sampled_from(SHIPPED), min_size=1, max_size=5, unique_by=named)
        own = st.lists(drawn_rules(vocabulary), min_size=1, max_size=3, unique_by=named)
        chosen = data.draw(st.one_of(shipped, shipped, own))
        days = st.sampled_from((None, *DAYS))
        self.vocabulary = vocabulary
        self.options: dict[str, Any] = {
            "rules": chosen,
            "as_of": data.draw(days),
            "at": data.draw(st.one_of(st.none(), st.none(), days)),
            "group_by": data.draw(st.sampled_from(("conflict", "conflict", "subject", "rule", "file", "source"))),
            "verdict": data.draw(st.sampled_from(("possible", "possible", "certain"))),
            "today": data.draw(days),
            "per_file_severity": data.draw(st.sampled_from(({}, {}, {"two.txt": {"unverified": "off"}}))),
            "baseline": self.known(data, vocabulary, chosen) if data.draw(st.integers(0, 2)) == 0 else None,
            "suppressions": data.draw(
                st.sampled_from(((), (), (FileSuppression(rule="core", reason="old", files=("one.txt",)),)))
            ),
        }
        self.session = Session(vocabulary=vocabulary, **self.options)
        self.before = self.checked()

    def known(self, data: st.DataObject, vocabulary: Vocabulary, rules: Sequence[Rule]) -> Baseline:
        """The findings of some claims that may come, and of others that do not."""
        several = [data.draw(claims(vocabulary, id=name)) for name in IDS[:3]]
        return Baseline.of(check(several, vocabulary=vocabulary, rules=rules, engine="python").findings)

    def checked(self) -> ConflictReport:
        return check(self.session.claims, vocabulary=self.vocabulary, engine="python", **self.options)

    def claim(self, data: st.DataObject, name: str) -> Claim:
        return data.draw(claims(self.vocabulary, id=name, **MARKS))

    @rule(data=st.data(), name=st.sampled_from(IDS))
    def add(self, data: st.DataObject, name: str) -> None:
        claim = self.claim(data, name)
        self.made(lambda: self.session.add(claim))

    @precondition(lambda self: len(self.session) > 0)
    @rule(data=st.data())
    def replace(self, data: st.DataObject) -> None:
        claim = self.claim(data, data.draw(st.sampled_from(sorted(each.id for each in self.session.claims))))
        self.made(lambda: self.session.replace(claim))

    @precondition(lambda self: len(self.session) > 0)
    @rule(data=st.data())
    def retract(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(each.id for each in self.session.claims)))
        self.made(lambda: self.session.retract(name))

    @rule(data=st.data(), names=st.permutations(IDS), split=st.integers(0, 3), more=st.integers(0, 3))
    def update(self, data: st.DataObject, names: Sequence[str], split: int, more: int) -> None:
        there = [name for name in names if name in self.session]
        new = [self.claim(data, name) for name in names if name not in self.session][:more]
        instead = [self.claim(data, name) for name in there[:split]]
        self.made(lambda: self.session.update(add=new, replace=instead, retract=there[split : split + more]))

    @rule(day=st.sampled_from(DAYS))
    def advance(self, day: str) -> None:
        def go() -> Change:
            change = self.session.advance(day)
            self.options["as_of"] = day
            return change

        self.made(go)

    def made(self, change: Callable[[], Change]) -> None:
        there = self.session.claims
        try:
            came = change()
        except InputError:
            assert self.session.claims == there
            return
        now = self.checked()
        assert self.session.report.to_json() == now.to_json()
        was, stand = marks(self.before.findings), marks(now.findings)
        accepted = marks(each.finding for each in now.suppressed)
        assert marks(came.opened) == stand - was
        assert marks(came.closed) == was - stand - accepted
        assert marks(each.now for each in came.changed) == differing(self.before, now) | (was & accepted)
        self.before = now

    @invariant()
    def the_report_is_that_of_a_check(self) -> None:
        if hasattr(self, "session"):
            assert self.session.report.to_json() == self.before.to_json()


def marks(findings: Iterable[Finding]) -> set[str]:
    """What findings are told apart by."""
    return {each.fingerprint for each in findings}


def differing(was: ConflictReport, now: ConflictReport) -> set[str]:
    """The findings of both reports that have another severity, verdict or number of pairs."""

    def told(report: ConflictReport) -> dict[str, tuple[object, ...]]:
        return {each.fingerprint: (each.severity, each.verdict, each.pairs) for each in report.findings}

    old, new = told(was), told(now)
    return {mark for mark in old.keys() & new.keys() if old[mark] != new[mark]}


class SmallLimitsMachine(SessionMachine):
    """The same where blocks are large, matches are many, work is too much and words wear out with a few claims."""

    limits = st.fixed_dictionaries(
        {
            "conflicts.facts.limits.LISTED": st.sampled_from((2, 300)),
            "conflicts.facts.limits.LOOPED": st.sampled_from((3, 5_000)),
            "conflicts.facts.limits.WORK": st.sampled_from((6, 10**10)),
            "conflicts.facts.kept._FEW": st.sampled_from((0, 1_000)),
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.patched = pytest.MonkeyPatch()

    @initialize(data=st.data(), vocabulary=vocabularies())
    def start(self, data: st.DataObject, vocabulary: Vocabulary) -> None:
        for name, limit in data.draw(self.limits).items():
            self.patched.setattr(name, limit)
        self.patched.setattr("conflicts.facts.kept._WORDS_A_CLAIM", 4)
        super().start(data, vocabulary)

    def teardown(self) -> None:
        self.patched.undo()


TestSmallLimits = SmallLimitsMachine.TestCase
TestSmallLimits.settings = settings(max_examples=10, stateful_step_count=15, deadline=None)
TestSession = SessionMachine.TestCase
TestSession.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)
