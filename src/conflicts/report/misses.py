"""Why a rule flags given claims or does not, and which claims it almost flags: the models, and what a person reads."""

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from pydantic import Field

from conflicts.model.frozen import Frozen
from conflicts.report.finding import Because, ReportedClaim
from conflicts.report.plain import DEFAULT_WIDTH, Line, Span, condition_lines, hanging, text_of
from conflicts.report.words import counted
from conflicts.rules.rule import Kind, Verdict

Answer: TypeAlias = Literal["certain", "possible", "no"]
"""How something comes out: certainly, possibly, or not."""


class SharedField(Frozen):
    """A field that the claims of a match must share, and what each of them has there."""

    field: str = Field(description="The field of the rule's `same`.")
    values: dict[str, str] = Field(description="What each variable's claim has there, in words.")
    agrees: bool = Field(description="Whether they share it. A claim without it shares it with none.")


class FurtherClaim(Frozen):
    """A claim that fits a `with` or `without` block."""

    id: str = Field(description="The id of the claim.")
    verdict: Verdict = Field(description="Whether it certainly fits, or possibly.")


class FurtherClaims(Frozen):
    """A ``with`` or ``without`` block of the rule: how it comes out, and because of which further claims."""

    condition: str = Field(description="The block as the rule writes it.")
    verdict: Answer = Field(description="How the block comes out: a `without` fails if a claim certainly fits.")
    fitting: int = Field(description="How many further claims fit, certainly or possibly.")
    claims: tuple[FurtherClaim, ...] = Field(description="The first ten of those, the certain ones first.")
    nearest: str | None = Field(description="Where none fits a `with`: the claim that lacks the fewest conditions.")
    lacking: tuple[str, ...] = Field(description="The conditions that the nearest claim lacks.")


class WhyNot(Frozen):
    """Why a rule flags some claims, or does not: condition by condition, with what each compared.

    Of all ways to give the claims to the rule's variables it is the one that comes nearest to a match; ``bool()`` of
    it is whether the rule does not flag the claims.
    """

    rule: str = Field(description="The full name of the rule.")
    kind: Kind = Field(description="The kind of the rule.")
    verdict: Answer = Field(description="`no`: the rule does not flag these claims together; else how surely it does.")
    claims: dict[str, ReportedClaim] = Field(description="The claim of each variable of the rule.")
    shared: tuple[SharedField, ...] = Field(description="What the claims must share to be compared at all.")
    because: tuple[Because, ...] = Field(description="Each condition of the rule's `where`, and what it compared.")
    further: tuple[FurtherClaims, ...] = Field(
        description="Each `with` and `without` block; none where the claims do not share what they must."
    )
    missing: tuple[str, ...] = Field(description="What would have to be otherwise: fields, conditions and blocks.")

    def __bool__(self) -> bool:
        return self.verdict == "no"

    def to_text(self, width: int = DEFAULT_WIDTH, *, parts: bool = False) -> str:
        """What a person reads, without colour; ``parts``: also what named conditions stand for."""
        return text_of(why_not_lines(self, width, parts=parts))

    def __str__(self) -> str:
        return self.to_text()


class Misses(Frozen):
    """The claims that a rule does not flag for one condition alone."""

    condition: str = Field(description="The condition, or the block, that fails.")
    count: int = Field(description="How many sets of claims miss by it, of those that were compared.")
    nearest: tuple[WhyNot, ...] = Field(description="The nearest of them.")


class NearMisses(Frozen):
    """The claims that a rule almost flags: those that share what they must, and lack one condition."""

    rule: str = Field(description="The full name of the rule.")
    by_condition: tuple[Misses, ...] = Field(description="The misses of each condition, in the order of the rule.")
    compared: int = Field(description="How many sets of claims were compared.")
    not_compared: int = Field(description="How many more share what they must, and were not compared.")

    @property
    def count(self) -> int:
        """How many sets of claims miss by one condition, of those that were compared."""
        return sum(each.count for each in self.by_condition)

    def to_text(self, width: int = DEFAULT_WIDTH) -> str:
        """What a person reads, without colour."""
        return text_of(near_miss_lines(self, width))

    def __str__(self) -> str:
        return self.to_text()


def why_not_lines(one: WhyNot, width: int, *, parts: bool = False) -> Iterator[Line]:
    """Whether the rule flags the claims, and how each part of it comes out."""
    ids = ", ".join(claim.id for claim in one.claims.values())
    if one.verdict == "no":
        head = f"{one.rule} does not flag {ids}: {counted(len(one.missing), 'condition')} missing"
    else:
        head = f"{one.rule} flags {ids}: {one.verdict}"
    yield (Span(head, "strong"),)
    for variable, claim in one.claims.items():
        said_by = f" — {claim.asserted_by}" if claim.asserted_by else ""
        yield from hanging(f"{variable} is ", f"{claim.id}: {claim.text}{said_by}", width, "dim")
    for each in one.shared:
        values = "; ".join(f"{variable}: {words}" for variable, words in each.values.items())
        lead = f"{'certain' if each.agrees else 'no':9} "
        yield from hanging(lead, f"same {each.field} ({values})", width, "dim")
    yield from condition_lines(one.because, width, parts=parts)
    for further in one.further:
        yield from hanging(f"{further.verdict:9} ", _further_words(further), width, "dim")
    if one.shared and not all(each.agrees for each in one.shared):
        yield from hanging("", "Claims that do not share this are never compared by the rule.", width, "dim")


def _further_words(further: FurtherClaims) -> str:
    return f"{further.condition} — {_fitting_words(further)}"


def _fitting_words(further: FurtherClaims) -> str:
    if further.claims:
        listed = ", ".join(f"{each.id} ({each.verdict})" for each in further.claims)
        more = further.fitting - len(further.claims)
        fits = f"{listed} and {more:,} more" if more else listed
        return f"{'fits' if further.fitting == 1 else 'fit'}: {fits}"
    if further.nearest is None:
        return "no claim fits"
    return f"no claim fits; the nearest, {further.nearest}, lacks: {'; '.join(further.lacking)}"


def near_miss_lines(near: NearMisses, width: int) -> Iterator[Line]:
    """The misses of each condition, the nearest in full."""
    head = f"{near.rule}: by one condition miss {near.count:,} of {counted(near.compared, 'set')} of claims compared"
    yield (Span(head, "strong"),)
    for misses in near.by_condition:
        yield (Span(""),)
        yield from hanging(f"{misses.count:,} × ", misses.condition, width, "")
        for one in misses.nearest:
            yield from hanging("", _miss_words(one), width, "dim")
        if misses.count > len(misses.nearest):
            yield from hanging("", f"… and {misses.count - len(misses.nearest):,} more", width, "dim")
    if near.not_compared:
        yield (Span(""),)
        yield from hanging("", f"{near.not_compared:,} more were not compared: too many share a block", width, "dim")


def _miss_words(one: WhyNot) -> str:
    """The claims, and what those parts compared that fail."""
    ids = ", ".join(f"{variable} is {claim.id}" for variable, claim in one.claims.items())
    compared = [f"{field}: {words}" for each in _failing(one.because) for field, words in each.compared.items()]
    compared += [_fitting_words(each) for each in one.further if each.verdict == "no"]
    return f"{ids} ({'; '.join(dict.fromkeys(compared))})" if compared else ids


def _failing(because: Iterable[Because]) -> Iterator[Because]:
    """The innermost conditions that fail, of those that do."""
    for one in because:
        if one.verdict == "no":
            yield one
            yield from _failing(one.parts)
