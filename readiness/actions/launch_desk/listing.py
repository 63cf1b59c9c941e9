"""Listing: every launch the viewer may see, how far it has come, and what comes next.

In: settings, who asks, the time now, in UTC.
Out: LaunchRow, LaunchPage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from readiness.adapters import buyer_files
from readiness.adapters.db.launch_facts import LaunchFacts, facts_of, has_rep_of, launch_rows, n_in_scope
from readiness.adapters.db.launches import stored_files
from readiness.adapters.db.store import Connection, reading
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_forms import channels_in
from readiness.adapters.launch_intake import problems_in
from readiness.errors import Problem
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.vocabulary import Launch

STATES = ("making", "waiting", "approved", "decks", "measured")


@dataclass(frozen=True, slots=True)
class LaunchRow:
    """One launch in a list."""

    launch: Launch
    state: str
    """One of STATES, the farthest it has come."""
    n_messages: int
    n_waiting: int
    """Messages that nobody approved as they stand."""
    n_decks: int
    as_of: date | None
    """The day the last measurement is of."""
    following: str
    """What comes next: read, approve, press, train, measure or results."""


@dataclass(frozen=True, slots=True)
class LaunchPage:
    """One launch: where it stands, as facts."""

    row: LaunchRow
    facts: LaunchFacts
    n_reps: int
    n_accounts: int
    """That the viewer's scope covers."""
    n_contacts: int
    channels: Mapping[str, str]
    """Id -> name, of those the viewer may see."""


def launches_of(settings: Settings, viewer: Viewer, now: datetime) -> list[LaunchRow]:
    """Return the launches the viewer may see, those on sale last the latest first."""
    scope = allowed(viewer, "launches.see")
    with reading(settings.database) as connection:
        rows = [(row, launch) for row in launch_rows(connection) if (launch := _seen(connection, row[3], scope))]
        found = [_row(launch, facts_of(connection, row, scope), now) for row, launch in rows]
    return sorted(found, key=lambda r: (r.launch.dates.launch_on, r.launch.launch_id), reverse=True)


def launch_page(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> LaunchPage:
    """Return where one launch stands.

    Raises:
        NotFoundError: there is none of this id, or it is not the viewer's to see.
    """
    scope = allowed(viewer, "launches.see")
    with reading(settings.database) as connection:
        row = next((r for r in launch_rows(connection, launch_id)), None)
        launch = _seen(connection, row[3], scope) if row else None
        if row is None or launch is None:
            raise hidden("launch")
        facts = facts_of(connection, row, scope)
        names = {c["id"]: str(c.get("name", c["id"])) for c in channels_in(stored_files(connection, launch_id, "channels.yaml"))}
        n_reps, n_accounts, n_contacts = (
            n_in_scope(connection, launch_id, name, scope) for name in ("inputs.reps", "inputs.accounts", "plan.contact_plan")
        )
    mine = {c: names.get(c, c) for c in launch.channels if scope.channel in ("", c)}
    return LaunchPage(_row(launch, facts, now), facts, n_reps, n_accounts, n_contacts, mine)


def known_channels(settings: Settings, viewer: Viewer) -> list[tuple[str, str, str]]:
    """Return id and name of every channel that a launch has, and the name of the last launch that has it."""
    allowed(viewer, "launches.change")
    found: dict[str, tuple[str, str, str]] = {}
    with reading(settings.database) as connection:
        for launch_id, name, _, _ in launch_rows(connection):
            for c in channels_in(stored_files(connection, launch_id, "channels.yaml")):
                found[str(c["id"])] = (str(c["id"]), str(c.get("name", c["id"])), name)
    return sorted(found.values(), key=lambda c: c[1].casefold())


def stored_problems(settings: Settings, viewer: Viewer, launch_id: str) -> list[Problem]:
    """Return what the program finds wrong with a launch as it was taken in: nothing, unless it grew stricter since.

    Raises:
        NotFoundError: there is none of this id.
    """
    allowed(viewer, "launches.change")
    with reading(settings.database) as connection:
        files = stored_files(connection, launch_id, "")
    if not files:
        raise hidden("launch")
    return problems_in(files, settings.templates)


def _seen(connection: Connection, launch_yaml: bytes, scope: Scope) -> Launch | None:
    """Return a launch, None where the scope covers nothing of it."""
    launch = _launch(launch_yaml)
    if launch is None or scope.nothing or (scope.channel and scope.channel not in launch.channels):
        return None
    is_theirs = not (scope.manager_id or scope.rep_id) or has_rep_of(connection, launch.launch_id, scope)
    return launch if is_theirs else None


@lru_cache(maxsize=500)
def _launch(launch_yaml: bytes) -> Launch | None:
    return buyer_files.read_launch("launch.yaml", launch_yaml, Problems())


def _row(launch: Launch, facts: LaunchFacts, now: datetime) -> LaunchRow:
    n_waiting = facts.n_messages - facts.n_approved
    measured = facts.tables.get("report.reps")
    state = _state(facts, has_report=measured is not None)
    following = _following(state, n_waiting, is_on_sale=now.date() >= launch.dates.launch_on)
    as_of = date.fromisoformat(measured[1]) if measured and measured[1] else None
    return LaunchRow(launch, state, facts.n_messages, n_waiting, facts.n_decks, as_of, following)


def _state(facts: LaunchFacts, *, has_report: bool) -> str:
    if has_report:
        return "measured"
    if facts.n_decks:
        return "decks"
    if not facts.n_messages:
        return "making"
    return "approved" if facts.n_approved == facts.n_messages else "waiting"


def _following(state: str, n_waiting: int, *, is_on_sale: bool) -> str:
    if n_waiting:
        return "approve"
    if state == "decks":
        return "measure" if is_on_sale else "train"
    return {"making": "read", "waiting": "approve", "approved": "press", "measured": "results"}[state]
