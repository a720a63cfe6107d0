"""Addresses of tables in databases, ``sqlite:///claims.db?table=claims``, which stand where paths of files do."""

import os
import re
import sys
from pathlib import Path
from typing import NamedTuple, TypeAlias
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from conflicts.errors import nearest

if sys.platform == "win32":
    from pathlib import WindowsPath as _HostPath
else:
    from pathlib import PosixPath as _HostPath

AnyPath: TypeAlias = str | os.PathLike[str]

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_SCHEMES = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL, "postgres": _POSTGRESQL}
_OWN = ("schema", "table", "query")

FORMS = "sqlite:///FILE?table=NAME, postgresql://USER@HOST/DATABASE?table=NAME"
"""What is read."""


class Source(NamedTuple):
    """Where rows are.

    - ``driver``: ``sqlite`` or ``postgresql``; ``connection``: what the driver connects to, with the password.
    - ``file``: the file of an SQLite database, as it is named.
    - ``table`` in a ``schema``, or a ``query``, says which rows.
    - ``secrets``: what no message may show.
    """

    driver: str
    connection: str
    file: str | None
    table: str | None
    schema: str | None
    query: str | None
    secrets: tuple[str, ...] = ()


class DatabaseAddress(_HostPath):
    """The address of rows in a database, among paths of files; there is no file of this name.

    As a text it is the address without its password, so that whatever names it shows none. ``source`` says where the
    rows are; or else ``problem`` why the address says nothing.
    """

    source: Source | None
    problem: str

    def __new__(cls, address: str) -> "DatabaseAddress":
        """Take the address apart."""
        source, shown, problem = _parsed(address)
        path = super().__new__(cls, shown)
        path.source, path.problem, path._shown = source, problem, shown
        return path

    def __init__(self, address: str) -> None:
        if sys.version_info >= (3, 12):
            super().__init__(_parsed(address)[1])

    _shown: str

    def __str__(self) -> str:
        return self._shown if "_shown" in self.__dict__ else super().__str__()

    def with_segments(self, *parts: AnyPath) -> Path:
        """What is derived from the address is a path like any other."""
        return Path(*parts)


def input_path(given: AnyPath) -> Path:
    """The path of a file; or the address of a table in a database, which a path would spoil."""
    if isinstance(given, str) and _ADDRESS.match(given):
        return DatabaseAddress(given)
    return given if isinstance(given, Path) else Path(given)


def stem_of(file: str) -> str:
    """What ids of rows begin with: the name of the file without its suffixes, or of the table in a database."""
    if _ADDRESS.match(file):
        named = dict(parse_qsl(urlsplit(file).query))
        return named.get("table", "query")
    return Path(file).name.partition(".")[0]


def without_password(word: str) -> str:
    """A word of a command, which may hold an address, as it may be shown."""
    found = _ADDRESS.search(word)
    return word if found is None else word[: found.start()] + str(DatabaseAddress(word[found.start() :]))


def rebased(address: str, base: Path) -> str:
    """The address as it is from the working directory, where a file in it is relative to ``base``."""
    given = DatabaseAddress(address)
    if given.source is None or given.source.file is None or Path(given.source.file).is_absolute():
        return address
    parts = urlsplit(address)
    file = os.path.relpath(base / given.source.file).replace(os.sep, "/")
    return parts._replace(path=f"/{quote(file)}").geturl().replace(f"{parts.scheme}:/", f"{parts.scheme}:///", 1)


def is_address(text: str) -> bool:
    """Whether this is an address, and no path."""
    return _ADDRESS.match(text) is not None


_ENCODED = "is no address of a database: marks such as / ? # @ in its parts are percent-encoded"


def _parsed(address: str) -> tuple[Source | None, str, str]:
    """Where the rows are; the address as it may be shown; and what is wrong with it."""
    scheme = address.partition(":")[0]
    hidden = f"{scheme}://…"
    driver = _SCHEMES.get(scheme.lower())
    if "\0" in unquote(address) or not _is_unicode(address):
        return None, hidden, "is no address of a database: it has characters that no name has"
    if driver is None:
        return None, hidden, f"is no address that is read: {FORMS} are"
    try:
        parts = urlsplit(address)
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        _ = parts.port  # which may be none
    except ValueError:
        return None, hidden, _ENCODED
    if parts.fragment or "@" in parts.path or any("@" in key for key, _ in pairs):
        return None, hidden, _ENCODED
    own = {key: value for key, value in pairs if key in _OWN}
    further = [(key, value) for key, value in pairs if key not in _OWN]
    shown = _shown(parts, own)
    if len(own) < len([key for key, _ in pairs if key in _OWN]):
        return None, shown, "says its table, schema or query twice"
    if bool(own.get("table")) == bool(own.get("query")) or ("schema" in own and "query" in own):
        return None, shown, "does not say which rows: ?table=NAME does, or ?query=SELECT…"
    rows = (own.get("table"), own.get("schema"), own.get("query"))
    if driver == _POSTGRESQL:
        connection, secrets = _connection(parts, further)
        return Source(driver, connection, None, *rows, secrets), shown, ""
    if parts.netloc or not parts.path.strip("/"):
        return None, shown, "names no file: it follows three slashes (sqlite:///claims.db), or four from the root on"
    if further:
        key = further[0][0]
        return None, shown, f"unknown parameter {key!r}{nearest(key, _OWN)}; known: {', '.join(_OWN)}"
    file = unquote(parts.path).removeprefix("/")
    return Source(driver, f"file:{quote(file)}?mode=ro", file, *rows), shown, ""


def _is_unicode(address: str) -> bool:
    try:
        address.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(parts: SplitResult, own: dict[str, str]) -> str:
    """The address without its password, and without parameters of the connection."""
    user, mark, host = parts.netloc.rpartition("@")
    query = "&".join(f"{key}={value}" for key, value in own.items())
    return f"{parts.scheme}://{user.partition(':')[0]}{mark}{host}{parts.path}{'?' if query else ''}{query}"


def _connection(parts: SplitResult, further: list[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """What PostgreSQL's library connects to, and what of it is secret."""
    info, mark, host = parts.netloc.rpartition("@")
    user, colon, password = info.partition(":")
    account = quote(unquote(user), safe="") + colon + quote(unquote(password), safe="") + mark
    given = dict(further)
    given.setdefault("connect_timeout", "10")
    hidden = [password, *(value for key, value in further if "password" in key or "secret" in key)]
    secrets = {form for each in hidden for form in (each, unquote(each), quote(unquote(each), safe="")) if form}
    address = f"{_POSTGRESQL}://{account}{host}{parts.path}?{urlencode(given, quote_via=quote)}"
    return address, tuple(sorted(secrets, key=len, reverse=True))
