"""Matches to findings: message, severity, sides, explanation and fingerprint."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from pydantic import Field

from conflicts.facts.evaluate import ClauseVerdict, Explainer
from conflicts.facts.query import Formula, Match, Matches
from conflicts.facts.table import NOWHERE, FactTable
from conflicts.model.claim import Certainty, Claim, Location, Polarity
from conflicts.model.frozen import Frozen
from conflicts.model.identity import numbered
from conflicts.model.location import place_order
from conflicts.model.vocabulary import Vocabulary
from conflicts.report.cluster import Cluster, clusters_of, grouped, most_certain
from conflicts.report.doubts import doubt_of_block, doubts_of
from conflicts.report.fingerprint import fingerprint
from conflicts.report.running_totals import in_order_of_time
from conflicts.report.words import (
    NOBODY,
    citation_words,
    entity_name,
    excerpt_of,
    fill,
    predicate_name,
    several,
    side_value,
    source_name,
    statement,
    value_key,
    value_words,
)
from conflicts.rules.rule import KINDS, SEVERITIES, Kind, Rule, Severity, Verdict
from conflicts.rules.words import asks_for_citations

Role = Literal["", "superseded", "current"]

GroupBy: TypeAlias = Literal["conflict", "subject", "rule", "file", "source"]
"""What one finding of a rule is: the claims that hang together by conflicts, or all about one subject.

What is unverified is found claim by claim, or put together by subject, rule, file or source, where the certain claims
stay apart from the possible ones. Conflicts are put together by subject only: claims of different ones do not
contradict each other.
"""


class ReportedClaim(Frozen):
    """A claim as a report shows it: names instead of ids, except for its own.

    ``text`` is the claim in one line; ``excerpt`` the words it was read from; ``citations`` the ref, title or address
    of each, and the words quoted from it. ``asserted_by`` is None if nobody is named. ``valid`` and ``stated`` are as
    written (EDTF, or ``by D``); what is ``timeless`` needs no ``valid``.
    """

    id: str = Field(description="The id of the claim.")
    text: str = Field(description="The claim in one line.")
    subject: str = Field(description="The name of what it is about.")
    predicate: str = Field(description="The name of what is said of it.")
    value: str | None = Field(default=None, description="The value as people read it; none where an event has none.")
    polarity: Polarity = Field(default="affirmed", description="Whether the source affirms or denies it.")
    certainty: Certainty = Field(default="certain", description="The source's own hedge.")
    asserted_by: str | None = Field(default=None, description="The name of the source; none if nobody is named.")
    via: tuple[str, ...] = Field(default=(), description="The names of those who relay it, nearest to the reader last.")
    valid: str | None = Field(
        default=None, description="When it holds, as written: EDTF, or by, since, until or at a date."
    )
    timeless: bool = Field(default=False, description="Whether it holds at any time, so that it needs no date.")
    stated: str | None = Field(default=None, description="When the source said it, as written.")
    citations: tuple[str, ...] = Field(
        default=(), description="The ref, title or address of each citation, and the words quoted from it."
    )
    excerpt: str | None = Field(default=None, description="The words that it was read from.")
    location: Location | None = Field(default=None, description="Where it stands.")


class Side(Frozen):
    """Claims of a finding that say the same: ``value`` is what they say, ``label`` who says it."""

    label: str = Field(description="Who says it.")
    value: str = Field(description="What they say.")
    role: Role = Field(default="", description="Of what is superseded: which side is, and which is current.")
    claims: tuple[ReportedClaim, ...] = Field(description="The claims that say the same.")

    def _repr_html_(self) -> str:
        from conflicts.report.notebook import side_html

        return side_html(self)


def _is_empty(parts: "tuple[Because, ...]") -> bool:
    return not parts


class Because(Frozen):
    """One condition of the rule, how it came out, and what it compared: each field with its bounds, readable.

    A condition that has a name, or one within it, has ``parts`` instead: what it stands for, with what that compared.
    """

    condition: str = Field(description="The condition, as the rule writes it.")
    verdict: Literal["certain", "possible", "no"] = Field(description="How it comes out.")
    compared: dict[str, str] = Field(default={}, description="Each field that it compared, with its bounds.")
    parts: "tuple[Because, ...]" = Field(
        default=(),
        exclude_if=_is_empty,
        description="What a condition with a name stands for, with what that compared.",
    )


class Finding(Frozen):
    """What a person reads: claims that cannot all stand, one that nothing supports, or one that has been overtaken.

    - ``severity``: ``error``, ``warning`` or ``note``; ``verdict``: how sure the finding is.
    - ``subject``: what the claims are about; ``sides``: what stands against what.
    - ``pairs``: how many matches of the rule it joins; ``examples``: the ids of the claims of the first few of them.
    - ``because``: condition by condition, for the first example; what has a name with its parts.
    - ``doubts``: what leaves it no more than possible, in words for people.
    - ``fingerprint``: its identity while lines move and other claims change.
    """

    rule: str = Field(description="The full name of the rule.")
    kind: Kind = Field(description="What the rule looks for.")
    severity: Severity = Field(description="How severe it is: error, warning or note.")
    verdict: Verdict = Field(description="How sure it is.")
    title: str = Field(description="What the rule is about.")
    message: str = Field(description="What is the matter, in a sentence.")
    help: str = Field(description="What to do about it.")
    subject: str = Field(description="What the claims are about.")
    sides: tuple[Side, ...] = Field(description="What stands against what.")
    pairs: int = Field(description="How many matches of the rule it joins.")
    examples: tuple[tuple[str, ...], ...] = Field(description="The ids of the claims of the first few matches.")
    because: tuple[Because, ...] = Field(description="Each condition of the rule, for the first example.")
    doubts: tuple[str, ...] = Field(
        default=(), description="What leaves it no more than possible, in words for people."
    )
    fingerprint: str = Field(description="Its identity while lines move and other claims change.")
    tags: tuple[str, ...] = Field(default=(), description="The tags of the rule.")

    @property
    def claims(self) -> tuple[ReportedClaim, ...]:
        """All its claims, side by side."""
        return tuple(claim for side in self.sides for claim in side.claims)

    @property
    def concerned(self) -> tuple[ReportedClaim, ...]:
        """The claims that disagree, are unverified or superseded, without those that supersede them."""
        sides = self.sides if self.kind == "contradiction" else self.sides[:1]
        return tuple(claim for side in sides for claim in side.claims)

    @property
    def pointed_at(self) -> ReportedClaim | None:
        """The claim at whose place the finding is: of those that it concerns the first."""
        placed = [(place_order(claim.location), claim) for claim in self.concerned if claim.location]
        return min(placed, key=lambda each: each[0], default=(None, None))[1]

    def _repr_html_(self) -> str:
        from conflicts.report.notebook import finding_html

        return finding_html(self)


def finding_order(finding: Finding) -> tuple[object, ...]:
    """Sort key: the most severe first, then in the order of the document, by kind, by rule and by the lowest claim id.

    Those that have no place come last.
    """
    ids = sorted(claim.id for claim in finding.claims)
    pointed_at = finding.pointed_at
    place = (1,) if pointed_at is None or pointed_at.location is None else (0, *place_order(pointed_at.location))
    severity, kind = SEVERITIES.index(finding.severity), KINDS.index(finding.kind)
    return severity, place, kind, finding.rule, ids[0], finding.verdict, ids, finding.examples


def findings_of(
    rule: Rule,
    matches: Matches,
    facts: FactTable,
    group_by: GroupBy = "conflict",
    maker: "FindingMaker | None" = None,
) -> list[Finding]:
    """Turn the matches of one rule into findings, in the order of a report.

    By subject are grouped the findings of rules that compare claims about one subject, and unverified ones. ``maker``
    is one of the same rule and facts, if there is one already.
    """
    clusters = clusters_of(rule.kind, matches, _topics(rule, facts))
    if group_by == "conflict":
        clusters = _files_together(rule, clusters, facts)
    elif (key := _group_key(rule, facts, group_by)) is not None:
        clusters = grouped(clusters, key, _in_document(facts) if rule.kind == "unverified" else most_certain)
    if not clusters:
        return []
    findings = sorted(map((maker or FindingMaker(rule, facts)).make, clusters), key=finding_order)
    marks = numbered(finding.fingerprint for finding in findings)
    return [
        finding if mark == finding.fingerprint else finding.model_copy(update={"fingerprint": mark})
        for finding, mark in zip(findings, marks, strict=True)
    ]


def _group_key(rule: Rule, facts: FactTable, group_by: GroupBy) -> Callable[[Cluster], Hashable] | None:
    """What clusters of a rule must share to be one finding; None if each is one."""
    if rule.kind == "unverified":
        of_claim = _UNVERIFIED_BY[group_by]
        return lambda cluster: (cluster.certain, of_claim(facts, cluster.examples[0].rows[0]))
    if group_by == "subject" and not {"topic", "subject"}.isdisjoint(rule.same):
        return lambda cluster: cluster.topic or facts.subject(cluster.rows[0])
    return None


def _files_together(rule: Rule, clusters: list[Cluster], facts: FactTable) -> list[Cluster]:
    """One cluster for what a rule that asks for citations finds in a file that cites nothing."""
    if not asks_for_citations(rule):
        return clusters
    files = facts.bare_files
    within = [cluster for cluster in clusters if files[cluster.rows[0]] != NOWHERE]
    together = grouped(within, lambda cluster: (cluster.certain, files[cluster.rows[0]]), _in_document(facts))
    return [
        *(cluster for cluster in clusters if files[cluster.rows[0]] == NOWHERE),
        *(cluster._replace(of_bare_file=True) for cluster in together),
    ]


def _in_document(facts: FactTable) -> Callable[[Match], tuple[object, ...]]:
    """The order of the places of the claims that stand first in matches, so that a finding names the claim it is at."""
    return lambda match: (_place(facts, match.rows[0]), match.rows)


def _place(facts: FactTable, row: int) -> tuple[bool, str, int, int, int]:
    location = facts.claims[row].location
    return (True, "", 0, 0, row) if location is None else (False, *place_order(location), row)


def _file_of(facts: FactTable, row: int) -> str | None:
    location = facts.claims[row].location
    return None if location is None else location.file


def _source_of(facts: FactTable, row: int) -> str | None:
    source = facts.claims[row].asserted_by
    return None if source is None else facts.vocabulary.source_id(source)


_UNVERIFIED_BY: dict[GroupBy, Callable[[FactTable, int], str | None]] = {
    "subject": lambda facts, row: facts.subject(row),
    "rule": lambda facts, row: None,
    "file": _file_of,
    "source": _source_of,
}


class FindingMaker:
    """Makes findings of one rule out of clusters of its matches; what they share is worked out once.

    ``topic_of`` says what a match is about.
    """

    def __init__(self, rule: Rule, facts: FactTable) -> None:
        self._rule, self._facts = rule, facts
        self._reported = lru_cache(maxsize=MOST_KEPT)(lambda row: reported_claim(facts.claims[row], facts.vocabulary))
        self._explainer = Explainer(rule, facts, partners_of)
        self.topic_of = _topics(rule, facts)

    def make(self, cluster: Cluster) -> Finding:
        """The finding that a cluster is; its fingerprint may be that of another, too."""
        return _finding(self._rule, cluster, self._facts, self._reported, self._explainer)


def partners_of(formula: Formula, columns: Callable[[str], Sequence[int]], rows: Sequence[int]) -> Sequence[int] | None:
    """How many of the other claims fit each, for explanations; takes a while to load."""
    from conflicts.sweep import partners_of as counted

    return counted(formula, columns, rows)


MOST_KEPT = 100_000
"""How many claims are kept in the form in which findings show them, since several may show the same."""


def _topics(rule: Rule, facts: FactTable) -> Callable[[Match], str | None]:
    """What a match is about, if the rule joins on the topic."""
    return (lambda match: facts.deepest(match.rows)) if "topic" in rule.same else lambda match: None


def _finding(
    rule: Rule,
    cluster: Cluster,
    facts: FactTable,
    reported: Callable[[int], ReportedClaim],
    explainer: Explainer,
) -> Finding:
    cluster = in_order_of_time(rule, cluster, facts, explainer)
    example, certain = cluster.examples[0]
    claims = dict(zip(rule.variables, (facts.claims[row] for row in example), strict=True))
    because = explainer.verdicts(example, certain)
    return Finding(
        rule=rule.name,
        kind=rule.kind,
        severity=rule.severity if cluster.certain else rule.severity_if_possible,
        verdict="certain" if cluster.certain else "possible",
        title=rule.title,
        message=fill(rule.message, claims, facts.vocabulary) + _others(rule, cluster),
        help=rule.help,
        subject=_subject(rule, cluster, facts),
        sides=tuple(
            _side(_same(rule, cluster, facts), role, rows, facts, reported)
            for role, rows in _SIDES[rule.kind](rule, cluster, facts)
            if rows
        ),
        pairs=cluster.matches,
        examples=tuple(tuple(facts.claims[row].id for row in match.rows) for match in cluster.examples),
        doubts=() if cluster.certain else _doubts(rule, because, claims, facts.vocabulary),
        because=tuple(map(because_of, because)),
        fingerprint=fingerprint(rule.name, (facts.claims[row] for row in cluster.rows), facts.vocabulary),
        tags=rule.tags,
    )


def because_of(one: ClauseVerdict) -> Because:
    """A condition on given claims, as a report shows it."""
    parts = tuple(map(because_of, one.parts))
    return Because(condition=one.text, verdict=one.verdict, compared=dict(one.compared), parts=parts)


def _doubts(
    rule: Rule, because: Sequence[ClauseVerdict], claims: Mapping[str, Claim], vocabulary: Vocabulary
) -> tuple[str, ...]:
    of_blocks = zip(rule.blocks, because[len(rule.where) :], strict=True)
    found = [
        *(doubt for one in because for doubt in doubts_of(one.undecided, claims, vocabulary)),
        *(doubt_of_block(block) for block, one in of_blocks if one.verdict == "possible"),
    ]
    return tuple(dict.fromkeys(found))


def _others(rule: Rule, cluster: Cluster) -> str:
    others = cluster.conflicts - 1
    if not others:
        return ""
    if rule.kind == "unverified":
        where = " in this file, which cites nothing" if cluster.of_bare_file else ""
        return f"; and {others:,} more such {'claim' if others == 1 else 'claims'}{where}"
    return f"; and {others:,} more {'conflict' if others == 1 else 'conflicts'} of this kind"


def _subject(rule: Rule, cluster: Cluster, facts: FactTable) -> str:
    if cluster.topic is not None:
        return entity_name(cluster.topic, facts.vocabulary)
    rows: Iterable[int] = sorted(cluster.leading) if rule.kind == "unverified" else cluster.rows
    return several(entity_name(facts.claims[row].subject, facts.vocabulary) for row in rows)


_Sides = list[tuple[Role, list[int]]]


def _opposing(rule: Rule, cluster: Cluster, facts: FactTable) -> _Sides:
    """Group by what is said; where all say the same, by when it holds, by who says it, or else by claim."""
    groups: dict[Hashable, list[int]] = {}
    for key in _differences(_same(rule, cluster, facts), facts):
        groups = {}
        for row in cluster.rows:
            groups.setdefault(key(facts.claims[row]), []).append(row)
        if len(groups) > 1:
            break
    return [("", rows) for rows in groups.values()]


def _same(rule: Rule, cluster: Cluster, facts: FactTable) -> frozenset[str]:
    """The fields in which all claims of a cluster agree: the rule's, less those that differ in joined clusters."""
    same = frozenset(rule.same)
    if cluster.conflicts == 1:
        return same
    if len({facts.claims[row].predicate for row in cluster.rows}) > 1:
        same -= {"predicate"}
    if rule.kind == "unverified" and len({facts.subject(row) for row in cluster.rows}) > 1:
        same -= {"topic", "subject"}
    return same


def _differences(same: frozenset[str], facts: FactTable) -> tuple[Callable[[Claim], Hashable], ...]:
    vocabulary = facts.vocabulary
    one_subject, one_predicate = not {"topic", "subject"}.isdisjoint(same), "predicate" in same

    def said(claim: Claim) -> Hashable:
        subject = None if one_subject else vocabulary.entity_id(claim.subject)
        predicate = None if one_predicate else claim.predicate
        return subject, predicate, value_key(claim, vocabulary), claim.polarity

    return (
        said,
        lambda claim: str(claim.valid),
        lambda claim: claim.asserted_by and vocabulary.source_id(claim.asserted_by),
        lambda claim: claim.id,
    )


def _stale_and_current(rule: Rule, cluster: Cluster, facts: FactTable) -> _Sides:
    stale = [row for row in cluster.rows if row in cluster.leading]
    return [("superseded", stale), ("current", [row for row in cluster.rows if row not in cluster.leading])]


def _claim_and_others(rule: Rule, cluster: Cluster, facts: FactTable) -> _Sides:
    first, *others = cluster.examples[0].rows
    if cluster.conflicts == 1:
        return [("", [first]), ("", others)]
    leading = sorted(cluster.leading, key=lambda row: _place(facts, row))
    return [("", leading), ("", [row for row in cluster.rows if row not in cluster.leading])]


_SIDES: dict[Kind, Callable[[Rule, Cluster, FactTable], _Sides]] = {
    "contradiction": _opposing,
    "superseded": _stale_and_current,
    "unverified": _claim_and_others,
}


def _side(
    same: frozenset[str],
    role: Role,
    rows: Sequence[int],
    facts: FactTable,
    reported: Callable[[int], ReportedClaim],
) -> Side:
    claims = tuple(reported(row) for row in rows)
    with_subject, with_predicate = {"topic", "subject"}.isdisjoint(same), "predicate" not in same
    values = (
        claim.text if with_subject else side_value(facts.claims[row], facts.vocabulary, with_predicate=with_predicate)
        for row, claim in zip(rows, claims, strict=True)
    )
    return Side(
        label=several(claim.asserted_by or NOBODY for claim in claims),
        value=several(values),
        role=role,
        claims=claims,
    )


def reported_claim(claim: Claim, vocabulary: Vocabulary) -> ReportedClaim:
    """The claim as a report shows it."""
    location = claim.location
    return ReportedClaim(
        id=claim.id,
        text=statement(claim, vocabulary),
        subject=entity_name(claim.subject, vocabulary),
        predicate=predicate_name(claim.predicate, vocabulary),
        value=value_words(claim, vocabulary),
        polarity=claim.polarity,
        certainty=claim.certainty,
        asserted_by=None if claim.asserted_by is None else source_name(claim.asserted_by, vocabulary),
        via=tuple(source_name(source, vocabulary) for source in claim.via),
        valid=None if claim.valid is None else str(claim.valid),
        timeless=vocabulary.predicate(claim.predicate).timeless,
        stated=None if claim.stated is None else str(claim.stated),
        citations=tuple(filter(None, map(citation_words, claim.citations))),
        excerpt=excerpt_of(claim),
        location=None if location is None else location.model_copy(update={"excerpt": None}),
    )
