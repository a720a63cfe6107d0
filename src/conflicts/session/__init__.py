"""Sessions: what each claim that comes or goes changes (docs/how-to/follow-changes.md)."""

from conflicts.session.change import Change
from conflicts.session.session import GivenClaims, Session

__all__ = ["Change", "GivenClaims", "Session"]
