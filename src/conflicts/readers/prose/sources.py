"""Speakers: which source a phrase names, and what its words tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from conflicts.model.source import Source
from conflicts.model.vocabulary import Vocabulary
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.nations import Nations
from conflicts.readers.prose.phrases import PhraseReader, is_capitalised, joined, slug

LONGEST_SPEAKER = 16
"""How many words can name a speaker."""

UNNAMED = "unnamed"


@dataclass
class Sources:
    """The sources of a vocabulary, which grows as speakers come up; ``article`` may stand before their names."""

    known: dict[str, Source]
    spellings: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    article: str = ""
    made: set[str] = field(default_factory=set)

    @staticmethod
    def of(vocabulary: Vocabulary, article: str) -> "Sources":
        """Those that are known already, by their ids, names and aliases."""
        sources = Sources(dict(vocabulary.sources), article=article)
        for key, source in vocabulary.sources.items():
            for spelling in (key, source.name, *source.aliases):
                if spelling:
                    sources.spellings.setdefault(spelling.casefold(), key)
        return sources

    def find(self, name: str) -> str | None:
        """The id of what is called so."""
        return self.spellings.get(name.casefold())

    def add(self, name: str, source: Source, key: str = "") -> str:
        """The id of what is called so; it is made if there is none. An acronym and what it stands for are one."""
        found = self.find(name) or self._by_acronym(name, source)
        if found is not None:
            return found
        key = self._unique(key or slug(name))
        self.known[key] = source
        self._spell(name, key)
        self.made.add(key)
        acronym = self._bare(name) if self._is_acronym(name) else _acronym(name)
        if acronym:
            self.acronyms.setdefault(acronym, key)
        return key

    def _by_acronym(self, name: str, told: Source) -> str | None:
        is_short = self._is_acronym(name)
        key = self.acronyms.get(self._bare(name) if is_short else _acronym(name))
        if key is None or key not in self.made:
            return None
        source = self.known[key]
        longer, shorter = (source.name, name) if is_short else (name, source.name)
        if self._is_acronym(longer) or not self._is_acronym(shorter):
            return None
        aliases = (self._bare(shorter),)
        self.known[key] = source.model_copy(
            update={"name": longer, "aliases": aliases, "kind": source.kind or told.kind}
        )
        self._spell(name, key)
        return key

    def unnamed(self, key: str, who: str, where: str, source: Source) -> str:
        """The id of a speaker who is somebody else than every other one; ``where`` tells them apart."""
        unique = self._unique(key)
        again = f", {unique.removeprefix(f'{key}-')}" if unique != key else ""
        self.known[unique] = source.model_copy(update={"name": f"{who} ({where}{again})"})
        return unique

    def _spell(self, name: str, key: str) -> None:
        self.spellings[name.casefold()] = self.spellings[self._bare(name).casefold()] = key

    def _bare(self, name: str) -> str:
        return name.removeprefix(f"{self.article} ")

    def _is_acronym(self, name: str) -> bool:
        bare = self._bare(name)
        return 2 <= len(bare) <= 8 and bare.isalpha() and bare.isupper()

    def _unique(self, wanted: str) -> str:
        key, number = wanted, 1
        while key in self.known:
            number += 1
            key = f"{wanted}-{number}"
        return key


def _acronym(name: str) -> str:
    """The capitals that its words begin with: ISW of the Institute for the Study of War."""
    words = name.replace("-", " ").split()
    letters = "".join(word[0] for word in words if word[:1].isupper())
    return letters if len(letters) >= 3 else ""


class SpeakerReader:
    """Reads phrases as sources. What names nobody and describes nobody is nothing."""

    def __init__(
        self,
        lexicon: Lexicon,
        phrases: PhraseReader,
        nations: Nations,
        sources: Sources,
        document: str,
    ) -> None:
        words = lexicon.speakers
        self.sources = sources
        self._now: dict[str, None] = {}
        self._before: dict[str, None] = {}
        self._people: tuple[str, ...] = ()
        self._people_before: tuple[str, ...] = ()
        self._full_names: dict[str, set[str]] = {}
        self._phrases, self._nations = phrases, nations
        self._document = document
        self._unnamed, self._independent = frozenset(words.unnamed), frozenset(words.independent)
        self._kinds = words.kinds
        self._partisan, self._pro = frozenset(words.partisan_kinds), words.pro
        self._documents, self._links = frozenset(words.documents), frozenset(words.document_links)
        self._titles = frozenset(words.titles)
        self._nobody = frozenset(lexicon.negation.words)
        self._offices = frozenset(member for members in words.kinds.values() for member in members)
        self._written: dict[str, str] = {}
        self._that = frozenset(lexicon.grammar.that)
        self._done = lexicon.verb_words
        self._verbs = phrases.verbs | {verb for verb in lexicon.verbs if " " not in verb}

    def speaker(self, phrase: list[str], line: int) -> str | None:
        """The source that the phrase names or describes; its place is the line, if nobody is named."""
        phrase = self._phrases.parted(phrase)
        if not phrase or len(phrase) > LONGEST_SPEAKER or "," in phrase or self._is_clause(phrase):
            return None
        if phrase[0].casefold() in self._nobody:
            return None  # "nobody said that …"
        found = self._speaker(phrase, line)
        if found is not None:
            self._now[found] = None
        return found

    def described(self, phrase: list[str], line: int) -> str | None:
        """The source that a phrase is of which it is sure that it speaks: named, or somebody whom it describes alone.

        A surname is that of the one who was named in full; a pronoun, of the only one whom it can mean.
        """
        phrase = self._phrases.parted(phrase)
        if not phrase or len(phrase) > LONGEST_SPEAKER:
            return None
        if phrase[0].casefold() in self._phrases.possessives and len(phrase) > 1:
            return self._heard(self._unnamed_source(phrase, line))
        if len(phrase) == 1 and phrase[0].casefold() in self._phrases.pronouns:
            return self.speaker(phrase, line)
        in_full = self._in_full(phrase)
        is_document = any(word.casefold() in self._documents for word in in_full)
        found = (self.document(in_full, line) if is_document else None) or self.speaker(in_full, line)
        if found is not None:
            return self._heard(found)
        return self._heard(self._unnamed_source(phrase, line))

    def person(self, before: Sequence[str], line: int) -> str | None:
        """Who "he" or "she" is, where only one of those who were named, or spoke, can be meant."""
        heard = [self.sources.known[source].name or source for source in self._now or self._before]
        names = [*(before or self._people_before), *heard]
        who = {name.split()[-1]: name for name in sorted(names, key=len)}
        if len(who) != 1:
            return None
        known = next((source for source in self._now or self._before), None)
        return self._heard(known) if known is not None else self.described(next(iter(who.values())).split(), line)

    def note_people(self, names: Sequence[str]) -> None:
        """Somebody is named in the sentence; who is named in full may be named by the last of the words later."""
        self._people = tuple(names)
        for name in names:
            words = self._untitled(name.split())
            if len(words) > 1:
                self._full_names.setdefault(words[-1], set()).add(joined(words))

    def _in_full(self, phrase: list[str]) -> list[str]:
        """The phrase, or the name in full of which it is the last word."""
        words = self._untitled(phrase)
        full = self._full_names.get(words[0], set()) if len(words) == 1 else set()
        return next(iter(full)).split() if len(full) == 1 else phrase

    def _untitled(self, words: list[str]) -> list[str]:
        return words[1:] if self._is_title(words) else words

    def _heard(self, source: str) -> str:
        self._now[source] = None
        return source

    def printed(self, paper: list[str], agency: list[str], line: int) -> str | None:
        """The source that a paper is where it prints the text of an agency: another one than the paper by itself."""
        wire = self.speaker(agency, line)
        own = self.speaker(paper, line)
        if wire is None or own is None or wire == own:
            return own
        known = self.sources.known[own]
        name = f"{known.name or own} ({joined(agency)})"
        source = Source(name=name, kind=known.kind, party=known.party, wire=wire)
        printed = self.sources.add(name, source, slug(f"{own} {wire}"))
        self._now = {printed: None}
        return printed

    def _is_clause(self, phrase: list[str]) -> bool:
        """Whether a phrase says something itself: "that Swedish forces captured Ystad" names nobody."""
        return phrase[0].casefold() in self._that or any(word in self._done for word in phrase[1:])

    def next_sentence(self, *, follows: bool) -> None:
        """A sentence begins; "he" and "they" speak on only from the one before, if it follows on that."""
        self._now, self._before = {}, self._now if follows else {}
        self._people, self._people_before = (), self._people if follows else ()

    def document(self, phrase: list[str], line: int) -> str | None:
        """Whose word is cited: a source, or the source of "a report from R", "R's report"."""
        phrase = self._phrases.parted(phrase)
        for index, word in enumerate(phrase[:-1]):
            if word.casefold() in self._documents and phrase[index + 1].casefold() in self._links:
                source = self._speaker(phrase[index + 2 :], line)
                if source is not None:
                    self._remember(word, source)
                return source
        owned = self._phrases.possessed(phrase)
        if owned is not None and owned.thing[-1].casefold() in self._documents:
            source = self._speaker(list(owned.owner), line)
            if source is not None:
                self._remember(owned.thing[-1], source)
            return source
        return self._speaker(phrase, line)

    def _remember(self, word: str, source: str) -> None:
        self._written.pop(word.casefold(), None)
        self._written[word.casefold()] = source

    def _speaker(self, phrase: list[str], line: int) -> str | None:
        if not phrase:
            return None
        name = joined(phrase)
        bare = self._phrases.without_article(phrase)
        known = self.sources.find(name) or self.sources.find(joined(bare))
        if known is not None or not bare:
            return known
        if name.casefold() in self._phrases.pronouns:
            heard = list(self._now or self._before)
            return heard[0] if len(heard) == 1 else None
        if self._is_document(phrase):
            return self._written.get(bare[0].casefold()) or self._unnamed_source(phrase, line)
        nation = self._nations.itself(phrase, capitals=True)
        if nation is not None:
            return self._of_nation(nation)
        if author := self._author_of(phrase):
            return self._speaker(author, line)
        if any(word.casefold() in self._verbs for word in phrase) or self._phrases.bare(phrase[-1]) is not None:
            return None
        if self._is_unnamed(phrase):
            return self._unnamed_source(phrase, line)
        return self._named(phrase, bare)

    def _is_document(self, phrase: list[str]) -> bool:
        return len(phrase) == 2 and self._phrases.is_definite(phrase) and phrase[1].casefold() in self._documents

    def _author_of(self, phrase: list[str]) -> list[str]:
        """Whose document a phrase is, by the name before the word for it: "a Reuters report in the Daily"."""
        head = self._phrases.before_preposition(phrase)
        bare = head[1:] if self._phrases.is_indefinite(head) or self._phrases.is_definite(head) else head
        is_document = len(bare) > 1 and bare[-1].casefold() in self._documents
        return bare[:-1] if is_document and self._phrases.is_name(bare[:-1]) and not is_capitalised(bare[-1]) else []

    def _of_nation(self, nation: str) -> str:
        called = self._nations.called(nation)
        return self.sources.add(called, Source(name=called, kind="official", party=nation), nation)

    # --- people whom nobody names -------------------------------------------------------------------------------------

    def _is_unnamed(self, phrase: list[str]) -> bool:
        """Like "a local official", "two sources in the ministry", "residents": people or papers whom nobody names."""
        head = self._phrases.before_preposition(phrase)
        if not head or len(head) > 5 or not head[-1].isalpha() or (len(head) > 1 and is_capitalised(head[-1])):
            return False
        if self._phrases.is_indefinite(head):
            return len(head) > 1 or head[0].casefold() in self._unnamed
        return head[-1].casefold() in self._unnamed and not self._phrases.is_definite(head)

    def _unnamed_source(self, phrase: list[str], line: int) -> str:
        name = joined(phrase)
        if self._phrases.is_indefinite(phrase) or self._phrases.is_definite(phrase):
            name = joined([phrase[0].casefold(), *phrase[1:]])
        key = f"{self._document}-{line}-{slug(joined(self._phrases.without_article(phrase)))}"
        source = Source(kind=UNNAMED, party=self._party(phrase, UNNAMED))
        return self.sources.unnamed(key, name, f"{self._document}, line {line}", source)

    # --- names --------------------------------------------------------------------------------------------------------

    def _named(self, phrase: list[str], bare: list[str]) -> str | None:
        start = self._name_after_role(bare)
        if start:
            name, role = joined(bare[start:]), bare[:start]
            kind = self._kind(role) or self._kind(bare[start:])
            return self.sources.add(name, Source(name=name, kind=kind, party=self._party(role, kind)), slug(name))
        is_called_so = start == 0 or self._is_description(phrase, bare)
        return self._called_so(phrase, bare) if is_called_so else None

    def _is_description(self, phrase: list[str], bare: list[str]) -> bool:
        """Whether somebody is described: "the regional court", "the governor of Kharkiv Oblast"."""
        head = self._phrases.before_preposition(bare)
        small = self._phrases.definite | self._phrases.indefinite | self._phrases.conjunctions | self._phrases.pronouns
        if not head or len(bare) > 8 or any(word.casefold() in small for word in head):
            return False
        if len(head) < len(bare) and not self._phrases.is_name(self._phrases.without_article(bare[len(head) + 1 :])):
            return False
        return self._kind(head) is not None or (self._phrases.is_definite(phrase) and len(head) <= 4)

    def _called_so(self, phrase: list[str], bare: list[str]) -> str:
        """The source that these words are all the name of: "the Mill Museum", "the Russian military"."""
        article = [self._phrases.article] if self._phrases.article and self._phrases.is_definite(phrase) else []
        name = joined([*article, *bare])
        kind = self._kind(bare)
        party = self._party(bare, kind)
        owner = party if party is not None and kind in self._partisan else None
        if owner is not None:
            owner = self._of_nation(owner)
        return self.sources.add(name, Source(name=name, kind=kind, party=party, owner=owner), slug(joined(bare)))

    def _name_after_role(self, words: list[str]) -> int | None:
        """Where the name begins in "Austrian military expert Tom Cooper"; all of it may be a name."""
        if words[0].casefold() in self._phrases.opening:
            return None
        last = next((index for index in range(len(words) - 1, -1, -1) if not is_capitalised(words[index])), None)
        if last is None:
            found = self._nations.adjective(words)
            first = found[1] if found is not None and self._is_title(words[found[1] :]) else 0
            while self._is_title(words[first:]):
                first += 1
            return first
        if self._phrases.name(words) == len(words):
            return 0
        role = words[last].casefold()
        if last + 1 == len(words) or role in self._phrases.prepositions | self._phrases.links:
            return None
        return last + 1

    def _is_title(self, words: list[str]) -> bool:
        """Whether a title stands before a name, and is not the first word of something else ("General Staff")."""
        is_title = len(words) > 1 and words[0].casefold().rstrip(".") in self._titles
        return is_title and joined(words[:2]).casefold() not in self._offices

    def _kind(self, words: list[str]) -> str | None:
        plain = {word.casefold() for word in words} | {joined(words).casefold()}
        text = f" {joined(words).casefold()} "
        for kind, members in self._kinds.items():
            if any(member in plain or (" " in member and f" {member} " in text) for member in members):
                return kind
        return None

    def _party(self, words: list[str], kind: str | None) -> str | None:
        """The nation whose official it is, or for which it is; whatever is independent is of no party."""
        if any(word.casefold() in self._independent for word in words):
            return None
        for word in words:
            for prefix in self._pro:
                if word.casefold().startswith(prefix):
                    return self._nations.told_of([word[len(prefix) :]])
        if kind in self._partisan or (kind == UNNAMED and self._kind(words) in self._partisan):
            return self._nations.told_of(words)
        return None
