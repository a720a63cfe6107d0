"""Holds extractions against their text, and makes claims of those that it bears out."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from conflicts.model.claim import Claim
from conflicts.model.consistency import refuse_unfit
from conflicts.model.faults import shown
from conflicts.model.value import AnyValue, Text, Time
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers.extractions.record import Extraction
from conflicts.readers.extractions.spans import Span, Spans, found_in
from conflicts.readers.prose.language import Language
from conflicts.readers.prose.narration import day_of
from conflicts.readers.prose.phrases import slug
from conflicts.readers.prose.tape import Page
from conflicts.readers.reading import ReadOptions


class Refused(ValueError):
    """Why an extraction is no claim, in a sentence."""


class Checker:
    """Checks the extractions of one file, one after another."""

    def __init__(self, name: str, options: ReadOptions) -> None:
        self._language = Language.of(replace(options, parse=None))  # somebody else has taken the text apart
        self._today = day_of(options.date)
        self._stem = slug(Path(name).stem or name)
        self._known = options.vocabulary
        self._speakers: set[str] = set()
        self._number = 0
        self._ids: set[str] = set()

    @property
    def vocabulary(self) -> Vocabulary:
        """What was known, and those who speak, if it lists its sources."""
        return self._known.with_speakers(self._speakers)

    def claim(self, extraction: Extraction, page: Page) -> Claim:
        """The claim that an extraction makes; raises Refused for one that the text does not bear out."""
        self._number += 1
        start, end = self._place(extraction.quote, page)
        spans = self._spans(extraction, page)
        names = [name for name in (extraction.asserted_by, *extraction.via) if name is not None]
        for name in names:
            self._check_speaker(name, spans)
        claim = Claim(
            id=self._id(extraction),
            subject=extraction.subject,
            predicate=extraction.predicate,
            value=self._value(extraction, spans),
            polarity=extraction.polarity,
            certainty=extraction.certainty,
            asserted_by=extraction.asserted_by,
            via=extraction.via,
            valid=self._date("valid", extraction.valid, spans),
            stated=self._date("stated", extraction.stated, spans),
            location=page.location(start, end),
        )
        try:
            refuse_unfit(claim, self._known)
        except ValueError as error:
            raise Refused(str(error)) from None
        self._speakers.update(names)
        return claim

    def _place(self, words: str, page: Page) -> tuple[int, int]:
        found = found_in(words, page.text)
        if found is None:
            raise Refused(f"the text does not hold these words: {shown(words)}")
        return found

    def _spans(self, extraction: Extraction, page: Page) -> Spans:
        places = [self._place(words, page) for words in (extraction.quote, *extraction.antecedents)]
        return Spans(tuple(Span.of(page.text, *place) for place in places), self._language, self._today)

    def _check_speaker(self, name: str, spans: Spans) -> None:
        source = self._known.sources.get(self._known.source_id(name))
        if not spans.name_one([name, *((source.name or "", *source.aliases) if source is not None else ())]):
            raise Refused(f"the quoted words do not name {shown(name)}")

    def _value(self, extraction: Extraction, spans: Spans) -> AnyValue | None:
        value, unit = extraction.value, extraction.unit
        if value is None:
            if unit is not None:
                raise Refused("a unit needs a value")
            return None
        if self._known.predicate(extraction.predicate).value == "time":
            return self._day("value", str(value), spans)
        if isinstance(value, str) and not self._is_number(extraction.predicate, value):
            if any(map(str.isdigit, value)) and not spans.have(value):
                raise Refused(f"the quoted words do not hold {shown(value)}")
            return Text(text=value if unit is None else f"{value} {unit}")
        found = spans.quantities(value if isinstance(value, str) else Decimal(str(value)))
        if not found:
            raise Refused(f"the quoted words do not hold the number {shown(value)}")
        if len(found) > 1:
            several = "; ".join(map(str, found))
            raise Refused(f"the quoted words hold the number {shown(value)} in several ways ({several}): quote fewer")
        return found[0].model_copy(update={"unit": unit})

    def _is_number(self, predicate: str, value: str) -> bool:
        """Whether words are meant as a number: the values of their predicate are, or they read as one."""
        declared = self._known.predicate(predicate).value
        is_one = self._language.numbers.quantity(value) is not None
        return declared == "quantity" or (declared is None and is_one)

    def _date(self, field: str, said: str | None, spans: Spans) -> Time | None:
        return None if said is None else self._day(field, said, spans)

    def _day(self, field: str, said: str, spans: Spans) -> Time:
        date = spans.date(said)
        if date is None:
            raise Refused(f"{field}: the quoted words do not say the date {shown(said)}")
        return date

    def _id(self, extraction: Extraction) -> str:
        made = extraction.id or f"{self._stem}-{self._number}"
        if made in self._ids:
            raise Refused(f"the id {shown(made)} is another extraction's")
        self._ids.add(made)
        return made
