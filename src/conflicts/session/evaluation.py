"""One rule over claims that come and go: its matches, unit by unit, and which units a claim can matter to."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from conflicts.engines.python import Search
from conflicts.engines.python.code import Selector, selector
from conflicts.facts.kept import KeptFacts, Memory
from conflicts.facts.lower import lower
from conflicts.facts.query import Crowd, Match, Matches
from conflicts.facts.symmetry import looked_at
from conflicts.model.claim import Claim
from conflicts.report.finding import Finding, FindingMaker, GroupBy, findings_of
from conflicts.report.unaccepted import FoundMatches
from conflicts.rules.pack import references
from conflicts.rules.rule import Rule
from conflicts.rules.words import asks_as_of, asks_for_citations, unmatchable
from conflicts.session.index import Index, Key, Spec, spec_of

if TYPE_CHECKING:
    from conflicts.facts.arrays import ArrayMatches

Flags: TypeAlias = Mapping[str, bool]
"""The ids of the claims that a rule flags, and whether it certainly does."""

_WHOLE: Spec = ()


class Neighbourhood:
    """Claims that were looked at together, and what makes findings of them."""

    def __init__(self, facts: KeptFacts) -> None:
        self.facts = facts
        self._makers: dict[str, FindingMaker] = {}

    def maker(self, rule: Rule) -> FindingMaker:
        """What makes findings of that rule; it is made once."""
        known = self._makers.get(rule.name)
        if known is None:
            known = self._makers[rule.name] = FindingMaker(rule, self.facts)
        return known


class Evaluated:
    """The matches of a rule in one unit, and the findings that they are, once somebody asks."""

    def __init__(self, rule: Rule, search: Search, matches: Matches, around: Neighbourhood, group_by: GroupBy) -> None:
        self.rule, self.matches, self.facts = rule, matches, around.facts
        self._search, self._around = search, around
        self._group_by: GroupBy = group_by

    @cached_property
    def findings(self) -> Sequence[Finding]:
        """The findings of the unit, numbered where they say the same."""
        maker = self._around.maker(self.rule)
        return findings_of(self.rule, self.matches, self.facts, self._group_by, maker)

    @cached_property
    def behind(self) -> FoundMatches:
        """What is known of the matches behind the findings."""
        found = FoundMatches(self.facts, self._group_by)
        found.keep(self._search.query, self.matches)
        return found

    @cached_property
    def flags(self) -> Flags:
        """The claims that the rule flags here."""
        claims, flags = self.facts.claims, dict[str, bool]()
        every_claim = self.rule.kind == "contradiction"
        for match in self.matches:
            for row in match.rows if every_claim else match.rows[:1]:
                flags[claims[row].id] = match.certain or flags.get(claims[row].id, False)
        for crowd in self.matches.crowds:
            for row in crowd.rows if every_claim else crowd.leading:
                flags[claims[row].id] = crowd.certain or flags.get(claims[row].id, False)
        return flags


class RuleState:
    """What is known of one rule: how it is searched for, what it found in each unit, and which claims it flags.

    A unit is the claims that share what the rule's matches share, as far as ``Index`` tells it; or all claims, where
    nothing bounds what one claim changes.
    """

    def __init__(self, rule: Rule, memory: Memory, group_by: GroupBy, *, is_read: bool, is_in_file: bool) -> None:
        self.rule, self._is_read = rule, is_read
        self._group_by: GroupBy = group_by
        self.asks_of = tuple(sorted({name for name, _ in references(rule)}))
        self.can_match = unmatchable(rule, memory.vocabulary, ()) is None and not (
            memory.as_of is None and asks_as_of(rule)
        )
        self.further = tuple(dict.fromkeys(spec_of(block.same) for block in rule.blocks))
        self.folds = group_by == "conflict" and asks_for_citations(rule)
        self.spec = _WHOLE if self.folds and is_in_file else self._bounded()
        self.units: dict[Key, Evaluated] = {}
        self._flagged: dict[str, Counter[bool]] = {}
        if self.can_match:
            self.lower(memory)

    def lower(self, memory: Memory) -> None:
        """Lower the rule for what is remembered of all claims."""
        query = lower(self.rule, memory.table(()))
        self.search = Search(query)
        self._able = selector(looked_at(query))

    def _bounded(self) -> Spec:
        rule, group_by = self.rule, self._group_by
        if _WHOLE in self.further:
            return _WHOLE
        if rule.kind == "unverified" and group_by in ("rule", "file", "source"):
            return _WHOLE
        if group_by == "subject":
            return ("topic",) if "topic" in rule.same else ("subject",) if self._is_of_subjects() else self._own()
        return self._own()

    def _is_of_subjects(self) -> bool:
        return "subject" in self.rule.same or self.rule.kind == "unverified"

    def _own(self) -> Spec:
        """Claims that match alone need share nothing; those about one subject are taken together."""
        return ("subject",) if len(self.rule.variables) == 1 else spec_of(self.rule.same)

    @property
    def specs(self) -> Iterator[Spec]:
        """By what claims are to be found for this rule."""
        yield _WHOLE
        yield self._bounded()
        yield from self.further

    # What a claim can matter to ------------------------------------------------------------------------------------

    def able(self, facts: KeptFacts) -> list[Claim]:
        """Those claims of a table that can take part in a match, or excuse or bear out one."""
        if not self.can_match:
            return []
        select: Selector = self._able.over(facts)
        return [facts.claims[row] for row in select(range(len(facts)))]

    def touched(self, claims: Iterable[Claim], index: Index) -> set[Key]:
        """The units whose matches these claims can change."""
        if self.spec == _WHOLE:
            return {()} if any(True for _ in claims) else set()
        found: set[Key] = set()
        for claim in claims:
            found.update(index.keys(claim, self.spec))
            for spec in self.further:
                if spec != self.spec:
                    found.update(self._borne_out(claim, spec, index))
        return found

    def _borne_out(self, claim: Claim, spec: Spec, index: Index) -> Iterator[Key]:
        """The units of matches for which the claim can be the further one."""
        for place in set(index.keys(claim, spec)):
            topic = self._topic(place, spec)
            for first in index.members(spec, place):
                for key in index.keys(first, self.spec):
                    if topic is None or self._topic(key, self.spec) in (None, topic):
                        yield key

    @staticmethod
    def _topic(key: Key, spec: Spec) -> str | None:
        return str(key[spec.index("topic")]) if "topic" in spec else None

    def needed(self, keys: Iterable[Key], index: Index) -> dict[str, Claim]:
        """The claims of units, and those that can be further ones of their matches."""
        found: dict[str, Claim] = {}
        places: set[tuple[Spec, Key]] = set()
        for key in keys:
            for claim in index.members(self.spec, key):
                found[claim.id] = claim
                for spec in self.further:
                    place = index.key(claim, spec, self._topic(key, self.spec))
                    if place is not None and (spec, place) != (self.spec, key):
                        places.add((spec, place))
        for spec, place in places:
            found.update((claim.id, claim) for claim in index.members(spec, place))
        return found

    # Evaluation ----------------------------------------------------------------------------------------------------

    def evaluated(
        self, keys: Collection[Key] | None, around: Neighbourhood, index: Index
    ) -> dict[Key, Evaluated] | None:
        """What the rule finds in these units (None: all), whose claims are there.

        None if some block was not compared to the end: what a report says of that depends on all blocks.
        """
        matches = self.search.matches(around.facts)
        if matches.truncated and self.spec != _WHOLE:
            return None
        listed: dict[Key, list[Match]] = {}
        counted: dict[Key, list[Crowd]] = {}
        for match in matches:
            listed.setdefault(self._unit(match, around.facts, index), []).append(match)
        for crowd in matches.crowds:
            counted.setdefault(self._unit(crowd.examples[0], around.facts, index), []).append(crowd)
        found = {*listed, *counted, *([()] if matches.truncated else ())}
        return {
            key: self._evaluated(listed.get(key, ()), counted.get(key, ()), matches, around)
            for key in (found if keys is None else found.intersection(keys))
        }

    def _evaluated(
        self,
        listed: Sequence[Match],
        counted: Sequence[Crowd],
        matches: "Matches | ArrayMatches",
        around: Neighbourhood,
    ) -> Evaluated:
        found = Matches(listed, counted, matches.truncated)
        return Evaluated(self.rule, self.search, found, around, self._group_by)

    def _unit(self, match: Match, facts: KeptFacts, index: Index) -> Key:
        topic = facts.deepest(match.rows) if "topic" in self.spec else None
        key = index.key(facts.claims[match.rows[0]], self.spec, topic)
        assert key is not None, "claims that match share what their unit is named by"
        return key

    def put(self, key: Key, found: Evaluated | None) -> set[str]:
        """Replace what was found in a unit; returns the ids of the claims whose flags have changed."""
        before = self.units.pop(key, None)
        if found is not None:
            self.units[key] = found
        if not self._is_read:
            return set()
        changed: set[str] = set()
        for each, number in ((before, -1), (found, 1)):
            for claim, certain in each.flags.items() if each is not None else ():
                self._flagged.setdefault(claim, Counter())[certain] += number
                changed.add(claim)
        for claim in changed:
            if not +self._flagged[claim]:
                del self._flagged[claim]
        if before is not None and found is not None:
            changed = {claim for claim in changed if before.flags.get(claim) != found.flags.get(claim)}
        return changed

    def flag(self, facts: KeptFacts) -> None:
        """Tell a table which of its claims the rule flags."""
        flagged = []
        for row, claim in enumerate(facts.claims):
            counts = self._flagged.get(claim.id)
            if counts is not None:
                flagged.append(Match((row,), counts[True] > 0))
        facts.flag(self.rule.name, Matches(flagged), every_claim=True)
