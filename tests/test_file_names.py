"""Files of every name: each is read, and no other in its place."""

import json
import os
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

from conflicts import Source, Vocabulary, load
from conflicts.document import absolute_pattern, is_named
from conflicts.engines import bulk_is_installed
from conflicts.errors import Place, file_name

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


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (PureWindowsPath("claims\\ferry.yaml"), "claims/ferry.yaml"),
        (PureWindowsPath("..", "a b", "c.yaml"), "../a b/c.yaml"),
        (PureWindowsPath("C:\\claims\\ferry.yaml"), "C:/claims/ferry.yaml"),
        (PureWindowsPath("\\\\server\\share\\ferry.yaml"), "//server/share/ferry.yaml"),
        (PureWindowsPath("half\ud800.yaml"), "half\ud800.yaml"),
        (PurePosixPath("claims/back\\slash.yaml"), "claims/back\\slash.yaml"),
        (PurePosixPath("bytes\udcff.yaml"), "bytes\udcff.yaml"),
        (PurePosixPath("caf\udcc3\udca9.yaml"), "caf\u00e9.yaml"),  # as Python names it where the locale is ASCII
    ],
)
def test_places_name_a_file_alike_on_every_system(path: PurePath, name: str) -> None:
    assert file_name(path) == name
    assert Place.of(path, 3) == Place(name, 3)


@pytest.mark.parametrize("pattern", ["claims/*.yaml", "cla*", "*/ferry.yaml", "ferry.yaml", "./claims/../claims/*"])
def test_patterns_with_slashes_name_files_on_windows(pattern: str) -> None:
    """The pattern of a settings file, against the path that a directory's reading gives."""
    for base in (PureWindowsPath("C:\\work\\proj[1]"), PureWindowsPath("C:/work/proj[1]")):
        whole = absolute_pattern(pattern, base)
        assert "\\" not in whole
        assert is_named(base / "claims" / "ferry.yaml", whole) == (pattern != "cla*")
        assert not is_named(PureWindowsPath("C:/work/proj1/claims/other.yaml"), whole)


@pytest.mark.parametrize(
    "sample", ["account.txt", "saltmere.wiki", "town.json", "reviews.json", "review.html"], ids=lambda name: name
)
def test_a_text_may_have_a_name_that_is_no_unicode(sample: str, tmp_path: Path) -> None:
    """Its claims, and some of their subjects, are called after the file."""
    source = Path(__file__).parent / "samples" / sample
    path = tmp_path / f"{os.fsdecode(bytes([255]))}{source.suffix}"
    path.write_bytes(source.read_bytes())
    claims = load(path).claims
    assert len(claims) == len(load(source).claims)
    json.dumps([claim.model_dump(mode="json") for claim in claims], ensure_ascii=False).encode()


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
