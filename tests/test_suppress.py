"""Findings that somebody accepts, on a claim, in a comment or for a file, and suppressions that are of no use."""

from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError

from conflicts.check import check
from conflicts.errors import InputError
from conflicts.model.claim import Claim, Location
from conflicts.model.suppression import Suppression, suppression_comment
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.readers import claims_yaml, from_mapping
from conflicts.report.report import ConflictReport
from conflicts.report.suppress import FileSuppression
from report_samples import claim as sample_claim
from report_samples import findings, report_of, rule

VOCABULARY = Vocabulary(predicates={"held-by": Predicate(value="term", single=True)})
RULES = ["core/incompatible-values", "core/no-citation"]
ACCEPTED = {"rule": "core/incompatible-values", "reason": "both are quoted"}


def claim(id: str, value: str, *suppress: dict[str, Any], file: str = "claims.yaml") -> Claim:
    return Claim(
        id=id,
        subject="izium",
        predicate="held-by",
        value=value,
        asserted_by=f"source of {id}",
        valid="2022-03-24",
        citations=({"ref": id},),
        suppress=suppress,
        location=Location(file=file, line=7),
    )


def with_fields(claim: Claim, **fields: Any) -> Claim:
    return Claim.model_validate(claim.model_dump() | fields)


def checked(*claims: Claim, **options: Any) -> ConflictReport:
    given: dict[str, Any] = {"vocabulary": VOCABULARY, "rules": RULES} | options
    return check(claims, **given)


def standing(report: ConflictReport) -> list[set[str]]:
    return [{claim.id for claim in finding.claims} for finding in report.findings]


def stale(report: ConflictReport) -> list[tuple[str, str]]:
    return [(each.rule, each.because) for each in report.stale_suppressions]


# ------------------------------------------------------------------------------------------------------ on a claim


def test_a_claim_suppresses_a_finding_with_a_reason() -> None:
    report = checked(claim("a", "russia", ACCEPTED), claim("b", "ukraine"))
    (suppressed,) = report.suppressed
    assert report.findings == ()
    assert report.ok(fail_on="note")
    assert {each.id for each in suppressed.finding.claims} == {"a", "b"}
    assert (suppressed.reason, suppressed.source, suppressed.until) == ("both are quoted", "claim", None)
    assert report.stale_suppressions == ()


@pytest.mark.parametrize("word", ["core/incompatible-values", "incompatible-values", "core", "contradiction"])
def test_a_suppression_names_rules_as_select_does(word: str) -> None:
    report = checked(claim("a", "russia", {"rule": word, "reason": "r"}), claim("b", "ukraine"))
    assert len(report.suppressed) == 1


def test_a_suppression_of_another_rule_suppresses_nothing() -> None:
    report = checked(claim("a", "russia", {"rule": "core/no-citation", "reason": "r"}), claim("b", "ukraine"))
    assert standing(report) == [{"a", "b"}]
    assert stale(report) == [("core/no-citation", "unused")]


def test_a_suppression_does_not_hide_pairs_that_nobody_accepts() -> None:
    # a contradicts b and c, and b contradicts c: of the three pairs, one has no claim with the suppression.
    report = checked(claim("a", "russia", ACCEPTED), claim("b", "ukraine"), claim("c", "belarus"))
    assert standing(report) == [{"a", "b", "c"}]
    assert stale(report) == [("core/incompatible-values", "in-part")]
    both = checked(claim("a", "russia", ACCEPTED), claim("b", "ukraine", ACCEPTED), claim("c", "belarus"))
    assert standing(both) == []


def test_the_claim_that_all_pairs_share_suppresses_them_all() -> None:
    said = [claim(f"b{number}", "ukraine") for number in range(3)]
    assert standing(checked(claim("a", "russia", ACCEPTED), *said)) == []
    assert standing(checked(claim("a", "russia"), *said[1:], claim("b0", "ukraine", ACCEPTED))) != []


def test_a_finding_with_more_pairs_than_are_kept_is_suppressed_by_all_of_a_side() -> None:
    russia = [claim(f"a{number}", "russia", ACCEPTED) for number in range(4)]
    ukraine = [claim(f"b{number}", "ukraine") for number in range(4)]
    report = checked(*russia, *ukraine)
    assert [each.finding.pairs for each in report.suppressed] == [16]
    assert standing(checked(*russia[1:], claim("a0", "russia"), *ukraine)) == [
        {each.id for each in (*russia, *ukraine)}
    ]


def test_an_unverified_claim_suppresses_its_own_finding_and_no_other() -> None:
    accepted = claim("a", "russia", {"rule": "no-citation", "reason": "hearsay"}).model_copy(update={"citations": ()})
    other = claim("b", "russia").model_copy(update={"citations": ()})
    report = checked(accepted, other)
    assert standing(report) == [{"b"}]
    assert [each.reason for each in report.suppressed] == ["hearsay"]


def test_several_suppressions_give_all_their_reasons_and_the_earliest_end() -> None:
    report = checked(
        claim("a", "russia", ACCEPTED | {"until": "2030"}),
        claim("b", "ukraine", {"rule": "core", "reason": "a stub", "until": "2029-06"}),
    )
    (suppressed,) = report.suppressed
    assert (suppressed.reason, suppressed.until) == ("both are quoted; a stub", "2029-06")


def test_a_suppression_leaves_the_fingerprint_as_it_is() -> None:
    (before,) = checked(claim("a", "russia"), claim("b", "ukraine")).findings
    (after,) = checked(claim("a", "russia", ACCEPTED), claim("b", "ukraine")).suppressed
    assert after.finding.fingerprint == before.fingerprint


def test_a_suppressed_finding_can_still_be_explained() -> None:
    report = checked(claim("a", "russia", ACCEPTED), claim("b", "ukraine"))
    (suppressed,) = report.suppressed
    assert report.find(suppressed.finding.fingerprint) == (suppressed.finding,)


def test_the_order_of_the_claims_changes_no_byte_of_what_is_suppressed_and_stale() -> None:
    wrong = {"rule": "core/no-such-rule", "reason": "x"}
    claims = [claim("a", "russia", ACCEPTED, wrong), claim("b", "ukraine", ACCEPTED), claim("c", "russia", wrong)]
    assert len({checked(*order).to_json() for order in permutations(claims)}) == 1


def test_a_report_with_suppressions_survives_its_own_json() -> None:
    wrong = {"rule": "core/no-such-rule", "reason": "x", "until": "2001"}
    report = checked(claim("a", "russia", ACCEPTED, wrong), claim("b", "ukraine"), today="2025-01-01")
    assert ConflictReport.from_json(report.to_json(runtime=True)) == report


# ------------------------------------------------------------------------------------------------------ how long


@pytest.mark.parametrize(
    ("until", "today", "expired"),
    [
        ("2024-06-30", "2024-06-29", False),
        ("2024-06-30", "2024-06-30", False),
        ("2024-06-30", "2024-07-01", True),
        ("2024-06", "2024-06-30", False),
        ("2024", "2025-01-01", True),
        ("2024-06-30~", "2024-07-01", False),
        ("2024-06-30", None, False),
        ("2024-06-30T10:00:00", "2024-06-30T10:00:00", False),
        ("2024-06-30T10:00:00", "2024-06-30T10:00:01", True),
    ],
)
def test_a_suppression_holds_through_the_last_moment_of_its_date(until: str, today: str | None, expired: bool) -> None:
    accepted = claim("a", "russia", ACCEPTED | {"until": until})
    report = checked(accepted, claim("b", "ukraine"), today=today)
    assert bool(report.findings) is expired
    assert bool(report.suppressed) is not expired
    assert stale(report) == ([("core/incompatible-values", "expired")] if expired else [])


def test_the_day_of_the_check_goes_before_the_clock() -> None:
    accepted = claim("a", "russia", ACCEPTED | {"until": "2024"})
    assert checked(accepted, claim("b", "ukraine"), as_of="2023", today="2030-01-01").findings == ()
    assert checked(accepted, claim("b", "ukraine"), as_of="2025", today="2020-01-01").findings != ()


# ------------------------------------------------------------------------------------------------- what is of no use


def test_a_misspelt_rule_is_told_with_the_nearest_one_that_there_is() -> None:
    report = checked(claim("a", "russia", {"rule": "core/incompatible-value", "reason": "r"}), claim("b", "ukraine"))
    (told,) = report.stale_suppressions
    assert (told.because, told.claim, told.location) == ("unknown-rule", "a", Location(file="claims.yaml", line=7))
    assert "did you mean 'core/incompatible-values'?" in told.message
    assert standing(report) == [{"a", "b"}]


def test_a_suppression_of_a_rule_that_ships_and_was_not_asked_for_is_no_mistake() -> None:
    report = checked(claim("a", "russia", {"rule": "editorial/hedged", "reason": "r"}))
    assert report.stale_suppressions == ()


@pytest.mark.parametrize(
    "options",
    [
        {"select": ["core/no-citation"]},
        {"rules": None, "ignore": ["incompatible-values"]},
        {"at": "1999"},
        {"as_of": "1999"},
    ],
    ids=str,
)
def test_a_check_that_looked_at_less_tells_of_nothing_unused(options: dict[str, Any]) -> None:
    accepted = with_fields(claim("a", "russia", ACCEPTED), valid=None)
    late = with_fields(claim("b", "ukraine"), stated="2022-03-25")
    assert len(checked(accepted, late).suppressed) == 1
    report = checked(accepted, late, **options)
    assert (report.suppressed, report.stale_suppressions) == ((), ())


def test_a_suppression_of_a_rule_that_asks_for_a_day_is_judged_only_where_there_is_one() -> None:
    unused = claim("a", "russia", {"rule": "core/expired", "reason": "r"})
    assert checked(unused, rules=["core/expired"]).stale_suppressions == ()
    assert stale(checked(unused, rules=["core/expired"], as_of="2023")) == [("core/expired", "unused")]


# ------------------------------------------------------------------------------------------------------ for files


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("legacy/*", True),
        ("*.yaml", True),
        ("old.yaml", True),
        ("legacy/deep/old.yaml", True),
        ("deep/old.yaml", False),
        ("*.jsonl", False),
        ("legacy", False),
    ],
)
def test_a_configured_suppression_is_for_the_claims_of_its_files(pattern: str, covered: bool) -> None:
    accepted = FileSuppression(rule="core", reason="imported", files=pattern)
    claims = [claim("a", "russia", file="legacy/deep/old.yaml"), claim("b", "ukraine", file="new.json")]
    report = checked(*claims, suppressions=[accepted])
    assert [(each.reason, each.source) for each in report.suppressed] == (
        [("imported", "configuration")] if covered else []
    )


def test_a_configured_suppression_without_files_is_for_all_claims() -> None:
    accepted = FileSuppression(rule="incompatible-values", reason="not yet", until="2030")
    report = checked(claim("a", "russia"), claim("b", "ukraine"), suppressions=[accepted])
    assert [each.until for each in report.suppressed] == ["2030"]


def test_a_configured_suppression_whose_files_were_not_read_is_not_told_of() -> None:
    accepted = FileSuppression(rule="core/no-citation", reason="r", files="elsewhere/*")
    assert checked(claim("a", "russia"), suppressions=[accepted]).stale_suppressions == ()
    here = accepted.model_copy(update={"files": ("claims.yaml",), "location": Location(file="conflicts.toml", line=3)})
    (told,) = checked(claim("a", "russia"), suppressions=[here]).stale_suppressions
    assert (told.because, told.source, told.location) == ("unused", "configuration", here.location)


def test_claims_without_a_place_are_in_no_file() -> None:
    homeless = [claim(id, value).model_copy(update={"location": None}) for id, value in (("a", "x"), ("b", "y"))]
    accepted = FileSuppression(rule="core", reason="r", files="*")
    assert checked(*homeless, suppressions=[accepted]).suppressed == ()


# ------------------------------------------------------------------------------------------------------ as text


def test_the_text_counts_what_is_suppressed_in_its_last_line() -> None:
    report = checked(claim("a", "russia", ACCEPTED), claim("b", "ukraine"))
    assert report.to_text().endswith("No conflicts found in 2 claims; 1 suppressed.\n")
    (found,) = findings(rule(), [sample_claim("r"), sample_claim("u", "ukraine")], [("r", "u")])
    assert report_of(found).to_text().endswith("1 contradiction in 3 claims\n")


def test_verbose_text_tells_what_is_suppressed_and_why() -> None:
    report = checked(claim("a", "russia", ACCEPTED | {"until": "2030"}), claim("b", "ukraine"))
    told = " ".join(report.to_text(verbose=True).split())
    assert f"{report.suppressed[0].finding.fingerprint} — both are quoted (until 2030)" in told
    assert "both are quoted" not in report.to_text()


def test_text_tells_of_every_suppression_that_is_of_no_use() -> None:
    report = checked(claim("a", "russia", ACCEPTED), claim("b", "russia"))
    told = " ".join(report.to_text().split())
    assert "suppression of core/incompatible-values (a, claims.yaml:7): there is nothing that it suppresses" in told


# ------------------------------------------------------------------------------------------------------ as a field


def read(**suppress: Any) -> Claim:
    claims = from_mapping({"claims": [{"id": "a", "subject": "s", "predicate": "p", "suppress": [suppress]}]}).claims
    return claims[0]


def test_a_claims_file_holds_suppressions() -> None:
    (given,) = read(rule="core", reason="a stub", until="2025-06-30").suppress
    assert (given.rule, given.reason, str(given.until)) == ("core", "a stub", "2025-06-30")


def test_suppressions_are_written_back() -> None:
    collection = from_mapping(
        {"claims": [{"id": "a", "subject": "s", "predicate": "p", "suppress": [ACCEPTED | {"until": "2025"}]}]}
    )
    assert "until: '2025'" in claims_yaml(collection) or 'until: "2025"' in claims_yaml(collection)


@pytest.mark.parametrize(
    ("suppress", "words"),
    [
        ({"rule": "core"}, "missing field 'suppress[0].reason'"),
        ({"rule": "core", "reason": " "}, "suppress[0].reason: it is empty"),
        ({"rule": "", "reason": "r"}, "suppress[0].rule: it is empty"),
        ({"rule": "core", "reason": "r", "untill": "2025"}, "unknown field 'untill' (did you mean 'until'?)"),
        ({"rule": "core", "reason": "r", "until": "2025/.."}, "suppress[0].until: a date such as 2025-06-30"),
        ({"rule": "core", "reason": "r", "until": {"since": "2025"}}, "suppress[0].until: a date such as 2025-06-30"),
        ({"rule": "core", "reason": "r", "until": "2025-02-30"}, "2025-02-30"),
    ],
)
def test_a_malformed_suppression_is_refused(suppress: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as refused:
        read(**suppress)
    assert words in str(refused.value)


def test_a_suppression_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Suppression(rule="core", reason="r").reason = "another"  # type: ignore[misc]  # that is what is tested


# ------------------------------------------------------------------------------------------------------ as a comment


@pytest.mark.parametrize(
    "text",
    [
        "<!-- conflicts: ignore core/denial — both are quoted until 2025-06-30 -->",
        "<!--conflicts: ignore core/denial – both are quoted [until 2025-06-30]-->",
        "conflicts: ignore core/denial -- both are quoted (until 2025-06-30)",
        "conflicts: ignore core/denial - both are quoted, until 2025-06-30.",
        "  <!--\n  conflicts:ignore core/denial:\n  both are quoted;\n  until 2025-06-30\n-->  ",
    ],
)
def test_a_comment_is_a_suppression(text: str) -> None:
    (given,) = suppression_comment(text)
    assert (given.rule, given.reason, str(given.until)) == ("core/denial", "both are quoted", "2025-06-30")


def test_a_comment_may_name_several_rules_and_no_end() -> None:
    given = suppression_comment("conflicts: ignore core/self-contradiction, hedged — re-read them")
    assert [each.rule for each in given] == ["core/self-contradiction", "hedged"]
    assert {(each.reason, each.until) for each in given} == {("re-read them", None)}


@pytest.mark.parametrize(
    "reason", ["wait until they answer", "from 3 of the 5 sources", "until further notice", "a-b - c: d"]
)
def test_a_reason_is_kept_word_for_word(reason: str) -> None:
    (given,) = suppression_comment(f"conflicts: ignore core — {reason}")
    assert (given.reason, given.until) == (reason, None)


@pytest.mark.parametrize("text", ["", "<!-- a note -->", "see conflicts: ignore core — r", "conflict: ignore core — r"])
def test_any_other_comment_is_none(text: str) -> None:
    assert suppression_comment(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("conflicts: ignroe core — r", "did you mean 'ignore'?"),
        ("conflicts:", "'ignore' should stand after 'conflicts:'"),
        ("conflicts: ignore core", "names a reason"),
        ("conflicts: ignore core —", "names a reason"),
        ("conflicts: ignore core — until 2025", "names a reason"),
        ("conflicts: ignore — r", "names a rule"),
        ("conflicts: ignore core,, hedged — r", "names a rule"),
        ("conflicts: ignore core — r until 2025-13-01", "2025-13-01"),
        ("conflicts: ignore core — r until June 2025", "June 2025"),
        ("conflicts: ignore core — r until 30.06.2025", "30.06.2025"),
        ("conflicts: ignore core — r until 2025/..", "a date such as"),
    ],
)
def test_a_comment_that_cannot_be_read_is_refused(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        suppression_comment(f"<!-- {text} -->")
    assert words in str(refused.value)


def test_a_long_comment_is_read_at_once() -> None:
    assert len(suppression_comment("conflicts: ignore core — " + "until - [ " * 50_000)) == 1
