"""Dates in a sentence: what each says, in EDTF, and how it says that something holds then."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from conflicts.model.value import Time
from conflicts.readers.prose.lexicon import Dates, DateWords

Relation = Literal["at", "by", "since", "until", "before", "after", "about", "between"]
Holds = Literal["state", "change", "event"]

NO_YEAR = "XXXX"

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_YEAR = r"[12][0-9]{3}"


@dataclass(frozen=True, slots=True)
class Day:
    """A year, a month or a day, as a text says it; the year may be missing."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def edtf(self) -> str:
        """In EDTF; a year that nobody says is XXXX."""
        year = NO_YEAR if self.year is None else f"{self.year:04d}"
        return "-".join([year, *(f"{number:02d}" for number in (self.month, self.day) if number is not None)])

    def moved(self, steps: int) -> "Day | None":
        """So many of its own units later; None where the calendar is not known or ends."""
        if self.year is None:
            return None
        if self.month is None:
            return Day(self.year + steps)
        if self.day is None:
            year, month = divmod(self.year * 12 + self.month - 1 + steps, 12)
            return Day(year, month + 1)
        try:
            moved = date(self.year, self.month, self.day) + timedelta(days=steps)
        except (ValueError, OverflowError):
            return None
        return Day(moved.year, moved.month, moved.day)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """The words from ``start`` to ``end``, and the date that they say.

    ``first`` is the first day, month or year; ``text`` the whole in EDTF, and a unit of ``first`` if nothing else.
    """

    start: int
    end: int
    relation: Relation
    text: str
    first: Day

    @property
    def is_day(self) -> bool:
        """Whether it is a single day."""
        return self.first.day is not None and self.text == self.first.edtf

    def time(self, holds: Holds) -> Time | None:
        """When something holds of which the words say this date; None if that cannot be said."""
        text, mode = self._parts(holds)
        if text is None:
            return None
        try:
            return Time.model_validate(text if mode == "edtf" else {mode: text})
        except ValueError:
            return None

    def _parts(self, holds: Holds) -> tuple[str | None, str]:
        is_plain = self.text == self.first.edtf
        match self.relation:
            case "by" | "since" | "until":
                return self.text, self.relation
            case "before" | "after":
                near = self.first.moved(-1 if self.relation == "before" else 1) if is_plain else None
                if near is None:
                    return None, "edtf"
                return (f"[..{near.edtf}]" if self.relation == "before" else f"[{near.edtf}..]"), "edtf"
            case "about":
                return (f"{self.text}~" if is_plain else self.text), "since" if holds == "change" else "edtf"
        if holds == "change":
            return self.text, "since"
        if self.text.startswith("[") or self.is_day or (holds == "state" and self.relation == "at"):
            return self.text, "edtf"
        return self.text, "at"


class Calendar:
    """Reads dates one sentence after another; it remembers the year, and the day told last."""

    def __init__(self, words: Dates, numbers: Mapping[str, int], year: int | None) -> None:
        self.year = year
        self.last: Day | None = None
        self.impossible: list[str] = []
        self._words = words
        self._months = words.months
        self._numbers = numbers
        self._grammar = _grammar(words, numbers)
        self._year_in_text = re.compile(rf"(?<![\w-])({_YEAR})(?![\w-])")

    def year_of_heading(self, text: str) -> None:
        """Take the one year that a heading names for what follows."""
        years = set(self._year_in_text.findall(text))
        if len(years) == 1:
            self.year = int(years.pop())

    def phrases(self, sentence: str) -> list[DatePhrase]:
        """The dates that the sentence gives for what it says, in their order."""
        found: list[DatePhrase] = []
        self.impossible = []
        for match in self._grammar.finditer(sentence):
            phrase = self._phrase(match, sentence)
            if phrase is not None:
                found.append(phrase)
                self._remember(phrase, sentence)
        return found

    def _remember(self, phrase: DatePhrase, sentence: str) -> None:
        is_context = phrase.first.month is not None or not sentence[: phrase.start].strip()
        if phrase.first.year is not None and is_context:
            self.year = phrase.first.year
        if phrase.is_day:
            self.last = phrase.first

    def _phrase(self, match: re.Match[str], sentence: str) -> DatePhrase | None:
        said = match.groupdict()
        if said["relative"] or said["count"]:
            return self._relative(match, said)
        relation = self._relation(said["relation"])
        has_day = bool(said["d2"] or said["d3"] or said["iso"])
        if relation is None and not (has_day and _stands_alone(match, sentence)):
            return None
        if said["year"] and _counts_something(sentence, match.end()):
            return None
        if said["the"] and not said["part"] and _belongs_to_a_noun(match, said):
            return None
        dates = list(self._dates(said))
        if not dates and (said["m2"] or said["m3"]):
            self.impossible.append(match[0])
        for first, text in dates:
            if relation in ("between", "since"):
                relation = _from_or_between(str(said["relation"]), text, self._words.words)
            return DatePhrase(match.start(), match.end(), relation or "at", text, first)
        return None

    def _relation(self, words: str | None) -> Relation | None:
        if words is None:
            return None
        plain = " ".join(words.casefold().split())
        relations: tuple[Relation, ...] = ("between", "by", "since", "until", "before", "after", "about", "at")
        return next((name for name in relations if plain in getattr(self._words.words, name)), None)

    def _relative(self, match: re.Match[str], said: dict[str, str | None]) -> DatePhrase | None:
        if self.last is None:
            return None
        if said["relative"]:
            steps = self._words.relative_days[" ".join(said["relative"].casefold().split())]
        else:
            length = self._words.days[str(said["unit"]).casefold()]
            number = str(said["count"]).casefold()
            count = self._numbers.get(number, int(number) if number.isdigit() else 0) * length
            steps = -count if str(said["direction"]).casefold() in self._words.earlier else count
        day = self.last.moved(steps)
        return None if day is None else DatePhrase(match.start(), match.end(), "at", day.edtf, day)

    def _dates(self, said: dict[str, str | None]) -> Iterator[tuple[Day, str]]:
        """The one date that the groups of a match say, if there is such a date."""
        if said["iso"]:
            yield from self._checked(Day(*(int(part) for part in said["iso"].split("-"))))
        elif said["d2"]:
            last = self._day(said["y2"], said["m2"], said["d2"])
            first = (
                replace(
                    last,
                    year=int(said["y1"]) if said["y1"] else last.year,
                    month=self._months[said["m1"]] if said["m1"] else last.month,
                    day=int(said["d1"]),
                )
                if said["d1"]
                else last
            )
            yield from self._checked(first, last)
        elif said["d3"]:
            first = self._day(said["y3"], said["m3"], said["d3"])
            last = first
            if said["d4"]:
                last = replace(
                    first, month=self._months[said["m4"]] if said["m4"] else first.month, day=int(said["d4"])
                )
            yield from self._checked(first, last)
        elif said["m5"]:
            yield from self._month(said)
        elif said["season"]:
            year = int(str(said["y5"]))
            yield Day(year), f"{year:04d}-{self._words.seasons[said['season'].casefold()]}"
        elif said["decade"]:
            yield Day(int(said["decade"])), f"{said['decade'][:3]}X"
        elif said["hundred"]:
            yield Day(int(said["hundred"]) * 100 - 100), f"{int(said['hundred']) - 1:02d}XX"
        elif said["year"]:
            yield from self._years(int(said["year"]), said)

    def _day(self, year: str | None, month: str | None, day: str | None) -> Day:
        return Day(int(year) if year else self.year, self._months[str(month)], int(str(day)))

    def _month(self, said: dict[str, str | None]) -> Iterator[tuple[Day, str]]:
        year = int(said["y4"]) if said["y4"] else self.year
        month = self._months[str(said["m5"])]
        if said["m6"]:
            yield from self._checked(Day(year, month), Day(year, self._months[said["m6"]]))
        elif said["part"]:
            low, high = self._words.month_parts[_part(said["part"])]
            length = monthrange(year or 2000, month)[1]
            first, last = Day(year, month, low), Day(year, month, min(high, length))
            yield Day(year, month), f"[{first.edtf}..{last.edtf}]"
        else:
            yield Day(year, month), Day(year, month).edtf

    def _years(self, year: int, said: dict[str, str | None]) -> Iterator[tuple[Day, str]]:
        if said["year2"]:
            last = int(said["year2"]) if len(said["year2"]) == 4 else year // 100 * 100 + int(said["year2"])
            yield from self._checked(Day(year), Day(last))
        elif said["part"]:
            low, high = self._words.year_parts[_part(said["part"])]
            yield Day(year), f"[{Day(year, low).edtf}..{Day(year, high).edtf}]"
        else:
            yield Day(year), f"{year:04d}"

    def _checked(self, first: Day, last: Day | None = None) -> Iterator[tuple[Day, str]]:
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


def _counts_something(sentence: str, end: int) -> bool:
    """Whether a number is followed by what it counts ("in 1500 houses"), and so is no year."""
    following = re.match(r"\s+([a-z]+)", sentence[end : end + 40])
    return following is not None and following[1].endswith("s") and following[1] not in ("as", "was", "is", "has")


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in longest_first)


def _grammar(words: Dates, numbers: Iterable[str]) -> re.Pattern[str]:
    month, season = _any(words.months), _any(words.seasons)
    ordinal = rf"(?:{_any(words.ordinals)})"
    to = rf"(?:\s?[-–—]\s?|\s(?:{_any(words.words.to)})\s)"
    before = {phrase for name in DateWords.model_fields if name != "to" for phrase in getattr(words.words, name)}

    def day(name: str) -> str:
        return rf"(?P<{name}>{_DAY}){ordinal}?(?![0-9])"

    def year(name: str) -> str:
        return rf"(?:,?\s(?:of\s)?(?P<{name}>{_YEAR})(?![0-9]))"

    dates = (
        rf"(?P<iso>{_YEAR}-[01][0-9](?:-[0-3][0-9])?)",
        rf"(?:{day('d1')}(?:\s(?P<m1>{month}))?{year('y1')}?{to})?{day('d2')}\s(?:of\s)?(?P<m2>{month})\b{year('y2')}?",
        rf"(?P<m3>{month})\.?\s{day('d3')}(?:{to}(?:(?P<m4>{month})\s)?{day('d4')})?{year('y3')}?",
        rf"(?P<m5>{month})\b(?:{to}(?P<m6>{month})\b)?{year('y4')}?",
        rf"(?P<season>(?i:{season})){year('y5')}",
        rf"(?P<decade>[12][0-9]{{2}}0){re.escape(words.decade)}",
        rf"(?P<hundred>[1-9]|1[0-9]|2[01]){ordinal}\s(?i:{re.escape(words.century)})",
        rf"(?P<year>{_YEAR})(?:{to}(?P<year2>{_YEAR}|[0-9]{{2}}))?",
    )
    said = (
        rf"(?:(?P<relation>(?i:{_any(before)}))\s+)?(?P<the>(?i:the)\s+)?"
        rf"(?:(?P<part>(?i:{_any({*words.month_parts, *words.year_parts})}))[\s-]+)?(?:{'|'.join(dates)})(?![\w-])"
    )
    relative = rf"(?:(?i:on)\s+)?(?P<relative>(?i:{_any(words.relative_days)}))(?!\w)"
    steps = (
        rf"(?P<count>[0-9]{{1,3}}|(?i:{_any(numbers)}))\s(?P<unit>(?i:{_any(words.days)}))"
        rf"\s(?P<direction>(?i:{_any([*words.later, *words.earlier])}))(?!\w)"
    )
    return re.compile(rf"(?<![\w-])(?:{said}|{relative}|{steps})")
