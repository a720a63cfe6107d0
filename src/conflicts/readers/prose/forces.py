"""Sides and units: which force a phrase names, and which "the army" and "the unit" stand for."""

from conflicts.model.vocabulary import Entity
from conflicts.readers.prose.entities import Entities, Memory, last_or_only
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.nations import Nations
from conflicts.readers.prose.phrases import PhraseReader, is_capitalised, joined, slug


class ForceReader:
    """Reads noun phrases as sides and units. What it cannot read without guessing is nothing."""

    def __init__(
        self, lexicon: Lexicon, phrases: PhraseReader, nations: Nations, entities: Entities, memory: Memory
    ) -> None:
        things = lexicon.things
        self.entities, self.memory = entities, memory
        self.sides: set[str] = set()
        self._phrases, self._nations = phrases, nations
        self._groups, self._units = frozenset(things.groups), frozenset(things.units)
        self._officials = frozenset(
            word for kind in lexicon.speakers.partisan_kinds for word in lexicon.speakers.kinds[kind]
        )
        self._any_unit, self._other_places = frozenset(things.any_unit), frozenset(things.other_places)
        self._numbers = frozenset((*lexicon.numbers.words, *lexicon.grammar.indefinite))
        self._participles = lexicon.grammar.participle_endings

    def side(self, words: list[str], *, is_whole: bool = False) -> str | None:
        """The side that a phrase names: a nation, or a party with a name of its own. ``is_whole``: no verb follows."""
        if is_whole and any(word.casefold() in self._phrases.verbs for word in words):
            return None
        found = self._side(words)
        if found is not None:
            self.sides.add(found)
        return found

    def nation(self, nation: str) -> str:
        """The side that is a nation."""
        key = self.entities.add(self._nations.called(nation), key=nation) if nation in self._nations else nation
        self.sides.add(key)
        return key

    def _side(self, words: list[str]) -> str | None:
        bare = self._phrases.without_article(words)
        nation = self._nations.itself(words)
        if nation is None and (found := self._nations.adjective(bare)) is not None:
            rest = self._phrases.before_preposition(bare[found[1] :])
            is_alone = len(bare) == found[1]
            is_group = is_alone or (bool(rest) and (rest[-1].casefold() in self._groups or self._is_unit(rest)))
            is_group = is_group or self._is_office(bare[found[1] :])
            nation = found[0] if is_group else None
        if nation is not None:
            return self.entities.add(self._nations.called(nation), key=nation)
        known = self.entities.find(joined(words)) or self.entities.find(joined(bare))
        if known is not None:
            return known
        if any(word.casefold() in self._officials - self._groups for word in bare):
            return None  # an office speaks for a side, and is none
        if 1 <= len(bare) <= 6 and (self._is_named_party(words, bare) or self._is_party(bare)):
            return self.entities.add(joined(bare))
        return None

    def _is_office(self, words: list[str]) -> bool:
        """Like "Ministry of Defence", "foreign minister": what speaks for a nation."""
        head = self._phrases.before_preposition(words)
        is_official = bool(head) and head[-1].casefold() in self._officials - self._groups
        text = f" {joined(words).casefold()} "
        return is_official or (self._phrases.is_name(words) and any(f" {name} " in text for name in self._officials))

    def _is_named_party(self, words: list[str], bare: list[str]) -> bool:
        """Like "the Taliban", "the Wagner Group", "M23": a bare name, or a word that opens a text, may be anything."""
        if not self._phrases.is_name(bare) or any(map(self._phrases.bare, bare)):
            return False
        is_short = len(bare) == 1 and bare[0].isupper() and len(bare[0]) > 1
        return self._phrases.is_definite(words) or is_short or self._is_unit(bare)

    def is_own(self, words: list[str]) -> bool:
        """Whether the phrase is like "its forces": those of whoever is spoken of."""
        is_group = len(words) == 2 and words[1].casefold() in self._groups
        return is_group and words[0].casefold() in self._phrases.possessives

    def is_force(self, words: list[str]) -> bool:
        """Whether the phrase names a nation, its forces, or a unit."""
        bare = self._phrases.without_article(words)
        if not bare:
            return False
        found = self._nations.adjective(bare)
        is_group = found is not None and bare[-1].casefold() in self._groups
        return is_group or self._nations.itself(words) is not None or self._is_unit(bare)

    def _is_party(self, words: list[str]) -> bool:
        """Like "rebel forces": a side without a name."""
        is_plain = all(word.isalpha() and word.casefold() not in self._phrases.prepositions for word in words)
        return len(words) == 2 and is_plain and words[-1].casefold() in self._groups

    def unit(self, words: list[str], mention: str, near: str | None = None, *, is_whole: bool = False) -> str | None:
        """The force, or other named thing, of a phrase. Of "Russian forces" every mention is a thing of its own.

        ``near`` is what the sentence has named: the first that "the unit" can be. ``is_whole``: no verb may follow.
        """
        head = self._phrases.before_preposition(words)
        if is_whole and any(word.casefold() in self._phrases.verbs for word in words):
            return None
        bare = self._phrases.without_article(head)
        if not bare:
            return None
        known = self.entities.find(joined(head)) or self.entities.find(joined(bare))
        if known is not None:
            self._remember_unit(known, bare)
            return known
        party = None
        if (found := self._nations.adjective(bare)) is not None:
            party, rest = found[0], bare[found[1] :]
            if rest and rest[-1].casefold() in self._groups and not is_capitalised(rest[-1]):
                return self._group(words, party, mention)
            bare = rest or bare
        elif len(bare) > 1 and bare[0].casefold() in self._numbers:
            return self.unit(words[1:], mention, near)
        end = self._phrases.name(bare)
        if end == len(bare) and end:
            return self._named_unit(bare, party)
        if self._phrases.is_definite(head) and len(bare) == 1:
            return self._unit_before(bare[0].casefold(), near)
        return None

    def _named_unit(self, words: list[str], party: str | None) -> str:
        name = joined(words)
        known = self.entities.find(name)
        key = known or self.entities.add(name, party=party)
        if party is not None and self.entities.known[key].party is None and self._is_unit(words):
            self.entities.known[key] = self.entities.known[key].model_copy(update={"party": party})
        self._remember_unit(key, words)
        return key

    def _remember_unit(self, key: str, words: list[str]) -> None:
        if self._is_unit(words):
            self.memory.unit(key, words[-1].casefold())

    def _group(self, words: list[str], party: str, mention: str) -> str:
        phrase = self._phrases.without_article(words)
        if phrase[0].casefold() in self._numbers:
            phrase = phrase[1:]
        near = self._phrases.before_preposition(phrase)
        rest = phrase[len(near) :]
        if rest and self._phrases.name(rest, 1) > 1:  # "Russian soldiers near Izium"
            phrase = rest[: self._phrases.name(rest, 1)]
            return self.entities.add(joined([*near, *phrase]), party=party)
        name = joined(near)
        key = slug(f"{mention} {name}")
        if key not in self.entities.known:
            self.entities.known[key] = Entity(name=name, party=party)
        return key

    def _unit_before(self, head: str, near: str | None) -> str | None:
        fits = [key for key, of in self.memory.units.items() if head == of or head in self._any_unit]
        return near if near in fits else last_or_only(fits, self.memory.excerpts)

    def _is_unit(self, words: list[str]) -> bool:
        return any(word.casefold() in self._units for word in words) and any(map(is_capitalised, words))

    def name(self, words: list[str]) -> str | None:
        """Any thing with a name of its own."""
        bare = self._phrases.without_article(words)
        end = self._phrases.name(bare)
        if not end:
            return None
        following = bare[end] if end < len(bare) else ""
        is_whole = not following or following.casefold() in self._phrases.prepositions | self._other_places
        return self.entities.add(joined(bare[:end])) if is_whole or following.endswith(self._participles) else None
