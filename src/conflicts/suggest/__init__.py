"""A vocabulary proposed from claims: what the data looks like, each line with its evidence, for a person to decide."""

from conflicts.suggest.proposal import Proposal
from conflicts.suggest.table import mapping_of
from conflicts.suggest.vocabulary import suggested, vocabulary_text

__all__ = ["Proposal", "mapping_of", "suggested", "vocabulary_text"]
