"""Names with characters that nobody sees: those without a width, such as joiners and marks of direction.

Names are compared without them (``conflicts.model.spelling``), so that a report says where they stand.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from conflicts.model.claim import Claim
from conflicts.model.spelling import invisible
from conflicts.model.value import Term, Text
from conflicts.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from conflicts.facts.table import FactTable

FIELDS = ("subject", "value", "asserted_by", "via", "qualifiers")
"""The fields that hold names."""


class Hidden(NamedTuple):
    """How many claims have such names in a field; the rows of the first of them, ascending."""

    field: str
    claims: int
    rows: Sequence[int]


def hidden_in(facts: "FactTable", most: int) -> Iterator[Hidden]:
    """The fields of these claims that have names with hidden characters, each with the rows of at most so many."""
    for field in FIELDS:
        column = facts.define(f"hidden:{field}", field, _test(field))
        count, rows = _rows(facts, column, most)
        if count:
            yield Hidden(field, count, rows)


def hidden_names(claim: Claim, field: str, vocabulary: Vocabulary) -> list[str]:
    """The names in a field of a claim that have hidden characters."""
    return [name for name in _names(claim, field, vocabulary) if not name.isascii() and invisible(name)]


def _test(field: str) -> Callable[["FactTable", int], bool]:
    if field == "subject":  # of which there may be as many as claims
        return lambda facts, row: not (name := facts.field("subject")[row]).isascii() and bool(invisible(name))
    return lambda facts, row: bool(hidden_names(facts.claims[row], field, facts.vocabulary))


def _names(claim: Claim, field: str, vocabulary: Vocabulary) -> Sequence[str]:
    match field:
        case "subject":
            return (claim.subject,)
        case "asserted_by":
            return () if claim.asserted_by is None else (claim.asserted_by,)
        case "via":
            return claim.via
        case "qualifiers":
            return [text for name, word in claim.qualifiers.items() for text in (name, str(word))]
        case _:
            return _terms(claim, vocabulary)


def _terms(claim: Claim, vocabulary: Vocabulary) -> Sequence[str]:
    match claim.value:
        case Term(term=words):
            return (words,)
        case Text(text=words) if vocabulary.predicate(claim.predicate).value != "text":
            return (words,)
        case _:
            return ()


def _rows(facts: "FactTable", column: str, most: int) -> tuple[int, Sequence[int]]:
    if facts.is_stored:
        from conflicts.facts.stored.database import one_number
        from conflicts.facts.stored.table import StoredFacts

        assert isinstance(facts, StoredFacts)
        found = f"FROM ({facts.relation({column: 'hidden'})}) WHERE hidden = 1"
        count = one_number(facts.connection, f"SELECT count(*) {found}") or 0
        rows = facts.connection.execute(f"SELECT claim {found} ORDER BY claim LIMIT {most}").fetchall()
        return count, [row for (row,) in rows]
    every = [row for row, hidden in enumerate(facts.column(column)) if hidden]
    return len(every), every[:most]
