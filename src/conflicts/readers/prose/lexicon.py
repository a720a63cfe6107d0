"""The words of a language: what a lexicon file holds, and where it is found."""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from conflicts.errors import UnsupportedError, nearest
from conflicts.model.claim import Certainty, Polarity
from conflicts.model.frozen import Frozen
from conflicts.readers.lexicons import read_lexicon
from conflicts.rules.shipped import shipped_folder

Words = tuple[str, ...]

_LANGUAGE_CODE = re.compile("[a-z]{2,3}(-[a-z]{2,4})?")


class Verbs(Frozen):
    """A class of verbs of speech, by what they do to what is said."""

    verbs: Words
    polarity: Polarity = "affirmed"
    certainty: Certainty = "certain"


class Frame(Frozen):
    """How words for who says what stand in a sentence (see ``template``).

    - ``subject: speaker``: what is said has the speaker for its subject ("claimed to have …").
    - ``answers``: the speaker denies what the sentence says, or what the sentence before said.
    - ``verbs``: the verbs of speech that it takes, if not all; ``helped``: before a speaker behind it, too, a verb may
      have helping words ("…, a déclaré le maire").
    """

    template: str
    certainty: Certainty = "certain"
    subject: Literal["speaker"] | None = None
    answers: Literal["sentence", "previous"] | None = None
    verbs: Words = ()
    helped: bool = False


class Nation(Frozen):
    """A nation's names, what its things and its people are called, and the capitals that speak for it."""

    names: Words
    adjectives: Words
    people: Words
    capitals: Words = ()


class DateWords(Frozen):
    """The words before a date, by what they make of it, and those that join two.

    ``through``: those that begin a time from one date to another, and say nothing before a single date.
    """

    at: Words
    by: Words
    since: Words
    until: Words
    before: Words
    after: Words
    about: Words
    between: Words
    through: Words
    to: Words


class Eras(Frozen):
    """What stands beside a year: years before Christ, years after, and eras whose years are not read, but reported."""

    before_christ: Words
    anno_domini: Words
    not_read: Words


class Compared(Frozen):
    """Words after which comes what a figure is compared with, and not the date of the figure.

    ``phrases`` do so always, ``before_number`` before a number, ``before_other`` before anything else. After those of
    ``same`` comes a number of the same thing at another time. What it is compared with was so before it, unless one of
    the words ``to_come`` is among the words.
    """

    same: Words

    phrases: Words
    before_number: Words
    before_other: Words
    to_come: Words


class DocumentDateWords(Frozen):
    """The words for dates that lean on the day of the document.

    - ``weekdays``: by their number from Monday, 0; ``parts_of_days``: what may follow them ("Monday night").
    - ``days``: days by how far they are from it ("yesterday": -1); ``spans``: "last year" and the like, by their units.
    - ``last``, ``this``, ``next``: what may stand before them; ``not_before``: what makes them part of another phrase.
    - ``units`` and ``ago``: "two years ago"; ``one``: words for the number one there.
    - ``future``: words of a clause that is about what is to come; ``breaks``: words at which a clause begins.
    """

    weekdays: dict[str, int]
    parts_of_days: Words
    days: dict[str, int]
    spans: dict[str, Literal["week", "month", "year"]]
    last: Words
    this: Words
    next: Words
    before: Words
    not_before: Words
    units: dict[str, Literal["day", "week", "month", "year"]]
    ago: Words
    one: Words
    future: Words
    breaks: Words


class Lives(Frozen):
    """Words before the date of a birth or a death: "born 3 May 1921", "(b. 1921)"."""

    born: Words
    died: Words


class Dates(Frozen):
    """The words of dates; parts of a month are days, parts of a year are months.

    - ``days``: units by how many days they have; ``years``: words for years, after a number ("five years later").
    - ``spells``: centuries and the like, by how many years they have; ``ordinal_words``: the numbers before them.
    - ``of_year``: what may stand between a day and its year; ``relative_years``: years by how far they are from the
      one told last; ``document_years``: … from that of the document.
    - ``the``: articles before a date that may be those of a noun ("the May retreat"); ``of_month``: what may stand
      between a day and its month; ``before_relative``: what may stand before "the next day"; ``month_first``: the
      month may stand before the day.
    - ``plural_endings``: what words for several things end in, after a number that is then no year ("in 1500 houses");
      ``not_plural``: words that end so and are none.
    - ``document``: dates that lean on the day of the document.
    - ``lives``: words for that somebody was ``born`` or ``died``, after which a date stands alone.
    """

    months: dict[str, int]
    seasons: dict[str, int]
    month_parts: dict[str, tuple[int, int]]
    year_parts: dict[str, tuple[int, int]]
    ordinals: Words
    ordinal_words: dict[str, int]
    decade: str
    lives: Lives
    spells: dict[str, int]
    eras: Eras
    of_year: Words
    words: DateWords
    compared: Compared
    relative_days: dict[str, int]
    relative_years: dict[str, int]
    document_years: dict[str, int]
    the: Words
    of_month: Words
    before_relative: Words
    month_first: bool
    plural_endings: Words
    not_plural: Words
    document: DocumentDateWords
    later: Words
    earlier: Words
    days: dict[str, int]
    years: Words


class Cited(Frozen):
    """The words of citations by author and year: before them, between and after the authors, and before pages."""

    before: Words
    between: Words
    others: Words
    pages: Words


class Marks(Frozen):
    """What stands in brackets: the words of each tag, and of what is no citation."""

    tags: dict[str, Words]
    hints: Words
    notes: Words
    languages: Words
    cited: Cited


class Grammar(Frozen):
    """The small words of the language and what they do.

    - ``article``: what the names of definite sources are given with ("the army"); empty: they are given without.
    - ``no``: the determiner after which a word is a noun and no verb ("no report").
    - ``elided``: words that lose their last letter and are joined to the next one with an apostrophe ("l'armée").
    """

    article: str
    definite: Words
    elided: Words
    no: Words
    possessives: Words
    indefinite: Words
    possessive: Words
    of: Words
    conjunctions: Words
    that: Words
    pronouns: Words
    prepositions: Words
    name_links: Words
    connectors: Words
    passed_over: Words
    continuing: Words
    breaks: Words
    coordinators: Words
    contrasts: Words
    unreal: Words
    conditions: Words
    relatives: Words
    people_relatives: Words
    past_endings: Words
    past_forms: Words
    verb_endings: Words
    participle_endings: Words
    auxiliaries: Words
    be: Words
    perfect: Words
    pluperfect: Words
    modals: Words
    negations: Words


class Negation(Frozen):
    """How the language denies, for trees of words.

    - ``words``: words that deny, and what stands in their place in what is denied ("nobody": "anybody");
      ``determiners``: those of them before nouns; ``single``: numbers before which one denies ("not one").
    - ``adverbs``: those that deny with such a word before them ("no longer").
    - ``failing``: verbs that deny what hangs on them, and those that affirm it; ``helpers``: helping verbs that a
      contraction cuts short, in full ("wo" of "won't").
    - ``limited``: after these only some of it is denied ("not only"); so with one of ``limits`` in the clause, unless
      a comma parts it from the verb. ``duties``: helping verbs with which nothing is denied ("should not").
    - ``doubtless``: what there is none of says that it is so; ``evidence``: … that it probably is not.
    - ``not_of_speech``: verbs that are verbs of speech in other clauses alone.
    - ``companions``: words that only go with one that denies ("ne … pas") and are taken out with it; with the verbs
      ``alone`` they deny by themselves. ``without_companion``: words that deny without one, too.
    - ``inverted``: helping words that make a condition before their subject ("had it …").
    """

    words: dict[str, str]
    determiners: Words
    single: Words
    adverbs: Words
    failing: dict[str, str]
    helpers: dict[str, str]
    limited: Words
    limits: Words
    duties: Words
    doubtless: Words
    evidence: Words
    not_of_speech: Words
    inverted: Words
    companions: Words
    alone: Words
    without_companion: Words

    def instead(self, word: str) -> str | None:
        """What stands in the place of a word that denies; None for other words."""
        return self.words.get(word, self.failing.get(word))


class Abbreviations(Frozen):
    """Words after whose full stop a sentence goes on, whatever follows or if a number does.

    After ``units`` right behind a figure, and after ``words`` that are no mere abbreviations, a capital letter begins a
    sentence.
    """

    before_any: Words = ()
    before_number: Words = ()
    units: Words = ()
    words: Words = ()


class Hedges(Frozen):
    """Words by which a source leaves it open; ``modals`` do so before ``perfect``, and else tell of what may be.

    ``leave_open`` are those helping words that leave it open before any verb.
    """

    probable: Words
    possible: Words
    unknown: Words
    modals: Words
    perfect: Words
    leave_open: Words


class Speakers(Frozen):
    """Words that tell what kind of speaker a phrase names."""

    unnamed: Words
    kinds: dict[str, Words]
    partisan_kinds: Words
    pro: Words
    independent: Words
    agencies: Words
    documents: Words
    document_links: Words
    titles: Words


class Things(Frozen):
    """Words for places, their parts, units and groups of people."""

    groups: Words
    units: Words
    any_unit: Words
    directions: dict[str, Words]
    parts: Words
    some_of: Words
    sites: Words
    settlements: Words
    other_places: Words
    before_places: Words
    districts: Words


class Numbers(Frozen):
    """Words for numbers, those after them that multiply (``scales``), and those before them.

    - ``signs``: signs of money, by the unit of each; ``short_scales``: the letters that multiply after one, by words.
    - ``units``: words for units after a number, by the unit; ``before``: words before a number that change nothing.
    - ``fractions``: words for parts of a whole, by how many of them make one; ``vague``: words for many of what they
      are in the plural ("hundreds").
    - ``decimal``: the sign before tenths: 3.5 or 3,5; the other one may stand between thousands.
    """

    words: dict[str, int]
    scales: dict[str, int]
    at_least: Words
    at_most: Words
    about: Words
    to: Words
    signs: dict[str, str]
    short_scales: dict[str, str]
    units: dict[str, str]
    fractions: dict[str, int]
    vague: dict[str, int]
    before: Words
    decimal: Literal[".", ","]


class Lexicon(Frozen):
    """The words of one language.

    ``parsed_as``: words that pipelines of trees read better in another's place.
    """

    language: str
    marks: Marks
    grammar: Grammar
    negation: Negation
    abbreviations: Abbreviations = Abbreviations()
    hedges: Hedges
    speech: dict[str, Verbs]
    other_verbs: Words
    answered: Words
    trees: dict[str, Words]
    parsed_as: dict[str, str]
    events: dict[str, dict[str, Words]]
    other_events: Words
    relays: Words
    frames: tuple[Frame, ...]
    speakers: Speakers
    things: Things
    numbers: Numbers
    dates: Dates
    words: dict[str, Words]
    nations: dict[str, Nation]

    @field_validator("speech")
    @classmethod
    def _denies(cls, speech: dict[str, Verbs]) -> dict[str, Verbs]:
        if "deny" not in speech:
            raise ValueError("the class 'deny' is missing: the verbs of those who deny what another says")
        return speech

    @cached_property
    def verbs(self) -> Mapping[str, Verbs]:
        """The class of each verb of speech."""
        return {verb: verbs for verbs in self.speech.values() for verb in verbs.verbs}

    @cached_property
    def verb_words(self) -> frozenset[str]:
        """The first words of the classes that hold verbs, and not nouns alone."""
        verbs = (
            words for words in self.words.values() if any(word.endswith(self.grammar.verb_endings) for word in words)
        )
        return frozenset(word.split()[0] for words in verbs for word in words)


def find_lexicon(language: str, path: Path | None = None) -> Lexicon:
    """Load the lexicon of a language, or the one in a file of one's own.

    Raises UnsupportedError for a language without a lexicon, InputError for what is wrong with the file.
    """
    if path is not None:
        return read_lexicon(path, Lexicon)
    files = sorted(shipped_folder("lexicon").glob("*.yaml"))
    known = {file.stem: file for file in files if _LANGUAGE_CODE.fullmatch(file.stem)}
    if language not in known:
        guess = nearest(language, known)
        raise UnsupportedError(f"no lexicon for the language {language!r}{guess}; known: {', '.join(known)}")
    return read_lexicon(known[language], Lexicon)
