"""What reads the trees of a language: a pipeline, and the patterns that ship, compiled for its words."""

from collections.abc import Mapping
from dataclasses import dataclass

from conflicts.model.vocabulary import Predicate
from conflicts.readers.prose.lexicon import Lexicon
from conflicts.readers.prose.tree_counts import CountPattern, load_count_patterns
from conflicts.readers.prose.tree_facts import FactPattern, load_fact_patterns
from conflicts.readers.prose.tree_patterns import PredicatePatterns, TreePattern, TreePatterns, load_tree_patterns
from conflicts.readers.prose.trees import Pipeline, load_pipeline


@dataclass(frozen=True)
class TreeLanguage:
    """A pipeline, and patterns of who says what, of counts and of facts; nothing here remembers anything of a text."""

    pipeline: Pipeline
    voices: TreePatterns[TreePattern]
    counts: PredicatePatterns[CountPattern]
    facts: PredicatePatterns[FactPattern]

    @property
    def predicates(self) -> Mapping[str, Predicate]:
        """What the predicates of what is counted, and of facts, mean."""
        counted = {id: pattern.predicate for id, pattern in self.counts.by_id.items()}
        return {**counted, **{id: pattern.predicate for id, pattern in self.facts.by_id.items()}}

    @staticmethod
    def of(parse: str, lexicon: Lexicon) -> "TreeLanguage":
        """The trees of a pipeline; raises UnsupportedError for one that is not there, or that will not do."""
        pipeline = load_pipeline(parse, lexicon.language).of(lexicon)
        vocab = pipeline.language.vocab
        return TreeLanguage(
            pipeline,
            TreePatterns(load_tree_patterns(lexicon), lexicon, vocab),
            PredicatePatterns(load_count_patterns(lexicon), lexicon, vocab),
            PredicatePatterns(load_fact_patterns(lexicon), lexicon, vocab),
        )
