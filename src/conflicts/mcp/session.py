"""The session of the clients: claims that they add to those of the project, or take back, in memory only."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field

from conflicts.errors import InputError
from conflicts.mcp.answers import WIDTH, Answer
from conflicts.mcp.inputs import Given, Kept, Served, files_of, options_of
from conflicts.mcp.root import settings_of
from conflicts.model.collection import Collection
from conflicts.model.frozen import Frozen
from conflicts.project import session_as_set
from conflicts.readers import load
from conflicts.readers.files import found_files
from conflicts.readers.reading import asked_format
from conflicts.report.diff import ChangedFinding
from conflicts.report.finding import Finding
from conflicts.session import Session


class SessionChange(Frozen):
    """What a change of the session's claims changes: findings that open, close, or are otherwise than they were."""

    claims: int = Field(description="How many claims the session has now, those of the project among them.")
    added: tuple[str, ...] = Field(description="The ids of the claims that came.")
    removed: tuple[str, ...] = Field(description="The ids of the claims that went.")
    opened: tuple[Finding, ...] = Field(description="Findings that stand now and did not stand before.")
    closed: tuple[Finding, ...] = Field(description="Findings that stand no more, as they were.")
    changed: tuple[ChangedFinding, ...] = Field(description="Findings that stay, more or less severe or sure.")


def add_answer(served: Served, kept: Kept, claims: Sequence[dict[str, Any]]) -> Answer:
    """What it changes that these claims come into the session; all of them or, where one does not fit, none."""
    return _answer(served, kept, add=claims)


def retract_answer(served: Served, kept: Kept, ids: Sequence[str]) -> Answer:
    """What it changes that the claims of these ids leave the session; files stay as they are."""
    return _answer(served, kept, retract=ids)


def session_answer(served: Served, kept: Kept) -> Answer:
    """The claims that were added, and the ids of those that were retracted, as JSON."""
    return Answer(json.dumps({"added": kept.added, "retracted": kept.retracted}, ensure_ascii=False))


def _answer(served: Served, kept: Kept, *, add: Sequence[dict[str, Any]] = (), retract: Sequence[str] = ()) -> Answer:
    session = _session(served, kept)
    change = session.update(add=add, retract=retract)
    now = _kept(kept, session, change.added, change.removed)
    if len(json.dumps(now)) > served.most_bytes:
        raise InputError(f"the session would be larger than {served.most_bytes:,} bytes: retract some of it first")
    told = SessionChange(
        claims=len(session),
        added=change.added,
        removed=change.removed,
        opened=change.opened,
        closed=change.closed,
        changed=change.changed,
    )
    return Answer(change.to_text(WIDTH), told.model_dump(mode="json"), session.report.to_json(), now)


def _session(served: Served, kept: Kept) -> Session:
    """The claims of the project as it is now, without those that were retracted and with those that were added."""
    settings = settings_of(served.root)
    options = options_of(settings)
    paths = files_of(served, Given(), settings, options)
    collection = Collection((), options.vocabulary)
    if found_files(paths, asked_format(None, options), options).found:
        collection = load(paths, options=options, needs_claims=False)
    stay = tuple(claim for claim in collection.claims if claim.id not in kept.retracted)
    session = session_as_set(replace(collection, claims=stay), settings)
    session.add(kept.added)
    return session


def _kept(kept: Kept, session: Session, came: Sequence[str], went: Sequence[str]) -> Kept:
    own = {str(claim["id"]): claim for claim in kept.added}
    new = {name: session[name].model_dump(mode="json", exclude_defaults=True) for name in came}
    added = {name: claim for name, claim in (own | new).items() if name not in went}
    retracted = (*kept.retracted, *(name for name in went if name not in own))
    return Kept(tuple(added.values()), tuple(dict.fromkeys(retracted)))
