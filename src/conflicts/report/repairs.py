"""The sets of claims without which no certain contradiction is left: the models, and what a person reads."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

from pydantic import Field

from conflicts.model.frozen import Frozen
from conflicts.report.plain import DEFAULT_WIDTH, Line, Span, hanging, text_of
from conflicts.report.words import counted

Membership: TypeAlias = Literal["every", "some", "no"]
"""In how many repairs a claim is."""


class RepairGroup(Frozen):
    """Claims that hang together by what rules find of them, and the sets of them without which none contradict."""

    claims: tuple[str, ...] = Field(description="The ids of the claims that take part, in their order.")
    conflicts: int = Field(description="How many sets of them contradict each other certainly.")
    repairs: tuple[tuple[str, ...], ...] = Field(
        default=(),
        description="Sets of ids, the smallest first: without the claims of one set no certain contradiction is left, "
        "and without fewer of them one is.",
    )
    is_complete: bool = Field(description="Whether these are all such sets. If not, there may be others.")
    membership: dict[str, Membership] = Field(
        default={},
        description="Whether each claim is in every repair, in some or in no one; without entries where that is not "
        "known.",
    )
    is_counted: bool = Field(
        default=False, description="Whether the group is too large: it is counted, and no repairs are looked for."
    )


class Repairs(Frozen):
    """The repairs of each group. Those of different groups do not depend on each other.

    They explain how contradictions hang together. Which claims are right they do not say.
    """

    groups: tuple[RepairGroup, ...] = Field(description="Each group that has a certain contradiction.")

    @property
    def conflicts(self) -> int:
        """How many certain contradictions there are."""
        return sum(group.conflicts for group in self.groups)

    def to_text(self, width: int = DEFAULT_WIDTH) -> str:
        """What a person reads, without colour."""
        return text_of(repairs_lines(self, width))

    def __str__(self) -> str:
        return self.to_text()


def repairs_lines(found: Repairs, width: int) -> Iterator[Line]:
    """Each group with its sets."""
    if not found.groups:
        yield (Span("no certain contradictions"),)
        return
    for group in found.groups:
        head = f"{counted(group.conflicts, 'certain contradiction')} among {counted(len(group.claims), 'claim')}"
        yield (Span(head, "strong"),)
        if group.is_counted:
            yield from hanging("", "too many claims hang together: they are counted, and no sets are listed", width, "")
        for number, repair in enumerate(group.repairs):
            yield from hanging("none without " if not number else "or without   ", ", ".join(repair), width, "")
        if not group.is_complete and not group.is_counted:
            yield from hanging("", "… there may be more such sets: not all were looked for", width, "dim")
        yield from _membership_lines(group, width)
        yield (Span(""),)
    text = "Each set is enough alone, and needs each of its claims. Which claims are right, it does not say."
    yield from hanging("", text, width, "dim")


def _membership_lines(group: RepairGroup, width: int) -> Iterator[Line]:
    words: dict[Membership, str] = {"every": "in every set: ", "some": "in some: ", "no": "in no set: "}
    for membership, lead in words.items():
        if ids := [each for each, its in group.membership.items() if its == membership]:
            yield from hanging(lead, ", ".join(ids), width, "dim")
