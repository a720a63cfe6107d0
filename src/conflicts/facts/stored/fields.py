"""Facts of which only some fields are known, as a facet has them: there may be as many as there are claims."""

from collections.abc import Mapping, Sequence
from typing import Any

from conflicts.facts.by_row import ByRow
from conflicts.facts.table import FactTable
from conflicts.model.vocabulary import Vocabulary


class FieldFacts(FactTable):
    """Columns of these fields, a row each, without claims; what else a claim has is missing."""

    def __init__(self, fields: Mapping[str, Sequence[Any]], vocabulary: Vocabulary, codes: dict[str, int]) -> None:
        super().__init__((), vocabulary, codes=codes)
        self._known = fields
        self._size = len(next(iter(fields.values())))

    def __len__(self) -> int:
        return self._size

    def with_codes(self, codes: dict[str, int]) -> FactTable:
        return FieldFacts(self._known, self.vocabulary, codes)

    def field(self, name: str) -> Sequence[Any]:
        return self._known.get(name) or (None,) * self._size


class SubjectCells(ByRow[Mapping[str, object]]):
    """Subjects as cells of the claims table."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__(len(subjects), lambda row: {"subject": subjects[row]})
        self.subjects = subjects


class SubjectFacts(FieldFacts):
    """Facts of subjects, each of which is there once."""

    def __init__(self, subjects: Sequence[str], vocabulary: Vocabulary, codes: dict[str, int]) -> None:
        super().__init__({"subject": subjects}, vocabulary, codes)
        self._entities = list(map(vocabulary.entity_id, subjects))

    def with_codes(self, codes: dict[str, int]) -> FactTable:
        return SubjectFacts(self.field("subject"), self.vocabulary, codes)

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
