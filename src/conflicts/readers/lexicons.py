"""Lexicons: files of words, that ship or that are somebody's own."""

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from conflicts.document import load_file
from conflicts.errors import InputError, Place, Problem
from conflicts.model.faults import faults

Lexicon = TypeVar("Lexicon", bound=BaseModel)


def read_lexicon(file: Path, model: type[Lexicon]) -> Lexicon:
    """The lexicon in a file, which is read anew when the file has changed.

    Raises InputError with everything that is wrong with it.
    """
    try:
        stamp = file.stat().st_mtime_ns
    except OSError as error:
        raise InputError(Problem(f"cannot be read: {error.strerror or error}", Place.of(file))) from error
    lexicon = _read(file, stamp, model)
    assert isinstance(lexicon, model)
    return lexicon


@lru_cache(maxsize=8)
def _read(file: Path, _stamp: int, model: type[BaseModel]) -> BaseModel:
    document = load_file(file)
    data = document.data
    if not isinstance(data, dict):
        raise InputError(document.locate(Problem("a lexicon is a mapping")))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InputError([document.locate(fault) for fault in faults(error, model, data)]) from None
