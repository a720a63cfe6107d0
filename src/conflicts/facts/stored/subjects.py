"""Subjects, or words, as claims of which nothing else is known: there may be as many as there are claims."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, cast

from conflicts.facts.by_row import ByRow
from conflicts.facts.table import FactTable
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Vocabulary


class _OnlySubject(NamedTuple):
    """A stand-in for a claim, of which only the subject may be asked for: copying one takes ten times as long."""

    subject: str


class Subjects(ByRow[Claim]):
    """Claims of which nothing but the subject is known."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__(len(subjects), lambda row: cast(Claim, _OnlySubject(subjects[row])))


class SubjectCells(ByRow[Mapping[str, object]]):
    """The cells of those claims."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__(len(subjects), lambda row: {"subject": subjects[row]})
        self.subjects = subjects


class SubjectFacts(FactTable):
    """The facts of those claims; who they are about is numbered without an object for each."""

    def __init__(self, subjects: Sequence[str], vocabulary: Vocabulary, codes: dict[str, int]) -> None:
        super().__init__(Subjects(subjects), vocabulary, codes=codes)
        self._subjects = subjects
        self._entities = list(map(vocabulary.entity_id, subjects))

    def with_codes(self, codes: dict[str, int]) -> FactTable:
        return SubjectFacts(self._subjects, self.vocabulary, codes)

    def subject(self, row: int) -> str:
        return self._entities[row]

    def _compute(self, name: str) -> Sequence[int]:
        if name not in ("subject.lo", "subject.hi"):
            return super()._compute(name)
        codes = self._codes
        numbers = [codes.setdefault(entity, len(codes)) for entity in self._entities]
        self._columns |= {"subject.lo": numbers, "subject.hi": numbers}
        return numbers


class WordFacts(FactTable):
    """A table of which only the words of one field are known."""

    def __init__(self, words: Sequence[str | None], vocabulary: Vocabulary) -> None:
        super().__init__((), vocabulary)
        self._words = words

    def texts(self, field: str) -> Sequence[str | None]:
        return self._words
