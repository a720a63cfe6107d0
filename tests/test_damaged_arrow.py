"""Arrow files that refer to bytes that are not there are refused: Arrow itself would read them from anywhere."""

import random
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from conflicts.errors import InputError
from conflicts.readers import load
from fuzz_readers import mutated
from fuzzing import check_refusal

pa = pytest.importorskip("pyarrow", reason="Arrow needs the extra `bulk`")

SUBJECTS = ["mill", "bridge", "weir"]
TABLE = pa.table(
    {
        "id": ["a", "b", "c"],
        "subject": SUBJECTS,
        "predicate": pa.array(["owner", "owner", "toll"]).dictionary_encode(),
        "value": ["ann", None, "5"],
        "tags": [["when"], None, ["disputed", "when"]],
    }
)


def written(kind: str, compression: str | None = None) -> bytes:
    """The table as an Arrow file, or as a stream."""
    out = BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with (pa.ipc.new_file if kind == "file" else pa.ipc.new_stream)(out, TABLE.schema, options=options) as writer:
        writer.write_table(TABLE)
    return out.getvalue()


def offsets(words: list[str]) -> bytes:
    ends = [sum(map(len, words[:number])) for number in range(len(words) + 1)]
    return struct.pack(f"<{len(ends)}i", *ends)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a text far away": lambda whole: whole.replace(offsets(SUBJECTS), struct.pack("<4i", 0, 4, 2**30, 14)),
    "a text of a negative length": lambda whole: whole.replace(offsets(SUBJECTS), struct.pack("<4i", 0, 10, 4, 14)),
    "a text before all others": lambda whole: whole.replace(offsets(SUBJECTS), struct.pack("<4i", 0, -(2**20), 10, 14)),
    "a list far away": lambda whole: whole.replace(struct.pack("<4i", 0, 1, 1, 3), struct.pack("<4i", 0, 2**29, 1, 3)),
    "a word that is not there": lambda whole: whole.replace(
        struct.pack("<3i", 0, 0, 1), struct.pack("<3i", 0, 2**24, 1)
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", ["file", "stream"])
def test_a_file_that_refers_to_bytes_that_are_not_there_is_refused(kind: str, damage: str, tmp_path: Path) -> None:
    path = tmp_path / "claims.arrow"
    path.write_bytes(written(kind))
    assert len(load(path).claims) == len(SUBJECTS)
    damaged = DAMAGES[damage](written(kind))
    assert damaged != written(kind)
    path.write_bytes(damaged)
    with pytest.raises(InputError, match=r"claims\.arrow: cannot be read: "):
        load(path)


@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
@pytest.mark.parametrize("kind", ["file", "stream"])
def test_mutated_files_give_claims_or_an_input_error(kind: str, compression: str | None, tmp_path: Path) -> None:
    path, whole, dice = tmp_path / "claims.arrow", written(kind, compression), random.Random(7)
    for _ in range(60):
        path.write_bytes(mutated(whole, dice))
        try:
            load(path)
        except InputError as error:
            check_refusal(error, str(path))
