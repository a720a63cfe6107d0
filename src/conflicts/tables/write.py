"""Claims back to rows of the claims table: reading what was written gives the same claims."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeAlias, TypeVar

from conflicts.model.claim import Citation, Claim
from conflicts.model.value import AnyValue, Quantity, Special, Term, Text, Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.tables.arrow import ROWS_A_BATCH, pyarrow
from conflicts.tables.flat import SEPARATOR, claim_data
from conflicts.tables.schema import (
    COLUMN_NAMES,
    COLUMNS,
    DECIMAL_DIGITS,
    DECIMAL_PLACES,
    VOCABULARY_KEY,
    claims_table_schema,
)
from conflicts.tables.spreadsheet import as_cell

if TYPE_CHECKING:
    import pyarrow as pa

FlatCells: TypeAlias = dict[str, str | int | Decimal | list[str]]

_NUMBERS = frozenset(column.name for column in COLUMNS if column.type == "number")
_AS_THEY_ARE = ("id", "subject", "predicate", "asserted_by", "rank_reason", "excerpt")
_UNLESS_DEFAULT = ("polarity", "certainty", "rank")
_LISTS = ("via", "supersedes", "tags")


def flat_row(claim: Claim, *, as_text: bool = False) -> FlatCells:
    """The claim as a row of the claims table, without the columns in which it has nothing.

    What a column cannot hold exactly (a full citation, a mark, a number of many digits) is in the column as far as it
    goes, and whole in ``more``. ``as_text``: lists and numbers as the text that a CSV file has.
    """
    row = _cells(claim)
    if as_text:
        row.update({name: _as_text(cell) for name, cell in row.items()})
    whole = _plain(claim)
    kept = _plain(Claim.model_validate({"id": "?", "subject": "?", "predicate": "?", **claim_data(row)}))
    more = {field: said for field, said in whole.items() if field not in kept or kept[field] != said}
    if more:
        row["more"] = json.dumps(more, ensure_ascii=False)
    return row


def claims_table(claims: Iterable[Claim], vocabulary: Vocabulary = Vocabulary()) -> "pa.Table":
    """The claims as an Arrow table, with the vocabulary in its metadata; needs pyarrow (extra ``bulk``)."""
    schema = _with_vocabulary(vocabulary)
    return pyarrow().Table.from_batches(_batches(claims, schema), schema)


def write_parquet(items: Iterable[Claim | Vocabulary], path: Path) -> None:
    """Write claims to a Parquet file as they come; the vocabularies among them are joined, and carried by the file."""
    parquet = pyarrow("pyarrow.parquet")
    schema, words = claims_table_schema(), _Words()
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(words.apart(items), schema):
            writer.write_batch(batch)
        if words.whole != Vocabulary():
            writer.add_key_value_metadata({VOCABULARY_KEY: _as_json(words.whole)})


def write_arrow(items: Iterable[Claim | Vocabulary], path: Path) -> None:
    """Write claims to an Arrow file (Feather of version 2), with their vocabulary."""
    words = _Words()
    claims = list(words.apart(items))
    schema = _with_vocabulary(words.whole)
    with pyarrow("pyarrow.ipc").new_file(str(path), schema) as writer:
        for batch in _batches(claims, schema):
            writer.write_batch(batch)


def write_csv(items: Iterable[Claim | Vocabulary], stream: TextIO) -> Vocabulary:
    """Write claims as CSV, with the columns in which any of them has something.

    Returns their vocabulary, for which there is no place in such a file.
    """
    words = _Words()
    rows = [flat_row(claim, as_text=True) for claim in words.apart(items)]
    used = {name for row in rows for name in row} | {"id", "subject", "predicate"}
    writer = csv.DictWriter(stream, [name for name in COLUMN_NAMES if name in used], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: as_cell(str(cell)) for name, cell in row.items()} for row in rows)
    return words.whole


# Cells ----------------------------------------------------------------------------------------------------------------


def _cells(claim: Claim) -> FlatCells:
    row: dict[str, str | int | Decimal | list[str] | None] = {name: getattr(claim, name) for name in _AS_THEY_ARE}
    for name in _UNLESS_DEFAULT:
        word = getattr(claim, name)
        row[name] = None if word == Claim.model_fields[name].default else word
    row |= {name: list(getattr(claim, name)) for name in _LISTS}
    row |= {name: _time(getattr(claim, name)) for name in ("valid", "stated", "recorded")}
    row |= _value(claim.value)
    row["qualifiers"] = json.dumps(claim.qualifiers, ensure_ascii=False) if claim.qualifiers else None
    row["citations"] = [_citation(citation) for citation in claim.citations]
    row["credibility"] = claim.credibility
    if claim.location is not None:
        row |= {f"location_{part}": value for part, value in claim.location.model_dump(exclude_defaults=True).items()}
    told = ((name, row.get(name)) for name in COLUMN_NAMES)
    return {name: cell for name, cell in told if cell is not None and cell not in ([], "")}


def _value(value: AnyValue | None) -> Mapping[str, str | Decimal | None]:
    match value:
        case None:
            return {}
        case Special():
            return {"value": value.value}
        case Term(term=word):
            return {"value": word, "value_type": "literal-term" if value.literal else "term"}
        case Time():
            return {"value": _time(value), "value_type": "time"}
        case Quantity():
            numbers = {name: getattr(value, name) for name in sorted(_NUMBERS)}
            return {name: number for name, number in numbers.items() if _fits(number)} | {"unit": value.unit}
        case Text(text=text, literal=True):
            return {"value": text, "value_type": "literal-text"}
        case Text(text=text):
            is_plain = claim_data({"value": text}).get("value") == text and text not in ("unknown", "none")
            return {"value": text} if is_plain else {"value": text, "value_type": "text"}


def _fits(number: Decimal | None) -> bool:
    """Whether an Arrow decimal holds the number exactly."""
    if number is None:
        return False
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int), "a number of a claim is finite"
    return exponent >= -DECIMAL_PLACES and len(digits) + exponent <= DECIMAL_DIGITS - DECIMAL_PLACES


def _time(time: Time | None) -> str | None:
    return None if time is None else str(time)


def _citation(citation: Citation) -> str:
    """What names the cited thing best; never nothing, so that there are as many as there were."""
    parts = (citation.url, citation.ref, citation.title, citation.archive, citation.publisher, citation.source)
    return next((part for part in parts if part), "?")


def _as_text(cell: str | int | Decimal | list[str]) -> str:
    return f"{SEPARATOR} ".join(cell) if isinstance(cell, list) else str(cell)


def _plain(claim: Claim) -> dict[str, object]:
    return claim.model_dump(mode="json", exclude_defaults=True)


# Batches, and the vocabulary ------------------------------------------------------------------------------------------

_Item = TypeVar("_Item")


class _Words:
    """The vocabularies that stand among claims, joined."""

    def __init__(self) -> None:
        self.whole = Vocabulary()

    def apart(self, items: Iterable[Claim | Vocabulary]) -> Iterator[Claim]:
        for item in items:
            if isinstance(item, Claim):
                yield item
            else:
                self.whole = self.whole.updated(item)


def _batches(claims: Iterable[Claim], schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
    pa = pyarrow()
    for chunk in _chunks(map(flat_row, claims)):
        columns = [pa.array([row.get(field.name) for row in chunk], field.type) for field in schema]
        yield pa.record_batch(columns, schema=schema)


def _chunks(items: Iterable[_Item]) -> Iterator[Sequence[_Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, ROWS_A_BATCH)):
        yield chunk


def _with_vocabulary(vocabulary: Vocabulary) -> "pa.Schema":
    schema = claims_table_schema()
    return schema if vocabulary == Vocabulary() else schema.with_metadata({VOCABULARY_KEY: _as_json(vocabulary)})


def _as_json(vocabulary: Vocabulary) -> str:
    return vocabulary.model_dump_json(exclude_defaults=True)
