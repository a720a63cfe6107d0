"""Texts that tests write, read as prose."""

from pathlib import Path

from conflicts.model.claim import Claim
from conflicts.readers.prose import read
from conflicts.readers.reading import Reading, ReadOptions


def reading_of(text: str, file: Path, **options: object) -> Reading:
    file.write_text(text, encoding="utf-8")
    return read(file, file.name, ReadOptions(**options))  # type: ignore[arg-type]  # fields by name, as tests write them


def claims_of(text: str, file: Path, **options: object) -> list[Claim]:
    return list(reading_of(text, file, **options).claims)


def only_claim(text: str, file: Path, **options: object) -> Claim:
    (claim,) = claims_of(text, file, **options)
    return claim
