"""What is handed to strangers: a wheel and an sdist, their page, the image and the README's picture."""

import email
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.message import Message
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]  # it has no types
import pytest

from picture import PICTURE, picture

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
LARGEST_PICTURE = 40_000


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that finds nothing of this repository on its path, and must succeed."""
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ran = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``make dist`` makes: the sdist, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    (target,) = re.findall(
        r"^dist: .*\n\t\$\(BIN\)/python (.*) --outdir dist$", (REPOSITORY / "Makefile").read_text(), re.M
    )
    run(sys.executable, *target.split(), "--outdir", folder, REPOSITORY, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def metadata(dist: Path) -> Message:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def test_the_metadata_say_what_it_is(metadata: Message) -> None:
    assert metadata["Name"] == "conflicts"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "readers" in metadata.get_all("Provides-Extra", [])


def test_the_page_is_the_readme_without_links_to_files_that_are_not_there(metadata: Message) -> None:
    page = metadata.get_payload()
    assert isinstance(page, str)
    rendered = cmarkgfm.github_flavored_markdown_to_html(page)
    assert "<h1>conflicts</h1>" in rendered
    assert "<table>" in rendered
    addresses = re.findall(r'(?:href|src)="([^"]*)"', rendered)
    assert addresses
    assert [each for each in addresses if not each.startswith("https://")] == []
    assert "the tutorial (<code>docs/tutorial.md</code>)" in rendered


def test_no_page_asks_anybody_to_fill_anything_in() -> None:
    pages = [
        REPOSITORY / "README.md",
        *REPOSITORY.glob("docs/**/*.md"),
        *REPOSITORY.glob("src/conflicts/cli/starter/*"),
    ]
    texts = {page: page.read_text(encoding="utf-8") for page in pages}
    assert len(texts) > 40
    assert [page for page, text in texts.items() if re.search(r"\b(HOST|OWNER)\b|repo: …", text)] == []
    assert "pip install ." in README


def test_pipelines_install_the_wheel_that_is_built(dist: Path, tmp_path: Path) -> None:
    """A copy of it in ``tools`` is what the pages and the pipelines of a new project install."""
    (wheel,) = (file.name for file in dist.glob("*.whl"))
    pages = ("docs/how-to/ci.md", "docs/how-to/install.md", "docs/tutorial.md", "README.md")
    texts = [(REPOSITORY / page).read_text(encoding="utf-8") for page in pages]
    named = {name for text in texts for name in re.findall(r"conflicts-[\w.]+-py3-none-any\.whl", text)}
    assert named == {wheel}
    for ci, file in {"github": ".github/workflows/claims.yml", "gitlab": ".gitlab-ci.yml"}.items():
        run(sys.executable, "-m", "conflicts", "init", ci, "--ci", ci, cwd=tmp_path)
        assert f"pip install tools/{wheel}\n" in (tmp_path / ci / file).read_text(encoding="utf-8")


def test_every_link_of_the_readme_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert len(links) > 10
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


def test_the_sdist_builds_what_the_repository_builds(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "rules/core/denial.yaml"} <= names
    assert not any(name.startswith((".venv", "dist/")) for name in names)


@pytest.mark.parametrize("suffix", ["whl", "tar.gz"])
def test_it_installs_without_the_network_and_the_repository_and_finds_a_conflict(
    dist: Path, tmp_path: Path, suffix: str
) -> None:
    """What it depends on is that of the running tests."""
    (file,) = dist.glob(f"*.{suffix}")
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (site / "theirs.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps")
    run(*pip, "--no-build-isolation", "--ignore-installed", file, cwd=tmp_path)
    claims = tmp_path / "claims"
    shutil.copytree(REPOSITORY / "fixtures/izium", claims)
    where = run(python, "-c", "import conflicts; print(conflicts.__file__)", cwd=tmp_path)
    assert where.startswith(str(site))
    command = environment / "bin" / "conflicts"
    shown = run(command, "check", "claims", "--select", "core/denial", "--exit-zero", cwd=tmp_path)
    assert "error[core/denial]" in shown


# The picture


def test_the_picture_shows_what_the_check_prints() -> None:
    assert PICTURE.read_text(encoding="utf-8") == picture(), "write it anew: python docs/picture.py"


def test_the_picture_is_small_and_needs_nothing_from_elsewhere() -> None:
    drawn = PICTURE.read_text(encoding="utf-8")
    assert len(drawn) < LARGEST_PICTURE
    assert "url(http" not in drawn
    assert "<script" not in drawn


# The image


def test_the_image_has_what_is_locked_and_runs_as_a_user_without_rights() -> None:
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root\b)\w+$", final, re.MULTILINE)
    assert "pip" not in final
    assert "--require-hashes -r locks/run.txt" in DOCKERFILE
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert all(re.fullmatch(r"python:3\.\d+-slim", image) for image in images)


def test_the_image_copies_what_there_is_and_what_is_let_in() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    let_in = {
        line[1:] for line in (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"
    }
    for name in (name for names in copied for name in names.split()):
        assert (REPOSITORY / name).exists()
        assert name.partition("/")[0] in let_in


def no_docker() -> str:
    """Why no image can be built here; empty if one can."""
    if shutil.which("docker") is None:
        return "docker is not installed"
    asked = subprocess.run(["docker", "info"], capture_output=True, check=False)
    return "no docker daemon answers" if asked.returncode else ""


@pytest.mark.skipif(bool(no_docker()), reason=no_docker())
def test_the_image_checks_what_is_mounted(tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY / "fixtures/izium", tmp_path / "claims")
    (image,) = run("docker", "build", "--quiet", str(REPOSITORY), cwd=tmp_path).split()
    command = ("docker", "run", "--rm", "--volume", f"{tmp_path}:/work:ro", image)
    assert "error[core/denial]" in run(*command, "check", "claims", "--exit-zero", cwd=tmp_path)
