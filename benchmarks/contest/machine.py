"""The machine that the contest is held on."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = (
    "conflicts",
    "pydantic",
    "duckdb",
    "polars",
    "pyarrow",
    "numpy",
    "durable-rules",
    "clipspy",
    "clingo",
    "pyshacl",
    "rdflib",
)


def described() -> list[str]:
    """Lines that say what it is, and which versions of what ran."""
    return [
        f"{_processor()}, {_cores()} cores, {_gigabytes():.0f} GB of memory, {platform.system()}",
        f"Python {platform.python_version()}; " + ", ".join(filter(None, map(_version, PACKAGES))),
    ]


def load() -> float:
    """How many processes wanted to run in the last minute, on average."""
    return os.getloadavg()[0]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _gigabytes() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""
