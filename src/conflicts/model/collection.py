"""Claims and the vocabulary that they are written in."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from conflicts.errors import Problem
from conflicts.model.claim import Claim
from conflicts.model.consistency import claim_problems
from conflicts.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Collection:
    """What a reader returns: claims, their vocabulary, the files they came from, and what could not be read in them."""

    claims: tuple[Claim, ...] = ()
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    files: tuple[str, ...] = ()
    unread: tuple[Problem, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """Everything in the claims that does not fit together or does not fit the vocabulary.

        Paths start with ``("claims", index in the collection)``. What is wrong with the vocabulary itself,
        ``vocabulary.problems()`` tells.
        """
        return claim_problems(self.claims, self.vocabulary)
