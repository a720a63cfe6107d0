"""Places and their parts: "two of the city's neighbourhoods, A and B", and which one "the city" is."""

from conflicts.readers.prose.entities import Entities, Memory, last_or_only
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.nations import Nations
from conflicts.readers.prose.phrases import PhraseReader, is_capitalised, joined, words_of

MOST_LISTED = 30
"""How many places one phrase can list."""


class PlaceReader:
    """Reads noun phrases as places. What it cannot read without guessing is nothing."""

    def __init__(
        self, lexicon: Lexicon, phrases: PhraseReader, nations: Nations, entities: Entities, memory: Memory
    ) -> None:
        things = lexicon.things
        self.entities, self.memory = entities, memory
        self._near: str | None = None
        self._phrases, self._nations = phrases, nations
        self._directions = {word: name for name, words in things.directions.items() for word in words}
        self._parts, self._some_of = frozenset(things.parts), tuple(things.some_of)
        self._settlements, self._districts = frozenset(things.settlements), frozenset(things.districts)
        self._other_places, self._sites = frozenset(things.other_places), frozenset(things.sites)
        self._before_places = frozenset(things.before_places)
        self._people = frozenset((*things.groups, *things.units))
        self._numbers = frozenset((*lexicon.numbers.words, *lexicon.grammar.indefinite))

    def whole(self, place: str) -> str:
        """What the place is part of in the end; itself if of nothing."""
        seen = {place}
        while (entity := self.entities.known.get(place)) and entity.part_of and entity.part_of not in seen:
            place = entity.part_of
            seen.add(place)
        return place

    def places(self, words: list[str], near: str | None = None, *, is_whole: bool = False) -> list[str]:
        """The places of a list: "Izium's railway station and two of the city's neighbourhoods, A and B".

        ``near``: the place of which "the south" is a part. ``is_whole``: nothing may follow them.
        """
        self._near = near
        found, at = self._listed(words)
        if not found or (at < len(words) if is_whole else not self._ends_well(words, at)):
            return []
        return list(dict.fromkeys(found))

    def _listed(self, words: list[str]) -> tuple[list[str], int]:
        """The places at the head of the words, and where the words after them begin; a list ends in "and"."""
        found: list[str] = []
        ends: list[int] = []
        at, whole, closed = 0, None, False
        while at < len(words) and len(found) < MOST_LISTED:
            if (districts := self._districts_of(words, at)) is not None:
                whole, at = districts
                continue
            place, end = self._place(words, at, whole)
            if place is None:
                break
            found.append(place)
            ends.append(end)
            at = end
            if closed:
                break
            if at < len(words) and words[at] == ",":
                at += 1
            if at < len(words) and words[at].casefold() in self._phrases.conjunctions:
                at, closed = at + 1, whole is None and self._districts_of(words, at + 1) is None
            elif at == end:
                break
        if len(found) > 1 and not (closed and at == ends[-1]) and whole is None:
            return found[:1], ends[0]  # "Hodgenville, Kentucky, Lincoln grew up": no list
        return found, ends[-1] if ends else 0

    def _ends_well(self, words: list[str], at: int) -> bool:
        """Whether what follows the last place can stand after one."""
        rest = words[at:]
        if not rest or rest[0] == ",":
            return True
        return rest[0].casefold() in self._phrases.prepositions or rest[0].endswith(("ing", "ly"))

    def _place(self, words: list[str], at: int, whole: str | None) -> tuple[str | None, int]:
        start = at
        if at < len(words) and words[at].casefold() in self._phrases.definite:
            at += 1
        if at >= len(words) or any(joined(words[start:]).casefold().startswith(f"{some} of") for some in self._some_of):
            return None, at
        word = words[at].casefold()
        if (direction := self._directions.get(word)) is not None and not is_capitalised(words[at]):
            return self._part(words, at + 1, direction, is_definite=at > start)
        if word in self._settlements | self._other_places and not is_capitalised(words[at]):
            return self._kind_of_place(words, at, word, is_definite=at > start)
        owner = self._phrases.bare(word)
        if owner in self._settlements:  # "the city's railway station"
            place = self._place_before(owner)
            return self._belonging(place, words, at + 1) if place is not None else (None, at)
        end = self._phrases.name(words, at)
        if end == at:
            return None, at
        return self._named_place(words, at, end, whole)

    def _part(self, words: list[str], at: int, direction: str, is_definite: bool) -> tuple[str | None, int]:
        """Read "the southern part of the city", "the south", "southern Izium"; "south of Izium" is no part of it."""
        if not is_definite and (at >= len(words) or words[at].casefold() in self._phrases.of):
            return None, at
        if at < len(words) and words[at].casefold() in self._parts:
            at += 1
        if at < len(words) and words[at].casefold() in self._phrases.of:
            whole, end = self._place(words, at + 1, None)
        elif at < len(words) and is_capitalised(words[at]):
            whole, end = self._place(words, at, None)
        else:
            whole, end = self._near, at
        return (None if whole is None else self._part_of(whole, direction)), end

    def _part_of(self, whole: str, direction: str) -> str:
        ending = self._directions_ending(direction)
        return self.entities.add(f"{direction} {self.entities.name(whole)}", key=f"{whole}-{ending}", part_of=whole)

    def _directions_ending(self, direction: str) -> str:
        return next(word for word, name in reversed(self._directions.items()) if name == direction and "-" not in word)

    def _kind_of_place(self, words: list[str], at: int, kind: str, is_definite: bool) -> tuple[str | None, int]:
        """Read "the village of Kamyanka", "the city", "the city's railway station"."""
        following = words[at + 1].casefold() if at + 1 < len(words) else ""
        if following in self._phrases.of and is_capitalised((words[at + 2 :] or [""])[0]):
            end = self._phrases.name(words, at + 2)
            return self._named_place(words, at + 2, end, None, kind)
        if is_capitalised(following and words[at + 1]):
            return None, at
        place = self._place_before(kind) if is_definite else None
        if place is not None:
            self.memory.place(place, kind)
        return place, at + 1

    def _place_before(self, kind: str) -> str | None:
        """The whole place that "the city" is: the one named last that may be a city."""
        wholes = {key: of for key, of in self.memory.places.items() if self.entities.known[key].part_of is None}
        fits = [key for key, of in wholes.items() if of in ("", kind) and self._nations.itself([key]) is None]
        sure = [key for key in fits if wholes[key] == kind]
        if sure:
            return last_or_only(sure, self.memory.excerpts)
        others = [name for name in self.memory.named if self.entities.find(name) not in fits]
        return fits[0] if len(fits) == 1 and not others else None

    def note_names(self, text: str) -> None:
        """Note the names after prepositions: each may be that of a place, and what "the city" is."""
        words = words_of(text)
        for at, word in enumerate(words[:-1]):
            if word.casefold() not in self._before_places or not is_capitalised(words[at + 1]):
                continue
            end = self._phrases.name(words, at + 1)
            name = words[at + 1 : end]
            follows = words[end].casefold() if end < len(words) else ""
            is_other = {follows, name[-1].casefold()} & (self._other_places | self._people)
            if not is_other and self._nations.adjective(name) is None and self._nations.itself(name) is None:
                self.memory.named[joined(name)] = None

    def _named_place(
        self, words: list[str], at: int, end: int, whole: str | None, kind: str = ""
    ) -> tuple[str | None, int]:
        owner = self._phrases.bare(words[end - 1])
        if owner is not None:
            return self._owned(words, [*words[at : end - 1], owner], end)
        name = words[at:end]
        tail = end
        while tail < len(words) and words[tail].isalpha() and words[tail].casefold() not in self._stops:
            tail += 1
        if tail > end and words[tail - 1].casefold() in self._sites:  # "Izium railway station"
            return self._thing_of(self._known_place(name, None), words[end:tail]), tail
        is_other = tail > end and words[tail - 1].casefold() in self._other_places  # "Donbas region"
        end = tail if is_other else end
        kind = kind or (words[end - 1].casefold() if words[end - 1].casefold() in self._other_places else "")
        place = self._known_place(words[at:end], whole)
        self.memory.place(place, kind)
        return place, end

    @property
    def _stops(self) -> frozenset[str]:
        return self._phrases.prepositions | self._phrases.conjunctions | self._phrases.verbs

    def _owned(self, words: list[str], owner: list[str], at: int) -> tuple[str | None, int]:
        """Read "Izium's southern outskirts", "Izium's railway station": what the words after the owner name."""
        place = self._known_place(owner, None)
        self.memory.place(place)
        return self._belonging(place, words, at)

    def _belonging(self, place: str, words: list[str], at: int) -> tuple[str | None, int]:
        if at < len(words) and (direction := self._directions.get(words[at].casefold())) is not None:
            end = at + 2 if at + 1 < len(words) and words[at + 1].casefold() in self._parts else at + 1
            return self._part_of(place, direction), end
        end = at
        while end < len(words) and words[end].replace("-", "").isalpha() and words[end].casefold() not in self._stops:
            end += 1
        return (self._thing_of(place, words[at:end]) if end > at else None), end

    def _thing_of(self, place: str, words: list[str]) -> str:
        return self.entities.add(f"{self.entities.name(place)} {joined(words)}", part_of=place)

    def _known_place(self, name: list[str], whole: str | None) -> str:
        nation = self._nations.itself(name)
        if nation is not None and joined(name).casefold() not in self.entities.identities:
            return self.entities.add(self._nations.called(nation), key=nation)
        return self.entities.add(joined(name), part_of=whole)

    def _districts_of(self, words: list[str], at: int) -> tuple[str, int] | None:
        """Read "two of the city's neighbourhoods, …": the city, and where the list of them begins."""
        if (
            at < len(words)
            and words[at].casefold() in self._numbers
            and joined(words[at + 1 : at + 2]) in self._phrases.of
        ):
            at += 2
        window = words[at : at + 8]
        owned = self._phrases.possessed(window)
        if owned is None or not owned.thing or owned.thing[0].casefold() not in self._districts:
            return None
        bare = self._phrases.without_article(list(owned.owner))
        kind = bare[0].casefold() if bare else ""
        place = self._place_before(kind) if kind in self._settlements and len(bare) == 1 else None
        if place is None and self._phrases.is_name(bare):
            place = self._known_place(bare, None)
        if place is None:
            return None
        self.memory.place(place, kind if kind in self._settlements else "")
        at += len(owned.owner) + 1
        if at < len(words) and (words[at] == "," or words[at].casefold() in self._phrases.of):
            at += 1
        return (place, at) if at < len(words) and is_capitalised(words[at]) else None
