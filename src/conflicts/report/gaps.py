"""What a report did not compare, in sentences, each with the way to mend it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from conflicts.report.coverage import Coverage, Incomparable, Undefined, Unread
from conflicts.report.words import counted

if TYPE_CHECKING:
    from conflicts.report.report import ConflictReport

Lead: TypeAlias = Literal["not compared", "not read"]

MOST_NAMED = 3
"""How many predicates a sentence names."""

SUGGEST = "`conflicts vocabulary suggest` proposes definitions"


class Gap(NamedTuple):
    """Something that was not compared, in a sentence."""

    lead: Lead
    text: str

    def __str__(self) -> str:
        return f"{self.lead}: {self.text}"


def gaps(coverage: Coverage) -> list[Gap]:
    """What was not compared or not read; rules that were not run, or not to the end, a report lists by themselves."""
    return [
        *_undefined(coverage.undefined),
        *_incomparable(coverage.incomparable),
        *_sentences(coverage),
        *_unread(coverage.unread),
    ]


def nothing_found(report: "ConflictReport") -> str:
    """That no conflicts were found, and among how many claims: those that could be compared with others."""
    sort = "certain conflicts" if report.hidden else "conflicts"
    claims, comparable = report.statistics.claims, report.coverage.comparable
    if comparable is None or comparable >= claims:
        return f"No {sort} found in {counted(claims, 'claim')}"
    if comparable == 0:
        return f"Nothing was compared: 0 of {counted(claims, 'claim')} could be compared with others"
    return f"No {sort} found among the {comparable:,} of {counted(claims, 'claim')} that could be compared"


def as_of_words(report: "ConflictReport") -> str:
    """The day that the check was made for, where one was given."""
    return f" as of {report.statistics.as_of}" if report.statistics.as_of else ""


def hidden_line(hidden: int) -> str | None:
    """How many findings are left out, since only certain ones were asked for."""
    return f"{counted(hidden, 'possible finding')} not shown" if hidden else None


def compared_line(report: "ConflictReport") -> str | None:
    """How many claims could be compared, where that is not all of them."""
    claims, comparable = report.statistics.claims, report.coverage.comparable
    if comparable is None or comparable >= claims:
        return None
    return f"{comparable:,} of {counted(claims, 'claim')} could be compared with others"


def _undefined(undefined: Undefined) -> Iterator[Gap]:
    if undefined.predicates:
        one = undefined.predicates == 1
        named = _named([each.name for each in undefined.examples], undefined.predicates)
        yield Gap(
            "not compared",
            f"{counted(undefined.predicates, 'predicate')}, {named}, {'has' if one else 'have'} different values from "
            f"different sources and no definition. `single: true` compares them, `single: false` says that several "
            f"values can stand side by side; {SUGGEST}",
        )


def _incomparable(incomparable: Incomparable) -> Iterator[Gap]:
    if incomparable.predicates:
        one = incomparable.predicates == 1
        described = [
            f"{each.name} ({' beside '.join(kind.kind for kind in each.kinds)})" for each in incomparable.examples
        ]
        yield Gap(
            "not compared",
            f"{counted(incomparable.predicates, 'predicate')}, {_named(described, incomparable.predicates)}, "
            f"{'has' if one else 'have'} values of kinds that cannot be compared with each other. "
            f"`value` and `unit` say of which kind {'it is' if one else 'each is'}",
        )


def _sentences(coverage: Coverage) -> Iterator[Gap]:
    kept = coverage.sentences.read - coverage.sentences.understood
    if kept:
        yield Gap(
            "not compared",
            f"{kept:,} of {counted(coverage.sentences.read, 'sentence')} could not be taken apart and "
            f"{'is' if kept == 1 else 'are'} kept as words. A claim pattern, or a claims file, says what they mean",
        )


def _unread(unread: Unread) -> Iterator[Gap]:
    if unread.places:
        first = unread.examples[0]
        where = f" ({first.location})" if first.location else ""
        such = "" if unread.places == 1 else "such as "
        yield Gap("not read", f"{counted(unread.places, 'place')}, {such}{first.message}{where}")


def _named(names: Sequence[str], number: int) -> str:
    """Some names as a list: all of a few, or the first of many."""
    if number <= MOST_NAMED:
        return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"such as {', '.join(names[: MOST_NAMED - 1])} and {names[MOST_NAMED - 1]}"
