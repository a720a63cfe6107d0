"""What all records share: nothing of them changes, and they show their fields before they are used."""

import subprocess
import sys

import pytest
from pydantic import ValidationError

from conflicts import Claim
from conflicts.model.frozen import Frozen

SHOWN = """
import inspect
from conflicts import Claim, ConflictReport, Finding, Vocabulary
for record in Claim, ConflictReport, Finding, Vocabulary:
    assert list(inspect.signature(record).parameters) == list(record.model_fields), record
"""


def test_records_show_their_fields_before_their_first_use() -> None:
    subprocess.run([sys.executable, "-c", SHOWN], check=True)


def test_a_record_made_of_another_shows_its_own_fields() -> None:
    class First(Frozen):
        a: int

    class Second(First):
        b: int = 2

    assert str(Second.__signature__) == "(*, a: int, b: int = 2) -> None"
    assert str(First.__signature__) == "(*, a: int) -> None"


def test_a_record_does_not_change_and_takes_no_other_field() -> None:
    claim = Claim(subject="Izium", predicate="population")
    with pytest.raises(ValidationError):
        claim.subject = "Kharkiv"  # type: ignore[misc]  # it is frozen
    with pytest.raises(ValidationError):
        Claim.model_validate({"subject": "Izium", "predicate": "population", "colour": "red"})
