"""A session: claims that come and go, and at any moment the report of a check of them."""

from collections import Counter
from collections.abc import Collection as Names
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Any, Self, TypeAlias

from conflicts.check import Asked, rules_of
from conflicts.errors import InputError, Problem, VocabularyError, nearest
from conflicts.inputs import AnyPath, AnyVocabulary, Claims, claim_of, collected, day, fitting
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.faults import shown
from conflicts.model.identity import told_apart
from conflicts.model.moment import period
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.report.baseline import Baseline
from conflicts.report.finding import GroupBy
from conflicts.report.levels import NO_FILE_LEVELS, FileLevels
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import FileSuppression
from conflicts.rules.levels import NO_LEVELS, Levels
from conflicts.rules.pack import AnyRules
from conflicts.rules.rule import Rule, Verdict
from conflicts.session.change import Change
from conflicts.session.fitting import Links
from conflicts.session.snapshot import Snapshot, read_snapshot, write_snapshot
from conflicts.session.state import State, Step

GivenClaims: TypeAlias = "Claim | Mapping[str, Any] | Iterable[Claim | Mapping[str, Any]]"
"""A claim, or several: each as one, or as a mapping with its fields."""


class Session:
    """Keep claims in a running program, and learn what each of them changes.

    The arguments are those of ``check``. Each change gives a ``Change``: the findings that it opened, closed and
    changed. ``report`` is at any moment what ``check`` says of ``claims``, byte for byte in JSON.

    >>> session = Session(rules=["core/denial"])
    >>> said = {"subject": "izium", "predicate": "in-ruins", "valid": "2022-03-24"}
    >>> change = session.add({"id": "1", "asserted_by": "army", **said})
    >>> change = session.add({"id": "2", "asserted_by": "mayor", "polarity": "denied", **said})
    >>> [finding.rule for finding in change.opened]
    ['core/denial']
    >>> len(session.retract("1").closed), len(session.report)
    (1, 0)

    A change is made as a whole or, where it raises an error, not at all. Calls from several threads are made one after
    another; what they return can be read by any of them.
    """

    def __init__(
        self,
        claims: Claims = (),
        *,
        vocabulary: AnyVocabulary | None = None,
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
    ) -> None:
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
        collection = collected(claims, vocabulary)
        self._start(asked, collection, rules_of(collection))

    def _start(self, asked: Asked, collection: Collection, given: tuple[Rule, ...]) -> None:
        self._lock = RLock()
        self._asked, self._given = asked, given
        self._adopt(State(asked.choose(given), collection))

    def _adopt(self, state: State) -> None:
        """Make a state the session's own; nothing here can fail halfway."""
        links = Links(state.claims.values(), state.rest.vocabulary)
        self._state, self._links = state, links
        self._report: ConflictReport | None = None

    # Snapshots -----------------------------------------------------------------------------------------------------

    def snapshot(self, path: AnyPath) -> None:
        """Write the claims, their words and the day into a file, in the place of one that is there.

        Whatever stops the program leaves the old file or the new one, whole. Raises InputError where it cannot be
        written.
        """
        with self._lock:
            snapshot = Snapshot(self._state.collection, self._asked.as_of, self._given)
        write_snapshot(Path(path), snapshot)

    @classmethod
    def restore(
        cls,
        path: AnyPath,
        *,
        rules: AnyRules | Sequence[AnyRules] | None = None,
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
        """A session as it was when ``snapshot`` wrote the file; what it looks for is said again.

        Raises InputError for a file that is no snapshot, or a part of one.
        """
        snapshot = read_snapshot(Path(path))
        asked = Asked.of(
            rules=rules,
            as_of=snapshot.as_of,
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
        session = cls.__new__(cls)
        session._start(asked, snapshot.collection, snapshot.rules)
        return session

    # What there is -------------------------------------------------------------------------------------------------

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, in the order in which they came."""
        with self._lock:
            return tuple(self._state.claims.values())

    @property
    def vocabulary(self) -> Vocabulary:
        """What the words of the claims mean."""
        return self._state.rest.vocabulary

    @property
    def collection(self) -> Collection:
        """The claims with their vocabulary, and what could not be read of the files that they came from."""
        with self._lock:
            return self._state.collection

    @property
    def as_of(self) -> str | None:
        """The day that the check is made for, if any (EDTF)."""
        return self._asked.as_of

    @property
    def report(self) -> ConflictReport:
        """The report of a check of all claims that are there now."""
        with self._lock:
            if self._report is None:
                self._report = self._state.report()
            return self._report

    def __len__(self) -> int:
        """How many claims there are."""
        return len(self._state.claims)

    def __contains__(self, claim: object) -> bool:
        """Whether a claim is there, which is named by its id."""
        return (claim.id if isinstance(claim, Claim) else claim) in self._state.claims

    def __getitem__(self, claim_id: str) -> Claim:
        """The claim of that id; raises KeyError where there is none."""
        return self._state.claims[claim_id]

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self):,} {'claim' if len(self) == 1 else 'claims'}>"

    # Changes -------------------------------------------------------------------------------------------------------

    def add(self, claims: GivenClaims) -> Change:
        """Add a claim or several; raises InputError, and adds none, where one does not fit or has an id that is taken.

        Claims without an ``id`` get one that is made of what they say, with a number where there is one already.
        """
        return self.update(add=claims)

    def replace(self, claims: GivenClaims) -> Change:
        """Put a claim, or several, in the place of those that have the same ids; raises InputError as ``add`` does."""
        return self.update(replace=claims)

    def retract(self, claims: "str | Claim | Iterable[str | Claim]") -> Change:
        """Take back a claim or several, named by their ids; raises InputError where one is unknown or needed."""
        return self.update(retract=claims)

    def update(
        self,
        *,
        add: GivenClaims = (),
        replace: GivenClaims = (),
        retract: "str | Claim | Iterable[str | Claim]" = (),
    ) -> Change:
        """Make several changes as one: all of them or, where something does not fit, none.

        Raises InputError with everything that is wrong.
        """
        with self._lock:
            state = self._state
            names = _named(retract)
            new, instead = _claims_of(add), _claims_of(replace)
            known = state.claims.keys()
            leaves = frozenset(names)
            new = list(told_apart(new, lambda name: name in known and name not in leaves))
            leaving = [*names, *(claim.id for claim in instead)]
            if problems := [*_not_there(leaving, known), *_twice(leaving)]:
                raise InputError(problems)
            removed = [state.claims[name] for name in leaving]
            added = [*instead, *new]
            if problems := self._links.problems(state.claims, removed, added):
                raise InputError(problems)
            return self._change(removed, added)

    def load(self, claims: Claims) -> Change:
        """Add claims in any form that ``check`` takes: paths, collections, frames, mappings of claims files.

        What they bring of a vocabulary, and of rules, holds for all claims from now on: then everything is looked at
        again. Raises InputError as ``add`` does, and where a word is defined otherwise than it is here.
        """
        with self._lock:
            here = self._state.rest.vocabulary
            if isinstance(claims, Collection):
                given, words = claims, _joined(here, claims.vocabulary)
            else:
                given = collected(claims, here if here != EMPTY else None)
                words = given.vocabulary
            rules = tuple(dict.fromkeys((*self._given, *rules_of(given))))
            new = tuple(told_apart(given.claims, self._state.claims.__contains__))
            files = tuple(dict.fromkeys((*self._state.rest.files, *given.files)))
            if (words, rules) == (here, self._given) and not given.unread and not given.sentences.read:
                change = self.add(new)
                self._state.rest = replace(self._state.rest, files=files)
                return change
            before = self._state.collection
            whole = replace(
                fitting(Collection((*before.claims, *new), words)),
                files=files,
                unread=(*before.unread, *given.unread),
                sentences=before.sentences + given.sentences,
            )
            return self._renewed(State(self._asked.choose(rules), whole), rules, self._asked, [c.id for c in new])

    def advance(self, to: str | date) -> Change:
        """Go on to a later day: claims that are known by then come in sight, and others go out of date.

        All is looked at again. Raises InputError for a day that is earlier than ``as_of``.
        """
        with self._lock:
            then = day(to, "as of", self._asked.today)
            assert then is not None
            now = self._asked.as_of
            if now is not None and period(then).instant < period(now).instant:
                raise InputError(f"a session goes forward: {then} is earlier than {now}")
            asked = self._asked._replace(as_of=then)
            state = State(asked.choose(self._given), self._state.collection)
            return self._renewed(state, self._given, asked, [])

    def _renewed(self, state: State, rules: tuple[Rule, ...], asked: Asked, added: Sequence[str]) -> Change:
        step = Step(self._state.moment(), state.moment())
        self._adopt(state)
        self._given, self._asked = rules, asked
        return Change(step, added, [], self._lock)

    def _change(self, removed: Sequence[Claim], added: Sequence[Claim]) -> Change:
        state, step = self._state.changed(removed, added)
        for claim in removed:
            self._links.remove(claim)
        for claim in added:
            self._links.add(claim)
        self._state, self._report = state, None
        return Change(step, [claim.id for claim in added], [claim.id for claim in removed], self._lock)


def _named(given: "str | Claim | Iterable[str | Claim]") -> list[str]:
    """The ids of claims that are named by them, or given themselves."""
    several = [given] if isinstance(given, str | Claim) or not isinstance(given, Iterable) else list(given)
    names = [each.id if isinstance(each, Claim) else each for each in several]
    for name in names:
        if not isinstance(name, str):
            raise InputError(f"a claim is named by its id, not by a Python {type(name).__name__}")
    return names


def _claims_of(given: GivenClaims) -> list[Claim]:
    if isinstance(given, Claim | Mapping) or not isinstance(given, Iterable):
        return [claim_of(given)]
    return list(map(claim_of, given))


def _not_there(names: Iterable[str], known: Names[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(f"there is no claim {shown(name)}{nearest(name, known)}")


def _twice(names: Sequence[str]) -> Iterator[Problem]:
    for name, number in Counter(names).items():
        if number > 1:
            yield Problem(f"claim {shown(name)} is replaced or retracted twice")


def _joined(here: Vocabulary, other: Vocabulary) -> Vocabulary:
    """Both vocabularies; raises VocabularyError for words that they define otherwise."""
    faults = [
        Problem(f"{section}: {shown(word)} is defined otherwise in the session", path=(section, word))
        for section in ("predicates", "entities", "sources")
        for word, meaning in getattr(other, section).items()
        if getattr(here, section).get(word, meaning) != meaning
    ]
    if faults:
        raise VocabularyError(faults)
    return here.updated(other)
