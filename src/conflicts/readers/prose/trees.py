"""Sentences as trees of words: a spaCy pipeline that somebody names, loaded when a text is first read with it."""

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

from conflicts.errors import UnsupportedError, nearest
from conflicts.extras import advice, not_installed
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_universal import UniversalReader, is_universal

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PARTS = (("tagger", "morphologizer"), ("parser",), ("lemmatizer",))
"""What a pipeline must have, beside its words: one of each."""

_GROUP = "spacy_models"
_SHOWN = 12
_QUOTES = '"“”«»'


@dataclass(frozen=True)
class Pipeline:
    """A loaded pipeline; ``description`` is its name, its version and a digest of its files."""

    language: "Language"
    description: str
    universal: UniversalReader | None = None

    def parse(self, sentence: str) -> "Doc":
        """The tree of one sentence, or of what semicolons outside brackets part in it.

        It does not depend on any other sentence.
        """
        doc = self.language.make_doc(sentence)
        doc = doc if self.universal is None else self.universal.prepared(doc)
        quotes = brackets = 0
        for word in doc[1:]:
            before = word.nbor(-1).text
            quotes += sum(map(_QUOTES.count, before))
            brackets += before.count("(") - before.count(")")
            word.is_sent_start = before == ";" and quotes % 2 == 0 and brackets <= 0
        doc = self.language(doc)
        return doc if self.universal is None else self.universal.reshaped(doc)

    def of(self, lexicon: Lexicon) -> "Pipeline":
        """The pipeline with what the words of a language say of trees of Universal Dependencies, if its are such."""
        return replace(self, universal=UniversalReader(lexicon)) if is_universal(self.language) else self


@lru_cache(maxsize=4)
def load_pipeline(name: str, language: str) -> Pipeline:
    """Load an installed pipeline for a language; UnsupportedError if there is none of that name, or it will not do."""
    try:
        import spacy
    except ImportError as error:
        raise not_installed("reading trees of words needs spaCy", "parse") from error
    installed = sorted(each.name for each in entry_points(group=_GROUP))
    if name not in installed:
        known = f"; installed: {', '.join(installed)}" if installed else f": {advice('parse')}"
        raise UnsupportedError(f"no pipeline {name!r} is installed{nearest(name, installed)}{known}")
    loaded = spacy.load(name)
    missing = [parts[0] for parts in PARTS if not any(map(loaded.has_pipe, parts))]
    if missing:
        raise UnsupportedError(f"the pipeline {name!r} lacks what reading needs: {', '.join(missing)}")
    if loaded.lang != language:
        raise UnsupportedError(f"the pipeline {name!r} reads the language {loaded.lang!r}, and not {language!r}")
    return Pipeline(loaded, f"{name} {loaded.meta['version']} (sha256:{_digest(Path(loaded.path or ''))[:_SHOWN]})")


def _digest(folder: Path) -> str:
    """A digest of all the files of a pipeline, by their names below its folder."""
    digest = sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(file.read_bytes())
    return digest.hexdigest()
