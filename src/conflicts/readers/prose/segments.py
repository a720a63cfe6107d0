"""Sentences cut at the marks inside them, so that each claim has what stands after it and not more."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from conflicts.readers.prose.analysis import Draft

_CUTS_AFTER = ",;:—–"

Hung = TypeVar("Hung")


@dataclass(slots=True)
class Segment(Generic[Hung]):
    """A part of a text, up to a mark, and the marks that belong to it."""

    start: int
    end: int
    marks: list[Hung] = field(default_factory=list)


def cut(text: str, start: int, end: int, marks: Iterable[tuple[int, Hung, bool]]) -> list[Segment[Hung]]:
    """The segments of the sentence from ``start`` to ``end``, which cover it.

    ``marks``: in their order, where each stands, what it is, and whether a part of the sentence may end at it, as it
    does after a comma or the like.
    """
    segments: list[Segment[Hung]] = [Segment(start, end)]
    for at, mark, may_cut in marks:
        last = segments[-1]
        if len(segments) > 1 and at <= last.start:
            segments[-2].marks.append(mark)
            continue
        last.marks.append(mark)
        if may_cut and last.start < at < end and text[at - 1] in _CUTS_AFTER:
            beyond = at
            while beyond < end and text[beyond].isspace():
                beyond += 1
            last.end = at
            segments.append(Segment(beyond, end))
    return segments


def with_drafts(
    segments: Sequence[Segment[Hung]], start: int, drafts: Iterable[Draft]
) -> Iterator[tuple[Segment[Hung], list[Draft]]]:
    """Each draft with the segment in which it ends; a segment without one goes with the next, or else the last.

    ``start`` is where the sentence begins of whose characters the drafts speak.
    """
    joined: list[tuple[Segment[Hung], list[Draft]]] = []
    waiting: Segment[Hung] | None = None
    rest = list(drafts)
    for segment in segments:
        if waiting is not None:
            segment = _joined(waiting, segment)
        is_last = segment.end == segments[-1].end
        within = [draft for draft in rest if is_last or draft.end <= segment.end - start]
        rest = [draft for draft in rest if draft not in within]
        waiting = None if within else segment
        if within:
            joined.append((segment, within))
    if waiting is not None and joined:
        last, within = joined.pop()
        joined.append((_joined(last, waiting), within))
    yield from joined


def _joined(first: Segment[Hung], second: Segment[Hung]) -> Segment[Hung]:
    return Segment(first.start, second.end, [*first.marks, *second.marks])
