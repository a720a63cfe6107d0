"""What the subjects of pages are called."""

import re

from conflicts.model.vocabulary import Vocabulary

_NO_WORD = re.compile(r"[\W_]+")
_LONGEST = 80


class Subjects:
    """Gives each page's title an id: that of a known entity of this name, or one of its own."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._of_name = {entity.name: key for key, entity in vocabulary.entities.items() if entity.name}
        self._of_title: dict[str, str] = {}
        self._last_number: dict[str, int] = {}

    def subject(self, title: str) -> str:
        """The id; of several titles that make the same one, the later have a number at its end."""
        known = self._of_name.get(title) or self._vocabulary.entity_id(title)
        if known in self._vocabulary.entities:
            return known
        if title not in self._of_title:
            self._of_title[title] = self._numbered(slug_of(title) or "page")
        return self._of_title[title]

    def _numbered(self, slug: str) -> str:
        while True:
            number = self._last_number[slug] = self._last_number.get(slug, 0) + 1
            id_ = slug if number == 1 else f"{slug}-{number}"
            if id_ not in self._vocabulary.entities and (number == 1 or id_ not in self._last_number):
                self._last_number.setdefault(id_, 1)
                return id_


def slug_of(name: str) -> str:
    """An id made of the letters and digits of a name."""
    return _NO_WORD.sub("-", name.casefold().replace("'", "").replace("’", ""))[:_LONGEST].strip("-")
