"""Packs: finding and loading rules, choosing among them, and ordering them by what they ask of each other."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.document import Data, Document
from conflicts.errors import RuleError
from conflicts.rules import pack as packs
from conflicts.rules import shipped as places
from conflicts.rules.pack import load_rules, references, select_rules, shipped_packs, strata, with_dependencies
from conflicts.rules.read import parse_rule
from conflicts.rules.rule import Rule

RULE = """\
id: {id}
kind: {kind}
severity: warning
title: A title
message: "{{a}} is odd"
claims: [a]
where:
{where}
tags: [{tags}]
examples:
  - {{name: odd, claims: [{{id: c, subject: s, predicate: p}}], expect: [{{claims: [c], verdict: certain}}]}}
  - {{name: even, claims: [{{id: c, subject: s, predicate: p}}], expect: []}}
"""


def written(
    directory: Path, rule_id: str, *asks: str, kind: str = "unverified", tags: str = "", file: str | None = None
) -> Path:
    """Write a rule that asks about others, and return its file."""
    directory.mkdir(parents=True, exist_ok=True)
    where = "\n".join(["  - a.via is-present", *(f"  - a is-flagged-by {name}" for name in asks)])
    path = directory / (file or f"{rule_id}.yaml")
    path.write_text(RULE.format(id=rule_id, kind=kind, where=where, tags=tags), encoding="utf-8")
    return path


def rule(name: str, *asks: str) -> Rule:
    """A rule that asks about others, without a file."""
    pack, _, rule_id = name.partition("/")
    clauses: list[Data] = ["a.via is-present", *(f"a is-not-flagged-by {other}" for other in asks)]
    return made(rule_id, pack, where=clauses)


def made(rule_id: str, pack: str, **keys: Data) -> Rule:
    """A rule without a file."""
    head: dict[str, Data] = {"id": rule_id, "kind": "unverified", "severity": "note", "title": "t", "message": "m"}
    return parse_rule(Document({**head, "claims": ["a"], **keys}), pack, require_examples=False)


def names(rules: Sequence[Rule]) -> list[str]:
    return [each.name for each in rules]


def problems(error: pytest.ExceptionInfo[RuleError]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that stands in for the rules that ship: packs alpha and beta, and directories without rules."""
    root = tmp_path / "rules_data"
    written(root / "alpha", "one", tags="red", kind="superseded")
    written(root / "alpha", "two", "one")
    written(root / "beta", "three", "alpha/two", tags="red")
    (root / "lexicon").mkdir()
    (root / "lexicon" / "words.yaml").write_text("words: [a]")
    (root / "patterns").mkdir()
    (root / "patterns" / "en.yaml").write_text("patterns: [a]")
    (root / "README.md").write_text("About the rules.")
    monkeypatch.setattr(places, "_SHIPPED", root)
    return root


# The rules that ship --------------------------------------------------------------------------------------------------


def test_the_rules_of_this_repository_load_and_can_be_ordered() -> None:
    rules = load_rules()
    assert {"core", "editorial", "armed-conflict"} <= {each.pack for each in rules}
    assert names(rules) == sorted(names(rules))
    assert sorted(names([each for stratum in strata(rules) for each in stratum])) == names(rules)
    assert not {"counts", "facts", "lexicon", "patterns", "trees"} & shipped_packs().keys()


def test_all_packs_that_hold_rules_are_loaded_by_default(shipped: Path) -> None:
    assert shipped_packs() == {"alpha": shipped / "alpha", "beta": shipped / "beta"}
    assert names(load_rules()) == ["alpha/one", "alpha/two", "beta/three"]


def test_the_packages_own_rules_come_before_those_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout, installed = tmp_path / "checkout", tmp_path / "installed"
    written(checkout / "alpha", "one")
    monkeypatch.setattr(places, "_SOURCES", checkout)
    monkeypatch.setattr(places, "_SHIPPED", installed)
    assert names(load_rules()) == ["alpha/one"]
    written(installed / "alpha", "two")
    assert names(load_rules()) == ["alpha/two"]


def test_an_installation_without_rules_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_SHIPPED", tmp_path / "x")
    monkeypatch.setattr(places, "_SOURCES", tmp_path / "y")
    with pytest.raises(RuleError, match="the rules that ship with conflicts are not to be found"):
        load_rules()


# Selections -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shipped")
def test_packs_and_rules_are_loaded_by_name_and_once() -> None:
    assert names(load_rules(["alpha"])) == ["alpha/one", "alpha/two"]
    assert names(load_rules(["beta/three", "alpha/one"])) == ["alpha/one", "beta/three"]
    assert names(load_rules(["alpha", "alpha/one", "alpha"])) == ["alpha/one", "alpha/two"]
    assert load_rules([]) == ()


def test_directories_and_files_are_loaded_and_their_directory_is_their_pack(shipped: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    one = written(mine, "one", file="01.yml")
    written(mine / "inner", "two")
    written(mine / ".hidden", "three")
    written(mine / "patterns", "four")
    (mine / "notes.txt").write_text("not a rule")
    assert names(load_rules([mine])) == ["inner/two", "mine/one"]
    assert names(load_rules([str(mine)])) == ["inner/two", "mine/one"]
    assert names(load_rules([one, "beta"])) == ["beta/three", "mine/one"]
    assert names(load_rules([shipped / "alpha", "alpha"])) == ["alpha/one", "alpha/two"]


def test_a_directory_named_by_a_dot_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "mine", "one")
    monkeypatch.chdir(tmp_path / "mine")
    [loaded] = load_rules(["."])
    assert loaded.name == "mine/one"
    assert loaded.place.file == "one.yaml"


@pytest.mark.usefixtures("shipped")
def test_the_name_of_a_pack_means_the_pack_even_beside_a_directory_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "here" / "alpha", "mine")
    monkeypatch.chdir(tmp_path / "here")
    assert names(load_rules(["alpha"])) == ["alpha/one", "alpha/two"]
    assert names(load_rules(["./alpha"])) == ["alpha/mine"]


@pytest.mark.usefixtures("shipped")
def test_rules_made_in_python_are_taken_as_they_are() -> None:
    own = rule("made/first")
    assert load_rules([own, "beta", own]) == (*load_rules(["beta"]), own)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    "name, hint",
    [
        ("alfa", " (did you mean 'alpha'?)"),
        ("alpha/tow", " (did you mean 'alpha/two'?)"),
        ("somewhere/else", ""),
        ("alpha/", " (did you mean 'alpha'?)"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(name: str, hint: str) -> None:
    with pytest.raises(RuleError) as error:
        load_rules([name])
    assert problems(error) == [f"<input>: unknown pack, rule or path {name!r}{hint}"]


def test_an_empty_name_is_not_the_working_directory() -> None:
    with pytest.raises(RuleError, match="is empty"):
        load_rules([""])


def test_a_directory_without_rules_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a rule")
    with pytest.raises(RuleError, match=r"holds no rules: there is no \.yaml file"):
        load_rules([tmp_path])


def test_all_that_is_wrong_in_all_files_is_said_at_once(tmp_path: Path) -> None:
    first, second, third = (written(tmp_path / "mine", name) for name in ("a", "b", "c"))
    first.write_text(first.read_text().replace("a.via", "a.vai").replace("kind", "knid"))
    second.write_text("id: b\nid: c\n")
    third.write_bytes(b"\xff")
    with pytest.raises(RuleError) as error:
        load_rules([tmp_path / "mine", "nowhere"])
    assert [str(problem.place) for problem in error.value.problems] == [
        f"{first}:1:1",
        f"{first}:2:1",
        f"{first}:8:5",
        f"{second}:2:1",
        f"{third}:1:1",
        "<input>",
    ]


def test_two_rules_of_one_name_are_refused_with_both_files(tmp_path: Path, shipped: Path) -> None:
    theirs = written(tmp_path / "alpha", "one")
    with pytest.raises(RuleError) as error:
        load_rules(["alpha", theirs])
    assert problems(error) == [
        f"{theirs}:1:1: the rule alpha/one is already defined in {shipped / 'alpha' / 'one.yaml'}:1:1"
    ]


def test_rules_without_examples_are_refused_unless_they_need_none(tmp_path: Path) -> None:
    path = written(tmp_path, "one")
    path.write_text(path.read_text().partition("examples:")[0])
    with pytest.raises(RuleError, match="missing: examples"):
        load_rules([path])
    assert len(load_rules([path], require_examples=False)) == 1


# Packs of other distributions -----------------------------------------------------------------------------------------


@pytest.fixture
def _offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A distribution that offers packs: a package, a module beside its rules, and one that cannot be imported."""
    site = tmp_path / "site"
    written(site / "weather_rules", "storm")
    written(site / "weather_rules", "fog", "storm")
    (site / "weather_rules" / "__init__.py").write_text("")
    written(site / "tide_tables", "ebb", "weather/fog")
    (site / "tide_tables" / "__init__.py").write_text("")
    (site / "tide_tables" / "marker.py").write_text("")
    (site / "offers-1.0.dist-info").mkdir()
    (site / "offers-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: offers\nVersion: 1.0\n")
    (site / "offers-1.0.dist-info" / "entry_points.txt").write_text(
        "[conflicts.packs]\nweather = weather_rules\ntides = tide_tables.marker\nlost = no_such_module\n"
    )
    monkeypatch.syspath_prepend(site)
    packs._offered_packs.cache_clear()
    yield
    packs._offered_packs.cache_clear()
    for module in [name for name in sys.modules if name.startswith(("weather_rules", "tide_tables"))]:
        del sys.modules[module]


offered = pytest.mark.usefixtures("_offered", "shipped")


@offered
def test_a_pack_of_another_distribution_has_the_name_it_is_offered_under() -> None:
    assert names(load_rules(["weather"])) == ["weather/fog", "weather/storm"]
    assert names(load_rules(["tides/ebb"])) == ["tides/ebb"]


@offered
def test_only_packs_that_ship_are_loaded_unasked() -> None:
    assert "no_such_module" not in sys.modules
    assert {each.pack for each in load_rules()} == {"alpha", "beta"}
    assert "weather_rules" not in sys.modules


@offered
def test_a_pack_that_cannot_be_imported_is_refused_and_a_misspelt_one_guessed() -> None:
    with pytest.raises(RuleError, match="the pack 'lost' cannot be loaded from 'no_such_module': No module named"):
        load_rules(["lost"])
    with pytest.raises(RuleError, match=r"unknown pack, rule or path 'wether' \(did you mean 'weather'\?\)"):
        load_rules(["wether"])


# Choosing -------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(
    "select, ignore, left",
    [
        ([], [], ["alpha/one", "alpha/two", "beta/three"]),
        (["alpha"], [], ["alpha/one", "alpha/two"]),
        (["alpha/two"], [], ["alpha/two"]),
        (["three"], [], ["beta/three"]),
        (["superseded"], [], ["alpha/one"]),
        (["red"], [], ["alpha/one", "beta/three"]),
        (["red", "two"], ["one"], ["alpha/two", "beta/three"]),
        ([], ["unverified"], ["alpha/one"]),
        (["alpha"], ["alpha"], []),
    ],
)
def test_rules_are_chosen_by_name_id_pack_kind_or_tag(select: list[str], ignore: list[str], left: list[str]) -> None:
    assert names(select_rules(load_rules(), select, ignore)) == left
    assert names(select_rules(load_rules()[::-1], select, ignore)) == left


@pytest.mark.usefixtures("shipped")
def test_every_word_that_names_no_rule_is_refused_with_the_nearest_that_does() -> None:
    with pytest.raises(RuleError) as error:
        select_rules(load_rules(), ["alfa", "red"], ["alpha/tow"])
    assert [problem.message for problem in error.value.problems] == [
        "no rule has the name, pack, kind or tag 'alfa' (did you mean 'alpha'?)",
        "no rule has the name, pack, kind or tag 'alpha/tow' (did you mean 'alpha/two'?)",
    ]


# Dependencies ---------------------------------------------------------------------------------------------------------


def test_a_rule_names_what_it_asks_about_in_groups_and_blocks_too() -> None:
    where: list[Data] = ["a is-flagged-by other/one", {"any": ["a is-not-flagged-by two", "a.via is-present"]}]
    block: dict[str, Data] = {"claims": ["b"], "where": ["b is-flagged-by three"]}
    asking = made("x", "p", where=where, without=[block])
    assert [name for name, _ in references(asking)] == ["other/one", "p/two", "p/three"]


@pytest.mark.usefixtures("shipped")
def test_rules_that_are_asked_about_are_pulled_in_wherever_they_are() -> None:
    assert names(with_dependencies(load_rules(["beta"]))) == ["alpha/one", "alpha/two", "beta/three"]
    first, second = rule("mine/first", "mine/second"), rule("mine/second", "alpha/one")
    assert names(with_dependencies([first], [first, second])) == ["alpha/one", "mine/first", "mine/second"]
    assert with_dependencies([second, first], [])[0].name == "alpha/one"


@pytest.mark.usefixtures("shipped")
def test_the_rules_given_come_before_those_that_ship_under_the_same_name() -> None:
    mine = rule("alpha/one")
    assert with_dependencies([rule("mine/first", "alpha/one")], [mine])[0] is mine


@offered
def test_a_pack_of_another_distribution_is_asked_for_what_it_has() -> None:
    assert names(with_dependencies(load_rules(["tides"]))) == ["tides/ebb", "weather/fog", "weather/storm"]


def test_a_rule_that_is_nowhere_to_be_found_is_refused_where_it_is_asked_about(tmp_path: Path, shipped: Path) -> None:
    path = written(tmp_path / "mine", "first", "alpha/tow", "nowhere/else")
    with pytest.raises(RuleError) as error:
        with_dependencies(load_rules([path]))
    assert problems(error) == [
        f"{path}:9:5: unknown rule 'alpha/tow' (did you mean 'alpha/two'?)",
        f"{path}:10:5: unknown rule 'nowhere/else'",
    ]
    with pytest.raises(RuleError) as error:
        strata(load_rules([path]))
    assert len(error.value.problems) == 2


def test_each_rule_comes_after_those_it_asks_about() -> None:
    rules = [rule("p/d", "p/b", "p/c"), rule("p/b", "p/a"), rule("p/c"), rule("p/a"), rule("p/e", "p/c")]
    assert [names(stratum) for stratum in strata(rules)] == [["p/a", "p/c"], ["p/b", "p/e"], ["p/d"]]
    assert strata(rules) == strata(rules[::-1])
    assert strata([]) == ()


def test_rules_that_ask_about_each_other_in_a_circle_are_refused_with_every_place(tmp_path: Path) -> None:
    a, b, c = (written(tmp_path / "p", name, asks) for name, asks in (("a", "b"), ("b", "c"), ("c", "b")))
    with pytest.raises(RuleError) as error:
        strata(load_rules([tmp_path / "p"]))
    assert problems(error) == [f"{b}:9:5: rules ask about each other in a circle: p/b ({b}:9:5) → p/c ({c}:9:5) → p/b"]
    assert a.exists()


@given(edges=st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7))))
def test_strata_hold_every_rule_after_what_it_asks_about_or_there_is_a_circle(edges: set[tuple[int, int]]) -> None:
    downward = {(above, below) for above, below in edges if above > below}
    rules = [rule(f"p/r{n}", *(f"r{below}" for above, below in sorted(downward) if above == n)) for n in range(8)]
    level = {each.name: depth for depth, stratum in enumerate(strata(rules)) for each in stratum}
    assert len(level) == 8
    assert all(level[f"p/r{above}"] > level[f"p/r{below}"] for above, below in downward)
    if downward:
        above, below = min(downward)
        closed = [*(each for each in rules if each.id != f"r{below}"), rule(f"p/r{below}", f"r{above}")]
        with pytest.raises(RuleError, match="in a circle"):
            strata(closed)


def test_the_rules_that_ship_are_the_same_without_their_examples() -> None:
    whole, heads = load_rules(None), load_rules(None, shipped_examples=False)
    assert [rule.name for rule in heads] == [rule.name for rule in whole]
    for rule, head in zip(whole, heads, strict=True):
        assert replace(rule, examples=(), source="") == replace(head, examples=(), source=""), rule.name
        assert rule.examples
        assert not head.examples
