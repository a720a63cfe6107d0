"""What the rows of a table say of the sources that they are asserted by."""

from collections.abc import Mapping

from conflicts.model.faults import shown
from conflicts.model.source import Source
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.flat import SOURCE_COLUMNS, is_missing, source_data, text_of

_COLUMN_OF = {"name": "source_name", "kind": "source_kind", "owner": "origin"}


class RowSources:
    """Sources as rows tell of them, one after another; ``found`` are those of which rows say something.

    ``known`` is the vocabulary that was there before.

    Rows may each say a part of it. They may not say different things, nor other things than the vocabulary does.
    """

    def __init__(self, known: Vocabulary) -> None:
        self.found: dict[str, Source] = {}
        self.known = known
        self._said_by: dict[tuple[str, str], str] = {}
        self._read: set[tuple[object, ...]] = set()

    def add(self, row: Mapping[str, object], where: str) -> None:
        """Take what the row says; ``where`` is how a later row's error names it, such as ``row 7``.

        Raises ValueError, with a sentence.
        """
        told = {name: text_of(name, cell) for name in SOURCE_COLUMNS if not is_missing(cell := row.get(name))}
        if not told:
            return
        speaker = row.get("asserted_by")
        if is_missing(speaker):
            raise ValueError(f"{next(iter(told))} is about the source, but there is no asserted_by")
        name = self.known.source_id(text_of("asserted_by", speaker))
        cells = (name, *told.items())
        if cells in self._read:
            return
        known = self.found.get(name) or self.known.sources.get(name) or Source()
        said = source_data({**told, "asserted_by": name}).model_dump(exclude_defaults=True)
        for field, value in said.items():
            before = getattr(known, field)
            if before not in (None, "", value):
                column = _COLUMN_OF.get(field, field)
                there = self._said_by.get((name, field), "the vocabulary")
                raise ValueError(f"{column} of {shown(name)} is {shown(value)}, but {shown(before)} in {there}")
        merged = known.model_copy(update=said)
        if merged.owner is not None and merged.wire is not None:
            there = self._said_by.get((name, "owner" if "wire" in said else "wire"), "the vocabulary")
            raise ValueError(f"{shown(name)} has a wire and an origin ({there}): keep one")
        self.found[name] = merged
        for field in said:
            self._said_by.setdefault((name, field), where)
        self._read.add(cells)
