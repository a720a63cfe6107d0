"""Where a finding points to: the claim to show first, and its file as an address."""

import os
from pathlib import PurePath
from urllib.parse import quote_from_bytes

from conflicts.report.finding import Finding, ReportedClaim


def placed_first(finding: Finding) -> tuple[ReportedClaim, ...]:
    """The claims of a finding: the one that it is at, and the others in their order, those without a place last."""
    first = finding.pointed_at
    return tuple(sorted(finding.claims, key=lambda claim: (claim is not first, claim.location is None)))


def is_inside(file: str) -> bool:
    """Whether the file lies in the directory in which the check ran: named relatively, and not upwards."""
    path = PurePath(file)
    return not path.is_absolute() and ".." not in path.parts


def uri_of(file: str) -> str:
    """The file as a URI reference (RFC 3986): a relative path, or ``file:`` and an absolute one.

    Whatever is no letter, digit, or one of ``/_.-~`` is percent-encoded.
    """
    path = PurePath(os.fsdecode(file.encode(errors="surrogateescape")))  # as the system names it
    return path.as_uri() if path.is_absolute() else quote_from_bytes(os.fsencode(path.as_posix()))
