"""Nations: which one a word or a phrase tells of."""

from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.phrases import PhraseReader, joined


class Nations:
    """Knows the nations of a lexicon by their names, adjectives, people and capitals."""

    def __init__(self, lexicon: Lexicon, phrases: PhraseReader) -> None:
        self._phrases = phrases
        self._names = {name: key for key, nation in lexicon.nations.items() for name in nation.names}
        self._people = {name: key for key, nation in lexicon.nations.items() for name in nation.people}
        self._adjectives = {word: key for key, nation in lexicon.nations.items() for word in nation.adjectives}
        self._capitals = {word: key for key, nation in lexicon.nations.items() for word in nation.capitals}
        self._called = {
            key: nation.names[0].removeprefix(f"{phrases.article} ") for key, nation in lexicon.nations.items()
        }
        self._longest = max((len(word.split()) for word in self._adjectives), default=1)

    def called(self, nation: str) -> str:
        """The nation's name."""
        return self._called[nation]

    def __contains__(self, key: object) -> bool:
        return key in self._called

    def itself(self, words: list[str], *, capitals: bool = False) -> str | None:
        """The nation that is all that the phrase names: "Ukraine", "the Ukrainians"."""
        name = joined(self._phrases.without_article(words))
        nation = self._names.get(name) or self._people.get(name)
        return nation or (self._capitals.get(name) if capitals else None)

    def adjective(self, words: list[str]) -> tuple[str, int] | None:
        """The nation of the adjective, or possessive, that the phrase begins with, and how many words that is."""
        for length in range(min(self._longest, len(words)), 0, -1):
            nation = self._adjectives.get(joined(words[:length]))
            if nation:
                return nation, length
        bare = self._phrases.bare(words[0]) if words else None
        nation = self._names.get(bare) if bare else None
        return (nation, 1) if nation else None

    def told_of(self, words: list[str]) -> str | None:
        """The one nation whose adjective stands anywhere in the phrase."""
        found = {each[0] for index in range(len(words)) if (each := self.adjective(words[index:]))}
        return found.pop() if len(found) == 1 else None
