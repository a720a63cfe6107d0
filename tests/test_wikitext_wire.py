"""Papers that print an agency's text, in citations of wikitext."""

from pathlib import Path

import pytest

from conflicts.check import check
from conflicts.readers import load

pytest.importorskip("mwparserfromhell", reason="reading wikitext needs the extra `wikitext`")

CITE = "<ref>{{cite news |title=Bridge %s |work=%s |agency=%s |url=https://example.org/%s}}</ref>"


def page(folder: Path, *papers: tuple[str, str]) -> Path:
    path = folder / "Bridge.wiki"
    cites = "".join(CITE % (number, paper, agency, number) for number, (paper, agency) in enumerate(papers))
    path.write_text(f"The bridge fell on 3 May 2021.{cites}", encoding="utf-8")
    return path


@pytest.mark.parametrize("agency", ["Reuters", "[[Associated Press]]"])
def test_papers_that_print_one_agency_do_not_corroborate_each_other(agency: str, tmp_path: Path) -> None:
    collection = load(page(tmp_path, ("Norwood Daily", agency), ("Hill Courier", agency)))
    papers = [collection.vocabulary.sources[str(claim.asserted_by)] for claim in collection.claims]
    assert {paper.wire for paper in papers} == {agency.strip("[]").lower().replace(" ", "-")}
    assert len(check(collection, select=["core/single-origin"]).findings) == 2


@pytest.mark.parametrize(
    "papers",
    [
        [("Norwood Daily", "Reuters"), ("Hill Courier", "")],
        [("Norwood Daily", "Reuters"), ("Hill Courier", "AP")],
        [("Norwood Daily", "Reuters")],
        [("Norwood Daily", "Reuters"), ("Norwood Daily", "Reuters")],
    ],
)
def test_other_papers_are_cited_together(papers: list[tuple[str, str]], tmp_path: Path) -> None:
    collection = load(page(tmp_path, *papers))
    (claim,) = collection.claims
    assert claim.asserted_by is None
    assert len(claim.citations) == len(papers)
    assert not check(collection, select=["core/single-origin"]).findings
