"""``-`` is standard input, in any format that a file can be in; and what texts tell of their format."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from command import Run
from conflicts.readers import load
from conflicts.readers.first_words import is_wikitext, suffix_of

SAMPLES = Path(__file__).parent / "samples"
ARTICLE = (
    "'''Saltmere''' is a [[town]].\n\n== History ==\nThe mill burnt down in 1912.{{citation needed|date=May 2020}}\n"
)
CLAIMS = [
    {"id": "a", "subject": "tower", "predicate": "standing", "asserted_by": "army", "valid": "2022"},
    {
        "id": "b",
        "subject": "tower",
        "predicate": "standing",
        "asserted_by": "mayor",
        "valid": "2022",
        "polarity": "denied",
    },
]
YAML = "# ours\nclaims:\n" + "".join(f"  - {json.dumps(claim)}\n" for claim in CLAIMS)
CSV = "id,subject,predicate,asserted_by,valid,polarity\na,tower,is-up,army,2022,\nb,tower,is-up,mayor,2022,denied\n"
EACH = {
    "yaml": YAML,
    "json": json.dumps({"claims": CLAIMS}, indent=1),
    "list": json.dumps(CLAIMS),
    "jsonl": "".join(f"{json.dumps(claim)}\n" for claim in CLAIMS),
    "csv": CSV,
    "tsv": CSV.replace(",", "\t"),
}


Pipe: TypeAlias = Callable[[str], None]


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Pipe:
    def piped(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))

    return piped


@pytest.mark.parametrize("text", EACH.values(), ids=EACH)
def test_claims_are_read_from_standard_input_in_any_format(run: Run, pipe: Pipe, text: str) -> None:
    pipe(text)
    result = run("check", "-", "--select", "core/denial")
    assert (result.code, result.err) == (1, "")
    assert "1 contradiction in 2 claims" in result.out
    assert "<stdin>:" in result.out


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("account.txt", "prose"),
        ("saltmere.wiki", "wikitext"),
        ("town.json", "wikidata"),
        ("reviews.json", "claimreview"),
        ("review.html", "claimreview"),
    ],
)
@pytest.mark.parametrize("is_told", [True, False])
def test_standard_input_gives_the_claims_that_a_file_gives(
    run: Run, pipe: Pipe, name: str, format: str, is_told: bool
) -> None:
    expected = len(load(SAMPLES / name).claims)
    pipe((SAMPLES / name).read_text(encoding="utf-8"))
    told = ["--from", format] if is_told else []
    result = run("check", "-", "--format", "json", "--exit-zero", *told)
    assert json.loads(result.out)["statistics"]["claims"] == expected


def test_standard_input_and_files_are_one_collection(run: Run, pipe: Pipe) -> None:
    Path("b.yaml").write_text(json.dumps({"claims": CLAIMS[1:]}), encoding="utf-8")
    pipe(json.dumps({"claims": CLAIMS[:1]}))
    assert "in 2 claims" in run("check", "-", "b.yaml").out


def test_a_fault_in_standard_input_has_its_place(run: Run, pipe: Pipe) -> None:
    pipe("claims:\n  - {id: a, subjet: s, predicate: p}\n")
    result = run("validate", "-")
    assert result.code == 2
    assert "<stdin>:2:13: claim 'a': unknown field 'subjet' (did you mean 'subject'?)" in result.err


def test_an_empty_standard_input_says_so(run: Run, pipe: Pipe) -> None:
    pipe("")
    assert run("check", "-").err == "<stdin>: is empty\n"


def test_import_reads_standard_input(run: Run, pipe: Pipe) -> None:
    pipe(ARTICLE)
    assert run("import", "wikitext", "-", "-o", "claims.jsonl").code == 0
    assert "The mill burnt down" in Path("claims.jsonl").read_text(encoding="utf-8")


def test_standard_input_cannot_be_watched(run: Run) -> None:
    result = run("check", "-", "--watch")
    assert result.code == 2
    assert "--watch needs files" in result.err


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        "{{Infobox settlement\n| name = Saltmere\n}}\nIt lies in [[Norland]].\n",
        "The mill<ref name=a>p. 3</ref> is '''old'''.\n",
    ],
)
def test_wikitext_in_a_text_file_is_read_as_wikitext(tmp_path: Path, text: str) -> None:
    for name in ("a.txt", "a.wiki"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    as_text, as_wiki = (load(tmp_path / name).claims for name in ("a.txt", "a.wiki"))
    assert [claim.value for claim in as_text] == [claim.value for claim in as_wiki]


@pytest.mark.parametrize(
    "text",
    [
        "The mill burnt down in 1912.[1] Nobody was hurt.[citation needed]\n",
        "See [[Saltmere]] for the mill.\n",
        "He wrote {{sic}} in his letter.\n",
        "Results\n=======\n\nThe '''mill' burnt.\n",
    ],
)
def test_prose_stays_prose(text: str) -> None:
    assert not is_wikitext(text.encode())
    assert suffix_of(text.encode()) == ".txt"
