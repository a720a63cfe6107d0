"""All that a session knows at one moment, and how it follows claims that come and go."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import NamedTuple

from conflicts.check import Chosen, Ran, truncations
from conflicts.facts.kept import KeptFacts, Memory
from conflicts.facts.table import FactTable
from conflicts.facts.visible import visible
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.collector import collector_paused
from conflicts.report.coverage import Unread
from conflicts.report.finding import Finding
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import Sorted
from conflicts.rules.pack import references
from conflicts.session.evaluation import Evaluated, Neighbourhood, RuleState
from conflicts.session.index import Index, Key, is_in_file

ENGINE = "session"


class Moment(NamedTuple):
    """What rules found in some units, by the rules of that moment."""

    chosen: Chosen
    found: Sequence[Evaluated]
    left_out: int

    def sorted_out(self, claims: Mapping[str, Claim] | None = None) -> Sorted:
        """The findings that stand, and those that somebody accepts; with all ``claims`` also unused suppressions."""
        rules = {rule.name for rule in self.chosen.rules}
        asked = [each for each in self.found if each.rule.name in rules]
        behind: dict[tuple[str, str], Evaluated] = {}
        findings: list[Finding] = []
        for each in asked:
            findings.extend(each.findings)
            behind.update(((each.rule.name, finding.fingerprint), each) for finding in each.findings)
        if claims is None:
            claims = {claim.id: claim for each in asked for claim in each.facts.claims}

        def all_accepted(finding: Finding, accepted: frozenset[str]) -> bool:
            return behind[finding.rule, finding.fingerprint].behind.all_accepted(finding, accepted)

        return self.chosen.sort_out(findings, _concerned(claims, self.chosen), self.left_out, all_accepted)


def _concerned(claims: Mapping[str, Claim], chosen: Chosen) -> list[Claim]:
    """The claims that suppressions can be for, in the order of their ids."""
    of_files = bool(chosen.asked.suppressions)
    return [claims[name] for name in sorted(claims) if of_files or claims[name].suppress]


class Step(NamedTuple):
    """What was found before and after a change, in the units that it touched."""

    before: Moment
    after: Moment


class State:
    """The claims of a session and what every rule finds among them.

    ``collection`` holds all claims; rules see those that are ``visible`` on the days that are asked for.
    """

    def __init__(self, chosen: Chosen, collection: Collection) -> None:
        self.chosen, self.rest = chosen, collection
        self.claims = {claim.id: claim for claim in collection.claims}
        seen = self._visible(collection.claims)
        self.memory = Memory(collection.vocabulary, chosen.asked.as_of).learned(seen)
        any_in_file = any(map(is_in_file, seen))
        read = {name for rule in chosen.in_order for name, _ in references(rule)}
        self.rules = [
            RuleState(rule, self.memory, chosen.asked.group_by, is_read=rule.name in read, is_in_file=any_in_file)
            for rule in chosen.in_order
        ]
        self._by_name = {each.rule.name: each for each in self.rules}
        self.index = Index({spec for each in self.rules for spec in each.specs}, self.memory)
        for claim in seen:
            self.index.add(claim)
        with collector_paused():
            around = Neighbourhood(self.memory.table(seen))
            for each in self.rules:
                if each.can_match:
                    self._flag(each, around)
                    self._fill(each, around)

    # Changes -------------------------------------------------------------------------------------------------------

    def changed(self, removed: Sequence[Claim], added: Sequence[Claim]) -> "tuple[State, Step]":
        """The state after some claims went and others came, which is this one unless it has to be made anew.

        Where something goes wrong on the way, the state is as it was.
        """
        gone, come = self._visible(removed), self._visible(added)
        left = len(self.claims) - len(self.index.claims)
        if self._needs_all(come, gone):
            return self._anew(removed, added)
        undo: list[Callable[[], object]] = []
        try:
            found = self._followed(gone, come, undo)
            self._replace(removed, added)
        except BaseException:
            for step in reversed(undo):
                step()
            raise
        now_left = len(self.claims) - len(self.index.claims)
        before = [each for each, _ in found if each is not None]
        after = [each for _, each in found if each is not None]
        return self, Step(Moment(self.chosen, before, left), Moment(self.chosen, after, now_left))

    def _needs_all(self, come: Sequence[Claim], gone: Sequence[Claim]) -> bool:
        """Whether a change reaches further than the units of its claims."""
        if self.memory.is_worn or self.memory.learned(come) is not self.memory:
            return True
        if any(each.folds for each in self.rules):
            before = self.index.in_files
            now = before + sum(map(is_in_file, come)) - sum(map(is_in_file, gone))
            return bool(before) != bool(now)
        return len(come) > len(self.index.claims)

    def _anew(self, removed: Sequence[Claim], added: Sequence[Claim]) -> "tuple[State, Step]":
        claims = {**self.claims}
        for claim in removed:
            del claims[claim.id]
        claims.update((claim.id, claim) for claim in added)
        state = State(self.chosen, _with(self.rest, claims.values()))
        return state, Step(self.moment(), state.moment())

    def _replace(self, removed: Sequence[Claim], added: Sequence[Claim]) -> None:
        for claim in removed:
            del self.claims[claim.id]
        self.claims.update((claim.id, claim) for claim in added)

    def _followed(
        self, gone: Sequence[Claim], come: Sequence[Claim], undo: list[Callable[[], object]]
    ) -> list[tuple[Evaluated | None, Evaluated | None]]:
        """What was and what is found in each unit that is touched."""
        index = self.index
        old = self.memory.table(gone)
        touched = [each.touched(self._able(each, old), index) for each in self.rules]
        for claim in gone:
            undo.append(partial(index.add, claim))
            index.remove(claim)
        self.memory.forget(gone)
        for claim in come:
            undo.append(partial(self._take_back, claim))
            index.add(claim)
        new = self.memory.table(come)
        found: list[tuple[Evaluated | None, Evaluated | None]] = []
        flagged: dict[str, set[str]] = {}
        arounds: dict[frozenset[str], Neighbourhood] = {}
        for each, keys in zip(self.rules, touched, strict=True):
            turned = {claim for name in each.asks_of for claim in flagged.get(name, ())}
            dirty = [*self._able(each, new), *(index.claims[name] for name in turned if name in index.claims)]
            keys |= each.touched(dirty, index) if each.can_match else set()
            if keys:
                flagged[each.rule.name] = self._again(each, keys, arounds, found, undo)
        return found

    def _take_back(self, claim: Claim) -> None:
        self.index.remove(claim)
        self.memory.forget([claim])

    def _able(self, state: RuleState, facts: KeptFacts) -> list[Claim]:
        for name in state.asks_of:
            self._by_name[name].flag(facts)
        return state.able(facts)

    def _again(
        self,
        state: RuleState,
        keys: set[Key],
        arounds: dict[frozenset[str], Neighbourhood],
        found: list[tuple[Evaluated | None, Evaluated | None]],
        undo: list[Callable[[], object]],
    ) -> set[str]:
        """Look again at some units of a rule; returns the claims whose flags have changed."""
        around = self._around(state, keys, arounds)
        now = state.evaluated(keys, around, self.index)
        if now is None:  # too much to compare in one block: what a report says of it depends on all blocks
            undo.append(partial(setattr, state, "spec", state.spec))
            keys = set(state.units)
            state.spec = ()
            around = self._around(state, [()], arounds)
            now = state.evaluated([()], around, self.index) or {}
            keys |= {()}
        changed: set[str] = set()
        for key in keys:
            before, after = state.units.get(key), now.get(key)
            if before is None and after is None:
                continue
            undo.append(partial(state.put, key, before))
            changed |= state.put(key, after)
            found.append((before, after))
        return changed

    def _around(
        self, state: RuleState, keys: Iterable[Key], arounds: dict[frozenset[str], Neighbourhood]
    ) -> Neighbourhood:
        needed = state.needed(keys, self.index)
        names = frozenset(needed)
        if names not in arounds:
            arounds[names] = Neighbourhood(self.memory.table(needed.values()))
        self._flag(state, arounds[names])
        return arounds[names]

    def _flag(self, state: RuleState, around: Neighbourhood) -> None:
        for name in state.asks_of:
            self._by_name[name].flag(around.facts)

    def _fill(self, state: RuleState, around: Neighbourhood) -> None:
        """Look at all claims for the first time."""
        now = state.evaluated(None, around, self.index)
        if now is None:
            state.spec = ()
            now = state.evaluated(None, around, self.index) or {}
        for key, each in now.items():
            state.put(key, each)

    # What there is -------------------------------------------------------------------------------------------------

    def moment(self) -> Moment:
        """All that is found."""
        found = [each for rule in self.rules for each in rule.units.values()]
        return Moment(self.chosen, found, len(self.claims) - len(self.index.claims))

    @property
    def collection(self) -> Collection:
        """All claims, and what they were read from."""
        return _with(self.rest, self.claims.values())

    def report(self) -> ConflictReport:
        """The report of a check of all claims; findings that are made already are not made again."""
        started = perf_counter()
        moment = self.moment()
        seen = _with(self.rest, self.index.claims.values())
        facts = FactTable.of(seen, self.chosen.asked.as_of)
        rules = {rule.name for rule in self.chosen.rules}
        pairs = sum(each.matches.pairs for each in moment.found if each.rule.name in rules)
        truncated = [one for each in moment.found for one in truncations(each.rule, each.matches)]
        ran = Ran(moment.left_out, pairs, truncated, ENGINE, "followed changes", started)
        return self.chosen.report(
            moment.sorted_out(self.index.claims), facts, ran, Unread.of(self.rest.unread), self.rest.sentences
        )

    def _visible(self, claims: Sequence[Claim]) -> Sequence[Claim]:
        asked = self.chosen.asked
        if asked.as_of is None and asked.at is None:
            return claims
        return visible(Collection(tuple(claims), self.rest.vocabulary), asked.as_of, asked.at).claims


def _with(rest: Collection, claims: Iterable[Claim]) -> Collection:
    return replace(rest, claims=tuple(claims))
