"""What a program gives to be checked, in any of its forms, as one collection."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ValidationError

from conflicts.document.address import input_path
from conflicts.errors import InputError, Problem, VocabularyError
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection
from conflicts.model.faults import faults, shown
from conflicts.model.identity import identified
from conflicts.model.vocabulary import EMPTY, Vocabulary
from conflicts.model.when import day_asked, day_meant
from conflicts.readers import ReadOptions, from_mapping, load, load_vocabulary

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from conflicts.tables.arrow import Frame

AnyPath: TypeAlias = str | os.PathLike[str]
"""Where a file or a directory is."""

Claims: TypeAlias = (
    "Collection | Iterable[Claim | Mapping[str, Any]] | Mapping[str, Any] | Frame | AnyPath | Iterable[AnyPath]"
)
"""Claims, in any of the forms that ``check`` takes."""

AnyVocabulary: TypeAlias = Vocabulary | Mapping[str, Any] | AnyPath
"""A vocabulary: one that is made, or its sections as a claims file writes them, or where such a file is."""

GIVEN = "claims"
"""How problems name what no file holds."""


def collected(claims: Claims, vocabulary: AnyVocabulary | None = None) -> Collection:
    """Make one collection of claims in any form, and see that they fit together and to the vocabulary.

    Raises InputError and VocabularyError with everything that is wrong.
    """
    known = vocabulary_of(vocabulary)
    if isinstance(claims, Collection):
        if known is not None:
            raise InputError(
                "a collection brings its own vocabulary; give claims and a vocabulary, or a collection alone"
            )
        return claims
    if is_frame(claims):
        from conflicts.tables.claims import frame_collection  # takes a while to load

        return fitting(frame_collection(claims, frame_words(claims, known)))
    if isinstance(claims, str | os.PathLike):
        return _loaded([claims], known)
    if isinstance(claims, Mapping):
        if "claims" not in claims and "subject" in claims:
            raise InputError(_ONE)
        return from_mapping(claims, GIVEN, known or EMPTY)
    items = _items(claims)
    if items and all(isinstance(item, str | os.PathLike) for item in items):
        return _loaded(items, known)
    if any(not isinstance(item, Claim) for item in items):
        return from_mapping({"claims": items}, GIVEN, known or EMPTY)
    return fitting(Collection(identified(items), known or EMPTY))


def frame_words(frame: "Frame", known: Vocabulary | None) -> Vocabulary:
    """The vocabulary of a frame: what is known, and what an Arrow table carries."""
    from conflicts.tables.claims import frame_vocabulary  # takes a while to load

    return (known or EMPTY).updated(frame_vocabulary(frame))


def claim_of(given: object) -> Claim:
    """A claim, or the one that a mapping with its fields says; raises InputError with everything that is wrong."""
    if isinstance(given, Claim):
        return given
    if not isinstance(given, Mapping):
        raise InputError(f"a claim is a Claim or a mapping with its fields, not {_kind(given)}")
    try:
        return Claim.model_validate(given)
    except ValidationError as error:
        name = given.get("id")
        called = f"claim {shown(name)}" if isinstance(name, str) else "a claim"
        raise InputError(
            Problem(f"{called}: {fault.message}", path=fault.path) for fault in faults(error, Claim, given)
        ) from None


def vocabulary_of(given: AnyVocabulary | None) -> Vocabulary | None:
    """The vocabulary, in whichever form it is given; raises InputError for what is none."""
    match given:
        case None | Vocabulary():
            return given
        case str() | os.PathLike():
            return load_vocabulary(Path(given))
        case Mapping():
            return from_mapping(given, "vocabulary", needs_claims=False).vocabulary
        case _:
            raise InputError(f"a vocabulary is a Vocabulary, a mapping of its sections or a path, not {_kind(given)}")


def listed(given: Any) -> Sequence[Any]:
    """What was given as a list: one text, path, mapping or rule stands for a list of itself."""
    if isinstance(given, str | os.PathLike | Mapping) or not isinstance(given, Iterable):
        return (given,)
    return tuple(given)


def day(given: str | date | None, what: str, today: str | None = None) -> str | None:
    """A day that is asked for, as EDTF; raises InputError for what is none."""
    if given is None:
        return None
    try:
        return day_meant(day_asked(given), today)
    except ValueError as error:
        raise InputError(f"{what}: {error}") from None


def is_frame(claims: object) -> "TypeIs[Frame]":
    """Whether this is a data frame or an Arrow table."""
    return hasattr(claims, "__arrow_c_stream__")


_ONE = "this is one claim: put it in a list"


def _items(claims: object) -> list[Any]:
    if isinstance(claims, Claim):
        raise InputError(_ONE)
    if isinstance(claims, bytes) or not isinstance(claims, Iterable):
        raise InputError(
            f"claims are a list of claims or of mappings, a path, a collection or a frame, not {_kind(claims)}"
        )
    return list(claims)


def _kind(value: object) -> str:
    return "None" if value is None else f"a Python {type(value).__name__}"


def _loaded(paths: Sequence[AnyPath], vocabulary: Vocabulary | None) -> Collection:
    return load([input_path(path) for path in paths], options=ReadOptions(vocabulary=vocabulary or EMPTY))


def fitting(collection: Collection) -> Collection:
    """The collection, if its claims fit together and to its vocabulary; else raises InputError or VocabularyError."""
    if faults := collection.vocabulary.problems():
        raise VocabularyError(faults)
    if problems := list(collection.problems()):
        raise InputError(problems)
    return collection
