"""The mapping files of docs/how-to/map-a-table.md, on small tables in the notation of the large ones they are for."""

import shlex
import shutil
from pathlib import Path

import pytest

from command import Run
from conflicts import Collection, InputError, Quantity, check, cli, load
from conflicts.readers import ReadOptions, load_mapping

HOW_TO = Path(__file__).parents[1] / "docs" / "how-to"
PAGE = (HOW_TO / "map-a-table.md").read_text(encoding="utf-8")

WARRING = "ignore for chart, data from warring parties"
ESTIMATES = f"""date,estimate_low,estimate_high,estimate,type,source,source_url,country,"{WARRING}"
01/03/2023,1000,1500,,deaths,UK MoD,https://uk.example/1,russia,
01/03/2023,,,"2,400",deaths,CIA,https://us.example/1,russia,
02/03/2023,,,1100,deaths,UK Ministry of Defence,https://uk.example/2,russia,
02/03/2023,,1200,,deaths,IISS,https://iiss.example/2,russia,
01/03/2023,,,9000,casualties,UK Foreign ministry,https://uk.example/3,russia,
01/04/2023,,,"2,000",deaths,CIA,https://us.example/4,russia,
02/04/2023,1900,,,deaths,CIA,https://us.example/5,russia,yes
"""

FACTS = """pinstConf("Q900001", "P26", "Q900002", "175901", "179912", "true", 1.9214)
pinstConf("Q900001", "P569", "17320222", "173202", "173202", "true", 1.5992)
sameAs("Q900001", "Q900009")
pinstConf("Q900001", "P26", "Q900003", "176001", "179000", "true", 0.9)
pinstConf("Q900002", "P54", "Q900004", "172101", "172012", "true", 0.4)
pinstConf("Q900003", "P569", "17400000", "174000", "174000", "true", 0.7)
pinstConf("Q900003", "P570", "17390101", "173901", "173901", "true", 0.7)
pinstConf("Q900005", "P108", "Q900006", "175000", "175100", "true", 0.7)
"""


def mapped(text: str, name: str, mapping: str, max_errors: int = 0) -> Collection:
    Path(name).write_text(text, encoding="utf-8")
    table, words = load_mapping(HOW_TO / mapping)
    return load(name, options=ReadOptions(mapping=table, vocabulary=words, max_errors=max_errors))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def estimates(here: None) -> Collection:
    return mapped(ESTIMATES, "estimates.csv", "estimates.map.yaml")


def facts(max_errors: int = 1) -> Collection:
    return mapped(FACTS, "facts.csv", "rockit.map.yaml", max_errors)


def pairs_of(collection: Collection, rule: str) -> list[list[str]]:
    findings = check(collection, rules="core").findings.of(rule=f"core/{rule}")
    return [sorted(claim.id for claim in finding.claims) for finding in findings]


def test_an_estimate_is_a_figure_a_range_or_a_bound(estimates: Collection) -> None:
    values = [claim.value for claim in estimates.claims]
    assert all(isinstance(value, Quantity) and value.unit == "person" for value in values)
    assert [[value.low, value.amount, value.high] for value in values if isinstance(value, Quantity)] == [
        [1000, None, 1500],
        [None, 2400, None],
        [None, 1100, None],
        [None, None, 1200],
        [None, 9000, None],
        [None, 2000, None],
        [1900, None, None],
    ]
    assert {str(claim.valid) for claim in estimates.claims[:2]} == {"2023-03-01"}
    assert all(claim.valid == claim.stated for claim in estimates.claims)


def test_spellings_of_a_source_are_one_and_all_of_a_government_have_one_origin(estimates: Collection) -> None:
    vocabulary = estimates.vocabulary
    assert {vocabulary.source_id(name) for name in ("UK MoD", "UK Ministry of Defence")} == {"uk-mod"}
    assert vocabulary.origin("uk-mod") == vocabulary.origin("uk-foreign-office") != vocabulary.origin("cia")


def test_estimates_of_one_day_that_cannot_both_be_true_conflict(estimates: Collection) -> None:
    """Killed is not killed or wounded, and an upper bound takes what is below it."""
    assert pairs_of(estimates, "incompatible-values") == [["estimates-1", "estimates-2"]]


def test_a_total_that_falls_is_found_and_a_lower_bound_below_it_is_none(estimates: Collection) -> None:
    falls = [
        set(pair)
        for finding in check(estimates, rules="core").findings.of(rule="core/cumulative-decrease")
        for pair in finding.examples
    ]
    assert {"estimates-2", "estimates-6"} in falls
    assert not [fall for fall in falls if "estimates-7" in fall]


def test_a_fact_has_the_precision_that_it_is_written_with() -> None:
    by_id = {claim.id: claim for claim in facts().claims}
    spouse, born = by_id["facts-1"], by_id["facts-2"]
    assert (spouse.subject, spouse.predicate, str(spouse.value)) == ("Q900001", "spouse", "Q900002")
    assert str(spouse.valid) == "1759-01/1799-12"
    assert (born.predicate, str(born.value), born.valid) == ("born", "1732-02-22", None)
    assert {str(claim.value) for claim in by_id.values() if claim.subject == "Q900003"} == {"1740", "1739-01-01"}
    assert {claim.asserted_by for claim in by_id.values()} == {"wikidata"}


def test_a_fact_that_ends_before_it_starts_is_refused_or_counted() -> None:
    with pytest.raises(InputError, match="row 4: valid: reversed interval: 1721-01 is after 1720-12"):
        facts(max_errors=0)
    collection = facts()
    assert (len(collection.claims), len(collection.unread)) == (6, 1), "what is skipped by the mapping is no row"


def test_facts_about_one_person_that_cannot_both_be_true_conflict() -> None:
    collection = facts()
    assert pairs_of(collection, "self-contradiction") == [["facts-1", "facts-3"]]
    assert len(pairs_of(collection, "order-reversed")) == 1, "who died before being born"


@pytest.mark.parametrize(
    ("text", "large", "mapping"),
    [(ESTIMATES, "estimates.csv", "estimates.map.yaml"), (FACTS, "rockit_wikidata_0_5k.csv", "rockit.map.yaml")],
)
def test_the_commands_of_the_page_find_conflicts(run: Run, text: str, large: str, mapping: str) -> None:
    Path(large).write_text(text, encoding="utf-8")
    shutil.copy(HOW_TO / mapping, mapping)
    command = next(line.strip() for line in PAGE.splitlines() if large in line and "conflicts check" in line)
    result = run(*shlex.split(command)[1:])
    assert (result.code, large in result.out) == (cli.FINDINGS, True)
