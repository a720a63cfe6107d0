"""Codes of words that are the same wherever they are made."""

from hashlib import blake2b

from conflicts.errors import EngineError

BITS = 60
"""How long a code is: it stays below the bounds of times, which stand in the same columns for what is missing."""


class StableCodes(dict[str, int]):
    """The codes of a table of facts, each made of its word alone, so that they fit SQL that was written elsewhere.

    Raises EngineError for two words that have one code.
    """

    def __init__(self) -> None:
        super().__init__()
        self._words: dict[int, str] = {}

    def setdefault(self, word: str, default: int = 0, /) -> int:
        """The code of the word, whatever the ``default``."""
        code = self.get(word)
        if code is None:
            code = self[word] = stable_code(word)
            other = self._words.setdefault(code, word)
            if other != word:
                raise EngineError(f"{word!r} and {other!r} have the same code; one of them needs another name")
        return code


def stable_code(word: str) -> int:
    """The number that stands for a word, from 0 to 2**60 - 1."""
    digest = blake2b(word.encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - BITS)
