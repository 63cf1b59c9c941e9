"""Measured launches: which launches have results, and how fresh what they rest on is.

In: a connection, a scope.
Out: MeasuredLaunch; Freshness.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, and_, func, select

from readiness.adapters.db.ledger_tables import sales_submissions
from readiness.adapters.db.page_tables import shown_rows, shown_tables
from readiness.adapters.db.shown import in_scope
from readiness.adapters.db.tables import launches
from readiness.permissions import Scope

MARK = "report.reps"
"""The table that every measurement publishes."""
_r, _t, _s = shown_rows.c, shown_tables.c, sales_submissions.c


@dataclass(frozen=True, slots=True)
class MeasuredLaunch:
    """A launch with results."""

    launch_id: str
    name: str
    n_reps: int
    as_of: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class LatestReport:
    """When something last came from a partner, and the last day it speaks of."""

    partner_id: str
    received_at: datetime
    sold_until: date | None


def measured_launches(connection: Connection, scope: Scope) -> list[MeasuredLaunch]:
    """Return the launches with results that are the scope's, the last measured first."""
    query = select(_t.launch_id, launches.c.name, _t.n_rows, _t.as_of, _t.made_at)
    query = query.join_from(shown_tables, launches, launches.c.launch_id == _t.launch_id).where(_t.name == MARK)
    rows = connection.execute(query.order_by(_t.as_of.desc(), _t.launch_id)).all()
    found = [MeasuredLaunch(r[0], r[1], r[2], date.fromisoformat(r[3]), r[4].replace(tzinfo=UTC)) for r in rows]
    return [launch for launch in found if is_in_scope(connection, launch.launch_id, scope)]


def measured_launch(connection: Connection, launch_id: str, scope: Scope) -> MeasuredLaunch | None:
    """Return a launch with results, or None where there is none or it is not the scope's."""
    query = select(_t.launch_id, launches.c.name, _t.n_rows, _t.as_of, _t.made_at)
    query = query.join_from(shown_tables, launches, launches.c.launch_id == _t.launch_id)
    r = connection.execute(query.where(and_(_t.name == MARK, _t.launch_id == launch_id))).first()
    if r is None or not is_in_scope(connection, launch_id, scope):
        return None
    return MeasuredLaunch(r[0], r[1], r[2], date.fromisoformat(r[3]), r[4].replace(tzinfo=UTC))


def is_in_scope(connection: Connection, launch_id: str, scope: Scope) -> bool:
    """Say whether anything of a launch is the scope's: whoever sees everything sees every launch."""
    if scope == Scope():
        return True
    named = _r.name.in_(("inputs.accounts", "inputs.reps"))
    mine = and_(_r.launch_id == launch_id, named, in_scope(scope))
    return connection.execute(select(_r.place).where(mine).limit(1)).first() is not None


def latest_reports(connection: Connection, partners: list[str]) -> dict[str, LatestReport]:
    """Return partner -> what came from it last; a partner of whom nothing came is not in it."""
    query = select(_s.partner_id, func.max(_s.received_at), func.max(_s.period_to)).where(_s.partner_id.in_(partners))
    rows = connection.execute(query.where(_s.status == "applied").group_by(_s.partner_id))
    return {r[0]: LatestReport(r[0], r[1].replace(tzinfo=UTC), r[2]) for r in rows}
