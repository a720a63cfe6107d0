"""The regular expression of dates in a sentence, made of the words of a language."""

import re
from collections.abc import Iterable

from conflicts.readers.prose.lexicon import Dates, DateWords
from conflicts.readers.prose.years import SHORT_YEAR, YEAR, YearReader, any_of, numbers_of

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"

GAP = (
    r"(?:\s?\([^()]{1,80}\)|\s?\[[^\[\]]{1,80}\]"
    r"|\s[–—](?:\s[^\s–—0-9]{1,20}){1,4}\s[–—]|,(?:\s[^\s,;:.()0-9]{1,20}){1,4}(?=,))"
)
"""What may interrupt a date before its year: "(O.S. 14 May)", ", a Thursday,"."""


def grammar(words: Dates, numbers: Iterable[str], years: YearReader) -> re.Pattern[str]:
    """The expression; its groups say which form a date has, and hold its parts."""
    month_first = "" if words.month_first else any_of(())
    month, season = any_of(words.months), any_of(words.seasons)
    decade = rf"(?:{any_of([words.decade] if words.decade else [])})"
    ordinal = rf"(?:{any_of(words.ordinals)})"
    to = rf"(?:\s?[-–—]\s?|\s(?:{any_of(words.words.to)})\s)"
    before = {phrase for name in DateWords.model_fields if name != "to" for phrase in getattr(words.words, name)}
    numbered = numbers_of(words.ordinal_words, ordinal)

    def day(name: str) -> str:
        return rf"(?P<{name}>{_DAY}){ordinal}?(?![0-9])"

    def year(name: str) -> str:
        relative = rf"(?i:{any_of((*words.relative_years, *words.document_years))})"
        year = rf"(?P<{name}>{years.expression}|{relative})(?![0-9])"
        return rf"(?:{GAP}?,?\s(?:(?:{any_of(words.of_year)})\s)?{year})"

    dates = (
        rf"(?P<iso>{YEAR}-[01][0-9](?:-[0-3][0-9])?)",
        rf"(?:{day('d1')}(?:\s(?P<m1>{month}))?{year('y1')}?{to})?{day('d2')}\s(?:(?:{any_of(words.of_month)})\s)?(?P<m2>{month})\b{year('y2')}?",
        rf"{month_first}(?P<m3>{month})\.?\s{day('d3')}(?:{to}(?:(?P<m4>{month})\s)?{day('d4')})?{year('y3')}?",
        rf"(?P<m5>{month})\b(?:{to}(?P<m6>{month})\b)?{year('y4')}?",
        rf"(?P<season>(?i:{season})){year('y5')}",
        rf"(?P<decade>[1-9][0-9]{{0,2}}0{decade}{years.era}|{YEAR[:-3]}{{2}}0{decade})",
        rf"(?P<spell>{numbered}(?:(?P<era1>{years.era})?{to}{numbered})?\s(?i:{any_of(words.spells)})(?:{years.era})?)",
        rf"(?P<year>{years.expression}|{SHORT_YEAR}(?={to}{SHORT_YEAR}{years.era}))"
        rf"(?:{to}(?:(?P<year2>{years.expression})|(?P<year3>[0-9]{{1,4}})(?![,.]?[0-9])))?",
    )
    said = (
        rf"(?:(?P<relation>(?i:{any_of(before)}))(?:\s+|(?<=\.)))?(?:(?:{any_of(words.document.weekdays)}),?\s)?(?P<the>(?i:{any_of(words.the)})\s+)?"
        rf"(?:(?P<part>(?i:{any_of({*words.month_parts, *words.year_parts})}))[\s-]+)?(?:{'|'.join(dates)})(?![\w-])"
    )
    relative = rf"(?:(?i:{any_of(words.before_relative)})\s+)?(?P<relative>(?i:{any_of(words.relative_days)}))(?!\w)"
    steps = (
        rf"(?P<count>[0-9]{{1,3}}|(?i:{any_of(numbers)}))\s(?P<unit>(?i:{any_of((*words.days, *words.years))}))"
        rf"\s(?P<direction>(?i:{any_of([*words.later, *words.earlier])}))(?!\w)"
    )
    return re.compile(rf"(?<![\w-])(?:{said}|{relative}|{steps})")
