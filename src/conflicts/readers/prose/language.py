"""A language as texts are read in it: its words and patterns, compiled once for any number of texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from conflicts.model.vocabulary import Predicate
from conflicts.readers.prose.clauses import ClauseReader
from conflicts.readers.prose.dates import Calendar
from conflicts.readers.prose.lexicon import Lexicon, find_lexicon
from conflicts.readers.prose.marks import MarkReader
from conflicts.readers.prose.nations import Nations
from conflicts.readers.prose.numbers import NumberReader
from conflicts.readers.prose.patterns import PatternSet, load_patterns
from conflicts.readers.prose.phrases import PhraseReader
from conflicts.readers.prose.splitting import SentenceSplitter
from conflicts.readers.prose.template import TemplateCompiler, WordClass, words_expression
from conflicts.readers.prose.tree_language import TreeLanguage
from conflicts.readers.prose.voices import VoiceReader
from conflicts.readers.prose.words import BackgroundReader, SpeechFinder, WordReader, auxiliary_class, passive_class
from conflicts.readers.reading import ReadOptions


@dataclass(frozen=True)
class Language:
    """What reads a language. Nothing here remembers anything of a text; ``calendar`` begins anew for each."""

    lexicon: Lexicon
    splitter: SentenceSplitter
    marks: MarkReader
    phrases: PhraseReader
    nations: Nations
    words: WordReader
    numbers: NumberReader
    voices: VoiceReader
    clauses: ClauseReader
    speech: SpeechFinder
    background: BackgroundReader
    patterns: PatternSet
    calendar: Calendar
    trees: TreeLanguage | None

    @property
    def predicates(self) -> Mapping[str, Predicate]:
        """What the predicates mean that patterns give."""
        return {**(self.trees.predicates if self.trees is not None else {}), **self.patterns.predicates}

    @staticmethod
    def of(options: ReadOptions) -> "Language":
        """The language that the options name, with their lexicon and patterns; raises what loading these raises."""
        own = options.lexicon
        language = (
            _shipped(options.language, options.parse)
            if own is None
            else _compiled(options.language, own, options.parse)
        )
        if not options.patterns:
            return language
        return replace(language, patterns=_patterns(language.lexicon, language.numbers, options.patterns))


@lru_cache(maxsize=4)
def _shipped(language: str, parse: str | None) -> Language:
    """A language that ships is compiled once for any number of texts: that takes longer than to read a short one."""
    return _compiled(language, None, parse)


def _compiled(language: str, own: Path | None, parse: str | None) -> Language:
    lexicon = find_lexicon(language, own)
    phrases, words, numbers = PhraseReader(lexicon), WordReader(lexicon), NumberReader(lexicon.numbers)
    return Language(
        lexicon=lexicon,
        splitter=SentenceSplitter(lexicon, words),
        marks=MarkReader(lexicon),
        phrases=phrases,
        nations=Nations(lexicon, phrases),
        words=words,
        numbers=numbers,
        voices=VoiceReader(lexicon, words, _common(lexicon), own),
        clauses=ClauseReader(lexicon),
        speech=SpeechFinder(lexicon),
        background=BackgroundReader(lexicon),
        patterns=_patterns(lexicon, numbers, ()),
        calendar=Calendar(lexicon.dates, lexicon.numbers.words, None, lexicon.things.groups),
        trees=None if parse is None else TreeLanguage.of(parse, lexicon),
    )


def _common(lexicon: Lexicon) -> frozenset[str]:
    """Words that name nothing."""
    grammar = lexicon.grammar
    return frozenset((*grammar.prepositions, *grammar.definite, *grammar.auxiliaries, *grammar.indefinite))


def _patterns(lexicon: Lexicon, numbers: NumberReader, own: Sequence[Path]) -> PatternSet:
    classes = {name: WordClass.of(members) for name, members in lexicon.words.items()}
    helping = {"aux": auxiliary_class(lexicon), "be": passive_class(lexicon)}
    return load_patterns(
        TemplateCompiler(classes | helping, _common(lexicon)),
        lexicon.language,
        own,
        number=numbers.expression,
        suffix=rf"(?:\s+{words_expression(lexicon.grammar.prepositions)}(?:\s.*)?|\s+,.*)?",
    )
