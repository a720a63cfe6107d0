"""Claims and the vocabulary that they are written in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, overload

from pydantic import Field

from conflicts.errors import Problem
from conflicts.model.claim import Claim
from conflicts.model.consistency import claim_problems
from conflicts.model.frozen import Frozen
from conflicts.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from conflicts.tables.frame import AnyFrame, FrameKind


class Sentences(Frozen):
    """How far the sentences of texts were understood; one that was not is kept as the words that its document says."""

    read: int = Field(default=0, description="How many sentences assert something.")
    understood: int = Field(
        default=0, description="How many of them say what about what, so that they can be compared."
    )
    pipelines: tuple[str, ...] = Field(
        default=(),
        exclude_if=lambda pipelines: not pipelines,
        description="The pipelines that took them apart, if one was asked for: name, version, digest of the files.",
    )

    def __add__(self, other: "Sentences") -> "Sentences":
        return Sentences(
            read=self.read + other.read,
            understood=self.understood + other.understood,
            pipelines=tuple(sorted({*self.pipelines, *other.pipelines})),
        )


_MOST_NAMED = 3
"""How many files a collection is shown with."""

NO_SENTENCES = Sentences.model_construct()


@dataclass(frozen=True, slots=True, repr=False)
class Collection:
    """What a reader returns: claims, their vocabulary, the files they came from, and what could not be read in them.

    ``sentences`` counts those of texts, and how many were understood.
    """

    claims: tuple[Claim, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    files: tuple[str, ...] = ()
    unread: tuple[Problem, ...] = ()
    sentences: Sentences = NO_SENTENCES

    def __repr__(self) -> str:
        files = f" from {', '.join(self.files)}" if 0 < len(self.files) <= _MOST_NAMED else ""
        return f"<{type(self).__name__}: {len(self.claims):,} {'claim' if len(self.claims) == 1 else 'claims'}{files}>"

    def problems(self) -> Iterator[Problem]:
        """Everything in the claims that does not fit together or does not fit the vocabulary.

        Paths start with ``("claims", index in the collection)``. What is wrong with the vocabulary itself,
        ``vocabulary.problems()`` tells.
        """
        return claim_problems(self.claims, self.vocabulary)

    @overload
    def to_frame(self, kind: Literal["pandas"] = "pandas") -> "pd.DataFrame": ...
    @overload
    def to_frame(self, kind: Literal["polars"]) -> "pl.DataFrame": ...
    @overload
    def to_frame(self, kind: Literal["arrow"]) -> "pa.Table": ...
    def to_frame(self, kind: "FrameKind" = "pandas") -> "AnyFrame":
        """The claims table, with a row for each claim; ``kind`` is ``pandas``, ``polars`` or ``arrow``.

        An Arrow table holds the vocabulary, too. Raises UnsupportedError where the library is not installed (the extras
        ``pandas``, ``polars`` and ``bulk``).
        """
        from conflicts.tables.frame import claims_frame

        return claims_frame(self.claims, self.vocabulary, kind)

    def _repr_html_(self) -> str:
        from conflicts.report.notebook import collection_html

        return collection_html(self)
