"""Which files of a directory are read: what holds claims, wherever people have it, and nothing that others made."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from command import Run
from conflicts import InputError, load
from conflicts.readers.contents import kind_in

SAYS = "claims:\n  - {id: said, subject: tower, predicate: standing, asserted_by: army, valid: 2022-03-24}\n"
DENIES = SAYS.replace("said", "denied").replace("army", "mayor").replace("valid:", "polarity: denied, valid:")
RULE = "id: mine\nkind: unverified\nseverity: note\nmessage: m\nclaims: [a]\nwhere: [a.excerpt is-missing]\n"


def write(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(directory: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = {f"GIT_{each}_{what}": "a@b.c" for each in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=directory, env=environment | who, capture_output=True, check=True)


def read_from(directory: Path) -> list[str]:
    files = load(directory).files
    return [Path(file).relative_to(directory).as_posix() for file in files]


OTHERS = {
    "mkdocs.yml": "site_name: x\nnav: [{Home: index.md}]\n",
    "poetry.lock": "[[package]]\n",
    "package-lock.json": '{"name": "x", "packages": {"claims": {"version": "1"}}}',
    "pnpm-lock.yaml": "lockfileVersion: 9\nimporters: {}\n",
    ".github/workflows/ci.yml": "on: push\njobs: {}\n",
    "deployment.yml": "apiVersion: v1\nkind: Service\nmetadata: {name: claims}\n",
    "oidc.yaml": "issuer: https://a.b\nclaims: [email, sub]\n",
    "jwt.json": '{"claims": {"sub": "a"}, "iss": "b"}',
    "schema.yml": "version: 2\nsources:\n  - name: raw\n",
    "playbook.yml": "- hosts: all\n  tasks: []\n",
    "tsconfig.json": '{"compilerOptions": {}}',
    "events.jsonl": '{"event": "login", "value": 3}\n',
    "rules/mine.yaml": RULE,
    "conflicts-baseline.json": '{"version": "1", "findings": []}',
    "report.json": '{"version": "1", "statistics": {"claims": 2}, "findings": []}',
    "prices.map.yaml": "table:\n  columns: {subject: a, predicate: b, value: c}\n",
    "README.md": "The tower stood on 24 March 2022.\n",
}


def test_of_a_repository_only_what_holds_claims_is_read(run: Run) -> None:
    write(Path(), {**OTHERS, "claims/said.yaml": SAYS, "claims/denied.yml": DENIES})
    for named in ((), (".",)):
        result = run("check", *named, "--select", "core/denial")
        assert result.code == 1, result.err
        assert "1 contradiction in 2 claims" in result.out
        assert result.err == (
            "conflicts: skipped 10 files that hold no claims, and 1 file in formats that are read when they are named "
            "(--verbose lists them)\n"
        )
    told = run("check", "--verbose").err
    assert "mkdocs.yml: skipped: holds no claims\n" in told
    assert "README.md: skipped: is read when it is named, or with --from prose\n" in told
    assert "mine.yaml: skipped: is no claims file, but a rule" in told


@pytest.mark.parametrize(
    "path",
    [
        "node_modules/a/claims.yaml",
        "app/node_modules/claims.json",
        "env/lib/python3/site-packages/x/ferry.yaml",
        "__pycache__/claims.yaml",
        ".cache/claims.yaml",
        "sub/.hidden.yaml",
    ],
)
def test_what_others_made_and_what_is_hidden_is_not_read(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"a.yaml": SAYS, path: "claims: [\n", "env/pyvenv.cfg": ""})
    assert read_from(tmp_path) == ["a.yaml"]


def test_a_virtual_environment_of_any_name_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": SAYS, "py/pyvenv.cfg": "", "py/claims.yaml": DENIES})
    assert read_from(tmp_path) == ["a.yaml"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_what_git_ignores_is_not_read_unless_it_is_named(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    ignored = {"out/b.yaml": DENIES, "sub/c.tmp.yaml": DENIES}
    write(tmp_path, {"a.yaml": SAYS, ".gitignore": "out/\n*.tmp.yaml\n", **ignored})
    assert read_from(tmp_path) == ["a.yaml"]
    assert read_from(tmp_path / "out") == ["b.yaml"]
    assert load(tmp_path / "sub" / "c.tmp.yaml").claims[0].id == "denied"
    git(tmp_path, "add", "--force", "out/b.yaml")  # what is tracked is wanted
    assert read_from(tmp_path) == ["a.yaml", "out/b.yaml"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_repository_cannot_have_a_program_run(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path / 'ran'};")
    write(tmp_path, {"a.yaml": SAYS})
    assert read_from(tmp_path) == ["a.yaml"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("drafts", ["a.yaml", "sub/b.yaml"]),
        ("drafts/", ["a.yaml", "sub/b.yaml"]),
        ("*.yaml", ["drafts/c.json"]),
        ("sub/*.yaml", ["a.yaml", "drafts/c.json"]),
        ("./sub", ["a.yaml", "drafts/c.json"]),
        ("no-such", ["a.yaml", "drafts/c.json", "sub/b.yaml"]),
    ],
)
def test_what_is_excluded_is_not_read(run: Run, pattern: str, left: list[str]) -> None:
    one = '{"claims": [{"id": "c", "subject": "s", "predicate": "p"}]}'
    write(Path(), {"a.yaml": SAYS, "sub/b.yaml": DENIES, "drafts/c.json": one})
    number = f" in {len(left)} claim{'s' if len(left) > 1 else ''}"
    assert number in run("check", "--exclude", pattern).out
    write(Path(), {"conflicts.toml": f'exclude = ["{pattern}"]\n'})
    assert number in run("check").out
    assert f"{len(left)} claim" in run("validate").out
    assert run("check", "sub/b.yaml").code == 0  # what is named is read


def test_settings_name_what_is_read_from_where_they_stand(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Path(), {"conflicts.toml": 'paths = ["a", "b"]\nexclude = ["b/old"]\n', "c/c.yaml": "claims: [\n"})
    write(Path(), {"a/a.yaml": SAYS, "b/b.yaml": DENIES, "b/old/b.yaml": "claims: [\n"})
    for directory in (".", "c"):
        monkeypatch.chdir(directory)
        assert "in 2 claims" in run("check").out
        assert "nothing is wrong" in run("validate").out
    assert run("baseline", "create").code == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "claims:\n  - {id: a, subject: s\n"),
        ("a.yaml", "claims:\n\t- id: a\n"),
        ("a.yaml", "sources: {a: {}}\nclaims: [\n"),
        ("a.yaml", "clams:\n  - {id: a, subject: s, predicate: p}\n"),
        ("a.yaml", "title: mine\nclaims:\n  - {id: a, subject: s, predicate: p}\n"),
        ("a.yaml", "claims:\n  a: {subject: s, predicate: p}\n"),
        ("a.yaml", "- {id: a, subject: s, predicat: p, value: 3}\n"),
        ("a.json", '{"claims": [{"id": "a", "subject": "s", "predicate": '),
        ("a.json", '{"claims": [],}'),
        ("a.jsonl", '{"id": "a", "subject": "s", "predicate": "p"\n'),
    ],
)
def test_a_broken_file_that_was_meant_to_hold_claims_is_not_skipped(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {"fine.yaml": SAYS, name: text})
    with pytest.raises(InputError, match=name):
        load(tmp_path)


@pytest.mark.parametrize("name", [name for name in OTHERS if Path(name).suffix in (".yml", ".yaml", ".json", ".jsonl")])
def test_the_files_of_other_programs_hold_no_claims(name: str) -> None:
    assert kind_in(OTHERS[name], Path(name).suffix) in (None, "rule", "own")


@pytest.mark.parametrize("text", ["site_name: x\n", RULE])
def test_a_file_that_is_named_is_read_whatever_it_holds(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"a.yaml": text})
    with pytest.raises(InputError, match="unknown section"):
        load(tmp_path / "a.yaml")


def test_a_directory_of_texts_says_how_to_read_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "x\n", "b.txt": "y\n", "c.wiki": "z\n", "d.csv": "id\n"})
    with pytest.raises(InputError) as caught:
        load(tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}: holds no claims files; --from csv reads 1 of its files, --from prose reads 2 of its files, "
        "--from wikitext reads 1 of its files"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "- {id: a, subject: acme, predicate: ceo, value: jane}\n"),
        ("a.json", '[{"id": "a", "subject": "acme", "predicate": "ceo", "value": "jane"}]'),
        ("a.json", '\n [\n{"subject": "acme", "id": "a", "predicate": "ceo", "value": "jane"}]\n'),
    ],
)
def test_a_list_of_claims_is_read(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text})
    for path in (tmp_path / name, tmp_path):
        (claim,) = load(path).claims
        assert claim.id == "a"
        assert claim.location is not None
        assert claim.location.line == 1 + text.partition("{")[0].count("\n")


def test_a_fault_in_a_list_of_claims_has_its_place(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "- {id: a, subject: acme, predicate: ceo}\n- {id: b, subjet: acme, predicate: ceo}\n"})
    with pytest.raises(InputError, match=r"a\.yaml:2:11: claim 'b': unknown field 'subjet'"):
        load(tmp_path)
