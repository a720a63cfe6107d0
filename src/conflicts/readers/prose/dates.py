"""Dates in a sentence: what each says, in EDTF, and how it says that something holds then."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

from conflicts.model.value import Time
from conflicts.readers.prose.compared import ComparisonReader
from conflicts.readers.prose.date_grammar import grammar
from conflicts.readers.prose.date_phrases import DatePhrase, Day, Relation
from conflicts.readers.prose.document_dates import DocumentDates
from conflicts.readers.prose.lexicon import Dates, DateWords
from conflicts.readers.prose.years import YearReader, any_of, year_text, years_text

_CYCLE = 400
_LONG_AGO = 4_000
"""A year without an era is no earlier one than such a year before Christ, of which the text told before."""
_INTERRUPTED = re.compile(
    r"\s?[,(\[–—][^.;0-9]{1,100}[,)\]–—]\s[12][0-9]{3}(?=\s*(?:[,.;:)–—]|$))"
    r"|\s?[(\[][^()\[\]]{0,80}\b[12][0-9]{3}\b[^()\[\]]{0,40}[)\]]"
)
"""A year that stands alone after an interruption, or within one: it is that of the date before, and not any other."""


class Calendar:
    """Reads dates one sentence after another; it remembers the year, and the day told last.

    ``counted``: words for what a number counts, so that "3 March 2000 men" has no year.
    """

    def __init__(
        self, words: Dates, numbers: Mapping[str, int], document: Day | None, counted: Collection[str]
    ) -> None:
        self._words, self._numbers, self._counted = words, numbers, counted
        self._months = words.months
        self._years_read = YearReader(words.eras)
        self._grammar = grammar(words, numbers, self._years_read)
        self._comparisons = ComparisonReader(words, numbers)
        self._leaning = DocumentDates(words, numbers)
        self._begin(document)
        self._of_life = re.compile(rf"(?<![\w-])(?i:{any_of((*words.lives.born, *words.lives.died))})\s$")
        cues = (*words.months, *words.relative_days, *words.days, *words.years, *words.spells)
        self._cue = re.compile(rf"[0-9]|\b(?i:{any_of(cues)})")
        self._year_in_text = re.compile(rf"(?<![\w-]){self._years_read.expression}(?![\w-])")

    def of_text(self, document: Day | None) -> "Calendar":
        """The calendar of another text, which has told nothing so far; ``document`` is its day, month or year."""
        another = copy(self)
        another._leaning = copy(self._leaning)
        another._begin(document)
        return another

    def _begin(self, document: Day | None) -> None:
        self.last: Day | None = None
        self.impossible: list[str] = []
        self.other_eras: list[str] = []
        self._forgets_in = 0
        self._year: int | None = None
        self._document: int | None = None
        self._section: int | None = None
        self._before_christ: int | None = None
        self.of_document(document)

    def year_of_heading(self, text: str) -> None:
        """Take the one year that a heading names for what follows."""
        years = {self._years_read.number(words) for words in self._year_in_text.findall(text)}
        if len(years) == 1 and (year := years.pop()) is not None:
            self._year = self._section = year
            self._is_year_said = True

    def of_document(self, day: Day | None) -> None:
        """Take the day of the document, or the month or the year, for what follows."""
        self._leaning.today = day
        self._year = self._document = None if day is None else day.year
        self._is_year_said = False

    def next_paragraph(self) -> None:
        """A paragraph begins: a date without a year is of the section's or the document's, if either has one.

        A year before Christ is carried on, as no document is of such a year.
        """
        if self._year is None or self._year > 0:
            self._year = self._section or self._document or self._year
            self._is_year_said = self._section is not None
            self._before_christ = None

    def phrases(self, sentence: str, *, is_background: bool = False) -> list[DatePhrase]:
        """The dates that the sentence gives for what it says, in their order.

        ``is_background``: it is about what was before all else, so its year is not that of what follows.
        """
        found: list[DatePhrase] = []
        self._forgets_in -= 1
        if self._forgets_in == 0:
            self.last = None
        self.impossible, self.other_eras = [], []
        has_cue = self._cue.search(sentence) is not None
        if not has_cue and self._leaning.today is None:
            return found
        compared = self._comparisons.spans(sentence)
        for match in self._grammar.finditer(sentence) if has_cue else ():
            if any(start < match.start() < end for start, end in compared):
                continue
            phrase = self._phrase(match, sentence, found)
            if phrase is not None:
                self._remember(phrase, sentence, is_background)
                found.append(phrase if self._is_year_said else self._not_yet_to_come(phrase, sentence))
        for phrase in self._leaning.phrases(sentence):
            is_compared = any(start < phrase.start < end for start, end in compared)
            if not is_compared and all(phrase.end <= each.start or each.end <= phrase.start for each in found):
                found.append(phrase)
                self._note_leaning(phrase)
        return sorted(found, key=lambda each: each.start) or self._after_compared(sentence, compared)

    def _after_compared(self, sentence: str, spans: Sequence[tuple[int, int]]) -> list[DatePhrase]:
        """What a figure without a date is dated by: after the one date of what it is compared with."""
        found = {
            phrase.start: (start, phrase)
            for start, end in reversed(spans)  # "down from" begins before "from"
            for match in self._grammar.finditer(sentence, start, end)
            if self._comparisons.is_earlier_figure(sentence[start:end], sentence[start : match.start()])
            and (phrase := self._phrase(match, sentence, [])) is not None
        }
        if len(found) != 1:
            return []
        ((start, phrase),) = found.values()
        is_to_come = self._document is not None and (phrase.first.year or 0) > self._document
        is_date = phrase.relation in ("at", "about") and phrase.first.year is not None and not is_to_come
        at = len(sentence[:start].rstrip(" ,"))
        return [DatePhrase(at, at, "after", phrase.text, phrase.first, is_implied=True)] if is_date else []

    def _remember(self, phrase: DatePhrase, sentence: str, is_background: bool) -> None:
        year = phrase.first.year
        is_context = phrase.first.month is not None or not sentence[: phrase.start].strip()
        if year is not None and is_context and not is_background:
            self._year = year
            self._is_year_said |= year_text(year) in sentence[phrase.start : phrase.end]
        if year is not None and year <= 0:
            self._before_christ = max(1 - year, self._before_christ or 0)
        if phrase.is_day:
            self.last, self._forgets_in = phrase.first, 0

    def _note_leaning(self, phrase: DatePhrase) -> None:
        """Remember a weekday for "the next day" in this sentence and the one after it; later it may mean another."""
        if phrase.is_day:
            self.last, self._forgets_in = phrase.first, 2

    def _not_yet_to_come(self, phrase: DatePhrase, sentence: str) -> DatePhrase:
        """A month or day of the document's year, or of the year before if that is still to come and told of as past."""
        if phrase.text != phrase.first.edtf or phrase.first.year != self._document:
            return phrase
        if str(self._document) in sentence[phrase.start : phrase.end]:
            return phrase
        first = self._leaning.year_of(phrase.first, sentence, phrase.start, phrase.end)
        return replace(phrase, first=first, text=first.edtf)

    def _phrase(self, match: re.Match[str], sentence: str, before: list[DatePhrase]) -> DatePhrase | None:
        said = match.groupdict()
        if said["relative"] or said["count"]:
            return self._years_from(match, said, before) or self._relative(match, said)
        relation = self._relation(said["relation"])
        has_day = bool(said["d2"] or said["d3"] or said["iso"])
        if relation is None and not (has_day and _stands_alone(match, sentence)) and not self._is_of_life(match):
            return None
        if said["the"] and not said["part"] and _belongs_to_a_noun(match, said):
            return None
        end = self._without_numbers(said, match, sentence)
        if end is None or self._is_of_no_known_era(said, match[0]):
            return None
        dates = list(self._dates(said, _INTERRUPTED.match(sentence, end) is not None))
        if not dates and (said["m2"] or said["m3"]):
            self.impossible.append(match[0])
        for first, text in dates:
            if relation == "through":
                if "/" not in text:
                    return None
                relation = "at"
            if relation in ("between", "since"):
                relation = _from_or_between(str(said["relation"]), text, self._words.words)
            return DatePhrase(match.start(), end, relation or "at", text, first)
        return None

    def _is_of_life(self, match: re.Match[str]) -> bool:
        """Whether the word before a date lets it stand alone: "born 3 May 1921"."""
        return self._of_life.search(match.string, 0, match.start()) is not None

    def _without_numbers(self, said: dict[str, str | None], match: re.Match[str], sentence: str) -> int | None:
        """Take what is no year, but a number of things, out of what is said; return where the date ends.

        None if nothing is left: "in 1500 houses".
        """
        is_joined = bool(said["year3"]) and re.match(r"\s?[-–—]", sentence[match.end("year") :]) is None
        if (
            is_joined
            and not self._years_read.has_era(str(said["year"]))
            and self._relation(said["relation"]) not in ("between", "since", "through")
        ):
            said["year3"] = None  # "in 1914 and 20 more"
            return match.end("year")
        last = next((name for name in ("y2", "y3", "y4", "y5", "year2", "year3", "year") if said[name]), None)
        if last is None or self._years_read.has_era(str(said[last])) or not self._counts(sentence, match.end()):
            return match.end()
        if last not in ("y2", "y3", "y4"):
            return None
        said[last] = None
        return len(sentence[: match.start(last)].rstrip(" ,"))

    def _counts(self, sentence: str, end: int) -> bool:
        """Whether a number is followed by what it counts ("in 1500 houses"), and so is no year."""
        following = re.match(r"\s+([a-z]+)", sentence[end : end + 40])
        if following is None:
            return False
        return following[1] in self._counted or (
            following[1].endswith(self._words.plural_endings) and following[1] not in self._words.not_plural
        )

    def _is_of_no_known_era(self, said: Mapping[str, str | None], words: str) -> bool:
        """Whether a year is of an era that is not read, or of which of two cannot be said after one before Christ."""
        years = [year for name in _YEARS if (year := said[name])]
        if any(self._years_read.is_another_era(year) for year in (*years, said["spell"] or "")):
            self.other_eras.append(words)
            return True
        plain = [int(year) for year in years if year.isdecimal()]
        is_one_era = any(map(self._years_read.is_before_christ, years))
        return not is_one_era and any(year < (self._before_christ or 0) < _LONG_AGO for year in plain)

    def _relation(self, words: str | None) -> Relation | None:
        if words is None:
            return None
        plain = " ".join(words.casefold().split())
        relations: tuple[Relation, ...] = (
            "between", "through", "by", "since", "until", "before", "after", "about", "at"
        )  # fmt: skip
        return next((name for name in relations if plain in getattr(self._words.words, name)), None)

    def _years_from(
        self, match: re.Match[str], said: dict[str, str | None], before: list[DatePhrase]
    ) -> DatePhrase | None:
        """So many years after or before the year that the sentence names just before."""
        if said["relative"] or str(said["unit"]).casefold() not in self._words.years or not before:
            return None
        year = before[-1].first.year
        if year is None or before[-1].first.edtf[:4] != before[-1].text[-len(before[-1].first.edtf) :][:4]:
            return None
        count = self._count(said)
        moved = Day(year).moved(-count if str(said["direction"]).casefold() in self._words.earlier else count)
        return None if moved is None else DatePhrase(match.start(), match.end(), "at", moved.edtf, moved)

    def _count(self, said: Mapping[str, str | None]) -> int:
        number = str(said["count"]).casefold()
        return self._numbers.get(number, int(number) if number.isdigit() else 0)

    def _relative(self, match: re.Match[str], said: dict[str, str | None]) -> DatePhrase | None:
        if self.last is None or (said["unit"] and said["unit"].casefold() in self._words.years):
            return None
        if said["relative"]:
            steps = self._words.relative_days[" ".join(said["relative"].casefold().split())]
        else:
            length = self._words.days[str(said["unit"]).casefold()]
            count = self._count(said) * length
            steps = -count if str(said["direction"]).casefold() in self._words.earlier else count
        day = self.last.moved(steps)
        return None if day is None else DatePhrase(match.start(), match.end(), "at", day.edtf, day)

    def _dates(self, said: dict[str, str | None], is_interrupted: bool) -> Iterator[tuple[Day, str]]:
        """The one date that the groups of a match say, if there is such a date."""
        carried = None if is_interrupted else self._year
        if said["iso"]:
            yield from _checked(Day(*(int(part) for part in said["iso"].split("-"))))
        elif said["d2"]:
            last = self._day(said["y2"], said["m2"], said["d2"], carried)
            first = last
            if said["d1"]:
                year = self._year_number(said["y1"], said["y2"] or "") if said["y1"] else last.year
                month = self._months[said["m1"]] if said["m1"] else last.month
                first = Day(year, month, int(said["d1"]))
            yield from _checked(first, last)
        elif said["d3"]:
            first = self._day(said["y3"], said["m3"], said["d3"], carried)
            last = first
            if said["d4"]:
                last = replace(
                    first, month=self._months[said["m4"]] if said["m4"] else first.month, day=int(said["d4"])
                )
            yield from _checked(first, last)
        elif said["m5"]:
            yield from self._month(said, carried)
        elif said["season"]:
            year = self._year_number(str(said["y5"]))
            if year is not None:
                yield Day(year), f"{year_text(year)}-{self._words.seasons[said['season'].casefold()]}"
        elif said["decade"]:
            low, high = self._years_read.decade(said["decade"])
            yield Day(low), years_text(low, high)
        elif said["spell"]:
            yield from self._spells(said["spell"], said["era1"] or "")
        elif said["year"]:
            yield from self._years(said["year"], said)

    def _day(self, year: str | None, month: str | None, day: str | None, carried: int | None) -> Day:
        number = self._year_number(year) if year else carried
        return Day(number, self._months[str(month)], int(str(day)))

    def _year_number(self, words: str, era: str = "") -> int | None:
        """The year of the words; of "the following year", the one after that told last."""
        plain = " ".join(words.casefold().split())
        if plain in self._words.document_years:
            return None if self._document is None else self._document + self._words.document_years[plain]
        if plain in self._words.relative_years:
            return None if self._year is None else self._year + self._words.relative_years[plain]
        return self._years_read.number(words, era)

    def _month(self, said: dict[str, str | None], carried: int | None) -> Iterator[tuple[Day, str]]:
        year = self._year_number(said["y4"]) if said["y4"] else carried
        month = self._months[str(said["m5"])]
        if said["m6"]:
            yield from _checked(Day(year, month), Day(year, self._months[said["m6"]]))
        elif said["part"]:
            low, high = self._words.month_parts[_part(said["part"])]
            length = monthrange((year or 0) % _CYCLE + _CYCLE, month)[1]
            first, last = Day(year, month, low), Day(year, month, min(high, length))
            yield Day(year, month), f"[{first.edtf}..{last.edtf}]"
        else:
            yield from _checked(Day(year, month))

    def _years(self, words: str, said: dict[str, str | None]) -> Iterator[tuple[Day, str]]:
        era = next((each for each in (said["year2"], words) if each and self._years_read.has_era(each)), "")
        year = self._years_read.number(words, era)
        if year is None:
            return
        if said["year2"] or said["year3"]:
            last = self._last_year(words, year, said, era)
            if last is not None:
                yield from _checked(Day(year), Day(last))
        elif said["part"]:
            low, high = self._words.year_parts[_part(said["part"])]
            yield Day(year), f"[{Day(year, low).edtf}..{Day(year, high).edtf}]"
        else:
            yield from _checked(Day(year))

    def _last_year(self, words: str, first: int, said: Mapping[str, str | None], era: str) -> int | None:
        """The last year of some; "1914–18" leaves out what both begin with. None if it may be either of two."""
        last = said["year2"] or str(said["year3"])
        if not self._years_read.has_era(last) and self._years_read.is_before_christ(words):
            return None  # "27 BC to 14"
        short, digits = re.sub("[^0-9]", "", last), re.sub("[^0-9]", "", words)
        numbers = {short, digits[: -len(short)] + short} if len(short) < len(digits) else {short}
        said_so = last if self._years_read.has_era(last) else era
        years = (self._years_read.number(number, said_so) for number in numbers)
        fits = {year for year in years if year is not None and year >= first}
        return fits.pop() if len(fits) == 1 else None

    def _spells(self, words: str, first_era: str) -> Iterator[tuple[Day, str]]:
        """The years of one century, or of those from one to another."""
        size = next(
            each for name, each in self._words.spells.items() if re.search(rf"\b{name}\b", words, re.IGNORECASE)
        )
        numbers = [
            int(found[1]) if found[1] else self._words.ordinal_words[found[0].casefold()]
            for found in self._spell_number.finditer(words)
        ]
        spans = [self._years_read.spell(number, size, words) for number in numbers]
        if first_era and len(spans) == 2:
            spans[0] = self._years_read.spell(numbers[0], size, first_era)
        if spans[0][0] <= spans[-1][0]:
            low, high = spans[0][0], spans[-1][1]
            yield Day(low), years_text(low, high)

    @cached_property
    def _spell_number(self) -> re.Pattern[str]:
        ordinal = any_of(self._words.ordinals)
        return re.compile(rf"([1-9][0-9]?)(?:{ordinal})\b|\b(?:{any_of(self._words.ordinal_words)})\b", re.IGNORECASE)


_YEARS = ("y1", "y2", "y3", "y4", "y5", "year", "year2", "year3", "decade")


def _checked(first: Day, last: Day | None = None) -> Iterator[tuple[Day, str]]:
    last = last or first
    text = first.edtf if first == last else f"{first.edtf}/{last.edtf}"
    try:
        Time.model_validate(text)
    except ValueError:
        return
    yield first, text


def _from_or_between(word: str, text: str, words: DateWords) -> Relation:
    """Read "from": with one date it is since then, from one to another throughout, and "between" two some time."""
    if word.casefold() in words.since:
        return "at" if "/" in text else "since"
    return "between" if "/" in text else "at"


def _belongs_to_a_noun(match: re.Match[str], said: Mapping[str, str | None]) -> bool:
    """Whether the article before a month or a plain day is that of a noun ("the September retreat")."""
    is_ordinal = re.search(r"[0-9][a-z]", match[0]) is not None
    return bool(said["m5"]) or (bool(said["d2"] or said["d3"] or said["year"]) and not is_ordinal)


def _part(words: str) -> str:
    return " ".join(words.casefold().rstrip("- ").split())


def _stands_alone(match: re.Match[str], sentence: str) -> bool:
    """Whether a date without a preposition is one of the sentence, and not a part of a name ("the 24 March mutiny")."""
    before, after = sentence[: match.start()].rstrip(), sentence[match.end() :].lstrip()
    return (not before or before[-1] in ",;:(–—") and (not after or after[0] in ",;:.)–—")
