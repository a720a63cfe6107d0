"""Makes claims of records, and keeps what could not be read and which words came up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conflicts.errors import Problem
from conflicts.model.claim import Claim, Location
from conflicts.model.consistency import refuse_unfit
from conflicts.model.faults import faults
from conflicts.model.identity import with_numbers
from conflicts.model.vocabulary import Predicate, Vocabulary
from conflicts.readers.memory.records import Record, Unfit, records
from conflicts.readers.reading import Reading, ReadOptions, SentenceTally

SAYS = "says"
"""The predicate of what stays words."""

_WORDS = Predicate(name="says", value="text", single=False)

Fields = Mapping[str, Any]
"""The fields of a claim, as a claims file has them."""


@dataclass
class Desk:
    """Takes records one after another; ``file`` is how places name the file."""

    known: Vocabulary
    predicates: dict[str, Predicate] = field(default_factory=dict)
    unread: list[Problem] = field(default_factory=list)
    tally: SentenceTally = field(default_factory=SentenceTally)
    made: list[Claim] = field(default_factory=list)

    def refuse(self, record: Record, why: object) -> None:
        """Note what is no claim, and why."""
        self.unread.append(Problem(f"not taken: {why}", record.place))

    def take(self, record: Record, claims: Iterable[Fields]) -> None:
        """Make the claims of a record, or note why they cannot be made: what going through them raises as Unfit."""
        try:
            for fields in claims:
                self._take(record, fields)
        except Unfit as why:
            self.refuse(record, why)

    def _take(self, record: Record, fields: Fields) -> None:
        said = {name: value for name, value in fields.items() if value not in (None, (), [])}
        try:
            claim = Claim.model_validate(said)
            if (
                claim.predicate in self.known.predicates
            ):  # of others nothing is known that a value could be at odds with
                refuse_unfit(claim, self.known)
        except ValidationError as error:
            raise Unfit("; ".join(fault.message for fault in faults(error, Claim, said))) from None
        except ValueError as error:
            raise Unfit(str(error)) from None
        is_words = claim.predicate == SAYS
        self.tally.note(not is_words)
        if claim.predicate not in self.predicates:
            self.predicates[claim.predicate] = _WORDS if is_words else Predicate()
        place = record.place
        location = Location(file=place.file, line=place.line, column=place.column)
        self.made.append(claim.model_copy(update={"location": location}))

    def reading(self) -> Reading:
        """All claims, and the vocabulary with the words that came up."""
        spoken = (name for claim in self.made for name in (claim.asserted_by, *claim.via) if name)
        known = self.known.model_copy(update={"predicates": self.predicates | self.known.predicates})
        return Reading(with_numbers(self.made), known.with_speakers(spoken), self.unread, sentences=self.tally)


def read_records(
    path: Path, file: str, options: ReadOptions, sections: tuple[str, ...]
) -> tuple[Desk, Iterator[Record]]:
    """A desk for a file, and its records; what is none is noted as they are gone through."""
    desk = Desk(options.vocabulary)

    def every() -> Iterator[Record]:
        for each in records(path, file, sections):
            if isinstance(each, Problem):
                desk.unread.append(each)
            else:
                yield each

    return desk, every()


def words(text: str) -> dict[str, str]:
    """A value that is these words, whatever they are; their predicate may say that they name something."""
    return {"text": text}


def typed(data: Mapping[str, Any], known: Vocabulary) -> Fields | None:
    """The fields of a claim, where a mapping names its subject, predicate, and value or object; else None."""
    subject, predicate = data.get("subject"), data.get("predicate")
    value = data.get("value", data.get("object"))
    if not (isinstance(subject, str) and isinstance(predicate, str) and value not in (None, "")):
        return None
    if isinstance(value, str) and known.predicate(predicate).value != "quantity":
        value = words(value)
    further = ("polarity", "certainty", "asserted_by", "via", "valid", "stated")
    return {
        "subject": subject,
        "predicate": predicate,
        "value": value,
        **{name: data[name] for name in further if data.get(name) not in (None, "", [])},
    }
