"""The rows of infoboxes: which say something, of what date they are, and what they cite."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from conflicts.model.value import Quantity, Text, Time
from conflicts.readers.prose.marks import MarkReader
from conflicts.readers.prose.splitting import SentenceSplitter
from conflicts.readers.wikitext.block import Anchor, Dated
from conflicts.readers.wikitext.lexicon import Lexicon
from conflicts.readers.wikitext.statements import Statement, statements
from conflicts.readers.wikitext.templates import Row
from conflicts.readers.wikitext.values import ValueReader


@dataclass(slots=True)
class InfoboxRow:
    """What a row says: its name, its value, and the words of it with what hangs on them."""

    key: str
    value: Quantity | Time | Text
    statement: Statement


MOST_PARTS = 4
"""How many parts of a row's name, which underscores join, may be the name of a family of rows."""

_FIGURE = re.compile(r"\d")
_Families: TypeAlias = dict[str, list[InfoboxRow]]


class InfoboxReader:
    """Reads the rows of a page's infoboxes. ``loose`` is what is cited or marked there without words."""

    def __init__(self, lexicon: Lexicon, splitter: SentenceSplitter, marks: MarkReader, values: ValueReader) -> None:
        self.loose: list[Anchor] = []
        self._lexicon, self._splitter, self._marks = lexicon, splitter, marks
        self._values = values

    def read(self, rows: Iterable[Row]) -> list[InfoboxRow]:
        """The rows that say something.

        A row that holds the date or the references of others (``population_as_of``, ``population_ref``) says nothing of
        its own: they get them.
        """
        boxes: dict[int, list[Row]] = {}
        for row in rows:
            boxes.setdefault(row.box.start, []).append(row)
        return [said for box in boxes.values() for said in self._box(box)]

    def _box(self, rows: Iterable[Row]) -> list[InfoboxRow]:
        said: dict[str, InfoboxRow] = {}
        dates: list[tuple[Row, Statement]] = []
        references: list[Row] = []
        names = self._lexicon.infoboxes
        for key, row in self._last_of_each_name(rows).items():
            statement = self._statement(row)
            if statement is None:
                references.append(row)
            elif _without_ending(key, (*names.dates, *names.dates_of_all)) is not None:
                dates.append((row, statement))
            elif statement.anchors or not row.block.only_marked:
                said[key] = self._row(row, statement)
        families = _families(said)
        for row, statement in dates:
            if not self._give_date(row, statement, said, families):
                said[row.parameter.name] = self._row(row, statement)
        families = _families(said)
        for row in references:
            self._give_references(row, said, families)
        return list(said.values())

    def _last_of_each_name(self, rows: Iterable[Row]) -> dict[str, Row]:
        """The rows that count, where a name is given twice; what hangs on the others is loose."""
        found: dict[str, Row] = {}
        for row in rows:
            if (earlier := found.get(row.parameter.name)) is not None:
                self.loose += earlier.block.anchors
            found[row.parameter.name] = row
        return found

    def _statement(self, row: Row) -> Statement | None:
        found = statements([row.block], self._splitter, self._marks)
        return next(iter([*found.all, *found.fragments]), None)

    def _row(self, row: Row, statement: Statement) -> InfoboxRow:
        key, nodes, words = row.parameter.name, row.parameter.value, statement.words
        value: Quantity | Time | Text | None = None
        if self._lexicon.infoboxes.is_date.fullmatch(key.lower()):
            value = self._values.read_date(nodes, words)
        elif (dated := self._values.dated(words)) is not None:
            value = dated[0]
            statement.anchors.append(Anchor(0, statement.start, Dated(_by(dated[1]))))
        return InfoboxRow(key, value or self._values.read(nodes, words), statement)

    def _give_references(self, row: Row, said: dict[str, InfoboxRow], families: _Families) -> None:
        base = _without_ending(row.parameter.name, self._lexicon.infoboxes.references)
        given = _like(base, said) or families.get(base or "", [])
        for target in given:
            target.statement.anchors += row.block.anchors
        if not given:
            self.loose += row.block.anchors

    def _give_date(self, row: Row, statement: Statement, said: dict[str, InfoboxRow], families: _Families) -> bool:
        key, names = row.parameter.name, self._lexicon.infoboxes
        given = _like(_without_ending(key, names.dates), said)
        given = given or families.get(_without_ending(key, names.dates_of_all) or "", [])
        date = self._values.read_date(row.parameter.value, statement.words)
        if date is None or not given:
            return False
        for target in given:
            target.statement.anchors += [*statement.anchors, Anchor(0, statement.start, Dated(_by(date)))]
        return True


def _by(date: Time) -> Time:
    return Time(text=date.text, mode="by")


def _without_ending(key: str, endings: Iterable[str]) -> str | None:
    found = next((ending for ending in endings if key.lower().endswith(ending) and len(key) > len(ending)), None)
    return None if found is None else key[: -len(found)]


def _like(base: str | None, said: dict[str, InfoboxRow]) -> list[InfoboxRow]:
    return [said[base]] if base is not None and base in said else []


def _families(said: dict[str, InfoboxRow]) -> _Families:
    """The rows of figures by what their names begin with: ``population`` and ``population_density``."""
    families: _Families = {}
    for key, row in said.items():
        if _FIGURE.search(row.statement.words):
            parts = key.split("_", MOST_PARTS)
            for number in range(1, len(parts)):
                families.setdefault("_".join(parts[:number]), []).append(row)
    return families
