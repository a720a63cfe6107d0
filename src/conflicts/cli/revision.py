"""What files were at a revision in git."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from glob import escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, TemporaryFile
from typing import TYPE_CHECKING, NamedTuple

from conflicts.cli import output as out
from conflicts.document import absolute_pattern
from conflicts.errors import InputError, Place, Problem, UnsupportedError, file_name
from conflicts.model.claim import Claim
from conflicts.model.collection import Collection

if TYPE_CHECKING:
    from conflicts.readers import ReadOptions

_LINK, _SUBMODULE = "120000", "160000"


def loaded_at(revision: str, paths: Sequence[Path], format: str | None, options: "ReadOptions") -> Collection:
    """Read the paths as they were at a revision; what was not there yet holds no claims.

    The claims are located in files as the paths name them. Raises InputError where the paths are in no repository, for
    an unknown revision, and for what is wrong with the files: their problems name them ``REVISION:FILE``.
    """
    from conflicts.readers import load
    from conflicts.readers.files import found_files

    repository = _repository(paths[0])
    names = {path: _name_in(repository, path) for path in paths}
    commit = _commit(repository, revision)
    with TemporaryDirectory(prefix="conflicts-") as directory:
        root = Path(directory).resolve()
        then = _Then(revision, root, {path: root / name for path, name in names.items()})
        _write(repository, _files(repository, commit, names.values(), then), root)
        own = (each._replace(pattern=then.pattern(each.pattern, repository)) for each in options.file_mappings)
        exclude = tuple(then.pattern(each, repository) for each in options.exclude)
        options = replace(options, exclude=exclude, file_mappings=tuple(own))
        there = [copy for copy in then.copies.values() if copy.exists() and found_files(copy, format, options).found]
        if not there:
            return Collection()
        try:
            collection = load(there, format=format, options=options)
        except InputError as error:
            raise InputError(map(then.problem, error.problems)) from None
    out.complain(map(then.problem, collection.unread))
    return replace(collection, claims=tuple(map(then.claim, collection.claims)))


class _Then(NamedTuple):
    """How copies of files are told to people: in problems by their revision, in claims by the paths that name them."""

    revision: str
    root: Path
    copies: Mapping[Path, Path]

    def problem(self, problem: Problem) -> Problem:
        place = replace(problem.place, file=self._dated(problem.place.file))
        return replace(problem, message=self._dated(problem.message), place=place)

    def claim(self, claim: Claim) -> Claim:
        if claim.location is None:
            return claim
        file = Path(claim.location.file)
        for path, copy in self.copies.items():
            copied = file_name(copy)
            if file.is_relative_to(copied):
                location = claim.location.model_copy(update={"file": file_name(path / file.relative_to(copied))})
                return claim.model_copy(update={"location": location})
        return claim

    def pattern(self, pattern: str, repository: Path) -> str:
        """What names the copies of the files that a pattern names."""
        inside, copied = (f"{escape(file_name(each))}/" for each in (repository, self.root))
        return absolute_pattern(pattern, Path.cwd()).replace(inside, copied, 1)

    def _dated(self, text: str) -> str:
        return text.replace(f"{file_name(self.root)}/", f"{self.revision}:")


class _File(NamedTuple):
    name: PurePosixPath
    blob: str


def _repository(path: Path) -> Path:
    """The directory of the repository that the path is in."""
    inside = path.absolute()
    while not inside.is_dir():
        inside = inside.parent
    done = _git(inside, "rev-parse", "--show-toplevel")
    if done.returncode:
        told = _words(done.stderr)
        message = "is in no git repository" if "not a git repository" in told else f"git cannot read it: {told}"
        raise InputError(Problem(message, Place.of(path)))
    return Path(os.fsdecode(done.stdout).removesuffix("\n")).resolve()


def _name_in(repository: Path, path: Path) -> PurePosixPath:
    """The path from the repository's own directory on."""
    whole = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    if not whole.is_relative_to(repository):
        raise InputError(Problem(f"is not in the repository {repository}", Place.of(path)))
    return PurePosixPath(whole.relative_to(repository).as_posix())


def _commit(repository: Path, revision: str) -> str:
    done = _git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if done.returncode:
        raise InputError(f"there is no revision {revision!r} in the repository {repository}")
    return done.stdout.decode().strip()


def _files(repository: Path, commit: str, names: Iterable[PurePosixPath], then: _Then) -> Iterator[_File]:
    """The regular files below these names in the commit; of links and submodules it is told that they are not read."""
    within = [str(name) for name in names if name.parts]
    everything = len(within) < len(then.copies)
    done = _git(repository, "ls-tree", "-r", "-z", "--full-tree", commit, "--", *([] if everything else within))
    if done.returncode:
        raise InputError(f"git cannot list the files of {then.revision}: {_words(done.stderr)}")
    for entry in filter(None, os.fsdecode(done.stdout).split("\0")):
        facts, _, name = entry.partition("\t")
        mode, _, blob = facts.split()
        path = PurePosixPath(name)
        if mode in (_LINK, _SUBMODULE):
            what = "symbolic link" if mode == _LINK else "submodule"
            out.complain([Problem(f"is a {what}, which is not followed", Place(f"{then.revision}:{name}"))])
        elif path.is_absolute() or ".." in path.parts:
            raise InputError(Problem("is no name for a file", Place(f"{then.revision}:{name}")))
        else:
            yield _File(path, blob)


def _write(repository: Path, files: Iterable[_File], root: Path) -> None:
    """Write the files' contents below the root, one after the other as git gives them."""
    files = list(files)
    with TemporaryFile() as asked:
        asked.write("".join(f"{file.blob}\n" for file in files).encode())
        asked.seek(0)
        command = ["git", "-C", str(repository), "cat-file", "--batch"]
        with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as git:
            assert git.stdout is not None, "it was asked for"
            for file in files:
                told = git.stdout.readline().split()
                if len(told) != 3:
                    raise InputError(Problem("git does not have its content", Place.of(file.name)))
                content = git.stdout.read(int(told[2]))
                git.stdout.read(1)
                target = root / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


def _git(directory: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["git", "-C", str(directory), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise UnsupportedError("to compare with a revision, git must be installed, and it is not found") from None


def _words(told: bytes) -> str:
    return (
        told.decode(errors="replace").strip().splitlines()[0].removeprefix("fatal: ") if told.strip() else "no reason"
    )
