"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE

from conflicts.errors import InputError, Place, Problem


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give the path of a draft beside a file, which takes its place in one step once it is written.

    Whoever is stopped at any moment leaves the old file or the new one, whole: the draft is flushed to the disk before.
    After an error the file is as it was, and there is no draft. Raises InputError where it cannot be written.
    """
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name}.{os.urandom(8).hex()}.part")
    try:
        draft.touch(exist_ok=False)
        yield draft
        _flush(draft)
        with suppress(FileNotFoundError):
            draft.chmod(S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except OSError as error:
        raise InputError(Problem(f"cannot be written: {error.strerror or error}", Place.of(path))) from error
    finally:
        with suppress(OSError):
            draft.unlink()  # it has become the file, unless something went wrong
    with suppress(OSError):  # not all systems can flush a directory
        _flush(target.parent)


def _flush(path: Path) -> None:
    """Make what stands in a file, or the names in a directory, outlast the machine."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
