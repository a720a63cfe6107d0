"""Two accounts of what seems one event: which numbers of theirs clash, and which only seem to."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from conflicts import check
from conflicts.readers import load
from conflicts.readers.prose.lexicon import find_lexicon
from conflicts.readers.prose.tree_counts import load_count_patterns
from conflicts.readers.reading import ReadOptions
from conflicts.report.finding import Finding
from conflicts.rules.condition import Words, conditions
from conflicts.rules.pack import load_rules
from test_prose_trees import PIPELINE

RULES = ["accounts/different-counts", "accounts/later-count", "core"]

CLASH = [
    ("An earthquake struck Varnholm on Monday. The mayor said 802 people had been killed.",
     "The Varnholm earthquake killed 487 people, according to the police."),
    ("A landslide buried the village of Quorn. Some 40 people were injured, the governor said.",
     "At least 90 people were injured in the landslide at Quorn, rescuers said."),
    ("A fire broke out in Lund. The fire injured 30 people, the police said.",
     "The hospital said the blaze in Lund had injured 55 people."),
    ("A fire at the Marrow factory killed nine workers, the ministry said.",
     "Seventeen workers died in the Marrow fire, the union said."),
    ("The march in Sellis was attended by 4,000 people, police said.",
     "Organisers said 25,000 people attended the march in Sellis."),
    ("About 500 guests attended the festival at Orre, the council said.",
     "The festival at Orre was attended by 2,000 guests."),
    ("Police detained 17 people during the rally in Tarn.",
     "Sixty people were arrested at the rally in Tarn, the lawyer Ida Holm said."),
    ("The battle of Merin was fought in 1702. The chronicler Olsen wrote that 300 soldiers were killed.",
     "The abbot wrote that 4,000 soldiers were killed in the battle of Merin."),
    ("Floods in Ostrava destroyed 120 houses, the mayor said.",
     "The flood in Ostrava destroyed 340 houses, insurers said."),
    ("A blast at a plant in Delmar injured 14 people, police said.",
     "The explosion in Delmar injured 41 people, doctors said."),
    ("Nobody was hurt in the fire in Keld, police said.",
     "Three people were injured in the fire in Keld, the hospital said."),
    ("An avalanche hit Corvo on Sunday. The army said 11 climbers were killed.",
     "The avalanche at Corvo killed 19 climbers, a guide said."),
    ("A storm hit Harrick in 1953. Officials said 200 people had drowned.",
     "In 1953 a storm struck Harrick. The historian Lowe wrote that 350 people died."),
    ("A train crash near Ormel killed 23 passengers, the railway said.",
     "The crash at Ormel killed 31 passengers, the inspector said."),
    ("The shooting in Veyra injured six students, police said.",
     "Eleven students were wounded in the shooting in Veyra, the dean said."),
    ("Two thousand villagers were displaced by the eruption at Tenna, the governor said.",
     "The eruption at Tenna displaced 7,000 villagers, the bishop said."),
    ("A riot in Sund left the town in shock. Police said 12 people were arrested.",
     "Forty people were arrested in the riot in Sund, the mayor said."),
    ("A concert in Brae was attended by 900 people, the venue said.",
     "Some 3,000 people attended the concert in Brae, the band said."),
    ("The raid on Kolm killed 15 civilians, the army said.",
     "The attack on Kolm killed 60 civilians, the council said."),
    ("An outbreak of cholera in Dray killed 70 people, the ministry said.",
     "The epidemic in Dray killed 250 people, doctors said."),
    ("A stampede at Luz killed 20 pilgrims, officials said.",
     "The crush at Luz killed 48 pilgrims, the bishop said."),
    ("The siege of Varn killed 1,000 civilians, the chronicle says.",
     "The siege of Varn killed 6,000 civilians, the museum says."),
    ("Four people were missing after the flood at Ness, police said.",
     "Nineteen people were missing after the flood at Ness, the fire brigade said."),
    ("The funeral at Holm was attended by 300 people, police said.",
     "The funeral at Holm was attended by 1,200 people, the family said."),
    ("# The Lund fire\n\nThe police said 12 people were killed.",
     "The fire in Lund killed 30 people, the union said."),
    ("A tremor shook Bresk on 3 May 2011. The governor said 90 people were killed.",
     "The quake in Bresk on 3 May 2011 killed 220 people, aid workers said."),
]  # fmt: skip

TEMPTING = [
    ("An earthquake struck Varnholm. The mayor said 802 people had been killed in the region.",
     "The Varnholm earthquake killed 487 people in the city, according to the police."),
    ("The Varnholm earthquake killed 487 people, the police said.",
     "The Varnholm earthquake injured 802 people, the mayor said."),
    ("The earthquake in Varnholm in 2001 killed 487 people, the police said.",
     "The earthquake in Varnholm in 2011 killed 802 people, the mayor said."),
    ("At least 400 people were killed in the Varnholm earthquake, the police said.",
     "The Varnholm earthquake killed 487 people, the mayor said."),
    ("The fire in Lund killed 12 people, the police said.", "The fire in Ystad killed 30 people, the mayor said."),
    ("The police said 12 people were killed.", "The mayor said 30 people were killed."),
    ("The flood killed 12 people, the police said.", "The flood killed 30 people, the mayor said."),
    ("The fire in Lund killed 12 people, the police said.", "The flood in Lund killed 30 people, the mayor said."),
    ("The fire in Lund killed 12 soldiers, the police said.",
     "The fire in Lund killed 30 children, the mayor said."),
    ("The fire in Lund killed 12 people, the police said.",
     "The fire in Lund killed 30 people or left them hurt, the mayor said."),
    ("The fire in Lund killed and injured 30 people, the mayor said.",
     "The fire in Lund killed 12 people, the police said."),
    ("The fire in Lund killed about 30 people, five of them children, the mayor said.",
     "The fire in Lund killed 30 people, the police said."),
    ("A fire broke out in Lund. The police said 12 people were killed. Another fire killed 30 people, they said.",
     "The fire in Lund killed 12 people, the mayor said."),
    ("The army plans to arrest 30 people at the rally in Tarn.",
     "Police arrested 12 people at the rally in Tarn."),
    ("If the flood in Ness comes, 300 people will be displaced, the mayor said.",
     "The flood in Ness displaced 12 people, the police said."),
    ("The fire in Lund may have killed 12 people, the police said.",
     "The fire in Lund might have killed 30 people, the mayor said."),
    ("The fire in Lund killed between 10 and 40 people, the police said.",
     "The fire in Lund killed 30 people, the mayor said."),
    ("Fewer than 40 people died in the Lund fire, the police said.",
     "The fire in Lund killed 30 people, the mayor said."),
    ("The first explosion in Lund killed 12 people, the police said.",
     "The second explosion in Lund killed 30 people, the mayor said."),
    ("In the fire in Lund 12 people were killed. In the fire in Lund 30 people were killed.",
     "A fire in Lund killed 12 people, the mayor said."),
    ("Nobody was hurt in the fire in Lund, the police said.",
     "The fire in Lund killed 30 people, the mayor said."),
    ("The mayor denied that 30 people were killed in the fire in Lund.",
     "The fire in Lund killed 12 people, the police said."),
    ("The rally in Tarn was attended by 4,000 people on 3 May 2019, police said.",
     "The rally in Tarn was attended by 9,000 people on 3 May 2020, police said."),
    ("The match in Brae was attended by 4,000 people, the club said.",
     "The concert in Brae was attended by 9,000 people, the band said."),
    ("The fire brigade in Lund said 12 people were killed in the crash at Orre.",
     "The fire in Lund killed 30 people, the mayor said."),
    ("The Lund fire killed 12 people on its first night, the police said.",
     "The Lund fire killed 30 people, the mayor said."),
]  # fmt: skip


def findings(accounts: Sequence[str], folder: Path) -> list[Finding]:
    """What is found in accounts that are read together, a file each."""
    files = [folder / f"account{number}.md" for number in range(len(accounts))]
    for file, text in zip(files, accounts, strict=True):
        file.write_text(text, encoding="utf-8")
    return list(check(load(files, options=ReadOptions(parse=PIPELINE)), rules=RULES).findings)


def contradictions(accounts: Sequence[str], folder: Path) -> list[Finding]:
    return [finding for finding in findings(accounts, folder) if finding.kind == "contradiction"]


@pytest.mark.parametrize("accounts", CLASH, ids=lambda pair: pair[0][:40])
def test_different_numbers_of_one_event_may_contradict_each_other(accounts: tuple[str, str], tmp_path: Path) -> None:
    found = contradictions(accounts, tmp_path)
    assert [finding.rule for finding in found] == ["accounts/different-counts"]
    assert found[0].verdict == "possible"


@pytest.mark.parametrize("accounts", TEMPTING, ids=lambda pair: pair[0][:40])
def test_numbers_of_other_things_do_not_contradict_each_other(accounts: tuple[str, str], tmp_path: Path) -> None:
    assert contradictions(accounts, tmp_path) == []


def test_a_number_that_has_grown_since_is_no_contradiction(tmp_path: Path) -> None:
    early = "---\ndate: 2021-08-15\n---\n\nThe fire in Lund killed 85 people, the fire brigade said."
    late = "---\ndate: 2021-08-20\n---\n\nThe fire in Lund killed 118 people, the governor said."
    assert contradictions((early, late), tmp_path) == []
    fallen = late.replace("118", "60")
    assert [finding.verdict for finding in contradictions((early, fallen), tmp_path)] == ["possible"]


@pytest.mark.parametrize(
    ("accounts", "stale"),
    [
        (
            (
                "On 3 March 2021 the minister said that 802 people had been killed in the earthquake. "
                "On 8 March 2021 the minister said that 487 people had been killed in the earthquake.",
            ),
            "802",
        ),
        (
            (
                "---\ndate: 2021-08-15\n---\n\nThe fire in Lund killed 85 people, the mayor said.",
                "---\ndate: 2021-08-20\n---\n\nThe fire in Lund killed 118 people, the mayor said.",
            ),
            "85",
        ),
    ],
)
def test_a_later_number_of_one_source_replaces_its_earlier_one(
    accounts: tuple[str, ...], stale: str, tmp_path: Path
) -> None:
    found = findings(accounts, tmp_path)
    (later,) = [finding for finding in found if finding.rule == "accounts/later-count"]
    assert stale in str(later.sides[0].value)
    assert not [finding for finding in found if finding.kind == "contradiction"]


@pytest.mark.parametrize(("day", "verdict"), [(1, "certain"), (8, "possible")])
def test_that_it_is_one_battle_is_certain_where_both_name_it(day: int, verdict: str, tmp_path: Path) -> None:
    accounts = (
        "On 8 March 1677 the bishop said that 300 soldiers had been killed in the Battle of Lund on 4 December 1676.",
        f"On {day} March 1677 the king said that 900 soldiers were killed in the Battle of Lund on 4 December 1676.",
    )
    (found,) = contradictions(accounts, tmp_path)
    assert found.rule == "accounts/different-counts"
    assert found.verdict == verdict, "on one day, 900 may have been said after 300"


def test_a_number_is_of_the_only_event_that_the_text_has_told_of(tmp_path: Path) -> None:
    texts = {
        "A flood struck Ness. Nine people were killed.": "flood-ness",
        "A flood struck Ness. A second flood killed nine people.": "text.txt",
        "A flood struck Ness. A fire broke out in Orre. Nine people were killed.": "text.txt",
        "A flood struck Ness. Nine people were killed in a fire in Orre.": "fire-orre",
        "A fire brigade was sent to Ness. Nine people were killed.": "text.txt",
        "If a flood strikes Ness, we leave. Nine people were killed.": "text.txt",
    }
    for text, subject in texts.items():
        file = tmp_path / "text.txt"
        file.write_text(text, encoding="utf-8")
        claims = load(file, options=ReadOptions(parse=PIPELINE)).claims
        assert [claim.subject for claim in claims if claim.predicate == "people-killed"] == [subject], text


def test_a_text_that_gives_several_numbers_of_one_thing_gives_none_of_the_event(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("In the Lund fire 12 people died. In the Lund fire 30 people died.", encoding="utf-8")
    claims = load(file, options=ReadOptions(parse=PIPELINE)).claims
    assert {claim.subject for claim in claims} == {"text.txt"}


def test_the_rules_compare_what_patterns_count_at_events() -> None:
    counted = {pattern.id for pattern in load_count_patterns(find_lexicon("en")) if pattern.at}
    (rule,) = load_rules(["accounts/different-counts"])
    named = [each for each in conditions(rule.where) if each.left.field == "predicate" and each.operator == "in"]
    assert [set(each.right.words) for each in named if isinstance(each.right, Words)] == [counted]
