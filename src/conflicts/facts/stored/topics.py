"""What the claims of a table are about: their subjects and, of what extends to the parts of a whole, those parts."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.flat import PLACEHOLDER, claim_data

if TYPE_CHECKING:
    import pyarrow as pa

Contents = Sequence[Mapping[str, object]]


def topics_of(
    combinations: Sequence[tuple[int, int, int]],
    contents: Sequence[Contents],
    vocabulary: Vocabulary,
    codes: dict[str, int],
) -> "pa.Table":
    """The topics of each combination of codes of a subject, a predicate and a manner, whose ``contents`` are given.

    ``home`` is 1 where the topic is the claim's own subject.
    """
    import pyarrow as pa

    together = FactTable([_claim(each, contents) for each in combinations], vocabulary, codes=codes)
    about = [
        (combination, topic, place == 0)
        for row, combination in enumerate(combinations)
        for place, topic in enumerate(together.topics(row))
    ]
    columns = {
        name: pa.array([combination[at] for combination, _, _ in about], pa.int32())
        for at, name in enumerate(("subject", "predicate", "manner"))
    }
    topics = pa.array([topic for _, topic, _ in about], pa.int64())
    return pa.table({**columns, "topic": topics, "home": pa.array([int(home) for _, _, home in about], pa.int64())})


def _claim(combination: tuple[int, int, int], contents: Sequence[Contents]) -> Claim:
    data: dict[str, object] = dict(PLACEHOLDER)
    for code, of_facet in zip(combination, contents, strict=True):
        data |= claim_data(of_facet[code])
    return Claim.model_validate({name: data[name] for name in data if name in (*PLACEHOLDER, "polarity")})
