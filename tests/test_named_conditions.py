"""Named conditions: what a pack defines once, and its rules ask by name."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import jsonschema
import pytest

from conflicts.check import check
from conflicts.document import load, load_file
from conflicts.errors import RuleError
from conflicts.formats.rules import clause_lines
from conflicts.model.claim import Claim
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.report.report import ConflictReport
from conflicts.rules.condition import Group
from conflicts.rules.definitions import FILE_NAME, unused
from conflicts.rules.pack import definitions_of, load_rules, shipped_packs
from conflicts.rules.rule import Rule
from conflicts.rules.schema import definitions_schema, rule_schema
from conflicts.rules.scratch import rule_of_data, rule_of_text
from conflicts.testing import run_examples
from normal_form import conditions_of, normal_form

REPOSITORY = Path(__file__).parents[1]
RECORDED = Path(__file__).parent / "expected" / "shipped_rules.txt"

DEFINITIONS = """\
definitions:
  - name: a stands
    claims: [a]
    means: It is kept, and its source is not in doubt about it.
    where:
      - a.rank is-not deprecated
      - a.certainty is-not unknown
  - name: a and b stand
    claims: [a, b]
    where: [a stands, b stands]
  - name: the times of a, b meet
    claims: [a, b]
    where:
      - any: [a.predicate.timeless is true, a.valid intersects b.valid]
"""

RULE = """\
id: {id}
kind: contradiction
severity: error
title: Two rulers of one town
message: "{{old}} against {{new}}"
claims: [old, new]
same: [topic, predicate]
where:
{where}
examples:
  - name: Two rulers
    predicates: {{ruled-by: {{value: term, timeless: true}}}}
    claims:
      - {{id: c1, subject: town, predicate: ruled-by, value: duke}}
      - {{id: c2, subject: town, predicate: ruled-by, value: bishop}}
    expect: [{{claims: [c1, c2], verdict: certain}}]
  - name: One of them is rejected
    predicates: {{ruled-by: {{value: term, timeless: true}}}}
    claims:
      - {{id: c1, subject: town, predicate: ruled-by, value: duke}}
      - {{id: c2, subject: town, predicate: ruled-by, value: bishop, rank: deprecated}}
    expect: []
"""
CALLED = ("old and new stand", "the times of old, new meet", "certainly old.value differs-from new.value")
WRITTEN_OUT = (
    "old.rank is-not deprecated",
    "old.certainty is-not unknown",
    "new.rank is-not deprecated",
    "new.certainty is-not unknown",
    "{any: [old.predicate.timeless is true, old.valid intersects new.valid]}",
    "certainly old.value differs-from new.value",
)

Write = Callable[..., Path]


def rule_text(*where: str, rule_id: str = "rulers") -> str:
    return RULE.format(id=rule_id, where="\n".join(f"  - {condition}" for condition in where))


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a pack with a rule of these conditions and a file of definitions."""
    monkeypatch.chdir(tmp_path)

    def written(*where: str, definitions: str | None = DEFINITIONS, pack: str = "house") -> Path:
        directory = Path(pack)
        directory.mkdir(parents=True, exist_ok=True)
        if definitions is not None:
            (directory / FILE_NAME).write_text(definitions, encoding="utf-8")
        if where:
            (directory / "rulers.yaml").write_text(rule_text(*where), encoding="utf-8")
        return directory

    return written


def problems(*selection: Path) -> list[str]:
    with pytest.raises(RuleError) as caught:
        load_rules(selection)
    return [str(problem) for problem in caught.value.problems]


def _files_of_core() -> list[Path]:
    return sorted(shipped_packs()["core"].iterdir())


def rule_in(directory: Path) -> Rule:
    [rule] = load_rules([directory])
    return rule


# What a name stands for -----------------------------------------------------------------------------------------------


def test_a_named_condition_asks_what_its_definition_asks_of_the_claims_it_is_called_with(write: Write) -> None:
    called, written_out = rule_in(write(*CALLED)), rule_in(write(*WRITTEN_OUT, pack="plain", definitions=None))
    assert conditions_of(called.where) == conditions_of(written_out.where)
    assert run_examples(called) == run_examples(written_out) == []


def test_a_rule_keeps_the_names_that_it_asks_by(write: Write) -> None:
    stand, meet, _ = rule_in(write(*CALLED)).where
    assert isinstance(stand, Group)
    assert isinstance(meet, Group)
    assert (stand.name, stand.definition) == ("old and new stand", "house/a and b stand")
    assert [member.name for member in stand.members if isinstance(member, Group)] == ["old stands", "new stands"]
    assert meet.name == "the times of old, new meet"


def test_conditions_of_a_name_are_worded_with_the_claims_of_the_rule(write: Write) -> None:
    text = """\
definitions:
  - name: b outdid a in time
    claims: [a, b]
    where:
      - certainly a.stated <  b.stated - 2 days
      - a.tags lacks-tag b
      - b is-not-flagged-by core/explicit
      - b.citations is-present
      - a.certainty in [certain, probable]
"""
    [group] = rule_in(write("new outdid old in time", definitions=text)).where
    assert isinstance(group, Group)
    assert [getattr(member, "text", "") for member in group.members] == [
        "certainly old.stated < new.stated - 2 days",
        "old.tags lacks-tag b",
        "new is-not-flagged-by core/explicit",
        "new.citations is-present",
        "old.certainty in [certain, probable]",
    ]


def test_names_change_places_when_a_rule_calls_them_the_other_way_round(write: Write) -> None:
    text = DEFINITIONS.replace("[a stands, b stands]", "[a.certainty is certain, b.certainty is possible]")
    rule = rule_in(write("new and old stand", definitions=text))
    assert conditions_of(rule.where) == ["    new.certainty is (certain)", "    old.certainty is (possible)"]


def test_names_stand_in_groups_and_in_blocks(write: Write) -> None:
    directory = write()
    body = rule_text("{any: [old stands, new stands]}").replace(
        "examples:", "without:\n  - claims: [c]\n    same: [topic]\n    where: [c and old stand]\nexamples:"
    )
    (directory / "rulers.yaml").write_text(body, encoding="utf-8")
    form = normal_form(load_rules([directory], require_examples=False)[0])
    assert "any: [all: [new.certainty is-not (unknown); new.rank is-not (deprecated)]; all: [old." in form
    assert form.splitlines()[3:] == [
        "    c.certainty is-not (unknown)",
        "    c.rank is-not (deprecated)",
        "    old.certainty is-not (unknown)",
        "    old.rank is-not (deprecated)",
    ]


def test_a_pack_uses_the_definitions_of_packs_that_it_names_and_of_directories(write: Write) -> None:
    write(pack="common")
    beside = rule_in(write("old and new stand", definitions="uses: [../../common]\n", pack="rules/house"))
    assert [getattr(clause, "definition", "") for clause in beside.where] == ["common/a and b stand"]
    shipped = rule_in(write("old and new are asserted", definitions="uses: [core]\n", pack="rules/port"))
    assert [getattr(clause, "definition", "") for clause in shipped.where] == ["core/a and b are asserted"]


def test_a_rule_that_no_file_holds_asks_by_the_names_of_its_pack_or_of_core(write: Write) -> None:
    write("old stands")  # a directory of this name has no say
    core = next(rule for rule in load_rules(["core/denial"]))
    assert normal_form(rule_of_text(core.source, "core")) == normal_form(core)
    conditions = ["old and new are asserted", "old.value differs-from new.value"]
    data = {**load(rule_text(*conditions)).data, "examples": None}  # type: ignore[dict-item]  # it is a mapping
    assert [getattr(clause, "name", "") for clause in rule_of_data(data, "house").where] == [conditions[0], ""]


def test_what_the_used_pack_uses_is_not_visible(write: Write) -> None:
    write(pack="base")
    write(
        definitions="uses: [../base]\ndefinitions:\n  - {name: a is, claims: [a], where: [a stands]}\n", pack="middle"
    )
    uses = "uses: [../middle]\n"
    assert rule_in(write("old is", definitions=uses, pack="top")).where
    [problem] = problems(write("old stands", definitions=uses, pack="top"))
    assert "'a stands' is a condition of the pack core, which this rule does not see" in problem


# What is wrong with a call --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "column", "message"),
    [
        ("old stand", 5, "unknown condition 'old stand' (did you mean 'old stands'?)"),
        ("old and new stands", 5, "unknown condition 'old and new stands' (did you mean 'old and new stand'?)"),
        ("the time of old, new meet", 5, "unknown condition 'the time of old, new meet' (did you mean 'the times of"),
        ("odl stands", 5, "unknown variable 'odl' (did you mean 'old'?); there is old, new"),
        ("old and nwe stand", 13, "unknown variable 'nwe' (did you mean 'new'?); there is old, new"),
        ("a stands", 5, "unknown variable 'a'; there is old, new"),
        ("old and old stand", 13, "'old' is there twice: 'a and b stand' is about different claims"),
        ("old and new.value stand", 13, "'a and b stand' is about claims: write new, not new.value"),
        ("old, new stands", 5, "unknown condition 'old, new stands' (did you mean 'old and new stand'?)"),
        ("the times of old meet", 5, "'the times of a, b meet' is about 2 claims, not 1"),
        ("certainly old stands", 5, "certainly stands before one condition: 'old stands' is a name"),
    ],
)
def test_a_wrong_call_is_reported_with_its_place_and_the_nearest_words(
    write: Write, call: str, column: int, message: str
) -> None:
    [problem] = problems(write(call))
    assert problem.startswith(f"house/rulers.yaml:9:{column}: {message}"), problem


@pytest.mark.parametrize("definitions", [None, DEFINITIONS])
@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("old and new are independent", "a and b are independent"),
        ("one of old and new is sure", "one of a and b is sure"),
        ("old lacks citations", "a lacks citations"),
    ],
)
def test_a_condition_of_a_pack_that_is_not_used_is_reported_with_what_makes_it_visible(
    write: Write, call: str, name: str, definitions: str | None
) -> None:
    [problem] = problems(write(call, definitions=definitions))
    assert problem == (
        f"house/rulers.yaml:9:5: {name!r} is a condition of the pack core, which this rule does not see: write "
        "`uses: [core]` into a definitions.yaml beside it"
    )


def test_a_rule_that_ships_can_be_copied_with_what_the_message_asks_for(tmp_path: Path) -> None:
    [text] = [path.read_text("utf-8") for path in _files_of_core() if path.name == "incompatible-values.yaml"]
    (tmp_path / "incompatible-values.yaml").write_text(text, encoding="utf-8")
    assert all("`uses: [core]`" in problem for problem in problems(tmp_path))
    (tmp_path / FILE_NAME).write_text("uses: [core]\n", encoding="utf-8")
    assert rule_in(tmp_path).id == "incompatible-values"


def test_conditions_without_a_name_are_wrong_in_the_same_words_as_ever(write: Write) -> None:
    faults = (
        "old.value differs from new.value",
        "old.polarty is affirmed",
        "polarity is affirmed",
        "old is affirmed",
        "''",
        "old",
    )
    with_names = [problems(write(fault)) for fault in faults]
    assert with_names == [problems(write(fault, definitions="definitions: []\n")) for fault in faults]


def test_a_rule_cannot_ask_by_a_name_what_it_has_flagged_itself(write: Write) -> None:
    text = "definitions:\n  - {name: a is fresh, claims: [a], where: [a is-not-flagged-by rulers]}\n"
    [problem] = problems(write("old is fresh", definitions=text))
    assert problem == ("house/rulers.yaml:9:5: a rule cannot ask what it has flagged itself, as 'a is fresh' does")


def test_conditions_that_cannot_hold_beside_a_name_are_found_at_the_call(write: Write) -> None:
    [problem] = problems(write("old.rank is deprecated", "old stands"))
    assert problem.startswith("house/rulers.yaml:10:5: can never match: old.rank is deprecated and old.rank is-not")


# What is wrong with a definition --------------------------------------------------------------------------------------


def entry(name: str, claims: str = "[a]", where: str = "[a.rank is normal]") -> str:
    return f"  - name: {name}\n    claims: {claims}\n    where: {where}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (entry("a stands") + entry("a stands"), "5:11: 'a stands' is already defined in house/definitions.yaml:2:11"),
        (
            entry("a stands") + entry("b stands", "[b]", "[b.rank is normal]"),
            "5:11: 'b stands' is already defined in house/definitions.yaml:2:11 as 'a stands'",
        ),
        (entry("a stands", "[a, b]"), "2:11: the claim 'b' is not in the name 'a stands'"),
        (entry("a stands a"), "2:11: the claim 'a' is more than once in the name 'a stands a'"),
        (entry("a"), "2:11: a name needs a word beside its claims, like a stands"),
        (entry("a is-flagged-by me"), "2:13: 'is-flagged-by' belongs to the conditions: a name cannot have it"),
        (entry("certainly a stands"), "2:11: 'certainly' belongs to the conditions: a name cannot have it"),
        (entry("a stands."), "2:13: 'stands.' cannot be in a name: write words, like a stands"),
        (entry("a stands", where="[]"), "4:12: where is empty"),
        (entry("a stands", where="[b.rank is normal]"), "4:13: unknown variable 'b'; the rule has a"),
        (entry("a stands", where="[a.rnak is normal]"), "4:13: unknown field 'a.rnak' (did you mean 'a.rank'?)"),
        (entry("a stands", where="[a.rank is normal, a.rank is preferred]"), "4:31: can never match: a.rank is nor"),
        ("  - name: a stands\n    where: [a.rank is normal]\n", "2:5: missing: claims"),
        (entry("a stands").replace("where", "wehre"), "2:5: missing: where"),
        (entry("a stands", where="[a stands]"), "4:13: names stand for each other in a circle: a stands → a stands"),
        (
            entry("a stands", where="[a holds]") + entry("a holds", where="[{any: [a stands]}]"),
            "7:20: names stand for each other in a circle: a stands → a holds → a stands",
        ),
    ],
)
def test_a_wrong_definition_is_reported_with_its_place(write: Write, text: str, found: str) -> None:
    reported = problems(write("old.rank is normal", definitions=f"definitions:\n{text}"))
    assert any(problem.startswith(f"house/definitions.yaml:{found}") for problem in reported), reported


@pytest.mark.parametrize(
    ("uses", "message"),
    [
        ("[cores]", "unknown pack 'cores': name one, or a directory as seen from this one"),
        ("[../house]", "a pack has its own definitions: it does not use '../house'"),
        ("[../common, ../again]", "'a stands' of '../again' is already defined in"),
    ],
)
def test_wrong_uses_are_reported_with_their_place(write: Write, uses: str, message: str) -> None:
    write(pack="common")
    write(pack="again")
    found = problems(write("old.rank is normal", definitions=f"uses: {uses}\n"))
    assert found[0].startswith("house/definitions.yaml:1:")
    assert message in found[0]


def test_packs_that_use_each_other_are_reported(write: Write) -> None:
    write(definitions="uses: [../house]\n", pack="common")
    [problem] = problems(write("old.rank is normal", definitions="uses: [../common]\n"))
    assert problem.endswith("common/definitions.yaml:1:8: packs use each other in a circle: '../house' uses this one")


def test_a_definition_of_a_name_that_a_used_pack_has_is_reported(write: Write) -> None:
    write(pack="common")
    [problem] = problems(write("old stands", definitions="uses: [../common]\ndefinitions:\n" + entry("a stands")))
    assert problem.startswith("house/definitions.yaml:3:11: 'a stands' is already defined in ")


def test_a_file_of_definitions_is_no_rule(write: Write) -> None:
    [problem] = problems(write("old stands") / FILE_NAME)
    assert problem == "house/definitions.yaml: holds no rules: it names conditions for the rules beside it"


def test_a_definition_that_no_rule_asks_for_is_unused(write: Write) -> None:
    directory = write("old stands")
    assert [str(problem) for problem in unused(definitions_of(directory).own, load_rules([directory]))] == [
        "house/definitions.yaml:8:11: unused definition 'a and b stand': no rule here asks for it",
        "house/definitions.yaml:11:11: unused definition 'the times of a, b meet': no rule here asks for it",
    ]


# What a finding says of it --------------------------------------------------------------------------------------------


def report_of(directory: Path, valid: str = "1500") -> ConflictReport:
    claims = [
        Claim.model_validate({"id": name, "subject": "town", "predicate": "ruled-by", "value": name, "valid": when})
        for name, when in (("duke", "1500"), ("bishop", valid))
    ]
    vocabulary = Vocabulary(predicates={"ruled-by": Predicate(value="term")})
    return check(claims, vocabulary=vocabulary, rules=[directory])


def reasons_of(text: str) -> list[str]:
    return [line.strip() for line in text.partition("because")[2].splitlines()[1:] if "help:" not in line]


def test_a_finding_is_explained_by_names_and_with_their_parts_on_demand(write: Write) -> None:
    report = report_of(write(*CALLED))
    [finding] = report.findings
    assert [one.condition for one in finding.because] == list(CALLED)
    assert reasons_of(report.explain(finding, 120)) == [
        "certain   old and new stand",
        "certain   the times of old, new meet",
        "certain   certainly old.value differs-from new.value (old.value: bishop; new.value: duke)",
    ]
    assert reasons_of(report.explain(finding, 120, parts=True))[:4] == [
        "certain   old and new stand",
        "certain     old stands",
        "certain       old.rank is-not deprecated (old.rank: normal)",
        "certain       old.certainty is-not unknown (old.certainty: certain)",
    ]


def test_what_leaves_a_named_condition_open_is_always_shown(write: Write) -> None:
    report = report_of(write(*CALLED), valid="15XX")
    [finding] = report.findings
    assert finding.verdict == "possible"
    named, part = reasons_of(report.explain(finding, 300))[1:3]
    assert named == "possible  the times of old, new meet"
    assert part.startswith(
        "possible    any: [old.predicate.timeless is true, old.valid intersects new.valid] (old.pred"
    )


def test_only_named_conditions_have_parts_in_json_and_a_report_is_read_back(write: Write) -> None:
    report = report_of(write(*CALLED))
    stand, _, differ = json.loads(report.to_json())["findings"][0]["because"]
    assert [part["condition"] for part in stand["parts"]] == ["old stands", "new stands"]
    assert "parts" not in differ
    assert ConflictReport.model_validate_json(report.to_json()).findings == report.findings


def test_a_rule_is_shown_by_names_and_with_their_parts_on_demand(write: Write) -> None:
    rule = rule_in(write(*CALLED))
    assert [*clause_lines(rule.where, parts=False)] == list(CALLED)
    assert [*clause_lines(rule.where, parts=True)][:4] == [
        "old and new stand",
        "    old stands",
        "        old.rank is-not deprecated",
        "        old.certainty is-not unknown",
    ]


# What ships -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", load_rules(shipped_examples=False), ids=lambda rule: rule.name)
def test_no_rule_that_ships_has_more_than_eight_lines_of_conditions(rule: Rule) -> None:
    assert max(lines_of_conditions(rule.source)) <= 8


def lines_of_conditions(text: str) -> Iterator[int]:
    """How many lines each ``where`` of a rule has."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.strip() == "where:":
            depth = line.index("where:")
            ends = (at for at, each in enumerate(lines[number + 1 :]) if not each[: depth + 1].isspace())
            yield next(ends, len(lines) - number - 1)


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_definition_that_ships_is_used_and_says_what_it_means(pack: str) -> None:
    own = definitions_of(shipped_packs()[pack]).own
    assert all(each.means for each in own)
    assert [problem.message for problem in unused(own, load_rules())] == []


def test_the_rules_that_ship_ask_what_they_asked_when_every_condition_was_written_out() -> None:
    recorded = RECORDED.read_text(encoding="utf-8")
    names = re.findall(r"^([a-z-]+/[a-z0-9-]+): ", recorded, re.MULTILINE)
    assert len(names) > 40
    assert "".join(normal_form(rule) for rule in load_rules() if rule.name in names) == recorded


# The JSON Schema ------------------------------------------------------------------------------------------------------


def test_the_published_schema_of_definitions_is_fresh() -> None:
    published = (REPOSITORY / "docs" / "schema" / "definitions.schema.json").read_text(encoding="utf-8")
    fresh = json.dumps(definitions_schema(), ensure_ascii=False, indent=2) + "\n"
    assert published == fresh, (
        "write it anew: conflicts schema definitions --output docs/schema/definitions.schema.json"
    )


def test_definitions_fit_their_schema_and_calls_fit_that_of_rules(write: Write) -> None:
    directory = write(*CALLED)
    for schema, name in ((definitions_schema(), FILE_NAME), (rule_schema(), "rulers.yaml")):
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(load_file(directory / name).data, schema)


@pytest.mark.parametrize(
    ("old", "new"), [("name: a stands", "name: a"), ("claims: [a]", "claims: []"), ("means:", "mean:")]
)
def test_the_schema_of_definitions_refuses_what_the_reader_refuses(write: Write, old: str, new: str) -> None:
    directory = write("old stands", definitions=DEFINITIONS.replace(old, new))
    assert problems(directory)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(load_file(directory / FILE_NAME).data, definitions_schema())
