"""Tables: what a measurement says of training, messages, partners, groups and inputs.

In: settings, who looks, a launch; which table.
Out: ResultsTable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.actions.results_desk.desk import Freshness, freshness, opened
from readiness.adapters.db.measured import MeasuredLaunch
from readiness.adapters.db.shown import Row, all_rows
from readiness.adapters.db.shown_charts import KeptChart, charts_of
from readiness.adapters.db.store import Connection, reading
from readiness.permissions import Scope, Viewer, allowed, hidden
from readiness.settings import Settings

TOPICS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "training": (("report.event_study", "report.link"), ("training_event_study",), "results.whole"),
    "messages": (("report.claims", "report.claim_acts", "positioning.messages"), ("claims_missed",), "results.see"),
    "partners": (("report.partners", "report.partner_acts"), ("partner_scorecard",), "results.whole"),
    "trust": (("report.fairness", "report.sensitivity"), (), "people.see"),
}
"""Topic -> its tables, its charts, the right it takes: partners are other channels' too, what figures hang on names reps."""


@dataclass(frozen=True, slots=True)
class ResultsTable:
    """One topic of a launch's results."""

    launch: MeasuredLaunch
    tables: Mapping[str, tuple[Row, ...]]
    """Table -> its rows; none where it was not made."""
    charts: tuple[KeptChart, ...]
    told: Mapping[str, tuple[Row, ...]]
    names: Mapping[str, str]
    """Ids of channels and territories with their names."""
    fresh: Freshness


def results_table(settings: Settings, viewer: Viewer, launch_id: str, topic: str) -> ResultsTable:
    """Return a topic of TOPICS.

    Raises:
        NotAllowedError: it is for others.
        NotFoundError: there is none, or it is not the viewer's.
    """
    if topic not in TOPICS:
        raise hidden("page of results")
    tables, drawn, right = TOPICS[topic]
    allowed(viewer, right)
    with reading(settings.database) as connection:
        desk = opened(connection, viewer, launch_id)
        found = {name: tuple(all_rows(connection, launch_id, name, Scope())) for name in tables}
        if desk.scope.channel:
            found = {name: _of_channel(rows, desk.scope.channel) for name, rows in found.items()}
        charts = charts_of(connection, launch_id, desk.scope, with_people=desk.sees_people)
        told = _told(connection, launch_id)
        names = {r["group"]: r["name"] for r in all_rows(connection, launch_id, "desk.totals", Scope()) if r["name"]}
        fresh = freshness(connection, desk)
    return ResultsTable(desk.launch, found, tuple(c for c in charts if c.name in drawn), told, names, fresh)


def _of_channel(rows: tuple[Row, ...], channel: str) -> tuple[Row, ...]:
    """Return a channel's own rows, and those that are about all channels together."""
    return tuple(row for row in rows if row.get("channel", "") in ("", channel))


def _told(connection: Connection, launch_id: str) -> Mapping[str, tuple[Row, ...]]:
    told: dict[str, list[Row]] = {}
    for row in all_rows(connection, launch_id, "desk.told", Scope()):
        if row["part"] in ("together", "training", "link_notes", "model", "fairness", "sensitivity"):
            told.setdefault(row["part"], []).append(row)
    return {part: tuple(rows) for part, rows in told.items()}
