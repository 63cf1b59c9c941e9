"""Owed: every promised act with its owner, its day and its state, whom it went up to, and how well promises are kept.

In: settings, who looks, a launch, which acts; the time now, in UTC.
Out: FollowUpsPage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from readiness.actions.buyer_desk.opening import opened
from readiness.adapters.db import promise_views
from readiness.adapters.db.promise_views import LATE, OWED, TOLD, Looked
from readiness.adapters.db.rep_figures import names_of_reps
from readiness.adapters.db.store import Connection, reading
from readiness.permissions import Scope, Viewer, may
from readiness.settings import Settings
from readiness.stages.owed import FACTORY, MANAGER, REP, ROLES, Promise, PromiseCount

STATES = (OWED, LATE, TOLD, "kept", "broken", "withdrawn")
KINDS = ("rep", "claim", "partner", "contact", "session", "deal")
ABOUT_PEOPLE = ("rep", "session")
"""Kinds whose words say how a person does: for those who may see people's figures."""
MOST_OWNERS = 100


@dataclass(frozen=True, slots=True)
class FollowUpsPage:
    """A page of promised acts."""

    launch_id: str
    launch_name: str
    reviewed_on: date | None
    """The day of the last review; None: none was held, and nothing is written down yet."""
    today: date
    looked: Looked
    rows: tuple[Promise, ...] = ()
    """Where the viewer may not see how people do, those about them without words."""
    n: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    by_role: tuple[PromiseCount, ...] = ()
    owners: tuple[PromiseCount, ...] = ()
    """Of the factory and of managers; of reps, for those alone who may see how people do."""
    n_owners: int = 0
    names: Mapping[str, str] = field(default_factory=dict)
    sees_people: bool = False


def follow_ups_page(settings: Settings, viewer: Viewer, launch_id: str, looked: Looked, now: datetime) -> FollowUpsPage:
    """Return a page of promised acts: of a channel manager's channel, of a manager's team and the manager, all for the rest.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    today, sees = now.date(), may(viewer, "people.see")
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id)
        on = promise_views.last_review_on(connection, launch_id)
        if on is None:
            return FollowUpsPage(launch_id, here.name, None, today, looked)
        asked = looked if sees or not looked.owner else replace(looked, owner="")
        rows, n = promise_views.promises_in(connection, launch_id, here.scope, asked, today)
        counts = promise_views.counts_by_state(connection, launch_id, here.scope, today)
        by_role = promise_views.counts_by_role(connection, launch_id, here.scope)
        owners, n_owners = _owners(connection, launch_id, here.scope, sees=sees)
        ids = {i for p in rows for i in (p.owner, p.escalated_to)} | {c.owner for c in owners}
        names = names_of_reps(connection, launch_id, ids)
    shown = tuple(p if sees or p.kind not in ABOUT_PEOPLE else replace(p, words="", because="", subject_id="") for p in rows)
    return FollowUpsPage(
        launch_id, here.name, on, today, asked, shown, n, counts, tuple(by_role), owners, n_owners, names, sees
    )  # fmt: skip


def _owners(connection: Connection, launch_id: str, scope: Scope, *, sees: bool) -> tuple[tuple[PromiseCount, ...], int]:
    """Return how each owner keeps promises, the first hundred of each role by id; and how many owners there are."""
    found: list[PromiseCount] = []
    total = 0
    for role in (FACTORY, MANAGER, REP) if sees else (FACTORY, MANAGER):
        rows, n = promise_views.counts_by_owner(connection, launch_id, scope, role, MOST_OWNERS)
        found, total = found + rows, total + n
    return tuple(found), total


__all__ = ["KINDS", "ROLES", "STATES", "FollowUpsPage", "Looked", "follow_ups_page"]
