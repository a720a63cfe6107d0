"""Files of every name: each is read, and no other in its place."""

import os
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from conflicts import Source, Vocabulary, load
from conflicts.engines import bulk_is_installed

NAMES = {
    "big[1]": ["big1"],
    "[ab]": ["a", "b"],
    "[!a]": ["b"],
    "a*": ["ab", "a"],
    "**": ["b"],
    "a?": ["ab"],
    "{a,b}": ["a", "b"],
    "]x[": ["x"],
    "back\\slash": [],
    "back\\sl[a]sh": ["back/slash"],
    "it's": ["its"],
    'a "quote"': [],
    "new\nline": ["new"],
    "-o": [],
    "--help": [],
    "100%": [],
    "%20": [" "],
    " ": [],
    "~": [],
    "~root": [],
    "$HOME": [],
    "file:x": ["x"],
    "s3:x": ["x"],
    "caf\u00e9": ["cafe\u0301"],
    "cafe\u0301": ["caf\u00e9"],
    "p=1/q=2": ["q=2"],
    "dir[1]/x": ["dir1/x"],
    "dir*/x": ["dirs/x"],
    "subject=other/x": [],
    os.fsdecode(b"bytes\xff"): [],
}
"""Names of files without their suffix, and the names of others that lie beside them."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="such names are not for every system")
TABLES = [".csv", ".tsv", ".jsonl", ".parquet", ".arrow", ".feather"]
DOCUMENTS = [".yaml", ".json"]


def row(value: str) -> pa.Table:
    return pa.table({"subject": ["mill"], "predicate": ["owner"], "value": [value], "asserted_by": ["register"]})


def write(path: Path, value: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        match path.suffix:
            case ".parquet":
                pq.write_table(row(value), stream)
            case ".arrow" | ".feather":
                pyarrow.feather.write_feather(row(value), stream)
            case ".jsonl":
                said = f'"subject": "mill", "predicate": "owner", "value": "{value}", "asserted_by": "register"'
                stream.write(f'{{"id": "c-1", {said}}}\n'.encode())
            case ".yaml" | ".json":
                said = f'"subject": "mill", "predicate": "owner", "value": "{value}", "asserted_by": "register"'
                stream.write(f'{{"claims": [{{"id": "c-1", {said}}}]}}'.encode())
            case suffix:
                mark = "\t" if suffix == ".tsv" else ","
                lines = ("subject", "predicate", "value", "asserted_by"), ("mill", "owner", value, "register")
                stream.write("".join(mark.join(cells) + "\n" for cells in lines).encode())


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("kind", TABLES + DOCUMENTS)
def test_a_file_is_read_by_its_name_and_no_other(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path(name + kind)
    for other in NAMES[name]:
        write(Path(other + kind), "wrong")
    write(path, "right")
    collection = load(path)
    assert [str(claim.value) for claim in collection.claims] == ["right"]
    if kind in TABLES and bulk_is_installed():
        from conflicts.bulk import open_table

        claims = open_table(path, vocabulary=Vocabulary(sources={"register": Source()})).facts().claims
        assert [(claim.id, str(claim.value)) for claim in claims] == [(collection.claims[0].id, "right")]
