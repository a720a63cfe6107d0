"""The facets of a claim: fields that are read together, and whose different contents are therefore read once each."""

from collections.abc import Mapping, Sequence

FACETS: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject",),
    "predicate": ("predicate",),
    "value": ("predicate", "value", "value_type", "amount", "low", "high", "unit"),
    "scope": ("qualifiers",),
    "manner": ("polarity", "certainty", "rank", "rank_reason", "credibility"),
    "source": ("asserted_by", "source_name", "origin", "wire", "party", "reliability", "source_kind"),
    "via": ("via",),
    "tags": ("tags",),
    "citations": ("citations", "citation_count"),
    "whole": ("valid", "valid_from", "valid_to"),
    "start": ("valid_from",),
    "end": ("valid_to",),
    "stated": ("stated",),
    "recorded": ("recorded",),
    "cited": ("asserted_by", "origin", "wire", "citations"),
}
"""The columns of the claims table that each facet reads.

A period is read in one piece (``whole``) where one cell says it; where two cells say it, its ``start`` is read from the
one and its ``end`` from the other, since two thousand days make four million periods.
"""

ROWWISE = (
    "id",
    "supersedes",
    "excerpt",
    "location_file",
    "location_line",
    "location_column",
    "location_length",
    "location_excerpt",
    "more",
)
"""The columns that hardly two claims share: they are kept row by row."""

_FACET_OF = {
    "asserted_by": "source",
    "origin": "source",
    "party": "source",
    "source_kind": "source",
    "reliability": "source",
    "polarity": "manner",
    "certainty": "manner",
    "rank": "manner",
    "credibility": "manner",
    "qualifiers": "scope",
    "original_cited": "cited",
}


def facet_of(field: str) -> str:
    """The facet that a field of a claim is read from; the field's own name where that is the facet's."""
    first = field.partition(".")[0]
    return _FACET_OF.get(first, first)


def facets_of_times(field: str) -> Sequence[str]:
    """The facets from which a field of times is read."""
    match facet_of(field):
        case "valid":
            return ("whole", "start", "end")
        case "expires":
            return ("stated", "whole", "start", "end")
        case facet:
            return (facet,)
