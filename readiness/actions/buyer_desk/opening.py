"""Opening: a launch's page of the buyer's side, for whoever may see it, and how fresh the table is that it is made from.

In: a connection, who looks, a launch.
Out: Opened; when its tables were made; a team, an account in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from readiness.adapters.db.contact_views import has_contact
from readiness.adapters.db.launch_facts import has_rep_of
from readiness.adapters.db.launches import name_of
from readiness.adapters.db.shown import Row, all_rows, names_of, row_about
from readiness.adapters.db.store import Connection
from readiness.permissions import Scope, Viewer, allowed, hidden

SEE = "plan.see"
"""The right to the pages of the buyer's side."""
ACCOUNTS = "inputs.accounts"


@dataclass(frozen=True, slots=True)
class Opened:
    """A launch, opened by somebody who may see its plan."""

    launch_id: str
    name: str
    scope: Scope


def opened(connection: Connection, viewer: Viewer, launch_id: str, act: str = SEE) -> Opened:
    """Return a launch; to a manager or a rep, one that somebody of theirs is in.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    scope = allowed(viewer, act)
    name = name_of(connection, launch_id)
    is_of_people = bool(scope.manager_id or scope.rep_id)
    if name is None or scope.nothing or (is_of_people and not has_rep_of(connection, launch_id, scope)):
        raise hidden("launch")
    return Opened(launch_id, name, scope)


def made_at(connection: Connection, launch_id: str, table: str) -> datetime | None:
    """Return when a table was published, in UTC; None where it was not yet."""
    known = names_of(connection, launch_id).get(table)
    return known[2].replace(tzinfo=UTC) if known else None


def team(connection: Connection, here: Opened) -> list[Row]:
    """Return the reps of a manager, as the launch names them."""
    return list(all_rows(connection, here.launch_id, "inputs.reps", Scope(manager_id=here.scope.manager_id)))


def channel_scope(connection: Connection, here: Opened) -> Scope:
    """Return what a viewer sees of tables that know channels only: a manager, the one channel of the team where it has one."""
    if not here.scope.manager_id:
        return here.scope
    channels = {row["channel"] for row in team(connection, here)}
    return Scope(channel=channels.pop() if len(channels) == 1 else "")


def account_in(connection: Connection, here: Opened, account_id: str) -> Row | None:
    """Return an account that the viewer may see: of a team or a rep, one that the plan gives them."""
    row = row_about(connection, here.launch_id, ACCOUNTS, account_id, Scope(channel=here.scope.channel))
    is_of_people = bool(here.scope.manager_id or here.scope.rep_id)
    if row is None or not is_of_people or has_contact(connection, here.launch_id, here.scope, account_id):
        return row
    return row if row_about(connection, here.launch_id, "plan.vision", account_id, here.scope) else None
