"""A distribution of somebody else, installed for a test: what it offers by entry points."""

from pathlib import Path


def install(site: Path, group: str, point: str, module: str, text: str) -> None:
    """Install in ``site`` a distribution that has one module, of this text, and one entry point (``name = value``)."""
    info = site / "own-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: own\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[{group}]\n{point}\n", encoding="utf-8")
    (site / f"{module}.py").write_text(text, encoding="utf-8")
