"""Reviews to claims: what the claimant says, and what the reviewer says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from conflicts.document import Path as Steps
from conflicts.errors import Problem
from conflicts.model.claim import Citation, Claim
from conflicts.model.faults import shown
from conflicts.model.value import Time
from conflicts.readers.claimreview.item import Item
from conflicts.readers.claimreview.nodes import Graph, Node, Said, said_by
from conflicts.readers.claimreview.verdicts import Verdict, Verdicts
from conflicts.readers.claimreview.words import PREDICATE, Words, plain

REVIEWER = "fact-checker"
"""The kind of source that reviewers are."""

_ORGANISATIONS = {"Organization", "NewsMediaOrganization", "NGO", "Corporation", "GovernmentOrganization"}
_NO_CLAIM = Node({}, ())


@dataclass
class Desk:
    """Makes claims of the nodes of a file, one item after another, and notes what it could not read.

    ``stem`` begins the ids; the line of the node and its number there follow.
    """

    stem: str
    verdicts: Verdicts
    words: Words
    unread: list[Problem] = field(default_factory=list)
    found: int = 0
    """How many reviews and claims there were, readable or not."""

    def __post_init__(self) -> None:
        self._by_words = self.verdicts.by_words()
        self._last_line = self._number = 0

    def claims_of(self, item: Item) -> Iterator[Claim]:
        """The claims of an item: those of each review, and those that no review is about."""
        graph = Graph(item.document.data)
        typed = [(node, node.types) for node in graph.nodes]
        reviews = [node for node, types in typed if "ClaimReview" in types]
        reviewed = {id(claim.data) for review in reviews for claim in graph.nodes_of(review, "itemReviewed")}
        for node, types in typed:
            if "ClaimReview" in types:
                yield from _Case(self, item, graph).review(node)
            elif "Claim" in types and id(node.data) not in reviewed and not node.is_reference:
                yield from _Case(self, item, graph).claim(node)
            elif "MediaReview" in types:
                self.unread.append(Problem("a MediaReview says nothing of a claim", item.place(node.path)))

    def next_id(self, line: int) -> str:
        """The id for the next node of that line."""
        self._number = self._number + 1 if line == self._last_line else 1
        self._last_line = line
        self.found += 1
        return f"{self.stem}-{line}-{self._number}"

    def verdict(self, rating: str) -> Verdict | None:
        """The verdict that the words of a rating say."""
        return self._by_words.get(plain(rating))


@dataclass(frozen=True)
class _Case:
    """A review, or a claim, among the nodes of its item."""

    desk: Desk
    item: Item
    graph: Graph

    def review(self, review: Node) -> Iterator[Claim]:
        """What each claimant says, and what the reviewer says of it."""
        claim_id = self._next_id(review)
        reviewed = list(self.graph.nodes_of(review, "itemReviewed"))
        text = self.graph.said(review, "claimReviewed") or self._text(reviewed)
        if text is None:
            self._note("a ClaimReview without claimReviewed: nothing says what was claimed", review.path)
            return
        reviewer = self._reviewer(review)
        citation = self._citation(review, reviewer)
        yield from self._claimants(claim_id, text, reviewed or [_NO_CLAIM], reviewer, citation)
        yield from self._verdict(claim_id, text, review, reviewer, citation)

    def claim(self, node: Node) -> Iterator[Claim]:
        """What each claimant says in a claim that no review is about."""
        claim_id = self._next_id(node)
        text = self._text([node])
        if text is None:
            self._note("a Claim without text: nothing says what was claimed", node.path)
        else:
            yield from self._claimants(claim_id, text, [node], None, None)

    def _claimants(
        self, claim_id: str, text: Said, reviewed: list[Node], reviewer: str | None, review: Citation | None
    ) -> Iterator[Claim]:
        said: list[tuple[Node, str | None]] = []
        for node in reviewed:
            said += [(node, claimant) for claimant in self._sources(node, "author")] or [(node, None)]
        for number, (node, claimant) in enumerate(said, start=1):
            yield Claim(
                id=claim_id if number == 1 else f"{claim_id}-{number}",
                subject=self.desk.words.subject(text.words),
                predicate=PREDICATE,
                asserted_by=claimant,
                via=() if reviewer is None or reviewer == claimant else (reviewer,),
                stated=self._date(node, "datePublished") or self._date_of_first(node),
                citations=(*self._appearances(node, claimant), *([review] if review else [])),
                location=self.item.location(text.path, text.words),
            )

    def _verdict(
        self, claim_id: str, text: Said, review: Node, reviewer: str | None, citation: Citation | None
    ) -> Iterator[Claim]:
        rating = self._rating(review)
        if rating is not None:
            verdict, said = rating
            yield Claim(
                id=f"{claim_id}-review",
                subject=self.desk.words.subject(text.words),
                predicate=PREDICATE,
                polarity=verdict.polarity,
                certainty=verdict.certainty,
                asserted_by=reviewer,
                stated=self._date(review, "datePublished"),
                citations=() if citation is None else (citation,),
                location=self.item.location(said.path, said.words),
            )

    def _rating(self, review: Node) -> tuple[Verdict, Said] | None:
        """The verdict, and the words or the number that say it."""
        found = review.property("reviewRating")
        member = found.members[0] if found else None
        rating = self.graph.node(member) if member else None
        if member is None or (rating is None and said_by(member) is None):
            self._note("a ClaimReview without reviewRating: the reviewer gives no verdict", review.path)
            return None
        words = said_by(member) if rating is None else self.graph.said(rating, "alternateName", "name")
        value = None if rating is None else self.graph.said(rating, "ratingValue")
        if words is None and value is not None and not _is_number(value.words):
            words = value
        if words is not None:
            verdict = self.desk.verdict(words.words)
            if verdict is None:
                self._note(f"the rating {shown(words.words)} is no verdict that is known", words.path)
            return None if verdict is None else (verdict, words)
        if rating is None or value is None:
            self._note("a rating without words and without a number", member.path)
            return None
        return self._on_scale(rating, value)

    def _on_scale(self, rating: Node, value: Said) -> tuple[Verdict, Said] | None:
        worst, best = self.graph.said(rating, "worstRating"), self.graph.said(rating, "bestRating")
        low, high = worst.words if worst else _WORST, best.words if best else _BEST
        verdict = self.desk.verdicts.by_number(value.words, low, high)
        if verdict is None:
            self._note(
                f"the rating {shown(value.words)} is not on its scale, {shown(low)} to {shown(high)}", value.path
            )
            return None
        return verdict, Said(f"{value.words} ({low} to {high})", value.path)

    def _reviewer(self, review: Node) -> str | None:
        authors = self._named(review, "author")
        publishers = self._named(review, "publisher")
        among = authors or publishers
        if not among:
            return None
        chosen = next((each for each in among if each[1] is not None and each[1].types & _ORGANISATIONS), among[0])
        if chosen[1] is not None and "Person" in chosen[1].types and len(among) > 1:
            others = ", ".join(shown(name) for name, _ in among if name != chosen[0])
            self._note(f"only the first author is kept, not {others}", review.path)
        owner = None
        if authors and publishers and publishers[0][0] != chosen[0]:
            owner = self.desk.words.source(publishers[0][0])
        return self.desk.words.source(chosen[0], kind=REVIEWER, owner=owner)

    def _sources(self, node: Node, name: str) -> list[str]:
        return [self.desk.words.source(each) for each, _ in self._named(node, name)]

    def _named(self, node: Node, name: str) -> list[tuple[str, Node | None]]:
        """The names of those who are the values of a property; of somebody without a name, the address."""
        found = node.property(name)
        named: list[tuple[str, Node | None]] = []
        for member in found.members if found else []:
            inner = self.graph.node(member)
            said = said_by(member) if inner is None else self.graph.said(inner, "name", "url", "sameAs", "@id")
            if said is None:
                self._note(f"the {name} has no name", member.path)
            else:
                named.append((said.words, inner))
        return named

    def _text(self, claims: list[Node]) -> Said | None:
        """What was claimed, by the first of the claims that has words for it."""
        texts = (self.graph.said(claim, "text", "name", "headline") for claim in claims)
        return next((text for text in texts if text is not None), None)

    def _appearances(self, node: Node, claimant: str | None) -> Iterator[Citation]:
        """The documents in which the claim stands; one that names nobody else is the claimant's own."""
        given: set[str] = set()
        for name in ("firstAppearance", "appearance"):
            found = node.property(name)
            for member in found.members if found else []:
                inner = self.graph.node(member)
                said = said_by(member)
                if inner is not None:
                    source = next(iter(self._sources(inner, "author") or self._sources(inner, "publisher")), claimant)
                    citation = self._citation(inner, source)
                else:
                    citation = Citation(url=said.words, source=claimant) if said else None
                if citation is not None and (citation.url is None or citation.url not in given):
                    given.add(citation.url or "")
                    yield citation

    def _citation(self, node: Node, source: str | None) -> Citation | None:
        url = self.graph.said(node, "url", "@id", "sameAs")
        title = self.graph.said(node, "headline", "name")
        publishers = self._named(node, "publisher")
        date = self._date(node, "datePublished")
        if url is None and title is None and not publishers and date is None:
            return None
        return Citation(
            source=source,
            url=url.words if url else None,
            title=title.words if title else None,
            publisher=publishers[0][0] if publishers else None,
            date=date,
        )

    def _date_of_first(self, node: Node) -> Time | None:
        firsts = self.graph.nodes_of(node, "firstAppearance")
        return next((date for first in firsts if (date := self._date(first, "datePublished")) is not None), None)

    def _date(self, node: Node, name: str) -> Time | None:
        said = self.graph.said(node, name)
        date = None if said is None else date_of(said.words)
        if said is not None and date is None:
            self._note(f"{name} {shown(said.words)} is no date", said.path)
        return date

    def _next_id(self, node: Node) -> str:
        return self.desk.next_id(self.item.place(node.path).line)

    def _note(self, message: str, path: Steps) -> None:
        problem = Problem(message, self.item.place(path))
        if problem not in self.desk.unread[-_RECENT:]:
            self.desk.unread.append(problem)


_WORST, _BEST = "1", "5"
"""What schema.org takes for the worst and best rating where none is given."""

_RECENT = 20
_LOOSE_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")


def date_of(words: str) -> Time | None:
    """A date as pages give it: EDTF, ISO 8601, or ISO 8601 without its zeros; None for any other."""
    padded = _LOOSE_DATE.sub(lambda found: f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", words, count=1)
    try:
        return Time.model_validate(padded)
    except ValueError:
        pass
    try:
        return Time.model_validate(datetime.fromisoformat(padded).isoformat(timespec="seconds"))
    except ValueError:
        return None


def _is_number(words: str) -> bool:
    try:
        Decimal(words)
    except ArithmeticError:
        return False
    return True
