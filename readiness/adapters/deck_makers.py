"""Deck makers: the desk of each channel of an approved launch, kept in memory until anything it is made from changes.

In: settings, a connection, a launch id, a channel.
Out: DeckDesk.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from readiness.adapters import positioning_desks
from readiness.adapters.db.launches import approvals_of
from readiness.adapters.db.store import Connection
from readiness.adapters.stored_decks import DeckDesk, deck_desk
from readiness.adapters.stored_positioning import whole_approval
from readiness.adapters.stored_vision import held_back
from readiness.errors import NotFoundError
from readiness.settings import Settings
from readiness.stages.positioning import Approval

MOST_KEPT = 24
"""Channels."""
_Key = tuple[Path, str, str, str]
_lock = Lock()
_made: dict[_Key, tuple[str, Approval, DeckDesk]] = {}


def desk_of(settings: Settings, connection: Connection, launch_id: str, channel: str) -> DeckDesk:
    """Return a channel's desk; the words of the templates are those the process began with.

    Raises:
        NotAllowedError: the positioning is not approved.
        NotFoundError: there is no such launch, or it has no such channel.
    """
    worded = positioning_desks.desk_of(settings, connection, launch_id)
    approval = whole_approval(launch_id, approvals_of(connection, launch_id, worded.positioning.hashes))
    row = next((c for c in worded.inputs.channels if c.channel == channel), None)
    if row is None:
        raise NotFoundError(f"{launch_id} has no channel {channel!r}")
    key = (settings.templates, settings.database, launch_id, channel)
    with _lock:
        known = _made.pop(key, None)
        if known is None or known[:2] != (worded.mark, approval):
            known = worded.mark, approval, deck_desk(settings.templates, worded.inputs, worded.positioning, row, approval, {})
        _made[key] = known
        while len(_made) > MOST_KEPT:
            del _made[next(iter(_made))]
    # What is released changes with every note and every day; all else stays as long as what it is made from.
    held = held_back(connection, worded.inputs, worded.positioning, datetime.now(UTC).date())
    return replace(known[2], held=held)
