"""The examples of a rule: claims, and the findings that the rule must give for them."""

from typing import get_args

from conflicts.document import Data, Path
from conflicts.errors import nearest
from conflicts.model.moment import period
from conflicts.rules.rule import Example, Expectation, Verdict
from conflicts.rules.section import Faults, Section

COLLECTION_KEYS = ("claims", "predicates", "entities", "sources")
EXAMPLE_KEYS = ("name", *COLLECTION_KEYS, "as_of", "expect")
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def read_example(data: Data, path: Path, faults: Faults) -> Example:
    """Read one example; whether its claims are sound is for who runs it."""
    section = Section(data, path, faults, EXAMPLE_KEYS, required=("name", "claims", "expect"))
    ids = _claim_ids(section)
    for key in COLLECTION_KEYS[1:]:
        if section.has(key) and not isinstance(section.data[key], dict):
            faults.at_value((*path, key), f"{key} must be a mapping")
    return Example(
        name=section.text("name"),
        collection={key: section.data[key] for key in COLLECTION_KEYS if section.has(key)},
        expect=tuple(_expectation(item, at, ids, faults) for at, item in section.items("expect")),
        as_of=_day(section),
    )


def _claim_ids(section: Section) -> list[str]:
    ids: list[str] = []
    for path, item in section.items("claims"):
        claim_id = item.get("id") if isinstance(item, dict) else None
        if isinstance(claim_id, str):
            ids.append(claim_id)
        else:
            section.faults.at_value(path, "a claim must be a mapping with an id")
    return ids


def _expectation(data: Data, path: Path, ids: list[str], faults: Faults) -> Expectation:
    section = Section(data, path, faults, ("claims", "verdict"), required=("claims", "verdict"))
    claims = section.texts("claims")
    for index, claim_id in enumerate(claims):
        if claim_id not in ids:
            faults.at_value((*path, "claims", index), f"the example has no claim {claim_id!r}{nearest(claim_id, ids)}")
    if section.has("claims") and not claims:
        faults.at_value((*path, "claims"), "a finding has one claim or more")
    return Expectation(frozenset(claims), section.choice("verdict", VERDICTS, "certain"))


def _day(section: Section) -> str | None:
    day = section.data.get("as_of")
    if day is None:
        return None
    try:
        period(str(day))
    except ValueError as error:
        section.faults.at_value((*section.path, "as_of"), str(error))
    return str(day)
