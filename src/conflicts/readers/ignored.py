"""Which files git ignores."""

import os
from pathlib import Path

_OTHER_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX")
"""What hooks of git are given: the directory itself says which repository it is in."""
_LONGEST_WAIT = 30
_LIST = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")


def ignored_by_git(directory: Path) -> frozenset[Path]:
    """The files, and the directories as a whole, that git ignores in a directory.

    There are none where there is no repository, where git is not installed or cannot tell, and in a directory that is
    itself ignored: who names it wants it read.
    """
    if not _is_in_repository(directory):
        return frozenset()
    import subprocess

    environment = {name: value for name, value in os.environ.items() if name not in _OTHER_REPOSITORY}
    try:
        ran = subprocess.run(
            # A repository's own settings must not have a program run.
            ["git", "-C", str(directory), "-c", "core.fsmonitor=false", *_LIST],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=environment,
            timeout=_LONGEST_WAIT,
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    names = [name for name in os.fsdecode(ran.stdout).split("\0") if name] if ran.returncode == 0 else []
    return frozenset() if "./" in names else frozenset(directory / name for name in names)


def _is_in_repository(directory: Path) -> bool:
    whole = directory.resolve()
    return any((above / ".git").exists() for above in (whole, *whole.parents))
