"""Why a finding is one, condition by condition: named conditions by their names, and their parts where asked for."""

from collections.abc import Iterable, Iterator

from conflicts.report.finding import Because


def reasons(because: Iterable[Because], *, parts: bool = False, depth: int = 0) -> Iterator[tuple[int, Because]]:
    """Each condition, and how deep it stands in named ones.

    ``parts``: all that a name stands for; else only what leaves it no more than possible, or makes it fail.
    """
    for one in because:
        yield depth, one
        if parts:
            yield from reasons(one.parts, parts=True, depth=depth + 1)
        elif one.verdict != "certain":
            yield from reasons((part for part in one.parts if part.verdict == one.verdict), depth=depth + 1)


def reason_words(because: Because) -> str:
    """A condition, and what it compared."""
    compared = "; ".join(f"{field}: {bounds}" for field, bounds in because.compared.items())
    return f"{because.condition} ({compared})" if compared else because.condition
