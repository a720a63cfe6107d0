"""What is installed is what is locked: exact versions and hashes, for every supported Python, from anywhere."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[1]
LOCKS = {path.stem: path for path in (REPOSITORY / "locks").glob("*.txt")}
PYPROJECT: dict[str, Any] = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
PYTHONS = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d+$", each)]
SYSTEMS = [
    {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
]
IS_FOR = {
    "bench": ["bench"],
    "dev": ["dev"],
    "durable": ["durable"],
    "hooks": [],
    "parse": ["parse"],
    "run": [],
    "spark": ["spark"],
}


class Locked(NamedTuple):
    """A line of a lock, with its hashes."""

    requirement: Requirement
    version: str
    hashes: int


def locked(name: str) -> list[Locked]:
    text = LOCKS[name].read_text(encoding="utf-8").replace("\\\n", "")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            words, *hashes = re.split(r" +--hash=sha256:[0-9a-f]{64}(?=\s|$)", line)
            requirement = Requirement(words)
            (exact,) = requirement.specifier
            assert exact.operator == "==", line
            assert not "".join(hashes).strip(), line
            found.append(Locked(requirement, exact.version, len(hashes)))
    return found


def declared(requirements: list[str]) -> Iterator[Requirement]:
    for each in map(Requirement, requirements):
        if each.name == PROJECT["name"]:
            for extra in each.extras:
                yield from declared(EXTRAS[extra])
        else:
            yield each


def versions(name: str, environment: dict[str, str]) -> dict[str, str]:
    """What a lock installs there."""
    found: dict[str, str] = {}
    for requirement, version, _ in locked(name):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            assert requirement.name not in found, f"{requirement.name} has two versions"
            found[canonicalize_name(requirement.name)] = version
    return found


def environments() -> Iterator[dict[str, str]]:
    for python in PYTHONS:
        for system in SYSTEMS:
            yield {"python_version": python, "python_full_version": f"{python}.9", "extra": "", **system}


def test_there_is_a_lock_for_each_use() -> None:
    assert LOCKS.keys() == IS_FOR.keys() | {"build"}
    assert set(PYTHONS) >= {"3.11", "3.12", "3.13"}


@pytest.mark.parametrize("name", sorted(IS_FOR))
def test_a_lock_has_one_version_that_will_do_of_all_that_is_declared(name: str) -> None:
    for environment in environments():
        found = versions(name, environment)
        for each in declared([*PROJECT["dependencies"], *(line for extra in IS_FOR[name] for line in EXTRAS[extra])]):
            assert each.specifier.contains(found[canonicalize_name(each.name)]), (each, environment)


def test_what_builds_the_project_is_locked() -> None:
    group = [*map(Requirement, PYPROJECT["dependency-groups"]["build"])]
    assert {each.name for each in map(Requirement, PYPROJECT["build-system"]["requires"])} < {one.name for one in group}
    for environment in environments():
        found = versions("build", environment)
        assert all(each.specifier.contains(found[each.name]) for each in group)


@pytest.mark.parametrize("name", sorted(LOCKS.keys() - {"hooks"}))
def test_every_file_that_is_installed_has_its_hash(name: str) -> None:
    assert all(each.hashes for each in locked(name))


@pytest.mark.parametrize("name", sorted(LOCKS))
def test_a_lock_says_nothing_of_where_packages_come_from(name: str) -> None:
    text = LOCKS[name].read_text(encoding="utf-8")
    options = re.findall(r"(?<=\s)--?(?!hash=sha256:)[a-z][\w-]*", re.sub(r"#.*", "", text))
    assert options == []
    assert not re.search(r"://|file:|\bwww\.|\.(?:org|com|io|net)\b|(?:^|\s)/", text)


def test_all_locks_agree() -> None:
    for environment in environments():
        dev = versions("dev", environment)
        for name in LOCKS:
            assert {each: version for each, version in versions(name, environment).items() if each in dev}.items() <= (
                dev.items()
            )
        assert versions("hooks", environment) == versions("run", environment)


def test_the_action_and_the_hooks_install_what_is_locked() -> None:
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    install = action["runs"]["steps"][0]["run"]
    assert re.findall(r"locks/(\w+)\.txt", install) == ["run", "build"]
    assert "--require-hashes" in install
    assert "--no-deps --no-build-isolation" in install
    for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert hook["additional_dependencies"] == ["--constraint=locks/hooks.txt"]
