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
        self._titles: dict[str, str] = {}

    def subject(self, title: str) -> str:
        """The id; another title that is written alike has a number after it."""
        known = self._of_name.get(title) or self._vocabulary.entity_id(title)
        if known in self._vocabulary.entities:
            return known
        slug = _NO_WORD.sub("-", title.casefold().replace("'", "").replace("’", ""))[:_LONGEST].strip("-") or "page"
        number, id_ = 1, slug
        while self._titles.setdefault(id_, title) != title or id_ in self._vocabulary.entities:
            number += 1
            id_ = f"{slug}-{number}"
        return id_
