"""A PostgreSQL server of a test's own, on a socket that nobody else knows."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServer(Exception):
    """There can be no server here, and why."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server; how to connect to it. Raises NoServer where it is not installed or cannot be started."""
    programs = _programs()
    with tempfile.TemporaryDirectory(prefix="pg") as name:  # not pytest's: sockets have short paths
        directory = Path(name)
        user = _user()
        if user is not None:
            os.chown(directory, user.pw_uid, user.pw_gid)
        data = directory / "data"
        _run([programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync"], user)
        options = f"-c listen_addresses='' -c unix_socket_directories={directory} -c fsync=off -c jit=off"
        _run([programs / "pg_ctl", "-D", data, "-w", "-l", directory / "log", "-o", options, "start"], user)
        try:
            yield f"host={directory} user=tester dbname=postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], user)


def _programs() -> Path:
    """Where the programs are; Debian does not put them on the PATH."""
    found = shutil.which("pg_ctl")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: float(path.parts[-3]))
    candidates = [*([Path(found)] if found else []), *reversed(installed)]
    for candidate in candidates:
        if (candidate.parent / "initdb").is_file():
            return candidate.parent
    raise NoServer("PostgreSQL's server is not installed")


def _user() -> pwd.struct_passwd | None:
    """Whom the server runs as, which cannot be root; None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("PostgreSQL does not run as root, and there is no other user")


def _run(command: list[str | Path], user: pwd.struct_passwd | None) -> None:
    ran = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # the server would keep a pipe open
        stderr=subprocess.DEVNULL,
        check=False,
        user=None if user is None else user.pw_uid,
        group=None if user is None else user.pw_gid,
        extra_groups=None if user is None else [],
    )
    if ran.returncode != 0:
        raise NoServer(f"{Path(command[0]).name} fails with {ran.returncode}")
