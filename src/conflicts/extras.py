"""What to type where a library is missing that only one extra of this distribution brings."""

import re
from collections.abc import Iterator

from conflicts.errors import UnsupportedError

_DISTRIBUTION = "conflicts"
_REQUIREMENT = re.compile(r"(?P<what>[^;]+?)\s*;.*\bextra\s*==\s*['\"](?P<extra>[^'\"]+)['\"]")
_PLAIN = "pip install"
_INSTALL = {
    # It calls what Python 3.13 has under its other name only. A build without that, or of another time, is of no use.
    "durable": f"CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject {_PLAIN} --force-reinstall --no-cache-dir",
}


def not_installed(need: str, extra: str) -> UnsupportedError:
    """The error to raise where a library cannot be imported: what needs it, and what to type.

    >>> print(not_installed("tables need DuckDB", "bulk"))  # doctest: +ELLIPSIS
    tables need DuckDB: pip install 'duckdb>=...

    It names the libraries themselves: this distribution is installed from its repository, and its name may be somebody
    else's on an index.
    """
    return UnsupportedError(f"{need}: {advice(extra)}")


def advice(extra: str) -> str:
    """What to type to have what an extra brings: the libraries, with the versions that will do."""
    names = " ".join(f"'{each}'" for each in sorted(_requirements(extra)))
    if not names:
        return f"install {_DISTRIBUTION} from its repository, with the extra {extra!r}"
    return f"{_INSTALL.get(extra, _PLAIN)} {names}"


def _requirements(extra: str) -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, requires  # here, since it takes a while to load

    try:
        declared = requires(_DISTRIBUTION) or []
    except PackageNotFoundError:  # its files lie on the path, and nobody installed them
        return
    for each in declared:
        found = _REQUIREMENT.match(each)
        if found and found["extra"] == extra:
            yield found["what"]
