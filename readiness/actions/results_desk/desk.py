"""Desk: a launch with results, opened for somebody.

In: a connection, who looks, a launch's id.
Out: Desk, or what looks like nothing there.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.adapters.db.measured import LatestReport as LatestReport
from readiness.adapters.db.measured import MeasuredLaunch, latest_reports, measured_launch
from readiness.adapters.db.shown import Row, all_rows
from readiness.adapters.db.store import Connection
from readiness.permissions import Scope, Viewer, allowed, hidden, may


@dataclass(frozen=True, slots=True)
class Desk:
    """A launch with results, and whose rows of it may be seen."""

    launch: MeasuredLaunch
    scope: Scope
    sees_people: bool
    """Whether the figures of persons may be seen."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """What the figures rest on: the partners' reports."""

    partners: tuple[tuple[Row, LatestReport | None], ...]
    """Each partner's row of the report, and what came from it last."""
    n_late: int


def opened(connection: Connection, viewer: Viewer, launch_id: str) -> Desk:
    """Return a launch with results.

    Raises:
        NotAllowedError: the role sees no results.
        NotFoundError: there is no such launch, it has no results, or it is not the viewer's.
    """
    scope = allowed(viewer, "results.see")
    launch = measured_launch(connection, launch_id, scope)
    if launch is None:
        raise hidden("launch with results")
    return Desk(launch, scope, may(viewer, "people.see"))


def freshness(connection: Connection, desk: Desk) -> Freshness:
    """Return how fresh what partners report is; a channel's manager learns how many are late, and not who."""
    rows = list(all_rows(connection, desk.launch.launch_id, "report.partners", Scope()))
    last = latest_reports(connection, [row["partner_id"] for row in rows])
    n_late = sum(row["n_missing"] not in ("", "0") for row in rows)
    return Freshness(tuple((row, last.get(row["partner_id"])) for row in rows), n_late)
