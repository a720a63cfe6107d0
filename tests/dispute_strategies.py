"""Hypothesis strategies for claims such as people make: plausible enough that most rules that ship find something."""

from collections.abc import Sequence

from hypothesis import strategies as st

from conflicts.model.claim import Citation, Claim
from conflicts.model.collection import Collection
from conflicts.model.source import Source
from conflicts.model.value import NONE, UNKNOWN, AnyValue, Quantity, Term, Text, Time
from conflicts.model.vocabulary import Entity, Predicate, Vocabulary
from conflicts.strategies.drawing import below, few, maybe, often, one

_PREDICATES = {
    "controlled-by": Predicate(value="term", single=True, extends_to="parts", lifetime="10 days"),
    "held-by": Predicate(value="term", single=True),
    "fighting-in": Predicate(value="event"),
    "destroyed": Predicate(value="event"),
    "incomplete": Predicate(value="event"),
    "fought-at": Predicate(value="term"),
    "killed": Predicate(value="quantity", single=True, cumulative=True, at_most="strength", tolerance="10%"),
    "strength": Predicate(value="quantity", unit="person", single=True),
    "founded": Predicate(value="time", single=True, timeless=True, precedes="dissolved"),
    "dissolved": Predicate(value="time", single=True, timeless=True),
    "badge": Predicate(value="text", unique=True, timeless=True),
}
# What is claimed together, and of what: rules compare claims of one group.
_GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("controlled-by",), ("town", "town", "south")),
    (("controlled-by", "held-by", "fighting-in"), ("town", "town", "south")),
    (("destroyed", "incomplete", "fought-at"), ("army",)),
    (("killed", "strength"), ("army",)),
    (("killed",), ("army", "town")),
    (("founded", "dissolved"), ("town", "army")),
    (("badge", "strength"), ("town", "army")),
)
_VALUES: dict[str, Sequence[AnyValue]] = {
    "term": (Term(term="east"), Term(term="east"), Term(term="west"), Text(text="town"), UNKNOWN, NONE),
    "quantity": (
        *(Quantity(amount=amount) for amount in (200, 250, 1500, 3000)),
        *(Quantity(low=200, high=300), Quantity(low=1600), Quantity(amount=1500, unit="person")),
    ),
    "time": (Time(text="1950"), Time(text="1950-06"), Time(text="1960"), Time(text="194X")),
    "text": (Text(text="Wolf"), Text(text="wolf"), Text(text="Bear")),
}
VALID = (
    *(Time(text=f"2022-03-{day}") for day in (20, 22, 24)),
    *(Time(text=f"2022-03-{day}/..") for day in (20, 22, 24)),
    *(Time(text=text) for text in ("2022-03-20/2022-03-24", "2022-03-22~", "2022-03", "../2022-03-22")),
    *(Time(text="2022-03-22", mode=mode) for mode in ("by", "since", "until")),
)
STATED = tuple(Time(text=text) for text in ("2022-03-20", "2022-03-22", "2022-03-24", "2022-03-26", "2022-03-25~"))
_TAGS = ("citation-needed", "who", "disputed", "imported")


@st.composite
def _speakers(draw: st.DrawFn) -> dict[str, Source]:
    return {
        "ministry": Source(party="east", kind="official", reliability="D"),
        "gazette": Source(wire="ministry" if often(draw, 2, 3) else None, reliability="B"),
        "staff": Source(party="west", kind="official", reliability=one(draw, ("C", None))),
        "observer": Source(reliability="A", owner=one(draw, (None, "staff"))),
        "villager": Source(kind="unnamed"),
    }


def _claim(draw: st.DrawFn, name: str, predicate: str, subject: str, earlier: Sequence[str]) -> Claim:
    kind = _PREDICATES[predicate].value
    speaker = one(draw, ("ministry", "gazette", "staff", "observer", "villager", None))
    return Claim(
        id=name,
        subject=subject,
        predicate=predicate,
        value=one(draw, _VALUES[kind]) if kind in _VALUES else None,
        polarity="denied" if often(draw, 1, 5) else "affirmed",
        certainty=one(draw, ("certain", "certain", "certain", "probable", "possible", "unknown")),
        asserted_by=speaker,
        via=("gazette",) if often(draw, 1, 8) else (),
        valid=maybe(draw, VALID, one_in=6),
        stated=maybe(draw, STATED, one_in=4),
        citations=(Citation(ref="1", source=speaker, date=maybe(draw, STATED)),) if often(draw, 1, 2) else (),
        rank="deprecated" if often(draw, 1, 12) else "normal",
        supersedes=(one(draw, earlier),) if earlier and often(draw, 1, 10) else (),
        tags=few(draw, _TAGS, 1),
    )


@st.composite
def disputes(draw: st.DrawFn) -> Collection:
    """Two to eight claims about a town, its south and an army, by parties, onlookers and those who copy them."""
    entities = {"town": Entity(), "south": Entity(part_of="town"), "army": Entity(party="east")}
    predicates, subjects = one(draw, _GROUPS)
    claims: list[Claim] = []
    for number in range(2 + draw(below(7))):
        earlier = [claim.id for claim in claims]
        claims.append(_claim(draw, f"c{number}", one(draw, predicates), one(draw, subjects), earlier))
    vocabulary = Vocabulary(predicates=_PREDICATES, entities=entities, sources=draw(_speakers()))
    return Collection(tuple(claims), vocabulary)
